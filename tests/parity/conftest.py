"""What the parity tests of calls share: one call made with torch and with minigrad, and all that is seen compared."""

from __future__ import annotations

import importlib.util
import re
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

if importlib.util.find_spec("torch") is None:  # what the tests share, and doctests would import
    collect_ignore = ["operators.py", "opinfo_bridge.py", "opinfo_checks.py"]


def inputs(library: Any) -> types.SimpleNamespace:
    """A few tensors for calls to use, fresh each time."""
    e = types.SimpleNamespace()
    e.x, e.i, e.c = library.tensor([[1.0, 2], [3, 4]]), library.tensor([1, 2]), library.tensor([1 + 2j])
    e.v = library.tensor([1.0, 4.0, 9.0])
    e.xr, e.vr = e.x.clone().requires_grad_(), e.v.clone().requires_grad_()
    return e


def seen(library: Any, call: Callable[[Any, Any], Any]) -> tuple[str, list[str]]:
    """The result as text (of an error its type and first line), and the warnings."""
    library.manual_seed(0)
    e = inputs(library)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        try:
            result = call(library, e)
        except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
            text = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
        else:
            text = re.sub("0x[0-9a-f]+", "0x", repr(result))
            if isinstance(result, library.Tensor):
                text += f" {result.dtype} {tuple(result.shape)} {result.stride()}"
    return text, [f"{w.category.__name__}: {str(w.message).split(' (Triggered')[0]}" for w in caught]


@pytest.fixture
def agree() -> Iterator[Callable[[Callable[[Any, Any], Any]], None]]:
    """Asserts that a call `call(library, inputs)` looks the same from both libraries."""
    torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")
    import minigrad

    def check(call: Callable[[Any, Any], Any]) -> None:
        assert seen(minigrad, call) == seen(torch, call)

    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)  # else a warning that torch gives once a process depends on what ran before
    yield check
    torch.set_warn_always(before)
