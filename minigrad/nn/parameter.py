"""Parameter and Buffer: tensors that a Module finds by itself.

Floor 4: imports the engine and the ops.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any

import numpy as np

from .. import _tensor_str
from .._engine import dtypes
from .._engine.graph import AccumulateGrad
from .._engine.tensor import Tensor, as_class, new, wrap


class Parameter(Tensor):
    """A tensor that a Module registers when it is assigned as an attribute; it requires grad unless told otherwise.

    Raises RuntimeError where `data` is an integer tensor and `requires_grad` is left at True.

    >>> import minigrad as torch
    >>> torch.nn.Parameter(torch.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    __slots__ = ()

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
        for name, value in self.__dict__.items():
            setattr(made, name, copy.deepcopy(value, memo))
        memo[id(self)] = made
        return made

    def __repr__(self) -> str:
        return _tensor_str.parameter_text(super().__repr__(), subclass=type(self) is not Parameter)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _rebuild_parameter, (self.detach(), self.requires_grad, OrderedDict())


class Buffer(Tensor):
    """A tensor that a Module registers as a buffer when it is assigned as an attribute."""

    __slots__ = ()

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
    """What the lazy modules' parameters have in common: no data until the first call."""

    __slots__ = ()

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Gives the parameter memory of `shape`; it is an ordinary Parameter (or buffer) from then on."""
        self._data = np.empty(tuple(shape), self._data.dtype if dtype is None else dtype.numpy)  # type: ignore[has-type]
        self.__class__ = self.cls_to_become  # type: ignore[attr-defined]
        node = self._node  # type: ignore[attr-defined]
        if type(node) is AccumulateGrad:
            node.follow(self)

    @property
    def shape(self) -> Any:
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` "
            "to initialize the parameters before accessing their attributes."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if id(self) not in memo:
            memo[id(self)] = type(self)(requires_grad=self.requires_grad)  # type: ignore[attr-defined, call-arg]
        return memo[id(self)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), (self.requires_grad,)  # type: ignore[attr-defined]


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    """A parameter of a lazy module: its shape comes with the first call."""

    __slots__ = ()

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> UninitializedParameter:
        return super().__new__(cls, wrap(_nothing(dtype)), requires_grad)  # type: ignore[return-value]


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    """A buffer of a lazy module: its shape comes with the first call."""

    __slots__ = ()

    cls_to_become = Tensor

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True) -> Any:
        made: Any = new(cls)
        made._data = _nothing(dtype)
        made._node = made._grad = made._view = made._writes = None
        return made


def _nothing(dtype: Any) -> Any:
    """An array without elements, which keeps the dtype that the parameter is to have."""
    return np.empty(0, dtypes.default_numpy() if dtype is None else dtype.numpy)


def is_lazy(param: Any) -> bool:
    """Whether a parameter or buffer waits for its shape."""
    return isinstance(param, UninitializedTensorMixin)


def _rebuild_parameter(data: Tensor, requires_grad: bool, hooks: Any) -> Parameter:
    return Parameter(data, requires_grad)
