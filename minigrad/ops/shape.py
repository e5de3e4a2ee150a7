"""The same elements under another shape: views.

Imports the table.  Every op with `view=True` returns memory shared with its first argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap_dim
from .table import Array, axes, op, sizes


def _view_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 6)), 3, 4), {}
    yield (rng.standard_normal((2, 6)), (-1,)), {}


def _resolved(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """The shape with its -1 filled in.  Raises RuntimeError where `size` elements do not fit."""
    known = 1
    for n in shape:
        known *= n if n != -1 else 1
    holes = shape.count(-1)
    if holes > 1:
        raise RuntimeError("only one dimension can be inferred")
    if holes and known and size % known == 0:
        return tuple(size // known if n == -1 else n for n in shape)
    if holes or known != size or min(shape, default=0) < 0:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")
    return shape


def _view_args(input: Any, *shape: Any) -> tuple[Any, ...]:
    return input, _resolved(sizes(shape), raw(input).size)


@op(input=lambda g, input_shape: g.reshape(input_shape), view=True, linear=True, canonical=_view_args, samples=_view_samples)
def view(input: Array, shape: tuple[int, ...]) -> Array:
    """The same memory under another shape; one length may be -1.

    Raises RuntimeError where the shape does not fit, or cannot be had without copying.
    """
    out = input.reshape(shape)
    if not input.flags.c_contiguous and input.size and not np.may_share_memory(out, input):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return out


def _transpose_args(input: Any, dim0: int, dim1: int) -> tuple[Any, ...]:
    n = raw(input).ndim
    return input, wrap_dim(dim0, n), wrap_dim(dim1, n)


@op(
    input=lambda g, dim0, dim1: transpose(g, dim0, dim1),
    view=True,
    linear=True,
    canonical=_transpose_args,
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)), 0, -1), {})],
)
def transpose(input: Array, dim0: int, dim1: int) -> Array:
    """The axes `dim0` and `dim1` exchanged."""
    return np.swapaxes(input, dim0, dim1) if input.ndim else input[()]


_ = (Tensor, axes)
