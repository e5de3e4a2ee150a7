"""Order: how the nodes of each layer follow one another, so that few edges cross.

Lives here: `LayeredGraph` (the graph with long edges cut into one piece per layer) and `reduce_crossings`.  May import
the standard library only.  Start reading at `LayeredGraph`.

Edges that carry the same value share their pieces: a weight that ten steps of an RNN use is drawn as one trunk with
ten branches, not as ten lines.  The order comes from sweeps of the weighted median (Gansner et al. 1993, section 3) and
of the barycenter (Sugiyama, Tagawa, Toda 1981), with neighbours exchanged wherever that removes a crossing; last, every
node is tried at other places of its layer (sifting).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Edge = tuple[int, int, int]
"""(tail, head, which of the tail's values it carries)."""


class LayeredGraph:
    """A graph on layers, every edge between consecutive layers: nodes 0..n-1, then *bends* where a long edge passes.

    `above[v]` and `below[v]` are v's neighbours in the layers before and after, `layers[r]` the order of layer r, and
    `paths[i]` the nodes and bends that edge i visits from tail to head.
    """

    def __init__(self, n: int, edges: Sequence[Edge], rank: Sequence[int]) -> None:
        self.n = n
        self.rank = list(rank)
        self.above: list[list[int]] = [[] for _ in range(n)]
        self.below: list[list[int]] = [[] for _ in range(n)]
        self.paths: list[list[int]] = []
        trunks: dict[tuple[int, int], list[int]] = {}  # the tail, then the bends of one value's edges, one per layer
        joined: set[tuple[int, int]] = set()
        for tail, head, value in edges:
            trunk, length = trunks.setdefault((tail, value), [tail]), self.rank[head] - self.rank[tail]
            while len(trunk) < length:
                trunk.append(self._bend(trunk[-1]))
            if (trunk[length - 1], head) not in joined:
                joined.add((trunk[length - 1], head))
                self.below[trunk[length - 1]].append(head)
                self.above[head].append(trunk[length - 1])
            self.paths.append([*trunk[:length], head])
        self.layers: list[list[int]] = [[] for _ in range(max(self.rank, default=-1) + 1)]
        for v in range(len(self.rank)):
            self.layers[self.rank[v]].append(v)

    def _bend(self, previous: int) -> int:
        bend = len(self.rank)
        self.rank.append(self.rank[previous] + 1)
        self.above.append([previous])
        self.below.append([])
        self.below[previous].append(bend)
        return bend

    def crossings(self) -> int:
        """How many pairs of edge pieces cross."""
        position = self.positions()
        return sum(self.crossings_below(r, position) for r in range(len(self.layers) - 1))

    def positions(self) -> list[int]:
        """The place of every node in its layer."""
        position = [0] * len(self.rank)
        for layer in self.layers:
            for place, v in enumerate(layer):
                position[v] = place
        return position

    def crossings_below(self, r: int, position: Sequence[int]) -> int:
        """Crossings between layers r and r + 1: the inversions of the edges' lower ends, by insertion."""
        lower: list[int] = []
        count = 0
        for v in self.layers[r]:
            ends = sorted([position[u] for u in self.below[v]])
            if lower and ends and lower[-1] > ends[0]:
                for end in ends:
                    count += len(lower) - bisect_right(lower, end)
                lower += ends
                lower.sort()  # two runs: linear
            else:
                lower += ends
        return count


def reduce_crossings(graph: LayeredGraph, effort: int = 800_000) -> int:
    """Reorder `graph.layers` so that few edges cross, and return how many do.

    `effort` bounds the work, in visits of a node; nothing else does, so the same graph gets the same order everywhere.
    """
    sweeps = max(2, min(40, effort // (4 * len(graph.rank) + 1)))
    window = max(8, min(200, effort // (4 * len(graph.rank) + 1)))
    best, layers = -1, graph.layers
    for start in (_from_sinks, _from_sources):
        graph.layers = start(graph)
        count = _sweep(graph, sweeps, window)
        if best < 0 or count < best:
            best, layers = count, graph.layers
        if not best:
            break
    graph.layers = layers
    if best:
        best -= _sift(graph, window)
    _face_as_written(graph)
    return best


def _face_as_written(graph: LayeredGraph) -> None:
    """Mirror the drawing where more pairs of operands would then stand in the order in which they were given."""
    position = graph.positions()
    balance = 0
    for operands in graph.above:
        for u, v in pairwise(operands):
            balance += 1 if position[u] <= position[v] else -1
    if balance < 0:
        for layer in graph.layers:
            layer.reverse()


def _depth_first(graph: LayeredGraph, roots: Iterable[int], neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    layers: list[list[int]] = [[] for _ in graph.layers]
    seen = [False] * len(graph.rank)
    stack = [*roots][::-1]
    while stack:
        v = stack.pop()
        if not seen[v]:
            seen[v] = True
            layers[graph.rank[v]].append(v)
            stack += [u for u in reversed(neighbours[v]) if not seen[u]]
    return layers


def _from_sinks(graph: LayeredGraph) -> list[list[int]]:
    """Operands from left to right, as the formula is written: no crossing where the graph is a tree."""
    return _depth_first(graph, (v for v in range(graph.n) if not graph.below[v]), graph.above)


def _from_sources(graph: LayeredGraph) -> list[list[int]]:
    return _depth_first(graph, (v for v in range(graph.n) if not graph.above[v]), graph.below)


def _sweep(graph: LayeredGraph, sweeps: int, window: int) -> int:
    """Sweep down and up until nothing improves for a while; keep the best order met, and return its crossings."""
    _exchange(graph, window)
    best, layers = graph.crossings(), [layer[:] for layer in graph.layers]
    since = 0
    for sweep in range(sweeps):
        if not best or since == 20:
            break
        down, key = sweep % 2 == 0, _median if sweep % 8 < 4 else _barycenter
        position = graph.positions()
        neighbours = graph.above if down else graph.below
        for r in range(1, len(graph.layers)) if down else range(len(graph.layers) - 2, -1, -1):
            _sort_layer(graph.layers[r], neighbours, position, key, turn_ties=sweep % 4 >= 2)
        _exchange(graph, window)
        count = graph.crossings()
        since += 1
        if count < best:
            best, layers, since = count, [layer[:] for layer in graph.layers], 0
    graph.layers = layers
    return best


def _median(places: list[int]) -> float:
    """The weighted median of Gansner et al.: between two middles, nearer to the side where neighbours are denser."""
    places.sort()
    middle = len(places) // 2
    if len(places) % 2:
        return places[middle]
    if len(places) == 2:
        return (places[0] + places[1]) / 2
    left, right = places[middle - 1] - places[0], places[-1] - places[middle]
    if not left + right:
        return (places[middle - 1] + places[middle]) / 2
    return (places[middle - 1] * right + places[middle] * left) / (left + right)


def _barycenter(places: list[int]) -> float:
    return sum(places) / len(places)


def _sort_layer(
    layer: list[int],
    neighbours: Sequence[Sequence[int]],
    position: list[int],
    key: Callable[[list[int]], float],
    turn_ties: bool,
) -> None:
    """Sort by the key of the neighbours' places; a node without neighbours keeps its place.

    Nodes with equal keys keep their order, or with `turn_ties` reverse it, which lets the sweeps leave a dead end.
    """
    keys = {v: key([position[u] for u in neighbours[v]]) for v in layer if neighbours[v]}
    movable = iter(sorted(reversed(keys) if turn_ties else keys, key=keys.__getitem__))
    layer[:] = [next(movable) if v in keys else v for v in layer]
    for place, v in enumerate(layer):
        position[v] = place


def _sorted_places(layer: list[int], neighbours: Sequence[Sequence[int]], position: list[int]) -> dict[int, list[int]]:
    return {v: sorted([position[u] for u in neighbours[v]]) for v in layer}


def _exchange(graph: LayeredGraph, window: int) -> None:
    """Let neighbours in a layer change places as long as that removes crossings."""
    position = graph.positions()
    dirty: Iterable[int] = range(len(graph.layers))
    for _ in range(20):
        changed: set[int] = set()
        for r in dirty:
            layer = graph.layers[r]
            up, down = _sorted_places(layer, graph.above, position), _sorted_places(layer, graph.below, position)
            moved = False
            for _ in range(window):
                exchanged = False
                for i in range(len(layer) - 1):
                    u, v = layer[i], layer[i + 1]
                    if _gain(up[u], up[v]) + _gain(down[u], down[v]) > 0:
                        layer[i], layer[i + 1] = v, u
                        moved = exchanged = True
                if not exchanged:
                    break
            if moved:
                changed.update((r - 1, r + 1))
                for place, v in enumerate(layer):
                    position[v] = place
        dirty = sorted(r for r in changed if 0 <= r < len(graph.layers))
        if not dirty:
            return


def _sift(graph: LayeredGraph, window: int) -> int:
    """Move every node to the best place within `window` of its own: how many crossings that removes."""
    position = graph.positions()
    removed = 0
    dirty: Iterable[int] = range(len(graph.layers))
    for _ in range(10):
        changed: set[int] = set()
        for r in dirty:
            layer = graph.layers[r]
            up, down = _sorted_places(layer, graph.above, position), _sorted_places(layer, graph.below, position)
            for v in list(layer):
                start = layer.index(v)
                best, target = 0, start
                gain = 0
                for i in range(start - 1, max(start - window, 0) - 1, -1):
                    gain += _gain(up[layer[i]], up[v]) + _gain(down[layer[i]], down[v])
                    if gain > best:
                        best, target = gain, i
                gain = 0
                for i in range(start + 1, min(start + window, len(layer))):
                    gain += _gain(up[v], up[layer[i]]) + _gain(down[v], down[layer[i]])
                    if gain > best:
                        best, target = gain, i
                if best:
                    layer.insert(target, layer.pop(start))
                    removed += best
                    changed.update((r - 1, r + 1))
            for place, v in enumerate(layer):
                position[v] = place
        dirty = sorted(r for r in changed if 0 <= r < len(graph.layers))
        if not dirty:
            break
    return removed


def _gain(left: list[int], right: list[int]) -> int:
    """Crossings removed when two neighbours with these (sorted) ends change places."""
    if not left or not right:
        return 0
    if left[-1] < right[0]:
        return -len(left) * len(right)
    gain = 0
    for a in left:
        for b in right:
            if a > b:
                gain += 1
            elif a < b:
                gain -= 1
    return gain
