"""Factorisations and substitutions on arrays, vectorised over the batch: the linear algebra that NumPy lacks.

Imports NumPy only.  Start at `substituted`, triangular systems, and `lu_factored`, which halves the columns until few
are left, so that products of matrices do most of the work.  Pivots count from one, as LAPACK's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_FEW = 8  # columns that are done one by one


def magnitude(x: Any) -> Any:
    """What LAPACK compares pivots by: |x|, for complex numbers |Re x| + |Im x|."""
    return np.abs(x.real) + np.abs(x.imag) if x.dtype.kind == "c" else np.abs(x)


# ------------------------------------------------------------ triangular systems


def substituted(T: Any, B: Any, upper: bool, unit: bool) -> Any:
    """T^-1 B by substitution, looking at one triangle of T (*, n, n) alone; `unit` takes its diagonal for ones.

    A zero on the diagonal gives infinities and NaNs.
    """
    batch = np.broadcast_shapes(T.shape[:-2], B.shape[:-2])
    X = np.array(np.broadcast_to(B, (*batch, *B.shape[-2:])), order="C")
    _substitute(T, X, upper, unit)
    return X


def _substitute(T: Any, X: Any, upper: bool, unit: bool) -> None:
    n = T.shape[-1]
    if n > _FEW:
        halves = slice(0, n // 2), slice(n // 2, n)
        first, last = halves[::-1] if upper else halves
        _substitute(T[..., first, first], X[..., first, :], upper, unit)
        X[..., last, :] -= T[..., last, first] @ X[..., first, :]
        _substitute(T[..., last, last], X[..., last, :], upper, unit)
        return
    for i in reversed(range(n)) if upper else range(n):
        known = slice(i + 1, n) if upper else slice(0, i)
        row = X[..., i : i + 1, :]
        if known.start < known.stop:
            row -= T[..., i : i + 1, known] @ X[..., known, :]
        if not unit:
            row /= T[..., i : i + 1, i : i + 1]


# ------------------------------------------------------------ P^T A = L U


def lu_factored(A: Any) -> tuple[Any, Any, Any]:
    """`(LU, pivots, info)`: L below the diagonal, U on and above it; info is the first i with U[i, i] = 0, or 0."""
    LU = np.array(A, order="C")
    *batch, m, n = LU.shape
    pivots = np.zeros((*batch, min(m, n)), np.int64)
    _factor(LU, pivots)
    return LU, (pivots + 1).astype(np.int32), first_zero(LU)


def first_zero(A: Any) -> Any:
    """The number, from one, of the first zero on the diagonal of each matrix; 0 where there is none."""
    zero = A.diagonal(0, -2, -1) == 0
    if not zero.shape[-1]:
        return np.zeros(zero.shape[:-1], np.int32)
    return np.asarray(np.where(zero.any(-1), zero.argmax(-1) + 1, 0)).astype(np.int32)


def _factor(A: Any, pivots: Any) -> None:
    k = pivots.shape[-1]
    if k <= _FEW:
        for j in range(k):
            pivots[..., j] = j + magnitude(A[..., j:, j]).argmax(-1) if A.size else j
            swap_rows(A, j, pivots[..., j])
            pivot, below = A[..., j : j + 1, j : j + 1], A[..., j + 1 :, j : j + 1]
            below /= np.where(pivot == 0, pivot.dtype.type(1), pivot)
            A[..., j + 1 :, j + 1 :] -= below * A[..., j : j + 1, j + 1 :]
        return
    h = k // 2
    left, right = A[..., :h], A[..., h:]
    _factor(left, pivots[..., :h])
    for j in range(h):
        swap_rows(right, j, pivots[..., j])
    _substitute(left[..., :h, :], right[..., :h, :], False, True)
    right[..., h:, :] -= left[..., h:, :] @ right[..., :h, :]
    _factor(right[..., h:, :], pivots[..., h:])
    pivots[..., h:] += h
    for j in range(h, k):
        swap_rows(left, j, pivots[..., j])


def swap_rows(A: Any, i: int, other: Any) -> None:
    """Exchange row `i` of each matrix with row `other` of it, in place."""
    if A.ndim == 2:
        A[[i, int(other)]] = A[[int(other), i]]
        return
    place = other[..., None, None]
    row = A[..., i : i + 1, :].copy()
    A[..., i : i + 1, :] = np.take_along_axis(A, place, -2)
    np.put_along_axis(A, place, row, -2)


def row_order(pivots: Any, m: int) -> Any:
    """The rows of A (*, m, n) in the order that the pivots bring them to: A[order] = L U."""
    order = np.array(np.broadcast_to(np.arange(m)[:, None], (*pivots.shape[:-1], m, 1)))
    for i in range(min(pivots.shape[-1], m)):
        swap_rows(order, i, pivots[..., i].astype(np.int64) - 1)
    return order[..., 0]


# ------------------------------------------------------------ A = L L^H


def cholesky_factored(A: Any) -> tuple[Any, Any]:
    """`(L, info)` from the lower triangle; info is the order of the first leading minor that is not positive, or 0.

    The columns from there on stay as they were.
    """
    try:
        L = np.linalg.cholesky(A)
        if not np.isnan(L.diagonal(0, -2, -1)).any():
            return L, np.zeros(A.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        pass
    L, info = np.tril(A), np.zeros(A.shape[:-2], np.int32)
    for at in np.ndindex(*A.shape[:-2]):
        info[at] = _cholesky_columns(L[at])
    return L, info


def _cholesky_columns(L: Any) -> int:
    for j in range(len(L)):
        row = L[j, :j]
        square = (L[j, j] - row.dot(row.conj())).real
        L[j, j] = square
        if not square > 0:
            return j + 1
        L[j, j] = math.sqrt(square)
        L[j + 1 :, j] = (L[j + 1 :, j] - L[j + 1 :, :j] @ row.conj()) / L[j, j]
    return 0


# ------------------------------------------------------------ A = L D L^T, or L D L^H

_GROWTH = (1 + math.sqrt(17)) / 8  # bounds the growth of elements by pivots of one and two rows alike


def ldl_factored(A: Any, hermitian: bool) -> tuple[Any, Any, Any]:
    """`(LD, pivots, info)` from the lower triangle, by the pivots of Bunch and Kaufman (1977).

    D has blocks of one row and of two; both pivots of a block of two are negative.  info is the first zero pivot, or 0.
    """
    LD = np.tril(A)
    pivots, info = np.zeros(A.shape[:-1], np.int32), np.zeros(A.shape[:-2], np.int32)
    for at in np.ndindex(*A.shape[:-2]):
        info[at] = _ldl_columns(LD[at], pivots[at], hermitian and A.dtype.kind == "c")
    return LD, pivots, info


def _ldl_choice(A: Any, k: int) -> tuple[int, int]:
    """The pivot of step k: `(row, number of rows)`; no rows where the column is zero."""
    diagonal, column = magnitude(A[k, k]), magnitude(A[k + 1 :, k])
    highest = column.max(initial=0)
    if not max(diagonal, highest) > 0:
        return k, 0
    if diagonal >= _GROWTH * highest:
        return k, 1
    i = k + 1 + int(column.argmax())
    along = max(magnitude(A[i, k:i]).max(initial=0), magnitude(A[i + 1 :, i]).max(initial=0))
    if diagonal >= _GROWTH * highest * (highest / along):
        return k, 1
    return i, 1 if magnitude(A[i, i]) >= _GROWTH * along else 2


def _ldl_columns(A: Any, pivots: Any, hermitian: bool) -> int:
    n, k, info = len(A), 0, 0
    if hermitian:
        A[range(n), range(n)] = A.diagonal().real
    while k < n:
        p, rows = _ldl_choice(A, k)
        if rows == 0:
            pivots[k], info, k = k + 1, info or k + 1, k + 1
            continue
        last = k + rows - 1
        if p != last:
            _exchange(A, k, last, p, hermitian)
        end = k + rows
        below = A[end:, k:end].copy()
        D = A[k:end, k:end]
        if rows == 2:
            D = np.array([[D[0, 0], D[1, 0].conj() if hermitian else D[1, 0]], [D[1, 0], D[1, 1]]])
        L = (np.linalg.solve(D.T, below.T).T if rows == 2 else below / D).astype(A.dtype)
        A[end:, end:] -= np.tril(L @ (below.conj().T if hermitian else below.T))
        if hermitian:
            A[range(end, n), range(end, n)] = A.diagonal()[end:].real
        A[end:, k:end] = L
        pivots[k:end] = p + 1 if rows == 1 else -(p + 1)
        k = end
    return info


def _exchange(A: Any, k: int, i: int, p: int, hermitian: bool) -> None:
    """Exchange rows and columns i < p of a symmetric matrix of which the lower triangle is kept, from column k on."""
    A[p + 1 :, [i, p]] = A[p + 1 :, [p, i]]
    between, along = A[i + 1 : p, i].copy(), A[p, i + 1 : p].copy()
    A[i + 1 : p, i], A[p, i + 1 : p] = (along.conj(), between.conj()) if hermitian else (along, between)
    if hermitian:
        A[p, i] = A[p, i].conj()
    A[i, i], A[p, p] = A[p, p], A[i, i]
    A[[i, p], k:i] = A[[p, i], k:i]


def ldl_solved(LD: Any, pivots: Any, B: Any, hermitian: bool) -> Any:
    """A^-1 B from what `ldl_factored` made of A; the batches are alike."""
    X = np.array(B, order="C")
    for at in np.ndindex(*X.shape[:-2]):
        _ldl_substitute(LD[at], pivots[at], X[at], hermitian and LD.dtype.kind == "c")
    return X


def _ldl_substitute(A: Any, pivots: Any, X: Any, hermitian: bool) -> None:
    blocks: list[tuple[int, int, int]] = []
    k = 0
    while k < len(A):
        rows = 1 if pivots[k] > 0 or k + 1 == len(A) else 2
        blocks.append((k, k + rows, abs(int(pivots[k])) - 1))
        k += rows
    for k, end, p in blocks:
        swap_rows(X, end - 1, p)
        X[end:] -= A[end:, k:end] @ X[k:end]
        if end - k == 1:
            X[k] /= A[k, k]
        else:
            (a, b), (_, c) = A[k:end, k:end].T
            b_ = b.conj() if hermitian else b
            X[k:end] = np.stack((c * X[k] - b_ * X[k + 1], a * X[k + 1] - b * X[k])) / (a * c - b * b_)
    for k, end, p in reversed(blocks):
        below = A[end:, k:end]
        X[k:end] -= (below.conj() if hermitian else below).T @ X[end:]
        swap_rows(X, end - 1, p)
