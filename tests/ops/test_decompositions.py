"""Decompositions: what they promise of their factors, gradients to second order (complex too), errors by text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad.autograd import gradcheck, gradgradcheck

DTYPES = ("float32", "float64", "complex64", "complex128")
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of 1 / 0


def matrices(shape: tuple[int, ...], dtype: str = "float64", seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    made = rng.standard_normal(shape)
    if dtype.startswith("complex"):
        made = made + 1j * rng.standard_normal(shape)
    return torch.from_numpy(made.astype(dtype))


def close(a: Any, b: Any) -> None:
    a, b = [np.asarray(x.detach().numpy() if isinstance(x, torch.Tensor) else x) for x in (a, b)]
    assert a.shape == b.shape
    assert a.dtype == b.dtype
    tolerance = 2e-5 if a.dtype.itemsize == (8 if a.dtype.kind == "c" else 4) else 1e-12
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=10 * tolerance)


def of(t: Any) -> Any:
    return t.detach().numpy()


def unit(n: int, like: Any) -> Any:
    """Unit matrices, one for each matrix of a batch."""
    return np.broadcast_to(np.eye(n, dtype=of(like).dtype), (*like.shape[:-2], n, n))


shapes = st.tuples(st.lists(st.integers(0, 2), max_size=2), st.integers(0, 4), st.integers(0, 4)).map(
    lambda s: (*s[0], s[1], s[2])
)


# ------------------------------------------------------------ what the factors are


@settings(max_examples=40, deadline=None)
@given(shape=shapes, dtype=st.sampled_from(DTYPES), mode=st.sampled_from(["reduced", "complete"]))
def test_qr(shape: tuple[int, ...], dtype: str, mode: str) -> None:
    A = matrices(shape, dtype)
    Q, R = torch.linalg.qr(A, mode)
    m, n = shape[-2:]
    inner = m if mode == "complete" else min(m, n)
    assert Q.shape == (*shape[:-2], m, inner)
    assert R.shape == (*shape[:-2], inner, n)
    close(Q @ R, A)
    close(Q.mH @ Q, unit(inner, Q))
    close(R, R.triu())
    only = torch.linalg.qr(A, "r")
    assert only.Q.shape == (0,)
    close(only.R, torch.linalg.qr(A).R)


@settings(max_examples=40, deadline=None)
@given(shape=shapes, dtype=st.sampled_from(DTYPES), full=st.booleans())
def test_svd(shape: tuple[int, ...], dtype: str, full: bool) -> None:
    A = matrices(shape, dtype)
    U, S, Vh = torch.linalg.svd(A, full_matrices=full)
    m, n = shape[-2:]
    k = min(m, n)
    assert S.dtype is (torch.float32 if dtype in ("float32", "complex64") else torch.float64)
    assert U.shape == (*shape[:-2], m, m if full else k)
    assert Vh.shape == (*shape[:-2], n if full else k, n)
    close((U[..., :k] * S[..., None, :]) @ Vh[..., :k, :], A)
    close(U.mH @ U, unit(U.shape[-1], U))
    close(Vh @ Vh.mH, unit(Vh.shape[-2], Vh))
    assert (np.diff(of(S)) <= 0).all()
    assert (of(S) >= 0).all()
    close(torch.linalg.svdvals(A), S)


@settings(max_examples=30, deadline=None)
@given(n=st.integers(0, 4), batch=st.lists(st.integers(0, 2), max_size=2), dtype=st.sampled_from(DTYPES))
def test_eigh(n: int, batch: list[int], dtype: str) -> None:
    A = matrices((*batch, n, n), dtype)
    H = A + A.mH
    L, V = torch.linalg.eigh(H)
    assert not L.is_complex()
    assert (np.diff(of(L)) >= 0).all()
    close((V * L[..., None, :]) @ V.mH, H)
    close(V.mH @ V, unit(n, V))
    close(torch.linalg.eigvalsh(H), L)
    close(torch.linalg.eigvalsh(H.tril(), UPLO="L"), L)
    close(torch.linalg.eigvalsh(H.triu(), UPLO="u"), L)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 3), (2, 4, 4), (0, 0), (2, 0, 0), (0, 3, 3)])
def test_eig(shape: tuple[int, ...], dtype: str) -> None:
    A = matrices(shape, dtype)
    L, V = torch.linalg.eig(A)
    assert L.is_complex()
    assert L.dtype is V.dtype
    close(A.to(V.dtype) @ V, V * L[..., None, :])
    close(torch.linalg.eigvals(A), L)
    np.testing.assert_allclose(np.linalg.norm(of(V), axis=-2), 1, rtol=1e-5)


@settings(max_examples=40, deadline=None)
@given(shape=shapes, dtype=st.sampled_from(DTYPES))
def test_pinv_by_its_four_equations(shape: tuple[int, ...], dtype: str) -> None:
    A = matrices(shape, dtype)
    X = torch.linalg.pinv(A)
    assert X.shape == (*shape[:-2], shape[-1], shape[-2])
    np.testing.assert_allclose(of(A @ X @ A), of(A), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(of(X @ A @ X), of(X), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(of((A @ X).mH), of(A @ X), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(of((X @ A).mH), of(X @ A), rtol=1e-3, atol=1e-3)


def test_pinv_and_rank_of_a_singular_matrix() -> None:
    a, b = matrices((2, 5, 2)), matrices((2, 2, 4), seed=1)
    A = a @ b
    close(torch.linalg.pinv(A), torch.linalg.pinv(b) @ torch.linalg.pinv(a))
    assert torch.linalg.matrix_rank(A).tolist() == [2, 2]
    assert torch.linalg.matrix_rank(A).dtype is torch.int64
    H = A @ A.mT
    close(torch.linalg.pinv(H, hermitian=True), torch.linalg.pinv(H))
    assert torch.linalg.matrix_rank(H, hermitian=True).tolist() == [2, 2]


def test_tolerances() -> None:
    A = torch.diag(torch.tensor([4.0, 2.0, 1.0]))
    rank = torch.linalg.matrix_rank
    assert [rank(A, 1.0).item(), rank(A, atol=2.0).item(), rank(A, rtol=0.6).item()] == [2, 1, 1]
    assert rank(A, torch.tensor(1.5)).item() == 2
    assert rank(A.expand(2, 3, 3), atol=torch.tensor([0.0, 3.0])).tolist() == [3, 1]
    assert rank(A.expand(2, 3, 3), tol=torch.tensor([[0.0], [3.0]])).tolist() == [[3, 3], [1, 1]]
    assert torch.linalg.pinv(A, 0.3).diagonal().tolist() == [0.25, 0.5, 0]
    assert torch.linalg.pinv(A, rtol=0.3).diagonal().tolist() == [0.25, 0.5, 0]
    assert torch.linalg.pinv(A, atol=2.0).diagonal().tolist() == [0.25, 0, 0]
    assert torch.pinverse(A, rcond=0.6).diagonal().tolist() == [0.25, 0, 0]
    assert torch.linalg.pinv(A.expand(2, 3, 3), torch.tensor([0.0, 0.6]))[1].diagonal().tolist() == [0.25, 0, 0]


@pytest.mark.parametrize("dtype", DTYPES)
def test_reflectors_make_the_q_of_qr(dtype: str) -> None:
    A = matrices((2, 4, 3), dtype)
    a, tau = torch.geqrf(A)
    assert (a.shape, tau.shape) == ((2, 4, 3), (2, 3))
    Q, R = torch.linalg.qr(A)
    close(a.triu()[..., :3, :], R)
    close(torch.linalg.householder_product(a, tau), Q)
    close(torch.orgqr(a, tau), Q)
    close(torch.ormqr(a, tau, a.triu()), A)
    complete, C = torch.linalg.qr(A, "complete").Q, matrices((2, 4, 4), dtype, 1)
    close(torch.ormqr(a, tau, C), complete @ C)
    close(torch.ormqr(a, tau, C, transpose=True), complete.mH @ C)
    close(torch.ormqr(a, tau, C, left=False), C @ complete)
    close(torch.ormqr(a, tau, C, left=False, transpose=True), C @ complete.mH)


def test_householder_product_looks_below_the_diagonal_only() -> None:
    a, tau = matrices((4, 3)), matrices((2,))
    close(torch.linalg.householder_product(a, tau), torch.linalg.householder_product(a.tril(-1), tau))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("driver", ["gels", "gelsy", "gelsd", "gelss", None])
def test_least_squares(dtype: str, driver: str | None) -> None:
    A, B = matrices((2, 5, 3), dtype), matrices((2, 5, 2), dtype, 1)
    found = torch.linalg.lstsq(A, B, driver=driver)
    r = A @ found.solution - B
    np.testing.assert_allclose(of(A.mH @ r), 0, atol=1e-5)
    residuals = driver in ("gels", "gelsd", "gelss")
    if residuals:
        close(found.residuals, (r.abs() ** 2).sum(-2))
    assert found.residuals.shape == ((2, 2) if residuals else (0,))
    assert found.rank.shape == ((0,) if driver == "gels" else (2,))
    assert found.rank.dtype is torch.int64
    assert found.singular_values.shape == ((2, 3) if driver in ("gelsd", "gelss") else (0,))


def test_least_squares_of_few_equations_has_the_least_norm() -> None:
    A, b = matrices((2, 4)), matrices((2,), seed=1)
    x = torch.linalg.lstsq(A, b).solution
    assert x.shape == (4,)
    close(A @ x, b)
    close(torch.linalg.pinv(A) @ b, x)


def test_least_squares_shapes() -> None:
    lstsq = torch.linalg.lstsq
    assert lstsq(matrices((2, 3, 2)), matrices((2, 3))).solution.shape == (2, 2)
    assert lstsq(matrices((2, 3, 2)), matrices((1, 3, 4))).solution.shape == (2, 2, 4)
    assert lstsq(matrices((0, 2)), matrices((0, 3))).solution.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert lstsq(matrices((3, 0)), matrices((3, 2))).solution.shape == (0, 2)


def test_low_rank_approximations_are_exact_for_low_rank() -> None:
    torch.manual_seed(0)
    for shape in ((2, 9, 3), (2, 3, 9)):
        A = matrices((*shape[:-1], 2)) @ matrices((*shape[:-2], 2, shape[-1]), seed=1)
        U, S, V = torch.svd_lowrank(A, q=2)
        close((U * S[..., None, :]) @ V.mT, A)
        U, S, V = torch.pca_lowrank(A, q=2)
        close((U * S[..., None, :]) @ V.mT, A - A.mean(-2, keepdim=True))
        M = matrices(shape, seed=2)
        U, S, V = torch.svd_lowrank(A + M, q=2, M=M)
        close((U * S[..., None, :]) @ V.mT, A)


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf])
@pytest.mark.parametrize("dtype", DTYPES)
def test_matrix_norms_are_numpys(order: Any, dtype: str) -> None:
    A = matrices((3, 4, 2), dtype)
    for dim, data in (((1, 2), of(A)), ((-1, 1), of(A.mT)), ((2, 0), of(A).transpose(1, 2, 0))):
        expected = np.linalg.norm(data, order, (1, 2))
        close(torch.linalg.matrix_norm(A, order, dim), expected)
        close(torch.linalg.norm(A, order, dim), expected)
        kept = torch.linalg.matrix_norm(A, order, dim, keepdim=True)
        assert [kept.shape[d] for d in dim] == [1, 1]
        assert kept.ndim == 3
        close(kept.reshape(-1), expected)


@pytest.mark.parametrize("p", [None, 2, -2])
def test_condition_numbers_are_numpys(p: Any) -> None:
    A = matrices((2, 3, 3))
    close(torch.linalg.cond(A, p), np.linalg.cond(of(A), p))
    close(torch.linalg.cond(A[..., :2], p), np.linalg.cond(of(A)[..., :2], p))
    assert torch.linalg.cond(torch.ones(2, 0, 3), p).tolist() == [0, 0]


def test_the_nuclear_condition_number_is_a_product_of_norms() -> None:
    A = matrices((2, 3, 3))
    close(
        torch.linalg.cond(A, "nuc"),
        np.linalg.norm(of(A), "nuc", (1, 2)) * np.linalg.norm(np.linalg.inv(of(A)), "nuc", (1, 2)),
    )


@pytest.mark.parametrize("p", [1, -1, math.inf, -math.inf, "fro"])
def test_condition_numbers_with_an_inverse(p: Any) -> None:
    A = matrices((2, 3, 3))
    close(torch.linalg.cond(A, p), np.linalg.cond(of(A), p))
    assert torch.linalg.cond(torch.zeros(2, 2), p).item() == math.inf
    one_singular = torch.stack([torch.eye(3), torch.ones(3, 3)])
    assert torch.linalg.cond(one_singular, p).isinf().tolist() == [False, True]


def test_arguments_by_name() -> None:
    A, tau = torch.eye(2), torch.zeros(2)
    for f in (torch.linalg.eig, torch.linalg.eigvals, torch.linalg.eigh, torch.linalg.cond, torch.linalg.norm):
        f(input=A)
    assert torch.linalg.lstsq(input=A, b=A).solution.tolist() == A.tolist()
    assert torch.ormqr(input=A, input2=tau, input3=A).tolist() == A.tolist()
    assert torch.orgqr(A, input2=tau).tolist() == A.tolist()
    assert torch.linalg.svdvals(A=A).tolist() == [1, 1]
    with pytest.raises(TypeError, match=re.escape("linalg_lstsq(): argument 'b' (position 2) must be Tensor, not int")):
        torch.linalg.lstsq(A, 3)


@settings(max_examples=20, deadline=None)
@given(n=st.integers(-2, 9), dtype=st.sampled_from((*DTYPES, "int64")))
def test_matrix_powers(n: int, dtype: str) -> None:
    A = matrices((2, 3, 3), dtype) if dtype != "int64" else torch.tensor([[[1, 1], [1, 0]], [[2, 0], [1, 3]]])
    if n < 0 and dtype == "int64":
        return
    expected = np.linalg.matrix_power(of(A), n)
    assert torch.matrix_power(A, n).dtype is A.dtype
    np.testing.assert_allclose(of(torch.linalg.matrix_power(A, n)), expected, rtol=1e-3, atol=1e-3)


def test_power_zero_of_nan_is_the_unit_matrix() -> None:
    A = torch.full((2, 2), math.nan, requires_grad=True)
    one = torch.linalg.matrix_power(A, 0)
    assert one.tolist() == [[1, 0], [0, 1]]
    assert one.requires_grad
    one.sum().backward()
    assert A.grad.tolist() == [[0, 0], [0, 0]]


def test_older_names() -> None:
    A = matrices((4, 3), "complex128")
    U, S, V = torch.svd(A)
    close((U * S) @ V.mH, A)
    assert type(torch.svd(A)).__name__ == "svd"
    assert torch.svd(A)._fields == ("U", "S", "V")
    assert [t.shape for t in torch.svd(A, some=False)] == [(4, 4), (3,), (3, 3)]
    empty = torch.svd(A, compute_uv=False)
    assert not empty.U.any()
    assert not empty.V.any()
    assert (empty.U.shape, empty.V.shape) == ((4, 4), (3, 3))
    close(empty.S, S)
    assert torch.qr(A, some=False).Q.shape == (4, 4)
    close(torch.qr(A).R, torch.linalg.qr(A).R)
    close(A.pinverse(), torch.linalg.pinv(A))


def test_results_have_names() -> None:
    A = torch.eye(2)
    assert repr(torch.linalg.qr(A)).startswith("torch.return_types.linalg_qr(\nQ=tensor(")
    for made, fields in (
        (torch.linalg.svd(A), ("U", "S", "Vh")),
        (torch.linalg.eigh(A), ("eigenvalues", "eigenvectors")),
        (torch.linalg.eig(A), ("eigenvalues", "eigenvectors")),
        (torch.linalg.lstsq(A, A), ("solution", "residuals", "rank", "singular_values")),
        (torch.geqrf(A), ("a", "tau")),
    ):
        assert made._fields == fields
        assert type(made).__module__ == "torch.return_types"


def test_out() -> None:
    A = matrices((3, 2))
    Q, R = torch.empty(3, 2, dtype=torch.float64), torch.empty(2, 2, dtype=torch.float64)
    made = torch.linalg.qr(A, out=(Q, R))
    assert made[0] is Q
    close(Q @ R, A)
    S = torch.empty(2, dtype=torch.float64)
    assert torch.linalg.svdvals(A, out=S) is S
    close(S, torch.linalg.svdvals(A))


def test_the_input_stays_as_it_was() -> None:
    A = matrices((3, 3))
    before = of(A).copy()
    for f in (
        torch.linalg.qr, torch.linalg.svd, torch.linalg.eigh, torch.linalg.eig, torch.linalg.pinv, torch.geqrf,
        torch.linalg.svdvals, torch.linalg.eigvals, torch.linalg.eigvalsh, torch.linalg.matrix_norm,
    ):  # fmt: skip
        f(A)
        np.testing.assert_array_equal(of(A), before)


# ------------------------------------------------------------ gradients


def hermitian(A: Any) -> Any:
    return A + A.mH


def blind(V: Any) -> Any:
    """Projections onto the vectors: what does not depend on their phases."""
    return V[..., :, None, :] * V.conj()[..., None, :, :]


def pair(U: Any, Vh: Any) -> Any:
    return U[..., :, None, :] * Vh.mT[..., None, :, :]


L = torch.linalg
LOSSES: dict[str, Callable[[Any], Any]] = {
    "qr": lambda A: L.qr(A),
    "qr, R alone": lambda A: L.qr(A).R,
    "qr, Q alone": lambda A: L.qr(A).Q,
    "qr, wide": lambda A: L.qr(A.mH[..., :, :]),
    "svd, U": lambda A: blind(L.svd(A, False).U),
    "svd, V": lambda A: blind(L.svd(A, False).Vh.mH),
    "svd, pairs": lambda A: (pair(*L.svd(A, False)[::2]), L.svd(A, False).S),
    "svd, wide": lambda A: pair(*L.svd(A.mH, False)[::2]),
    "svd, full": lambda A: blind(L.svd(A).U[..., : min(A.shape[-2:])]),
    "svdvals": lambda A: L.svdvals(A),
    "eigh": lambda A: (L.eigh(hermitian(A[..., :2, :2])).eigenvalues, blind(L.eigh(hermitian(A[..., :2, :2])).eigenvectors)),
    "eigh, vectors": lambda A: blind(L.eigh(hermitian(A[..., :2, :2]), "U").eigenvectors),
    "eigvalsh": lambda A: L.eigvalsh(hermitian(A[..., :2, :2])),
    "eig": lambda A: (L.eig(A[..., :2, :2]).eigenvalues, blind(L.eig(A[..., :2, :2]).eigenvectors)),
    "eig, vectors": lambda A: blind(L.eig(A[..., :2, :2]).eigenvectors),
    "eigvals": lambda A: L.eigvals(A[..., :2, :2]),
    "pinv": lambda A: L.pinv(A),
    "pinv, wide": lambda A: L.pinv(A.mH),
    "pinv, Hermitian": lambda A: L.pinv(hermitian(A[..., :2, :2]), hermitian=True),
    "householder": lambda A: L.householder_product(A, A[..., 0, :]),
    "ormqr": lambda A: torch.ormqr(A, A[..., 0, :], A.conj() * A, True, False),
    "ormqr, adjoint": lambda A: torch.ormqr(A, A[..., 0, :], A.conj() * A, True, True),
    "ormqr, right": lambda A: torch.ormqr(A, A[..., 0, :], (A * A).mT, False, True),
    "lstsq": lambda A: L.lstsq(A, A * A, driver="gels")[:2],
    "lstsq, wide": lambda A: L.lstsq(A.mH, A[..., :2, :] * 2).solution,
    "nuc": lambda A: L.matrix_norm(A, "nuc"),
    "2": lambda A: L.matrix_norm(A, 2),
    "cond": lambda A: L.cond(A),
    "cond 1": lambda A: L.cond(A[..., :2, :2], 1),
    "cond fro": lambda A: L.cond(A[..., :2, :2], "fro"),
    "power -2": lambda A: L.matrix_power(A[..., :2, :2], -2),
    "power": lambda A: L.matrix_power(A[..., :2, :2], 3),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("shape", [(3, 2), (2, 4, 2)])
def test_gradients_to_second_order(name: str, dtype: str, shape: tuple[int, ...]) -> None:
    A = matrices(shape, dtype, 5).requires_grad_()
    assert gradcheck(LOSSES[name], (A,))
    if len(shape) == 2:
        assert gradgradcheck(LOSSES[name], (A,))


@pytest.mark.parametrize("order", ["nuc", 2, "fro"])
def test_a_norm_at_zero_has_a_subgradient(order: Any) -> None:
    A = torch.zeros(2, 2, requires_grad=True)
    torch.linalg.matrix_norm(A, order).backward()
    slope = {"nuc": 1, 2: 0.5, "fro": 0}[order]
    assert A.grad.tolist() == [[slope, 0], [0, slope]]


def test_the_gradient_of_singular_values_needs_no_distinct_ones() -> None:
    A = torch.eye(2, requires_grad=True)
    torch.linalg.svdvals(A).sum().backward()
    assert A.grad.tolist() == [[1, 0], [0, 1]]
    H = torch.eye(2, requires_grad=True)
    torch.linalg.eigvalsh(H).sum().backward()
    assert H.grad.tolist() == [[1, 0], [0, 1]]


def test_full_matrices_have_the_gradient_of_their_first_columns() -> None:
    A = matrices((3, 2)).requires_grad_()
    weights = matrices((3, 3), seed=1)
    weights[:, 2] = 7.0  # of the column that A does not decide
    (torch.linalg.svd(A).U * weights).sum().backward()
    found, A.grad = A.grad, None
    (torch.linalg.svd(A, False).U * weights[:, :2]).sum().backward()
    close(found, A.grad)


def test_residuals_have_gradients_and_singular_values_none() -> None:
    A, B = matrices((4, 2)).requires_grad_(), matrices((4, 3), seed=1)
    found = torch.linalg.lstsq(A, B, driver="gelsd")
    assert [t.requires_grad for t in found] == [True, True, False, False]
    (by_residuals,) = torch.autograd.grad(found.residuals.sum(), A, retain_graph=True)
    r = A @ found.solution - B
    close(by_residuals, 2 * r @ found.solution.mT)


# ------------------------------------------------------------ what is refused

ones = torch.ones
ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: L.qr(ones(3)), RuntimeError, "linalg.qr: The input tensor A must have at least 2 dimensions."),
    (
        lambda: L.qr(ones(2, 2), "full"), RuntimeError,
        "qr received unrecognized mode 'full' but expected one of 'reduced' (default), 'r', or 'complete'",
    ),
    (
        lambda: L.svd(ones(2, 2).long()), RuntimeError,
        "linalg.svd: Expected a floating point or complex tensor as input. Got Long",
    ),
    (lambda: L.svd(ones(2, 2).half()), NotImplementedError, "\"linalg_svd_cpu\" not implemented for 'Half'"),
    (
        lambda: L.svd(ones(2, 2), driver="gesvd"), RuntimeError,
        "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.",
    ),
    (lambda: L.svd(ones(2, 2), 1), TypeError, "linalg_svd(): argument 'full_matrices' (position 2) must be bool, not int"),
    (
        lambda: L.svd(torch.full((2, 2), math.nan)), L.LinAlgError,
        "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.",
    ),
    (
        lambda: L.svdvals(torch.stack([ones(2, 2), ones(2, 2) * math.nan])), L.LinAlgError,
        ("linalg.svd: (Batch element 1): The algorithm failed to converge because the input matrix contained "
        "non-finite values."),
    ),
    (
        lambda: torch.svd(ones(3)), RuntimeError,
        "linalg.svd: input should have at least 2 dimensions, but has 1 dimensions instead",
    ),
    (
        lambda: L.eigh(ones(3, 2)), RuntimeError,
        "linalg.eigh: A must be batches of square matrices, but they are 3 by 2 matrices",
    ),
    (
        lambda: L.eigvalsh(ones(2, 2), "X"), RuntimeError,
        "Expected UPLO argument to be 'L' or 'U', but got X",
    ),
    (lambda: L.eigh(ones(2, 2).long()), NotImplementedError, "\"linalg_eigh_cpu\" not implemented for 'Long'"),
    (lambda: L.eig(ones(2, 2).long()), RuntimeError, "Unknown Complex ScalarType for Long"),
    (
        lambda: L.eigvals(ones(2, 2) * math.inf), RuntimeError,
        "torch.linalg.eig: input tensor should not contain infs or NaNs.",
    ),
    (
        lambda: L.pinv(ones(3)), RuntimeError,
        "linalg.pinv(Float{[3]}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types",
    ),
    (
        lambda: L.pinv(ones(2, 2), atol=torch.tensor(1j)), RuntimeError,
        "torch.linalg.pinv: atol tensor of complex type is not supported. Got ComplexFloat",
    ),
    (
        lambda: L.pinv(ones(2, 2), 0.1, 0.2), TypeError,
        "linalg_pinv() received an invalid combination of arguments - got (Tensor, float, float), but expected one of:",
    ),
    (
        lambda: L.pinv(ones(3, 2), hermitian=True), RuntimeError,
        "linalg.eigh: A must be batches of square matrices, but they are 3 by 2 matrices",
    ),
    (
        lambda: L.matrix_rank(ones(3)), RuntimeError,
        "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.",
    ),
    (
        lambda: L.matrix_rank(ones(2, 2, 2), ones(3)), RuntimeError,
        "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
    ),
    (
        lambda: L.lstsq(ones(3, 2), ones(4, 2)), RuntimeError,
        "torch.linalg.lstsq: input.size(-2) should match other.size(-2)",
    ),
    (
        lambda: L.lstsq(ones(3, 2), ones(3), driver="gels"), L.LinAlgError,
        ("torch.linalg.lstsq: The least squares solution could not be computed because the input matrix does not have "
        "full rank (error code: 2)."),
    ),
    (
        lambda: L.lstsq(ones(3, 2), ones(3), driver="qr"), RuntimeError,
        "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)",
    ),
    (
        lambda: L.lstsq(ones(3, 2), ones(3, 1).double()), RuntimeError,
        ("torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype Float and other's "
        "dtype Double"),
    ),
    (
        lambda: L.householder_product(ones(2, 3), ones(2)), RuntimeError,
        "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]",
    ),
    (
        lambda: torch.ormqr(ones(3, 2), ones(3), ones(3, 2)), RuntimeError,
        "torch.ormqr: tau.shape[-1] must be equal to min(other.shape[-2], input.shape[-1])",
    ),
    (lambda: torch.geqrf(ones(3)), RuntimeError, "torch.geqrf: input must have at least 2 dimensions."),
    (lambda: L.matrix_norm(ones(2, 2), 3), RuntimeError, "linalg.matrix_norm: Order 3 not supported."),
    (lambda: L.matrix_norm(ones(2, 2), "max"), RuntimeError, "linalg.matrix_norm: Order max not supported."),
    (
        lambda: L.matrix_norm(ones(2, 2), "nuc", (0, 0)), RuntimeError,
        "linalg.matrix_norm: dims must be different. Got (0, 0)",
    ),
    (
        lambda: torch.norm(ones(2, 2, 2), "nuc"), RuntimeError,
        "linalg.matrix_norm: dim must be a 2-tuple. Got 0 1 2",
    ),
    (
        lambda: L.matrix_norm(ones(2, 2).half(), 2), RuntimeError,
        "linalg.matrix_norm: Low precision dtypes not supported. Got Half",
    ),
    (
        lambda: L.matrix_norm(ones(0, 2), -2), IndexError,
        "amin(): Expected reduction dim -1 to have non-zero size.",
    ),
    (
        lambda: L.norm(ones(2, 2, 2), 2), RuntimeError,
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.",
    ),
    (
        lambda: L.norm(ones(2, 2, 2), dim=(0, 1, 2)), RuntimeError,
        "linalg.norm: If dim is specified, it must be of length 1 or 2. Got [0, 1, 2]",
    ),
    (lambda: L.cond(ones(2, 2), 3), RuntimeError, "linalg.cond got an invalid norm type: 3"),
    (
        lambda: L.cond(ones(3, 2), 1), RuntimeError,
        "linalg.cond(ord=1): A must be batches of square matrices, but they are 3 by 2 matrices",
    ),
    (
        lambda: L.matrix_power(ones(2, 2), 2.0), TypeError,
        "linalg_matrix_power(): argument 'n' (position 2) must be int, not float",
    ),
    (
        lambda: torch.pca_lowrank(ones(3, 2), 3), ValueError,
        "q(=3) must be non-negative integer and not greater than min(m, n)=2",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "text"), ERRORS, ids=[e[2][:48] for e in ERRORS])
def test_errors(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert str(caught.value).splitlines()[0] == text


def test_linalg_error_is_a_runtime_error() -> None:
    assert issubclass(torch.linalg.LinAlgError, RuntimeError)


PHASE = {
    "svd": (
        lambda A: L.svd(A).U,
        (
            "svd_backward: The singular vectors in the complex case are specified up to multiplication by e^{i phi}. The "
            "specified loss function depends on this phase term, making it ill-defined."
        ),
    ),
    "eigh": (
        lambda A: L.eigh(A).eigenvectors,
        (
            "linalg_eigh_backward: The eigenvectors in the complex case are specified up to multiplication by e^{i phi}. "
            "The specified loss function depends on this quantity, so it is ill-defined."
        ),
    ),
    "eig": (
        lambda A: L.eig(A).eigenvectors,
        (
            "linalg_eig_backward: The eigenvectors in the complex case are specified up to multiplication by e^{i phi}. "
            "The specified loss function depends on this quantity, so it is ill-defined."
        ),
    ),
}


@pytest.mark.parametrize("name", PHASE)
def test_a_loss_that_depends_on_a_phase_has_no_gradient(name: str) -> None:
    function, text = PHASE[name]
    A = matrices((3, 3), "complex128").requires_grad_()
    vectors = function(A)
    loss = (vectors * matrices((3, 3), "complex128", 1)).sum().abs()
    with pytest.raises(RuntimeError, match=f"^{re.escape(text)}$"):
        loss.backward()


BACKWARD = [
    (
        lambda A: L.qr(A, "r").R,
        (
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, "
            "mode='reduced') if you are going to differentiate through linalg.qr."
        ),
    ),
    (
        lambda A: L.qr(A, "complete").Q,
        "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.",
    ),
    (lambda A: torch.geqrf(A).tau, "the derivative for 'geqrf' is not implemented."),
]


@pytest.mark.parametrize(("function", "text"), BACKWARD)
def test_no_derivative(function: Callable[[Any], Any], text: str) -> None:
    made = function(matrices((3, 2)).requires_grad_())
    with pytest.raises(RuntimeError, match=f"^{re.escape(text)}$"):
        made.sum().backward()
