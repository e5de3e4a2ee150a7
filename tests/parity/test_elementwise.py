"""Elementwise ops beside PyTorch: printed results and errors call by call, dtypes, and values at the edges.

A case is a call of a library `t` on the inputs `e` (conftest.py).  Below the cases, every function of the lists is
called in every dtype, and on NaN, infinities, zeros of both signs, kinks and whole numbers, with its gradients.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402  (after the skip)

CASES = [
    # alpha, and bools in arithmetic
    lambda t, e: t.add(e.v, e.v, alpha=2),
    lambda t, e: t.add(e.i, e.i, alpha=1.5),
    lambda t, e: t.add(e.v, e.v, alpha=1.5j),
    lambda t, e: t.add(e.i > 1, e.i > 1, alpha=1.5),
    lambda t, e: t.add(e.i > 1, e.i > 1, alpha=True),
    lambda t, e: t.add(e.i > 1, e.i > 1, alpha=2),
    lambda t, e: t.add(e.v, e.v, alpha=True),
    lambda t, e: t.add(e.v, e.v, alpha="x"),
    lambda t, e: t.sub(e.v, 1, alpha=3),
    lambda t, e: t.rsub(e.v, 1, alpha=3),
    lambda t, e: t.rsub(e.i, e.i),
    lambda t, e: t.sub(2, e.v),
    lambda t, e: t.mul(2, e.v),
    lambda t, e: t.div(2, e.v),
    lambda t, e: (e.i > 1) - 1,
    lambda t, e: 1 - (e.i > 1),
    lambda t, e: (e.i > 1) - (e.i > 1),
    lambda t, e: e.i - (e.i > 1),
    lambda t, e: e.v - True,
    lambda t, e: True - e.v,
    lambda t, e: t.rsub(e.v, True),
    lambda t, e: (e.i > 1) + (e.i > 1),
    lambda t, e: (e.i > 1) * 2,
    lambda t, e: -(e.i > 1),
    lambda t, e: +(e.i > 1),
    lambda t, e: abs(e.i > 1),
    # what is no operand
    lambda t, e: t.add(e.v, "a"),
    lambda t, e: t.add(e.v, None),
    lambda t, e: t.atan2(e.v, 2),
    lambda t, e: t.hypot(e.v, 2),
    lambda t, e: t.gcd(e.i, 2),
    lambda t, e: t.logical_and(e.v, 2),
    lambda t, e: t.ldexp(e.v, 2),
    lambda t, e: t.maximum(e.v, 2),
    lambda t, e: t.heaviside(e.v, 2),
    lambda t, e: t.nextafter(e.v, 2),
    lambda t, e: t.isclose(e.v, 2),
    lambda t, e: t.equal(e.v, 2),
    lambda t, e: t.igamma(e.v, 2),
    lambda t, e: t.exp(2.0),
    lambda t, e: t.relu("a"),
    lambda t, e: e.v == None,  # noqa: E711
    lambda t, e: e.v != None,  # noqa: E711
    lambda t, e: e.v < "a",
    lambda t, e: e.v + "a",
    lambda t, e: e.v + t.ones(2),
    lambda t, e: t.where(e.v > 1, e.v, t.ones(2)),
    lambda t, e: t.lerp(e.v, t.ones(2), 0.5),
    lambda t, e: t.addcmul(e.v, e.v, t.ones(2)),
    # wrapping round, and numbers beside tensors
    lambda t, _: t.tensor([5], dtype=t.int8) + 300,
    lambda t, _: t.tensor([1], dtype=t.uint8) - 6,
    lambda t, _: t.tensor([127], dtype=t.int8) + t.tensor([1], dtype=t.int8),
    lambda t, _: t.tensor([5], dtype=t.int8) * 2.5,
    lambda t, _: t.tensor([0.1]) == 0.1,
    lambda t, _: t.tensor([1, 2]) > 1.5,
    lambda t, _: t.tensor([1, 2]) / 2,
    lambda t, e: e.i * 1j,
    lambda t, e: e.v * 1j,
    # division
    lambda t, e: e.i // 0,
    lambda t, e: e.i % 0,
    lambda t, e: t.fmod(e.i, 0),
    lambda t, e: t.div(e.i, 0, rounding_mode="trunc"),
    lambda t, e: t.div(e.v, 2, rounding_mode="x"),
    lambda t, _: t.div(t.tensor([7, -7, 8]), 2, rounding_mode="trunc"),
    lambda t, _: t.div(t.tensor([7, -7, 8]), 2, rounding_mode="floor"),
    lambda t, _: t.div(t.tensor([7.5, -7.5]), 2, rounding_mode="trunc"),
    lambda t, _: t.tensor([5, -5, 5, -5]) % t.tensor([3, 3, -3, -3]),
    lambda t, _: t.fmod(t.tensor([5, -5, 5, -5]), t.tensor([3, 3, -3, -3])),
    lambda t, _: t.tensor([5.5, -5.5]) % -2,
    lambda t, _: t.tensor([5, -5]) // -2,
    lambda t, e: 7 // e.v,
    lambda t, e: 7 % e.v,
    lambda t, e: t.remainder(7, e.v),
    lambda t, e: t.floor_divide(7, e.i),
    lambda t, e: 3 / e.v,
    lambda t, e: t.fmod(7, e.v),
    # powers
    lambda t, _: t.tensor([2, -1, 1]) ** -1,
    lambda t, _: t.tensor([2, -1, 1]) ** t.tensor([-1, -1, -2]),
    lambda t, _: 2 ** t.tensor([-1, 2]),
    lambda t, _: 1 ** t.tensor([-1, 2]),
    lambda t, _: t.pow(2, 2),
    lambda t, _: t.tensor([True]) ** 2,
    lambda t, _: t.tensor([True]) ** t.tensor([True]),
    lambda t, _: t.tensor([2, 3]) ** 0.5,
    lambda t, _: t.tensor([2, 3]) ** t.tensor(0.5),
    lambda t, e: e.v ** (1 + 1j),
    lambda t, e: e.c**2,
    lambda t, e: 2**e.c,
    lambda t, _: t.tensor([-0.0, 0.0]) ** t.tensor([1.0, 0]),
    lambda t, _: t.add(2, 2.5),
    lambda t, _: t.div(2, 2),
    lambda t, _: t.true_divide(1, 2),
    lambda t, _: t.floor_divide(7, 2),
    lambda t, e: t.add("a", e.v),
    lambda t, e: t.eq(2, e.v),
    lambda t, e: t.eq(e.v, "a"),
    lambda t, e: t.float_power(2, 2),
    lambda t, e: t.float_power(2, e.v),
    lambda t, e: t.float_power(e.i, 2),
    lambda t, e: t.square(e.i > 1),
    lambda t, e: e.vr**2,
    lambda t, e: 2**e.vr,
    lambda t, e: e.vr**e.vr,
    lambda t, e: 1 - e.vr,
    lambda t, e: 1 / e.vr,
    # three operands
    lambda t, e: t.lerp(e.v, e.v.double(), 0.5),
    lambda t, e: t.lerp(e.i, e.i, 1),
    lambda t, e: t.lerp(e.v, e.v, e.v.double()),
    lambda t, e: t.lerp(e.v, e.v, t.tensor([1, 2, 3])),
    lambda t, e: t.addcmul(e.i, e.i, e.i, value=1.5),
    lambda t, e: t.addcmul(e.i > 1, e.i > 1, e.i > 1),
    lambda t, e: t.addcmul(e.i, t.ones(2), t.ones(2)),
    lambda t, e: t.addcmul(e.v, e.v, 2),
    lambda t, e: t.addcdiv(e.i, e.i, e.i),
    lambda t, e: t.addcdiv(t.ones(2), e.i, t.ones(2), value=2),
    # clamp
    lambda t, e: t.clamp(e.v),
    lambda t, e: t.clamp(e.i, 0.5),
    lambda t, e: t.clamp(e.i > 1, 0, 1),
    lambda t, e: t.clamp(e.c, 1),
    lambda t, e: t.clamp(e.v, t.tensor([1, 2, 3])),
    lambda t, e: t.clamp(e.v, 2, 1),
    lambda t, e: t.clip(e.v, max=2),
    lambda t, _: t.clamp(t.tensor([math.nan, 1]), 0, math.nan),
    lambda t, e: e.vr.clamp(0, 4),
    lambda t, e: e.vr.clamp(e.v, e.v),
    lambda t, e: t.clamp_min(e.i, t.tensor([0.5, 1.5])),
    # choices
    lambda t, e: t.where(e.i > 1, 1.0, 2.0),
    lambda t, e: t.where(e.i > 1, 1, 2),
    lambda t, e: t.where(e.i > 1, 1, 2.0),
    lambda t, e: t.where(e.i > 1, e.i, 1j),
    lambda t, e: t.where(e.v, 1.0, 2.0),
    lambda t, e: t.where(e.i > 1),
    lambda t, e: t.where((e.i > 1).byte(), 1, 2),
    lambda t, e: t.maximum(e.c, e.c),
    lambda t, e: t.isclose(e.v, e.v.double()),
    lambda t, e: t.isclose(e.v, e.v, rtol=-1.0),
    lambda t, e: t.isclose(e.v, e.v, atol=-1.0),
    lambda t, _: t.isclose(t.tensor([math.nan, math.inf]), t.tensor([math.nan, math.inf]), equal_nan=True),
    lambda t, e: t.equal(e.v, e.v.double()),
    lambda t, e: t.allclose(e.v, e.v + 1e-9),
    lambda t, e: t.heaviside(e.v, e.v.double()),
    lambda t, e: e.i < e.c,
    # bits
    lambda t, e: e.v & 1,
    lambda t, e: e.i & 1.5,
    lambda t, e: ~e.v,
    lambda t, e: ~e.i,
    lambda t, e: ~(e.i > 1),
    lambda t, e: e.i << 1.5,
    lambda t, e: 2 << e.i,
    lambda t, e: 6 & e.i,
    lambda t, e: 6 | e.i,
    lambda t, e: 6 ^ e.i,
    lambda t, _: t.tensor([1, -1]) << 70,
    lambda t, _: t.tensor([1, -1]) >> 70,
    lambda t, e: t.bitwise_and(2, e.i),
    # roundings, signs, parts
    lambda t, e: t.round(e.i, decimals=1),
    lambda t, e: t.round(e.v * 123.456, decimals=-1),
    lambda t, e: t.round(e.v * 1.23456, decimals=2),
    lambda t, e: t.frexp(e.v),
    lambda t, e: t.frexp(e.i),
    lambda t, e: t.nan_to_num(t.tensor([math.nan, math.inf, -math.inf]), nan=7.0),
    lambda t, e: t.nan_to_num(e.i, nan=3.0),
    lambda t, e: t.logit(e.v / 10, eps=0.6),
    lambda t, e: t.positive(e.xr) is e.xr,
    lambda t, e: e.c.sign(),
    lambda t, e: e.c.clone().abs_(),
    lambda t, e: t.angle(e.i),
    lambda t, e: t.imag(e.v),
    lambda t, e: t.real(e.v) is e.v,
    lambda t, e: t.complex(e.v, e.v.double()),
    lambda t, e: t.complex(e.i, e.i),
    lambda t, e: t.polar(e.v, e.v),
    lambda t, e: t.view_as_real(e.v),
    lambda t, e: t.view_as_complex(e.v),
    lambda t, e: t.view_as_complex(e.x),
    lambda t, e: t.view_as_complex(e.x.t()),
    lambda t, e: t.view_as_complex(e.i),
    # in place
    lambda t, e: e.i.sqrt_(),
    lambda t, e: e.i.add_(1.5),
    lambda t, e: e.i.div_(2),
    lambda t, e: e.v.eq_(1),
    lambda t, e: e.v.lt_(2),
    lambda t, e: e.vr.exp_(),
    lambda t, e: (e.vr * 1).exp_(),
    lambda t, e: e.v.pow_(2),
    lambda t, e: e.v.mul_(e.x),
    # special functions
    lambda t, e: t.polygamma(-1, e.v),
    lambda t, e: t.polygamma(1.5, e.v),
    lambda t, e: e.v.polygamma(1),
    lambda t, e: t.polygamma(2, e.i),
    lambda t, e: t.mvlgamma(e.v, 0),
    lambda t, e: t.mvlgamma(e.i + 3, 2),
    lambda t, e: t.special.zeta(2, e.v),
    lambda t, e: t.special.zeta(e.v + 1, 2),
    lambda t, e: t.special.chebyshev_polynomial_t(0.5, e.i),
    lambda t, e: t.special.xlog1py(2, e.v),
    lambda t, e: t.special.erfcx(e.v.half()),
    lambda t, e: t.xlogy(2, e.v),
    lambda t, e: t.xlogy(2, 2),
    # activations
    lambda t, e: t.nn.functional.hardtanh(e.v, 2, 1),
    lambda t, e: t.nn.functional.hardtanh(e.i),
    lambda t, e: t.nn.functional.hardtanh(e.i.byte()),
    lambda t, e: t.nn.functional.softshrink(e.v, -1),
    lambda t, e: t.nn.functional.gelu(e.v, approximate="x"),
    lambda t, e: t.nn.functional.gelu(e.v, approximate="tanh"),
    lambda t, e: t.nn.functional.glu(e.v),
    lambda t, e: t.nn.functional.glu(t.ones(())),
    lambda t, e: t.nn.functional.prelu(t.ones(2, 3), t.ones(2)),
    lambda t, e: t.nn.functional.prelu(t.ones(()), t.ones(2)),
    lambda t, e: t.nn.functional.prelu(e.v, t.ones(2, 2)),
    lambda t, e: t.nn.functional.prelu(e.v.double(), t.ones(1)),
    lambda t, e: t.nn.functional.rrelu(e.v, 0.5, 0.1),
    lambda t, e: t.nn.functional.celu(e.v, alpha=0.0),
    lambda t, e: t.nn.functional.threshold(e.i, 1, 2),
    lambda t, e: t.nn.functional.threshold(e.i > 1, 1, 2),
    lambda t, e: t.nn.functional.relu(e.vr, inplace=True),
    lambda t, e: t.nn.functional.relu(-e.v, inplace=True),
    lambda t, e: t.nn.functional.silu(e.vr),
    lambda t, e: t.selu(e.vr),
    lambda t, e: t.celu(e.vr),
]


@pytest.mark.parametrize("call", CASES, ids=lambda call: f"line{call.__code__.co_firstlineno}")
def test_agrees_with_torch(agree: Any, call: Any) -> None:
    agree(call)


# ------------------------------------------------------------ every function in every dtype

_UNARY = """
abs neg sign sgn sqrt rsqrt square reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan asin
acos atan sinh cosh tanh asinh acosh atanh sigmoid floor ceil round trunc frac isnan isinf isfinite
isposinf isneginf isreal logical_not bitwise_not relu sinc nan_to_num signbit positive deg2rad
rad2deg erf erfc erfinv lgamma digamma i0 logit frexp real imag conj conj_physical angle
special.entr special.ndtr special.ndtri special.log_ndtr special.i0e special.i1 special.i1e
special.bessel_j0 special.erfcx special.airy_ai special.spherical_bessel_j0 nn.functional.relu6
nn.functional.leaky_relu nn.functional.elu nn.functional.selu nn.functional.celu nn.functional.gelu
nn.functional.silu nn.functional.mish nn.functional.softplus nn.functional.softsign
nn.functional.tanhshrink nn.functional.softshrink nn.functional.hardshrink nn.functional.hardtanh
nn.functional.hardsigmoid nn.functional.hardswish nn.functional.logsigmoid nn.functional.rrelu
"""
UNARY = _UNARY.split()
_BINARY = """
add sub mul true_divide floor_divide remainder fmod pow float_power atan2 maximum minimum fmax fmin
hypot logaddexp logaddexp2 xlogy eq ne lt le gt ge isclose logical_and logical_or logical_xor
bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift heaviside copysign
nextafter ldexp gcd lcm igamma igammac special.xlog1py special.zeta special.chebyshev_polynomial_t
special.chebyshev_polynomial_u special.chebyshev_polynomial_v special.chebyshev_polynomial_w
special.hermite_polynomial_h special.hermite_polynomial_he special.laguerre_polynomial_l
special.legendre_polynomial_p special.shifted_chebyshev_polynomial_t
special.shifted_chebyshev_polynomial_u special.shifted_chebyshev_polynomial_v
special.shifted_chebyshev_polynomial_w
"""
BINARY = _BINARY.split()
DTYPES = [
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip


def function(library: Any, name: str) -> Any:
    for part in name.split("."):
        library = getattr(library, part)
    return library


def outcome(library: Any, name: str, arity: int, dtype: str) -> str:
    """The dtype of the result, or the error's type and first line."""
    x = library.ones(3, dtype=getattr(library, dtype))
    try:
        made = function(library, name)(*[x] * arity)
    except (RuntimeError, TypeError, NotImplementedError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return str(made[0].dtype if isinstance(made, tuple) else made.dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("names", "arity"), [(UNARY, 1), (BINARY, 2)], ids=["unary", "binary"])
def test_dtypes_and_refusals(names: list[str], arity: int, dtype: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            assert (name, outcome(minigrad, name, arity, dtype)) == (name, outcome(torch, name, arity, dtype))


# ------------------------------------------------------------ values and gradients at the edges

SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0]
EDGES = np.array([*SPECIAL, 1, -1, 2, -2, 0.5, -0.5, 2.5, 3, -3, 7, 20.5, -20.5, 100, -100])
PAIRS = np.array([*SPECIAL, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2.5, 7, -7.5])
NO_VALUES = frozenset(("bitwise_not", "real", "imag", "conj", "conj_physical", "gcd", "lcm", "isclose")) | frozenset(
    n for n in BINARY if n.startswith("bitwise")
)
NO_GRADIENT = frozenset(("floor_divide", "heaviside", "igamma", "igammac", "special.zeta", "sgn"))
COARSE = frozenset(  # torch's own result is off in the eighth digit
    ("special.bessel_j0", "special.airy_ai", "nn.functional.hardsigmoid", "special.log_ndtr", "digamma")
)
# On NaN torch computes something else in vectors than in single elements, or leaves the memory as it was.
ON_FINITE = frozenset(n for n in (*UNARY, *BINARY) if n.startswith("nn.functional") or "polynomial" in n) | frozenset(
    ("igamma", "igammac", "special.zeta", "special.i1", "special.i1e")
)
POLES = {  # gradients at poles, where torch has a large number
    "digamma": lambda x: (x < 0) & (x == np.floor(x)),
    "logit": lambda x: (x == 0) & np.signbit(x),
    "special.log_ndtr": lambda x: x == -math.inf,
    "special.entr": np.isnan,
}


def evaluate(library: Any, name: str, arrays: list[Any]) -> list[Any]:
    """The results and the gradients of their sums, as arrays."""
    inputs = [library.from_numpy(a.copy()).requires_grad_() for a in arrays]
    made = function(library, name)(*inputs)
    outputs = list(made) if isinstance(made, tuple) else [made]
    found = [o.detach().numpy() for o in outputs]
    if outputs[0].requires_grad and name not in NO_GRADIENT:
        cotangent = library.ones(outputs[0].shape, dtype=outputs[0].dtype)
        grads = library.autograd.grad(outputs[0], inputs, cotangent, allow_unused=True)
        found += [np.zeros_like(a) if g is None else g.numpy() for g, a in zip(grads, arrays, strict=True)]
    return found


@pytest.mark.parametrize("name", [n for n in (*UNARY, *BINARY) if n not in NO_VALUES])
def test_values_and_gradients_at_the_edges(name: str) -> None:
    arrays = [EDGES] if name in UNARY else [a.ravel() for a in np.meshgrid(PAIRS, PAIRS)]
    keep = np.ones(arrays[0].shape, np.bool_)
    if name in ON_FINITE:
        keep = np.isfinite(arrays[0]) & np.isfinite(arrays[-1])
    if name in POLES:
        keep &= ~POLES[name](arrays[0])
    arrays = [a[keep] for a in arrays]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, theirs = evaluate(minigrad, name, arrays), evaluate(torch, name, arrays)
    for a, b in zip(ours, theirs, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=1e-6 if name in COARSE else 1e-11, atol=1e-12)


WHOLE = [(dtype, values) for dtype, values in (
    ("int64", [0, 1, -1, 2, -2, 3, -3, 7, -7, 100, -100]), ("int8", [0, 1, -1, 2, -2, 3, -3, 7, -7, 100, -100]),
    ("uint8", [0, 1, 2, 3, 7, 100, 5]), ("bool", [0, 1]))]  # fmt: skip


@pytest.mark.parametrize(("dtype", "values"), WHOLE, ids=[d for d, _ in WHOLE])
def test_whole_numbers(dtype: str, values: list[int]) -> None:
    x = np.array(values, dtype)
    for name in (*UNARY, *BINARY):
        others = x[x != 0] if name in ("floor_divide", "remainder", "fmod") else x
        arrays = [x] if name in UNARY else [a.ravel() for a in np.meshgrid(x, others)]
        found: list[Any] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for library in (minigrad, torch):
                try:
                    made = function(library, name)(*[library.from_numpy(a.copy()) for a in arrays])
                except (RuntimeError, TypeError, NotImplementedError) as error:
                    found.append(type(error))
                else:
                    found.append(made.numpy() if not isinstance(made, tuple) else made[0].numpy())
        if isinstance(found[0], type) or isinstance(found[1], type):
            assert found[0] is found[1], name
        else:
            assert found[0].dtype == found[1].dtype, name
            np.testing.assert_allclose(found[0], found[1], rtol=1e-5, atol=1e-5, err_msg=name)
