"""Replay: a backward pass, taken down arrival by arrival.

Lives here: `Replay`, a list of `Arrival`s, and `replay_scalars` and `replay_tensors`, which run the pass.  May import
`formulas`, `records`, `summary`, the engine, and `minigrad.autograd`.  Start reading at `Arrival`.

The pass is a real one, over the real graph, through the hooks that the program itself may use; what it leaves behind
is nothing: no `.grad` is touched, the graph is kept, and the hooks are gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from minigrad.viz.html.formulas import bare, expression_text, formula_text, local_derivative
from minigrad.viz.records import Graph
from minigrad.viz.summary import LEVELS, tensor_text, thumbnail

PICTURED = 4_000
"""A pass of more arrivals is told in words alone: pictures would be most of the page."""

SHORT_NAME = 16
"""An output goes by the expression that gave it, if that has up to so many characters."""

WHOLE = 36
"""Tensors of up to so many elements are shown whole."""


@dataclass(slots=True)
class Shown:
    """A gradient: as text, and where it is a tensor its shape, and its elements (if few) or its picture."""

    text: str
    shape: tuple[int, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    picture: str = ""


@dataclass(slots=True)
class Arrival:
    """One gradient that travels along an edge, against its direction, and is added to what has arrived before.

    `edge` and `target` are numbers of the drawing (`edge` is -1 for the gradient that starts the pass, and `op` the
    node that sent it).  `rule` tells how it was computed, `local` its local derivative at these values, and `sum` is
    what the target has got so far.
    """

    edge: int
    op: int
    target: int
    added: Shown
    sum: Shown
    rule: str = ""
    local: str = ""
    times: str = ""
    first: bool = True
    complete: bool = False


@dataclass(slots=True)
class Replay:
    """The arrivals in their order; where there are none, `note` says why."""

    arrivals: list[Arrival] = field(default_factory=list)
    note: str = ""
    names: dict[int, str] = field(default_factory=dict)
    """What the nodes are called in the arrivals' texts, where the drawing has no name for them."""

    def finish(self) -> Replay:
        """Mark the last arrival at each node, where its gradient is complete; a long pass goes without pictures."""
        if len(self.arrivals) > PICTURED:
            for arrival in self.arrivals:
                arrival.added.picture = arrival.sum.picture = ""
        last = {arrival.target: arrival for arrival in self.arrivals}
        for arrival in last.values():
            arrival.complete = True
        return self


def short_number(value: float) -> str:
    """A number with six digits, without zeros at its end.

    >>> from minigrad.viz.html.replay import short_number
    >>> short_number(2.0), short_number(1 / 3), short_number(-1.5e-9)
    ('2', '0.333333', '-1.5e-09')
    """
    return f"{value:.6g}"


def operand_edges(graph: Graph) -> dict[int, list[int]]:
    """By node: the edges into it, in order; saved tensors and their like aside."""
    found: dict[int, list[int]] = {}
    for i, edge in enumerate(graph.edges):
        if not edge.saved:
            found.setdefault(edge.head, []).append(i)
    return found


# Scalars ------------------------------------------------------------------------------------------------------------


def replay_scalars(outputs: list[Any], numbers: dict[int, int], graph: Graph) -> Replay:
    """The pass that `Value.backward` makes, or why there is none."""
    try:
        return _replay_values(outputs, numbers, graph)
    except (ArithmeticError, ValueError) as error:
        return Replay(note=f"There is no derivative at these values: {error}.")


def _replay_values(outputs: list[Any], numbers: dict[int, int], graph: Graph) -> Replay:
    """The pass that `Value.backward` makes, newest value first, without writing to any `grad`.

    `numbers` gives the node of each value by its id.  Graphs of other classes with micrograd's interface have no
    formulas that could be run, and get a note instead.
    """
    from minigrad.scalar import Value

    seen: dict[int, Any] = {}
    stack = list(outputs)
    while stack:
        value = stack.pop()
        if not isinstance(value, Value):
            kind = type(value).__name__
            return Replay(note=f"A {kind} does not tell its derivatives: only minigrad's Values replay.")
        if id(value) not in seen:
            seen[id(value)] = value
            stack += value._parents
    order = sorted(seen.values(), key=lambda value: value._age)
    name = _names(order, numbers, graph)
    into = operand_edges(graph)
    replay = Replay(names={numbers[id(value)]: bare(name[id(value)]) for value in order})
    g: dict[int, float] = {}
    for root in {id(output): output for output in outputs}.values():
        g[id(root)] = 1.0
        text = Shown(short_number(1.0))
        itself = _operand_text(bare(name[id(root)]))
        rule = f"∂{itself}/∂{itself} = 1"
        replay.arrivals.append(Arrival(-1, numbers[id(root)], numbers[id(root)], text, text, rule))
    for value in reversed(order):
        if value._made is None or id(value) not in g:
            continue
        number = numbers[id(value)]
        edges = into[into_op(graph, into, number)]
        for k, (operand, local) in enumerate(_local_derivatives(value)):
            if local is None:
                continue
            at_one, added = local(1.0), local(g[id(value)])
            before = g.get(id(operand))
            # As the engine adds: a gradient is 0.0 before the first arrives.
            g[id(operand)] = total = (0.0 if before is None else before) + added
            formula = _derivative_text(value, k, name)
            whole, part = _out_text(value, name), bare(name[id(operand)])
            equals = "" if formula in ("", short_number(at_one)) else f"{formula} = "
            replay.arrivals.append(
                Arrival(
                    edges[k],
                    number,
                    numbers[id(operand)],
                    Shown(short_number(added)),
                    Shown(short_number(total)),
                    f"∂{_operand_text(whole)}/∂{_operand_text(part)} = {equals}{short_number(at_one)}",
                    short_number(at_one),
                    short_number(g[id(value)]),
                    first=before is None,
                )
            )
    return replay.finish()


def into_op(graph: Graph, into: dict[int, list[int]], number: int) -> int:
    """The op that gave a value."""
    return graph.edges[into[number][0]].tail


def _operand_text(text: str) -> str:
    return text if text.replace("_", "").replace(".", "").isalnum() else f"({text})"


def _local_derivatives(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each operand of a value, in order, with its formula as a function of g alone; None for a plain number."""
    parents = value._parents
    a, b = parents[0], parents[-1]
    known = (a.data, b.data, value.data)
    for operand, (formula, places) in zip(parents, value._made.derivatives, strict=True):
        yield operand, None if formula is None else partial(_apply, formula, [known[i] for i in places])


def _apply(formula: Any, taken: list[float], g: float) -> float:
    return float(formula(g, *taken))


def _row(value: Any) -> Any:
    """The op of the table that gave a value."""
    from minigrad.ops import TABLE
    from minigrad.scalar import _SYMBOLS

    symbol = value._op
    name = next((name for name, sign in _SYMBOLS.items() if sign == symbol and name in TABLE), symbol)
    return TABLE.get(name) or next(row for key, row in TABLE.items() if key.rpartition(".")[2] == name)


def _derivative_text(value: Any, k: int, name: dict[int, str]) -> str:
    """The k-th local derivative in the operands' own names."""
    op = _row(value).op
    formula = op.rules.get(op.params[k])
    if formula is None:
        return ""
    names = {p: name[id(v)] for p, v in zip(op.params, value._parents, strict=False)}
    values = {p: v.data for p, v in zip(op.params, value._parents, strict=False)}
    return local_derivative(formula, names | {"out": value.label or "out"}, values)


def _out_text(value: Any, name: dict[int, str]) -> str:
    return bare(expression_text(value._op, [name[id(v)] for v in value._parents], name[id(value)]))


def _names(order: list[Any], numbers: dict[int, int], graph: Graph) -> dict[int, str]:
    """What each value is called: its label, its number, or the expression that gave it."""
    found: dict[int, str] = {}
    for value in order:
        number = numbers[id(value)]
        text = graph.nodes[number].name
        if not text:
            operands = [found[id(v)] for v in value._parents]
            ends = graph.nodes[number].kind == "output"
            other = "output" if ends else f"v{number}"
            number_text = f"({value.data:.6g})" if value.data < 0 else short_number(value.data)
            text = expression_text(value._op, operands, other) if operands else number_text
            if ends and len(text) > SHORT_NAME:
                text = other
        found[id(value)] = text
    return found


# Tensors ------------------------------------------------------------------------------------------------------------


def functions_of(outputs: list[Any]) -> list[Any]:
    """Every function that led to these tensors, leaves' accumulators included."""
    found: dict[int, Any] = {}
    stack = [output.grad_fn for output in outputs if output.grad_fn is not None]
    while stack:
        function = stack.pop()
        if id(function) not in found:
            found[id(function)] = function
            stack += [operand for operand, _ in function.next_functions if operand is not None]
    return list(found.values())


def replay_tensors(outputs: list[Any], numbers: dict[int, int], graph: Graph) -> Replay:
    """Run `minigrad.autograd.grad` from these outputs, with ones for their gradients, and listen at every node.

    `numbers` gives the node of each function and tensor by its id.
    """
    from minigrad._engine.graph import Node
    from minigrad._engine.tensor import Tensor

    roots = [output for output in outputs if isinstance(output, Tensor) and output.grad_fn is not None]
    functions = functions_of(roots)
    if not roots:
        return Replay(note="There is nothing to go back through: no operation was recorded.")
    if not all(isinstance(function, Node) for function in functions):
        return Replay(note="Only minigrad's own graphs replay.")
    from minigrad.autograd import grad
    from minigrad.autograd.grad_mode import no_grad
    from minigrad.ops.creation import ones_like

    leaves = [function.variable for function in functions if hasattr(function, "variable")]
    run = _Listener(numbers, graph)
    for root in roots:
        run.start(root)
    try:
        with _listening(functions, run.hear), no_grad():
            grad(roots, leaves, [ones_like(root) for root in roots], retain_graph=True, allow_unused=True)
    except RuntimeError as error:
        return Replay(note=f"The backward pass cannot be replayed: {str(error).split('. ')[0]}.")
    return run.replay.finish()


@contextmanager
def _listening(functions: list[Any], hear: Any) -> Iterator[None]:
    """Hear every node's gradients; meanwhile no result keeps its own, for a `.grad` is the program's."""
    handles, retaining = [], []
    for function in functions:
        extra = function.extra
        if extra is not None and extra.retain is not None:
            retaining.append((extra, extra.retain))
            extra.retain = None
        if not hasattr(function, "variable"):
            handles.append((function, extra, function.register_hook(partial(hear, function))))
    try:
        yield
    finally:
        for function, extra, handle in handles:
            handle.remove()
            if extra is None:
                function.extra = None
        for extra, retain in retaining:
            extra.retain = retain


class _Listener:
    """Takes down what each function sends, in the order of the pass."""

    def __init__(self, numbers: dict[int, int], graph: Graph) -> None:
        self.numbers, self.graph = numbers, graph
        self.into = operand_edges(graph)
        self.sums: dict[tuple[int, int], Any] = {}
        self.rules: dict[tuple[type, int], str] = {}
        self.replay = Replay()

    def start(self, root: Any) -> None:
        from minigrad.ops.creation import ones_like

        ones = ones_like(root)
        shown = show(ones)
        function, output = root.grad_fn, root.output_nr
        key = (id(function), output)
        first = key not in self.sums
        self.sums[key] = ones if first else self.sums[key] + ones
        number, end = self.numbers[id(function)], self.numbers[id(root)]
        name = self.graph.nodes[end].name or "output"
        says = f"∂{name}/∂{name} = 1" if root.numel() == 1 else f"{name} is no scalar: the pass starts with ones"
        self.replay.arrivals.append(Arrival(-1, end, end, shown, shown, says))
        edge = self.into.get(end, [-1])[0]
        self.replay.arrivals.append(
            Arrival(edge, end, number, shown, show(self.sums[key]), f"g = ∂{name}/∂{name}", first=first)
        )

    def hear(self, function: Any, grad_inputs: Any, grad_outputs: Any) -> None:
        number = self.numbers[id(function)]
        # An operand that needs no gradient has no edge in the drawing, or is a constant, drawn after the others.
        edges = iter(self.into.get(number, ()))
        for k, ((operand, output), added) in enumerate(zip(function.next_functions, grad_inputs, strict=True)):
            if operand is None:
                continue
            edge = next(edges)
            if added is None:
                continue
            key = (id(operand), output)
            first = key not in self.sums
            self.sums[key] = total = added if first else self.sums[key] + added
            if (type(function), k) not in self.rules:
                self.rules[type(function), k] = _rule(function, k)
            shown = show(added)
            summed = shown if first else show(total)
            rule = self.rules[type(function), k]
            self.replay.arrivals.append(
                Arrival(edge, number, self.numbers[id(operand)], shown, summed, rule, first=first)
            )
        for output in range(len(grad_outputs)):
            self.sums.pop((id(function), output), None)


def _rule(function: Any, k: int) -> str:
    """The formula of a function's k-th gradient, with the name of the argument that it belongs to."""
    op = function.op
    if op is None:  # a Function of the program's own, or the engine's bookkeeping of writes in place
        return "backward(ctx, g)" if function.name().endswith("Backward") else ""
    argument = op.differentiable[0 if op.lists else k]
    formula = formula_text(op.grads or op.rules[argument])
    return f"∂/∂{argument}[{k}]: {formula}" if op.lists else f"∂/∂{argument}: {formula}"


def show(tensor: Any) -> Shown:
    """A tensor whole where it is small, else in a few words and a picture."""
    shape = tuple(int(size) for size in tensor.shape)
    if tensor.numel() <= WHOLE and len(shape) <= 2 and not tensor.is_complex():
        values = tensor.tolist()
        rows = [[values]] if not shape else [values] if len(shape) == 1 else values
        texts = [[f"{v:.4g}" if tensor.numel() > 1 else short_number(v) for v in row] for row in rows]
        text = texts[0][0] if tensor.numel() == 1 else tensor_text(tensor)
        return Shown(text, shape, texts if tensor.numel() > 1 else [])
    return Shown(tensor_text(tensor), shape, [], picture_text(thumbnail(tensor)))


def picture_text(picture: Any) -> str:
    """A thumbnail as one letter a cell, rows apart by slashes: g is zero, a and m are the extremes, x is nan or inf.

    >>> import minigrad as torch
    >>> from minigrad.viz.html.replay import picture_text
    >>> from minigrad.viz.summary import thumbnail
    >>> picture_text(thumbnail(torch.arange(-2.0, 4.0)))
    'cegikm'
    """
    if picture is None:
        return ""
    return "/".join("".join(map(LETTERS.__getitem__, row)) for row in picture.rows)


LETTERS: dict[int | None, str] = {None: "x"} | {level: chr(ord("g") + level) for level in range(-LEVELS, LEVELS + 1)}
