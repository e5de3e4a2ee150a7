"""Sliding windows in one dimension: which outputs a tap of the kernel joins with which inputs. Imports nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Ints: TypeAlias = tuple[int, ...]
Sizes: TypeAlias = int | Sequence[int]


def sizes(value: Sizes, n: int) -> Ints:
    """One int per spatial dimension.

    >>> from minigrad.ops._kernels.windows import sizes
    >>> sizes(3, 2), sizes([1, 2], 2)
    ((3, 3), (1, 2))
    """
    return (value,) * n if isinstance(value, int) else tuple(value)


def tap(offset: int, size: int, out: int, stride: int) -> tuple[slice, slice]:
    """Outputs j in [0, out) and inputs i = j * stride + offset in [0, size) that meet, as two slices of one length.

    >>> from minigrad.ops._kernels.windows import tap
    >>> tap(-1, size=6, out=4, stride=2)
    (slice(1, 4, None), slice(1, 6, 2))
    """
    first = max(0, -(offset // stride))
    last = min(out, (size - 1 - offset) // stride + 1)
    if last <= first:
        return slice(0, 0), slice(0, 0)
    start = first * stride + offset
    return slice(first, last), slice(start, start + (last - first - 1) * stride + 1, stride)
