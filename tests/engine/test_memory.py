"""A graph is freed by reference counting alone; long chains neither recurse nor leak."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import pytest

import minigrad as torch
from minigrad._engine.graph import Node


@pytest.fixture
def no_gc():  # type: ignore[no-untyped-def]
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(kind: type) -> int:
    return sum(issubclass(type(o), kind) for o in gc.get_objects())  # isinstance would wake lazy proxies


OPS = {
    "arithmetic": lambda x: ((x * 2 + x) / 3 - x) ** 2,
    "saved results": lambda x: x.exp().tanh().sigmoid().sqrt(),
    "views": lambda x: x.view(2, 2).t()[0] * 2,
    "in place": lambda x: (x * 2).mul_(3).view(2, 2)[0].add_(1),
    "several results": lambda x: torch.stack(list(x.split(2))) + x.view(2, 2).max(1).values,
}


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("backward", [False, True])
def test_dropping_a_result_frees_the_graph(no_gc: None, name: str, backward: bool) -> None:
    x = torch.ones(4, requires_grad=True)
    nodes, tensors = alive(Node), alive(torch.Tensor)
    y = OPS[name](x)
    if backward:
        y.sum().backward()
        x.grad = None
    else:
        y = y.sum()
    del y
    assert (alive(Node), alive(torch.Tensor)) == (nodes, tensors)


def test_a_million_ops() -> None:
    x = torch.ones(1, requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = y + 1.0
    y.sum().backward()
    assert x.grad.item() == 1.0
    node = weakref.ref(y.grad_fn)
    del y
    assert node() is None


def test_a_long_chain_dropped_without_backward(no_gc: None) -> None:
    x = torch.ones(1, requires_grad=True)
    before = alive(Node)
    y = x
    for _ in range(200_000):
        y = y * 1.0
    del y
    assert alive(Node) == before


def test_a_deep_create_graph() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * 1.0
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    assert g.item() == 1.0


def test_training_leaves_memory_where_it_was() -> None:
    w = torch.ones(50, 50, requires_grad=True)
    x = torch.ones(8, 50)

    def step() -> None:
        ((x @ w).tanh() ** 2).mean().backward()
        with torch.no_grad():
            w.sub_(0.1 * w.grad)
        w.grad = None

    for _ in range(20):
        step()
    gc.collect()
    tracemalloc.start()
    step()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(300):
        step()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 20_000


def test_create_graph_does_not_leak() -> None:
    """300 backward(create_graph=True), each on a 1 MB leaf of its own: torch keeps them all."""
    def once() -> None:
        leaf = torch.ones(131_072, dtype=torch.float64, requires_grad=True)
        (leaf**3 * leaf.exp()).sum().backward(create_graph=True)

    gc.disable()
    tracemalloc.start()
    for _ in range(300):
        once()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    gc.enable()
    assert kept < 100_000
    assert peak < 30_000_000
