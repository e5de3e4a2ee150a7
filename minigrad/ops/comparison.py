"""Comparisons, logic and bits, and the choice between two values: eq, isnan, logical_and, where, maximum.

Imports the table.  What compares gives bools and has no gradient; `where` and `maximum` at the end have one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor
from .._warnings import warn
from ._checks import TENSORS, legacy, mismatch, needs_integer, needs_real, operands
from .table import TABLE, Array, add_members, binary, composite, op, unary

# ------------------------------------------------------------ comparisons


@binary(canonical=operands("eq"), operator="eq")
def eq(input: Array, other: Array | float) -> Array:
    """Whether elements are equal.

    >>> import minigrad as torch
    >>> torch.eq(torch.tensor([1, 2]), torch.tensor([1, 3]))
    tensor([ True, False])
    """
    return np.equal(input, other)


@binary(canonical=operands("ne"), operator="ne", aliases=("not_equal",))
def ne(input: Array, other: Array | float) -> Array:
    """Whether elements differ.

    >>> import minigrad as torch
    >>> torch.ne(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """
    return np.not_equal(input, other)


@binary(canonical=operands("lt"), operator="lt", aliases=("less",))
def lt(input: Array, other: Array | float) -> Array:
    """Whether elements of `input` are less.  Raises NotImplementedError for complex tensors.

    >>> import minigrad as torch
    >>> torch.lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """
    needs_real("lt_cpu", input)
    return np.less(input, other)


@binary(canonical=operands("le"), operator="le", aliases=("less_equal",))
def le(input: Array, other: Array | float) -> Array:
    """Whether elements of `input` are less or equal.  Raises NotImplementedError for complex tensors.

    >>> import minigrad as torch
    >>> torch.le(torch.tensor([1, 2, 3]), 2)
    tensor([ True,  True, False])
    """
    needs_real("le_cpu", input)
    return np.less_equal(input, other)


@binary(canonical=operands("gt"), operator="gt", aliases=("greater",))
def gt(input: Array, other: Array | float) -> Array:
    """Whether elements of `input` are greater.  Raises NotImplementedError for complex tensors.

    >>> import minigrad as torch
    >>> torch.gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """
    needs_real("gt_cpu", input)
    return np.greater(input, other)


@binary(canonical=operands("ge"), operator="ge", aliases=("greater_equal",))
def ge(input: Array, other: Array | float) -> Array:
    """Whether elements of `input` are greater or equal.  Raises NotImplementedError for complex tensors.

    >>> import minigrad as torch
    >>> torch.ge(torch.tensor([1, 2, 3]), 2)
    tensor([False,  True,  True])
    """
    needs_real("ge_cpu", input)
    return np.greater_equal(input, other)


@composite(out=False)
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and the same elements.

    >>> import minigrad as torch
    >>> torch.equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
    """
    if not isinstance(other, Tensor):
        raise errors.not_tensor("equal", "other", 2, other)
    a, b = input._data, other._data
    return bool(a.shape == b.shape and np.equal(a, b).all())


def _close(a: Any, b: Any, rtol: float, atol: float, equal_nan: bool) -> Any:
    """|a - b| <= atol + rtol * |b|, equal infinities included."""
    if a.dtype != b.dtype:
        raise RuntimeError(f"{legacy(a)} did not match {legacy(b)}")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {value:g}")
    close = np.equal(a, b)
    if equal_nan and a.dtype.kind in "fcV":
        close = close | (np.isnan(a) & np.isnan(b))
    if a.dtype.kind in "biu":
        if rtol == 0 and atol == 0:
            return close
        a, b = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(all="ignore"):
        gap = np.abs(a - b)
        return close | (np.isfinite(gap) & (gap <= atol + np.abs(rtol * b)))


@op(inplace=False, out=False)
def isclose(input: Array, other: Array, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Array:
    """Whether elements are close: |input - other| <= atol + rtol * |other|; NaN equals NaN with `equal_nan`.

    Raises RuntimeError for tensors of two dtypes and for negative tolerances.

    >>> import minigrad as torch
    >>> torch.isclose(torch.tensor([1.0, 2.0]), torch.tensor([1.0 + 1e-6, 2.1]))
    tensor([ True, False])
    """
    if not isinstance(other, TENSORS):
        raise errors.not_tensor("isclose", "other", 2, other)
    try:
        return _close(input, other, rtol, atol, equal_nan)
    except ValueError:
        raise mismatch(input, other) from None


@composite(out=False)
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close, as `isclose` has it.

    >>> import minigrad as torch
    >>> torch.allclose(torch.tensor([1.0]), torch.tensor([1.0 + 1e-6]))
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


# ------------------------------------------------------------ kinds of numbers


@unary(inplace=False, out=False)
def isnan(input: Array) -> Array:
    """Whether elements are not a number.

    >>> import minigrad as torch
    >>> torch.isnan(torch.tensor([1.0, float("nan")]))
    tensor([False,  True])
    """
    return np.isnan(input) if input.dtype.kind in "fcV" else np.zeros(input.shape, np.bool_)


@unary(inplace=False, out=False)
def isinf(input: Array) -> Array:
    """Whether elements are infinite, of either sign.

    >>> import minigrad as torch
    >>> torch.isinf(torch.tensor([1.0, float("-inf")]))
    tensor([False,  True])
    """
    return np.isinf(input) if input.dtype.kind in "fcV" else np.zeros(input.shape, np.bool_)


@unary(inplace=False, out=False)
def isfinite(input: Array) -> Array:
    """Whether elements are neither infinite nor NaN.

    >>> import minigrad as torch
    >>> torch.isfinite(torch.tensor([1.0, float("inf"), float("nan")]))
    tensor([ True, False, False])
    """
    return np.isfinite(input) if input.dtype.kind in "fcV" else np.ones(input.shape, np.bool_)


def _infinite(name: str, input: Any, sign: int) -> Any:
    if input.dtype.kind == "c":
        raise RuntimeError(f"{name} does not support complex inputs.")
    if input.dtype.kind not in "fV":
        return np.zeros(input.shape, np.bool_)
    return np.isinf(input) & (input > 0 if sign > 0 else input < 0)


@unary(inplace=False)
def isposinf(input: Array) -> Array:
    """Whether elements are positive infinity.

    >>> import minigrad as torch
    >>> torch.isposinf(torch.tensor([float("inf"), float("-inf")]))
    tensor([ True, False])
    """
    return _infinite("isposinf", input, 1)


@unary(inplace=False)
def isneginf(input: Array) -> Array:
    """Whether elements are negative infinity.

    >>> import minigrad as torch
    >>> torch.isneginf(torch.tensor([float("inf"), float("-inf")]))
    tensor([False,  True])
    """
    return _infinite("isneginf", input, -1)


@unary(inplace=False, out=False)
def isreal(input: Array) -> Array:
    """Whether elements are real: their imaginary part is zero.

    >>> import minigrad as torch
    >>> torch.isreal(torch.tensor([1 + 0j, 1j]))
    tensor([ True, False])
    """
    return np.equal(input.imag, 0) if input.dtype.kind == "c" else np.ones(input.shape, np.bool_)


@unary(inplace=False)
def signbit(input: Array) -> Array:
    """Whether the sign bit of elements is set; it is for -0.0.

    >>> import minigrad as torch
    >>> torch.signbit(torch.tensor([1.0, -1.0, -0.0]))
    tensor([False,  True,  True])
    """
    if input.dtype.kind == "c":
        raise NotImplementedError("signbit is not implemented for complex tensors.")
    return np.signbit(input) if input.dtype.kind in "fV" else input < 0


# ------------------------------------------------------------ logic


@unary()
def logical_not(input: Array) -> Array:
    """Whether elements are zero.

    >>> import minigrad as torch
    >>> torch.logical_not(torch.tensor([0, 1, 2]))
    tensor([ True, False, False])
    """
    return np.logical_not(input)


@binary(canonical=operands("logical_and", numbers="none"))
def logical_and(input: Array, other: Array) -> Array:
    """Whether both elements are other than zero.

    >>> import minigrad as torch
    >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([1, 2]))
    tensor([False,  True])
    """
    return np.logical_and(input, other)


@binary(canonical=operands("logical_or", numbers="none"))
def logical_or(input: Array, other: Array) -> Array:
    """Whether one element or both are other than zero.

    >>> import minigrad as torch
    >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 2]))
    tensor([False,  True])
    """
    return np.logical_or(input, other)


@binary(canonical=operands("logical_xor", numbers="none"))
def logical_xor(input: Array, other: Array) -> Array:
    """Whether exactly one element is other than zero.

    >>> import minigrad as torch
    >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([1, 2]))
    tensor([ True, False])
    """
    return np.logical_xor(input, other)


# ------------------------------------------------------------ bits


@unary()
def bitwise_not(input: Array) -> Array:
    """Every bit turned over; for bools, their opposite.  Raises NotImplementedError for other dtypes.

    >>> import minigrad as torch
    >>> torch.bitwise_not(torch.tensor([0, 5]))
    tensor([-1, -6])
    """
    needs_integer("bitwise_not_cpu", input, bools=True)
    return np.invert(input)


def _invert(self: Tensor) -> Tensor:
    if self._data.dtype.kind not in "iub":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return bitwise_not(self)


add_members(__invert__=_invert)


@binary(canonical=operands("bitwise_and", numbers="either"), operator="and")
def bitwise_and(input: Array | float, other: Array | float) -> Array:
    """The bits that both operands have; for bools, logical and.

    >>> import minigrad as torch
    >>> torch.bitwise_and(torch.tensor([6]), torch.tensor([3]))
    tensor([2])
    """
    needs_integer("bitwise_and_cpu", input, bools=True)
    return np.bitwise_and(input, other)


@binary(canonical=operands("bitwise_or", numbers="either"), operator="or")
def bitwise_or(input: Array | float, other: Array | float) -> Array:
    """The bits that one operand has or both have; for bools, logical or.

    >>> import minigrad as torch
    >>> torch.bitwise_or(torch.tensor([6]), torch.tensor([3]))
    tensor([7])
    """
    needs_integer("bitwise_or_cpu", input, bools=True)
    return np.bitwise_or(input, other)


@binary(canonical=operands("bitwise_xor", numbers="either"), operator="xor")
def bitwise_xor(input: Array | float, other: Array | float) -> Array:
    """The bits that exactly one operand has; for bools, logical xor.

    >>> import minigrad as torch
    >>> torch.bitwise_xor(torch.tensor([6]), torch.tensor([3]))
    tensor([5])
    """
    needs_integer("bitwise_xor_cpu", input, bools=True)
    return np.bitwise_xor(input, other)


@binary(canonical=operands("bitwise_left_shift", numbers="either"), operator="lshift")
def bitwise_left_shift(input: Array | float, other: Array | float) -> Array:
    """The bits of `input` moved up by `other` places: input * 2**other.

    >>> import minigrad as torch
    >>> torch.bitwise_left_shift(torch.tensor([1, 3]), torch.tensor([2, 1]))
    tensor([4, 6])
    """
    needs_integer("lshift_cpu", input)
    return np.left_shift(input, other)


@binary(canonical=operands("bitwise_right_shift", numbers="either"), operator="rshift")
def bitwise_right_shift(input: Array | float, other: Array | float) -> Array:
    """The bits of `input` moved down by `other` places, the sign kept.

    >>> import minigrad as torch
    >>> torch.bitwise_right_shift(torch.tensor([8, -8]), torch.tensor([2, 1]))
    tensor([ 2, -4])
    """
    needs_integer("rshift_cpu", input)
    return np.right_shift(input, other)


# ------------------------------------------------------------ choices


def pick(condition: Any, input: Any, other: Any) -> Any:
    """`input` where the condition holds, else `other`: for formulas, on arrays and on Tensors."""
    if isinstance(condition, Tensor) or isinstance(input, Tensor) or isinstance(other, Tensor):
        return _where(condition, input, other)
    return np.where(condition, input, other)


def _where_samples(rng: np.random.Generator) -> Any:
    mask = rng.random((2, 3)) < 0.5
    yield (mask, rng.standard_normal((2, 3)), rng.standard_normal((2, 3))), {}
    yield (mask, rng.standard_normal(3), rng.standard_normal((2, 1))), {}
    yield (mask[0], rng.standard_normal((2, 3)), rng.standard_normal(())), {}
    yield (mask[:, :0], rng.standard_normal((2, 0)), rng.standard_normal(())), {}


@op(
    input=lambda g, condition: pick(condition, g, 0),
    other=lambda g, condition: pick(condition, 0, g),
    promote=("input", "other"),
    samples=_where_samples,
)
def _where(condition: Array, input: Array | float, other: Array | float) -> Array:
    """The elements of `input` where the condition holds, else those of `other`."""
    if condition.dtype.kind != "b":
        if condition.dtype != np.uint8:
            raise RuntimeError(
                f"where expected condition to be a boolean tensor, but got a tensor with dtype {legacy(condition)}"
            )
        warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future "
            "version of PyTorch. Use a boolean condition instead."
        )
        condition = condition.astype(np.bool_)
    try:
        return np.where(condition, input, other)
    except ValueError:
        raise mismatch(condition, input, other) from None


_MISSING: Any = object()


@composite(method=False, samples=_where_samples)
def where(condition: Tensor, input: Array | float = _MISSING, other: Array | float = _MISSING) -> Any:
    """The elements of `input` where the condition holds, else those of `other`, with broadcasting.

    With the condition alone, the indices of its true elements, one tensor an axis (`nonzero(as_tuple=True)`).
    Raises RuntimeError for a condition that is not of bools.

    >>> import minigrad as torch
    >>> torch.where(torch.tensor([True, False]), torch.tensor([1.0, 2.0]), 0.0)
    tensor([1., 0.])
    """
    if input is _MISSING and other is _MISSING:
        return TABLE["nonzero"].call(condition, as_tuple=True)
    return _where(condition, input, other)


def _where_method(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor's elements where the condition holds, else those of `other`."""
    return _where(condition, self, other)


add_members(where=_where_method)


def _no_complex(name: str, *operands: Any) -> None:
    if any(a.dtype.kind == "c" for a in operands):
        raise RuntimeError(f"{name} not implemented for complex tensors.")


@binary(
    input=lambda g, input, other: pick(input < other, 0, pick(input == other, g / 2, g)),
    other=lambda g, input, other: pick(input > other, 0, pick(input == other, g / 2, g)),
    inplace=False,
    canonical=operands("maximum", numbers="none"),
)
def maximum(input: Array, other: Array) -> Array:
    """The greater of two elements; NaN where either is.  Equal elements share the gradient in halves.

    >>> import minigrad as torch
    >>> torch.maximum(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 3.0]))
    tensor([2., 4.])
    """
    _no_complex("maximum", input)
    return np.maximum(input, other)


@binary(
    input=lambda g, input, other: pick(input > other, 0, pick(input == other, g / 2, g)),
    other=lambda g, input, other: pick(input < other, 0, pick(input == other, g / 2, g)),
    inplace=False,
    canonical=operands("minimum", numbers="none"),
)
def minimum(input: Array, other: Array) -> Array:
    """The lesser of two elements; NaN where either is.  Equal elements share the gradient in halves.

    >>> import minigrad as torch
    >>> torch.minimum(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 3.0]))
    tensor([1., 3.])
    """
    _no_complex("minimum", input)
    return np.minimum(input, other)


@binary(
    input=lambda g, input, other: pick((input >= other) | isnan(other), g, 0),
    other=lambda g, input, other: pick((input >= other) | isnan(other), 0, g),
    inplace=False,
    canonical=operands("fmax", numbers="none"),
)
def fmax(input: Array, other: Array) -> Array:
    """The greater of two elements; where one is NaN, the other one.

    >>> import minigrad as torch
    >>> torch.fmax(torch.tensor([1.0, float("nan")]), torch.tensor([2.0, 3.0]))
    tensor([2., 3.])
    """
    _no_complex("fmax", input)
    return np.fmax(input, other)


@binary(
    input=lambda g, input, other: pick((input <= other) | isnan(other), g, 0),
    other=lambda g, input, other: pick((input <= other) | isnan(other), 0, g),
    inplace=False,
    canonical=operands("fmin", numbers="none"),
)
def fmin(input: Array, other: Array) -> Array:
    """The lesser of two elements; where one is NaN, the other one.

    >>> import minigrad as torch
    >>> torch.fmin(torch.tensor([1.0, float("nan")]), torch.tensor([2.0, 3.0]))
    tensor([1., 3.])
    """
    _no_complex("fmin", input)
    return np.fmin(input, other)
