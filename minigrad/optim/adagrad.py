"""Adagrad.  Floor 4: imports `elementwise` and `optimizer`.

Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
Optimization".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State, regularize
from .optimizer import check_flags, check_lr, check_not_negative, number


class Adagrad(Elementwise):
    """Adagrad: steps of g / (sqrt(sum of g^2) + eps), at a rate that decays as lr / (1 + (t - 1) lr_decay).

    Raises ValueError for negative options.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.Adagrad([p], lr=0.1).step()
    >>> p.data
    tensor([0.9000])
    """

    _added = {**Elementwise._added, "fused": None}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
        initial_accumulator_value: float = 0, eps: float = 1e-10, foreach: bool | None = None, *,
        maximize: bool = False, differentiable: bool = False, fused: bool | None = None,
    ) -> None:  # fmt: skip
        check_lr(lr)
        check_not_negative(lr_decay=lr_decay, weight_decay=weight_decay,
                           initial_accumulator_value=initial_accumulator_value,
                           epsilon=eps)  # fmt: skip
        defaults = {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)
        for group in self.param_groups:
            for p in group["params"]:
                self._entry(p, group)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"sum": group["initial_accumulator_value"]}

    def share_memory(self) -> None:
        """Nothing to do: the state is in this process."""

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        regularize(p, g, group)
        total = s["sum"]
        work = g * g
        total += work
        np.sqrt(total, out=work)
        work += group["eps"]
        g *= number(group["lr"]) / (1 + (s["step"] - 1) * group["lr_decay"])
        g /= work
        p -= g
