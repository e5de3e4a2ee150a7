"""Counting into bins: bincount, histc, histogram, histogramdd.

Imports the table.  Nothing here has a gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, index, raw, wrap
from .._kinds import named_tuple
from ._names import c_type
from .outputs import write_out
from .table import Array, composite, op


def _bincount_args(input: Array, weights: Any = None, minlength: int = 0) -> tuple[Any, ...]:
    data = raw(input)
    if data.dtype.kind not in "iu":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if data.ndim != 1 or (data.size and data.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and raw(weights).shape != data.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    return input, weights, minlength


@op(canonical=_bincount_args, out=False)
def bincount(input: Array, weights: Array | None, minlength: int) -> Array:
    """How often each of 0, 1, 2, ... occurs among non-negative integers; with `weights` the sum of theirs.

    Returns int64; with float32 weights float32, with others float64.

    >>> import minigrad as torch
    >>> torch.bincount(torch.tensor([1, 2, 1]), minlength=4)
    tensor([0, 2, 1, 0])
    """
    if weights is None:
        return np.bincount(input, None, minlength)
    return np.bincount(input, weights, minlength).astype(np.float32 if weights.dtype == np.float32 else np.float64)


# ------------------------------------------------------------ edges and bins


def _edges(low: float, high: float, bins: int, dtype: Any) -> Any:
    """`bins` intervals of one length from low to high, counted from both ends towards the middle."""
    low, high = dtype.type(low), dtype.type(high)
    step = (high - low) / dtype.type(bins)
    place = np.arange(bins + 1).astype(dtype)
    return np.where(np.arange(bins + 1) < (bins + 1) // 2, low + step * place, high - step * (bins - place))


def _bins(x: Any, edges: Any) -> tuple[Any, Any]:
    """The bin of each value, and which values are in any; the last bin includes its upper edge."""
    inside = (x >= edges[0]) & (x <= edges[-1])
    return np.minimum(np.searchsorted(edges, x, "right") - 1, len(edges) - 2), inside


def _positive(bins: int, dim: int) -> None:
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension {dim}")


def _range(x: Any, low: float, high: float, name: str) -> tuple[float, float]:
    """The range given, that of the data where it is empty, one unit around where that is empty too."""
    if low == high and x.size:
        low, high = x.min(), x.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"{name}: range of [{low:g}, {high:g}] is not finite")
    return (low - 1, high + 1) if low == high else (low, high)


def _histc_args(input: Array, bins: int = 100, min: float = 0, max: float = 0) -> tuple[Any, ...]:
    data = raw(input)
    if data.dtype.kind in "iubc":
        raise NotImplementedError(f"\"histogram_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    bins = index("bins", bins)
    _positive(bins, 0)
    if min > max:
        raise RuntimeError("torch.histc: max must be larger than min")
    return input, bins, min, max


@op(canonical=_histc_args)
def histc(input: Array, bins: int, min: float, max: float) -> Array:
    """How many elements fall into each of `bins` intervals of one length between `min` and `max`.

    The range of the data where both are 0 (or equal); what lies outside, and nan, is not counted.  Returns floats of
    the input's dtype.

    >>> import minigrad as torch
    >>> torch.histc(torch.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    x = np.asarray(input).reshape(-1)
    low, high = _range(x, min, max, "torch.histc")
    low, high = x.dtype.type(low), x.dtype.type(high)
    x = x[(x >= low) & (x <= high)]
    place = ((x - low) * bins / (high - low)).astype(np.int64)
    return np.bincount(np.minimum(place, bins - 1), None, bins).astype(input.dtype)


HistogramDD = named_tuple("histogramdd", ("hist", "bin_edges"))
Histogram = named_tuple("histogram", ("hist", "bin_edges"))


def _all_edges(x: Any, bins: Any, range: Any) -> list[Any]:
    """The edges along each of the columns of `x`, from numbers of bins or from the edges themselves."""
    dims = x.shape[-1]
    if isinstance(bins, int):
        bins = [bins] * dims
    if len(bins) != dims:
        raise RuntimeError(
            "histogramdd: The size of bins must be equal to the innermost dimension of the input.\n"
            f"{len(bins)} bins were given for {dims} columns."
        )
    if isinstance(bins[0], Tensor):
        for d, b in enumerate(bins):
            if b._data.ndim != 1:
                raise RuntimeError(
                    "torch.histogramdd: bins tensor should have one dimension, but got "
                    f"{b._data.ndim} dimensions in the bins tensor for dimension {d}"
                )
            if b._data.dtype != x.dtype:
                raise RuntimeError(
                    "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with "
                    f"dtype {c_type(x.dtype)} and bins for dimension {d} with dtype {c_type(b._data.dtype)}"
                )
        return [b.array().copy() for b in bins]
    if range is not None and len(range) != 2 * dims:
        raise RuntimeError(
            f"torch.histogramdd: for a {dims}-dimensional histogram range should have {2 * dims} elements, but got "
            f"{len(range)}"
        )
    edges = []
    for d, n in enumerate(bins):
        _positive(n, d)
        column = x[:, d]
        if range is not None:
            low, high = range[2 * d : 2 * d + 2]
            if low > high:
                raise RuntimeError(
                    f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension {d}"
                )
        else:
            low, high = (column.min(), column.max()) if column.size else (0, 1)
        if not (np.isfinite(low) and np.isfinite(high)):
            raise RuntimeError(f"torch.histogramdd: dimension {d}'s range [{low:g}, {high:g}] is not finite")
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges.append(_edges(low, high, n, x.dtype))
    return edges


def _counts(input: Tensor, bins: Any, range: Any, weight: Tensor | None, density: bool) -> tuple[Any, list[Any]]:
    """The histogram of the last axis's points, and the edges of its bins."""
    data = input.array()
    if data.dtype.kind in "iubc":
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    if weight is not None and weight._data.shape != data.shape[:-1]:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor "
            f"excluding its innermost dimension, but got input with shape {list(data.shape)} and weight with shape "
            f"{list(weight._data.shape)}"
        )
    if weight is not None and weight._data.dtype != data.dtype:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same "
            f"dtype, but got input({c_type(data.dtype)}), and weight({c_type(weight._data.dtype)})"
        )
    x = data.reshape(-1, data.shape[-1])
    edges = _all_edges(x, bins, range)
    shape = tuple(len(e) - 1 for e in edges)
    inside = np.ones(len(x), bool)
    places = []
    for column, e in zip(x.T, edges, strict=True):
        place, fits = _bins(column, e)
        places.append(place)
        inside &= fits
    flat = np.ravel_multi_index(tuple(p[inside] for p in places), shape)
    weights = None if weight is None else weight.array().reshape(-1)[inside]
    made = np.bincount(flat, weights, int(np.prod(shape))).reshape(shape).astype(data.dtype)
    if density:
        made = made / made.sum()
        for d, e in enumerate(edges):
            made = made / np.diff(e).reshape([-1 if i == d else 1 for i, _ in enumerate(edges)])
    return made, edges


@composite(method=True, out=False)
def histogram(
    input: Tensor,
    bins: Any = 100,
    *,
    range: Any = None,
    weight: Tensor | None = None,
    density: bool = False,
    out: Any = None,
) -> Any:
    """The histogram of all elements and the edges of its bins: `(hist, bin_edges)`.

    `bins` is a number of intervals of one length, over `range` or that of the data, or a tensor of ascending edges.
    Elements count one each, or their `weight`; with `density` the histogram integrates to one.

    >>> import minigrad as torch
    >>> torch.histogram(torch.tensor([1.0, 2.0, 1.0]), bins=4, range=(0.0, 3.0)).hist
    tensor([0., 2., 1., 0.])
    """
    if not isinstance(bins, Tensor):
        bins = index("bins", bins)
    points = wrap(input.array().reshape(-1, 1))
    weights = None if weight is None else wrap(weight.array().reshape(-1))
    if weight is not None and weight._data.shape != input._data.shape:
        weights = weight  # for the message
    made, edges = _counts(points, [bins], range, weights, density)
    result = Histogram((wrap(made), wrap(edges[0])))
    return result if out is None else write_out(out, result, "histogram")


@composite(method=False, out=False)
def histogramdd(
    input: Tensor, bins: Any, range: Any = None, weight: Tensor | None = None, density: bool = False
) -> Any:
    """The histogram of points, the rows of `input`, and the edges of its bins: `(hist, bin_edges)`.

    `bins` is a number for all columns, one for each, or a tensor of edges for each; `range` holds low and high of each
    column in turn.  Points count one each, or their `weight`; with `density` the histogram integrates to one.

    >>> import minigrad as torch
    >>> x = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    >>> torch.histogramdd(x, bins=[2, 2]).hist
    tensor([[0., 1.],
            [1., 1.]])
    """
    made, edges = _counts(input, bins, range, weight, density)
    return HistogramDD((wrap(made), tuple(wrap(e) for e in edges)))
