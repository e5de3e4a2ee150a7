"""Reading and writing single elements along one axis: gather, scatter, scatter_add, scatter_reduce.

Imports the table, `indexing` and `masking`.  Reading and adding are adjoint to each other, so each is the other's
formula; begin with `gather` and `scatter_add`.  Whole slices along an axis are in `slices`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap_dim
from ._indices import ALL, out_of_range
from ._kernels import index as kernels
from ._overlap import guard_out
from .indexing import _embed, element
from .masking import masked_fill
from .table import Array, composite, op

ndarray = np.ndarray
I64 = dtypes.I64
Shape = tuple[int, ...]


def write(kernel: Any, input: Any, dim: int, index: Any, src: Any, *args: Any) -> Any:
    """A copy of `input` after `kernel(copy, dim, index, src)`; `src` may be a number."""
    out = np.array(input, order="C")
    if index.size:
        index = np.asarray(index)
        kernel(out, dim, index, np.broadcast_to(src, index.shape) if not np.ndim(src) else src, *args)
    return out


# ------------------------------------------------------------ gather and scatter


def _check_index(function: str, data: Any, dim: int, index: Any) -> None:
    """Raises RuntimeError unless `index` may pick elements of `data` along `dim`."""
    if not index.size:
        return
    if index.dtype is not I64 and index.dtype not in (np.int32, I64):
        raise RuntimeError(f"{function}(): Expected dtype int32/int64 for index")
    if max(data.ndim, 1) != max(index.ndim, 1):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as "
            f"{'input' if function == 'gather' else 'self'} tensor"
        )


def _gather_args(input: Array, dim: int, index: Array, *, sparse_grad: bool = False) -> tuple[Any, ...]:
    data, where = raw(input), raw(index)
    axis = wrap_dim(dim, data.ndim)
    _check_index("gather", data, axis, where)
    if where.size and data.ndim:
        for d, (n, m) in enumerate(zip(where.shape or (1,), data.shape, strict=True)):
            if d != axis and n > m:
                raise RuntimeError(
                    f"Size does not match at dimension {d} expected index {list(where.shape)} to be no larger than "
                    f"self {list(data.shape)} apart from dimension {axis}"
                )
    return input, axis, index


def _gather_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((3, 4))
    yield (x, 0, np.array([[0, 2, 2], [1, 1, 0]])), {}
    yield (x, 1, np.array([[3], [3]])), {}
    yield (rng.standard_normal(()), 0, np.array(0)), {}


@op(
    input=lambda g, input_shape, dim, index: _gathered(g, input_shape, dim, index),
    linear=True,
    canonical=_gather_args,
    samples=_gather_samples,
)
def gather(input: Array, dim: int, index: Array) -> Array:
    """The elements at places `index` of the axis `dim`: out[i][j] = input[index[i][j]][j] for dim 0.

    `index` (int64 or int32) has as many axes as `input` and is no longer but along `dim`; its shape is the result's.
    Raises RuntimeError for a place that is not there.

    >>> import minigrad as torch
    >>> torch.gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[0, 0], [1, 0]]))
    tensor([[1, 1],
            [4, 3]])
    """
    if not index.size:
        return np.empty(index.shape, input.dtype)
    if index.ndim == 2 == input.ndim and index.shape[1 - dim] == input.shape[1 - dim] <= 4096:
        _check_places(index, input.shape[dim], dim)
        others = _COUNT[: index.shape[1 - dim]]
        return input[others[:, None], index] if dim else input[index, others]
    return kernels.take_along(np.asarray(input), dim, np.asarray(index))


_COUNT = np.arange(4096)


def _check_places(index: Any, size: int, dim: int) -> None:
    """Raises RuntimeError if a place is negative or not below `size`."""
    least, most = np.minimum.reduce(index, None), np.maximum.reduce(index, None)
    if least < 0 or most >= size:
        raise RuntimeError(str(out_of_range(int(least if least < 0 else most), dim, size)))


@op(
    input=lambda g, dim, index: gather(g, dim, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 2)), (3, 2), 0, np.array([[0, 2], [0, 1]])), {})],
)
def _gathered(input: Array, shape: Shape, dim: int, index: Array) -> Array:
    """Zeros of `shape` with `input` added at `index` along `dim`: the gradient of what `gather` took."""
    return write(kernels.scatter_add, np.zeros(shape, input.dtype), dim, index, input)


def _check_scatter(function: str, input: Any, dim: int, index: Any, src: Any) -> int:
    data, where = raw(input), raw(index)
    axis = wrap_dim(dim, data.ndim)
    _check_index(function, data, axis, where)
    if isinstance(src, Tensor | ndarray | np.generic):
        values = raw(src)
        if values.dtype != data.dtype:
            raise RuntimeError(f"{function}(): Expected self.dtype to be equal to src.dtype")
        if where.size:
            if max(values.ndim, 1) != max(where.ndim, 1):
                raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
            shape, own, given = where.shape or (1,), data.shape or (1,), values.shape or (1,)
            if any((n > own[d] and d != axis) or n > given[d] for d, n in enumerate(shape)):
                raise RuntimeError(
                    f"Expected index {list(where.shape)} to be no larger than self {list(data.shape)} apart from "
                    "dimension "
                    f"{axis} and to be no larger size than src {list(values.shape)}"
                )
    elif (
        where.size
        and data.ndim
        and any(n > m for d, (n, m) in enumerate(zip(where.shape, data.shape, strict=True)) if d != axis)
    ):
        raise RuntimeError(
            f"Expected index {list(where.shape)} to be no larger than self {list(data.shape)} apart from dimension "
            f"{axis}"
        )
    return axis


def _gather_back(g: Any, dim: int, index: Any, shape: Shape) -> Any:
    """The gradient of a scatter's source: what stands where it was written, zeros beyond `index`."""
    taken = gather(g, dim, index)
    if index.shape == shape:
        return taken
    if not taken.ndim or not index.size:
        return _embed(taken.reshape(-1), shape, tuple([slice(0, 0)] * len(shape)) if not index.size else (ALL,))
    return _embed(taken, shape, tuple([slice(n) for n in index.shape]))


def _scatter_samples(rng: np.random.Generator) -> Any:
    x, i = rng.standard_normal((3, 4)), np.array([[0, 2, 1], [1, 0, 2]])
    yield (x, 0, i, rng.standard_normal((2, 3))), {}
    yield (x, 0, i, rng.standard_normal((3, 4))), {}
    yield (x, 1, np.array([[3], [1]]), rng.standard_normal((2, 1))), {}
    yield (rng.standard_normal(()), 0, np.array(0), rng.standard_normal(())), {}


def _scatter_add_args(input: Array, dim: int, index: Array, src: Array) -> tuple[Any, ...]:
    return input, _check_scatter("scatter", input, dim, index, src), index, src


@op(
    input=lambda g: g,
    src=lambda g, dim, index, src_shape: _gather_back(g, dim, index, src_shape),
    linear=True,
    canonical=_scatter_add_args,
    inplace=True,
    samples=_scatter_samples,
)
def scatter_add(input: Array, dim: int, index: Array, src: Array) -> Array:
    """`input` with the elements of `src` added at places `index` of the axis `dim`; places may repeat.

    >>> import minigrad as torch
    >>> torch.scatter_add(torch.zeros(3), 0, torch.tensor([0, 2, 0]), torch.tensor([1.0, 2.0, 3.0]))
    tensor([4., 0., 2.])
    """
    return write(kernels.scatter_add, input, dim, index, src)


@op(
    input=lambda g, dim, index: _scatter_value(g, dim, index, 0),
    src=lambda g, dim, index, src_shape: _gather_back(g, dim, index, src_shape),
    node="ScatterBackward0",
    samples=_scatter_samples,
)
def _scatter_src(input: Array, dim: int, index: Array, src: Array) -> Array:
    """`input` with the elements of `src` at places `index`."""
    return write(kernels.put_along, input, dim, index, src)


@op(
    input=lambda g, dim, index: _scatter_value(g, dim, index, 0),
    node="ScatterBackward1",
    samples=lambda rng: [((rng.standard_normal((3, 4)), 0, np.array([[0, 2, 1]]), 2.0), {})],
)
def _scatter_value(input: Array, dim: int, index: Array, value: Any) -> Array:
    """`input` with one number at places `index`."""
    return write(kernels.put_along, input, dim, index, value)


@composite(inplace=True)
def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Any:
    """`input` with `src` (a tensor, or one number) written at places `index` of the axis `dim`.

    `reduce="add"` or `"multiply"` combines with what is there.  Raises RuntimeError for a place that is not there.

    >>> import minigrad as torch
    >>> torch.scatter(torch.zeros(2, 2), 1, torch.tensor([[1], [0]]), 5.0)
    tensor([[0., 5.],
            [5., 0.]])
    """
    given = src if value is None else value
    axis = _check_scatter("scatter", input, dim, index, given)
    if reduce is not None and reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    if isinstance(given, Tensor):
        if reduce is None:
            return _scatter_src(input, axis, index, given)
        if given._node is not None:
            raise RuntimeError("scatter(): gradients of src are not defined where reduce is given; use scatter_reduce")
        return _scatter_combined(input, axis, index, given, reduce)
    number = element(given, raw(input).dtype)
    if reduce is None:
        return _scatter_value(input, axis, index, number)
    return _scatter_combined(input, axis, index, number, reduce)


@op(
    input=lambda g, dim, index, src, reduce: g if reduce == "add" else _scatter_combined(g, dim, index, src, reduce),
    samples=lambda rng: [
        ((rng.standard_normal((3, 4)), 0, np.array([[0, 2, 1]]), rng.standard_normal((1, 3)), r), {})
        for r in ("add", "multiply")
    ],
    node="ScatterBackward2",
)
def _scatter_combined(input: Array, dim: int, index: Array, src: Any, reduce: str) -> Array:
    """`input` with `src` added to, or multiplied into, what stands at `index`."""
    return write(kernels.scatter_reduce, input, dim, index, raw(src), "sum" if reduce == "add" else "prod")


# ------------------------------------------------------------ scatter_reduce

REDUCTIONS = ("sum", "prod", "mean", "amax", "amin")


@op()
def _members(index: Array, shape: Shape, dim: int, include_self: bool) -> Array:
    """How many elements came together at each place, at least 1."""
    return np.maximum(write(kernels.scatter_add, np.full(shape, int(include_self), I64), dim, index, np.int64(1)), 1)


def _scatter_reduce_grads(
    g: Any, needs: Any, input: Any, index: Any, src: Any, out: Any, dim: int, reduce: str, include_self: bool
) -> tuple[Any, Any]:
    """The share of each element in its place's result."""

    def leave(part: Any) -> Any:
        return part if include_self else _scatter_value(part, dim, index, 0)

    def back(part: Any) -> Any:
        return _gather_back(part, dim, index, src.shape)

    if reduce == "sum":
        return leave(g), back(g)
    if reduce == "mean":
        g = g / _members(index, input.shape, dim, include_self)
        return leave(g), back(g)
    if reduce == "prod":
        # The product of all others: of nonzero factors the product by the factor; a factor that is the only zero
        # is replaced by 1 beforehand.  What a position holds counts as a factor apart from those that come to it.
        ones_self = masked_fill(input, input == 0, 1)
        by_self = _scatter_reduce(ones_self, dim, index, src, "prod", include_self) / ones_self
        zero = src == 0
        count = _zeros_met(zero, input.shape, dim, index)
        alone = _alone(zero, count, dim, index)
        others = _scatter_reduce(input, dim, index, masked_fill(src, alone, 1), "prod", include_self)
        zero, alone = _leading_part(zero, index), _leading_part(alone, index)
        quotient = gather(g * out, dim, index) / masked_fill(_leading_part(src, index), zero, 1)
        by_src = masked_fill(quotient, alone, 0) + masked_fill(gather(g * others, dim, index), ~alone, 0)
        if raw(count).size and raw(count).max() > 1:
            by_src = _once(by_src)
        return leave(g * by_self), _embed_like(by_src, src.shape, index)
    # amax, amin: those that attain the extreme share it evenly
    there = gather(out, dim, index)
    attains_self = input == out
    attains_src = _leading_part(src, index) == there
    count = _ties(attains_self, dim, index, attains_src)  # as torch has it: a position left out counts too
    share = g / count
    return leave(share * attains_self), _embed_like(gather(share, dim, index) * attains_src, src.shape, index)


def _leading_part(x: Any, index: Any) -> Any:
    """The elements of a source that a scatter with this index reads."""
    if x.shape == index.shape:
        return x
    return x[tuple([slice(n) for n in index.shape])] if x.ndim == index.ndim else x.reshape(index.shape)


def _embed_like(part: Any, shape: Shape, index: Any) -> Any:
    """A source's gradient from that of the elements that were read."""
    if part.shape == shape:
        return part
    return _embed(part, shape, tuple([slice(n) for n in index.shape])) if part.ndim else part.reshape(shape)


def _refuse_second(g: Any) -> Any:
    raise RuntimeError(
        "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are scattered to the same "
        "position in "
        "self"
    )


@op(input=_refuse_second)
def _once(input: Array) -> Array:
    """`input`, which has no gradient of its own."""
    return input


@op()
def _ties(own: Array, dim: int, index: Array, given: Array) -> Array:
    """How many elements attain the extreme at each place, at least 1."""
    return np.maximum(write(kernels.scatter_add, own.astype(I64), dim, index, np.asarray(given, I64)), 1)


@op()
def _zeros_met(zero: Array, shape: Shape, dim: int, index: Array) -> Array:
    """How many zeros come to each place."""
    return write(kernels.scatter_add, np.zeros(shape, I64), dim, index, np.asarray(zero, I64))


@op()
def _alone(zero: Array, count: Array, dim: int, index: Array) -> Array:
    """Which elements of a source are the only zero that comes to their place."""
    found = np.zeros_like(zero)
    if index.size:
        part = tuple([slice(n) for n in np.shape(index)])
        found[part] = zero[part] & (kernels.take_along(count, dim, np.asarray(index)) == 1)
    return found


def _scatter_reduce_args(
    input: Array, dim: int, index: Array, src: Array, reduce: str, *, include_self: bool = True
) -> tuple[Any, ...]:
    if reduce not in REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    return input, _check_scatter("scatter", input, dim, index, src), index, src, reduce, include_self


def _scatter_reduce_samples(rng: np.random.Generator) -> Any:
    x, i = rng.standard_normal((3, 4)), np.array([[0, 2, 1, 0], [0, 0, 2, 0]])
    for reduce in REDUCTIONS:
        for include_self in (True, False):
            yield (x, 0, i, rng.standard_normal((2, 4)), reduce), {"include_self": include_self}
    yield (x, 0, i, np.array([[0.0, 2.0, 3.0, 0.0], [4.0, 5.0, 0.0, 6.0]]), "prod"), {}


@op(
    grads=_scatter_reduce_grads,
    differentiable=("input", "src"),
    canonical=_scatter_reduce_args,
    inplace=True,
    samples=_scatter_reduce_samples,
)
def scatter_reduce(input: Array, dim: int, index: Array, src: Array, reduce: str, include_self: bool) -> Array:
    """`input` with `src` combined at places `index` of the axis `dim` by sum, prod, mean, amax or amin.

    Where `include_self` is false, what stood at a place that is written does not count.

    >>> import minigrad as torch
    >>> torch.scatter_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([2.0, 6.0]), "mean")
    tensor([3., 1.])
    """
    return write(kernels.scatter_reduce, input, dim, index, src, reduce, include_self)


def _scatter_reduce(input: Any, dim: int, index: Any, src: Any, reduce: str, include_self: bool) -> Any:
    return scatter_reduce(input, dim, index, src, reduce, include_self=include_self)


guard_out("gather", same_dtype=True)
