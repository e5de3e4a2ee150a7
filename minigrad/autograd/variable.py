"""`torch.autograd.Variable`, which tensors have replaced: it makes a tensor and recognises tensors.

Imports the engine only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._engine.tensor import Tensor
from .._warnings import warn


class _Variable:
    """`Variable(data, requires_grad=False)`: a leaf over the memory of `data`.

    >>> import minigrad as torch
    >>> from minigrad.autograd import Variable
    >>> Variable(torch.ones(2), requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    >>> isinstance(torch.ones(2), Variable)
    True
    """

    __name__ = __qualname__ = "Variable"

    def __call__(self, data: Any = None, requires_grad: bool = False, volatile: Any = None) -> Tensor:
        if volatile is not None:
            warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")
        if data is None:
            data = Tensor.legacy()
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        made = data.detach()
        if requires_grad:
            made.requires_grad = True
        return made

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, Tensor)

    def __repr__(self) -> str:
        return "<class 'torch.autograd.Variable'>"


if TYPE_CHECKING:

    class Variable(Tensor):  # called, and asked of isinstance, like a class
        def __init__(self, data: Any = None, requires_grad: bool = False, volatile: Any = None) -> None: ...

else:
    Variable = _Variable()
