"""Initial values of parameters, as in torch.nn.init.  Floor 4.

Every function fills its tensor in place, without recording, and returns it; `generator` is the source of random numbers
(the default one unless given).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from .._warnings import warn
from ..autograd.grad_mode import no_grad
from ..ops.random import randperm

_LINEAR = (
    "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid",
)  # fmt: skip


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """The factor that keeps the variance of activations through a nonlinearity.

    >>> import minigrad as torch
    >>> torch.nn.init.calculate_gain("relu")
    1.4142135623730951
    """
    if nonlinearity in _LINEAR:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "selu":
        return 3.0 / 4
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, int | float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform numbers from [a, b)."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Normal numbers."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """Normal numbers within [a, b]: those outside are drawn again.

    Where that would refuse most of them, numbers are drawn uniformly from [a, b] and kept with the chance that the
    density has to its largest value there.  Source: Robert (1995).
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect."
        )

    def below(x: float) -> float:
        return (1.0 + math.erf((x - mean) / (std * math.sqrt(2.0)))) / 2.0

    def fresh() -> Any:
        return tensor.detach().new_empty(tensor.shape)

    with no_grad():
        if below(b) - below(a) > 0.3:
            values = tensor.normal_(mean, std, generator=generator).array()
            low, high = values.dtype.type(a), values.dtype.type(b)
            while (outside := (values < low) | (values > high)).any():
                np.copyto(values, fresh().normal_(mean, std, generator=generator).array(), where=outside)
            return tensor
        values = tensor.uniform_(a, b, generator=generator).array()
        peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
        drawn, refused = values, np.ones(values.shape, bool)
        while True:
            chance = -0.5 * ((drawn - mean) / std) ** 2 - peak
            refused &= np.log(fresh().uniform_(generator=generator).array()) > chance
            if not refused.any():
                return tensor
            drawn = fresh().uniform_(a, b, generator=generator).array()
            np.copyto(values, drawn, where=refused)


def constant_(tensor: Any, val: float) -> Tensor:
    """One value everywhere."""
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor: Any) -> Tensor:
    """Ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Any) -> Tensor:
    """Zeros."""
    return constant_(tensor, 0.0)


def eye_(tensor: Any) -> Tensor:
    """The identity, in a matrix."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with no_grad():
        return tensor.copy_(wrap(np.eye(*tensor.shape)))


def dirac_(tensor: Any, groups: int = 1) -> Tensor:
    """A convolution that passes its channels through: 1 at the centre of each channel's own kernel."""
    dims = tensor.ndimension()
    if dims not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    shape = tensor.shape
    if shape[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    made = np.zeros(tuple(shape))
    each = shape[0] // groups
    centre = tuple(n // 2 for n in shape[2:])
    for group in range(groups):
        for d in range(min(each, shape[1])):
            made[(group * each + d, d, *centre)] = 1
    with no_grad():
        return tensor.copy_(wrap(made))


def _calculate_fan_in_and_fan_out(tensor: Any) -> tuple[int, int]:
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _fan(tensor: Any, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode == "fan_in" else fan_out


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform with variance gain^2 * 2 / (fan_in + fan_out).  Source: Glorot and Bengio (2010)."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    a = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return uniform_(tensor, -a, a, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Normal with variance gain^2 * 2 / (fan_in + fan_out).  Source: Glorot and Bengio (2010)."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _nothing_to_fill(tensor: Any) -> bool:
    """Whether the tensor has no elements, of which it warns."""
    if 0 not in tensor.shape:
        return False
    warn("Initializing zero-element tensors is a no-op")
    return True


def kaiming_uniform_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Uniform with variance gain^2 / fan.  Source: He et al. (2015)."""
    if _nothing_to_fill(tensor):
        return tensor
    fan = _fan(tensor, mode)
    bound = math.sqrt(3.0) * (calculate_gain(nonlinearity, a) / math.sqrt(fan))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Normal with variance gain^2 / fan.  Source: He et al. (2015)."""
    if _nothing_to_fill(tensor):
        return tensor
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode)), generator)


def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Tensor:
    """Orthogonal rows or columns, whichever are fewer.  Source: Saxe, McClelland and Ganguli (2013)."""
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    flat = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator).array()
    q, r = np.linalg.qr(flat.T if rows < columns else flat)
    q = q * np.sign(np.diag(r))
    with no_grad():
        tensor.copy_(wrap(np.ascontiguousarray(q.T if rows < columns else q).reshape(tuple(tensor.shape))))
        return tensor.mul_(gain)


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Normal numbers with a share `sparsity` of each column set to 0, in a matrix.  Source: Martens (2010)."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            chosen = randperm(rows, generator=generator)[:zeros]
            tensor[chosen, column] = 0
    return tensor


def _deprecated(function: Any) -> Any:
    """The old name without underscore."""

    def old(*args: Any, **kwargs: Any) -> Any:
        warn(
            f"`nn.init.{function.__name__[:-1]}` is now deprecated in favor of `nn.init.{function.__name__}`.",
            FutureWarning,
        )
        return function(*args, **kwargs)

    old.__name__ = function.__name__[:-1]
    old.__doc__ = function.__doc__
    return old


uniform, normal, constant, eye, dirac = (_deprecated(f) for f in (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = _deprecated(xavier_uniform_), _deprecated(xavier_normal_)
kaiming_uniform, kaiming_normal = _deprecated(kaiming_uniform_), _deprecated(kaiming_normal_)
orthogonal, sparse = _deprecated(orthogonal_), _deprecated(sparse_)
