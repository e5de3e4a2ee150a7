"""What a declaration tells a type checker: the signatures of an op's function and of its methods.

Imports the table.  A forward's annotations say what an op computes with (`Array`, `Any`), a stub says what may be
given: `Tensor`, `Number`, `dtype`.  The difference is made up here, by the names of the parameters, which mean the same
in every op.  What no one signature can say (`max` of a tensor, along an axis, of two) is in `OVERLOADS`.  Start reading
at `stubs_of`; `minigrad.cli.stubs` makes files of it.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import re
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .._engine.op import Op
from .table import TABLE, Row

POSITIONAL, ORDINARY, VARIADIC, KEYWORD = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
)


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter as text: its default is None where it must be given."""

    name: str
    kind: Any
    annotation: str
    default: str | None = None


@dataclasses.dataclass(frozen=True)
class Stub:
    """One signature: of several, each is an overload."""

    parameters: tuple[Parameter, ...]
    result: str


# ------------------------------------------------------------ the vocabulary

_EXTENT = "int | Sequence[int]"  # one number for all axes, or one for each
_DEVICE = "device | str | int"
# What a parameter that is annotated with Any takes, by its name; `None` is added where it is the default.
VOCABULARY = {
    "alpha": "Number", "atol": "Tensor | float", "beta": "Number", "bias": "Tensor", "boundaries": "Tensor",
    "bounds": "int", "correction": "Number", "destination": _EXTENT, "device": _DEVICE, "dilation": _EXTENT,
    "dim": _EXTENT, "dims": _EXTENT, "dtype": "dtype", "dx": "Number", "end": "Number", "fill_value": "Number",
    "generator": "Generator", "high": "int", "index": "Tensor", "indices": "Tensor | Sequence[Tensor | None]",
    "indices_or_sections": "Tensor | int | Sequence[int]", "input": "Tensor", "input_lengths": "Tensor | Sequence[int]",
    "input_mask": "Tensor", "keepdim": "bool", "kernel_size": _EXTENT, "layout": "layout", "low": "int",
    "mask": "Tensor", "matrices": "Tensor", "mean": "Tensor | float", "memory_format": "memory_format", "n": "int",
    "norm": "str", "ord": "Number | str", "order": "int", "other": "Tensor | Number", "other_mask": "Tensor",
    "out": "Sequence[Tensor]", "output_padding": _EXTENT, "output_ratio": "float | Sequence[float]",
    "output_size": "int | Sequence[int | None]", "padding": _EXTENT, "physical_layout": "Sequence[int]",
    "q": "Tensor | float", "rcond": "Tensor | float", "repeats": "Tensor | int", "rtol": "Tensor | float",
    "running_mean": "Tensor | None", "running_var": "Tensor | None", "s": "Sequence[int]",
    "scale_factor": "float | Sequence[float]", "seed": "int", "shape": "Sequence[int]", "shapes": _EXTENT,
    "shifts": _EXTENT, "size": "Sequence[int]", "sizes": "Sequence[int]", "sorted_sequence": "Tensor",
    "sorter": "Tensor", "source": _EXTENT, "split_size_or_sections": _EXTENT, "split_sizes": "Sequence[int]",
    "start": "Number", "std": "Tensor | float", "step": "Number", "steps": "int", "storage_offset": "int",
    "stride": _EXTENT, "target_lengths": "Tensor | Sequence[int]", "tensor1": "Tensor | Number",
    "tensor2": "Tensor | Number", "times": "int", "tol": "Tensor | float", "unbiased": "bool",
    "value": "Tensor | Number", "values": "Tensor", "var": "Tensor | float", "weight": "Tensor", "weights": "Tensor",
}  # fmt: skip
# Where a name means something else to one op.
EXCEPTIONS = {
    "bernoulli_.p": "Tensor | float", "bucketize.input": "Tensor | Number", "cond.p": "Number | str",
    "cuda.device": _DEVICE, "fill_.value": "Tensor | Number", "fill_diagonal_.fill_value": "Number",
    "general_cosine.a": "Sequence[float]", "histogram.bins": "Tensor | int", "histogram.range": "Sequence[float]",
    "histogramdd.bins": "int | Sequence[int] | Sequence[Tensor]", "histogramdd.range": "Sequence[float]",
    "interpolate.size": _EXTENT, "linspace.end": "Tensor | Number", "linspace.start": "Tensor | Number",
    "logspace.end": "Tensor | Number", "logspace.start": "Tensor | Number", "lstm_cell.hx": "Sequence[Tensor]",
    "manual_seed.seed": "int | str", "meshgrid.tensors": "Tensor | Sequence[Tensor]",
    "multinomial.generator": "Generator",
    "narrow.start": "Tensor | int", "norm.p": "Number | str", "result_type.tensor1": "Tensor | Number",
    "result_type.tensor2": "Tensor | Number", "renorm.p": "Number", "scalar_tensor.s": "Number",
    "searchsorted.input": "Tensor | Number",
    "slice_scatter.end": "int", "slice_scatter.start": "int", "tensordot.dims": "int | Sequence[Sequence[int]]",
    "upsample.size": _EXTENT, "upsample_bilinear.size": _EXTENT, "upsample_nearest.size": _EXTENT,
    **dict.fromkeys(("copy_.src", "xlog1py.input", "xlogy.input", "zeta.input", "zeta.other"), "Tensor | Number"),
    **{f"conv{n}d.padding": "int | str | Sequence[int]" for n in (1, 2, 3)},
}  # fmt: skip
# What is written in the declarations' annotations, and what the public calls it.
_PUBLIC = {"Array": "Tensor", "Arrays": "Sequence[Tensor]", "Format": "memory_format", "ndarray": "np.ndarray"}

_SOME = "tuple[Tensor, ...]"
# The results of functions that are annotated with Any and do not return one tensor.
RESULTS = {
    "as_subclass": "Any", "broadcast_tensors": _SOME, "chunk": _SOME, "dsplit": _SOME,
    "embedding_bag": "tuple[Tensor, Tensor, Tensor, Tensor]", "gradient": _SOME, "hsplit": _SOME,
    "is_storage": "bool", "is_tensor": "TypeIs[Tensor]", "item": "Any", "lstm_cell": "tuple[Tensor, Tensor]",
    "max_pool1d_with_indices": "tuple[Tensor, Tensor]", "meshgrid": _SOME,
    "native_batch_norm": "tuple[Tensor, Tensor, Tensor]", "native_group_norm": "tuple[Tensor, Tensor, Tensor]",
    "native_layer_norm": "tuple[Tensor, Tensor, Tensor]",
    "nn.functional.max_pool2d_with_indices": "tuple[Tensor, Tensor]",
    "nn.functional.max_pool3d_with_indices": "tuple[Tensor, Tensor]", "split": _SOME, "split_copy": _SOME,
    "split_with_sizes": _SOME,
    "split_with_sizes_copy": _SOME, "sum_to_size": "Tensor", "tensor_split": _SOME, "tolist": "Any", "unbind": _SOME,
    "unbind_copy": _SOME, "unravel_index": _SOME, "unsafe_chunk": _SOME, "unsafe_split": _SOME,
    "unsafe_split_with_sizes": _SOME, "vsplit": _SOME,
}  # fmt: skip

_OPERAND = "Tensor | Number"
_SETS = "assume_unique: bool = False, invert: bool = False"
_OUT = "out: Tensor | None = None"
_FACTORY = (
    f"{_OUT}, dtype: dtype | None = None, layout: layout | None = None, "
    f"device: {_DEVICE} | None = None, pin_memory: bool = False, requires_grad: bool = False"
)
_NORM = f"dtype: dtype | None = None, *, {_OUT}) -> Tensor"
_BOTH = "out: tuple[Tensor, Tensor] | None = None"
_COPYING = "non_blocking: bool = False, copy: bool = False, *, memory_format: memory_format | None = None"


def _extreme(name: str) -> tuple[str, ...]:
    return (
        f"(input: Tensor, *, {_OUT}) -> Tensor",
        f"(input: Tensor, dim: int, keepdim: bool = False, *, {_BOTH}) -> {name}",
        f"(input: Tensor, other: Tensor, *, {_OUT}) -> Tensor",
    )


def _network(state: str, result: str) -> tuple[str, ...]:
    rest = "has_biases: bool, num_layers: int, dropout: float, train: bool, bidirectional: bool"
    return (
        f"(input: Tensor, hx: {state}, params: Sequence[Tensor], {rest}, batch_first: bool) -> {result}",
        f"(data: Tensor, batch_sizes: Tensor, hx: {state}, params: Sequence[Tensor], {rest}) -> {result}",
    )


def _middle(name: str) -> tuple[str, ...]:
    return (
        "(input: Tensor) -> Tensor",
        f"(input: Tensor, dim: int, keepdim: bool = False, *, {_BOTH}) -> {name}",
    )


# One call with an axis, an other tensor, a flag differs in kind from one without: a signature each.
OVERLOADS: dict[str, tuple[str, ...]] = {
    "arange": (
        f"(end: {_OPERAND}, *, {_FACTORY}) -> Tensor",
        f"(start: {_OPERAND}, end: {_OPERAND}, step: {_OPERAND} = 1, *, {_FACTORY}) -> Tensor",
    ),
    **{
        f"atleast_{n}d": (
            "(tensor: Tensor, /) -> Tensor",
            "(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]",
            "(*tensors: Tensor) -> tuple[Tensor, ...]",
        )
        for n in (1, 2, 3)
    },
    "einsum": (
        "(equation: str, /, *operands: Tensor | Sequence[Tensor]) -> Tensor",
        "(*operands: Tensor | Sequence[Any]) -> Tensor",
    ),
    "fft.fftshift": (f"(input: Tensor, dim: {_EXTENT} | None = None) -> Tensor",),
    "fft.ifftshift": (f"(input: Tensor, dim: {_EXTENT} | None = None) -> Tensor",),
    "alias_copy": (f"(input: Tensor, *, {_OUT}) -> Tensor",),
    **{name: _network("Tensor", "tuple[Tensor, Tensor]") for name in ("gru", "rnn_relu", "rnn_tanh")},
    "isin": (
        f"(elements: {_OPERAND}, test_elements: {_OPERAND}, *, {_SETS}, {_OUT}) -> Tensor",
    ),
    "lstm": _network("Sequence[Tensor]", "tuple[Tensor, Tensor, Tensor]"),
    "lu": (
        "(A: Tensor, pivot: bool = True, get_infos: Literal[False] = False) -> tuple[Tensor, Tensor]",
        "(A: Tensor, pivot: bool = True, *, get_infos: Literal[True]) -> tuple[Tensor, Tensor, Tensor]",
    ),
    "max": _extreme("max"),
    "median": _middle("median"),
    "min": _extreme("min"),
    "nanmedian": _middle("nanmedian"),
    "nonzero": (
        f"(input: Tensor, *, as_tuple: Literal[False] = False, {_OUT}) -> Tensor",
        "(input: Tensor, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]",
    ),
    "norm": (
        f"(input: Tensor, p: Number | str | None = 'fro', dim: {_EXTENT} | None = None, keepdim: bool = False, {_NORM}",
    ),
    "randint": (
        f"(high: int, size: Sequence[int], *, generator: Generator | None = None, {_FACTORY}) -> Tensor",
        f"(low: int, high: int, size: Sequence[int], *, generator: Generator | None = None, {_FACTORY}) -> Tensor",
    ),
    "randint_like": tuple(
        f"(input: Tensor, {bounds}, *, generator: Generator | None = None, dtype: dtype | None = None, "
        f"layout: layout | None = None, device: {_DEVICE} | None = None, requires_grad: bool = False, "
        "pin_memory: bool = False, memory_format: memory_format | None = None) -> Tensor"
        for bounds in ("high: int, /", "low: int, high: int")
    ),
    "repeat_interleave": (
        "(input: Tensor, repeats: Tensor | int, dim: int | None = None, *, output_size: int | None = None) -> Tensor",
        "(repeats: Tensor, /, *, output_size: int | None = None) -> Tensor",
    ),
    "scatter": tuple(
        f"(input: Tensor, dim: int, index: Tensor, {given}, *, reduce: str | None = None) -> Tensor"
        for given in ("src: Tensor", "value: Number")
    ),
    "size": ("(self) -> Size", "(self, dim: int) -> int"),
    "slice_copy": (
        f"(input: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1, *, {_OUT})",
    ),
    "stride": ("(self) -> tuple[int, ...]", "(self, dim: int) -> int"),
    "to": (
        f"(self, dtype: dtype, {_COPYING}) -> Tensor",
        f"(self, device: {_DEVICE} | None = None, dtype: dtype | None = None, {_COPYING}) -> Tensor",
        f"(self, other: Tensor, /, {_COPYING}) -> Tensor",
    ),
    "type": (
        "(self, dtype: None = None, non_blocking: bool = False) -> str",
        "(self, dtype: dtype | str | type[Any], non_blocking: bool = False) -> Tensor",
    ),
    "unique": tuple(
        f"(input: Tensor, sorted: bool = True, return_inverse: {flag} = False, return_counts: {flag} = False, "
        f"dim: int | None = None) -> {result}"
        for flag, result in (("Literal[False]", "Tensor"), ("bool", _SOME))
    ),
    "unique_consecutive": tuple(
        f"(input: Tensor, return_inverse: {flag} = False, return_counts: {flag} = False, dim: int | None = None)"
        f" -> {result}"
        for flag, result in (("Literal[False]", "Tensor"), ("bool", _SOME))
    ),
    "view": (
        "(self, *shape: int) -> Tensor",
        "(self, size: Sequence[int]) -> Tensor",
        "(self, dtype: dtype) -> Tensor",
    ),
    "where": (
        "(condition: Tensor) -> tuple[Tensor, ...]",
        f"(condition: Tensor, input: Tensor | Number, other: Tensor | Number, *, {_OUT}) -> Tensor",
    ),
}


# ------------------------------------------------------------ reading signatures


def parsed(text: str) -> Stub:
    """A signature written out.

    >>> from minigrad.ops.stubs import parsed
    >>> stub = parsed("(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]")
    >>> stub.parameters[1].default, stub.result
    ('0', 'tuple[Tensor, ...]')
    """
    (function,) = ast.parse(f"def f{text}: ...").body
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    found: list[tuple[ast.arg, Any]] = [(a, POSITIONAL) for a in given.posonlyargs]
    found += [(a, ORDINARY) for a in given.args]
    defaults: list[ast.expr | None] = [*[None] * (len(found) - len(given.defaults)), *given.defaults]
    if given.vararg:
        found.append((given.vararg, VARIADIC))
        defaults.append(None)
    found += [(a, KEYWORD) for a in given.kwonlyargs]
    defaults += given.kw_defaults
    return Stub(
        tuple(
            Parameter(
                a.arg, kind, ast.unparse(a.annotation) if a.annotation else "", None if d is None else ast.unparse(d)
            )
            for (a, kind), d in zip(found, defaults, strict=True)
        ),
        ast.unparse(function.returns) if function.returns else "Tensor",
    )


def read(function: Callable[..., Any], owner: str, more: dict[str, Any] | None = None) -> Stub:
    """A function's own signature, in public terms.

    Where it says Any, `more` knows what is a tensor and what is one axis; of the rest only the canonical form, a tuple
    where one number may be given.
    """
    signature = inspect.signature(function)
    found = []
    for p in signature.parameters.values():
        if p.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        said = _text(p.annotation)
        if said in ("", "Any") and more:
            inner = _text(more.get(p.name, said))
            if "Array" in inner or (p.name == "dim" and inner in ("int", "int | None")):
                said = inner
        default = None if p.default is p.empty else _literal(p.default)
        found.append(Parameter(p.name, p.kind, typed(said, p.name, owner, default), default))
    return Stub(tuple(found), published(_text(signature.return_annotation)))


def typed(annotation: str, name: str, owner: str, default: str | None) -> str:
    """A parameter's public type."""
    own = EXCEPTIONS.get(f"{owner}.{name}")
    if own is not None or annotation in ("", "Any"):
        annotation = own or VOCABULARY.get(name, "Any")
        if default == "None" and annotation != "Any" and "None" not in annotation.split(" | "):
            annotation += " | None"
        return annotation
    text = published(annotation)
    return re.sub(r"Tensor \| float\b", "Tensor | Number", text)


def published(annotation: str) -> str:
    """An annotation with the public names of what it names."""
    plain = re.sub(r"\b(?:dtypes|kinds|_kinds)\.", "", annotation)
    return re.sub(r"(?<![\w.])\w+", lambda m: _PUBLIC.get(m[0], m[0]), plain)


def _text(annotation: Any) -> str:
    if annotation is inspect.Parameter.empty:
        return ""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "Any")


def _literal(value: Any) -> str:
    """A default as it is written; `...` for an object that cannot be."""
    plain = value is None or isinstance(value, bool | int | float | str)
    plain = plain or (isinstance(value, tuple) and all(isinstance(v, int) for v in value))
    return repr(value) if plain else "..."


# ------------------------------------------------------------ from a row


def stubs_of(row: Row, space: str = "") -> list[Stub]:
    """The signatures of a row's public function in one namespace (\"Tensor\": of its method, `self` first).

    >>> from minigrad.ops.stubs import TABLE, stubs_of
    >>> (stub,) = stubs_of(TABLE["clamp_min"], "Tensor")
    >>> [(p.name, p.annotation) for p in stub.parameters], stub.result
    ([('self', ''), ('min', 'Tensor | Number')], 'Tensor')
    """
    method = space == "Tensor"
    known = OVERLOADS.get(_key(row))
    if known is not None:
        found = [parsed(text) for text in known]
    else:
        found = list(spread(_declared(row, space)))
        found = [given for stub in found for given in _flagged(stub)]
        if not method:
            found = [_with_out(stub, row) for stub in found]
    if not method:
        return found
    found = [_as_method(stub) for stub in found if stub.parameters[0].name != "repeats"]  # which is not a method's self
    return in_place(found) if row.name.endswith("_") else found


def _key(row: Row) -> str:
    """A row's name in the tables here: by itself for what torch or Tensor has, else after its namespace."""
    return row.name if {"", "Tensor"} & set(row.namespaces) else f"{row.namespaces[0]}.{row.name}"


def in_place(stubs: Iterable[Stub]) -> list[Stub]:
    """The signatures of the method that writes what these compute into its own tensor."""
    return [dataclasses.replace(s, result="Self") for s in stubs if s.result == "Tensor"]


def _declared(row: Row, space: str) -> Stub:
    """The signature as declared, with the forward's annotations where it was given canonical arguments."""
    forward = row.signature_of if row.op is None else _forward(row.op)
    names = [p.kind for p in inspect.signature(row.signature_of).parameters.values()]
    if VARIADIC in names and inspect.Parameter.VAR_KEYWORD in names:
        if row.op is not None:  # old orders of the arguments are taken too; the forward has the one to use
            return Stub(tuple(_scaling(read(forward, row.name).parameters)), "Tensor")
        base = _base(row, space)
        if base is not None:  # one that hands its arguments on
            drop = {"inplace"} if row.name.endswith("_") else set()
            stub = _declared(base, space)
            return Stub(tuple(p for p in stub.parameters if p.name not in drop), RESULTS.get(_key(row), stub.result))
    source = row.signature_of
    stub = read(source, row.name, forward.__annotations__)
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in inspect.signature(source).parameters.values()):
        sized = [p for p in stub.parameters if p.kind is VARIADIC and p.name == "size"]
        if sized:  # size=(2, 3) is taken too
            stub = Stub((*stub.parameters, Parameter("size", KEYWORD, "Sequence[int]", "None")), stub.result)
    return dataclasses.replace(stub, result=result_of(row, stub.result))


def _forward(op: Op) -> Callable[..., Any]:
    """The forward as it was declared: one that computes in a wider dtype holds it."""
    inner = [cell.cell_contents for cell in op.forward.__closure__ or ()]
    for function in (op.forward, *inner):
        if isinstance(function, types.FunctionType):
            names = function.__code__.co_varnames[: len(op.params)]
            if names == op.params:
                return function
    return op.forward


def _base(row: Row, space: str) -> Row | None:
    """The row whose arguments another takes: of `unfold_copy` and of `relu_`."""
    name = row.name.removesuffix("_copy").removesuffix("_")
    for key in (f"{space}.{name}", name, f"Tensor.{name}"):
        found = TABLE.get(key)
        if found is not None and found is not row:
            return found
    return None


def _scaling(parameters: Sequence[Parameter]) -> Iterator[Parameter]:
    """The factors alpha, beta, value come last, by name, and are 1 unless given."""
    factors = ("beta", "alpha", "value")
    yield from (p for p in parameters if p.name not in factors)
    yield from (Parameter(p.name, KEYWORD, "Number", "1") for p in parameters if p.name in factors)


def result_of(row: Row, said: str) -> str:
    """What a row's function returns."""
    known = RESULTS.get(_key(row))
    if known is not None:
        return known
    named = named_result(row)
    if named is not None:
        return named[0]
    if row.op is not None:
        return "Tensor"
    if said.startswith("tuple["):
        return re.sub(r"\bAny\b", "Tensor", said)
    return "Tensor" if said in ("", "Any") else said


def named_result(row: Row) -> tuple[str, tuple[str, ...]] | None:
    """The name and the fields of a row's result, where it has them.

    A composite returns those of the type, or of the op, that it calls under its own name.
    """
    if row.op is not None:
        return None if row.op.output_names is None else (row.op.name, row.op.output_names)
    names = {row.name, *(f"{s.replace('.', '_')}_{row.name}" for s in row.namespaces)}
    source = row.signature_of
    used = [source.__globals__.get(name) for name in source.__code__.co_names]
    for value in used:  # a type that is made here, rather than one that is taken apart
        if isinstance(value, type) and hasattr(value, "_fields") and value.__name__ in names:
            return value.__name__, value._fields
    for value in used:
        called = getattr(value, "op", None) if isinstance(value, types.FunctionType) else None
        if called is not None and called.output_names is not None and called.name in names:
            return called.name, called.output_names
    return None


@functools.cache
def named_results() -> dict[str, tuple[str, ...]]:
    """The fields of every named result in the table, by its name."""
    found: dict[str, tuple[str, ...]] = {"max": ("values", "indices"), "min": ("values", "indices")}
    for row in TABLE.values():
        if (named := named_result(row)) is not None:
            found[named[0]] = named[1]
    return dict(sorted(found.items()))


def spread(stub: Stub) -> Iterator[Stub]:
    """`f(2, 3)` and `f((2, 3))`: a signature each where the second has a name, else one that takes both."""
    some = ("int", "Sequence[int]", _EXTENT)
    places = [i for i, p in enumerate(stub.parameters) if p.kind is VARIADIC and p.annotation in some]
    if not places:
        yield stub
        return
    i = places[0]
    sizes, rest = stub.parameters[i], stub.parameters[i + 1 :]
    named = [p for p in rest if p.name in ("dims", "repeats", "shape", "size") and p.default == "None"]
    if not named and sizes.annotation == "int":
        yield stub
        return
    if not named:
        both = dataclasses.replace(sizes, annotation=_EXTENT)
        yield dataclasses.replace(stub, parameters=(*stub.parameters[:i], both, *rest))
        return
    rest = tuple(p for p in rest if p is not named[0])
    one = Parameter(named[0].name, ORDINARY, "Sequence[int]")
    yield dataclasses.replace(
        stub, parameters=(*stub.parameters[:i], dataclasses.replace(sizes, annotation="int"), *rest)
    )
    yield dataclasses.replace(stub, parameters=(*stub.parameters[:i], one, *rest))


def _flagged(stub: Stub) -> Iterator[Stub]:
    """With `return_indices=True` a pooling function returns those too."""
    places = [i for i, p in enumerate(stub.parameters) if p.name == "return_indices"]
    if not places or stub.result != "Tensor":
        yield stub
        return
    i = places[0]
    before, flag, after = stub.parameters[:i], stub.parameters[i], stub.parameters[i + 1 :]
    yield Stub((*before, dataclasses.replace(flag, annotation="Literal[False]"), *after), "Tensor")
    later = tuple(dataclasses.replace(p, kind=KEYWORD) for p in after)
    asked = dataclasses.replace(flag, annotation="Literal[True]", default=None, kind=KEYWORD)
    yield Stub((*before, asked, *later), "tuple[Tensor, Tensor]")
    yield Stub(stub.parameters, "Any")


def _with_out(stub: Stub, row: Row) -> Stub:
    """The signature with `out=`, where the public form adds it."""
    # a function registered as it stands has all its parameters; one made for the public adds `out`
    if not row.out or row.function is row.signature_of or any(p.name == "out" for p in stub.parameters):
        return stub
    kind = "Tensor"
    if stub.result != "Tensor":
        if stub.result not in named_results() and not stub.result.startswith("tuple"):
            return stub
        kind = "Sequence[Tensor]"
    return dataclasses.replace(
        stub, parameters=(*stub.parameters, Parameter("out", KEYWORD, f"{kind} | None", "None"))
    )


def _as_method(stub: Stub) -> Stub:
    """The signature with `self` for its first parameter, and without `out`, which methods do not take."""
    rest = tuple(p for p in stub.parameters[1:] if p.name != "out")
    return dataclasses.replace(stub, parameters=(Parameter("self", ORDINARY, ""), *rest))
