"""What `torch.nn` gathers from its modules.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

# ruff: noqa: F403 - a star hands on what a module lists
from . import functional as functional
from . import init as init
from . import modules as modules
from . import parallel as parallel
from . import parameter as parameter
from . import utils as utils
from .modules import *
from .modules.module import Module as Module
from .parallel import DataParallel as DataParallel
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter
