"""The names of `torch._C` that Python programs use: how a class turns `__torch_function__` off.

Floor 4: imports the ops.
"""

# ruff: noqa: N999 - torch's name

from __future__ import annotations

from .ops.overriding import DisableTorchFunctionSubclass
from .ops.overriding import disabled_torch_function as _disabled_torch_function_impl

__all__ = ["DisableTorchFunctionSubclass", "_disabled_torch_function_impl"]
