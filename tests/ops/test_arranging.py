"""Other orders, repetitions, margins, diagonals, copies of views: against NumPy, with errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch

SHAPES = st.lists(st.integers(0, 4), max_size=3).map(tuple)


def numbers(*shape: int) -> Any:
    return torch.from_numpy(np.asarray(np.arange(float(np.prod(shape, dtype=int))).reshape(shape)))


@settings(max_examples=80, deadline=None)
@given(st.data(), SHAPES)
def test_flip_and_roll_are_numpys(data: st.DataObject, shape: tuple[int, ...]) -> None:
    x = numbers(*shape)
    dims = data.draw(st.lists(st.sampled_from(range(len(shape))), unique=True)) if shape else []
    np.testing.assert_array_equal(x.flip(dims).numpy(), np.flip(x.numpy(), tuple(dims)))
    assert x.flip(dims).is_contiguous()
    shifts = data.draw(st.lists(st.integers(-5, 5), min_size=len(dims), max_size=len(dims)))
    if dims:
        np.testing.assert_array_equal(x.roll(shifts, dims).numpy(), np.roll(x.numpy(), shifts, dims))
    np.testing.assert_array_equal(x.roll(2).numpy(), np.roll(x.numpy(), 2))
    if len(shape) >= 2:
        for k in range(-1, 5):
            np.testing.assert_array_equal(x.rot90(k, (0, -1)).numpy(), np.rot90(x.numpy(), k, (0, -1)))


@settings(max_examples=80, deadline=None)
@given(st.data(), SHAPES)
def test_repetition_is_numpys(data: st.DataObject, shape: tuple[int, ...]) -> None:
    x = numbers(*shape)
    times = data.draw(st.lists(st.integers(0, 3), min_size=max(len(shape), 1), max_size=len(shape) + 2))
    np.testing.assert_array_equal(x.repeat(times).numpy(), np.tile(x.numpy(), times))
    fewer = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    np.testing.assert_array_equal(x.tile(fewer).numpy(), np.tile(x.numpy(), fewer))
    k = data.draw(st.integers(0, 3))
    np.testing.assert_array_equal(x.repeat_interleave(k).numpy(), np.repeat(x.numpy(), k))
    if shape:
        dim = data.draw(st.integers(0, len(shape) - 1))
        np.testing.assert_array_equal(x.repeat_interleave(k, dim).numpy(), np.repeat(x.numpy(), k, dim))
        counts = data.draw(st.lists(st.integers(0, 3), min_size=shape[dim], max_size=shape[dim]))
        got = x.repeat_interleave(torch.tensor(counts, dtype=torch.int64), dim)
        np.testing.assert_array_equal(got.numpy(), np.repeat(x.numpy(), counts, dim))


def test_repeat_gradients_add_up() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    x.repeat(3, 2).sum().backward()
    x.repeat_interleave(torch.tensor([2, 0]), 1).sum().backward()
    assert x.grad.tolist() == [[8, 6]]
    assert torch.repeat_interleave(torch.tensor([1, 0, 2])).tolist() == [0, 2, 2]


@settings(max_examples=80, deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_margins_are_numpys(data: st.DataObject, h: int, w: int) -> None:
    x = numbers(2, h, w).requires_grad_()
    a, b, c, d = (data.draw(st.integers(0, 3)) for _ in range(4))
    widths = ((0, 0), (c, d), (a, b))
    np.testing.assert_array_equal(pad(x, (a, b, c, d), value=-1).detach().numpy(),
                                  np.pad(x.detach().numpy(), widths, constant_values=-1))  # fmt: skip
    for mode, theirs, limit in (
        ("reflect", "reflect", (h - 1, w - 1)),
        ("replicate", "edge", (9, 9)),
        ("circular", "wrap", (h, w)),
    ):
        if max(a, b) > limit[1] or max(c, d) > limit[0]:
            continue
        got = pad(x, (a, b, c, d), mode)
        np.testing.assert_array_equal(got.detach().numpy(), np.pad(x.detach().numpy(), widths, theirs))
        (g,) = torch.autograd.grad(got, x, torch.ones_like(got))
        often = np.zeros(2 * h * w)
        np.add.at(often, got.detach().numpy().astype(int).reshape(-1), 1)
        np.testing.assert_array_equal(g.numpy().reshape(-1), often)


def test_negative_margins_cut() -> None:
    v = numbers(1, 1, 5)
    assert pad(v, (-1, 1)).tolist() == [[[1, 2, 3, 4, 0]]]
    assert pad(v, (-1, 2), "circular").tolist() == [[[1, 2, 3, 4, 1, 2]]]
    assert pad(v, (2, -1), "circular").tolist() == [[[2, 3, 0, 1, 2, 3]]]
    assert pad(v, (-1, 2), "reflect").tolist() == [[[1, 2, 3, 4, 3, 2]]]
    assert pad(v, (-1, 2), "replicate").tolist() == [[[1, 2, 3, 4, 4, 4]]]


def test_pixels_and_channels() -> None:
    x = numbers(1, 8, 2, 3)
    up = torch.nn.functional.pixel_shuffle(x, 2)
    assert up.shape == (1, 2, 4, 6)
    for c, i, j in ((0, 0, 0), (1, 3, 5), (0, 1, 2)):
        assert up[0, c, i, j] == x[0, 4 * c + 2 * (i % 2) + j % 2, i // 2, j // 2]
    np.testing.assert_array_equal(torch.nn.functional.pixel_unshuffle(up, 2).numpy(), x.numpy())
    assert torch.channel_shuffle(x, 2)[0, :, 0, 0].tolist() == x[0, [0, 4, 1, 5, 2, 6, 3, 7], 0, 0].tolist()


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(-5, 5))
def test_diagonals_and_triangles_are_numpys(n: int, m: int, k: int) -> None:
    x = numbers(2, n, m)
    a = x.numpy()
    np.testing.assert_array_equal(x.tril(k).numpy(), np.tril(a, k))
    np.testing.assert_array_equal(x.triu(k).numpy(), np.triu(a, k))
    np.testing.assert_array_equal(x.diagonal(k, 1, 2).numpy(), np.diagonal(a, k, 1, 2))
    np.testing.assert_array_equal(torch.tril_indices(n, m, k).numpy(), np.stack(np.tril_indices(n, k, m)))
    np.testing.assert_array_equal(torch.triu_indices(n, m, k).numpy(), np.stack(np.triu_indices(n, k, m)))
    np.testing.assert_array_equal(torch.diag(x[0], k).numpy(), np.diag(a[0], k))
    np.testing.assert_array_equal(torch.diagflat(x[0, :2], k).numpy(), np.diagflat(a[0, :2], k))
    d = x.diagonal(k, 0, 2)
    e = torch.diag_embed(d, k, 0, -1)
    np.testing.assert_array_equal(e.diagonal(k, 0, -1).numpy(), d.numpy())
    assert float(e.sum()) == float(d.sum())
    x.diagonal(k, 1, 2).fill_(-9)
    assert (np.diagonal(a, k, 1, 2) == -9).all()


def test_diag_copies_and_diagonal_does_not() -> None:
    x = numbers(2, 2)
    assert not torch.diag(x)._is_view()
    assert x.diagonal()._base is x


def test_fill_diagonal() -> None:
    x = torch.zeros(5, 2, requires_grad=True)
    y = x * 1
    assert y.fill_diagonal_(5, wrap=True) is y
    assert y.tolist() == [[5, 0], [0, 5], [0, 0], [5, 0], [0, 5]]
    y.sum().backward()
    assert x.grad.tolist() == [[0, 1], [1, 0], [1, 1], [0, 1], [1, 0]]
    with pytest.raises(RuntimeError, match="dimensions must larger than 1"):
        torch.zeros(3).fill_diagonal_(1)


def test_parts_replaced_in_a_copy() -> None:
    x = torch.zeros(3, 3)
    ones = torch.ones(3)
    assert x.diagonal_scatter(ones).tolist() == np.eye(3).tolist()
    assert x.select_scatter(ones, 1, -1).tolist() == [[0, 0, 1]] * 3
    assert x.slice_scatter(torch.ones(2, 3), 0, 0, 3, 2).tolist() == [[1] * 3, [0] * 3, [1] * 3]
    assert x.as_strided_scatter(torch.ones(2), (2,), (4,)).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert x.tolist() == np.zeros((3, 3)).tolist()


COPIES = [
    ("view_copy", (6,)), ("expand_copy", (2, 2, 3)), ("permute_copy", (1, 0)), ("transpose_copy", 0, 1), ("t_copy",),
    ("squeeze_copy",), ("unsqueeze_copy", 0), ("select_copy", 0, 1), ("narrow_copy", 0, 0, 1), ("diagonal_copy",),
    ("unfold_copy", 1, 2, 1), ("alias_copy",), ("detach_copy",), ("as_strided_copy", (2,), (1,)), ("unbind_copy",),
    ("split_with_sizes_copy", [1, 1]),
    ("split_copy", 1),
]  # fmt: skip


@pytest.mark.parametrize("call", COPIES, ids=[c[0] for c in COPIES])
def test_copies_of_views(call: tuple[Any, ...]) -> None:
    name, *args = call
    x = numbers(2, 3)
    plain = {"alias_copy": lambda x: x, "detach_copy": lambda x: x}.get(name) or getattr(
        torch.Tensor, name.removesuffix("_copy")
    )
    got, want = getattr(torch, name)(x, *args), plain(x, *args)
    several = isinstance(want, tuple)
    for a, b in zip(got if several else [got], want if several else [want], strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
        assert not a._is_view()
        assert not np.shares_memory(a.numpy(), x.numpy())
    buffers = tuple(torch.zeros(tuple(a.shape), dtype=torch.float64) for a in (got if several else [got]))
    result = getattr(torch, name)(x, *args, out=buffers if several else buffers[0])
    assert result is (None if several else buffers[0])
    np.testing.assert_array_equal(buffers[0].numpy(), (got[0] if several else got).numpy())


x = torch.zeros(2, 3)
v = torch.zeros(3)
s = torch.tensor(1.0)


def pad(*args: Any, **kwargs: Any) -> Any:
    return torch.nn.functional.pad(*args, **kwargs)


MESSAGES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: x.flip(0, 0), RuntimeError, "dim 0 appears multiple times in the list of dims"),
    (lambda: x.flip(), TypeError, 'flip() missing 1 required positional arguments: "dims"'),
    (lambda: v.fliplr(), RuntimeError, "Input must be >= 2-d."),
    (lambda: s.flipud(), RuntimeError, "Input must be >= 1-d."),
    (lambda: x.roll((1, 2)), RuntimeError, "shifts and dimensions must align. shifts: 2, dims:0"),
    (lambda: x.roll((), ()), RuntimeError, "`shifts` required"),
    (lambda: s.roll(0, 0), IndexError, "Dimension specified as 0 but tensor has no dimensions"),
    (lambda: x.rot90(1, (0, 0)), RuntimeError, "expected rotation dims to be different, but got dim0 = 0 and dim1 = 0"),
    (lambda: v.rot90(), RuntimeError, "expected total dims >= 2, but got total dims = 1"),
    (
        lambda: x.repeat(2),
        RuntimeError,
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
    ),
    (lambda: x.repeat(-1, 2), RuntimeError, "Trying to create tensor with negative dimension -2: [-2, 6]"),
    (lambda: x.repeat_interleave(-1), RuntimeError, "Repeats must be non-negative"),
    (
        lambda: x.repeat_interleave(torch.tensor([1, 2]), 1),
        RuntimeError,
        "repeats must have the same size as input along dim, but got repeats.size(0) = 2 and input.size(1) = 3",
    ),
    (
        lambda: x.repeat_interleave(torch.tensor([1, 2]), 0, output_size=4),
        RuntimeError,
        "allocated size does not match required size",
    ),
    (
        lambda: torch.repeat_interleave(torch.tensor([1.0])),
        NotImplementedError,
        "\"repeat_interleave_cpu\" not implemented for 'Float'",
    ),
    (lambda: pad(x, (1,)), RuntimeError, "Padding length must be divisible by 2"),
    (
        lambda: pad(x, (1,) * 6),
        RuntimeError,
        "Padding length should be less than or equal to two times the input dimension but got padding length 6 and",
    ),
    (lambda: pad(x, (-3, -3)), RuntimeError, "narrow(): length must be non-negative."),
    (lambda: pad(x, (1, 1), "foo"), NotImplementedError, "Unrecognised padding mode foo"),
    (lambda: pad(x, (1, 1), "reflect", 1.0), RuntimeError, 'Padding mode "reflect" doesn\'t take in value argument'),
    (
        lambda: pad(x, (3, 3), "reflect"),
        RuntimeError,
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (3, 3) at",
    ),
    (lambda: pad(x, (4, 4), "circular"), RuntimeError, "Padding value causes wrapping around more than once."),
    (lambda: pad(v, (1, 1), "reflect"), NotImplementedError, "Padding size 2 is not supported for 1D input tensor."),
    (
        lambda: torch.pixel_shuffle(x, 2),
        RuntimeError,
        "pixel_shuffle expects input to have at least 3 dimensions, but got input with 2 dimension(s)",
    ),
    (
        lambda: torch.channel_shuffle(torch.zeros(1, 4, 2), 3),
        RuntimeError,
        "Number of channels must be divisible by groups. Got 4 channels and 3 groups.",
    ),
    (lambda: v.tril(), RuntimeError, "tril: input tensor must have at least 2 dimensions"),
    (lambda: torch.tril_indices(-3, 3), RuntimeError, "row must be non-negative, got-3"),
    (lambda: s.diag(), RuntimeError, "diag(): Supports 1D or 2D tensors. Got 0D"),
    (lambda: x.diagonal(0, 0, 0), RuntimeError, "diagonal dimensions cannot be identical 0, 0"),
    (
        lambda: x.diagonal_scatter(torch.ones(3)),
        RuntimeError,
        "expected src to have a size equal to the slice of self. src size = [3], slice size = [2]",
    ),
    (lambda: x.slice_scatter(x, 0, 0, 2, -1), RuntimeError, "slice step must be positive"),
]


@pytest.mark.parametrize(("call", "kind", "text"), MESSAGES)
def test_messages(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(text)):
        call()


def test_as_strided_scatter_and_its_gradients() -> None:
    x, s = torch.arange(4.0).requires_grad_(), torch.full((2,), 9.0, requires_grad=True)
    out = torch.as_strided_scatter(x, s, (2,), (2,), 1)
    assert out.tolist() == [0.0, 9.0, 2.0, 9.0]
    assert out.grad_fn.name() == "AsStridedScatterBackward0"
    gx, gs = torch.autograd.grad(out, [x, s], torch.tensor([1.0, 2.0, 3.0, 4.0]))
    assert gs.tolist() == [2.0, 4.0]
    assert gx.tolist() == [0.0, 2.0, 0.0, 4.0]  # torch's: that of what was written over
    turned = torch.as_strided_scatter(torch.zeros(2, 2).t(), torch.ones(2), (2,), (1,))
    assert turned.tolist() == [[1.0, 0.0], [1.0, 0.0]]
    with pytest.raises(RuntimeError, match=r"^as_strided_scatter is currently only supported for contiguous inputs"):
        torch.as_strided_scatter(x.reshape(2, 2).t(), s, (2,), (2,))
    with pytest.raises(RuntimeError, match=r"^unsupported operation: more than one element of the written-to tensor"):
        torch.as_strided_scatter(x, s, (2,), (0,))
    with pytest.raises(RuntimeError, match=r"^setStorage: sizes \[2\], strides \[2\], storage offset 3"):
        torch.as_strided_scatter(x, s, (2,), (2,), 3)
