"""Embeddings: rows of a table looked up by index; bags of them are in `bags`.

Imports the table and the kernel of `_kernels.index`.  Looking rows up is linear in the table; the gradient adds what
arrives to the rows it came from (`_add_rows`), whose own gradient looks rows up again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from ._checks import legacy
from ._kernels.index import embedding_grad
from .table import Array, composite, op

_F = ("nn.functional",)

# ------------------------------------------------------------ rows by index


def _share_of_rows(indices: Any, rows: int, padding_idx: int | None, by_freq: bool, dtype: Any) -> Any:
    """What of each looked-up row's gradient counts: 0 for padding, 1 / uses of the row with `by_freq`; None for all."""
    if padding_idx is None and not by_freq:
        return None
    share = np.ones(indices.shape, dtype)
    if by_freq:
        flat = indices.reshape(-1)
        share = (share.reshape(-1) / np.bincount(flat, minlength=rows)[flat]).astype(dtype).reshape(indices.shape)
    if padding_idx is not None:
        share[indices == padding_idx] = 0
    return share[..., None]


def _row_samples(rng: np.random.Generator) -> Any:
    indices = np.array([[0, 2, 2], [3, 0, 1]])
    yield (rng.standard_normal((4, 3)), indices, None, False), {}
    yield (rng.standard_normal((4, 3)), np.array(1), None, False), {}


@op(
    weight=lambda g, indices, weight_shape, padding_idx, by_freq: _add_rows(
        g, indices, weight_shape[0], padding_idx, by_freq
    ),
    node="EmbeddingBackward0", samples=_row_samples,
)  # fmt: skip
def _rows(weight: Array, indices: Array, padding_idx: int | None, by_freq: bool) -> Array:
    """Rows of a matrix."""
    return weight.take(indices, 0)


def _add_samples(rng: np.random.Generator) -> Any:
    indices = np.array([[0, 2, 2], [3, 0, 1]])
    yield (rng.standard_normal((2, 3, 3)), indices, 4, None, False), {}
    yield (rng.standard_normal((2, 3, 3)), indices, 4, 2, True), {}
    yield (rng.standard_normal(3), np.array(1), 4, None, False), {}


@op(
    input=lambda g, indices, padding_idx, by_freq: _shared_rows(g, indices, padding_idx, by_freq), linear=True,
    node="EmbeddingDenseBackwardBackward0", samples=_add_samples,
)  # fmt: skip
def _add_rows(input: Array, indices: Array, rows: int, padding_idx: int | None, by_freq: bool) -> Array:
    """Each row added up over the places that use it: the adjoint of `_rows`."""
    return embedding_grad(input, indices, rows, padding_idx, by_freq)


@op(
    weight=lambda g, indices, weight_shape, padding_idx, by_freq: _add_rows(
        g, indices, weight_shape[0], padding_idx, by_freq
    ),
    linear=True, node="EmbeddingBackward0",
    samples=lambda rng: [*_row_samples(rng), ((rng.standard_normal((4, 3)), np.array([2, 2, 1]), 1, True), {})],
)  # fmt: skip
def _shared_rows(weight: Array, indices: Array, padding_idx: int | None, by_freq: bool) -> Array:
    """Rows of a matrix, those of padding as 0: the adjoint of `_add_rows`."""
    found = weight.take(indices, 0)
    share = _share_of_rows(indices, len(weight), padding_idx, by_freq, weight.dtype)
    return found if share is None else found * share


def _check_indices(indices: Any, name: str = "embedding") -> None:
    data = raw(indices)
    if data.dtype != np.int64 and data.dtype != np.int32:
        kind = "CPUBoolType" if data.dtype.kind == "b" else f"torch.{legacy(data)}Tensor"
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{kind} instead (while checking arguments for {name})\nIndices are integers: indices.long()."
        )


def _check_range(data: Any, rows: int) -> None:
    """Raises IndexError for an index that is no row."""
    if not data.size:
        return
    unsigned = data.view(np.uint64 if data.dtype.itemsize == 8 else np.uint32)
    if np.maximum.reduce(unsigned, None) >= rows:
        wrong = int(data[(data < 0) | (data >= rows)].flat[0]) if data.ndim else int(data)
        raise IndexError(
            f"index out of range in self\nThe index {wrong} is not among the rows 0 to {rows - 1} of the table."
        )


def _look_up(weight: Any, indices: Any, padding_idx: int | None, by_freq: bool) -> Any:
    for name, x, place in (("weight", weight, 1), ("indices", indices, 2)):
        if not isinstance(x, Tensor):
            raise errors.not_tensor("embedding", name, place, x)
    if weight._data.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D\nIt has the shape {list(weight._data.shape)}.")
    _check_indices(indices)
    _check_range(indices.array(), len(weight._data))
    return _rows(weight, indices, padding_idx, by_freq)


def _renormalize(weight: Tensor, indices: Any, max_norm: float, norm_type: float) -> None:
    """Scale the rows in use whose norm exceeds `max_norm` down to it, in place, without history."""
    data = weight.array()
    used = np.unique(indices)
    _check_range(used, len(data))
    rows = data[used]
    norms = np.linalg.norm(rows, norm_type, 1)
    large = norms > max_norm
    if large.any():
        data[used[large]] = rows[large] * (max_norm / (norms[large] + 1e-7)).astype(data.dtype)[:, None]
        weight.writes().bump()


def _padding(padding_idx: int | None, rows: int) -> int | None:
    if padding_idx is None:
        return None
    if not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx + rows if padding_idx < 0 else padding_idx


def _embedding_samples(rng: np.random.Generator) -> Any:
    yield (np.array([[0, 2], [2, 1]]), rng.standard_normal((3, 4))), {}


@composite(namespaces=_F, out=False, samples=_embedding_samples)
def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Any:  # fmt: skip
    """Rows of `weight` (rows, features) at the indices `input` (*): (*, features).

    The row `padding_idx` gets no gradient; with `scale_grad_by_freq` a row's gradient is divided by its uses.  Rows in
    use with a norm above `max_norm` are first scaled down to it, in place.  Raises IndexError for an index out of
    range.

    >>> import minigrad as torch
    >>> torch.nn.functional.embedding(torch.tensor([1, 1]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[3., 4.],
            [3., 4.]])
    """
    if (padding_idx is not None or max_norm is not None) and isinstance(weight, Tensor):
        padding_idx = _padding(padding_idx, len(weight._data))
        if max_norm is not None:
            _check_indices(input)
            _renormalize(weight, input.array(), max_norm, norm_type)
    return _look_up(weight, input, padding_idx, scale_grad_by_freq)


def _torch_embedding() -> None:
    """The forms in torch's own namespace, with the table first."""

    @composite(method=False, out=False)
    def embedding(
        input: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
    ) -> Any:
        """Rows of a table at indices, as `nn.functional.embedding` but with the table first."""
        return _look_up(input, indices, None if padding_idx < 0 else padding_idx, scale_grad_by_freq)


_torch_embedding()
