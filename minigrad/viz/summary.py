"""Summary: a number or a tensor in a few characters.

Lives here: `number_text` and `tensor_text`.  Imports nothing: a tensor is asked through its own methods.
"""

from __future__ import annotations

from typing import Any

SHORT = 4
"""Tensors of up to so many elements are written out."""


def number_text(value: Any) -> str:
    """A number with four decimals, or in scientific notation where those would say nothing.

    >>> from minigrad.viz.summary import number_text
    >>> number_text(2), number_text(-0.00001), number_text(float("nan"))
    ('2.0000', '-1.00e-05', 'nan')
    """
    try:
        size = abs(value)
        fixed = size == 0 or 1e-4 <= size < 1e6 or not size < float("inf")
        return f"{value:.4f}" if fixed else f"{value:.2e}"
    except (TypeError, ValueError):  # not a number after all, but a Value may hold anything
        return str(value)


def tensor_text(tensor: Any) -> str:
    """A tensor's values where they are few, else their mean, least and greatest (of the modulus, where complex)."""
    values = tensor.detach()
    count = values.numel()
    if not count:
        return "empty"
    if count <= SHORT:
        items = [str(v) if isinstance(v, int) else number_text(v) for v in values.reshape(-1).tolist()]
        return items[0] if count == 1 else f"[{', '.join(items)}]"
    if values.is_complex():
        values = values.abs()
    values = values.double()
    mean, least, greatest = (number_text(v.item()) for v in (values.mean(), values.min(), values.max()))
    return f"mean {mean}, {least} to {greatest}"
