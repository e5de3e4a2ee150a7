"""Derivatives on request: `backward`, `grad`, one's own functions, checks, and the grad modes.

Floor 3: imports the engine and the op table.  Start reading at `differentiation`.
"""

from __future__ import annotations

from . import functional, grad_mode, graph
from .differentiation import backward, grad
from .function import Function
from .grad_mode import (
    detect_anomaly,
    enable_grad,
    inference_mode,
    no_grad,
    set_detect_anomaly,
    set_grad_enabled,
)
from .gradcheck import gradcheck, gradgradcheck
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
