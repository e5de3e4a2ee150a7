"""`torch.accelerator`: this build has none.

Imports nothing of minigrad.
"""

from __future__ import annotations

from typing import Any


def is_available() -> bool:
    """Whether there is an accelerator: no."""
    return False


def device_count() -> int:
    """How many accelerators there are: none."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """The accelerator's device: None."""
    return


def synchronize(device: Any = None) -> None:
    """Nothing to wait for."""
    raise RuntimeError("Cannot access accelerator device when none is available.")
