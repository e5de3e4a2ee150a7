"""Distances and directions on top of the vector norm: dist, cdist, pdist, cosine similarity, normalize, renorm.

Imports the table and what stands before it in `ops`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap, wrap_dim
from . import reduction
from .arithmetic import true_divide
from .clamping import clamp_min
from .complexes import sgn
from .linear import needs_tensor
from .norms import norm, vector_norm, vector_norm_gradient
from .shape import broadcast_tensors
from .slices import index_select
from .table import Array, composite, op


@composite()
def dist(input: Tensor, other: Tensor, p: float = 2) -> Any:
    """The p-norm of the difference of two tensors, which broadcast.

    >>> import minigrad as torch
    >>> torch.dist(torch.tensor([1.0, 2.0]), torch.tensor([4.0, 6.0]))
    tensor(5.)
    """
    needs_tensor("dist", "other", 2, raw(other))
    difference = input - other
    if difference.dtype.category < dtypes.FLOATING:
        raise RuntimeError(
            f"norm(): input dtype should be either floating point or complex. Got {difference.dtype.legacy} instead."
        )
    return vector_norm(difference, p)


@op(
    input=lambda g, input, out: g.reshape((*out.shape, 1)) * sgn(input) * (abs(input) == out.reshape((*out.shape, 1))),
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)),), {}), ((rng.standard_normal((0, 3)),), {})],
)
def _chebyshev(input: Array) -> Array:
    """The largest absolute value along the last axis; as in torch each that attains it gets the whole gradient."""
    return np.abs(input).max(-1, initial=0)


def _distance(difference: Any, p: float) -> Any:
    """The p-norm along the last axis."""
    if difference.shape[-1] and p == math.inf:
        return _chebyshev(difference)
    return vector_norm(difference, p if difference.shape[-1] else 2, -1)


def _check_points(name: str, x: Tensor, label: str) -> None:
    if not x.dtype.is_floating_point:
        raise RuntimeError(f"cdist only supports floating-point dtypes, {label} got: {x.dtype.legacy}")
    if x.ndim < 2:
        raise RuntimeError(f"cdist only supports at least 2D tensors, {label} got: {x.ndim}D")


_MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


@composite(method=False, out=False)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = _MODES[0]) -> Any:
    """The p-distance of each row of `x1` to each row of `x2`: (..., n, k) and (..., m, k) give (..., n, m).

    The leading axes broadcast.  `compute_mode` is accepted and changes nothing: the differences are always formed.
    Raises RuntimeError for fewer than two axes, different numbers of columns, or negative `p`.

    >>> import minigrad as torch
    >>> torch.cdist(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5., 1.]])
    """
    if compute_mode not in _MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for x, label in ((x1, "X1"), (x2, "X2")):
        _check_points("cdist", x, label)
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    if not p >= 0:
        raise RuntimeError("cdist only supports non-negative p values")
    difference = x1.unsqueeze(-2) - x2.unsqueeze(-3)
    return _distance(difference, p)


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def pdist(input: Tensor, p: float = 2) -> Any:
    """The p-distance of each pair of rows, (0, 1), (0, 2), ..., (1, 2), ...: (n, k) gives (n * (n - 1) / 2,).

    >>> import minigrad as torch
    >>> torch.pdist(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]]))
    tensor([5.0000, 1.0000, 4.2426])
    """
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if not input.dtype.is_floating_point:
        raise RuntimeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    first, second = np.triu_indices(input.shape[0], 1)
    difference = index_select(input, 0, wrap(first)) - index_select(input, 0, wrap(second))
    return _distance(difference, p)


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """The p-distance of vectors, the last axes of `x1` and `x2`, which broadcast; `eps` is added to each difference.

    >>> import minigrad as torch
    >>> torch.nn.functional.pairwise_distance(torch.tensor([[1.0, 2.0]]), torch.tensor([[4.0, 6.0]]))
    tensor([5.0000])
    """
    needs_tensor("pairwise_distance", "x2", 2, raw(x2))
    return vector_norm(x1 - x2 + eps, p, -1, keepdim)


@composite(namespaces=("", "nn.functional"), method=False, out=False)
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between the vectors along `dim`: x1 . x2 / (|x1| |x2|), each norm at least `eps`.

    >>> import minigrad as torch
    >>> torch.nn.functional.cosine_similarity(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 1.0]]))
    tensor([0.7071])
    """
    common = dtypes.of(dtypes.result_numpy(x1._data, x2._data))
    if not common.is_floating_point:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {common.legacy}")
    x1, x2 = broadcast_tensors(x1.to(common), x2.to(common))
    return reduction.sum(x1 / _at_least(x1, dim, eps) * (x2 / _at_least(x2, dim, eps)), dim)


def _at_least(x: Tensor, dim: int, eps: float) -> Any:
    """The norm of `x` along `dim`, raised to `eps` where it is smaller; its gradient is that of the norm throughout."""
    n = vector_norm(x, 2, dim, True)
    low = eps - n.detach()
    return n + low * (low > 0)


@composite(namespaces=("nn.functional",), method=False)
def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Any:
    """The vectors along `dim` divided by their p-norm (by `eps` where that is smaller).

    >>> import minigrad as torch
    >>> torch.nn.functional.normalize(torch.tensor([[3.0, 4.0]]))
    tensor([[0.6000, 0.8000]])
    """
    return true_divide(input, clamp_min(norm(input, p, dim, True), eps))


_MARGIN = 1e-7  # added to the norm that is divided by, so that rounding does not leave a slice longer than maxnorm


def _renorm_args(input: Array, p: float, dim: int, maxnorm: float) -> tuple[Any, ...]:
    ndim = raw(input).ndim
    if isinstance(p, complex):
        raise RuntimeError("renorm: p must be real-valued")
    if not p > 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if isinstance(maxnorm, complex):
        raise RuntimeError("renorm: maxnorm must be real-valued")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    if ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {ndim} dimensions")
    d = wrap_dim(dim, ndim)
    return input, float(p), tuple(i for i in range(ndim) if i != d), maxnorm


def _renorm_gradient(g: Any, input: Any, p: float, dim: tuple[int, ...], maxnorm: float) -> Any:
    # out = maxnorm x / n where the norm n of a slice is larger than maxnorm, so there
    # dout = maxnorm (dx / n - x dn / n**2)
    size = vector_norm(input, p, dim, True)
    over = size > maxnorm
    inverse = over / (size + _MARGIN)
    along = (g * input.conj()).real if raw(input).dtype.kind == "c" else g * input
    shorter = vector_norm_gradient(reduction.sum(along, dim, True) * inverse * inverse, input, size, p, dim, True)
    return g * (~over + maxnorm * inverse) - maxnorm * shorter


def _renorm_samples(rng: np.random.Generator) -> Any:
    x = rng.standard_normal((3, 4, 2))
    yield (x, 2, 0, 1.5), {}
    yield (x, 1, -1, 0.5), {}
    yield (x, 3, 1, 100.0), {}


@op(
    input=_renorm_gradient, canonical=_renorm_args, inplace=True, holomorphic=False, widen=True,
    samples=_renorm_samples,
)  # fmt: skip
def renorm(input: Array, p: float, dim: tuple[int, ...], maxnorm: float) -> Array:
    """The slices along `dim` scaled down to p-norm `maxnorm` where theirs is larger.

    Raises RuntimeError for fewer than two axes, `p` that is not positive, or negative `maxnorm`.

    >>> import minigrad as torch
    >>> torch.renorm(torch.tensor([[3.0, 4.0], [0.3, 0.4]]), p=2, dim=0, maxnorm=1)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
    """
    size = vector_norm(input, p, dim, True)
    return np.where(size > maxnorm, input * (maxnorm / (size + _MARGIN)), input)
