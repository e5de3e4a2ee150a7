"""A call of a module with other tensors in the places of its parameters.  Floor 4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..._warnings import warn
from ..modules.module import Module

__all__ = ["functional_call"]


def _places(module: Module, name: str) -> tuple[Module, str]:
    path, _, last = name.rpartition(".")
    return module.get_submodule(path), last


def _tied(module: Module) -> list[set[str]]:
    """The groups of names that are one tensor."""
    names: dict[int, set[str]] = {}
    for members in (module.named_parameters, module.named_buffers):
        for name, tensor in members(remove_duplicate=False):
            names.setdefault(id(tensor), set()).add(name)
    return [group for group in names.values() if len(group) > 1]


def _with_tied(module: Module, tensors: Mapping[str, Any]) -> dict[str, Any]:
    """The tensors, given to every name that shares a place with one of theirs."""
    full = dict(tensors)
    for group in _tied(module):
        given = {name for name in group if name in tensors}
        values = [tensors[name] for name in given]
        if any(value is not values[0] for value in values):
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(given)}, which are tied. Consider using "
                "tie_weights=False"
            )
        if given:
            full |= dict.fromkeys(group, values[0])
    return full


@contextmanager
def reparametrized(
    module: Module, tensors: Mapping[str, Any], tie_weights: bool = True, strict: bool = False
) -> Iterator[None]:
    """Within it the module has the given tensors in the places of its parameters and buffers.

    Raises RuntimeError for missing or unexpected names, if `strict`.
    """
    tensors = _with_tied(module, tensors) if tie_weights else tensors
    known = {name for members in (module.named_parameters, module.named_buffers) for name, _ in
             members(remove_duplicate=False)}  # fmt: skip
    missing, unexpected = known - tensors.keys(), tensors.keys() - known
    if strict and (missing or unexpected):
        lines = [f"Error(s) in reparametrizing for {module._get_name()}:"]
        for what, keys in (("Unexpected", unexpected), ("Missing", missing)):
            if keys:
                lines.append(f"\t{what} key(s): " + ", ".join(f"'{key}'" for key in sorted(keys)) + ".")
        raise RuntimeError("\n".join(lines))
    before: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for name, tensor in tensors.items():
            if name in unexpected:
                continue
            owner, last = _places(module, name)
            members = owner._parameters if last in owner._parameters else owner._buffers
            before.append((members, last, members[last]))
            members[last] = tensor
        yield
    finally:
        for members, last, value in reversed(before):
            members[last] = value


def functional_call(
    module: Module, parameters_and_buffers: Mapping[str, Any], args: Any = None, kwargs: Any = None, *,
    tie_weights: bool = True, strict: bool = False,
) -> Any:  # fmt: skip
    """What the module computes with other tensors in the places of its own; moved to `func.functional_call`."""
    warn(
        "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be removed in a future "
        "version of PyTorch. Please use `torch.func.functional_call` instead which is a drop-in replacement.",
        FutureWarning,
    )
    return call(module, parameters_and_buffers, args, kwargs, tie_weights, strict)


def call(
    module: Module, tensors: Mapping[str, Any], args: Any, kwargs: Any, tie_weights: bool = True, strict: bool = False
) -> Any:
    """`functional_call`, without its warning."""
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with reparametrized(module, tensors, tie_weights, strict):
        return module(*args, **({} if kwargs is None else kwargs))
