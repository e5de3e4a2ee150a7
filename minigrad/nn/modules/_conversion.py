"""A module in another dtype or on another device: `to`, `double`, `cpu` and their relatives.  Floor 4.

All of them go through `Module._apply`, which layers extend.
"""

from __future__ import annotations

from typing import Any, TypeVar

from ..._engine import dtypes
from ..._engine.tensor import Tensor
from ..._kinds import on_cpu

T = TypeVar("T", bound="Convertible")


class Convertible:
    """The part of Module that converts its parameters and buffers."""

    def _apply(self: T, fn: Any, recurse: bool = True) -> T:
        """Replaces every parameter, gradient and buffer of the tree by what `fn` makes of it.  Module gives it."""
        raise NotImplementedError

    def to(self: T, *args: Any, **kwargs: Any) -> T:
        """Converts the floating parameters and buffers to a dtype; `to(dtype)`, `to(device, dtype)`, `to(tensor)`."""
        dtype = kwargs.pop("dtype", None)
        place = kwargs.pop("device", None)
        for extra in kwargs:
            if extra not in ("non_blocking", "memory_format"):
                raise TypeError(f"to() got an unexpected keyword argument '{extra}'")
        for arg in args:
            if isinstance(arg, dtypes.dtype):
                dtype = arg
            elif isinstance(arg, Tensor):
                dtype = arg.dtype
            elif arg is not None and not isinstance(arg, bool):
                place = arg
        on_cpu(place)
        if dtype is None:
            return self
        if not (dtype.is_floating_point or dtype.is_complex):
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() or t.is_complex() else t)

    def type(self: T, dst_type: Any) -> T:
        """Converts all parameters and buffers to a dtype."""
        return self._apply(lambda t: t.to(dst_type))

    def float(self: T) -> T:
        """Converts the floating parameters and buffers to float32."""
        return self._floating(dtypes.float32)

    def double(self: T) -> T:
        """Converts the floating parameters and buffers to float64."""
        return self._floating(dtypes.float64)

    def half(self: T) -> T:
        """Converts the floating parameters and buffers to float16."""
        return self._floating(dtypes.float16)

    def bfloat16(self: T) -> T:
        """Converts the floating parameters and buffers to bfloat16."""
        return self._floating(dtypes.bfloat16)

    def _floating(self: T, dtype: dtypes.dtype) -> T:
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def cpu(self: T) -> T:
        """The module itself: it is on the CPU."""
        return self

    def cuda(self: T, device: Any = None) -> T:
        """Raises RuntimeError: there is no GPU in this build."""
        on_cpu("cuda")
        return self

    def to_empty(self: T, *, device: Any = None, recurse: bool = True) -> T:
        """Gives every parameter and buffer new, unwritten memory of its shape."""
        on_cpu(device)
        return self._apply(lambda t: Tensor.new_empty(t, t.shape), recurse)

    def share_memory(self: T) -> T:
        """The module itself."""
        return self
