"""Running sums, products, extremes and log-sums, the recurrence that their gradients solve, differences, trapezoids."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch
from minigrad.autograd import grad
from minigrad.ops.scan import recurrence, shift

NAN, INF = math.nan, math.inf


@given(st.integers(1, 40), st.sampled_from([1, -1]), st.integers(0, 99))
def test_a_recurrence_is_solved_as_a_loop_solves_it(n: int, step: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, factor = rng.standard_normal((2, n, 2))
    expected = x.copy()
    for i in range(1, n) if step > 0 else range(n - 2, -1, -1):
        expected[i] += factor[i] * expected[i - step]
    np.testing.assert_allclose(recurrence(x, factor, 0, step), expected, rtol=1e-9, atol=1e-12)


def test_shift_fills_what_nothing_moves_to() -> None:
    x = np.array([[1, 2, 3]])
    assert shift(x, 1, 1, 9).tolist() == [[9, 1, 2]]
    assert shift(x, 1, -1, 9).tolist() == [[2, 3, 9]]
    assert shift(x, 0, 1, 9).tolist() == [[9, 9, 9]]


def test_cumsum_of_integers_and_halves() -> None:
    assert torch.tensor([True, True]).cumsum(0).tolist() == [1, 2]
    assert torch.tensor([100, 100], dtype=torch.int8).cumsum(0).tolist() == [100, 200]
    assert torch.tensor([1, 2], dtype=torch.int32).cumsum(0, dtype=torch.float64).dtype is torch.float64
    assert torch.full((3000,), 1.0, dtype=torch.float16).cumsum(0)[-1].item() == 3000  # stops at 2048 in float16
    assert torch.tensor(3.0).cumsum(0).item() == 3
    x = torch.tensor([1.0, 2.0, 3.0])
    assert x.cumsum_(0) is x
    assert x.tolist() == [1, 3, 6]


def products_of_others(values: list[float]) -> list[float]:
    return [math.prod(values[:i] + values[i + 1 :]) for i in range(len(values))]


@pytest.mark.parametrize("values", [[2.0, 3.0, 4.0], [2.0, 0.0, 4.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0], [5.0], [0.0]])
def test_the_gradient_of_a_product_is_exact_with_any_number_of_zeros(values: list[float]) -> None:
    for function in (
        lambda x: x.prod(),
        lambda x: x.prod(0),
        lambda x: x.prod(0, keepdim=True)[0],
        lambda x: x.cumprod(0)[-1],
    ):
        x = torch.tensor(values, dtype=torch.float64, requires_grad=True)
        function(x).backward()
        assert x.grad.tolist() == pytest.approx(products_of_others(values))


@pytest.mark.parametrize("values", [[2.0, 3.0, 4.0], [2.0, 0.0, 4.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]])
@pytest.mark.parametrize("name", ["prod", "cumprod"])
def test_so_is_its_second_derivative(values: list[float], name: str) -> None:
    x = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    out = x.prod() if name == "prod" else x.cumprod(0)[-1]
    (first,) = grad(out, x, create_graph=True)
    for i in range(3):
        (row,) = grad(first[i], x, retain_graph=True)
        assert row.tolist() == pytest.approx([0 if i == j else values[3 - i - j] for j in range(3)])


def test_tiny_factors_do_not_lose_the_gradient() -> None:
    x = torch.tensor([1e-200, 1e-200, 1e300], dtype=torch.float64, requires_grad=True)
    x.prod().backward()  # the product itself underflows
    assert x.grad.tolist() == pytest.approx([1e100, 1e100, 0])


def test_running_extremes_remember_where_they_were_last_met() -> None:
    values, indices = torch.tensor([1.0, 3.0, 2.0, 3.0, 1.0]).cummax(0)
    assert values.tolist() == [1, 3, 3, 3, 3]
    assert indices.tolist() == [0, 1, 1, 3, 3]
    values, indices = torch.tensor([1.0, NAN, 2.0, NAN]).cummin(0)
    assert indices.tolist() == [0, 1, 1, 3]
    assert values.isnan().tolist() == [False, True, True, True]
    x = torch.tensor([[3.0, 1.0, 2.0]], requires_grad=True)
    x.cummin(1).values.sum().backward()
    assert x.grad.tolist() == [[1, 2, 0]]
    with pytest.raises(NotImplementedError, match="\"cummax_cpu\" not implemented for 'ComplexFloat'"):
        torch.tensor([1j]).cummax(0)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_logcumsumexp_neither_overflows_nor_spreads_nan() -> None:
    x = torch.tensor([1000.0, 1000.0])
    assert x.logcumsumexp(0).tolist() == pytest.approx([1000, 1000 + math.log(2)])
    assert torch.tensor([-INF, -INF, 1.0]).logcumsumexp(0).tolist() == [-INF, -INF, 1]
    x = torch.tensor([1.0, -INF, 2.0, INF, 1.0], requires_grad=True)
    x.logcumsumexp(0).sum().backward()
    found = x.grad.tolist()
    assert found[:3] == pytest.approx([2 + 1 / (1 + math.e), 0, 1 / (1 + math.exp(-1))])
    assert math.isnan(found[3])
    assert found[4] == 0
    with pytest.raises(NotImplementedError, match="\"logcumsumexp_out_cpu\" not implemented for 'Long'"):
        torch.arange(3).logcumsumexp(0)


def test_differences() -> None:
    x = torch.tensor([1.0, 2.0, 4.0])
    assert torch.diff(x).tolist() == [1, 2]
    assert torch.diff(x, n=2).tolist() == [1]
    assert torch.diff(x, n=5).tolist() == []
    assert torch.diff(x, n=0).tolist() == x.tolist()
    assert torch.diff(x, prepend=torch.tensor([0.0]), append=torch.tensor([9.0])).tolist() == [1, 1, 2, 5]
    assert torch.diff(torch.tensor([True, False, False])).tolist() == [True, False]
    with pytest.raises(RuntimeError, match="order must be non-negative but got -1"):
        torch.diff(x, n=-1)
    with pytest.raises(RuntimeError, match="diff expects input to be at least one-dimensional"):
        torch.diff(torch.tensor(3.0))
    with pytest.raises(RuntimeError, match="diff expects prepend or append to be the same dimension as input"):
        torch.diff(x, prepend=torch.tensor(0.0))
    with pytest.raises(RuntimeError, match=r"input.size\(0\) = 1, but got tensor.size\(0\) = 2"):
        torch.diff(x[None], prepend=torch.zeros(2, 1))


def test_trapezoids() -> None:
    y = torch.tensor([1.0, 2.0, 4.0])
    assert torch.trapezoid(y).item() == 4.5
    assert torch.trapezoid(y, dx=2).item() == 9
    assert torch.trapz(y, torch.tensor([0.0, 1.0, 3.0])).item() == 7.5
    assert torch.cumulative_trapezoid(y).tolist() == [1.5, 4.5]
    assert torch.trapezoid(torch.ones(0, 3), dim=0).tolist() == [0, 0, 0]
    assert torch.trapezoid(torch.tensor([1, 2, 4])).item() == 4.5
    with pytest.raises(RuntimeError, match="trapezoid: There must be one `x` value for each sample point"):
        torch.trapezoid(y, torch.tensor([0.0, 1.0]))
    with pytest.raises(RuntimeError, match="trapezoid: received a bool input for `y`, but bool is not supported"):
        torch.trapezoid(torch.tensor([True, False]))
    with pytest.raises(IndexError, match="Dimension specified as -1 but tensor has no dimensions"):
        torch.trapezoid(torch.tensor(3.0))
