"""Summary: a number or a tensor in a few characters, or in a picture of the size of a word.

Lives here: `number_text`, `tensor_text`, `bytes_text`, `seconds_text`, and `thumbnail` with its result `Thumbnail`.
May import NumPy, inside functions; a tensor is asked through its own methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SHORT = 4
"""Tensors of up to so many elements are written out."""

LEVELS = 6
"""Steps of colour, or of height, from zero to the greatest modulus."""

COLUMNS, ROWS = 24, 8
"""The most that a thumbnail shows; more elements are averaged."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The values of a tensor as small integers from -LEVELS to LEVELS, row by row; None stands for inf and nan.

    One row is drawn as bars (a sparkline), several as a heat map.  0 is zero, and the greatest modulus LEVELS.
    """

    rows: tuple[tuple[int | None, ...], ...]


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


def thumbnail(tensor: Any) -> Thumbnail | None:
    """A tensor's values in at most ROWS by COLUMNS cells, each the mean of a block; None where they are written out.

    The last dimension runs along the rows, and all others together down the columns; the modulus is shown where they
    are complex.

    >>> import minigrad as torch
    >>> from minigrad.viz.summary import thumbnail
    >>> thumbnail(torch.arange(-2.0, 4.0)).rows
    ((-4, -2, 0, 2, 4, 6),)
    """
    import numpy as np

    values = tensor.detach()
    if values.numel() <= SHORT:
        return None
    if values.is_complex():
        values = values.abs()
    values = values.double()
    cells = np.asarray(values.numpy() if hasattr(values, "numpy") else values.tolist())
    cells = cells.reshape(-1, cells.shape[-1])
    if cells.shape[1] == 1:
        cells = cells.T
    for axis, most in enumerate((ROWS, COLUMNS)):
        if cells.shape[axis] > most:
            starts = np.arange(most) * cells.shape[axis] // most
            counts = np.diff(np.append(starts, cells.shape[axis]))
            cells = np.add.reduceat(cells, starts, axis) / counts.reshape((-1, 1) if axis == 0 else (1, -1))
    known = np.isfinite(cells)
    greatest = float(np.max(np.abs(cells), where=known, initial=0.0))
    # Divided twice: LEVELS / greatest alone overflows for the least of numbers.
    scaled = np.where(known, cells, 0.0) / (greatest or 1.0) * LEVELS
    levels = np.rint(scaled).astype(int).tolist()
    rows = zip(levels, known.tolist(), strict=True)
    return Thumbnail(tuple(tuple(v if k else None for v, k in zip(row, ks, strict=True)) for row, ks in rows))


def bytes_text(count: int) -> str:
    """A number of bytes as people read it.

    >>> from minigrad.viz.summary import bytes_text
    >>> bytes_text(96), bytes_text(4096), bytes_text(5 << 20)
    ('96 B', '4.0 KiB', '5.0 MiB')
    """
    amount, units = float(count), ["KiB", "MiB", "GiB", "TiB"]
    if count < 1024:
        return f"{count} B"
    while amount >= 1024 and units:
        amount, unit = amount / 1024, units.pop(0)
    return f"{amount:.1f} {unit}"


def seconds_text(seconds: float) -> str:
    """A duration with three digits.

    >>> from minigrad.viz.summary import seconds_text
    >>> seconds_text(4.2e-6), seconds_text(0.0123), seconds_text(2.5)
    ('4.2 µs', '12.3 ms', '2.50 s')
    """
    for unit, factor in (("µs", 1e6), ("ms", 1e3)):
        if seconds * factor < 999.5:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.2f} s"
