"""Reading and writing whole slices along an axis: index_select, index_add, index_copy, index_fill; take, put.

Imports the table, `shape`, `indexing` and `scattering`.  `index_select` and `index_add` are each other's formula.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap, wrap_dim
from ._checks import legacy
from ._indices import out_of_range
from ._kernels import index as kernels
from ._overlap import guard_out
from .scattering import _scatter_reduce, gather
from .shape import broadcast_shape, expand, reshape
from .table import Array, composite, op

ndarray = np.ndarray
I64 = dtypes.I64
Shape = tuple[int, ...]


def _axes(data: Any) -> Any:
    """A 0-d array as one of a single element."""
    return data if data.ndim else np.reshape(data, (1,))


def check_bounds(index: Any, size: int, dim: int, kind: type[Exception] = RuntimeError, name: str = "") -> None:
    """Raises `kind` if a place is negative or not below `size`."""
    if index.size and (index.min() < 0 or index.max() >= size):
        wrong = index[(index < 0) | (index >= size)].reshape(-1)[0]
        raise kind(f"{name}{out_of_range(int(wrong), dim, size)}")


# ------------------------------------------------------------ whole slices along one axis


def _vector(function: str, index: Any, kind: type[Exception] = IndexError) -> None:
    if raw(index).ndim > 1:
        raise kind(f"{function}(): Index is supposed to be a vector")


def _index_select_args(input: Array, dim: int, index: Array) -> tuple[Any, ...]:
    data, where = raw(input), raw(index)
    axis = wrap_dim(dim, data.ndim)
    _vector("index_select", index)
    if where.dtype not in (I64, np.int32):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    if not data.ndim and where.size != 1:
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {where.size} value(s)")
    if where.size and (where.min() < 0 or where.max() >= (data.shape[axis] if data.ndim else 1)):
        raise IndexError("index out of range in self")
    return input, axis, index


@op(
    input=lambda g, input_shape, dim, index: _selected(g, input_shape, dim, index),
    linear=True,
    canonical=_index_select_args,
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), 0, np.array([0, 2, 2])), {}),
        ((rng.standard_normal((3, 4)), -1, np.array(1)), {}),
        ((rng.standard_normal(()), 0, np.array([0])), {}),
    ],
)
def index_select(input: Array, dim: int, index: Array) -> Array:
    """The slices at places `index` (a vector of ints) of the axis `dim`.

    >>> import minigrad as torch
    >>> torch.index_select(torch.tensor([[1, 2, 3], [4, 5, 6]]), 1, torch.tensor([2, 0]))
    tensor([[3, 1],
            [6, 4]])
    """
    return input.take(_axes(index), dim) if input.ndim else np.array(input)


@op(
    input=lambda g, dim, index: index_select(g, dim, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((3, 2)), (4, 2), 0, np.array([0, 2, 2])), {})],
)
def _selected(input: Array, shape: Shape, dim: int, index: Array) -> Array:
    """Zeros of `shape` with slices added at `index`: the gradient of what `index_select` took."""
    made = np.zeros(shape, input.dtype)
    kernels.index_add(made, dim, np.asarray(index), np.asarray(input))
    return made


def _without(shape: Shape, axis: int) -> list[int]:
    """The lengths of the other axes."""
    return [n for d, n in enumerate(shape) if d != axis]


def _check_source(function: str, data: Any, axis: int, index: Any, source: Any) -> None:
    """What index_add and index_reduce ask of index and source."""
    if index.ndim > 1:
        raise IndexError(
            f"{function}_(): Index is supposed to be a vector, but got dim: {index.ndim} with type: {legacy(index)} "
            "and "
            f"size: {list(index.shape)}"
        )
    if index.dtype not in (I64, np.int32):
        raise RuntimeError(f"{function}_(): Expected dtype int32/int64 for index but got: {legacy(index)}")
    if data.dtype != source.dtype:
        raise RuntimeError(
            f"{function}_(): self ({legacy(data)}) and source ({legacy(source)}) must have the same scalar type"
        )
    count = source.shape[axis] if source.ndim and axis < source.ndim else 1
    if source.ndim and axis >= source.ndim:
        raise RuntimeError(
            f"{function}_(): Indexing dim {axis} is out of bounds of the source tensor with dim {source.ndim}"
        )
    if index.size != count:
        raise RuntimeError(
            f"{function}_(): Number of indices ({index.size}) should be equal to source.size(dim): ({count}), for "
            f"dim: {axis}"
        )
    if data.ndim and source.ndim and _without(data.shape, axis) != _without(source.shape, axis):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{list(data.shape)} source.shape = {list(source.shape)}"
        )
    check_bounds(index, data.shape[axis] if data.ndim else 1, axis)


def _index_add_args(input: Array, dim: int, index: Array, source: Array, *, alpha: Any = 1) -> tuple[Any, ...]:
    data = raw(input)
    axis = wrap_dim(dim, data.ndim)
    _check_source("index_add", data, axis, raw(index), raw(source))
    return input, axis, index, source, alpha


def _selected_as(g: Any, dim: int, index: Any, shape: Shape) -> Any:
    """The slices at `index`, in the shape of the source that was written there."""
    found = index_select(g, dim, index)
    return found if found.shape == shape else found.reshape(shape)


@op(
    input=lambda g: g,
    source=lambda g, dim, index, alpha, source_shape: _selected_as(g, dim, index, source_shape) * alpha,
    linear=True,
    canonical=_index_add_args,
    inplace=True,
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), 0, np.array([0, 2, 2]), rng.standard_normal((3, 4))), {"alpha": 2.0}),
        ((rng.standard_normal((3, 4)), 1, np.array([3]), rng.standard_normal((3, 1))), {}),
    ],
)
def index_add(input: Array, dim: int, index: Array, source: Array, alpha: Any) -> Array:
    """`input` with alpha times the slices of `source` added at places `index` of the axis `dim`; places may repeat.

    >>> import minigrad as torch
    >>> torch.index_add(torch.zeros(3), 0, torch.tensor([0, 0]), torch.tensor([1.0, 2.0]))
    tensor([3., 0., 0.])
    """
    out = np.array(input, order="C")
    values = np.asarray(source)
    if alpha != 1:  # torch casts the number as C does: -1 is 255 for uint8
        factor = np.asarray(alpha).astype(out.dtype) if out.dtype.kind in "iub" else alpha
        values = np.asarray(values * factor).astype(out.dtype)
    kernels.index_add(out, dim, np.asarray(index), values)
    return out


def _index_copy_args(input: Array, dim: int, index: Array, source: Array) -> tuple[Any, ...]:
    data, where, values = raw(input), raw(index), raw(source)
    axis = wrap_dim(dim, data.ndim)
    if where.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {where.ndim})")
    if not values.ndim and where.size != 1:
        raise IndexError(f"index_copy_(): When source is scalar, index should have one element (got {where.size})")
    if values.ndim != data.ndim and values.ndim and data.ndim:
        raise IndexError(
            f"index_copy_(): When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({values.ndim}), destination dimensionality ({data.ndim})"
        )
    if where.dtype != I64:
        raise RuntimeError(f"index_copy_(): Expected a long tensor for index, but got {legacy(where)}")
    if data.dtype != values.dtype:
        raise RuntimeError(
            f"index_copy_(): self and source expected to have the same dtype, but got (self) {legacy(data)} and "
            "(source) "
            f"{legacy(values)}"
        )
    own, given = _without(data.shape, axis), _without(values.shape, axis)
    if own != given:
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{' '.join(map(str, own))} at dimension {axis} and source slice shape: {' '.join(map(str, given))} at "
            "dimension 0."
        )
    count = values.shape[axis] if values.ndim else 1
    if where.size != count:
        raise IndexError(
            f"index_copy_(): Number of indices ({where.size}) should be equal to source.size(dim) ({count})"
        )
    check_bounds(where, data.shape[axis] if data.ndim else 1, axis, IndexError, "index_copy_(): ")
    return input, axis, index, source


@op(
    input=lambda g, dim, index: index_fill(g, dim, index, 0),
    source=lambda g, dim, index, source_shape: _selected_as(g, dim, index, source_shape),
    canonical=_index_copy_args,
    inplace=True,
    samples=lambda rng: [((rng.standard_normal((3, 4)), 0, np.array([2, 0]), rng.standard_normal((2, 4))), {})],
)
def index_copy(input: Array, dim: int, index: Array, source: Array) -> Array:
    """`input` with the slices of `source` written at places `index` of the axis `dim`.

    >>> import minigrad as torch
    >>> torch.index_copy(torch.zeros(3), 0, torch.tensor([2, 0]), torch.tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
    """
    out = np.array(input, order="C")
    _axes(out).swapaxes(0, dim)[_axes(index)] = _axes(np.asarray(source)).swapaxes(0, dim)
    return out


def _index_fill_args(input: Array, dim: int, index: Array, value: Any) -> tuple[Any, ...]:
    data, where = raw(input), raw(index)
    axis = wrap_dim(dim, data.ndim)
    if where.dtype != I64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if where.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    if isinstance(value, Tensor):
        if value.ndim:
            raise RuntimeError(
                "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                f"{value.ndim} dimension(s)."
            )
        if value._data.dtype.kind == "c" and data.dtype.kind != "c":
            raise RuntimeError("index_fill_(): Converting complex Scalar to non-complex type is not supported")
    elif isinstance(value, complex) and data.dtype.kind != "c":
        raise RuntimeError("index_fill_(): Converting complex Scalar to non-complex type is not supported")
    size = data.shape[axis] if data.ndim else 1
    if where.size and (where.min() < -size or where.max() >= size):
        wrong = where[(where < -size) | (where >= size)].reshape(-1)[0]
        raise out_of_range(int(wrong), axis, size)
    return input, axis, index, value


def _at_places(g: Any, dim: int, index: Any) -> Any:
    """The sum over what stands at `index`, each place counted once."""
    return (g - index_fill(g, dim, index, 0)).sum()


@op(
    input=lambda g, dim, index: index_fill(g, dim, index, 0),
    value=lambda g, dim, index: _at_places(g, dim, index),
    canonical=_index_fill_args,
    inplace=True,
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), 0, np.array([2, 0]), 1.5), {}),
        ((rng.standard_normal((3, 4)), 1, np.array([1]), rng.standard_normal(())), {}),
    ],
)
def index_fill(input: Array, dim: int, index: Array, value: Array | float) -> Array:
    """`input` with one number (or 0-d tensor) in the slices at places `index` of the axis `dim`.

    >>> import minigrad as torch
    >>> torch.index_fill(torch.zeros(3), 0, torch.tensor([0, 2]), 7)
    tensor([7., 0., 7.])
    """
    out = np.array(input, order="C")
    if out.ndim:
        out.swapaxes(0, dim)[_axes(index)] = value
    elif index.size:
        out[...] = value
    return out


_INDEX_REDUCTIONS = ("prod", "mean", "amax", "amin")


@composite(inplace=True)
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Any:
    """`input` with the slices of `source` combined at places `index` of the axis `dim` by prod, mean, amax or amin.

    >>> import minigrad as torch
    >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([2.0, 6.0]), "amax")
    tensor([6., 1.])
    """
    if reduce not in _INDEX_REDUCTIONS:
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    data, where, values = raw(input), raw(index), raw(source)
    axis = wrap_dim(dim, data.ndim)
    _check_source("index_reduce", data, axis, where, values)
    if not values.ndim:
        shape: Shape = (1,) * data.ndim
        return _scatter_reduce(input, axis, reshape(index, shape), reshape(source, shape), reduce, include_self)
    wide = expand(reshape(index, tuple([-1 if d == axis else 1 for d in range(values.ndim)])), values.shape)
    return _scatter_reduce(input, axis, wide, source, reduce, include_self)


# ------------------------------------------------------------ places counted along the flattened tensor


def _flat_index(function: str, index: Any, size: int) -> None:
    if index.dtype != I64:
        raise RuntimeError(f"{function}(): Expected a long tensor for index, but got {legacy(index)}")
    if not size and index.size:
        raise IndexError(f"{function}(): tried to {function.rstrip('_')} from an empty tensor")
    if index.size and (index.min() < -size or index.max() >= size):
        wrong = int(index[(index < -size) | (index >= size)].reshape(-1)[0])
        raise IndexError(f"out of range: tried to access index {wrong} on a tensor of {size} elements.")


def _take_args(input: Array, index: Array) -> tuple[Any, ...]:
    _flat_index("take", raw(index), raw(input).size)
    return input, index


@op(
    input=lambda g, input_shape, index: _taken(g, input_shape, index),
    linear=True,
    canonical=_take_args,
    samples=lambda rng: [((rng.standard_normal((2, 3)), np.array([[0, -1], [2, 2]])), {})],
)
def take(input: Array, index: Array) -> Array:
    """The elements at places `index` of the flattened tensor, in the shape of `index`.

    >>> import minigrad as torch
    >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
    tensor([1, 4])
    """
    return np.asarray(input).reshape(-1).take(index) if index.size else np.empty(index.shape, input.dtype)


@op(
    input=lambda g, index: take(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal(3), (2, 3), np.array([0, 5, 5])), {})],
)
def _taken(input: Array, shape: Shape, index: Array) -> Array:
    """Zeros of `shape` with `input` added at flat places `index`: the gradient of what `take` took."""
    made = np.zeros(shape, input.dtype)
    np.add.at(made.reshape(-1), np.asarray(index).reshape(-1), np.asarray(input).reshape(-1))
    return made


def _put_args(input: Array, index: Array, source: Array, accumulate: bool = False) -> tuple[Any, ...]:
    data, where, values = raw(input), raw(index), raw(source)
    if where.dtype != I64:
        raise RuntimeError(f"put_(): Expected a long tensor for index, but got {legacy(where)}")
    if data.dtype != values.dtype:
        raise RuntimeError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = {legacy(data)} and "
            f"source.dtype = {legacy(values)}"
        )
    if where.size != values.size:
        raise IndexError(
            f"put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{values.size}, "
            f"index.numel() = {where.size}"
        )
    if not data.size and where.size:
        raise IndexError("put_(): Tried to put elements into an empty tensor")
    _flat_index("put_", where, data.size)
    return input, index, source, accumulate


@op(
    input=lambda g, index, accumulate: g if accumulate else _cleared_flat(g, index),
    source=lambda g, index, source_shape: take(g, index).reshape(source_shape),
    canonical=_put_args,
    inplace=True,
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal((2, 3)), np.array([0, 4]), rng.standard_normal(2), accumulate), {})
        for accumulate in (False, True)
    ],
)
def put(input: Array, index: Array, source: Array, accumulate: bool) -> Array:
    """`input` with the elements of `source` written (or added) at places `index` of the flattened tensor.

    >>> import minigrad as torch
    >>> torch.put(torch.zeros(2, 2), torch.tensor([0, 3]), torch.tensor([1.0, 2.0]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    out = np.array(input, order="C")
    where, values = np.asarray(index).reshape(-1), np.asarray(source).reshape(-1)
    if accumulate:
        np.add.at(out.reshape(-1), where, values)
    else:
        out.reshape(-1)[where] = values
    return out


@op(
    input=lambda g, index: _cleared_flat(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 3)), np.array([0, 4])), {})],
)
def _cleared_flat(input: Array, index: Array) -> Array:
    """A copy with zeros at flat places `index`."""
    out = np.array(input, order="C")
    out.reshape(-1)[np.asarray(index).reshape(-1)] = 0
    return out


@composite()
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Any:
    """The elements at places `indices` of the axis `dim` (of the flattened tensor if None); other axes broadcast.

    >>> import minigrad as torch
    >>> x = torch.tensor([[10, 30, 20], [60, 40, 50]])
    >>> torch.take_along_dim(x, torch.tensor([[1], [0]]), 1)
    tensor([[30],
            [60]])
    """
    data, where = raw(input), raw(indices)
    if where.dtype.kind not in "iu":
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {legacy(where)}")
    if dim is None:
        return gather(reshape(input, (-1,)), 0, reshape(indices, (-1,)))
    if data.ndim != where.ndim:
        raise RuntimeError(
            f"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {data.ndim} "
            f"dimensions for input, and {where.ndim} dimensions for indices"
        )
    axis = wrap_dim(dim, data.ndim)
    if not data.ndim:
        return gather(input, 0, indices)
    one = tuple([1 if d == axis else n for d, n in enumerate(data.shape)])
    other = tuple([1 if d == axis else n for d, n in enumerate(where.shape)])
    common = broadcast_shape(one, other)
    if where.size and where.min() < 0:
        indices = wrap(np.where(where < 0, where + data.shape[axis], where))
    wide = expand(input, (*common[:axis], data.shape[axis], *common[axis + 1 :]))
    wanted = expand(indices, (*common[:axis], where.shape[axis], *common[axis + 1 :]))
    return gather(wide, axis, wanted)


guard_out("index_select")
guard_out("take")
