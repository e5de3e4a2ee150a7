"""Place: where across its layer each node stands, so that edges run straight and short.

Lives here: `place`.  May import `ranks` (the network simplex) and `order`.  Start reading at `place`.

Nodes that should stand exactly in line are glued into *blocks* first: the bends of a trunk, and the spine of the
computation (a node and the operand with the longest history, where each is the other's choice), so that a chain of
operations is a straight line with its parameters at its sides.  Then the blocks are placed to minimise the weighted sum
of all |x[tail] - x[head]|, which is again a network simplex (Gansner et al. 1993, section 4.2): for each edge a helper
node h with h <= x[tail] and h <= x[head], and the sum of both distances to be least.  The optimum is rarely unique, so
last every block moves to the middle of the places that are equally good for it.

In dense graphs the straight lines of many blocks hold each other apart, and the drawing sprawls.  Then nodes are glued
no more, and the width of the whole is weighed with the lengths of the edges.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import ceil

from minigrad.viz.order import LayeredGraph
from minigrad.viz.ranks import NetworkSimplex

BEND_WEIGHT = 2
"""How much harder a long edge pulls straight than one between neighbouring layers."""

SPRAWL, SLACK, WALL_WEIGHT = 1.5, 400, 100
"""How much wider than its widest layer a drawing may be for straight lines, and what width costs beyond that."""


def place(
    graph: LayeredGraph,
    widths: Sequence[float],
    node_gap: float,
    bend_gap: float,
    anchors: Sequence[float] | None = None,
    entries: Mapping[int, int] | None = None,
    exits: Collection[int] = (),
) -> list[float]:
    """The place of every node's anchor and of every bend across its layer; `widths` gives the nodes' extents.

    `anchors` says where in each node's extent the point is that edges pull straight: its middle by default.
    What comes through `entries` has a history outside of this drawing, of so many nodes, and
    what leaves by `exits` a longer future than anything in it.
    Neighbours in a layer keep `node_gap` between their borders, or `bend_gap` where one of them is a bend.
    """
    before = [width / 2 for width in widths] if anchors is None else anchors
    needed = 0.0  # by the widest layer
    gaps: dict[tuple[int, int], int] = {}
    for layer in graph.layers:
        wide = 0
        for u, v in pairwise(layer):
            extent = (widths[u] - before[u] if u < graph.n else 0) + (before[v] if v < graph.n else 0)
            gaps[u, v] = ceil(extent + (node_gap if u < graph.n and v < graph.n else bend_gap))
            wide += gaps[u, v]
        needed = max(needed, wide)
    following, twins = _spine(graph, entries or {}, exits)
    x = _solve(graph, gaps, following, twins)
    bearable = SPRAWL * needed + SLACK
    if _extent(x) > bearable:  # a dense graph: its straight lines hold each other apart
        bends = [u if v >= graph.n and u >= graph.n else -1 for v, u in enumerate(following)]
        x = _solve(graph, gaps, bends, twins, WALL_WEIGHT)
        if _extent(x) > bearable:
            x = _solve(graph, gaps, [-1] * len(following), twins, WALL_WEIGHT)
    return x


def _extent(x: Sequence[float]) -> float:
    return max(x, default=0.0) - min(x, default=0.0)


def _solve(
    graph: LayeredGraph,
    gaps: Mapping[tuple[int, int], int],
    following: Sequence[int],
    twins: Sequence[tuple[int, list[int]]],
    wall: int = 0,
) -> list[float]:
    """The places for these distances between neighbours in a layer and these nodes exactly in line.

    With `wall`, the width of the whole has this weight beside the lengths of the edges.
    """
    block, n_blocks = _blocks(graph, following)
    apart: dict[tuple[int, int], int] = {}
    for (u, v), gap in gaps.items():
        pair = (block[u], block[v])
        apart[pair] = max(apart.get(pair, 0), gap)
    pull: dict[tuple[int, int], int] = {}
    attached: list[list[int]] = [[] for _ in range(n_blocks)]  # the nodes of other blocks that each block is tied to
    for v, neighbours in enumerate(graph.below):
        for u in neighbours:
            if block[u] != block[v]:
                pair = (min(block[u], block[v]), max(block[u], block[v]))
                pull[pair] = pull.get(pair, 0) + (1 if u < graph.n and v < graph.n else BEND_WEIGHT)
                attached[block[u]].append(v)
                attached[block[v]].append(u)
    edges = [(a, b, distance, 0) for (a, b), distance in apart.items()]
    for helper, ((a, b), weight) in enumerate(pull.items(), n_blocks):
        edges += [(helper, a, 0, weight), (helper, b, 0, weight)]
    size = n_blocks + len(pull)
    if wall:  # two more nodes, before and after all others
        for layer in filter(None, graph.layers):
            edges += [(size, block[layer[0]], 0, 0), (block[layer[-1]], size + 1, 0, 0)]
        edges.append((size, size + 1, 0, wall))
    x: list[float] = list(NetworkSimplex(size + 2 * bool(wall), edges).solve()[:n_blocks])
    left: list[list[tuple[int, int]]] = [[] for _ in x]  # the blocks that b must stand right of, and how far
    right: list[list[tuple[int, int]]] = [[] for _ in x]
    for (a, b), distance in apart.items():
        left[b].append((a, distance))
        right[a].append((b, distance))
    wishes: list[list[list[int]]] = [[] for _ in x]
    for v, nodes in twins:
        wishes[block[v]].append([block[u] for u in nodes])
    _centre(x, left, right, pull, wishes)
    families: dict[int, list[int]] = {}
    for b, nodes in enumerate(attached):
        if len(nodes) == 1:
            families.setdefault(nodes[0], []).append(b)
    for v, family in families.items():
        _centre_family(x, left, right, family, x[block[v]])
    return [x[b] for b in block]


def _blocks(graph: LayeredGraph, following: Sequence[int]) -> tuple[list[int], int]:
    """The block of every node and bend, and the number of blocks."""
    block = [-1] * len(graph.rank)
    count = 0
    for layer in graph.layers:
        for v in layer:
            if block[v] < 0:
                u = v
                while u >= 0:
                    block[u] = count
                    u = following[u]
                count += 1
    return block, count


def _spine(
    graph: LayeredGraph, entries: Mapping[int, int], exits: Collection[int]
) -> tuple[list[int], list[tuple[int, list[int]]]]:
    """For every node the one below it that stands exactly in line with it, or -1; no two such pairs cross.

    Where operands (or consumers) tie for that, none of them is in line: the second result lists these nodes with their
    twins, to stand in the middle of.
    """
    n, size = graph.n, len(graph.rank)
    history, future = [0] * size, [0] * size  # nodes on the longest path to here, and from here
    for layer in graph.layers:
        for v in layer:
            history[v] = max((history[u] for u in graph.above[v]), default=entries.get(v, 0)) + (v < n)
    for layer in reversed(graph.layers):
        for v in layer:
            future[v] = max((future[u] for u in graph.below[v]), default=size if v in exits else 0) + (v < n)
    choice_above = [_greatest(graph.above[v], history) for v in range(size)]
    choice_below = [_greatest(graph.below[v], future) for v in range(size)]
    for v in range(n, size):
        trunk = [u for u in graph.below[v] if u >= n]
        choice_below[v] = trunk or choice_below[v]

    position = graph.positions()
    following = [-1] * size
    for layer in graph.layers:
        pairs = []
        for v in layer:
            u = choice_below[v][0] if len(choice_below[v]) == 1 else -1
            if u >= 0 and choice_above[u] == [v]:
                bends = v >= n and u >= n
                pairs.append((not bends, -history[v] - future[v], position[v], position[u], v, u))
        taken: list[tuple[int, int]] = []
        for _, _, upper, lower, v, u in sorted(pairs):
            i = bisect_left(taken, (upper, lower))
            if (i == 0 or taken[i - 1][1] < lower) and (i == len(taken) or taken[i][1] > lower):
                taken.insert(i, (upper, lower))
                following[v] = u
    twins = [(v, nodes) for choice in (choice_above, choice_below) for v, nodes in enumerate(choice) if len(nodes) > 1]
    return following, twins


def _greatest(nodes: Sequence[int], measure: Sequence[int]) -> list[int]:
    """The nodes of greatest measure."""
    greatest = max([measure[u] for u in nodes], default=0)
    return [u for u in nodes if measure[u] == greatest]


_Neighbours = list[list[tuple[int, int]]]


def _centre(
    x: list[float],
    left: _Neighbours,
    right: _Neighbours,
    pull: dict[tuple[int, int], int],
    wishes: list[list[list[int]]],
) -> None:
    """Move every block to the middle of its weighted median interval, as far as its neighbours let it.

    A block with twins goes to the middle of these instead.
    """
    pulls: _Neighbours = [[] for _ in x]
    for (a, b), weight in pull.items():
        pulls[a].append((b, weight))
        pulls[b].append((a, weight))
    for _ in range(8):
        moved = False
        for b in range(len(x)):
            if not pulls[b]:
                continue
            if wishes[b]:
                ends = [end([x[a] for a in twins]) for twins in wishes[b] for end in (min, max)]
                target = sum(ends) / len(ends)
            else:
                target = sum(_median_interval(sorted([(x[a], weight) for a, weight in pulls[b]]))) / 2
            for a, distance in right[b]:
                target = min(target, x[a] - distance)
            for a, distance in left[b]:
                target = max(target, x[a] + distance)
            if abs(target - x[b]) > 0.5:
                x[b] = target
                moved = True
        if not moved:
            return


def _centre_family(x: list[float], left: _Neighbours, right: _Neighbours, family: list[int], middle: float) -> None:
    """Move neighbours that are tied to one node alone, as its parameters are, to stand around it.

    Their distances stay, and the node stays between the middle two, so no sum of distances grows.
    """
    family.sort(key=lambda b: x[b])
    runs = [[family[0]]]
    for b in family[1:]:
        if any(a == runs[-1][-1] for a, _ in left[b]):
            runs[-1].append(b)
        else:
            runs.append([b])
    for run in runs:
        members = set(run)
        shift = middle - (x[run[(len(run) - 1) // 2]] + x[run[len(run) // 2]]) / 2
        side = left if shift < 0 else right
        room = [abs(x[b] - x[a]) - distance for b in run for a, distance in side[b] if a not in members]
        step = min([abs(shift), *room])
        for b in run:
            x[b] += step if shift > 0 else -step


def _median_interval(points: list[tuple[float, int]]) -> tuple[float, float]:
    """All places with the least weighted distance to the sorted points (place, weight): an interval."""
    half = sum(weight for _, weight in points) / 2
    below = 0
    for i, (place, weight) in enumerate(points):
        below += weight
        if below == half:
            return place, points[i + 1][0]
        if below > half:
            return place, place
    return points[-1][0], points[-1][0]
