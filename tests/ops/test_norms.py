"""Norms and distances: every order, the subgradient at zero, empty input, complex numbers, errors by text."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as torch
import minigrad.nn.functional as F

INF = math.inf
ORDERS = [0, 0.5, 1, 1.5, 2, 3, INF, -INF, -1]
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of overflow and 1 / 0


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dim", [None, 0, 1])
def test_norms_are_numpys(order: float, dim: int | None) -> None:
    x = np.random.default_rng(0).standard_normal((3, 4))
    made = torch.linalg.vector_norm(torch.from_numpy(x), order, dim)
    np.testing.assert_allclose(
        made.numpy(), np.linalg.norm(x.reshape(-1) if dim is None else x, order, dim), rtol=1e-12
    )


@pytest.mark.parametrize("order", ORDERS)
def test_the_gradient_at_zero_is_zero(order: float) -> None:
    x = torch.zeros(3, requires_grad=True)
    x.norm(order).backward()
    assert x.grad.tolist() == [0, 0, 0]


@pytest.mark.parametrize("order", [0.5, 1, 1.5, 2, 3])
def test_a_zero_beside_other_numbers_gets_no_gradient(order: float) -> None:
    x = torch.tensor([0.0, 2.0], requires_grad=True)
    x.norm(order).backward()
    assert x.grad.tolist() == pytest.approx([0, 1])


def test_the_largest_share_the_gradient_of_the_inf_norm() -> None:
    x = torch.tensor([2.0, -2.0, 1.0], requires_grad=True)
    x.norm(INF).backward()
    assert x.grad.tolist() == [0.5, -0.5, 0]


def test_of_complex_numbers() -> None:
    x = torch.tensor([3.0, 4j], requires_grad=True)
    y = x.norm()
    assert y.dtype is torch.float32
    y.backward()
    assert x.grad.tolist() == pytest.approx([0.6, 0.8j])


def test_old_spellings() -> None:
    x = torch.ones(2, 3)
    assert x.norm(2, 0, True, torch.float64).dtype is torch.float64
    assert torch.norm(x, "fro", dim=(0, 1)).item() == pytest.approx(math.sqrt(6))
    assert torch.norm(x, None).item() == pytest.approx(math.sqrt(6))
    assert torch.norm(x, p=True).item() == 6
    assert x.norm().grad_fn is None
    assert (x.requires_grad_()).norm().grad_fn.name() == "LinalgVectorNormBackward0"


def test_of_nothing() -> None:
    x = torch.ones(0, 3)
    assert torch.linalg.vector_norm(x).item() == 0
    assert torch.linalg.vector_norm(x, INF, dim=1).tolist() == []
    with pytest.raises(RuntimeError, match="cannot compute the inf norm on an empty tensor because"):
        torch.linalg.vector_norm(x, INF)
    with pytest.raises(
        RuntimeError, match="cannot compute the -1 norm on the dimension 0because this dimension is empty"
    ):
        torch.linalg.vector_norm(x, -1, dim=0)


def test_errors() -> None:
    x = torch.ones(3)
    with pytest.raises(
        RuntimeError, match=r"linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long"
    ):
        torch.arange(3).norm()
    with pytest.raises(
        RuntimeError, match=r"linalg.vector_norm: dtype should be floating point or complex, but got Long"
    ):
        torch.linalg.vector_norm(x, dtype=torch.int64)
    with pytest.raises(RuntimeError, match="dtype should be real for real inputs, but got ComplexFloat"):
        torch.linalg.vector_norm(x, dtype=torch.complex64)
    with pytest.raises(
        RuntimeError, match=r"\(Float\) should be convertible without narrowing to the specified dtype \(Half\)"
    ):
        torch.linalg.vector_norm(x, dtype=torch.float16)
    with pytest.raises(
        TypeError, match=r"linalg_vector_norm\(\): argument 'ord' \(position 2\) must be Number, not str"
    ):
        torch.linalg.vector_norm(x, "fro")


# ------------------------------------------------------------ distances


def test_distances_between_rows() -> None:
    x, y = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 1.0], [3.0, 4.0], [0.0, 0.0]])
    np.testing.assert_allclose(torch.cdist(x, y).numpy(), [[1, 5, 0], [math.sqrt(18), 0, 5]], rtol=1e-6)
    np.testing.assert_allclose(torch.cdist(x, y, p=1).numpy(), [[1, 7, 0], [6, 0, 7]])
    assert torch.cdist(x, y, p=0).tolist() == [[1, 2, 0], [2, 0, 2]]
    assert torch.cdist(x, y, p=INF).tolist() == [[1, 4, 0], [3, 0, 4]]
    assert torch.cdist(torch.ones(2, 0), torch.ones(3, 0), p=INF).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert torch.pdist(y).tolist() == pytest.approx([math.sqrt(18), 1, 5])
    assert torch.pdist(torch.ones(1, 3)).tolist() == []


def test_the_distance_of_a_point_to_itself_has_gradient_zero() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    torch.cdist(x, x).sum().backward()
    assert x.grad.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_distance_errors() -> None:
    x = torch.ones(2, 3)
    with pytest.raises(RuntimeError, match=r"X1 and X2 must have the same number of columns. X1: 3 X2: 2"):
        torch.cdist(x, torch.ones(3, 2))
    with pytest.raises(RuntimeError, match="cdist only supports at least 2D tensors, X1 got: 1D"):
        torch.cdist(x[0], x)
    with pytest.raises(RuntimeError, match="cdist only supports non-negative p values"):
        torch.cdist(x, x, p=-1)
    with pytest.raises(ValueError, match="xx is not a valid value for compute_mode"):
        torch.cdist(x, x, compute_mode="xx")
    with pytest.raises(RuntimeError, match="cdist only supports floating-point dtypes, X2 got: Long"):
        torch.cdist(x, x.long())
    with pytest.raises(RuntimeError, match="pdist only supports 2D tensors, got: 1D"):
        torch.pdist(x[0])
    with pytest.raises(
        RuntimeError, match=r"norm\(\): input dtype should be either floating point or complex. Got Long"
    ):
        torch.dist(x.long(), x.long())


def test_cosine_similarity_divides_by_at_least_eps() -> None:
    x = torch.tensor([[3.0, 4.0], [0.0, 0.0]])
    assert F.cosine_similarity(x, torch.tensor([3.0, 4.0])).tolist() == pytest.approx([1, 0])
    assert F.cosine_similarity(x, x * 2, dim=0).tolist() == pytest.approx([1, 1])
    with pytest.raises(RuntimeError, match="expected common dtype to be floating point, yet common dtype is Long"):
        F.cosine_similarity(x.long(), x.long())


def test_normalize_and_renorm() -> None:
    x = torch.tensor([[3.0, 4.0], [0.0, 0.0]], requires_grad=True)
    assert F.normalize(x).tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]
    y = torch.tensor([[3.0, 4.0], [0.3, 0.4]])
    assert y.renorm(2, 0, 1.0).tolist() == [pytest.approx([0.6, 0.8]), pytest.approx([0.3, 0.4])]
    assert y.renorm_(1, 0, 1.0) is y
    with pytest.raises(RuntimeError, match="renorm: input needs at least 2 dimensions, got 1 dimensions"):
        y[0].renorm(2, 0, 1)
    with pytest.raises(RuntimeError, match="renorm: non-positive-norm not supported"):
        y.renorm(0, 0, 1)
    with pytest.raises(RuntimeError, match="renorm: expected maxnorm to be >= 0 but got -1"):
        y.renorm(2, 0, -1)


def test_pairwise_distance_adds_eps_to_each_difference() -> None:
    x = torch.zeros(2, 3)
    assert F.pairwise_distance(x, x, eps=0.5).tolist() == pytest.approx([math.sqrt(0.75)] * 2)
    assert F.pairwise_distance(x, x, p=1, keepdim=True).shape == (2, 1)
