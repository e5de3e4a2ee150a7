"""Powers of a square matrix with whole exponents.

Imports the table, `diagonal`, `linear` and `solving`.
"""

from __future__ import annotations

from typing import Any

from .._engine.tensor import Tensor, raw
from ._linalg_checks import check_square, identity
from .diagonal import tril
from .linear import matmul
from .solving import inv
from .table import composite


def _power_samples(rng: Any) -> Any:
    for n in (0, 1, 2, 5, -2):
        yield (rng.standard_normal((2, 3, 3)) + 2 * identity(3, "float64"), n), {}
    yield (rng.standard_normal((0, 0)), 3), {}


@composite(namespaces=("linalg", ""), samples=_power_samples)
def matrix_power(input: Tensor, n: int) -> Any:
    """The product of `n` factors of each square matrix of a batch; for n < 0 of its inverse; the unit matrix for n = 0.

    It takes about log2(n) products.  Raises RuntimeError unless the matrices are square, LinAlgError for a negative
    power of a singular one.

    >>> import minigrad as torch
    >>> torch.linalg.matrix_power(torch.tensor([[1, 1], [1, 0]]), 10)
    tensor([[89, 55],
            [55, 34]])
    """
    if not hasattr(n, "__index__"):
        raise TypeError(f"linalg_matrix_power(): argument 'n' (position 2) must be int, not {type(n).__name__}")
    check_square("linalg.matrix_power", input)
    rows, left = raw(input).shape[-1], abs(n.__index__())
    if not left:
        return tril(input, -rows) + identity(rows, raw(input).dtype)  # zeros that remember where they come from
    factor = inv(input) if n < 0 else input
    if left == 1:
        return factor if n < 0 else factor.clone()
    made = None
    while left:
        if left & 1:
            made = factor if made is None else matmul(made, factor)
        left >>= 1
        if left:
            factor = matmul(factor, factor)
    return made
