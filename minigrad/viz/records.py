"""Records: an autograd graph as plain data, which can be drawn, compared, folded and printed.

Lives here: `Graph` of `Node`s, `Edge`s and `Group`s.  May import `summary`.  Start reading at `Graph`; `recording.py`
makes one.

This is the interface of everything that draws.  A node's number is its index in `graph.nodes`, an edge's in
`graph.edges`, a group's in `graph.groups`; all of them refer to each other by number.  Nodes stand in topological
order, inputs first, so the order is that of the forward pass, and backwards that of the backward pass (`Node.step` has
the real one, where a trace saw it).  Nothing depends on an object's address: the same program gives the same records.
Groups are the calls of modules, as nested boxes: `views.py` folds them into single nodes and `nested.py` places them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from minigrad.viz.summary import Thumbnail

Kind = Literal["parameter", "input", "constant", "op", "module", "value", "output", "saved"]
LEAVES: tuple[Kind, ...] = ("parameter", "input", "constant")


@dataclass(slots=True)
class Node:
    """A box of the drawing.

    `kind` says what it is: a leaf (`parameter`, `input`, `constant`), an `op`, a `module` folded into one node, the
    `value` an op gave (scalar graphs), an `output`, or a tensor that an op `saved`.  `value` and `grad` are numbers as
    text, with their pictures, and `attrs` further rows; all empty where not asked for.  `group` is the innermost group
    around the node (-1: none), `note` a second line of its name.  Of an op, where known: `source`, the line that made
    it (file:line); `memory`, the bytes it keeps for backward; `forward` and `backward`, its seconds; `step`, its turn
    in the backward pass.
    """

    kind: Kind
    name: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    value: str = ""
    grad: str = ""
    attrs: list[tuple[str, str]] = field(default_factory=list)
    group: int = -1
    note: str = ""
    value_picture: Thumbnail | None = None
    grad_picture: Thumbnail | None = None
    source: str = ""
    memory: int | None = None
    forward: float | None = None
    backward: float | None = None
    step: int | None = None


@dataclass(slots=True)
class Edge:
    """From what computes to what uses it.

    `output` numbers the tail's results; `saved` marks a tensor kept by an op; `shape` and `dtype` are those of the
    tensor that flows, and `grad` sums up the gradient that came back, where a trace saw it.
    """

    tail: int
    head: int
    output: int = 0
    saved: bool = False
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    grad: str = ""


@dataclass(slots=True)
class Group:
    """Nodes that belong together: one call of a module.

    `name` is the module's dotted name and `kind` its class; `parent` the group around it (-1: none); `count` how many
    repeats it stands for, and `last` the name of the last of them.
    """

    name: str
    kind: str = ""
    parent: int = -1
    count: int = 1
    last: str = ""


@dataclass(slots=True)
class Graph:
    """Nodes in topological order, the edges between them, and the groups around them; `scalar` for a graph of Values.

    `caption` says what the drawing leaves out; `side_by_side` sets the first group left and the second right.  In a
    notebook it draws itself (`notebook.py`).

    >>> from minigrad.viz import Edge, Graph, Node
    >>> graph = Graph([Node("input", "a"), Node("op", "tanh")], [Edge(0, 1)])
    >>> [(graph.nodes[e.tail].name, graph.nodes[e.head].name) for e in graph.edges]
    [('a', 'tanh')]
    """

    nodes: list[Node]
    edges: list[Edge]
    scalar: bool = False
    groups: list[Group] = field(default_factory=list)
    caption: str = ""
    side_by_side: bool = False

    def add(self, node: Node) -> int:
        """Append a node, and return its number."""
        self.nodes.append(node)
        return len(self.nodes) - 1

    def ancestors(self, group: int) -> list[int]:
        """A group and all groups around it, innermost first; the empty list for -1."""
        found = []
        while group >= 0:
            found.append(group)
            group = self.groups[group].parent
        return found


def is_tensor(value: Any) -> bool:
    """Whether a value has a tensor's interface."""
    return hasattr(value, "grad_fn") and hasattr(value, "shape") and hasattr(value, "dtype")


def is_scalar(value: Any) -> bool:
    """Whether a value has a scalar Value's interface."""
    return hasattr(value, "_prev") and hasattr(value, "_op") and hasattr(value, "data")


def shape_text(shape: tuple[int, ...] | None, dtype: str = "") -> str:
    """A shape as Python writes it, with the dtype where it is not float32.

    >>> from minigrad.viz.records import shape_text
    >>> shape_text((2, 3), "float32"), shape_text((2, 3), "int64"), shape_text(None)
    ('(2, 3)', '(2, 3) int64', '')
    """
    if shape is None:
        return ""
    return str(shape) if dtype in ("", "float32") else f"{shape} {dtype}"
