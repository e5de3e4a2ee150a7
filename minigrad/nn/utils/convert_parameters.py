"""All parameters as one vector, and back.  Floor 4."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..._engine.tensor import Tensor
from ...ops.joining import cat

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """The elements of all parameters in one vector.

    >>> import minigrad as torch
    >>> torch.nn.utils.parameters_to_vector([torch.ones(2), torch.zeros(1, 1)])
    tensor([1., 1., 0.])
    """
    return cat([p.reshape(-1) for p in parameters], 0)


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Gives the parameters the elements of a vector, in order; they share its memory from then on.

    Raises TypeError where `vec` is no Tensor.

    >>> import minigrad as torch
    >>> x = torch.nn.Parameter(torch.zeros(2))
    >>> torch.nn.utils.vector_to_parameters(torch.tensor([1.0, 2.0]), [x])
    >>> x.data
    tensor([1., 2.])
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for p in parameters:
        n = p.numel()
        p.data = vec.detach()[start : start + n].view_as(p)
        start += n
