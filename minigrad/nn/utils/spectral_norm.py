"""Weights divided by their largest singular value: the old form of spectral normalisation, by a hook.  Floor 4.

Source: Miyato et al. (2018).  `parametrizations.spectral_norm` is the new form.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._engine.tensor import wrap
from ...autograd.grad_mode import no_grad
from .. import functional as F
from ..parameter import Parameter
from ._prehooks import undone

__all__ = ["SpectralNorm", "remove_spectral_norm", "spectral_norm"]


def as_matrix(weight: Any, dim: int) -> Any:
    """The weight with axis `dim` first and all others as one."""
    if dim != 0:
        weight = weight.permute(dim, *(d for d in range(weight.dim()) if d != dim))
    return weight.reshape(weight.size(0), -1)


def unit(v: Any, eps: float) -> Any:
    """A vector of length 1."""
    return F.normalize(v, dim=0, eps=eps)


class SpectralNorm:
    """The hook that computes the weight before every call; the singular vectors are kept and improved by one step."""

    _version = 1

    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.name, self.dim, self.n_power_iterations, self.eps = name, dim, n_power_iterations, eps

    def reshape_weight_to_matrix(self, weight: Any) -> Any:
        """The weight as a matrix."""
        return as_matrix(weight, self.dim)

    def compute_weight(self, module: Any, do_power_iteration: bool) -> Any:
        """The weight over u' W v, after some steps of the power method if `do_power_iteration`."""
        weight = getattr(module, self.name + "_orig")
        u, v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        matrix = as_matrix(weight, self.dim)
        if do_power_iteration:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(unit(matrix.t().mv(u), self.eps))
                    u.copy_(unit(matrix.mv(v), self.eps))
            u, v = u.clone(), v.clone()  # what the graph saves is not written to by the next call
        return weight / u.dot(matrix.mv(v))

    def remove(self, module: Any) -> None:
        """Makes the weight a parameter again."""
        with no_grad():
            weight = self.compute_weight(module, do_power_iteration=False)
        delattr(module, self.name)
        for suffix in ("_u", "_v", "_orig"):
            delattr(module, self.name + suffix)
        module.register_parameter(self.name, Parameter(weight.detach()))

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module, do_power_iteration=module.training))

    @staticmethod
    def apply(module: Any, name: str, n_power_iterations: int, dim: int, eps: float) -> SpectralNorm:
        """Puts the hook on a module.  Raises RuntimeError where there is one of the same name."""
        for hook in module._forward_pre_hooks.values():
            if isinstance(hook, SpectralNorm) and hook.name == name:
                raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
        made = SpectralNorm(name, n_power_iterations, dim, eps)
        weight = module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        with no_grad():
            rows, columns = as_matrix(weight, dim).shape
            u = unit(weight.new_empty(rows).normal_(0, 1), eps)
            v = unit(weight.new_empty(columns).normal_(0, 1), eps)
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        setattr(module, name, weight.data)
        module.register_buffer(name + "_u", u)
        module.register_buffer(name + "_v", v)
        module.register_forward_pre_hook(made)
        module._register_state_dict_hook(made._tell_version)
        module._register_load_state_dict_pre_hook(made._load_old)
        return made

    def _tell_version(self, module: Any, state_dict: Any, prefix: str, local_metadata: Any) -> None:
        local_metadata.setdefault("spectral_norm", {})[self.name + ".version"] = self._version

    def _load_old(self, state_dict: Any, prefix: str, local_metadata: Any, *rest: Any) -> None:
        """States of version None keep the normalised weight instead of v: v is what makes u' W v the known sigma."""
        version = local_metadata.get("spectral_norm", {}).get(self.name + ".version", None)
        key = prefix + self.name
        parts = ("_orig", "_u", "")
        if version is not None or key + "_v" in state_dict or any(key + s not in state_dict for s in parts):
            return
        weight, u, out = state_dict[key + "_orig"], state_dict[key + "_u"], state_dict.pop(key)
        sigma = (weight / out).mean()
        matrix = as_matrix(weight, self.dim).array()
        v = np.linalg.multi_dot([np.linalg.pinv(matrix.T @ matrix), matrix.T, u.array()[:, None]])[:, 0]
        state_dict[key + "_v"] = wrap(v * (sigma.item() / (u.array() @ (matrix @ v))))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Any:
    """Replaces a parameter by itself over its largest singular value, found by the power method.

    `dim` is the axis of the outputs: 1 for transposed convolutions, else 0.

    >>> import minigrad as torch
    >>> list(torch.nn.utils.spectral_norm(torch.nn.Linear(2, 3)).state_dict())
    ['bias', 'weight_orig', 'weight_u', 'weight_v']
    """
    if dim is None:
        dim = 1 if getattr(module, "transposed", False) else 0
    SpectralNorm.apply(module, name, n_power_iterations, dim, eps)
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Undoes `spectral_norm`.  Raises ValueError where it was not applied."""
    if not undone(module, lambda hook: isinstance(hook, SpectralNorm) and hook.name == name):
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    for hooks in (module._state_dict_hooks, module._load_state_dict_pre_hooks):
        for number, hook in list(hooks.items()):
            owner = getattr(hook, "__self__", None)
            if isinstance(owner, SpectralNorm) and owner.name == name:
                del hooks[number]
    return module
