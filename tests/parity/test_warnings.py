"""The warnings that torch gives on calls: the same categories, and the same first sentences."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402
from minigrad import _warnings  # noqa: E402


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    monkeypatch.setattr(_warnings, "always", True)
    yield
    torch.set_warn_always(before)


def given(lib: Any, call: Callable[..., Any]) -> list[tuple[str, str]]:
    functional, nn = (importlib.import_module(f"{lib.__name__}.nn{tail}") for tail in (".functional", ""))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", RuntimeWarning)
        call(lib, functional, nn, lib.eye(3), lib.full((2, 3), 0.25))
    return [(w.category.__name__, str(w.message).split(" (Triggered")[0].split(". ")[0]) for w in caught]


CALLS: dict[str, Callable[..., Any]] = {
    "cholesky": lambda t, F, nn, A, p: t.cholesky(A),
    "lu": lambda t, F, nn, A, p: t.lu(A),
    "lu_solve": lambda t, F, nn, A, p: t.lu_solve(A, *t.linalg.lu_factor(A)),
    "qr": lambda t, F, nn, A, p: t.qr(A),
    "triangular_solve": lambda t, F, nn, A, p: t.triangular_solve(A, A),
    "chain_matmul": lambda t, F, nn, A, p: t.chain_matmul(A, A),
    "range": lambda t, F, nn, A, p: t.range(1, 3),
    "T": lambda t, F, nn, A, p: t.ones(2, 2, 2).T,
    "svd": lambda t, F, nn, A, p: t.svd(A),
    "norm": lambda t, F, nn, A, p: t.norm(A),
    "F.tanh": lambda t, F, nn, A, p: F.tanh(A),
    "F.sigmoid": lambda t, F, nn, A, p: F.sigmoid(A),
    "F.upsample": lambda t, F, nn, A, p: F.upsample(t.ones(1, 1, 2, 2), scale_factor=2),
    "F.upsample_nearest": lambda t, F, nn, A, p: F.upsample_nearest(t.ones(1, 1, 2, 2), scale_factor=2),
    "F.upsample_bilinear": lambda t, F, nn, A, p: F.upsample_bilinear(t.ones(1, 1, 2, 2), scale_factor=2),
    "size_average": lambda t, F, nn, A, p: F.mse_loss(p, p, size_average=True),
    "reduce": lambda t, F, nn, A, p: F.mse_loss(p, p, reduce=False),
    "nn.MSELoss": lambda t, F, nn, A, p: nn.MSELoss(size_average=False),
    "cross_entropy": lambda t, F, nn, A, p: F.cross_entropy(p, t.tensor([0, 1]), reduce=True),
    "softmax without dim": lambda t, F, nn, A, p: F.softmax(p),
    "nn.LogSoftmax without dim": lambda t, F, nn, A, p: nn.LogSoftmax()(p),
    "gumbel_softmax eps": lambda t, F, nn, A, p: F.gumbel_softmax(p, eps=1e-9),
    "kl_div": lambda t, F, nn, A, p: F.kl_div(p, p),
    "meshgrid": lambda t, F, nn, A, p: t.meshgrid(A[0], A[0]),
    "complex to real": lambda t, F, nn, A, p: t.ones(2, dtype=t.complex64).to(t.float32),
    "uint8 mask": lambda t, F, nn, A, p: A[0][t.tensor([1, 0, 1], dtype=t.uint8)],
    "where uint8": lambda t, F, nn, A, p: t.where(t.ones(3, dtype=t.uint8), A, A),
    "out resized": lambda t, F, nn, A, p: t.add(p, p, out=t.empty(5)),
    "is_pinned": lambda t, F, nn, A, p: A.is_pinned("cpu"),
    "NLLLoss2d": lambda t, F, nn, A, p: nn.NLLLoss2d(),
    "init.normal": lambda t, F, nn, A, p: nn.init.normal(A),
    "init.xavier_uniform": lambda t, F, nn, A, p: nn.init.xavier_uniform(A),
    "clip_grad_norm": lambda t, F, nn, A, p: nn.utils.clip_grad_norm([nn.Parameter(A)], 1.0),
    "weight_norm": lambda t, F, nn, A, p: nn.utils.weight_norm(nn.Linear(2, 2)),
    "Hardtanh": lambda t, F, nn, A, p: nn.Hardtanh(min_value=-1),
    "dropout2d": lambda t, F, nn, A, p: F.dropout2d(t.ones(2, 3)),
    "set_default_tensor_type": lambda t, F, nn, A, p: t.set_default_tensor_type("torch.FloatTensor"),
    "linalg": lambda t, F, nn, A, p: (t.linalg.qr(A), t.linalg.cholesky(A), t.linalg.lu_factor(A)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_warnings_agree(call: Callable[..., Any]) -> None:
    assert given(minigrad, call) == given(torch, call)
