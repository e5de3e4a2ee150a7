"""Products of matrices and vectors.

Imports the table and what stands before it in `ops`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .table import Array, op

_ = errors


def _mm_check(a: Any, b: Any) -> None:
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )


def _pairs(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((3, 4))), {}


@op(input=lambda g, mat2: mm(g, mat2.T), mat2=lambda g, input: mm(input.T, g), samples=_pairs)
def mm(input: Array, mat2: Array) -> Array:
    """The product of two matrices, (n, m) and (m, p): (n, p).

    Raises RuntimeError where the shapes do not fit.

    >>> import minigrad as torch
    >>> torch.mm(torch.ones(2, 3), torch.ones(3, 1))
    tensor([[3.],
            [3.]])
    """
    _mm_check(input, mat2)
    return np.dot(input, mat2)
