"""Products: of all elements, along an axis, running.  Exact where elements are zero, to every order of derivative.

Imports the table, `reduction` and `scan`.  The derivative of a product with respect to one factor is the product of
the others.  Dividing the whole by that factor is quick but fails at zero; what never fails is the product of all
factors before it times the product of all after it, and these are running products again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import raw, wrap_dim
from ._kernels.precision import working_dtype
from .reduction import unreduced
from .scan import accumulated, recurrence, scan_args, scan_samples, shift
from .table import Array, op


def _zeros_samples(rng: np.random.Generator) -> Any:
    """Scans of lines with no zero, one and two."""
    yield from scan_samples(rng)
    yield (np.array([[0.5, 0.0, -1.5, 2.0], [0.0, 1.5, 0.0, 3.0]]), 1), {}


def _gradient(g: Any, input: Any, out: Any, dim: int, step: int) -> Any:
    # out_j = x_0 ... x_j, so the gradient of x_i is x_0 ... x_(i-1) times s_i, where s_i is the sum over j >= i of
    # g_j x_(i+1) ... x_j: s_i = g_i + x_(i+1) s_(i+1)
    return shift(out, dim, step, 1) * recurrence(g, shift(input, dim, -step, 0), dim, -step)


@op(
    input=lambda g, input, out, dim: _gradient(g, input, out, dim, 1),
    canonical=scan_args,
    inplace=True,
    samples=_zeros_samples,
)
def cumprod(input: Array, dim: int, dtype: Any) -> Array:
    """The running product along `dim`: each element times all before it.

    Integers and bools are multiplied as int64; `dtype` converts the elements first.

    >>> import minigrad as torch
    >>> torch.cumprod(torch.tensor([1, 2, 3]), dim=0)
    tensor([1, 2, 6])
    """
    return accumulated(np.multiply, input, dim, dtype)


@op(input=lambda g, input, out, dim: _gradient(g, input, out, dim, -1), samples=_zeros_samples)
def _suffix_product(input: Array, dim: int) -> Array:
    """Each element times all after it along `dim`."""
    return np.flip(accumulated(np.multiply, np.flip(input, dim), dim, input.dtype), dim) if input.ndim else input.copy()


_multiply: Any = np.multiply.reduce


def _prod_args(input: Array, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> tuple[Any, ...]:
    data = raw(input)
    if dim is not None:
        if not hasattr(dim, "__index__"):
            raise TypeError(
                f"prod() received an invalid combination of arguments - got (Tensor, {type(dim).__name__}), but "
                "expected one of:\n * (Tensor input, *, torch.dtype dtype = None)\n"
                " * (Tensor input, int dim, bool keepdim = False, *, torch.dtype dtype = None)"
            )
        dim = wrap_dim(dim.__index__(), data.ndim)
    target = dtype.numpy if dtype is not None else dtypes.I64 if data.dtype.kind in "iub" else data.dtype
    return input, dim if data.ndim else None, bool(keepdim), target


def _prod_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x,), {}
    yield (x, 1), {}
    yield (x, -1, True), {}
    yield (rng.standard_normal(()), 0), {}
    yield (np.array([[0.5, 0.0, -1.5, 2.0], [0.0, 1.5, 0.0, 3.0]]), 1), {}
    yield (np.array([[0.5, 0.0], [-1.5, 2.0]]),), {}


def _prod_gradient(g: Any, input: Any, out: Any, dim: Any, keepdim: bool) -> Any:
    along = None if dim is None else (dim,)
    if not input.shape:
        return g
    g = unreduced(g, along, keepdim)
    if (raw(out) != 0).all():
        return g * unreduced(out, along, keepdim) / input
    if dim is None:
        return g * _others(input.reshape((-1,)), 0).reshape(input.shape)
    return g * _others(input, dim)


def _others(input: Any, dim: int) -> Any:
    """For each element the product of all others along `dim`."""
    return shift(cumprod(input, dim), dim, 1, 1) * shift(_suffix_product(input, dim), dim, -1, 1)


@op(
    input=_prod_gradient,
    canonical=_prod_args,
    variant=lambda input, dim, keepdim, dtype: int(dim is not None),
    node=("ProdBackward0", "ProdBackward1"),
    samples=_prod_samples,
)
def prod(input: Array, dim: int | None, keepdim: bool, dtype: Any) -> Array:
    """The product of all elements, or along `dim`; `keepdim` leaves an axis of length 1.  Of no elements, one.

    Integers and bools are multiplied as int64; `dtype` converts the elements first.

    >>> import minigrad as torch
    >>> torch.prod(torch.tensor([[1, 2], [3, 4]]), dim=1)
    tensor([ 2, 12])
    """
    x = cast(input, dtype)
    return cast(_multiply(x, dim, working_dtype(dtype), None, keepdim), dtype)
