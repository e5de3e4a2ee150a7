"""`out=`: a result written into a tensor that was given.  Imports the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.modes import state
from .._engine.tensor import Tensor
from .._warnings import warn


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
        if data.size:
            warn(
                f"An output with one or more elements was resized since it had shape {list(data.shape)}, "
                f"which does not match the required output shape {list(value.shape)}. "
                "This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they "
                "have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
                "elements with t.resize_(0)."
            )
        out._data = data = np.empty(value.shape, data.dtype)
    data[...] = value
    out.writes().bump()
    return out
