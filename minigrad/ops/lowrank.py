"""Singular values and principal components of large matrices, approximately, from random products.

Imports the table, `qr`, `svd` and `random`.  Source: Halko, Martinsson, Tropp, Finding structure with randomness
(2011), algorithms 4.4 and 5.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw
from ._linalg_checks import adjoint
from .linear import matmul
from .qr import qr
from .random import randn
from .reduction import mean
from .shape import broadcast_to
from .svd import svd
from .table import composite


def _range_basis(A: Any, q: int, niter: int) -> Any:
    """Q (m, q), orthonormal, with Q Q^H A close to A: of A times random vectors, sharpened `niter` times by A A^H."""
    Q = qr(matmul(A, randn(raw(A).shape[-1], q, dtype=dtypes.of(raw(A).dtype))))[0]
    for _ in range(niter):
        Q = qr(matmul(adjoint(A), Q))[0]
        Q = qr(matmul(A, Q))[0]
    return Q


@composite(method=False, out=False)
def svd_lowrank(A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor | None = None) -> Any:
    """A, or A - M, as U diag(S) V^H with `q` singular values, approximately: `(U, S, V)`.

    For A (*, m, n): U (*, m, q), S (*, q), V (*, n, q).  It multiplies A with 2 * niter + 1 blocks of random vectors,
    drawn from the default generator; take q a little larger than the rank.  The full `linalg.svd` is faster unless A
    is large and q small.

    >>> import minigrad as torch
    >>> U, S, V = torch.svd_lowrank(torch.ones(4, 3), q=1)
    >>> torch.dist(U * S @ V.mT, torch.ones(4, 3)) < 1e-5
    tensor(True)
    """
    q, niter = 6 if q is None else q, 2 if niter is None else niter
    if M is not None:
        A = A - broadcast_to(M, raw(A).shape)
    m, n = raw(A).shape[-2:]
    tall = adjoint(A) if m < n else A
    Q = _range_basis(tall, q, niter)
    U, S, Vh = svd(matmul(adjoint(Q), tall), False)
    U, V = matmul(Q, U), adjoint(Vh)
    return (V, S, U) if m < n else (U, S, V)


@composite(method=False, out=False)
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> Any:
    """The first `q` principal components of the rows of A, approximately: `(U, S, V)`, A centred = U diag(S) V^H.

    The columns of V are the directions, S**2 / (m - 1) the variances along them.  `q` is at most min(m, n), by
    default at most 6; without `center` the mean row is not subtracted.  Raises ValueError for another q or niter.

    >>> import minigrad as torch
    >>> torch.pca_lowrank(torch.tensor([[1.0, 0.0], [3.0, 0.0]]), q=1)[2].abs()
    tensor([[1.],
            [0.]])
    """
    least = int(np.min(raw(A).shape[-2:]))
    if q is None:
        q = min(6, least)
    elif not 0 <= q <= least:
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={least}")
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    centred: Any = A - mean(A, (-2,), True) if center else A
    return svd_lowrank(centred, q, niter)
