"""Convolution of small images: one matrix of all patches, one stack of products.

What `conv` does chunk by chunk, for inputs whose patch matrix fits into the cache as a whole: fewer steps, hence
several times faster there.  Paddings are pairs, before and after, and not negative.  Imports NumPy and the standard
library only.
"""

from __future__ import annotations

import functools
import math
from typing import Any, TypeAlias

import numpy as np

from .windows import Ints

Array: TypeAlias = np.ndarray[Any, Any]
Pads: TypeAlias = tuple[tuple[int, int], ...]


@functools.lru_cache(maxsize=512)
def _inner(shape: Ints, pads: Pads) -> tuple[Ints, tuple[Any, ...]]:
    """The padded shape, and where the image lies in it."""
    full = (*shape[:2], *(n + lo + hi for n, (lo, hi) in zip(shape[2:], pads, strict=True)))
    return full, (..., *(slice(lo, lo + n) for n, (lo, _) in zip(shape[2:], pads, strict=True)))


def padded(x: Array, pads: Pads) -> Array:
    """x (n, C, *size) with zeros around; x itself where there are none to add."""
    shape, inner = _inner(x.shape, pads)
    if shape == x.shape:
        return x
    out = np.zeros(shape, x.dtype)
    out[inner] = x
    return out


def _windows(x: Array, kernel: Ints, out: Ints, stride: Ints, dilation: Ints) -> Array:
    """The elements under every tap of the kernel: a view (n, C, *kernel, *out) of a padded x."""
    x = np.ascontiguousarray(x)
    first, second, *steps = x.strides
    taps = [s * d for s, d in zip(steps, dilation, strict=True)]
    places = [s * t for s, t in zip(steps, stride, strict=True)]
    shape = (*x.shape[:2], *kernel, *out)
    return np.ndarray(shape, x.dtype, x, 0, (first, second, *taps, *places))


def columns(x: Array, kernel: Ints, out: Ints, stride: Ints, pads: Pads, dilation: Ints, groups: int) -> Array:
    """The patches of x (n, C, *size) as columns: (n, groups, C / groups * taps, positions)."""
    n, channels = x.shape[:2]
    view = _windows(padded(x, pads), kernel, out, stride, dilation)
    return view.reshape(n, groups, channels // groups * math.prod(kernel), math.prod(out))


def conv(x: Array, w: Array, out: Ints, stride: Ints, pads: Pads, dilation: Ints, groups: int) -> Array:
    """The cross-correlation of x (n, C, *size) with w (O, C / groups, *kernel): (n, O, *out).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.patches import conv
    >>> conv(np.arange(5.0).reshape(1, 1, 5), np.array([[[1.0, 0.0, -1.0]]]), (5,), (1,), ((1, 1),), (1,), 1)
    array([[[-1., -2., -2., -2.,  3.]]])
    """
    cols = columns(x, w.shape[2:], out, stride, pads, dilation, groups)
    factors = w.reshape(groups, len(w) // groups, -1)
    return np.matmul(factors, cols).reshape(x.shape[0], len(w), *out)


def grad_weight(g: Array, x: Array, shape: Ints, stride: Ints, pads: Pads, dilation: Ints, groups: int) -> Array:
    """The transpose of `conv` in w, of g (n, O, *out) and x: (O, C / groups, *kernel), which is `shape`."""
    n, outputs = g.shape[:2]
    cols = columns(x, shape[2:], g.shape[2:], stride, pads, dilation, groups)
    rows = g.reshape(n, groups, outputs // groups, cols.shape[3])
    each = np.matmul(rows, cols.swapaxes(2, 3))
    made = each[0] if n == 1 else np.add.reduce(each, 0)
    return made.reshape(shape)


@functools.lru_cache(maxsize=512)
def _taps(kernel: Ints, out: Ints, stride: Ints, dilation: Ints) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """For each tap: its index among the columns' axes, and the elements of a padded image under it."""
    found = []
    for tap in np.ndindex(kernel):
        starts = [k * d for k, d in zip(tap, dilation, strict=True)]
        found.append(
            (
                (slice(None), slice(None), *tap),
                (..., *(slice(a, a + (o - 1) * s + 1, s) for a, o, s in zip(starts, out, stride, strict=True))),
            )
        )
    return found


def grad_input(g: Array, w: Array, shape: Ints, stride: Ints, pads: Pads, dilation: Ints, groups: int) -> Array:
    """The transpose of `conv` in x, of g (n, O, *out) and w: (n, C, *size), which is `shape`."""
    n, outputs = g.shape[:2]
    kernel, out = w.shape[2:], g.shape[2:]
    if max(stride) == 1 and math.prod(kernel) > 4:
        turned = tuple([_turned(*each) for each in zip(shape[2:], out, kernel, pads, dilation, strict=True)])
        if min([lo for lo, _ in turned]) >= 0 and min([hi for _, hi in turned]) >= 0:
            return conv(g, _flipped(w, groups), shape[2:], stride, turned, dilation, groups)
    factors = w.reshape(groups, outputs // groups, -1).swapaxes(1, 2)
    cols = np.matmul(factors, g.reshape(n, groups, outputs // groups, math.prod(out)))
    cols = cols.reshape(n, shape[1], *kernel, *out)
    full, inner = _inner(shape, pads)
    image = np.zeros(full, g.dtype)
    for tap, under in _taps(kernel, out, stride, dilation):
        image[under] += cols[tap]
    return image if full == shape else np.ascontiguousarray(image[inner])


def _turned(size: int, out: int, kernel: int, pads: tuple[int, int], dilation: int) -> tuple[int, int]:
    """The padding of g with which the convolution with the flipped kernel gives `size` elements."""
    before = dilation * (kernel - 1) - pads[0]
    return before, size + dilation * (kernel - 1) - before - out


def _flipped(w: Array, groups: int) -> Array:
    """The kernel of the transpose: outputs and channels exchanged in each group, every spatial axis reversed."""
    outputs, channels, *kernel = w.shape
    each = w.reshape(groups, outputs // groups, channels, *kernel).swapaxes(1, 2)
    backwards: Any = (..., *(slice(None, None, -1),) * len(kernel))
    return each[backwards].reshape(groups * channels, outputs // groups, *kernel)
