"""`minigrad gradcheck`: a table of every op's gradients against finite differences, to first and second order.

The checking is `minigrad.testing`'s; here it is presented. What is in a file, FILE.py:NAME, is for `gradcheck_file`.
Start with `run`.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Protocol

from minigrad.cli.usage import UsageError, did_you_mean

__all__ = ["Result", "report", "run"]


class Result(Protocol):
    """What `minigrad.testing.check_op` says of an op.

    `first` and `second` are the largest relative errors of the first and the second derivatives over all samples, None
    where there is none to check; `failures` has a line for each sample that failed.
    """

    @property
    def samples(self) -> int: ...
    @property
    def first(self) -> float | None: ...
    @property
    def second(self) -> float | None: ...
    @property
    def seconds(self) -> float: ...
    @property
    def failures(self) -> Sequence[str]: ...


def run(
    targets: Sequence[str] = (), *, inputs: Sequence[str] = (), dtype: str | None = None, seed: int = 0,
    order: int = 2, tolerance: float | None = None, steps: Sequence[float] = (), format: str | None = None,
    output: Path | None = None,
) -> int:  # fmt: skip
    """Checks what is named, ops of the table or things of a file; the exit status is 1 if one fails.

    Where nothing is named, all ops are checked. The format is by default that of the output's suffix, else text.
    """
    from minigrad.cli import gradcheck_file

    if format is None:
        format = {".json": "json", ".html": "html", ".htm": "html"}.get(output.suffix if output else "", "text")
    if any(gradcheck_file.is_file(t) for t in targets):
        return gradcheck_file.run(
            targets, inputs=inputs, dtype=dtype, seed=seed, order=order, format=format, output=output, steps=steps,
            **({} if tolerance is None else {"tolerance": tolerance}),
        )  # fmt: skip
    for option, given in (("--input", inputs), ("--dtype", dtype), ("--step", steps)):
        if given:
            raise UsageError(f"{option} is for what is in a file, as in FILE.py:NAME; ops have their own samples")
    from minigrad.testing import check_op, differentiable_ops, unsampled_ops
    from minigrad.testing.composites import AS_TORCH
    from minigrad.testing.table import TOLERANCE

    names = chosen(targets, differentiable_ops())
    missing = [] if targets else [*unsampled_ops(), *(f"{name} ({why})" for name, why in AS_TORCH.items())]

    def check(name: str) -> Result:
        return check_op(name, seed, order=order, tolerance=TOLERANCE if tolerance is None else tolerance)

    if format == "text" and output is None:
        return report(names, check, missing)
    results = {name: check(name) for name in names}
    status = int(any(failures(r) for r in results.values()))
    if format == "text":
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines):
            report(names, results.__getitem__, missing)
        made = lines.getvalue()
    else:
        made = as_json(results) if format == "json" else as_html(results)
    if output is None:
        print(made, end="")
        return status
    try:
        output.write_text(made, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror or error}") from error
    failed = sum(bool(failures(r)) for r in results.values())
    print(f"{counted(len(results), 'op')}, {failed:,} failed; the report is in {output}")
    return status


def as_json(results: Mapping[str, Result]) -> str:
    """The results by op, with stable keys; an error that is not finite as a string."""

    def number(error: float | None) -> float | str | None:
        return error if error is None or math.isfinite(error) else str(error)

    ops = [
        {
            "name": name, "ok": not failures(r), "samples": r.samples, "first": number(r.first),
            "second": number(r.second), "seconds": r.seconds, "failures": list(failures(r)),
        }
        for name, r in results.items()
    ]  # fmt: skip
    return json.dumps({"ok": all(op["ok"] for op in ops), "ops": ops}, indent=1, allow_nan=False) + "\n"


def as_html(results: Mapping[str, Result]) -> str:
    """The results as one self-contained page, in the style of the reports on functions."""
    from minigrad.testing.report_html import document

    rows = []
    for name, r in results.items():
        wrong = list(failures(r))
        verdict = '<td class="wrong">wrong</td>' if wrong else '<td class="right">right</td>'
        rows.append(
            f'<tr><td>{escape(name)}</td>{verdict}<td class="number">{r.samples}</td>'
            f'<td class="number">{shown(r.first)}</td><td class="number">{shown(r.second)}</td>'
            f'<td class="number">{1e3 * r.seconds:,.0f} ms</td><td>{"<br>".join(map(escape, wrong))}</td></tr>'
        )
    head = "".join(f"<th>{t}</th>" for t in ("op", "verdict", "samples", "1st order", "2nd order", "time", ""))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "</tbody></table>"
    failed = sum(bool(failures(r)) for r in results.values())
    verdict = f'<span class="wrong">{failed:,} failed</span>' if failed else '<span class="right">all right</span>'
    return document("the op table", f"<h1>{counted(len(results), 'op')}: {verdict}</h1>\n{table}")


def chosen(ops: Sequence[str], known: Collection[str]) -> list[str]:
    """The named ops, each once, or all that are known; a `UsageError` for one that is not."""
    for name in ops:
        if name not in known:
            raise UsageError(f"no differentiable op is called {name!r}{did_you_mean(name, known)}")
    return list(dict.fromkeys(ops)) or sorted(known)


def report(ops: Sequence[str], check: Callable[[str], Result], unsampled: Sequence[str] = ()) -> int:
    """Prints a row for each op as it is checked, then what failed, then the totals; returns 1 if one failed.

    `unsampled` are ops that were not checked, for want of samples or for another reason: they are named.
    """
    width = max(map(len, [*ops, "op"]))
    print(f"{'op':<{width}}  {'samples':>7}  {'1st order':>9}  {'2nd order':>9}  {'time':>8}")
    results: dict[str, Result] = {}
    for name in ops:
        result = results[name] = check(name)
        first, second = (result.first, result.second) if result.samples else (None, None)
        print(
            f"{name:<{width}}  {result.samples:>7,}  {shown(first):>9}  {shown(second):>9}  "
            f"{1e3 * result.seconds:>5,.0f} ms{'  FAILED' if failures(result) else ''}",
            flush=True,
        )

    failed = [name for name, result in results.items() if failures(result)]
    for name in failed:
        for failure in failures(results[name]):
            print(f"\n{name}: {failure}")

    samples = sum(result.samples for result in results.values())
    seconds = sum(result.seconds for result in results.values())
    print(f"\n{counted(len(results), 'op')}, {counted(samples, 'sample')} in {seconds:.1f} s")
    for order in ("first", "second"):
        errors = {name: getattr(result, order) for name, result in results.items()}
        if worst := largest(errors.items()):
            print(f"largest relative error at {order} order: {shown(errors[worst])} ({worst})")
    if unsampled:
        print(f"not checked: {', '.join(unsampled)}")
    if failed:
        print(f"{counted(len(failed), 'op')} failed: {', '.join(failed)}")
        return 1
    print("all gradients are right")
    return 0


def failures(result: Result) -> Sequence[str]:
    """What went wrong with an op; to have checked nothing is wrong too."""
    return result.failures if result.samples else ["it has no samples: nothing was checked"]


def shown(error: float | None) -> str:
    """An error with two digits; a dash where there was nothing to check."""
    return "-" if error is None else f"{error:.1e}"


def counted(number: int, thing: str) -> str:
    """A number with its noun: 1 op, 2 ops."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def largest(errors: Iterable[tuple[str, float | None]]) -> str | None:
    """The name with the largest error, where NaN is larger than any number; None where there is no error at all."""
    ranked = [(math.isnan(error), error, name) for name, error in errors if error is not None]
    return max(ranked)[-1] if ranked else None
