"""The op table, filled: importing this package declares every op and gives Tensor its methods."""

from __future__ import annotations

from .._engine.tensor import Tensor
from . import arithmetic, creation, linear, reduction, shape
from .table import TABLE, attach

for _row in set(TABLE.values()):
    attach(_row, Tensor)

__all__ = ["TABLE", "arithmetic", "creation", "linear", "reduction", "shape"]
