"""`diagnose`: wrong derivatives are found and named, right ones are left alone, and the report says how it knows."""

from __future__ import annotations

import html.parser
import json
import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad.autograd import Function
from minigrad.autograd.function import once_differentiable
from minigrad.testing import derivatives as d
from minigrad.testing import diagnose


def near_one(*shape: int, seed: int = 0, dtype: Any = torch.float64) -> Any:
    values = np.random.default_rng(seed).uniform(0.5, 1.5, shape)
    return torch.tensor(values, dtype=dtype)


def exponential(first: Any = lambda x, g: 1.0, second: float = 1.0) -> type[Function]:
    """exp with a first derivative scaled by `first(x, g)` and a second one by `second`."""

    class Slope(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, g: Any) -> Any:
            ctx.save_for_backward(x, g)
            return x.exp() * g

        @staticmethod
        def backward(ctx: Any, h: Any) -> Any:
            x, g = ctx.saved_tensors
            return second * x.exp() * g * h, x.exp() * h

    class Exp(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x.exp()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return Slope.apply(x, g) * first(x, g)

    return Exp


def failed(report: Any) -> list[str]:
    return [c.name for c in report.checks if c.failed]


def worst(report: Any, check: str) -> Any:
    pairs = next(c.pairs for c in report.checks if c.name == check)
    return next(p.worst for p in pairs if p.verdict in ("wrong", "no gradient"))


# ------------------------------------------------------------ wrong ones are found


def test_a_right_derivative_is_right_in_every_way() -> None:
    report = diagnose(exponential(), (near_one(2, 3),), names=["x"])
    assert report.ok
    assert report.verdict == "right"
    assert report.warnings == []
    assert [c.name for c in report.checks] == [
        "determinism", "first order, reverse mode", "first order, forward mode", "first order, non-contiguous",
        "first order, float32", "second order, reverse mode", "second order, non-contiguous", "second order, float32",
        "inputs with one row", "inputs with no rows", "inputs of 0 dimensions",
    ]  # fmt: skip
    assert max(c.relative_error or 0 for c in report.checks if "float32" not in c.name) < 1e-10


@pytest.mark.parametrize("by", [1.001, 0.999, 1.0001])
def test_a_derivative_wrong_everywhere(by: float) -> None:
    report = diagnose(exponential(lambda x, g: by), (near_one(2, 3),))
    assert not report.ok
    assert "first order, reverse mode" in failed(report)
    assert worst(report, "first order, reverse mode").relative_error == pytest.approx(abs(by - 1), rel=1e-3)


def test_wrong_at_one_element_is_named() -> None:
    def at_one(x: Any, g: Any) -> Any:
        factor = torch.ones_like(x)
        if x.shape == (2, 3):
            factor[1, 2] = 1.001
        return factor

    report = diagnose(exponential(at_one), (near_one(2, 3),), names=["weight"])
    found = worst(report, "first order, reverse mode")
    assert (found.at_input, found.at_output) == ((1, 2), (1, 2))
    assert found.analytic == pytest.approx(1.001 * found.numerical, rel=1e-9)
    text = str(report)
    assert "by input 0 'weight' at [1, 2]" in text
    assert "1 of 36 elements of output 0 by input 0 'weight'" in text
    assert "off by 0.1 %" in text
    assert "so the derivative is wrong: truncation would fall with slope 2, rounding rise with slope -1" in text
    assert abs(found.slope) < 0.1


def test_wrong_at_second_order_only() -> None:
    report = diagnose(exponential(second=1.001), (near_one(2, 3),), names=["x"])
    assert failed(report) == ["second order, reverse mode", "second order, float32"]
    assert "output 0 by" not in str(report).split("wrong\n")[1].split("worst")[0]
    assert diagnose(exponential(second=1.001), (near_one(2, 3),), order=1).ok


def test_wrong_in_float32_only() -> None:
    wrong = exponential(lambda x, g: 1.001 if x.dtype is torch.float32 else 1.0)
    report = diagnose(wrong, (near_one(2, 3),), order=1)
    assert failed(report) == ["first order, float32"]
    assert diagnose(wrong, (near_one(2, 3),), order=1, float32=False).ok


@pytest.mark.parametrize("shape", [(2, 3), (4,)])
@pytest.mark.parametrize(
    ("which", "said"), [(lambda x, g: x, "strided inputs"), (lambda x, g: g, "strided cotangents")]
)
def test_wrong_for_non_contiguous_only(which: Any, said: str, shape: tuple[int, ...]) -> None:
    wrong = exponential(lambda x, g: 1.0 if which(x, g).is_contiguous() else 1.001)
    report = diagnose(wrong, (near_one(*shape),), order=1)
    assert failed(report) == ["first order, non-contiguous"]
    note = next(c.note for c in report.checks if c.failed)
    assert note == f"{said}: not what reverse mode gives on contiguous inputs"


def test_wrong_for_an_expanded_cotangent_only() -> None:
    report = diagnose(exponential(lambda x, g: 1.001 if 0 in g.stride() else 1.0), (near_one(2, 3),), order=1)
    assert failed(report) == ["first order, non-contiguous"]
    assert "the gradient by input 0 is another for an expanded cotangent" in str(report)


def test_a_forward_that_reads_the_layout_is_told() -> None:
    report = diagnose(lambda x: x.as_strided((2,), (1,)) * 2, (near_one(4),), order=1)
    assert "forward gives other values for strided inputs" in str(report)


def test_a_detached_part_is_wrong_and_a_detached_whole_has_no_gradient() -> None:
    assert diagnose(lambda x: x.detach() * x, (near_one(3),)).verdict == "wrong"
    report = diagnose(lambda x: x.detach() * 2, (near_one(3),))
    assert (report.ok, report.verdict) == (False, "no gradient")
    assert "the graph is cut between the two" in str(report)


def test_a_backward_that_raises_is_an_error() -> None:
    class Raises(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            raise ValueError("no\nmore")

    report = diagnose(Raises, (near_one(3),))
    assert not report.ok
    assert next(c.note for c in report.checks if c.name == "first order, reverse mode") == "ValueError: no"


def test_a_wrong_derivative_by_a_parameter_names_it() -> None:
    class Layer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(3))
            self.inner = torch.nn.Linear(3, 2)

        def forward(self, x: Any) -> Any:
            return self.inner(x * exponential(lambda x, g: 1.001).apply(self.weight))

    layer = Layer()
    before = {name: p.detach().clone() for name, p in layer.named_parameters()}
    report = diagnose(layer, (near_one(4, 3),), names=["x"], order=1)
    assert [i["name"] for i in report.inputs] == [
        "input 0 'x'", "parameter 'weight'", "parameter 'inner.weight'", "parameter 'inner.bias'",
    ]  # fmt: skip
    pairs = next(c.pairs for c in report.checks if c.name == "first order, reverse mode")
    assert [p.input for p in pairs if p.verdict == "wrong"] == ["parameter 'weight'"]
    for name, p in layer.named_parameters():
        assert torch.equal(p, before[name])
        assert p.grad is None


def test_a_wrong_complex_derivative_is_shown_by_its_wirtinger_parts() -> None:
    z = torch.tensor([1 + 2j, 0.5 - 1j], dtype=torch.complex128)
    assert diagnose(lambda z: z * z.conj() + z**3, (z,)).ok
    assert diagnose(lambda z: (z.abs(), z.angle()), (z,)).ok

    class Square(Function):
        @staticmethod
        def forward(ctx: Any, z: Any) -> Any:
            ctx.save_for_backward(z)
            return z * z

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 2 * g * ctx.saved_tensors[0]  # not conjugated

    report = diagnose(Square, (z,), order=1)
    found = worst(report, "first order, reverse mode")
    parts = found.wirtinger
    at = complex(z[found.at_input].item())
    assert parts["d/dz numerical"] == pytest.approx(2 * at)
    assert parts["d/dz* numerical"] == pytest.approx(0, abs=1e-9)
    assert parts["d/dz analytic"] == pytest.approx(2 * at.conjugate())
    assert found.input_part in ("real", "imaginary")


# ------------------------------------------------------------ right ones are left alone


@pytest.mark.parametrize(
    ("function", "point"),
    [
        (lambda x: x.abs(), [0.0, 1.0]),
        (lambda x: x.relu(), [0.0, -1.0]),
        (torch.nn.functional.leaky_relu, [0.0, 2.0]),
        (lambda x: x.clamp(0, 1), [0.0, 1.0]),
        (lambda x: x.max(), [1.0, 1.0]),
        (lambda x: x.amax(), [1.0, 1.0, 0.0]),
        (lambda x: x.norm(), [0.0, 0.0]),
        (lambda x: x.sqrt(), [0.0, 1.0]),
        (lambda x: x.floor(), [1.0, 1.5]),
        (torch.special.entr, [0.0, 1.0]),
        (lambda x: (x - 1e-9).abs(), [0.0, 1.0]),
    ],
)
def test_a_kink_is_warned_of_and_not_wrong(function: Any, point: list[float]) -> None:
    report = diagnose(function, (torch.tensor(point, dtype=torch.float64),))
    assert report.ok, str(report)
    assert report.verdict == "kink"
    assert any(line.startswith("first order, reverse mode: output 0 by input 0 at [") for line in report.warnings)


@pytest.mark.parametrize("slope", [1.001, -1.001, 2.0, math.nan])
def test_outside_the_one_sided_derivatives_of_a_kink_is_wrong(slope: float) -> None:
    class Abs(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x.abs()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * torch.where(x == 0, slope, x.sign())

    report = diagnose(Abs, (torch.tensor([0.0, 1.0], dtype=torch.float64),), order=1)
    assert report.verdict == "wrong"
    assert worst(report, "first order, reverse mode").at_input == (0,)


def test_a_wrong_derivative_beside_kinks_is_found() -> None:
    def function(x: Any) -> Any:
        return x.abs() + exponential(lambda x, g: torch.where(x == 1, 1.001, 1.0)).apply(x)

    report = diagnose(function, (torch.tensor([0.0, 0.0, 1.0], dtype=torch.float64),), order=1, sizes=False)
    assert worst(report, "first order, reverse mode").at_input == (2,)


@pytest.mark.parametrize("h", [1e-2, 1e-4, 1e-6])
def test_near_a_kink_the_derivative_is_that_of_its_side(h: float) -> None:
    report = diagnose(lambda x: x.abs(), (torch.tensor([h, -h], dtype=torch.float64),))
    assert report.ok
    assert all(p.verdict == "right" for c in report.checks if "order, reverse" in c.name for p in c.pairs)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: (1000 * x).sin(),
        lambda x: (x * 1e-8).exp(),
        lambda x: (5 * x + 3).tanh(),  # saturated: its derivative is the difference of numbers close to 1
        lambda x: (x * x).sum() * 1e6,
        lambda x: x.float().sin().double(),
        lambda x: x.clone().mul_(2).add_(x),
        lambda x: (x[0], {"a": x * 2, "b": [x.sum()]}),
        lambda x: x.long().sum() + (x * 0).sum(),
        lambda x: x.detach().clone() * 0 + 1.0,
        lambda x: torch.rand(3, dtype=x.dtype) * x,
        lambda x: torch.nn.functional.dropout(x, 0.5),
    ],
)
def test_hard_but_right(function: Any) -> None:
    report = diagnose(function, (near_one(3),))
    assert report.ok, str(report)


def test_small_and_large_arguments() -> None:
    report = diagnose(lambda x: x.log(), (torch.tensor([1e-8, 1e-3, 1e8], dtype=torch.float64),))
    assert report.verdict == "right", str(report)


def test_cancellation_is_rounding_not_an_error() -> None:
    report = diagnose(lambda x: (1e9 + x.sin()) - 1e9, (near_one(3),), order=1)
    assert (report.ok, report.verdict) == (True, "rounding")
    assert any("the rest is rounding" in line for line in report.warnings)


def test_layers_are_right() -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Tanh(), torch.nn.Dropout(0.3))
    kept = net[1].running_mean.clone()
    report = diagnose(net, (near_one(4, 3),))
    assert report.ok, str(report)
    assert report.notes == ["the function draws random numbers: every call was given the same seed"]
    assert torch.equal(net[1].running_mean, kept)


@settings(max_examples=25, deadline=None)
@given(st.floats(-3, 3), st.floats(1e-4, 0.5), st.integers(0, 2))
def test_any_error_above_the_tolerance_is_found_and_none_below(x: float, error: float, place: int) -> None:
    def wrong(x: Any, g: Any) -> Any:
        factor = torch.ones_like(x)
        factor[place] = 1 + error
        return factor

    point = torch.tensor([x, x + 0.5, x - 0.5], dtype=torch.float64)
    assert diagnose(exponential(), (point,), order=1, float32=False, layouts=False, sizes=False).ok
    report = diagnose(exponential(wrong), (point,), order=1, float32=False, layouts=False, sizes=False)
    assert worst(report, "first order, reverse mode").at_input == (place,)


# ------------------------------------------------------------ determinism


def test_a_function_that_changes_is_found_at_the_call_where_it_does() -> None:
    calls = [0]

    def third(x: Any) -> Any:
        calls[0] += 1
        return x * (1 if calls[0] < 4 else 2)  # the first call is the one that sees whether it runs at all

    report = diagnose(third, (near_one(3),))
    assert report.verdict == "nondeterministic"
    assert report.checks[0].note == "forward: call 3 differs from call 1 under the same seed, output 0 at [0]"
    assert len(report.checks) == 1


def test_randomness_of_other_generators_is_found() -> None:
    assert diagnose(lambda x: x * random.random(), (near_one(3),)).verdict == "nondeterministic"


def test_a_backward_that_changes_is_found() -> None:
    class Fickle(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * (1 + 1e-12 * random.random())

    report = diagnose(Fickle, (near_one(3),), names=["x"])
    assert report.checks[0].note == "backward: call 2 differs from call 1 in the gradient by input 0 'x'"


def test_the_generator_is_left_as_it_was() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    diagnose(lambda x: torch.rand(3) * x, (near_one(3),))
    assert torch.equal(torch.rand(3), expected)


# ------------------------------------------------------------ the rest of the interface


def test_only_what_requires_grad_is_differentiated_by() -> None:
    x, y = near_one(3), near_one(3, seed=1).requires_grad_()
    report = diagnose(lambda x, y, k: x.detach() * y * k, (x, y, 2), names=["x", "y", "k"])
    assert report.ok
    assert [i["name"] for i in report.inputs] == ["input 1 'y'"]


def test_once_differentiable_is_no_error() -> None:
    class Once(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            return 2 * g * ctx.saved_tensors[0]

    report = diagnose(Once, (near_one(3),))
    assert report.ok, str(report)
    assert any(c.verdict == "skipped" and "once_differentiable" in c.note for c in report.checks)


def test_large_inputs_are_sampled_and_it_is_said() -> None:
    report = diagnose(lambda x: x * x, (near_one(50),), order=1, limit=10, sizes=False)
    assert report.ok
    assert report.notes == ["first order: not every element was checked, but 10 inputs by 10 outputs, chosen at random"]


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match=r"^diagnose: there is no floating-point input to differentiate by$"):
        diagnose(lambda x: x, (torch.tensor([1, 2]),))
    with pytest.raises(ValueError, match=r"^diagnose: order must be 1 or 2, got 3$"):
        diagnose(lambda x: x, (near_one(2),), order=3)
    with pytest.raises(ValueError, match=r"^diagnose: steps needs at least three positive numbers$"):
        diagnose(lambda x: x, (near_one(2),), steps=[1e-3])


@pytest.mark.parametrize("steps", [(1e-3, 1e-4, 1e-5), (0.1, 0.05, 0.01, 0.005, 0.001), (3e-2, 1e-3, 1e-4)])
def test_ladders_of_ones_own(steps: tuple[float, ...]) -> None:
    assert diagnose(lambda x: x.sin(), (near_one(3),), steps=steps).ok
    wrong = exponential(lambda x, g: 1.001)
    report = diagnose(wrong, (near_one(3),), steps=steps, order=1)
    assert len(worst(report, "first order, reverse mode").ladder) == len(steps)
    assert diagnose(lambda x: x.abs(), (torch.zeros(2),), steps=steps, order=1).verdict == "kink"


def test_what_the_function_raises_is_the_callers() -> None:
    with pytest.raises(RuntimeError, match=r"^shape '\[7\]' is invalid for input of size 3$"):
        diagnose(lambda x: x.reshape(7), (near_one(3),))


def test_json_has_stable_keys_and_no_nan() -> None:
    report = diagnose(lambda x: x.sqrt(), (torch.tensor([0.0, 1.0], dtype=torch.float64),), names=["x"], order=1)
    found = json.loads(report.json())
    assert list(found) == [
        "ok", "verdict", "subject", "inputs", "checks", "notes", "seed", "tolerance", "evaluations", "seconds",
        "warnings",
    ]  # fmt: skip
    check = found["checks"][1]
    assert list(check) == ["name", "verdict", "note", "pairs", "seconds"]
    pair = check["pairs"][0]
    assert list(pair) == ["output", "input", "verdict", "elements", "counts", "relative_error", "worst"]
    assert list(pair["worst"]) == [
        "at_output", "at_input", "output_part", "input_part", "analytic", "numerical", "uncertainty", "relative_error",
        "explanation", "slope", "rounding_slope", "ladder", "wirtinger",
    ]  # fmt: skip
    assert list(pair["worst"]["ladder"][0]) == ["step", "central", "forward", "backward", "error"]
    assert pair["worst"]["analytic"] in ("inf", "nan")


class Balanced(html.parser.HTMLParser):
    """Reads a page and sees that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)


def test_html_is_one_whole_page_that_needs_nothing() -> None:
    page = diagnose(exponential(lambda x, g: 1.001), (near_one(2),), names=["<x> & y"], subject="<exp>").html()
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    assert {"svg", "polyline", "table", "details"} <= parser.seen
    assert "&lt;x&gt; &amp; y" in page
    assert "<exp>" not in page
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page


# ------------------------------------------------------------ the numbers


def test_the_ladder_shows_both_slopes() -> None:
    report = diagnose(lambda x: x.sin(), (torch.tensor([1.0], dtype=torch.float64),), order=1, sizes=False)
    element = next(p.worst for c in report.checks if c.name == "first order, reverse mode" for p in c.pairs)
    assert element.slope == pytest.approx(2, abs=0.1)
    assert element.rounding_slope < -0.5
    assert [s.step for s in element.ladder] == pytest.approx(list(d.STEPS), rel=1e-4)
    assert element.explanation == "the error falls with slope 2.0 down to rounding"


def test_extrapolation_finds_the_limit_and_knows_its_error() -> None:
    steps = np.array(d.STEPS)
    rng = np.random.default_rng(0)
    noise = np.full((len(steps), 4), 1e-16) / steps[:, None]
    values = 3.0 + 5 * steps[:, None] ** 2 + noise * rng.uniform(-1, 1, noise.shape)
    limit, error = d.extrapolated(values, noise, 2, steps)
    assert (np.abs(limit - 3) <= 3 * error).all()
    assert (error < 1e-9).all()


def test_slope() -> None:
    steps = np.array(d.STEPS)
    assert d.slope(steps, 7 * steps**1.5) == pytest.approx(1.5)
    assert math.isnan(d.slope(steps[:1], steps[:1]))


def test_layout_places() -> None:
    layout = d.Layout.of([np.zeros((2, 3)), np.zeros(2, complex), np.zeros(())])
    assert len(layout) == 6 + 4 + 1
    assert layout.spot(5) == d.Spot(0, (1, 2), "")
    assert layout.spot(9) == d.Spot(1, (1,), "imaginary")
    assert layout.spot(10) == d.Spot(2, (), "")
    assert d.Layout.of([np.zeros((0, 3)), np.zeros(2)]).spot(1) == d.Spot(1, (1,), "")
