"""LRScheduler: counts steps and sets the learning rates.  Imports `..optimizer`."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from ..._engine.tensor import Tensor
from ..._warnings import warn
from ..optimizer import Optimizer, number

EPOCH_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
    "form is used instead of the new chainable form, where available. Please open an issue if you are unable to "
    "replicate your use case: https://github.com/pytorch/pytorch/issues/new/choose."
)
DOCS = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"


class LRScheduler:
    """Base class: counts steps and sets the groups' learning rates to what `get_lr` says.

    `last_epoch` is the number of steps taken; -1 starts anew.  A subclass gives `get_lr`, the next rates from the
    present ones (so that schedules can be combined), and perhaps `_get_closed_form_lr`, the rates at `last_epoch`.

    >>> import minigrad as torch
    >>> class Halve(torch.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [base * 0.5**self.last_epoch for base in self.base_lrs]
    >>> optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    >>> schedule = Halve(optimizer)
    >>> optimizer.step(); schedule.step(); schedule.get_last_lr()
    [0.5]
    """

    _get_lr_called_within_step = False
    _is_initial = False
    _last_lr: list[Any]
    _get_closed_form_lr: Callable[[], list[Any]]

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", own(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{i}] when resuming scheduler with last_epoch "
                    ">= 0.\nThis typically happens when:\n1. You're trying to resume training from a checkpoint but "
                    "haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 for a fresh training "
                    "run (not recommended)"
                )
        self.base_lrs = rates(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _watch(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        """The step that sets the rates to start from."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser."""
        return {k: v for k, v in self.__dict__.items() if k != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes what `state_dict` gave.  Load the optimiser's state too: it holds the rates."""
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> list[Any]:
        """The learning rates that the last step set, one a group."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The next learning rates, one a group.  To be given by the subclass."""
        raise NotImplementedError

    def step(self, epoch: int | None = None) -> None:
        """Takes one step (or goes to `epoch`, as older programs do).

        Warns where the optimiser has not taken a step before: the first rate would never be used.
        """
        if self._step_count == 1:
            _check_order(self.optimizer)
        self._step_count += 1
        if epoch is not None:
            warn(EPOCH_WARNING)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        if epoch is None:
            self.last_epoch += 1
        else:
            self.last_epoch = epoch
        closed = epoch is not None and hasattr(self, "_get_closed_form_lr")
        self._set(self._get_closed_form_lr if closed else self.get_lr)

    def _set(self, compute: Callable[[], list[Any]]) -> None:
        """Give the groups the rates that `compute` finds."""
        self._get_lr_called_within_step = True
        try:
            values = compute()
        finally:
            self._get_lr_called_within_step = False
        for group, lr in zip(self.optimizer.param_groups, values, strict=True):
            set_rate(group, lr)
        self._last_lr = rates(self.optimizer)

    def _rates(self) -> list[Any]:
        """The present learning rates."""
        return rates(self.optimizer)

    def _warn_outside(self) -> None:
        """Warn a user who calls `get_lr` where `get_last_lr` is meant."""
        if not self._get_lr_called_within_step:
            warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.")


class _LRScheduler(LRScheduler):
    """The name that the base class once had."""


def own(value: Any) -> Any:
    """The value, not shared with whoever changes it in place."""
    return value.clone() if isinstance(value, Tensor) else value


def rates(optimizer: Optimizer, name: str = "lr") -> list[Any]:
    """An option of every group."""
    return [own(group[name]) for group in optimizer.param_groups]


def set_rate(group: dict[str, Any], lr: Any) -> None:
    """Set a group's learning rate; in place where it is a tensor."""
    if isinstance(group["lr"], Tensor):
        group["lr"].fill_(number(lr))
    else:
        group["lr"] = lr


def check_optimizer(optimizer: Any) -> None:
    """Raises TypeError for anything but an optimiser."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


def one_a_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """A value for every group, from one value or a list of them."""
    count = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        return [own(value) for _ in range(count)]
    if len(value) != count:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, "
            f"param_groups has {count}."
        )
    return [own(v) for v in value]


def attributes(function: Any) -> dict[str, Any] | None:
    """What a state_dict keeps of a user's function: the attributes of a callable object, nothing of a plain
    function."""
    return None if function is None or isinstance(function, types.FunctionType) else dict(function.__dict__)


# ------------------------------------------------------------ which steps first


def _watch(optimizer: Optimizer) -> None:
    """Let schedules know whether the optimiser has stepped before they did."""
    if "_opt_called" in optimizer.__dict__:
        return
    optimizer._opt_called = False  # type: ignore[attr-defined]
    optimizer._watched_step = _function(optimizer.step)  # type: ignore[attr-defined]

    def note(stepped: Any, args: Any, kwargs: Any) -> None:
        stepped._opt_called = True
        handle.remove()

    handle = optimizer.register_step_post_hook(note)


def _function(method: Any) -> Any:
    return getattr(method, "__func__", method)


def _check_order(optimizer: Any) -> None:
    """Warn where the optimiser's step was replaced since the schedule was made, or not called yet."""
    if _function(optimizer.step) is not getattr(optimizer, "_watched_step", None):
        warn(
            "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, "
            f"make sure to call `optimizer.step()` before `lr_scheduler.step()`. {DOCS}"
        )
    elif not optimizer._opt_called:
        warn(
            "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should "
            "call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this "
            f"will result in PyTorch skipping the first value of the learning rate schedule. {DOCS}"
        )
