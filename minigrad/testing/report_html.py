"""Reports as one self-contained page: a table of the checks, and for each pair its error over the step, drawn.

Imports `report` beside it.  Start with `page`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from .report import FAILING, WARNING, Check, Element, Pair, Record, element_lines, place

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #667079; --paper: #ffffff; --line: #d5dae0;
  --right: #1a7f37; --wrong: #c0262d; --warning: #9a6700; --curve: #0b62c4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --soft: #98a2ac; --paper: #14171b; --line: #363d45;
  --right: #4ac26b; --wrong: #ff7b72; --warning: #d8a634; --curve: #6cb6ff; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { white-space: pre-wrap; font: 13px/1.45 ui-monospace, monospace; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .warning { color: var(--warning); }
.skipped, .soft { color: var(--soft); }
.pair { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
.pair pre { flex: 1 1 26rem; margin: 0; }
details { margin: .6rem 0; } svg { flex: none; } svg text { fill: var(--soft); font: 10px system-ui, sans-serif; }
svg .axis { stroke: var(--line); } svg .curve { stroke: var(--curve); fill: none; stroke-width: 1.5; }
svg .dot { fill: var(--curve); }
"""
WIDTH, HEIGHT, MARGIN = 300, 190, 34


def kind(verdict: str) -> str:
    """The class of a verdict's colour."""
    return "wrong" if verdict in FAILING else "warning" if verdict in WARNING else verdict


def page(reports: Sequence[Record]) -> str:
    """A page of one report or several; it needs nothing from anywhere."""
    body = "\n".join(line for report in reports for line in section(report))
    return document(", ".join(r.subject for r in reports), body)


def document(title: str, body: str) -> str:
    """A page in the style of the reports."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>gradcheck: {escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def section(report: Record) -> Iterator[str]:
    """One report: its verdict, its inputs, its checks as a table, its warnings, its pairs."""
    verdict = "right" if report.ok and report.verdict != "kink" else report.verdict
    yield f'<h1>{escape(report.subject)}: <span class="{kind(verdict)}">{verdict}</span></h1>'
    inputs = (f"{i['name']}: {'×'.join(map(str, i['shape'])) or 'scalar'} {i['dtype']}" for i in report.inputs)
    yield f'<p class="soft">{escape("; ".join(inputs))}. Seed {report.seed}, relative tolerance {report.tolerance:g}, '
    yield f"{report.evaluations:,} evaluations in {report.seconds:.2f} s.</p>"
    yield "<table><thead><tr><th>check</th><th>verdict</th><th>relative error</th><th></th></tr></thead><tbody>"
    for check in report.checks:
        error = check.relative_error
        yield (
            f'<tr><td>{escape(check.name)}</td><td class="{kind(check.verdict)}">{check.verdict}</td>'
            f'<td class="number">{"" if error is None else f"{error:.1e}"}</td><td>{escape(check.note)}</td></tr>'
        )
    yield "</tbody></table>"
    if report.warnings:
        yield "<h2>Warnings</h2><ul>"
        yield from (f"<li>{escape(line)}</li>" for line in report.warnings)
        yield "</ul>"
    for check in report.checks:
        for pair in check.pairs:
            if pair.worst is not None:
                yield from one_pair(check, pair, pair.worst)


def one_pair(check: Check, pair: Pair, worst: Element) -> Iterator[str]:
    """A pair's worst element in numbers and as a drawing; folded away where it is right."""
    shown = " open" if pair.verdict in FAILING or pair.verdict in WARNING else ""
    where = escape(f"{check.name}: {pair.output} by {place(pair.input, worst.at_input, worst.input_part)}")
    yield f'<details{shown}><summary>{where}: <span class="{kind(pair.verdict)}">{pair.verdict}</span></summary>'
    lines = "\n".join(line.removeprefix("  ") for line in element_lines(pair))
    yield f'<div class="pair"><pre>{escape(lines)}</pre>{drawing(worst)}</div></details>'


def drawing(element: Element) -> str:
    """|central difference - analytic| over the step, both logarithmic, as an SVG."""
    points = [
        (math.log10(s.step), math.log10(s.error)) for s in element.ladder if math.isfinite(s.error) and s.error > 0
    ]
    if len(points) < 2:
        return ""
    left, right = math.floor(min(x for x, _ in points)), math.ceil(max(x for x, _ in points))
    low, high = math.floor(min(y for _, y in points)), math.ceil(max(y for _, y in points))
    right, high = max(right, left + 1), max(high, low + 1)

    def spot(x: float, y: float) -> tuple[float, float]:
        return (
            MARGIN + (x - left) / (right - left) * (WIDTH - MARGIN - 16),
            8 + (high - y) / (high - low) * (HEIGHT - MARGIN - 8),
        )

    placed = [spot(x, y) for x, y in points]
    curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    (x0, y0), (x1, y1) = spot(left, low), spot(right, high)
    parts = [
        f'<svg width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="error over step">',
        f'<path class="axis" fill="none" d="M{x0:.1f} {y1:.1f}V{y0:.1f}H{x1:.1f}"/>',
        f'<polyline class="curve" points="{curve}"/>',
        *(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>' for x, y in placed),
        *(
            f'<text x="{spot(x, low)[0]:.1f}" y="{y0 + 13:.1f}" text-anchor="middle">1e{x}</text>'
            for x in range(left, right + 1, max(1, (right - left) // 5))
        ),
        *(
            f'<text x="{x0 - 4:.1f}" y="{spot(left, y)[1] + 3:.1f}" text-anchor="end">1e{y}</text>'
            for y in range(low, high + 1, max(1, (high - low) // 5))
        ),
        f'<text x="{(x0 + x1) / 2:.1f}" y="{HEIGHT - 4}" text-anchor="middle">step</text>',
        "</svg>",
    ]
    return "".join(parts)
