"""Normalisation: batch, layer, group and instance norm, RMS norm, local response norm.

Imports the table, `arithmetic`, `pooling`, `pointwise` and `reduction`.  All but the last are one op, `_normalized`: a
view of the input, the axes to normalise over, a weight and a bias that broadcast over the view.  Start there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.op import cast
from .._engine.tensor import Tensor, wrap
from ._checks import legacy, needs_float
from ._kernels.lines import ones, quick
from ._kernels.precision import working_dtype
from .loss import no_gradient
from .padding import pad
from .pointwise import rsqrt
from .pooling import avg_pool2d
from .reduction import sum, total
from .table import Array, composite, op

Ints = tuple[int, ...]
_BOTH, _F = ("", "nn.functional"), ("nn.functional",)

# ------------------------------------------------------------ the op


def _sums(x: Any, axes: Ints) -> Any:
    """The sum along `axes`, which stay: of an array or, in formulas, of a Tensor."""
    if isinstance(x, Tensor):
        return sum(x, axes, True)
    if axes == (0, 2) and x.ndim == 3 and quick(x) and x.shape[2] <= 1024 and x.size:  # batch norm of images
        n, channels, size = x.shape
        lines = x.reshape(n * channels, size).dot(ones(size, x.dtype)).reshape(n, channels)
        return ones(n, x.dtype).dot(lines).reshape(1, channels, 1)
    return total(x, axes, True) if quick(x) else np.add.reduce(x, axes, None, None, True)  # type: ignore[call-overload]


def _count(shape: Ints, axes: Ints) -> Any:
    return math.prod([shape[d] for d in axes]) or math.nan


def _statistics(x: Any, axes: Ints, eps: float, centered: bool) -> tuple[Any, Any, Any]:
    """x less its mean, 1 / sqrt(variance + eps), and the mean; with `centered` false about zero."""
    n = _count(x.shape, axes)
    mean = _sums(x, axes) / n if centered else None
    d = x - mean if centered else x
    variance = _sums(d * d, axes) / n + eps
    return d, rsqrt(variance) if isinstance(x, Tensor) else 1 / np.sqrt(variance), mean


def _normalized_gradients(
    g: Any, needs: Sequence[bool], input: Any, weight: Any, view: Ints, axes: Ints, affine: Ints, eps: float,
    centered: bool, kept: list[Any], weight_shape: Ints, bias_shape: Ints, input_shape: Ints,
) -> tuple[Any, ...]:  # fmt: skip
    """With y = (x - mean) r and h = g w: r (h - mean(h) - y mean(h y)), sum(g y), sum(g)."""
    g = g.reshape(view)
    if isinstance(g, Tensor):
        d, r, _ = _statistics(input.reshape(view), axes, eps, centered)
        y = d * r
    elif len(kept) == 2:
        y, r = kept
    else:
        mean, r = kept[1:]
        x = cast(input.reshape(view), r.dtype)
        y = (x - mean) * r if centered else x * r
    over = tuple([d for d, n in enumerate(affine) if n == 1])
    by_weight = _sums(g * y, over).reshape(weight_shape) if needs[1] else None
    by_bias = _sums(g, over).reshape(bias_shape) if needs[2] else None
    by_input = None
    if needs[0]:
        h = g if weight is None else g * weight.reshape(affine)
        n = _count(view, axes)
        by_input = h - y * (_sums(h * y, axes) / n)
        if centered:
            by_input = by_input - _sums(h, axes) / n
        by_input = (by_input * r).reshape(input_shape)
    return by_input, by_weight, by_bias


_KEEP = 1 << 16  # elements up to which the normalised values are kept for the gradient; beyond, they are computed again


def _normalized_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((4, 3, 2)), rng.standard_normal(3), rng.standard_normal(3)
    yield (x, w, b, (4, 3, 2), (0, 2), (1, 3, 1), 1e-5, True, 0, []), {}
    yield (x, None, None, (4, 6), (1,), (1, 6), 1e-5, True, 1, []), {}
    yield (x, rng.standard_normal((3, 2)), None, (4, 6), (1,), (1, 6), 1e-3, False, 3, []), {}
    x = rng.standard_normal((2, 4, 3))
    w, b = rng.standard_normal(4), rng.standard_normal(4)
    yield (x, w, b, (2, 2, 2, 3), (2, 3), (1, 2, 2, 1), 1e-5, True, 2, []), {}


_NODES = (
    "NativeBatchNormBackward0", "NativeLayerNormBackward0", "NativeGroupNormBackward0", "MulBackward0", "ViewBackward0",
)  # fmt: skip
_BATCH, _LAYER, _GROUP, _RMS, _INSTANCE = range(5)


@op(
    grads=_normalized_gradients, differentiable=("input", "weight", "bias"), node=_NODES,
    variant=lambda *args: args[8], samples=_normalized_samples,
)  # fmt: skip
def _normalized(
    input: Array, weight: Array | None, bias: Array | None, view: Ints, axes: Ints, affine: Ints, eps: float,
    centered: bool, kind: int, kept: list[Any],
) -> Array:  # fmt: skip
    """(x - mean) / sqrt(variance + eps) over `axes` of the view, times the weight, plus the bias, both of shape
    `affine`.

    Leaves in `kept` what the gradient needs: the normalised values or the means, and the factors.
    """
    dtype = input.dtype
    wide = working_dtype(dtype)
    x = input.reshape(view)
    x = x if dtype is wide else x.astype(wide)
    d, r, mean = _statistics(x, axes, eps, centered)
    y = d * r
    kept[:] = (y, r) if y.size <= _KEEP else (None, mean, r)
    out = y if weight is None else y * weight.reshape(affine)
    if bias is not None:
        out = out + bias.reshape(affine)
    out = out.reshape(input.shape)
    return out if out.dtype is dtype else cast(out, dtype)


def _like_input(name: str, data: Any, *parameters: Any) -> None:
    """Raises RuntimeError for parameters of another dtype than the input (float32 will do for halves)."""
    for p in parameters:
        if p is not None and p._data.dtype != data.dtype and p._data.dtype != working_dtype(data.dtype):
            raise RuntimeError(
                "mixed dtype (CPU): expect parameter to have scalar type of Float\n"
                f"{name}: the input is {legacy(data)}, a parameter {legacy(p._data)}: bring both to one dtype."
            )


def _needs_input(name: str, input: Any) -> None:
    if not isinstance(input, Tensor):
        raise errors.not_tensor(name, "input", 1, input)


# ------------------------------------------------------------ batch norm


def _channels(shape: Ints) -> Ints:
    """(n, C) or (n, C, elements)."""
    return shape if len(shape) == 2 else (shape[0], shape[1], math.prod(shape[2:]))


def _check_batch_norm(data: Any, mean: Any, var: Any, weight: Any, bias: Any, training: bool) -> None:
    """Raises RuntimeError or ValueError where statistics or parameters do not fit the channels."""
    channels = data.shape[1] if data.ndim > 1 else 0
    if not training:
        for name, value in (("running_mean", mean), ("running_var", var)):
            if value is None:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
    elif (mean is None) != (var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    for name, value in (("running_mean", mean), ("running_var", var), ("weight", weight), ("bias", bias)):
        if value is not None and value._data.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {value._data.size}")
    no_gradient("native_batch_norm", "running_mean", mean)
    no_gradient("native_batch_norm", "running_var", var)
    needs_float("batch_norm", data)
    _like_input("batch_norm", data, mean, var, weight, bias)


def _saved(input: Tensor, kept: list[Any], view: Ints, axes: Ints, eps: float, shape: Ints) -> tuple[Tensor, Tensor]:
    """The means and the inverse deviations that a normalisation used, without history."""
    data = cast(input._data.reshape(view), kept[-1].dtype)
    mean = _sums(data, axes) / _count(view, axes) if len(kept) == 2 else kept[1]
    return wrap(mean.reshape(shape)), wrap(kept[-1].reshape(shape))


def _update(running: Tensor, now: Any, momentum: float) -> None:
    """running = (1 - momentum) running + momentum now, in place, without history."""
    data = running.array()
    data[...] = data * (1 - momentum) + now.reshape(data.shape) * momentum
    running.writes().bump()


def _fixed_gradients(
    g: Any, needs: Sequence[bool], input: Any, mean: Any, var: Any, weight: Any, eps: float, weight_shape: Ints,
    bias_shape: Ints,
) -> tuple[Any, ...]:  # fmt: skip
    shape = (1, -1, *(1,) * (len(g.shape) - 2))
    over = (0, *range(2, len(g.shape)))
    r = 1 / (var + eps) ** 0.5
    by_input = g * (r if weight is None else r * weight).reshape(shape) if needs[0] else None
    by_weight = None
    if needs[1]:
        by_weight = _sums(g * ((input - mean.reshape(shape)) * r.reshape(shape)), over).reshape(weight_shape)
    return by_input, by_weight, _sums(g, over).reshape(bias_shape) if needs[2] else None


def _fixed_samples(rng: np.random.Generator) -> Any:
    mean, var, w, b = rng.standard_normal(3), rng.uniform(0.5, 2.0, 3), rng.standard_normal(3), rng.standard_normal(3)
    yield (rng.standard_normal((2, 3)), mean, var, w, b, 1e-5), {}
    yield (rng.standard_normal((2, 3, 2, 2)), mean, var, None, None, 1e-5), {}


@op(
    grads=_fixed_gradients, differentiable=("input", "weight", "bias"), node="NativeBatchNormBackward0",
    samples=_fixed_samples,
)  # fmt: skip
def _fixed_norm(input: Array, mean: Array, var: Array, weight: Array | None, bias: Array | None, eps: float) -> Array:
    """Channels less fixed means, divided by the roots of fixed variances: one multiple and one shift a channel."""
    wide = working_dtype(input.dtype)
    factor = 1 / np.sqrt(var.astype(wide) + eps)
    if weight is not None:
        factor = factor * weight
    shift = -mean * factor if bias is None else bias - mean * factor
    shape = (1, -1, *(1,) * (input.ndim - 2))
    out = input * factor.reshape(shape) + shift.reshape(shape)
    return out if out.dtype is input.dtype else cast(out, input.dtype)


def _batch_norm(
    input: Tensor, mean: Any, var: Any, weight: Any, bias: Any, training: bool, momentum: float, eps: float
) -> tuple[Any, list[Any], Ints]:
    data = input._data
    _check_batch_norm(data, mean, var, weight, bias, training)
    if not data.size:
        return input.clone(), [], ()
    if not training:
        return _fixed_norm(input, mean, var, weight, bias, eps), [], ()
    view = _channels(data.shape)
    kept: list[Any] = []
    axes, affine = ((0,), (1, view[1])) if len(view) == 2 else ((0, 2), (1, view[1], 1))
    out = _normalized(input, weight, bias, view, axes, affine, eps, True, _BATCH, kept)
    if mean is not None:
        n, (means, r) = _count(view, axes), _saved(input, kept, view, axes, eps, (view[1],))
        _update(mean, means._data, momentum)
        _update(var, (1 / (r._data * r._data) - eps) * (n / (n - 1) if n > 1 else math.nan), momentum)
    return out, kept, view


def _torch_batch_norm() -> None:
    """`torch.batch_norm`, whose arguments stand in another order."""

    @composite(method=False, out=False)
    def batch_norm(
        input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: bool, momentum: float,
        eps: float, cudnn_enabled: bool = False,
    ) -> Any:  # fmt: skip
        """`nn.functional.batch_norm` with its arguments in another order."""
        return _batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)[0]

    @composite(method=False)
    def native_batch_norm(
        input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: bool, momentum: float,
        eps: float,
    ) -> Any:  # fmt: skip
        """`nn.functional.batch_norm`, with the means and the inverse deviations of the batch (empty outside
        training)."""
        out, kept, view = _batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
        if kept:
            return out, *_saved(input, kept, view, (0,) if len(view) == 2 else (0, 2), eps, (view[1],))
        length = input._data.shape[1] if training else 0
        return out, *[wrap(np.zeros(length, working_dtype(input._data.dtype))) for _ in range(2)]


_torch_batch_norm()


def _batch_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((4, 3, 2, 2)), rng.standard_normal(3), rng.standard_normal(3)
    yield (x, None, None, w, b), {"training": True}
    yield (x[:, :, 0, 0], None, None), {"training": True}


@composite(namespaces=_F, out=False, samples=_batch_samples)
def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
    bias: Tensor | None = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-05,
) -> Any:  # fmt: skip
    """Each channel (the second axis) less its mean, over its deviation, times `weight` (C,), plus `bias` (C,).

    In training with the statistics of the batch, towards which the running ones are moved by `momentum`; else with the
    running ones.  Raises ValueError for a single value a channel in training.
    Source: Ioffe and Szegedy, Batch Normalization, 2015.

    >>> import minigrad as torch
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.0], [3.0]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    _needs_input("batch_norm", input)
    shape = input._data.shape
    if training and math.prod(shape[:1]) * math.prod(shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}\n"
            "The variance of one value is 0: use a larger batch, or model.eval()."
        )
    return _batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)[0]


# ------------------------------------------------------------ layer norm and RMS norm


def _normalized_shape(name: str, input: Any, normalized_shape: Any, weight: Any, bias: Any) -> Ints:
    """The last axes to normalise over, checked against the input and the parameters."""
    if not isinstance(normalized_shape, tuple | list):
        raise TypeError(
            f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            f"{type(normalized_shape).__name__}"
        )
    wanted = tuple([int(n) for n in normalized_shape])
    shape = input._data.shape
    if not wanted:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for what, p in (("weight", weight), ("bias", bias)):
        if p is not None and p._data.shape != wanted:
            raise RuntimeError(
                f"Expected {what} to be of same shape as normalized_shape, but got {what} of shape "
                f"{list(p._data.shape)} and normalized_shape = {list(wanted)}"
            )
    if len(shape) < len(wanted) or shape[len(shape) - len(wanted) :] != wanted:
        comma = ", " if name == "layer_norm" else ""
        raise RuntimeError(
            f"Given normalized_shape={list(wanted)}, expected input with shape [*{comma}"
            f"{', '.join(map(str, wanted))}], but got input of size{list(shape)}"
        )
    return wanted


def _layer_view(shape: Ints, wanted: Ints) -> Ints:
    return math.prod(shape[: len(shape) - len(wanted)]), math.prod(wanted)


def _layer_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((2, 3, 4)), rng.standard_normal(4), rng.standard_normal(4)
    yield (x, (4,), w, b), {}
    yield (x, (3, 4)), {}


@composite(namespaces=_F, out=False, samples=_layer_samples)
def layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Any:  # fmt: skip
    """The input less its mean over the last axes, over its deviation there, times `weight`, plus `bias`.

    The last axes, and the shape of `weight` and `bias`, are `normalized_shape`.  Raises RuntimeError where shapes
    differ. Source: Ba, Kiros and Hinton, Layer Normalization, 2016.

    >>> import minigrad as torch
    >>> torch.nn.functional.layer_norm(torch.tensor([[1.0, 3.0]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    return _layer(input, normalized_shape, weight, bias, eps, [])


def _layer(input: Any, normalized_shape: Any, weight: Any, bias: Any, eps: float, kept: list[Any]) -> Any:
    _needs_input("layer_norm", input)
    wanted = _normalized_shape("layer_norm", input, normalized_shape, weight, bias)
    data = input._data
    if data.dtype.kind != "f":
        needs_float("LayerNormKernelImpl", data)
    if weight is not None or bias is not None:
        _like_input("layer_norm", data, weight, bias)
    view = _layer_view(data.shape, wanted)
    return _normalized(input, weight, bias, view, (1,), (1, view[1]), eps, True, _LAYER, kept)


def _torch_norms() -> None:
    """The forms in torch's own namespace."""

    @composite(method=False, out=False, samples=_layer_samples)
    def layer_norm(
        input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, bias: Tensor | None = None,
        eps: float = 1e-05, cudnn_enable: bool = True,
    ) -> Any:  # fmt: skip
        """`nn.functional.layer_norm`."""
        return _layer(input, normalized_shape, weight, bias, eps, [])

    @composite(method=False, out=False)
    def native_layer_norm(input: Tensor, normalized_shape: Sequence[int], weight: Any, bias: Any, eps: float) -> Any:
        """`nn.functional.layer_norm`, with the means and the inverse deviations."""
        kept: list[Any] = []
        out = _layer(input, normalized_shape, weight, bias, eps, kept)
        shape = input._data.shape
        lead = shape[: len(shape) - len(normalized_shape)] + (1,) * len(normalized_shape)
        return out, *_saved(input, kept, _layer_view(shape, tuple(normalized_shape)), (1,), eps, lead)

    @composite(method=False, out=False)
    def native_group_norm(
        input: Tensor, weight: Any, bias: Any, N: int, C: int, HxW: int, group: int, eps: float
    ) -> Any:
        """`nn.functional.group_norm`, with the means and the inverse deviations (N, group)."""
        kept: list[Any] = []
        out = _grouped(input, group, weight, bias, eps, kept)
        return out, *_saved(input, kept, (N, group, C // group, HxW), (2, 3), eps, (N, group))

    @composite(method=False, out=False)
    def group_norm(
        input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05,
        cudnn_enabled: bool = True,
    ) -> Any:  # fmt: skip
        """`nn.functional.group_norm`."""
        return _grouped(input, num_groups, weight, bias, eps, [])

    @composite(method=False, out=False)
    def instance_norm(
        input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any, use_input_stats: bool,
        momentum: float, eps: float, cudnn_enabled: bool = False,
    ) -> Any:  # fmt: skip
        """`nn.functional.instance_norm` with its arguments in another order."""
        return _instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


@composite(namespaces=_BOTH, method=False, out=False)
def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Any:
    """The input over the root of the mean of its squares in the last axes, times `weight`.

    The last axes, and the shape of `weight`, are `normalized_shape`; `eps` is the dtype's by default.
    Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.

    >>> import minigrad as torch
    >>> torch.nn.functional.rms_norm(torch.tensor([3.0, 4.0]), (2,))
    tensor([0.8485, 1.1314])
    """
    _needs_input("rms_norm", input)
    wanted = _normalized_shape("rms_norm", input, normalized_shape, weight, None)
    data = input._data
    if data.dtype.kind in "iub":
        needs_float("rms_norm", data)
    view = _layer_view(data.shape, wanted)
    if eps is None:
        eps = float(np.finfo(data.dtype if data.dtype.kind == "c" else working_dtype(data.dtype)).eps)
    if weight is not None and weight._data.dtype != data.dtype:
        common = (input * weight).dtype  # type: ignore[operator]
        wide = _normalized(input.to(common), weight.to(common), None, view, (1,), (1, view[1]), eps, False, _RMS, [])  # type: ignore[attr-defined]
        return wide.to(input.dtype)
    return _normalized(input, weight, None, view, (1,), (1, view[1]), eps, False, _RMS, [])


# ------------------------------------------------------------ group and instance norm


def _group_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 4, 3)), 2, rng.standard_normal(4), rng.standard_normal(4)), {}
    yield (rng.standard_normal((2, 4)), 2), {}


@composite(namespaces=_F, out=False, samples=_group_samples)
def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05
) -> Any:
    """Groups of channels (n, C, ...), each less its mean over its deviation, times `weight` (C,), plus `bias` (C,).

    Raises RuntimeError where the channels cannot be divided so.  Source: Wu and He, Group Normalization, 2018.

    >>> import minigrad as torch
    >>> torch.nn.functional.group_norm(torch.tensor([[1.0, 3.0]]), 1)
    tensor([[-1.0000,  1.0000]])
    """
    return _grouped(input, num_groups, weight, bias, eps, [])


def _grouped(input: Any, num_groups: int, weight: Any, bias: Any, eps: float, kept: list[Any]) -> Any:
    _needs_input("group_norm", input)
    data = input._data
    shape = data.shape
    if data.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {data.ndim}")
    if num_groups and shape[0] * shape[1] // num_groups * math.prod(shape[2:]) == 1:
        seen = [shape[0] * shape[1] // num_groups, num_groups, *shape[2:]]
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {seen}")
    if num_groups <= 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if shape[1] % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(shape)} and num_groups={num_groups}"
        )
    for what, p in (("weight", weight), ("bias", bias)):
        if p is not None and p._data.shape != (shape[1],):
            raise RuntimeError(
                f"Expected {what} to be a vector of size equal to the number of channels in input, but got {what} of "
                f"shape {list(p._data.shape)} and input of shape {list(shape)}"
            )
    needs_float("GroupNormKernelImpl", data)
    _like_input("group_norm", data, weight, bias)
    each = shape[1] // num_groups
    view = (shape[0], num_groups, each, math.prod(shape[2:]))
    return _normalized(input, weight, bias, view, (2, 3), (1, num_groups, each, 1), eps, True, _GROUP, kept)


@composite(namespaces=_F, out=False, samples=lambda rng: [((rng.standard_normal((2, 3, 4)),), {})])
def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None, weight: Tensor | None = None,
    bias: Tensor | None = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-05,
) -> Any:  # fmt: skip
    """Each channel of each sample (n, C, ...) less its mean, over its deviation, times `weight` (C,), plus `bias` (C,).

    The running statistics, if given, move towards the batch's means of them; without `use_input_stats` they are used
    instead.  Source: Ulyanov, Vedaldi and Lempitsky, Instance Normalization, 2016.

    >>> import minigrad as torch
    >>> torch.nn.functional.instance_norm(torch.tensor([[[1.0, 3.0]]]))
    tensor([[[-1.0000,  1.0000]]])
    """
    _needs_input("instance_norm", input)
    data = input._data
    shape = data.shape
    if use_input_stats and math.prod(shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    for name, value in (
        ("running_mean", running_mean), ("running_var", running_var), ("weight", weight), ("bias", bias),
    ):  # fmt: skip
        if value is not None and value._data.size != shape[1]:
            n = shape[0]
            raise RuntimeError(f"{name} should contain {n * shape[1]} elements not {n * value._data.size}")
    if not use_input_stats:
        return _batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)[0]
    needs_float("batch_norm", data)
    _like_input("instance_norm", data, weight, bias)
    view = (shape[0], shape[1], math.prod(shape[2:]))
    if running_mean is not None and running_var is not None and data.size:
        no_gradient("native_batch_norm", "running_mean", running_mean)
        no_gradient("native_batch_norm", "running_var", running_var)
        x = cast(data.reshape(view), working_dtype(data.dtype))
        _update(running_mean, x.mean(2).mean(0), momentum)
        _update(running_var, x.var(2, ddof=1).mean(0), momentum)
    return _normalized(input, weight, bias, view, (2,), (1, shape[1], 1), eps, True, _INSTANCE, [])


_instance_norm = instance_norm
_torch_norms()


# ------------------------------------------------------------ local response norm


@composite(namespaces=_F, out=False, samples=lambda rng: [((rng.standard_normal((2, 4, 3)), 3), {"alpha": 0.5})])
def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Any:
    """x / (k + alpha * mean of x ** 2 over `size` channels around) ** beta, of (n, C, ...).

    Raises ValueError for fewer than three axes.
    Source: Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012.

    >>> import minigrad as torch
    >>> torch.nn.functional.local_response_norm(torch.tensor([[[2.0]]]), 1, alpha=3.0, beta=0.5, k=4.0)
    tensor([[[0.5000]]])
    """
    _needs_input("local_response_norm", input)
    shape = input._data.shape
    if len(shape) < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality                          input (got {len(shape)} dimensions)"
        )
    x: Any = input
    if not input._data.size:
        return x
    before = size // 2
    squares = (x * x).reshape(shape[0], 1, shape[1], math.prod(shape[2:]))
    padded = pad(squares, (0, 0, before, (size - 1) // 2))
    means = avg_pool2d(padded, (size, 1), 1).reshape(shape)
    return x / (means * alpha + k) ** beta
