"""Exponentials that are normalised or summed: softmax, its logarithm, logsumexp.

Imports the table, `arithmetic` and `reduction`.  All subtract the largest element first, so that no exponential
overflows; it cancels in the result, and in every gradient.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import raw, wrap_dim
from ._kernels.precision import working_dtype
from .pointwise import exp
from .reduction import reduced, sum, unreduced
from .table import Array, op


def _line_args(name: str) -> Any:
    """Arguments of the form `softmax(input, dim, dtype=None)`."""

    def canonical(input: Any, dim: Any, dtype: Any = None) -> tuple[Any, ...]:
        data = raw(input)
        if dim is None or not hasattr(dim, "__index__"):
            raise TypeError(f"{name}(): argument 'dim' (position 2) must be int, not {type(dim).__name__}")
        d = wrap_dim(dim.__index__(), data.ndim)
        target = data.dtype if dtype is None else dtype.numpy
        if target.kind in "iubc":
            where = "_lastdim" if d == data.ndim - 1 or not data.ndim else ""
            raise NotImplementedError(
                f"\"{name}{where}_kernel_impl\" not implemented for '{dtypes.of(target).legacy}'\n"
                f"It needs floats: x.float(), or {name}(x, dim, dtype=torch.float32)."
            )
        return input, d, None if target == data.dtype else target

    return canonical


def _samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x, -1), {}
    yield (x, 1), {}
    yield (rng.standard_normal(()), 0), {}
    yield (rng.standard_normal((0, 3)), 1), {}
    yield (rng.standard_normal((2, 0)), 1), {}


def _wide(input: Any, dtype: Any) -> tuple[Any, Any]:
    """The input as the kernel computes with it, and the dtype of the result."""
    target = input.dtype if dtype is None else dtype
    return cast(input, working_dtype(target)), target


def _shifted(input: Any, dim: int) -> Any:
    """The input less the largest of each line."""
    if not input.ndim:
        return input - input
    if not input.size:
        return input
    return input - np.maximum.reduce(input, dim, None, None, True)


def _softmax_gradient(g: Any, out: Any, dim: int) -> Any:
    weighed = g * out
    if not out.shape:
        return weighed - out * weighed
    return weighed - out * sum(weighed, (dim,), True)


@op(input=_softmax_gradient, canonical=_line_args("softmax"), samples=_samples, namespaces=("", "special"))
def softmax(input: Array, dim: int, dtype: Any) -> Array:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to one.

    `dtype` converts the input first.  Raises NotImplementedError for integers without it.

    >>> import minigrad as torch
    >>> torch.softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    x, target = _wide(input, dtype)
    e = np.exp(_shifted(x, dim))
    if not e.ndim:
        return cast(e / e, target)
    out = e / np.add.reduce(e, dim, None, None, True)
    return out if target is x.dtype else cast(out, target)


def _log_softmax_gradient(g: Any, out: Any, dim: int) -> Any:
    if not out.shape:
        return g - exp(out) * g
    return g - exp(out) * sum(g, (dim,), True)


@op(input=_log_softmax_gradient, canonical=_line_args("log_softmax"), samples=_samples, namespaces=("", "special"))
def log_softmax(input: Array, dim: int, dtype: Any) -> Array:
    """The logarithm of softmax along `dim`: x - log(sum(exp(x))), computed without overflow.

    `dtype` converts the input first.  Raises NotImplementedError for integers without it.

    >>> import minigrad as torch
    >>> torch.log_softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    x, target = _wide(input, dtype)
    x = _shifted(x, dim)
    if not x.ndim:
        return cast(x - np.log(np.exp(x)), target)
    out = x - np.log(np.add.reduce(np.exp(x), dim, None, None, True))
    return out if target is x.dtype else cast(out, target)


def _logsumexp_args(input: Any, dim: Any, keepdim: bool = False) -> tuple[Any, ...]:
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
    input=lambda g, input, out, dim, keepdim: (
        unreduced(g, dim, keepdim) * exp(input - unreduced(out, dim, keepdim))
    ),
    canonical=_logsumexp_args,
    promote=("input",),
    floats=True,
    samples=_logsumexp_samples,
    namespaces=("", "special"),
)
def logsumexp(input: Array, dim: Any, keepdim: bool) -> Array:
    """log(sum(exp(x))) along `dim` (an axis or several), computed without overflow; of nothing, -inf.

    >>> import minigrad as torch
    >>> torch.logsumexp(torch.tensor([1000.0, 1000.0]), dim=0)
    tensor(1000.6931)
    """
    x = cast(input, working_dtype(input.dtype))
    if not x.size:
        return cast(np.log(np.add.reduce(x, dim, None, None, keepdim)), input.dtype)
    top = np.maximum.reduce(x.real, dim, None, None, True)
    top = np.where(np.abs(top) == math.inf, x.real.dtype.type(0), top)
    total = np.log(np.add.reduce(np.exp(x - top), dim, None, None, True)) + top
    if not keepdim:
        total = total.squeeze(dim) if dim is not None else total.reshape(())
    return cast(total, input.dtype)
