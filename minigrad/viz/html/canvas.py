"""Canvas: a scene as SVG whose parts have names, and what a page must know to fold it.

Lives here: `canvas_text` (the picture) and `geometry` (nodes, edges and groups as plain lists, for JSON), and
`folded_boxes`, what a folded module looks like.  May import `records`, `drawing`, `marks`, `nested`'s result and
`style`.  Start reading at `geometry`.

The picture is that of `drawing.draw`, with an `id` on every node (n0, n1, ...), edge (e0, ...), group (g0, ...) and
folded group (m0, ...), one path an edge, and nothing folded: without a script it is the whole graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, dist, prod
from typing import Any

from minigrad.viz.drawing import ARROW, Scene
from minigrad.viz.marks import Box, escape, measure, node_marks, number_in_svg, text_mark
from minigrad.viz.records import LEAVES, Edge, Graph, Node
from minigrad.viz.route import Curve, Point
from minigrad.viz.style import FONT, FONT_SIZE, FRAME_TEXT, LINE, frame_text, short_name, text_width

SIGN_WIDTH = 18.0
"""Room for the sign before a group's name that says that it folds."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The groups as nodes: node g of `graph` is group g."""

    graph: Graph
    boxes: list[Box]


def folded_boxes(graph: Graph) -> Folded:
    """One node of kind `module` for every group, with what is in it counted."""
    ops, parameters = [0] * len(graph.groups), [0] * len(graph.groups)
    for node in graph.nodes:
        for g in graph.ancestors(node.group):
            ops[g] += node.kind in ("op", "module")
            parameters[g] += prod(node.shape or ()) if node.kind == "parameter" and node.shape is not None else 0
    nodes = []
    for g, group in enumerate(graph.groups):
        name = short_name(graph, group.name, group.parent) or group.kind
        node = Node("module", f"▸ {name}", group=group.parent, note=group.kind if group.kind != name else "")
        if "ops" not in group.kind:
            node.attrs.append(("ops", f"{ops[g]:,}"))
        if parameters[g]:
            node.attrs.append(("parameters", f"{parameters[g]:,}"))
        nodes.append(node)
    flows = []
    for edge in graph.edges:
        inside = set(graph.ancestors(graph.nodes[edge.head].group))
        flows += [
            Edge(g, g, edge.output, False, edge.shape, edge.dtype)
            for g in graph.ancestors(graph.nodes[edge.tail].group)
            if g not in inside and graph.nodes[edge.tail].kind not in LEAVES and not edge.saved
        ]
    small = Graph(nodes, flows, groups=graph.groups)
    return Folded(small, measure(small))


def geometry(placed: Scene, folded: Folded) -> dict[str, Any]:
    """What folding needs: `nodes` [group, x, y, width, height] by their middles, `edges` [tail, head, pieces], `groups`
    [parent, left, top, width, height, caption's start, its width, folded width, folded height].

    A piece of an edge is [group, first point]: from there on the curve runs in this group, up to the next piece.
    """
    graph, layout = placed.graph, placed.layout
    groups = []
    for g, (frame, caption) in enumerate(zip(layout.frames, layout.captions, strict=True)):
        size = folded.boxes[g].extent(placed.rankdir)
        width = text_width(frame_text(graph, g)) + SIGN_WIDTH
        groups.append([graph.groups[g].parent, *_rounded(*frame), *_rounded(caption[0], width, *size)])
    return {
        "flip": placed.rankdir == "LR",
        "size": _rounded(layout.width, layout.height),
        "nodes": [
            [node.group, *_rounded(*centre, *box.extent(placed.rankdir))]
            for node, centre, box in zip(graph.nodes, layout.centres, placed.boxes, strict=True)
        ],
        "edges": [[edge.tail, edge.head, _pieces(placed, i)] for i, edge in enumerate(graph.edges)],
        "groups": groups,
    }


def _rounded(*numbers: float) -> list[float]:
    return [int(x) if x == int(x) else x for x in (round(number, 1) for number in numbers)]


def _pieces(placed: Scene, i: int) -> list[list[int]]:
    """Where an edge passes from group to group: out of those around its tail, then into those around its head."""
    graph, frames = placed.graph, placed.layout.frames
    edge, curve = graph.edges[i], placed.layout.curves[i]
    out, into = graph.ancestors(graph.nodes[edge.tail].group), graph.ancestors(graph.nodes[edge.head].group)
    while out and into and out[-1] == into[-1]:
        out.pop()
        into.pop()
    pieces = [[graph.nodes[edge.tail].group, 0]]
    along = 1 if placed.rankdir == "TB" else 0
    k = 0
    borders = [(g, frames[g][along] + frames[g][along + 2], graph.groups[g].parent) for g in out]
    borders += [(g, frames[g][along], g) for g in reversed(into)]
    for _, border, following in borders:
        k = next((j for j in range(k, len(curve), 3) if abs(curve[j][along] - border) < 1e-3), k)
        pieces.append([following, k])
    return pieces


def canvas_text(placed: Scene, folded: Folded, title: str) -> str:
    """The picture as an `<svg>` element for an HTML page."""
    graph, layout = placed.graph, placed.layout
    width, height = number_in_svg(layout.width), number_in_svg(layout.height)
    label = escape(title).replace('"', "&quot;")
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="canvas" viewBox="0 0 {width} {height}" role="group"'
        f' aria-label="{label}" font-family="{FONT}" font-size="{FONT_SIZE}" text-anchor="middle">'
    )
    lines = [
        root,
        '<g id="world">',
        *_frames(placed),
        f'<g id="edges" fill="none" stroke="{LINE}" stroke-width="1.1">',
        *_edges(placed),
        "</g>",
    ]
    for number, (box, centre) in enumerate(zip(placed.boxes, layout.centres, strict=True)):
        lines.append(f'<g id="n{number}">')
        lines += node_marks(graph, number, box, *centre, placed.rankdir, number in layout.turned)
        lines.append("</g>")
    for g, box in enumerate(folded.boxes):
        lines.append(f'<g id="m{g}" style="display:none">')
        lines += node_marks(folded.graph, g, box, 0.0, 0.0, placed.rankdir)
        lines.append("</g>")
    return "\n".join([*lines, '<g id="badges"></g>', "</g>", "</svg>"])


def _frames(placed: Scene) -> Iterator[str]:
    graph, layout = placed.graph, placed.layout
    depth = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
    for g in sorted(range(len(graph.groups)), key=depth.__getitem__):
        left, top, width, height = (number_in_svg(x) for x in layout.frames[g])
        x, y = layout.captions[g]
        yield f'<g id="g{g}" class="group depth{depth[g] % 2}"><title>{escape(frame_text(graph, g))}</title>'
        yield f'<rect class="frame" x="{left}" y="{top}" width="{width}" height="{height}" rx="6"/>'
        yield text_mark(x, y + 13, f"▾ {frame_text(graph, g)}", FRAME_TEXT, "start")
        yield "</g>"


def _edges(placed: Scene) -> Iterator[str]:
    """A path an edge, uncut, and its arrow head, drawn at the origin and put in place."""
    graph, layout = placed.graph, placed.layout
    for i, edge in enumerate(graph.edges):
        curve = layout.curves[i]
        kind = " saved" if edge.saved else " crosswise" if i in layout.crosswise else ""
        yield f'<g id="e{i}" class="edge{kind}"><path d="{_path(curve)}"/>'
        if not edge.saved:
            x, y = (number_in_svg(c) for c in curve[-1])
            yield (
                f'<path class="head" fill="{LINE}" stroke="none" d="M0,0L{-ARROW},-2.8v5.6z"'
                f' transform="translate({x} {y}) rotate({_heading(curve, placed, i)})"/>'
            )
        yield "</g>"


def _heading(curve: Curve, placed: Scene, i: int) -> int:
    """The direction of an arrow, in degrees: along the layers' normal, except where Graphviz placed the nodes."""
    layout = placed.layout
    if layout.oblique:
        (x, y), (px, py) = curve[-1], next((p for p in reversed(curve[:-1]) if dist(p, curve[-1]) > 0.5), curve[0])
        return round(degrees(atan2(y - py, x - px)))
    down = (placed.rankdir == "TB") != (i in layout.crosswise)
    axis = 1 if down else 0
    forward = curve[-1][axis] >= curve[-2][axis]
    return (90 if forward else -90) if down else (0 if forward else 180)


def _path(curve: Curve) -> str:
    def text(point: Point) -> str:
        return f"{number_in_svg(point[0])},{number_in_svg(point[1])}"

    return f"M{text(curve[0])}C{' '.join(map(text, curve[1:]))}" if len(curve) > 1 else f"M{text(curve[0])}"
