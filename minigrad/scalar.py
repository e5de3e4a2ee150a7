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
_NUMBERS = (int, float)
_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "true_divide": "/", "pow": "**", "neg": "-", "relu": "ReLU"}


class Value(Computing):
    """One number that remembers how it was computed.

    `data` is the number, `grad` the derivative that `backward` has found (0.0 before), `label` a name for drawings;
    `_prev` is the set of values that this one was computed from and `_op` says how.
    """

    __slots__ = ("__weakref__", "_age", "_beside", "_made", "_number", "_operands", "_seen", "data", "grad", "label")

    _number: float  # the operand that is a plain number, where there is one
    _beside: Value  # and its Value, once somebody has looked

    def __init__(self, data: float, _children: tuple[Value, ...] = (), _op: str = "", label: str = "") -> None:
        if not isinstance(data, _NUMBERS):
            raise TypeError(f"Value() takes a number, not {type(data).__name__}")
        self.data = data
        self.grad = 0.0
        self.label = label
        self._operands: tuple[Value, ...] = tuple(_children)
        self._made: _Made | None = None
        self._seen: object = None
        self._age: float = _tick()

    @property
    def _parents(self) -> tuple[Value, ...]:
        """What this value was computed from, in order.  A plain number gets its Value when somebody looks."""
        made = self._made
        if made is None or made.number is None:
            return self._operands
        try:
            beside = self._beside
        except AttributeError:
            beside = self._beside = Value(self._number)
            beside._age = self._age - 0.5
        return (beside, *self._operands) if made.number == 0 else (*self._operands, beside)

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
        stack = [] if self._made is None else [self]
        while stack:
            value = stack.pop()
            value.grad = 0.0
            computed.append(value)
            for operand in value._operands:
                if operand._made is not None and operand._seen is not this_pass:
                    operand._seen = this_pass
                    stack.append(operand)
        self.grad += 1.0
        computed.sort(key=_age, reverse=True)  # newest first: a value is older than all that was computed from it
        for value in computed:
            g = value.grad
            operands = value._operands
            a, b = operands[0], operands[-1]
            way, formula, way2, formula2 = value._made.ways  # type: ignore[union-attr]
            if way == PASSED:
                a.grad += g
            elif way == TIMES_OTHER:
                a.grad += g * b.data
            elif way == TIMES_NUMBER:
                a.grad += g * value._number
            elif way == NEGATED:
                a.grad -= g
            elif way == OF_RESULT:
                a.grad += formula(g, value.data)
            else:
                a.grad += formula(g, *value._known()[way])
            if way2 is None:
                continue
            if way2 == PASSED:
                b.grad += g
            elif way2 == TIMES_OTHER:
                b.grad += g * a.data
            elif way2 == NEGATED:
                b.grad -= g
            else:
                b.grad += formula2(g, *value._known()[way2])

    def _known(self) -> tuple[float, ...]:
        """The numbers that a formula may take: the two operands' (one operand's twice) and the result."""
        operands, made = self._operands, self._made
        first, second = operands[0].data, operands[-1].data
        if made.number == 1:  # type: ignore[union-attr]
            second = self._number
        elif made.number == 0:  # type: ignore[union-attr]
            first = self._number
        return first, second, self.data

    def __float__(self) -> float:
        return float(self.data)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


_age = attrgetter("_age")


# How a gradient goes to an operand: as it is, with the other sign, times the other operand, times the plain number that
# is the other operand, or by the formula, which takes the result alone or (a slice says which) operands and the result.
PASSED, NEGATED, TIMES_OTHER, TIMES_NUMBER, OF_RESULT = range(5)
RESULT = 2


def _passed(g: float) -> float:
    return g


def _negated(g: float) -> float:
    return -g


def _times(g: float, other: float) -> float:
    return g * other


class _Made:
    """How a value was computed: the op's symbol, and for each operand the formula and the places of what it takes.

    `number` is the place of an operand that is a plain number, whose formula is None.  `ways` says the same for
    `backward`: the way to the first operand that is a Value and its formula, then to the second.
    """

    __slots__ = ("derivatives", "number", "symbol", "ways")

    def __init__(self, row: Row, number: int | None = None) -> None:
        op = row.op
        assert op is not None
        self.symbol, self.number = _SYMBOLS.get(row.name, row.name), number
        places = {**{p: i for i, p in enumerate(op.params)}, "out": RESULT}
        self.derivatives: list[tuple[Callable[..., float] | None, tuple[int, ...]]] = []
        ways: list[Any] = []
        for k, p in enumerate(op.params):
            if k == number:
                self.derivatives.append((None, ()))
                continue
            formula = op.rules[p]
            taken = tuple(places[n] for n in formula.__code__.co_varnames[1 : formula.__code__.co_argcount])
            if not _runs_on_floats(formula, 1 + len(taken)):
                formula = _on_numpy_scalars(formula)
            self.derivatives.append((formula, taken))
            if _does_as(formula, _passed):
                ways += [PASSED, formula]
            elif _does_as(formula, _negated):
                ways += [NEGATED, formula]
            elif _does_as(formula, _times) and taken == (1 - k,):
                ways += [TIMES_OTHER if number is None else TIMES_NUMBER, formula]
            elif taken == (RESULT,) and not ways:
                ways += [OF_RESULT, formula]
            else:
                start = min(taken, default=0)
                if taken == tuple(range(start, start + len(taken))):
                    ways += [slice(start, start + len(taken)), formula]
                else:
                    ways += [slice(3), _picking(formula, taken)]
        self.ways: tuple[Any, ...] = tuple(ways) if len(ways) == 4 else (*ways, None, None)


def _picking(formula: Callable[..., float], taken: tuple[int, ...]) -> Callable[..., float]:
    """The formula as a function of all three numbers, of which it takes some, in an order of its own."""
    return lambda g, *known: formula(g, *[known[place] for place in taken])


def _does_as(formula: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """Whether two functions are the same but for the names in them."""
    return all(
        getattr(formula.__code__, part) == getattr(other.__code__, part)
        for part in ("co_code", "co_consts", "co_names", "co_freevars", "co_argcount")
    )


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
    both, left, right, op = _Made(row), _Made(row, number=1), _Made(row, number=0), row.op
    assert op is not None
    compute = op.scalar or op.forward

    def method(self: Value, other: Any) -> Value:
        out: Value = _new(Value)  # `_value`, spelled out where most calls go
        if isinstance(other, Value):
            out.data = compute(self.data, other.data)
            out._operands = (self, other)
            out._made = both
        elif isinstance(other, _NUMBERS):
            out.data = compute(self.data, other)
            out._operands = (self,)
            out._made = left
            out._number = other
        else:
            return NotImplemented
        out.grad = 0.0
        out.label = ""
        out._seen = None
        out._age = _tick()
        return out

    def exchanged(self: Value, other: Any) -> Value:
        if not isinstance(other, _NUMBERS):
            return NotImplemented
        out = _value(compute(other, self.data), (self,), right)
        out._number = other
        return out

    method.__name__, method.__doc__ = row.name, row.doc
    return method, exchanged


def _value(data: float, operands: tuple[Value, ...], made: _Made) -> Value:
    out: Value = _new(Value)
    out.data = data
    out.grad = 0.0
    out.label = ""
    out._operands = operands
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
