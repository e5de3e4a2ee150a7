"""Layout: sizes and edges in, coordinates and curves out; a layered drawing in pure Python.

Lives here: `layered_layout` and its result `Layout`.  May import the four steps, in their order `ranks`, `order`,
`place`, `route`.  Start reading at `layered_layout`.

The frame is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(1981), with the network simplex of Gansner et al. (1993) for layers and coordinates.  No step recurses, reads a clock
or draws a random number, so the same graph is drawn the same everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from minigrad.viz.order import Edge, LayeredGraph, reduce_crossings
from minigrad.viz.place import place
from minigrad.viz.ranks import assign_ranks, components
from minigrad.viz.route import Curve, Point, route

NODE_GAP, BEND_GAP, RANK_GAP, PORT_GAP = 22.0, 14.0, 30.0, 12.0
MARGIN = 12.0

EDGE_WEIGHT, TRUNK_WEIGHT = 16, 4
"""What a layer costs that an edge passes: one of a single edge, one of a trunk; one of a branch of a trunk costs 1."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: `centres[v]` of node v, `curves[i]` of edge i (a start, then three points per cubic piece).

    `width` and `height` are those of the whole drawing, `ranks` the layer of each node, and `crossings` counts the
    pairs of edge pieces that cross.  `frames[g]` is the (left, top, width, height) of group g, and `captions[g]` where
    its name starts (filled by `nested`).  The nodes `turned` have their results above (`sides`), and the edges
    `crosswise` run from side to side; `oblique` says that edges end in any direction (Graphviz's do).
    """

    width: float
    height: float
    centres: list[Point]
    curves: list[Curve]
    ranks: list[int]
    crossings: int
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)
    captions: list[Point] = field(default_factory=list)
    turned: frozenset[int] = frozenset()
    crosswise: frozenset[int] = frozenset()
    oblique: bool = False


def layered_layout(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    rankdir: str = "TB",
    *,
    values: Sequence[int] | None = None,
    weights: Sequence[int] | None = None,
    round_nodes: Collection[int] = (),
    anchors: Mapping[int, float] | None = None,
    ports: Mapping[int, tuple[float | None, float | None]] | None = None,
    first: Mapping[int, int] | None = None,
    last: Collection[int] = (),
) -> Layout:
    """Lay out nodes of these (width, height) with these (tail, head) edges.

    Edges point down (`rankdir="TB"`) or right (`"LR"`).  Several edges may join the same two nodes.  Edges with the
    same tail and the same entry of `values` (default: the same tail) share a trunk.  An edge of greater weight
    (default 1) is kept shorter.  The nodes in `round_nodes` are ellipses: their edges end on the curve.  Parts that
    are not connected stand side by side.  `CycleError` (a ValueError) where the edges have a cycle.

    For boxes with an inside of their own: `anchors` gives, for some nodes, the place across (from their border) that
    edges pull straight, `ports` for some edges how far from the anchors of tail and head they leave and enter, and the
    nodes `first` and `last` stand on layers of their own (`first` with the length of the history behind each).

    >>> from minigrad.viz.layout import layered_layout
    >>> drawing = layered_layout([(20, 10), (20, 10), (20, 10)], [(0, 2), (1, 2)])
    >>> drawing.ranks, drawing.crossings
    ([0, 0, 1], 0)
    """
    if rankdir not in ("TB", "LR"):
        raise ValueError(f"rankdir must be 'TB' (top to bottom) or 'LR' (left to right), got {rankdir!r}")
    n = len(sizes)
    across = [size if rankdir == "TB" else size[::-1] for size in sizes]
    carried = [(tail, head, value) for (tail, head), value in zip(edges, values or [0] * len(edges), strict=True)]
    ranks = _ranks(n, carried, weights or [1] * len(edges))
    centres: list[Point] = [(0.0, 0.0)] * n
    curves: list[Curve] = [[]] * len(edges)
    offset, extent, crossings = MARGIN, 0.0, 0
    parts = components(n, edges)
    part_of = [0] * n
    for number, part in enumerate(parts):
        for v in part:
            part_of[v] = number
    edges_of: list[list[int]] = [[] for _ in parts]
    for i, (tail, _, _) in enumerate(carried):
        edges_of[part_of[tail]].append(i)
    for part, members in zip(parts, edges_of, strict=True):
        index = {v: i for i, v in enumerate(part)}
        if first or last:
            _set_apart(ranks, part, first or (), last)
        local = [(index[tail], index[head], value) for tail, head, value in (carried[i] for i in members)]
        round_here = {index[v] for v in part if v in round_nodes}
        drawn = _component(
            [across[v] for v in part],
            local,
            [ranks[v] for v in part],
            round_here,
            [anchors.get(v, across[v][0] / 2) for v in part] if anchors else [across[v][0] / 2 for v in part],
            {i: ports[edge] for i, edge in enumerate(members) if edge in ports} if ports else {},
            {index[v]: first[v] for v in part if v in first} if first else {},
            {index[v] for v in part if v in last} if last else (),
        )
        for v, (x, y) in zip(part, drawn.centres, strict=True):
            centres[v] = (x + offset, y + MARGIN)
        for i, curve in zip(members, drawn.curves, strict=True):
            curves[i] = [(x + offset, y + MARGIN) for x, y in curve]
        offset += drawn.width + 2 * NODE_GAP
        extent = max(extent, drawn.height)
        crossings += drawn.crossings
    width, height = (offset - 2 * NODE_GAP + MARGIN if parts else 2 * MARGIN), extent + 2 * MARGIN
    if rankdir == "LR":
        centres = [(y, x) for x, y in centres]
        curves = [[(y, x) for x, y in curve] for curve in curves]
        width, height = height, width
    return Layout(width, height, centres, curves, ranks, crossings)


def _ranks(n: int, edges: Sequence[Edge], weights: Sequence[int]) -> list[int]:
    """Layers that keep the trunks short, and the branches where that costs no trunk.

    A value with several consumers costs the length of its trunk, so it gets a helper node below them all.
    """
    consumers: dict[tuple[int, int], list[int]] = {}
    for i, (tail, _, value) in enumerate(edges):
        consumers.setdefault((tail, value), []).append(i)
    constraints = []
    helper = n
    for (tail, _), members in consumers.items():
        if len(members) == 1:
            constraints.append((tail, edges[members[0]][1], 1, EDGE_WEIGHT * weights[members[0]]))
            continue
        for i in members:
            constraints += [(tail, edges[i][1], 1, weights[i]), (edges[i][1], helper, 0, 0)]
        constraints.append((tail, helper, 1, TRUNK_WEIGHT * max(weights[i] for i in members)))
        helper += 1
    return assign_ranks(helper, constraints)[:n]


def _set_apart(ranks: list[int], part: Sequence[int], first: Collection[int], last: Collection[int]) -> None:
    """Give the nodes `first` and `last` in a connected part the layers before and after all others."""
    between = [ranks[v] for v in part if v not in first and v not in last]
    shift = 1 - min(between, default=1) if any(v in first for v in part) else 0
    bottom = max(between, default=0) + shift + 1
    for v in part:
        ranks[v] = 0 if v in first else bottom if v in last else ranks[v] + shift


def _main_entry_in_the_middle(graph: LayeredGraph, entries: Mapping[int, int], crossings: int) -> None:
    """Put the entry of the longest history into the middle of its layer, where that costs no crossing."""
    *_, main = sorted(entries, key=entries.__getitem__)
    if sum(entries[v] == entries[main] for v in entries) > 1:
        return
    before = graph.layers[0]
    others = [v for v in before if v != main]
    graph.layers[0] = [*others[: len(others) // 2], main, *others[len(others) // 2 :]]
    if graph.crossings() > crossings:
        graph.layers[0] = before


def _component(
    sizes: Sequence[Point],
    edges: Sequence[Edge],
    ranks: Sequence[int],
    round_nodes: Collection[int],
    anchors: Sequence[float],
    ports: Mapping[int, tuple[float | None, float | None]],
    entries: Mapping[int, int],
    exits: Collection[int],
) -> Layout:
    """One connected part, from top to bottom, its upper left corner at the origin."""
    n = len(sizes)
    graph = LayeredGraph(n, edges, ranks)
    crossings = reduce_crossings(graph)
    if entries:
        _main_entry_in_the_middle(graph, entries, crossings)
    x = place(graph, [width for width, _ in sizes], NODE_GAP, BEND_GAP, anchors, entries, exits)
    left = min([x[v] - anchors[v] for v in range(n)] + [x[v] for v in range(n, len(x))])
    right = max([x[v] - anchors[v] + sizes[v][0] for v in range(n)] + [x[v] for v in range(n, len(x))])
    x = [across - left for across in x]
    bands, bottom = [], 0.0
    thicknesses = [max((sizes[v][1] for v in layer if v < n), default=0.0) for layer in graph.layers]
    for r, (layer, thickness) in enumerate(zip(graph.layers, thicknesses, strict=True)):
        bands.append((bottom, bottom + thickness))
        widest = max((abs(x[v] - x[u]) for v in layer for u in graph.below[v]), default=0.0)
        bottom += thickness
        if r + 1 < len(graph.layers):
            gap = RANK_GAP if thickness and thicknesses[r + 1] else PORT_GAP
            bottom += gap + min(0.08 * widest, 2 * RANK_GAP)  # room for flat edges
    y = [sum(bands[ranks[v]]) / 2 for v in range(n)]
    curves = route(graph, edges, x, y, sizes, bands, round_nodes.__contains__, BEND_GAP, ports)
    middles = [x[v] - anchors[v] + sizes[v][0] / 2 for v in range(n)]
    return Layout(right - left, bottom, list(zip(middles, y, strict=True)), curves, list(ranks), crossings)
