"""Decompositions beside torch: factors up to sign and phase, what is free of those exactly, layouts, errors by text."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402

INF = math.inf
Case = Callable[[Any], Any]
DTYPES = ("float32", "float64", "complex64", "complex128")
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of 1 / 0


def matrix(t: Any, *shape: int, dtype: str = "float64", seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    made = rng.standard_normal(shape)
    if dtype.startswith("complex"):
        made = made + 1j * rng.standard_normal(shape)
    return t.from_numpy(made.astype(dtype))


def parts(result: Any) -> list[Any]:
    return [p for part in result for p in parts(part)] if isinstance(result, tuple | list) else [result]


def outcome(case: Case, t: Any) -> tuple[str, Any]:
    """What a call gives, or the kind and first line of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = case(t)
        except (RuntimeError, TypeError, IndexError, ValueError) as error:
            return type(error).__name__, str(error).splitlines()[0]
    found = [(str(p.dtype), tuple(p.shape), p.stride(), p.detach().numpy()) for p in parts(result)]
    return type(result).__name__, found


def same(case: Case) -> None:
    kind, found = outcome(case, minigrad)
    expected_kind, expected = outcome(case, torch)
    assert kind == expected_kind, (found, expected)
    if isinstance(expected, str):
        assert found == expected
        return
    assert [f[:2] for f in found] == [e[:2] for e in expected]
    for (dtype, shape, strides, a), (_, _, expected_strides, b) in zip(found, expected, strict=True):
        wide = ("64" in dtype and "complex" not in dtype) or "128" in dtype
        np.testing.assert_allclose(a, b, rtol=1e-9 if wide else 2e-4, atol=1e-11 if wide else 2e-5)
        if all(n > 1 for n in shape):
            assert strides == expected_strides


# Householder vectors and normalised eigenvectors are LAPACK's on both sides: signs and phases agree.
VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "qr": lambda t, A: t.linalg.qr(A),
    "qr complete": lambda t, A: t.linalg.qr(A, "complete"),
    "qr r": lambda t, A: t.linalg.qr(A, mode="r"),
    "qr wide": lambda t, A: t.linalg.qr(A.mT),
    "svdvals": lambda t, A: t.linalg.svdvals(A),
    "eigvalsh": lambda t, A: t.linalg.eigvalsh(A[..., :3, :] + A[..., :3, :].mH),
    "eigvalsh, one triangle": lambda t, A: t.linalg.eigvalsh(A[..., :3, :], "U"),
    "pinv": lambda t, A: t.linalg.pinv(A),
    "pinv wide": lambda t, A: t.linalg.pinv(A.mT),
    "pinv hermitian": lambda t, A: t.linalg.pinv(A[..., :3, :], hermitian=True),
    "pinv rcond": lambda t, A: t.linalg.pinv(A, 0.5),
    "geqrf": lambda t, A: t.geqrf(A),
    "householder": lambda t, A: t.linalg.householder_product(A, A[..., 0, :]),
    "ormqr": lambda t, A: t.ormqr(A, A[..., 0, :], A * A, True, True),
    "ormqr right": lambda t, A: t.ormqr(A, A[..., 0, :], (A * A).mT.contiguous(), False),
    "lstsq": lambda t, A: t.linalg.lstsq(A, A * A),
    "lstsq gels": lambda t, A: t.linalg.lstsq(A, A * A, driver="gels"),
    "lstsq gelsd": lambda t, A: t.linalg.lstsq(A, A * A, driver="gelsd"),
    "lstsq vector": lambda t, A: t.linalg.lstsq(A, A[..., 0], driver="gelss"),
    "lstsq wide": lambda t, A: t.linalg.lstsq(A.mT, A[..., :3, :]),
    "rank": lambda t, A: t.linalg.matrix_rank(A),
    "rank tol": lambda t, A: t.linalg.matrix_rank(A, 1.5),
    "cond": lambda t, A: t.linalg.cond(A),
    "cond -2": lambda t, A: t.linalg.cond(A, -2),
    "cond nuc": lambda t, A: t.linalg.cond(A[..., :3, :], "nuc"),
    "cond 1": lambda t, A: t.linalg.cond(A[..., :3, :], 1),
    "cond fro": lambda t, A: t.linalg.cond(A[..., :3, :], "fro"),
    "power": lambda t, A: t.linalg.matrix_power(A[..., :3, :], 5),
    "power -2": lambda t, A: t.matrix_power(A[..., :3, :], -2),
    "norm": lambda t, A: t.linalg.norm(A),
    "norm nuc": lambda t, A: t.norm(A, "nuc", dim=(-2, -1)),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 3), (2, 5, 3)])
def test_values(name: str, dtype: str, shape: tuple[int, ...]) -> None:
    same(lambda t: VALUES[name](t, matrix(t, *shape, dtype=dtype)))


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, INF, -INF])
@pytest.mark.parametrize("dim", [(-2, -1), (0, 2), (2, 0)])
@pytest.mark.parametrize("keepdim", [False, True])
def test_matrix_norms(order: Any, dim: tuple[int, int], keepdim: bool) -> None:
    same(lambda t: t.linalg.matrix_norm(matrix(t, 2, 3, 4), order, dim, keepdim))
    same(lambda t: t.linalg.norm(matrix(t, 2, 3, 4, dtype="complex64"), order, dim, keepdim, dtype=t.complex128))


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, INF, -INF])
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0), (2, 0, 3), (0, 3, 3)])
def test_norms_of_nothing(order: Any, shape: tuple[int, ...]) -> None:
    same(lambda t: t.linalg.matrix_norm(t.ones(shape), order))
    same(lambda t: t.linalg.cond(t.ones(shape), order))


def loss_of(t: Any, made: Any) -> Any:
    """A number that does not depend on signs and phases."""
    total = 0
    for k, p in enumerate(parts(made)):
        if p.requires_grad and p.numel():
            total = total + (k + 1) * ((p.abs() ** 2) * t.arange(p.numel()).reshape(p.shape)).sum()
    return total


# torch's own cond, of these orders, writes over what its backward needs
NOT_DIFFERENTIABLE = ("qr complete", "qr r", "geqrf", "rank", "rank tol", "cond 1", "cond fro")
GRADIENTS: dict[str, Callable[[Any, Any], Any]] = {
    **{k: v for k, v in VALUES.items() if k not in NOT_DIFFERENTIABLE},
    "svd": lambda t, A: t.linalg.svd(A, False),
    "svd full": lambda t, A: t.linalg.svd(A)[1:],
    "svd old": lambda t, A: t.svd(A),
    "eigh": lambda t, A: t.linalg.eigh(A[..., :3, :]),
    "eig": lambda t, A: t.linalg.eig(A[..., :3, :]),
    "eigvals": lambda t, A: t.linalg.eigvals(A[..., :3, :]),
}


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_gradients(name: str, dtype: str) -> None:
    """First and second: also with respect to matrices that are not symmetric, where eigh looks at one triangle."""
    grads = []
    for t in (minigrad, torch):
        A = matrix(t, 2, 4, 3, dtype=dtype, seed=3).requires_grad_()
        (g,) = t.autograd.grad(loss_of(t, GRADIENTS[name](t, A)), A, create_graph=True)
        (gg,) = t.autograd.grad((g.abs() ** 2).sum(), A)
        grads.append((g.detach().numpy(), gg.numpy()))
    for a, b in zip(*grads, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-7 * max(1, np.abs(b).max()))


@pytest.mark.parametrize("name", ["svd_lowrank", "pca_lowrank"])
@pytest.mark.parametrize("shape", [(7, 4), (4, 7)])
def test_low_rank_from_one_seed(name: str, shape: tuple[int, ...]) -> None:
    made = []
    for t in (minigrad, torch):
        t.manual_seed(3)
        U, S, V = getattr(t, name)(matrix(t, *shape), 2)
        made.append((S.numpy(), ((U * S) @ V.mT).numpy()))
    for a, b in zip(*made, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-10)


REFUSED: list[Case] = [
    *[
        (lambda t, f=f, make=make: getattr(t.linalg, f)(make(t)))
        for f in ("qr", "svd", "svdvals", "eigh", "eigvalsh", "eig", "pinv", "matrix_rank", "cond", "matrix_norm")
        for make in (
            lambda t: t.ones(3), lambda t: t.ones(3, 3, dtype=t.int64), lambda t: t.ones(3, 3, dtype=t.float16),
        )
    ],
    lambda t: t.linalg.eigh(t.ones(3, 2)),
    lambda t: t.linalg.eigh(t.ones(3, 3), "x"),
    lambda t: t.linalg.eig(t.ones(3, 2)),
    lambda t: t.linalg.eig(t.full((2, 2), math.nan)),
    lambda t: t.linalg.svd(t.full((3, 3), math.nan)),
    lambda t: t.linalg.qr(t.ones(2, 2), "x"),
    lambda t: t.linalg.pinv(t.ones(2, 2), rcond=t.tensor(1j)),
    lambda t: t.linalg.pinv(t.ones(2, 4, 3), t.ones(3)),
    lambda t: t.linalg.pinv(t.ones(2, 4, 3), hermitian=True),
    lambda t: t.linalg.matrix_rank(t.ones(2, 4, 3), t.ones(3)),
    lambda t: t.linalg.matrix_rank(t.ones(2, 3), 0.1, 0.2),
    lambda t: t.linalg.householder_product(t.ones(3), t.ones(3)),
    lambda t: t.linalg.householder_product(t.ones(2, 3), t.ones(2)),
    lambda t: t.linalg.householder_product(t.ones(3, 2), t.ones(3)),
    lambda t: t.linalg.householder_product(t.ones(3, 2), t.ones(1, 2)),
    lambda t: t.linalg.householder_product(t.ones(2, 3, 2), t.ones(3, 2)),
    lambda t: t.linalg.householder_product(t.ones(3, 2), t.ones(2, dtype=t.float64)),
    lambda t: t.linalg.householder_product(t.ones(3, 2).long(), t.ones(2).long()),
    lambda t: t.ormqr(t.ones(3), t.ones(3), t.ones(3)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(3)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(2, 3)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(3, 2), False),
    lambda t: t.ormqr(t.ones(3, 2), t.ones(3), t.ones(3, 2)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(1, 3), t.ones(3, 2)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(1, 3, 2)),
    lambda t: t.ormqr(t.ones(2, 3, 3), t.ones(3, 3), t.ones(2, 3, 2)),
    lambda t: t.ormqr(t.ones(2, 3, 3), t.ones(2, 3), t.ones(1, 3, 2)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3).double(), t.ones(3, 2)),
    lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(3, 2).double()),
    lambda t: t.linalg.lstsq(t.ones(3), t.ones(3)),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(())),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(4, 2)),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 2).double()),
    lambda t: t.linalg.lstsq(t.ones(3, 2).long(), t.ones(3, 2).long()),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 2), driver="foo"),
    lambda t: t.linalg.lstsq(t.ones(2, 3, 2), t.ones(3, 3, 2)),
    lambda t: t.linalg.lstsq(t.ones(2, 3, 2), t.ones(3, 4)),
    lambda t: t.linalg.lstsq(t.ones(2, 3, 2), t.ones(2)),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3), driver="gels"),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3), "nuc", (0,)),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3), 3, (0, 0)),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3), "fro", (0, 5)),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3), 2, 1),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3), 2, dtype=t.complex64),
    lambda t: t.linalg.matrix_norm(t.ones(3, 3).double(), "nuc", dtype=t.float32),
    lambda t: t.linalg.norm(t.ones(3, 3), 2, "a"),
    lambda t: t.linalg.norm(t.ones(3, 3), [2]),
    lambda t: t.linalg.norm(t.ones(3, 3), dim=()),
    lambda t: t.linalg.norm(t.ones(2, 2, 2), 2),
    lambda t: t.linalg.norm(t.tensor(3.0), 2),
    lambda t: t.linalg.norm(t.ones(3), "nuc"),
    lambda t: t.norm(t.ones(3, 3), "nuc", (0,)),
    lambda t: t.norm(t.ones(2, 3, 3), "nuc"),
    lambda t: t.linalg.cond(t.ones(3, 3), [2]),
    lambda t: t.linalg.cond(t.ones(3, 3), "foo"),
    lambda t: t.linalg.cond(t.ones(3, 2), -INF),
    lambda t: t.linalg.matrix_power(t.ones(3), 2),
    lambda t: t.linalg.matrix_power(t.ones(3, 2), 2),
    lambda t: t.linalg.matrix_power(t.ones(2, 2), -1),
    lambda t: t.linalg.matrix_power(t.ones(2, 2), 2.0),
    lambda t: t.linalg.matrix_power(t.ones(2, 2, dtype=t.bool), 2),
    lambda t: t.pca_lowrank(t.ones(3, 2), 3),
    lambda t: t.pca_lowrank(t.ones(3, 2), niter=-1),
    lambda t: t.svd(t.ones(3)),
    lambda t: t.qr(t.ones(3)),
    lambda t: t.pinverse(t.ones(3)),
    lambda t: t.geqrf(t.ones(3)),
    lambda t: t.geqrf(t.ones(3, 3).long()),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=range(len(REFUSED)))
def test_refusals(case: Case) -> None:
    same(case)


EDGES: list[Case] = [
    lambda t: t.linalg.cond(t.ones(2, 2), 1),
    lambda t: t.linalg.cond(t.zeros(2, 2), INF),
    lambda t: t.linalg.cond(t.stack([t.eye(2), t.ones(2, 2)]), "fro"),
    lambda t: t.linalg.cond(t.zeros(2, 2)),
    lambda t: t.linalg.lstsq(t.ones(0, 2), t.ones(0, 3)),
    lambda t: t.linalg.lstsq(t.ones(3, 0), t.ones(3, 2)),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 0)),
    lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 1)),
    lambda t: t.linalg.lstsq(t.eye(3, 2).expand(2, 3, 2), t.ones(2, 3), driver="gels"),
    lambda t: t.linalg.matrix_rank(t.ones(0, 3)),
    lambda t: t.linalg.matrix_rank(t.zeros(2, 0, 0)),
    lambda t: t.linalg.matrix_rank(t.eye(3), atol=t.ones(2)),
    lambda t: t.linalg.matrix_rank(t.eye(3), tol=0.5, hermitian=True),
    lambda t: t.linalg.pinv(t.ones(0, 3)),
    lambda t: t.linalg.pinv(t.ones(2, 0, 0), hermitian=True),
    lambda t: t.linalg.svd(t.ones(0, 3)),
    lambda t: t.linalg.svd(t.ones(2, 0, 0), full_matrices=False),
    lambda t: t.linalg.qr(t.ones(0, 3)),
    lambda t: t.linalg.qr(t.ones(3, 0), "complete"),
    lambda t: t.linalg.eigh(t.ones(0, 0)),
    lambda t: t.linalg.eig(t.ones(2, 0, 0)),
    lambda t: t.linalg.matrix_power(t.tensor([[1, 1], [1, 0]]), 30),
    lambda t: t.linalg.matrix_power(t.ones(2, 3, 3), 0),
    lambda t: t.svd(t.ones(3, 2), compute_uv=False),
    lambda t: t.linalg.norm(t.ones(3, 3), True),
]


@pytest.mark.parametrize("case", EDGES, ids=range(len(EDGES)))
def test_edges(case: Case) -> None:
    same(case)


@pytest.mark.parametrize(
    "call",
    [
        lambda t, A: t.linalg.qr(A)[0],
        lambda t, A: t.linalg.svd(A)[0],
        lambda t, A: t.linalg.svdvals(A),
        lambda t, A: t.linalg.eigh(A)[0],
        lambda t, A: t.linalg.eigvals(A),
        lambda t, A: t.linalg.pinv(A),
        lambda t, A: t.linalg.lstsq(A, A)[0],
        lambda t, A: t.geqrf(A)[0],
        lambda t, A: t.ormqr(A, A[0], A),
        lambda t, A: t.linalg.householder_product(A, A[0]),
    ],
)
def test_names_of_nodes(call: Callable[[Any, Any], Any]) -> None:
    names = [call(t, matrix(t, 3, 3).requires_grad_()).grad_fn.name() for t in (minigrad, torch)]
    assert names[0] == names[1]
