"""Gradient checks side by side: seconds for one function, ops a second, and the accuracy that each reaches.

`minigrad.testing.diagnose` does more than the others (a ladder of steps, float32, layouts, kinds of inputs), so it is
timed whole and with only what they do; `check_op` is what runs over the table.  The peers are torch's gradcheck with
gradgradcheck, and HIPS autograd's check_grads, both to second order.
"""

from __future__ import annotations

import importlib.util
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .timing import Timing, measure, table

Function = Callable[[Any], Any]
# Each function of one (2, 3) array: as methods of tensors (ours and torch's), and with HIPS autograd's numpy.
CASES: dict[str, tuple[Function, Callable[[Any], Function]]] = {
    "exp": (lambda x: x.exp(), lambda np: np.exp),
    "tanh": (lambda x: x.tanh(), lambda np: np.tanh),
    "log": (lambda x: x.log(), lambda np: np.log),
    "x * sin(x)": (lambda x: x * x.sin(), lambda np: lambda x: x * np.sin(x)),
    "sum of squares": (lambda x: (x * x).sum(), lambda np: lambda x: np.sum(x * x)),
    "x @ x.T": (lambda x: x @ x.T, lambda np: lambda x: np.dot(x, x.T)),
    "logsumexp": (lambda x: x.exp().sum(1).log(), lambda np: lambda x: np.log(np.sum(np.exp(x), axis=1))),
}
POINT = np.random.default_rng(0).uniform(0.5, 1.5, (2, 3))


def ours(torch: Any, function: Function, whole: bool) -> Callable[[], object]:
    from minigrad.testing import diagnose

    x = torch.tensor(POINT)
    options = {} if whole else {"float32": False, "layouts": False, "sizes": False, "forward": False}
    return lambda: diagnose(function, (x,), **options)


def torchs(torch: Any, function: Function) -> Callable[[], object]:
    """`gradcheck` and `gradgradcheck` of torch, or of minigrad under the same names."""
    x = torch.tensor(POINT).requires_grad_()
    check = torch.autograd

    def run() -> object:
        return check.gradcheck(function, (x,)) and check.gradgradcheck(function, (x,))

    return run


def hips(make: Callable[[Any], Function]) -> Callable[[], object]:
    import autograd.numpy
    from autograd.test_util import check_grads

    check = check_grads(make(autograd.numpy), modes=["rev"], order=2)
    return lambda: check(POINT)


def accuracy(torch: Any) -> dict[str, dict[str, float]]:
    """The largest relative error of each numerical derivative, autograd's being the right one.

    It bounds what a method can find.  torch and HIPS autograd take one central difference with a step of 1e-6.
    """
    from minigrad.testing import diagnose

    found: dict[str, dict[str, float]] = {}
    for name, (function, _) in CASES.items():
        x = torch.tensor(POINT, requires_grad=True)
        exact = torch.autograd.functional.jacobian(function, x).numpy().reshape(-1, POINT.size)

        def values(at: Any, function: Function = function) -> Any:
            return function(torch.tensor(at)).numpy().reshape(-1)

        def worst(step: float, exact: Any = exact, values: Any = values) -> float:
            columns = []
            for place in np.ndindex(POINT.shape):
                unit = np.zeros_like(POINT)
                unit[place] = step
                columns.append((values(POINT + unit) - values(POINT - unit)) / (2 * step))
            gap = np.abs(np.array(columns).T - exact)
            return float((gap / np.maximum(np.abs(exact), np.abs(exact).max() * 1e-3)).max())

        report = diagnose(function, (x,), order=1, float32=False, layouts=False, sizes=False, forward=False)
        found[name] = {
            "minigrad": max(c.relative_error or 0.0 for c in report.checks),
            "one step": worst(1e-6),
        }
    return found


def scaled_exp(torch: Any, factor: float) -> Any:
    """exp as a Function of torch or of minigrad, its derivative wrong by a factor."""

    class Wrong(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x.exp()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return factor * g * ctx.saved_tensors[0].exp()

    return Wrong


def hips_finds(factor: float) -> bool:
    """Whether check_grads of HIPS autograd refuses the same."""
    import autograd.numpy
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    wrong = primitive(np.exp)
    defvjp(wrong, lambda ans, x: lambda g: factor * g * autograd.numpy.exp(x))
    try:
        check_grads(wrong, modes=["rev"], order=1)(POINT)
    except AssertionError:
        return True
    return False


def found_errors(torch: Any, peer: Any | None) -> dict[str, dict[str, bool]]:
    """Which checks find a derivative that is wrong by so much, at the default tolerances of each."""
    from minigrad.testing import diagnose

    found: dict[str, dict[str, bool]] = {}
    for percent in (1.0, 0.1, 0.01):
        factor = 1 + percent / 100
        verdicts = found[f"off by {percent} %"] = {
            "minigrad diagnose": not diagnose(scaled_exp(torch, factor), (torch.tensor(POINT),), order=1).ok
        }
        if peer is not None:
            x = peer.tensor(POINT, requires_grad=True)
            verdicts["torch"] = not peer.autograd.gradcheck(scaled_exp(peer, factor).apply, (x,), raise_exception=False)
        if importlib.util.find_spec("autograd") is not None:
            verdicts["autograd"] = hips_finds(factor)
    return found


def run(torch: Any, peer: Any | None, rounds: int, wanted: Callable[[str], bool]) -> dict[str, dict[str, Timing]]:
    """Prints the tables and returns the timings; `peer` is torch where it is installed."""
    if not wanted("gradcheck"):
        return {}
    rows: dict[str, Timing] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, (function, make) in CASES.items():
            candidates = {
                "minigrad": torchs(torch, function),
                "diagnose": ours(torch, function, False),
                "whole": ours(torch, function, True),
            }
            if peer is not None:
                candidates["torch"] = torchs(peer, function)
            if importlib.util.find_spec("autograd") is not None:
                candidates["autograd"] = hips(make)
            rows[name] = measure(candidates, rounds)
        engines = ["minigrad", "diagnose", "whole", "torch", "autograd"]
        print(table("gradcheck to 2nd order, 2x3", rows, engines, "torch"))
        print("minigrad: gradcheck and gradgradcheck, as torch; diagnose: the same orders; whole: with all its checks;")
        print("autograd: one random direction, where the others check every element")
        print(f"\n{'numerical derivative: largest relative error':46s}{'diagnose':>10s}{'one step':>10s}")
        for name, errors in accuracy(torch).items():
            print(f"{name:46s}{errors['minigrad']:>10.1e}{errors['one step']:>10.1e}")
        print()
        for name, verdicts in found_errors(torch, peer).items():
            said = ", ".join(f"{who}: {'found' if yes else 'not found'}" for who, yes in verdicts.items())
            print(f"a derivative {name}: {said}")
        print(f"\n{table_speed()}")
    return {"gradcheck": rows}


def table_speed(seconds: float = 3.0) -> str:
    """Ops of the table checked to second order in a second, in the table's order for about `seconds`."""
    from minigrad.testing import check_op, differentiable_ops

    started, count, samples, worst = time.perf_counter(), 0, 0, 0.0
    for name in differentiable_ops():
        report = check_op(name)
        count, samples = count + 1, samples + report.samples
        worst = max(worst, report.first, report.second or 0.0)
        if time.perf_counter() - started > seconds:
            break
    rate = count / (time.perf_counter() - started)
    return f"the op table: {count} ops, {samples} samples, {rate:.0f} ops a second, largest relative error {worst:.1e}"
