"""The printed form of a tensor, and the options that steer it.

Knows ndarrays and plain facts (a class name, the name of a grad_fn) but no Tensor: it may import NumPy and the standard
library only. Start at `tensor_text`; `_entries` chooses how the numbers look, `_body` where they stand.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

NAMESPACE = "torch."  # programs say `import minigrad as torch`, and `torch.float64` is what their doctests expect

_FLOAT32 = np.dtype(np.float32)


class _Options(NamedTuple):
    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}

_options = _Options()  # replaced whole, so a thread that is printing sees one consistent set


# ---- Options -------------------------------------------------------------------------------------------------------


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Choose how tensors print, in every thread, until the next call.

    `precision` is the number of decimals; an array of more than `threshold` elements shows only `edgeitems` at either
    end of each dimension; rows wrap at `linewidth` columns. `profile` (`"default"`, `"short"`, `"full"`) sets these
    four at once, and whatever is passed beside it wins. What is None keeps its value, except `sci_mode`: None makes
    the choice of scientific notation automatic again. Values are not checked until something is printed, and a
    profile of another name changes nothing, as in torch.

    >>> import numpy as np
    >>> from minigrad._tensor_str import set_printoptions, tensor_text
    >>> set_printoptions(precision=2)
    >>> print(tensor_text(np.array([3.14159, 2.71828], np.float32)))
    tensor([3.14, 2.72])
    >>> set_printoptions(profile="default")
    >>> print(tensor_text(np.array([3.14159, 2.71828], np.float32)))
    tensor([3.1416, 2.7183])
    """
    global _options  # noqa: PLW0603 - the options are one setting of the whole process
    chosen = dict(_PROFILES.get(profile, {})) if profile is not None else {}
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    chosen.update((name, value) for name, value in given.items() if value is not None)
    _options = _options._replace(**chosen, sci_mode=sci_mode)


def get_printoptions() -> dict[str, Any]:
    """The options in force, as keyword arguments for `set_printoptions`.

    >>> from minigrad._tensor_str import get_printoptions
    >>> get_printoptions()
    {'precision': 4, 'threshold': 1000, 'edgeitems': 3, 'linewidth': 80, 'sci_mode': None}
    """
    return _options._asdict()


@contextlib.contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Print with other options inside a `with` block; takes what `set_printoptions` takes.

    >>> import numpy as np
    >>> from minigrad._tensor_str import printoptions, tensor_text
    >>> with printoptions(precision=1, sci_mode=True):
    ...     print(tensor_text(np.array([0.25, 1024], np.float32)))
    tensor([2.5e-01, 1.0e+03])
    """
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


# ---- The whole text ------------------------------------------------------------------------------------------------


def tensor_text(
    array: np.ndarray[Any, Any],
    *,
    name: str = "tensor",
    contents: str | None = None,
    default_dtype: np.dtype[Any] = _FLOAT32,
    device: str | None = None,
    requires_grad: bool = False,
    grad_fn: str | None = None,
    tangent: str | None = None,
) -> str:
    """The `repr` of a tensor whose data is `array`.

    `name` is `"tensor"` for Tensor and Parameter and the class's own name for any other subclass. `contents`, if
    given, stands in place of the numbers. The dtype is shown unless the numbers imply it: `default_dtype`, its complex
    counterpart, int64 and bool; where there is no number, unless it is `default_dtype`. `device` is None for the
    default device. `grad_fn` is the node's name and takes precedence over `requires_grad`. `tangent` is the text of a
    dual tensor's tangent.

    Any shape; dtypes bool, integers, float16/32/64, complex64/128 and those of ml_dtypes. Of an array above the
    threshold only the elements shown are read. A print option that makes no sense raises here: ValueError, TypeError or
    OverflowError.

    >>> import numpy as np
    >>> from minigrad._tensor_str import tensor_text
    >>> print(tensor_text(np.array([[1.0, -2.5], [0.0, np.nan]], np.float32), grad_fn="MulBackward0"))
    tensor([[ 1.0000, -2.5000],
            [ 0.0000,     nan]], grad_fn=<MulBackward0>)
    >>> print(tensor_text(np.zeros((0, 3)), requires_grad=True))
    tensor([], size=(0, 3), dtype=torch.float64, requires_grad=True)
    """
    options = _options
    dtype = array.dtype.name
    facts = []
    if device is not None:
        facts.append(f"device='{device}'")
    if array.size == 0:
        shows_size = array.ndim != 1
        shows_dtype = dtype != default_dtype.name
    else:
        shows_size = not options.edgeitems
        default_complex = "complex128" if default_dtype.name == "float64" else "complex64"
        shows_dtype = dtype not in (default_dtype.name, default_complex, "int64", "bool")
    if shows_size:
        facts.append(f"size={array.shape}")
    if shows_dtype:
        facts.append(f"dtype={NAMESPACE}{dtype}")
    if grad_fn is not None:
        facts.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        facts.append("requires_grad=True")
    if tangent is not None:
        facts.append(f"tangent={tangent}")

    indent = len(name) + 1
    if contents is None:
        contents = _body(array, indent, options) if array.size else "[]"
    return _with_facts(f"{name}({contents}", facts, indent, options.linewidth) + ")"


def parameter_text(text: str, *, subclass: bool = False) -> str:
    """The `repr` of a Parameter, given the `tensor_text` of it; `subclass` if its class is not Parameter itself.

    >>> import numpy as np
    >>> from minigrad._tensor_str import parameter_text, tensor_text
    >>> print(parameter_text(tensor_text(np.ones(2, np.float32), requires_grad=True)))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """
    return "Parameter containing:\n" + (f"Parameter({text})" if subclass else text)


def format_scalar(array: np.ndarray[Any, Any], spec: str) -> str:
    """`format` of the one element of a 0-d `array`, as Python formats the number.

    Raises ValueError, in Python's words, where `spec` does not fit the type of the number. A tensor of one dimension
    or more, or of a subclass, is `object.__format__`'s to answer.

    >>> import numpy as np
    >>> from minigrad._tensor_str import format_scalar
    >>> format_scalar(np.array(3.14159), ".2f")
    '3.14'
    """
    return format(_as_native(array).item(), spec)


def _with_facts(text: str, facts: list[str], indent: int, linewidth: int) -> str:
    """`text` followed by the facts, each on a new line where the current one has no room for it."""
    column = len(text) - (text.rfind("\n") + 1) + 2  # torch leaves two columns free after numbers, none after a fact
    for fact in facts:
        if column + len(fact) + 2 > linewidth:
            text += ",\n" + " " * indent + fact
            column = indent + len(fact)
        else:
            text += ", " + fact
            column += len(fact) + 2
    return text


# ---- Where the numbers stand ---------------------------------------------------------------------------------------


def _body(array: np.ndarray[Any, Any], indent: int, options: _Options) -> str:
    """The bracketed numbers of a non-empty array; `indent` is the column of the first bracket."""
    ndim, edge = array.ndim, options.edgeitems
    elided = [array.size > options.threshold and size > 2 * edge for size in array.shape]
    if any(elided):
        if not edge:
            return "[...]"
        shown = [_edges(size, edge) if cut else range(size) for size, cut in zip(array.shape, elided, strict=True)]
        array = array[np.ix_(*shown)]
    rows, width = _entries(array, options)
    if ndim == 0:
        return rows[0]

    # Inside out: entries become rows, rows matrices, and so on; `rows` holds the finished blocks of one level.
    for axis in reversed(range(ndim)):
        size, depth = array.shape[axis], ndim - 1 - axis
        blocks = [rows[start : start + size] for start in range(0, len(rows), size)]
        if elided[axis]:
            for block in blocks:
                block.insert(size // 2, "..." if depth else " ...")
        newline = ",\n" + "\n" * (depth - 1) + " " * (indent + axis + 1)
        if depth == 0:
            per_line = max(1, math.floor((options.linewidth - indent - axis) / (width + 2)))
            blocks = [
                [", ".join(block[start : start + per_line]) for start in range(0, len(block), per_line)]
                for block in blocks
            ]
        rows = [f"[{newline.join(block)}]" for block in blocks]
    return rows[0]


def _edges(size: int, edge: int) -> list[int]:
    """The first and the last `edge` indices of an axis."""
    return [*range(size)[:edge], *range(size)[-edge:]]


# ---- How the numbers look ------------------------------------------------------------------------------------------


def _entries(array: np.ndarray[Any, Any], options: _Options) -> tuple[list[str], int]:
    """The elements as text in row-major order, aligned with one another, and the width that wrapping counts for one."""
    array = _as_native(array)
    kind = array.dtype.kind
    if kind == "c":
        real, real_width = _floats(array.real.ravel().tolist(), options)
        imag, imag_width = _floats(array.imag.ravel().tolist(), options)
        return [_complex(re, im.lstrip()) for re, im in zip(real, imag, strict=True)], real_width + imag_width + 1
    values = array.ravel().tolist()
    if kind == "f":
        return _floats(values, options)
    texts = [str(value) for value in values]
    width = max(map(len, texts))
    return [text.rjust(width) for text in texts], width


def _floats(values: list[float], options: _Options) -> tuple[list[str], int]:
    """Real numbers as text under one notation (whole, fixed or scientific), aligned, and their width.

    Only finite numbers other than zero choose the notation and the width: a column of small integers stays narrow
    beside an infinity, which then sticks out.
    """
    telling = [value for value in values if value and math.isfinite(value)]
    scientific, whole = False, True
    if telling:
        magnitudes = [abs(value) for value in telling]
        least, most = min(magnitudes), max(magnitudes)
        automatic = most / least > 1000.0 or most > 1.0e8 or least < 1.0e-4
        scientific = automatic if options.sci_mode is None else bool(options.sci_mode)
        whole = all(value.is_integer() for value in telling)

    write: Callable[[float], str]
    if scientific:
        write = f"{{:.{options.precision}e}}".format
    elif whole:
        write = _whole
    else:
        write = f"{{:.{options.precision}f}}".format
    texts = [write(value) for value in values]
    width = max(
        (len(text) for text, value in zip(texts, values, strict=True) if value and math.isfinite(value)), default=1
    )
    return [text.rjust(width) for text in texts], width


def _whole(value: float) -> str:
    """A whole number with the trailing point that marks it as a float."""
    return f"{value:.0f}." if math.isfinite(value) else f"{value}"


def _complex(re: str, im: str) -> str:
    return f"{re}{im}j" if im.startswith("-") else f"{re}+{im}j"


def _as_native(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """`array` in a dtype of NumPy's own: the small floats of ml_dtypes (kind V) are exact in float32."""
    return array.astype(np.float32) if array.dtype.kind == "V" else array
