"""Special functions: the error function and its kin, gamma functions, Bessel functions, zeta.

Imports the table, `comparison`, `pointwise`, `complexes` and `_kernels.special`.  What networks and distributions need
is computed here on NumPy alone; the rarely used functions by SciPy, which is imported on use.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._checks import needs_float, needs_real, no_kernel, operands
from ._kernels import special as kernels
from .comparison import pick
from .complexes import sgn
from .linear import needs_tensor
from .pointwise import exp, log, sigmoid
from .table import Array, add_members, binary, composite, inplace, op, unary

_SPECIAL = ("special",)
_BOTH = ("", "special")


def _scipy(name: str) -> Callable[..., Any]:
    """A function of scipy.special, its result in the dtype of its last argument.

    Raises ImportError, saying what to install, where there is no SciPy.
    """
    try:
        special = importlib.import_module("scipy.special")
    except ImportError:
        raise ImportError(
            f'this function is computed by scipy.special.{name}: pip install "minigrad-autograd[scipy]"'
        ) from None
    function = {
        "airy": lambda x: special.airy(x)[0],
        "spherical_jn": lambda x: special.spherical_jn(0, x),
    }.get(name) or getattr(special, name)
    return lambda *arrays: cast(function(*arrays), arrays[-1].dtype)


def _no_half(kernel: str, data: Any) -> None:
    """Raises NotImplementedError but for float32 and float64."""
    if data.dtype.char not in "fd":
        raise no_kernel(kernel, data)


def _alias(name: str, function: Any, like: str) -> None:
    """Another name in `special` for a function of one tensor."""

    def alias(input: Tensor) -> Any:
        return function(input)

    _enter(alias, name, like)


def _alias_of_two(name: str, function: Any, like: str) -> None:
    """Another name in `special` for a function of two tensors."""

    def alias(input: Tensor, other: Tensor) -> Any:
        needs_tensor(f"special_{name}", "other", 2, raw(other))
        return function(input, other)

    _enter(alias, name, like)


def _enter(alias: Any, name: str, like: str) -> None:
    alias.__name__ = alias.__qualname__ = name
    alias.__doc__ = f"Another name of `torch.{like}`."
    composite(namespaces=_SPECIAL, differentiable=False)(alias)


# ------------------------------------------------------------ the error function

_FEW = 256  # up to this many elements the C library, one element after the other, is faster than NumPy's vectors


def _one_by_one(function: Callable[[float], float], data: Any) -> Any:
    return np.array([function(x) for x in data.ravel().tolist()], data.dtype).reshape(data.shape)


_TWO_BY_ROOT_PI = 2.0 / math.sqrt(math.pi)
_ROOT_HALF = math.sqrt(0.5)


@unary(
    input=lambda g, input: g * (exp(-input * input) * _TWO_BY_ROOT_PI),
    floats=True, namespaces=_BOTH, scalar=math.erf,
)  # fmt: skip
def erf(input: Array) -> Array:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.

    >>> import minigrad as torch
    >>> torch.erf(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.8427])
    """
    needs_real("erf_vml_cpu", input)
    return _one_by_one(math.erf, input) if input.size <= _FEW else kernels.erf(input)


@unary(
    input=lambda g, input: -g * (exp(-input * input) * _TWO_BY_ROOT_PI),
    floats=True, namespaces=_BOTH, scalar=math.erfc,
)  # fmt: skip
def erfc(input: Array) -> Array:
    """1 - erf(x), exact where that is small.

    >>> import minigrad as torch
    >>> torch.erfc(torch.tensor([0.0, 1.0]))
    tensor([1.0000, 0.1573])
    """
    needs_real("erfc_vml_cpu", input)
    return _one_by_one(math.erfc, input) if input.size <= _FEW else kernels.erfc(input)


@unary(
    input=lambda g, out: g * (exp(out * out) * (1 / _TWO_BY_ROOT_PI)),
    floats=True, namespaces=_BOTH, domain=(-0.9, 0.9),
)  # fmt: skip
def erfinv(input: Array) -> Array:
    """The inverse of `erf`; infinite at -1 and 1, NaN beyond.

    >>> import minigrad as torch
    >>> torch.erfinv(torch.tensor([0.0, 0.5]))
    tensor([0.0000, 0.4769])
    """
    needs_real("erfinv_vml_cpu", input)
    return kernels.erfinv(input)


@unary(
    input=lambda g, input, out: g * (2 * input * out - _TWO_BY_ROOT_PI),
    floats=True, namespaces=_SPECIAL, inplace=False, domain=(-1.0, 3.0), node="SpecialErfcxBackward0",
)  # fmt: skip
def erfcx(input: Array) -> Array:
    """exp(x^2) erfc(x), the scaled complementary error function.

    >>> import minigrad as torch
    >>> torch.special.erfcx(torch.tensor([0.0]))
    tensor([1.])
    """
    _no_half("erfcx_cpu", input)
    return kernels.erfcx(input)


@composite(namespaces=_SPECIAL, samples=lambda rng: [((rng.standard_normal((2, 3)),), {})])
def ndtr(input: Tensor) -> Any:
    """The distribution function of the standard normal distribution.

    >>> import minigrad as torch
    >>> torch.special.ndtr(torch.tensor([0.0]))
    tensor([0.5000])
    """
    return (1 + erf(input * _ROOT_HALF)) * 0.5


@unary(
    input=lambda g, out: g * (exp(out * out * 0.5) * math.sqrt(2 * math.pi)),
    floats=True, namespaces=_SPECIAL, inplace=False, domain=(0.1, 0.9), node="SpecialNdtriBackward0",
)  # fmt: skip
def ndtri(input: Array) -> Array:
    """The inverse of `ndtr`, the quantile function of the standard normal distribution.

    >>> import minigrad as torch
    >>> torch.special.ndtri(torch.tensor([0.5]))
    tensor([0.])
    """
    _no_half("ndtri_cpu", input)
    return kernels.ndtri(input)


@unary(
    input=lambda g, input: g / erfcx(input * -_ROOT_HALF) * math.sqrt(2 / math.pi),
    floats=True, namespaces=_SPECIAL, inplace=False, domain=(-3.0, 1.0), node="SpecialLogNdtrBackward0",
)  # fmt: skip
def log_ndtr(input: Array) -> Array:
    """The logarithm of `ndtr`, exact also far below 0.

    >>> import minigrad as torch
    >>> torch.special.log_ndtr(torch.tensor([0.0]))
    tensor([-0.6931])
    """
    _no_half("log_ndtr_cpu", input)
    return kernels.log_ndtr(input)


@unary(
    input=lambda g, input: -g * (1 + log(input)),
    floats=True, namespaces=_SPECIAL, inplace=False, domain=(0.1, 3.0), node="SpecialEntrBackward0",
)  # fmt: skip
def entr(input: Array) -> Array:
    """-x log x, the terms of an entropy: 0 at 0, -inf below.

    >>> import minigrad as torch
    >>> torch.special.entr(torch.tensor([0.0, 0.5, 1.0]))
    tensor([0.0000, 0.3466, -0.0000])
    """
    needs_real("entr_cpu", input)
    kind = input.dtype.type
    inside = np.where(input == 0, kind(0), np.where(input < 0, kind(-math.inf), -input * np.log(input)))
    return np.where(np.isnan(input), input, inside)


# ------------------------------------------------------------ gamma functions


@unary(input=lambda g, input: g * digamma(input), floats=True, scalar=math.lgamma, domain=(0.3, 3.0))
def lgamma(input: Array) -> Array:
    """The logarithm of the absolute value of the gamma function.

    >>> import minigrad as torch
    >>> torch.lgamma(torch.tensor([1.0, 4.0]))
    tensor([0.0000, 1.7918])
    """
    needs_real("lgamma_vml_cpu", input)
    return kernels.lgamma(input)


@unary(input=lambda g, input: g * _polygamma(1, input), floats=True, namespaces=_BOTH, domain=(0.3, 3.0))
def digamma(input: Array) -> Array:
    """The derivative of `lgamma`.

    >>> import minigrad as torch
    >>> torch.digamma(torch.tensor([1.0]))
    tensor([-0.5772])
    """
    needs_real("digamma", input)
    return kernels.digamma(input)


@op(
    input=lambda g, n, input: g * _polygamma(n + 1, input),
    promote=("input",), floats=True,
    samples=lambda rng: [((1, rng.uniform(0.5, 3.0, (2, 3))), {}), ((2, rng.uniform(0.5, 3.0, ())), {})],
)  # fmt: skip
def _polygamma(n: int, input: Array) -> Array:
    """The nth derivative of `digamma`."""
    needs_real("polygamma", input)
    return kernels.polygamma(n, input)


def _check_order(n: Any) -> None:
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"polygamma(): argument 'n' (position 1) must be int, not {type(n).__name__}")
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")


@composite(
    namespaces=_BOTH, method=False,
    samples=lambda rng: [((0, rng.uniform(0.5, 3.0, (2, 3))), {}), ((3, rng.uniform(0.5, 3.0, ())), {})],
)  # fmt: skip
def polygamma(n: int, input: Tensor) -> Any:
    """The nth derivative of `digamma`.  Raises RuntimeError for a negative n.

    >>> import minigrad as torch
    >>> torch.polygamma(1, torch.tensor([1.0]))
    tensor([1.6449])
    """
    _check_order(n)
    if not isinstance(input, Tensor):
        raise errors.not_tensor("polygamma", "input", 2, input)
    return _polygamma(n, input) if n else digamma(input)


def _polygamma_method(self: Tensor, n: int) -> Any:
    """The nth derivative of `digamma` at each element."""
    return polygamma(n, self)


add_members(polygamma=_polygamma_method, polygamma_=inplace(_polygamma_method, "polygamma_"))


def _over_halves(function: Any, input: Any, p: int) -> Any:
    """The sum of function(x - j / 2) for j from 0 to p - 1."""
    total = function(input)
    for j in range(1, p):
        total = total + function(input - j / 2)
    return total


@op(
    widen=True,
    input=lambda g, input, p: g * _over_halves(digamma, input, p),
    promote=("input",), floats=True, inplace=True,
    samples=lambda rng: [((rng.uniform(1.5, 4.0, (2, 3)), 2), {}), ((rng.uniform(2, 4, ()), 3), {})],
)  # fmt: skip
def mvlgamma(input: Array, p: int) -> Array:
    """The logarithm of the multivariate gamma function of dimension `p`.

    p (p - 1) / 4 log(pi) plus the sum of lgamma(x - j / 2) for j from 0 to p - 1.  Raises RuntimeError for p < 1.

    >>> import minigrad as torch
    >>> torch.mvlgamma(torch.tensor([2.0]), 1)
    tensor([0.])
    """
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    needs_real("arange_cpu", input)
    return _over_halves(kernels.lgamma, input, p) + p * (p - 1) / 4 * math.log(math.pi)


@composite(namespaces=_SPECIAL, samples=lambda rng: [((rng.uniform(1.5, 4.0, (2, 3)), 2), {})])
def multigammaln(input: Tensor, p: int) -> Any:
    """The logarithm of the multivariate gamma function of dimension `p`: `torch.mvlgamma`.

    >>> import minigrad as torch
    >>> torch.special.multigammaln(torch.tensor([2.0]), 1)
    tensor([0.])
    """
    return mvlgamma(input, p)


def _not_implemented(name: str) -> Any:
    def formula(g: Any) -> Any:
        raise NotImplementedError(f"the derivative for '{name}' is not implemented.")

    return formula


def _gamma_density(input: Any, other: Any) -> Any:
    """x^(a - 1) exp(-x) / gamma(a)."""
    return exp((input - 1) * log(other) - other - lgamma(input))


@binary(
    input=_not_implemented("igamma: input"), other=lambda g, input, other: g * _gamma_density(input, other),
    floats=False, canonical=operands("igamma", numbers="none"), differentiable=False,
)  # fmt: skip
def igamma(input: Array, other: Array) -> Array:
    """The regularised lower incomplete gamma function P(input, other); differentiable by `other`.  Computed by SciPy.

    >>> import minigrad as torch
    >>> torch.igamma(torch.tensor([1.0]), torch.tensor([1.0]))
    tensor([0.6321])
    """
    needs_float("igamma_cpu", input)
    return _scipy("gammainc")(input, other)


@binary(
    input=_not_implemented("igammac: input"), other=lambda g, input, other: -g * _gamma_density(input, other),
    floats=False, canonical=operands("igammac", numbers="none"), differentiable=False,
)  # fmt: skip
def igammac(input: Array, other: Array) -> Array:
    """The regularised upper incomplete gamma function 1 - P(input, other).  Computed by SciPy.

    >>> import minigrad as torch
    >>> torch.igammac(torch.tensor([1.0]), torch.tensor([1.0]))
    tensor([0.3679])
    """
    needs_float("igammac_cpu", input)
    return _scipy("gammaincc")(input, other)


@binary(
    input=_not_implemented("zeta"), other=lambda g, input, other: -g * (input * zeta(input + 1, other)),
    floats=True, canonical=operands("zeta", numbers="either"), namespaces=_SPECIAL, inplace=False, differentiable=False,
    node="SpecialZetaBackward0",
)  # fmt: skip
def zeta(input: Array, other: Array) -> Array:
    """The Hurwitz zeta function: the sum of (other + k)^-input; differentiable by `other`.

    >>> import minigrad as torch
    >>> torch.special.zeta(torch.tensor([2.0]), torch.tensor([1.0]))
    tensor([1.6449])
    """
    _no_half("zeta_cpu", input)
    return kernels.zeta(input, other)


# ------------------------------------------------------------ modified Bessel functions of the first kind


@unary(input=lambda g, input: g * i1(input), floats=True, namespaces=_BOTH)
def i0(input: Array) -> Array:
    """The modified Bessel function of the first kind of order 0.

    >>> import minigrad as torch
    >>> torch.i0(torch.tensor([0.0, 1.0]))
    tensor([1.0000, 1.2661])
    """
    needs_real("i0_vml_cpu", input)
    return kernels.i0(input)


@unary(
    input=lambda g, input, out: g * (i1e(input) - sgn(input) * out),
    floats=True, namespaces=_SPECIAL, inplace=False, node="SpecialI0EBackward0",
)  # fmt: skip
def i0e(input: Array) -> Array:
    """exp(-|x|) i0(x).

    >>> import minigrad as torch
    >>> torch.special.i0e(torch.tensor([0.0, 1.0]))
    tensor([1.0000, 0.4658])
    """
    needs_real("i0e_cpu", input)
    return kernels.i0e(input)


def _i1_grad(g: Any, input: Any, out: Any) -> Any:
    """i0(x) - i1(x) / x, which is 1/2 at 0."""
    at_zero = input == 0
    return pick(at_zero, g * 0.5, g * (i0(input) - out / pick(at_zero, 1, input)))


@unary(input=_i1_grad, floats=True, namespaces=_SPECIAL, inplace=False, node="SpecialI1Backward0")
def i1(input: Array) -> Array:
    """The modified Bessel function of the first kind of order 1.

    >>> import minigrad as torch
    >>> torch.special.i1(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.5652])
    """
    needs_real("i1_cpu", input)
    return kernels.i1(input)


def _i1e_grad(g: Any, input: Any, out: Any) -> Any:
    """i0e(x) - i1e(x) (sgn(x) + 1 / x), which is 1/2 at 0."""
    at_zero = input == 0
    x = pick(at_zero, 1, input)
    return pick(at_zero, g * 0.5, g * (i0e(input) - out * (sgn(input) + 1 / x)))


@unary(input=_i1e_grad, floats=True, namespaces=_SPECIAL, inplace=False, node="SpecialI1EBackward0")
def i1e(input: Array) -> Array:
    """exp(-|x|) i1(x).

    >>> import minigrad as torch
    >>> torch.special.i1e(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.2079])
    """
    needs_real("i1e_cpu", input)
    return kernels.i1e(input)


@unary(floats=True, namespaces=_SPECIAL, inplace=False)
def modified_bessel_i0(input: Array) -> Array:
    """The modified Bessel function of the first kind of order 0: `i0` without its derivative.

    >>> import minigrad as torch
    >>> torch.special.modified_bessel_i0(torch.tensor([1.0]))
    tensor([1.2661])
    """
    _no_half("modified_bessel_i0_cpu", input)
    return kernels.i0(input)


@unary(floats=True, namespaces=_SPECIAL, inplace=False)
def modified_bessel_i1(input: Array) -> Array:
    """The modified Bessel function of the first kind of order 1: `i1` without its derivative.

    >>> import minigrad as torch
    >>> torch.special.modified_bessel_i1(torch.tensor([1.0]))
    tensor([0.5652])
    """
    _no_half("modified_bessel_i1_cpu", input)
    return kernels.i1(input)


# ------------------------------------------------------------ computed by SciPy, without derivatives


def _by_scipy(name: str, function: str, sentence: str, at_one: str) -> None:
    """Declare `special.name(input)`, computed by scipy.special."""

    def forward(input: Array) -> Array:
        _no_half(f"{name}_cpu", input)
        return _scipy(function)(input)

    forward.__name__ = forward.__qualname__ = name
    forward.__doc__ = f"""{sentence}  Computed by SciPy; not differentiable.

    >>> import minigrad as torch
    >>> torch.special.{name}(torch.tensor([1.0]))
    tensor([{at_one}])
    """
    unary(floats=True, namespaces=_SPECIAL, inplace=False)(forward)


_by_scipy("airy_ai", "airy", "The Airy function Ai.", "0.1353")
_by_scipy("bessel_j0", "j0", "The Bessel function of the first kind of order 0.", "0.7652")
_by_scipy("bessel_j1", "j1", "The Bessel function of the first kind of order 1.", "0.4401")
_by_scipy("bessel_y0", "y0", "The Bessel function of the second kind of order 0.", "0.0883")
_by_scipy("bessel_y1", "y1", "The Bessel function of the second kind of order 1.", "-0.7812")
_by_scipy("modified_bessel_k0", "k0", "The modified Bessel function of the second kind of order 0.", "0.4210")
_by_scipy("modified_bessel_k1", "k1", "The modified Bessel function of the second kind of order 1.", "0.6019")
_by_scipy("scaled_modified_bessel_k0", "k0e", "exp(x) times `modified_bessel_k0`.", "1.1445")
_by_scipy("scaled_modified_bessel_k1", "k1e", "exp(x) times `modified_bessel_k1`.", "1.6362")
_by_scipy(
    "spherical_bessel_j0", "spherical_jn", "The spherical Bessel function of the first kind of order 0, sin(x) / x.",
    "0.8415",
)  # fmt: skip

# ------------------------------------------------------------ other names

_alias("expit", sigmoid, "sigmoid")
_alias("psi", digamma, "digamma")
_alias("gammaln", lgamma, "lgamma")
_alias_of_two("gammainc", igamma, "igamma")
_alias_of_two("gammaincc", igammac, "igammac")
