"""The singular value decomposition.

Imports the table and `diagonal`.  Start at `_svd_gradient`.  What is made of singular values is in `matrix_norms` and
`pseudoinverse`, the approximate decomposition in `lowrank`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.modes import state
from .._engine.tensor import Tensor, raw, wrap
from ._linalg_checks import (
    adjoint,
    check_float_or_complex,
    check_matrix,
    column_major,
    decomposed,
    identity,
    needs_kernel,
)
from .diagonal import diag_embed, diagonal
from .table import Array, composite, op

_PHASE = (
    "svd_backward: The singular vectors in the complex case are specified up to multiplication by e^{i phi}. The "
    "specified loss function depends on this phase term, making it ill-defined."
)


def _check_driver(driver: str | None) -> None:
    if driver is not None:
        raise RuntimeError(
            "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend."
        )


def _svd_args(A: Array, full_matrices: bool = True, *, driver: str | None = None) -> tuple[Any, ...]:
    if not isinstance(full_matrices, bool):
        raise TypeError(f"linalg_svd(): argument 'full_matrices' must be bool, not {type(full_matrices).__name__}")
    check_matrix("linalg.svd", A)
    check_float_or_complex("linalg.svd", A)
    _check_driver(driver)
    needs_kernel("linalg_svd_cpu", A)
    return A, full_matrices


def _skew(X: Any) -> Any:
    return X - adjoint(X)


def _check_phase(on_diagonal: Any) -> None:
    """A loss that has a derivative takes the same value for every phase of a pair of singular vectors."""
    if not np.allclose(raw(on_diagonal.imag), 0, rtol=1e-2, atol=1e-2):
        raise RuntimeError(_PHASE)


def _svd_gradient(g: Any, needs: Any, U: Any, S: Any, Vh: Any) -> Any:
    """With E_jk = S_k^2 - S_j^2 (1 on the diagonal) and skew(X) = X - X^H, the gradient within the singular spaces is

        U [(skew(U^H gU) / E) S + S (skew(V^H gV) / E) + diag(gS)] V^H,

    and what gU and gV have outside of them adds (1 - U U^H) gU S^-1 V^H and U S^-1 gV^H (1 - V V^H).  Complex vectors
    are free in a phase each, to which the loss must be blind; then diag(U^H gU) / S, imaginary, is to be added.
    """
    gU, gS, gVh = g
    k = S.shape[-1]
    if gU is None and gVh is None:
        return ((U[..., :k] * gS[..., None, :]) @ Vh[..., :k, :],)
    U, Vh = U[..., :k], Vh[..., :k, :]
    gU = gU[..., :k] if gU is not None else None
    gV = adjoint(gVh[..., :k, :]) if gVh is not None else None
    m, n = U.shape[-2], Vh.shape[-1]
    in_U = None if gU is None else _skew(adjoint(U) @ gU)
    in_V = None if gV is None else _skew(Vh @ gV)
    is_complex = raw(U).dtype.kind == "c"
    if is_complex:
        _check_phase(diagonal(in_U if in_V is None else in_V if in_U is None else in_U + in_V, 0, -2, -1))
    squares, rows, columns = S * S, S[..., :, None], S[..., None, :]
    E = squares[..., None, :] - squares[..., :, None] + identity(k, raw(S).dtype)
    inner = 0 if gS is None else diag_embed(gS, 0, -2, -1)
    if in_U is not None:
        inner = inner + (in_U / E) * columns
        if is_complex:
            inner = inner + diag_embed(diagonal(in_U, 0, -2, -1) / (2 * S), 0, -2, -1)
    if in_V is not None:
        inner = inner + rows * (in_V / E)
    left = U @ inner
    if gU is not None and m > k:
        left = left + (gU - U @ (adjoint(U) @ gU)) / columns
    out = left @ Vh
    if gV is not None and n > k:
        out = out + (U / columns) @ adjoint(gV - adjoint(Vh) @ (Vh @ gV))
    return (out,)


def _svd_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)), False), {}
    yield (rng.standard_normal((4, 2)), False), {}
    yield (rng.standard_normal((2, 2, 3)), False), {}
    yield (rng.standard_normal((3, 3)) + np.diag([3.0, 0.0, -3.0]),), {}
    yield (rng.standard_normal((0, 2)), False), {}


@op(
    name="linalg_svd",
    grads=_svd_gradient,
    differentiable=("A",),
    canonical=_svd_args,
    outputs=("U", "S", "Vh"),
    undefined=True,
    holomorphic=False,
    namespaces=("linalg",),
    samples=_svd_samples,
)
def svd(A: Array, full_matrices: bool) -> Any:
    """A = U diag(S) V^H, with orthonormal singular vectors and the singular values falling: `(U, S, Vh)`.

    Of each matrix of a batch (*, m, n): U (*, m, m), S (*, k), Vh (*, n, n) with k = min(m, n); with `full_matrices`
    False only the k columns of U and rows of Vh that belong to a singular value.  S is real.  Float32, float64,
    complex64 and complex128.  The gradient of S always exists where the singular values differ; that of a loss of U or
    Vh is the gradient of their first k columns, is large where two singular values lie close together, and in the
    complex case exists only for a loss that is blind to the phases of the vectors (else backward raises RuntimeError).
    Raises RuntimeError for fewer than two axes, LinAlgError where the algorithm does not converge.

    >>> import minigrad as torch
    >>> torch.linalg.svd(torch.tensor([[0.0, 2.0], [1.0, 0.0]])).S
    tensor([2., 1.])
    """
    U, S, Vh = decomposed("linalg.svd", np.linalg.svd, A, "singular values", full_matrices=full_matrices)
    return column_major(U), S, column_major(Vh)


def _values_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)),), {}
    yield (rng.standard_normal((2, 4, 2)),), {}
    yield (rng.standard_normal((0, 3)),), {}


@composite(namespaces=("linalg",), samples=_values_samples)
def svdvals(A: Tensor, *, driver: str | None = None) -> Any:
    """The singular values of each matrix of a batch (*, m, n), the largest first: (*, min(m, n)), real.

    Raises RuntimeError for fewer than two axes, LinAlgError where the algorithm does not converge.

    >>> import minigrad as torch
    >>> torch.linalg.svdvals(torch.tensor([[3.0, 0.0], [0.0, -4.0]]))
    tensor([4., 3.])
    """
    if not isinstance(A, Tensor) or (A._node is not None and state.recording):
        return svd(A, False, driver=driver)[1]
    data = _svd_args(A, False, driver=driver)[0]._data
    return wrap(decomposed("linalg.svd", np.linalg.svd, data, "singular values", compute_uv=False))
