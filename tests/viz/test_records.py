"""Records: what the two walks find, how they number it, and what they refuse, by text."""

import gc
import subprocess
import sys
import time
import weakref

import numpy as np
import pytest

from minigrad.viz import Edge, Graph, Node, record
from minigrad.viz.summary import thumbnail


def names(graph):
    return [node.name for node in graph.nodes]


def arrows(graph):
    return [(graph.nodes[edge.tail].name, graph.nodes[edge.head].name) for edge in graph.edges]


def test_leaf_op_output(fake):
    x = fake.tensor((2, 3))
    graph = record(fake.op("Exp", x, shape=(2, 3)), {"x": x})
    assert graph == Graph(
        [
            Node("parameter", "x", (2, 3), "float32"),
            Node("op", "ExpBackward0"),
            Node("output", "", (2, 3), "float32"),
        ],
        [Edge(0, 1), Edge(1, 2)],
    )


def test_kinds_of_leaves(fake):
    weight, x, k = fake.tensor((3,), parameter=True), fake.tensor((3,)), fake.tensor((3,), requires_grad=False)
    y = fake.op("Mul", fake.op("Mul", weight, x), k, other=k)
    assert [node.kind for node in record(y).nodes] == ["parameter", "input", "op", "op", "output"]
    with_names = record(y, {"k": k})
    assert [(node.kind, node.name) for node in with_names.nodes if node.kind == "constant"] == [("constant", "k")]
    assert ("k", "MulBackward0") in arrows(with_names)


def test_inputs_come_first_in_the_order_of_operands(fake):
    loss, params = fake.mlp()
    graph = record({"loss": loss}, params)
    assert names(graph) == [
        "2.bias",
        "0.bias",
        "0.weight",
        "TBackward0",
        "AddmmBackward0",
        "TanhBackward0",
        "2.weight",
        "TBackward0",
        "AddmmBackward0",
        "SumBackward0",
        "loss",
    ]
    assert all(edge.tail < edge.head for edge in graph.edges)


def test_accumulate_grad_on_request(fake):
    x = fake.tensor()
    y = fake.op("Exp", x)
    assert names(record(y, {"x": x})) == ["x", "ExpBackward0", ""]
    assert arrows(record(y, {"x": x}, show_accumulate=True)) == [
        ("x", "AccumulateGrad"),
        ("AccumulateGrad", "ExpBackward0"),
        ("ExpBackward0", ""),
    ]


def test_the_same_operand_twice_is_two_edges(fake):
    x = fake.tensor()
    assert arrows(record(fake.op("Mul", x, x), {"x": x}))[:2] == [("x", "MulBackward0")] * 2


def test_a_shared_operand_is_one_node(fake):
    x = fake.tensor()
    shared = fake.op("Exp", x)
    graph = record(fake.op("Add", fake.op("Sin", shared), fake.op("Cos", shared)))
    assert names(graph).count("ExpBackward0") == 1


def test_results_of_one_op_are_told_apart(fake):
    first, second = fake.op("Split", fake.tensor((4,)), shape=(2,), outputs=2)
    graph = record(fake.op("Mul", second, first))
    assert [edge.output for edge in graph.edges if graph.nodes[edge.tail].name == "SplitBackward0"] == [1, 0]


def test_outputs_by_name_in_nests_and_twice(fake):
    x = fake.tensor()
    h = fake.op("Exp", x)
    c = fake.op("Sin", h)
    graph = record({"h": h, "state": (h, [c, x])}, {"x": x})
    assert [(node.kind, node.name) for node in graph.nodes] == [
        ("output", "x"),
        ("op", "ExpBackward0"),
        ("output", "h"),
        ("op", "SinBackward0"),
        ("output", "state[1][0]"),
    ]


def test_a_leaf_alone(fake):
    x = fake.tensor((2,), requires_grad=False)
    assert record(x, {"x": x}).nodes == [Node("output", "x", (2,), "float32")]


def test_none_among_the_operands_is_passed_over(fake):
    graph = record(fake.op("Add", fake.tensor(requires_grad=False), fake.tensor()))
    assert len(graph.edges) == 2


def test_attributes(fake):
    x = fake.tensor((2,))
    y = fake.op("Sum", x, self=x, dim=2**64 - 1, many=(x, x), text="a" * 60, thing=object())
    node = next(node for node in record(y, show_attrs=True).nodes if node.kind == "op")
    assert node.attrs == [
        ("dim", "-1"),
        ("many", "[saved tensors]"),
        ("self", "[saved tensor]"),
        ("text", "a" * 47 + "..."),
        ("thing", "<object object>"),
    ]
    short = next(node for node in record(y, show_attrs=True, max_attr_chars=10).nodes if node.kind == "op")
    assert dict(short.attrs)["text"] == "aaaaaaa..."


def test_freed_values_read_as_freed(fake):
    y = fake.op("Exp", fake.tensor(), function=fake.Freed)
    node = next(node for node in record(y, show_attrs=True, show_saved=True).nodes if node.kind == "op")
    assert node.attrs == [("self", "[freed]")]


def test_saved_tensors(fake):
    x, k = fake.tensor((2,)), fake.tensor((3,), dtype="int64", requires_grad=False)
    graph = record(fake.op("Mul", x, self=x, index=(k, None), flag=True), {"x": x}, show_saved=True)
    saved = [node for node in graph.nodes if node.kind == "saved"]
    assert [(node.name, node.shape, node.dtype) for node in saved] == [
        ("index[0]", (3,), "int64"),
        ("self = x", (2,), "float32"),
    ]
    assert [arrow for arrow, edge in zip(arrows(graph), graph.edges, strict=True) if edge.saved] == [
        ("MulBackward0", "index[0]"),
        ("MulBackward0", "self = x"),
    ]


def test_saved_tensors_are_known_by_their_memory(fake):
    x, k = fake.tensor((3, 3)), fake.tensor((3, 3), requires_grad=False)
    again, turned = fake.Tensor(x.values), fake.Tensor(x.values.T)
    y = fake.op("Mul", x, again=again, turned=turned, k=fake.Tensor(k.values), none=fake.tensor((0,)))
    graph = record(y, {"x": x, "k": k, "empty": fake.tensor((0,))}, show_saved=True)
    assert [node.name for node in graph.nodes if node.kind == "saved"] == ["again = x", "k = k", "none", "turned"]
    assert [node.name for node in graph.nodes if node.kind == "constant"] == ["k"]


def test_saved_tensors_of_a_custom_function(fake):
    x = fake.tensor((2,))
    y = fake.op("Mine", x)
    y.grad_fn.saved_tensors = (x,)
    assert [node.name for node in record(y, show_saved=True).nodes if node.kind == "saved"] == ["saved_tensors[0]"]


def test_values_and_gradients_of_tensors(fake):
    x, w = fake.Tensor(np.float32([1, 2]), requires_grad=True), fake.tensor((3, 2))
    x.grad = fake.Tensor(np.float32([0.5, np.nan]))
    y = fake.op("Dot", x, w)
    leaf_x, leaf_w, _, output = record(y, show_values=True, show_grads=True).nodes
    assert (leaf_x.value, leaf_x.grad) == ("[1.0000, 2.0000]", "[0.5000, nan]")
    assert (leaf_w.value, leaf_w.grad) == ("mean 1.0000, 1.0000 to 1.0000", "None")
    assert (output.value, output.grad) == ("1.0000", "")
    assert not any(node.value or node.grad for node in record(y).nodes)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (np.zeros((0, 2)), "empty"),
        (np.int64(7), "7"),
        (np.array([True, False]), "[True, False]"),
        (np.arange(5), "mean 2.0000, 0.0000 to 4.0000"),
        (np.array([3 + 4j] * 5), "mean 5.0000, 5.0000 to 5.0000"),
        (np.array([1e-7, 2e7]), "[1.00e-07, 2.00e+07]"),
        (np.array([np.inf] * 5), "mean inf, inf to inf"),
    ],
)
def test_summaries(fake, values, text):
    assert record(fake.Tensor(values), show_values=True).nodes[0].value == text


def test_named_results_are_written_into_their_op(fake):
    x = fake.tensor((2,))
    h = fake.op("Exp", x, shape=(2,))
    graph = record(fake.op("Sum", h), {"x": x, "h": h}, show_values=True)
    assert graph.nodes[1].attrs == [("h", "(2,) [1.0000, 1.0000]")]
    h.retains_grad, h.grad = True, fake.Tensor(np.float32([3, 4]))
    graph = record(fake.op("Sum", h), {"h": h}, show_grads=True)
    assert graph.nodes[1].attrs == [("h", "(2,)"), ("h.grad", "[3.0000, 4.0000]")]


def test_a_module_names_its_parameters(fake):
    loss, params = fake.mlp()

    class Module:
        def named_parameters(self):
            return params.items()

    assert record(loss, Module()) == record(loss, params)


def test_nothing_is_kept_alive(fake):
    y = fake.op("Exp", fake.op("Sin", fake.tensor()))
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        record(y, show_saved=True, show_attrs=True)
        del y
        assert node() is None
    finally:
        gc.enable()


def test_a_long_chain_does_not_recurse(fake):
    y = fake.tensor()
    start = time.process_time()
    for _ in range(100_000):
        y = fake.op("Mul", y)
    graph = record(y)
    assert (len(graph.nodes), len(graph.edges)) == (100_002, 100_001)
    assert time.process_time() - start < 30


def test_scalars(fake):
    graph = record(fake.expression())
    assert graph.scalar
    assert [(node.kind, node.name, node.value, node.grad) for node in graph.nodes] == [
        ("input", "a", "2.0000", "2.0000"),
        ("input", "b", "1.0000", "5.0000"),
        ("op", "+", "", ""),
        ("value", "", "3.0000", "2.0000"),
        ("constant", "", "1.0000", "3.0000"),
        ("op", "+", "", ""),
        ("value", "", "2.0000", "3.0000"),
        ("op", "*", "", ""),
        ("output", "e", "6.0000", "1.0000"),
    ]
    assert [(edge.tail, edge.head) for edge in graph.edges] == [
        (0, 2),
        (1, 2),
        (2, 3),
        (1, 5),
        (4, 5),
        (5, 6),
        (3, 7),
        (6, 7),
        (7, 8),
    ]
    bare = record(fake.expression(), show_values=False, show_grads=False)
    assert not any(node.value or node.grad for node in bare.nodes)


def test_a_scalar_used_twice_by_one_op(fake):
    x = fake.Value(3.0, label="x")
    assert arrows(record(fake.Value(9.0, (x, x), "*", "y"))) == [("x", "*"), ("x", "*"), ("*", "y")]


def test_scalars_that_remember_the_order_of_operands(fake):
    a, b = fake.Value(1.0, label="a"), fake.Value(2.0, label="b")
    y = fake.Value(3.0, {a, b}, "-")
    y._parents = (b, a, b)
    assert arrows(record(y)) == [("b", "-"), ("a", "-"), ("b", "-"), ("-", "")]


def test_names_of_scalars_may_be_given(fake):
    x = fake.Value(3.0)
    assert names(record({"y": fake.Value(9.0, (x,), "**2")}, {"x": x})) == ["x", "**2", "y"]


def test_operands_in_a_set_are_sorted_by_what_they_say(fake):
    b, a = fake.Value(1.0, label="b"), fake.Value(2.0, label="a")
    plain = [fake.Value(float(i)) for i in range(5)]
    graph = record(fake.Value(0.0, {*plain, fake.Value(3.0, {b, a}, "+")}, "sum"))
    assert names(graph)[:3] == ["a", "b", "+"]
    assert [node.value for node in graph.nodes if node.kind == "constant"] == [f"{i}.0000" for i in range(5)]


SET_PROGRAM = """
import sys
sys.path.insert(0, {path!r})
from minigrad.viz import svg
class Value:
    def __init__(self, data, children=(), op=""):
        self.data, self.grad, self._prev, self._op, self.junk = data, 0.0, set(children), op, [object()] * {junk}
values = [Value(float(i)) for i in range(6)]
while len(values) > 1:
    values = [Value(a.data + b.data, (a, b), "+") for a in values for b in values if a is not b][:len(values) - 1]
print(svg(values[0]))
"""


def test_the_same_program_draws_the_same_text_in_any_process():
    texts = {
        subprocess.run(
            [sys.executable, "-c", SET_PROGRAM.format(path=next(p for p in sys.path if p), junk=junk)],
            env={"PYTHONHASHSEED": str(junk), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for junk in (1, 50, 999)
    }
    assert len(texts) == 1
    assert texts.pop().startswith("<svg")


def test_a_long_expression_does_not_recurse(fake):
    y = fake.Value(1.0)
    for _ in range(50_000):
        y = fake.Value(1.0, {y}, "+")
    assert len(record(y).nodes) == 100_001


REFUSED = {
    "a number": (lambda fake: (3.0,), "^cannot draw a float: expected a tensor, a scalar Value, or a list"),
    "None inside": (lambda fake: ([fake.tensor(), None],), "^cannot draw a NoneType: "),
    "params as a list": (
        lambda fake: (fake.tensor(), [fake.tensor()]),
        r"^params must be a dict of name to tensor, or a module, got list; .*=dict\(model.named_parameters\(\)\)$",
    ),
    "params of None": (lambda fake: (fake.tensor(), {"w": None}), r"^params\['w'\] must be a tensor, got NoneType$"),
    "both kinds": (lambda fake: ([fake.tensor(), fake.expression()],), "^cannot draw tensors and scalar Values in one"),
    "a Value among params": (
        lambda fake: (fake.tensor(), {"e": fake.expression()}),
        "^cannot draw tensors and scalar Values in one graph",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_clear_line(fake, case):
    make, text = REFUSED[case]
    with pytest.raises(TypeError, match=text):
        record(*make(fake))


def test_nothing_to_draw():
    with pytest.raises(ValueError, match=r"^nothing to draw: the dict is empty$"):
        record({})


def test_a_cycle_of_scalars(fake):
    a = fake.Value(1.0, label="a")
    b = fake.Value(1.0, (a,), "+")
    a._prev = (b,)
    with pytest.raises(ValueError, match=r"^the graph has a cycle: a Value is computed from itself$"):
        record(b)


# Thumbnails ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        (np.arange(4), None),
        (np.zeros((0, 3)), None),
        (np.zeros(5), ((0,) * 5,)),
        (np.array([1, -1, 0.5, 0, np.nan]), ((6, -6, 3, 0, None),)),
        (np.array([[1.0], [2.0], [3.0], [4.0], [6.0]]), ((1, 2, 3, 4, 6),)),
        (np.array([[1, 0, 0], [0, np.inf, -1]]), ((6, 0, 0), (0, None, -6))),
        (np.full(5, 1e-320), ((6,) * 5,)),
        (np.array([3 + 4j] * 5), ((6,) * 5,)),
        (np.arange(48.0) // 2, (tuple(round(i / 23 * 6) for i in range(24)),)),
    ],
)
def test_thumbnails(fake, values, rows):
    made = thumbnail(fake.Tensor(values))
    assert (None if made is None else made.rows) == rows


def test_thumbnails_stay_small(fake):
    made = thumbnail(fake.Tensor(np.ones((5, 100, 1000))))
    assert {len(made.rows), *map(len, made.rows)} == {8, 24}
    assert {level for row in made.rows for level in row} == {6}
