"""Linear algebra by solving beside torch: results, errors by text, pivots and infos, layout, gradients to second order."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402

Case = Callable[[Any], Any]
RNG = np.random.default_rng(0)
MATRICES = {
    "one": RNG.standard_normal((4, 4)),
    "batch": RNG.standard_normal((3, 4, 4)),
    "large": RNG.standard_normal((40, 40)),
}


def parts(result: Any) -> list[Any]:
    """The tensors of a result, in order, whatever holds them."""
    return [p for part in result for p in parts(part)] if isinstance(result, tuple | list) else [result]


def array(x: Any) -> Any:
    """The tensor's numbers, conjugated where torch has only noted that they should be."""
    return x.detach().resolve_conj().numpy()


def run(case: Case, t: Any) -> tuple[str, Any]:
    """The tensors that a call gives, or the type and first line of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "", [p.detach() for p in parts(case(t))]
        except (RuntimeError, TypeError, IndexError, ValueError) as error:
            return type(error).__name__, str(error).splitlines()[0]


def same(case: Case, layout: bool = False) -> None:
    (kind, found), (expected_kind, expected) = run(case, minigrad), run(case, torch)
    assert kind == expected_kind, (found, expected)
    if kind:
        assert found == expected
        return
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert (str(a.dtype).removeprefix("torch."), tuple(a.shape)) == (
            str(b.dtype).removeprefix("torch."),
            tuple(b.shape),
        )
        narrow = str(b.dtype) in ("torch.float32", "torch.complex64")
        np.testing.assert_allclose(array(a), array(b), rtol=1e-3 if narrow else 1e-8, atol=1e-4 if narrow else 1e-10)
        if layout:
            assert tuple(a.stride()) == tuple(b.stride())


BAD: list[Case] = [
    lambda t: t.linalg.inv(t.ones(3)),
    lambda t: t.linalg.inv(t.ones(2, 3)),
    lambda t: t.linalg.inv(t.ones(2, 2).long()),
    lambda t: t.linalg.inv(t.ones(2, 2).half()),
    lambda t: t.linalg.inv(t.zeros(2, 2)),
    lambda t: t.linalg.inv(t.ones(3, 2, 2)),
    lambda t: t.linalg.inv(t.stack([t.eye(3), t.tensor([[1.0, 2, 3], [2, 4, 6], [1, 1, 1]])])),
    lambda t: t.linalg.inv_ex(t.zeros(2, 2), check_errors=True),
    lambda t: t.linalg.inv_ex(t.ones(2, 3)),
    lambda t: t.inverse(t.ones(2, 2)),
    lambda t: t.ones(2, 2).inverse(),
    lambda t: t.linalg.solve(t.ones(2, 2), t.ones(2)),
    lambda t: t.linalg.solve(t.ones(2, 3), t.ones(2)),
    lambda t: t.linalg.solve(t.ones(2), t.ones(2)),
    lambda t: t.linalg.solve(t.eye(2), t.ones(3)),
    lambda t: t.linalg.solve(t.eye(2), t.ones(3, 2)),
    lambda t: t.linalg.solve(t.eye(2), t.ones(2, 2).double()),
    lambda t: t.linalg.solve(t.eye(2).long(), t.ones(2, 2).long()),
    lambda t: t.linalg.solve(t.eye(2).half(), t.ones(2).half()),
    lambda t: t.linalg.solve(t.eye(2).expand(3, 2, 2), t.ones(4, 2, 1)),
    lambda t: t.linalg.solve(t.zeros(3, 2, 2), t.ones(3, 2)),
    lambda t: t.linalg.solve(t.eye(2), t.ones(2, 3), left=False),
    lambda t: t.linalg.solve(t.eye(2), t.tensor(1.0)),
    lambda t: t.linalg.solve(t.eye(2), t.ones(2), left=False),
    lambda t: t.linalg.solve(t.eye(2), 3),
    lambda t: t.linalg.solve_ex(t.zeros(2, 2), t.ones(2), check_errors=True),
    lambda t: t.linalg.solve_triangular(t.ones(2, 3), t.ones(2, 1), upper=True),
    lambda t: t.linalg.solve_triangular(t.ones(2), t.ones(2, 1), upper=True),
    lambda t: t.linalg.solve_triangular(t.eye(2), t.ones(3, 1), upper=True),
    lambda t: t.linalg.solve_triangular(t.eye(2), t.ones(2), upper=True),
    lambda t: t.linalg.solve_triangular(t.eye(2).long(), t.ones(2, 1).long(), upper=True),
    lambda t: t.linalg.solve_triangular(t.eye(2), t.ones(2, 3), upper=True, left=False),
    lambda t: t.linalg.solve_triangular(t.eye(2).expand(3, 2, 2), t.ones(4, 2, 1), upper=True),
    lambda t: t.triangular_solve(t.ones(2), t.eye(2)),
    lambda t: t.triangular_solve(t.ones(2, 1), t.ones(2)),
    lambda t: t.triangular_solve(t.ones(2, 1), t.ones(2, 3)),
    lambda t: t.triangular_solve(t.ones(3, 1), t.eye(2)),
    lambda t: t.triangular_solve(t.ones(2, 1).double(), t.eye(2)),
    lambda t: t.triangular_solve(t.ones(3, 2, 1), t.ones(4, 2, 2)),
    lambda t: t.cholesky(t.ones(3)),
    lambda t: t.cholesky(t.ones(2, 3)),
    lambda t: t.cholesky(-t.eye(2)),
    lambda t: t.cholesky(t.eye(2).long()),
    lambda t: t.linalg.cholesky(t.ones(2, 3)),
    lambda t: t.linalg.cholesky(-t.eye(2)),
    lambda t: t.linalg.cholesky(t.eye(2).long()),
    lambda t: t.linalg.cholesky(t.eye(2).half()),
    lambda t: t.linalg.cholesky(t.stack([t.eye(3), t.ones(3, 3)])),
    lambda t: t.linalg.cholesky(t.tensor([[1.0, float("nan")], [float("nan"), 1.0]])),
    lambda t: t.linalg.cholesky_ex(t.stack([t.eye(3), t.ones(3, 3)]), check_errors=True),
    lambda t: t.cholesky_solve(t.ones(2), t.eye(2)),
    lambda t: t.cholesky_solve(t.ones(2, 1), t.ones(2)),
    lambda t: t.cholesky_solve(t.ones(2, 1), t.ones(2, 3)),
    lambda t: t.cholesky_solve(t.ones(3, 1), t.eye(2)),
    lambda t: t.cholesky_solve(t.ones(2, 1).double(), t.eye(2)),
    lambda t: t.cholesky_solve(t.ones(3, 2, 1), t.ones(4, 2, 2)),
    lambda t: t.cholesky_inverse(t.ones(3)),
    lambda t: t.cholesky_inverse(t.ones(2, 3)),
    lambda t: t.cholesky_inverse(t.stack([t.eye(2), t.zeros(2, 2)])),
    lambda t: t.linalg.lu(t.ones(3)),
    lambda t: t.linalg.lu(t.eye(2).long()),
    lambda t: t.linalg.lu(t.eye(2), pivot=False),
    lambda t: t.linalg.lu_factor(t.ones(3)),
    lambda t: t.linalg.lu_factor(t.zeros(2, 2)),
    lambda t: t.linalg.lu_factor(t.ones(3, 2, 2)),
    lambda t: t.linalg.lu_factor(t.eye(2), pivot=False),
    lambda t: t.linalg.lu_factor_ex(t.ones(3, 2, 2), check_errors=True),
    lambda t: t.lu(t.eye(2), pivot=False),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2]), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.ones(2, 3), t.tensor([1, 2]).int(), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2, 3]).int(), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(3, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(2, 1).double()),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(2)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 5]).int(), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 0]).int(), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2).expand(3, 2, 2), t.tensor([1, 2]).int(), t.ones(2, 1)),
    lambda t: t.linalg.lu_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(2, 3), left=False),
    lambda t: t.lu_unpack(t.eye(2), t.tensor([1, 2])),
    lambda t: t.lu_unpack(t.ones(2), t.tensor([1, 2]).int()),
    lambda t: t.lu_unpack(t.eye(2), t.tensor([1, 5]).int()),
    lambda t: t.det(t.ones(3)),
    lambda t: t.det(t.ones(2, 3)),
    lambda t: t.det(t.eye(2).long()),
    lambda t: t.linalg.det(t.eye(2).half()),
    lambda t: t.linalg.slogdet(t.ones(2, 3)),
    lambda t: t.slogdet(t.ones(2, 3)),
    lambda t: t.logdet(t.ones(2, 3)),
    lambda t: t.logdet(t.eye(2).long()),
    lambda t: t.linalg.ldl_factor(t.ones(2, 3)),
    lambda t: t.linalg.ldl_factor(t.eye(2).long()),
    lambda t: t.linalg.ldl_solve(t.eye(2), t.tensor([1, 2]).float(), t.ones(2, 1)),
    lambda t: t.linalg.ldl_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(2)),
    lambda t: t.linalg.ldl_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(3, 1)),
    lambda t: t.linalg.ldl_solve(t.eye(2), t.tensor([1, 2, 3]).int(), t.ones(2, 1)),
    lambda t: t.linalg.ldl_solve(t.eye(2), t.tensor([1, 2]).int(), t.ones(2, 1).double()),
    lambda t: t.matrix_exp(t.ones(2, 3)),
    lambda t: t.matrix_exp(t.eye(2).long()),
    lambda t: t.linalg.tensorinv(t.ones(2, 3)),
    lambda t: t.linalg.tensorinv(t.ones(2, 3), ind=0),
    lambda t: t.linalg.tensorinv(t.ones(2, 2), ind=1),
    lambda t: t.linalg.tensorsolve(t.ones(2, 3), t.ones(2)),
    lambda t: t.linalg.tensorsolve(t.eye(2), t.ones(3)),
    lambda t: t.linalg.tensorsolve(t.eye(6).reshape(2, 3, 6), t.ones(2, 3), dims=(5,)),
    lambda t: t.linalg.vander(t.tensor(1.0)),
    lambda t: t.linalg.vander(t.ones(3), N=1),
    lambda t: t.linalg.vander(t.tensor([True, False])),
    lambda t: t.linalg.diagonal(t.ones(3)),
    lambda t: t.linalg.diagonal(t.ones(2, 3), dim1=0, dim2=0),
]


@pytest.mark.parametrize("case", BAD)
def test_errors_are_torchs(case: Case) -> None:
    assert run(case, torch)[0], "torch accepts it"
    same(case)


SINGULAR: list[Case] = [
    lambda t: t.linalg.inv_ex(t.zeros(2, 2)),
    lambda t: t.linalg.inv_ex(t.ones(3, 2, 2)),
    lambda t: t.linalg.inv(t.tensor([[1.0, float("nan")], [1.0, 1.0]])),
    lambda t: t.linalg.solve_ex(t.zeros(2, 2), t.ones(2)),
    lambda t: t.linalg.solve_triangular(t.zeros(2, 2), t.ones(2, 1), upper=True),
    lambda t: t.linalg.solve_triangular(t.eye(2), t.ones(2, 1).double(), upper=True),
    lambda t: t.triangular_solve(t.ones(2, 1), t.zeros(2, 2)),
    lambda t: t.linalg.cholesky_ex(-t.eye(3)),
    lambda t: t.linalg.cholesky_ex(t.stack([t.eye(3), t.ones(3, 3)])),
    lambda t: t.linalg.cholesky_ex(t.ones(3, 3), upper=True),
    lambda t: t.cholesky_solve(t.ones(2, 1), t.zeros(2, 2)),
    lambda t: t.linalg.lu_factor_ex(t.ones(3, 2, 2)),
    lambda t: t.linalg.lu(t.zeros(2, 2)),
    lambda t: t.lu(t.zeros(2, 2), get_infos=True),
    lambda t: t.lu_unpack(t.eye(2), t.tensor([1, 2]).int(), unpack_data=False),
    lambda t: t.lu_unpack(t.eye(2), t.tensor([1, 2]).int(), unpack_pivots=False),
    lambda t: t.linalg.lu_solve(t.zeros(2, 2), t.tensor([1, 2]).int(), t.ones(2, 3)),
    lambda t: t.linalg.slogdet(t.zeros(3, 3)),
    lambda t: t.slogdet(t.zeros(2, 2).to(t.complex64)),
    lambda t: t.logdet(t.stack([-t.eye(3), t.zeros(3, 3), t.eye(3)])),
    lambda t: t.logdet(t.eye(2).to(t.complex64) * 1j),
    lambda t: t.linalg.ldl_factor_ex(t.zeros(2, 2)),
    lambda t: t.linalg.ldl_factor(t.tensor([[0.0, 2.0], [2.0, 0.0]])),
    lambda t: t.matrix_exp(t.tensor([[float("nan")]])),
    lambda t: t.matrix_exp(t.tensor([[float("inf"), 0.0], [0.0, 1.0]])),
]
EMPTY: list[Case] = [
    lambda t: t.linalg.inv(t.zeros(2, 0, 0)),
    lambda t: t.linalg.inv(t.zeros(0, 3, 3)),
    lambda t: t.cholesky(t.zeros(0, 3, 3)),
    lambda t: t.linalg.cholesky(t.zeros(0, 3, 3)),
    lambda t: t.linalg.solve(t.zeros(0, 0), t.zeros(0)),
    lambda t: t.linalg.solve(t.zeros(3, 0, 0), t.zeros(3, 0)),
    lambda t: t.linalg.solve(t.zeros(0, 2, 2), t.zeros(0, 2, 3)),
    lambda t: t.linalg.lu(t.zeros(0, 3)),
    lambda t: t.linalg.lu(t.zeros(3, 0)),
    lambda t: t.linalg.lu_factor_ex(t.zeros(0, 2, 2)),
    lambda t: t.linalg.cholesky_ex(t.zeros(2, 0, 0)),
    lambda t: t.cholesky_inverse(t.zeros(0, 0)),
    lambda t: t.cholesky_solve(t.zeros(0, 2), t.zeros(0, 0)),
    lambda t: t.linalg.ldl_factor(t.zeros(0, 0)),
    lambda t: t.linalg.solve_triangular(t.zeros(0, 0), t.zeros(0, 2), upper=True),
    lambda t: t.linalg.tensorinv(t.zeros(0, 0), ind=1),
    lambda t: t.lu_unpack(t.zeros(3, 0), t.zeros(0).int()),
    lambda t: t.linalg.slogdet(t.zeros(3, 0, 0)),
    lambda t: t.det(t.zeros(2, 0, 0)),
    lambda t: t.matrix_exp(t.zeros(0, 0)),
]


@pytest.mark.parametrize("case", SINGULAR)
def test_what_singular_matrices_give(case: Case) -> None:
    assert not run(case, torch)[0], "torch refuses it"
    same(case)


@pytest.mark.parametrize("case", EMPTY)
def test_what_empty_matrices_give(case: Case) -> None:
    assert not run(case, torch)[0], "torch refuses it"
    same(case, layout=True)


# ------------------------------------------------------------ values, pivots, layout

DTYPES = ["float32", "float64", "complex64", "complex128"]


def matrix(t: Any, name: str, dtype: str, kind: str = "") -> Any:
    """A matrix of the list; `kind` makes it Hermitian ("h"), that and positive definite ("p")."""
    A = MATRICES[name]
    if dtype.startswith("c"):
        A = A + 1j * A[..., ::-1]
    if kind == "h":
        A = A + A.conj().swapaxes(-2, -1)
    if kind == "p":
        A = A @ A.conj().swapaxes(-2, -1) + np.eye(A.shape[-1])
    return t.from_numpy(np.ascontiguousarray(A.astype(dtype)))


VALUES: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "inv": lambda t, A, H, P: (t.linalg.inv(A), t.inverse(A), t.linalg.inv_ex(A)),
    "solve": lambda t, A, H, P: (
        t.linalg.solve(A, H[..., :2]), t.linalg.solve(A, H[..., :2, :], left=False), t.linalg.solve(A, H[..., 0]),
        t.linalg.solve_ex(A, H),
    ),
    "triangular": lambda t, A, H, P: (
        t.linalg.solve_triangular(P, A[..., :2], upper=True),
        t.linalg.solve_triangular(P, A[..., :2, :], upper=False, left=False),
        t.linalg.solve_triangular(A / 50, H, upper=False, unitriangular=True),
        t.triangular_solve(A, P, transpose=True),
    ),
    "cholesky": lambda t, A, H, P: (
        t.linalg.cholesky(P), t.linalg.cholesky(P, upper=True), t.cholesky(P), t.linalg.cholesky_ex(P),
        t.cholesky_solve(A[..., :2], t.linalg.cholesky(P)),
        t.cholesky_solve(A[..., :2], t.linalg.cholesky(P, upper=True), True),
        t.cholesky_inverse(t.linalg.cholesky(P)), t.cholesky_inverse(t.linalg.cholesky(P, upper=True), upper=True),
    ),
    "lu": lambda t, A, H, P: (
        t.linalg.lu(A), t.linalg.lu(A[..., :3]), t.linalg.lu(A[..., :3, :]), t.linalg.lu_factor(A),
        t.linalg.lu_factor_ex(A[..., :3]), t.linalg.lu_factor_ex(A[..., :3, :]),
        t.lu_unpack(*t.linalg.lu_factor(A[..., :3])), t.lu(A), A.lu(get_infos=True),
    ),
    "lu_solve": lambda t, A, H, P: [
        t.linalg.lu_solve(
            *t.linalg.lu_factor(A), H[..., :2] if left else H[..., :2, :], left=left, adjoint=adjoint
        )
        for left in (True, False) for adjoint in (True, False)
    ],
    "det": lambda t, A, H, P: (
        t.det(A / 4), t.linalg.det(A / 4), t.linalg.slogdet(A), t.slogdet(A), t.logdet(P),
    ),
    "ldl": lambda t, A, H, P: (
        t.linalg.ldl_factor(H, hermitian=True), t.linalg.ldl_factor(A), t.linalg.ldl_factor_ex(P),
        t.linalg.ldl_solve(*t.linalg.ldl_factor(H, hermitian=True), A[..., :2], hermitian=True),
        t.linalg.ldl_solve(*t.linalg.ldl_factor(A), H[..., :2]),
    ),
    "matrix_exp": lambda t, A, H, P: (
        t.matrix_exp(A / 10), t.linalg.matrix_exp(A / 1000), t.matrix_exp(A.mT / 4),
    ),
    "tensorial": lambda t, A, H, P: (
        t.linalg.vander(A / 4), t.linalg.vander(A[..., 0] / 4, N=3), t.linalg.diagonal(A, offset=1),
    ),
}  # fmt: skip


COMBINATIONS = [
    (name, shape, dtype)
    for name in VALUES
    for shape in MATRICES
    for dtype in DTYPES  # the large ones are ill-conditioned in single precision
    if shape != "large" or (name not in ("tensorial", "ldl") and dtype in ("float64", "complex128"))
]


@pytest.mark.parametrize(("name", "shape", "dtype"), COMBINATIONS)
def test_values_and_layout(name: str, shape: str, dtype: str) -> None:
    A = {t: [matrix(t, shape, dtype, kind) for kind in ("", "h", "p")] for t in (torch, minigrad)}
    same(lambda t: VALUES[name](t, *A[t]), layout=name != "tensorial")


# ------------------------------------------------------------ gradients


def hermitian(t: Any, A: Any) -> Any:
    return A @ A.mH + t.eye(A.shape[-1], dtype=A.dtype)


DIFFERENTIABLE: dict[str, Callable[[Any, Any], Any]] = {
    "inv": lambda t, A: t.linalg.inv(A),
    "solve": lambda t, A: t.linalg.solve(A, A[..., :2] ** 2),
    "solve right": lambda t, A: t.linalg.solve(A, A[..., :2, :] ** 2, left=False),
    "solve vector": lambda t, A: t.linalg.solve(A, A[..., 0] ** 2),
    "triangular": lambda t, A: t.linalg.solve_triangular(A + 3 * t.eye(4), A[..., :2] ** 2, upper=True),
    "triangular right": lambda t, A: t.linalg.solve_triangular(A, A[..., :2, :], upper=False, left=False,
                                                               unitriangular=True),
    "triangular_solve": lambda t, A: t.triangular_solve(A[..., :2], A + 3 * t.eye(4), transpose=True),
    "cholesky": lambda t, A: t.linalg.cholesky(hermitian(t, A)),
    "cholesky upper": lambda t, A: t.linalg.cholesky(hermitian(t, A), upper=True),
    "cholesky reads a triangle": lambda t, A: t.linalg.cholesky(t.linalg.diagonal(A).abs().add(9).diag_embed() + A),
    "cholesky_solve": lambda t, A: t.cholesky_solve(A[..., :2], A.tril() + 3 * t.eye(4)),
    "cholesky_solve upper": lambda t, A: t.cholesky_solve(A[..., :2], A.triu() + 3 * t.eye(4), True),
    "cholesky_inverse": lambda t, A: t.cholesky_inverse(t.linalg.cholesky(hermitian(t, A))),
    "lu": lambda t, A: t.linalg.lu(A)[1:],
    "lu tall": lambda t, A: t.linalg.lu(A[..., :2])[1:],
    "lu wide": lambda t, A: t.linalg.lu(A[..., :2, :])[1:],
    "lu_factor": lambda t, A: t.linalg.lu_factor(A)[0],
    "lu_factor tall": lambda t, A: t.linalg.lu_factor(A[..., :2])[0],
    "lu_factor wide": lambda t, A: t.linalg.lu_factor(A[..., :2, :])[0],
    "lu_unpack": lambda t, A: t.lu_unpack(A[..., :3], t.linalg.lu_factor(A[..., :3].detach())[1])[1:],
    "lu_solve": lambda t, A: t.linalg.lu_solve(A + 3 * t.eye(4), t.linalg.lu_factor(A.detach())[1], A[..., :2]),
    "lu_solve adjoint": lambda t, A: t.linalg.lu_solve(
        A + 3 * t.eye(4), t.linalg.lu_factor(A.detach())[1], A[..., :2], adjoint=True
    ),
    "lu_solve right": lambda t, A: t.linalg.lu_solve(
        A + 3 * t.eye(4), t.linalg.lu_factor(A.detach())[1], A[..., :2, :], left=False
    ),
    "lu_solve right adjoint": lambda t, A: t.linalg.lu_solve(
        A + 3 * t.eye(4), t.linalg.lu_factor(A.detach())[1], A[..., :2, :], left=False, adjoint=True
    ),
    "det": lambda t, A: t.linalg.det(A),
    "det rank 3": lambda t, A: t.det(t.cat([A[..., :3], A[..., :1] + A[..., 1:2]], -1)),
    "slogdet": lambda t, A: t.linalg.slogdet(A),
    "logdet": lambda t, A: t.logdet(hermitian(t, A)),
    "matrix_exp": lambda t, A: t.matrix_exp(A),
    "tensorinv": lambda t, A: t.linalg.tensorinv(A.reshape(-1, 4, 4)[0].reshape(4, 2, 2), ind=1),
    "tensorsolve": lambda t, A: t.linalg.tensorsolve(A.reshape(-1, 4, 4)[0].reshape(2, 2, 4), A.reshape(-1, 2, 2)[0]),
    "vander": lambda t, A: t.linalg.vander(A),
    "diagonal": lambda t, A: t.linalg.diagonal(A, offset=-1) ** 2,
}  # fmt: skip


def gradients(t: Any, call: Callable[[Any, Any], Any], name: str, dtype: str) -> list[Any]:
    """The first derivatives of a fixed contraction of the results, and those of a fixed contraction of these."""
    rng = np.random.default_rng(1)

    def weights(x: Any) -> Any:
        w = rng.standard_normal(tuple(x.shape))
        if "complex" in str(x.dtype):
            w = w + 1j * rng.standard_normal(tuple(x.shape))
        return t.from_numpy(np.asarray(w))

    A = matrix(t, name, dtype).requires_grad_()
    results = [p for p in parts(call(t, A)) if p.requires_grad]
    cotangents = [weights(p).requires_grad_() for p in results]
    (first,) = t.autograd.grad(results, A, cotangents, create_graph=True)
    seconds: tuple[Any, ...] = ()
    if first.requires_grad:
        seconds = t.autograd.grad(first, [A, *cotangents], weights(first), allow_unused=True)
    return [array(first), *(np.zeros(1) if s is None else array(s) for s in seconds)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("shape", ["one", "batch"])
@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_gradients_to_second_order(name: str, shape: str, dtype: str) -> None:
    call = DIFFERENTIABLE[name]
    found, expected = gradients(minigrad, call, shape, dtype), gradients(torch, call, shape, dtype)
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-9 * (1 + np.abs(b).max(initial=0)))
