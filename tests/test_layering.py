"""The floors of the house: a module imports from floors below its own (or its own), never from above, and nothing in a cycle."""

from __future__ import annotations

import ast
import io
import pathlib
import tokenize

import minigrad

ROOT = pathlib.Path(minigrad.__file__).parent

# the first part of a module's path below `minigrad` -> its floor; what is not named stands on floor 4
FLOORS = {
    "_arguments": 1, "_engine": 1, "_kinds": 1, "_lazy": 1, "_limits": 1, "_tensor_str": 1, "_typing": 1, "_warnings": 1, "ops": 2, "autograd": 3, "scalar": 3,
    "viz": 5, "cli": 6, "__main__": 6, "__init__": 6,
}  # fmt: skip
NAMESPACES = {"linalg", "special", "fft", "masked", "signal", "data"}  # thin files over the table


def modules() -> dict[str, pathlib.Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return found


def floor(name: str) -> int:
    return FLOORS.get(name.split(".", maxsplit=1)[0], 4)


def imports(name: str, path: pathlib.Path, known: dict[str, pathlib.Path]) -> set[str]:
    """The modules of minigrad that a file imports, inside functions included (module `__getattr__` laziness aside)."""
    package = ["minigrad", *name.split(".")]
    if path.name != "__init__.py":
        package = package[:-1]
    elif name == "__init__":
        package = ["minigrad"]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = [*base, *(node.module.split(".") if node.module else [])]
            if target[:1] != ["minigrad"]:
                continue
            inner = ".".join(target[1:])
            for alias in node.names:
                deeper = f"{inner}.{alias.name}" if inner else alias.name
                found.add(deeper if deeper in known else inner or "__init__")
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("minigrad.") for a in node.names if a.name.startswith("minigrad.")}
    return {f for f in found if f in known and f != name}


def test_imports_point_down() -> None:
    known = modules()
    wrong = [
        f"{name} (floor {floor(name)}) imports {target} (floor {floor(target)})"
        for name, path in known.items()
        for target in imports(name, path, known)
        if floor(target) > floor(name)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_import_cycles() -> None:
    known = modules()
    edges = {name: imports(name, path, known) for name, path in known.items()}
    done: set[str] = set()
    while True:
        free = {n for n in edges if n not in done and edges[n] <= done}
        if not free:
            break
        done |= free
    assert done == set(edges), f"in or above a cycle: {sorted(set(edges) - done)}"


def code_lines(path: pathlib.Path) -> int:
    """Lines with code: not blank, not comment, not docstring."""
    source = path.read_text()
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            expression = node.body[0]
            lines.difference_update(range(expression.lineno, expression.end_lineno + 1))
    return len(lines)


def test_the_engine_stays_small() -> None:
    count = sum(code_lines(path) for path in (ROOT / "_engine").glob("*.py"))
    assert count < 1500, f"_engine has {count} lines of code: something in it belongs to an op"


def test_formulas_touch_no_numpy() -> None:
    """A gradient formula is a lambda in a decorator: it may name ops and methods, never `np`."""
    wrong = []
    for path in sorted((ROOT / "ops").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            parameters = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call):
                    for keyword in decorator.keywords:
                        if keyword.arg in parameters:
                            named = {n.id for n in ast.walk(keyword.value) if isinstance(n, ast.Name)}
                            if "np" in named:
                                wrong.append(f"{path.name}: {node.name}({keyword.arg})")
    assert not wrong, wrong
