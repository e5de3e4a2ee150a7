"""What linear algebra refuses, in torch's words: axes, square matrices, dtypes, batches; and what its formulas share.

Imports the engine and `_checks`.  A check takes the raw array (or anything with `shape`, `ndim` and `dtype`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.errors import LinAlgError
from .._engine.tensor import raw
from ._checks import legacy

__all__ = [
    "LinAlgError", "adjoint", "check_float_or_complex", "check_info", "check_matrix", "check_not_narrow",
    "check_same_dtype", "check_square", "column_major", "common_batch", "decomposed", "identity", "in_batch",
    "needs_kernel",
]  # fmt: skip


def check_matrix(name: str, A: Any, argument: str = "A") -> None:
    """Raises RuntimeError for fewer than two axes."""
    if raw(A).ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {argument} must have at least 2 dimensions.")


def check_square(name: str, A: Any, argument: str = "A") -> None:
    """Raises RuntimeError unless the last two axes are equally long."""
    check_matrix(name, A, argument)
    rows, columns = raw(A).shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"{name}: {argument} must be batches of square matrices, but they are {rows} by {columns} matrices"
        )


def check_float_or_complex(name: str, A: Any) -> None:
    """Raises RuntimeError for integers and bools."""
    if raw(A).dtype.kind in "iub":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {legacy(raw(A))}")


def check_not_narrow(name: str, A: Any) -> None:
    """Raises RuntimeError for integers and bools, and for the half precisions."""
    check_float_or_complex(name, A)
    if raw(A).dtype.char not in "fdFD":
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got {legacy(raw(A))}")


def needs_kernel(kernel: str, A: Any) -> None:
    """Raises NotImplementedError unless the dtype is float32, float64, complex64 or complex128."""
    if raw(A).dtype.char not in "fdFD":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{legacy(raw(A))}'\nWhat to do: convert it first, A.float()"
        )


def check_same_dtype(name: str, A: Any, B: Any) -> None:
    """Raises RuntimeError unless both tensors have one dtype."""
    a, b = raw(A), raw(B)
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"{name}: Expected A and B to have the same dtype, but found A of type {legacy(a)} and B of type "
            f"{legacy(b)} instead"
        )


def common_batch(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that two batch shapes broadcast to.  Raises RuntimeError where they do not."""
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        raise errors.broadcast(a, b) from None


def in_batch(at: int, ndim: int) -> str:
    """The part of an error's text that says which matrix of a batch it is about; nothing for a single matrix."""
    return f"(Batch element {at}): " if ndim > 2 else ""


def check_info(name: str, info: Any, ndim: int, text: str, error: type[Exception] = LinAlgError) -> None:
    """Raises `error` where an `info` is not 0: `text` about the first such matrix, with its number in place of {i}."""
    numbers = raw(info).reshape(-1)
    found = np.flatnonzero(numbers)
    if found.size:
        raise error(f"{name}: {in_batch(int(found[0]), ndim)}{text.format(i=numbers[found[0]])}")


def decomposed(name: str, decompose: Callable[..., Any], A: Any, many: str, **options: Any) -> Any:
    """What NumPy's `decompose` makes of the matrices.  Raises LinAlgError, with the first at fault, where it fails.

    `many` is what there may be too many equal ones of: "singular values" or "eigenvalues".
    """
    try:
        return decompose(A, **options)
    except np.linalg.LinAlgError:
        pass
    matrices = A.reshape((-1, *A.shape[-2:]))
    for at, matrix in enumerate(matrices):
        try:
            decompose(matrix, **options)
        except np.linalg.LinAlgError:
            why = (
                "contained non-finite values."
                if np.isnan(matrix).any() and many == "singular values"
                else f"is ill-conditioned or has too many repeated {many} (error code: {len(matrix) - 1})."
            )
            raise LinAlgError(
                f"{name}: {in_batch(at, A.ndim)}The algorithm failed to converge because the input matrix {why}"
            ) from None
    raise LinAlgError(f"{name}: The algorithm failed to converge.")


def identity(n: int, dtype: Any) -> Any:
    """The unit matrix, in a formula."""
    return np.eye(n, dtype=dtype)


def column_major(x: Any) -> Any:
    """A copy of the matrices, each laid out column by column, as LAPACK leaves them and torch has them."""
    *batch, m, n = x.shape
    made = np.empty((*batch, n, m), x.dtype).mT  # with axes of length one by the book too
    if not made.size:  # NumPy gives it no strides
        steps = np.empty([max(k, 1) for k in (*batch, n, m)], x.dtype).mT.strides
        return np.lib.stride_tricks.as_strided(made, strides=steps)
    made[...] = x
    return made


def adjoint(x: Any) -> Any:
    """The conjugate transposes of the matrices, in a formula: for arrays and Tensors alike."""
    return x.mT.conj() if raw(x).dtype.kind == "c" else x.mT
