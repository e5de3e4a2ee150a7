"""Functions of two tensors beyond arithmetic: angles, lengths, logarithms of sums, signs, common divisors.

Imports the table, `comparison`, `pointwise` and `arithmetic`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine.tensor import raw
from ._checks import needs_float, needs_integer, needs_real, no_kernel, operands
from .arithmetic import not_differentiable
from .comparison import pick
from .conversion import zeros_as
from .pointwise import exp, exp2, rounded_once, sigmoid
from .table import Array, binary

_LN2 = math.log(2.0)

# ------------------------------------------------------------ angles and lengths


def _square_length(x: Any, y: Any) -> Any:
    """x^2 + y^2, but 1 at the origin, so that the gradients of the angle are 0 there."""
    square = x * x + y * y
    return pick(square == 0, 1, square)


@binary(
    input=lambda g, input, other: g * (other / _square_length(input, other)),
    other=lambda g, input, other: -g * (input / _square_length(input, other)),
    canonical=operands("atan2", numbers="none"), floats=True, aliases=("arctan2",), domain=(0.3, 3.0),
)  # fmt: skip
def atan2(input: Array, other: Array) -> Array:
    """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other.

    >>> import minigrad as torch
    >>> torch.atan2(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor([0.])
    """
    needs_real("atan2_cpu", input)
    return rounded_once(np.arctan2, input, other)


@binary(
    input=lambda g, input, out: g * (input / out), other=lambda g, other, out: g * (other / out),
    canonical=operands("hypot", numbers="none"), domain=(0.3, 3.0),
)  # fmt: skip
def hypot(input: Array, other: Array) -> Array:
    """The length of the hypotenuse, sqrt(input^2 + other^2), without overflow.

    >>> import minigrad as torch
    >>> torch.hypot(torch.tensor([3.0]), torch.tensor([4.0]))
    tensor([5.])
    """
    needs_float("hypot_cpu", input)
    return np.hypot(input, other)


# ------------------------------------------------------------ exponentials and logarithms


def _logaddexp_complex(a: Any, b: Any) -> Any:
    """The larger real part is taken out, so that no exponential overflows."""
    top, rest = np.where(a.real >= b.real, a, b), np.where(a.real >= b.real, b, a)
    return np.where(np.isinf(top) & (top == rest), top, top + np.log1p(np.exp(rest - top)))


@binary(
    input=lambda g, input, other: g / (1 + exp(other - input)),
    other=lambda g, input, other: g / (1 + exp(input - other)),
    canonical=operands("logaddexp", numbers="none"), inplace=False,
)  # fmt: skip
def logaddexp(input: Array, other: Array) -> Array:
    """log(exp(input) + exp(other)), without overflow.

    >>> import minigrad as torch
    >>> torch.logaddexp(torch.tensor([0.0]), torch.tensor([0.0]))
    tensor([0.6931])
    """
    kind = input.dtype.kind
    if kind in "biu":
        raise no_kernel("logaddexp_cpu", input)
    return _logaddexp_complex(input, other) if kind == "c" else np.logaddexp(input, other)


@binary(
    input=lambda g, input, other: g * sigmoid((input - other) * _LN2),
    other=lambda g, input, other: g * sigmoid((other - input) * _LN2),
    canonical=operands("logaddexp2", numbers="none"), inplace=False,
)  # fmt: skip
def logaddexp2(input: Array, other: Array) -> Array:
    """log2(2**input + 2**other), without overflow.

    >>> import minigrad as torch
    >>> torch.logaddexp2(torch.tensor([1.0]), torch.tensor([1.0]))
    tensor([2.])
    """
    needs_float("logaddexp2_cpu", input)
    return np.logaddexp2(input, other)


def _zero_times(input: Any, other: Any, product: Any) -> Any:
    """The product, but 0 where `input` is 0 and `other` not NaN."""
    return np.where((input == 0) & ~np.isnan(other), input.dtype.type(0), product)


@binary(
    # log y, but 0 where x = 0 and y has no logarithm
    input=lambda g, input, other: g * xlogy((input != 0) | (other > 0), other),
    other=lambda g, input, other: g * (input / other),
    canonical=operands("xlogy", numbers="either"), floats=True, namespaces=("", "special"), domain=(0.3, 3.0),
)  # fmt: skip
def xlogy(input: Array | float, other: Array | float) -> Array:
    """input * log(other), which is 0 where `input` is 0.

    >>> import minigrad as torch
    >>> torch.xlogy(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 1.0]))
    tensor([0., 0.])
    """
    needs_real("xlogy_cpu", input)
    return _zero_times(input, other, input * np.log(other))


@binary(
    input=lambda g, input, other: g * xlog1py((input != 0) | (other > -1), other),
    other=lambda g, input, other: g * (input / (other + 1)),
    canonical=operands("xlog1py", numbers="either"), floats=True, namespaces=("special",), inplace=False,
    domain=(0.3, 3.0), node="SpecialXlog1PyBackward0",
)  # fmt: skip
def xlog1py(input: Array | float, other: Array | float) -> Array:
    """input * log(1 + other), which is 0 where `input` is 0.

    >>> import minigrad as torch
    >>> torch.special.xlog1py(torch.tensor([0.0]), torch.tensor([-1.0]))
    tensor([0.])
    """
    needs_real("xlog1py_cpu", input)
    return _zero_times(input, other, input * np.log1p(other))


@binary(
    input=lambda g, other: g * exp2(other), other=lambda g, out: g * (out * _LN2),
    canonical=operands("ldexp", numbers="none"), floats=True,
)  # fmt: skip
def ldexp(input: Array, other: Array) -> Array:
    """input * 2**other.

    >>> import minigrad as torch
    >>> torch.ldexp(torch.tensor([3.0]), torch.tensor([4]))
    tensor([48.])
    """
    return input * np.exp2(other)


# ------------------------------------------------------------ signs and neighbours


@binary(
    input=lambda g, input, out: pick(input == 0, 0, g * (out / input)),
    other=zeros_as,
    canonical=operands("copysign"), floats=True,
)  # fmt: skip
def copysign(input: Array, other: Array | float) -> Array:
    """The size of `input` with the sign of `other` (that of -0.0 is negative); the gradient at 0 is 0.

    >>> import minigrad as torch
    >>> torch.copysign(torch.tensor([1.0, -2.0]), -1)
    tensor([-1., -2.])
    """
    needs_real("copysign_cpu", input)
    return np.copysign(input, other)


def _same_dtypes(input: Any, other: Any) -> None:
    if raw(input).dtype.kind == "c" or raw(other).dtype.kind == "c":
        raise RuntimeError("heaviside is not yet implemented for complex tensors.")
    if raw(input).dtype != raw(other).dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")


_heaviside_operands = operands("heaviside", numbers="none", second="values")


def _heaviside_args(input: Any, values: Any) -> tuple[Any, Any]:
    input, values = _heaviside_operands(input, values)
    _same_dtypes(input, values)
    return input, values


@binary(
    input=not_differentiable("heaviside"), values=not_differentiable("heaviside"), differentiable=False,
    canonical=_heaviside_args, node="NotImplemented",
)  # fmt: skip
def heaviside(input: Array, values: Array) -> Array:
    """The step function: 0 below 0, 1 above, `values` at 0.  Not differentiable.

    Raises RuntimeError for tensors of two dtypes.

    >>> import minigrad as torch
    >>> torch.heaviside(torch.tensor([-1.0, 0.0, 2.0]), torch.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    out = np.where(input == 0, values, (input > 0).astype(input.dtype))
    return np.where(np.isnan(input), input.dtype.type(0), out) if input.dtype.kind == "f" else out


@binary(
    input=lambda g, input, other: pick(input == other, 0, g), other=zeros_as,
    canonical=operands("nextafter", numbers="none"),
)  # fmt: skip
def nextafter(input: Array, other: Array) -> Array:
    """The number of the dtype that comes next after `input` towards `other`, whose gradient is 0.

    >>> import minigrad as torch
    >>> (torch.nextafter(torch.tensor([1.0]), torch.tensor([2.0])) - 1) == torch.finfo(torch.float32).eps
    tensor([True])
    """
    needs_float("nextafter_cpu", input)
    return np.nextafter(input, other)


# ------------------------------------------------------------ whole numbers


@binary(canonical=operands("gcd", numbers="none"))
def gcd(input: Array, other: Array) -> Array:
    """The greatest common divisor, not negative; gcd(0, 0) is 0.

    >>> import minigrad as torch
    >>> torch.gcd(torch.tensor([12, -8]), torch.tensor([18, 6]))
    tensor([6, 2])
    """
    needs_integer("gcd_cpu", input)
    return np.gcd(input, other)


@binary(canonical=operands("lcm", numbers="none"))
def lcm(input: Array, other: Array) -> Array:
    """The least common multiple, not negative; lcm(0, 0) is 0.

    >>> import minigrad as torch
    >>> torch.lcm(torch.tensor([4, 6]), torch.tensor([6, 0]))
    tensor([12,  0])
    """
    needs_integer("lcm_cpu", input)
    return np.lcm(input, other)
