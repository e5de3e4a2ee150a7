"""The op table.  One family of ops a module; each imports the families whose ops its formulas use, and is loaded when
one of its names is first used.

Begin with `table`, then `arithmetic`.  A new family, or a new op in one, enters the catalogue that says what is where
by `python -m minigrad.cli.stubs`.
"""

from __future__ import annotations

from . import families, overriding
from .table import TABLE

families.await_members()
overriding.install()

__all__ = ["TABLE"]
