"""The edges, beside torch: NaN and infinities, empty and 0-d tensors, kinks and ties, integers that overflow.

Each group is a list of small programs; `programs` says what of them is compared.
"""

# ruff: noqa: PERF401, PLW0108, SIM905 - loops that collect programs, lambdas of the library, lists of short names

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402
from tests.parity.programs import Program, alike, disagreements, gradients, outcome  # noqa: E402

NAN, INF = math.nan, math.inf
VALUES = [-INF, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, INF, NAN]
TIES = [[3.0, 1.0, 3.0], [2.0, 2.0, 2.0], [0.0, 0.0, -1.0], [0.0, 4.0, -1.0]]
ODD = [[3.0, 1.0, 3.0], [2.0, 2.0, 2.0], [NAN, 5.0, 1.0], [0.0, 0.0, -1.0], [INF, -INF, INF]]
X = [[3.0, 1.0, 2.0], [0.0, 5.0, 4.0]]
S = [[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]]


def places(t: Any) -> Any:
    return t.tensor([[0, 1, 1], [0, 0, 1]])


ORDER: list[Program] = [
    lambda t: t.var(t.ones(3), unbiased=False),
    lambda t: t.var(t.ones(3), False),
    lambda t: t.var(t.arange(3)),
    lambda t: t.std(t.ones(0)),
    lambda t: t.var(t.ones(0), correction=0),
    lambda t: t.var(t.ones(2, 0), 1),
    lambda t: t.tensor([3, 1, 2, 1]).sort(stable=True),
    lambda t: t.tensor([3, 1, 2, 1]).sort(descending=True, stable=True),
    lambda t: t.tensor([NAN, 1.0, -INF, INF, NAN]).sort(),
    lambda t: t.tensor([NAN, 1.0, -INF, INF, NAN]).sort(descending=True),
    lambda t: t.tensor([True, False, True]).sort(),
    lambda t: t.tensor([0.0, -0.0, 0.0]).sort(),
    lambda t: t.tensor([1j]).sort(),
    lambda t: t.tensor([1.0, NAN, 2.0, NAN]).argsort(descending=True, stable=True),
    lambda t: t.unique(t.tensor([3.0, NAN, 1.0, NAN, 3.0])),
    lambda t: t.unique(t.tensor([3, 1, 3]), return_inverse=True, return_counts=True),
    lambda t: t.unique(t.tensor([[1, 2], [1, 2], [0, 3]]), dim=0, return_inverse=True, return_counts=True),
    lambda t: t.unique(t.tensor([[1, 2], [1, 2], [0, 3]]), dim=2),
    lambda t: t.unique(t.zeros(0)),
    lambda t: t.unique(t.zeros(0, 2), dim=0),
    lambda t: t.unique(t.tensor(3)),
    lambda t: t.unique(t.tensor([3, 1, 3]), sorted=False),
    lambda t: t.unique_consecutive(t.tensor([1, 1, 2, 1]), return_counts=True, return_inverse=True),
    lambda t: t.unique_consecutive(t.tensor([NAN, NAN])),
    lambda t: t.unique_consecutive(t.tensor([[1, 1, 2], [1, 1, 2]]), dim=1),
    lambda t: t.tensor([0.0, -0.0]).unique(),
    lambda t: t.topk(t.tensor([1.0, 3.0, 3.0, 2.0]), 2),
    lambda t: t.topk(t.tensor([1.0, NAN, 3.0, 2.0]), 2),
    lambda t: t.topk(t.tensor([1.0, NAN, 3.0, 2.0]), 2, largest=False),
    lambda t: t.topk(t.tensor([1.0, 2.0]), 3),
    lambda t: t.topk(t.tensor([1.0, 2.0]), 0),
    lambda t: t.topk(t.tensor([1.0, 2.0]), -1),
    lambda t: t.topk(t.tensor(1.0), 1),
    lambda t: t.topk(t.tensor(1.0), 2),
    lambda t: t.topk(t.ones(2, 3), 1, dim=2),
    lambda t: t.topk(t.tensor([True, False]), 1),
    lambda t: t.topk(t.tensor([[3, 1], [2, 5]]), 1, 0),
    lambda t: t.topk(t.tensor([2.0, 1.0, 3.0]), 2, sorted=True, largest=False),
    lambda t: t.topk(t.ones(0), 0),
    lambda t: t.kthvalue(t.tensor([3.0, 1.0, 2.0]), 2),
    lambda t: t.kthvalue(t.tensor([3.0, NAN, 2.0]), 2),
    lambda t: t.kthvalue(t.tensor([3.0, NAN, 2.0]), 3),
    lambda t: t.kthvalue(t.tensor([3.0]), 0),
    lambda t: t.kthvalue(t.tensor([3.0]), 2),
    lambda t: t.kthvalue(t.tensor(3.0), 1),
    lambda t: t.kthvalue(t.tensor([[3, 1], [2, 2]]), 1, 0, True),
    lambda t: t.kthvalue(t.zeros(0), 1),
    lambda t: t.kthvalue(t.zeros(2, 0), 1),
    lambda t: t.kthvalue(t.zeros(0, 2), 1),
    lambda t: t.mode(t.tensor([2, 1, 1, 2, 3])),
    lambda t: t.mode(t.tensor([[2, 1, 1], [2, 2, 1]]), 0),
    lambda t: t.mode(t.tensor(3.0)),
    lambda t: t.mode(t.zeros(0)),
    lambda t: t.mode(t.tensor([True, True, False])),
    lambda t: t.median(t.tensor([1.0, 2.0, 3.0, 4.0])),
    lambda t: t.median(t.tensor([1.0, NAN])),
    lambda t: t.nanmedian(t.tensor([1.0, NAN, 3.0])),
    lambda t: t.nanmedian(t.tensor([NAN, NAN])),
    lambda t: t.median(t.tensor([[2.0, 1.0], [2.0, 3.0]]), 1),
    lambda t: t.quantile(t.tensor([1.0, 2.0, 4.0]), 0.5),
    lambda t: t.quantile(t.tensor([1.0, 2.0, 4.0]), t.tensor([0.0, 0.3, 1.0])),
    lambda t: t.quantile(t.tensor([1.0, NAN, 4.0]), 0.5),
    lambda t: t.nanquantile(t.tensor([1.0, NAN, 4.0]), 0.5),
    lambda t: t.quantile(t.tensor([1.0, 2.0]), 1.5),
    lambda t: t.quantile(t.tensor([1.0, 2.0]), t.tensor([1.5])),
    lambda t: t.quantile(t.tensor([1, 2]), 0.5),
    lambda t: t.quantile(t.zeros(0), 0.5),
    lambda t: t.quantile(t.tensor([1.0, 2.0, 4.0]), 0.4, interpolation="lower"),
    lambda t: t.quantile(t.tensor([1.0, 2.0, 4.0]), 0.4, interpolation="nearest"),
    lambda t: t.quantile(t.tensor([1.0, 2.0, 4.0]), 0.4, interpolation="a"),
    lambda t: t.quantile(t.tensor([1.0, 2.0]), t.tensor(0.5, dtype=t.float64)),
    lambda t: gradients(t, lambda x: t.quantile(x, 0.5), [1.0, 4.0, 2.0, 9.0]),
    lambda t: gradients(
        t, lambda x: t.quantile(x, t.tensor([0.1, 0.5], dtype=t.float64), interpolation="nearest"), [1.0, 4.0, 2.0, 9.0]
    ),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0, 2.0, 3.0]), t.tensor([2.0, NAN, INF, -INF, 0.0])),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0, 2.0, 3.0]), t.tensor([2.0, NAN]), right=True),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0, 2.0, 3.0]), 2.0),
    lambda t: t.searchsorted(t.tensor([1, 2, 3]), t.tensor([2.0])),
    lambda t: t.searchsorted(t.tensor([[1.0, 2.0], [3.0, 4.0]]), t.tensor([2.0])),
    lambda t: t.searchsorted(t.tensor([[1.0, 2.0], [3.0, 4.0]]), t.tensor([[2.0], [5.0]])),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0]), t.tensor([[2.0], [5.0]]), side="right"),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0]), t.tensor([2.0]), side="left", right=True),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0]), t.tensor([2.0]), side="a"),
    lambda t: t.searchsorted(t.tensor([3.0, 1.0, 2.0]), t.tensor([2.0]), sorter=t.tensor([1, 2, 0])),
    lambda t: t.searchsorted(t.tensor([3.0, 1.0, 2.0]), t.tensor([2.0]), sorter=t.tensor([1, 2, 3])),
    lambda t: t.searchsorted(t.tensor([3.0, 1.0, 2.0]), t.tensor([2.0]), sorter=t.tensor([1, 2])),
    lambda t: t.searchsorted(t.tensor([1.0, 2.0]), t.tensor([2.0]), out_int32=True),
    lambda t: t.searchsorted(t.zeros(0), t.tensor([2.0])),
    lambda t: t.searchsorted(t.tensor(1.0), t.tensor([2.0])),
    lambda t: t.bucketize(t.tensor([1.0, 5.0]), t.tensor([1.0, 3.0])),
    lambda t: t.bucketize(3, t.tensor([1, 3])),
    lambda t: t.bucketize(t.tensor([1.0]), t.tensor([[1.0, 3.0]])),
    lambda t: t.bucketize(t.tensor([1.0, 3.0]), t.tensor([1.0, 3.0]), right=True),
    lambda t: t.histc(t.tensor([1.0, 2.0, 1.0]), 4, 0, 3),
    lambda t: t.histc(t.tensor([1.0, INF]), 4),
    lambda t: t.histc(t.tensor([1.0, 1.0]), 4),
    lambda t: t.histc(t.tensor([1.0]), 0),
    lambda t: t.histc(t.tensor([1.0]), 2, 3, 1),
    lambda t: t.histc(t.tensor([1, 2]), 2),
    lambda t: t.bincount(t.tensor([1, 0, 1])),
    lambda t: t.bincount(t.tensor([1, -1])),
    lambda t: t.bincount(t.tensor([1.0])),
    lambda t: t.bincount(t.tensor([[1]])),
    lambda t: t.bincount(t.tensor([1, 2]), weights=t.tensor([0.5, 2.0]), minlength=5),
    lambda t: t.bincount(t.tensor([1, 2]), weights=t.tensor([0.5])),
    lambda t: t.bincount(t.zeros(0, dtype=t.int64)),
    lambda t: t.bincount(t.tensor([1]), minlength=-1),
    lambda t: t.argmax(t.tensor([1.0, NAN, 3.0])),
    lambda t: t.argmin(t.tensor([1.0, NAN, 3.0])),
    lambda t: t.argmax(t.tensor([2.0, 3.0, 3.0])),
    lambda t: t.tensor([1.0, NAN]).max(0),
    lambda t: t.tensor([NAN, NAN]).min(0),
    lambda t: t.maximum(t.tensor([NAN]), t.tensor([1.0])),
    lambda t: t.fmax(t.tensor([NAN]), t.tensor([1.0])),
    lambda t: t.aminmax(t.tensor([NAN, 1.0])),
    lambda t: t.aminmax(t.zeros(0)),
    lambda t: t.aminmax(t.zeros(0, 2), dim=1),
    lambda t: t.tensor([1j]).max(),
    lambda t: t.tensor([True, False]).max(),
    lambda t: t.tensor([True, False]).amax(),
    lambda t: t.tensor([True, False]).min(0),
]

KINKS: list[Program] = [
    lambda t: t.clamp(t.tensor([1.0, NAN, -1.0]), 0, 0.5),
    lambda t: t.clamp(t.tensor([1.0, 2.0]), min=t.tensor([NAN, 0.0])),
    lambda t: t.clamp(t.tensor([1.0, 2.0]), 3, 1),
    lambda t: t.clamp(t.tensor([1.0])),
    lambda t: t.clamp(t.tensor([1, 2]), min=1.5),
    lambda t: t.clamp(t.tensor([1, 2]), max=t.tensor(1.5)),
    lambda t: t.clamp(t.tensor([1.0]), NAN),
    lambda t: t.clamp(t.tensor([1.0]), min=None, max=None),
    lambda t: t.clamp(t.tensor([1j]), 0),
    lambda t: t.clamp(t.tensor([True]), 0),
    lambda t: t.clamp(t.tensor([1.0, 2.0]), 0, t.tensor(1.0)),
    lambda t: gradients(t, lambda x: t.clamp(x, 0.0, 1.0), [0.0, 1.0, 0.5, -1.0, 2.0, NAN]),
    lambda t: gradients(t, lambda x: t.clamp(x, min=0.0), [0.0, -0.0]),
    lambda t: gradients(t, lambda x, a, b: t.clamp(x, a, b), [0.0, 1.0, 0.5, -1.0, 2.0, NAN], [0.0] * 6, [1.0] * 6),
    lambda t: gradients(t, lambda x, a, b: t.clamp(x, a, b), [0.0, 1.0, 0.5], [1.0] * 3, [0.0] * 3),
    lambda t: gradients(t, lambda x: t.clamp(x, 1.0, 0.0), [0.0, 1.0, 0.5, -1.0, 2.0]),
    lambda t: gradients(t, lambda x, y: t.where(x > 0, x / y, y), [1.0, 0.0], [0.0, NAN]),
    lambda t: t.where(t.tensor([True, False]), 1, 2),
    lambda t: t.where(t.tensor([True, False]), 1.0, 2),
    lambda t: t.where(t.tensor([True, False]), t.tensor([1]), 2.5),
    lambda t: t.where(t.tensor([1, 0]), 1, 2),
    lambda t: t.where(t.tensor([1, 0], dtype=t.uint8), 1, 2),
    lambda t: t.where(t.tensor([True, False])),
    lambda t: t.where(t.tensor([True, False]), t.ones(2), t.ones(3)),
    lambda t: t.where(t.tensor([True]), t.ones(2, dtype=t.float64), t.ones(2)),
    lambda t: t.where(t.tensor(True), t.ones(2, dtype=t.int32), 1),
    lambda t: t.where(t.tensor([1.0]), 1, 2),
    lambda t: t.where(t.tensor([True]), 1),
    lambda t: gradients(t, lambda x: x.cumprod(0), [1.0, 0.0, 2.0, 0.0, 3.0]),
    lambda t: gradients(t, lambda x: x.prod(), [0.0, 2.0, 3.0]),
    lambda t: gradients(t, lambda x: x.prod(), [0.0, 0.0, 3.0]),
    lambda t: gradients(t, lambda x: x.prod(0), [[0.0, 2.0], [0.0, 3.0], [4.0, 0.0]]),
    lambda t: gradients(t, lambda x: x.prod(1, keepdim=True), [[0.0, 2.0], [0.0, 0.0], [4.0, 5.0]]),
    lambda t: t.zeros(0).prod(),
    lambda t: t.zeros(0, dtype=t.int64).prod(),
    lambda t: t.tensor([True, False]).prod(),
    lambda t: t.tensor([200, 2], dtype=t.uint8).prod(),
    lambda t: t.tensor([200, 100], dtype=t.uint8).sum(),
    lambda t: t.tensor([100, 100], dtype=t.int8).sum(dtype=t.int8),
    lambda t: t.tensor([100, 100], dtype=t.int8).cumsum(0),
    lambda t: t.tensor([2**62, 2**62]).sum(),
    lambda t: t.tensor([60000.0, 60000.0], dtype=t.float16).sum(),
    lambda t: gradients(t, lambda x, y: t.atan2(x, y), [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.hypot(x, y), [0.0, 3.0], [0.0, 4.0]),
    lambda t: gradients(t, lambda x, y: x**y, [0.0, 0.0, 0.0, -2.0, 2.0], [0.0, 2.0, 0.5, 2.0, 0.0]),
    lambda t: gradients(t, lambda x: x**0, [0.0, NAN]),
    lambda t: gradients(t, lambda x: x**0.5, [0.0, 4.0]),
    lambda t: gradients(t, lambda x: x**-1, [0.0, 4.0]),
    lambda t: gradients(t, lambda x: 2.0**x, [0.0, INF]),
    lambda t: gradients(t, t.logsumexp if 0 else (lambda x: t.logsumexp(x, 0)), [-INF, -INF]),
    lambda t: gradients(t, lambda x: t.logsumexp(x, 0), [INF, 1.0]),
    lambda t: gradients(t, lambda x, y: t.logaddexp(x, y), [-INF, INF, 1.0], [-INF, INF, 1.0]),
    lambda t: gradients(t, lambda x, y: t.maximum(x, y), [1.0, 2.0, NAN], [1.0, 1.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.fmax(x, y), [1.0, 2.0, NAN], [1.0, 1.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.minimum(x, y), [1.0, 2.0, NAN], [1.0, 1.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.fmin(x, y), [1.0, 2.0, NAN], [1.0, 1.0, NAN]),
    lambda t: gradients(t, lambda x, y: t.fmod(x, y), [5.0, -5.0, 1.0], [3.0, 3.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.remainder(x, y), [5.0, -5.0, 1.0], [3.0, 3.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.copysign(x, y), [5.0, 0.0, -1.0], [-3.0, -3.0, 0.0]),
    lambda t: gradients(t, lambda x, y: t.heaviside(x, y), [0.0], [1.0]),
    lambda t: gradients(t, lambda x: t.nan_to_num(x), [NAN, INF, -INF, 1.0]),
    lambda t: gradients(t, lambda x: t.renorm(x, 2, 0, 1.0), [[3.0, 4.0], [0.0, 0.1]]),
    lambda t: gradients(t, lambda x: t.max(x), [2.0, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.max(x, 0).values, [2.0, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.amax(x), [2.0, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.median(x), [2.0, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.min(x), [NAN, NAN, 1.0]),
    lambda t: gradients(t, lambda x: t.amax(x), [NAN, NAN, 1.0]),
    lambda t: gradients(t, lambda x: t.aminmax(x), [2.0, 2.0, 1.0, 1.0]),
    lambda t: gradients(t, lambda x: t.kthvalue(x, 2).values, [2.0, 2.0, 1.0, 1.0]),
    lambda t: gradients(t, lambda x: t.mode(x).values, [2.0, 2.0, 1.0, 1.0]),
    lambda t: gradients(t, lambda x: t.sort(x).values, [2.0, 2.0, 1.0, 1.0]),
    lambda t: gradients(t, lambda x: t.cummax(x, 0).values, [2.0, 2.0, 1.0, 3.0, 3.0]),
    lambda t: gradients(t, lambda x: t.nanmedian(x), [NAN, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.nansum(x), [NAN, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.nanmean(x), [NAN, 2.0, 1.0]),
    lambda t: gradients(t, lambda x: t.nn.functional.max_pool1d(x, 2), [[[2.0, 2.0, NAN, 1.0]]]),
    lambda t: gradients(t, lambda x: t.nn.functional.softmax(x, 0), [-INF, -INF]),
    lambda t: gradients(t, lambda x: t.nn.functional.softmax(x, 0), [-INF, 0.0]),
    lambda t: gradients(t, lambda x: t.nn.functional.smooth_l1_loss(x, x * 0), [0.0, 1.0, -1.0, 0.5]),
    lambda t: gradients(t, lambda x: t.nn.functional.l1_loss(x, x.detach()), [0.0, 1.0]),
    lambda t: gradients(t, lambda x: t.nn.functional.huber_loss(x, x * 0), [0.0, 1.0, -1.0, 0.5]),
    lambda t: gradients(
        t,
        lambda x: t.nn.functional.binary_cross_entropy(x, t.tensor([0.0, 1.0, 1.0, 0.0], dtype=t.float64)),
        [0.0, 1.0, 0.0, 1.0],
    ),
    lambda t: gradients(
        t,
        lambda x: t.nn.functional.binary_cross_entropy_with_logits(x, t.tensor([0.0, 1.0, 1.0, 0.0], dtype=t.float64)),
        [-1000.0, 1000.0, -INF, 0.0],
    ),
    lambda t: t.nn.functional.binary_cross_entropy(t.tensor([1.5]), t.tensor([1.0])),
    lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 3])),
    lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, -100])),
    lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([-100, -100])),
    lambda t: t.nn.functional.cross_entropy(t.zeros(0, 3), t.zeros(0, dtype=t.int64)),
    lambda t: t.nn.functional.nll_loss(t.ones(2, 3), t.tensor([0.0, 1.0])),
    lambda t: t.nn.functional.mse_loss(t.ones(2), t.ones(3)),
    lambda t: t.nn.functional.mse_loss(t.zeros(0), t.zeros(0)),
    lambda t: t.nn.functional.mse_loss(t.ones(2, 1), t.ones(2)),
]

PLACES: list[Program] = [
    lambda t: t.tensor(X).gather(1, places(t)),
    lambda t: t.tensor(X).gather(0, places(t)),
    lambda t: t.tensor(X).gather(1, t.tensor([[3]])),
    lambda t: t.tensor(X).gather(1, t.tensor([[-1]])),
    lambda t: t.tensor(X).gather(1, t.tensor([[1.0]])),
    lambda t: t.tensor(X).gather(1, t.tensor([1])),
    lambda t: t.tensor(X).gather(2, places(t)),
    lambda t: t.tensor(X).gather(1, t.zeros(3, 1, dtype=t.int64)),
    lambda t: t.tensor(X).gather(1, t.zeros(1, 5, dtype=t.int64)),
    lambda t: t.tensor(X).gather(1, t.zeros(0, dtype=t.int64)),
    lambda t: t.tensor(X).gather(1, places(t).int()),
    lambda t: gradients(t, lambda x: x.gather(1, places(t)), X),
    lambda t: t.tensor(3.0).gather(0, t.tensor(0)),
    lambda t: t.tensor([3.0]).gather(0, t.tensor(0)),
    lambda t: t.tensor(X).scatter(1, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter(0, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter(1, places(t), 5.0),
    lambda t: t.tensor(X).scatter(1, places(t), value=5),
    lambda t: t.tensor(X).scatter(1, places(t), src=t.tensor(S)),
    lambda t: t.tensor(X).scatter(1, places(t), 2.0, reduce="multiply"),
    lambda t: t.tensor(X).scatter(1, places(t), t.tensor([[1]])),
    lambda t: t.tensor(X).scatter(1, places(t), t.tensor([[1.0]])),
    lambda t: t.tensor(X).scatter(1, t.tensor([[3]]), 5.0),
    lambda t: t.tensor(X).scatter(1, t.tensor([[-1]]), 5.0),
    lambda t: t.tensor(X).scatter(1, t.tensor([[1.0]]), 5.0),
    lambda t: t.tensor(X).scatter(1, t.tensor([1]), 5.0),
    lambda t: t.tensor(X).scatter(1, t.zeros(0, dtype=t.int64), 5.0),
    lambda t: t.tensor(X).scatter(2, places(t), 5.0),
    lambda t: t.tensor(X).scatter(1, t.zeros(3, 1, dtype=t.int64), 5.0),
    lambda t: gradients(t, lambda x: x.clone().scatter(1, t.tensor([[0, 2], [1, 0]]), 7.0), X),
    lambda t: t.tensor(X).scatter_(1, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter_(0, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter_(1, places(t), 5.0),
    lambda t: t.tensor(X).scatter_(1, places(t), value=5),
    lambda t: t.tensor(X).scatter_(1, places(t), src=t.tensor(S)),
    lambda t: t.tensor(X).scatter_(1, places(t), 2.0, reduce="multiply"),
    lambda t: t.tensor(X).scatter_(1, places(t), t.tensor([[1]])),
    lambda t: t.tensor(X).scatter_(1, places(t), t.tensor([[1.0]])),
    lambda t: t.tensor(X).scatter_(1, t.tensor([[3]]), 5.0),
    lambda t: t.tensor(X).scatter_(1, t.tensor([[-1]]), 5.0),
    lambda t: t.tensor(X).scatter_(1, t.tensor([[1.0]]), 5.0),
    lambda t: t.tensor(X).scatter_(1, t.tensor([1]), 5.0),
    lambda t: t.tensor(X).scatter_(1, t.zeros(0, dtype=t.int64), 5.0),
    lambda t: t.tensor(X).scatter_(2, places(t), 5.0),
    lambda t: t.tensor(X).scatter_(1, t.zeros(3, 1, dtype=t.int64), 5.0),
    lambda t: gradients(t, lambda x: x.clone().scatter_(1, t.tensor([[0, 2], [1, 0]]), 7.0), X),
    lambda t: t.tensor(X).scatter_add(1, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter_add(1, places(t), t.tensor(S).double()),
    lambda t: t.tensor(X).scatter_add(1, t.tensor([[7]]), t.tensor(S)),
    lambda t: t.tensor(X).scatter_add(0, t.tensor([[7]]), t.tensor([[1.0]])),
    lambda t: gradients(t, lambda x, s: x.clone().scatter_add(1, places(t), s), X, S),
    lambda t: t.tensor(1.0).scatter_add(0, t.tensor(0), t.tensor(2.0)),
    lambda t: t.tensor(X).scatter_add_(1, places(t), t.tensor(S)),
    lambda t: t.tensor(X).scatter_add_(1, places(t), t.tensor(S).double()),
    lambda t: t.tensor(X).scatter_add_(1, t.tensor([[7]]), t.tensor(S)),
    lambda t: t.tensor(X).scatter_add_(0, t.tensor([[7]]), t.tensor([[1.0]])),
    lambda t: gradients(t, lambda x, s: x.clone().scatter_add_(1, places(t), s), X, S),
    lambda t: t.tensor(1.0).scatter_add_(0, t.tensor(0), t.tensor(2.0)),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "sum", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "sum", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "sum", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "sum", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "sum", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "sum", include_self=True),
    lambda t: t.tensor(X).index_reduce(0, t.tensor([0, 0]), t.tensor(S), "sum", include_self=True),
    lambda t: gradients(t, lambda x, s: x.index_reduce(1, t.tensor([0, 0, 2]), s, "sum", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.index_reduce(0, t.tensor([0, 0]), s, "sum", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "sum", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "sum", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "sum", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "sum", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "sum", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "sum", include_self=False),
    lambda t: t.tensor(X).index_reduce(0, t.tensor([0, 0]), t.tensor(S), "sum", include_self=False),
    lambda t: gradients(t, lambda x, s: x.index_reduce(1, t.tensor([0, 0, 2]), s, "sum", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.index_reduce(0, t.tensor([0, 0]), s, "sum", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "prod", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "prod", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "prod", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "prod", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "prod", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "prod", include_self=True),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "prod", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "prod", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "prod", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "prod", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "prod", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(
        0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "prod", include_self=False
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "mean", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "mean", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "mean", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "mean", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "mean", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "mean", include_self=True),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "mean", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "mean", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "mean", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "mean", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "mean", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(
        0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "mean", include_self=False
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "amax", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "amax", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "amax", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "amax", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "amax", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "amax", include_self=True),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "amax", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "amax", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "amax", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "amax", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "amax", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(
        0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "amax", include_self=False
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "amin", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "amin", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "amin", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "amin", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "amin", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "amin", include_self=True),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "amin", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "amin", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "amin", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "amin", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "amin", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(
        0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "amin", include_self=False
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "bad", include_self=True),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "bad", include_self=True),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "bad", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "bad", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "bad", include_self=True
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "bad", include_self=True),
    lambda t: t.tensor(X).index_reduce(0, t.tensor([0, 0]), t.tensor(S), "bad", include_self=True),
    lambda t: gradients(t, lambda x, s: x.index_reduce(1, t.tensor([0, 0, 2]), s, "bad", include_self=True), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.index_reduce(0, t.tensor([0, 0]), s, "bad", include_self=True),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor(X).scatter_reduce(1, places(t), t.tensor(S), "bad", include_self=False),
    lambda t: t.tensor(X).scatter_reduce_(1, places(t), t.tensor(S), "bad", include_self=False),
    lambda t: gradients(t, lambda x, s: x.scatter_reduce(1, places(t), s, "bad", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.scatter_reduce(1, places(t), s, "bad", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor([[3, 1], [2, 4]]).scatter_reduce(
        1, t.tensor([[0, 0], [1, 1]]), t.tensor([[5, 6], [7, 2]]), "bad", include_self=False
    ),
    lambda t: t.tensor([NAN, 1.0]).scatter_reduce(0, t.tensor([0, 1]), t.tensor([1.0, NAN]), "bad", include_self=False),
    lambda t: t.tensor(X).index_reduce(0, t.tensor([0, 0]), t.tensor(S), "bad", include_self=False),
    lambda t: gradients(t, lambda x, s: x.index_reduce(1, t.tensor([0, 0, 2]), s, "bad", include_self=False), X, S),
    lambda t: gradients(
        t,
        lambda x, s: x.index_reduce(0, t.tensor([0, 0]), s, "bad", include_self=False),
        [[3.0, 3.0, 0.0], [0.0, 1.0, 1.0]],
        [[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]],
    ),
    lambda t: t.tensor(X).index_add(0, t.tensor([1, 1]), t.tensor(S)),
    lambda t: t.tensor(X).index_add(1, t.tensor([1, 1, 0]), t.tensor(S), alpha=-2),
    lambda t: t.tensor(X).index_add(0, t.tensor([1, 2]), t.tensor(S)),
    lambda t: t.tensor(X).index_add(0, t.tensor([1]), t.tensor(S)),
    lambda t: t.tensor(X).index_add(0, t.tensor([[1, 1]]), t.tensor(S)),
    lambda t: t.tensor(X).index_add(0, t.tensor([1.0, 1.0]), t.tensor(S)),
    lambda t: t.tensor(X).index_add(0, t.tensor([1, 1]), t.tensor(S).double()),
    lambda t: t.tensor(X).index_add(0, t.tensor([1, 1]), t.ones(2, 4)),
    lambda t: t.tensor(X).index_add(2, t.tensor([1, 1]), t.ones(2, 4)),
    lambda t: gradients(t, lambda x, s: x.clone().index_add(0, t.tensor([1, 1]), s, alpha=3), X, S),
    lambda t: t.tensor(1.0).index_add(0, t.tensor(0), t.tensor(2.0)),
    lambda t: t.tensor([1, 2]).index_add(0, t.tensor([0]), t.tensor([2]), alpha=1.5),
    lambda t: t.tensor(X).index_add(0, t.tensor([-1, 1]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1, 1]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(1, t.tensor([1, 1, 0]), t.tensor(S), alpha=-2),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1, 2]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(0, t.tensor([[1, 1]]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1.0, 1.0]), t.tensor(S)),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1, 1]), t.tensor(S).double()),
    lambda t: t.tensor(X).index_add_(0, t.tensor([1, 1]), t.ones(2, 4)),
    lambda t: t.tensor(X).index_add_(2, t.tensor([1, 1]), t.ones(2, 4)),
    lambda t: gradients(t, lambda x, s: x.clone().index_add_(0, t.tensor([1, 1]), s, alpha=3), X, S),
    lambda t: t.tensor(1.0).index_add_(0, t.tensor(0), t.tensor(2.0)),
    lambda t: t.tensor([1, 2]).index_add_(0, t.tensor([0]), t.tensor([2]), alpha=1.5),
    lambda t: t.tensor(X).index_add_(0, t.tensor([-1, 1]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1, 0]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1, 2]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1.0, 0.0]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1, 0]), t.tensor(S).double()),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1, 0]), t.ones(2, 4)),
    lambda t: gradients(t, lambda x, s: x.clone().index_copy(0, t.tensor([1, 0]), s), X, S),
    lambda t: t.tensor(X).index_copy(0, t.tensor([1]), t.tensor(5.0)),
    lambda t: t.tensor(X).index_copy(0, t.tensor(1), t.ones(1, 3)),
    lambda t: t.tensor(X).index_copy(0, t.tensor(1), t.ones(3)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1, 0]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1, 2]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1.0, 0.0]), t.tensor(S)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1, 0]), t.tensor(S).double()),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1, 0]), t.ones(2, 4)),
    lambda t: gradients(t, lambda x, s: x.clone().index_copy_(0, t.tensor([1, 0]), s), X, S),
    lambda t: t.tensor(X).index_copy_(0, t.tensor([1]), t.tensor(5.0)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor(1), t.ones(1, 3)),
    lambda t: t.tensor(X).index_copy_(0, t.tensor(1), t.ones(3)),
    lambda t: t.tensor(X).index_fill(0, t.tensor([1]), 7),
    lambda t: t.tensor(X).index_fill(0, t.tensor([-1]), 7),
    lambda t: t.tensor(X).index_fill(0, t.tensor([2]), 7),
    lambda t: t.tensor(X).index_fill(1, t.tensor([0, 0]), t.tensor(7.0)),
    lambda t: t.tensor(X).index_fill(1, t.tensor([0, 0]), t.tensor([7.0])),
    lambda t: t.tensor(X).index_fill(1, t.tensor([[0, 0]]), 7),
    lambda t: t.tensor(X).index_fill(1, t.tensor([0.0]), 7),
    lambda t: gradients(t, lambda x, s: x.clone().index_fill(0, t.tensor([1]), s), X, 2.0),
    lambda t: t.tensor([1, 2]).index_fill(0, t.tensor([0]), 1.5),
    lambda t: t.tensor(X).index_fill_(0, t.tensor([1]), 7),
    lambda t: t.tensor(X).index_fill_(0, t.tensor([-1]), 7),
    lambda t: t.tensor(X).index_fill_(0, t.tensor([2]), 7),
    lambda t: t.tensor(X).index_fill_(1, t.tensor([0, 0]), t.tensor(7.0)),
    lambda t: t.tensor(X).index_fill_(1, t.tensor([0, 0]), t.tensor([7.0])),
    lambda t: t.tensor(X).index_fill_(1, t.tensor([[0, 0]]), 7),
    lambda t: t.tensor(X).index_fill_(1, t.tensor([0.0]), 7),
    lambda t: gradients(t, lambda x, s: x.clone().index_fill_(0, t.tensor([1]), s), X, 2.0),
    lambda t: t.tensor([1, 2]).index_fill_(0, t.tensor([0]), 1.5),
    lambda t: t.tensor(X).index_select(0, t.tensor([1, 1])),
    lambda t: t.tensor(X).index_select(0, t.tensor(1)),
    lambda t: t.tensor(X).index_select(0, t.tensor([2])),
    lambda t: t.tensor(X).index_select(0, t.tensor([-1])),
    lambda t: t.tensor(X).index_select(0, t.tensor([1.0])),
    lambda t: t.tensor(X).index_select(0, t.tensor([[1]])),
    lambda t: t.tensor(X).index_select(2, t.tensor([1])),
    lambda t: t.tensor(X).index_select(0, t.zeros(0, dtype=t.int64)),
    lambda t: t.tensor(3.0).index_select(0, t.tensor([0])),
    lambda t: t.tensor(3.0).index_select(0, t.tensor([1])),
    lambda t: gradients(t, lambda x: x.index_select(1, t.tensor([0, 0, 2])), X),
    lambda t: t.tensor(X).index_select(0, [1]),
    lambda t: t.tensor(X).take(t.tensor([0, -1, 5])),
    lambda t: t.tensor(X).take(t.tensor([6])),
    lambda t: t.tensor(X).take(t.tensor([[-6]])),
    lambda t: t.tensor(X).take(t.tensor([-7])),
    lambda t: t.tensor(X).take(t.tensor([1.0])),
    lambda t: t.zeros(0).take(t.tensor([0])),
    lambda t: gradients(t, lambda x: x.take(t.tensor([0, 0, -1])), X),
    lambda t: t.take_along_dim(t.tensor(X), places(t), 1),
    lambda t: t.take_along_dim(t.tensor(X), t.tensor([[2], [0]]), 1),
    lambda t: t.take_along_dim(t.tensor(X), t.tensor([2, 0])),
    lambda t: t.take_along_dim(t.tensor(X), t.tensor([2, 0]), 0),
    lambda t: t.take_along_dim(t.tensor(X), t.tensor([[2.0]]), 1),
    lambda t: t.take_along_dim(t.tensor(X), t.tensor([[-1]]), 1),
    lambda t: t.tensor(X).put_(t.tensor([0, -1]), t.tensor([7.0, 8.0])),
    lambda t: t.tensor(X).put_(t.tensor([0, 0]), t.tensor([7.0, 8.0]), accumulate=True),
    lambda t: t.tensor(X).put_(t.tensor([6]), t.tensor([7.0])),
    lambda t: t.tensor(X).put_(t.tensor([0, 1]), t.tensor([7.0])),
    lambda t: t.tensor(X).put_(t.tensor([0]), t.tensor([7])),
    lambda t: t.tensor(X).put(t.tensor([0.0]), t.tensor([7.0])),
    lambda t: gradients(t, lambda x, s: x.put(t.tensor([0, 3]), s), X, [1.0, 2.0]),
    lambda t: gradients(t, lambda x, s: x.put(t.tensor([0, 0]), s, accumulate=True), X, [1.0, 2.0]),
    lambda t: t.tensor(X).put_(t.tensor([]).long(), t.tensor([])),
    lambda t: t.tensor(X).masked_fill(t.tensor([True, False, True]), 9),
    lambda t: t.tensor(X).masked_fill(t.tensor(X) > 2, t.tensor(9.0)),
    lambda t: t.tensor(X).masked_fill(t.tensor(X) > 2, t.tensor([9.0])),
    lambda t: t.tensor(X).masked_fill(t.tensor([1, 0, 1]), 9),
    lambda t: t.tensor(X).masked_fill(t.tensor([1, 0, 1], dtype=t.uint8), 9),
    lambda t: t.tensor(X).masked_fill(t.tensor([True, False]), 9),
    lambda t: t.tensor(X).masked_fill(t.ones(2, 2, 3, dtype=t.bool), 9),
    lambda t: t.tensor([1, 2]).masked_fill(t.tensor([True, False]), 1.5),
    lambda t: t.tensor([1, 2]).masked_fill(t.tensor([True, False]), NAN),
    lambda t: t.tensor([1, 2]).masked_fill(t.tensor([True, False]), t.tensor(1.5)),
    lambda t: t.tensor([1.0, 2]).masked_fill(t.tensor([True, False]), t.tensor(1)),
    lambda t: t.tensor([1.0, 2], dtype=t.float16).masked_fill(t.tensor([True, False]), -1e9),
    lambda t: t.tensor([1.0, 2], dtype=t.float16).masked_fill(t.tensor([True, False]), -INF),
    lambda t: gradients(t, lambda x, s: x.clone().masked_fill(t.tensor([True, False, True]), s), X, 2.0),
    lambda t: t.tensor(1.0).masked_fill(t.tensor(True), 3),
    lambda t: t.tensor(X).masked_fill(True, 3),
    lambda t: t.tensor(X).masked_fill([True, False, True], 3),
    lambda t: t.tensor([1, 2], dtype=t.uint8).masked_fill(t.tensor([True, False]), 300),
    lambda t: t.tensor(X).masked_fill_(t.tensor([True, False, True]), 9),
    lambda t: t.tensor(X).masked_fill_(t.tensor(X) > 2, t.tensor(9.0)),
    lambda t: t.tensor(X).masked_fill_(t.tensor(X) > 2, t.tensor([9.0])),
    lambda t: t.tensor(X).masked_fill_(t.tensor([1, 0, 1]), 9),
    lambda t: t.tensor(X).masked_fill_(t.tensor([1, 0, 1], dtype=t.uint8), 9),
    lambda t: t.tensor(X).masked_fill_(t.ones(2, 2, 3, dtype=t.bool), 9),
    lambda t: t.tensor([1, 2]).masked_fill_(t.tensor([True, False]), 1.5),
    lambda t: t.tensor([1, 2]).masked_fill_(t.tensor([True, False]), NAN),
    lambda t: t.tensor([1, 2]).masked_fill_(t.tensor([True, False]), t.tensor(1.5)),
    lambda t: t.tensor([1.0, 2]).masked_fill_(t.tensor([True, False]), t.tensor(1)),
    lambda t: t.tensor([1.0, 2], dtype=t.float16).masked_fill_(t.tensor([True, False]), -1e9),
    lambda t: t.tensor([1.0, 2], dtype=t.float16).masked_fill_(t.tensor([True, False]), -INF),
    lambda t: gradients(t, lambda x, s: x.clone().masked_fill_(t.tensor([True, False, True]), s), X, 2.0),
    lambda t: t.tensor(1.0).masked_fill_(t.tensor(True), 3),
    lambda t: t.tensor(X).masked_fill_(True, 3),
    lambda t: t.tensor(X).masked_fill_([True, False, True], 3),
    lambda t: t.tensor([1, 2], dtype=t.uint8).masked_fill_(t.tensor([True, False]), 300),
    lambda t: t.tensor(X).masked_scatter(t.tensor(X) > 2, t.tensor([7.0, 8.0, 9.0])),
    lambda t: t.tensor(X).masked_scatter(t.tensor(X) > 2, t.tensor([7.0])),
    lambda t: t.tensor(X).masked_scatter(t.tensor([True, False, True]), t.arange(6.0)),
    lambda t: t.tensor(X).masked_scatter(t.tensor(X) > 2, t.tensor([7, 8, 9])),
    lambda t: t.tensor(X).masked_scatter(t.tensor([1, 0, 1]), t.arange(6.0)),
    lambda t: gradients(
        t,
        lambda x, s: x.clone().masked_scatter(t.tensor([[True, False, True], [False, True, False]]), s),
        X,
        [1.0, 2.0, 3.0, 4.0],
    ),
    lambda t: t.tensor(X).masked_scatter_(t.tensor(X) > 2, t.tensor([7.0, 8.0, 9.0])),
    lambda t: t.tensor(X).masked_scatter_(t.tensor(X) > 2, t.tensor([7.0])),
    lambda t: t.tensor(X).masked_scatter_(t.tensor([True, False, True]), t.arange(6.0)),
    lambda t: t.tensor(X).masked_scatter_(t.tensor(X) > 2, t.tensor([7, 8, 9])),
    lambda t: t.tensor(X).masked_scatter_(t.tensor([1, 0, 1]), t.arange(6.0)),
    lambda t: gradients(
        t,
        lambda x, s: x.clone().masked_scatter_(t.tensor([[True, False, True], [False, True, False]]), s),
        X,
        [1.0, 2.0, 3.0, 4.0],
    ),
    lambda t: t.tensor(X).masked_select(t.tensor(X) > 2),
    lambda t: t.tensor(X).masked_select(t.tensor([True, False, True])),
    lambda t: t.tensor(X).masked_select(t.tensor([1, 0, 1])),
    lambda t: t.tensor(1.0).masked_select(t.tensor([True, False])),
    lambda t: t.tensor(X).masked_select(t.tensor([True, False])),
    lambda t: gradients(t, lambda x: x.masked_select(t.tensor([True, False, True])), X),
    lambda t: t.tensor(X).index_put((t.tensor([0, 0]), t.tensor([1, 1])), t.tensor([5.0, 6.0]), accumulate=False),
    lambda t: t.tensor(X).index_put_((t.tensor([0, 0]),), t.tensor(5.0), accumulate=False),
    lambda t: t.tensor(X).index_put_([t.tensor([0, 0])], t.tensor([5.0, 6.0, 7.0]), False),
    lambda t: t.tensor(X).index_put_((t.tensor(X) > 2,), t.tensor([5.0, 6.0, 1.0]), False),
    lambda t: t.tensor(X).index_put_((t.tensor([5]),), t.tensor([5.0]), False),
    lambda t: t.tensor(X).index_put_((t.tensor([0]),), t.tensor([5]), False),
    lambda t: t.tensor(X).index_put_((t.tensor([0.0]),), t.tensor([5.0]), False),
    lambda t: t.tensor(X).index_put_((t.tensor([0]), t.tensor([0]), t.tensor([0])), t.tensor([5.0]), False),
    lambda t: gradients(t, lambda x, s: x.index_put((t.tensor([0, 1]), t.tensor([1, 1])), s, False), X, [1.0, 2.0]),
    lambda t: gradients(t, lambda x, s: x.clone().index_put_((t.tensor([0, 0]),), s, False), X, [1.0, 2.0, 3.0]),
    lambda t: t.tensor([1, 2]).index_put_((t.tensor([0, 0]),), t.tensor([5, 6]), False),
    lambda t: t.tensor([True, False]).index_put_((t.tensor([0, 0]),), t.tensor([True, True]), False),
    lambda t: t.tensor(X).index_put((t.tensor([0, 0]), t.tensor([1, 1])), t.tensor([5.0, 6.0]), accumulate=True),
    lambda t: t.tensor(X).index_put_((t.tensor([0, 0]),), t.tensor(5.0), accumulate=True),
    lambda t: t.tensor(X).index_put_([t.tensor([0, 0])], t.tensor([5.0, 6.0, 7.0]), True),
    lambda t: t.tensor(X).index_put_((t.tensor(X) > 2,), t.tensor([5.0, 6.0, 1.0]), True),
    lambda t: t.tensor(X).index_put_((t.tensor([5]),), t.tensor([5.0]), True),
    lambda t: t.tensor(X).index_put_((t.tensor([0]),), t.tensor([5]), True),
    lambda t: t.tensor(X).index_put_((t.tensor([0.0]),), t.tensor([5.0]), True),
    lambda t: t.tensor(X).index_put_((t.tensor([0]), t.tensor([0]), t.tensor([0])), t.tensor([5.0]), True),
    lambda t: gradients(t, lambda x, s: x.index_put((t.tensor([0, 1]), t.tensor([1, 1])), s, True), X, [1.0, 2.0]),
    lambda t: gradients(t, lambda x, s: x.clone().index_put_((t.tensor([0, 0]),), s, True), X, [1.0, 2.0, 3.0]),
    lambda t: t.tensor([1, 2]).index_put_((t.tensor([0, 0]),), t.tensor([5, 6]), True),
    lambda t: t.tensor([True, False]).index_put_((t.tensor([0, 0]),), t.tensor([True, True]), True),
]

SHAPES: list[Program] = [
    lambda t: t.select_scatter(t.zeros(2, 3), t.ones(3), 0, 1),
    lambda t: t.slice_scatter(t.zeros(4, 2), t.ones(2, 2), 0, 1, 3),
    lambda t: t.slice_scatter(t.zeros(4, 2), t.ones(2, 2), 0, 0, 4, 2),
    lambda t: t.slice_scatter(t.zeros(4, 2), t.ones(3, 2), 0, 1, 3),
    lambda t: t.diagonal_scatter(t.zeros(3, 3), t.ones(3)),
    lambda t: t.diagonal_scatter(t.zeros(3, 3), t.ones(2), 1),
    lambda t: t.diagonal_scatter(t.zeros(3, 3), t.ones(2)),
    lambda t: t.as_strided_scatter(t.zeros(3, 3), t.ones(2), (2,), (3,)),
    lambda t: t.select_scatter(t.zeros(2, 3), t.ones(2), 0, 1),
    lambda t: t.zeros(3, 3).fill_diagonal_(2),
    lambda t: t.zeros(3, 4).fill_diagonal_(2),
    lambda t: t.zeros(7, 3).fill_diagonal_(2, wrap=True),
    lambda t: t.zeros(3).fill_diagonal_(2),
    lambda t: t.zeros(2, 2, 3).fill_diagonal_(1),
    lambda t: t.zeros(2).fill_(t.tensor(3.0)),
    lambda t: t.zeros(2).fill_(t.tensor([3.0])),
    lambda t: t.zeros(2).fill_("a"),
    lambda t: t.zeros(2, dtype=t.int64).fill_(2.7),
    lambda t: t.zeros(2, dtype=t.uint8).fill_(300),
    lambda t: t.zeros(2, dtype=t.int8).fill_(NAN),
    lambda t: t.zeros(2).copy_(t.tensor([1, 2])),
    lambda t: t.zeros(2, 2).copy_(t.tensor([1, 2])),
    lambda t: t.zeros(2).copy_(t.ones(3)),
    lambda t: t.zeros(2).copy_(t.ones(2, 2)),
    lambda t: t.zeros(2).copy_(1),
    lambda t: t.zeros(2, dtype=t.int64).copy_(t.tensor([1.7, -1.7])),
    lambda t: t.zeros(2, dtype=t.uint8).copy_(t.tensor([-1.0, 256.0])),
    lambda t: t.zeros(2).copy_(t.tensor([1j, 2])),
    lambda t: t.zeros(2).zero_(),
    lambda t: t.zeros(3).copy_(t.tensor(5.0)),
    lambda t: t.nonzero(t.tensor([[1, 0], [0, 2]])),
    lambda t: t.nonzero(t.tensor(1)),
    lambda t: t.nonzero(t.tensor([NAN, 0.0, -0.0])),
    lambda t: t.argwhere(t.tensor([[1, 0], [0, 2]])),
    lambda t: t.argwhere(t.tensor(1)),
    lambda t: t.tensor([1, 2]).nonzero(as_tuple=True),
    lambda t: t.tensor([1, 2, 3]).flip(0),
    lambda t: t.tensor([[1, 2], [3, 4]]).flip(0, 1),
    lambda t: t.tensor([[1, 2], [3, 4]]).flip((0, 0)),
    lambda t: t.tensor([[1, 2], [3, 4]]).flip(2),
    lambda t: t.tensor(1).flip(0),
    lambda t: t.tensor([[1, 2], [3, 4]]).flip(()),
    lambda t: t.tensor([1, 2]).fliplr(),
    lambda t: t.tensor([1, 2, 3]).roll(1),
    lambda t: t.tensor([[1, 2], [3, 4]]).roll(1),
    lambda t: t.tensor([[1, 2], [3, 4]]).roll((1, 1), (0, 1)),
    lambda t: t.tensor([[1, 2], [3, 4]]).roll((1, 1)),
    lambda t: t.tensor([[1, 2], [3, 4]]).roll(1, (0, 1)),
    lambda t: t.tensor([1, 2]).roll(5, 1),
    lambda t: t.zeros(0).roll(1),
    lambda t: t.tensor([[1, 2], [3, 4]]).rot90(),
    lambda t: t.tensor([[1, 2], [3, 4]]).rot90(1, (0, 0)),
    lambda t: t.tensor([1, 2]).repeat(2),
    lambda t: t.tensor([1, 2]).repeat(2, 3),
    lambda t: t.tensor([[1, 2]]).repeat(2),
    lambda t: t.tensor([1, 2]).repeat(-1),
    lambda t: t.tensor([1, 2]).repeat(0),
    lambda t: t.tensor([1, 2]).repeat((2, 1)),
    lambda t: t.tensor([1, 2]).tile(2),
    lambda t: t.tensor([[1, 2]]).tile(2),
    lambda t: t.tensor([1, 2]).repeat_interleave(2),
    lambda t: t.tensor([1, 2]).repeat_interleave(t.tensor([2, 0])),
    lambda t: t.tensor([[1, 2], [3, 4]]).repeat_interleave(2),
    lambda t: t.tensor([[1, 2], [3, 4]]).repeat_interleave(2, dim=1),
    lambda t: t.tensor([1, 2]).repeat_interleave(t.tensor([1, 2, 3])),
    lambda t: t.tensor([1, 2]).repeat_interleave(-1),
    lambda t: t.tensor([1, 2]).repeat_interleave(t.tensor([-1, 2])),
    lambda t: t.repeat_interleave(t.tensor([1, 2])),
    lambda t: t.tensor([1, 2]).repeat_interleave(t.tensor([1.0, 2.0])),
    lambda t: t.cat([]),
    lambda t: t.cat([t.ones(2), t.ones(2, 2)]),
    lambda t: t.cat([t.ones(2, 3), t.ones(2, 4)]),
    lambda t: t.cat([t.ones(2, 3), t.ones(2, 4)], 1),
    lambda t: t.cat([t.ones(0), t.ones(2, 4)], 1),
    lambda t: t.cat([t.ones(2), 1]),
    lambda t: t.cat(t.ones(2, 3)),
    lambda t: t.cat(t.ones(2)),
    lambda t: t.cat([t.tensor(1.0), t.tensor(2.0)]),
    lambda t: t.cat([t.ones(2), t.ones(2, dtype=t.int64)]),
    lambda t: t.cat((t.ones(2), t.ones(2)), dim=1),
    lambda t: t.cat([t.ones(2)], dim="a"),
    lambda t: t.cat([t.ones(2, dtype=t.bool), t.ones(2, dtype=t.uint8)]),
    lambda t: t.stack([]),
    lambda t: t.stack([t.ones(2), t.ones(3)]),
    lambda t: t.stack([t.ones(2), t.ones(2)], 2),
    lambda t: t.stack([t.ones(2), t.ones(2)], -1),
    lambda t: t.stack([t.ones(2), t.ones(2)], 3),
    lambda t: t.stack([t.tensor(1), t.tensor(2.0)]),
    lambda t: t.stack(t.ones(2, 3)),
    lambda t: t.stack([1, 2]),
    lambda t: t.hstack([t.tensor(1), t.tensor([2, 3])]),
    lambda t: t.vstack([t.ones(2), t.ones(1, 2)]),
    lambda t: t.dstack([t.ones(2), t.ones(2)]),
    lambda t: t.column_stack([t.ones(2), t.ones(2, 1)]),
    lambda t: t.block_diag(t.ones(2), t.ones(2, 1)),
    lambda t: t.cartesian_prod(t.tensor([1, 2]), t.tensor([3])),
    lambda t: t.combinations(t.tensor([1, 2, 3])),
    lambda t: t.meshgrid(t.tensor([1, 2]), t.tensor([3, 4, 5]), indexing="ij"),
    lambda t: t.meshgrid(t.tensor([1, 2]), t.tensor([3, 4, 5]), indexing="xy"),
    lambda t: t.meshgrid(t.tensor([1, 2]), t.tensor([3, 4])),
    lambda t: t.broadcast_tensors(t.ones(2, 1), t.ones(3)),
    lambda t: t.broadcast_tensors(t.ones(2), t.ones(3)),
    lambda t: t.broadcast_shapes((2, 1), (3,)),
    lambda t: t.broadcast_shapes((2,), (3,)),
    lambda t: t.broadcast_to(t.ones(3), (2, 3)),
    lambda t: t.tril(t.ones(3, 3), -1),
    lambda t: t.triu(t.ones(2, 3), 1),
    lambda t: t.tril(t.ones(3)),
    lambda t: t.tril_indices(3, 3),
    lambda t: t.diag(t.tensor([1, 2])),
    lambda t: t.diag(t.tensor([[1, 2], [3, 4]]), 1),
    lambda t: t.diag(t.tensor(1)),
    lambda t: t.diag(t.ones(2, 2, 2)),
    lambda t: t.diag_embed(t.tensor([1, 2]), 1),
    lambda t: t.diagflat(t.tensor([[1, 2]])),
    lambda t: t.trace(t.ones(2, 3)),
    lambda t: t.trace(t.ones(2)),
    lambda t: t.kron(t.tensor([1, 2]), t.tensor([[1], [3]])),
    lambda t: t.outer(t.tensor([1, 2]), t.tensor([3.0])),
    lambda t: t.outer(t.ones(2, 2), t.ones(2)),
    lambda t: t.dot(t.ones(2), t.ones(3)),
    lambda t: t.dot(t.ones(2, 2), t.ones(2)),
    lambda t: t.dot(t.ones(2), t.ones(2, dtype=t.int64)),
    lambda t: t.mv(t.ones(2, 3), t.ones(2)),
    lambda t: t.mm(t.ones(2, 3), t.ones(2, 3)),
    lambda t: t.mm(t.ones(2), t.ones(2, 3)),
    lambda t: t.bmm(t.ones(1, 2, 3), t.ones(2, 3, 2)),
    lambda t: t.bmm(t.ones(2, 3), t.ones(2, 3)),
    lambda t: t.matmul(t.ones(2, 3), t.ones(2, 3)),
    lambda t: t.matmul(t.ones(3), t.ones(2)),
    lambda t: t.matmul(t.ones(2, 3), t.ones(2)),
    lambda t: t.matmul(t.ones(2), t.ones(3, 2)),
    lambda t: t.matmul(t.tensor(1.0), t.ones(2)),
    lambda t: t.matmul(t.ones(2, 3, 4), t.ones(3, 4, 5)),
    lambda t: t.matmul(t.ones(2, 2), t.ones(2, 2, dtype=t.int64)),
    lambda t: t.matmul(t.ones(2, 2, dtype=t.bool), t.ones(2, 2, dtype=t.bool)),
    lambda t: t.matmul(t.ones(2, 2, dtype=t.int64), t.ones(2, 2, dtype=t.int64)),
    lambda t: t.matmul(t.ones(0, 3), t.ones(3, 2)),
    lambda t: t.matmul(t.ones(2, 0), t.ones(0, 3)),
    lambda t: t.addmm(t.ones(2, 2), t.ones(2, 3), t.ones(3, 2), beta=0, alpha=2),
    lambda t: t.addmm(t.full((2, 2), NAN), t.ones(2, 3), t.ones(3, 2), beta=0),
    lambda t: t.einsum("ij,jk->ik", t.ones(2, 3), t.ones(3, 2)),
    lambda t: t.einsum("ij,jk", t.ones(2, 3), t.ones(2, 2)),
    lambda t: t.einsum("ii", t.ones(2, 2)),
    lambda t: t.einsum("i->", t.ones(2)),
    lambda t: t.einsum("ij->k", t.ones(2, 2)),
    lambda t: t.einsum("i,j", t.ones(2)),
    lambda t: t.einsum("1", t.ones(2)),
    lambda t: t.einsum("...i->...", t.ones(2, 3)),
    lambda t: t.tensordot(t.ones(2, 3), t.ones(3, 2), 1),
    lambda t: t.tensordot(t.ones(2, 3), t.ones(3, 2), dims=([1], [0])),
    lambda t: t.tensordot(t.ones(2, 3), t.ones(2, 3), 1),
]


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(ORDER, id="order: sort, unique, topk, quantiles, search, histograms"),
        pytest.param(KINKS, id="kinks and ties"),
        pytest.param(PLACES, id="reading and writing at places"),
        pytest.param(SHAPES, id="joining, arranging, products"),
    ],
)
def test_programs(group: list[Program]) -> None:
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ one tensor

ELEMENTWISE = """
    abs acos acosh asin asinh atan atanh ceil cos cosh deg2rad erf erfc erfinv exp exp2 expm1 floor frac lgamma log
    log10 log1p log2 logit nan_to_num neg positive rad2deg reciprocal relu round rsqrt sigmoid sign signbit sin sinc sinh
    sqrt square tan tanh trunc i0 isnan isinf isfinite isposinf isneginf isreal logical_not
""".split()
ACTIVATIONS = """
    relu elu selu celu leaky_relu softplus softsign tanhshrink hardsigmoid hardswish silu mish logsigmoid
""".split()
SMALL = {
    "int64": [0, 1, 2, 3],
    "uint8": [0, 1, 255],
    "bool": [False, True],
    "int8": [-3, 0, 127],
    "float16": [0.0, 2.5],
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise(name: str) -> None:
    def of(t: Any) -> Any:
        return getattr(t, name)

    group: list[Program] = [
        lambda t: of(t)(t.tensor(VALUES)),
        lambda t: of(t)(t.tensor(VALUES, dtype=t.float64)),
        lambda t: of(t)(t.zeros(0, 2)),
        lambda t: of(t)(t.tensor(0.5)),
        lambda t: gradients(t, of(t), VALUES),
        *((lambda t, d=d, v=v: of(t)(t.tensor(v, dtype=getattr(t, d)))) for d, v in SMALL.items()),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name: str) -> None:
    def of(t: Any) -> Any:
        return getattr(t.nn.functional, name)

    wide = [*VALUES, -3.0, 3.0, 6.0, 20.0, 21.0, -100.0, 100.0, 1000.0]
    group: list[Program] = [
        lambda t: of(t)(t.tensor(VALUES)),
        lambda t: of(t)(t.tensor([0, 1, 2])),
        lambda t: gradients(t, of(t), wide),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ two tensors

BINARY = """
    add sub mul div pow atan2 hypot fmod remainder maximum minimum fmax fmin copysign nextafter logaddexp xlogy heaviside
    floor_divide true_divide eq ne lt le gt ge logical_and logical_or logical_xor
""".split()
INTEGERS = ("int64", "int8", "uint8", "bool")


@pytest.mark.parametrize("name", BINARY)
def test_binary(name: str) -> None:
    def of(t: Any) -> Any:
        return getattr(t, name)

    def integers(t: Any, d: str, divisors: list[int]) -> Any:
        a = t.tensor([0, 1, 2, 100, 127], dtype=getattr(t, d))
        return of(t)(a[:, None], t.tensor(divisors, dtype=a.dtype))

    group: list[Program] = [
        lambda t: of(t)(t.tensor(VALUES)[:, None], t.tensor(VALUES)),
        lambda t: of(t)(t.tensor(VALUES, dtype=t.float64)[:, None], t.tensor(VALUES, dtype=t.float64)),
        lambda t: gradients(t, lambda a, b: of(t)(a[:, None], b), VALUES, VALUES),
        lambda t: gradients(
            t, lambda a, b: of(t)(a[:, None], b), [0.0, 0.0, 1.0, -1.0, 2.0], [0.0, -1.0, 1.0, 2.0, 0.5]
        ),
        *((lambda t, d=d: integers(t, d, [1, 2, 3, 100])) for d in INTEGERS),
        *((lambda t, d=d: integers(t, d, [0])) for d in INTEGERS),
        lambda t: of(t)(t.tensor([-7, -1, 7, -128], dtype=t.int8)[:, None], t.tensor([2, -2, -1, 3], dtype=t.int8)),
        lambda t: of(t)(t.tensor([-7, -1, 7]), 2),
        lambda t: of(t)(t.tensor([-7, -1, 7]), 0),
        lambda t: of(t)(t.tensor([-7, -1, 7]), -2.5),
        lambda t: of(t)(t.tensor([-7.0, -1, 7]), 0),
        lambda t: of(t)(t.ones(2, 3), t.ones(4)),
        lambda t: of(t)(t.ones(0, 3), t.ones(1, 3)),
        lambda t: of(t)(t.ones(2), t.ones(2, dtype=t.int64)),
        lambda t: of(t)(t.tensor(2.0), t.ones(2, dtype=t.int64)),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


BITS = ("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift", "gcd", "lcm")


@pytest.mark.parametrize("name", BITS)
def test_bits(name: str) -> None:
    signed, counts = [0, -1, -2, -100, 127, -127], [0, -1, -2, 7, 8, 31, 63, 64, 100]

    def of(t: Any, a: list[int], b: Any, d: str) -> Any:
        dtype = getattr(t, d)
        return getattr(t, name)(t.tensor(a, dtype=dtype)[:, None], t.tensor(b, dtype=dtype) if type(b) is list else b)

    wide = ("int64", "int32", "int16")
    group: list[Program] = [
        *((lambda t, d=d: of(t, [0, 1, 2, 100, 127], [0, 1, 2, 7, 8, 31, 63, 64, 100], d)) for d in (*wide, *INTEGERS)),
        *((lambda t, d=d: of(t, signed, counts, d)) for d in wide),
        *((lambda t, d=d, n=n: of(t, signed, n, d)) for d in (*wide, "int8") for n in (2, -1)),
        lambda t: of(t, [1], [2], "float32"),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


@pytest.mark.parametrize("mode", ["trunc", "floor", None, "bad"])
def test_rounding_modes(mode: str | None) -> None:
    group: list[Program] = [
        *(
            (lambda t, d=d, b=b: t.div(t.tensor([1, 7, 100], dtype=getattr(t, d)), t.tensor(b), rounding_mode=mode))
            for d in ("int64", "float32", "uint8")
            for b in ([2, 3, 7], [0, 3, 0])
        ),
        lambda t: t.div(t.tensor(VALUES)[:, None], t.tensor(VALUES), rounding_mode=mode),
        lambda t: gradients(t, lambda a, b: t.div(a, b, rounding_mode=mode), [1.0, -7.0, 0.0], [2.0, 2.0, 0.0]),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ reductions and scans

REDUCTIONS = "max min amax amin sum mean std var median nanmedian logsumexp norm nansum nanmean aminmax prod".split()
DIMS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}), ((1,), {}), ((0,), {}), ((-1,), {}), ((2,), {}), ((-3,), {}), ((), {"dim": 1, "keepdim": True}),
]  # fmt: skip


@pytest.mark.parametrize("name", [*REDUCTIONS, "argmax", "argmin", "all", "any", "count_nonzero"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_reductions(name: str) -> None:
    def of(t: Any, x: Any, args: Any, kwargs: Any) -> Any:
        return getattr(t, name)(x, *args, **kwargs)

    group: list[Program] = []
    for args, kwargs in DIMS:
        if (
            (name == "norm" and (args or kwargs))
            or (name == "count_nonzero" and kwargs)
            or (name == "aminmax" and args)
        ):
            continue
        if not args and not kwargs and name == "logsumexp":
            continue
        for data in (ODD, [[3, 1, 1], [2, 5, 5]], [[True, False]], 2.0):
            group.append(lambda t, d=data, a=args, k=kwargs: of(t, t.tensor(d), a, k))
        if name not in ("std", "var", "amax", "amin"):
            group.append(lambda t, a=args, k=kwargs: of(t, t.zeros(0, 3), a, k))
            group.append(lambda t, a=args, k=kwargs: of(t, t.zeros(3, 0), a, k))
        if name in REDUCTIONS:
            odd = [TIES, [[2.0, 5.0]]] if name == "prod" else [TIES, ODD]
            for data in odd:
                group.append(lambda t, d=data, a=args, k=kwargs: gradients(t, lambda x: of(t, x, a, k), d))
    assert not (found := disagreements(group)), "\n".join(found)


@pytest.mark.parametrize("name", ["cumsum", "cumprod", "logcumsumexp", "softmax", "log_softmax", "sort"])
def test_scans(name: str) -> None:
    infinite = [[-INF, -INF], [-INF, 0.0], [INF, 1.0], [INF, INF]]
    zeros = [[1.0, 0.0, 3.0, 0.0], [0.0, 2.0, 5.0, 1.0], [1.0, 0.0, 2.0, 2.0]]
    group: list[Program] = []
    for dim in (0, 1, -1, 2):
        for data in (ODD, infinite, [[3, 1, 1], [2, 5, 5]], [[True, False]], 2.0):
            group.append(lambda t, d=data, n=dim: getattr(t, name)(t.tensor(d), n))
        group.append(lambda t, n=dim: getattr(t, name)(t.zeros(0, 2), n))
        if name not in ("softmax", "log_softmax"):  # there a gradient is a difference that is all rounding
            for data in (zeros, 2.0) if name == "cumprod" else (zeros, infinite[:2], 2.0):
                group.append(lambda t, d=data, n=dim: gradients(t, lambda x: getattr(t, name)(x, n), d))
    assert not (found := disagreements(group)), "\n".join(found)


WORDS = ("fro", "nuc", "a")


@pytest.mark.parametrize("p", [0, 1, 2, 3, 0.5, -1, -2, INF, -INF, 1.5, *WORDS])
def test_norms(p: Any) -> None:
    group: list[Program] = []
    for data in (
        [[3.0, -4.0], [0.0, 0.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[1.0, 1.0], [-1.0, 1.0]],
        [[NAN, 1.0], [INF, 2.0]],
    ):
        for kwargs in ({}, {"dim": 1}, {"dim": (0, 1)}, {"dim": 1, "keepdim": True}):
            group.append(lambda t, d=data, k=kwargs: t.norm(t.tensor(d), p, **k))
            if p != 0:  # torch leaves the gradient of the count undefined; here it is 0
                group.append(lambda t, d=data, k=kwargs: gradients(t, lambda x: t.norm(x, p, **k), d))
            if not isinstance(p, str):
                group.append(lambda t, d=data, k=kwargs: t.linalg.vector_norm(t.tensor(d), p, **k))
    group += [
        lambda t: t.norm(t.zeros(0), p),
        lambda t: t.norm(t.zeros(2, 0), p, dim=1),
        lambda t: t.linalg.norm(t.zeros(2, 2), p),
        lambda t: t.norm(t.tensor([1, 2]), p),
        lambda t: (
            gradients(t, lambda x, y: t.cdist(x, y, p), X, [[1.0, 3.0, 4.0], [1.0, 1.0, 1.0]]) if p not in WORDS else 0
        ),
        lambda t: gradients(t, lambda x: t.nn.functional.pdist(x, p), [*X, [1.0, 3.0, 4.0]]) if p not in WORDS else 0,
        lambda t: (
            gradients(t, lambda x: t.nn.functional.normalize(x, p), [[0.0, 0.0], [3.0, 4.0]])
            if p and p not in WORDS
            else 0
        ),
        lambda t: gradients(t, lambda x: t.renorm(x, p, 0, 1.0), [[0.0, 0.0], [3.0, 4.0]]) if p not in WORDS else 0,
    ]
    assert not (found := disagreements(group)), "\n".join(found)


@pytest.mark.parametrize("correction", [0, 1, 2, 3, 5, -1, 1.5])
def test_corrections(correction: float) -> None:
    group: list[Program] = [
        lambda t: t.var(t.tensor([1.0, 2.0, 4.0]), correction=correction),
        lambda t: t.std(t.tensor([1.0, 2.0, 4.0]), correction=correction),
        lambda t: t.std(t.tensor([1.0]), correction=correction),
        lambda t: t.var_mean(t.tensor([1.0, 2.0, 4.0]), correction=correction),
        lambda t: t.std_mean(t.tensor([[1.0]]), dim=0, correction=correction),
        lambda t: gradients(t, lambda x: t.std(x, correction=correction), [1.0, 2.0, 4.0]),
        lambda t: gradients(t, lambda x: t.var(x, correction=correction), [1.0]),
        lambda t: gradients(t, lambda x: t.std(x, correction=correction), [2.0, 2.0]),
    ]
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ casts

DTYPES = "uint8 int8 int16 int32 int64 bool float16 bfloat16 float32 float64 complex64".split()
FLOATS = st.floats(width=32) | st.sampled_from(
    [NAN, INF, -INF, 2.0**31, 2.0**63, -(2.0**63), 3.7, -3.7, 256.0, -1.0, -0.0]
)


@pytest.mark.parametrize("dtype", DTYPES)
def test_casts(dtype: str) -> None:
    sources = [
        ([NAN, INF, -INF, 1e10, -1e10, 3.7, -3.7, 300.0, -1.0, 2.0**31, 2.0**63, -(2.0**63)], "float32"),
        ([NAN, INF, 1e10, -1.5, 256.0], "float64"),
        ([300, -1, 128, 2**40, -(2**63)], "int64"),
        ([255, 128, 0], "uint8"),
        ([True, False], "bool"),
        ([1.5 + 2j, complex(NAN, 0)], "complex64"),
    ]
    group: list[Program] = []
    for data, source in sources:
        group.append(lambda t, d=data, s=source: t.tensor(d, dtype=getattr(t, s)).to(getattr(t, dtype)))
        group.append(
            lambda t, d=data, s=source: t.zeros(len(d), dtype=getattr(t, dtype)).copy_(t.tensor(d, dtype=getattr(t, s)))
        )
    assert not (found := disagreements(group)), "\n".join(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(FLOATS, max_size=20), st.sampled_from(DTYPES))
def test_random_casts(values: list[float], dtype: str) -> None:
    def program(t: Any) -> Any:
        return t.tensor(values, dtype=t.float32).to(getattr(t, dtype))

    ours, theirs = outcome(minigrad, program), outcome(torch, program)
    assert alike(ours, theirs), (ours, theirs)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(-128, 127), min_size=1, max_size=8),
    st.lists(st.integers(-128, 127), min_size=1, max_size=8),
    st.sampled_from(["add", "sub", "mul", "remainder", "fmod", "floor_divide", "bitwise_xor"]),
    st.sampled_from(["int8", "int16", "uint8", "int64"]),
)
def test_integers_wrap_around(a: list[int], b: list[int], name: str, dtype: str) -> None:
    if dtype == "uint8":
        a, b = [n % 256 for n in a], [n % 256 for n in b]

    def program(t: Any) -> Any:
        left, right = (t.tensor(v, dtype=getattr(t, dtype)) for v in (a, b))
        return getattr(t, name)(left[:, None], right)

    ours, theirs = outcome(minigrad, program), outcome(torch, program)
    assert alike(ours, theirs), (ours, theirs)
