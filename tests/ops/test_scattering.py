"""gather, scatter and their relatives; slices along an axis; masks: against loops, with gradients and errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch


def numbers(shape: tuple[int, ...], start: float = 1.0) -> np.ndarray[Any, Any]:
    return np.asarray(start + np.arange(float(np.prod(shape, dtype=int))).reshape(shape))


@st.composite
def scattered(draw: st.DrawFn) -> tuple[tuple[int, ...], int, np.ndarray[Any, Any]]:
    """A shape, an axis, and an index that fits."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))
    dim = draw(st.integers(0, len(shape) - 1))
    own = tuple(draw(st.integers(0, 5)) if d == dim else draw(st.integers(0, n)) for d, n in enumerate(shape))
    size = int(np.prod(own))
    places = draw(st.lists(st.integers(0, shape[dim] - 1), min_size=size, max_size=size))
    return shape, dim, np.array(places, np.int64).reshape(own)


def target(place: tuple[int, ...], dim: int, index: np.ndarray[Any, Any]) -> tuple[int, ...]:
    return (*place[:dim], int(index[place]), *place[dim + 1 :])


@settings(max_examples=150, deadline=None)
@given(scattered())
def test_gather_reads_and_its_gradient_adds(case: Any) -> None:
    shape, dim, index = case
    x = torch.from_numpy(numbers(shape)).requires_grad_()
    out = torch.gather(x, dim - len(shape), torch.from_numpy(index))
    weights = numbers(index.shape)
    (g,) = torch.autograd.grad(out, x, torch.from_numpy(weights))
    expected = np.zeros(shape)
    for place in np.ndindex(index.shape):
        assert out[place] == x.detach().numpy()[target(place, dim, index)]
        expected[target(place, dim, index)] += weights[place]
    np.testing.assert_allclose(g.numpy(), expected)
    assert out.shape == index.shape


@settings(max_examples=150, deadline=None)
@given(scattered(), st.booleans())
def test_scatters_write_in_order(case: Any, larger: bool) -> None:
    shape, dim, index = case
    src = -numbers(tuple(n + larger for n in index.shape))
    x, s, i = torch.from_numpy(numbers(shape)), torch.from_numpy(src), torch.from_numpy(index)
    added, written, filled = numbers(shape), numbers(shape), numbers(shape)
    for place in np.ndindex(index.shape):
        added[target(place, dim, index)] += src[place]
        written[target(place, dim, index)] = src[place]
        filled[target(place, dim, index)] = 9
    np.testing.assert_array_equal(x.scatter_add(dim, i, s).numpy(), added)
    np.testing.assert_array_equal(x.scatter(dim, i, s).numpy(), written)
    np.testing.assert_array_equal(x.scatter(dim, i, 9).numpy(), filled)
    np.testing.assert_array_equal(torch.scatter(x, dim, i, s, reduce="add").numpy(), added)
    y = x.clone()
    assert y.scatter_(dim, i, value=9) is y
    np.testing.assert_array_equal(y.numpy(), filled)


REDUCERS = {
    "sum": sum, "prod": lambda v: float(np.prod(v)), "mean": lambda v: sum(v) / len(v), "amax": max, "amin": min,
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(scattered(), st.sampled_from(sorted(REDUCERS)), st.booleans())
def test_scatter_reduce_is_a_reduction_of_each_place(case: Any, reduce: str, include_self: bool) -> None:
    shape, dim, index = case
    src = np.cos(numbers(index.shape))
    x = torch.from_numpy(np.sin(numbers(shape)))
    got = x.scatter_reduce(dim, torch.from_numpy(index), torch.from_numpy(src), reduce, include_self=include_self)
    met: dict[Any, list[float]] = {}
    for place in np.ndindex(index.shape):
        met.setdefault(target(place, dim, index), []).append(src[place])
    for place in np.ndindex(shape):
        own = float(x[place])
        values = [own] * (include_self or place not in met) + met.get(place, [])
        assert float(got[place]) == pytest.approx(REDUCERS[reduce](values), rel=1e-12)


@pytest.mark.parametrize("zeros", [(), (0,), (0, 1), (3,), (0, 3)])
def test_products_with_zeros_have_exact_gradients(zeros: tuple[int, ...]) -> None:
    """All of `src` meets in place 0 of `x`; elements 0 to 2 are `src`, 3 is `x[0]`."""
    values = np.array([2.0, 3.0, 5.0, 7.0])
    values[list(zeros)] = 0
    src = torch.from_numpy(values[:3].copy()).requires_grad_()
    x = torch.from_numpy(np.array([values[3], 4.0])).requires_grad_()
    out = x.scatter_reduce(0, torch.zeros(3, dtype=torch.int64), src, "prod")
    gx, gs = torch.autograd.grad(out.sum(), (x, src))
    others = [float(np.prod(np.delete(values, i))) for i in range(4)]
    np.testing.assert_allclose(gs.numpy(), others[:3])
    np.testing.assert_allclose(gx.numpy(), [others[3], 1])


def test_extremes_share_their_gradient() -> None:
    x = torch.tensor([1.0, 5.0], requires_grad=True)
    src = torch.tensor([5.0, 5.0, 0.0], requires_grad=True)
    out = x.scatter_reduce(0, torch.tensor([1, 1, 0]), src, "amax")
    out.sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), [1, 1 / 3], rtol=1e-6)
    np.testing.assert_allclose(src.grad.numpy(), [1 / 3, 1 / 3, 0], rtol=1e-6)


def test_a_changed_index_is_noticed() -> None:
    x = torch.zeros(3, requires_grad=True)
    i = torch.tensor([0, 1])
    y = x.gather(0, i)
    i.add_(1)
    with pytest.raises(RuntimeError, match="one of the variables needed for gradient computation has been modified"):
        y.sum().backward()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple), st.data())
def test_slices_along_an_axis(shape: tuple[int, ...], data: st.DataObject) -> None:
    dim = data.draw(st.integers(0, len(shape) - 1))
    places = data.draw(st.lists(st.integers(0, shape[dim] - 1), max_size=4))
    i = torch.tensor(places, dtype=torch.int64)
    x = torch.from_numpy(numbers(shape))
    source = -numbers((*shape[:dim], len(places), *shape[dim + 1 :]))
    s = torch.from_numpy(source)
    picked = x.index_select(dim, i)
    np.testing.assert_array_equal(picked.numpy(), x.numpy().take(np.array(places, int), dim))
    added, copied, filled = numbers(shape), numbers(shape), numbers(shape)
    for n, k in enumerate(places):
        added.swapaxes(0, dim)[k] += 2 * source.swapaxes(0, dim)[n]
        copied.swapaxes(0, dim)[k] = source.swapaxes(0, dim)[n]
        filled.swapaxes(0, dim)[k] = 7
    np.testing.assert_array_equal(x.index_add(dim, i, s, alpha=2).numpy(), added)
    np.testing.assert_array_equal(x.index_fill(dim, i, 7).numpy(), filled)
    if len(set(places)) == len(places):
        np.testing.assert_array_equal(x.index_copy(dim, i, s).numpy(), copied)
    highest = x.index_reduce(dim, i, s + 5, "amax").numpy()
    expected = numbers(shape)
    for n, k in enumerate(places):
        row = expected.swapaxes(0, dim)
        row[k] = np.maximum(row[k], source.swapaxes(0, dim)[n] + 5)
    np.testing.assert_array_equal(highest, expected)


def test_flat_places() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x.take(torch.tensor([0, -1, 0]))
    assert y.tolist() == [1, 4, 1]
    y.sum().backward()
    assert x.grad.tolist() == [[2, 0], [0, 1]]
    z = torch.zeros(2, 2)
    assert z.put(torch.tensor([1, 1]), torch.ones(2), accumulate=True).tolist() == [[0, 2], [0, 0]]
    assert z.put_(torch.tensor([-1]), torch.ones(1)).tolist() == [[0, 0], [0, 1]]


def test_take_along_dim_broadcasts() -> None:
    x = torch.tensor([[10, 30, 20], [60, 40, 50]])
    assert torch.take_along_dim(x, x.argsort(1), dim=1).tolist() == [[10, 20, 30], [40, 50, 60]]
    assert torch.take_along_dim(x, torch.tensor([[0, 1, 0]]), 0).tolist() == [[10, 40, 20]]
    assert torch.take_along_dim(x, torch.tensor([[-1], [0]]), 1).tolist() == [[20], [60]]
    assert torch.take_along_dim(x, torch.tensor([5, 0])).tolist() == [50, 10]


@settings(max_examples=100, deadline=None)
@given(st.data(), st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple))
def test_masks(data: st.DataObject, shape: tuple[int, ...]) -> None:
    own = tuple(1 if data.draw(st.booleans()) else n for n in shape)
    flags = data.draw(st.lists(st.booleans(), min_size=int(np.prod(own)), max_size=int(np.prod(own))))
    mask = np.array(flags).reshape(own)
    wide = np.broadcast_to(mask, shape)
    x = torch.from_numpy(numbers(shape)).requires_grad_()
    v = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
    m = torch.from_numpy(mask)
    filled = x.masked_fill(m, v)
    np.testing.assert_array_equal(filled.detach().numpy(), np.where(wide, 5.0, x.detach().numpy()))
    picked = x.masked_select(m)
    np.testing.assert_array_equal(picked.detach().numpy(), x.detach().numpy()[wide])
    w = numbers(shape)
    gx, gv = torch.autograd.grad(filled, (x, v), torch.from_numpy(w))
    np.testing.assert_allclose(gx.numpy(), np.where(wide, 0, w))
    assert gv.item() == pytest.approx(w[wide].sum())
    source = torch.from_numpy(-numbers((int(wide.sum()) + 1,))).requires_grad_()
    put = x.masked_scatter(m, source)
    expected = numbers(shape)
    expected[wide] = source.detach().numpy()[:-1]
    np.testing.assert_array_equal(put.detach().numpy(), expected)
    gx, gs = torch.autograd.grad(put, (x, source), torch.from_numpy(w))
    np.testing.assert_allclose(gx.numpy(), np.where(wide, 0, w))
    np.testing.assert_allclose(gs.numpy(), [*w[wide], 0])


def test_masked_values_take_the_tensors_dtype() -> None:
    n = torch.arange(3)
    mask = torch.tensor([True, False, True])
    assert n.masked_fill(mask, 1.7).tolist() == [1, 1, 1]
    assert n.masked_fill(mask, torch.tensor(1.7)).tolist() == [1, 1, 1]
    assert n.masked_fill_(mask, 9) is n
    assert n.tolist() == [9, 1, 9]


def test_places_of_what_is_true() -> None:
    x = torch.tensor([[0, 3], [4, 0]])
    assert x.nonzero().tolist() == torch.argwhere(x).tolist() == [[0, 1], [1, 0]]
    assert [t.tolist() for t in torch.nonzero(x, as_tuple=True)] == [[0, 1], [1, 0]]
    assert torch.tensor(5).nonzero().shape == (1, 0)
    assert [t.tolist() for t in torch.tensor(5).nonzero(as_tuple=True)] == [[0]]
    assert torch.nonzero_static(x, size=3).tolist() == [[0, 1], [1, 0], [-1, -1]]
    assert [t.tolist() for t in torch.unravel_index(torch.tensor([1, 5]), (2, 3))] == [[0, 1], [1, 2]]


x = torch.zeros(2, 3)
z = torch.zeros(1, 3, dtype=torch.int64)
i = torch.tensor([0, 1])
MESSAGES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: x.gather(0, torch.tensor([0])),
        RuntimeError,
        "Index tensor must have the same number of dimensions as input tensor",
    ),
    (
        lambda: x.gather(0, torch.tensor([[0, 5, 0]])),
        RuntimeError,
        "index 5 is out of bounds for dimension 0 with size 2",
    ),
    (
        lambda: x.gather(0, torch.tensor([[0, -1, 0]])),
        RuntimeError,
        "index -1 is out of bounds for dimension 0 with size 2",
    ),
    (lambda: x.gather(0, torch.zeros(1, 3)), RuntimeError, "gather(): Expected dtype int32/int64 for index"),
    (
        lambda: x.gather(0, torch.zeros(1, 4, dtype=torch.int64)),
        RuntimeError,
        "Size does not match at dimension 1 expected index [1, 4] to be no larger than self [2, 3] apart from",
    ),
    (
        lambda: x.scatter(0, z, torch.ones(1, 2)),
        RuntimeError,
        "Expected index [1, 3] to be no larger than self [2, 3] apart from dimension 0 and to be no larger size than",
    ),
    (
        lambda: x.scatter(0, z, torch.ones(1, 3, dtype=torch.float64)),
        RuntimeError,
        "scatter(): Expected self.dtype to be equal to src.dtype",
    ),
    (
        lambda: x.scatter(0, z + 5, torch.ones(1, 3)),
        RuntimeError,
        "index 5 is out of bounds for dimension 0 with size 2",
    ),
    (lambda: x.scatter(0, z, 1.5, reduce="foo"), RuntimeError, "reduce argument must be either add or multiply."),
    (
        lambda: x.scatter_add(0, z + 7, torch.ones(1, 3)),
        RuntimeError,
        "index 7 is out of bounds for dimension 0 with size 2",
    ),
    (
        lambda: x.scatter_reduce(0, z, torch.ones(1, 3), "foo"),
        RuntimeError,
        "reduce argument must be either sum, prod, mean, amax or amin, got foo",
    ),
    (lambda: x.index_select(0, torch.tensor([0, 5])), IndexError, "index out of range in self"),
    (
        lambda: x.index_select(0, torch.tensor([0.5])),
        RuntimeError,
        "index_select(): Expected dtype int32 or int64 for index",
    ),
    (lambda: x.index_select(0, torch.tensor([[0]])), IndexError, "index_select(): Index is supposed to be a vector"),
    (
        lambda: x.index_add(0, i, torch.ones(2, 2)),
        RuntimeError,
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = [2, 3]",
    ),
    (
        lambda: x.index_add(0, i, torch.ones(3, 3)),
        RuntimeError,
        "index_add_(): Number of indices (2) should be equal to source.size(dim): (3), for dim: 0",
    ),
    (
        lambda: x.index_add(0, i, torch.ones(2, 3, dtype=torch.float64)),
        RuntimeError,
        "index_add_(): self (Float) and source (Double) must have the same scalar type",
    ),
    (
        lambda: x.index_copy(0, i + 5, torch.ones(2, 3)),
        IndexError,
        "index_copy_(): index 5 is out of bounds for dimension 0 with size 2",
    ),
    (
        lambda: x.index_copy(0, i, torch.ones(2, 2)),
        RuntimeError,
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: 3 at",
    ),
    (
        lambda: x.index_fill(0, i, torch.ones(2)),
        RuntimeError,
        "index_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).",
    ),
    (lambda: x.index_fill(0, torch.tensor([0.0]), 1), IndexError, "index_fill_(): Expected dtype int64 for index."),
    (
        lambda: x.index_reduce(0, i, torch.ones(2, 3), "sum"),
        RuntimeError,
        "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got sum.",
    ),
    (
        lambda: x.masked_fill(x > 1, torch.ones(2)),
        RuntimeError,
        "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).",
    ),
    (
        lambda: x.masked_fill(torch.ones(2, 3), 1),
        RuntimeError,
        "masked_fill_ only supports boolean masks, but got mask with dtype float",
    ),
    (
        lambda: x.masked_fill(torch.ones(4) > 0, 1),
        RuntimeError,
        "The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1",
    ),
    (
        lambda: x.masked_fill_(torch.ones(4, 2, 3) > 0, 1),
        RuntimeError,
        "output with shape [2, 3] doesn't match the broadcast shape [4, 2, 3]",
    ),
    (lambda: x.masked_select(torch.ones(2, 3)), RuntimeError, "masked_select: expected BoolTensor for mask"),
    (
        lambda: x.masked_scatter(x == 0, torch.ones(2)),
        RuntimeError,
        "Number of elements of source < number of ones in mask",
    ),
    (
        lambda: x.take(torch.tensor([0, 7])),
        IndexError,
        "out of range: tried to access index 7 on a tensor of 6 elements.",
    ),
    (lambda: x.take(torch.tensor([0.0])), RuntimeError, "take(): Expected a long tensor for index, but got Float"),
    (
        lambda: x.put(i, torch.ones(3)),
        IndexError,
        "put_(): Expected source and index to have the same number of elements, but got source.numel() = 3,",
    ),
    (
        lambda: torch.take_along_dim(x, i, 0),
        RuntimeError,
        "torch.take_along_dim(): input and indices should have the same number of dimensions, but got 2 dimensions",
    ),
    (
        lambda: torch.unravel_index(torch.tensor([0.0]), (2, 3)),
        TypeError,
        "expected 'indices' to be integer dtype, but got torch.float32",
    ),
    (lambda: torch.nonzero_static(x, size=-1), RuntimeError, "nonzero_static: 'size' must be an non-negative integer"),
]


@pytest.mark.parametrize(("call", "kind", "text"), MESSAGES)
def test_messages(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(text)):
        call()


def test_one_hot() -> None:
    one_hot = torch.nn.functional.one_hot
    assert one_hot(torch.tensor([0, 2])).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert one_hot(torch.tensor([[1]]), 2).tolist() == [[[0, 1]]]
    for index, classes, text in (
        ([0, 3], 2, "Class values must be smaller than num_classes."),
        ([-1], -1, "Class values must be non-negative."),
        ([], -1, "Can not infer total number of classes from empty tensor."),
    ):
        with pytest.raises(RuntimeError, match=re.escape(text)):
            one_hot(torch.tensor(index, dtype=torch.int64), classes)


@pytest.mark.parametrize("reduce", ["amax", "amin"])
def test_a_tie_counts_the_position_even_where_it_is_left_out(reduce: str) -> None:
    x = torch.tensor([3.0, 0.0], requires_grad=True)
    src = torch.tensor([3.0, 3.0], requires_grad=True)
    out = x.scatter_reduce(0, torch.tensor([0, 0]), src, reduce, include_self=False)
    out.sum().backward()
    assert out.tolist() == [3, 0]
    assert x.grad.tolist() == [0, 1]
    assert src.grad.tolist() == pytest.approx([1 / 3, 1 / 3])
