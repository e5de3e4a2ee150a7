"""Copies and casts: clone, contiguous, to, float and its like, copy_, fill_, zero_.

Imports the engine, the table and `_factory`.  Start reading at `to`; every cast ends in `converted`, every copy in
`arranged`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _kinds as kinds
from .._engine import dtypes, errors, views
from .._engine.modes import state
from .._engine.tensor import Tensor, raw, wrap
from .._kinds import memory_format as Format
from .._warnings import warn
from ._factory import (
    blank_like,
    both,
    combination,
    dtype_of,
    fitting,
    format_of,
    member,
    place,
    tensor_argument,
    wrong_type,
)
from .table import Array, op

ndarray = np.ndarray
generic = np.generic

# ------------------------------------------------------------ on arrays


def converted(data: Any, dtype: np.dtype[Any]) -> Any:
    """A copy of an array or NumPy scalar in `dtype`, its axes in the same order in memory.

    16-bit floats are rounded from float32, and uint8 is taken from int64, as C does it.
    """
    source = data.dtype
    if source.kind == "c" and dtype.kind not in "cb":
        warn("Casting complex values to real discards the imaginary part")
        data = data.real
    if dtype.itemsize == 2 and dtype.kind in "fV" and source.itemsize > 4:
        data = data.astype(np.float32)
    elif dtype.kind == "u" and dtype.itemsize == 1 and source.kind in "fcV":
        data = data.astype(np.int64)
    return data.astype(dtype) if 0 not in data.strides else copied(data, dtype)


def copied(data: Any, dtype: np.dtype[Any]) -> Any:
    """A dense copy whose axes lie in the same order in memory."""
    made = blank_like(data, dtype)
    made[...] = data
    return made


def zeros_as(g: Any) -> Any:
    """Zeros of the shape and dtype of `g`: the gradient of what has been overwritten."""
    made = np.zeros(g.shape, raw(g).dtype)
    return wrap(made) if isinstance(g, Tensor) else made


def arranged(data: Any, format: Format) -> Any:
    """A copy of an array whose axes lie in memory as `format` says."""
    if type(data) is not ndarray:
        return data
    if format is kinds.preserve_format:
        return data.copy("K") if 0 not in data.strides else copied(data, data.dtype)
    if format is kinds.contiguous_format:
        return data.copy("C")
    order = _channels_last(data, format)
    return data.transpose(order).copy("C").transpose(np.argsort(order))


def _channels_last(data: Any, format: Format) -> tuple[int, ...]:
    """The axes in the order in which `format` lays them: the channels, axis 1, innermost."""
    ndim = 4 if format is kinds.channels_last else 5
    if data.ndim != ndim:
        raise RuntimeError(f"required rank {ndim} tensor to use {format.name} format")
    return (0, *range(2, ndim), 1)


def lies_as(data: Any, format: Format) -> bool:
    """Whether an array lies in memory as `format` says."""
    if format is kinds.contiguous_format:
        return type(data) is not ndarray or data.flags.c_contiguous
    if format is kinds.preserve_format:
        return True
    if data.ndim != (4 if format is kinds.channels_last else 5):
        return False
    return bool(data.transpose(_channels_last(data, format)).flags.c_contiguous)


def channels_as(out: Any, input: Any) -> Any:
    """A result of images in a row, or with its channels innermost in memory, if those of `input` lie so."""
    if input.ndim not in (4, 5) or type(input) is not ndarray or input.flags.c_contiguous:
        return out
    order = (0, *range(2, input.ndim), 1)
    if not input.transpose(order).flags.c_contiguous:
        return out
    return out.transpose(order).copy("C").transpose(np.argsort(order))


# ------------------------------------------------------------ copies


def _clone_args(input: Array, *, memory_format: Format | None = None) -> tuple[Any, ...]:
    return input, kinds.preserve_format if memory_format is None else format_of("clone", memory_format)


_clone_args.__qualname__ = "clone"  # Python names it where an argument is one too many


@op(
    input=lambda g: g,
    canonical=_clone_args,
    linear=True,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(()),), {})],
)
def clone(input: Array, memory_format: Format) -> Array:
    """A copy with memory of its own, through which gradients flow back.

    `memory_format` says how the axes lie in memory; by default as those of `input` do.

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> x.clone()
    tensor([1., 2.], grad_fn=<CloneBackward0>)
    """
    return arranged(input, memory_format)


@op(input=lambda g: g, view=True, linear=True, node="AliasBackward0")
def _alias(input: Array) -> Array:
    """The same memory."""
    return input.view()


alias = _alias


@op(input=lambda g: g, linear=True)
def _to_copy(input: Array, dtype: Any) -> Array:
    """The elements in another dtype."""
    return converted(input, dtype)


def cast(input: Tensor, dtype: dtypes.dtype) -> Tensor:
    """`input` in `dtype`: itself where it has that dtype."""
    target = dtype.numpy
    data = input._data
    if data.dtype is target or data.dtype == target:
        return input
    if input._node is not None and dtype.category >= dtypes.FLOATING:
        return _to_copy(input, target)
    return wrap(converted(data, target))


@member
def contiguous(self: Tensor, memory_format: Format = kinds.contiguous_format) -> Tensor:
    """The tensor laid out in memory as `memory_format` says: itself where it is, else a copy."""
    format = format_of("contiguous", memory_format)
    if format is kinds.preserve_format and not lies_as(self._data, kinds.contiguous_format):
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    return self if lies_as(self._data, format) else clone(self, memory_format=format)


@member
def is_contiguous(self: Tensor, memory_format: Format = kinds.contiguous_format) -> bool:
    """Whether the elements lie in memory in the order that `memory_format` says."""
    return lies_as(self._data, format_of("is_contiguous", memory_format))


# ------------------------------------------------------------ to

_TO_OPTIONS = "bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None"
_TO = (
    f"torch.device device = None, torch.dtype dtype = None, {_TO_OPTIONS}",
    f"torch.dtype dtype, {_TO_OPTIONS}",
    f"Tensor tensor, {_TO_OPTIONS}",
)
_TO_NAMES = frozenset(("device", "dtype", "non_blocking", "copy", "memory_format", "tensor"))
_PYTHON_TYPES = (float, int, bool, complex)
_PLACES = (str, kinds.device, int)


@member
def to(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The tensor in another dtype or on another device: `to(dtype)`, `to(device, dtype)`, `to(other)`.

    Returns the tensor itself where nothing changes, unless `copy=True`; gradients flow back through the cast.
    A device other than the CPU raises, as torch without CUDA does.

    >>> import minigrad as torch
    >>> torch.tensor([1.5, 2.5]).to(torch.int64)
    tensor([1, 2])
    """
    if len(args) == 1 and not kwargs and type(args[0]) is dtypes.dtype:
        return cast(self, args[0])
    dtype, copy, format = to_arguments(args, kwargs)
    result = self if dtype is None else cast(self, dtype)
    if format is not None and format is not kinds.preserve_format and not lies_as(result._data, format):
        return clone(result, memory_format=format)
    return clone(result) if copy and result is self else result


def to_arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[dtypes.dtype | None, bool, Format | None]:
    """The dtype, whether to copy, and the memory format, out of any of the ways to call `to`."""
    dtype, device = kwargs.get("dtype"), kwargs.get("device")
    first, rest = (args[0], args[1:]) if args else (kwargs.get("tensor"), ())
    fits = not kwargs or kwargs.keys() <= _TO_NAMES
    if first is None or isinstance(first, _PLACES):
        device = device if first is None else first
        if rest and not isinstance(rest[0], bool):
            dtype, rest = rest[0], rest[1:]
    elif isinstance(first, Tensor):
        dtype = first.dtype
    elif isinstance(first, dtypes.dtype) or first in _PYTHON_TYPES:
        dtype = first
    else:
        fits = False
    if not fits or len(rest) > 2 or not (device is None or isinstance(device, _PLACES)):
        raise combination("to", args, kwargs, *_TO)
    if device is not None:
        place("to", device)
    format = kwargs.get("memory_format")
    return (
        None if dtype is None else dtype_of("to", dtype),
        bool(rest[1] if len(rest) == 2 else kwargs.get("copy", False)),
        None if format is None else format_of("to", format),
    )


def _caster(name: str, dtype: dtypes.dtype) -> Callable[..., Tensor]:
    def method(self: Tensor, memory_format: Any = None) -> Tensor:
        return cast(self, dtype) if memory_format is None else to(self, dtype, memory_format=memory_format)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"The tensor in {dtype!r}: itself where it has that dtype."
    return member(method)


for _name, _dtype in {
    "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16, "bfloat16": dtypes.bfloat16,
    "int": dtypes.int32, "long": dtypes.int64, "short": dtypes.int16, "char": dtypes.int8, "byte": dtypes.uint8,
    "bool": dtypes.bool_, "cfloat": dtypes.complex64, "cdouble": dtypes.complex128,
}.items():  # fmt: skip
    _caster(_name, _dtype)


@member
def chalf(self: Tensor, memory_format: Any = None) -> Tensor:
    """Raises NotImplementedError: NumPy has no complex numbers of 16-bit parts."""
    raise NotImplementedError("complex32 is not available in this build: use x.cfloat(), which is complex64.")


@member
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in the dtype of `other`."""
    return cast(self, tensor_argument("type_as", "other", 1, other).dtype)


def type_(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of the tensor's type, `'torch.FloatTensor'`; or, given a dtype or such a name, the tensor in it."""
    if dtype is None:
        return f"torch.{self.dtype.legacy}Tensor"
    if isinstance(dtype, str):
        for d in dtypes.ALL:
            if dtype == f"torch.{d.legacy}Tensor":
                return cast(self, d)
        if dtype.startswith("torch.cuda."):
            raise no_cuda()
        raise ValueError(f"invalid type: '{dtype}'")
    if isinstance(dtype, dtypes.dtype):
        return cast(self, dtype)
    if isinstance(getattr(dtype, "dtype", None), dtypes.dtype):
        if dtype.is_cuda:
            raise no_cuda()
        return cast(self, dtype.dtype)
    if hasattr(dtype, "__name__"):
        raise ValueError(f"invalid type: '{dtype.__name__}'")
    raise TypeError("dtype must be a type, str, or dtype object")


type_.__name__ = type_.__qualname__ = "type"
member(type_)


@member
def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself: it lives on the CPU."""
    return self if memory_format is None else to(self, memory_format=memory_format)


@member
def cuda(self: Tensor, device: Any = None, non_blocking: bool = False, memory_format: Any = None) -> Tensor:
    """Raises AssertionError: this build has no CUDA."""
    raise no_cuda()


def no_cuda() -> AssertionError:
    return AssertionError(
        "Torch not compiled with CUDA enabled\n"
        "Tensors of this build live on the CPU: choose the device with "
        "`'cuda' if torch.cuda.is_available() else 'cpu'`."
    )


# ------------------------------------------------------------ in place


def recorded(self: Tensor) -> bool:
    """Whether a write into this tensor belongs to a history."""
    return bool(state.recording) and (self._node is not None or views.base_of(self)._node is not None)


@op(
    input=zeros_as,
    src=lambda g: g,
    node="CopyBackwards",
    samples=lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal(3)), {})],
)
def _copy(input: Array, src: Array) -> Array:
    """`src` in the shape and dtype of `input`."""
    made = np.empty(input.shape, input.dtype)
    made[...] = src if src.dtype == input.dtype else converted(src, input.dtype)
    return made


@member
def copy_(self: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    """Writes the elements of `src` (a tensor or a number), broadcast and cast, into this tensor.

    >>> import minigrad as torch
    >>> torch.zeros(2, 2).copy_(torch.tensor([1, 2]))
    tensor([[1., 2.],
            [1., 2.]])
    """
    if not isinstance(src, Tensor):
        if not isinstance(src, int | float | complex):
            raise wrong_type("copy_", "other", 1, "Tensor", src)
        src = wrap(np.asarray(src))
    views.check_writable(self)
    shape = self._data.shape
    if src._data.shape != shape:
        check_broadcast(shape, src._data.shape)
    if src._node is not None or recorded(self):
        return views.assign(self, _copy(self, src))
    data, values = self.array(), src._data
    if values.dtype != data.dtype:
        values = converted(values, data.dtype)
    views.check_fits(data, values)
    data[...] = values
    self.writes().bump()
    return self


def check_broadcast(shape: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Raises RuntimeError unless what has shape `other` can be written into `shape`."""
    try:
        common = np.broadcast_shapes(shape, other)
    except ValueError:
        raise errors.broadcast(shape, other) from None
    if common != shape or len(other) > len(shape):
        raise RuntimeError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(common)}")


def _full(input: Any, value: Any) -> Any:
    return np.full(input.shape, value, input.dtype)


def _fill_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), 2.0), {}
    yield (rng.standard_normal(3), rng.standard_normal(())), {}


@op(
    input=zeros_as,
    value=lambda g: g,
    node=("FillBackward0", "FillBackward1"),
    variant=lambda input, value: isinstance(value, ndarray | generic),
    canonical=lambda input, value: (input, fill_value("fill", input, value)),
    method=False,
    out=False,
    samples=_fill_samples,
)
def fill(input: Array, value: Array | float) -> Array:
    """A tensor of the shape and dtype of `input` full of `value`, a number or a tensor without axes.

    >>> import minigrad as torch
    >>> torch.fill(torch.zeros(2), 3)
    tensor([3., 3.])
    """
    return _full(input, value)


@op(
    input=zeros_as,
    value=lambda g: g,
    node=("FillBackward2", "FillBackward3"),
    variant=lambda input, value: isinstance(value, ndarray | generic),
    samples=_fill_samples,
)
def _filled(input: Array, value: Array | float) -> Array:
    """What `fill_` writes."""
    return _full(input, value)


def fill_value(function: str, input: Any, value: Any) -> Any:
    """The value to fill with, checked against the tensor's dtype."""
    if isinstance(value, Tensor | ndarray | generic):
        ndim = raw(value).ndim
        if ndim:
            raise RuntimeError(
                f"{function} only supports 0-dimension value tensor but got tensor with {ndim} dimensions."
            )
        return value
    if not isinstance(value, int | float | complex):
        raise combination(function, (value,), {}, "Tensor value", "Number value")
    return fitting(value, dtypes.of(raw(input).dtype)).item()


@both
def fill_(input: Tensor, value: Any) -> Tensor:
    """Writes `value`, a number or a tensor without axes, into every element."""
    value = fill_value("fill_", input, value)
    views.check_writable(input)
    if recorded(input) or (isinstance(value, Tensor) and value._node is not None):
        return views.assign(input, _filled(input, value))
    input.array()[...] = raw(value)
    input.writes().bump()
    return input


@op(input=zeros_as, node="ZeroBackward0", samples=lambda rng: [((rng.standard_normal(3),), {})])
def _zero(input: Array) -> Array:
    """What `zero_` writes."""
    return np.zeros(input.shape, input.dtype)


@both
def zero_(input: Tensor) -> Tensor:
    """Writes zeros into every element.

    >>> import minigrad as torch
    >>> torch.ones(2).zero_()
    tensor([0., 0.])
    """
    views.check_writable(input)
    if recorded(input):
        return views.assign(input, _zero(input))
    input.array()[...] = 0
    input.writes().bump()
    return input


@member
def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Replaces each element by what a Python function makes of it; slow.

    >>> import minigrad as torch
    >>> torch.tensor([1.0, 4.0]).apply_(lambda x: x + 1)
    tensor([2., 5.])
    """
    if self._node is not None:
        raise RuntimeError("Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead.")
    data = self.array()
    data[...] = np.array([callable(x) for x in data.ravel().tolist()], data.dtype).reshape(data.shape)
    self.writes().bump()
    return self


@member
def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Replaces each element by what a Python function makes of it and of the one in `tensor`; slow."""
    if self._node is not None or tensor._node is not None:
        raise RuntimeError("Can't call map_() on Variable that requires grad. Use var.detach().map_() instead.")
    data = self.array()
    check_broadcast(data.shape, tensor._data.shape)
    others = np.broadcast_to(tensor._data, data.shape).ravel().tolist()
    values = [callable(x, y) for x, y in zip(data.ravel().tolist(), others, strict=True)]
    data[...] = np.array(values, data.dtype).reshape(data.shape)
    self.writes().bump()
    return self
