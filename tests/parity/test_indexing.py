"""Random index expressions, read, written and differentiated, beside PyTorch."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

SHAPES = st.lists(st.integers(0, 4), min_size=0, max_size=4).map(tuple)
PLACES = st.integers(-4, 4)
BOUNDS = st.none() | st.integers(-5, 5)
ITEMS = st.one_of(
    PLACES,
    st.builds(slice, BOUNDS, BOUNDS, st.none() | st.integers(1, 3)),
    st.none(),
    st.just(Ellipsis),
    st.booleans(),
    st.lists(PLACES, min_size=1, max_size=3),
    st.builds(lambda v: ("tensor", v), st.lists(PLACES, max_size=3)),
    st.builds(lambda v: ("tensor", [v, v]), st.lists(PLACES, min_size=1, max_size=2)),
    st.builds(lambda v: ("scalar", v), PLACES),
    st.builds(lambda v: ("mask", v), st.lists(st.booleans(), min_size=1, max_size=4)),
    st.builds(lambda v: ("flag", v), st.booleans()),
)
INDICES = st.lists(ITEMS, max_size=4).filter(lambda items: items.count(Ellipsis) < 2)


def built(library: Any, items: list[Any]) -> tuple[Any, ...]:
    def one(item: Any) -> Any:
        if isinstance(item, tuple):
            kind, value = item
            return library.tensor(value, dtype=library.bool if kind in ("mask", "flag") else library.int64)
        return item

    return tuple(one(i) for i in items)


def outcome(call: Any) -> Any:
    """The result, or the exception's type and first line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call()
    except (IndexError, RuntimeError, TypeError, ValueError) as error:
        return type(error), str(error).split("\n")[0]


@settings(max_examples=300, deadline=None)
@given(SHAPES, INDICES)
def test_reads(shape: tuple[int, ...], items: list[Any]) -> None:
    array = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)

    def run(library: Any) -> Any:
        x = library.from_numpy(array.copy()).requires_grad_()
        part = x[built(library, items)]
        w = library.from_numpy(np.arange(1.0, part.numel() + 1).reshape(tuple(part.shape)))
        g = library.autograd.grad(part, x, w)[0]
        return part.detach().numpy(), g.numpy(), part._is_view(), part.grad_fn.name()

    want, got = outcome(lambda: run(torch)), outcome(lambda: run(minigrad))
    if isinstance(want[0], type):
        assert isinstance(got[0], type), f"accepted; torch says {want}"
        assert got[0] is want[0]
        assert got[1] == want[1]
        return
    assert not isinstance(got[0], type), f"refused: {got}"
    np.testing.assert_array_equal(got[0], want[0], strict=True)
    np.testing.assert_allclose(got[1], want[1])
    assert got[2:] == want[2:]


@settings(max_examples=200, deadline=None)
@given(SHAPES, INDICES, st.sampled_from([(), (1,), (2,), (3,), (1, 2), (2, 1), (1, 1, 3), (2, 3)]), st.booleans())
def test_writes(shape: tuple[int, ...], items: list[Any], given_shape: tuple[int, ...], recorded: bool) -> None:
    array = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    value = np.asarray(-np.arange(1.0, np.prod(given_shape, dtype=int) + 1).reshape(given_shape))

    def run(library: Any) -> Any:
        leaf = library.from_numpy(array.copy())
        v = library.from_numpy(value.copy())
        if not recorded:
            leaf[built(library, items)] = v
            return leaf.numpy(), None, None
        leaf.requires_grad_()
        v.requires_grad_()
        x = leaf * 1
        x[built(library, items)] = v
        (x * x).sum().backward()
        return x.detach().numpy(), leaf.grad.numpy(), v.grad.numpy()

    want, got = outcome(lambda: run(torch)), outcome(lambda: run(minigrad))
    if isinstance(want[0], type):
        assert isinstance(got[0], type), f"accepted; torch says {want}"
        assert got[0] is want[0]
        return
    assert not isinstance(got[0], type), f"refused: {got}"
    for ours, theirs in zip(got, want, strict=True):
        if theirs is not None:
            np.testing.assert_allclose(ours, theirs)
