"""Whole random programs, views and in-place writes included, against NumPy running the same statements.

NumPy's own memory semantics are the reference for views and writes, and its complex numbers for the derivatives: with
an input x + 1e-20 i the imaginary part of the result is the derivative to the last digit (complex step).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import minigrad as torch

STEP = 1e-20

UNARY: dict[str, tuple[Any, Any]] = {
    "sin": (np.sin, lambda t: t.sin()),
    "tanh": (np.tanh, lambda t: t.tanh()),
    "square": (lambda a: a * a, lambda t: t * t),
    "half": (lambda a: a * 0.5, lambda t: t * 0.5),
    "exp": (np.exp, lambda t: t.exp()),
    "copy": (np.copy, lambda t: t.clone()),
    "sum to scalar": (lambda a: np.asarray(a.sum()), lambda t: t.sum()),
}
BINARY: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}
VIEWS: dict[str, tuple[int, Any, Any]] = {
    "transpose": (2, lambda a: a.swapaxes(0, 1), lambda t: t.transpose(0, 1)),
    "row": (1, lambda a: a[0, ...], lambda t: t[0]),
    "rest": (1, lambda a: a[1:], lambda t: t[1:]),
    "column": (2, lambda a: a[:, -1, ...], lambda t: t[:, -1]),
    "steps": (1, lambda a: a[::2], lambda t: t[::2]),
    "new axis": (0, lambda a: a[None], lambda t: t[None]),
}


def add_into(a: Any, b: Any) -> None:
    a += b


def scale(a: Any, b: Any) -> None:
    a *= 0.5


def overwrite(a: Any, b: Any) -> None:
    a[...] = b


def multiply_into(a: Any, b: Any) -> None:
    a *= b


WRITES = {"add": add_into, "scale": scale, "overwrite": overwrite, "multiply": multiply_into}

STATEMENTS = st.lists(
    st.one_of(
        st.tuples(st.just("unary"), st.sampled_from(sorted(UNARY)), st.integers(0, 50), st.just(0)),
        st.tuples(st.just("binary"), st.sampled_from(sorted(BINARY)), st.integers(0, 50), st.integers(0, 50)),
        st.tuples(st.just("view"), st.sampled_from(sorted(VIEWS)), st.integers(0, 50), st.just(0)),
        st.tuples(st.just("write"), st.sampled_from(sorted(WRITES)), st.integers(0, 50), st.integers(0, 50)),
    ),
    min_size=3,
    max_size=12,
)


def fits(kind: str, name: str, a: Any, b: Any) -> bool:
    """Whether a statement applies to values of these shapes."""
    if kind == "view":
        return a.ndim >= VIEWS[name][0] and (name == "transpose" or not a.ndim or a.shape[0] > 1)
    if kind in ("binary", "write"):
        try:
            shape = np.broadcast_shapes(a.shape, b.shape)
        except ValueError:
            return False
        return kind == "binary" or shape == a.shape
    return True


def run(statements: Any, inputs: list[Any], tensors: bool) -> list[Any]:
    """Run the program on arrays or on tensors; statements that do not fit are passed over, the same ones in both."""
    values = [x * 1.0 for x in inputs]  # results, so that they may be written to
    for kind, name, i, j in statements:
        a, b = values[i % len(values)], values[j % len(values)]
        if not fits(kind, name, a, b):
            continue
        if kind == "unary":
            values.append(UNARY[name][tensors](a) if tensors else np.asarray(UNARY[name][0](a)))
        elif kind == "binary":
            values.append(np.asarray(BINARY[name](a, b)) if not tensors else BINARY[name](a, b))
        elif kind == "view":
            values.append(VIEWS[name][1 + tensors](a))
        else:
            source = b.copy() if not tensors else b.clone()
            WRITES[name](a, source)
    return values


@settings(max_examples=300, deadline=None)
@given(STATEMENTS)
def test_random_programs(statements: Any) -> None:
    rng = np.random.default_rng(0)
    arrays = [rng.uniform(-0.5, 0.5, (2, 3)), rng.uniform(-0.5, 0.5, (3,))]
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    results = run(statements, leaves, True)
    expected = run(statements, arrays, False)
    for got, want in zip(results, expected, strict=True):
        assert got.shape == want.shape
        np.testing.assert_allclose(got.detach().numpy(), want, rtol=1e-12, atol=1e-12)
    weights = [rng.uniform(-1, 1, np.shape(want)) for want in expected]
    loss = sum(((r * torch.tensor(w)).sum() for r, w in zip(results, weights, strict=True)), torch.zeros(()))
    try:
        loss.backward()
    except RuntimeError as error:  # the program overwrote what a formula needs: torch refuses it too
        if "modified by an inplace operation" not in str(error):
            raise
        assume(False)
    for k, leaf in enumerate(leaves):
        gradient = np.zeros(arrays[k].shape)
        for at in np.ndindex(gradient.shape):
            moved = [a.astype(complex) for a in arrays]
            moved[k][at] += 1j * STEP
            finals = run(statements, moved, False)
            gradient[at] = sum((np.asarray(v) * w).sum().imag for v, w in zip(finals, weights, strict=True)) / STEP
        np.testing.assert_allclose(leaf.grad.numpy(), gradient, rtol=1e-9, atol=1e-12)
