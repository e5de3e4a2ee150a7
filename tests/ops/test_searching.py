"""Tests of membership, and of how distinct slices lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch

NUMBERS = st.lists(st.integers(-5, 5), max_size=8)


@given(NUMBERS, NUMBERS, st.booleans())
def test_isin_element_by_element(a: list[int], b: list[int], invert: bool) -> None:
    found = torch.isin(torch.tensor(a, dtype=torch.int64), torch.tensor(b, dtype=torch.int64), invert=invert)
    assert found.dtype is torch.bool
    assert found.tolist() == [(n in b) != invert for n in a]


def test_isin_with_numbers_and_dtypes() -> None:
    y = torch.tensor([1, 2, 3])
    assert torch.isin(y, 2).tolist() == [False, True, False]
    assert torch.isin(2, y).item() is True
    assert torch.isin(y, 2.5).tolist() == [False] * 3
    assert torch.isin(y, torch.tensor([1.0, 2.5])).tolist() == [True, False, False]
    assert torch.isin(torch.tensor([1, 2], dtype=torch.uint8), 257).tolist() == [True, False]
    assert torch.isin(torch.tensor([float("nan")]), torch.tensor([float("nan")])).tolist() == [False]
    out = torch.empty(0, dtype=torch.bool)
    assert torch.isin(y, y, out=out) is out
    assert out.tolist() == [True] * 3


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda y: torch.isin(2, 2), TypeError, r"isin\(\) received an invalid combination of arguments - got \(int, int\)"),
        (lambda y: torch.isin(y, [1]), TypeError, r"isin\(\) received an invalid combination of arguments - got \(Tensor, list\)"),
        (lambda y: torch.isin(y.bool(), y), RuntimeError, r"Unsupported input type encountered for isin\(\): Bool"),
        (lambda y: torch.isin(y, 1j), RuntimeError, r"Unsupported input type encountered for isin\(\): ComplexDouble"),
        (lambda y: torch.isin(y, y, out=torch.empty(3)), RuntimeError, "Expected out tensor to have dtype bool, but got float instead"),
    ],
)  # fmt: skip
def test_errors_of_isin(call: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=f"^{text}"):
        call(torch.tensor([1, 2, 3]))


def test_distinct_slices_lie_along_their_axis() -> None:
    x = torch.from_numpy(np.arange(15).reshape(5, 3))
    assert torch.unique_consecutive(x, dim=1).stride() == (1, 5)
    assert torch.unique(x, dim=1).stride() == (1, 5)
