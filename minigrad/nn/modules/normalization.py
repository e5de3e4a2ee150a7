"""Normalisation over features or groups of channels: LayerNorm, GroupNorm, RMSNorm, local response.  Floor 4."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from ..._engine.tensor import Tensor, wrap
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module
from .utils import empty

__all__ = ["CrossMapLRN2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class LayerNorm(Module):
    """(x - mean) / sqrt(var + eps) * weight + bias over the last axes, whose lengths are `normalized_shape`.

    Source: Ba, Kiros and Hinton (2016).

    >>> import minigrad as torch
    >>> torch.nn.LayerNorm(2)(torch.tensor([[0.0, 2.0]])).tolist()
    [[-0.9999949932098389, 0.9999949932098389]]
    """

    normalized_shape: tuple[int, ...]
    weight: Any
    bias: Any

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, numbers.Integral) else tuple(normalized_shape)
        self.normalized_shape, self.eps, self.elementwise_affine = shape, eps, elementwise_affine
        affine = elementwise_affine
        self.register_parameter("weight", Parameter(empty(shape, device, dtype)) if affine else None)
        self.register_parameter("bias", Parameter(empty(shape, device, dtype)) if affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Forgets what was learnt: scale 1, shift 0."""
        if self.elementwise_affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """x / sqrt(mean(x^2) + eps) * weight over the last axes, whose lengths are `normalized_shape`.

    `eps` is the machine epsilon of the input's dtype unless given.  Source: Zhang and Sennrich (2019).

    >>> import minigrad as torch
    >>> torch.nn.RMSNorm(2)(torch.tensor([[3.0, 3.0]]))
    tensor([[1., 1.]], grad_fn=<MulBackward0>)
    """

    normalized_shape: tuple[int, ...]
    weight: Any

    def __init__(
        self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, numbers.Integral) else tuple(normalized_shape)
        self.normalized_shape, self.eps, self.elementwise_affine = shape, eps, elementwise_affine
        self.register_parameter("weight", Parameter(empty(shape, device, dtype)) if elementwise_affine else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Forgets what was learnt: scale 1."""
        if self.elementwise_affine:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """(x - mean) / sqrt(var + eps) * weight + bias over `num_groups` groups of the channels of (N, C, ...).

    Raises ValueError where `num_groups` does not divide `num_channels`.  Source: Wu and He (2018).

    >>> import minigrad as torch
    >>> torch.nn.GroupNorm(3, 6)(torch.ones(2, 6, 4)).shape
    torch.Size([2, 6, 4])
    """

    weight: Any
    bias: Any

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, device: Any = None,
        dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.register_parameter("weight", Parameter(empty((num_channels,), device, dtype)) if affine else None)
        self.register_parameter("bias", Parameter(empty((num_channels,), device, dtype)) if affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Forgets what was learnt: scale 1, shift 0."""
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """x / (k + alpha / size * sum of x^2 over `size` neighbouring channels)^beta.  Source: Krizhevsky et al. (2012)."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(Module):
    """x / (k + alpha / size * sum of x^2 over neighbouring channels)^beta, of images (N, C, H, W).

    As in torch, the neighbours are the channels at a distance below (size + 1) // 2, and channel 0 is a neighbour of
    all beyond it; use LocalResponseNorm where you can choose.
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Any) -> Any:
        if input.dim() != 4:
            raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.dim()}D instead.")
        channel = np.arange(input.shape[1])
        near = np.abs(channel[:, None] - channel) < (self.size + 1) // 2
        near |= (channel == 0) & (channel[:, None] > 0)
        squares = wrap(near.astype(input._data.dtype)) @ (input * input).flatten(2)
        return input / (self.k + squares.view_as(input) * (self.alpha / self.size)) ** self.beta

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
