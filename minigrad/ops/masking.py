"""Masks and places: masked_fill, masked_select, masked_scatter; nonzero, argwhere, one_hot, unravel_index.

Imports the table, `shape` and `indexing`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap
from ._checks import legacy
from ._factory import fitting
from ._names import c_type
from ._overlap import guard_out
from .indexing import _embed, c_name, element
from .shape import broadcast_shape
from .table import Array, composite, op

ndarray = np.ndarray
I64 = dtypes.I64
Shape = tuple[int, ...]

# ------------------------------------------------------------ masks


def _check_mask(function: str, data: Any, mask: Any) -> None:
    if mask.dtype.kind != "b":
        kind = c_type(mask.dtype) if function == "masked_fill" else legacy(mask)
        raise RuntimeError(f"{function}_ only supports boolean masks, but got mask with dtype {kind}")
    if mask.shape != data.shape:
        broadcast_shape(mask.shape, data.shape)


def _masked_fill_args(input: Array, mask: Array, value: Any) -> tuple[Any, ...]:
    data = raw(input)
    if mask is not None and raw(mask).shape != data.shape:
        broadcast_shape(raw(mask).shape, data.shape)
    _check_mask("masked_fill", data, raw(mask))
    if isinstance(value, Tensor):
        if value.ndim:
            raise RuntimeError(
                f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} "
                "dimension(s)."
            )
        if value._data.dtype.kind == "c" and data.dtype.kind != "c":
            raise RuntimeError(f"value cannot be converted to type {c_name(data.dtype)} without overflow")
    elif type(value) is float and data.dtype.kind in "fV":
        value = fitting(value, dtypes.of(data.dtype))
    elif type(value) is not int or data.dtype.kind != "f":
        value = element(value, data.dtype)
    return input, mask, value


@op(
    input=lambda g, mask: masked_fill(g, mask, 0),
    value=lambda g, mask: (g * mask).sum(),
    canonical=_masked_fill_args,
    inplace=True,
    out=False,
    node=("MaskedFillBackward0", "MaskedFillBackward1"),
    variant=lambda input, mask, value: int(isinstance(value, np.ndarray | np.generic)),
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), rng.standard_normal(4) > 0, 2.0), {}),
        ((rng.standard_normal((3, 4)), rng.standard_normal((2, 3, 1)) > 0, rng.standard_normal(())), {}),
    ],
)
def masked_fill(input: Array, mask: Array, value: Array | float) -> Array:
    """`input` with one number (or 0-d tensor) where `mask` is true; the two broadcast.

    >>> import minigrad as torch
    >>> torch.masked_fill(torch.tensor([1.0, 2.0]), torch.tensor([True, False]), 0)
    tensor([0., 2.])
    """
    dtype = input.dtype
    if isinstance(value, ndarray | np.generic) and value.dtype != dtype:
        value = value.astype(dtype)
    if mask.shape == input.shape:
        out = np.array(input, order="C")
        np.copyto(out, value, where=mask, casting="unsafe")
        return out
    out = np.array(np.broadcast_to(input, np.broadcast_shapes(input.shape, mask.shape)), order="C")
    np.copyto(out, value, where=mask, casting="unsafe")
    return out


def _masked_select_args(input: Array, mask: Array) -> tuple[Any, ...]:
    data, chosen = raw(input), raw(mask)
    if chosen.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    if chosen.shape != data.shape:
        broadcast_shape(chosen.shape, data.shape)
    return input, mask


@op(
    input=lambda g, mask, input_shape: _unmasked(g, mask, input_shape),
    linear=True,
    canonical=_masked_select_args,
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), rng.standard_normal(4) > 0), {}),
        ((rng.standard_normal(4), rng.standard_normal((3, 4)) > 0), {}),
    ],
)
def masked_select(input: Array, mask: Array) -> Array:
    """The elements where `mask` is true, along one axis; the two broadcast.

    >>> import minigrad as torch
    >>> torch.masked_select(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]))
    tensor([1, 3])
    """
    if mask.shape != input.shape:
        input, mask = np.broadcast_arrays(input, mask)
    return np.asarray(input)[mask]


@op(
    input=lambda g, mask, shape: masked_select(g, mask),
    linear=True,
    samples=lambda rng: [((rng.standard_normal(2), np.array([True, False, True]), (3,)), {})],
)
def _unmasked(input: Array, mask: Array, shape: Shape) -> Array:
    """Zeros with `input` where `mask` is true: the gradient of what `masked_select` took from `shape`."""
    made = np.zeros(np.broadcast_shapes(shape, mask.shape), input.dtype)
    made[np.broadcast_to(mask, made.shape)] = input
    return made


def _masked_scatter_args(input: Array, mask: Array, source: Array) -> tuple[Any, ...]:
    data, chosen, values = raw(input), raw(mask), raw(source)
    if data.dtype != values.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{legacy(data)} and {legacy(values)}"
        )
    _check_mask("masked_scatter", data, chosen)
    shape = np.broadcast_shapes(data.shape, chosen.shape)
    if values.size < np.count_nonzero(np.broadcast_to(chosen, shape)):
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return input, mask, source


@op(
    input=lambda g, mask: masked_fill(g, mask, 0),
    source=lambda g, mask, source_shape: _refilled(masked_select(g, mask), source_shape),
    canonical=_masked_scatter_args,
    inplace=True,
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), rng.standard_normal((3, 4)) > 0, rng.standard_normal((4, 3))), {})
    ],
)
def masked_scatter(input: Array, mask: Array, source: Array) -> Array:
    """`input` with the elements of `source`, in order, where `mask` is true.

    Raises RuntimeError where `source` has too few.

    >>> import minigrad as torch
    >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([1.0, 2.0]))
    tensor([1., 0., 2.])
    """
    out = np.array(np.broadcast_to(input, np.broadcast_shapes(input.shape, mask.shape)), order="C")
    where = np.broadcast_to(mask, out.shape)
    out[where] = np.asarray(source).reshape(-1)[: np.count_nonzero(where)]
    return out


def _refilled(part: Any, shape: Shape) -> Any:
    """The first elements of a tensor of `shape`, the rest zeros."""
    return _embed(part, (math.prod(shape),), (slice(part.shape[0]),)).reshape(shape)


# ------------------------------------------------------------ places of what is true


@op(differentiable=False)
def argwhere(input: Array) -> Array:
    """The places of the elements that are not zero, one a row.

    >>> import minigrad as torch
    >>> torch.argwhere(torch.tensor([[0, 1], [2, 0]]))
    tensor([[0, 1],
            [1, 0]])
    """
    return np.array(input.nonzero()).T if input.ndim and input.size else np.argwhere(input)  # torch's strides


@composite(differentiable=False)
def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements that are not zero, one a row; with `as_tuple` one vector an axis, to index with.

    >>> import minigrad as torch
    >>> torch.nonzero(torch.tensor([0, 3, 4]))
    tensor([[1],
            [2]])
    """
    if as_tuple:
        data = raw(input)
        return tuple([wrap(places) for places in np.atleast_1d(data).nonzero()])
    return argwhere(input)


@composite(differentiable=False)
def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Any:
    """The first `size` places of elements that are not zero; where there are fewer, rows of `fill_value`."""
    if size < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    found = np.argwhere(raw(input))
    made = np.full((size, raw(input).ndim), fill_value, I64)
    made[: len(found)] = found[:size]
    return wrap(made)


@composite(namespaces=("nn.functional",), out=False, differentiable=False)
def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """For each class number a row with a single 1 at its place; -1 takes as many classes as occur.

    >>> import minigrad as torch
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    data = raw(input)
    if data.dtype != I64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not data.size:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return wrap(np.zeros((*data.shape, num_classes), I64))
    if data.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(data.max()) + 1
    elif data.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((np.asarray(data)[..., None] == np.arange(num_classes)).astype(I64))


@composite(method=False, out=False, differentiable=False)
def unravel_index(indices: Tensor, shape: Any) -> Any:
    """Places in the flattened tensor as a tuple of places along each axis of `shape`.

    >>> import minigrad as torch
    >>> torch.unravel_index(torch.tensor([3, 5]), (2, 3))
    (tensor([1, 1]), tensor([0, 2]))
    """
    data = raw(indices)
    if data.dtype.kind not in "iu":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    lengths = (int(shape),) if isinstance(shape, int) else tuple(shape)
    if not all(isinstance(n, int) for n in lengths):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape).__name__}")
    if any(n < 0 for n in lengths):
        raise ValueError(f"'shape' cannot have negative values, but got {lengths}")
    data = data.astype(I64)
    places = np.empty((*data.shape, len(lengths)), I64)
    for i, n in enumerate(lengths):
        places[..., i] = data // max(math.prod(lengths[i + 1 :]), 1) % max(n, 1)
    return tuple([wrap(places[..., i]) for i in range(len(lengths))])


guard_out("masked_select")
