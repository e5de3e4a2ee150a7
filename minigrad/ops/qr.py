"""The QR decomposition.

Imports the table, `diagonal`, `joining` and `triangular`.  The gradient follows from dA = dQ R + Q dR: with
M = R gR^H - gQ^H Q and C its lower triangle reflected (real on the diagonal, as that of R is),
gA = (gQ + Q C) R^-H.  Of a wide A = [X Y], Q and the left part of R come from X alone, and Y = Q V.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ._linalg_checks import adjoint, check_float_or_complex, check_matrix, column_major, needs_kernel
from .conversion import zeros_as
from .diagonal import diag_embed, diagonal, tril
from .joining import cat
from .table import Array, op
from .triangular import solve_triangular

_MODES = ("reduced", "complete", "r")


def _qr_args(A: Array, mode: str = "reduced") -> tuple[Any, ...]:
    check_matrix("linalg.qr", A)
    check_float_or_complex("linalg.qr", A)
    if mode not in _MODES:
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    needs_kernel("geqrf_cpu", A)
    return A, mode


def _of_tall(gQ: Any, gR: Any, Q: Any, R: Any) -> Any:
    """The gradient where R is square.  A gradient that is None is zero."""
    M = R @ adjoint(gR) if gR is not None else 0
    if gQ is not None:
        M = M - adjoint(gQ) @ Q
    low = tril(M, 0)
    C = low + adjoint(low) - diag_embed(diagonal(low, 0, -2, -1).real)
    G = Q @ C if gQ is None else gQ + Q @ C
    return adjoint(solve_triangular(R, adjoint(G), upper=True))


def _qr_gradient(g: Any, needs: Any, Q: Any, R: Any, mode: str) -> Any:
    gQ, gR = g
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, "
            "mode='reduced') if you are going to differentiate through linalg.qr."
        )
    m, n = Q.shape[-2], R.shape[-1]
    if mode == "complete" and m > n:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
    if m >= n:
        return (_of_tall(gQ, gR, Q, R),)
    if gR is None:
        return (cat([_of_tall(gQ, None, Q, R[..., :m]), zeros_as(R[..., m:])], -1),)
    through_V = (Q @ R[..., m:]) @ adjoint(gR[..., m:])
    gX = _of_tall(through_V if gQ is None else gQ + through_V, gR[..., :m], Q, R[..., :m])
    return (cat([gX, Q @ gR[..., m:]], -1),)


def _qr_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)),), {}
    yield (rng.standard_normal((4, 2)),), {}
    yield (rng.standard_normal((2, 2, 3)),), {}
    yield (rng.standard_normal((2, 4)), "complete"), {}
    yield (rng.standard_normal((0, 2)),), {}


@op(
    name="linalg_qr",
    grads=_qr_gradient,
    differentiable=("A",),
    canonical=_qr_args,
    outputs=("Q", "R"),
    undefined=True,
    holomorphic=False,
    namespaces=("linalg",),
    samples=_qr_samples,
)
def qr(A: Array, mode: Any) -> Any:
    """A = Q R with Q^H Q = 1 and R upper triangular: `(Q, R)`, of each matrix of a batch (*, m, n).

    `mode` "reduced" gives Q (*, m, k) and R (*, k, n) with k = min(m, n), "complete" Q (*, m, m) and R (*, m, n), and
    "r" only R (and an empty Q).  Float32, float64, complex64 and complex128.  The signs are LAPACK's: R may have
    negative numbers on its diagonal.  Gradients exist where the first k columns of A are independent; in mode "r",
    and in mode "complete" with m > n, backward raises RuntimeError.  Raises RuntimeError for fewer than two axes.

    >>> import minigrad as torch
    >>> Q, R = torch.linalg.qr(torch.tensor([[3.0, 1.0], [4.0, 2.0]]))
    >>> torch.dist(Q @ R, torch.tensor([[3.0, 1.0], [4.0, 2.0]])) < 1e-6
    tensor(True)
    """
    if mode == "r":
        return np.empty(0, A.dtype), column_major(np.linalg.qr(A, "r"))
    Q, R = np.linalg.qr(A, mode)
    return column_major(Q), column_major(R)
