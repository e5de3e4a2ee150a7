"""The layout engine on bare graphs: each step against an independent judge, then whole drawings of random graphs."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.viz import record
from minigrad.viz.layout import layered_layout
from minigrad.viz.order import LayeredGraph, reduce_crossings
from minigrad.viz.place import place
from minigrad.viz.ranks import CycleError, NetworkSimplex, assign_ranks, components


@st.composite
def dags(draw, max_nodes=12, max_edges=24):
    """The number of nodes, and (tail, head) pairs with tail < head, repetitions included."""
    n = draw(st.integers(1, max_nodes))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] < pair[1])
    return n, draw(st.lists(pairs, max_size=max_edges)) if n > 1 else []


sides = st.floats(1, 120)


# Ranks --------------------------------------------------------------------------------------------------------------


def weighted_length(edges, rank):
    return sum(weight * (rank[head] - rank[tail]) for tail, head, _, weight in edges)


@settings(deadline=None)
@given(dags(5, 8), st.data())
def test_ranks_are_the_best_of_all(graph, data):
    n, pairs = graph
    edges = [(t, h, data.draw(st.integers(1, 2)), data.draw(st.integers(1, 3))) for t, h in pairs]
    rank = assign_ranks(n, edges)
    assert all(rank[head] - rank[tail] >= length for tail, head, length, _ in edges)
    best = min(
        (
            weighted_length(edges, choice)
            for choice in itertools.product(range(2 * n - 1), repeat=n)
            if all(choice[head] - choice[tail] >= length for tail, head, length, _ in edges)
        )
        if n < 5
        else [weighted_length(edges, rank)]
    )
    assert weighted_length(edges, rank) == best


@settings(deadline=None)
@given(dags(20, 40), st.data())
def test_ranks_are_as_good_as_a_linear_program(graph, data):
    optimize = pytest.importorskip("scipy.optimize", reason="the judge of the ranks is scipy's linear program")
    n, pairs = graph
    edges = [(t, h, data.draw(st.integers(1, 3)), data.draw(st.integers(0, 4))) for t, h in pairs]
    if not edges:
        return
    rows, cost = [], [0] * n
    for tail, head, _, weight in edges:
        rows.append([(v == tail) - (v == head) for v in range(n)])
        cost[tail] -= weight
        cost[head] += weight
    solution = optimize.linprog(cost, rows, [-length for _, _, length, _ in edges], bounds=[(-200, 200)] * n)
    for rank in (assign_ranks(n, edges), NetworkSimplex(n, edges).solve()):
        assert all(rank[head] - rank[tail] >= length for tail, head, length, _ in edges)
        assert weighted_length(edges, rank) == pytest.approx(solution.fun)


def test_every_component_starts_at_rank_0():
    assert assign_ranks(5, [(0, 1, 1, 1), (2, 3, 1, 1), (3, 4, 2, 1)]) == [0, 1, 0, 1, 3]
    assert components(5, [(3, 1), (4, 0)]) == [[0, 4], [1, 3], [2]]


def test_a_leaf_stands_next_to_its_consumer():
    chain = [(v, v + 1, 1, 1) for v in range(9)]
    assert assign_ranks(11, [*chain, (10, 8, 1, 1)])[10] == 7


def test_a_cycle_is_refused():
    with pytest.raises(CycleError, match=r"^the graph has a cycle, and node 1 is on it or below it; only acyclic"):
        assign_ranks(4, [(0, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 3, 1, 1)])
    with pytest.raises(ValueError, match=r"^the graph has a cycle"):
        layered_layout([(9, 9)], [(0, 0)])


# Order --------------------------------------------------------------------------------------------------------------


def layered(n, pairs):
    return LayeredGraph(n, [(t, h, 0) for t, h in pairs], assign_ranks(n, [(t, h, 1, 1) for t, h in pairs]))


def crossings_by_pairs(graph):
    position = graph.positions()
    pieces = [(v, u) for v, below in enumerate(graph.below) for u in below]
    return sum(
        graph.rank[a] == graph.rank[c] and (position[a] - position[c]) * (position[b] - position[d]) < 0
        for (a, b), (c, d) in itertools.combinations(pieces, 2)
    )


@settings(deadline=None)
@given(dags(20, 40))
def test_crossings_are_counted_and_never_rise(graph):
    n, pairs = graph
    drawn = layered(n, pairs)
    before = drawn.crossings()
    assert before == crossings_by_pairs(drawn)
    members = [sorted(layer) for layer in drawn.layers]
    found = reduce_crossings(drawn)
    assert found == drawn.crossings() == crossings_by_pairs(drawn)
    assert found <= before
    assert [sorted(layer) for layer in drawn.layers] == members


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_a_tree_has_no_crossing(parents):
    edges = [(child, parent % child) for child, parent in enumerate(parents, 1)]
    for pairs in (edges, [(head, tail) for tail, head in edges]):
        assert reduce_crossings(layered(len(parents) + 1, pairs)) == 0


def test_edges_of_one_value_share_a_trunk():
    pairs = [(v, v + 1) for v in range(6)] + [(0, 3), (0, 5), (0, 6)]
    graph = layered(7, pairs)
    assert len(graph.rank) - graph.n == 5  # one bend in each layer between 0 and 6
    assert graph.paths[-1][:-1] == [0, *range(7, 12)]
    assert graph.paths[-2] == [0, 7, 8, 9, 10, 5]
    apart = LayeredGraph(7, [(t, h, i) for i, (t, h) in enumerate(pairs)], graph.rank[:7])
    assert len(apart.rank) - apart.n == 2 + 4 + 5


def test_operands_stand_in_their_order():
    graph = layered(4, [(2, 3), (0, 3), (1, 3)])
    reduce_crossings(graph)
    assert graph.layers == [[2, 0, 1], [3]]


# Place --------------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(dags(15, 30), st.data())
def test_neighbours_keep_their_distance(graph, data):
    n, pairs = graph
    widths = [data.draw(sides) for _ in range(n)]
    drawn = layered(n, pairs)
    reduce_crossings(drawn)
    x = place(drawn, widths, 20, 10)
    for layer in drawn.layers:
        for u, v in itertools.pairwise(layer):
            nodes = u < n and v < n
            extent = (widths[u] if u < n else 0) + (widths[v] if v < n else 0)
            assert x[v] - x[u] >= extent / 2 + (20 if nodes else 10) - 1e-6


def test_a_chain_with_leaves_is_a_straight_line():
    chain = [(v, v + 1) for v in range(10)]
    leaves = [(11 + v, v + 1) for v in range(10)]
    drawn = layered(21, [pair for pairs in zip(leaves, chain, strict=True) for pair in pairs][1:])
    reduce_crossings(drawn)
    x = place(drawn, [30] * 21, 20, 10)
    assert len({x[v] for v in range(11)}) == 1


def test_two_equal_operands_stand_symmetrically():
    drawn = layered(7, [(0, 2), (1, 2), (3, 5), (4, 5), (2, 6), (5, 6)])
    reduce_crossings(drawn)
    x = place(drawn, [30] * 7, 20, 10)
    assert x[2] == pytest.approx((x[0] + x[1]) / 2, abs=0.51)
    assert x[5] == pytest.approx((x[3] + x[4]) / 2, abs=0.51)
    assert x[6] == pytest.approx((x[2] + x[5]) / 2, abs=0.51)


# Whole drawings -----------------------------------------------------------------------------------------------------


def points_of(curve, steps=12):
    """Points along a curve."""
    for k in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[k : k + 4]
        for i in range(steps + 1):
            t = i / steps
            s = 1 - t
            yield tuple(
                s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * e
                for p, q, r, e in zip(a, b, c, d, strict=True)
            )


def inside(point, centre, size, by):
    return all(abs(p - c) < s / 2 - by for p, c, s in zip(point, centre, size, strict=True))


@settings(deadline=None, max_examples=150)
@given(dags(16, 32), st.sampled_from(["TB", "LR"]), st.data())
def test_random_drawings(graph, rankdir, data):
    n, edges = graph
    sizes = [(data.draw(sides), data.draw(sides)) for _ in range(n)]
    values = [data.draw(st.integers(0, 1)) for _ in edges]
    round_nodes = data.draw(st.sets(st.integers(0, n - 1)))
    drawn = layered_layout(sizes, edges, rankdir, values=values, round_nodes=round_nodes)
    again = layered_layout(sizes, edges, rankdir, values=values, round_nodes=round_nodes)
    assert drawn == again

    across, along = (0, 1) if rankdir == "TB" else (1, 0)
    for u, v in itertools.combinations(range(n), 2):
        gaps = [
            abs(drawn.centres[u][axis] - drawn.centres[v][axis]) - (sizes[u][axis] + sizes[v][axis]) / 2
            for axis in (0, 1)
        ]
        assert max(gaps) > 10, "boxes overlap or touch"
    for v in range(n):
        for axis, extent in enumerate((drawn.width, drawn.height)):
            assert sizes[v][axis] / 2 <= drawn.centres[v][axis] <= extent - sizes[v][axis] / 2
    for (tail, head), curve in zip(edges, drawn.curves, strict=True):
        places = [point[along] for point in curve]
        assert all(a <= b + 1e-9 for a, b in itertools.pairwise(places)), "an edge turns back"
        assert curve[0][along] == pytest.approx(drawn.centres[tail][along] + sizes[tail][along] / 2)
        assert curve[0][across] == pytest.approx(drawn.centres[tail][across])
        (px, py), (cx, cy), (w, h) = curve[-1], drawn.centres[head], sizes[head]
        if head in round_nodes:
            assert math.hypot((px - cx) / (w / 2), (py - cy) / (h / 2)) == pytest.approx(1)
        else:
            assert curve[-1][along] == pytest.approx(drawn.centres[head][along] - sizes[head][along] / 2)
            assert abs(curve[-1][across] - drawn.centres[head][across]) < sizes[head][across] / 2
        for point in points_of(curve):
            assert all(
                -1e-9 <= p <= extent + 1e-9 for p, extent in zip(point, (drawn.width, drawn.height), strict=True)
            )
            for v in range(n):
                assert v in (tail, head) or not inside(point, drawn.centres[v], sizes[v], -1), "an edge touches a box"


def test_nothing_one_node_and_no_edges():
    assert layered_layout([], []).centres == []
    one = layered_layout([(40, 20)], [])
    assert one.centres == [(one.width / 2, one.height / 2)]
    assert len({y for _, y in layered_layout([(40, 20)] * 5, []).centres}) == 1


def test_parts_stand_side_by_side():
    drawn = layered_layout([(40, 20)] * 4, [(0, 1), (2, 3)])
    assert drawn.centres[0][0] + 40 < drawn.centres[2][0]
    assert drawn.centres[0][1] == drawn.centres[2][1]
    sideways = layered_layout([(40, 20)] * 4, [(0, 1), (2, 3)], "LR")
    assert sideways.centres[0][1] + 20 < sideways.centres[2][1]
    assert sideways.centres[0][0] == sideways.centres[2][0]


def test_several_edges_between_two_nodes_are_told_apart():
    ends = [curve[-1][0] for curve in layered_layout([(60, 20)] * 2, [(0, 1)] * 3).curves]
    assert ends == sorted(ends)
    assert len(set(ends)) == 3


def test_a_long_chain_is_one_straight_line():
    n = 5_000
    drawn = layered_layout([(40, 20)] * n, [(v, v + 1) for v in range(n - 1)])
    assert {x for x, _ in drawn.centres} == {drawn.width / 2}
    assert drawn.crossings == 0


def test_an_edge_of_greater_weight_is_shorter():
    long_way, short_way = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)], [(0, 6), (6, 7), (7, 5)]
    edges = long_way + short_way
    for heavy in range(len(long_way), len(edges)):
        weights = [5 if i == heavy else 2 for i in range(len(edges))]
        drawn = layered_layout([(20, 20)] * 8, edges, values=range(len(edges)), weights=weights)
        lengths = [drawn.ranks[head] - drawn.ranks[tail] for tail, head in short_way]
        assert sorted(lengths) == [1, 1, 3]
        assert lengths[heavy - len(long_way)] == 1


def test_rankdir_is_checked():
    with pytest.raises(
        ValueError, match=r"^rankdir must be 'TB' \(top to bottom\) or 'LR' \(left to right\), got 'BT'$"
    ):
        layered_layout([(9, 9)], [], "BT")


def drawing_of(graph):
    return layered_layout(
        [(60, 24)] * len(graph.nodes),
        [(edge.tail, edge.head) for edge in graph.edges],
        values=[edge.output for edge in graph.edges],
        weights=[4 if graph.nodes[edge.head].kind in ("value", "output") else 1 for edge in graph.edges],
    )


@pytest.mark.parametrize(
    ("make", "arguments", "nodes", "bound"),
    [
        ("expression", (), 9, 0),
        ("mlp", (), 11, 0),
        ("residual", (30,), 213, 0),
        ("rnn", (10,), 65, 18),  # Graphviz 2.43: 50
        ("scalar_mlp", (2, 4, 1), 75, 4),  # 6
        ("scalar_mlp", (2, 8, 8, 1), 491, 240),  # 354
        ("scalar_mlp", (2, 16, 16, 1), 1619, 2800),  # 2958
    ],
)
def test_crossings_of_known_graphs_stay_few(fake, make, arguments, nodes, bound):
    made = getattr(fake, make)(*arguments)
    graph = record(made[0] if isinstance(made, tuple) else made)
    assert len(graph.nodes) == nodes
    assert drawing_of(graph).crossings <= bound


def test_a_dense_graph_does_not_sprawl(fake):
    graph = record(fake.scalar_mlp(2, 8, 8, 1))
    drawn = drawing_of(graph)
    widest = max(drawn.ranks.count(rank) for rank in set(drawn.ranks)) * (60 + 22)
    assert drawn.width < 2 * widest
    assert drawn == drawing_of(graph)
