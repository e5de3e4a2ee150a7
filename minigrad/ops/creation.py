"""New tensors filled with a constant, of a size or like another: zeros, ones, full, empty, eye.

Imports the engine and the table.  `ops.literals` makes tensors out of Python and NumPy values, `ops.ranges` numbers
in a row, `ops.random` random ones.  Every function here ends in `filled`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _kinds as kinds
from .._engine import dtypes
from .._engine.tensor import Tensor
from .._kinds import memory_format as Format
from ._factory import (
    blank_like,
    deliver,
    dtype_of,
    fitting,
    integer,
    made,
    member,
    named_size,
    number,
    out_dtype,
    place,
    public,
    shape_of,
    tensor_argument,
)

ndarray = np.ndarray


def filled(function: str, shape: tuple[int, ...], value: Any, out: Any, dtype: Any, requires_grad: bool) -> Tensor:
    """A tensor of `shape` full of a number that fits its dtype."""
    if dtype is not None:
        dtype = dtype_of(function, dtype)
    if out is not None:
        dtype = out_dtype(f"aten::{function}", out, dtype)
        return deliver(out, np.full(shape, value, dtype.numpy))
    target = dtypes.default_numpy() if dtype is None else dtype.numpy
    return made(np.zeros(shape, target) if value == 0 else np.full(shape, value, target), requires_grad)


# ------------------------------------------------------------ of a size


@public
def zeros(
    *size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False, **sizes: Any,
) -> Tensor:  # fmt: skip
    """A tensor of zeros: `zeros(2, 3)` or `zeros((2, 3))`.

    >>> import minigrad as torch
    >>> torch.zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    shape = shape_of("zeros", named_size("zeros", size, sizes) if sizes else size)
    if device is not None or layout is not None or pin_memory:
        place("zeros", device, layout, pin_memory)
    return filled("zeros", shape, 0, out, dtype, requires_grad)


@public
def ones(
    *size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False, **sizes: Any,
) -> Tensor:  # fmt: skip
    """A tensor of ones: `ones(2, 3)` or `ones((2, 3))`.

    >>> import minigrad as torch
    >>> torch.ones(3, dtype=torch.int64)
    tensor([1, 1, 1])
    """
    shape = shape_of("ones", named_size("ones", size, sizes) if sizes else size)
    if device is not None or layout is not None or pin_memory:
        place("ones", device, layout, pin_memory)
    return filled("ones", shape, 1, out, dtype, requires_grad)


@public
def empty(
    *size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False, memory_format: Any = None, **sizes: Any,
) -> Tensor:  # fmt: skip
    """A tensor whose elements nobody has written yet: they may be anything.

    >>> import minigrad as torch
    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """
    shape = shape_of("empty", named_size("empty", size, sizes) if sizes else size)
    place("empty", device, layout, pin_memory)
    given = None if dtype is None else dtype_of("empty", dtype)
    if out is not None:
        target = out_dtype("aten::empty", out, given).numpy
        return out if out._data.shape == shape else deliver(out, np.empty(shape, target))
    if memory_format is kinds.preserve_format:
        raise RuntimeError("unsupported memory format Preserve")
    target = dtypes.default_numpy() if given is None else given.numpy
    return made(empty_array(shape, target, memory_format), requires_grad)


@public
def full(
    size: Any, fill_value: Any, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """A tensor full of `fill_value`, which also gives its dtype unless `dtype` does.

    Raises RuntimeError where the dtype has no room for the value.

    >>> import minigrad as torch
    >>> torch.full((2, 2), 7)
    tensor([[7, 7],
            [7, 7]])
    """
    shape = shape_of("full", size, variadic=False)
    place("full", device, layout, pin_memory)
    value = number("full", "fill_value", 2, fill_value)
    if dtype is not None:
        dtype = dtype_of("full", dtype)
    chosen = dtype or (out.dtype if isinstance(out, Tensor) else dtypes.of_scalar(value))
    return filled("full", shape, fitting(value, chosen), out, chosen, requires_grad)


@public
def scalar_tensor(
    s: Any, *, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """A tensor without axes that holds a number; of the default dtype whatever the number is.

    >>> import minigrad as torch
    >>> torch.scalar_tensor(3)
    tensor(3.)
    """
    place("scalar_tensor", device, layout, pin_memory)
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of("scalar_tensor", dtype)
    return made(np.asarray(fitting(number("scalar_tensor", "s", 1, s), chosen)), requires_grad)


@public
def eye(
    n: int, m: int | None = None, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The identity matrix, (n, n); ones on the diagonal of a matrix (n, m).

    >>> import minigrad as torch
    >>> torch.eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    n = integer("eye", "n", 1, n)
    m = n if m is None else integer("eye", "m", 2, m)
    place("eye", device, layout, pin_memory)
    for name, length in (("n", n), ("m", m)):
        if length < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {length}")
    given = None if dtype is None else dtype_of("eye", dtype)
    if out is not None:
        return deliver(out, np.eye(n, m, dtype=out_dtype("aten::eye", out, given).numpy))
    return made(np.eye(n, m, dtype=dtypes.default_numpy() if given is None else given.numpy), requires_grad)


# ------------------------------------------------------------ with a say on the memory


@public
def empty_strided(
    size: Any, stride: Any, *, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """An unwritten tensor of the given size whose elements lie `stride` apart.

    >>> import minigrad as torch
    >>> torch.empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    place("empty_strided", device, layout, pin_memory)
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of("empty_strided", dtype)
    return made(strided_array("empty_strided", size, stride, chosen.numpy), requires_grad)


def strided_array(function: str, size: Any, stride: Any, dtype: np.dtype[Any]) -> ndarray[Any, Any]:
    shape = shape_of(function, size, variadic=False)
    steps = tuple(integer(function, "stride", 2, s) for s in stride)
    if len(shape) != len(steps):
        raise RuntimeError(
            f"dimensionality of sizes ({len(shape)}) must match dimensionality of strides ({len(steps)})"
        )
    if steps and min(steps) < 0:
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(shape)} and strides={list(steps)}\n"
            "Strides must not be negative."
        )
    count = 0 if 0 in shape else 1 + sum((n - 1) * s for n, s in zip(shape, steps, strict=True))
    memory = np.zeros(count, dtype)
    return np.ndarray(shape, dtype, memory, 0, [s * memory.itemsize for s in steps])


@public
def empty_permuted(
    size: Any, physical_layout: Any, *, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """An unwritten, dense tensor whose axes lie in memory in the order `physical_layout`, the longest stride first.

    >>> import minigrad as torch
    >>> torch.empty_permuted((2, 3, 5), (1, 2, 0)).stride()
    (1, 10, 2)
    """
    shape = shape_of("empty_permuted", size, variadic=False)
    place("empty_permuted", device, layout, pin_memory)
    order = tuple(integer("empty_permuted", "physical_layout", 2, d) for d in physical_layout)
    ndim = len(shape)
    if len(order) != ndim:
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {ndim} is not equal to len(physical_layout) = {len(order)}"
        )
    for i, d in enumerate(order):
        if not 0 <= d < ndim:
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {ndim - 1}, but got {d} at index {i}).  "
                "NB: negative dims not currently supported; file an issue if you want it."
            )
        if d in order[:i]:
            raise RuntimeError("Duplicate dim not allowed")
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of("empty_permuted", dtype)
    lying = np.empty([shape[d] for d in order], chosen.numpy)
    if not lying.size:  # NumPy gives strides of 0
        steps = np.cumprod([1, *[max(n, 1) for n in lying.shape[:0:-1]]])[::-1] * lying.itemsize
        lying = np.lib.stride_tricks.as_strided(lying, lying.shape, steps)
    return made(lying.transpose(np.argsort(order)) if ndim else lying, requires_grad)


def empty_array(shape: tuple[int, ...], dtype: np.dtype[Any], format: Format | None = None) -> ndarray[Any, Any]:
    """An unwritten array whose axes lie as `format` says."""
    if format is None or format is kinds.contiguous_format:
        return np.empty(shape, dtype)
    ndim = 4 if format is kinds.channels_last else 5
    if len(shape) != ndim:
        raise RuntimeError(f"required rank {ndim} tensor to use {format.name} format")
    lying = np.empty((shape[0], *shape[2:], shape[1]), dtype)
    return lying.transpose(0, ndim - 1, *range(1, ndim - 1))


# ------------------------------------------------------------ like another tensor


def like(
    function: str, input: Any, dtype: Any, layout: Any, device: Any, pin_memory: bool, format: Any
) -> tuple[ndarray[Any, Any], dtypes.dtype]:
    """An unwritten array as the tensor `input` has it (its axes in the same order in memory), and its dtype."""
    data = tensor_argument(function, "input", 1, input)._data
    if device is not None or layout is not None or pin_memory:
        place(function, device, layout, pin_memory)
    chosen = dtypes.of(data.dtype) if dtype is None else dtype_of(function, dtype)
    if format is None or format is kinds.preserve_format:
        return blank_like(data, chosen.numpy), chosen
    return empty_array(data.shape, chosen.numpy, format), chosen


@public
def zeros_like(
    input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None, requires_grad: bool = False,
    pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """Zeros of the shape and dtype of `input`, laid out in memory as it is.

    >>> import minigrad as torch
    >>> torch.zeros_like(torch.tensor([1, 2]))
    tensor([0, 0])
    """
    data, _ = like("zeros_like", input, dtype, layout, device, pin_memory, memory_format)
    data[...] = 0
    return made(data, requires_grad)


@public
def ones_like(
    input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None, requires_grad: bool = False,
    pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """Ones of the shape and dtype of `input`, laid out in memory as it is.

    >>> import minigrad as torch
    >>> torch.ones_like(torch.tensor([1.0, 2.0]))
    tensor([1., 1.])
    """
    data, _ = like("ones_like", input, dtype, layout, device, pin_memory, memory_format)
    data[...] = 1
    return made(data, requires_grad)


@public
def empty_like(
    input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None, requires_grad: bool = False,
    pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """An unwritten tensor of the shape and dtype of `input`, laid out in memory as it is.

    >>> import minigrad as torch
    >>> torch.empty_like(torch.ones(2, 3)).shape
    torch.Size([2, 3])
    """
    data, _ = like("empty_like", input, dtype, layout, device, pin_memory, memory_format)
    return made(data, requires_grad)


@public
def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False, pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """A tensor of the shape and dtype of `input` full of `fill_value`.

    >>> import minigrad as torch
    >>> torch.full_like(torch.tensor([1.0, 2.0]), 3)
    tensor([3., 3.])
    """
    data, chosen = like("full_like", input, dtype, layout, device, pin_memory, memory_format)
    data[...] = fitting(number("full_like", "fill_value", 2, fill_value), chosen)
    return made(data, requires_grad)


# ------------------------------------------------------------ methods


@member
def new_zeros(
    self: Tensor, *size: Any, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
    requires_grad: bool = False, **sizes: Any,
) -> Tensor:  # fmt: skip
    """Zeros of another size in this tensor's dtype."""
    return _new("new_zeros", self, size, sizes, 0, dtype, layout, device, pin_memory, requires_grad)


@member
def new_ones(
    self: Tensor, *size: Any, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
    requires_grad: bool = False, **sizes: Any,
) -> Tensor:  # fmt: skip
    """Ones of another size in this tensor's dtype."""
    return _new("new_ones", self, size, sizes, 1, dtype, layout, device, pin_memory, requires_grad)


@member
def new_empty(
    self: Tensor, *size: Any, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
    requires_grad: bool = False, **sizes: Any,
) -> Tensor:  # fmt: skip
    """An unwritten tensor of another size in this tensor's dtype."""
    return _new("new_empty", self, size, sizes, 0, dtype, layout, device, pin_memory, requires_grad)


def _new(
    function: str, self: Tensor, size: Any, sizes: dict[str, Any], value: int, dtype: Any, layout: Any, device: Any,
    pin_memory: bool, requires_grad: bool,
) -> Tensor:  # fmt: skip
    shape = shape_of(function, named_size(function, size, sizes) if sizes else size)
    place(function, device, layout, pin_memory)
    return filled(function, shape, value, None, self.dtype if dtype is None else dtype, requires_grad)


@member
def new_full(
    self: Tensor, size: Any, fill_value: Any, *, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """A tensor of another size in this tensor's dtype, full of `fill_value`."""
    shape = shape_of("new_full", size, variadic=False)
    place("new_full", device, layout, pin_memory)
    chosen = self.dtype if dtype is None else dtype_of("new_full", dtype)
    value = fitting(number("new_full", "fill_value", 2, fill_value), chosen)
    return filled("new_full", shape, value, None, chosen, requires_grad)


@member
def new_empty_strided(
    self: Tensor, size: Any, stride: Any, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """An unwritten tensor in this tensor's dtype whose elements lie `stride` apart."""
    place("new_empty_strided", device, layout, pin_memory)
    chosen = self.dtype if dtype is None else dtype_of("new_empty_strided", dtype)
    return made(strided_array("new_empty_strided", size, stride, chosen.numpy), requires_grad)
