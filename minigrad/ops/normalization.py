"""Normalisation: batch, layer, group and instance norm, RMS norm, local response norm.

Imports the table, `normalized`, `padding` and `pooling`.  All but the last are one op, `normalized._normalized`: a view
of the input, the axes to normalise over, a weight and a bias that broadcast over the view.  Start there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.dtypes import F32, F64
from .._engine.op import cast
from .._engine.tensor import Tensor, wrap
from ._checks import legacy, needs_float
from ._kernels.precision import working_dtype
from .loss import no_gradient
from .normalized import _LAYER, _RMS, _batch_layout, _group_layout, _instance_layout, _layer_layout, _normalized, _sums
from .padding import pad
from .pooling import avg_pool2d
from .table import Array, composite, op

Ints = tuple[int, ...]
_BOTH, _F = ("", "nn.functional"), ("nn.functional",)


def _like_input(name: str, data: Any, *parameters: Any) -> None:
    """Raises RuntimeError for parameters of another dtype than the input (float32 will do for halves)."""
    for p in parameters:
        if p is not None and p._data.dtype != data.dtype and p._data.dtype != working_dtype(data.dtype):
            raise RuntimeError(
                "mixed dtype (CPU): expect parameter to have scalar type of Float\n"
                f"{name}: the input is {legacy(data)}, a parameter {legacy(p._data)}: bring both to one dtype."
            )


def _fit(dtype: Any, shape: Ints, *parameters: Any) -> bool:
    """Whether all is float32, or all float64, and every parameter has the shape: then nothing else needs checking."""
    return (dtype is F32 or dtype is F64) and all(
        p is None or (p._data.dtype is dtype and p._data.shape == shape) for p in parameters
    )


def _needs_input(name: str, input: Any) -> None:
    if not isinstance(input, Tensor):
        raise errors.not_tensor(name, "input", 1, input)


# ------------------------------------------------------------ batch norm


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
    if not _fit(data.dtype, (channels,), mean, var, weight, bias):
        needs_float("batch_norm", data)
        _like_input("batch_norm", data, mean, var, weight, bias)


def _saved(kept: list[Any], shape: Ints, *given: Any) -> tuple[Tensor, Tensor]:
    """The means and the inverse deviations that a normalisation used, without history.

    They have the dtype of what is `given`, the input and the parameters: of halves alone, their half precision.
    """
    _, r, mean = kept
    dtype = _statistics_dtype(*given)
    return wrap(cast(mean.reshape(shape), dtype)), wrap(cast(r.reshape(shape), dtype))


def _statistics_dtype(input: Tensor, *parameters: Any) -> Any:
    """The dtype of the means and deviations that come with a result."""
    dtype = input._data.dtype
    mixed = any(p is not None and p._data.dtype != dtype for p in parameters)
    return working_dtype(dtype) if mixed else dtype


def _update(running: Tensor, now: Any, momentum: float) -> None:
    """running = (1 - momentum) running + momentum now, in place, without history."""
    data = running.array()
    data[...] = data * (1 - momentum) + now.reshape(data.shape) * momentum
    running.writes().bump()


def _fixed_gradients(
    g: Any, needs: Sequence[bool], input: Any, mean: Any, var: Any, weight: Any, eps: float
) -> tuple[Any, ...]:
    shape = (1, -1, *(1,) * (len(g.shape) - 2))
    over = (0, *range(2, len(g.shape)))
    r = 1 / (var + eps) ** 0.5
    by_input = g * (r if weight is None else r * weight).reshape(shape) if needs[0] else None
    by_weight = None
    if needs[1]:
        by_weight = _sums(g * ((input - mean.reshape(shape)) * r.reshape(shape)), over).reshape(-1)
    return by_input, by_weight, _sums(g, over).reshape(-1) if needs[2] else None


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
) -> tuple[Any, list[Any]]:
    data = input._data
    _check_batch_norm(data, mean, var, weight, bias, training)
    kept: list[Any] = []
    if not data.size:
        return input.clone(), kept
    if not training:
        return _fixed_norm(input, mean, var, weight, bias, eps), kept
    how = _batch_layout(data.shape, eps)
    out = _normalized(input, weight, bias, how, kept)
    if mean is not None:
        _, r, means = kept
        n = how.count
        _update(mean, means, momentum)
        _update(var, (1 / (r * r) - eps) * (n / (n - 1) if n > 1 else math.nan), momentum)
    return out, kept


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
        input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
        running_var: Tensor | None, training: bool, momentum: float, eps: float,
    ) -> Any:  # fmt: skip
        """`nn.functional.batch_norm`, with the means and the inverse deviations of the batch (empty outside
        training)."""
        out, kept = _batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
        if kept:
            return out, *_saved(kept, (-1,), input, weight, bias, running_mean, running_var)
        length = input._data.shape[1] if training else 0
        dtype = _statistics_dtype(input, weight, bias, running_mean, running_var)
        return out, *[wrap(np.zeros(length, dtype)) for _ in range(2)]


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
    if training and eps <= 0.0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
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
    data = input._data
    wanted, n = normalized_shape, data.ndim
    if type(wanted) is not tuple or not wanted or data.shape[n - len(wanted) :] != wanted or not _fit(
        data.dtype, wanted, weight, bias
    ):
        wanted = _normalized_shape("layer_norm", input, normalized_shape, weight, bias)
        needs_float("LayerNormKernelImpl", data)
        _like_input("layer_norm", data, weight, bias)
    return _normalized(input, weight, bias, _layer_layout(data.shape, wanted, eps, _LAYER), kept)


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
    def native_layer_norm(
        input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
    ) -> Any:  # fmt: skip
        """`nn.functional.layer_norm`, with the means and the inverse deviations."""
        kept: list[Any] = []
        out = _layer(input, normalized_shape, weight, bias, eps, kept)
        shape = input._data.shape
        lead = shape[: len(shape) - len(normalized_shape)] + (1,) * len(normalized_shape)
        return out, *_saved(kept, lead, input, weight, bias)

    @composite(method=False, out=False)
    def native_group_norm(
        input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int, eps: float
    ) -> Any:
        """`nn.functional.group_norm`, with the means and the inverse deviations (N, group)."""
        kept: list[Any] = []
        out = _grouped(input, group, weight, bias, eps, kept)
        if not out.requires_grad:
            return out, *_saved(kept, (N, group), input, weight, bias)
        x: Any = input.reshape(N, group, C // group * HxW)
        mean = x.mean(-1)
        return out, mean, ((x - mean.unsqueeze(-1)).square().mean(-1) + eps).rsqrt()

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


@composite(
    namespaces=_BOTH, method=False, out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), (3,), rng.standard_normal(3)), {})],
)
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
    if eps is None:
        eps = float(np.finfo(data.dtype if data.dtype.kind == "c" else working_dtype(data.dtype)).eps)
    how = _layer_layout(data.shape, wanted, eps, _RMS)
    if weight is None or weight._data.dtype == data.dtype:
        return _normalized(input, weight, None, how, [])
    common = (input * weight).dtype
    return _normalized(input.to(common), weight.to(common), None, how, []).to(input.dtype)


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
    return _normalized(input, weight, bias, _group_layout(shape, num_groups, eps), kept)


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
    how = _instance_layout(shape, eps)
    if running_mean is not None and running_var is not None and data.size:
        no_gradient("native_batch_norm", "running_mean", running_mean)
        no_gradient("native_batch_norm", "running_var", running_var)
        x = cast(data.reshape(how.view), working_dtype(data.dtype))
        _update(running_mean, x.mean(2).mean(0), momentum)
        _update(running_var, x.var(2, ddof=1).mean(0), momentum)
    return _normalized(input, weight, bias, how, [])


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
