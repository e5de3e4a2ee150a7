"""`check_op` and what it covers: every op that can have a derivative, with failures of one that do not end the rest."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest

import minigrad as torch
from minigrad.ops.table import TABLE
from minigrad.testing import check_op, differentiable_ops, unsampled_ops
from minigrad.testing import table as checked
from minigrad.testing.composites import AS_TORCH, FIRST_ORDER, SAMPLES, WITHOUT_DERIVATIVES


def test_every_op_that_may_have_a_derivative_is_checked() -> None:
    """For a composite that fails here: give it samples, in its declaration or in minigrad/testing/composites.py, or
    `differentiable=False`."""
    assert unsampled_ops() == []


def test_the_tables_of_exceptions_name_ops() -> None:
    for name in (*SAMPLES, *WITHOUT_DERIVATIVES, *AS_TORCH, *FIRST_ORDER):
        assert name in TABLE, name
    assert not set(SAMPLES) & (set(WITHOUT_DERIVATIVES) | set(AS_TORCH))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_composites(name: str) -> None:
    report = check_op(name)
    assert report.failures == []
    assert report.samples


def test_an_op_that_raises_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    row = TABLE["exp"]

    def raises(*args: object, **kwargs: object) -> object:
        raise ValueError("not\ntoday")

    monkeypatch.setattr(row, "call", raises)
    report = check_op("exp")
    assert report.failures == ["exp sample 0: ValueError: not today"]
    assert report.samples == 1


def test_a_wrong_formula_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    row = TABLE["exp"]
    right = row.call

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return right(x)

        @staticmethod
        def backward(ctx, g):
            return 1.001 * g * right(ctx.saved_tensors[0])

    monkeypatch.setattr(row, "call", Wrong.apply)
    failures = check_op("exp").failures
    assert failures
    assert all("first-order relative error" in line for line in failures)
    assert re.fullmatch(
        r"exp sample 1: first-order relative error 0.001 by input at \[\d\]: of the weighed sum of the outputs, "
        r"analytical [-\d.]+, numerical [-\d.]+",
        failures[1],
    )


def test_one_order_only() -> None:
    report = check_op("exp", order=1)
    assert report.second is None
    assert report.first < 1e-9


def test_no_warning_of_deprecated_arguments_and_no_change_of_the_generator() -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("nn.functional.mse_loss", "nn.functional.dropout"):
            assert not check_op(name).failures
    assert torch.equal(torch.rand(2), expected)


def test_infinite_outputs_count_for_nothing() -> None:
    jacobian = np.array([[1.0, np.nan], [2.0, np.inf]])
    np.testing.assert_array_equal(checked.weighted(jacobian, np.array([3.0, 0.0])), [3.0, 6.0])


def test_names_are_unique() -> None:
    names = differentiable_ops()
    assert len(names) == len(set(names)) > 400
