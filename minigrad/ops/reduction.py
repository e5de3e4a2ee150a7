"""Reductions to a sum, mean, product, count or truth value, over all elements or along axes.

Imports the table only.  Start at `sum` and its adjoint `spread`: the gradient of a sum repeats what arrives along the
axes that were summed, and the gradient of most other reductions does that and weighs the copies.
"""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.dtypes import F32, F64
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._factory import integer
from ._kernels.lines import add_up, quick, sum_along
from ._kernels.precision import working_dtype
from .table import Array, add_members, axes, op, sizes

# ------------------------------------------------------------ axes


def reduced(dim: Any, ndim: int) -> tuple[int, ...] | None:
    """The axes to reduce, counted from the front; None for all: where `dim` is None or empty, or there are no axes."""
    if dim is None:
        return None
    if type(dim) is int and 0 <= dim < ndim:
        return (dim,)
    found = axes(dim, ndim)
    return tuple(sorted(found)) if found and ndim else None


def unreduced(t: Any, dim: tuple[int, ...] | None, keepdim: bool) -> Any:
    """A reduced tensor with the axes that it lost, of length 1: it broadcasts against what was reduced."""
    if keepdim or dim is None or not t.shape:
        return t
    shape = list(t.shape)
    for d in sorted(dim):
        shape.insert(d, 1)
    return t.reshape(shape)


def count(shape: tuple[int, ...], dim: tuple[int, ...] | None) -> int:
    """How many elements go into one result."""
    if dim is not None and len(dim) == 1:
        return shape[dim[0]]
    return math.prod(shape if dim is None else [shape[d] for d in dim])


def total(x: Any, dim: tuple[int, ...] | None, keepdim: bool) -> Any:
    """The sum of an array of floats, in its own dtype: what every sum of floats here goes through."""
    if dim is not None and x.ndim > 1 and quick(x):
        return sum_along(x, dim, keepdim)
    return add_up(x, dim, None, None, keepdim)


def _formula_args(input: Array, dim: Any, keepdim: bool) -> tuple[Any, ...]:
    """The arguments of a sum or mean that a formula takes of arrays."""
    return input, dim if dim is None or type(dim) is tuple else (dim,), keepdim, None


def _samples(rng: np.random.Generator) -> Any:
    """Calls of a reduction along any number of axes."""
    x = rng.standard_normal((2, 3, 4))
    yield (x,), {}
    yield (x, 1), {}
    yield (x, (0, -1), True), {}
    yield (rng.standard_normal(()),), {}
    yield (rng.standard_normal(()), 0), {}
    yield (rng.standard_normal((0, 3)), 1), {}


# ------------------------------------------------------------ sum and mean


def _sum_args(input: Array, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> tuple[Any, ...]:
    if not isinstance(input, Tensor):
        return _formula_args(input, dim, keepdim)
    if dim is not None:
        dim = reduced(dim, input._data.ndim)
    return input, dim, keepdim, dtype if dtype is None else dtype.numpy


@op(
    input=lambda g, input_shape, dim, keepdim: spread(g, input_shape, dim, keepdim),
    canonical=_sum_args,
    variant=lambda input, dim, keepdim, dtype: int(dim is not None),
    node=("SumBackward0", "SumBackward1"),
    linear=True,
    samples=_samples,
)
def sum(input: Array, dim: Any, keepdim: bool, dtype: Any) -> Array:
    """The sum of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1.

    Integers and bools are added up as int64; `dtype` converts the elements first.

    >>> import minigrad as torch
    >>> torch.sum(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0)
    tensor([4., 6.])
    """
    if dtype is None:
        given = input.dtype
        if given is F32 or given is F64:
            return total(input, dim, keepdim)
        if given.itemsize > 2:
            return add_up(input, dim, None if given.kind in "fc" else dtypes.I64, None, keepdim)
    target = dtype or (dtypes.I64 if input.dtype.kind in "iub" else input.dtype)
    made = add_up(cast(input, target), dim, working_dtype(target), None, keepdim)
    return cast(made, target)


def _spread_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 4)), (2, 3, 4), (1,), False), {}
    yield (rng.standard_normal((2, 1)), (2, 3), (1,), True), {}
    yield (rng.standard_normal(()), (2, 3), None, False), {}


@op(input=lambda g, dim, keepdim: sum(g, dim, keepdim), linear=True, samples=_spread_samples)
def _spread(input: Array, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Array:
    """A sum's gradient: the reduced array repeated along the axes that were summed."""
    return _repeated(input, shape, dim, keepdim)


def _repeated(t: Any, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Any:
    made = np.empty(shape, t.dtype)
    made[...] = unreduced(t, dim, keepdim)
    return made


_VIEW_FROM = 1 << 14  # elements from which on a broadcast view (3 µs) is cheaper than a filled copy


def spread(t: Any, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Any:
    """`t` repeated along the axes that a sum reduced; a large array as a view, which backward only reads."""
    if isinstance(t, Tensor):
        return _spread(t, shape, dim, keepdim)
    if math.prod(shape) < _VIEW_FROM:
        return _repeated(t, shape, dim, keepdim)
    return np.broadcast_to(unreduced(t, dim, keepdim), shape)


def _mean_args(input: Array, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> tuple[Any, ...]:
    if not isinstance(input, Tensor):
        return _formula_args(input, dim, keepdim)
    if dtype is None:
        given = input._data.dtype
        if given.kind in "iub":
            raise RuntimeError(
                "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
                f"Got: {dtypes.of(given).legacy}\nAn integer tensor has no integer mean: write x.float().mean(), or "
                "x.mean(dtype=torch.float32)."
            )
    elif dtype.category < dtypes.FLOATING:
        raise RuntimeError(
            "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. "
            f"Got: {dtype.legacy}"
        )
    if dim is not None:
        dim = reduced(dim, input._data.ndim)
    return input, dim, keepdim, dtype if dtype is None else dtype.numpy


def _mean_gradient(g: Any, input_shape: tuple[int, ...], dim: Any, keepdim: bool) -> Any:
    return spread(g / (count(input_shape, dim) or math.nan), input_shape, dim, keepdim)


@op(
    input=_mean_gradient,
    canonical=_mean_args,
    variant=lambda input, dim, keepdim, dtype: int(dim is not None),
    node=("MeanBackward0", "MeanBackward1"),
    linear=True,
    samples=_samples,
)
def mean(input: Array, dim: Any, keepdim: bool, dtype: Any) -> Array:
    """The mean of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1.

    Raises RuntimeError for integers and bools, unless a floating `dtype` is given.  The mean of nothing is nan.

    >>> import minigrad as torch
    >>> torch.mean(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1)
    tensor([1.5000, 3.5000])
    """
    n = input.size if dim is None else count(input.shape, dim)
    if dtype is None and input.dtype.itemsize > 2:
        return total(input, dim, keepdim) / (n or math.nan)
    target = dtype or input.dtype
    return cast(add_up(cast(input, target), dim, working_dtype(target), None, keepdim) / (n or math.nan), target)


def sum_to_size(self: Tensor, *size: Any) -> Any:
    """The sum over the axes along which a tensor of `size` would be expanded to this shape: what undoes broadcasting.

    Raises RuntimeError where `size` does not broadcast to this shape.

    >>> import minigrad as torch
    >>> torch.ones(2, 3).sum_to_size(1, 3)
    tensor([[2., 2., 2.]])
    """
    if not size:
        raise TypeError('sum_to_size() missing 1 required positional arguments: "size"')
    shape, wanted = self._data.shape, sizes(size)
    lead = len(shape) - len(wanted)
    if lead < 0 or builtins.any(n != shape[lead + i] and n != 1 for i, n in enumerate(wanted)):
        raise RuntimeError(f"size {{{list(wanted)}}} is not expandable to size {{{list(shape)}}}.")
    if not wanted:
        return sum(self)
    if wanted == shape:
        return self
    gone = tuple(i for i, n in enumerate(shape) if i < lead or (wanted[i - lead] == 1 and n != 1))
    return sum(self, gone, True).reshape(wanted)


add_members(sum_to_size=sum_to_size)  # a method only


# ------------------------------------------------------------ truth


def _truth_args(input: Array, dim: Any = None, keepdim: bool = False) -> tuple[Any, ...]:
    ndim = raw(input).ndim
    if dim is not None and ndim == 0:
        axes(dim, 0)  # raises where there is no such axis
        dim = None
    return input, dim if dim is None else axes(dim, ndim), bool(keepdim)


def _truth(reduce: Any, input: Any, dim: Any, keepdim: bool) -> Any:
    made = reduce(input != 0 if dim == () else input, dim, dtypes.BOOL_, None, keepdim)
    return cast(made, input.dtype) if input.dtype == np.uint8 else made


@op(canonical=_truth_args)
def all(input: Array, dim: Any, keepdim: bool) -> Array:
    """Whether every element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise).

    Returns bools (uint8 for uint8).  True of no elements; nan counts as nonzero.

    >>> import minigrad as torch
    >>> torch.all(torch.tensor([[True, False], [True, True]]), dim=1)
    tensor([False,  True])
    """
    return _truth(np.logical_and.reduce, input, dim, keepdim)


@op(canonical=_truth_args)
def any(input: Array, dim: Any, keepdim: bool) -> Array:
    """Whether some element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise).

    Returns bools (uint8 for uint8).  False of no elements; nan counts as nonzero.

    >>> import minigrad as torch
    >>> torch.any(torch.tensor([[False, False], [True, False]]), dim=1)
    tensor([False,  True])
    """
    return _truth(np.logical_or.reduce, input, dim, keepdim)


def _count_args(input: Array, dim: Any = None) -> tuple[Any, ...]:
    return input, reduced(dim, raw(input).ndim)


@op(canonical=_count_args, out=False)
def count_nonzero(input: Array, dim: Any) -> Array:
    """How many elements are nonzero, of all or along `dim` (an axis or several), as int64; nan is nonzero.

    >>> import minigrad as torch
    >>> torch.count_nonzero(torch.tensor([[1.0, 0.0], [2.0, 3.0]]), dim=0)
    tensor([2, 1])
    """
    return add_up(input != 0, dim, dtypes.I64)


# ------------------------------------------------------------ trace


def _trace_args(input: Array) -> tuple[Any, ...]:
    data = raw(input)
    if data.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {data.ndim}")
    if data.dtype.kind == "b":
        raise NotImplementedError("\"trace\" not implemented for 'Bool'")
    return (input,)


@op(
    input=lambda g, input_shape: _on_diagonal(g, input_shape),
    canonical=_trace_args,
    linear=True,
    out=False,
    samples=lambda rng: [((rng.standard_normal((3, 3)),), {}), ((rng.standard_normal((2, 4)),), {})],
)
def trace(input: Array) -> Array:
    """The sum of the diagonal of a matrix, (n, m): a tensor without axes; of integers int64.

    >>> import minigrad as torch
    >>> torch.trace(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
    if input.dtype.kind in "iu":
        return np.asarray(np.trace(input, dtype=dtypes.I64))
    return np.asarray(cast(np.trace(input, dtype=working_dtype(input.dtype)), input.dtype))


@op(input=lambda g: trace(g), linear=True, samples=lambda rng: [((rng.standard_normal(()), (2, 3)), {})])
def _on_diagonal(input: Array, shape: tuple[int, ...]) -> Array:
    """Zeros of `shape` with `input` all along the diagonal: the adjoint of `trace`."""
    made = np.zeros(shape, input.dtype)
    np.fill_diagonal(made, input)
    return made


# ------------------------------------------------------------ hash


def _hash_args(input: Array, dim: Any = None, *, keepdim: bool = False, mode: Any = 0) -> tuple[Any, ...]:
    mode = integer("hash_tensor", "mode", 0, mode)
    if mode:
        raise RuntimeError(f"Unknown hash_tensor mode: {mode}")
    data = raw(input)
    if data.dtype.kind == "c" or (data.dtype.kind == "u" and data.dtype.itemsize > 1):
        raise NotImplementedError(f"\"xor_sum_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    found = reduced(dim, data.ndim)
    if not data.size:
        if found is None:
            raise RuntimeError(
                "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim "
                "with the 'dim' argument."
            )
        for d in found:
            if not data.shape[d]:
                raise IndexError(f"hash_tensor: Expected reduction dim {d} to have non-zero size.")
    return input, found, bool(keepdim)


@op(canonical=_hash_args)
def hash_tensor(input: Array, dim: Any, keepdim: bool) -> Array:
    """The exclusive or of the bits of all elements, or along `dim` (an axis or several), as uint64.

    The bits are those of the elements as float64, of integers and bools as int64.  Raises RuntimeError for a `mode`
    other than 0.

    >>> import minigrad as torch
    >>> torch.hash_tensor(torch.tensor([5, 3, 8]))
    tensor(14, dtype=torch.uint64)
    """
    wide = np.asarray(input).astype(np.int64 if input.dtype.kind in "iub" else np.float64)
    reduce: Any = np.bitwise_xor.reduce
    return np.asarray(reduce(wide.view(np.uint64), dim, keepdims=keepdim))
