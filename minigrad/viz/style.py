"""Style: how each kind of node looks, and how wide its text is.

Lives here: the palette, `label` (the lines of a node), `text_width`.  May import `records`.

All colours are hex numbers: names such as X11's are not known everywhere an SVG is shown.  All text is monospaced, so
its width follows from the number of characters and no font has to be measured.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from unicodedata import combining, east_asian_width

from minigrad.viz.records import Edge, Graph, Kind, Node, shape_text
from minigrad.viz.summary import Thumbnail

FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FONT_SIZE = 12
CHAR_WIDTH = 7.3
"""Advance of one character: 0.602 em in the widest usual monospaced fonts, and a little more."""

HOT = ("#fde4da", "#fbc9b5", "#f4a582", "#e37b61", "#cc4c44", "#a81e2d")
COLD = ("#e3eef6", "#c6dfee", "#98c8e0", "#60a5cd", "#377eb8", "#20579b")
"""Above zero and below, faint to strong: one colour a level of a thumbnail."""

FRAME_FILL, FRAME_STROKE, FRAME_TEXT = ("#f7f5fb", "#efebf7"), "#c3b7de", "#5b4a85"

CROSSWISE = "#b9a3d6"
"""Edges from the forward side of a drawing to the backward side."""

TEXT, TEXT_FAINT, TEXT_ALARM, LINE = "#1f2328", "#57606a", "#b3261e", "#6e7781"

FILL: dict[Kind, str] = {
    "parameter": "#cfe5f7",
    "input": "#cfe5f7",
    "constant": "#f3f5f7",
    "op": "#e3e6ea",
    "module": "#e9e1f6",
    "value": "#ffffff",
    "output": "#bfe8c1",
    "saved": "#ffd59a",
}
STROKE: dict[Kind, str] = {
    "parameter": "#5a92bd",
    "input": "#5a92bd",
    "constant": "#9aa4ae",
    "op": "#8b949e",
    "module": "#8a6fc0",
    "value": "#8b949e",
    "output": "#4c9a55",
    "saved": "#c9822b",
}


@dataclass(slots=True)
class Label:
    """What is written in a node: `heading` lines, then `rows` of (key, value), some with a picture below."""

    heading: list[str]
    rows: list[tuple[str, str]]
    pictures: dict[int, Thumbnail] = field(default_factory=dict)


def label(graph: Graph, number: int) -> Label:
    """The text of a node.

    >>> from minigrad.viz import Graph, Node
    >>> from minigrad.viz.style import label
    >>> label(Graph([Node("input", "x", (2, 3))], []), 0).heading
    ['x', '(2, 3)']
    """
    node = graph.nodes[number]
    texts = (short_name(graph, node.name, node.group), node.note, shape_text(node.shape, node.dtype))
    heading = [one_line(text) for text in texts if text]
    rows: list[tuple[str, str]] = []
    pictures: dict[int, Thumbnail] = {}
    for key, value, picture in (("data", node.value, node.value_picture), ("grad", node.grad, node.grad_picture)):
        if value:
            if picture is not None:
                pictures[len(rows)] = picture
            rows.append((key, value))
    return Label(heading, [(one_line(key), one_line(value)) for key, value in rows + node.attrs], pictures)


def short_name(graph: Graph, name: str, group: int) -> str:
    """A dotted name without the part that the frame around it says already.

    >>> from minigrad.viz import Graph
    >>> from minigrad.viz.records import Group
    >>> from minigrad.viz.style import short_name
    >>> short_name(Graph([], [], groups=[Group("layers.0")]), "layers.0.weight", 0)
    'weight'
    """
    for around in graph.ancestors(group):
        prefix = graph.groups[around].name
        if prefix:
            return name.removeprefix(f"{prefix}.")
    return name


def flow_text(edge: Edge) -> str:
    """What flows along an edge: the shape, and the dtype where it is not float32."""
    return one_line(shape_text(edge.shape, edge.dtype))


def frame_text(graph: Graph, number: int) -> str:
    """The name of a group's frame, from the frame around it on.

    >>> from minigrad.viz import Graph
    >>> from minigrad.viz.records import Group
    >>> from minigrad.viz.style import frame_text
    >>> frame_text(Graph([], [], groups=[Group("layers.0", "Layer", count=12, last="layers.11")]), 0)
    'layers.0 … layers.11: Layer × 12'
    """
    group = graph.groups[number]
    name, last = (short_name(graph, text, group.parent) for text in (group.name, group.last))
    name = f"{name} … {last}" if last and last != name else name
    text = ": ".join(filter(None, (name, group.kind)))
    return one_line(f"{text} × {group.count}" if group.count > 1 else text)


def tooltip(node: Node) -> str:
    """One line that says everything about a node."""
    parts = [f"{node.kind} {node.name}".strip(), node.note, shape_text(node.shape), node.dtype]
    parts += [f"data {node.value}" if node.value else "", f"grad {node.grad}" if node.grad else ""]
    parts += [f"{key}: {value}" for key, value in node.attrs]
    parts += [f"made at {node.source}"] if node.source and ("line", node.source) not in node.attrs else []
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
