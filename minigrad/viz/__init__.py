"""Pictures of autograd graphs: SVG by a layout engine of our own that needs no other program, HTML, dot source, PNG.

Lives here: the public functions `svg`, `render`, `make_dot` (torchviz's interface), `draw_scalars`, `trace`, and
`record`, which gives the graph as plain data.  A drawing goes from records (`records.py`, `recording.py`) through a
view of them (`views.py`) to a layout (`nested.py`, `layout.py`) and its marks (`drawing.py`): read them in this order.
`html/` makes an interactive page of the same picture, with the backward pass in it, step by step.
Imports the standard library and NumPy only, and everything beyond `record` when it is used; so too the packages
graphviz and pygraphviz.

The graph is drawn as it is computed, from the leaves down to the output, against the arrows of `next_functions`:
leaves blue, constants dashed, operations grey, modules violet, saved tensors orange, outputs green.  In a notebook,
`import minigrad.viz` (or `%load_ext minigrad.viz`) lets scalar Values draw themselves.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minigrad._lazy import on_use
from minigrad.viz.recording import record
from minigrad.viz.records import Edge, Graph, Group, Node

if TYPE_CHECKING:
    import graphviz  # type: ignore[import-untyped]

    from minigrad.viz.drawing import Picture
    from minigrad.viz.tracing import trace

__all__ = ["Edge", "Graph", "Group", "Node", "draw_scalars", "make_dot", "record", "render", "svg", "trace"]

VIEW_OPTIONS = ("view", "depth", "repeats", "hide", "max_nodes")


# Tracing needs the engine, which records can be drawn without; plots load nn and, when something is drawn, matplotlib.
__getattr__, __dir__ = on_use(globals(), {"trace": ".tracing", "plots": ".plots"})


def make_dot(
    var: Any, params: Any = None, show_attrs: bool = False, show_saved: bool = False, max_attr_chars: int = 50
) -> graphviz.Digraph:
    """The graph that computed `var`, as a `graphviz.Digraph`, with what torchviz draws, AccumulateGrad included.

    `var` is a tensor or scalar Value, a tuple or list of them, or a dict by name; `params` (a dict of name to tensor,
    or a module) names tensors; `show_attrs` lists what each op saved, cut to `max_attr_chars`, and `show_saved` draws
    the saved tensors.  The result shows itself in a notebook, and its `.svg` is the picture, both without the program
    dot.  Every op is drawn, however many there are.  Node names are n0, n1, ... in topological order, so the same
    program gives the same source.  TypeError for
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
    graph.groups = []
    for node in graph.nodes:
        node.group = -1
    for edge in graph.edges:
        edge.shape = None
    return digraph(graph)


def svg(
    var: Any,
    params: Any = None,
    show_attrs: bool = False,
    show_saved: bool = False,
    max_attr_chars: int = 50,
    *,
    rankdir: str | None = None,
    engine: str = "layered",
    title: str = "",
    **options: Any,
) -> Picture:
    """The graph that computed `var` as the text of a standalone SVG picture, which shows itself in a notebook.

    `var` may also be a `Graph` of records.  The first five arguments are those of `make_dot`.  Edges point down
    (`rankdir="TB"`) or right (`"LR"`, the default of scalar graphs).  `engine="layered"` is minigrad's own; `"dot"`
    lets Graphviz place the same boxes (pygraphviz, or the program dot; RuntimeError where neither is there).

    Further options, what is in a box (see `record`): `show_values`, `show_grads` (numbers and tiny pictures; by default
    in scalar graphs), `show_source`, `show_memory`, `show_time`, `show_accumulate`, and `trace`, which knows these of
    every op; `show_shapes=False` takes the shapes off the edges.  What is drawn (see `views.choose`): `view` ("ops",
    "modules", "parameters", "backward"), `depth`, `repeats`, `hide`, and `max_nodes` (250), above which repeats are
    drawn once and modules fold.

    >>> import minigrad as torch
    >>> from minigrad import viz
    >>> x = torch.ones(2, requires_grad=True)
    >>> "ExpBackward0" in viz.svg(x.exp().sum(), {"x": x})
    True
    """
    from minigrad.viz.drawing import draw

    options |= {"show_attrs": show_attrs, "show_saved": show_saved, "max_attr_chars": max_attr_chars}
    return draw(_to_draw(var, params, options), rankdir, title, _placer(engine))


def _to_draw(var: Any, params: Any, options: dict[str, Any]) -> Graph:
    """Record what is to be drawn, and choose the view of it."""
    from minigrad.viz.views import choose

    viewing = {name: options.pop(name) for name in VIEW_OPTIONS if name in options}
    shapes = options.pop("show_shapes", True)
    graph = var if isinstance(var, Graph) else record(var, params, **options)
    graph = choose(graph, viewing.pop("view", "ops"), **viewing)
    if not shapes:
        for edge in graph.edges:
            edge.shape = None
    return graph


def _placer(engine: str | None) -> Any:
    """What places the nodes; None for minigrad's own layout."""
    if engine == "dot":
        from minigrad.viz.dot import graphviz_layout

        return graphviz_layout
    if engine not in (None, "layered"):
        raise ValueError(f"engine must be 'layered' or 'dot', got {engine!r}")
    return None


def draw_scalars(root: Any, *, show_values: bool = True, show_grads: bool = True, rankdir: str = "LR") -> Picture:
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

    The suffix says how: `.svg`; `.html`, a page to move in, search, fold, and step through backward (`html.page`);
    `.png` or `.pdf`, from the SVG by rsvg-convert, cairosvg or inkscape, else by Graphviz; `.dot` or `.gv` for dot
    source.  All other arguments and options are those of `svg`.  The file appears complete or
    not at all.  ValueError for another suffix or engine; RuntimeError where a converter or Graphviz is needed and
    missing.

    >>> import tempfile
    >>> from minigrad.scalar import Value
    >>> from minigrad.viz import render
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     render(Value(2.0) * 3.0, f"{folder}/e.svg").name
    'e.svg'
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".svg", ".html", ".dot", ".gv", ".png", ".pdf"):
        raise ValueError(f"cannot draw to {path.name!r}: the suffix must be .svg, .html, .dot, .gv, .png or .pdf")
    placer = _placer(engine)
    if suffix == ".html":
        from minigrad.viz.html import page

        _write(path, page(var, params, rankdir=rankdir, title=title, place=placer, **options).encode())
        return path
    graph = _to_draw(var, params, options)
    if suffix in (".dot", ".gv"):
        from minigrad.viz.dot import digraph

        _write(path, digraph(graph, rankdir).source.encode())
        return path
    from minigrad.viz.drawing import draw

    text = draw(graph, rankdir, title, placer)
    _write(path, text.encode() if suffix == ".svg" else _converted(graph, text, rankdir, suffix[1:]))
    return path


def _converted(graph: Graph, text: str, rankdir: str | None, format: str) -> bytes:
    """The drawing as PNG or PDF; by Graphviz itself where there is no converter of SVG."""
    from minigrad.viz.raster import NEEDS_CONVERTER, convert

    picture = convert(text, format)
    if picture is not None:
        return picture
    from minigrad.viz.dot import NeedsGraphvizError, digraph, graphviz_picture

    try:
        return graphviz_picture(digraph(graph, rankdir).source, format)
    except (NeedsGraphvizError, ModuleNotFoundError) as error:
        raise RuntimeError(NEEDS_CONVERTER.format(format=format)) from error


def _write(path: Path, content: bytes) -> None:
    """Write beside the file, then put in its place: nobody reads half a file, and a failure leaves the old one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext minigrad.viz` runs: scalar Values draw themselves in the notebook."""
    from minigrad.viz.notebook import register

    register(shell)


if "IPython" in sys.modules:
    _shell = getattr(sys.modules["IPython"], "get_ipython", lambda: None)()
    if _shell is not None:
        load_ipython_extension(_shell)
