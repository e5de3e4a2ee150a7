"""Adam and AdamW.  Floor 4: imports `elementwise` and `optimizer`.

Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization"; Loshchilov and Hutter, "Decoupled Weight Decay
Regularization"; Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond" (amsgrad).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor
from .elementwise import Array, Elementwise, State, lerp, mean_square, regularize
from .optimizer import check_betas, check_flags, check_lr, check_not_negative, number


class Adam(Elementwise):
    """Adam: steps of m / (sqrt(v) + eps), where m and v are running means of the gradient and of its square.

    m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, both corrected for starting at 0 by 1 - b^t.  Weight decay is
    added to the gradient, or with `decoupled_weight_decay` taken off the parameter itself (AdamW).  `amsgrad` uses the
    largest v so far.

    Raises ValueError for options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.Adam([p], lr=0.1).step()
    >>> p.data
    tensor([0.9000])
    """

    _added = {  # noqa: RUF012
        **Elementwise._added, "amsgrad": False, "capturable": False, "decoupled_weight_decay": False, "fused": None,
    }  # fmt: skip

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-3, betas: tuple[Any, Any] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, foreach: bool | None = None, maximize: bool = False,
        capturable: bool = False, differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr, foreach, capturable)
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        _check_kinds(betas, foreach, capturable)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad,
            "maximize": maximize, "foreach": foreach, "capturable": capturable, "differentiable": differentiable,
            "fused": fused, "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        names = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq") if group["amsgrad"] else ("exp_avg", "exp_avg_sq")
        return dict.fromkeys(names, 0.0)

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        b1, b2 = group["betas"]
        b1, b2, lr = number(b1), number(b2), number(group["lr"])
        regularize(p, g, group)
        m, v = s["exp_avg"], s["exp_avg_sq"]
        work = np.empty_like(g)
        lerp(m, g, 1 - b1, work)
        mean_square(v, g, b2, work)
        if group["amsgrad"]:
            v = np.maximum(s["max_exp_avg_sq"], v, out=s["max_exp_avg_sq"])
        rate, scale = self._corrections(s["step"], lr, b1, b2, group)
        np.sqrt(v, out=work)
        work /= scale
        work += group["eps"]
        np.multiply(m, rate, out=g)
        g /= work
        p -= g

    def _corrections(self, step: float, lr: float, b1: float, b2: float, group: dict[str, Any]) -> tuple[float, float]:
        """lr / (1 - b1^t), and the square root of 1 - b2^t."""
        if group["differentiable"] or group["capturable"]:  # torch then computes with the step's tensor
            t = np.float32(step)
            return float(lr / (1 - b1**t)), float((1 - b2**t) ** 0.5)
        return lr / (1 - b1**step), math.sqrt(1 - b2**step)


def _check_kinds(betas: tuple[Any, Any], foreach: bool | None, capturable: bool) -> None:
    if not all(isinstance(b, float) for b in betas) and not all(isinstance(b, Tensor) for b in betas):
        raise ValueError("betas must be either both floats or both Tensors")
    for i, beta in enumerate(betas):
        if isinstance(beta, Tensor):
            if foreach and not capturable:
                raise ValueError(f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True")
            if beta.numel() != 1:
                raise ValueError(f"Tensor betas[{i}] must be 1-element")


class AdamW(Adam):
    """Adam with decoupled weight decay: the parameter itself shrinks by lr * weight_decay each step.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.AdamW([p], lr=0.1).step()
    >>> p.data
    tensor([0.8990])
    """

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-3, betas: tuple[Any, Any] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 1e-2, amsgrad: bool = False, *, maximize: bool = False, foreach: bool | None = None,
        capturable: bool = False, differentiable: bool = False, fused: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize, capturable=capturable,
            differentiable=differentiable, fused=fused, decoupled_weight_decay=True,
        )  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
