"""`autograd.functional` against closed forms, and its errors by text."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp

RNG = np.random.default_rng(0)
A = RNG.normal(size=(3, 3))
X, Y, V = RNG.normal(size=(3, 3))


def t(values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64)


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found.detach().numpy(), expected, rtol=1e-12, atol=1e-12)


def quadratic(x: Any) -> Any:
    """x'Ax, whose gradient is (A + A')x and whose Hessian is A + A'."""
    return x @ (t(A) @ x)


# ---------------------------------------------------------------- closed forms


def test_jacobian() -> None:
    close(jacobian(lambda x: t(A) @ x, t(X)), A)
    close(jacobian(lambda x: x.sin(), t(X)), np.diag(np.cos(X)))
    close(jacobian(lambda x: x.sum(), t(X)), np.ones(3))
    assert jacobian(lambda x: x.reshape(3, 1) * x, t(X)).shape == (3, 3, 3)
    close(jacobian(lambda x: torch.ones(2, dtype=torch.float64), t(X)), np.zeros((2, 3)))


def test_jacobian_of_several() -> None:
    (by_x, by_y), (sum_by_x, sum_by_y) = jacobian(lambda x, y: (x * y, x.sum()), (t(X), t(Y)))
    close(by_x, np.diag(Y))
    close(by_y, np.diag(X))
    close(sum_by_x, np.ones(3))
    close(sum_by_y, np.zeros(3))


@pytest.mark.parametrize("strategy", ["reverse-mode", "forward-mode"])
def test_vectorize_changes_nothing(strategy: str) -> None:
    close(jacobian(lambda x: t(A) @ x, t(X), vectorize=True, strategy=strategy), A)


def test_a_complex_jacobian() -> None:
    z = torch.tensor([1 + 2j, 3 - 1j], dtype=torch.complex128)
    close(jacobian(lambda z: z * z, z), np.conj(np.diag(2 * np.array([1 + 2j, 3 - 1j]))))


def test_hessian() -> None:
    close(hessian(quadratic, t(X)), A + A.T)
    close(hessian(lambda x: (x**3).sum().reshape(1), t(X)), np.diag(6 * X))
    close(hessian(lambda x: x.sum(), t(X)), np.zeros((3, 3)))
    (xx, xy), (yx, yy) = hessian(lambda x, y: (x * x * y).sum(), (t(X), t(Y)))
    close(xx, np.diag(2 * Y))
    close(xy, np.diag(2 * X))
    close(yx, np.diag(2 * X))
    close(yy, np.zeros((3, 3)))


def test_products_with_the_jacobian() -> None:
    out, product = vjp(lambda x: t(A) @ x, t(X), t(V))
    close(out, A @ X)
    close(product, V @ A)
    out, product = jvp(lambda x: t(A) @ x, t(X), t(V))
    close(out, A @ X)
    close(product, A @ V)


def test_products_with_the_jacobian_of_several() -> None:
    (out, again), (by_x, by_y) = vjp(lambda x, y: (x * y, x), (t(X), t(Y)), (t(V), t(X)))
    close(out, X * Y)
    close(again, X)
    close(by_x, V * Y + X)
    close(by_y, V * X)
    _, (product, same) = jvp(lambda x, y: (x * y, x), (t(X), t(Y)), (t(V), t(A[0])))
    close(product, V * Y + X * A[0])
    close(same, V)


def test_products_with_the_hessian() -> None:
    for product in (hvp, vhp):
        out, found = product(quadratic, t(X), t(V))
        close(out, X @ A @ X)
        close(found, (A + A.T) @ V)
        _, (by_x, by_y) = product(lambda x, y: (x * x * y).sum(), (t(X), t(Y)), (t(V), t(A[0])))
        close(by_x, 2 * Y * V + 2 * X * A[0])
        close(by_y, 2 * X * V)


def test_a_vector_of_one_may_be_left_out() -> None:
    close(vjp(lambda x: (x * x).sum(), t(X))[1], 2 * X)
    close(jvp(lambda x: x**3, t([2.0]))[1], [12.0])
    close(hvp(lambda x: (x**3).sum(), t([2.0]))[1], [12.0])


def test_create_graph_gives_differentiable_results() -> None:
    x = t(X).requires_grad_()
    found = jacobian(lambda x: x**3, x, create_graph=True)
    (g,) = torch.autograd.grad(found.sum(), x)
    close(g, 6 * X)
    (g,) = torch.autograd.grad(hessian(lambda x: (x**4).sum(), x, create_graph=True).sum(), x)
    close(g, 24 * X)
    (g,) = torch.autograd.grad(jvp(lambda x: x**3, x, t(V), create_graph=True)[1].sum(), x)
    close(g, 6 * X * V)
    (g,) = torch.autograd.grad(hvp(lambda x: (x**3).sum(), x, t(V), create_graph=True)[1].sum(), x)
    close(g, 6 * V)


def test_without_create_graph_results_are_cut_off_and_inputs_untouched() -> None:
    x = t(X).requires_grad_()
    assert not jacobian(lambda x: x * x, x).requires_grad
    assert not hessian(quadratic, x).requires_grad
    assert not any(part.requires_grad for part in vjp(lambda x: x * x, x, t(V)))
    assert x.grad is None
    with torch.no_grad():
        close(jacobian(lambda x: x * x, x), np.diag(2 * X))


# ---------------------------------------------------------------- errors

ONES = torch.ones(2)
INDEPENDENT = "is independent of the input. This is not allowed in strict mode."


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: jacobian(lambda x: x, 3), TypeError,
         ("The inputs given to jacobian must be either a Tensor or a tuple of Tensors but the given inputs has type "
         "<class 'int'>.")),
        (lambda: jacobian(lambda x, y: x, (ONES, 3)), TypeError,
         ("The inputs given to jacobian must be either a Tensor or a tuple of Tensors but the value at index 1 has type "
         "<class 'int'>.")),
        (lambda: hvp(lambda x: 3.0, ONES, ONES), TypeError,
         ("The outputs of the user-provided function given to hvp must be either a Tensor or a tuple of Tensors but the "
         "given outputs of the user-provided function has type <class 'float'>.")),
        (lambda: jacobian(lambda x: ONES, ONES, strict=True), RuntimeError,
         "Output 0 of the user-provided function does not require gradients."),
        (lambda: jacobian(lambda x, y: x * 1, (ONES, ONES), strict=True), RuntimeError,
         "Output 0 of the user-provided function is independent of input 1. This is not allowed in strict mode."),
        (lambda: vjp(lambda x, y: x * 1, (ONES, ONES), ONES, strict=True), RuntimeError,
         "The output of the user-provided function is independent of input 1. This is not allowed in strict mode."),
        (lambda: jacobian(lambda x: x, ONES, strategy="forward-mode"), NotImplementedError,
         "Computing Jacobian using forward-AD"),
        (lambda: jacobian(lambda x: x, ONES, strategy="sideways"), AssertionError,
         'Expected strategy to be either "forward-mode" or "reverse-mode".'),
        (lambda: jacobian(lambda x: x, ONES, strict=True, vectorize=True), RuntimeError,
         "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together."),
        (lambda: hessian(lambda x: x * x, ONES), RuntimeError,
         "The Tensor returned by the function given to hessian should contain a single element"),
        (lambda: vhp(lambda x: (x.sum(),), ONES, ONES), RuntimeError,
         "The function given to vhp should return a single Tensor"),
        (lambda: hessian(lambda x: x.sum(), ONES, strict=True), RuntimeError,
         ("While computing the hessian, found that the jacobian of the user-provided function with respect to input 0 "
         f"{INDEPENDENT}")),
        (lambda: hvp(lambda x: x.sum(), ONES, ONES, strict=True), RuntimeError,
         ("While computing the hessian, found that the jacobian of the user-provided function with respect to input 0 "
         f"{INDEPENDENT}")),
        (lambda: vjp(lambda x: x, ONES), RuntimeError,
         "The vector v can only be None if the user-provided function returns a single Tensor with a single element."),
        (lambda: jvp(lambda x: x, ONES), RuntimeError,
         ("The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
         "element.")),
        (lambda: vjp(lambda x: x, ONES, (ONES, ONES)), RuntimeError, "The given v should contain a single Tensor."),
        (lambda: jvp(lambda x, y: x, (ONES, ONES), (ONES,)), RuntimeError,
         "v is a tuple of invalid length: should be 2 but got 1."),
        (lambda: vjp(lambda x: x, ONES, torch.ones(3)), RuntimeError,
         "v has invalid size: should be torch.Size([2]) but got torch.Size([3])."),
        (lambda: jvp(lambda x, y: x, (ONES, ONES), (ONES, torch.ones(3))), RuntimeError,
         "Entry 1 in v has invalid size: should be torch.Size([2]) but got torch.Size([3])."),
    ],
)  # fmt: skip
def test_errors(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match="^" + re.escape(text)):
        call()
