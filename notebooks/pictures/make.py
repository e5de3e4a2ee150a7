"""Draws the README's pictures and a gallery of every kind of drawing beside this file.

    python notebooks/pictures/make.py [FOLDER]

Imports minigrad only; the pictures come from its own layout engine, so no other program is needed.  Every picture comes
from a program that runs here, with a fixed seed, so the same version draws the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn, viz
from minigrad.scalar import Value

HERE = Path(__file__).resolve().parent


def expression() -> str:
    """e = (a + b)(b + 1) at a = 2, b = 1, with the gradient of every value."""
    a, b = Value(2.0, label="a"), Value(1.0, label="b")
    e = (a + b) * (b + 1)
    e.label = "e"
    e.backward()
    return viz.draw_scalars(e)


def network() -> str:
    """The graph of the loss of a 4-8-3 network on a batch of five."""
    model, loss, _ = _network()
    return viz.svg({"loss": loss}, params=model)


def values() -> str:
    """The same with the values and gradients of everything."""
    model, loss, run = _network()
    loss.backward(retain_graph=True)
    return viz.svg({"loss": loss}, model, trace=run, show_values=True, show_grads=True, show_memory=True)


def _network() -> tuple[Any, Any, Any]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    with viz.trace(model, values=True, grads=True) as run:
        loss = F.cross_entropy(model(torch.randn(5, 4)), torch.tensor([0, 1, 2, 0, 1]))
    return model, loss, run


def convolutions() -> str:
    """A convolutional network, by module and op."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(256, 10)
    )
    with viz.trace(model) as run:
        loss = F.cross_entropy(model(torch.randn(2, 1, 14, 14)), torch.tensor([3, 7]))
    return viz.svg({"loss": loss}, model, trace=run, rankdir="TB")


def recurrence() -> str:
    """Thirty steps of a recurrent cell, every one."""
    _, _, _, drawn = _recurrence("ops")
    return drawn


def recurrence_rolled() -> str:
    """Thirty steps of a recurrent cell as one."""
    _, _, _, drawn = _recurrence("modules")
    return drawn


def _recurrence(view: str) -> tuple[Any, Any, Any, str]:
    torch.manual_seed(0)
    cell, head = nn.RNNCell(3, 4), nn.Linear(4, 1)
    hidden = torch.zeros(1, 4)
    with viz.trace(nn.ModuleDict({"cell": cell, "head": head})) as run:
        for _ in range(30):
            hidden = cell(torch.randn(1, 3), hidden)
        loss = head(hidden).sum()
    names = {**dict(cell.named_parameters(prefix="cell")), **dict(head.named_parameters(prefix="head"))}
    return cell, loss, run, viz.svg({"loss": loss}, names, trace=run, view=view)


def transformer() -> str:
    """The loss of a transformer of twelve layers, by module."""
    return _transformer("modules")


def transformer_ops() -> str:
    """The same transformer, every op of the layer that repeats."""
    return _transformer("ops")


def transformer_parameters() -> str:
    """The same transformer, its parameters alone."""
    return _transformer("parameters", repeats=True)


def _transformer(view: str, **options: Any) -> str:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
    model = nn.Sequential(nn.Embedding(50, 32), nn.TransformerEncoder(layer, 12), nn.Linear(32, 50))
    tokens = torch.tensor([[i * 7 % 50 for i in range(8)]])
    with viz.trace(model) as run:
        loss = F.cross_entropy(model(tokens).reshape(-1, 50), tokens.reshape(-1))
    return viz.svg({"loss": loss}, model, trace=run, view=view, **options)


def forward_and_backward() -> str:
    """e = tanh(a)(a + b)(b + 1), and the graph that computes its derivatives."""
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    e = (a + b) * (b + 1) * a.tanh()
    by_a, by_b = torch.autograd.grad(e, (a, b), create_graph=True)
    return viz.svg({"e": e, "∂e/∂a": by_a, "∂e/∂b": by_b}, {"a": a, "b": b}, view="backward")


def neurons() -> str:
    """A network of scalar Values, folded to its neurons."""
    values = [Value(float(i), label=f"x{i}") for i in range(2)]
    for width in (8, 8, 1):
        weights = [[Value(0.1 * (i + j)) for j in range(len(values))] for i in range(width)]
        values = [sum((w * x for w, x in zip(row, values, strict=True)), Value(0.5)).tanh() for row in weights]
    values[0].backward()
    return viz.svg({"y": values[0]}, max_nodes=100)


PICTURES: tuple[Callable[[], str], ...] = (
    expression, network, values, convolutions, recurrence, recurrence_rolled, transformer, transformer_ops,
    transformer_parameters, forward_and_backward, neurons,
)  # fmt: skip


def main(folder: Path) -> None:
    """Writes every picture into a folder, and an index.html that shows them."""
    page = ["<!doctype html>", '<meta charset="utf-8">', "<title>minigrad: drawn graphs</title>"]
    for picture in PICTURES:
        name, described = picture.__name__, (picture.__doc__ or "").strip()
        (folder / f"{name}.svg").write_text(picture(), encoding="utf-8")
        page.append(f'<h2>{described}</h2>\n<img src="{name}.svg" alt="{described}" style="max-width:100%">')
    (folder / "index.html").write_text("\n".join(page) + "\n", encoding="utf-8")
    print(f"{len(PICTURES)} pictures in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
