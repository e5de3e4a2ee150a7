"""Batch normalisation folded into the layer before it, for evaluation.  Floor 4."""

from __future__ import annotations

import copy
from typing import Any

from ..parameter import Parameter

__all__ = ["fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights"]


def _scales(rm: Any, rv: Any, eps: float, weight: Any, bias: Any, b: Any) -> tuple[Any, Any]:
    """What the layer's outputs are to be multiplied with, and what is then added to them."""
    scale = (rv + eps).rsqrt()
    scale = scale if weight is None else scale * weight
    shift = -rm * scale if b is None else (b - rm) * scale
    return scale, shift if bias is None else shift + bias


def fuse_conv_bn_weights(
    conv_w: Any, conv_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any, transpose: bool = False
) -> tuple[Parameter, Parameter]:
    """The weight and bias of a convolution that does what the convolution and the normalisation after it do."""
    scale, shift = _scales(bn_rm, bn_rv, bn_eps, bn_w, bn_b, conv_b)
    shape = [1, -1] if transpose else [-1, 1]
    weight = conv_w * scale.reshape(shape + [1] * (conv_w.dim() - 2))
    return (
        Parameter(weight.to(conv_w.dtype).detach(), conv_w.requires_grad),
        Parameter(shift.to(conv_w.dtype).detach(), conv_b is not None and conv_b.requires_grad),
    )


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Parameter, Parameter]:
    """The weight and bias of a linear layer that does what the layer and the normalisation after it do."""
    scale, shift = _scales(bn_rm, bn_rv, bn_eps, bn_w, bn_b, linear_b)
    return (
        Parameter((linear_w * scale.unsqueeze(-1)).to(linear_w.dtype).detach(), linear_w.requires_grad),
        Parameter(shift.to(linear_w.dtype).detach(), linear_b is not None and linear_b.requires_grad),
    )


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution that does what `conv` and then `bn` do in evaluation.  Raises AssertionError in training."""
    if conv.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    made = copy.deepcopy(conv)
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    made.weight, made.bias = fuse_conv_bn_weights(
        made.weight, made.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return made


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A linear layer that does what `linear` and then `bn` do in evaluation.  Raises AssertionError in training."""
    if linear.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    made = copy.deepcopy(linear)
    made.weight, made.bias = fuse_linear_bn_weights(
        made.weight, made.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return made
