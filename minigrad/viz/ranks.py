"""Ranks: which layer of the drawing each node stands on.

Lives here: `assign_ranks`, an optimal layering by network simplex (Gansner, Koutsofios, North, Vo, "A technique for
drawing directed graphs", 1993, section 2).  May import the standard library only.  Start reading at `assign_ranks`.

The problem: choose an integer rank for every node, with rank[head] - rank[tail] >= length for every edge, so that the
weighted sum of all rank[head] - rank[tail] is least.  Autograd graphs are nearly trees and nearly series-parallel, so
most of one is solved exactly by two reductions before any pivot is made:

* a node with one edge stands next to its neighbour (parameters, constants, outputs);
* a node with one edge in and one edge out lies somewhere on the way: the two edges become one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import chain

Edge = tuple[int, int, int, int]
"""(tail, head, least length, weight)."""


class CycleError(ValueError):
    """The edges have a cycle, so no node of it can stand above another."""


def assign_ranks(n: int, edges: Sequence[Edge]) -> list[int]:
    """Ranks of nodes 0..n-1 that minimise the weighted length of all edges; the least rank of a component is 0.

    `edges` are (tail, head, length, weight): `head` stands at least `length` ranks below `tail`.  Raises `CycleError`
    where the edges have a cycle.  Cost: linear for trees and series-parallel graphs, a network simplex for the rest.

    >>> from minigrad.viz.ranks import assign_ranks
    >>> assign_ranks(4, [(0, 1, 1, 1), (1, 2, 1, 1), (3, 2, 1, 1)])
    [0, 1, 2, 1]
    """
    topological_order(n, edges)
    core, core_edges, undo = _reduce(n, edges)
    rank = [0] * n
    if core_edges:
        index = {v: i for i, v in enumerate(core)}
        local = [(index[tail], index[head], length, weight) for tail, head, length, weight in core_edges]
        for v, r in zip(core, NetworkSimplex(len(core), local).solve(), strict=True):
            rank[v] = r
    for v, above, length_above, below, length_below, prefer_above in reversed(undo):
        if below < 0 or (prefer_above and above >= 0):
            rank[v] = rank[above] + length_above if above >= 0 else 0
        else:
            rank[v] = rank[below] - length_below
    return _from_zero(n, edges, rank)


def topological_order(n: int, edges: Sequence[tuple[int, ...]]) -> list[int]:
    """Nodes 0..n-1 so that every edge (tail, head, ...) goes forward; `CycleError` where that cannot be."""
    heads: list[list[int]] = [[] for _ in range(n)]
    waiting = [0] * n
    for edge in edges:
        heads[edge[0]].append(edge[1])
        waiting[edge[1]] += 1
    order = [v for v in range(n) if not waiting[v]]
    for v in order:  # grows while it is read
        for head in heads[v]:
            waiting[head] -= 1
            if not waiting[head]:
                order.append(head)
    if len(order) < n:
        stuck = next(v for v in range(n) if waiting[v])
        raise CycleError(f"the graph has a cycle, and node {stuck} is on it or below it; only acyclic graphs are drawn")
    return order


def components(n: int, edges: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """The weakly connected components, each a sorted list of nodes, ordered by their first node."""
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for edge in edges:
        neighbours[edge[0]].append(edge[1])
        neighbours[edge[1]].append(edge[0])
    seen = [False] * n
    found = []
    for start in range(n):
        if seen[start]:
            continue
        seen[start] = True
        part = [start]
        for v in part:
            for u in neighbours[v]:
                if not seen[u]:
                    seen[u] = True
                    part.append(u)
        found.append(sorted(part))
    return found


def _from_zero(n: int, edges: Sequence[Edge], rank: list[int]) -> list[int]:
    for part in components(n, edges):
        least = min(rank[v] for v in part)
        for v in part:
            rank[v] -= least
    return rank


_Undo = tuple[int, int, int, int, int, bool]
"""(node, node above or -1, length to it, node below or -1, length to it, stand next to the one above)."""


def _reduce(n: int, edges: Sequence[Edge]) -> tuple[list[int], list[Edge], list[_Undo]]:
    """Take out nodes with one edge and nodes in series until none is left: the core, its edges, and how to put back."""
    above: list[dict[int, tuple[int, int]]] = [{} for _ in range(n)]  # above[v][u] = (length, weight) of edge u -> v
    below: list[dict[int, tuple[int, int]]] = [{} for _ in range(n)]

    def connect(tail: int, head: int, length: int, weight: int) -> None:
        if head in below[tail]:  # parallel edges: the longer length holds, the weights pull together
            other_length, other_weight = below[tail][head]
            length, weight = max(length, other_length), weight + other_weight
        below[tail][head] = above[head][tail] = (length, weight)

    for edge in edges:
        connect(*edge)
    undo: list[_Undo] = []
    alive = [True] * n
    queue = deque(range(n))
    while queue:
        v = queue.popleft()
        ins, outs = len(above[v]), len(below[v])
        if not alive[v] or ins > 1 or outs > 1:
            continue
        u, (length_above, weight_above) = next(iter(above[v].items()), (-1, (0, 0)))
        w, (length_below, weight_below) = next(iter(below[v].items()), (-1, (0, 0)))
        # In series with equal pull, a node stands with its consumer, as a parameter does.
        undo.append((v, u, length_above, w, length_below, weight_above > weight_below))
        alive[v] = False
        if u >= 0:
            del below[u][v]
            queue.append(u)
        if w >= 0:
            del above[w][v]
            queue.append(w)
        if u >= 0 and w >= 0:
            connect(u, w, length_above + length_below, min(weight_above, weight_below))
    core = [v for v in range(n) if alive[v]]
    return core, [(u, v, *below[u][v]) for u in core for v in below[u]], undo


class NetworkSimplex:
    """Network simplex on a connected or unconnected acyclic graph.

    A spanning tree of tight edges (rank difference = length) fixes all ranks.  Removing a tree edge leaves a tail side
    and a head side; its *cut value* is the weight of the edges that run with it minus that of those against it.  Where
    a cut value is negative, lengthening that edge shortens the drawing: the least slack edge that runs against it takes
    its place in the tree.  When no cut value is negative the ranks are optimal.

    With supply[v] = (weight out of v) - (weight into v), the edges inside a subtree cancel, so the cut value of the
    edge from v to its parent is plus or minus the sum of the supplies in v's subtree: `total[v]`.
    """

    def __init__(self, n: int, edges: Sequence[Edge]) -> None:
        self.n = n
        self.edges = edges
        self.outs: list[list[Edge]] = [[] for _ in range(n)]
        self.ins: list[list[Edge]] = [[] for _ in range(n)]
        for edge in edges:
            self.outs[edge[0]].append(edge)
            self.ins[edge[1]].append(edge)
        self.rank = [0] * n
        self.parent = [-1] * n
        self.towards_parent = [False] * n  # the tree edge goes from v to its parent
        self.children: list[dict[int, None]] = [{} for _ in range(n)]  # a dict is an ordered set
        self.total = [0] * n

    def solve(self) -> list[int]:
        self._longest_path()
        self._span(self._tight_tree())
        self._pivot()
        return self.rank

    def _longest_path(self) -> None:
        """A feasible start: every node as near as it can be to what it feeds."""
        rank, order = self.rank, topological_order(self.n, self.edges)
        for v in order:
            for _, head, length, _ in self.outs[v]:
                rank[head] = max(rank[head], rank[v] + length)
        for v in reversed(order):
            if self.outs[v]:
                rank[v] = min(rank[head] - length for _, head, length, _ in self.outs[v])

    def _tight_tree(self) -> list[list[Edge]]:
        """A spanning tree of tight edges as edge lists by node; whole pieces are shifted until they touch."""
        rank, n = self.rank, self.n
        leader = list(range(n))
        members = [[v] for v in range(n)]
        tree: list[list[Edge]] = [[] for _ in range(n)]

        def find(v: int) -> int:
            while leader[v] != v:
                leader[v] = v = leader[leader[v]]
            return v

        def join(edge: Edge) -> None:
            a, b = find(edge[0]), find(edge[1])
            tree[edge[0]].append(edge)
            tree[edge[1]].append(edge)
            if len(members[a]) < len(members[b]):
                a, b = b, a
            leader[b] = a
            members[a] += members[b]
            members[b] = []

        for edge in self.edges:
            tail, head, length, _ = edge
            if rank[head] - rank[tail] == length and find(tail) != find(head):
                join(edge)
        pieces = [(len(members[v]), v) for v in range(n) if leader[v] == v]
        heapify(pieces)
        while pieces:
            size, piece = heappop(pieces)
            if leader[piece] != piece or len(members[piece]) != size:
                continue  # joined since it was queued
            best, nearest, shift = None, 0, 0
            for v in members[piece]:
                for edges, sign in ((self.outs[v], 1), (self.ins[v], -1)):
                    for edge in edges:
                        tail, head, length, _ = edge
                        slack = rank[head] - rank[tail] - length
                        if (best is None or slack < nearest) and find(tail) != find(head):
                            best, nearest, shift = edge, slack, sign * slack
            if best is None:
                continue  # a whole component
            for v in members[piece]:
                rank[v] += shift
            join(best)
            root = find(piece)
            heappush(pieces, (len(members[root]), root))
        return tree

    def _span(self, tree: list[list[Edge]]) -> None:
        """Root the tree, and sum the supplies of every subtree."""
        total = self.total
        for tail, head, _, weight in self.edges:
            total[tail] += weight
            total[head] -= weight
        seen = [False] * self.n
        # A hub for a root keeps the subtrees small, and they are what a pivot visits.
        for root in sorted(range(self.n), key=lambda v: -len(tree[v])):
            if seen[root]:
                continue
            seen[root] = True
            order = [root]
            for v in order:
                for tail, head, _, _ in tree[v]:
                    u = head if tail == v else tail
                    if not seen[u]:
                        seen[u] = True
                        self.parent[u], self.towards_parent[u] = v, u == tail
                        self.children[v][u] = None
                        order.append(u)
            for v in reversed(order[1:]):
                total[self.parent[v]] += total[v]

    def _pivot(self) -> None:
        n, total, parent, towards_parent = self.n, self.total, self.parent, self.towards_parent
        start = 0
        for _ in range(20 * n):  # degenerate pivots could in theory go round for ever; any stop is feasible
            leaving, least, seen = -1, 0, 0
            for v in chain(range(start, n), range(start)):
                cut = total[v] if towards_parent[v] else -total[v]
                if cut < 0 and parent[v] >= 0:
                    if cut < least:
                        leaving, least = v, cut
                    seen += 1
                    if seen == 30:
                        break
            if leaving < 0:
                return
            start = leaving + 1
            self._exchange(leaving)

    def _exchange(self, v: int) -> None:
        """Lengthen the tree edge between `v` and its parent until another edge becomes tight, and swap the two."""
        rank, parent, total, children = self.rank, self.parent, self.total, self.children
        below = [v]
        for u in below:
            below += children[u]
        inside = set(below)
        upward = self.towards_parent[v]  # the subtree is the tail side, so edges against the cut enter it
        entering, slack = None, 0
        for u in below:
            for edge in self.ins[u] if upward else self.outs[u]:
                tail, head, length, _ = edge
                if (tail if upward else head) not in inside:
                    gap = rank[head] - rank[tail] - length
                    if entering is None or gap < slack:
                        entering, slack = edge, gap
                        if not gap:
                            break
            if entering is not None and not slack:
                break
        if entering is None:
            raise AssertionError("a negative cut has an edge against it")
        if slack:
            shift = -slack if upward else slack
            for u in below:
                rank[u] += shift
        tail, head = entering[:2]
        x, y = (head, tail) if upward else (tail, head)  # x inside, y outside
        moved = total[v]
        u = parent[v]
        del children[u][v]
        while u >= 0:
            total[u] -= moved
            u = parent[u]
        u = y
        while u >= 0:
            total[u] += moved
            u = parent[u]
        # Hang the subtree by x: the path from x up to v turns round.
        u, above, above_towards, carried = x, y, not upward, 0
        while True:
            old_parent, old_towards, old_total = parent[u], self.towards_parent[u], total[u]
            parent[u], self.towards_parent[u], total[u] = above, above_towards, moved - carried
            children[above][u] = None
            if u == v:
                return
            del children[old_parent][u]
            u, above, above_towards, carried = old_parent, u, not old_towards, old_total
