"""Signal processing: `torch.signal`, which is its `windows`.

Floor 4.
"""

from __future__ import annotations

from . import windows as windows
