"""Images at another size: interpolate and upsample, by nearest pixels, lines, cubic curves, areas or windowed sincs.

Imports the table and `adaptive_pooling`.  Every mode is linear in the image and works axis by axis: a `Taps` says which
pixels make up each new one, and with what weights.  Its transpose is of the same kind, so `_resample` is its own
adjoint with the plan turned round.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .._engine import errors
from .._engine.op import cast
from .._engine.tensor import Tensor
from .._warnings import warn
from ._checks import legacy
from ._kernels.precision import working_dtype
from .adaptive_pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from .conversion import channels_as
from .table import Array, composite, op

ndarray = np.ndarray
_F = ("nn.functional",)

# ------------------------------------------------------------ which pixels, with what weights


class Taps(NamedTuple):
    """For each new pixel along an axis: indices of old ones (new, taps), and their weights, or None where all are 1."""

    indices: Any
    weights: Any

    def transposed(self, size: int) -> Taps:
        """For each of `size` old pixels: the new ones that it is part of, padded with weights of 0."""
        flat = self.indices.ravel()
        order = np.argsort(flat, kind="stable")
        count = np.bincount(flat, minlength=size)
        starts = np.cumsum(count) - count
        place = np.arange(flat.size) - starts[flat[order]]
        shape = (size, max(int(count.max(initial=0)), 1))
        indices = np.zeros(shape, np.int64)
        weights = np.zeros(shape, np.float64 if self.weights is None else self.weights.dtype)
        indices[flat[order], place] = order // self.indices.shape[1]
        weights[flat[order], place] = 1 if self.weights is None else self.weights.ravel()[order]
        return Taps(indices, weights)


class Plan(NamedTuple):
    """The taps of each spatial axis, and those of the way back."""

    there: tuple[Taps, ...]
    back: tuple[Taps, ...]

    def turned(self) -> Plan:
        return Plan(self.back, self.there)


def _positions(size: int, out: int, scale: float | None, align_corners: bool, real: Any) -> Any:
    """Where the centres of the new pixels lie among the old ones."""
    grid = np.arange(out, dtype=real)
    if align_corners:
        return grid * real((size - 1) / (out - 1)) if out > 1 else grid * 0
    ratio = real(1 / scale if scale else size / out)
    return ratio * (grid + real(0.5)) - real(0.5)


def _nearest(size: int, out: int, scale: float | None, exact: bool) -> Taps:
    real = np.float32
    ratio = real(1 / scale if scale else size / out)
    grid = np.arange(out, dtype=real) + real(0.5 if exact else 0)
    return Taps(np.minimum(np.floor(grid * ratio).astype(np.int64), size - 1)[:, None], None)


def _linear(size: int, out: int, scale: float | None, align_corners: bool, real: Any) -> Taps:
    at = np.maximum(_positions(size, out, scale, align_corners, real), 0)
    first = np.minimum(at.astype(np.int64), size - 1)
    part = np.clip(at - first.astype(real), 0, 1).astype(real)
    return Taps(np.stack([first, np.minimum(first + 1, size - 1)], 1), np.stack([1 - part, part], 1))


_SLOPE = -0.75  # of the cubic convolution kernel, at distance 1


def _cubic_weights(t: Any) -> Any:
    """The weights of the pixels at distances t + 1, t, 1 - t and 2 - t (Keys, Cubic Convolution Interpolation,
    1981)."""
    a = _SLOPE

    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return np.stack([far(t + 1), near(t), near(1 - t), far(2 - t)], -1)


def _cubic(size: int, out: int, scale: float | None, align_corners: bool, real: Any) -> Taps:
    at = _positions(size, out, scale, align_corners, real)
    first = np.floor(at)
    indices = np.clip(first.astype(np.int64)[:, None] + np.arange(-1, 3), 0, size - 1)
    return Taps(indices, _cubic_weights(at - first).astype(real))


def _triangle(x: Any) -> Any:
    return np.maximum(1 - np.abs(x), 0)


def _keys(x: Any) -> Any:
    """The cubic kernel with slope -0.5 at 1."""
    a, x = -0.5, np.abs(x)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def _lanczos(x: Any) -> Any:
    """sinc(x) sinc(x / 3), cut off at 3."""
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


_FILTERS = {"bilinear": (_triangle, 1.0), "bicubic": (_keys, 2.0), "lanczos": (_lanczos, 3.0)}


def _smooth(size: int, out: int, scale: float | None, align_corners: bool, real: Any, mode: str) -> Taps:
    """Taps of a filter as wide as the new pixels where these are larger than the old ones."""
    kernel, support = _FILTERS[mode]
    if align_corners:
        ratio = (size - 1) / (out - 1) if out > 1 else 0.0
    else:
        ratio = 1 / scale if scale else size / out
    reach = support * ratio if ratio >= 1 else support
    inverse = 1 / ratio if ratio >= 1 else 1.0
    centers = ratio * (np.arange(out) + 0.5)
    first = np.maximum((centers - reach + 0.5).astype(np.int64), 0)
    count = np.minimum((centers + reach + 0.5).astype(np.int64), size) - first
    taps = max(int(count.max()), 1)
    indices = first[:, None] + np.arange(taps)
    weights = kernel((indices - centers[:, None] + 0.5) * inverse) * (np.arange(taps) < count[:, None])
    total = weights.sum(1, keepdims=True)
    return Taps(np.minimum(indices, size - 1), (weights / np.where(total == 0, 1, total)).astype(real))


@functools.lru_cache(maxsize=256)
def _plan(
    mode: str, sizes: tuple[int, ...], out: tuple[int, ...], scales: tuple[float | None, ...], align_corners: bool,
    antialias: bool, real: Any,
) -> Plan:  # fmt: skip
    there = []
    for n, m, scale in zip(sizes, out, scales, strict=True):
        if antialias:
            there.append(_smooth(n, m, scale, align_corners, real, mode))
        elif mode.startswith("nearest"):
            there.append(_nearest(n, m, scale, mode == "nearest-exact"))
        else:
            there.append((_cubic if mode == "bicubic" else _linear)(n, m, scale, align_corners, real))
    return Plan(tuple(there), tuple(taps.transposed(n) for taps, n in zip(there, sizes, strict=True)))


# ------------------------------------------------------------ the op

_FEW = 6  # taps up to which shifted images are added up; with more, a product with a matrix is faster


def _along(x: Any, axis: int, taps: Taps) -> Any:
    """The new pixels along one axis."""
    indices, weights = taps
    if weights is None and indices.shape[1] == 1:
        return x.take(indices[:, 0], axis)
    count = indices.shape[1]
    weights = weights.astype(x.dtype, copy=False)
    if count > _FEW:
        matrix = np.zeros((x.shape[axis], len(indices)), x.dtype)
        np.add.at(matrix, (indices, np.arange(len(indices))[:, None]), weights)
        return np.moveaxis(np.matmul(np.moveaxis(x, axis, -1), matrix), -1, axis)
    shape = [1] * x.ndim
    shape[axis] = len(indices)
    out = x.take(indices[:, 0], axis) * weights[:, 0].reshape(shape)
    for k in range(1, count):
        out += x.take(indices[:, k], axis) * weights[:, k].reshape(shape)
    return out


def _bytes_along(x: Any, axis: int, taps: Taps) -> Any:
    """The new pixels of bytes along one axis, by integers as torch does it: weights of 16 bits, rounded to bytes."""
    indices, weights = taps.indices, taps.weights.copy()
    for k in range(1, indices.shape[1]):  # taps that the border has put in one place are one
        again = indices[:, k] == indices[:, k - 1]
        weights[again, k] += weights[again, k - 1]
        weights[again, k - 1] = 0
    largest = float(weights.max(initial=0.0))
    bits = next((b for b in range(22) if int(0.5 + largest * (1 << (b + 1))) >= 1 << 15), 22)
    whole = np.trunc(weights * (1 << bits) + np.where(weights < 0, -0.5, 0.5)).astype(np.int32)
    shape = [1] * x.ndim
    shape[axis] = len(indices)
    total = np.int32(1 << (bits - 1))
    for k in range(indices.shape[1]):
        total = total + x.take(indices[:, k], axis) * whole[:, k].reshape(shape)
    return np.clip(total >> bits, 0, 255).astype(np.uint8)


_NAMES = {
    (mode, n, smooth): f"Upsample{word}{n}D{'Aa' if smooth else ''}Backward0"
    for mode, word, ranks in (
        ("nearest", "Nearest", (1, 2, 3)), ("nearest-exact", "NearestExact", (1, 2, 3)), ("linear", "Linear", (1,)),
        ("bilinear", "Bilinear", (2,)), ("bicubic", "Bicubic", (2,)), ("trilinear", "Trilinear", (3,)),
        ("lanczos", "Lanczos", (2,)),
    )
    for n in ranks
    for smooth in (False, True)
}  # fmt: skip
_KINDS = {key: i for i, key in enumerate(_NAMES)}


def _resample_samples(rng: np.random.Generator) -> Any:
    for mode, sizes, out, align, smooth in (
        ("nearest", (4,), (7,), False, False), ("nearest-exact", (4, 3), (2, 5), False, False),
        ("linear", (4,), (7,), True, False), ("bilinear", (4, 3), (2, 5), False, False),
        ("bicubic", (3, 4), (5, 3), False, False), ("trilinear", (2, 3, 2), (3, 2, 3), True, False),
        ("bilinear", (7, 9), (3, 2), False, True),
    ):  # fmt: skip
        plan = _plan(mode, sizes, out, (None,) * len(sizes), align, smooth, np.float64)
        yield (rng.standard_normal((2, 2, *sizes)), plan, _KINDS[mode, len(sizes), smooth]), {}


@op(
    input=lambda g, plan, kind: _resample(g, plan.turned(), kind), linear=True,
    variant=lambda input, plan, kind: kind, node=tuple(_NAMES.values()), samples=_resample_samples,
)  # fmt: skip
def _resample(input: Array, plan: Plan, kind: int) -> Array:
    """Images (n, C, *size) at another size, axis by axis from the last."""
    x = cast(input, working_dtype(input.dtype)) if input.dtype.kind != "u" or plan.there[0].weights is None else (
        input.astype(np.float32)
    )  # fmt: skip
    if input.dtype == np.uint8 and len(plan.there) == 2 and plan.there[0].weights is not None:
        return np.ascontiguousarray(_bytes_along(_bytes_along(input, 3, plan.there[1]), 2, plan.there[0]))
    for axis in range(len(plan.there) + 1, 1, -1):
        x = _along(x, axis, plan.there[axis - 2])
    if input.dtype.kind == "u" and x.dtype.kind == "f":
        x = np.clip(np.rint(x), 0, 255)
    return channels_as(np.ascontiguousarray(cast(x, input.dtype)), input)


# ------------------------------------------------------------ arguments

_RANKS = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5, "lanczos": 4}


def _no_mode(ndim: int, mode: str) -> NotImplementedError:
    return NotImplementedError(
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {ndim}D) for the modes: nearest | linear | "
        f"bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
    )


def _check_mode(mode: str, ndim: int, align_corners: bool | None, antialias: bool) -> None:
    """Raises ValueError or NotImplementedError for a mode that does not go with the other arguments."""
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and ndim == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if ndim not in (3, 4, 5) or mode not in (*_RANKS, "nearest", "nearest-exact", "area"):
        raise _no_mode(ndim, mode)
    if mode in _RANKS and ndim != _RANKS[mode]:
        if mode in ("bicubic", "lanczos"):
            raise _no_mode(ndim, mode)
        raise NotImplementedError(f"Got {ndim}D input, but {mode} mode needs {_RANKS[mode]}D input")
    if mode == "lanczos" and not antialias:
        raise ValueError("Lanczos mode requires antialias=True")
    if mode == "lanczos" and align_corners:
        raise ValueError("Lanczos mode does not support align_corners=True")


def _wanted(input: Tensor, size: Any, scale_factor: Any, recompute: bool | None) -> tuple[Any, Any]:
    """The output size, and the scale of each axis where positions are to be computed from it."""
    shape = input._data.shape[2:]
    n = len(shape)
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        given = tuple(size) if isinstance(size, tuple | list) else (size,) * n
        if len(given) != n:
            raise ValueError(
                "Input and output must have the same number of spatial dimensions, but got input with spatial "
                f"dimensions of {list(shape)} and output size of {size}. Please provide input tensor in (N, C, d1, d2, "
                "...,dK) format and output size in (o1, o2, ...,oK) format."
            )
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        if any(isinstance(s, float | str) or not hasattr(s, "__index__") for s in given):
            raise TypeError(f"interpolate(): argument 'size' must be tuple of ints, not {size!r}")
        return tuple(s.__index__() for s in given), (None,) * n
    if scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    factors = tuple(scale_factor) if isinstance(scale_factor, tuple | list) else (scale_factor,) * n
    if len(factors) != n:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial "
            f"dimensions of {list(shape)} and scale_factor of shape {scale_factor}. Please provide input tensor in (N, "
            "C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format."
        )
    out = tuple(math.floor(length * float(f)) for length, f in zip(shape, factors, strict=True))
    return out, (None,) * n if recompute else tuple(float(f) for f in factors)


def _check_sizes(data: Any, out: Sequence[int]) -> None:
    names = "DHW"[-len(out) :] if len(out) > 1 else "W"
    if min(out) <= 0 or min(data.shape[2:]) <= 0:
        given, wanted = (
            ", ".join(f"{name}: {n}" for name, n in zip(names, sizes, strict=True)) for sizes in (data.shape[2:], out)
        )
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input ({given}) output ({wanted})"
        )
    if 0 in data.shape[1:]:
        raise RuntimeError(
            f"Non-empty {data.ndim}D data tensor expected but got a tensor with sizes {list(data.shape)}"
        )


def _interpolate_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((1, 2, 4)), 7), {}
    yield (rng.standard_normal((1, 2, 3, 4)), (5, 2)), {"mode": "bilinear", "align_corners": True}
    yield (rng.standard_normal((1, 1, 4, 4)),), {"scale_factor": 1.5, "mode": "bicubic"}
    yield (rng.standard_normal((1, 1, 4, 4)), 2), {"mode": "area"}


@composite(namespaces=_F, out=False, samples=_interpolate_samples)
def interpolate(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None, antialias: bool = False,
) -> Any:  # fmt: skip
    """Images (n, C, *size) at another size, or scaled by a factor.

    `mode` is "nearest", "nearest-exact", "area", "linear" (one axis), "bilinear" or "bicubic" (two), "trilinear"
    (three), or "lanczos" (two, with `antialias`).  With `align_corners` the centres of the corner pixels stay where
    they are; `antialias` widens the filter where the image gets smaller.  Raises ValueError or NotImplementedError for
    arguments that do not go together.

    >>> import minigrad as torch
    >>> torch.nn.functional.interpolate(torch.tensor([[[1.0, 2.0]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    if not isinstance(input, Tensor):
        raise errors.not_tensor("interpolate", "input", 1, input)
    data = input._data
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        _check_mode(mode, data.ndim, align_corners, antialias)
    out, scales = _wanted(input, size, scale_factor, recompute_scale_factor)
    _check_mode(mode, data.ndim, align_corners, antialias)
    if mode == "area":
        return (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[len(out) - 1](input, out)
    _check_sizes(data, out)
    if data.dtype.kind not in "fV" and data.dtype != np.uint8:
        raise NotImplementedError(
            f"\"upsample_{mode.partition('-')[0]}{len(out)}d\" not implemented for '{legacy(data)}'\n"
            "Convert it first: x.float()."
        )
    real = np.float64 if data.dtype in (np.float64, np.uint8) else np.float32
    plan = _plan(mode, data.shape[2:], out, scales, bool(align_corners), bool(antialias), real)
    return _resample(input, plan, _KINDS[mode, len(out), bool(antialias)])


@composite(namespaces=_F, out=False)
def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None
) -> Any:
    """The old name of `interpolate`; warns."""
    warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, mode, align_corners)


@composite(namespaces=_F, out=False)
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """`interpolate` with the mode "nearest"; warns."""
    warn("`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor)


@composite(namespaces=_F, out=False)
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """`interpolate` with the mode "bilinear" and aligned corners; warns."""
    warn("`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, "bilinear", True)
