"""Reading an index: `x[...]` as a basic part (ints, slices, None) and an advanced part (arrays of places, masks).

Imports the engine and `shape`.  Start at `split`; the checks here are the errors of indexing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw
from .._warnings import warn
from .shape import broadcast_shape

ndarray = np.ndarray
ALL = slice(None)
I64 = dtypes.I64

Index = tuple[Any, ...]


def result_shape(shape: tuple[int, ...], index: Index) -> tuple[int, ...]:
    """The shape of what an advanced index takes: what its arrays broadcast to comes first if they are apart.

    Raises IndexError for a place on an axis of length 0.
    """
    common: list[tuple[int, ...]] = []
    rest: list[int] = []
    at, dim, last = -1, 0, 0
    empty = False
    for item in index:
        if item is ALL:
            rest.append(shape[dim])
            dim += 1
            continue
        if at < 0:
            at = len(rest)
        elif last < dim:
            at = 0
        mask = item.dtype.kind == "b"
        empty = empty or not shape[dim]
        common.append((int(np.count_nonzero(item)),) if mask else item.shape)
        dim += item.ndim if mask else 1
        last = dim
    places = broadcast_shape(*common)
    if empty and 0 not in places:
        raise IndexError(NO_PLACES)
    return (*rest[:at], *places, *rest[at:], *shape[dim:])


NO_PLACES = "index is out of bounds for dimension with size 0"


# ------------------------------------------------------------ reading an index


_TYPES = (Tensor, ndarray, list, tuple, range)


def as_index_array(item: Any) -> ndarray[Any, Any]:
    """A tensor, array or (nested) list as an array of int64 places, or of bools.  Raises IndexError on other dtypes."""
    if isinstance(item, Tensor):
        data = item.array()
        kind = data.dtype
        if kind is I64 or kind.kind == "b":
            return data
        if kind == np.uint8:
            warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.")
            return data.astype(bool)
        if kind != np.int32:
            raise IndexError(
                "tensors used as indices must be long, int, byte or bool tensors\n"
                f"This one is {item.dtype}: convert it first, index.long(), or compare for a mask, index > 0."
            )
        return data.astype(I64)
    if isinstance(item, list | tuple):
        item = _plain_list(item)
    data = np.asarray(item)
    if data.dtype.kind in "USO":
        raise TypeError(f"new(): invalid data type '{type(item[0] if len(item) else item).__name__}'")
    return data if data.dtype.kind == "b" else data.astype(I64)


def _plain_list(item: Any) -> Any:
    """A nested list with tensors in it as one of Python numbers."""
    if isinstance(item, Tensor):
        return item.tolist()
    return [_plain_list(i) for i in item] if isinstance(item, list | tuple) else item


def _is_tuple_of_indices(items: Any) -> bool:
    """Whether torch reads this list as a tuple: a short one with a slice, None, Ellipsis, tensor or sequence in it."""
    return len(items) < 32 and any(i is None or i is Ellipsis or isinstance(i, (slice, *_TYPES)) for i in items)


def too_many(ndim: int) -> IndexError:
    return IndexError(f"too many indices for tensor of dimension {ndim}")


def out_of_range(index: int, dim: int, size: int) -> IndexError:
    return IndexError(f"index {index} is out of bounds for dimension {dim} with size {size}")


def check_step(item: slice) -> None:
    """Raises ValueError on a step that is not positive: torch has no negative strides."""
    step = item.step
    if step is not None and step.__index__() <= 0:
        if step.__index__() == 0:
            raise ValueError("slice step cannot be zero")
        raise ValueError("step must be greater than zero\nUse torch.flip(x, (dim,)) to reverse an axis.")


def _consumed(item: Any) -> int:
    """How many axes an index takes."""
    if item is None or item is Ellipsis or type(item) is bool:
        return 0
    if isinstance(item, ndarray) and item.dtype.kind == "b":
        return item.ndim
    return 1


def split(shape: tuple[int, ...], index: Any) -> tuple[Index, Index | None]:
    """The basic part of an index, and the advanced part for what the basic part leaves (None if there is none).

    Raises IndexError (TypeError, ValueError) on what is no index.
    """
    if isinstance(index, list) and _is_tuple_of_indices(index):
        warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch "
            "2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, "
            "x[torch.tensor(seq)], which will result either in an error or a different result"
        )
        index = tuple(index)
    items = [_item(i) for i in (index if isinstance(index, tuple) else (index,))]
    ndim = len(shape)
    used = sum(_consumed(i) for i in items)
    if used > ndim:
        if ndim == 0 and not isinstance(index, tuple):
            if type(items[0]) is int:
                raise no_axes()
            if isinstance(items[0], slice):
                raise IndexError("slice() cannot be applied to a 0-dim tensor.")
        raise too_many(ndim)
    basic: list[Any] = []
    advanced: list[Any] = []
    dim = 0
    seen = False
    misfit: tuple[Any, int] | None = None
    for place, item in enumerate(items):
        if type(item) is int:
            if not -shape[dim] <= item < shape[dim]:
                raise out_of_range(item, place, shape[dim])  # torch counts places in the index
            basic.append(item)
            dim += 1
        elif isinstance(item, slice):
            basic.append(item)
            advanced.append(ALL)
            dim += 1
        elif item is None:
            basic.append(None)
            advanced.append(ALL)
        elif item is Ellipsis:
            count = 0 if seen else ndim - used
            seen = True
            basic += [ALL] * count
            advanced += [ALL] * count
            dim += count
        elif type(item) is bool:
            basic.append(None)
            advanced.append(np.zeros(int(item), I64))
        elif item.dtype.kind != "b":
            basic.append(ALL)
            advanced.append(item)
            dim += 1
        else:
            if item.shape != shape[dim : dim + item.ndim] and misfit is None:
                misfit = item, len(advanced)
            basic += [ALL] * item.ndim
            advanced.append(item)
            dim += item.ndim
    basic.append(Ellipsis)
    if misfit is not None:
        raise _mask_misfit(np.broadcast_to(False, shape)[tuple(basic)].shape, advanced, *misfit)
    return tuple(basic), _arrays(advanced)


def _mask_misfit(shape: tuple[int, ...], advanced: list[Any], mask: Any, place: int) -> IndexError:
    """The error for a mask that stands at `place` of the advanced part for a tensor of `shape`."""
    begin = sum([item.ndim if item is not ALL and item.dtype.kind == "b" else 1 for item in advanced[:place]])
    k = next(k for k, n in enumerate(mask.shape) if n != shape[begin + k])
    return IndexError(
        f"The shape of the mask {list(mask.shape)} at index {k} does not match the shape of the indexed tensor "
        f"{list(shape)} "
        f"at index {begin + k}"
    )


def no_axes() -> IndexError:
    return IndexError(
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
        "0-dim "
        "tensor to a number"
    )


def _arrays(advanced: list[Any]) -> Index | None:
    """The advanced part without trailing whole axes; a mask that does not stand alone becomes arrays of places."""
    while advanced and advanced[-1] is ALL:
        advanced.pop()
    if not advanced:
        return None
    if sum([item is not ALL for item in advanced]) == 1:
        return tuple(advanced)
    found: list[Any] = []
    for item in advanced:
        if item is not ALL and item.dtype.kind == "b":
            found.extend(item.nonzero())
        else:
            found.append(item)
    arrays = [item for item in found if item is not ALL]
    try:
        np.broadcast_shapes(*[a.shape for a in arrays])
    except ValueError:
        shapes = ", ".join(str(list(a.shape)) for a in arrays)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None
    return tuple(found)


def _item(item: Any) -> Any:
    """One index as an int, bool, slice, None, Ellipsis, or array."""
    kind = type(item)
    if kind is int or kind is bool or item is None or item is Ellipsis:
        return item
    if kind is slice:
        check_step(item)
        return item
    if isinstance(item, Tensor | ndarray):
        if not item.ndim:
            kind_of = raw(item).dtype
            if kind_of.kind == "b":
                return bool(item)
            if kind_of.kind in "iu" and kind_of != np.uint8:
                return int(item)
        found = as_index_array(item)
        return found if found.ndim else bool(found) if found.dtype.kind == "b" else int(found)
    if isinstance(item, _TYPES):
        return as_index_array(item)
    if kind is str:
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(item, np.bool_):
        return bool(item)
    if hasattr(item, "__index__"):
        return int(item.__index__())
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    raise IndexError(
        f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {name})"
    )


def basic_index(index: Any) -> Index | None:
    """The index as a tuple for `_part`, where it is of ints, slices, None and Ellipsis; else None."""
    kind = type(index)
    if kind is int:
        return index, Ellipsis
    if kind is slice:
        if index.step is not None:
            check_step(index)
        return index, Ellipsis
    if kind is tuple:
        whole = True
        for item in index:
            k = type(item)
            if k is int or item is None:
                continue
            if k is slice:
                if item.step is not None:
                    check_step(item)
            elif item is Ellipsis and whole:
                whole = False
            else:
                return None
        return (*index, Ellipsis) if whole else index
    return None


def is_plain(self: Tensor, index: Any) -> bool:
    """Whether an index is a single tensor of places along the first axis, or a mask of the whole: the common cases."""
    if not isinstance(index, Tensor):
        return False
    data = index._data
    if data.dtype is I64:
        return data.ndim > 0 and self._data.ndim > 0
    return data.dtype.kind == "b" and data.ndim > 0 and data.shape == self._data.shape


def check_places(shape: tuple[int, ...], index: Index) -> None:
    """Raises IndexError if an array names a place that is not there.

    As in torch the first element in order decides, and the dimension is counted among the arrays.
    """
    result_shape(shape, index)
    arrays: list[Any] = []
    sizes: list[int] = []
    dim = 0
    for item in index:
        if item is ALL:
            dim += 1
            continue
        parts = item.nonzero() if item.dtype.kind == "b" else (item,)
        arrays += parts
        sizes += shape[dim : dim + len(parts)]
        dim += len(parts)
    common = broadcast_shape(*[a.shape for a in arrays])
    found: list[tuple[int, int]] = []  # of each array with a wrong place, the first one, counted in order
    for nth, (a, n) in enumerate(zip(arrays, sizes, strict=True)):
        wrong = np.broadcast_to((a < -n) | (a >= n), common)
        if wrong.any():
            found.append((int(wrong.reshape(-1).argmax()), nth))
    if found:
        element, nth = min(found)
        raise out_of_range(int(np.broadcast_to(arrays[nth], common).reshape(-1)[element]), nth, sizes[nth])
