"""Drawing: records and a layout -> the text of a standalone SVG picture.

Lives here: `draw`.  May import `records`, `layout` and `style`.  Start reading at `draw`.

The result is plain SVG 1.1: shapes, text, and a `<title>` on every node for the mouse.  No style sheet, no script, no
external font, no `id`, so any number of drawings can stand in one HTML page.
"""

from __future__ import annotations

from collections.abc import Iterator

from minigrad.viz.layout import Layout, layered_layout
from minigrad.viz.records import Graph
from minigrad.viz.route import Curve
from minigrad.viz.style import (
    CHAR_WIDTH,
    FILL,
    FONT,
    FONT_SIZE,
    LINE,
    STROKE,
    TEXT,
    TEXT_ALARM,
    TEXT_FAINT,
    Label,
    is_alarming,
    label,
    one_line,
    text_width,
    tooltip,
)

LINE_HEIGHT = 15.0
PAD_X, PAD_Y = 8.0, 5.0
ARROW = 6.0
RESULT_WEIGHT = 4
"""An op and the Value it gave belong together: their edge is kept shorter than others."""


def draw(graph: Graph, rankdir: str | None = None, title: str = "") -> str:
    """The drawing as SVG text, from top to bottom ("TB") or left to right ("LR", the default of scalar graphs).

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.drawing import draw
    >>> text = draw(Graph([Node("input", "x"), Node("op", "TanhBackward0")], [Edge(0, 1)]))
    >>> text.startswith("<svg ") and "TanhBackward0" in text
    True
    """
    boxes = [_box(graph, number) for number in range(len(graph.nodes))]
    rankdir = rankdir or ("LR" if graph.scalar else "TB")
    layout = layered_layout(
        [(box.width, box.height) for box in boxes],
        [(edge.tail, edge.head) for edge in graph.edges],
        rankdir,
        # Saved tensors hang on the op by edges of their own; they are no result that anything else uses.
        values=[-1 - edge.head if edge.saved else edge.output for edge in graph.edges],
        weights=[RESULT_WEIGHT if graph.nodes[edge.head].kind in ("value", "output") else 1 for edge in graph.edges],
        round_nodes={number for number, box in enumerate(boxes) if box.shape == "circle"},
    )
    width, height = _number(layout.width), _number(layout.height)
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" style="max-width:100%;height:auto" font-family="{FONT}" font-size="{FONT_SIZE}"'
        ' text-anchor="middle">'
    )
    lines = [
        root,
        f"<title>{_escape(title or _title(graph))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<g fill="none" stroke="{LINE}" stroke-width="1.1">',
        *_edges(graph, layout, rankdir),
        "</g>",
    ]
    for number, (box, centre) in enumerate(zip(boxes, layout.centres, strict=True)):
        lines += _node(graph, number, box, *centre)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _title(graph: Graph) -> str:
    ops = sum(node.kind == "op" for node in graph.nodes)
    return f"autograd graph: {len(graph.nodes)} nodes, {ops} of them operations"


# Nodes --------------------------------------------------------------------------------------------------------------


class _Box:
    """A node's text and its extent; `shape` is 'box', 'pill' (an op), 'circle' (a scalar op) or 'record' (a Value)."""

    __slots__ = ("cells", "height", "key_width", "label", "shape", "width")

    def __init__(self, shape: str, label: Label, cells: list[str]) -> None:
        self.shape = shape
        self.label = label
        self.cells = cells
        self.key_width = max((text_width(key) for key, _ in label.rows), default=0.0)
        heading = max((text_width(line) for line in label.heading), default=0.0)
        if shape == "record":
            self.width = sum(text_width(cell) + 2 * PAD_X for cell in cells)
            self.height = LINE_HEIGHT + 2 * PAD_Y
            return
        table = max((self.key_width + CHAR_WIDTH + text_width(value) for _, value in label.rows), default=0.0)
        self.width = max(heading, table) + 2 * PAD_X
        self.height = (len(label.heading) + len(label.rows)) * LINE_HEIGHT + 2 * PAD_Y
        if label.heading and label.rows:
            self.height += PAD_Y
        if shape == "circle":
            self.height = LINE_HEIGHT + 2 * PAD_Y + 3
            self.width = max(self.width + PAD_X, self.height)
        self.width = max(self.width, 3 * PAD_X)
        self.height = max(self.height, LINE_HEIGHT)


def _box(graph: Graph, number: int) -> _Box:
    node, text = graph.nodes[number], label(graph, number)
    if graph.scalar and node.kind == "op":
        return _Box("circle", Label(text.heading, []), [])
    if graph.scalar and text.rows:
        return _Box("record", text, text.heading + [f"{key} {value}" for key, value in text.rows])
    return _Box("pill" if node.kind == "op" else "box", text, [])


def _node(graph: Graph, number: int, box: _Box, x: float, y: float) -> Iterator[str]:
    node = graph.nodes[number]
    dashes = ' stroke-dasharray="4 2"' if node.kind == "constant" else ""
    yield f'<g class="node {node.kind}" fill="{FILL[node.kind]}" stroke="{STROKE[node.kind]}">'
    yield f"<title>n{number}: {_escape(tooltip(node))}</title>"
    left, top = x - box.width / 2, y - box.height / 2
    if box.shape == "circle":
        yield (
            f'<ellipse cx="{_number(x)}" cy="{_number(y)}" rx="{_number(box.width / 2)}"'
            f' ry="{_number(box.height / 2)}"/>'
        )
    else:
        radius = 9 if box.shape == "pill" else 2
        yield (
            f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(box.width)}"'
            f' height="{_number(box.height)}" rx="{radius}"{dashes}/>'
        )
    if box.shape == "record":
        yield from _cells(box, left, y)
    elif box.shape == "circle":
        yield _text(x, y + 4, " ".join(box.label.heading), TEXT)
    else:
        yield from _lines(box, left, top)
    yield "</g>"


def _cells(box: _Box, left: float, y: float) -> Iterator[str]:
    for i, cell in enumerate(box.cells):
        width = text_width(cell) + 2 * PAD_X
        if i:
            top, bottom = _number(y - box.height / 2), _number(y + box.height / 2)
            yield f'<path d="M{_number(left)},{top}V{bottom}"/>'
        colour = TEXT_ALARM if is_alarming(cell) else TEXT
        yield _text(left + width / 2, y + 4, cell, colour)
        left += width


def _lines(box: _Box, left: float, top: float) -> Iterator[str]:
    y = top + PAD_Y + 11.5
    x = left + box.width / 2
    for i, line in enumerate(box.label.heading):
        yield _text(x, y, line, TEXT if not i else TEXT_FAINT)
        y += LINE_HEIGHT
    if box.label.heading and box.label.rows:
        rule = _number(y - 11.5 + PAD_Y / 2 - 1)
        yield f'<path d="M{_number(left)},{rule}H{_number(left + box.width)}"/>'
        y += PAD_Y
    for key, value in box.label.rows:
        yield _text(left + PAD_X, y, key, TEXT_FAINT, "start")
        yield _text(
            left + PAD_X + box.key_width + CHAR_WIDTH, y, value, TEXT_ALARM if is_alarming(value) else TEXT, "start"
        )
        y += LINE_HEIGHT


def _text(x: float, y: float, text: str, colour: str, anchor: str = "") -> str:
    place = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{_number(x)}" y="{_number(y)}" fill="{colour}" stroke="none"{place}>{_escape(text)}</text>'


# Edges --------------------------------------------------------------------------------------------------------------


def _edges(graph: Graph, layout: Layout, rankdir: str) -> Iterator[str]:
    """One path per value, so that a trunk is drawn once however many branches it has."""
    bundles: dict[tuple[int, int, bool], list[int]] = {}
    for i, edge in enumerate(graph.edges):
        bundles.setdefault((edge.tail, edge.output, edge.saved), []).append(i)
    for (tail, _, saved), members in bundles.items():
        pieces: dict[str, None] = {}
        arrows = []
        for i in members:
            curve = layout.curves[i]
            if not saved:
                curve, arrow = _arrow(curve, rankdir)
                arrows.append(arrow)
            for k in range(0, len(curve) - 1, 3):
                start, *cubic = (f"{_number(x)},{_number(y)}" for x, y in curve[k : k + 4])
                pieces[f"M{start}C{' '.join(cubic)}"] = None
        heads = ", ".join(f"n{graph.edges[i].head}" for i in members)
        style = f' stroke="{STROKE["saved"]}" stroke-dasharray="3 3"' if saved else ""
        yield f'<g class="edge"{style}><title>n{tail} to {heads}</title><path d="{"".join(pieces)}"/>'
        if arrows:
            yield f'<path fill="{LINE}" stroke="none" d="{"".join(arrows)}"/>'
        yield "</g>"


def _arrow(curve: Curve, rankdir: str) -> tuple[Curve, str]:
    """The curve cut back by the length of its arrow head, and the head: edges end along the layers' normal."""
    x, y = curve[-1]
    along = 1 if rankdir == "TB" else 0
    end = curve[-1][along] - ARROW + 1
    kept = len(curve)
    while kept > 4 and curve[kept - 4][along] >= end:  # the last piece is shorter than the arrow head
        kept -= 3
    back = end - curve[kept - 1][along]
    shift = (0.0, back) if rankdir == "TB" else (back, 0.0)
    cut = curve[: kept - 2] + [(px + shift[0], py + shift[1]) for px, py in curve[kept - 2 : kept]]
    if rankdir == "TB":
        return cut, f"M{_number(x - 2.8)},{_number(y - ARROW)}h5.6L{_number(x)},{_number(y)}z"
    return cut, f"M{_number(x - ARROW)},{_number(y - 2.8)}v5.6L{_number(x)},{_number(y)}z"


def _number(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")


def _escape(text: str) -> str:
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
