"""`torch.backends.cpu`."""

from __future__ import annotations


def get_cpu_capability() -> str:
    """Which vector instructions minigrad itself uses: none; NumPy chooses its own."""
    return "DEFAULT"
