"""NAdam.  Floor 4: imports `elementwise` and `optimizer`.

Source: Dozat, "Incorporating Nesterov Momentum into Adam".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, lerp, mean_square, regularize
from .optimizer import check_adam, number


class NAdam(Elementwise):
    """NAdam: Adam that looks ahead along its momentum, as Nesterov's method does.

    The momentum's share at step t is mu_t = b1 (1 - 0.96^(t momentum_decay) / 2), and the step is made of the gradient
    and of the mean gradient, each corrected by the product of these shares so far.

    Raises ValueError for options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.NAdam([p], lr=0.1).step()
    >>> p.data
    tensor([0.8944])
    """

    _added = {**Elementwise._added, "capturable": False, "decoupled_weight_decay": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 2e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, momentum_decay: float = 4e-3, decoupled_weight_decay: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_adam(lr, eps, betas, weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize, "foreach": foreach,
            "capturable": capturable, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def numbers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"step": 0.0, "mu_product": 1.0}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        b1, b2 = group["betas"]
        lr, t = number(group["lr"]), s["step"]
        regularize(p, g, group)
        mu = b1 * (1.0 - 0.5 * 0.96 ** (t * group["momentum_decay"]))
        mu_next = b1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * group["momentum_decay"]))
        product = s["mu_product"] = float(np.float32(s["mu_product"]) * np.float32(mu))
        m, v = s["exp_avg"], s["exp_avg_sq"]
        work = np.empty_like(g)
        lerp(m, g, 1 - b1, work)
        mean_square(v, g, b2, work)
        np.divide(v, 1 - b2**t, out=work)
        np.sqrt(work, out=work)
        work += group["eps"]
        g *= lr * (1.0 - mu) / (1.0 - product)
        g /= work
        p -= g
        np.multiply(m, lr * mu_next / (1.0 - product * mu_next), out=g)
        g /= work
        p -= g
