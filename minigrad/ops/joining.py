"""Joining: cat, stack, their relatives, and `unbind`, the adjoint of `stack`.

Imports the table, `shape` and `indexing`.  Joins copy; `unbind` gives views.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import Tensor, raw, wrap
from .._warnings import warn
from ._overlap import guard_out
from .indexing import _index
from .shape import atleast_1d, atleast_2d, atleast_3d, expand, integer, reshape
from .table import Array, Arrays, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ joining


def tensor_list(function: str, tensors: Any) -> Any:
    """A tuple or list of tensors.  Raises TypeError on anything else."""
    if not isinstance(tensors, tuple | list):
        if not hasattr(tensors, "__iter__") or isinstance(tensors, Tensor | str):
            name = type(tensors).__name__
            raise TypeError(f"{function}(): argument 'tensors' (position 1) must be tuple of Tensors, not {name}")
        tensors = list(tensors)
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor) and not isinstance(t, ndarray | np.generic):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type(t).__name__}")
    return tensors


def _shapes(function: str, tensors: Any) -> tuple[Any, list[tuple[int, ...]]]:
    """The tensors and their shapes.  Raises TypeError on what is no tuple or list of tensors."""
    kind = type(tensors)
    if kind is list or kind is tuple:
        try:
            return tensors, [t._data.shape for t in tensors]
        except AttributeError:
            pass  # arrays in a formula, or no tensors at all
    tensors = tensor_list(function, tensors)
    return tensors, [raw(t).shape for t in tensors]


def _cat_args(tensors: Arrays, dim: int = 0) -> tuple[Any, ...]:
    tensors, shapes = _shapes("cat", tensors)
    if not shapes:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    shape = shapes[0]
    n = len(shape)
    if n and shapes.count(shape) == len(shapes):  # the common case
        return tensors, dim if type(dim) is int and 0 <= dim < n else integer("cat", "dim", dim, n)
    if shape == (0,):
        shape = next((other for other in shapes if other != (0,)), shape)
    axis = integer("cat", "dim", dim, len(shape))
    for i, other in enumerate(shapes):
        if other != shape or not other:
            _check_joins(shape, other, axis, i)
    return tensors, axis


def _check_joins(shape: tuple[int, ...], other: tuple[int, ...], axis: int, place: int) -> None:
    """Raises RuntimeError unless tensors of these shapes can be joined along `axis`."""
    if not other:
        raise RuntimeError(f"zero-dimensional tensor (at position {place}) cannot be concatenated")
    if other == (0,):
        return
    if len(other) != len(shape):
        raise RuntimeError(f"Tensors must have same number of dimensions: got {len(shape)} and {len(other)}")
    for d, (n, m) in enumerate(zip(shape, other, strict=True)):
        if n != m and d != axis:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {axis}. Expected size {n} but got size {m} for "
                f"tensor number {place} in the list."
            )


def _in_one_dtype(arrays: list[Any]) -> list[Any]:
    """The arrays in their common dtype, as torch promotes."""
    dtype = arrays[0].dtype
    for a in arrays:
        if a.dtype is not dtype:
            common = dtypes.result_numpy(*arrays)
            return [cast(a, common) for a in arrays]
    return arrays


def _cat_samples(rng: np.random.Generator) -> Any:
    a, b, c = (rng.standard_normal((2, n)) for n in (3, 1, 2))
    yield ([a, b, c], -1), {}
    yield ([a, a], 0), {}
    yield ([a, np.zeros(0)], 0), {}


@op(
    tensors=lambda g, tensors_shape, dim: _pieces(g, tensors_shape, dim),
    canonical=_cat_args,
    linear=True,
    aliases=("concat", "concatenate"),
    method=False,
    samples=_cat_samples,
)
def cat(tensors: Arrays, dim: int) -> Array:
    """The tensors one after another along the axis `dim`; their other lengths agree.

    Dtypes are promoted; an empty tensor of shape (0,) joins with any.  Raises RuntimeError where lengths differ.

    >>> import minigrad as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """
    tensors = _in_one_dtype(tensors)
    try:
        return np.concatenate(tensors, dim)
    except ValueError:  # empty vectors among others
        return np.concatenate([t for t in tensors if t.shape != (0,)], dim)


def _pieces(g: Any, shapes: Any, dim: int) -> list[Any]:
    """The gradient of a join: for each tensor its own part."""
    before = (slice(None),) * dim
    parts = []
    begin = 0
    for shape in shapes:
        if shape == (0,):
            parts.append(g.reshape(-1)[:0])
            continue
        end = begin + shape[dim]
        parts.append(g[(*before, slice(begin, end))])
        begin = end
    return parts


def _stack_args(tensors: Arrays, dim: int = 0) -> tuple[Any, ...]:
    tensors, shapes = _shapes("stack", tensors)
    if not shapes:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = shapes[0]
    if shapes.count(shape) != len(shapes):
        i, other = next((i, other) for i, other in enumerate(shapes) if other != shape)
        raise RuntimeError(
            f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and {list(other)} at entry "
            f"{i}"
        )
    n = len(shape) + 1
    return tensors, dim if type(dim) is int and 0 <= dim < n else integer("stack", "dim", dim, n)


@op(
    tensors=lambda g, dim: _parts(g, dim),
    canonical=_stack_args,
    linear=True,
    method=False,
    samples=lambda rng: [
        (([rng.standard_normal((2, 3)) for _ in range(2)], d), {}) for d in (0, 1, -1)
    ] + [(([rng.standard_normal(()) for _ in range(3)],), {})],
)  # fmt: skip
def stack(tensors: Arrays, dim: int) -> Array:
    """The tensors, all of one shape, along a new axis at place `dim`.

    >>> import minigrad as torch
    >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])], dim=1)
    tensor([[1, 3],
            [2, 4]])
    """
    tensors = _in_one_dtype(tensors)
    shape = tensors[0].shape
    if not shape:
        return np.array(tensors)
    if len(tensors) > 16:
        shape = (*shape[:dim], 1, *shape[dim:])
        return np.concatenate([t.reshape(shape) for t in tensors], dim)
    made = np.empty((*shape[:dim], len(tensors), *shape[dim:]), tensors[0].dtype)
    rows = made.swapaxes(0, dim) if dim == 1 else np.moveaxis(made, dim, 0) if dim else made
    for i, t in enumerate(tensors):
        rows[i] = t
    return made


def _parts(g: Any, dim: int) -> list[Any]:
    """The parts along an axis, in a formula: of a vector of numbers, what NumPy computes on fastest."""
    return list(g) if type(g) is ndarray and not dim else list(unbind(g, dim))


def _unbind_args(input: Array, dim: int = 0) -> tuple[Any, ...]:
    n = raw(input).ndim
    if not n:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return input, integer("unbind", "dim", dim, n)


@op(
    input=lambda g, dim: stack(g, dim),
    view=True,
    linear=True,
    canonical=_unbind_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), d), {}) for d in (0, -1)],
)
def unbind(input: Array, dim: int) -> Any:
    """The parts along the axis `dim`, one a place: views without that axis.

    >>> import minigrad as torch
    >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    before = (slice(None),) * dim
    return tuple([input[(*before, i, ...)] for i in range(input.shape[dim])])


# ------------------------------------------------------------ stacks by name


def _stacked(function: str, tensors: Any) -> Any:
    tensors = tensor_list(function, tensors)
    if not tensors:
        raise RuntimeError(f"{function} expects a non-empty TensorList")
    return tensors


@composite(method=False)
def hstack(tensors: Arrays) -> Any:
    """The tensors side by side: joined along the second axis (vectors along their only one).

    >>> import minigrad as torch
    >>> torch.hstack([torch.tensor([[1], [2]]), torch.tensor([[3], [4]])])
    tensor([[1, 3],
            [2, 4]])
    """
    parts = atleast_1d(list(_stacked("hstack", tensors)))
    return cat(parts, 0 if raw(parts[0]).ndim == 1 else 1)


@composite(method=False, aliases=("row_stack",))
def vstack(tensors: Arrays) -> Any:
    """The tensors one below the other: joined along the first axis, vectors as rows.

    >>> import minigrad as torch
    >>> torch.vstack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """
    return cat(atleast_2d(list(_stacked("vstack", tensors))), 0)


@composite(method=False)
def dstack(tensors: Arrays) -> Any:
    """The tensors one behind the other: joined along the third axis."""
    return cat(atleast_3d(list(_stacked("dstack", tensors))), 2)


@composite(method=False)
def column_stack(tensors: Arrays) -> Any:
    """The tensors side by side, vectors (and numbers) as columns."""
    parts = [reshape(x, (raw(x).size, 1)) if raw(x).ndim <= 1 else x for x in _stacked("column_stack", tensors)]
    return cat(parts, 1)


# ------------------------------------------------------------ blocks, grids, products


def _block_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    return shape if len(shape) == 2 else (1, shape[0] if shape else 1)


def _blocks(g: Any, shapes: Any) -> list[Any]:
    """The gradient of `_block_diag`: each block in its tensor's shape."""
    parts, row, column = [], 0, 0
    for shape in shapes:
        height, width = _block_shape(shape)
        parts.append(g[row : row + height, column : column + width].reshape(shape))
        row, column = row + height, column + width
    return parts


@op(
    tensors=lambda g, tensors_shape: _blocks(g, tensors_shape),
    promote=("tensors",),
    linear=True,
    node="BlockDiagBackward0",
    samples=lambda rng: [(([rng.standard_normal((2, 3)), rng.standard_normal(2), rng.standard_normal(())],), {})],
)
def _block_diag(tensors: Arrays) -> Array:
    shapes = [_block_shape(t.shape) for t in tensors]
    made = np.zeros([sum(n) for n in zip(*shapes, strict=True)], tensors[0].dtype)
    row = column = 0
    for t, (height, width) in zip(tensors, shapes, strict=True):
        made[row : row + height, column : column + width] = t
        row, column = row + height, column + width
    return made


@composite(method=False, out=False)
def block_diag(*tensors: Tensor) -> Any:
    """The matrix with the tensors as blocks on its diagonal, zeros elsewhere; vectors are rows.

    >>> import minigrad as torch
    >>> torch.block_diag(torch.tensor([[1], [2]]), torch.tensor([3, 4]))
    tensor([[1, 0, 0],
            [2, 0, 0],
            [0, 3, 4]])
    """
    for i, x in enumerate(tensors):
        if raw(x).ndim > 2:
            raise RuntimeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {raw(x).ndim} "
                "dimensions"
            )
    return _block_diag(list(tensors)) if tensors else wrap(np.empty((1, 0), dtypes.default_numpy()))


@composite(method=False, out=False)
def meshgrid(*tensors: Any, indexing: str | None = None) -> Any:
    """The coordinates of a grid: for each vector a tensor (a view) that varies along its own axis only.

    `indexing="ij"` gives the axes in the order of the vectors, `"xy"` exchanges the first two.

    >>> import minigrad as torch
    >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
    """
    vectors = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else list(tensors)
    if not vectors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for x in vectors:
        if raw(x).ndim > 1:
            text = "\n".join(repr(x).splitlines())
            raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {text}")
        if raw(x).dtype != raw(vectors[0]).dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if indexing is None:
        warn("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
    elif indexing not in ("ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(vectors) >= 2
    if swap:
        vectors[:2] = vectors[1::-1]
    shape = tuple([raw(x).size for x in vectors])
    n = len(shape)
    grids = [
        expand(
            reshape(x, (*(1,) * i, -1, *(1,) * (n - 1 - i)))
            if shape[i]
            else reshape(x, (*(1,) * i, 0, *(1,) * (n - 1 - i))),
            shape,
        )
        for i, x in enumerate(vectors)
    ]
    if swap:
        grids[:2] = grids[1::-1]
    return tuple(grids)


def _vector(x: Tensor) -> None:
    if raw(x).ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(raw(x).shape)}")


@composite(method=False, out=False)
def cartesian_prod(*tensors: Tensor) -> Any:
    """All tuples with one element of each vector, as rows.

    >>> import minigrad as torch
    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    vectors = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else list(tensors)
    for x in vectors:
        _vector(x)
    if len(vectors) == 1:
        return vectors[0]
    return stack([reshape(x, (-1,)) if raw(x).size else reshape(x, (0,)) for x in meshgrid(*vectors, indexing="ij")], 1)


@composite(method=False, out=False)
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Any:
    """All choices of `r` elements of a vector, as rows.

    >>> import minigrad as torch
    >>> torch.combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    _vector(input)
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return wrap(np.empty(0, raw(input).dtype))
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array(list(choose(range(raw(input).size), r)), dtypes.I64).reshape(-1, r)
    return _index(input, (places,))


guard_out("cat")
