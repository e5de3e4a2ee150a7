"""Reductions and normalisations under a mask: the functions of `torch.masked`, from the op table.

Floor 4: imports the op table, in which each function is declared.
"""

from __future__ import annotations

from .ops.table import module_of as _module_of

__getattr__, __dir__ = _module_of("masked", globals())
