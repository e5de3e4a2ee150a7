"""Optimisers and schedules against torch: every option set that torch itself tests, values, states, texts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import minigrad

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

SHAPES = [(3, 4), (5,), ()]
OPTIONS: dict[str, dict[str, list[Any]]] = {
    "SGD": {"momentum": [0, 0.9], "dampening": [0, 0.3], "weight_decay": [0, 0.1], "maximize": [False, True]},
    "Adam": {"betas": [(0.9, 0.999), (0.3, 0.4)], "weight_decay": [0, 0.1], "amsgrad": [False, True], "maximize": [False, True]},
    "AdamW": {"weight_decay": [0, 0.1], "amsgrad": [False, True], "maximize": [False, True]},
    "RMSprop": {"momentum": [0, 0.5], "centered": [False, True], "weight_decay": [0, 0.1], "maximize": [False, True]},
    "Adagrad": {"lr_decay": [0, 0.1], "initial_accumulator_value": [0, 0.5], "weight_decay": [0, 0.1], "maximize": [False, True]},
    "Adadelta": {"rho": [0.9, 0.5], "weight_decay": [0, 0.1], "maximize": [False, True]},
    "Adamax": {"weight_decay": [0, 0.1], "maximize": [False, True]},
    "NAdam": {"momentum_decay": [4e-3, 0.5], "weight_decay": [0, 0.1], "decoupled_weight_decay": [False, True],
              "maximize": [False, True]},
    "RAdam": {"betas": [(0.9, 0.999), (0.5, 0.6)], "weight_decay": [0, 0.1], "decoupled_weight_decay": [False, True],
              "maximize": [False, True]},
    "ASGD": {"lambd": [1e-4, 0.1], "t0": [1e6, 3], "weight_decay": [0, 0.1], "maximize": [False, True]},
    "Rprop": {"etas": [(0.5, 1.2), (0.3, 2.0)], "step_sizes": [(1e-6, 50), (0.01, 0.06)], "maximize": [False, True]},
    "Adafactor": {"beta2_decay": [-0.8, -0.2], "d": [1.0, 2.0], "weight_decay": [0.0, 0.1], "maximize": [False, True]},
}  # fmt: skip


def combinations(options: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(options, values, strict=True)) for values in itertools.product(*options.values())]


def trajectory(library: Any, name: str, dtype: Any, options: dict[str, Any], shapes: Any = SHAPES, steps: int = 8) -> Any:
    rng = np.random.default_rng(7)
    params = [library.nn.Parameter(library.from_numpy(np.array(rng.standard_normal(s), dtype))) for s in shapes]
    optimizer = getattr(library.optim, name)(params, lr=0.05, **options)
    seen = []
    for _ in range(steps):
        for p in params:
            p.grad = library.from_numpy(np.array(rng.standard_normal(tuple(p.shape)), dtype))
        optimizer.step()
        seen.append([p.detach().numpy().copy() for p in params])
    return seen, optimizer


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", OPTIONS)
def test_values_and_states(name: str, dtype: Any) -> None:
    tolerance = {"rtol": 1e-7, "atol": 1e-9} if dtype is np.float64 else {"rtol": 2e-5, "atol": 2e-5}
    for options in combinations(OPTIONS[name]):
        ours, mine = trajectory(minigrad, name, dtype, options)
        theirs, original = trajectory(torch, name, dtype, options)
        for a, b in zip(itertools.chain(*ours), itertools.chain(*theirs), strict=True):
            np.testing.assert_allclose(a, b, err_msg=str(options), **tolerance)
        assert repr(mine) == repr(original)
        got, want = mine.state_dict(), original.state_dict()
        assert got["param_groups"] == want["param_groups"]
        for number, entry in want["state"].items():
            assert list(got["state"][number]) == list(entry)
            for key, value in entry.items():
                held = got["state"][number][key]
                assert str(held.dtype) == str(value.dtype)
                np.testing.assert_allclose(held.numpy(), value.numpy(), err_msg=f"{options} {key}", **tolerance)


@pytest.mark.parametrize("options", [{}, {"nesterov": False}, {"adjust_lr_fn": "match_rms_adamw"}, {"weight_decay": 0.0}])
def test_muon(options: dict[str, Any]) -> None:
    ours, _ = trajectory(minigrad, "Muon", np.float32, options, [(3, 4), (5, 2)])
    theirs, _ = trajectory(torch, "Muon", np.float32, options, [(3, 4), (5, 2)])
    for a, b in zip(itertools.chain(*ours), itertools.chain(*theirs), strict=True):
        np.testing.assert_allclose(a, b, rtol=5e-3, atol=2e-3)  # torch's matrix products round in another order


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad=True")
@pytest.mark.parametrize("options", [{}, {"lr": 0.1}, {"line_search_fn": "strong_wolfe"}, {"history_size": 2, "lr": 0.2}])
def test_lbfgs(options: dict[str, Any]) -> None:
    def solve(library: Any) -> Any:
        x = library.tensor([-0.5, 1.5, 0.3], dtype=library.float64, requires_grad=True)
        optimizer = library.optim.LBFGS([x], max_iter=6, **options)

        def closure() -> Any:
            optimizer.zero_grad()
            loss = ((x - 1) ** 2).sum() + 0.1 * (x**4).sum() + (x[0] * x[1]) ** 2
            loss.backward()
            return loss

        losses = [optimizer.step(closure).item() for _ in range(3)]
        state = next(iter(optimizer.state_dict()["state"].values()))
        return losses, x.detach().numpy(), state["func_evals"], state["n_iter"], sorted(state)

    ours, theirs = solve(minigrad), solve(torch)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-9)
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-7)
    assert ours[2:] == theirs[2:]


@pytest.mark.parametrize(
    "call",
    [
        lambda o, p, q: o.SGD(p, -1.0),
        lambda o, p, q: o.SGD(p, momentum=-1),
        lambda o, p, q: o.SGD(p, nesterov=True),
        lambda o, p, q: o.SGD(p, fused=True, foreach=True),
        lambda o, p, q: o.SGD([]),
        lambda o, p, q: o.SGD([1]),
        lambda o, p, q: o.SGD(p[0]),
        lambda o, p, q: o.Adam(p, betas=(0, 0.9)),
        lambda o, p, q: o.Adam(p, betas=(0.9, 1.0)),
        lambda o, p, q: o.Adam(p, eps=-1.0),
        lambda o, p, q: o.Adam(p, weight_decay=-1),
        lambda o, p, q: o.AdamW(p, -1),
        lambda o, p, q: o.RMSprop(p, eps=-1),
        lambda o, p, q: o.RMSprop(p, alpha=-1),
        lambda o, p, q: o.Adagrad(p, eps=-1),
        lambda o, p, q: o.Adadelta(p, rho=2),
        lambda o, p, q: o.Adamax(p, eps=-1),
        lambda o, p, q: o.NAdam(p, weight_decay=-1),
        lambda o, p, q: o.RAdam(p, betas=(-1, 0.9)),
        lambda o, p, q: o.ASGD(p, weight_decay=-1),
        lambda o, p, q: o.Rprop(p, etas=(1, 1)),
        lambda o, p, q: o.Muon(p),
        lambda o, p, q: o.Muon([], 1),
        lambda o, p, q: o.Muon(p, momentum=-1),
        lambda o, p, q: o.Muon(p, adjust_lr_fn="x"),
        lambda o, p, q: o.Adafactor(p, -1),
        lambda o, p, q: o.Adafactor(p, eps=(-1, 0)),
        lambda o, p, q: o.Adafactor(p, eps=(1, -1)),
        lambda o, p, q: o.Adafactor(p, weight_decay=-1),
        lambda o, p, q: o.LBFGS([{"params": p}, {"params": q}]),
        lambda o, p, q: o.LBFGS(p, -1),
        lambda o, p, q: o.SGD([("a", p[0]), q[0]]),
    ],
)
def test_refusals(call: Callable[[Any, Any, Any], Any]) -> None:
    def message(library: Any) -> str:
        p, q = ([library.nn.Parameter(library.ones(2))] for _ in range(2))
        with pytest.raises((TypeError, ValueError, RuntimeError), match=r".") as caught:
            call(library.optim, p, q)
        return f"{caught.type.__name__}: {str(caught.value).splitlines()[0]}"

    assert message(minigrad) == message(torch)


def test_a_state_dict_of_torch_loads() -> None:
    ours, _ = trajectory(torch, "Adam", np.float64, {}, steps=1)
    _, original = trajectory(torch, "Adam", np.float64, {})
    params = [minigrad.nn.Parameter(minigrad.zeros(s, dtype=minigrad.float64)) for s in SHAPES]
    mine = minigrad.optim.Adam(params)
    saved = original.state_dict()
    saved["state"] = {
        k: {n: minigrad.from_numpy(t.numpy().copy()) for n, t in entry.items()} for k, entry in saved["state"].items()
    }
    mine.load_state_dict(saved)
    theirs = original.param_groups[0]["params"]
    for p, q in zip(params, theirs, strict=True):
        p.detach().numpy()[...] = q.detach().numpy()
        p.grad, q.grad = minigrad.ones_like(p), torch.ones_like(q)
    mine.step()
    original.step()
    for p, q in zip(params, theirs, strict=True):
        np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), rtol=1e-12)
    assert len(ours) == 1


def test_the_names() -> None:
    missing = set(torch.optim.lr_scheduler.__all__) - set(dir(minigrad.optim.lr_scheduler))
    missing |= set(torch.optim.swa_utils.__all__) - set(dir(minigrad.optim.swa_utils))
    missing |= set(torch.optim.__all__) - set(minigrad.optim.__all__)
    assert missing == {"SparseAdam", "swap_in_optimizer_params_and_state"}  # sparse layouts; internals of torch.func
