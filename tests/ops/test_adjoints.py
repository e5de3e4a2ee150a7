"""The internal ops that are gradients of indexing, joining and shape: each against finite differences, to second order.

The public ops are checked from the table; these have no row there, so they are found in their modules.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad._engine.tensor import wrap
from minigrad.ops import (
    arranging,
    diagonal,
    indexing,
    joining,
    masking,
    padding,
    scattering,
    shape,
    slices,
    strides,
    transposition,
)

MODULES = (
    arranging, diagonal, indexing, joining, masking, padding, scattering, shape, slices, strides, transposition,
)  # fmt: skip
STEP = 1e-3


def internal_ops() -> list[Any]:
    found = []
    for module in MODULES:
        for name, value in vars(module).items():
            op = getattr(value, "op", None)
            if name.startswith("_") and op is not None and op.samples and op.forward.__module__ == module.__name__:
                found.append(pytest.param(value, id=name))
    return found


def prepared(call: Any, args: Any) -> tuple[list[Any], list[Any]]:
    """A sample's arguments, those that the op has gradients for as leaves."""
    leaves: list[Any] = []

    def leaf(value: Any) -> Any:
        if isinstance(value, list):
            return [leaf(v) for v in value]
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            return value
        leaves.append(wrap(value.copy()).requires_grad_())
        return leaves[-1]

    op = call.op
    return [leaf(a) if p in op.differentiable else a for p, a in zip(op.params, args, strict=False)], leaves


def weighed(outputs: Any, weights: list[np.ndarray[Any, Any]]) -> float:
    return float(sum((o.detach().numpy() * w).sum() for o, w in zip(outputs, weights, strict=True)))


def slope(function: Any, leaf: Any) -> np.ndarray[Any, Any]:
    data = leaf.array()
    found = np.zeros_like(data)
    for place in np.ndindex(data.shape):
        kept = data[place]
        data[place] = kept + STEP
        up = function()
        data[place] = kept - STEP
        down = function()
        data[place] = kept
        found[place] = (up - down) / (2 * STEP)
    return found


@pytest.mark.parametrize("call", internal_ops())
def test_gradients(call: Any) -> None:
    rng = np.random.default_rng(0)
    samples = list(call.op.samples(rng))
    assert samples
    for sample, _ in samples:
        check(call, sample, rng)


def check(call: Any, sample: Any, rng: np.random.Generator) -> None:
    """First and second derivatives of one call against differences, and the path of arrays against that of Tensors."""
    args, leaves = prepared(call, sample)

    def outputs() -> Any:
        made = call(*args)
        return made if isinstance(made, tuple | list) else (made,)

    outs = outputs()
    weights = [rng.standard_normal(tuple(o.shape)) for o in outs]
    cotangents = [wrap(np.array(w)).requires_grad_() for w in weights]
    grads: Any = torch.autograd.grad(outs, leaves, cotangents, create_graph=True)
    for leaf, g in zip(leaves, grads, strict=True):
        np.testing.assert_allclose(g.detach().numpy(), slope(lambda: weighed(outputs(), weights), leaf), atol=1e-5)

    def firsts() -> Any:
        return torch.autograd.grad(outputs(), leaves, [c.detach() for c in cotangents])

    for a, b in zip(firsts(), grads, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.detach().numpy())
    seconds = [np.asarray(rng.standard_normal(tuple(g.shape))) for g in grads]
    every = [*leaves, *cotangents]
    found: Any = torch.autograd.grad(grads, every, [wrap(s) for s in seconds], allow_unused=True)
    for leaf, g in zip(every, found, strict=True):
        wanted = slope(lambda: weighed(firsts(), seconds), leaf)
        np.testing.assert_allclose(np.zeros_like(wanted) if g is None else g.numpy(), wanted, atol=1e-5)
