"""Functions of one tensor, element by element: exponentials, roots, trigonometry, signs.

Imports the table and `comparison`.  From simple to complex; each group opens with the functions that the next ones use.
The formulas are those of real calculus; for complex tensors the engine conjugates around them.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._checks import needs_real
from .comparison import pick
from .elementwise import constant
from .table import Array, composite, op, unary

F32, F64 = np.dtype(np.float32), np.dtype(np.float64)
# NumPy combines an array with a 0-d array of its dtype faster than with a Python number.
ZERO, ZERO64 = constant(0.0, F32), constant(0.0, F64)
ONE, ONE64 = constant(1.0, F32), constant(1.0, F64)

_LN2, _LN10 = math.log(2.0), math.log(10.0)
_DEGREE = math.pi / 180.0


def one_minus(x: Any) -> Any:
    """1 - x, for formulas: the constant is at hand for the arrays that backward mostly meets."""
    if type(x) is np.ndarray:
        dtype = x.dtype
        if dtype is F32:
            return ONE - x
        if dtype is F64:
            return ONE64 - x
    return 1 - x


def not_zero(x: Any) -> Any:
    """x != 0, for formulas."""
    return x != ZERO if type(x) is np.ndarray else x != 0


def rounded_once(ufunc: Any, *arrays: Any) -> Any:
    """A `ufunc` whose float32 loop errs by several units in the last place: through float64, as exact as torch."""
    if all(a.dtype is F32 for a in arrays):
        return ufunc(*arrays, dtype=F64).astype(F32)
    return ufunc(*arrays)


# ------------------------------------------------------------ exponentials and logarithms


@unary(input=lambda g, out: g * out, floats=True, scalar=math.exp)
def exp(input: Array) -> Array:
    """e to the power of each element.

    >>> import minigrad as torch
    >>> torch.exp(torch.tensor([0.0]))
    tensor([1.])
    """
    return np.exp(input)


@unary(input=lambda g, out: g * (out * _LN2), floats=True, namespaces=("", "special"), scalar=math.exp2)
def exp2(input: Array) -> Array:
    """2 to the power of each element.

    >>> import minigrad as torch
    >>> torch.exp2(torch.tensor([3.0]))
    tensor([8.])
    """
    return rounded_once(np.exp2, input)


@unary(input=lambda g, out: g * (out + 1), floats=True, namespaces=("", "special"), scalar=math.expm1)
def expm1(input: Array) -> Array:
    """exp(x) - 1, exact near zero.

    >>> import minigrad as torch
    >>> torch.expm1(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.expm1(input)


@unary(input=lambda g, input: g / input, floats=True, scalar=math.log, domain=(0.1, 3.0))
def log(input: Array) -> Array:
    """The natural logarithm.  Negative numbers give NaN, zero gives -inf.

    >>> import minigrad as torch
    >>> torch.log(torch.tensor([1.0]))
    tensor([0.])
    """
    return np.log(input)


@unary(input=lambda g, input: g / (input * _LN2), floats=True, scalar=math.log2, domain=(0.1, 3.0))
def log2(input: Array) -> Array:
    """The logarithm to base 2.

    >>> import minigrad as torch
    >>> torch.log2(torch.tensor([8.0]))
    tensor([3.])
    """
    return np.log2(input)


@unary(input=lambda g, input: g / (input * _LN10), floats=True, scalar=math.log10, domain=(0.1, 3.0))
def log10(input: Array) -> Array:
    """The logarithm to base 10.

    >>> import minigrad as torch
    >>> torch.log10(torch.tensor([100.0]))
    tensor([2.])
    """
    return rounded_once(np.log10, input)


@unary(
    input=lambda g, input: g / (input + 1),
    floats=True, namespaces=("", "special"), scalar=math.log1p, node="Log1PBackward0", domain=(-0.9, 3.0),
)  # fmt: skip
def log1p(input: Array) -> Array:
    """log(1 + x), exact near zero.

    >>> import minigrad as torch
    >>> torch.log1p(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.log1p(input)


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else 1.0 - 1.0 / (1.0 + math.exp(x))


@unary(
    input=lambda g, out: g * one_minus(out) * out, floats=True, widen=True, namespaces=("", "nn.functional"),
    scalar=_sigmoid,
)  # fmt: skip
def sigmoid(input: Array) -> Array:
    """The logistic function 1 / (1 + exp(-x)), from 0 to 1.

    >>> import minigrad as torch
    >>> torch.sigmoid(torch.tensor([0.0]))
    tensor([0.5000])
    """
    if type(input) is np.ndarray:
        dtype = input.dtype
        if dtype is F32 or dtype is F64:
            out = np.negative(input)
            if type(out) is np.ndarray:
                np.exp(out, out)
                np.add(out, ONE if dtype is F32 else ONE64, out)
                return np.reciprocal(out, out)
    return 1 / (1 + np.exp(-input))


def _logit_args(input: Any, eps: float | None = None) -> tuple[Any, ...]:
    return input, eps


def _logit_grad(g: Any, input: Any, eps: float | None) -> Any:
    """1 / (x (1 - x)) in the range; without `eps` NaN outside [0, 1], with it zero outside [eps, 1 - eps]."""
    low, high, outside = (0.0, 1.0, math.nan) if eps is None else (eps, 1 - eps, 0.0)
    inside = (input >= low) & (input <= high)
    magnitude = abs(input)  # +infinity at -0.0 too
    return pick(inside, g / (magnitude * (1 - input)), outside)


@op(
    input=_logit_grad,
    canonical=_logit_args,
    promote=("input",),
    floats=True,
    namespaces=("", "special"),
    inplace=True,
    samples=lambda rng: [((rng.uniform(0.1, 0.9, (2, 3)),), {}), ((rng.uniform(0.3, 0.7, ()), 0.1), {})],
)
def logit(input: Array, eps: float | None) -> Array:
    """log(x / (1 - x)), the inverse of `sigmoid`; with `eps` the input is first clamped to [eps, 1 - eps].

    >>> import minigrad as torch
    >>> torch.logit(torch.tensor([0.5]))
    tensor([0.])
    """
    needs_real("logit_cpu", input)
    if eps is not None:
        low, high = input.dtype.type(eps), input.dtype.type(1 - eps)
        input = np.where(input < low, low, np.where(input > high, high, input))
    return np.log(input / (1 - input))


# ------------------------------------------------------------ roots and reciprocals


@unary(input=lambda g, out: g / (out + out), floats=True, scalar=math.sqrt, domain=(0.1, 3.0))
def sqrt(input: Array) -> Array:
    """The square root.  Negative numbers give NaN.

    >>> import minigrad as torch
    >>> torch.sqrt(torch.tensor([4.0]))
    tensor([2.])
    """
    return np.sqrt(input)


@unary(
    input=lambda g, out: g * (out * out * out) * -0.5,
    floats=True, scalar=lambda x: 1 / math.sqrt(x), domain=(0.1, 3.0),
)  # fmt: skip
def rsqrt(input: Array) -> Array:
    """1 / sqrt(x).

    >>> import minigrad as torch
    >>> torch.rsqrt(torch.tensor([4.0]))
    tensor([0.5000])
    """
    return 1 / np.sqrt(input)


@unary(input=lambda g, out: -g * (out * out), floats=True, scalar=lambda x: 1 / x, domain=(0.3, 3.0))
def reciprocal(input: Array) -> Array:
    """1 / x.

    >>> import minigrad as torch
    >>> torch.reciprocal(torch.tensor([4.0]))
    tensor([0.2500])
    """
    return np.reciprocal(input)


# ------------------------------------------------------------ trigonometry


@unary(input=lambda g, input: g * cos(input), floats=True, scalar=math.sin)
def sin(input: Array) -> Array:
    """The sine, of radians.

    >>> import minigrad as torch
    >>> torch.sin(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.sin(input)


@unary(input=lambda g, input: -g * sin(input), floats=True, scalar=math.cos)
def cos(input: Array) -> Array:
    """The cosine, of radians.

    >>> import minigrad as torch
    >>> torch.cos(torch.tensor([0.0]))
    tensor([1.])
    """
    return np.cos(input)


@unary(input=lambda g, out: g * (1 + out * out), floats=True, scalar=math.tan, domain=(-1.4, 1.4))
def tan(input: Array) -> Array:
    """The tangent, of radians.

    >>> import minigrad as torch
    >>> torch.tan(torch.tensor([0.0]))
    tensor([0.])
    """
    return rounded_once(np.tan, input)


@unary(
    input=lambda g, input: g / sqrt(1 - input * input),
    floats=True, aliases=("arcsin",), scalar=math.asin, domain=(-0.9, 0.9),
)  # fmt: skip
def asin(input: Array) -> Array:
    """The angle from -pi/2 to pi/2 whose sine is x.  Outside [-1, 1] NaN.

    >>> import minigrad as torch
    >>> torch.asin(torch.tensor([0.0]))
    tensor([0.])
    """
    return rounded_once(np.arcsin, input)


@unary(
    input=lambda g, input: -g / sqrt(1 - input * input),
    floats=True, aliases=("arccos",), scalar=math.acos, domain=(-0.9, 0.9),
)  # fmt: skip
def acos(input: Array) -> Array:
    """The angle from 0 to pi whose cosine is x.  Outside [-1, 1] NaN.

    >>> import minigrad as torch
    >>> torch.acos(torch.tensor([1.0]))
    tensor([0.])
    """
    return rounded_once(np.arccos, input)


@unary(input=lambda g, input: g / (input * input + 1), floats=True, aliases=("arctan",), scalar=math.atan)
def atan(input: Array) -> Array:
    """The angle from -pi/2 to pi/2 whose tangent is x.

    >>> import minigrad as torch
    >>> torch.atan(torch.tensor([0.0]))
    tensor([0.])
    """
    return rounded_once(np.arctan, input)


def _sinc(x: float) -> float:
    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0


def _sinc_grad(g: Any, input: Any) -> Any:
    """cos(pi x) / x - sin(pi x) / (pi x^2), which goes to 0 with x."""
    at_zero = input == 0
    x = pick(at_zero, 1, input)
    return pick(at_zero, 0, g * ((cos(x * math.pi) - sin(x * math.pi) / (x * math.pi)) / x))


@unary(widen=True, input=_sinc_grad, floats=True, namespaces=("", "special"), scalar=_sinc)
def sinc(input: Array) -> Array:
    """sin(pi x) / (pi x), which is 1 at 0.

    >>> import minigrad as torch
    >>> torch.sinc(torch.tensor([0.0]))
    tensor([1.])
    """
    x = input * math.pi
    return np.where(input == 0, input.dtype.type(1), np.sin(x) / x)


def _angle_unit(name: str, input: Any, factor: float) -> Any:
    if input.dtype.kind == "c":
        raise RuntimeError(f"{name} is not supported for complex tensors.")
    return input * input.dtype.type(factor)


@unary(input=lambda g: g * _DEGREE, floats=True, widen=True, linear=True, scalar=math.radians, node="Deg2RadBackward0")
def deg2rad(input: Array) -> Array:
    """Degrees as radians.

    >>> import minigrad as torch
    >>> torch.deg2rad(torch.tensor([180.0]))
    tensor([3.1416])
    """
    return _angle_unit("deg2rad", input, _DEGREE)


@unary(
    input=lambda g: g * (1 / _DEGREE), floats=True, widen=True, linear=True, scalar=math.degrees,
    node="Rad2DegBackward0",
)  # fmt: skip
def rad2deg(input: Array) -> Array:
    """Radians as degrees.

    >>> import minigrad as torch
    >>> torch.rad2deg(torch.tensor([0.0]))
    tensor([0.])
    """
    return _angle_unit("rad2deg", input, 1 / _DEGREE)


# ------------------------------------------------------------ hyperbolic functions


@unary(input=lambda g, input: g * cosh(input), floats=True, scalar=math.sinh)
def sinh(input: Array) -> Array:
    """The hyperbolic sine.

    >>> import minigrad as torch
    >>> torch.sinh(torch.tensor([0.0]))
    tensor([0.])
    """
    return rounded_once(np.sinh, input)


@unary(input=lambda g, input: g * sinh(input), floats=True, scalar=math.cosh)
def cosh(input: Array) -> Array:
    """The hyperbolic cosine.

    >>> import minigrad as torch
    >>> torch.cosh(torch.tensor([0.0]))
    tensor([1.])
    """
    return rounded_once(np.cosh, input)


@unary(input=lambda g, out: g * one_minus(out * out), floats=True, namespaces=("", "nn.functional"), scalar=math.tanh)
def tanh(input: Array) -> Array:
    """The hyperbolic tangent, from -1 to 1.

    >>> import minigrad as torch
    >>> torch.tanh(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.tanh(input)


@unary(input=lambda g, input: g / sqrt(input * input + 1), floats=True, aliases=("arcsinh",), scalar=math.asinh)
def asinh(input: Array) -> Array:
    """The inverse of the hyperbolic sine.

    >>> import minigrad as torch
    >>> torch.asinh(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.arcsinh(input)


def _acosh_grad(g: Any, input: Any) -> Any:
    """1 / sqrt(x^2 - 1), which has the wrong branch for complex numbers: there 1 / (sqrt(x - 1) sqrt(x + 1))."""
    if raw(input).dtype.kind == "c":
        return g / (sqrt(input - 1) * sqrt(input + 1))
    return g / sqrt(input * input - 1)


@unary(
    input=_acosh_grad,
    floats=True, aliases=("arccosh",), scalar=math.acosh, domain=(1.1, 3.0),
)  # fmt: skip
def acosh(input: Array) -> Array:
    """The inverse of the hyperbolic cosine, for x >= 1.

    >>> import minigrad as torch
    >>> torch.acosh(torch.tensor([1.0]))
    tensor([0.])
    """
    return np.arccosh(input)


@unary(
    input=lambda g, input: g / (1 - input * input),
    floats=True, aliases=("arctanh",), scalar=math.atanh, domain=(-0.9, 0.9),
)  # fmt: skip
def atanh(input: Array) -> Array:
    """The inverse of the hyperbolic tangent, for -1 <= x <= 1.

    >>> import minigrad as torch
    >>> torch.atanh(torch.tensor([0.0]))
    tensor([0.])
    """
    return np.arctanh(input)


# ------------------------------------------------------------ signs


def _neg(input: Any) -> Any:
    try:
        return -input
    except TypeError:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
            "the `~` or `logical_not()` operator instead."
        ) from None


@unary(
    input=lambda g: -g, operator="neg", aliases=("negative",), linear=True, node="NegBackward0", scalar=operator.neg,
)  # fmt: skip
def neg(input: Array) -> Array:
    """The negative, elementwise.  Raises RuntimeError for bools.

    >>> import minigrad as torch
    >>> torch.neg(torch.tensor([1.0, -2.0]))
    tensor([-1.,  2.])
    """
    return _neg(input)


@composite(operator="pos", out=False)
def positive(input: Tensor) -> Tensor:
    """The tensor itself.  Raises RuntimeError for bools.

    >>> import minigrad as torch
    >>> torch.positive(torch.tensor([1.0, -2.0]))
    tensor([ 1., -2.])
    """
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


# ------------------------------------------------------------ relu


def _relu(x: float) -> float:
    return x if x > 0 else 0.0


@unary(input=lambda g, out: g * not_zero(out), scalar=_relu)
def relu(input: Array) -> Array:
    """max(x, 0), the rectifier; its gradient at 0 is 0.

    >>> import minigrad as torch
    >>> torch.relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    dtype = input.dtype
    if dtype is F32:
        return np.maximum(input, ZERO)
    if dtype is F64:
        return np.maximum(input, ZERO64)
    if dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    if dtype.kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")
    return np.maximum(input, dtype.type(0))
