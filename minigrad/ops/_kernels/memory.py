"""Where an array lies: its address, and the array that owns its memory.  Imports NumPy only."""

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
