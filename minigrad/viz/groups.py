"""Groups: which call of which module each node of a graph belongs to.

Lives here: `called_groups` (from a trace, exact), `named_groups` (from the parameters' dotted names), `scalar_groups`
(neurons, in graphs of Values), `series_groups` (runs of ops), and `children`, `members`.  May import `records`.  Start
reading at `named_groups`.

Whoever makes groups here makes them *convex*: no path leaves a group and comes back, so a group can be drawn as one box
in a layered drawing, or folded into one node, without making a cycle.  Calls of a module are convex by themselves,
since they hold all that was recorded from one tick to another.  A name is not: a cell that is called thirty times, with
other ops in between, is thirty groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from minigrad.viz.records import LEAVES, Graph, Group


def members(graph: Graph) -> list[list[int]]:
    """The nodes directly in each group."""
    found: list[list[int]] = [[] for _ in graph.groups]
    for number, node in enumerate(graph.nodes):
        if node.group >= 0:
            found[node.group].append(number)
    return found


def children(graph: Graph) -> list[list[int]]:
    """The groups directly in each group."""
    found: list[list[int]] = [[] for _ in graph.groups]
    for number, group in enumerate(graph.groups):
        if group.parent >= 0:
            found[group.parent].append(number)
    return found


def called_groups(graph: Graph, seqs: Mapping[int, int], trace: Any) -> None:
    """Groups from the calls that a trace saw; `seqs` gives the tick of every op."""
    group_of: dict[int, int] = {}
    for number, seq in seqs.items():
        chain = []
        call = trace.call_at(seq)
        while call >= 0 and call not in group_of:
            chain.append(call)
            call = trace.calls[call].parent
        for call in reversed(chain):
            made = trace.calls[call]
            group_of[call] = len(graph.groups)
            graph.groups.append(Group(made.name, made.kind, group_of.get(made.parent, -1)))
        graph.nodes[number].group = group_of.get(trace.call_at(seq), -1)
    _settle_leaves(graph)
    _drop_wrappers(graph)


def named_groups(graph: Graph, modules: Mapping[str, Any]) -> None:
    """Groups from the dotted names of parameters, which say whose they are; `modules` gives the classes.

    An op that uses parameters belongs to their module.  Any other lies between the module it comes from and the one it
    goes to, and belongs to the innermost one around both.
    """
    path: list[tuple[str, ...] | None] = [None] * len(graph.nodes)
    for number, node in enumerate(graph.nodes):
        if node.kind == "parameter" and "." in node.name:
            path[number] = tuple(node.name.split(".")[:-1])
    if not any(path):
        return
    came: list[tuple[int, tuple[str, ...]] | None] = [None] * len(graph.nodes)  # the latest user of parameters above
    goes: list[tuple[int, tuple[str, ...]] | None] = [None] * len(graph.nodes)  # and the first below
    operands: list[list[int]] = [[] for _ in graph.nodes]
    users: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        operands[edge.head].append(edge.tail)
        users[edge.tail].append(edge.head)
    own: list[tuple[str, ...] | None] = [None] * len(graph.nodes)
    for v, node in enumerate(graph.nodes):
        if node.kind in LEAVES:
            continue
        direct = [p for u in operands[v] if graph.nodes[u].kind in LEAVES and (p := path[u]) is not None]
        if direct and node.kind == "op":
            own[v] = _common(direct)
            came[v] = (v, own[v] or ())
        else:
            came[v] = max((c for u in operands[v] if (c := came[u]) is not None), default=None)
    for v in reversed(range(len(graph.nodes))):
        mine = own[v]
        following = (g for u in users[v] if (g := goes[u]) is not None)
        goes[v] = (v, mine) if mine is not None else min(following, default=None)
    key: list[tuple[str, ...]] = [()] * len(graph.nodes)
    for v, node in enumerate(graph.nodes):
        if node.kind == "op":
            before, after, mine = came[v], goes[v], own[v]
            if mine is not None:
                key[v] = mine
            elif before is not None and after is not None:
                key[v] = _common([before[1], after[1]])
    _group_by_path(graph, key, operands, lambda name: type(modules[name]).__name__ if name in modules else "")
    _settle_leaves(graph)
    _drop_wrappers(graph)


def node_op(graph: Graph, number: int) -> bool:
    """Whether a node is computed by an op, not given."""
    return graph.nodes[number].kind not in LEAVES


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest beginning that all paths share."""
    first, last = min(paths), max(paths)
    n = 0
    while n < min(len(first), len(last)) and first[n] == last[n]:
        n += 1
    return first[:n]


def _group_by_path(
    graph: Graph, key: list[tuple[str, ...]], operands: list[list[int]], kind_of: Callable[[str], str]
) -> None:
    """A convex group for every call of every path, outer ones first.

    A call ends where a path of the graph leaves it, and where a parameter of the module is used again: turn[v] counts,
    on the way to v, how often that was so.  Nodes of one path and one turn are one group.  Two such groups may still
    depend on each other both ways, and `untangle` dissolves these.
    """
    own_leaves = [
        [u for u in users if graph.nodes[u].kind == "parameter" and graph.nodes[u].name.rpartition(".")[0]]
        for users in operands
    ]
    group: list[int] = [-1] * len(key)
    for depth in range(1, max(map(len, key), default=0) + 1):
        parts: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        for v, path in enumerate(key):
            if len(path) >= depth:
                parts.setdefault((group[v], path[:depth]), []).append(v)
        for (parent, path), part in parts.items():
            inside = set(part)
            turn: dict[int, int] = {}
            used: dict[int, int] = {}  # by parameter: the turn of its last use
            name, last = ".".join(path), part[-1]
            for v in range(part[0], last + 1):
                came = [turn[u] + (u in inside and v not in inside) for u in operands[v] if u in turn]
                if came or v in inside:
                    mine = [u for u in own_leaves[v] if graph.nodes[u].name.rpartition(".")[0] == name]
                    turn[v] = max([*came, *(used[u] + 1 for u in mine if u in used)], default=0)
                    used |= dict.fromkeys(mine, turn[v])
            made: dict[int, int] = {}
            for v in part:
                if turn[v] not in made:
                    made[turn[v]] = len(graph.groups)
                    graph.groups.append(Group(name, kind_of(name), parent))
                group[v] = made[turn[v]]
    for v, number in enumerate(group):
        if key[v]:
            graph.nodes[v].group = number


def _settle_leaves(graph: Graph) -> None:
    """A leaf, and what an op saved, stands in the innermost group around all its neighbours."""
    around: dict[int, list[int]] = {}
    for edge in graph.edges:
        if graph.nodes[edge.tail].kind in LEAVES or graph.nodes[edge.tail].name == "AccumulateGrad":
            around.setdefault(edge.tail, []).append(edge.head)
        if edge.saved:
            around.setdefault(edge.head, []).append(edge.tail)
    for v in sorted(around, reverse=True):  # an accumulator before its leaf
        chains = [graph.ancestors(graph.nodes[u].group)[::-1] for u in around[v]]
        shared = -1
        for level in zip(*chains, strict=False):
            if len(set(level)) > 1:
                break
            shared = level[0]
        graph.nodes[v].group = shared


def _drop_wrappers(graph: Graph) -> None:
    """Take out groups that hold nothing but one other group: a container around a single child."""
    inner, nodes = children(graph), members(graph)
    keep = [bool(nodes[g]) or len(inner[g]) != 1 for g in range(len(graph.groups))]
    renumber(graph, keep)


def drop_empty(graph: Graph) -> None:
    """Take out groups without a node, however deep."""
    stays = [False] * len(graph.groups)
    for node in graph.nodes:
        for g in graph.ancestors(node.group):
            stays[g] = True
    renumber(graph, stays)


def renumber(graph: Graph, keep: Sequence[bool]) -> None:
    """Drop the groups that are not kept; what was in them belongs to the nearest kept group around."""
    number = [count - 1 for count in accumulate(keep)]
    nearest = [next((number[a] for a in graph.ancestors(g) if keep[a]), -1) for g in range(len(keep))]
    for group in graph.groups:
        group.parent = nearest[group.parent] if group.parent >= 0 else -1
    for node in graph.nodes:
        node.group = nearest[node.group] if node.group >= 0 else -1
    graph.groups = [group for group, stays in zip(graph.groups, keep, strict=True) if stays]


LINEAR = ("+", "-", "*", "neg", "/")


def scalar_groups(graph: Graph) -> None:
    """Neurons: in a graph of Values, what an activation gave or several use, with the sums and products behind it."""
    users: list[list[int]] = [[] for _ in graph.nodes]
    bent: set[int] = set()  # what a function other than a sum or a product gave
    for edge in graph.edges:
        users[edge.tail].append(edge.head)
        if graph.nodes[edge.tail].kind == "op" and graph.nodes[edge.tail].name not in LINEAR:
            bent.add(edge.head)
    root = list(range(len(graph.nodes)))
    for v in reversed(range(len(graph.nodes))):
        if graph.nodes[v].kind == "output" or len(users[v]) != 1:
            continue
        if v not in bent:
            root[v] = root[users[v][0]]
    _group_roots(graph, root, lambda v: graph.nodes[v].name)


def series_groups(graph: Graph) -> None:
    """Runs of ops in series, with the leaves that only they use: what is left to fold where nothing has a name."""
    operands: list[list[int]] = [[] for _ in graph.nodes]
    users: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        users[edge.tail].append(edge.head)
        if node_op(graph, edge.tail):
            operands[edge.head].append(edge.tail)
    root = list(range(len(graph.nodes)))
    for v in reversed(range(len(graph.nodes))):
        if graph.nodes[v].kind == "output" or len(set(users[v])) != 1:
            continue
        u = users[v][0]
        if graph.nodes[u].kind == "op" and (not node_op(graph, v) or len(set(operands[u])) == 1):
            root[v] = root[u]
    _group_roots(graph, root, lambda v: graph.nodes[v].name)


def _group_roots(graph: Graph, root: list[int], name: Callable[[int], str]) -> None:
    """A group for every root that at least two ops share."""
    parts: dict[int, list[int]] = {}
    for v, r in enumerate(root):
        if graph.nodes[v].kind != "output" or graph.scalar:
            parts.setdefault(r, []).append(v)
    for r, part in parts.items():
        ops = [v for v in part if graph.nodes[v].kind in ("op", "module")]
        if len(ops) > 1 and all(graph.nodes[v].group < 0 for v in part):
            for v in part:
                graph.nodes[v].group = len(graph.groups)
            graph.groups.append(Group(name(r) or graph.nodes[ops[-1]].name, f"{len(ops)} ops"))


def untangle(graph: Graph) -> None:
    """Dissolve groups until those side by side can be drawn as boxes in layers: until no two depend on each other.

    Nothing changes where every group is a call of its own.  The group of the fewest nodes on a cycle goes first.
    """
    while True:
        size = [0] * len(graph.groups)
        for node in graph.nodes:
            for g in graph.ancestors(node.group):
                size[g] += 1
        tangled = _tangled(graph)
        if not tangled:
            return
        gone = min(tangled, key=lambda g: (size[g], g))
        renumber(graph, [g != gone for g in range(len(graph.groups))])


def _tangled(graph: Graph) -> list[int]:
    """Groups on, or between, cycles of boxes side by side."""
    arrows: dict[tuple[int, int], None] = {}  # between boxes: node v is v, group g is -1 - g
    for edge in graph.edges:
        tail, head = boxes(graph, edge.tail, edge.head)
        if tail != head:
            arrows[tail, head] = None
    alive = {box for arrow in arrows for box in arrow}
    for one, other in ((0, 1), (1, 0)):  # peel off sources, then sinks
        onward: dict[int, list[int]] = {}
        waiting = dict.fromkeys(alive, 0)
        for arrow in arrows:
            if arrow[0] in alive and arrow[1] in alive:
                onward.setdefault(arrow[one], []).append(arrow[other])
                waiting[arrow[other]] += 1
        ready = [box for box, count in waiting.items() if not count]
        for box in ready:  # grows while it is read
            alive.discard(box)
            for following in onward.get(box, ()):
                waiting[following] -= 1
                if not waiting[following]:
                    ready.append(following)
    return [-1 - box for box in alive if box < 0]


def boxes(graph: Graph, tail: int, head: int) -> tuple[int, int]:
    """The two boxes side by side, in the innermost group around both nodes, that hold them: v, or -1 - g."""
    above, below = graph.ancestors(graph.nodes[tail].group), graph.ancestors(graph.nodes[head].group)
    while above and below and above[-1] == below[-1]:
        above.pop()
        below.pop()
    return (-1 - above[-1] if above else tail), (-1 - below[-1] if below else head)
