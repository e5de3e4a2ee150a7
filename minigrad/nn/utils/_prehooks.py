"""What `weight_norm`, `spectral_norm` and `prune` share: a parameter recomputed by a hook before each forward.

Floor 4: imports nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def undone(module: Any, wanted: Callable[[Any], bool]) -> bool:
    """Whether there was a hook that is `wanted`; it has made its parameter an ordinary one again, and is gone."""
    for number, hook in module._forward_pre_hooks.items():
        if wanted(hook):
            hook.remove(module)
            del module._forward_pre_hooks[number]
            return True
    return False
