"""Adamax.  Floor 4: imports `elementwise` and `optimizer`.

Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", section 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, lerp, regularize
from .optimizer import check_adam, number


class Adamax(Elementwise):
    """Adamax: Adam with a decaying maximum of |g| in the place of the root mean square.

    m <- b1 m + (1 - b1) g, u <- max(b2 u, |g| + eps), p <- p - lr / (1 - b1^t) m / u.

    Raises ValueError for options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.Adamax([p], lr=0.1).step()
    >>> p.data
    tensor([0.9000])
    """

    _added = {**Elementwise._added, "capturable": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 2e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, foreach: bool | None = None, *, maximize: bool = False, differentiable: bool = False,
        capturable: bool = False,
    ) -> None:  # fmt: skip
        check_adam(lr, eps, betas, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_inf": 0.0}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        b1, b2 = group["betas"]
        regularize(p, g, group)
        m, u = s["exp_avg"], s["exp_inf"]
        work = np.empty_like(g)
        lerp(m, g, 1 - b1, work)
        u *= b2
        np.abs(g, out=g)
        g += group["eps"]
        np.maximum(u, g, out=u)
        np.multiply(m, number(group["lr"]) / (1 - b1 ** s["step"]), out=work)
        work /= u
        p -= work
