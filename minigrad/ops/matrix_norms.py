"""Norms of matrices: `linalg.norm`, `linalg.matrix_norm`, and the condition number.

Imports the table, `norms`, `extremes`, `solving` and `svd`.  Start at `matrix_norm`.
"""

from __future__ import annotations

import math
from typing import Any

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap_dim
from ._checks import NUMBERS
from ._factory import combination
from ._linalg_checks import check_matrix, check_not_narrow, check_square, identity
from .extremes import amax, amin
from .norms import norm_dtype, vector_norm
from .rounding import nan_to_num
from .solving import inv_ex
from .svd import svdvals
from .table import composite
from .transposition import movedim

_REST = "bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None"
_MATRIX_NORM = (
    f"Tensor input, Number ord, tuple of ints dim = {{-2,-1}}, {_REST}",
    f'Tensor input, str ord = "fro", tuple of ints dim = {{-2,-1}}, {_REST}',
)
_NORM = (
    f"Tensor input, Number ord = None, tuple of ints dim = None, {_REST}",
    f"Tensor input, str ord, tuple of ints dim = None, {_REST}",
)
_COND = ("Tensor input, Number p = None, *, Tensor out = None", "Tensor input, str p, *, Tensor out = None")


def _said(order: Any) -> str:
    return order if isinstance(order, str) else f"{float(order):g}"


def _is_order(value: Any) -> bool:
    return isinstance(value, (str, *NUMBERS))


def _are_ints(dim: Any) -> bool:
    return isinstance(dim, tuple | list) and all(hasattr(d, "__index__") for d in dim)


def _extreme(values: Any, dim: int, keepdim: bool, largest: bool) -> Any:
    """The largest or smallest along an axis; the largest of no numbers is zero."""
    if raw(values).shape[dim]:
        return amax(values, dim, keepdim) if largest else amin(values, dim, keepdim)
    if not largest:
        raise IndexError(f"amin(): Expected reduction dim {dim} to have non-zero size.")
    return values.sum(dim, keepdim)


def _checked(input: Any, ord: Any, dim: Any, dtype: Any) -> tuple[int, int]:
    """The two axes.  Raises what torch raises, in its order."""
    name, data = "linalg.matrix_norm", raw(input)
    known = ord in ("fro", "nuc") if isinstance(ord, str) else math.fabs(ord) in (1, 2, math.inf)
    if not known:
        raise RuntimeError(
            f"{name}: Order {_said(ord)} not supported.\nThe orders of a matrix norm are 'fro', 'nuc', 1, -1, 2, -2, "
            "inf and -inf."
        )
    check_matrix(name, data)
    if len(dim) != 2:
        raise RuntimeError(f"{name}: dim must be a 2-tuple. Got {' '.join(str(d) for d in dim)}")
    row, column = [wrap_dim(d.__index__(), data.ndim) for d in dim]
    if row == column:
        raise RuntimeError(f"{name}: dims must be different. Got ({dim[0]}, {dim[1]})")
    norm_dtype(name, data.dtype, dtype)
    if ord == "nuc" or (not isinstance(ord, str) and math.fabs(ord) == 2):
        check_not_narrow(name, data)
    return row, column


def _matrix_norm_samples(rng: Any) -> Any:
    x = rng.standard_normal((2, 2, 3))
    for order in ("fro", "nuc", 2, -2, 1, -1, math.inf, -math.inf):
        yield (x[0], order), {}
        yield (x, order, (2, 0), True), {}
    yield (x[:, :0], "nuc"), {}


@composite(namespaces=("linalg",), samples=_matrix_norm_samples)
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: dtypes.dtype | None = None
) -> Any:
    """The norm of the matrices along two axes (rows, columns).

    - "fro": the root of the sum of squares; "nuc": the sum of the singular values
    - 2, -2: the largest, the smallest singular value
    - 1, -1: the largest, the smallest sum of absolute values of a column; inf, -inf: of a row

    Real.  Raises RuntimeError for another order, for integers, and for fewer than two axes.  At a kink the gradient is
    a subgradient: what ties shares it evenly.

    >>> import minigrad as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3.0, 0.0], [0.0, -4.0]]), "nuc")
    tensor(7.)
    """
    if not _is_order(ord) or not _are_ints(dim):
        raise combination("linalg_matrix_norm", (input, ord, dim), {}, *_MATRIX_NORM)
    row, column = _checked(input, ord, dim, dtype)
    if ord == "fro":
        return vector_norm(input, 2, (row, column), keepdim, dtype=dtype)
    if ord == "nuc" or math.fabs(ord) == 2:
        matrices = movedim(input if dtype is None else input.to(dtype), (row, column), (-2, -1))
        S = svdvals(matrices)
        made = S.sum(-1) if ord == "nuc" else _extreme(S, -1, False, ord > 0)
        if not keepdim:
            return made
        shape = raw(input).shape
        return made.reshape([1 if d in (row, column) else n for d, n in enumerate(shape)])
    along, across = (row, column) if math.fabs(ord) == 1 else (column, row)
    sums = vector_norm(input, 1, along, keepdim, dtype=dtype)
    return _extreme(sums, across - (not keepdim and across > along), keepdim, ord > 0)


def _norm_samples(rng: Any) -> Any:
    x = rng.standard_normal((3, 4))
    yield (x,), {}
    yield (x, 3, 0), {}
    yield (x, -1, (1, 0), True), {}
    yield (x, "nuc"), {}
    yield (x[0], 1), {}


@composite(namespaces=("linalg",), samples=_norm_samples)
def norm(
    input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: dtypes.dtype | None = None
) -> Any:
    """The norm of vectors, where `dim` is one axis, or of matrices, where it is two.

    Without `dim` that of all elements; if `ord` is given too, then of a vector or matrix with as many axes.  Without
    `ord` the root of the sum of squares.  `linalg.vector_norm` and `linalg.matrix_norm` list the orders.  Raises
    RuntimeError for integers, and where the axes are not one or two.

    >>> import minigrad as torch
    >>> torch.linalg.norm(torch.tensor([[3.0, 4.0], [0.0, 0.0]]), dim=1)
    tensor([5., 0.])
    """
    if not (ord is None or _is_order(ord)) or not (dim is None or hasattr(dim, "__index__") or _are_ints(dim)):
        raise combination("linalg_norm", (input, ord) if dim is None else (input, ord, dim), {}, *_NORM)
    axes = None if dim is None else (dim,) if hasattr(dim, "__index__") else tuple(dim)
    n = raw(input).ndim
    if axes is not None and len(axes) not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(axes)}")
    if axes is None and ord is not None and n not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {n}D.\n"
            "Say along which axes: dim=-1 for vectors, dim=(-2, -1) for matrices."
        )
    of_matrices = ord is not None and (n == 2 if axes is None else len(axes) == 2)
    if of_matrices or isinstance(ord, str):
        return matrix_norm(input, ord, (-2, -1) if axes is None else axes, keepdim, dtype=dtype)
    return vector_norm(input, 2 if ord is None else ord, axes, keepdim, dtype=dtype)


def _cond_samples(rng: Any) -> Any:
    for p in (None, -2, 1, -1, math.inf, -math.inf, "fro", "nuc"):
        yield (rng.uniform(-1, 1, (2, 2, 2)) + identity(2, float) * (3, 5), p), {}
    yield (rng.uniform(-1, 1, (3, 2)) + 3 * identity(3, float)[:, :2],), {}


@composite(namespaces=("linalg",), samples=_cond_samples)
def cond(input: Tensor, p: Any = None) -> Any:
    """The condition number |A| |A^-1| of each matrix of a batch: how much solving with A magnifies relative errors.

    `p` is the order of the norm, as in `linalg.matrix_norm`; by default 2: the largest singular value over the
    smallest, which with -2 is turned around; these two take matrices that are not square.  For a singular matrix inf.
    Raises RuntimeError for another norm.

    >>> import minigrad as torch
    >>> torch.linalg.cond(torch.tensor([[4.0, 0.0], [0.0, 2.0]]))
    tensor(2.)
    """
    if not (p is None or _is_order(p)):
        raise combination("linalg_cond", (input, p), {}, *_COND)
    data = raw(input)
    if isinstance(p, str):
        check_square(f"linalg.cond(ord={p})", data)
        known = p in ("fro", "nuc")
    else:
        if data.ndim < 2:
            raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
        known = p is None or math.fabs(p) in (1, 2, math.inf)
    if not known:
        raise RuntimeError(f"linalg.cond got an invalid norm type: {_said(p)}")
    if p is None or p == "nuc" or p in (2, -2) or not data.size:
        S = svdvals(input)
        if not data.size:
            return S.sum(-1)
        if p == "nuc":
            return S.sum(-1) * (1 / S).sum(-1)
        return S[..., -1] / S[..., 0] if p == -2 else S[..., 0] / S[..., -1]
    if not isinstance(p, str):
        check_square(f"linalg.cond(ord={_said(p)})", data)
    inverse, info = inv_ex(input)
    inverse = inverse.masked_fill((info > 0)[..., None, None], math.inf)
    return nan_to_num(matrix_norm(input, p) * matrix_norm(inverse, p), math.inf, math.inf, -math.inf)
