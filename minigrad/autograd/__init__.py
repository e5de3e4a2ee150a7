"""Derivatives on request: `backward`, `grad`, one's own functions, checks, and the grad modes.

Floor 3: imports the engine and the op table.  Start reading at `differentiation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import on_use
from . import grad_mode
from .differentiation import backward, grad
from .grad_mode import (
    detect_anomaly,
    enable_grad,
    inference_mode,
    no_grad,
    set_detect_anomaly,
    set_grad_enabled,
)
from .gradcheck import gradcheck, gradgradcheck

if TYPE_CHECKING:
    from . import functional, graph
    from .function import Function
    from .variable import Variable

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "grad_mode",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]

__getattr__, __dir__ = on_use(
    globals(),
    {"Function": ".function", "Variable": ".variable", "functional": ".functional", "graph": ".graph"},
)
