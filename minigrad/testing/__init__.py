"""Help for tests: comparing tensors, making them, and checking derivatives.

Floor 4.  `assert_close` and `make_tensor` as in torch.testing; `check_op` and `differentiable_ops` for the table;
`diagnose` for a function of one's own, with a `Report` that says where it is wrong and how that is known.
"""

from .._lazy import on_use
from .comparison import assert_close, make_tensor
from .table import OpReport, check_op, differentiable_ops, unsampled_ops

__all__ = [
    "OpReport", "Report", "assert_close", "check_op", "diagnose", "differentiable_ops", "make_tensor", "unsampled_ops",
]  # fmt: skip

# These know modules, and `nn` takes its time to load.
__getattr__, __dir__ = on_use(globals(), {"diagnose": ".diagnosis", "Report": ".diagnosis"})
