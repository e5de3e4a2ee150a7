"""Functions of `linalg` that another function has with other axes: diagonal, vander.

Imports the table, `diagonal` and `joining`.
"""

from __future__ import annotations

from typing import Any

from .._engine.tensor import Tensor, raw
from . import diagonal as _diagonal
from ._checks import legacy
from .joining import cat
from .table import composite


@composite(
    namespaces=("linalg",),
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)),), {}), ((rng.standard_normal((2, 3, 4)),), {"offset": -1})],
)
def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The diagonals of the matrices along the last two axes, as the last axis; a view.

    `offset` moves it above (positive) or below the main one.  `torch.diagonal` takes the first two axes instead.

    >>> import minigrad as torch
    >>> torch.linalg.diagonal(torch.arange(8).reshape(2, 2, 2))
    tensor([[0, 3],
            [4, 7]])
    """
    return _diagonal.diagonal(A, offset, dim1, dim2)


@composite(
    namespaces=("linalg",),
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(3),), {"N": 5})],
)
def vander(x: Tensor, *, N: int | None = None) -> Any:
    """The Vandermonde matrices: 1, x, x^2, ..., x^(N-1) of each element of `x` (*, n), as rows: (*, n, N).

    N is n unless given; a tensor without axes counts as (1,).  Integers stay integers.  Raises RuntimeError for bools,
    and for N less than two.

    >>> import minigrad as torch
    >>> torch.linalg.vander(torch.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """
    t: Any = x
    data = raw(t)
    if data.dtype.kind == "b":
        raise RuntimeError(
            f"linalg.vander supports floating point, complex, and integer tensors, but got {legacy(data)}"
        )
    if not data.ndim:
        return vander(t.reshape(1), N=N)
    columns = data.shape[-1] if N is None else N
    if columns <= 1:
        raise RuntimeError("N must be greater than 1.")
    ones = t.new_ones((*data.shape, 1))
    return cat([ones, t.unsqueeze(-1).expand(*data.shape, columns - 1).cumprod(-1)], -1)
