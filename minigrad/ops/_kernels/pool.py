"""Max and average pooling over any number of spatial dimensions, their adaptive forms, and their transposes.

Arrays are (N, C, *S). A window is visited tap by tap: for one position of the kernel, the inputs under it are a strided
slice of the image, as large as the output, and whole slices are compared or added. Sums run in the order of a window's
elements, and so round as PyTorch's do. Imports NumPy and the standard library only. Start reading at `max_pool`.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from minigrad.ops._kernels.precision import working_dtype
from minigrad.ops._kernels.windows import Ints, Sizes, sizes, tap

Array: TypeAlias = np.ndarray[Any, Any]
Index: TypeAlias = tuple[Any, ...]

_CHUNK_BYTES = 1 << 19  # images are pooled so many at a time that they stay in the second-level cache


def _check_max_pool1d(shape: Ints, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints) -> None:
    """torch checks this case first, with texts of its own."""
    if 0 in shape[1:]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(shape)}"
        )
    for name, value in (("kernel_size", kernel[0]), ("stride", stride[0]), ("dilation", dilation[0])):
        if value <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {value}")
    if padding[0] < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding[0]}")
    if padding[0] > kernel[0] // 2:
        raise RuntimeError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={padding[0]} "
            f"and kernel_size={kernel[0]}"
        )


def pool_output_size(
    shape: Ints,
    kernel: Ints,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    ceil_mode: bool = False,
    kind: str = "max",
) -> Ints:
    """Spatial shape of pooled images of `shape` (N, C, *S); the stride defaults to the kernel, `kind` is max or avg.

    floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1 a dimension; with `ceil_mode` rounded up,
    except where the last window would start in the padding behind the image. Raises RuntimeError for a setting out of
    range, more padding than half a window, an empty image, or an empty result.

    >>> from minigrad.ops._kernels.pool import pool_output_size
    >>> pool_output_size((1, 1, 7, 7), (2, 2)), pool_output_size((1, 1, 7, 7), (2, 2), ceil_mode=True)
    ((3, 3), (4, 4))
    """
    n, size = len(kernel), shape[2:]
    steps, pads, spread = sizes(kernel if stride is None else stride, n), sizes(padding, n), sizes(dilation, n)
    if n == 1 and kind == "max":
        _check_max_pool1d(shape, kernel, steps, pads, spread)
    for k, s, p, d in zip(kernel, steps, pads, spread, strict=True):
        if s == 0:
            raise RuntimeError("stride should not be zero")
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > max(0, (k - 1) * d + 1) // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, "
                f"kernel_size={k} and dilation={d}"
            )
    flat: Ints = (1,) if n == 1 else ()  # torch pools one dimension as two, and says so in its errors
    axes = "THW"[-max(n, 2) :]
    for what, name, values in (("kernel size", "k", kernel), ("stride", "d", steps), ("dilation", "dilation", spread)):
        if min(values) <= 0:
            said = " ".join(f"{name}{axis}: {value}" for axis, value in zip(axes, flat + values, strict=True))
            raise RuntimeError(f"{what} should be greater than zero, but got {said}")
    if 0 in shape[1:] and n == 3:
        name = "max_pool3d_with_indices_out_cpu_template" if kind == "max" else "avg_pool3d"
        raise RuntimeError(
            f"{name}(): Expected input's non-batch dimensions to have positive length, but input has a shape of "
            f"{list(shape)} and non-batch dimension 0 has length zero!"  # torch prints the length, not the dimension
        )
    if 0 in shape[1:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{[*shape[:2], *flat, *size]}"
        )
    if kind == "avg" and n == 3 and any(z < k for z, k in zip(size, kernel, strict=True)):
        image, window = (
            " ".join(f"{name}{axis}: {value}" for axis, value in zip(axes, values, strict=True))
            for name, values in (("", size), ("k", kernel))
        )
        raise RuntimeError(f"input image ({image}) smaller than kernel size ({window})")
    out = []
    for z, k, s, p, d in zip(size, kernel, steps, pads, spread, strict=True):
        count = (z + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
        out.append(count - 1 if ceil_mode and (count - 1) * s >= z + p else count)
    if min(out) < 1 and n == 1 and kind == "max":
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {out[0]}")
    if min(out) < 1:
        given, result = ("x".join(map(str, (shape[1], *flat, *sides))) for sides in (size, out))
        raise RuntimeError(f"Given input size: ({given}). Calculated output size: ({result}). Output size is too small")
    return tuple(out)


def _planes(x: Array) -> Array:
    """x (N, C, *S) as (N * C, *S) in the dtype to compute in."""
    return x.astype(working_dtype(x.dtype), copy=False).reshape(x.shape[0] * x.shape[1], *x.shape[2:])


def _chunks(planes: Array, scale: int = 1) -> Iterator[slice]:
    """Slices of the first axis, each of about `_CHUNK_BYTES` times `scale`."""
    step = max(1, scale * _CHUNK_BYTES * len(planes) // max(planes.nbytes, 1))
    return (slice(start, start + step) for start in range(0, len(planes), step))


class _Along(NamedTuple):
    """The windows along one axis."""

    taps: list[tuple[slice, slice]]
    first: tuple[Array, Array, Array] | None  # where windows start in the padding: see `_along`


@functools.lru_cache(maxsize=256)
def _along(size: int, kernel: int, out: int, stride: int, padding: int, dilation: int) -> _Along:
    """Taps, and for each window its first tap inside the image, the position of that, and whether there is none."""
    taps = [tap(k * dilation - padding, size, out, stride) for k in range(kernel)]
    if taps[0][0] == slice(0, out):
        return _Along(taps, None)
    start = np.arange(out) * stride - padding
    skipped = np.clip(-(start // dilation), 0, kernel - 1)
    position = start + skipped * dilation
    return _Along(taps, (skipped, np.minimum(position, size - 1), position >= size))


@functools.lru_cache(maxsize=256)
def _positions(size: Ints, kernel: Ints, out: Ints, stride: Ints, padding: Ints, dilation: Ints) -> tuple[Array, Array]:
    """Flat position in the image of each window's first element (outside it too), and of its taps from there."""

    def grid(axes: list[Array]) -> Array:
        steps = [math.prod(size[i + 1 :]) for i in range(len(size))]
        return functools.reduce(np.add.outer, [axis * step for axis, step in zip(axes, steps, strict=True)])

    corner = grid([np.arange(o) * s - p for o, s, p in zip(out, stride, padding, strict=True)])
    return corner, grid([np.arange(k) * d for k, d in zip(kernel, dilation, strict=True)]).ravel()


def _max_along(
    values: Array, ranks: Array | None, axis: int, windows: _Along, weight: int, code: np.dtype[Any], careful: bool
) -> tuple[Array, Array]:
    """Maxima of the windows along one axis, and their ranks: tap * weight + the rank of the element there.

    A later tap's rank is above every earlier one's, so the rank of the last element to win is the largest. `careful`
    lets a NaN win over everything, an earlier NaN included.
    """
    before: Index = (slice(None),) * axis
    if windows.first is None:
        start = (*before, windows.taps[0][1])
        best = values[start].copy()
        found = np.zeros(best.shape, code) if ranks is None else ranks[start].copy()
    else:
        skipped, position, none = windows.first
        best = values.take(position, axis)
        best[(*before, none)] = -np.inf if values.dtype.kind == "f" else np.iinfo(values.dtype).min
        found = np.zeros(best.shape, code) if ranks is None else ranks.take(position, axis)
        found += (skipped * weight).astype(code).reshape(-1, *(1,) * (best.ndim - axis - 1))
    for k, (to, fro) in enumerate(windows.taps[1:], start=1):
        new, old, rank = values[(*before, fro)], best[(*before, to)], found[(*before, to)]
        wins = new > old
        if careful:
            wins |= np.isnan(new)
        np.maximum(old, new, out=old)
        won = code.type(k * weight) if ranks is None else ranks[(*before, fro)] + code.type(k * weight)
        np.maximum(rank, wins.view(np.uint8) * won, out=rank)
    return best, found


def _max_planes(x: Array, along: list[_Along], careful: bool) -> tuple[Array, Array]:
    """Maxima of the windows of x (planes, *S), and their ranks in the row-major order of the window."""
    code = np.min_scalar_type(math.prod(len(windows.taps) for windows in along) - 1)
    best, ranks = _max_along(x, None, len(along), along[-1], 1, code, careful)
    weight = 1
    for axis in reversed(range(1, len(along))):
        weight *= len(along[axis].taps)
        best, ranks = _max_along(best, ranks, axis, along[axis - 1], weight, code, careful)
    return best, ranks


def max_pool(
    x: Array,
    kernel: Ints,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    ceil_mode: bool = False,
) -> tuple[Array, Array]:
    """Maxima of the windows of x (N, C, *S) and their flat positions in the image, both (N, C, *pool_output_size).

    The first of equal maxima is taken; a window with a NaN gives NaN, at the last one. Dilation can spread a window
    around a tiny image: the maximum of nothing is -inf, and its position means nothing. Any real dtype; positions are
    int64. Raises RuntimeError as `pool_output_size` does.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import max_pool
    >>> max_pool(np.array([[[1.0, 3.0, 2.0, 2.0]]]), (2,))
    (array([[[3., 2.]]]), array([[[1, 2]]]))
    """
    n, size = len(kernel), x.shape[2:]
    step, pad, spread = sizes(kernel if stride is None else stride, n), sizes(padding, n), sizes(dilation, n)
    out = pool_output_size(x.shape, kernel, step, pad, spread, ceil_mode)
    planes = _planes(x)
    values, indices = np.empty((len(planes), *out), planes.dtype), np.empty((len(planes), *out), np.int64)
    along = [_along(*each) for each in zip(size, kernel, out, step, pad, spread, strict=True)]
    corner, within = _positions(size, kernel, out, step, pad, spread)
    for chunk in _chunks(planes):
        best, ranks = _max_planes(planes[chunk], along, careful=False)
        if best.dtype.kind == "f" and np.isnan(best).any():
            best, ranks = _max_planes(planes[chunk], along, careful=True)
        values[chunk] = best
        np.add(within.take(ranks), corner, out=indices[chunk])
    if any(windows.first is not None and windows.first[2].any() for windows in along):
        np.clip(indices, 0, math.prod(size) - 1, out=indices)
    shape = (*x.shape[:2], *out)
    return values.reshape(shape).astype(x.dtype, copy=False), indices.reshape(shape)


def _flat(indices: Array, positions: int) -> Array:
    """Positions within each image, of `positions` each, as positions within all of them."""
    planes = indices.reshape(indices.shape[0] * indices.shape[1], math.prod(indices.shape[2:]))
    return (planes + np.arange(len(planes))[:, None] * positions).ravel()


def max_pool_backward(g: Array, indices: Array, input_spatial_shape: Ints) -> Array:
    """g (N, C, *out), each element added at its flat position in an image: (N, C, *input_spatial_shape).

    The transpose of `max_pool_gather`, for adaptive pooling too. Where the positions differ, it is unpooling.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import max_pool_backward
    >>> max_pool_backward(np.array([[[10.0, 20.0]]]), np.array([[[1, 2]]]), (4,))
    array([[[ 0., 10., 20.,  0.]]])
    """
    out = np.zeros((*g.shape[:2], *input_spatial_shape), working_dtype(g.dtype))
    flat = _flat(indices, math.prod(input_spatial_shape))
    np.add.at(out.reshape(-1), flat, g.astype(out.dtype, copy=False).ravel())
    return out.astype(g.dtype, copy=False)


def max_pool_gather(x: Array, indices: Array) -> Array:
    """The elements of x (N, C, *S) at flat positions in their images, (N, C, *out).

    The transpose of `max_pool_backward`.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import max_pool_gather
    >>> max_pool_gather(np.array([[[5.0, 6.0, 7.0, 8.0]]]), np.array([[[1, 2]]]))
    array([[[6., 7.]]])
    """
    return x.reshape(-1).take(_flat(indices, math.prod(x.shape[2:]))).reshape(indices.shape)


def _taps(size: Ints, kernel: Ints, out: Ints, stride: Ints, padding: Ints) -> list[tuple[Index, Index]]:
    """For each tap of the window, in row-major order: an index of outputs and one of the inputs under it."""
    along = [
        [tap(k - p, z, o, s) for k in range(n)]
        for z, n, o, s, p in zip(size, kernel, out, stride, padding, strict=True)
    ]
    every = slice(None)
    return [((every, *(to for to, _ in ts)), (every, *(fro for _, fro in ts))) for ts in itertools.product(*along)]


def _sum(x: Array, out: Ints, taps: list[tuple[Index, Index]]) -> Array:
    """The sums of windows of x (planes, *S), added tap by tap."""
    total = np.zeros((len(x), *out), x.dtype)
    for chunk in _chunks(x):
        image, sums = x[chunk], total[chunk]
        for to, fro in taps:
            sums[to] += image[fro]
    return total


def _spread(g: Array, size: Ints, taps: list[tuple[Index, Index]]) -> Array:
    """The transpose of `_sum`; with the taps reversed, each input adds up its windows from first to last."""
    total = np.zeros((len(g), *size), g.dtype)
    for chunk in _chunks(total):
        image, sums = total[chunk], g[chunk]
        for to, fro in reversed(taps):
            image[fro] += sums[to]
    return total


def _divide(total: Array, count: Array) -> Array:
    """total / count in the dtype of `total`; integers are divided towards zero."""
    quotient: Array
    if total.dtype.kind == "f":
        quotient = total / count.astype(total.dtype)
    else:
        quotient = np.sign(total) * np.sign(count) * (np.abs(total) // np.abs(count))
    return quotient.astype(total.dtype, copy=False)


@functools.lru_cache(maxsize=256)
def _average(
    shape: Ints,
    kernel: Ints,
    stride: Sizes | None,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> tuple[Ints, list[tuple[Index, Index]], Array]:
    """Output size, taps and divisors of an average pooling."""
    n, size = len(kernel), shape[2:]
    step, pad = sizes(kernel if stride is None else stride, n), sizes(padding, n)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    out = pool_output_size(shape, kernel, step, pad, 1, ceil_mode, kind="avg")
    taps = _taps(size, kernel, out, step, pad)
    if divisor_override is not None:
        return out, taps, np.asarray(divisor_override)
    lengths = []
    for z, k, o, s, p in zip(size, kernel, out, step, pad, strict=True):
        start = np.arange(o) * s - p
        stop = np.minimum(start + k, z + p)  # with ceil_mode a window may reach beyond the padding
        lengths.append(stop - start if count_include_pad else np.minimum(stop, z) - np.maximum(start, 0))
    area = functools.reduce(np.multiply.outer, lengths)
    return out, taps, area.ravel()[:1] if (area == area.ravel()[0]).all() else area


def _hashable(value: Sizes | None) -> int | Ints | None:
    return value if value is None or isinstance(value, int) else tuple(value)


def avg_pool(
    x: Array,
    kernel: Ints,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Means of the windows of x (N, C, *S): (N, C, *pool_output_size).

    A sum is divided by the number of elements under the window, with the padding or without, or by `divisor_override`.
    Any real dtype; integers are divided towards zero. Raises RuntimeError as `pool_output_size` does.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import avg_pool
    >>> avg_pool(np.array([[[1.0, 3.0, 2.0, 2.0]]]), (2,))
    array([[[2., 2.]]])
    """
    step, pad = _hashable(stride), _hashable(padding)
    out, taps, divisor = _average(x.shape, tuple(kernel), step, pad, ceil_mode, count_include_pad, divisor_override)
    planes = _planes(x)
    mean = _divide(_sum(planes, out, taps), divisor)
    return mean.reshape(*x.shape[:2], *out).astype(x.dtype, copy=False)


def avg_pool_backward(
    g: Array,
    input_shape: Ints,
    kernel: Ints,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """The transpose of `avg_pool`: g (N, C, *out) shared out to `input_shape` (N, C, *S).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import avg_pool_backward
    >>> avg_pool_backward(np.array([[[2.0, 4.0]]]), (1, 1, 3), (2,), stride=1)
    array([[[1., 3., 2.]]])
    """
    step, pad, shape = _hashable(stride), _hashable(padding), tuple(input_shape)
    _, taps, divisor = _average(shape, tuple(kernel), step, pad, ceil_mode, count_include_pad, divisor_override)
    spread = _spread(_divide(_planes(g), divisor), shape[2:], taps)
    return spread.reshape(input_shape).astype(g.dtype, copy=False)


def _bins(size: int, out: int) -> tuple[Array, Array]:
    """Start and length of the windows of adaptive pooling: floor(i * size / out) up to ceil((i + 1) * size / out)."""
    i = np.arange(out)
    start = i * size // max(out, 1)
    return start, -(-(i + 1) * size // max(out, 1)) - start


def _even(size: Ints, out: Ints) -> Ints | None:
    """The kernel, which is the stride, if adaptive pooling is a regular one."""
    if any(o == 0 or z % o for z, o in zip(size, out, strict=True)):
        return None
    return tuple(z // o for z, o in zip(size, out, strict=True))


@functools.lru_cache(maxsize=64)
def _bin_taps(size: Ints, out: Ints) -> list[tuple[Index, Index]]:
    """`_taps` for windows of unequal lengths: a tap has no output where the window is shorter."""
    along = []
    for z, o in zip(size, out, strict=True):
        start, length = _bins(z, o)
        reached = [np.flatnonzero(length > t) for t in range(length.max(initial=0))]
        along.append([(js, start[js] + t) for t, js in enumerate(reached)])
    return [(np.ix_(*(js for js, _ in taps)), np.ix_(*(i for _, i in taps))) for taps in itertools.product(*along)]


def _planes_last(planes: Array) -> Array:
    """A copy (*S, planes), in which picking scattered positions picks contiguous rows."""
    return np.ascontiguousarray(np.moveaxis(planes, 0, -1))


def _bin_sum(x: Array, out: Ints) -> Array:
    """The sums of adaptive windows of x (planes, *S)."""
    size = x.shape[1:]
    kernel = _even(size, out)
    if kernel is not None:
        return _sum(x, out, _taps(size, kernel, out, kernel, (0,) * len(size)))
    total = np.empty((len(x), *out), x.dtype)
    for chunk in _chunks(x, 4):
        image = _planes_last(x[chunk])
        sums = np.zeros((*out, image.shape[-1]), x.dtype)
        for to, fro in _bin_taps(size, out):
            sums[to] += image[fro]
        total[chunk] = np.moveaxis(sums, -1, 0)
    return total


def _bin_spread(g: Array, size: Ints) -> Array:
    """The transpose of `_bin_sum`."""
    out = g.shape[1:]
    kernel = _even(size, out)
    if kernel is not None:
        return _spread(g, size, _taps(size, kernel, out, kernel, (0,) * len(size)))
    total = np.empty((len(g), *size), g.dtype)
    # With more windows than elements, two windows may have the same tap at one element.
    distinct = all(o <= z for o, z in zip(out, size, strict=True))
    for chunk in _chunks(total, 4):
        sums = _planes_last(g[chunk])
        image = np.zeros((*size, sums.shape[-1]), g.dtype)
        for to, fro in reversed(_bin_taps(size, out)):
            if distinct:
                image[fro] += sums[to]
            else:
                np.add.at(image, fro, sums[to])
        total[chunk] = np.moveaxis(image, -1, 0)
    return total


def _divide_bins(total: Array, size: Ints) -> None:
    """Divide in place by the length of each window, one dimension after the other, as PyTorch does."""
    for axis, (z, o) in enumerate(zip(size, total.shape[1:], strict=True)):
        total /= _bins(z, o)[1].astype(total.dtype).reshape(-1, *(1,) * (len(size) - axis - 1))


def _check_adaptive(shape: Ints, output_size: Ints, kind: str) -> None:
    n = len(output_size)
    flat: Ints = (1,) if n == 1 and kind == "avg" else ()  # torch averages one dimension as two, as its errors say
    seen, name = (*shape[:2], *flat, *shape[2:]), f"adaptive_{kind}_pool{n + len(flat)}d"
    empty = [i for i, length in enumerate(seen) if length == 0 and i > (kind == "avg" and n < 3)]
    if empty:
        raise RuntimeError(
            f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(seen)} with dimension {empty[0]} being empty"
        )
    if min(output_size) < 0 and kind == "avg":
        first, *rest = (*flat, *output_size)
        said = f"{first}, " + ",".join(map(str, rest))
        raise RuntimeError(
            f"{name}: elements of output_size must be greater than or equal to 0 but received {{{said}}}"
        )
    if min(output_size) < 0:
        result = [*shape[:2], *(1,) * (n == 1), *output_size]
        negative = next(length for length in result if length < 0)
        raise RuntimeError(f"Trying to create tensor with negative dimension {negative}: {result}")


def adaptive_avg_pool(x: Array, output_size: Ints) -> Array:
    """Means of x (N, C, *S) over prod(output_size) windows that cover each image evenly: (N, C, *output_size).

    Real floating dtypes. Raises RuntimeError for an empty image or a negative size.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import adaptive_avg_pool
    >>> adaptive_avg_pool(np.array([[[1.0, 2.0, 3.0, 4.0, 5.0]]]), (2,))
    array([[[2., 4.]]])
    """
    size, out = x.shape[2:], tuple(output_size)
    _check_adaptive(x.shape, out, "avg")
    planes = _planes(x)
    if math.prod(out) == 1:
        mean: Array = planes.reshape(len(planes), math.prod(size)).mean(axis=1)
    else:
        mean = _bin_sum(planes, out)
        _divide_bins(mean, size)
    return mean.reshape(*x.shape[:2], *out).astype(x.dtype, copy=False)


def adaptive_avg_pool_backward(g: Array, input_shape: Ints) -> Array:
    """The transpose of `adaptive_avg_pool`: g (N, C, *out) shared out to `input_shape` (N, C, *S).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import adaptive_avg_pool_backward
    >>> adaptive_avg_pool_backward(np.array([[[3.0, 6.0]]]), (1, 1, 5))
    array([[[1., 1., 3., 2., 2.]]])
    """
    size = tuple(input_shape[2:])
    share = _planes(g).copy()
    _divide_bins(share, size)
    return _bin_spread(share, size).reshape(input_shape).astype(g.dtype, copy=False)


def adaptive_max_pool(x: Array, output_size: Ints) -> tuple[Array, Array]:
    """Maxima of x (N, C, *S) over prod(output_size) windows that cover each image evenly, and their flat positions.

    Equal maxima and NaN as in `max_pool`, `max_pool_backward` for the gradient. Raises RuntimeError for an empty image
    or a negative size.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.pool import adaptive_max_pool
    >>> adaptive_max_pool(np.array([[[1.0, 2.0, 3.0, 4.0, 5.0]]]), (2,))
    (array([[[3., 5.]]]), array([[[2, 4]]]))
    """
    size, out = x.shape[2:], tuple(output_size)
    _check_adaptive(x.shape, out, "max")
    shape = (*x.shape[:2], *out)
    if 0 in shape:
        return np.empty(shape, x.dtype), np.empty(shape, np.int64)
    kernel = _even(size, out)
    if kernel is not None:
        return max_pool(x, kernel)
    planes = _planes(x)
    values, indices = np.empty((len(planes), *out), planes.dtype), np.empty((len(planes), *out), np.int64)
    position = np.arange(math.prod(size)).reshape(*size, 1)
    taps = _bin_taps(size, out)
    for chunk in _chunks(planes, 4):
        image = _planes_last(planes[chunk])
        best, found = image[taps[0][1]], np.broadcast_to(position[taps[0][1]], (*out, image.shape[-1])).copy()
        for to, fro in taps[1:]:
            new, old = image[fro], best[to]
            wins = (new > old) | np.isnan(new)
            best[to] = np.maximum(old, new)
            where = wins * position[fro]
            found[to] = np.maximum(found[to], where)  # positions grow along a window
        values[chunk], indices[chunk] = np.moveaxis(best, -1, 0), np.moveaxis(found, -1, 0)
    return values.reshape(shape).astype(x.dtype, copy=False), indices.reshape(shape)
