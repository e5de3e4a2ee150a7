"""Optimisers and learning-rate schedules, as in torch.optim.

Floor 4.  `optimizer` has what all share, `elementwise` how an update runs over many parameters, `lr_scheduler` the
schedules, `swa_utils` averaged models.  Start reading at `sgd`.
"""

from .._lazy import on_use
from . import lr_scheduler
from .adadelta import Adadelta
from .adafactor import Adafactor
from .adagrad import Adagrad
from .adam import Adam, AdamW
from .adamax import Adamax
from .asgd import ASGD
from .lbfgs import LBFGS
from .muon import Muon
from .nadam import NAdam
from .optimizer import Optimizer
from .radam import RAdam
from .rmsprop import RMSprop
from .rprop import Rprop
from .sgd import SGD

__all__ = [
    "ASGD", "LBFGS", "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Muon", "NAdam", "Optimizer",
    "RAdam", "RMSprop", "Rprop", "lr_scheduler", "swa_utils",
]  # fmt: skip

__getattr__, __dir__ = on_use(globals(), {"swa_utils": ".swa_utils"})  # needs `nn`, which an optimiser does not
