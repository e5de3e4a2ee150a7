"""`gradcheck` and `gradgradcheck`: right derivatives pass, slightly wrong ones are refused and named."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad.autograd import Function, gradcheck, gradgradcheck
from minigrad.autograd.gradcheck import GradcheckError

EXACT = {"rtol": 1e-5, "atol": 1e-7}  # tight enough for an error of 0.1 %: the default rtol is 0.1 % itself


def leaf(*shape: int, seed: int = 0, dtype: Any = torch.float64) -> Any:
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.5, 1.5, shape) + (1j * rng.uniform(0.5, 1.5, shape) if dtype.is_complex else 0)
    return torch.tensor(values, dtype=dtype, requires_grad=True)


def square(first: float = 1.0, second: float = 1.0, place: tuple[int, ...] | None = None) -> Any:
    """x**2, whose first or second derivative is wrong by a factor, everywhere or at one element."""

    class Slope(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, g: Any) -> Any:
            ctx.save_for_backward(x, g)
            return 2 * x * g

        @staticmethod
        def backward(ctx: Any, h: Any) -> Any:
            x, g = ctx.saved_tensors
            return 2 * second * g * h, 2 * x * h

    class Square(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            found = Slope.apply(x, g)
            if place is None:
                return first * found
            factor = torch.ones_like(found)
            factor[place] = first
            return factor * found

    return Square.apply


# ---------------------------------------------------------------- right derivatives pass


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("function", "count"),
    [
        (lambda x: x.exp(), 1),
        (lambda x, y: x * y, 2),
        (lambda x, y: (x / y, x.sum(), (y * y)[0]), 2),
        (lambda x, y: x @ y.T, 2),
        (lambda x: x[:0], 1),
        (lambda x: (x * x, (x > 1).long(), x.detach().sum() * 0), 1),
        (square(), 1),
    ],
)
def test_right_derivatives_pass(function: Any, count: int, fast: bool) -> None:
    inputs = tuple(leaf(2, 3, seed=i) for i in range(count))
    assert gradcheck(function, inputs, fast_mode=fast, check_batched_grad=True, check_grad_dtypes=True)
    if count == 2:
        assert gradgradcheck(function, inputs, fast_mode=fast)


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    "function",
    [
        lambda z: z * z,
        lambda z: z.abs(),
        lambda z: z.conj() * 2j,
        lambda z: z.real * z.imag,
        lambda z: torch.view_as_real(z.exp()),
        lambda z: (z / z.abs(), z.angle()),
    ],
)
def test_complex_inputs(function: Any, fast: bool) -> None:
    z = leaf(3, dtype=torch.complex128)
    assert gradcheck(function, (z,), fast_mode=fast)
    assert gradgradcheck(function, (z,), fast_mode=fast)


def test_inputs_are_left_as_they_were() -> None:
    x = leaf(2, 2)
    before = x.tolist()
    assert gradcheck(lambda x: x.sin(), x)  # one tensor need not be in a tuple
    assert (x.tolist(), x.grad, x._version) == (before, None, 0)


def test_constants_among_the_inputs() -> None:
    assert gradcheck(lambda x, n, y: x**n + y, (leaf(2), 3, torch.ones(2, dtype=torch.float64)))


def test_non_contiguous_cotangents() -> None:
    assert gradgradcheck(lambda x: x**3, (leaf(2, 3),), gen_non_contig_grad_outputs=True)
    assert gradgradcheck(lambda x: x**3, (leaf(2),), grad_outputs=leaf(2, seed=5))


# ---------------------------------------------------------------- wrong ones do not


@pytest.mark.parametrize("fast", [False, True])
def test_a_first_derivative_wrong_by_a_thousandth(fast: bool) -> None:
    x = leaf(2, 3)
    for factor in (1.001, 0.999):
        with pytest.raises(GradcheckError, match=r"^Jacobian mismatch for output 0 with respect to input 0,\nnumerical:"):
            gradcheck(square(first=factor), (x,), fast_mode=fast, **EXACT)
    assert not gradcheck(square(first=1.001), (x,), fast_mode=fast, raise_exception=False, **EXACT)
    assert gradcheck(square(first=1 + 1e-9), (x,), fast_mode=fast, **EXACT)


@pytest.mark.parametrize("fast", [False, True])
def test_a_second_derivative_wrong_by_a_thousandth(fast: bool) -> None:
    x = leaf(2, 3)
    wrong = square(second=1.001)
    assert gradcheck(wrong, (x,), fast_mode=fast, **EXACT)
    assert gradgradcheck(square(), (x,), fast_mode=fast, **EXACT)
    with pytest.raises(GradcheckError, match="Jacobian mismatch for output 0 with respect to input 0,"):
        gradgradcheck(wrong, (x,), fast_mode=fast, **EXACT)
    assert not gradgradcheck(wrong, (x,), fast_mode=fast, raise_exception=False, **EXACT)


def test_the_worst_element_is_named() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
    text = (
        "worst element: output 1 at [1, 0] with respect to input 1 at [1, 0]: "
        "analytical 6.6, numerical 6"
    )
    with pytest.raises(GradcheckError, match=re.escape(text)):
        gradcheck(lambda y, x: (y + x, square(first=1.1, place=(1, 0))(x)), (leaf(2, 2), x))


def test_a_wrong_complex_derivative() -> None:
    class Conjugate(Function):
        """conj(z), whose gradient is given as if it were z."""

        @staticmethod
        def forward(ctx: Any, z: Any) -> Any:
            return z.conj() * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        gradcheck(Conjugate.apply, (leaf(2, dtype=torch.complex128),))


def test_a_derivative_that_is_nan() -> None:
    assert not gradcheck(square(first=float("nan")), (leaf(2),), raise_exception=False)


def test_a_forgotten_dependence() -> None:
    with pytest.raises(GradcheckError, match=r"analytical 0, numerical"):
        gradcheck(lambda x: x.sum() * 0 + x.detach().sum(), (leaf(2),))
    with pytest.raises(GradcheckError, match=r"^Numerical gradient for function expected to be zero"):
        gradcheck(lambda x: x.detach() * 2, (leaf(2),))


def test_no_differentiable_output_is_no_error() -> None:
    assert gradcheck(lambda x: torch.ones(2), (leaf(2),))
    assert gradcheck(lambda x: (x > 1).long(), (leaf(2),))


def test_backward_must_be_deterministic() -> None:
    calls = [0]

    class Drifting(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            calls[0] += 1
            return g * (2 + 1e-7 * calls[0])

    with pytest.raises(GradcheckError, match=r"^Backward is not reentrant, .*The tolerance for nondeterminism was 0\.0\.$"):
        gradcheck(Drifting.apply, (leaf(2),))
    calls[0] = 0
    assert gradcheck(Drifting.apply, (leaf(2),), nondet_tol=1e-4)


def test_a_function_must_take_the_absence_of_a_gradient() -> None:
    class Careless(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.set_materialize_grads(False)
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \*: 'NoneType' and 'int'"):
        gradcheck(Careless.apply, (leaf(2),))
    assert gradcheck(Careless.apply, (leaf(2),), check_undefined_grad=False)


# ---------------------------------------------------------------- what cannot be checked


def test_single_precision_is_warned_about() -> None:
    x = torch.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match="^Input #0 requires gradient and is not a double precision floating point or complex"):
        assert gradcheck(lambda x: x * 2, (x,), eps=1e-2, atol=1e-2)


def test_inputs_that_cannot_be_checked() -> None:
    with pytest.raises(
        ValueError,
        match=r"^gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True\.$",
    ):
        gradcheck(lambda x: x, (torch.ones(2),))
    wide = torch.ones(1, dtype=torch.float64).expand(3).detach().requires_grad_()
    with pytest.raises(RuntimeError, match=r"^The 0th input has a dimension with stride 0"):
        gradcheck(lambda x: x * 2, (wide,))
    with pytest.raises(GradcheckError, match=r"^gradcheck checks a function that returns a Tensor"):
        gradcheck(lambda x: 3.0, (leaf(2),))
    with pytest.raises(AssertionError, match=r"^Expected at least one of check_forward_ad or check_backward_ad to be True$"):
        gradcheck(lambda x: x, (leaf(2),), check_backward_ad=False)
