"""Reading and writing parts: `x[...]` against NumPy, gradients against finite differences, views, errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch

SHAPES = st.lists(st.integers(1, 4), min_size=0, max_size=3).map(tuple)


def numbers(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Distinct numbers, so that a wrong place shows."""
    return np.asarray(np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape) ** 2)


@st.composite
def basic_items(draw: st.DrawFn, n: int) -> Any:
    """An int or slice for an axis of length `n`."""
    if draw(st.booleans()):
        return draw(st.integers(-n, n - 1))
    bound = st.none() | st.integers(-n - 2, n + 2)
    return slice(draw(bound), draw(bound), draw(st.none() | st.integers(1, 3)))


@st.composite
def basic_indices(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Ints, slices, None and at most one Ellipsis."""
    count = draw(st.integers(0, len(shape)))
    dots = draw(st.booleans())
    front = draw(st.integers(0, count)) if dots else count
    items = [draw(basic_items(n)) for n in shape[:front]]
    if dots:
        items.append(Ellipsis)
        items += [draw(basic_items(n)) for n in shape[len(shape) - (count - front) :]]
    for _ in range(draw(st.integers(0, 2))):
        items.insert(draw(st.integers(0, len(items))), None)
    return tuple(items)


@st.composite
def advanced_indices(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Slices, None, arrays of places that broadcast together, and masks: what NumPy and torch read alike."""
    common = draw(st.sampled_from([(), (1,), (2,), (3,), (2, 2)]))
    items: list[Any] = []
    axis = 0
    masked = draw(st.booleans())
    while axis < len(shape):
        kind = draw(st.sampled_from(["whole", "slice", "array", "mask"]))
        if kind == "mask" and masked:
            span = draw(st.integers(1, len(shape) - axis))
            flags = draw(st.lists(st.booleans(), min_size=int(np.prod(shape[axis : axis + span])),
                                  max_size=int(np.prod(shape[axis : axis + span]))))  # fmt: skip
            items.append(np.array(flags, bool).reshape(shape[axis : axis + span]))
            axis += span
            masked = False
            common = ()  # arrays beside a mask are single places
            continue
        if kind == "array":
            lengths = tuple(n if draw(st.booleans()) else 1 for n in common)
            places = draw(st.lists(st.integers(-shape[axis], shape[axis] - 1), min_size=int(np.prod(lengths)),
                                   max_size=int(np.prod(lengths))))  # fmt: skip
            items.append(np.array(places, np.int64).reshape(lengths or (1,)))
        elif kind == "slice":
            item = draw(basic_items(shape[axis]))
            items.append(item if isinstance(item, slice) else slice(None))
        else:
            items.append(slice(None))
        axis += 1
    if draw(st.booleans()):
        items.insert(draw(st.integers(0, len(items))), None)
    return tuple(items)


def tensors_in(index: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(torch.from_numpy(i) if isinstance(i, np.ndarray) else i for i in index)


def read(array: np.ndarray[Any, Any], index: tuple[Any, ...]) -> np.ndarray[Any, Any] | None:
    try:
        return array[index]
    except IndexError:  # a mask whose length does not broadcast with the arrays beside it
        return None


@settings(max_examples=150, deadline=None)
@given(st.data(), SHAPES)
def test_basic_reads_are_numpys_and_views(data: st.DataObject, shape: tuple[int, ...]) -> None:
    array = numbers(shape)
    index = data.draw(basic_indices(shape))
    x = torch.from_numpy(array)
    got = x[index]
    np.testing.assert_array_equal(got.numpy(), array[index])
    assert got.shape == np.asarray(array[index]).shape
    array *= -1
    np.testing.assert_array_equal(got.numpy(), array[index])  # the same memory
    if got.numel():
        assert got._base is x


@settings(max_examples=200, deadline=None)
@given(st.data(), SHAPES.filter(bool))
def test_advanced_reads_are_numpys_and_copies(data: st.DataObject, shape: tuple[int, ...]) -> None:
    array = numbers(shape)
    index = data.draw(advanced_indices(shape))
    wanted = read(array, index)
    if wanted is None:
        with pytest.raises(IndexError, match="shape mismatch: indexing tensors could not be broadcast together"):
            torch.from_numpy(array)[tensors_in(index)]
        return
    got = torch.from_numpy(array)[tensors_in(index)]
    np.testing.assert_array_equal(got.numpy(), wanted)
    assert got.shape == wanted.shape
    if any(isinstance(i, np.ndarray) for i in index):
        assert got.is_contiguous()
        before = got.numpy().copy()
        array *= -1
        np.testing.assert_array_equal(got.numpy(), before)


@settings(max_examples=150, deadline=None)
@given(st.data(), SHAPES.filter(bool), st.booleans())
def test_gradient_of_reads_adds_at_the_places(data: st.DataObject, shape: tuple[int, ...], advanced: bool) -> None:
    array = numbers(shape)
    index = data.draw(advanced_indices(shape) if advanced else basic_indices(shape))
    if read(array, index) is None:
        return
    x = torch.from_numpy(array.copy()).requires_grad_()
    part = x[tensors_in(index)]
    weights = numbers(tuple(part.shape))
    (g,) = torch.autograd.grad(part, x, torch.from_numpy(weights), create_graph=False)
    expected = np.zeros(shape)
    np.add.at(expected, index, weights)
    np.testing.assert_allclose(g.numpy(), expected)
    # The read is linear, so the gradient of <v, g(w)> by w is the read of v.
    w = torch.from_numpy(weights.copy()).requires_grad_()
    (g,) = torch.autograd.grad(x[tensors_in(index)], x, w, create_graph=True)
    (h,) = torch.autograd.grad(g, w, torch.from_numpy(array))
    np.testing.assert_allclose(h.numpy(), array[index])


@settings(max_examples=150, deadline=None)
@given(st.data(), SHAPES.filter(bool), st.booleans(), st.sampled_from(["number", "full", "row", "ones"]))
def test_writes_are_numpys(data: st.DataObject, shape: tuple[int, ...], advanced: bool, kind: str) -> None:
    array = numbers(shape)
    index = data.draw(advanced_indices(shape) if advanced else basic_indices(shape))
    part = read(array, index)
    if part is None:
        return
    value: Any = -7.0
    if kind != "number":
        value = -np.arange(1.0, part.size + 1).reshape(part.shape)
        if kind == "row" and part.ndim:
            value = value[:1]
        if kind == "ones":
            value = value[None]
    x = torch.from_numpy(array.copy())
    places = np.zeros(shape, int)
    np.add.at(places, index, 1)
    x[tensors_in(index)] = torch.from_numpy(np.asarray(value)) if kind != "number" else value
    if (places > 1).any():  # which of several writes stays is open
        np.testing.assert_array_equal(x.numpy()[places == 0], array[places == 0])
        return
    array[index] = value[0] if kind == "ones" else value
    np.testing.assert_array_equal(x.numpy(), array)


def slope(function: Any, at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The gradient of a scalar function by central differences (exact for polynomials of degree two)."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[place] += 0.5
        down[place] -= 0.5
        found[place] = function(up) - function(down)
    return found


@settings(max_examples=150, deadline=None)
@given(st.data(), SHAPES.filter(bool), st.booleans(), st.booleans())
def test_gradients_of_writes(data: st.DataObject, shape: tuple[int, ...], advanced: bool, broadcast: bool) -> None:
    start = np.sqrt(numbers(shape)) / 7
    index = data.draw(advanced_indices(shape) if advanced else basic_indices(shape))
    part = read(start, index)
    places = np.zeros(shape, int)
    if part is None:
        return
    np.add.at(places, index, 1)
    if (places > 1).any():
        return
    value = np.asarray(np.sqrt(numbers(part.shape[1:] if broadcast and part.ndim else part.shape)))
    weights = np.sqrt(numbers(shape))

    def of_start(a: np.ndarray[Any, Any]) -> float:
        y = a * 2
        y[index] = value
        return float((weights * y * y).sum())

    def of_value(v: np.ndarray[Any, Any]) -> float:
        y = start * 2
        y[index] = v
        return float((weights * y * y).sum())

    x = torch.from_numpy(start.copy()).requires_grad_()
    v = torch.from_numpy(np.array(value)).requires_grad_()
    y = x * 2
    y[tensors_in(index)] = v
    (y * y * torch.from_numpy(weights)).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), slope(of_start, start), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(v.grad.numpy(), slope(of_value, value), rtol=1e-6, atol=1e-6)


def test_ints_beside_tensors_are_taken_first() -> None:
    x = torch.from_numpy(numbers((2, 3, 4)))
    i = torch.tensor([0, 1, 0])
    assert x[0, :, i].shape == (3, 3)  # NumPy has the same shape by another rule
    np.testing.assert_array_equal(x[0, :, i].numpy(), x.numpy()[0][:, [0, 1, 0]])
    assert x[i % 2, :, 0].shape == (3, 3)
    np.testing.assert_array_equal(x[torch.tensor([1]), :, 2].numpy(), x.numpy()[[1], :, 2])


def test_single_integers_give_views() -> None:
    x = torch.zeros(3, 2)
    for one in (1, torch.tensor(1), np.int64(1), np.array(1)):
        part = x[one]
        part += 1
    assert x.tolist() == [[0, 0], [4, 4], [0, 0]]
    assert x[:]._base is x
    assert x[...]._base is x


def test_bools_and_masks() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert x[True].shape == (1, 2, 2)
    assert x[False].shape == (0, 2, 2)
    assert x[torch.tensor(True)].tolist() == [[[1, 2], [3, 4]]]
    assert x[x > 1].tolist() == [2, 3, 4]
    assert x[torch.tensor([True, False])].tolist() == [[1, 2]]
    assert x[:, [True, False]].tolist() == [[1], [3]]
    x[x > 2] = 0
    assert x.tolist() == [[1, 2], [0, 0]]
    x[False] = 9
    assert x.tolist() == [[1, 2], [0, 0]]


def test_bytes_are_masks_and_warn() -> None:
    x = torch.tensor([1.0, 2.0])
    with pytest.warns(UserWarning, match=r"indexing with dtype torch.uint8 is now deprecated"):
        assert x[torch.tensor([0, 1], dtype=torch.uint8)].tolist() == [2]


def test_lists_are_tensors_or_tuples() -> None:
    x = torch.from_numpy(numbers((2, 3)))
    assert x[[0, 1]].shape == (2, 3)
    with pytest.warns(UserWarning, match="Using a non-tuple sequence for multidimensional indexing is deprecated"):
        assert x[[[0, 1], [0, 1]]].tolist() == [1, 25]  # a list of lists is a tuple, as torch reads it
    with pytest.warns(UserWarning, match="use x"):
        assert x[[[0, 1]]].shape == (2, 3)
    assert x[(0, 1),].shape == (2, 3)
    with pytest.warns(UserWarning, match="use x"):
        assert x[[slice(None), 0]].tolist() == [1, 16]
    with pytest.warns(UserWarning, match="use x"):
        assert x[[torch.tensor(0), torch.tensor(1)]].item() == 4
    assert x[range(2)].shape == (2, 3)
    assert x[[]].shape == (0, 3)
    assert x[np.array([1])].tolist() == [[16, 25, 36]]
    assert x[[0.0]].shape == (1, 3)


def test_int32_indices() -> None:
    assert torch.tensor([1.0, 2.0])[torch.tensor([1, 0], dtype=torch.int32)].tolist() == [2, 1]


x = torch.zeros(2, 3)
s = torch.tensor(1.0)
MESSAGES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: x[5], IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
    (lambda: x[0, 5], IndexError, "index 5 is out of bounds for dimension 1 with size 3"),
    (lambda: x[-3], IndexError, "index -3 is out of bounds for dimension 0 with size 2"),
    (lambda: x[0, 0, 0], IndexError, "too many indices for tensor of dimension 2"),
    (
        lambda: s[0],
        IndexError,
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a",
    ),
    (lambda: s[:], IndexError, "slice() cannot be applied to a 0-dim tensor."),
    (lambda: x[::-1], ValueError, "step must be greater than zero"),
    (lambda: x[0, ::-2], ValueError, "step must be greater than zero"),
    (lambda: x[::0], ValueError, "slice step cannot be zero"),
    (
        lambda: x[1.0],
        IndexError,
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)",
    ),
    (lambda: x["a"], TypeError, "new(): invalid data type 'str'"),
    (lambda: x[[0, 5]], IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
    (lambda: x[:, torch.tensor([0, 5])], IndexError, "index 5 is out of bounds for dimension 0 with size 3"),
    (lambda: x[torch.tensor([-1, -3])], IndexError, "index -3 is out of bounds for dimension 0 with size 2"),
    (lambda: x[torch.tensor([0.5])], IndexError, "tensors used as indices must be long, int, byte or bool tensors"),
    (
        lambda: x[torch.tensor([0], dtype=torch.int16)],
        IndexError,
        "tensors used as indices must be long, int, byte or bool tensors",
    ),
    (
        lambda: x[torch.tensor([0, 1]), torch.tensor([0, 1, 2])],
        IndexError,
        "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]",
    ),
    (
        lambda: x[torch.tensor([True])],
        IndexError,
        "The shape of the mask [1] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0",
    ),
    (
        lambda: x[:, torch.tensor([True, False])],
        IndexError,
        "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [2, 3] at index 1",
    ),
    (lambda: torch.zeros(0, 3)[torch.tensor([0])], IndexError, "index is out of bounds for dimension with size 0"),
    (lambda: x.select(0, 5), IndexError, "select(): index 5 out of range for tensor of size [2, 3] at dimension 0"),
    (lambda: s.select(0, 0), IndexError, "select() cannot be applied to a 0-dim tensor."),
    (lambda: x.narrow(0, 1, 2), RuntimeError, "start (1) + length (2) exceeds dimension size (2)."),
    (lambda: x.narrow(0, 5, 1), IndexError, "start out of range (expected to be in range of [-2, 2], but got 5)"),
    (lambda: x.narrow(0, 0, -1), RuntimeError, "narrow(): length must be non-negative."),
    (lambda: iter(s), TypeError, "iteration over a 0-d tensor"),
    (
        lambda: "a" in x,
        RuntimeError,
        "Tensor.__contains__ only supports Tensor or scalar, but you passed in a <class 'str'>.",
    ),
    (
        lambda: x.index_put((torch.tensor([0]),) * 3, s),
        IndexError,
        "too many indices for tensor of dimension 2 (got 3)",
    ),
    (
        lambda: x.index_put(torch.tensor([0]), s),
        TypeError,
        "index_put(): argument 'indices' (position 1) must be tuple of Tensors, not Tensor",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), MESSAGES)
def test_messages_of_reads(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(text)):
        call()


WRITES = [
    (0, [1, 2, 3], TypeError, "can't assign a list to a torch.FloatTensor"),
    (0, np.arange(3), TypeError, "can't assign a numpy.ndarray to a torch.FloatTensor"),
    (0, None, TypeError, "can't assign a NoneType to a torch.FloatTensor"),
    (0, 1j, RuntimeError, "value cannot be converted to type float without overflow"),
    (
        0,
        torch.ones(2),
        RuntimeError,
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.  Target",
    ),
    (
        0,
        torch.ones(2, 3),
        RuntimeError,
        "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to",
    ),
    (
        [0, 1],
        torch.ones(2),
        RuntimeError,
        "shape mismatch: value tensor of shape [2] cannot be broadcast to indexing result of shape [2, 3]",
    ),
    (
        [0, 1],
        torch.ones(3, dtype=torch.float64),
        RuntimeError,
        "Index put requires the source and destination dtypes match, got Float for the destination and Double for the",
    ),
    ([5], 1.0, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
    (5, 1.0, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
]


@pytest.mark.parametrize(("index", "value", "kind", "text"), WRITES)
@pytest.mark.parametrize("recorded", [False, True])
def test_messages_of_writes(index: Any, value: Any, kind: type[Exception], text: str, recorded: bool) -> None:
    x = torch.zeros(2, 3)
    if recorded:
        x = x.requires_grad_() * 1
    with pytest.raises(kind, match="^" + re.escape(text)):
        x[index] = value
    assert x.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert not recorded or x.grad_fn.name() == "MulBackward0"  # nothing half done


def test_deletion_is_refused() -> None:
    x = torch.zeros(2)
    with pytest.raises(TypeError, match="Tensor does not support deleting items"):
        del x[0]


def test_writes_to_leaves_that_require_grad() -> None:
    x = torch.zeros(2, requires_grad=True)
    with pytest.raises(
        RuntimeError, match=r"a view of a leaf Variable that requires grad is being used in an in-place operation."
    ):
        x[0] = 1
    with pytest.raises(
        RuntimeError, match=r"a leaf Variable that requires grad is being used in an in-place operation."
    ):
        x[[0]] = 1
    with torch.no_grad():
        x[0] = 1
        x[[1]] = 2
    assert x.tolist() == [1, 2]


def test_casts_of_values() -> None:
    n = torch.zeros(3, dtype=torch.int64)
    n[0], n[1], n[2] = 1.7, True, torch.tensor(2.9)
    assert n.tolist() == [1, 1, 2]
    x = torch.zeros(2)
    with pytest.warns(UserWarning, match="Casting complex values to real discards the imaginary part"):
        x[0] = torch.tensor(3 + 4j)
    x[x == 0] = torch.tensor(5)
    assert x.tolist() == [3, 5]


def test_writes_through_chains_of_views() -> None:
    x = torch.zeros(2, 3, requires_grad=True)
    y = x * 1
    y[0][1:][0] = 5
    assert y.tolist() == [[0, 5, 0], [0, 0, 0]]
    y.sum().backward()
    assert x.grad.tolist() == [[1, 0, 1], [1, 1, 1]]


def test_a_tensor_into_a_part_of_itself() -> None:
    x = torch.tensor([1.0, 2.0, 3.0])
    x[1:] = x[:-1]
    assert x.tolist() == [1, 1, 2]


def test_an_index_may_be_changed_after_the_read() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    i = torch.tensor([0, 1])
    y = x[i]
    i.zero_()
    y.sum().backward()
    assert x.grad.tolist() == [1, 1, 0]


def test_names_of_nodes() -> None:
    x = torch.zeros(2, 3, requires_grad=True) * 1
    names = {
        "SelectBackward0": x[0], "SliceBackward0": x[1:], "UnsqueezeBackward0": x[None], "AliasBackward0": x[:, :],
        "IndexBackward0": x[[0]],
    }  # fmt: skip
    for name, part in names.items():
        assert part.grad_fn.name() == name
    assert x[:, 1].grad_fn.name() == x[0, ...].grad_fn.name() == "SelectBackward0"
    x[0] = 1
    assert x.grad_fn.name() == "CopySlices"
    x[[0]] = 1
    assert x.grad_fn.name() == "IndexPutBackward0"


def test_contains_and_iteration() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert 3 in x
    assert 5 not in x
    assert torch.tensor(4.0) in x
    rows = list(x)
    rows[1].fill_(0)
    assert x.tolist() == [[1, 2], [0, 0]]
    assert len(x) == 2
    _, second = x
    assert second.tolist() == [0, 0]


def test_index_put() -> None:
    x = torch.zeros(3, requires_grad=True)
    v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    i = torch.tensor([0, 2, 0])
    y = torch.index_put(x, (i,), v, accumulate=True)
    assert y.tolist() == [4, 0, 2]
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [1, 2, 3]
    assert v.grad.tolist() == [1, 3, 1]
    z = torch.zeros(2, 2)
    assert z.index_put_((torch.tensor([True, False]),), torch.tensor([5.0, 6.0])) is z
    assert z.tolist() == [[5, 6], [0, 0]]


def test_select_and_narrow_are_views() -> None:
    x = torch.from_numpy(numbers((2, 3)))
    assert x.select(1, -1).tolist() == [9, 36]
    assert x.narrow(1, -2, 2).tolist() == [[4, 9], [25, 36]]
    assert x.narrow(1, torch.tensor(1), 1).tolist() == [[4], [25]]
    x.select(0, 0).zero_()
    x.narrow(1, 0, 1).zero_()
    assert x.tolist() == [[0, 0, 0], [0, 25, 36]]


def test_writes_that_have_no_room() -> None:
    x = torch.zeros(2)
    for index in (0, [0], torch.tensor([True, False]), ...):
        with pytest.raises(RuntimeError, match="value cannot be converted to type float without overflow"):
            x[index] = 1e40
    x[0] = float("inf")
    half = torch.zeros(2, dtype=torch.float16)
    half[0] = 1e6  # a 16-bit float becomes infinite
    assert x.tolist() == half.tolist() == [float("inf"), 0]
    with pytest.raises(RuntimeError, match="value cannot be converted to type c10::Half without overflow"):
        half.masked_fill(half > 0, -1e9)
    assert half.masked_fill(half > 0, -float("inf")).tolist() == [-float("inf"), 0]


def test_one_value_through_a_mask_takes_the_dtype() -> None:
    x = torch.arange(3.0)
    x[x > 0] = torch.tensor([7])
    assert x.tolist() == [0, 7, 7]
    with pytest.raises(RuntimeError, match="Index put requires the source and destination dtypes match"):
        x[x > 0] = torch.tensor([7, 8])


def test_a_part_is_a_view_however_it_is_taken() -> None:
    """`x[...]` makes its views on a way of its own: they are what the other view ops make."""
    x = torch.arange(12.0).reshape(3, 4).requires_grad_()
    y = x * 1
    for index, node in [
        (1, "SelectBackward0"), (-1, "SelectBackward0"), (slice(1, 3), "SliceBackward0"), (slice(None), "AliasBackward0"),
        (slice(0, 9), "AliasBackward0"), (slice(0, 2), "SliceBackward0"), (slice(None, None, 2), "SliceBackward0"),
        ((0, 1), "SelectBackward0"), ((slice(None), None), "UnsqueezeBackward0"), (..., "AliasBackward0"),
    ]:  # fmt: skip
        part = y[index]
        assert part.grad_fn.name() == node, index
        assert part._base is y
        assert part.untyped_storage().data_ptr() == y.untyped_storage().data_ptr()
        assert part.numpy(force=True).tolist() == y.numpy(force=True)[index].tolist()
        assert not y.detach()[index].requires_grad
        with torch.no_grad():
            assert not y[index].requires_grad
    with pytest.raises(IndexError, match="index 3 is out of bounds for dimension 0 with size 3"):
        y[3]
    with pytest.raises(IndexError, match="too many indices for tensor of dimension 2"):
        y[0, 0, 0]


def test_parts_follow_writes_and_parts_of_scalars_and_complex_numbers_work() -> None:
    base = torch.zeros(3, requires_grad=True) * 1
    first, rest = base[0], base[1:]
    rest.mul_(2).add_(1)
    first.add_(5)
    assert base.tolist() == [5.0, 1.0, 1.0]
    assert (first.grad_fn.name(), rest.grad_fn.name()) == ("SelectBackward0", "SliceBackward0")
    with torch.no_grad():
        view = base[0]
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode and is being modified inplace"):
        view.add_(1)
    s = torch.tensor(2.0, requires_grad=True)
    ((s * 1)[None] * 3).sum().backward()
    assert s.grad.item() == 3.0
    z = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    (z[0] * z[1]).abs().backward()
    product = complex(z[0] * z[1])
    expected = product / abs(product) * complex(z[1]).conjugate()
    assert abs(complex(z.grad[0]) - expected) < 1e-6
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t), torch.autograd.detect_anomaly(check_nan=False):
        part = (s * 1)[None]
    assert "test_indexing" in part._node.extra.trace
