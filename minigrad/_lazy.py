"""Names that a module has without having loaded what they stand for.  Imports nothing of minigrad."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def nothing(name: str) -> None:
    """Finds no name."""


def no_names() -> Iterable[str]:
    """Knows no names."""
    return ()


def on_use(
    own: dict[str, Any],
    homes: Mapping[str, str],
    find: Callable[[str], Any] = nothing,
    known: Callable[[], Iterable[str]] = no_names,
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of the module whose names are `own`: what it lacks enters them at first use.

    `homes` says which module has a name, `{"grad": ".functions"}` relative to the package that `own` is of, or is it,
    `{"plots": ".plots"}`.  Other names are `known()`, and what `find(name)` is not None for.
    """

    def names() -> list[str]:
        return sorted({*own, *homes, *known()})

    def get(name: str) -> Any:
        if name == "__all__":  # asked for by `from module import *`, where the module lists nothing
            return [n for n in names() if not n.startswith("_")]
        home = homes.get(name)
        if home is None:
            found = find(name)
            if found is None:
                raise AttributeError(f"module '{own['__name__']}' has no attribute '{name}'")
        else:
            module = importlib.import_module(home, own["__package__"])
            found = module if home.rpartition(".")[2] == name else getattr(module, name)
        own[name] = found
        return found

    return get, names
