"""Tests of derivatives of sampled functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch


@given(edge=st.sampled_from([1, 2]), seed=st.integers(0, 50), rows=st.integers(3, 6), columns=st.integers(3, 6))
@settings(max_examples=40, deadline=None)
def test_gradient_as_numpy(edge: int, seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((rows, columns))
    y, z = np.cumsum(rng.uniform(0.5, 1.5, rows)), np.cumsum(rng.uniform(0.5, 1.5, columns))
    t = torch.from_numpy(x)
    for spacing, numbers in ((None, ()), (0.5, (0.5,)), ([2.0, -1.0], (2.0, -1.0))):
        found = torch.gradient(t, spacing=spacing, edge_order=edge)
        for a, b in zip(found, np.gradient(x, *numbers, edge_order=edge), strict=True):
            np.testing.assert_allclose(a.numpy(), b, atol=1e-12)
    found = torch.gradient(t, spacing=(torch.from_numpy(y), torch.from_numpy(z)), edge_order=edge)
    for a, b in zip(found, np.gradient(x, y, z, edge_order=edge), strict=True):
        np.testing.assert_allclose(a.numpy(), b, atol=1e-12)
    (along,) = torch.gradient(t, spacing=[torch.from_numpy(z)], dim=-1, edge_order=edge)
    np.testing.assert_allclose(along.numpy(), np.gradient(x, z, axis=1, edge_order=edge), atol=1e-12)


def test_gradient_of_a_parabola_is_exact() -> None:
    x = torch.tensor([0.0, 1.0, 3.0, 4.5, 5.0], dtype=torch.float64)
    (slope,) = torch.gradient(3 * x * x - x, spacing=[x], edge_order=2)
    np.testing.assert_allclose(slope.numpy(), (6 * x - 1).numpy(), atol=1e-12)


def test_gradient_of_few_samples() -> None:
    (slope,) = torch.gradient(torch.tensor([1, 4]))
    assert slope.tolist() == [3.0, 3.0]
    assert slope.dtype is torch.float32
    assert torch.gradient(torch.tensor(1.0)) == ()
    (slope,) = torch.gradient(torch.tensor([1.0, 4.0]), spacing=[torch.tensor([0.0, 2.0])])
    assert slope.tolist() == [1.5, 1.5]


X = torch.ones(3, 3)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: torch.gradient(X.byte()), RuntimeError, "torch.gradient does not support uint8 input."),
        (lambda: torch.gradient(X, spacing=[1.0]), RuntimeError, "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim\\(\\) = 2', since dim argument was not given, but got a list of length 1"),
        (lambda: torch.gradient(X, spacing=[0.1], dim=(1, 0)), RuntimeError, "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length 1 and a dim argument of length 2."),
        (lambda: torch.gradient(X, edge_order=3), RuntimeError, "torch.gradient only supports edge_order=1 and edge_order=2."),
        (lambda: torch.gradient(X[:2], edge_order=2), RuntimeError, "torch.gradient expected each dimension size to be at least edge_order\\+1"),
        (lambda: torch.gradient(X, dim=(1, 1)), RuntimeError, "dim 1 appears multiple times in the list of dims"),
        (lambda: torch.gradient(X, dim=3), IndexError, "Dimension out of range"),
        (lambda: torch.gradient(X, spacing=[X[0], X]), RuntimeError, "torch.gradient expected each element of spacing to have one dimension, but got an element with 2 dimensions!"),
        (lambda: torch.gradient(X, spacing=[X[0, :2]], dim=0), RuntimeError, "torch.gradient expected 3 coordinates along dimension 0 of the input, but got a spacing of length 2"),
        (lambda: torch.gradient(X, spacing="a"), TypeError, "gradient\\(\\) received an invalid combination of arguments - got \\(Tensor, spacing=str\\)"),
    ],
)  # fmt: skip
def test_errors_of_gradient(call: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=f"^{text}"):
        call()
