"""Convolution (cross-correlation) over any number of spatial dimensions, its two transposes, unfold and fold.

    conv(x, w)[n, o, j] = sum over c, k of w[o, c, k] x[n, c, j * stride + k * dilation - padding]

is linear in x and in w, so it has two transposes, and the three close under differentiation:

    <conv(x, w), g>  ==  <x, conv_grad_input(g, w)>  ==  <w, conv_grad_weight(g, x)>        (without conjugation)

A transposed convolution is `conv_grad_input`. All are matrix products: `_Patches` copies the shifted images under the
kernel into a matrix, a chunk of the batch at a time so that it stays in the cache, and one GEMM multiplies it. Imports
NumPy and the standard library only. Start reading at `_tap`, then `_plan`, then `_correlate`.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from minigrad.ops._kernels.precision import working_dtype

Array: TypeAlias = np.ndarray[Any, Any]
Ints: TypeAlias = tuple[int, ...]
Sizes: TypeAlias = int | Sequence[int]
Padding: TypeAlias = int | Sequence[int | tuple[int, int]]

_CHUNK_BYTES = 1 << 19  # a patch matrix of this size shares a second-level cache with its factor and its product
_SLAB_BYTES = 1 << 22  # a sample whose patch matrix takes twice this is cut along its first spatial dimension
_MIN_COLUMNS = 128  # samples with fewer output positions are joined into one product

# Nanoseconds an element, about, of what surrounds a product: copying it to the patch matrix, adding it to a contiguous
# sum, adding it at a strided place, reading it once more for a further product. Only their ratios matter here.
_COPY, _ADD, _SCATTER, _READ = 0.35, 0.25, 0.9, 0.15


def _sizes(value: Sizes, n: int) -> Ints:
    """One int per spatial dimension."""
    return (value,) * n if isinstance(value, int) else tuple(value)


def _pads(padding: Padding, n: int) -> tuple[tuple[int, int], ...]:
    """One (before, after) pair per spatial dimension; negative entries crop."""
    pads = (padding,) * n if isinstance(padding, int) else padding
    return tuple((p, p) if isinstance(p, int) else (p[0], p[1]) for p in pads)


def conv_output_size(size: Sequence[int], kernel: Ints, stride: Sizes, padding: Padding, dilation: Sizes) -> Ints:
    """Spatial shape of a convolution: floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1.

    Raises RuntimeError where the kernel does not fit into the padded input.

    >>> from minigrad.ops._kernels.conv import conv_output_size
    >>> conv_output_size((28, 28), (3, 3), 2, 1, 1)
    (14, 14)
    """
    n = len(kernel)
    extents = [d * (k - 1) + 1 for d, k in zip(_sizes(dilation, n), kernel, strict=True)]
    padded = [s + lo + hi for s, (lo, hi) in zip(size, _pads(padding, n), strict=True)]
    if any(e > p for e, p in zip(extents, padded, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, padded))}). "
            f"Kernel size: ({' x '.join(map(str, extents))}). Kernel size can't be greater than actual input size"
        )
    return tuple((p - e) // s + 1 for p, e, s in zip(padded, extents, _sizes(stride, n), strict=True))


def _tap(offset: int, size: int, out: int, stride: int) -> tuple[slice, slice]:
    """Outputs j in [0, out) and inputs i = j * stride + offset in [0, size) that meet, as two slices of one length."""
    first = max(0, -(offset // stride))
    last = min(out, (size - 1 - offset) // stride + 1)
    if last <= first:
        return slice(0, 0), slice(0, 0)
    start = first * stride + offset
    return slice(first, last), slice(start, start + (last - first - 1) * stride + 1, stride)


class _Plan(NamedTuple):
    """Where the elements of a patch matrix come from; the same for every batch.

    Axes of the matrix: (samples, groups, phase, channel, *kernel[1:], lead row, merged samples, *out[1:]).
    """

    size: Ints
    kernel: Ints
    out: Ints
    phases: int
    rows: int
    lead: tuple[tuple[int, int], ...]  # for each lead index of the kernel: its phase and its first row
    moves: tuple[tuple[tuple[Any, ...], tuple[Any, ...]], ...]  # an index into the matrix, an index into aligned x


@functools.lru_cache(maxsize=256)
def _plan(size: Ints, kernel: Ints, out: Ints, stride: Ints, before: Ints, dilation: Ints, rolled: bool) -> _Plan:
    """The first spatial dimension ("lead") is rolled up, or every dimension is unrolled.

    Rolled up, the matrix holds each input row once and the kernel's lead index selects a range of its columns, so that a
    3 x 3 kernel copies 3 shifted images instead of 9, at the price of adding 3 products. Rows that a lead stride
    separates are kept in separate phases. Unrolled, the lead is a new dimension of size 1.
    """
    if not rolled:
        size, kernel, out = (1, *size), (1, *kernel), (1, *out)
        stride, before, dilation = (1, *stride), (0, *before), (1, *dilation)
    offsets = [k * dilation[0] for k in range(kernel[0])]
    phases = sorted({f % stride[0] for f in offsets})
    rows = out[0] + offsets[-1] // stride[0]
    rest = [
        [_tap(k * dilation[i] - before[i], size[i], out[i], stride[i]) for k in range(kernel[i])]
        for i in range(1, len(kernel))
    ]
    moves = []
    every = slice(None)
    for phase, f in enumerate(phases):
        to, fro = _tap(f - before[0], size[0], rows, stride[0])
        for k in itertools.product(*map(range, kernel[1:])):
            taps = [dim[i] for dim, i in zip(rest, k, strict=True)]
            moves.append(
                (
                    (every, every, phase, every, *k, to, every, *(t for t, _ in taps)),
                    (every, every, every, fro, every, *(f for _, f in taps)),
                )
            )
    lead = tuple((phases.index(f % stride[0]), f // stride[0]) for f in offsets)
    return _Plan(size, kernel, out, len(phases), rows, lead, tuple(moves))


class _Patches:
    """The patch matrix of a chunk of samples, to be filled from x, or to be added back to x (the transpose of that).

    `merged` puts the samples of a chunk side by side, for one wide product of many small images.
    """

    def __init__(self, plan: _Plan, batch: int, channels: int, groups: int, merged: bool, dtype: np.dtype) -> None:
        self.split = (1, batch, groups) if merged else (batch, 1, groups)
        rest = plan.kernel[1:]
        width = self.split[1] * math.prod(plan.out[1:])
        shape = (self.split[0], groups, plan.phases, channels // groups, *rest, plan.rows, self.split[1], *plan.out[1:])
        self.data = np.zeros(shape, dtype)  # what lies in the padding is never written
        self.plan = plan
        matrix = self.data.reshape(*shape[:3], shape[3] * math.prod(rest), plan.rows * width)
        self.columns = [
            matrix[:, :, phase, :, row * width : (row + plan.out[0]) * width] for phase, row in plan.lead
        ]

    def move(self, plan: _Plan) -> None:
        """Serve another slab of the same shape: images that now meet the padding elsewhere are blanked."""
        for (old, _), (new, _) in zip(self.plan.moves, plan.moves, strict=True):
            if old != new:
                self.data[tuple(i if isinstance(i, int) else slice(None) for i in new)] = 0
        self.plan = plan

    def align(self, x: Array, size: Ints) -> Array:
        """A view of x (samples, channels, *size) in the order of the matrix: (samples, groups, channel, lead, merged, *)."""
        x = x.reshape(*self.split, x.shape[1] // self.split[2], *size)
        return x.transpose(0, 2, 3, 4, 1, *range(5, x.ndim))

    def gather(self, x: Array) -> list[Array]:
        """Fill the matrix; its columns (samples, groups, channel * kernel[1:], position) for each lead index."""
        x = self.align(x, self.plan.size)
        for to, fro in self.plan.moves:
            self.data[to] = x[fro]
        return self.columns

    def scatter_add(self, x: Array) -> None:
        """Add every element of the matrix to the element of x that `gather` copies there."""
        x = self.align(x, self.plan.size)
        for to, fro in self.plan.moves:
            x[fro] += self.data[to]


def _chunks(
    x: Array, kernel: Ints, out: Ints, stride: Ints, before: Ints, dilation: Ints, groups: int, rolled: bool
) -> Iterator[tuple[slice, slice, _Patches]]:
    """Cut the batch, and the output rows of a large sample, into chunks: (samples, rows, their patch matrix)."""
    batch, channels, *size = x.shape
    row_bytes = max(1, x.itemsize * channels * math.prod(kernel[rolled:]) * math.prod(out[1:]))
    halo = (kernel[0] - 1) * dilation[0] // stride[0] if rolled else 0
    height = out[0]
    if row_bytes * (height + halo) > 2 * _SLAB_BYTES:
        slabs = -(-height // max(_SLAB_BYTES // row_bytes - halo, halo, 1))
        height = -(-height // slabs)
    columns = math.prod(out)
    merged = columns < _MIN_COLUMNS and batch > 1
    count = max(_CHUNK_BYTES // (row_bytes * (height + halo)), 4 * _MIN_COLUMNS // columns if merged else 1, 1)
    made: dict[tuple[int, int], _Patches] = {}
    for n in range(0, batch, count):
        for row in range(0, out[0], height):
            samples, rows = min(count, batch - n), min(height, out[0] - row)
            start = (before[0] - row * stride[0], *before[1:])
            plan = _plan(tuple(size), kernel, (rows, *out[1:]), stride, start, dilation, rolled)
            patches = made.get((samples, rows))
            if patches is None:
                patches = made[samples, rows] = _Patches(plan, samples, channels, groups, merged, x.dtype)
            elif patches.plan is not plan:
                patches.move(plan)
            yield slice(n, n + samples), slice(row, row + rows), patches


def _correlate(
    x: Array, w: Array, out: Array, stride: Ints, before: Ints, dilation: Ints, groups: int, bias: Array | None,
    rolled: bool,
) -> None:
    """Write the convolution of x with w, shifted by `before`, to `out`; its shape says how much of it."""
    outputs, channels, kernel = w.shape[0] // groups, w.shape[1], w.shape[2:]
    lead = kernel[0] if rolled else 1
    factors = w.reshape(groups, outputs, channels, lead, -1).transpose(3, 0, 1, 2, 4).reshape(lead, groups, outputs, -1)
    for n, rows, patches in _chunks(x, kernel, out.shape[2:], stride, before, dilation, groups, rolled):
        columns = patches.gather(x[n])
        target = patches.align(out[n, :, rows], patches.plan.out)
        shape = (*target.shape[:3], columns[0].shape[-1])
        merged = target.shape[4] > 1
        total = np.empty(shape, out.dtype) if merged else target.reshape(shape)
        np.matmul(factors[0], columns[0], out=total)
        if lead > 1:
            product = np.empty_like(total)
            for factor, column in zip(factors[1:], columns[1:], strict=True):
                np.matmul(factor, column, out=product)
                total += product
        if bias is not None:
            total += bias.reshape(groups, outputs, 1)
        if merged:
            target[...] = total.reshape(target.shape)


def _correlate_weight(
    g: Array, x: Array, w_shape: Ints, stride: Ints, before: Ints, dilation: Ints, groups: int, rolled: bool
) -> Array:
    """The transpose of `_correlate` in w: products of the patch matrix with g, added over the chunks."""
    outputs, channels, kernel = w_shape[0] // groups, w_shape[1], w_shape[2:]
    lead = kernel[0] if rolled else 1
    inputs = channels * math.prod(kernel[rolled:])
    total = np.zeros((lead, groups, inputs, outputs), x.dtype)
    for n, rows, patches in _chunks(x, kernel, g.shape[2:], stride, before, dilation, groups, rolled):
        columns = patches.gather(x[n])
        rhs = np.moveaxis(patches.align(g[n, :, rows], patches.plan.out), 2, -1)
        rhs = rhs.reshape(*rhs.shape[:2], -1, outputs)
        # A small product is faster with its rows contiguous; the copy pays off if several products share it.
        if lead > 1 and inputs >= 32 and inputs * rhs.shape[2] * outputs < 1 << 20:
            rhs = np.ascontiguousarray(rhs)
        for k, column in enumerate(columns):
            total[k] += np.matmul(column, rhs).sum(axis=0)
    return total.reshape(lead, groups, channels, -1, outputs).transpose(1, 4, 2, 0, 3).reshape(w_shape)


def _scatter(g: Array, w: Array, out: Array, stride: Ints, before: Ints, dilation: Ints, groups: int) -> None:
    """Add the transpose of `_correlate` in x to `out`: one product gives the patch matrix, which is then added up."""
    outputs, channels, kernel = w.shape[0] // groups, w.shape[1], w.shape[2:]
    factor = w.reshape(groups, outputs, -1).swapaxes(1, 2)
    for n, rows, patches in _chunks(out, kernel, g.shape[2:], stride, before, dilation, groups, False):
        rhs = patches.align(g[n, :, rows], patches.plan.out)
        np.matmul(factor, rhs.reshape(*rhs.shape[:3], -1), out=patches.columns[0])
        patches.scatter_add(out[n])


def _flip(w: Array, groups: int) -> Array:
    """The kernel of the transpose: outputs and channels swapped within each group, every spatial axis reversed."""
    outputs, channels, *kernel = w.shape
    w = w.reshape(groups, outputs // groups, channels, *kernel).swapaxes(1, 2)
    w = w.reshape(groups * channels, outputs // groups, *kernel)
    return np.ascontiguousarray(w[(..., *(slice(None, None, -1),) * len(kernel))])

def _residues(g: Array, w: Array, out: Array, stride: Ints, before: Ints, dilation: Ints, groups: int, rolled) -> None:
    """The transpose of `_correlate` in x, gathered: for every residue of the position modulo the stride, the taps that
    reach it form a convolution of g with stride 1."""
    steps = [s // math.gcd(s, d) for s, d in zip(stride, dilation)]
    flat = _flip(w, groups)
    for residue in itertools.product(*map(range, stride)):
        target = out[(..., *(slice(r, None, s) for r, s in zip(residue, stride)))]
        taps = [[k for k in range(n) if (r + p - k*d) % s == 0] for n, r, p, d, s in zip(w.shape[2:], residue, before, dilation, stride)]
        if target.size == 0: continue
        if not all(taps):
            target[...] = 0
            continue
        sub = w[(..., *(slice(t[0], None, step) for t, step in zip(taps, steps)))]
        start = tuple((t[-1]*d - r - p)//s for t, d, r, p, s in zip(taps, dilation, residue, before, stride))
        dil = tuple(d // math.gcd(d, s) for d, s in zip(dilation, stride))
        res = target if target.flags.c_contiguous else np.empty(target.shape, out.dtype)
        _correlate(g, _flip(sub, groups), res, (1,)*len(stride), start, dil, groups, None, rolled)
        if res is not target: target[...] = res
