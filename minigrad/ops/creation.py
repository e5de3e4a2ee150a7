"""New tensors: from Python and NumPy values, filled with a constant, ranges.

Imports the engine and the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.kinds import on_cpu
from .._engine.tensor import Tensor, wrap
from .table import sizes


def tensor(data: Any, *, dtype: dtypes.dtype | None = None, device: Any = None, requires_grad: bool = False,
           pin_memory: bool = False) -> Tensor:  # fmt: skip
    """A new tensor holding a copy of `data`: a number, nested lists, an array."""
    on_cpu(device)
    if isinstance(data, Tensor):
        array = np.array(data._data)
    else:
        array = np.array(data)
        if not isinstance(data, np.ndarray | np.generic) and array.dtype == np.float64:
            array = array.astype(dtypes.default_numpy())
    if dtype is not None:
        array = array.astype(dtype.numpy)
    made = wrap(array)
    if requires_grad:
        made.requires_grad = True
    return made


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor over the memory of a NumPy array."""
    dtypes.of(ndarray.dtype)
    return wrap(ndarray)


def _filled(value: float) -> Any:
    def make(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        on_cpu(device)
        made = wrap(np.full(sizes(size), value, dtypes.default_numpy() if dtype is None else dtype.numpy))
        if requires_grad:
            made.requires_grad = True
        return made

    return make


zeros, ones = _filled(0), _filled(1)
