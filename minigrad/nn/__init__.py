"""Neural networks: Module and the layers, as in torch.nn.  Floor 4.  Start reading at `modules.module`."""

from . import (
    functional as functional,
    init as init,
    modules as modules,
    parameter as parameter,
    utils as utils,
)
from .modules import *  # noqa: F403
from .modules.module import Module as Module
from .parameter import (
    Buffer as Buffer,
    Parameter as Parameter,
    UninitializedBuffer as UninitializedBuffer,
    UninitializedParameter as UninitializedParameter,
)
