"""Stochastic gradient descent, with momentum.  Floor 4: imports `elementwise` and `optimizer`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor
from .elementwise import BLOCK, Array, Elementwise, State, regularize
from .optimizer import check_flags, check_lr, number

ndarray, multiply, subtract = np.ndarray, np.multiply, np.subtract


class SGD(Elementwise):
    r"""Stochastic gradient descent: p <- p - lr * g, with momentum, weight decay and Nesterov's variant.

    With momentum m: buf <- m * buf + (1 - dampening) * g (buf starts as g), and g is replaced by buf, or by
    g + m * buf with `nesterov`.

    Raises ValueError for negative options, and for `nesterov` without momentum or with dampening.
    Source: Sutskever et al., "On the importance of initialization and momentum in deep learning".

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([1.0]))
    >>> p.grad = torch.tensor([0.5])
    >>> torch.optim.SGD([p], lr=0.1).step()
    >>> p.data
    tensor([0.9500])
    """

    counted = False
    _added = {**Elementwise._added, "nesterov": False, "fused": False}  # noqa: RUF012

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

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        return {"momentum_buffer": 0.0} if number(group["momentum"]) != 0 else {}

    def _step_group(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        if group["momentum"] != 0:
            super()._step_group(index, group, params)
        elif group["maximize"]:
            _descend(params, -number(group["lr"]), -number(group["weight_decay"]))
        else:
            _descend(params, number(group["lr"]), number(group["weight_decay"]))

    def _entry(self, p: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        """A first step's buffer is the gradient itself, not diminished by dampening: start it so that it comes out."""
        momentum = number(group["momentum"])
        if momentum == 0 or self.state[p].get("momentum_buffer") is not None:
            return super()._entry(p, group)
        entry = super()._entry(p, group)
        dampening = number(group["dampening"])
        if dampening != 0:
            g = p._grad.array()
            if group["maximize"]:
                g = -g
            if group["weight_decay"] != 0:
                g = g + p.array() * number(group["weight_decay"])
            entry["momentum_buffer"].array()[...] = g * (dampening / momentum)
        return entry

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        regularize(p, g, group)
        buffer, momentum = s["momentum_buffer"], number(group["momentum"])
        buffer *= momentum
        dampening = number(group["dampening"])
        buffer += g if dampening == 0 else g * (1 - dampening)
        if group["nesterov"]:
            g += buffer * momentum
            g *= number(group["lr"])
        else:
            np.multiply(buffer, number(group["lr"]), out=g)
        p -= g


def _descend(params: list[Tensor], lr: float, decay: float) -> None:
    """p <- p - lr (g + decay p): no state, so nothing is gained by gathering."""
    dtype, rate = None, np.array(lr)
    room = None  # for the steps of a block
    for p in params:
        data, g = p._data, p._grad._data
        if type(data) is not ndarray:
            data = p.array()
        if data.dtype is not dtype:  # NumPy multiplies by a 0-d array of the same dtype faster than by a float
            dtype = data.dtype
            rate = np.array(lr, dtype)
        if data.size <= BLOCK or not data.flags.c_contiguous:
            subtract(data, multiply(g if decay == 0 else g + decay * data, rate), data)
        else:
            flat, slopes = data.reshape(-1), g.reshape(-1)
            if room is None or room.dtype is not dtype:
                room = np.empty(BLOCK, dtype)
            for low in range(0, flat.size, BLOCK):
                x, d = flat[low : low + BLOCK], slopes[low : low + BLOCK]
                subtract(x, multiply(d if decay == 0 else d + decay * x, rate, room[: x.size]), x)
        (p._writes or p.writes()).bump()
