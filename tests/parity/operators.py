"""The page of operators, `OPERATORS.md`: what of PyTorch's operator database minigrad has, and where it differs.

    python -m tests.parity.operators                      writes the page
    python -m tests.parity.operators --measure [NAME ...] asks the suite's questions, and prints where the answers
                                                          disagree with the tables of `opinfo_known`

Needs torch 2.13.  Start reading at `page`.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from . import opinfo_checks as suite
from . import opinfo_known as known
from . import opinfo_scope as scope

PATH = pathlib.Path(__file__).with_name("OPERATORS.md")
COLUMNS = ("gradient", "second order", "complex gradient", "method", "in-place", "operator", "aliases", "out=",
           "error types", "error texts")  # fmt: skip

_HEAD = """# Operators: PyTorch's database, and minigrad

Written by `python -m tests.parity.operators`, kept fresh by `tests/parity/test_op_db.py`. Do not edit.

One row an operator of `op_db` (torch 2.13) that makes sense on a CPU with dense tensors. **dtypes**: of those that
torch's CPU kernels take (complex32 aside), in how many minigrad's forward agrees in structure, shapes, dtypes and
values. Then: first and second order gradients in float64 and gradients in complex128 against torch's autograd; the
method, the in-place method, Python's operator, the aliases, `out=`; the types and the texts of the errors. `yes` agrees,
`NO` differs (the reason stands below), `-` has no sample that torch itself takes, an empty cell does not apply.
"""


def _missing(entries: list[Any]) -> Iterator[str]:
    """The operators that are not there: what is to be done comes first."""
    absent = [(e, known.why_missing(e.full_name)) for e in entries if known.why_missing(e.full_name)]
    yield f"\n## Missing: {len(absent)}\n"
    if absent:
        yield "| operator | group | reason |\n|---|---|---|"
        for entry, why in absent:
            yield f"| `{entry.full_name}` | {scope.group(entry.full_name)} | {why} |"
    else:
        yield "None: every operator in scope is there."


def _different(entries: list[Any]) -> Iterator[str]:
    """Every known difference with its reason."""
    rows: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        for question in suite.checks(entry):
            why = known.reason(entry.full_name, question)
            if why and not known.why_missing(entry.full_name):
                rows.setdefault((entry.full_name, why), []).append(question)
    yield f"\n## Known differences: {sum(map(len, rows.values()))}\n"
    yield "| operator | where | reason |\n|---|---|---|"
    for (name, why), questions in rows.items():
        yield f"| `{name}` | {', '.join(questions)} | {why} |"


def _cell(name: str, question: str, gone: bool) -> str:
    if gone or known.reason(name, question):
        return "NO"
    return "yes" if known.asked(name, question) else "-"


def _row(entry: Any) -> str:
    """An operator's cells."""
    name = entry.full_name
    gone = known.why_missing(name)
    questions = suite.checks(entry)
    dtypes = [q for q in questions if q.startswith("forward ")]
    agreeing = 0 if gone else sum(not known.reason(name, q) for q in dtypes)
    cells = [_cell(name, q, gone is not None) if q in questions else "" for q in COLUMNS]
    present = "NO" if gone else "yes"
    count = f"{agreeing}" if agreeing == len(dtypes) else f"**{agreeing}** of {len(dtypes)}"
    return f"| `{name}` | {scope.group(name)} | {present} | {count} | " + " | ".join(cells) + " |"


def _all(entries: list[Any]) -> Iterator[str]:
    yield f"\n## All in scope: {len(entries)}\n"
    yield f"| operator | group | present | dtypes | {' | '.join(COLUMNS)} |"
    yield f"|---|---|---|---{'|---' * len(COLUMNS)}|"
    yield from map(_row, entries)


def _left_out() -> Iterator[str]:
    yield f"\n## Out of scope: {sum(map(len, scope.OUT_OF_SCOPE.values()))}\n"
    yield "| operator | reason |\n|---|---|"
    for why, names in scope.OUT_OF_SCOPE.items():
        for name in names:
            yield f"| `{name}` | {why} |"


def page() -> str:
    """The page, from the database and the tables of what is known."""
    entries = scope.in_scope()
    parts = [_HEAD, *_missing(entries), *_different(entries), *_all(entries), *_left_out()]
    return "\n".join(parts) + "\n"


def disagreements(entry: Any) -> Iterator[str]:
    """Where an operator's answers are not what the tables say."""
    name, gone = entry.full_name, known.why_missing(entry.full_name)
    if suite.OURS.has(entry.name) is (gone is not None):
        yield f"{name}: is {'missing, and not listed' if gone is None else 'listed as missing, and there'}"
        return
    if gone:
        return
    for question, ask in suite.checks(entry).items():
        try:
            answer, why = ask(), known.reason(name, question)
        except suite.Unasked:
            if known.asked(name, question):
                yield f"{name} | {question} | no sample asks it, and that is not listed"
            continue
        if not known.asked(name, question):
            yield f"{name} | {question} | is asked, though listed as not"
        elif (answer is None) is (why is not None):
            yield f"{name} | {question} | {answer or 'agrees, though listed as different'}"


def measure(names: Iterable[str]) -> int:
    """Print the disagreements of the operators named (of all without a name), and count them."""
    wanted, count = set(names), 0
    for entry in scope.in_scope():
        if not wanted or wanted & {entry.name, entry.full_name, scope.group(entry.full_name)}:
            for line in disagreements(entry):
                count += 1
                sys.stdout.write(line + "\n")
    sys.stdout.write(f"{count} disagreements\n")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.parity.operators", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", nargs="*", metavar="NAME", help="operators or groups to ask (none: all)")
    options = parser.parse_args()
    if options.measure is not None:
        sys.exit(min(measure(options.measure), 1))
    PATH.write_text(page())


if __name__ == "__main__":
    main()
