"""Discrete distributions on raw arrays: integers, permutations, coins and categories, drawn as torch draws.

The counterpart of `_sampling`, whose conventions it follows. Imports numpy, the standard library, the generator,
`_names` and `_sampling` only. Start reading at `random_from_to`, then `bernoulli`.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import numpy as np

from .._warnings import warn
from ._names import c_type
from ._sampling import (
    F32,
    F64,
    MASK53,
    Dtype,
    Floating,
    Shape,
    cast,
    exponential,
    floating,
    need_floating,
    not_implemented,
    torch_name,
    uniform24,
    uniform53,
)
from .generator import Array, Generator

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

__all__ = [
    "bernoulli", "bernoulli_array", "geometric", "multinomial", "random", "random_from_to", "randperm",
]  # fmt: skip

_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1
_FEW = 512  # below this many numbers, fewer array operations matter more than cheap ones


def _need_real(kernel: str, dtype: Dtype, *, boolean: bool = True) -> None:
    """Raise unless ``dtype`` is one of torch's real dtypes with full support: not uint16, uint32 or uint64."""
    if dtype.kind == "c" or (dtype.kind == "u" and dtype.itemsize > 1) or (dtype.kind == "b" and not boolean):
        raise not_implemented(kernel, dtype)


@functools.cache
def _limits(dtype: Dtype) -> tuple[int, int]:
    """The least and the largest value of a boolean or integer dtype, as far as int64 reaches."""
    if dtype.kind == "b":
        return 0, 1
    info = np.iinfo(dtype)
    return int(info.min), min(int(info.max), _INT64_MAX)


# ---- integers ----


def _modulo(draws: Array, m: int) -> Array:
    """``draws % m`` for unsigned draws."""
    if m & (m - 1) == 0:
        return draws & (m - 1)
    if draws.size < _FEW:
        return draws % m
    divisor = draws.dtype.type(m)  # NumPy divides by one number several times faster than it takes remainders
    quotient = draws // divisor
    quotient *= divisor
    rest: Array = draws - quotient
    return rest


def random(generator: Generator, shape: Shape, dtype: DTypeLike = np.float32) -> Array:
    """Uniform integers, as ``Tensor.random_()`` without bounds.

    They lie on [0, max] of an integer dtype, and on [0, 2**digits] of a floating one. float64 and int64 take two
    32-bit draws a number, the others one.
    """
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    _need_real("random_kernel_cpu", dtype)
    real = floating(dtype)
    largest = 2**real.digits if real else _limits(dtype)[1]
    draws = generator.random64(n) if dtype.itemsize == 8 else generator.random32(n)
    return cast(_modulo(draws, largest + 1), dtype).reshape(shape)


def random_from_to(
    generator: Generator, shape: Shape, low: int, high: int | None, dtype: DTypeLike = np.int64
) -> Array:
    """Uniform integers on [low, high), as ``Tensor.random_(from, to)`` and ``torch.randint``.

    ``high=None`` means up to the largest number of the dtype (2**digits if floating). A floating dtype may move a
    bound that it cannot hold. A range of 2**28 numbers or more takes two 32-bit draws a number, a smaller one one.
    RuntimeError if ``low >= high`` or a bound does not fit the dtype; UserWarning where a floating dtype skips
    integers.

    >>> from minigrad.ops._sampling_discrete import random_from_to
    >>> from minigrad.ops.generator import Generator
    >>> random_from_to(Generator().manual_seed(0), (5,), 0, 10)
    array([4, 9, 3, 0, 3])
    """
    dtype = np.dtype(dtype)
    for bound in (low, high):
        if bound is not None and not _INT64_MIN <= bound <= _INT64_MAX:
            raise ValueError(f"Overflow when unpacking long long\nA bound is an int64, got {bound}.")
    n = math.prod(shape)
    if high is None and low == _INT64_MIN:
        return _random_full_range(generator, shape, dtype)
    low, last = _random_range(low, high, dtype)
    if n == 0:
        return np.empty(shape, dtype)
    size = last - low + 1
    draws = generator.random64(n) if size >= 2**28 else generator.random32(n)
    values = _modulo(draws, size).astype(np.int64)  # may wrap around, and the sum back
    if low != 0:
        values += low
    return cast(values, dtype).reshape(shape)


def _random_full_range(generator: Generator, shape: Shape, dtype: Dtype) -> Array:
    """All 64 bits of a draw as an int64."""
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    kernel = "random_full_64_bits_range_kernel_cpu"
    _need_real(kernel, dtype, boolean=False)
    if dtype == np.float16:
        raise not_implemented(kernel, dtype)
    if dtype != np.int64 and floating(dtype) is None:
        raise RuntimeError(f"{kernel} handles only int64, double, float and bfloat16")
    return cast(generator.random64(n).view(np.int64), dtype).reshape(shape)


def _random_range(low: int, high: int | None, dtype: Dtype) -> tuple[int, int]:
    """The first and the last integer to draw, moved and checked as torch does for ``dtype``."""
    real = floating(dtype)
    if high is not None:
        if low >= high:
            raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
        if real:
            low, high = _round_up(low, dtype, real), _round_down(high, dtype, real)
            if low >= high:
                raise RuntimeError(
                    "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, "
                    f"but got from={low} >= to={high}"
                )
        last = high - 1
    elif real:
        low, last = _round_up(low, dtype, real), 2**real.digits
        if low >= last:
            raise RuntimeError(
                "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to dtype, "
                f"but got from={low} > to_inc={last}"
            )
    elif dtype.kind == "c":
        raise RuntimeError("random_from_to_impl handles only integral, floating-point and boolean types")
    else:
        last = _limits(dtype)[1]
    _check_random_bounds(low, last, dtype, real)
    return low, last


def _check_random_bounds(low: int, last: int, dtype: Dtype, real: Floating | None) -> None:
    if dtype.kind == "c":
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean types")
    least, most = (-real.max, real.max) if real else _limits(dtype)
    if not least <= low <= most:
        raise RuntimeError(f"from is out of bounds for {c_type(dtype)}")
    if not least <= last <= most:
        raise RuntimeError(f"to - 1 is out of bounds for {c_type(dtype)}")
    if real:
        d = real.digits
        for name, bound in (("from", low), ("to - 1", last)):
            if abs(bound) > 2**d:
                warn(
                    f"{name} is out of bounds [-(2^{d}), 2^{d}]. Due to precision limitations {c_type(dtype)} can "
                    "support discrete uniform distribution only within this range. This warning will become an "
                    "error in version 1.7 release, please fix the code in advance"
                )


def _round_up(low: int, dtype: Dtype, real: Floating) -> int:
    """``low``, or the next number of ``dtype`` where rounding would fall below it."""
    above = _through(low + 1, dtype)
    if above >= low:
        return low
    return above + (1 << (abs(low + 1).bit_length() - real.digits))


def _round_down(high: int, dtype: Dtype, real: Floating) -> int:
    """``high``, or an earlier number of ``dtype`` where rounding would reach it."""
    below = _through(high - 1, dtype)
    if below < high:
        return high
    return below - (1 << (abs(high - 1).bit_length() - real.digits))


def _through(value: int, dtype: Dtype) -> int:
    """``value`` rounded to ``dtype``, and read back as C does: what int64 cannot hold becomes its least number."""
    with np.errstate(over="ignore"):
        rounded = float(cast(np.array(value, np.int64), dtype))
    return int(rounded) if abs(rounded) < 2.0**63 else _INT64_MIN


# ---- permutations ----


def randperm(generator: Generator, n: int, dtype: DTypeLike = np.int64) -> Array:
    """A permutation of 0 .. n-1, as ``torch.randperm``.

    RuntimeError if ``n`` is negative or ``n - 1`` does not fit the dtype. Source: Fisher and Yates, by swaps
    (Durstenfeld, 1964).

    >>> from minigrad.ops._sampling_discrete import randperm
    >>> from minigrad.ops.generator import Generator
    >>> randperm(Generator().manual_seed(0), 5)
    array([4, 0, 1, 3, 2])
    """
    dtype = np.dtype(dtype)
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    _need_real("randperm", dtype, boolean=False)
    _check_randperm_length(n, dtype)
    if n >= (2**32 - 1) // 20:
        return _inside_out(generator, n).astype(dtype, copy=False)
    if n < 2:
        return np.zeros(n, dtype)
    # Step i swaps position i with one at or after it. The last step, which has no choice, draws nothing.
    draws = generator.random32(n - 1)
    if n < _FEW:
        values = list(range(n))
        for i, draw in enumerate(draws.tolist()):
            j = i + draw % (n - i)
            values[i], values[j] = values[j], values[i]
        return cast(np.array(values), dtype)
    target = np.arange(n)
    target[:-1] += (draws % np.arange(n, 1, -1, dtype=draws.dtype)).astype(np.int64)
    return cast(_swap_all(target), dtype)


def _swap_all(target: Array) -> Array:
    """The permutation made by swapping, for i = 0, 1, ..., position i with ``target[i] >= i``.

    Step i fixes the result at i to what ``target[i]`` holds, and moves there what i held. So position p holds at
    step i what the latest earlier step with target p moved, and p itself if there was none. With ``held[i]`` what
    i holds at step i, the result at i is ``held[t]`` for the latest t < i with ``target[t] == target[i]``, and
    ``held[i]`` is ``held[t]`` for the latest t < i with ``target[t] == i``: chains, which pointer jumping follows.
    """
    n = len(target)
    step = np.arange(n)
    held = step.copy()
    moved = np.flatnonzero(target != step)
    held[target[moved]] = moved  # of equal targets the last one stays
    pending = np.flatnonzero(held != step)
    while pending.size:
        ahead = held[pending]
        further = held[ahead]
        held[pending] = further
        pending = pending[further != ahead]
    # Sorted by target, then by step, equal targets are neighbours. One number holds both.
    bits = n.bit_length()
    key = target << bits | step
    key.sort()
    ordered, key = key & ((1 << bits) - 1), key >> bits
    again = np.flatnonzero(key[1:] == key[:-1])
    result = target.copy()
    result[ordered[again + 1]] = held[ordered[again]]
    return result


def _inside_out(generator: Generator, n: int) -> Array:
    """The permutation for an ``n`` so large that the remainder of 32 bits would be skewed."""
    values = np.empty(n, np.int64)
    for start in range(0, n, 1 << 16):
        stop = min(start + (1 << 16), n)
        draws = generator.random64(stop - start) % np.arange(start + 1, stop + 1, dtype=np.uint64)
        for i, j in enumerate(draws.tolist(), start):
            values[i] = i
            values[i] = values[j]
            values[j] = i
    return values


def _check_randperm_length(n: int, dtype: Dtype) -> None:
    if dtype.kind in "iu":
        if n - 1 > _limits(dtype)[1]:
            name = {"int32": "int", "int64": "int64_t"}.get(dtype.name, f"{dtype.name}_t")
            raise RuntimeError(f"value cannot be converted to type {name} without overflow")
        return
    limits = {"float16": (2**11, "2049"), "float32": (2**24, "2^24+1"), "float64": (2**53, "2^53+1")}
    power, text = limits.get(dtype.name, (n, ""))
    if n > power + 1:
        raise RuntimeError(f"n cannot be greater than {text} for {torch_name(dtype)} type.")


# ---- coins ----


def bernoulli(generator: Generator, shape: Shape, p: float = 0.5, dtype: DTypeLike = np.float32) -> Array:
    """1 with probability ``p``, else 0, as ``Tensor.bernoulli_(p)``: one float64 uniform a number, in any dtype.

    ``torch.nn.functional.dropout`` keeps by ``bernoulli_(1 - p)`` over its input's shape, the feature dropouts over
    shape (N, C, 1, ...), and none of them draws for ``p`` 0 or 1. RuntimeError unless ``0 <= p <= 1``.

    >>> from minigrad.ops._sampling_discrete import bernoulli
    >>> from minigrad.ops.generator import Generator
    >>> bernoulli(Generator().manual_seed(0), (4,), 0.5, bool)
    array([False, False,  True, False])
    """
    if not 0.0 <= p <= 1.0:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    _need_real("bernoulli_scalar_cpu_", dtype)
    # k / 2**53 < p where the integer k < p * 2**53, which is exact.
    kept = (generator.random64(n) & MASK53) < math.ceil(p * 2.0**53)
    return kept.astype(dtype, copy=False).reshape(shape)


def bernoulli_array(generator: Generator, p: Array, dtype: DTypeLike | None = None) -> Array:
    """1 with the probability at each place of ``p``, as ``torch.bernoulli(p)`` and ``Tensor.bernoulli_(p)``.

    The result has the shape of ``p``, and its dtype if none is given. A float64 ``p`` takes a float64 uniform a
    number, any other a float32 one. RuntimeError unless every probability lies in [0, 1].
    """
    dtype = p.dtype if dtype is None else np.dtype(dtype)
    n = p.size
    if n == 0:
        return np.empty(p.shape, dtype)
    _need_real("bernoulli_tensor_cpu_self_", dtype)
    need_floating("bernoulli_tensor_cpu_p_", p.dtype)
    if not (p.min() >= 0 and p.max() <= 1):
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  "
            "If so, please report an enhancement request to PyTorch.)\nEach probability lies in [0, 1]."
        )
    if p.dtype == F64:
        kept = uniform53(generator, n) < p.ravel()
    else:
        kept = uniform24(generator, n) < p.ravel().astype(F32, copy=False)
    return kept.astype(dtype, copy=False).reshape(p.shape)


def geometric(generator: Generator, shape: Shape, p: float, dtype: DTypeLike = np.float32) -> Array:
    """Trials up to the first success of probability ``p``, as ``Tensor.geometric_``; any real dtype but bool.

    RuntimeError unless ``0 < p < 1``. An integer dtype too narrow for the count wraps.
    """
    if not 0.0 < p < 1.0:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if n == 0:
        return np.empty(shape, dtype)
    _need_real("geometric_cpu", dtype, boolean=False)
    with np.errstate(divide="ignore"):
        trials = np.ceil(np.log(uniform53(generator, n)) / math.log1p(-p))
    if dtype.kind in "iu":
        trials = np.minimum(trials, 2.0**62).astype(np.int64)
    return cast(trials, dtype).reshape(shape)


# ---- categories ----


def multinomial(generator: Generator, probs: Array, num_samples: int, replacement: bool = False) -> Array:
    """Indices drawn with the weights along the last axis of ``probs``, as ``torch.multinomial``.

    ``probs`` is floating, of shape (categories,) or (rows, categories), and need not sum to one; the result is int64
    of shape (num_samples,) or (rows, num_samples). RuntimeError if a weight is negative or not finite, if a row has
    none above zero, or without replacement for more samples than categories.

    Without replacement, or for one sample: the largest of weight / exponential. With it: the inverse of the
    distribution function.

    >>> import numpy as np
    >>> from minigrad.ops._sampling_discrete import multinomial
    >>> from minigrad.ops.generator import Generator
    >>> multinomial(Generator().manual_seed(0), np.array([1.0, 10.0, 3.0, 0.0]), 2)
    array([1, 2])
    """
    if not 1 <= probs.ndim <= 2:
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if floating(probs.dtype) is None:
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {torch_name(probs.dtype)}")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    categories = probs.shape[-1]
    if not replacement and num_samples > categories:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if categories > 2**24:
        raise RuntimeError("number of categories cannot exceed 2^24")
    shape = (*probs.shape[:-1], num_samples)
    if math.prod(shape) == 0:
        return np.empty(shape, np.int64)
    if replacement and num_samples > 1:
        return _by_inversion(generator, np.atleast_2d(probs), num_samples).reshape(shape)
    return _by_race(generator, probs, num_samples)


_NO_WEIGHT = "invalid multinomial distribution (sum of probabilities <= 0)"


def _by_race(generator: Generator, probs: Array, num_samples: int) -> Array:
    """The categories that come first when each arrives after an exponential time of rate its weight."""
    if probs.size == 0:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        )
    wide = probs.astype(F32 if probs.dtype.itemsize < 4 else probs.dtype, copy=False)
    if not (wide.max() < math.inf and wide.min() >= 0):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not wide.any(axis=-1).all():
        raise RuntimeError(_NO_WEIGHT)
    # The times lie in memory as the weights do, and are drawn in that order.
    if probs.flags.f_contiguous:
        times = exponential(generator, probs.shape[::-1], 1.0, probs.dtype).T
    else:
        times = exponential(generator, probs.shape, 1.0, probs.dtype)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        speed = (probs / times).astype(wide.dtype, copy=False)
    if num_samples == 1:
        fastest: Array = np.argmax(speed, axis=-1, keepdims=True)
        return fastest
    return np.ascontiguousarray(np.argsort(-speed, axis=-1, kind="stable")[..., :num_samples])


def _by_inversion(generator: Generator, rows: Array, num_samples: int) -> Array:
    """For each uniform number the first category whose cumulative weight reaches it."""
    wide = rows.astype(F32 if rows.dtype.itemsize < 4 else rows.dtype, copy=False)
    for row in wide:
        valid = (row >= 0) & (row < math.inf)
        if not valid.all():
            kind = "= infinity or NaN" if row[np.argmin(valid)] == math.inf else "< 0"
            raise RuntimeError(f"invalid multinomial distribution (encountering probability entry {kind})")
        if not row.any():
            raise RuntimeError(_NO_WEIGHT)
    cumulative = np.cumsum(wide, axis=1)
    cumulative /= cumulative[:, -1:].copy()
    cumulative[:, -1] = 1.0
    u = uniform53(generator, len(rows) * num_samples).reshape(len(rows), num_samples)
    found = np.empty(u.shape, np.int64)
    for row, numbers, result in zip(cumulative, u, found, strict=True):
        result[...] = np.searchsorted(row, numbers)
    return found
