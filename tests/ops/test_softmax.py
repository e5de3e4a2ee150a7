"""softmax and its like: no overflow, infinities, half precision, the axis left out, errors by text."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as torch
import minigrad.nn.functional as F
from minigrad.ops import softmax as lines

INF = math.inf
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of inf - inf


@pytest.mark.parametrize("scale", [1.0, 30.0, 200.0, 1e4])  # on both sides of where the largest is subtracted first
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_softmax_is_right_at_every_scale(scale: float, dim: int) -> None:
    x = (np.random.default_rng(0).standard_normal((5, 7)) * scale).astype(np.float32)
    wide = x.astype(np.float64)
    e = np.exp(wide - wide.max(dim, keepdims=True))
    made = torch.from_numpy(x).softmax(dim)
    np.testing.assert_allclose(made.numpy(), e / e.sum(dim, keepdims=True), rtol=1e-5, atol=1e-37)
    np.testing.assert_allclose(
        torch.from_numpy(x).log_softmax(dim).numpy(),
        wide - wide.max(dim, keepdims=True) - np.log(e.sum(dim, keepdims=True)),
        rtol=1e-5, atol=1e-6,
    )  # fmt: skip


def test_large_and_infinite() -> None:
    assert torch.tensor([1000.0, 1000.0]).logsumexp(0).item() == pytest.approx(1000 + math.log(2))
    x = torch.tensor([[INF, 1.0], [-INF, -INF], [1.0, -INF]])
    assert x.logsumexp(1).tolist() == [INF, -INF, 1]
    assert x.softmax(1)[:2].isnan().all()
    assert x.softmax(1)[2].tolist() == [1, 0]
    assert x.log_softmax(1)[2].tolist() == [0, -INF]


def test_of_nothing() -> None:
    assert torch.ones(2, 0).softmax(1).shape == (2, 0)
    assert torch.ones(2, 0).logsumexp(1).tolist() == [-INF, -INF]


def test_half_precision_is_computed_in_float32() -> None:
    x = torch.full((3000,), 8.0, dtype=torch.float16)
    assert x.softmax(0).dtype is torch.float16
    assert x.softmax(0)[0].item() == pytest.approx(1 / 3000, rel=1e-3)
    assert x.logsumexp(0).item() == pytest.approx(8 + math.log(3000), rel=1e-3)


def test_dtype_converts_first_and_the_gradient_comes_back() -> None:
    assert torch.arange(3).softmax(0, dtype=torch.float32).dtype is torch.float32
    x = torch.zeros(2, requires_grad=True)
    y = x.softmax(0, torch.float64)
    assert y.dtype is torch.float64
    y[0].backward()
    assert x.grad.dtype is torch.float32
    assert x.grad.tolist() == [0.25, -0.25]


def test_errors() -> None:
    x = torch.ones(2, 3)
    with pytest.raises(NotImplementedError, match="\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"):
        x.long().softmax(-1)
    with pytest.raises(NotImplementedError, match="\"log_softmax_kernel_impl\" not implemented for 'ComplexFloat'"):
        x.to(torch.complex64).log_softmax(0)
    with pytest.raises(TypeError, match=r"softmax\(\): argument 'dim' \(position 2\) must be int, not NoneType"):
        torch.softmax(x, None)
    with pytest.raises(IndexError, match=r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)"):
        torch.softmax(x, 2)
    with pytest.raises(TypeError, match=r"logsumexp\(\): argument 'dim' \(position 2\) must be tuple of ints"):
        torch.logsumexp(x, None)


@pytest.mark.parametrize(("shape", "dim"), [((4,), 0), ((2, 3), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])
def test_the_axis_left_out(shape: tuple[int, ...], dim: int, name: str) -> None:
    x = torch.from_numpy(np.random.default_rng(0).standard_normal(shape))
    function = getattr(F, name)
    with pytest.warns(UserWarning, match=f"Implicit dimension choice for {name} has been deprecated"):
        made = function(x)
    np.testing.assert_array_equal(made.numpy(), function(x, dim=dim).numpy())


def test_softmin_is_softmax_of_the_negative() -> None:
    x = torch.tensor([0.3, -1.0, 2.0])
    assert F.softmin(x, 0).tolist() == (-x).softmax(0).tolist()


def test_moderate_never_lets_an_overflow_pass() -> None:
    assert lines._moderate(np.array([79.0], np.float32))
    assert not lines._moderate(np.array([81.0], np.float32))
    assert not lines._moderate(np.array([-81.0], np.float32))
    assert not lines._moderate(np.array([math.nan], np.float32))


@pytest.mark.parametrize("shape", [(700, 100), (2, 350, 100), (90, 800), (3, 30_000)])
def test_many_lines_at_a_time_are_as_few(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.standard_normal(shape) * 20, dtype=torch.float32, requires_grad=True)
    g = torch.tensor(rng.standard_normal(shape), dtype=torch.float32)
    out = x.softmax(-1)
    wide = x.detach().double().numpy()
    e = np.exp(wide - wide.max(-1, keepdims=True))
    e /= e.sum(-1, keepdims=True)
    np.testing.assert_allclose(out.detach(), e, rtol=1e-5, atol=1e-37)
    (found,) = torch.autograd.grad(out, x, g, retain_graph=True)
    wanted = e * (g.numpy() - (g.numpy() * e).sum(-1, keepdims=True))
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)
    (as_tensors,) = torch.autograd.grad(out, x, g, create_graph=True)
    np.testing.assert_allclose(as_tensors.detach(), found, rtol=1e-4, atol=1e-6)
