"""Dot: records -> the dot language, and Graphviz as another engine.

Lives here: `digraph`, `graphviz_picture`, and `graphviz_layout` (Graphviz places the boxes that we measured, and we
draw them).  May import `records`, `layout`, `style` and `drawing`; the packages graphviz and pygraphviz only inside
functions.  Start reading at `digraph`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from minigrad.viz.drawing import draw
from minigrad.viz.groups import children, members
from minigrad.viz.layout import MARGIN, Layout
from minigrad.viz.records import Graph
from minigrad.viz.route import Curve, Point
from minigrad.viz.style import (
    FILL,
    FRAME_FILL,
    FRAME_STROKE,
    FRAME_TEXT,
    LINE,
    STROKE,
    TEXT,
    Label,
    flow_text,
    frame_text,
    label,
)

if TYPE_CHECKING:
    import graphviz  # type: ignore[import-untyped]


def digraph(graph: Graph, rankdir: str | None = None) -> graphviz.Digraph:
    """The records as a `graphviz.Digraph`, its nodes named n0, n1, ... in topological order, its groups as clusters.

    It shows itself in a notebook, and gives its picture as `.svg`, without the program dot.  ModuleNotFoundError where
    the package graphviz is missing.
    """
    rankdir = rankdir or ("LR" if graph.scalar else "TB")
    dot = _digraph_class()(
        graph_attr={"rankdir": rankdir, "ranksep": "0.3"} | ({"newrank": "true"} if graph.groups else {}),
        node_attr={
            "shape": "box",
            "style": "filled",
            "fontname": "monospace",
            "fontsize": "10",
            "fontcolor": TEXT,
            "height": "0.2",
            "margin": "0.08,0.04",
        },
        edge_attr={"color": LINE, "arrowsize": "0.6"},
    )
    dot.records = graph
    inner, nodes = children(graph), members(graph)
    for number, node in enumerate(graph.nodes):
        if node.group < 0:
            _write_node(dot, graph, number, rankdir)
    parts = {g: dot.__class__(f"cluster{g}") for g in range(len(graph.groups))}
    for g in sorted(parts, key=lambda g: -len(graph.ancestors(g))):  # the innermost first: a subgraph is copied
        part = parts[g]
        part.attr(
            label=frame_text(graph, g),
            style="filled,rounded",
            fillcolor=FRAME_FILL[len(graph.ancestors(g)) % 2],
            color=FRAME_STROKE,
            fontcolor=FRAME_TEXT,
            fontname="monospace",
            fontsize="10",
            labeljust="l",
        )
        for number in nodes[g]:
            _write_node(part, graph, number, rankdir)
        for child in inner[g]:
            part.subgraph(parts[child])
    for g, group in enumerate(graph.groups):
        if group.parent < 0:
            dot.subgraph(parts[g])
    for edge in graph.edges:
        attributes = {"dir": "none", "style": "dashed", "color": STROKE["saved"]} if edge.saved else {}
        if edge.shape is not None and not edge.saved:
            attributes |= {"label": " " + flow_text(edge), "fontsize": "8", "fontname": "monospace"}
        dot.edge(f"n{edge.tail}", f"n{edge.head}", **attributes)
    return dot


def _write_node(dot: Any, graph: Graph, number: int, rankdir: str) -> None:
    node, text = graph.nodes[number], label(graph, number)
    shape = {"style": "filled,dashed"} if node.kind == "constant" else {}
    if graph.scalar and node.kind == "op":
        shape, text = {"shape": "ellipse", "margin": "0.02"}, Label(text.heading, [])
    elif graph.scalar and text.rows and node.kind != "module":
        shape["shape"] = "record"
    elif node.kind in ("op", "module"):
        shape["style"] = "filled,rounded"
    dot.node(
        f"n{number}",
        _record(text, rankdir) if shape.get("shape") == "record" else _lines(text),
        fillcolor=FILL[node.kind],
        color=STROKE[node.kind],
        **shape,
    )


@cache
def _digraph_class() -> type[Any]:
    """`graphviz.Digraph` that also draws itself by our own engine; made on first use, for it needs the package."""
    try:
        import graphviz
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the dot language is written by the package graphviz, which is not installed: pip install graphviz; "
            "minigrad.viz.svg() and minigrad.viz.render('x.svg') need neither it nor the dot program",
            name="graphviz",
        ) from error

    class Digraph(graphviz.Digraph):  # type: ignore[misc]
        """A directed graph in the dot language that can draw itself without the dot program."""

        records: Graph

        @property
        def svg(self) -> str:
            """The picture of `records` as SVG text; nodes and edges added to the dot source by hand are not in it."""
            sideways = self.graph_attr.get("rankdir") in ("LR", "RL")
            return draw(self.records, "LR" if sideways else "TB")

        def copy(self) -> Any:
            """An independent copy, which draws the same records."""
            twin = super().copy()
            twin.records = self.records
            return twin

        def _repr_svg_(self) -> str:
            return self.svg

        def _repr_image_svg_xml(self) -> str:
            return self.svg

    return Digraph


def _lines(text: Label) -> str:
    """A label of centred heading lines, then a rule and left-aligned rows, in dot's escapes."""
    from graphviz import escape, nohtml

    keys = max((len(key) for key, _ in text.rows), default=0)
    rows = [f"{key:{keys}} {value}" for key, value in text.rows]
    centred = [*text.heading, "-" * max(map(len, [*rows, *text.heading]))] if rows else text.heading
    text_of_rows = r"\n" + "".join(escape(row) + r"\l" for row in rows) if rows else ""
    quoted: str = nohtml(r"\n".join(escape(line) for line in centred) + text_of_rows)
    return quoted


def _record(text: Label, rankdir: str) -> str:
    """A label of cells side by side."""
    from graphviz import escape, nohtml

    cells = text.heading + [f"{key} {value}" for key, value in text.rows]
    fields = " | ".join(_RECORD_SPECIAL.sub(r"\\\g<0>", escape(cell)) for cell in cells)
    quoted: str = nohtml(f"{{ {fields} }}" if rankdir == "LR" else fields)
    return quoted


_RECORD_SPECIAL = re.compile(r"[{}|<>]")

NEEDS_GRAPHVIZ = (
    "engine='dot' needs Graphviz, and neither pygraphviz nor the program dot was found: "
    "pip install 'minigrad-autograd[dot]' (pygraphviz brings Graphviz along), or put dot on PATH; "
    "minigrad's own engine draws .svg without either"
)


class NeedsGraphvizError(RuntimeError):
    """There is no Graphviz to draw with."""


def graphviz_picture(source: str, format: str) -> bytes:
    """What Graphviz makes of `source`, as the bytes of a file of this format ('svg', 'png', 'pdf').

    By pygraphviz where it can be imported, else by the program dot.  RuntimeError where neither can be had, or where
    Graphviz fails.
    """
    try:
        import pygraphviz
    except ImportError:
        program = shutil.which("dot")
        if program is None:
            raise NeedsGraphvizError(NEEDS_GRAPHVIZ) from None
        done = subprocess.run([program, f"-T{format}"], input=source.encode(), capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise RuntimeError(f"the program dot could not draw the graph: {said}") from None
        return done.stdout
    try:
        picture: bytes = pygraphviz.AGraph(string=source).draw(prog="dot", format=format)
    except (OSError, ValueError) as error:  # before version 2 it calls the program dot, and says no more than its name
        raise NeedsGraphvizError(f"{NEEDS_GRAPHVIZ} ({error})") from error
    return picture


# Graphviz as a layout engine ------------------------------------------------------------------------------------------

POINTS = 72.0
"""Graphviz measures boxes in inches and places in points; one of our pixels is one point there."""


def graphviz_layout(
    graph: Graph,
    sizes: Sequence[Point],
    captions: Sequence[float],
    rankdir: str = "TB",
    *,
    weights: Sequence[int] | None = None,
    round_nodes: Collection[int] = (),
) -> Layout:
    """Where Graphviz puts boxes of these sizes; the arguments and the result are those of `nested.arrange`.

    RuntimeError where there is no Graphviz; its crossings are not counted (-1).
    """
    if rankdir not in ("TB", "LR"):
        raise ValueError(f"rankdir must be 'TB' (top to bottom) or 'LR' (left to right), got {rankdir!r}")
    answer = json.loads(graphviz_picture(_bare_source(graph, sizes, captions, rankdir, weights, round_nodes), "json0"))
    _, _, width, height = map(float, answer["bb"].split(","))

    def point(text: str) -> Point:
        x, y = map(float, text.split(","))
        return round(x + MARGIN, 2), round(height - y + MARGIN, 2)

    centres: list[Point] = [(0.0, 0.0)] * len(graph.nodes)
    frames = [(0.0, 0.0, 0.0, 0.0)] * len(graph.groups)
    for thing in answer.get("objects", ()):
        name = thing["name"]
        if name.startswith("cluster"):
            left, bottom, right, top = map(float, thing["bb"].split(","))
            frames[int(name[7:])] = (left + MARGIN, height - top + MARGIN, right - left, top - bottom)
        else:
            centres[int(name[1:])] = point(thing["pos"])
    curves: list[Curve] = [[]] * len(graph.edges)
    for thing in answer.get("edges", ()):
        curves[int(thing["id"])] = [point(text) for text in thing["pos"].split()]
    along = 1 if rankdir == "TB" else 0
    levels = sorted({round(centre[along]) for centre in centres})
    ranks = [levels.index(round(centre[along])) for centre in centres]
    names = [(left + MARGIN / 2, top) for left, top, _, _ in frames]
    return Layout(
        width + 2 * MARGIN, height + 2 * MARGIN, centres, curves, ranks, -1, frames, names, oblique=True
    )


def _bare_source(
    graph: Graph,
    sizes: Sequence[Point],
    captions: Sequence[float],
    rankdir: str,
    weights: Sequence[int] | None,
    round_nodes: Collection[int],
) -> str:
    """Dot source of boxes without text, in clusters with room for their captions."""
    lines = [
        "digraph {",
        # newrank: edges between clusters order them too, where dot would else draw the steps of a loop side by side
        f"graph [rankdir={rankdir} ranksep=0.4 nodesep=0.3 newrank=true]",
        "node [shape=box fixedsize=true label=\"\"]",
        f"edge [arrowhead=none tailport={'s' if rankdir == 'TB' else 'e'}]",
    ]
    inner, nodes = children(graph), members(graph)

    def box(v: int) -> str:
        width, height = sizes[v]
        shape = " shape=ellipse" if v in round_nodes else ""
        return f"n{v} [width={width / POINTS:.4f} height={height / POINTS:.4f}{shape}]"

    lines += [box(v) for v, node in enumerate(graph.nodes) if node.group < 0]
    stack = [(g, False) for g, group in enumerate(graph.groups) if group.parent < 0][::-1]
    while stack:
        g, done = stack.pop()
        if done:
            lines.append("}")
            continue
        # A label of the caption's width: an empty table, which needs no font.
        table = f'<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="{captions[g]:.0f}" HEIGHT="14"><TR><TD></TD></TR></TABLE>'
        lines.append(f"subgraph cluster{g} {{ labeljust=l label=<{table}>")
        lines += [box(v) for v in nodes[g]]
        stack.append((g, True))
        stack += [(child, False) for child in reversed(inner[g])]
    for i, edge in enumerate(graph.edges):
        lines.append(f'n{edge.tail} -> n{edge.head} [id="{i}" weight={weights[i] if weights else 1}]')
    return "\n".join([*lines, "}"])
