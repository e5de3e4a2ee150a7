"""Boxes in boxes: random graphs with random convex groups, and what must hold of every drawing of them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.viz import Edge, Graph, Group, Node
from minigrad.viz.groups import untangle
from minigrad.viz.nested import arrange

sides = st.integers(4, 90)


@st.composite
def grouped(draw, max_nodes=14):
    """A graph whose groups are runs of its topological order, nested up to three deep, and the sizes of its nodes."""
    n = draw(st.integers(1, max_nodes))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] < pair[1])
    edges = [Edge(*pair, output=draw(st.integers(0, 1))) for pair in draw(st.lists(pairs, max_size=22))] if n > 1 else []
    graph = Graph([Node("op", str(v)) for v in range(n)], edges)
    spans = [(0, n, -1)]
    for _ in range(3):
        deeper = []
        for start, stop, parent in spans:
            cuts = sorted(draw(st.lists(st.integers(start, stop), min_size=2, max_size=4)))
            for left, right in itertools.pairwise(cuts):
                if left < right and draw(st.booleans()):
                    graph.groups.append(Group(str(len(graph.groups)), parent=parent))
                    deeper.append((left, right, len(graph.groups) - 1))
                    for v in range(left, right):
                        graph.nodes[v].group = len(graph.groups) - 1
        spans = deeper
    return graph, [(draw(sides), draw(sides)) for _ in range(n)]


def inside(inner, outer, by=0.0):
    (x, y, w, h), (left, top, width, height) = inner, outer
    return left + by <= x <= x + w <= left + width - by and top + by <= y <= y + h <= top + height - by


def apart(one, other):
    (x, y, w, h), (left, top, width, height) = one, other
    return x + w <= left or left + width <= x or y + h <= top or top + height <= y


@settings(deadline=None, max_examples=120)
@given(grouped(), st.sampled_from(["TB", "LR"]), st.data())
def test_random_drawings(made, rankdir, data):
    graph, sizes = made
    captions = [data.draw(st.integers(10, 200)) for _ in graph.groups]
    untangle(graph)
    assert len(captions) == len(graph.groups), "runs of a topological order are untangled as they are"
    drawn = arrange(graph, sizes, captions, rankdir)
    assert drawn == arrange(graph, sizes, captions, rankdir)
    boxes = [(x - w / 2, y - h / 2, w, h) for (x, y), (w, h) in zip(drawn.centres, sizes, strict=True)]
    whole = (0, 0, drawn.width, drawn.height)
    around = [graph.ancestors(node.group) for node in graph.nodes]
    for v, box in enumerate(boxes):
        assert inside(box, whole)
        for g, frame in enumerate(drawn.frames):
            assert inside(box, frame, 3) if g in around[v] else apart(box, frame)
    for u, v in itertools.combinations(range(len(boxes)), 2):
        assert apart(boxes[u], boxes[v])
    for g, h in itertools.combinations(range(len(drawn.frames)), 2):
        if g in graph.ancestors(h):
            assert inside(drawn.frames[h], drawn.frames[g], 3)
        elif h not in graph.ancestors(g):
            assert apart(drawn.frames[g], drawn.frames[h])
    for g, (x, y) in enumerate(drawn.captions):
        fx, fy, fw, fh = drawn.frames[g]
        assert fx <= x <= x + captions[g] <= fx + fw
        assert fy <= y <= fy + fh
    along = 1 if rankdir == "TB" else 0
    for edge, curve in zip(graph.edges, drawn.curves, strict=True):
        assert len(curve) % 3 == 1
        assert curve[0][along] == pytest.approx(drawn.centres[edge.tail][along] + sizes[edge.tail][along] / 2, abs=0.01)
        assert curve[-1][along] == pytest.approx(drawn.centres[edge.head][along] - sizes[edge.head][along] / 2, abs=0.01)
        assert abs(curve[-1][1 - along] - drawn.centres[edge.head][1 - along]) <= sizes[edge.head][1 - along] / 2
        places = [point[along] for point in curve]
        assert all(a <= b + 1e-6 for a, b in itertools.pairwise(places)), "an edge turns back"
        assert all(-0.01 <= p <= m + 0.01 for point in curve for p, m in zip(point, whole[2:], strict=True))


def test_the_spine_runs_straight_through_all_boxes():
    nodes = [Node("op", group=g) for g in (-1, 0, 1, 1, 0, -1)]
    leaves = [Node("parameter", group=g) for g in (0, 1, 1)]
    edges = [Edge(v, v + 1) for v in range(5)] + [Edge(6, 1), Edge(7, 2), Edge(8, 3)]
    graph = Graph(nodes + leaves, edges, groups=[Group("a"), Group("b", parent=0)])
    drawn = arrange(graph, [(60, 20)] * 9, [40, 40])
    assert len({x for x, _ in drawn.centres[:6]}) == 1
    assert {x for curve in drawn.curves[:5] for x, _ in curve} == {drawn.centres[0][0]}


def test_a_name_stands_clear_of_the_edges():
    graph = Graph([Node("op"), Node("op", group=0)], [Edge(0, 1)], groups=[Group("a")])
    for caption in (5, 20, 60, 300):
        drawn = arrange(graph, [(60, 20)] * 2, [caption])
        x = drawn.captions[0][0]
        line = drawn.curves[0][-1][0]
        assert x + caption < line or x > line


def test_a_value_that_a_group_takes_twice_enters_once():
    graph = Graph([Node("op"), Node("op", group=0), Node("op", group=0)], [Edge(0, 1), Edge(0, 2)], groups=[Group("a")])
    drawn = arrange(graph, [(60, 20)] * 3, [20])
    assert drawn.curves[0][:4] == drawn.curves[1][:4]


def test_rankdir_is_checked():
    with pytest.raises(ValueError, match=r"^rankdir must be 'TB'"):
        arrange(Graph([], []), [], [], "BT")
