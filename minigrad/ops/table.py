"""THE TABLE: how an op is declared, and the registry of all that were.

Imports the engine only.  A declaration is a forward in plain NumPy under one of four decorators:

- `@unary(...)`, `@binary(...)`: elementwise, with promotion and broadcasting, on the fast path;
- `@op(...)`: any other primitive; `view=True` for one whose result shares its first argument's memory;
- `@composite(...)`: a function of other ops, without formulas of its own.

Keywords named like arguments are their formulas; the rest says more about the op (`widen=True`: float16 and bfloat16
are computed in float32 and the result is rounded once, as a forward of several steps needs it):

    @binary(input=lambda g, other: g * other, other=lambda g, input: g * input, operator="mul", aliases=("multiply",))
    def mul(input: Array, other: Array | float) -> Array:
        "Product, elementwise, with broadcasting."
        return input * other

The decorated name stays callable on Tensors and on arrays alike, so that formulas can use it.  From the declaration
follow the public function (strict: it wants Tensors), the method, the in-place form, `out=`, operators, aliases,
the stub's row and the tests.  Annotations say what an argument is: `Array` a tensor, `Array | float` a tensor or a
number, `Arrays` a list of tensors; everything else is a constant.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._arguments import spelled
from .._engine import errors, views
from .._engine import op as _op
from .._engine.op import Op
from .._engine.tensor import Tensor, index, wrap_dim
from .._lazy import on_use
from . import elementwise, families
from ._kernels.precision import in_float32
from .outputs import write_out
from .overriding import dispatch, overloaded, overriding

Array = Any  # in annotations: a tensor, or the array of one
Arrays = Any  # a list of tensors


class Row:
    """What the table knows of one public op.

    `call` takes Tensors and arrays, `function` is the public, strict form; `op` is None for a composite.
    `samples(rng)` yields calls to test with, as `(args, kwargs)` tuples of float64 NumPy arrays and constants.
    """

    __slots__ = (
        "aliases", "call", "differentiable", "doc", "domain", "function", "inplace", "method", "name", "namespaces",
        "op", "operator", "out", "reverse", "samples", "signature_of",
    )  # fmt: skip

    def __init__(self, name: str, call: Callable[..., Any], source: Callable[..., Any], **facts: Any) -> None:
        self.name, self.call, self.signature_of = name, call, source
        self.op: Op | None = facts.pop("op", None)
        self.doc = source.__doc__ or ""
        self.namespaces: tuple[str, ...] = tuple(facts.pop("namespaces", ("",)))
        self.aliases: tuple[str, ...] = tuple(facts.pop("aliases", ()))
        self.method: bool = facts.pop("method", "" in self.namespaces)
        self.inplace: bool = facts.pop("inplace", False)
        self.out: bool = facts.pop("out", True)
        self.operator: str | None = facts.pop("operator", None)
        self.reverse: bool = facts.pop("reverse", True)
        self.samples: Any = facts.pop("samples", None)
        self.domain: Any = facts.pop("domain", None)
        # of a composite also the names of the arguments that it has derivatives by
        ruled = self.op is None or bool(self.op.rules or self.op.grads)
        self.differentiable: bool | tuple[str, ...] = facts.pop("differentiable", ruled)
        self.function: Callable[..., Any] = facts.pop("function", None) or public(self)
        if facts:
            raise TypeError(f"op {name}: unknown option {next(iter(facts))!r}")

    def __repr__(self) -> str:
        return f"<row {self.name}>"

    @property
    def of_one_number(self) -> bool:
        """Whether it is a function of a single number with a derivative, which `scalar.Value` has as a method."""
        op = self.op
        return op is not None and op.scalar is not None and len(op.params) == len(op.differentiable) == 1


class Table(Mapping[str, Row]):
    """The rows by their keys, "add", "nn.functional.relu", "linalg.det": asking for one loads its family, and going
    through them all loads all.
    """

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._named: dict[tuple[str, str], Row] = {}  # by namespace and name, aliases included

    def __getitem__(self, key: str) -> Row:
        if key not in self._rows:
            space, _, name = key.rpartition(".")
            families.load_home(space, name)
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        families.load_all()
        return iter(sorted(self._rows, key=lambda key: key.rpartition(".")))

    def __len__(self) -> int:
        families.load_all()
        return len(self._rows)

    def find(self, space: str, name: str) -> Row | None:
        """The row that a namespace has under a name or an alias, if it has one."""
        if (space, name) not in self._named:
            families.load_home(space, name)
        return self._named.get((space, name))

    def names(self, space: str) -> list[str]:
        """The names that a namespace has, aliases included; nothing is loaded."""
        return sorted({*families.HOMES.get(space, ()), *(name for home, name in self._named if home == space)})

    def named(self) -> set[tuple[str, str]]:
        """The namespaces and names of the rows entered so far, aliases included."""
        return set(self._named)

    def enter(self, row: Row) -> None:
        """Enter a row under its name in each of its namespaces.  Raises TypeError where there is one already."""
        for space in row.namespaces:
            key = f"{space}.{row.name}" if space else row.name
            if key in self._rows:
                raise TypeError(f"op {key} is declared twice")
            self._rows[key] = row
            for name in (row.name, *row.aliases):
                self._named[space, name] = row


TABLE = Table()


def register(row: Row) -> None:
    """Enter a row into the table, and give Tensor what follows from it."""
    TABLE.enter(row)
    attach(row, Tensor)


_ROW_OPTIONS = frozenset(
    (
        "namespaces", "aliases", "method", "inplace", "out", "operator", "reverse", "samples", "domain",
        "differentiable", "function",
    )
)  # fmt: skip


def _split(
    forward: Callable[..., Any], options: dict[str, Any]
) -> tuple[dict[str, Callable[..., Any]], dict[str, Any], dict[str, Any]]:
    """Sort a decorator's keywords into formulas, options of the op, and options of the row."""
    code = forward.__code__
    params = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    rules = {k: v for k, v in options.items() if k in params}
    row = {k: v for k, v in options.items() if k in _ROW_OPTIONS and k not in params}
    if "grads" in options:
        del row["differentiable"]  # the names that the one function has gradients for, the op's affair
    return rules, {k: v for k, v in options.items() if k not in rules and k not in row}, row


def _declare(
    build: Callable[[Op], Callable[..., Any]], *, widen: bool = False, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(forward: Callable[..., Any]) -> Callable[..., Any]:
        rules, of_op, of_row = _split(forward, options)
        made = Op(forward, rules, **of_op)
        if widen and build is _op.general:
            made.forward = in_float32(forward)
        elif widen:  # elementwise calls ask for it where they meet half precisions, and spare the others the question
            made.more = {**made.more, "widened": in_float32(forward)}
        made.call = core = build(made)
        made.samples = of_row.get("samples")
        source = made.canonical or forward
        core.__name__ = core.__qualname__ = made.name
        if made.canonical is not None:
            made.canonical.__qualname__ = made.name  # what Python calls it where arguments are missing
        core.__doc__ = forward.__doc__ or source.__doc__
        core.op = made  # type: ignore[attr-defined]
        if not forward.__name__.startswith("_"):
            elementwise = build is not _op.general and build is not views.viewing
            call = _with_canonical(made, core, made.canonical) if elementwise and made.canonical else core
            call.__name__ = call.__qualname__ = made.name
            row = Row(forward.__name__, call, source, op=made, **of_row)
            row.doc = core.__doc__ or ""
            register(row)
        return core

    return decorate


def _with_canonical(op: Op, call: Callable[..., Any], canonical: Callable[..., tuple[Any, ...]]) -> Callable[..., Any]:
    """The op's `call` with its arguments put into canonical form first."""

    def canonical_call(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*canonical(*args, **(spelled(canonical, kwargs) if kwargs else kwargs)))
        except errors.REFUSED:
            op.refuse(args, kwargs)
            raise

    return canonical_call


def op(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a primitive.  A forward whose name begins with an underscore is internal: no public function."""
    return _declare(views.viewing if options.get("view") else _op.general, **options)


def unary(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an elementwise op of one tensor, named `input`."""
    options.setdefault("inplace", True)
    return _declare(elementwise.unary, promote=("input",), **options)


def binary(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an elementwise op of two operands, either of which may be a number."""
    options.setdefault("inplace", True)
    return _declare(elementwise.binary, promote=True, **options)


def composite(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function of other ops."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        register(Row(function.__name__, _spelled_call(function), function, **options))
        return function

    return decorate


def _spelled_call(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, taking `axis` and `keepdims` too where it has `dim` and `keepdim`."""
    code = function.__code__
    if "dim" not in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **(spelled(function, kwargs) if kwargs else kwargs))

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call


# ------------------------------------------------------------ the public forms


def refuse(row: Row, space: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """After a failure: raises torch's TypeError if the arguments are not what the function takes, else does nothing.

    The texts and the signatures they tell of are loaded when the first call has failed.
    """
    # where torch's own function is Python, it has looked at the shapes before it met the argument
    earlier = space == "nn.functional" and isinstance(sys.exception(), NotImplementedError)
    if not earlier and not overloaded(args, kwargs):
        importlib.import_module(".refusals", __package__).refuse(row, space, name, args, kwargs)


def public(row: Row, space: str | None = None, alias: str | None = None) -> Callable[..., Any]:
    """The function of the namespace: it insists on a Tensor where the op does, and serves `out=`."""
    call, name, home = row.call, alias or row.name, row.namespaces[0] if space is None else space
    code = row.signature_of.__code__
    first = code.co_varnames[0] if code.co_argcount else ""
    kind = str(row.signature_of.__annotations__.get(first, ""))
    single = kind.startswith(("Array", "Tensor")) and "|" not in kind and not kind.startswith("Arrays")
    takes_out = row.out and "out" not in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def checked(*args: Any, **kwargs: Any) -> Any:
        found = overloaded(args, kwargs)
        if found:
            return dispatch(function, found, args, kwargs)
        if single:
            given = args[0] if args else kwargs.get(first, kwargs.get("x"))
            if not isinstance(given, Tensor):
                refuse(row, home, name, args, kwargs)
                raise errors.not_tensor(name, first, 1, given)
        if takes_out and "out" in kwargs:
            out = kwargs.pop("out")
            result = call(*args, **kwargs)
            return result if out is None else write_out(out, result, name)
        return call(*args, **kwargs)

    if row.op is not None and row.op.elementwise and row.op.canonical is None and len(row.op.params) == 1:

        def function(*args: Any, **kwargs: Any) -> Any:
            if overriding or kwargs or len(args) != 1 or not isinstance(args[0], Tensor):
                try:
                    return checked(*args, **kwargs)
                except errors.REFUSED:
                    refuse(row, home, name, args, kwargs)
                    raise
            return call(args[0])

    else:

        def function(*args: Any, **kwargs: Any) -> Any:
            try:
                if overriding or kwargs or not args or (single and not isinstance(args[0], Tensor)):
                    return checked(*args, **kwargs)
                return call(*args)
            except errors.REFUSED as error:
                # an argument that is no Tensor: does it know what to do?
                found = overloaded(args, kwargs) if isinstance(error, AttributeError | TypeError) else []
                if found and not overriding:
                    return dispatch(function, found, args, kwargs)
                refuse(row, home, name, args, kwargs)
                raise

    function.__name__ = function.__qualname__ = name
    function.__doc__ = row.doc
    function.__wrapped__ = row.signature_of  # type: ignore[attr-defined]
    function.of_row = (home, name)  # type: ignore[attr-defined]
    return function


_OPERATORS = {
    "add": ("__add__", "__radd__", "__iadd__"), "sub": ("__sub__", "__rsub__", "__isub__"),
    "mul": ("__mul__", "__rmul__", "__imul__"), "truediv": ("__truediv__", "__rtruediv__", "__itruediv__"),
    "floordiv": ("__floordiv__", "__rfloordiv__", "__ifloordiv__"), "mod": ("__mod__", "__rmod__", "__imod__"),
    "pow": ("__pow__", "__rpow__", "__ipow__"), "matmul": ("__matmul__", "__rmatmul__", "__imatmul__"),
    "and": ("__and__", "__rand__", "__iand__"), "or": ("__or__", "__ror__", "__ior__"),
    "xor": ("__xor__", "__rxor__", "__ixor__"), "lshift": ("__lshift__", "__rlshift__", "__ilshift__"),
    "rshift": ("__rshift__", "__rrshift__", "__irshift__"),
    "eq": ("__eq__",), "ne": ("__ne__",), "lt": ("__lt__",), "le": ("__le__",), "gt": ("__gt__",), "ge": ("__ge__",),
    "neg": ("__neg__",), "pos": ("__pos__",), "invert": ("__invert__",), "abs": ("__abs__",),
}  # fmt: skip


def operator(row: Row, swapped: bool) -> Callable[..., Any]:
    """The operator's method: NotImplemented for an operand that no tensor op knows."""
    call = row.call
    if swapped:
        # of a number there is nothing to put into canonical form
        quick = row.op.call if row.op is not None and row.op.is_binary else call

        def reverse(self: Tensor, other: Any) -> Any:
            if not isinstance(self, Tensor):
                raise TypeError(f"descriptor of Tensor doesn't apply to a '{type(self).__name__}' object")
            if type(other) is float or type(other) is int:
                return quick(other, self)
            return call(other, self) if isinstance(other, elementwise.OPERANDS) else NotImplemented

        return reverse
    if row.op is not None and row.op.is_binary:
        return elementwise.binary(row.op, operator=True)

    def method(self: Tensor, other: Any) -> Any:
        return call(self, other) if isinstance(other, elementwise.OPERANDS) else NotImplemented

    return method


def inplace(op_call: Callable[..., Any], name: str, refuse: Callable[..., None] = _op.no_objection) -> Any:
    """The in-place form of an op: `x.name(...)` computes `op_call(x, ...)` and writes it into `x`.

    `refuse` raises, of a call that failed, what is wrong with its arguments.
    """

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        try:
            views.check_writable(self)
            return views.assign(self, op_call(self, *args, **kwargs))
        except errors.REFUSED:
            refuse((self, *args), kwargs)
            raise

    method.__name__ = method.__qualname__ = name
    return method


def _refuse_method(row: Row, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """`refuse`, of a method: an op that formulas call with arrays has its own words."""
    if args and isinstance(args[0], Tensor):
        refuse(row, "Tensor", name, args, kwargs)


def _refusing(row: Row, name: str) -> Callable[..., Any]:
    """The method of a row that is a function of other ops, or under another name: it says what is wrong with a call."""
    call = row.call

    @functools.wraps(call)
    def method(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except errors.REFUSED:
            _refuse_method(row, name, args, kwargs)
            raise

    method.__name__ = method.__qualname__ = name
    return method


def _takes_self_only(function: Callable[..., Any]) -> bool:
    code = function.__code__
    return code.co_argcount == 1 and not code.co_kwonlyargcount and not code.co_flags & 0x0C  # no *args, no **kwargs


def attach(row: Row, target: type[Tensor]) -> None:
    """Give Tensor the row's method, in-place method and operators."""
    refusing = functools.partial(refuse, row, "Tensor")
    if row.method and row.op is not None:
        row.op.refuse = functools.partial(_refuse_method, row, row.name)
    elif row.method and not _takes_self_only(row.signature_of):
        row.call = _refusing(row, row.name)
    call = row.call
    for name in (row.name, *row.aliases):
        if row.method:
            setattr(target, name, call if name == row.name else _refusing(row, name))
        if row.inplace:
            setattr(target, name + "_", inplace(call, name + "_", functools.partial(refusing, name + "_")))
    if row.operator is not None:
        plain, *rest = _OPERATORS[row.operator]
        methods = {plain: call if row.operator in _ONE_SIDED else operator(row, False)}
        if rest:
            methods[rest[0]] = operator(row, True)
            if row.inplace:
                methods[rest[1]] = inplace(call, rest[1])
        for name, method in methods.items():
            if method is not call:
                method.__name__ = method.__qualname__ = name
            setattr(target, name, method)


_ONE_SIDED = ("neg", "pos", "invert", "abs")


def add_members(**members: Any) -> None:
    """Give Tensor methods, operators and properties that no declaration makes."""
    for name, member in members.items():
        if hasattr(member, "__code__") and name.startswith("__") and not member.__name__.startswith("__"):
            member.__name__ = member.__qualname__ = name  # what `__torch_function__` is told of the operator
        setattr(Tensor, name, member)
        if getattr(member, "__qualname__", "").startswith("_"):
            member.__qualname__ = name  # what Python calls it where arguments are missing


def public_function(space: str, name: str) -> Callable[..., Any] | None:
    """The function that a namespace ("" for `minigrad` itself) has under a name or an alias, if it has one."""
    row = TABLE.find(space, name)
    return None if row is None else _function_in(row, space, name)


def namespace(space: str) -> dict[str, Callable[..., Any]]:
    """The public functions of one namespace, by their names, aliases included."""
    found = ((name, public_function(space, name)) for name in TABLE.names(space))
    return {name: made for name, made in found if made is not None}


def module_of(
    space: str, own: dict[str, Any], homes: Mapping[str, str] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of the module that is a namespace, whose names are `own`: its functions enter them at
    first use.  `homes` as in `_lazy.on_use`.
    """
    return on_use(own, homes or {}, functools.partial(public_function, space), functools.partial(TABLE.names, space))


@functools.cache
def _function_in(row: Row, space: str, name: str) -> Callable[..., Any]:
    """The row's function under one of its names, by which its errors call it."""
    function = row.function
    made = getattr(function, "of_row", None)
    if made is None:  # where nothing must be given, the function reads what is, and a call costs nothing more
        needed = row.signature_of.__code__.co_argcount > len(row.signature_of.__defaults__ or ())
        return _named_function(row, space, name) if needed and space != "Tensor" else function
    return function if made == (space, name) else public(row, space, name)


def _named_function(row: Row, space: str, name: str) -> Callable[..., Any]:
    """A function that was registered as it stands, saying what is wrong with its arguments."""
    function, asks = row.function, name not in ("is_tensor", "tensor")

    @functools.wraps(function)
    def named(*args: Any, **kwargs: Any) -> Any:
        try:
            if overriding and asks:
                found = overloaded(args, kwargs)
                if found:
                    return dispatch(named, found, args, kwargs)
            return function(*args, **kwargs)
        except errors.REFUSED:
            refuse(row, space, name, args, kwargs)
            raise

    return named


def sizes(shape: Sequence[Any]) -> tuple[int, ...]:
    """`f(2, 3)`, `f((2, 3))` and `f(torch.Size([2, 3]))` alike, as a tuple of ints."""
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = shape[0]
    return tuple([n if type(n) is int else index("size", n) for n in shape])


def flag(name: str, value: Any) -> bool:
    """A value of the argument `name` that must be a bool.  Raises TypeError where it is none."""
    if not isinstance(value, bool):
        raise TypeError(f"argument '{name}' must be bool, not {type(value).__name__}")
    return value


def axes(dim: Any, ndim: int) -> tuple[int, ...] | None:
    """An axis, several, or None (or an empty list) for all, counted from the front; None stays None."""
    if dim is None:
        return None
    if type(dim) is int:
        return (wrap_dim(dim, ndim),)
    found = tuple(wrap_dim(index("dim", d), ndim) for d in (dim if isinstance(dim, tuple | list) else (dim,)))
    for i, d in enumerate(found):
        if d in found[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return found
