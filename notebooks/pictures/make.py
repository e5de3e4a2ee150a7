"""Draws the README's pictures beside this file: `python notebooks/pictures/make.py`.

Imports minigrad only; the pictures come from its own layout engine, so no other program is needed.
"""

from __future__ import annotations

from pathlib import Path

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import viz
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
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3))
    loss = F.cross_entropy(model(torch.randn(5, 4)), torch.tensor([0, 1, 2, 0, 1]))
    return viz.svg({"loss": loss}, params=model)


def main() -> None:
    """Writes `expression.svg` and `network.svg`."""
    for draw in (expression, network):
        (HERE / f"{draw.__name__}.svg").write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
