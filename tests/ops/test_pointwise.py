"""Functions of one tensor: kinks, special values, rounding, dtypes, errors by text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import minigrad as torch

NAN, INF = math.nan, math.inf


def slope(function: Any, *at: float) -> list[float]:
    x = torch.tensor(at, requires_grad=True)
    return torch.autograd.grad(function(x).sum(), x)[0].tolist()  # type: ignore[no-any-return]


def test_kinks() -> None:
    assert slope(torch.relu, -1.0, 0.0, 2.0) == [0.0, 0.0, 1.0]
    assert slope(torch.abs, -2.0, 0.0, 3.0) == [-1.0, 0.0, 1.0]
    assert slope(torch.sinc, 0.0) == [0.0]
    assert slope(torch.sqrt, 0.0) == [INF]
    for function in (torch.floor, torch.ceil, torch.round, torch.trunc, torch.sign):
        assert slope(function, -1.0, 0.0, 0.5) == [0.0, 0.0, 0.0]
    assert slope(torch.frac, 0.5, 1.0) == [1.0, 1.0]


def test_nan_passes_through_relu_and_its_gradient() -> None:
    assert math.isnan(torch.relu(torch.tensor(NAN)).item())
    assert slope(torch.relu, NAN) == [1.0]


def test_logarithms_and_roots_outside_their_domain_are_silent() -> None:
    assert torch.log(torch.tensor([0.0])).item() == -INF
    assert math.isnan(torch.log(torch.tensor([-1.0])).item())
    assert math.isnan(torch.sqrt(torch.tensor([-1.0])).item())
    assert torch.reciprocal(torch.tensor([0.0])).item() == INF
    assert torch.exp(torch.tensor([1000.0])).item() == INF


def test_sigmoid_neither_overflows_nor_leaves_its_range() -> None:
    x = torch.tensor([-1000.0, -90.0, 0.0, 90.0, 1000.0])
    assert torch.sigmoid(x).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert torch.sigmoid(torch.tensor(0.0)).shape == ()


@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "sigmoid", "sqrt", "erf", "reciprocal"])
def test_integers_become_floats(name: str) -> None:
    made = getattr(torch, name)(torch.tensor([1, 2]))
    assert made.dtype is torch.float32
    np.testing.assert_allclose(made.numpy(), getattr(torch, name)(torch.tensor([1.0, 2.0])).numpy())
    with pytest.raises(RuntimeError, match=r"^result type Float can't be cast to the desired output type Long$"):
        getattr(torch.tensor([1, 2]), name + "_")()


@pytest.mark.parametrize("name", ["floor", "ceil", "round", "trunc"])
def test_rounding_keeps_integers(name: str) -> None:
    i = torch.tensor([1, 2], dtype=torch.int8)
    made = getattr(torch, name)(i)
    assert made.dtype is torch.int8
    assert made.data_ptr() != i.data_ptr()
    with pytest.raises(NotImplementedError, match=f"\"{name}_vml_cpu\" not implemented for 'Bool'"):
        getattr(torch, name)(i > 1)


def test_halves_go_to_the_even_number() -> None:
    assert torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5])).tolist() == [0.0, 2.0, 2.0, -0.0]
    assert torch.round(torch.tensor([1234.5678]), decimals=-2).item() == 1200.0
    assert torch.round(torch.tensor([1234.5678]).double(), decimals=2).item() == 1234.57


def test_float32_functions_are_rounded_once() -> None:
    x = np.linspace(-0.99, 0.99, 301, dtype=np.float32)
    for ours, numpys in (("atan", "arctan"), ("asin", "arcsin"), ("cosh", "cosh"), ("sinh", "sinh"), ("tan", "tan")):
        exact = getattr(np, numpys)(x.astype(np.float64)).astype(np.float32)
        np.testing.assert_array_equal(getattr(torch, ours)(torch.from_numpy(x)).numpy(), exact)
    assert torch.log10(torch.tensor([100.0, 1000.0])).tolist() == [2.0, 3.0]


def test_logit_outside_the_range() -> None:
    assert torch.logit(torch.tensor([0.0, 1.0])).tolist() == [-INF, INF]
    assert slope(lambda x: torch.logit(x, eps=0.1), 0.05, 0.5) == [0.0, 4.0]
    assert math.isnan(slope(torch.logit, 1.5)[0])


def test_nan_to_num() -> None:
    x = torch.tensor([NAN, INF, -INF, 1.0])
    assert x.nan_to_num().tolist() == [0.0, torch.finfo(torch.float32).max, torch.finfo(torch.float32).min, 1.0]
    assert x.nan_to_num(1.0, 2.0, 3.0).tolist() == [1.0, 2.0, 3.0, 1.0]
    assert slope(torch.nan_to_num, NAN, INF, 1.0) == [0.0, 0.0, 1.0]


def test_frexp_undoes_ldexp() -> None:
    x = torch.tensor([6.0, -0.1, 0.0])
    mantissa, exponent = torch.frexp(x)
    assert exponent.dtype is torch.int32
    assert torch.equal(torch.ldexp(mantissa, exponent), x)


def test_positive_is_the_tensor_itself() -> None:
    x = torch.ones(2)
    assert (+x) is x
    with pytest.raises(RuntimeError, match=r"^The `\+` operator, on a bool tensor is not supported.$"):
        torch.positive(x > 0)


def test_what_is_no_tensor() -> None:
    with pytest.raises(TypeError, match=r"^exp\(\): argument 'input' \(position 1\) must be Tensor, not float$"):
        torch.exp(2.0)
    with pytest.raises(NotImplementedError, match=r"^floor is not supported for complex inputs$"):
        torch.floor(torch.tensor([1j]))


def test_in_place_functions_remember_what_they_overwrote() -> None:
    x = torch.tensor([0.3, 0.6], requires_grad=True)
    for name in ("sin", "log", "square", "tanh", "exp", "atan", "sinc"):
        y = x * 1
        getattr(y, name + "_")()
        np.testing.assert_allclose(
            torch.autograd.grad(y.sum(), x)[0].numpy(), slope(getattr(torch, name), 0.3, 0.6), rtol=1e-6
        )
