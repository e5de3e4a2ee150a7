"""Neural networks: Module and the layers, as in torch.nn.  Floor 4."""

from . import functional, modules, parameter
from .modules import *  # noqa: F403
from .modules.module import Module
from .parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

__all__ = [
    "Buffer", "Module", "Parameter", "UninitializedBuffer", "UninitializedParameter", "functional", "modules", "parameter",
]  # fmt: skip
