"""Norms of vectors: `linalg.vector_norm`, and the older `norm` on top of it.

Imports the table and `reduction`.  Where a norm has a kink or a pole, at zero, its gradient is the subgradient zero.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._kernels.lines import add_up, largest, smallest
from ._kernels.precision import working_dtype
from .comparison import pick
from .complexes import sgn
from .extremes import attaining
from .reduction import reduced, total, unreduced
from .table import TABLE, Array, composite, op


def _refuse_empty(shape: tuple[int, ...], order: float, dim: tuple[int, ...] | None) -> None:
    """Raises where the norm of no elements is asked for and is not zero."""
    if 0 not in shape or 0 <= order < math.inf:
        return
    said = "inf" if order == math.inf else "-inf" if order == -math.inf else f"{order:g}"
    if dim is None:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {said} norm on an empty tensor because the operation does not have "
            "an identity"
        )
    for d in dim:
        if not shape[d]:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {said} norm on the dimension {d}because this dimension is "
                "empty and the operation does not have an identity"
            )


def norm_dtype(name: str, given: np.dtype[Any], dtype: dtypes.dtype | None) -> Any:
    """The dtype for the function `name` to compute a norm in, checked; None for the input's own."""
    ours = dtypes.of(given)
    if ours.category < dtypes.FLOATING:
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {ours.legacy}")
    if dtype is None:
        return None
    if dtype.category < dtypes.FLOATING:
        raise RuntimeError(f"{name}: dtype should be floating point or complex, but got {dtype.legacy}")
    if ours.is_complex != dtype.is_complex:
        kind = "complex for complex" if ours.is_complex else "real for real"
        raise RuntimeError(f"{name}: dtype should be {kind} inputs, but got {dtype.legacy}")
    if dtypes.promote_types(ours, dtype) is not dtype:
        raise RuntimeError(
            f"{name}: the dtype of the input ({ours.legacy}) should be convertible without narrowing to the specified "
            f"dtype ({dtype.legacy})"
        )
    return dtype.numpy


def _vector_norm_args(
    input: Array, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> tuple[Any, ...]:
    data = raw(input)
    target = norm_dtype("linalg.vector_norm", data.dtype, dtype)
    if isinstance(ord, str) or not hasattr(ord, "__float__"):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type(ord).__name__}")
    found = reduced(dim, data.ndim)
    _refuse_empty(data.shape, float(ord), found)
    return input, float(ord), found, bool(keepdim), target


def _vector_norm_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    for order in (2, 1, 0.5, 1.5, 3, -1.5):
        yield (x, order), {}
        yield (x, order, (0, -1), True), {}
    for order in (math.inf, -math.inf):
        yield ((rng.permutation(12) - 5.3).reshape(3, 4), order, 1), {}
    yield (rng.standard_normal(()), 3), {}


def vector_norm_gradient(g: Any, input: Any, out: Any, ord: float, dim: Any, keepdim: bool) -> Any:
    """The gradient of `out = vector_norm(input, ord, dim, keepdim)`.

    It is masked after the division, as torch's is: zero at zero, while the second derivative there is NaN.
    """
    g, out = unreduced(g, dim, keepdim), unreduced(out, dim, keepdim)
    if ord == 2:
        return g * pick(out == 0, 0, input / out)
    if ord == 0:
        return pick(out == out, 0, input * g)  # 0, of NaN and infinity too
    if ord == 1:
        return sgn(input) * g
    size = abs(input)
    if math.isinf(ord):
        return sgn(input) * (g * attaining(size, out, dim, True, True))
    if ord < 1:
        return sgn(input) * pick(size == 0, 0, size ** (ord - 1)) * (g * out ** (1 - ord))
    direction = sgn(input) * size ** (ord - 1) if ord < 2 else input * size ** (ord - 2)
    return direction * pick(out == 0, 0, g / out ** (ord - 1))


@op(
    input=vector_norm_gradient,
    canonical=_vector_norm_args,
    samples=_vector_norm_samples,
    holomorphic=False,
    namespaces=("linalg",),
    node="LinalgVectorNormBackward0",
)
def vector_norm(input: Array, ord: float, dim: Any, keepdim: bool, dtype: Any) -> Array:
    """The norm (sum of |x|**ord)**(1/ord) of all elements, or along `dim` (an axis or several).

    `ord` may be any number: inf is the largest absolute value, -inf the smallest, 0 counts what is not zero.  The
    result is real.  Raises RuntimeError for integers and bools.  At zero the gradient is zero.

    >>> import minigrad as torch
    >>> torch.linalg.vector_norm(torch.tensor([3.0, -4.0]))
    tensor(5.)
    """
    x = input if dtype is None else cast(input, dtype)
    target = x.real.dtype
    x = cast(x, working_dtype(x.dtype))
    if ord == 2:
        squares = x * x if x.dtype.kind != "c" else x.real * x.real + x.imag * x.imag
        made = np.sqrt(total(squares, dim, keepdim))
    elif ord == 0:
        made = add_up(x != 0, dim, x.real.dtype, None, keepdim)
    elif ord == 1:
        made = total(np.abs(x), dim, keepdim)
    elif ord == math.inf:
        made = largest(np.abs(x), dim, None, None, keepdim)
    elif ord == -math.inf:
        made = smallest(np.abs(x), dim, None, None, keepdim)
    else:
        made = total(np.abs(x) ** ord, dim, keepdim) ** (1 / ord)
    return made if made.dtype is target else cast(made, target)


@composite()
def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of all elements, or along `dim`: the Euclidean one unless `p` says otherwise; "nuc" of matrices.

    `linalg.vector_norm` and `linalg.matrix_norm` say what they mean; prefer them.  Raises RuntimeError for integers.

    >>> import minigrad as torch
    >>> torch.norm(torch.tensor([[3.0, 4.0], [5.0, 12.0]]), dim=1)
    tensor([ 5., 13.])
    """
    if isinstance(p, str):
        wanted = (dim,) if isinstance(dim, int) else dim
        if p != "fro" or (wanted is not None and len(wanted) > 2):
            wanted = tuple(range(input.ndim)) if wanted is None else wanted
            return TABLE["linalg.matrix_norm"].call(input, p, wanted, keepdim, dtype=dtype)
        p = 2
    return vector_norm(input, 2 if p is None else p, dim, keepdim, dtype=dtype)
