"""Parameter and Buffer: tensors that a Module finds by itself.

Floor 4: imports the engine and the ops.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

from .. import _tensor_str
from .._engine import dtypes
from .._engine.graph import AccumulateGrad
from .._engine.tensor import Tensor, as_class, new, wrap
from ..ops.overriding import disabled_torch_function


class Parameter(Tensor):
    """A tensor that a Module registers when it is assigned as an attribute; it requires grad unless told otherwise.

    Raises RuntimeError where `data` is an integer tensor and `requires_grad` is left at True.

    >>> import minigrad as torch
    >>> torch.nn.Parameter(torch.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    __slots__ = ()
    __torch_function__ = disabled_torch_function  # an op of parameters gives Tensors

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        if data is None:
            data = wrap(np.empty(0, np.float32))
        if not isinstance(data, Tensor):
            kind = type(data).__name__
            raise AttributeError(f"'{kind}' object has no attribute 'detach'\nParameter() takes a Tensor, not {kind}.")
        if requires_grad and dtypes.category(data._data.dtype) < dtypes.FLOATING:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients\n"
                f"This one is {data.dtype}: convert it first, Parameter(x.float()), or give requires_grad=False."
            )
        made: Parameter = new(cls)
        made._data = data.array()
        made._node = made._grad = made._view = None
        made._writes = data._writes
        if requires_grad:
            made.requires_grad = True
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        if id(self) in memo:
            return memo[id(self)]
        made = type(self)(wrap(self.array().copy()), self.requires_grad)
        memo[id(self)] = made
        return made

    def __repr__(self) -> str:
        return _tensor_str.parameter_text(super().__repr__(), subclass=type(self) is not Parameter)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _rebuild_parameter, (self.detach(), self.requires_grad, OrderedDict())


class Buffer(Tensor):
    """A tensor that a Module registers as a buffer when it is assigned as an attribute."""

    __slots__ = ()
    __torch_function__ = disabled_torch_function  # an op of buffers gives Tensors

    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Buffer:
        made: Buffer = new(cls)
        made._data = np.empty(0, np.float32) if data is None else data.array()
        made._node = made._grad = made._view = None
        made._writes = None if data is None else data._writes
        made.__dict__["persistent"] = persistent
        return made

    def __repr__(self) -> str:
        return repr(as_class(self, Tensor))


class UninitializedTensorMixin:
    """What the parameters and buffers of lazy modules have in common: a dtype, and no elements until the first call.

    An op that needs the elements raises ValueError.
    """

    __slots__ = ()

    cls_to_become: type[Tensor]

    @property
    def _data(self) -> Any:
        raise ValueError(
            "Attempted to use an uninitialized parameter in an operation. This error happens when you are using a "
            "`LazyModule` or explicitly manipulating `torch.nn.parameter.UninitializedParameter` objects. When using "
            "LazyModules Call `forward` with a dummy batch to initialize the parameters before calling torch functions"
        )

    @property
    def shape(self) -> Any:
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` "
            "to initialize the parameters before accessing their attributes."
        )

    @property
    def dtype(self) -> Any:
        return dtypes.of(_EMPTY.__get__(self).dtype)

    @property
    def data(self) -> Tensor:
        """A tensor without elements, of the dtype to come."""
        return wrap(_EMPTY.__get__(self))

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Gives the parameter memory of `shape`; it is an ordinary Parameter (or buffer) from then on."""
        empty = _EMPTY.__get__(self)
        _EMPTY.__set__(self, np.empty(tuple(shape), empty.dtype if dtype is None else dtype.numpy))
        self.__class__ = self.cls_to_become  # type: ignore[assignment]
        node = self._node  # type: ignore[attr-defined]
        if type(node) is AccumulateGrad:
            node.follow(self)

    def retype(self, fn: Any) -> None:
        """Changes the dtype to come as `fn` changes a tensor's."""
        _EMPTY.__set__(self, fn(self.data).array())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.requires_grad, dtype=self.dtype)  # type: ignore[attr-defined, call-arg]
        return memo[id(self)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), (self.requires_grad, None, self.dtype)  # type: ignore[attr-defined]


_EMPTY: Any = Tensor.__dict__["_data"]  # the slot, which the property above hides


class UninitializedParameter(UninitializedTensorMixin, Parameter):  # type: ignore[override]
    """A parameter of a lazy module: its shape comes with the first call."""

    __slots__ = ()

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> UninitializedParameter:
        made = Parameter(wrap(_nothing(dtype)), requires_grad)
        made.__class__ = cls
        return made  # type: ignore[return-value]


class UninitializedBuffer(UninitializedTensorMixin, Tensor):  # type: ignore[override]
    """A buffer of a lazy module: its shape comes with the first call."""

    __slots__ = ()
    __torch_function__ = disabled_torch_function

    cls_to_become = Tensor

    def __new__(
        cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True
    ) -> UninitializedBuffer:
        made: Any = new(Tensor)
        made._data = _nothing(dtype)
        made._node = made._grad = made._view = made._writes = None
        made.__class__ = cls
        return made


def _nothing(dtype: Any) -> Any:
    """An array without elements, which keeps the dtype that the parameter is to have."""
    return np.empty(0, dtypes.default_numpy() if dtype is None else dtype.numpy)


def is_lazy(param: Any) -> bool:
    """Whether a parameter or buffer waits for its shape."""
    return isinstance(param, UninitializedTensorMixin)


def _rebuild_parameter(data: Tensor, requires_grad: bool, hooks: Any) -> Parameter:
    return Parameter(data, requires_grad)
