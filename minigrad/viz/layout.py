"""Layout: sizes and edges in, coordinates and curves out; a layered drawing in pure Python.

Lives here: `layered_layout` and its result `Layout`.  May import the four steps, in their order `ranks`, `order`,
`place`, `route`.  Start reading at `layered_layout`.

The frame is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(1981), with the network simplex of Gansner et al. (1993) for layers and coordinates.  No step recurses, reads a clock
or draws a random number, so the same graph is drawn the same everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from minigrad.viz.order import Edge, LayeredGraph, reduce_crossings
from minigrad.viz.place import place
from minigrad.viz.ranks import assign_ranks, components
from minigrad.viz.route import Curve, Point, route

NODE_GAP, BEND_GAP, RANK_GAP = 22.0, 14.0, 30.0
MARGIN = 12.0

EDGE_WEIGHT, TRUNK_WEIGHT = 16, 4
"""What a layer costs that an edge passes: one of a single edge, one of a trunk; one of a branch of a trunk costs 1."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: `centres[v]` of node v, `curves[i]` of edge i (a start, then three points per cubic piece).

    `width` and `height` are those of the whole drawing, `ranks` the layer of each node, and `crossings` counts the
    pairs of edge pieces that cross.
    """

    width: float
    height: float
    centres: list[Point]
    curves: list[Curve]
    ranks: list[int]
    crossings: int


def layered_layout(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    rankdir: str = "TB",
    *,
    values: Sequence[int] | None = None,
    weights: Sequence[int] | None = None,
    round_nodes: Collection[int] = (),
) -> Layout:
    """Lay out nodes of these (width, height) with these (tail, head) edges.

    Edges point down (`rankdir="TB"`) or right (`"LR"`).  Several edges may join the same two nodes.  Edges with the
    same tail and the same entry of `values` (default: the same tail) share a trunk.  An edge of greater weight
    (default 1) is kept shorter.  The nodes in `round_nodes` are ellipses: their edges end on the curve.  Parts that
    are not connected stand side by side.  `CycleError` (a ValueError) where the edges have a cycle.

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
        local = [(index[tail], index[head], value) for tail, head, value in (carried[i] for i in members)]
        round_here = {index[v] for v in part if v in round_nodes}
        drawn = _component([across[v] for v in part], local, [ranks[v] for v in part], round_here)
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


def _component(
    sizes: Sequence[Point], edges: Sequence[Edge], ranks: Sequence[int], round_nodes: Collection[int]
) -> Layout:
    """One connected part, from top to bottom, its upper left corner at the origin."""
    n = len(sizes)
    graph = LayeredGraph(n, edges, ranks)
    crossings = reduce_crossings(graph)
    x = place(graph, [width for width, _ in sizes], NODE_GAP, BEND_GAP)
    left = min([x[v] - sizes[v][0] / 2 for v in range(n)] + [x[v] for v in range(n, len(x))])
    right = max([x[v] + sizes[v][0] / 2 for v in range(n)] + [x[v] for v in range(n, len(x))])
    x = [across - left for across in x]
    bands, bottom = [], 0.0
    for r, layer in enumerate(graph.layers):
        thickness = max((sizes[v][1] for v in layer if v < n), default=0.0)
        bands.append((bottom, bottom + thickness))
        widest = max((abs(x[v] - x[u]) for v in layer for u in graph.below[v]), default=0.0)
        bottom += thickness
        if r + 1 < len(graph.layers):
            bottom += RANK_GAP + min(0.08 * widest, 2 * RANK_GAP)  # room for flat edges
    y = [sum(bands[ranks[v]]) / 2 for v in range(n)]
    curves = route(graph, edges, x, y, sizes, bands, round_nodes.__contains__, BEND_GAP)
    return Layout(right - left, bottom, list(zip(x[:n], y, strict=True)), curves, list(ranks), crossings)
