"""Discrete Fourier transforms, the three primitives: of complex numbers, of real ones, and back to real ones.

Imports the table.  The adjoint of a transform is the transform of the other direction.  Of the transform of a real
signal only the half 0 .. n // 2 of the frequencies is kept, since they mirror each other; `_paired_scaled` counts
those twice that stand for two.  Start at `_fft_c2c`.

    out[k] = sum over m of input[m] exp(-2 pi i k m / n),  in the other direction exp(+2 pi i k m / n)

Source: Cooley and Tukey, An algorithm for the machine calculation of complex Fourier series (1965).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import dtypes
from .table import Array, op

Axes = tuple[int, ...]
COMPLEX_OF: dict[Any, Any] = {dtypes.F32: np.dtype(np.complex64), dtypes.F64: np.dtype(np.complex128)}

# ------------------------------------------------------------ the three primitives

# What a transform divides by, n elements a transform, in NumPy's words for either direction.
_FORWARD = {"none": "backward", "root": "ortho", "count": "forward"}
_INVERSE = {"none": "forward", "root": "ortho", "count": "backward"}


def _laid(input: Any, dim: Axes, last: int) -> tuple[Any, list[int]]:
    """The array with the axes `dim` moved to the end, and the order of its axes.

    Both the other axes and all but the `last` ones of `dim` go from the longest stride to the shortest: the result,
    written row by row, then lies in memory as its input does.
    """
    strides = np.asarray(input).strides
    free = sorted((d for d in range(input.ndim) if d not in dim), key=lambda d: -strides[d])
    sorted_dim = sorted(dim[: len(dim) - last], key=lambda d: -strides[d])
    order = [*free, *sorted_dim, *dim[len(dim) - last :]]
    return np.asarray(input).transpose(order), order


def _restored(out: Any, order: list[int]) -> Any:
    """The axes back in their places."""
    return out.transpose(np.argsort(order))


def _transformed(function: Callable[..., Any], input: Any, dim: Axes, last: int, **options: Any) -> Any:
    """NumPy's transform along the axes `dim`, written row by row in the order of `_laid`."""
    rows, order = _laid(input, dim, last)
    n, dtype = rows.shape[-1], COMPLEX_OF.get(input.dtype, input.dtype)
    if function is np.fft.rfftn:
        n = n // 2 + 1
    elif function is np.fft.irfftn:
        n, dtype = options["s"][-1], input.real.dtype
    out = np.empty((*rows.shape[:-1], n), dtype)
    return _restored(function(rows, axes=range(-len(dim), 0), out=out, **options), order)


def _complex_samples(rng: np.random.Generator) -> Any:
    z = rng.standard_normal((2, 3, 4)) + 1j * rng.standard_normal((2, 3, 4))
    for dim in ((), (2,), (0, 2)):
        yield (z, dim, "none", True), {}
        yield (z, dim, "root", False), {}
    yield (z[:0], (1,), "count", True), {}


@op(
    input=lambda g, dim, scale, forward: _fft_c2c(g, dim, scale, not forward),
    holomorphic=False,  # which only says that the formula below conjugates by itself
    linear=True,
    node="FftC2CBackward0",
    samples=_complex_samples,
)
def _fft_c2c(input: Array, dim: Axes, scale: str, forward: bool) -> Array:
    """The transform of complex numbers along the axes `dim`, divided as `scale` says."""
    if not dim or not input.size:
        return np.array(input)
    if forward:
        return _transformed(np.fft.fftn, input, dim, 0, norm=_FORWARD[scale])
    return _transformed(np.fft.ifftn, input, dim, 0, norm=_INVERSE[scale])


def _real_samples(rng: np.random.Generator) -> Any:
    for n in (3, 4, 1):
        x = rng.standard_normal((2, 3, n))
        yield (x, (2,), "none", True), {}
        yield (x, (0, 2), "root", True), {}
        yield (x, (0, 2), "count", False), {}


def _r2c_grad(g: Any, input_shape: Axes, dim: Axes, scale: str, onesided: bool) -> Any:
    """Real part of the inverse transform; where half of the frequencies were left out, of the half that is there."""
    if not onesided:
        return _fft_c2c(g, dim, scale, False).real
    n = input_shape[dim[-1]]
    return _fft_c2r(_paired_scaled(g, dim[-1], n, 0.5), dim, scale, n)


@op(
    input=_r2c_grad,
    holomorphic=False,
    linear=True,
    node="FftR2CBackward0",
    samples=_real_samples,
)
def _fft_r2c(input: Array, dim: Axes, scale: str, onesided: bool) -> Array:
    """The transform of real numbers along the axes `dim`; where `onesided`, along the last only up to n // 2."""
    function = np.fft.rfftn if onesided else np.fft.fftn
    if not input.size:
        shape = [n // 2 + 1 if onesided and d == dim[-1] else n for d, n in enumerate(input.shape)]
        return np.empty(shape, COMPLEX_OF[input.dtype])
    return _transformed(function, input, dim, 1, norm=_FORWARD[scale])


def _half_samples(rng: np.random.Generator) -> Any:
    for n in (3, 4, 1):
        z = rng.standard_normal((2, 3, n // 2 + 1)) + 1j * rng.standard_normal((2, 3, n // 2 + 1))
        yield (z, (2,), "none", n), {}
        yield (z, (0, 2), "root", n), {}


@op(
    input=lambda g, dim, scale, n: _paired_scaled(_fft_r2c(g, dim, scale, True), dim[-1], n, 2),
    holomorphic=False,
    linear=True,
    node="FftC2RBackward0",
    samples=_half_samples,
)
def _fft_c2r(input: Array, dim: Axes, scale: str, n: int) -> Array:
    """The inverse transform to `n` real numbers along the last of the axes `dim`, from the frequencies up to n // 2."""
    shape = list(input.shape)
    shape[dim[-1]] = n
    if not input.size:
        return np.empty(shape, input.real.dtype)
    if len(dim) > 1:
        input = _transformed(np.fft.ifftn, input, dim[:-1], 0, norm=_INVERSE[scale])
    return _transformed(np.fft.irfftn, input, dim[-1:], 0, s=(n,), norm=_INVERSE[scale])


@op(
    input=lambda g, dim, n, factor: _paired_scaled(g, dim, n, factor),
    linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 3)), 1, n, 0.5), {}) for n in (4, 5)],
)
def _paired_scaled(input: Array, dim: int, n: int, factor: float) -> Array:
    """The frequencies 0 .. n // 2 along an axis, those that stand for two (all but 0 and n / 2) times `factor`."""
    made = np.array(input)
    made[(slice(None),) * dim + (slice(1, (n + 1) // 2),)] *= factor
    return made
