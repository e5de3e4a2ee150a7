"""Views: which part of a graph is drawn, and how much of it at once.

Lives here: `choose`, and the views it chooses from.  May import `records`, `groups` and `folding`.  Start reading at
`choose`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, get_args

from minigrad.viz.folding import fold, keep_nodes, roll
from minigrad.viz.groups import children, drop_empty, scalar_groups, series_groups, untangle
from minigrad.viz.records import Edge, Graph, Group, Node, shape_text

View = Literal["ops", "modules", "parameters", "backward"]

MAX_NODES = 250
"""What a drawing may have before modules fold, unless it is told otherwise."""

HIDDEN = {"parameters": "parameter", "inputs": "input", "constants": "constant", "saved": "saved"}


def choose(
    graph: Graph,
    view: str = "ops",
    *,
    depth: int | None = None,
    repeats: bool | None = None,
    hide: Collection[str] = (),
    max_nodes: int | None = MAX_NODES,
) -> Graph:
    """The part of `graph` to draw.

    `view`: "ops" has every op; "modules" folds each module that has no module in it, or all below `depth` of nesting,
    into one node; "parameters" keeps parameters and outputs alone, joined as the values flow; "backward" is for a graph
    recorded with `create_graph`: what leads to the first output on one side, all else, its derivatives, on the other.
    `hide` names kinds of nodes to leave out: "parameters", "inputs", "constants", "saved".  `repeats` draws equal
    modules in a row as one, marked × 12 (default: in the view of modules, and where `max_nodes` asks for it).  Over
    `max_nodes` nodes, repeats become one, modules fold, the deepest first, then what hangs together without a name;
    the caption says so.  ValueError for a view or a kind that there is not.

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.views import choose
    >>> graph = Graph([Node("parameter", "w"), Node("op", "Exp"), Node("output")], [Edge(0, 1), Edge(1, 2)])
    >>> [node.kind for node in choose(graph, hide=["parameters"]).nodes]
    ['op', 'output']
    """
    if view not in get_args(View):
        raise ValueError(f"view must be one of {', '.join(map(repr, get_args(View)))}, got {view!r}")
    for kind in hide:
        if kind not in HIDDEN:
            raise ValueError(f"hide must be among {', '.join(map(repr, HIDDEN))}, got {kind!r}")
    if depth is not None and depth < 0:
        raise ValueError(f"depth must be 0 or more, got {depth}")
    total = len(graph.nodes)
    graph = Graph([replace(n) for n in graph.nodes], list(graph.edges), graph.scalar, list(map(replace, graph.groups)))
    if view == "backward":
        return _hidden(_both_ways(graph), hide)
    untangle(graph)
    if view == "parameters":
        graph = _parameters_only(graph)
    if repeats or (repeats is None and view == "modules"):
        graph = roll(graph)
    if view == "modules":
        inner = children(graph)
        deep = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
        fits = [not inner[g] if depth is None else deep[g] > depth for g in range(len(graph.groups))]
        graph = fold(graph, [g for g, folds in enumerate(fits) if folds])
    elif depth is not None:
        graph = fold(graph, [g for g in range(len(graph.groups)) if len(graph.ancestors(g)) > depth])
    graph = _hidden(graph, hide)
    if max_nodes is not None and len(graph.nodes) > max_nodes:
        graph = _fit(graph, max_nodes, roll_first=repeats is not False)
        graph.caption = f"{total:,} nodes drawn as {len(graph.nodes):,}; max_nodes=None draws them all"
    return graph


def _hidden(graph: Graph, hide: Collection[str]) -> Graph:
    kinds = {HIDDEN[kind] for kind in hide}
    keep_nodes(graph, [node.kind not in kinds for node in graph.nodes])
    drop_empty(graph)
    return graph


def _fit(graph: Graph, max_nodes: int, roll_first: bool) -> Graph:
    """Fold until there are few enough nodes, or nothing is left to fold."""
    if graph.scalar and not graph.groups:
        scalar_groups(graph)
        untangle(graph)
        return fold(graph, range(len(graph.groups)))
    if roll_first:
        graph = roll(graph)
    while len(graph.nodes) > max_nodes and graph.groups:
        deep = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
        level = max(deep)
        graph = fold(graph, [g for g, depth in enumerate(deep) if depth == level])
    if len(graph.nodes) > max_nodes:
        series_groups(graph)
        untangle(graph)
        graph = fold(graph, range(len(graph.groups)))
    return graph


def _parameters_only(graph: Graph) -> Graph:
    """Parameters and outputs.  The parameters that one op, or one innermost module, uses become one node.

    An edge says that a value flows from the users of one to the users of the other with no parameter in between.
    """
    owner: dict[int, int] = {}  # node -> the table of parameters it uses
    tables: list[list[int]] = []
    table_of: dict[tuple[str, int], int] = {}
    for edge in graph.edges:
        node = graph.nodes[edge.tail]
        if node.kind in ("parameter", "input"):
            key = ("group", node.group) if node.group >= 0 else ("op", edge.head)
            table = table_of.setdefault(key, len(tables))
            if table == len(tables):
                tables.append([])
            if edge.tail not in tables[table]:
                tables[table].append(edge.tail)
            owner.setdefault(edge.head, table)
    came: list[frozenset[int]] = [frozenset()] * len(graph.nodes)
    arrows: dict[tuple[int, int], None] = {}
    operands: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        if not edge.saved:
            operands[edge.head].append(edge.tail)
    small = Graph([], [], graph.scalar, list(graph.groups), graph.caption)
    ends = []
    for v, node in enumerate(graph.nodes):
        reached: frozenset[int] = frozenset().union(*(came[u] for u in operands[v])) if operands[v] else frozenset()
        if v in owner:
            for other in sorted(reached):
                if other < owner[v]:  # in order of first use, so there is no cycle
                    arrows[other, owner[v]] = None
            reached = frozenset((owner[v],))
        came[v] = reached
        if node.kind == "output":
            ends.append((v, reached))
    for numbers in tables:
        small.add(_table(graph, numbers))
    drop_empty(small)
    small.edges = [Edge(tail, head) for tail, head in arrows]
    for v, reached in ends:
        number = small.add(replace(graph.nodes[v], group=-1))
        small.edges += [Edge(table, number) for table in sorted(reached)]
    return small


def _table(graph: Graph, numbers: list[int]) -> Node:
    """One node for several parameters: a row each, or two rows each with their values."""
    nodes = [graph.nodes[v] for v in numbers]
    if len(nodes) == 1 and nodes[0].group < 0:
        return replace(nodes[0])
    group = nodes[0].group
    name = graph.groups[group].name if group >= 0 else ""
    rows = []
    for node in nodes:
        short = node.name.removeprefix(f"{name}.") or "?"
        rows.append((short, " ".join(filter(None, (shape_text(node.shape, node.dtype), node.value)))))
        if node.grad:
            rows.append((f"{short}.grad", node.grad))
    around = graph.groups[group].parent if group >= 0 else -1
    return Node("parameter", name, attrs=rows, group=around, note=graph.groups[group].kind if group >= 0 else "")


def _both_ways(graph: Graph) -> Graph:
    """Two groups: what leads to the first output, and the rest.  `drawing` sets them side by side."""
    operands: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        operands[edge.head].append(edge.tail)
    first = next(v for v, node in enumerate(graph.nodes) if node.kind == "output")
    forward = {first}
    stack = [first]
    while stack:
        for u in operands[stack.pop()]:
            if u not in forward:
                forward.add(u)
                stack.append(u)
    graph.groups = [Group("forward"), Group("backward")]
    for v, node in enumerate(graph.nodes):
        node.group = 0 if v in forward else 1
    graph.side_by_side = True
    return graph

