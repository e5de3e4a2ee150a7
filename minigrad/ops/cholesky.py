"""The Cholesky decomposition of Hermitian positive definite matrices, and what is solved with it.

Imports the table, `triangular` and `diagonal`; computes in NumPy, and in `_factorizations` where a matrix is not
positive definite.  Start at `_factor_gradient`.  The factors are read as whole matrices in formulas, as in torch: of a
factor with something in its other triangle, the gradient there means nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._factorizations import cholesky_factored, first_zero, substituted
from ._linalg_checks import (
    adjoint,
    check_float_or_complex,
    check_info,
    check_square,
    column_major,
    common_batch,
    needs_kernel,
)
from .diagonal import tril
from .linear import needs_tensor
from .solving import check_inverted
from .table import Array, composite, op
from .triangular import check_right_side, solve_triangular

# ------------------------------------------------------------ the factor


def _factor(A: Any, upper: bool) -> tuple[Any, Any]:
    L, info = cholesky_factored(adjoint(A) if upper else A)
    return column_major(adjoint(L) if upper else L), info


def _check_positive(name: str, info: Any, ndim: int) -> None:
    check_info(
        name, info, ndim,
        "The factorization could not be completed because the input is not positive-definite (the leading minor of "
        "order {i} is not positive-definite).",
    )  # fmt: skip


def _factor_gradient(g: Any, L: Any, upper: bool) -> Any:
    """Of A = L L^H: L^-H S L^-1, where S has the lower triangle of L^H gL / 2 in both triangles, the upper conjugated.

    For L^-1 dA L^-H = X + X^H with X = L^-1 dL lower triangular: X is the lower triangle of it, halved on the diagonal.
    """
    if upper:
        g, L = adjoint(g), adjoint(L)
    low = tril(adjoint(L) @ g, 0)
    inner = (low + adjoint(tril(low, -1))) / 2
    gA = solve_triangular(adjoint(L), inner, upper=True)
    return solve_triangular(L, gA, upper=False, left=False)


def _cholesky_ex_args(A: Array, *, upper: bool = False, check_errors: bool = False) -> tuple[Any, ...]:
    check_square("linalg.cholesky", A)
    check_float_or_complex("linalg.cholesky", A)
    needs_kernel("cholesky_cpu", A)
    return A, bool(upper), bool(check_errors)


@op(
    name="linalg_cholesky_ex",
    A=lambda g, L, upper: _factor_gradient(g, L, upper),
    canonical=_cholesky_ex_args,
    outputs=("L", "info"),
    holomorphic=False,
)
def _cholesky_ex(A: Array, upper: bool, check_errors: bool) -> Any:
    L, info = _factor(A, upper)
    if check_errors:
        _check_positive("linalg.cholesky_ex", info, A.ndim)
    return L, info


@composite(namespaces=("linalg",))
def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """As `linalg.cholesky`, and what may be wrong with each matrix: `(L, info)`.

    `info` (int32) is 0, or the order of the first leading minor that is not positive: the decomposition stopped there.
    Raises LinAlgError for that only if `check_errors`.

    >>> import minigrad as torch
    >>> torch.linalg.cholesky_ex(torch.tensor([[1.0, 2.0], [2.0, 1.0]])).info
    tensor(2, dtype=torch.int32)
    """
    return _cholesky_ex(A, upper=upper, check_errors=check_errors)


@composite(namespaces=("linalg",))
def cholesky(A: Tensor, *, upper: bool = False) -> Any:
    """A = L L^H with L lower triangular and a positive diagonal, of Hermitian positive definite matrices (*, n, n): L.

    `upper` gives L^H.  Only the lower triangle of A is looked at, with `upper` the upper one; yet the gradient is that
    by the whole matrix, spread evenly over both triangles.  Float32, float64, complex64 and complex128.  Raises
    LinAlgError where a matrix is not positive definite, RuntimeError unless they are square.

    >>> import minigrad as torch
    >>> torch.linalg.cholesky(torch.tensor([[4.0, 2.0], [2.0, 2.0]]))
    tensor([[2., 0.],
            [1., 1.]])
    """
    L, info = _cholesky_ex(A, upper=upper)
    _check_positive("linalg.cholesky", info, raw(A).ndim)
    return L


# ------------------------------------------------------------ systems with a factor


def _cholesky_solve_args(input: Array, L: Array, upper: bool = False) -> tuple[Any, ...]:
    b, u = raw(input), raw(L)
    needs_tensor("cholesky_solve", "input2", 2, u)
    for what, x in (("b", b), ("u", u)):
        if x.ndim < 2:
            raise RuntimeError(f"{what} should have at least 2 dimensions, but has {x.ndim} dimensions instead")
    common_batch(b.shape[:-2], u.shape[:-2])
    check_right_side("cholesky_solve", b, u, "cholesky_solve")
    needs_kernel("cholesky_solve_cpu", u)
    return input, L, bool(upper)


def _cholesky_solve_gradient(g: Any, needs: Any, L: Any, out: Any, upper: bool) -> tuple[Any, Any]:
    """Of L L^H X = B: gB = (L L^H)^-1 g and gL = -(gB X^H + X gB^H) L; and gU = -U (gB X^H + X gB^H)."""
    gB = _cholesky_solve(g, L, upper)
    gL = None
    if needs[1]:
        both = gB @ adjoint(out)
        both = both + adjoint(both)
        gL = -(L @ both) if upper else -(both @ L)
    return gB, gL


@op(
    name="cholesky_solve",
    grads=_cholesky_solve_gradient,
    differentiable=("input", "L"),
    canonical=_cholesky_solve_args,
    holomorphic=False,
)
def _cholesky_solve(input: Array, L: Array, upper: bool) -> Array:
    T = adjoint(L) if upper else L
    return column_major(substituted(adjoint(T), substituted(T, input, False, False), True, False))


@composite(
    differentiable=("input",),
    samples=lambda rng: [
        ((rng.standard_normal((2, 3, 2)), np.tril(rng.standard_normal((3, 3))) + 2 * np.eye(3)), {}),
        ((rng.standard_normal((3, 2)), np.triu(rng.standard_normal((2, 3, 3))) + 2 * np.eye(3), True), {}),
    ],
)
def cholesky_solve(input: Tensor, L: Tensor, upper: bool = False) -> Any:
    """The X with L L^H X = `input`, for the lower triangular factors L (*, n, n) of Cholesky: (*, n, k).

    With `upper`, for the upper triangular L^H.  Batches broadcast.  Raises RuntimeError where the shapes do not fit or
    the dtypes differ.

    >>> import minigrad as torch
    >>> torch.cholesky_solve(torch.tensor([[4.0]]), torch.tensor([[2.0]]))
    tensor([[1.]])
    """
    return _cholesky_solve(input, L, upper)


def _cholesky_inverse_args(input: Array, upper: bool = False) -> tuple[Any, ...]:
    check_square("cholesky_inverse", input)
    needs_kernel("cholesky_inverse_out_cpu", input)
    return input, bool(upper)


def _cholesky_inverse_gradient(g: Any, input: Any, out: Any, upper: bool) -> Any:
    """Of X = (L L^H)^-1: gL = -X (g + g^H) X L; and gU = -U X (g + g^H) X."""
    both = out @ (g + adjoint(g)) @ out
    return -(input @ both) if upper else -(both @ input)


@op(
    name="cholesky_inverse",
    input=_cholesky_inverse_gradient,
    canonical=_cholesky_inverse_args,
    holomorphic=False,
)
def _cholesky_inverse(input: Array, upper: bool) -> Array:
    check_inverted("cholesky_inverse", first_zero(input), input.ndim)
    T = adjoint(input) if upper else input
    inverse = substituted(T, np.eye(T.shape[-1], dtype=T.dtype), False, False)
    return column_major(adjoint(inverse) @ inverse)


@composite()
def cholesky_inverse(input: Tensor, upper: bool = False) -> Any:
    """The inverse of L L^H, from the lower triangular factors L (*, n, n) of Cholesky; with `upper`, from L^H.

    Raises LinAlgError where a factor has a zero on its diagonal, RuntimeError unless they are square.

    >>> import minigrad as torch
    >>> torch.cholesky_inverse(torch.tensor([[2.0]]))
    tensor([[0.2500]])
    """
    return _cholesky_inverse(input, upper)


# ------------------------------------------------------------ under its older name


def _older_args(input: Array, upper: bool = False) -> tuple[Any, ...]:
    check_square("cholesky", input)
    needs_kernel("cholesky_cpu", input)
    return input, bool(upper)


@op(
    name="cholesky",
    input=lambda g, out, upper: _factor_gradient(g, out, upper),
    canonical=_older_args,
    holomorphic=False,
)
def _older_cholesky(input: Array, upper: bool) -> Array:
    if not input.size:
        return np.zeros(input.shape, input.dtype)
    L, info = _factor(input, upper)
    _check_positive("cholesky", info, input.ndim)
    return L


older_cholesky: Any = _older_cholesky
