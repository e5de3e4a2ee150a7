"""The inverses of max pooling, p-norms of windows, and max pooling with random windows.

Imports the table, `pooling` and the kernels of `_kernels.pool`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from ._checks import legacy, needs_float
from .conversion import channels_as
from .pointwise import relu
from .pooling import (
    _F,
    Ints,
    _check_rank,
    _choose,
    _distinct,
    _numbers,
    _put_back,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
)  # fmt: skip
from .random import rand
from .table import Array, composite, op

# ------------------------------------------------------------ unpooling


def _unpool_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        indices = np.array([[[0, 3], [1, 2]]]).reshape(1, 2, 2, *(1,) * (n - 1))
        yield (rng.standard_normal(indices.shape), indices, (2,) * n if n > 1 else (4,)), {}

    return samples


def _make_unpool(n: int) -> Callable[..., Any]:
    @op(
        input=lambda g, indices, size: _choose(g, indices, len(size), False), linear=True,
        node="SqueezeBackward1" if n == 1 else f"MaxUnpool{n}DBackward0", samples=_unpool_samples(n),
    )  # fmt: skip
    def _unpool(input: Array, indices: Array, size: Ints) -> Array:
        """Elements at their flat positions in images of zeros; the last one at a position stays."""
        lead = input.shape[: input.ndim - n]
        out = np.zeros((math.prod(lead), math.prod(size)), input.dtype)
        np.put_along_axis(out, indices.reshape(len(out), -1), input.reshape(len(out), -1), 1)
        return channels_as(out.reshape(*lead, *size), input)

    return _unpool


_unpools = {n: _make_unpool(n) for n in (1, 2, 3)}


def _unpooled_size(input: Any, kernel: Ints, stride: Ints, padding: Ints, output_size: Any) -> Ints:
    """The size that max pooling took to the input's.

    Raises ValueError for an `output_size` that it cannot have been.
    """
    n = len(kernel)
    size = input._data.shape[input._data.ndim - n :]
    default = tuple((s - 1) * step + k - 2 * p for s, step, k, p in zip(size, stride, kernel, padding, strict=True))
    if output_size is None:
        return default
    given = tuple(int(s) for s in output_size)
    if len(given) == n + 2:
        given = given[2:]
    if len(given) != n:
        raise ValueError(
            f"output_size should be a sequence containing {n} or {n + 2} elements, but it has a length of "
            f"'{len(given)}'"
        )
    for d, (wanted, usual, step) in enumerate(zip(given, default, stride, strict=True)):
        if not usual - step < wanted < usual + step:
            raise ValueError(
                f'invalid output_size "{given}" (dim {d} must be between {usual - step} and {usual + step})'
            )
    return given


def _max_unpool(
    function: str, input: Any, indices: Any, kernel_size: Any, stride: Any, padding: Any, output_size: Any
) -> Any:
    n = int(function[-2])
    kernel = _numbers(function, "kernel_size", kernel_size, n)
    steps = _numbers(function, "stride", stride, n, optional=True) or kernel
    pads = _numbers(function, "padding", padding, n)
    for place, (name, x) in enumerate((("input", input), ("indices", indices)), 1):
        if not isinstance(x, Tensor):
            raise errors.not_tensor(function, name, place, x)
    size = _unpooled_size(input, kernel, steps, pads, output_size)
    data, where = input._data, indices._data
    if where.dtype != np.int64:
        raise RuntimeError(f"elements in indices should be type int64 but got: {legacy(where)}")
    if n > 1 and data.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Input to max_unpooling{n}d should be a {n + 1}d or {n + 2}d Tensor, but got a tensor with {data.ndim} "
            "dimensions."
        )
    if where.shape != data.shape:
        raise RuntimeError(
            f"Expected shape of indices to be same as that of the input tensor ({list(data.shape)}) but got indices "
            f"tensor with shape: {list(where.shape)}"
        )
    for d in range(1, data.ndim):
        if not data.shape[d]:
            raise RuntimeError(
                f"{function}(): Expected input to have non-zero size for non-batch dimensions, but got "
                f"{list(data.shape)} with dimension {d} being empty."
            )
    volume = math.prod(size)
    if where.size and not 0 <= where.min() <= where.max() < volume:
        wrong = int(where[(where < 0) | (where >= volume)].flat[0])
        raise RuntimeError(
            f"Found an invalid max index: {wrong} (output volumes are of size "
            f"{'x'.join(map(str, (1,) * (n == 1) + size))})"
        )
    return _unpools[n](input, indices, size)


def _unpool_calls(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        indices = np.array([0, 3]).reshape(1, 1, 2, *(1,) * (n - 1))
        yield (rng.standard_normal(indices.shape), indices, 2), {}

    return samples


@composite(namespaces=_F, out=False, samples=_unpool_calls(1))
def max_unpool1d(
    input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """The maxima that `max_pool1d` found, back at their places, and 0 everywhere else.

    >>> import minigrad as torch
    >>> values, places = torch.nn.functional.max_pool1d(torch.tensor([[1.0, 3.0, 2.0, 4.0]]), 2, return_indices=True)
    >>> torch.nn.functional.max_unpool1d(values, places, 2)
    tensor([[0., 3., 0., 4.]])
    """
    return _max_unpool("max_unpool1d", input, indices, kernel_size, stride, padding, output_size)


@composite(namespaces=_F, out=False, samples=_unpool_calls(2))
def max_unpool2d(
    input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """The maxima that `max_pool2d` found, back at their places, and 0 everywhere else.

    `output_size` chooses among the sizes that pooling takes to the same one.  Raises RuntimeError for a place outside.

    >>> import minigrad as torch
    >>> x = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])
    >>> values, places = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool2d(values, places, 2)
    tensor([[[0., 0.],
             [0., 4.]]])
    """
    return _max_unpool("max_unpool2d", input, indices, kernel_size, stride, padding, output_size)


@composite(namespaces=_F, out=False, samples=_unpool_calls(3))
def max_unpool3d(
    input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """The maxima that `max_pool3d` found, back at their places, and 0 everywhere else: as `max_unpool2d`."""
    return _max_unpool("max_unpool3d", input, indices, kernel_size, stride, padding, output_size)


# ------------------------------------------------------------ p-norms of windows


def _lp_pool(mean: Any, input: Any, norm_type: float, kernel_size: Any, stride: Any, ceil_mode: bool, n: int) -> Any:
    """The sum of x ** p under each window (its mean, times the window's size), and the p-th root of its positive
    part."""
    kernel = _numbers(f"lp_pool{n}d", "kernel_size", kernel_size, n)
    out = mean(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
    return (out.sign() * relu(abs(out)) * math.prod(kernel)).pow(1.0 / norm_type)


def _lp_samples(n: int) -> Any:
    return lambda rng: [((rng.uniform(0.5, 2.0, (1, 2, 4, 5, 4)[: n + 2]), 2, 2), {})]


@composite(namespaces=_F, out=False, samples=_lp_samples(1))
def lp_pool1d(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    """(sum of x ** p) ** (1 / p) under a window sliding along the last axis, by default without overlap.

    >>> import minigrad as torch
    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3.0, 4.0]]), 2, 2)
    tensor([[5.]])
    """
    return _lp_pool(avg_pool1d, input, norm_type, kernel_size, stride, ceil_mode, 1)


@composite(namespaces=_F, out=False, samples=_lp_samples(2))
def lp_pool2d(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    """(sum of x ** p) ** (1 / p) under a window sliding over images, by default without overlap.

    >>> import minigrad as torch
    >>> torch.nn.functional.lp_pool2d(torch.tensor([[[3.0], [4.0]]]), 2, (2, 1))
    tensor([[[5.]]])
    """
    return _lp_pool(avg_pool2d, input, norm_type, kernel_size, stride, ceil_mode, 2)


@composite(namespaces=_F, out=False, samples=_lp_samples(3))
def lp_pool3d(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    """(sum of x ** p) ** (1 / p) under a window sliding over volumes, by default without overlap: as `lp_pool2d`."""
    return _lp_pool(avg_pool3d, input, norm_type, kernel_size, stride, ceil_mode, 3)


# ------------------------------------------------------------ random windows


def _starts(sample: Any, size: int, out: int, kernel: int) -> Any:
    """Where the windows begin along one axis: steps that vary at random around (size - kernel) / (out - 1)."""
    if out == 1:
        return np.full((*sample.shape, 1), size - kernel)
    alpha = sample.dtype.type((size - kernel) / (out - 1))
    steps = np.arange(out - 1, dtype=sample.dtype)
    first = ((steps + sample[..., None]) * alpha).astype(np.int64) - (sample[..., None] * alpha).astype(np.int64)
    return np.concatenate([first, np.full((*sample.shape, 1), size - kernel)], -1)


def _fraction_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        yield (_distinct(rng, *(1, 2, 5, 6, 4)[: n + 2]), rng.uniform(0, 1, (1, 2, n)), (2,) * n, (2, 3, 2)[:n]), {}

    return samples


def _make_fractional(n: int) -> Callable[..., Any]:
    @op(
        input=lambda g, indices, input_shape: _put_back(g, indices, input_shape[-n:], False),
        outputs=("values", "indices"), node=f"FractionalMaxPool{n}DBackward0", samples=_fraction_samples(n),
    )  # fmt: skip
    def _fractional(input: Array, samples: Array, kernel: Ints, out: Ints) -> Any:
        """Maxima under windows that begin at random, and where they are."""
        x = input if input.ndim == n + 2 else input[None]
        size, lead = x.shape[2:], x.shape[:2]
        flat: Any = 0
        for d, (s, o, k) in enumerate(zip(size, out, kernel, strict=True)):
            place = d if n == 3 else n - 1 - d  # of images, the width's sample is the first
            starts = _starts(samples[: lead[0], ..., place], s, o, k)  # samples for a larger batch do as well
            at = (starts[..., None] + np.arange(k)).reshape(*lead, *(1,) * (2 * d), o, k, *(1,) * (2 * (n - 1 - d)))
            flat = flat * s + at
        flat = np.broadcast_to(flat, (*lead, *(m for o, k in zip(out, kernel, strict=True) for m in (o, k))))
        flat = flat.transpose(0, 1, *range(2, 2 + 2 * n, 2), *range(3, 3 + 2 * n, 2))
        windows = flat.reshape(*lead, math.prod(out), math.prod(kernel))
        values = np.take_along_axis(x.reshape(*lead, 1, math.prod(size)), windows, 3)
        best = np.where(np.isnan(values), math.inf, values).argmax(-1)[..., None]
        shape = (*input.shape[: input.ndim - n], *out)
        return (
            np.take_along_axis(values, best, 3).reshape(shape),
            np.ascontiguousarray(np.take_along_axis(windows, best, 3)).reshape(shape),
        )

    return _fractional


_fractions = {n: _make_fractional(n) for n in (2, 3)}


def _fractional_max_pool(
    function: str, input: Any, kernel_size: Any, output_size: Any, output_ratio: Any, samples: Any
) -> Any:
    n = int(function[-2])
    if output_size is None and output_ratio is None:
        raise ValueError(f"{function} requires specifying either an output_size or an output_ratio")
    _check_rank(input, n, f"{function}(): Expected {n + 1}D or {n + 2}D tensor, but got: {list(raw(input).shape)}")
    data = input._data
    kernel, size = _numbers(function, "kernel_size", kernel_size, n), data.shape[data.ndim - n :]
    if output_size is None:
        ratios = output_ratio if isinstance(output_ratio, tuple | list) else (output_ratio,) * n
        if len(ratios) != n:
            raise ValueError(f"{function} requires output_ratio to either be a single Int or tuple of Ints.")
        output_size = tuple(int(s * r) for s, r in zip(size, ratios, strict=True))
    out = _numbers(function, "output_size", output_size, n)
    needs_float(function, data)
    for d in range(data.ndim - n - 1, data.ndim):
        if not data.shape[d]:
            raise RuntimeError(
                f"{function}(): Expected input to have non-zero size for non-batch dimensions, but got "
                f"{list(data.shape)} with dimension {d} being empty."
            )
    for axis, s, o, k in zip(("time", "height", "width")[3 - n :], size, out, kernel, strict=True):
        if o + k - 1 > s or o < 1 or k < 1:
            raise RuntimeError(f"{function}(): pool {axis} {k} too large relative to input {axis} {s}")
    if samples is None:
        batch = data.shape[0] if data.ndim == n + 2 else 1
        samples = rand(batch, data.shape[data.ndim - n - 1], n, dtype=input.dtype)
    return _fractions[n](input, samples, kernel, out)


@composite(namespaces=_F, out=False)
def fractional_max_pool2d(
    input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:  # fmt: skip
    """The maxima of images under windows that begin at random, as many as `output_size`, or the size times a ratio.

    With `return_indices` also where they are.  Source: Graham, Fractional Max-Pooling, 2014.

    >>> import minigrad as torch
    >>> torch.nn.functional.fractional_max_pool2d(torch.ones(1, 1, 6, 6), 2, output_size=4).shape
    torch.Size([1, 1, 4, 4])
    """
    name = "fractional_max_pool2d"
    found = _fractional_max_pool(name, input, kernel_size, output_size, output_ratio, _random_samples)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_F, out=False)
def fractional_max_pool3d(
    input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:  # fmt: skip
    """The maxima of volumes under windows that begin at random: as `fractional_max_pool2d`."""
    name = "fractional_max_pool3d"
    found = _fractional_max_pool(name, input, kernel_size, output_size, output_ratio, _random_samples)
    return tuple(found) if return_indices else found[0]
