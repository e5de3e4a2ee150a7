"""The special functions against the standard library, SciPy, their integrals and their functional equations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad.ops._kernels import special
from minigrad.ops._kernels.special import (
    digamma,
    entr,
    erf,
    erfc,
    erfcx,
    erfinv,
    i0,
    i0e,
    i1,
    i1e,
    lgamma,
    log_ndtr,
    log_sigmoid,
    ndtr,
    ndtri,
    polygamma,
    sinc,
    softplus,
    trigamma,
    zeta,
)

INF, NAN = math.inf, math.nan


def spread(low: float, high: float, n: int = 2000) -> np.ndarray:
    return np.random.default_rng(0).uniform(low, high, n)


def powers(low: float, high: float, n: int = 500) -> np.ndarray:
    """Positive numbers of every magnitude, by decimal exponent."""
    return 10 ** spread(low, high, n)


LINE = np.concatenate([spread(-8, 8), powers(-300, 1), -powers(-300, 1)])
POSITIVE = np.concatenate([spread(0, 4), spread(4, 60), powers(-300, 15)])
NEGATIVE = spread(-30, 0)
UNIT = np.concatenate([spread(0, 1), powers(-300, 0), 1 - powers(-15, -1)])

# name: (arguments, relative error, absolute error: near a zero that is no number, a relative one says nothing)
AGAINST_SCIPY = {
    "erf": (LINE, 1e-15, 0),
    "erfc": (np.concatenate([spread(-8, 26), LINE]), 1e-13, 0),  # SciPy's own error
    "erfcx": (np.concatenate([spread(-26, 60), powers(0, 300)]), 2e-13, 0),
    "erfinv": (np.concatenate([UNIT, -UNIT]), 1e-14, 0),
    "ndtr": (spread(-37, 9), 1e-12, 0),
    "log_ndtr": (np.concatenate([spread(-40, 9), -powers(0, 100)]), 2e-14, 0),
    "ndtri": (UNIT, 1e-14, 1e-15),
    "gammaln": (POSITIVE, 1e-14, 1e-15),
    "psi": (POSITIVE, 1e-14, 1e-15),
    "i0": (np.concatenate([spread(-700, 700), LINE]), 5e-15, 0),
    "i0e": (np.concatenate([spread(-100, 100), powers(-300, 300)]), 5e-15, 0),
    "i1": (np.concatenate([spread(-700, 700), LINE]), 5e-15, 0),
    "i1e": (np.concatenate([spread(-100, 100), powers(-300, 300)]), 5e-15, 0),
    "entr": (np.concatenate([POSITIVE, -POSITIVE]), 1e-14, 0),
}
OURS = {"gammaln": "lgamma", "psi": "digamma"}


@pytest.mark.parametrize("name", AGAINST_SCIPY)
def test_agrees_with_scipy(name: str) -> None:
    scipy = pytest.importorskip("scipy.special")
    x, relative, absolute = AGAINST_SCIPY[name]
    result = getattr(special, OURS.get(name, name))(x)
    np.testing.assert_allclose(result, getattr(scipy, name)(x), rtol=relative, atol=absolute)


@pytest.mark.parametrize(("name", "ours"), [("gammaln", lgamma), ("psi", digamma)])
def test_agrees_with_scipy_between_the_poles(name: str, ours) -> None:
    scipy = pytest.importorskip("scipy.special")
    np.testing.assert_allclose(ours(NEGATIVE), getattr(scipy, name)(NEGATIVE), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_polygamma_agrees_with_scipy(n: int) -> None:
    scipy = pytest.importorskip("scipy.special")
    x = np.concatenate([spread(0, 30), powers(-20, 6)])
    np.testing.assert_allclose(polygamma(n, x), scipy.polygamma(n, x), rtol=1e-14)
    x = spread(0, 1, 200)  # one period up: polygamma(n, x - 1) = polygamma(n, x) + n! / (1 - x) ** (n + 1)
    np.testing.assert_allclose(
        polygamma(n, x - 1), scipy.polygamma(n, x) + math.factorial(n) / (1 - x) ** (n + 1), rtol=1e-12, atol=1e-12
    )


def test_zeta_agrees_with_scipy() -> None:
    scipy = pytest.importorskip("scipy.special")
    s = np.array([1.0001, 1.5, 2, 7.3, 60])[:, None]
    q = np.concatenate([spread(0, 40, 500), powers(-3, 9)])
    result = zeta(np.broadcast_to(s, (5, q.size)), q)
    np.testing.assert_allclose(result, scipy.zeta(s, q), rtol=5e-14, atol=1e-306)


@given(st.floats(-30, 30))
def test_erf_and_erfc_are_the_standard_library_s(x: float) -> None:
    np.testing.assert_allclose(erf(np.array(x)), math.erf(x), rtol=1e-15)
    np.testing.assert_allclose(erfc(np.array(x)), math.erfc(x), rtol=2e-15, atol=1e-320)


@given(st.floats(-200, 1e300))
def test_lgamma_is_the_standard_library_s(x: float) -> None:
    if x <= 0 and x == math.floor(x):
        expected = INF
    else:
        expected = math.lgamma(x)
    np.testing.assert_allclose(lgamma(np.array(x)), expected, rtol=2e-14, atol=1e-15 if x > 0 else 2e-12)  # math.lgamma is off by as much


def test_lgamma_and_digamma_are_precise_at_their_zeros() -> None:
    """lgamma(1 + e) = -gamma e + pi ** 2 / 12 e ** 2, lgamma(2 + e) = (1 - gamma) e + ..., to the last digits."""
    gamma = 0.5772156649015329
    e = np.array([1e-5, -1e-5, 1e-9, -1e-9, 2**-50])
    for point, slope, curvature in ((1, -gamma, math.pi**2 / 6), (2, 1 - gamma, math.pi**2 / 6 - 1)):
        x = point + e
        d = x - point
        expected = d * (slope + d * curvature / 2)
        np.testing.assert_allclose(lgamma(x), expected, rtol=1e-9)
        np.testing.assert_allclose(lgamma(x)[2:], expected[2:], rtol=1e-15)
    root = 1.4616321449683623412626595423257213
    np.testing.assert_allclose(digamma(np.array([root])), [-9.2412655217294275e-17], rtol=2e-2)
    assert lgamma(np.array([1.0, 2.0])).tobytes() == bytes(16)


def bessel(order: int, x: np.ndarray) -> np.ndarray:
    """exp(-x) times the mean of exp(x cos(t)) cos(n t) over a circle; for periodic functions, plain sums converge."""
    t = np.linspace(0, 2 * np.pi, 1024, endpoint=False)
    return np.mean(np.exp(x[:, None] * (np.cos(t) - 1)) * np.cos(order * t), axis=1)


def test_bessel_functions_are_their_integrals() -> None:
    x = np.concatenate([np.linspace(0, 40, 81), [100.0, 500.0]])
    np.testing.assert_allclose(i0e(x), bessel(0, x), rtol=2e-14)
    np.testing.assert_allclose(i1e(x), bessel(1, x), rtol=2e-13, atol=1e-16)
    np.testing.assert_allclose(i0(x), np.exp(x) * bessel(0, x), rtol=2e-14)
    np.testing.assert_allclose(i1(-x), -np.exp(x) * bessel(1, x), rtol=2e-13, atol=1e-16)


@given(st.floats(1e-6, 1e6), st.integers(1, 6))
def test_recurrences(x: float, n: int) -> None:
    x_, up = np.array([x]), np.array([x + 1])
    x_ = up - 1  # x + 1 is rounded; the equations hold for the x that it is one more than
    if x_[0] <= 0:
        return
    np.testing.assert_allclose(lgamma(up), lgamma(x_) + np.log(x_), rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(digamma(up), digamma(x_) + 1 / x_, rtol=1e-13, atol=1e-9 / x)
    np.testing.assert_allclose(trigamma(up) + x_**-2, trigamma(x_), rtol=1e-13)
    s = np.array([n + 1.0])
    np.testing.assert_allclose(zeta(s, up) + x_**-s, zeta(s, x_), rtol=1e-12)
    factor = (-1) ** (n + 1) * math.factorial(n)
    np.testing.assert_allclose(polygamma(n, x_), factor * zeta(s, x_), rtol=1e-13)


def test_known_values() -> None:
    one = np.array([1.0])
    assert zeta(2 * one, one)[0] == pytest.approx(math.pi**2 / 6, rel=1e-15)
    assert zeta(2 * one, np.array([-0.5]))[0] == pytest.approx(math.pi**2 / 2 + 4, rel=1e-15)
    assert zeta(3 * one, np.array([-0.5]))[0] == pytest.approx(7 * 1.2020569031595942 - 8, rel=1e-14)
    assert zeta(2 * one, np.array([-1e5 - 0.5]))[0] == pytest.approx(math.pi**2 - 1e-5, abs=1e-9)
    assert digamma(one)[0] == pytest.approx(-0.5772156649015329, rel=1e-15)
    assert digamma(np.array([-0.5]))[0] == pytest.approx(0.03648997397857652, rel=1e-13)
    assert polygamma(200, one)[0] == -INF  # 200! overflows


@given(st.floats(-5, 5))
def test_inverses(x: float) -> None:
    np.testing.assert_allclose(erfinv(erf(np.array([x]))), [x], rtol=1e-13 + 1e-16 * math.exp(x * x))
    np.testing.assert_allclose(
        ndtri(ndtr(np.array([x]))), [x], rtol=1e-13, atol=1e-15 * math.exp(x * x / 2 if x > 0 else 0)
    )


EDGES = {
    erf: [(0.0, 0.0), (-0.0, -0.0), (INF, 1), (-INF, -1), (NAN, NAN), (1e-320, 1.1284e-320)],
    erfc: [(INF, 0), (-INF, 2), (NAN, NAN), (27.5, 0), (1e300, 0), (-1e300, 2)],
    erfcx: [(INF, 0), (-INF, INF), (NAN, NAN), (-30, INF), (1e300, 5.641895835477563e-301)],
    erfinv: [(0.0, 0.0), (-0.0, -0.0), (1, INF), (-1, -INF), (1.5, NAN), (-INF, NAN), (NAN, NAN)],
    ndtr: [(INF, 1), (-INF, 0), (NAN, NAN), (-39, 0)],
    log_ndtr: [(INF, -0.0), (-INF, -INF), (NAN, NAN), (-1e20, -5e39)],
    ndtri: [(0, -INF), (1, INF), (0.5, 0), (-1, NAN), (2, NAN), (NAN, NAN), (5e-324, -38.46740561714434)],
    lgamma: [(0.0, INF), (-1, INF), (INF, INF), (-INF, INF), (NAN, NAN), (-1e20, INF), (1e308, INF), (-1e308, INF)],
    digamma: [(0.0, -INF), (-0.0, INF), (-1, NAN), (INF, INF), (-INF, NAN), (NAN, NAN), (-1e20, NAN), (-1e-300, 1e300)],
    trigamma: [(0.0, INF), (-0.0, INF), (-3, INF), (INF, 0), (-INF, NAN), (NAN, NAN), (1e300, 1e-300)],
    i0: [(0.0, 1), (1e20, INF), (-1e300, INF), (NAN, NAN), (1e-300, 1)],
    i0e: [(INF, 0), (-INF, 0), (NAN, NAN)],
    i1: [(0.0, 0.0), (1e20, INF), (-1e300, -INF), (NAN, NAN), (1e-300, 5e-301)],
    i1e: [(INF, 0.0), (-INF, -0.0), (NAN, NAN)],
    sinc: [(0.0, 1), (-0.0, 1), (INF, NAN), (NAN, NAN), (1e-320, 1)],
    entr: [(0.0, 0), (-0.0, 0), (1, -0.0), (-1, -INF), (INF, -INF), (-INF, -INF), (NAN, NAN)],
    softplus: [(INF, INF), (-INF, 0), (NAN, NAN), (1e300, 1e300), (0, math.log(2))],
    log_sigmoid: [(INF, 0.0), (-INF, -INF), (NAN, NAN), (-1e300, -1e300), (0, -math.log(2))],
}


@pytest.mark.parametrize("function", EDGES, ids=lambda f: f.__name__)
def test_edges(function) -> None:
    x, expected = np.array(EDGES[function], dtype=float).T
    result = function(x)
    np.testing.assert_allclose(result, expected, rtol=1e-13)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(result)[number], np.signbit(expected)[number])


@pytest.mark.parametrize(
    ("s", "q", "expected"),
    [
        (1, 1, INF), (0.5, 1, NAN), (2, 0, INF), (2, -1, INF), (2.5, -1, INF), (2.5, -0.5, NAN), (NAN, 1, NAN),
        (2, NAN, NAN), (2, INF, NAN), (2, -INF, INF), (INF, 1, 1), (INF, 2, NAN), (INF, 0.5, INF), (1, -0.5, INF),
        (INF, -1.5, INF), (NAN, -1, INF), (NAN, -1.5, NAN),
    ],
)  # fmt: skip
def test_edges_of_zeta(s: float, q: float, expected: float) -> None:
    np.testing.assert_equal(float(zeta(np.array(float(s)), np.array(float(q)))), expected)


def test_edges_of_polygamma() -> None:
    x = np.array([0.0, -0.0, -1, -2, INF, -INF, NAN])
    np.testing.assert_equal(polygamma(2, x), [-INF, -INF, -INF, -INF, NAN, -INF, NAN])
    np.testing.assert_equal(polygamma(3, x), [INF, INF, INF, INF, NAN, INF, NAN])
    with pytest.raises(RuntimeError, match=r"^polygamma\(n, x\) does not support negative n\.$"):
        polygamma(-1, x)


def test_softplus_options() -> None:
    x = np.array([-5.0, 5.0, 15.0])
    np.testing.assert_allclose(softplus(x, 2, 20), [*np.log1p(np.exp([-10, 10])) / 2, 15], rtol=1e-15)
    np.testing.assert_allclose(softplus(x, -2, 20), -np.log1p(np.exp([10, -10, -30])) / 2)
    assert softplus(np.array([20.0, 20.001]))[1] == 20.001
    assert sinc(np.array([0, 0.5 + 0.5j]))[0] == 1
    np.testing.assert_allclose(sinc(np.array([0.5j])), [np.sinh(np.pi / 2) / (np.pi / 2)])


UNARY = [erf, erfc, erfcx, erfinv, ndtr, log_ndtr, ndtri, lgamma, digamma, trigamma, i0, i0e, i1, i1e]
NATIVE = [sinc, entr, softplus, log_sigmoid]


@pytest.mark.parametrize("function", UNARY + NATIVE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_single_and_half_precision(function, dtype: str) -> None:
    """Within two units in the last place, far more than one rounding needs; the elementary ones within five."""
    domain = (0.001, 0.999) if function in (erfinv, ndtri) else (0.01, 9) if function is entr else (-9, 9)
    x = spread(*domain, 100_000).astype(dtype)
    exact = function(x.astype(float))
    result = function(x)
    assert result.dtype == x.dtype
    finite = np.isfinite(exact) & (np.abs(exact) < np.finfo(dtype).max)
    unit = np.spacing(np.abs(exact[finite]).astype(dtype)).astype(float)
    error = np.abs(result[finite].astype(float) - exact[finite]) / unit
    if function is sinc:  # sin(pi x) / (pi x) with a rounded pi x, as torch has it: no zeros at the integers
        assert np.abs(result.astype(float) - exact).max() < 2 * np.finfo(dtype).eps
    else:
        assert error.max() < (5 if function in NATIVE else 2 if dtype == "float32" else 1)


@pytest.mark.parametrize("function", UNARY + NATIVE, ids=lambda f: f.__name__)
def test_shapes_and_layouts(function) -> None:
    x = np.abs(spread(0.1, 0.9, 60)).reshape(3, 4, 5)
    x.flags.writeable = False
    whole = function(x)
    np.testing.assert_array_equal(function(x[::-1, ::2].T), whole[::-1, ::2].T)
    assert function(np.array(0.3)).shape == ()
    assert function(np.zeros((0, 3))).shape == (0, 3)
    # Blocks: as many elements as fit, one more, and a mixture of regions in each.
    long = np.resize(x, special._BLOCK + 1)
    np.testing.assert_array_equal(function(long), np.resize(whole, long.size))


def test_zeta_broadcasts() -> None:
    s, q = np.array([[2.0], [3.0]]), np.array([1.0, 2.0, 0.5])
    assert zeta(s, q).shape == (2, 3)
    assert zeta(s.astype("float32"), q).dtype == np.float32
    np.testing.assert_allclose(zeta(s, q)[1, 0], 1.2020569031595942)


@pytest.mark.parametrize("function", [erf, lgamma, digamma, erfinv, i1, softplus], ids=lambda f: f.__name__)
def test_is_the_derivative_s_antiderivative(function) -> None:
    """Central differences against the derivative that the op table states."""
    derivative = {
        erf: lambda x: 2 / math.sqrt(math.pi) * np.exp(-x * x),
        lgamma: digamma,
        digamma: trigamma,
        erfinv: lambda x: math.sqrt(math.pi) / 2 * np.exp(erfinv(x) ** 2),
        i1: lambda x: i0(x) - i1(x) / x,
        softplus: lambda x: 1 / (1 + np.exp(-x)),
    }[function]
    x, h = spread(0.1, 0.9, 100), 1e-5
    np.testing.assert_allclose((function(x + h) - function(x - h)) / (2 * h), derivative(x), rtol=1e-6, atol=1e-8)
