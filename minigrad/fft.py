"""Discrete Fourier transforms: the functions of `torch.fft`, from the op table.

Floor 4: imports the op table, in which each function is declared.
"""

from __future__ import annotations

from .ops.table import namespace

globals().update(namespace("fft"))
