"""Helpers around networks: clipped gradients, parameters as a vector, packed sequences, reparametrisation.  Floor 4.

What needs the layers themselves loads at first use: `parametrize`, `prune`, and the like.
"""

from __future__ import annotations

from ..._lazy import on_use
from . import rnn
from .clip_grad import clip_grad_norm, clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm
from .convert_parameters import parameters_to_vector, vector_to_parameters
from .spectral_norm import remove_spectral_norm, spectral_norm
from .weight_norm import remove_weight_norm, weight_norm

__all__ = [
    "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm",
    "parameters_to_vector", "remove_spectral_norm", "remove_weight_norm", "rnn", "spectral_norm",
    "vector_to_parameters", "weight_norm",
]  # fmt: skip

__getattr__, __dir__ = on_use(
    globals(),
    {
        "convert_conv2d_weight_memory_format": ".memory_format",
        "convert_conv3d_weight_memory_format": ".memory_format",
        "fuse_conv_bn_eval": ".fusion", "fuse_conv_bn_weights": ".fusion", "fuse_linear_bn_eval": ".fusion",
        "fuse_linear_bn_weights": ".fusion", "parametrizations": ".parametrizations", "parametrize": ".parametrize",
        "prune": ".prune", "skip_init": ".init", "stateless": ".stateless",
    },
)  # fmt: skip
