"""Why a call was refused: torch's text about its arguments.

Imports the table and the signatures that stubs are made of; loaded when the first call fails, so that calls that
succeed pay nothing.  A call that has failed is held against the function's signatures.  Where it fits none of them,
the error says so in torch's words, whatever it was that went wrong inside; where it fits one, the error was about
something else and stays.  Start reading at `refusal`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .._arguments import SPELLINGS
from .._engine import dtypes
from .._engine.tensor import Tensor
from .._kinds import device, layout, memory_format
from .generator import Generator
from .stubs import KEYWORD, VARIADIC, Parameter, Stub, stubs_of
from .table import Row

# The functions that torch itself has in Python, whose missing and superfluous arguments are told in Python's words.
IN_PYTHON = frozenset(
    """
    align_tensors atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors cartesian_prod cdist
    chain_matmul einsum lu meshgrid norm pca_lowrank split stft svd_lowrank tensordot unique unique_consecutive
    unravel_index
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)
# And the functions of torch.nn.functional that are not Python.
NATIVE = frozenset(
    """
    adaptive_avg_pool1d avg_pool1d avg_pool2d avg_pool3d bilinear celu_ channel_shuffle conv1d conv2d conv3d
    conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity elu_ gelu hardshrink hardtanh_
    leaky_relu_ linear logsigmoid native_channel_shuffle one_hot pairwise_distance pdist pixel_shuffle
    pixel_unshuffle prelu relu_ rrelu_ scaled_dot_product_attention selu_ softplus softshrink threshold_
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)


# Those of which torch has several signatures where one says it here.
SEVERAL = frozenset(
    """
    all any argsort bernoulli bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor bucketize
    clamp clamp_max clamp_min clip conv1d conv2d conv3d copysign count_nonzero ctc_loss cumulative_trapezoid divide
    dsplit embedding_bag eq eye fill float_power floor_divide fmod ge gradient greater greater_equal gru gt histogram
    histogramdd hsplit index_fill isin le lerp less less_equal linspace logspace lstm lt masked_fill max mean min
    moveaxis movedim multiply nanquantile narrow ne normal not_equal pow prod quantile rand rand_like randint_like
    randn randn_like random randperm remainder repeat_interleave result_type rnn_relu rnn_tanh round rsub scatter
    searchsorted set sort squeeze squeeze_copy std std_mean subtract sum tensor_split to trapezoid trapz true_divide
    var var_mean view view_copy vsplit where xlogy xlog1py zeta bartlett_window blackman_window hamming_window
    hann_window kaiser_window linalg.cond linalg.matrix_norm linalg.matrix_rank linalg.norm linalg.pinv
    special.chebyshev_polynomial_t special.chebyshev_polynomial_u special.chebyshev_polynomial_v
    special.chebyshev_polynomial_w special.hermite_polynomial_h special.hermite_polynomial_he
    special.laguerre_polynomial_l special.legendre_polynomial_p special.shifted_chebyshev_polynomial_t
    special.shifted_chebyshev_polynomial_u special.shifted_chebyshev_polynomial_v
    special.shifted_chebyshev_polynomial_w special.xlog1py special.xlogy special.zeta
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)
# And those of which torch hides all signatures but one, which it then shows.
SHOWN = frozenset("add addbmm addcdiv addcmul addmm addmv addr baddbmm copy sub".split())  # noqa: SIM905


@dataclasses.dataclass(frozen=True)
class Called:
    """A call as its caller wrote it: torch's name of the function, what was given, whether as a method."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    method: bool
    python: bool


def refuse(row: Row, space: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raises the refusal of a call that has just failed, unless the function has already said it in torch's words."""
    error = sys.exception()
    told = _ELEMENT if hasattr(row.function, "of_row") else _TOLD
    if type(error) is TypeError and told.match(str(error)) and not _raised_here(error):
        return
    wrong = refusal(row, space, name, args, kwargs)
    if wrong is not None:
        raise wrong from None


def _raised_here(error: BaseException) -> bool:
    """Whether an error is the refusal of an inner function, which names that one: the outer function's replaces it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is refuse.__code__


# What functions say that read their arguments themselves, being public as they stand; and what others say of a list.
_TOLD = re.compile(
    r"expected (a )?[Tt]|Coefficients must be|"
    r"[a-z][\w.]*\(\)(: | received an invalid| got an unexpected| missing \d+ required \w+ \w+: \")"
)
_ELEMENT = re.compile(r"expected Tensor as element")


def refusal(row: Row, space: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TypeError | None:
    """What torch says of a call that fits no signature of the function; None for one whose arguments are right.

    `space` is the function's namespace ("Tensor": the method, with the tensor first).

    >>> import minigrad as torch
    >>> from minigrad.ops import TABLE
    >>> from minigrad.ops.refusals import refusal
    >>> refusal(TABLE["topk"], "Tensor", "topk", (torch.ones(2),), {})
    TypeError('topk() missing 1 required positional arguments: "k"')
    """
    method = space == "Tensor"
    signatures = _signatures(row, space)
    if not signatures:
        return None
    python = name in IN_PYTHON if space != "nn.functional" else name not in NATIVE
    called = Called(said(space, name), args[1:] if method else args, kwargs, method, python)
    complaints = [complaint(s, called) for s in signatures]
    if None in complaints:
        return None
    given = len(called.args) + len(kwargs)
    plausible = [text for s, text in zip(signatures, complaints, strict=True) if _takes(s, given)]
    plain = name.removesuffix("_")
    key = f"{space}.{plain}" if space in ("linalg", "special") else plain
    alone = not method and given == len(called.args) == 1  # of several signatures one has a tensor alone
    if key in SEVERAL and not alone:
        plausible = []
    elif len(signatures) == 1 and (plain not in SHOWN or plausible):
        plausible = complaints
    if len(plausible) == 1:
        return TypeError(plausible[0])
    listed = [_written(s) for s in signatures]
    expected = listed[0] if plain in SHOWN else "one of:\n" + "".join(f" * {text}\n" for text in listed)
    return TypeError(
        f"{called.name}() received an invalid combination of arguments - got {shown(called)}, but expected {expected}"
    )


def said(space: str, name: str) -> str:
    """Torch's own name of a namespace's function: `linalg_inv`."""
    return f"{space}_{name}" if space in ("fft", "linalg", "special") else name


_SPREAD = "int | Sequence[int]"  # of several arguments, which are taken for one


@functools.cache
def _signatures(row: Row, space: str) -> tuple[Stub, ...]:
    found = []
    for stub in stubs_of(row, space):
        parameters = stub.parameters[1:] if space == "Tensor" else stub.parameters
        found.append(dataclasses.replace(stub, parameters=tuple(parameters)))
    return tuple(_together(found))


def _together(stubs: list[Stub]) -> list[Stub]:
    """`f(2, 3)` and `f((2, 3))` as the one signature that torch takes them for."""
    for stub in stubs:
        for i, p in enumerate(stub.parameters):
            if p.kind is VARIADIC and p.annotation == "int" and len(stubs) > 1:
                others = [s for s in stubs if s is not stub]
                twin = next((s for s in others if s.parameters[i].annotation == "Sequence[int]"), None)
                if twin is not None:
                    both = dataclasses.replace(twin.parameters[i], kind=VARIADIC, annotation=_SPREAD)
                    one = dataclasses.replace(twin, parameters=(*twin.parameters[:i], both, *twin.parameters[i + 1 :]))
                    return [one if s is twin else s for s in others]
    return stubs


def _takes(stub: Stub, count: int) -> bool:
    """Whether a signature could be meant by so many arguments."""
    needed = sum(p.default is None and p.kind is not VARIADIC for p in stub.parameters)
    return needed <= count and (count <= len(stub.parameters) or any(p.kind is VARIADIC for p in stub.parameters))


# ------------------------------------------------------------ one signature


def complaint(stub: Stub, called: Called) -> str | None:
    """The first thing wrong with a call by one signature, in torch's words; None for nothing."""
    name, args, kwargs = called.name, called.args, called.kwargs
    places = [p for p in stub.parameters if p.kind is not KEYWORD]
    rest = next((p for p in places if p.kind is VARIADIC), None)
    if rest is not None:
        places.remove(rest)
    if called.method and not stub.parameters:
        if kwargs:
            return f"TensorBase.{name}() takes no keyword arguments"
        return f"TensorBase.{name}() takes no arguments ({len(args)} given)" if args else None
    if len(args) > len(places) and rest is None:
        return _too_many(called, places)
    named = {_spelling(k, stub): v for k, v in kwargs.items()}
    known = {p.name for p in stub.parameters}
    unknown = next((k for k, spelled in zip(kwargs, named, strict=True) if spelled not in known), None)
    needed = [p for p in stub.parameters[len(args) :] if p.default is None and p.kind is not VARIADIC]
    filled = {p.name for p in places[: len(args)]}
    missing = [p.name for p in needed if p.name not in named and p.name not in filled]
    if called.python and unknown is not None:
        return f"{name}() got an unexpected keyword argument '{unknown}'"
    if called.python and missing:
        return _missing(called, missing)
    for i, p in enumerate(stub.parameters):
        if p.kind is VARIADIC:
            wrong = next((j for j in range(i, len(args)) if not accepts(p.annotation, args[j])), None)
            if wrong is not None:
                return f"{name}(): argument '{p.name}' (position {wrong + 1}) must be {_not(p, args[wrong])}"
            if len(args) <= i and p.name not in named and p.annotation == _SPREAD:
                return _missing(called, [p.name])
        elif i < len(args) and p.kind is not KEYWORD:
            if not accepts(p.annotation, args[i]):
                return f"{name}(): argument '{p.name}' (position {i + 1}) must be {_not(p, args[i])}"
        elif p.name in named:
            if not accepts(p.annotation, named[p.name]):
                return f"{name}(): argument '{p.name}' must be {_not(p, named[p.name])}"
        elif p.name in missing:
            return _missing(called, missing)
    if unknown is not None:
        return f"{name}() got an unexpected keyword argument '{unknown}'"
    twice = next((k for k, spelled in zip(kwargs, named, strict=True) if spelled in filled), None)
    return None if twice is None else f"{name}() got multiple values for argument '{twice}'"


def _spelling(keyword: str, stub: Stub) -> str:
    known = {p.name for p in stub.parameters}
    return keyword if keyword in known or SPELLINGS.get(keyword) not in known else SPELLINGS[keyword]


def _too_many(called: Called, places: Sequence[Parameter]) -> str:
    most, given = len(places), len(called.args)
    least = sum(p.default is None for p in places)
    if called.python:
        most, given, least = (n + called.method for n in (most, given, least))
    span = f"{most} positional argument{'s' * (most != 1)}" if least == most else (
        f"from {least} to {most} positional arguments")  # fmt: skip
    if not called.python and least != most:
        span = f"{most} positional argument{'s' * (most != 1)}"
    return f"{called.name}() takes {span} but {given} {'was' if given == 1 else 'were'} given"


def _missing(called: Called, names: Sequence[str]) -> str:
    count = len(names)
    if called.python:
        quoted = [f"'{n}'" for n in names]
        last = quoted[-1] if count == 1 else f"{', '.join(quoted[:-1])}{',' * (count > 2)} and {quoted[-1]}"
        return f"{called.name}() missing {count} required positional argument{'s' * (count > 1)}: {last}"
    listed = ", ".join(f'"{n}"' for n in names)
    return f"{called.name}() missing {count} required positional argument{'s' * (count == 1)}: {listed}"


def _not(p: Parameter, value: Any) -> str:
    """What should have come and what came, with a way from the one to the other where there is one."""
    want = wanted(p)
    if isinstance(value, list | tuple) and want.startswith("tuple of"):
        kind = "Tensor" if "Tensor" in want else "int" if "int" in want else "float"
        for i, element in enumerate(value):
            if not accepts(kind, element):
                return f"{want}, but found element of type {type_name(element)} at pos {i}"
    hint = "; make one with torch.from_numpy(array)" if want == "Tensor" and isinstance(value, np.ndarray) else ""
    return f"{want}, not {type_name(value)}{hint}"


# ------------------------------------------------------------ types


def _parts(annotation: str) -> list[str]:
    """The members of a union, those within brackets left together."""
    return re.findall(r"(?:[^|\[\]\s]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])+", annotation)


_CLASSES: dict[str, Any] = {
    "Tensor": Tensor, "bool": bool, "str": str, "dtype": dtypes.dtype, "device": device, "layout": layout,
    "memory_format": memory_format, "Generator": Generator, "None": type(None),
}  # fmt: skip


def accepts(annotation: str, value: Any) -> bool:
    """Whether a value is what an annotation says, read as generously as torch reads it."""
    return any(_is(part, value) for part in _parts(annotation) or [""])


def _is(part: str, value: Any) -> bool:
    if part in _CLASSES:
        return isinstance(value, _CLASSES[part]) or (part == "bool" and isinstance(value, np.bool_))
    one = isinstance(value, Tensor) and value._data.size == 1 and value._data.ndim == 0
    match part:
        case "int":
            whole = one and dtypes.category(value._data.dtype) < dtypes.FLOATING
            return whole or isinstance(value, int | np.integer)
        case "float":
            return one or isinstance(value, int | float | np.integer | np.floating)
        case "Number":
            return one or isinstance(value, int | float | complex | np.generic)
    inner = re.fullmatch(r"Sequence\[(.*)\]", part)
    if inner is not None:
        return isinstance(value, list | tuple) and all(accepts(inner[1], v) for v in value)
    literal = re.fullmatch(r"Literal\[(True|False)\]", part)
    return isinstance(value, bool) if literal is not None else True


_TORCH = {
    "dtype": "torch.dtype", "device": "torch.device", "layout": "torch.layout", "Generator": "torch.Generator",
    "memory_format": "torch.memory_format", "Sequence[int]": "tuple of ints", "Sequence[float]": "tuple of floats",
    "Sequence[Tensor]": "tuple of Tensors", "Sequence[int | None]": "tuple of ints",
    "Sequence[Tensor | None]": "tuple of Tensors",
}  # fmt: skip


def wanted(p: Parameter) -> str:
    """Torch's word for what a parameter takes."""
    parts = [part for part in _parts(p.annotation) if part != "None"]
    for part in ("Tensor", "Sequence[int]", "Sequence[int | None]", *parts):
        if part in parts:
            return _TORCH.get(part, "bool" if part.startswith("Literal") else part)
    return "object"


def type_name(value: Any) -> str:
    """The name of a value's type as the interpreter has it: with its module where it is neither built in nor a class
    statement's."""
    kind = type(value)
    made_by_statement = kind.__flags__ & (1 << 9)
    return kind.__name__ if made_by_statement or kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


# ------------------------------------------------------------ listing


def shown(called: Called) -> str:
    """The types of what was given: `(Tensor, str)`."""
    known = [type_name(a) for a in called.args]
    named = [f"{k}={type_name(v)}" for k, v in called.kwargs.items()]
    return f"({', '.join(known + named)}{', ' if named and not known else ''})"


def _written(stub: Stub) -> str:
    """A signature as torch lists it: `(Tensor input, int dim, bool keepdim = False)`."""
    return f"({', '.join(_arguments(stub))})"


def _arguments(stub: Stub) -> Iterator[str]:
    kinds = [p.kind for p in stub.parameters]
    for i, p in enumerate(stub.parameters):
        if p.kind is KEYWORD and VARIADIC not in kinds[:i] and KEYWORD not in kinds[:i]:
            yield "*"
        star = "*" if p.kind is VARIADIC else ""
        yield f"{wanted(p)} {star}{p.name}" + ("" if p.default is None else f" = {p.default}")
