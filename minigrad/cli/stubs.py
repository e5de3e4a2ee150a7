"""Type stubs and the catalogue, made from the op table: `python -m minigrad.cli.stubs`, with `--check` only compared.

A stub lies beside each module that fills itself from the table at run time: the namespaces, and `_typing`, whose
`Attached` has what Tensor is given.  Editors and type checkers read them; nothing imports them.  `minigrad.ops.stubs`
says what a row's signatures are, this module makes files of them.  Start reading at `stubs`.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import functools
import importlib
import inspect
import re
import sys
import textwrap
import types
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import minigrad
from minigrad import Tensor
from minigrad.cli.catalogue import catalogue
from minigrad.ops import families
from minigrad.ops import stubs as rows
from minigrad.ops.legacy import TensorType
from minigrad.ops.stubs import KEYWORD, POSITIONAL, VARIADIC, Parameter, Stub
from minigrad.ops.table import TABLE, Row
from minigrad.scalar import Value

ROOT = Path(minigrad.__file__).parent
WIDTH = 120
MADE = "Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file."

# Where the names in annotations come from; a leading dot stands for the package minigrad.
HOMES = {
    "Any": "typing", "Callable": "collections.abc", "Generator": ".ops.random", "Index": "._typing",
    "Iterator": "collections.abc", "Literal": "typing", "NamedTuple": "typing", "Node": "._engine.graph",
    "Number": "._typing", "Operand": "._typing", "RemovableHandle": "._engine.graph", "Self": "typing",
    "Sequence": "collections.abc", "Size": "._kinds", "SupportsIndex": "typing", "Tensor": "._engine.tensor",
    "TypeAlias": "typing", "TypeIs": "typing_extensions", "TypedStorage": ".ops.memory",
    "UntypedStorage": ".ops.memory", "device": "._kinds", "dtype": "._engine.dtypes", "layout": "._kinds",
    "memory_format": "._kinds", "overload": "typing",
}  # fmt: skip
# Packages whose names are what they import; a strict checker of a user's program takes only `x as x` for that.
PACKAGES = ("nn", "nn/modules")


def stubs() -> dict[Path, str]:
    """The text of every stub, and of the op families' catalogue, by its file."""
    families.load_all()
    found = {
        ROOT / "ops" / "catalogue.py": catalogue(),
        ROOT / "_typing.pyi": typing_stub(),
        ROOT / "_return_types.pyi": results_stub(),
        ROOT / "__init__.pyi": top_stub(),
    }
    for space in sorted({s for row in TABLE.values() for s in row.namespaces} - {"", "Tensor"}):
        module = importlib.import_module(f"minigrad.{space}")
        path = Path(str(module.__file__)).with_suffix(".pyi")
        found[path] = namespace_stub(space, path)
    for package in PACKAGES:
        path = ROOT / package / "__init__.pyi"
        given = reexports(path.with_suffix(".py"), every=True)
        title = f"What `torch.{package.replace('/', '.')}` gathers from its modules."
        found[path] = page(title, (), (), 0, given, note="# ruff: noqa: F403 - a star hands on what a module lists")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Writes the stubs; with `--check` writes nothing, and returns 1 where a file is not what it would be."""
    arguments = sys.argv[1:] if argv is None else argv
    if set(arguments) - {"--check"}:
        print("usage: python -m minigrad.cli.stubs [--check]", file=sys.stderr)
        return 2
    texts = stubs()
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        name = path.relative_to(ROOT.parent)
        if "--check" in arguments:
            print(f"{name} is not what the op table gives: run python -m minigrad.cli.stubs", file=sys.stderr)
        else:
            path.write_text(texts[path], encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and "--check" in arguments else 0


# ------------------------------------------------------------ text


class Writer:
    """The declarations of one scope.  A type whose name the scope gives to something else is spelled differently."""

    def __init__(self, taken: Iterable[str], indent: str = "") -> None:
        self.taken, self.indent = frozenset(taken), indent
        self.lines: list[str] = []
        self.used: set[str] = set()  # the names in annotations

    def spelled(self, annotation: str) -> str:
        """An annotation, safe in this scope: `builtins.int` beside a dtype named int, `_device` beside a property."""

        def safe(match: re.Match[str]) -> str:
            name = match[0]
            if name not in self.taken:
                return name
            if name in HOMES:
                return f"_{name}"
            return f"builtins.{name}" if isinstance(getattr(builtins, name, None), type) else name

        text = re.sub(r"(?<![\w.\"'])[A-Za-z_]\w*(?![\w\"'])", safe, annotation)
        self.used |= set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", text))
        return text

    def result(self, name: str) -> str:
        """A result's type: named results live in a module of their own, where they may be called `max`."""
        if name not in rows.named_results():
            return self.spelled(name)
        self.used.add("_return_types")
        return f"_return_types.{name}"

    def add(self, *lines: str) -> None:
        self.lines += [f"{self.indent}{line}" if line else "" for line in lines]

    def function(self, name: str, stubs: Sequence[Stub], doc: str = "", decorators: Sequence[str] = ()) -> None:
        """A function, of several signatures an overload each; the first has the docstring."""
        if len(stubs) > 1:
            self.used.add("overload")
        for i, stub in enumerate(stubs):
            self.add(*(["@overload"] if len(stubs) > 1 else []), *decorators)
            end = f") -> {self.result(stub.result)}:"
            if name in ("__eq__", "__ne__"):  # object's return bool
                self.add(f"def {name}({', '.join(self.parameters(stub))}{end[:-1]}: ...  # type: ignore[override]")
                continue
            text = "" if i else doc
            self.add(*signature(name, self.parameters(stub), end + ("" if text else " ..."), len(self.indent)))
            if text:
                self.add(*docstring(text, len(self.indent) + 4))

    def parameters(self, stub: Stub) -> list[str]:
        """The parameters as they are written, with the marks of their kinds."""
        found, last = [], None
        for p in stub.parameters:
            if last is POSITIONAL and p.kind is not POSITIONAL:
                found.append("/")
            if p.kind is KEYWORD and last not in (VARIADIC, KEYWORD):
                found.append("*")
            text = ("*" if p.kind is VARIADIC else "") + p.name
            if p.annotation:
                text += f": {self.spelled(p.annotation)}"
            if p.default is not None:
                text += f" = {p.default}" if p.annotation else f"={p.default}"
            found.append(text)
            last = p.kind
        return [*found, "/"] if last is POSITIONAL else found


def signature(name: str, parameters: list[str], end: str, indent: int) -> list[str]:
    """The lines of a `def`."""
    line = f"def {name}({', '.join(parameters)}{end}"
    if len(line) + indent <= WIDTH:
        return [line]
    packed, row = [], "   "
    for text in parameters:
        if len(row) + len(text) + 2 + indent > WIDTH:
            packed.append(row)
            row = "   "
        row += f" {text},"
    return [f"def {name}(", *packed, row, end]


def first_sentence(doc: str) -> str:
    """A docstring's first sentence, on one line.

    >>> from minigrad.cli.stubs import first_sentence
    >>> first_sentence("The sum\\n    of two.  Raises nothing.")
    'The sum of two.'
    """
    paragraph = " ".join(inspect.cleandoc(doc).split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=[^.][.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z`])", paragraph, maxsplit=1)[0]


def docstring(text: str, indent: int) -> list[str]:
    """The lines of a docstring of one sentence."""
    text = text.replace("\\", "\\\\")
    lines = textwrap.wrap(text, WIDTH - indent - 3, break_long_words=False, break_on_hyphens=False)
    if len(lines) == 1 and len(text) + indent + 6 <= WIDTH:
        return [f'    """{text}"""']
    lines[0] = f'"""{lines[0]}'
    return [f"    {line}" for line in [*lines, '"""']]


def page(
    title: str, body: Sequence[str], used: Iterable[str], depth: int, given: Sequence[Import] = (), note: str = ""
) -> str:
    """A stub file, `depth` packages below minigrad; `used` are its annotations' names, `given` its re-exports."""
    text = "\n".join(body)
    own = re.findall(r"^(?:class )?(\w+)(?:: TypeAlias|\(NamedTuple)", text, re.MULTILINE)
    known = {line.alias for line in given} | set(own)
    needed = [Import(*found) for name in sorted(set(used) - known) if (found := _home(name, depth))]
    head = [f'"""{title}', "", MADE, '"""', "", *filter(None, [note]), *import_lines([*needed, *given]), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*head, text])).rstrip() + "\n"


@dataclasses.dataclass(frozen=True)
class Import:
    """`from home import name as alias`, or `import name` where there is no home; the alias \"\" is none."""

    home: str
    name: str
    alias: str = ""


def _home(name: str, depth: int) -> tuple[str, str, str] | None:
    if name in ("builtins", "types"):
        return "", name, ""
    if name == "np":
        return "", "numpy", "np"
    if name == "_return_types":
        return "." * (depth + 1), name, ""
    plain = name.removeprefix("_")
    home = HOMES.get(plain)
    if home is None:
        return None
    return "." * (depth + 1) + home[1:] if home[0] == "." else home, plain, name if plain != name else ""


def import_lines(imports: Iterable[Import]) -> list[str]:
    """Import statements, sorted: the standard library, others, minigrad's own."""
    sections: list[list[tuple[Any, str]]] = [[], [], []]
    plain: dict[str, list[str]] = {}
    for i in sorted(set(imports), key=lambda i: (i.home, i.name)):
        root = (i.home or i.name).split(".")[0]
        section = sections[2 if not root else 1 if root in ("numpy", "typing_extensions") else 0]
        key = (bool(i.home), -(len(i.home) - len(i.home.lstrip("."))), i.home.lstrip("."))
        if i.home and not i.alias:
            plain.setdefault(i.home, []).append(i.name)
            continue
        alias = f" as {i.alias}" if i.alias else ""
        line = f"from {i.home} import {i.name}{alias}" if i.home else f"import {i.name}{alias}"
        section.append(((*key, _member(i.name)), line))
    for home, names in plain.items():
        section = sections[2 if home[0] == "." else 1 if home == "typing_extensions" else 0]
        key = (True, -(len(home) - len(home.lstrip("."))), home.lstrip("."))
        section.append(((*key, _member(names[0])), f"from {home} import {', '.join(sorted(names, key=_member))}"))
    return [line for section in sections if section for line in (*[line for _, line in sorted(section)], "")]


def _member(name: str) -> tuple[Any, ...]:
    """Where a name stands among those of one import: constants, classes, the rest; numbers by their size."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return rank, [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", name) if part]


def reexports(path: Path, every: bool) -> list[Import]:
    """What a module imports from minigrad for its users: `every` such name, or those imported `as` themselves."""
    return [
        Import("." * node.level + (node.module or ""), a.name, "" if a.name == "*" else a.name)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.level
        for a in node.names
        if (every and a.asname is None) or a.asname == a.name
    ]


# ------------------------------------------------------------ the namespaces


def namespace_stub(space: str, path: Path) -> str:
    """The stub of a module that holds one namespace of the table."""
    depth = space.count(".")
    writer = Writer(names_of(space))
    for name, row in functions_of(space):
        writer.function(name, rows.stubs_of(row, space), first_sentence(row.doc))
    given = reexports(path.with_suffix(".py"), every=False)
    return page(f"The functions of `torch.{space}`.", writer.lines, writer.used, depth, given)


def functions_of(space: str) -> list[tuple[str, Row]]:
    """The functions of a namespace, aliases included, by name."""
    found = {
        name: row for row in TABLE.values() if space in row.namespaces for name in (row.name, *row.aliases)
    }  # fmt: skip
    return sorted(found.items())


def names_of(space: str) -> list[str]:
    return [name for name, _ in functions_of(space)]


def top_stub() -> str:
    """The stub of `minigrad` itself."""
    table, public = dict(functions_of("")), {name: getattr(minigrad, name) for name in dir(minigrad)}
    given = reexports(ROOT / "__init__.py", every=True)
    homes = {name: home for name, home in public["_HOMES"].items() if not isinstance(public[name], TensorType)}
    given += [Import("." if home == f".{name}" else home, name, name) for name, home in sorted(homes.items())]
    known = {line.alias for line in given}
    rest = {
        name: value
        for name, value in sorted(public.items())
        if not name.startswith("_") and name not in {*known, *table, "annotations"} and not _is_module(value)
    }
    writer = Writer({*table, *rest})
    writer.add(f"__version__: {writer.spelled('str')}")
    for name, value in rest.items():
        if isinstance(value, TensorType):  # called and asked of isinstance like a class
            writer.add(f"class {name}({writer.spelled('Tensor')}): ...")
        elif not isinstance(value, types.FunctionType):
            kind = "None" if value is None else writer.spelled(type(value).__name__)
            writer.add(f"{name}: {kind}")
    writer.add("")
    for name, row in table.items():
        writer.function(name, rows.stubs_of(row), first_sentence(row.doc))
    for name, value in rest.items():
        if isinstance(value, types.FunctionType):  # an in-place method as a function
            writer.function(name, [_as_function(stub) for stub in member_stubs(name, value)], document(name, value))
    return page("PyTorch's tensors and autograd on NumPy: the public names.", writer.lines, writer.used, 0, given,
                note="# ruff: noqa: A004 - torch has a `compile` too")  # fmt: skip


def _is_module(value: object) -> bool:
    return isinstance(value, types.ModuleType)


def _as_function(stub: Stub) -> Stub:
    first = Parameter("input", POSITIONAL, "Tensor")  # the method calls it self
    return Stub((first, *stub.parameters[1:]), "Tensor" if stub.result == "Self" else stub.result)


def results_stub() -> str:
    """The stub-only module of the named results."""
    lines: list[str] = []
    for name, fields in rows.named_results().items():
        kinds = {"bin_edges": "tuple[Tensor, ...]"} if name == "histogramdd" else {}
        lines += [f"class {name}(NamedTuple):", *[f"    {f}: {kinds.get(f, 'Tensor')}" for f in fields], ""]
    return page("The types of named results, as in `torch.return_types`; only type checkers know them.", lines,
                {"NamedTuple", "Tensor"}, 0)  # fmt: skip


# ------------------------------------------------------------ Tensor

_BINARY = re.compile(
    r"__([ri]?)(add|sub|mul|div|truediv|floordiv|mod|pow|matmul|and|or|xor|lshift|rshift|eq|ne|lt|le|gt|ge)__"
)
_UNARY = ("__neg__", "__pos__", "__invert__", "__abs__")
# What every class has, and what Tensor's own class statement or `object` says well enough.
_LEFT = frozenset((
    "__annotations__", "__array_priority__", "__dict__", "__doc__", "__firstlineno__", "__hash__", "__init__",
    "__init_subclass__", "__module__", "__new__", "__repr__", "__slots__", "__static_attributes__", "__weakref__",
    "legacy",
))  # fmt: skip
_NODE = {
    "args": "Any", "dtype": "Any", "edges": "Any", "exact": "bool", "extra": "Any", "saved": "Any", "seq": "int",
    "shape": "Any",
}  # fmt: skip


def typing_stub() -> str:
    """The stub of `_typing`: what Tensor is given at run time, and what the public calls numbers and indices."""
    aliases = {
        "Number": "bool | int | float | complex",
        "Operand": "Tensor | Number | np.generic | np.ndarray[Any, Any]",
        "Index": (
            "SupportsIndex | slice | types.EllipsisType | Tensor | np.ndarray[Any, Any] | Sequence[Any] | None"
        ),
    }
    outside = Writer(())
    body = [
        *[f"{name}: TypeAlias = {outside.spelled(kind)}" for name, kind in aliases.items()],
        "",
        "class Attached:",
        '    """Tensor\'s slots, and the methods, properties and operators that the op table gives it."""',
        "",
    ]
    members = dict(sorted(attached()))
    writer = Writer(members, "    ")
    for slot in ("_data", "_grad", "_node", "_view", "_writes"):
        writer.add(f"{slot}: Any")
    for name, value in members.items():
        if isinstance(value, property):
            _property(writer, name, value)
        elif isinstance(value, staticmethod):
            writer.function(name, [rows.read(value.__func__, name)], decorators=["@staticmethod"])
        elif isinstance(value, classmethod):
            writer.add(f"{name}: {writer.spelled('Any')}")  # a subclass may make it anything
        elif isinstance(value, types.FunctionType):
            writer.function(name, member_stubs(name, value), document(name, value))
        else:
            writer.add(f"{name}: {'None' if value is None else writer.spelled(type(value).__name__)}")
    writer.function("__hash__", [rows.parsed("(self) -> int")])
    nodes = ["", "class Slots:", '    """A node\'s slots: see `minigrad._engine.graph.Node`."""', ""]
    nodes += [f"    {name}: {kind}" for name, kind in _NODE.items()]
    return page("What type checkers are told of classes that get their attributes at run time.",
                [*body, *writer.lines, *nodes, *scalar_stub()], {"TypeAlias", *outside.used, *writer.used}, 0,
                note="# ruff: noqa: PLW0211 - _make_subclass is a static method that takes a class")  # fmt: skip


def scalar_stub() -> list[str]:
    """What Value gets from the table, the operators included; what the table gives it returns a Value."""
    writer = Writer((), "    ")
    for name in sorted(vars(Value)):
        value = getattr(Value, name)
        if isinstance(value, types.FunctionType) and "<locals>" in value.__qualname__:  # not of the class statement
            number = "" if inspect.signature(value).parameters.keys() == {"self"} else ", other: Self | float"
            writer.function(name, [rows.parsed(f"(self{number}) -> Self")])
    doc = '    """The operators and maths functions of `minigrad.scalar.Value`."""'
    return ["", "class Computing:", doc, "", *writer.lines]


def attached() -> Iterator[tuple[str, Any]]:
    """What Tensor has that its own class statement does not say."""
    for name, value in vars(Tensor).items():
        function = value.fget if isinstance(value, property) else value
        if isinstance(value, types.MemberDescriptorType) or name in _LEFT:
            continue
        if getattr(function, "__module__", None) != Tensor.__module__:
            yield name, value


@functools.cache
def method_rows() -> dict[str, Row]:
    """The row of each method's name."""
    return {name: row for row in TABLE.values() if row.method for name in (row.name, *row.aliases)}


def member_stubs(name: str, value: types.FunctionType) -> list[Stub]:
    """The signatures of one method of Tensor."""
    binary = _BINARY.fullmatch(name)
    if binary:
        other = "object" if binary[2] in ("eq", "ne") else "Operand"
        return [rows.parsed(f"(self, other: {other}) -> {'Self' if binary[1] == 'i' else 'Tensor'}")]
    if name in _UNARY:
        return [rows.parsed("(self) -> Tensor")]
    if name == "__getitem__":
        return [rows.parsed("(self, index: Index) -> Tensor")]
    if name == "__setitem__":
        return [rows.parsed("(self, index: Index, value: Any) -> None")]
    row = method_rows().get(name)
    if row is not None and (getattr(value, "__wrapped__", value) is row.call or value in (row.call, row.function)):
        return rows.stubs_of(row, "Tensor")
    if name in ("size", "stride"):
        return [rows.parsed(text) for text in rows.OVERLOADS[name]]
    own = rows.read(value, name)
    plain = vars(Tensor).get(name.removesuffix("_"))
    if [p.name for p in own.parameters] == ["self", "args"] and isinstance(plain, types.FunctionType):
        return rows.in_place(member_stubs(name.removesuffix("_"), plain))  # of the method: polygamma's is its own
    result = "Self" if name.endswith("_") and not name.startswith("_") else own.result
    if result in ("", "Any") and name in TABLE:
        result = "Tensor"
    head = Parameter("self", rows.ORDINARY, "")
    return [*rows.spread(Stub((head, *own.parameters[1:]), rows.RESULTS.get(name, result)))]


def row_in_place(name: str) -> Row | None:
    """The row whose result a method that ends in an underscore writes."""
    plain = name.removesuffix("_")
    return None if plain == name else method_rows().get(plain) or TABLE.get(plain)


def document(name: str, value: types.FunctionType) -> str:
    """A method's docstring: the first sentence of its row's, of what it computes in place, or of its own."""
    if name.startswith("__"):
        return ""
    row = method_rows().get(name)
    if row is not None:
        return first_sentence(row.doc)
    base = row_in_place(name)
    if base is not None:
        return f"{first_sentence(base.doc)}  In place."
    return first_sentence(value.__doc__ or "")


def _property(writer: Writer, name: str, value: property) -> None:
    assert value.fget is not None
    found = rows.read(value.fget, name).result
    row = TABLE.get(name)
    result = found if found not in ("", "Any") else "Tensor"
    doc = first_sentence(value.__doc__ or (row.doc if row is not None else ""))
    writer.function(name, [rows.parsed(f"(self) -> {result}")], doc, ["@property"])
    if value.fset is not None:
        writer.function(name, [rows.parsed("(self, value: Any) -> None")], decorators=[f"@{name}.setter"])


if __name__ == "__main__":
    sys.exit(main())
