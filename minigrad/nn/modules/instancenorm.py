"""Instance normalisation, also lazy.  Floor 4."""

from __future__ import annotations

from typing import Any

from ..._engine.tensor import Tensor
from ..._warnings import warn
from .. import functional as F
from .batchnorm import _LazyNormBase, _NormBase, dimensions

__all__ = [
    "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LazyInstanceNorm1d", "LazyInstanceNorm2d",
    "LazyInstanceNorm3d",
]  # fmt: skip


class _InstanceNorm(_NormBase):
    """Instance normalisation over `_axes` axes."""

    _axes: int

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device: Any = None, dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        channels = input.dim() - self._axes - 1
        if input.shape[channels] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={channels} to match num_features ({self.num_features}), but got: "
                    f"{input.shape[channels]}."
                )
            warn(
                f"input's size at dim={channels} does not match num_features. You can silence this warning by not "
                "passing in num_features, which is not used because affine=False"
            )
        if channels == 0:  # one sample, without the batch's axis
            return self._apply_instance_norm(input.unsqueeze(0)).squeeze(0)
        return self._apply_instance_norm(input)

    def _apply_instance_norm(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, self.momentum if self.momentum is not None else 0.0,
            self.eps,
        )  # fmt: skip

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool, missing_keys: list[str],
        unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        version = local_metadata.get("version", None)
        if version is None and not self.track_running_stats:
            found = [prefix + n for n in ("running_mean", "running_var") if prefix + n in state_dict]
            if found:
                listed = " and ".join(f'"{key}"' for key in found)
                name = type(self).__name__
                error_msgs.append(
                    f"Unexpected running stats buffer(s) {listed} for {name} with track_running_stats=False. If "
                    "state_dict is a checkpoint saved before 0.4.0, this may be expected because "
                    f"{name} does not track running stats by default since 0.4.0. Please remove these keys from "
                    "state_dict. If the running stats are actually needed, instead set track_running_stats=True in "
                    f"{name} to enable them. See the documentation of {name} for details."
                )
                for key in found:
                    state_dict.pop(key)
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )


class InstanceNorm1d(_InstanceNorm):
    """(x - mean) / sqrt(var + eps), over each channel of each sample by itself: (N, C, L) or (C, L).

    Source: Ulyanov et al. (2016).

    >>> import minigrad as torch
    >>> torch.nn.InstanceNorm1d(1)(torch.tensor([[[0.0, 2.0]]])).tolist()
    [[[-0.9999949932098389, 0.9999949932098389]]]
    """

    _axes = 1
    _check_input_dim = dimensions(2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Instance normalisation of images (N, C, H, W) or (C, H, W)."""

    _axes = 2
    _check_input_dim = dimensions(3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Instance normalisation of volumes (N, C, D, H, W) or (C, D, H, W)."""

    _axes = 3
    _check_input_dim = dimensions(4, 5)


class LazyInstanceNorm1d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm1d whose num_features come from its first input."""

    cls_to_become = InstanceNorm1d
    _axes = 1
    _check_input_dim = dimensions(2, 3)


class LazyInstanceNorm2d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm2d whose num_features come from its first input."""

    cls_to_become = InstanceNorm2d
    _axes = 2
    _check_input_dim = dimensions(3, 4)


class LazyInstanceNorm3d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm3d whose num_features come from its first input."""

    cls_to_become = InstanceNorm3d
    _axes = 3
    _check_input_dim = dimensions(4, 5)
