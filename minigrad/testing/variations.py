"""Other arrays for the same function: of another precision, order in memory or number of rows, or a little aside.

Floor 4: imports `derivatives` beside it.  None of these changes its argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import derivatives as d


def widened(a: Any) -> Any:
    """An array in double precision."""
    return np.array(a, np.complex128 if a.dtype.kind == "c" else np.float64)


def narrowed(a: Any) -> Any:
    """An array in single precision."""
    return np.array(a, np.complex64 if a.dtype.kind == "c" else np.float32)


def transposed(a: Any) -> Any:
    """The same values, the first index varying fastest in memory."""
    return np.array(a, order="F")


def every_other(a: Any) -> Any:
    """The same values in every other place of memory, NaN between them."""
    if not a.ndim:
        return a.copy()
    wide = np.full((*a.shape[:-1], 2 * a.shape[-1]), np.nan, a.dtype)
    wide[..., ::2] = a
    return wide[..., ::2]


LAYOUTS: dict[str, d.Arrange] = {"strided": every_other, "transposed": transposed}


def changes(arrange: d.Arrange, a: Any) -> bool:
    return not arrange(a).flags.c_contiguous


def cut(a: Any, count: int | None, rows: int) -> Any:
    """The first `count` of an array's `rows`; its first element as 0-d for None.  Other arrays stay as they are."""
    if count is None:
        return a.reshape(-1)[:1].reshape(()) if a.size else a
    return a[:count] if a.ndim and a.shape[0] == rows else a


def nudged(a: Any, rng: np.random.Generator, units: int) -> Any:
    """Every element moved by up to so many units in its last place."""
    reals = a.copy().reshape(-1)
    parts = reals.view(reals.real.dtype)
    parts += (np.spacing(np.abs(parts)) * rng.integers(-units, units + 1, parts.shape)).astype(parts.dtype)
    return reals.reshape(a.shape)
