"""Resilient backpropagation.  Floor 4: imports `elementwise` and `optimizer`.

Source: Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .elementwise import Array, Elementwise, State
from .optimizer import check_lr, number


class Rprop(Elementwise):
    """Rprop: steps of a size of their own, by the sign of the gradient alone.

    Where the sign stays, the step grows by etas[1]; where it turns, it shrinks by etas[0] and the element waits one
    step.  Sizes stay within `step_sizes` and start at `lr`.

    Raises ValueError unless 0 < etas[0] < 1 < etas[1].

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.Rprop([p], lr=0.1).step()
    >>> p.data
    tensor([0.9000])
    """

    _added = {**Elementwise._added, "capturable": False}  # noqa: RUF012

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"prev": 0.0, "step_size": number(group["lr"])}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        shrink, grow = group["etas"]
        if group["maximize"]:
            g *= -1
        before, size = s["prev"], s["step_size"]
        work = g * before
        turned = work < 0
        size[work > 0] *= grow
        size[turned] *= shrink
        np.clip(size, *group["step_sizes"], out=size)
        g[turned] = 0
        before[...] = g
        np.sign(g, out=g)
        g *= size
        p -= g
