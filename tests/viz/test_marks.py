"""Boxes: as wide as the arrows that end at them need."""

import minigrad as torch
from minigrad import viz
from minigrad.viz.drawing import scene


def test_arrows_end_at_the_box_where_the_shape_beside_its_edge_is_wider():
    a, b = (torch.ones(1024, 1024, dtype=torch.float64, requires_grad=True) for _ in range(2))
    graph = viz.record(a * b, {"a": a, "b": b})
    drawn = scene(graph)
    assert any(box.flow and box.extent("TB")[0] > box.width for box in drawn.boxes)
    for edge, curve in zip(graph.edges, drawn.layout.curves, strict=True):
        box, (middle, _) = drawn.boxes[edge.head], drawn.layout.centres[edge.head]
        assert abs(curve[-1][0] - middle) <= box.width / 2


def test_a_picture_is_its_text_and_shows_itself_in_a_notebook():
    picture = viz.svg(torch.ones(2, requires_grad=True).exp())
    assert isinstance(picture, str)
    assert picture._repr_svg_() == picture
