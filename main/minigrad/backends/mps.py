"""`torch.backends.mps`."""

from __future__ import annotations


def is_available() -> bool:
    """Whether Metal is there: no."""
    return False


def is_built() -> bool:
    """Whether this build has Metal: no."""
    return False
