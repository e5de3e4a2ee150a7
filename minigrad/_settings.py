"""Settings that programs make and that change nothing here, or little: threads, determinism, precision, compile.

Imports only where warnings are given.  Every result is already deterministic and in full precision.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from . import _warnings

_threads = os.cpu_count() or 1
_interop_threads = _threads
_deterministic = _warn_only = False
_matmul_precision = "highest"


def _positive(function: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuntimeError(f"{function} expects an int, but got {type(value).__name__}")
    if value < 1:
        raise RuntimeError(f"{function} expects a positive integer")
    return value


def set_num_threads(num: int) -> None:
    """Notes how many threads to compute with; NumPy's own are set by OMP_NUM_THREADS before it is imported."""
    global _threads  # noqa: PLW0603 - one setting of the process
    _threads = _positive("set_num_threads", num)


def get_num_threads() -> int:
    """How many threads to compute with."""
    return _threads


def set_num_interop_threads(num: int) -> None:
    """Notes how many operations may run side by side; here it is always one."""
    global _interop_threads  # noqa: PLW0603 - one setting of the process
    _interop_threads = _positive("set_num_interop_threads", num)


def get_num_interop_threads() -> int:
    """What `set_num_interop_threads` noted."""
    return _interop_threads


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Asks for the same results every time, which is what minigrad gives anyway."""
    global _deterministic, _warn_only
    _deterministic, _warn_only = bool(mode), bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` was last given."""
    return _deterministic


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether `use_deterministic_algorithms` was asked to warn only."""
    return _deterministic and _warn_only


def set_float32_matmul_precision(precision: str) -> None:
    """Notes a precision for products of float32 matrices, which are always computed in full."""
    global _matmul_precision  # noqa: PLW0603 - one setting of the process
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"precision must be one of 'highest', 'high', 'medium', but got {precision!r}")
    _matmul_precision = precision


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` noted: `'highest'` unless set."""
    return _matmul_precision


def set_flush_denormal(mode: bool) -> bool:
    """Whether denormal numbers can be flushed to zero: no, whatever `mode` is."""
    return False


def set_warn_always(mode: bool) -> None:
    """Whether warnings that come once in a process are to come every time; what is shown, Python's filters decide."""
    _warnings.always = bool(mode)


def is_warn_always_enabled() -> bool:
    """What `set_warn_always` set."""
    return _warnings.always


def compile(
    model: Callable[..., Any] | None = None, *, fullgraph: bool = False, dynamic: bool | None = None,
    backend: Any = "inductor", mode: str | None = None, options: Any = None, disable: bool = False,
) -> Any:  # fmt: skip
    """The function or module itself: minigrad runs what is written and compiles nothing.

    >>> import minigrad as torch
    >>> @torch.compile
    ... def square(x):
    ...     return x * x
    >>> square(torch.tensor(3.0))
    tensor(9.)
    """
    return (lambda function: function) if model is None else model


def is_vulkan_available() -> bool:
    """Whether Vulkan can be computed on: no."""
    return False


def typename(obj: Any, /) -> str:
    """The name of an object's type: `'torch.FloatTensor'` for tensors.

    >>> import minigrad as torch
    >>> torch.typename(torch.ones(2)), torch.typename(3)
    ('torch.FloatTensor', 'int')
    """
    if hasattr(obj, "_data") and hasattr(obj, "type"):
        name: str = obj.type()
        return name
    kind = obj if isinstance(obj, type) else type(obj)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
