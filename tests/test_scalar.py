"""`minigrad.scalar.Value`: micrograd's interface on the table's formulas."""

from __future__ import annotations

import gc
import math
import operator
import weakref
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad.ops import TABLE
from minigrad.scalar import Value, _two


def functions() -> list[str]:
    """The ops of one number that Value has."""
    return sorted({row.name for row in TABLE.values() if row.of_one_number})


def numbers(name: str) -> list[float]:
    """Three numbers within the domain on which the op is smooth, away from kinks at 0."""
    row = TABLE.get(name) or TABLE.get(f"nn.functional.{name}") or TABLE[f"special.{name}"]
    low, high = row.domain or (-3.0, 3.0)
    return [low + share * (high - low) for share in (0.21, 0.42, 0.83)]


def slope(f: Callable[[float], float], x: float) -> float:
    """The derivative by a fourth-order central difference."""
    h = 1e-3
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)


# ---------------------------------------------------------------- the interface


def test_the_interface_is_micrograds() -> None:
    a = Value(2.0, label="a")
    b = Value(3)
    c = a * b
    assert (c.data, c.grad, c._op, c._prev, c.label) == (6.0, 0.0, "*", {a, b}, "")
    assert (a._op, a._prev, a.label) == ("", set(), "a")
    assert repr(c) == "Value(data=6.0, grad=0.0)"
    assert float(c) == 6.0
    assert (a * a)._prev == {a}
    assert {(a + b)._op, (a - b)._op, (a / b)._op, (a**b)._op, a.relu()._op, a.tanh()._op} == {
        "+", "-", "/", "**", "ReLU", "tanh",
    }  # fmt: skip


def test_micrograds_own_example() -> None:
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert g.data == pytest.approx(24.704081632653061, rel=1e-15)
    assert a.grad == pytest.approx(138.83381924198252, rel=1e-15)
    assert b.grad == pytest.approx(645.57725947521863, rel=1e-15)


@pytest.mark.parametrize(
    ("apply", "value", "by_a"),
    [
        (lambda a: a + 3, 5.0, 1.0),
        (lambda a: 3 + a, 5.0, 1.0),
        (lambda a: a - 3, -1.0, 1.0),
        (lambda a: 3 - a, 1.0, -1.0),
        (lambda a: a * 3, 6.0, 3.0),
        (lambda a: 3 * a, 6.0, 3.0),
        (lambda a: a / 4, 0.5, 0.25),
        (lambda a: 4 / a, 2.0, -1.0),
        (lambda a: a**3, 8.0, 12.0),
        (lambda a: 3**a, 9.0, 9 * math.log(3)),
        (lambda a: -a, -2.0, -1.0),
        (lambda a: sum([a, a, a]), 6.0, 3.0),
    ],
)
def test_operators_both_ways_round(apply: Callable[[Value], Value], value: float, by_a: float) -> None:
    a = Value(2.0)
    out = apply(a)
    out.backward()
    assert out.data == value
    assert a.grad == pytest.approx(by_a, rel=1e-15)


@pytest.mark.parametrize("name", functions())
def test_every_function_against_finite_differences(name: str) -> None:
    for x in numbers(name):
        v = Value(x)
        getattr(v, name)().backward()
        expected = slope(lambda at: float(getattr(Value(at), name)()), x)
        assert v.grad == pytest.approx(expected, rel=1e-7, abs=1e-7), f"{name} at {x}"


@pytest.mark.parametrize("name", functions())
def test_every_function_agrees_with_the_tensor_op(name: str) -> None:
    row = TABLE.get(name) or TABLE.get(f"nn.functional.{name}") or TABLE[f"special.{name}"]
    for x in numbers(name):
        v = Value(x)
        out = getattr(v, name)()
        out.backward()
        t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        y = row.function(t)
        y.backward()
        assert out.data == pytest.approx(y.item(), rel=1e-14, abs=1e-300)
        assert v.grad == pytest.approx(t.grad.item(), rel=1e-13, abs=1e-300)


def test_the_functions_a_beginner_looks_for_are_there() -> None:
    assert {"relu", "tanh", "exp", "log", "sigmoid", "sin", "cos", "sqrt", "abs"} <= set(functions())


# ---------------------------------------------------------------- backward


def test_leaves_accumulate_and_intermediate_values_do_not() -> None:
    a = Value(3.0)
    square = a * a
    out = square * 2
    out.backward()
    assert (a.grad, square.grad, out.grad) == (12.0, 2.0, 1.0)
    out.backward()
    assert (a.grad, square.grad, out.grad) == (24.0, 2.0, 1.0)
    (a * 5).backward()
    assert a.grad == 29.0


def test_backward_on_a_leaf() -> None:
    a = Value(3.0)
    a.backward()
    assert a.grad == 1.0
    a.backward()
    assert a.grad == 2.0


def test_a_value_reached_by_many_paths_is_passed_once() -> None:
    x = Value(1.0)
    y = x
    for _ in range(60):  # 2**60 paths
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_value_used_again_later_gets_all_of_its_gradient_before_it_passes_it_on() -> None:
    x = Value(2.0)
    y = x * 3
    z = (y * y).tanh() * 0 + y + y * 2
    z.backward()
    assert y.grad == 3.0
    assert x.grad == 9.0


def test_a_constant_gets_no_gradient() -> None:
    a = Value(2.0)
    out = a * 3
    (constant,) = out._prev - {a}
    out.backward()
    assert (constant.data, constant.grad) == (3, 0.0)


def test_a_plain_number_has_one_value_that_comes_before_the_result() -> None:
    a = Value(2.0)
    for out, places in ((a * 3, (a, 3)), (3 * a, (3, a)), (a - 3, (a, 3)), (3 - a, (3, a)), (a**2, (a, 2)), (2**a, (2, a))):
        parents = out._parents
        assert [getattr(v, "data", v) for v in parents] == [getattr(v, "data", v) for v in places]
        (number,) = set(parents) - {a}
        assert type(number.data) is int
        assert number._age < out._age
        assert out._parents == parents
        assert out._prev == {a, number}
        out.backward()
        assert number.grad == 0


def test_formulas_may_take_their_names_in_any_order() -> None:
    rules = {
        "base": lambda g, out, base, exponent: g * exponent * out / base,
        "exponent": lambda g, exponent, out, base: g * (out * math.log(base) + 0 * exponent),
    }
    op = SimpleNamespace(params=("base", "exponent"), rules=rules, scalar=operator.pow, forward=None)
    method, exchanged = _two(SimpleNamespace(op=op, name="power", doc=""))
    a, b = Value(2.0), Value(3.0)
    method(a, b).backward()
    assert (a.grad, b.grad) == (12.0, 8 * math.log(2))
    a, b = Value(2.0), Value(3.0)
    method(a, 3).backward()
    exchanged(b, 2).backward()
    assert (a.grad, b.grad) == (12.0, 8 * math.log(2))


def test_a_chain_of_100_000_neither_recurses_nor_forgets() -> None:
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1e-5
    y.backward()
    assert x.grad == 1.0
    assert y.data == pytest.approx(2.0)
    del y  # nor does freeing it recurse
    assert x.grad == 1.0


def test_the_graph_is_freed_by_reference_counting() -> None:
    gc.collect()
    gc.disable()
    try:
        a = Value(1.0)
        middle = a.exp()
        out = (middle * a).tanh() + 2
        out.backward()
        seen = [weakref.ref(middle), weakref.ref(out)]
        del middle, out
        assert [ref() for ref in seen] == [None, None]
    finally:
        gc.enable()


# ---------------------------------------------------------------- against tensors

UNARY = ("tanh", "sigmoid", "exp", "sin", "relu")


def expressions() -> Any:
    """Nested tuples: a variable's number, a constant, (function, x) or (operator, x, y)."""
    leaves = st.integers(0, 2) | st.floats(-2, 2).map(lambda x: round(x, 3))
    return st.recursive(
        leaves,
        lambda inner: st.tuples(st.sampled_from(UNARY), inner) | st.tuples(st.sampled_from("+-*/"), inner, inner),
        max_leaves=12,
    )


def evaluate(expression: Any, variables: list[Any]) -> Any:
    match expression:
        case int():
            return variables[expression]
        case float():
            return expression
        case (name, x):
            x = evaluate(x, variables)
            if isinstance(x, float):  # numbers have no methods
                x = Value(x) if isinstance(variables[0], Value) else torch.tensor(x, dtype=torch.float64)
            return getattr(x, name)()
        case (operator, x, y):
            x, y = evaluate(x, variables), evaluate(y, variables)
            if operator == "/":
                y = y * y + 1.5  # away from zero
                return x / y
            return x + y if operator == "+" else x - y if operator == "-" else x * y


@settings(deadline=None, max_examples=100)
@given(expressions(), st.lists(st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3), min_size=3, max_size=3))
def test_any_expression_has_the_tensors_value_and_gradients(expression: Any, at: list[float]) -> None:
    values = [Value(x) for x in at]
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in at]
    out, expected = evaluate(expression, values), evaluate(expression, tensors)
    if isinstance(out, float):
        assert out == expected
        return
    assert out.data == pytest.approx(expected.item(), rel=1e-12, abs=1e-12, nan_ok=True)
    if not math.isfinite(out.data) or not expected.requires_grad:
        return
    out.backward()
    expected.backward()
    for v, t in zip(values, tensors, strict=True):
        assert v.grad == pytest.approx(0.0 if t.grad is None else t.grad.item(), rel=1e-9, abs=1e-9, nan_ok=True)


# ---------------------------------------------------------------- errors


def test_a_value_is_made_of_a_number() -> None:
    with pytest.raises(TypeError, match=r"^Value\(\) takes a number, not str$"):
        Value("3")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^Value\(\) takes a number, not ndarray$"):
        Value(np.ones(2))  # type: ignore[arg-type]


def test_operands_are_numbers() -> None:
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+: 'Value' and 'str'"):
        Value(1.0) + "a"  # type: ignore[operator]
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \*: 'NoneType' and 'Value'"):
        None * Value(1.0)  # type: ignore[operator]


def test_there_is_no_function_of_that_name() -> None:
    with pytest.raises(AttributeError, match="'Value' object has no attribute 'tanhh'"):
        Value(1.0).tanhh()  # type: ignore[attr-defined]
