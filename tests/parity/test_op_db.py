"""PyTorch's operator database against minigrad: one test a question of an operator (`opinfo_checks.checks`).

What is known to differ (`opinfo_known`) is a strict xfail with its reason: agreeing makes it fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402
from tests.parity import operators, opinfo_bridge  # noqa: E402
from tests.parity import opinfo_checks as suite  # noqa: E402
from tests.parity import opinfo_known as known  # noqa: E402
from tests.parity import opinfo_scope as scope  # noqa: E402

ENTRIES = scope.in_scope()
BY_NAME = {entry.full_name: entry for entry in ENTRIES}


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Any:
    """torch's threads help none of these small calls."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def _marks(why: str | None) -> Any:
    return [pytest.mark.xfail(strict=True, reason=why)] if why else []


@pytest.mark.parametrize(
    "entry", [pytest.param(e, id=e.full_name, marks=_marks(known.why_missing(e.full_name))) for e in ENTRIES]
)
def test_present(entry: Any) -> None:
    assert suite.OURS.has(entry.name), f"minigrad has no {entry.name}"


@pytest.mark.parametrize(
    ("name", "question", "ask"),
    [
        pytest.param(e.full_name, question, ask, id=f"{e.full_name}-{question}", marks=_marks(known.reason(e.full_name, question)))
        for e in ENTRIES
        if not known.why_missing(e.full_name)
        for question, ask in suite.checks(e).items()
    ],
)
def test_agrees(name: str, question: str, ask: Callable[[], str | None]) -> None:
    try:
        answer = ask()
    except suite.Unasked:
        assert not known.asked(name, question), "no sample asks it: list it in opinfo_known.UNASKED"
        return
    assert known.asked(name, question), "samples ask it: opinfo_known.UNASKED is out of date"
    assert answer is None, answer


# ------------------------------------------------------------ the tables and the page


def test_the_page_is_fresh() -> None:
    text = "the page is not what the tables say: python -m tests.parity.operators"
    assert operators.PATH.read_text() == operators.page(), text


def test_the_tables_name_what_there_is() -> None:
    for name, question in known.KNOWN:
        assert question == "*" or question in suite.checks(BY_NAME[name]), (name, question)
    for names in known.MISSING.values():
        assert set(names) <= BY_NAME.keys()
    for question, unasked in known.UNASKED.items():
        assert all(question in suite.checks(BY_NAME[name]) for name in unasked), question


def test_every_group_is_there() -> None:
    assert {scope.group(name) for name in BY_NAME} == {"core", "nn", "linalg", "special", "fft", "signal", "masked"}
    assert len(ENTRIES) == 675


# ------------------------------------------------------------ the questions can tell

FAULTS: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("exp", "forward float64", lambda f: lambda x, *a, **k: f(x, *a, **k) * (1 + 1e-5)),
    ("exp", "forward float16", lambda f: lambda x, *a, **k: f(x, *a, **k) * (1 + 1e-2)),
    ("exp", "forward bfloat16", lambda f: lambda x, *a, **k: f(x, *a, **k).float()),
    ("exp", "forward int8", lambda f: lambda x, *a, **k: f(x, *a, **k).double()),
    ("exp", "gradient", lambda f: lambda x, *a, **k: f(x.detach(), *a, **k) + x - x.detach()),
    ("exp", "gradient", lambda f: lambda x, *a, **k: f(x.detach(), *a, **k)),
    ("exp", "second order", lambda f: lambda x, *a, **k: f(x.detach(), *a, **k) * (1 + x - x.detach())),
    ("exp", "complex gradient", lambda f: lambda x, *a, **k: f(x.conj(), *a, **k).conj() * 1.01),
    ("exp", "out=", lambda f: lambda x, out=None: f(x)),
    ("sum", "forward bool", lambda f: lambda x, *a, **k: f(x, *a, **k).to(minigrad.int32)),
    ("sort", "forward int64", lambda f: lambda x, *a, **k: tuple(f(x, *a, **k))),
    ("sort", "forward float32", lambda f: lambda x, *a, **k: type(f(x))((f(x, *a, **k)[0], f(x, *a, **k)[1] * 0))),
    ("cat", "error types", lambda f: lambda *a, **k: f(*a, **k) if False else minigrad.zeros(1)),
]


@pytest.mark.parametrize(("name", "question", "spoil"), FAULTS, ids=[f"{n}-{q}-{i}" for i, (n, q, _) in enumerate(FAULTS)])
def test_a_fault_is_found(name: str, question: str, spoil: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = suite.checks(BY_NAME[name])[question]
    assert ask() is None
    monkeypatch.setattr(minigrad, name, spoil(getattr(minigrad, name)))
    assert ask() is not None


def test_a_spoiled_input_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = suite.checks(BY_NAME["exp"])["forward float64"]
    exp = minigrad.exp

    def spoil(x: Any) -> Any:
        out = exp(x)
        x.zero_()
        return out

    monkeypatch.setattr(minigrad, "exp", spoil)
    assert ask() is not None


@pytest.mark.parametrize("dtype", ["float64", "bfloat16", "complex64", "bool"])
def test_tensors_cross_over_with_their_strides(dtype: str) -> None:
    values = torch.arange(12).reshape(3, 4).to(getattr(torch, dtype))
    for t in (values, values.t(), values[:, ::2], values[0], values[:1].expand(3, 4), values[1:2, 1:2], values[:0]):
        ours = suite.OURS.tensor(t)
        assert tuple(ours.shape) == tuple(t.shape)
        assert not t.numel() or t.is_contiguous() or ours.stride() == t.stride()
        assert opinfo_bridge.short(ours.dtype) == dtype
        np.testing.assert_array_equal(opinfo_bridge.array(ours), opinfo_bridge.array(t))
