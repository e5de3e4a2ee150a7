"""Running sums, extremes and log-sums along an axis.

Imports the table and what stands before it in `ops`.  The adjoint of a running sum is a running sum from the end.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import raw, wrap_dim
from ._kernels.precision import working_dtype
from .comparison import pick
from .pointwise import exp
from .scattering import _gathered
from .table import Array, op

# ------------------------------------------------------------ one step along an axis


def _shift_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), 1, 1, 0), {}
    yield (rng.standard_normal((2, 3)), 0, -1, 1), {}


@op(input=lambda g, dim, step: shift(g, dim, -step, 0), samples=_shift_samples)
def _shift(input: Array, dim: int, step: int, fill: float) -> Array:
    """The elements moved by `step` along `dim`; what nothing moves to is `fill`."""
    if not input.ndim or not input.shape[dim]:
        return np.full_like(input, fill)
    made = np.empty_like(input)
    source, target = np.moveaxis(input, dim, 0), np.moveaxis(made, dim, 0)
    if step > 0:
        target[:step], target[step:] = fill, source[:-step]
    else:
        target[step:], target[:step] = fill, source[-step:]
    return made


def _recurrence_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 5)), rng.standard_normal((2, 5)), 1, 1), {}
    yield (rng.standard_normal((6, 2)), rng.standard_normal((6, 2)), 0, -1), {}


def _recurrence_adjoint(g: Any, factor: Any, dim: int, step: int) -> Any:
    return recurrence(g, shift(factor, dim, -step, 0), dim, -step)


@op(
    input=_recurrence_adjoint,
    factor=lambda g, factor, out, dim, step: _recurrence_adjoint(g, factor, dim, step) * shift(out, dim, step, 0),
    samples=_recurrence_samples,
)
def _recurrence(input: Array, factor: Array, dim: int, step: int) -> Array:
    """The solution of s[i] = input[i] + factor[i] * s[i - step] along `dim`, upwards (step 1) or downwards (step -1).

    Two steps of such a recurrence are one of the same form, twice as long: log2(n) passes over whole arrays solve it.
    """
    made, f = np.array(input), np.array(factor)
    if not made.ndim:
        return made
    s, f = np.moveaxis(made, dim, 0), np.moveaxis(f, dim, 0)
    if step < 0:
        s, f = s[::-1], f[::-1]
    n = 1
    while n < len(s):
        s[n:] = s[n:] + f[n:] * s[:-n]
        f[n:] = f[n:] * f[:-n]
        n *= 2
    return made


shift: Any = _shift
recurrence: Any = _recurrence


# ------------------------------------------------------------ sums


def scan_args(input: Array, dim: Any, *, dtype: Any = None) -> tuple[Any, ...]:
    data = raw(input)
    d = wrap_dim(dim, data.ndim)
    if dtype is not None:
        target = dtype.numpy
    else:
        target = dtypes.I64 if data.dtype.kind in "iub" else data.dtype
    return input, d, target


def scan_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x, -1), {}
    yield (x, 1), {}
    yield (rng.standard_normal(()), 0), {}
    yield (rng.standard_normal((2, 0)), 1), {}


def accumulated(ufunc: Any, input: Any, dim: int, dtype: Any) -> Any:
    """A ufunc's running results along `dim`, in `dtype`."""
    x = cast(input, dtype)
    if not x.ndim:
        return x.copy()
    wide = working_dtype(dtype)
    made = ufunc.accumulate(cast(x, wide), dim, wide)  # NumPy would widen small integers
    return made if wide is dtype else cast(made, dtype)


@op(input=lambda g, dim: suffix_sum(g, dim), canonical=scan_args, linear=True, inplace=True, samples=scan_samples)
def cumsum(input: Array, dim: int, dtype: Any) -> Array:
    """The running sum along `dim`: each element plus all before it.

    Integers and bools are added up as int64; `dtype` converts the elements first.

    >>> import minigrad as torch
    >>> torch.cumsum(torch.tensor([1, 2, 3]), dim=0)
    tensor([1, 3, 6])
    """
    return accumulated(np.add, input, dim, dtype)


@op(input=lambda g, dim: cumsum(g, dim), linear=True, samples=scan_samples)
def _suffix_sum(input: Array, dim: int) -> Array:
    """Each element plus all after it: the adjoint of `cumsum`."""
    if not input.ndim:
        return input.copy()
    return np.flip(np.add.accumulate(np.flip(input, dim), dim), dim)


suffix_sum: Any = _suffix_sum


# ------------------------------------------------------------ extremes


def _extreme_args(name: str) -> Any:
    def canonical(input: Array, dim: int) -> tuple[Any, ...]:
        data = raw(input)
        if data.dtype.kind == "c":
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
        return input, wrap_dim(dim, data.ndim)

    return canonical


def _extreme_samples(rng: np.random.Generator) -> Any:
    x = (rng.permutation(24) - 11.5).reshape(2, 3, 4)
    yield (x, -1), {}
    yield (x, 1), {}
    yield (np.array(0.7), 0), {}
    yield (np.empty((2, 0)), 1), {}


def _running(ufunc: Any, input: Any, dim: int) -> tuple[Any, Any]:
    """The running extremes, and of each the place where it was last met; of nan the place of the last nan."""
    if not input.ndim:
        return input.copy(), np.int64(0)
    values = ufunc.accumulate(input, dim)
    met = (input == values) | (input != input)
    place = np.arange(input.shape[dim]).reshape([-1 if d == dim else 1 for d, _ in enumerate(input.shape)])
    return values, np.maximum.accumulate(np.where(met, place, 0), dim)


@op(
    input=lambda g, indices, input_shape, dim: _gathered(g, input_shape, dim, indices),
    canonical=_extreme_args("cummax"),
    outputs=("values", "indices"),
    samples=_extreme_samples,
)
def cummax(input: Array, dim: int) -> Any:
    """The largest element so far along `dim`, and where it was met last: `(values, indices)`.

    nan from the first nan on.  Raises NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> torch.cummax(torch.tensor([1, 3, 2, 3]), dim=0).indices
    tensor([0, 1, 1, 3])
    """
    return _running(np.maximum, input, dim)


@op(
    input=lambda g, indices, input_shape, dim: _gathered(g, input_shape, dim, indices),
    canonical=_extreme_args("cummin"),
    outputs=("values", "indices"),
    samples=_extreme_samples,
)
def cummin(input: Array, dim: int) -> Any:
    """The smallest element so far along `dim`, and where it was met last: `(values, indices)`.

    nan from the first nan on.  Raises NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> torch.cummin(torch.tensor([3, 1, 2, 1]), dim=0).indices
    tensor([0, 1, 1, 3])
    """
    return _running(np.minimum, input, dim)


# ------------------------------------------------------------ logarithms of sums


def _log_args(input: Array, dim: int) -> tuple[Any, ...]:
    data = raw(input)
    d = wrap_dim(dim, data.ndim)
    if data.dtype.kind in "iub":
        raise NotImplementedError(f"\"logcumsumexp_out_cpu\" not implemented for '{dtypes.of(data.dtype).legacy}'")
    return input, d


def _log_gradient(g: Any, input: Any, out: Any, dim: int) -> Any:
    # The gradient of x_i is the sum over j >= i of g_j exp(x_i - out_j) = exp(x_i - out_i) s_i with
    # s_i = g_i + exp(out_i - out_(i+1)) s_(i+1): no exponent is positive.  Equal sums, infinite ones too, give exp(0).
    later = shift(out, dim, -1, math.inf)
    ratio = exp(pick(out == later, 0, out - later))
    return exp(input - out) * recurrence(g, ratio, dim, -1)


@op(input=_log_gradient, canonical=_log_args, samples=scan_samples)
def logcumsumexp(input: Array, dim: int) -> Array:
    """log of the running sum of exp(x) along `dim`, computed without overflow.

    Raises NotImplementedError for integers.

    >>> import minigrad as torch
    >>> torch.logcumsumexp(torch.tensor([100.0, 100.0]), dim=0)
    tensor([100.0000, 100.6931])
    """
    if input.dtype.kind != "c":
        return accumulated(np.logaddexp, input, dim, input.dtype)
    made = np.array(input)
    line = np.moveaxis(made, dim, 0) if made.ndim else made[None]
    for i, x in enumerate(line[1:]):
        before = line[i]
        larger, smaller = np.where(x.real > before.real, x, before), np.where(x.real > before.real, before, x)
        line[i + 1] = np.where(smaller.real == -np.inf, larger, larger + np.log(1 + np.exp(smaller - larger)))
    return made
