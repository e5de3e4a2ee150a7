"""`out=`: a result written into a tensor that was given.  Imports the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.modes import state
from .._engine.tensor import Tensor


def write_out(out: Any, result: Any, name: str) -> Any:
    """Serve `out=`: write the result into the tensor (or tuple of tensors) given, resizing where it must."""
    if isinstance(result, tuple):
        if not isinstance(out, tuple | list) or len(out) != len(result):
            raise TypeError(f"{name}(): argument 'out' must be a tuple of {len(result)} Tensors")
        return type(result)([write_out(o, r, name) for o, r in zip(out, result, strict=True)])
    if not isinstance(out, Tensor):
        raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if state.recording and (result._node is not None or out._node is not None):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad."
        )
    data, value = out.array(), result._data
    ours, theirs = dtypes.of(data.dtype), dtypes.of(value.dtype)
    if not dtypes.can_cast(theirs, ours):
        raise RuntimeError(f"result type {theirs.legacy} can't be cast to the desired output type {ours.legacy}")
    if data.shape != value.shape:
        out._data = data = np.empty(value.shape, data.dtype)
    data[...] = value
    out.writes().bump()
    return out
