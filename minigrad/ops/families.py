"""Families of ops load when one of their names is first used: importing minigrad costs little more than NumPy.

Imports the engine and the catalogue, which says what each family gives.  Start reading at `load`.
"""

from __future__ import annotations

import importlib
from typing import Any

from .._engine.tensor import Tensor
from .catalogue import FAMILIES

MEMBERS = "Tensor"  # the space of what Tensor is given
SCALARS = "scalar.Value"  # and that of the table's keys whose rows are methods of Value


def _homes() -> dict[str, dict[str, str]]:
    """The family that each name of each space comes from."""
    found: dict[str, dict[str, str]] = {}
    for family, spaces in FAMILIES.items():
        for space, names in spaces.items():
            found.setdefault(space, {}).update(dict.fromkeys(names.split(), family))
    return found


HOMES = _homes()


def load(family: str) -> None:
    """Load a family: its ops enter the table, and Tensor gets its members."""
    importlib.import_module(f".{family}", __package__)


def load_home(space: str, name: str) -> None:
    """Load the family that a name of a space comes from; nothing where the catalogue has no such name."""
    family = HOMES.get(space, {}).get(name)
    if family is not None:
        load(family)


def load_all() -> None:
    """Load all families."""
    for family in FAMILIES:
        load(family)


class Awaited:
    """What stands on Tensor for a member until it is first asked for: it loads the family, which takes its place."""

    __slots__ = ("family", "name")

    def __init__(self, name: str, family: str) -> None:
        self.name, self.family = name, family

    def _member(self) -> Any:
        load(self.family)
        found = vars(Tensor)[self.name]
        if found is self:
            raise AttributeError(
                f"minigrad.ops.{self.family} gives Tensor no {self.name}: bring the catalogue up to date with "
                "python -m minigrad.cli.stubs"
            )
        return found

    def __get__(self, tensor: Tensor | None, kind: type[Tensor] | None = None) -> Any:
        found = self._member()
        return found.__get__(tensor, kind) if hasattr(found, "__get__") else found

    def __set__(self, tensor: Tensor, value: Any) -> None:
        self._member()
        object.__setattr__(tensor, self.name, value)

    def __delete__(self, tensor: Tensor) -> None:
        self._member()
        object.__delattr__(tensor, self.name)


def await_members() -> None:
    """Give Tensor every member that a family will bring."""
    for name, family in HOMES.get(MEMBERS, {}).items():
        setattr(Tensor, name, Awaited(name, family))
