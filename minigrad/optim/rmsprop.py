"""RMSprop.  Floor 4: imports `elementwise` and `optimizer`.

Source: Hinton, "Neural Networks for Machine Learning", lecture 6e; Graves, "Generating Sequences With Recurrent Neural
Networks" (the centred form).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, lerp, mean_square, regularize
from .optimizer import check_lr, check_not_negative, number


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

    _added = {  # noqa: RUF012
        **Elementwise._added, "momentum": 0, "centered": False, "capturable": False,
    }  # fmt: skip

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0,
        momentum: float = 0, centered: bool = False, capturable: bool = False, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
            "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        names = ["square_avg"]
        if group["momentum"] > 0:
            names.append("momentum_buffer")
        if group["centered"]:
            names.append("grad_avg")
        return dict.fromkeys(names, 0.0)

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        alpha, lr, momentum = number(group["alpha"]), number(group["lr"]), number(group["momentum"])
        regularize(p, g, group)
        v = s["square_avg"]
        work = np.empty_like(g)
        mean_square(v, g, alpha, work)
        if group["centered"]:
            mean = s["grad_avg"]
            lerp(mean, g, 1 - alpha, work)
            np.multiply(mean, mean, out=work)
            np.subtract(v, work, out=work)
            np.sqrt(work, out=work)
        else:
            np.sqrt(v, out=work)
        work += group["eps"]
        if momentum > 0:
            g /= work
            buffer = s["momentum_buffer"]
            buffer *= momentum
            buffer += g
            np.multiply(buffer, lr, out=g)
        else:
            g *= lr
            g /= work
        p -= g
