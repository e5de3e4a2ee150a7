"""What a gradient check found, as plain records: as text, and as a dict for JSON.

Imports the standard library only.  A `Record` has checks (an order, a mode, a kind of input), a `Check` has pairs (an
output by an input), a `Pair` has its worst element, an `Element` its ladder of steps.
"""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

FAILING = ("wrong", "no gradient", "nondeterministic", "error")
WARNING = ("kink", "rounding")
SHOWN = 6  # failures told in full as text; the first of them with its ladder


def _number(x: float) -> float | str:
    """A float that JSON has; its name for one that it has not."""
    return x if math.isfinite(x) else str(x)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, complex):
        return [_number(value.real), _number(value.imag)]
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def place(name: str, at: tuple[int, ...], component: str = "") -> str:
    """`input 0 'weight' at [2, 1]`, of a complex element with the part that is meant."""
    text = f"{name} at {list(at)}" if at else name
    return f"{text}, {component} part" if component else text


@dataclasses.dataclass
class Step:
    """One step of the ladder: central, forward and backward difference, and |central - analytic|."""

    step: float
    central: float
    forward: float
    backward: float
    error: float


@dataclasses.dataclass
class Element:
    """One derivative: of one real of an output by one real of an input."""

    at_output: tuple[int, ...]
    at_input: tuple[int, ...]
    output_part: str
    input_part: str
    analytic: float
    numerical: float
    uncertainty: float
    relative_error: float
    explanation: str = ""
    slope: float = math.nan  # of the error over the step, above the rounding
    rounding_slope: float = math.nan  # below
    ladder: list[Step] = dataclasses.field(default_factory=list)
    wirtinger: dict[str, complex] | None = None  # of a complex input: d/dz and d/dz*, analytic and numerical


@dataclasses.dataclass
class Pair:
    """One output by one input: the verdict, and the worst element."""

    output: str
    input: str
    verdict: str
    elements: int = 0
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    relative_error: float | None = None  # the largest but for kinks
    worst: Element | None = None


@dataclasses.dataclass
class Check:
    """One way of checking: its verdict is the worst of its pairs'; `note` says why where there are none."""

    name: str
    verdict: str
    note: str = ""
    pairs: list[Pair] = dataclasses.field(default_factory=list)
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return self.verdict in FAILING

    @property
    def relative_error(self) -> float | None:
        """The largest relative error among its elements; None where nothing was compared."""
        return max((p.relative_error for p in self.pairs if p.relative_error is not None), default=None)


ORDER = ("skipped", "right", "rounding", "kink", "error", "no gradient", "wrong", "nondeterministic")
"""The verdicts, the gravest last."""


@dataclasses.dataclass
class Record:
    """All that was found of one function.  `ok` if nothing is wrong; kinks and rounding are `warnings`, not errors."""

    subject: str
    inputs: list[dict[str, Any]]
    checks: list[Check] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    seed: int = 0
    tolerance: float = 0.0
    evaluations: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not any(c.failed for c in self.checks) and any(c.verdict != "skipped" for c in self.checks)

    @property
    def verdict(self) -> str:
        """The gravest verdict of all the checks."""
        return max((c.verdict for c in self.checks), key=ORDER.index, default="skipped")

    @property
    def warnings(self) -> list[str]:
        """The notes, and a line for each pair with kinks, or whose error is all rounding, where it is first seen."""
        lines, seen = list(self.notes), set()
        for check in self.checks:
            for pair in check.pairs:
                key = (pair.output, pair.input, pair.verdict)
                if pair.verdict in WARNING and key not in seen and pair.worst is not None:
                    seen.add(key)
                    where = place(pair.input, pair.worst.at_input, pair.worst.input_part)
                    count = pair.counts[pair.verdict]
                    more = f" (and {count - 1:,} more)" if count > 1 else ""
                    lines.append(f"{check.name}: {pair.output} by {where}{more}: {pair.worst.explanation}")
        return lines

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON's types; the keys are stable."""
        return _plain({"ok": self.ok, "verdict": self.verdict, **dataclasses.asdict(self), "warnings": self.warnings})

    def json(self) -> str:
        """The report as JSON text; infinities and NaN as strings."""
        return json.dumps(self.as_dict(), indent=1, allow_nan=False)

    def __str__(self) -> str:
        return "\n".join(text(self))


def text(report: Record) -> list[str]:
    """The lines: the inputs, a row for each check, then every failure in full, then the warnings."""
    shapes = ", ".join(f"{i['name']}: {'x'.join(map(str, i['shape'])) or 'scalar'} {i['dtype']}" for i in report.inputs)
    lines = [f"{report.subject}, {shapes}"]
    width = max((len(c.name) for c in report.checks), default=0)
    for check in report.checks:
        error = check.relative_error
        shown = [f"relative error {error:.1e}"] if error is not None else []
        lines.append(f"  {check.name:<{width}}  {check.verdict:<12}  {'; '.join([*shown, check.note])}".rstrip(" ;"))
    failing = [(check, pair) for check in report.checks for pair in check.pairs if pair.verdict in FAILING]
    for n, (check, pair) in enumerate(failing[:SHOWN]):
        lines += ["", f"{check.name}: {pair.verdict}", *element_lines(pair, ladder=not n)]
    if len(failing) > SHOWN:
        lines += ["", f"and {len(failing) - SHOWN:,} more, all of them in the reports as JSON and HTML"]
    if report.warnings:
        lines.append("")
        lines += [f"warning: {line}" for line in report.warnings]
    verdict = "right" if report.ok else "not checked" if report.verdict == "skipped" else report.verdict
    lines += ["", f"{report.subject}: {verdict} ({report.evaluations:,} evaluations, {report.seconds:.2f} s)"]
    return lines


def element_lines(pair: Pair, ladder: bool = True) -> list[str]:
    """A pair's worst element: where it is, both derivatives side by side, and perhaps the ladder."""
    worst = pair.worst
    bad = sum(n for v, n in pair.counts.items() if v in FAILING)
    lines = [f"  {bad:,} of {pair.elements:,} elements of {pair.output} by {pair.input}"] if bad else []
    if worst is None:
        return lines
    lines += [
        f"  worst: {place(pair.output, worst.at_output, worst.output_part)}",
        f"      by {place(pair.input, worst.at_input, worst.input_part)}",
        f"    analytic   {worst.analytic: .12g}",
        f"    numerical  {worst.numerical: .12g}  (to within {worst.uncertainty:.1e})",
        f"    difference {worst.analytic - worst.numerical: .3g}  ({off(worst)})",
    ]
    if worst.wirtinger:
        for name, value in worst.wirtinger.items():
            lines.append(f"    {name:<20} {value.real: .8g} {value.imag:+.8g}j")
    if ladder and worst.ladder:
        lines.append(f"    {'step':>8}  {'central difference':>20}  {'error':>8}")
        lines += [f"    {s.step:>8.0e}  {s.central:>20.12g}  {s.error:>8.1e}" for s in worst.ladder]
    if worst.explanation:
        lines.append(f"    {worst.explanation}")
    return lines


def off(worst: Element) -> str:
    """How far off a derivative is, in words."""
    if not (math.isfinite(worst.analytic) and worst.numerical):
        return "a number was expected" if not math.isfinite(worst.analytic) else "zero was expected"
    relative = abs(worst.analytic / worst.numerical - 1)
    return f"off by {100 * relative:.3g} %" if relative >= 1e-6 else f"relative error {relative:.1e}"
