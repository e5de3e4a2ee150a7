"""Drawing: records and a layout -> the text of a standalone SVG picture.

Lives here: `scene` (a graph measured and laid out) and `draw`.  May import `records`, `groups`, `nested`, `sides`,
`marks` and `style`.  Start reading at `draw`.

The result is plain SVG 1.1: shapes, text, and a `<title>` on every node for the mouse.  No style sheet, no script, no
external font, no `id`, so any number of drawings can stand in one HTML page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import dist

from minigrad.viz.groups import untangle
from minigrad.viz.layout import MARGIN, Layout
from minigrad.viz.marks import Box, escape, measure, node_marks, number_in_svg, text_mark
from minigrad.viz.nested import arrange
from minigrad.viz.records import Graph
from minigrad.viz.route import Curve
from minigrad.viz.sides import side_by_side
from minigrad.viz.style import (
    CROSSWISE,
    FONT,
    FONT_SIZE,
    FRAME_FILL,
    FRAME_STROKE,
    FRAME_TEXT,
    LINE,
    STROKE,
    TEXT_FAINT,
    frame_text,
    text_width,
)

Placer = Callable[..., Layout]
"""`nested.arrange` or a function with its arguments and result."""

ARROW = 6.0
RESULT_WEIGHT = 4
"""An op and the Value it gave belong together: their edge is kept shorter than others."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A graph, the box of every node, and where all of it is: `layout.centres`, `.curves` (by edge), `.frames`."""

    graph: Graph
    boxes: list[Box]
    layout: Layout
    rankdir: str


def scene(graph: Graph, rankdir: str | None = None, place: Placer | None = None) -> Scene:
    """Measure the nodes and place everything, from top to bottom ("TB") or left to right ("LR").

    `place` is what places it: `nested.arrange`, unless told otherwise.
    """
    untangle(graph)
    rankdir = rankdir or ("LR" if graph.scalar else "TB")
    boxes = measure(graph)
    place = place or (side_by_side if graph.side_by_side else arrange)
    layout = place(
        graph,
        [box.extent(rankdir) for box in boxes],
        [text_width(frame_text(graph, g)) for g in range(len(graph.groups))],
        rankdir,
        weights=[RESULT_WEIGHT if graph.nodes[edge.head].kind in ("value", "output") else 1 for edge in graph.edges],
        round_nodes={number for number, box in enumerate(boxes) if box.shape == "circle"},
    )
    return Scene(graph, boxes, layout, rankdir)


class Picture(str):
    """The text of an SVG picture, which a notebook shows as the picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def draw(graph: Graph, rankdir: str | None = None, title: str = "", place: Placer | None = None) -> Picture:
    """The drawing as SVG text, from top to bottom ("TB") or left to right ("LR", the default of scalar graphs).

    `place` is what places the nodes: minigrad's own layout, or `dot.graphviz_layout`.

    >>> from minigrad.viz import Edge, Graph, Node
    >>> from minigrad.viz.drawing import draw
    >>> text = draw(Graph([Node("input", "x"), Node("op", "TanhBackward0")], [Edge(0, 1)]))
    >>> text.startswith("<svg ") and "TanhBackward0" in text
    True
    """
    placed = scene(graph, rankdir, place)
    layout, rankdir = placed.layout, placed.rankdir
    extent, depth = layout.width, layout.height
    if graph.caption:
        extent, depth = max(extent, text_width(graph.caption) + 2 * MARGIN), depth + 20
    width, height = number_in_svg(extent), number_in_svg(depth)
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" style="max-width:100%;height:auto" font-family="{FONT}" font-size="{FONT_SIZE}"'
        ' text-anchor="middle">'
    )
    lines = [
        root,
        f"<title>{escape(title or _title(graph))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_frames(graph, layout),
        f'<g fill="none" stroke="{LINE}" stroke-width="1.1">',
        *_edges(graph, layout, rankdir),
        "</g>",
    ]
    for number, (box, centre) in enumerate(zip(placed.boxes, layout.centres, strict=True)):
        lines += node_marks(graph, number, box, *centre, rankdir, number in layout.turned)
    if graph.caption:
        lines.append(text_mark(MARGIN, depth - 8, graph.caption, TEXT_FAINT, "start"))
    lines.append("</svg>")
    return Picture("\n".join(lines) + "\n")


def _title(graph: Graph) -> str:
    ops = sum(node.kind == "op" for node in graph.nodes)
    return f"autograd graph: {len(graph.nodes)} nodes, {ops} of them operations"


# Frames -------------------------------------------------------------------------------------------------------------


def _frames(graph: Graph, layout: Layout) -> Iterator[str]:
    """The boxes around groups, outer ones first, in two tints by turns."""
    depth = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
    for g in sorted(range(len(graph.groups)), key=depth.__getitem__):
        left, top, width, height = (number_in_svg(x) for x in layout.frames[g])
        x, y = layout.captions[g]
        yield f'<g class="group"><title>{escape(frame_text(graph, g))}</title>'
        yield (
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="6"'
            f' fill="{FRAME_FILL[depth[g] % 2]}" stroke="{FRAME_STROKE}"/>'
        )
        yield text_mark(x, y + 13, frame_text(graph, g), FRAME_TEXT, "start")
        yield "</g>"


# Edges --------------------------------------------------------------------------------------------------------------


def _edges(graph: Graph, layout: Layout, rankdir: str) -> Iterator[str]:
    """One path per value, so that a trunk is drawn once however many branches it has."""
    bundles: dict[tuple[int, int, bool, bool], list[int]] = {}
    for i, edge in enumerate(graph.edges):
        bundles.setdefault((edge.tail, edge.output, edge.saved, i in layout.crosswise), []).append(i)
    along = 1 if rankdir == "TB" else 0
    for (tail, _, saved, crosswise), members in bundles.items():
        pieces: dict[str, None] = {}
        arrows = []
        for i in members:
            curve = layout.curves[i]
            if not saved:
                curve, arrow = _oblique(curve) if layout.oblique else _arrow(curve, 1 - along if crosswise else along)
                arrows.append(arrow)
            for k in range(0, len(curve) - 1, 3):
                start, *cubic = (f"{number_in_svg(x)},{number_in_svg(y)}" for x, y in curve[k : k + 4])
                pieces[f"M{start}C{' '.join(cubic)}"] = None
        heads = ", ".join(f"n{graph.edges[i].head}" for i in members)
        colour = CROSSWISE if crosswise else LINE
        style = f' stroke="{STROKE["saved"]}" stroke-dasharray="3 3"' if saved else ""
        style = f' stroke="{CROSSWISE}" stroke-dasharray="5 3"' if crosswise else style
        grads = sorted({graph.edges[i].grad for i in members} - {""})
        told = "".join(f"; gradient {escape(text)}" for text in grads)
        yield f'<g class="edge"{style}><title>n{tail} to {heads}{told}</title><path d="{"".join(pieces)}"/>'
        if arrows:
            yield f'<path fill="{colour}" stroke="none" d="{"".join(arrows)}"/>'
        yield "</g>"


def _arrow(curve: Curve, along: int) -> tuple[Curve, str]:
    """The curve cut back by the length of its arrow head, and the head: edges end along one axis (0: x, 1: y)."""
    x, y = curve[-1]
    ahead = 1 if curve[-1][along] >= curve[-2][along] else -1
    end = curve[-1][along] - ahead * (ARROW - 1)
    kept = len(curve)
    while kept > 4 and (curve[kept - 4][along] - end) * ahead >= 0:  # the last piece is shorter than the arrow head
        kept -= 3
    back = end - curve[kept - 1][along]
    shift = (0.0, back) if along else (back, 0.0)
    cut = curve[: kept - 2] + [(px + shift[0], py + shift[1]) for px, py in curve[kept - 2 : kept]]
    tip = f"L{number_in_svg(x)},{number_in_svg(y)}z"
    if along:
        return cut, f"M{number_in_svg(x - 2.8)},{number_in_svg(y - ahead * ARROW)}h5.6{tip}"
    return cut, f"M{number_in_svg(x - ahead * ARROW)},{number_in_svg(y - 2.8)}v5.6{tip}"


def _oblique(curve: Curve) -> tuple[Curve, str]:
    """The same for an edge that ends in any direction."""
    (x, y), (px, py) = curve[-1], next((p for p in reversed(curve[:-1]) if dist(p, curve[-1]) > 0.5), curve[0])
    length = dist((x, y), (px, py)) or 1.0
    dx, dy = (x - px) / length, (y - py) / length
    back = (x - dx * (ARROW - 1), y - dy * (ARROW - 1))
    corners = [(x - dx * ARROW + sign * dy * 2.8, y - dy * ARROW - sign * dx * 2.8) for sign in (1, -1)]
    (a, b), (c, d) = (map(number_in_svg, corner) for corner in corners)
    return [*curve[:-1], back], f"M{a},{b}L{c},{d}L{number_in_svg(x)},{number_in_svg(y)}z"
