"""Cross entropies: of logits or log-probabilities with class indices or probabilities, and of two classes.

Imports the table, `loss`, and the elementwise ops, reductions and softmax before it.  Start at `_nll`, then
`_cross_entropy`: softmax, logarithm and choice as one primitive, whose gradient (softmax - one-hot) is an op again.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.op import cast
from .._engine.tensor import Tensor, raw, wrap
from ._checks import legacy, needs_float
from ._kernels.lines import max_last, ones, quick, starts
from ._kernels.lines import rows as row_numbers
from ._kernels.precision import working_dtype
from .clamping import _clamp_tensors as clamp
from .clamping import clamp_min
from .loss import needs_tensors, no_gradient, reduced, reduction_of, shared
from .pointwise import exp, log, log1p, sigmoid
from .reduction import sum, unreduced
from .softmax import log_softmax, softmax
from .table import Array, composite, op

_F = ("nn.functional",)

# ------------------------------------------------------------ classes: indices of an axis


def _class_axis(ndim: int) -> int:
    return 0 if ndim == 1 else 1


def _at(input: Any, target: Any) -> Any:
    """The index of each target's class in an array (C,), (n, C) or (n, C, *more)."""
    if input.ndim == 1:
        return target
    if input.ndim == 2:
        return row_numbers(len(input)), target
    grid = np.ogrid[tuple(slice(n) for n in target.shape)]
    return (grid[0], target, *grid[1:])


def _class_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])), {}
    yield (rng.standard_normal(3), np.array(2)), {}
    yield (rng.standard_normal((2, 3, 4)), rng.integers(0, 3, (2, 4))), {}


@op(input=lambda g, target, input_shape: _place(g, target, input_shape), linear=True, samples=_class_samples)
def _picked(input: Array, target: Array) -> Array:
    """The element of each target's class."""
    return input[_at(input, target)]


def _place_samples(rng: np.random.Generator) -> Any:
    for (x, target), _ in _class_samples(rng):
        yield (rng.standard_normal(target.shape), target, x.shape), {}


@op(input=lambda g, target: _picked(g, target), linear=True, samples=_place_samples)
def _place(input: Array, target: Array, shape: tuple[int, ...]) -> Array:
    """Zeros with `input` at the places of the targets' classes: the adjoint of `_picked`."""
    out = np.zeros(shape, input.dtype)
    out[_at(out, target)] = input
    return out


def _check_targets(name: str, input: Any, target: Any) -> None:
    """Raises ValueError, IndexError or RuntimeError unless the targets are one class index a sample."""
    n = input.ndim
    if n != 1 and (len(target) if target.ndim else 0) != len(input):
        raise ValueError(
            f"Expected input batch_size ({len(input)}) to match target batch_size "
            f"({len(target) if target.ndim else 0})."
        )
    if n <= 2 and target.ndim > 1:
        raise RuntimeError(
            "0D or 1D target tensor expected, multi-target not supported\n"
            f"{name} takes one class index a sample, shape {list(input.shape[:-1])}, and got {list(target.shape)}: "
            "target.squeeze(), or target.argmax(1) of one-hot rows."
        )
    if n > 2 and target.shape != (wanted := (input.shape[0], *input.shape[2:])):
        if n == 4 and target.ndim == 3:
            raise RuntimeError(f"size mismatch (got input: {list(input.shape)} , target: {list(target.shape)}")
        raise RuntimeError(f"Expected target size {list(wanted)}, got {list(target.shape)}")
    if target.dtype != np.int64 and target.dtype != np.uint8:
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {legacy(target)}\n"
            "Class indices are int64: target.long(); class probabilities have the input's shape and a floating dtype."
        )
    if n == 1 and target.ndim == 1 and len(target) != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {len(target)}")


def _check_class_weight(input: Any, weight: Any, classes: int) -> None:
    no_gradient("nll_loss_forward", "weight", weight)
    if weight._data.shape != (classes,):
        if input.ndim > 2:
            raise RuntimeError("weight tensor should be defined either for all or no classes")
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(weight._data.shape)}"
        )
    if weight._data.dtype != input.dtype:
        raise RuntimeError(f"expected scalar type {legacy(input)} but found {legacy(weight._data)}")


def _places(name: str, input: Any, target: Tensor, weight: Tensor | None, ignore_index: int) -> tuple[Any, Any, Any]:
    """The class indices, what each sample counts (None where all count 1), and how much all count together.

    Ignored samples count 0 and get class 0.  Raises as `_check_targets`, and IndexError for an index out of range.
    """
    data = target._data
    if input.ndim != 2 or data.ndim != 1 or data.dtype != np.int64 or len(data) != len(input):
        _check_targets(name, input, data)
    classes = input.shape[_class_axis(input.ndim)]
    if weight is not None:
        _check_class_weight(input, weight, classes)
    unsigned = data.view(np.uint64) if data.dtype.itemsize == 8 else data
    highest = int(unsigned.flat[unsigned.argmax()]) if data.size else -1
    if highest < classes and weight is None and not 0 <= ignore_index < classes:
        return target if input.ndim != 1 or not data.ndim else wrap(data.reshape(())), None, data.size
    ignored = data == ignore_index
    places = np.where(ignored, 0, data).astype(np.int64)
    wrong = (places < 0) | (places >= classes)
    if wrong.any() or (not classes and data.size):
        first = int(places[wrong].flat[0]) if wrong.any() else int(np.ravel(data)[0])
        raise IndexError(
            f"Target {first} is out of bounds.\n{name}: the input {list(input.shape)} has {classes} classes, so "
            f"targets are 0 to {classes - 1} (or ignore_index, {ignore_index})."
        )
    if input.ndim == 1:
        places, ignored = places.reshape(()), ignored.reshape(())
    counts = np.where(ignored, 0, 1 if weight is None else raw(weight)[places]).astype(working_dtype(input.dtype))
    return wrap(places), counts, counts.sum()


def _target_samples(rng: np.random.Generator) -> Any:
    for (x, target), _ in _class_samples(rng):
        counts = rng.uniform(0.5, 2.0, target.shape)
        counts.flat[0] = 0.0 if counts.size > 1 else 2.0
        for reduction in ("mean", "sum", "none"):
            yield (x, target, None, target.size, reduction), {}
            yield (x, target, counts, counts.sum(), reduction), {}


def _per_sample(g: Any, counts: Any, total: Any, reduction: str) -> Any:
    """The gradient of each sample's loss, or one number for all."""
    if reduction == "mean":
        g = g / total if total else g * 0.0  # every target ignored: the loss is nan and moves nothing
    return g if counts is None else g * (wrap(counts) if isinstance(g, Tensor) else counts)


@op(
    input=lambda g, target, input_shape, counts, total, reduction: _place(
        -_spread(_per_sample(g, counts, total, reduction), target), target, input_shape
    ),
    variant=lambda input, *_: int(input.ndim > 2), node=("NllLossBackward0", "NllLoss2DBackward0"), linear=True,
    samples=_target_samples,
)  # fmt: skip
def _nll(input: Array, target: Array, counts: Any, total: Any, reduction: str) -> Array:
    """Minus the log-probability of each target's class."""
    return _loss_of_samples(-input[_at(input, target)], counts, total, reduction, input.dtype)


def _spread(g: Any, target: Any) -> Any:
    """One number for all samples as one for each."""
    return g if g.shape == target.shape else _repeat(g, target.shape)


@op(input=lambda g: sum(g), linear=True, samples=lambda rng: [((rng.standard_normal(()), (2, 3)), {})])
def _repeat(input: Array, shape: tuple[int, ...]) -> Array:
    """One number many times."""
    out = np.empty(shape, input.dtype)
    out[...] = input
    return out


def _loss_of_samples(losses: Any, counts: Any, total: Any, reduction: str, dtype: Any) -> Any:
    if counts is not None:
        losses = losses * counts
        if counts.size and not counts.all():
            losses = np.where(counts == 0, 0, losses)  # what is ignored may be infinite
    if reduction != "none":
        losses = np.add.reduce(losses, None)
        if reduction == "mean":
            losses = losses / (total if total else math.nan)
    return losses if losses.dtype is dtype else cast(losses, dtype)


def _labelled(**named: Any) -> Any:
    """Samples of a public loss of scores and class indices."""

    def samples(rng: np.random.Generator) -> Any:
        for x, target in [args for args, _ in _class_samples(rng)]:
            yield (x, target), {}
            yield (x, target), {"ignore_index": 1, "reduction": "sum", **named}

    return samples


def _likely(rng: np.random.Generator) -> Any:
    yield tuple(rng.uniform(0.1, 0.9, (2, 2, 3))), {}
    yield tuple(rng.uniform(0.1, 0.9, (2, 2, 3))), {"reduction": "none"}


@composite(namespaces=_F, out=False, samples=_labelled())
def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log likelihood: minus the input (n, C, ...), log-probabilities, at each target's class (n, ...).

    `weight` (C,) weighs the classes; targets equal to `ignore_index` do not count.  The mean is over what counts.
    Raises ValueError, RuntimeError or IndexError where targets do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.nll_loss(torch.tensor([[-0.5, -1.0]]), torch.tensor([1]))
    tensor(1.)
    """
    needs_tensors("nll_loss_nd", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    if not input._data.ndim:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    places, counts, total = _places("nll_loss", input._data, target, weight, ignore_index)
    needs_float("nll_loss_out_frame", input._data)
    return _nll(input, places, counts, total, reduction)


# ------------------------------------------------------------ cross entropy


def _exponentials(x: Any) -> tuple[Any, Any, Any]:
    """x - c, its exponentials and their sums over the classes: c is the largest x, or 0 where none can overflow."""
    if x.ndim == 2 and quick(x):
        flat = x.reshape(-1)
        if not (flat.size <= 4096 and flat.dot(flat) < 1600.0):  # else every |x| is below 40
            x = x - max_last(x) if x.size else x
        e = np.exp(x)
        return x, e, e.dot(ones(x.shape[1], x.dtype))
    dim = _class_axis(x.ndim)
    x = x - np.maximum.reduce(x, dim, None, None, True) if x.size else x  # type: ignore[call-overload]
    e = np.exp(x)
    return x, e, np.add.reduce(e, dim)


def _logit_samples(rng: np.random.Generator) -> Any:
    for (x, target), _ in _class_samples(rng):
        yield (x, rng.standard_normal(()), target, None, []), {}
        yield (x, rng.standard_normal(target.shape), target, rng.uniform(0.5, 2.0, target.shape), []), {}


def _softmax_twice(g: Any, input: Any, scale: Any, counts: Any) -> Any:
    """The derivative of softmax at `input` applied to `g`, each sample scaled."""
    dim = _class_axis(len(g.shape))
    scale = scale if counts is None else scale * counts
    weighed, p = g * unreduced(scale, (dim,), False), softmax(input, dim)
    return p * (weighed - unreduced(sum(p * weighed, dim), (dim,), False))


def _scale_gradient(g: Any, input: Any, target: Any, counts: Any) -> Any:
    dim = _class_axis(len(g.shape))
    each = sum(g * softmax(input, dim), dim) - _picked(g, target)
    return each if counts is None else each * counts


def _choices(x: Any, target: Any) -> Any:
    """Where each target's class is: of a matrix, counted through all its elements, with which NumPy is quicker."""
    return starts(*x.shape) + target if x.ndim == 2 else _at(x, target)


def _chosen(x: Any, at: Any) -> Any:
    return x.take(at) if x.ndim == 2 else x[at]


@op(input=_softmax_twice, scale=_scale_gradient, samples=_logit_samples)
def _class_errors(input: Array, scale: Array, target: Array, counts: Array | None, kept: Any) -> Array:
    """softmax(input) minus the one-hot targets, times what each sample's loss counts: the gradient of cross entropy.

    `kept` may hold the exponentials and their sums.
    """
    e, sums, at = kept or (*_exponentials(input)[1:], _choices(input, target))
    if counts is not None:
        scale = scale * counts
    if scale.dtype is not e.dtype:
        scale = scale.astype(e.dtype)
    ratio = scale / sums
    out = e * (ratio.reshape(-1, 1) if e.ndim == 2 else unreduced(ratio, (_class_axis(e.ndim),), False))
    if out.ndim == 2:
        out.put(at, out.take(at) - scale)
    else:
        out[at] -= scale
    return out if out.dtype is input.dtype else cast(out, input.dtype)


def _cross_entropy_gradient(
    g: Any, input: Any, target: Any, counts: Any, total: Any, reduction: str, kept: Any
) -> Any:
    if reduction == "mean":
        g = g / total if total else g * 0.0  # where every target is ignored the loss is nan and moves nothing
    return _class_errors(input, g, target, counts, kept)


def _logit_loss_samples(rng: np.random.Generator) -> Any:
    for args, _ in _target_samples(rng):
        yield (*args, []), {}
    yield (rng.standard_normal((2, 3)) * 50, np.array([2, 0]), None, 2, "mean", []), {}


@op(
    input=_cross_entropy_gradient,
    variant=lambda input, *_: int(input.ndim > 2), node=("NllLossBackward0", "NllLoss2DBackward0"),
    samples=_logit_loss_samples,
)  # fmt: skip
def _cross_entropy(input: Array, target: Array, counts: Any, total: Any, reduction: str, kept: Any) -> Array:
    """log(sum(exp(x))) - x at the target's class: softmax, logarithm and choice in one; leaves its work in `kept`."""
    wide = working_dtype(input.dtype)
    x = input if input.dtype is wide else input.astype(wide)
    shifted, e, sums = _exponentials(x)
    at = _choices(x, target)
    kept[:] = e, sums, at
    # Unshifted, the quotient of the exponentials is more exact than the difference of the logarithms.
    losses = np.log(sums / _chosen(e, at)) if shifted is x else np.log(sums) - _chosen(shifted, at)
    return _loss_of_samples(losses, counts, total, reduction, input.dtype)


def _smooth_labels(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, smoothing: float
) -> Any:
    """(1 - s) times the loss of the targets, plus s times the mean of the losses of all classes."""
    dim = _class_axis(input._data.ndim)
    logs: Any = log_softmax(input, dim)
    places, counts, total = _places("cross_entropy", input._data, target, weight, ignore_index)
    weighed = logs if weight is None else logs * weight.reshape((-1, *(1,) * (input._data.ndim - 1 - dim)))
    every = -weighed.sum(dim)
    if counts is not None:
        every = every.masked_fill(wrap(target._data.reshape(every._data.shape) == ignore_index), 0.0)
    if reduction != "none":
        every = every.sum()
        if reduction == "mean":
            every = every / (float(total) or math.nan)
    return _nll(logs, places, counts, total, reduction) * (1 - smoothing) + every * (smoothing / classes_of(input))


def classes_of(input: Tensor) -> int:
    return int(input._data.shape[_class_axis(input._data.ndim)])


def _of_probabilities(input: Any, target: Any, weight: Any, reduction: str, smoothing: float) -> Any:
    """- sum over classes of the target's probability times log_softmax; the mean is over samples."""
    dim = _class_axis(input._data.ndim)
    if target._data.dtype.kind not in "fV":
        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got {legacy(target._data)}\n"
            f"A target of the input's shape {list(input._data.shape)} holds probabilities; class indices have the "
            f"shape {[n for d, n in enumerate(input._data.shape) if d != dim]}."
        )
    if not input._data.ndim:
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    classes = classes_of(input)
    if weight is not None and weight._data.shape != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got "
            f"weight tensor of shape: {list(weight._data.shape)}"
        )
    if smoothing:
        target = target * (1 - smoothing) + smoothing / classes
    each = log_softmax(input, dim) * target
    if weight is not None:
        each = each * weight.reshape((-1, *(1,) * (input._data.ndim - 1 - dim)))
    if reduction == "none":
        return -each.sum(dim)
    if reduction == "sum":
        return -each.sum()
    return -each.sum() / (input._data.size / classes if classes and input._data.size else math.nan)


@composite(namespaces=_F, out=False, samples=_labelled(label_smoothing=0.2))
def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean", label_smoothing: float = 0.0,
) -> Any:  # fmt: skip
    """The cross entropy of logits (n, C, ...) with targets: class indices (n, ...), or probabilities of the input's
    shape.

    It is log_softmax over the classes, then `nll_loss`.  `weight` (C,) weighs the classes, targets equal to
    `ignore_index` do not count, `label_smoothing` mixes the targets with equal probabilities for all classes.
    Raises ValueError, RuntimeError or IndexError where targets do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.cross_entropy(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor(0.6931)
    """
    if reduction != "mean" or size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    if not isinstance(target, Tensor):
        raise errors.not_tensor("cross_entropy_loss", "target", 2, target)
    data = input._data
    if target._data.shape == data.shape:
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        return _of_probabilities(input, target, weight, reduction, label_smoothing)
    if not data.ndim:
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    if label_smoothing:
        if not 0.0 < label_smoothing <= 1.0:
            raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
        return _smooth_labels(input, target, weight, ignore_index, reduction, label_smoothing)
    if data.dtype.kind not in "fV":
        log_softmax(input, _class_axis(data.ndim))  # raises
    places, counts, total = _places("cross_entropy", data, target, weight, ignore_index)
    return _cross_entropy(input, places, counts, total, reduction, [])


# ------------------------------------------------------------ two classes


def _bce_samples(rng: np.random.Generator) -> Any:
    p, t = rng.uniform(0.1, 0.9, (2, 3)), rng.uniform(0.1, 0.9, (2, 3))
    for reduction in ("mean", "sum", "none"):
        yield (p, t, None, reduction), {}
        yield (p, t, rng.uniform(0.5, 2.0, 3), reduction), {}
    yield (p[0, 0], t[0, 0], None, "mean"), {}


def _times(x: Any, weight: Any) -> Any:
    return x if weight is None else x * weight


@op(
    widen=True,
    input=lambda g, input, target, weight, reduction: (
        shared(g, input, reduction) * _times((input - target) / clamp_min((1.0 - input) * input, 1e-12), weight)
    ),
    target=lambda g, input, weight, reduction: (
        shared(g, input, reduction) * _times(clamp_min(log1p(-input), -100.0) - clamp_min(log(input), -100.0), weight)
    ),
    node="BinaryCrossEntropyBackward0", samples=_bce_samples,
)  # fmt: skip
def _bce(input: Array, target: Array, weight: Array | None, reduction: str) -> Array:
    """- (t log(p) + (1 - t) log(1 - p)), the logarithms at least -100."""
    out = (target - 1) * np.maximum(np.log1p(-input), -100.0) - target * np.maximum(np.log(input), -100.0)
    return reduced(_times(out, weight), reduction)


@composite(namespaces=_F, out=False, samples=_likely)
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The cross entropy of probabilities p with targets t in [0, 1], of one shape: - (t log(p) + (1 - t) log(1 - p)).

    Raises ValueError where the shapes differ, RuntimeError for numbers outside [0, 1].

    >>> import minigrad as torch
    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1.0]))
    tensor(0.6931)
    """
    needs_tensors("binary_cross_entropy", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    p, t = input._data, target._data
    if p.shape != t.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        weight = _weight_like(weight, p)
        no_gradient("binary_cross_entropy", "weight", weight)
    if p.dtype != t.dtype:
        raise RuntimeError(f"Found dtype {legacy(t)} but expected {legacy(p)}")
    needs_float("binary_cross_entropy", p)
    for name, x in (("input", p), ("target", t)):
        if x.size and not (np.minimum.reduce(x, None) >= 0 and np.maximum.reduce(x, None) <= 1):
            hint = "apply torch.sigmoid, or use binary_cross_entropy_with_logits on the logits."
            raise RuntimeError(
                f"all elements of {name} should be between 0 and 1"
                + (f"\nThey are probabilities: {hint}" if name == "input" else "")
            )
    return _bce(input, target, weight, reduction)


def _weight_like(weight: Tensor, data: Any) -> Any:
    shape, wanted = weight._data.shape, data.shape
    for d in range(1, min(len(shape), len(wanted)) + 1):
        if shape[-d] != wanted[-d] and shape[-d] != 1:
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {shape[-d]} at {-d}! Mismatching argument at index 1 "
                f"had {weight.shape}; but expected shape should be broadcastable to {list(wanted)}"
            )
    if len(shape) > len(wanted):
        raise RuntimeError(f"output with shape {list(wanted)} doesn't match the broadcast shape {list(shape)}")
    return weight


def _logits_samples(rng: np.random.Generator) -> Any:
    x, t = rng.standard_normal((2, 3)) * 3, rng.uniform(0, 1, (2, 3))
    for reduction in ("mean", "sum", "none"):
        yield (x, t, None, None, reduction), {}
        yield (x, t, rng.uniform(0.5, 2.0, 3), rng.uniform(0.5, 2.0, (2, 3)), reduction), {}
    yield (x[0, 0], t[0, 0], None, None, "mean"), {}


def _logits_gradient(g: Any, input: Any, target: Any, weight: Any, pos_weight: Any, reduction: str) -> Any:
    p = sigmoid(input)
    error = p - target if pos_weight is None else p * (1.0 - target) - (1.0 - p) * (target * pos_weight)
    return _times(error, weight) * shared(g, input, reduction)


def _log_sigmoid(x: Any) -> Any:
    """log(sigmoid(x)) = min(x, 0) - log(1 + exp(-|x|))."""
    return clamp(x, None, 0.0) - log1p(exp(-abs(x)))


def _logits_target_gradient(g: Any, input: Any, weight: Any, pos_weight: Any, reduction: str) -> Any:
    slope = -input if pos_weight is None else _log_sigmoid(-input) - pos_weight * _log_sigmoid(input)
    return _times(slope, weight) * shared(g, input, reduction)


@op(
    widen=True,
    input=_logits_gradient, target=_logits_target_gradient, promote=("input", "target", "weight", "pos_weight"),
    node="BinaryCrossEntropyWithLogitsBackward0", samples=_logits_samples,
)  # fmt: skip
def _bce_logits(
    input: Array, target: Array, weight: Array | None, pos_weight: Array | None, reduction: str
) -> Array:
    """(1 - t) x + (1 + (w - 1) t) log(1 + exp(-x)), with the exponential of -|x|."""
    softplus = np.log1p(np.exp(-np.abs(input))) + np.maximum(-input, 0)  # of -x
    if pos_weight is not None:
        softplus = softplus * ((pos_weight - 1) * target + 1)
    return reduced(_times((1 - target) * input + softplus, weight), reduction)


@composite(namespaces=_F, out=False, samples=_likely)
def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean", pos_weight: Tensor | None = None,
) -> Any:  # fmt: skip
    """`binary_cross_entropy` of sigmoid(input), computed without overflow; `pos_weight` weighs the positive targets.

    Raises ValueError where the shapes differ.

    >>> import minigrad as torch
    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor(0.6931)
    """
    needs_tensors("binary_cross_entropy_with_logits", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    x, t = input._data, target._data
    if x.shape != t.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if x.dtype.kind not in "fV":
        raise NotImplementedError(
            f"\"log_sigmoid_cpu\" not implemented for '{legacy(x)}'\nConvert it first: x.float()."
        )
    if t.dtype.kind not in "fV":
        raise RuntimeError(
            f"result type {legacy(x)} can't be cast to the desired output type {legacy(t)}\n"
            "Targets are floats as the input: target.float()."
        )
    for name, value in (("weight", weight), ("pos_weight", pos_weight)):
        if value is not None:
            no_gradient("binary_cross_entropy_with_logits", name, value)
            try:
                np.broadcast_shapes(x.shape, value._data.shape)
            except ValueError:
                both = (x.shape, value._data.shape) if name == "weight" else (value._data.shape, x.shape)
                raise errors.broadcast(*both) from None
    return _bce_logits(input, target, weight, pos_weight, reduction)
