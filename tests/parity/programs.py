"""Small programs run with torch and with minigrad, and all that can be seen of what they give compared.

A program is a function of the library.  Of a tensor are seen its class, shape, dtype, strides, storage offset,
`requires_grad`, `grad_fn` and elements; of an error its type and the first line of its text; and the warnings.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

import minigrad
import minigrad.nn

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

Program = Callable[[Any], Any]
TOLERANCE = 1e-5  # relative: of results rounded to float32, along ways of different roundings


def seen(t: Any, result: Any) -> Any:
    """A result as nested tuples of what can be compared."""
    if isinstance(result, t.Tensor):
        data = result.detach().resolve_conj().resolve_neg()
        node = result.grad_fn and result.grad_fn.name().removeprefix("torch::autograd::")
        return (
            type(result).__name__, tuple(result.shape), str(result.dtype), result.stride(), result.storage_offset(),
            result.requires_grad, node, data.reshape(-1).tolist(),
        )  # fmt: skip
    if isinstance(result, tuple | list):
        return type(result).__name__, [seen(t, part) for part in result]
    if isinstance(result, np.ndarray | np.generic):
        return type(result).__name__, result.dtype.name, result.shape, result.tolist()
    if isinstance(result, type):
        return result.__name__
    return result if isinstance(result, int | float | complex) else re.sub("0x[0-9a-f]+", "0x", repr(result))


def outcome(t: Any, program: Program) -> tuple[Any, list[str]]:
    """What a program gives, or its error, and its warnings."""
    t.manual_seed(0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=RuntimeWarning)  # NumPy's own, of the programs' arrays
        try:
            found = seen(t, program(t))
        except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
            found = "error", type(error).__name__, (str(error).splitlines() or [""])[0].replace("minigrad", "torch")
    return found, [f"{w.category.__name__}: {str(w.message).split(' (Triggered')[0]}" for w in caught]


def alike(a: Any, b: Any) -> bool:
    """Equal, floats but for their rounding, and NaN equal to NaN."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, complex) and isinstance(b, complex):
        return alike(a.real, b.real) and alike(a.imag, b.imag)
    if type(a) is float and type(b) is float:
        return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-30)
    return type(a) is type(b) and bool(a == b)


def disagreements(programs: Iterable[Program]) -> list[str]:
    """Where each program that the libraries disagree on stands, and what they give."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    found = []
    try:
        for program in programs:
            ours, theirs = outcome(minigrad, program), outcome(torch, program)
            if not alike(ours, theirs):
                line, given = program.__code__.co_firstlineno, program.__defaults__ or ""
                found.append(f"line {line} {program.__name__}{given}\n  torch    {theirs}\n  minigrad {ours}")
    finally:
        torch.set_warn_always(before)
    return found


def gradients(t: Any, call: Callable[..., Any], *inputs: Any) -> Any:
    """The results of a function of float64 tensors, and its gradients for the weights 1, 2, 3, ... of their elements."""
    leaves = [t.tensor(x, dtype=t.float64, requires_grad=True) for x in inputs]
    out = call(*leaves)
    outs = [o for o in (out if isinstance(out, tuple) else (out,)) if o.requires_grad]
    weighted = [(o * t.arange(1, o.numel() + 1, dtype=t.float64).reshape(o.shape)).sum() for o in outs]
    sum(weighted).backward()
    return [o.detach() for o in outs], [x.grad for x in leaves]
