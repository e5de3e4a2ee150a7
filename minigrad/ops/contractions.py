"""Contractions by name, and cross: tensordot, kron, chains of products, vecdot.

Imports the table, `einsum` and `linear`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.tensor import Tensor, raw, wrap_dim
from .._warnings import warn
from ._checks import legacy
from ._names import c_type
from .einsum import _contracted
from .shape import _reshape_copy
from .table import Array, composite, op

# ------------------------------------------------------------ tensordot and kron


def _tensordot_dims(dims: Any, a: Any, b: Any) -> tuple[list[int], list[int]]:
    if isinstance(dims, Tensor):
        dims = dims.tolist() if dims.numel() > 1 else int(dims)
    if isinstance(dims, tuple | list):
        if len(dims) != 2:
            raise RuntimeError(
                "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two "
                f"lists, but got dims={dims}"
            )
        first, second = ([d] if isinstance(d, int) else list(d) for d in dims)
        return first, second
    if not isinstance(dims, int):
        raise RuntimeError(
            "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, "
            f"but got dims={dims}"
        )
    if dims < 0:
        raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
    if dims > min(a.ndim, b.ndim):
        raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
    return list(range(-dims, 0)), list(range(dims))


def _tensordot_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((3, 4)), 1), {}
    yield (rng.standard_normal((2, 3, 4)), rng.standard_normal((4, 3, 2)), ([1, 2], [1, 0])), {}
    yield (rng.standard_normal(2), rng.standard_normal(3), 0), {}


@composite(method=False, samples=_tensordot_samples)
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Any:
    """Products summed over axes: the last `dims` of `a` with the first of `b`, or two lists of axes.

    Raises RuntimeError where the axes' lengths or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.tensordot(torch.ones(2, 3, 4), torch.ones(3, 4, 5), dims=2).shape
    torch.Size([2, 5])
    """
    if not isinstance(b, Tensor):
        raise errors.not_tensor("tensordot", "other", 2, b)
    x, y = a._data, b._data
    first, second = _tensordot_dims(dims, x, y)
    if len(first) != len(second):
        raise RuntimeError("both dimension lists should have same length")
    if x.dtype != y.dtype:
        raise RuntimeError(f"both inputs should have same dtype\nThey have {legacy(x)} and {legacy(y)}.")
    given = list(zip(first, second, strict=True))
    first, second = [wrap_dim(d, x.ndim) for d in first], [wrap_dim(d, y.ndim) for d in second]
    for (i, j), d, e in zip(given, first, second, strict=True):
        if x.shape[d] != y.shape[e] and 1 not in (x.shape[d], y.shape[e]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {x.shape[d]} in dim {i} and second has size "
                f"{y.shape[e]} in dim {j}"
            )
    for name, axes, n in (("self", first, x.ndim), ("other", second, y.ndim)):
        if len(set(axes)) != len(axes):
            raise RuntimeError(f"dim {axes[0]} appears multiple times in the list of dims of {name} with {n} axes")
    labels = list(range(x.ndim)), list(range(x.ndim, x.ndim + y.ndim))
    for d, e in zip(first, second, strict=True):
        labels[1][e] = d
    out = [n for n in labels[0] if n not in first] + [n for i, n in enumerate(labels[1]) if i not in second]
    made = _contracted(a, tuple(labels[0]), b, tuple(labels[1]), tuple(out))
    return made if made.dtype is a.dtype else made.to(a.dtype)  # a sum of small integers is one of int64


def _kron_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((3, 2))), {}
    yield (rng.standard_normal(2), rng.standard_normal((2, 2))), {}


@composite(samples=_kron_samples)
def kron(input: Tensor, other: Tensor) -> Any:
    """The Kronecker product: every element of `input` times the whole of `other`, laid out as blocks.

    >>> import minigrad as torch
    >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 10]))
    tensor([ 1, 10,  2, 20])
    """
    if not isinstance(other, Tensor):
        raise errors.not_tensor("kron", "other", 2, other)
    n = max(input._data.ndim, other._data.ndim)
    a, b = (((1,) * (n - x._data.ndim)) + x._data.shape for x in (input, other))
    blocks = input.reshape([k for m in a for k in (m, 1)]) * other.reshape([k for m in b for k in (1, m)])
    return _reshape_copy(blocks, tuple(m * k for m, k in zip(a, b, strict=True)))


# ------------------------------------------------------------ chains of products


def _best_splits(sizes: Sequence[int]) -> list[list[int]]:
    """Where to split each chain i..j of matrices of `sizes` with the fewest multiplications, by dynamic programming."""
    n = len(sizes) - 1
    cost, splits = [[0] * n for _ in range(n)], [[0] * n for _ in range(n)]
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            choices = [
                (cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            ]
            cost[i][j], splits[i][j] = min(choices, key=lambda choice: choice[0])
    return splits


def _chain(tensors: Sequence[Any], splits: list[list[int]], i: int, j: int) -> Any:
    if i == j:
        return tensors[i]
    k = splits[i][j]
    return _chain(tensors, splits, i, k) @ _chain(tensors, splits, k + 1, j)


def _chain_samples(rng: np.random.Generator) -> Any:
    yield ([rng.standard_normal((2, 3)), rng.standard_normal((3, 4)), rng.standard_normal((4, 2))],), {}
    yield ([rng.standard_normal(3), rng.standard_normal((3, 4)), rng.standard_normal(4)],), {}


@composite(namespaces=("linalg",), samples=_chain_samples)
def multi_dot(tensors: Sequence[Tensor]) -> Any:
    """The product of two or more matrices, in the order that takes the fewest multiplications.

    The first and the last may be vectors.  Raises RuntimeError where shapes or dtypes do not fit.

    >>> import minigrad as torch
    >>> torch.linalg.multi_dot([torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1)])
    tensor([[6.]])
    """
    given = list(tensors)
    if len(given) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(given)}")
    for i, x in enumerate(given):
        ndim, end = x._data.ndim, i in (0, len(given) - 1)
        if end and ndim not in (1, 2):
            raise RuntimeError(f"multi_dot(): the {'last' if i else 'first'} tensor must be 1D or 2D but got {ndim}D")
        if not end and ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {ndim}D")
        if x._data.dtype != given[0]._data.dtype:
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {c_type(given[0]._data.dtype)} "
                f"and tensor {i} {c_type(x._data.dtype)}"
            )
    row, column = given[0]._data.ndim == 1, given[-1]._data.ndim == 1
    shapes = [x._data.shape for x in given]
    matrices = list(given)
    if row:
        matrices[0] = given[0].reshape(1, -1)
    if column:
        matrices[-1] = given[-1].reshape(-1, 1)
    for i, (a, b) in enumerate(itertools.pairwise(matrices)):
        if a._data.shape[1] != b._data.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(shapes[i])} and {list(shapes[i + 1])} cannot "
                "be multiplied"
            )
    sizes = [matrices[0]._data.shape[0], *[m._data.shape[1] for m in matrices]]
    out = _chain(matrices, _best_splits(sizes), 0, len(matrices) - 1)
    return out.reshape([n for n, gone in ((sizes[0], row), (sizes[-1], column)) if not gone]) if row or column else out


@composite(method=False)
def chain_matmul(*matrices: Tensor) -> Any:
    """The product of matrices, in the order that takes the fewest multiplications: the old form of `linalg.multi_dot`.

    >>> import minigrad as torch
    >>> torch.linalg.multi_dot([torch.ones(1, 2), torch.ones(2, 1)])
    tensor([[2.]])
    """
    warn(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot "
        "instead, which accepts a list of two or more tensors rather than multiple parameters."
    )
    for x in matrices:
        if raw(x).ndim != 2:
            raise RuntimeError(f"Tensor dimension is {raw(x).ndim}, expected 2 instead.")
    if len(matrices) == 1:
        return matrices[0].clone()
    return multi_dot(list(matrices))


# ------------------------------------------------------------ vectors along an axis


def _vector_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((2, 3))), {}
    yield (rng.standard_normal((3, 2)), rng.standard_normal((3, 1))), {"dim": 0}


@composite(namespaces=("linalg",), samples=_vector_samples)
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Any:
    """The dot products of vectors along `dim`, those of `x` conjugated; the other axes broadcast.

    Raises RuntimeError for integers and where the dtypes differ.

    >>> import minigrad as torch
    >>> torch.linalg.vecdot(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 4.0]]))
    tensor([11.])
    """
    if not isinstance(y, Tensor):
        raise errors.not_tensor("linalg.vecdot", "y", 2, y)
    a, b = x._data, y._data
    if a.dtype.kind not in "fcV":
        raise RuntimeError(f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {legacy(a)}")
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {legacy(a)} and y of type "
            f"{legacy(b)} instead"
        )
    return (x.conj() * y).sum(dim)


def _cross_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((2, 3)), 1), {}
    yield (rng.standard_normal((3, 2)), rng.standard_normal((3, 1)), 0), {}


@op(
    input=lambda g, other, dim: _cross(other, g, dim),
    other=lambda g, input, dim: _cross(g, input, dim),
    node="LinalgCrossBackward0", samples=_cross_samples,
)  # fmt: skip
def _cross(input: Array, other: Array, dim: int) -> Array:
    """The cross products of vectors with three elements along `dim`."""
    try:
        shape = np.broadcast_shapes(input.shape, other.shape)
    except ValueError:
        raise errors.broadcast(input.shape, other.shape) from None
    a, b = (np.moveaxis(np.broadcast_to(x, shape), dim, 0) for x in (input, other))
    out = np.empty(a.shape, input.dtype)
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        out[i] = a[j] * b[k] - a[k] * b[j]
    return np.ascontiguousarray(np.moveaxis(out, 0, dim))


def _check_cross(input: Any, other: Any, dim: int) -> int:
    if not isinstance(other, Tensor):
        raise errors.not_tensor("cross", "other", 2, other)
    a, b = input._data, other._data
    if a.ndim != b.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    d = wrap_dim(dim, a.ndim)
    if a.shape[d] != 3 or b.shape[d] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {a.shape[d]} and {b.shape[d]}"
        )
    if a.dtype != b.dtype:
        raise RuntimeError(f"expected scalar type {legacy(a)} but found {legacy(b)}")
    if dtypes.category(a.dtype) == dtypes.BOOL:
        raise NotImplementedError("\"cross\" not implemented for 'Bool'")
    return d


@composite(samples=lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal((2, 3)), 1), {})])
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Any:
    """The cross products of vectors with three elements along `dim`; the other axes broadcast.

    Without `dim` along the first axis of length 3, with a warning.  Raises RuntimeError where there is none.

    >>> import minigrad as torch
    >>> torch.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0]), dim=0)
    tensor([0., 0., 1.])
    """
    if dim is None:
        if not isinstance(other, Tensor):
            raise errors.not_tensor("cross", "other", 2, other)
        if input._data.ndim != other._data.ndim:
            raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
        warn(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or "
            "simply use torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross "
            "in a future release."
        )
        dim = next((d for d, n in enumerate(input._data.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    return _cross(input, other, _check_cross(input, other, dim))


def _linalg_cross() -> None:
    @composite(namespaces=("linalg",), samples=_vector_samples_of_three)
    def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Any:
        """The cross products of vectors with three elements along `dim`; the other axes broadcast.

        >>> import minigrad as torch
        >>> torch.linalg.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0]))
        tensor([0., 0., 1.])
        """
        return _cross(input, other, _check_cross(input, other, dim))


def _vector_samples_of_three(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((1, 3))), {}
    yield (rng.standard_normal((3, 2)), rng.standard_normal((3, 2))), {"dim": 0}


_linalg_cross()
