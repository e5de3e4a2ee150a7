"""Line sums and extremes agree with NumPy's reductions on every shape, axis and dtype."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad.ops._kernels.lines import LONGEST, max_last, ones, quick, sum_along


@st.composite
def arrays_and_axes(draw: st.DrawFn) -> tuple[np.ndarray, tuple[int, ...]]:
    shape = tuple(draw(st.lists(st.integers(0, 4), min_size=2, max_size=4)))
    axes = draw(st.sets(st.integers(0, len(shape) - 1), min_size=1))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    x = np.random.default_rng(draw(st.integers(0, 99))).integers(-9, 9, shape).astype(dtype)
    return x, tuple(sorted(axes))


@given(arrays_and_axes(), st.booleans())
def test_sums_are_numpys(case: tuple[np.ndarray, tuple[int, ...]], keepdim: bool) -> None:
    x, axes = case
    made, expected = sum_along(x, axes, keepdim), np.add.reduce(x, axes, keepdims=keepdim)
    assert made.dtype == x.dtype
    assert made.shape == expected.shape
    np.testing.assert_array_equal(made, expected)  # small integers: exact in any order


def test_long_lines_are_left_to_pairwise_sums() -> None:
    x = np.full((2, 8 * LONGEST), 0.1, np.float32)
    np.testing.assert_array_equal(sum_along(x, (1,), False), np.add.reduce(x, 1))


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (600, 7), (4, 600), (2, 3, 4), (2000, 2)])
@pytest.mark.parametrize("smallest", [False, True])
def test_extremes_are_numpys_and_nan_wins(shape: tuple[int, ...], smallest: bool) -> None:
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    reduce = np.minimum.reduce if smallest else np.maximum.reduce
    np.testing.assert_array_equal(max_last(x, smallest), reduce(x, -1, keepdims=True))
    x.reshape(-1)[-1] = np.nan
    np.testing.assert_array_equal(max_last(x, smallest), reduce(x, -1, keepdims=True))


def test_quick_knows_contiguous_floats_only() -> None:
    x = np.ones((3, 4))
    assert quick(x)
    assert not quick(x.T)
    assert not quick(x[:, ::-1])
    assert not quick(x.astype(np.int64))
    assert not quick(x.astype(np.float16))


def test_ones_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        ones(3, np.dtype(np.float32))[0] = 2
