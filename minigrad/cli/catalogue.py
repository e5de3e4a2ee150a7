"""The catalogue of what each family of ops gives, found by loading them one after the other.

`minigrad.cli.stubs` writes it, to `minigrad/ops/catalogue.py`.  Start reading at `catalogue`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from minigrad import Tensor
from minigrad.ops import families
from minigrad.ops.table import TABLE

OPS = Path(families.__file__).parent
HEAD = '''\
"""What each family of ops gives to the namespaces, "" being `minigrad` itself, to Tensor, and (by its key) to Value.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

FAMILIES: dict[str, dict[str, str]] = {
'''


def catalogue() -> str:
    """The catalogue's text, found by a Python that has loaded no family yet."""
    program = "from minigrad.cli import catalogue; print(catalogue.written(catalogue.found()), end='')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=OPS.parent.parent
    )
    if done.returncode:
        raise RuntimeError(f"the families of ops cannot be loaded one after the other:\n{done.stderr}")
    return done.stdout


def written(given: dict[str, dict[str, list[str]]]) -> str:
    """The text of a catalogue."""
    lines = [HEAD]
    for family, spaces in given.items():
        lines.append(f'    "{family}": {{\n')
        for space, names in spaces.items():
            text = " ".join(names)
            if len(text) + len(space) < 100:
                lines.append(f'        "{space}": "{text}",\n')
            else:
                rows = textwrap.wrap(text, 104, break_long_words=False, break_on_hyphens=False)
                lines += [f'        "{space}": (\n', *[f'            "{row} "\n' for row in rows[:-1]]]
                lines.append(f'            "{rows[-1]}"\n        ),\n')
        lines.append("    },\n")
    return "".join(lines) + "}\n"


def found() -> dict[str, dict[str, list[str]]]:
    """By family and space, the names that the family gives.  To be called before any family is loaded."""
    given: dict[str, dict[str, list[str]]] = {}
    members, rows = dict(vars(Tensor)), TABLE.named()
    scalars: set[str] = set()
    for family in _in_order():
        families.load(family)
        spaces: dict[str, set[str]] = {}
        for space, name in sorted(TABLE.named() - rows):
            spaces.setdefault(space, set()).add(name)
            key = f"{space}.{name}" if space else name
            if name not in scalars and key in TABLE and TABLE[key].of_one_number:
                scalars.add(name)
                spaces.setdefault(families.SCALARS, set()).add(key)
        for name, member in vars(Tensor).items():
            if members.get(name) is not member:
                spaces.setdefault(families.MEMBERS, set()).add(name)
        members, rows = dict(vars(Tensor)), TABLE.named()
        if spaces:
            given[family] = {space: sorted(names) for space, names in sorted(spaces.items())}
    return dict(sorted(given.items()))


def _in_order() -> list[str]:
    """The modules beside the table, each after those that it imports: loading one then loads no other."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in order and name not in waiting:
            waiting.add(name)
            for needed in _imports(name):
                visit(needed)
            order[name] = None

    waiting: set[str] = set()
    for path in sorted(OPS.glob("*.py")):
        if path.stem not in ("__init__", "refusals", "stubs"):
            visit(path.stem)
    return list(order)


def _imports(name: str) -> Iterator[str]:
    """The modules beside it that a module imports as it loads."""
    for node in ast.parse((OPS / f"{name}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            named = [node.module] if node.module else [a.name for a in node.names]
            yield from (m for m in named if (OPS / f"{m}.py").exists())
