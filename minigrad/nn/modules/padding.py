"""Padding as layers.  Floor 4.

The padding is one number for every side, or one for each side, last axis first: (left, right, top, bottom, ...).
"""

from __future__ import annotations

from typing import Any

from ..._engine.tensor import Tensor
from .. import functional as F
from .batchnorm import dimensions
from .module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
    "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d",
    "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]  # fmt: skip


class _PadNd(Module):
    """Padding of the last `_axes` axes; `_mode` says with what."""

    _axes: int
    _mode: str
    padding: tuple[int, ...]

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self._axes) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


# ------------------------------------------------------------ constants


class _ConstantPadNd(_PadNd):
    _mode = "constant"

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPadNd):
    """A value before and after the last axis.

    >>> import minigrad as torch
    >>> torch.nn.ConstantPad1d((1, 2), 9)(torch.tensor([[0, 1]]))
    tensor([[9, 0, 1, 9, 9]])
    """

    _axes = 1


class ConstantPad2d(_ConstantPadNd):
    """A value around the last two axes."""

    _axes = 2


class ConstantPad3d(_ConstantPadNd):
    """A value around the last three axes."""

    _axes = 3


class ZeroPad1d(ConstantPad1d):
    """Zeros before and after the last axis."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """Zeros around the last two axes."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad3d(ConstantPad3d):
    """Zeros around the last three axes."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


# ------------------------------------------------------------ the input itself


class _ReflectionPadNd(_PadNd):
    _mode = "reflect"


class ReflectionPad1d(_ReflectionPadNd):
    """The input mirrored at its ends, which are not repeated: (N, C, L) or (C, L).

    >>> import minigrad as torch
    >>> torch.nn.ReflectionPad1d(2)(torch.tensor([[0.0, 1.0, 2.0]]))
    tensor([[2., 1., 0., 1., 2., 1., 0.]])
    """

    _axes = 1


class ReflectionPad2d(_ReflectionPadNd):
    """Images mirrored at their edges: (N, C, H, W) or (C, H, W)."""

    _axes = 2


class ReflectionPad3d(_ReflectionPadNd):
    """Volumes mirrored at their faces: (N, C, D, H, W) or (C, D, H, W)."""

    _axes = 3


class _ReplicationPadNd(_PadNd):
    _mode = "replicate"


class ReplicationPad1d(_ReplicationPadNd):
    """The first and last elements repeated: (N, C, L) or (C, L)."""

    _axes = 1


class ReplicationPad2d(_ReplicationPadNd):
    """The edges of images repeated: (N, C, H, W) or (C, H, W)."""

    _axes = 2


class ReplicationPad3d(_ReplicationPadNd):
    """The faces of volumes repeated: (N, C, D, H, W) or (C, D, H, W)."""

    _axes = 3


class _CircularPadNd(_PadNd):
    _mode = "circular"

    def _check_input_dim(self, input: Tensor) -> None:
        raise NotImplementedError

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        return F.pad(input, self.padding, "circular")


class CircularPad1d(_CircularPadNd):
    """The input continued periodically: (N, C, L) or (C, L)."""

    _axes = 1
    _check_input_dim = dimensions(2, 3)


class CircularPad2d(_CircularPadNd):
    """Images continued periodically: (N, C, H, W) or (C, H, W)."""

    _axes = 2
    _check_input_dim = dimensions(3, 4)


class CircularPad3d(_CircularPadNd):
    """Volumes continued periodically: (N, C, D, H, W) or (C, D, H, W)."""

    _axes = 3
    _check_input_dim = dimensions(4, 5)
