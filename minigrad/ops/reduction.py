"""Reductions: sums, products, means, extremes, norms.

Imports the table and what stands before it in `ops`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .table import Array, axes, op


def _dtype_of_sum(input: Any, dtype: dtypes.dtype | None) -> Any:
    """Integers and bools are added up as int64 unless told otherwise."""
    if dtype is not None:
        return dtype.numpy
    return dtypes.I64 if input._data.dtype.kind in "iub" else None


def _sum_args(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> tuple[Any, ...]:
    if type(input) is np.ndarray or isinstance(input, np.generic):  # in a formula
        return input, dim if dim is None or type(dim) is tuple else (dim,), keepdim, None
    return input, axes(dim, input._data.ndim) or None, keepdim, _dtype_of_sum(input, dtype)


def _sum_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x,), {}
    yield (x, 1), {}
    yield (x, (0, -1), True), {}
    yield (rng.standard_normal(()),), {}


@op(
    input=lambda g, input_shape, dim, keepdim: spread(g, input_shape, dim, keepdim),
    canonical=_sum_args,
    variant=lambda input, dim, keepdim, dtype: int(dim is not None),
    node=("SumBackward0", "SumBackward1"),
    linear=True,
    samples=_sum_samples,
)
def sum(input: Array, dim: Any, keepdim: bool, dtype: Any) -> Array:
    """The sum of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1.

    >>> import minigrad as torch
    >>> torch.sum(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0)
    tensor([4., 6.])
    """
    return np.add.reduce(input, dim, dtype, None, keepdim)


def _spread_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 4)), (2, 3, 4), (1,), False), {}


@op(input=lambda g, dim, keepdim: sum(g, dim, keepdim), linear=True, samples=_spread_samples)
def _spread(input: Array, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Array:
    """A sum's gradient: the reduced array repeated along the axes that were summed."""
    if dim is not None and not keepdim:
        inner = list(input.shape)
        for d in sorted(dim):
            inner.insert(d, 1)
        input = input.reshape(inner)
    made = np.empty(shape, input.dtype)
    made[...] = input
    return made


spread = _spread
_ = cast
