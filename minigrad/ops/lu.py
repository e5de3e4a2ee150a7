"""The LU decomposition with pivots, and what is solved with it.

Imports the table, `diagonal`, `joining` and `triangular`; computes in `_factorizations`.  Start at `_lu_gradient`.
A = P L U: `order` is the order of the rows of A that P^T brings about, A[order] = L U.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap
from .._kinds import named_tuple
from ._checks import legacy
from ._factorizations import lu_factored, row_order, substituted
from ._linalg_checks import (
    check_float_or_complex,
    check_info,
    check_square,
    column_major,
    common_batch,
    needs_kernel,
)
from .diagonal import tril, triu
from .joining import cat
from .linear import needs_tensor
from .table import Array, composite, op
from .triangular import check_systems, solve_triangular

# ------------------------------------------------------------ rows in another order


@op(input=lambda g, order: _rows(g, order.argsort(-1)), linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 3, 2)), np.array([[1, 2, 0], [0, 2, 1]])), {})])  # fmt: skip
def _rows(input: Array, order: Any) -> Array:
    """The rows of each matrix in the order given."""
    return np.take_along_axis(input, np.broadcast_to(order, input.shape[:-1])[..., None], -2)


def _permutation(order: Any, dtype: Any) -> Any:
    """The matrices P with P x = y where x = y[order]."""
    return np.ascontiguousarray(np.eye(order.shape[-1], dtype=dtype)[order].mT)


# ------------------------------------------------------------ the factors


def _check_lu(name: str, A: Any, pivot: bool) -> None:
    data = raw(A)
    if data.ndim < 2:
        raise RuntimeError(f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(data.shape)} instead")
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    needs_kernel("lu_cpu", data)


def _lu_gradient(gL: Any, gU: Any, L: Any, U: Any, pivots: Any) -> Any:
    """Of A = P L U, square: P L^-T (tril(L^T gL, -1) + triu(gU U^T)) U^-T.

    Of a tall A the rows of L below its square part are A_2 U^-1, of a wide one the columns of U beyond it L^-1 A_2:
    what reaches them goes on to A_2, and by U or by L to the square part.
    """
    m, k, n = raw(L).shape[-2], raw(L).shape[-1], raw(U).shape[-1]
    L1, U1 = L[..., :k, :], U[..., :k]
    low, high = L1.mT @ gL[..., :k, :], gU[..., :k] @ U1.mT
    if n > k:
        low = low - gU[..., k:] @ U[..., k:].mT
    if m > k:
        high = high - L[..., k:, :].mT @ gL[..., k:, :]
    whole = tril(low, -1) + triu(high, 0)
    if n > k:
        whole = cat([_by_upper(whole, U1), gU[..., k:]], -1)
    whole = solve_triangular(L1.mT, whole, upper=True, unitriangular=True)
    if m > k:
        whole = cat([whole, gL[..., k:, :]], -2)
    return _rows(whole if n > k else _by_upper(whole, U1), row_order(raw(pivots), m).argsort(-1))


def _by_upper(X: Any, U: Any) -> Any:
    """X U^-T."""
    return solve_triangular(U.mT, X, upper=False, left=False)


def _parts(LU: Any) -> tuple[Any, Any]:
    """L and U, from what holds both, in a formula."""
    m, n = raw(LU).shape[-2:]
    k = min(m, n)
    return tril(LU[..., :k], -1) + np.eye(m, k, dtype=raw(LU).dtype), triu(LU[..., :k, :], 0)


def _factor_gradient(g: Any, LU: Any, pivots: Any) -> Any:
    k = raw(pivots).shape[-1]
    return _lu_gradient(tril(g[..., :k], -1), triu(g[..., :k, :], 0), *_parts(LU), pivots)


def _lu_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)),), {}
    yield (rng.standard_normal((2, 4, 2)),), {}
    yield (rng.standard_normal((2, 3)),), {}
    yield (rng.standard_normal((11, 10)) + 3 * np.eye(11, 10),), {}
    yield (np.zeros((0, 2)),), {}


def _lu_factor_ex_args(A: Array, *, pivot: bool = True, check_errors: bool = False) -> tuple[Any, ...]:
    _check_lu("torch.lu_factor", A, pivot)
    return A, bool(check_errors)


def _check_regular(name: str, info: Any, ndim: int) -> None:
    check_info(
        f"torch.{name}", info, ndim,
        "U[{i},{i}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform "
        "the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)",
        RuntimeError,
    )  # fmt: skip


@op(
    name="linalg_lu_factor_ex",
    A=_factor_gradient,
    canonical=_lu_factor_ex_args,
    outputs=("LU", "pivots", "info"),
    namespaces=("linalg",),
    samples=_lu_samples,
)
def lu_factor_ex(A: Array, check_errors: bool) -> Any:
    """As `linalg.lu_factor`, and what may be wrong with each matrix: `(LU, pivots, info)`.

    `info` (int32) is 0, or the number from one of the first zero on the diagonal of U.  Raises RuntimeError for that
    only if `check_errors`.

    >>> import minigrad as torch
    >>> torch.linalg.lu_factor_ex(torch.ones(2, 2)).info
    tensor(2, dtype=torch.int32)
    """
    LU, pivots, info = lu_factored(A)
    if check_errors:
        _check_regular("linalg.lu_factor_ex", info, A.ndim)
    return column_major(LU), pivots, info


_LU_FACTOR = named_tuple("linalg_lu_factor", ("LU", "pivots"))


@composite(namespaces=("linalg",), samples=_lu_samples)
def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:
    """A = P L U in compact form, of matrices (*, m, n): `(LU, pivots)`, for `linalg.lu_solve` and `lu_unpack`.

    LU (*, m, n) holds U on and above the diagonal, and L below it, of which the diagonal is one.  In step i, row i was
    exchanged with row pivots[i] (*, min(m, n)); int32, counted from one.  Raises RuntimeError where U has a zero on its
    diagonal, for fewer than two axes, and for `pivot=False`.

    >>> import minigrad as torch
    >>> torch.linalg.lu_factor(torch.tensor([[1.0, 2.0], [2.0, 8.0]])).pivots
    tensor([2, 2], dtype=torch.int32)
    """
    LU, pivots, info = lu_factor_ex(A, pivot=pivot)
    _check_regular("linalg.lu_factor", info, raw(A).ndim)
    return _LU_FACTOR((LU, pivots))


# ------------------------------------------------------------ the factors apart


@op(
    name="linalg_lu",
    grads=lambda g, needs, L, U, pivots: (_lu_gradient(g[0], g[1], L, U, pivots),),
    differentiable=("A",),
    outputs=("L", "U", "pivots"),
    samples=_lu_samples,
)
def _lu(A: Array) -> Any:
    LU, pivots, _ = lu_factored(A)
    L, U = _parts(LU)
    return L, U, pivots


_LU = named_tuple("linalg_lu", ("P", "L", "U"))


@composite(namespaces=("linalg",))
def lu(A: Tensor, *, pivot: bool = True) -> Any:
    """A = P L U of matrices (*, m, n), any of them: `(P, L, U)`.

    P (*, m, m) exchanges rows, L (*, m, k) is lower triangular with a diagonal of ones, and U (*, k, n) upper
    triangular, with k = min(m, n); no element of L is larger than one.  L and U have gradients, where the first k
    columns of A are independent.  Raises RuntimeError for fewer than two axes, and for `pivot=False`.

    >>> import minigrad as torch
    >>> torch.linalg.lu(torch.tensor([[1.0, 2.0], [2.0, 8.0]])).U
    tensor([[ 2.,  8.],
            [ 0., -2.]])
    """
    _check_lu("linalg.lu", A, pivot)
    L, U, pivots = _lu(A)
    data = raw(L)
    return _LU((wrap(_permutation(row_order(raw(pivots), data.shape[-2]), data.dtype)), L, U))


def _joined(gL: Any, gU: Any) -> Any:
    """The gradient of what holds L and U, from those of the two."""
    m, k, n = gL.shape[-2], gL.shape[-1], gU.shape[-1]
    low, high = tril(gL, -1), triu(gU, 0)
    if n > k:
        low = cat([low, high[..., k:] * 0], -1)
    if m > k:
        high = cat([high, low[..., k:, :] * 0], -2)
    return low + high


@op(
    name="lu_unpack",
    grads=lambda g, needs: (_joined(g[0], g[1]),),
    differentiable=("LU",),
    outputs=("L", "U"),
    samples=_lu_samples,
)
def _unpacked(LU: Array) -> Any:
    return _parts(LU)


_LU_UNPACK = named_tuple("lu_unpack", ("P", "L", "U"))


@composite(
    method=False,
    differentiable=("LU_data",),
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)), np.array([[1, 3, 3], [2, 2, 3]], np.int32)), {})],
)
def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True) -> Any:
    """`(P, L, U)` from what `linalg.lu_factor` gives; what is not asked for is empty.

    Raises RuntimeError for fewer than two axes, and unless the pivots are int32, contiguous, and rows of the matrix.

    >>> import minigrad as torch
    >>> LU, pivots = torch.linalg.lu_factor(torch.tensor([[1.0, 2.0], [2.0, 8.0]]))
    >>> torch.lu_unpack(LU, pivots).P
    tensor([[0., 1.],
            [1., 0.]])
    """
    data, pivots = raw(LU_data), raw(LU_pivots)
    needs_tensor("lu_unpack", "LU_pivots", 2, pivots)
    if data.ndim < 2:
        raise RuntimeError(
            f"torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: {list(data.shape)} instead"
        )
    if unpack_pivots and (pivots.dtype != np.int32 or not pivots.flags.c_contiguous):
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\n"
            "Note: this function is intended to be used with the output produced by torch.linalg.lu_factor"
        )
    m, k = data.shape[-2], min(data.shape[-2:])
    P = L = U = wrap(np.zeros(0, data.dtype))
    if unpack_pivots:
        pivots = pivots[..., :k]
        if pivots.size and (pivots.min() < 1 or pivots.max() > m):
            raise RuntimeError(
                "pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive."
                "Did you properly pass the result of lu_factor?"
            )
        P = wrap(_permutation(row_order(np.broadcast_to(pivots, (*data.shape[:-2], k)), m), data.dtype))
    if unpack_data:
        L, U = _unpacked(LU_data)
    return _LU_UNPACK((P, L, U))


# ------------------------------------------------------------ systems with the factors


def _lu_solve_gradient(g: Any, needs: Any, LU: Any, pivots: Any, out: Any, transpose: bool) -> tuple[Any, Any]:
    """gB = A^-T g.  Of the factors, with W = P^T gB and V = X, or the other way round, W = P^T X and V = gB, where
    A^T X = B: gU = -triu(L^T W V^T) and gL = -tril(W (U V)^T, -1).
    """
    gB = _lu_solve(LU, pivots, g, not transpose)
    if not needs[0]:
        return None, gB
    n = raw(LU).shape[-1]
    W, V = (out, gB) if transpose else (gB, out)
    order = row_order(raw(pivots), n)
    W = _rows(W, order)
    L, U = _parts(LU)
    return -triu((L.mT @ W) @ V.mT, 0) - tril(W @ (U @ V).mT, -1), gB


@op(
    name="linalg_lu_solve",
    grads=_lu_solve_gradient,
    differentiable=("LU", "B"),
    samples=lambda rng: [
        ((rng.standard_normal((2, 3, 3)) + 3 * np.eye(3), np.array([[2, 3, 3], [1, 3, 3]]), rng.standard_normal(shape),
          transpose), {})
        for transpose in (False, True) for shape in ((2, 3, 2), (3, 1))
    ],
)  # fmt: skip
def _lu_solve(LU: Array, pivots: Array, B: Array, transpose: bool) -> Array:
    """A^-1 B, or A^-T B, for A = P L U."""
    n = LU.shape[-1]
    batch = common_batch(B.shape[:-2], LU.shape[:-2])
    order = row_order(pivots, n)
    if not transpose:
        B = _rows(np.broadcast_to(B, (*batch, *B.shape[-2:])), order)
        return column_major(substituted(LU, substituted(LU, B, False, True), True, False))
    X = substituted(LU.mT, substituted(LU.mT, B, False, False), True, True)
    return column_major(_rows(X, order.argsort(-1)))


def _check_lu_solve(LU: Any, pivots: Any, B: Any, left: bool) -> None:
    name = "linalg.lu_solve"
    needs_tensor("linalg_lu_solve", "pivots", 2, pivots)
    needs_tensor("linalg_lu_solve", "B", 3, B)
    check_float_or_complex(f"torch.{name}", LU)
    if LU.dtype != B.dtype:
        raise RuntimeError(
            f"{name}: Expected LU and B to have the same dtype, but found LU of type {legacy(LU)} and B of type "
            f"{legacy(B)} instead"
        )
    if pivots.dtype != np.int32:
        raise RuntimeError(f"{name}: pivots should be a Tensor of scalar type torch.int32")
    check_square(f"torch.{name}", LU)
    check_systems(name, LU, B, left)
    if pivots.shape[-1:] != LU.shape[-1:]:
        raise RuntimeError(f"{name}: Number of pivots per batch should be same as the dimension of the matrix")
    if pivots.shape != LU.shape[:-1]:
        raise RuntimeError(
            f"{name}: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(pivots.shape)} instead"
        )
    needs_kernel("lu_solve_cpu", LU)
    advice = "Did you properly pass the result of lu_factor?"
    if pivots.size and pivots.min() < 1:
        raise RuntimeError(f"Pivots given to lu_solve must all be greater or equal to 1. {advice}")
    if pivots.size and pivots.max() > LU.shape[-1]:
        raise RuntimeError(f"Pivots given to lu_solve must all be smaller or equal to LU.size(-2). {advice}")


def _lu_solve_samples(rng: np.random.Generator) -> Any:
    LU, pivots = rng.standard_normal((2, 3, 3)) + 3 * np.eye(3), np.array([[2, 3, 3], [1, 3, 3]], np.int32)
    B = rng.standard_normal((2, 3, 2))
    for adjoint in (False, True):
        yield (LU, pivots, B), {"adjoint": adjoint}
        yield (LU, pivots, B.swapaxes(-2, -1)), {"left": False, "adjoint": adjoint}


@composite(namespaces=("linalg",), differentiable=("LU", "B"), samples=_lu_solve_samples)
def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Any:
    """The X with A X = B, or with `left=False` X A = B, for A = P L U from `linalg.lu_factor`; `adjoint` takes A^H.

    LU is (*, n, n), B (*, n, k); batches broadcast.  Raises RuntimeError where the shapes do not fit, the dtypes
    differ, or the pivots are no rows of the matrix; nothing else is checked.

    >>> import minigrad as torch
    >>> LU, pivots = torch.linalg.lu_factor(torch.tensor([[1.0, 2.0], [2.0, 8.0]]))
    >>> torch.linalg.lu_solve(LU, pivots, torch.tensor([[3.0], [10.0]]))
    tensor([[1.],
            [1.]])
    """
    _check_lu_solve(raw(LU), raw(pivots), raw(B), left)
    t: Any = B
    is_complex = adjoint and raw(B).dtype.kind == "c"
    t = t if left else t.mT
    t = t.conj() if is_complex else t
    X = _lu_solve(LU, pivots, t, adjoint == left)
    X = X.conj() if is_complex else X
    return X if left else X.mT
