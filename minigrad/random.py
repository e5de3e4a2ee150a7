"""Seeds and states of random numbers: `torch.random`.

Floor 4: imports the op table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from .ops.random import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state


@contextlib.contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **ignored: Any) -> Iterator[None]:
    """Restores the state of the default generator at the end of the block.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> with torch.random.fork_rng():
    ...     inside = torch.rand(1)
    >>> bool(inside == torch.rand(1))
    True
    """
    if not enabled:
        yield
        return
    state = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(state)


__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
