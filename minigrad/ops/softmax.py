"""Exponentials that are normalised or summed: softmax, its logarithm, logsumexp.

Imports the table, `arithmetic` and `reduction`.  All subtract the largest element first, so that no exponential
overflows; it cancels in the result, and in every gradient.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.dtypes import F32
from .._engine.op import cast
from .._engine.tensor import Tensor, raw, wrap_dim
from . import reduction
from ._kernels.lines import add_up, largest, max_last, quick
from ._kernels.precision import working_dtype
from .pointwise import exp
from .reduction import reduced, total, unreduced
from .table import Array, op

ndarray = np.ndarray


def _line_args(name: str) -> Any:
    """Arguments of the form `softmax(input, dim, dtype=None)`."""

    def canonical(input: Array, dim: Any, dtype: Any = None) -> tuple[Any, ...]:
        data = input._data if isinstance(input, Tensor) else input
        if type(dim) is int:
            d = dim if 0 <= dim < data.ndim else wrap_dim(dim, data.ndim)
        elif not hasattr(dim, "__index__"):
            raise TypeError(f"{name}(): argument 'dim' (position 2) must be int, not {type(dim).__name__}")
        else:
            d = wrap_dim(dim.__index__(), data.ndim)
        target = data.dtype if dtype is None else dtype.numpy
        if target is not F32 and target.kind in "iubc":
            where = "_lastdim" if d == data.ndim - 1 or not data.ndim else ""
            raise NotImplementedError(
                f"\"{name}{where}_kernel_impl\" not implemented for '{dtypes.of(target).legacy}'\n"
                f"It needs floats: x.float(), or {name}(x, dim, dtype=torch.float32)."
            )
        return input, d, None if target is data.dtype else target

    return canonical


def _samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x, -1), {}
    yield (x, 1), {}
    yield (rng.standard_normal(()), 0), {}
    yield (rng.standard_normal((0, 3)), 1), {}
    yield (rng.standard_normal((2, 0)), 1), {}


def _shifted(x: Any, dim: int) -> Any:
    """The array less the largest of each line: nothing above zero is left, so no exponential overflows."""
    if not x.ndim:
        return x - x
    if not x.size:
        return x.copy()
    if dim == x.ndim - 1 and quick(x):
        return x - max_last(x)
    return x - largest(x, dim, None, None, True)


def _moderate(x: Any) -> bool:
    """Whether no element is so large or small that its exponential could overflow or vanish; quick, and may say no."""
    if not x.ndim or x.size > 4096 or not quick(x):
        return False
    flat = x.reshape(-1)
    return bool(flat.dot(flat) < 6400)  # then no |x| exceeds 80, and exp(80) is 5.5e34


def _along(t: Any, dim: int) -> Any:
    """The sum along `dim`, whose axis stays: of an array or, in formulas, of a Tensor."""
    if isinstance(t, Tensor):
        return reduction.sum(t, dim, True)
    return total(t, (dim,), True) if t.ndim else t


_BLOCK = 1 << 15  # elements that stay in the cache
_MANY = 1 << 16  # elements from which on lines are worked on some at a time


def _in_blocks(x: Any, dim: int) -> bool:
    """Whether it is an array of many lines of floats along its last axis."""
    return not isinstance(x, Tensor) and x.size >= _MANY and dim == x.ndim - 1 and x.shape[dim] < x.size and quick(x)


def _blocks(*arrays: Any) -> Any:
    """Arrays of one shape, some lines at a time."""
    width = arrays[0].shape[-1]
    lines = [a.reshape(-1, width) for a in arrays]
    rows = max(_BLOCK // width, 1)
    for low in range(0, len(lines[0]), rows):
        yield [a[low : low + rows] for a in lines]


def _softmax_gradient(g: Any, out: Any, dim: int) -> Any:
    if _in_blocks(g, dim) and _in_blocks(out, dim) and g.dtype is out.dtype:
        made = np.empty_like(out)
        for some, by, e in _blocks(made, g, out):  # out (g - sum(g out)) needs no memory besides
            np.multiply(by, e, out=some)
            np.subtract(by, _along(some, 1), out=some)
            some *= e
        return made
    weighed = g * out
    return weighed - out * _along(weighed, dim)


@op(input=_softmax_gradient, canonical=_line_args("softmax"), samples=_samples, namespaces=("", "special"))
def softmax(input: Array, dim: int, dtype: Any) -> Array:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to one.

    `dtype` converts the input first.  Raises NotImplementedError for integers without it.

    >>> import minigrad as torch
    >>> torch.softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    target = input.dtype if dtype is None else dtype
    wide = target if target.itemsize > 2 else working_dtype(target)
    x = input if input.dtype is wide else input.astype(wide)
    if _moderate(x):
        e = np.exp(x)
    elif _in_blocks(x, dim) and x.shape[dim] <= 512:  # longer lines gain nothing
        e = np.empty_like(x)
        for some, given in _blocks(e, x):
            np.subtract(given, max_last(given), out=some)
            np.exp(some, out=some)
            some /= _along(some, 1)
        return e if wide is target else e.astype(target)
    else:
        e = _shifted(x, dim)
        e = np.exp(e, out=e) if type(e) is ndarray else np.exp(e)
    out = np.divide(e, _along(e, dim), out=e) if type(e) is ndarray else e / _along(e, dim)
    return out if wide is target else out.astype(target)


def _log_softmax_gradient(g: Any, out: Any, dim: int) -> Any:
    return g - exp(out) * _along(g, dim)


@op(input=_log_softmax_gradient, canonical=_line_args("log_softmax"), samples=_samples, namespaces=("", "special"))
def log_softmax(input: Array, dim: int, dtype: Any) -> Array:
    """The logarithm of softmax along `dim`: x - log(sum(exp(x))), computed without overflow.

    `dtype` converts the input first.  Raises NotImplementedError for integers without it.

    >>> import minigrad as torch
    >>> torch.log_softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    target = input.dtype if dtype is None else dtype
    wide = target if target.itemsize > 2 else working_dtype(target)
    x = _shifted(input if input.dtype is wide else input.astype(wide), dim)
    out = x - np.log(_along(np.exp(x), dim))
    return out if wide is target else out.astype(target)


def _logsumexp_args(input: Array, dim: Any, keepdim: bool = False) -> tuple[Any, ...]:
    if dim is None:
        raise TypeError("logsumexp(): argument 'dim' (position 2) must be tuple of ints, not NoneType")
    return input, reduced(dim, raw(input).ndim), bool(keepdim)


def _logsumexp_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x, -1), {}
    yield (x, (0, 2), True), {}
    yield (rng.standard_normal(()), 0), {}
    yield (rng.standard_normal((0, 3)), 1), {}


@op(
    input=lambda g, input, out, dim, keepdim: unreduced(g, dim, keepdim) * exp(input - unreduced(out, dim, keepdim)),
    canonical=_logsumexp_args,
    samples=_logsumexp_samples,
    namespaces=("", "special"),
)
def logsumexp(input: Array, dim: Any, keepdim: bool) -> Array:
    """log(sum(exp(x))) along `dim` (an axis or several), computed without overflow; of nothing, -inf.

    >>> import minigrad as torch
    >>> torch.logsumexp(torch.tensor([100.0, 100.0]), dim=0)
    tensor(100.6931)
    """
    target = dtypes.default_numpy() if input.dtype.kind in "iub" else input.dtype
    x = cast(input, target if target.itemsize > 2 else working_dtype(target))
    if not x.size:
        return cast(np.log(add_up(x, dim, None, None, keepdim)), target)
    if dim is not None and len(dim) == 1 and dim[0] == x.ndim - 1 and quick(x):
        top = max_last(x)
    else:
        top = largest(x.real, dim, None, None, True)
    if not math.isfinite(add_up(top, None)):  # inf - inf would be nan
        top = np.where(np.abs(top) == math.inf, x.real.dtype.type(0), top)
    made = np.log(total(np.exp(x - top), dim, True)) + top
    if not keepdim:
        made = made.reshape(()) if dim is None else made.squeeze(dim)
    return cast(made, target)
