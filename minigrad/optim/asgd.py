"""Averaged stochastic gradient descent.  Floor 4: imports `elementwise` and `optimizer`.

Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging"; Bottou, "Stochastic Gradient
Descent Tricks".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, regularize
from .optimizer import check_lr, check_not_negative, number


class ASGD(Elementwise):
    """Averaged SGD: p <- (1 - lambd eta) p - eta g, while the state's "ax" holds the mean of p after step `t0`.

    eta = lr / (1 + lambd lr t)^alpha.

    Raises ValueError for a negative rate or weight decay.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.ASGD([p], lr=0.1).step()
    >>> p.data
    tensor([0.9500])
    """

    _added = {**Elementwise._added, "capturable": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, lambd: float = 1e-4, alpha: float = 0.75, t0: float = 1e6,
        weight_decay: float = 0, foreach: bool | None = None, maximize: bool = False, differentiable: bool = False,
        capturable: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr)
        check_not_negative(weight_decay=weight_decay)
        defaults = {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"ax": 0.0}

    def numbers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"step": 0.0, "eta": number(group["lr"]), "mu": 1.0}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        lr, lambd, t, eta = number(group["lr"]), group["lambd"], s["step"], s["eta"]
        regularize(p, g, group)
        p *= 1 - lambd * eta
        g *= eta
        p -= g
        mean = s["ax"]
        if s["mu"] != 1:
            np.subtract(p, mean, out=g)
            g *= s["mu"]
            mean += g
        else:
            mean[...] = p
        s["eta"] = lr / (1 + lambd * lr * t) ** group["alpha"]
        s["mu"] = 1 / max(1, t - group["t0"])
