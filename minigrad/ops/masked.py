"""Reductions and normalisations that leave out elements: the functions of `masked`.

Imports the table and the families whose ops it wraps.  An element that the mask leaves out is replaced by one that
does not change the result (zero in a sum, -inf in a maximum); it gets no gradient.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap, wrap_dim
from . import extremes, norms, products, reduction, scan, selection
from . import softmax as _softmax
from ._kernels.lines import add_up
from .comparison import maximum, ne, pick
from .pairs import logaddexp as _logaddexp
from .pointwise import sqrt
from .table import composite

_declare = composite(namespaces=("masked",), out=False)


def _axes(dim: Any, ndim: int) -> tuple[int, ...]:
    """The axes named, counted from the front; all where none is."""
    if dim is None or (isinstance(dim, tuple | list) and not dim):
        return tuple(range(ndim))
    found: list[int] = []
    for d in dim if isinstance(dim, tuple | list) else (dim,):
        axis = wrap_dim(d, ndim)
        if axis in found:
            raise RuntimeError(f"dim={axis} appears multiple times in the list of dims")
        found.append(axis)
    return tuple(found) if ndim else ()


def _whole(input: Tensor, mask: Tensor) -> Tensor:
    """The mask as bools of the input's shape."""
    if mask.ndim > input.ndim:
        raise IndexError("_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)")
    let: Any = mask if mask.dtype is dtypes.bool_ else ne(mask, 0)
    return let.expand(input.shape)


def _without(input: Tensor, mask: Tensor | None, fill: float) -> Any:
    """The input, with `fill` where the mask is false; an infinite `fill` is the dtype's extreme for integers."""
    if mask is None:
        return input
    whole = _whole(input, mask)
    if not input.dtype.is_floating_point and not input.dtype.is_complex and not math.isfinite(fill):
        if input.dtype is dtypes.bool_:
            fill = fill > 0
        else:
            info = np.iinfo(input._data.dtype)
            fill = info.max if fill > 0 else info.min
    return pick(whole, input, wrap(np.array(fill, input._data.dtype)))


def _cast(input: Any, dtype: Any) -> Any:
    return input if dtype is None else input.to(dtype)


@_declare
def sum(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The sum of the elements where `mask` is true (all without one), along `dim`.

    >>> import minigrad as torch
    >>> torch.masked.sum(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, False, True]))
    tensor(4.)
    """
    return reduction.sum(_without(input, mask, 0), _axes(dim, input.ndim), keepdim, dtype=dtype)


@_declare
def prod(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The product of the elements where `mask` is true (all without one), along `dim`.

    >>> import minigrad as torch
    >>> torch.masked.prod(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, False, True]))
    tensor(3.)
    """
    made = _without(input, mask, 1)
    if not input.ndim:
        if dim in (None, ()) and dtype is None and input.dtype.category >= dtypes.FLOATING:
            return made
        return products.prod(made, dtype=dtype)
    for d in sorted(_axes(dim, input.ndim), reverse=True):
        made = products.prod(made, d, keepdim, dtype=dtype)
    return made


@_declare
def amax(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The largest of the elements where `mask` is true, along `dim`; -inf, or the smallest integer, of none.

    >>> import minigrad as torch
    >>> torch.masked.amax(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, True, False]))
    tensor(2.)
    """
    return extremes.amax(_without(_cast(input, dtype), mask, -math.inf), _axes(dim, input.ndim), keepdim)


@_declare
def amin(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The smallest of the elements where `mask` is true, along `dim`; inf, or the largest integer, of none.

    >>> import minigrad as torch
    >>> torch.masked.amin(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([False, True, True]))
    tensor(2.)
    """
    return extremes.amin(_without(_cast(input, dtype), mask, math.inf), _axes(dim, input.ndim), keepdim)


@_declare
def argmax(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The index of the largest of the elements where `mask` is true, in the input's dtype (or `dtype`).

    >>> import minigrad as torch
    >>> torch.masked.argmax(torch.tensor([1, 2, 3]), 0, mask=torch.tensor([True, True, False]))
    tensor(1)
    """
    made = extremes.argmax(_without(input, mask, -math.inf), dim, keepdim)
    return made.to(input.dtype if dtype is None else dtype)


@_declare
def argmin(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The index of the smallest of the elements where `mask` is true, in the input's dtype (or `dtype`).

    >>> import minigrad as torch
    >>> torch.masked.argmin(torch.tensor([1, 2, 3]), 0, mask=torch.tensor([False, True, True]))
    tensor(1)
    """
    made = extremes.argmin(_without(input, mask, math.inf), dim, keepdim)
    return made.to(input.dtype if dtype is None else dtype)


def _count(input: Tensor, dim: Any, keepdim: bool, mask: Tensor | None) -> Any:
    """How many elements the mask lets through."""
    let = np.ones(input.shape, bool) if mask is None else _whole(input, mask).array()
    return wrap(add_up(let, _axes(dim, input.ndim), dtypes.I64, None, keepdim))


@_declare
def mean(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The mean of the elements where `mask` is true (all without one), along `dim`; nan of none.

    Raises ValueError for integers, unless a floating `dtype` is given.

    >>> import minigrad as torch
    >>> torch.masked.mean(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, False, True]))
    tensor(2.)
    """
    kind = input.dtype if dtype is None else dtype
    if kind.category < dtypes.FLOATING:
        given = "Input dtype" if dtype is None else "Optional dtype"
        raise ValueError(
            f"mean(): Could not infer output dtype. {given} must be either a floating point or complex dtype. "
            f"Got: {kind}"
        )
    return sum(input, dim, keepdim=keepdim, dtype=dtype, mask=mask) / _count(input, dim, keepdim, mask)


@_declare
def median(input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The lower median of the elements where `mask` is true, along `dim`; nan of none.

    Raises ValueError for integers where the mask leaves nothing.

    >>> import minigrad as torch
    >>> torch.masked.median(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, False, True]))
    tensor(1.)
    """
    kind = input.dtype if dtype is None else dtype
    floats = input if input.dtype.is_floating_point else input.to(dtypes.float32)
    made = selection.nanmedian(_without(floats, mask, math.nan), dim, keepdim)[0]
    if kind.is_floating_point:
        return made.to(kind)
    if np.isnan(made.array()).any():
        raise ValueError("masked median expected no fully masked out rows if dtype is not floating point")
    return made.to(kind)


@_declare
def logsumexp(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """log(sum(exp(x))) of the elements where `mask` is true (all without one), along `dim`; -inf of none.

    >>> import minigrad as torch
    >>> torch.masked.logsumexp(torch.tensor([0.0, 9.0, 0.0]), 0, mask=torch.tensor([True, False, True]))
    tensor(0.6931)
    """
    kind = input.dtype if dtype is None else dtype
    return _softmax.logsumexp(_without(_cast(input, dtype), mask, -math.inf), _axes(dim, input.ndim), keepdim).to(kind)


@_declare
def logaddexp(
    input: Tensor, other: Tensor, *, dtype: Any = None, input_mask: Any = None, other_mask: Any = None
) -> Any:
    """log(exp(x) + exp(y)), elementwise, of the elements that their masks let through; -inf of none.

    >>> import minigrad as torch
    >>> x = torch.tensor([0.0, 0.0])
    >>> torch.masked.logaddexp(x, x, other_mask=torch.tensor([True, False]))
    tensor([0.6931, 0.0000])
    """
    kind = input.dtype if dtype is None else dtype
    return _logaddexp(_without(input, input_mask, -math.inf), _without(other, other_mask, -math.inf)).to(kind)


@_declare
def norm(
    input: Tensor, ord: Any = 2.0, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> Any:
    """The vector norm of the elements where `mask` is true (all without one), along `dim`.

    >>> import minigrad as torch
    >>> torch.masked.norm(torch.tensor([3.0, 9.0, 4.0]), mask=torch.tensor([True, False, True]))
    tensor(5.)
    """
    fill = math.inf if ord == -math.inf else 0
    return norms.vector_norm(_without(input, mask, fill), ord, _axes(dim, input.ndim), keepdim, dtype=dtype)


def _spread(
    input: Tensor, dim: Any, unbiased: bool | None, correction: Any, keepdim: bool, dtype: Any, mask: Any
) -> Any:
    """The variance of what the mask lets through."""
    if unbiased is not None and correction is not None:
        raise ValueError("Only one of unbiased and correction may be given")
    if correction is None:
        correction = 1 if unbiased is None else int(unbiased)
    kind = input.dtype if dtype is None else dtype
    if kind.category < dtypes.FLOATING:
        kind = dtypes.float32
    total = sum(input, dim, keepdim=True, dtype=kind, mask=mask)
    n = _count(input, dim, True, mask)
    x = input - total / n
    squares = sum(x * x.conj(), dim, keepdim=keepdim, dtype=kind, mask=mask)
    if not keepdim:
        n = n.reshape(squares.shape)
    if correction != 0:
        n = (n.to(kind.to_real()) - correction).clamp_min(0)
    return (squares / n).to(kind)


@_declare
def var(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None, keepdim: bool = False,
    dtype: Any = None, mask: Any = None,
) -> Any:  # fmt: skip
    """The variance of the elements where `mask` is true (all without one), along `dim`: see `var`.

    >>> import minigrad as torch
    >>> torch.masked.var(torch.tensor([1.0, 9.0, 3.0]), 0, mask=torch.tensor([True, False, True]))
    tensor(2.)
    """
    return _spread(input, dim, unbiased, correction, keepdim, dtype, mask)


@_declare
def std(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None, keepdim: bool = False,
    dtype: Any = None, mask: Any = None,
) -> Any:  # fmt: skip
    """The standard deviation of the elements where `mask` is true (all without one), along `dim`: see `std`.

    >>> import minigrad as torch
    >>> torch.masked.std(torch.tensor([1.0, 9.0, 3.0]), 0, mask=torch.tensor([True, False, True]))
    tensor(1.4142)
    """
    return sqrt(_spread(input, dim, unbiased, correction, keepdim, dtype, mask))


@_declare
def softmax(input: Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """softmax along `dim` of the elements where `mask` is true; the others get zero.

    >>> import minigrad as torch
    >>> torch.masked.softmax(torch.tensor([0.0, 9.0, 0.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return _softmax.softmax(_without(_cast(input, dtype), mask, -math.inf), dim)


@_declare
def log_softmax(input: Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """log_softmax along `dim` of the elements where `mask` is true; the others get -inf.

    >>> import minigrad as torch
    >>> torch.masked.log_softmax(torch.tensor([0.0, 9.0, 0.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([-0.6931,    -inf, -0.6931])
    """
    return _softmax.log_softmax(_without(_cast(input, dtype), mask, -math.inf), dim)


@_declare
def softmin(input: Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """softmin along `dim` of the elements where `mask` is true; the others get zero.

    >>> import minigrad as torch
    >>> torch.masked.softmin(torch.tensor([0.0, 9.0, 0.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return _softmax.softmax(-_without(_cast(input, dtype), mask, math.inf), dim)


@_declare
def normalize(input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: Any = None, mask: Any = None) -> Any:
    """The vectors along `dim`, of the elements where `mask` is true, divided by their norm (at least `eps`).

    >>> import minigrad as torch
    >>> torch.masked.normalize(torch.tensor([3.0, 9.0, 4.0]), 2.0, 0, mask=torch.tensor([True, False, True]))
    tensor([0.6000, 0.0000, 0.8000])
    """
    size = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return _without(input, mask, 0) / maximum(size, wrap(np.array(eps, size._data.dtype)))


@_declare
def cumsum(input: Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """The running sum along `dim` of the elements where `mask` is true.

    >>> import minigrad as torch
    >>> torch.masked.cumsum(torch.tensor([1.0, 2.0, 3.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([1., 1., 4.])
    """
    return scan.cumsum(_without(input, mask, 0), dim, dtype=dtype or input.dtype)


@_declare
def cumprod(input: Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """The running product along `dim` of the elements where `mask` is true.

    >>> import minigrad as torch
    >>> torch.masked.cumprod(torch.tensor([1.0, 2.0, 3.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([1., 1., 3.])
    """
    return products.cumprod(_without(input, mask, 1), dim, dtype=dtype or input.dtype)
