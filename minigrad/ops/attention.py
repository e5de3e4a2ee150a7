"""Attention: softmax(query @ key.T) @ value.

Imports the table, `arranging`, `dropout`, `linear`, `masking`, `reduction` and `softmax`.  One op, `_attention`, which
keeps its weights for the gradient; with dropout a composite.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.tensor import Tensor, raw, wrap
from ._names import c_type
from .arranging import repeat_interleave
from .dropout import dropout
from .linear import matmul
from .masking import masked_fill
from .reduction import sum
from .softmax import softmax
from .table import Array, composite, op

# ------------------------------------------------------------ what is masked


def _check(query: Any, key: Any, value: Any, mask: Any, is_causal: bool) -> None:
    """Raises TypeError or RuntimeError unless query, key, value and mask belong together."""
    for place, (name, x) in enumerate((("query", query), ("key", key), ("value", value)), 1):
        if not isinstance(x, Tensor):
            raise errors.not_tensor("scaled_dot_product_attention", name, place, x)
    q, k, v = query._data, key._data, value._data
    if not q.dtype == k.dtype == v.dtype:
        raise RuntimeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {c_type(q.dtype)} key.dtype: "
            f"{c_type(k.dtype)} and value.dtype: {c_type(v.dtype)} instead."
        )
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise RuntimeError(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {q.ndim} key.dim: "
            f"{k.ndim} and value.dim: {v.ndim} instead."
        )
    if mask is not None:
        dtype = mask._data.dtype
        if dtype.kind != "b" and dtype != q.dtype and dtype != np.float32:
            raise RuntimeError(
                "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
                f"{c_type(dtype)} and  query.dtype: {c_type(q.dtype)} instead."
            )
        if is_causal:
            raise RuntimeError(
                "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
            )


def _addend(mask: Any, dtype: Any) -> Any:
    """A mask as what is added to the scores: -inf where it is False."""
    if mask._data.dtype.kind == "b":
        return wrap(np.where(mask._data, 0.0, -math.inf).astype(dtype))
    return mask


def _grouped(query: Any, key: Any, value: Any) -> tuple[Any, Any]:
    """Keys and values repeated until they have as many heads as the queries."""
    heads, k, v = (x._data.shape[-3] for x in (query, key, value))
    if heads % k or heads % v:
        raise RuntimeError("Number of heads in key and value must divide the number of heads in query")
    return repeat_interleave(key, heads // k, -3), repeat_interleave(value, heads // v, -3)


def _samples(rng: np.random.Generator) -> Any:
    q, k, v = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 5, 4)), rng.standard_normal((2, 5, 2))
    yield (q, k, v), {}
    yield (q, k, v), {"attn_mask": rng.standard_normal((3, 5)), "scale": 0.3}
    yield (q, k, v), {"is_causal": True}
    yield (q[0], k[0], v[0]), {"attn_mask": np.array([[True] * 5, [True, False] * 2 + [True], [True] * 5])}


# ------------------------------------------------------------ the op


def _weights(query: Any, key: Any, mask: Any, factors: tuple[float, float]) -> Any:
    """softmax(query @ key.T + mask), query and key each times its factor; 0 in a row where everything is masked."""
    scores = matmul(query * factors[0], (key * factors[1]).mT)
    empty = None
    if mask is not None:
        scores = scores + mask
        rows = np.logical_and.reduce(raw(scores) == -math.inf, -1, None, None, True)  # type: ignore[call-overload]
        empty = rows if rows.any() else None
    made = softmax(scores, len(scores.shape) - 1)
    return made if empty is None else masked_fill(made, wrap(empty) if isinstance(made, Tensor) else empty, 0.0)


def _attention_gradients(
    g: Any, needs: Sequence[bool], query: Any, key: Any, value: Any, mask: Any, factors: tuple[float, float],
    kept: list[Any],
) -> tuple[Any, ...]:  # fmt: skip
    """With W the weights: W.T g for the values; through softmax W (D - sum(W D)), D = g V.T, and from there on."""
    w = _weights(query, key, mask, factors) if isinstance(g, Tensor) else kept[0]
    by_value = w.mT @ g if needs[2] else None
    if not (needs[0] or needs[1] or needs[3]):
        return None, None, by_value, None
    d = (g @ value.mT) * w
    inner = d - w * sum(d, (d.ndim - 1,), True)
    scale = factors[0] * factors[1]
    return (
        (inner @ key) * scale if needs[0] else None, (inner.mT @ query) * scale if needs[1] else None, by_value,
        inner if needs[3] else None,
    )  # fmt: skip


def _attention_samples(rng: np.random.Generator) -> Any:
    q, k, v = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 5, 4)), rng.standard_normal((2, 5, 2))
    yield (q, k, v, None, (0.7, 0.7), [], 0), {}
    yield (q, k[:1], v, rng.standard_normal((3, 5)), (-0.5, 0.5), [], 1), {}
    yield (q[0], k[0], v[0], np.where(np.arange(5) < 3, 0.0, -math.inf), (0.7, 0.7), [], 2), {}


@op(
    widen=True,
    grads=_attention_gradients, differentiable=("query", "key", "value", "mask"),
    node=("UnsafeViewBackward0", "ScaledDotProductFlashAttentionForCpuBackward0", "MmBackward0"),
    variant=lambda *args: args[6], samples=_attention_samples,
)  # fmt: skip
def _attention(
    query: Array, key: Array, value: Array, mask: Array | None, factors: tuple[float, float], kept: list[Any], kind: int
) -> Array:
    """The weights times the values; leaves the weights in `kept`."""
    weights = _weights(query, key, mask, factors)
    if weights.dtype != query.dtype:  # a mask of another dtype
        weights = weights.astype(query.dtype)
    kept[:] = [weights]
    return matmul(weights, value)


@composite(namespaces=("nn.functional",), out=False, samples=_samples)
def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Any:  # fmt: skip
    """softmax(scale * query @ key.T + mask) @ value of (..., L, E), (..., S, E) and (..., S, V): (..., L, V).

    `attn_mask` (..., L, S) is added, or False where a key must not be seen; `is_causal` hides the keys after each
    query. `scale` is 1 / sqrt(E) by default.  `dropout_p` is the probability with which weights are dropped.  With
    `enable_gqa` keys and values with fewer heads (the third axis from the end) are shared.  A query that sees no key
    gets 0. Raises RuntimeError where shapes or dtypes do not fit.  Source: Vaswani et al., Attention Is All You Need,
    2017.

    >>> import minigrad as torch
    >>> q, k, v = torch.zeros(1, 2), torch.ones(3, 2), torch.tensor([[1.0], [2.0], [3.0]])
    >>> torch.nn.functional.scaled_dot_product_attention(q, k, v)
    tensor([[2.]])
    """
    _check(query, key, value, attn_mask, is_causal)
    if enable_gqa:
        key, value = _grouped(query, key, value)
    q = query._data
    if scale is None:
        scale = 1 / math.sqrt(q.shape[-1] or 1)
    root = math.sqrt(abs(scale))  # each gets the root, which keeps the products in range
    factors = (math.copysign(root, scale), root)
    mask: Any = attn_mask
    if is_causal:
        mask = wrap(np.tri(q.shape[-2], key._data.shape[-2], dtype=np.bool_))
    if mask is not None:
        mask = _addend(mask, q.dtype)
    if dropout_p > 0.0:
        if q.dtype.itemsize == 2:
            query, key, value = query.float(), key.float(), value.float()
            mask = mask if mask is None else mask.float()
            made = matmul(dropout(_weights(query, key, mask, factors), dropout_p, True), value)
            return made.to(dtypes.of(q.dtype))
        return matmul(dropout(_weights(query, key, mask, factors), dropout_p, True), value)
    kind = 2 if q.ndim == 2 else int(q.ndim == 4 and (mask is None or mask._node is None))
    return _attention(query, key, value, mask, factors, [], kind)
