"""Numbers in a row: arange, range, linspace, logspace.

Imports the engine, the table and `_factory`.  Each rounds as torch's kernels do: a row is computed in float64 with
a fused product and sum, and vectors of a few elements start from an element already rounded to the dtype.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor
from .._warnings import warn
from ._factory import combination, deliver, dtype_of, fitting, item_of, made, number, out_dtype, place, public
from .conversion import cast
from .joining import cat
from .table import composite

ndarray = np.ndarray

# ------------------------------------------------------------ a + b * i


def fused(x: Any, a: Any, b: Any) -> Any:
    """`x * a + b` in float64, rounded once: the products' and the sum's rounding errors are computed exactly.

    Source: Dekker, A floating-point technique for extending the available precision (1971).
    """
    p = x * a
    s = p + b
    (xh, xl), (ah, al) = _halves(x), _halves(a)
    of_product = ((xh * ah - p) + xh * al + xl * ah) + xl * al
    t = s - p
    exact = s + ((p - (s - t)) + (b - t) + of_product)
    return np.where(np.isfinite(exact), exact, s)


def _halves(x: Any) -> tuple[Any, Any]:
    """`x` as the sum of two numbers of 26 bits."""
    c = x * 134217729.0  # 2**27 + 1
    high = c - (c - x)
    return high, x - high


def steps_of(start: float, step: float, count: int, dtype: np.dtype[Any]) -> ndarray[Any, Any]:
    """`start + i * step` for i < count, rounded as a loop over vectors of 32 bytes, two at a time, rounds it."""
    i = np.arange(count, dtype=np.float64)
    if dtype.kind != "f" and dtype.kind != "V":
        return (int(start) + int(step) * np.arange(count)).astype(dtype)
    whole = float(start).is_integer() and float(step).is_integer() and abs(start) + count * abs(step) < 2.0**53
    row = start + i * step if whole else fused(i, step, start)
    row = row.astype(np.float32).astype(dtype) if dtype.itemsize == 2 else row.astype(dtype)
    if whole and dtype.itemsize >= 4:
        return row
    lanes = 32 // dtype.itemsize
    body = count - count % (2 * lanes)
    firsts = row[:body:lanes].astype(np.float64)
    for lane in range(1, lanes):
        row[lane:body:lanes] = fused(float(lane), step, firsts)
    return row


_ARANGE = (
    "Number end, *, Tensor out = None, torch.dtype dtype = None",
    "Number start, Number end, *, torch.dtype dtype = None",
    "Number start, Number end, Number step = 1, *, Tensor out = None, torch.dtype dtype = None",
)


@public
def arange(
    *args: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False, requires_grad: bool = False, **named: Any,
) -> Tensor:  # fmt: skip
    """The numbers from `start` (0) up to `end`, which is left out, in steps of `step` (1).

    The dtype is int64 where all are ints, else the default dtype.  Raises RuntimeError for a step of 0 or of the
    wrong sign.

    >>> import minigrad as torch
    >>> torch.arange(5), torch.arange(1, 2, 0.5)
    (tensor([0, 1, 2, 3, 4]), tensor([1.0000, 1.5000]))
    """
    if device is not None or layout is not None or pin_memory:
        place("arange", device, layout, pin_memory)
    if len(args) == 1 and dtype is None and out is None and not named and type(args[0]) is int and args[0] >= 0:
        return made(np.arange(args[0]), requires_grad)
    start, end, step = _bounds(args, named)
    chosen = None if dtype is None else dtype_of("arange", dtype)
    if out is not None:
        chosen = out_dtype("arange", out, chosen)
    if chosen is None:
        whole = isinstance(start, int) and isinstance(end, int) and isinstance(step, int)
        chosen = dtypes.int64 if whole else dtypes.get_default_dtype()
    row = _arange(start, end, step, chosen)
    if out is None:
        return made(row, requires_grad)
    if out._data.size not in (0, row.size):
        warn(
            f"The number of elements in the out tensor of shape {list(out._data.shape)} is {out._data.size} which does "
            f"not match the computed number of elements {row.size}. Note that this may occur as a result of rounding "
            f"error. The out tensor will be resized to a tensor of shape ({row.size},)."
        )
    return deliver(out, row)


def _bounds(args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Start, end and step, however they were given."""
    names = ("end",) if len(args) == 1 and "end" not in named else ("start", "end", "step")
    given = dict(zip(names, args, strict=False)) | named
    if len(args) > 3 or not given.keys() <= {"start", "end", "step"} or len(given) != len(args) + len(named):
        for name in named:
            if name not in ("start", "end", "step"):
                raise TypeError(f"arange() got an unexpected keyword argument '{name}'")
        raise combination("arange", args, named, *_ARANGE)
    if "end" not in given:
        if "start" in given and "step" not in given:
            raise TypeError('arange() missing 1 required positional arguments: "end"')
        raise combination("arange", args, named, *_ARANGE)
    if "step" in given and "start" not in given:
        raise combination("arange", args, named, *_ARANGE)
    values = []
    for i, (name, value) in enumerate((n, given.get(n, d)) for n, d in (("start", 0), ("end", None), ("step", 1))):
        value = number("arange", name, 1 if len(given) == 1 else i + 1, value)
        if isinstance(value, complex):
            raise RuntimeError("value cannot be converted to type double without overflow")
        values.append(value)
    return values[0], values[1], values[2]


def _arange(start: Any, end: Any, step: Any, dtype: dtypes.dtype) -> ndarray[Any, Any]:
    if dtype.category in (dtypes.BOOL, dtypes.COMPLEX):
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{dtype.legacy}'")
    _check_bounds(start, end, step)
    if dtype is dtypes.int64:
        start, end, step = int(start), int(end), int(step)
        if not step:
            raise ValueError("step must be nonzero")
        count = max(0, -((start - end) // step))
    else:
        count = max(0, math.ceil((end - start) / step))
    if isinstance(start, int) and isinstance(step, int) and dtype.itemsize == 8 and dtype.category == dtypes.INTEGER:
        row: ndarray[Any, Any] = np.arange(start, start + count * step, step).astype(dtype.numpy)
        return row
    return steps_of(start, step, count, dtype.numpy)


def _check_bounds(start: Any, end: Any, step: Any) -> None:
    if not step:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if not (end >= start if step > 0 else end <= start):
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")


def range_(
    start: Any, end: Any, step: Any = 1, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The numbers from `start` to `end`, which is included; deprecated in favour of `arange`."""
    warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
        "Python's range builtin. Instead, use torch.arange, which produces values in [start, end)."
    )
    place("range", device, layout, pin_memory)
    start, end, step = (number("range", n, i, v) for i, (n, v) in enumerate(
        (("start", start), ("end", end), ("step", step)), 1))  # fmt: skip
    _check_bounds(start, end, step)
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of("range", dtype)
    if out is not None:
        chosen = out_dtype("range", out, None if dtype is None else chosen)
    count = int((end - start) / step + 1)
    row = steps_of(start, step, count, chosen.numpy)
    return made(row, requires_grad) if out is None else deliver(out, row)


range_.__name__ = range_.__qualname__ = "range"
public(range_)


# ------------------------------------------------------------ from one end to the other

_ENDS = tuple(
    f"{a} start, {b} end, int steps, *, Tensor out = None, torch.dtype dtype = None"
    for a in ("Tensor", "Number")
    for b in ("Tensor", "Number")
)


@public
def linspace(
    start: Any, end: Any, steps: Any = None, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """`steps` numbers from `start` to `end`, both included, evenly spaced.

    >>> import minigrad as torch
    >>> torch.linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    ends, count, chosen = _ends("linspace", start, end, steps, dtype, out)
    place("linspace", device, layout, pin_memory)
    if chosen is dtypes.bool_:
        raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool'")
    row = evenly(*ends, count, chosen.numpy)
    return made(row, requires_grad) if out is None else deliver(out, row)


@public
def logspace(
    start: Any, end: Any, steps: Any = None, base: float = 10.0, *, out: Tensor | None = None, dtype: Any = None,
    layout: Any = None, device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """`steps` numbers from `base**start` to `base**end`, whose exponents are evenly spaced.

    >>> import minigrad as torch
    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    ends, count, chosen = _ends("logspace", start, end, steps, dtype, out)
    if count == 1:  # torch does not round the only exponent to the dtype
        ends = (item_of(start), item_of(start))
    place("logspace", device, layout, pin_memory)
    if chosen is dtypes.bool_:
        raise NotImplementedError("\"logspace_cpu\" not implemented for 'Bool'")
    row = _powers(base, *ends, count, chosen.numpy)
    return made(row, requires_grad) if out is None else deliver(out, row)


def _powers(base: float, start: Any, end: Any, count: int, dtype: np.dtype[Any]) -> ndarray[Any, Any]:
    """`base` to evenly spaced powers: ends and their distance rounded to `dtype`, the rest in float64 with C's pow."""
    if dtype.kind == "c":
        exponents = evenly(start, end, count, dtype, False).astype(np.complex128)
        powers: ndarray[Any, Any] = np.power(complex(base), exponents).astype(dtype)
        return powers
    first, last = (float(v if count == 1 else dtype.type(v)) for v in (start, end))
    step = float(dtype.type(last - first)) / max(count - 1, 1)
    i = np.arange(count)
    exponents = np.where(i < max(count // 2, 1), first + step * i, last - step * (count - 1 - i))
    row = np.array([_power(base, e) for e in exponents.tolist()], np.float64)
    return row.astype(np.float32).astype(dtype) if dtype.itemsize == 2 and dtype.kind in "fV" else row.astype(dtype)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # a fractional power of a negative number, or a negative one of zero
        return math.nan if base else math.inf


def _ends(
    function: str, start: Any, end: Any, steps: Any, dtype: Any, out: Any
) -> tuple[tuple[Any, Any], int, dtypes.dtype]:
    """The two ends as numbers, how many steps, and the dtype."""
    for name, value in (("start", start), ("end", end)):
        if isinstance(value, Tensor) and value._data.ndim:
            raise RuntimeError(
                f"{function} only supports 0-dimensional start and end tensors, but got {name} with "
                f"{value._data.ndim} dimension(s)."
            )
        if not isinstance(value, Tensor | int | float | complex | np.generic):
            raise combination(function, (start, end, steps), {}, *_ENDS)
    if not hasattr(steps, "__index__") or isinstance(steps, bool):
        raise combination(function, (start, end) if steps is None else (start, end, steps), {}, *_ENDS)
    count = steps.__index__()
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    first, last = item_of(start), item_of(end)
    chosen = None if dtype is None else dtype_of(function, dtype)
    if out is not None:
        chosen = out_dtype(function, out, chosen)
    if isinstance(first, complex) or isinstance(last, complex):
        inferred = dtypes.default_complex()
        if chosen is not None and not chosen.is_complex:
            kind = "float" if inferred is dtypes.complex64 else "double"
            raise RuntimeError(
                f"torch.{function}(): inferred dtype c10::complex<{kind}> can't be safely cast to passed dtype "
                f"{chosen.legacy}"
            )
    else:
        inferred = dtypes.get_default_dtype()
    if chosen is not None and chosen.category == dtypes.INTEGER:
        first, last = fitting(first, chosen).item(), fitting(last, chosen).item()
    return (first, last), count, chosen or inferred


def evenly(start: Any, end: Any, count: int, dtype: np.dtype[Any], once: bool = True) -> ndarray[Any, Any]:
    """`count` evenly spaced numbers: the first half counted from the start, the second from the end.

    With `once`, product and sum are rounded together, as linspace's kernel does it and logspace's does not.
    """
    if count < 2:
        return np.full(count, start, dtype)
    if dtype.kind == "c":
        row = np.empty(count, dtype)
        part = row.real.dtype
        row.real = evenly(complex(start).real, complex(end).real, count, part, once)
        row.imag = evenly(complex(start).imag, complex(end).imag, count, part, once)
        return row
    number = (lambda v: np.float64(int(v))) if dtype.kind in "iu" else dtype.type
    first, last = number(start), number(end)
    step = (last - first) / number(count - 1)
    i = np.arange(count)
    if (once and dtype.itemsize > 2) or dtype.kind in "iu":
        x, a, first, last = i.astype(np.float64), np.float64(step), np.float64(first), np.float64(last)
        if dtype.itemsize == 4 and dtype.kind == "f":  # float64 holds the product exactly
            up, down = first + a * x, last - a * (count - 1 - x)
        else:
            up, down = fused(x, a, first), fused(count - 1 - x, -a, last)
    else:
        up, down = first + step * i.astype(dtype), last - step * (count - 1 - i).astype(dtype)
    spaced: ndarray[Any, Any] = np.where(i < count // 2, up, down).astype(dtype)
    return spaced


# ------------------------------------------------------------ powers in a row


def _vander_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal(3),), {}
    yield (rng.standard_normal(3), 2, True), {}
    yield (rng.standard_normal(2), 0), {}


@composite(method=False, out=False, samples=_vander_samples)
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The Vandermonde matrix: each row holds the powers x^(N-1), ..., x, 1 of an element, or 1, x, ... if `increasing`.

    `x` is of one axis, (n,); the result (n, N), N being n unless given.

    >>> import minigrad as torch
    >>> torch.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [4, 2, 1],
            [9, 3, 1]])
    """
    t: Any = x
    if t.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    columns = t.shape[0] if N is None else N
    if columns < 0:
        raise RuntimeError("N must be non-negative.")
    t = cast(t, dtypes.promote_types(t.dtype, dtypes.int64))
    ones = t.new_ones((t.shape[0], min(columns, 1)))
    powers = cat([ones, t.unsqueeze(-1).expand(-1, max(columns - 1, 0)).cumprod(-1)], -1)
    return powers if increasing else powers.flip(-1)
