"""The real data that minigrad ships: 1,797 handwritten digits (README.md beside this file tells whose).

Imports NumPy only. Start with `load_digits`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["load_digits"]


def load_digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The UCI handwritten digits, as NumPy arrays: 1,797 images of 8 by 8 pixels, and what each shows.

    The images are uint8 of shape (1797, 8, 8) with values 0 (white) to 16 (black), the labels int64 of shape (1797,).
    Both are read anew at each call (about 1 ms), so they are yours to change.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.

    >>> from minigrad.data import load_digits
    >>> images, labels = load_digits()
    >>> images.shape, labels[:10].tolist()
    ((1797, 8, 8), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    >>> for row in images[6]:
    ...     print("".join("_.:-=+*#@"[pixel // 2] for pixel in row))
    ___**___
    __:@=___
    __*@.___
    __#*____
    __#*-.__
    __*@*@._
    __-@+#=_
    ___=#+._
    """
    with np.load(Path(__file__).with_name("digits.npz")) as arrays:
        return arrays["images"], arrays["labels"].astype(np.int64)
