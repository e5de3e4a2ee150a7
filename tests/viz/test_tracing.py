"""What a trace sees of a program, and that it leaves no trace in it."""

import gc
import subprocess
import sys
import time
import tracemalloc
import weakref

import pytest

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn, viz
from minigrad.viz.summary import Thumbnail


def network():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    return model, torch.randn(5, 4), torch.tensor([0, 1, 2, 0, 1])


def transformer(layers=12):
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    model = nn.Sequential(nn.Embedding(20, 16), nn.TransformerEncoder(layer, layers), nn.Linear(16, 20))
    return model, torch.arange(12).reshape(2, 6)


def test_calls_are_nested_and_numbered():
    model, x, target = network()
    with viz.trace(model) as run:
        loss = F.cross_entropy(model(model[:1](x)[:, :4]), target)
    assert [(call.name, call.kind, call.parent) for call in run.calls] == [
        ("0", "Linear", -1),
        ("", "Sequential", -1),
        ("0", "Linear", 1),
        ("1", "Tanh", 1),
        ("2", "Linear", 1),
    ]
    graph = viz.record(loss, model, trace=run)
    assert [(group.name, group.parent) for group in graph.groups] == [("0", -1), ("", -1), ("0", 1), ("1", 1), ("2", 1)]
    where = {node.name: node.group for node in graph.nodes}
    assert where["TanhBackward0"] == 3
    assert where["0.weight"] == -1, "used by two calls"
    assert where["2.weight"] == 4
    assert where["NllLossBackward0"] == -1


def test_values_gradients_lines_and_times():
    model, x, target = network()
    with viz.trace(model, values=True, grads=True) as run:
        hidden = model[0](x)
        loss = F.cross_entropy(model[2](hidden.tanh()), target)
    hidden.retain_grad()
    loss.backward(retain_graph=True)
    graph = viz.record(
        {"loss": loss},
        model,
        trace=run,
        show_values=True,
        show_grads=True,
        show_source=True,
        show_time=True,
        show_memory=True,
    )
    nodes = {node.name: node for node in graph.nodes}
    first = next(node for node in graph.nodes if node.kind == "op")
    for tensor, text, picture in (
        (hidden.detach(), first.value, first.value_picture),
        (hidden.grad, first.grad, first.grad_picture),
    ):
        assert text == f"mean {tensor.mean().item():.4f}, {tensor.min().item():.4f} to {tensor.max().item():.4f}"
        assert isinstance(picture, Thumbnail)
        assert (len(picture.rows), len(picture.rows[0])) == (5, 8)
    lines = [node.source for node in graph.nodes if node.kind == "op"]
    assert all(line.startswith("test_tracing.py:") for line in lines)
    assert len(set(lines)) == 2
    assert all(0 < node.forward < 5 and 0 < node.backward < 5 for node in graph.nodes if node.kind == "op")
    assert [node.step for node in graph.nodes if node.kind == "op"] == [3, 2, 1, 0]
    assert nodes["TanhBackward0"].memory == 5 * 8 * 4
    assert dict(nodes["TanhBackward0"].attrs)["keeps"] == "160 B"
    keys = [key for key, _ in nodes["TanhBackward0"].attrs]
    assert keys == ["keeps", "line", "forward", "backward"]
    flowing = next(edge for edge in graph.edges if graph.nodes[edge.head].name == "TanhBackward0")
    assert flowing.shape == (5, 8)
    assert flowing.grad == first.grad


def test_what_backward_has_freed_is_told():
    x = torch.ones(3, requires_grad=True)
    y = x.exp().sum()
    y.backward()
    freed = next(node for node in viz.record(y, show_memory=True).nodes if node.name == "ExpBackward0")
    assert freed.attrs == [("keeps", "[freed]")]
    assert freed.memory is None


def test_the_program_is_left_as_it_was():
    model, x, target = network()

    def gradients(**options):
        model.zero_grad()
        if options:
            with viz.trace(model, **options):
                F.cross_entropy(model(x), target).backward()
        else:
            F.cross_entropy(model(x), target).backward()
        return [p.grad.tolist() for p in model.parameters()]

    assert gradients() == gradients(values=True, grads=True)
    assert sys.getprofile() is None
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_errors_end_the_trace():
    model, x, _ = network()
    with pytest.raises(RuntimeError, match="mat1 and mat2"), viz.trace(model) as run:
        model(x.T)
    assert sys.getprofile() is None
    assert all(call.end < 1 << 61 for call in run.calls)
    with viz.trace(model) as run:
        y = model(x)
    assert len(viz.record(y, model, trace=run).groups) == 4


def test_nothing_is_kept_alive():
    model, x, _ = network()
    gc.disable()
    try:
        with viz.trace(model, values=True, grads=True) as run:
            y = model(x)
        node = weakref.ref(y.grad_fn)
        viz.record(y, model, trace=run)
        del y
        assert node() is None
    finally:
        gc.enable()


def test_refused():
    with pytest.raises(TypeError, match=r"^trace\(\) takes modules, got int$"):
        viz.trace(3)
    x = torch.ones(2, requires_grad=True)
    for option in ("show_source", "show_time"):
        with pytest.raises(ValueError, match=rf"^{option} needs a trace: .* give trace=run$"):
            viz.svg(x.exp(), **{option: True})
    sys.setprofile(lambda *event: None)
    try:
        with pytest.raises(RuntimeError, match=r"^trace\(\) needs sys\.setprofile, and another profiler is at work$"):
            viz.trace().__enter__()
    finally:
        sys.setprofile(None)


def test_twelve_layers_draw_in_time_and_memory():
    model, tokens = transformer()
    with viz.trace(model) as run:
        loss = F.cross_entropy(model(tokens).reshape(-1, 20), tokens.reshape(-1))
    for options in ({}, {"max_nodes": None}, {"view": "modules"}, {"view": "parameters"}):
        tracemalloc.start()
        start = time.process_time()
        text = viz.svg({"loss": loss}, model, trace=run, **options)
        seconds, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seconds < 5
        assert peak < 60e6
        assert ("TransformerEncoderLayer × 12" in text) == (options.get("view") == "modules" or not options)


PROGRAM = """
import minigrad as torch
from minigrad import nn, viz
torch.manual_seed(0)
model = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
with viz.trace(model, values=True, grads=True) as run:
    loss = model(torch.randn(1, 3, 8)).sum()
loss.backward()
print(viz.svg(loss, model, trace=run, show_values=True, show_grads=True, show_source=True))
"""


def test_the_same_program_draws_the_same_text(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    texts = {
        subprocess.run(
            [sys.executable, str(tmp_path / "program.py")],
            env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in (1, 2)
    }
    assert len(texts) == 1
    assert "program.py:7" in texts.pop()


def test_derivatives_stand_beside_what_they_come_from():
    a = torch.tensor(2.0, requires_grad=True)
    e = a.tanh() * a
    (g,) = torch.autograd.grad(e, a, create_graph=True)
    graph = viz.record({"e": e, "g": g}, {"a": a})
    text = viz.svg(graph, view="backward")
    assert ">forward<" in text
    assert ">backward<" in text
    assert "stroke-dasharray" in text


def test_the_result_of_every_kind_of_op_is_seen():
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    with viz.trace(values=True) as run:
        y = x * 2
        y.add_(1)
        first, second = y.split(1)
        top, _ = first.max(1)
        loss = (top + second.sum()).sum()
    seen = {node.name: node.value for node in viz.record(loss, trace=run, show_values=True).nodes if node.kind == "op"}
    assert seen["MulBackward0"] == "mean 5.0000, 0.0000 to 10.0000"
    assert seen["AddBackward0"]
    assert all(node.source for node in viz.record(loss, trace=run).nodes if node.kind == "op")
