"""Factors, determinants and solvers under the names that they had before `linalg`: cholesky, lu, lu_solve, slogdet.

Imports the table, `cholesky`, `lu` and `determinants`.  Each hands on to what is there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor
from .._kinds import named_tuple
from .._warnings import warn_once
from . import determinants
from . import lu as _lu
from .cholesky import older_cholesky
from .table import composite, flag

_SLOGDET = named_tuple("slogdet", ("sign", "logabsdet"))
_WITH_INFO = named_tuple("_lu_with_info", ("LU", "pivots", "info"))


@composite()
def cholesky(input: Tensor, upper: bool = False) -> Any:
    """A = L L^H: the older form of `linalg.cholesky`.

    >>> import minigrad as torch
    >>> torch.cholesky(torch.tensor([[4.0]]))
    tensor([[2.]])
    """
    warn_once(
        "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a future PyTorch "
        "release.\nL = torch.cholesky(A)\nshould be replaced with\nL = torch.linalg.cholesky(A)\nand\n"
        "U = torch.cholesky(A, upper=True)\nshould be replaced with\nU = torch.linalg.cholesky(A).mH\nThis transform "
        "will produce equivalent results for all valid (symmetric positive definite) inputs."
    )
    return older_cholesky(input, upper)


def _square_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3, 3)),), {}


@composite(samples=_square_samples)
def lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """The older form of `linalg.lu_factor`: `(LU, pivots)`, and with `get_infos` the `info` of `linalg.lu_factor_ex`.

    >>> import minigrad as torch
    >>> torch.lu(torch.tensor([[1.0, 2.0], [2.0, 8.0]]))[1]
    tensor([2, 2], dtype=torch.int32)
    """
    warn_once(
        "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and will be removed in "
        "a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with\nLU, pivots = "
        "torch.linalg.lu_factor(A, compute_pivots)\nand\nLU, pivots, info = torch.lu(A, compute_pivots, "
        "get_infos=True)\nshould be replaced with\nLU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)"
    )
    found: Any = _WITH_INFO(_lu.lu_factor_ex(A, pivot=flag("pivot", pivot)))
    return found if get_infos else (found.LU, found.pivots)


def _lu_solve_samples(rng: np.random.Generator) -> Any:
    LU, pivots = rng.standard_normal((2, 3, 3)) + 3 * np.eye(3), np.array([[2, 3, 3], [1, 3, 3]], np.int32)
    yield (rng.standard_normal((2, 3, 2)), LU, pivots), {}


@composite(differentiable=("b", "LU_data"), samples=_lu_solve_samples)
def lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Any:
    """The older form of `linalg.lu_solve`, with the right side first.

    >>> import minigrad as torch
    >>> torch.lu_solve(torch.tensor([[4.0]]), *torch.linalg.lu_factor(torch.tensor([[2.0]])))
    tensor([[2.]])
    """
    warn_once(
        "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a future PyTorch "
        "release.\nNote that torch.linalg.lu_solve has its arguments reversed.\nX = torch.lu_solve(B, LU, pivots)\n"
        "should be replaced with\nX = torch.linalg.lu_solve(LU, pivots, B)"
    )
    return _lu.lu_solve(LU_data, LU_pivots, b)


@composite(samples=_square_samples)
def slogdet(input: Tensor) -> Any:
    """The sign of the determinant and the logarithm of its absolute value: an older name of `linalg.slogdet`.

    >>> import minigrad as torch
    >>> torch.slogdet(torch.eye(2)).logabsdet
    tensor(0.)
    """
    return _SLOGDET(determinants.slogdet(input))
