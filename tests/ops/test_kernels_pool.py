"""The pooling kernels against loops written from the definition, and against one another as transposes."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.ops._kernels import pool as kernels
from minigrad.ops._kernels.pool import (
    adaptive_avg_pool,
    adaptive_avg_pool_backward,
    adaptive_max_pool,
    avg_pool,
    avg_pool_backward,
    max_pool,
    max_pool_backward,
    max_pool_gather,
    pool_output_size,
)


class Case(NamedTuple):
    shape: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    ceil_mode: bool

    def image(self, seed: int = 0, dtype: str = "float64") -> np.ndarray:
        """Small integers: many ties, and every order of summation gives the same sum."""
        return np.random.default_rng(seed).integers(-3, 4, self.shape).astype(dtype)

    @property
    def out(self) -> tuple[int, ...]:
        return pool_output_size(self.shape, self.kernel, self.stride, self.padding, self.dilation, self.ceil_mode)

    def windows(self):
        """Each output position with the input positions under its window, in row-major order."""
        for j in np.ndindex(*self.out):
            sides = [
                [i for i in range(a * s - p, a * s - p + k * d, d) if 0 <= i < z]
                for a, s, p, k, d, z in zip(
                    j, self.stride, self.padding, self.kernel, self.dilation, self.shape[2:], strict=True
                )
            ]
            yield j, list(itertools.product(*sides))


@st.composite
def cases(draw: st.DrawFn, dilated: bool = True) -> Case:
    n = draw(st.integers(1, 3))
    kernel = tuple(draw(st.integers(1, 3)) for _ in range(n))
    stride = tuple(draw(st.integers(1, 3)) for _ in range(n))
    dilation = tuple(draw(st.integers(1, 2 if dilated else 1)) for _ in range(n))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    size = tuple(
        max(d * (k - 1) + 1 - 2 * p, k if n == 3 and not dilated else 1) + draw(st.integers(0, 4))
        for k, p, d in zip(kernel, padding, dilation, strict=True)
    )
    batch, channels = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    return Case((batch, channels, *size), kernel, stride, padding, dilation, draw(st.booleans()))


def flat(position: tuple[int, ...], size: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index(position, size))


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 100), st.sampled_from([0.0, 0.1, 0.6]))
def test_max_pool_is_its_definition(case: Case, seed: int, missing: float) -> None:
    """The first of equal maxima; the last NaN, where there is one."""
    x = case.image(seed)
    x[np.random.default_rng(seed + 1).random(x.shape) < missing] = np.nan
    values, indices = max_pool(x, *case[1:])
    assert values.shape == indices.shape == (*case.shape[:2], *case.out)
    assert indices.dtype == np.int64
    for (j, window), plane in itertools.product(list(case.windows()), np.ndindex(*case.shape[:2])):
        best, where = -np.inf, None
        for i in window:
            element = x[(*plane, *i)]
            if where is None or element > best or np.isnan(element):
                best, where = element, i
        np.testing.assert_equal(values[(*plane, *j)], best)
        if window:
            assert indices[(*plane, *j)] == flat(where, case.shape[2:])


@settings(max_examples=60, deadline=None)
@given(cases())
def test_max_pool_scatter_and_gather_are_transposes(case: Case) -> None:
    x = case.image()
    values, indices = max_pool(x, *case[1:])
    np.testing.assert_array_equal(max_pool_gather(x, indices)[values > -np.inf], values[values > -np.inf])
    g, y = np.random.default_rng(1).integers(-4, 5, values.shape).astype(float), case.image(2)
    backward = max_pool_backward(g, indices, case.shape[2:])
    expected = np.zeros(case.shape)
    for position in np.ndindex(*g.shape):
        expected[(*position[:2], *np.unravel_index(indices[position], case.shape[2:]))] += g[position]
    np.testing.assert_array_equal(backward, expected)
    assert np.vdot(backward, y) == np.vdot(g, max_pool_gather(y, indices))


@settings(max_examples=150, deadline=None)
@given(cases(dilated=False), st.booleans(), st.sampled_from([None, 5, -2]))
def test_avg_pool_is_its_definition(case: Case, count_include_pad: bool, divisor_override: int | None) -> None:
    x = case.image()
    options = (*case[1:4], case.ceil_mode, count_include_pad, divisor_override)
    mean = avg_pool(x, *options)
    g = np.random.default_rng(1).integers(-4, 5, mean.shape).astype(float)
    grad = np.zeros(case.shape)
    assert mean.shape == (*case.shape[:2], *case.out)
    for j, window in case.windows():
        if divisor_override is not None:
            count = divisor_override
        elif count_include_pad:
            count = 1
            for a, s, p, k, z in zip(j, case.stride, case.padding, case.kernel, case.shape[2:], strict=True):
                count *= min(a * s - p + k, z + p) - (a * s - p)
        else:
            count = len(window)
        total = sum(x[(slice(None), slice(None), *i)] for i in window)
        np.testing.assert_array_equal(mean[(slice(None), slice(None), *j)], total / count)
        for i in window:
            grad[(slice(None), slice(None), *i)] += g[(slice(None), slice(None), *j)] / count
    np.testing.assert_allclose(avg_pool_backward(g, case.shape, *options), grad, rtol=1e-14, atol=1e-14)


def test_sums_run_in_the_order_of_the_window() -> None:
    """Rounding shows the order: 2**24 + 1 is lost in float32, unless the ones are added first."""
    x = np.array([1.0, 1.0, 2.0**24, 2.0**24, 1.0, 1.0], "float32").reshape(1, 1, 6)
    assert avg_pool(x, (3,), divisor_override=1).tolist() == [[[2.0**24 + 2, 2.0**24]]]
    # Input 1 lies under the windows at 0 and 1, in this order.
    g = np.array([1.0, 2.0**24, 1.0], "float32").reshape(1, 1, 3)
    shared = avg_pool_backward(g, (1, 1, 5), (3,), stride=1, divisor_override=1)
    assert shared.tolist() == [[[1.0, 2.0**24, 2.0**24, 2.0**24, 1.0]]]


@st.composite
def adaptive(draw: st.DrawFn) -> tuple[np.ndarray, tuple[int, ...]]:
    n = draw(st.integers(1, 3))
    size = tuple(draw(st.integers(1, 7)) for _ in range(n))
    out = tuple(draw(st.integers(0, 8)) for _ in range(n))
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 3)), *size)
    return np.random.default_rng(draw(st.integers(0, 9))).integers(-3, 4, shape).astype(float), out


def bins(size: tuple[int, ...], out: tuple[int, ...]):
    for j in np.ndindex(*out):
        yield (
            j,
            list(
                itertools.product(
                    *(range(a * z // o, -(-(a + 1) * z // o)) for a, z, o in zip(j, size, out, strict=True))
                )
            ),
        )


@settings(max_examples=150, deadline=None)
@given(adaptive())
def test_adaptive_avg_pool_is_its_definition(sample: tuple[np.ndarray, tuple[int, ...]]) -> None:
    x, out = sample
    mean = adaptive_avg_pool(x, out)
    g = np.random.default_rng(1).integers(-4, 5, mean.shape).astype(float)
    grad = np.zeros(x.shape)
    assert mean.shape == (*x.shape[:2], *out)
    for j, window in bins(x.shape[2:], out):
        total = sum(x[(slice(None), slice(None), *i)] for i in window)
        np.testing.assert_allclose(mean[(slice(None), slice(None), *j)], total / len(window), rtol=1e-14)
        for i in window:
            grad[(slice(None), slice(None), *i)] += g[(slice(None), slice(None), *j)] / len(window)
    np.testing.assert_allclose(adaptive_avg_pool_backward(g, x.shape), grad, rtol=1e-14, atol=1e-14)


@settings(max_examples=150, deadline=None)
@given(adaptive(), st.booleans())
def test_adaptive_max_pool_is_its_definition(sample: tuple[np.ndarray, tuple[int, ...]], missing: bool) -> None:
    x, out = sample
    if missing:
        x[np.random.default_rng(1).random(x.shape) < 0.3] = np.nan
    values, indices = adaptive_max_pool(x, out)
    assert values.shape == indices.shape == (*x.shape[:2], *out)
    assert indices.dtype == np.int64
    for (j, window), plane in itertools.product(list(bins(x.shape[2:], out)), np.ndindex(*x.shape[:2])):
        best, where = -np.inf, None
        for i in window:
            element = x[(*plane, *i)]
            if where is None or element > best or np.isnan(element):
                best, where = element, i
        np.testing.assert_equal(values[(*plane, *j)], best)
        assert indices[(*plane, *j)] == flat(where, x.shape[2:])


@pytest.mark.parametrize("size", [(6, 8), (7, 5)])
def test_chunks_make_no_difference(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    x = np.random.default_rng(0).standard_normal((3, 5, *size)).astype("float32")

    def results() -> list[np.ndarray]:
        values, indices = max_pool(x, (3, 2), 2, 1)
        mean, even = avg_pool(x, (3, 2), 2, 1), adaptive_avg_pool(x, (3, 4))
        backward = [avg_pool_backward(mean, x.shape, (3, 2), 2, 1), adaptive_avg_pool_backward(even, x.shape)]
        return [values, indices, mean, even, *backward, *adaptive_max_pool(x, (3, 4))]

    whole = results()
    monkeypatch.setattr(kernels, "_CHUNK_BYTES", 0)
    for a, b in zip(whole, results(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int32", "int64", "uint8"])
def test_dtype_is_kept(dtype: str) -> None:
    case = Case((2, 3, 6, 5), (3, 2), (2, 1), (1, 0), (1, 1), True)
    x = (case.image() + 3).astype(dtype)
    values, indices = max_pool(x, *case[1:])
    mean = avg_pool(x, *case[1:4], case.ceil_mode)
    backward = max_pool_backward(values, indices, x.shape[2:])
    shared = avg_pool_backward(mean, x.shape, *case[1:4], case.ceil_mode)
    assert values.dtype == mean.dtype == backward.dtype == shared.dtype == np.dtype(dtype)
    exact, where = max_pool(x.astype("float64"), *case[1:])
    np.testing.assert_array_equal(values, exact.astype(dtype))
    np.testing.assert_array_equal(indices, where)
    exact = avg_pool(x.astype("float64"), *case[1:4], case.ceil_mode)
    np.testing.assert_array_equal(mean, exact.astype(dtype))


def test_integers_are_divided_towards_zero() -> None:
    x = np.array([[[-1, -2, 3, 4]]])
    assert avg_pool(x, (2,)).tolist() == [[[-1, 3]]]
    assert avg_pool(x, (2,), divisor_override=-2).tolist() == [[[1, -3]]]
    assert adaptive_max_pool(x, (3,))[0].tolist() == [[[-1, 3, 4]]]


def test_strided_read_only_and_empty_images() -> None:
    x = np.random.default_rng(0).standard_normal((2, 6, 9, 8))
    x.flags.writeable = False
    view, copy = x[:, ::2, ::-1, 1:], x[:, ::2, ::-1, 1:].copy()
    np.testing.assert_array_equal(max_pool(view, (2, 2))[0], max_pool(copy, (2, 2))[0])
    np.testing.assert_array_equal(avg_pool(view, (2, 2)), avg_pool(copy, (2, 2)))
    np.testing.assert_array_equal(adaptive_avg_pool(view, (4, 3)), adaptive_avg_pool(copy, (4, 3)))
    np.testing.assert_array_equal(adaptive_max_pool(view, (4, 3))[1], adaptive_max_pool(copy, (4, 3))[1])
    indices = max_pool(copy, (2, 2))[1]
    np.testing.assert_array_equal(max_pool_gather(view, indices), max_pool_gather(copy, indices))
    empty = np.zeros((0, 3, 8, 8))
    values, indices = max_pool(empty, (2, 2))
    assert values.shape == indices.shape == avg_pool(empty, (2, 2)).shape == (0, 3, 4, 4)
    assert max_pool_backward(values, indices, (8, 8)).shape == avg_pool_backward(values, empty.shape, (2, 2)).shape
    assert adaptive_avg_pool(empty, (3, 5)).shape == adaptive_max_pool(empty, (3, 5))[0].shape == (0, 3, 3, 5)
    assert adaptive_avg_pool_backward(np.zeros((0, 3, 3, 5)), empty.shape).shape == empty.shape
    assert adaptive_avg_pool(np.zeros((2, 0, 8, 8)), (3, 5)).shape == (2, 0, 3, 5)


def test_infinities_stay_where_they_are() -> None:
    x = np.zeros((1, 1, 4, 4))
    x[0, 0, 0, 0], x[0, 0, 3, 3] = np.inf, -np.inf
    assert avg_pool(x, (2, 2)).tolist() == [[[[np.inf, 0.0], [0.0, -np.inf]]]]
    assert adaptive_avg_pool(x, (3, 3))[0, 0].tolist() == [[np.inf, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, -np.inf]]
    full = np.full((1, 1, 5), -np.inf)
    assert [a.tolist() for a in max_pool(full, (3,), 1, 1)] == [[[[-np.inf] * 5]], [[[0, 0, 1, 2, 3]]]]


def test_a_window_beyond_the_image_is_empty() -> None:
    """Both taps of the window at 0 lie outside an image of one element, two apart from them."""
    values, indices = max_pool(np.zeros((1, 1, 1, 1)), (1, 2), 1, (0, 2), (1, 3))
    assert values.tolist() == [[[[-np.inf, -np.inf]]]]
    assert indices.tolist() == [[[[0, 0]]]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda x: max_pool(x, (3, 3), padding=2),
            "pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1",
        ),
        (
            lambda x: max_pool(x, (3, 3), padding=3, dilation=2),
            "pad should be at most half of effective kernel size, but got pad=3, kernel_size=3 and dilation=2",
        ),
        (lambda x: avg_pool(x, (2, 2), padding=-1), "pad must be non-negative, but got pad: -1"),
        (lambda x: max_pool(x, (2, 2), stride=0), "stride should not be zero"),
        (lambda x: max_pool(x, (2, 2), stride=-1), "stride should be greater than zero, but got dH: -1 dW: -1"),
        (lambda x: max_pool(x, (0, 1), stride=1), "kernel size should be greater than zero, but got kH: 0 kW: 1"),
        (
            lambda x: max_pool(x, (2, 2), dilation=0),
            "dilation should be greater than zero, but got dilationH: 0 dilationW: 0",
        ),
        (
            lambda x: avg_pool(x[:, :, 0], (0,), stride=1),
            "kernel size should be greater than zero, but got kH: 1 kW: 0",
        ),
        (
            lambda x: max_pool(x[..., None], (2, 0, 2), stride=1),
            "kernel size should be greater than zero, but got kT: 2 kH: 0 kW: 2",
        ),
        (
            lambda x: max_pool(x, (9, 2)),
            "Given input size: (3x8x8). Calculated output size: (3x0x4). Output size is too small",
        ),
        (
            lambda x: avg_pool(x[:, :, 0], (9,)),
            "Given input size: (3x1x8). Calculated output size: (3x1x0). Output size is too small",
        ),
        (lambda x: max_pool(x[:, :, 0], (9,)), "max_pool1d() Invalid computed output size: 0"),
        (lambda x: max_pool(x[:, :, 0], (0,)), "max_pool1d() kernel_size must be greater than zero, but got 0"),
        (lambda x: max_pool(x[:, :, 0], (2,), stride=0), "max_pool1d() stride must be greater than zero, but got 0"),
        (lambda x: max_pool(x[:, :, 0], (2,), padding=-1), "max_pool1d() padding must be non-negative, but got -1"),
        (
            lambda x: max_pool(x[:, :, 0], (3,), padding=2, dilation=2),
            "max_pool1d() padding should be at most half of kernel size, but got padding=2 and kernel_size=3",
        ),
        (
            lambda x: avg_pool(x[:, :, :, :, None], (2, 2, 3)),
            "input image (T: 8 H: 8 W: 1) smaller than kernel size (kT: 2 kH: 2 kW: 3)",
        ),
        (lambda x: avg_pool(x, (2, 2), divisor_override=0), "divisor must be not zero"),
        (
            lambda x: max_pool(x[:, :0], (2, 2)),
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[2, 0, 8, 8]",
        ),
        (
            lambda x: max_pool(x[:, :0, 0], (2,)),
            (
                "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but "
                "got:[2, 0, 8]"
            ),
        ),
        (
            lambda x: avg_pool(x[:, :0, 0], (2,)),
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[2, 0, 1, 8]",
        ),
        (
            lambda x: avg_pool(x[:, :, :0, :, None], (2, 2, 1)),
            (
                "avg_pool3d(): Expected input's non-batch dimensions to have positive length, but input has a shape of "
                "[2, 3, 0, 8, 1] and non-batch dimension 0 has length zero!"
            ),
        ),
        (
            lambda x: adaptive_avg_pool(x[:, :, :0], (2, 2)),
            (
                "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input "
                "has sizes [2, 3, 0, 8] with dimension 2 being empty"
            ),
        ),
        (
            lambda x: adaptive_avg_pool(x[:, :, 0, :0], (2,)),
            (
                "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input "
                "has sizes [2, 3, 1, 0] with dimension 3 being empty"
            ),
        ),
        (
            lambda x: adaptive_max_pool(x[:, :0, 0], (2,)),
            (
                "adaptive_max_pool1d(): Expected input to have non-zero size for non-batch dimensions, but input "
                "has sizes [2, 0, 8] with dimension 1 being empty"
            ),
        ),
        (
            lambda x: adaptive_avg_pool(x[:, :, 0], (-1,)),
            "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {1, -1}",
        ),
        (
            lambda x: adaptive_avg_pool(x[..., None], (-1, 2, 3)),
            "adaptive_avg_pool3d: elements of output_size must be greater than or equal to 0 but received {-1, 2,3}",
        ),
        (lambda x: adaptive_max_pool(x, (2, -1)), "Trying to create tensor with negative dimension -1: [2, 3, 2, -1]"),
    ],
)
def test_refusals(call, message: str) -> None:
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        call(np.ones((2, 3, 8, 8)))
