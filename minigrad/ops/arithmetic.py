"""Arithmetic: sums, products, quotients, remainders, powers.

Imports the table, `comparison` and `pointwise`.  From simple to complex; the place to see how a declaration looks.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.dtypes import BOOL_
from .._engine.tensor import Tensor, raw
from ._checks import is_bool, needs_number, operands
from ._factory import combination
from .conversion import zeros_as
from .elementwise import OPERANDS
from .elementwise import binary as binary_call
from .pointwise import log, rounded_once
from .table import Array, add_members, binary, composite, inplace, op, unary

# ------------------------------------------------------------ sums


def _scaled(name: str, input: Any, other: Any, alpha: Any) -> Any:
    """`other` times `alpha`.  Raises where `alpha` is of a higher kind of number than the operands."""
    if isinstance(alpha, Tensor):
        alpha = alpha.item()
    if not isinstance(alpha, bool | int | float | complex | np.generic):
        raise TypeError(f"{name}(): argument 'alpha' must be Number, not {type(alpha).__name__}")
    kind = dtypes.category(dtypes.result_numpy(raw(input), raw(other)))
    if isinstance(alpha, bool) and kind != dtypes.BOOL:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind < dtypes.FLOATING:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if isinstance(alpha, complex) and kind < dtypes.COMPLEX:
        raise RuntimeError("For non-complex input tensors, argument alpha must not be a complex number.")
    if kind == dtypes.BOOL:
        alpha = bool(alpha)
    return mul(other, alpha)


_add_operands, _sub_operands = operands("add", numbers="both"), operands("sub", numbers="both")
_rsub_operands = operands("rsub")


def _add_args(input: Any, other: Any, *, alpha: Any = 1) -> tuple[Any, Any]:
    input, other = _add_operands(input, other)
    return (input, other) if type(alpha) is int and alpha == 1 else (input, _scaled("add", input, other, alpha))


@binary(
    input=lambda g: g, other=lambda g: g, canonical=_add_args, operator="add", linear=True, scalar=operator.add,
)  # fmt: skip
def add(input: Array | float, other: Array | float) -> Array:
    """Sum, elementwise, with broadcasting: input + alpha * other.

    >>> import minigrad as torch
    >>> torch.add(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), alpha=10)
    tensor([31., 42.])
    """
    return input + other


def _check_sub(input: Any, other: Any) -> None:
    """Raises RuntimeError for operands of bools."""
    first, second = is_bool(input), is_bool(other)
    if first and second:
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if first or second:
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def _sub_args(input: Any, other: Any, *, alpha: Any = 1) -> tuple[Any, Any]:
    input, other = _sub_operands(input, other)
    _check_sub(input, other)
    return (input, other) if type(alpha) is int and alpha == 1 else (input, _scaled("sub", input, other, alpha))


@binary(
    input=lambda g: g, other=lambda g: -g, canonical=_sub_args, aliases=("subtract",), linear=True, scalar=operator.sub,
)  # fmt: skip
def sub(input: Array | float, other: Array | float) -> Array:
    """Difference, elementwise, with broadcasting: input - alpha * other.  Raises RuntimeError for bools.

    >>> import minigrad as torch
    >>> torch.sub(torch.tensor([1.0, 2.0]), 1)
    tensor([0., 1.])
    """
    return input - other


def _rsub_args(input: Any, other: Any, *, alpha: Any = 1) -> tuple[Any, Any]:
    input, other = _rsub_operands(input, other)
    _check_sub(input, other)
    return (input, other) if type(alpha) is int and alpha == 1 else (_scaled("rsub", other, input, alpha), other)


@binary(
    input=lambda g: -g, other=lambda g: g, canonical=_rsub_args, linear=True, inplace=False, out=False, method=False,
    node="RsubBackward1",
)  # fmt: skip
def rsub(input: Array, other: Array | float) -> Array:
    """The difference the other way round: other - alpha * input.

    >>> import minigrad as torch
    >>> torch.rsub(torch.tensor([1.0, 2.0]), 5)
    tensor([4., 3.])
    """
    return other - input


# ------------------------------------------------------------ products and quotients


@binary(
    input=lambda g, other: g * other,
    other=lambda g, input: g * input,
    canonical=operands("mul", numbers="both"),
    operator="mul",
    aliases=("multiply",),
    scalar=operator.mul,
)
def mul(input: Array | float, other: Array | float) -> Array:
    """Product, elementwise, with broadcasting.

    >>> import minigrad as torch
    >>> torch.mul(torch.tensor([2.0, 3.0]), 4)
    tensor([ 8., 12.])
    """
    return input * other


@binary(
    input=lambda g, other: g / other,
    other=lambda g, input, other: -g * ((input / other) / other),
    canonical=operands("true_divide", numbers="both"),
    floats=True,
    node="DivBackward0",
    domain=(0.3, 3.0),
    scalar=operator.truediv,
)
def true_divide(input: Array | float, other: Array | float) -> Array:
    """Quotient, elementwise, with broadcasting; integers give floats.

    >>> import minigrad as torch
    >>> torch.true_divide(torch.tensor([1, 2]), 2)
    tensor([0.5000, 1.0000])
    """
    return input / other


def _check_divisor(other: Any) -> None:
    """Raises RuntimeError where whole numbers are divided by zero."""
    if other.dtype.kind in "iu" and not np.all(other):
        raise RuntimeError("ZeroDivisionError\nA divisor is 0, and integers have no infinity: divide floats, x / y.")


@binary(
    input=zeros_as, other=zeros_as, node="DivBackward2", domain=(0.3, 3.0),
)  # fmt: skip
def _div_floor(input: Array, other: Array | float) -> Array:
    """The quotient rounded down."""
    needs_number("div_floor_cpu", input)
    _check_divisor(other)
    return np.floor_divide(input, other)


@binary(
    input=zeros_as, other=zeros_as, node="DivBackward2", domain=(0.3, 3.0),
)  # fmt: skip
def _div_trunc(input: Array, other: Array | float) -> Array:
    """The quotient rounded towards zero."""
    needs_number("div_trunc_cpu", input)
    _check_divisor(other)
    if input.dtype.kind not in "iu":
        return np.trunc(input / other)
    down = np.floor_divide(input, other)
    return down + ((down < 0) & (down * other != input)).astype(down.dtype)


_div_operands = operands("div", numbers="both", arrays=True)


@composite(op=true_divide.op, aliases=("divide",), inplace=True, domain=(0.3, 3.0))  # type: ignore[attr-defined]
def div(input: Array | float, other: Array | float, *, rounding_mode: str | None = None) -> Any:
    """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero.

    Raises RuntimeError for integers divided by zero under a rounding mode.

    >>> import minigrad as torch
    >>> torch.div(torch.tensor([7.0, -7.0]), 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
    """
    input, other = _div_operands(input, other)
    if rounding_mode is None:
        return true_divide(input, other)
    if rounding_mode == "floor":
        return _div_floor(input, other)
    if rounding_mode == "trunc":
        return _div_trunc(input, other)
    raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")


def not_differentiable(name: str) -> Any:
    """The formula of an op that has none: backward through it raises RuntimeError."""

    def formula(g: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    return formula


@binary(
    input=not_differentiable("floor_divide"), other=not_differentiable("floor_divide"), differentiable=False,
    canonical=operands("floor_divide", numbers="both"), operator="floordiv", node="NotImplemented",
)  # fmt: skip
def floor_divide(input: Array | float, other: Array | float) -> Array:
    """The quotient rounded down, as Python's `//`; not differentiable (see `div` with a rounding mode).

    >>> import minigrad as torch
    >>> torch.floor_divide(torch.tensor([7, -7]), 2)
    tensor([ 3, -4])
    """
    needs_number("div_floor_cpu", input)
    _check_divisor(other)
    return np.floor_divide(input, other)


@binary(
    input=lambda g: g,
    other=lambda g, input, other: -g * _div_floor(input, other),
    canonical=operands("remainder", numbers="either"),
    operator="mod",
    domain=(0.3, 3.0),
)
def remainder(input: Array | float, other: Array | float) -> Array:
    """What is left of `input` after whole multiples of `other`, with the divisor's sign, as Python's `%`.

    >>> import minigrad as torch
    >>> torch.remainder(torch.tensor([5.0, -5.0]), 3)
    tensor([2., 1.])
    """
    needs_number("remainder_cpu", input)
    _check_divisor(other)
    return np.remainder(input, other)


@binary(
    input=lambda g: g,
    other=lambda g, input, other: -g * _div_trunc(input, other),
    canonical=operands("fmod"),
    node="FmodBackward1",
    domain=(0.3, 3.0),
)
def fmod(input: Array, other: Array | float) -> Array:
    """What is left of `input` after whole multiples of `other`, with the dividend's sign, as C's fmod.

    >>> import minigrad as torch
    >>> torch.fmod(torch.tensor([5.0, -5.0]), 3)
    tensor([ 2., -2.])
    """
    needs_number("fmod_cpu", input)
    _check_divisor(other)
    return np.fmod(input, other)


# ------------------------------------------------------------ powers


def _whole_power(input: Any, exponent: Any) -> Any:
    """Powers of integers; a negative power of anything but 1 and -1 is 0."""
    if not np.any(exponent < 0):
        return np.power(input, exponent)
    odd = (exponent & 1).astype(np.bool_)
    units = np.where(input == 1, 1, np.where(input == -1, np.where(odd, -1, 1), 0)).astype(input.dtype)
    return np.where(exponent < 0, units, np.power(input, np.maximum(exponent, 0)))


def _power_grad(g: Any, input: Any, exponent: Any) -> Any:
    """n x^(n-1), which is 0 for n = 0: there the power of x stays 0."""
    return g * (exponent * input ** (exponent - 1 + (exponent == 0)))


def _exponent_grad(g: Any, input: Any, exponent: Any) -> Any:
    """x^n log x, which is 0 at x = 0 for n >= 0: there the logarithm is taken of 1."""
    return g * (input**exponent * log(input + ((input == 0) & (exponent.real >= 0))))


@binary(input=_power_grad, exponent=_exponent_grad, node="PowBackward1", domain=(0.3, 3.0), scalar=lambda x, n: x**n)
def _pow(input: Array, exponent: Array) -> Array:
    """Each element to the power of an element."""
    if input.dtype.kind == "b":
        raise NotImplementedError("\"pow\" not implemented for 'Bool'")
    return _whole_power(input, exponent) if input.dtype.kind in "iu" else rounded_once(np.power, input, exponent)


@unary(input=lambda g, input: g * (input + input), node="PowBackward0")
def _square(input: Array) -> Array:
    """The square, by far the most frequent power."""
    return np.square(input)


def _power_samples(rng: np.random.Generator) -> Any:
    for exponent in (3, 0.5, -1.5, 0, 1):
        yield (rng.uniform(0.3, 3.0, (2, 3)), exponent), {}


_FREQUENT: dict[Any, Callable[[Any], Any]] = {  # the powers that torch computes otherwise, and so rounds otherwise
    3: lambda x: x * x * x,
    -2: lambda x: 1 / (x * x),
    -1: lambda x: 1 / x,
    0.5: np.sqrt,
    -0.5: lambda x: 1 / np.sqrt(x),
}


@op(
    input=lambda g, input, exponent: g * (exponent * input ** (exponent - 1)) if exponent else zeros_as(g),
    node="PowBackward0", samples=_power_samples,
)  # fmt: skip
def _pow_number(input: Array, exponent: Any) -> Array:
    """Each element to the power of one number."""
    frequent = _FREQUENT.get(exponent)
    if frequent is not None:
        return frequent(input)
    return rounded_once(np.power, input, np.asarray(exponent, input.dtype))


@op(
    exponent=lambda g, base, out: g * (out * _log_number(base)),
    node="PowBackward2",
    samples=lambda rng: [((2.0, rng.uniform(0.3, 3.0, (2, 3))), {}), ((0.0, rng.uniform(1, 2, 3)), {})],
)  # fmt: skip
def _pow_of_number(base: Any, exponent: Array) -> Array:
    """One number to the power of each element."""
    return rounded_once(np.power, exponent.dtype.type(base), exponent)


def _log_number(base: Any) -> Any:
    """The logarithm of a number; of 0, 0: the derivative of 0**n for n >= 0."""
    if not base:
        return 0.0
    return math.log(base) if not isinstance(base, complex) and base > 0 else complex(np.log(complex(base)))


def _power(input: Any, exponent: Any) -> Any:
    """`input ** exponent` where at least one is a Tensor, by the kinds of both."""
    if isinstance(input, Tensor):
        if isinstance(exponent, Tensor | np.ndarray | np.generic):
            return _pow(input, exponent)
        kind = input._data.dtype.kind
        if kind in "iub" and isinstance(exponent, int):
            if exponent < 0:
                raise RuntimeError(
                    "Integers to negative integer powers are not allowed.\nConvert the tensor first: x.float() ** -1"
                )
            return _pow(input, exponent)
        if kind in "iub" or isinstance(exponent, complex):
            input = input.to(dtypes.of(dtypes.result_numpy(input._data, exponent)))
        return _square(input) if exponent == 2 else _pow_number(input, exponent)
    dtype = exponent._data.dtype
    if dtype.kind not in "fcV" or isinstance(input, complex) or not isinstance(input, int | float):
        return _pow(input, exponent)
    return _pow_of_number(input, exponent)


_POWERS = [f"{a}, *, Tensor out = None" for a in (
    "Tensor input, Tensor exponent", "Number self, Tensor exponent", "Tensor input, Number exponent")]  # fmt: skip


def _check_powers(name: str, input: Any, exponent: Any) -> None:
    given = (input, exponent)
    if not any(isinstance(x, Tensor) for x in given) or not all(isinstance(x, OPERANDS) for x in given):
        raise combination(name, given, {}, *_POWERS)


@composite(op=_pow.op, inplace=True, domain=(0.3, 3.0))  # type: ignore[attr-defined]
def pow(input: Array | float, exponent: Array | float) -> Any:
    """Each element to the power of `exponent`; one of the two may be a number.

    Raises RuntimeError for integers to a negative integer power.

    >>> import minigrad as torch
    >>> torch.pow(torch.tensor([1.0, 2.0, 3.0]), 2)
    tensor([1., 4., 9.])
    >>> torch.pow(2, torch.tensor([1.0, 2.0]))
    tensor([2., 4.])
    """
    _check_powers("pow", input, exponent)
    return _power(input, exponent)


@composite(inplace=True, domain=(0.3, 3.0))
def float_power(input: Array | float, exponent: Array | float) -> Any:
    """Each element to the power of `exponent`, computed in float64 (complex128 for complex operands).

    >>> import minigrad as torch
    >>> torch.float_power(torch.tensor([2]), 3)
    tensor([8.], dtype=torch.float64)
    """
    _check_powers("float_power", input, exponent)
    given = (input, exponent)
    is_complex = any(x._data.dtype.kind == "c" if isinstance(x, Tensor) else isinstance(x, complex) for x in given)
    wide = dtypes.complex128 if is_complex else dtypes.float64
    return _power(*[x.to(wide) if isinstance(x, Tensor) else x for x in given])


@composite(inplace=True)
def square(input: Tensor) -> Any:
    """The square of each element.

    >>> import minigrad as torch
    >>> torch.square(torch.tensor([1.0, -3.0]))
    tensor([1., 9.])
    """
    return _power(input, 2)


# ------------------------------------------------------------ operators with more to check than two operands

_subtract = binary_call(sub.op, operator=True)  # type: ignore[attr-defined]
_divide = binary_call(true_divide.op, operator=True)  # type: ignore[attr-defined]


def _sub(self: Tensor, other: Any) -> Any:
    bools = self._data.dtype is BOOL_ or (other._data.dtype is BOOL_ if isinstance(other, Tensor) else is_bool(other))
    if bools:
        _check_sub(self, other)
    return _subtract(self, other)


def _rsub(self: Tensor, other: Any) -> Any:
    if not isinstance(other, OPERANDS):
        return NotImplemented
    if self._data.dtype.kind == "b" or is_bool(other):
        _check_sub(other, self)
    return rsub(self, other)


def _rdiv(self: Tensor, other: Any) -> Any:
    """other / self as torch rounds it: the reciprocal times `other`."""
    return self.reciprocal() * other if isinstance(other, OPERANDS) else NotImplemented


def _pow_operator(self: Tensor, exponent: Any) -> Any:
    return _power(self, exponent) if isinstance(exponent, OPERANDS) else NotImplemented


def _rpow(self: Tensor, base: Any) -> Any:
    return _power(base, self) if isinstance(base, OPERANDS) else NotImplemented


add_members(
    __sub__=_sub, __rsub__=_rsub, __isub__=inplace(_sub, "__isub__"),
    __truediv__=_divide, __rtruediv__=_rdiv, __itruediv__=inplace(_divide, "__itruediv__"),
    __div__=_divide, __rdiv__=_rdiv, __idiv__=inplace(_divide, "__idiv__"),
    __pow__=_pow_operator, __rpow__=_rpow, __ipow__=inplace(_pow_operator, "__ipow__"),
)  # fmt: skip
