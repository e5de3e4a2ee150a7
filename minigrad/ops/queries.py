"""What is asked of tensors and dtypes: is_tensor, numel, result_type, can_cast, the default dtype and device.

Imports the engine, the table and `_factory`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _kinds as kinds
from .._engine import dtypes
from .._engine.tensor import Tensor
from .._warnings import warn
from ._factory import both, combination, public, tensor_argument, type_name, wrong_type

# ------------------------------------------------------------ tensors


@public
def is_tensor(obj: Any, /) -> bool:
    """Whether `obj` is a Tensor.

    >>> import minigrad as torch
    >>> torch.is_tensor(torch.ones(2)), torch.is_tensor([1.0, 1.0])
    (True, False)
    """
    return isinstance(obj, Tensor)


@public
def numel(input: Tensor) -> int:
    """The number of elements."""
    return tensor_argument("numel", "input", 1, input).numel()


@public
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating one."""
    return bool(tensor_argument("is_floating_point", "input", 1, input).is_floating_point())


@public
def is_complex(input: Tensor) -> bool:
    """Whether the dtype is a complex one."""
    return bool(tensor_argument("is_complex", "input", 1, input).is_complex())


@public
def is_signed(input: Tensor) -> bool:
    """Whether the dtype has negative numbers."""
    return bool(tensor_argument("is_signed", "input", 1, input).is_signed())


@public
def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made in inference mode; such tensors are ordinary here."""
    return bool(tensor_argument("is_inference", "input", 1, input).is_inference())


@public
def get_device(input: Tensor) -> int:
    """The index of the tensor's GPU: -1, it is on the CPU."""
    return int(tensor_argument("get_device", "input", 1, input).get_device())


@public
def detach(input: Tensor) -> Tensor:
    """The same memory, without history."""
    return tensor_argument("detach", "input", 1, input).detach()


@both
def is_nonzero(input: Tensor) -> bool:
    """Whether the only element is not zero."""
    return bool(input)


@both
def is_conj(input: Tensor) -> bool:
    """Whether a conjugation is pending: never, conjugates are computed at once."""
    return False


@both
def is_neg(input: Tensor) -> bool:
    """Whether a negation is pending: never, negatives are computed at once."""
    return False


@both
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor without a pending conjugation: itself."""
    return input


@both
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor without a pending negation: itself."""
    return input


@both
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether the shapes are equal."""
    return bool(input._data.shape == tensor_argument("is_same_size", "other", 2, other)._data.shape)


# ------------------------------------------------------------ dtypes


@public
def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The dtype of arithmetic on two operands, tensors or numbers.

    >>> import minigrad as torch
    >>> torch.result_type(torch.tensor([1, 2], dtype=torch.int8), 1.5)
    torch.float32
    """
    operands = []
    for value in (tensor1, tensor2):
        if not isinstance(value, Tensor | int | float | complex | np.generic):
            raise combination(
                "result_type", (tensor1, tensor2), {}, "Tensor tensor, Tensor other", "Number scalar, Tensor tensor",
                "Tensor tensor, Number other", "Number scalar1, Number scalar2",
            )  # fmt: skip
        operands.append(value._data if isinstance(value, Tensor) else value)
    return dtypes.of(dtypes.result_numpy(*operands))


@public
def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The smallest dtype that both convert to without leaving their categories.

    >>> import minigrad as torch
    >>> torch.promote_types(torch.int32, torch.float16)
    torch.float16
    """
    for i, value in enumerate((type1, type2), 1):
        if not isinstance(value, dtypes.dtype):
            raise wrong_type("promote_types", f"type{i}", i, "torch.dtype", value)
    return dtypes.promote_types(type1, type2)


@public
def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """Whether a tensor of `from_` may be written into one of `to`: the category must not fall.

    >>> import minigrad as torch
    >>> torch.can_cast(torch.float64, torch.float32), torch.can_cast(torch.float32, torch.int64)
    (True, False)
    """
    for i, (name, value) in enumerate((("from_", from_), ("to", to)), 1):
        if not isinstance(value, dtypes.dtype):
            raise wrong_type("can_cast", name, i, "torch.dtype", value)
    return dtypes.can_cast(from_, to)


# ------------------------------------------------------------ defaults


@public
def set_default_device(device: Any) -> None:
    """Sets where new tensors live: the CPU, which is the only place that this build has."""
    kinds.on_cpu(device)


@public
def get_default_device() -> kinds.device:
    """Where new tensors live: the CPU."""
    return kinds.CPU


@public
def set_default_tensor_type(t: Any) -> None:
    """Sets the default dtype by the type of its tensors; deprecated in favour of `set_default_dtype`."""
    warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
        "torch.set_default_device() as alternatives."
    )
    if isinstance(t, str):
        named = {f"torch.{d.legacy}Tensor": d for d in dtypes.ALL}
        if t not in named:
            raise TypeError(f"invalid type object: no tensor type is called {t!r}")
        dtypes.set_default_dtype(named[t])
        return
    if not isinstance(getattr(t, "dtype", None), dtypes.dtype):
        raise TypeError(f"invalid type object: {type_name(t)}")
    dtypes.set_default_dtype(t.dtype)
