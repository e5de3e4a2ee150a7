"""Counts on raw arrays: the Poisson and the binomial distribution, drawn as torch draws.

The counterpart of `_sampling`, whose conventions it follows. Imports numpy, the standard library, the generator and
`_sampling` only. Start reading at `poisson`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ._sampling import F64, cast, floating, need_floating, not_implemented, one_by_one, torch_name
from .generator import Array, Generator

__all__ = ["binomial", "poisson"]


def poisson(generator: Generator, rate: Array) -> Array:
    """Counts of mean ``rate``, as ``torch.poisson``; the result has the shape and floating dtype of ``rate``.

    RuntimeError if a rate is negative or NaN. An infinite rate gives infinity. Sources: products of uniforms (Knuth)
    below 10, else Hörmann's transformed rejection, 1993, doi:10.1016/0167-6687(93)90997-4.
    """
    need_floating("poisson_cpu", rate.dtype)
    rates = rate.astype(F64).ravel()
    if rates.size and not rates.min() >= 0:
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    waiting = [int(np.count_nonzero((rates > 0) & (rates < math.inf)))]
    draw = one_by_one(generator, waiting).__next__
    counts = np.empty(len(rates))
    for i, mean in enumerate(rates.tolist()):
        if mean in (0.0, math.inf):
            counts[i] = mean
            continue
        counts[i] = _poisson_by_product(mean, draw) if mean < 10.0 else _poisson_by_rejection(mean, draw)
        waiting[0] -= 1
    return cast(counts.reshape(rate.shape), rate.dtype)


def _poisson_by_product(mean: float, draw: Callable[[], float]) -> int:
    end = math.exp(-mean)
    product, count = draw(), 0
    while product > end:
        product *= draw()
        count += 1
    return count


def _poisson_by_rejection(mean: float, draw: Callable[[], float]) -> int:
    log_mean = math.log(mean)
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = draw() - 0.5
        v = draw()
        us = 0.5 - abs(u)
        if us == 0.0:
            continue
        k = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= v_r:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        log_density = -mean + k * log_mean - (math.lgamma(k + 1.0) if k < 1e305 else math.inf)
        if v == 0.0 or math.log(v) + math.log(inverse_alpha) - math.log(a / (us * us) + b) <= log_density:
            return k


def binomial(generator: Generator, count: Array, prob: Array) -> Array:
    """Successes in ``count`` trials of probability ``prob``, as ``torch.binomial``; float32 or float64.

    The arguments broadcast and share a dtype. 0 where a count or a probability is not positive, ``count`` where the
    probability is 1 or more, NaN where either is NaN or an infinite count leaves a choice. Sources: geometric gaps
    (Devroye, 1986) where the mean is below 10, else Hörmann's transformed rejection, 1993,
    doi:10.1080/00949659308811496.
    """
    for name, array in (("count", count), ("prob", prob)):
        if floating(array.dtype) is None:
            raise ValueError(f"binomial only supports floating-point dtypes for {name}, got: {torch_name(array.dtype)}")
    if prob.dtype != count.dtype:
        raise RuntimeError(f"Found dtype {torch_name(prob.dtype)} but expected {torch_name(count.dtype)}")
    if count.dtype.itemsize < 4:
        raise not_implemented("binomial_cpu", count.dtype)
    count, prob = np.broadcast_arrays(count, prob)
    shape, count, prob = count.shape, count.ravel(), prob.ravel()
    result = np.where(prob >= 1, count, count.dtype.type(math.nan))
    result[(count <= 0) | (prob <= 0)] = 0
    chances = np.flatnonzero((count > 0) & (count < math.inf) & (prob > 0) & (prob < 1))
    waiting = [len(chances)]
    draw = one_by_one(generator, waiting).__next__
    for i in chances:
        n, p = count[i], prob[i]
        rare = p if p <= 0.5 else p.dtype.type(1.0 - float(p))
        sample = _binomial_by_rejection if n * rare >= 10.0 else _binomial_by_gaps
        successes = sample(n, rare, draw)
        result[i] = successes if p <= 0.5 else n - successes
        waiting[0] -= 1
    return result.reshape(shape)


def _binomial_by_gaps(count: Any, prob: Any, draw: Callable[[], float]) -> Any:
    of = type(count)
    log_miss = float(of(math.log1p(-prob)))
    n, trials, successes = float(count), 0.0, 0
    while True:
        u = draw()
        trials += math.ceil(math.log(u) / log_miss) if u else math.inf
        if trials > n:
            return of(successes)
        successes += 1


def _stirling_tail(k: float) -> float:
    """log k! less Stirling's formula for it: the tail of the asymptotic series."""
    if k < 10.0:
        return _STIRLING_TAIL[int(k)]
    square = (k + 1.0) * (k + 1.0)
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / (k + 1.0)


_STIRLING_TAIL = [
    math.lgamma(k + 1.0) - (0.5 * math.log(2.0 * math.pi) + (k + 0.5) * math.log(k + 1.0) - (k + 1.0))
    for k in range(10)
]


def _binomial_by_rejection(count: Any, prob: Any, draw: Callable[[], float]) -> Any:
    """Hörmann's BTRS. What torch computes in the dtype of the arguments is computed in it here."""
    of = type(count)
    one = of(1)
    n, p = float(count), float(prob)
    deviation = float(np.sqrt(count * prob * (one - prob)))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = float(count * prob) + 0.5
    v_r = 0.92 - 4.2 / b
    odds = float(prob / (one - prob))
    alpha = (2.83 + 5.1 / b) * deviation
    mode = float(np.floor((count + one) * prob))
    while True:
        u = draw() - 0.5
        v = draw()
        us = 0.5 - abs(u)
        if us == 0.0:
            continue
        k = of(math.floor((2.0 * a / us + b) * u + c))
        if not 0 <= k <= count:
            continue
        if us >= 0.07 and v <= v_r:
            return k
        misses = float(count - k + one)
        hits = float(k)
        log_ratio = (
            (mode + 0.5) * math.log((mode + 1.0) / (odds * (n - mode + 1.0)))
            + float(count + one) * math.log((n - mode + 1.0) / misses)
            + (hits + 0.5) * math.log(odds * misses / (hits + 1.0))
            + _stirling_tail(mode) + _stirling_tail(n - mode) - _stirling_tail(hits) - _stirling_tail(float(count - k))
        )  # fmt: skip
        if v == 0.0 or math.log(v * alpha / (a / (us * us) + b)) <= log_ratio:
            return k
