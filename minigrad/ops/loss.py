"""Losses that compare a prediction with a target: squared and absolute errors, likelihoods, divergences.

Imports the table and the elementwise ops and reductions before it.  What all losses share stands first; start at
`mse_loss`.  Losses of classes are in `cross_entropy`, of rankings and margins in `margins`, of alignments in `ctc`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.modes import state
from .._engine.tensor import Tensor, wrap
from .._warnings import warn
from ._checks import needs_float
from .clamping import _clamp_tensors as clamp
from .pairs import xlogy
from .pointwise import exp, log
from .table import Array, composite, op

ndarray = np.ndarray
_F = ("nn.functional",)

# ------------------------------------------------------------ what losses have in common


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction asked for: "mean", "sum" or "none".  Raises ValueError for another word.

    `size_average` and `reduce`, where given, decide as they once did, with a warning.
    """
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
        warn(f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.")
    elif reduction not in ("mean", "sum", "none"):
        if reduction != "elementwise_mean":
            raise ValueError(f"{reduction} is not a valid value for reduction\nUse 'mean', 'sum' or 'none'.")
        warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.")
        return "mean"
    return reduction


def needs_tensors(function: str, **arguments: Any) -> None:
    """Raises TypeError for an argument that is no Tensor."""
    for place, (name, value) in enumerate(arguments.items(), 1):
        if not isinstance(value, Tensor):
            raise errors.not_tensor(function, name, place, value)


def no_gradient(function: str, name: str, value: Any) -> None:
    """Raises RuntimeError where an argument that has no gradient requires one."""
    if isinstance(value, Tensor) and value._node is not None and state.recording:
        raise RuntimeError(
            f"The function '{function}' is not differentiable with respect to argument '{name}'. This input cannot "
            f"have requires_grad True.\nPass {name}.detach()."
        )


def reduced(values: Any, reduction: str) -> Any:
    """An array of losses as the call asks for it."""
    if reduction == "none":
        return values
    total = np.add.reduce(values, None)
    return total if reduction == "sum" else total / (values.size or math.nan)


def collected(values: Tensor, reduction: str) -> Tensor:
    """A Tensor of losses as the call asks for it."""
    if reduction == "none":
        return values
    return values.mean() if reduction == "mean" else values.sum()


def shared(g: Any, of: Any, reduction: str) -> Any:
    """The gradient of each of the losses `of`."""
    return g / (math.prod(of.shape) or math.nan) if reduction == "mean" else g


def same_size(input: Tensor, target: Tensor) -> None:
    """Warns where a target must be broadcast, which mostly is a mistake."""
    if input._data.shape != target._data.shape:
        warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )


def _difference(input: Any, target: Any) -> Any:
    try:
        return input - target
    except ValueError:
        raise errors.broadcast(input.shape, target.shape) from None


def _check_weights(values: Any, weight: Any) -> None:
    if weight._data.shape != values._data.shape:
        raise ValueError(
            f"Weights and input must have the same size.\nThey have {list(weight._data.shape)} and "
            f"{list(values._data.shape)}."
        )


def _weighed(values: Tensor, weight: Tensor, reduction: str) -> Any:
    """Losses times weights; their mean is that of the weights' total."""
    _check_weights(values, weight)
    weighed: Any = values * weight
    if reduction == "mean":
        return weighed.sum() / weight.sum()
    return collected(weighed, reduction)


def _pairs(*constants: Any) -> Any:
    """Samples (input, target, *constants), a reduction each."""

    def samples(rng: np.random.Generator) -> Any:
        for reduction in ("mean", "sum", "none"):
            yield (rng.standard_normal((2, 3)), rng.standard_normal((2, 3)), reduction, *constants), {}
        yield (rng.standard_normal((2, 1)), rng.standard_normal((1, 3)), "mean", *constants), {}
        yield (rng.standard_normal(()), rng.standard_normal(()), "sum", *constants), {}
        yield (rng.standard_normal((0, 3)), rng.standard_normal((0, 3)), "sum", *constants), {}

    return samples


def _public(**named: Any) -> Any:
    """Samples of a public loss of a prediction and a target."""
    return lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal((2, 3))), named)]


# ------------------------------------------------------------ squares and absolute values of the error


def _square_gradient(g: Any, input: Any, target: Any, reduction: str) -> Any:
    d = input - target
    return d * (g * (2.0 / (math.prod(d.shape) or math.nan)) if reduction == "mean" else g * 2.0)


@op(
    widen=True,
    input=_square_gradient,
    target=lambda g, input, target, reduction: -_square_gradient(g, input, target, reduction),
    promote=("input", "target"), node="MseLossBackward0", samples=_pairs(),
)  # fmt: skip
def _mse(input: Array, target: Array, reduction: str) -> Array:
    """The squares of the differences."""
    if input.dtype.kind != "f":
        needs_float("mse_cpu", input)
    d = _difference(input, target)
    if reduction == "none":
        return d * d
    if type(d) is ndarray and d.size <= 1024 and d.itemsize > 2:
        d = d.reshape(-1)
        total = d.dot(d)
    else:
        total = np.add.reduce(d * d, None)
    return total if reduction == "sum" else total / (d.size or math.nan)


@composite(namespaces=_F, out=False, samples=_public())
def mse_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Any:  # fmt: skip
    """The mean of the squared differences (or their "sum", or "none": each); with `weight`, the weighted mean.

    Input and target have one shape: a target that must be broadcast is warned of.

    >>> import minigrad as torch
    >>> torch.nn.functional.mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(2.)
    """
    if reduction != "mean" or size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    if not isinstance(target, Tensor):
        raise errors.not_tensor("mse_loss", "target", 2, target)
    if input._data.shape != target._data.shape:
        same_size(input, target)
    if weight is not None:
        return _weighed(_mse(input, target, "none"), weight, reduction)
    return _mse(input, target, reduction)


@composite(namespaces=_F, out=False, samples=_public())
def l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Any:  # fmt: skip
    """The mean of the absolute differences (or their "sum", or "none": each); with `weight`, the weighted mean.

    >>> import minigrad as torch
    >>> torch.nn.functional.l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(1.)
    """
    needs_tensors("l1_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    same_size(input, target)
    gap = (input - target).abs()
    return _weighed(gap, weight, reduction) if weight is not None else collected(gap, reduction)


def _smooth_gradient(g: Any, input: Any, target: Any, reduction: str, beta: float) -> Any:
    d = input - target
    return clamp(d / beta, -1.0, 1.0) * shared(g, d, reduction)


@op(
    widen=True,
    input=_smooth_gradient,
    target=lambda g, input, target, reduction, beta: -_smooth_gradient(g, input, target, reduction, beta),
    promote=("input", "target"), node="SmoothL1LossBackward0", samples=_pairs(0.7),
)  # fmt: skip
def _smooth_l1(input: Array, target: Array, reduction: str, beta: float) -> Array:
    """d^2 / (2 beta) up to |d| = beta, then |d| - beta / 2."""
    needs_float("smooth_l1_cpu", input)
    gap = np.abs(_difference(input, target))
    return reduced(np.where(gap < beta, 0.5 * gap * gap / beta, gap - 0.5 * beta), reduction)


@composite(namespaces=_F, out=False, samples=_public(beta=0.7))
def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Any:  # fmt: skip
    """d^2 / (2 beta) where the difference |d| is below `beta`, else |d| - beta / 2: the mean, "sum" or each ("none").

    Raises RuntimeError for a negative `beta`.  `beta` 0 gives `l1_loss`.

    >>> import minigrad as torch
    >>> torch.nn.functional.smooth_l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 4.0]))
    tensor(0.8125)
    """
    needs_tensors("smooth_l1_loss", input=input, target=target)
    same_size(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return collected((input - target).abs(), reduction)
    return _smooth_l1(input, target, reduction, beta)


def _huber_gradient(g: Any, input: Any, target: Any, reduction: str, delta: float) -> Any:
    d = input - target
    return clamp(d, -delta, delta) * shared(g, d, reduction)


@op(
    widen=True,
    input=_huber_gradient,
    target=lambda g, input, target, reduction, delta: -_huber_gradient(g, input, target, reduction, delta),
    promote=("input", "target"), node="HuberLossBackward0", samples=_pairs(0.7),
)  # fmt: skip
def _huber(input: Array, target: Array, reduction: str, delta: float) -> Array:
    """d^2 / 2 up to |d| = delta, then delta (|d| - delta / 2)."""
    needs_float("huber_cpu", input)
    gap = np.abs(_difference(input, target))
    return reduced(np.where(gap < delta, 0.5 * gap * gap, delta * (gap - 0.5 * delta)), reduction)


@composite(namespaces=_F, out=False, samples=_public(delta=0.7))
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Any:
    """d^2 / 2 where the difference |d| is below `delta`, else delta (|d| - delta / 2): the mean, "sum" or each
    ("none").

    Raises RuntimeError unless `delta` is positive.

    >>> import minigrad as torch
    >>> torch.nn.functional.huber_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 4.0]))
    tensor(0.8125)
    """
    needs_tensors("huber_loss", input=input, target=target)
    same_size(input, target)
    reduction = reduction_of(None, None, reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if weight is not None:
        each = _huber(input, target, "none", delta)
        _check_weights(each, weight)
        return collected(each * weight, reduction)
    return _huber(input, target, reduction, delta)


# ------------------------------------------------------------ likelihoods and divergences


@composite(namespaces=_F, out=False, samples=_public(reduction="batchmean", log_target=True))
def kl_div(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", log_target: bool = False,
) -> Any:  # fmt: skip
    """The Kullback-Leibler divergence, pointwise: target (log(target) - input), the input being log-probabilities.

    With `log_target` the target is of log-probabilities too.  "batchmean" divides the sum by the first axis' length,
    which is the divergence as defined; "mean" by the number of elements, and warns.

    >>> import minigrad as torch
    >>> torch.nn.functional.kl_div(torch.tensor([0.0]), torch.tensor([1.0]), reduction="sum")
    tensor(0.)
    """
    needs_tensors("kl_div", input=input, target=target)
    if size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    elif reduction == "mean":
        warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
            "same as 'batchmean' in the next major release."
        )
    elif reduction != "batchmean":
        reduction = reduction_of(None, None, reduction)
    for x in (input._data, target._data):
        if x.dtype.kind in "iub":
            raise RuntimeError("kl_div: Integral inputs not supported.")
        if x.dtype.kind == "c":
            raise RuntimeError("kl_div: Complex inputs not supported.")
    each: Any = exp(target) * (target - input) if log_target else xlogy(target, target) - target * input
    if reduction == "batchmean":
        return each.sum() / (input._data.shape[0] if input._data.ndim else 1)
    return collected(each, reduction)


@composite(namespaces=_F, out=False, samples=_public(full=False))
def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False, size_average: bool | None = None,
    eps: float = 1e-08, reduce: bool | None = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log likelihood of counts under Poisson distributions with rates exp(input), or input.

    `full` adds Stirling's approximation of log(target!) for targets above 1; `eps` keeps the logarithm of a rate
    finite.

    >>> import minigrad as torch
    >>> torch.nn.functional.poisson_nll_loss(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor(1.)
    """
    needs_tensors("poisson_nll_loss", input=input, target=target)
    reduction = reduction_of(size_average, reduce, reduction)
    x: Any = input
    t: Any = target
    loss = exp(x) - t * x if log_input else x - t * log(x + eps)
    if full:
        stirling = t * log(t) - t + 0.5 * log(2 * math.pi * t)
        loss = loss + stirling.masked_fill(t <= 1, 0)
    return collected(loss, reduction)


@composite(
    namespaces=_F, out=False,
    samples=lambda rng: [((*rng.standard_normal((2, 2, 3)), rng.uniform(0.5, 2, (2, 1))), {"full": True})],
)
def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """The negative log likelihood of targets under normal distributions with means `input` and variances `var`.

    `var` has the input's shape, with 1 for any axis or without the last (or is a number); it is taken as at least
    `eps`, without a gradient for that.  `full` adds log(2 pi) / 2.  Raises ValueError for another shape or negative
    variances.

    >>> import minigrad as torch
    >>> torch.nn.functional.gaussian_nll_loss(torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([1.0]))
    tensor(0.5000)
    """
    needs_tensors("gaussian_nll_loss", input=input, target=target)
    x: Any = input
    v: Any = var
    if isinstance(var, int | float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        v = wrap(np.full(x._data.shape, var, x._data.dtype))
    elif (v._data < 0).any():
        raise ValueError("var has negative entry/entries")
    shape, given = x._data.shape, v._data.shape
    if given != shape:
        if shape[:-1] == given:
            v = v.unsqueeze(-1)
        elif len(shape) != len(given) or any(m not in (1, n) for m, n in zip(given, shape, strict=True)):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    small = v._data < eps
    if small.any():  # the floor does not count for the gradient
        v = v + wrap(np.where(small, v._data.dtype.type(eps) - v._data, 0).astype(v._data.dtype))
    loss = 0.5 * (log(v) + (x - target) ** 2 / v)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return collected(loss, reduction)
