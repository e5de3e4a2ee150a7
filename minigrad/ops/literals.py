"""Tensors out of Python and NumPy values: tensor, as_tensor, asarray, from_numpy, frombuffer, from_dlpack.

Imports the engine, the table and `_factory`.  `tensor` and its like read nested sequences with `read`, which finds
the shape along the first elements, then the dtype, then stores; its errors come in that order, as torch's do.
`ops.legacy` holds the constructors of older programs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap
from .._warnings import warn
from ._factory import dtype_of, fitting, made, member, place, public, type_name
from .conversion import cast, converted

ndarray = np.ndarray

_NATIVE = {bool: dtypes.bool_, int: dtypes.int64}

# ------------------------------------------------------------ nested sequences


def read(data: Any, dtype: dtypes.dtype | None) -> Any:
    """An array of its own holding `data`: a number, an array, a tensor, nested sequences of these.

    `dtype` None means the one that the elements call for.
    """
    kind = type(data)
    if kind is float:
        target = dtypes.default_numpy() if dtype is None else dtype.numpy
        if target.kind == "f" and target.itemsize > 2:
            return np.array(data, target)
    elif kind is ndarray:
        return read_array(data, dtype)
    if isinstance(data, Tensor):
        found = data._data
        same = dtype is None or found.dtype == dtype.numpy
        return np.array(found) if same else np.asarray(converted(found, dtype.numpy))  # type: ignore[union-attr]
    if isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type_name(data)}'")
    if isinstance(data, ndarray) or (isinstance(data, np.generic) and data.dtype.kind not in "biufc"):
        return read_array(np.asarray(data), dtype)
    shape, level = _levels(data)
    if isinstance(level, ndarray):
        return level if dtype is None or level.dtype == dtype.numpy else converted(level, dtype.numpy)
    if dtype is None:
        dtype = _common_dtype(level) if level else dtypes.get_default_dtype()
    if 0 in shape:
        return np.zeros(shape, dtype.numpy)
    return _stored(level, dtype).reshape(shape)


def read_array(data: ndarray[Any, Any], dtype: dtypes.dtype | None) -> ndarray[Any, Any]:
    """A copy of a NumPy array, its axes in the order in memory that they have."""
    check_array(data)
    return data.copy("K") if dtype is None or data.dtype == dtype.numpy else converted(data, dtype.numpy)


def is_sequence(value: Any) -> bool:
    """Whether torch takes a value for a sequence of elements."""
    if isinstance(value, list | tuple):
        return True
    if isinstance(value, Tensor | dict | np.generic):
        return False
    return hasattr(type(value), "__getitem__") and hasattr(type(value), "__len__")


def _levels(data: Any) -> tuple[tuple[int, ...], Any]:
    """The shape of nested sequences, and their elements in a row (or in one array, where they are arrays)."""
    shape: list[int] = []
    level: Any = [data]
    while is_sequence(level[0]):
        first = level[0]
        if isinstance(first, str):
            raise ValueError(f"too many dimensions '{type_name(first)}'")
        if isinstance(first, bytes):
            _element_dtype(first)
        if type(first) is ndarray and all(type(x) is ndarray for x in level):
            return _arrays(shape, level)
        length = len(first)
        for x in level:
            if not is_sequence(x):
                _infer(level, shape)
                raise TypeError("not a sequence")
            if len(x) != length and length:
                raise ValueError(f"expected sequence of length {length} at dim {len(shape)} (got {len(x)})")
        shape.append(length)
        if not length:
            return tuple(shape), []
        level = list(itertools.chain.from_iterable(level))
    return tuple(shape), level


def _infer(level: Iterable[Any], shape: Any) -> None:
    """Raises what the search for a dtype would raise, which comes before the check of lengths."""
    for x in level:
        if not is_sequence(x):
            _element_dtype(x)


def _arrays(shape: list[int], level: list[Any]) -> tuple[tuple[int, ...], Any]:
    """Arrays of one shape, put together."""
    first = level[0].shape
    if not first:
        raise TypeError("len() of unsized object\nAn array without axes is no sequence: take array.item().")
    common = dtypes.of(level[0].dtype)
    for x in level:
        check_array(x)
        for d, (n, expected) in enumerate(itertools.zip_longest(x.shape, first, fillvalue=-1)):
            if n != expected:
                raise ValueError(f"expected sequence of length {expected} at dim {len(shape) + d} (got {n})")
        common = dtypes.promote_types(common, dtypes.of(x.dtype))
    whole = np.array(level, common.numpy).reshape(*shape, *first)
    return whole.shape, whole


def _element_dtype(x: Any) -> dtypes.dtype:
    """The dtype that one element calls for."""
    if isinstance(x, np.generic | Tensor):
        data = x if isinstance(x, np.generic) else x._data
        return dtypes.of(data.dtype)
    found = _NATIVE.get(type(x))
    if found is not None:
        return found
    if isinstance(x, bool | int | float | complex):
        return dtypes.of_scalar(x)
    if isinstance(x, str | bytes):
        raise TypeError(f"new(): invalid data type '{type_name(x)}'")
    if is_sequence(x):
        return _common_dtype(list(x)) if len(x) else dtypes.get_default_dtype()
    raise RuntimeError(
        f"Could not infer dtype of {type_name(x)}\n"
        "Expected a number, an array, a tensor, or nested lists or tuples of numbers."
    )


def _common_dtype(level: list[Any]) -> dtypes.dtype:
    """The dtype that elements call for together."""
    kinds = set(map(type, level))
    if kinds <= {int, bool, float, complex}:
        if complex in kinds:
            return dtypes.default_complex()
        return dtypes.get_default_dtype() if float in kinds else dtypes.int64 if int in kinds else dtypes.bool_
    found: dtypes.dtype | None = None
    for x in level:
        d = _element_dtype(x)
        found = d if found is None or found is d else dtypes.promote_types(found, d)
    assert found is not None
    return found


_ONE_ELEMENT = "only one element tensors can be converted to Python scalars"


def _stored(level: list[Any], dtype: dtypes.dtype) -> ndarray[Any, Any]:
    """Elements in a row as an array of `dtype`.  Raises TypeError or RuntimeError for one that does not fit."""
    kinds = set(map(type, level))
    if not kinds <= {int, bool, float, complex}:
        level = [_plain(x, dtype) for x in level]
        kinds = set(map(type, level))
    if dtype.category == dtypes.COMPLEX:
        return np.array(level, dtype.numpy)
    if complex in kinds:
        raise TypeError(
            "must be real number, not complex" if dtype.category == dtypes.FLOATING else _not_index(1j)
        )
    if dtype.category == dtypes.FLOATING:
        return np.array(level, np.float32).astype(dtype.numpy) if dtype.itemsize == 2 else np.array(level, dtype.numpy)
    if dtype is dtypes.bool_:
        return np.array([bool(x) for x in level], bool)
    return _stored_integers(level, kinds, dtype)


def _not_index(x: Any) -> str:
    return f"'{type_name(x)}' object cannot be interpreted as an integer"


def _plain(x: Any, dtype: dtypes.dtype) -> Any:
    """One element as a Python number."""
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, Tensor):
        if x._data.size != 1:
            raise ValueError(_ONE_ELEMENT)
        return x.item()
    if isinstance(x, bool | int | float | complex):
        return x
    if dtype.category == dtypes.COMPLEX and hasattr(x, "__complex__"):
        return complex(x)
    if dtype.category >= dtypes.FLOATING:
        if hasattr(x, "__float__"):
            return float(x)
        raise TypeError(f"must be real number, not {type_name(x)}")
    if hasattr(x, "__index__"):
        return x.__index__()
    raise TypeError(_not_index(x))


def _stored_integers(level: list[Any], kinds: set[type], dtype: dtypes.dtype) -> ndarray[Any, Any]:
    if float in kinds:
        if not all(math.isfinite(x) and -(2.0**63) <= x < 2.0**64 for x in level):
            raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
        level = [int(x) for x in level]
    if dtype is dtypes.uint64:
        if min(level) < 0:
            raise OverflowError("can't convert negative int to unsigned")
        if max(level) >= 2**64:
            raise OverflowError("int too big to convert")
        return np.array(level, np.uint64)
    if min(level) < -(2**63) or max(level) >= 2**63:
        raise ValueError("Overflow when unpacking long long\nAn int64 holds integers in [-2**63, 2**63).")
    if dtype is dtypes.int64:
        return np.array(level, np.int64)
    fitting(min(level), dtype, dtype.name)
    fitting(max(level), dtype, dtype.name)
    return np.array(level, np.int64).astype(dtype.numpy)


# ------------------------------------------------------------ tensor and its like


@public
def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A new tensor holding a copy of `data`: a number, nested lists or tuples, a NumPy array.

    Floats take the default dtype, ints int64, bools bool, complex numbers the default dtype's complex counterpart;
    what comes from NumPy keeps its dtype; `dtype` overrides.  Raises ValueError for ragged lists.

    >>> import minigrad as torch
    >>> torch.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    >>> torch.tensor([1.0, 2.0], requires_grad=True)
    tensor([1., 2.], requires_grad=True)
    """
    if device is not None or pin_memory:
        place("tensor", device, None, pin_memory)
    if dtype is not None:
        dtype = dtype_of("tensor", dtype)
    if isinstance(data, Tensor):
        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
        )
    return made(read(data, dtype), requires_grad)


@member
def new_tensor(
    self: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False,
    layout: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """A new tensor holding a copy of `data`, in this tensor's dtype unless `dtype` is given.

    >>> import minigrad as torch
    >>> torch.zeros(2).new_tensor([1, 2])
    tensor([1., 2.])
    """
    place("new_tensor", device, layout, pin_memory)
    if isinstance(data, Tensor):
        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than tensor.new_tensor(sourceTensor)."
        )
    return made(read(data, self.dtype if dtype is None else dtype_of("new_tensor", dtype)), requires_grad)


@public
def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor: itself if it is one (through which gradients flow), over its memory if it is an array.

    >>> import numpy as np, minigrad as torch
    >>> array = np.array([1.0, 2.0])
    >>> torch.as_tensor(array)[0] = 5
    >>> array
    array([5., 2.])
    """
    if device is not None:
        place("as_tensor", device)
    if dtype is not None:
        dtype = dtype_of("as_tensor", dtype)
    if isinstance(data, Tensor):
        return data if dtype is None else cast(data, dtype)
    if isinstance(data, ndarray):
        t = from_numpy(data)
        return t if dtype is None else cast(t, dtype)
    return wrap(read(data, dtype))


@public
def asarray(
    obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool | None = None
) -> Tensor:
    """`obj` as a tensor: a tensor, an array, what speaks DLPack, a buffer, or sequences of numbers.

    Memory is shared where it can be; with `copy=True` never, with `copy=False` a copy is a ValueError.

    >>> import minigrad as torch
    >>> torch.asarray([1, 2], dtype=torch.float32)
    tensor([1., 2.])
    """
    place("asarray", device)
    if dtype is not None:
        dtype = dtype_of("asarray", dtype)
    shared = _shared(obj, dtype)
    if shared is None:
        if copy is False:
            raise ValueError("can't alias arbitrary sequence into a tensor.")
        return made(read(obj, dtype), bool(requires_grad))
    result = shared if dtype is None else cast(shared, dtype)
    if copy is False and result is not shared:
        raise ValueError(
            f"can't alias tensor with dtype '{shared.dtype.legacy}' into dtype '{dtype.legacy if dtype else ''}'."
        )
    if copy and result is shared:
        result = wrap(shared.array().copy("K"))
    wanted = shared.requires_grad if requires_grad is None else requires_grad
    if result.requires_grad and not wanted:
        return result.detach()
    if wanted and not result.requires_grad:
        result.requires_grad = True
    return result


def _shared(obj: Any, dtype: dtypes.dtype | None) -> Tensor | None:
    """A tensor over the memory of `obj`; None where it has none to share."""
    if isinstance(obj, Tensor):
        return obj
    if isinstance(obj, ndarray):
        return from_numpy(obj)
    if isinstance(obj, np.generic):
        return wrap(read_array(np.asarray(obj), None))
    if hasattr(obj, "__dlpack__"):
        return from_dlpack(obj)
    if isinstance(obj, bytes | bytearray | memoryview):
        return frombuffer(obj, dtype=dtype or dtypes.get_default_dtype())
    return None


@public
def from_numpy(ndarray: Any) -> Tensor:
    """A tensor over the memory of a NumPy array: a write to either shows in both.

    Raises TypeError for what is no array or has no torch dtype, ValueError for negative strides or a foreign byte
    order.

    >>> import numpy as np, minigrad as torch
    >>> torch.from_numpy(np.array([1.0, 2.0]))
    tensor([1., 2.], dtype=torch.float64)
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(ndarray)})")
    check_array(ndarray)
    if not ndarray.flags.writeable:
        warn(
            "The given NumPy array is not writable, and a tensor over it cannot be written to either. You may want to "
            "copy the array to protect its data or make it writable before converting it to a tensor."
        )
    return wrap(ndarray if type(ndarray) is np.ndarray else ndarray.view(np.ndarray))


def check_array(array: ndarray[Any, Any]) -> None:
    """Raises TypeError or ValueError for an array that no tensor can stand on."""
    dtype = array.dtype
    if not dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is "
            "currently not supported."
        )
    too_wide = dtype.itemsize > 16 or (dtype.kind == "f" and dtype.itemsize > 8)
    if (dtype.kind not in "biufc" or too_wide) and dtype.name != "bfloat16":
        raise TypeError(
            f"can't convert np.ndarray of type {dtype.type.__module__}.{dtype.type.__name__}. The only supported types "
            "are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, "
            "uint8, and bool."
        )
    if array.strides and array.size:
        if min(array.strides) < 0:
            raise ValueError(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
                "currently supported. (You can probably work around this by making a copy of your array  with "
                "array.copy().) "
            )
        if any(s % dtype.itemsize for s in array.strides):
            raise ValueError(
                "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate "
                "the memory."
            )


@public
def frombuffer(buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A tensor of one axis over the memory of a Python buffer, from byte `offset`, `count` elements or all.

    >>> import minigrad as torch
    >>> torch.frombuffer(bytearray(b"abcd"), dtype=torch.uint8)
    tensor([ 97,  98,  99, 100], dtype=torch.uint8)
    """
    chosen = dtype_of("frombuffer", dtype)
    try:
        size = memoryview(buffer).nbytes
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    width = chosen.itemsize
    if not size or not count:
        raise ValueError(f"both buffer length ({size}) and count ({count}) must not be 0")
    if not 0 <= offset < size:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({size} bytes) minus 1"
        )
    if count < 0:
        if (size - offset) % width:
            raise ValueError(
                f"buffer length ({size - offset} bytes) after offset ({offset} bytes) must be a multiple of element "
                f"size ({width})"
            )
        count = (size - offset) // width
    elif offset + count * width > size:
        raise ValueError(
            f"requested buffer length ({count} * {width} bytes) after offset ({offset} bytes) must not be greater than "
            f"actual buffer length ({size} bytes)"
        )
    return made(np.frombuffer(buffer, chosen.numpy, count, offset), requires_grad)


@public
def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor over the memory of anything that speaks DLPack (an array of NumPy, JAX, CuPy, ...).

    >>> import numpy as np, minigrad as torch
    >>> torch.from_dlpack(np.arange(3))
    tensor([0, 1, 2])
    """
    if isinstance(ext_tensor, Tensor):
        return ext_tensor.detach()
    if not hasattr(ext_tensor, "__dlpack__"):
        raise RuntimeError(
            "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you "
            "might have already constructed a tensor from it once.\n"
            f"Expected an object with __dlpack__, got {type_name(ext_tensor)}."
        )
    array = ext_tensor if isinstance(ext_tensor, ndarray) else np.from_dlpack(ext_tensor)
    check_array(array)
    return wrap(array)
