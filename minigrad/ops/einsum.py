"""Contractions: einsum, tensordot, kron, chains of products, vecdot, cross.

Imports the table, `diagonal`, `linear`, `reduction` and `shape`.  Start at `_contract`: two tensors whose axes have
labels, multiplied and summed over the labels that are not in the result; its gradients are contractions again.
"""

from __future__ import annotations

import functools
import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.tensor import Tensor, raw, wrap_dim
from ._checks import legacy
from .diagonal import diagonal
from .linear import _same_scalar_type, batched, c_type, no_bools, product
from .reduction import sum
from .shape import _reshape_copy
from .table import Array, composite, op
from .transposition import permute

Labels = tuple[int, ...]

# ------------------------------------------------------------ two tensors


@functools.lru_cache(maxsize=1024)
def _plan(first: Labels, second: Labels, out: Labels) -> tuple[Any, ...]:
    """How to bring a contraction to a product of matrices: the order of the axes, and how many there are of each
    kind."""
    batch = [n for n in first if n in second and n in out]
    summed = [n for n in first if n in second and n not in out]
    left, right = [n for n in first if n not in second], [n for n in second if n not in first]
    made = batch + left + right
    return (
        tuple(first.index(n) for n in batch + left + summed), tuple(second.index(n) for n in batch + summed + right),
        tuple(made.index(n) for n in out), len(batch), len(left), len(summed),
    )  # fmt: skip


def _contract_samples(rng: np.random.Generator) -> Any:
    for a, b, first, second, out in (
        ((2, 3), (3, 4), (0, 1), (1, 2), (0, 2)), ((2, 3), (3, 4), (0, 1), (1, 2), (2, 0)),
        ((5, 2, 3), (5, 3, 4), (0, 1, 2), (0, 2, 3), (1, 0, 3)), ((2,), (3,), (0,), (1,), (1, 0)),
        ((3,), (3,), (0,), (0,), ()), ((2, 3), (3, 2), (0, 1), (1, 0), (0,)), ((2, 3), (3, 2), (0, 1), (1, 0), (1, 0)),
        ((), (2,), (), (0,), (0,)),
    ):  # fmt: skip
        yield (rng.standard_normal(a), rng.standard_normal(b), first, second, out), {}


@op(
    input=lambda g, other, first, second, out_labels: _contract(g, other, out_labels, second, first),
    other=lambda g, input, first, second, out_labels: _contract(input, g, first, out_labels, second),
    variant=lambda input, other, first, second, out_labels: int({*first, *second} == {*out_labels}),
    node=("ViewBackward0", "MulBackward0"), samples=_contract_samples,
)  # fmt: skip
def _contract(input: Array, other: Array, first: Labels, second: Labels, out_labels: Labels) -> Array:
    """The product of two arrays with labelled axes, summed over the labels that are not in the result.

    A label of only one operand must be in the result.
    """
    order_a, order_b, order, n_batch, n_left, n_sum = _plan(first, second, out_labels)
    a, b = input.transpose(order_a), other.transpose(order_b)
    batch, left, right = a.shape[:n_batch], a.shape[n_batch : n_batch + n_left], b.shape[n_batch + n_sum :]
    if not n_sum:
        made = a.reshape((*batch, *left, *(1,) * len(right))) * b.reshape((*batch, *(1,) * n_left, *right))
    else:
        k = math.prod(b.shape[n_batch : n_batch + n_sum])
        lefts, rights = math.prod(left), math.prod(right)
        if n_batch:
            n = math.prod(batch)
            made = batched(a.reshape(n, lefts, k), b.reshape(n, k, rights))
        else:
            made = product(a.reshape(lefts, k), b.reshape(k, rights))
        made = made.reshape((*batch, *left, *right))
    return made.transpose(order)


def _contracted(a: Any, first: Labels, b: Any, second: Labels, kept: Labels) -> Any:
    """The contraction of two tensors to the labels `kept`; lengths of 1 broadcast, and what only one has is summed
    first."""
    for label in set(first) & set(second):
        n, m = a.shape[first.index(label)], b.shape[second.index(label)]
        if n != m:
            if n == 1:
                a, first = a.squeeze(first.index(label)), tuple(x for x in first if x != label)
            else:
                b, second = b.squeeze(second.index(label)), tuple(x for x in second if x != label)
    a, first = _summed(a, first, {*second, *kept})
    b, second = _summed(b, second, {*first, *kept})
    return _contract(a, b, first, second, kept)


def _summed(x: Any, labels: Labels, kept: Any) -> tuple[Any, Labels]:
    """A tensor summed over the axes whose labels are not kept."""
    gone = tuple(i for i, label in enumerate(labels) if label not in kept)
    return (sum(x, gone), tuple(n for n in labels if n in kept)) if gone else (x, labels)


# ------------------------------------------------------------ einsum


def _label(letter: str) -> int:
    """A-Z are 0 to 25, a-z are 26 to 51; the axes of an ellipsis follow from 52 on."""
    return ord(letter) - 65 if letter <= "Z" else ord(letter) - 97 + 26


def _letter(label: int) -> str:
    return chr(label + 65) if label < 26 else chr(label - 26 + 97)


_ELLIPSIS = -1


def _subscripts(equation: str) -> tuple[list[list[int]], list[int] | None]:
    """The labels of each operand, -1 for an ellipsis, and of the result where the equation says them."""
    given, arrow, _result = equation.partition("->")
    groups: list[list[int]] = [[]]
    dots = 0
    for place, c in enumerate(equation):
        inside = place < len(given)
        if c == " " or (arrow and len(given) <= place < len(given) + 2):
            continue
        if arrow and place == len(given) + 2:
            groups.append([])
        if arrow and inside is False and len(groups) == given.count(",") + 1:
            groups.append([])
        where = "the output" if not inside else f"operand {len(groups) - 1}"
        if c == ".":
            if dots == 0 and _ELLIPSIS in groups[-1]:
                raise RuntimeError(f"einsum(): found '.' for {where} for which an ellipsis was already found")
            if equation[place - dots : place - dots + 3] != "...":
                raise RuntimeError(f"einsum(): found '.' for {where} that is not part of any ellipsis")
            dots = (dots + 1) % 3
            if not dots:
                groups[-1].append(_ELLIPSIS)
        elif c == "," and inside:
            groups.append([])
        elif c.isascii() and c.isalpha():
            groups[-1].append(_label(c))
        else:
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {place} in the equation string, subscripts must be in "
                "[a-zA-Z]"
            )
    count = given.count(",") + 1
    if not arrow:
        return groups, None
    return groups[:count], (groups[count] if len(groups) > count else [])


def _sublists(args: Sequence[Any]) -> tuple[list[Any], list[list[int]], list[int] | None]:
    """The operands and labels of `einsum(a, [0, 1], b, [1, 2], [0, 2])`."""
    operands, groups = list(args[0 : len(args) // 2 * 2 : 2]), [list(s) for s in args[1::2]]
    out = list(args[-1]) if len(args) % 2 else None

    def labels(given: Sequence[Any]) -> list[int]:
        found = []
        for n in given:
            if n is Ellipsis:
                found.append(_ELLIPSIS)
                continue
            if not 0 <= n < 52:
                raise ValueError(f"einsum(): subscript {n} in subscript list is not within the valid range [0, 52)")
            found.append(int(n))
        return found

    return operands, [labels(g) for g in groups], None if out is None else labels(out)


def _resolve(
    groups: Sequence[Sequence[int]], out: Sequence[int] | None, ndims: Sequence[int]
) -> tuple[list[Labels], Labels]:
    """Labels with the ellipses spelled out: their axes are numbered from 52, from the back."""
    if len(groups) > len(ndims):
        raise RuntimeError("einsum(): fewer operands were provided than specified in the equation")
    if len(groups) < len(ndims):
        raise RuntimeError("einsum(): more operands were provided than specified in the equation")
    wide = 0
    for nr, (labels, n) in enumerate(zip(groups, ndims, strict=True)):
        named = len(labels) - (_ELLIPSIS in labels)
        if _ELLIPSIS in labels and named <= n:
            wide = max(wide, n - named)
        elif named != n:
            some = "is more than" if _ELLIPSIS in labels else "does not match"
            end = " but an ellipsis was given" if _ELLIPSIS in labels else " and no ellipsis was given"
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) {some} the number of dimensions ({n}) "
                f"for operand {nr}{end}"
            )
    dots = tuple(range(52, 52 + wide))
    found = []
    for labels, n in zip(groups, ndims, strict=True):
        count = n - len(labels) + 1
        found.append(tuple(x for one in labels for x in (dots[wide - count :] if one == _ELLIPSIS else (one,))))
    seen = [x for labels in found for x in labels]
    if out is None:
        return found, (*dots, *sorted(x for x in set(seen) if x < 52 and seen.count(x) == 1))
    for i, label in enumerate(out):
        if label in out[:i]:
            raise RuntimeError(f"einsum(): output subscript {_letter(label)} appears more than once in the output")
        if label != _ELLIPSIS and label not in seen:
            raise RuntimeError(
                f"einsum(): output subscript {_letter(label)} does not appear in the equation for any input operand"
            )
    return found, tuple(x for one in out for x in (dots if one == _ELLIPSIS else (one,)))


@functools.lru_cache(maxsize=1024)
def _parsed(equation: str, ndims: tuple[int, ...]) -> tuple[list[Labels], Labels]:
    groups, out = _subscripts(equation)
    return _resolve(groups, out, ndims)


def _check_lengths(operands: Sequence[Any], labels: Sequence[Labels]) -> None:
    """Raises RuntimeError where one label has two lengths, neither of them 1."""
    lengths: dict[int, int] = {}
    for nr, (x, names) in enumerate(zip(operands, labels, strict=True)):
        own: dict[int, int] = {}
        for label, n in zip(names, x._data.shape, strict=True):
            if own.setdefault(label, n) != n:
                raise RuntimeError(
                    f"einsum(): subscript {_letter(label)} is repeated for operand {nr} but the sizes don't match, {n} "
                    f"!= {own[label]}"
                )
            known = lengths.get(label, 1)
            if known == 1:
                lengths[label] = n
            elif n not in (1, known):
                if label >= 52:
                    raise RuntimeError(
                        "einsum(): operands do not broadcast with remapped shapes [original->remapped]: "
                        + " ".join(str(list(y._data.shape)) for y in operands)
                    )
                raise RuntimeError(
                    f"einsum(): subscript {_letter(label)} has size {n} for operand {nr} which does not broadcast with "
                    f"previously seen size {known}"
                )


def _diagonals(x: Any, labels: Labels) -> tuple[Any, Labels]:
    """A tensor with each label once: of axes that share one, their diagonal."""
    while len(set(labels)) < len(labels):
        twice = next(n for n in labels if labels.count(n) > 1)
        i, j = [k for k, n in enumerate(labels) if n == twice][:2]
        x = diagonal(x, 0, i, j)
        labels = (*(n for k, n in enumerate(labels) if k not in (i, j)), twice)
    return x, labels


def _einsum_samples(rng: np.random.Generator) -> Any:
    for equation, *shapes in (
        ("ij,jk->ik", (2, 3), (3, 4)), ("ij->ji", (2, 3)), ("ii", (3, 3)), ("ii->i", (3, 3)), ("ij->", (2, 3)),
        ("...ij,...jk->...ik", (2, 2, 3), (3, 2)), ("i,j", (2,), (3,)), ("bi,bi->b", (2, 1), (2, 3)),
        ("ab,bc,cd->da", (2, 3), (3, 2), (2, 2)), ("iji,j->j", (2, 3, 2), (3,)), ("i...->...", (2, 3)),
    ):  # fmt: skip
        yield (equation, *[rng.standard_normal(s) for s in shapes]), {}


@composite(method=False, out=False, samples=_einsum_samples)
def einsum(*args: Any) -> Any:
    """Sums of products in Einstein's notation: `einsum("ij,jk->ik", a, b)` is the product of two matrices.

    A letter names an axis; axes of one name have one length (or 1), a name twice in an operand takes the diagonal, and
    what is not named after the arrow is summed.  Without an arrow the names that occur once remain, in alphabetical
    order. `...` stands for any further axes, which broadcast.  Names may be given as lists of ints: `einsum(a, [0, 1],
    b, [1, 2])`. Raises RuntimeError where names and shapes do not fit.

    >>> import minigrad as torch
    >>> torch.einsum("ij,j->i", torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, 1.0]))
    tensor([3., 7.])
    """
    if len(args) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    if isinstance(args[0], Tensor):
        operands, groups, listed = _sublists(args)
        labels, out = _resolve(groups, listed, [x._data.ndim for x in operands])
    else:
        if not isinstance(args[0], str):
            raise TypeError(f"einsum(): argument 'equation' (position 1) must be str, not {type(args[0]).__name__}")
        operands = list(args[1]) if len(args) == 2 and isinstance(args[1], list | tuple) else list(args[1:])
        for i, x in enumerate(operands):
            if not isinstance(x, Tensor):
                raise TypeError(f"expected Tensor as element {i} in argument 1, but got {type(x).__name__}")
        labels, out = _parsed(args[0], tuple([x._data.ndim for x in operands]))
    _check_lengths(operands, labels)
    x, names = _diagonals(operands[0], labels[0])
    if len(operands) == 1:
        x, names = _summed(x, names, out)
        return permute(x, tuple(names.index(n) for n in out)) if names or not labels[0] else x
    for nr in range(1, len(operands)):
        y, others = _diagonals(operands[nr], labels[nr])
        later = {n for more in labels[nr + 1 :] for n in more}
        last = nr == len(operands) - 1
        kept = out if last else tuple(n for n in dict.fromkeys((*names, *others)) if n in later or n in out)
        _same_scalar_type(x._data, y._data)
        no_bools("bmm", x._data)
        x, names = _contracted(x, names, y, others, kept), kept
    return x


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
    warnings.warn(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot "
        "instead, which accepts a list of two or more tensors rather than multiple parameters.",
        stacklevel=3,
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
        warnings.warn(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or "
            "simply use torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross "
            "in a future release.",
            stacklevel=3,
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
