"""Eigenvalues and eigenvectors.

Imports the table, `diagonal` and `solving`.  Start at `_eig_gradient`; `_eigh_gradient` is the case of an orthonormal
basis, V^-1 = V^H.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.modes import state
from .._engine.tensor import Tensor, raw, wrap
from ._checks import legacy
from ._linalg_checks import LinAlgError, adjoint, check_square, column_major, decomposed, identity, needs_kernel
from .diagonal import diag_embed, diagonal
from .solving import solve
from .table import Array, composite, op


def _check_phase(name: str, on_diagonal: Any) -> None:
    """A loss that has a derivative takes the same value for every phase of an eigenvector."""
    if not np.allclose(raw(on_diagonal.imag), 0, rtol=1e-2, atol=1e-2):
        raise RuntimeError(
            f"{name}: The eigenvectors in the complex case are specified up to multiplication by e^{{i phi}}. The "
            "specified loss function depends on this quantity, so it is ill-defined."
        )


def _differences(L: Any) -> Any:
    """E_jk = L_k - L_j, ones on the diagonal."""
    return L[..., None, :] - L[..., :, None] + identity(L.shape[-1], raw(L).dtype)


# ------------------------------------------------------------ Hermitian matrices


def _eigh_args(A: Array, UPLO: str = "L") -> tuple[Any, ...]:
    check_square("linalg.eigh", A)
    if not isinstance(UPLO, str) or UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    needs_kernel("linalg_eigh_cpu", A)
    return A, UPLO.upper()


def _eigh_gradient(g: Any, needs: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    """V (skew(V^H gV) / 2 E + diag(gL)) V^H, Hermitian as the matrix is; skew(X) = X - X^H."""
    gL, gV = g
    L, V = eigenvalues, eigenvectors
    if gV is None:
        return ((V * gL[..., None, :]) @ adjoint(V),)
    inner = adjoint(V) @ gV
    if raw(V).dtype.kind == "c":
        _check_phase("linalg_eigh_backward", diagonal(inner, 0, -2, -1))
    inner = (inner - adjoint(inner)) / (2 * _differences(L))
    inner = inner - diag_embed(diagonal(inner, 0, -2, -1), 0, -2, -1)
    if gL is not None:
        inner = inner + diag_embed(gL, 0, -2, -1)
    return (V @ inner @ adjoint(V),)


@op(
    name="linalg_eigh",
    grads=_eigh_gradient,
    differentiable=("A",),
    canonical=_eigh_args,
    outputs=("eigenvalues", "eigenvectors"),
    undefined=True,
    holomorphic=False,
)
def _eigh(A: Array, UPLO: str) -> Any:
    L, V = decomposed("linalg.eigh", np.linalg.eigh, A, "eigenvalues", UPLO=UPLO)
    return L, column_major(V)


@composite(namespaces=("linalg",))
def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """input = V diag(L) V^H of each Hermitian (or real symmetric) matrix of a batch: `(eigenvalues, eigenvectors)`.

    The eigenvalues rise and are real; the columns of V are orthonormal.  Only the lower triangle is looked at, or with
    `UPLO="U"` the upper one; yet the gradient is that by the whole matrix, among Hermitian ones.  It exists where the
    eigenvalues differ, and for complex vectors only of a loss that is blind to their phases (else backward raises
    RuntimeError).  Raises RuntimeError unless the matrices are square, LinAlgError where the algorithm does not
    converge.

    >>> import minigrad as torch
    >>> torch.linalg.eigh(torch.tensor([[2.0, 1.0], [1.0, 2.0]])).eigenvalues
    tensor([1., 3.])
    """
    return _eigh(input, UPLO)


@composite(namespaces=("linalg",))
def eigvalsh(input: Tensor, UPLO: str = "L") -> Any:
    """The eigenvalues of each Hermitian (or real symmetric) matrix of a batch, the smallest first; real.

    Only the lower triangle is looked at, or with `UPLO="U"` the upper one.  Raises RuntimeError unless the matrices
    are square, LinAlgError where the algorithm does not converge.

    >>> import minigrad as torch
    >>> torch.linalg.eigvalsh(torch.tensor([[2.0, 1.0], [1.0, 2.0]]))
    tensor([1., 3.])
    """
    if not isinstance(input, Tensor) or (input._node is not None and state.recording):
        return _eigh(input, UPLO)[0]
    _, UPLO = _eigh_args(input, UPLO)
    return wrap(decomposed("linalg.eigh", np.linalg.eigvalsh, input._data, "eigenvalues", UPLO=UPLO))


# ------------------------------------------------------------ any square matrix


def _eig_args(A: Array) -> tuple[Any, ...]:
    check_square("linalg.eig", A)
    data = raw(A)
    if data.dtype.kind in "iub":
        raise RuntimeError(f"Unknown Complex ScalarType for {legacy(data)}\nConvert the matrix first: A.float().")
    needs_kernel("linalg_eig_out_cpu", data)
    if not np.isfinite(data).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")
    return (A,)


def _eig_gradient(g: Any, needs: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    """V^-H (diag(gL) + (V^H gV - V^H V diag(Re V^H gV)) / conj(E)) V^H; the vectors have norm one."""
    gL, gV = g
    L, V = eigenvalues, eigenvectors
    Vh = adjoint(V)
    if gV is None:
        return (solve(Vh, gL[..., :, None] * Vh),)
    inner = Vh @ gV
    on_diagonal = diagonal(inner, 0, -2, -1)
    _check_phase("linalg_eig_backward", on_diagonal)
    inner = (inner - (Vh @ V) * on_diagonal.real[..., None, :]) / _differences(L).conj()
    inner = inner - diag_embed(diagonal(inner, 0, -2, -1), 0, -2, -1)
    if gL is not None:
        inner = inner + diag_embed(gL, 0, -2, -1)
    return (solve(Vh, inner @ Vh),)


def _as_complex(x: Any, A: Any) -> Any:
    return x.astype(np.result_type(A.dtype, np.complex64))


@op(
    name="linalg_eig",
    grads=_eig_gradient,
    differentiable=("A",),
    canonical=_eig_args,
    outputs=("eigenvalues", "eigenvectors"),
    undefined=True,
    holomorphic=False,
)
def _eig(A: Array) -> Any:
    try:
        L, V = np.linalg.eig(A)
    except np.linalg.LinAlgError:
        raise _no_convergence(A) from None
    return _as_complex(L, A), column_major(_as_complex(V, A))


def _no_convergence(A: Any) -> LinAlgError:
    return LinAlgError(
        f"linalg.eig: The algorithm failed to converge because the input matrix {list(A.shape)} is ill-conditioned or "
        "has too many repeated eigenvalues."
    )


@composite(namespaces=("linalg",))
def eig(input: Tensor) -> Any:
    """input = V diag(L) V^-1 of each square matrix of a batch: `(eigenvalues, eigenvectors)`, complex, in no order.

    The columns of V have norm one.  The gradient exists where the eigenvalues differ, and of a loss that is blind to
    the phases of the vectors (else backward raises RuntimeError).  Raises RuntimeError unless the matrices are square
    and finite.

    >>> import minigrad as torch
    >>> torch.linalg.eig(torch.tensor([[0.0, -1.0], [1.0, 0.0]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """
    return _eig(input)


def _eigvals_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)) + np.diag([3.0, 0.0, -3.0]),), {}
    yield (np.array([[[0.3, -1.0], [1.5, 0.1]], [[1.0, 0.2], [0.3, -1.0]]]),), {}
    yield (rng.standard_normal((0, 0)),), {}


@composite(namespaces=("linalg",), samples=_eigvals_samples)
def eigvals(input: Tensor) -> Any:
    """The eigenvalues of each square matrix of a batch, complex, in no order.

    Raises RuntimeError unless the matrices are square and finite.

    >>> import minigrad as torch
    >>> torch.linalg.eigvals(torch.tensor([[0.0, -1.0], [1.0, 0.0]]))
    tensor([0.+1.j, 0.-1.j])
    """
    if not isinstance(input, Tensor) or (input._node is not None and state.recording):
        return _eig(input)[0]
    data = _eig_args(input)[0]._data
    try:
        return wrap(_as_complex(np.linalg.eigvals(data), data))
    except np.linalg.LinAlgError:
        raise _no_convergence(data) from None
