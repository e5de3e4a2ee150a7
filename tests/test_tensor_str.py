"""The printed form of tensors: expected texts are those of PyTorch 2.13, kept here as data.

The table comes first, one case a printing rule; then what is not one text: facts, size, options, scalars.
"""

import ast
import math
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from minigrad._tensor_str import (
    format_scalar,
    get_printoptions,
    parameter_text,
    printoptions,
    set_printoptions,
    tensor_text,
)

f16, f32, f64 = np.float16, np.float32, np.float64


@pytest.fixture(autouse=True)
def default_options():
    set_printoptions(profile="default")
    yield
    set_printoptions(profile="default")


def seq(*shape, dtype=f32):
    return np.arange(math.prod(shape), dtype=dtype).reshape(shape)


def lines(*rows):
    return "\n".join(rows)


def case(name, array, expected, facts=None, options=None):
    return pytest.param(array, facts or {}, options or {}, expected, id=name)


CASES = [
    case("whole floats", np.array([1, 2], f32), "tensor([1., 2.])"),
    case("fixed point", np.array([0.5, 1.25, -3.14159265], f32), "tensor([ 0.5000,  1.2500, -3.1416])"),
    case("one third", np.array(1 / 3, f32), "tensor(0.3333)"),
    case("float64 is named", np.array([0.1, 0.2]), "tensor([0.1000, 0.2000], dtype=torch.float64)"),
    case("float16 is named", np.array([0.1, 65504], f16), "tensor([9.9976e-02, 6.5504e+04], dtype=torch.float16)"),
    case(
        "zeros",
        np.zeros((2, 2), f32),
        lines(
            "tensor([[0., 0.],",
            "        [0., 0.]])",
        ),
    ),
    case("negative zero", np.array([-0.0, 0.0], f32), "tensor([-0., 0.])"),
    case("negative zero sticks out", np.array([-0.0, 1.5], f32), "tensor([-0.0000, 1.5000])"),
    case("whole with nan and inf", np.array([1, nan, inf, -inf], f32), "tensor([1., nan, inf, -inf])"),
    case("fixed with nan and inf", np.array([1.5, nan, inf, -inf], f32), "tensor([1.5000,    nan,    inf,   -inf])"),
    case("only nan", np.array([nan, nan], f32), "tensor([nan, nan])"),
    case("only infinities", np.array([inf, -inf, 0], f32), "tensor([inf, -inf, 0.])"),
    case("scientific by ratio", np.array([1.5, 1501.5], f32), "tensor([1.5000e+00, 1.5015e+03])"),
    case("fixed at ratio 1000", np.array([1.5, 1500], f32), "tensor([   1.5000, 1500.0000])"),
    case("scientific above 1e8", np.array([1e8 + 8], f32), "tensor([1.0000e+08])"),
    case("whole at 1e8", np.array([1e8], f32), "tensor([100000000.])"),
    case("scientific below 1e-4", np.array([9e-5], f32), "tensor([9.0000e-05])"),
    case("fixed at 1e-4", np.array([1e-4]), "tensor([0.0001], dtype=torch.float64)"),
    case("large with a fraction", np.array([1234567.5], f32), "tensor([1234567.5000])"),
    case(
        "scientific with nan, inf and zero",
        np.array([1e-10, nan, -inf, 0, -0.0], f32),
        "tensor([1.0000e-10,        nan,       -inf, 0.0000e+00, -0.0000e+00])",
    ),
    case("whole but scientific", np.array([1, 1001], f32), "tensor([1.0000e+00, 1.0010e+03])"),
    case("whole, ratio 1000", np.array([1, -1000], f32), "tensor([    1., -1000.])"),
    case(
        "smallest and largest float64",
        np.array([5e-324, -1.7976931348623157e308]),
        "tensor([ 4.9407e-324, -1.7977e+308], dtype=torch.float64)",
    ),
    case("smallest float32", np.array(1.401298464324817e-45, f32), "tensor(1.4013e-45)"),
    case(
        "signs widen the column",
        np.array([[1, -10], [100, 0]], f32),
        lines(
            "tensor([[  1., -10.],",
            "        [100.,   0.]])",
        ),
    ),
    case(
        "rounding half to even",
        np.array([0.00005, 0.125, 0.99995]),
        "tensor([5.00e-05, 1.25e-01, 1.00e+00], dtype=torch.float64)",
        options={"precision": 2},
    ),
    case("0-d whole", np.array(3, f32), "tensor(3.)"),
    case("0-d nan", np.array(nan, f32), "tensor(nan)"),
    case("0-d negative infinity", np.array(-inf), "tensor(-inf, dtype=torch.float64)"),
    case("0-d int64", np.array(-7), "tensor(-7)"),
    case("0-d bool", np.array(True), "tensor(True)"),
    case("int64 is implied", np.array([1, -20, 300]), "tensor([  1, -20, 300])"),
    case(
        "int32 is named",
        np.array([[1, 2], [3, 400]], np.int32),
        lines(
            "tensor([[  1,   2],",
            "        [  3, 400]], dtype=torch.int32)",
        ),
    ),
    case("uint8", np.array([0, 255], np.uint8), "tensor([  0, 255], dtype=torch.uint8)"),
    case("int8", np.array([-128, 127], np.int8), "tensor([-128,  127], dtype=torch.int8)"),
    case("int16", np.array([-32768], np.int16), "tensor([-32768], dtype=torch.int16)"),
    case("int64 extremes", np.array([-(2**63), 2**63 - 1]), "tensor([-9223372036854775808,  9223372036854775807])"),
    case(
        "bool",
        np.array([[True, False], [False, True]]),
        lines(
            "tensor([[ True, False],",
            "        [False,  True]])",
        ),
    ),
    case("complex64", np.array([1 + 2j, -1.5 - 0.25j], np.complex64), "tensor([ 1.0000+2.0000j, -1.5000-0.2500j])"),
    case("complex128 is named", np.array([1j, 2]), "tensor([0.+1.j, 2.+0.j], dtype=torch.complex128)"),
    case(
        "complex signed zeros",
        np.array([complex(-0.0, -0.0), complex(0.0, 0.0)], np.complex64),
        "tensor([-0.-0.j, 0.+0.j])",
    ),
    case(
        "complex nan and inf",
        np.array([complex(nan, -inf), complex(1.5, nan)], np.complex64),
        "tensor([   nan-infj, 1.5000+nanj])",
    ),
    case("complex 0-d", np.array(-1 - 1j, np.complex64), "tensor(-1.-1.j)"),
    case(
        "complex parts choose apart",
        np.array([1e-9 + 1j, 1 + 2.5j], np.complex64),
        "tensor([1.0000e-09+1.0000j, 1.0000e+00+2.5000j])",
    ),
    case(
        "complex wraps",
        (seq(12) / 4 - 1j * seq(12)).astype(np.complex64),
        lines(
            "tensor([0.0000+0.j, 0.2500-1.j, 0.5000-2.j, 0.7500-3.j, 1.0000-4.j,",
            "        1.2500-5.j, 1.5000-6.j, 1.7500-7.j, 2.0000-8.j, 2.2500-9.j,",
            "        2.5000-10.j, 2.7500-11.j])",
        ),
    ),
    case("float64 default", np.array([0.5]), "tensor([0.5000])", facts={"default_dtype": np.dtype(f64)}),
    case(
        "float32 beside float64 default",
        np.array([0.5], f32),
        "tensor([0.5000], dtype=torch.float32)",
        facts={"default_dtype": np.dtype(f64)},
    ),
    case(
        "complex128 beside float64 default", np.array([1j]), "tensor([0.+1.j])", facts={"default_dtype": np.dtype(f64)}
    ),
    case(
        "complex64 beside float64 default",
        np.array([1j], np.complex64),
        "tensor([0.+1.j], dtype=torch.complex64)",
        facts={"default_dtype": np.dtype(f64)},
    ),
    case(
        "complex64 beside float16 default",
        np.array([1j], np.complex64),
        "tensor([0.+1.j])",
        facts={"default_dtype": np.dtype(f16)},
    ),
    case("empty", np.zeros(0, f32), "tensor([])"),
    case("empty (0, 3)", np.zeros((0, 3), f32), "tensor([], size=(0, 3))"),
    case("empty (2, 0, 1) float64", np.zeros((2, 0, 1)), "tensor([], size=(2, 0, 1), dtype=torch.float64)"),
    case("empty int64 is named", np.zeros(0, np.int64), "tensor([], dtype=torch.int64)"),
    case(
        "empty bool is named",
        np.zeros((1, 0), bool),
        "tensor([], size=(1, 0), dtype=torch.bool)",
        options={"edgeitems": 0},
    ),
    case("empty float64 default", np.zeros(0), "tensor([])", facts={"default_dtype": np.dtype(f64)}),
    case("requires_grad", np.array([1, 2], f32), "tensor([1., 2.], requires_grad=True)", facts={"requires_grad": True}),
    case(
        "grad_fn",
        np.array([2, 4], f32),
        "tensor([2., 4.], grad_fn=<MulBackward0>)",
        facts={"grad_fn": "MulBackward0", "requires_grad": True},
    ),
    case(
        "dtype then grad_fn",
        np.array([2, 4], f16),
        "tensor([2., 4.], dtype=torch.float16, grad_fn=<MulBackward0>)",
        facts={"grad_fn": "MulBackward0"},
    ),
    case(
        "empty with grad_fn",
        np.zeros((0, 2)),
        "tensor([], size=(0, 2), dtype=torch.float64, grad_fn=<MulBackward0>)",
        facts={"grad_fn": "MulBackward0", "requires_grad": True},
    ),
    case(
        "facts after the last row",
        np.array([[1.5, 2], [3, 4]]),
        lines(
            "tensor([[1.5000, 2.0000],",
            "        [3.0000, 4.0000]], dtype=torch.float64, requires_grad=True)",
        ),
        facts={"requires_grad": True},
    ),
    case(
        "both facts on one new line",
        seq(8, dtype=f64) * 100000,
        lines(
            "tensor([     0., 100000., 200000., 300000., 400000., 500000., 600000., 700000.],",
            "       dtype=torch.float64, grad_fn=<MulBackward0>)",
        ),
        facts={"grad_fn": "MulBackward0"},
    ),
    case(
        "every fact on its own line",
        np.array([1.5], f16),
        lines(
            "tensor([1.5000],",
            "       dtype=torch.float16,",
            "       requires_grad=True)",
        ),
        facts={"requires_grad": True},
        options={"linewidth": 20},
    ),
    case(
        "facts just fit",
        np.array([1, 2], f32),
        "tensor([1., 2.], requires_grad=True)",
        facts={"requires_grad": True},
        options={"linewidth": 37},
    ),
    case(
        "facts just too long",
        np.array([1, 2], f32),
        lines(
            "tensor([1., 2.],",
            "       requires_grad=True)",
        ),
        facts={"requires_grad": True},
        options={"linewidth": 36},
    ),
    case(
        "second fact just fits on a new line",
        np.array([1.5] * 4, f16),
        lines(
            "tensor([1.5000, 1.5000, 1.5000, 1.5000],",
            "       dtype=torch.float16, requires_grad=True)",
        ),
        facts={"requires_grad": True},
        options={"linewidth": 46},
    ),
    case(
        "second fact just too long",
        np.array([1.5] * 4, f16),
        lines(
            "tensor([1.5000, 1.5000, 1.5000, 1.5000],",
            "       dtype=torch.float16,",
            "       requires_grad=True)",
        ),
        facts={"requires_grad": True},
        options={"linewidth": 45},
    ),
    case(
        "subclass",
        np.array([1.5, 2], f16),
        lines(
            "Distance([1.5000,",
            "          2.0000],",
            "         dtype=torch.float16,",
            "         requires_grad=True)",
        ),
        facts={"name": "Distance", "requires_grad": True},
        options={"linewidth": 24},
    ),
    case(
        "tangent",
        np.array([1, 2], f32),
        "tensor([1., 2.], tangent=tensor([1., 0.]))",
        facts={"tangent": "tensor([1., 0.])"},
    ),
    case(
        "rows wrap",
        seq(25) * 1000,
        lines(
            "tensor([    0.,  1000.,  2000.,  3000.,  4000.,  5000.,  6000.,  7000.,  8000.,",
            "         9000., 10000., 11000., 12000., 13000., 14000., 15000., 16000., 17000.,",
            "        18000., 19000., 20000., 21000., 22000., 23000., 24000.])",
        ),
    ),
    case(
        "matrix rows wrap",
        seq(2, 20) / 8,
        lines(
            "tensor([[0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000,",
            "         1.1250, 1.2500, 1.3750, 1.5000, 1.6250, 1.7500, 1.8750, 2.0000, 2.1250,",
            "         2.2500, 2.3750],",
            "        [2.5000, 2.6250, 2.7500, 2.8750, 3.0000, 3.1250, 3.2500, 3.3750, 3.5000,",
            "         3.6250, 3.7500, 3.8750, 4.0000, 4.1250, 4.2500, 4.3750, 4.5000, 4.6250,",
            "         4.7500, 4.8750]])",
        ),
    ),
    case(
        "narrow line",
        seq(4),
        lines(
            "tensor([0.,",
            "        1.,",
            "        2.,",
            "        3.])",
        ),
        options={"linewidth": 1},
    ),
    case(
        "brackets take room",
        seq(1, 1, 1, 12),
        lines(
            "tensor([[[[ 0.,  1.,  2.,  3.,",
            "            4.,  5.,  6.,  7.,",
            "            8.,  9., 10., 11.]]]])",
        ),
        options={"linewidth": 34},
    ),
    case(
        "three dimensions",
        seq(2, 2, 2),
        lines(
            "tensor([[[0., 1.],",
            "         [2., 3.]],",
            "",
            "        [[4., 5.],",
            "         [6., 7.]]])",
        ),
    ),
    case(
        "four dimensions",
        seq(2, 1, 2, 1),
        lines(
            "tensor([[[[0.],",
            "          [1.]]],",
            "",
            "",
            "        [[[2.],",
            "          [3.]]]], requires_grad=True)",
        ),
        facts={"requires_grad": True},
    ),
    case(
        "Fortran order",
        np.asfortranarray(seq(2, 3)),
        lines(
            "tensor([[0., 1., 2.],",
            "        [3., 4., 5.]])",
        ),
    ),
    case(
        "reversed view",
        seq(2, 3)[::-1, ::-1],
        lines(
            "tensor([[5., 4., 3.],",
            "        [2., 1., 0.]])",
        ),
    ),
    case(
        "broadcast view",
        np.broadcast_to(f32(0.5), (2, 3)),
        lines(
            "tensor([[0.5000, 0.5000, 0.5000],",
            "        [0.5000, 0.5000, 0.5000]])",
        ),
    ),
    case(
        "full at the threshold",
        np.zeros((8, 3), np.uint8),
        lines(
            "tensor([[0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0],",
            "        [0, 0, 0]], dtype=torch.uint8)",
        ),
        options={"threshold": 24},
    ),
    case("summary of a vector", np.arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])"),
    case(
        "summary of a matrix",
        seq(40, 40),
        lines(
            "tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 3.7000e+01, 3.8000e+01,",
            "         3.9000e+01],",
            "        [4.0000e+01, 4.1000e+01, 4.2000e+01,  ..., 7.7000e+01, 7.8000e+01,",
            "         7.9000e+01],",
            "        [8.0000e+01, 8.1000e+01, 8.2000e+01,  ..., 1.1700e+02, 1.1800e+02,",
            "         1.1900e+02],",
            "        ...,",
            "        [1.4800e+03, 1.4810e+03, 1.4820e+03,  ..., 1.5170e+03, 1.5180e+03,",
            "         1.5190e+03],",
            "        [1.5200e+03, 1.5210e+03, 1.5220e+03,  ..., 1.5570e+03, 1.5580e+03,",
            "         1.5590e+03],",
            "        [1.5600e+03, 1.5610e+03, 1.5620e+03,  ..., 1.5970e+03, 1.5980e+03,",
            "         1.5990e+03]])",
        ),
    ),
    case(
        "nothing to leave out",
        seq(6, 2),
        lines(
            "tensor([[ 0.,  1.],",
            "        [ 2.,  3.],",
            "        [ 4.,  5.],",
            "        [ 6.,  7.],",
            "        [ 8.,  9.],",
            "        [10., 11.]])",
        ),
        options={"threshold": 5},
    ),
    case(
        "one to leave out",
        seq(7, 2),
        lines(
            "tensor([[ 0.,  1.],",
            "        [ 2.,  3.],",
            "        [ 4.,  5.],",
            "        ...,",
            "        [ 8.,  9.],",
            "        [10., 11.],",
            "        [12., 13.]])",
        ),
        options={"threshold": 5},
    ),
    case(
        "summary of a long matrix",
        seq(600, 2),
        lines(
            "tensor([[0.0000e+00, 1.0000e+00],",
            "        [2.0000e+00, 3.0000e+00],",
            "        [4.0000e+00, 5.0000e+00],",
            "        ...,",
            "        [1.1940e+03, 1.1950e+03],",
            "        [1.1960e+03, 1.1970e+03],",
            "        [1.1980e+03, 1.1990e+03]])",
        ),
    ),
    case(
        "summary of a wide matrix",
        seq(2, 600),
        lines(
            "tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 5.9700e+02, 5.9800e+02,",
            "         5.9900e+02],",
            "        [6.0000e+02, 6.0100e+02, 6.0200e+02,  ..., 1.1970e+03, 1.1980e+03,",
            "         1.1990e+03]])",
        ),
    ),
    case(
        "summary of a cube",
        seq(20, 20, 20),
        lines(
            "tensor([[[   0.,  ...,   19.],",
            "         ...,",
            "         [ 380.,  ...,  399.]],",
            "",
            "        ...,",
            "",
            "        [[7600.,  ..., 7619.],",
            "         ...,",
            "         [7980.,  ..., 7999.]]])",
        ),
        options={"edgeitems": 1},
    ),
    case(
        "hidden numbers do not count",
        np.r_[1.5, np.full(1000, 1e30), 2.5],
        "tensor([1.5000,  ..., 2.5000], dtype=torch.float64)",
        options={"edgeitems": 1},
    ),
    case(
        "summary of complex",
        (seq(1001) + 0.5j).astype(np.complex64),
        lines(
            "tensor([   0.+0.5000j,    1.+0.5000j,    2.+0.5000j,  ...,  998.+0.5000j,",
            "         999.+0.5000j, 1000.+0.5000j])",
        ),
    ),
    case(
        "summary of bool with facts",
        np.zeros((501, 2), bool),
        lines(
            "tensor([[False, False],",
            "        [False, False],",
            "        ...,",
            "        [False, False],",
            "        [False, False]])",
        ),
        options={"edgeitems": 2},
    ),
    case(
        "summary wraps",
        np.arange(1001),
        lines(
            "tensor([   0,    1,    2,    3,    4,",
            "           5,    6,    7,    8,    9,",
            "          10,   11,  ...,  989,  990,",
            "         991,  992,  993,  994,  995,",
            "         996,  997,  998,  999, 1000])",
        ),
        options={"edgeitems": 12, "linewidth": 40},
    ),
    case(
        "no edges", np.arange(6).reshape(2, 3), "tensor([...], size=(2, 3))", options={"edgeitems": 0, "threshold": 1}
    ),
    case("no edges below the threshold", np.arange(3), "tensor([0, 1, 2], size=(3,))", options={"edgeitems": 0}),
    case("threshold 0", np.array(3.5, f32), "tensor(3.5000)", options={"threshold": 0}),
    case(
        "profile short",
        np.arange(1001) / 3,
        "tensor([  0.00,   0.33,  ..., 333.00, 333.33], dtype=torch.float64)",
        options={"profile": "short"},
    ),
    case("precision 0", np.array([0.5, 1.5, 2.5], f32), "tensor([0, 2, 2])", options={"precision": 0}),
    case("precision 8", np.array([1 / 3], f32), "tensor([0.33333334])", options={"precision": 8}),
    case(
        "scientific forced",
        np.array([1, 2.5, 0, nan], f32),
        "tensor([1.0000e+00, 2.5000e+00, 0.0000e+00,        nan])",
        options={"sci_mode": True},
    ),
    case(
        "scientific forbidden",
        np.array([1e-9, 1e9], f32),
        "tensor([         0.0000, 1000000000.0000])",
        options={"sci_mode": False},
    ),
    case(
        "scientific forced, nothing to tell", np.array([0, nan], f32), "tensor([0., nan])", options={"sci_mode": True}
    ),
    case(
        "profile and override",
        np.array([1 / 3], f32),
        "tensor([0.333333])",
        options={"profile": "short", "precision": 6},
    ),
]


@pytest.mark.parametrize(("array", "facts", "options", "expected"), CASES)
def test_text(array, facts, options, expected):
    with printoptions(**options):
        assert tensor_text(array, **facts) == expected


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        ("bfloat16", "tensor([ 0.3340, -2.0000,     nan], dtype=torch.bfloat16)"),
        ("float8_e5m2", "tensor([ 0.3125, -2.0000,     nan], dtype=torch.float8_e5m2)"),
    ],
)
def test_text_of_ml_dtypes(dtype, expected):
    ml_dtypes = pytest.importorskip("ml_dtypes", reason="the small float dtypes come from ml_dtypes")
    array = np.array([1 / 3, -2, nan], getattr(ml_dtypes, dtype))
    assert tensor_text(array) == expected
    assert tensor_text(array, default_dtype=array.dtype) == expected.split(", dtype")[0] + ")"
    assert format_scalar(array[1].reshape(()), ".1f") == "-2.0"


def test_contents_replace_the_numbers():
    assert tensor_text(np.ones(2), contents="...") == "tensor(..., dtype=torch.float64)"


def test_device_comes_first():
    text = tensor_text(np.ones(2), device="cuda:0", requires_grad=True)
    assert text == "tensor([1., 1.], device='cuda:0', dtype=torch.float64, requires_grad=True)"


def test_parameter():
    text = tensor_text(seq(2, 1), requires_grad=True)
    assert parameter_text(text) == "Parameter containing:\ntensor([[0.],\n        [1.]], requires_grad=True)"
    text = tensor_text(seq(2), name="Scale", requires_grad=True)
    assert parameter_text(text, subclass=True) == (
        "Parameter containing:\nParameter(Scale([0., 1.], requires_grad=True))"
    )


def test_profile_full_never_summarises():
    with printoptions(profile="full", linewidth=10**6):
        assert tensor_text(np.arange(1001)) == f"tensor([{', '.join(f'{i:4d}' for i in range(1001))}])"


@pytest.mark.parametrize("shape", [(10**13,), (10**6, 10**7), (3, 10**12), (10**4, 10**4, 10**4)], ids=str)
def test_only_what_is_shown_is_read(shape):
    """These arrays are far larger than memory: one number, broadcast."""
    text = tensor_text(np.broadcast_to(f32(0.5), shape))
    cut = [size > 6 for size in shape]
    assert text.count("0.5000") == math.prod(min(size, 6) for size in shape)
    assert text.count("...") == sum(c * math.prod([min(n, 6) for n in shape[:i]]) for i, c in enumerate(cut))


@given(hnp.arrays(np.int64, hnp.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=4)))
def test_integers_read_back(array):
    text = tensor_text(array)
    assert text.startswith("tensor(")
    assert text.endswith(")")
    assert np.array_equal(np.array(ast.literal_eval(text[len("tensor(") : -1])), array)
    assert max(map(len, text.splitlines())) <= 80 + array.ndim  # brackets may close beyond the last column


@given(st.integers(1, 200), st.integers(1, 400))
def test_rows_keep_to_the_line_width(size, linewidth):
    with printoptions(linewidth=linewidth):
        rows = tensor_text(np.full(size, 7)).splitlines()
    per_line = max(1, (linewidth - len("tensor(")) // len("7, "))
    assert len(rows) == -(-size // per_line)
    assert all(row.count("7") == per_line for row in rows[:-1])


# ---- Options -------------------------------------------------------------------------------------------------------

DEFAULT = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}


def test_default_options():
    assert get_printoptions() == DEFAULT
    assert list(get_printoptions()) == list(DEFAULT)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("default", DEFAULT),
        ("short", DEFAULT | {"precision": 2, "edgeitems": 2}),
        ("full", DEFAULT | {"threshold": inf}),
    ],
)
def test_profiles_set_everything(profile, expected):
    set_printoptions(precision=9, threshold=9, edgeitems=9, linewidth=9)
    set_printoptions(profile=profile)
    assert get_printoptions() == expected
    set_printoptions(profile=profile, linewidth=33)
    assert get_printoptions() == expected | {"linewidth": 33}


def test_what_is_none_stays_except_sci_mode():
    set_printoptions(2, 10, 1, 60, sci_mode=True)
    assert get_printoptions() == {"precision": 2, "threshold": 10, "edgeitems": 1, "linewidth": 60, "sci_mode": True}
    set_printoptions(edgeitems=0)
    assert get_printoptions() == {"precision": 2, "threshold": 10, "edgeitems": 0, "linewidth": 60, "sci_mode": None}


def test_unknown_profile_changes_nothing():
    set_printoptions(precision=3)
    set_printoptions(profile="long")
    assert get_printoptions() == DEFAULT | {"precision": 3}


def test_options_returned_are_a_copy():
    get_printoptions()["precision"] = 1
    assert get_printoptions() == DEFAULT


def test_printoptions_restores():
    set_printoptions(precision=7, sci_mode=False)
    before = get_printoptions()
    with printoptions(profile="short", sci_mode=True):
        assert get_printoptions() == DEFAULT | {"precision": 2, "edgeitems": 2, "sci_mode": True}
    assert get_printoptions() == before
    with pytest.raises(KeyError, match="stop"), printoptions(precision=1):
        raise KeyError("stop")
    assert get_printoptions() == before


def test_printoptions_decorates():
    @printoptions(precision=1)
    def text():
        return tensor_text(np.array([0.25], f32))

    assert text() == "tensor([0.2])"
    assert tensor_text(np.array([0.25], f32)) == "tensor([0.2500])"


def test_unknown_option():
    message = r"set_printoptions\(\) got an unexpected keyword argument 'digits'"
    with pytest.raises(TypeError, match=message):
        set_printoptions(digits=3)
    with pytest.raises(TypeError, match=message), printoptions(digits=3):
        pass
    assert get_printoptions() == DEFAULT


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"precision": -1}, ValueError, "Format specifier missing precision"),
        ({"threshold": "many"}, TypeError, "'>' not supported between instances of 'int' and 'str'"),
        ({"linewidth": inf}, OverflowError, "cannot convert float infinity to integer"),
    ],
)
def test_senseless_options_show_when_printing(options, error, message):
    with printoptions(**options), pytest.raises(error, match=message):
        tensor_text(np.array([0.5], f32))


# ---- Scalars -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scalar", "spec", "expected"),
    [
        (f32(0.1), "", "0.10000000149011612"),
        (f32(3.14159), ".4f", "3.1416"),
        (f16(0.1), ">10.3e", " 9.998e-02"),
        (f64(0.1), "", "0.1"),
        (f64(-inf), "+.1f", "-inf"),
        (np.int64(1234567), ",d", "1,234,567"),
        (np.uint8(255), "#x", "0xff"),
        (np.bool_(True), "", "True"),
        (np.bool_(True), "d", "1"),
        (np.complex64(1 - 2j), ".1f", "1.0-2.0j"),
    ],
)
def test_format_scalar(scalar, spec, expected):
    assert format_scalar(np.array(scalar), spec) == expected


def test_format_scalar_refuses_a_spec_of_another_type():
    with pytest.raises(ValueError, match="Unknown format code 'd' for object of type 'float'"):
        format_scalar(np.array(1.0), "d")
