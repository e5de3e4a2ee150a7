"""Special functions of real arrays, to double precision, elementwise.

float64 is exact to a few units in the last place. float32 and the half precisions are computed in float64 and rounded
once. The rational approximations P(t) / Q(t), in ascending powers, are least-maximum fits of the relative error that were
made for this file at 60 digits; what is fitted, and how well, stands above the coefficients. Values at poles, infinities
and outside the domain are PyTorch's, without warnings. Imports NumPy and the standard library only. Start reading at
`_elementwise`, then `erf`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]
Function: TypeAlias = Callable[[Array], Array]

_BLOCK = 16384  # elements at a time, so that the intermediate results of a function stay in the cache

# erf(x) / x in x ** 2: on [0, 3.95] to 2.1e-8 (half a unit of float32 and then some), on [0, 1] to 2.2e-18.
_ERF_SINGLE_P = (
    1.1283791438372934,
    0.19153427813837023,
    0.05287297017010025,
    0.0038073638910300404,
    0.00028465162770378014,
    2.0258023235548525e-06,
)
_ERF_SINGLE_Q = (
    1.0,
    0.5030755156183068,
    0.1145526708107197,
    0.015053523192084504,
    0.0011704974324820868,
    3.782879675441882e-05,
)
_ERF_P = (
    1.1283791670955126,
    0.1421492887708943,
    0.0453039062342555,
    0.0018272942135353172,
    0.00019495603643132053,
)
_ERF_Q = (
    1.0,
    0.4593098604760589,
    0.09325282835834817,
    0.010582211214011901,
    0.0006812156207957287,
    2.0297406686212534e-05,
)
# erfcx(x) = exp(x ** 2) erfc(x) on [0.5, 4] to 1.4e-18, and x erfcx(x) in 1 / x ** 2 beyond, to 9.8e-18.
_ERFCX_P = (
    0.9999999999758686,
    1.7239381595900853,
    1.4785630285955003,
    0.7831521979153488,
    0.2731113315234427,
    0.062472317947968044,
    0.008712225299403284,
    0.0005789015060476817,
)
_ERFCX_Q = (
    1.0,
    2.8523173262913413,
    3.697058480556891,
    2.854771404074514,
    1.4429811126321677,
    0.4917955717438786,
    0.11124251942011348,
    0.015442009418472099,
    0.001026076368497244,
)
_ERFCX_FAR_P = (
    0.5641895835477563,
    12.23782031795017,
    84.59556056283009,
    215.69036937254864,
    172.1951558484302,
    19.373273869673874,
)
_ERFCX_FAR_Q = (
    1.0,
    22.1909717492405,
    160.2872129637586,
    447.6766034551035,
    443.8764331722681,
    104.96031792586724,
)
# erfinv(y) / y in y ** 2 on [0, 0.75] to 4.4e-17; the inverse of erfc at exp(-w ** 2), for w from sqrt(log(4)) to 3 to
# 3.3e-18, to 8 to 1.5e-19, and to 28 (beyond the smallest float64) to 1.5e-18.
_ERFINV_P = (
    0.886226925452758,
    -2.779773611745506,
    3.3206146736745334,
    -1.8692137775003366,
    0.49192951916578403,
    -0.05015265537539677,
    0.0009559911080576177,
)
_ERFINV_Q = (
    1.0,
    -3.3984380205346105,
    4.492689682124863,
    -2.893885846721346,
    0.9246646399074373,
    -0.13018830357619837,
    0.005429947049342571,
)
_ERFCINV_P = (
    -0.0007820215984606669,
    0.009243543839227061,
    0.835488507336313,
    2.000461403030476,
    2.6845542063658474,
    3.0296571215643917,
    0.9268145866705496,
    0.06525170831002754,
)
_ERFCINV_Q = (
    1.0,
    2.0662044596105846,
    3.952606709779964,
    3.8229056201766953,
    3.1649979616564012,
    0.9279698020097502,
    0.06523194559054549,
    2.572201837675043e-07,
)
_ERFCINV_FAR_P = (
    -0.14375772326553196,
    0.8170508024080477,
    -1.1361620370866683,
    2.4718370604106696,
    -2.3675769911651177,
    -6.006016506893949,
    -1.8900208359255997,
    -0.1579620338323783,
    -0.0030594407625908946,
)
_ERFCINV_FAR_Q = (
    1.0,
    -0.08636675836012081,
    -1.0990348193994546,
    -4.6723998264905,
    -6.299826335756327,
    -1.898388687034411,
    -0.15797560346371983,
    -0.0030593966513453945,
)
_ERFCINV_FARTHEST_P = (
    0.136224703409858,
    -0.2814032299170977,
    0.8675295562648141,
    2.37664755408065,
    0.8970619453277823,
    0.09904516632981426,
    0.003496602797763372,
    3.204109386553222e-05,
)
_ERFCINV_FARTHEST_Q = (
    1.0,
    1.8762984319788807,
    2.542407453422055,
    0.9049671137994707,
    0.09914387089278011,
    0.003496679793824483,
    3.20409122374379e-05,
    3.2766982344138615e-13,
)
# lgamma(2 + d) / (d (d + 1)) for d in [-1, 1] to 9e-19; beyond, what Stirling's formula lacks, times x, in 1 / x ** 2,
# to 2.1e-16 (of a tenth).
_LGAMMA_P = (
    0.42278433509846713,
    0.7593515578344062,
    0.5415597857735519,
    0.19434855362196846,
    0.03654783768463821,
    0.0033693127041534124,
    0.00012024649695755849,
    5.043032602525953e-07,
    -3.8328324317279275e-09,
)
_LGAMMA_Q = (
    1.0,
    2.0333507846466023,
    1.6854338963614008,
    0.7303523118896763,
    0.17606434537395374,
    0.023114445659543067,
    0.0014811352179365527,
    3.3837149348221515e-05,
)
_STIRLING_P = (
    0.08333333333333333,
    0.9450794901827706,
    2.877073601870903,
    2.554826801447731,
    0.47265706749492253,
)
_STIRLING_Q = (
    1.0,
    11.374287215526532,
    34.89450232013018,
    31.71988800410191,
    6.468029937459233,
    0.07086126503221597,
)
# digamma(root + d) / d on [1, 3] to 1.6e-20; beyond, what log(x) - 1 / (2 x) exceeds it by, times x ** 2, in 1 / x ** 2,
# to 1.7e-17.
_DIGAMMA_P = (
    0.9676722454476212,
    1.3066384930910036,
    0.660955674435131,
    0.1581912660592099,
    0.0184562078721694,
    0.000957364620708936,
    1.6324384623926927e-05,
    1.752535691570391e-08,
)
_DIGAMMA_Q = (
    1.0,
    1.8078452392373472,
    1.2430894926408425,
    0.41873749537828253,
    0.07345297004108525,
    0.006512443699907558,
    0.0002558487356209639,
    3.080505922285148e-06,
)
_DIGAMMA_FAR_P = (
    0.08333333333333333,
    1.3859449510009345,
    6.767530068491363,
    11.196240709566169,
    5.343790523263976,
    0.3447923618583084,
)
_DIGAMMA_FAR_Q = (
    1.0,
    16.731339412011163,
    82.83587571550456,
    141.8917456330965,
    75.11575372535124,
    7.766178512747367,
)
_DIGAMMA_ROOT = (1.4616321449683622, 9.549995429965697e-17)  # the positive root, in two parts
# sqrt(x) exp(-x) I(x) in 1 / x from x = 20 on, for the orders 0 and 1, to 2.2e-19.
_I0_FAR_P = (
    0.3989422804014327,
    -6.322955145458533,
    31.700458076504734,
    -58.57667845293386,
    34.536463999700246,
    -3.2441758372036333,
)
_I0_FAR_Q = (
    1.0,
    -15.974298146829929,
    81.3877393016747,
    -155.95347520573344,
    101.39952657358205,
    -14.237976831798433,
)
_I1_FAR_P = (
    0.3989422804014327,
    -6.1671219370252235,
    30.481162145704346,
    -57.6879076982808,
    39.74417165083207,
    -7.532578283408444,
)
_I1_FAR_Q = (
    1.0,
    -15.08368222044453,
    70.86574954536857,
    -119.69256440916593,
    61.64126172621495,
    -4.423290451519416,
)
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


def _rational(p: Sequence[float], q: Sequence[float], t: Array) -> Array:
    total = _polynomial(p, t)
    total /= _polynomial(q, t)
    return total


# The error function and the normal distribution.


def _exp_square(x: Array, sign: float) -> Array:
    """exp(sign * x ** 2), where rounding x ** 2 would cost x ** 2 units: the square of a short x is exact."""
    short = x.astype(np.float32).astype(np.float64)
    return np.exp(sign * short * short) * np.exp(sign * (x - short) * (x + short))


def _erf_near(x: Array) -> Array:
    return x * _rational(_ERF_P, _ERF_Q, x * x)


def _erfcx_far(x: Array) -> Array:
    """erfcx from 0.5 on."""

    def far(x: Array) -> Array:
        t = 1 / x
        return t * _rational(_ERFCX_FAR_P, _ERFCX_FAR_Q, t * t)

    return _piecewise(x, [4.0], [lambda x: _rational(_ERFCX_P, _ERFCX_Q, x), far])


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
    total = _polynomial(_ERF_SINGLE_P, square)
    total *= x
    total /= _polynomial(_ERF_SINGLE_Q, square)
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
        return _exp_square(x, 1.0) * (1 - _erf(x))

    return _elementwise(lambda x: _piecewise(x, [0.5], [near, _erfcx_far]), x)


def _erfcinv(q: Array) -> Array:
    """The inverse of erfc on [0, 0.25]."""

    def fit(p: Sequence[float], q: Sequence[float]) -> Function:
        return lambda w: _rational(p, q, w)

    w = np.sqrt(-np.log(q))
    return _piecewise(
        w,
        [3.0, 8.0, np.inf],
        [
            fit(_ERFCINV_P, _ERFCINV_Q),
            fit(_ERFCINV_FAR_P, _ERFCINV_FAR_Q),
            fit(_ERFCINV_FARTHEST_P, _ERFCINV_FARTHEST_Q),
            lambda w: w,
        ],
    )


def _erfinv(y: Array) -> Array:
    def near(y: Array) -> Array:
        return y * _rational(_ERFINV_P, _ERFINV_Q, y * y)

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

    def low(x: Array) -> Array:
        x = np.maximum(x, -40.0)
        short = x.astype(np.float32).astype(np.float64)  # as in `_exp_square`
        bell = np.exp(-0.5 * short * short) * np.exp(-0.5 * (x - short) * (x + short))
        return 0.5 * bell * _erfcx_far(x * -math.sqrt(0.5))

    return _elementwise(
        lambda x: _piecewise(x, [-math.sqrt(0.5)], [low, lambda x: 0.5 + 0.5 * _erf(x * math.sqrt(0.5))]), x
    )


def log_ndtr(x: Array) -> Array:
    """log(ndtr(x)), without the loss where ndtr(x) vanishes or is close to 1.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import log_ndtr
    >>> log_ndtr(np.array([0.0, -100.0]))
    array([-6.93147181e-01, -5.00552421e+03])
    """

    def low(x: Array) -> Array:
        return np.log(0.5 * _erfcx_far(x * -math.sqrt(0.5))) - 0.5 * x * x

    return _elementwise(lambda x: _piecewise(x, [-1.0], [low, lambda x: np.log1p(-0.5 * _erfc(x * math.sqrt(0.5)))]), x)


def ndtri(p: Array) -> Array:
    """The x with ndtr(x) = p: infinite at 0 and 1, NaN beyond.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import ndtri
    >>> ndtri(np.array([0.5, 0.975, 1e-300]))
    array([  0.        ,   1.95996398, -37.0471011 ])
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


def _sin_pi(x: Array) -> Array:
    """sin(pi (x - n)) for the integer n next to x: exact at the zeros."""
    return np.sin(np.pi * (x - np.round(x)))


def _lgamma_positive(x: Array) -> Array:
    def near(d: Array) -> Array:
        return d * (d + 1) * _rational(_LGAMMA_P, _LGAMMA_Q, d)

    def far(x: Array) -> Array:
        t = 1 / x
        lead = (x - 0.5) * (np.log(x) - 1) + (0.5 * math.log(2 * math.pi) - 0.5)
        return lead + t * _rational(_STIRLING_P, _STIRLING_Q, t * t)

    # lgamma(x) = lgamma(x + 1) - log(x): both vanish where lgamma does, at 1.
    return _piecewise(x, [1.0, 3.0], [lambda x: near(x - 1) - np.log(x), lambda x: near(x - 2), far])


def _lgamma(x: Array) -> Array:
    def reflected(x: Array) -> Array:
        # gamma(x) gamma(1 - x) = pi / sin(pi x); poles, and all numbers so far out that they are integers, are infinite.
        value = math.log(math.pi) - np.log(np.abs(_sin_pi(x))) - _lgamma_positive(1 - x)
        return np.where(x == np.floor(x), np.inf, value)

    # Where lgamma overflows, (x - 0.5) * (log(x) - 1) does, except at infinity itself, where it is NaN in no term.
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
        d = (x - _DIGAMMA_ROOT[0]) - _DIGAMMA_ROOT[1]
        return d * _rational(_DIGAMMA_P, _DIGAMMA_Q, d)

    def far(x: Array) -> Array:
        t = 1 / x
        return np.log(x) - t * (0.5 + t * _rational(_DIGAMMA_FAR_P, _DIGAMMA_FAR_Q, t * t))

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
        return (np.pi / _sin_pi(x)) ** 2 - positive(1 - x)

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
    value[~positive] = np.where(q_ == np.floor(q_), np.inf, np.where(s_ == np.floor(s_), value[~positive], np.nan))
    value[(s < 1) | np.isnan(s) | np.isnan(q) | (q == np.inf) | ((s == np.inf) & (q > 1))] = np.nan
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


def _bessel(x: Array, series: Sequence[float], far: tuple[Sequence[float], Sequence[float]], scaled: bool) -> Array:
    """I(x) for x >= 0, times exp(-x) if `scaled`: its series up to 20, then sqrt(x) exp(-x) I(x) as a function of 1 / x."""

    def low(x: Array) -> Array:
        value = _polynomial(series, x * x)
        return value * np.exp(-x) if scaled else value

    def high(x: Array) -> Array:
        value = _rational(*far, 1 / x) / np.sqrt(x)
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
    return _elementwise(lambda x: _bessel(np.abs(x), _I0, (_I0_FAR_P, _I0_FAR_Q), False), x)


def i0e(x: Array) -> Array:
    """exp(-abs(x)) i0(x).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i0e
    >>> i0e(np.array([0.0, 1000.0]))
    array([1.        , 0.01261724])
    """
    return _elementwise(lambda x: _bessel(np.abs(x), _I0, (_I0_FAR_P, _I0_FAR_Q), True), x)


def _i1(x: Array, scaled: bool) -> Array:
    a = np.abs(x)
    value = _piecewise(
        a,
        [20.0],
        [
            lambda a: 0.5 * a * _bessel(a, _I1, (_I1_FAR_P, _I1_FAR_Q), scaled),
            lambda a: _bessel(a, _I1, (_I1_FAR_P, _I1_FAR_Q), scaled),
        ],
    )
    return np.where(x < 0, -value, value)


def i1(x: Array) -> Array:
    """The modified Bessel function of the first kind, of order 1: the derivative of i0.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import i1
    >>> i1(np.array([0.0, 1.0]))
    array([0.        , 0.56515910])
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
    with np.errstate(all="ignore"):
        angle = x * math.pi
        value = np.sin(angle)
        value /= angle
    value[angle == 0] = 1
    return value


def entr(x: Array) -> Array:
    """-x log(x): 0 at 0, -inf below.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import entr
    >>> entr(np.array([0.0, 0.5, -1.0]))
    array([0.        , 0.34657359,       -inf])
    """
    with np.errstate(all="ignore"):
        value = -x * np.log(x)
    value[x == 0] = 0
    value[x < 0] = -np.inf
    return value


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """log(1 + exp(beta x)) / beta, and x itself where beta x exceeds the threshold.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import softplus
    >>> softplus(np.array([0.0, 100.0, -100.0]))
    array([6.93147181e-01, 1.00000000e+02, 3.72007598e-44])
    """
    scaled = x * beta
    with np.errstate(all="ignore"):
        value = np.exp(np.minimum(scaled, threshold))
        np.log1p(value, out=value)
        value /= beta
    np.copyto(value, x, where=scaled > threshold)
    return value


def log_sigmoid(x: Array) -> Array:
    """-log(1 + exp(-x)), which neither overflows nor loses what is small.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.special import log_sigmoid
    >>> log_sigmoid(np.array([0.0, -1000.0, 100.0]))
    array([-6.93147181e-01, -1.00000000e+03, -3.72007598e-44])
    """
    with np.errstate(all="ignore"):
        value = np.exp(-np.abs(x))
        np.log1p(value, out=value)
        return np.minimum(x, 0) - value
