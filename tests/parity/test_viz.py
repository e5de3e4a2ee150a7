"""viz walks PyTorch's own graphs: what it finds there, against a plain recursive walk, and against the golden files."""

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

import minigrad.viz as viz

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

GOLDEN = Path(__file__).parents[1] / "viz" / "golden"


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def mlp():
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    x = torch.ones(2, 4)
    return model(x).sum(), model, x


def cnn():
    layers = torch.nn
    model = layers.Sequential(
        layers.Conv2d(1, 2, 3),
        layers.BatchNorm2d(2),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Flatten(),
        layers.Linear(18, 3),
    )
    return layers.functional.cross_entropy(model(torch.randn(2, 1, 8, 8)), torch.tensor([0, 2])), model


def rnn():
    cell, hidden = torch.nn.RNNCell(3, 4), torch.zeros(1, 4)
    for _ in range(10):
        hidden = cell(torch.randn(1, 3), hidden)
    return hidden, cell


def attention():
    model = torch.nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0)
    return model(torch.randn(5, 1, 8)).sum(), model


def by_recursion(var, params):
    """What torchviz draws, as counts of labels and of arrows: every function, a box for every leaf and the result."""
    names = {id(p): name for name, p in params.items()}
    labels, arrows, seen = Counter(), Counter(), {}

    def text(tensor):
        return f"{names.get(id(tensor), '')} {tuple(tensor.shape)}".strip()

    def visit(function):
        if function in seen:
            return
        label = type(function).__name__
        seen[function] = label
        labels[label] += 1
        if hasattr(function, "variable"):
            labels[text(function.variable)] += 1
            arrows[text(function.variable), label] += 1
        for operand, _ in function.next_functions:
            if operand is not None:
                visit(operand)
                arrows[seen[operand], label] += 1

    visit(var.grad_fn)
    labels[text(var)] += 1
    arrows[seen[var.grad_fn], text(var)] += 1
    return labels, arrows


@pytest.mark.parametrize("make", [mlp, cnn, rnn, attention])
def test_make_dot_draws_what_torchviz_draws(make):
    var, model, *_ = make()
    params = dict(model.named_parameters())
    graph = viz.make_dot(var, params).records
    text = [node.name if node.kind == "op" else f"{node.name} {node.shape}".strip() for node in graph.nodes]
    labels, arrows = by_recursion(var, params)
    assert Counter(text) == labels
    assert Counter((text[edge.tail], text[edge.head]) for edge in graph.edges) == arrows


@pytest.mark.parametrize("make", [mlp, cnn, rnn, attention])
def test_every_picture_is_valid_and_always_the_same(make):
    texts = set()
    for _ in range(2):
        var, model, *_ = make()
        texts.add(viz.svg(var, model, show_attrs=True, show_saved=True, show_accumulate=True))
    (text,) = texts
    ET.fromstring(text)


def test_the_golden_mlp_is_torchs():
    pytest.importorskip("graphviz", reason="dot source is written by the package graphviz")
    loss, model, _ = mlp()
    assert viz.svg({"loss": loss}, dict(model.named_parameters())) == (GOLDEN / "mlp.svg").read_text(encoding="utf-8")
    assert viz.make_dot({"loss": loss}, model).source == (GOLDEN / "mlp.dot").read_text(encoding="utf-8")


def test_saved_tensors_and_inputs():
    loss, model, x = mlp()
    params = {**dict(model.named_parameters()), "x": x}
    graph = viz.record(loss, params, show_saved=True)
    saved = Counter(node.name for node in graph.nodes if node.kind == "saved")
    assert saved == {"mat1 = x": 1, "mat1": 1, "mat2": 1, "result": 1}
    (constant,) = [number for number, node in enumerate(graph.nodes) if node.kind == "constant"]
    assert [graph.nodes[e.head].name for e in graph.edges if e.tail == constant] == ["AddmmBackward0"]
    total = torch.ones(2, 3, requires_grad=True).sum(-1)
    attrs = dict(viz.record(total, show_attrs=True).nodes[1].attrs)
    assert (attrs["dim"], attrs["keepdim"]) == ("(-1,)", "False")


def test_saved_results_are_known_by_their_memory():
    x = torch.ones(3, requires_grad=True)
    h = x.exp()
    graph = viz.record((h * x).sum(), {"x": x, "h": h}, show_saved=True)
    assert [node.name for node in graph.nodes if node.kind == "saved"] == ["result = h", "other = x", "self = h"]


def test_after_backward_saved_values_are_gone():
    loss, model, _ = mlp()
    loss.backward()
    graph = viz.record(loss, model, show_saved=True, show_attrs=True, show_values=True, show_grads=True)
    assert not [node for node in graph.nodes if node.kind == "saved"]
    assert "[freed]" in {value for node in graph.nodes for _, value in node.attrs}
    assert all(node.grad not in ("", "None") for node in graph.nodes if node.kind == "parameter")


def test_values_as_torch_computes_them():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    h = x * x
    h.retain_grad()
    y = h.sum()
    y.backward()
    graph = viz.record({"y": y}, {"x": x, "h": h}, show_values=True, show_grads=True)
    assert [(node.name, node.value, node.grad) for node in graph.nodes] == [
        ("x", "[1.0000, 2.0000]", "[2.0000, 4.0000]"),
        ("MulBackward0", "", ""),
        ("SumBackward0", "", ""),
        ("y", "5.0000", ""),
    ]
    assert graph.nodes[1].attrs == [("h", "(2,) [1.0000, 4.0000]"), ("h.grad", "[1.0000, 1.0000]")]


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor([1 + 2j] * 5),
        torch.arange(7),
        torch.tensor([True] * 6),
        torch.zeros(0, 3),
        torch.ones(9, dtype=torch.bfloat16),
        torch.tensor(3, dtype=torch.int8),
    ],
    ids=lambda tensor: str(tensor.dtype),
)
def test_any_dtype_is_summed_up(tensor):
    (node,) = viz.record(tensor, show_values=True).nodes
    assert node.value
    assert node.dtype == str(tensor.dtype).removeprefix("torch.")


def test_a_custom_function():
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return 2 * x

        @staticmethod
        def backward(ctx, g):
            return 2 * g

    x = torch.ones(3, requires_grad=True)
    graph = viz.record(Double.apply(x), {"x": x}, show_saved=True)
    assert [node.name for node in graph.nodes] == ["x", "DoubleBackward", "saved_tensors[0] = x", ""]


def test_nested_results_of_an_lstm():
    lstm = torch.nn.LSTM(3, 4)
    graph = viz.record(lstm(torch.randn(5, 1, 3)), lstm)
    assert sum(node.kind == "output" for node in graph.nodes) == 3


def test_results_of_one_function_are_told_apart():
    first, second = torch.ones(4, requires_grad=True).chunk(2)
    graph = viz.record(first * second)
    assert [edge.output for edge in graph.edges if graph.nodes[edge.tail].name == "SplitBackward0"] == [0, 1]


def test_a_chain_deeper_than_the_recursion_limit():
    """Not much deeper: torch itself crashes where it drops a graph of 100,000 nodes that Python has walked."""
    y = torch.ones((), requires_grad=True)
    for _ in range(5_000):
        y = y * 1.0
    assert len(viz.record(y).nodes) == 5_002
