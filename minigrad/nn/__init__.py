"""Neural networks: Module and the layers, as in torch.nn.  Floor 4.  Start reading at `modules.module`."""

from typing import TYPE_CHECKING

from . import functional, init, modules, parallel, parameter, utils
from .modules import *  # noqa: F403
from .modules.module import Module
from .parallel import DataParallel
from .parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

if not TYPE_CHECKING:  # which add up no lists: to them, what is imported here is what there is
    __all__ = [
        "Buffer", "DataParallel", "Module", "Parameter", "UninitializedBuffer", "UninitializedParameter", "functional",
        "init", "modules", "parallel", "parameter", "utils",
    ]  # fmt: skip
    __all__ += modules.__all__
