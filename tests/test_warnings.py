"""Warnings: torch's category and words, as often as torch gives them, of the line that called."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import minigrad as torch
from minigrad import _warnings

A = torch.tensor([[4.0, 1.0], [1.0, 3.0]])
b = torch.tensor([[1.0], [2.0]])


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_warnings, "_said", set())
    monkeypatch.setattr(_warnings, "always", False)


def said(call: Any) -> list[Any]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return caught


ONCE = [
    ("cholesky", lambda: torch.cholesky(A), "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be"),
    ("lu", lambda: torch.lu(A), "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and"),
    ("lu_solve", lambda: torch.lu_solve(b, *torch.linalg.lu_factor(A)),
     "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a future PyTorch release."),
    ("qr", lambda: torch.qr(A), "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future"),
    ("storage", A.storage, "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the"),
    ("triangular_solve", lambda: torch.triangular_solve(b, A),
     "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be removed in a future"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), [c[1:] for c in ONCE], ids=[c[0] for c in ONCE])
def test_once_in_a_process(call: Any, text: str) -> None:
    (first,) = said(call)
    assert first.category is UserWarning
    assert str(first.message).startswith(text)
    assert first.filename == __file__  # it blames the caller's line
    assert said(call) == []
    torch.set_warn_always(True)
    assert torch.is_warn_always_enabled()
    assert len(said(call)) == 1
    torch.set_warn_always(False)
    assert not torch.is_warn_always_enabled()


def test_methods_blame_the_callers_line_too() -> None:
    for call in (A.qr, A.lu, A.cholesky, lambda: b.triangular_solve(A)):
        (found,) = said(call)
        assert found.filename == __file__


@pytest.mark.parametrize(
    ("call", "category", "text"),
    [
        (lambda: A.is_pinned("cpu"), DeprecationWarning, "The argument 'device' of Tensor.is_pinned() is deprecated."),
        (torch.nn.NLLLoss2d, FutureWarning, "`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead"),
        (
            lambda: torch.add(A, A, out=torch.empty(5)), UserWarning,
            "An output with one or more elements was resized since it had shape [5], which does not match the required",
        ),
    ],
)  # fmt: skip
def test_every_time(call: Any, category: type[Warning], text: str) -> None:
    for _ in range(2):
        (found,) = said(call)
        assert found.category is category
        assert str(found.message).startswith(text)
        assert found.filename == __file__


def test_what_is_new_warns_of_nothing() -> None:
    assert said(lambda: (torch.linalg.qr(A), torch.linalg.cholesky(A), torch.linalg.lu_factor(A))) == []
    assert said(lambda: (A.is_pinned(), A.untyped_storage(), torch.add(A, A, out=torch.empty(0)))) == []


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("x.T", "The use of `x.T` on tensors of dimension other than 2"),
        ("x.volatile", "volatile was removed"),
        ("torch.nn.functional.softmax(x)", "Implicit dimension choice for softmax"),
        ("torch.nn.Softmax()(x)", "Implicit dimension choice for softmax"),
        ("torch.nn.MSELoss()(x, x[:1])", "Using a target size"),
        ("torch.nn.MSELoss(size_average=False)", "size_average and reduce args will be deprecated"),
        ("(x.requires_grad_() * 2).grad", "The .grad attribute of a Tensor that is not a leaf"),
        ("x.resize(2)", "non-inplace resize is deprecated"),
        ("x.type(torch.complex64).type(torch.float32)", "Casting complex values to real discards"),
        ("torch.nn.init.kaiming_uniform_(torch.ones(0))", "Initializing zero-element"),
    ],
)
def test_they_blame_the_line_that_called_minigrad(program: str, text: str, tmp_path: Any) -> None:
    """Also where that line is the first to ask for the name, and its family loads in between."""
    path = tmp_path / "program.py"
    path.write_text(f"import minigrad as torch\nx = torch.ones(2)\n{program}\n")
    where = {**os.environ, "PYTHONPATH": str(Path(torch.__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-W", "always", path], capture_output=True, text=True, check=True, env=where)
    assert f"{path}:3: UserWarning: {text}" in done.stderr
