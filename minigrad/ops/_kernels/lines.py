"""Sums and largest elements of lines: the last axis, or the first ones, of floating arrays.  Imports NumPy only.

NumPy reduces along one axis line by line, at a fixed price for each: a product with a vector of ones costs a third, a
tenth where lines are many and short, and is as exact as NumPy's own sum along the first axis.
"""

from __future__ import annotations

from typing import Any

import numpy as np

ndarray = np.ndarray
F32, F64 = np.dtype(np.float32), np.dtype(np.float64)
LONGEST = 1024  # elements of a line that may be added up this way: beyond, NumPy's pairwise sums are more exact

# NumPy's reductions, of (array, axis, dtype, out, keepdims)
add_up: Any = np.add.reduce
largest: Any = np.maximum.reduce
smallest: Any = np.minimum.reduce

_singles: dict[int, ndarray[Any, Any]] = {}
_doubles: dict[int, ndarray[Any, Any]] = {}
_starts: dict[tuple[int, int], ndarray[Any, Any]] = {}
_ROWS = np.arange(1024)


def ones(n: int, dtype: Any) -> ndarray[Any, Any]:
    """n ones of float32 or float64, kept and read-only."""
    known = _singles if dtype is F32 else _doubles
    found = known.get(n)
    if found is None:
        found = np.ones(n, dtype)
        found.flags.writeable = False
        if len(known) >= 64:
            known.clear()
        known[n] = found
    return found


def quick(x: Any) -> bool:
    """Whether the functions here know the array: float32 or float64, in order."""
    dtype = x.dtype
    return (dtype is F32 or dtype is F64) and type(x) is ndarray and x.flags.c_contiguous


def sum_along(x: ndarray[Any, Any], dim: tuple[int, ...], keepdim: bool) -> Any:
    """The sum along `dim` of an array that is `quick`."""
    shape = x.shape
    ndim, n = len(shape), len(dim)
    if ndim == 2 and n == 1:
        if not dim[0]:
            made = ones(shape[0], x.dtype).dot(x)
            return made[None] if keepdim else made
        if shape[1] <= LONGEST:
            made = x.dot(ones(shape[1], x.dtype))
            return made[:, None] if keepdim else made
        return add_up(x, dim, None, None, keepdim)
    if dim[0] == ndim - n and dim[-1] == ndim - 1:  # the last axes
        kept, length = shape[: ndim - n], 1
        for d in shape[ndim - n :]:
            length *= d
        if length <= LONGEST and kept:
            if ndim > 2 or n > 1:
                x = x.reshape(-1, length) if x.size else np.empty((int(np.prod(kept)), length), x.dtype)
            made = x.dot(ones(length, x.dtype))
            return made.reshape(kept + (1,) * n) if keepdim else made if ndim - n == 1 else made.reshape(kept)
    elif dim[0] == 0 and dim[-1] == n - 1:  # the first axes
        kept, length = shape[n:], 1
        for d in shape[:n]:
            length *= d
        if ndim > 2 or n > 1:
            x = x.reshape(length, -1) if x.size else np.empty((length, int(np.prod(kept))), x.dtype)
        made = ones(length, x.dtype).dot(x)
        return made.reshape((1,) * n + kept) if keepdim else made if ndim - n == 1 else made.reshape(kept)
    return add_up(x, dim, None, None, keepdim)


def max_last(x: ndarray[Any, Any], least: bool = False) -> Any:
    """The largest (smallest) element of each line of a `quick` array that is not empty, keeping the axis.

    nan where there is one.
    """
    if x.ndim == 2:
        m, n = x.shape
        if n <= 512:
            if m > 128 and m > 4 * n:
                return (smallest if least else largest)(x.T.copy(), 0)[:, None]
            return x[rows(m), x.argmin(1) if least else x.argmax(1)][:, None]
    elif x.ndim > 2 and x.shape[-1] <= 512:
        return max_last(x.reshape(-1, x.shape[-1]), least).reshape((*x.shape[:-1], 1))
    return (smallest if least else largest)(x, -1, None, None, True)


def starts(m: int, n: int) -> ndarray[Any, Any]:
    """Where m lines of n elements begin, one after the other: 0, n, ..., kept and read-only."""
    found = _starts.get((m, n))
    if found is None:
        found = np.arange(0, m * n, n) if n else np.zeros(m, np.int64)
        found.flags.writeable = False
        if len(_starts) >= 64:
            _starts.clear()
        _starts[m, n] = found
    return found


def rows(m: int) -> ndarray[Any, Any]:
    """0, 1, ..., m - 1."""
    return _ROWS[:m] if m <= 1024 else np.arange(m)
