"""The dtype a kernel computes in: half precisions in float32, every other dtype in itself. Imports NumPy only."""

from __future__ import annotations

import numpy as np


def working_dtype(dtype: np.dtype) -> np.dtype:
    """float32 for float16 and bfloat16 (a 2-byte dtype of kind "f", or "V" as ml_dtypes registers it), else `dtype`.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.precision import working_dtype
    >>> working_dtype(np.dtype("float16")), working_dtype(np.dtype("float64")), working_dtype(np.dtype("int16"))
    (dtype('float32'), dtype('float64'), dtype('int16'))
    """
    return np.dtype(np.float32) if dtype.itemsize == 2 and dtype.kind in "fV" else dtype
