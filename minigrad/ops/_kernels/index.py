"""Gathering by index, and the transposes of that, which scatter: what meets in one element is added up or reduced.

Functions that scatter change their first argument in place, in the order of the index: the same numbers in every run,
with the rounding of PyTorch's loop. `dim` is in [0, ndim). Imports NumPy and the standard library only. Start reading
at `_add_rows`, then `scatter_add`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from minigrad.ops._kernels.precision import working_dtype
from minigrad.ops._kernels.windows import Ints

Array: TypeAlias = np.ndarray[Any, Any]

_WIDE_ROW = 8  # rows shorter than this are added element by element
_WIDE_ROUND = 2048  # a round of distinct rows with fewer elements costs more in calls than it saves
_WORTH_SORTING = 16384  # elements from which on the sort pays off


def _checked(index: Array, size: int, dim: int) -> Array:
    """The index as int64; RuntimeError for an element outside [0, size)."""
    index = index.astype(np.int64, copy=False)
    if index.size and (index.min() < 0 or index.max() >= size):
        worst = index[(index < 0) | (index >= size)].flat[0]
        raise RuntimeError(f"index {worst} is out of bounds for dimension {dim} with size {size}")
    return index


def _add_rows(out: Array, rows: Array, src: Array) -> None:
    """out[rows[n]] += src[n] for n = 0, 1, ..., where out (R, W) is contiguous, rows (N,) and src (N, W).

    Rows that differ can be added in one stroke. So a stable sort numbers the occurrences of each row, and a round adds
    all that are the k-th of their row; what the last, thin rounds would hold is added element by element.
    """
    n, width = src.shape
    rest: Any = slice(None)
    if width >= _WIDE_ROW and n * width >= _WORTH_SORTING:
        order = rows.argsort(kind="stable")
        ordered = rows[order]
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        count = np.diff(first, append=n)
        occurrence = np.arange(n) - np.repeat(first, count)
        k = 0
        while first.size * width >= _WIDE_ROUND:
            out[ordered[first]] += src[order[first + k]]
            k += 1
            first, count = first[count > k], count[count > k]
        rest = order[occurrence >= k]
    flat = rows[rest, None] * width + np.arange(width)
    np.add.at(out.reshape(-1), flat.ravel(), src[rest].ravel())


def _offsets(shape: Ints, within: Ints, dim: int) -> tuple[Array, int]:
    """For an index of `shape` into a contiguous array of shape `within`: what the other axes add, and dim's step."""
    steps = np.cumprod((1, *within[:0:-1]))[::-1]
    grid = np.zeros((1,) * len(shape), np.int64)
    for axis, (n, step) in enumerate(zip(shape, steps, strict=True)):
        if axis != dim:
            grid = grid + (np.arange(n) * step).reshape(-1, *(1,) * (len(shape) - axis - 1))
    return grid, int(steps[dim]) if len(steps) else 1


def _flat(index: Array, within: Ints, dim: int) -> Array:
    """The flat position in a contiguous array of shape `within` that each element of the index names along `dim`."""
    grid, step = _offsets(index.shape, within, dim)
    flat: Array = index * step + grid
    return flat.ravel()


def _one_axis(index: Array, dim: int) -> Array | None:
    """The index along `dim`, if it repeats itself along every other axis (expanded, its strides are zero there)."""
    if index.ndim == 0 or index.size == 0:
        return None
    if any(n > 1 and s for axis, (n, s) in enumerate(zip(index.shape, index.strides, strict=True)) if axis != dim):
        return None
    return index[tuple(slice(None) if axis == dim else 0 for axis in range(index.ndim))]


def _corner(x: Array, shape: Ints, dim: int | None = None) -> Array:
    """The first elements of x along every axis, as many as `shape` has; all of them along `dim`."""
    return x[tuple(slice(None) if axis == dim else slice(n) for axis, n in enumerate(shape))]


def _contiguous(out: Array) -> Array:
    return out if out.flags.c_contiguous else np.ascontiguousarray(out)


def scatter_add(out: Array, dim: int, index: Array, src: Array) -> None:
    """out[i][index[i][j]][k] += src[i][j][k], in place, here for dim = 1 of three: the transpose of `take_along` in x.

    The index has as many axes as out and src, and is no longer than src anywhere, nor than out except along `dim`. Half
    precisions are summed in float32. Raises RuntimeError for an index out of bounds.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import scatter_add
    >>> out = np.zeros((2, 3))
    >>> scatter_add(out, 1, np.array([[2, 0, 2]]), np.array([[1.0, 2.0, 3.0]]))
    >>> out
    array([[2., 0., 4.],
           [0., 0., 0.]])
    """
    _scatter_reduce(np.add, out, dim, index, src)


def _scatter_reduce(ufunc: np.ufunc, out: Array, dim: int, index: Array, src: Array) -> None:
    """`scatter_add` with any ufunc of two arguments."""
    if out.ndim == 0:
        out, index, src = (np.atleast_1d(a) for a in (out, index, src))
    src = _corner(src, index.shape)
    line = _one_axis(index, dim)
    wide = working_dtype(out.dtype)
    if ufunc is np.add and line is not None and wide == out.dtype:
        index_add(_corner(out, index.shape, dim), dim, line, src)
        return
    index = _checked(index, out.shape[dim], dim)
    work = _contiguous(out.astype(wide, copy=False))
    ufunc.at(work.reshape(-1), _flat(index, out.shape, dim), src.astype(wide, copy=False).ravel())
    if work is not out:
        out[...] = work


def index_add(out: Array, dim: int, index: Array, src: Array) -> None:
    """out[:, index[j]] += src[:, j] for every j, in place, here for dim = 1: the transpose of `take` along an axis.

    index (J,) or (); src is shaped as out, except J along `dim`. Half precisions round after every addition. Raises
    RuntimeError for an index out of bounds.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import index_add
    >>> out = np.zeros((2, 3))
    >>> index_add(out, 1, np.array([2, 2]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> out
    array([[0., 0., 3.],
           [0., 0., 7.]])
    """
    index = _checked(index.reshape(-1), out.shape[dim] if out.ndim else 1, dim)
    shape = out.shape or (1,)
    before, size = int(np.prod(shape[:dim])), shape[dim]
    width = int(np.prod(shape[dim + 1 :]))
    work = _contiguous(out)
    rows = (np.arange(before)[:, None] * size + index).ravel()
    _add_rows(work.reshape(before * size, width), rows, src.reshape(before * len(index), width))
    if work is not out:
        out[...] = work


def embedding_grad(
    g: Array, indices: Array, num_rows: int, padding_idx: int | None = None, scale_grad_by_freq: bool = False
) -> Array:
    """The gradient of a table's rows: the sum of g (*indices.shape, D) over the places where each row is used.

    The gradient of row `padding_idx` is left zero; `scale_grad_by_freq` divides a row's by how often it is used. Raises
    IndexError for an index out of range.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import embedding_grad
    >>> embedding_grad(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([2, 2]), 3)
    array([[0., 0.],
           [0., 0.],
           [4., 6.]])
    """
    rows = indices.reshape(-1).astype(np.int64, copy=False)
    if rows.size and (rows.min() < 0 or rows.max() >= num_rows):
        raise IndexError("index out of range in self")
    g = g.reshape(len(rows), g.shape[-1])
    if padding_idx is not None:
        used = rows != padding_idx % num_rows
        rows, g = rows[used], g[used]
    if scale_grad_by_freq:
        g = g / np.bincount(rows, minlength=num_rows)[rows, None].astype(g.dtype)
    out = np.zeros((num_rows, g.shape[-1]), g.dtype)
    _add_rows(out, rows, g)
    return out


def _lowest(dtype: np.dtype[Any]) -> Any:
    """The identity of the maximum."""
    if dtype.kind == "b":
        return False
    return np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf


def _highest(dtype: np.dtype[Any]) -> Any:
    """The identity of the minimum."""
    if dtype.kind == "b":
        return True
    return np.iinfo(dtype).max if dtype.kind in "iu" else np.inf


_REDUCTIONS: dict[str, tuple[np.ufunc, Any]] = {
    "sum": (np.add, lambda dtype: 0),
    "mean": (np.add, lambda dtype: 0),
    "prod": (np.multiply, lambda dtype: 1),
    "amax": (np.maximum, _lowest),
    "amin": (np.minimum, _highest),
    "max": (np.maximum, _lowest),
    "min": (np.minimum, _highest),
}


def scatter_reduce(out: Array, dim: int, index: Array, src: Array, reduce: str, include_self: bool = True) -> None:
    """`scatter_add` with the sum, prod, mean, amax (max) or amin (min) of what meets in an element, in place.

    Without `include_self`, an element that the index names is reduced over src alone; one that it does not name is left
    as it is. Integer means are rounded down. NaN wins a maximum and a minimum. Raises RuntimeError for an index out of
    bounds and another name of a reduction.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import scatter_reduce
    >>> out = np.array([10.0, 20.0, 30.0])
    >>> scatter_reduce(out, 0, np.array([0, 0, 2]), np.array([1.0, 3.0, 5.0]), "mean", include_self=False)
    >>> out
    array([ 2., 20.,  5.])
    """
    if reduce not in _REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    ufunc, identity = _REDUCTIONS[reduce]
    total = np.atleast_1d(out).astype(working_dtype(out.dtype))
    index, src = np.atleast_1d(index), np.atleast_1d(src)
    _checked(index, total.shape[dim], dim)
    if not include_self:
        put_along(total, dim, index, np.broadcast_to(np.asarray(identity(total.dtype), total.dtype), index.shape))
    _scatter_reduce(ufunc, total, dim, index, src.astype(total.dtype, copy=False))
    if reduce == "mean":
        count = np.full(total.shape, int(include_self), np.int64)
        _scatter_reduce(np.add, count, dim, index, np.broadcast_to(np.int64(1), index.shape))
        count = np.maximum(count, 1)
        if total.dtype.kind in "iu":
            total //= count.astype(total.dtype)
        else:
            total /= count.astype(total.real.dtype)
    out[...] = total.reshape(out.shape)


def put_along(out: Array, dim: int, index: Array, src: Array) -> None:
    """out[i][index[i][j]][k] = src[i][j][k], in place, here for dim = 1 of three; the last write to an element stays.

    Shapes and errors as `scatter_add`.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import put_along
    >>> out = np.zeros((2, 3))
    >>> put_along(out, 1, np.array([[2, 0], [1, 1]]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> out
    array([[2., 0., 1.],
           [0., 4., 0.]])
    """
    if out.ndim == 0:
        out, index, src = (np.atleast_1d(a) for a in (out, index, src))
    index = _checked(index, out.shape[dim], dim)
    work = _contiguous(out)
    work.reshape(-1)[_flat(index, out.shape, dim)] = _corner(src, index.shape).ravel()
    if work is not out:
        out[...] = work


def take_along(x: Array, dim: int, index: Array) -> Array:
    """x[i][index[i][j]][k] for every element of the index, here for dim = 1 of three: torch's gather.

    The index has as many axes as x and is no longer than x except along `dim`. Raises RuntimeError for an index out of
    bounds.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import take_along
    >>> take_along(np.array([[1, 2, 3], [4, 5, 6]]), 1, np.array([[2, 0, 2, 2]]))
    array([[3, 1, 3, 3]])
    """
    if x.ndim == 0:
        return take_along(x.reshape(1), dim, np.atleast_1d(index)).reshape(index.shape)
    if index.ndim == 0:
        return take_along(x, dim, index.reshape(1)).reshape(())
    index = _checked(index, x.shape[dim], dim)
    line = _one_axis(index, dim)
    if line is not None:
        return _corner(x, index.shape, dim).take(line, axis=dim)
    return x.reshape(-1).take(_flat(index, x.shape, dim)).reshape(index.shape)


def put(out: Array, indices: tuple[Any, ...], values: Array, accumulate: bool = False) -> None:
    """out[indices] = values, in place; with `accumulate`, out[indices] += values where repeated elements add up.

    The indices are NumPy's: ints, slices, None, Ellipsis, and arrays of ints or bools, which broadcast together. Raises
    IndexError for an index out of bounds, and RuntimeError for values that do not broadcast to what is indexed.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.index import put
    >>> out = np.zeros(3)
    >>> put(out, (np.array([0, 2, 0]),), np.array([1.0, 2.0, 3.0]), accumulate=True)
    >>> out
    array([4., 0., 2.])
    """
    arrays = [i for i in indices if isinstance(i, np.ndarray)]
    for dim, i in enumerate(arrays if len(arrays) == len(indices) <= out.ndim else ()):
        size = out.shape[dim]
        if i.dtype.kind in "iu" and i.size and not (-size <= i.min() and i.max() < size):
            worst = i[(i < -size) | (i >= size)].flat[0]
            raise IndexError(f"index {worst} is out of bounds for dimension {dim} with size {size}")
    try:
        if accumulate:
            _put_add(out, indices, arrays, values)
        else:
            out[indices] = values
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(np.shape(values))} cannot be broadcast to "
            f"indexing result of shape {list(out[indices].shape)}"
        ) from None


def _put_add(out: Array, indices: tuple[Any, ...], arrays: list[Array], values: Array) -> None:
    """out[indices] += values, where repeated elements add up; `arrays` are those among the indices."""
    integral = [i for i in arrays if i.dtype.kind in "iu"]
    if not integral:
        out[indices] += values  # slices and masks name no element twice
        return
    work = _contiguous(out)
    if len(integral) == len(indices):
        index = np.broadcast_arrays(*arrays)
        rows = np.zeros(index[0].shape, np.int64)
        for i, size in zip(index, out.shape, strict=False):
            rows = rows * size + np.where(i < 0, i + size, i)
        rest = out.shape[len(indices) :]
        width = int(np.prod(rest))
        source = np.broadcast_to(values, (*rows.shape, *rest)).reshape(rows.size, width)
        _add_rows(work.reshape(-1, width), rows.ravel(), source)
    else:
        position = np.arange(out.size).reshape(out.shape)[indices]
        np.add.at(work.reshape(-1), position.ravel(), np.broadcast_to(values, position.shape).ravel())
    if work is not out:
        out[...] = work
