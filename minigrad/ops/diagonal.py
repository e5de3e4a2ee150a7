"""Diagonals and triangles of matrices.

Imports the table, `shape` and `indexing`.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, index, raw, wrap, wrap_dim
from .._engine.views import assign, check_writable
from .._kinds import on_cpu
from .indexing import element
from .shape import reshape
from .table import Array, add_members, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ the diagonal as a view


def _diagonal_args(input: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> tuple[Any, ...]:
    n = raw(input).ndim
    first, second = wrap_dim(dim1, n), wrap_dim(dim2, n)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return input, index("offset", offset), first, second


def _diagonal_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 4)),), {}
    yield (rng.standard_normal((3, 4)), -1), {}
    yield (rng.standard_normal((2, 3, 4)), 1, 0, -1), {}
    yield (rng.standard_normal((3, 4)), 9), {}


@op(
    input=lambda g, input_shape, offset, dim1, dim2: _on_diagonal(g, input_shape, offset, dim1, dim2),
    view=True,
    linear=True,
    canonical=_diagonal_args,
    out=False,
    samples=_diagonal_samples,
)
def diagonal(input: Array, offset: int, dim1: int, dim2: int) -> Array:
    """The diagonal of the matrices along `dim1` and `dim2`, as the last axis; a view.

    `offset` moves it above (positive) or below the main one.

    >>> import minigrad as torch
    >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    input = np.asarray(input)
    found = input.diagonal(offset, dim1, dim2)
    found.flags.writeable = input.flags.writeable
    return found


@op(
    input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 2)), (3, 2, 3), 1, 0, 2), {})],
)
def _on_diagonal(input: Array, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Array:
    """Zeros of `shape` with `input` on a diagonal: the gradient of `diagonal`."""
    return _placed(input, shape, offset, dim1, dim2)


def _placed(input: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
    made = np.zeros(shape, input.dtype)
    found = made.diagonal(offset, dim1, dim2)
    found.flags.writeable = True
    found[...] = input
    return made


# ------------------------------------------------------------ matrices from diagonals


def _diag_embed_args(input: Array, offset: int = 0, dim1: int = -2, dim2: int = -1) -> tuple[Any, ...]:
    n = raw(input).ndim + 1
    if n == 1:
        wrap_dim(dim1, 1)
    first, second = wrap_dim(dim1, n), wrap_dim(dim2, n)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return input, index("offset", offset), first, second


@op(
    input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
    linear=True,
    canonical=_diag_embed_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), 1, 0, -1), {}), ((rng.standard_normal(3), -1), {})],
)
def diag_embed(input: Array, offset: int, dim1: int, dim2: int) -> Array:
    """Matrices along `dim1` and `dim2` with the last axis of `input` as their diagonal, zeros elsewhere.

    >>> import minigrad as torch
    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    size = input.shape[-1] + abs(offset)
    shape = list(input.shape[:-1])
    for d in sorted((dim1, dim2)):
        shape.insert(d, size)
    return _placed(input, tuple(shape), offset, dim1, dim2)


@composite()
def diag(input: Tensor, diagonal: int = 0) -> Any:
    """The matrix with a vector on its diagonal, or a copy of a matrix's diagonal.

    >>> import minigrad as torch
    >>> torch.diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = raw(input).ndim
    if n not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {n}D")
    return diag_embed(input, diagonal) if n == 1 else _diagonal_copy(input, diagonal, 0, 1)


@op(
    input=lambda g, input_shape, offset, dim1, dim2: _on_diagonal(g, input_shape, offset, dim1, dim2),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((3, 4)), 1, 0, 1), {})],
)
def _diagonal_copy(input: Array, offset: int, dim1: int, dim2: int) -> Array:
    """The diagonal, copied."""
    return np.array(np.asarray(input).diagonal(offset, dim1, dim2))


@composite(out=False)
def diagflat(input: Tensor, offset: int = 0) -> Any:
    """The matrix with all elements of `input` on its diagonal."""
    return diag_embed(reshape(input, (raw(input).size,)), offset)


def _diagonal_scatter_args(input: Array, src: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> tuple[Any, ...]:
    _, shift, first, second = _diagonal_args(input, offset, dim1, dim2)
    part = np.broadcast_to(np.empty((), bool), raw(input).shape).diagonal(shift, first, second).shape
    check_slice(raw(src).shape, part)
    return input, src, shift, first, second


def check_slice(given: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    """Raises RuntimeError unless a source has the shape of the part that it replaces."""
    if given != wanted:
        raise RuntimeError(
            f"expected src to have a size equal to the slice of self. src size = {list(given)}, slice size = "
            f"{list(wanted)}"
        )


@op(
    input=lambda g, offset, dim1, dim2: _off_diagonal(g, offset, dim1, dim2),
    src=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
    linear=True,
    canonical=_diagonal_scatter_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((3, 4)), rng.standard_normal(3), 1), {})],
)
def diagonal_scatter(input: Array, src: Array, offset: int, dim1: int, dim2: int) -> Array:
    """A copy of `input` with `src` on a diagonal.

    >>> import minigrad as torch
    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return _with_diagonal(input, src, offset, dim1, dim2)


def _with_diagonal(input: Any, src: Any, offset: int, dim1: int, dim2: int) -> Any:
    out = np.array(input)
    found = out.diagonal(offset, dim1, dim2)
    found.flags.writeable = True
    found[...] = src
    return out


@op(
    input=lambda g, offset, dim1, dim2: _off_diagonal(g, offset, dim1, dim2),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((3, 4)), 1, 0, 1), {})],
)
def _off_diagonal(input: Array, offset: int, dim1: int, dim2: int) -> Array:
    """A copy with zeros on a diagonal."""
    return _with_diagonal(input, 0, offset, dim1, dim2)


@op(
    input=lambda g, wrap: _filled_diagonal(g, 0, wrap),
    node="FillDiagonalBackward0",
    samples=lambda rng: [((rng.standard_normal((5, 2)), 2.0, wrap), {}) for wrap in (False, True)],
)
def _filled_diagonal(input: Array, value: Any, wrap: bool) -> Array:
    """A copy with one number on the main diagonal."""
    out = np.array(input, order="C")
    np.fill_diagonal(out, value, wrap)
    return out


def _fill_diagonal(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Writes one number on the main diagonal, in place; `wrap` begins anew below a tall matrix's diagonal.

    >>> import minigrad as torch
    >>> torch.zeros(2, 2).fill_diagonal_(3)
    tensor([[3., 0.],
            [0., 3.]])
    """
    if not isinstance(raw(fill_value), bool | int | float | complex | np.generic | ndarray):
        raise TypeError(
            f"fill_diagonal_(): argument 'fill_value' (position 1) must be Number, not {type(fill_value).__name__}"
        )
    shape = self._data.shape
    if len(shape) < 2:
        raise RuntimeError("dimensions must larger than 1")
    if len(shape) > 2 and len(set(shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    check_writable(self)
    return assign(self, _filled_diagonal(self, element(raw(fill_value), self._data.dtype), wrap))


add_members(fill_diagonal_=_fill_diagonal)


# ------------------------------------------------------------ triangles


def _triangle(name: str) -> Any:
    def canonical(input: Array, diagonal: int = 0) -> tuple[Any, ...]:
        if raw(input).ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        return input, index("diagonal", diagonal)

    return canonical


def _triangle_samples(rng: np.random.Generator) -> Any:
    for diagonal in (0, 1, -2):
        yield (rng.standard_normal((2, 3, 4)), diagonal), {}


@op(
    input=lambda g, diagonal: tril(g, diagonal),
    linear=True,
    canonical=_triangle("tril"),
    inplace=True,
    samples=_triangle_samples,
)
def tril(input: Array, diagonal: int) -> Array:
    """The matrices with zeros above a diagonal.

    >>> import minigrad as torch
    >>> torch.tril(torch.tensor([[1, 2], [3, 4]]))
    tensor([[1, 0],
            [3, 4]])
    """
    return np.where(_below(input.shape, diagonal), input, input.dtype.type(0))


@op(
    input=lambda g, diagonal: triu(g, diagonal),
    linear=True,
    canonical=_triangle("triu"),
    inplace=True,
    samples=_triangle_samples,
)
def triu(input: Array, diagonal: int) -> Array:
    """The matrices with zeros below a diagonal.

    >>> import minigrad as torch
    >>> torch.triu(torch.tensor([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [0, 4]])
    """
    return np.where(_below(input.shape, diagonal - 1), input.dtype.type(0), input)


def _below(shape: tuple[int, ...], diagonal: int) -> Any:
    """True on and below a diagonal of matrices of this shape."""
    rows, columns = shape[-2:]
    return _kept_below(rows, columns, diagonal) if rows * columns <= 4096 else _new_below(rows, columns, diagonal)


def _new_below(rows: int, columns: int, diagonal: int) -> Any:
    return np.greater_equal.outer(np.arange(diagonal, diagonal + rows), np.arange(columns))


_kept_below = functools.lru_cache(maxsize=64)(_new_below)


def _triangle_places(name: str, row: int, col: int, dtype: Any, device: Any, upper: bool, offset: int) -> Tensor:
    on_cpu(device)
    for word, n in (("row", row), ("col", col)):
        if n < 0:
            raise RuntimeError(f"{word} must be non-negative, got{n}")
    kind = dtypes.int64 if dtype is None else dtype
    if kind.category != dtypes.INTEGER or kind not in (dtypes.int32, dtypes.int64):
        raise NotImplementedError(f"\"{name}\" not implemented for '{kind.legacy}'")
    mask = _new_below(row, col, offset - 1 if upper else offset)
    return wrap(np.stack((~mask if upper else mask).nonzero()).astype(kind.numpy))


@composite(method=False, out=False, differentiable=False)
def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None, layout: Any = None
) -> Tensor:
    """The places on and below a diagonal of a matrix: rows in the first row, columns in the second.

    >>> import minigrad as torch
    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return _triangle_places("tril_indices", row, col, dtype, device, False, offset)


@composite(method=False, out=False, differentiable=False)
def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None, layout: Any = None
) -> Tensor:
    """The places on and above a diagonal of a matrix: rows in the first row, columns in the second.

    >>> import minigrad as torch
    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    return _triangle_places("triu_indices", row, col, dtype, device, True, offset)
