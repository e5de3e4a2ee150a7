"""The SVG text: valid, safe, self-contained, and true to the records."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.viz import Edge, Graph, Group, Node, record
from minigrad.viz.drawing import draw, scene
from minigrad.viz.style import CHAR_WIDTH, COLD, FILL, HOT, TEXT_ALARM, text_width
from minigrad.viz.summary import Thumbnail

SVG = "{http://www.w3.org/2000/svg}"


def parsed(graph, **options):
    return ET.fromstring(draw(graph, **options))


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


def node_groups(root):
    return [group for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("node ")]


def edge_groups(root):
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == "edge"]


def test_a_picture_of_tensors(fake):
    loss, params = fake.mlp()
    root = parsed(record({"loss": loss}, params))
    assert texts(root)[:6] == ["0", "2", "bias", "(1,)", "bias", "(8,)"]
    assert [group.get("class") for group in node_groups(root)][:4] == [
        "node parameter",
        "node parameter",
        "node parameter",
        "node op",
    ]
    assert len(edge_groups(root)) == 10
    assert root.find(f"{SVG}title").text == "autograd graph: 11 nodes, 6 of them operations"
    assert parsed(record(loss), title="A & B").find(f"{SVG}title").text == "A & B"


def test_a_picture_of_scalars(fake):
    root = parsed(record(fake.expression()))
    assert texts(root) == [
        *("a", "data 2.0000", "grad 2.0000"),
        *("b", "data 1.0000", "grad 5.0000"),
        "+",
        *("data 3.0000", "grad 2.0000"),
        *("data 1.0000", "grad 3.0000"),
        "+",
        *("data 2.0000", "grad 3.0000"),
        "*",
        *("e", "data 6.0000", "grad 1.0000"),
    ]
    assert len(list(root.iter(f"{SVG}ellipse"))) == 3
    assert float(root.get("width")) > float(root.get("height"))
    assert float(parsed(record(fake.expression()), rankdir="TB").get("height")) > 200


def test_colours_tell_the_kinds():
    graph = Graph([Node(kind, kind) for kind in FILL], [])
    fills = {group.get("class"): group.get("fill") for group in node_groups(parsed(graph))}
    assert fills == {f"node {kind}": colour for kind, colour in FILL.items()}


def test_saved_tensors_hang_on_dashed_lines_without_arrows(fake):
    x = fake.tensor((2,))
    root = parsed(record(fake.op("Exp", x, result=x), show_saved=True))
    dashed = [group for group in edge_groups(root) if group.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert len(list(dashed[0].iter(f"{SVG}path"))) == 1
    assert all(len(list(group.iter(f"{SVG}path"))) == 2 for group in edge_groups(root) if group not in dashed)


def test_a_trunk_is_drawn_once(fake):
    hidden, params = fake.rnn(6)
    text = draw(record(hidden, params))
    curves = re.findall(r"M[^MC]*C[^M\"]*", text)
    assert len(curves) == len(set(curves))
    titles = [group.find(f"{SVG}title").text for group in edge_groups(ET.fromstring(text))]
    assert [title.count(",") + 1 for title in titles].count(6) == 4  # four parameters, used in six steps


def test_infinite_and_undefined_numbers_stand_out(fake):
    root = parsed(record(fake.Value(float("nan"), label="inf is a name", grad=1.0)))
    colours = {element.text: element.get("fill") for element in root.iter(f"{SVG}text")}
    assert colours["data nan"] != colours["grad 1.0000"]
    graph = Graph([Node("input", "x", (1,), value="-inf", attrs=[("information", "x")])], [])
    colours = {element.text: element.get("fill") for element in parsed(graph).iter(f"{SVG}text")}
    assert colours["-inf"] != colours["x"]


def test_the_dtype_is_written_where_it_is_not_float32(fake):
    assert texts(parsed(record(fake.tensor((2,), dtype="int64", requires_grad=False)))) == ["(2,) int64"]
    assert texts(parsed(record(fake.tensor((2,))))) == ["(2,)"]


def test_it_stands_alone(fake):
    loss, params = fake.mlp()
    for graph in (record(loss, params, show_saved=True), record(fake.expression())):
        text = draw(graph)
        root = ET.fromstring(text)
        assert not [element for element in root.iter() if element.get("id")]
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            *("svg", "title", "rect", "g", "path", "text", "ellipse"),
        }
        assert text.count("http") == 1  # the name space
        for element in root.iter():
            for paint in (element.get("fill"), element.get("stroke")):
                assert paint in (None, "none") or re.fullmatch("#[0-9a-f]{6}", paint)


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=40))
def test_any_text_is_shown_and_breaks_nothing(name, key, value):
    graph = Graph([Node("input", name, (1,), attrs=[(key, value)]), Node("op", name)], [Edge(0, 1)])
    for scalar in (False, True):
        graph.scalar = scalar
        graph.nodes[0].value = value
        text = draw(graph, title=name)
        root = ET.fromstring(text.encode())
        shown = " ".join(value.splitlines())
        if re.fullmatch("[ -~]*", shown) and shown:
            assert any(shown in (element or "") for element in texts(root))


def test_text_fits_its_box():
    long, wide = "x" * 60, "統計量" * 10
    graph = Graph([Node("input", long, (1,)), Node("constant", wide, (2,), value="1", attrs=[(long, long)])], [])
    root = parsed(graph)
    for group in node_groups(root):
        box = group.find(f"{SVG}rect")
        left, right = float(box.get("x")), float(box.get("x")) + float(box.get("width"))
        for text in group.iter(f"{SVG}text"):
            width, x = text_width(text.text), float(text.get("x"))
            start = x if text.get("text-anchor") == "start" else x - width / 2
            assert left + 2 <= start <= start + width <= right - 2
    assert text_width(wide) == 2 * len(wide) * CHAR_WIDTH
    assert text_width("e\u0301") == CHAR_WIDTH


def test_everything_is_in_view(fake):
    root = parsed(record(fake.expression()))
    _, _, width, height = map(float, root.get("viewBox").split())
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", 0)) <= float(box.get("x", 0)) + float(box.get("width")) <= width
        assert 0 <= float(box.get("y", 0)) <= float(box.get("y", 0)) + float(box.get("height")) <= height


def test_tooltips_say_everything():
    node = Node("input", "x", (2,), "int64", "3", "None", [("flag", "True")])
    (group,) = node_groups(parsed(Graph([node], [])))
    assert group.find(f"{SVG}title").text == "n0: input x; (2,); int64; data 3; grad None; flag: True"


def test_rankdir_is_checked(fake):
    with pytest.raises(ValueError, match=r"^rankdir must be 'TB'"):
        draw(record(fake.expression()), "up")


def test_frames_stand_around_their_nodes(fake):
    loss, params = fake.mlp()
    root = parsed(record(loss, params))
    frames = {group.find(f"{SVG}title").text: group.find(f"{SVG}rect") for group in root.iter(f"{SVG}g") if group.get("class") == "group"}
    assert list(frames) == ["0", "2"]
    boxes = {group.find(f"{SVG}title").text: group.find(f"{SVG}rect") for group in node_groups(root)}
    for title, box in boxes.items():
        x, y = float(box.get("x")), float(box.get("y"))
        inside = [
            name
            for name, frame in frames.items()
            if 0 < x - float(frame.get("x")) < float(frame.get("width"))
            and 0 < y - float(frame.get("y")) < float(frame.get("height"))
        ]
        name = re.search(r"parameter (\d)", title)
        if name:
            assert inside == [name[1]]


def test_what_flows_is_written_beside_the_edge():
    graph = Graph([Node("op", "Split"), Node("op", "A"), Node("op", "B")], [Edge(0, 1, 0), Edge(0, 2, 1)])
    graph.edges[0].shape, graph.edges[1].shape, graph.edges[1].dtype = (2,), (3,), "float64"
    for rankdir in ("TB", "LR"):
        assert "(2,) (3,) float64" in texts(parsed(graph, rankdir=rankdir))
    graph.edges += [Edge(0, 2, 2, shape=(4,))]
    assert "3 shapes" in texts(parsed(graph))


def test_thumbnails_are_drawn_below_their_numbers():
    bars, heat = Thumbnail(((6, 0, -3, None),)), Thumbnail(((6, 0), (None, -6)))
    graph = Graph([Node("input", "x", (4,), value="1", value_picture=bars, grad="2", grad_picture=heat)], [])
    root = parsed(graph)
    fills = {path.get("fill") for path in root.iter(f"{SVG}path")}
    assert {HOT[-2], COLD[-2], HOT[-1], COLD[-1], TEXT_ALARM} <= fills
    (box,) = (rect for rect in root.iter(f"{SVG}rect") if rect.get("rx"))
    assert float(box.get("height")) > 5 * 15 + 18 + 10
    bare = Graph([Node("input", "x", (4,), value="1", grad="2")], [])
    assert len(list(parsed(bare).iter(f"{SVG}path"))) == 1  # the rule below the heading


def test_a_caption_stands_below():
    graph = Graph([Node("op", "Exp")], [], caption="9 nodes drawn as 1 & no more")
    assert texts(parsed(graph))[-1] == "9 nodes drawn as 1 & no more"
    assert float(parsed(graph).get("width")) >= text_width(graph.caption)


def test_two_sides():
    nodes = [Node("op", "Sin", group=0), Node("output", "y", group=0), Node("op", "Cos", group=1), Node("output", "dy", group=1)]
    graph = Graph(nodes, [Edge(0, 1), Edge(0, 2), Edge(2, 3)], groups=[Group("forward"), Group("backward")], side_by_side=True)
    for rankdir, along in (("TB", 1), ("LR", 0)):
        placed = scene(graph, rankdir)
        centres = placed.layout.centres
        assert centres[0][along] < centres[1][along]
        assert centres[2][along] > centres[3][along], "the gradients run back"
        assert placed.layout.crosswise == {1}
        assert max(centres[0][1 - along], centres[1][1 - along]) < min(centres[2][1 - along], centres[3][1 - along])
        assert len(edge_groups(parsed(graph, rankdir=rankdir))) == 3
