"""softmax, log_softmax and softmin as `nn.functional` has them: the axis may be left out, with a warning.

Imports the table and `softmax`.
"""

from __future__ import annotations

from typing import Any

from .._engine.tensor import Tensor
from .._warnings import warn
from . import softmax as _lines
from .pointwise import neg
from .table import composite


def _axis(name: str, dim: int | None, ndim: int) -> int:
    """`dim`; where it is None what old programs mean: axis 0 of a tensor with up to one axis or three, else 1."""
    if dim is not None:
        return dim
    warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
    return 0 if ndim in (0, 1, 3) else 1


@composite(namespaces=("nn.functional",), out=False)
def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to one.

    `dtype` converts the input first.

    >>> import minigrad as torch
    >>> torch.nn.functional.softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    return _lines.softmax(input, _axis("softmax", dim, input._data.ndim), dtype)


@composite(namespaces=("nn.functional",), out=False)
def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """The logarithm of softmax along `dim`, computed without overflow.

    `dtype` converts the input first.

    >>> import minigrad as torch
    >>> torch.nn.functional.log_softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    return _lines.log_softmax(
        input, _axis("log_softmax", dim, input._data.ndim), dtype
    )


@composite(namespaces=("nn.functional",), out=False)
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """softmax of the negative: the smallest element gets the largest share.

    `dtype` converts the input first.

    >>> import minigrad as torch
    >>> torch.nn.functional.softmin(torch.tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    dim = _axis("softmin", dim, input._data.ndim)
    return _lines.softmax(neg(input), dim, dtype)
