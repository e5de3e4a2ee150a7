"""Distinct elements, where values belong in sorted ones, membership: unique, searchsorted, bucketize, isin.

Imports the table, `conversion` and `_factory`.  Nothing here has a gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap, wrap_dim
from ._factory import combination, deliver, public
from ._kernels.precision import sortable
from .conversion import converted
from .table import Array, composite, flag, op

# ------------------------------------------------------------ distinct elements


def _axis(data: Any, dim: int | None) -> int | None:
    """The axis whose slices are compared, checked; None for the elements."""
    if data.dtype.kind == "c":
        raise NotImplementedError(f"\"unique\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    if dim is None:
        return None
    if not data.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    d = wrap_dim(dim, data.ndim)
    if any(n == 0 and i != d for i, n in enumerate(data.shape)):
        raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")
    return d


def _answer(values: Any, inverse: Any, counts: Any, return_inverse: bool, return_counts: bool) -> Any:
    wanted = [values] + [inverse] * bool(return_inverse) + [counts] * bool(return_counts)
    made = tuple(wrap(np.asarray(part)) for part in wanted)
    return made if len(made) > 1 else made[0]


@composite(out=False)
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The distinct elements in ascending order, or the distinct slices along `dim`.

    With `return_inverse` also where each element of the input went, with `return_counts` how often each occurs; then a
    tuple.  No nan equals another.  Raises NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> torch.unique(torch.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """
    flag("sorted", sorted)
    data = input.array()
    d = _axis(data, dim)
    if d is not None and not data.shape[d]:
        empty = np.empty(0, dtypes.I64)
        return _answer(data.copy(), empty, empty, return_inverse, return_counts)
    values, inverse, counts = np.unique(sortable(data), False, True, True, d, equal_nan=False)
    values = values.astype(data.dtype, copy=False)
    inverse = inverse.reshape(data.shape if d is None else -1)
    return _answer(values, inverse, counts, return_inverse, return_counts)


@composite(out=False)
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The elements (or the slices along `dim`) without those that equal the one before.

    With `return_inverse` also where each element of the input went, with `return_counts` how often each was repeated;
    then a tuple.

    >>> import minigrad as torch
    >>> torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]))
    tensor([1, 2, 1])
    """
    flag("return_inverse", return_inverse)
    data = input.array()
    d = _axis(data, dim)
    line = data.reshape(-1) if d is None else np.moveaxis(data, d, 0)
    begins = np.ones(len(line), bool)
    begins[1:] = (line[1:] != line[:-1]).any(tuple(range(1, line.ndim)))
    places = np.flatnonzero(begins)
    values = line[places] if d is None else np.moveaxis(line[places], 0, d)
    inverse = np.cumsum(begins) - 1
    counts = np.diff(places, append=len(line))
    return _answer(values, inverse.reshape(data.shape) if d is None else inverse, counts, return_inverse, return_counts)


# ------------------------------------------------------------ places in sorted sequences


def _places(bounds: Any, values: Any, right: bool, int32: bool) -> Any:
    """Into each line of `bounds` the places of the line of `values`; nan belongs behind everything."""
    side: Any = "right" if right else "left"
    bounds, values = sortable(bounds), sortable(values)
    if bounds.ndim == 1:
        found = np.searchsorted(bounds, values, side)
    elif not values.size:
        found = np.empty(values.shape)
    else:
        lines = zip(bounds.reshape(-1, bounds.shape[-1]), values.reshape(-1, values.shape[-1]), strict=True)
        found = np.array([np.searchsorted(b, v, side) for b, v in lines], dtypes.I64).reshape(values.shape)
    if values.dtype.kind == "f":
        found = np.where(values == values, found, bounds.shape[-1])
    return np.asarray(found).astype(np.int32 if int32 else np.int64)


def _searchsorted_args(
    sorted_sequence: Any, input: Any, *, out_int32: bool = False, right: bool = False, side: str | None = None,
    sorter: Any = None,
) -> tuple[Any, ...]:  # fmt: skip
    name = "torch.searchsorted()"
    bounds = raw(sorted_sequence)
    if isinstance(input, Tensor):
        values = input._data
    else:
        values = np.asarray(input)
    if side is not None and side not in ("left", "right"):
        raise RuntimeError(f"{name}: side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(f"{name}: side and right can't be set to opposites, got side of {side} while right was True")
    if not bounds.ndim:
        raise RuntimeError(f"{name}: boundaries tensor should have positive dimension, but got 0 dimension")
    if not values.ndim and bounds.ndim != 1:
        raise RuntimeError(
            f"{name}: input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries "
            f"tensor dim({bounds.ndim}) and input value's dim({values.ndim}) numel({values.size})"
        )
    if bounds.ndim != 1 and bounds.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            f"{name}: boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and "
            f"input value tensor must match, but we got boundaries tensor {list(bounds.shape)} and input value tensor "
            f"{list(values.shape)}"
        )
    if sorter is not None:
        order = raw(sorter)
        if order.shape != bounds.shape:
            raise RuntimeError(
                f"{name}: boundary and sorter must have the same size, but got boundary tensor {list(bounds.shape)}"
                f"and got sorter tensor {list(order.shape)}"
            )
        if order.dtype != dtypes.I64:
            raise RuntimeError(
                f"{name}: sorter must be a tensor of long dtype but got dtype {dtypes.of(order.dtype).legacy}"
            )
        if order.size and (order.min() < 0 or order.max() >= bounds.shape[-1]):
            raise RuntimeError(f"{name}: sorter index out of range")
    return sorted_sequence, input, bool(out_int32), right or side == "right", sorter


@op(canonical=_searchsorted_args, method=False)
def searchsorted(
    sorted_sequence: Array, input: Array | float, out_int32: bool, right: bool, sorter: Array | None
) -> Array:
    """Where to insert the values so that each line of `sorted_sequence` stays in order, as int64 (or int32).

    `sorted_sequence` is one line, or has one for each line of `input`; `sorter` holds the indices that sort it.  Before
    equal elements, or behind them with `right=True` (or `side="right"`).

    >>> import minigrad as torch
    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([0, 3, 6]))
    tensor([0, 1, 3])
    """
    bounds = sorted_sequence if sorter is None else np.take_along_axis(sorted_sequence, sorter, -1)
    return _places(np.asarray(bounds), np.asarray(input), right, out_int32)


def _bucketize_args(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> tuple[Any, ...]:
    ndim = raw(boundaries).ndim
    if ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({ndim})")
    return input, boundaries, bool(out_int32), bool(right)


@op(canonical=_bucketize_args, method=False)
def bucketize(input: Array | float, boundaries: Array, out_int32: bool, right: bool) -> Array:
    """The number of the bucket that each value falls into, between ascending `boundaries`, as int64 (or int32).

    A boundary belongs to the bucket below it, or above it with `right=True`.

    >>> import minigrad as torch
    >>> torch.bucketize(torch.tensor([1, 2, 9]), torch.tensor([1, 3, 5]))
    tensor([0, 1, 3])
    """
    return _places(np.asarray(boundaries), np.asarray(input), right, out_int32)


# ------------------------------------------------------------ membership

_ISIN = tuple(
    f"{pair}, *, bool assume_unique = False, bool invert = False, Tensor out = None"
    for pair in (
        "Tensor elements, Tensor test_elements", "Number element, Tensor test_elements",
        "Tensor elements, Number test_element",
    )
)  # fmt: skip


@public
def isin(*args: Any, assume_unique: bool = False, invert: bool = False, out: Tensor | None = None, **named: Any) -> Any:
    """Of each of the `elements` whether it is among the `test_elements`; with `invert` whether it is not.

    Returns bools of the shape of `elements`.  One of the two may be a number; dtypes are promoted; nan is in nothing.
    Raises RuntimeError for bools and complex numbers.

    >>> import minigrad as torch
    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3, 5]))
    tensor([False,  True,  True])
    """
    given = dict(zip(("elements", "test_elements"), args, strict=False))
    for i, key in enumerate(("element", "test_element")):
        names = [n for n in (f"{key}s", key) if n in named]
        if len(args) <= i and len(names) == 1 and (names[0] != key or not isinstance(named[key], Tensor)):
            given[f"{key}s"] = named[names[0]]
    operands = [given.get("elements"), given.get("test_elements")]
    fits = all(isinstance(v, Tensor | int | float | complex) for v in operands)
    if not fits or len(args) + len(named) != 2 or not any(isinstance(v, Tensor) for v in operands):
        raise combination("isin", args, named, *_ISIN)
    for v in operands:
        alone = dtypes.complex128 if isinstance(v, complex) else dtypes.of_scalar(v)
        kind = v.dtype if isinstance(v, Tensor) else alone
        if kind.category in (dtypes.BOOL, dtypes.COMPLEX):
            raise RuntimeError(f"Unsupported input type encountered for isin(): {kind.legacy}")
    if out is not None and out.dtype is not dtypes.bool_:
        said = {"Int": "int", "Long": "long int", "Double": "double", "Float": "float"}.get(out.dtype.legacy)
        raise RuntimeError(f"Expected out tensor to have dtype bool, but got {said or out.dtype.legacy} instead")
    dtype = dtypes.result_numpy(*[raw(v) for v in operands])
    elements, tests = (converted(np.asarray(raw(v)), dtype) for v in operands)
    found = np.asarray(np.isin(elements, tests, invert=bool(invert)))
    return wrap(found) if out is None else deliver(out, found)
