"""Arithmetic on two operands: sums, products, quotients, powers.

Imports the table.  From simple to complex; the place to see how a declaration looks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .table import Array, binary, unary


def _scaled(input: Any, other: Any, *, alpha: Any = 1) -> tuple[Any, Any]:
    """`other` times `alpha`, for `add(input, other, alpha=2)`."""
    return (input, other) if alpha == 1 else (input, mul(other, alpha))


@binary(input=lambda g: g, other=lambda g: g, canonical=_scaled, operator="add", linear=True)
def add(input: Array, other: Array | float) -> Array:
    """Sum, elementwise, with broadcasting: input + alpha * other.

    >>> import minigrad as torch
    >>> torch.add(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), alpha=10)
    tensor([31., 42.])
    """
    return input + other


@binary(input=lambda g: g, other=lambda g: -g, canonical=_scaled, operator="sub", aliases=("subtract",), linear=True)
def sub(input: Array, other: Array | float) -> Array:
    """Difference, elementwise, with broadcasting: input - alpha * other.

    >>> import minigrad as torch
    >>> torch.sub(torch.tensor([1.0, 2.0]), 1)
    tensor([0., 1.])
    """
    return input - other


@binary(
    input=lambda g, other: g * other,
    other=lambda g, input: g * input,
    operator="mul",
    aliases=("multiply",),
)
def mul(input: Array, other: Array | float) -> Array:
    """Product, elementwise, with broadcasting.

    >>> import minigrad as torch
    >>> torch.mul(torch.tensor([2.0, 3.0]), 4)
    tensor([ 8., 12.])
    """
    return input * other



@binary(
    input=lambda g, other: g / other,
    other=lambda g, input, other: -g * (input / other) / other,
    floats=True,
    operator="truediv",
    node="DivBackward0",
)
def true_divide(input: Array, other: Array | float) -> Array:
    """Quotient, elementwise, with broadcasting; integers give floats.

    >>> import minigrad as torch
    >>> torch.true_divide(torch.tensor([1, 2]), 2)
    tensor([0.5000, 1.0000])
    """
    return input / other


@unary(input=lambda g: -g, operator="neg", aliases=("negative",), linear=True, node="NegBackward0")
def neg(input: Array) -> Array:
    """The negative, elementwise.

    >>> import minigrad as torch
    >>> torch.neg(torch.tensor([1.0, -2.0]))
    tensor([-1.,  2.])
    """
    return -input


@unary(input=lambda g, out: g * out)
def exp(input: Array) -> Array:
    """e to the power of each element.

    >>> import minigrad as torch
    >>> torch.exp(torch.tensor([0.0]))
    tensor([1.])
    """
    return np.exp(input)
