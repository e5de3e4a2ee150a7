"""The convolution kernels against loops written from the definition, and against one another as transposes."""

from __future__ import annotations

import itertools
import math
import re
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.ops._kernels import conv as kernels
from minigrad.ops._kernels.conv import (
    check_conv,
    conv,
    conv_grad_input,
    conv_grad_weight,
    conv_output_size,
    conv_transpose_output_size,
    fold,
    unfold,
)


class Case(NamedTuple):
    batch: int
    groups: int
    channels: int  # of the input, a group
    outputs: int  # a group
    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]

    @property
    def out(self) -> tuple[int, ...]:
        return conv_output_size(self.size, self.kernel, self.stride, self.padding, self.dilation)

    def arrays(self, seed: int = 0, dtype: str = "float64") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """x, w and g: small integers, so that every order of summation gives the same sum."""
        rng = np.random.default_rng(seed)
        shapes = (
            (self.batch, self.groups * self.channels, *self.size),
            (self.groups * self.outputs, self.channels, *self.kernel),
            (self.batch, self.groups * self.outputs, *self.out),
        )
        x, w, g = (rng.integers(-4, 5, shape).astype(dtype) for shape in shapes)
        return x, w, g

    @property
    def settings(self) -> tuple:
        return self.stride, self.padding, self.dilation, self.groups


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(1, 3))
    pick = lambda low, high: tuple(draw(st.integers(low, high)) for _ in range(n))  # noqa: E731
    kernel, stride, dilation = pick(1, 3), pick(1, 3), pick(1, 3)
    padding = tuple(zip(pick(-1, 2), pick(-1, 2), strict=True))
    size = tuple(
        max(d * (k - 1) + 1 - lo - hi, 1) + draw(st.integers(0, 4))
        for k, d, (lo, hi) in zip(kernel, dilation, padding, strict=True)
    )
    small = st.integers(1, 3)
    return Case(draw(small), draw(small), draw(small), draw(small), size, kernel, stride, padding, dilation)


def taps(case: Case):
    """Every (output position, kernel position, input position) of the definition that lies inside the input."""
    for j in np.ndindex(*case.out):
        for k in np.ndindex(*case.kernel):
            i = tuple(
                a * s + b * d - lo
                for a, s, b, d, (lo, _) in zip(j, case.stride, k, case.dilation, case.padding, strict=True)
            )
            if all(0 <= a < n for a, n in zip(i, case.size, strict=True)):
                yield j, k, i


def naive(case: Case, x: np.ndarray, w: np.ndarray) -> np.ndarray:
    out = np.zeros((case.batch, case.groups * case.outputs, *case.out), x.dtype)
    for (j, k, i), o in itertools.product(list(taps(case)), range(out.shape[1])):
        first = o // case.outputs * case.channels
        out[(slice(None), o, *j)] += x[(slice(None), slice(first, first + case.channels), *i)] @ w[(o, slice(None), *k)]
    return out


@settings(max_examples=150, deadline=None)
@given(cases())
def test_conv_is_its_definition(case: Case) -> None:
    x, w, _ = case.arrays()
    out = conv(x, w, *case.settings)
    np.testing.assert_array_equal(out, naive(case, x, w))
    assert out.flags.c_contiguous


# Every way of computing: rolled up or not, gathered or scattered, samples merged, chunks of one, samples in slabs.
WAYS = {
    "rolled": {"_ADD": 0.0, "_READ": 0.0, "_SCATTER": 1e9},
    "unrolled": {"_ADD": 1e9, "_READ": 1e9, "_SCATTER": 1e9},
    "scatter": {"_SCATTER": -1e9},
    "merged": {"_MIN_COLUMNS": 1 << 20},
    "single": {"_MIN_COLUMNS": 0, "_CHUNK_BYTES": 0},
    "slabs, rolled": {"_SLAB_BYTES": 1, "_MIN_COLUMNS": 0, "_ADD": 0.0, "_READ": 0.0, "_SCATTER": 1e9},
    "slabs, unrolled": {"_SLAB_BYTES": 1, "_MIN_COLUMNS": 0, "_ADD": 1e9, "_READ": 1e9, "_SCATTER": 1e9},
    "slabs, merged, scatter": {"_SLAB_BYTES": 1, "_MIN_COLUMNS": 1 << 20, "_SCATTER": -1e9},
}


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_every_way_of_computing_agrees(way: str, case: Case) -> None:
    x, w, g = case.arrays()
    expected = naive(case, x, w)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in WAYS[way].items():
            patch.setattr(kernels, name, value)
        np.testing.assert_array_equal(conv(x, w, *case.settings), expected)
        bias = np.arange(w.shape[0], dtype=w.dtype)
        biased = expected + bias.reshape(-1, *(1,) * len(case.size))
        np.testing.assert_array_equal(conv(x, w, *case.settings, bias=bias), biased)
        pairing = np.vdot(expected, g)
        assert np.vdot(x, conv_grad_input(g, w, x.shape, *case.settings)) == pairing
        assert np.vdot(w, conv_grad_weight(g, x, w.shape, *case.settings)) == pairing


@settings(max_examples=60, deadline=None)
@given(cases())
def test_gradients_are_the_definition_transposed(case: Case) -> None:
    x, w, g = case.arrays()
    grad_input, grad_weight = np.zeros_like(x), np.zeros_like(w)
    for (j, k, i), o, c in itertools.product(list(taps(case)), range(w.shape[0]), range(case.channels)):
        source = (slice(None), o // case.outputs * case.channels + c, *i)
        grad_input[source] += g[(slice(None), o, *j)] * w[(o, c, *k)]
        grad_weight[(o, c, *k)] += g[(slice(None), o, *j)] @ x[source]
    np.testing.assert_array_equal(conv_grad_input(g, w, x.shape, *case.settings), grad_input)
    np.testing.assert_array_equal(conv_grad_weight(g, x, w.shape, *case.settings), grad_weight)


SAMPLE = Case(3, 2, 2, 4, (9, 8), (3, 2), (2, 1), ((1, 1), (0, 0)), (1, 2))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64", "complex128", "int32", "int64"])
def test_dtype_is_kept(dtype: str) -> None:
    x, w, g = SAMPLE.arrays(dtype=dtype)
    out = conv(x, w, *SAMPLE.settings)
    dx, dw = conv_grad_input(g, w, x.shape, *SAMPLE.settings), conv_grad_weight(g, x, w.shape, *SAMPLE.settings)
    assert out.dtype == dx.dtype == dw.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(out, naive(SAMPLE, *SAMPLE.arrays()[:2]).astype(dtype))


def test_half_precision_is_summed_in_float32() -> None:
    x, w = np.full((1, 4096, 3), 1.0, "float16"), np.full((1, 4096, 1), 1.0, "float16")
    x[0, ::2] = 1 + 2**-10  # sums of 4096 such terms round in float16 from the first 2048 on
    assert conv(x, w)[0, 0, 0] == np.float16(4096 + 2)


def test_complex_transposes_do_not_conjugate() -> None:
    x, w, g = (a + 1j * b for a, b in zip(SAMPLE.arrays(1), SAMPLE.arrays(2), strict=True))
    pairing = np.sum(conv(x, w, *SAMPLE.settings) * g)
    assert np.sum(x * conv_grad_input(g, w, x.shape, *SAMPLE.settings)) == pairing
    assert np.sum(w * conv_grad_weight(g, x, w.shape, *SAMPLE.settings)) == pairing


def test_strided_and_read_only_operands() -> None:
    x, w, g = SAMPLE.arrays()
    wide = [np.repeat(a[..., ::-1], 2, axis=1) for a in (x, w, g)]
    for a in wide:
        a.flags.writeable = False
    vx, vw, vg = (a[:, ::2, ..., ::-1] for a in wide)
    np.testing.assert_array_equal(conv(vx, vw, *SAMPLE.settings), conv(x, w, *SAMPLE.settings))
    np.testing.assert_array_equal(
        conv_grad_input(vg, vw, x.shape, *SAMPLE.settings), conv_grad_input(g, w, x.shape, *SAMPLE.settings)
    )
    np.testing.assert_array_equal(
        conv_grad_weight(vg, vx, w.shape, *SAMPLE.settings), conv_grad_weight(g, x, w.shape, *SAMPLE.settings)
    )


def test_empty_batch_and_no_channels() -> None:
    empty, w = np.zeros((0, 2, 5, 5)), np.ones((3, 2, 3, 3))
    assert conv(empty, w).shape == (0, 3, 3, 3)
    assert conv_grad_input(np.zeros((0, 3, 3, 3)), w, (0, 2, 5, 5)).shape == (0, 2, 5, 5)
    np.testing.assert_array_equal(conv_grad_weight(np.zeros((0, 3, 3, 3)), empty, w.shape), np.zeros(w.shape))
    np.testing.assert_array_equal(conv(np.ones((2, 0, 5, 5)), np.ones((3, 0, 3, 3))), np.zeros((2, 3, 3, 3)))
    assert conv_grad_input(np.ones((2, 3, 3, 3)), np.ones((3, 0, 3, 3)), (2, 0, 5, 5)).shape == (2, 0, 5, 5)
    assert conv_grad_weight(np.ones((2, 3, 3, 3)), np.ones((2, 0, 5, 5)), (3, 0, 3, 3)).shape == (3, 0, 3, 3)


def test_operands_are_left_alone() -> None:
    x, w, g = SAMPLE.arrays()
    before = [a.copy() for a in (x, w, g)]
    conv(x, w, *SAMPLE.settings)
    conv_grad_input(g, w, x.shape, *SAMPLE.settings)
    conv_grad_weight(g, x, w.shape, *SAMPLE.settings)
    for a, b in zip((x, w, g), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_infinities_stay_where_they_are() -> None:
    """Only the outputs whose kernel covers the infinity are touched; padding and neighbours are not."""
    x, w = np.zeros((1, 1, 6, 6)), np.ones((1, 1, 3, 3))
    x[0, 0, 0, 5] = np.inf
    out = conv(x, w, padding=1)
    assert np.argwhere(np.isinf(out)).tolist() == [[0, 0, 0, 4], [0, 0, 0, 5], [0, 0, 1, 4], [0, 0, 1, 5]]
    assert not np.isnan(out).any()


@settings(max_examples=60, deadline=None)
@given(cases())
def test_transposed_size_inverts_the_size(case: Case) -> None:
    symmetric = tuple(max(lo, 0) for lo, _ in case.padding)
    size = tuple(s + 6 for s in case.size)
    out = conv_output_size(size, case.kernel, case.stride, symmetric, case.dilation)
    lost = tuple(
        (s + 2 * p - d * (k - 1) - 1) % step
        for s, p, d, k, step in zip(size, symmetric, case.dilation, case.kernel, case.stride, strict=True)
    )
    assert conv_transpose_output_size(out, case.kernel, case.stride, symmetric, lost, case.dilation) == size


@settings(max_examples=60, deadline=None)
@given(cases())
def test_unfold_turns_a_convolution_into_a_product(case: Case) -> None:
    case = case._replace(groups=1, padding=tuple((max(*pair, 0),) * 2 for pair in case.padding))
    padding = tuple(lo for lo, _ in case.padding)
    x, w, _ = case.arrays()
    columns = unfold(x, case.kernel, case.dilation, padding, case.stride)
    product = w.reshape(w.shape[0], -1) @ columns
    np.testing.assert_array_equal(product.reshape(case.batch, -1, *case.out), naive(case, x, w))
    g = np.random.default_rng(3).integers(-4, 5, columns.shape).astype(float)
    folded = fold(g, case.size, case.kernel, case.dilation, padding, case.stride)
    assert folded.shape == x.shape
    assert np.vdot(folded, x) == np.vdot(g, columns)


def test_unfold_keeps_any_dtype() -> None:
    x = np.arange(12).reshape(1, 1, 3, 4) % 3 == 0
    assert unfold(x, (2, 2)).dtype == bool
    assert unfold(x.astype("float16"), (2, 2), padding=1).dtype == np.float16
    assert fold(np.ones((0, 12, 12), "float16"), (4, 5), (2, 2)).shape == (0, 3, 4, 5)
    # Summed in float32: 2048 + 1 + 1 would stay 2048 in float16.
    column = np.array([2048, 1, 1], "float16").reshape(1, 3, 1)
    assert fold(np.repeat(column, 3, axis=2), (5,), (3,))[0, 0, 2] == 2050


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: conv(np.ones((1, 3, 2, 2)), np.ones((4, 3, 3, 3))),
            (
                "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). "
                "Kernel size can't be greater than actual input size"
            ),
        ),
        (
            lambda: conv_output_size((2, 5, 5), (3, 3, 3), 1, 1, 2),
            (
                "Calculated padded input size per channel: (4 x 7 x 7). Kernel size: (5 x 5 x 5). "
                "Kernel size can't be greater than actual input size"
            ),
        ),
        (
            lambda: conv_transpose_output_size((4, 4), (3, 3), 2, 0, 2, 1),
            (
                "output padding must be smaller than either stride or dilation, but got output_padding_height: 2 "
                "output_padding_width: 2 stride_height: 2 stride_width: 2 dilation_height: 1 dilation_width: 1"
            ),
        ),
        (
            lambda: conv_transpose_output_size((4,), (3,), 2, 0, 2, 1),
            (
                "output padding must be smaller than either stride or dilation, but got output_padding_height: 0 "
                "output_padding_width: 2 stride_height: 1 stride_width: 2 dilation_height: 1 dilation_width: 1"
            ),
        ),
        (
            lambda: conv_transpose_output_size((1, 1), (3, 3), 1, 2, 0, 1),
            (
                "Given input size per channel: (1 x 1). Calculated output size per channel: (-1 x -1). "
                "Output size is too small"
            ),
        ),
        (
            lambda: conv_transpose_output_size((1,), (3,), 1, 2, 0, 1),
            (
                "Given input size per channel: (1 x 1). Calculated output size per channel: (1 x -1). "
                "Output size is too small"
            ),
        ),
    ],
)
def test_sizes_that_do_not_fit(call, message: str) -> None:
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        call()


FITS = {
    "x_shape": (1, 4, 8, 8),
    "w_shape": (6, 2, 3, 3),
    "bias_shape": (6,),
    "stride": (1, 1),
    "padding": (0, 0),
    "dilation": (1, 1),
    "groups": 2,
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"groups": 0}, "non-positive groups is not supported"),
        ({"padding": (-1, 0), "x_shape": (1, 1, 8, 8)}, "negative padding is not supported"),
        ({"stride": (1, 0), "dilation": (0, 0)}, "non-positive stride is not supported"),
        ({"dilation": (1, 0)}, "dilation should be greater than zero, but got [1, 0]"),
        (
            {"dilation": (1, 0), "transposed": True, "x_shape": (1, 6, 8, 8), "bias_shape": None},
            "dilation should be greater than zero, but got dilation_height: 1, dilation_width: 0",
        ),
        (
            {"groups": 7},
            (
                "Given groups=7, expected weight to be at least 7 at dimension 0, "
                "but got weight of size [6, 2, 3, 3] instead"
            ),
        ),
        (
            {"groups": 4},
            (
                "Given groups=4, expected weight to be divisible by 4 at dimension 0, "
                "but got weight of size [[6, 2, 3, 3]] instead"
            ),
        ),
        (
            {"x_shape": (1, 1, 8, 8)},
            (
                "Given groups=2, weight of size [6, 2, 3, 3], expected input[1, 1, 8, 8] to have 4 channels, "
                "but got 1 channels instead"
            ),
        ),
        (
            {"transposed": True},
            (
                "Given transposed=1, weight of size [6, 2, 3, 3], expected input[1, 4, 8, 8] to have 6 channels, "
                "but got 4 channels instead"
            ),
        ),
        (
            {"bias_shape": (3,)},
            (
                "Given weight of size [6, 2, 3, 3], expected bias to be 1-dimensional with 6 elements, "
                "but got bias of size [3] instead"
            ),
        ),
        (
            {"transposed": True, "x_shape": (1, 6, 8, 8)},
            (
                "Given transposed=1, weight of size [6, 2, 3, 3], expected bias to be 1-dimensional with 4 elements, "
                "but got bias of size [6] instead"
            ),
        ),
    ],
)
def test_operands_that_do_not_belong_together(change: dict, message: str) -> None:
    check_conv(**FITS)
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        check_conv(**(FITS | change))


BLOCKS = "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda x: unfold(x, (5, 2)),
            (
                "Given input with spatial size (4, 5), kernel_size=(5, 2), dilation=(1, 1), padding=(0, 0), "
                "calculated shape of the array of sliding blocks as (0, 4), but its components must be at least one."
            ),
        ),
        (
            lambda x: unfold(x, (0, 2)),
            "kernel size should be greater than zero, but got kernel_height: 0 kernel_width: 2",
        ),
        (
            lambda x: unfold(x, (2, 2), dilation=0, padding=-1, stride=0),
            "dilation should be greater than zero, but got dilation_height: 0 dilation_width: 0",
        ),
        (
            lambda x: unfold(x, (2, 2), padding=(0, -1)),
            "padding should be non-negative, but got pad_height: 0 pad_width: -1",
        ),
        (
            lambda x: unfold(x, (2, 2), stride=(0, 1)),
            "stride should be greater than zero, but got stride_height: 0 stride_width: 1",
        ),
        (lambda x: unfold(x[:, :0], (2, 2)), BLOCKS + "but got: [2, 0, 4, 5]"),
        (lambda x: unfold(x[None], (2, 2)), BLOCKS + "but got: [1, 2, 3, 4, 5]"),
        (
            lambda x: fold(x[:, 0], (4, 5), (2, 2), stride=0, dilation=0),
            "stride should be greater than zero, but got stride_height: 0 stride_width: 0",
        ),
        (
            lambda x: fold(np.ones((2, 11, 12)), (4, 5), (2, 2)),
            (
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
                "input.size(1)=11 and kernel_size=(2, 2)."
            ),
        ),
        (
            lambda x: fold(np.ones((2, 12, 11)), (4, 5), (2, 2)),
            (
                "Given output_size=(4, 5), kernel_size=(2, 2), dilation=(1, 1), padding=(0, 0), stride=(1, 1), "
                "expected size of input's dimension 2 to match the calculated number of sliding blocks 3 * 4 = 12, "
                "but got input.size(2)=11."
            ),
        ),
        (
            lambda x: fold(x, (4, 5), (2, 2)),
            (
                "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions "
                "for input, but got: [2, 3, 4, 5]"
            ),
        ),
    ],
)
def test_unfold_and_fold_refuse(call, message: str) -> None:
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        call(np.ones((2, 3, 4, 5)))


def test_a_large_sample_is_cut_into_slabs() -> None:
    """No patch matrix grows with the image: its peak stays far below the unrolled matrix of the whole sample."""
    x, w = np.ones((1, 8, 256, 256), "float32"), np.ones((8, 8, 3, 3), "float32")
    whole = math.prod((8, 9, 256, 256)) * 4
    slabs = list(kernels._chunks(x, (3, 3), (256, 256), (1, 1), (1, 1), (1, 1), 1, False))
    assert max(p.data.nbytes for _, _, p in slabs) < whole / 2
    assert conv(x, w, padding=1)[0, 0, 128, 128] == 72
