"""The same elements in another order, or repeated: flip, roll, repeat, pixel_shuffle; copies of views.

Imports the table, `shape` and `indexing`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, index, raw, wrap, wrap_dim
from .._kinds import contiguous_format
from ._indices import ALL
from .comparison import pick
from .conversion import cast
from .diagonal import check_slice, diagonal
from .indexing import _along, _part, narrow, select
from .joining import unbind
from .outputs import write_out
from .shape import expand, reshape, shape_argument, squeeze, unsqueeze, view
from .slices import index_select
from .splitting import split, split_with_sizes
from .strides import _geometry, _places, as_strided, extent, unfold
from .table import Array, Row, composite, op, register
from .transposition import permute, t, transpose

ndarray = np.ndarray

# ------------------------------------------------------------ flip, roll, rotate


def _flip_args(input: Array, *order: Any, dims: Any = None) -> tuple[Any, ...]:
    n = raw(input).ndim
    found = tuple([wrap_dim(d, n) for d in shape_argument("flip", order, dims, "dims")])
    for i, d in enumerate(found):
        if d in found[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return input, found


@op(
    input=lambda g, dims: flip(g, dims),
    linear=True,
    canonical=_flip_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), (0, -1)), {}), ((rng.standard_normal((2, 3)), (1,)), {})],
)
def flip(input: Array, dims: tuple[int, ...]) -> Array:
    """The order along the axes `dims` reversed; a copy.

    >>> import minigrad as torch
    >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
    tensor([3, 2, 1])
    """
    if not input.ndim:
        return np.array(input)
    back = slice(None, None, -1)
    return input[tuple([back if d in dims else ALL for d in range(input.ndim)])].copy()


@composite(out=False)
def fliplr(input: Tensor) -> Any:
    """The order along the second axis reversed; a copy."""
    if raw(input).ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(input, (1,))


@composite(out=False)
def flipud(input: Tensor) -> Any:
    """The order along the first axis reversed; a copy."""
    if raw(input).ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(input, (0,))


def _ints(value: Any) -> tuple[int, ...]:
    return tuple([index("dims", v) for v in (value if isinstance(value, tuple | list) else (value,))])


def _roll_args(input: Array, shifts: Any, dims: Any = ()) -> tuple[Any, ...]:
    moves, along = _ints(shifts), _ints(() if dims is None else dims)
    if not moves:
        raise RuntimeError("`shifts` required")
    if len(moves) != len(along) and not (len(moves) == 1 and not along):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(moves)}, dims:{len(along)}")
    if along and not raw(input).ndim:
        raise IndexError(f"Dimension specified as {along[0]} but tensor has no dimensions")
    return input, moves, tuple([wrap_dim(d, raw(input).ndim) for d in along])


@op(
    input=lambda g, shifts, dims: roll(g, tuple([-s for s in shifts]), dims),
    linear=True,
    canonical=_roll_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)), 1), {}), ((rng.standard_normal((2, 3)), (1, -2), (0, 1)), {})],
)
def roll(input: Array, shifts: tuple[int, ...], dims: tuple[int, ...]) -> Array:
    """The elements moved along axes by `shifts` places; what leaves at the end comes in at the front.

    Without `dims` the flattened tensor is rolled.

    >>> import minigrad as torch
    >>> torch.roll(torch.tensor([1, 2, 3, 4]), 1)
    tensor([4, 1, 2, 3])
    """
    if not dims:
        return _rolled(np.reshape(input, -1), shifts[0], 0).reshape(input.shape)
    out = input
    for shift, dim in zip(shifts, dims, strict=True):
        out = _rolled(out, shift, dim)
    return out


def _rolled(data: Any, shift: int, dim: int) -> Any:
    if not data.size or not data.ndim:
        return np.array(data)
    shift %= data.shape[dim]
    if not shift:
        return data.copy()
    return np.concatenate((data[_along(dim, slice(-shift, None))], data[_along(dim, slice(-shift))]), dim)


@composite(out=False)
def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Any:
    """Turned by `k` quarter turns in the plane of two axes, from the first towards the second.

    >>> import minigrad as torch
    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    n = raw(input).ndim
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if n < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {n}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == n:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    first, second = (wrap_dim(d, n) for d in dims)
    k = index("k", k) % 4
    if k == 0:
        return input.clone()
    if k == 2:
        return flip(input, (first, second))
    return transpose(flip(input, (second if k == 1 else first,)), first, second)


# ------------------------------------------------------------ repetition


def _repeat_args(input: Array, *times: Any, repeats: Any = None) -> tuple[Any, ...]:
    counts = shape_argument("repeat", times, repeats, "repeats")
    shape = raw(input).shape
    lead = len(counts) - len(shape)
    if lead < 0:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    full = (1,) * lead + shape
    target = [n * c for n, c in zip(full, counts, strict=True)]
    for i, c in enumerate(counts):
        if c < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {target[i]}: {target}")
    return input, counts


def _interleaved(shape: tuple[int, ...], repeats: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with an axis of repetitions before each axis."""
    full = (1,) * (len(repeats) - len(shape)) + shape
    return tuple([n for pair in zip(repeats, full, strict=True) for n in pair])


@op(
    input=lambda g, input_shape, repeats: (
        g.reshape(_interleaved(input_shape, repeats)).sum(tuple(range(0, 2 * len(repeats), 2))).reshape(input_shape)
        if repeats
        else g
    ),
    linear=True,
    canonical=_repeat_args,
    out=False,
    namespaces=("Tensor",),
    method=True,
    samples=lambda rng: [((rng.standard_normal((2, 3)), (2, 1, 3)), {}), ((rng.standard_normal(()), (2,)), {})],
)
def repeat(input: Array, repeats: tuple[int, ...]) -> Array:
    """The tensor repeated along each axis, so often as `repeats` says; new axes come first.

    >>> import minigrad as torch
    >>> torch.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    split = _interleaved(input.shape, repeats)
    made = np.empty(split, input.dtype)
    made[...] = np.reshape(input, tuple([n if i % 2 else 1 for i, n in enumerate(split)]))
    return made.reshape([a * b for a, b in zip(split[::2], split[1::2], strict=True)])


@composite(out=False)
def tile(input: Tensor, *times: Any, dims: Any = None) -> Any:
    """The tensor repeated along its last axes, so often as `dims` says.

    >>> import minigrad as torch
    >>> torch.tile(torch.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    counts = shape_argument("tile", times, dims, "dims")
    return repeat(input, (1,) * (raw(input).ndim - len(counts)) + counts)


@composite(out=False)
def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Any:
    """Each element repeated `repeats` times, next to itself, along `dim` (of the flattened tensor if None).

    `repeats` is a number, or a tensor with a number for each place.  With one argument, which is then the
    numbers, the places themselves.

    >>> import minigrad as torch
    >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    if repeats is None:
        return wrap(_repeated_places(raw(input), output_size))
    if dim is None:
        input, axis = reshape(input, (raw(input).size,)), 0
    else:
        axis = wrap_dim(dim, raw(input).ndim)
    shape = raw(input).shape
    length = shape[axis] if shape else 1
    if isinstance(repeats, Tensor):
        times = raw(repeats)
        if times.ndim > 1:
            raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
        if times.ndim == 1 and times.shape[0] not in (1, length):
            raise RuntimeError(
                f"repeats must have the same size as input along dim, but got repeats.size(0) = {times.shape[0]} and "
                f"input.size({axis}) = {length}"
            )
        counts = np.broadcast_to(times, (length,))
        return index_select(input, axis, wrap(_repeated_places(counts, output_size)))
    times = index("repeats", repeats)
    if times < 0:
        raise RuntimeError("Repeats must be non-negative")
    if not shape:
        return repeat(input, (times,))
    wide = expand(unsqueeze(input, axis + 1), (*shape[: axis + 1], times, *shape[axis + 1 :]))
    copied = wide.clone(memory_format=contiguous_format)
    return reshape(copied, (*shape[:axis], length * times, *shape[axis + 1 :]))


def _repeated_places(counts: Any, output_size: int | None) -> Any:
    if counts.dtype not in (np.int32, dtypes.I64):
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{dtypes.of(counts.dtype).legacy}'")
    if counts.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    if counts.size and counts.min() < 0:
        raise RuntimeError("repeats can not be negative")
    found = np.repeat(np.arange(counts.size, dtype=counts.dtype), counts)
    if output_size is not None and found.size != output_size:
        raise RuntimeError("allocated size does not match required size")
    return found


# ------------------------------------------------------------ pixels and channels


def _image(name: str, input: Any, word: str, factor: int) -> tuple[int, ...]:
    shape: tuple[int, ...] = raw(input).shape
    if len(shape) < 3:
        raise RuntimeError(
            f"{name} expects input to have at least 3 dimensions, but got input with {len(shape)} dimension(s)"
        )
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {word}, but got {factor}")
    return shape


def _split_axes(input: Any, shape: tuple[int, ...], order: tuple[int, ...], target: tuple[int, ...]) -> Any:
    """Reshaped, the last axes permuted (counted after the leading ones), reshaped again, in new memory."""
    lead = len(shape) - len(order)
    turned = permute(reshape(input, shape), (*range(lead), *[lead + i for i in order]))
    made = reshape(turned, target)
    return made.clone() if same(made, input) else made


def same(made: Any, input: Any) -> bool:
    return isinstance(made, Tensor) and np.may_share_memory(made.array(), input.array())


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Any:
    """Channels to pixels: (..., C r^2, H, W) to (..., C, H r, W r), r = `upscale_factor`."""
    *lead, c, h, w = _image("pixel_shuffle", input, "upscale_factor", upscale_factor)
    r = upscale_factor
    if c % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            "but "
            f"input.size(-3)={c} is not divisible by {r * r}"
        )
    c //= r * r
    return _split_axes(input, (*lead, c, r, r, h, w), (0, 3, 1, 4, 2), (*lead, c, h * r, w * r))


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Any:
    """Pixels to channels: (..., C, H r, W r) to (..., C r^2, H, W), r = `downscale_factor`."""
    *lead, c, h, w = _image("pixel_unshuffle", input, "downscale_factor", downscale_factor)
    r = downscale_factor
    for word, place, n in (("height", -2, h), ("width", -1, w)):
        if n % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {word} to be divisible by downscale_factor, but input.size({place})={n} is "
                "not "
                f"divisible by {r}"
            )
    return _split_axes(input, (*lead, c, h // r, r, w // r, r), (0, 2, 4, 1, 3), (*lead, c * r * r, h // r, w // r))


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def channel_shuffle(input: Tensor, groups: int) -> Any:
    """The channels (axis 1) of `groups` groups dealt in turn."""
    shape = raw(input).shape
    if len(shape) <= 2:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(shape)}")
    if groups <= 0:
        raise RuntimeError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    if shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {shape[1]} channels and {groups} groups."
        )
    n, c = shape[:2]
    rest = math.prod(shape[2:])
    return _split_axes(input, (n, groups, c // groups, rest), (1, 0, 2), shape)


# ------------------------------------------------------------ a part replaced


@op(
    input=lambda g, index: _without_part(g, index),
    src=lambda g, index: _part(g, index),
    linear=True,
    node=("SelectScatterBackward0", "SliceScatterBackward0"),
    variant=lambda input, src, index: int(any(isinstance(i, slice) and i is not ALL for i in index)),
    samples=lambda rng: [((rng.standard_normal((3, 4)), rng.standard_normal((3, 2)), (ALL, slice(1, 3), ...)), {})],
)
def _with_part(input: Array, src: Array, index: Any) -> Array:
    """A copy of `input` with `src` in the place of a part."""
    out = np.array(input)
    out[index] = src
    return out


@op(
    input=lambda g, index: _without_part(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((3, 4)), (ALL, slice(1, 3), ...)), {})],
)
def _without_part(input: Array, index: Any) -> Array:
    """A copy with zeros in a part."""
    out = np.array(input)
    out[index] = 0
    return out


@composite(out=False)
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Any:
    """A copy of `input` with `src` at place `index` of the axis `dim`.

    >>> import minigrad as torch
    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
    """
    shape = raw(input).shape
    if not shape:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis = wrap_dim(dim, len(shape))
    if not -shape[axis] <= index < shape[axis]:
        raise IndexError(f"select(): index {index} out of range for tensor of size {list(shape)} at dimension {axis}")
    check_slice(raw(src).shape, shape[:axis] + shape[axis + 1 :])
    return _with_part(input, src, _along(axis, index))


@composite()
def slice_scatter(input: Tensor, src: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
    """A copy of `input` with `src` in the places `start:end:step` of the axis `dim`.

    >>> import minigrad as torch
    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), start=1)
    tensor([0., 1., 1.])
    """
    shape = raw(input).shape
    axis = wrap_dim(dim, len(shape))
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    places = slice(*slice(start, end, step).indices(shape[axis]))
    count = len(range(places.start, places.stop, places.step))
    check_slice(raw(src).shape, (*shape[:axis], count, *shape[axis + 1 :]))
    return _with_part(input, src, _along(axis, places))


def _seen(g: Any, places: Any) -> Any:
    """Which elements of `g` are at the places; places outside of it are negative."""
    seen = np.zeros(math.prod(g.shape), np.bool_)
    seen[places[places >= 0]] = True
    return seen.reshape(g.shape)


@op(
    # torch gives `input` the gradient of just the elements that were written over, which is not the derivative (that
    # is 0 there, and 1 elsewhere); this follows it.
    input=lambda g, places: pick(_seen(g, places), g, 0),
    src=lambda g, places: pick(places >= 0, g.reshape(-1)[places], 0),
    linear=True,
    node="AsStridedScatterBackward0",
)
def _strided_scatter(input: Array, src: Array, places: Any) -> Array:
    """A copy of `input` with `src` at the places, counted row by row; a negative place is outside."""
    out = np.array(input)
    inside = places >= 0
    out.flat[places[inside]] = np.asarray(src)[inside]
    return out


@composite(out=False)
def as_strided_scatter(input: Tensor, src: Tensor, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    """A copy of `input` with `src` in the places that `as_strided` would see.

    Raises RuntimeError where `src` is not of `size`, two places are one, or `input` needs a gradient and is not
    contiguous.  The gradient of `input` is torch's: that of the elements written over.

    >>> import minigrad as torch
    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """
    shape, steps = shape_argument("as_strided_scatter", (size,), None), shape_argument("as_strided", (stride,), None)
    check_slice(raw(src).shape, shape)
    data = input.array()
    if input.requires_grad and not data.flags.c_contiguous:
        raise RuntimeError(
            "as_strided_scatter is currently only supported for contiguous inputs\n"
            "The input needs a gradient: give input.contiguous()."
        )
    if any(n > 1 and not step for n, step in zip(shape, steps, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    target = _geometry(as_strided(wrap(data), shape, steps, storage_offset).array())
    own = _geometry(data)
    low = min(own[2], target[2])
    index = np.full(max(offset + extent(n, step) for n, step, offset in (own, target)) - low, -1)
    index[_places(own, low)] = np.arange(data.size).reshape(data.shape)
    return _strided_scatter(input, cast(src, input.dtype), index[_places((shape, steps, target[2]), low)])


# ------------------------------------------------------------ copies of views


def _copying(name: str, call: Callable[..., Any], method: bool = False) -> None:
    """Declare `name`: what `call` views, copied."""

    def copied(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        found = call(input, *args, **kwargs)
        if isinstance(found, tuple):
            return tuple([x.clone(memory_format=contiguous_format) for x in found])
        return found.clone(memory_format=contiguous_format)

    def function(*args: Any, out: Any = None, **kwargs: Any) -> Any:
        found = copied(*args, **kwargs)
        if out is None:
            return found
        written = write_out(out, found, name)
        return None if isinstance(found, tuple) else written

    copied.__name__ = copied.__qualname__ = function.__name__ = function.__qualname__ = name
    copied.__doc__ = function.__doc__ = f"What `{name.removesuffix('_copy')}` gives, as a copy."
    register(Row(name, copied, copied, method=method, function=function))


def _slice(input: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    return _part(input, _along(wrap_dim(dim, raw(input).ndim), slice(start, end, step)))


def _narrow_to_copy(input: Tensor, dim: int, start: Any, length: int) -> Any:
    if dim >= raw(input).ndim > 0:
        raise RuntimeError("Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.")
    if length < 0 < raw(input).ndim:
        size = raw(input).shape[wrap_dim(dim, raw(input).ndim)]
        raise RuntimeError(f"start ({int(start)}) + length ({length}) exceeds dimension size ({size}).")
    return narrow(input, dim, start, length)


for _name, _call, _method in (
    ("alias_copy", lambda x: x, False),
    ("as_strided_copy", as_strided, False),
    ("detach_copy", lambda x: x.detach(), False),
    ("diagonal_copy", diagonal, False),
    ("expand_copy", expand, False),
    ("narrow_copy", _narrow_to_copy, True),
    ("permute_copy", permute, False),
    ("select_copy", select, False),
    ("slice_copy", _slice, False),
    ("split_copy", split, False),
    ("split_with_sizes_copy", split_with_sizes, False),
    ("squeeze_copy", squeeze, False),
    ("t_copy", t, False),
    ("transpose_copy", transpose, False),
    ("unbind_copy", unbind, False),
    ("unfold_copy", unfold, False),
    ("unsqueeze_copy", unsqueeze, False),
    ("view_copy", view, False),
):
    _copying(_name, _call, _method)
