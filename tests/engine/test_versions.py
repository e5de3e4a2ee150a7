"""What the graph saved is checked on every way through backward: plain, with hooks, with targets, under create_graph."""

from __future__ import annotations

import re
import warnings

import pytest

import minigrad as torch
from minigrad._engine.graph import AccumulateGrad


class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return 2 * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * g + 0 * x


# How a node comes to depend on y: the call, and whether it is y itself (else the result) that is saved.
SAVES = {
    "an elementwise op's input": (lambda y: y.sin(), True),
    "an elementwise op's result": (lambda y: y.exp(), False),
    "both factors": (lambda y: y * y, True),
    "one factor beside a constant tensor": (lambda y: torch.ones(2, dtype=torch.float64) / y, True),
    "a constant factor": (lambda y: (y * 1) * y.detach(), True),
    "a factor beside a number": (lambda y: y**3, True),
    "an input in a formula with constants": (lambda y: y.clamp(0.1, 5.0), True),
    "a result in a formula with constants": (lambda y: y.softmax(0), False),
    "gradients that share work": (lambda y: y.reshape(1, 2) @ y.reshape(2, 1), True),
    "a custom function": (Twice.apply, True),
}

WAYS = {
    "plain": lambda loss, x: loss.backward(),
    "with targets": lambda loss, x: torch.autograd.grad(loss, x, allow_unused=True),
    "create_graph": lambda loss, x: torch.autograd.grad(loss, x, create_graph=True, allow_unused=True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("hooks", ["", "node hook", "leaf hook"])
@pytest.mark.parametrize("case", SAVES)
def test_a_saved_value_that_changed_stops_backward(case, hooks, way):
    call, saves_input = SAVES[case]
    x = torch.tensor([0.5, 1.5], dtype=torch.float64, requires_grad=True)
    y = x * 1
    out = call(y)
    loss = out.sum() + 0 * x.sum()
    if hooks == "node hook":
        out.grad_fn.register_hook(lambda inputs, outputs: None)
    elif hooks == "leaf hook":
        x.register_hook(lambda g: None)
    with torch.no_grad():
        (y if saves_input else out).add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation: \[torch.DoubleTensor \[.*is at version 1"):
        WAYS[way](loss, x)


def test_no_hook_is_left_behind():
    """A walk counts arrivals at leaves only while a leaf has hooks; tests of the walk without would else be in vain."""
    x = torch.ones(1, requires_grad=True)
    before = len(AccumulateGrad.hooked)
    x.register_hook(lambda g: None)
    assert len(AccumulateGrad.hooked) == before + 1
    del x
    assert len(AccumulateGrad.hooked) == before


def message(change):
    with pytest.raises(RuntimeError) as caught:  # noqa: PT011 -- the texts are compared below
        change()
    return str(caught.value)


def test_the_text_names_the_operation_and_both_versions():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y.zero_()
    text = message(y.sum().backward)
    assert text.startswith(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        "[torch.FloatTensor [3]], which is output 0 of Exp, is at version 1; expected version 0 instead. "
        "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    assert re.search(r"x = x \+ 1, not x \+= 1", text)


def test_the_text_in_anomaly_mode_points_at_the_warning():
    x = torch.ones(3, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        y = x.exp()
        y.zero_()
        text = message(y.sum().backward)
    assert "Hint: the backtrace further above shows the operation" in text
    assert any("y = x.exp()" in str(w.message) for w in told)


def test_a_constant_has_no_origin():
    w = torch.ones(3)
    z = w * torch.ones(3, requires_grad=True)
    w.zero_()
    assert "[torch.FloatTensor [3]] is at version 1; expected version 0 instead" in message(z.sum().backward)
