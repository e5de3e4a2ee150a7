"""Activations: kinks, far ends, in-place forms, errors by text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import minigrad as torch
import minigrad.nn.functional as F


def slope(function: Any, *at: float) -> list[float]:
    x = torch.tensor(at, requires_grad=True)
    return torch.autograd.grad(function(x).sum(), x)[0].tolist()  # type: ignore[no-any-return]


def test_kinks() -> None:
    assert slope(F.relu, -1.0, 0.0, 1.0) == [0.0, 0.0, 1.0]
    assert slope(F.relu6, 0.0, 3.0, 6.0) == [0.0, 1.0, 0.0]
    assert slope(F.hardtanh, -1.0, 0.0, 1.0) == [0.0, 1.0, 0.0]
    assert slope(lambda x: F.leaky_relu(x, 0.5), -1.0, 0.0, 1.0) == [0.5, 0.5, 1.0]
    assert slope(lambda x: F.elu(x, 0.5), 0.0) == [0.5]
    assert slope(lambda x: F.threshold(x, 1.0, 5.0), 1.0, 1.5) == [0.0, 1.0]
    assert slope(F.hardshrink, 0.5, 0.6) == [0.0, 1.0]
    assert slope(F.softshrink, -0.5, 0.6) == [0.0, 1.0]
    assert slope(F.hardsigmoid, -3.0, 3.0) == [0.0, 0.0]
    assert slope(F.hardswish, -3.0, 3.0) == [0.0, 1.0]


@pytest.mark.parametrize("name", ["gelu", "silu", "mish", "softplus", "logsigmoid", "elu", "selu", "celu", "relu"])
def test_far_from_zero(name: str) -> None:
    """Nothing overflows: a line or a constant at both ends, to second order."""
    function = getattr(F, name)
    x = torch.tensor([-500.0, 500.0], requires_grad=True)
    out = function(x)
    (g,) = torch.autograd.grad(out.sum(), x, create_graph=True)
    assert out.isfinite().all()
    assert g.isfinite().all()
    if g.requires_grad:
        assert torch.autograd.grad(g.sum(), x)[0].tolist() == [0.0, 0.0]


def test_gelu_and_its_approximation_are_near() -> None:
    x = torch.linspace(-4, 4, 50)
    np.testing.assert_allclose(F.gelu(x).numpy(), F.gelu(x, approximate="tanh").numpy(), atol=1e-3)
    with pytest.raises(RuntimeError, match=r"^approximate argument must be either none or tanh.$"):
        F.gelu(x, approximate="sigmoid")


INPLACE = ["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish"]


@pytest.mark.parametrize("name", INPLACE)
def test_in_place(name: str) -> None:
    start = torch.tensor([-2.0, -0.5, 0.7, 3.5], requires_grad=True)
    function = getattr(F, name)
    x = start * 1
    assert function(x, inplace=True) is x
    np.testing.assert_array_equal(x.detach().numpy(), function(start).detach().numpy())
    np.testing.assert_allclose(
        torch.autograd.grad(x.sum(), start)[0].numpy(), slope(function, -2.0, -0.5, 0.7, 3.5), rtol=1e-6
    )
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        function(start, inplace=True)


def test_underscored_names_work_in_place() -> None:
    for name in ("relu_", "leaky_relu_", "elu_", "selu_", "celu_", "rrelu_", "hardtanh_"):
        x = torch.tensor([-1.0, 2.0])
        assert getattr(F, name)(x) is x
    x = torch.tensor([0.5, 2.0])
    assert F.threshold_(x, 1.0, 9.0).tolist() == [9.0, 2.0]


def test_prelu_has_a_slope_for_each_channel() -> None:
    x = torch.tensor([[-1.0, -2.0], [3.0, -4.0]], requires_grad=True)
    w = torch.tensor([0.1, 0.5], requires_grad=True)
    out = F.prelu(x, w)
    np.testing.assert_allclose(out.tolist(), [[-0.1, -1.0], [3.0, -2.0]], rtol=1e-6)
    gx, gw = torch.autograd.grad(out.sum(), (x, w))
    np.testing.assert_allclose(gx.tolist(), [[0.1, 0.5], [1.0, 0.5]], rtol=1e-6)
    assert gw.tolist() == [-1.0, -6.0]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: F.hardtanh(torch.ones(1), 2, 1), ValueError, "^min_val cannot be greater than max_val$"),
        (lambda: F.softshrink(torch.ones(1), -1), RuntimeError, r"^lambda must be in range \[0, 3.40282e\+38\]"),
        (lambda: F.celu(torch.ones(1), 0), RuntimeError, "^ZeroDivisionError: alpha cannot be 0 for CELU$"),
        (lambda: F.rrelu(torch.ones(1), 0.5, 0.1), RuntimeError, "^Lower bound should be less than or equal"),
        (lambda: F.glu(torch.ones(3)), RuntimeError, "^Halving dimension must be even, but dimension 0 is size 3$"),
        (lambda: F.prelu(torch.ones(2, 3), torch.ones(2)), RuntimeError, "parameter numbers = 2 and channel size = 3"),
        (lambda: F.prelu(torch.ones(2).double(), torch.ones(1)), RuntimeError, "^prelu: Type promoting not supported."),
        (lambda: F.elu(torch.tensor([1])), NotImplementedError, "\"elu_cpu\" not implemented for 'Long'"),
        (lambda: F.relu(torch.tensor([True])), RuntimeError, "^Boolean inputs not supported for relu$"),
    ],
)
def test_errors(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_rrelu_draws_in_training_only() -> None:
    x = torch.full((200,), -1.0)
    torch.manual_seed(0)
    drawn = -F.rrelu(x, 0.1, 0.3, training=True)
    assert 0.1 <= drawn.min().item() < 0.15
    assert 0.25 < drawn.max().item() <= 0.3
    np.testing.assert_allclose(F.rrelu(x, 0.1, 0.3).numpy(), -0.2, rtol=1e-6)


def test_celu_without_bend_is_elu() -> None:
    x = torch.linspace(-2, 2, 9)
    np.testing.assert_allclose(F.celu(x, 1.0).numpy(), F.elu(x).numpy())
    np.testing.assert_allclose(F.celu(x, 2.0)[0].item(), 2 * (math.exp(-1) - 1), rtol=1e-6)


@pytest.mark.parametrize("function", [F.elu, F.selu, F.celu, F.hardswish, F.silu, F.softplus, F.mish])
def test_nan_comes_through_to_the_gradient(function: Any) -> None:
    assert math.isnan(slope(function, math.nan)[0])


def test_logit_at_both_zeros() -> None:
    assert slope(torch.logit, 0.0, -0.0, 1.0) == [math.inf] * 3


@pytest.mark.parametrize("size", [300, 70_000])  # within one block of the kernel, and over several with a part
def test_gelu_of_many_singles_is_that_of_doubles(size: int) -> None:
    rng = np.random.default_rng(0)
    data = np.concatenate([rng.standard_normal(size), np.linspace(-8, 8, 100), [-30.0, 30.0, 1e30, math.inf]])
    single = torch.tensor(data, dtype=torch.float32, requires_grad=True)
    double = single.detach().double().requires_grad_()
    g = torch.tensor(rng.standard_normal(len(data)))
    (one,) = torch.autograd.grad(out := F.gelu(single), single, g.float())
    (two,) = torch.autograd.grad(exact := F.gelu(double), double, g)
    np.testing.assert_allclose(out.detach(), exact.detach(), rtol=1.5e-7, atol=4e-7)
    np.testing.assert_allclose(one[:-1], two[:-1], rtol=3e-7, atol=6e-7)


def test_gelu_of_many_singles_passes_nan_on() -> None:
    x = torch.zeros(300)
    x[7] = math.nan
    out = F.gelu(x)
    assert out.isnan().nonzero().tolist() == [[7]]
    assert out[:7].tolist() == [0.0] * 7
