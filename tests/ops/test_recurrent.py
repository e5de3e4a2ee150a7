"""Layers of recurrent networks against their equations, step by step; gradients of arrays as those of Tensors."""

from __future__ import annotations

from typing import Any

import pytest

import minigrad as torch
from minigrad.nn.utils.rnn import pack_padded_sequence

SIZE, LENGTHS = 3, [5, 3, 3, 1]


def by_equations(kind: str, m: Any, x: Any, h: Any, c: Any) -> tuple[Any, Any]:
    """The states and the cells (None of a GRU) after every step."""
    states, cells = [], []
    for t in x:
        given = t @ m.weight_ih_l0.T + m.bias_ih_l0
        own = h @ m.weight_hh_l0.T + m.bias_hh_l0
        if kind == "LSTM":
            i, f, k, o = (given + own).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * k.tanh()
            h = o.sigmoid() * c.tanh()
        else:
            (gr, gz, gk), (r, z, k) = given.chunk(3, 1), own.chunk(3, 1)
            k = (gk + (gr + r).sigmoid() * k).tanh()
            h = k + (gz + z).sigmoid() * (h - k)
        states.append(h)
        cells.append(c)
    return torch.stack(states), torch.stack(cells)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize("of", ["states", "last", "both"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_layer_is_its_equations(kind: str, of: str, packed: bool) -> None:
    torch.manual_seed(0)
    m = getattr(torch.nn, kind)(2, SIZE, dtype=torch.float64)
    x, h, c = (torch.randn(*shape, dtype=torch.float64) for shape in ((5, 4, 2), (4, SIZE), (4, SIZE)))
    wanted = [t.requires_grad_() for t in ((x, h, c) if kind == "LSTM" else (x, h))] + list(m.parameters())
    first = (h[None], c[None]) if kind == "LSTM" else h[None]
    out, last = m(pack_padded_sequence(x, torch.tensor(LENGTHS)) if packed else x, first)
    states, cells = by_equations(kind, m, x, h, c)
    lengths = LENGTHS if packed else [5] * 4
    exact_last = (states if kind == "GRU" else cells)[torch.tensor(lengths) - 1, torch.arange(4)]
    if packed:
        out, states = out.data, torch.cat([s[: sum(n > t for n in lengths)] for t, s in enumerate(states)])
    of_last = last[1][0] if kind == "LSTM" else last[0]
    assert torch.allclose(out, states)
    assert torch.allclose(of_last, exact_last)

    def loss_of(states: Any, last: Any) -> Any:
        """The output's gradient is left out, comes alone, or both come."""
        parts = {"states": (states**2).sum(), "last": last.sin().sum()}
        return parts["states"] + parts["last"] if of == "both" else parts[of]

    loss, exact = loss_of(out, of_last), loss_of(states, exact_last)
    expected = torch.autograd.grad(exact, wanted)
    found = torch.autograd.grad(loss, wanted, retain_graph=True)
    as_tensors = torch.autograd.grad(loss, wanted, create_graph=True)
    for one, two, three in zip(expected, found, as_tensors, strict=True):
        assert torch.allclose(two, one)
        assert torch.allclose(three, one)
    for again, one in zip(torch.autograd.grad(loss, wanted), found, strict=True):  # nothing that was saved is changed
        assert again.equal(one)
