"""Wrappers for several devices; with one CPU they hand everything to the module that they wrap.  Floor 4."""

from __future__ import annotations

from typing import Any

from ..modules.module import Module

__all__ = ["DataParallel"]


class DataParallel(Module):
    """The wrapped module, under the name `module`.  There is one device, so nothing is divided.

    >>> import minigrad as torch
    >>> torch.nn.DataParallel(torch.nn.ReLU())(torch.tensor([-1.0]))
    tensor([0.])
    """

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []
        self.dim = dim

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
