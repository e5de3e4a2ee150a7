"""Linear algebra: the functions of `torch.linalg`, from the op table.

Floor 4: imports the op table, in which each function is declared.
"""

from __future__ import annotations

from ._engine.errors import LinAlgError as LinAlgError
from .ops.table import namespace

globals().update(namespace("linalg"))
