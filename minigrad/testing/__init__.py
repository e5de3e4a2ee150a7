"""Help for tests: comparing tensors, making them, and checking the op table.

Floor 4.  `assert_close` and `make_tensor` as in torch.testing; `check_op` and `differentiable_ops` for the table.
"""

from .comparison import assert_close, make_tensor
from .table import OpReport, check_op, differentiable_ops

__all__ = ["OpReport", "assert_close", "check_op", "differentiable_ops", "make_tensor"]
