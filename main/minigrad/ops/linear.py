"""Products of matrices and vectors.

Imports the table and what stands before it in `ops`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.op import general
from .._engine.tensor import raw
from .table import Array, op


def _mm_check(a: Any, b: Any) -> None:
    if a.ndim != 2 or b.ndim != 2:
        raise RuntimeError(f"{'self' if a.ndim != 2 else 'mat2'} must be a matrix")
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )


def same_dtype(a: Any, b: Any) -> None:
    """Products do not promote.  Raises RuntimeError on mixed dtypes."""
    if a.dtype is not b.dtype and a.dtype != b.dtype:
        from .._engine import dtypes

        x, y = dtypes.of(a.dtype).legacy.lower(), dtypes.of(b.dtype).legacy.lower()
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {x} != {y}\n"
            "Products of matrices do not promote: bring both to one dtype, e.g. x.to(w.dtype)."
        )


def _pairs(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((3, 4))), {}


@op(input=lambda g, mat2: g @ mat2.T, mat2=lambda g, input: input.T @ g, samples=_pairs)
def mm(input: Array, mat2: Array) -> Array:
    """The product of two matrices, (n, m) and (m, p): (n, p).

    Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.mm(torch.ones(2, 3), torch.ones(3, 1))
    tensor([[3.],
            [3.]])
    """
    _mm_check(input, mat2)
    same_dtype(input, mat2)
    return np.dot(input, mat2)


def _rows(x: Any) -> Any:
    """All but the last axis as one."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


def _linear_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((5, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)
    yield (x, w, b), {}
    yield (x, w), {}
    yield (x[0], w, b), {}
    yield (rng.standard_normal((2, 4, 3)), w, b), {}


@op(
    input=lambda g, weight: g @ weight,
    weight=lambda g, input: _rows(g).T @ _rows(input),
    bias=lambda g: _rows(g).sum(0),
    samples=_linear_samples,
    namespaces=("nn.functional",),
    node=("AddmmBackward0", "ViewBackward0"),
)
def linear(input: Array, weight: Array, bias: Array | None = None) -> Array:
    """input @ weight.T + bias: (..., in_features) to (..., out_features); weight (out_features, in_features)."""
    if input.shape[-1] != weight.shape[-1]:
        rows, columns = input.size // max(input.shape[-1], 1), input.shape[-1]
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{columns} and {weight.shape[1]}x{weight.shape[0]})\n"
            f"linear: the input's last axis has {columns} features, the weight {list(weight.shape)} "
            f"takes {weight.shape[1]}."
        )
    same_dtype(input, weight)
    out = np.dot(input, weight.T)
    if bias is not None:
        out += bias
    return out


_ = (general, raw)
