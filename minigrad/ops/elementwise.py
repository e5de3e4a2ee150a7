"""The calls of elementwise ops, where every nanosecond counts.

Imports the engine only.  float32 and float64 tensors of one dtype (and Python numbers beside them) take the short way:
no promotion, no binding of arguments, the node made on the spot.  Everything else goes through `in_general`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.dtypes import F32, F64
from .._engine.graph import Recorded, Saved, tick
from .._engine.modes import state
from .._engine.op import Op, edges_of, note, promote_into, record
from .._engine.tensor import Tensor, blank, wrap

ndarray = np.ndarray
NUMBERS = (int, float, complex, np.generic, ndarray)
OPERANDS = (Tensor, *NUMBERS)
IN_FORMULAS = (ndarray, np.floating)  # what an op meets in a formula at first order


_SINGLES: dict[float, tuple[ndarray[Any, Any], Any]] = {}
_DOUBLES: dict[float, tuple[ndarray[Any, Any], Any]] = {}


def constants(value: float, dtype: Any) -> tuple[ndarray[Any, Any], Any]:
    """A Python number as a read-only 0-d array and as a NumPy scalar, kept: beside an array and beside a scalar NumPy
    takes twice as long with a Python operand.
    """
    known = _SINGLES if dtype is F32 else _DOUBLES
    found = known.get(value)
    if found is None or not value:  # 0.0 and -0.0 are one key
        array = np.array(value, dtype)
        array.flags.writeable = False
        if len(known) > 1000:
            known.clear()
        known[value] = found = array, array[()]
    return found


def constant(value: float, dtype: Any) -> ndarray[Any, Any]:
    """A Python number as a read-only 0-d array."""
    return constants(value, dtype)[0]


def quick_forward(op: Op) -> Callable[..., Any]:
    """The forward; where the op is one of Python's operators, that itself, which spares a Python frame."""
    scalar = op.scalar
    same = isinstance(scalar, BuiltinFunctionType) and scalar.__module__ == "_operator"
    return scalar if same else op.forward  # type: ignore[return-value]


def unary(op: Op) -> Callable[..., Any]:
    """The call of an elementwise op of one tensor: `call(input)`."""
    op.elementwise = True
    forward = quick_forward(op)
    rules = bool(op.rules)
    takes = op.takes("input")
    saves_input, saves_out = takes == ("input",), takes == ("out",)
    simple = not op.variant and (saves_input or saves_out or not takes)
    kind: Any = None  # the class of the nodes and its formulas, made when the first is recorded
    formulas: Any = None

    def call(input: Any) -> Any:
        nonlocal kind, formulas
        if isinstance(input, Tensor):
            a = input._data
            dtype = a.dtype
            if simple and (dtype is F32 or dtype is F64):
                out = forward(a)
                t = blank()
                t._data = out
                t._grad = t._writes = t._view = None
                before = input._node
                if before is None or not rules or not state.recording:
                    t._node = None
                    return t
                if kind is None:
                    kind = (op.classes or op.plan())[0]
                    formulas = kind.formulas
                t._node = node = Recorded()
                node.kind = kind
                node.formulas = formulas
                node.edges = (before,)
                node.shape = out.shape
                node.dtype = dtype
                node.args = ()
                node.extra = None
                node.exact = True
                node.seq = tick()
                if saves_input:
                    node.saved = (input,)
                elif saves_out:
                    node.saved = (Saved(out, t.writes(), True, -1),)
                else:
                    node.saved = ()
                if state.recording == 2:
                    note(node)
                return t
        elif isinstance(input, IN_FORMULAS):
            return forward(input)
        return in_general(op, (input,))

    return call


def binary(op: Op, operator: bool = False) -> Callable[..., Any]:
    """The call of an elementwise op of two operands: `call(input, other)`; either may be a number.

    As the method of an `operator` it leaves operands that it does not know to their own class (NotImplemented).
    """
    op.elementwise = op.is_binary = True
    forward = quick_forward(op)
    rules = bool(op.rules)
    first, second = op.params
    takes = {p: op.takes(p) for p in op.differentiable}
    taken = {name for names in takes.values() for name in names}
    simple = not op.variant and taken <= {first, second} and (not rules or len(takes) == 2)
    saves_nothing = not taken
    crossed = takes == {first: (second,), second: (first,)}  # then `slot_names` is (second, first)
    kind: Any = None  # the class of the nodes and its formulas, made when the first is recorded
    formulas: Any = None

    def call(input: Any, other: Any) -> Any:
        nonlocal kind, formulas
        if not (simple and isinstance(input, Tensor) and isinstance(other, Tensor)):
            if type(input) is ndarray and type(other) is ndarray:  # in a formula
                return forward(input, other)
            if simple and (type(other) is float or type(input) is float):
                return with_number(input, other)
            if operator and not isinstance(other, OPERANDS):
                return NotImplemented
            return with_number(input, other) if simple else in_general(op, (input, other))
        a, b = input._data, other._data
        dtype = a.dtype
        if dtype is not b.dtype or (dtype is not F32 and dtype is not F64):
            return in_general(op, (input, other))
        try:
            out = forward(a, b)
        except ValueError:
            raise errors.broadcast(a.shape, b.shape) from None
        t = blank()
        t._data = out
        t._grad = t._writes = t._view = None
        node_a, node_b = input._node, other._node
        if (node_a is None and node_b is None) or not rules or not state.recording:
            t._node = None
            return t
        if kind is None:
            kind = (op.classes or op.plan())[0]
            formulas = kind.formulas
        t._node = node = Recorded()
        node.kind = kind
        node.formulas = formulas
        node.edges = (node_a, node_b)
        node.shape = shape = out.shape
        node.dtype = dtype
        node.args = ()
        node.extra = None
        node.exact = not shape or (a.shape == shape and b.shape == shape)
        node.seq = tick()
        if saves_nothing:
            node.saved = ()
        elif crossed:
            node.saved = (None if node_a is None else other, None if node_b is None else input)
        else:
            keep(node, node_a, node_b, input, other)
        if state.recording == 2:
            note(node)
        return t

    def keep(node: Any, node_a: Any, node_b: Any, held_a: Any, held_b: Any) -> None:
        """Save what the needed formulas take."""
        named = (*(takes[first] if node_a is not None else ()), *(takes[second] if node_b is not None else ()))
        node.saved = tuple([(held_a if n == first else held_b) if n in named else None for n in op.slot_names])

    def with_number(input: Any, other: Any) -> Any:
        """One operand is a Python number, or something rarer."""
        nonlocal kind, formulas
        if isinstance(input, Tensor):
            tensor, number, swapped = input, other, False
        elif isinstance(other, Tensor):
            tensor, number, swapped = other, input, True
        else:
            return in_general(op, (input, other))
        data = tensor._data
        dtype = data.dtype
        given = type(number)
        if (given is not float and given is not int) or (dtype is not F32 and dtype is not F64):
            return in_general(op, (input, other))
        value = constants(number, dtype)[type(data) is not ndarray]
        out = forward(value, data) if swapped else forward(data, value)
        t = blank()
        t._data = out
        t._grad = t._writes = t._view = None
        before = tensor._node
        if before is None or not rules or not state.recording:
            t._node = None
            return t
        if kind is None:
            kind = (op.classes or op.plan())[0]
            formulas = kind.formulas
        t._node = node = Recorded()
        node.kind = kind
        node.formulas = formulas
        node.shape = out.shape
        node.dtype = dtype
        node.args = ()
        node.extra = None
        node.exact = True
        node.seq = tick()
        if swapped:
            node.edges = (None, before)
        else:
            node.edges = (before, None)
        if saves_nothing:
            node.saved = ()
        elif crossed:
            node.saved = (None, Saved(value)) if swapped else (Saved(value), None)
        elif swapped:
            keep(node, None, before, Saved(value), tensor)
        else:
            keep(node, before, None, tensor, Saved(value))
        if state.recording == 2:
            note(node)
        return t

    return call


def in_general(op: Op, args: tuple[Any, ...]) -> Any:
    """An elementwise call in general: promotion, constants, any dtype, every rule."""
    try:
        raws = [a._data if isinstance(a, Tensor) else a for a in args]
        tensors = any(isinstance(a, Tensor) for a in args)
        if not tensors:
            return op.forward(*raws)
        promote_into(op, raws)
        try:
            out = (op.more.get("widened") or op.forward)(*raws)
        except ValueError:
            shapes = [r.shape for r in raws]
            if len(shapes) < 2:
                raise
            raise errors.broadcast(shapes[0], shapes[1]) from None
        needed = state.recording and any(isinstance(a, Tensor) and a._node is not None for a in args)
        if needed and (op.rules or op.grads) and dtypes.category(out.dtype) >= dtypes.FLOATING:
            return record(op, args, raws, out, edges_of(op, args))
        return wrap(out)
    except errors.REFUSED:
        op.refuse(args, {})
        raise
