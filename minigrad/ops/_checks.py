"""What elementwise ops refuse, in torch's words: dtypes without a kernel, shapes that do not broadcast.

Imports the engine only.
"""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.op import ndarray
from .._engine.tensor import Tensor, wrap
from ._factory import combination

FLOAT_KINDS = "fV"  # V is bfloat16's
INTEGER_KINDS = "iu"
TENSORS = (Tensor, ndarray, np.generic)
NUMBERS = (Number, np.generic)


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


def operands(name: str, *, numbers: str = "other", second: str = "other", arrays: bool = False) -> Any:
    """The canonical form of a call with two operands: checks what they are.

    `numbers` says which of them may be numbers: "none", "other", "either" (but not both), or "both".  Where `arrays`,
    formulas may come with arrays.  Raises TypeError.
    """
    tensors = TENSORS if arrays else Tensor
    signatures = [
        f"Tensor input, Tensor {second}, *, Tensor out = None",
        f"Number self, Tensor {second}, *, Tensor out = None",
        f"Tensor input, Number {second}, *, Tensor out = None",
    ]
    if numbers == "other":
        del signatures[1]

    def wrong(position: int, argument: str, input: Any, other: Any) -> TypeError:
        if numbers in ("other", "either"):
            return combination(name, (input, other), {}, *signatures)
        return errors.not_tensor(name, argument, position, (input, other)[position - 1])

    def canonical(input: Any, other: Any) -> tuple[Any, Any]:
        if type(input) is Tensor and type(other) is Tensor:
            return input, other
        first, last = isinstance(input, tensors), isinstance(other, tensors)
        if not last and (numbers == "none" or not isinstance(other, NUMBERS)):
            raise wrong(2, second, input, other)
        if not first:
            if not isinstance(input, NUMBERS) or numbers not in ("either", "both") or not (last or numbers == "both"):
                raise wrong(1, "input", input, other)
            if not last:
                input = wrap(np.asarray(input, dtypes.of_scalar(input).numpy))
        return input, other

    return canonical


def is_bool(value: Any) -> bool:
    """Whether an operand, tensor, array or number, is one of bools."""
    if isinstance(value, Tensor):
        return bool(value._data.dtype.kind == "b")
    if isinstance(value, ndarray | np.generic):
        return value.dtype.kind == "b"
    return type(value) is bool
