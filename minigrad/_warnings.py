"""Warnings: of the line that called minigrad, and as often as torch gives them.

Imports nothing of minigrad.
"""

from __future__ import annotations

import sys
import warnings

_said: set[str] = set()
always = False  # torch.set_warn_always


def warn(text: str, category: type[Warning] = UserWarning) -> None:
    """Warns of the line that called minigrad, whatever lies between."""
    level, frame = 1, sys._getframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith("minigrad."):
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    warnings.warn(text, category, stacklevel=level)


def warn_once(text: str) -> None:
    """`warn`, the first time in this process only."""
    if always or text not in _said:
        _said.add(text)
        warn(text)
