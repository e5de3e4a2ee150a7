"""Notebook: scalar Values that draw themselves in Jupyter.

Lives here: `register`, `value_svg` and `graph_svg`.  May import `recording`, `views` and `drawing`.  What `make_dot`
gives draws itself anywhere; tensors do not, for a loss may have thousands of nodes behind it.
"""

from __future__ import annotations

from typing import Any

from minigrad.viz.drawing import draw
from minigrad.viz.recording import record
from minigrad.viz.records import Graph
from minigrad.viz.views import choose

MOST = 200
"""Expressions of more Values are shown as text."""


def register(shell: Any) -> None:
    """Teach an IPython shell to draw scalar Values, and graphs of records."""
    formatter = shell.display_formatter.formatters["image/svg+xml"]
    formatter.for_type_by_name("minigrad.scalar", "Value", value_svg)
    formatter.for_type(Graph, graph_svg)


def graph_svg(graph: Graph) -> str:
    """A graph of records, folded where it is large."""
    return draw(choose(graph))


def value_svg(value: Any) -> str | None:
    """The expression behind a Value as in the well-known lecture: boxes of data and grad, and ops between them.

    None, and thereby text alone, for a Value that was computed from nothing or from more than MOST others.
    """
    if not value._prev:
        return None
    seen, stack = {id(value)}, [value]
    while stack:
        for operand in stack.pop()._prev:
            if id(operand) not in seen:
                seen.add(id(operand))
                stack.append(operand)
        if len(seen) > MOST:
            return None
    return draw(record(value))
