"""Orthogonal polynomials, `special.chebyshev_polynomial_t(input, n)` and its like, by their recurrences.

Imports the table.  Every family is p_0 = 1, p_1 = a x + b and a rule for p_(k+1); none has a derivative, as in torch.
A negative degree gives 0, as does one that is not finite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ._checks import no_kernel, operands
from .table import Array, binary


def _evaluate(x: Any, degrees: Any, first: Any, step: Callable[[int, Any, Any, Any], Any]) -> Any:
    """p_n(x) for each degree n, with p_1 = `first` and p_(k+1) = step(k, x, p_k, p_(k-1))."""
    x, degrees, first = np.broadcast_arrays(x, np.trunc(degrees), first)
    highest = int(degrees.max(initial=0, where=np.isfinite(degrees)))
    before, now = np.ones_like(x), first
    out = np.where((degrees >= 0) & np.isfinite(degrees), before, x.dtype.type(0))
    for k in range(1, highest + 1):
        out = np.where((degrees >= k) & np.isfinite(degrees), now, out)
        before, now = now, step(k, x, now, before)
    return out


def _declare(name: str, sentence: str, example: str, first: Callable[[Any], Any], step: Callable[..., Any]) -> None:
    """Declare `special.name(input, n)`."""

    def forward(input: Array, n: Array) -> Array:
        if input.dtype.char not in "fd":
            raise no_kernel(f"{name}_cpu", input)
        return _evaluate(input, n, first(input), step)

    check = operands(name, numbers="either", second="n")

    def canonical(input: Any, n: Any) -> tuple[Any, Any]:
        input, n = check(input, n)
        return input, n

    forward.__name__ = forward.__qualname__ = name
    forward.__doc__ = f"""{sentence} of degree `n` at each element; not differentiable.

    >>> import minigrad as torch
    >>> torch.special.{name}(torch.tensor([0.5]), 2)
    tensor([{example}])
    """
    binary(floats=True, namespaces=("special",), inplace=False, canonical=canonical)(forward)


def _chebyshev(k: int, x: Any, now: Any, before: Any) -> Any:
    """p_(k+1) = 2 x p_k - p_(k-1), for all four kinds: they differ in p_1."""
    return (x + x) * now - before


def _shifted(k: int, x: Any, now: Any, before: Any) -> Any:
    """The same at 2 x - 1, which takes [0, 1] to [-1, 1]."""
    return _chebyshev(k, x + x - 1, now, before)


for _kind, _which, _first, _value, _shifted_value in (
    ("t", "first", lambda x: x, "-0.5000", "-1."),
    ("u", "second", lambda x: x + x, "0.", "-1."),
    ("v", "third", lambda x: x + x - 1, "-1.", "-1."),
    ("w", "fourth", lambda x: x + x + 1, "1.", "-1."),
):
    _declare(
        f"chebyshev_polynomial_{_kind}", f"The Chebyshev polynomial of the {_which} kind", _value, _first, _chebyshev
    )
    _declare(
        f"shifted_chebyshev_polynomial_{_kind}",
        f"The Chebyshev polynomial of the {_which} kind, shifted to [0, 1],",
        _shifted_value,
        lambda x, first=_first: first(x + x - 1),  # type: ignore[misc]
        _shifted,
    )

_declare(
    "hermite_polynomial_h", "The physicists' Hermite polynomial", "-1.",
    lambda x: x + x, lambda k, x, now, before: (x + x) * now - 2 * k * before,
)  # fmt: skip
_declare(
    "hermite_polynomial_he", "The probabilists' Hermite polynomial", "-0.7500",
    lambda x: x, lambda k, x, now, before: x * now - k * before,
)  # fmt: skip
_declare(
    "laguerre_polynomial_l", "The Laguerre polynomial", "0.1250",
    lambda x: 1 - x, lambda k, x, now, before: ((2 * k + 1 - x) * now - k * before) / (k + 1),
)  # fmt: skip
_declare(
    "legendre_polynomial_p", "The Legendre polynomial", "-0.1250",
    lambda x: x, lambda k, x, now, before: ((2 * k + 1) * x * now - k * before) / (k + 1),
)  # fmt: skip
