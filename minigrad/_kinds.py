"""Where and how a tensor lies: `device`, `layout`, `memory_format`, and `Size`.

Imports nothing of minigrad.
"""

from __future__ import annotations

import math
from typing import Any, SupportsIndex, overload


class Size(tuple[int, ...]):
    """A tensor's shape: a tuple that knows its number of elements.

    >>> import minigrad as torch
    >>> torch.ones(2, 3).shape.numel()
    6
    """

    __slots__ = ()

    def numel(self) -> int:
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    @overload
    def __getitem__(self, index: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Size: ...
    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Size:
        return Size(tuple.__add__(self, tuple(other)))

    def __mul__(self, times: Any) -> Size:
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self) -> Any:
        return Size, (tuple(self),)


class device:
    """Where a tensor lives.  This build knows `cpu`, and `meta` by name only.

    >>> import minigrad as torch
    >>> torch.device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    index: int | None
    type: str

    def __init__(self, type: Any = "cpu", index: int | None = None) -> None:
        if isinstance(type, device):
            type, index = type.type, type.index
        if not isinstance(type, str):
            raise TypeError(f"device(): argument 'type' must be str, not {type.__class__.__name__}")
        kind, _, number = type.partition(":")
        if kind not in _DEVICES:
            if not type:
                raise RuntimeError("Device string must not be empty")
            raise RuntimeError(f"Expected one of {', '.join(_DEVICES)} device type at start of device string: {type}")
        if number:
            if index is not None:
                raise RuntimeError(
                    f"type (string) must not include an index because index was passed explicitly: {type}"
                )
            if not number.isdigit():
                raise RuntimeError(f"Invalid device string: '{type}'")
            index = int(number)
        self.type, self.index = kind, index

    def __repr__(self) -> str:
        return f"device(type='{self.type}'" + (")" if self.index is None else f", index={self.index})")

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> Any:
        return device, (self.type, self.index)


_DEVICES = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy",
    "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
)  # fmt: skip
CPU = device("cpu")


def on_cpu(place: Any) -> device:
    """The device asked for, which must be the CPU (None means the CPU too)."""
    if place is None:
        return CPU
    if place.__class__ is int:
        raise RuntimeError("Cannot access accelerator device when none is available." + _CHOOSE)
    found = device(place)
    if found.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled" + _CHOOSE)
    if found.type != "cpu":
        raise RuntimeError(f"device '{found}' is not available." + _CHOOSE)
    return CPU


_CHOOSE = (
    "\nTensors of this build live on the CPU: choose the device with `'cuda' if torch.cuda.is_available() else 'cpu'`."
)


class layout:
    """How a tensor's elements are stored; `strided` here."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return _named, (self.name,)


class memory_format(layout):
    """The order of a tensor's axes in memory: `contiguous_format`, `channels_last`, `preserve_format`."""

    __slots__ = ()


strided = layout("strided")
sparse_coo = layout("sparse_coo")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")


def _named(name: str) -> Any:
    return globals()[name]


def named_tuple(name: str, fields: tuple[str, ...]) -> type[tuple[Any, ...]]:
    """The type of several results: a tuple with names, printed as torch prints it."""
    members: dict[str, Any] = {f: property(lambda self, i=i: self[i]) for i, f in enumerate(fields)}  # type: ignore[misc]
    members |= {"__slots__": (), "_fields": fields, "__match_args__": fields, "__module__": "torch.return_types"}
    members["__repr__"] = lambda self: (
        f"torch.return_types.{name}(\n" + ",\n".join(f"{f}={v!r}" for f, v in zip(fields, self, strict=True)) + ")"
    )
    return type(name, (tuple,), members)
