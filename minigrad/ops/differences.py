"""Differences of neighbours, the trapezoid rule that undoes them, and derivatives of sampled functions.

Imports the table and what stands before it in `ops`; everything here is a function of other ops.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap_dim
from . import reduction
from ._factory import combination
from .comparison import logical_xor
from .indexing import narrow
from .joining import cat
from .scan import cumsum
from .table import axes, composite


def _check_neighbour(input: Tensor, other: Tensor, dim: int) -> None:
    if other.ndim != input.ndim:
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    for d, (n, m) in enumerate(zip(other.shape, input.shape, strict=True)):
        if n != m and d != dim:
            raise RuntimeError(
                "diff expects the shape of tensor to prepend or append to match that of input except along the "
                f"differencing dimension; input.size({d}) = {m}, but got tensor.size({d}) = {n}"
            )


@composite()
def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None) -> Any:
    """The differences of neighbours along `dim`, taken `n` times: out[i] = input[i + 1] - input[i].

    `prepend` and `append` are joined to the input first (unless `n` is 0).  Of bools whether neighbours differ.

    >>> import minigrad as torch
    >>> torch.diff(torch.tensor([1, 2, 4]))
    tensor([1, 2])
    """
    if not input.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    d = wrap_dim(dim, input.ndim)
    parts = [prepend, input, append]
    for part in (prepend, append):
        if part is not None:
            _check_neighbour(input, part, d)
    if n == 0:
        return input.clone()
    given = [part for part in parts if part is not None]
    if len(given) > 1:
        input = cat(given, d)
    for _ in range(n):
        count = input.shape[d]
        if not count:
            break
        after, before = narrow(input, d, 1, count - 1), narrow(input, d, 0, count - 1)
        input = logical_xor(after, before) if input.dtype is dtypes.bool_ else after - before
    return input


# ------------------------------------------------------------ the trapezoid rule


def _areas(name: str, y: Tensor, x: Tensor | None, dx: Any, dim: int) -> tuple[Any, int]:
    """Twice the areas of the trapezoids along `dim`, and the axis."""
    if not y.ndim:
        if name == "trapezoid":
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    d = wrap_dim(dim, y.ndim)
    if y.dtype is dtypes.bool_:
        raise RuntimeError(f"{name}: received a bool input for `y`, but bool is not supported")
    n = y.shape[d]
    heights = narrow(y, d, 0, max(n - 1, 0)) + narrow(y, d, min(1, n), max(n - 1, 0))
    if x is None:
        return heights * dx, d
    if x.dtype is dtypes.bool_:
        raise RuntimeError(f"{name}: received a bool input for `x`, but bool is not supported")
    return heights * _widths(name, x, y, d), d


def _widths(name: str, x: Tensor, y: Tensor, d: int) -> Any:
    if x.ndim == 0:
        return 0
    if x.ndim == 1:
        if x.shape[0] != y.shape[d]:
            raise RuntimeError(f"{name}: There must be one `x` value for each sample point")
        x = x.reshape([-1 if i == d else 1 for i in range(y.ndim)])
    elif x.ndim < y.ndim:
        x = x.reshape([1] * (y.ndim - x.ndim) + list(x.shape))
    along = d + x.ndim - y.ndim
    n = x.shape[along]
    return narrow(x, along, 1, n - 1) - narrow(x, along, 0, n - 1) if n else x


@composite(method=False, out=False, aliases=("trapz",))
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = 1, dim: int = -1) -> Any:
    """The integral along `dim` of what runs straight from each value of `y` to the next.

    The points are `dx` apart, or at `x` (of one axis, or broadcast against `y`).

    >>> import minigrad as torch
    >>> torch.trapezoid(torch.tensor([1.0, 2.0, 4.0]))
    tensor(4.5000)
    """
    areas, d = _areas("trapezoid", y, x, dx, dim)
    return reduction.sum(areas, d) / 2.0


@composite(method=False, out=False)
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = 1, dim: int = -1) -> Any:
    """The running integral along `dim`: `trapezoid` up to each point but the first.

    >>> import minigrad as torch
    >>> torch.cumulative_trapezoid(torch.tensor([1.0, 2.0, 4.0]))
    tensor([1.5000, 4.5000])
    """
    areas, d = _areas("cumulative_trapezoid", y, x, dx, dim)
    return cumsum(areas, d) / 2.0


# ------------------------------------------------------------ derivatives of sampled functions

_GRADIENT = (
    "Tensor input, *, tuple of ints dim, int edge_order = 1",
    "Tensor input, *, Number spacing, tuple of ints dim, int edge_order = 1",
    "Tensor input, *, Number spacing = None, int dim = None, int edge_order = 1",
    "Tensor input, *, tuple of Scalars spacing, int dim = None, int edge_order = 1",
    "Tensor input, *, tuple of Scalars spacing, tuple of ints dim, int edge_order = 1",
    "Tensor input, *, tuple of Tensors spacing, int dim = None, int edge_order = 1",
    "Tensor input, *, tuple of Tensors spacing, tuple of ints dim, int edge_order = 1",
)


def _gradient_axes(input: Tensor, count: int | None, dim: Any, edge_order: int) -> tuple[int, ...]:
    """The axes to differentiate along.  Raises RuntimeError unless `count` spacings and the lengths fit them."""
    ndim = input.ndim
    if input.dtype is dtypes.uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    if count is not None and dim is None and count != ndim:
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = "
            f"{ndim}', since dim argument was not given, but got a list of length {count}"
        )
    given = () if dim is None else tuple(dim) if isinstance(dim, tuple | list) else (dim,)
    if count is not None and dim is not None and count != len(given):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the "
            f"same length, but got a spacing argument of length {count} and a dim argument of length {len(given)}."
        )
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    along = tuple(range(ndim)) if dim is None else axes(given, ndim) or ()
    if any(input.shape[d] <= edge_order for d in along):
        raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    return along


def _slope(input: Tensor, d: int, step: Any, edge_order: int) -> Any:
    """Along one axis, of samples `step` apart: central differences, at the ends one-sided ones."""
    n = input.shape[d]

    def at(i: int, count: int = 1) -> Any:
        return narrow(input, d, i % n, count)

    center = (at(2, n - 2) - at(0, n - 2)) / step if n > 2 else at(0, 0) / step
    if edge_order == 1:
        first, last = (at(1) - at(0)) / step, (at(-1) - at(-2)) / step
    else:
        first = (-1.5 * at(0) + 2 * at(1) - 0.5 * at(2)) / step
        last = (0.5 * at(-3) - 2 * at(-2) + 1.5 * at(-1)) / step
    return cat([first, center / 2, last], d)


def _slope_between(input: Tensor, d: int, x: Tensor, edge_order: int) -> Any:
    """Along one axis, of samples at the points `x`: the slope there of the parabola through three neighbours."""
    n = input.shape[d]
    if x.shape[0] != n:
        raise RuntimeError(
            f"torch.gradient expected {n} coordinates along dimension {d} of the input, but got a spacing of length "
            f"{x.shape[0]}"
        )
    h = diff(x)

    def at(i: int, count: int = 1) -> Any:
        return narrow(input, d, i % n, count)

    left, right = (narrow(h, 0, i, n - 2).reshape([-1 if k == d else 1 for k in range(input.ndim)]) for i in (0, 1))
    both = left + right
    center = (
        -right / (left * both) * at(0, n - 2)
        + (right - left) / (left * right) * at(1, n - 2)
        + left / (right * both) * at(2, n - 2)
        if n > 2
        else at(0, 0) / h
    )
    if edge_order == 1:
        first, last = (at(1) - at(0)) / h[0], (at(-1) - at(-2)) / h[-1]
    else:
        a, b, y, z = h[0], h[1], h[-2], h[-1]
        first = -(2.0 * a + b) / (a * (a + b)) * at(0) + (a + b) / (a * b) * at(1) - a / (b * (a + b)) * at(2)
        last = z / (y * (z + y)) * at(-3) - (z + y) / (z * y) * at(-2) + (2.0 * z + y) / (z * (z + y)) * at(-1)
    return cat([first, center, last], d)


def _gradient_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((4, 3))
    yield (x,), {}
    yield (x,), {"spacing": 0.5, "edge_order": 2}
    yield (x,), {"spacing": [2.0, -1.0], "dim": (1, 0)}
    yield (x,), {"spacing": [np.array([0.0, 1.0, 3.0])], "dim": 1, "edge_order": 2}
    yield (x,), {"spacing": [np.array([0.0, 1.0, 3.0, 3.5])], "dim": 0}


@composite(method=False, out=False, samples=_gradient_samples, differentiable=("input",))
def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> Any:
    """The partial derivatives of a function from its samples, along each axis (of `dim`): a tuple of tensors.

    Samples are 1 apart, or as `spacing` says: a number, one for each axis, or for each axis a tensor of coordinates.
    Inside the differences are central, exact for parabolas; at the ends one-sided, through two samples or, with
    `edge_order=2`, three.  Raises RuntimeError where lengths do not fit, and for uint8.

    >>> import minigrad as torch
    >>> torch.gradient(torch.tensor([0.0, 1.0, 4.0, 9.0]))
    (tensor([1., 2., 4., 5.]),)
    """
    listed = isinstance(spacing, tuple | list)
    given = list(spacing) if listed else [spacing]
    coordinates = listed and bool(given) and all(isinstance(s, Tensor) and s.ndim > 0 for s in given)
    for i, s in enumerate(given):
        if isinstance(s, Tensor) and not s.ndim:
            given[i] = s.item()
        elif not (coordinates or isinstance(s, int | float | complex) or (s is None and not listed)):
            named = {"spacing": spacing} | ({} if dim is None else {"dim": dim})
            raise combination("gradient", (input,), named, *_GRADIENT)
    along = _gradient_axes(input, len(given) if listed else None, dim, edge_order)
    if not coordinates:
        steps = given if listed else [1 if spacing is None else given[0]] * len(along)
        return tuple([_slope(input, d, step, edge_order) for d, step in zip(along, steps, strict=True)])
    for x in given:
        if x.ndim != 1:
            raise RuntimeError(
                "torch.gradient expected each element of spacing to have one dimension, but got an element with "
                f"{x.ndim} dimensions!"
            )
    return tuple([_slope_between(input, d, x, edge_order) for d, x in zip(along, given, strict=True)])
