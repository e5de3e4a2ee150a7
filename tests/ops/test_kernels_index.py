"""The gather and scatter kernels against loops, and against one another as transposes."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.ops._kernels import index as kernels
from minigrad.ops._kernels.index import (
    embedding_grad,
    index_add,
    put,
    put_along,
    scatter_add,
    scatter_reduce,
    take_along,
)


@st.composite
def scatters(draw: st.DrawFn) -> tuple[np.ndarray, int, np.ndarray, np.ndarray]:
    """out, dim, an index that may be shorter than out and src, and src."""
    ndim = draw(st.integers(1, 3))
    dim = draw(st.integers(0, ndim - 1))
    shape = tuple(draw(st.integers(1, 4)) for _ in range(ndim))
    size = tuple(draw(st.integers(0, 5 if axis == dim else n)) for axis, n in enumerate(shape))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    src = rng.integers(-4, 5, tuple(n + draw(st.integers(0, 2)) for n in size)).astype(float)
    return rng.integers(-4, 5, shape).astype(float), dim, rng.integers(0, shape[dim], size), src


def target(position: tuple[int, ...], dim: int, index: np.ndarray) -> tuple[int, ...]:
    return (*position[:dim], int(index[position]), *position[dim + 1 :])


@settings(max_examples=150, deadline=None)
@given(scatters(), st.booleans())
def test_scatters_are_their_definition(sample, strided: bool) -> None:
    out, dim, index, src = sample
    added, written = out.copy(), out.copy()
    for position in np.ndindex(*index.shape):
        added[target(position, dim, index)] += src[position]
        written[target(position, dim, index)] = src[position]
    for kernel, expected in ((scatter_add, added), (put_along, written)):
        result = np.repeat(out, 2, axis=-1)[..., ::2] if strided else out.copy()
        kernel(result, dim, index, src)
        np.testing.assert_array_equal(result, expected)


@settings(max_examples=100, deadline=None)
@given(scatters())
def test_take_along_is_the_transpose_of_scatter_add(sample) -> None:
    x, dim, index, src = sample
    taken = take_along(x, dim, index)
    assert taken.shape == index.shape
    for position in np.ndindex(*index.shape):
        assert taken[position] == x[target(position, dim, index)]
    scattered = np.zeros_like(x)
    scatter_add(scattered, dim, index, src)
    assert np.vdot(scattered, x) == np.vdot(taken, src[tuple(slice(n) for n in index.shape)])


@settings(max_examples=100, deadline=None)
@given(scatters())
def test_an_expanded_index_is_no_special_case(sample) -> None:
    """An index that repeats along the other axes takes a short cut to rows."""
    out, dim, index, src = sample
    line = tuple(slice(None) if axis == dim else slice(1) for axis in range(out.ndim))
    if 0 in index.shape:
        return
    expanded = np.broadcast_to(index[line], index.shape)
    np.testing.assert_array_equal(take_along(out, dim, expanded), take_along(out, dim, expanded.copy()))
    short, long = out.copy(), out.copy()
    scatter_add(short, dim, expanded, src)
    scatter_add(long, dim, expanded.copy(), src)
    np.testing.assert_array_equal(short, long)


@settings(max_examples=100, deadline=None)
@given(scatters(), st.sampled_from(["sum", "prod", "mean", "amax", "amin"]), st.booleans())
def test_scatter_reduce_is_its_definition(sample, reduce: str, include_self: bool) -> None:
    out, dim, index, src = sample
    met: dict[tuple[int, ...], list[float]] = {}
    for position in np.ndindex(*index.shape):
        met.setdefault(target(position, dim, index), []).append(src[position])
    function = {"sum": np.sum, "prod": np.prod, "mean": np.mean, "amax": np.max, "amin": np.min}[reduce]
    expected = out.copy()
    for position, values in met.items():
        expected[position] = function([out[position], *values] if include_self else values)
    result = out.copy()
    scatter_reduce(result, dim, index, src, reduce, include_self)
    np.testing.assert_allclose(result, expected, rtol=1e-14)


def test_scatter_reduce_of_other_dtypes() -> None:
    index = np.array([0, 0, 2])
    for values, reduce, include_self, expected in (
        (np.array([10, -7, 3, 5]), "mean", True, [3, -7, -1, 5]),  # floor((10 + 1 - 1) / 3), floor((3 - 4) / 2)
        (np.array([10, -7, 3, 5]), "amax", False, [1, -7, -4, 5]),
        (np.array([10, -7, 3, 5]), "amin", False, [-1, -7, -4, 5]),
        (np.array([10, -7, 3, 5]), "prod", False, [-1, -7, -4, 5]),
        (np.array([1j, 2, 3, 4]), "mean", True, [1j / 3, 2, -0.5, 4]),
    ):
        result = values.copy()
        scatter_reduce(result, 0, index, np.array([1, -1, -4]).astype(values.dtype), reduce, include_self)
        np.testing.assert_allclose(result, expected, rtol=1e-15)
    flags = np.array([True, False, False])
    scatter_reduce(flags, 0, np.array([0, 1, 1]), np.array([False, False, True]), "amin")
    assert flags.tolist() == [False, False, False]
    scatter_reduce(flags, 0, np.array([0, 1, 1]), np.array([False, False, True]), "amax", include_self=False)
    assert flags.tolist() == [False, True, False]


@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
@pytest.mark.parametrize("include_self", [True, False])
def test_nan_spreads_to_the_element_it_meets(reduce: str, include_self: bool) -> None:
    out = np.array([np.nan, 1.0, 2.0])
    scatter_reduce(out, 0, np.array([0, 1, 1, 2]), np.array([1.0, np.nan, 2.0, 3.0]), reduce, include_self)
    assert np.isnan(out).tolist() == [include_self, True, False]


def test_half_precision_sums() -> None:
    """As torch's: scatters sum in float32, index_add, put and embedding_grad round every time."""
    ones, index = np.ones(4, "float16"), np.zeros(4, np.int64)
    for kernel, expected in (
        (lambda out: scatter_add(out, 0, index, ones), 2052),
        (lambda out: scatter_reduce(out, 0, index, ones, "sum"), 2052),
        (lambda out: index_add(out, 0, index, ones), 2048),
        (lambda out: put(out, (index,), ones, accumulate=True), 2048),
    ):
        out = np.array([2048.0], "float16")
        kernel(out)
        assert out.tolist() == [expected]
        assert out.dtype == np.float16
    assert embedding_grad(np.ones((3000, 1), "float16"), np.zeros(3000, np.int64), 1).tolist() == [[2048]]


def test_scalars() -> None:
    out = np.array(1.0)
    scatter_add(out, 0, np.array([0, 0]), np.array([2.0, 3.0]))
    assert out == 6
    scatter_reduce(out, 0, np.array(0), np.array(9.0), "amax")
    assert out == 9
    put_along(out, 0, np.array(0), np.array(4.0))
    assert out == 4
    index_add(out, 0, np.array(0), np.array(1.5))
    assert out == 5.5
    assert take_along(out, 0, np.array([0, 0])).tolist() == [5.5, 5.5]
    assert take_along(np.array([7.0, 8.0]), 0, np.array(1)).tolist() == 8.0


@st.composite
def row_sums(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    n, width, rows = draw(st.integers(0, 40)), draw(st.integers(1, 12)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return rng.standard_normal((n, width)).astype("float32"), rng.integers(0, rows, n), rows


@settings(max_examples=150, deadline=None)
@given(row_sums(), st.sampled_from([0, 20, 60, 10**6]))
def test_embedding_grad_adds_in_order(sample, wide: int) -> None:
    """Bit for bit what a loop gives, whichever rows are added in one stroke."""
    g, indices, rows = sample
    expected = np.zeros((rows, g.shape[1]), "float32")
    for i, row in zip(indices, g, strict=True):
        expected[i] += row
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_WIDE_ROUND", max(wide, 1))
        patch.setattr(kernels, "_WORTH_SORTING", 0)
        patch.setattr(kernels, "_WIDE_ROW", 1)
        result = embedding_grad(g, indices, rows)
        np.testing.assert_array_equal(result, expected)
        assert result.dtype == np.float32
        added = np.ones((2, rows, 3, g.shape[1]), "float32")
        source = np.broadcast_to(g[:, None, :], (2, len(g), 3, g.shape[1]))
        index_add(added, 1, indices, source)
        again = np.ones((rows, g.shape[1]), "float32")
        for i, row in zip(indices, g, strict=True):
            again[i] += row
        np.testing.assert_array_equal(added, np.broadcast_to(again[:, None], added.shape))


def test_embedding_grad_options() -> None:
    g, indices = np.arange(1.0, 7.0)[:, None] * np.ones(2), np.array([[0, 0, 1], [2, 2, 2]])
    rows = g.reshape(2, 3, 2)
    assert embedding_grad(rows, indices, 4).tolist() == [[3, 3], [3, 3], [15, 15], [0, 0]]
    assert embedding_grad(rows, indices, 4, padding_idx=-3).tolist() == [[3, 3], [0, 0], [15, 15], [0, 0]]
    averaged = embedding_grad(rows, indices, 4, padding_idx=1, scale_grad_by_freq=True)
    assert averaged.tolist() == [[1.5, 1.5], [0, 0], [5, 5], [0, 0]]
    assert embedding_grad(np.zeros((0, 2)), np.zeros(0, np.int64), 3).tolist() == [[0, 0]] * 3


@st.composite
def advanced(draw: st.DrawFn) -> tuple[np.ndarray, tuple]:
    """An array and indices of every kind: ints, slices, None, Ellipsis, and arrays of ints or bools."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    shape = tuple(draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 3))))
    indices: list = []
    broadcast = draw(st.sampled_from([(3,), (1,), (2, 3), ()]))
    for n in shape[: draw(st.integers(1, len(shape)))]:
        kind = draw(st.sampled_from(["array", "array", "int", "slice", "mask", "none"]))
        if kind == "array":
            indices.append(rng.integers(-n, n, broadcast))
        elif kind == "int":
            indices.append(int(rng.integers(-n, n)))
        elif kind == "slice":
            indices.append(slice(draw(st.integers(0, 1)), None, draw(st.sampled_from([1, 2, -1]))))
        elif kind == "mask":
            mask = np.zeros(n, bool)  # one element, so that it broadcasts with the arrays
            mask[rng.integers(0, n)] = True
            indices.append(mask)
        else:
            indices.extend([None, slice(None)])
    if draw(st.booleans()):
        indices.append(Ellipsis)
    return rng.integers(-4, 5, shape).astype(float), tuple(indices)


@settings(max_examples=200, deadline=None)
@given(advanced(), st.booleans(), st.booleans())
def test_put_is_numpy_assignment_and_addition(sample, strided: bool, scalar: bool) -> None:
    x, indices = sample
    if strided:
        x = np.repeat(x, 2, axis=0)[::2]
    values = np.array(2.0) if scalar else np.random.default_rng(0).integers(-4, 5, x[indices].shape).astype(float)
    written, added = x.copy(), x.copy()
    written[indices] = values
    np.add.at(added, indices, values)
    for accumulate, expected in ((False, written), (True, added)):
        out = np.repeat(x, 2, axis=0)[::2] if strided else x.copy()
        put(out, indices, values, accumulate)
        np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: scatter_add(x, 0, np.array([[5, 0]]), np.ones((1, 2))),
            RuntimeError,
            "index 5 is out of bounds for dimension 0 with size 3",
        ),
        (
            lambda x: take_along(x, 1, np.array([[0, -1]])),
            RuntimeError,
            "index -1 is out of bounds for dimension 1 with size 4",
        ),
        (
            lambda x: put_along(x, 0, np.array([[3]]), np.ones((1, 1))),
            RuntimeError,
            "index 3 is out of bounds for dimension 0 with size 3",
        ),
        (
            lambda x: index_add(x, 0, np.array([-1]), np.ones((1, 4))),
            RuntimeError,
            "index -1 is out of bounds for dimension 0 with size 3",
        ),
        (
            lambda x: scatter_reduce(x, 0, np.array([[9]]), np.ones((1, 1)), "amax"),
            RuntimeError,
            "index 9 is out of bounds for dimension 0 with size 3",
        ),
        (
            lambda x: scatter_reduce(x, 0, np.array([[0]]), np.ones((1, 1)), "add"),
            RuntimeError,
            "reduce argument must be either sum, prod, mean, amax or amin, got add",
        ),
        (
            lambda x: put(x, (np.array([0, 1]),), np.ones((3, 4)), accumulate=True),
            RuntimeError,
            ("shape mismatch: value tensor of shape [3, 4] cannot be broadcast to indexing result of shape [2, 4]"),
        ),
        (
            lambda x: put(x, (slice(2), np.array([0, 1])), np.ones(3)),
            RuntimeError,
            "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [2, 2]",
        ),
        (
            lambda x: put(x, (np.array([1]), np.array([7])), np.ones(1), accumulate=True),
            IndexError,
            "index 7 is out of bounds for dimension 1 with size 4",
        ),
        (
            lambda x: put(x, (np.array([-4]),), np.ones(4)),
            IndexError,
            "index -4 is out of bounds for dimension 0 with size 3",
        ),
        (lambda x: embedding_grad(x, np.array([0, 1, 5]), 3), IndexError, "index out of range in self"),
        (lambda x: embedding_grad(x, np.array([0, 1, -1]), 3), IndexError, "index out of range in self"),
    ],
)
def test_refusals_leave_the_array_alone(call, error: type[Exception], message: str) -> None:
    x = np.arange(12.0).reshape(3, 4)
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call(x)
    np.testing.assert_array_equal(x, np.arange(12.0).reshape(3, 4))
