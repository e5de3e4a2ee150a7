"""HTML: a graph as one page that can be moved, searched, folded, and stepped through backward.

Lives here: `page`.  A page is the picture (`canvas.py`), a backward pass taken down (`replay.py`, `formulas.py`), and
what the mouse may ask of each node, with the style sheet and the scripts beside this file in it: it needs no network,
no server and no other file.  Imports the standard library, the rest of viz, and the engine where a pass is replayed.
Start reading at `page`.

The scripts, in the order in which they stand in the page: `fold.js` moves everything when a module opens or closes,
`page.js` is the canvas, the cards, the search and the keys, `replay.js` is the backward pass.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

from minigrad.viz.drawing import scene
from minigrad.viz.folding import keep_nodes
from minigrad.viz.groups import drop_empty, scalar_groups, untangle
from minigrad.viz.html.canvas import SIGN_WIDTH, canvas_text, folded_boxes, geometry
from minigrad.viz.html.replay import Arrival, Replay, Shown, functions_of, picture_text, replay_scalars, replay_tensors
from minigrad.viz.html.replay import show as show_tensor
from minigrad.viz.layout import Layout
from minigrad.viz.marks import escape
from minigrad.viz.nested import arrange
from minigrad.viz.recording import _outputs as outputs_of
from minigrad.viz.recording import record
from minigrad.viz.records import Graph, Node, is_tensor, shape_text
from minigrad.viz.views import HIDDEN, MAX_NODES, choose

__all__ = ["page"]

LARGEST = 8_000
"""Graphs of more nodes are folded for good before they are drawn."""

READABLE = 60
"""How many boxes there are when a page opens, if closing modules can bring them down to that."""

FEWEST = 5
"""A picture of fewer boxes says nothing: rather too many, up to what a picture may have that cannot fold."""

NEURONS = 60
"""Scalar graphs of more nodes get a box around each neuron."""


def page(
    var: Any,
    params: Any = None,
    *,
    rankdir: str | None = None,
    title: str = "",
    place: Any = None,
    view: str = "ops",
    depth: int | None = None,
    repeats: bool | None = None,
    hide: Collection[str] = (),
    max_nodes: int | None = READABLE,
    show_shapes: bool = True,
    **options: Any,
) -> str:
    """The graph that computed `var` as the text of an HTML page.

    The arguments are those of `viz.svg`.  What `view="modules"`, `depth` and `max_nodes` fold is only closed at first,
    and opens with a click.  The views "parameters" and "backward", and graphs of records, are drawn without a replay of
    the backward pass, since what it would show is not all there.  The replay runs a backward pass when the page is
    made; it changes no `.grad`, and where it cannot run (backward() has freed the graph) the page says so.

    >>> from minigrad.scalar import Value
    >>> from minigrad.viz.html import page
    >>> text = page(Value(2.0, label="a") * 3.0)
    >>> text.startswith("<!doctype html>"), "http://" in text.replace("http://www.w3.org/2000/svg", "")
    (True, False)
    """
    if isinstance(var, Graph) or view not in ("ops", "modules"):
        graph = var if isinstance(var, Graph) else record(var, params, **options)
        graph = choose(graph, view, depth=depth, repeats=repeats, hide=hide, max_nodes=_at_least(max_nodes))
        drawn = "A graph of records" if isinstance(var, Graph) else f"The view {view!r}"
        replay = Replay(note=f"{drawn} has no backward pass to replay.")
        details = [_details(node, node) for node in graph.nodes]
        closed: list[int] = []
    else:
        graph, details, replay = _recorded(var, params, hide, options)
        if len(graph.nodes) > LARGEST:
            graph = choose(graph, view, depth=depth, repeats=repeats, max_nodes=_at_least(max_nodes))
            replay = Replay(note=f"The graph has more than {LARGEST:,} nodes: too many to replay.")
            details = [_details(node, node) for node in graph.nodes]
            closed = []
        else:
            closed = _closed_at_first(graph, view, depth, max_nodes)
    if not show_shapes:
        for edge in graph.edges:
            edge.shape = None
    placed = scene(graph, rankdir, place or (None if graph.side_by_side else _with_signs))
    folded = folded_boxes(graph)
    ops = sum(node.kind == "op" for node in graph.nodes)
    title = title or f"autograd graph: {len(graph.nodes)} nodes, {ops} of them operations"
    foldable = place is None and not graph.side_by_side
    data = {
        "shape": geometry(placed, folded),
        "foldable": foldable,
        "closed": closed if foldable else [],
        "caption": graph.caption,
        "scalar": graph.scalar,
        "nodes": details,
        "groups": [[group.name, group.kind] for group in graph.groups],
        "replay": _replay_data(replay),
    }
    return _assembled(title, canvas_text(placed, folded, title), data)


def _at_least(max_nodes: int | None) -> int | None:
    """What is folded for good is folded no further than in a picture that cannot unfold it."""
    return None if max_nodes is None else max(max_nodes, MAX_NODES)


def _recorded(
    var: Any, params: Any, hide: Collection[str], options: dict[str, Any]
) -> tuple[Graph, list[dict[str, Any]], Replay]:
    """The graph to draw, what there is to say of each node, and the backward pass, in the numbers of that graph."""
    for kind in hide:
        if kind not in HIDDEN:
            raise ValueError(f"hide must be among {', '.join(map(repr, HIDDEN))}, got {kind!r}")
    numbers: dict[int, int] = {}
    graph = record(var, params, **options, numbers=numbers)
    trace = options.get("trace")
    told = record(
        var,
        params,
        **options
        | {"show_values": True, "show_grads": True, "show_memory": True, "show_attrs": True}
        | {"show_source": trace is not None, "max_attr_chars": 80},  # times differ from run to run: only on request
    )
    outputs = [value for _, value in outputs_of(var)]
    saved: dict[int, list[list[Any]]] = {}
    if graph.scalar:
        replay = replay_scalars(outputs, numbers, graph)
        _make_room(graph, replay)
        if len(graph.nodes) > NEURONS and not graph.groups:
            scalar_groups(graph)
    else:
        replay = replay_tensors(outputs, numbers, graph)
        saved = {numbers[id(f)]: _saved(f) for f in functions_of(outputs) if not hasattr(f, "variable")}
    both = zip(graph.nodes, told.nodes, strict=True)
    details = [_details(node, more, saved.get(number)) for number, (node, more) in enumerate(both)]
    for edge in graph.edges:
        if edge.shape is not None and not edge.saved and "shape" not in details[edge.tail]:
            details[edge.tail] |= {"shape": shape_text(edge.shape), "dtype": edge.dtype}
    for number, text in replay.names.items():
        details[number]["expression"] = text
    hidden = {HIDDEN[kind] for kind in hide}
    if hidden:
        details, replay = _without(graph, hidden, details, replay)
    untangle(graph)
    return graph, details, replay


def _make_room(graph: Graph, replay: Replay) -> None:
    """Let every box be wide enough for the longest gradient that it will show; the page writes them by itself."""
    longest: dict[int, str] = {}
    for arrival in replay.arrivals:
        longest[arrival.target] = max(longest.get(arrival.target, ""), arrival.sum.text, key=len)
    for number, text in longest.items():
        node = graph.nodes[number]
        if node.grad:
            node.grad += "\N{NO-BREAK SPACE}" * (len(text) - len(node.grad))


def _without(
    graph: Graph, hidden: set[str], details: list[dict[str, Any]], replay: Replay
) -> tuple[list[dict[str, Any]], Replay]:
    """Leave kinds of nodes out of a graph, and renumber what is told of the rest."""
    keep = [node.kind not in hidden for node in graph.nodes]
    kept_edges = [keep[edge.tail] and keep[edge.head] for edge in graph.edges]
    node_number = {v: i for i, v in enumerate(v for v, stays in enumerate(keep) if stays)}
    edge_number = {e: i for i, e in enumerate(e for e, stays in enumerate(kept_edges) if stays)}
    keep_nodes(graph, keep)
    drop_empty(graph)
    arrivals = [
        replace(a, edge=edge_number.get(a.edge, -1), op=node_number.get(a.op, -1), target=node_number[a.target])
        for a in replay.arrivals
        if a.target in node_number
    ]
    return [d for d, stays in zip(details, keep, strict=True) if stays], Replay(arrivals, replay.note)


def _with_signs(graph: Graph, sizes: Any, captions: Sequence[float], rankdir: str = "TB", **options: Any) -> Layout:
    """`nested.arrange`, with room for the sign before each module's name."""
    return arrange(graph, sizes, [width + SIGN_WIDTH for width in captions], rankdir, **options)


def _closed_at_first(graph: Graph, view: str, depth: int | None, max_nodes: int | None) -> list[int]:
    """The groups that are closed when the page opens: as the view asks, and so many that the rest can be read."""
    deep = [len(graph.ancestors(g)) for g in range(len(graph.groups))]
    inner = {group.parent for group in graph.groups}
    closed: set[int] = set()
    if depth is not None:
        closed = {g for g, level in enumerate(deep) if level > depth}
    elif view == "modules":
        closed = {g for g in range(len(deep)) if g not in inner}
    for level in range(max(deep, default=0), 0, -1):
        if max_nodes is None or _visible(graph, closed) <= max_nodes:
            break
        further = closed | {g for g in range(len(deep)) if deep[g] == level}
        if _visible(graph, further) < FEWEST and _visible(graph, closed) <= MAX_NODES:
            break
        closed = further
    return sorted(closed)


def _visible(graph: Graph, closed: Collection[int]) -> int:
    """How many boxes there are while these groups are closed."""
    seen = set()
    for v, node in enumerate(graph.nodes):
        outermost = next((g for g in reversed(graph.ancestors(node.group)) if g in closed), None)
        seen.add(v if outermost is None else -1 - outermost)
    return len(seen)


# What the card of a node says ---------------------------------------------------------------------------------------


def _details(node: Node, told: Node, saved: Sequence[Sequence[Any]] | None = None) -> dict[str, Any]:
    """What is known of a node, without what there is nothing to say of.  `told` is the same node, recorded in full."""
    shown = {key for key, _ in told.attrs} & {"line", "forward", "backward", "keeps"}
    attrs = [[key, text] for key, text in told.attrs if text not in ("[saved tensor]", "[saved tensors]")]
    found: dict[str, Any] = {
        "kind": node.kind,
        "name": node.name,
        "note": node.note,
        "shape": shape_text(told.shape),
        "dtype": told.dtype,
        "value": told.value,
        "picture": picture_text(told.value_picture),
        "grad": told.grad,
        "gradPicture": picture_text(told.grad_picture),
        "attrs": attrs,
        "saved": list(saved or ()),
        "line": told.source if "line" not in shown else "",
    }
    return {key: value for key, value in found.items() if value}


def _saved(function: Any) -> list[list[Any]]:
    """The tensors that a function saved: name, shape, summary and picture."""
    rows = []
    for attribute in dir(function):
        if not attribute.startswith("_saved_"):
            continue
        try:
            value = getattr(function, attribute)
        except RuntimeError:  # backward() has freed it
            continue
        name = attribute.removeprefix("_saved_")
        parts = [(name, value)]
        if isinstance(value, list | tuple):
            parts = [(f"{name}[{i}]", part) for i, part in enumerate(value)]
        for label, tensor in parts:
            if is_tensor(tensor):
                shown = show_tensor(tensor)
                rows.append([label, shape_text(shown.shape), shown.text, shown.picture])
    return rows


# JSON and the page --------------------------------------------------------------------------------------------------


def _replay_data(replay: Replay) -> dict[str, Any]:
    """The pass as lists: texts that come again and again are kept once."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def shown(what: Shown) -> list[Any]:
        row = [what.text, shape_text(what.shape) if what.shape else "", what.rows, what.picture]
        while row and not row[-1]:
            row.pop()
        return row

    def steps(a: Arrival) -> list[Any]:
        same = a.sum == a.added
        flags = a.first + 2 * a.complete
        row = [a.edge, a.op, a.target, flags, number(a.rule), shown(a.added), 0 if same else shown(a.sum)]
        return [*row, a.local, a.times] if a.times else row

    rows = [steps(arrival) for arrival in replay.arrivals]
    return {"note": replay.note, "texts": list(texts), "steps": rows}


def _assembled(title: str, picture: str, data: dict[str, Any]) -> str:
    """The page: the frame, with the picture, the data, the style sheet and the scripts put into their places."""
    folder = resources.files(__name__)

    def part(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8").strip()

    # "<" ends no script as < does, whatever a name holds.
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    places = {
        "title": escape(title),
        "style": part("page.css"),
        "picture": picture,
        "data": block,
        "scripts": "\n".join(part(name) for name in ("fold.js", "page.js", "replay.js")),
    }
    text = part("page.html")
    before, *pieces = text.split("{{")
    filled = [before]
    for piece in pieces:
        name, _, rest = piece.partition("}}")
        filled += [places[name], rest]
    # Half a surrogate pair is no character, and no file can hold it.
    return ("".join(filled) + "\n").encode(errors="replace").decode()
