"""Calls with arguments that are wrong, of every function and method: made alike with minigrad and with torch.

Imports minigrad's op table; the library to call is handed in.  Start reading at `outcomes`.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from typing import Any

from minigrad import Tensor
from minigrad.ops.table import TABLE, namespace

SPACES = sorted({space for row in TABLE.values() for space in row.namespaces} - {"Tensor"})
METHODS = sorted(
    name for name in dir(Tensor) if not name.startswith("_") and name != "legacy" and callable(getattr(Tensor, name))
)

# What is given beside the tensor, as it is written.
FORMS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "": ((), {}),
    "'a'": (("a",), {}),
    "object()": ((object(),), {}),
    "1.5": ((1.5,), {}),
    "unknown=1": ((), {"unknown": 1}),
}


def function_calls(lib: Any, space: str) -> Iterator[tuple[str, Any, tuple[Any, ...], dict[str, Any]]]:
    """The wrong calls of a namespace's functions: as written, the function, positional arguments, keywords."""
    home = importlib.import_module(f"{lib.__name__}.{space}") if space else lib
    for name in sorted(namespace(space)):
        function = getattr(home, name, None)
        if function is None:
            continue
        written = f"{space}.{name}" if space else name
        yield f"{written}()", function, (), {}
        yield f"{written}('a')", function, ("a",), {}
        for form, (args, kwargs) in FORMS.items():
            if form:
                yield f"{written}(x, {form})", function, (lib.ones(2, 3), *args), dict(kwargs)


def method_calls(lib: Any) -> Iterator[tuple[str, Any, tuple[Any, ...], dict[str, Any]]]:
    """The wrong calls of a tensor's methods."""
    for name in METHODS:
        if not hasattr(lib.Tensor, name):
            continue
        for form, (args, kwargs) in FORMS.items():
            yield f"x.{name}({form})", getattr(lib.ones(2, 3), name), args, dict(kwargs)


def outcomes(lib: Any, space: str | None) -> dict[str, BaseException | None]:
    """What each call raises, or None; `space` None is the methods."""
    found: dict[str, BaseException | None] = {}
    calls = method_calls(lib) if space is None else function_calls(lib, space)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for written, function, args, kwargs in calls:
            try:
                function(*args, **kwargs)
                found[written] = None
            except Exception as error:  # noqa: BLE001 - which one is the question
                found[written] = error
    return found
