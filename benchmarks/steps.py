"""Whole training steps, and loops of small operations."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

Make = Callable[[Any], Callable[[], object]]


def _data(torch: Any, *shape: int, seed: int = 0) -> Any:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape).astype(np.float32))


def mlp(batch: int, sizes: tuple[int, ...], optimiser: str, activation: str = "Tanh") -> Make:
    """A training step of a fully connected network: forward, loss, backward, update."""

    def make(torch: Any) -> Callable[[], object]:
        torch.manual_seed(0)
        layers: list[Any] = []
        for n, m in itertools.pairwise(sizes):
            layers += [torch.nn.Linear(n, m), getattr(torch.nn, activation)()]
        net = torch.nn.Sequential(*layers[:-1])
        opt = getattr(torch.optim, optimiser)(net.parameters(), lr=1e-3)
        x, y = _data(torch, batch, sizes[0]), _data(torch, batch, sizes[-1], seed=1)

        def run() -> None:
            opt.zero_grad()
            torch.nn.functional.mse_loss(net(x), y).backward()
            opt.step()

        return run

    return make


def cnn(torch: Any) -> Callable[[], object]:
    """A training step of a small convolutional network on 8 by 8 pictures."""
    torch.manual_seed(0)
    nn = torch.nn
    net = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10))
    opt = torch.optim.SGD(net.parameters(), lr=0.01)
    x = _data(torch, 32, 1, 8, 8)
    y = torch.from_numpy(np.random.default_rng(1).integers(0, 10, 32))

    def run() -> None:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()

    return run


def scalar_chain(torch: Any) -> Callable[[], object]:
    """200 operations on 0-d tensors, and back."""
    s, u = torch.tensor(2.0, requires_grad=True), torch.tensor(0.5, requires_grad=True)

    def run() -> None:
        x = s
        for _ in range(100):
            x = x * u + s
        x.backward()
        s.grad = u.grad = None

    return run


def hessian(torch: Any) -> Callable[[], object]:
    """The Hessian of a function of 10 variables, row by row."""
    x = _data(torch, 10).requires_grad_()

    def run() -> None:
        (g,) = torch.autograd.grad((x.sin() * x.exp()).sum() ** 2, x, create_graph=True)
        for i in range(10):
            torch.autograd.grad(g[i], x, retain_graph=True)

    return run


CASES: dict[str, Make] = {
    "MLP 2-16-16-1 batch 32 SGD": mlp(32, (2, 16, 16, 1), "SGD"),
    "MLP 2-16-16-1 batch 32 Adam": mlp(32, (2, 16, 16, 1), "Adam"),
    "MLP 64-64-32-10 batch 64 Adam": mlp(64, (64, 64, 32, 10), "Adam", "ReLU"),
    "CNN 8x8 batch 32 SGD": cnn,
    "scalar chain of 200 ops": scalar_chain,
    "Hessian of 10 variables": hessian,
}


def micrograd_chain(value: Any) -> Callable[[], object]:
    """The scalar chain on an engine with micrograd's interface."""
    s, u = value(2.0), value(0.5)

    def run() -> None:
        x = s
        for _ in range(100):
            x = x * u + s
        x.backward()
        s.grad = u.grad = 0.0

    return run


def autograd_mlp(engine: str) -> Callable[[], object] | None:
    """The MLP 2-16-16-1 step (plain gradient descent) on HIPS autograd or mygrad; None where it is not installed."""
    rng = np.random.default_rng(0)
    sizes = (2, 16, 16, 1)
    params = [rng.standard_normal(shape) * 0.3 for n, m in itertools.pairwise(sizes) for shape in ((n, m), (m,))]
    x, y = rng.standard_normal((32, 2)), rng.standard_normal((32, 1))
    if engine == "autograd":
        try:
            import autograd
            import autograd.numpy as anp
        except ImportError:
            return None

        def loss(ps: list[Any]) -> Any:
            h = anp.tanh(anp.dot(x, ps[0]) + ps[1])
            h = anp.tanh(anp.dot(h, ps[2]) + ps[3])
            return anp.mean((anp.dot(h, ps[4]) + ps[5] - y) ** 2)

        slope = autograd.grad(loss)

        def run() -> None:
            for p, g in zip(params, slope(params), strict=True):
                p -= 1e-3 * g

        return run
    try:
        import mygrad
    except ImportError:
        return None
    tensors = [mygrad.tensor(p) for p in params]

    def step() -> None:
        h = mygrad.tanh(x @ tensors[0] + tensors[1])
        h = mygrad.tanh(h @ tensors[2] + tensors[3])
        value = mygrad.mean((h @ tensors[4] + tensors[5] - y) ** 2)
        value.backward()
        for t in tensors:
            t.data -= 1e-3 * t.grad

    return step
