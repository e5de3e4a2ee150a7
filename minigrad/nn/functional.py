"""torch.nn.functional: the op table's functions of that namespace, and multi-head attention.  Floor 4.

Nothing is computed here: start reading at `minigrad.ops.activation`, `linear`, `conv`, `loss`, or wherever the table
has the function.
"""

from __future__ import annotations

from ..ops.table import module_of as _module_of
from ._attention import multi_head_attention_forward as multi_head_attention_forward
from ._linear_cross_entropy import linear_cross_entropy as linear_cross_entropy

__getattr__, __dir__ = _module_of("nn.functional", globals())
