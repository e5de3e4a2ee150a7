"""What the functions that make tensors share: reading sizes, numbers, dtypes and devices; `out=`; `requires_grad=`.

Imports the engine and the table.  Every reader names the public function in its error.  Start at `made`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .. import _kinds as kinds
from .._engine import dtypes
from .._engine.modes import state
from .._engine.tensor import Tensor, wrap
from .._kinds import on_cpu
from ._kernels.memory import address, element_strides
from .table import Row, register

ndarray = np.ndarray
Function = TypeVar("Function", bound=Callable[..., Any])


def _registered(function: Function, **facts: Any) -> Function:
    register(Row(function.__name__, function, function, function=function, differentiable=False, **facts))
    return function


def public(function: Function) -> Function:
    """Register a function that makes or asks about tensors and differentiates nothing."""
    return _registered(function, method=False)


def member(function: Function) -> Function:
    """Register a function as a method of Tensor only."""
    return _registered(function, namespaces=("Tensor",), method=True)


def register_in(space: str) -> Callable[[Function], Function]:
    """Register a function under a namespace of its own."""

    def decorate(function: Function) -> Function:
        return _registered(function, namespaces=(space,))

    return decorate


def both(function: Function) -> Function:
    """Register a function as a public one and as a method of Tensor."""
    register(Row(function.__name__, function, function, method=True, out=False, differentiable=False))
    return function


# ------------------------------------------------------------ reading arguments


def type_name(value: Any) -> str:
    """A value's type as error messages name it."""
    kind = type(value)
    if kind in (dtypes.dtype, kinds.device, kinds.layout, kinds.memory_format, kinds.Size):
        return f"torch.{kind.__name__}"
    in_python = kind.__flags__ & 1 << 9  # C's name of a type that is written in Python lacks its module
    return kind.__name__ if in_python or kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def wrong_type(function: str, name: str, position: int, expected: str, value: Any) -> TypeError:
    place = f" (position {position})" if position else ""
    return TypeError(f"{function}(): argument '{name}'{place} must be {expected}, not {type_name(value)}")


_PYTHON = {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_, complex: dtypes.complex128}


def dtype_of(function: str, value: Any) -> dtypes.dtype:
    """The dtype meant by a `dtype=` argument: one of ours, or Python's `float`, `int`, `bool`, `complex`."""
    if type(value) is dtypes.dtype:
        return value
    found = _PYTHON.get(value) if isinstance(value, type) else None
    if found is None:
        raise wrong_type(function, "dtype", 0, "torch.dtype", value)
    return found


def tensor_argument(function: str, name: str, position: int, value: Any) -> Tensor:
    if not isinstance(value, Tensor):
        raise wrong_type(function, name, position, "Tensor", value)
    return value


def number(function: str, name: str, position: int, value: Any) -> Any:
    """A Python number, from a number or a tensor without axes."""
    kind = type(value)
    if kind is float or kind is int:
        return value
    if isinstance(value, Tensor) and not value._data.ndim:
        return value.item()
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        return value.item()
    if not isinstance(value, int | float | complex):
        raise wrong_type(function, name, position, "Number", value)
    return value


def item_of(value: Any) -> Any:
    """A number out of a tensor or NumPy scalar; a Python number as it is."""
    return value.item() if isinstance(value, Tensor | np.generic) else value


def integer(function: str, name: str, position: int, value: Any) -> int:
    """A Python int, from anything that serves as an index, but no bool."""
    if type(value) is int:
        return value
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise wrong_type(function, name, position, "int", value)
    return int(value.__index__())


def shape_of(function: str, size: Sequence[Any], *, variadic: bool = True, position: int = 1) -> tuple[int, ...]:
    """The shape meant by `f(2, 3)`, `f((2, 3))` or `f(torch.Size([2, 3]))`."""
    if variadic:
        if len(size) == 1 and isinstance(size[0], tuple | list):
            size = size[0]
        elif not size:
            raise TypeError(f'{function}() missing 1 required positional arguments: "size"')
        elif isinstance(size[0], bool) or not hasattr(size[0], "__index__"):
            if isinstance(size[0], tuple | list):
                raise TypeError(f"{function}() takes 1 positional argument but {len(size)} were given")
            raise wrong_type(function, "size", position, "tuple of ints", size[0])
    elif not isinstance(size, tuple | list):
        raise wrong_type(function, "size", position, "tuple of ints", size)
    shape: list[int] = []
    for i, n in enumerate(size):
        if type(n) is not int:
            if isinstance(n, bool) or not hasattr(n, "__index__"):
                raise TypeError(
                    f"{function}(): argument 'size' failed to unpack the object at pos {i + 1} with error "
                    f'"type must be tuple of ints,but got {type_name(n)}"'
                )
            n = n.__index__()
        shape.append(n)
    if shape and min(shape) < 0:
        raise negative_dimension(function, shape)
    return tuple(shape)


def named_size(function: str, size: tuple[Any, ...], sizes: dict[str, Any]) -> Any:
    """`size=` given by name, which Python cannot declare beside `*size`."""
    for name in sizes:
        if name != "size":
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
    if size:
        raise TypeError(f"{function}() got multiple values for argument 'size'")
    return (sizes["size"],)


def format_of(function: str, value: Any) -> kinds.memory_format:
    """A `memory_format=` argument."""
    if not isinstance(value, kinds.memory_format):
        raise wrong_type(function, "memory_format", 0, "torch.memory_format", value)
    return value


def negative_dimension(function: str, shape: Sequence[int]) -> RuntimeError:
    if function == "zeros":
        return RuntimeError("zeros: Dimension size must be non-negative.")
    first = next(n for n in shape if n < 0)
    return RuntimeError(f"Trying to create tensor with negative dimension {first}: {list(shape)}")


def place(function: str, device: Any, layout: Any = None, pin_memory: bool = False) -> None:
    """Accepts the device, layout and pinning that this build has, and refuses the rest."""
    if device is not None:
        if not isinstance(device, str | kinds.device | int):
            raise wrong_type(function, "device", 0, "torch.device", device)
        on_cpu(device)
    if layout is not None and layout is not kinds.strided:
        if not isinstance(layout, kinds.layout):
            raise wrong_type(function, "layout", 0, "torch.layout", layout)
        raise RuntimeError(f"{function} is not implemented for layout {layout}: tensors here are torch.strided")
    if pin_memory:
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on "
            "this system."
        )


def combination(function: str, args: Sequence[Any], kwargs: dict[str, Any], *signatures: str) -> TypeError:
    """The error for arguments that fit none of a function's signatures."""
    types = ", ".join(type_name(a) for a in args)
    named = ", ".join(f"{k}={type_name(v)}" for k, v in kwargs.items())
    got = f"{types}, {named}" if types and named else types or (f"{named}, " if named else "")
    return TypeError(
        f"{function}() received an invalid combination of arguments - got ({got}), but expected one of:\n"
        + "".join(f" * ({s})\n" for s in signatures)
    )


# ------------------------------------------------------------ numbers into dtypes

_C_NAMES = {
    "bool": "bool", "uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t",
    "uint16": "uint16_t", "uint32": "uint32_t", "uint64": "uint64_t", "float16": "c10::Half",
    "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
}  # fmt: skip


_LARGEST = {"float16": 65504.0, "bfloat16": 255 * 2.0**120, "float32": (2 - 2.0**-23) * 2.0**127, "float64": math.inf}


def overflow(dtype: dtypes.dtype, name: str | None = None) -> RuntimeError:
    return RuntimeError(f"value cannot be converted to type {name or _C_NAMES[dtype.name]} without overflow")


def fitting(value: Any, dtype: dtypes.dtype, name: str | None = None) -> Any:
    """A Python number as a NumPy scalar of `dtype`.  Raises RuntimeError where the dtype has no room for it.

    Fractions are cut off; an unsigned dtype takes negative numbers modulo 2**bits, as C does.
    """
    target = dtype.numpy
    if dtype.category == dtypes.COMPLEX:
        return target.type(value)
    if isinstance(value, complex):
        if value.imag:
            raise overflow(dtype, name)
        value = value.real
    if dtype.category == dtypes.BOOL:
        return target.type(bool(value))
    if dtype.category == dtypes.FLOATING:
        if isinstance(value, float):
            if abs(value) > _LARGEST[dtype.name] and math.isfinite(value):
                raise overflow(dtype, name)
        elif not -(2**63) <= value < 2**64:
            raise OverflowError("int too big to convert")
        return np.float32(value).astype(target) if dtype.itemsize == 2 else target.type(value)
    limits = np.iinfo(target)
    low, high = int(limits.min), int(limits.max)
    if isinstance(value, float):
        if not low <= value <= high:  # NaN lies nowhere
            raise overflow(dtype, name)
        return target.type(int(value))
    if not -(2**63) <= value < 2**64:
        raise OverflowError("int too big to convert")
    if not (low or -high) <= value <= high:
        raise overflow(dtype, name)
    return target.type(value % (high + 1)) if value < low else target.type(value)


# ------------------------------------------------------------ finishing


def made(data: Any, requires_grad: bool = False) -> Tensor:
    """A new leaf over `data`."""
    t = wrap(data)
    if requires_grad:
        if dtypes.category(data.dtype) < dtypes.FLOATING:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients\n"
                f"This one would be {dtypes.of(data.dtype)}: give a floating dtype, e.g. dtype=torch.float32."
            )
        t.requires_grad = True
    return t


def out_dtype(function: str, out: Any, dtype: dtypes.dtype | None) -> dtypes.dtype:
    """The dtype of `out`, a tensor that may be written to, which must be `dtype` if that is given."""
    if not isinstance(out, Tensor):
        raise wrong_type(function.removeprefix("aten::"), "out", 0, "Tensor", out)
    if state.recording and out._node is not None:
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad."
        )
    if dtype is not None and out.dtype is not dtype:
        raise RuntimeError(f"dtype {dtype.legacy} does not match dtype of out parameter ({out.dtype.legacy})")
    return out.dtype


def deliver(out: Tensor, data: Any) -> Tensor:
    """Write `data` into `out`, which takes its shape."""
    if out._data.shape != data.shape:
        resize(out, data.shape)
    target = out.array()
    if target.size > 1 and any(s == 0 and n > 1 for s, n in zip(target.strides, target.shape, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    target[...] = data
    out.writes().bump()
    return out


def resize(t: Tensor, shape: tuple[int, ...]) -> None:
    """Give `t` another shape over its memory, in row-major order; over more memory where it has too little."""
    _, memory, offset, _ = memory_of(t.array())
    count = math.prod(shape)
    if offset + count > memory.size:
        grown = np.zeros(offset + count, memory.dtype)
        grown[: memory.size] = memory
        memory = grown
    t._data = memory[offset : offset + count].reshape(shape)


class Memory(NamedTuple):
    """How an array lies in memory: the array that owns it, all elements in a row, and where among them its own are."""

    owner: ndarray[Any, Any]
    row: ndarray[Any, Any]
    offset: int
    strides: tuple[int, ...]


def memory_of(data: ndarray[Any, Any]) -> Memory:
    """The memory that `data` looks at; a copy of it in a row where its owner lies with gaps."""
    owner = data
    while isinstance(owner.base, ndarray) and owner.base.dtype == data.dtype:
        owner = owner.base
    lying = owner if owner.flags.forc else owner.transpose(memory_order(owner))
    if not lying.flags.forc:  # over a buffer that is not NumPy's
        order = memory_order(data)
        owner = lying = np.ascontiguousarray(data.transpose(order))
        data = lying.reshape([data.shape[d] for d in order]).transpose(np.argsort(order))
    offset = (address(data) - address(lying)) // data.itemsize
    return Memory(owner, lying.ravel("K"), offset, tuple(s // data.itemsize for s in data.strides))


def memory_order(data: ndarray[Any, Any]) -> tuple[int, ...]:
    """The axes of an array from the longest stride to the shortest: the order in which its memory is walked.

    An axis of stride 0, along which the memory repeats, may stand anywhere: it stays where it is.
    """
    shape, strides = data.shape, data.strides
    order = list(range(data.ndim))[::-1]
    for i in range(1, len(order)):
        at = i
        for before in range(i - 1, -1, -1):
            a, b = order[before], order[at]
            if not strides[a] or not strides[b]:
                continue
            if abs(strides[a]) < abs(strides[b]):
                break
            if abs(strides[a]) > abs(strides[b]) or shape[a] > shape[b]:
                order[before], order[at] = b, a
                at = before
    return tuple(order[::-1])


def blank_like(data: Any, dtype: np.dtype[Any]) -> ndarray[Any, Any]:
    """An unwritten, dense array of the shape of `data` whose axes lie in the same order."""
    if type(data) is not ndarray:
        return np.empty(data.shape, dtype)
    if data.flags.c_contiguous:
        made = np.empty(data.shape, dtype)
    else:
        order = memory_order(data)
        made = np.empty([data.shape[d] for d in order], dtype).transpose(np.argsort(order))
    if 1 not in data.shape or not data.size:
        return made
    # The strides of axes of length 1 mean nothing; torch keeps them where the others are those of dense memory.
    theirs = [s * dtype.itemsize for s in element_strides(data)]
    dense = all(n == 1 or a == b for n, a, b in zip(data.shape, made.strides, theirs, strict=True))
    return as_strided(made, strides=theirs) if dense and made.strides != tuple(theirs) else made
