"""The activations of `nn.functional`: rectifiers, their smooth kin, shrinkage, gates.

Imports the table, `comparison` and `pointwise`, where `sigmoid`, `tanh` and `relu` themselves live.  Start reading at
`leaky_relu`.  `inplace=True` computes the result and writes it into the input.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import views
from .._engine.dtypes import F32
from .._engine.tensor import Tensor, raw, wrap_dim
from ._checks import legacy, needs_float, no_kernel
from ._kernels import gelu as kernels
from ._kernels.lines import quick
from .comparison import pick
from .complexes import abs as _abs
from .dropout import rrelu_slopes
from .indexing import narrow
from .pointwise import exp, sigmoid, tanh
from .pointwise import relu as _relu
from .special import erf
from .table import Array, binary, composite, op, unary

_F = ("nn.functional",)
_ROOT_HALF, _BY_ROOT_2PI, _ROOT_2_BY_PI = math.sqrt(0.5), 1 / math.sqrt(2 * math.pi), math.sqrt(2 / math.pi)


def _apply(inplace: bool, compute: Any, input: Any, *args: Any) -> Any:
    """`compute(input, *args)`, written into `input` where the call says so."""
    if not inplace:
        return compute(input, *args)
    views.check_writable(input)
    return views.assign(input, compute(input, *args))


def _samples(*constants: Any) -> Any:
    """Inputs on both sides of 0, clear of the kinks at 0, at halves and at whole numbers."""

    def samples(rng: np.random.Generator) -> Any:
        x = np.array([[-2.3, -0.7, -0.2], [0.2, 0.8, 2.6]]) + rng.uniform(-0.05, 0.05, (2, 3))
        yield (x, *constants), {}
        yield (np.array(x[0, 0]), *constants), {}
        yield (x[:, :0], *constants), {}

    return samples


# ------------------------------------------------------------ rectifiers: straight lines


@composite(namespaces=_F, out=False)
def relu(input: Tensor, inplace: bool = False) -> Any:
    """max(x, 0), the rectifier; its gradient at 0 is 0.

    >>> import minigrad as torch
    >>> torch.nn.functional.relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return _apply(inplace, _relu, input)


@op(
    widen=True,
    input=lambda g, input, negative_slope: pick(input > 0, g, g * negative_slope),
    node="LeakyReluBackward0",
    samples=_samples(0.1),
)
def _leaky_relu(input: Array, negative_slope: float) -> Array:
    """x, and `negative_slope` times x where it is not positive."""
    needs_float("leaky_relu_cpu", input)
    return np.where(input > 0, input, input * negative_slope)


@composite(namespaces=_F, out=False, samples=_samples())
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """x where it is positive, else `negative_slope` times x.

    >>> import minigrad as torch
    >>> torch.nn.functional.leaky_relu(torch.tensor([-1.0, 2.0]), 0.1)
    tensor([-0.1000,  2.0000])
    """
    return _apply(inplace, _leaky_relu, input, negative_slope)


@op(
    widen=True,
    input=lambda g, input, weight: pick(input > 0, g, g * weight),
    weight=lambda g, input: pick(input > 0, 0, g * input),
    node="PreluKernelBackward0",
    samples=lambda rng: [(next(iter(_samples()(rng)))[0] + (rng.random(3),), {})],
)
def _prelu_kernel(input: Array, weight: Array) -> Array:
    """x, and `weight` times x where it is not positive."""
    return np.where(input > 0, input, input * weight)


@composite(
    namespaces=("", "nn.functional"),
    out=False,
    samples=lambda rng: [
        ((rng.standard_normal((2, 3)), rng.random(3)), {}),
        ((rng.standard_normal(4), rng.random(1)), {}),
    ],
)
def prelu(input: Tensor, weight: Tensor) -> Any:
    """x where it is positive, else a learnt slope times x: one slope, or one for each channel (axis 1).

    Raises RuntimeError where the number of slopes is neither 1 nor the number of channels, and for two dtypes.

    >>> import minigrad as torch
    >>> torch.prelu(torch.tensor([-1.0, 2.0]), torch.tensor([0.5]))
    tensor([-0.5000,  2.0000])
    """
    x, w = input._data, weight._data
    if w.size != 1:
        if not x.ndim:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = x.shape[1] if x.ndim > 1 else 1
        if channels != w.size:
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{w.size} and channel size = {channels}."
            )
    if w.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {w.ndim}")
    if x.dtype != w.dtype:
        raise RuntimeError(f"prelu: Type promoting not supported. Got {legacy(x)} and {legacy(w)}")
    if x.ndim != w.ndim:
        weight = weight.reshape([w.size if d == 1 else 1 for d in range(x.ndim)] if x.ndim != 1 else [w.size])
    return _prelu_kernel(input, weight)


@op(widen=True, input=lambda g, slopes: g * slopes, node="RreluWithNoiseBackward0", samples=_samples(np.array(0.3)))
def _rrelu(input: Array, slopes: Any) -> Array:
    """x times its slope."""
    return input * slopes


def _rrelu_check(lower: float, upper: float) -> None:
    for name, bound in (("lower", lower), ("upper", upper)):
        if not math.isfinite(bound):
            raise RuntimeError(f"rrelu: {name} bound must be finite, but got {bound:g}")
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")


def _rrelu_noisy(input: Any, lower: float, upper: float, training: bool) -> Any:
    data = raw(input)
    needs_float("rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", data)
    if training:
        return _rrelu(input, rrelu_slopes(data, lower, upper))
    one = data.dtype.type(1)
    return _rrelu(input, np.where(data > 0, one, one * (lower + upper) / 2))


@composite(namespaces=("", "nn.functional"), method=False, out=False, samples=_samples())
def rrelu(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Any:
    """x where it is positive, else x times a slope drawn from [lower, upper); their mean where not `training`.

    Raises RuntimeError where `lower` exceeds `upper`.

    >>> import minigrad as torch
    >>> torch.nn.functional.rrelu(torch.tensor([-1.0, 2.0]), 0.1, 0.3)
    tensor([-0.2000,  2.0000])
    """
    _rrelu_check(lower, upper)
    return _apply(inplace, _rrelu_noisy, input, lower, upper, training)


@op(
    input=lambda g, input, threshold: pick(input <= threshold, 0, g),
    node="ThresholdBackward0",
    samples=_samples(0.1, 20.0),
)
def _threshold(input: Array, threshold: float, value: float) -> Array:
    """x where it exceeds the threshold, else `value`."""
    if input.dtype.kind in "bc":
        raise no_kernel("threshold_cpu", input)
    kind = input.dtype.type
    return np.where(input <= kind(threshold), kind(value), input)


@composite(namespaces=("", "nn.functional"), method=False, samples=_samples(0.1, 20.0))
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Any:
    """x where it exceeds `threshold`, else `value`.

    >>> import minigrad as torch
    >>> torch.nn.functional.threshold(torch.tensor([0.5, 2.0]), 1.0, 9.0)
    tensor([9., 2.])
    """
    return _apply(inplace, _threshold, input, threshold, value)


@op(
    input=lambda g, input, min_val, max_val: pick((input <= min_val) | (input >= max_val), 0, g),
    node="HardtanhBackward0",
    samples=_samples(-1.0, 1.0),
)
def _hardtanh(input: Array, min_val: float, max_val: float) -> Array:
    """x moved into a range, on whose bounds, unlike `clamp`, the gradient is 0."""
    kind = input.dtype.kind
    if kind == "b":
        raise RuntimeError("Bool inputs not supported for hardtanh")
    if kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")
    if kind == "u" and min_val < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    number = input.dtype.type
    return np.minimum(np.maximum(input, number(min_val)), number(max_val))


@composite(namespaces=_F, out=False, samples=_samples())
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """x moved into the range from `min_val` to `max_val`; the gradient on the bounds is 0.

    Raises ValueError where the bounds are out of order.

    >>> import minigrad as torch
    >>> torch.nn.functional.hardtanh(torch.tensor([-3.0, 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return _apply(inplace, _hardtanh, input, min_val, max_val)


@composite(namespaces=_F, out=False, samples=_samples())
def relu6(input: Tensor, inplace: bool = False) -> Any:
    """min(max(x, 0), 6).

    >>> import minigrad as torch
    >>> torch.nn.functional.relu6(torch.tensor([-1.0, 2.0, 8.0]))
    tensor([0., 2., 6.])
    """
    return _apply(inplace, _hardtanh, input, 0, 6)


@unary(widen=True, input=lambda g, input: pick((input > -3) & (input < 3), g * (1 / 6), 0), node="HardsigmoidBackward0")
def _hardsigmoid(input: Array) -> Array:
    """A line from 0 at -3 to 1 at 3."""
    needs_float("hardsigmoid_cpu", input)
    return np.minimum(np.maximum(input + 3, 0), 6) / 6


@composite(namespaces=_F, out=False, samples=_samples())
def hardsigmoid(input: Tensor, inplace: bool = False) -> Any:
    """A line from 0 at x = -3 to 1 at x = 3, constant beyond.

    >>> import minigrad as torch
    >>> torch.nn.functional.hardsigmoid(torch.tensor([-4.0, 0.0, 4.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    return _apply(inplace, _hardsigmoid, input)


@unary(
    widen=True,
    input=lambda g, input: pick(input <= -3, 0, pick(input >= 3, g, g * (input / 3 + 0.5))), node="HardswishBackward0"
)
def _hardswish(input: Array) -> Array:
    """x times its `hardsigmoid`."""
    needs_float("hardswish_cpu", input)
    return input * np.minimum(np.maximum(input + 3, 0), 6) / 6


@composite(namespaces=_F, out=False, samples=_samples())
def hardswish(input: Tensor, inplace: bool = False) -> Any:
    """x times its `hardsigmoid` (Howard et al., 2019).

    >>> import minigrad as torch
    >>> torch.nn.functional.hardswish(torch.tensor([-4.0, 3.0]))
    tensor([-0., 3.])
    """
    return _apply(inplace, _hardswish, input)


# ------------------------------------------------------------ exponential units


def _elu_grad(g: Any, input: Any, alpha: float, scale: float, input_scale: float) -> Any:
    """The derivative at 0 is the one from below."""
    above = input > 0  # NaN is not, so that it comes through
    inner = pick(above, 0, input) * input_scale
    return pick(above, g * scale, g * exp(inner) * (alpha * scale * input_scale))


@op(widen=True, input=_elu_grad, node=("EluBackward0", "CeluBackward0"),
    variant=lambda input, alpha, scale, input_scale, is_celu: int(is_celu),
    samples=_samples(0.7, 1.1, 0.9))  # fmt: skip
def _elu(input: Array, alpha: float, scale: float, input_scale: float, is_celu: bool = False) -> Array:
    """scale * x where it is positive, else scale * alpha * (exp(input_scale * x) - 1)."""
    needs_float("elu_cpu", input)
    return np.where(input <= 0, np.expm1(input * input_scale) * (alpha * scale), input * scale)


@composite(namespaces=_F, out=False, samples=_samples())
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Any:
    """x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., 2016).

    >>> import minigrad as torch
    >>> torch.nn.functional.elu(torch.tensor([-1.0, 2.0]))
    tensor([-0.6321,  2.0000])
    """
    return _apply(inplace, _elu, input, alpha, 1.0, 1.0)


# the values for which activations keep mean 0 and variance 1 from layer to layer
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


@composite(namespaces=("", "nn.functional"), method=False, out=False, samples=_samples())
def selu(input: Tensor, inplace: bool = False) -> Any:
    """1.0507 times `elu` with alpha 1.6733 (Klambauer et al., 2017).

    >>> import minigrad as torch
    >>> torch.selu(torch.tensor([-1.0, 2.0]))
    tensor([-1.1113,  2.1014])
    """
    return _apply(inplace, _elu, input, _SELU_ALPHA, _SELU_SCALE, 1.0)


@composite(namespaces=("", "nn.functional"), method=False, out=False, samples=_samples())
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Any:
    """x where it is positive, else alpha * (exp(x / alpha) - 1) (Barron, 2017).

    Raises RuntimeError for alpha 0.

    >>> import minigrad as torch
    >>> torch.celu(torch.tensor([-1.0, 2.0]))
    tensor([-0.6321,  2.0000])
    """
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return _apply(inplace, _elu, input, alpha, 1.0, 1.0 / alpha, True)


# ------------------------------------------------------------ smooth gates


def _silu_grad(g: Any, input: Any) -> Any:
    """s + x s (1 - s), with s the sigmoid of x."""
    s = sigmoid(input)
    return g * (s * (1 + input * (1 - s)))


@unary(widen=True, input=_silu_grad, node="SiluBackward0")
def _silu(input: Array) -> Array:
    """x times its sigmoid."""
    if input.dtype.kind in "biu":
        raise no_kernel("silu_cpu", input)
    return input * sigmoid(input) if input.dtype.kind == "c" else input / (1 + np.exp(-input))


@composite(namespaces=_F, out=False, samples=_samples())
def silu(input: Tensor, inplace: bool = False) -> Any:
    """x times its sigmoid, also called swish (Elfwing et al., 2017).

    >>> import minigrad as torch
    >>> torch.nn.functional.silu(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.7311])
    """
    return _apply(inplace, _silu, input)


@op(
    widen=True,
    input=lambda g, input, beta, threshold: pick(input * beta > threshold, g, g * sigmoid(input * beta)),
    node="SoftplusBackward0",
    samples=_samples(1.5, 2.0),
)
def _softplus(input: Array, beta: float, threshold: float) -> Array:
    """log(1 + exp(beta x)) / beta, and x itself where beta x exceeds the threshold."""
    needs_float("softplus_cpu", input)
    x = input * beta
    return np.where(x > threshold, input, np.log1p(np.exp(x)) / beta)


@composite(namespaces=_F, samples=_samples())
def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Any:
    """log(1 + exp(beta x)) / beta, a smooth rectifier; x itself where beta x exceeds `threshold`.

    >>> import minigrad as torch
    >>> torch.nn.functional.softplus(torch.tensor([0.0]))
    tensor([0.6931])
    """
    return _softplus(input, beta, threshold)


def _mish_grad(g: Any, input: Any) -> Any:
    """t + x s (1 - t^2), with s the sigmoid of x and t the tanh of its softplus."""
    t = tanh(_softplus(input, 1, 20))
    return g * (t + input * (sigmoid(input) * (1 - t * t)))


@unary(widen=True, input=_mish_grad, node="MishBackward0")
def _mish(input: Array) -> Array:
    """x times the tanh of its softplus."""
    needs_float("mish_cpu", input)
    return input * np.tanh(np.log1p(np.exp(input)))


@composite(namespaces=_F, out=False, samples=_samples())
def mish(input: Tensor, inplace: bool = False) -> Any:
    """x tanh(log(1 + exp(x))) (Misra, 2019).

    >>> import minigrad as torch
    >>> torch.nn.functional.mish(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.8651])
    """
    return _apply(inplace, _mish, input)


@unary(widen=True, input=lambda g, input: g * sigmoid(-input), namespaces=_F, inplace=False, node="LogSigmoidBackward0")
def logsigmoid(input: Array) -> Array:
    """log(1 / (1 + exp(-x))), without overflow.

    >>> import minigrad as torch
    >>> torch.nn.functional.logsigmoid(torch.tensor([0.0]))
    tensor([-0.6931])
    """
    needs_float("log_sigmoid_cpu", input)
    return np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input)))


def _blockwise(x: Any) -> bool:
    """Whether it is an array that the kernels of GELU know, of so many elements that they pay."""
    return not isinstance(x, Tensor) and x.size > 256 and quick(x) and x.dtype is F32


def _gelu_grad(g: Any, input: Any, kept: list[Any]) -> Any:
    """cdf(x) + x pdf(x), of the standard normal distribution."""
    if _blockwise(g) and _blockwise(input):
        return kernels.gradient(g, input, kept[0])
    cdf = (1 + erf(input * _ROOT_HALF)) * 0.5 if isinstance(input, Tensor) else kept[0]
    return g * (cdf + input * (exp(input * input * -0.5) * _BY_ROOT_2PI))


@op(
    widen=True, input=_gelu_grad, node="GeluBackward0",
    samples=lambda rng: [((x, []), {}) for (x,), _ in _samples()(rng)],
)  # fmt: skip
def _gelu(input: Array, kept: list[Any]) -> Array:
    """x times the distribution function of the standard normal distribution; leaves that, which takes long to
    compute, in `kept`."""
    needs_float("GeluKernelImpl", input)
    if _blockwise(input):
        out, cdf = kernels.value(input)
        kept[:] = (cdf,)
        return out
    cdf = erf(input * _ROOT_HALF)
    cdf += 1
    cdf *= 0.5
    kept[:] = (cdf,)
    return input * cdf


def _gelu_tanh_inner(x: Any) -> Any:
    return (x + x * x * x * 0.044715) * _ROOT_2_BY_PI


def _gelu_tanh_grad(g: Any, input: Any) -> Any:
    """(1 + t) / 2 + x / 2 (1 - t^2) u', with t = tanh u."""
    t = tanh(_gelu_tanh_inner(input))
    slope = (1 + input * input * (3 * 0.044715)) * _ROOT_2_BY_PI
    return g * ((1 + t) * 0.5 + input * 0.5 * ((1 - t * t) * slope))


@unary(widen=True, input=_gelu_tanh_grad, node="GeluBackward0")
def _gelu_tanh(input: Array) -> Array:
    """`gelu` with the distribution function approximated by a tanh."""
    needs_float("GeluKernelImpl", input)
    return input * 0.5 * (1 + np.tanh(_gelu_tanh_inner(input)))


@composite(
    namespaces=_F,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(()),), {"approximate": "tanh"})],
)
def gelu(input: Tensor, *, approximate: str = "none") -> Any:
    """x times the distribution function of the standard normal distribution (Hendrycks and Gimpel, 2016).

    With `approximate="tanh"` the function that GPT-2 was trained with.  Raises RuntimeError for other approximations.

    >>> import minigrad as torch
    >>> torch.nn.functional.gelu(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.8413])
    """
    if approximate == "none":
        return _gelu(input, [])
    if approximate == "tanh":
        return _gelu_tanh(input)
    raise RuntimeError("approximate argument must be either none or tanh.")


@composite(namespaces=_F, out=False, samples=_samples())
def softsign(input: Tensor) -> Any:
    """x / (1 + |x|).

    >>> import minigrad as torch
    >>> torch.nn.functional.softsign(torch.tensor([1.0, -3.0]))
    tensor([ 0.5000, -0.7500])
    """
    return input / (_abs(input) + 1)


def _glu_gate_grad(g: Any, input: Any, gate: Any) -> Any:
    s = sigmoid(gate)
    return g * input * (s * (1 - s))


@binary(widen=True, input=lambda g, gate: g * sigmoid(gate), gate=_glu_gate_grad, node="GluBackward0")
def _gated(input: Array, gate: Array) -> Array:
    """`input` times the sigmoid of the gate."""
    if input.dtype.kind in "biu":
        raise no_kernel("glu_cpu", input)
    return input * sigmoid(gate)


@composite(
    namespaces=_F,
    samples=lambda rng: [((rng.standard_normal((2, 4)),), {}), ((rng.standard_normal((4, 3)), 0), {})],
)
def glu(input: Tensor, dim: int = -1) -> Any:
    """The first half of `input` along `dim` times the sigmoid of the second half (Dauphin et al., 2017).

    Raises RuntimeError where the axis has an odd length.

    >>> import minigrad as torch
    >>> torch.nn.functional.glu(torch.tensor([2.0, 0.0]))
    tensor([1.])
    """
    if not input._data.ndim:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    dim = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[dim]
    if n % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {n}")
    return _gated(narrow(input, dim, 0, n // 2), narrow(input, dim, n // 2, n // 2))


# ------------------------------------------------------------ shrinkage


@composite(namespaces=_F, out=False, samples=_samples())
def tanhshrink(input: Tensor) -> Any:
    """x - tanh(x).

    >>> import minigrad as torch
    >>> torch.nn.functional.tanhshrink(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.2384])
    """
    return input - tanh(input)


def _shrunk(input: Any, lambd: float) -> Any:
    """Where x is within lambd of 0.  NaN is not."""
    return (input <= lambd) & (input >= -lambd)


def _softshrink_args(input: Any, lambd: float = 0.5) -> tuple[Any, ...]:
    data = raw(input)
    needs_float("softshrink_check", data)
    most = float(np.finfo(data.dtype).max) if data.dtype.kind == "f" else 3.3895313892515355e38
    if not 0 <= lambd <= most:
        raise RuntimeError(f"lambda must be in range [0, {most:g}] for input dtype {legacy(data)}, but found {lambd:g}")
    return input, lambd


@op(
    widen=True,
    input=lambda g, input, lambd: pick(_shrunk(input, lambd), 0, g),
    canonical=_softshrink_args, namespaces=_F, samples=_samples(),
)  # fmt: skip
def softshrink(input: Array, lambd: float) -> Array:
    """x moved towards 0 by `lambd`, and 0 within that distance.  Raises RuntimeError for a negative `lambd`.

    >>> import minigrad as torch
    >>> torch.nn.functional.softshrink(torch.tensor([-2.0, 0.3, 1.0]))
    tensor([-1.5000,  0.0000,  0.5000])
    """
    return np.where(input > lambd, input - lambd, np.where(input < -lambd, input + lambd, input * 0))


@op(
    input=lambda g, input, lambd: pick(_shrunk(input, lambd), 0, g),
    namespaces=("", "nn.functional"), samples=_samples(),
)  # fmt: skip
def hardshrink(input: Array, lambd: float = 0.5) -> Array:
    """x where it is farther than `lambd` from 0, else 0.

    >>> import minigrad as torch
    >>> torch.hardshrink(torch.tensor([-2.0, 0.3, 1.0]))
    tensor([-2.,  0.,  1.])
    """
    needs_float("hardshrink_cpu", input)
    return np.where(_shrunk(input, lambd), input.dtype.type(0), input)


# ------------------------------------------------------------ the in-place functions


def _declare_inplace(name: str, function: Any) -> None:
    """`nn.functional.name_`, the function with `inplace=True`."""

    def inplace(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        return function(input, *args, **kwargs, inplace=True)

    inplace.__name__ = inplace.__qualname__ = f"{name}_"
    inplace.__doc__ = f"`nn.functional.{name}` with `inplace=True`."
    composite(namespaces=_F, out=False, differentiable=False)(inplace)


for _function in (relu, leaky_relu, elu, selu, celu, rrelu, threshold, hardtanh):
    _declare_inplace(_function.__name__, _function)
