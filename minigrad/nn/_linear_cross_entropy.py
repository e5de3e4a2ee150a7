"""The cross entropy of a linear layer's scores, as one function.  Floor 4."""

from __future__ import annotations

import math
from typing import Any

from ..autograd.differentiation import grad
from ..autograd.function import Function
from ..autograd.grad_mode import is_grad_enabled
from ..ops.table import TABLE


def linear_cross_entropy(
    input: Any, linear_weight: Any, target: Any, *, linear_bias: Any = None, weight: Any = None,
    reduction: str = "mean", ignore_index: int | None = None, label_smoothing: float = 0.0, options: Any = None,
) -> Any:  # fmt: skip
    """`cross_entropy(linear(input, linear_weight, linear_bias), target)`: of (N, features) or (features).

    The weight is (C, features), or (C, d_1, ..., d_K, features) for targets (N, d_1, ..., d_K).  `options` say how to
    save memory in pieces; the result does not depend on them.  With them the gradients by classes are computed along
    with the loss and kept: they cannot be differentiated again.

    Raises RuntimeError where shapes do not fit, or for `ignore_index` with probabilities.

    >>> import minigrad as torch
    >>> x, w = torch.ones(2, 3), torch.ones(4, 3)
    >>> torch.nn.functional.linear_cross_entropy(x, w, torch.tensor([0, 1]))
    tensor(1.3863)
    """
    if input.dim() not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if linear_weight.dim() < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.dim()}")
    if input.shape[-1] != linear_weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{input.shape[-1]} and {linear_weight.shape[-1]}, respectively"
        )
    outer = tuple(linear_weight.shape[:-1])
    if len(outer) > 1 and input.dim() == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, "
            f"(N, {linear_weight.shape[-1]}), got unbatched input with shape {tuple(input.shape)}"
        )
    if linear_bias is not None and tuple(linear_bias.shape) != outer:
        raise RuntimeError(f"expected linear_bias shape {outer}, got {tuple(linear_bias.shape)}")
    if ignore_index is not None and target.is_floating_point():
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    arguments = (target, weight, outer, -100 if ignore_index is None else ignore_index, reduction, label_smoothing)
    in_pieces = options is not None and len(outer) == 1 and reduction != "none" and not label_smoothing
    if in_pieces and not target.is_floating_point() and is_grad_enabled():
        return _with_gradients([input, linear_weight, linear_bias], arguments)
    return _loss(input, linear_weight, linear_bias, *arguments)


def _loss(
    input: Any, linear_weight: Any, linear_bias: Any, target: Any, weight: Any, outer: tuple[int, ...],
    ignore_index: int, reduction: str, label_smoothing: float,
) -> Any:  # fmt: skip
    if len(outer) > 1:
        linear_weight = linear_weight.reshape(math.prod(outer), linear_weight.shape[-1])
        linear_bias = None if linear_bias is None else linear_bias.reshape(-1)
    scores = TABLE["nn.functional.linear"].function(input, linear_weight, linear_bias)
    if len(outer) > 1:
        scores = scores.reshape(*scores.shape[:-1], *outer)
    return TABLE["nn.functional.cross_entropy"].function(
        scores, target, weight, ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing
    )


class LinearCrossEntropyBatchChunked(Function):
    """A number whose derivatives by some tensors are known: backward multiplies them by the gradient."""

    @staticmethod
    def forward(ctx: Any, value: Any, derivatives: Any, *tensors: Any) -> Any:
        ctx.derivatives = derivatives
        return value

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return None, None, *[g * d for d in ctx.derivatives]


def _with_gradients(tensors: list[Any], arguments: tuple[Any, ...]) -> Any:
    """The loss, its gradients by those of the tensors that need one computed at once."""
    needed = [t is not None and t.requires_grad for t in tensors]
    given = [t.detach().requires_grad_() if n else t for t, n in zip(tensors, needed, strict=True)]
    value = _loss(*given, *arguments)
    if not any(needed):
        return value
    derivatives = grad(value, [t for t, n in zip(given, needed, strict=True) if n])
    leaves = [t for t, n in zip(tensors, needed, strict=True) if n]
    return LinearCrossEntropyBatchChunked.apply(value.detach(), derivatives, *leaves)
