"""Bags of embeddings: sums, means or maxima of rows of a table.

Imports the table, `embedding` and the kernel of `_kernels.index`.  A sum of rows is a lookup, a weighing and an
addition per bag, each with its adjoint in `embedding`; a maximum is a lookup of the winners.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, wrap
from ._checks import legacy
from ._kernels.index import embedding_grad
from ._kernels.precision import working_dtype
from .embedding import _check_indices, _renormalize, _rows
from .table import Array, composite, op

_MODES = ("sum", "mean", "max")

# ------------------------------------------------------------ adding and choosing


@op(
    input=lambda g, bags: _rows(g, bags, None, False), linear=True, node="EmbeddingBagBackward0",
    samples=lambda rng: [((rng.standard_normal((4, 3)), np.array([0, 0, 2, 2]), 3), {})],
)  # fmt: skip
def _sums(input: Array, bags: Array, count: int) -> Array:
    """The sums of the rows of each bag."""
    return embedding_grad(input, bags, count)


def _winner_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 2)), np.array([[0, 2], [-1, -1], [2, 2]])), {}


@op(
    weight=lambda g, winners, weight_shape: _put_winners(g, winners, weight_shape[0]), linear=True,
    node="EmbeddingBagBackward0", samples=_winner_samples,
)  # fmt: skip
def _winners(weight: Array, winners: Array) -> Array:
    """In each column, the element of the row that won; 0 for -1."""
    found = np.take_along_axis(weight, np.maximum(winners, 0), 0)
    return np.where(winners < 0, 0, found).astype(weight.dtype, copy=False)


@op(
    input=lambda g, winners: _winners(g, winners), linear=True,
    samples=lambda rng: [((rng.standard_normal((3, 2)), np.array([[0, 2], [-1, -1], [2, 2]]), 3), {})],
)  # fmt: skip
def _put_winners(input: Array, winners: Array, rows: int) -> Array:
    """Elements added to the rows that won: the adjoint of `_winners`."""
    out = np.zeros((rows, input.shape[1]), input.dtype)
    columns = np.broadcast_to(np.arange(input.shape[1]), winners.shape)
    np.add.at(out, (np.maximum(winners, 0), columns), np.where(winners < 0, 0, input))
    return out


def _winning_rows(weight: Any, indices: Any, bags: Any, count: int) -> Any:
    """For each bag and column the index of the row with the largest element, the first of equals; -1 for an empty
    bag."""
    found = np.full((count, weight.shape[1]), -1)
    best = np.full((count, weight.shape[1]), -np.inf)
    for row, bag in zip(indices, bags, strict=True):
        better = (weight[row] > best[bag]) | (found[bag] < 0)
        found[bag] = np.where(better, row, found[bag])
        best[bag] = np.where(better, weight[row], best[bag])
    return found


# ------------------------------------------------------------ arguments


def _check_offsets(offsets: Any, length: int) -> None:
    if offsets.size and offsets[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, "
            f"got {int(offsets[0])}"
        )
    if offsets.size and offsets[-1] > length:
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length {length} but got offsets[-1] of {int(offsets[-1])}"
        )


def _bagged(
    weight: Any, indices: Any, offsets: Any, by_freq: bool, mode: str, per_sample: Any, last: bool,
    padding_idx: int | None
) -> tuple[Any, ...]:
    """The bags' rows, and how they came about: the bag of each index, the bags' sizes, the winners of a maximum."""
    _check_indices(indices, "embedding_bag")
    if weight._data.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D\nIt has the shape {list(weight._data.shape)}.")
    rows = len(weight._data)
    given, starts = indices.array(), offsets.array().astype(np.int64)
    _check_offsets(starts, len(given))
    if given.size and not 0 <= given.min() <= given.max() < rows:
        place = int(np.flatnonzero((given < 0) | (given >= rows))[0])
        raise RuntimeError(
            f"Index {place} of input takes value {int(given[place])} which is not in the valid range [0, {rows})"
        )
    if padding_idx is not None:
        if not -rows <= padding_idx < rows:
            raise RuntimeError(
                f"padding_idx must be within the number of embeddings, {-rows} through {rows - 1}, but got "
                f"{padding_idx}"
            )
        padding_idx %= rows
    count = len(starts) - 1 if last else len(starts)
    bags = np.searchsorted(starts[:count], np.arange(len(given)), side="right") - 1
    counted = np.ones(len(given), np.bool_) if padding_idx is None else given != padding_idx
    sizes = np.bincount(bags[counted], minlength=count)
    if mode == "max":
        found = _winning_rows(weight._data, given[counted], bags[counted], count)
        return _winners(weight, wrap(found)), bags, sizes, np.maximum(found, 0)
    every: Any = _rows(weight, wrap(given), padding_idx, by_freq)
    wide = working_dtype(weight._data.dtype)
    if wide != weight._data.dtype:  # half precisions are weighed and added up in float32
        every = every.float()
        per_sample = None if per_sample is None else per_sample.float()
    share = None if counted.all() else counted.astype(wide)
    if mode == "mean":
        share = ((1 if share is None else share) / np.maximum(sizes, 1)[bags]).astype(wide)
    if share is not None:
        every = every * wrap(share[:, None])
    if per_sample is not None:
        every = every * per_sample.unsqueeze(1)
    made = _sums(every, wrap(bags), count)
    return (made if made.dtype == weight.dtype else made.to(weight.dtype)), bags, sizes, sizes


def _check_arguments(
    input: Any, weight: Any, offsets: Any, per_sample: Any, mode: str, by_freq: bool, sparse: bool
) -> None:
    if per_sample is not None and input._data.shape != per_sample._data.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample.shape}) is not None, then it must have the same shape "
            f"as the input ({input.shape})"
        )
    if input._data.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
                f"sequences. However, found offsets of type {type(offsets)}"
            )
    elif input._data.ndim == 1:
        if not isinstance(offsets, Tensor):
            raise ValueError(f"offsets has to be a 1D Tensor but got {offsets}")
        if offsets._data.ndim != 1:
            raise ValueError("offsets has to be a 1D Tensor")
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input._data.ndim}")
    if mode not in _MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if per_sample is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}'). Please open a feature request on GitHub."
        )
    if per_sample is not None and per_sample._data.dtype != weight._data.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
            f"'per_sample_weights'; but type torch.{legacy(weight._data)}Tensor does not equal "
            f"torch.{legacy(per_sample._data)}Tensor (while checking arguments for embedding_bag)"
        )


def _samples(rng: np.random.Generator) -> Any:
    indices, offsets, weight = np.array([0, 2, 2, 1]), np.array([0, 2, 2]), rng.standard_normal((3, 2))
    for mode in _MODES:
        yield (indices, weight, offsets), {"mode": mode}
    yield (indices, weight, offsets), {"mode": "sum", "per_sample_weights": rng.standard_normal(4)}


# ------------------------------------------------------------ the op


@composite(namespaces=("nn.functional",), out=False, samples=_samples)
def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None, norm_type: float = 2,
    scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False,
    per_sample_weights: Tensor | None = None, include_last_offset: bool = False, padding_idx: int | None = None,
) -> Any:  # fmt: skip
    """The "sum", "mean" or "max" of the rows of `weight` in each bag of indices: (bags, features).

    `input` (bags, n) holds bags of one length; (n,) all bags one after the other, each from its place in `offsets` on
    (with `include_last_offset` the last one is the end).  `per_sample_weights` of the input's shape weigh a sum's rows.
     Indices equal to `padding_idx` do not count.  Raises ValueError or RuntimeError where arguments do not fit.

    >>> import minigrad as torch
    >>> table = torch.tensor([[1.0], [10.0], [100.0]])
    >>> torch.nn.functional.embedding_bag(torch.tensor([0, 1, 2]), table, torch.tensor([0, 2]), mode="sum")
    tensor([[ 11.],
            [100.]])
    """
    for place, (name, x) in enumerate((("input", input), ("weight", weight)), 1):
        if not isinstance(x, Tensor):
            raise errors.not_tensor("embedding_bag", name, place, x)
    if weight._data.dtype.kind in "iu" and input._data.dtype.kind == "f":
        input, weight = weight, input  # the old order of the arguments
    _check_arguments(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq, sparse)
    if input._data.ndim == 2:
        n, m = input._data.shape
        offsets = wrap(np.arange(n) * m)
        input = input.reshape(n * m)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(n * m)
    if max_norm is not None:
        _check_indices(input, "embedding_bag")
        _renormalize(weight, input.array(), max_norm, norm_type)
    return _bagged(
        weight, input, offsets, scale_grad_by_freq, mode, per_sample_weights, include_last_offset, padding_idx
    )[0]


def _torch_embedding_bag() -> None:
    @composite(method=False, out=False)
    def embedding_bag(
        input: Tensor, indices: Tensor, offsets: Tensor, scale_grad_by_freq: bool = False, mode: int = 0,
        sparse: bool = False, per_sample_weights: Tensor | None = None, include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> Any:  # fmt: skip
        """The bags' rows, the bag of each index, the bags' sizes, and the winners of a maximum; modes are 0, 1 and
        2."""
        word = _MODES[mode]
        out, bags, sizes, winners = _bagged(
            input, indices, offsets, scale_grad_by_freq, word, per_sample_weights, include_last_offset, padding_idx
        )
        if word == "sum":
            bags, sizes, winners = bags[:0], np.zeros_like(sizes), np.zeros_like(sizes)
        return out, wrap(bags), wrap(sizes), wrap(winners)


_torch_embedding_bag()
