"""Multi-head attention as a function of tensors: what `nn.functional.multi_head_attention_forward` computes.  Floor 4.

Source: Vaswani et al., Attention Is All You Need (2017).  Start reading at `multi_head_attention_forward`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import wrap
from .._warnings import warn
from ..ops.joining import cat
from ..ops.table import TABLE

_linear, _pad, _softmax, _dropout = (
    TABLE[f"nn.functional.{name}"].function for name in ("linear", "pad", "softmax", "dropout")
)


def canonical_mask(
    mask: Any, mask_name: str, other_type: Any, other_name: str, target_type: Any, check_other: bool = True
) -> Any:
    """A mask to add to scores: -inf where a boolean mask is True; a floating one stays as it is.

    Raises RuntimeError for masks of other dtypes.
    """
    if mask is None:
        return None
    boolean = mask.dtype == dtypes.bool_
    if not boolean and not mask.is_floating_point():
        raise RuntimeError(f"only bool and floating types of {mask_name} are supported")
    if check_other and other_type is not None and mask.dtype != other_type:
        warn(f"Support for mismatched {mask_name} and {other_name} is deprecated. Use same type for both instead.")
    if boolean:
        kind = target_type.numpy.type
        return wrap(np.where(mask.array(), kind(-math.inf), kind(0)))
    return mask


def _check_shapes(query: Any, key: Any, value: Any, padding: Any, mask: Any, heads: int) -> bool:
    """Whether there is an axis for the batch.  Raises AssertionError where the numbers of axes do not fit."""
    batched = query.dim() == 3
    if query.dim() not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {query.dim()}-D query tensor"
        )
    want, kind = (3, "batched (3-D)") if batched else (2, "unbatched (2-D)")
    if key.dim() != want or value.dim() != want:
        raise AssertionError(
            f"For {kind} `query`, expected `key` and `value` to be {want}-D but found {key.dim()}-D and "
            f"{value.dim()}-D tensors respectively"
        )
    if padding is not None and padding.dim() != want - 1:
        raise AssertionError(
            f"For {kind} `query`, expected `key_padding_mask` to be `None` or {want - 1}-D but found {padding.dim()}-D "
            "tensor instead"
        )
    if mask is not None:
        if mask.dim() not in (2, 3):
            raise AssertionError(
                f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor "
                "instead"
            )
        if not batched and mask.dim() == 3:
            expected = (heads, query.shape[0], key.shape[0])
            if tuple(mask.shape) != expected:
                raise AssertionError(f"Expected `attn_mask` shape to be {expected} but got {mask.shape}")
    return batched


def _projected(q: Any, k: Any, v: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any]:
    """q, k and v through the three parts of one weight, with as few products as they have in common."""
    size = q.shape[-1]
    if k is v:
        if q is k:
            return tuple(_linear(q, weight, bias).chunk(3, -1))
        cut = [size, 2 * size]
        w_q, w_kv = weight.split(cut)
        b_q, b_kv = (None, None) if bias is None else bias.split(cut)
        return (_linear(q, w_q, b_q), *_linear(k, w_kv, b_kv).chunk(2, -1))
    weights = weight.chunk(3)
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return tuple(_linear(x, w, b) for x, w, b in zip((q, k, v), weights, biases, strict=True))


def multi_head_attention_forward(
    query: Any, key: Any, value: Any, embed_dim_to_check: int, num_heads: int, in_proj_weight: Any, in_proj_bias: Any,
    bias_k: Any, bias_v: Any, add_zero_attn: bool, dropout_p: float, out_proj_weight: Any, out_proj_bias: Any,
    training: bool = True, key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
    use_separate_proj_weight: bool = False, q_proj_weight: Any = None, k_proj_weight: Any = None,
    v_proj_weight: Any = None, static_k: Any = None, static_v: Any = None, average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """softmax(q k' / sqrt(d) + mask) v in each of `num_heads` parts of the features, projected before and after.

    `query` is (L, N, E), `key` and `value` (S, N, E), or all without N.  `key_padding_mask` (N, S) and `attn_mask` (L,
    S) or (N heads, L, S) forbid where they are True, or are added.  Returns the result (L, N, E) and, if
    `need_weights`, the attention (N, L, S), the mean over heads unless `average_attn_weights` is False.

    Raises AssertionError or RuntimeError where shapes or masks do not fit.
    """
    batched = _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")
    if not batched:
        same_kv, same_qk = key is value, query is key
        query = query.unsqueeze(1)
        key = query if same_qk else key.unsqueeze(1)
        value = key if same_kv else value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    length, batch, size = query.shape
    sources = key.shape[0]
    kind = query.dtype
    mask_type = None if attn_mask is None else attn_mask.dtype
    key_padding_mask = canonical_mask(key_padding_mask, "key_padding_mask", mask_type, "attn_mask", kind)
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None  # the hint says it all
    else:
        attn_mask = canonical_mask(attn_mask, "attn_mask", None, "", kind, False)
        is_causal = is_causal and key_padding_mask is None
    if size != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {size}")
    head = size // num_heads
    if head * num_heads != size:
        raise AssertionError(f"embed_dim {size} not divisible by num_heads {num_heads}")
    if use_separate_proj_weight:
        if key.shape[:2] != value.shape[:2]:
            raise AssertionError(
                f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
            )
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
        for name, weight in zip(("q_proj_weight", "k_proj_weight", "v_proj_weight"), weights, strict=True):
            if weight is None:
                raise AssertionError(f"use_separate_proj_weight is True but {name} is None")
        biases = (None,) * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
        q, k, v = (_linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True))
    else:
        if key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        if in_proj_weight is None:
            raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias)
    if attn_mask is not None:
        expected = (length, sources) if attn_mask.dim() == 2 else (batch * num_heads, length, sources)
        if tuple(attn_mask.shape) != expected:
            raise RuntimeError(
                f"The shape of the {attn_mask.dim()}D attn_mask is {attn_mask.shape}, but should be {expected}."
            )
        if attn_mask.dim() == 2:
            attn_mask = attn_mask.unsqueeze(0)
    longer = 0
    if bias_k is not None and bias_v is not None:
        if static_k is not None:
            raise AssertionError("bias cannot be added to static key.")
        if static_v is not None:
            raise AssertionError("bias cannot be added to static value.")
        k, v = cat([k, bias_k.repeat(1, batch, 1)], 0), cat([v, bias_v.repeat(1, batch, 1)], 0)
        longer = 1
    heads = batch * num_heads
    q = q.reshape(length, heads, head).transpose(0, 1)
    k = k.reshape(k.shape[0], heads, head).transpose(0, 1) if static_k is None else static_k
    v = v.reshape(v.shape[0], heads, head).transpose(0, 1) if static_v is None else static_v
    for static, name in ((static_k, "static_k"), (static_v, "static_v")):
        if static is not None and (static.size(0) != heads or static.size(2) != head):
            axis, want = (0, heads) if static.size(0) != heads else (2, head)
            raise AssertionError(f"expecting {name}.size({axis}) of {want}, but got {static.size(axis)}")
    if add_zero_attn:
        zeros = wrap(np.zeros((heads, 1, head), k._data.dtype))
        k, v = cat([k, zeros], 1), cat([v, zeros], 1)
        longer += 1
    if longer:
        attn_mask = None if attn_mask is None else _pad(attn_mask, (0, longer))
        key_padding_mask = None if key_padding_mask is None else _pad(key_padding_mask, (0, longer))
    sources = k.size(1)
    if key_padding_mask is not None:
        if tuple(key_padding_mask.shape) != (batch, sources):
            raise AssertionError(
                f"expecting key_padding_mask shape of {(batch, sources)}, but got {key_padding_mask.shape}"
            )
        spread = key_padding_mask.view(batch, 1, 1, sources).expand(-1, num_heads, -1, -1)
        spread = spread.reshape(heads, 1, sources)
        attn_mask = spread if attn_mask is None else attn_mask + spread
    p = dropout_p if training else 0.0
    attention: Any = None
    if need_weights:
        scores = (q * math.sqrt(1.0 / head)).bmm(k.transpose(-2, -1))
        attention = _softmax(scores if attn_mask is None else attn_mask + scores, -1)
        if p > 0.0:
            attention = _dropout(attention, p)
        out = attention.bmm(v)
    else:
        if attn_mask is not None:
            if attn_mask.size(0) == 1:
                attn_mask = attn_mask.unsqueeze(0)
            else:
                attn_mask = attn_mask.view(batch, num_heads, attn_mask.size(1), sources)
        attend = TABLE["nn.functional.scaled_dot_product_attention"].function
        out = attend(
            q.view(batch, num_heads, length, head), k.view(batch, num_heads, sources, head),
            v.view(batch, num_heads, sources, head), attn_mask, p, is_causal,
        )  # fmt: skip
        out = out.reshape(heads, length, head)
    out = _linear(out.transpose(0, 1).reshape(length * batch, size), out_proj_weight, out_proj_bias)
    out = out.reshape(length, batch, out.size(1))
    if attention is not None:
        attention = attention.reshape(batch, num_heads, length, sources)
        if average_attn_weights:
            attention = attention.mean(dim=1)
    if not batched:
        out = out.squeeze(1)
        attention = None if attention is None else attention.squeeze(0)
    return out, attention
