"""Linear algebra by solving: what factors and solutions promise, gradients to second order (complex too), errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad._engine.errors import LinAlgError
from minigrad.autograd import gradcheck, gradgradcheck
from minigrad.ops import determinants
from minigrad.ops import lu as lu_ops

DTYPES = ("float32", "float64", "complex64", "complex128")
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of 1 / 0


def matrices(shape: tuple[int, ...], dtype: str = "float64", seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    made = rng.standard_normal(shape)
    if dtype.startswith("complex"):
        made = made + 1j * rng.standard_normal(shape)
    return torch.from_numpy(made.astype(dtype))


def well_posed(shape: tuple[int, ...], dtype: str = "float64", seed: int = 0) -> Any:
    """Matrices far from singular."""
    return matrices(shape, dtype, seed) + 2 * shape[-1] ** 0.5 * torch.eye(shape[-1])


def positive(shape: tuple[int, ...], dtype: str = "float64", seed: int = 0) -> Any:
    A = matrices(shape, dtype, seed)
    return A @ A.mH + torch.eye(shape[-1])


def close(a: Any, b: Any) -> None:
    a, b = [np.asarray(x.detach().numpy() if isinstance(x, torch.Tensor) else x) for x in (a, b)]
    assert a.shape == b.shape
    assert a.dtype == b.dtype
    tolerance = 1e-4 if a.dtype.itemsize == (8 if a.dtype.kind == "c" else 4) else 1e-10
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


# ------------------------------------------------------------ what the results promise


@given(n=st.integers(0, 20), k=st.integers(0, 3), batch=st.sampled_from([(), (2,), (0,), (2, 1)]),
       dtype=st.sampled_from(DTYPES), left=st.booleans(), seed=st.integers(0, 9))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_solutions_solve(n: int, k: int, batch: tuple[int, ...], dtype: str, left: bool, seed: int) -> None:
    A = well_posed((*batch, n, n), dtype, seed)
    B = matrices((*batch, n, k) if left else (*batch, k, n), dtype, seed + 1)

    def times(M: Any, X: Any) -> Any:
        return M @ X if left else X @ M

    close(times(A, torch.linalg.solve(A, B, left=left)), B)
    LU, pivots = torch.linalg.lu_factor(A)
    close(times(A, torch.linalg.lu_solve(LU, pivots, B, left=left)), B)
    close(times(A.mH, torch.linalg.lu_solve(LU, pivots, B, left=left, adjoint=True)), B)
    for upper in (True, False):
        T = A.triu() if upper else A.tril()
        close(times(T, torch.linalg.solve_triangular(A, B, upper=upper, left=left)), B)
    if left:
        P = A @ A.mH
        for upper in (True, False):
            close(P @ torch.cholesky_solve(B, torch.linalg.cholesky(P, upper=upper), upper) / n, B / n)
            if n:
                close(torch.cholesky_inverse(torch.linalg.cholesky(P, upper=upper), upper) @ P, torch.linalg.inv(A) @ A)


@given(m=st.integers(0, 22), n=st.integers(0, 22), batch=st.sampled_from([(), (3,), (0,)]),
       dtype=st.sampled_from(DTYPES), rank=st.integers(0, 22), seed=st.integers(0, 9))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_lu_of_any_matrix(m: int, n: int, batch: tuple[int, ...], dtype: str, rank: int, seed: int) -> None:
    A = matrices((*batch, m, rank), dtype, seed) @ matrices((*batch, rank, n), dtype, seed + 1)
    P, L, U = torch.linalg.lu(A)
    close(P @ L @ U / (rank + 1), A / (rank + 1))
    k = min(m, n)
    assert L.shape == (*batch, m, k)
    assert U.shape == (*batch, k, n)
    close(L, L.tril(-1) + torch.eye(m, k, dtype=A.dtype))
    close(U, U.triu())
    assert float(L.abs().max() if L.numel() else 0) < (1 + 1e-5 if dtype.startswith("f") else 1.5)
    LU, pivots, info = torch.linalg.lu_factor_ex(A)
    assert (pivots.dtype, pivots.shape, info.shape) == (torch.int32, (*batch, k), batch)
    for found, expected in zip(torch.lu_unpack(LU, pivots), (P, L, U), strict=True):
        close(found, expected)


@given(n=st.integers(0, 12), dtype=st.sampled_from(DTYPES), hermitian=st.booleans(), sparse=st.booleans(),
       seed=st.integers(0, 99))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_ldl_solves_indefinite_systems(n: int, dtype: str, hermitian: bool, sparse: bool, seed: int) -> None:
    A = matrices((2, n, n), dtype, seed)
    A = A + (A.mH if hermitian else A.mT)
    if sparse and n % 2 == 0:  # zeros on the diagonal call for blocks of two rows
        A = A - A.diagonal(0, -2, -1).diag_embed()
    values = np.abs(np.linalg.svd(A.numpy(), compute_uv=False))
    if n and values.min() < 1e-2:
        return
    B = matrices((2, n, 3), dtype, seed + 1)
    LD, pivots = torch.linalg.ldl_factor(A.tril(), hermitian=hermitian)
    scale = 30 * (n + 1)
    close(A @ torch.linalg.ldl_solve(LD, pivots, B, hermitian=hermitian) / scale, B / scale)


@pytest.mark.parametrize("dtype", DTYPES)
def test_determinants(dtype: str) -> None:
    A = matrices((3, 4, 4), dtype)
    sign, logabs = torch.linalg.slogdet(A)
    close(sign * logabs.exp(), torch.det(A))
    close(torch.det(A @ A), torch.det(A) ** 2)
    close(torch.logdet(A @ A.mH).real, 2 * logabs)
    assert logabs.dtype == A.real.dtype


@given(n=st.integers(0, 5), scale=st.sampled_from([1e-9, 0.3, 1.0, 4.0]), dtype=st.sampled_from(DTYPES))
@settings(max_examples=30, deadline=None)
def test_exponentials(n: int, scale: float, dtype: str) -> None:
    A = matrices((2, n, n), dtype) * scale / (n + 1)
    close(torch.matrix_exp(A) @ torch.matrix_exp(-A), torch.eye(n, dtype=A.dtype).expand(2, n, n))
    close(torch.matrix_exp(A) @ torch.matrix_exp(A), torch.matrix_exp(2 * A))
    diagonal = matrices((n,), dtype) * scale
    close(torch.linalg.matrix_exp(diagonal.diag()), diagonal.exp().diag())


def test_exponential_of_half_precision_is_that_of_float32_rounded() -> None:
    A = matrices((3, 3)).half()
    assert torch.equal(torch.matrix_exp(A), torch.matrix_exp(A.float()).half())


def test_tensors_that_stand_for_matrices() -> None:
    A = well_posed((6, 6)).reshape(2, 3, 6)
    close(torch.tensordot(torch.linalg.tensorinv(A, ind=2), A, 2), torch.eye(6, dtype=torch.float64))
    B = matrices((2, 3))
    close(torch.tensordot(A, torch.linalg.tensorsolve(A, B), 1), B)
    moved = torch.linalg.tensorsolve(A.permute(2, 0, 1), B, dims=(0,))
    close(moved, torch.linalg.tensorsolve(A, B))


def test_which_right_sides_are_vectors() -> None:
    A = well_posed((3, 2, 2))
    assert torch.linalg.solve(A, matrices((3, 2))).shape == (3, 2)
    assert torch.linalg.solve(A, matrices((2,))).shape == (3, 2)
    assert torch.linalg.solve(A, matrices((2, 3))).shape == (3, 2, 3)
    assert torch.linalg.solve(A, matrices((3, 2, 1))).shape == (3, 2, 1)


def test_the_largest_of_a_column_is_the_pivot_and_the_first_of_equals() -> None:
    assert torch.linalg.lu_factor(torch.tensor([[1.0, 0], [-3, 1], [3, 5]])).pivots.tolist() == [2, 3]
    # |Re| + |Im|, as LAPACK has it: 3 + 3i goes before 5
    assert torch.linalg.lu_factor(torch.tensor([[5.0 + 0j, 1], [3 + 3j, 0]])).pivots.tolist() == [2, 2]


def test_one_triangle_alone_is_read() -> None:
    A, junk = positive((3, 3)), torch.full((3, 3), float("nan"), dtype=torch.float64)
    for upper in (False, True):
        half = A.triu() + junk.tril(-1).nan_to_num(7.0) if upper else A.tril() + junk.triu(1).nan_to_num(7.0)
        close(torch.linalg.cholesky(half, upper=upper), torch.linalg.cholesky(A, upper=upper))
        spoiled = torch.where(torch.ones(3, 3).bool().triu() == upper, A, junk)
        spoiled = torch.where(torch.eye(3).bool(), A, spoiled)
        B = matrices((3, 1))
        close(torch.linalg.solve_triangular(spoiled, B, upper=upper),
              torch.linalg.solve_triangular(A, B, upper=upper))  # fmt: skip


def test_inputs_are_left_alone_and_out_is_written() -> None:
    A = positive((3, 3))
    kept = A.clone()
    for call in (torch.linalg.inv, torch.linalg.cholesky, torch.linalg.lu_factor_ex, torch.linalg.ldl_factor_ex,
                 torch.matrix_exp, torch.det, torch.linalg.slogdet):  # fmt: skip
        call(A)
        assert torch.equal(A, kept)
    out = torch.empty(0, dtype=torch.float64)
    assert torch.linalg.solve(A, A, out=out) is out
    close(out, torch.eye(3, dtype=torch.float64))
    parts = (torch.empty(0, dtype=torch.float64), torch.empty(0, dtype=torch.int32))
    torch.linalg.lu_factor(A, out=parts)
    assert torch.equal(parts[1], torch.linalg.lu_factor(A).pivots)


@pytest.mark.parametrize("call", [torch.linalg.inv, torch.linalg.cholesky, lambda A: torch.linalg.lu_factor(A).LU,
                                  lambda A: torch.linalg.ldl_factor(A).LD])  # fmt: skip
def test_factors_are_column_major(call: Callable[[Any], Any]) -> None:
    assert call(positive((2, 3, 3))).stride() == (9, 1, 3)


# ------------------------------------------------------------ gradients

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "inv": lambda A, B: torch.linalg.inv(A),
    "solve": torch.linalg.solve,
    "solve from the right": lambda A, B: torch.linalg.solve(A, B.mT, left=False),
    "solve vectors": lambda A, B: torch.linalg.solve(A, B[..., 0]),
    "triangular": lambda A, B: torch.linalg.solve_triangular(A, B, upper=True),
    "triangular from the right": lambda A, B: torch.linalg.solve_triangular(
        A, B.mT, upper=False, left=False, unitriangular=True
    ),
    "triangular_solve": lambda A, B: torch.triangular_solve(B, A, transpose=True),
    "cholesky": lambda A, B: torch.linalg.cholesky(A @ A.mH),
    "cholesky upper": lambda A, B: torch.cholesky(A @ A.mH, upper=True),
    "cholesky_solve": lambda A, B: torch.cholesky_solve(B, A.tril()),
    "cholesky_solve upper": lambda A, B: torch.cholesky_solve(B, A.triu(), True),
    "cholesky_inverse": lambda A, B: torch.cholesky_inverse(torch.linalg.cholesky(A @ A.mH)),
    "lu": lambda A, B: torch.linalg.lu(A)[1:],
    "lu tall": lambda A, B: torch.linalg.lu(A[..., :2])[1:],
    "lu wide": lambda A, B: torch.linalg.lu(A[..., :2, :])[1:],
    "lu_factor": lambda A, B: torch.linalg.lu_factor(A)[0],
    "lu_solve": lambda A, B: torch.linalg.lu_solve(A, torch.tensor([2, 3, 3]).int().expand(A.shape[:-1]), B),
    "lu_solve adjoint": lambda A, B: torch.linalg.lu_solve(
        A, torch.tensor([2, 3, 3]).int().expand(A.shape[:-1]), B, adjoint=True
    ),
    "det": lambda A, B: torch.linalg.det(A),
    "slogdet": lambda A, B: torch.linalg.slogdet(A),
    "logdet": lambda A, B: torch.logdet(A @ A.mH),
    "matrix_exp": lambda A, B: torch.matrix_exp(A / 4),
}


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", CALLS)
def test_gradients_to_second_order(name: str, dtype: str) -> None:
    def call(A: Any, B: Any) -> Any:
        found = CALLS[name](A, B)
        return found if isinstance(found, torch.Tensor) else tuple(f for f in found if f.requires_grad)

    batch = (2,) if dtype == "float64" else ()
    leaves = [well_posed((*batch, 3, 3), dtype).requires_grad_(), matrices((*batch, 3, 2), dtype, 1).requires_grad_()]
    assert gradcheck(call, leaves)
    assert gradgradcheck(call, leaves)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_det_has_gradients_at_singular_matrices(rank: int, dtype: str) -> None:
    A = (matrices((3, rank), dtype) @ matrices((rank, 3), dtype, 1)).requires_grad_()
    assert gradcheck(torch.det, A)
    assert gradgradcheck(torch.det, A)
    exact = torch.diag(torch.tensor([1.0, 2.0, 0.0], dtype=A.dtype)).requires_grad_()
    (gradient,) = torch.autograd.grad(torch.det(exact).real, exact)
    close(gradient, torch.diag(torch.tensor([0.0, 0.0, 2.0], dtype=A.dtype)))


def test_internal_formulas_to_second_order() -> None:
    A, h = matrices((2, 3, 3)).requires_grad_(), matrices((2, 3, 3), seed=1).requires_grad_()
    assert gradcheck(determinants._second, (A, h))
    assert gradgradcheck(determinants._second, (A, h))
    assert gradgradcheck(determinants._cofactors, A)
    order = np.array([[1, 2, 0], [0, 2, 1]])
    assert gradcheck(lambda x: lu_ops._rows(x, order), A)


class SlightlyWrong(torch.autograd.Function):
    """The inverse with a gradient that is wrong by a tenth of a percent."""

    @staticmethod
    def forward(ctx: Any, A: Any) -> Any:
        X = torch.linalg.inv(A)
        ctx.save_for_backward(X)
        return X

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (X,) = ctx.saved_tensors
        return -1.001 * X.mT @ g @ X.mT


def test_a_slightly_wrong_gradient_is_seen() -> None:
    A = matrices((3, 3)).requires_grad_()
    assert gradcheck(torch.linalg.inv, A, rtol=1e-4)
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        gradcheck(SlightlyWrong.apply, A, rtol=1e-4)


def test_ldl_has_no_derivative() -> None:
    A = positive((3, 3)).requires_grad_()
    with pytest.raises(RuntimeError, match="derivative for aten::linalg_ldl_factor_ex is not implemented"):
        torch.linalg.ldl_factor(A).LD.sum().backward()
    LD, pivots = torch.linalg.ldl_factor(A.detach())
    with pytest.raises(RuntimeError, match="derivative for aten::linalg_ldl_solve is not implemented"):
        torch.linalg.ldl_solve(LD, pivots, matrices((3, 1)).requires_grad_()).sum().backward()


def test_the_permutation_has_no_gradient() -> None:
    A = matrices((3, 3)).requires_grad_()
    P, L, U = torch.linalg.lu(A)
    assert (P.requires_grad, L.requires_grad, U.requires_grad) == (False, True, True)
    assert not torch.linalg.lu_factor(A).pivots.requires_grad


@pytest.mark.parametrize(
    ("call", "node"),
    [
        (torch.linalg.inv, "LinalgInvExBackward0"),
        (lambda A: torch.linalg.solve(A, A), "LinalgSolveExBackward0"),
        (lambda A: torch.linalg.solve_triangular(A, A, upper=True), "LinalgSolveTriangularBackward0"),
        (lambda A: torch.triangular_solve(A, A)[0], "TriangularSolveBackward0"),
        (torch.linalg.cholesky, "LinalgCholeskyExBackward0"),
        (torch.cholesky, "CholeskyBackward0"),
        (lambda A: torch.cholesky_solve(A, A), "CholeskySolveBackward0"),
        (torch.cholesky_inverse, "CholeskyInverseBackward0"),
        (lambda A: torch.linalg.lu(A)[1], "LinalgLuBackward0"),
        (lambda A: torch.lu(A)[0], "LinalgLuFactorExBackward0"),
        (lambda A: torch.lu_unpack(A, torch.tensor([1, 2, 3]).int())[1], "LuUnpackBackward0"),
        (lambda A: torch.linalg.lu_solve(A, torch.tensor([1, 2, 3]).int(), A), "LinalgLuSolveBackward0"),
        (torch.det, "LinalgDetBackward0"),
        (lambda A: torch.slogdet(A)[1], "LinalgSlogdetBackward0"),
        (torch.matrix_exp, "LinalgMatrixExpBackward0"),
    ],
)
def test_nodes_have_torchs_names(call: Callable[[Any], Any], node: str) -> None:
    assert call(positive((3, 3)).requires_grad_()).grad_fn.name() == node


# ------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: torch.linalg.solve(torch.ones(2, 2), torch.ones(2)),
            "torch.linalg.solve: The solver failed because the input matrix is singular.",
        ),
        (
            lambda: torch.linalg.inv(torch.stack([torch.eye(2), torch.ones(2, 2)])),
            (
                "linalg.inv: (Batch element 1): The diagonal element 2 is zero, the inversion could not be completed "
                "because the input matrix is singular."
            ),
        ),
        (
            lambda: torch.linalg.cholesky(torch.ones(2, 2)),
            (
                "linalg.cholesky: The factorization could not be completed because the input is not positive-definite "
                "(the leading minor of order 2 is not positive-definite)."
            ),
        ),
        (
            lambda: torch.cholesky_inverse(torch.zeros(2, 2)),
            (
                "cholesky_inverse: The diagonal element 1 is zero, the inversion could not be completed because the input "
                "matrix is singular."
            ),
        ),
        (
            lambda: torch.linalg.ldl_factor(torch.zeros(2, 2)),
            (
                "torch.linalg.ldl_factor: The diagonal element 1 of D is zero: the matrix is singular, and nothing can be "
                "solved with the factorization."
            ),
        ),
    ],
)
def test_what_cannot_be_done_is_a_linalg_error(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(LinAlgError, match=f"^{re.escape(text)}($|\\n)"):
        call()


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: torch.linalg.lu_factor(torch.zeros(2, 2)),
            RuntimeError,
            "torch.linalg.lu_factor: U[1,1] is zero and using it on lu_solve would result in a division by zero.",
        ),
        (
            lambda: torch.linalg.solve(torch.eye(2), torch.ones(3)),
            RuntimeError,
            "linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)",
        ),
        (
            lambda: torch.linalg.solve(torch.eye(2), 3),
            TypeError,
            "linalg_solve(): argument 'B' (position 2) must be Tensor, not int",
        ),
        (
            lambda: torch.linalg.det(torch.ones(2, 3)),
            RuntimeError,
            "linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices",
        ),
        (
            lambda: torch.matrix_exp(torch.eye(2).long()),
            RuntimeError,
            "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got Long",
        ),
        (
            lambda: torch.linalg.lu(torch.eye(2), pivot=False),
            RuntimeError,
            "linalg.lu_factor: LU without pivoting is not implemented on the CPU",
        ),
        (
            lambda: torch.linalg.tensorsolve(torch.ones(3, 2), torch.ones(2)),
            RuntimeError,
            "shape '[2, 2]' is invalid for input of size 6",
        ),
        (
            lambda: torch.linalg.ldl_solve(torch.eye(2), torch.tensor([1, 7]), torch.ones(2, 1)),
            RuntimeError,
            "torch.linalg.ldl_solve: the pivots must be rows of the matrix",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_torchs_words(call: Callable[[], Any], kind: Any, text: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(text)}"):
        call()
