"""Marks: the boxes of nodes, how large they are and how they are drawn.

Lives here: `Box` and `measure` (a node's text, pictures and extent), `node_marks` (its SVG), and the small helpers that
all SVG text goes through.  May import `records`, `style` and `summary`.  Start reading at `measure`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from minigrad.viz.records import Graph
from minigrad.viz.style import (
    CHAR_WIDTH,
    COLD,
    FILL,
    HOT,
    LINE,
    STROKE,
    TEXT,
    TEXT_ALARM,
    TEXT_FAINT,
    Label,
    flow_text,
    is_alarming,
    label,
    one_line,
    text_width,
    tooltip,
)
from minigrad.viz.summary import LEVELS, Thumbnail

LINE_HEIGHT = 15.0
PAD_X, PAD_Y = 8.0, 5.0
CELL = 5.0
BAR = 18.0
STRIP, SMALL = 13.0, 0.84
"""Height of the line that says what flows out of an op, and its text's size, in parts of the usual one."""


class Box:
    """A node's text and its extent; `shape` is 'box', 'pill' (an op), 'circle' (a scalar op) or 'record' (a Value).

    `width` and `height` are those of the box itself; `flow` is what is written beside the edge that leaves it.
    """

    __slots__ = ("cells", "flow", "height", "key_width", "label", "shape", "width")

    def __init__(self, shape: str, label: Label, cells: list[str], flow: str = "") -> None:
        self.shape = shape
        self.label = label
        self.cells = cells
        self.flow = flow
        self.key_width = max((text_width(key) for key, _ in label.rows), default=0.0)
        heading = max((text_width(line) for line in label.heading), default=0.0)
        if shape == "record":
            self.width = sum(text_width(cell) + 2 * PAD_X for cell in cells)
            self.height = LINE_HEIGHT + 2 * PAD_Y
            return
        table = max((self.key_width + CHAR_WIDTH + text_width(value) for _, value in label.rows), default=0.0)
        pictures = [_extent(picture) for picture in label.pictures.values()]
        beside = max((self.key_width + CHAR_WIDTH + width for width, _ in pictures), default=0.0)
        self.width = max(heading, table, beside) + 2 * PAD_X
        self.height = (len(label.heading) + len(label.rows)) * LINE_HEIGHT + 2 * PAD_Y
        self.height += sum(height + 4 for _, height in pictures)
        if label.heading and label.rows:
            self.height += PAD_Y
        if shape == "circle":
            self.height = LINE_HEIGHT + 2 * PAD_Y + 3
            self.width = max(self.width + PAD_X, self.height)
        # Arrows end within the middle three quarters of the extent (`route`), which are to be the box's.
        self.width = max(self.width, 3 * PAD_X, 1.5 * self._beside())
        self.height = max(self.height, LINE_HEIGHT)

    def _beside(self) -> float:
        """The width of what is written beside the edge that leaves."""
        return text_width(self.flow) * SMALL + 8 if self.flow else 0.0

    def extent(self, rankdir: str) -> tuple[float, float]:
        """Width and height with what is written beside the edge that leaves the box."""
        if not self.flow:
            return self.width, self.height
        if rankdir == "TB":
            return max(self.width, 2 * self._beside()), self.height + STRIP
        return self.width + self._beside(), max(self.height, 2 * STRIP)


def measure(graph: Graph) -> list[Box]:
    """The box of every node."""
    flows: dict[int, dict[tuple[int, str], None]] = {}
    for edge in graph.edges:
        if not edge.saved and edge.shape is not None:
            flows.setdefault(edge.tail, {})[edge.output, flow_text(edge)] = None
    found = []
    for number, node in enumerate(graph.nodes):
        text = label(graph, number)
        if graph.scalar and node.kind == "op":
            found.append(Box("circle", Label(text.heading, []), []))
        elif graph.scalar and text.rows and node.kind != "module":
            found.append(Box("record", text, text.heading + [f"{key} {value}" for key, value in text.rows]))
        else:
            texts = list(dict.fromkeys(flow for _, flow in sorted(flows.get(number, ()))))
            flow = " ".join(texts) if len(texts) < 3 else f"{len(texts)} shapes"
            found.append(Box("pill" if node.kind in ("op", "module") else "box", text, [], flow))
    return found


def node_marks(
    graph: Graph, number: int, box: Box, x: float, y: float, rankdir: str, turned: bool = False
) -> Iterator[str]:
    """The SVG of a node whose extent has its middle at x, y; `turned`, its result leaves against `rankdir`."""
    node = graph.nodes[number]
    dashes = ' stroke-dasharray="4 2"' if node.kind == "constant" else ""
    yield f'<g class="node {node.kind}" fill="{FILL[node.kind]}" stroke="{STROKE[node.kind]}">'
    yield f"<title>n{number}: {escape(tooltip(node))}</title>"
    if box.flow:
        x, y = yield from _flow_marks(box, x, y, rankdir, -1 if turned else 1)
    left, top = x - box.width / 2, y - box.height / 2
    if box.shape == "circle":
        yield (
            f'<ellipse cx="{number_in_svg(x)}" cy="{number_in_svg(y)}" rx="{number_in_svg(box.width / 2)}"'
            f' ry="{number_in_svg(box.height / 2)}"/>'
        )
    else:
        radius = 9 if box.shape == "pill" else 2
        yield (
            f'<rect x="{number_in_svg(left)}" y="{number_in_svg(top)}" width="{number_in_svg(box.width)}"'
            f' height="{number_in_svg(box.height)}" rx="{radius}"{dashes}/>'
        )
    if box.shape == "record":
        yield from _cells(box, left, y)
    elif box.shape == "circle":
        yield text_mark(x, y + 4, " ".join(box.label.heading), TEXT)
    else:
        yield from _lines(box, left, top)
    yield "</g>"


def _flow_marks(
    box: Box, x: float, y: float, rankdir: str, ahead: int
) -> Generator[str, None, tuple[float, float]]:
    """The first piece of the edge that leaves a box, with what flows there; returns the middle of the box itself."""
    line = f'<path stroke="{LINE}" stroke-width="1.1" d="M'
    if rankdir == "TB":
        y -= ahead * STRIP / 2
        start = y + ahead * box.height / 2
        yield f'{line}{number_in_svg(x)},{number_in_svg(start)}v{number_in_svg(ahead * STRIP)}"/>'
        yield _small(x + 5, start + (STRIP - 3 if ahead > 0 else -4), box.flow)
    else:
        length = box.extent(rankdir)[0] - box.width
        x -= ahead * length / 2
        start = x + ahead * box.width / 2
        yield f'{line}{number_in_svg(start)},{number_in_svg(y)}h{number_in_svg(ahead * length)}"/>'
        yield _small(min(start, start + ahead * length) + 4, y - 4, box.flow)
    return x, y


def _cells(box: Box, left: float, y: float) -> Iterator[str]:
    for i, cell in enumerate(box.cells):
        width = text_width(cell) + 2 * PAD_X
        if i:
            top, bottom = number_in_svg(y - box.height / 2), number_in_svg(y + box.height / 2)
            yield f'<path d="M{number_in_svg(left)},{top}V{bottom}"/>'
        colour = TEXT_ALARM if is_alarming(cell) else TEXT
        yield text_mark(left + width / 2, y + 4, cell, colour)
        left += width


def _lines(box: Box, left: float, top: float) -> Iterator[str]:
    y = top + PAD_Y + 11.5
    x = left + box.width / 2
    for i, line in enumerate(box.label.heading):
        yield text_mark(x, y, line, TEXT if not i else TEXT_FAINT)
        y += LINE_HEIGHT
    if box.label.heading and box.label.rows:
        rule = number_in_svg(y - 11.5 + PAD_Y / 2 - 1)
        yield f'<path d="M{number_in_svg(left)},{rule}H{number_in_svg(left + box.width)}"/>'
        y += PAD_Y
    start = left + PAD_X + box.key_width + CHAR_WIDTH
    for i, (key, value) in enumerate(box.label.rows):
        yield text_mark(left + PAD_X, y, key, TEXT_FAINT, "start")
        yield text_mark(start, y, value, TEXT_ALARM if is_alarming(value) else TEXT, "start")
        y += LINE_HEIGHT
        picture = box.label.pictures.get(i)
        if picture is not None:
            yield from _picture(picture, start, y - 11.5)
            y += _extent(picture)[1] + 4


def _extent(picture: Thumbnail) -> tuple[float, float]:
    columns = len(picture.rows[0])
    return columns * CELL, BAR if len(picture.rows) == 1 else len(picture.rows) * CELL


def _picture(picture: Thumbnail, left: float, top: float) -> Iterator[str]:
    """Bars from the zero line for one row, cells for several: blue below zero, red above, one path a colour."""
    paths: dict[str, list[str]] = {}
    width, height = _extent(picture)
    if len(picture.rows) == 1:
        levels = [level for level in picture.rows[0] if level is not None]
        high, low = max([0, *levels]), min([0, *levels])
        step = BAR / max(high - low, 1)
        for i, level in enumerate(picture.rows[0]):
            x, zero = left + i * CELL, top + high * step
            if level is None:
                paths.setdefault(TEXT_ALARM, []).append(_rectangle(x, top, CELL - 1, BAR))
            elif level:
                y = zero - level * step if level > 0 else zero
                paths.setdefault(HOT[-2] if level > 0 else COLD[-2], []).append(
                    _rectangle(x, y, CELL - 1, abs(level) * step)
                )
        yield f'<path stroke-width="0.5" d="M{number_in_svg(left)},{number_in_svg(zero)}h{number_in_svg(width)}"/>'
    else:
        yield f'<path fill="#ffffff" stroke="none" d="{_rectangle(left, top, width, height)}"/>'
        for r, row in enumerate(picture.rows):
            for i, level in enumerate(row):
                if level != 0:
                    colour = TEXT_ALARM if level is None else HOT[level - 1] if level > 0 else COLD[-level - 1]
                    paths.setdefault(colour, []).append(_rectangle(left + i * CELL, top + r * CELL, CELL, CELL))
    for colour in sorted(paths):
        yield f'<path fill="{colour}" stroke="none" d="{"".join(paths[colour])}"/>'


assert len(HOT) == len(COLD) == LEVELS


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    w = number_in_svg(width)
    return f"M{number_in_svg(x)},{number_in_svg(y)}h{w}v{number_in_svg(height)}h-{w}z"


def _small(x: float, y: float, text: str) -> str:
    return (
        f'<text x="{number_in_svg(x)}" y="{number_in_svg(y)}" fill="{TEXT_FAINT}" stroke="none" text-anchor="start"'
        f' font-size="10">{escape(text)}</text>'
    )


def text_mark(x: float, y: float, text: str, colour: str, anchor: str = "") -> str:
    """One line of text; `anchor` is 'start', 'end', or nothing for the middle."""
    place = f' text-anchor="{anchor}"' if anchor else ""
    where = f'x="{number_in_svg(x)}" y="{number_in_svg(y)}"'
    return f'<text {where} fill="{colour}" stroke="none"{place}>{escape(text)}</text>'


def number_in_svg(x: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{x:.1f}".removesuffix(".0")


def escape(text: str) -> str:
    """`text` on one line, as XML needs it."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
