"""Scalars: the walk over a graph of scalar Values.

Lives here: `record_scalars`.  May import `records` and `summary`.  Goes by micrograd's interface alone: `data`, `grad`,
`_prev` (or `_parents`, which keeps the order) and `_op`.  Never recurses.
"""

from __future__ import annotations

from typing import Any

from minigrad.viz.records import Edge, Graph, Kind, Node
from minigrad.viz.summary import number_text


def record_scalars(
    outputs: list[tuple[str, Any]],
    names: list[tuple[str, Any]],
    show_values: bool,
    show_grads: bool,
    numbers: dict[int, int] | None = None,
) -> Graph:
    """A Value is a box; what computed it is an op between the boxes of its operands and its own.

    `numbers`, if given, is filled with the box of every Value by its id.
    """
    graph = Graph([], [], scalar=True)
    name_of: dict[int, str] = {}
    for name, value in (*names, *outputs):
        if name:
            name_of.setdefault(id(value), name)
    roots = {id(value) for _, value in outputs}
    operands_of = _operands([value for _, value in outputs])
    number_of = {} if numbers is None else numbers
    for value, operands in operands_of:
        if operands:
            op = graph.add(Node("op", str(value._op) or "?"))
            graph.edges += [Edge(number_of[id(operand)], op) for operand in operands]
        name = name_of.get(id(value)) or str(getattr(value, "label", "") or "")
        kind: Kind = "output" if id(value) in roots else "value" if operands else "input" if name else "constant"
        node = Node(kind, name)
        if show_values:
            node.value = number_text(value.data)
        if show_grads:
            node.grad = number_text(getattr(value, "grad", 0.0))
        number_of[id(value)] = graph.add(node)
        if operands:
            graph.edges.append(Edge(op, number_of[id(value)]))
    return graph


def _children(value: Any) -> Any:
    """What a Value was computed from: in order and with repetitions if it remembers these, else micrograd's set."""
    parents = getattr(value, "_parents", None)
    return parents if isinstance(parents, tuple) else value._prev


def _operands(roots: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Every Value with its operands, operands first.  Raises ValueError where a Value is computed from itself."""
    found: list[tuple[Any, list[Any]]] = []
    state: dict[int, bool] = {}  # False while its operands are being visited, True when done
    unordered = False
    stack: list[tuple[Any, list[Any] | None]] = [(root, None) for root in reversed(roots)]
    while stack:
        value, operands = stack.pop()
        if operands is not None:
            state[id(value)] = True
            found.append((value, operands))
        elif id(value) not in state:
            state[id(value)] = False
            children = _children(value)
            unordered |= isinstance(children, (set, frozenset)) and len(children) > 1
            operands = list(children)
            stack.append((value, operands))
            for operand in reversed(operands):
                if id(operand) not in state:
                    stack.append((operand, None))
                elif not state[id(operand)]:
                    raise ValueError("the graph has a cycle: a Value is computed from itself")
    return _in_order(roots, found) if unordered else found


def _in_order(roots: list[Any], found: list[tuple[Any, list[Any]]]) -> list[tuple[Any, list[Any]]]:
    """The same walk with every set of operands sorted by what it says: the order of a set differs from run to run."""
    from hashlib import blake2b

    key: dict[int, tuple[str, str, str]] = {}
    ordered: dict[int, list[Any]] = {}
    for value, operands in found:
        if isinstance(_children(value), (set, frozenset)):
            operands = sorted(operands, key=lambda operand: key[id(operand)])
        ordered[id(value)] = operands
        label = str(getattr(value, "label", "") or "")
        says = f"{label}|{value._op}|{value.data!r}|{getattr(value, 'grad', 0.0)!r}"
        below = "".join(key[id(operand)][2] for operand in operands)
        key[id(value)] = (label or "~", says, blake2b(f"{says}({below})".encode(), digest_size=8).hexdigest())
    result, done = [], set()
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        value, visited = stack.pop()
        if visited:
            result.append((value, ordered[id(value)]))
        elif id(value) not in done:
            done.add(id(value))
            stack.append((value, True))
            stack += [(operand, False) for operand in reversed(ordered[id(value)]) if id(operand) not in done]
    return result
