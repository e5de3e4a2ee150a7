"""Splitting: split, chunk, tensor_split, hsplit and their relatives, all of which give views.

Imports the table, `indexing` and `joining`, whose `cat` is the adjoint of a split.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._engine import dtypes
from .._engine.tensor import Tensor, index, raw
from .indexing import _part
from .joining import cat
from .shape import integer
from .table import Array, composite, op


def _split_sizes_args(input: Array, split_sizes: Any, dim: int = 0) -> tuple[Any, ...]:
    shape = raw(input).shape
    if not shape:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    axis = integer("split_with_sizes", "dim", dim, len(shape))
    lengths = tuple([int(n) for n in split_sizes])
    for n in lengths:
        if n < 0:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes have only non-negative entries, but got "
                f"split_sizes={list(lengths)}"
            )
    if sum(lengths) != shape[axis]:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {shape[axis]} (input tensor's size at dimension "
            f"{axis}), "
            f"but got split_sizes={list(lengths)}"
        )
    return input, lengths, axis


@op(
    input=lambda g, dim: cat(g, dim),
    view=True,
    linear=True,
    canonical=_split_sizes_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((5, 2)), (2, 0, 3)), {})],
)
def split_with_sizes(input: Array, split_sizes: tuple[int, ...], dim: int) -> Any:
    """Consecutive parts of the given lengths along the axis `dim`, as views."""
    before = (slice(None),) * dim
    parts = []
    begin = 0
    for n in split_sizes:
        parts.append(input[(*before, slice(begin, begin + n))])
        begin += n
    return tuple(parts)


@op(
    input=lambda g, dim: cat(g, dim),
    view=True,
    linear=True,
    node="SplitBackward0",
    samples=lambda rng: [((rng.standard_normal((5, 2)), 2, 0), {})],
)
def _split(input: Array, split_size: int, dim: int) -> Any:
    """Parts of one length along an axis; the last may be shorter."""
    before = (slice(None),) * dim
    length = input.shape[dim]
    if not split_size:
        return (input[...],)
    return tuple([input[(*before, slice(i, i + split_size))] for i in range(0, length, split_size)] or [input[...]])


@composite(out=False)
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> Any:
    """Parts of length `split_size_or_sections` (the last may be shorter), or of the lengths in that list; views.

    Raises RuntimeError where the lengths do not add up.

    >>> import minigrad as torch
    >>> torch.split(torch.tensor([1, 2, 3, 4, 5]), 2)
    (tensor([1, 2]), tensor([3, 4]), tensor([5]))
    """
    size = split_size_or_sections
    if isinstance(size, tuple | list):
        return split_with_sizes(tensor, size, dim)
    size = index("split_size", size)
    shape = raw(tensor).shape
    if not shape:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    if size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    axis = integer("split", "dim", dim, len(shape))
    if not size and shape[axis]:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {shape[axis]}")
    return _split(tensor, size, axis)


@composite(out=False)
def chunk(input: Tensor, chunks: int, dim: int = 0) -> Any:
    """At most `chunks` parts of equal length (the last may be shorter), as views.

    >>> import minigrad as torch
    >>> torch.chunk(torch.tensor([1, 2, 3, 4, 5]), 2)
    (tensor([1, 2, 3]), tensor([4, 5]))
    """
    shape = raw(input).shape
    if not shape:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    axis = integer("chunk", "dim", dim, len(shape))
    size = -(-shape[axis] // chunks)
    if not size:
        return split_with_sizes(input, (0,) * chunks, axis)
    return _split(input, size, axis)


def _boundaries(length: int, sections: int) -> list[tuple[int, int]]:
    """The parts of `range(length)` in `sections` almost equal parts, the longer ones first."""
    small, longer = divmod(length, sections)
    ends = [(i + 1) * small + min(i + 1, longer) for i in range(sections)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


@composite(out=False)
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> Any:
    """Almost equal parts, so many as `indices_or_sections` says, or parts that begin at the places in that list; views.

    >>> import minigrad as torch
    >>> torch.tensor_split(torch.tensor([1, 2, 3, 4, 5]), 2)
    (tensor([1, 2, 3]), tensor([4, 5]))
    """
    shape = raw(input).shape
    if not shape:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    axis = integer("tensor_split", "dim", dim, len(shape))
    given = indices_or_sections
    if isinstance(given, Tensor):
        if given._data.dtype != dtypes.I64:
            raise RuntimeError(
                f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {given.dtype.legacy}"
            )
        if given.ndim > 1:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, "
                "but got "
                f"a tensor with {given.ndim} dims"
            )
        given = given.tolist()
    before = (slice(None),) * axis
    if isinstance(given, int):
        if given <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {given}")
        return tuple([_part(input, (*before, slice(a, b), ...)) for a, b in _boundaries(shape[axis], given)])
    starts = [0, *[int(i) for i in given]]
    return tuple([_part(input, (*before, slice(a, b), ...)) for a, b in zip(starts, [*starts[1:], None], strict=True)])


def _even_split(name: str, least: int, dim: int, input: Tensor, given: Any) -> Any:
    shape = raw(input).shape
    if not isinstance(given, int | tuple | list):
        raise TypeError(
            f"{name}() received an invalid combination of arguments - got (Tensor, {type(given).__name__}), but "
            "expected one "
            "of:\n * (Tensor input, int sections)\n * (Tensor input, tuple of ints indices)"
        )
    if len(shape) < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {len(shape)} "
            "dimensions!"
        )
    if isinstance(given, int) and (not given or shape[dim] % given):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {shape[dim]} is not "
            f"divisible by the split_size {given}!"
        )
    return tensor_split(input, given, dim)


@composite(out=False)
def hsplit(input: Tensor, indices_or_sections: Any) -> Any:
    """Parts along the second axis (the first of a vector): so many equal ones, or beginning at the given places."""
    return _even_split("hsplit", 1, 0 if raw(input).ndim == 1 else 1, input, indices_or_sections)


@composite(out=False)
def vsplit(input: Tensor, indices_or_sections: Any) -> Any:
    """Parts along the first axis: so many equal ones, or beginning at the given places."""
    return _even_split("vsplit", 2, 0, input, indices_or_sections)


@composite(out=False)
def dsplit(input: Tensor, indices_or_sections: Any) -> Any:
    """Parts along the third axis: so many equal ones, or beginning at the given places."""
    return _even_split("dsplit", 3, 2, input, indices_or_sections)


@composite(out=False)
def unsafe_split(tensor: Tensor, split_size: int, dim: int = 0) -> Any:
    """`split`, under the name that torch gives the form whose parts may be written in place."""
    return split(tensor, split_size, dim)


@composite(out=False)
def unsafe_split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> Any:
    """`split_with_sizes`, under the name that torch gives the form whose parts may be written in place."""
    return split_with_sizes(input, split_sizes, dim)


@composite(out=False)
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> Any:
    """`chunk`, under the name that torch gives the form whose parts may be written in place."""
    return chunk(input, chunks, dim)
