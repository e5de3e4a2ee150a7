"""Two results compared, `assert_close`, and tensors to try things on, `make_tensor`: torch.testing's functions.

Floor 4: imports the engine and the op table.  A comparison first pairs up what it was given, down to tensors and
numbers, then looks at one pair after the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap
from .._limits import finfo, iinfo
from .._warnings import warn
from ..ops.complexes import view_as_real
from ..ops.creation import empty
from ..ops.random import randint

# (rtol, atol) by dtype; what is not here must be equal
TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}
NUMBERS = (int, float, complex, np.number)
Place = tuple[Any, ...]  # the keys and indices that lead to an item


class Difference(Exception):
    """What differs, and where."""

    def __init__(self, text: str, place: Place = ()) -> None:
        where = "".join(f"[{key!r}]" for key in place)
        super().__init__(f"{text}\n\nThe failure occurred for item {where}" if place else text)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Raises AssertionError unless |actual - expected| <= atol + rtol |expected| everywhere.

    Compares tensors, arrays, numbers, booleans and None, and sequences and mappings of them.  The tolerances go
    together and depend on the dtype if left out: 1.3e-6 and 1e-5 for float32, 1e-7 and 1e-7 for float64, 0 and 0 for
    integers.  `msg` replaces the message, or makes one of it.  TypeError for what cannot be compared.

    >>> import minigrad as torch
    >>> torch.testing.assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0 + 1e-6]))
    """
    if (rtol is None) != (atol is None):
        missing = "rtol" if rtol is None else "atol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}.")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance is not None and tolerance < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    try:
        for a, e, place in list(pairs(actual, expected, (), allow_subclasses)):
            if a is None or e is None:
                if a is not e:
                    raise Difference(f"None mismatch: {a} is not {e}", place)
            elif isinstance(a, bool | np.bool_):
                if bool(a) is not bool(e):
                    raise Difference(f"Booleans mismatch: {a} is not {e}", place)
            elif isinstance(a, NUMBERS):
                if check_dtype and type(a) is not type(e):
                    raise Difference(f"The (d)types do not match: {type(a)} != {type(e)}.", place)
                wide = tolerances(rtol, atol, np.asarray(a).dtype, np.asarray(e).dtype)
                compare_numbers(a, e, *wide, equal_nan, place)
            else:
                compare_tensors(a, e, rtol, atol, equal_nan, check_dtype, check_stride, place)
    except Difference as difference:
        text = str(difference)
        raise AssertionError(msg(text) if callable(msg) else msg or text) from None


def pairs(actual: Any, expected: Any, place: Place, subclasses: bool) -> Iterator[tuple[Any, Any, Place]]:
    """The tensors, numbers, booleans and Nones to compare, each with its place.  TypeError for anything else."""
    if is_sequence(actual) and is_sequence(expected):
        if len(actual) != len(expected):
            raise Difference(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", place)
        for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
            yield from pairs(a, e, (*place, i), subclasses)
    elif isinstance(actual, Mapping) and isinstance(expected, Mapping):
        if actual.keys() != expected.keys():
            raise Difference(
                "The keys of the mappings do not match:\n"
                f"Missing keys in the actual mapping: {sorted(expected.keys() - actual.keys())}\n"
                f"Additional keys in the actual mapping: {sorted(actual.keys() - expected.keys())}",
                place,
            )
        for key in actual:
            yield from pairs(actual[key], expected[key], (*place, key), subclasses)
    elif comparable(actual, expected, subclasses):
        tensors = [wrap(x) if isinstance(x, np.ndarray) else x for x in (actual, expected)]
        yield tensors[0], tensors[1], place
    else:
        where = f"\n\nThe failure occurred for item {''.join(f'[{key!r}]' for key in place)}" if place else ""
        raise TypeError(
            f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.{where}"
        )


def is_sequence(x: Any) -> bool:
    return isinstance(x, Sequence) and not isinstance(x, str)


def comparable(a: Any, e: Any, subclasses: bool) -> bool:
    """Whether two items are of one kind."""
    if a is None or e is None:
        return True
    if isinstance(a, bool | np.bool_) or isinstance(e, bool | np.bool_):
        return isinstance(a, bool | np.bool_) and isinstance(e, bool | np.bool_)
    if isinstance(a, NUMBERS) and isinstance(e, NUMBERS):
        return True
    related = isinstance(a, type(e)) or isinstance(e, type(a)) if subclasses else type(a) is type(e)
    return related and isinstance(a, Tensor | np.ndarray) and isinstance(e, Tensor | np.ndarray)


def tolerances(rtol: float | None, atol: float | None, *kinds: Any) -> tuple[float, float]:
    """The given tolerances, or the wider ones of the dtypes."""
    if rtol is not None and atol is not None:
        return rtol, atol
    found = [TOLERANCES.get(kind.name, (0.0, 0.0)) for kind in kinds]
    return max(r for r, _ in found), max(a for _, a in found)


def up_to(tolerance: float, exact: bool) -> str:
    return "" if exact else f" (up to {tolerance} allowed)"


def compare_numbers(a: Any, e: Any, rtol: float, atol: float, equal_nan: bool, place: Place) -> None:
    """Raises Difference for two numbers that are not close."""
    gap = abs(a - e)
    both_nan = a != a and e != e
    if a == e or (equal_nan and both_nan) or (gap <= atol + rtol * abs(e) and math.isfinite(gap)):
        return
    exact = rtol == 0 and atol == 0
    relative = float("inf") if e == 0 else gap / abs(e)
    raise Difference(
        f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {e} but got {a}.\n"
        f"Absolute difference: {gap}{up_to(atol, exact)}\nRelative difference: {relative}{up_to(rtol, exact)}",
        place,
    )


def compare_tensors(
    actual: Tensor, expected: Tensor, rtol: float | None, atol: float | None, equal_nan: bool, check_dtype: bool,
    check_stride: bool, place: Place,
) -> None:  # fmt: skip
    """Raises Difference for two tensors that differ in an attribute or are not close."""
    attributes: list[tuple[str, object, object]] = [("shape", actual.shape, expected.shape)]
    if check_dtype:
        attributes.append(("dtype", actual.dtype, expected.dtype))
    if check_stride:
        attributes.append(("stride()", actual.stride(), expected.stride()))
    for name, ours, theirs in attributes:
        if ours != theirs:
            raise Difference(f"The values for attribute '{name}' do not match: {ours} != {theirs}.", place)
    rtol, atol = tolerances(rtol, atol, actual._data.dtype, expected._data.dtype)
    kind = dtypes.promote_types(actual.dtype, expected.dtype).numpy
    if kind.kind in "biu" and kind != np.uint64:
        kind = np.dtype(np.int64)  # where differences of unsigned numbers are right
    a, e = (t.array().astype(kind) for t in (actual, expected))
    with np.errstate(all="ignore"):
        gap = np.abs(a - e)
        close = (a == e) | ((gap <= atol + rtol * np.abs(e)) & np.isfinite(gap.astype(np.float64)))
        if equal_nan:
            close |= (a != a) & (e != e)
        if close.all():
            return
        if not a.ndim:
            compare_numbers(actual.item(), expected.item(), rtol, atol, equal_nan, place)
        gap = np.where(close, np.zeros((), gap.dtype), gap)
        relative = gap / np.abs(e) if kind.kind in "fcV" else (gap / np.abs(e)).astype(np.float32)
        relative = np.where(close, np.zeros((), relative.dtype), relative)
    exact = rtol == 0 and atol == 0
    wrong = int((~close).sum())
    lines = [f"Mismatched elements: {wrong} / {close.size} ({wrong / close.size:.1%})"]
    for what, differences, tolerance in (("absolute", gap, atol), ("relative", relative, rtol)):
        index = tuple(int(i) for i in np.unravel_index(int(differences.argmax()), differences.shape))
        worst = wrap(differences[index]).item()
        lines.append(f"Greatest {what} difference: {worst} at index {index}{up_to(tolerance, exact)}")
    raise Difference(f"Tensor-likes are not {'equal' if exact else 'close'}!\n\n" + "\n".join(lines), place)


# ------------------------------------------------------------ tensors to test with


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any,
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """A tensor of uniform random numbers in [low, high), by default [-9, 9) or the integers -9 to 9.

    Booleans are drawn from both values.  `noncontiguous` takes every other element along the last axis;
    `exclude_zero` replaces zeros by 1, or by the smallest normal floating-point number.  ValueError for a range that is
    empty or outside of the dtype, and for integers that are to require grad.

    >>> import minigrad as torch
    >>> torch.testing.make_tensor((2, 3), dtype=torch.int64, device="cpu", low=4, high=5)
    tensor([[4, 4, 4],
            [4, 4, 4]])
    """
    sizes = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], Sequence) else tuple(shape)
    if noncontiguous and memory_format is not None:
        raise ValueError(
            "The parameters `noncontiguous` and `memory_format` are mutually exclusive, "
            f"but got {noncontiguous=} and {memory_format=}"
        )
    floating = dtype.is_floating_point or dtype.is_complex
    if requires_grad and not floating:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {dtype=}")
    noncontiguous = noncontiguous and math.prod(sizes) > 1
    if noncontiguous:
        sizes = (*sizes[:-1], 2 * sizes[-1])
    low, high = limits(dtype, low, high)
    made: Any
    if floating:
        made = empty(sizes, dtype=dtype, device=device)
        numbers = view_as_real(made) if dtype.is_complex else made
        if high - low <= finfo(dtype).max:
            numbers.uniform_(low, high)
        else:  # a range wider than the dtype's own numbers
            numbers.uniform_(low / 2, high / 2).mul_(2)
    else:
        made = randint(low, high, sizes, dtype=dtype, device=device)
    if noncontiguous:
        made = made[..., 1::2]
    elif memory_format is not None:
        made = made.clone(memory_format=memory_format)
    if exclude_zero:
        made[made == 0] = finfo(dtype).tiny if floating else 1
    if floating:
        made.requires_grad = requires_grad
    return made


def limits(dtype: Any, low: float | None, high: float | None) -> tuple[Any, Any]:
    """The range to draw from, within what the dtype holds.  Raises ValueError as `make_tensor` does."""
    floating = dtype.is_floating_point or dtype.is_complex
    lowest: float
    highest: float
    if floating:
        lowest, highest, default = finfo(dtype).min, finfo(dtype).max, (-9, 9)
    elif dtype.category == dtypes.category(np.dtype(bool)):
        lowest, highest, default = 0, 2, (0, 2)
    else:
        info = iinfo(dtype)
        lowest, highest, default = info.min, info.max + (info.bits < 64), (-9, 10)
    low, high = default[0] if low is None else low, default[1] if high is None else high
    if low != low or high != high:
        raise ValueError(f"`low` and `high` cannot be NaN, but got {low=} and {high=}")
    if low == high and floating:
        warn(
            "Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is deprecated since 2.1 "
            "and will be removed in 2.3. Use `torch.full(...)` instead.",
            FutureWarning,
        )
    elif low >= high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    elif high < lowest or low >= highest:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), but {dtype} only supports "
            f"[{lowest}, {highest})"
        )
    low, high = min(max(low, lowest), highest), min(max(high, lowest), highest)
    return (low, high) if floating else (math.ceil(low), math.ceil(high))
