"""The internal ops behind products, losses, convolutions, pooling, norms and resampling, to second order.

The public ops are checked from the table; these have no row there, so they are found in their modules.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from minigrad._engine.tensor import wrap
from minigrad.ops import (
    adaptive_pooling,
    attention,
    bags,
    conv,
    cross_entropy,
    einsum,
    embedding,
    grid,
    linear,
    loss,
    margins,
    normalization,
    pooling,
    resample,
    unpooling,
)  # fmt: skip
from minigrad.testing.table import TOLERANCE, Call, first_order_error, second_order_error

MODULES = (
    adaptive_pooling, attention, bags, conv, cross_entropy, einsum, embedding, grid, linear, loss, margins,
    normalization, pooling, resample, unpooling,
)  # fmt: skip


def internal_ops() -> list[Any]:
    """Every internal op with samples: functions of the modules, and the closures of families by dimension."""
    found: dict[int, Any] = {}
    for module in MODULES:
        short = module.__name__.rpartition(".")[2]
        for name, value in vars(module).items():
            for key, call in value.items() if isinstance(value, dict) else [("", value)]:
                op = getattr(call, "op", None)
                if op is None or not op.samples or op.forward.__module__ != module.__name__:
                    continue
                if op.forward.__name__.startswith("_"):
                    found[id(op)] = pytest.param(call, id=f"{short}.{name}{key}")
    return list(found.values())


def calls(op_call: Any) -> Any:
    op = op_call.op
    for args, kwargs in op.samples(np.random.default_rng(0)):
        leaves: list[Any] = []
        made: list[Any] = []
        for name, value in zip(op.params, args, strict=False):
            if isinstance(value, np.ndarray):
                value = wrap(np.array(value))
                if value.is_floating_point() and name in op.differentiable:
                    leaves.append(value.requires_grad_())
            made.append(value)
        if leaves:
            yield Call(op_call, tuple(made), kwargs, leaves)


@pytest.mark.parametrize("op_call", internal_ops())
def test_gradients_to_second_order(op_call: Any) -> None:
    rng = np.random.default_rng(1)
    count = 0
    for call in calls(op_call):
        assert first_order_error(call, rng) < TOLERANCE
        assert second_order_error(call, rng) < TOLERANCE
        count += 1
    assert count or op_call.op.forward.__name__ == "_ctc"


def test_the_search_finds_them() -> None:
    assert len(internal_ops()) > 40
