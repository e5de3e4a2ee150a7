"""`torch.storage`: the memory under tensors.

Floor 4: imports the op table.
"""

from __future__ import annotations

from .ops.memory import TypedStorage, UntypedStorage

__all__ = ["TypedStorage", "UntypedStorage"]
