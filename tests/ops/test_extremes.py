"""Extremes: ties, nan, empty input, the three forms of max, errors by text."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as torch

NAN = math.nan
TIED = [1.0, 3.0, 3.0, 2.0]


def gradient(function, values: list[float]) -> list[float]:
    x = torch.tensor(values, requires_grad=True)
    function(x).backward()
    return x.grad.tolist()


def test_at_a_tie_the_whole_shares_evenly_and_a_line_gives_all_to_the_first() -> None:
    assert gradient(lambda x: x.max(), TIED) == [0, 0.5, 0.5, 0]
    assert gradient(lambda x: x.amax(), TIED) == [0, 0.5, 0.5, 0]
    assert gradient(lambda x: x.amax(0), TIED) == [0, 0.5, 0.5, 0]
    assert gradient(lambda x: x.max(0).values, TIED) == [0, 1, 0, 0]
    assert gradient(lambda x: (-x).min(), TIED) == [0, -0.5, -0.5, 0]
    assert gradient(lambda x: x.aminmax().max, TIED) == [0, 0.5, 0.5, 0]


def test_nan_is_the_extreme_of_what_holds_one() -> None:
    x = torch.tensor([[1.0, NAN, 3.0], [2.0, 0.0, 1.0]])
    values, indices = x.max(1)
    assert math.isnan(values[0].item())
    assert indices.tolist() == [1, 0]
    assert math.isnan(x.min().item())
    assert x.amin(1)[1].item() == 0
    assert x.argmin(1).tolist() == [1, 1]
    assert gradient(lambda x: x.max(), [1.0, NAN, 3.0, NAN]) == [0, 0.5, 0, 0.5]


def test_three_forms_of_max() -> None:
    x, y = torch.tensor([[1.0, 4.0], [3.0, 2.0]]), torch.tensor([2.0, 3.0])
    assert torch.max(x).item() == 4
    assert torch.max(x, 1).indices.tolist() == [1, 0]
    assert torch.max(x, y).tolist() == torch.max(x, other=y).tolist() == [[2, 4], [3, 3]]
    assert torch.min(x, y).tolist() == [[1, 3], [2, 2]]
    assert type(x.max(0)).__name__ == "max"
    assert repr(x.max(dim=0, keepdim=True)).startswith("torch.return_types.max(\nvalues=tensor([[3., 4.]])")


@pytest.mark.parametrize("arguments", [{"dim": "a"}, {"dim": 1.5}, {"keepdim": True}, {"dim": 1, "other": 1}])
def test_max_refuses_what_is_none_of_its_forms(arguments: dict) -> None:
    with pytest.raises(TypeError, match=r"max\(\) received an invalid combination of arguments - got \(Tensor, "):
        torch.max(torch.ones(2, 3), **arguments)


@pytest.mark.parametrize("dim", [0, 1, 2, -1])
@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize("contiguous", [False, True])
def test_values_and_places_along_every_axis(dim: int, keepdim: bool, contiguous: bool) -> None:
    x = np.random.default_rng(0).standard_normal((3, 4, 5)).astype(np.float32)
    x = x if contiguous else x.swapaxes(0, 2)
    t = torch.from_numpy(x)
    values, indices = t.max(dim, keepdim)
    np.testing.assert_array_equal(values.numpy(), x.max(dim, keepdims=keepdim))
    np.testing.assert_array_equal(indices.numpy(), x.argmax(dim, keepdims=keepdim))
    np.testing.assert_array_equal(t.amin(dim, keepdim).numpy(), x.min(dim, keepdims=keepdim))
    np.testing.assert_array_equal(t.argmin(dim, keepdim).numpy(), x.argmin(dim, keepdims=keepdim))


def test_of_nothing_there_is_no_extreme() -> None:
    x = torch.ones(0, 3)
    with pytest.raises(RuntimeError, match=r"max\(\): Expected reduction dim to be specified for input.numel\(\) == 0"):
        x.max()
    with pytest.raises(RuntimeError, match=r"amin\(\): Expected reduction dim to be specified"):
        x.amin()
    with pytest.raises(
        IndexError, match=r"argmax\(\): Expected reduction dim to be specified for input.numel\(\) == 0."
    ):
        x.argmax()
    for function in (x.max, x.amax, x.argmin):
        with pytest.raises(IndexError, match=r"\(\): Expected reduction dim 0 to have non-zero size."):
            function(0)
        assert function(1) is not None
    with pytest.raises(RuntimeError, match="cannot compute aminmax over an empty dimension"):
        x.aminmax()
    with pytest.raises(IndexError, match=r"aminmax: Expected reduction dim 0 to have non-zero size."):
        x.aminmax(dim=0)


def test_complex_numbers_have_no_order() -> None:
    x = torch.tensor([1 + 2j])
    with pytest.raises(NotImplementedError, match="\"max_all\" not implemented for 'ComplexFloat'"):
        x.max()
    with pytest.raises(RuntimeError, match=r"min\(\): does not support complex input"):
        x.min(0)
    with pytest.raises(NotImplementedError, match="\"max_values_cpu\" not implemented for 'ComplexFloat'"):
        x.amax()
    with pytest.raises(RuntimeError, match=r"argmax\(\): does not support complex input"):
        x.argmax()
    with pytest.raises(RuntimeError, match=r"argmin\(\): does not support bool input"):
        torch.tensor([True]).argmin()


def test_places_are_int64_without_gradient() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    values, indices = x.max(1)
    assert indices.dtype is torch.int64
    assert not indices.requires_grad
    assert values.grad_fn.name() == "MaxBackward0"
    assert x.max().grad_fn.name() == "MaxBackward1"
    assert x.argmax(keepdim=True).tolist() == [[1]]


def test_aminmax_refuses_an_out_of_another_dtype() -> None:
    x = torch.ones(2, 3)
    out = torch.empty(3), torch.empty(3, dtype=torch.float64)
    with pytest.raises(RuntimeError, match="Expected out tensor to have dtype float, but got double instead"):
        torch.aminmax(x, dim=0, out=out)
    out = torch.empty(3), torch.empty(3)
    torch.aminmax(x * 2, dim=0, out=out)
    assert out[1].tolist() == [2, 2, 2]
