"""Window functions: hann_window and its like, and those of torch.signal.windows.

Imports the engine, the table and `ranges`.  Source: Harris, On the use of windows for harmonic analysis with the
discrete Fourier transform (1978).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _kinds as kinds
from .._engine import dtypes
from .._engine.tensor import Tensor
from ._factory import deliver, dtype_of, integer, made, out_dtype, place, public, register_in
from .ranges import evenly, steps_of

ndarray = np.ndarray
Window = Callable[..., Any]

# ------------------------------------------------------------ torch.hann_window and its like


def _window(
    function: str, length: Any, periodic: bool, shape: Callable[[ndarray[Any, Any], int], Any], out: Any, dtype: Any,
    layout: Any, device: Any, pin_memory: bool, requires_grad: bool,
) -> Tensor:  # fmt: skip
    """The window `shape(n, N)` at n = 0 .. N - 1; a periodic one is the longer one without its last value."""
    length = integer(function, "window_length", 1, length)
    if layout is not None and layout is not kinds.strided:
        raise RuntimeError(f"{function} is not implemented for sparse types, got: {layout}")
    place(function, device, None, pin_memory)
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of(function, dtype)
    if out is not None:
        chosen = out_dtype(function, out, None if dtype is None else chosen)
    if chosen.category != dtypes.FLOATING:
        raise RuntimeError(f"{function} expects floating point dtypes, got: {chosen}")
    if length < 0:
        raise RuntimeError(f"{function} requires non-negative window_length, got window_length={length}")
    target = chosen.numpy
    if length < 2:
        values = np.ones(length, target)
    else:
        size = length + bool(periodic)
        row = steps_of(0, 1, size, target)
        values = np.asarray(shape(row, size)).astype(target)[:length]
    return made(values, requires_grad) if out is None else deliver(out, values)


def _of(row: ndarray[Any, Any], number: float) -> Any:
    """A constant in the dtype of `row`, so that float32 stays float32."""
    return row.dtype.type(number)


@public
def hann_window(
    window_length: int, periodic: bool = True, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The Hann window, (1 - cos(2πn / N)) / 2; of `window_length` values.

    >>> import minigrad as torch
    >>> torch.hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _window("hann_window", window_length, periodic, _hamming(0.5, 0.5), out, dtype, layout, device, pin_memory,
                   requires_grad)  # fmt: skip


@public
def hamming_window(
    window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46, *, out: Tensor | None = None,
    dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The Hamming window, alpha - beta cos(2πn / N); of `window_length` values."""
    return _window("hamming_window", window_length, periodic, _hamming(alpha, beta), out, dtype, layout, device,
                   pin_memory, requires_grad)  # fmt: skip


def _hamming(alpha: float, beta: float) -> Window:
    return lambda n, size: np.cos(n * _of(n, 2 * math.pi / (size - 1))) * _of(n, -beta) + _of(n, alpha)


@public
def blackman_window(
    window_length: int, periodic: bool = True, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The Blackman window, 0.42 - 0.5 cos(2πn / N) + 0.08 cos(4πn / N); of `window_length` values."""

    def shape(n: Any, size: int) -> Any:
        half = n * _of(n, math.pi / (size - 1))
        return np.cos(half * _of(n, 4)) * _of(n, 0.08) - np.cos(half * _of(n, 2)) * _of(n, 0.5) + _of(n, 0.42)

    return _window("blackman_window", window_length, periodic, shape, out, dtype, layout, device, pin_memory,
                   requires_grad)  # fmt: skip


@public
def bartlett_window(
    window_length: int, periodic: bool = True, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The Bartlett (triangular) window, 1 - |2n / N - 1|; of `window_length` values."""

    def shape(n: Any, size: int) -> Any:
        row = n * _of(n, 2.0 / (size - 1))
        rising = ((size - 1) >> 1) + 1
        row[rising:] = row[rising:] * _of(n, -1) + _of(n, 2)
        return row

    return _window("bartlett_window", window_length, periodic, shape, out, dtype, layout, device, pin_memory,
                   requires_grad)  # fmt: skip


@public
def kaiser_window(
    window_length: int, periodic: bool = True, beta: float = 12.0, *, out: Tensor | None = None, dtype: Any = None,
    layout: Any = None, device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The Kaiser window, I0(beta √(1 - (2n / N - 1)²)) / I0(beta); of `window_length` values."""

    def shape(n: Any, size: int) -> Any:
        middle = _of(n, (size - 1) / 2.0)
        return _kaiser(_of(n, 1) - ((n - middle) / middle) ** 2, beta)

    return _window("kaiser_window", window_length, periodic, shape, out, dtype, layout, device, pin_memory,
                   requires_grad)  # fmt: skip


def _kaiser(inside: Any, beta: float) -> Any:
    """I0(beta √inside) / I0(beta), with the modified Bessel function of order 0."""
    return np.i0(beta * np.sqrt(np.maximum(inside, 0).astype(np.float64))) / np.i0(beta)


# ------------------------------------------------------------ torch.signal.windows


def _signal(
    name: str, M: Any, shape: Callable[[np.dtype[Any]], Any], dtype: Any, layout: Any, device: Any, requires_grad: bool
) -> Tensor:
    """Check the common arguments of torch.signal.windows, and make the window."""
    M = integer(name, "M", 1, M)
    if M < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={M}")
    if layout is not None and layout is not kinds.strided:
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of(name, dtype)
    if chosen not in (dtypes.float32, dtypes.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {chosen}")
    place(name, device)
    target = chosen.numpy
    return made(np.asarray(shape(target)).astype(target) if M else np.zeros(0, target), requires_grad)


def _span(M: int, sym: bool) -> int:
    """The number of steps of the window: M of a periodic one, M - 1 of a symmetric one."""
    return M if not sym and M > 1 else M - 1


@register_in("signal.windows")
def exponential(
    M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, dtype: Any = None, layout: Any = None,
    device: Any = None, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """exp(-|n - center| / tau), of M values."""
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")

    def shape(d: np.dtype[Any]) -> Any:
        middle = _span(M, sym) / 2.0 if center is None else center
        step = 1 / tau
        return np.exp(-np.abs(evenly(-middle * step, (-middle + (M - 1)) * step, M, d)))

    return _signal("exponential", M, shape, dtype, layout, device, requires_grad)


@register_in("signal.windows")
def cosine(
    M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """sin(π (n + 1/2) / M), of M values."""

    def shape(d: np.dtype[Any]) -> Any:
        step = math.pi / (M + 1 if not sym and M > 1 else M)
        return np.sin(evenly(0.5 * step, (0.5 + (M - 1)) * step, M, d))

    return _signal("cosine", M, shape, dtype, layout, device, requires_grad)


@register_in("signal.windows")
def gaussian(
    M: int, *, std: float = 1.0, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """exp(-(n / std)² / 2), n counted from the middle, of M values.

    >>> import minigrad as torch
    >>> torch.signal.windows.gaussian(3, std=1.0)
    tensor([0.6065, 1.0000, 0.6065])
    """
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")

    def shape(d: np.dtype[Any]) -> Any:
        start = -_span(M, sym) / 2.0
        step = 1 / (std * math.sqrt(2))
        return np.exp(-(evenly(start * step, (start + (M - 1)) * step, M, d) ** 2))

    return _signal("gaussian", M, shape, dtype, layout, device, requires_grad)


@register_in("signal.windows")
def kaiser(
    M: int, *, beta: float = 12.0, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """I0(beta √(1 - (2n / N - 1)²)) / I0(beta), of M values."""
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")

    def shape(d: np.dtype[Any]) -> Any:
        if M == 1:
            return np.ones(1, d)
        step = 2.0 / _span(M, sym)
        return _kaiser(1 - evenly(-1.0, min(1.0, -1.0 + (M - 1) * step), M, d).astype(np.float64) ** 2, beta)

    return _signal("kaiser", M, shape, dtype, layout, device, requires_grad)


@register_in("signal.windows")
def general_cosine(
    M: int, *, a: Any, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Σ (-1)^i a[i] cos(2π i n / N), of M values."""
    if not isinstance(a, list | tuple) and not hasattr(a, "__iter__"):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")

    def shape(d: np.dtype[Any]) -> Any:
        if M == 1:
            return np.ones(1, d)
        step = 2 * math.pi / _span(M, sym)
        n = evenly(0, (M - 1) * step, M, d)
        terms = [d.type((-1) ** i * w) * np.cos(d.type(i) * n) for i, w in enumerate(a)]
        return np.sum(terms, axis=0)

    return _signal("general_cosine", M, shape, dtype, layout, device, requires_grad)


@register_in("signal.windows")
def general_hamming(
    M: int, *, alpha: float = 0.54, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """alpha - (1 - alpha) cos(2πn / N), of M values."""
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, dtype=dtype, layout=layout, device=device,
                          requires_grad=requires_grad)  # fmt: skip


def _of_cosines(name: str, a: tuple[float, ...], doc: str) -> None:
    """Register a window of torch.signal.windows that is a sum of cosines with the coefficients `a`."""

    def window(
        M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
        requires_grad: bool = False,
    ) -> Tensor:  # fmt: skip
        return general_cosine(M, a=a, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)

    window.__name__ = window.__qualname__ = name
    window.__doc__ = doc
    register_in("signal.windows")(window)


_of_cosines("hamming", (0.54, 1 - 0.54), "The Hamming window, 0.54 - 0.46 cos(2πn / N), of M values.")
_of_cosines("hann", (0.5, 0.5), "The Hann window, (1 - cos(2πn / N)) / 2, of M values.")
_of_cosines("blackman", (0.42, 0.5, 0.08), "The Blackman window, three cosines, of M values.")
_of_cosines(
    "nuttall",
    (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "Nuttall's window, four cosines, of M values.  Source: Nuttall (1981), doi:10.1109/TASSP.1981.1163506.",
)


@register_in("signal.windows")
def bartlett(
    M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """1 - |2n / N - 1|, of M values."""

    def shape(d: np.dtype[Any]) -> Any:
        if M == 1:
            return np.ones(1, d)
        step = 2.0 / _span(M, sym)
        return 1 - np.abs(evenly(-1.0, -1.0 + (M - 1) * step, M, d))

    return _signal("bartlett", M, shape, dtype, layout, device, requires_grad)
