"""What all norms compute, in one op: the input less its mean over some axes, divided by its deviation.

Imports the table, `pointwise` and `reduction`.  A `Layout` says under which shape, over which axes, and where weight
and bias stand; `normalization` makes the norms of it.  Start at `_normalized`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .._engine.op import cast
from .._engine.tensor import Tensor
from ._kernels.lines import ones, quick
from ._kernels.precision import working_dtype
from .pointwise import rsqrt
from .reduction import sum, total
from .table import Array, op

Ints = tuple[int, ...]


class Layout(NamedTuple):
    """The input under a shape in which to normalise over some axes, and where the parameters stand in it."""

    shape: Ints  # of the input
    view: Ints  # the shape to work in
    axes: Ints  # of the view, to normalise over
    affine: Ints  # the parameters' shape, broadcast over the view
    parameters: Ints  # their own shape
    outer: Ints  # a shape of the input, and its axes over which the parameters are shared
    shared: Ints
    count: Any  # how many values one mean is of
    uniform: bool  # is a parameter the same for all values that are normalised together?
    eps: float
    centered: bool  # is the mean subtracted?
    kind: int


_NODES = (
    "NativeBatchNormBackward0", "NativeLayerNormBackward0", "NativeGroupNormBackward0", "MulBackward0", "ViewBackward0",
)  # fmt: skip
_BATCH, _LAYER, _GROUP, _RMS, _INSTANCE = range(5)


@functools.lru_cache(maxsize=512)
def _layer_layout(shape: Ints, wanted: Ints, eps: float, kind: int) -> Layout:
    n, width = math.prod(shape[: len(shape) - len(wanted)]), math.prod(wanted)
    view = (n, width)
    return Layout(
        shape, view, (1,), (1, width), wanted, view, (0,), width or math.nan, False, eps, kind == _LAYER, kind
    )


@functools.lru_cache(maxsize=512)
def _batch_layout(shape: Ints, eps: float) -> Layout:
    n, channels, size = shape[0], shape[1], math.prod(shape[2:])
    flat = len(shape) == 2
    view, axes = (shape, (0,)) if flat else ((n, channels, size), (0, 2))
    affine = (1, channels) if flat else (1, channels, 1)
    return Layout(shape, view, axes, affine, (channels,), view, axes, n * size or math.nan, True, eps, True, _BATCH)


@functools.lru_cache(maxsize=512)
def _group_layout(shape: Ints, groups: int, eps: float) -> Layout:
    n, channels, size = shape[0], shape[1], math.prod(shape[2:])
    each = channels // groups
    return Layout(
        shape, (n, groups, each, size), (2, 3), (1, groups, each, 1), (channels,), (n, channels, size), (0, 2),
        each * size or math.nan, False, eps, True, _GROUP,
    )  # fmt: skip


@functools.lru_cache(maxsize=512)
def _instance_layout(shape: Ints, eps: float) -> Layout:
    n, channels, size = shape[0], shape[1], math.prod(shape[2:])
    view = (n, channels, size)
    return Layout(
        shape, view, (2,), (1, channels, 1), (channels,), view, (0, 2), size or math.nan, True, eps, True, _INSTANCE
    )


# ------------------------------------------------------------ the op


def _sums(x: Any, axes: Ints) -> Any:
    """The sum along `axes`, which stay: of an array or, in formulas, of a Tensor."""
    if isinstance(x, Tensor):
        return sum(x, axes, True)
    if not quick(x):
        return np.add.reduce(x, axes, None, None, True)  # type: ignore[call-overload]
    if axes == (0, 2) and x.ndim == 3 and x.shape[2] <= 1024 and x.size:  # batch norm of images
        n, channels, size = x.shape
        lines = x.reshape(n * channels, size).dot(ones(size, x.dtype)).reshape(n, channels)
        return ones(n, x.dtype).dot(lines).reshape(1, channels, 1)
    return total(x, axes, True)


def _standardized(x: Any, how: Layout) -> tuple[Any, Any, Any]:
    """(x - mean) r with r = 1 / sqrt(variance + eps), in new memory; r; the mean, None where it is not subtracted."""
    mean = None
    y = x
    if how.centered:
        mean = _sums(x, how.axes)
        mean /= how.count
        y = x - mean
    r = _sums(y * y, how.axes)
    r /= how.count
    r += how.eps
    np.sqrt(r, out=r)
    np.divide(1, r, out=r)
    if mean is None:
        return y * r, r, None
    y *= r
    return y, r, mean


def _again(input: Any, how: Layout, kept: list[Any]) -> tuple[Any, Any]:
    """The normalised values and the factor r: kept, computed again, or as functions of the input."""
    if isinstance(input, Tensor):
        x = input.reshape(how.view)
        d = x - _sums(x, how.axes) / how.count if how.centered else x
        r = rsqrt(_sums(d * d, how.axes) / how.count + how.eps)
        return d * r, r
    y, r, mean = kept
    if y is None:
        x = cast(input.reshape(how.view), r.dtype)
        y = (x - mean) * r if how.centered else x * r
    return y, r


def _normalized_gradients(
    g: Any, needs: Sequence[bool], input: Any, weight: Any, how: Layout, kept: list[Any]
) -> tuple[Any, ...]:
    """With y = (x - mean) r and h = g w: r (h - mean(h) - y mean(h y)), sum(g y), sum(g)."""
    if how.axes == (1,) and how.view[0] * how.view[1] > _KEEP and not isinstance(g, Tensor):
        return _row_by_row(g, needs, input, weight, how, kept)
    if how.uniform and how.axes == (0, 2) and kept and kept[0] is None and not isinstance(g, Tensor):
        return _image_by_image(g, needs, input, weight, how, kept)
    y, r = _again(input, how, kept)
    g = g.reshape(how.view)
    gy = g * y
    n, axes = how.count, how.axes
    by_input = by_weight = by_bias = None
    if how.uniform:  # the weight can be taken out of the means, which then are the parameters' gradients too
        first, second = _sums(g, axes), _sums(gy, axes)
        if needs[0]:
            factor = r if weight is None else r * weight.reshape(how.affine)
            by_input = (g - first / n - y * (second / n)) * factor
        if needs[1]:
            by_weight = _per_parameter(second, how)
        if needs[2]:
            by_bias = _per_parameter(first, how)
    else:
        if needs[0]:
            h, hy = (g, gy) if weight is None else (g * (w := weight.reshape(how.affine)), gy * w)
            by_input = h - y * (_sums(hy, axes) / n)
            if how.centered:
                by_input = by_input - _sums(h, axes) / n
            by_input = by_input * r
        if needs[1]:
            by_weight = _sums(gy.reshape(how.outer), how.shared).reshape(how.parameters)
        if needs[2]:
            by_bias = _sums(g.reshape(how.outer), how.shared).reshape(how.parameters)
    return None if by_input is None else by_input.reshape(how.shape), by_weight, by_bias


def _row_by_row(
    g: Any, needs: Sequence[bool], input: Any, weight: Any, how: Layout, kept: list[Any]
) -> tuple[Any, ...]:
    """The gradients of a layer norm, some rows at a time and in place, so that all that is between stays in the cache.

    The means of h = g w and of h d, with d = x - mean = y / r, are products of g and of g d with w.
    """
    _, r, mean = kept
    dtype, (count, width) = r.dtype, how.view
    x, g = input.reshape(how.view), g.reshape(how.view)
    w = ones(width, dtype) if weight is None else cast(weight.reshape(-1), dtype)
    by_input = np.empty(how.view, dtype) if needs[0] else None
    by_weight, by_bias = np.zeros((2, width), dtype)
    rows = max(_KEEP // width, 1)
    for low in range(0, count, rows):
        part = slice(low, low + rows)
        some, factor = cast(g[part], dtype), r[part]
        d = cast(x[part], dtype) if mean is None else x[part] - mean[part]
        gd = some * d
        by_weight += factor.reshape(-1).dot(gd)
        by_bias += ones(len(some), dtype).dot(some)
        if by_input is not None:
            out = np.multiply(some, w, out=by_input[part])
            out -= d * (gd.dot(w)[:, None] * factor * factor / width)
            if mean is not None:
                out -= some.dot(w)[:, None] / width
            out *= factor
    return (
        None if by_input is None else by_input.reshape(how.shape),
        by_weight.reshape(how.parameters) if needs[1] else None,
        by_bias.reshape(how.parameters) if needs[2] else None,
    )


def _image_by_image(
    g: Any, needs: Sequence[bool], input: Any, weight: Any, how: Layout, kept: list[Any]
) -> tuple[Any, ...]:
    """The gradients of a batch norm, some images at a time and in place, so that all that is between stays in the
    cache: first the parameters', which are sums over all images, then with them the input's."""
    _, r, mean = kept
    x, g = input.reshape(how.view), g.reshape(how.view)
    some = max(_KEEP // math.prod(how.view[1:]), 1)
    parts = [slice(low, low + some) for low in range(0, how.view[0], some)]
    first, second = np.zeros_like(r), np.zeros_like(r)
    for part in parts:
        d = x[part] - mean
        d *= g[part]
        first += _sums(cast(g[part], r.dtype), how.axes)
        second += _sums(d, how.axes)
    second *= r
    by_input = None
    if needs[0]:
        by_input = np.empty(how.view, r.dtype)
        factor = r if weight is None else cast(r * weight.reshape(how.affine), r.dtype)
        slope, shift = factor * r * (second / how.count), factor * (first / how.count)
        for part in parts:
            d = x[part] - mean
            d *= slope
            d += shift
            np.multiply(g[part], factor, out=by_input[part])
            by_input[part] -= d
        by_input = by_input.reshape(how.shape)
    return by_input, second.reshape(how.parameters), first.reshape(how.parameters)


def _per_parameter(sums: Any, how: Layout) -> Any:
    """What was added up over the axes normalised over, added up over the rest of what shares a parameter."""
    if how.axes != how.shared:
        sums = _sums(sums, tuple([d for d in how.shared if d not in how.axes]))
    return sums.reshape(how.parameters)


_KEEP = 1 << 16  # elements up to which the normalised values are kept for the gradient; beyond, they are computed again


def _normalized_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((4, 3, 2)), rng.standard_normal(3), rng.standard_normal(3)
    yield (x, w, b, _batch_layout(x.shape, 1e-5), []), {}
    yield (x[:, :, 0], w, b, _batch_layout((4, 3), 1e-5), []), {}
    yield (x, w, b, _instance_layout(x.shape, 1e-1), []), {}
    yield (x, None, None, _layer_layout(x.shape, (3, 2), 1e-5, _LAYER), []), {}
    yield (x, rng.standard_normal((3, 2)), None, _layer_layout(x.shape, (3, 2), 1e-3, _RMS), []), {}
    x = rng.standard_normal((2, 4, 3))
    yield (x, rng.standard_normal(4), rng.standard_normal(4), _group_layout(x.shape, 2, 1e-5), []), {}


@op(
    grads=_normalized_gradients, differentiable=("input", "weight", "bias"), node=_NODES,
    variant=lambda input, weight, bias, how, kept: how.kind, samples=_normalized_samples,
)  # fmt: skip
def _normalized(input: Array, weight: Array | None, bias: Array | None, how: Layout, kept: list[Any]) -> Array:
    """The input less its mean, over its deviation, times the weight, plus the bias.

    Leaves in `kept` what the gradient needs: the normalised values (unless there are many), the factors, the means.
    """
    dtype = input.dtype
    wide = working_dtype(dtype)
    x = input.reshape(how.view)
    y, r, mean = _standardized(x if dtype is wide else x.astype(wide), how)
    kept[:] = (y if y.size <= _KEEP else None), r, mean
    out = y if weight is None else y * weight.reshape(how.affine)
    if bias is not None:
        if out is y or out.dtype != bias.dtype:
            out = out + bias.reshape(how.affine)
        else:
            out += bias.reshape(how.affine)
    out = out.reshape(input.shape)
    return out if out.dtype is dtype else cast(out, dtype)
