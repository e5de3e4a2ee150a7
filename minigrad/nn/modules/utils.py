"""What layers share: sizes for every axis, memory for parameters.  Floor 4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from ..._engine import dtypes
from ..._engine.tensor import Tensor, wrap
from ..._kinds import on_cpu


def empty(shape: Sequence[int], device: Any = None, dtype: Any = None) -> Tensor:
    """Unwritten memory for a parameter."""
    on_cpu(device)
    for i, n in enumerate(shape):
        if not isinstance(n, int) and not hasattr(n, "__index__"):
            kind = type(n).__name__
            where = (
                f"(position 1) must be tuple of ints, but found element of type {kind} at pos 0"
                if i == 0
                else f"failed to unpack the object at pos {i + 1} with error "
                f'"type must be tuple of ints,but got {kind}"'
            )
            raise TypeError(f"empty(): argument 'size' {where}")
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {list(shape)}")
    return wrap(np.empty(tuple(shape), dtypes.default_numpy() if dtype is None else dtype.numpy))


def filled(shape: Sequence[int], value: float, device: Any = None, dtype: Any = None) -> Tensor:
    """Memory for a buffer, with one value everywhere."""
    made = empty(shape, device, dtype)
    made._data.fill(value)
    return made


def _ntuple(n: int) -> Callable[[Any], tuple[Any, ...]]:
    """The function that gives one value for each of `n` axes: a single value for all, or a sequence as it is."""

    def parse(x: Any) -> tuple[Any, ...]:
        return tuple(x) if isinstance(x, Iterable) else tuple(repeat(x, n))

    parse.__name__ = f"_ntuple({n})"
    return parse


_single, _pair, _triple, _quadruple = _ntuple(1), _ntuple(2), _ntuple(3), _ntuple(4)


def _reverse_repeat_tuple(t: Sequence[Any], n: int) -> tuple[Any, ...]:
    """Each element `n` times, last element first: what `F.pad` wants for the same padding on both sides."""
    return tuple(x for x in reversed(t) for _ in range(n))
