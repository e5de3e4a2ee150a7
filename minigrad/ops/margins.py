"""Losses with a margin: rankings, hinges, embeddings of pairs and triplets, and several labels at once.

Imports the table, `loss` and the elementwise ops before it.  Most are composites; those that torch has as one op are
one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from ._checks import legacy, needs_float
from .activation import logsigmoid
from .clamping import clamp_min
from .comparison import minimum, where
from .cross_entropy import _picked, _place
from .distances import pairwise_distance
from .loss import collected, needs_tensors, no_gradient, reduced, reduction_of, shared
from .pointwise import sigmoid, sqrt
from .reduction import sum
from .table import Array, composite, op

_F, _BOTH = ("nn.functional",), ("", "nn.functional")

# ------------------------------------------------------------ pairs and rankings


def _pair_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), np.array([[1, -1, 1], [-1, 1, -1]])), {}


@composite(namespaces=_F, out=False, samples=_pair_samples)
def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """x where the target is 1, max(0, margin - x) where it is -1, for distances x: the mean, "sum" or each ("none").

    >>> import minigrad as torch
    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([0.5, 0.2]), torch.tensor([1, -1]))
    tensor(0.6500)
    """
    needs_tensors("hinge_embedding_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    x: Any = input
    apart = where(target != 1, clamp_min(margin - x, 0), 0.0)
    return collected(apart + where(target != -1, x, 0.0), reduction)


@composite(
    namespaces=_F, out=False,
    samples=lambda rng: [((rng.standard_normal(3), rng.standard_normal(3), np.array([1, -1, 1])), {"margin": 0.3})],
)  # fmt: skip
def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """max(0, margin - target (x1 - x2)): the target 1 wants x1 the larger, -1 x2.  The mean, "sum" or each ("none").

    >>> import minigrad as torch
    >>> torch.nn.functional.margin_ranking_loss(torch.tensor([1.0]), torch.tensor([3.0]), torch.tensor([1.0]))
    tensor(2.)
    """
    needs_tensors("margin_ranking_loss", input1=input1, input2=input2, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1._data.ndim == input2._data.ndim == target._data.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return collected(clamp_min(-target * (input1 - input2) + margin, 0), reduction)


_EPS = 1e-12


def _cosine_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 4)), rng.standard_normal((3, 4)), np.array([1, -1, -1])), {"margin": -0.5}
    yield (rng.standard_normal(4), rng.standard_normal(4), np.array(1)), {}


@composite(namespaces=_F, out=False, samples=_cosine_samples)
def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1, of vectors (n, d) or (d,).

    Raises RuntimeError where shapes do not fit.

    >>> import minigrad as torch
    >>> x = torch.tensor([[1.0, 0.0]])
    >>> torch.nn.functional.cosine_embedding_loss(x, x, torch.tensor([-1]))
    tensor(1.)
    """
    needs_tensors("cosine_embedding_loss", input1=input1, input2=input2, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    x: Any = input1
    y: Any = input2
    ndim = target._data.ndim
    if ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if x._data.ndim != ndim + 1 or y._data.ndim != ndim + 1:
        raise RuntimeError(
            f"{ndim}D target tensor expects {ndim + 1}D input tensors, but found inputs with sizes "
            f"{list(x._data.shape)} and {list(y._data.shape)}."
        )
    inner, first, second = (x * y).sum(-1), (x * x).sum(-1) + _EPS, (y * y).sum(-1) + _EPS
    cos = inner / sqrt(first * second)
    near = where(target == 1, 1 - cos, 0.0)
    return collected(near + where(target == -1, clamp_min(cos - margin, 0), 0.0), reduction)


def _check_triplet(anchor: Any, positive: Any, negative: Any, margin: float) -> None:
    needs_tensors("triplet_margin_loss", anchor=anchor, positive=positive, negative=negative)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    a, p, n = anchor._data.ndim, positive._data.ndim, negative._data.ndim
    if not a == p == n:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {a}D, positive {p}D, and negative {n}D inputs"
        )


def _triplet(anchor: Any, positive: Any, negative: Any, distance: Any, margin: float, swap: bool) -> Any:
    """max(0, margin + d(a, p) - d(a, n)), where with `swap` d(p, n) counts if it is less than d(a, n)."""
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return clamp_min(margin + near - far, 0)


def _triplet_samples(rng: np.random.Generator) -> Any:
    for swap in (False, True):
        yield tuple(rng.standard_normal((2, 3)) for _ in range(3)), {"margin": 5.0, "swap": swap}


@composite(namespaces=_F, out=False, samples=_triplet_samples)
def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2, eps: float = 1e-6,
    swap: bool = False, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """max(0, margin + |anchor - positive|_p - |anchor - negative|_p) of vectors (n, d): the mean, "sum" or each
    ("none").

    With `swap` the distance of positive and negative counts for the second if it is less.  Raises ValueError unless the
    margin is positive.

    >>> import minigrad as torch
    >>> a, b = torch.tensor([[0.0]]), torch.tensor([[1.0]])
    >>> torch.nn.functional.triplet_margin_loss(a, b, b)
    tensor(1.)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    _check_triplet(anchor, positive, negative, margin)

    def distance(x: Tensor, y: Tensor) -> Any:
        return pairwise_distance(x, y, p, eps)

    return collected(_triplet(anchor, positive, negative, distance, margin, swap), reduction)


@composite(namespaces=_F, out=False, samples=_triplet_samples)
def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *, distance_function: Callable[..., Any] | None = None,
    margin: float = 1.0, swap: bool = False, reduction: str = "mean",
) -> Any:  # fmt: skip
    """`triplet_margin_loss` with a distance of one's own, a function of two tensors.

    >>> import minigrad as torch
    >>> a, b = torch.tensor([[0.0]]), torch.tensor([[1.0]])
    >>> sums = lambda x, y: (x - y).abs().sum(1)
    >>> torch.nn.functional.triplet_margin_with_distance_loss(a, b, b, distance_function=sums)
    tensor(1.)
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    _check_triplet(anchor, positive, negative, margin)
    distance = pairwise_distance if distance_function is None else distance_function
    return collected(_triplet(anchor, positive, negative, distance, margin, swap), reduction)


# ------------------------------------------------------------ one class, or several


def _soft_samples(rng: np.random.Generator) -> Any:
    for reduction in ("mean", "sum", "none"):
        yield (rng.standard_normal((2, 3)), np.array([[1.0, -1, 1], [-1, 1, -1]]), reduction), {}


@op(
    input=lambda g, input, target, reduction: -target * sigmoid(-target * input) * shared(g, input, reduction),
    node="SoftMarginLossBackward0", samples=_soft_samples,
)  # fmt: skip
def _soft_margin(input: Array, target: Array, reduction: str) -> Array:
    """log(1 + exp(-t x))."""
    try:
        return reduced(np.log1p(np.exp(-target * input)).astype(input.dtype, copy=False), reduction)
    except ValueError:
        raise errors.broadcast(input.shape, target.shape) from None


@composite(namespaces=_F, out=False, samples=lambda rng: [((rng.standard_normal(3), np.array([1, -1, 1])), {})])
def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
) -> Any:
    """log(1 + exp(-t x)) for targets t of 1 or -1: the mean, "sum" or each ("none").

    >>> import minigrad as torch
    >>> torch.nn.functional.soft_margin_loss(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor(0.6931)
    """
    needs_tensors("soft_margin_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    if input._data.dtype.kind in "iub":
        raise RuntimeError(f"result type Float can't be cast to the desired output type {legacy(input._data)}")
    no_gradient("soft_margin_loss", "target", target)
    return _soft_margin(input, target, reduction)


def _each(g: Any, rows: int, reduction: str) -> Any:
    """The gradient of each row's loss, as a column."""
    g = g / rows if reduction == "mean" else g
    return g.reshape(-1, 1)


def _others(target: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """1 where a class is not the target, else 0."""
    keep = np.ones(shape, dtype)
    keep[np.arange(len(keep)), target] = 0
    return keep


def _multi_margin_gradient(
    g: Any, input: Any, target: Any, weight: Any, p: int, margin: float, reduction: str
) -> Any:
    n, classes = input.shape
    own = _picked(input, target).reshape(n, 1)
    over = clamp_min(input - own + margin, 0)
    slope = (over * 2 if p == 2 else (over > 0) * 1) * _others(raw(target), (n, classes), input_dtype(input))
    scaled = slope * (_each(g, n, reduction) / classes)
    if weight is not None:
        scaled = scaled * raw(weight)[raw(target)].reshape(n, 1)
    return scaled - _place(sum(scaled, (1,), False), target, (n, classes))


def input_dtype(x: Any) -> Any:
    return raw(x).dtype


def _multi_margin_samples(rng: np.random.Generator) -> Any:
    x, t = rng.standard_normal((3, 4)), np.array([0, 3, 1])
    for p in (1, 2):
        for reduction in ("mean", "sum", "none"):
            yield (x, t, rng.uniform(0.5, 2.0, 4) if reduction == "sum" else None, p, 0.7, reduction), {}


@op(input=_multi_margin_gradient, node="MultiMarginLossBackward0", samples=_multi_margin_samples)
def _multi_margin(
    input: Array, target: Array, weight: Array | None, p: int, margin: float, reduction: str
) -> Array:
    """The mean over the other classes of max(0, margin - x of the target + x of the class) ** p."""
    over = np.maximum(input - input[np.arange(len(input)), target][:, None] + margin, 0)
    losses = (over if p == 1 else over * over) * _others(target, input.shape, input.dtype)
    if weight is not None:
        losses = losses * weight[target][:, None]
    return reduced(np.add.reduce(losses, 1) / input.shape[1], reduction)


def _matrix(name: str, input: Any, target: Any) -> tuple[int, int]:
    """The numbers of samples and classes.  Raises RuntimeError unless the input is (n, C) or (C,)."""
    shape = input._data.shape
    if len(shape) > 2 or (len(shape) == 2 and not shape[1]) or (len(shape) == 1 and not shape[0]):
        raise RuntimeError(
            f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(shape)}"
        )
    return (1, int(np.prod(shape))) if len(shape) < 2 else shape


def _needs_long(target: Any) -> None:
    if target._data.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {legacy(target._data)}")


@composite(
    namespaces=_F, out=False, samples=lambda rng: [((rng.standard_normal((3, 4)), np.array([0, 3, 1])), {"p": 2})]
)
def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The mean over the other classes of max(0, margin - x[target] + x[class]) ** p, of scores (n, C) or (C,).

    `weight` (C,) weighs the targets' classes.  Raises ValueError for a `p` other than 1 and 2, RuntimeError where
    targets do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.multi_margin_loss(torch.tensor([[0.1, 0.2, 0.4, 0.8]]), torch.tensor([3]))
    tensor(0.3250)
    """
    needs_tensors("multi_margin_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight._data.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    n, classes = _matrix("multi_margin_loss", input, target)
    if target._data.ndim > 1 or target._data.size != n:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch "
            f"size). Expected target size [{n}], but got {list(target._data.shape)}. Input has shape "
            f"{list(input._data.shape)}."
        )
    if weight is not None:
        if weight._data.size != classes:
            raise RuntimeError(f"inconsistent weight size, expected {classes} but got {list(weight._data.shape)}")
        no_gradient("multi_margin_loss", "weight", weight)
    _needs_long(target)
    needs_float("multi_margin_loss", input._data)
    if target._data.size and not 0 <= target._data.min() <= target._data.max() < classes:
        raise RuntimeError(f"target out of range\nClasses are 0 to {classes - 1}.")
    if input._data.ndim == 2:
        return _multi_margin(input, target, weight, p, margin, reduction)
    shape = target._data.shape
    out = _multi_margin(input.reshape(1, classes), target.reshape(1), weight, p, margin, reduction)
    return out.reshape(shape) if reduction == "none" else out


def _listed(target: Any, classes: int) -> tuple[Any, Any]:
    """Which places of the lists of labels count, those before the first -1; and which classes they name."""
    valid = np.logical_and.accumulate(target >= 0, axis=1)
    named = np.zeros((len(target), classes), np.bool_)
    rows, places = np.nonzero(valid)
    named[rows, target[rows, places]] = True
    return valid, named


def _shortfalls(input: Any, target: Any) -> tuple[Any, Any]:
    """1 - x[label] + x[class] for each label listed and each class not named, and where that counts: (n, labels, C)."""
    valid, named = _listed(target, input.shape[1])
    own = np.take_along_axis(input, np.where(valid, target, 0), 1)
    return 1 - own[:, :, None] + input[:, None, :], valid[:, :, None] & ~named[:, None, :]


@op()
def _label_slopes(input: Array, target: Array) -> Array:
    """The derivative of each sample's loss of several labels, which is constant between the kinks: (n, C)."""
    gaps, counts = _shortfalls(input, target)
    active = ((gaps > 0) & counts).astype(input.dtype)
    slopes = active.sum(1)
    valid, _ = _listed(target, input.shape[1])
    rows, places = np.nonzero(valid)
    np.subtract.at(slopes, (rows, target[rows, places]), active.sum(2)[rows, places])
    return slopes / input.shape[1]


def _label_samples(rng: np.random.Generator) -> Any:
    for reduction in ("mean", "sum", "none"):
        yield (rng.standard_normal((2, 4)), np.array([[0, 3, -1, 1], [2, -1, -1, -1]]), reduction), {}


@op(
    input=lambda g, input, target, reduction: _label_slopes(input, target) * _each(g, input.shape[0], reduction),
    node="MultilabelMarginLossBackward0", samples=_label_samples,
)  # fmt: skip
def _multilabel_margin(input: Array, target: Array, reduction: str) -> Array:
    """The sum over labels listed and classes not named of max(0, 1 - x[label] + x[class]), over the number of
    classes."""
    gaps, counts = _shortfalls(input, target)
    return reduced((np.maximum(gaps, 0) * counts).sum((1, 2)) / input.dtype.type(input.shape[1]), reduction)


@composite(
    namespaces=_F, out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), np.array([[0, 2, -1], [1, -1, 0]])), {})]
)
def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
) -> Any:
    """The hinge loss of several labels a sample: sum of max(0, 1 - x[label] + x[class]) / C, of scores (n, C) or (C,).

    Targets have the input's shape and list each sample's labels up to the first -1; the sum is over labels listed and
    classes that are not.  Raises RuntimeError where targets do not fit.

    >>> import minigrad as torch
    >>> x, y = torch.tensor([[0.1, 0.2, 0.4, 0.8]]), torch.tensor([[3, 0, -1, 1]])
    >>> torch.nn.functional.multilabel_margin_loss(x, y)
    tensor(0.8500)
    """
    needs_tensors("multilabel_margin_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    _n, classes = _matrix("multilabel_margin_loss", input, target)
    if target._data.shape != input._data.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(target._data.shape)} for input of size: {list(input._data.shape)}"
        )
    _needs_long(target)
    needs_float("multilabel_margin_loss_forward_out_frame", input._data)
    if target._data.size and not -1 <= target._data.min() <= target._data.max() < classes:
        raise RuntimeError(f"argument #2 'target' is out of range\nLabels are 0 to {classes - 1}, and -1 ends a list.")
    if input._data.ndim == 2:
        return _multilabel_margin(input, target, reduction)
    out = _multilabel_margin(input.reshape(1, classes), target.reshape(1, classes), reduction)
    return out.reshape(()) if reduction == "none" else out


@composite(
    namespaces=_F, out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), rng.uniform(0, 1, (2, 3)), rng.uniform(0.5, 2, 3)), {})],
)  # fmt: skip
def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The mean over classes (the last axis) of the cross entropies of sigmoid(x) with targets of 0 and 1.

    `weight` weighs the classes.

    >>> import minigrad as torch
    >>> torch.nn.functional.multilabel_soft_margin_loss(torch.tensor([[0.0, 0.0]]), torch.tensor([[1.0, 0.0]]))
    tensor(0.6931)
    """
    needs_tensors("multilabel_soft_margin_loss", input=input, target=target)
    if size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    x: Any = input
    t: Any = target
    loss = -(t * logsigmoid(x) + (1 - t) * logsigmoid(-x))
    if weight is not None:
        loss = loss * weight
    loss = loss.sum(-1) / x._data.shape[-1]
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    return collected(loss, reduction)
