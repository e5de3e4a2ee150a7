"""How a call's arguments meet a function's parameters.  Imports nothing of minigrad."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

SPELLINGS = {"axis": "dim", "keepdims": "keepdim", "x": "input", "x1": "input", "x2": "other", "self": "input"}


def bind(op: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
    """A call's arguments in the order of the op's `params`, of which its `positions` may be given by position.

    Raises TypeError for arguments that are missing, unknown or too many.
    """
    if len(args) > op.positions:
        raise TypeError(f"{op.name}() takes {op.positions} positional arguments but {len(args)} were given")
    bound = list(args)
    used = 0
    for p in op.params[len(args) :]:
        if p in kwargs:
            bound.append(kwargs[p])
            used += 1
        elif p in op.defaults:
            bound.append(op.defaults[p])
        else:
            raise TypeError(f"{op.name}() missing 1 required positional arguments: \"{p}\"")
    if used != len(kwargs):
        name = next(k for k in kwargs if k not in op.params[len(args) :])
        raise TypeError(f"{op.name}() got an unexpected keyword argument '{name}'")
    return bound


def spelled(function: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """NumPy's names for arguments (`axis`, `keepdims`, ...) as the ones that `function` has."""
    code = function.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return {k if k in known or SPELLINGS.get(k) not in known else SPELLINGS[k]: v for k, v in kwargs.items()}
