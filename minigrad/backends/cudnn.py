"""`torch.backends.cudnn`: there is none; the switches can be set and read."""

from __future__ import annotations

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """Whether cuDNN is there: no."""
    return False


def version() -> None:
    """cuDNN's version: none."""
    return
