"""Attention: softmax(query @ key.T) @ value.

Imports the table, `arranging`, `dropout`, `linear` and `softmax`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, wrap
from .arranging import repeat_interleave
from .dropout import dropout
from .linear import c_type, matmul
from .softmax import softmax
from .table import composite

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


def _masked(scores: Any, mask: Any) -> tuple[Any, Any]:
    """Scores with the mask added, or -inf where it is False; and the rows in which nothing is left, None if there are
    none."""
    if mask._data.dtype.kind == "b":
        mask = wrap(np.where(mask._data, 0.0, -math.inf).astype(scores._data.dtype))
    out = scores + mask
    empty = np.logical_and.reduce(out._data == -math.inf, -1, keepdims=True)
    return out, wrap(empty) if empty.any() else None


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
    width = query._data.shape[-1]
    factor = math.sqrt(scale if scale is not None and scale > 0 else 1 / math.sqrt(width or 1))
    if scale is not None and scale <= 0:
        scores = matmul(query, key.transpose(-2, -1)) * scale
    else:  # each by the root of the scale, which keeps the products in range
        scores = matmul(query * factor, key.transpose(-2, -1) * factor)
    mask = attn_mask
    if is_causal:
        mask = wrap(np.tri(query._data.shape[-2], key._data.shape[-2], dtype=np.bool_))
    empty = None
    if mask is not None:
        scores, empty = _masked(scores, mask)
    weights = softmax(scores, -1)
    if empty is not None:
        weights = weights.masked_fill(empty, 0.0)
    if dropout_p > 0.0:
        weights = dropout(weights, dropout_p, True)
    return matmul(weights, value)
