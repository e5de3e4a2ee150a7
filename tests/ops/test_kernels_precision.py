"""The dtype that kernels compute in: what is widened, rounded once, and sorted as what."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from minigrad.ops._kernels.precision import in_float32, is_half, sortable, working_dtype

BF16 = np.dtype(ml_dtypes.bfloat16)
HALVES = [np.dtype(np.float16), BF16]
OTHERS = [np.dtype(d) for d in ("float32", "float64", "complex64", "int16", "uint16", "int8", "bool")]


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_halves_are_computed_in_float32(dtype: np.dtype) -> None:
    assert is_half(dtype)
    assert working_dtype(dtype) == np.float32


@pytest.mark.parametrize("dtype", OTHERS, ids=str)
def test_other_dtypes_in_themselves(dtype: np.dtype) -> None:
    assert not is_half(dtype)
    assert working_dtype(dtype) == dtype


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_in_float32_rounds_once(dtype: np.dtype) -> None:
    seen = []

    def forward(x, y, number, nothing):
        seen.append((x.dtype, y.dtype, number, nothing))
        return x * y / 3 - y / 7

    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 500)).astype(dtype)
    out = in_float32(forward)(x, y, 2.5, None)
    assert seen == [(np.float32, np.float32, 2.5, None)]
    assert out.dtype == dtype
    a, b = x.astype(np.float32), y.astype(np.float32)
    np.testing.assert_array_equal(out, (a * b / 3 - b / 7).astype(dtype))
    assert (out != (x * y / dtype.type(3) - y / dtype.type(7))).any()  # which step by step rounds otherwise


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_in_float32_casts_each_result_and_leaves_other_kinds(dtype: np.dtype) -> None:
    values, places, truth = in_float32(lambda x: (x + 1, x.argsort(), x > 0))(np.array([1.5, -2], dtype))
    assert (values.dtype, places.dtype, truth.dtype) == (dtype, np.int64, np.bool_)
    assert in_float32(lambda x: x.sum())(np.array([1.5, -2], dtype)).dtype == dtype  # a scalar of NumPy's too


@pytest.mark.parametrize("dtype", OTHERS, ids=str)
def test_in_float32_passes_other_dtypes_through(dtype: np.dtype) -> None:
    x = np.ones(3, dtype)
    assert in_float32(lambda x: x)(x) is x


def test_bfloat16_is_sorted_with_nan_last() -> None:
    x = np.array([3, np.nan, 1, np.nan, -np.inf, 2], BF16)
    assert np.argsort(sortable(x), kind="stable").tolist() == [4, 2, 5, 0, 1, 3]
    y = np.array([1.0, 2.0], np.float16)
    assert sortable(y) is y
