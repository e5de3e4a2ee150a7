"""The public functions: dot source, files, engines, what they need and say, and drawings that must not change unseen.

The golden files in `golden/` are drawn anew by

    MINIGRAD_REDRAW=1 python -m pytest tests/viz/test_pictures.py -k golden

Look at the difference, and at the pictures, before you keep them.
"""

import itertools
import os
import shutil
import subprocess
import sys
import types
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import minigrad.viz as viz
from minigrad.viz import dot, notebook, raster

graphviz = pytest.importorskip("graphviz", reason="dot source is written by the package graphviz")

GOLDEN = Path(__file__).parent / "golden"


def drawings(fake):
    loss, params = fake.mlp()
    return {
        "expression.svg": viz.draw_scalars(fake.expression()),
        "expression.dot": viz.make_dot(fake.expression()).source,
        "mlp.svg": viz.svg({"loss": loss}, params),
        "mlp_modules.svg": viz.svg({"loss": loss}, params, view="modules", rankdir="LR"),
        "mlp.dot": viz.make_dot({"loss": loss}, params).source,
    }


@pytest.mark.parametrize("name", ["expression.svg", "expression.dot", "mlp.svg", "mlp.dot", "mlp_modules.svg"])
def test_golden(fake, name):
    text = drawings(fake)[name]
    if os.environ.get("MINIGRAD_REDRAW"):
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.fixture
def no_graphviz(monkeypatch):
    """Neither pygraphviz nor the program dot."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr(shutil, "which", lambda program: None)


@pytest.fixture
def program(monkeypatch, tmp_path):
    """A program dot that answers with its arguments and its input, or fails where that has the word FAIL."""
    if os.name == "nt":
        pytest.skip("the stand-in for the program dot is a shell script")
    script = tmp_path / "bin" / "dot"
    script.parent.mkdir()
    script.write_text(
        "#!/bin/sh\n"
        "input=$(cat)\n"
        'case "$input" in *FAIL*) echo "syntax error" >&2; exit 3;; esac\n'
        'printf "%s %s" "$*" "$input"\n'
    )
    script.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)


# make_dot -----------------------------------------------------------------------------------------------------------


def test_make_dot_is_a_graphviz_digraph_with_a_picture(fake, no_graphviz):
    loss, params = fake.mlp()
    drawn = viz.make_dot(loss, params)
    assert isinstance(drawn, graphviz.Digraph)
    assert drawn.svg.startswith("<svg ")
    assert drawn.svg == drawn._repr_svg_() == drawn._repr_image_svg_xml()
    assert drawn._repr_mimebundle_() == {"image/svg+xml": drawn.svg}
    assert "AccumulateGrad" in drawn.source
    assert "AccumulateGrad" in drawn.svg


def test_make_dot_takes_torchviz_arguments(fake):
    x = fake.tensor((2,))
    y = fake.op("Sum", x, self=x, dim=1, text="a" * 30)
    source = viz.make_dot(y, {"x": x}, True, True, 10).source
    assert r"SumBackward0\n-------------------\ndim  1\lself [saved tensor]\ltext aaaaaaa...\l" in source
    assert r'n3 [label="self = x\n(2,)" color="#c9822b" fillcolor="#ffd59a"]' in source
    assert '\tn2 -> n3 [color="#c9822b" dir=none style=dashed]\n' in source


def test_a_copy_and_another_direction_are_drawn_too(fake):
    drawn = viz.make_dot(fake.expression())
    assert drawn.copy().svg == drawn.svg
    sideways = drawn.svg
    drawn.graph_attr["rankdir"] = "TB"
    assert drawn.svg == viz.svg(fake.expression(), rankdir="TB", show_accumulate=True) != sideways


def test_special_characters_are_quoted(fake):
    label = 'a|b {c} <d> "e" \\n'
    source = viz.make_dot(fake.Value(1.0, label=label)).source
    assert r'label="{ a\|b \{c\} \<d\> \"e\" \\n | data 1.0000 | grad 0.0000 }"' in source
    source = viz.make_dot(fake.tensor(), {"ignored": fake.tensor()}).source
    assert '[label="()" ' in source
    x = fake.tensor()
    assert r'[label="<b>\n()" ' in viz.make_dot(x, {"<b>": x}).source


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs the program dot")
def test_graphviz_reads_the_source(fake, monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    label = 'a|b {c} <d> "e" \\n'
    loss, params = fake.mlp()
    for var, names, text in ((fake.Value(1.0, label=label), None, label), (loss, params, "AddmmBackward0")):
        root = ET.fromstring(viz.svg(var, names, True, True, engine="dot"))
        assert text in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


# svg, draw_scalars --------------------------------------------------------------------------------------------------


def test_svg_options(fake):
    loss, params = fake.mlp()
    assert "AccumulateGrad" not in viz.svg(loss, params)
    assert "AccumulateGrad" in viz.svg(loss, params, show_accumulate=True)
    assert "data" not in viz.svg(loss, params)
    shown = viz.svg(loss, params, show_values=True, show_grads=True, title="the loss")
    assert ">mean 1.0000, 1.0000 to 1.0000<" in shown
    assert ">None<" in shown
    assert "<title>the loss</title>" in shown
    assert ">grad 1.0000<" in viz.svg(fake.expression())
    assert ">grad " not in viz.svg(fake.expression(), show_grads=False)


def test_draw_scalars_draws_scalars(fake):
    assert viz.draw_scalars(fake.expression()) == viz.svg(fake.expression())
    assert "data" not in viz.draw_scalars([fake.expression()], show_values=False)
    with pytest.raises(TypeError, match=r"^draw_scalars\(\) draws scalar Values, got Tensor; svg\(\) draws tensors$"):
        viz.draw_scalars(fake.tensor())


# render -------------------------------------------------------------------------------------------------------------


def test_render_by_suffix(fake, tmp_path, no_graphviz):
    e = fake.expression()
    for name in ("e.svg", "E.SVG"):
        path = viz.render(e, tmp_path / name)
        assert path == tmp_path / name
        assert path.read_text(encoding="utf-8") == viz.svg(e)
    for name in ("e.dot", "e.gv"):
        assert viz.render(e, str(tmp_path / name)).read_text(encoding="utf-8").startswith("digraph {")
    x = fake.tensor()
    drawn = viz.render(fake.op("Exp", x, result=x), tmp_path / "t.svg", {"x": x}, show_saved=True, rankdir="LR")
    assert "result = x" in drawn.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["e.png", "e.pdf"])
def test_pixels_need_a_converter_and_say_so(fake, tmp_path, no_graphviz, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    with pytest.raises(RuntimeError, match=r"^drawing (png|pdf) needs a converter, .* pip install 'minigrad-autograd\[dot\]'"):
        viz.render(fake.expression(), tmp_path / name)
    with pytest.raises(RuntimeError, match=r"^engine='dot' needs Graphviz, and neither pygraphviz nor the program dot"):
        viz.svg(fake.expression(), engine="dot")
    assert not list(tmp_path.iterdir())


def converter(folder, name):
    """A program that gives its arguments and the start of its input back."""
    if os.name == "nt":
        pytest.skip("the stand-in for a program is a shell script")
    script = folder / name
    script.write_text('#!/bin/sh\nprintf "%s " "$@"\nhead -c 4\n')
    script.chmod(0o755)


def test_converters_in_their_order(fake, tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin{os.pathsep}/usr/bin")
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda program: found if str(folder) in (found := real(program) or "") else None)
    converter(folder, "inkscape")
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    e = fake.expression()
    assert viz.render(e, tmp_path / "e.png").read_text() == "--pipe --export-type=png -o - --export-dpi=192 <svg"
    calls = []
    package = types.SimpleNamespace(svg2png=lambda text, scale: calls.append((text[:4], scale)) or b"picture")
    monkeypatch.setitem(sys.modules, "cairosvg", package)
    assert viz.render(e, tmp_path / "e.png").read_bytes() == b"picture"
    assert calls == [(b"<svg", 2.0)]
    converter(folder, "rsvg-convert")
    assert viz.render(e, tmp_path / "e.pdf").read_text() == "--unlimited -f pdf -z 1 <svg"
    (folder / "rsvg-convert").write_text("#!/bin/sh\necho no room >&2\nexit 1\n")
    with pytest.raises(RuntimeError, match=r"rsvg-convert could not convert the drawing: no room$"):
        viz.render(e, tmp_path / "e.pdf")


def test_a_large_picture_is_not_enlarged_beyond_what_converters_take():
    assert raster._zoom('<svg width="100" height="400">') == 2
    assert raster._zoom('<svg width="100" height="64000">') == 0.25


def test_the_program_dot(fake, program):
    assert dot.graphviz_picture("digraph {}", "png") == b"-Tpng digraph {}"
    with pytest.raises(RuntimeError, match=r"^the program dot could not draw the graph: syntax error$"):
        dot.graphviz_picture("FAIL", "svg")


def test_pygraphviz_comes_first(monkeypatch, program):
    class AGraph:
        def __init__(self, string):
            self.string = string

        def draw(self, prog, format):
            if "FAIL" in self.string:
                raise ValueError("Program dot not found in path.")
            return f"{prog} {format} in process".encode()

    monkeypatch.setitem(sys.modules, "pygraphviz", types.SimpleNamespace(AGraph=AGraph))
    assert dot.graphviz_picture("digraph {}", "svg") == b"dot svg in process"
    with pytest.raises(RuntimeError, match=r"needs Graphviz, .*\(Program dot not found in path\.\)$"):
        dot.graphviz_picture("FAIL", "svg")


def test_both_engines_draw_the_same_content(fake):
    if shutil.which("dot") is None:
        pytest.importorskip("pygraphviz", reason="needs Graphviz")
    loss, params = fake.mlp()
    for var, names in ((fake.expression(), None), ({"loss": loss}, params)):
        ours, theirs = (ET.fromstring(viz.svg(var, names, engine=engine)) for engine in ("layered", "dot"))
        for tag in ("text", "title", "rect", "ellipse"):
            texts = [[element.text for element in root.iter(f"{{http://www.w3.org/2000/svg}}{tag}")] for root in (ours, theirs)]
            assert texts[0] == texts[1]
        assert viz.svg(var, names, engine="dot") == viz.svg(var, names, engine="dot")
    with pytest.raises(ValueError, match=r"^rankdir must be 'TB'"):
        viz.svg(loss, engine="dot", rankdir="up")


def test_dot_draws_the_steps_of_a_loop_one_below_the_other():
    if shutil.which("dot") is None:
        pytest.importorskip("pygraphviz", reason="needs Graphviz")
    import minigrad as torch

    cell, hidden = torch.nn.RNNCell(3, 4), torch.zeros(1, 4)
    with viz.trace(cell) as run:
        for _ in range(6):
            hidden = cell(torch.ones(1, 3), hidden)
    picture = ET.fromstring(viz.svg(hidden, cell, trace=run, engine="dot"))
    heights = [float(text.get("y")) for text in picture.iter("{http://www.w3.org/2000/svg}text") if text.text == "RnnTanhBackward0"]
    assert len(heights) == 6
    assert all(second - first > 20 for first, second in itertools.pairwise(heights))


def test_what_cannot_be_drawn(fake, tmp_path):
    e = fake.expression()
    with pytest.raises(ValueError, match=r"^cannot draw to 'e\.jpg': the suffix must be \.svg, \.html, \.dot, \.gv, \.png or"):
        viz.render(e, tmp_path / "e.jpg")
    with pytest.raises(ValueError, match=r"^engine must be 'layered' or 'dot', got 'neato'$"):
        viz.render(e, tmp_path / "e.svg", engine="neato")
    with pytest.raises(ValueError, match=r"^engine must be 'layered' or 'dot', got 'neato'$"):
        viz.svg(e, engine="neato")
    with pytest.raises(ValueError, match=r"^view must be one of 'ops', 'modules', 'parameters', 'backward', got 'all'$"):
        viz.svg(e, view="all")
    with pytest.raises(TypeError, match=r"^cannot draw a str: "):
        viz.render("e", tmp_path / "e.svg")
    with pytest.raises(FileNotFoundError, match=r"nowhere"):
        viz.render(e, tmp_path / "nowhere" / "e.svg")
    assert not list(tmp_path.iterdir())


def test_a_file_is_replaced_as_a_whole_or_not_at_all(fake, tmp_path, monkeypatch):
    path = tmp_path / "e.svg"
    path.write_text("old")

    def full(self, content):
        with open(self, "wb") as file:
            file.write(content[:10])
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match=r"^No space left on device$"):
            viz.render(fake.expression(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    viz.render(fake.expression(), path)
    assert path.read_text(encoding="utf-8").startswith("<svg ")
    assert list(tmp_path.iterdir()) == [path]


# What it takes ------------------------------------------------------------------------------------------------------


def test_without_the_package_graphviz(fake, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "graphviz", None)
    dot._digraph_class.cache_clear()
    with pytest.raises(
        ModuleNotFoundError, match=r"^the dot language is written by the package graphviz, .* pip install"
    ):
        viz.make_dot(fake.expression())
    assert viz.render(fake.expression(), tmp_path / "e.svg").exists()
    monkeypatch.undo()
    dot._digraph_class.cache_clear()
    assert viz.make_dot(fake.expression()).source


def test_importing_it_imports_no_third_party():
    program = (
        "import sys; before = set(sys.modules); import minigrad.viz\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} & {'graphviz', 'pygraphviz'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_drawing_twice_works_as_once(fake):
    """A module of the name of a public function would hide it after its first import."""
    for _ in range(2):
        for name in viz.__all__:
            assert not isinstance(getattr(viz, name), types.ModuleType)
        viz.svg(fake.expression())
        viz.make_dot(fake.expression())


# Notebooks ----------------------------------------------------------------------------------------------------------


def test_values_and_graphs_draw_themselves_in_a_notebook(fake):
    known = {}
    formatter = types.SimpleNamespace(
        for_type_by_name=lambda module, name, draw: known.update({f"{module}.{name}": draw}),
        for_type=lambda kind, draw: known.update({kind.__name__: draw}),
    )
    viz.load_ipython_extension(
        types.SimpleNamespace(display_formatter=types.SimpleNamespace(formatters={"image/svg+xml": formatter}))
    )
    e = fake.expression()
    assert known["minigrad.scalar.Value"](e) == viz.draw_scalars(e)
    assert known["minigrad.scalar.Value"](fake.Value(1.0)) is None
    assert known["Graph"](viz.record(e)) == viz.svg(e)


def test_a_large_expression_is_not_drawn_unasked(fake):
    y = fake.Value(1.0)
    for _ in range(notebook.MOST + 1):
        y = fake.Value(1.0, (y,), "+")
    assert notebook.value_svg(y) is None


# The gallery --------------------------------------------------------------------------------------------------------

PICTURES = Path(__file__).parents[2] / "notebooks" / "pictures"


@pytest.mark.skipif(not PICTURES.exists(), reason="the notebooks are not in this distribution")
def test_the_pictures_are_those_that_the_program_draws(tmp_path):
    command = [sys.executable, str(PICTURES / "make.py"), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith("11 pictures in ")
    for path in tmp_path.iterdir():
        if path.name != "values.svg":  # the last digits of its sums are the machine's
            assert path.read_text(encoding="utf-8") == (PICTURES / path.name).read_text(encoding="utf-8"), path.name
