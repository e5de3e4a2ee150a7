"""What Python asks of a Tensor: printing, copying, pickling, membership, subclassing.  NumPy's questions: `numpy_api`.

Imports the engine, the table and the printer.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, as_class, wrap
from ._factory import member, memory_of
from .conversion import alias
from .table import add_members

ndarray = np.ndarray

# ------------------------------------------------------------ text


def to_text(self: Tensor, *, tensor_contents: str | None = None) -> str:
    """The numbers, and what does not follow from them: dtype, grad_fn, requires_grad."""
    from .._tensor_str import tensor_text  # the printer loads at the first print

    kind = type(self)
    node = self.grad_fn
    return tensor_text(
        self.array(),
        name="tensor" if kind is Tensor or kind.__name__ == "Parameter" else kind.__name__,
        contents=tensor_contents,
        default_dtype=dtypes.default_numpy(),
        requires_grad=self.requires_grad,
        grad_fn=None if node is None else node.name(),
    )


def formatted(self: Tensor, format_spec: str) -> str:
    """A tensor without axes is formatted as its number is, any other only as a whole."""
    if not self._data.ndim and type(self) is Tensor:
        from .._tensor_str import format_scalar

        return format_scalar(self.array(), format_spec)
    return object.__format__(self, format_spec)


# ------------------------------------------------------------ copies

_ONLY_LEAVES = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you "
    "were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
    "https://github.com/pytorch/pytorch/pull/103001\n"
    "This tensor was computed by {}: copy x.detach() instead, or take x.clone(), which stays in the graph."
)


def deep_copy(self: Tensor, memo: dict[int, Any]) -> Any:
    """A copy for copy.deepcopy: tensors that share memory share it in the copy too.  Leaves only."""
    if not self.is_leaf:
        raise RuntimeError(_ONLY_LEAVES.format(self.grad_fn.name() if self.grad_fn is not None else "no op"))
    known = memo.get(id(self))
    if known is not None:
        return known
    data = self.array()
    memory = memory_of(data)
    copied = memo.get(id(memory.owner))
    if copied is None:
        copied = memo[id(memory.owner)] = memory.row.copy()
        memo.setdefault(id(memo), []).append(memory.owner)  # alive as long as its id counts
    width = data.itemsize
    fresh = np.ndarray(data.shape, data.dtype, copied, memory.offset * width, [s * width for s in memory.strides])
    made = as_class(wrap(fresh), type(self))
    memo[id(self)] = made
    if self._node is not None:
        made.requires_grad = True
    if self._grad is not None:
        made._grad = copy.deepcopy(self._grad, memo)
    for name, value in vars(self).items():
        vars(made)[name] = copy.deepcopy(value, memo)
    return made


def reduced(self: Tensor, protocol: Any) -> tuple[Any, ...]:
    """For pickle and copy.copy: the memory (once for all tensors that share it), and how this tensor looks at it."""
    data = self.array()
    owner, row, offset, strides = memory_of(data)
    memory = owner if owner.flags.forc else row  # any other order pickle would straighten out
    kind = type(self)
    facts: tuple[Any, ...] = (memory, offset, data.shape, strides, self.requires_grad, OrderedDict())
    return rebuild, (None if kind is Tensor else kind, *facts), vars(self) or None


def rebuild(
    kind: type[Tensor] | None, memory: ndarray[Any, Any], offset: int, shape: tuple[int, ...], strides: tuple[int, ...],
    requires_grad: bool, hooks: Any,
) -> Any:  # fmt: skip
    """A tensor over `memory`, as `reduced` described it."""
    flat = memory.ravel("K")
    width = memory.itemsize
    made = wrap(np.ndarray(shape, memory.dtype, flat, offset * width, tuple(s * width for s in strides)))
    result = made if kind is None else as_class(made, kind)
    if requires_grad:
        result.requires_grad = True
    return result


def restore(self: Tensor, state: dict[str, Any]) -> None:
    """Restores a tensor's own attributes."""
    vars(self).update(state)


def backwards(self: Tensor) -> Tensor:
    """The slices along the first axis, last first."""
    return self.flip(0) if self._data.ndim else self


# ------------------------------------------------------------ subclasses


@member
def as_subclass(self: Tensor, cls: type[Tensor]) -> Any:
    """The same memory as an instance of a subclass of Tensor, through which gradients flow back.

    >>> import minigrad as torch
    >>> class Angle(torch.Tensor):
    ...     pass
    >>> torch.tensor([1.0, 2.0]).as_subclass(Angle)
    Angle([1., 2.])
    """
    if not (isinstance(cls, type) and issubclass(cls, Tensor)):
        raise TypeError(
            "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible. Make sure your "
            f"class inherits from Tensor.\nas_subclass() was given {cls!r}."
        )
    return as_class(alias(self), cls)


def _make_subclass(cls: type[Tensor], data: Tensor, require_grad: bool = False) -> Any:
    """A leaf of class `cls` over the memory of `data`."""
    if not isinstance(data, Tensor):
        raise TypeError(f"_make_subclass(): argument 'data' (position 2) must be Tensor, not {type(data).__name__}")
    made = as_class(data.detach(), cls)
    if require_grad:
        made.requires_grad = True
    return made


add_members(
    _make_subclass=staticmethod(_make_subclass), __deepcopy__=deep_copy, __format__=formatted, __reduce_ex__=reduced,
    __repr__=to_text, __reversed__=backwards, __setstate__=restore,
)  # fmt: skip
