"""New tensors: constants, ranges, windows, and what Python and NumPy values become."""

from __future__ import annotations

import itertools
import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch


def raises(kind: type[Exception], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


# ------------------------------------------------------------ sizes


@pytest.mark.parametrize("make", [torch.zeros, torch.ones, torch.empty, torch.rand, torch.randn])
def test_sizes_can_be_given_in_every_way(make: Any) -> None:
    for size in ((2, 3), ((2, 3),), ([2, 3],), (torch.Size([2, 3]),), (np.int64(2), torch.tensor(3))):
        assert make(*size).shape == (2, 3)
    assert make(size=(2, 3)).shape == (2, 3)
    assert make(()).shape == ()
    assert make(0, 4).shape == (0, 4)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (torch.zeros, TypeError, 'zeros() missing 1 required positional arguments: "size"'),
        (lambda: torch.zeros(2.0), TypeError, "zeros(): argument 'size' (position 1) must be tuple of ints, not float"),
        (lambda: torch.ones(True), TypeError, "ones(): argument 'size' (position 1) must be tuple of ints, not bool"),
        (lambda: torch.zeros((2,), (3,)), TypeError, "zeros() takes 1 positional argument but 2 were given"),
        (
            lambda: torch.zeros(2, 2.0),
            TypeError,
            (
                "zeros(): argument 'size' failed to unpack the object at pos 2 with error "
                '"type must be tuple of ints,but got float"'
            ),
        ),
        (lambda: torch.zeros(2, foo=1), TypeError, "zeros() got an unexpected keyword argument 'foo'"),
        (lambda: torch.zeros(2, size=(3,)), TypeError, "zeros() got multiple values for argument 'size'"),
        (lambda: torch.zeros(2, -1), RuntimeError, "zeros: Dimension size must be non-negative."),
        (lambda: torch.ones(2, -1), RuntimeError, "Trying to create tensor with negative dimension -1: [2, -1]"),
        (lambda: torch.full(2, 3), TypeError, "full(): argument 'size' (position 1) must be tuple of ints, not int"),
        (lambda: torch.zeros(2, dtype="f"), TypeError, "zeros(): argument 'dtype' must be torch.dtype, not str"),
        (lambda: torch.zeros(2, device=1.5), TypeError, "zeros(): argument 'device' must be torch.device, not float"),
        (lambda: torch.zeros(2, device="cuda"), AssertionError, "Torch not compiled with CUDA enabled"),
        (lambda: torch.zeros(2, layout=torch.sparse_coo), RuntimeError, "zeros is not implemented for layout"),
        (lambda: torch.zeros(2, pin_memory=True), RuntimeError, "pin_memory=True requires a CUDA or other accelerator"),
        (
            lambda: torch.zeros(2, dtype=torch.int64, requires_grad=True),
            RuntimeError,
            "Only Tensors of floating point and complex dtype can require gradients",
        ),
        (lambda: torch.eye(-1), RuntimeError, "n must be greater or equal to 0, got -1"),
        (lambda: torch.eye(2.0), TypeError, "eye(): argument 'n' (position 1) must be int, not float"),
        (
            lambda: torch.zeros_like([1]),
            TypeError,
            "zeros_like(): argument 'input' (position 1) must be Tensor, not list",
        ),
        (
            lambda: torch.empty_permuted((2, 3), (0, 0)),
            RuntimeError,
            "Duplicate dim not allowed",
        ),
        (
            lambda: torch.empty_strided((2, 3), (1,)),
            RuntimeError,
            "dimensionality of sizes (2) must match dimensionality of strides (1)",
        ),
    ],
)
def test_what_is_refused(call: Any, kind: type[Exception], text: str) -> None:
    with raises(kind, text):
        call()


# ------------------------------------------------------------ constants


def test_constants_take_the_default_dtype() -> None:
    assert torch.zeros(2).dtype is torch.float32
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.zeros(2).dtype is torch.ones(2).dtype is torch.eye(2).dtype is torch.float64
        assert torch.tensor([1.0]).dtype is torch.full((1,), 1.0).dtype is torch.float64
        assert torch.tensor([1j]).dtype is torch.complex128
        assert torch.linspace(0, 1, 3).dtype is torch.arange(0.5).dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize(
    ("value", "dtype"), [(1, torch.int64), (1.0, torch.float32), (True, torch.bool), (1j, torch.complex64)]
)
def test_full_takes_its_dtype_from_the_value(value: Any, dtype: Any) -> None:
    made = torch.full((2, 2), value)
    assert made.dtype is dtype
    assert made.tolist() == [[value] * 2] * 2


@pytest.mark.parametrize(
    ("value", "dtype", "kind"),
    [
        (300, torch.int8, "int8_t"),
        (-300, torch.uint8, "uint8_t"),
        (-1.0, torch.uint8, "uint8_t"),
        (1e40, torch.float32, "float"),
        (1j, torch.float32, "float"),
        (math.inf, torch.int32, "int"),
        (math.nan, torch.int64, "int64_t"),
        (1e6, torch.float16, "c10::Half"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(value: Any, dtype: Any, kind: str) -> None:
    with raises(RuntimeError, f"value cannot be converted to type {kind} without overflow"):
        torch.full((2,), value, dtype=dtype)
    with raises(RuntimeError, f"value cannot be converted to type {kind} without overflow"):
        torch.zeros(2, dtype=dtype).fill_(value)


def test_unsigned_values_wrap_once() -> None:
    assert torch.full((1,), -1, dtype=torch.uint8).tolist() == [255]
    assert torch.full((1,), 2.7, dtype=torch.int32).tolist() == [2]


def test_out_is_resized_and_filled() -> None:
    out = torch.ones(3)
    memory = out.data_ptr()
    assert torch.zeros(2, out=out) is out
    assert out.tolist() == [0.0, 0.0]
    assert out.data_ptr() == memory
    whole = torch.ones(2, dtype=torch.int32)
    assert torch.zeros(2, out=whole).dtype is torch.int32
    with raises(RuntimeError, "dtype Float does not match dtype of out parameter (Int)"):
        torch.zeros(2, dtype=torch.float32, out=whole)
    with raises(
        RuntimeError, "aten::zeros(): functions with out=... arguments don't support automatic differentiation"
    ):
        torch.zeros(2, out=torch.ones(2, requires_grad=True))
    with raises(
        RuntimeError, "unsupported operation: more than one element of the written-to tensor refers to a single"
    ):
        torch.zeros(3, out=torch.ones(1).expand(3))


def test_likes_lie_as_their_model() -> None:
    model = torch.ones(2, 3, 4).permute(2, 0, 1)
    assert torch.zeros_like(model).stride() == model.stride() == (1, 12, 4)
    assert torch.zeros_like(model, memory_format=torch.contiguous_format).stride() == (6, 3, 1)
    assert torch.zeros_like(torch.ones(1, 3).expand(2, 3)).stride() == (3, 1)
    image = torch.ones(1, 2, 3, 4)
    assert torch.empty_like(image, memory_format=torch.channels_last).stride() == (24, 1, 8, 2)
    assert torch.full_like(torch.tensor([1, 2]), 3.5).tolist() == [3, 3]
    assert not torch.ones_like(torch.ones(2, requires_grad=True)).requires_grad
    x = torch.zeros(2, dtype=torch.float64)
    for made in (x.new_zeros(3), x.new_ones(3), x.new_full((3,), 2), x.new_empty(3), x.new_tensor([1, 2, 3])):
        assert made.dtype is torch.float64
        assert made.shape == (3,)


# ------------------------------------------------------------ rows


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-20, 20).filter(bool))
def test_arange_of_ints_is_range(start: int, end: int, step: int) -> None:
    if (end - start) * step < 0:
        with raises(RuntimeError, "upper bound and lower bound inconsistent with step sign"):
            torch.arange(start, end, step)
    else:
        assert torch.arange(start, end, step).tolist() == list(range(start, end, step))


@given(st.floats(-100, 100), st.floats(0.001, 10), st.integers(1, 50))
def test_arange_of_floats_is_exact_to_rounding(start: float, step: float, count: int) -> None:
    made = torch.arange(start, start + (count - 0.5) * step, step, dtype=torch.float64)
    assert made.shape == (count,)
    for i, value in enumerate(made.tolist()):
        exact = Fraction(start) + i * Fraction(step)
        assert abs(Fraction(value) - exact) <= Fraction(math.ulp(max(abs(start), abs(float(exact)))))


def test_arange_arguments() -> None:
    for made in (torch.arange(1, 5), torch.arange(start=1, end=5), torch.arange(1, end=5), torch.arange(1, 5, step=1)):
        assert made.tolist() == [1, 2, 3, 4]
    assert torch.arange(end=3).tolist() == torch.arange(torch.tensor(3)).tolist() == [0, 1, 2]
    assert torch.arange(3.0).dtype is torch.float32
    assert torch.arange(2**63 - 3, 2**63 - 1).tolist() == [2**63 - 3, 2**63 - 2]
    for args, named in (((), {}), ((1, 2, 3, 4), {}), ((5,), {"step": 2}), ((1,), {"start": 1, "end": 3})):
        with raises(TypeError, "arange() received an invalid combination of arguments - got ("):
            torch.arange(*args, **named)
    with raises(TypeError, "arange() got an unexpected keyword argument 'stop'"):
        torch.arange(3, stop=4)
    with raises(TypeError, "arange(): argument 'end' (position 1) must be Number, not str"):
        torch.arange("a")
    with raises(RuntimeError, "step must be nonzero"):
        torch.arange(0, 1, 0)
    with raises(RuntimeError, "unsupported range: 0 -> inf"):
        torch.arange(math.inf)
    with raises(NotImplementedError, "\"arange_cpu\" not implemented for 'Bool'"):
        torch.arange(2, dtype=torch.bool)


@given(st.floats(-10, 10), st.floats(-10, 10), st.integers(2, 40))
def test_linspace_meets_both_ends(start: float, end: float, count: int) -> None:
    made = torch.linspace(start, end, count, dtype=torch.float64).numpy()
    assert made[0] == start
    assert made[-1] == end
    np.testing.assert_allclose(made, np.linspace(start, end, count), atol=1e-14)


def test_linspace_and_logspace() -> None:
    assert torch.linspace(0, 10, 4, dtype=torch.int64).tolist() == [0, 3, 6, 10]
    assert torch.linspace(3, 5, 1).tolist() == [3.0]
    assert torch.linspace(3, 5, 0).tolist() == []
    assert torch.logspace(0, 2, 3, base=2).tolist() == [1.0, 2.0, 4.0]
    assert torch.logspace(-1.0, 1.0, 2, dtype=torch.int64).tolist() == [0, 10]
    assert torch.linspace(0, 1j, 3).tolist() == [0j, 0.5j, 1j]
    with raises(RuntimeError, "number of steps must be non-negative"):
        torch.linspace(0, 1, -1)
    with raises(RuntimeError, "linspace only supports 0-dimensional start and end tensors, but got start with 1"):
        torch.linspace(torch.tensor([0.0]), 1, 3)
    with raises(
        RuntimeError, "torch.linspace(): inferred dtype c10::complex<float> can't be safely cast to passed dtype"
    ):
        torch.linspace(0, 1j, 3, dtype=torch.float32)
    with raises(TypeError, "linspace() received an invalid combination of arguments - got (int, int), but expected"):
        torch.linspace(0, 1)


def test_range_warns_and_includes_the_end() -> None:
    with pytest.warns(UserWarning, match=r"^torch.range is deprecated"):
        assert torch.range(0, 3).tolist() == [0.0, 1.0, 2.0, 3.0]


def test_vander_and_its_gradient() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    np.testing.assert_array_equal(torch.vander(x).detach().numpy(), np.vander([1.0, 2.0, 3.0]))
    assert torch.vander(torch.tensor([2, 3]), 3, increasing=True).tolist() == [[1, 2, 4], [1, 3, 9]]
    torch.vander(x).sum().backward()
    assert x.grad.tolist() == [3.0, 5.0, 7.0]  # 1 + 2x
    with raises(RuntimeError, "x must be a one-dimensional tensor."):
        torch.vander(torch.ones(2, 2))
    with raises(RuntimeError, "N must be non-negative."):
        torch.vander(torch.ones(2), -1)


# ------------------------------------------------------------ Python values

FLOATS = st.floats(width=32, allow_nan=False)


@given(st.integers(0, 3).flatmap(lambda n: st.tuples(*[st.integers(0, 3)] * n)), st.data())
def test_nested_lists_come_back(shape: tuple[int, ...], data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([st.booleans(), st.integers(-(2**62), 2**62), FLOATS]))

    def nested(sizes: tuple[int, ...]) -> Any:
        return data.draw(kind) if not sizes else [nested(sizes[1:]) for _ in range(sizes[0])]

    value = nested(shape)
    made = torch.tensor(value)
    assert made.tolist() == value
    expected = shape[: shape.index(0) + 1] if 0 in shape else shape
    assert made.shape == expected


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([1, 2.5], torch.float32),
        ([True, 2], torch.int64),
        ([True, 2.5], torch.float32),
        ([1, 2j], torch.complex64),
        ([], torch.float32),
        (range(3), torch.int64),
        (bytearray(b"ab"), torch.int64),
        (np.float64(3), torch.float64),
        ([np.float32(1), 2.5], torch.float32),
        ([np.float64(1), 2.5], torch.float64),
        ([np.int8(1), np.uint8(2)], torch.int16),
        ([np.array([1, 2]), [3.0, 4.0]], torch.float32),
        ([torch.tensor(1), 2.5], torch.float32),
        ([np.array([1.0, 2.0]), np.array([3.0, 4.0])], torch.float64),
    ],
)
def test_what_dtype_values_call_for(data: Any, dtype: Any) -> None:
    assert torch.tensor(data).dtype is dtype


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ([[1, 2], [1, 2, 3]], ValueError, "expected sequence of length 2 at dim 1 (got 3)"),
        ([[[1], [2]], [[3]]], ValueError, "expected sequence of length 2 at dim 1 (got 1)"),
        ([[1, 2], 3], TypeError, "not a sequence"),
        ([1, [2]], TypeError, "'list' object cannot be interpreted as an integer"),
        ([1.0, [2]], TypeError, "must be real number, not list"),
        ("abc", TypeError, "new(): invalid data type 'str'"),
        ([1, "a"], TypeError, "new(): invalid data type 'str'"),
        (["a"], ValueError, "too many dimensions 'str'"),
        (None, RuntimeError, "Could not infer dtype of NoneType"),
        ([None], RuntimeError, "Could not infer dtype of NoneType"),
        ({1: 2}, RuntimeError, "Could not infer dtype of dict"),
        (2**63, ValueError, "Overflow when unpacking long long"),
        ([np.array([1, 2]), np.array([1, 2, 3])], ValueError, "expected sequence of length 2 at dim 1 (got 3)"),
        (np.array(["a"]), TypeError, "can't convert np.ndarray of type numpy.str_."),
        (np.array([1], ">i4"), ValueError, "given numpy array has byte order different from the native byte order."),
        (np.arange(3)[::-1], ValueError, "At least one stride in the given numpy array is negative"),
    ],
)
def test_what_is_no_tensor(data: Any, kind: type[Exception], text: str) -> None:
    with raises(kind, text):
        torch.tensor(data)


def test_a_tensor_of_a_tensor_warns_and_copies() -> None:
    x = torch.tensor([1.0, 2.0])
    with pytest.warns(UserWarning, match=r"^To copy construct from a tensor, it is recommended to use sourceTensor"):
        y = torch.tensor(x)
    y[0] = 5
    assert x.tolist() == [1.0, 2.0]
    with pytest.warns(UserWarning, match=r"rather than tensor.new_tensor\(sourceTensor\)"):
        x.new_tensor(x)


def test_values_beyond_a_dtype() -> None:
    for value, dtype in ((300, torch.uint8), (-256, torch.uint8), (1e10, torch.int32), (math.nan, torch.int64)):
        with raises(RuntimeError, f"value cannot be converted to type {dtype.name} without overflow"):
            torch.tensor([value], dtype=dtype)
    assert torch.tensor([-1, 255], dtype=torch.uint8).tolist() == [255, 255]
    assert torch.tensor(2**63, dtype=torch.uint64).item() == 2**63
    with raises(OverflowError, "can't convert negative int to unsigned"):
        torch.tensor(-1, dtype=torch.uint64)
    with raises(TypeError, "must be real number, not complex"):
        torch.tensor(1j, dtype=torch.float32)
    with raises(ValueError, "only one element tensors can be converted to Python scalars"):
        torch.tensor([torch.ones(2), torch.ones(2)])


# ------------------------------------------------------------ memory


def test_from_numpy_shares_memory() -> None:
    array = np.arange(4.0)
    t = torch.from_numpy(array)
    t[0] = 7
    array[1] = 8
    assert t.tolist() == array.tolist() == [7.0, 8.0, 2.0, 3.0]
    assert torch.as_tensor(array).data_ptr() == torch.asarray(array).data_ptr() == t.data_ptr()
    assert torch.tensor(array).data_ptr() != t.data_ptr()
    assert torch.from_numpy(array.reshape(2, 2).T).stride() == (1, 2)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([1], TypeError, "expected np.ndarray (got list)"),
        (np.float32(1), TypeError, "expected np.ndarray (got numpy.float32)"),
        (np.array([object()]), TypeError, "can't convert np.ndarray of type numpy.object_."),
        (np.array([1], np.longdouble), TypeError, "can't convert np.ndarray of type numpy.longdouble."),
        (np.arange(3)[::-1], ValueError, "At least one stride in the given numpy array is negative"),
        (np.zeros(4, "i4,i2")["f0"], ValueError, "given numpy array strides not a multiple of the element byte size."),
    ],
)
def test_from_numpy_refuses(value: Any, kind: type[Exception], text: str) -> None:
    with raises(kind, text):
        torch.from_numpy(value)


def test_from_numpy_of_read_only_memory_warns() -> None:
    array = np.frombuffer(b"abcd", np.uint8)
    with pytest.warns(UserWarning, match=r"^The given NumPy array is not writable"):
        assert torch.from_numpy(array).tolist() == [97, 98, 99, 100]


def test_asarray() -> None:
    x = torch.ones(2, requires_grad=True)
    assert torch.asarray(x) is x
    assert not torch.asarray(x, requires_grad=False).requires_grad
    assert torch.asarray(x, copy=True).data_ptr() != x.data_ptr()
    assert torch.asarray([1, 2], dtype=torch.float32, requires_grad=True).requires_grad
    with raises(ValueError, "can't alias arbitrary sequence into a tensor."):
        torch.asarray([1], copy=False)
    with raises(ValueError, "can't alias tensor with dtype 'Long' into dtype 'Float'."):
        torch.asarray(np.array([1]), dtype=torch.float32, copy=False)


def test_frombuffer() -> None:
    memory = bytearray(b"abcdef")
    t = torch.frombuffer(memory, dtype=torch.uint8, offset=1, count=3)
    t[0] = 120
    assert memory == b"axcdef"
    for options, text in (
        (
            {"dtype": torch.int32},
            "buffer length (6 bytes) after offset (0 bytes) must be a multiple of element size (4)",
        ),
        (
            {"dtype": torch.uint8, "offset": 6},
            "offset (6 bytes) must be non-negative and no greater than buffer length",
        ),
        (
            {"dtype": torch.uint8, "count": 7},
            "requested buffer length (7 * 1 bytes) after offset (0 bytes) must not be",
        ),
        ({"dtype": torch.uint8, "count": 0}, "both buffer length (6) and count (0) must not be 0"),
    ):
        with raises(ValueError, text):
            torch.frombuffer(memory, **options)
    with raises(ValueError, "object does not implement Python buffer protocol."):
        torch.frombuffer([1], dtype=torch.int64)


# ------------------------------------------------------------ older constructors


def test_legacy_constructors() -> None:
    assert torch.Tensor(2, 3).shape == (2, 3)
    assert torch.Tensor([1, 2]).tolist() == [1.0, 2.0]
    assert torch.Tensor([1, 2]).dtype is torch.float32
    assert torch.LongTensor([1.5, 2]).tolist() == [1, 2]
    assert torch.ByteTensor(3).dtype is torch.uint8
    assert torch.ones(2, dtype=torch.int32).new([3, 4]).dtype is torch.int32
    assert isinstance(torch.ones(2), torch.FloatTensor)
    assert not isinstance(torch.ones(2), torch.LongTensor)
    assert torch.ones(2).type() == "torch.FloatTensor"
    assert torch.ones(2).type(torch.LongTensor).dtype is torch.ones(2).type("torch.LongTensor").dtype is torch.int64
    for call, text in (
        (lambda: torch.Tensor(3.5), "new(): data must be a sequence (got float)"),
        (lambda: torch.Tensor("a"), "new(): invalid data type 'str'"),
        (lambda: torch.Tensor([1.0], dtype=torch.float64), "new() received an invalid combination of arguments"),
        (lambda: torch.FloatTensor(torch.tensor([1])), "expected a tensor of dtype torch.float32 (got torch.int64)"),
        (lambda: torch.cuda.FloatTensor([1]), "type torch.cuda.FloatTensor not available."),
        (lambda: torch.ones(2).type(3), "dtype must be a type, str, or dtype object"),
    ):
        with raises(TypeError, text):
            call()
    with raises(ValueError, "invalid type: 'foo'"):
        torch.ones(2).type("foo")


# ------------------------------------------------------------ windows

PAIRS = [
    (torch.hann_window, torch.signal.windows.hann),
    (torch.blackman_window, torch.signal.windows.blackman),
    (torch.bartlett_window, torch.signal.windows.bartlett),
    (torch.kaiser_window, torch.signal.windows.kaiser),
]


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_windows_of_both_namespaces_agree(older: Any, newer: Any) -> None:
    for length, periodic in itertools.product((0, 1, 2, 5, 8), (True, False)):
        a = older(length, periodic, dtype=torch.float64).numpy()
        b = newer(length, sym=not periodic, dtype=torch.float64).numpy()
        np.testing.assert_allclose(a, b, atol=1e-12)
        assert a.shape == (length,)
        if not periodic:
            np.testing.assert_allclose(b, b[::-1], atol=1e-12)


def test_windows_against_their_formulas() -> None:
    n = np.arange(7)
    windows = torch.signal.windows
    np.testing.assert_allclose(windows.gaussian(7, std=2.0, dtype=torch.float64), np.exp(-(((n - 3) / 2) ** 2) / 2))
    np.testing.assert_allclose(windows.exponential(7, tau=2.0, dtype=torch.float64), np.exp(-np.abs(n - 3) / 2))
    np.testing.assert_allclose(windows.cosine(7, dtype=torch.float64), np.sin(np.pi * (n + 0.5) / 7))
    np.testing.assert_allclose(torch.hamming_window(7, False, dtype=torch.float64), np.hamming(7))
    np.testing.assert_allclose(torch.kaiser_window(7, False, 5.0, dtype=torch.float64), np.kaiser(7, 5.0))
    for call, text in (
        (lambda: windows.hann(-1), "general_cosine requires non-negative window length, got M=-1"),
        (
            lambda: windows.hann(3, dtype=torch.float16),
            "general_cosine expects float32 or float64 dtypes, got: torch.float16",
        ),
        (lambda: windows.gaussian(3, std=0), "Standard deviation must be positive, got: 0 instead."),
        (lambda: windows.exponential(3, center=1.0), "Center must be None for symmetric windows"),
        (lambda: windows.general_cosine(3, a=[]), "Coefficients cannot be empty"),
        (lambda: windows.kaiser(3, beta=-1), "beta must be non-negative, got: -1 instead."),
    ):
        with raises(ValueError, text):
            call()
    with raises(RuntimeError, "hann_window requires non-negative window_length, got window_length=-1"):
        torch.hann_window(-1)
    with raises(RuntimeError, "hann_window expects floating point dtypes, got: torch.int64"):
        torch.hann_window(3, dtype=torch.int64)
