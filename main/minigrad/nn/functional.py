"""torch.nn.functional: the op table's functions of that namespace.  Floor 4."""

from __future__ import annotations

from ..ops.table import namespace

globals().update(namespace("nn.functional"))
