"""One element of each line, chosen by rank or by frequency: kthvalue, median, nanmedian, mode.

Imports the table, `extremes` and `sorting`.  The values carry gradients, all to the element chosen; the median of all
elements shares its gradient among those that equal it, as `max` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, index, raw, wrap_dim
from ._kernels.lines import add_up
from ._kernels.precision import sortable
from .extremes import attaining, placed
from .outputs import write_out
from .sorting import order
from .table import Array, composite, op


def _line_args(name: str, input: Array, dim: Any) -> int:
    """The axis, checked.  Raises IndexError where its lines are empty."""
    data = raw(input)
    d = wrap_dim(dim, data.ndim)
    if data.dtype.kind == "c" or (data.dtype.kind == "b" and name != "mode"):
        kernel = "median_out" if name == "median" else f"{name}_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    if data.ndim and not data.shape[d]:
        raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")
    return d


def _at(input: Any, indices: Any, dim: int, keepdim: bool) -> tuple[Any, Any]:
    """The elements at `indices`, which keep an axis of length 1, and the indices: with that axis or without."""
    values = np.take_along_axis(input, indices, dim)
    return (values, indices) if keepdim else (values.squeeze(dim), indices.squeeze(dim))


def _distinct(rng: np.random.Generator) -> np.ndarray[Any, Any]:
    return (rng.permutation(24) - 11.5).reshape(2, 3, 4)


# ------------------------------------------------------------ kthvalue


def _kth_args(input: Array, k: int, dim: int = -1, keepdim: bool = False) -> tuple[Any, ...]:
    d = _line_args("kthvalue", input, dim)
    data = raw(input)
    k = index("k", k)
    if not 1 <= k <= (data.shape[d] if data.ndim else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {d}")
    return input, k, d, bool(keepdim)


def _kth_samples(rng: np.random.Generator) -> Any:
    yield (_distinct(rng), 2), {}
    yield (_distinct(rng), 1, 1, True), {}
    yield (np.array(0.7), 1), {}


@op(
    name="kthvalue",
    input=lambda g, indices, input_shape, dim, keepdim: placed(g, indices, input_shape, dim, keepdim),
    canonical=_kth_args,
    outputs=("values", "indices"),
    samples=_kth_samples,
)
def _kthvalue(input: Array, k: int, dim: int, keepdim: bool) -> Any:
    if not input.ndim:
        return input.copy(), np.int64(0)
    return _at(input, order(input, dim, False).take(range(k - 1, k), dim), dim, keepdim)


def _refuse_overlap(input: Tensor, out: Any) -> None:
    """Raises RuntimeError where a result would be written over the input."""
    if any(isinstance(o, Tensor) and np.may_share_memory(o.array(), input.array()) for o in out):
        raise RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
            "memory location. Please clone() the tensor before performing the operation."
        )


@composite(samples=_kth_samples)
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The k-th smallest element of each line along `dim` (k counts from 1), and its index: `(values, indices)`.

    nan is larger than every number.  Raises RuntimeError where a line has fewer than k elements.

    >>> import minigrad as torch
    >>> torch.kthvalue(torch.tensor([3.0, 1.0, 2.0]), 2).values
    tensor(2.)
    """
    if out is not None:
        _refuse_overlap(input, out)
        return write_out(out, _kthvalue(input, k, dim, keepdim), "kthvalue")
    return _kthvalue(input, k, dim, keepdim)


# ------------------------------------------------------------ medians


def _middle(input: Any, dim: int, keepdim: bool, ignore_nan: bool) -> tuple[Any, Any]:
    """The lower median of each line; of a line with a nan the first nan, or the median of the rest."""
    if not input.ndim:
        return input.copy(), np.int64(0)
    n = input.shape[dim]
    ranked = order(input, dim, False)
    if input.dtype.kind not in "fV":
        return _at(input, ranked.take(range((n - 1) // 2, (n - 1) // 2 + 1), dim), dim, keepdim)
    nans = add_up(input != input, dim, dtypes.I64, None, True)
    if ignore_nan:
        rank = np.maximum(n - nans - 1, 0) // 2
    else:
        rank = np.where(nans > 0, n - nans, (n - 1) // 2)
    return _at(input, np.take_along_axis(ranked, rank, dim), dim, keepdim)


def _median_args(name: str) -> Any:
    def canonical(input: Array, dim: Any, keepdim: bool = False) -> tuple[Any, ...]:
        return input, _line_args("median", input, dim), bool(keepdim)

    return canonical


def _median_samples(rng: np.random.Generator) -> Any:
    yield (_distinct(rng), 1), {}
    yield (_distinct(rng), -1, True), {}
    yield (np.array(0.7), 0), {}


def _selected(g: Any, indices: Any, input_shape: tuple[int, ...], dim: int, keepdim: bool) -> Any:
    return placed(g, indices, input_shape, dim, keepdim)


@op(
    name="median", node="MedianBackward1", input=_selected, canonical=_median_args("median"),
    outputs=("values", "indices"), samples=_median_samples,
)  # fmt: skip
def _median_along(input: Array, dim: int, keepdim: bool) -> Any:
    return _middle(input, dim, keepdim, False)


@op(
    name="nanmedian", node="NanmedianBackward1", input=_selected, canonical=_median_args("nanmedian"),
    outputs=("values", "indices"), samples=_median_samples,
)  # fmt: skip
def _nanmedian_along(input: Array, dim: int, keepdim: bool) -> Any:
    return _middle(input, dim, keepdim, True)


def _all_args(input: Array) -> tuple[Any, ...]:
    data = raw(input)
    if data.dtype.kind in "bc":
        raise NotImplementedError(f"\"median_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    return (input,)


def _all_samples(rng: np.random.Generator) -> Any:
    yield (_distinct(rng),), {}
    yield (np.array(0.7),), {}


def _middle_of_all(input: Any, ignore_nan: bool) -> Any:
    x = input.reshape(-1)
    if not x.size:
        return np.full((), np.nan if x.dtype.kind in "fV" else np.iinfo(x.dtype).min, x.dtype)
    if x.dtype.kind in "fV":
        valid = x[x == x]
        if valid.size < x.size and (not ignore_nan or not valid.size):
            return x[x != x][0]
        x = valid
    k = (x.size - 1) // 2
    return np.partition(sortable(x), k)[k].astype(x.dtype, copy=False)


def _shared(g: Any, input: Any, out: Any) -> Any:
    return g * attaining(input, out, None, False, True)


@op(name="median", node="MedianBackward0", input=_shared, canonical=_all_args, samples=_all_samples)
def _median_all(input: Array) -> Array:
    return _middle_of_all(input, False)


@op(name="nanmedian", node="NanmedianBackward0", input=_shared, canonical=_all_args, samples=_all_samples)
def _nanmedian_all(input: Array) -> Array:
    return _middle_of_all(input, True)


@composite(samples=_median_samples)
def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median of all elements; with `dim` that of each line and its index, `(values, indices)`.

    Of an even number the lower of the two in the middle.  nan where there is one.  Elements that equal the median of
    all share its gradient; along `dim` it goes to the element at the index.

    >>> import minigrad as torch
    >>> torch.median(torch.tensor([3.0, 1.0, 2.0, 4.0]))
    tensor(2.)
    """
    return _median_all(input) if dim is None else _median_along(input, dim, keepdim)


@composite(samples=_median_samples)
def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median of what is not nan: of all elements, or of each line along `dim`, `(values, indices)`.

    nan where there is nothing else.

    >>> import minigrad as torch
    >>> torch.nanmedian(torch.tensor([3.0, torch.nan, 2.0, 4.0]))
    tensor(3.)
    """
    return _nanmedian_all(input) if dim is None else _nanmedian_along(input, dim, keepdim)


# ------------------------------------------------------------ mode


def _mode_args(input: Array, dim: int = -1, keepdim: bool = False) -> tuple[Any, ...]:
    return input, _line_args("mode", input, dim), bool(keepdim)


def _mode_samples(rng: np.random.Generator) -> Any:
    yield (_distinct(rng),), {}
    yield (_distinct(rng), 1, True), {}
    yield (np.array(0.7),), {}


@op(input=_selected, canonical=_mode_args, outputs=("values", "indices"), samples=_mode_samples)
def mode(input: Array, dim: int, keepdim: bool) -> Any:
    """The most frequent element of each line along `dim` and an index of it: `(values, indices)`.

    The smallest of several as frequent, and of its places the last.  No nan equals another.

    >>> import minigrad as torch
    >>> torch.mode(torch.tensor([3, 1, 2, 1]))
    torch.return_types.mode(
    values=tensor(1),
    indices=tensor(3))
    """
    if not input.ndim:
        return input.copy(), np.int64(0)
    # sorted, equal elements stand together; where such a run first gets longest, its last element is wanted
    ranked = order(input, dim, False)
    line = np.moveaxis(np.take_along_axis(input, ranked, dim), dim, -1)
    place = np.arange(line.shape[-1])
    begins = np.ones(line.shape, bool)
    begins[..., 1:] = line[..., 1:] != line[..., :-1]
    length = place - np.maximum.accumulate(np.where(begins, place, 0), -1)
    best = np.expand_dims(length.argmax(-1), dim)
    return _at(input, np.take_along_axis(ranked, best, dim), dim, keepdim)
