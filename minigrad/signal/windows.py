"""Window functions: `torch.signal.windows`, from the op table.

Floor 4: imports the op table, in which each function is declared (`ops.windows`).
"""

from __future__ import annotations

from ..ops.table import module_of as _module_of

__getattr__, __dir__ = _module_of("signal.windows", globals())
