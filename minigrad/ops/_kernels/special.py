"""Special functions of real arrays, elementwise, to double precision.

float64 is right to a few units in the last place, relative to the result. float32 and the half precisions are computed
in float64 and rounded once. Values at poles, infinities and outside the domain are PyTorch's, without warnings. Imports
NumPy and the standard library only. Start reading at `_elementwise`, then `_piecewise` and `erf`; the numbers are in
`fits`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from minigrad.ops._kernels.fits import (
    DIGAMMA,
    DIGAMMA_FAR,
    DIGAMMA_ROOT,
    ERF,
    ERF_SINGLE,
    ERFCINV,
    ERFCINV_FAR,
    ERFCINV_FARTHEST,
    ERFCX,
    ERFCX_FAR,
    ERFINV,
    I0_FAR,
    I1_FAR,
    LGAMMA,
    STIRLING,
    Fit,
)

Array: TypeAlias = np.ndarray[Any, Any]
Function: TypeAlias = Callable[..., Array]

_BLOCK = 16384  # elements at a time, so that the intermediate results of a function stay in the cache
# The series of I0(x) and of 2 I1(x) / x in x ** 2, as far as x = 20 needs them.
_I0 = tuple(1 / (4**k * math.factorial(k) ** 2) for k in range(38))
_I1 = tuple(1 / (4**k * math.factorial(k) * math.factorial(k + 1)) for k in range(38))
# The Bernoulli numbers B2, B4, ..., B24.
_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330,
    854513 / 138, -236364091 / 2730,
)  # fmt: skip
_SHIFT = 10  # how far the recurrences go before an asymptotic series takes over


def _elementwise(function: Function, *operands: Array) -> Array:
    """`function` of blocks of float64, rounded to the dtype of the first operand; the others broadcast with it."""
    flat = [a.reshape(-1) for a in (np.broadcast_arrays(*operands) if len(operands) > 1 else operands)]
    out = np.empty(flat[0].shape, operands[0].dtype)
    with np.errstate(all="ignore"):
        for start in range(0, out.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            out[block] = function(*(a[block].astype(np.float64, copy=False) for a in flat))
    return out.reshape(np.broadcast_shapes(*(a.shape for a in operands)))


def _piecewise(x: Array, cuts: Sequence[float], functions: Sequence[Function]) -> Array:
    """functions[i](x) between cuts[i - 1] and cuts[i], the lower included; NaN is passed to the first."""
    region = np.zeros(x.shape, np.uint8)
    for cut in cuts:
        region += x >= cut
    out = np.empty_like(x)
    for i, function in enumerate(functions):
        where = np.flatnonzero(region == i)
        if where.size == x.size:
            return function(x)
        if where.size:
            out[where] = function(x[where])
    return out


def _polynomial(coefficients: Sequence[float], t: Array) -> Array:
    """Horner's rule for at least two coefficients, in ascending powers."""
    total: Array = t * coefficients[-1]
    total += coefficients[-2]
    for c in coefficients[-3::-1]:
        total *= t
        total += c
    return total


def _rational(fit: Fit, t: Array) -> Array:
    total = _polynomial(fit[0], t)
    total /= _polynomial(fit[1], t)
    return total


# The error function and the normal distribution.


def _exp_square(x: Array, sign: float) -> Array:
    """exp(sign * x ** 2), where rounding x ** 2 would cost x ** 2 units: the square of a short x is exact."""
    short = x.astype(np.float32).astype(np.float64)
    return np.exp(sign * short * short) * np.exp(sign * (x - short) * (x + short))


def _erf_near(x: Array) -> Array:
    return x * _rational(ERF, x * x)


def _erfcx_far(x: Array) -> Array:
    """erfcx from 0.5 on."""

    def far(x: Array) -> Array:
        t = 1 / x
        return t * _rational(ERFCX_FAR, t * t)

    return _piecewise(x, [4.0], [lambda x: _rational(ERFCX, x), far])


def _erfc_far(x: Array) -> Array:
    """erfc from 0.5 on; it vanishes before 28."""
    x = np.minimum(x, 28.0)
    return _exp_square(x, -1.0) * _erfcx_far(x)


def _erf(x: Array) -> Array:
    return np.copysign(_piecewise(np.abs(x), [1.0], [_erf_near, lambda a: 1 - _erfc_far(a)]), x)


def _erf_single(x: Array) -> Array:
    """erf to the precision of float32."""
    x = np.clip(x, -3.95, 3.95)
    square = x * x
    total = _polynomial(ERF_SINGLE[0], square)
    total *= x
    total /= _polynomial(ERF_SINGLE[1], square)
    return total


def erf(x: Array) -> Array:
    """The error function, 2 / sqrt(pi) times the integral of exp(-t ** 2) from 0 to x.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import erf
    >>> erf(np.array([0.0, 0.5, np.inf]))
    array([0.        , 0.52049988, 1.        ])
    """
    return _elementwise(_erf if x.dtype == np.float64 else _erf_single, x)


def erfc(x: Array) -> Array:
    """1 - erf(x), without the loss where erf(x) is close to 1.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import erfc
    >>> erfc(np.array([0.0, 10.0]))
    array([1.00000000e+00, 2.08848758e-45])
    """
    return _elementwise(_erfc, x)


def _erfc(x: Array) -> Array:
    return _piecewise(x, [0.5], [lambda x: 1 - _erf(x), _erfc_far])


def erfcx(x: Array) -> Array:
    """exp(x ** 2) erfc(x), which decays like 1 / x where erfc vanishes.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import erfcx
    >>> erfcx(np.array([0.0, 1e10]))
    array([1.00000000e+00, 5.64189584e-11])
    """

    def near(x: Array) -> Array:
        x = np.maximum(x, -28.0)
        value: Array = _exp_square(x, 1.0) * (1 - _erf(x))
        return value

    return _elementwise(lambda x: _piecewise(x, [0.5], [near, _erfcx_far]), x)


def _erfcinv(q: Array) -> Array:
    """The inverse of erfc on [0, 0.25]."""

    def fitted(fit: Fit) -> Function:
        return lambda w: _rational(fit, w)

    w = np.sqrt(-np.log(q))
    fits = [fitted(ERFCINV), fitted(ERFCINV_FAR), fitted(ERFCINV_FARTHEST)]
    return _piecewise(w, [3.0, 8.0, np.inf], [*fits, np.positive])


def _erfinv(y: Array) -> Array:
    def near(y: Array) -> Array:
        return y * _rational(ERFINV, y * y)

    return np.copysign(_piecewise(np.abs(y), [0.75], [near, lambda y: _erfcinv(1 - y)]), y)


def erfinv(y: Array) -> Array:
    """The x with erf(x) = y: infinite at -1 and 1, NaN beyond.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import erfinv
    >>> erfinv(np.array([0.0, 0.5, -1.0, 2.0]))
    array([0.        , 0.47693628,       -inf,        nan])
    """
    return _elementwise(_erfinv, y)


def ndtr(x: Array) -> Array:
    """The standard normal distribution function, erfc(-x / sqrt(2)) / 2.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import ndtr
    >>> ndtr(np.array([0.0, 1.0, -10.0]))
    array([5.00000000e-01, 8.41344746e-01, 7.61985302e-24])
    """

    return _elementwise(_ndtr, x)


def _ndtr(x: Array) -> Array:
    def low(x: Array) -> Array:
        x = np.maximum(x, -40.0)
        short = x.astype(np.float32).astype(np.float64)  # as in `_exp_square`
        bell = np.exp(-0.5 * short * short) * np.exp(-0.5 * (x - short) * (x + short))
        return 0.5 * bell * _erfcx_far(x * -math.sqrt(0.5))

    return _piecewise(x, [-math.sqrt(0.5)], [low, lambda x: 0.5 + 0.5 * _erf(x * math.sqrt(0.5))])


def log_ndtr(x: Array) -> Array:
    """log(ndtr(x)), without the loss where ndtr(x) vanishes or is close to 1.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import log_ndtr
    >>> log_ndtr(np.array([0.0, -100.0]))
    array([-6.93147181e-01, -5.00552421e+03])
    """

    def low(x: Array) -> Array:
        return np.log(0.5 * _erfcx_far(x * -math.sqrt(0.5))) - 0.5 * x * x

    return _elementwise(lambda x: _piecewise(x, [-1.0], [low, lambda x: np.log1p(-_ndtr(-x))]), x)


def ndtri(p: Array) -> Array:
    """The x with ndtr(x) = p: infinite at 0 and 1, NaN beyond.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import ndtri
    >>> ndtri(np.array([0.5, 0.975, 1e-300]))
    array([  0.        ,   1.95996398, -37.0470963 ])
    """
    root = math.sqrt(2)
    return _elementwise(
        lambda p: _piecewise(
            p,
            [0.125, 0.875],
            [
                lambda p: -root * _erfcinv(2 * p),
                lambda p: root * _erfinv(2 * (p - 0.5)),
                lambda p: root * _erfcinv(2 * (1 - p)),
            ],
        ),
        p,
    )


# The gamma function.


def _lgamma_positive(x: Array) -> Array:
    def near(e: Array) -> Array:
        """lgamma(1 + e)"""
        value: Array = e * (e - 1) * _rational(LGAMMA, e)
        return value + 0.0  # lgamma(1) is 0.0, not -0.0

    def far(x: Array) -> Array:
        t = 1 / x
        lead: Array = (x - 0.5) * (np.log(x) - 1) + (0.5 * math.log(2 * math.pi) - 0.5)
        return lead + t * _rational(STIRLING, t * t)

    # lgamma(x) = lgamma(x + 1) - log(x): both vanish where lgamma does, at 1.
    return _piecewise(x, [1.0, 3.0], [lambda x: near(x) - np.log(x), lambda x: near(x - 1), far])


def _lgamma(x: Array) -> Array:
    def reflected(x: Array) -> Array:
        # gamma(x) gamma(1 - x) = pi / sin(pi x), up to its sign 1 / (r sinc(r)) for the distance r to an integer.
        # Far out, every number is an integer, and so a pole.
        distance = np.abs(x - np.round(x))
        value = -np.log(distance) - np.log(np.sinc(distance)) - _lgamma_positive(1 - x)
        return np.where(x == np.floor(x), np.inf, value)

    return _piecewise(x, [0.0], [reflected, _lgamma_positive])


def lgamma(x: Array) -> Array:
    """log(abs(gamma(x))): infinite at 0, -1, -2, ...

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import lgamma
    >>> lgamma(np.array([0.5, 1.0, 5.0, -1.0]))
    array([0.57236494, 0.        , 3.17805383,        inf])
    """
    return _elementwise(_lgamma, x)


def _digamma(x: Array) -> Array:
    def near(x: Array) -> Array:
        d = (x - DIGAMMA_ROOT[0]) - DIGAMMA_ROOT[1]
        return d * _rational(DIGAMMA, d)

    def far(x: Array) -> Array:
        t = 1 / x
        return np.log(x) - t * (0.5 + t * _rational(DIGAMMA_FAR, t * t))

    def positive(x: Array) -> Array:
        return _piecewise(x, [1.0, 3.0], [lambda x: near(x + 1) - 1 / x, near, far])

    def reflected(x: Array) -> Array:
        value = positive(1 - x) - np.pi / np.tan(np.pi * (x - np.round(x)))
        return np.where(x == np.floor(x), np.nan, value)

    return np.where(x == 0, np.copysign(np.inf, -x), _piecewise(x, [0.0], [reflected, positive]))


def digamma(x: Array) -> Array:
    """The derivative of lgamma: -inf at 0, inf at -0.0, NaN at -1, -2, ...

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import digamma
    >>> digamma(np.array([1.0, 2.0, 0.0]))
    array([-0.57721566,  0.42278434,        -inf])
    """
    return _elementwise(_digamma, x)


def _trigamma(x: Array) -> Array:
    def positive(x: Array) -> Array:
        # trigamma(x) = 1 / x ** 2 + trigamma(x + 1), and then the asymptotic series.
        total = np.zeros_like(x)
        for k in range(_SHIFT):
            t = 1 / (x + k)
            total += t * t
        t = 1 / (x + _SHIFT)
        return total + t * (1 + t * (0.5 + t * _polynomial(_BERNOULLI[:9], t * t)))

    def reflected(x: Array) -> Array:
        sine: Array = np.sin(np.pi * (x - np.round(x)))
        return (np.pi / sine) ** 2 - positive(1 - x)

    return _piecewise(x, [0.0], [reflected, positive])


def trigamma(x: Array) -> Array:
    """The derivative of digamma: infinite at 0, -1, -2, ...

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import trigamma
    >>> trigamma(np.array([1.0, 0.0]))
    array([1.64493407,        inf])
    """
    return _elementwise(_trigamma, x)


def _zeta_positive(s: Array, q: Array) -> Array:
    """Euler and Maclaurin's sum: terms up to q + 10, the integral from there on, and its corrections."""
    total = np.zeros_like(q)
    for k in range(_SHIFT):
        total += (q + k) ** -s
    a = q + _SHIFT
    power = a**-s
    tail = power * (a / (s - 1) + 0.5)
    factor = power * s / a  # power s (s + 1) ... / a ** (2 k + 1) / (2 k + 2)!
    for k, bernoulli in enumerate(_BERNOULLI):
        tail += bernoulli * factor / math.factorial(2 * k + 2)
        factor = factor * (s + 2 * k + 1) * (s + 2 * k + 2) / (a * a)
    return total + np.where(power == 0, 0, tail)


def _zeta(s: Array, q: Array) -> Array:
    value = np.empty_like(q)
    positive = q > 0
    value[positive] = _zeta_positive(s[positive], q[positive])
    # For an integer s, the terms before 0 are those of a series that runs to minus infinity, less what is beyond q.
    s_, q_ = s[~positive], q[~positive]
    fraction = q_ - np.floor(q_)
    before = _zeta_positive(s_, 1 - fraction) - _zeta_positive(s_, 1 - q_)
    value[~positive] = np.where(s_ % 2 == 0, 1, -1) * before + _zeta_positive(s_, fraction)
    value[(q < 0) & (s == np.inf)] = np.inf
    value[(q < 0) & (s != np.floor(s))] = np.nan
    value[np.isnan(s) | np.isnan(q) | (q == np.inf) | ((s == np.inf) & (q > 1))] = np.nan
    value[(q <= 0) & (q == np.floor(q))] = np.inf
    value[s < 1] = np.nan
    value[s == 1] = np.inf
    return value


def zeta(s: Array, q: Array) -> Array:
    """Hurwitz's zeta function, the sum of (q + k) ** -s over k = 0, 1, ...

    Infinite for s = 1 and for q = 0, -1, ...; NaN for s < 1, and for other negative q unless s is an integer. s and q
    broadcast; the result has the dtype of s.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import zeta
    >>> zeta(np.array([2.0, 4.0]), np.array(1.0))
    array([1.64493407, 1.08232323])
    """
    return _elementwise(_zeta, s, q)


def polygamma(n: int, x: Array) -> Array:
    """The n-th derivative of digamma. Raises RuntimeError for a negative n.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import polygamma
    >>> polygamma(2, np.array([1.0]))
    array([-2.40411381])
    """
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    if n < 2:
        return digamma(x) if n == 0 else trigamma(x)
    factor = (-1.0) ** (n + 1) * (math.factorial(n) if n <= 170 else math.inf)
    return _elementwise(lambda x: factor * _zeta(np.full_like(x, n + 1), x), x)


# Modified Bessel functions of the first kind.


def _bessel(x: Array, series: Sequence[float], far: Fit, scaled: bool) -> Array:
    """I(x) for x >= 0, times exp(-x) if `scaled`: its series up to 20, then what sqrt(x) exp(-x) I(x) is in 1 / x."""

    def low(x: Array) -> Array:
        value = _polynomial(series, x * x)
        return value * np.exp(-x) if scaled else value

    def high(x: Array) -> Array:
        value = _rational(far, 1 / x) / np.sqrt(x)
        half = np.exp(0.5 * x)  # exp(x) overflows before I(x) does
        return value if scaled else half * value * half

    return _piecewise(x, [20.0], [low, high])


def i0(x: Array) -> Array:
    """The modified Bessel function of the first kind, of order 0.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i0
    >>> i0(np.array([0.0, 1.0]))
    array([1.        , 1.26606588])
    """
    return _elementwise(lambda x: _bessel(np.abs(x), _I0, I0_FAR, False), x)


def i0e(x: Array) -> Array:
    """exp(-abs(x)) i0(x).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i0e
    >>> i0e(np.array([0.0, 1000.0]))
    array([1.        , 0.01261724])
    """
    return _elementwise(lambda x: _bessel(np.abs(x), _I0, I0_FAR, True), x)


def _i1(x: Array, scaled: bool) -> Array:
    a = np.abs(x)
    value = _piecewise(
        a,
        [20.0],
        [
            lambda a: 0.5 * a * _bessel(a, _I1, I1_FAR, scaled),
            lambda a: _bessel(a, _I1, I1_FAR, scaled),
        ],
    )
    return np.where(x < 0, -value, value)


def i1(x: Array) -> Array:
    """The modified Bessel function of the first kind, of order 1: the derivative of i0.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i1
    >>> i1(np.array([0.0, 1.0]))
    array([0.       , 0.5651591])
    """
    return _elementwise(lambda x: _i1(x, False), x)


def i1e(x: Array) -> Array:
    """exp(-abs(x)) i1(x).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i1e
    >>> i1e(np.array([0.0, -1000.0]))
    array([ 0.        , -0.01261093])
    """
    return _elementwise(lambda x: _i1(x, True), x)


# Elementary functions that a literal formula would get wrong somewhere. They are computed in the dtype of x.


def sinc(x: Array) -> Array:
    """sin(pi x) / (pi x), and 1 at 0. Complex dtypes too.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import sinc
    >>> sinc(np.array([0.0, 0.5]))
    array([1.        , 0.63661977])
    """
    value = np.empty_like(x)
    with np.errstate(all="ignore"):
        angle = np.multiply(x, math.pi)
        np.divide(np.sin(angle), angle, out=value)
    np.copyto(value, 1, where=angle == 0)
    return value


def entr(x: Array) -> Array:
    """-x log(x): 0 at 0, -inf below.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import entr
    >>> entr(np.array([0.0, 0.5, -1.0]))
    array([0.        , 0.34657359,       -inf])
    """
    value = np.empty_like(x)
    with np.errstate(all="ignore"):
        np.multiply(np.negative(x), np.log(x), out=value)
    np.copyto(value, 0, where=x == 0)
    np.copyto(value, -np.inf, where=x < 0)
    return value


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """log(1 + exp(beta x)) / beta, and x itself where beta x exceeds the threshold.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import softplus
    >>> softplus(np.array([0.0, 100.0, -100.0]))
    array([6.93147181e-01, 1.00000000e+02, 3.72007598e-44])
    """
    value = np.empty_like(x)
    with np.errstate(all="ignore"):
        scaled = np.multiply(x, beta)
        np.exp(np.minimum(scaled, threshold), out=value)
        np.log1p(value, out=value)
        np.divide(value, beta, out=value)
    np.copyto(value, x, where=scaled > threshold)
    return value


def log_sigmoid(x: Array) -> Array:
    """-log(1 + exp(-x)), which neither overflows nor loses what is small.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import log_sigmoid
    >>> log_sigmoid(np.array([0.0, -1000.0, 100.0]))
    array([-6.93147181e-01, -1.00000000e+03, -3.72007598e-44])
    """
    value = np.empty_like(x)
    with np.errstate(all="ignore"):
        np.exp(np.negative(np.abs(x)), out=value)
        np.log1p(value, out=value)
        return np.subtract(np.minimum(x, 0), value, out=value)
