"""Statistics: variance and standard deviation, sums and means without nan, quantiles, covariance and correlation.

Imports the table and what stands before it in `ops`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.op import cast
from .._engine.tensor import Tensor, raw, wrap, wrap_dim
from .._warnings import warn
from . import reduction
from ._kernels.lines import add_up
from ._kernels.precision import working_dtype
from .comparison import pick
from .linear import mm
from .pointwise import sqrt
from .reduction import count, mean, reduced, spread, total, unreduced
from .scattering import gather
from .sorting import sort
from .table import Array, composite, op
from .ternary import lerp

# ------------------------------------------------------------ variance and standard deviation


def _spread_args(
    name: str, input: Any, dim: Any, unbiased: bool | None, keepdim: bool, correction: Any
) -> tuple[Any, ...]:
    """Three forms as one: `(x, unbiased)`, `(x, dim, unbiased, keepdim)` and `(x, dim, *, correction, keepdim)`."""
    data = raw(input)
    if data.dtype.kind in "iub":
        who = name if name.endswith("mean") else "std and var"
        raise RuntimeError(f"{who} only support floating point and complex dtypes")
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None else int(unbiased)
    found = reduced(dim, data.ndim)
    if count(data.shape, found) <= correction:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel)."
        )
    return input, found, correction, bool(keepdim)


def _samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x,), {}
    yield (x, 1), {}
    yield (x, (0, -1)), {"correction": 0, "keepdim": True}
    yield (x, 2), {"correction": 0.5}


def _op_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), None, 1, False), {}
    yield (rng.standard_normal((2, 3)), (1,), 0, True), {}


def _mean_square(input: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    """The variance, in the dtype to compute in."""
    n = count(input.shape, dim)
    x = cast(input, working_dtype(input.dtype))
    d = x - total(x, dim, True) / (n or math.nan)
    squares = d * d if d.dtype.kind != "c" else d.real * d.real + d.imag * d.imag
    freedom = n - correction
    return total(squares, dim, keepdim) / (freedom if freedom > 0 else squares.dtype.type(0))


def _variance_gradient(g: Any, input: Any, dim: Any, correction: float) -> Any:
    freedom = count(input.shape, dim) - correction
    deviation = input - mean(input, dim, True)
    if freedom <= 0:
        return g * (abs(deviation) * math.inf)
    return g * (2 / freedom) * deviation


@op(
    name="var",
    input=lambda g, input, dim, correction, keepdim: _variance_gradient(
        unreduced(g, dim, keepdim), input, dim, correction
    ),
    samples=_op_samples,
    holomorphic=False,
)
def _variance(input: Array, dim: Any, correction: float, keepdim: bool) -> Array:
    return cast(_mean_square(input, dim, correction, keepdim), input.real.dtype)


def _deviation_gradient(g: Any, input: Any, out: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    # d sqrt(v) = dv / (2 sqrt(v)), and zero where all elements are equal
    g = g * (out != 0) / (2 * (out + (out == 0)))
    return _variance_gradient(unreduced(g, dim, keepdim), input, dim, correction)


@op(name="std", input=_deviation_gradient, samples=_op_samples, holomorphic=False)
def _deviation(input: Array, dim: Any, correction: float, keepdim: bool) -> Array:
    return cast(np.sqrt(_mean_square(input, dim, correction, keepdim)), input.real.dtype)


@composite(samples=_samples)
def var(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None) -> Any:
    """The variance of all elements, or along `dim` (an axis or several): sum((x - mean)**2) / (n - correction).

    `correction` is 1 unless given; `unbiased=False` means 0.  Warns, and gives nan or inf, where n is not larger.  Of
    complex numbers it is the real mean squared distance.  Raises RuntimeError for integers.

    >>> import minigrad as torch
    >>> torch.var(torch.tensor([1.0, 2.0, 4.0]))
    tensor(2.3333)
    """
    return _variance(*_spread_args("var", input, dim, unbiased, keepdim, correction))


@composite(samples=_samples)
def std(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None) -> Any:
    """The standard deviation of all elements, or along `dim`: the square root of `var`.

    Where all elements are equal its gradient is zero.  Raises RuntimeError for integers.

    >>> import minigrad as torch
    >>> torch.std(torch.tensor([1.0, 2.0, 4.0]))
    tensor(1.5275)
    """
    return _deviation(*_spread_args("std", input, dim, unbiased, keepdim, correction))


@composite(method=False, samples=_samples)
def var_mean(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None
) -> tuple[Any, Any]:
    """The variance and the mean, of all elements or along `dim`: see `var`.

    >>> import minigrad as torch
    >>> torch.var_mean(torch.tensor([1.0, 2.0, 4.0]))
    (tensor(2.3333), tensor(2.3333))
    """
    input, found, correction, keepdim = _spread_args("var_mean", input, dim, unbiased, keepdim, correction)
    return _variance(input, found, correction, keepdim), mean(input, found, keepdim)


@composite(method=False, samples=_samples)
def std_mean(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None
) -> tuple[Any, Any]:
    """The standard deviation and the mean, of all elements or along `dim`: see `std`.

    >>> import minigrad as torch
    >>> torch.std_mean(torch.tensor([1.0, 2.0, 4.0]))
    (tensor(1.5275), tensor(2.3333))
    """
    input, found, correction, keepdim = _spread_args("std_mean", input, dim, unbiased, keepdim, correction)
    return _deviation(input, found, correction, keepdim), mean(input, found, keepdim)


# ------------------------------------------------------------ sums and means without nan


def _nansum_args(input: Array, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> tuple[Any, ...]:
    data = raw(input)
    if data.dtype.kind == "c":
        raise RuntimeError("nansum on CPU does not support complex inputs")
    target = dtype.numpy if dtype is not None else dtypes.I64 if data.dtype.kind in "iub" else data.dtype
    return input, reduced(dim, data.ndim), bool(keepdim), target


def _nan_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3, 4))
    yield (x,), {}
    yield (x, 1), {}
    yield (x, (0, -1), True), {}
    yield (rng.standard_normal(()), 0), {}


@op(
    input=lambda g, input, dim, keepdim: spread(g, input.shape, dim, keepdim) * (input == input),
    canonical=_nansum_args,
    samples=_nan_samples,
)
def nansum(input: Array, dim: Any, keepdim: bool, dtype: Any) -> Array:
    """The sum of what is not nan, of all elements or along `dim` (an axis or several).

    >>> import minigrad as torch
    >>> torch.nansum(torch.tensor([1.0, torch.nan, 2.0]))
    tensor(3.)
    """
    x = cast(input, dtype)
    x = np.where(x == x, x, x.dtype.type(0))
    return cast(add_up(x, dim, working_dtype(dtype), None, keepdim), dtype)


@composite(samples=_nan_samples)
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The mean of what is not nan, of all elements or along `dim`; nan where there is nothing else.

    Raises RuntimeError for integers.

    >>> import minigrad as torch
    >>> torch.nanmean(torch.tensor([1.0, torch.nan, 2.0]))
    tensor(1.5000)
    """
    if input.dtype.category < dtypes.FLOATING:
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.legacy}"
        )
    return nansum(input, dim, keepdim, dtype=dtype) / reduction.sum(input == input, dim, keepdim)


# ------------------------------------------------------------ quantiles

_INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _quantile_checks(name: str, input: Tensor, q: Any, interpolation: str) -> Tensor:
    """The quantiles wanted as a tensor, checked."""
    if not input.numel():
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if interpolation not in _INTERPOLATIONS:
        raise RuntimeError(
            f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    if not isinstance(q, Tensor):
        if isinstance(q, bool) or not isinstance(q, int | float):
            raise TypeError(f"{name}(): argument 'q' must be Tensor or float, not {type(q).__name__}")
        if not 0 <= q <= 1:
            raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q:g}")
        return wrap(np.array(q, input._data.dtype))
    if q.ndim > 1:
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor")
    if q.dtype is not input.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    if not ((q._data >= 0) & (q._data <= 1)).all():
        raise RuntimeError(f"{name}() q values must be in the range [0, 1]")
    return q


def _quantile(
    name: str, input: Any, q: Any, dim: int | None, keepdim: bool, interpolation: str, ignore_nan: bool
) -> Any:
    q = _quantile_checks(name, input, q, interpolation)
    many, ndim = q.ndim == 1, input.ndim
    d = None if dim is None or not ndim else wrap_dim(dim, ndim)
    lines = input.reshape(-1) if d is None else input.movedim(d, -1)
    ordered = sort(lines, -1)[0]
    # the place of a quantile among the sorted elements of its line; in a line with a nan it is the nan's, the last
    data, last = ordered.array(), ordered.shape[-1] - 1
    nans = data != data
    if ignore_nan:
        ranks = q.reshape(-1) * wrap(np.maximum((~nans).sum(-1, keepdims=True) - 1, 0).astype(data.dtype))
    else:
        ranks = pick(wrap(nans.any(-1, keepdims=True)), float(last), q.reshape(-1) * last)
    at = ranks.array()
    if interpolation in ("lower", "higher", "nearest"):
        rounded = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}[interpolation](at)
        found = gather(ordered, -1, wrap(rounded.astype(dtypes.I64)))
    else:
        low = np.floor(at)
        weight = ranks - wrap(low) if interpolation == "linear" else wrap(np.full_like(at, 0.5))
        below = gather(ordered, -1, wrap(low.astype(dtypes.I64)))
        found = lerp(below, gather(ordered, -1, wrap(np.ceil(at).astype(dtypes.I64))), weight)
    if keepdim:
        shape = [1] * ndim if d is None else [1 if i == d else n for i, n in enumerate(input.shape)]
        found = found.movedim(-1, 0).reshape([found.shape[-1], *shape])
    else:
        found = found.movedim(-1, 0)
    return found if many else found.squeeze(0)


def _quantile_samples(rng: np.random.Generator) -> Any:
    x = (rng.permutation(24) - 11.5).reshape(2, 3, 4)
    yield (x, 0.3), {}
    yield (x, np.array([0.0, 0.41, 1.0]), 1), {"keepdim": True}


@composite(samples=_quantile_samples, differentiable=("input",))
def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Any:
    """The value below which a fraction `q` of the elements lies, of all or of each line along `dim`.

    `q` is a number in [0, 1], or a tensor of them, whose axis comes first in the result.  Between two elements
    `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest".  nan where there is one.  Raises
    RuntimeError unless the input is float32 or float64 and not empty.

    >>> import minigrad as torch
    >>> torch.quantile(torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([0.0, 0.5]))
    tensor([1.0000, 2.5000])
    """
    return _quantile("quantile", input, q, dim, keepdim, interpolation, False)


@composite(samples=_quantile_samples, differentiable=("input",))
def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Any:
    """`quantile` of what is not nan; nan where there is nothing else.

    >>> import minigrad as torch
    >>> torch.nanquantile(torch.tensor([1.0, torch.nan, 3.0]), 0.5)
    tensor(2.)
    """
    return _quantile("nanquantile", input, q, dim, keepdim, interpolation, True)


# ------------------------------------------------------------ covariance and correlation


def _cov_checks(input: Tensor, fweights: Tensor | None, aweights: Tensor | None) -> None:
    if input.ndim > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input.ndim} dimensions"
        )
    if input.dtype is dtypes.bool_:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    observations = input.shape[-1] if input.ndim else 1
    for label, w, kind in (("fweights", fweights, dtypes.INTEGER), ("aweights", aweights, dtypes.FLOATING)):
        if w is None:
            continue
        if w.ndim > 1:
            raise RuntimeError(
                f"cov(): expected {label} to have one or fewer dimensions but got {label} with {w.ndim} dimensions"
            )
        if w.dtype.category != kind:
            wanted = "integral" if kind == dtypes.INTEGER else "floating point"
            raise RuntimeError(
                f"cov(): expected {label} to have {wanted} dtype but got {label} with {w.dtype.legacy} dtype"
            )
        if w.numel() != observations:
            raise RuntimeError(
                f"cov(): expected {label} to have the same numel as there are observations in the input but got "
                f"{w.numel()} != {observations}"
            )
        if (w._data < 0).any():
            raise RuntimeError(f"cov(): {label} cannot be negative")


@composite(out=False)
def cov(input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Any:
    """The covariance matrix of the variables in the rows of `input`, observed in its columns: (n, k) gives (n, n).

    Of one variable the variance.  `fweights` says how often each observation occurred, `aweights` how much it counts.
    Warns where there are no more observations than `correction`.

    >>> import minigrad as torch
    >>> torch.cov(torch.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    _cov_checks(input, fweights, aweights)
    x: Any = input if input.ndim == 2 else input.reshape(1, -1)
    weights: Any = fweights if aweights is None else aweights if fweights is None else fweights * aweights
    n = x.shape[1]
    total: Any = n if weights is None else reduction.sum(weights)
    average = (reduction.sum(x, 1) if weights is None else reduction.sum(x * weights, 1)) / total
    if weights is None:
        freedom: Any = n - correction
    elif correction == 0 or aweights is None:
        freedom = total - correction
    else:
        freedom = total - correction * reduction.sum(weights * aweights) / total
    if (n and float(freedom) <= 0) or not n:
        warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.")
        freedom = wrap(np.zeros((), average._data.real.dtype))
    x = x - average.unsqueeze(1)
    y = x if weights is None else x * weights
    return (mm(x, y.t().conj()) / freedom).squeeze()


@composite(out=False)
def corrcoef(input: Tensor) -> Any:
    """The correlation coefficients of the variables in the rows of `input`: their covariance over their deviations.

    >>> import minigrad as torch
    >>> torch.corrcoef(torch.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if input.ndim > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with {input.ndim} dimensions"
        )
    c = cov(input)
    if not c.ndim:
        return c / c
    deviation = sqrt(c.diagonal().real)
    c = c / deviation.unsqueeze(1) / deviation.unsqueeze(0)
    if c.dtype.is_complex:
        return c
    return c.clamp(-1, 1)
