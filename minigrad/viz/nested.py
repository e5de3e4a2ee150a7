"""Nested: a layered drawing of a graph with boxes around its groups, boxes in boxes included.

Lives here: `arrange`.  May import `records` (the groups), `groups` and `layout`.  Start reading at `arrange`.

From the inside out, every group gets a layered drawing of its own and is then one big node in the drawing of the group
around it, so boxes never overlap and nothing strange stands in one.  A value that enters a group does so through a
*port*, a node without extent on the group's first layer, and one that leaves it through a port on its last layer; each
edge is pieced together from its ways through the boxes.  A big node is aligned by the port of its result, so that the
spine of the computation runs straight through all boxes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from minigrad.viz.groups import boxes
from minigrad.viz.layout import MARGIN, Layout, layered_layout
from minigrad.viz.records import Graph
from minigrad.viz.route import Curve, Point

HEADER = 18.0
"""Room for the name of a group, along its upper border."""

Flow = tuple[int, int, int]
"""One value: its node, which of its results, and the op that keeps it (for saved tensors, else -1)."""

Way = tuple[str, int, Flow]
"""An end of an edge inside a group: ('node', v), ('group', g), or a port, ('in' or 'out', 0) with the value."""

NONE: Flow = (-1, -1, -1)


@dataclass(slots=True)
class _Inside:
    """The drawing inside a group (or of the whole): its items, its edges by their ends, and once laid out, where."""

    items: dict[Way, int] = field(default_factory=dict)
    edges: dict[tuple[Way, Way, Flow, int], int] = field(default_factory=dict)
    weights: list[int] = field(default_factory=list)
    layout: Layout | None = None
    width: float = 0.0
    height: float = 0.0
    anchor: float = 0.0
    caption: Point = (0.0, 0.0)
    shift: Point = (0.0, 0.0)  # of the inner drawing in the box
    place: Point = (0.0, 0.0)  # of the box in the whole drawing

    def item(self, way: Way) -> int:
        return self.items.setdefault(way, len(self.items))


def arrange(
    graph: Graph,
    sizes: Sequence[Point],
    captions: Sequence[float],
    rankdir: str = "TB",
    *,
    weights: Sequence[int] | None = None,
    round_nodes: Collection[int] = (),
) -> Layout:
    """Lay out `graph`, whose nodes have these (width, height) and whose groups' names these widths.

    The result is that of `layered_layout`, with `frames` and `captions` of the groups; `ranks` are those inside each
    node's group.  The groups must be untangled (`groups.untangle`).

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.records import Group
    >>> from minigrad.viz.nested import arrange
    >>> graph = Graph([Node("input"), Node("op", group=0)], [Edge(0, 1)], groups=[Group("linear")])
    >>> len(arrange(graph, [(40, 20), (40, 20)], [50]).frames)
    1
    """
    if rankdir not in ("TB", "LR"):
        raise ValueError(f"rankdir must be 'TB' (top to bottom) or 'LR' (left to right), got {rankdir!r}")
    across = [size if rankdir == "TB" else size[::-1] for size in sizes]
    insides = [_Inside() for _ in range(len(graph.groups) + 1)]  # the whole drawing is the last, number -1
    for v, node in enumerate(graph.nodes):
        insides[node.group].item(("node", v, NONE))
    for g, group in enumerate(graph.groups):
        insides[group.parent].item(("group", g, NONE))
    ways = [_ways(graph, insides, i, (weights or [1] * len(graph.edges))[i]) for i in range(len(graph.edges))]
    history = [1] * len(graph.nodes)  # nodes on the longest path to each
    for edge in sorted(graph.edges, key=lambda edge: edge.head):
        history[edge.head] = max(history[edge.head], history[edge.tail] + 1)
    depth = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
    for g in [*sorted(range(len(graph.groups)), key=lambda g: -depth[g]), -1]:
        _lay_out(insides, g, across, captions[g] if g >= 0 else 0.0, rankdir, round_nodes, history)
    for g in sorted(range(len(graph.groups)), key=depth.__getitem__):
        parent = insides[graph.groups[g].parent]
        assert parent.layout is not None
        x, y = parent.layout.centres[parent.items["group", g, NONE]]
        box = insides[g]
        box.place = (
            parent.place[0] + parent.shift[0] + x - box.width / 2,
            parent.place[1] + parent.shift[1] + y - box.height / 2,
        )
    return _assemble(graph, insides, ways, rankdir)


def _ways(graph: Graph, insides: list[_Inside], i: int, weight: int) -> list[tuple[int, int]]:
    """Note the pieces of an edge in the groups that it passes, from tail to head: (group, number of the edge there)."""
    edge = graph.edges[i]
    flow: Flow = (edge.tail, edge.output, edge.head if edge.saved else -1)
    tail_box, head_box = boxes(graph, edge.tail, edge.head)
    pieces: list[tuple[int, int]] = []

    def note(g: int, tail: Way, head: Way, twin: int) -> None:
        inside = insides[g]
        inside.item(tail)
        inside.item(head)
        key = (tail, head, flow, twin)
        if key not in inside.edges:
            inside.edges[key] = len(inside.edges)
            inside.weights.append(weight)
        pieces.append((g, inside.edges[key]))

    start: Way = ("node", edge.tail, NONE)
    for g in graph.ancestors(graph.nodes[edge.tail].group) if tail_box < 0 else ():
        note(g, start, ("out", 0, flow), 0)
        start = ("group", g, NONE)
        if g == -1 - tail_box:
            break
    inner = graph.ancestors(graph.nodes[edge.head].group) if head_box < 0 else []
    passed = inner[: inner.index(-1 - head_box) + 1] if inner else []
    common = graph.groups[passed[-1]].parent if passed else graph.nodes[edge.head].group
    ends: list[Way] = [("node", edge.head, NONE), *(("group", g, NONE) for g in passed)]
    note(common, start, ends[-1], 0 if passed else i + 1)  # one op may take a value twice: two edges then
    for g, end in zip(reversed(passed), reversed(ends[:-1]), strict=True):
        note(g, ("in", 0, flow), end, 0 if end[0] == "group" else i + 1)
    return pieces


def _lay_out(
    insides: list[_Inside],
    g: int,
    across: Sequence[Point],
    caption: float,
    rankdir: str,
    round_nodes: Collection[int],
    history: Sequence[int],
) -> None:
    """Lay out the inside of a group, whose inner groups are laid out already, and measure the box around it."""
    inside = insides[g]
    sizes: list[Point] = []
    anchors: dict[int, float] = {}
    for kind, number, _ in inside.items:
        if kind == "group":
            anchors[len(sizes)] = insides[number].anchor
            sizes.append((insides[number].width, insides[number].height))
        else:
            sizes.append(across[number] if kind == "node" else (0.0, 0.0))
    edges, flows, ports = [], [], {}
    numbers: dict[Flow, int] = {}
    for i, (tail, head, flow, _) in enumerate(inside.edges):
        edges.append((inside.items[tail], inside.items[head]))
        flows.append(numbers.setdefault(flow, len(numbers)))
        leave = _port(insides[tail[1]], ("out", 0, flow)) if tail[0] == "group" else None
        enter = _port(insides[head[1]], ("in", 0, flow)) if head[0] == "group" else None
        if leave is not None or enter is not None:
            ports[i] = (leave, enter)
    of_kind = {kind: [i for (k, _, _), i in inside.items.items() if k == kind] for kind in ("in", "out")}
    inside.layout = drawn = layered_layout(
        sizes,
        edges,
        values=flows,
        weights=inside.weights,
        round_nodes={i for (kind, v, _), i in inside.items.items() if kind == "node" and v in round_nodes},
        anchors=anchors,
        ports=ports,
        first={i: history[flow[0]] for (kind, _, flow), i in inside.items.items() if kind == "in"},
        last=of_kind["out"],
    )
    if g < 0:
        inside.width, inside.height = drawn.width, drawn.height
        return
    entering = sorted(drawn.centres[i][0] for i in of_kind["in"])
    if rankdir == "TB":
        inside.shift = (0.0, HEADER - MARGIN / 2)
        start, inside.width = _caption_place(entering, drawn.width, caption)
        inside.caption = (start, 0.0)
        inside.height = drawn.height + inside.shift[1]
    else:  # the drawing is turned at the end: the upper border is the left one here
        inside.shift = (HEADER - MARGIN / 2, 0.0)
        inside.caption = (0.0, MARGIN / 2)
        inside.width = drawn.width + inside.shift[0]
        inside.height = max(drawn.height, caption + MARGIN)
    leaving = [drawn.centres[i][0] for i in of_kind["out"]]
    if leaving:
        spine = leaving[-1]
    else:
        spine = entering[len(entering) // 2] if entering else drawn.width / 2
    inside.anchor = spine + inside.shift[0]


def _caption_place(entering: list[float], width: float, caption: float) -> tuple[float, float]:
    """Where a name stands clear of the edges that enter above it, and the width of the box with it."""
    pad = MARGIN / 2
    stops = [0.0, *entering]
    for left, right in zip(stops, [*entering, width], strict=True):
        if right - left >= caption + 2 * pad:
            return left + pad, width
    return stops[-1] + pad, max(width, stops[-1] + caption + 2 * pad)


def _port(box: _Inside, way: Way) -> float | None:
    """How far from a box's anchor the port of a value is."""
    assert box.layout is not None
    return box.layout.centres[box.items[way]][0] + box.shift[0] - box.anchor


def _assemble(graph: Graph, insides: list[_Inside], ways: list[list[tuple[int, int]]], rankdir: str) -> Layout:
    whole = insides[-1]
    centres: list[Point] = []
    ranks: list[int] = []
    for v, node in enumerate(graph.nodes):
        inside = insides[node.group]
        layout = inside.layout
        assert layout is not None
        i = inside.items["node", v, NONE]
        centres.append(_moved(layout.centres[i], inside))
        ranks.append(layout.ranks[i])
    pieces: dict[tuple[int, int], Curve] = {}
    for g in range(-1, len(graph.groups)):
        inside = insides[g]
        assert inside.layout is not None
        for (tail, head, _, _), i in inside.edges.items():
            curve = [_moved(point, inside) for point in inside.layout.curves[i]]
            if tail[0] == "in":
                x, y = curve[0]
                curve = [*_straight((x, inside.place[1]), (x, y)), *curve[1:]]
            if head[0] == "out":
                x, y = curve[-1]
                curve += _straight((x, y), (x, inside.place[1] + inside.height))[1:]
            pieces[g, i] = curve
    curves = []
    for way in ways:
        first, *more = (pieces[piece] for piece in way)
        curves.append(first + [point for curve in more for point in curve[1:]])
    frames = [(*box.place, box.width, box.height) for box in insides[:-1]]
    captions = [(box.place[0] + box.caption[0], box.place[1] + box.caption[1]) for box in insides[:-1]]
    crossings = sum(inside.layout.crossings for inside in insides if inside.layout is not None)
    if rankdir == "TB":
        return Layout(whole.width, whole.height, centres, curves, ranks, crossings, frames, captions)
    return Layout(
        whole.height,
        whole.width,
        [(y, x) for x, y in centres],
        [[(y, x) for x, y in curve] for curve in curves],
        ranks,
        crossings,
        [(y, x, height, width) for x, y, width, height in frames],
        [(y, x) for x, y in captions],
    )


def _moved(point: Point, inside: _Inside) -> Point:
    return point[0] + inside.place[0] + inside.shift[0], point[1] + inside.place[1] + inside.shift[1]


def _straight(start: Point, end: Point) -> Curve:
    """A straight line as one cubic piece."""
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    return [start, (start[0] + third[0], start[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end]
