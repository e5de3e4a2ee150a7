"""The same elements under another shape: views.

Imports the table.  Every op with `view=True` returns memory shared with its first argument; its formula gives a
gradient the first shape back.  Begin with `_view` and `reshape`.  The order of axes is in `transposition`, parts of a
tensor (select, narrow, `x[...]`) in `indexing`, copies in another order in `arranging`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.tensor import Tensor, index, raw, wrap_dim
from .._kinds import Size
from ._kernels.memory import root
from .table import Array, composite, op

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
            raise TypeError(
                f"{function}(): argument '{name}' (position 1) must be tuple of ints, not {type(n).__name__}"
            )
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


@composite(out=False, samples=_view_samples, namespaces=("Tensor",), method=True)
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
        return input.reshape(*sizes)  # in a formula
    data = input._data
    wanted = resolved(shape_argument("reshape", sizes, shape), data.size)
    if type(data) is ndarray and not data.flags.c_contiguous and not same_memory(data, data.reshape(wanted)):
        return _reshape_copy(input, wanted)
    return _view(input, wanted)


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    linear=True,
    node="UnsafeViewBackward0",
    samples=lambda rng: [((rng.standard_normal((2, 3)), (6,)), {})],
)
def _reshape_copy(input: Array, shape: tuple[int, ...]) -> Array:
    """Another shape, in new memory."""
    return input.reshape(shape)


@composite(out=False, namespaces=("Tensor",), method=True)
def view_as(input: Tensor, other: Tensor) -> Any:
    """The same memory under the shape of `other`."""
    return view(input, raw(other).shape)


@composite(out=False, namespaces=("Tensor",), method=True)
def reshape_as(input: Tensor, other: Tensor) -> Any:
    """`input` under the shape of `other`."""
    return reshape(input, raw(other).shape)


@composite(out=False)
def ravel(input: Tensor) -> Tensor:
    """All elements along one axis: a view of a tensor that is contiguous, else a copy."""
    return view(input.contiguous(), (raw(input).size,))


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
    first, last = (
        integer("flatten", "start_dim", start_dim, len(shape)),
        integer("flatten", "end_dim", end_dim, len(shape)),
    )
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
            f"unflatten: Provided sizes {list(inner)} don't multiply up to the size of dim {axis} ({length}) in the "
            "input "
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


# ------------------------------------------------------------ axes of length 1


def as_axes(dims: Any) -> tuple[int, ...]:
    return tuple(dims) if isinstance(dims, tuple | list) else (dims,)


def _squeeze_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((1, 3, 1)),), {}
    yield (rng.standard_normal((1, 3, 1)), -1), {}
    yield (rng.standard_normal((1, 3, 1)), (0, 1)), {}
    yield (rng.standard_normal(()), 0), {}


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    view=True,
    linear=True,
    variant=lambda input, dim, kind: kind,
    node=("SqueezeBackward0", "SqueezeBackward1", "SqueezeBackward2"),
    samples=lambda rng: [((rng.standard_normal((1, 3, 1)), (0, 2), 2), {})],
)
def _squeeze(input: Array, dim: tuple[int, ...], kind: int) -> Array:
    """Without these axes of length 1; `kind` is how they were named: not, as one, as several."""
    return input.squeeze(dim)


@composite(out=False, samples=_squeeze_samples)
def squeeze(input: Tensor, dim: Any = None) -> Any:
    """Without the axes of length 1: all of them, or those among `dim` (an axis or several).

    >>> import minigrad as torch
    >>> torch.squeeze(torch.ones(1, 3, 1), 0).shape
    torch.Size([3, 1])
    """
    shape = raw(input).shape
    n = len(shape)
    if dim is None:
        return _squeeze(input, tuple([d for d, length in enumerate(shape) if length == 1]), 0)
    if type(dim) is int:
        d = dim if 0 <= dim < n else wrap_dim(dim, n)
        return _squeeze(input, (d,) if n and shape[d] == 1 else (), 1)
    found = [wrap_dim(index("dim", d), n) for d in as_axes(dim)]
    for i, d in enumerate(found):
        if d in found[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return _squeeze(input, tuple([d for d in found if n and shape[d] == 1]), 2)


def _unsqueeze_args(input: Array, dim: int) -> tuple[Any, ...]:
    return input, integer("unsqueeze", "dim", dim, raw(input).ndim + 1)


@op(
    input=lambda g, input_shape: g.reshape(input_shape),
    view=True,
    linear=True,
    canonical=_unsqueeze_args,
    out=False,
    samples=lambda rng: (
        [((rng.standard_normal((2, 3)), d), {}) for d in (0, 1, -1)] + [((rng.standard_normal(()), 0), {})]
    ),
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
    """`wanted` with each -1 replaced by the length of `data` there.  Raises RuntimeError unless it broadcasts."""
    shape = data.shape
    lead = len(wanted) - len(shape)
    if lead < 0:
        raise RuntimeError(
            f"expand(torch.{dtypes.of(data.dtype).legacy}Tensor{{{list(shape)}}}, size={list(wanted)}): the number of "
            f"sizes provided ({len(wanted)}) must be greater or equal to the number of dimensions in the tensor "
            f"({len(shape)})"
        )
    if wanted[lead:] == shape and (not lead or min(wanted[:lead]) >= 0):
        return wanted
    full = list(wanted)
    for i, n in reversed(list(enumerate(wanted))):
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


@op(
    input=lambda g: g,
    view=True,
    linear=True,
    canonical=_expand_args,
    out=False,
    namespaces=("Tensor",),
    method=True,
    samples=_expand_samples,
)
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


@composite(out=False, namespaces=("Tensor",), method=True)
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


@composite(method=False, out=False, differentiable=False)
def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that tensors of these shapes broadcast to.  Raises RuntimeError where they do not.

    >>> import minigrad as torch
    >>> torch.broadcast_shapes((2,), (3, 1))
    torch.Size([3, 2])
    """
    found: list[int] = []
    for place, shape in enumerate(shapes):
        lengths = (shape,) if isinstance(shape, int) else tuple(shape)
        if any(n < 0 for n in lengths):
            raise ValueError("Attempting to broadcast a dimension with negative length!")
        found = [1] * (len(lengths) - len(found)) + found
        for i in range(-1, -len(lengths) - 1, -1):
            if lengths[i] not in (1, found[i]):
                if found[i] != 1:
                    raise RuntimeError(
                        f"Attempting to broadcast a dimension of length {lengths[i]} at {i}! Mismatching argument at "
                        f"index {place} had {lengths}; but expected shape should be broadcastable to {found}"
                    )
                found[i] = lengths[i]
    return Size(found)


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
