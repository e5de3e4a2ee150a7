"""The functions of `torch.linalg`.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

from collections.abc import Sequence

from . import _return_types
from ._engine.dtypes import dtype
from ._engine.errors import LinAlgError as LinAlgError
from ._engine.tensor import Tensor
from ._typing import Number

def cholesky(A: Tensor, *, upper: bool = False, out: Tensor | None = None) -> Tensor:
    """A = L L^H with L lower triangular and a positive diagonal, of Hermitian positive definite matrices (*, n, n): L.
    """
def cholesky_ex(
    A: Tensor, *, upper: bool = False, check_errors: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_cholesky_ex:
    """As `linalg.cholesky`, and what may be wrong with each matrix: `(L, info)`."""
def cond(input: Tensor, p: Number | str | None = None, *, out: Tensor | None = None) -> Tensor:
    """The condition number |A| |A^-1| of each matrix of a batch: how much solving with A magnifies relative errors."""
def cross(input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """The cross products of vectors with three elements along `dim`; the other axes broadcast."""
def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of each square matrix of a batch (*, n, n): (*)."""
def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of the matrices along the last two axes, as the last axis; a view."""
def eig(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _return_types.linalg_eig:
    """input = V diag(L) V^-1 of each square matrix of a batch: `(eigenvalues, eigenvectors)`, complex, in no order."""
def eigh(input: Tensor, UPLO: str = 'L', *, out: Sequence[Tensor] | None = None) -> _return_types.linalg_eigh:
    """input = V diag(L) V^H of each Hermitian (or real symmetric) matrix of a batch: `(eigenvalues, eigenvectors)`."""
def eigvals(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of each square matrix of a batch, complex, in no order."""
def eigvalsh(input: Tensor, UPLO: str = 'L', *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of each Hermitian (or real symmetric) matrix of a batch, the smallest first; real."""
def householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first n columns of H_1 H_2 ... H_k, from `input` (*, m, n) and `tau` (*, k), k <= n <= m: (*, m, n)."""
def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of each square matrix of a batch (*, n, n)."""
def inv_ex(
    A: Tensor, *, check_errors: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_inv_ex:
    """The inverse of each matrix of a batch, and what may be wrong with it: `(inverse, info)`."""
def ldl_factor(
    A: Tensor, *, hermitian: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_ldl_factor:
    """A = L D L^T, or with `hermitian` L D L^H, in compact form: `(LD, pivots)`, for `linalg.ldl_solve`."""
def ldl_factor_ex(
    A: Tensor, *, hermitian: bool = False, check_errors: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_ldl_factor_ex:
    """As `linalg.ldl_factor`, and what may be wrong with each matrix: `(LD, pivots, info)`."""
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False, out: Tensor | None = None) -> Tensor:
    """The X with A X = B, for A from `linalg.ldl_factor` with the same `hermitian`; B is (*, n, k)."""
def lstsq(
    input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None,
    out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_lstsq:
    """The X of least norm among those that minimise |A X - B|: `(solution, residuals, rank, singular_values)`."""
def lu(A: Tensor, *, pivot: bool = True, out: Sequence[Tensor] | None = None) -> _return_types.linalg_lu:
    """A = P L U of matrices (*, m, n), any of them: `(P, L, U)`."""
def lu_factor(A: Tensor, *, pivot: bool = True, out: Sequence[Tensor] | None = None) -> _return_types.linalg_lu_factor:
    """A = P L U in compact form, of matrices (*, m, n): `(LU, pivots)`, for `linalg.lu_solve` and `lu_unpack`."""
def lu_factor_ex(
    A: Tensor, *, pivot: bool = True, check_errors: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_lu_factor_ex:
    """As `linalg.lu_factor`, and what may be wrong with each matrix: `(LU, pivots, info)`."""
def lu_solve(
    LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False, out: Tensor | None = None,
) -> Tensor:
    """The X with A X = B, or with `left=False` X A = B, for A = P L U from `linalg.lu_factor`; `adjoint` takes A^H."""
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product `input @ other`: of matrices in the last two axes, with the axes before them broadcast."""
def matrix_exp(input: Tensor) -> Tensor:
    """exp A = 1 + A + A A / 2 + A A A / 6 + ..., of each square matrix of a batch (*, n, n)."""
def matrix_norm(
    input: Tensor, ord: Number | str = 'fro', dim: int | Sequence[int] = (-2, -1), keepdim: bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The norm of the matrices along two axes (rows, columns)."""
def matrix_power(input: Tensor, n: int, *, out: Tensor | None = None) -> Tensor:
    """The product of `n` factors of each square matrix of a batch; for n < 0 of its inverse; the unit matrix for n = 0.
    """
def matrix_rank(
    input: Tensor, tol: Tensor | float | None = None, hermitian: bool = False, *, atol: Tensor | float | None = None,
    rtol: Tensor | float | None = None, out: Tensor | None = None,
) -> Tensor:
    """The number of singular values greater than max(atol, rtol * the largest), of each matrix of a batch; int64."""
def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of two or more matrices, in the order that takes the fewest multiplications."""
def norm(
    input: Tensor, ord: Number | str | None = None, dim: int | Sequence[int] | None = None, keepdim: bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The norm of vectors, where `dim` is one axis, or of matrices, where it is two."""
def pinv(
    input: Tensor, rcond: Tensor | float | None = None, hermitian: bool = False, *, atol: Tensor | float | None = None,
    rtol: Tensor | float | None = None, out: Tensor | None = None,
) -> Tensor:
    """The Moore-Penrose pseudoinverse of each matrix of a batch: (*, m, n) to (*, n, m)."""
def qr(A: Tensor, mode: str = 'reduced', *, out: Sequence[Tensor] | None = None) -> _return_types.linalg_qr:
    """A = Q R with Q^H Q = 1 and R upper triangular: `(Q, R)`, of each matrix of a batch (*, m, n)."""
def slogdet(A: Tensor, *, out: Sequence[Tensor] | None = None) -> _return_types.linalg_slogdet:
    """The sign of the determinant and the logarithm of its absolute value: `(sign, logabsdet)`."""
def solve(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Tensor:
    """The X with A X = B, or with `left=False` X A = B, for square matrices A (*, n, n) and B (*, n, k)."""
def solve_ex(
    A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_solve_ex:
    """As `linalg.solve`, and what may be wrong with each matrix: `(result, info)`."""
def solve_triangular(
    A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Tensor | None = None,
) -> Tensor:
    """The X with A X = B, or with `left=False` X A = B, for triangular matrices A (*, n, n) and B (*, n, k)."""
def svd(
    A: Tensor, full_matrices: bool = True, *, driver: str | None = None, out: Sequence[Tensor] | None = None,
) -> _return_types.linalg_svd:
    """A = U diag(S) V^H, with orthonormal singular vectors and the singular values falling: `(U, S, Vh)`."""
def svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values of each matrix of a batch (*, m, n), the largest first: (*, min(m, n)), real."""
def tensorinv(A: Tensor, ind: int = 2, *, out: Tensor | None = None) -> Tensor:
    """The inverse of A as a linear map from tensors of its last axes to tensors of its first `ind` axes."""
def tensorsolve(A: Tensor, B: Tensor, dims: tuple[int, ...] | None = None, *, out: Tensor | None = None) -> Tensor:
    """The X with tensordot(A, X, X.ndim) = B, for A (*B.shape, *n) with as many elements in *n as in B: X is (*n)."""
def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The Vandermonde matrices: 1, x, x^2, ..., x^(N-1) of each element of `x` (*, n), as rows: (*, n, N)."""
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """The dot products of vectors along `dim`, those of `x` conjugated; the other axes broadcast."""
def vector_norm(
    input: Tensor, ord: Number | str = 2, dim: int | Sequence[int] | None = None, keepdim: bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The norm (sum of |x|**ord)**(1/ord) of all elements, or along `dim` (an axis or several)."""
