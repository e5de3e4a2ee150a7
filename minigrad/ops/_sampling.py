"""Continuous distributions on raw arrays: each sampler draws from a `Generator` what torch draws on the CPU.

The numbers, their order and the state left behind are torch's, so a program's whole sequence of draws continues
alike. Every sampler returns a new contiguous array, drawn in row-major order. torch fills a tensor in the order of
its memory (largest stride first): for a transposed target, sample the shape as it lies in memory and transpose the
result. Integers and coins are in `_sampling_discrete`, counts in `_sampling_counts`. Imports numpy, the standard
library, the generator and `_names` only. Start reading at `uniform`, then `normal`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._names import c_type
from .generator import Array, Generator

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

__all__ = [
    "cauchy", "dirichlet", "exponential", "log_normal", "normal", "normal_arrays", "standard_gamma", "uniform",
]  # fmt: skip

Dtype = np.dtype[Any]
Shape = tuple[int, ...]

F32, F64 = np.dtype(np.float32), np.dtype(np.float64)
# 0-d arrays combine faster with a small array than scalars do.
MASK53, _ULP53 = np.array(2**53 - 1, np.uint64), np.array(2.0**-53)
_MASK24, _ULP24 = 2**24 - 1, np.array(2.0**-24, np.float32)
_BLOCK = 1 << 14  # long chains of array operations go in blocks of this many numbers, which stay in the cache


# ---- dtypes, and the names torch gives them in messages ----


class Floating(NamedTuple):
    """What the samplers ask of a floating dtype (ml_dtypes' bfloat16 has no np.finfo)."""

    digits: int  # of the significand, in bits
    max: float
    tiny: float  # the least normal number


_FLOATING = {
    "float16": Floating(11, 65504.0, 2.0**-14),
    "bfloat16": Floating(8, 255 * 2.0**120, 2.0**-126),
    "float32": Floating(24, (2**24 - 1) * 2.0**104, 2.0**-126),
    "float64": Floating(53, (2**53 - 1) * 2.0**971, 2.0**-1022),
}
_TORCH_NAME = {
    "float16": "Half", "bfloat16": "BFloat16", "float32": "Float", "float64": "Double",
    "complex64": "ComplexFloat", "complex128": "ComplexDouble", "bool": "Bool",
    "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long",
    "uint16": "UInt16", "uint32": "UInt32", "uint64": "UInt64",
}  # fmt: skip


def torch_name(dtype: Dtype) -> str:
    """``Float`` for float32, as torch's kernels call it."""
    return _TORCH_NAME.get(dtype.name, dtype.name)


def not_implemented(kernel: str, dtype: Dtype) -> NotImplementedError:
    """torch's error where a kernel does not take a dtype."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{torch_name(dtype)}'")


@functools.cache
def floating(dtype: Dtype) -> Floating | None:
    """The properties of a floating dtype; None for any other."""
    return _FLOATING.get(dtype.name)


def need_floating(kernel: str, dtype: Dtype) -> Floating:
    """The properties of ``dtype``, or torch's error where it is not floating."""
    found = floating(dtype)
    if found is None:
        raise not_implemented(kernel, dtype)
    return found


def cast(values: Array, dtype: Dtype) -> Array:
    """``values`` in ``dtype``; a 16-bit float is rounded from float32, as torch's are."""
    if dtype.itemsize == 2 and values.dtype != F32 and floating(dtype):
        values = values.astype(F32)
    return values.astype(dtype, copy=False)


def _complex(pairs: Array, dtype: Dtype) -> Array:
    """Pairs (re, im) along the last axis as complex numbers."""
    return pairs.view(dtype)[..., 0]


def _part(dtype: Dtype) -> Dtype:
    """The dtype of the real part."""
    return np.dtype(np.float32 if dtype.itemsize == 8 else np.float64)


# ---- uniform ----


def uniform53(generator: Generator, n: int) -> Array:
    """``n`` float64 on [0, 1): the low 53 bits of a 64-bit draw."""
    u: Array = (generator.random64(n) & MASK53).view(np.int64) * _ULP53
    return u


def uniform24(generator: Generator, n: int) -> Array:
    """``n`` float32 on [0, 1): the low 24 bits of a 32-bit draw."""
    return (generator.random32(n) & _MASK24).astype(F32) * _ULP24


def one_by_one(generator: Generator, waiting: list[int]) -> Iterator[float]:
    """The numbers of `uniform53` one at a time, for samplers that reject some.

    ``waiting[0]`` counts the results still to be found, which the caller lowers. Each takes at least one number
    more, so a batch of that many is used up: the generator never runs ahead of torch's.
    """
    while True:
        yield from uniform53(generator, waiting[0]).tolist()


def _split(x: Any) -> tuple[Any, Any]:
    """``x`` as a sum of two numbers of 26 bits, whose products are exact (Veltkamp, 1968)."""
    c = x * 134217729.0  # 2**27 + 1
    high = c - (c - x)
    return high, x - high


def _fma(x: Array, a: float, b: float) -> Array:
    """``x * a + b`` rounded once, as the fused instruction does with which torch scales and shifts.

    The rounding errors of the product (Dekker, 1971) and of the sum (Knuth) are float64 numbers themselves.
    """
    if x.size > _BLOCK:
        return np.concatenate([_fma(x[i : i + _BLOCK], a, b) for i in range(0, x.size, _BLOCK)])
    p: Array = x * a
    if b == 0.0:
        return p
    s: Array = p + b
    if abs(math.frexp(a)[0]) == 0.5 or not 2.0**-900 < abs(a) < 2.0**900:
        return s  # a power of two only moves the exponent; beyond 2**900 the parts would overflow
    xh, xl = _split(x)
    ah, al = _split(a)
    product_error = xl * al - (((p - xh * ah) - xl * ah) - xh * al)
    t = s - p
    sum_error = (p - (s - t)) + (b - t)
    s += product_error + sum_error
    return s


def _fma32(x: Array, a: Any, b: Any) -> Array:
    """``x * a + b`` rounded once to float32: the product of two float32 is exact in float64."""
    return (x.astype(F64) * float(a) + float(b)).astype(F32)


def uniform(
    generator: Generator, shape: Shape, low: float = 0.0, high: float = 1.0, dtype: DTypeLike = np.float32
) -> Array:
    """Uniform on [low, high), as ``Tensor.uniform_`` and ``torch.rand``.

    ``dtype`` is floating, or complex (real and imaginary parts are independent). float64 takes two 32-bit draws a
    number, the others one. RuntimeError if ``low > high``, or if a bound or ``high - low`` does not fit the dtype.

    >>> from minigrad.ops._sampling import uniform
    >>> from minigrad.ops.generator import Generator
    >>> uniform(Generator().manual_seed(0), (2, 2))
    array([[0.4962566 , 0.7682218 ],
           [0.08847743, 0.13203049]], dtype=float32)
    """
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if dtype.kind == "c":
        if n == 0:
            return np.empty(shape, dtype)
        return _complex(uniform(generator, (*shape, 2), low, high, _part(dtype)), dtype)
    most = need_floating("check_uniform_bounds", dtype).max
    unit = low == 0.0 and high == 1.0
    if not unit:
        _check_uniform_bounds(low, high, dtype, most)
    if n == 0:
        return np.empty(shape, dtype)
    y = uniform53(generator, n) if dtype == F64 else uniform24(generator, n)
    if unit and dtype.itemsize >= 4:
        return y.reshape(shape)
    if dtype == F64:
        y = _fma(y, high - low, low)
    elif not unit:
        start = np.float32(low)
        y = _fma32(y, np.float32(high) - start, start)
    y = cast(y, dtype)
    first, end = cast(np.array([low, high]), dtype)
    y[y == end] = first  # rounding may have reached `high`, which the interval leaves out
    return y.reshape(shape)


def _check_uniform_bounds(low: float, high: float, dtype: Dtype, most: float) -> None:
    for name, bound in (("from", low), ("to", high)):
        if not -most <= bound <= most:
            raise RuntimeError(f"{name} is out of bounds for {c_type(dtype)}")
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    if high - low > most:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{torch_name(dtype)}>::max(), "
            f"but found to={high:g} and from={low:g} which result in to-from to exceed the limit"
        )


# ---- normal ----


def _box_muller(u: Array) -> Array:
    """Turn rows of 16 uniforms into rows of 16 standard normals: radii from the first eight, angles from the rest."""
    for i in range(0, len(u), _BLOCK // 16):
        first, rest = u[i : i + _BLOCK // 16, :8], u[i : i + _BLOCK // 16, 8:]
        r = np.sqrt(-2.0 * np.log(1.0 - first))  # 1 - u lies on (0, 1], where the logarithm is finite
        theta = 2.0 * math.pi * rest
        np.multiply(r, np.cos(theta), out=first)
        np.multiply(r, np.sin(theta), out=rest)
    return u.reshape(-1)


def _normal_blocks(generator: Generator, n: int, dtype: Dtype) -> Array:
    """``n >= 16`` standard normals by blocks of 16; a last, partial block is drawn afresh over the last 16."""
    rest = n % 16
    whole = n - rest
    draw = uniform53 if dtype == F64 else uniform24
    if not rest:
        return _box_muller(draw(generator, n).reshape(-1, 16))
    # torch fills the whole tensor with uniforms first, those of the rest in vain; in 16 bits it goes block by block.
    in_vain = rest if dtype.itemsize >= 4 else 0
    u = draw(generator, whole + in_vain + 16)
    z = _box_muller(np.concatenate([u[:whole], u[-16:]]).reshape(-1, 16))
    return np.concatenate([z[: n - 16], z[-16:]])


def _normal_pairs(generator: Generator, n: int) -> Array:
    """``n >= 1`` standard normals by pairs in float64; one too many waits in the generator for the next call."""
    waiting, generator.next_normal = generator.next_normal, None
    found = 0 if waiting is None else 1
    pairs = (n - found + 1) // 2
    u = uniform53(generator, 2 * pairs)
    if pairs < 16:
        samples = [] if waiting is None else [waiting]
        uniforms = iter(u.tolist())
        for v, w in zip(uniforms, uniforms, strict=True):
            r, theta = math.sqrt(-2.0 * math.log1p(-w)), 2.0 * math.pi * v
            samples += (r * math.cos(theta), r * math.sin(theta))
        if len(samples) > n:
            generator.next_normal = samples.pop()
        return np.array(samples)
    radii, angles = np.sqrt(-2.0 * np.log1p(-u[1::2])), 2.0 * math.pi * u[0::2]
    z = np.empty(found + 2 * pairs)
    if waiting is not None:
        z[0] = waiting
    np.multiply(radii, np.cos(angles), out=z[found::2])
    np.multiply(radii, np.sin(angles), out=z[found + 1 :: 2])
    if len(z) > n:
        generator.next_normal = float(z[n])
    return z[:n]


def normal(
    generator: Generator,
    shape: Shape,
    mean: float = 0.0,
    std: float = 1.0,
    dtype: DTypeLike = np.float32,
    *,
    contiguous: bool = True,
) -> Array:
    """Normal of ``mean`` and ``std``, as ``Tensor.normal_`` and ``torch.randn``.

    ``dtype`` is floating, or complex (each part has variance ``std**2 / 2``). torch has one algorithm for 16 numbers
    or more and another for fewer, which also serves targets that are not contiguous: pass ``contiguous=False``. With
    the first, float32 agrees with torch to 5e-7, relatively, since NumPy's logarithm, sine and cosine do not round as
    torch's. RuntimeError if ``std`` is negative. Source: Box and Muller, 1958.

    >>> from minigrad.ops._sampling import normal
    >>> from minigrad.ops.generator import Generator
    >>> normal(Generator().manual_seed(0), (3,))
    array([ 1.5409961, -0.2934289, -2.1787894], dtype=float32)
    """
    if not std >= 0.0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    if dtype.kind == "c":
        pairs = normal(generator, (*shape, 2), mean, std / math.sqrt(2.0), _part(dtype), contiguous=contiguous)
        return _complex(pairs, dtype)
    need_floating("normal_kernel_cpu", dtype)
    standard = mean == 0.0 and std == 1.0
    if n < 16 or not contiguous:
        z = _normal_pairs(generator, n)
    else:
        z = _normal_blocks(generator, n, dtype)
    if not standard:
        z = _fma(z, std, mean) if z.dtype == F64 else _fma32(z, np.float32(std), np.float32(mean))
    return cast(z, dtype).reshape(shape)


def normal_arrays(generator: Generator, mean: Array | float, std: Array | float) -> Array:
    """Normal numbers, each of its own mean or deviation, as ``torch.normal`` given tensors.

    ``mean`` and ``std``, one of them at least an array, broadcast; the result has the dtype of ``mean`` if that is an
    array, else that of ``std``. RuntimeError if an element of ``std`` is negative.
    """
    if not isinstance(std, np.ndarray):
        mean = np.asarray(mean)
        z = normal(generator, mean.shape, 0.0, std, mean.dtype)
        z += mean
        return z
    if std.dtype.kind == "c":
        raise RuntimeError("normal expects standard deviation to be non-complex")
    if std.size and not std.min() >= 0:
        raise RuntimeError("normal expects all elements of std >= 0.0")
    if isinstance(mean, np.ndarray):
        z = normal(generator, np.broadcast_shapes(mean.shape, std.shape), dtype=mean.dtype)
    else:
        z = normal(generator, std.shape, dtype=std.dtype)
    # In place, as torch: a wider operand computes wide and is rounded back, a 0-d one takes the dtype of z.
    for combine, operand in ((np.multiply, std), (np.add, np.asarray(mean))):
        combine(z, operand.astype(z.dtype) if operand.ndim == 0 else operand, out=z, casting="same_kind")
    return z


def log_normal(
    generator: Generator, shape: Shape, mean: float = 1.0, std: float = 2.0, dtype: DTypeLike = np.float32
) -> Array:
    """The exponential of a normal number of ``mean`` and ``std``, as ``Tensor.log_normal_``; ``dtype`` is floating.

    RuntimeError unless ``std > 0``.
    """
    if not std > 0.0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    need_floating("log_normal_cpu", dtype)
    with np.errstate(over="ignore"):
        values: Array = np.exp(_fma(_normal_pairs(generator, n), std, mean))
        return cast(values, dtype).reshape(shape)


# ---- by the inverse of the distribution function ----


def exponential(generator: Generator, shape: Shape, lambd: float = 1.0, dtype: DTypeLike = np.float32) -> Array:
    """Exponential of rate ``lambd``, as ``Tensor.exponential_``; ``dtype`` is floating.

    RuntimeError unless ``lambd > 0``.
    """
    if not lambd > 0.0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    if floating(dtype) is None:
        raise RuntimeError(
            "Exponential distribution is a continuous probability distribution. "
            f"dtype must be a floating point but you specified {torch_name(dtype)}"
        )
    return cast(-1.0 / lambd * np.log1p(-uniform53(generator, n)), dtype).reshape(shape)


def cauchy(
    generator: Generator, shape: Shape, median: float = 0.0, sigma: float = 1.0, dtype: DTypeLike = np.float32
) -> Array:
    """Cauchy around ``median`` with half width ``sigma``, as ``Tensor.cauchy_``; ``dtype`` is floating.

    RuntimeError unless ``sigma > 0``.
    """
    if not sigma > 0.0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    dtype = np.dtype(dtype)
    if floating(dtype) is None:
        raise RuntimeError(
            "Cauchy distribution is a continuous probability distribution. "
            f"dtype must be a floating point but you specified {c_type(dtype)}"
        )
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    tangent = np.tan(math.pi * (uniform53(generator, n) - 0.5))
    with np.errstate(over="ignore"):
        return cast(_fma(tangent, sigma, median), dtype).reshape(shape)


# ---- gamma ----

_THIRD = np.float32(1.0) / np.float32(3.0)  # torch writes these constants in float32
_SQUEEZE = float(np.float32(0.0331))


def standard_gamma(generator: Generator, alpha: Array) -> Array:
    """Gamma of shape ``alpha`` and scale 1, as ``torch._standard_gamma``; float32 or float64.

    NaN where ``alpha`` is negative or NaN. Source: Marsaglia and Tsang, 2000, doi:10.1145/358407.358414.
    """
    if alpha.dtype not in (F32, F64):
        raise not_implemented("gamma_cpu", alpha.dtype)
    tiny = _FLOATING[alpha.dtype.name].tiny
    gamma = _gamma(generator, alpha).astype(alpha.dtype)
    np.maximum(gamma, alpha.dtype.type(tiny), out=gamma)
    return gamma


def dirichlet(generator: Generator, alpha: Array) -> Array:
    """Dirichlet of concentration ``alpha`` along the last axis, as ``torch._sample_dirichlet``; float32 or float64."""
    if alpha.dtype not in (F32, F64):
        raise not_implemented("dirichlet", alpha.dtype)
    of, tiny = alpha.dtype.type, _FLOATING[alpha.dtype.name].tiny
    gamma = np.maximum(_gamma(generator, alpha.astype(F64)), _FLOATING["float64"].tiny)
    share: Array = (gamma / gamma.sum(axis=-1, keepdims=True)).astype(alpha.dtype)
    return share.clip(of(tiny), np.nextafter(of(1.0), of(0.0)))


def _gamma(generator: Generator, alpha: Array) -> Array:
    of = alpha.dtype.type
    shape, alpha = alpha.shape, alpha.ravel()
    boosted = np.where(alpha < 1, alpha + of(1.0), alpha)  # a shape of one or more is accepted more often
    d = (boosted - _THIRD).astype(F64)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = (of(1.0) / alpha).astype(F64)
        c = 1.0 / np.sqrt(9.0 * d)
    waiting = [int(np.count_nonzero(alpha > 0))]
    draw = one_by_one(generator, waiting).__next__
    result = np.empty(alpha.shape)
    rows = zip(alpha.tolist(), power.tolist(), c.tolist(), d.tolist(), strict=True)
    for i, (a, e, c_i, d_i) in enumerate(rows):
        if not a > 0.0:
            result[i] = 0.0 if a == 0.0 else math.nan
            continue
        scale = (1.0 - draw()) ** e if a < 1.0 else 1.0
        result[i] = scale * _marsaglia_tsang(generator, draw, c_i, d_i)
        waiting[0] -= 1
    return result.reshape(shape)


def _marsaglia_tsang(generator: Generator, draw: Callable[[], float], c: float, d: float) -> float:
    """A gamma number of shape ``d + 1/3``, where ``c = 1 / sqrt(9 d)``."""
    while True:
        x = _one_normal(generator, draw)
        y = 1.0 + c * x
        if y <= 0.0:
            continue
        v = y * y * y
        u = 1.0 - draw()
        xx = x * x
        if u < 1.0 - _SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1.0 - v + math.log(v)):
            return d * v


def _one_normal(generator: Generator, draw: Callable[[], float]) -> float:
    waiting, generator.next_normal = generator.next_normal, None
    if waiting is not None:
        return waiting
    theta = 2.0 * math.pi * draw()
    r = math.sqrt(-2.0 * math.log1p(-draw()))
    generator.next_normal = r * math.sin(theta)
    return r * math.cos(theta)
