"""Grad modes as users set them: `no_grad`, `enable_grad`, `inference_mode`, anomaly detection.

Floor 3: imports the engine's switches (`_engine.modes`), which hold per thread.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, overload

from .._engine.modes import refresh, state


class _Switch:
    """A context manager that is also a decorator; generator functions are resumed under the mode."""

    def __enter__(self) -> Any:
        raise NotImplementedError

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        raise NotImplementedError

    def clone(self) -> _Switch:
        return type(self)()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def generator(*args: Any, **kwargs: Any) -> Any:
                running = function(*args, **kwargs)
                sent: Any = None
                while True:
                    try:
                        with self.clone():
                            item = running.send(sent)
                    except StopIteration as end:
                        return end.value
                    sent = yield item

            return generator

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return wrapped


class _Grad(_Switch):
    """Sets the grad mode to `mode` for a block."""

    mode = True
    _before: list[tuple[bool, int]]

    @overload
    def __new__(cls) -> Self: ...
    @overload
    def __new__(cls, function: Callable[..., Any]) -> Any: ...
    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        made = super().__new__(cls)
        made._before = []
        return made if function is None else made(function)  # `@no_grad` without parentheses

    def __enter__(self) -> None:
        self._before.append((state.grad, state.recording))
        state.grad = self.mode
        if self.mode:
            refresh()
        else:
            state.recording = 0

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.grad, state.recording = self._before.pop()


class no_grad(_Grad):
    """Records nothing in the block (or in the decorated function).

    >>> import minigrad as torch
    >>> x = torch.ones(2, requires_grad=True)
    >>> with torch.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    mode = False


class enable_grad(_Grad):
    """Records again inside a `no_grad` block.

    >>> import minigrad as torch
    >>> x = torch.ones(2, requires_grad=True)
    >>> with torch.no_grad(), torch.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """


class set_grad_enabled(_Switch):
    """Sets the grad mode at once; as a context manager also restores it.

    >>> import minigrad as torch
    >>> with torch.set_grad_enabled(False):
    ...     torch.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        self.mode = bool(mode)
        self.prev = state.grad
        state.grad = self.mode
        refresh()

    def __enter__(self) -> None:
        state.grad = self.mode
        refresh()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.grad = self.prev
        refresh()

    def clone(self) -> set_grad_enabled:
        return set_grad_enabled(self.mode)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        state.grad = self.prev  # a decorator changes nothing now
        refresh()
        return super().__call__(function)


class inference_mode(_Switch):
    """Like `no_grad`, for code that never needs gradients.

    >>> import minigrad as torch
    >>> with torch.inference_mode():
    ...     torch.is_grad_enabled(), torch.is_inference_mode_enabled()
    (False, True)
    """

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode
        self._before: list[tuple[bool, bool]] = []

    def __new__(cls, mode: Any = True) -> Any:
        made = super().__new__(cls)
        if isinstance(mode, bool):
            return made
        made.mode, made._before = True, []
        return made(mode)

    def __enter__(self) -> None:
        self._before.append((state.grad, state.inference))
        if self.mode:
            state.grad = False
        state.inference = self.mode
        refresh()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.grad, state.inference = self._before.pop()
        refresh()

    def clone(self) -> inference_mode:
        return inference_mode(self.mode)


class set_detect_anomaly(_Switch):
    """Makes backward name the forward call behind an error, and refuse NaN gradients (`check_nan`)."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.mode, self.check_nan = mode, check_nan
        self.prev = (state.anomaly, state.check_nan)
        state.anomaly, state.check_nan = mode, check_nan
        refresh()

    def __enter__(self) -> None:
        state.anomaly, state.check_nan = self.mode, self.check_nan
        refresh()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.anomaly, state.check_nan = self.prev
        refresh()


class detect_anomaly(set_detect_anomaly):
    """`set_detect_anomaly(True)` for a block.

    >>> import minigrad as torch
    >>> with torch.autograd.detect_anomaly():
    ...     torch.is_anomaly_enabled()
    True
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.prev = (state.anomaly, state.check_nan)
        self.mode, self.check_nan = True, check_nan

    def clone(self) -> detect_anomaly:
        return detect_anomaly(self.check_nan)


def is_grad_enabled() -> bool:
    """Whether what runs now is recorded."""
    return state.grad


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside an `inference_mode` block."""
    return state.inference


def is_anomaly_enabled() -> bool:
    """Whether anomaly detection is on."""
    return state.anomaly
