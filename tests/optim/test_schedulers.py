"""Learning-rate schedules: known values, closed form against steps, state round trips, errors and warnings."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch

S = torch.optim.lr_scheduler
SWA = torch.optim.swa_utils


def raises(kind: type[BaseException], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


def optimizer(lr: Any = 1.0, **kwargs: Any) -> Any:
    return torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=lr, **kwargs)


def rates(make: Callable[[Any], Any], steps: int, **kwargs: Any) -> list[float]:
    """The rate before each of the steps, and after the last."""
    opt = optimizer(**kwargs)
    schedule = make(opt)
    seen = [opt.param_groups[0]["lr"]]
    for _ in range(steps):
        opt.step()
        schedule.step()
        assert schedule.get_last_lr() == [opt.param_groups[0]["lr"]]
        seen.append(opt.param_groups[0]["lr"])
    return seen


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda o: S.LambdaLR(o, lambda e: 1 / (e + 1)), [1, 1 / 2, 1 / 3, 1 / 4]),
        (lambda o: S.MultiplicativeLR(o, lambda e: 1 / (e + 1)), [1, 1 / 2, 1 / 6, 1 / 24]),
        (lambda o: S.StepLR(o, 2, 0.5), [1, 1, 0.5, 0.5, 0.25]),
        (lambda o: S.MultiStepLR(o, [1, 3, 3], 0.5), [1, 0.5, 0.5, 0.125, 0.125]),
        (lambda o: S.ConstantLR(o, 0.5, 2), [0.5, 0.5, 1, 1]),
        (lambda o: S.LinearLR(o, 0.25, 1.0, 3), [0.25, 0.5, 0.75, 1, 1]),
        (lambda o: S.ExponentialLR(o, 0.5), [1, 0.5, 0.25, 0.125]),
        (lambda o: S.PolynomialLR(o, 4, 2.0), [1, 9 / 16, 4 / 16, 1 / 16, 0, 0]),
        (lambda o: S.CosineAnnealingLR(o, 2), [1, 0.5, 0, 0.5, 1, 0.5]),
        (lambda o: S.CosineAnnealingLR(o, 2, eta_min=0.5), [1, 0.75, 0.5, 0.75, 1]),
        (lambda o: S.CosineAnnealingWarmRestarts(o, 2, 2), [1, 0.5, 1, (1 + math.sqrt(0.5)) / 2, 0.5,
                                                           (1 - math.sqrt(0.5)) / 2, 1]),
        (lambda o: S.CyclicLR(o, 0.0, 1.0, 2, cycle_momentum=False), [0, 0.5, 1, 0.5, 0, 0.5]),
        (lambda o: S.CyclicLR(o, 0.0, 1.0, 1, mode="triangular2", cycle_momentum=False), [0, 1, 0, 0.5, 0, 0.25]),
        (lambda o: S.CyclicLR(o, 0.0, 1.0, 1, mode="exp_range", gamma=0.5, cycle_momentum=False), [0, 0.5, 0, 0.125]),
        (lambda o: S.OneCycleLR(o, 1.0, 5, pct_start=0.6, anneal_strategy="linear", cycle_momentum=False, div_factor=2,
                                final_div_factor=0.5), [0.5, 0.75, 1, 1, 1]),
        (lambda o: S.OneCycleLR(o, 4.0, 5, pct_start=0.6, cycle_momentum=False, div_factor=2, final_div_factor=4),
         [2, 3, 4, 2.25, 0.5]),
        (lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.5, 9), S.ExponentialLR(o, 0.5)], [2]), [0.5, 0.5, 1, 0.5, 0.25]),
        (lambda o: S.ChainedScheduler([S.ExponentialLR(o, 0.5), S.StepLR(o, 2, 0.5)]), [1, 0.5, 0.125, 0.0625]),
        (lambda o: SWA.SWALR(o, 0.0, 4, "linear"), [1, 0.75, 0.5, 0.25, 0, 0]),
        (lambda o: SWA.SWALR(o, 0.5, 2), [1, 0.75, 0.5, 0.5]),
    ],
)  # fmt: skip
def test_known_values(make: Callable[[Any], Any], expected: list[float]) -> None:
    np.testing.assert_allclose(rates(make, len(expected) - 1), expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    which=st.sampled_from(["StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR",
                           "CosineAnnealingLR"]),
    size=st.integers(2, 6), factor=st.floats(0.1, 0.9), lr=st.floats(0.01, 2.0),
)  # fmt: skip
def test_steps_reach_the_closed_form(which: str, size: int, factor: float, lr: float) -> None:
    options: dict[str, dict[str, Any]] = {
        "StepLR": {"step_size": size, "gamma": factor}, "MultiStepLR": {"milestones": [size, 2 * size], "gamma": factor},
        "ConstantLR": {"factor": factor, "total_iters": size}, "LinearLR": {"start_factor": factor, "total_iters": size},
        "ExponentialLR": {"gamma": factor}, "PolynomialLR": {"total_iters": size, "power": factor},
        "CosineAnnealingLR": {"T_max": size, "eta_min": 0.001},
    }  # fmt: skip
    opt = optimizer(lr)
    schedule = getattr(S, which)(opt, **options[which])
    for _ in range(15):
        np.testing.assert_allclose(schedule.get_last_lr(), schedule._get_closed_form_lr(), rtol=1e-9, atol=1e-12)
        opt.step()
        schedule.step()


def test_momentum_goes_against_the_rate() -> None:
    opt = optimizer(momentum=0.5)
    schedule = S.CyclicLR(opt, 0.0, 1.0, 2, base_momentum=0.8, max_momentum=0.9)
    seen = [opt.param_groups[0]["momentum"]]
    for _ in range(4):
        opt.step()
        schedule.step()
        seen.append(opt.param_groups[0]["momentum"])
    np.testing.assert_allclose(seen, [0.9, 0.85, 0.8, 0.85, 0.9])
    adam = torch.optim.Adam([torch.nn.Parameter(torch.ones(1))])
    S.OneCycleLR(adam, 1.0, 10)
    assert adam.param_groups[0]["betas"] == (0.95, 0.999)


def test_plateau() -> None:
    opt = optimizer()
    schedule = S.ReduceLROnPlateau(opt, factor=0.5, patience=1, cooldown=1, min_lr=0.2)
    seen = []
    for metric in [5.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]:
        schedule.step(metric)
        seen.append(opt.param_groups[0]["lr"])
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2]
    for mode, metrics in [("max", [1.0, 1.0]), ("min", [1.0, 0.95])]:
        opt = optimizer()
        schedule = S.ReduceLROnPlateau(opt, mode, patience=0, threshold=0.1, threshold_mode="abs")
        for metric in metrics:
            schedule.step(torch.tensor(metric))
        assert opt.param_groups[0]["lr"] == 0.1


def test_a_tensor_rate_is_changed_in_place() -> None:
    lr = torch.tensor(1.0)
    opt = optimizer(lr)
    schedule = S.ExponentialLR(opt, 0.5)
    opt.step()
    schedule.step()
    assert opt.param_groups[0]["lr"] is lr
    assert lr.item() == 0.5
    assert opt.param_groups[0]["initial_lr"].item() == 1.0


def test_fractional_epochs_of_warm_restarts() -> None:
    opt = optimizer()
    schedule = S.CosineAnnealingWarmRestarts(opt, T_0=2, T_mult=2)
    for epoch, expected in [(0.5, (1 + math.sqrt(0.5)) / 2), (2, 1.0), (4.0, 0.5), (6, 1.0), (1, 0.5)]:
        schedule.step(epoch)
        assert opt.param_groups[0]["lr"] == pytest.approx(expected)
    with raises(ValueError, "Expected non-negative epoch, but got -1"):
        schedule.step(-1)


class Power:
    """A callable with something to save."""

    def __init__(self, base: float) -> None:
        self.base = base

    def __call__(self, epoch: int) -> float:
        return self.base**epoch


@pytest.mark.parametrize(
    "make",
    [
        lambda o: S.LambdaLR(o, Power(0.5)),
        lambda o: S.MultiStepLR(o, [2, 5], 0.5),
        lambda o: S.CyclicLR(o, 0.1, 1.0, 3, scale_fn=Power(0.5)),
        lambda o: S.OneCycleLR(o, 1.0, 20, three_phase=True),
        lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2),
        lambda o: S.SequentialLR(o, [S.LinearLR(o), S.ExponentialLR(o, 0.5)], [5]),
        lambda o: S.ChainedScheduler([S.LinearLR(o), S.ExponentialLR(o, 0.5)]),
        lambda o: SWA.SWALR(o, 0.1, 6),
    ],
)
def test_state_dict_midway(make: Callable[[Any], Any]) -> None:
    straight = rates(make, 8, momentum=0.9)
    opt = optimizer(momentum=0.9)
    schedule = make(opt)
    for i in range(8):
        if i == 4:
            saved = opt.state_dict(), schedule.state_dict()
            keys = sorted(saved[1])
            opt = optimizer(3.0, momentum=0.9)
            schedule = make(opt)
            opt.load_state_dict(saved[0])
            schedule.load_state_dict(saved[1])
            assert sorted(saved[1]) == keys
        opt.step()
        schedule.step()
        assert opt.param_groups[0]["lr"] == straight[i + 1]


def test_saved_attributes_of_callables_come_back() -> None:
    saved = S.LambdaLR(optimizer(), Power(0.25)).state_dict()
    assert saved["lr_lambdas"] == [{"base": 0.25}]
    other = S.LambdaLR(optimizer(), Power(0.9))
    other.load_state_dict(saved)
    assert other.lr_lambdas[0].base == 0.25
    assert S.LambdaLR(optimizer(), lambda e: 1.0).state_dict()["lr_lambdas"] == [None]


# ------------------------------------------------------------ averages


def test_averaged_model() -> None:
    model = torch.nn.Linear(2, 1)
    mean, ema = SWA.AveragedModel(model), SWA.AveragedModel(model, multi_avg_fn=SWA.get_ema_multi_avg_fn(0.5))
    slow = SWA.AveragedModel(model, avg_fn=SWA.get_ema_avg_fn(0.5))
    for value in [1.0, 2.0, 6.0]:
        torch.nn.init.constant_(model.weight, value)
        for average in (mean, ema, slow):
            average.update_parameters(model)
    assert mean.module.weight.tolist() == [[3.0, 3.0]]
    assert ema.module.weight.tolist() == slow.module.weight.tolist() == [[3.75, 3.75]]
    assert mean.n_averaged.item() == 3
    with raises(ValueError, "Invalid decay value 1.5 provided. Please provide a value in [0,1] range."):
        SWA.get_ema_avg_fn(1.5)
    with raises(AssertionError, "Only one of avg_fn and multi_avg_fn should be provided"):
        SWA.AveragedModel(model, avg_fn=lambda a, b, c: a, multi_avg_fn=lambda a, b, c: None)


# ------------------------------------------------------------ errors and warnings


@pytest.mark.parametrize(
    ("make", "kind", "text"),
    [
        (lambda o: S.StepLR("no", 3), TypeError, "str is not an Optimizer"),
        (lambda o: S.LambdaLR(o, [abs, abs]), ValueError, "Expected 1 lr_lambdas, but got 2"),
        (lambda o: S.MultiplicativeLR(o, 3), TypeError, "lr_lambda should be a function, but got int"),
        (lambda o: S.ConstantLR(o, 1.5), ValueError, "Constant multiplicative factor expected to be between 0 and 1."),
        (lambda o: S.LinearLR(o, 0.0), ValueError, "Starting multiplicative factor expected to be greater than 0"),
        (lambda o: S.LinearLR(o, 1.0, 2.0), ValueError, "Ending multiplicative factor expected to be between 0 and 1."),
        (lambda o: S.CosineAnnealingWarmRestarts(o, 0), ValueError, "Expected positive integer T_0, but got 0"),
        (lambda o: S.CosineAnnealingWarmRestarts(o, 1, 0), ValueError, "Expected integer T_mult >= 1, but got 0"),
        (lambda o: S.CyclicLR(o, 0.1, 1.0, mode="square"), ValueError, "mode is invalid and scale_fn is None"),
        (lambda o: S.CyclicLR(o, [0.1, 0.2], 1.0), ValueError, "base_lr must have the same length as optimizer.param_groups"),
        (lambda o: S.OneCycleLR(o, 1.0), ValueError, "You must define either total_steps OR (epochs AND steps_per_epoch)"),
        (lambda o: S.OneCycleLR(o, 1.0, 0), ValueError, "Expected positive integer total_steps, but got 0"),
        (lambda o: S.OneCycleLR(o, 1.0, 9, pct_start=2.0), ValueError, "Expected float between 0 and 1 pct_start, but got 2.0"),
        (lambda o: S.ReduceLROnPlateau(o, factor=1.0), ValueError, "Factor should be < 1.0."),
        (lambda o: S.ReduceLROnPlateau(o, "mean"), ValueError, "mode mean is unknown!"),
        (lambda o: S.ReduceLROnPlateau(o, min_lr=[0.0, 0.0]), ValueError, "expected 1 min_lrs, got 2"),
        (lambda o: S.SequentialLR(o, [], []), ValueError, "SequentialLR expects at least one scheduler, but got no scheduler."),
        (lambda o: S.SequentialLR(o, [S.StepLR(o, 2)], [1, 2]), ValueError, "Sequential Schedulers expects number of schedulers"),
        (lambda o: S.ChainedScheduler([]), ValueError, "ChainedScheduler expects at least one scheduler to be chained"),
        (lambda o: S.StepLR(o, 2, last_epoch=3), KeyError, '"param \'initial_lr\' is not specified in param_groups[0]'),
        (lambda o: SWA.SWALR(o, 0.1, anneal_strategy="square"), ValueError, "anneal_strategy must be one of 'cos' or 'linear'"),
    ],
)
def test_refused(make: Callable[[Any], Any], kind: type[Exception], text: str) -> None:
    with raises(kind, text):
        make(optimizer(momentum=0.9))


def test_one_cycle_ends() -> None:
    opt = optimizer()
    schedule = S.OneCycleLR(opt, 1.0, 2, cycle_momentum=False, pct_start=0.9)
    for _ in range(2):
        opt.step()
        schedule.step()
    with raises(ValueError, "Tried to step 3 times. The specified number of total steps is 2"):
        schedule.step()


def test_warnings() -> None:
    opt = optimizer()
    schedule = S.StepLR(opt, 2)
    with pytest.warns(UserWarning, match=r"^Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
        schedule.step()
    with pytest.warns(UserWarning, match=r"^The epoch parameter in `scheduler.step\(\)` was not necessary"):
        schedule.step(5)
    assert schedule.get_last_lr() == pytest.approx([0.01])
    with pytest.warns(UserWarning, match="^To get the last learning rate computed by the scheduler, please use"):
        schedule.get_lr()
    opt = optimizer()
    schedule = S.StepLR(opt, 2)
    opt.step = lambda: None
    with pytest.warns(UserWarning, match=r"^Seems like `optimizer.step\(\)` has been overridden"):
        schedule.step()
