"""Folding: groups into single nodes, and repeats into one.

Lives here: `fold` and `roll`.  May import `records`, `groups` and `summary`.  Both give a new graph and leave theirs as
it was.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import accumulate
from math import prod

from minigrad.viz.groups import drop_empty, renumber, untangle
from minigrad.viz.records import LEAVES, Edge, Graph, Node
from minigrad.viz.style import short_name
from minigrad.viz.summary import bytes_text, seconds_text


def fold(graph: Graph, groups: Collection[int]) -> Graph:
    """The graph with each of these groups as one node of kind `module`, and everything in it out of sight.

    The node sums up its inside: ops, parameters, and what is known of memory and time; its outgoing edges keep the
    shapes, its incoming ones the gradients.  The groups must be untangled.

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.folding import fold
    >>> from minigrad.viz.records import Group
    >>> nodes = [Node("input", "x"), Node("op", "Mul", group=0), Node("op", "Add", group=0)]
    >>> folded = fold(Graph(nodes, [Edge(0, 1), Edge(1, 2)], groups=[Group("lin", "Linear")]), {0})
    >>> [node.name for node in folded.nodes]
    ['x', 'lin']
    """
    chosen = set(groups)
    # The outermost chosen group around each node, or -1.
    outermost = [next((g for g in reversed(graph.ancestors(n.group)) if g in chosen), -1) for n in graph.nodes]
    box: list[int] = []
    parts: dict[int, list[int]] = {}
    box_of: dict[int, int] = {}
    for v, g in enumerate(outermost):
        if g < 0:
            box.append(len(parts))
        else:
            box.append(box_of.setdefault(g, len(parts)))
        parts.setdefault(box[v], []).append(v)
    order = _topological(len(parts), [(box[edge.tail], box[edge.head]) for edge in graph.edges])
    place = {b: i for i, b in enumerate(order)}
    folded = Graph([], [], graph.scalar, [replace(group) for group in graph.groups], graph.caption)
    for b in order:
        inside = parts[b]
        g = outermost[inside[0]]
        folded.nodes.append(replace(graph.nodes[inside[0]]) if g < 0 else _folded_node(graph, g, inside))
    results: dict[tuple[int, int], int] = {}
    taken: dict[int, int] = {}
    known: set[tuple[int, int, int]] = set()
    for edge in graph.edges:
        tail, head = place[box[edge.tail]], place[box[edge.head]]
        if tail == head or (edge.saved and outermost[edge.tail] >= 0):
            continue
        output = edge.output
        if outermost[edge.tail] >= 0:
            key = (edge.tail, edge.output)
            if key not in results:
                results[key] = taken.get(tail, 0)
                taken[tail] = results[key] + 1
            output = results[key]
        if (tail, head, output) in known and outermost[edge.head] >= 0:
            continue  # a folded node takes a value once
        known.add((tail, head, output))
        folded.edges.append(replace(edge, tail=tail, head=head, output=output))
    _drop_dangling_saved(folded)
    stays = [not any(a in chosen for a in folded.ancestors(g)) for g in range(len(folded.groups))]
    renumber(folded, stays)
    return folded


def _folded_node(graph: Graph, g: int, inside: list[int]) -> Node:
    group = graph.groups[g]
    nodes = [graph.nodes[v] for v in inside]
    parameters = [node for node in nodes if node.kind == "parameter" and node.shape is not None]
    name = short_name(graph, group.name, group.parent) or group.kind
    node = Node("module", name, group=group.parent, note=group.kind if group.kind != name else "")
    if group.count > 1:
        node.note = f"{node.note} × {group.count}".strip()
    if parameters:
        node.attrs.append(("parameters", f"{sum(prod(p.shape or ()) for p in parameters):,}"))
    for attribute, text in (("memory", bytes_text), ("forward", seconds_text), ("backward", seconds_text)):
        key = "keeps" if attribute == "memory" else attribute
        known = [v for n in nodes if n.kind in ("op", "module") and (v := getattr(n, attribute)) is not None]
        if known:
            setattr(node, attribute, sum(known))
            if any(shown == key for n in nodes for shown, _ in n.attrs):
                node.attrs.append((key, text(sum(known))))
    last = nodes[-1]
    node.value, node.grad, node.step = last.value, last.grad, last.step
    node.value_picture, node.grad_picture, node.source = last.value_picture, last.grad_picture, last.source
    if last.kind == "output":
        node.name = last.name or node.name
    return node


def _drop_dangling_saved(graph: Graph) -> None:
    used = {edge.head for edge in graph.edges if edge.saved}
    keep_nodes(graph, [node.kind != "saved" or v in used for v, node in enumerate(graph.nodes)])


def keep_nodes(graph: Graph, keep: list[bool]) -> None:
    """Drop the other nodes and their edges."""
    if all(keep):
        return
    number = [count - 1 for count in accumulate(keep)]
    graph.nodes = [node for node, stays in zip(graph.nodes, keep, strict=True) if stays]
    graph.edges = [
        replace(edge, tail=number[edge.tail], head=number[edge.head])
        for edge in graph.edges
        if keep[edge.tail] and keep[edge.head]
    ]


def _topological(n: int, arrows: list[tuple[int, int]]) -> list[int]:
    """Numbers 0..n-1 with every arrow forward, the least first where there is a choice."""
    heads: list[list[int]] = [[] for _ in range(n)]
    waiting = [0] * n
    for tail, head in arrows:
        if tail != head:
            heads[tail].append(head)
            waiting[head] += 1
    ready = [v for v in range(n) if not waiting[v]]
    heapify(ready)
    order = []
    while ready:
        v = heappop(ready)
        order.append(v)
        for head in heads[v]:
            waiting[head] -= 1
            if not waiting[head]:
                heappush(ready, head)
    if len(order) < n:
        raise ValueError("the groups to fold depend on each other both ways; untangle them first")
    return order


# Repeats ------------------------------------------------------------------------------------------------------------


def roll(graph: Graph) -> Graph:
    """The graph with groups that repeat drawn once: a chain of equal groups, or equal ones on the same inputs.

    The first of them stands for all: its `count` says how many, and what the others passed on leaves from it.

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.folding import roll
    >>> from minigrad.viz.records import Group
    >>> chain = Graph([Node("op", "Relu", group=i) for i in range(3)], [Edge(0, 1), Edge(1, 2)])
    >>> chain.groups = [Group(f"layers.{i}") for i in range(3)]
    >>> [(group.name, group.last, group.count) for group in roll(chain).groups]
    [('layers.0', 'layers.2', 3)]
    """
    rolled = Graph([replace(n) for n in graph.nodes], list(graph.edges), graph.scalar, [], graph.caption)
    rolled.groups = [replace(group) for group in graph.groups]
    level = 0
    while True:
        depths = [len(rolled.ancestors(g)) for g in range(len(rolled.groups))]
        level += 1
        if level > max(depths, default=0):
            return rolled
        _roll_level(rolled, [g for g, depth in enumerate(depths) if depth == level])


def _roll_level(graph: Graph, groups: list[int]) -> None:
    """Roll up the repeats among groups of one depth."""
    everything: list[list[int]] = [[] for _ in graph.groups]
    for v, node in enumerate(graph.nodes):
        for g in graph.ancestors(node.group):
            everything[g].append(v)
    groups = sorted((g for g in groups if everything[g]), key=lambda g: everything[g][0])
    signature = _signatures(graph, groups, everything)
    linked: set[tuple[int, int]] = set()
    sources: dict[int, set[int]] = {g: set() for g in groups}
    for edge in graph.edges:
        above = graph.ancestors(graph.nodes[edge.tail].group)
        for g in graph.ancestors(graph.nodes[edge.head].group):
            if g in sources and g not in above:
                beside = (a for a in above if a in sources and graph.groups[a].parent == graph.groups[g].parent)
                source = next((-1 - a for a in beside), edge.tail)
                linked.add((source, -1 - g))
                sources[g].add(source)
    runs: list[list[int]] = []
    for g in groups:
        run = runs[-1] if runs else []
        if run and signature[run[-1]] == signature[g] and graph.groups[run[-1]].parent == graph.groups[g].parent:
            in_chain = (-1 - run[-1], -1 - g) in linked
            abreast = sources[g] == sources[run[0]]
            if len(run) > 1:  # as it began
                abreast, in_chain = (abreast, False) if (-1 - run[0], -1 - run[1]) not in linked else (False, in_chain)
            if in_chain or abreast:
                run.append(g)
                continue
        runs.append([g])
    stand_in = list(range(len(graph.nodes)))
    gone: set[int] = set()
    first_op: dict[int, int] = {}
    for run in runs:
        if len(run) < 2:
            continue
        first, last = run[0], run[-1]
        ops = [v for v in everything[first] if graph.nodes[v].kind not in LEAVES]
        for g in run[1:]:
            for v, u in zip(everything[g], everything[first], strict=True):
                stand_in[v] = u
                gone.add(v)
                first_op[v] = ops[0] if ops else u
        graph.groups[first].count = len(run)
        graph.groups[first].last = graph.groups[last].name
    if not gone:
        return
    roots = {stand_in[v] for v in gone} | (set(range(len(graph.nodes))) - {edge.tail for edge in graph.edges})
    edges: list[Edge] = []
    known: set[tuple[int, int, int, bool]] = set()
    for edge in graph.edges:
        leaves, enters = edge.tail in gone, edge.head in gone
        # Into a repeat: from what was there before the first of them; else it is the way from one to the next.
        if enters and (leaves or edge.tail >= first_op[edge.head] or graph.nodes[edge.tail].kind in LEAVES):
            continue
        key = (stand_in[edge.tail], stand_in[edge.head], edge.output, edge.saved)
        if leaves or enters:
            if key in known:
                continue
            edge = replace(edge, tail=key[0], head=key[1])
        known.add(key)
        edges.append(edge)
    graph.edges = edges
    _drop_orphans(graph, gone, roots)
    drop_empty(graph)
    untangle(graph)


def _drop_orphans(graph: Graph, gone: set[int], roots: set[int]) -> None:
    """Drop nodes, and then those that had led only to them; but none of `roots`."""
    keep = [v not in gone for v in range(len(graph.nodes))]
    users = [0] * len(graph.nodes)
    operands: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        users[edge.tail] += 1
        operands[edge.head].append(edge.tail)
    for v in reversed(range(len(graph.nodes))):
        if keep[v] and not users[v] and v not in roots:
            keep[v] = False
            for u in operands[v]:
                users[u] -= 1
    keep_nodes(graph, keep)


def _signatures(graph: Graph, groups: list[int], everything: list[list[int]]) -> dict[int, tuple[object, ...]]:
    """What makes groups equal: their nodes in order, and the edges among these; names of parameters aside."""
    found: dict[int, tuple[object, ...]] = {}
    operands: list[list[Edge]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        operands[edge.head].append(edge)
    for g in groups:
        local = {v: i for i, v in enumerate(everything[g])}
        rows: list[object] = [graph.groups[g].kind]
        for v in everything[g]:
            node = graph.nodes[v]
            name = node.name if node.kind in ("op", "module") else node.name.rpartition(".")[2]
            inner = len(graph.ancestors(node.group))
            inside = tuple((local[e.tail], e.output) for e in operands[v] if e.tail in local)
            rows.append((node.kind, name, node.shape, inner, inside))
        found[g] = tuple(rows)
    return found

