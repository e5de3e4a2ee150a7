"""Products of Householder reflectors: geqrf, householder_product (orgqr), ormqr.

Imports the table, `diagonal` and `joining`.  A reflector is H = 1 - tau v v^H with v = (0, ..., 0, 1, a, ...): its
tail lies below the diagonal of a column of the matrix that `geqrf` returns.  Start at `_product`, H_1 H_2 ... H_k C or
its adjoint, and at its gradient: everything here is a case of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._checks import legacy
from ._linalg_checks import adjoint, column_major, common_batch, needs_kernel
from .diagonal import tril
from .joining import cat
from .linear import needs_tensor
from .table import Array, composite, op

# ------------------------------------------------------------ the reflectors one after another


def _vectors(input: Any, k: int) -> list[Any]:
    """The columns v_1, ..., v_k, each (*, m, 1): ones on the diagonal, zeros above."""
    data = raw(input)
    V = tril(input[..., :k], -1) + np.eye(data.shape[-2], k, dtype=data.dtype)
    return [V[..., i : i + 1] for i in range(k)]


def _in_order(input: Any, tau: Any, transpose: bool) -> list[tuple[int, Any, Any]]:
    """The factors of the product from the left: `(number, coefficient, v)`."""
    k = tau.shape[-1]
    coefficients = tau.conj() if transpose else tau
    factors = [(i, coefficients[..., i : i + 1, None], v) for i, v in enumerate(_vectors(input, k))]
    return factors[::-1] if transpose else factors


def _product(input: Any, tau: Any, other: Any, transpose: bool) -> Any:
    """The product with `other`, on arrays."""
    batch = common_batch(input.shape[:-2], other.shape[:-2])
    out = np.array(np.broadcast_to(other, (*batch, *other.shape[-2:])), order="C")
    for _, sigma, v in reversed(_in_order(input, tau, transpose)):
        out -= (sigma * v) @ (adjoint(v) @ out)
    return out


def _product_gradient(g: Any, needs: Any, input: Any, tau: Any, other: Any, transpose: bool) -> Any:
    """With F = F_1 ... F_k C, P = F_{i+1} ... F_k C and G = (F_1 ... F_{i-1})^H g, for each factor 1 - s v v^H:

    gs = -(v^H G)(v^H P)^H and gv = -conj(s) G (v^H P)^H - s P (v^H G)^H; and gC = F^H g.
    """
    factors = _in_order(input, tau, transpose)
    after = [other]
    for _, sigma, v in factors[:0:-1]:
        after.append(after[-1] - (sigma * v) @ (adjoint(v) @ after[-1]))
    columns, coefficients = [None] * len(factors), [None] * len(factors)
    for (i, sigma, v), P in zip(factors, reversed(after), strict=False):
        a, b = adjoint(v) @ g, adjoint(v) @ P
        coefficients[i] = -(a @ adjoint(b))
        columns[i] = -(sigma.conj() * (g @ adjoint(b)) + sigma * (P @ adjoint(a)))
        g = g - (sigma.conj() * v) @ a
    if not factors:
        return input * 0, tau * 0, g
    missing = input.shape[-1] - len(factors)
    if missing:
        columns.append(_none_of(columns[0], missing))
    g_tau = cat(coefficients, -2)[..., 0]
    return tril(cat(columns, -1), -1), g_tau.conj() if transpose else g_tau, g


def _none_of(column: Any, n: int) -> Any:
    """`n` columns of zeros."""
    data = raw(column)
    return np.zeros((*data.shape[:-1], n), data.dtype)


# ------------------------------------------------------------ the matrix Q


def _check_tau(name: str, argument: str, A: Any, tau: Any) -> None:
    a, t = raw(A), raw(tau)
    if t.ndim != a.ndim - 1:
        raise RuntimeError(
            f"{name}: Expected tau to have one dimension less than {argument}, but got tau.ndim equal to {t.ndim} and "
            f"{argument}.ndim is equal to {a.ndim}"
        )
    if a.ndim > 2 and t.shape[:-1] != a.shape[:-2]:
        raise RuntimeError(
            f"{name}: Expected batch dimensions of tau to be equal to {argument}.shape[:-2], but got "
            f"{list(t.shape[:-1])}"
        )
    if t.dtype != a.dtype:
        raise RuntimeError(f"{name}: tau dtype {legacy(t)} does not match {argument} dtype {legacy(a)}")


def _householder_args(input: Array, tau: Array) -> tuple[Any, ...]:
    name, a, t = "torch.linalg.householder_product", raw(input), raw(tau)
    needs_tensor("linalg_householder_product", "tau", 2, t)
    if a.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if a.shape[-2] < a.shape[-1]:
        raise RuntimeError(f"{name}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    if a.shape[-1] < t.shape[-1]:
        raise RuntimeError(f"{name}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    _check_tau(name, "input", a, t)
    needs_kernel("orgqr_cpu", a)
    return input, tau


def _householder_gradient(g: Any, needs: Any, input: Any, tau: Any) -> Any:
    data = raw(input)
    first = np.broadcast_to(np.eye(*data.shape[-2:], dtype=data.dtype), data.shape)
    return _product_gradient(g, needs, input, tau, first, False)[:2]


def _householder_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 4, 3)), rng.standard_normal((2, 3))), {}
    yield (rng.standard_normal((3, 3)), rng.standard_normal(2)), {}
    yield (rng.standard_normal((0, 3, 2)), rng.standard_normal((0, 2))), {}
    yield (rng.standard_normal((3, 0)), rng.standard_normal(0)), {}


@op(
    name="linalg_householder_product",
    grads=_householder_gradient,
    differentiable=("input", "tau"),
    canonical=_householder_args,
    holomorphic=False,
    namespaces=("linalg",),
    samples=_householder_samples,
)
def householder_product(input: Array, tau: Array) -> Array:
    """The first n columns of H_1 H_2 ... H_k, from `input` (*, m, n) and `tau` (*, k), k <= n <= m: (*, m, n).

    H_i = 1 - tau_i v_i v_i^H, where v_i has a one at place i and column i of `input` below.  What stands on and above
    the diagonal is not looked at.  Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> A = torch.tensor([[3.0, 1.0], [4.0, 2.0]])
    >>> h, tau = torch.geqrf(A)
    >>> torch.dist(torch.linalg.householder_product(h, tau) @ h.triu(), A) < 1e-6
    tensor(True)
    """
    return column_major(_product(input, tau, np.eye(*input.shape[-2:], dtype=input.dtype), False))


@composite(samples=_householder_samples)
def orgqr(input: Tensor, input2: Tensor) -> Any:
    """An older name of `linalg.householder_product`.

    >>> import minigrad as torch
    >>> torch.orgqr(*torch.geqrf(torch.eye(2))).abs()
    tensor([[1., 0.],
            [0., 1.]])
    """
    return householder_product(input, input2)


# ------------------------------------------------------------ its products


def _check_ormqr(input: Any, tau: Any, other: Any, left: bool) -> None:
    if input.ndim < 2:
        raise RuntimeError("torch.ormqr: input must have at least 2 dimensions.")
    if other.ndim < 2:
        raise RuntimeError("torch.ormqr: other must have at least 2 dimensions.")
    side = -2 if left else -1
    if other.shape[side] != input.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    if tau.ndim and tau.shape[-1] != min(other.shape[side], input.shape[-1]):
        raise RuntimeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    if tau.ndim != input.ndim - 1:
        raise RuntimeError(
            "torch.ormqr: Expected tau to have one dimension less than input, but got tau.ndim equal to "
            f"{tau.ndim} and input.ndim is equal to {input.ndim}"
        )
    if input.ndim != other.ndim:
        raise RuntimeError(
            "torch.ormqr: Expected other to have the same number of dimensions as input, but got other.ndim equal to "
            f"{other.ndim} and input.ndim is equal to {input.ndim}"
        )
    for what, given in (("tau", tau.shape[:-1]), ("other", other.shape[:-2])):
        if given != input.shape[:-2]:
            raise RuntimeError(
                f"torch.ormqr: Expected batch dimensions of {what} to be equal to input.shape[:-2], but got "
                f"{list(given)}"
            )
    for what, value in (("tau", tau), ("other", other)):
        if value.dtype != input.dtype:
            raise RuntimeError(
                f"torch.ormqr: Expected input and {what} to have the same dtype, but input has dtype{legacy(input)} "
                f"and {what} has dtype {legacy(value)}"
            )
    needs_kernel("ormqr_cpu", input)


def _ormqr_samples(rng: np.random.Generator) -> Any:
    A, tau = rng.standard_normal((2, 4, 3)), rng.standard_normal((2, 3))
    for transpose in (False, True):
        yield (A, tau, rng.standard_normal((2, 4, 2)), True, transpose), {}
        yield (A[0], tau[0], rng.standard_normal((2, 4)), False, transpose), {}


def _ormqr_args(
    input: Array, input2: Array, input3: Array, left: bool = True, transpose: bool = False
) -> tuple[Any, ...]:
    needs_tensor("ormqr", "input2", 2, raw(input2))
    needs_tensor("ormqr", "input3", 3, raw(input3))
    _check_ormqr(raw(input), raw(input2), raw(input3), left)
    return input, input2, input3, bool(left), bool(transpose)


def _ormqr_gradient(g: Any, needs: Any, input: Any, tau: Any, other: Any, left: bool, transpose: bool) -> Any:
    if left:
        return _product_gradient(g, needs, input, tau, other, transpose)
    by_input, by_tau, by_other = _product_gradient(adjoint(g), needs, input, tau, adjoint(other), not transpose)
    return by_input, by_tau, adjoint(by_other)


@op(
    grads=_ormqr_gradient,
    differentiable=("input", "tau", "other"),
    canonical=_ormqr_args,
    holomorphic=False,
    samples=_ormqr_samples,
)
def ormqr(input: Array, tau: Array, other: Array, left: bool, transpose: bool) -> Array:
    """Q @ other, where Q (*, m, m) is the product of all reflectors in `input` (*, m, k) and `tau` (*, k).

    `left=False` gives other @ Q; `transpose` takes Q^H in place of Q.  Q is never formed.  By keyword tau is `input2`
    and other `input3`.  Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> A = torch.tensor([[3.0, 1.0], [4.0, 2.0]])
    >>> h, tau = torch.geqrf(A)
    >>> torch.dist(torch.ormqr(h, tau, h.triu()), A) < 1e-6
    tensor(True)
    """
    if left:
        return column_major(_product(input, tau, other, transpose))
    return adjoint(_product(input, tau, adjoint(other), not transpose))


# ------------------------------------------------------------ the reflectors of a matrix


def _geqrf_args(input: Array) -> tuple[Any, ...]:
    if raw(input).ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    needs_kernel("geqrf_cpu", input)
    return (input,)


def _geqrf_gradient(g: Any, needs: Any) -> Any:
    raise NotImplementedError("the derivative for 'geqrf' is not implemented.")


@op(
    grads=_geqrf_gradient,
    differentiable=("input",),
    canonical=_geqrf_args,
    outputs=("a", "tau"),
)
def geqrf(input: Array) -> Any:
    """The QR decomposition as LAPACK has it: R on and above the diagonal of `a`, the reflectors of Q below, and `tau`.

    `householder_product(a, tau)` is Q.  It has no derivative: differentiate `linalg.qr`.  Raises RuntimeError for fewer
    than two axes.

    >>> import minigrad as torch
    >>> torch.geqrf(torch.tensor([[3.0], [4.0]])).tau
    tensor([1.6000])
    """
    found, tau = np.linalg.qr(input, "raw")
    return column_major(found.mT), tau
