"""Order: stability, nan last, selection by rank and frequency, errors by text."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch

NAN = math.nan


@given(st.lists(st.integers(0, 3), max_size=12), st.booleans())
def test_sort_is_stable_in_both_directions(values: list[int], descending: bool) -> None:
    made, indices = torch.tensor(values, dtype=torch.int64).sort(descending=descending)
    expected = sorted(range(len(values)), key=lambda i: -values[i] if descending else values[i])
    assert indices.tolist() == expected
    assert made.tolist() == [values[i] for i in expected]


@pytest.mark.parametrize("dim", [0, 1, 2])
@pytest.mark.parametrize("descending", [False, True])
def test_sort_along_every_axis(dim: int, descending: bool) -> None:
    x = np.random.default_rng(0).standard_normal((3, 4, 5))
    made, indices = torch.from_numpy(x).sort(dim, descending)
    expected = np.flip(np.sort(x, dim), dim) if descending else np.sort(x, dim)
    np.testing.assert_array_equal(made.numpy(), expected)
    np.testing.assert_array_equal(np.take_along_axis(x, indices.numpy(), dim), expected)
    np.testing.assert_array_equal(torch.argsort(torch.from_numpy(x), dim, descending).numpy(), indices.numpy())


def test_nan_is_larger_than_every_number() -> None:
    x = torch.tensor([3.0, 1.0, NAN, math.inf])
    assert x.sort().indices.tolist() == [1, 0, 3, 2]
    assert x.sort(descending=True).indices.tolist() == [2, 3, 0, 1]
    assert x.topk(2).indices.tolist() == [2, 3]
    assert x.topk(2, largest=False).indices.tolist() == [1, 0]
    assert x.kthvalue(4).indices.item() == 2


@pytest.mark.parametrize("n", [5, 1000])  # on both sides of where the k best are parted from the rest first
@pytest.mark.parametrize("largest", [False, True])
def test_topk_are_the_first_of_the_sorted(n: int, largest: bool) -> None:
    x = torch.from_numpy(np.random.default_rng(0).permutation(n * 3).reshape(3, n).astype(np.float64))
    values, indices = x.topk(3, largest=largest)
    expected, places = x.sort(descending=largest)
    assert values.tolist() == expected[:, :3].tolist()
    assert indices.tolist() == places[:, :3].tolist()


def test_what_arrives_goes_back_to_where_the_values_stood() -> None:
    x = torch.tensor([[3.0, 1.0, 2.0]], requires_grad=True)
    (x.sort()[0] * torch.tensor([10.0, 20.0, 30.0])).sum().backward()
    assert x.grad.tolist() == [[30, 10, 20]]
    x.grad = None
    (x.topk(2)[0] * torch.tensor([10.0, 20.0])).sum().backward()
    assert x.grad.tolist() == [[10, 0, 20]]


def test_medians() -> None:
    x = torch.tensor([3.0, 1.0, 2.0, 4.0])
    assert x.median().item() == 2  # the lower of the two in the middle
    assert x.median(0).indices.item() == 2
    y = torch.tensor([[3.0, NAN, 1.0], [NAN, NAN, NAN]])
    assert y.median(1).indices.tolist() == [1, 0]
    assert y.nanmedian(1).values[0].item() == 1
    assert math.isnan(y.median().item())
    assert y.nanmedian().item() == 1
    assert math.isnan(torch.ones(0).median().item())
    assert torch.ones(0, dtype=torch.int64).median().item() == -(2**63)


def test_the_median_of_all_shares_its_gradient_and_that_of_a_line_does_not() -> None:
    x = torch.tensor([1.0, 3.0, 3.0, 2.0, 3.0], requires_grad=True)
    x.median().backward()
    np.testing.assert_allclose(x.grad.numpy(), [0, 1 / 3, 1 / 3, 0, 1 / 3], rtol=1e-6)
    x.grad = None
    x.median(0).values.backward()
    assert x.grad.tolist() == [0, 1, 0, 0, 0]


def test_mode_takes_the_smallest_of_the_most_frequent_and_its_last_place() -> None:
    assert [t.item() for t in torch.tensor([3.0, 1.0, 2.0, 1.0, 3.0]).mode()] == [1, 3]
    assert [t.item() for t in torch.tensor([1.0, 3.0, 3.0, 2.0, 3.0]).mode()] == [3, 4]
    values, indices = torch.tensor([[3, 1], [2, 2], [3, 1]]).mode(0, keepdim=True)
    assert values.tolist() == [[3, 1]]
    assert indices.tolist() == [[2, 2]]
    assert torch.tensor([True, True]).mode().indices.item() == 1


def test_a_tensor_without_axes() -> None:
    x = torch.tensor(3.0)
    for found in (x.sort(), x.topk(1), x.kthvalue(1), x.median(0), x.mode()):
        assert [t.tolist() for t in found] == [3.0, 0]
    assert torch.msort(x).item() == 3


def test_errors() -> None:
    x = torch.tensor([3.0, 1.0])
    with pytest.raises(RuntimeError, match="selected index k out of range"):
        x.topk(3)
    with pytest.raises(RuntimeError, match=r"kthvalue\(\): selected number k out of range for dimension 0"):
        x.kthvalue(0)
    with pytest.raises(IndexError, match=r"kthvalue\(\): Expected reduction dim 0 to have non-zero size."):
        torch.ones(0).kthvalue(1)
    with pytest.raises(IndexError, match=r"median\(\): Expected reduction dim 1 to have non-zero size."):
        torch.ones(2, 0).median(1)
    with pytest.raises(IndexError, match=r"mode\(\): Expected reduction dim 0 to have non-zero size."):
        torch.ones(0).mode()
    with pytest.raises(RuntimeError, match="Sort does not support complex dtypes on CPU"):
        torch.tensor([1j]).sort()
    with pytest.raises(RuntimeError, match="topk does not support bool dtypes on CPU"):
        torch.tensor([True]).topk(1)
    with pytest.raises(NotImplementedError, match="\"median_cpu\" not implemented for 'Bool'"):
        torch.tensor([True]).median()
    with pytest.raises(NotImplementedError, match="\"kthvalue_cpu\" not implemented for 'ComplexFloat'"):
        torch.tensor([1j]).kthvalue(1)


def test_kthvalue_does_not_write_over_its_input() -> None:
    x = torch.tensor([3.0, 1.0, 2.0])
    with pytest.raises(
        RuntimeError, match="unsupported operation: some elements of the input tensor and the written-to"
    ):
        torch.kthvalue(x, 2, out=(x, torch.tensor(0)))
    assert x.tolist() == [3, 1, 2]
