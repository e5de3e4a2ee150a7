"""Dot: records -> the dot language, and Graphviz as another engine.

Lives here: `digraph` and `graphviz_picture`.  May import `records`, `style` and `drawing`; the packages
graphviz and pygraphviz only inside functions.  Start reading at `digraph`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from minigrad.viz.drawing import draw
from minigrad.viz.records import Graph
from minigrad.viz.style import FILL, LINE, STROKE, TEXT, Label, label

if TYPE_CHECKING:
    import graphviz  # type: ignore[import-untyped]


def digraph(graph: Graph, rankdir: str | None = None) -> graphviz.Digraph:
    """The records as a `graphviz.Digraph`, its nodes named n0, n1, ... in topological order.

    It shows itself in a notebook, and gives its picture as `.svg`, without the program dot.  ModuleNotFoundError where
    the package graphviz is missing.
    """
    rankdir = rankdir or ("LR" if graph.scalar else "TB")
    dot = _digraph_class()(
        graph_attr={"rankdir": rankdir, "ranksep": "0.3"},
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
    for number, node in enumerate(graph.nodes):
        text = label(graph, number)
        shape = {"style": "filled,dashed"} if node.kind == "constant" else {}
        if graph.scalar and node.kind == "op":
            shape, text = {"shape": "ellipse", "margin": "0.02"}, Label(text.heading, [])
        elif graph.scalar and text.rows:
            shape["shape"] = "record"
        elif node.kind == "op":
            shape["style"] = "filled,rounded"
        dot.node(
            f"n{number}",
            _record(text, rankdir) if shape.get("shape") == "record" else _lines(text),
            fillcolor=FILL[node.kind],
            color=STROKE[node.kind],
            **shape,
        )
    for edge in graph.edges:
        attributes = {"dir": "none", "style": "dashed", "color": STROKE["saved"]} if edge.saved else {}
        dot.edge(f"n{edge.tail}", f"n{edge.head}", **attributes)
    return dot


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
    "{what} needs Graphviz, and neither pygraphviz nor the program dot was found: "
    "pip install 'minigrad-autograd[dot]' (pygraphviz brings Graphviz along), or put dot on PATH; "
    "minigrad's own engine draws .svg without either"
)


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
            raise RuntimeError(NEEDS_GRAPHVIZ.format(what=f"drawing {format}")) from None
        done = subprocess.run([program, f"-T{format}"], input=source.encode(), capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise RuntimeError(f"the program dot could not draw the graph: {said}") from None
        return done.stdout
    try:
        picture: bytes = pygraphviz.AGraph(string=source).draw(prog="dot", format=format)
    except (OSError, ValueError) as error:  # before version 2 it calls the program dot, and says no more than its name
        raise RuntimeError(NEEDS_GRAPHVIZ.format(what=f"drawing {format}") + f" ({error})") from error
    return picture
