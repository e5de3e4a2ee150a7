"""Determinants: det, slogdet, logdet.

Imports the table, `solving`, `diagonal` and `comparison`.  The gradient of det is the matrix of cofactors,
det(A) A^-T.  It is a polynomial in A, and so exists where A is singular too: there it is taken from A = U diag(s) V^H,
in which basis the cofactors are products of all singular values but one.  Start at `_cofactors`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._linalg_checks import adjoint, check_float_or_complex, check_square, identity, needs_kernel
from .comparison import where
from .diagonal import diagonal
from .pointwise import log
from .solving import inv_ex, solve_ex
from .table import Array, composite, op


def _det_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)),), {}
    yield (rng.standard_normal((2, 2, 2)),), {}
    yield (rng.standard_normal((1, 1)),), {}
    yield (np.zeros((0, 0)),), {}


# ------------------------------------------------------------ the cofactors and their derivatives


def _trace(X: Any) -> Any:
    """The traces of matrices, with two axes of length one."""
    return diagonal(X, 0, -2, -1).sum(-1)[..., None, None]


def _third(g: Any, A: Any, h: Any) -> Any:
    """The gradient by A of <g, D^2 det(A)[h, .]>, where A is regular.

    With X = A^-1, P = X h, Q = X g, p = tr P, q = tr Q it is the transpose of
    det(A) (p q - tr(P Q) - p Q - q P + P Q + Q P) X.
    """
    P, Q = solve_ex(A, h)[0], solve_ex(A, g)[0]
    p, q, PQ = _trace(P), _trace(Q), P @ Q
    inner = PQ + Q @ P - p * Q - q * P + (p * q - _trace(PQ)) * identity(raw(P).shape[-1], raw(P).dtype)
    return det(A)[..., None, None] * solve_ex(A.mT, inner.mT)[0]


@op(
    A=lambda g, A, h: _third(g, A, h),
    h=lambda g, A: _second(A, g),
    samples=lambda rng: [((rng.standard_normal((2, 3, 3)), rng.standard_normal((2, 3, 3))), {})],
)
def _second(A: Array, h: Array) -> Array:
    """The gradient by A of the sum of h times the cofactors, of any rank: D^2 det(A)[h, .].

    In the basis of the singular vectors, det(A + E) = d det(S + U^H E V); of a diagonal S the second derivative is
    sum over i != j of P_ij (X_ii Y_jj - X_ij Y_ji), where P_ij is the product of all s_k but s_i and s_j.
    """
    n = A.shape[-1]
    U, S, Vh = np.linalg.svd(A)
    others = np.where(np.eye(n, dtype=bool), S.dtype.type(1), S[..., None, :])  # row i: without s_i
    P = np.where(np.eye(n, dtype=bool), S.dtype.type(0), _all_but_one(others))
    X = adjoint(U) @ h @ adjoint(Vh)
    K = -(P * X).mT
    K[..., range(n), range(n)] += np.matmul(P, X.diagonal(0, -2, -1)[..., None])[..., 0]
    sign = np.linalg.det(U) * np.linalg.det(Vh)
    return sign[..., None, None] * (U.conj() @ K @ Vh.conj())


def _all_but_one(s: Any) -> Any:
    """The products of all elements along the last axis but one, without division."""
    ones = np.ones((*s.shape[:-1], 1), s.dtype)
    before = np.concatenate((ones, s[..., :-1]), -1).cumprod(-1)
    after = np.concatenate((ones, s[..., :0:-1]), -1).cumprod(-1)[..., ::-1]
    return before * after


@op(A=lambda g, A: _second(A, g), samples=lambda rng: [((rng.standard_normal((2, 3, 3)),), {})])
def _cofactors(A: Array) -> Array:
    """det(A) A^-T, of any rank."""
    d = np.linalg.det(A)
    if (d != 0).all():
        try:
            return np.linalg.inv(A).mT * d[..., None, None]
        except np.linalg.LinAlgError:
            pass
    if not np.isfinite(A).all():
        return np.full_like(A, np.nan)
    U, S, Vh = np.linalg.svd(A)
    sign = np.linalg.det(U) * np.linalg.det(Vh)
    return (sign[..., None, None] * (U.conj() * _all_but_one(S)[..., None, :]) @ Vh.conj()).astype(A.dtype)


# ------------------------------------------------------------ det


def _det_args(A: Array) -> tuple[Any, ...]:
    check_square("linalg.det", A)
    check_float_or_complex("linalg.det", A)
    needs_kernel("lu_cpu", A)
    return (A,)


@op(
    name="linalg_det",
    A=lambda g, A: g[..., None, None] * _cofactors(A),
    canonical=_det_args,
    namespaces=("", "linalg"),
    samples=_det_samples,
)
def det(A: Array) -> Array:
    """The determinant of each square matrix of a batch (*, n, n): (*).

    Float32, float64, complex64 and complex128.  It overflows easily: `slogdet` does not.  Its gradient, the cofactors,
    exists for singular matrices too.  Raises RuntimeError unless the matrices are square.

    >>> import minigrad as torch
    >>> torch.linalg.det(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(-2.)
    """
    return np.linalg.det(A)


# ------------------------------------------------------------ its logarithm


def _slogdet_args(A: Array) -> tuple[Any, ...]:
    check_square("linalg.slogdet", A)
    check_float_or_complex("linalg.slogdet", A)
    needs_kernel("lu_cpu", A)
    return (A,)


def _slogdet_gradient(g: Any, needs: Any, A: Any, sign: Any) -> tuple[Any]:
    """w A^-H with w = g_logabsdet + i Im(conj(sign) g_sign); the sign of a real matrix does not change."""
    by_sign, w = g
    if by_sign is not None and raw(sign).dtype.kind == "c":
        z = sign.conj() * by_sign
        turned = (z - z.conj()) / 2
        w = turned if w is None else w + turned
    return (None if w is None else w[..., None, None] * adjoint(inv_ex(A)[0]),)


@op(
    grads=_slogdet_gradient,
    differentiable=("A",),
    name="linalg_slogdet",
    canonical=_slogdet_args,
    outputs=("sign", "logabsdet"),
    undefined=True,
    holomorphic=False,
    namespaces=("linalg",),
    samples=_det_samples,
)
def slogdet(A: Array) -> Any:
    """The sign of the determinant and the logarithm of its absolute value: `(sign, logabsdet)`.

    The sign of a complex determinant is a number of absolute value one.  A singular matrix has the sign 0 and the
    logarithm -inf.  Raises RuntimeError unless the matrices are square.

    >>> import minigrad as torch
    >>> torch.linalg.slogdet(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).sign
    tensor(-1.)
    """
    sign, logabsdet = np.linalg.slogdet(A)
    return sign, logabsdet


@composite(out=False, samples=lambda rng: [((rng.standard_normal((2, 3, 3)) / 4 + 2 * np.eye(3),), {})])
def logdet(input: Tensor) -> Any:
    """The logarithm of the determinant of each square matrix of a batch: -inf where that is 0, NaN where negative.

    Of a complex matrix, the principal value.  Raises RuntimeError unless the matrices are square.

    >>> import minigrad as torch
    >>> torch.logdet(torch.eye(3))
    tensor(0.)
    """
    check_square("logdet", input)
    check_float_or_complex("logdet", input)
    sign, logabsdet = slogdet(input)
    if raw(sign).dtype.kind == "c":
        return log(sign) + logabsdet
    return where(sign == -1, float("nan"), logabsdet)
