"""Batch normalisation, also lazy, and what it shares with instance normalisation.  Floor 4.

Start reading at `_NormBase`: the parameters and the running statistics.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._engine.tensor import Tensor, wrap
from .. import functional as F
from .. import init
from ..parameter import Parameter, UninitializedBuffer, UninitializedParameter, is_lazy
from .lazy import LazyModuleMixin
from .module import Module
from .utils import empty, filled

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "LazyBatchNorm1d", "LazyBatchNorm2d", "LazyBatchNorm3d",
    "SyncBatchNorm",
]  # fmt: skip


class _NormBase(Module):
    """A scale and a shift for each channel, and running estimates of each channel's mean and variance."""

    _version = 2  # since then with num_batches_tracked
    num_features: int
    eps: float
    momentum: float | None
    affine: bool
    track_running_stats: bool
    weight: Any
    bias: Any
    running_mean: Any
    running_var: Any
    num_batches_tracked: Any

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, device: Any = None, dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.register_parameter("weight", Parameter(empty((num_features,), device, dtype)) if affine else None)
        self.register_parameter("bias", Parameter(empty((num_features,), device, dtype)) if affine and bias else None)
        if track_running_stats:
            self.register_buffer("running_mean", filled((num_features,), 0, device, dtype))
            self.register_buffer("running_var", filled((num_features,), 1, device, dtype))
            self.register_buffer("num_batches_tracked", wrap(np.array(0, np.int64)))
        else:
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                self.register_buffer(name, None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forgets the running statistics: mean 0, variance 1."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Forgets what was learnt: scale 1, shift 0."""
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def _check_input_dim(self, input: Tensor) -> None:
        raise NotImplementedError

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool, missing_keys: list[str],
        unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        version = local_metadata.get("version", None)
        key = prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:
            known = self.num_batches_tracked
            state_dict[key] = wrap(np.array(0, np.int64)) if known is None or is_lazy(known) else known
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )


class _BatchNorm(_NormBase):
    """Batch normalisation of any number of axes."""

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        training, tracks = self.training, self.track_running_stats
        buffers = self._buffers
        mean, var = buffers["running_mean"], buffers["running_var"]
        factor = 0.0 if self.momentum is None else self.momentum
        if training and tracks:
            batches = buffers["num_batches_tracked"]
            if batches is not None:
                counter = batches.array()
                counter += 1  # add_(1) in a fifth of its time
                batches.writes().bump()
                if self.momentum is None:  # the plain mean over all batches
                    factor = 1.0 / float(batches)
        if not training or tracks:
            return F.batch_norm(
                input, mean, var, self.weight, self.bias, training or (mean is None and var is None), factor, self.eps
            )
        return F.batch_norm(input, None, None, self.weight, self.bias, True, factor, self.eps)


def dimensions(*allowed: int) -> Any:
    """The check that an input has one of some numbers of axes."""
    text = " or ".join(f"{n}D" for n in allowed)

    def check(self: Module, input: Tensor) -> None:
        if input.dim() not in allowed:
            raise ValueError(f"expected {text} input (got {input.dim()}D input)")

    return check


class BatchNorm1d(_BatchNorm):
    """(x - mean) / sqrt(var + eps) * weight + bias, over the batch, for each channel of (N, C) or (N, C, L).

    In training mean and variance are the batch's, and the running ones move towards them by `momentum` (None: they are
    the means of all batches); in evaluation the running ones are used.

    Source: Ioffe and Szegedy (2015).

    >>> import minigrad as torch
    >>> torch.nn.BatchNorm1d(1)(torch.tensor([[0.0], [2.0]])).tolist()
    [[-0.9999949932098389], [0.9999949932098389]]
    """

    _check_input_dim = dimensions(2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalisation for each channel of images (N, C, H, W); else as BatchNorm1d."""

    _check_input_dim = dimensions(4)


class BatchNorm3d(_BatchNorm):
    """Batch normalisation for each channel of volumes (N, C, D, H, W); else as BatchNorm1d."""

    _check_input_dim = dimensions(5)


class SyncBatchNorm(_BatchNorm):
    """Batch normalisation over all processes; in one process the same as BatchNorm of any number of axes."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, process_group: Any = None, device: Any = None, dtype: Any = None, *,
        bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """The module with every BatchNorm layer of its tree replaced by a SyncBatchNorm that has its tensors."""
        result = module
        if isinstance(module, _BatchNorm):
            made = cls(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
            )
            made._parameters.update(module._parameters)
            made._buffers.update(module._buffers)
            made.training = module.training
            result = made
        for name, child in module.named_children():
            result.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return result


# ------------------------------------------------------------ lazy


class _LazyNormBase(LazyModuleMixin, _NormBase):
    """A normalisation whose num_features come from its first input."""

    def __init__(
        self, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True, track_running_stats: bool = True,
        device: Any = None, dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(0, eps, momentum, False, False, device, dtype)
        self.affine, self.track_running_stats = affine, track_running_stats
        if affine:
            self.weight = UninitializedParameter(device=device, dtype=dtype)
            if bias:
                self.bias = UninitializedParameter(device=device, dtype=dtype)
        if track_running_stats:
            self.running_mean = UninitializedBuffer(device=device, dtype=dtype)
            self.running_var = UninitializedBuffer(device=device, dtype=dtype)
            self.num_batches_tracked = wrap(np.array(0, np.int64))

    def reset_parameters(self) -> None:
        """Forgets what was learnt, once there is anything."""
        if not self.has_uninitialized_params() and self.num_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Takes num_features from the input."""
        if not self.has_uninitialized_params():
            return
        self.num_features = input.shape[1]
        for tensor in (self.weight, self.bias, self.running_mean, self.running_var):
            if is_lazy(tensor):
                tensor.materialize((self.num_features,))
        self.reset_parameters()


class LazyBatchNorm1d(_LazyNormBase, _BatchNorm):
    """A BatchNorm1d whose num_features come from its first input."""

    cls_to_become = BatchNorm1d
    _check_input_dim = dimensions(2, 3)


class LazyBatchNorm2d(_LazyNormBase, _BatchNorm):
    """A BatchNorm2d whose num_features come from its first input."""

    cls_to_become = BatchNorm2d
    _check_input_dim = dimensions(4)


class LazyBatchNorm3d(_LazyNormBase, _BatchNorm):
    """A BatchNorm3d whose num_features come from its first input."""

    cls_to_become = BatchNorm3d
    _check_input_dim = dimensions(5)
