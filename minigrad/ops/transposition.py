"""The order of axes: permute, transpose, movedim, T, mT, H.  All are views.

Imports the table and `shape`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap_dim
from .._warnings import warn
from .shape import as_axes, integer, shape_argument
from .table import Array, add_members, composite, op

# ------------------------------------------------------------ the order of axes


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    return order if len(order) < 3 else tuple(sorted(range(len(order)), key=order.__getitem__))


def _permute_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3, 4)), (2, 0, 1)), {}
    yield (rng.standard_normal((2, 3)), (1, 0)), {}
    yield (rng.standard_normal(()), ()), {}


@op(
    input=lambda g, dims: _permute(g, _inverse(dims)),
    view=True,
    linear=True,
    node="PermuteBackward0",
    samples=_permute_samples,
)
def _permute(input: Array, dims: tuple[int, ...]) -> Array:
    """The axes in an order counted from the front."""
    return input.transpose(dims)


@composite(out=False, samples=_permute_samples)
def permute(input: Tensor, *order: Any, dims: Any = None) -> Any:
    """The axes in the order `dims`.

    >>> import minigrad as torch
    >>> torch.permute(torch.ones(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
    """
    n = raw(input).ndim
    given = shape_argument("permute", order, dims, "dims")
    if len(given) != n:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(given)}"
        )
    wanted = tuple([d if 0 <= d < n else wrap_dim(d, n) for d in given])
    if len(set(wanted)) != n:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _permute(input, wanted)


def _transpose_args(input: Array, dim0: int, dim1: int) -> tuple[Any, ...]:
    n = raw(input).ndim
    return input, integer("transpose", "dim0", dim0, n), integer("transpose", "dim1", dim1, n)


@op(
    input=lambda g, dim0, dim1: transpose(g, dim0, dim1),
    view=True,
    linear=True,
    canonical=_transpose_args,
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3, 4)), 0, -1), {}), ((rng.standard_normal(()), 0, -1), {})],
)
def transpose(input: Array, dim0: int, dim1: int) -> Array:
    """The axes `dim0` and `dim1` exchanged.

    >>> import minigrad as torch
    >>> torch.transpose(torch.tensor([[1, 2, 3]]), 0, 1)
    tensor([[1],
            [2],
            [3]])
    """
    return input.swapaxes(dim0, dim1) if input.ndim else input.reshape(())


@composite(out=False)
def swapaxes(input: Tensor, axis0: int, axis1: int) -> Any:
    """The axes `axis0` and `axis1` exchanged: `transpose`."""
    return transpose(input, axis0, axis1)


@composite(out=False)
def swapdims(input: Tensor, dim0: int, dim1: int) -> Any:
    """The axes `dim0` and `dim1` exchanged: `transpose`."""
    return transpose(input, dim0, dim1)


def _t_args(input: Array) -> tuple[Any, ...]:
    n = raw(input).ndim
    if n > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {n}D")
    return (input,)


@op(
    input=lambda g: t(g),
    view=True,
    linear=True,
    canonical=_t_args,
    node="TBackward0",
    out=False,
    samples=lambda rng: [((rng.standard_normal((2, 3)),), {}), ((rng.standard_normal(3),), {})],
)
def t(input: Array) -> Array:
    """The transpose of a matrix; a tensor with fewer axes as it is.

    >>> import minigrad as torch
    >>> torch.t(torch.tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """
    return input.transpose()


@composite(out=False)
def adjoint(input: Tensor) -> Any:
    """The conjugate transpose of the last two axes."""
    if raw(input).ndim < 2 and raw(input).ndim:
        raise RuntimeError(
            f"tensor.adjoint() is only supported on matrices or batches of matrices. Got {raw(input).ndim}-D tensor."
        )
    turned = transpose(input, -2, -1) if raw(input).ndim else input
    return turned.conj() if raw(input).dtype.kind == "c" else turned


@composite(out=False, aliases=("moveaxis",))
def movedim(input: Tensor, source: Any, destination: Any) -> Any:
    """The axes `source` moved to the places `destination`, the others kept in order.

    Raises RuntimeError where an axis is named twice, or the numbers differ.

    >>> import minigrad as torch
    >>> torch.movedim(torch.ones(2, 3, 4), 0, -1).shape
    torch.Size([3, 4, 2])
    """
    n = raw(input).ndim
    given, wanted = as_axes(source), as_axes(destination)
    if len(given) != len(wanted):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(given)} dims) should contain the same number "
            "of "
            f"dims as destination ({list(wanted)} dims)"
        )
    from_, to = [wrap_dim(d, n) for d in given], [wrap_dim(d, n) for d in wanted]
    for name, found, said in (("source", from_, given), ("destination", to, wanted)):
        if len(set(found)) != len(found):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({list(said)})")
    if not n:
        return input
    order = [-1] * n
    for s, d in zip(from_, to, strict=True):
        order[d] = s
    rest = iter([d for d in range(n) if d not in from_])
    return _permute(input, tuple([next(rest) if d < 0 else d for d in order]))


# ------------------------------------------------------------ properties


def _reversed(self: Tensor) -> Tensor:
    """The axes in reverse order."""
    n = self._data.ndim
    if n != 2:
        warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute("
            "*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
        )
    return _permute(self, (1, 0) if n == 2 else tuple(range(n - 1, -1, -1)))


def _only_matrices(self: Tensor, name: str) -> None:
    n = self._data.ndim
    if name in ("mT", "mH"):
        if n == 1:
            raise RuntimeError(f"tensor.{name} is only supported on matrices or batches of matrices. Got {n}-D tensor.")
    elif n not in (0, 2):
        more = " For batches of matrices, consider using tensor.mH" if n > 2 else ""
        raise RuntimeError(f"tensor.{name} is only supported on matrices (2-D tensors). Got {n}-D tensor.{more}")


def _mT(self: Tensor) -> Tensor:
    """The last two axes exchanged."""
    _only_matrices(self, "mT")
    if not self._data.ndim:
        return self
    return transpose(self, -2, -1)


def _H(self: Tensor) -> Tensor:
    """The conjugate transpose of a matrix."""
    _only_matrices(self, "H")
    return adjoint(self)


def _mH(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two axes."""
    _only_matrices(self, "mH")
    return adjoint(self)


add_members(T=property(_reversed), mT=property(_mT), H=property(_H), mH=property(_mH))
