"""Pictures of autograd graphs: dot source, and SVG by a layout engine of our own that needs no other program.

Lives here: the public functions `make_dot` (torchviz's interface), `svg`, `render`, `draw_scalars`, and `record`, which
gives the graph as plain data.  A drawing goes from records to layout to drawing, or from records to dot: read
`records.py` first, then `layout.py`.  Imports the standard library only, and everything beyond `record` when it is
used; so too the packages graphviz and pygraphviz.

The graph is drawn as it is computed, from the leaves down to the output, against the arrows of `next_functions`:
leaves blue, constants dashed, operations grey, saved tensors orange, outputs green.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minigrad.viz.records import Edge, Graph, Node, record

if TYPE_CHECKING:
    import graphviz  # type: ignore[import-untyped]

__all__ = ["Edge", "Graph", "Node", "draw_scalars", "make_dot", "record", "render", "svg"]


def make_dot(
    var: Any, params: Any = None, show_attrs: bool = False, show_saved: bool = False, max_attr_chars: int = 50
) -> graphviz.Digraph:
    """The graph that computed `var`, as a `graphviz.Digraph`, with what torchviz draws, AccumulateGrad included.

    `var` is a tensor or scalar Value, a tuple or list of them, or a dict by name; `params` (a dict of name to tensor,
    or a module) names tensors; `show_attrs` lists what each op saved, cut to `max_attr_chars`, and `show_saved` draws
    the saved tensors.  The result shows itself in a notebook, and its `.svg` is the picture, both without the program
    dot.  Node names are n0, n1, ... in topological order, so the same program gives the same source.  TypeError for
    what is neither tensor nor Value; ModuleNotFoundError where the package graphviz is missing.

    >>> from minigrad.scalar import Value
    >>> from minigrad.viz import make_dot
    >>> a, b = Value(2.0), Value(1.0)
    >>> print(make_dot((a + b) * (b + 1)).source.splitlines()[0])
    digraph {
    """
    from minigrad.viz.dot import digraph

    graph = record(
        var,
        params,
        show_attrs=show_attrs,
        show_saved=show_saved,
        max_attr_chars=max_attr_chars,
        show_accumulate=True,
    )
    return digraph(graph)


def svg(
    var: Any,
    params: Any = None,
    show_attrs: bool = False,
    show_saved: bool = False,
    max_attr_chars: int = 50,
    *,
    show_values: bool | None = None,
    show_grads: bool | None = None,
    show_accumulate: bool = False,
    rankdir: str | None = None,
    engine: str = "layered",
    title: str = "",
) -> str:
    """The graph that computed `var` as the text of a standalone SVG picture.

    The first five arguments are those of `make_dot`.  `show_values` and `show_grads` write numbers into the boxes of
    leaves, outputs and named results (default: only in graphs of scalar Values); `show_accumulate` draws the
    AccumulateGrad node of each leaf.  Edges point down (`rankdir="TB"`) or right (`"LR"`, the default of scalar
    graphs).  `engine="layered"` is minigrad's own; `"dot"` asks pygraphviz or the program dot, and raises RuntimeError
    where neither is there.
    """
    graph = record(
        var,
        params,
        show_attrs=show_attrs,
        show_saved=show_saved,
        max_attr_chars=max_attr_chars,
        show_values=show_values,
        show_grads=show_grads,
        show_accumulate=show_accumulate,
    )
    if engine == "layered":
        from minigrad.viz.drawing import draw

        return draw(graph, rankdir, title)
    if engine == "dot":
        return _graphviz(graph, rankdir, "svg").decode()
    raise ValueError(f"engine must be 'layered' or 'dot', got {engine!r}")


def draw_scalars(root: Any, *, show_values: bool = True, show_grads: bool = True, rankdir: str = "LR") -> str:
    """The expression that computed a scalar Value as SVG text: Values as boxes with data and grad, ops as circles.

    `root` has micrograd's interface (`data`, `grad`, `_prev`, `_op`, and `label` if it likes), or is a tuple, list or
    dict of such; TypeError for anything else.

    >>> from minigrad.scalar import Value
    >>> from minigrad.viz import draw_scalars
    >>> a, b = Value(2.0), Value(1.0)
    >>> "data 6.0000" in draw_scalars((a + b) * (b + 1))
    True
    """
    graph = record(root, show_values=show_values, show_grads=show_grads)
    if not graph.scalar:
        raise TypeError(f"draw_scalars() draws scalar Values, got {type(root).__name__}; svg() draws tensors")
    from minigrad.viz.drawing import draw

    return draw(graph, rankdir)


def render(
    var: Any,
    path: str | os.PathLike[str],
    params: Any = None,
    engine: str | None = None,
    *,
    rankdir: str | None = None,
    title: str = "",
    **options: Any,
) -> Path:
    """Draw the graph that computed `var` into a file, and return its path.

    The suffix says how: `.svg` by minigrad's own engine (or by Graphviz, with `engine="dot"`), `.dot` or `.gv` for dot
    source, `.png` or `.pdf` by Graphviz, from pygraphviz or the program dot.  `options` are those of `record`, such as
    `show_saved`.  The file appears complete or not at all.  ValueError for another suffix or engine; RuntimeError where
    Graphviz is needed and missing.

    >>> import tempfile
    >>> from minigrad.scalar import Value
    >>> from minigrad.viz import render
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     render(Value(2.0) * 3.0, f"{folder}/e.svg").name
    'e.svg'
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".svg", ".dot", ".gv", ".png", ".pdf"):
        raise ValueError(f"cannot draw to {path.name!r}: the suffix must be .svg, .dot, .gv, .png or .pdf")
    if engine not in (None, "layered", "dot"):
        raise ValueError(f"engine must be 'layered' or 'dot', got {engine!r}")
    if engine == "layered" and suffix != ".svg":
        raise ValueError(f"the layered engine writes .svg, got {path.name!r}; .png and .pdf need engine='dot'")
    graph = record(var, params, **options)
    if suffix in (".dot", ".gv"):
        from minigrad.viz.dot import digraph

        _write(path, digraph(graph, rankdir).source.encode())
    elif suffix == ".svg" and engine != "dot":
        from minigrad.viz.drawing import draw

        _write(path, draw(graph, rankdir, title).encode())
    else:
        _write(path, _graphviz(graph, rankdir, suffix[1:]))
    return path


def _graphviz(graph: Graph, rankdir: str | None, format: str) -> bytes:
    from minigrad.viz.dot import digraph, graphviz_picture

    return graphviz_picture(digraph(graph, rankdir).source, format)


def _write(path: Path, content: bytes) -> None:
    """Write beside the file, then put in its place: nobody reads half a file, and a failure leaves the old one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
