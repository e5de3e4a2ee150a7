"""Tensor: an array, the node that made it, its gradient.

Imports `graph`, `dtypes`, `kinds` and `errors`.  Operators and the methods that are ops are attached by
`minigrad.ops` from the op table, `backward` by `minigrad.autograd`, what a tensor tells Python and NumPy of itself
by `minigrad.ops.description`; here is only what a tensor is without any op.
"""

from __future__ import annotations

import functools
import operator
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from .._kinds import Size
from .._typing import Attached
from .._warnings import warn
from . import dtypes, errors
from .graph import AccumulateGrad, Node, RemovableHandle, Writes, hook_into

new = object.__new__
ndarray = np.ndarray


class Tensor(Attached):
    """A multi-dimensional array that records what is done with it.

    Attributes: `data`, `grad` (None until backward has filled it), `requires_grad`, `grad_fn` (the node that made
    it; None for leaves), `shape`, `dtype`, `device`.  Make one with `torch.tensor(...)` and its like.

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """

    # _data: an ndarray, or a NumPy scalar for a 0-d result that nobody has looked into (NumPy computes on
    # scalars six times faster than on 0-d arrays); `array()` makes it an ndarray for good.
    # _node: None where no gradient is needed; an AccumulateGrad on a leaf that needs one; else what made it.
    # _writes: the record of writes to the memory, None until somebody shares or writes it.
    # _view: None, or (the tensor viewed, the op, its constants[, which output]) for a differentiable view.
    __slots__ = ("__dict__", "__weakref__", "_data", "_grad", "_node", "_view", "_writes")

    __array_priority__ = 1000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass  # the legacy constructor lives in __new__, which `minigrad.ops.creation` provides

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        made = Tensor.legacy(*args, **kwargs)
        return made if cls is Tensor else as_class(made, cls)

    legacy: Callable[..., Any]  # torch.Tensor(2, 3), torch.Tensor([1., 2.])

    # ------------------------------------------------------------ memory

    def array(self) -> ndarray[Any, Any]:
        """The memory itself, as an ndarray (never a scalar)."""
        data = self._data
        if type(data) is not ndarray:
            data = self._data = np.asarray(data)
        return data

    def writes(self) -> Writes:
        """The record of writes to this tensor's memory."""
        found = self._writes
        if found is None:
            found = self._writes = Writes()
        return found

    @property
    def data(self) -> Tensor:
        """The same memory without history; writes through it are not noticed by the graph."""
        return wrap(self.array())

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        array = value.array()
        if self._node is not None and dtypes.category(array.dtype) < dtypes.FLOATING:
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._data = array
        if type(self._node) is AccumulateGrad:
            self._node.follow(self)

    @property
    def _version(self) -> int:
        """How many in-place writes this tensor's memory has seen."""
        return 0 if self._writes is None else self._writes.count

    def detach(self) -> Tensor:
        """The same memory, without history; writes are noticed on both sides."""
        made = wrap(self.array())
        made._writes = self.writes()
        return made

    def detach_(self) -> Tensor:
        """Forgets the history of this tensor."""
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
                "detach_() cannot be called on these gradients."
            )
        self._node = None
        return self

    # ------------------------------------------------------------ what it is

    @property
    def shape(self) -> Size:
        return Size(self._data.shape)

    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.of(self._data.dtype)

    # ------------------------------------------------------------ history

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to this tensor."""
        return self._node is not None

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        node = self._node
        if not isinstance(flag, bool):
            raise RuntimeError("requires_grad must be a bool")
        if flag == (node is not None):
            return
        if flag:
            if dtypes.category(self._data.dtype) < dtypes.FLOATING:
                raise RuntimeError(
                    "only Tensors of floating point and complex dtype can require gradients\n"
                    f"This one is {self.dtype}: convert it first, x.float()."
                )
            self._node = AccumulateGrad(self)
        elif type(node) is not AccumulateGrad:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable "
                "in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            )
        else:
            self._node = None

    @property
    def is_leaf(self) -> bool:
        """True unless an op that records made this tensor."""
        return self._node is None or type(self._node) is AccumulateGrad

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for a leaf."""
        node = self._node
        return None if node is None or type(node) is AccumulateGrad else node.output()[0]

    @property
    def output_nr(self) -> int:
        """Which of its node's results this tensor is."""
        return 0 if self._node is None else self._node.output()[1]

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward has accumulated here; None before."""
        if self._grad is None and not self.is_leaf and not self.retains_grad:
            warn(errors.GRAD_OF_NON_LEAF)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                kind = type(value).__name__
                raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {kind}")
            if value is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if value._data.dtype != self._data.dtype:
                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{value.dtype}' to a tensor with dtype "
                    f"'{self.dtype}'. The gradient must match the tensor's dtype"
                )
            if value._data.shape != self._data.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of size "
                    f"'{list(self._data.shape)}'. Please ensure that the gradient and the tensor are the same size"
                )
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def retain_grad(self) -> None:
        """Makes backward fill `.grad` of this non-leaf too."""
        node = self._node
        if node is None:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if type(node) is not AccumulateGrad:
            node.more().retain = weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """Whether this non-leaf keeps its gradient."""
        node = self._node
        if node is None or type(node) is AccumulateGrad or node.extra is None or node.extra.retain is None:
            return False
        return node.extra.retain() is self

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Calls `hook(grad)` when this tensor's gradient is complete; what it returns, if anything, replaces it."""
        if self._node is None:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        return hook_into(self._node.more().tensor_hooks, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Calls `hook(leaf)` each time the leaf's `.grad` has been updated."""
        if self._node is None:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if type(self._node) is not AccumulateGrad:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return hook_into(self._node.more().post, hook)

    __hash__ = object.__hash__


blank: Callable[[], Tensor] = functools.partial(object.__new__, Tensor)  # a Tensor with nothing in it


def wrap(data: Any) -> Tensor:
    """A Tensor over raw data, without history."""
    t = blank()
    t._data = data
    t._node = t._grad = t._writes = t._view = None
    return t


def wrap_node(data: Any, node: Node | None) -> Tensor:
    """A Tensor over raw data, made by `node`."""
    t = blank()
    t._data = data
    t._node = node
    t._grad = t._writes = t._view = None
    return t


def as_class(t: Tensor, cls: type[Tensor]) -> Any:
    """The same tensor as an instance of a subclass (sharing everything)."""
    made = new(cls)
    made._data, made._node, made._grad, made._writes, made._view = t._data, t._node, t._grad, t._writes, t._view
    return made


def raw(value: Any) -> Any:
    """A tensor's data; anything else as it is."""
    return value._data if isinstance(value, Tensor) else value


def index(name: str, value: Any) -> int:
    """A value of the argument `name` as an int.  Raises TypeError where it is none."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"argument '{name}' must be int, not {type(value).__name__}") from None


def wrap_dim(dim: int, ndim: int) -> int:
    """The axis `dim` of `ndim` counted from the front.  Raises IndexError out of range, TypeError for no int."""
    span = ndim or 1
    if type(dim) is not int:
        dim = index("dim", dim)
    if not -span <= dim < span:
        raise errors.axis(dim, ndim)
    return dim + span if dim < 0 else dim


def _revive(node: AccumulateGrad) -> Tensor:
    leaf = wrap_node(node._data, node)
    node.ref = weakref.ref(leaf)
    return leaf


AccumulateGrad.revive = staticmethod(_revive)
