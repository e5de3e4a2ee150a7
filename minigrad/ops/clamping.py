"""Numbers moved into a range: clamp, clamp_min, clamp_max.  Elements on a bound pass the gradient.

Imports the table and `comparison`.
"""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np

from .._engine.dtypes import F32, F64
from .._engine.tensor import Tensor
from ._checks import TENSORS, mismatch
from .comparison import pick
from .elementwise import constant
from .table import Array, composite, op


def _within(input: Any, min: Any, max: Any) -> Any:
    if min is None:
        return input <= max
    return input >= min if max is None else (input >= min) & (input <= max)


def _clamp_grad_min(g: Any, input: Any, min: Any, max: Any) -> Any:
    """The lower bound is what came out where the input is below it and the bounds are in order."""
    return pick(input < min if max is None else (input < min) & (min < max), g, 0)


def _clamp_grad_max(g: Any, input: Any, min: Any, max: Any) -> Any:
    """The upper bound is what came out where the input is above it, or the lower bound is."""
    return pick(input > max if min is None else (input > max) | (max < min), g, 0)


def _clamp_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((2, 3))
    yield (x, -0.5, 0.5), {}
    yield (x,), {"min": 0.1}
    yield (x,), {"max": 0.1}
    yield (x, rng.standard_normal(3) - 1, rng.standard_normal((2, 1)) + 1), {}
    yield (rng.standard_normal(()), rng.standard_normal((2, 2)), None), {}


def _clamped(input: Any, min: Any, max: Any) -> Any:
    if input.dtype.kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")
    try:
        if max is None:
            return np.maximum(input, min)
        return np.minimum(input if min is None else np.maximum(input, min), max)
    except ValueError:
        raise mismatch(*(a for a in (input, min, max) if a is not None)) from None


@op(
    input=lambda g, input, min, max: pick(_within(input, min, max), g, 0),
    min=_clamp_grad_min,
    max=_clamp_grad_max,
    promote=True,
    node="ClampBackward0",
    samples=lambda rng: list(_clamp_samples(rng))[3:],
)
def _clamp_tensors(input: Array, min: Array | float | None, max: Array | float | None) -> Array:
    """Elements moved between tensors of bounds."""
    return _clamped(input, min, max)


def _number_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), -0.5, 0.5), {}
    yield (rng.standard_normal(()), None, 0.1), {}


@op(
    input=lambda g, input, min, max: pick(_within(input, min, max), g, 0),
    node="ClampBackward1",
    samples=_number_samples,
)
def _clamp_numbers(input: Array, min: float | None, max: float | None) -> Array:
    """Elements of float32 or float64 moved between two numbers."""
    dtype = input.dtype
    return _clamped(input, None if min is None else constant(min, dtype), None if max is None else constant(max, dtype))


@composite(aliases=("clip",), inplace=True, samples=_clamp_samples)
def clamp(input: Tensor, min: Array | float | None = None, max: Array | float | None = None) -> Any:
    """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing.

    Where `min` > `max` the result is `max`.  Elements on a bound pass the gradient.

    Raises RuntimeError without bounds.

    >>> import minigrad as torch
    >>> torch.clamp(torch.tensor([-2.0, 0.5, 3.0]), min=-1, max=1)
    tensor([-1.0000,  0.5000,  1.0000])
    """
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if input._data.dtype in (F32, F64) and all(type(b) in (int, float, type(None)) for b in (min, max)):
        return _clamp_numbers(input, min, max)
    for bound in (min, max):
        if bound is not None and not isinstance(bound, (*TENSORS, Number)):
            raise TypeError(
                "clamp() received an invalid combination of arguments - got "
                f"(Tensor, {type(min).__name__}, {type(max).__name__}): bounds are numbers or Tensors"
            )
    return _clamp_tensors(input, min, max)


def _bounded(ufunc: Any, input: Any, bound: Any) -> Any:
    """`input` bounded on one side.  Raises for complex numbers and for shapes that do not broadcast."""
    if input.dtype.kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")
    try:
        return ufunc(input, bound)
    except ValueError:
        raise mismatch(input, bound) from None


def _clamp_min_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), 0.1), {}
    yield (rng.standard_normal((2, 3)), rng.standard_normal(3)), {}
    yield (rng.standard_normal(()), rng.standard_normal(())), {}


@op(
    input=lambda g, input, min: pick(input >= min, g, 0),
    min=lambda g, input, min: pick(input < min, g, 0),
    promote=True,
    variant=lambda input, min: int(np.ndim(min) > 0),
    node=("ClampMinBackward0", "ClampMinBackward1"),
    inplace=True,
    samples=_clamp_min_samples,
)
def clamp_min(input: Array, min: Array | float) -> Array:
    """Elements less than `min` moved up to it.

    >>> import minigrad as torch
    >>> torch.clamp_min(torch.tensor([-2.0, 3.0]), 0)
    tensor([0., 3.])
    """
    return _bounded(np.maximum, input, min)


@op(
    input=lambda g, input, max: pick(input <= max, g, 0),
    max=lambda g, input, max: pick(input > max, g, 0),
    promote=True,
    variant=lambda input, max: int(np.ndim(max) > 0),
    node=("ClampMaxBackward0", "ClampMaxBackward1"),
    inplace=True,
    samples=_clamp_min_samples,
)
def clamp_max(input: Array, max: Array | float) -> Array:
    """Elements greater than `max` moved down to it.

    >>> import minigrad as torch
    >>> torch.clamp_max(torch.tensor([-2.0, 3.0]), 0)
    tensor([-2.,  0.])
    """
    return _bounded(np.minimum, input, max)
