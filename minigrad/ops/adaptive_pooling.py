"""Pooling to a given size: windows that cover an image evenly, whatever its size.

Imports the table, `pooling` and the kernels of `_kernels.pool`.  Start at `_adaptive_average` and its adjoint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._kernels import pool as _kernel
from ._kernels import tiles as _tiles
from .pooling import (
    _BOTH,
    _F,
    Ints,
    _batched,
    _check_dtype,
    _check_rank,
    _distinct,
    _like,
    _numbers,
    _put_back,
)  # fmt: skip
from .table import Array, composite, op

# ------------------------------------------------------------ arguments


def _sizes(function: str, input: Any, output_size: Any) -> Ints:
    """The output size of an adaptive pooling; None takes the input's length."""
    n = int(function[-2])
    shape = raw(input).shape
    if n == 1:
        given = tuple(output_size) if isinstance(output_size, tuple | list) else (output_size,)
        if len(given) != 1:
            raise RuntimeError(f"{function}: 'output_size' should contain one int")
    else:
        given = tuple(output_size) if isinstance(output_size, tuple | list) else (output_size,) * n
        if len(given) != n:
            raise RuntimeError(f"{function}: internal error: output_size must be {n}" if "max" in function else (
                f"{function}: output_size must be {n}"
            ))  # fmt: skip
    wanted = tuple(shape[len(shape) - n + i] if s is None else s for i, s in enumerate(given))
    return _numbers(function, "output_size", wanted, n)


def _check(function: str, input: Any, output_size: Any) -> None:
    """Raises ValueError or RuntimeError for another number of axes."""
    n = int(function[-2])
    shape = list(raw(input).shape) if isinstance(input, Tensor) else []
    if n > 1 and isinstance(output_size, tuple | list) and isinstance(input, Tensor) and len(shape) <= len(output_size):
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}")
    if n == 1:
        text = (
            f"Expected 2 to 3 dimensions, but got {len(shape)}-dimensional tensor for argument #1 'self' "
            f"(while checking arguments for {function})"
        )
    else:
        colon = ":" if "max" in function else ""
        text = f"{function}(): Expected {n + 1}D or {n + 2}D tensor, but got{colon} {shape}"
    _check_rank(input, n, text)


# ------------------------------------------------------------ means


def _average_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        x = rng.standard_normal((2, 2, 5, 4, 3)[: n + 2])
        yield (x, (2,) * n), {}
        yield (x, (3,) * n), {}
        yield (x[0], (2, 1, 3)[:n]), {}

    return samples


def _even(size: Ints, out: Ints) -> Ints | None:
    """The windows' size where all have one; None where they overlap or differ."""
    if min(out) <= 0 or any(s % o or not s for s, o in zip(size, out, strict=True)):
        return None
    return tuple([s // o for s, o in zip(size, out, strict=True)])


def _make_adaptive_average(n: int) -> Callable[..., Any]:
    name = "SqueezeBackward1" if n == 1 else f"AdaptiveAvgPool{n}DBackward0"

    @op(
        input=lambda g, input_shape, size: _share(g, input_shape, size), linear=True, node=name,
        samples=_average_samples(n),
    )  # fmt: skip
    def _average(input: Array, size: Ints) -> Array:
        """Means under windows that cover each image evenly."""
        kernel = _even(input.shape[-n:], size)
        if kernel is not None and _tiles.fits(input, kernel, None, (), means=True):
            return _tiles.mean(input, kernel)
        return _like(_kernel.adaptive_avg_pool(_batched(input, n), size), input)

    @op(
        input=lambda g, size: _average(g, size), linear=True, node=name,
        samples=lambda rng: [
            ((rng.standard_normal((*x.shape[:-n], *size)), x.shape, size), {}) for (x, size),
            _ in _average_samples(n)(rng)
        ],
    )  # fmt: skip
    def _share(input: Array, shape: Ints, size: Ints) -> Array:
        """What comes out of a window shared among its elements: the adjoint of the mean."""
        kernel = _even(shape[-n:], size)
        if kernel is not None and _tiles.fits(input, (1,) * n, None, ()):
            return _tiles.share(input, kernel)
        full = shape if len(shape) == n + 2 else (1, *shape)
        return _like(_kernel.adaptive_avg_pool_backward(_batched(input, n), full), input)

    return _average


_averages = {n: _make_adaptive_average(n) for n in (1, 2, 3)}


def _adaptive_average(function: str, input: Any, output_size: Any) -> Any:
    n = int(function[-2])
    _check(function, input, output_size)
    size = _sizes(function, input, output_size)
    if n > 1 and size == (1,) * n and input._data.dtype.kind in "fV" and input._data.size:
        return input.mean(tuple(range(-n, 0)), keepdim=True)
    _check_dtype("adaptive_avg_pool2d" if n < 3 else "adaptive_avg_pool3d_cpu", input._data)
    return _averages[n](input, size)


def _sized(rng: np.random.Generator, n: int) -> Any:
    x = _distinct(rng, *(2, 2, 5, 4, 3)[: n + 2])
    yield (x, 2), {}
    yield (x, 1), {}
    yield (x[0], (3, None, 2)[:n]), {}


@composite(namespaces=_BOTH, method=False, out=False, samples=lambda rng: _sized(rng, 1))
def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Any:
    """The means of (n, C, length) under `output_size` windows that cover it evenly.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_avg_pool1d(torch.tensor([[[1.0, 2.0, 3.0, 4.0, 5.0]]]), 2)
    tensor([[[2., 4.]]])
    """
    return _adaptive_average("adaptive_avg_pool1d", input, output_size)


@composite(namespaces=_F, out=False, samples=lambda rng: _sized(rng, 2))
def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Any:
    """The means of images (n, C, h, w) under output_size[0] x output_size[1] windows; None keeps a length.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 3, 8, 9), (2, None)).shape
    torch.Size([1, 3, 2, 9])
    """
    return _adaptive_average("adaptive_avg_pool2d", input, output_size)


@composite(namespaces=_F, out=False, samples=lambda rng: _sized(rng, 3))
def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Any:
    """The means of volumes (n, C, d, h, w) under windows that cover them evenly: as `adaptive_avg_pool2d`.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 1).shape
    torch.Size([1, 1, 1, 1, 1])
    """
    return _adaptive_average("adaptive_avg_pool3d", input, output_size)


# ------------------------------------------------------------ maxima


def _make_adaptive_max(n: int) -> Callable[..., Any]:
    @op(
        input=lambda g, indices, input_shape: _put_back(g, indices, input_shape[-n:], False),
        outputs=("values", "indices"), node="SqueezeBackward1" if n == 1 else f"AdaptiveMaxPool{n}DBackward0",
        samples=lambda rng: [
            ((_distinct(rng, *x.shape), size), {}) for (x, size), _ in _average_samples(n)(rng)
        ],
    )  # fmt: skip
    def _adaptive_max(input: Array, size: Ints) -> Any:
        """Maxima under windows that cover each image evenly, and where they are."""
        kernel = _even(input.shape[-n:], size)
        if kernel is not None and _tiles.fits(input, kernel, None, ()):
            found = _tiles.maximum(input, kernel)
            if found is not None:
                return found
        values, indices = _kernel.adaptive_max_pool(_batched(input, n), size)
        return _like(values, input), _like(indices, input)

    return _adaptive_max


_maxima = {n: _make_adaptive_max(n) for n in (1, 2, 3)}


def _adaptive_max(function: str, input: Any, output_size: Any) -> Any:
    _check(function, input, output_size)
    _check_dtype("adaptive_max_pool3d_cpu" if function[-2] == "3" else "adaptive_max_pool2d", input._data)
    return _maxima[int(function[-2])](input, _sizes(function, input, output_size))


@composite(namespaces=_F, out=False, samples=lambda rng: _sized(rng, 1))
def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The maxima of (n, C, length) under `output_size` windows that cover it evenly; also where, if asked for.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_max_pool1d(torch.tensor([[[1.0, 2.0, 3.0, 4.0, 5.0]]]), 2)
    tensor([[[3., 5.]]])
    """
    found = _adaptive_max("adaptive_max_pool1d", input, output_size)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_F, out=False, samples=lambda rng: _sized(rng, 2))
def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The maxima of images (n, C, h, w) under output_size[0] x output_size[1] windows; None keeps a length.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_max_pool2d(torch.ones(1, 3, 8, 9), (2, None)).shape
    torch.Size([1, 3, 2, 9])
    """
    found = _adaptive_max("adaptive_max_pool2d", input, output_size)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_F, out=False, samples=lambda rng: _sized(rng, 3))
def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The maxima of volumes (n, C, d, h, w) under windows that cover them evenly: as `adaptive_max_pool2d`.

    >>> import minigrad as torch
    >>> torch.nn.functional.adaptive_max_pool3d(torch.ones(1, 1, 4, 4, 4), 1).shape
    torch.Size([1, 1, 1, 1, 1])
    """
    found = _adaptive_max("adaptive_max_pool3d", input, output_size)
    return tuple(found) if return_indices else found[0]
