"""The LDL decomposition of Hermitian and of symmetric matrices, definite or not.

Imports the table; computes in `_factorizations`.  It has no derivative, as in torch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from .._kinds import named_tuple
from ._checks import legacy
from ._factorizations import ldl_factored, ldl_solved
from ._linalg_checks import (
    check_float_or_complex,
    check_info,
    check_square,
    column_major,
    common_batch,
    needs_kernel,
)
from .linear import needs_tensor
from .table import Array, composite, op
from .triangular import check_right_side


def _no_gradient(name: str) -> Any:
    def gradient(g: Any, needs: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    return gradient


def _check_factored(name: str, info: Any, ndim: int) -> None:
    check_info(
        f"torch.{name}", info, ndim,
        "The diagonal element {i} of D is zero: the matrix is singular, and nothing can be solved with the "
        "factorization.\nlinalg.ldl_factor_ex gives it all the same.",
    )  # fmt: skip


def _ldl_factor_ex_args(A: Array, *, hermitian: bool = False, check_errors: bool = False) -> tuple[Any, ...]:
    name = "torch.linalg.ldl_factor_ex"
    check_square(name, A)
    check_float_or_complex(name, A)
    needs_kernel("ldl_factor_kernel_cpu", A)
    return A, bool(hermitian), bool(check_errors)


@op(
    name="linalg_ldl_factor_ex",
    grads=_no_gradient("linalg_ldl_factor_ex"),
    differentiable=("A",),
    canonical=_ldl_factor_ex_args,
    outputs=("LD", "pivots", "info"),
)
def _ldl_factor_ex(A: Array, hermitian: bool, check_errors: bool) -> Any:
    LD, pivots, info = ldl_factored(A, hermitian)
    if check_errors:
        _check_factored("linalg.ldl_factor_ex", info, A.ndim)
    return column_major(LD), pivots, info


@composite(namespaces=("linalg",), differentiable=False)
def ldl_factor_ex(A: Tensor, *, hermitian: bool = False, check_errors: bool = False) -> Any:
    """As `linalg.ldl_factor`, and what may be wrong with each matrix: `(LD, pivots, info)`.

    `info` (int32) is 0, or the number from one of the first block of D that is zero.  Raises LinAlgError for that only
    if `check_errors`.

    >>> import minigrad as torch
    >>> torch.linalg.ldl_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    return _ldl_factor_ex(A, hermitian=hermitian, check_errors=check_errors)


_LDL_FACTOR = named_tuple("linalg_ldl_factor", ("LD", "pivots"))


@composite(namespaces=("linalg",), differentiable=False)
def ldl_factor(A: Tensor, *, hermitian: bool = False) -> Any:
    """A = L D L^T, or with `hermitian` L D L^H, in compact form: `(LD, pivots)`, for `linalg.ldl_solve`.

    A (*, n, n) is symmetric or Hermitian; only its lower triangle is looked at.  D has blocks of one row and of two on
    its diagonal, in LD on the diagonal and, in a block of two, below it; what else stands below is L.  pivots (int32)
    are LAPACK's: both negative where the block has two rows.  It has no derivative.  Raises LinAlgError where a block
    is zero, RuntimeError unless the matrices are square.

    >>> import minigrad as torch
    >>> torch.linalg.ldl_factor(torch.tensor([[0.0, 2.0], [2.0, 0.0]])).pivots
    tensor([-2, -2], dtype=torch.int32)
    """
    LD, pivots, info = _ldl_factor_ex(A, hermitian=hermitian)
    _check_factored("linalg.ldl_factor", info, raw(A).ndim)
    return _LDL_FACTOR((LD, pivots))


def _ldl_solve_args(LD: Array, pivots: Array, B: Array, *, hermitian: bool = False) -> tuple[Any, ...]:
    name = "torch.linalg.ldl_solve"
    ld, p, b = raw(LD), raw(pivots), raw(B)
    needs_tensor("linalg_ldl_solve", "pivots", 2, p)
    needs_tensor("linalg_ldl_solve", "B", 3, b)
    check_square(name, ld)
    check_float_or_complex(name, ld)
    if b.ndim < 2:
        raise errors.axis(-2, b.ndim)
    check_right_side(name, b, ld, name)
    if p.shape != ld.shape[:-1]:
        raise RuntimeError(
            f"{name}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(p.shape)} instead"
        )
    if p.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: Expected pivots to be integers. Got {legacy(p)}")
    common_batch(b.shape[:-2], ld.shape[:-2])
    needs_kernel("ldl_solve_kernel_cpu", ld)
    if p.size and (np.abs(p).min() < 1 or np.abs(p).max() > p.shape[-1]):
        raise RuntimeError(
            f"{name}: the pivots must be rows of the matrix, counted from one: they are those of ldl_factor"
        )
    return LD, pivots, B, bool(hermitian)


@op(
    name="linalg_ldl_solve",
    grads=_no_gradient("linalg_ldl_solve"),
    differentiable=("LD", "B"),
    canonical=_ldl_solve_args,
)
def _ldl_solve(LD: Array, pivots: Array, B: Array, hermitian: bool) -> Array:
    batch = common_batch(B.shape[:-2], LD.shape[:-2])
    LD, B = (np.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (LD, B))
    return column_major(ldl_solved(LD, np.broadcast_to(pivots, (*batch, pivots.shape[-1])), B, hermitian))


@composite(namespaces=("linalg",), differentiable=False)
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False) -> Any:
    """The X with A X = B, for A from `linalg.ldl_factor` with the same `hermitian`; B is (*, n, k).

    Batches broadcast.  It has no derivative.  Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> LD, pivots = torch.linalg.ldl_factor(torch.tensor([[0.0, 2.0], [2.0, 0.0]]))
    >>> torch.linalg.ldl_solve(LD, pivots, torch.tensor([[2.0], [4.0]]))
    tensor([[2.],
            [1.]])
    """
    return _ldl_solve(LD, pivots, B, hermitian=hermitian)
