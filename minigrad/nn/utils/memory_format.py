"""Weights of convolutions in another order in memory.  Floor 4."""

from __future__ import annotations

from typing import Any

from ..modules.module import Module

__all__ = ["convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"]


def _convert(module: Module, memory_format: Any, axes: int) -> Module:
    for child in module.modules():
        weight: Any = child._parameters.get("weight")
        if weight is not None and weight.dim() == axes and hasattr(child, "kernel_size"):
            weight.data = weight.detach().clone().contiguous(memory_format=memory_format)
    return module


def convert_conv2d_weight_memory_format(module: Module, memory_format: Any) -> Module:
    """Rearranges the weights of two-dimensional convolutions in memory; values and shapes stay."""
    return _convert(module, memory_format, 4)


def convert_conv3d_weight_memory_format(module: Module, memory_format: Any) -> Module:
    """Rearranges the weights of three-dimensional convolutions in memory; values and shapes stay."""
    return _convert(module, memory_format, 5)
