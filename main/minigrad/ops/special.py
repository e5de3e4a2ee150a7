"""Special functions: the error function and its kin, gamma functions, Bessel functions, zeta.

Imports the table, `pointwise`, `pairs` and `_kernels.special`.  The functions that networks and distributions need are
computed here on NumPy alone; the rarely used ones by SciPy, imported on use.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from . import _kernels
from ._checks import legacy, needs_float, needs_real, no_kernel, operands
from .arithmetic import not_differentiable
from .comparison import pick
from .pointwise import exp, log, sigmoid
from .table import Array, binary, composite, op, unary

_SPECIAL = ("special",)
_BOTH = ("", "special")


def _scipy(name: str) -> Callable[..., Any]:
    """A function of scipy.special.  Raises ImportError, saying what to install, where there is no SciPy."""
    try:
        special = importlib.import_module("scipy.special")
    except ImportError:
        raise ImportError(
            f'this function is computed by SciPy ({name}): pip install "minigrad-autograd[scipy]"'
        ) from None
    return getattr(special, name)  # type: ignore[no-any-return]
