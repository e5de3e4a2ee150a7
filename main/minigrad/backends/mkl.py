"""`torch.backends.mkl`."""

from __future__ import annotations


def is_available() -> bool:
    """Whether MKL is there: no."""
    return False
