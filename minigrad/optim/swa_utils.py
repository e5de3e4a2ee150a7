"""Averages of models over training: AveragedModel, the schedule SWALR, and batch statistics for the average.

Floor 4: imports `nn` and `lr_scheduler`.

Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization".
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from ..autograd.grad_mode import no_grad
from ..nn.modules.batchnorm import _BatchNorm
from ..nn.modules.module import Module
from .lr_scheduler.base import LRScheduler, one_a_group
from .optimizer import Optimizer, number

__all__ = [
    "SWALR", "AveragedModel", "get_ema_avg_fn", "get_ema_multi_avg_fn", "get_swa_avg_fn", "get_swa_multi_avg_fn",
    "update_bn",
]  # fmt: skip


def get_ema_avg_fn(decay: float = 0.999) -> Callable[[Any, Any, Any], Any]:
    """A function (average, value, count) -> decay * average + (1 - decay) * value.

    Raises ValueError unless 0 <= decay <= 1.

    >>> import minigrad as torch
    >>> average = torch.optim.swa_utils.get_ema_avg_fn(0.75)
    >>> average(torch.tensor([0.0]), torch.tensor([4.0]), 1)
    tensor([1.])
    """
    _check_decay(decay)

    @no_grad()
    def ema(averaged: Any, current: Any, num_averaged: Any) -> Any:
        return decay * averaged + (1 - decay) * current

    return ema


def get_swa_avg_fn() -> Callable[[Any, Any, Any], Any]:
    """A function (average, value, count) -> the average of one value more.

    >>> import minigrad as torch
    >>> average = torch.optim.swa_utils.get_swa_avg_fn()
    >>> average(torch.tensor([1.0]), torch.tensor([4.0]), 2)
    tensor([2.])
    """

    @no_grad()
    def swa(averaged: Any, current: Any, num_averaged: Any) -> Any:
        return averaged + (current - averaged) / (num_averaged + 1)

    return swa


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[[Any, Any, Any], None]:
    """`get_ema_avg_fn` for lists of tensors, in place on the averages.

    >>> import minigrad as torch
    >>> average = torch.tensor([0.0])
    >>> torch.optim.swa_utils.get_ema_multi_avg_fn(0.75)([average], [torch.tensor([4.0])], 1)
    >>> average
    tensor([1.])
    """
    _check_decay(decay)
    return lambda averages, values, num_averaged: _towards(averages, values, 1 - decay)


def get_swa_multi_avg_fn() -> Callable[[Any, Any, Any], None]:
    """`get_swa_avg_fn` for lists of tensors, in place on the averages.

    >>> import minigrad as torch
    >>> average = torch.tensor([1.0])
    >>> torch.optim.swa_utils.get_swa_multi_avg_fn()([average], [torch.tensor([4.0])], 2)
    >>> average
    tensor([2.])
    """
    return lambda averages, values, num_averaged: _towards(averages, values, 1 / (number(num_averaged) + 1))


def _check_decay(decay: float) -> None:
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def _towards(averages: Iterable[Tensor], values: Iterable[Tensor], weight: float) -> None:
    """Move each average by `weight` towards its value, in place."""
    for average, value in zip(averages, values, strict=True):
        data = average.array()
        step = (value.array() - data) * weight
        data += step.astype(data.dtype) if data.dtype.kind in "iub" else step
        average.writes().bump()


class AveragedModel(Module):
    """A copy of a model that holds the average of its parameters over the calls of `update_parameters`.

    `avg_fn(average, value, count)` (a tensor at a time) or `multi_avg_fn(averages, values, count)` (in place on lists)
    say how to average; by default all calls weigh the same.  With `use_buffers` buffers are averaged too, else copied.

    >>> import minigrad as torch
    >>> model = torch.nn.Linear(1, 1)
    >>> average = torch.optim.swa_utils.AveragedModel(model)
    >>> for value in (1.0, 3.0):
    ...     _ = torch.nn.init.constant_(model.weight, value)
    ...     average.update_parameters(model)
    >>> average.module.weight.item()
    2.0
    """

    n_averaged: Tensor

    def __init__(
        self, model: Module, device: Any = None, avg_fn: Callable[[Any, Any, Any], Any] | None = None,
        multi_avg_fn: Callable[[Any, Any, Any], None] | None = None, use_buffers: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", wrap(np.asarray(0, np.int64)))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the averaged model gives."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Takes the present parameters of `model` into the average."""
        ours, theirs = self._tensors(self.module), self._tensors(model)
        if int(self.n_averaged) == 0:
            for mine, value in zip(ours, theirs, strict=True):
                _copy(mine, value)
        elif self.avg_fn is not None:
            for mine, value in zip(ours, theirs, strict=True):
                _copy(mine, self.avg_fn(mine, value, self.n_averaged))
        else:
            average = self.multi_avg_fn or get_swa_multi_avg_fn()
            for dtype in dict.fromkeys(t.dtype for t in ours):
                pairs = [(mine, value) for mine, value in zip(ours, theirs, strict=True) if mine.dtype is dtype]
                average([mine for mine, _ in pairs], [value for _, value in pairs], self.n_averaged)
        if not self.use_buffers:
            for mine, value in zip(self.module.buffers(), model.buffers(), strict=True):
                _copy(mine, value)
        self.n_averaged += 1

    def _tensors(self, model: Module) -> list[Tensor]:
        found = chain(model.parameters(), model.buffers()) if self.use_buffers else model.parameters()
        return [t.detach() for t in found]


def _copy(target: Tensor, value: Tensor) -> None:
    target.array()[...] = value._data
    target.writes().bump()


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Computes the running statistics of the model's batch norms afresh, as plain averages over `loader`.

    `loader` gives batches, or lists or tuples that start with one.

    >>> import minigrad as torch
    >>> model = torch.nn.Sequential(torch.nn.BatchNorm1d(1))
    >>> torch.optim.swa_utils.update_bn([torch.tensor([[1.0], [3.0]]), torch.tensor([[5.0], [7.0]])], model)
    >>> model[0].running_mean
    tensor([4.])
    """
    norms = {module: module.momentum for module in model.modules() if isinstance(module, _BatchNorm)}
    if not norms:
        return
    for module in norms:
        module.reset_running_stats()
    was_training = model.training
    model.train()
    for module in norms:
        module.momentum = None  # the average of all batches, not a running one
    for batch in loader:
        input = batch[0] if isinstance(batch, list | tuple) else batch
        model(input if device is None else input.to(device))
    for module, momentum in norms.items():
        module.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """The rate goes from what it is to `swa_lr` (one, or one a group) in `anneal_epochs` steps, and stays there.

    `anneal_strategy` is "cos" or "linear".  Raises ValueError for another, and for a negative number of steps.

    >>> import minigrad as torch
    >>> opt = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    >>> schedule = torch.optim.swa_utils.SWALR(opt, swa_lr=0.5, anneal_epochs=2, anneal_strategy="linear")
    >>> opt.step(); schedule.step(); schedule.get_last_lr()
    [0.75]
    """

    def __init__(
        self, optimizer: Optimizer, swa_lr: Any, anneal_epochs: int = 10, anneal_strategy: str = "cos",
        last_epoch: int = -1
    ) -> None:
        for lr, group in zip(one_a_group("swa_lr", optimizer, swa_lr), optimizer.param_groups, strict=True):
            group["swa_lr"] = lr
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """How far the rate has come after so many steps, from 0 to 1."""
        t = max(0.0, min(1.0, step / max(1, self.anneal_epochs)))
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self) -> list[Any]:
        """The rate is a mix of swa_lr and one that is not stored: find that from the present rate."""
        self._warn_outside()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, after = self._share(step - 1), self._share(step)
        found = []
        for group in self.optimizer.param_groups:
            target = group["swa_lr"]
            start = target if before == 1 else (group["lr"] - before * target) / (1 - before)
            found.append(target * after + start * (1 - after))
        return found
