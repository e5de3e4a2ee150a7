"""Differences of neighbours, and the trapezoid rule that undoes them.

Imports the table and what stands before it in `ops`; everything here is a function of other ops.
"""

from __future__ import annotations

from typing import Any

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap_dim
from . import reduction
from .comparison import logical_xor
from .indexing import narrow
from .joining import cat
from .scan import cumsum
from .table import composite


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
