"""Views by strides: as_strided, unfold; and changes of a tensor's own shape in place.

Imports the table, `shape` and `transposition`.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.graph import AccumulateGrad
from .._engine.modes import state
from .._engine.tensor import Tensor, as_class, raw, wrap_dim
from .._engine.views import check_writable
from ._kernels.memory import address, element_strides, root
from .shape import squeeze, unsqueeze
from .table import Array, add_members, composite, op, sizes
from .transposition import swapaxes, swapdims, t, transpose

ndarray = np.ndarray

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


def _as_strided_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal(6), (2, 3), (1, 2)), {}
    yield (rng.standard_normal(6), (3, 2), (1, 1), 1), {}
    yield (rng.standard_normal((2, 3)), (), (), 4), {}


@op(
    input=lambda g, size, stride, shift, geometry: _restride(
        g, (size, stride, geometry[2] + shift), geometry, geometry
    ),
    view=True,
    linear=True,
    node="AsStridedBackward0",
    samples=lambda rng: [((rng.standard_normal(6), (3, 2), (1, 1), 1, ((6,), (1,), 0)), {})],
)
def _as_strided(input: Array, size: tuple[int, ...], stride: tuple[int, ...], shift: int, geometry: Geometry) -> Array:
    """The memory under a shape and strides, from `shift` elements after the first of `input` (of this geometry) on."""
    flat, begin = storage(np.asarray(input))
    if 0 in size:
        begin = shift = 0
    item = flat.itemsize
    return ndarray(size, flat.dtype, flat, (begin + shift) * item, [s * item for s in stride])


@composite(out=False, samples=_as_strided_samples)
def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    """The memory under any shape and strides (in elements), from `storage_offset` on.

    Raises RuntimeError where that reaches beyond the memory.

    >>> import minigrad as torch
    >>> torch.as_strided(torch.tensor([1, 2, 3, 4]), (3, 2), (1, 1))
    tensor([[1, 2],
            [2, 3],
            [3, 4]])
    """
    shape, steps = sizes((size,)), sizes((stride,))
    data = input.array() if isinstance(input, Tensor) else np.asarray(input)
    if len(shape) != len(steps):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(s < 0 for s in steps):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(steps)}")
    if any(n < 0 for n in shape):
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)} and strides={list(steps)}")
    flat, begin = storage(data)
    offset = begin if storage_offset is None else int(storage_offset)
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    need = extent(shape, steps)
    if need and offset + need > flat.size:
        item = data.itemsize
        raise RuntimeError(
            f"setStorage: sizes {list(shape)}, strides {list(steps)}, storage offset {offset}, and itemsize {item} "
            f"requiring a storage size of {(offset + need) * item} are out of bounds for storage of size "
            f"{flat.size * item}"
        )
    return _as_strided(input, shape, steps, offset - begin, _geometry(data))


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
    namespaces=("Tensor",),
    method=True,
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
        writes.views.append(weakref.ref(self))
    writes.bump()
    return self


def _becoming(call: Callable[..., Tensor], name: str) -> Callable[..., Tensor]:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return become(self, lambda x: call(x, *args, **kwargs))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"`{name[:-1]}` in place: the tensor itself takes the other shape, its memory stays."
    return method


def _as_strided_in_place(self: Tensor, size: Any, stride: Any, storage_offset: Any = None) -> Tensor:
    """`as_strided` in place: the tensor itself takes the other geometry."""
    return become(self, as_strided, size, stride, storage_offset)


for _call in (squeeze, unsqueeze, t, transpose, swapaxes, swapdims):
    _name = _call.__name__ + "_"
    add_members(**{_name: _becoming(_call, _name)})
add_members(as_strided_=_as_strided_in_place)
