"""Muon.  Floor 4: imports `optimizer`.

Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (kellerjordan.github.io/posts/muon);
Liu et al., "Muon is Scalable for LLM Training" (arXiv 2502.16982).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from .optimizer import Groupwise, check_lr, number

Array = np.ndarray[Any, Any]


class Muon(Groupwise):
    """Muon: momentum whose matrix is replaced by the nearest orthogonal one, so that all its directions count alike.

    The orthogonal factor comes from `ns_steps` Newton-Schulz steps X <- a X + (b X X' + c (X X')^2) X.  torch rounds
    them to bfloat16, here they are float32 at least: results agree to about 1 %.  `adjust_lr_fn` scales the rate by the
    shape: "original" (the default) by sqrt(max(1, rows / columns)), "match_rms_adamw" by 0.2 sqrt(max(rows, columns)).

    For matrices only: give biases, embeddings and the like to another optimiser.
    Raises ValueError for other parameters and options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.zeros(2, 2))
    >>> p.grad = torch.tensor([[3.0, 0.0], [0.0, 3.0]])
    >>> torch.optim.Muon([p], lr=1.0).step()
    >>> bool(((p + torch.eye(2)).abs() < 0.4).all())
    True
    """

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-3, weight_decay: float = 0.1, momentum: float = 0.95,
        nesterov: bool = True, ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7, ns_steps: int = 5, adjust_lr_fn: str | None = None,
    ) -> None:  # fmt: skip
        check_lr(lr, text="Learning rate should be >= 0 but is:")
        if not momentum >= 0.0:
            raise ValueError(f"momentum should be >= 0 but is: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight decay should be >= 0 but is: {weight_decay}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
            "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps, "adjust_lr_fn": adjust_lr_fn,
        }  # fmt: skip
        super().__init__(params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                if p.ndim != 2:
                    raise ValueError(
                        f"Muon only supports 2D parameters whereas we found a parameter with size: {p.shape}"
                    )

    def _step_group(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        self._refuse_complex(params)
        lr, momentum = number(group["lr"]), group["momentum"]
        for p in params:
            data, g = p.array(), p._grad.array()
            entry = self.state[p]
            if "momentum_buffer" not in entry:
                entry["momentum_buffer"] = wrap(np.zeros_like(g, order="C"))
            buffer = entry["momentum_buffer"].array()
            buffer += (1 - momentum) * (g - buffer)
            direction = g + momentum * (buffer - g) if group["nesterov"] else buffer
            change = _orthogonal(direction, group["ns_coefficients"], group["ns_steps"], group["eps"])
            data *= 1 - lr * group["weight_decay"]
            data -= (lr * _scale(group["adjust_lr_fn"], *data.shape)) * change.astype(data.dtype, copy=False)
            p.writes().bump()


def _orthogonal(G: Array, coefficients: tuple[float, float, float], steps: int, eps: float) -> Array:
    """Nearly U V' of the singular value decomposition G = U S V'."""
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    wide = G.shape[0] <= G.shape[1]
    X = _rounded(G if wide else G.T)
    X = _rounded(X / max(_rounded(np.sqrt(np.vdot(X, X))), eps))
    for _ in range(steps):
        gram = _rounded(X @ X.T)
        X = _rounded(a * X + _rounded(b * gram + c * (gram @ gram)) @ X)
    return X if wide else X.T


def _rounded(x: Any) -> Any:
    """float32 rounded to the 8 bits of bfloat16, ties to even."""
    x = np.ascontiguousarray(x, np.float32)
    bits = x.view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).view(np.float32).reshape(x.shape)


def _scale(adjust: str | None, rows: int, columns: int) -> float:
    if adjust == "match_rms_adamw":
        return 0.2 * math.sqrt(max(rows, columns))
    return math.sqrt(max(1, rows / columns))
