"""Adafactor.  Floor 4: imports `optimizer`.

Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from .optimizer import Groupwise, check_lr, counter, number

Array = np.ndarray[Any, Any]


class Adafactor(Groupwise):
    """Adafactor: Adam without momentum, whose mean squares of a matrix are kept as a column and a row of means.

    A matrix of n x m elements needs n + m numbers of state (of tensors of more axes, the last two are factored).  The
    rate is relative: max(eps[1], rms(p)) min(lr, 1 / sqrt(t)), and a step whose rms exceeds `d` is scaled down to it.

    Raises ValueError for options out of range, RuntimeError for complex parameters.

    >>> import minigrad as torch
    >>> p = torch.nn.Parameter(torch.tensor([[1.0, 2.0]]))
    >>> p.grad = torch.tensor([[0.5, 0.5]])
    >>> torch.optim.Adafactor([p], lr=0.1).step()
    >>> p.data
    tensor([[0.8419, 1.8419]])
    """

    def __init__(
        self, params: Iterable[Any], lr: Any = 1e-2, beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3), d: float = 1.0, weight_decay: float = 0.0, *,
        foreach: bool | None = None, maximize: bool = False,
    ) -> None:  # fmt: skip
        check_lr(lr, text="Learning rate should be >= 0 but is:")
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        if eps[0] is not None and not eps[0] >= 0.0:
            raise ValueError(f"epsilon1 should be >= 0 but is: {eps[0]}")
        if not eps[1] >= 0.0:
            raise ValueError(f"epsilon2 should be >= 0 but is: {eps[1]}")
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight_decay should be >= 0 but is: {weight_decay}")
        defaults = {
            "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay, "foreach": foreach,
            "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _step_group(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        self._refuse_complex(params)
        for p in params:
            self._update(p, group)

    def _entry(self, p: Tensor) -> dict[str, Any]:
        entry: dict[str, Any] = self.state[p]
        if not entry:
            shape, dtype = p._data.shape, p._data.dtype
            entry["step"] = counter()
            if len(shape) > 1:
                entry["row_var"] = wrap(np.zeros((*shape[:-1], 1), dtype))
                entry["col_var"] = wrap(np.zeros((*shape[:-2], 1, shape[-1]), dtype))
            else:
                entry["variance"] = wrap(np.zeros(shape, dtype))
        return entry

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        entry = self._entry(p)
        data, g = p.array(), p._grad.array()
        if group["maximize"]:
            g = -g
        step = entry["step"]
        t = float(step.item()) + 1.0
        step._data = step._data.dtype.type(t)
        lr, (eps1, eps2) = number(group["lr"]), group["eps"]
        if eps1 is None:
            eps1 = float(np.finfo(data.dtype).eps)
        fresh = t ** group["beta2_decay"]  # the share of this step in the running means
        rate = max(eps2, _rms(data)) * min(lr, 1 / t**0.5)
        if group["weight_decay"] != 0:
            data *= 1 - lr * group["weight_decay"]
        squares = g * g
        if g.ndim > 1:
            row, col = entry["row_var"].array(), entry["col_var"].array()
            row += fresh * (squares.mean(-1, keepdims=True) - row)
            col += fresh * (squares.mean(-2, keepdims=True) - col)
            estimate = row @ col / np.maximum(row.mean(-2, keepdims=True), eps1)
        else:
            variance = entry["variance"].array()
            variance += fresh * (squares - variance)
            estimate = variance
        change = g / np.sqrt(np.maximum(estimate, eps1 * eps1))
        change *= rate / max(1.0, _rms(change) / group["d"])
        data -= change
        p.writes().bump()

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("foreach", None)


def _rms(x: Array) -> float:
    return math.sqrt(float(np.vdot(x, x)) / x.size) if x.size else math.nan
