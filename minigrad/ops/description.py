"""What a tensor tells of itself: layout and dtype, Python numbers, NumPy arrays.

Imports the engine.  The members of `Description` become Tensor's own.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap_dim
from .._engine.views import base_of
from .._kinds import CPU, Size, device, layout, strided
from ._kernels.memory import address, element_strides, root
from .overriding import disabled_torch_function

ndarray = np.ndarray


class Description(Tensor):
    """The members, written as those of a Tensor; this class itself is never instantiated."""

    __torch_function__ = disabled_torch_function  # no subclass that a function would have to ask

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one axis."""
        try:
            return Size(self._data.shape) if dim is None else self._data.shape[wrap_dim(dim, self._data.ndim)]
        except TypeError:
            raise TypeError(f"size(): argument 'dim' (position 1) must be int, not {type(dim).__name__}") from None

    @property
    def ndim(self) -> int:
        return int(self._data.ndim)

    def dim(self) -> int:
        """The number of axes."""
        return int(self._data.ndim)

    ndimension = dim

    def numel(self) -> int:
        """The number of elements."""
        return int(self._data.size)

    nelement = numel

    @property
    def device(self) -> device:
        return CPU

    @property
    def layout(self) -> layout:
        return strided

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Says whether gradients are to flow to this leaf, and returns it."""
        if not isinstance(requires_grad, bool):
            kind = type(requires_grad).__name__
            raise TypeError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {kind}")
        if requires_grad and dtypes.category(self._data.dtype) < dtypes.FLOATING:
            raise RuntimeError(
                "only Tensors of floating point dtype can require gradients\n"
                f"This one is {self.dtype}: convert it first, x.float().requires_grad_(), "
                "or make it from floats, torch.tensor([1., 2.])."
            )
        self.requires_grad = requires_grad
        return self

    @property
    def itemsize(self) -> int:
        return int(self._data.itemsize)

    def element_size(self) -> int:
        """Bytes of one element."""
        return int(self._data.itemsize)

    @property
    def nbytes(self) -> int:
        return int(self._data.nbytes)

    def stride(self, dim: int | None = None) -> Any:
        """Steps in memory, in elements, from one index to the next; of every axis or of one."""
        data = self.array()
        strides = element_strides(data)
        if dim is None:
            return strides
        if not strides:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return strides[wrap_dim(dim, data.ndim)]

    def storage_offset(self) -> int:
        """Where the tensor begins in its memory, in elements."""
        data = self.array()
        return (address(data) - address(root(data))) // data.itemsize

    def data_ptr(self) -> int:
        """The address of the first element."""
        return address(self.array()) if self._data.size else 0

    is_cuda = is_sparse = is_quantized = is_meta = is_mps = is_nested = is_mkldnn = is_xla = is_xpu = False
    is_cpu = True
    name = None

    def is_floating_point(self) -> bool:
        return self.dtype.category == dtypes.FLOATING

    def is_complex(self) -> bool:
        return self.dtype.category == dtypes.COMPLEX

    def is_signed(self) -> bool:
        return self.dtype.is_signed

    def is_inference(self) -> bool:
        return False

    @property
    def _base(self) -> Tensor | None:
        """The tensor that this one is a view of."""
        return None if self._view is None else base_of(self)

    def _is_view(self) -> bool:
        return self._view is not None

    def get_device(self) -> int:
        return -1

    # ------------------------------------------------------------ to Python and NumPy

    def numpy(self, *, force: bool = False) -> ndarray[Any, Any]:
        """The memory as a NumPy array, shared.  Raises RuntimeError on a tensor that requires grad, unless `force`."""
        if self._node is not None and not force:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return self.array()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> ndarray[Any, Any]:
        data = self.numpy()
        if dtype is not None and data.dtype != dtype:
            return data.astype(dtype)
        return data.copy() if copy else data

    def item(self) -> Any:
        """The only element, as a Python number.  Raises RuntimeError if there is not exactly one."""
        data = self._data
        if data.size != 1:
            raise RuntimeError(f"a Tensor with {data.size} elements cannot be converted to Scalar")
        value = data.item()
        return float(value) if data.dtype.kind == "V" else value

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        data = self.array()
        return (data.astype(np.float32) if data.dtype.kind == "V" else data).tolist()

    def __len__(self) -> int:
        if not self._data.ndim:
            raise TypeError("len() of a 0-d tensor")
        return int(self._data.shape[0])

    def __bool__(self) -> bool:
        if self._data.size == 1:
            return bool(self._data.item())
        if self._data.size == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")

    def __float__(self) -> float:
        return float(self._number())

    def __int__(self) -> int:
        return int(self._number())

    def __complex__(self) -> complex:
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return complex(self.item())

    def _number(self) -> Any:
        """The only element, as a real Python number."""
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        value = self.item()
        if isinstance(value, complex):
            if value.imag:
                raise RuntimeError("value cannot be converted to type double without overflow")
            return value.real
        return value

    def __index__(self) -> int:
        if self._data.size != 1 or dtypes.category(self._data.dtype) > dtypes.INTEGER:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._data.item())


for _name, _member in list(vars(Description).items()):
    if _name not in (
        "__module__", "__doc__", "__dict__", "__weakref__", "__slotnames__", "__qualname__", "__torch_function__"
    ):  # fmt: skip
        setattr(Tensor, _name, _member)
        if hasattr(_member, "__qualname__"):
            _member.__qualname__ = f"Tensor.{_name}"  # what Python calls it where arguments are missing
