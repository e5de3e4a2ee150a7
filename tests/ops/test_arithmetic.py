"""Arithmetic: alpha, bools, whole numbers divided, powers at their edges, errors by text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch

WHOLE = st.integers(-100, 100)


def grads(result: Any, *inputs: Any) -> list[Any]:
    return [g.tolist() for g in torch.autograd.grad(result.sum(), inputs)]


# ------------------------------------------------------------ sums


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda i: i.add(i, alpha=1.5), "For integral input tensors, argument alpha must not be a floating point"),
        (lambda i: i.add(i, alpha=True), "Boolean alpha only supported for Boolean results."),
        (lambda i: i.float().sub(i, alpha=1j), "For non-complex input tensors, argument alpha must not be a complex"),
        (lambda i: (i > 1) - 1, "Subtraction, the `-` operator, with a bool tensor is not supported."),
        (lambda i: 1 - (i > 1), "Subtraction, the `-` operator, with a bool tensor is not supported."),
        (lambda i: i - (i > 1), "Subtraction, the `-` operator, with a bool tensor is not supported."),
        (lambda i: (i > 1).sub(i > 1), "Subtraction, the `-` operator, with two bool tensors is not supported."),
        (lambda i: -(i > 1), "Negation, the `-` operator, on a bool tensor is not supported."),
    ],
)
def test_what_sums_refuse(call: Any, text: str) -> None:
    with pytest.raises(RuntimeError, match="^" + text.replace("(", r"\(").replace(")", r"\)")):
        call(torch.tensor([1, 2]))


def test_a_mask_minus_a_mask_changes_nothing_in_place() -> None:
    mask = torch.tensor([True, False])
    with pytest.raises(RuntimeError, match="two bool tensors"):
        mask -= mask
    assert mask.tolist() == [True, False]


def test_alpha_scales_the_gradient_too() -> None:
    x, y = torch.tensor([1.0], requires_grad=True), torch.tensor([2.0], requires_grad=True)
    assert grads(torch.add(x, y, alpha=3), x, y) == [[1.0], [3.0]]
    assert grads(torch.sub(x, y, alpha=3), x, y) == [[1.0], [-3.0]]
    assert grads(torch.rsub(x, y, alpha=3), x, y) == [[-3.0], [1.0]]


def test_integers_wrap_round() -> None:
    assert (torch.tensor([127], dtype=torch.int8) + 1).item() == -128
    assert (torch.tensor([1], dtype=torch.uint8) - 2).item() == 255
    assert (torch.tensor([2**62]) * 4).item() == 0


# ------------------------------------------------------------ quotients


@given(WHOLE, WHOLE.filter(bool))
def test_whole_numbers_divide_as_python_and_c_do(a: int, b: int) -> None:
    x, y = torch.tensor([a]), torch.tensor([b])
    assert (x // y).item() == a // b
    assert (x % y).item() == a % b
    assert torch.fmod(x, y).item() == int(math.fmod(a, b))
    assert torch.div(x, y, rounding_mode="trunc").item() == int(a / b)
    assert torch.div(x, y).dtype is torch.float32


@pytest.mark.parametrize("call", [lambda i: i // 0, lambda i: i % 0, lambda i: i.fmod(0), lambda i: 1 // (i - 1)])
def test_whole_numbers_have_no_infinity(call: Any) -> None:
    with pytest.raises(RuntimeError, match=r"^ZeroDivisionError\n.*divide floats"):
        call(torch.tensor([1, 2]))


def test_floats_do() -> None:
    assert (torch.tensor([1.0, -1.0]) // 0).tolist() == [math.inf, -math.inf]
    assert math.isnan((torch.tensor(1.0) % 0).item())


def test_an_unknown_rounding_mode() -> None:
    text = "^div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'$"
    with pytest.raises(RuntimeError, match=text):
        torch.div(torch.ones(1), 2, rounding_mode="up")


def test_floor_divide_has_no_derivative() -> None:
    x = torch.tensor([3.0], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^derivative for aten::floor_divide is not implemented$"):
        (x // 2).backward()


def test_remainder_passes_the_quotient_to_the_divisor() -> None:
    x, y = torch.tensor([5.0, -5.0], requires_grad=True), torch.tensor([3.0, 3.0], requires_grad=True)
    assert grads(x % y, x, y) == [[1.0, 1.0], [-1.0, 2.0]]
    assert grads(x.fmod(y), x, y) == [[1.0, 1.0], [-1.0, 1.0]]


# ------------------------------------------------------------ powers


def test_powers_at_zero() -> None:
    x, n = torch.tensor([0.0, 0.0, 0.0], requires_grad=True), torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
    out = x**n
    assert out.tolist() == [1.0, 0.0, 0.0]
    assert grads(out, x, n) == [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.7])
def test_powers_by_a_number(n: float) -> None:
    x = torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=True)
    np.testing.assert_allclose((x**n).tolist(), [0.5**n, 2.0**n])
    np.testing.assert_allclose(grads(x**n, x)[0], [n * 0.5 ** (n - 1), n * 2.0 ** (n - 1)])
    assert (x**n).grad_fn.name() == "PowBackward0"


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_whole_powers_of_tensors(a: int, n: int) -> None:
    if a == 0 and n < 0:
        return
    assert (torch.tensor([a]) ** torch.tensor([n])).item() == int(float(a) ** n)


def test_whole_powers_by_a_negative_number() -> None:
    with pytest.raises(RuntimeError, match=r"^Integers to negative integer powers are not allowed."):
        torch.tensor([2]) ** -1


def test_two_numbers_are_no_tensor() -> None:
    with pytest.raises(TypeError, match=r"^pow\(\) received an invalid combination of arguments - got \(int, int\)"):
        torch.pow(2, 2)
    assert torch.add(2, 2.5).item() == 4.5


def test_float32_powers_are_rounded_once() -> None:
    x = np.linspace(0.1, 9, 500, dtype=np.float32)
    exact = (x.astype(np.float64) ** np.float64(np.float32(1.7))).astype(np.float32)
    np.testing.assert_array_equal((torch.from_numpy(x) ** 1.7).numpy(), exact)


# ------------------------------------------------------------ three operands


def test_lerp_ends_exactly() -> None:
    a, b = torch.tensor([0.1]), torch.tensor([0.7])
    assert torch.equal(torch.lerp(a, b, 0.0), a)
    assert torch.equal(torch.lerp(a, b, 1.0), b)


def test_lerp_wants_one_dtype() -> None:
    with pytest.raises(RuntimeError, match=r"^expected dtype float for `end` but got dtype double$"):
        torch.lerp(torch.ones(1), torch.ones(1).double(), 0.5)


def test_addcdiv_of_integers() -> None:
    with pytest.raises(RuntimeError, match=r"^Integer division with addcdiv is no longer supported"):
        torch.addcdiv(torch.ones(1), torch.tensor([1]), torch.tensor([2]))


def test_shapes_that_do_not_fit() -> None:
    text = r"^The size of tensor a \(2\) must match the size of tensor b \(3\) at non-singleton dimension 0$"
    for call in (torch.add, torch.pow, lambda a, b: torch.lerp(a, b, 0.5), lambda a, b: torch.addcmul(a, a, b)):
        with pytest.raises(RuntimeError, match=text):
            call(torch.ones(2), torch.ones(3))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_numbers_beside_tensors_of_the_usual_dtypes(dtype: torch.dtype) -> None:
    """NumPy holds float64 equal to None: a number has no dtype, and is none of the tensors that need no promotion."""
    x = torch.ones(2, dtype=dtype)
    for number in (True, 3, 2.5):
        assert torch.floor_divide(x, number).dtype is dtype
        assert torch.remainder(x, number).tolist() == [1 % number] * 2
        assert torch.lt(x, number).tolist() == [number > 1] * 2
    with pytest.raises(NotImplementedError, match="\"lt_cpu\" not implemented for 'Complex"):
        torch.lt(x, 1j)
    assert torch.cat([x, torch.ones(1)]).dtype is dtype


def test_a_number_first_is_recorded_like_a_number_last() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for number in (3, 3.0):
        first, last = number * x, x * number
        assert first.grad_fn.name() == last.grad_fn.name() == "MulBackward0"
        assert torch.autograd.grad(first.sum(), x)[0].tolist() == [3.0, 3.0]
        assert torch.autograd.grad((number / x).sum(), x)[0].tolist() == [-3.0, -0.75]
        assert torch.autograd.grad((number - x).sum(), x)[0].tolist() == [-1.0, -1.0]
    with pytest.raises(RuntimeError, match="Subtraction, the `-` operator, with a bool tensor is not supported"):
        1 - torch.tensor([True])
