"""RMSprop.  Floor 4.  Source: Hinton, "Neural Networks for Machine Learning", lecture 6e; Graves (the centred form)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Array, Elementwise, check_flags, check_lr, number


class RMSprop(Elementwise):
    """RMSprop: steps of g / (sqrt(v) + eps), where v is a running mean of the gradient's square.

    `centered` takes the variance (v less the square of the mean gradient) instead; `momentum` adds up the steps.

    Raises ValueError for negative options.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.RMSprop([p], lr=0.01).step()
    >>> p.data
    tensor([0.9000])
    """

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0,
        momentum: float = 0, centered: bool = False, capturable: bool = False, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr)
        for name, value in (("epsilon", eps), ("momentum", momentum), ("weight_decay", weight_decay), ("alpha", alpha)):
            if not value >= 0.0:
                raise ValueError(f"Invalid {name} value: {value}")
        defaults = {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered, "weight_decay": weight_decay,
            "capturable": capturable, "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)
        check_flags(foreach, False, differentiable)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        names = ["square_avg"]
        if group["momentum"] > 0:
            names.append("momentum_buffer")
        if group["centered"]:
            names.append("grad_avg")
        return dict.fromkeys(names, 0.0)

    def update(self, p: Array, g: Array, s: dict[str, Array], step: float, group: dict[str, Any]) -> None:
        alpha, lr = number(group["alpha"]), number(group["lr"])
        if group["maximize"]:
            g *= -1
        if group["weight_decay"] != 0:
            g += p * number(group["weight_decay"])
        v = s["square_avg"]
        v *= alpha
        v += g * g * (1 - alpha)
        if group["centered"]:
            mean = s["grad_avg"]
            mean += (g - mean) * (1 - alpha)
            work = np.sqrt(v - mean * mean)
        else:
            work = np.sqrt(v)
        work += group["eps"]
        np.divide(g, work, out=work)
        if group["momentum"] > 0:
            buffer = s["momentum_buffer"]
            buffer *= group["momentum"]
            buffer += work
            work = buffer * lr
        else:
            work *= lr
        p -= work
