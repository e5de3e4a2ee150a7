"""Refuses an `out=` whose memory the op still reads from, or that holds several elements in one place.

Imports the engine and the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw
from ._kernels.memory import address, root
from .outputs import write_out
from .table import TABLE


def refuse_overlap(out: Tensor, size: int, inputs: Any) -> None:
    """Raises RuntimeError if `out`, once it holds `size` elements, shares memory with itself or a tensor read."""
    data = out.array()
    if data.size > 1 and any(s == 0 and n > 1 for s, n in zip(data.strides, data.shape, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    begin = address(data)
    end = begin + max(size, data.size) * data.itemsize
    for x in inputs:
        if isinstance(x, Tensor):
            low = address(x.array())
            beside = root(raw(x)) is root(data) and begin < low + raw(x).nbytes and low < end
            if x is out or beside or np.may_share_memory(raw(x), data):
                raise RuntimeError(
                    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
                    "single "
                    "memory location. Please clone() the tensor before performing the operation."
                )


def guard_out(name: str, same_dtype: bool = False) -> None:
    """Let the public function `name` refuse an `out=` that overlaps its arguments (or has another dtype)."""
    row = TABLE[name]
    function, call = row.function, row.call

    def guarded(*args: Any, **kwargs: Any) -> Any:
        out = kwargs.get("out")
        if not isinstance(out, Tensor):
            return function(*args, **kwargs)
        del kwargs["out"]
        given = (*args, *kwargs.values())
        result = call(*args, **kwargs)
        if same_dtype and raw(result).dtype != raw(out).dtype:
            names = [dtypes.of(raw(x).dtype).name.replace("float32", "float").replace("float64", "double")
                     for x in (result, out)]  # fmt: skip
            raise RuntimeError(f"Expected out tensor to have dtype {names[0]}, but got {names[1]} instead")
        read = [x for a in given for x in (a if isinstance(a, tuple | list) else (a,))]
        refuse_overlap(out, raw(result).size, read)
        return write_out(out, result, name)

    guarded.__name__ = guarded.__qualname__ = function.__name__
    guarded.__doc__ = function.__doc__
    guarded.__wrapped__ = function.__wrapped__  # type: ignore[attr-defined]
    row.function = guarded
