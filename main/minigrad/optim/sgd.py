"""Stochastic gradient descent, with momentum.  Floor 4."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .optimizer import Array, Elementwise, check_flags, check_lr, number


class SGD(Elementwise):
    r"""Stochastic gradient descent: p <- p - lr * g, with momentum, weight decay and Nesterov's variant.

    With momentum m: buf <- m * buf + (1 - dampening) * g (buf starts as g), and g is replaced by buf, or by
    g + m * buf with `nesterov`.

    Raises ValueError for negative options, and for `nesterov` without momentum or with dampening.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.SGD([p], lr=0.1).step()
    >>> p.data
    tensor([0.9500])
    """

    has_step = False

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-3, momentum: float = 0, dampening: float = 0, weight_decay: float = 0,
        nesterov: bool = False, *, maximize: bool = False, foreach: bool | None = None, differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:  # fmt: skip
        check_lr(lr)
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay, "nesterov": nesterov,
            "maximize": maximize, "foreach": foreach, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for name, value in (("nesterov", False), ("maximize", False), ("foreach", None), ("differentiable", False),
                                ("fused", False)):  # fmt: skip
                group.setdefault(name, value)

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"momentum_buffer": 0.0} if number(group["momentum"]) != 0 else {}

    def _entry(self, p: Any, group: dict[str, Any]) -> dict[str, Any]:
        """A first step's buffer is the gradient itself, not diminished by dampening: start it so that it comes out."""
        momentum = number(group["momentum"])
        if momentum != 0 and self.state[p].get("momentum_buffer") is None:
            entry = super()._entry(p, group)
            g = p._grad.array()
            if group["maximize"]:
                g = -g
            if group["weight_decay"] != 0:
                g = g + p.array() * number(group["weight_decay"])
            entry["momentum_buffer"].array()[...] = g * (number(group["dampening"]) / momentum)
        return super()._entry(p, group)

    def update(self, p: Array, g: Array, s: dict[str, Array], step: float, group: dict[str, Any]) -> None:
        if group["maximize"]:
            g *= -1
        decay, momentum = group["weight_decay"], number(group["momentum"])
        if decay != 0:
            g += p * number(decay)
        if momentum != 0:
            buffer = s["momentum_buffer"]
            buffer *= momentum
            dampening = number(group["dampening"])
            buffer += g if dampening == 0 else g * (1 - dampening)
            if group["nesterov"]:
                g += buffer * momentum
            else:
                g[...] = buffer
        g *= number(group["lr"])
        p -= g
