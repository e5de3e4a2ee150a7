"""Rounding, and the parts of floating-point numbers: floor, ceil, trunc, frac, round, nan_to_num, frexp.

Imports the table, `comparison` and `pointwise`.  The derivative of a step function is zero wherever it has one.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._limits import finfo
from ._checks import needs_float, needs_number
from .comparison import isfinite
from .conversion import zeros_as
from .pointwise import exp2
from .table import Array, op, unary

# ------------------------------------------------------------ rounding: gradients are zero


def _rounder(name: str, ufunc: Any, input: Any) -> Any:
    kind = input.dtype.kind
    if kind == "c" and name != "round":
        raise NotImplementedError(f"{name} is not supported for complex inputs")
    needs_number(f"{name}_vml_cpu", input)
    return input.copy() if kind in "iu" else ufunc(input)


@unary(input=zeros_as, scalar=math.floor)
def floor(input: Array) -> Array:
    """The greatest whole number that is not greater.

    >>> import minigrad as torch
    >>> torch.floor(torch.tensor([1.7, -1.2]))
    tensor([ 1., -2.])
    """
    return _rounder("floor", np.floor, input)


@unary(input=zeros_as, scalar=math.ceil)
def ceil(input: Array) -> Array:
    """The least whole number that is not less.

    >>> import minigrad as torch
    >>> torch.ceil(torch.tensor([1.2, -1.7]))
    tensor([ 2., -1.])
    """
    return _rounder("ceil", np.ceil, input)


@unary(input=zeros_as, aliases=("fix",), scalar=math.trunc)
def trunc(input: Array) -> Array:
    """The whole part: rounded towards zero.

    >>> import minigrad as torch
    >>> torch.trunc(torch.tensor([1.7, -1.7]))
    tensor([ 1., -1.])
    """
    return _rounder("trunc", np.trunc, input)


@unary(input=lambda g: g, scalar=lambda x: math.fmod(x, 1.0))
def frac(input: Array) -> Array:
    """What `trunc` cuts off, with the sign of the element.

    >>> import minigrad as torch
    >>> torch.frac(torch.tensor([1.5, -1.5]))
    tensor([ 0.5000, -0.5000])
    """
    needs_float("frac_cpu", input)
    return input - np.trunc(input)


def _round_args(input: Any, *, decimals: int = 0) -> tuple[Any, ...]:
    return input, decimals


@op(
    input=zeros_as,
    canonical=_round_args,
    variant=lambda input, decimals: int(decimals != 0),
    node=("RoundBackward0", "RoundBackward1"),
    namespaces=("", "special"),
    inplace=True,
    samples=lambda rng: [((rng.uniform(0.1, 0.4, (2, 3)),), {}), ((rng.uniform(0.11, 0.14, ()),), {"decimals": 1})],
)
def round(input: Array, decimals: int) -> Array:
    """The nearest whole number, halves to the even one; with `decimals`, to that many places.

    >>> import minigrad as torch
    >>> torch.round(torch.tensor([0.5, 1.5, 2.4]))
    tensor([0., 2., 2.])
    >>> torch.round(torch.tensor([1.234]), decimals=2)
    tensor([1.2300])
    """
    if decimals == 0:
        return _rounder("round", np.rint, input)
    needs_float("round_cpu", input)
    scale = input.dtype.type(10.0 ** abs(decimals))
    return np.rint(input * scale) / scale if decimals > 0 else np.rint(input / scale) * scale


# ------------------------------------------------------------ special values and parts


def _nan_to_num_args(
    input: Any, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> tuple[Any, ...]:
    return input, 0.0 if nan is None else nan, posinf, neginf


@op(
    input=lambda g, input: g * isfinite(input),
    canonical=_nan_to_num_args,
    inplace=True,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(()), 1.0, 2.0, 3.0), {})],
)
def nan_to_num(input: Array, nan: float, posinf: float | None, neginf: float | None) -> Array:
    """NaN replaced by `nan` (0), infinities by `posinf` and `neginf`: by default the dtype's limits.

    >>> import minigrad as torch
    >>> torch.nan_to_num(torch.tensor([float("nan"), 1.0, float("inf")]), posinf=9.0)
    tensor([0., 1., 9.])
    """
    kind = input.dtype.kind
    if kind in "biu":
        return input.copy()
    if kind == "c":
        out = np.empty(input.shape, input.dtype)
        out.real = nan_to_num(input.real, nan, posinf, neginf)
        out.imag = nan_to_num(input.imag, nan, posinf, neginf)
        return out
    out = np.array(input)
    limits = finfo(dtypes.of(out.dtype))
    out[np.isnan(input)] = nan
    out[input == math.inf] = limits.max if posinf is None else posinf
    out[input == -math.inf] = limits.min if neginf is None else neginf
    return out


@op(
    input=lambda g, exponent: g / exp2(exponent),
    outputs=("mantissa", "exponent"),
    samples=lambda rng: [((rng.uniform(0.6, 0.9, (2, 3)),), {}), ((rng.uniform(-1.9, -1.1, ()),), {})],
)
def frexp(input: Array) -> Any:
    """Mantissa and exponent, (mantissa, exponent): input = mantissa * 2**exponent, with 0.5 <= |mantissa| < 1.

    >>> import minigrad as torch
    >>> torch.frexp(torch.tensor([6.0])).exponent
    tensor([3], dtype=torch.int32)
    """
    if input.dtype.kind not in "fV":
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    mantissa, exponent = np.frexp(input)
    return mantissa, exponent.astype(np.int32)
