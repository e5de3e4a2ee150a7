"""Arithmetic of three operands: lerp, addcmul, addcdiv.

Imports the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import errors
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._checks import legacy, mismatch
from ._kernels.precision import working_dtype
from ._names import c_type
from .table import Array, op


def _lerp_args(input: Any, end: Any, weight: Any) -> tuple[Any, ...]:
    for name, x in (("end", end), ("weight", weight)):
        if isinstance(x, Tensor) and x._data.dtype != raw(input).dtype and not (name == "weight" and not x._data.ndim):
            expected, got = (c_type(t._data.dtype) for t in (input, x))
            raise RuntimeError(f"expected dtype {expected} for `{name}` but got dtype {got}")
    if not isinstance(weight, (Tensor, np.ndarray, np.generic)):  # a number: half precisions do not round it
        weight = np.asarray(weight, working_dtype(raw(input).dtype))
    return input, end, weight


def _lerp_samples(rng: np.random.Generator) -> Any:
    a, b = rng.standard_normal((2, 3)), rng.standard_normal(3)
    yield (a, b, 0.3), {}
    yield (a, b, 0.8), {}
    yield (b, a, rng.random((2, 3))), {}
    yield (rng.standard_normal(()), rng.standard_normal(()), rng.random(())), {}


@op(
    widen=True,
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
    weight=lambda g, input, end: g * (end - input),
    canonical=_lerp_args,
    promote=("input", "end"),
    variant=lambda input, end, weight: int(weight.ndim > 0),
    node=("LerpBackward0", "LerpBackward1"),
    inplace=True,
    samples=_lerp_samples,
)
def lerp(input: Array, end: Array, weight: Array | float) -> Array:
    """Linear interpolation, input + weight * (end - input); the weight is a number or a tensor.

    Raises RuntimeError for tensors of two dtypes.

    >>> import minigrad as torch
    >>> torch.lerp(torch.tensor([0.0, 10.0]), torch.tensor([10.0, 20.0]), 0.5)
    tensor([ 5., 15.])
    """
    if input.dtype.kind in "iub":
        raise NotImplementedError(f"\"lerp_kernel_scalar\" not implemented for '{legacy(input)}'")
    weight = cast(weight, input.dtype)  # a tensor without axes may have another
    try:
        way = end - input
        # from the nearer end, so that weight 1 gives `end` exactly
        return np.where(np.abs(weight) < 0.5, input + weight * way, end - way * (1 - weight))
    except ValueError:
        raise mismatch(input, end, weight) from None


def _three(name: str) -> Any:
    """The canonical form of `name(input, tensor1, tensor2, value=1)`, and of its older order with `value` second."""

    def canonical(input: Any, *tensors: Any, value: Any = 1, **named: Any) -> tuple[Any, ...]:
        if len(tensors) == 3:
            value, *tensors = tensors  # type: ignore[assignment]
        given = [*tensors, *(named.pop(n) for n in ("tensor1", "tensor2")[len(tensors) :] if n in named)]
        if named:
            raise TypeError(f"{name}() got an unexpected keyword argument '{next(iter(named))}'")
        if len(given) != 2:
            raise TypeError(f'{name}() missing 1 required positional arguments: "tensor{len(given) + 1}"')
        for i, x in enumerate(given):
            if not isinstance(x, (Tensor, np.ndarray, np.generic)):
                raise errors.not_tensor(name, f"tensor{i + 1}", i + 2, x)
        return (input, *given, value)

    return canonical


def _addcmul_samples(rng: np.random.Generator) -> Any:
    a, b = rng.uniform(0.5, 2.0, (2, 3)), rng.uniform(0.5, 2.0, 3)
    yield (a, b, a), {}
    yield (b, a, rng.uniform(0.5, 2.0, ())), {"value": 0.3}
    yield (rng.standard_normal(()), rng.standard_normal(()), rng.uniform(0.5, 2.0, ())), {"value": -2}


def _whole(value: Any, dtype: np.dtype[Any]) -> Any:
    """A number as torch casts it for a kernel of integers."""
    return int(value) if dtype.kind in "iu" else value


@op(
    widen=True,
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (tensor2 * value),
    tensor2=lambda g, tensor1, value: g * (tensor1 * value),
    canonical=_three("addcmul"),
    promote=("input", "tensor1", "tensor2"),
    inplace=True,
    samples=_addcmul_samples,
)
def addcmul(input: Array, tensor1: Array, tensor2: Array, value: Any) -> Array:
    """input + value * tensor1 * tensor2.

    >>> import minigrad as torch
    >>> torch.addcmul(torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([3.0]), value=10)
    tensor([61.])
    """
    if input.dtype.kind == "b":
        raise NotImplementedError("\"addcmul_cpu_out\" not implemented for 'Bool'")
    try:
        return input + _whole(value, input.dtype) * tensor1 * tensor2
    except ValueError:
        raise mismatch(input, tensor1, tensor2) from None


def _addcdiv_args(*args: Any, **kwargs: Any) -> tuple[Any, ...]:
    input, tensor1, tensor2, value = _addcdiv_order(*args, **kwargs)
    if raw(tensor1).dtype.kind in "iub" and raw(tensor2).dtype.kind in "iub":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
            "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value "
            "* torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / "
            "tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value "
            "* tensor1 / tensor2), for all dtypes."
        )
    return input, tensor1, tensor2, value


_addcdiv_order = _three("addcdiv")


@op(
    widen=True,
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (value / tensor2),
    tensor2=lambda g, tensor1, tensor2, value: -g * ((tensor1 * value) / (tensor2 * tensor2)),
    canonical=_addcdiv_args,
    promote=("input", "tensor1", "tensor2"),
    inplace=True,
    samples=_addcmul_samples,
)
def addcdiv(input: Array, tensor1: Array, tensor2: Array, value: Any) -> Array:
    """input + value * tensor1 / tensor2.  Raises RuntimeError where both tensors are of integers.

    >>> import minigrad as torch
    >>> torch.addcdiv(torch.tensor([1.0]), torch.tensor([6.0]), torch.tensor([3.0]), value=10)
    tensor([21.])
    """
    try:
        return input + value * (tensor1 / tensor2)
    except ValueError:
        raise mismatch(input, tensor1, tensor2) from None
