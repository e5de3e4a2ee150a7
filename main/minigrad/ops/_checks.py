"""What elementwise ops refuse, in torch's words: dtypes without a kernel, shapes that do not broadcast.

Imports the engine only.
"""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.op import ndarray
from .._engine.tensor import Tensor

FLOAT_KINDS = "fV"  # V is bfloat16's
INTEGER_KINDS = "iu"
TENSORS = (Tensor, ndarray, np.generic)


def legacy(data: Any) -> str:
    """torch's older name of an array's dtype, as error texts have it: `Float`, `Long`."""
    return dtypes.of(data.dtype).legacy


def no_kernel(kernel: str, data: Any) -> NotImplementedError:
    """No `kernel` for the dtype of `data`."""
    hint = {"b": "convert it first, x.long() or x.float()", "c": "take x.real, x.imag or x.abs()"}
    advice = hint.get(data.dtype.kind, "convert it first, x.float()")
    return NotImplementedError(f"\"{kernel}\" not implemented for '{legacy(data)}'\nWhat to do: {advice}")


def needs_real(kernel: str, data: Any) -> None:
    """Raises NotImplementedError for complex arrays."""
    if data.dtype.kind == "c":
        raise no_kernel(kernel, data)


def needs_number(kernel: str, data: Any) -> None:
    """Raises NotImplementedError for arrays of bools or complex numbers."""
    if data.dtype.kind in "bc":
        raise no_kernel(kernel, data)


def needs_float(kernel: str, data: Any) -> None:
    """Raises NotImplementedError for arrays that are not of real floating numbers."""
    if data.dtype.kind not in FLOAT_KINDS:
        raise no_kernel(kernel, data)


def needs_integer(kernel: str, data: Any, bools: bool = False) -> None:
    """Raises NotImplementedError for arrays that are not of integers (or of bools, where those will do)."""
    if data.dtype.kind not in ("iub" if bools else INTEGER_KINDS):
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{legacy(data)}'")


def mismatch(*arrays: Any) -> RuntimeError:
    """Why arrays do not broadcast: the first pair that does not fit."""
    shape: tuple[int, ...] = ()
    for a in arrays:
        try:
            shape = np.broadcast_shapes(shape, np.shape(a))
        except ValueError:
            return errors.broadcast(shape, np.shape(a))
    return RuntimeError(f"shapes {[list(np.shape(a)) for a in arrays]} do not broadcast")


def operands(name: str, *, numbers: str = "other", second: str = "other") -> Any:
    """The canonical form of a call with two operands: checks what they are.

    `numbers` says which of them may be numbers: "other", "either" (but not both), or "none".  Raises TypeError.
    """
    def canonical(input: Any, other: Any) -> tuple[Any, Any]:
        number_first = numbers == "either" and isinstance(other, Tensor)
        if not isinstance(input, TENSORS) and not (number_first and isinstance(input, Number)):
            raise errors.not_tensor(name, "input", 1, input)
        if not isinstance(other, TENSORS) and (numbers == "none" or not isinstance(other, Number)):
            raise errors.not_tensor(name, second, 2, other)
        return input, other

    return canonical


def is_bool(value: Any) -> bool:
    """Whether an operand, tensor, array or number, is one of bools."""
    if isinstance(value, Tensor):
        return bool(value._data.dtype.kind == "b")
    if isinstance(value, ndarray | np.generic):
        return value.dtype.kind == "b"
    return type(value) is bool
