"""The constructors of older programs: torch.Tensor(2, 3), torch.LongTensor([1, 2]), x.new(2, 3).

Imports the engine and `literals`.  Prefer `tensor` and `empty`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap
from ._factory import member, place, shape_of, type_name
from .conversion import alias
from .literals import is_sequence, read


def legacy(dtype: dtypes.dtype, *args: Any, device: Any = None, strict: bool = True) -> Tensor:
    """An unwritten tensor of the size given, or one holding a copy of the data given, in `dtype`."""
    place("new", device)
    if not args:
        return wrap(np.zeros(0, dtype.numpy))
    first = args[0]
    if len(args) == 1:
        if isinstance(first, Tensor):
            if strict and first.dtype is not dtype:
                raise TypeError(
                    f"expected a tensor of dtype {dtype} (got {first.dtype})\n"
                    f"Convert it first: x.to({dtype}), or x.{dtype.legacy.lower()}()."
                )
            return alias(first)
        if type(first).__name__ == "Size":
            return wrap(np.zeros(tuple(first), dtype.numpy))
        if isinstance(first, str | bytes):
            raise TypeError(f"new(): invalid data type '{type_name(first)}'")
        if is_sequence(first) or isinstance(first, np.ndarray):
            return wrap(read(first, dtype))
        if isinstance(first, bool) or not hasattr(first, "__index__"):
            raise TypeError(f"new(): data must be a sequence (got {type_name(first)})")
    return wrap(np.zeros(shape_of("new", args), dtype.numpy))


def _construct(*args: Any, device: Any = None, **named: Any) -> Tensor:
    """torch.Tensor(2, 3), torch.Tensor([1, 2]): in the default dtype."""
    if named:
        types = ", ".join([*map(type_name, args), *(f"{k}={type_name(v)}" for k, v in named.items())])
        raise TypeError(
            f"new() received an invalid combination of arguments - got ({types}), but expected one of:\n"
            " * (tuple of ints size, *, torch.device device = None)\n"
            " * (object data, *, torch.device device = None)\n"
            "torch.Tensor takes no dtype and no requires_grad: use torch.tensor(data, dtype=..., requires_grad=...)."
        )
    return legacy(dtypes.get_default_dtype(), *args, device=device, strict=False)


Tensor.legacy = staticmethod(_construct)


@member
def new(self: Tensor, *args: Any, device: Any = None) -> Tensor:
    """An unwritten tensor of the size given, or a copy of the data given, in this tensor's dtype."""
    return legacy(self.dtype, *args, device=device)


class TensorType:
    """A name for the tensors of one dtype, `torch.LongTensor`: makes them, and recognises them in isinstance.

    >>> import minigrad as torch
    >>> torch.LongTensor([1, 2])
    tensor([1, 2])
    >>> isinstance(torch.ones(2), torch.FloatTensor)
    True
    """

    is_cuda = is_sparse = False

    def __init__(self, dtype: dtypes.dtype) -> None:
        self.dtype = dtype
        self.__name__ = self.__qualname__ = f"{dtype.legacy}Tensor"
        self.__module__ = "torch"

    def __call__(self, *args: Any, device: Any = None) -> Tensor:
        return legacy(self.dtype, *args, device=device)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, Tensor) and value.dtype is self.dtype

    def __repr__(self) -> str:
        return f"<class 'torch.{self.__name__}'>"

    def __reduce__(self) -> Any:
        return TensorType, (self.dtype,)


TYPES = {
    f"{d.legacy}Tensor": TensorType(d)
    for d in dtypes.ALL
    if (d.category != dtypes.COMPLEX and not d.name.startswith("uint")) or d is dtypes.uint8
}
globals().update(TYPES)
