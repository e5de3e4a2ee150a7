"""Where an array lies: its address, its strides, and the array that owns its memory.  Imports NumPy only."""

from __future__ import annotations

from typing import Any

import numpy as np

ndarray = np.ndarray


def address(data: ndarray[Any, Any]) -> int:
    """The address of the first element."""
    return int(data.__array_interface__["data"][0])


def root(data: ndarray[Any, Any]) -> ndarray[Any, Any]:
    """The array that owns the memory of `data`."""
    while True:
        base: Any = data.base
        if not isinstance(base, ndarray):
            base = getattr(base, "base", None)  # NumPy's as_strided puts a holder in between
            if not isinstance(base, ndarray):
                return data
        data = base


def element_strides(data: ndarray[Any, Any]) -> tuple[int, ...]:
    """Strides in elements, as torch has them where nothing depends on them: NumPy leaves 0 for an axis put in.

    An axis of length 1 then gets the stride that would make it contiguous with the next; so do all axes of an array
    without elements that is no part of another.
    """
    size, shape = data.itemsize, data.shape
    found = [s // size for s in data.strides]
    if 0 in found:
        fresh = not data.size and not any(found)
        step = 1
        for d in range(len(shape) - 1, -1, -1):
            if fresh or (shape[d] == 1 and not found[d]):
                found[d] = step
            step = found[d] * (shape[d] or 1)
    return tuple(found)
