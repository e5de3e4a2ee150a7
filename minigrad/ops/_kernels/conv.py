"""Convolution (cross-correlation) over any number of spatial dimensions, its two transposes, unfold and fold.

    conv(x, w)[n, o, j] = sum over c, k of w[o, c, k] x[n, c, j * stride + k * dilation - padding]

is linear in x and in w, so it has two transposes, and the three close under differentiation:

    <conv(x, w), g>  ==  <x, conv_grad_input(g, w)>  ==  <w, conv_grad_weight(g, x)>        (without conjugation)

A transposed convolution is `conv_grad_input`. All are matrix products: `_Patches` copies the shifted images under the
kernel into a matrix, a chunk of the batch at a time so that it stays in the cache, and one GEMM multiplies it. Imports
NumPy and the standard library only. Start reading at `windows.tap`, then `_plan`, then `_correlate`.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from minigrad.ops._kernels.precision import working_dtype
from minigrad.ops._kernels.windows import Ints, Sizes, sizes, tap

Array: TypeAlias = np.ndarray[Any, Any]
Padding: TypeAlias = int | Sequence[int | tuple[int, int]]

_CHUNK_BYTES = 1 << 19  # a patch matrix of this size shares a second-level cache with its factor and its product
_SLAB_BYTES = 1 << 22  # a sample whose patch matrix takes twice this is cut along its first spatial dimension
_MIN_COLUMNS = 128  # samples with fewer output positions are joined into one product

# Nanoseconds an element, about, of what surrounds a product: copying it to the patch matrix, adding it to a contiguous
# sum, adding it at a strided place, reading it once more for a further product. Only their ratios matter here.
_COPY, _ADD, _SCATTER, _READ = 0.35, 0.25, 0.9, 0.15


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
    extents = [d * (k - 1) + 1 for d, k in zip(sizes(dilation, n), kernel, strict=True)]
    padded = [s + lo + hi for s, (lo, hi) in zip(size, _pads(padding, n), strict=True)]
    if any(e > p for e, p in zip(extents, padded, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, padded))}). "
            f"Kernel size: ({' x '.join(map(str, extents))}). Kernel size can't be greater than actual input size"
        )
    return tuple((p - e) // s + 1 for p, e, s in zip(padded, extents, sizes(stride, n), strict=True))


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

    Rolled up, the matrix holds each input row once and the kernel's lead index selects a range of its columns: a 3 x 3
    kernel copies 3 shifted images instead of 9, at the price of adding 3 products. Rows that a lead stride separates
    are kept in separate phases. Unrolled, the lead is a new dimension of size 1.
    """
    if not rolled:
        size, kernel, out = (1, *size), (1, *kernel), (1, *out)
        stride, before, dilation = (1, *stride), (0, *before), (1, *dilation)
    offsets = [k * dilation[0] for k in range(kernel[0])]
    phases = sorted({f % stride[0] for f in offsets})
    rows = out[0] + offsets[-1] // stride[0]
    rest = [
        [tap(k * dilation[i] - before[i], size[i], out[i], stride[i]) for k in range(kernel[i])]
        for i in range(1, len(kernel))
    ]
    moves = []
    every = slice(None)
    for phase, f in enumerate(phases):
        to, fro = tap(f - before[0], size[0], rows, stride[0])
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

    def __init__(
        self,
        plan: _Plan,
        batch: int,
        channels: int,
        groups: int,
        merged: bool,
        dtype: np.dtype,
        data: Array | None = None,
    ) -> None:
        self.split = (1, batch, groups) if merged else (batch, 1, groups)
        rest = plan.kernel[1:]
        width = self.split[1] * math.prod(plan.out[1:])
        shape = (self.split[0], groups, plan.phases, channels // groups, *rest, plan.rows, self.split[1], *plan.out[1:])
        # What lies in the padding is never written.
        self.data = np.zeros(shape, dtype) if data is None else data.reshape(shape)
        self.plan = plan
        matrix = self.data.reshape(*shape[:3], shape[3] * math.prod(rest), plan.rows * width)
        self.columns = [matrix[:, :, phase, :, row * width : (row + plan.out[0]) * width] for phase, row in plan.lead]

    def move(self, plan: _Plan) -> None:
        """Serve another slab of the same shape: images that now meet the padding elsewhere are blanked."""
        for (old, _), (new, _) in zip(self.plan.moves, plan.moves, strict=True):
            if old != new:
                self.data[tuple(i if isinstance(i, int) else slice(None) for i in new)] = 0
        self.plan = plan

    def align(self, x: Array, size: Ints) -> Array:
        """A view of x (samples, channels, *size) in the matrix's order: (samples, groups, channel, lead, merged, *)."""
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
    x: Array,
    w: Array,
    out: Array,
    stride: Ints,
    before: Ints,
    dilation: Ints,
    groups: int,
    bias: Array | None,
    rolled: bool,
) -> None:
    """Write the convolution of x with w, shifted by `before`, to `out`; its shape says how much of it."""
    outputs, channels, kernel = w.shape[0] // groups, w.shape[1], w.shape[2:]
    lead, rest = kernel[0] if rolled else 1, math.prod(kernel[rolled:])
    factors = w.reshape(groups, outputs, channels, lead, rest).transpose(3, 0, 1, 2, 4)
    factors = factors.reshape(lead, groups, outputs, channels * rest)
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
    lead, rest = kernel[0] if rolled else 1, math.prod(kernel[rolled:])
    inputs = channels * rest
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
    return total.reshape(lead, groups, channels, rest, outputs).transpose(1, 4, 2, 0, 3).reshape(w_shape)


def _scatter(g: Array, w: Array, out: Array, stride: Ints, before: Ints, dilation: Ints, groups: int) -> None:
    """Add the transpose of `_correlate` in x to `out`: one product gives the patch matrix, which is then added up."""
    outputs, channels, kernel = w.shape[0] // groups, w.shape[1], w.shape[2:]
    factor = w.reshape(groups, outputs, channels * math.prod(kernel)).swapaxes(1, 2)
    for n, rows, patches in _chunks(out, kernel, g.shape[2:], stride, before, dilation, groups, False):
        rhs = patches.align(g[n, :, rows], patches.plan.out)
        np.matmul(factor, rhs.reshape(*rhs.shape[:3], -1), out=patches.columns[0])
        patches.scatter_add(out[n])


def _flip(w: Array, groups: int) -> Array:
    """The kernel of the transpose: outputs and channels swapped within each group, every spatial axis reversed."""
    outputs, channels, *kernel = w.shape
    w = w.reshape(groups, outputs // groups, channels, *kernel).swapaxes(1, 2)
    w = w.reshape(groups * channels, outputs // groups, *kernel)
    reverse: tuple[Any, ...] = (..., *(slice(None, None, -1),) * len(kernel))
    return np.ascontiguousarray(w[reverse])


def _flip_pads(before: Ints, kernel: Ints, dilation: Ints) -> Ints:
    """The padding before the input of the transpose: what the kernel reaches beyond the padding of the convolution."""
    return tuple(d * (k - 1) - p for d, k, p in zip(dilation, kernel, before, strict=True))


def _costs(inputs: int, outputs: int, kernel: Ints, stride: Ints, reorder: float) -> tuple[float, float]:
    """About what an output position costs beside its product, rolled up and unrolled; `reorder`: to permute w."""
    rest = math.prod(kernel[1:])
    rolled = _COPY * inputs * rest * min(stride[0], kernel[0]) + _ADD * outputs * (kernel[0] - 1)
    return rolled + reorder, _COPY * inputs * rest * kernel[0]


def conv(
    x: Array,
    w: Array,
    stride: Sizes = 1,
    padding: Padding = 0,
    dilation: Sizes = 1,
    groups: int = 1,
    bias: Array | None = None,
) -> Array:
    """Cross-correlation of x (N, C, *S) with w (O, C / groups, *K), plus bias (O,): (N, O, *conv_output_size).

    Every setting is one int or one per spatial dimension; a padding may be a pair (before, after), negative to crop.
    Any numeric dtype, x, w and bias alike. Raises RuntimeError where the kernel does not fit into the padded input.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.conv import conv
    >>> conv(np.arange(5.0).reshape(1, 1, 5), np.array([[[1.0, 0.0, -1.0]]]), padding=1)
    array([[[-1., -2., -2., -2.,  3.]]])
    """
    n, kernel, result = w.ndim - 2, w.shape[2:], x.dtype
    stride, pads, dilation = sizes(stride, n), _pads(padding, n), sizes(dilation, n)
    size, before = conv_output_size(x.shape[2:], kernel, stride, pads, dilation), tuple(lo for lo, _ in pads)
    dtype = working_dtype(result)
    x, w = x.astype(dtype, copy=False), w.astype(dtype, copy=False)
    channels, outputs, shape = w.shape[1], w.shape[0] // groups, (x.shape[0], w.shape[0], *size)
    reorder = w.size / max(1, x.shape[0] * math.prod(size))
    rolled, unrolled = _costs(channels, outputs, kernel, stride, reorder)
    if max(stride) == 1 and _SCATTER * outputs * math.prod(kernel) + reorder < min(rolled, unrolled):
        out = np.zeros(shape, dtype)
        _scatter(x, _flip(w, groups), out, stride, _flip_pads(before, kernel, dilation), dilation, groups)
        if bias is not None:
            out += bias.reshape(-1, *(1,) * n)
    else:
        out = np.empty(shape, dtype)
        _correlate(x, w, out, stride, before, dilation, groups, bias, rolled < unrolled)
    return out.astype(result, copy=False)


def conv_grad_input(
    g: Array,
    w: Array,
    input_shape: Sequence[int],
    stride: Sizes = 1,
    padding: Padding = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Array:
    """The transpose of `conv` in x: g (N, O, *out) and w (O, C / groups, *K) give (N, C, *S), which is `input_shape`.

    As an operation in its own right it is the transposed convolution of g with w; `input_shape` then says how much
    output padding there is (see `conv_transpose_output_size`).

    >>> import numpy as np
    >>> from minigrad.ops._kernels.conv import conv_grad_input
    >>> conv_grad_input(np.array([[[1.0, 10.0]]]), np.array([[[1.0, 2.0, 3.0]]]), (1, 1, 5), stride=2)
    array([[[ 1.,  2., 13., 20., 30.]]])
    """
    n, kernel, result = w.ndim - 2, w.shape[2:], g.dtype
    stride, pads, dilation = sizes(stride, n), _pads(padding, n), sizes(dilation, n)
    before = tuple(lo for lo, _ in pads)
    dtype = working_dtype(result)
    g, w = g.astype(dtype, copy=False), w.astype(dtype, copy=False)
    channels, outputs = w.shape[1], w.shape[0] // groups
    reorder = w.size / max(1, g.shape[0] * math.prod(g.shape[2:]))
    rolled, unrolled = _costs(outputs, channels, kernel, stride, reorder)
    if max(stride) == 1 and min(rolled, unrolled) + reorder < _SCATTER * channels * math.prod(kernel):
        out = np.empty(input_shape, dtype)
        before = _flip_pads(before, kernel, dilation)
        _correlate(g, _flip(w, groups), out, stride, before, dilation, groups, None, rolled < unrolled)
    else:
        out = np.zeros(input_shape, dtype)
        _scatter(g, w, out, stride, before, dilation, groups)
    return out.astype(result, copy=False)


def conv_grad_weight(
    g: Array,
    x: Array,
    weight_shape: Sequence[int],
    stride: Sizes = 1,
    padding: Padding = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Array:
    """The transpose of `conv` in w: g (N, O, *out) and x (N, C, *S) give (O, C / groups, *K), which is `weight_shape`.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.conv import conv_grad_weight
    >>> conv_grad_weight(np.array([[[1.0, 10.0]]]), np.array([[[1.0, 2.0, 3.0]]]), (1, 1, 2))
    array([[[21., 32.]]])
    """
    shape, result = tuple(weight_shape), g.dtype
    n, kernel = len(shape) - 2, shape[2:]
    stride, pads, dilation = sizes(stride, n), _pads(padding, n), sizes(dilation, n)
    dtype = working_dtype(result)
    g, x = g.astype(dtype, copy=False), x.astype(dtype, copy=False)
    # Unlike in `_correlate`, the products of a rolled-up matrix are no sums; but each reads g again.
    inputs, outputs = shape[1] * math.prod(kernel[1:]), shape[0] // groups
    rolled = _COPY * inputs * min(stride[0], kernel[0]) + _READ * outputs * (kernel[0] - 1)
    before = tuple(lo for lo, _ in pads)
    out = _correlate_weight(g, x, shape, stride, before, dilation, groups, rolled < _COPY * inputs * kernel[0])
    return out.astype(result, copy=False)


def conv_transpose_output_size(
    size: Sequence[int], kernel: Ints, stride: Sizes, padding: Sizes, output_padding: Sizes, dilation: Sizes
) -> Ints:
    """Spatial shape of a transposed convolution, the inverse of `conv_output_size`.

    (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1: the output padding chooses among
    the sizes that a strided convolution takes to the same result.
    Raises RuntimeError where the output padding is no remainder that a convolution leaves, or the result is empty.

    >>> from minigrad.ops._kernels.conv import conv_transpose_output_size
    >>> conv_transpose_output_size((7, 7), (3, 3), 2, 1, 1, 1)
    (14, 14)
    """
    n = len(kernel)
    steps, pads, spread = sizes(stride, n), sizes(padding, n), sizes(dilation, n)
    extra, size = sizes(output_padding, n), tuple(size)
    # torch computes one spatial dimension as two, and says so in its errors.
    flat = ((0,), (1,), (1,), (1,)) if n == 1 else ((), (), (), ())
    if any(o >= s and o >= d for o, s, d in zip(extra, steps, spread, strict=True)):
        axes = ("depth", "height", "width")[-max(n, 2) :]
        named = [("output_padding", flat[0] + extra), ("stride", flat[1] + steps), ("dilation", flat[2] + spread)]
        said = " ".join(f"{name}_{axis}: {v}" for name, values in named for axis, v in zip(axes, values, strict=True))
        raise RuntimeError(f"output padding must be smaller than either stride or dilation, but got {said}")
    out = tuple(
        (s - 1) * step - 2 * p + d * (k - 1) + o + 1
        for s, step, p, d, k, o in zip(size, steps, pads, spread, kernel, extra, strict=True)
    )
    if min(out, default=1) < 1:
        raise RuntimeError(
            f"Given input size per channel: ({' x '.join(map(str, flat[1] + size))}). "
            f"Calculated output size per channel: ({' x '.join(map(str, flat[1] + out))}). Output size is too small"
        )
    return out


def check_conv(
    x_shape: Ints,
    w_shape: Ints,
    bias_shape: Ints | None,
    stride: Ints,
    padding: Ints,
    dilation: Ints,
    groups: int,
    transposed: bool = False,
) -> None:
    """Raise RuntimeError unless the settings are positive and the shapes of batched x, w and bias belong together.

    >>> from minigrad.ops._kernels.conv import check_conv
    >>> check_conv((1, 1, 8, 8), (4, 3, 3, 3), None, (1, 1), (0, 0), (1, 1), 1)
    Traceback (most recent call last):
    RuntimeError: Given groups=1, weight of size [4, 3, 3, 3], expected input[1, 1, 8, 8] to have 3 channels, ...
    """
    weight = list(w_shape)
    given = f"Given transposed={int(transposed)}, weight" if transposed else f"Given groups={groups}, weight"
    outputs = w_shape[1] * groups if transposed else w_shape[0]
    inputs = w_shape[0] if transposed else w_shape[1] * groups
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if w_shape[0] < max(groups, 1):
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, "
            f"but got weight of size {weight} instead"
        )
    if w_shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{weight}] instead"
        )
    if x_shape[1] != inputs:
        raise RuntimeError(
            f"{given} of size {weight}, expected input{list(x_shape)} to have {inputs} channels, "
            f"but got {x_shape[1]} channels instead"
        )
    if bias_shape is not None and bias_shape != (outputs,):
        raise RuntimeError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {weight}, expected bias to be 1-dimensional "
            f"with {outputs} elements, but got bias of size {list(bias_shape)} instead"
        )
    if min(dilation) <= 0:
        axes = ("depth", "height", "width")[-len(dilation) :]
        named = ", ".join(f"dilation_{axis}: {d}" for axis, d in zip(axes, dilation, strict=True))
        raise RuntimeError(f"dilation should be greater than zero, but got {named if transposed else list(dilation)}")


def _check_blocks(kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, order: str) -> None:
    """Raise RuntimeError for a setting of unfold or fold that is out of range, in the `order` in which torch looks."""
    axes = ("depth", "height", "width")[-len(kernel) :]
    settings = {
        "kernel": ("kernel size should be greater than zero, but got", "kernel", kernel, 1),
        "dilation": ("dilation should be greater than zero, but got", "dilation", dilation, 1),
        "padding": ("padding should be non-negative, but got", "pad", padding, 0),
        "stride": ("stride should be greater than zero, but got", "stride", stride, 1),
    }
    for text, name, values, least in (settings[which] for which in order.split()):
        if min(values) < least:
            said = " ".join(f"{name}_{axis}: {v}" for axis, v in zip(axes, values, strict=True))
            raise RuntimeError(f"{text} {said}")


def _blocks(size: Ints, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints) -> Ints:
    """How many blocks there are along each dimension; may be below one."""
    return tuple(
        (s + 2 * p - d * (k - 1) - 1) // step + 1
        for s, p, d, k, step in zip(size, padding, dilation, kernel, stride, strict=True)
    )


def unfold(x: Array, kernel: Ints, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1) -> Array:
    """Every block of x (N, C, *S) that a kernel covers, as a column: (N, C * prod(kernel), blocks), 0 in the padding.

    Any dtype. Raises RuntimeError for an empty x, a setting out of range, or no block.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.conv import unfold
    >>> unfold(np.arange(6).reshape(1, 1, 2, 3), (2, 2))
    array([[[0, 1],
            [1, 2],
            [3, 4],
            [4, 5]]])
    """
    n = len(kernel)
    stride, padding, dilation = sizes(stride, n), sizes(padding, n), sizes(dilation, n)
    size = x.shape[2:]
    _check_blocks(kernel, stride, padding, dilation, "kernel dilation padding stride")
    if x.ndim != n + 2 or 0 in x.shape[1:]:
        raise RuntimeError(
            f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {list(x.shape)}"
        )
    out = _blocks(size, kernel, stride, padding, dilation)
    if min(out) < 1:
        raise RuntimeError(
            f"Given input with spatial size {size}, kernel_size={kernel}, dilation={dilation}, padding={padding}, "
            f"calculated shape of the array of sliding blocks as {out}, but its components must be at least one."
        )
    plan = _plan(size, kernel, out, stride, padding, dilation, False)
    patches = _Patches(plan, x.shape[0], x.shape[1], 1, False, x.dtype)
    patches.gather(x)
    return patches.data.reshape(x.shape[0], x.shape[1] * math.prod(kernel), math.prod(out))


def fold(
    columns: Array, output_size: Ints, kernel: Ints, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
) -> Array:
    """The transpose of `unfold`: columns (N, C * prod(kernel), blocks) added up to (N, C, *output_size).

    Raises RuntimeError for a setting out of range, or where the shape of `columns` is not that of such an unfold.

    >>> import numpy as np
    >>> from minigrad.ops._kernels.conv import fold
    >>> fold(np.ones((1, 4, 2)), (2, 3), (2, 2))
    array([[[[1., 2., 1.],
             [1., 2., 1.]]]])
    """
    n, size, taps = len(kernel), tuple(output_size), math.prod(kernel)
    stride, padding, dilation = sizes(stride, n), sizes(padding, n), sizes(dilation, n)
    _check_blocks(kernel, stride, padding, dilation, "kernel stride dilation padding")
    if columns.ndim != 3 or 0 in columns.shape[1:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {list(columns.shape)}"
        )
    if columns.shape[1] % taps:
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={columns.shape[1]} and kernel_size={kernel}."
        )
    out = _blocks(size, kernel, stride, padding, dilation)
    if columns.shape[2] != math.prod(out) or min(out) < 1:
        raise RuntimeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={dilation}, padding={padding}, stride={stride}, "
            "expected size of input's dimension 2 to match the calculated number of sliding blocks "
            f"{' * '.join(map(str, out))} = {math.prod(out)}, but got input.size(2)={columns.shape[2]}."
        )
    dtype = working_dtype(columns.dtype)
    plan = _plan(size, kernel, out, stride, padding, dilation, False)
    patches = _Patches(plan, columns.shape[0], columns.shape[1] // taps, 1, False, dtype, columns)
    image = np.zeros((columns.shape[0], columns.shape[1] // taps, *size), dtype)
    patches.scatter_add(image)
    return image.astype(columns.dtype, copy=False)
