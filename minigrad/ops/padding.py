"""Margins around a tensor: pad, constant_pad_nd.

Imports the table, `indexing` and the index kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._kernels import index as kernels
from .indexing import _along
from .table import Array, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ margins

_Widths = tuple[tuple[int, int], ...]  # (before, after) of every axis


def _widths(ndim: int, pad: tuple[int, ...]) -> _Widths:
    """Of a list that begins with the last axis, the widths of every axis."""
    found = [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)]
    return ((0, 0),) * (ndim - len(found)) + tuple(reversed(found))


def _negated(widths: _Widths) -> _Widths:
    return tuple([(-a, -b) for a, b in widths])


@op(
    input=lambda g, widths: _constant_pad(g, _negated(widths), 0),
    node="ConstantPadNdBackward0",
    samples=lambda rng: [((rng.standard_normal((3, 4)), ((1, 0), (-1, 2)), 1.5), {})],
)
def _constant_pad(input: Array, widths: _Widths, value: Any) -> Array:
    """A margin of one number; negative widths cut away."""
    shape, kept, inner = [], [], []
    for n, (a, b) in zip(input.shape, widths, strict=True):
        shape.append(n + a + b)
        kept.append(slice(-a if a < 0 else 0, n + b if b < 0 else n))
        inner.append(slice(a if a > 0 else 0, n + a if b > 0 else n + a + b))
    out = np.zeros(shape, input.dtype) if type(value) is int and not value else np.full(shape, value, input.dtype)
    out[tuple(inner)] = input[tuple(kept)]
    return out


@composite(method=False)
def constant_pad_nd(input: Tensor, pad: Sequence[int], value: Any = 0) -> Any:
    """A margin of one number around the last axes; `pad` begins with the last axis: (before, after, before, ...)."""
    pad = tuple([int(n) for n in pad])
    shape = raw(input).shape
    if len(pad) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(pad)}")
    if len(pad) > 2 * len(shape):
        raise RuntimeError(
            "Length of pad should be no more than twice the number of dimensions of the input. Pad length is "
            f"{len(pad)}while the input has {len(shape)}dimensions."
        )
    widths = _widths(len(shape), pad)
    for d, (n, (a, b)) in enumerate(zip(shape, widths, strict=True)):
        if n + min(a, 0) + min(b, 0) < 0:
            raise RuntimeError("narrow(): length must be non-negative.")
        if n + a + b < 0:
            raise RuntimeError(
                f"The input size {n}, plus negative padding {a} and {b} resulted in a negative output size, which is "
                f"invalid. Check dimension {d} of your input."
            )
    return _constant_pad(input, widths, raw(value))


_MODES = ("reflect", "replicate", "circular")


def _sources(mode: str, n: int, before: int, after: int) -> Any:
    """Where along an axis of length `n` each place of the padded axis takes its element."""
    place = np.arange(-before, n + after)
    if mode == "replicate":
        return place.clip(0, n - 1)
    if mode == "circular":  # what is cut away first does not come in again
        first = max(-before, 0)
        kept = n - first - max(-after, 0)
        return np.arange(-max(before, 0), kept + max(after, 0)) % max(kept, 1) + first
    period = max(2 * (n - 1), 1)
    place = abs(place) % period
    return np.minimum(place, period - place) if n > 1 else place


_PAD_NODES = tuple(f"{name}Pad{d}DBackward0" for name in ("Reflection", "Replication", "Circular") for d in (1, 2, 3))


@op(
    input=lambda g, input_shape, widths, mode: _unpadded(g, input_shape, widths, mode),
    linear=True,
    node=_PAD_NODES,
    variant=lambda input, widths, mode: 3 * _MODES.index(mode) + min(sum([w != (0, 0) for w in widths]) or 1, 3) - 1,
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)), ((0, 0), (2, 1), (1, 3)), m), {}) for m in _MODES],
)
def _padded(input: Array, widths: _Widths, mode: str) -> Array:
    """A margin of the tensor's own elements."""
    out = input
    for dim, (before, after) in enumerate(widths):
        if before or after:
            out = out.take(_sources(mode, input.shape[dim], before, after), dim)
    return np.array(out) if out is input else out


@op(
    input=lambda g, widths, mode: _padded(g, widths, mode),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 6)), (2, 3), ((0, 0), (2, 1)), m), {}) for m in _MODES],
)
def _unpadded(input: Array, shape: tuple[int, ...], widths: _Widths, mode: str) -> Array:
    """The margin added back to where it came from: the gradient of `_padded`."""
    out = input
    for dim, (before, after) in enumerate(widths):
        if before or after:
            n = shape[dim]
            if before >= 0 and after >= 0:
                made = np.array(out[_along(dim, slice(before, before + n))])
                sources = _sources(mode, n, before, after)
                for part, where in (
                    (slice(before), sources[:before]),
                    (slice(before + n, None), sources[before + n :]),
                ):
                    kernels.index_add(made, dim, where, out[_along(dim, part)])
            else:
                made = np.zeros((*out.shape[:dim], n, *out.shape[dim + 1 :]), out.dtype)
                kernels.index_add(made, dim, _sources(mode, n, before, after), out)
            out = made
    return np.array(out) if out is input else out


@composite(namespaces=("nn.functional",), out=False)
def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: Any = None) -> Any:
    """A margin around the last axes, of one number or of the tensor's own elements.

    `pad` begins with the last axis: (before, after, before, after, ...); negative widths cut away.  `mode` is
    "constant", "reflect" (mirrored at the edge elements), "replicate" (the edge elements repeated) or "circular".

    >>> import minigrad as torch
    >>> torch.nn.functional.pad(torch.tensor([[1, 2, 3]]), (2, 1), mode="reflect")
    tensor([[3, 2, 1, 2, 3, 2]])
    """
    widths = tuple([int(n) for n in pad])
    shape = raw(input).shape
    if len(widths) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(widths) > 2 * len(shape):
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(widths)} and input of dimension {len(shape)}"
        )
    if mode == "constant":
        if value is not None and not isinstance(value, int | float | complex | np.generic | Tensor):
            raise TypeError(f"pad(): argument 'value' (position 4) must be float, not {type(value).__name__}")
        return constant_pad_nd(input, widths, 0 if value is None else value)
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode not in _MODES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if len(widths) // 2 not in (len(shape) - 1, len(shape) - 2) or len(widths) > 6:
        raise NotImplementedError(f"Padding size {len(widths)} is not supported for {len(shape)}D input tensor.")
    every = _widths(len(shape), widths)
    _check_margin(shape, every, mode)
    return _padded(input, every, mode)


def _check_margin(shape: tuple[int, ...], widths: _Widths, mode: str) -> None:
    """Raises RuntimeError where a margin is wider than its mode can fill."""
    for dim, (n, (a, b)) in enumerate(zip(shape, widths, strict=True)):
        if mode == "reflect" and (a >= n or b >= n) and (a > 0 or b > 0):
            place = 4 + 2 * (len(shape) - 1 - dim)
            raise RuntimeError(
                f"Argument #{place}: Padding size should be less than the corresponding input dimension, but got: "
                "padding "
                f"({a}, {b}) at dimension {dim} of input {list(shape)}"
            )
        if mode == "circular" and (a > n or b > n):
            raise RuntimeError("Padding value causes wrapping around more than once.")
        if n + a + b <= 0 and (a or b):
            raise RuntimeError(
                f"input ({'W: ' if dim == len(shape) - 1 else 'H: '}{n}) is too small. Calculated output size is "
                f"{n + a + b}"
            )
