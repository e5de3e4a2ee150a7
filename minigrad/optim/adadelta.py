"""Adadelta.  Floor 4: imports `elementwise` and `optimizer`.

Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, mean_square, regularize
from .optimizer import check_lr, check_not_negative, number


class Adadelta(Elementwise):
    """Adadelta: steps of g * rms(past steps) / rms(past gradients), where rms is the root of a running mean square.

    Raises ValueError for options out of range.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.Adadelta([p], lr=100.0).step()
    >>> p.data
    tensor([0.6838])
    """

    _added = {**Elementwise._added, "capturable": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 1.0, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0,
        foreach: bool | None = None, *, capturable: bool = False, maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_not_negative(epsilon=eps, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
            "capturable": capturable, "foreach": foreach, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"square_avg": 0.0, "acc_delta": 0.0}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        rho, eps = group["rho"], group["eps"]
        regularize(p, g, group)
        v, steps = s["square_avg"], s["acc_delta"]
        work = np.empty_like(g)
        mean_square(v, g, rho, work)
        np.add(v, eps, out=work)
        np.sqrt(work, out=work)
        delta = steps + eps
        np.sqrt(delta, out=delta)
        delta /= work
        delta *= g
        steps *= rho
        np.multiply(delta, 1 - rho, out=work)
        work *= delta
        steps += work
        delta *= number(group["lr"])
        p -= delta
