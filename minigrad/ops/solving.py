"""Systems of linear equations and inverses: linalg.solve, inv, tensorsolve, tensorinv.

Imports the table and `triangular`, and computes in NumPy; only singular matrices go through `_factorizations`, to say
what is wrong with them, and for what the `_ex` functions give of them.  Start at `_solve_gradient`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap_dim
from ._factorizations import lu_factored, row_order, substituted
from ._linalg_checks import (
    check_float_or_complex,
    check_info,
    check_not_narrow,
    check_same_dtype,
    check_square,
    column_major,
    common_batch,
    needs_kernel,
)
from .linear import needs_tensor
from .table import Array, composite, op
from .triangular import check_systems


def _by_pivots(A: Any, B: Any) -> tuple[Any, Any]:
    """`(A^-1 B, info)` of matrices some of which are singular: there the result is infinite or NaN."""
    LU, pivots, info = lu_factored(A)
    batch = common_batch(A.shape[:-2], B.shape[:-2])
    B = np.broadcast_to(B, (*batch, *B.shape[-2:]))
    order = np.broadcast_to(row_order(pivots, A.shape[-1]), (*batch, A.shape[-1]))
    B = np.take_along_axis(B, order[..., None], -2)
    return substituted(LU, substituted(LU, B, False, True), True, False), info


# ------------------------------------------------------------ solve


def is_vector(A: Any, B: Any) -> bool:
    """Whether B holds one right side a matrix, without an axis for more."""
    a, b = raw(A), raw(B)
    return bool(b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1]))


def _solve_args(A: Array, B: Array, *, left: bool = True, check_errors: bool = False) -> tuple[Any, ...]:
    name = "linalg.solve"
    needs_tensor("linalg_solve", "B", 2, raw(B))
    check_float_or_complex(name, A)
    check_same_dtype(name, A, B)
    vector = is_vector(A, B)
    check_systems(name, A, raw(B)[..., None] if vector else B, left)
    if vector and not left:
        raise RuntimeError(
            f"{name}: Vector broadcasting of the left hand side is not supported for left=False. In this case "
            "linalg.solve is equivalent to B / A.squeeze(-1)"
        )
    needs_kernel("lu_cpu", A)
    return A, B, bool(left), bool(check_errors), vector


_SINGULAR = (
    "The solver failed because the input matrix is singular.\n"
    "Some rows are sums of multiples of others: look at torch.linalg.matrix_rank(A), or take the least squares "
    "solution, torch.linalg.lstsq(A, B)."
)


def _solve_gradient(g: Any, needs: Any, A: Any, result: Any, left: bool, vector: bool) -> tuple[Any, Any]:
    """Of A X = B, from dA X + A dX = dB: gB = A^-T g and gA = -gB X^T; of X A = B, gB = g A^-T and gA = -X^T gB."""
    if vector:
        g, result = g[..., None], result[..., None]
    gB = solve_ex(A.mT, g, left=left)[0]
    gA = None
    if needs[0]:
        gA = -(gB @ result.mT if left else result.mT @ gB)
    return gA, gB[..., 0] if vector else gB


def _solve_samples(rng: np.random.Generator) -> Any:
    A, B = rng.standard_normal((2, 3, 3)) + 2 * np.eye(3), rng.standard_normal((2, 3, 2))
    yield (A, B), {}
    yield (A[0], B), {}
    yield (A, B[0]), {}
    yield (A, B.swapaxes(-2, -1)), {"left": False}
    yield (A, B[..., 0]), {}
    yield (A, B[0, :, 0]), {}
    yield (np.zeros((0, 0)), np.zeros((0, 2))), {}


@op(
    name="linalg_solve_ex",
    grads=_solve_gradient,
    differentiable=("A", "B"),
    canonical=_solve_args,
    outputs=("result", "info"),
    namespaces=("linalg",),
    samples=_solve_samples,
)
def solve_ex(A: Array, B: Array, left: bool, check_errors: bool, vector: bool) -> Any:
    """As `linalg.solve`, and what may be wrong with each matrix: `(result, info)`.

    `info` (int32) is 0, or the number from one of the first zero on the diagonal of U in A = P L U: the matrix is
    singular then, and the result infinite or NaN.  Raises LinAlgError for that only if `check_errors`.

    >>> import minigrad as torch
    >>> torch.linalg.solve_ex(torch.zeros(2, 2), torch.ones(2)).info
    tensor(1, dtype=torch.int32)
    """
    B = B[..., None] if vector else B
    A, B = (A, B) if left else (A.mT, B.mT)
    try:
        X, info = np.linalg.solve(A, B), np.zeros(A.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        X, info = _by_pivots(A, B)
    if check_errors:
        check_info("torch.linalg.solve_ex", info, A.ndim, _SINGULAR)
    if vector:
        X = X[..., 0]
        return column_major(X) if X.ndim > 1 else X, info
    X = column_major(X)
    return X if left else X.mT, info


@composite(namespaces=("linalg",), samples=_solve_samples)
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Any:
    """The X with A X = B, or with `left=False` X A = B, for square matrices A (*, n, n) and B (*, n, k).

    B is one vector a matrix, and so is X, if it has one axis, (n,), or the shape (*, n) of A without its last axis.
    Batches broadcast.  Better and faster than multiplying with the inverse.  Float32, float64, complex64 and
    complex128, both alike.  Raises LinAlgError where a matrix is singular, RuntimeError where the shapes do not fit.

    >>> import minigrad as torch
    >>> torch.linalg.solve(torch.tensor([[2.0, 0.0], [0.0, 4.0]]), torch.tensor([2.0, 2.0]))
    tensor([1.0000, 0.5000])
    """
    result, info = solve_ex(A, B, left=left)
    check_info("torch.linalg.solve", info, raw(A).ndim, _SINGULAR)
    return result


# ------------------------------------------------------------ inverses


def _inv_args(A: Array, *, check_errors: bool = False) -> tuple[Any, ...]:
    check_square("linalg.inv", A)
    check_not_narrow("linalg.inv", A)
    return A, bool(check_errors)


def check_inverted(name: str, info: Any, ndim: int) -> None:
    """Raises LinAlgError where an `info` tells of a zero on a diagonal."""
    why = "The diagonal element {i} is zero, the inversion could not be completed because the input matrix is singular."
    check_info(name, info, ndim, why)


def _inv_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)) + 2 * np.eye(3),), {}
    yield (rng.standard_normal((2, 2, 2)) + 2 * np.eye(2),), {}
    yield (np.zeros((0, 0)),), {}


@op(
    name="linalg_inv_ex",
    A=lambda g, inverse: -(inverse.mT @ g @ inverse.mT),
    canonical=_inv_args,
    outputs=("inverse", "info"),
    namespaces=("linalg",),
    samples=_inv_samples,
)
def inv_ex(A: Array, check_errors: bool) -> Any:
    """The inverse of each matrix of a batch, and what may be wrong with it: `(inverse, info)`.

    `info` (int32) is 0, or the number from one of the first zero on the diagonal of U in A = P L U: the matrix is
    singular then, and the result infinite or NaN.  Raises LinAlgError for that only if `check_errors`.

    >>> import minigrad as torch
    >>> torch.linalg.inv_ex(torch.ones(2, 2)).info
    tensor(2, dtype=torch.int32)
    """
    try:
        X, info = np.linalg.inv(A), np.zeros(A.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        X, info = _by_pivots(A, np.eye(A.shape[-1], dtype=A.dtype))
    if check_errors:
        check_inverted("linalg.inv_ex", info, A.ndim)
    return column_major(X), info


def _inverse(name: str, A: Any) -> Any:
    found, info = inv_ex(A)
    check_inverted(name, info, raw(A).ndim)
    return found


@composite(namespaces=("linalg",), samples=_inv_samples)
def inv(A: Tensor) -> Any:
    """The inverse of each square matrix of a batch (*, n, n).

    Float32, float64, complex64 and complex128.  To apply an inverse to something, `linalg.solve` is better and faster.
    Raises LinAlgError where a matrix is singular, RuntimeError unless they are square.

    >>> import minigrad as torch
    >>> torch.linalg.inv(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    return _inverse("linalg.inv", A)


@composite(samples=_inv_samples)
def inverse(input: Tensor) -> Any:
    """Another name of `linalg.inv`.

    >>> import minigrad as torch
    >>> torch.inverse(torch.tensor([[2.0]]))
    tensor([[0.5000]])
    """
    return _inverse("linalg.inv", input)


# ------------------------------------------------------------ of tensors that stand for matrices


@composite(
    namespaces=("linalg",),
    samples=lambda rng: [((rng.standard_normal((4, 2, 2)) + np.eye(4).reshape(4, 2, 2),), {"ind": 1})],
)
def tensorinv(A: Tensor, ind: int = 2) -> Any:
    """The inverse of A as a linear map from tensors of its last axes to tensors of its first `ind` axes.

    A (*m, *n) with as many elements in *m as in *n gives (*n, *m): tensordot(tensorinv(A, ind), A, ind) is the
    identity.  Raises RuntimeError where the numbers of elements differ, LinAlgError where A is singular.

    >>> import minigrad as torch
    >>> torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 2, 2)).shape
    torch.Size([2, 2, 2, 2])
    """
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    shape = raw(A).shape
    m, n = math.prod(shape[:ind]), math.prod(shape[ind:])
    if m != n:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{n} != {m}"
        )
    return _inverse("inv", A.reshape((m, n))).reshape((*shape[ind:], *shape[:ind]))


def _tensorsolve_samples(rng: np.random.Generator) -> Any:
    A = rng.standard_normal((6, 6)) + 3 * np.eye(6)
    yield (A.reshape(2, 3, 6), rng.standard_normal((2, 3))), {}
    yield (A.reshape(6, 2, 3).swapaxes(0, 1), rng.standard_normal((2, 3))), {"dims": (1,)}


@composite(namespaces=("linalg",), samples=_tensorsolve_samples)
def tensorsolve(A: Tensor, B: Tensor, dims: tuple[int, ...] | None = None) -> Any:
    """The X with tensordot(A, X, X.ndim) = B, for A (*B.shape, *n) with as many elements in *n as in B: X is (*n).

    The axes `dims` of A are moved to its end first.  Raises RuntimeError where the numbers of elements differ,
    LinAlgError where A is singular as a matrix.

    >>> import minigrad as torch
    >>> torch.linalg.tensorsolve(2 * torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([0.5000, 0.5000, 0.5000, 0.5000])
    """
    needs_tensor("linalg_tensorsolve", "B", 2, raw(B))
    if dims is not None:
        n = raw(A).ndim
        moved = [wrap_dim(d, n) for d in dims]
        A = A.permute([d for d in range(n) if d not in moved] + moved)
    shape = raw(A).shape[raw(B).ndim :]
    m, n = raw(B).size, math.prod(shape)
    if m != n:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {n} != {m}"
        )
    if raw(A).size != n * n:
        raise RuntimeError(
            f"shape '[{n}, {n}]' is invalid for input of size {raw(A).size}\n"
            f"tensorsolve: A {list(raw(A).shape)} must begin with the axes of B {list(raw(B).shape)}."
        )
    return solve(A.reshape((n, n)), B.reshape((-1,))).reshape(shape)
