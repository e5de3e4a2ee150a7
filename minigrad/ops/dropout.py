"""Dropout, and what else draws noise inside a network: dropout1d/2d/3d, alpha_dropout, gumbel_softmax, rrelu's slopes.

Imports the engine, the table and `random`.  Each keeps by `bernoulli(1 - p)` over its input, as torch does, so the
same elements fall after the same seed.  Source: Srivastava et al., Dropout (JMLR 2014).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import views
from .._engine.tensor import Tensor, raw, wrap
from .._warnings import warn
from . import _sampling as continuous
from . import _sampling_discrete as discrete
from ._factory import blank_like, tensor_argument
from .arithmetic import add, mul, sub
from .random import default_generator, fill
from .table import Array, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ the one implementation


def _drop(input: Tensor, p: float, train: bool, *, features: bool = False, alpha: bool = False) -> Tensor:
    """`input` times noise that is 0 with probability `p` and keeps the mean; with `alpha` the variance too.

    `features` drops whole channels.
    """
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p:g}")
    data = input.array()
    if p == 0 or not train or not data.size:
        return input
    if p == 1:
        return mul(input, wrap(np.zeros((), data.dtype)))
    if data.dtype.kind in "iub":
        raise RuntimeError(f"result type Float can't be cast to the desired output type {input.dtype.legacy}")
    noise = _kept(data, 1 - p, features)
    if not alpha:
        noise /= noise.dtype.type(1 - p)
        return mul(input, wrap(noise))
    a = 1.0 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    of = noise.dtype.type
    shift = (noise + of(-1)) * of(_ALPHA * a) + of(_ALPHA * a * p)
    return add(mul(input, wrap(noise * of(a))), wrap(shift))


_ALPHA = 1.7580993408473766  # minus the value to which SELU tends at -inf: scale * alpha


def _kept(data: ndarray[Any, Any], keep: float, features: bool) -> ndarray[Any, Any]:
    """1 for what is kept, 0 for what falls: one an element, or one a channel."""
    if not features:
        kept: ndarray[Any, Any] = fill(
            blank_like(data, data.dtype), lambda s, _: discrete.bernoulli(default_generator, s, keep, data.dtype)
        )
        return kept
    if data.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    shape = (*data.shape[:2], *(1,) * (data.ndim - 2))
    return discrete.bernoulli(default_generator, shape, keep, data.dtype)


def _probability(p: float) -> None:
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _finish(input: Tensor, out: Tensor, inplace: bool) -> Tensor:
    """The result, written into `input` if asked for."""
    if not inplace or out is input:
        return out
    views.check_writable(input)
    return views.assign(input, out)


# ------------------------------------------------------------ nn.functional


def _functional(name: str, doc: str, *, training: bool, features: bool = False, alpha: bool = False,
                check: Callable[[Tensor], None] | None = None) -> Callable[..., Tensor]:  # fmt: skip
    """A dropout of nn.functional: `name(input, p, training, inplace)`."""

    def dropping(input: Tensor, p: float = 0.5, training: bool = training, inplace: bool = False) -> Tensor:
        _probability(p)
        if check is not None:
            check(tensor_argument(name, "input", 1, input))
        return _finish(input, _drop(input, p, training, features=features, alpha=alpha), inplace)

    dropping.__name__ = dropping.__qualname__ = name
    dropping.__doc__ = doc
    return composite(namespaces=("nn.functional",), out=False)(dropping)


functional_dropout = _functional(
    "dropout",
    """Zeroes each element with probability `p` and divides the others by 1 - p; the input itself unless `training`.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.nn.functional.dropout(torch.ones(4), 0.5)
    tensor([0., 0., 2., 0.])
    """,
    training=True,
)


_DEPRECATED = (
    "{0}: Received a {1}-D input to {0}, which is deprecated and will result in an error in a future release. To "
    "retain the behavior and silence this warning, please use dropout instead. Note that {0} exists to provide "
    "channel-wise dropout on inputs with {2} spatial dimensions, a channel dimension, and an optional batch dimension "
    "(i.e. {3} inputs)."
)


def _hint_2d(x: Tensor) -> None:
    ndim = x._data.ndim
    if ndim not in (3, 4):
        warn(_DEPRECATED.format("dropout2d", ndim, 2, "3D or 4D"))
    if ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is "
            "desired - input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will "
            "change in a future release to interpret the input as one without a batch dimension, i.e. shape (C, H, "
            "W). To maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead."
        )


def _hint_3d(x: Tensor) -> None:
    ndim = x._data.ndim
    if ndim not in (4, 5):
        warn(_DEPRECATED.format("dropout3d", ndim, 3, "4D or 5D"))


functional_dropout2d = _functional(
    "dropout2d",
    "Zeroes whole channels of `input` (N, C, H, W) with probability `p` and divides the others by 1 - p.",
    training=True,
    features=True,
    check=_hint_2d,
)


@composite(namespaces=("nn.functional",), out=False)
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes whole channels of `input` (N, C, L) or (C, L) with probability `p` and divides the others by 1 - p.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.nn.functional.dropout1d(torch.ones(3, 2))
    tensor([[0., 0.],
            [0., 0.],
            [2., 2.]])
    """
    return _batched("dropout1d", input, p, training, inplace, 2)


@composite(namespaces=("nn.functional",), out=False)
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes whole channels of `input` (N, C, D, H, W) or (C, D, H, W) and divides the others by 1 - p."""
    _hint_3d(input)
    return _batched("dropout3d", input, p, training, inplace, 4)


def _batched(name: str, input: Tensor, p: float, training: bool, inplace: bool, unbatched: int) -> Tensor:
    """Feature dropout of a batch, or of one example, which has `unbatched` axes."""
    _probability(p)
    ndim = input._data.ndim
    if name == "dropout1d" and ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. Note that dropout1d exists to provide "
            "channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch "
            "dimension (i.e. 2D or 3D inputs)."
        )
    single = ndim != unbatched + 1
    x: Any = input.unsqueeze(0) if single else input
    out = _drop(x, p, training, features=True)
    if out is x:
        return input
    return _finish(input, out.squeeze(0) if single else out, inplace)


functional_alpha_dropout = _functional(
    "alpha_dropout",
    """Sets each element with probability `p` to the value SELU saturates at, keeping mean and variance.

    Source: Klambauer et al., Self-Normalizing Neural Networks (2017).
    """,
    training=False,
    alpha=True,
)
functional_feature_alpha_dropout = _functional(
    "feature_alpha_dropout",
    "Sets whole channels with probability `p` to the value SELU saturates at, keeping mean and variance.",
    training=False,
    features=True,
    alpha=True,
)

# ------------------------------------------------------------ torch.dropout and its like


def _plain(name: str, doc: str, features: bool = False, alpha: bool = False) -> Callable[[Tensor, float, bool], Tensor]:
    """Register `torch.name(input, p, train)` and its in-place form; the first is returned."""

    def dropping(input: Tensor, p: float, train: bool) -> Tensor:
        return _drop(input, p, train, features=features, alpha=alpha)

    def dropping_(input: Tensor, p: float, train: bool) -> Tensor:
        return _finish(input, _drop(input, p, train, features=features, alpha=alpha), True)

    for function, suffix in ((dropping, ""), (dropping_, "_")):
        function.__name__ = function.__qualname__ = name + suffix
        function.__doc__ = doc
        composite(method=False, out=False)(function)
    return dropping


dropout = _plain("dropout", "Zeroes each element with probability `p` and divides the others by 1 - p, if `train`.")
feature_dropout = _plain("feature_dropout", "Zeroes whole channels with probability `p`, if `train`.", features=True)
alpha_dropout = _plain("alpha_dropout", "Dropout that keeps the moments of SELU's outputs, if `train`.", alpha=True)
feature_alpha_dropout = _plain(
    "feature_alpha_dropout", "`alpha_dropout` of whole channels, if `train`.", features=True, alpha=True
)


@op(
    input=lambda g, mask, scale: g * mask * scale,
    node="NativeDropoutBackward0",
    samples=lambda rng: [((rng.standard_normal(4), np.array([True, False, True, True]), 2.0), {})],
)
def _masked(input: Array, mask: Array, scale: float) -> Array:
    """What the mask keeps, scaled."""
    return input * mask * scale


@composite(method=False, out=False)
def native_dropout(input: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """Dropout and the mask of what was kept."""
    data = input.array()
    if train is False or not data.size:
        return _masked(input, wrap(np.ones_like(data, bool)), 1.0), wrap(np.ones_like(data, bool))
    template = blank_like(data, np.dtype(bool))
    mask = wrap(fill(template, lambda s, _: discrete.bernoulli(default_generator, s, 1 - p, template.dtype)))
    return _masked(input, mask, 0.0 if p == 1 else 1 / (1 - p)), mask


@composite(method=False, out=False)
def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: float) -> Tensor:
    """The gradient of `native_dropout` for its input."""
    return mul(mul(grad_output, mask), scale)


# ------------------------------------------------------------ other noise


@composite(namespaces=("nn.functional",), out=False)
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A differentiable draw from the categories along `dim` with the given log-odds, sharper for smaller `tau`.

    With `hard` the value is one-hot, and the gradient still that of the soft draw.  Source: Jang, Gu, Poole,
    Categorical Reparameterization with Gumbel-Softmax (2017).

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.nn.functional.gumbel_softmax(torch.zeros(3), hard=True).sum()
    tensor(1.)
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    data = logits.array()
    gumbels = wrap(-np.log(continuous.exponential(default_generator, data.shape, 1.0, data.dtype)))
    soft: Any = ((logits + gumbels) / tau).softmax(dim)
    if not hard:
        return soft
    one_hot = np.zeros_like(data, order="C")
    np.put_along_axis(one_hot, np.expand_dims(raw(soft).argmax(dim), dim), 1, dim)
    return add(sub(wrap(one_hot), soft.detach()), soft)


def rrelu_slopes(data: ndarray[Any, Any], lower: float, upper: float) -> ndarray[Any, Any]:
    """The slope of `rrelu` at each element in training: drawn of [lower, upper) where it is not positive, else 1."""
    slopes = np.ones(data.shape, data.dtype)
    falling = data <= 0
    slopes[falling] = continuous.uniform(default_generator, (int(falling.sum()),), lower, upper, np.float64)
    return slopes
