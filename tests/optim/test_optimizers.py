"""Optimisers: known values against slow references, gathered against one-by-one updates, state round trips, errors."""

from __future__ import annotations

import copy
import math
import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad.optim import elementwise
from minigrad.optim.lbfgs import Point, strong_wolfe

OPTIM = torch.optim
ELEMENTWISE = ["SGD", "Adagrad", "Adam", "AdamW", "RMSprop", "Adadelta", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop"]
ALL = [*ELEMENTWISE, "Adafactor"]
SHAPES = [(3, 4), (5,), (2, 1, 2), ()]


def raises(kind: type[BaseException], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


def parameters(seed: int = 0, shapes: list[tuple[int, ...]] = SHAPES, dtype: Any = np.float64) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [torch.nn.Parameter(torch.from_numpy(np.asarray(rng.standard_normal(s), dtype))) for s in shapes]


def give_gradients(params: list[Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    for p in params:
        p.grad = torch.from_numpy(np.asarray(rng.standard_normal(tuple(p.shape)), p.detach().numpy().dtype))


def run(make: Callable[[list[Any]], Any], steps: int = 5, **kwargs: Any) -> list[np.ndarray[Any, Any]]:
    params = parameters(**kwargs)
    optimizer = make(params)
    for i in range(steps):
        give_gradients(params, i + 1)
        optimizer.step()
    return [p.detach().numpy().copy() for p in params]


# ------------------------------------------------------------ slow references, one number at a time

Rule = Callable[[float, float, dict[str, float], int, dict[str, Any]], float]


def sgd(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    g = -g if o["maximize"] else g
    g += o["weight_decay"] * p
    if o["momentum"]:
        s["b"] = g if t == 1 else o["momentum"] * s["b"] + (1 - o["dampening"]) * g
        g = g + o["momentum"] * s["b"] if o["nesterov"] else s["b"]
    return p - o["lr"] * g


def adam(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    b1, b2 = o["betas"]
    g = -g if o["maximize"] else g
    if o["decoupled_weight_decay"]:
        p *= 1 - o["lr"] * o["weight_decay"]
    else:
        g += o["weight_decay"] * p
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    s["top"] = max(s.get("top", 0), s["v"])
    v = s["top"] if o["amsgrad"] else s["v"]
    return p - o["lr"] * (s["m"] / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + o["eps"])


def rmsprop(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    a = o["alpha"]
    g = (-g if o["maximize"] else g) + o["weight_decay"] * p
    s["v"] = a * s.get("v", 0) + (1 - a) * g * g
    s["mean"] = a * s.get("mean", 0) + (1 - a) * g
    variance = s["v"] - s["mean"] ** 2 if o["centered"] else s["v"]
    step = g / (math.sqrt(variance) + o["eps"])
    s["b"] = o["momentum"] * s.get("b", 0) + step
    return p - o["lr"] * s["b"]


def adagrad(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    g = (-g if o["maximize"] else g) + o["weight_decay"] * p
    s["sum"] = s.get("sum", o["initial_accumulator_value"]) + g * g
    return p - o["lr"] / (1 + (t - 1) * o["lr_decay"]) * g / (math.sqrt(s["sum"]) + o["eps"])


def adadelta(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    g = (-g if o["maximize"] else g) + o["weight_decay"] * p
    s["v"] = o["rho"] * s.get("v", 0) + (1 - o["rho"]) * g * g
    d = math.sqrt(s.get("d", 0) + o["eps"]) / math.sqrt(s["v"] + o["eps"]) * g
    s["d"] = o["rho"] * s.get("d", 0) + (1 - o["rho"]) * d * d
    return p - o["lr"] * d


def adamax(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    b1, b2 = o["betas"]
    g = (-g if o["maximize"] else g) + o["weight_decay"] * p
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["u"] = max(b2 * s.get("u", 0), abs(g) + o["eps"])
    return p - o["lr"] / (1 - b1**t) * s["m"] / s["u"]


def rprop(p: float, g: float, s: dict[str, float], t: int, o: dict[str, Any]) -> float:
    g = -g if o["maximize"] else g
    turn = g * s.get("g", 0)
    size = s.get("size", o["lr"]) * (o["etas"][1] if turn > 0 else o["etas"][0] if turn < 0 else 1)
    s["size"] = min(max(size, o["step_sizes"][0]), o["step_sizes"][1])
    s["g"] = 0.0 if turn < 0 else g
    return p - math.copysign(1, s["g"]) * s["size"] if s["g"] else p


REFERENCES = {
    "SGD": sgd, "Adam": adam, "AdamW": adam, "RMSprop": rmsprop, "Adagrad": adagrad, "Adadelta": adadelta,
    "Adamax": adamax, "Rprop": rprop,
}  # fmt: skip
flags = st.booleans()
decays = st.sampled_from([0.0, 0.1])
OPTIONS: dict[str, Any] = {
    "SGD": st.fixed_dictionaries(
        {"momentum": st.sampled_from([0.0, 0.5, 0.9]), "dampening": st.sampled_from([0.0, 0.3]), "weight_decay": decays,
         "maximize": flags}
    ) | st.fixed_dictionaries({"momentum": st.sampled_from([0.5, 0.9]), "nesterov": st.just(True), "maximize": flags}),
    "Adam": st.fixed_dictionaries(
        {"betas": st.sampled_from([(0.9, 0.999), (0.3, 0.5)]), "weight_decay": decays, "amsgrad": flags, "maximize": flags}
    ),
    "AdamW": st.fixed_dictionaries({"weight_decay": decays, "amsgrad": flags, "maximize": flags}),
    "RMSprop": st.fixed_dictionaries(
        {"alpha": st.sampled_from([0.99, 0.4]), "weight_decay": decays, "momentum": st.sampled_from([0.0, 0.5]),
         "centered": flags, "maximize": flags}
    ),
    "Adagrad": st.fixed_dictionaries(
        {"lr_decay": decays, "weight_decay": decays, "initial_accumulator_value": decays, "maximize": flags}
    ),
    "Adadelta": st.fixed_dictionaries({"rho": st.sampled_from([0.9, 0.5]), "weight_decay": decays, "maximize": flags}),
    "Adamax": st.fixed_dictionaries({"weight_decay": decays, "maximize": flags}),
    "Rprop": st.fixed_dictionaries({"etas": st.sampled_from([(0.5, 1.2), (0.3, 2.0)]), "maximize": flags}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_steps_follow_the_formula(name: str, data: st.DataObject) -> None:
    options = data.draw(OPTIONS[name])
    params = parameters()
    expected = [p.detach().numpy().reshape(-1).tolist() for p in params]
    states = [[{} for _ in values] for values in expected]
    optimizer = getattr(OPTIM, name)(params, lr=0.05, **options)
    full = optimizer.param_groups[0]
    for t in range(1, 6):
        give_gradients(params, t)
        for values, p, held in zip(expected, params, states, strict=True):
            for i, g in enumerate(p.grad.numpy().reshape(-1).tolist()):
                values[i] = REFERENCES[name](values[i], g, held[i], t, full)
        optimizer.step()
    for p, values in zip(params, expected, strict=True):
        np.testing.assert_allclose(p.detach().numpy().reshape(-1), values, rtol=1e-10, atol=1e-12)


def test_by_hand() -> None:
    """First steps that need no calculator."""
    for name, options, expected in [
        ("SGD", {"lr": 0.1}, 0.95),
        ("SGD", {"lr": 0.1, "maximize": True}, 1.05),
        ("SGD", {"lr": 0.1, "weight_decay": 0.5}, 0.9),
        ("Adam", {"lr": 0.1}, 0.9),  # m / sqrt(v) is the sign of the gradient
        ("AdamW", {"lr": 0.1, "weight_decay": 1.0}, 0.8),
        ("Adamax", {"lr": 0.1}, 0.9),
        ("Adagrad", {"lr": 0.1}, 0.9),
        ("RMSprop", {"lr": 0.1, "alpha": 0.75}, 0.8),
        ("RAdam", {"lr": 0.1}, 0.95),  # not rectified yet: momentum alone
        ("ASGD", {"lr": 0.1, "lambd": 0.0}, 0.95),
        ("Rprop", {"lr": 0.1}, 0.9),
    ]:
        p = torch.nn.Parameter(torch.tensor([1.0], dtype=torch.float64))
        p.grad = torch.tensor([0.5], dtype=torch.float64)
        getattr(OPTIM, name)([p], **options).step()
        assert p.item() == pytest.approx(expected, abs=1e-6), name


def test_asgd_averages_after_t0() -> None:
    p = torch.nn.Parameter(torch.tensor([0.0], dtype=torch.float64))
    optimizer = OPTIM.ASGD([p], lr=1.0, lambd=0.0, t0=1.0)
    seen = []
    for _ in range(4):
        p.grad = torch.tensor([-1.0], dtype=torch.float64)
        optimizer.step()
        seen.append(p.item())
    assert seen == [1, 2, 3, 4]
    # mu is 1 up to the third step, then 1/2: the third is copied, the fourth averaged with it
    assert optimizer.state[p]["ax"].item() == 3.5


def test_muon_orthogonalises() -> None:
    p = torch.nn.Parameter(torch.zeros(3, 5, dtype=torch.float64))
    p.grad = torch.from_numpy(np.random.default_rng(0).standard_normal((3, 5)))
    OPTIM.Muon([p], lr=1.0, weight_decay=0.0).step()
    singular = np.linalg.svd(p.detach().numpy(), compute_uv=False)
    assert (singular > 0.6).all()
    assert (singular < 1.3).all()


# ------------------------------------------------------------ how an update runs


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gathered_blocked_and_single_updates_agree_to_the_bit(
    name: str, dtype: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(params: list[Any]) -> Any:
        return getattr(OPTIM, name)(params, lr=0.05)

    gathered = run(make, dtype=dtype)
    monkeypatch.setattr(elementwise, "SMALL", 0)
    alone = run(make, dtype=dtype)
    monkeypatch.setattr(elementwise, "BLOCK", 3)
    blocked = run(make, dtype=dtype)
    for a, b, c in zip(gathered, alone, blocked, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_parameter_without_gradient_stays_behind(name: str) -> None:
    """A step count of its own, and values as if the others were not there."""
    params, lone = parameters(), parameters()[:1]
    optimizer, other = getattr(OPTIM, name)(params, lr=0.05), getattr(OPTIM, name)(lone, lr=0.05)
    for i in range(6):
        give_gradients(params, i)
        lone[0].grad = params[0].grad
        if i % 3 == 1:
            params[0].grad = None
        else:
            other.step()
        optimizer.step()
    np.testing.assert_array_equal(params[0].detach().numpy(), lone[0].detach().numpy())
    if "step" in optimizer.state[params[0]]:
        assert optimizer.state[params[0]]["step"].item() == 4
        assert optimizer.state[params[1]]["step"].item() == 6


def test_options_may_change_between_steps() -> None:
    params, again = parameters(), parameters()
    optimizer, alone = OPTIM.Adam(params, lr=0.1), [OPTIM.Adam([p], lr=0.1) for p in again]
    for i in range(6):
        give_gradients(params, i)
        give_gradients(again, i)
        for o in (optimizer, *alone):
            o.param_groups[0].update(lr=0.1 / (i + 1), amsgrad=i >= 3)
            o.step()
    for p, q in zip(params, again, strict=True):
        np.testing.assert_array_equal(p.detach().numpy(), q.detach().numpy())


def test_views_of_parameters_stay_views() -> None:
    """A step writes the memory that others look at, and says so."""
    params = parameters()
    looks = [p.detach() for p in params]
    give_gradients(params, 0)
    before = [p._version for p in params]
    OPTIM.Adam(params).step()
    for p, look, version in zip(params, looks, before, strict=True):
        np.testing.assert_array_equal(p.detach().numpy(), look.numpy())
        assert p._version > version


def test_gradients_are_left_alone() -> None:
    for name in ALL:
        params = parameters()
        give_gradients(params, 0)
        kept = [p.grad.numpy().copy() for p in params]
        options = {} if name in ("Rprop", "Adafactor") else {"weight_decay": 0.1}
        getattr(OPTIM, name)(params, maximize=True, **options).step()
        for p, g in zip(params, kept, strict=True):
            np.testing.assert_array_equal(p.grad.numpy(), g)


def test_parameters_of_any_layout_and_dtype() -> None:
    base = np.arange(12.0).reshape(3, 4)
    p = torch.nn.Parameter(torch.from_numpy(base.T))
    q = torch.nn.Parameter(torch.from_numpy(np.arange(12.0).reshape(3, 4).T.copy()))
    z = torch.nn.Parameter(torch.from_numpy(np.array([1 + 1j, 2 - 1j])))
    for t in (p, q):
        t.grad = torch.ones(4, 3, dtype=torch.float64)
    z.grad = torch.from_numpy(np.array([1 + 2j, -1 + 0.5j]))
    OPTIM.Adam([p, q, z], lr=0.5).step()
    np.testing.assert_array_equal(p.detach().numpy(), q.detach().numpy())
    np.testing.assert_allclose(z.detach().numpy(), [0.5 + 0.5j, 2.5 - 1.5j], atol=1e-6)  # each part by its own sign
    np.testing.assert_array_equal(base.T, q.detach().numpy())


def test_closure_runs_with_gradients_and_its_loss_is_returned() -> None:
    for name in ["SGD", "Adam", "Adafactor", "LBFGS"]:
        p = torch.nn.Parameter(torch.tensor([2.0]))
        optimizer = getattr(OPTIM, name)([p], lr=0.1)

        def closure(p: Any = p, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = (p * p).sum()
            loss.backward()
            return loss

        with torch.no_grad():
            assert optimizer.step(closure).item() == 4.0
            assert not torch.is_grad_enabled()
        assert p.item() < 2.0


def test_zero_grad() -> None:
    params = parameters()
    give_gradients(params, 0)
    optimizer = OPTIM.SGD(params)
    optimizer.zero_grad(set_to_none=False)
    assert all((p.grad == 0).all() for p in params)
    optimizer.zero_grad()
    assert all(p.grad is None for p in params)


# ------------------------------------------------------------ state


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("carry", [copy.deepcopy, lambda state: pickle.loads(pickle.dumps(state))])
def test_state_dict_midway(name: str, carry: Any) -> None:
    params = parameters()
    optimizer = getattr(OPTIM, name)(params, lr=0.05)
    for i in range(6):
        if i == 3:
            saved = carry(optimizer.state_dict())
            params = [torch.nn.Parameter(p.detach().clone()) for p in params]
            optimizer = getattr(OPTIM, name)(params, lr=1.0)
            optimizer.load_state_dict(saved)
        give_gradients(params, i + 1)
        optimizer.step()
    straight = run(lambda ps: getattr(OPTIM, name)(ps, lr=0.05), steps=6)
    # loading casts all numbers but the step count to the parameter's dtype, as torch does: ASGD's rate was float32
    tolerance = 1e-6 if name == "ASGD" else 0
    for p, q in zip(params, straight, strict=True):
        np.testing.assert_allclose(p.detach().numpy(), q, rtol=tolerance)


def test_reading_the_state_does_not_disturb() -> None:
    def make(params: list[Any]) -> Any:
        optimizer = OPTIM.Adam(params, lr=0.05)
        optimizer.register_step_post_hook(lambda o, args, kwargs: o.state_dict())
        return optimizer

    for p, q in zip(run(make), run(lambda ps: OPTIM.Adam(ps, lr=0.05)), strict=True):
        np.testing.assert_array_equal(p, q)


def test_state_dict_numbers_parameters_in_order() -> None:
    params = parameters()
    optimizer = OPTIM.SGD([{"params": params[:2]}, {"params": params[2:], "lr": 0.5}], lr=0.1, momentum=0.9)
    give_gradients(params, 0)
    optimizer.step()
    saved = optimizer.state_dict()
    assert [g["params"] for g in saved["param_groups"]] == [[0, 1], [2, 3]]
    assert [g["lr"] for g in saved["param_groups"]] == [0.1, 0.5]
    assert sorted(saved["state"]) == [0, 1, 2, 3]
    assert list(saved["state"][0]) == ["momentum_buffer"]


def test_repr() -> None:
    text = repr(OPTIM.Adagrad(parameters()[:1]))
    assert text.splitlines()[:4] == ["Adagrad (", "Parameter Group 0", "    differentiable: False", "    eps: 1e-10"]


def test_hooks() -> None:
    seen: list[str] = []
    params = parameters()
    optimizer = OPTIM.SGD(params)
    optimizer.register_step_pre_hook(lambda o, args, kwargs: seen.append("before"))
    handle = optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append("after"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "more": 1})
    optimizer.step()
    handle.remove()
    optimizer.step()
    assert seen == ["before", "after", "before"]
    assert optimizer.state_dict()["more"] == 1


# ------------------------------------------------------------ L-BFGS


def test_lbfgs_solves_rosenbrock() -> None:
    x = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = OPTIM.LBFGS([x], line_search_fn="strong_wolfe", max_iter=100, tolerance_change=1e-14)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
        loss.backward()
        return loss

    optimizer.step(closure)
    np.testing.assert_allclose(x.detach().numpy(), [1.0, 1.0], atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(minimum=st.floats(0.1, 50.0), first=st.floats(0.01, 10.0))
def test_strong_wolfe_conditions_hold(minimum: float, first: float) -> None:
    def at(t: Any) -> Point:
        slope = np.float64(2 * (t - minimum) + 0.4 * (t - minimum) ** 3)
        return Point(t, float((t - minimum) ** 2 + 0.1 * (t - minimum) ** 4), np.array([slope]), slope)

    start = at(0)
    found, evaluations = strong_wolfe(at, first, np.ones(1), start, 25)
    assert found.f <= start.f + 1e-4 * found.t * start.slope
    assert abs(found.slope) <= 0.9 * abs(start.slope)
    assert evaluations <= 26


# ------------------------------------------------------------ errors


def test_refused_parameters() -> None:
    p = torch.nn.Parameter(torch.ones(2))
    q = torch.nn.Parameter(torch.ones(2))
    with raises(TypeError, "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.Fl"):
        OPTIM.SGD(p)
    with raises(ValueError, "optimizer got an empty parameter list"):
        OPTIM.SGD([])
    with raises(TypeError, "optimizer can only optimize Tensors, but one of the params is str"):
        OPTIM.SGD(["w"])
    with raises(ValueError, "can't optimize a non-leaf Tensor"):
        OPTIM.SGD([p * 2])
    with raises(ValueError, "some parameters appear in more than one parameter group"):
        OPTIM.SGD([{"params": [p]}, {"params": [p]}])
    with pytest.warns(UserWarning, match="optimizer contains a parameter group with duplicate parameters"):
        OPTIM.SGD([p, p])
    with raises(ValueError, "all optimizer params should be with/without names. Some param names are missing"):
        OPTIM.SGD([("p", p), q])
    with raises(ValueError, "all optimizer param groups should be with/without names. cannot add param group without names"):
        OPTIM.SGD([{"params": [("p", p)]}, {"params": [q]}])
    with raises(TypeError, "optimizer parameters need to be organized in ordered collections"):
        OPTIM.SGD([{"params": {p}}])
    with raises(TypeError, "param_group must be a dict, but got <class 'list'>"):
        OPTIM.SGD([p]).add_param_group([q])


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("SGD", {"lr": -1.0}, "Invalid learning rate: -1.0"),
        ("SGD", {"lr": torch.ones(2)}, "Tensor lr must be 1-element"),
        ("SGD", {"momentum": -0.5}, "Invalid momentum value: -0.5"),
        ("SGD", {"nesterov": True}, "Nesterov momentum requires a momentum and zero dampening"),
        ("Adam", {"betas": (1.0, 0.9)}, "Invalid beta parameter at index 0: 1.0"),
        ("Adam", {"betas": (0.9, torch.tensor(0.9))}, "betas must be either both floats or both Tensors"),
        ("Adam", {"eps": -1e-8}, "Invalid epsilon value: -1e-08"),
        ("AdamW", {"weight_decay": -1}, "Invalid weight_decay value: -1"),
        ("RMSprop", {"alpha": -1.0}, "Invalid alpha value: -1.0"),
        ("Adagrad", {"lr_decay": -0.5}, "Invalid lr_decay value: -0.5"),
        ("Adadelta", {"rho": 1.1}, "Invalid rho value: 1.1"),
        ("NAdam", {"momentum_decay": -0.2}, "Invalid momentum_decay value: -0.2"),
        ("Rprop", {"etas": (1.0, 0.5)}, "Invalid eta values: 1.0, 0.5"),
        ("Adafactor", {"d": 0.0}, "Clipping threshold d should be >= 1 but is: 0.0"),
        ("Adafactor", {"beta2_decay": 0.8}, "beta2_decay should be <= 0 but is: 0.8"),
        ("Muon", {}, "Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([2])"),
    ],
)
def test_refused_options(name: str, options: dict[str, Any], text: str) -> None:
    with raises(ValueError, text):
        getattr(OPTIM, name)([torch.nn.Parameter(torch.ones(2))], **options)


def test_refused_states() -> None:
    params = parameters()
    saved = OPTIM.SGD(params).state_dict()
    with raises(ValueError, "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"):
        OPTIM.SGD(params[:1]).load_state_dict(saved)
    with raises(ValueError, "loaded state dict has a different number of parameter groups"):
        OPTIM.SGD([{"params": params[:1]}, {"params": params[1:]}]).load_state_dict(saved)


def test_differentiable_does_not_drop_the_graph_silently() -> None:
    p = torch.tensor([1.0], requires_grad=True)
    p.grad = torch.tensor([1.0])
    with raises(RuntimeError, "a leaf Variable that requires grad is being used in an in-place operation."):
        OPTIM.SGD([p], differentiable=True).step()
    q = p * 1
    q.retain_grad()
    q.grad = torch.tensor([1.0])
    with raises(NotImplementedError, "differentiable=True: minigrad updates values"):
        OPTIM.SGD([q], differentiable=True).step()


def test_sgd_steps_big_parameters_of_several_dtypes() -> None:
    rng = np.random.default_rng(0)
    sizes = {np.float32: (300, 350), np.float64: (2 * elementwise.BLOCK + 5,), np.float16: (40_000,)}
    given = [rng.standard_normal(shape).astype(dtype) for dtype, shape in sizes.items()]
    slopes = [rng.standard_normal(a.shape).astype(a.dtype) for a in given]
    params = [torch.from_numpy(a.copy()).requires_grad_() for a in given]
    for p, g in zip(params, slopes, strict=True):
        p.grad = torch.from_numpy(g.copy())
    OPTIM.SGD(params, lr=0.5).step()
    for p, a, g in zip(params, given, slopes, strict=True):
        assert np.array_equal(p.detach().numpy(), a - g * a.dtype.type(0.5))
        assert np.array_equal(p.grad.numpy(), g)
