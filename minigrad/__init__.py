"""minigrad: PyTorch's tensors and autograd on NumPy.  `import minigrad as torch`."""

from __future__ import annotations

from . import _tensor_str, autograd, ops
from ._engine.dtypes import *  # noqa: F403
from ._engine.tensor import Tensor, wrap
from .ops import table as _table
from .ops.creation import from_numpy, ones, tensor, zeros

globals().update(_table.namespace(""))


def _repr(self: Tensor) -> str:
    from ._engine import dtypes

    fn = self.grad_fn
    return _tensor_str.tensor_text(
        self.detach().array(), default_dtype=dtypes.default_numpy(), requires_grad=self.requires_grad,
        grad_fn=fn.name() if fn is not None else None)


Tensor.__repr__ = _repr
