"""The exponential of matrices.

Imports the table and `joining`.  exp A = (exp(A / 2^s))^(2^s), and where the norm is small the Taylor polynomial is
exact to the last bit or so: Bader, Blanes and Casas (2019).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine.tensor import raw
from ._linalg_checks import check_float_or_complex, check_square
from .conversion import zeros_as
from .joining import cat
from .table import Array, op

_SMALL = 1.09  # norm up to which the polynomial of degree 18 serves float64
_COEFFICIENTS = [1 / math.factorial(i) for i in range(19)]


def _taylor(A: Any) -> Any:
    """The Taylor polynomial of degree 18, in four blocks of five terms: seven products."""
    powers = [np.broadcast_to(np.eye(A.shape[-1], dtype=A.dtype), A.shape), A, A @ A]
    powers += [powers[2] @ A, powers[2] @ powers[2]]
    fifth = powers[4] @ A
    out = 0
    for low in (15, 10, 5, 0):
        terms = _COEFFICIENTS[low : low + 5]
        block = sum(c * P for c, P in zip(terms, powers, strict=False))
        out = block if isinstance(out, int) else out @ fifth + block
    return out


def _gradient(g: Any, input: Any) -> Any:
    """The corner of exp [[A^T, g], [0, A^T]]: the derivative of exp at A^T along g (Al-Mohy and Higham, 2009)."""
    n = raw(input).shape[-1]
    T = input.mT
    wide = cat([cat([T, g], -1), cat([zeros_as(g), T], -1)], -2)
    return matrix_exp(wide)[..., :n, n:]


def _matrix_exp_args(input: Array) -> tuple[Any, ...]:
    check_square("linalg.matrix_exp", input)
    check_float_or_complex("linalg.matrix_exp", input)
    return (input,)


def _matrix_exp_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 2)),), {}
    yield (rng.standard_normal((2, 3, 3)) * np.array([0.1, 2.0])[:, None, None],), {}
    yield (np.zeros((0, 0)),), {}


@op(
    name="linalg_matrix_exp",
    input=_gradient,
    canonical=_matrix_exp_args,
    widen=True,
    out=False,
    namespaces=("", "linalg"),
    samples=_matrix_exp_samples,
)
def matrix_exp(input: Array) -> Array:
    """exp A = 1 + A + A A / 2 + A A A / 6 + ..., of each square matrix of a batch (*, n, n).

    Any floating or complex dtype.  Raises RuntimeError unless the matrices are square.

    >>> import minigrad as torch
    >>> torch.linalg.matrix_exp(torch.tensor([[0.0, 1.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [0., 1.]])
    """
    if not input.size:
        return np.zeros(input.shape, input.dtype)
    if input.shape[-1] == 1:
        return np.exp(input)
    norm = np.abs(input).sum(-2).max(-1)
    finite = np.isfinite(norm)
    squarings = np.where(finite & (norm > _SMALL), np.ceil(np.log2(np.where(finite & (norm > 0), norm, 1) / _SMALL)), 0)
    scale = np.exp2(-squarings).astype(norm.dtype)[..., None, None]
    X = _taylor(input * scale).astype(input.dtype)
    for step in range(int(squarings.max(initial=0))):
        X = np.where((squarings > step)[..., None, None], X @ X, X)
    return np.where(finite[..., None, None], X, input.dtype.type(np.nan))
