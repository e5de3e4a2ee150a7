"""What the singular values decide: the pseudoinverse, the rank, least squares.

Imports the table.  A singular value at most max(atol, rtol * the largest) counts as zero.  Start at
`pinv_gradient`, which least squares shares.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap
from .._kinds import named_tuple
from ._checks import NUMBERS, legacy
from ._factory import combination
from ._linalg_checks import LinAlgError, adjoint, check_square, column_major, common_batch, decomposed, in_batch
from .linear import needs_tensor
from .table import Array, composite, op

# ------------------------------------------------------------ tolerances


def _check_signature(function: str, third: str, args: tuple[Any, ...], atol: Any, rtol: Any) -> None:
    """Raises TypeError unless the tolerances are given in one of torch's four ways: `args` is what comes by place."""
    _, single, hermitian = args
    kinds = [k for k in (atol, rtol, single) if k is not None]
    fits = (
        isinstance(hermitian, bool)
        and (single is None or (atol is None and rtol is None))
        and (all(isinstance(k, Tensor) for k in kinds) or all(_is_number(k) for k in kinds))
    )
    if not fits:
        named = {k: v for k, v in (("atol", atol), ("rtol", rtol)) if v is not None}
        given = args if single is not None and not named else args[: 2 if single is not None else 1]
        both = "bool hermitian = False"
        raise combination(
            function, given, named,
            f"Tensor input, *, Tensor atol = None, Tensor rtol = None, {both}, Tensor out = None",
            f"Tensor input, *, float atol = None, float rtol = None, {both}, Tensor out = None",
            f"Tensor input, Tensor {third}, {both}, *, Tensor out = None",
            f"Tensor input, float {third}, {both}, *, Tensor out = None",
        )  # fmt: skip


def _is_number(value: Any) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool | np.bool_)


def _real_tolerance(name: str, which: str, value: Any) -> Any:
    """A tolerance as a number, or as an array that broadcasts against singular values."""
    if value is None or not isinstance(value, Tensor):
        return value
    data = value._data
    if data.dtype.kind == "c":
        raise RuntimeError(f"torch.linalg.{name}: {which} tensor of complex type is not supported. Got {legacy(data)}")
    return np.asarray(data)[..., None]


def _tolerances(data: Any, atol: Any, rtol: Any) -> tuple[Any, Any]:
    """Both tolerances, with their defaults: eps * max(m, n) relative, or none where an absolute one is positive."""
    usual = float(np.finfo(data.dtype).eps) * max(data.shape[-2:])
    if rtol is None:
        rtol = usual if atol is None else np.where(np.asarray(atol) > 0, 0.0, usual)
    return 0.0 if atol is None else atol, rtol


def _kept(S: Any, atol: Any, rtol: Any) -> Any:
    """Which of each row of (absolute) singular values do not count as zero."""
    largest = S.max(-1, keepdims=True, initial=0)
    for tolerance in (atol, rtol):
        common_batch(np.shape(tolerance)[:-1], S.shape[:-1])
    return np.greater(S, np.maximum(atol, rtol * largest))


# ------------------------------------------------------------ the pseudoinverse


def _pinv_args(
    input: Array, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None
) -> tuple[Any, ...]:
    _check_signature("linalg_pinv", "rcond", (input, rcond, hermitian), atol, rtol)
    data = raw(input)
    if data.ndim < 2 or data.dtype.char not in "fdFD":
        raise RuntimeError(
            f"linalg.pinv({legacy(data)}{{{list(data.shape)}}}): expected a tensor with 2 or more dimensions of float, "
            "double, cfloat or cdouble types"
        )
    if rcond is not None:
        atol, rtol = 0.0, _real_tolerance("pinv", "rcond", rcond)
    else:
        atol, rtol = _real_tolerance("pinv", "atol", atol), _real_tolerance("pinv", "rtol", rtol)
    if hermitian and data.size:
        check_square("linalg.eigh", data)
    return input, *_tolerances(data, atol, rtol), bool(hermitian)


def pinv_gradient(g: Any, A: Any, X: Any) -> Any:
    """The gradient by A of X = A^+, where the rank does not change (Golub and Pereyra, 1973).

    From dX = -X dA X + X X^H dA^H (1 - A X) + (1 - X A) dA^H X^H X, with h = g^H,

        gA = -(X h X)^H + (h - A X h) X X^H + X^H (X h - X h X A),

    of which the products are taken in the order that keeps them small: n by n for A (m, n) tall.
    """
    if A.shape[-2] < A.shape[-1]:
        return adjoint(pinv_gradient(adjoint(g), adjoint(A), adjoint(X)))
    h, Xh = adjoint(g), adjoint(X)
    K = X @ h
    return (h - A @ K) @ (X @ Xh) - adjoint(K @ X) + Xh @ (K - K @ (X @ A))


def _pinv_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 3)),), {}
    yield (rng.standard_normal((2, 4, 2)),), {}
    yield (rng.standard_normal((2, 3)),), {"rtol": 1e-6}
    yield (rng.standard_normal((0, 2)),), {}


@op(
    name="linalg_pinv",
    input=lambda g, input, out: pinv_gradient(g, input, out),
    canonical=_pinv_args,
    holomorphic=False,
    namespaces=("linalg",),
    samples=_pinv_samples,
)
def pinv(input: Array, atol: Any, rtol: Any, hermitian: bool) -> Array:
    """The Moore-Penrose pseudoinverse of each matrix of a batch: (*, m, n) to (*, n, m).

    Singular values at most max(atol, rtol * the largest) count as zero; by default atol is 0 and rtol eps * max(m, n).
    `pinv(A, rcond)` is `pinv(A, rtol=rcond)`.  `hermitian` looks at the lower triangle alone and takes eigenvalues.
    Float32, float64, complex64 and complex128; else, or with fewer than two axes, raises RuntimeError.  Its gradient
    is that among matrices of one rank.

    >>> import minigrad as torch
    >>> torch.linalg.pinv(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """
    if not input.size:
        return np.zeros((*input.shape[:-2], *input.shape[:-3:-1]), input.dtype)
    if hermitian:
        L, U = decomposed("linalg.eigh", np.linalg.eigh, input, "eigenvalues")
        return (U * _inverted(L, atol, rtol)) @ adjoint(U)
    U, S, Vh = decomposed("linalg.svd", np.linalg.svd, input, "singular values", full_matrices=False)
    return (adjoint(Vh) * _inverted(S, atol, rtol)) @ adjoint(U)


def _inverted(S: Any, atol: Any, rtol: Any) -> Any:
    """1 / s of what does not count as zero, else 0; as rows."""
    kept = _kept(np.abs(S), atol, rtol)
    return np.where(kept, 1 / np.where(kept, S, 1), 0)[..., None, :].astype(S.dtype)


# ------------------------------------------------------------ the rank


@composite(namespaces=("linalg",), differentiable=False)
def matrix_rank(
    input: Tensor, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None
) -> Tensor:
    """The number of singular values greater than max(atol, rtol * the largest), of each matrix of a batch; int64.

    By default atol is 0 and rtol eps * max(m, n); `matrix_rank(A, tol)` is `matrix_rank(A, atol=tol, rtol=0)`.
    `hermitian` looks at the lower triangle alone and takes eigenvalues.  Raises RuntimeError for fewer than two axes.

    >>> import minigrad as torch
    >>> torch.linalg.matrix_rank(torch.ones(3, 3))
    tensor(1)
    """
    _check_signature("linalg_matrix_rank", "tol", (input, tol, hermitian), atol, rtol)
    data = raw(input)
    if data.ndim < 2:
        raise RuntimeError("torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.")
    if data.dtype.char not in "fdFD":
        raise RuntimeError("This function doesn't handle types other than float and double")
    if tol is not None:
        atol, rtol = tol, 0.0
    atol, rtol = _real_tolerance("matrix_rank", "atol", atol), _real_tolerance("matrix_rank", "rtol", rtol)
    if hermitian:
        check_square("linalg.eigh", data)
    atol, rtol = _tolerances(data, atol, rtol)
    if not data.size:
        return wrap(np.zeros(data.shape[:-2], np.int64))
    if hermitian:
        S = np.abs(decomposed("linalg.eigh", np.linalg.eigvalsh, data, "eigenvalues"))
    else:
        S = decomposed("linalg.svd", np.linalg.svd, data, "singular values", compute_uv=False)
    return wrap(np.asarray(np.count_nonzero(_kept(S, atol, rtol), axis=-1)))


# ------------------------------------------------------------ least squares

_DRIVERS = ("gels", "gelsy", "gelsd", "gelss")
_LSTSQ = named_tuple("linalg_lstsq", ("solution", "residuals", "rank", "singular_values"))


def _lstsq_args(A: Array, B: Array, rcond: float | None, driver: str | None) -> tuple[Any, ...]:
    name, a, b = "torch.linalg.lstsq", raw(A), raw(B)
    needs_tensor("linalg_lstsq", "b", 2, b)
    if a.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if b.ndim < 1:
        raise RuntimeError(f"{name}: other must have at least 1 dimension.")
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"{name}: Expected input and other to have the same dtype, but got input's dtype {legacy(a)} and other's "
            f"dtype {legacy(b)}"
        )
    if not 0 <= a.ndim - b.ndim <= 1:
        raise RuntimeError(
            f"{name}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1"
        )
    vector = b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1])
    if a.shape[-2] != b.shape[-1 if vector else -2]:
        raise RuntimeError(
            f"{name}: input.size(-2) should match other.size({'-1' if vector else '-2'})\n"
            f"A {list(a.shape)} has {a.shape[-2]} rows, and B {list(b.shape)} has {b.shape[-1 if vector else -2]}."
        )
    if driver is not None and driver not in _DRIVERS:
        raise RuntimeError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    if a.dtype.char not in "fdFD":
        raise RuntimeError("This function doesn't handle types other than float and double")
    common_batch(a.shape[:-2], _batch_of(b, a.ndim))
    eps = float(np.finfo(a.dtype).eps)
    tolerance = eps * max(a.shape[-2:]) if rcond is None else eps if rcond < 0 else float(rcond)
    return A, B, tolerance, driver or "gelsy", vector


def _batch_of(B: Any, ndim: int) -> tuple[int, ...]:
    """The batch of right sides for matrices with `ndim` axes.  One axis less reads as vectors, as in torch."""
    return tuple(B.shape[: -1 if ndim > B.ndim else -2])


def _columns(x: Any, vector: bool) -> Any:
    return x.reshape((*x.shape, 1)) if vector else x


def _lstsq_gradient(g: Any, needs: Any, A: Any, B: Any, solution: Any, vector: bool) -> Any:
    """Of X = A^+ B and of the residuals |r|^2, r = A X - B: by A^H r = 0, X adds nothing to the second."""
    g_solution, g_residuals = g[:2]
    B, X = _columns(B, vector), _columns(solution, vector)
    by_A = by_B = None
    if g_solution is not None:
        g_X, P = _columns(g_solution, vector), pinv(A)
        by_A = pinv_gradient(g_X @ adjoint(B), A, P) if needs[0] else None
        by_B = adjoint(P) @ g_X if needs[1] else None
    if g_residuals is not None and raw(g_residuals).size:
        r = (A @ X - B) * (2 * g_residuals[..., None, :])
        by_A = r @ adjoint(X) + (0 if by_A is None else by_A)
        by_B = (0 if by_B is None else by_B) - r
    return by_A, by_B[..., 0] if vector and by_B is not None else by_B


@op(
    name="linalg_lstsq",
    grads=_lstsq_gradient,
    differentiable=("A", "B"),
    canonical=_lstsq_args,
    outputs=("solution", "residuals", "rank", "singular_values"),
    undefined=True,
    holomorphic=False,
)
def _lstsq(A: Array, B: Array, rcond: float, driver: str, vector: bool) -> Any:
    m, n = A.shape[-2:]
    batch = common_batch(A.shape[:-2], _batch_of(B, A.ndim))
    B = _columns(B, vector)
    U, S, Vh = decomposed("linalg.svd", np.linalg.svd, A, "singular values", full_matrices=False)
    ranks = np.asarray(np.count_nonzero(_kept(S, 0.0, rcond), axis=-1)) * bool(B.size)  # torch's are 0 of nothing
    if driver == "gels" and B.size and (ranks < min(m, n)).any():
        at = int((ranks.reshape(-1) < min(m, n)).argmax())
        raise LinAlgError(
            f"torch.linalg.lstsq: {in_batch(at, A.ndim)}The least squares solution could not be computed because the "
            f"input matrix does not have full rank (error code: {ranks.reshape(-1)[at] + 1})."
        )
    X = adjoint(Vh * _inverted(S, 0.0, rcond).mT) @ (adjoint(U) @ B)
    made = column_major(np.zeros((*batch, max(m, n), B.shape[-1]), A.dtype))  # LAPACK writes X over B
    made[..., :n, :] = X
    residuals = np.empty(0, S.dtype)
    if m > n and driver != "gelsy" and (ranks == n).all():
        residuals = (np.abs(A @ X - B) ** 2).sum(-2)
    solution = made[..., :n, 0] if vector else made[..., :n, :]
    return (
        solution,
        residuals,
        np.empty(0, np.int64) if driver == "gels" else np.broadcast_to(ranks, batch).copy(),
        np.broadcast_to(S, (*batch, S.shape[-1])).copy() if driver in ("gelsd", "gelss") else np.empty(0, S.dtype),
    )


def _lstsq_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((4, 2)), rng.standard_normal((4, 3))), {}
    yield (rng.standard_normal((2, 4, 2)), rng.standard_normal((2, 4))), {"driver": "gels"}
    yield (rng.standard_normal((2, 3)), rng.standard_normal((2, 2))), {}
    yield (rng.standard_normal((2, 3, 3)), rng.standard_normal((1, 3, 2))), {"driver": "gels"}


@composite(namespaces=("linalg",), samples=_lstsq_samples, differentiable=("input", "b"))
def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X of least norm among those that minimise |A X - B|: `(solution, residuals, rank, singular_values)`.

    A, the `input`, is (*, m, n), and B, here `b`, (*, m, k) or, for one right side a matrix, (*, m); batches broadcast.
    Singular values of A at most `rcond` times the largest count as zero (by default eps * max(m, n)).  `driver` says
    what else is returned: "gelsy", the default, gives the rank; "gels", for A of full rank, the residuals |A X - B|^2,
    if m > n; "gelsd" and "gelss" the residuals, the rank and the singular values.  What is not given is empty.
    Solution and residuals have gradients.  Raises RuntimeError where the shapes do not fit, LinAlgError from "gels"
    without full rank.

    >>> import minigrad as torch
    >>> torch.linalg.lstsq(torch.tensor([[1.0], [1.0]]), torch.tensor([[1.0], [3.0]])).solution.round()
    tensor([[2.]])
    """
    solution, residuals, rank, values = _lstsq(input, b, rcond, driver)
    return _LSTSQ((solution, residuals, rank, values.detach() if isinstance(values, Tensor) else values))
