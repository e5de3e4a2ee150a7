"""From one declaration to a recorded call.

An `Op` holds what was declared: the forward on arrays, one formula an argument, and what else is known of it.
The names that a formula takes decide what a node saves: an argument's name (the tensor or constant), `out` or an
output's name (the result), and `x_shape`, `x_dtype` (facts of the argument `x`, without keeping it).

Three shapes of call: `unary` and `binary` for elementwise ops, where every nanosecond counts, and `general`.
All take Tensors, arrays and numbers; a call that meets no Tensor returns plain arrays, so that a formula,
written once, runs on arrays at first order and on Tensors where it is itself to be differentiated.
"""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable, Sequence
from operator import is_not
from typing import Any

import numpy as np

from .._arguments import bind, spelled
from .._kinds import named_tuple
from . import dtypes, errors
from .graph import AccumulateGrad, Node, Output, Packed, Recorded, Saved, tick
from .modes import state
from .tensor import Tensor, blank, wrap, wrap_node

ndarray = np.ndarray
generic = np.generic
TENSOR, LIST, CONSTANT = range(3)


class Op:
    """One row of the table.

    `forward(*args)` computes on arrays; `rules` maps argument names to formulas; `grads`, where arguments share work,
    is one function `(g, needs, *saved names)` returning all gradients in the order of the differentiable arguments.
    Further kinds of rule (forward mode, batching) are kept by name in `more`.
    """

    __slots__ = (
        "call", "canonical", "classes", "complex_classes", "constants", "defaults", "differentiable", "doc", "domain",
        "edge_places", "elementwise", "floats", "forward", "grads", "held", "holomorphic", "is_binary", "kinds",
        "linear", "lists", "more", "name", "named", "nodes", "output_names", "params", "positions", "promote", "refuse",
        "rules", "samples", "saved_names", "scalar", "slot_names", "undefined", "variant", "view",
    )  # fmt: skip

    def __init__(
        self,
        forward: Callable[..., Any],
        rules: dict[str, Callable[..., Any]],
        *,
        name: str | None = None,
        grads: Callable[..., Any] | None = None,
        differentiable: Sequence[str] = (),
        canonical: Callable[..., tuple[Any, ...]] | None = None,
        promote: bool | Sequence[str] = False,
        floats: bool = False,
        view: bool = False,
        linear: bool = False,
        outputs: Sequence[str] | None = None,
        undefined: bool = False,
        holomorphic: bool = True,
        node: str | Sequence[str] | None = None,
        variant: Callable[..., int] | None = None,
        scalar: Callable[..., Any] | None = None,
        samples: Callable[..., Any] | None = None,
        domain: Any = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        self.forward, self.rules, self.grads = forward, rules, grads
        self.name = name or forward.__name__.rstrip("_")
        self.doc = forward.__doc__ or ""
        self.canonical, self.floats, self.view, self.linear = canonical, floats, view, linear
        self.undefined, self.variant, self.scalar = undefined, variant, scalar
        self.samples, self.domain, self.more = samples, domain, more or {}
        code = forward.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        self.params: tuple[str, ...] = code.co_varnames[:count]
        given = forward.__defaults__ or ()
        self.defaults: dict[str, Any] = dict(zip(self.params[code.co_argcount - len(given) :], given, strict=False))
        self.defaults |= forward.__kwdefaults__ or {}
        self.positions = code.co_argcount
        self.differentiable: tuple[str, ...] = tuple(differentiable) or tuple(p for p in self.params if p in rules)
        self.kinds = tuple(self._kind(p, str(forward.__annotations__.get(p, ""))) for p in self.params)
        self.lists = LIST in self.kinds
        tensors = [p for p, k in zip(self.params, self.kinds, strict=True) if k != CONSTANT]
        chosen = tensors if promote is True else list(promote or ())
        self.promote = tuple(self.params.index(p) for p in chosen)
        self.output_names: tuple[str, ...] | None = tuple(outputs) if outputs else None
        self.named = named_tuple(self.name, self.output_names) if self.output_names else None
        base = "".join(part.capitalize() for part in self.name.strip("_").split("_"))
        self.nodes: tuple[str, ...] = (
            (f"{base}Backward0",) if node is None else (node,) if isinstance(node, str) else tuple(node)
        )
        self._check(rules)
        self.edge_places = tuple(self.params.index(p) for p in self.differentiable)
        self.classes: tuple[type[Recorded], ...] = ()
        self.complex_classes: tuple[type[Recorded], ...] = ()
        self.holomorphic, self.refuse = holomorphic, no_objection
        self.call: Callable[..., Any] = general(self)
        self.elementwise = self.is_binary = False

    # ------------------------------------------------------------ reading the declaration

    def _kind(self, name: str, annotation: str) -> int:
        if annotation.startswith("Arrays"):
            return LIST
        return TENSOR if "Array" in annotation or name in self.differentiable else CONSTANT

    def _check(self, rules: dict[str, Callable[..., Any]]) -> None:
        for argument in (*rules, *self.differentiable):
            if argument not in self.params:
                raise TypeError(f"op {self.name}: a gradient for '{argument}', which is no argument of it")
        if LIST in (self.kinds[self.params.index(p)] for p in self.differentiable) and len(self.differentiable) > 1:
            raise TypeError(f"op {self.name}: a list of tensors must be its only differentiable argument")

    def _formula_names(self, formula: Callable[..., Any], skip: int) -> tuple[str, ...]:
        code = formula.__code__
        names = code.co_varnames[skip : code.co_argcount]
        known = {*self.params, "out", *(self.output_names or ())}
        for p in self.params:
            known |= {f"{p}_shape", f"{p}_dtype"}
        for name in names:
            if name not in known:
                raise TypeError(f"op {self.name}: a formula names '{name}', which is no argument, result or fact of it")
        return names

    def takes(self, argument: str) -> tuple[str, ...]:
        """The names that an argument's formula takes beside g; none where there is no formula."""
        return self._formula_names(self.rules[argument], 1) if argument in self.rules else ()

    def plan(self) -> tuple[type[Recorded], ...]:
        """Which names the formulas take, in one order: tensors and results first, then constants.  Returns the classes
        of nodes.  Only recording needs all this, so it is worked out when the op first records: imports stay cheap.
        """
        users: dict[str, set[int]] = {}
        formulas = [(self.grads, 2)] if self.grads else [(self.rules[p], 1) for p in self.differentiable]
        for edge, (formula, skip) in enumerate(formulas):
            for name in self._formula_names(formula, skip):
                users.setdefault(name, set()).update(range(len(self.differentiable)) if self.grads else (edge,))
        tensor_names = [n for n in users if self._source(n)[0] in ("input", "out")]
        constant_names = [n for n in users if n not in tensor_names]
        self.slot_names: tuple[str, ...] = tuple(tensor_names)
        self.saved_names: tuple[str, ...] = (*tensor_names, *constant_names)
        every = None if self.lists or len(self.differentiable) == 1 else set(range(len(self.differentiable)))
        self.held: tuple[tuple[bool, int, tuple[int, ...] | None], ...] = tuple(
            (source == "out", index, tuple(users[n]) if every and users[n] != every else None)
            for n in tensor_names
            for source, index in [self._source(n)]
        )
        self.constants = _constants([self._source(n) for n in constant_names], self.kinds[0] == TENSOR)
        self.classes = tuple(self._node_class(n) for n in self.nodes)
        return self.classes

    def _source(self, name: str) -> tuple[str, int]:
        if name in self.params:
            index = self.params.index(name)
            return ("constant" if self.kinds[index] != TENSOR else "input"), index
        if name == "out":
            return "out", 0
        if self.output_names and name in self.output_names:
            return "out", self.output_names.index(name)
        argument, _, fact = name.rpartition("_")
        return fact, self.params.index(argument)

    def node_class(self, variant: int, is_complex: bool) -> type[Recorded]:
        """The class of nodes to record with.

        Formulas are written for real numbers.  With torch's convention for complex ones (the conjugate Wirtinger
        derivative) a holomorphic op's gradient is the same formula between two conjugations.
        """
        if not is_complex or not self.holomorphic:
            return self.classes[variant]
        if not self.complex_classes:
            self.complex_classes = tuple(conjugated(cls) for cls in self.classes)
        return self.complex_classes[variant]

    def _node_class(self, name: str) -> type[Recorded]:
        members = dict[str, Any](__slots__=(), __module__="torch.autograd", op=self, undefined=self.undefined)
        for saved in self.saved_names:
            members["_saved_" + self._seen_as(saved)] = property(functools.partial(self.saved_attribute, name=saved))
        if self.grads is None:
            members["sources"] = tuple((self.rules[p], self._places(self.rules[p])) for p in self.differentiable)
        if self.grads or self.lists or self.output_names or not self.rules:
            return type(name, (GroupNode,), members)
        members["formulas"] = tuple(self._formula(self.rules[p]) for p in self.differentiable)
        return type(name, (OpNode,), members)

    def _formula(self, formula: Callable[..., Any]) -> tuple[Any, int, int]:
        """A formula as `Node.formulas` has it: direct, or adapted to fetch what it takes from the node."""
        places = self._places(formula)
        if len(places) <= 2 and all(held for held, _ in places):
            first, second = [i for _, i in places] + [-1] * (2 - len(places))
            return formula, first, second
        if places == [(False, i) for i in range(len(self.saved_names) - len(self.slot_names))]:
            return ((formula, self.more["adds"]), -4, -1) if "adds" in self.more else (formula, -3, -1)
        return (lambda g, node: formula(g, *[raw_value(node, i) if s else node.args[i] for s, i in places])), -2, -1

    def _places(self, formula: Callable[..., Any]) -> list[tuple[bool, int]]:
        """Where a formula's names are found in a node: (True, place in `saved`) or (False, place in `args`)."""
        return [self._place(name) for name in self._formula_names(formula, 1)]

    def _place(self, name: str) -> tuple[bool, int]:
        if name in self.slot_names:
            return True, self.slot_names.index(name)
        return False, self.saved_names.index(name) - len(self.slot_names)

    # ------------------------------------------------------------ looking back

    def saved_attribute(self, node: Node, name: str) -> Any:
        """`grad_fn._saved_other` and its like."""
        if node.saved is None:
            raise RuntimeError(errors.FREED)
        held, i = self._place(name)
        value = original(tracked_value(node, i)) if held else node.args[i]
        return wrap(value) if isinstance(value, ndarray | generic) else value

    def _seen_as(self, name: str) -> str:
        """torch says `self` of the first argument and `result` of the result."""
        return "result" if name == "out" else "self" if name == self.params[0] else name

    def __repr__(self) -> str:
        return f"<op {self.name}>"


class OpNode(Recorded):
    """A node with one formula an edge; `sources` tells for each where in the node it finds what it takes."""

    __slots__ = ()
    sources: tuple[tuple[Callable[..., Any], list[tuple[bool, int]]], ...]

    def evaluate(self, k: int, g: Any, tracked: bool) -> Any:
        formula, places = self.kind.sources[k]
        value = tracked_value if tracked else raw_value
        return formula(g, *[value(self, i) if held else self.args[i] for held, i in places])


class GroupNode(OpNode):
    """A node whose gradients come from one function, or that has several results or a list of inputs."""

    __slots__ = ()
    formulas = None

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        op: Op = self.kind.op
        if op.grads is not None:
            value = tracked_value if tracked else raw_value
            needs = tuple([edge is not None for edge in self.edges])
            return op.grads(g, needs, *[value(self, i) for i in range(len(op.slot_names))], *self.args)
        if op.lists:
            return self.evaluate(0, g, tracked)
        return [None if edge is None else self.evaluate(k, g, tracked) for k, edge in enumerate(self.edges)]


def conj(g: Any) -> Any:
    """The conjugate of a gradient, or of each in a list; None stays None."""
    if type(g) is list or type(g) is tuple:
        return [conj(part) for part in g]
    return g if g is None else g.conj()


def conjugated(cls: type[Recorded]) -> type[Recorded]:
    """The node class that conjugates around every formula of `cls`."""
    members: dict[str, Any] = {"__slots__": (), "__module__": "torch.autograd"}
    if cls.formulas is None:
        members["backward"] = lambda self, g, tracked: conj(cls.backward(self, conj(g), tracked))
    else:
        members["evaluate"] = lambda self, k, g, tracked: conj(cls.evaluate(self, k, conj(g), tracked))
        members["formulas"] = tuple(
            ((lambda g, node, k=k: node.evaluate(k, g, False)), -2, -1) for k in range(len(cls.formulas))
        )
    return type(cls.__name__, (cls,), members)


def raw_value(node: Node, i: int) -> Any:
    held = node.saved[i]
    return None if held is None else held._data


def tracked_value(node: Node, i: int) -> Any:
    """What a node saved, as a Tensor with its history (a constant as it is)."""
    held = node.saved[i]
    kind = type(held)
    if kind is Saved:
        if not held.is_out:
            return held._data
        shape, dtype = held._data.shape, held._data.dtype
        made = wrap_node(held._data, node if held.nr < 0 else Output(node, held.nr, shape, dtype))
        made._writes = held._writes
        return made
    return held.tensor() if kind is Packed else held


def beside(held: Any) -> Any:
    """In a leaf's place a Tensor over the same memory: the leaf's own gradient, where it has a graph, may hold it."""
    if not isinstance(held, Tensor) or type(held._node) is not AccumulateGrad:
        return held
    made = wrap_node(held._data, held._node)
    made._writes = held.writes()
    return made


def original(value: Any) -> Any:
    """The leaf that a Tensor stands in for; any other value as it is."""
    return value._node.variable if isinstance(value, Tensor) and type(value._node) is AccumulateGrad else value


# ------------------------------------------------------------ recording


def record(op: Op, args: Sequence[Any], raws: Sequence[Any], out: Any, edges: tuple[Node | None, ...]) -> Any:
    """Make the node of a call, and the Tensors of its result.  `raws` are the promoted arrays of `args`."""
    classes = op.classes or op.plan()
    variant = 0 if op.variant is None else op.variant(*raws)
    node: Recorded = Recorded()
    results: Any
    if type(out) is tuple or type(out) is list:
        node.kind = kind = op.node_class(variant, any(o.dtype.kind == "c" for o in out))
        node.formulas = kind.formulas
        results = record_outputs(op, node, out)
    else:
        node.dtype = dtype = out.dtype
        node.kind = kind = op.node_class(variant, True) if dtype.kind == "c" else classes[variant]
        node.formulas = kind.formulas
        results = t = blank()
        t._data = out
        t._node = node
        t._grad = t._writes = t._view = None
        node.shape = out.shape
        node.seq = tick()
    node.edges = edges
    node.extra = None
    node.exact = False
    node.args = op.constants(args, raws)
    if op.held:
        held: list[Any] = []
        for is_result, i, users in op.held:
            if users is not None and not _needed(edges, users):
                held.append(None)
            elif is_result:
                t = results[i] if isinstance(results, tuple | list) else results
                own = t._node
                nr = -1 if own is node else own.nr if own is not None else 0
                held.append(Saved(t._data, t.writes(), own is not None, nr))
            else:
                a, value = args[i], raws[i]
                if isinstance(a, Tensor) and (a._data is value or a._node is not None):
                    held.append(a)
                else:  # the value that was computed with
                    held.append(None if value is None else Saved(value))
        node.saved = tuple(held)
    else:
        node.saved = ()
    if state.recording == 2:
        note(node)
    return results


def _constants(sources: list[tuple[str, int]], shaped: bool) -> Callable[..., tuple[Any, ...]]:
    """What fetches the constants that the formulas take from a call's arguments and their arrays.

    Mostly they stand side by side, perhaps behind the shape of the first argument (`shaped` says that it has one).
    """
    shaped = shaped and sources[:1] == [("shape", 0)]
    rest = sources[shaped:]
    first = rest[0][1] if rest else 0
    if rest != [("constant", first + i) for i in range(len(rest))]:
        return lambda args, raws: tuple([raws[i] if s == "constant" else fact(args[i], s) for s, i in sources])
    part = slice(first, first + len(rest))
    if shaped and len(rest) == 1:
        return lambda args, raws: (raws[0].shape, raws[first])
    return (lambda args, raws: (raws[0].shape, *raws[part])) if shaped else (lambda args, raws: tuple(raws[part]))


def _needed(edges: tuple[Node | None, ...], places: tuple[int, ...]) -> bool:
    """Whether one of these edges needs a gradient."""
    for i in places:  # noqa: SIM110 - a loop costs a third of `any` here
        if edges[i] is not None:
            return True
    return False


def fact(value: Any, source: str) -> Any:
    """The shape or dtype of an argument as it was given (of each, for a list); () and None of a number."""
    if isinstance(value, Tensor):
        return value._data.shape if source == "shape" else value._data.dtype
    if isinstance(value, tuple | list):
        return [fact(v, source) for v in value]
    return getattr(value, source, () if source == "shape" else None)


def edges_of(op: Op, args: Sequence[Any]) -> tuple[Node | None, ...]:
    """The nodes of the arguments that formulas exist for."""
    places = op.edge_places
    if op.lists:
        return tuple([t._node if isinstance(t, Tensor) else None for t in args[places[0]]])
    nodes = []
    for i in places:
        nodes.append(a._node if isinstance(a := args[i], Tensor) else None)  # noqa: PERF401 - a comprehension is a call
    return tuple(nodes)


def record_outputs(op: Op, node: Node, outs: Sequence[Any]) -> Any:
    """Tensors of several results; only floating ones take part in gradients."""
    takes_part = [dtypes.category(o.dtype) >= dtypes.FLOATING for o in outs]
    node.seq = tick()
    if op.output_names and sum(takes_part) == 1:  # values and indices: one gradient, no list
        first = takes_part.index(True)
        node.shape, node.dtype = outs[first].shape, outs[first].dtype
        return op.named(wrap_node(o, node if i == first else None) for i, o in enumerate(outs))  # type: ignore[misc]
    node.shape = tuple(o.shape for o in outs)
    node.dtype = tuple(o.dtype for o in outs)
    made = [
        wrap_node(o, Output(node, i, o.shape, o.dtype) if part else None)
        for i, (o, part) in enumerate(zip(outs, takes_part, strict=True))
    ]
    return op.named(made) if op.named else type(outs)(made)  # type: ignore[call-arg]


def note(node: Node) -> None:
    """Anomaly mode keeps where the call was made; saved-tensor hooks pack what was saved."""
    if state.anomaly:
        frames = traceback.extract_stack()
        while frames and os.path.dirname(os.path.dirname(__file__)) in frames[-1].filename:
            frames.pop()  # the user's line comes last
        node.more().trace = "".join(traceback.format_list(frames))
    if state.saved_hooks and node.saved:
        pack, unpack = state.saved_hooks[-1]
        packed: list[Any] = []
        for i, held in enumerate(node.saved):
            t = tracked_value(node, i) if held is not None else None
            if isinstance(t, Tensor):
                held = Packed(pack(t.detach() if t._node is node else t), unpack, held._writes)
            packed.append(held)
        node.saved = tuple(packed)


# ------------------------------------------------------------ the general call


def no_objection(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Of a call that failed: nothing to say about its arguments.  The table puts torch's words in its place."""


def general(op: Op) -> Callable[..., Any]:
    canonical, forward, promote = op.canonical, op.forward, op.promote
    list_places = tuple(i for i, kind in enumerate(op.kinds) if kind == LIST)
    grows = bool(op.rules or op.grads)
    plain = op.output_names is None and not op.view
    count = len(op.params)

    def call(*args: Any, **kwargs: Any) -> Any:
        given = args
        try:
            if kwargs:
                kwargs = spelled(canonical or forward, kwargs)
            if canonical is not None:
                args = canonical(*args, **kwargs)
            elif kwargs or len(args) != count:
                args = tuple(bind(op, args, kwargs))
            raws = list(args)
            tensors = False
            for i, a in enumerate(args):
                if isinstance(a, Tensor):
                    raws[i] = a._data
                    tensors = True
            for i in list_places:
                if args[i] is not None:
                    raws[i] = [v._data if isinstance(v, Tensor) else v for v in args[i]]
                    tensors = tensors or any(map(is_not, raws[i], args[i]))
            if promote:
                promote_into(op, raws)
            out = forward(*raws)
            if not tensors:
                return out
            if grows and state.recording:
                edges = edges_of(op, args)
                for edge in edges:
                    if edge is not None:
                        return record(op, args, raws, out, edges)
            if plain and type(out) is not list:
                return wrap(out)
            return wrap_outputs(op, out)
        except errors.REFUSED:
            op.refuse(given, kwargs)
            raise

    return call


def wrap_outputs(op: Op, out: Any) -> Any:
    if isinstance(out, tuple | list):
        made = [wrap(o) for o in out]
        return op.named(made) if op.named else type(out)(made)
    return wrap(out)


def promote_into(op: Op, raws: list[Any]) -> None:
    """Bring the promoted operands to their common dtype, as torch's rules have it."""
    kinds = [getattr(raws[i], "dtype", None) for i in op.promote]
    if (kinds[0] is dtypes.F32 or kinds[0] is dtypes.F64) and len(set(map(id, kinds))) == 1:  # float64 == None is True
        return
    operands: list[Any] = []
    for i in op.promote:
        operands.extend(raws[i] if op.kinds[i] == LIST else (raws[i],) if raws[i] is not None else ())
    dtype = dtypes.result_numpy(*operands)
    if op.floats and dtypes.category(dtype) < dtypes.FLOATING:
        dtype = dtypes.default_numpy()
    for i in op.promote:
        if op.kinds[i] == LIST:
            raws[i] = [cast(a, dtype) for a in raws[i]]
        elif raws[i] is not None:
            raws[i] = cast(raws[i], dtype)


def cast(value: Any, dtype: np.dtype[Any]) -> Any:
    """An array of `dtype` with the value's elements; the value itself where it has that dtype."""
    if isinstance(value, ndarray | generic):
        return value if value.dtype is dtype or value.dtype == dtype else value.astype(dtype)
    return np.asarray(value).astype(dtype)
