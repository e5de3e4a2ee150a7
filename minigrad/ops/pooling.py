"""Pooling of images: maxima, means, their adaptive forms, unpooling, p-norms.

Imports the table and the kernels of `_kernels.pool`.  A maximum is a choice of elements: its gradient puts elements
back where they came from (`_put_back`), and the gradient of that chooses them again (`_choose`).  A mean and its
gradient (`_average`, `_share`) are adjoint too.  The batch axis may be missing throughout.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor
from ._checks import legacy
from ._kernels import pool as _kernel
from ._kernels import tiles as _tiles
from .conversion import channels_as
from .table import Array, composite, op

ndarray = np.ndarray
Ints = tuple[int, ...]
_F, _BOTH = ("nn.functional",), ("", "nn.functional")

# ------------------------------------------------------------ arguments

_WORDS = {1: "one int", 2: "two ints", 3: "three ints"}


def _numbers(function: str, name: str, value: Any, n: int, optional: bool = False) -> Any:
    """One int for each dimension; None stays None.

    Raises TypeError for other things, RuntimeError for other lengths.
    """
    if type(value) is int:
        return (value,) * n
    if value is None and optional:
        return None
    given = value if isinstance(value, tuple | list) else (value,)
    try:
        found = tuple([v if type(v) is int else v.__index__() for v in given])
    except AttributeError:
        place = " (position 2)" if name in ("kernel_size", "output_size") else ""
        raise TypeError(
            f"{function}(): argument '{name}'{place} must be tuple of ints, not {type(value).__name__}"
        ) from None
    if optional and not found:
        return None
    if len(found) == 1:
        return found * n
    if len(found) != n:
        if function == "max_pool1d":
            raise RuntimeError(
                f"max_pool1d() {name} must be an int, list of ints or tuple of ints of size 1 but got size {len(found)}"
            )
        either = "either be omitted, a single int, or" if optional else "either be a single int, or"
        raise RuntimeError(f"{function}: {name} must {either} a tuple of {_WORDS[n]}")
    return found


def _check_rank(input: Any, n: int, text: str) -> None:
    """Raises RuntimeError unless the input is (n, C, *size), the batch axis optional."""
    if not isinstance(input, Tensor):
        raise errors.not_tensor(text, "input", 1, input)
    if input._data.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"{text}\nThe input's axes are (batch, channels, {', '.join(('depth', 'height', 'width')[3 - n :])}), "
            f"the batch may be missing; it has the shape {list(input._data.shape)}."
        )


def _check_dtype(kernel: str, x: Any, kinds: str = "f") -> None:
    """Raises NotImplementedError for dtypes other than floats, and int64 where `kinds` has "i"."""
    if x.dtype.kind in "fV" or ("i" in kinds and x.dtype.kind in "iu" and ("u" in kinds or x.dtype == np.int64)):
        return
    hint = "\nConvert it first: x.float()." if x.dtype.kind in "iub" else ""
    raise NotImplementedError(f"\"{kernel}\" not implemented for '{legacy(x)}'{hint}")


def _batched(x: Any, n: int) -> Any:
    """An array (*lead, *size) as (1 or n, C, *size)."""
    return x if x.ndim == n + 2 else x[None]


def _like(out: Any, x: Any) -> Any:
    """A batched result without the batch axis where `x` has none."""
    return out if out.ndim == x.ndim else out[0]


# ------------------------------------------------------------ choosing and putting back


def _choice_samples(rng: np.random.Generator) -> Any:
    for shape, kernel, stride in (((2, 2, 6), (2,), None), ((1, 2, 4, 5), (3, 2), 1)):
        x = rng.permutation(np.arange(float(np.prod(shape)))).reshape(shape)
        yield (x, _kernel.max_pool(x, kernel, stride)[1], len(kernel), stride is None), {}
    yield (x[0], _kernel.max_pool(x, kernel, stride)[1][0], 2, False), {}


@op(
    input=lambda g, indices, input_shape, n, apart: _put_back(g, indices, input_shape[len(input_shape) - n :], apart),
    linear=True, samples=_choice_samples,
)  # fmt: skip
def _choose(input: Array, indices: Array, n: int, apart: bool) -> Array:
    """The elements of images, the last n axes, at flat positions in them."""
    return _like(_kernel.max_pool_gather(_batched(input, n), _batched(indices, n)), input)


def _put_samples(rng: np.random.Generator) -> Any:
    for (x, indices, n, apart), _ in _choice_samples(rng):
        yield (rng.standard_normal(indices.shape), indices, x.shape[x.ndim - n :], apart), {}


@op(input=lambda g, indices, size, apart: _choose(g, indices, len(size), apart), linear=True, samples=_put_samples)
def _put_back(input: Array, indices: Array, size: Ints, apart: bool) -> Array:
    """Elements added at flat positions of images of zeros of `size`: the adjoint of `_choose`.

    `apart` says that no two positions are the same.
    """
    if apart:
        return _tiles.put(input, indices, size)
    n = len(size)
    return _like(_kernel.max_pool_backward(_batched(input, n), _batched(indices, n), size), input)


# ------------------------------------------------------------ maxima


def _distinct(rng: np.random.Generator, *shape: int) -> Any:
    """An array whose elements are far apart, so that a small step changes no maximum."""
    return rng.permutation(np.arange(float(math.prod(shape)))).reshape(shape)


def _max_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        x = _distinct(rng, *(2, 2, 5, 4, 3)[: n + 2])
        one, two = (1,) * n, (2,) * n
        yield (x, two, two, (0,) * n, one, False), {}
        yield (x, two, one, one, one, True), {}
        yield (x[0], two, two, (0,) * n, one, False), {}

    return samples


def _make_max_pool(n: int) -> Callable[..., Any]:
    @op(
        input=lambda g, indices, input_shape, kernel, stride, dilation: _put_back(
            g, indices, input_shape[-n:], (stride is None or stride == kernel) and max(dilation) == 1
        ),
        outputs=("values", "indices"), samples=_max_samples(n),
        node="SqueezeBackward1" if n == 1 else f"MaxPool{n}DWithIndicesBackward0",
    )  # fmt: skip
    def _max_pool(input: Array, kernel: Ints, stride: Any, padding: Ints, dilation: Ints, ceil_mode: bool) -> Any:
        """Maxima under a sliding window, and where they are."""
        if _tiles.fits(input, kernel, stride, padding, dilation):
            found = _tiles.maximum(input, kernel)
            if found is not None:
                return found
        values, indices = _kernel.max_pool(_batched(input, n), kernel, stride, padding, dilation, ceil_mode)
        return channels_as(_like(values, input), input), channels_as(_like(indices, input), input)

    return _max_pool


_max_pools = {n: _make_max_pool(n) for n in (1, 2, 3)}


def _max_pool(
    function: str, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool,
    with_indices: bool = False,
) -> Any:  # fmt: skip
    n = int(function[-2])
    kernel = _numbers(function, "kernel_size", kernel_size, n)
    steps, pads = _numbers(function, "stride", stride, n, optional=True), _numbers(function, "padding", padding, n)
    spread = _numbers(function, "dilation", dilation, n)
    if n == 1 and isinstance(input, Tensor) and input._data.ndim not in (2, 3):
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(input._data.shape)}"
        )
    _check_rank(input, n, f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
    if n == 1:
        _check_dtype("max_pool1d_impl", input._data)
    else:
        _check_dtype(function, input._data, "iu")
    try:
        return _max_pools[n](input, kernel, steps, pads, spread, bool(ceil_mode))
    except RuntimeError:
        if n == 1 and with_indices and 0 not in input._data.shape[-2:]:  # torch pools it as two dimensions, and says so
            shape = input._data.shape
            flat = ((1, *kernel), None if steps is None else (1, *steps), (0, *pads), (1, *spread))
            _kernel.pool_output_size((1, *shape[-2:-1], 1, shape[-1]), *flat, ceil_mode)
        raise


def _windows(rng: np.random.Generator, n: int) -> Any:
    x = _distinct(rng, *(2, 2, 5, 4, 3)[: n + 2])
    yield (x, 2), {}
    yield (x, 2), {"stride": 1, "padding": 1, "ceil_mode": True}
    yield (x[0], 2), {}


@composite(namespaces=_BOTH, method=False, out=False, samples=lambda rng: _windows(rng, 1))
def max_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """The maxima under a window sliding along the last axis of (n, C, length), by default without overlap.

    With `return_indices` also where they are.  The gradient goes to the first of equal maxima.

    >>> import minigrad as torch
    >>> torch.nn.functional.max_pool1d(torch.tensor([[[1.0, 3.0, 2.0, 4.0]]]), 2)
    tensor([[[3., 4.]]])
    """
    found = _max_pool("max_pool1d", input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_BOTH, method=False, out=False, samples=lambda rng: _windows(rng, 2))
def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """The maxima under a window sliding over images (n, C, height, width), by default without overlap.

    With `return_indices` also where they are, as flat positions in each image.  The gradient goes to the first of equal
    maxima.

    >>> import minigrad as torch
    >>> torch.nn.functional.max_pool2d(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2)
    tensor([[[4.]]])
    """
    found = _max_pool("max_pool2d", input, kernel_size, stride, padding, dilation, ceil_mode)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_BOTH, method=False, out=False, samples=lambda rng: _windows(rng, 3))
def max_pool3d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """The maxima under a window sliding over volumes (n, C, depth, height, width): as `max_pool2d`.

    >>> import minigrad as torch
    >>> torch.nn.functional.max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    found = _max_pool("max_pool3d", input, kernel_size, stride, padding, dilation, ceil_mode)
    return tuple(found) if return_indices else found[0]


@composite(namespaces=_BOTH, method=False, out=False)
def max_pool1d_with_indices(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """`max_pool1d` with `return_indices`."""
    return tuple(_max_pool("max_pool1d", input, kernel_size, stride, padding, dilation, ceil_mode, True))


@composite(namespaces=_F, out=False)
def max_pool2d_with_indices(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """`max_pool2d` with `return_indices`."""
    return tuple(_max_pool("max_pool2d", input, kernel_size, stride, padding, dilation, ceil_mode))


@composite(namespaces=_F, out=False)
def max_pool3d_with_indices(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:  # fmt: skip
    """`max_pool3d` with `return_indices`."""
    return tuple(_max_pool("max_pool3d", input, kernel_size, stride, padding, dilation, ceil_mode))


# ------------------------------------------------------------ means


def _mean_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        x = rng.standard_normal((2, 2, 5, 4, 3)[: n + 2])
        one, two = (1,) * n, (2,) * n
        yield (x, two, two, (0,) * n, False, True, None), {}
        yield (x, two, one, one, True, False, None), {}
        yield (x[0], two, two, one, False, True, 3), {}

    return samples


def _share_samples(n: int) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        for (x, *settings), _ in _mean_samples(n)(rng):
            out = _like(_kernel.avg_pool(_batched(x, n), *settings), x)
            yield (rng.standard_normal(out.shape), x.shape, *settings), {}

    return samples


def _make_avg_pool(n: int) -> Callable[..., Any]:
    name = "SqueezeBackward1" if n == 1 else f"AvgPool{n}DBackward0"

    @op(
        input=lambda g, input_shape, kernel, stride, padding, ceil_mode, include, divisor: _share(
            g, input_shape, kernel, stride, padding, ceil_mode, include, divisor
        ),
        linear=True, node=name, samples=_mean_samples(n),
    )  # fmt: skip
    def _average(
        input: Array, kernel: Ints, stride: Any, padding: Ints, ceil_mode: bool, include: bool, divisor: int | None
    ) -> Array:
        """Means under a sliding window."""
        if divisor is None and _tiles.fits(input, kernel, stride, padding, means=True):
            return _tiles.mean(input, kernel)
        out = _kernel.avg_pool(_batched(input, n), kernel, stride, padding, ceil_mode, include, divisor)
        return _like(out, input)

    @op(
        input=lambda g, kernel, stride, padding, ceil_mode, include, divisor: _average(
            g, kernel, stride, padding, ceil_mode, include, divisor
        ),
        linear=True, node=name, samples=_share_samples(n),
    )  # fmt: skip
    def _share(
        input: Array, shape: Ints, kernel: Ints, stride: Any, padding: Ints, ceil_mode: bool, include: bool,
        divisor: int | None,
    ) -> Array:  # fmt: skip
        """What comes out of a window shared among its elements: the adjoint of the mean."""
        even = all(s % k == 0 for s, k in zip(shape[-n:], kernel, strict=True))
        if even and divisor is None and stride in (None, kernel) and _tiles.fits(input, (1,) * n, None, padding):
            return _tiles.share(input, kernel)
        full = shape if len(shape) == n + 2 else (1, *shape)
        out = _kernel.avg_pool_backward(_batched(input, n), full, kernel, stride, padding, ceil_mode, include, divisor)
        return _like(out, input)

    return _average


_avg_pools = {n: _make_avg_pool(n) for n in (1, 2, 3)}


def _avg_pool(
    function: str, input: Any, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool, include: bool,
    divisor: int | None,
) -> Any:  # fmt: skip
    n = int(function[-2])
    kernel = _numbers(function, "kernel_size", kernel_size, n)
    steps, pads = _numbers(function, "stride", stride, n, optional=True), _numbers(function, "padding", padding, n)
    if n == 1:
        _check_rank(
            input, n,
            f"Expected 2 to 3 dimensions, but got {getattr(input, 'ndim', 0)}-dimensional tensor for argument #1 "
            "'self' (while checking arguments for avg_pool1d)",
        )  # fmt: skip
    elif n == 2 and isinstance(input, Tensor) and input._data.ndim < 3:
        k = input._data.ndim
        raise IndexError(
            f"Dimension out of range (expected to be in range of [-{max(k, 1)}, {max(k, 1) - 1}], but got -3)"
        )
    _check_rank(input, n, f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
    _check_dtype("avg_pool3d_out_frame" if n == 3 else "avg_pool2d", input._data, "i")
    return _avg_pools[n](input, kernel, steps, pads, bool(ceil_mode), bool(include), divisor)


def _mean_windows(rng: np.random.Generator, n: int) -> Any:
    x = rng.standard_normal((2, 2, 5, 4, 3)[: n + 2])
    yield (x, 2), {}
    yield (x, 2), {"stride": 1, "padding": 1, "ceil_mode": True, "count_include_pad": False}


@composite(namespaces=_BOTH, method=False, out=False, samples=lambda rng: _mean_windows(rng, 1))
def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:  # fmt: skip
    """The means under a window sliding along the last axis of (n, C, length), by default without overlap.

    >>> import minigrad as torch
    >>> torch.nn.functional.avg_pool1d(torch.tensor([[[1.0, 3.0, 2.0, 4.0]]]), 2)
    tensor([[[2., 3.]]])
    """
    return _avg_pool("avg_pool1d", input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


@composite(namespaces=_F, samples=lambda rng: _mean_windows(rng, 2))
def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Any:  # fmt: skip
    """The means under a window sliding over images (n, C, height, width), by default without overlap.

    Sums are divided by the number of elements under the window, padding included or not, or by `divisor_override`.

    >>> import minigrad as torch
    >>> torch.nn.functional.avg_pool2d(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2)
    tensor([[[2.5000]]])
    """
    return _avg_pool("avg_pool2d", input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@composite(namespaces=_F, samples=lambda rng: _mean_windows(rng, 3))
def avg_pool3d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Any:  # fmt: skip
    """The means under a window sliding over volumes (n, C, depth, height, width): as `avg_pool2d`.

    >>> import minigrad as torch
    >>> torch.nn.functional.avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _avg_pool("avg_pool3d", input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
