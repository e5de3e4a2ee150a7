"""RAdam.  Floor 4: imports `elementwise` and `optimizer`.

Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, lerp, mean_square, regularize
from .optimizer import check_adam, number


class RAdam(Elementwise):
    """RAdam: Adam whose adaptive rate is taken in as its variance becomes small; before that, momentum alone.

    With rho_inf = 2 / (1 - b2) - 1 and rho_t = rho_inf - 2 t b2^t / (1 - b2^t), a step with rho_t > 5 is Adam's times
    the root of (rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t).

    Raises ValueError for options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.RAdam([p], lr=0.1).step()
    >>> p.data
    tensor([0.9500])
    """

    _added = {**Elementwise._added, "capturable": False, "decoupled_weight_decay": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, decoupled_weight_decay: bool = False, *, foreach: bool | None = None,
        maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_adam(lr, eps, betas, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
            "foreach": foreach, "capturable": capturable, "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        b1, b2 = group["betas"]
        lr, t = number(group["lr"]), s["step"]
        regularize(p, g, group)
        m, v = s["exp_avg"], s["exp_avg_sq"]
        work = np.empty_like(g)
        lerp(m, g, 1 - b1, work)
        mean_square(v, g, b2, work)
        bias1, bias2 = 1 - b1**t, 1 - b2**t
        top = 2 / (1 - b2) - 1
        length = top - 2 * t * b2**t / bias2
        np.divide(m, bias1, out=g)
        g *= lr
        if length > 5.0:
            rectified = ((length - 4) * (length - 2) * top / ((top - 4) * (top - 2) * length)) ** 0.5
            np.sqrt(v, out=work)
            work += group["eps"]
            np.divide(bias2**0.5, work, out=work)
            g *= work
            g *= rectified
        p -= g
