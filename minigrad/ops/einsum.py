"""Contractions: einsum.

Imports the table, `diagonal`, `linear`, `reduction` and `shape`.  Start at `_contract`: two tensors whose axes have
labels, multiplied and summed over the labels that are not in the result; its gradients are contractions again.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine.tensor import Tensor
from .diagonal import diagonal
from .linear import _same_scalar_type, batched, no_bools, product
from .reduction import sum
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
