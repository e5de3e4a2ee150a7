"""Order: sorted values with the places they came from, the k largest.

Imports the table and `extremes`.  Every such op returns values and indices, and its gradient puts what arrives back
where the value came from.  nan is larger than every number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap_dim
from ._kernels.lines import rows
from ._kernels.precision import sortable
from .extremes import placed
from .table import Array, composite, op


def _permuted(rng: np.random.Generator) -> np.ndarray[Any, Any]:
    return (rng.permutation(24) - 11.5).reshape(2, 3, 4)


def _sort_args(input: Array, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Any, ...]:
    data = raw(input)
    d = wrap_dim(dim, data.ndim)
    if data.dtype.kind == "c":
        raise RuntimeError(" Sort does not support complex dtypes on CPU")
    return input, d, bool(descending)


def _sort_samples(rng: np.random.Generator) -> Any:
    yield (_permuted(rng),), {}
    yield (_permuted(rng), 1, True), {}
    yield (np.array(0.7),), {}


def order(input: Any, dim: int, descending: bool) -> Any:
    """The indices that sort along `dim`; equal elements keep their order."""
    if not input.ndim:
        return np.int64(0)
    input = sortable(input)
    if not descending:
        return input.argsort(dim, "stable")
    # equal elements keep their order where the reversed line is sorted upwards and the result is read backwards
    back = (slice(None),) * dim + (slice(None, None, -1),)
    return input.shape[dim] - 1 - input[back].argsort(dim, "stable")[back]


def at(input: Any, indices: Any, dim: int) -> Any:
    """Along `dim` the elements at `indices`."""
    if input.ndim == 1:
        return input[indices]
    if input.ndim == 2:
        lines = rows(input.shape[1 - dim])
        return input[lines[:, None], indices] if dim else input[indices, lines]
    return np.take_along_axis(input, indices, dim) if input.ndim else input.copy()


@op(
    input=lambda g, indices, input_shape, dim: placed(g, indices, input_shape, dim, True),
    canonical=_sort_args,
    outputs=("values", "indices"),
    samples=_sort_samples,
)
def sort(input: Array, dim: int, descending: bool) -> Any:
    """The elements in ascending order along `dim`, and the indices where they stood: `(values, indices)`.

    Equal elements keep their order.  nan is larger than every number.  Raises RuntimeError for complex numbers.

    >>> import minigrad as torch
    >>> torch.sort(torch.tensor([3.0, 1.0, 2.0])).indices
    tensor([1, 2, 0])
    """
    indices = order(input, dim, descending)
    return at(input, indices, dim), indices


def _topk_args(input: Array, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> tuple[Any, ...]:
    data = raw(input)
    d = wrap_dim(dim, data.ndim)
    if isinstance(k, Tensor):
        k = int(k)
    if not 0 <= k <= (data.shape[d] if data.ndim else 1):
        raise RuntimeError("selected index k out of range")
    if data.dtype.kind == "c":
        raise RuntimeError(" topk does not support complex dtypes on CPU")
    if data.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    return input, k, d, bool(largest)


def _topk_samples(rng: np.random.Generator) -> Any:
    yield (_permuted(rng), 2), {}
    yield (_permuted(rng), 2, 1, False), {}
    yield (np.array(0.7), 1), {}


_PARTITION_FROM = 256  # elements of a line from which on it pays to part the k best from the rest before sorting


@op(
    input=lambda g, indices, input_shape, dim: placed(g, indices, input_shape, dim, True),
    canonical=_topk_args,
    outputs=("values", "indices"),
    samples=_topk_samples,
)
def topk(input: Array, k: int, dim: int, largest: bool) -> Any:
    """The k largest elements (or smallest) of each line along `dim`, best first: `(values, indices)`.

    nan is larger than every number.  Raises RuntimeError where a line has fewer than k elements.

    >>> import minigrad as torch
    >>> torch.topk(torch.tensor([3.0, 1.0, 2.0]), 2).values
    tensor([3., 2.])
    """
    if not input.ndim:
        return (input.copy(), np.int64(0)) if k else (np.empty(0, input.dtype), np.empty(0, dtypes.I64))
    n = input.shape[dim]
    if n < _PARTITION_FROM or 4 * k > n:
        indices = order(input, dim, largest)[(slice(None),) * dim + (slice(k),)].copy()
        return at(input, indices, dim), indices
    keys = sortable(input)
    parted = np.argpartition(keys, n - k if largest else k - 1, dim) if k else np.argsort(keys, dim)
    best = parted.take(range(n - k, n) if largest else range(k), dim)
    best.sort(dim)
    values = at(input, best, dim)
    inner = order(values, dim, largest)
    return at(values, inner, dim), at(best, inner, dim)


@composite()
def msort(input: Tensor) -> Any:
    """The elements in ascending order along the first axis.

    >>> import minigrad as torch
    >>> torch.msort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 3])
    """
    return sort(input, 0)[0]


def _argsort_args(input: Array, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Any, ...]:
    return _sort_args(input, dim, descending)


@op(canonical=_argsort_args)
def argsort(input: Array, dim: int, descending: bool) -> Array:
    """The indices that sort along `dim`; equal elements keep their order.

    nan is larger than every number.  Raises RuntimeError for complex numbers.

    >>> import minigrad as torch
    >>> torch.argsort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 0])
    """
    return order(input, dim, descending)
