"""The engine on single Python floats: the part to read first.

Floor 3: imports the op table.  `Value` has micrograd's interface, and the derivatives are the table's own formulas,
which run on floats as they run on arrays.  A Value remembers the values it was computed from and the op; `backward`
walks from the newest value to the oldest, and each value passes its gradient on to what it was made of.

>>> from minigrad.scalar import Value
>>> a, b = Value(2.0, label="a"), Value(1.0, label="b")
>>> e = (a + b) * (b + 1)
>>> e.backward()
>>> e.data, a.grad, b.grad
(6.0, 2.0, 5.0)
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from operator import attrgetter
from typing import Any

import numpy as np

from ._typing import Computing
from .ops import TABLE
from .ops.families import HOMES, SCALARS
from .ops.table import Row

_tick = count().__next__
_new = object.__new__
_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "true_divide": "/", "pow": "**", "neg": "-", "relu": "ReLU"}


class Value(Computing):
    """One number that remembers how it was computed.

    `data` is the number, `grad` the derivative that `backward` has found (0.0 before), `label` a name for drawings;
    `_prev` is the set of values that this one was computed from and `_op` says how.
    """

    __slots__ = ("__weakref__", "_age", "_made", "_parents", "_seen", "data", "grad", "label")

    def __init__(self, data: float, _children: tuple[Value, ...] = (), _op: str = "", label: str = "") -> None:
        if not isinstance(data, int | float):
            raise TypeError(f"Value() takes a number, not {type(data).__name__}")
        self.data = data
        self.grad = 0.0
        self.label = label
        self._parents = tuple(_children)
        self._made: _Made | None = None
        self._seen: object = None
        self._age = _tick()

    @property
    def _prev(self) -> set[Value]:
        return set(self._parents)

    @property
    def _op(self) -> str:
        return "" if self._made is None else self._made.symbol

    def backward(self) -> None:
        """Finds the derivative of this value with respect to everything it was computed from.

        Values that were given get it added to their `grad`; computed ones get it as their `grad`.
        """
        this_pass = object()
        computed: list[Value] = []
        self._seen = this_pass
        stack = [self]
        while stack:
            value = stack.pop()
            if value._made is not None:
                value.grad = 0.0
                computed.append(value)
                for parent in value._parents:
                    if parent._seen is not this_pass:
                        parent._seen = this_pass
                        stack.append(parent)
        self.grad += 1.0
        computed.sort(key=_age, reverse=True)  # newest first: a value is older than all that was computed from it
        for value in computed:
            g = value.grad
            parents = value._parents
            a, b = parents[0], parents[-1]
            f, i, f2, i2 = value._made.derivatives  # type: ignore[union-attr]
            if f is not None:
                a.grad += (
                    f(g) if i == NOTHING else f(g, b.data) if i == SECOND else f(g, a.data) if i == FIRST
                    else f(g, value.data) if i == RESULT else f(g, *[(a.data, b.data, value.data)[k] for k in i])
                )  # fmt: skip
            if f2 is not None:
                b.grad += (
                    f2(g) if i2 == NOTHING else f2(g, a.data) if i2 == FIRST else f2(g, b.data) if i2 == SECOND
                    else f2(g, value.data) if i2 == RESULT else f2(g, *[(a.data, b.data, value.data)[k] for k in i2])
                )  # fmt: skip

    def __float__(self) -> float:
        return float(self.data)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


_age = attrgetter("_age")


FIRST, SECOND, RESULT, NOTHING = range(4)  # what a formula takes beside g


class _Made:
    """How a value was computed: the op's symbol, and the formula of each operand with what it takes.

    The formula of an operand that is a plain number is None.
    """

    __slots__ = ("derivatives", "symbol")

    def __init__(self, row: Row, first: bool = True, second: bool = True) -> None:
        op = row.op
        assert op is not None
        self.symbol = _SYMBOLS.get(row.name, row.name)
        known = {**{p: i for i, p in enumerate(op.params)}, "out": RESULT}
        found: list[Any] = []
        for p, wanted in zip(op.params, (first, second), strict=False):
            formula = op.rules[p] if wanted else None
            if formula is None:
                found += [None, NOTHING]
                continue
            taken = tuple(known[n] for n in formula.__code__.co_varnames[1 : formula.__code__.co_argcount])
            if not _runs_on_floats(formula, 1 + len(taken)):
                formula = _on_numpy_scalars(formula)
            found += [formula, NOTHING if not taken else taken[0] if len(taken) == 1 else taken]
        self.derivatives = tuple(found) if len(found) == 4 else (*found, None, NOTHING)


def _runs_on_floats(formula: Callable[..., Any], count: int) -> bool:
    """Whether a formula makes a float of floats; one that asks for a dtype or a shape, or calls NumPy, does not."""
    try:
        return type(formula(*(0.5,) * count)) is float
    except (AttributeError, TypeError):
        return False


def _on_numpy_scalars(formula: Callable[..., Any]) -> Callable[..., float]:
    """The same derivative from floats to a float, by way of NumPy's scalars, which have all that an array has."""
    return lambda *floats: float(formula(*map(np.float64, floats)))


def _one(row: Row) -> Callable[[Value], Value]:
    """The method of an op of one number."""
    made, op = _Made(row), row.op
    assert op is not None
    compute = op.scalar or op.forward

    def method(self: Value) -> Value:
        return _value(compute(self.data), (self,), made)

    method.__name__, method.__doc__ = row.name, row.doc
    return method


def _two(row: Row) -> tuple[Callable[[Value, Any], Value], Callable[[Value, Any], Value]]:
    """The methods of an op of two numbers, straight and with the operands exchanged (`3 - v`)."""
    both, left, right, op = _Made(row), _Made(row, second=False), _Made(row, first=False), row.op
    assert op is not None
    compute = op.scalar or op.forward

    def method(self: Value, other: Any) -> Value:
        if isinstance(other, Value):
            out: Value = _new(Value)  # `_value`, spelled out where most calls go
            out.data = compute(self.data, other.data)
            out.grad = 0.0
            out.label = ""
            out._parents = (self, other)
            out._made = both
            out._seen = None
            out._age = _tick()
            return out
        if not isinstance(other, int | float):
            return NotImplemented
        return _value(compute(self.data, other), (self, Value(other)), left)

    def exchanged(self: Value, other: Any) -> Value:
        if not isinstance(other, int | float):
            return NotImplemented
        return _value(compute(other, self.data), (Value(other), self), right)

    method.__name__, method.__doc__ = row.name, row.doc
    return method, exchanged


def _value(data: float, parents: tuple[Value, ...], made: _Made) -> Value:
    out: Value = _new(Value)
    out.data = data
    out.grad = 0.0
    out.label = ""
    out._parents = parents
    out._made = made
    out._seen = None
    out._age = _tick()
    return out


class _Awaited:
    """What stands on Value for a maths function of the table: at its first use the method takes its place."""

    __slots__ = ("key", "name")

    def __init__(self, key: str, name: str) -> None:
        self.key, self.name = key, name

    def __get__(self, value: Value | None, kind: type[Value] | None = None) -> Any:
        method: Any = _one(TABLE[self.key])
        setattr(Value, self.name, method)
        return method.__get__(value, kind)


def _fill() -> None:
    """Give Value the ops of the table that work on one number: operators, and every maths function."""
    for operator, name in (("add", "add"), ("sub", "sub"), ("mul", "mul"), ("truediv", "div"), ("pow", "pow")):
        method, exchanged = _two(TABLE[name])
        setattr(Value, f"__{operator}__", method)
        setattr(Value, f"__r{operator}__", exchanged)
    setattr(Value, "__neg__", _one(TABLE["neg"]))  # noqa: B010 - a type checker has it as a method of the class
    for key in HOMES[SCALARS]:
        name = key.rpartition(".")[2]
        setattr(Value, name, _Awaited(key, name))


_fill()
