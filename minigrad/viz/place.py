"""Place: where across its layer each node stands, so that edges run straight and short.

Lives here: `place`.  May import `ranks` (the network simplex) and `order`.  Start reading at `place`.

Nodes that should stand exactly in line are glued into *blocks* first: the bends of a trunk, and the spine of the
computation (a node and the operand with the longest history, where each is the other's choice), so that a chain of
operations is a straight line with its parameters at its sides.  Then the blocks are placed to minimise the weighted sum
of all |x[tail] - x[head]|, which is again a network simplex (Gansner et al. 1993, section 4.2): for each edge a helper
node h with h <= x[tail] and h <= x[head], and the sum of both distances to be least.  The optimum is rarely unique, so
last every block moves to the middle of the places that are equally good for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from minigrad.viz.order import LayeredGraph
from minigrad.viz.ranks import NetworkSimplex

BEND_WEIGHT = 2
"""How much harder a long edge pulls straight than one between neighbouring layers."""


def place(graph: LayeredGraph, widths: Sequence[float], node_gap: float, bend_gap: float) -> list[float]:
    """The centre of every node and bend across its layer; `widths` gives the nodes' extents.

    Neighbours in a layer keep `node_gap` between their borders, or `bend_gap` where one of them is a bend.
    """
    block, n_blocks = _blocks(graph)
    apart: dict[tuple[int, int], int] = {}
    for layer in graph.layers:
        for u, v in pairwise(layer):
            nodes = u < graph.n and v < graph.n
            extent = (widths[u] if u < graph.n else 0) + (widths[v] if v < graph.n else 0)
            pair = (block[u], block[v])
            apart[pair] = max(apart.get(pair, 0), ceil(extent / 2 + (node_gap if nodes else bend_gap)))
    pull: dict[tuple[int, int], int] = {}
    for v, neighbours in enumerate(graph.below):
        for u in neighbours:
            if block[u] != block[v]:
                pair = (min(block[u], block[v]), max(block[u], block[v]))
                pull[pair] = pull.get(pair, 0) + (1 if u < graph.n and v < graph.n else BEND_WEIGHT)
    edges = [(a, b, distance, 0) for (a, b), distance in apart.items()]
    for helper, ((a, b), weight) in enumerate(pull.items(), n_blocks):
        edges += [(helper, a, 0, weight), (helper, b, 0, weight)]
    x: list[float] = list(NetworkSimplex(n_blocks + len(pull), edges).solve()[:n_blocks])
    _centre(x, apart, pull)
    return [x[b] for b in block]


def _blocks(graph: LayeredGraph) -> tuple[list[int], int]:
    """The block of every node and bend, and the number of blocks."""
    following = _spine(graph)
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


def _spine(graph: LayeredGraph) -> list[int]:
    """For every node the one below it that stands exactly in line with it, or -1; no two such pairs cross."""
    n, size = graph.n, len(graph.rank)
    history, future = [0] * size, [0] * size  # nodes on the longest path to here, and from here
    for layer in graph.layers:
        for v in layer:
            history[v] = max((history[u] for u in graph.above[v]), default=0) + (v < n)
    for layer in reversed(graph.layers):
        for v in layer:
            future[v] = max((future[u] for u in graph.below[v]), default=0) + (v < n)
    choice_above = [_only_greatest(graph.above[v], history) for v in range(size)]
    choice_below = [_only_greatest(graph.below[v], future) for v in range(size)]
    for v in range(n, size):
        trunk = [u for u in graph.below[v] if u >= n]
        if trunk:
            choice_below[v] = trunk[0]

    position = graph.positions()
    following = [-1] * size
    for layer in graph.layers:
        pairs = []
        for v in layer:
            u = choice_below[v]
            if u >= 0 and choice_above[u] == v:
                bends = v >= n and u >= n
                pairs.append((not bends, -history[v] - future[v], position[v], position[u], v, u))
        taken: list[tuple[int, int]] = []
        for _, _, upper, lower, v, u in sorted(pairs):
            i = bisect_left(taken, (upper, lower))
            if (i == 0 or taken[i - 1][1] < lower) and (i == len(taken) or taken[i][1] > lower):
                taken.insert(i, (upper, lower))
                following[v] = u
    return following


def _only_greatest(nodes: Sequence[int], measure: Sequence[int]) -> int:
    """The node of greatest measure, or -1 where there is none or a tie: twins stand symmetrically."""
    if not nodes:
        return -1
    greatest = max([measure[u] for u in nodes])
    first, *others = [u for u in nodes if measure[u] == greatest]
    return -1 if others else first


def _centre(x: list[float], apart: dict[tuple[int, int], int], pull: dict[tuple[int, int], int]) -> None:
    """Move every block to the middle of its weighted median interval, as far as its neighbours let it."""
    left: list[list[tuple[int, int]]] = [[] for _ in x]
    right: list[list[tuple[int, int]]] = [[] for _ in x]
    pulls: list[list[tuple[int, int]]] = [[] for _ in x]
    for (a, b), distance in apart.items():
        left[b].append((a, distance))
        right[a].append((b, distance))
    for (a, b), weight in pull.items():
        pulls[a].append((b, weight))
        pulls[b].append((a, weight))
    for _ in range(8):
        moved = False
        for b in range(len(x)):
            if not pulls[b]:
                continue
            low, high = _median_interval(sorted([(x[a], weight) for a, weight in pulls[b]]))
            target = (low + high) / 2
            for a, distance in right[b]:
                target = min(target, x[a] - distance)
            for a, distance in left[b]:
                target = max(target, x[a] + distance)
            if abs(target - x[b]) > 0.5:
                x[b] = target
                moved = True
        if not moved:
            return


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
