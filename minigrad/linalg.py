"""Linear algebra: the functions of `torch.linalg`, from the op table.

Floor 4: imports the op table, in which each function is declared.
"""

from __future__ import annotations

from ._engine.errors import LinAlgError as LinAlgError
from .ops.table import module_of as _module_of

__getattr__, __dir__ = _module_of("linalg", globals())
