"""Tests of strides where nothing in memory depends on them: axes of length 1, tensors without elements."""

from __future__ import annotations

import pytest

import minigrad as torch

X = torch.arange(15).reshape(5, 3)


@pytest.mark.parametrize(
    ("made", "strides"),
    [
        (torch.empty(0, 3), (3, 1)),
        (torch.empty(2, 0, 4), (4, 4, 1)),
        (X[:, :0], (3, 1)),  # a part of something keeps its steps
        (X[:1, :2], (3, 1)),
        (X[:, 1:2], (3, 1)),
        (X.diagonal(2), (4,)),
        (X[:1].t(), (1, 3)),
        (X[None], (15, 3, 1)),
        (X.unsqueeze(1), (3, 3, 1)),
        (X.t().unsqueeze(1), (1, 15, 3)),
        (X[0].unsqueeze(0), (3, 1)),
        (torch.tensor(1).unsqueeze(0), (1,)),
        (X[:, :1].expand(5, 4), (3, 0)),
        (X[0].expand(1, 2, 3), (0, 0, 1)),
        (X.sum(0, keepdim=True), (3, 1)),
        (X.sum(1, keepdim=True), (1, 1)),
        (X.nonzero(), (1, 14)),
        (torch.empty_permuted((0, 3, 5), (1, 0, 2)), (5, 5, 1)),
    ],
)
def test_strides(made: torch.Tensor, strides: tuple[int, ...]) -> None:
    assert made.stride() == strides


def test_pooling_and_resampling_keep_the_channels_where_they_lie() -> None:
    x = torch.rand(2, 3, 4, 4).contiguous(memory_format=torch.channels_last)
    values, places = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    assert values.stride() == places.stride() == (12, 1, 6, 3)
    assert torch.nn.functional.max_unpool2d(values, places, 2).stride() == x.stride()
    assert torch.nn.functional.interpolate(x, scale_factor=2).stride() == (192, 1, 24, 3)
    same = torch.nn.functional.max_pool2d(x.contiguous(), 2)
    assert same.stride() == (12, 4, 2, 1)
    assert torch.equal(values, same)
