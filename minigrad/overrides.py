"""`torch.overrides`: for functions that are to honour `__torch_function__` as torch's own do.

Floor 4: imports the ops.  The protocol itself is in `ops.overriding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ._engine.tensor import Tensor
from .ops.overriding import dispatch, overloaded, overrides
from .ops.overriding import nowrap as get_default_nowrap_functions

__all__ = ["get_default_nowrap_functions", "handle_torch_function", "has_torch_function", "is_tensor_like"]


def has_torch_function(relevant_args: Iterable[Any]) -> bool:
    """Whether one of the arguments is of a class that overrides.

    >>> import minigrad as torch
    >>> torch.overrides.has_torch_function((torch.ones(2), 1))
    False
    """
    return bool(overloaded(tuple(relevant_args), {}))


def handle_torch_function(
    public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any
) -> Any:
    """What the overriding class among `relevant_args` makes of `public_api(*args, **kwargs)`.

    Raises TypeError where none of them takes it.
    """
    return dispatch(public_api, overloaded(tuple(relevant_args), {}), args, kwargs)


def is_tensor_like(inp: Any) -> bool:
    """Whether `inp` is a Tensor or overrides torch's functions.

    >>> import minigrad as torch
    >>> torch.overrides.is_tensor_like(torch.ones(2)), torch.overrides.is_tensor_like(1)
    (True, False)
    """
    return type(inp) is Tensor or hasattr(type(inp), "__torch_function__") or overrides(type(inp))
