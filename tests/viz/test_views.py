"""Groups, folding, repeats, and the views of a graph."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.viz import Edge, Graph, Group, Node, record, svg
from minigrad.viz.folding import fold, roll
from minigrad.viz.groups import scalar_groups, series_groups, untangle
from minigrad.viz.views import choose


def layers(fake, count, ops=("Relu",)):
    """`count` layers, each a linear map with parameters of its own and what follows it, by their dotted names."""
    params, x = {}, fake.tensor((2, 4), requires_grad=False)
    for i in range(count):
        weight = params[f"layers.{i}.linear.weight"] = fake.tensor((4, 4), parameter=True)
        x = fake.op("Linear", x, weight, shape=(2, 4))
        scale = params[f"layers.{i}.scale"] = fake.tensor((4,), parameter=True)
        for op in ops:
            x = fake.op(op, x)
        x = fake.op("Mul", x, scale)
    return fake.op("Sum", x), params


def tree(graph):
    """Each group by its name and the names of what is directly in it."""
    return {
        group.name: [node.name for node in graph.nodes if node.group == g] for g, group in enumerate(graph.groups)
    }


def is_sound(graph):
    assert all(edge.tail < edge.head for edge in graph.edges)
    assert all(-1 <= node.group < len(graph.groups) for node in graph.nodes)
    assert all(group.parent < len(graph.groups) for group in graph.groups)
    assert all(0 <= end < len(graph.nodes) for edge in graph.edges for end in (edge.tail, edge.head))


# Groups -------------------------------------------------------------------------------------------------------------


def test_names_make_groups(fake):
    loss, params = layers(fake, 2)
    assert tree(record(loss, params)) == {
        "layers.0": ["ReluBackward0", "layers.0.scale", "MulBackward0"],
        "layers.0.linear": ["layers.0.linear.weight", "LinearBackward0"],
        "layers.1": ["ReluBackward0", "layers.1.scale", "MulBackward0"],
        "layers.1.linear": ["layers.1.linear.weight", "LinearBackward0"],
        "layers": [],
    }


def test_names_without_dots_make_none(fake):
    x = fake.tensor((2,))
    assert record(fake.op("Exp", x), {"x": x}).groups == []


def test_a_module_gives_its_classes(fake):
    loss, params = layers(fake, 1)

    class Model:
        def named_parameters(self):
            return params.items()

        def named_modules(self):
            return [("", self), ("layers.0", self)]

    assert {group.name: group.kind for group in record(loss, Model()).groups}["layers.0"] == "Model"


def test_every_call_of_a_shared_cell_is_a_group_of_its_own(fake):
    weight = fake.tensor((4, 4), parameter=True)
    x = fake.tensor((1, 4), requires_grad=False)
    for _ in range(3):
        x = fake.op("Tanh", fake.op("Linear", x, weight))
    graph = record(fake.op("Sum", x), {"cell.weight": weight})
    assert [group.name for group in graph.groups] == ["cell"] * 3
    assert next(node.group for node in graph.nodes if node.name == "cell.weight") == -1


@settings(deadline=None)
@given(st.integers(1, 14), st.data())
def test_any_groups_become_boxes_that_can_be_layered(n, data):
    """Whatever the groups were, after untangling every one can be folded and the rest drawn."""
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] < pair[1])
    edges = [Edge(*pair) for pair in data.draw(st.lists(pairs, max_size=20))] if n > 1 else []
    groups = [Group(str(g), parent=data.draw(st.integers(-1, g - 1))) for g in range(data.draw(st.integers(0, 5)))]
    graph = Graph([Node("op", str(v), group=data.draw(st.integers(-1, len(groups) - 1))) for v in range(n)], edges)
    graph.groups = groups
    untangle(graph)
    for chosen in itertools.chain([range(len(graph.groups))], ([g] for g in range(len(graph.groups)))):
        folded = fold(graph, chosen)
        is_sound(folded)
    assert svg(graph, max_nodes=None).startswith("<svg ")


def test_untangling_leaves_alone_what_is_well():
    graph = Graph([Node("op", group=v % 2) for v in range(3)], [Edge(0, 1), Edge(1, 2)], groups=[Group("a"), Group("b")])
    untangle(graph)  # a -> b -> a; and without b, a has a node that is not its own between its nodes
    assert graph.groups == []
    well = Graph([Node("op", group=0), Node("op", group=1)], [Edge(0, 1)], groups=[Group("a"), Group("b")])
    untangle(well)
    assert [group.name for group in well.groups] == ["a", "b"]


# Folding ------------------------------------------------------------------------------------------------------------


def test_a_folded_module_sums_up_its_inside(fake):
    loss, params = layers(fake, 2)
    graph = record(loss, params)
    for node in graph.nodes:
        if node.kind == "op":
            node.memory, node.forward = 8, 0.5
            node.attrs.append(("keeps", "8 B"))
    number = next(g for g, group in enumerate(graph.groups) if group.name == "layers.1")
    folded = fold(graph, {number})
    is_sound(folded)
    node = next(node for node in folded.nodes if node.kind == "module")
    assert (node.name, node.memory, node.forward) == ("1", 24, 1.5)
    assert node.attrs == [("parameters", "20"), ("keeps", "24 B")]
    assert len(graph.groups) == 5, "the graph itself stays as it was"
    assert len(folded.groups) == 3


def test_results_of_a_folded_module_stay_apart():
    nodes = [Node("op", "x"), Node("op", "f", group=0), Node("op", "g", group=0), Node("op", "y"), Node("op", "z")]
    edges = [Edge(0, 1), Edge(0, 2), Edge(1, 3), Edge(2, 4, shape=(2,)), Edge(1, 4)]
    folded = fold(Graph(nodes, edges, groups=[Group("m")]), {0})
    assert [(e.tail, e.head, e.output, e.shape) for e in folded.edges] == [
        (0, 1, 0, None),
        (1, 2, 0, None),
        (1, 3, 1, (2,)),
        (1, 3, 0, None),
    ]


def test_tangled_groups_are_refused():
    graph = Graph([Node("op", group=v % 2) for v in range(3)], [Edge(0, 1), Edge(1, 2)], groups=[Group("a"), Group("b")])
    with pytest.raises(ValueError, match=r"^the groups to fold depend on each other both ways"):
        fold(graph, {0, 1})


# Repeats ------------------------------------------------------------------------------------------------------------


def test_a_chain_of_equal_layers_is_drawn_once(fake):
    loss, params = layers(fake, 12)
    rolled = roll(record(loss, params))
    is_sound(rolled)
    (group,) = (group for group in rolled.groups if group.count > 1)
    assert (group.name, group.last, group.count) == ("layers.0", "layers.11", 12)
    assert [node.name for node in rolled.nodes if node.kind != "output"] == [
        "layers.0.linear.weight",
        "LinearBackward0",
        "ReluBackward0",
        "layers.0.scale",
        "MulBackward0",
        "SumBackward0",
    ]
    assert ">0 … 11 × 12<" in svg(loss, params, repeats=True)
    assert "× 12" not in svg(loss, params)


def test_unequal_layers_are_not(fake):
    loss, params = layers(fake, 2)
    other = fake.tensor((4, 5), parameter=True)
    loss = fake.op("Linear", loss, other)
    params["layers.2.linear.weight"] = other
    assert max(group.count for group in roll(record(loss, params)).groups) == 2


def test_equal_heads_on_one_input_are_drawn_once(fake):
    x, heads, params = fake.tensor((2, 4)), [], {}
    trunk = fake.op("Exp", x)
    for i in range(4):
        weight = params[f"heads.{i}.weight"] = fake.tensor((4, 2), parameter=True)
        heads.append(fake.op("Linear", trunk, weight))
    graph = roll(record(fake.op("Cat", *heads), params))
    is_sound(graph)
    assert [node.name for node in graph.nodes if node.kind == "op"] == ["ExpBackward0", "LinearBackward0", "CatBackward0"]
    assert max(group.count for group in graph.groups) == 4


def test_a_cell_called_thirty_times_is_drawn_once(fake):
    weight, scale = fake.tensor((4, 4), parameter=True), fake.tensor((4,), parameter=True)
    h = fake.tensor((1, 4), requires_grad=False)
    for _ in range(30):
        h = fake.op("Mul", fake.op("RnnTanh", h, weight), scale)
    graph = choose(record(fake.op("Sum", h), {"cell.weight": weight, "cell.scale": scale}), "modules")
    assert [node.note for node in graph.nodes if node.kind == "module"] == ["× 30"]
    assert len(graph.nodes) == 5


# Views --------------------------------------------------------------------------------------------------------------


def test_modules_fold(fake):
    loss, params = layers(fake, 3)
    graph = record(loss, params)
    kinds = [node.kind for node in choose(graph, "modules", repeats=False).nodes]
    assert kinds.count("module") == 3
    assert kinds.count("op") == 7
    shallow = choose(graph, "modules", depth=1, repeats=False)
    assert [node.name for node in shallow.nodes if node.kind == "module"] == ["0", "1", "2"]
    assert len(choose(graph, "modules", depth=0).nodes) == 3
    assert len(choose(graph, depth=0).nodes) == 3
    assert len(graph.nodes) == 17, "the records stay as they were"


def test_parameters_alone(fake):
    loss, params = layers(fake, 2)
    graph = choose(record(loss, params), "parameters")
    is_sound(graph)
    assert [(node.kind, node.attrs) for node in graph.nodes] == [
        ("parameter", [("weight", "(4, 4)")]),
        ("parameter", [("scale", "(4,)")]),
        ("parameter", [("weight", "(4, 4)")]),
        ("parameter", [("scale", "(4,)")]),
        ("output", []),
    ]
    assert [(edge.tail, edge.head) for edge in graph.edges] == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_kinds_hide(fake):
    loss, params = layers(fake, 2)
    graph = record(loss, params)
    assert {node.kind for node in choose(graph, hide=["parameters"]).nodes} == {"op", "output"}
    assert len(choose(graph, hide=["inputs", "constants", "saved"]).nodes) == len(graph.nodes)


def test_forward_and_backward(fake):
    x = fake.tensor((2,))
    y = fake.op("Sin", x)
    graph = choose(record({"y": y, "dy": fake.op("Cos", y)}, {"x": x}), "backward")
    assert graph.side_by_side
    assert [(node.name, node.group) for node in graph.nodes] == [
        ("x", 0),
        ("SinBackward0", 0),
        ("y", 0),
        ("CosBackward0", 1),
        ("dy", 1),
    ]


def test_a_budget_folds_on_its_own(fake):
    loss, params = layers(fake, 100)
    graph = record(loss, params)
    assert len(graph.nodes) == 502
    few = choose(graph)
    assert len(few.nodes) < 10
    assert few.caption == f"502 nodes drawn as {len(few.nodes)}; max_nodes=None draws them all"
    assert len(choose(graph, max_nodes=None).nodes) == 502
    assert choose(graph, max_nodes=502).caption == ""
    modules = choose(graph, max_nodes=450, repeats=False)  # the deepest fold, and the rest stays
    assert {node.name for node in modules.nodes if node.kind == "module"} == {"linear"}
    assert len(modules.nodes) == 402


def test_what_has_no_names_folds_too(fake):
    y = fake.tensor()
    for _ in range(1000):
        y = fake.op("Mul", y)
    graph = choose(record(y))
    assert [(node.kind, node.note) for node in graph.nodes] == [("module", "1000 ops"), ("output", "")]
    serial = record(y)
    series_groups(serial)
    assert len(serial.groups) == 1


def test_values_fold_to_neurons(fake):
    graph = record(fake.scalar_mlp(2, 8, 8, 1))
    folded = choose(graph)
    is_sound(folded)
    assert [node.kind for node in folded.nodes].count("module") == 17
    assert len(folded.nodes) <= 20
    assert folded.nodes[-1].note.endswith("ops")
    scalar_groups(graph)
    assert all(node.group >= 0 for node in graph.nodes if node.kind == "op")


def test_refused(fake):
    graph = record(fake.expression())
    for options, text in (
        ({"view": "all"}, r"^view must be one of 'ops', 'modules', 'parameters', 'backward', got 'all'$"),
        ({"hide": ["ops"]}, r"^hide must be among 'parameters', 'inputs', 'constants', 'saved', got 'ops'$"),
        ({"depth": -1}, r"^depth must be 0 or more, got -1$"),
    ):
        with pytest.raises(ValueError, match=text):
            choose(graph, **options)


def test_many_nodes_fold_quickly(fake):
    loss, params = layers(fake, 800)
    start = time.process_time()
    text = svg(loss, params)
    assert "× 800" in text
    assert time.process_time() - start < 20
