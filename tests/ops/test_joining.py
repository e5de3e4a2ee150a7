"""Joining and splitting against NumPy; gradients by pieces; shared memory of parts; errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch

SHAPES = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple)


def numbers(*shape: int, start: float = 0.0) -> Any:
    return torch.from_numpy(np.asarray(start + np.arange(float(np.prod(shape, dtype=int))).reshape(shape)))


@settings(max_examples=100, deadline=None)
@given(st.data(), SHAPES)
def test_cat_is_numpys_and_its_gradient_the_pieces(data: st.DataObject, shape: tuple[int, ...]) -> None:
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    lengths = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    parts = []
    for i, n in enumerate(lengths):
        own = list(shape)
        own[dim] = n
        parts.append(numbers(*own, start=100.0 * i).requires_grad_())
    out = torch.cat(parts, dim)
    np.testing.assert_array_equal(out.detach().numpy(), np.concatenate([p.detach().numpy() for p in parts], dim))
    w = numbers(*out.shape)
    grads = torch.autograd.grad(out, parts, w)
    begin = 0
    for g, n in zip(grads, lengths, strict=True):
        np.testing.assert_array_equal(g.numpy(), w.narrow(dim, begin, n).numpy())
        begin += n


@settings(max_examples=100, deadline=None)
@given(st.data(), st.lists(st.integers(0, 3), max_size=3).map(tuple), st.integers(1, 20))
def test_stack_and_unbind_undo_each_other(data: st.DataObject, shape: tuple[int, ...], count: int) -> None:
    dim = data.draw(st.integers(-len(shape) - 1, len(shape)))
    parts = [numbers(*shape, start=100.0 * i).requires_grad_() for i in range(count)]
    out = torch.stack(parts, dim)
    np.testing.assert_array_equal(out.detach().numpy(), np.stack([p.detach().numpy() for p in parts], dim))
    back = torch.unbind(out, dim)
    assert len(back) == count
    for a, b in zip(parts, back, strict=True):
        np.testing.assert_array_equal(a.detach().numpy(), b.detach().numpy())
    grads = torch.autograd.grad([b * (i + 1) for i, b in enumerate(back)], parts, [torch.ones_like(b) for b in back])
    for i, g in enumerate(grads):
        assert (g.numpy() == i + 1).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 9), st.integers(1, 5))
def test_parts_are_those_of_torch(n: int, k: int) -> None:
    x = numbers(2, n)
    for parts in (x.split(k, 1), x.chunk(k, -1), x.tensor_split(k, 1), x.split([k % (n + 1), n - k % (n + 1)], 1)):
        np.testing.assert_array_equal(torch.cat(parts, 1).numpy(), x.numpy())
    assert [p.shape[1] for p in x.split(k, 1)] == [min(k, n - i) for i in range(0, n, k)] or not n
    size = -(-n // k)
    assert [p.shape[1] for p in x.chunk(k, 1)] == ([min(size, n - i) for i in range(0, n, size)] if n else [0] * k)
    assert [p.shape[1] for p in x.tensor_split(k, 1)] == [a.shape[1] for a in np.array_split(x.numpy(), k, 1)]
    inner = sorted({k % (n + 1), n // 2})
    assert [p.shape[1] for p in x.tensor_split(inner, 1)] == [a.shape[1] for a in np.array_split(x.numpy(), inner, 1)]


def test_parts_are_views_that_may_not_be_written_while_recorded() -> None:
    x = torch.zeros(4, 2)
    for part in (*x.split(2), *x.chunk(2), *x.unbind(), *x.tensor_split(2), *x.vsplit(2), *x.hsplit([1])):
        assert part._base is x
    x.unbind()[0].fill_(3)
    assert x[0].tolist() == [3, 3]
    y = torch.zeros(4, 2, requires_grad=True) * 1
    a, _ = y.split(2)
    with pytest.raises(RuntimeError, match=r"Output 0 of SplitBackward0 is a view and is being modified inplace"):
        a.fill_(1)


def test_dtypes_are_promoted() -> None:
    x = torch.cat([torch.tensor([1]), torch.tensor([1.5])])
    assert x.dtype is torch.float32
    a = torch.ones(2, dtype=torch.float32, requires_grad=True)
    b = torch.ones(2, dtype=torch.float64, requires_grad=True)
    torch.stack([a, b]).sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (torch.float32, torch.float64)
    assert torch.concat([a, b]).dtype is torch.concatenate([a, b], axis=0).dtype is torch.float64


def test_empty_vectors_join_with_anything() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    e = torch.zeros(0, requires_grad=True)
    y = torch.cat([e, x], 1)
    assert y.shape == (2, 3)
    y.sum().backward()
    assert e.grad.shape == (0,)
    assert torch.cat([e, e]).shape == (0,)


def test_stacks_by_name() -> None:
    a, b = torch.tensor([1, 2]), torch.tensor([3, 4])
    assert torch.hstack([a, b]).tolist() == [1, 2, 3, 4]
    assert torch.vstack([a, b]).tolist() == torch.row_stack((a, b)).tolist() == [[1, 2], [3, 4]]
    assert torch.dstack([a, b]).tolist() == [[[1, 3], [2, 4]]]
    assert torch.column_stack([a, b]).tolist() == [[1, 3], [2, 4]]
    assert torch.hstack([torch.tensor(1), torch.tensor(2)]).tolist() == [1, 2]


def test_grids_and_products() -> None:
    a, b = torch.tensor([1, 2]), torch.tensor([3, 4, 5])
    for indexing in ("ij", "xy"):
        wanted = np.meshgrid(a.numpy(), b.numpy(), indexing=indexing)
        for got, want in zip(torch.meshgrid(a, b, indexing=indexing), wanted, strict=True):
            np.testing.assert_array_equal(got.numpy(), want)
    with pytest.warns(UserWarning, match="it will be required to pass the indexing argument"):
        torch.meshgrid(a, b)
    assert torch.cartesian_prod(a, b).tolist() == [[x, y] for x in (1, 2) for y in (3, 4, 5)]
    assert torch.combinations(b, 2).tolist() == [[3, 4], [3, 5], [4, 5]]
    assert torch.combinations(a, 2, with_replacement=True).tolist() == [[1, 1], [1, 2], [2, 2]]
    assert torch.combinations(a, 0).shape == (0,)
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    torch.block_diag(x, torch.tensor(3.0)).sum().backward()
    assert x.grad.tolist() == [[1, 1]]


x = torch.zeros(2, 3)
v = torch.zeros(3)
s = torch.tensor(1.0)
MESSAGES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: torch.cat([]), ValueError, "torch.cat(): expected a non-empty list of Tensors"),
    (lambda: torch.cat(x), TypeError, "cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor"),
    (lambda: torch.cat([x, 1]), TypeError, "expected Tensor as element 1 in argument 0, but got int"),
    (lambda: torch.cat([x, v]), RuntimeError, "Tensors must have same number of dimensions: got 2 and 1"),
    (
        lambda: torch.cat([x, torch.zeros(2, 2)]),
        RuntimeError,
        "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the",
    ),
    (lambda: torch.cat([s, s]), RuntimeError, "zero-dimensional tensor (at position 0) cannot be concatenated"),
    (
        lambda: torch.cat([x, x], 5),
        IndexError,
        "Dimension out of range (expected to be in range of [-2, 1], but got 5)",
    ),
    (
        lambda: torch.cat([x, x], out=x[:1]),
        RuntimeError,
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory",
    ),
    (lambda: torch.stack([]), RuntimeError, "stack expects a non-empty TensorList"),
    (
        lambda: torch.stack([x, v]),
        RuntimeError,
        "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3] at entry 1",
    ),
    (
        lambda: torch.stack([x, x], 7),
        IndexError,
        "Dimension out of range (expected to be in range of [-3, 2], but got 7)",
    ),
    (lambda: torch.hstack([]), RuntimeError, "hstack expects a non-empty TensorList"),
    (lambda: x.split(-1), RuntimeError, "split expects split_size be non-negative, but got split_size=-1"),
    (lambda: x.split(0), RuntimeError, "split_size can only be 0 if dimension size is 0, but got dimension size of 2"),
    (
        lambda: x.split([1, 2]),
        RuntimeError,
        "split_with_sizes expects split_sizes to sum exactly to 2 (input tensor's size at dimension 0), but got",
    ),
    (
        lambda: x.split([1, -1, 2]),
        RuntimeError,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[1, -1, 2]",
    ),
    (lambda: s.split(1), RuntimeError, "split expects at least a 1-dimensional tensor"),
    (lambda: x.chunk(0), RuntimeError, "chunk expects `chunks` to be greater than 0, got: 0"),
    (lambda: x.tensor_split(0), RuntimeError, "number of sections must be larger than 0, got 0"),
    (
        lambda: s.tensor_split(2),
        RuntimeError,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims",
    ),
    (
        lambda: x.hsplit(2),
        RuntimeError,
        "torch.hsplit attempted to split along dimension 1, but the size of the dimension 3 is not divisible by the",
    ),
    (
        lambda: v.vsplit(1),
        RuntimeError,
        "torch.vsplit requires a tensor with at least 2 dimension, but got a tensor with 1 dimensions!",
    ),
    (lambda: s.unbind(), IndexError, "Dimension specified as 0 but tensor has no dimensions"),
    (
        lambda: torch.block_diag(torch.zeros(2, 2, 2)),
        RuntimeError,
        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has 3 dimensions",
    ),
    (
        lambda: torch.meshgrid(v, v, indexing="zz"),
        RuntimeError,
        'torch.meshgrid: indexing must be one of "xy" or "ij", but received: zz',
    ),
    (
        lambda: torch.meshgrid(v, torch.arange(2), indexing="ij"),
        RuntimeError,
        "meshgrid expects all tensors to have the same dtype",
    ),
    (lambda: torch.cartesian_prod(x, v), RuntimeError, "Expect a 1D vector, but got shape [2, 3]"),
    (lambda: torch.combinations(v, -1), RuntimeError, "Expect a non-negative number, but got -1"),
]


@pytest.mark.parametrize(("call", "kind", "text"), MESSAGES)
def test_messages(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(text)):
        call()
