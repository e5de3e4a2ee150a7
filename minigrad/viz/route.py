"""Route: the curves of the edges, from border to border through the bends.

Lives here: `route`.  May import `order`.  Start reading at `route`.

Between two layers an edge is one cubic Bezier that leaves and enters along the layers' normal; inside a layer it passes
its bend in a straight line.  So no edge touches a node that it does not belong to, and edges that share a trunk share
its very curves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from minigrad.viz.order import Edge, LayeredGraph

Point = tuple[float, float]
"""(across the layers' normal, along it)."""

Curve = list[Point]
"""A start point and then three points per cubic Bezier piece."""

PORT_GAP = 10.0
"""Distance of the arrows that enter one node side by side."""


def route(
    graph: LayeredGraph,
    edges: Sequence[Edge],
    x: Sequence[float],
    y: Sequence[float],
    sizes: Sequence[Point],
    bands: Sequence[Point],
    is_round: Callable[[int], bool],
    bend_gap: float,
    fixed: Mapping[int, tuple[float | None, float | None]] | None = None,
) -> list[Curve]:
    """One curve per edge.

    `x` gives the place of every node and bend across, `y` of every node along; `sizes` the nodes' extents across and
    along; `bands` the first and last coordinate of every layer along.  `fixed` gives, for some edges, how far across
    from its tail's and its head's place the edge leaves and enters (None: as it likes).
    """
    fixed = fixed or {}
    slope = _slopes(graph, x, bands, bend_gap)
    ports = _ports(graph, edges, x, sizes)
    curves = []
    for i, ((tail, head, _), path) in enumerate(zip(edges, graph.paths, strict=True)):
        leave, enter = fixed.get(i, (None, None))
        port = ports[i] if enter is None else x[head] + enter
        start = (x[tail] + (leave or 0.0), y[tail] + sizes[tail][1] / 2)
        curve = [start]
        _line(curve, (start[0], bands[graph.rank[tail]][1]))
        lean = 0.0
        for bend in path[1:-1]:
            first, last = bands[graph.rank[bend]]
            half = slope[bend] * (last - first) / 2
            _bow(curve, (x[bend] - half, first), lean, slope[bend])
            _line(curve, (x[bend] + half, last))
            lean = slope[bend]
        width, height = sizes[head]
        _bow(curve, (port, bands[graph.rank[head]][0]), lean, 0.0)
        rise = _rise((port - x[head]) / (width / 2)) if is_round(head) else 1.0
        _line(curve, (port, y[head] - rise * height / 2))
        curves.append(curve)
    return curves


def _line(curve: Curve, end: Point) -> None:
    start = curve[-1]
    if abs(end[1] - start[1]) > 1e-6:
        third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
        curve += [(start[0] + third[0], start[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end]


def _bow(curve: Curve, end: Point, lean: float, end_lean: float) -> None:
    """A cubic that starts and ends with the given slopes (across per along)."""
    x, y = curve[-1]
    reach = (end[1] - y) / 2
    curve += [(x + lean * reach, y + reach), (end[0] - end_lean * reach, end[1] - reach), end]


def _rise(offset: float) -> float:
    """Height of the unit circle above its axis, at `offset` from the centre."""
    return sqrt(max(0.0, 1.0 - offset**2))


def _slopes(graph: LayeredGraph, x: Sequence[float], bands: Sequence[Point], bend_gap: float) -> list[float]:
    """How a line passes each bend: slanted where it comes from one side and goes on to the other, else straight."""
    slope = [0.0] * len(x)
    for v in range(graph.n, len(x)):
        (u,), onward = graph.above[v], graph.below[v]
        w = next((w for w in onward if w >= graph.n), onward[0] if len(onward) == 1 else -1)
        if w < 0 or (x[v] - x[u]) * (x[w] - x[v]) <= 0:
            continue
        r = graph.rank[v]
        first, last = bands[r]
        before = (x[v] - x[u]) / (first - bands[r - 1][1])
        after = (x[w] - x[v]) / (bands[r + 1][0] - last)
        steep = min(2 * before * after / (before + after), bend_gap / max(last - first, 1.0), key=abs)
        slope[v] = abs(steep) if before > 0 else -abs(steep)
    return slope


def _ports(graph: LayeredGraph, edges: Sequence[Edge], x: Sequence[float], sizes: Sequence[Point]) -> list[float]:
    """Where each edge enters its head: as straight as the head's border allows, side by side, in order."""
    entering: list[list[tuple[float, int]]] = [[] for _ in range(graph.n)]
    for i, (_, head, _) in enumerate(edges):
        entering[head].append((x[graph.paths[i][-2]], i))
    ports = [0.0] * len(edges)
    for head, sources in enumerate(entering):
        if not sources:
            continue
        sources.sort()
        reach = sizes[head][0] * 0.36
        gap = min(PORT_GAP, 2 * reach / max(len(sources) - 1, 1))
        wanted = [min(max(source, x[head] - reach), x[head] + reach) for source, _ in sources]
        for (_, i), port in zip(sources, _spread(wanted, gap, x[head] - reach, x[head] + reach), strict=True):
            ports[i] = port
    return ports


def _spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """The places nearest to the sorted `wanted` (least squares) that are `gap` apart and within low..high."""
    runs: list[tuple[float, int]] = []  # (mean of wanted - i * gap, members): pool adjacent violators
    for i, place in enumerate(wanted):
        mean, members = place - i * gap, 1
        while runs and runs[-1][0] > mean:
            other, count = runs.pop()
            mean, members = (mean * members + other * count) / (members + count), members + count
        runs.append((mean, members))
    level = [mean for mean, members in runs for _ in range(members)]
    top = high - (len(wanted) - 1) * gap
    return [min(max(mean, low), max(top, low)) + i * gap for i, mean in enumerate(level)]
