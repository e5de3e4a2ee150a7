"""Pooling under windows that lie side by side and cover the image: plain reshapes, no sliding.

The most frequent pooling by far, and a few times faster than the general one for small images.  Arrays are
(*planes, *size), float32 or float64, with sizes that the kernel divides.  Imports NumPy and the standard library only.
"""

from __future__ import annotations

import functools
import math
from typing import Any, TypeAlias

import numpy as np

from .lines import ones, quick
from .windows import Ints

Array: TypeAlias = np.ndarray[Any, Any]


_FEW = 1 << 13  # elements up to which all of this is faster than pooling in general
_LARGE = 16  # elements of a tile from which on a mean is, and up to which a maximum


def fits(x: Array, kernel: Ints, stride: Any, padding: Ints, dilation: Ints = (1,), means: bool = False) -> bool:
    """Whether the windows tile the images, the array is of a kind that the functions here take, and they pay."""
    size = x.shape[x.ndim - len(kernel) :]
    taps = math.prod(kernel)
    few = x.size <= _FEW
    return (
        ((few or taps >= _LARGE) if means else (few and taps <= _LARGE))
        and (stride is None or stride == kernel)
        and not any(padding)
        and max(dilation) == 1
        and min(kernel) > 0
        and quick(x)
        and x.size > 0
        and all(s % k == 0 for s, k in zip(size, kernel, strict=True))
    )


def mean(x: Array, kernel: Ints) -> Array:
    """The mean of each tile.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.tiles import mean
    >>> mean(np.array([[1.0, 3.0, 2.0, 4.0]]), (2,))
    array([[2., 3.]])
    """
    n = len(kernel)
    lead, size = x.shape[: x.ndim - n], x.shape[x.ndim - n :]
    out = tuple([s // k for s, k in zip(size, kernel, strict=True)])
    total = x.reshape(-1, kernel[-1]).dot(ones(kernel[-1], x.dtype))
    rest = out[-1]
    for axis in range(n - 2, -1, -1):
        total = np.add.reduce(total.reshape(-1, kernel[axis], rest), 1)
        rest *= out[axis]
    return (total / math.prod(kernel)).reshape(*lead, *out)


def share(g: Array, kernel: Ints) -> Array:
    """The transpose of `mean`: each element shared evenly among its tile.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.tiles import share
    >>> share(np.array([[2.0, 4.0]]), (2,))
    array([[1., 1., 2., 2.]])
    """
    n = len(kernel)
    lead, out = g.shape[: g.ndim - n], g.shape[g.ndim - n :]
    shape = (*lead, *(m for o, k in zip(out, kernel, strict=True) for m in (o, k)))
    made = np.empty(shape, g.dtype)
    made[...] = (g / math.prod(kernel)).reshape(*lead, *(m for o in out for m in (o, 1)))
    return made.reshape(*lead, *(o * k for o, k in zip(out, kernel, strict=True)))


@functools.lru_cache(maxsize=256)
def _corners(size: Ints, kernel: Ints) -> tuple[Array, tuple[tuple[tuple[Any, ...], int], ...]]:
    """The flat position of each tile's first element, and for each further element its slice and its distance."""
    positions = np.arange(math.prod(size)).reshape(size)
    corners = positions[tuple(slice(None, None, k) for k in kernel)]
    taps = [
        ((..., *(slice(t, None, k) for t, k in zip(tap, kernel, strict=True))), int(positions[tap]))
        for tap in np.ndindex(kernel)
    ]
    return corners, tuple(taps)


def maximum(x: Array, kernel: Ints) -> tuple[Array, Array] | None:
    """The largest element of each tile, the first of equals, and its flat position in the image; None with a nan in x.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.tiles import maximum
    >>> maximum(np.array([[1.0, 3.0, 2.0, 2.0]]), (2,))
    (array([[3., 2.]]), array([[1, 2]]))
    """
    corners, taps = _corners(x.shape[x.ndim - len(kernel) :], kernel)
    best = x[taps[0][0]]
    within = np.zeros(best.shape, np.int64)
    for index, distance in taps[1:]:
        new = x[index]
        np.copyto(within, distance, where=new > best)
        best = np.maximum(best, new)
    if np.isnan(best).any():
        return None
    within += corners
    return best.copy() if len(taps) == 1 else best, within


def put(g: Array, indices: Array, size: Ints) -> Array:
    """Elements at their flat positions, no two the same, in images of zeros."""
    n = len(size)
    lead = g.shape[: g.ndim - n]
    planes, count = math.prod(lead), math.prod(size)
    flat = indices.reshape(planes, -1)
    if planes > 1:
        flat = flat + (np.arange(planes) * count)[:, None]
    out = np.zeros(planes * count, g.dtype)
    out[flat.reshape(-1)] = g.reshape(-1)
    return out.reshape(*lead, *size)
