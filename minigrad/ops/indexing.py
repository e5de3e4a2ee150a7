"""Parts of a tensor: `x[...]`, `x[...] = value`, and the named forms of both.

Imports the table and `shape`.  An index is split in two: a basic part (ints, slices, None, Ellipsis), which `_part`
takes as a view, and an advanced part (tensors, lists, masks), which `_index` copies.  Start at `getitem`.
Ops that read and write along one axis (gather, scatter, index_add, ...) are in `scattering`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from weakref import ref

import numpy as np

from .._engine import dtypes
from .._engine.dtypes import F32
from .._engine.graph import Recorded, tick
from .._engine.modes import state
from .._engine.op import Op, note
from .._engine.tensor import Tensor, blank, raw, wrap, wrap_dim
from .._engine.views import NO_GRAD, PLAIN, assign, base_of, check_writable
from ._indices import (
    ALL,
    I64,
    Index,
    as_index_array,
    basic_index,
    check_places,
    is_plain,
    result_shape,
    split,
)
from ._kernels import index as kernels
from .conversion import converted
from .shape import integer
from .table import Array, add_members, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ the basic part: a view


def _kind(input: Any, index: Index) -> int:
    """Which of torch's nodes made this part: the last index that is not a whole axis decides."""
    if type(index[0]) is int and len(index) == 2:  # x[i], the most common one
        return 0
    shape = input.shape
    if type(index[0]) is slice and len(index) == 2:  # x[i:j]
        return 1 if _is_part(index[0], shape[0]) else 3
    dim = len(shape)
    for i in range(len(index) - 1, -1, -1):
        item = index[i]
        if type(item) is int:
            return 0
        if item is None:
            return 2
        if item is Ellipsis:
            dim = sum([k is not None for k in index[:i]])
            continue
        dim -= 1
        if _is_part(item, shape[dim]):
            return 1
    return 3


def _is_part(item: slice, length: int) -> bool:
    """Whether a slice may take less than the whole axis."""
    return bool(item.start) or item.step not in _ONE_STEP or (item.stop is not None and item.stop < length)


_ONE_STEP = (None, 1)


def _part_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((3, 4, 5))
    yield (x, (1, ...)), {}
    yield (x, (slice(None, None, 2), None, slice(1, 3), ...)), {}
    yield (x, (..., -1, slice(4, 1))), {}
    yield (np.array(1.5), (None, ...)), {}


def _embedded(g: Any, input_shape: tuple[int, ...], index: Index) -> Any:
    """The gradient of a part, in a formula."""
    return _embed(g, input_shape, index) if isinstance(g, Tensor) else _zeros_with(g, input_shape, index)


def _zeros_with(part: Any, shape: tuple[int, ...], index: Index) -> Any:
    made = np.zeros(shape, part.dtype)
    made[index] = part
    return made


def _add_to_part(total: Any, g: Any, shape: tuple[int, ...], index: Index) -> None:
    """Adds the gradient of a part to that of the whole, in place: a loop over the elements takes linear time."""
    total[index[:-1] if index[-1] is Ellipsis else index] += g  # without it an element is a number, not an array


@op(
    input=_embedded,
    more={"adds": _add_to_part},
    view=True,
    linear=True,
    variant=_kind,
    node=("SelectBackward0", "SliceBackward0", "UnsqueezeBackward0", "AliasBackward0"),
    samples=_part_samples,
)
def _part(input: Array, index: Index) -> Array:
    """The view `input[index]` of ints, slices, None and Ellipsis."""
    return input[index]


def _viewed(self: Tensor, index: Index) -> Tensor:
    """`_part(self, index)` of a Tensor without a detour through calls in general: loops over `x[i]` live on it."""
    data = self._data
    if type(data) is not ndarray:
        data = self.array()
    out = data[index]
    part = blank()
    part._data = out
    part._grad = part._node = None
    part._writes = writes = self._writes or self.writes()
    recording = state.recording
    part._view = (self, _PART, (index,), None, PLAIN if recording else NO_GRAD)
    writes.views.append(ref(part))
    if len(writes.views) > writes.room:
        writes.clear_out()
    before = self._node
    if before is not None and recording:
        classes = _PART.classes or _PART.plan()
        variant, dtype = _kind(data, index), out.dtype
        part._node = node = Recorded()
        node.kind = kind = classes[variant] if dtype.kind != "c" else _PART.node_class(variant, True)
        node.formulas = kind.formulas
        node.edges = (before,)
        node.saved = ()
        node.args = (data.shape, index)
        node.shape = out.shape
        node.dtype = dtype
        node.extra = None
        node.exact = False
        node.seq = tick()
        if recording == 2:
            note(node)
    return part


_PART: Op = _part.op  # type: ignore[attr-defined]


@op(
    input=lambda g, index: _part(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 3)), (3, 3), (slice(1, None), ...)), {})],
)
def _embed(input: Array, shape: tuple[int, ...], index: Index) -> Array:
    """Zeros of `shape` with `input` at `index`: the gradient of a part."""
    return _zeros_with(input, shape, index)


# ------------------------------------------------------------ the advanced part: a copy


def _whole(items: Index) -> bool:
    """Whether every axis is taken whole."""
    return all(item is ALL for item in items)


def _take(data: Any, index: Index) -> Any:
    """`data[index]` for whole axes and arrays, laid out in order."""
    if not data.size:
        return np.empty(result_shape(data.shape, index), data.dtype)
    if type(data) is not ndarray:
        data = np.asarray(data)
    last = index[-1]
    if last.dtype is I64 and _whole(index[:-1]):
        return data.take(last, len(index) - 1)
    out = data[index]
    if out.flags.c_contiguous and 1 not in out.shape:
        return out
    return out.ravel().reshape(out.shape)  # in order, and an axis of length 1 with the stride of a fresh array


def _index_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((3, 4, 5))
    i, j = np.array([0, 2, 2, -1]), np.array([[1], [3]])
    yield (x, (i,)), {}
    yield (x, (ALL, j)), {}
    yield (x, (i, ALL, j)), {}
    yield (x, (x > 0,)), {}
    yield (x, (ALL, x[0] > 0)), {}


@op(
    input=lambda g, input_shape, index: _scattered(g, input_shape, index),
    linear=True,
    node="IndexBackward0",
    samples=_index_samples,
)
def _index(input: Array, index: Index) -> Array:
    """The elements at `index`: for each axis a whole slice or an array of places, or a mask over several axes."""
    return _take(input, index)


@op(
    input=lambda g, index: _index(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((4, 2)), (3, 2), (np.array([0, 2, 2, -1]),)), {})],
)
def _scattered(input: Array, shape: tuple[int, ...], index: Index) -> Array:
    """Zeros of `shape` with `input` added at `index`: the gradient of what `_index` took."""
    made = np.zeros(shape, input.dtype)
    if input.size:
        kernels.put(made, index, input, accumulate=True)
    return made


def _put_samples(rng: np.random.Generator) -> Any:
    x, i = rng.standard_normal((3, 4)), np.array([0, 2])
    yield (x, rng.standard_normal((2, 4)), (i,), False), {}
    yield (x, rng.standard_normal((4, 1)), (np.array([[0, 2]] * 4), np.arange(4)[:, None]), False), {}
    yield (x, rng.standard_normal((3, 4)), (np.array([0, 0, 2]),), True), {}
    yield (x, rng.standard_normal(()), (x > 0,), False), {}


@op(
    input=lambda g, index, accumulate: g if accumulate else _cleared(g, index),
    values=lambda g, index: _index(g, index),
    node="IndexPutBackward0",
    samples=_put_samples,
)
def _put(input: Array, values: Array, index: Index, accumulate: bool) -> Array:
    """A copy of `input` with `values` written (or added) at `index`."""
    out = np.array(input)
    if not out.size:
        return out
    if accumulate:
        kernels.put(out, index, values, accumulate=True)
    else:
        out[index] = values
    return out


@op(
    input=lambda g, index: _cleared(g, index),
    linear=True,
    samples=lambda rng: [((rng.standard_normal(4), (np.array([0, 2]),)), {})],
)
def _cleared(input: Array, index: Index) -> Array:
    """A copy of `input` with zeros at `index`."""
    out = np.array(input)
    if out.size:
        out[index] = 0
    return out


# ------------------------------------------------------------ reading


def getitem(self: Tensor, index: Any) -> Tensor:
    """`x[index]`: a view where the index has only ints, slices, None and Ellipsis, else a copy.

    Tensors, arrays and lists of ints pick places, bools (and tensors of bools) are masks.  Raises IndexError for a
    place that is not there, ValueError for a negative step.

    >>> import minigrad as torch
    >>> x = torch.tensor([[1, 2, 3], [4, 5, 6]])
    >>> x[0, 1:], x[:, [0, 2]], x[x > 3]
    (tensor([2, 3]), tensor([[1, 3],
            [4, 6]]), tensor([4, 5, 6]))
    """
    basic = (index, Ellipsis) if type(index) is int else basic_index(index)
    if basic is not None:
        try:
            return _viewed(self, basic)
        except IndexError:
            split(self._data.shape, index)  # raises, in torch's words
            raise
    if is_plain(self, index):
        return _read(self, (index._data,))
    basic, advanced = split(self._data.shape, index)
    if advanced is None:
        return _part(self, basic)
    part = self if _whole(basic[:-1]) else _part(self, basic)
    return _read(part, advanced)


def _read(part: Tensor, index: Index) -> Tensor:
    if part._node is not None and state.recording:
        index = _kept(index)
    try:
        return _index(part, index)
    except IndexError:
        check_places(part._data.shape, index)
        raise


def _kept(index: Index) -> Index:
    """The index with copies of its arrays: the graph keeps it, and the program may go on to write into its own."""
    return tuple([item if item is ALL else item.copy() for item in index])


# ------------------------------------------------------------ writing


@op(
    input=lambda g: g,
    node="CopyBackwards",
    linear=True,
    samples=lambda rng: [((rng.standard_normal(3), (2, 3), np.dtype(np.float64)), {})],
)
def _spread_over(input: Array, shape: tuple[int, ...], dtype: Any) -> Array:
    """What a write of `input` into a part of `shape` puts there."""
    return np.broadcast_to(cast_freely(input, dtype), shape)


def cast_freely(data: Any, dtype: Any) -> Any:
    """The elements in any dtype; of complex numbers the real parts, with a warning."""
    return data if data.dtype is dtype else converted(data, dtype)


def _without_ones(value: Any, ndim: int) -> Any:
    """`value` without leading axes of length 1 beyond `ndim`."""
    shape = value.shape
    if len(shape) <= ndim:
        return value
    lead = 0
    while lead < len(shape) and shape[lead] == 1:
        lead += 1
    return value.reshape(shape[lead:])


def _has_room(value: float, dtype: np.dtype[Any]) -> bool:
    """Whether a write may take a float: float32 refuses what would overflow, 16-bit floats make it infinite."""
    return -FLOAT32_MAX <= value <= FLOAT32_MAX or dtype is not F32 or not math.isfinite(value)


def element(value: Any, dtype: np.dtype[Any]) -> Any:
    """A Python number as an element.  Raises RuntimeError where the dtype cannot hold it."""
    try:
        if isinstance(value, complex | np.complexfloating) and dtype.kind != "c":
            if value.imag:
                raise OverflowError
            value = value.real
        if type(value) is float and not _has_room(value, dtype):
            raise OverflowError
        found = np.array(value)
        if dtype.kind in "iu" and found.dtype.kind in "iuf":
            info = np.iinfo(dtype)
            if found.dtype == object or not (info.min if dtype.kind == "i" else -info.max) <= found <= info.max:
                raise OverflowError
        return found.astype(dtype)
    except OverflowError:
        raise RuntimeError(f"value cannot be converted to type {c_name(dtype)} without overflow") from None


FLOAT32_MAX = float(np.finfo(np.float32).max)
_C_NAMES = {
    "float32": "float", "float64": "double", "float16": "at::Half", "bool": "bool", "bfloat16": "at::BFloat16",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
}  # fmt: skip


def c_name(dtype: np.dtype[Any]) -> str:
    return _C_NAMES.get(dtype.name, f"{dtype.name}_t")


_NUMBERS = (int, float, complex, np.generic)


def _value(self: Tensor, value: Any) -> Any:
    """What is to be written: a Tensor, or an element of the tensor's dtype."""
    if isinstance(value, Tensor):
        return value
    if type(value) is float and self._data.dtype.kind == "f" and _has_room(value, self._data.dtype):
        return self._data.dtype.type(value)
    if isinstance(value, _NUMBERS):
        return element(value, self._data.dtype)
    raise TypeError(f"can't assign a {_type_name(value)} to a torch.{self.dtype.legacy}Tensor")


def _type_name(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _silent(self: Tensor, value: Any) -> bool:
    """Whether a write of `value` into `self` leaves the graph as it is."""
    if not state.recording:
        return True
    if self._node is not None or (isinstance(value, Tensor) and value._node is not None):
        return False
    return self._view is None or base_of(self)._node is None


def setitem(self: Tensor, index: Any, value: Any) -> None:
    """`x[index] = value`: writes a number or a tensor, broadcast, into a part; gradients flow to both.

    Raises IndexError as reading does, RuntimeError where the value's shape does not fit.

    >>> import minigrad as torch
    >>> x = torch.zeros(2, 2)
    >>> x[0] = torch.tensor([1.0, 2.0])
    >>> x[x > 1] = 5
    >>> x
    tensor([[1., 5.],
            [0., 0.]])
    """
    basic = basic_index(index)
    if basic is None and is_plain(self, index):
        _write_places(self, (index._data,), _value(self, value))
        return
    advanced: Index | None = None
    if basic is None:
        basic, advanced = split(self._data.shape, index)
    if advanced is None:
        _write_part(self, basic, index, value)
    else:
        part = self if _whole(basic[:-1]) else _part(self, basic)
        _write_places(part, advanced, _value(self, value))


def _write_part(self: Tensor, basic: Index, index: Any, value: Any) -> None:
    if _silent(self, value):
        data = self.array()
        new: Any = None
        if isinstance(value, Tensor):
            new = value._data
            if new.dtype is not data.dtype:
                new = cast_freely(new, data.dtype)
        elif type(value) is float and data.dtype.kind == "f" and _has_room(value, data.dtype):
            new = value
        else:
            new = _value(self, value)
        try:
            data[basic] = new
        except IndexError:
            split(data.shape, index)
            raise
        except ValueError:
            raise _does_not_fit(value, _part(self, basic)._data.shape) from None
        self.writes().bump()
        return
    try:
        part = _part(self, basic)
    except IndexError:
        split(self._data.shape, index)
        raise
    check_writable(part)
    new = _value(self, value)
    if not isinstance(new, Tensor):
        new = wrap(new)
    new = _without_ones(new, part._data.ndim)
    try:
        out = _spread_over(new, part._data.shape, self._data.dtype)
    except ValueError:
        raise _does_not_fit(new, part._data.shape) from None
    assign(part, out)


def _does_not_fit(value: Tensor, shape: tuple[int, ...]) -> RuntimeError:
    """Why a value cannot be written into a part of `shape`, in torch's words."""
    given = list(value._data.shape)
    while given and given[0] == 1:
        given.pop(0)
    if len(given) > len(shape):
        return RuntimeError(
            f"expand(torch.{value.dtype.legacy}Tensor{{{given}}}, size={list(shape)}): the number of sizes provided "
            f"({len(shape)}) must be greater or equal to the number of dimensions in the tensor ({len(given)})"
        )
    lead = len(shape) - len(given)
    dim = next(i for i in range(len(shape)) if i >= lead and given[i - lead] not in (1, shape[i]))
    return RuntimeError(
        f"The expanded size of the tensor ({shape[dim]}) must match the existing size ({given[dim - lead]}) at "
        f"non-singleton dimension {dim}.  Target sizes: {list(shape)}.  Tensor sizes: {given}"
    )


def _write_places(part: Tensor, index: Index, value: Any, accumulate: bool = False) -> None:
    """Writes a Tensor or an element at the places of an advanced index."""
    data = part.array()
    if isinstance(value, Tensor):
        if value._data.dtype != data.dtype:
            if (
                value._data.size != 1
                or index[-1].dtype.kind != "b"
                or dtypes.category(value._data.dtype) > dtypes.category(data.dtype)
            ):
                raise RuntimeError(
                    "Index put requires the source and destination dtypes match, got "
                    f"{dtypes.of(data.dtype).legacy} for the destination and {value.dtype.legacy} for the source."
                )
            value = value.to(part.dtype)
        if value._data.ndim > 1 and value._data.shape[0] == 1:
            value = _without_ones(value, value._data.ndim - 1)
    new = raw(value)
    empty = not data.size
    if new.ndim or empty:
        wanted = result_shape(data.shape, index)
        try:
            fits = np.broadcast_shapes(new.shape, wanted) == wanted
        except ValueError:
            fits = False
        if not fits:
            raise RuntimeError(
                f"shape mismatch: value tensor of shape {list(new.shape)} cannot be broadcast to indexing result of "
                "shape "
                f"{list(wanted)}"
            )
    check_writable(part)
    try:
        if _silent(part, value):
            if empty:
                pass
            elif accumulate:
                kernels.put(data, index, new, accumulate=True)
            else:
                data[index] = new
            part.writes().bump()
        else:
            assign(part, _put(part, value if isinstance(value, Tensor) else wrap(new), _kept(index), accumulate))
    except IndexError:
        check_places(data.shape, index)
        raise


def contains(self: Tensor, element: Any) -> bool:
    """Whether any element equals `element` (a number, or a tensor that broadcasts)."""
    if isinstance(element, (Tensor, *_NUMBERS)):
        return bool(np.any(self._data == raw(element)))
    raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")


def iterate(self: Tensor) -> Iterator[Tensor]:
    """The parts along the first axis, as views."""
    if not self._data.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


def _no_delete(self: Tensor, index: Any) -> None:
    raise TypeError("Tensor does not support deleting items")


for _name, _method in {
    "__getitem__": getitem,
    "__setitem__": setitem,
    "__delitem__": _no_delete,
    "__contains__": contains,
    "__iter__": iterate,
}.items():
    _method.__name__ = _method.__qualname__ = _name
    setattr(Tensor, _name, _method)


# ------------------------------------------------------------ named forms of reading


def _along(dim: int, item: Any) -> Index:
    """The basic index that takes `item` on the axis `dim`."""
    return (*(ALL,) * dim, item, Ellipsis)


@composite(out=False)
def select(input: Tensor, dim: int, index: int) -> Any:
    """The part at place `index` of the axis `dim`: a view with one axis fewer.

    >>> import minigrad as torch
    >>> torch.select(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """
    shape = raw(input).shape
    if not shape:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis = integer("select", "dim", dim, len(shape))
    place = int(index)
    if not -shape[axis] <= place < shape[axis]:
        raise IndexError(f"select(): index {place} out of range for tensor of size {list(shape)} at dimension {axis}")
    return _part(input, _along(axis, place))


@composite(out=False)
def narrow(input: Tensor, dim: int, start: Any, length: int) -> Any:
    """The places from `start` on, `length` of them, of the axis `dim`: a view.

    Raises IndexError or RuntimeError where they are not all there.

    >>> import minigrad as torch
    >>> torch.narrow(torch.tensor([1, 2, 3, 4]), 0, 1, 2)
    tensor([2, 3])
    """
    shape = raw(input).shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    axis = wrap_dim(dim, len(shape))
    size = shape[axis]
    if isinstance(start, Tensor) and (start.ndim or start._data.dtype.kind not in "iu"):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    begin = int(start)
    if not -size <= begin <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {begin})")
    if begin < 0:
        begin += size
    if begin + length > size:
        raise RuntimeError(f"start ({begin}) + length ({length}) exceeds dimension size ({size}).")
    return _part(input, _along(axis, slice(begin, begin + length)))


# ------------------------------------------------------------ index_put


def _indices(input: Any, indices: Any) -> Any:
    """The basic and advanced part of a tuple of index tensors."""
    if isinstance(indices, Tensor) or not isinstance(indices, tuple | list):
        raise TypeError(
            f"index_put(): argument 'indices' (position 1) must be tuple of Tensors, not {type(indices).__name__}"
        )
    shape = raw(input).shape
    arrays: list[Any] = []
    for i in indices:
        if i is None:
            arrays.append(ALL)
            continue
        found = as_index_array(i)
        arrays.append(found if found.ndim else found.reshape(1) if found.dtype.kind != "b" else found)
    used = sum(a.ndim if isinstance(a, ndarray) and a.dtype.kind == "b" else 1 for a in arrays)
    if used > len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)} (got {used})")
    return split(shape, tuple(arrays))[1]


@composite(out=False)
def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    """`input` with `values` written (or added) at the places that a tuple of index tensors names: x[indices] = values.

    >>> import minigrad as torch
    >>> torch.index_put(torch.zeros(3), (torch.tensor([0, 2]),), torch.tensor(1.0))
    tensor([1., 0., 1.])
    """
    out = input.clone()
    return _index_put(out, indices, values, accumulate)


def _index_put(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """`x[indices] = values` (or `+=`) in place."""
    index = _indices(self, indices)
    if index is None:
        check_writable(self)
        return assign(self, values)
    _write_places(self, index, values, accumulate)
    return self


add_members(index_put_=_index_put)
