"""Grad modes: whether what runs now is recorded.  Per thread, cheap to read.

Imports nothing of minigrad.  `state.recording` is what the hot path reads: 0 records nothing, 1 records
plainly, 2 records through `op.note`, where anomaly mode and saved-tensor hooks have their say.  The context managers
that set the switches are in `minigrad.autograd.grad_mode`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class _State(threading.local):
    recording: int = 1  # the one number that the hot path reads
    grad: bool = True
    inference: bool = False
    anomaly: bool = False
    check_nan: bool = True
    saved_hooks: tuple[tuple[Callable[..., Any], Callable[..., Any]], ...] = ()


state = _State()


def refresh() -> None:
    """Derive `state.recording` from the switches; called after each change of one."""
    state.recording = 0 if not state.grad else 2 if state.anomaly or state.saved_hooks else 1
