"""Triangular systems: linalg.solve_triangular, triangular_solve.

Imports the table and `diagonal`; computes in `_factorizations`.  Start at `_triangle_gradient`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw
from .._warnings import warn_once
from ._checks import legacy
from ._factorizations import substituted
from ._linalg_checks import check_matrix, check_square, column_major, common_batch, needs_kernel
from .conversion import cast
from .diagonal import tril, triu
from .linear import needs_tensor
from .table import Array, op


def check_systems(name: str, A: Any, B: Any, left: bool, what: str = "A") -> None:
    """Raises RuntimeError unless A X = B (X A = B where not `left`) is a stack of systems of linear equations."""
    check_square(name, A)
    check_matrix(name, B, "B")
    a, b = raw(A).shape, raw(B).shape
    if a[-2 if left else -1] != b[-2 if left else -1]:
        raise RuntimeError(
            f"{name}: Incompatible shapes of {what} and B for the equation {'AX' if left else 'XA'} = B "
            f"({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
        )
    common_batch(b[:-2], a[:-2])


def _triangle_gradient(g: Any, A: Any, X: Any, upper: bool, left: bool, unit: bool) -> tuple[Any, Any]:
    """Of A X = B, from dA X + A dX = dB: gB = A^-T g and gA = -gB X^T, in the triangle that counts."""
    gB = solve_triangular(A.mT, g, upper=not upper, left=left, unitriangular=unit)
    gA = -(gB @ X.mT if left else X.mT @ gB)
    return (triu if upper else tril)(gA, (1 if upper else -1) if unit else 0), gB


def _triangular_args(
    A: Array, B: Array, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> tuple[Any, ...]:
    name = "linalg.solve_triangular"
    needs_tensor("linalg_solve_triangular", "B", 2, raw(B))
    check_systems(name, A, B, left)
    needs_kernel("triangular_solve_cpu", A)
    if isinstance(B, Tensor):
        B = cast(B, dtypes.of(raw(A).dtype))  # torch's result is of A's dtype
    return A, B, bool(upper), bool(left), bool(unitriangular)


def _solve(A: Any, B: Any, upper: bool, left: bool, unit: bool) -> Any:
    if left:
        return column_major(substituted(A, B, upper, unit))
    return column_major(substituted(A.mT, B.mT, not upper, unit).mT)


def _triangular_samples(rng: np.random.Generator) -> Any:
    A, B = rng.standard_normal((2, 3, 3)) + 3 * np.eye(3), rng.standard_normal((2, 3, 2))
    for upper in (True, False):
        yield (A, B), {"upper": upper}
        yield (A[0], B), {"upper": upper, "unitriangular": True}
        yield (A, B[0].T), {"upper": upper, "left": False}
    yield (np.zeros((0, 0)), np.zeros((0, 2))), {"upper": True}
    yield (rng.standard_normal((11, 11)) + 5 * np.eye(11), rng.standard_normal((11, 1))), {"upper": True}


@op(
    name="linalg_solve_triangular",
    grads=lambda g, needs, A, B, out, upper, left, unitriangular: _triangle_gradient(
        g, A, out, upper, left, unitriangular
    ),
    differentiable=("A", "B"),
    canonical=_triangular_args,
    namespaces=("linalg",),
    samples=_triangular_samples,
)
def solve_triangular(A: Array, B: Array, upper: bool, left: bool, unitriangular: bool) -> Array:
    """The X with A X = B, or with `left=False` X A = B, for triangular matrices A (*, n, n) and B (*, n, k).

    With `upper` only the upper triangle of A is looked at, else only the lower one; `unitriangular` takes the diagonal
    for ones.  Batches broadcast.  Nothing is checked: a zero on the diagonal gives infinities and NaNs.  B is
    brought to the dtype of A.  Raises RuntimeError where the shapes do not fit.

    >>> import minigrad as torch
    >>> A = torch.tensor([[2.0, 1.0], [0.0, 4.0]])
    >>> torch.linalg.solve_triangular(A, torch.tensor([[4.0], [8.0]]), upper=True)
    tensor([[1.],
            [2.]])
    """
    return _solve(A, B, upper, left, unitriangular)


# ------------------------------------------------------------ under its older name


def check_right_side(name: str, b: Any, A: Any, named: str) -> None:
    """The checks of the older solvers, whose first argument is the right side.  Raises RuntimeError."""
    if b.shape[-2] != A.shape[-1] or A.shape[-1] != A.shape[-2]:
        rows, columns = A.shape[-2:]
        if rows != columns:
            raise RuntimeError(f"A must be batches of square matrices, but they are {rows} by {columns} matrices")
        raise RuntimeError(
            f"Incompatible matrix sizes for {named}: each A matrix is {rows} by {rows} but each b matrix is "
            f"{b.shape[-2]} by {b.shape[-1]}"
        )
    if b.dtype != A.dtype:
        raise RuntimeError(
            f"Expected b and A to have the same dtype, but found b of type {legacy(b)} and A of type {legacy(A)} "
            "instead."
        )


def _older_args(
    input: Array, A: Array, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> tuple[Any, ...]:
    b, a = raw(input), raw(A)
    needs_tensor("triangular_solve", "A", 2, a)
    warn_once(
        "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be removed in a future "
        "PyTorch release.\ntorch.linalg.solve_triangular has its arguments reversed and does not return a copy of one "
        "of the inputs.\nX = torch.triangular_solve(B, A).solution\nshould be replaced with\nX = "
        "torch.linalg.solve_triangular(A, B)."
    )
    for what, x in (("b", b), ("A", a)):
        if x.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {what} to have at least 2 dimensions, but it has {x.ndim} "
                "dimensions instead"
            )
    check_right_side("triangular_solve", b, a, "triangular_solve")
    common_batch(b.shape[:-2], a.shape[:-2])
    needs_kernel("triangular_solve_cpu", a)
    return input, A, bool(upper), bool(transpose), bool(unitriangular)


def _older_gradient(
    g: Any, needs: Any, A: Any, solution: Any, upper: bool, transpose: bool, unitriangular: bool
) -> tuple[Any, Any]:
    by_solution, by_clone = g
    by_b = by_A = None
    if by_solution is not None:
        T = A.mT if transpose else A
        by_A, by_b = _triangle_gradient(by_solution, T, solution, upper != transpose, True, unitriangular)
        by_A = by_A.mT if transpose else by_A
    if by_clone is not None:
        by_A = by_clone if by_A is None else by_A + by_clone
    return by_b, by_A


def _older_samples(rng: np.random.Generator) -> Any:
    A, b = rng.standard_normal((2, 3, 3)) + 3 * np.eye(3), rng.standard_normal((2, 3, 2))
    yield (b, A), {}
    yield (b[0], A, False, True), {}
    yield (b, A[0], True, True, True), {}


@op(
    grads=_older_gradient,
    differentiable=("input", "A"),
    canonical=_older_args,
    outputs=("solution", "cloned_coefficient"),
    undefined=True,
    samples=_older_samples,
)
def triangular_solve(input: Array, A: Array, upper: bool, transpose: bool, unitriangular: bool) -> Any:
    """The older form of `linalg.solve_triangular`, with the right side first: `(solution, cloned_coefficient)`.

    `transpose` solves A^T X = b; the second result is a copy of A.

    >>> import minigrad as torch
    >>> torch.triangular_solve(torch.tensor([[4.0]]), torch.tensor([[2.0]])).solution
    tensor([[2.]])
    """
    batch = common_batch(input.shape[:-2], A.shape[:-2])
    clone = column_major(np.broadcast_to(A, (*batch, *A.shape[-2:])))
    solution = _solve(A.mT if transpose else A, input, upper != transpose, True, unitriangular)
    return solution, clone
