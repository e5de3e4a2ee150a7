"""The same elements under another shape: views.

Imports the table.  Every op with `view=True` returns memory shared with its first argument; a formula gives the gradient
that shape back.  Begin with `_view`, then `transpose` and `expand`.  Parts of a tensor (select, narrow, `x[...]`) are
in `indexing`, copies in another order in `arranging`.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.graph import AccumulateGrad
from .._engine.modes import state
from .._engine.tensor import Tensor, address, as_class, element_strides, raw, root, wrap_dim
from .._engine.views import check_writable
from .table import TABLE, Array, Arrays, composite, op, sizes

ndarray = np.ndarray

# ------------------------------------------------------------ view and reshape


def resolved(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """The shape with its -1 filled in.  Raises RuntimeError where `size` elements do not fit."""
    known, hole = 1, -1
    if len(shape) == 1 and (shape[0] == -1 or shape[0] == size):
        return (size,)
    for i, n in enumerate(shape):
        if n >= 0:
            known *= n
        elif n != -1:
            raise RuntimeError(f"invalid shape dimension {n} at index {i} of shape {list(shape)}")
        elif hole >= 0:
            raise RuntimeError("only one dimension can be inferred")
        else:
            hole = i
    if hole < 0:
        if known == size:
            return shape
    elif known and size % known == 0:
        return (*shape[:hole], size // known, *shape[hole + 1 :])
    elif not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")


def shape_argument(function: str, given: Sequence[Any], named: Any, name: str = "shape") -> tuple[int, ...]:
    """`f(2, 3)`, `f((2, 3))` and `f(shape=(2, 3))` alike.  Raises TypeError on anything but ints."""
    if not given:
        if named is None:
            raise TypeError(f'{function}() missing 1 required positional arguments: "{name}"')
        given = named
    elif len(given) == 1 and isinstance(given[0], tuple | list):
        given = given[0]
    for n in given:
        if type(n) is not int:
            return _as_ints(function, name, given)
    return given if type(given) is tuple else tuple(given)


def _as_ints(function: str, name: str, given: Any) -> tuple[int, ...]:
    for n in given:
        if not hasattr(n, "__index__"):
            raise TypeError(f"{function}(): argument '{name}' (position 1) must be tuple of ints, not {type(n).__name__}")
    return tuple([n.__index__() for n in given])


def same_memory(a: ndarray[Any, Any], b: ndarray[Any, Any]) -> bool:
    """Whether `b`, reshaped from `a`, is a view of it."""
    return root(a) is root(b) or not a.size


def _view_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 6)), (3, 4)), {}
    yield (rng.standard_normal((2, 6)), (12,)), {}
    yield (rng.standard_normal(()), (1, 1)), {}
    yield (rng.standard_normal((0, 3)), (3, 0, 2)), {}


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    view=True,
    linear=True,
    node="ViewBackward0",
    samples=_view_samples,
)
def _view(input: Array, shape: tuple[int, ...]) -> Array:
    """`input` under a shape without -1, in the same memory."""
    out = input.reshape(shape)
    if type(input) is ndarray and not input.flags.c_contiguous and not same_memory(input, out):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return out


@composite(out=False, samples=_view_samples)
def view(input: Tensor, *shape: Any, size: Any = None, dtype: Any = None) -> Any:
    """The same memory under another shape (one length may be -1), or read as another dtype.

    Raises RuntimeError where the shape does not fit, or cannot be had without copying.

    >>> import minigrad as torch
    >>> torch.tensor([1, 2, 3, 4]).view(2, -1)
    tensor([[1, 2],
            [3, 4]])
    """
    if shape and isinstance(shape[0], dtypes.dtype):
        return _view_dtype(input, shape[0])
    if dtype is not None:
        return _view_dtype(input, dtype)
    return _view(input, resolved(shape_argument("view", shape, size, "size"), raw(input).size))


@op(view=True)
def _view_dtype(input: Array, dtype: dtypes.dtype) -> Array:
    """The bytes of `input` read as another dtype; the last axis shrinks or grows with the size of an element."""
    old, wanted = input.dtype, dtype.numpy
    if old.itemsize != wanted.itemsize:
        names = f"view {dtypes.of(old).legacy} as {dtype.legacy} (different element sizes)"
        if not input.ndim:
            raise RuntimeError(f"self.dim() cannot be 0 to {names}")
        if input.strides[-1] != old.itemsize and input.shape[-1] != 1:
            raise RuntimeError(f"self.stride(-1) must be 1 to {names}, but got {input.strides[-1] // old.itemsize}")
        ratio = max(wanted.itemsize // old.itemsize, 1)
        if input.shape[-1] % ratio:
            raise RuntimeError(f"self.size(-1) must be divisible by {ratio} to {names}, but got {input.shape[-1]}")
    out: ndarray[Any, Any] = input.view(wanted)
    return out


@composite(out=False, samples=_view_samples)
def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """Another shape (one length may be -1): a view where the memory allows it, else a copy.

    Raises RuntimeError where the shape does not fit.

    >>> import minigrad as torch
    >>> torch.reshape(torch.tensor([[1, 2], [3, 4]]), (-1,))
    tensor([1, 2, 3, 4])
    """
    if not isinstance(input, Tensor):
        return input.reshape(*sizes)  # type: ignore[no-any-return]  # in a formula
    data = input._data
    wanted = resolved(shape_argument("reshape", sizes, shape), data.size)
    if type(data) is ndarray and not data.flags.c_contiguous and not same_memory(data, data.reshape(wanted)):
        return _reshape_copy(input, wanted)  # type: ignore[no-any-return]
    return _view(input, wanted)  # type: ignore[no-any-return]


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    linear=True,
    node="UnsafeViewBackward0",
    samples=lambda rng: [((rng.standard_normal((2, 3)), (6,)), {})],
)
def _reshape_copy(input: Array, shape: tuple[int, ...]) -> Array:
    """Another shape, in new memory."""
    return input.reshape(shape)


@composite(out=False)
def view_as(input: Tensor, other: Tensor) -> Any:
    """The same memory under the shape of `other`."""
    return view(input, raw(other).shape)


@composite(out=False)
def reshape_as(input: Tensor, other: Tensor) -> Any:
    """`input` under the shape of `other`."""
    return reshape(input, raw(other).shape)


@composite(out=False)
def ravel(input: Tensor) -> Tensor:
    """All elements along one axis: a view of a tensor that is contiguous, else a copy."""
    return view(input.contiguous(), (raw(input).size,))  # type: ignore[attr-defined]


@composite(out=False)
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The axes from `start_dim` through `end_dim` as one.  Raises RuntimeError where they are in the wrong order.

    >>> import minigrad as torch
    >>> torch.flatten(torch.ones(2, 3, 4), 1).shape
    torch.Size([2, 12])
    """
    shape = raw(input).shape
    if start_dim == 0 and end_dim == -1 and len(shape) > 1:
        return reshape(input, (-1,)) if 0 not in shape else reshape(input, (0,))
    first, last = integer("flatten", "start_dim", start_dim, len(shape)), integer("flatten", "end_dim", end_dim, len(shape))
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last and shape:
        return input
    return reshape(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


@composite(out=False)
def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Any:
    """The axis `dim` as several of lengths `sizes`, one of which may be -1.

    >>> import minigrad as torch
    >>> torch.unflatten(torch.ones(2, 12), 1, (3, -1)).shape
    torch.Size([2, 3, 4])
    """
    shape = raw(input).shape
    axis = wrap_dim(dim, len(shape))
    inner = tuple(int(n) for n in (sizes if isinstance(sizes, tuple | list) else (sizes,)))
    if not inner:
        raise RuntimeError("unflatten: sizes must be non-empty")
    length = shape[axis] if shape else 1
    try:
        full = resolved(inner, length)
    except RuntimeError as error:
        if "only one" in str(error):
            raise RuntimeError(f"unflatten got an unexpected error:\n{error}") from None
        raise RuntimeError(
            f"unflatten: Provided sizes {list(inner)} don't multiply up to the size of dim {axis} ({length}) in the input "
            "tensor"
        ) from None
    return view(input, (*shape[:axis], *full, *shape[axis + 1 :]))


def integer(function: str, name: str, value: Any, ndim: int) -> int:
    """An argument that names an axis, counted from the front.  Raises TypeError unless it is an int."""
    if type(value) is int:
        if 0 <= value < ndim:
            return value
    else:
        try:
            value = value.__index__()
        except AttributeError:
            raise TypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}") from None
    return wrap_dim(value, ndim)


# ------------------------------------------------------------ the order of axes


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    return order if len(order) < 3 else tuple(sorted(range(len(order)), key=order.__getitem__))


def _permute_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3, 4)), (2, 0, 1)), {}
    yield (rng.standard_normal((2, 3)), (1, 0)), {}
    yield (rng.standard_normal(()), ()), {}


@op(
    input=lambda g, dims: _permute(g, _inverse(dims)),
    view=True,
    linear=True,
    node="PermuteBackward0",
    samples=_permute_samples,
)
def _permute(input: Array, dims: tuple[int, ...]) -> Array:
    """The axes in an order counted from the front."""
    return input.transpose(dims)


@composite(out=False, samples=_permute_samples)
def permute(input: Tensor, *order: Any, dims: Any = None) -> Any:
    """The axes in the order `dims`.

    >>> import minigrad as torch
    >>> torch.permute(torch.ones(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
    """
    n = raw(input).ndim
    given = shape_argument("permute", order, dims, "dims")
    if len(given) != n:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(given)}"
        )
    wanted = tuple([d if 0 <= d < n else wrap_dim(d, n) for d in given])
    if len(set(wanted)) != n:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _permute(input, wanted)


def _transpose_args(input: Array, dim0: int, dim1: int) -> tuple[Any, ...]:
    n = raw(input).ndim
    return input, integer("transpose", "dim0", dim0, n), integer("transpose", "dim1", dim1, n)


@op(
    input=lambda g, dim0, dim1: transpose(g, dim0, dim1),
    view=True,
    linear=True,
    canonical=_transpose_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)), 0, -1), {}), ((rng.standard_normal(()), 0, -1), {})],
)
def transpose(input: Array, dim0: int, dim1: int) -> Array:
    """The axes `dim0` and `dim1` exchanged.

    >>> import minigrad as torch
    >>> torch.transpose(torch.tensor([[1, 2, 3]]), 0, 1)
    tensor([[1],
            [2],
            [3]])
    """
    return input.swapaxes(dim0, dim1) if input.ndim else input.reshape(())


@composite(out=False)
def swapaxes(input: Tensor, axis0: int, axis1: int) -> Any:
    """The axes `axis0` and `axis1` exchanged: `transpose`."""
    return transpose(input, axis0, axis1)


@composite(out=False)
def swapdims(input: Tensor, dim0: int, dim1: int) -> Any:
    """The axes `dim0` and `dim1` exchanged: `transpose`."""
    return transpose(input, dim0, dim1)


def _t_args(input: Array) -> tuple[Any, ...]:
    n = raw(input).ndim
    if n > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {n}D")
    return (input,)


@op(
    input=lambda g: t(g),
    view=True,
    linear=True,
    canonical=_t_args,
    node="TBackward0",
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(3),), {})],
)
def t(input: Array) -> Array:
    """The transpose of a matrix; a tensor with fewer axes as it is.

    >>> import minigrad as torch
    >>> torch.t(torch.tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """
    return input.transpose()


@composite(out=False)
def adjoint(input: Tensor) -> Any:
    """The conjugate transpose of the last two axes."""
    if raw(input).ndim < 2 and raw(input).ndim:
        raise RuntimeError(
            f"tensor.adjoint() is only supported on matrices or batches of matrices. Got {raw(input).ndim}-D tensor."
        )
    turned = transpose(input, -2, -1) if raw(input).ndim else input
    return turned.conj() if raw(input).dtype.kind == "c" else turned


def _as_axes(dims: Any) -> tuple[int, ...]:
    return tuple(dims) if isinstance(dims, tuple | list) else (dims,)


@composite(out=False, aliases=("moveaxis",))
def movedim(input: Tensor, source: Any, destination: Any) -> Any:
    """The axes `source` moved to the places `destination`, the others kept in order.

    Raises RuntimeError where an axis is named twice, or the numbers differ.

    >>> import minigrad as torch
    >>> torch.movedim(torch.ones(2, 3, 4), 0, -1).shape
    torch.Size([3, 4, 2])
    """
    n = raw(input).ndim
    given, wanted = _as_axes(source), _as_axes(destination)
    if len(given) != len(wanted):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(given)} dims) should contain the same number of "
            f"dims as destination ({list(wanted)} dims)"
        )
    from_, to = [wrap_dim(d, n) for d in given], [wrap_dim(d, n) for d in wanted]
    for name, found, said in (("source", from_, given), ("destination", to, wanted)):
        if len(set(found)) != len(found):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({list(said)})")
    if not n:
        return input
    order = [-1] * n
    for s, d in zip(from_, to, strict=True):
        order[d] = s
    rest = iter([d for d in range(n) if d not in from_])
    return _permute(input, tuple([next(rest) if d < 0 else d for d in order]))


# ------------------------------------------------------------ axes of length 1


def _squeeze_args(input: Array, dim: Any = None) -> tuple[Any, ...]:
    shape = raw(input).shape
    n = len(shape)
    if dim is None:
        return input, tuple([d for d, length in enumerate(shape) if length == 1]), 0
    if type(dim) is int:
        d = wrap_dim(dim, n)
        return input, (d,) if n and shape[d] == 1 else (), 1
    found = [wrap_dim(int(d), n) for d in _as_axes(dim)]
    for i, d in enumerate(found):
        if d in found[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return input, tuple([d for d in found if n and shape[d] == 1]), 2


def _squeeze_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((1, 3, 1)),), {}
    yield (rng.standard_normal((1, 3, 1)), -1), {}
    yield (rng.standard_normal((1, 3, 1)), (0, 1)), {}
    yield (rng.standard_normal(()), 0), {}


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    view=True,
    linear=True,
    canonical=_squeeze_args,
    variant=lambda input, dim, kind: kind,
    node=("SqueezeBackward0", "SqueezeBackward1", "SqueezeBackward2"),
    out=False,
    samples=_squeeze_samples,
)
def squeeze(input: Array, dim: tuple[int, ...], kind: int) -> Array:
    """Without the axes of length 1: all of them, or those among `dim` (an axis or several).

    >>> import minigrad as torch
    >>> torch.squeeze(torch.ones(1, 3, 1), 0).shape
    torch.Size([3, 1])
    """
    return input.squeeze(dim)


def _unsqueeze_args(input: Array, dim: int) -> tuple[Any, ...]:
    return input, integer("unsqueeze", "dim", dim, raw(input).ndim + 1)


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    view=True,
    linear=True,
    canonical=_unsqueeze_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), d), {}) for d in (0, 1, -1)] + [((rng.standard_normal(()), 0), {})],
)
def unsqueeze(input: Array, dim: int) -> Array:
    """With a new axis of length 1 at place `dim`.

    >>> import minigrad as torch
    >>> torch.unsqueeze(torch.tensor([1, 2]), 1)
    tensor([[1],
            [2]])
    """
    shape = input.shape
    return input.reshape((*shape[:dim], 1, *shape[dim:]))


# ------------------------------------------------------------ repetition without copying


def _expand_args(input: Array, *sizes: Any, size: Any = None, implicit: bool = False) -> tuple[Any, ...]:
    wanted = shape_argument("expand", sizes, size, "size")
    return input, expanded_shape(raw(input), wanted)


def expanded_shape(data: Any, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """`wanted` with each -1 replaced by the length of `data` there.  Raises RuntimeError where it does not broadcast."""
    shape = data.shape
    lead = len(wanted) - len(shape)
    if lead < 0:
        raise RuntimeError(
            f"expand(torch.{dtypes.of(data.dtype).legacy}Tensor{{{list(shape)}}}, size={list(wanted)}): the number of sizes "
            f"provided ({len(wanted)}) must be greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    if wanted[lead:] == shape and (not lead or min(wanted[:lead]) >= 0):
        return wanted
    full = list(wanted)
    for i, n in enumerate(wanted):
        if i < lead:
            if n < 0:
                raise RuntimeError(
                    f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                )
            continue
        length = shape[i - lead]
        if n == -1:
            full[i] = length
        elif n != length and length != 1:
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({length}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(shape)}"
            )
        elif n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {list(wanted)}")
    return tuple(full)


def _expand_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 1)), (2, -1, 4)), {}
    yield (rng.standard_normal(()), (2,)), {}
    yield (rng.standard_normal((1, 3)), (0, 3)), {}


@op(input=lambda g: g, view=True, linear=True, canonical=_expand_args, out=False, samples=_expand_samples)
def expand(input: Array, size: tuple[int, ...]) -> Array:
    """Axes of length 1, and new leading ones, repeated without copying; -1 keeps a length.

    Raises RuntimeError where another length would have to change.

    >>> import minigrad as torch
    >>> torch.tensor([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """
    if type(input) is not ndarray:
        input = np.asarray(input)
    shape = input.shape
    lead = len(size) - len(shape)
    strides = [0] * len(size)
    for i, s in enumerate(input.strides):
        if shape[i] == size[lead + i]:
            strides[lead + i] = s
    if input.size and input.flags.forc:
        return ndarray(size, input.dtype, input, 0, strides)
    return np.lib.stride_tricks.as_strided(input, size, strides)


@composite(out=False)
def expand_as(input: Tensor, other: Tensor) -> Any:
    """`input` expanded to the shape of `other`."""
    return expand(input, raw(other).shape)


@composite(out=False)
def broadcast_to(input: Tensor, size: Sequence[int]) -> Any:
    """`input` expanded to the shape `size`."""
    return expand(input, tuple(size))


def broadcast_shape(*shapes: Sequence[int]) -> tuple[int, ...]:
    """The shape that all broadcast to.  Raises RuntimeError naming the first pair that does not."""
    found: tuple[int, ...] = ()
    for shape in shapes:
        n = max(len(found), len(shape))
        a, b = (1,) * (n - len(found)) + found, (1,) * (n - len(shape)) + tuple(shape)
        if any(x != y and x != 1 and y != 1 for x, y in zip(a, b, strict=True)):
            raise errors.broadcast(found, tuple(shape))
        found = tuple([y if x == 1 else x for x, y in zip(a, b, strict=True)])
    return found


@composite(method=False, out=False)
def broadcast_tensors(*tensors: Tensor) -> Any:
    """The tensors expanded to their common shape.

    >>> import minigrad as torch
    >>> [t.shape for t in torch.broadcast_tensors(torch.ones(3, 1), torch.ones(2))]
    [torch.Size([3, 2]), torch.Size([3, 2])]
    """
    if len(tensors) == 1 and isinstance(tensors[0], tuple | list):
        tensors = tuple(tensors[0])
    shape = broadcast_shape(*[raw(x).shape for x in tensors])
    return tuple([expand(x, shape) for x in tensors])


# ------------------------------------------------------------ strides


def storage(data: ndarray[Any, Any]) -> tuple[ndarray[Any, Any], int]:
    """The memory that `data` looks at, as one axis, and the place of its first element there."""
    flat = root(data).ravel("K")
    if flat.dtype != data.dtype:
        flat = flat.view(data.dtype)
    return flat, (address(data) - address(flat)) // data.itemsize if data.size else 0


Geometry = tuple[tuple[int, ...], tuple[int, ...], int]  # shape, strides and offset, in elements


def _geometry(data: Any) -> Geometry:
    if type(data) is not ndarray:
        return (), (), 0
    return data.shape, element_strides(data), storage(data)[1]


def extent(size: Sequence[int], stride: Sequence[int]) -> int:
    """How many elements of memory a tensor of this shape spans."""
    if 0 in size:
        return 0
    total = 1
    for n, s in zip(size, stride, strict=True):
        total += (n - 1) * s
    return total


def _as_strided_args(input: Array, size: Any, stride: Any, storage_offset: Any = None) -> tuple[Any, ...]:
    shape, steps = sizes((size,)), sizes((stride,))
    data = input.array() if isinstance(input, Tensor) else np.asarray(input)
    if len(shape) != len(steps):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(s < 0 for s in steps):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(steps)}")
    flat, begin = storage(data)
    offset = begin if storage_offset is None else int(storage_offset)
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    need = extent(shape, steps)
    if need and offset + need > flat.size:
        item = data.itemsize
        raise RuntimeError(
            f"setStorage: sizes {list(shape)}, strides {list(steps)}, storage offset {offset}, and itemsize {item} requiring "
            f"a storage size of {(offset + need) * item} are out of bounds for storage of size {flat.size * item}"
        )
    return input, shape, steps, offset, _geometry(data)


@op(
    input=lambda g, size, stride, storage_offset, geometry: _restride(
        g, (size, stride, storage_offset), geometry, geometry
    ),
    view=True,
    linear=True,
    canonical=_as_strided_args,
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal(6), (2, 3), (1, 2)), {}),
        ((rng.standard_normal(6), (3, 2), (1, 1), 1), {}),
        ((rng.standard_normal((2, 3)), (), (), 4), {}),
    ],
)
def as_strided(
    input: Array, size: tuple[int, ...], stride: tuple[int, ...], storage_offset: int, geometry: Geometry
) -> Array:
    """The memory under any shape and strides (in elements), from `storage_offset` on.

    Raises RuntimeError where that reaches beyond the memory.

    >>> import minigrad as torch
    >>> torch.as_strided(torch.tensor([1, 2, 3, 4]), (3, 2), (1, 1))
    tensor([[1, 2],
            [2, 3],
            [3, 4]])
    """
    return strided(np.asarray(input), size, stride, storage_offset)


def strided(data: ndarray[Any, Any], size: tuple[int, ...], stride: tuple[int, ...], offset: int) -> Any:
    """The view of the memory of `data` with this geometry."""
    flat, _ = storage(data)
    item = data.itemsize
    if 0 in size:
        return flat[:0].reshape(size)
    return ndarray(size, data.dtype, flat, offset * item, tuple([s * item for s in stride]))


def _places(geometry: Geometry, low: int) -> ndarray[Any, Any]:
    """For each element of a tensor its place in memory, counted from `low`."""
    shape, stride, offset = geometry
    found = np.array(offset - low, dtypes.I64)
    for n, s in zip(shape, stride, strict=True):
        found = found[..., None] + np.arange(n) * s
    return found


@op(
    input=lambda g, source, target, shared: _restride(g, target, source, shared),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 2)), ((2, 2), (1, 1), 0), ((3,), (1,), 0), ((3,), (1,), 0)), {})],
)
def _restride(input: Array, source: Geometry, target: Geometry, shared: Geometry) -> Array:
    """Adds the elements into memory where `source` has them and reads what `target` sees there.

    Memory that several elements of `shared` see gives each of them its part.
    """
    low = min(source[2], target[2])
    high = max(g[2] + extent(g[0], g[1]) for g in (source, target))
    memory = np.zeros(max(high - low, 0), input.dtype)
    np.add.at(memory, _places(source, low), input)
    seen = _places(shared, low)
    seen = seen[(seen >= 0) & (seen < memory.size)]
    count = np.bincount(seen.reshape(-1), minlength=memory.size)
    if (count > 1).any():
        memory /= np.maximum(count, 1)
    return memory[_places(target, low)]


def _unfold_args(input: Array, dimension: int, size: int, step: int) -> tuple[Any, ...]:
    shape = raw(input).shape
    dim = wrap_dim(dimension, len(shape))
    length = shape[dim] if shape else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > length:
        raise RuntimeError(f"maximum size for tensor at dimension {dim} is {length} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    return input, dim, int(size), int(step)


@op(
    input=lambda g, input_shape, dimension, size, step: _fold_windows(g, input_shape, dimension, size, step),
    view=True,
    linear=True,
    canonical=_unfold_args,
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal((2, 7)), 1, 3, 2), {}),
        ((rng.standard_normal((5, 2)), 0, 2, 1), {}),
        ((rng.standard_normal(()), 0, 1, 1), {}),
    ],
)
def unfold(input: Array, dimension: int, size: int, step: int) -> Array:
    """All windows of `size` elements along an axis, `step` apart, as a new last axis.

    >>> import minigrad as torch
    >>> torch.tensor([1, 2, 3, 4, 5]).unfold(0, 3, 1)
    tensor([[1, 2, 3],
            [2, 3, 4],
            [3, 4, 5]])
    """
    input = np.asarray(input)
    if not input.ndim:
        return input.reshape(1)[:size]
    windows = np.lib.stride_tricks.sliding_window_view(input, size, dimension, writeable=input.flags.writeable)
    return windows[(slice(None),) * dimension + (slice(None, None, step),)]


@op(
    input=lambda g, dimension, size, step: unfold(g, dimension, size, step),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((4, 2)), (5,), 0, 2, 1), {})],
)
def _fold_windows(input: Array, shape: tuple[int, ...], dimension: int, size: int, step: int) -> Array:
    """Adds windows back to where `unfold` took them from."""
    made = np.zeros(shape, input.dtype)
    if not shape:
        return made + input.sum()
    before = (slice(None),) * dimension
    count = input.shape[dimension]
    for j in range(size):
        made[(*before, slice(j, j + (count - 1) * step + 1, step))] += input[..., j]
    return made


# ------------------------------------------------------------ at least so many axes


def _each(function: Callable[[Tensor], Tensor], tensors: tuple[Any, ...]) -> Any:
    if len(tensors) == 1:
        if isinstance(tensors[0], tuple | list):
            return tuple([function(x) for x in tensors[0]])
        return function(tensors[0])
    return tuple([function(x) for x in tensors])


def _at_least_1(x: Any) -> Any:
    return reshape(x, (1,)) if not raw(x).ndim else x


def _at_least_2(x: Any) -> Any:
    n = raw(x).ndim
    return reshape(x, (1, 1)) if n == 0 else unsqueeze(x, 0) if n == 1 else x


def _at_least_3(x: Any) -> Any:
    n = raw(x).ndim
    if n == 0:
        return reshape(x, (1, 1, 1))
    return unsqueeze(unsqueeze(x, 0), -1) if n == 1 else unsqueeze(x, -1) if n == 2 else x


@composite(method=False, out=False)
def atleast_1d(*tensors: Tensor) -> Any:
    """A tensor (or each of several) with at least one axis."""
    return _each(_at_least_1, tensors)


@composite(method=False, out=False)
def atleast_2d(*tensors: Tensor) -> Any:
    """A tensor (or each of several) with at least two axes; new ones come first."""
    return _each(_at_least_2, tensors)


@composite(method=False, out=False)
def atleast_3d(*tensors: Tensor) -> Any:
    """A tensor (or each of several) with at least three axes: n becomes 1 x n x 1, n x m becomes n x m x 1."""
    return _each(_at_least_3, tensors)


# ------------------------------------------------------------ in place: the tensor itself gets another shape


def become(self: Tensor, call: Callable[..., Tensor], *args: Any) -> Tensor:
    """`self` takes the shape, memory and history of `call(self, *args)`, a view of it."""
    check_writable(self)
    before = as_class(self, Tensor)
    out = call(before, *args)
    self._data = out._data
    if state.recording or type(self._node) is not AccumulateGrad:
        self._node = out._node
    if type(self._node) is AccumulateGrad:
        self._node.follow(self)
    writes = self.writes()
    if self._view is not None and out._view is not None:
        self._view = out._view  # a view of what it was
        writes.add_view(weakref.ref(self))
    writes.bump()
    return self


def _becoming(call: Callable[..., Tensor], name: str) -> Callable[..., Tensor]:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return become(self, lambda x: call(x, *args, **kwargs))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"`{name[:-1]}` in place: the tensor itself takes the other shape, its memory stays."
    return method


def _as_strided(self: Tensor, size: Any, stride: Any, storage_offset: Any = None) -> Tensor:
    """`as_strided` in place: the tensor itself takes the other geometry."""
    return become(self, as_strided, size, stride, storage_offset)


# ------------------------------------------------------------ properties


def _reversed(self: Tensor) -> Tensor:
    """The axes in reverse order."""
    n = self._data.ndim
    return _permute(self, (1, 0) if n == 2 else tuple(range(n - 1, -1, -1)))  # type: ignore[no-any-return]


def _only_matrices(self: Tensor, name: str) -> None:
    n = self._data.ndim
    if name in ("mT", "mH"):
        if n == 1:
            raise RuntimeError(f"tensor.{name} is only supported on matrices or batches of matrices. Got {n}-D tensor.")
    elif n not in (0, 2):
        more = " For batches of matrices, consider using tensor.mH" if n > 2 else ""
        raise RuntimeError(f"tensor.{name} is only supported on matrices (2-D tensors). Got {n}-D tensor.{more}")


def _mT(self: Tensor) -> Tensor:
    """The last two axes exchanged."""
    _only_matrices(self, "mT")
    if not self._data.ndim:
        return self
    return transpose(self, -2, -1)  # type: ignore[no-any-return]


def _H(self: Tensor) -> Tensor:
    """The conjugate transpose of a matrix."""
    _only_matrices(self, "H")
    return adjoint(self)  # type: ignore[no-any-return]


def _mH(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two axes."""
    _only_matrices(self, "mH")
    return adjoint(self)  # type: ignore[no-any-return]


for _name, _getter in {"T": _reversed, "mT": _mT, "H": _H, "mH": _mH}.items():
    setattr(Tensor, _name, property(_getter))
for _name in ("squeeze", "unsqueeze", "t", "transpose", "swapaxes", "swapdims"):
    setattr(Tensor, _name + "_", _becoming(TABLE[_name].call, _name + "_"))
Tensor.as_strided_ = _as_strided  # type: ignore[attr-defined]
