"""Images looked up at given places: grid_sample, and the grid of an affine map.

Imports the table, `indexing`'s kin and the elementwise ops.  The places are differentiable, so everything but reading
the pixels (`_pixels`, with its adjoint) is composed of elementwise ops: derivatives of every order follow.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw, wrap
from .._warnings import warn
from ._checks import legacy
from ._kernels.index import embedding_grad
from .table import Array, composite, op

_F = ("nn.functional",)
Ints = tuple[int, ...]

# ------------------------------------------------------------ reading pixels


def _pixel_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3, 4)), np.array([[0, 3, 3], [1, 0, 1]])), {}


@op(input=lambda g, indices, input_shape: _put_pixels(g, indices, input_shape[2]), linear=True, samples=_pixel_samples)
def _pixels(input: Array, indices: Array) -> Array:
    """The pixels of images (n, C, pixels) at flat positions (n, places): (n, C, places)."""
    return np.take_along_axis(input, indices[:, None], 2)


@op(
    input=lambda g, indices: _pixels(g, indices), linear=True,
    samples=lambda rng: [((rng.standard_normal((2, 3, 3)), np.array([[0, 3, 3], [1, 0, 1]]), 4), {})],
)  # fmt: skip
def _put_pixels(input: Array, indices: Array, pixels: int) -> Array:
    """Values added at flat positions of images of zeros: the adjoint of `_pixels`."""
    n, channels, _ = input.shape
    rows = indices + np.arange(n)[:, None] * pixels
    flat = input.transpose(0, 2, 1).reshape(-1, channels)
    return np.ascontiguousarray(embedding_grad(flat, rows, n * pixels).reshape(n, pixels, channels).transpose(0, 2, 1))


# ------------------------------------------------------------ places in pixels


def _constant(x: Any) -> Tensor:
    return wrap(np.asarray(x))


def _clipped(x: Any, high: int) -> Any:
    """Places moved into [0, high]; those moved or on a border have no gradient."""
    data = x._data
    inside = (data > 0) & (data < high)
    edge = np.where(data >= high, data.dtype.type(high), data.dtype.type(0))
    return x * _constant(inside.astype(data.dtype)) + _constant(np.where(inside, 0, edge).astype(data.dtype))


def _reflected(x: Any, low: float, high: float) -> Any:
    """Places reflected at `low` and `high` until they lie between."""
    span = high - low
    if not span:
        return x * 0
    data = x._data
    sign = np.where(data < low, -1, 1).astype(data.dtype)
    gap = np.abs(data - low)
    flips = np.floor(gap / span)
    odd = np.mod(flips, 2) == 1
    # x - low = sign * gap, and what is left of gap after whole spans counts from the near or the far end.
    slope = np.where(odd, -sign, sign)
    offset = np.where(odd, low + (flips + 1) * span, low - flips * span) - low * slope
    return x * _constant(slope.astype(data.dtype)) + _constant(offset.astype(data.dtype))


def _placed(x: Any, size: int, padding: str, align_corners: bool) -> Any:
    """Places beyond the image as the padding mode has them."""
    if padding == "reflection":
        low, high = (0.0, size - 1.0) if align_corners else (-0.5, size - 0.5)
        x = _reflected(x, low, high)
    return _clipped(x, size - 1) if padding != "zeros" else x


def _unnormalized(x: Any, size: int, align_corners: bool) -> Any:
    """Places in [-1, 1] as pixels: from centre to centre of the corner pixels, or from edge to edge."""
    return (x + 1) / 2 * (size - 1) if align_corners else ((x + 1) * size - 1) / 2


def _read(images: Any, at: Sequence[Any], sizes: Ints) -> Any:
    """The pixels at whole places (n, places), one array an axis; 0 outside the image."""
    inside = np.logical_and.reduce([(p >= 0) & (p < n) for p, n in zip(at, sizes, strict=True)])
    flat = np.zeros(at[0].shape, np.int64)
    for p, n in zip(at, sizes, strict=True):
        flat = flat * n + np.clip(p, 0, n - 1)
    found = _pixels(images, flat)
    return found if inside.all() else found * _constant(inside[:, None].astype(raw(images).dtype))


def _whole(data: Any) -> Any:
    """Places as integers; nan and infinities as a place outside."""
    return np.where(np.isfinite(data), np.clip(data, -2e9, 2e9), -1).astype(np.int64)


def _linear(images: Any, places: Sequence[Any], sizes: Ints) -> Any:
    """Between pixels: the mean of the corners around, weighed by the distances from the corners opposite."""
    lows = [np.floor(p._data) for p in places]
    parts = [p - _constant(low) for p, low in zip(places, lows, strict=True)]
    total: Any = None
    for corner in itertools.product((0, 1), repeat=len(sizes)):
        weight: Any = None
        for part, up in zip(parts, corner, strict=True):
            factor = part if up else 1 - part
            weight = factor if weight is None else weight * factor
        found = _read(images, [_whole(low) + up for low, up in zip(lows, corner, strict=True)], sizes)
        term = found * weight.unsqueeze(1)
        total = term if total is None else total + term
    return total


def _cubic_weights(t: Any) -> list[Any]:
    """The weights of the pixels at distances t + 1, t, 1 - t, 2 - t (Keys, 1981, with slope -0.75)."""
    a = -0.75

    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return [far(t + 1), near(t), near(1 - t), far(2 - t)]


def _cubic(images: Any, places: Sequence[Any], sizes: Ints, padding: str, align_corners: bool) -> Any:
    lows = [np.floor(p._data) for p in places]
    weights = [_cubic_weights(p - _constant(low)) for p, low in zip(places, lows, strict=True)]
    total: Any = None
    for i in range(4):
        row: Any = None
        for j in range(4):
            at = [
                _whole(_placed(_constant(low + k - 1), n, padding, align_corners)._data)
                for low, k, n in zip(lows, (i, j), sizes, strict=True)
            ]
            term = _read(images, at, sizes) * weights[1][j].unsqueeze(1)
            row = term if row is None else row + term
        row = row * weights[0][i].unsqueeze(1)
        total = row if total is None else total + row
    return total


# ------------------------------------------------------------ grid_sample


def _check_grid(input: Any, grid: Any, mode: str) -> None:
    for place, (name, x) in enumerate((("input", input), ("grid", grid)), 1):
        if not isinstance(x, Tensor):
            raise errors.not_tensor("grid_sampler", name, place, x)
    a, b = input._data.shape, grid._data.shape
    both = f"but got input with sizes {list(a)} and grid with sizes {list(b)}"
    if a[0] != b[0]:
        raise RuntimeError(f"grid_sampler(): expected grid and input to have same batch size, {both}")
    if len(b) < 1 or b[-1] != len(a) - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {len(a) - 2} in last dimension, but got grid with sizes "
            f"{list(b)}"
        )
    for d, n in enumerate(a[2:], 2):
        if n <= 0:
            raise RuntimeError(
                f"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {list(a)} "
                f"with dimension {d} being empty"
            )
    if len(a) not in (4, 5) or len(a) != len(b):
        raise RuntimeError(
            f"grid_sampler(): expected {len(a) if len(a) == 5 else 4}D input and grid with same number of dimensions, "
            f"{both}"
        )
    if len(a) == 5 and mode == "bicubic":
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if input._data.dtype != grid._data.dtype and input._data.dtype.kind in "fV":
        raise RuntimeError(f"expected scalar type {legacy(input._data)} but found {legacy(grid._data)}")
    if input._data.dtype.kind not in "fV":
        raise NotImplementedError(
            f"\"grid_sampler_{len(a) - 2}d_cpu_kernel_impl\" not implemented for '{legacy(input._data)}'"
        )


def _sampled(input: Any, grid: Any, mode: str, padding: str, align_corners: bool) -> Any:
    _check_grid(input, grid, mode)
    shape, out = input._data.shape, grid._data.shape[1:-1]
    sizes = shape[2:]
    count = math.prod(out)
    images, flat = input.reshape(shape[0], shape[1], math.prod(sizes)), grid.reshape(shape[0], count, len(sizes))
    # The grid's last axis says x before y, the image's axes stand the other way round.
    places = [_unnormalized(flat[..., len(sizes) - 1 - i], n, align_corners) for i, n in enumerate(sizes)]
    if mode == "bicubic":
        found = _cubic(images, places, sizes, padding, align_corners)
    else:
        places = [_placed(p, n, padding, align_corners) for p, n in zip(places, sizes, strict=True)]
        if mode == "nearest":
            found = _read(images, [_whole(np.rint(p._data)) for p in places], sizes)
            if grid._data.ndim and grid.requires_grad:
                found = found + sum(p.unsqueeze(1) * 0 for p in places)  # the places have a gradient, which is 0
        else:
            found = _linear(images, places, sizes)
    return found.reshape((shape[0], shape[1], *out))


def _grid_samples(rng: np.random.Generator) -> Any:
    x, grid = rng.standard_normal((1, 2, 3, 4)), rng.uniform(-1.3, 1.3, (1, 2, 2, 2))
    for padding in ("zeros", "border", "reflection"):
        yield (x, grid), {"padding_mode": padding, "align_corners": False}
    yield (x, grid), {"mode": "bicubic", "align_corners": True}


@composite(namespaces=_F, out=False, samples=_grid_samples)
def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool | None = None
) -> Any:
    """Images (n, C, h, w) at the places of a grid (n, h', w', 2), each an (x, y) from -1 to 1: (n, C, h', w').

    Or volumes with a grid (n, d', h', w', 3).  `mode` is "bilinear", "nearest" or "bicubic"; `padding_mode` says what
    lies outside: "zeros", the "border", or the "reflection".  With `align_corners` -1 and 1 are the corner pixels'
    centres, else the image's edges.  Source: Jaderberg et al., Spatial Transformer Networks, 2015.

    >>> import minigrad as torch
    >>> image, place = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), torch.zeros(1, 1, 1, 2)
    >>> torch.nn.functional.grid_sample(image, place, align_corners=False)
    tensor([[[[2.5000]]]])
    """
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    _warn_of_default(align_corners)
    return _sampled(input, grid, mode, padding_mode, bool(align_corners))


def _warn_of_default(align_corners: bool | None) -> None:
    if align_corners is None:
        warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please "
            "specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for "
            "details."
        )


def _code(name: str, value: Any, words: tuple[str, ...]) -> str:
    if value not in range(len(words)):
        raise RuntimeError(f"grid_sampler(): {name} {value} is none of 0 to {len(words) - 1}")
    return words[value]


@composite(method=False, out=False)
def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Any:
    """`nn.functional.grid_sample` with its modes as numbers: bilinear, nearest, bicubic; zeros, border, reflection."""
    mode = _code("interpolation_mode", interpolation_mode, ("bilinear", "nearest", "bicubic"))
    outside = _code("padding_mode", padding_mode, ("zeros", "border", "reflection"))
    return _sampled(input, grid, mode, outside, align_corners)


@composite(method=False, out=False)
def grid_sampler_2d(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Any:
    """`grid_sampler` of images."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


@composite(method=False, out=False)
def grid_sampler_3d(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Any:
    """`grid_sampler` of volumes."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


# ------------------------------------------------------------ affine_grid


def _base_grid(sizes: Ints, align_corners: bool, dtype: Any) -> Any:
    """The homogeneous coordinates (places, axes + 1) of every pixel, x first, from -1 to 1."""
    lines = []
    for n in sizes:
        line = np.linspace(-1, 1, n, dtype=dtype) if n > 1 else np.zeros(1, dtype)
        lines.append(line if align_corners else line * dtype.type((n - 1) / n))
    mesh = np.meshgrid(*lines, indexing="ij")
    return np.stack([*[m.ravel() for m in reversed(mesh)], np.ones(math.prod(sizes), dtype)], 1)


def _affine(theta: Any, size: Ints, align_corners: bool) -> Any:
    data = theta._data
    if data.shape[0] != size[0]:
        n = len(size) - 1
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{size[0]}, {n}] but got: "
            f"[{data.shape[0]}, {n}]."
        )
    base = _constant(_base_grid(size[2:], align_corners, data.dtype))
    out: Any = base @ theta.transpose(1, 2)
    return out.reshape((size[0], *size[2:], len(size) - 2))


@composite(
    namespaces=_F, out=False,
    samples=lambda rng: [((rng.standard_normal((2, 2, 3)), (2, 1, 3, 4)), {"align_corners": False})],
)
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Any:
    """The grid for `grid_sample` that an affine map theta (n, 2, 3) makes of an image of `size` (n, C, h, w).

    Or of a volume with theta (n, 3, 4).  Raises ValueError where the shapes do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.affine_grid(torch.tensor([[[1.0, 0, 0], [0, 1, 0]]]), (1, 1, 1, 2), align_corners=True)
    tensor([[[[-1.,  0.],
              [ 1.,  0.]]]])
    """
    if not isinstance(theta, Tensor):
        raise errors.not_tensor("affine_grid", "theta", 1, theta)
    shape = tuple(int(n) for n in size)
    _warn_of_default(align_corners)
    if theta._data.dtype.kind not in "fV":
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    n = len(shape) - 2
    if n not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
            f"{size if isinstance(size, tuple) else tuple(size)}."
        )
    if theta._data.ndim != 3 or theta._data.shape[1:] != (n, n + 1):
        raise ValueError(
            f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size {shape}. Got {theta.shape}."
        )
    if min(shape[2:]) <= 0 or shape[0] <= 0 or shape[1] <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {shape}")
    return _affine(theta, shape, bool(align_corners))


@composite(method=False, out=False)
def affine_grid_generator(theta: Tensor, size: Sequence[int], align_corners: bool) -> Any:
    """`nn.functional.affine_grid`."""
    return _affine(theta, tuple(int(n) for n in size), align_corners)
