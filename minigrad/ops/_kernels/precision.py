"""The dtype a kernel computes in: half precisions in float32, every other dtype in itself. Imports NumPy only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def working_dtype(dtype: np.dtype) -> np.dtype:
    """float32 for float16 and bfloat16 (a 2-byte dtype of kind "f", or "V" as ml_dtypes registers it), else `dtype`.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.precision import working_dtype
    >>> working_dtype(np.dtype("float16")), working_dtype(np.dtype("float64")), working_dtype(np.dtype("int16"))
    (dtype('float32'), dtype('float64'), dtype('int16'))
    """
    return np.dtype(np.float32) if dtype.itemsize == 2 and dtype.kind in "fV" else dtype


def is_half(dtype: np.dtype) -> bool:
    """Whether it is float16 or bfloat16."""
    return dtype.itemsize == 2 and dtype.kind in "fV"


def sortable(x: np.ndarray) -> np.ndarray:
    """An array that NumPy sorts with nan last: bfloat16, for which it does not, as float32."""
    return x.astype(np.float32) if x.dtype.kind == "V" else x


def in_float32(forward: Callable[..., Any]) -> Callable[..., Any]:
    """`forward`, computing in float32 where its first argument is of a half precision: what it returns is rounded once.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.precision import in_float32
    >>> third = in_float32(lambda x: x / 3 * 3)
    >>> third(np.array([0.1, 0.7], np.float16))
    array([0.1, 0.7], dtype=float16)
    """

    def widened(*args: Any) -> Any:
        dtype = args[0].dtype
        if dtype.itemsize != 2 or dtype.kind not in "fV":
            return forward(*args)
        out = forward(*[_wide(a) for a in args])
        return type(out)(_rounded(o, dtype) for o in out) if isinstance(out, tuple | list) else _rounded(out, dtype)

    return widened


def _wide(value: Any) -> Any:
    is_array = isinstance(value, np.ndarray | np.generic)
    return value.astype(np.float32) if is_array and is_half(value.dtype) else value


def _rounded(value: Any, dtype: np.dtype) -> Any:
    return value.astype(dtype) if value.dtype == np.float32 else value
