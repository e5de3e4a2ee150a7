"""Comparisons, logic, bits and choices: dtypes, NaN, ties, bounds, errors by text."""

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


# ------------------------------------------------------------ comparisons


def test_comparisons_give_bools_without_history() -> None:
    x = leaf(1.0, 2.0)
    for made in (x == 1, x != 1, x < 1, x <= 1, x > 1, x >= 1, x.isnan(), x.logical_not()):
        assert made.dtype is torch.bool
        assert not made.requires_grad


def test_nothing_equals_none() -> None:
    x = torch.ones(2)
    assert (x == None) is False  # noqa: E711
    assert (x != None) is True  # noqa: E711
    with pytest.raises(TypeError, match="'<' not supported between instances of 'Tensor' and 'str'"):
        x < "a"  # noqa: B015


def test_a_number_is_compared_in_the_tensors_dtype() -> None:
    assert (torch.tensor([0.1]) == 0.1).item()
    assert (torch.tensor([1, 2]) > 1.5).tolist() == [False, True]


def test_complex_numbers_have_no_order() -> None:
    with pytest.raises(NotImplementedError, match="\"lt_cpu\" not implemented for 'ComplexFloat'"):
        torch.tensor([1j]) < 1  # noqa: B015


def test_in_place_comparisons_keep_the_dtype() -> None:
    x = torch.tensor([1.0, 2.0])
    assert x.gt_(1) is x
    assert x.tolist() == [0.0, 1.0]
    assert x.dtype is torch.float32


def test_isclose() -> None:
    a = torch.tensor([1.0, INF, NAN, INF])
    b = torch.tensor([1.0 + 1e-6, INF, NAN, 1.0])
    assert torch.isclose(a, b).tolist() == [True, True, False, False]
    assert torch.isclose(a, b, equal_nan=True).tolist() == [True, True, True, False]
    with pytest.raises(RuntimeError, match=r"^Float did not match Double$"):
        torch.isclose(a, b.double())
    with pytest.raises(RuntimeError, match=r"^rtol must be greater than or equal to zero, but got -1"):
        torch.isclose(a, b, rtol=-1.0)


# ------------------------------------------------------------ bits


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(0, 31))
def test_bits_are_pythons(a: int, b: int, n: int) -> None:
    x, y = torch.tensor([a]), torch.tensor([b])
    assert ((x & y).item(), (x | y).item(), (x ^ y).item(), (~x).item()) == (a & b, a | b, a ^ b, ~a)
    assert ((x << n).item(), (x >> n).item()) == (a << n, a >> n)
    assert (6 & x).item() == 6 & a


def test_floats_have_no_bits() -> None:
    with pytest.raises(NotImplementedError, match="\"bitwise_and_cpu\" not implemented for 'Float'"):
        torch.ones(1) & 1
    with pytest.raises(TypeError, match="only implemented on integer and Boolean-type tensors"):
        ~torch.ones(1)


# ------------------------------------------------------------ choices


def test_where_sends_nothing_to_what_was_not_chosen() -> None:
    x = leaf(0.0, 4.0)
    out = torch.where(x > 0, x.sqrt(), torch.zeros(()))
    assert grads(out, x)[0][1] == 0.25  # and NaN at 0, where 0 times the slope of sqrt meets infinity
    y = leaf(INF, 1.0)
    assert grads(torch.where(y < 2, y, 0.0), y) == [[0.0, 1.0]]


def test_where_wants_bools() -> None:
    with pytest.raises(RuntimeError, match=r"^where expected condition to be a boolean tensor, but got .* dtype Float"):
        torch.where(torch.ones(1), 1.0, 2.0)
    with pytest.warns(UserWarning, match="where received a uint8 condition tensor"):
        torch.where(torch.ones(1, dtype=torch.uint8), 1.0, 2.0)


def test_where_of_numbers_takes_their_dtype() -> None:
    mask = torch.tensor([True, False])
    assert torch.where(mask, 1, 2).dtype is torch.int64
    assert torch.where(mask, 1, 2.0).dtype is torch.float32
    assert torch.tensor([5, 6]).where(mask, 0).tolist() == [5, 0]


def test_ties_share_the_gradient() -> None:
    x, y = leaf(1.0, 2.0, 3.0), leaf(2.0, 2.0, 2.0)
    assert grads(torch.maximum(x, y), x, y) == [[0.0, 0.5, 1.0], [1.0, 0.5, 0.0]]
    assert grads(torch.minimum(x, y), x, y) == [[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]]
    assert grads(torch.fmax(x, y), x, y) == [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]


def test_nan_wins_in_maximum_and_loses_in_fmax() -> None:
    x, y = torch.tensor([NAN, 1.0]), torch.tensor([1.0, NAN])
    assert torch.maximum(x, y).isnan().all()
    assert torch.fmax(x, y).tolist() == [1.0, 1.0]
    assert torch.fmin(x, y).tolist() == [1.0, 1.0]


# ------------------------------------------------------------ clamp


def test_bounds_pass_the_gradient() -> None:
    x = leaf(-1.0, 0.0, 0.5, 1.0, 2.0)
    assert grads(x.clamp(0, 1), x) == [[0.0, 1.0, 1.0, 1.0, 0.0]]
    assert grads(x.clamp_min(0), x) == [[0.0, 1.0, 1.0, 1.0, 1.0]]
    assert grads(x.clamp_max(1), x) == [[1.0, 1.0, 1.0, 1.0, 0.0]]


def test_bounds_may_be_learnt() -> None:
    x, low, high = leaf(-1.0, 0.5, 2.0), leaf(0.0), leaf(1.0)
    assert grads(x.clamp(low, high), x, low, high) == [[0.0, 1.0, 0.0], [1.0], [1.0]]


def test_bounds_out_of_order_give_the_upper_one() -> None:
    x = leaf(0.0, 5.0)
    assert x.clamp(2, 1).tolist() == [1.0, 1.0]
    assert grads(x.clamp(2, 1), x) == [[0.0, 0.0]]


def test_clamp_widens_integers_and_needs_a_bound() -> None:
    assert torch.clamp(torch.tensor([0, 3]), min=0.5).tolist() == [0.5, 3.0]
    with pytest.raises(RuntimeError, match="At least one of 'min' or 'max' must not be None"):
        torch.clamp(torch.ones(1))
    with pytest.raises(RuntimeError, match=r"^result type Float can't be cast to the desired output type"):
        torch.tensor([0, 3]).clamp_(min=0.5)
