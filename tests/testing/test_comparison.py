"""`testing.assert_close` and `testing.make_tensor`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad.testing import assert_close, make_tensor

T = torch.tensor
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        (T([1.0, 2.0]), T([1.0, 2.000001]), {}),
        (T([0.0]), T([1e-6]), {}),
        (T([0.0], dtype=torch.float64), T([1e-8], dtype=torch.float64), {}),
        (T([INF, -INF]), T([INF, -INF]), {}),
        (T([NAN]), T([NAN]), {"equal_nan": True}),
        (T([1.0]), T([1.0], dtype=torch.float64), {"check_dtype": False}),
        (T([1, 2]), T([1, 3]), {"rtol": 0, "atol": 2}),
        (torch.zeros(0), torch.zeros(0), {}),
        (torch.zeros(2, 2).t(), torch.zeros(2, 2), {}),
        (T([1.0], requires_grad=True), T([1.0]), {}),
        (np.array([1.0]), np.array([1.0]), {}),
        ((T(1.0), [2, None]), [T(1.0), (2, None)], {}),
        ({"a": T([1.0]), "b": True}, {"b": True, "a": T([1.0])}, {}),
        (1.0, 1.0 + 1e-9, {}),
        (NAN, NAN, {"equal_nan": True}),
        (1, 1.0, {"check_dtype": False}),
    ],
)
def test_close(actual: Any, expected: Any, options: dict[str, Any]) -> None:
    assert_close(actual, expected, **options)


@pytest.mark.parametrize(
    ("actual", "expected", "options", "text"),
    [
        (
            T([1.0, 2.0, 3.0]), T([1.0, 2.5, 3.1]), {},
            ("Tensor-likes are not close!\n\nMismatched elements: 2 / 3 (66.7%)\n"
            "Greatest absolute difference: 0.5 at index (1,) (up to 1e-05 allowed)\n"
            "Greatest relative difference: 0.20000000298023224 at index (1,) (up to 1.3e-06 allowed)"),
        ),
        (
            T([1, 255], dtype=torch.uint8), T([255, 255], dtype=torch.uint8), {},
            ("Tensor-likes are not equal!\n\nMismatched elements: 1 / 2 (50.0%)\n"
            "Greatest absolute difference: 254 at index (0,)\n"
            "Greatest relative difference: 0.9960784316062927 at index (0,)"),
        ),
        (
            T([NAN]), T([NAN]), {},
            ("Tensor-likes are not close!\n\nMismatched elements: 1 / 1 (100.0%)\n"
            "Greatest absolute difference: nan at index (0,) (up to 1e-05 allowed)\n"
            "Greatest relative difference: nan at index (0,) (up to 1.3e-06 allowed)"),
        ),
        (
            T(1.0), T(2.0), {},
            ("Scalars are not close!\n\nExpected 2.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-05 allowed)\n"
            "Relative difference: 0.5 (up to 1.3e-06 allowed)"),
        ),
        (1, 2, {}, "Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5"),
        (1.0, 1, {}, "The (d)types do not match: <class 'float'> != <class 'int'>."),
        (True, False, {}, "Booleans mismatch: True is not False"),
        (None, T(1.0), {}, "None mismatch: None is not 1.0"),
        (T([1.0]), T([1.0, 2.0]), {}, "The values for attribute 'shape' do not match: torch.Size([1]) != torch.Size([2])."),
        (
            T([1.0]), T([1.0], dtype=torch.float64), {},
            "The values for attribute 'dtype' do not match: torch.float32 != torch.float64.",
        ),
        (
            torch.zeros(2, 2).t(), torch.zeros(2, 2), {"check_stride": True},
            "The values for attribute 'stride()' do not match: (1, 2) != (2, 1).",
        ),
        ([1.0, 2.0], [1.0], {}, "The length of the sequences mismatch: 2 != 1"),
        (
            {"a": 1}, {"b": 1}, {},
            ("The keys of the mappings do not match:\nMissing keys in the actual mapping: ['b']\n"
            "Additional keys in the actual mapping: ['a']"),
        ),
        ([[True], {"x": [True]}], [[True], {"x": [False]}], {},
         "Booleans mismatch: True is not False\n\nThe failure occurred for item [1]['x'][0]"),
        (T([1.0]), T([2.0]), {"msg": "other"}, "other"),
        (T([1.0]), T([2.0]), {"msg": lambda text: text.split("!")[0]}, "Tensor-likes are not close"),
    ],
)  # fmt: skip
def test_not_close(actual: Any, expected: Any, options: dict[str, Any], text: str) -> None:
    with pytest.raises(AssertionError) as caught:  # noqa: PT011 - the whole text is compared
        assert_close(actual, expected, **options)
    assert str(caught.value) == text


def test_what_cannot_be_compared() -> None:
    with pytest.raises(TypeError, match=r"^No comparison pair was able to handle inputs of type <class 'str'> and <class 'str'>"):
        assert_close("a", "a")
    with pytest.raises(TypeError, match="Tensor'> and <class 'list'>"):
        assert_close(T([1.0]), [1.0])
    with pytest.raises(ValueError, match=r"^Both 'rtol' and 'atol' must be either specified or omitted, but got no atol.$"):
        assert_close(1.0, 1.0, rtol=0.1)
    with pytest.raises(RuntimeError, match=r"^rtol must be greater than or equal to zero, but got -1"):
        assert_close(1.0, 1.0, rtol=-1, atol=0)


# ---------------------------------------------------------------- make_tensor


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex64, torch.int64, torch.uint8, torch.bool])
def test_make_tensor_fills_its_range(dtype: Any) -> None:
    torch.manual_seed(0)
    made = make_tensor((4, 100), dtype=dtype, device="cpu")
    assert (made.shape, made.dtype, made.requires_grad) == ((4, 100), dtype, False)
    values = made.numpy().astype(np.complex128)
    parts = np.concatenate([values.real, values.imag]) if dtype.is_complex else values.real
    low, high = {torch.bool: (0, 1), torch.uint8: (0, 9), torch.int64: (-9, 9)}.get(dtype, (-9, 9))
    assert (math.floor(parts.min()), math.ceil(parts.max())) == (low, high)


def test_make_tensor_has_torchs_numbers() -> None:
    torch.manual_seed(0)
    made = make_tensor(3, dtype=torch.float32, device="cpu")
    np.testing.assert_allclose(made.numpy(), [-0.0674, 4.8280, -7.4074], atol=5e-5)
    assert make_tensor((3,), dtype=torch.int64, device="cpu", low=2, high=3).tolist() == [2, 2, 2]


def test_make_tensors_options() -> None:
    made = make_tensor((3, 2), dtype=torch.float32, device="cpu", noncontiguous=True)
    assert (made.shape, made.stride()) == ((3, 2), (4, 2))
    assert make_tensor(3, dtype=torch.float32, device="cpu", requires_grad=True).requires_grad
    never = make_tensor(500, dtype=torch.int64, device="cpu", low=0, high=2, exclude_zero=True)
    assert set(never.tolist()) == {1}
    assert make_tensor(5, dtype=torch.int8, device="cpu", low=-1000, high=-127).tolist() == [-128] * 5
    with pytest.warns(FutureWarning, match="^Passing `low==high` to `torch.testing.make_tensor`"):
        assert make_tensor(2, dtype=torch.float32, device="cpu", low=1, high=1).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"dtype": torch.float32, "low": 2, "high": 1}, "^`low` must be less than `high`, but got 2 >= 1$"),
        ({"dtype": torch.float32, "low": NAN}, "^`low` and `high` cannot be NaN, but got low=nan and high=9$"),
        ({"dtype": torch.uint8, "low": -9, "high": -3}, r"^The value interval specified by `low` and `high` is \[-9, -3\)"),
        ({"dtype": torch.int64, "requires_grad": True}, "^`requires_grad=True` is not supported for boolean and integral"),
        (
            {"dtype": torch.float32, "noncontiguous": True, "memory_format": torch.contiguous_format},
            "^The parameters `noncontiguous` and `memory_format` are mutually exclusive",
        ),
    ],
)
def test_make_tensor_refuses(options: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        make_tensor(2, device="cpu", **options)
