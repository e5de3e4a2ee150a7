"""Functions of two tensors: zeros, ties, infinities, errors by text."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch

NAN, INF = math.nan, math.inf


def grads(result: Any, *inputs: Any) -> list[Any]:
    return [g.tolist() for g in torch.autograd.grad(result.sum(), inputs)]


def leaf(*values: float) -> Any:
    return torch.tensor(values, requires_grad=True)


def test_the_angle_at_the_origin_has_no_gradient() -> None:
    x, y = leaf(0.0), leaf(0.0)
    assert torch.atan2(x, y).item() == 0.0
    assert grads(torch.atan2(x, y), x, y) == [[0.0], [0.0]]


def test_logaddexp_at_infinities() -> None:
    x, y = leaf(INF, -INF, 1000.0), leaf(0.0, 0.0, 0.0)
    assert torch.logaddexp(x, y).tolist() == [INF, 0.0, 1000.0]
    assert grads(torch.logaddexp(x, y), x, y) == [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    assert grads(torch.logaddexp2(x, y), x, y) == [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]


def test_xlogy_at_zero() -> None:
    x, y = leaf(0.0, 0.0, 0.0, 2.0), leaf(0.0, 2.0, NAN, 0.0)
    out = torch.xlogy(x, y)
    assert out.tolist()[:2] == [0.0, 0.0]
    assert math.isnan(out.tolist()[2])
    assert out.tolist()[3] == -INF
    gx, _ = grads(torch.xlogy(x, y), x, y)
    assert gx[0] == 0.0
    assert gx[1] == pytest.approx(math.log(2))


def test_copysign_knows_the_sign_of_zero() -> None:
    assert torch.copysign(torch.tensor([1.0, 1.0]), torch.tensor([0.0, -0.0])).tolist() == [1.0, -1.0]
    x = leaf(0.0, -2.0)
    assert grads(torch.copysign(x, 1), x) == [[0.0, -1.0]]


def test_nextafter_is_constant_where_it_stays() -> None:
    x, y = leaf(1.0, 2.0), leaf(1.0, 3.0)
    assert grads(torch.nextafter(x, y), x, y) == [[0.0, 1.0], [0.0, 0.0]]


def test_heaviside_wants_one_dtype_and_has_no_derivative() -> None:
    x = leaf(-1.0, 0.0, NAN)
    values = torch.tensor([0.5])
    assert torch.heaviside(x, values).tolist() == [0.0, 0.5, 0.0]
    with pytest.raises(RuntimeError, match=r"^heaviside is not yet implemented for tensors with different dtypes.$"):
        torch.heaviside(x, values.double())
    with pytest.raises(RuntimeError, match=r"^derivative for aten::heaviside is not implemented$"):
        torch.heaviside(x, values).sum().backward()


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_common_divisors_and_multiples(a: int, b: int) -> None:
    x, y = torch.tensor([a]), torch.tensor([b])
    assert torch.gcd(x, y).item() == math.gcd(a, b)
    assert torch.lcm(x, y).item() == math.lcm(a, b)


def test_numbers_are_no_tensors() -> None:
    for call in (torch.atan2, torch.hypot, torch.maximum, torch.ldexp, torch.logaddexp):
        text = rf"^{call.__name__}\(\): argument 'other' \(position 2\) must be Tensor, not int$"
        with pytest.raises(TypeError, match=text):
            call(torch.ones(1), 2)
    with pytest.raises(NotImplementedError, match="\"hypot_cpu\" not implemented for 'Long'"):
        torch.hypot(torch.tensor([3]), torch.tensor([4]))


def test_logaddexp_with_minus_infinity() -> None:
    x = torch.tensor([0.5, -math.inf], requires_grad=True)
    y = torch.tensor([-math.inf, 1.0], requires_grad=True)
    gx, gy = torch.autograd.grad(torch.logaddexp(x, y).sum(), [x, y])
    assert gx.tolist() == [1.0, 0.0]
    assert gy.tolist() == [0.0, 1.0]
