"""Sides: two layered drawings side by side, the second running against the first.

Lives here: `side_by_side`.  May import `records`, `layout` and `nested`.  This is how a graph and the graph of its
derivatives are shown: the computation runs down the left side, the gradients back up the right one, and what the
gradients need of the computation crosses over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from minigrad.viz.layout import MARGIN, Layout
from minigrad.viz.nested import HEADER, arrange
from minigrad.viz.records import Graph
from minigrad.viz.route import Curve, Point

BETWEEN = 70.0


def side_by_side(
    graph: Graph,
    sizes: Sequence[Point],
    captions: Sequence[float],
    rankdir: str = "TB",
    *,
    weights: Sequence[int] | None = None,
    round_nodes: Collection[int] = (),
) -> Layout:
    """Lay out a graph of two groups, 0 and 1, each by itself, the second one turned round.

    The arguments and the result are those of `nested.arrange`.
    """
    along = 1 if rankdir == "TB" else 0
    sides = [[v for v, node in enumerate(graph.nodes) if node.group == side] for side in (0, 1)]
    drawn: list[Layout] = []
    centres: list[Point] = [(0.0, 0.0)] * len(graph.nodes)
    ranks = [0] * len(graph.nodes)
    curves: list[Curve] = [[]] * len(graph.edges)
    inner: list[list[int]] = []
    for side in sides:
        index = {v: i for i, v in enumerate(side)}
        inner.append([i for i, edge in enumerate(graph.edges) if edge.tail in index and edge.head in index])
        edges = [replace(e, tail=index[e.tail], head=index[e.head]) for e in (graph.edges[i] for i in inner[-1])]
        part = Graph([replace(graph.nodes[v], group=-1) for v in side], edges, graph.scalar)
        drawn.append(
            arrange(
                part,
                [sizes[v] for v in side],
                [],
                rankdir,
                weights=[weights[i] for i in inner[-1]] if weights else None,
                round_nodes={index[v] for v in round_nodes if v in index},
            )
        )
    extents = [(layout.width, layout.height) for layout in drawn]
    length = max(extent[along] for extent in extents)
    offset = MARGIN
    frames, names = [], []
    for number, (side, layout) in enumerate(zip(sides, drawn, strict=True)):
        width = max(extents[number][1 - along], captions[number] + MARGIN if along else HEADER)

        def place(point: Point, number: int = number, offset: float = offset) -> Point:
            p, q = point[1 - along] + offset, point[along]
            q = length - q if number else length - extents[0][along] + q
            q += MARGIN + (HEADER if along else 0.0)
            p += 0.0 if along else HEADER
            return (p, q) if along else (q, p)

        for v, centre in zip(side, layout.centres, strict=True):
            centres[v] = place(centre)
        for v, rank in zip(side, layout.ranks, strict=True):
            ranks[v] = rank
        for i, curve in zip(inner[number], layout.curves, strict=True):
            curves[i] = [place(point) for point in curve]
        thick = width + (0.0 if along else HEADER)
        frame = (offset, MARGIN, thick, length + (HEADER if along else 0.0))
        frames.append(frame if along else (frame[1], frame[0], frame[3], frame[2]))
        names.append((frames[-1][0] + MARGIN / 2, frames[-1][1]))
        offset += thick + BETWEEN
    crosswise = frozenset(i for i in range(len(graph.edges)) if not curves[i])
    for i in crosswise:
        edge = graph.edges[i]
        ahead = 1 if graph.nodes[edge.tail].group == 0 else -1
        start, end = list(centres[edge.tail]), list(centres[edge.head])
        start[1 - along] += ahead * sizes[edge.tail][1 - along] / 2
        end[1 - along] -= ahead * sizes[edge.head][1 - along] / 2
        middle = (start[1 - along] + end[1 - along]) / 2
        first, second = list(start), list(end)
        first[1 - along] = second[1 - along] = middle
        curves[i] = [(p[0], p[1]) for p in (start, first, second, end)]
    width, height = offset - BETWEEN + MARGIN, length + 2 * MARGIN + (HEADER if along else 0.0)
    if not along:
        width, height = height, width
    crossings = sum(layout.crossings for layout in drawn)
    return Layout(
        width, height, centres, curves, ranks, crossings, frames, names, frozenset(sides[1]), crosswise
    )
