"""Style: how each kind of node looks, and how wide its text is.

Lives here: the palette, `label` (the lines of a node), `text_width`.  May import `records`.

All colours are hex numbers: names such as X11's are not known everywhere an SVG is shown.  All text is monospaced, so
its width follows from the number of characters and no font has to be measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from minigrad.viz.records import Graph, Kind, Node, shape_text

FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FONT_SIZE = 12
CHAR_WIDTH = 7.3
"""Advance of one character: 0.602 em in the widest usual monospaced fonts, and a little more."""

TEXT, TEXT_FAINT, TEXT_ALARM, LINE = "#1f2328", "#57606a", "#b3261e", "#6e7781"

FILL: dict[Kind, str] = {
    "parameter": "#cfe5f7",
    "input": "#cfe5f7",
    "constant": "#f3f5f7",
    "op": "#e3e6ea",
    "value": "#ffffff",
    "output": "#bfe8c1",
    "saved": "#ffd59a",
}
STROKE: dict[Kind, str] = {
    "parameter": "#5a92bd",
    "input": "#5a92bd",
    "constant": "#9aa4ae",
    "op": "#8b949e",
    "value": "#8b949e",
    "output": "#4c9a55",
    "saved": "#c9822b",
}


@dataclass(slots=True)
class Label:
    """What is written in a node: `heading` lines, then `rows` of (key, value)."""

    heading: list[str]
    rows: list[tuple[str, str]]


def label(graph: Graph, number: int) -> Label:
    """The text of a node.

    >>> from minigrad.viz import Graph, Node
    >>> from minigrad.viz.style import label
    >>> label(Graph([Node("input", "x", (2, 3))], []), 0).heading
    ['x', '(2, 3)']
    """
    node = graph.nodes[number]
    heading = [one_line(text) for text in (node.name, shape_text(node)) if text]
    rows = [("data", node.value)] if node.value else []
    if node.grad:
        rows.append(("grad", node.grad))
    return Label(heading, [(one_line(key), one_line(value)) for key, value in rows + node.attrs])


def tooltip(node: Node) -> str:
    """One line that says everything about a node."""
    parts = [f"{node.kind} {node.name}".strip(), str(node.shape) if node.shape is not None else "", node.dtype]
    parts += [f"data {node.value}" if node.value else "", f"grad {node.grad}" if node.grad else ""]
    parts += [f"{key}: {value}" for key, value in node.attrs]
    return one_line("; ".join(filter(None, parts)))


def one_line(text: str) -> str:
    """`text` without line breaks and without characters that XML forbids.

    >>> from minigrad.viz.style import one_line
    >>> one_line("a" + chr(10) + "b" + chr(0))
    'a b\\ufffd'
    """
    text = " ".join(text.splitlines())
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if ch < " " or "\ud800" <= ch <= "\udfff" or ch in "\ufffe\uffff" else ch for ch in text)


def text_width(text: str) -> float:
    """The width of `text` in pixels: two columns for wide (East Asian) characters, none for combining marks."""
    if text.isascii():
        return len(text) * CHAR_WIDTH
    columns = sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)
    return columns * CHAR_WIDTH


def is_alarming(text: str) -> bool:
    """Whether a number in `text` is infinite or not a number.

    >>> from minigrad.viz.style import is_alarming
    >>> is_alarming("mean nan, -1.0000 to inf"), is_alarming("information")
    (True, False)
    """
    words = text.replace("[", " ").replace("]", " ").replace(",", " ").split()
    return any(word.lstrip("+-") in ("nan", "inf") for word in words)
