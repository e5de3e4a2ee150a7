"""A tensor's memory: storages, resize_, set_, and what is asked about sharing.

Imports the engine, the table and `_factory`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _kinds as kinds
from .._engine import dtypes
from .._engine.tensor import Tensor
from .._kinds import CPU
from .._warnings import warn, warn_once
from ._factory import both, format_of, member, memory_of, public, resize, shape_of, tensor_argument
from ._kernels.memory import address
from .conversion import arranged, lies_as

ndarray = np.ndarray


class UntypedStorage:
    """The bytes that one or several tensors look at.

    >>> import minigrad as torch
    >>> torch.zeros(2, 3).untyped_storage().nbytes()
    24
    """

    __slots__ = ("_bytes",)
    is_cuda = False

    def __init__(self, bytes: ndarray[Any, Any]) -> None:
        self._bytes = bytes

    def nbytes(self) -> int:
        """The number of bytes."""
        return int(self._bytes.size)

    size = nbytes
    __len__ = nbytes

    def data_ptr(self) -> int:
        """The address of the first byte."""
        return address(self._bytes) if self._bytes.size else 0

    @property
    def device(self) -> kinds.device:
        return CPU

    def element_size(self) -> int:
        return 1

    def tolist(self) -> list[int]:
        """The bytes as ints."""
        found: list[int] = self._bytes.tolist()
        return found

    def is_shared(self) -> bool:
        return False

    def cpu(self) -> UntypedStorage:
        return self

    def clone(self) -> UntypedStorage:
        """A copy of the bytes."""
        return UntypedStorage(self._bytes.copy())

    def __getitem__(self, index: Any) -> Any:
        found = self._bytes[index]
        return UntypedStorage(found) if isinstance(found, ndarray) else int(found)

    def __setitem__(self, index: Any, value: Any) -> None:
        self._bytes[index] = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UntypedStorage) and (self.data_ptr(), len(self)) == (other.data_ptr(), len(other))

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        rows = "".join(f" {b}\n" for b in self._bytes.tolist())
        return f"{rows}[torch.storage.UntypedStorage(device=cpu) of size {len(self)}]"


class TypedStorage:
    """The elements of the memory that one or several tensors look at."""

    __slots__ = ("_elements",)
    is_cuda = False

    def __init__(self, elements: ndarray[Any, Any]) -> None:
        self._elements = elements

    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.of(self._elements.dtype)

    @property
    def device(self) -> kinds.device:
        return CPU

    def size(self) -> int:
        """The number of elements."""
        return int(self._elements.size)

    __len__ = size

    def nbytes(self) -> int:
        return int(self._elements.nbytes)

    def element_size(self) -> int:
        return int(self._elements.itemsize)

    def data_ptr(self) -> int:
        return address(self._elements) if self._elements.size else 0

    def tolist(self) -> list[Any]:
        found: list[Any] = self._elements.tolist()
        return found

    def untyped(self) -> UntypedStorage:
        return UntypedStorage(self._elements.view(np.uint8))

    def __getitem__(self, index: Any) -> Any:
        found = self._elements[index]
        return TypedStorage(found) if isinstance(found, ndarray) else found.item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._elements[index] = value

    def __repr__(self) -> str:
        rows = "".join(f" {x}\n" for x in self._elements.tolist())
        return f"{rows}[torch.storage.TypedStorage(dtype={self.dtype}, device=cpu) of size {len(self)}]"


@public
def is_storage(obj: Any, /) -> bool:
    """Whether `obj` is a storage."""
    return isinstance(obj, UntypedStorage | TypedStorage)


@member
def untyped_storage(self: Tensor) -> UntypedStorage:
    """The bytes of the memory that this tensor looks at."""
    return UntypedStorage(memory_of(self.array()).row.view(np.uint8))


@member
def storage(self: Tensor) -> TypedStorage:
    """The elements of the memory that this tensor looks at, in a form that `untyped_storage` has replaced."""
    warn_once(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage "
        "class. This should only matter to you if you are using storages directly.  To access UntypedStorage directly, "
        "use tensor.untyped_storage() instead of tensor.storage()"
    )
    return TypedStorage(memory_of(self.array()).row)


# ------------------------------------------------------------ other memory


@member
def resize_(self: Tensor, *sizes: Any, memory_format: Any = None) -> Tensor:
    """Gives this tensor another shape over its memory; elements that there were none of may be anything."""
    if self._node is not None:
        raise RuntimeError("cannot resize variables that require grad")
    shape = shape_of("resize_", sizes)
    if shape != self._data.shape:
        resize(self, shape)
    format = kinds.contiguous_format if memory_format is None else format_of("resize_", memory_format)
    if format is kinds.preserve_format:
        raise RuntimeError("Unsupported memory formatPreserve")
    if not lies_as(self._data, format) and memory_format is not None:
        self._data = arranged(self.array(), format)
    return self


@both
def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Gives this tensor the shape of another."""
    template = tensor_argument("resize_as_", "the_template", 1, the_template)
    return resize_(input, template._data.shape, memory_format=memory_format)


@member
def set_(self: Tensor, source: Tensor | None = None) -> Tensor:
    """Makes this tensor look at the memory of `source`, with its shape and strides."""
    if self._node is not None:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if source is None:
        self._data = np.zeros(0, self._data.dtype)
        return self
    other = tensor_argument("set_", "source", 1, source)
    if other.dtype is not self.dtype:
        raise RuntimeError(
            f"Could not set tensor of type {other.dtype.legacy.lower()} to a tensor of type {self.dtype.legacy.lower()}"
        )
    self._data = other.array()
    return self


# ------------------------------------------------------------ sharing


@member
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both tensors are the same piece of the same memory, with the same shape and strides."""
    a, b = self.array(), tensor_argument("is_set_to", "tensor", 1, tensor).array()
    return address(a) == address(b) and (a.shape, a.strides, a.dtype) == (b.shape, b.strides, b.dtype)


@member
def is_shared(self: Tensor) -> bool:
    """Whether the memory is shared between processes."""
    return False


@member
def share_memory_(self: Tensor) -> Tensor:
    """The tensor itself: minigrad shares no memory between processes."""
    return self


@member
def is_pinned(self: Tensor, device: Any = None) -> bool:
    """Whether the memory is page-locked for an accelerator: never."""
    if device is not None:
        warn(
            "The argument 'device' of Tensor.is_pinned() is deprecated. Please do not pass this argument.",
            DeprecationWarning,
        )
    return False


@member
def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """Raises RuntimeError: pinned memory serves an accelerator, and this build has none."""
    raise RuntimeError("Cannot access accelerator device when none is available.")

