"""Random tensors after the same seed, dropout, and generators beside PyTorch.

A case is a call of a library `t` on the inputs `e` (conftest.py): what is printed, dtype, shape, strides, warnings, and
of an error the type and the first line must be torch's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

CASES = [
    lambda t, _: t.manual_seed("a"),
    lambda t, _: t.manual_seed(2**64),
    lambda t, _: t.manual_seed(-(2**63) - 1),
    lambda t, _: t.manual_seed(1.5).initial_seed(),
    lambda t, _: t.initial_seed(),
    lambda t, _: t.get_rng_state().shape,
    lambda t, _: t.get_rng_state()[:30],
    lambda t, _: t.set_rng_state(t.zeros(3)),
    lambda t, _: t.set_rng_state(t.zeros(3, dtype=t.uint8)),
    lambda t, _: t.set_rng_state(3),
    lambda t, _: t.Generator().device,
    lambda t, _: t.Generator().get_state().shape,
    lambda t, _: t.Generator().initial_seed(),
    lambda t, _: t.random.default_generator is t.default_generator,
    lambda t, _: t.rand(2, generator=t.Generator().manual_seed(3)),
    lambda t, _: t.rand(2, dtype=t.int64),
    lambda t, _: t.rand(2, dtype=t.complex64),
    lambda t, _: t.rand(-1),
    lambda t, _: t.rand("a"),
    lambda t, _: t.rand(()),
    lambda t, _: t.rand(2, out=t.empty(0)),
    lambda t, _: t.rand(2, out=t.empty(3, dtype=t.float64)),
    lambda t, _: t.rand(2, out=t.empty(3, dtype=t.int64)),
    lambda t, _: t.rand(2, requires_grad=True),
    lambda t, _: t.randn(2, dtype=t.int64),
    lambda t, _: t.randn(size=(2,)),
    lambda t, _: t.randn((20, 3)),
    lambda t, _: t.randn(20, 3, dtype=t.float64),
    lambda t, _: t.randn(4, dtype=t.complex64),
    lambda t, _: t.randint(5),
    lambda t, _: t.randint(5, (2,)),
    lambda t, _: t.randint(2, 5, (2,)),
    lambda t, _: t.randint(5, 2),
    lambda t, _: t.randint(5, 2, (2,)),
    lambda t, _: t.randint(0, 10, size=(2,)),
    lambda t, _: t.randint(high=10, size=(2,)),
    lambda t, _: t.randint(low=0, high=10, size=(2,)),
    lambda t, _: t.randint(5, (2,), dtype=t.float32),
    lambda t, _: t.randint(5, (2,), dtype=t.uint8),
    lambda t, _: t.randint(300, (2,), dtype=t.uint8),
    lambda t, _: t.randint(5, (2,), dtype=t.bool),
    lambda t, _: t.randint(2.5, (2,)),
    lambda t, _: t.randint(5, (2,), requires_grad=True),
    lambda t, _: t.randint(5, (2,), out=t.empty(2)),
    lambda t, _: t.randint(0, 5, 3),
    lambda t, _: t.randperm(5),
    lambda t, _: t.randperm(-1),
    lambda t, _: t.randperm(5.0),
    lambda t, _: t.randperm(5, dtype=t.float32),
    lambda t, _: t.randperm(300, dtype=t.uint8),
    lambda t, _: t.randperm(5, dtype=t.bool),
    lambda t, _: t.randperm(5, out=t.empty(0, dtype=t.int32)),
    lambda t, _: t.normal(0, 1, (2,)),
    lambda t, _: t.normal(0.0, 1.0),
    lambda t, e: t.normal(e.v, e.v),
    lambda t, e: t.normal(e.v, 2.0),
    lambda t, e: t.normal(0.0, e.v),
    lambda t, e: t.normal(e.v),
    lambda t, e: t.normal(e.v, -1.0),
    lambda t, e: t.normal(e.v, -e.v),
    lambda t, _: t.normal(0.0, -1.0, (2,)),
    lambda t, e: t.normal(e.v, t.ones(2)),
    lambda t, e: t.normal(e.i, 1.0),
    lambda t, _: t.normal(mean=0.0, std=1.0, size=(2,), dtype=t.float64),
    lambda t, e: t.normal(e.vr, e.vr),
    lambda t, e: t.normal(e.vr, 2.0),
    lambda t, e: t.normal(2.0, e.vr),
    lambda t, e: t.normal(e.v, e.v, out=t.empty(0)),
    lambda t, _: t.normal(0.0, 1.0, (2,), requires_grad=True),
    lambda t, e: t.bernoulli(e.v / 10),
    lambda t, e: t.bernoulli(e.v),
    lambda t, e: t.bernoulli(e.v, 0.5),
    lambda t, e: t.bernoulli(e.vr / 10),
    lambda t, e: t.bernoulli(e.i),
    lambda t, e: t.bernoulli(e.v / 10, generator=t.Generator().manual_seed(0)),
    lambda t, e: e.v.bernoulli(0.5),
    lambda t, e: e.v.clone().bernoulli_(),
    lambda t, e: e.v.clone().bernoulli_(0.3),
    lambda t, e: e.v.clone().bernoulli_(t.tensor([0.0, 1.0, 0.5])),
    lambda t, e: e.x.t().clone().bernoulli_(t.tensor([0.3, 0.6])),
    lambda t, e: e.v.clone().bernoulli_(2.0),
    lambda t, e: e.i.clone().bernoulli_(0.5),
    lambda t, e: t.multinomial(e.v, 2),
    lambda t, e: t.multinomial(e.v, 4),
    lambda t, e: t.multinomial(e.v, 4, replacement=True),
    lambda t, e: t.multinomial(e.v, 0),
    lambda t, e: t.multinomial(-e.v, 2),
    lambda t, _: t.multinomial(t.zeros(3), 2),
    lambda t, e: t.multinomial(e.i, 2),
    lambda t, _: t.multinomial(t.ones(2, 2, 2), 1),
    lambda t, _: t.multinomial(t.tensor([1.0, float("nan")]), 1),
    lambda t, e: t.multinomial(e.x, 1),
    lambda t, e: e.v.multinomial(1),
    lambda t, e: t.poisson(e.v),
    lambda t, e: t.poisson(-e.v),
    lambda t, e: t.poisson(e.i),
    lambda t, e: t.poisson(e.vr),
    lambda t, e: t.binomial(e.v, t.tensor([0.5, 0.5, 0.5])),
    lambda t, e: t.rand_like(e.v),
    lambda t, e: t.rand_like(e.i),
    lambda t, e: t.rand_like(e.i, dtype=t.float32),
    lambda t, _: t.rand_like([1]),
    lambda t, e: t.randn_like(e.x.t()),
    lambda t, _: t.randn_like(t.ones(5, 6).t()),
    lambda t, e: t.randn_like(e.v, dtype=t.float64, requires_grad=True),
    lambda t, e: t.randint_like(e.v, 5),
    lambda t, e: t.randint_like(e.v, 2, 5),
    lambda t, e: t.randint_like(e.i, 5),
    lambda t, e: t.randint_like(e.v, t.tensor(5)),
    lambda t, e: t.randint_like(e.v, 5, 2),
    lambda t, e: e.v.clone().normal_(),
    lambda t, e: e.v.clone().normal_(0, -1),
    lambda t, e: e.i.clone().normal_(),
    lambda t, e: e.v.clone().uniform_(2, 1),
    lambda t, e: e.v.clone().uniform_(1, 2),
    lambda t, e: e.i.clone().uniform_(),
    lambda t, _: t.ones(5, 6).t().uniform_(),
    lambda t, _: t.ones(5, 6)[:, ::2].normal_(),
    lambda t, _: t.ones(1).expand(3).normal_(),
    lambda t, e: e.v.clone().exponential_(),
    lambda t, e: e.v.clone().exponential_(-1),
    lambda t, e: e.i.clone().exponential_(),
    lambda t, e: e.v.clone().geometric_(0.5),
    lambda t, e: e.v.clone().geometric_(0),
    lambda t, e: e.i.clone().geometric_(0.5),
    lambda t, e: e.v.clone().cauchy_(),
    lambda t, e: e.v.clone().cauchy_(0, -1),
    lambda t, e: e.v.clone().log_normal_(),
    lambda t, e: e.v.clone().log_normal_(0, -1),
    lambda t, e: e.v.clone().random_(),
    lambda t, e: e.i.clone().random_(),
    lambda t, e: e.i.clone().random_(5),
    lambda t, e: e.i.clone().random_(2, 5),
    lambda t, e: e.i.clone().random_(5, 2),
    lambda t, e: e.i.clone().random_(2, None),
    lambda t, e: e.v.clone().random_(0, 2**30),
    lambda t, e: e.vr.normal_(),
    lambda t, e: e.vr.clone().normal_(),
    lambda t, e: e.vr.clone().uniform_(),
    lambda t, e: e.vr.clone().bernoulli_(0.5),
    lambda t, e: e.vr.clone().exponential_(),
    lambda t, e: e.vr.clone().geometric_(0.5),
    lambda t, e: e.vr.clone().cauchy_(),
    lambda t, e: e.vr.clone().log_normal_(),
    lambda t, e: e.vr.clone().random_(),
    lambda t, e: e.vr.clone().random_(5),
    lambda t, e: e.vr.clone().random_(2, 5),
    lambda t, e: e.vr.clone().bernoulli_(t.tensor([0.0, 1, 1])),
    lambda t, e: t.nn.functional.dropout(e.v, 0.5),
    lambda t, e: t.nn.functional.dropout(e.v, 2),
    lambda t, e: t.nn.functional.dropout(e.v, -1),
    lambda t, e: t.nn.functional.dropout(e.vr, 0.5),
    lambda t, e: t.nn.functional.dropout(e.vr, 0.5, training=False),
    lambda t, e: t.nn.functional.dropout(e.v, 0.0),
    lambda t, e: t.nn.functional.dropout(e.vr, 1.0),
    lambda t, e: t.nn.functional.dropout(e.i, 0.5),
    lambda t, e: t.nn.functional.dropout(e.v.clone(), 0.5, inplace=True),
    lambda t, e: t.nn.functional.dropout(e.vr.clone(), 0.5, inplace=True),
    lambda t, e: t.dropout(e.vr, 0.5, True),
    lambda t, e: t.dropout(e.vr, 1.5, True),
    lambda t, e: t.dropout_(e.v.clone(), 0.5, True),
    lambda t, e: t.native_dropout(e.vr, 0.5, True),
    lambda t, e: t.native_dropout(e.vr, 0.5, False),
    lambda t, e: t.native_dropout(e.vr, 1.0, True),
    lambda t, _: t.nn.functional.dropout2d(t.ones(1, 2, 2, 2)),
    lambda t, e: t.nn.functional.dropout2d(e.v),
    lambda t, _: t.nn.functional.dropout2d(t.ones(2, 2, 2)),
    lambda t, _: t.nn.functional.dropout1d(t.ones(2, 2)),
    lambda t, _: t.nn.functional.dropout1d(t.ones(2, 2, 2)),
    lambda t, e: t.nn.functional.dropout1d(e.v),
    lambda t, _: t.nn.functional.dropout3d(t.ones(2, 2)),
    lambda t, e: t.nn.functional.alpha_dropout(e.vr, 0.5, training=True),
    lambda t, e: t.nn.functional.alpha_dropout(e.vr, 1.0, True),
    lambda t, e: t.nn.functional.alpha_dropout(e.v, 3, True),
    lambda t, _: t.nn.functional.feature_alpha_dropout(t.ones(2, 2, 2, requires_grad=True), 0.5, training=True),
    lambda t, _: t.feature_dropout(t.ones(2, 2, 2, requires_grad=True), 0.5, True),
    lambda t, e: t.alpha_dropout(e.vr, 0.5, True),
    lambda t, e: t.nn.functional.gumbel_softmax(e.vr),
    lambda t, e: t.nn.functional.gumbel_softmax(e.vr, tau=0.5, hard=True),
]


@pytest.mark.parametrize("call", CASES, ids=lambda call: f"line{call.__code__.co_firstlineno}")
def test_agrees_with_torch(agree: Any, call: Any) -> None:
    agree(call)


def test_a_long_program_draws_the_same_numbers() -> None:
    """One stream through every sampler: if one drew too much or too little, all that follow would differ."""
    import minigrad

    def program(t: Any) -> list[Any]:
        t.manual_seed(1234)
        drawn = [t.randn(3), t.rand(5, dtype=t.float64), t.randint(10, (4,)), t.randperm(7), t.randn(20, 3)]
        drawn += [t.bernoulli(t.full((6,), 0.3)), t.zeros(5).exponential_(), t.zeros(4, 4).t().normal_(1, 2)]
        drawn += [
            t.nn.functional.dropout(t.ones(8), 0.4),
            t.multinomial(t.tensor([1.0, 2, 3]), 2),
            t.zeros(3).cauchy_(),
        ]
        drawn += [t.zeros(3, dtype=t.int64).random_(), t.poisson(t.tensor([0.5, 20.0])), t.zeros(3).log_normal_()]
        drawn += [t.normal(t.zeros(3), t.ones(3)), t.zeros(4).geometric_(0.3), t.randn(2, dtype=t.complex64)]
        return [*(d.numpy() for d in drawn), t.get_rng_state().numpy()]

    for found, expected in zip(program(minigrad), program(torch), strict=True):
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-7)


def test_states_are_exchangeable() -> None:
    import minigrad

    minigrad.manual_seed(7)
    minigrad.randn(5)
    torch.set_rng_state(torch.from_numpy(minigrad.get_rng_state().numpy()))
    np.testing.assert_array_equal(minigrad.rand(4).numpy(), torch.rand(4).numpy())
    minigrad.set_rng_state(minigrad.from_numpy(torch.get_rng_state().numpy()))
    np.testing.assert_array_equal(minigrad.randperm(9).numpy(), torch.randperm(9).numpy())
