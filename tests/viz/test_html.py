"""The HTML page: one valid file, true to a real backward pass, that works in a real browser."""

import html
import json
import math
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise

import pytest

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn, viz
from minigrad.scalar import Value
from minigrad.viz.html import page
from minigrad.viz.html.formulas import expression_text, formula_text, local_derivative
from minigrad.viz.html.replay import functions_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def data_of(text):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def svg_of(text):
    return ET.fromstring(re.search(r"<svg .*?</svg>", text, re.DOTALL)[0])


def lecture():
    a, b = Value(2.0, label="a"), Value(1.0, label="b")
    e = (a + b) * (b + 1)
    e.label = "e"
    return a, b, e


def network():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    loss = F.cross_entropy(model(torch.randn(5, 4)), torch.tensor([0, 1, 2, 0, 1]))
    return model, loss


def transformer(layers):
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    model = nn.Sequential(nn.Embedding(20, 16), nn.TransformerEncoder(layer, layers), nn.Linear(16, 20))
    with viz.trace(model) as run:
        loss = F.cross_entropy(model(torch.arange(12).reshape(2, 6)).reshape(-1, 20), torch.arange(12))
    return model, loss, run


def transformer_page(layers=2):
    model, loss, run = transformer(layers)
    return page({"loss": loss}, model, trace=run)


def scalar_network():
    """Two inputs, three neurons, one output: enough values to be folded into neurons."""
    xs = [Value(0.5, label="x0"), Value(-1.0, label="x1")]
    for width in (3, 2, 1):
        xs = [sum((x * (0.3 * i - 0.2 * j + 0.1) for j, x in enumerate(xs)), Value(0.1)).tanh() for i in range(width)]
    return xs[0]


# One file -----------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Collects ids and what a page would fetch, and checks that every element closes."""

    VOID = ("meta", "input", "br", "link", "img")

    def __init__(self):
        super().__init__()
        self.ids, self.fetched, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.fetched += [attrs[name] for name in ("src", "href", "xlink:href", "action") if name in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "make", [lambda: page(lecture()[2]), lambda: page(network()[1], network()[0]), transformer_page]
)
def test_one_file_that_needs_nothing_else(make):
    text = make()
    outline = Outline()
    outline.feed(text)
    assert not outline.open
    assert len(outline.ids) == len(set(outline.ids))
    assert not outline.fetched
    assert set(re.findall(r"\b\w+://[^\s\"'<]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in text
    assert "url(" not in text
    asked = set(re.findall(r'\$\("([\w-]+)"\)', text))
    assert asked <= set(outline.ids)
    data, root = data_of(text), svg_of(text)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert {f"n{v}" for v in range(len(data["nodes"]))} <= ids
    assert {f"e{i}" for i in range(len(data["shape"]["edges"]))} <= ids
    assert {f"{kind}{g}" for g in range(len(data["groups"])) for kind in "gm"} <= ids


def test_the_same_program_gives_the_same_bytes():
    assert transformer_page(1) == transformer_page(1)
    assert page(lecture()[2]) == page(lecture()[2])


def test_names_cannot_break_out():
    nasty = '</script><img src=x onerror="alert(1)">{{style}}\ud800'
    text = page(Value(2.0, label=nasty) * 3.0, title=nasty)
    outline = Outline()
    outline.feed(text)
    assert not outline.fetched
    text.encode()
    data = data_of(text)
    assert data["nodes"][0]["name"].startswith("</script><img src=x")
    assert text.count("<style>") == 1


def test_render_writes_a_page(tmp_path):
    path = viz.render(lecture()[2], tmp_path / "e.html", title="The lecture's example")
    text = path.read_text(encoding="utf-8")
    assert "<title>The lecture's example</title>" in text
    assert len(data_of(text)["replay"]["steps"]) == 6


def test_a_transformer_of_twelve_layers_stays_small():
    text = transformer_page(12)
    assert len(text.encode()) < 10_000_000
    data = data_of(text)
    shown = [
        v for v, (group, *_) in enumerate(data["shape"]["nodes"]) if not {*ancestors(data, group)} & {*data["closed"]}
    ]
    assert len(shown) < 60, "closed until it can be read"
    assert len(data["replay"]["steps"]) > 500


def ancestors(data, group):
    while group >= 0:
        yield group
        group = data["shape"]["groups"][group][0]


def test_long_passes_go_without_pictures(monkeypatch):
    x = torch.arange(60.0, requires_grad=True)
    pictures = [bool(added[3:]) for *_, added, _ in data_of(page(x.exp().sum()))["replay"]["steps"]]
    assert any(pictures)
    monkeypatch.setattr("minigrad.viz.html.replay.PICTURED", 3)
    assert not any(added[3:] for *_, added, _ in data_of(page(x.exp().sum()))["replay"]["steps"])


def test_large_graphs_are_folded_for_good(monkeypatch):
    monkeypatch.setattr("minigrad.viz.html.LARGEST", 300)
    model, loss, run = transformer(12)
    data = data_of(page({"loss": loss}, model, trace=run))
    assert len(data["nodes"]) <= 250
    assert data["caption"].startswith("572 nodes drawn as ")
    assert data["replay"]["note"] == "The graph has more than 300 nodes: too many to replay."


def test_options_choose_what_is_closed_and_what_is_there():
    model, loss, run = transformer(1)
    everything = data_of(page(loss, model, trace=run, max_nodes=None))
    assert everything["closed"] == []
    by_depth = data_of(page(loss, model, trace=run, depth=1))
    outer = {g for g, (parent, *_) in enumerate(by_depth["shape"]["groups"]) if parent < 0}
    assert {*by_depth["closed"]} == {*range(len(by_depth["groups"]))} - outer
    leaves = data_of(page(loss, model, trace=run, view="modules"))
    parents = {group[0] for group in leaves["shape"]["groups"]}
    assert not parents & {*leaves["closed"]}
    hidden = data_of(page(loss, model, trace=run, hide=["parameters"]))
    assert {node["kind"] for node in hidden["nodes"]} == {"op", "output"}
    assert len(hidden["replay"]["steps"]) < len(everything["replay"]["steps"])
    assert all(target < len(hidden["nodes"]) for _, _, target, *_ in hidden["replay"]["steps"])
    with pytest.raises(
        ValueError, match=r"^hide must be among 'parameters', 'inputs', 'constants', 'saved', got 'ops'$"
    ):
        page(loss, hide=["ops"])
    still = data_of(page(loss, model, view="parameters"))
    assert still["replay"] == {
        "note": "The view 'parameters' has no backward pass to replay.",
        "texts": [],
        "steps": [],
    }
    assert data_of(page(viz.record(loss)))["replay"]["note"].startswith("A graph of records has no")
    with pytest.raises(ValueError, match=r"^view must be one of"):
        page(loss, view="trees")


def test_edges_pass_from_module_to_module():
    data = data_of(transformer_page(1))
    groups = data["shape"]["groups"]
    for tail, head, pieces in data["shape"]["edges"]:
        path = [group for group, _ in pieces]
        assert path[0] == data["shape"]["nodes"][tail][0]
        assert path[-1] == data["shape"]["nodes"][head][0]
        for here, there in pairwise(path):
            assert there == groups[here][0] or here == groups[there][0]
        firsts = [first for _, first in pieces]
        assert firsts == sorted(set(firsts)), "each piece of its own, in order"
        assert all(first % 3 == 0 for first in firsts)


# The backward pass --------------------------------------------------------------------------------------------------


def steps_of(data):
    """(name of the target, what was added, sum, text) for each step."""
    texts = data["replay"]["texts"]
    found = []
    for _, _, target, _, text, added, total, *_ in data["replay"]["steps"]:
        node = data["nodes"][target]
        found.append((node.get("expression") or node.get("name"), added[0], (total or added)[0], texts[text]))
    return found


def test_the_lecture_step_by_step():
    assert steps_of(data_of(page(lecture()[2]))) == [
        ("e", "1", "1", "∂e/∂e = 1"),
        ("a + b", "2", "2", "∂((a + b) * (b + 1))/∂(a + b) = b + 1 = 2"),
        ("b + 1", "3", "3", "∂((a + b) * (b + 1))/∂(b + 1) = a + b = 3"),
        ("b", "3", "3", "∂(b + 1)/∂b = 1"),
        ("a", "2", "2", "∂(a + b)/∂a = 1"),
        ("b", "2", "5", "∂(a + b)/∂b = 1"),
    ]


def test_values_get_what_backward_gives_them_and_none_is_touched():
    x, y = Value(0.7, label="x"), Value(-1.3, label="y")
    out = ((x * y + x.exp() / y) ** 2 - y.tanh() * x).relu() + (-x).sigmoid() + x * x
    x.grad, y.grad = 10.0, 20.0
    data = data_of(page(out))
    assert (x.grad, y.grad, out.grad) == (10.0, 20.0, 0.0)
    last = {name: total for name, _, total, _ in steps_of(data)}
    x.grad = y.grad = 0.0
    out.backward()
    assert (last["x"], last["y"]) == (f"{x.grad:.6g}", f"{y.grad:.6g}")
    assert x.grad != 0 != y.grad


def test_flags_say_what_is_first_and_what_is_complete():
    steps = data_of(page(lecture()[2]))["replay"]["steps"]
    assert [flags for _, _, _, flags, *_ in steps] == [3, 3, 3, 1, 3, 2]


def test_tensors_get_what_backward_gives_them():
    model, loss = network()
    data = data_of(page({"loss": loss}, model))
    sums = {
        data["nodes"][target].get("name"): total or added
        for _, _, target, _, _, added, total, *_ in data["replay"]["steps"]
    }
    loss.backward()
    for name, parameter in model.named_parameters():
        if parameter.numel() <= 36:
            rows = parameter.grad.tolist() if parameter.dim() == 2 else [parameter.grad.tolist()]
            assert sums[name][2] == [[f"{v:.4g}" for v in row] for row in rows]
        assert sums[name][1] == str(tuple(parameter.shape))


def test_what_is_used_twice_is_summed():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    data = data_of(page((x * x).sum(), {"x": x}))
    (first, second) = [(added, total) for name, added, total, _ in steps_of(data) if name == "x"]
    assert first == ("[1.0000, 2.0000]", "[1.0000, 2.0000]")
    assert second == ("[1.0000, 2.0000]", "[2.0000, 4.0000]")
    assert [text for name, _, _, text in steps_of(data) if name == "x"] == [
        "∂/∂input: g * other",
        "∂/∂other: g * input",
    ]


def test_a_replay_leaves_nothing_behind():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y.retain_grad()
    seen = []
    y.register_hook(lambda g: seen.append(g) or g * 2)
    z = (y * y).sum()
    before = {id(f): f.extra for f in functions_of([z])}
    retained = y.grad_fn.extra.retain
    data = data_of(page(z, {"x": x}))
    assert x.grad is None
    assert y.grad is None
    assert {id(f): f.extra for f in functions_of([z])} == before
    assert y.grad_fn.extra.retain is retained
    assert len(y.grad_fn.extra.post) == 0
    assert [total for name, _, total, _ in steps_of(data) if name == "x"] == ["[29.5562, 29.5562, 29.5562]"], (
        "hooks count"
    )
    z.backward()
    assert x.grad.tolist() == pytest.approx([4 * math.e**2] * 3)


def test_what_cannot_be_replayed_says_why(fake):
    x = torch.ones(2, requires_grad=True)
    out = x.exp().sum()
    out.backward()
    note = data_of(page(out))["replay"]["note"]
    assert note.startswith("The backward pass cannot be replayed: Trying to backward through the graph a second time")
    for given, reason in (
        (torch.ones(2), "There is nothing to go back through: no operation was recorded."),
        (x, "There is nothing to go back through: no operation was recorded."),
        (Value(0.0) ** 0.5, "There is no derivative at these values: 0.0 cannot be raised to a negative power."),
        (fake.expression(), "A Value does not tell its derivatives: only minigrad's Values replay."),
    ):
        assert data_of(page(given))["replay"] == {"note": reason, "texts": [], "steps": []}


def test_outputs_of_many_kinds():
    a, b = torch.split(torch.arange(6.0, requires_grad=True), 3)
    data = data_of(page([a.sum(), (b * 2).sum(), a.exp()]))
    assert sum(edge < 0 for edge, *_ in data["replay"]["steps"]) == 3
    assert "output is no scalar: the pass starts with ones" in data["replay"]["texts"]
    z = torch.ones(2, dtype=torch.complex64, requires_grad=True)
    data = data_of(page((z * z.conj()).real.sum(), {"z": z}))
    assert steps_of(data)[-1][2] == "[2.0000+0.0000j, 2.0000+0.0000j]"
    values = [Value(2.0, label="u") * 3.0, Value(1.0, label="v").exp()]
    assert [name for name, *_ in steps_of(data_of(page(values)))][:2] == ["u * 3", "exp(v)"]


def test_a_function_of_ones_own():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = torch.ones(2, requires_grad=True)
    data = data_of(page(Twice.apply(x).sum(), {"x": x}, show_saved=True))
    assert steps_of(data)[-1] == ("x", "[2.0000, 2.0000]", "[2.0000, 2.0000]", "backward(ctx, g)")


def test_cards_know_shapes_values_and_saved_tensors():
    model, loss = network()
    nodes = data_of(page({"loss": loss}, model))["nodes"]
    addmm = next(node for node in nodes if node.get("name") == "AddmmBackward0")
    assert addmm["shape"] == "(5, 8)"
    assert [name for name, *_ in addmm["saved"]] == ["self"]
    weight = next(node for node in nodes if node.get("name") == "0.weight")
    assert weight["value"].startswith("mean ")
    assert set(weight["picture"]) <= set("abcdefghijklm/")
    assert weight["picture"].count("/") == 7


# Formulas -----------------------------------------------------------------------------------------------------------


def test_formulas_are_those_of_the_table():
    from minigrad.ops import TABLE

    rules = {name: TABLE[name].op.rules for name in ("add", "sub", "mul", "div", "exp", "tanh")}
    assert formula_text(rules["sub"]["other"]) == "-g", "two lambdas with one argument on one line"
    assert formula_text(rules["add"]["input"]) == "g"
    assert formula_text(rules["div"]["input"]) == "g / other"
    assert formula_text(lambda g: g + 1) == "g + 1"
    assert formula_text(len) == ""
    names = {"input": "a", "other": "(b + 1)", "out": "out"}
    assert local_derivative(rules["sub"]["other"], names, {}) == "-1"
    assert local_derivative(rules["div"]["input"], names, {}) == "1 / (b + 1)"
    assert local_derivative(rules["tanh"]["input"], names, {}) == "1 - out * out"
    assert local_derivative(len, names, {}) == ""


def test_every_derivative_of_values_has_a_text():
    x = Value(0.5, label="x")
    for expression, text in (
        (x**2, "2 * x"),
        (x**3.0, "3 * x ** 2"),
        (x.exp(), "out"),
        (3 / x, None),
        (x.sin(), None),
        (x.relu(), None),
    ):
        *_, (_, _, _, says) = steps_of(data_of(page(expression)))
        assert says.count(" = ") >= (1 if text is None else 2)
        assert text is None or f" = {text} = " in says


def test_long_expressions_go_by_a_number():
    assert expression_text("*", ["(a + b)", "(c + d)"], "v9") == "((a + b) * (c + d))"
    assert expression_text("+", ["(alpha * beta)", "(gamma * delta)"], "v9") == "v9"
    assert expression_text("neg", ["a"], "v9") == "(-a)"


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture
def browse(tmp_path):
    """Open a page in a real browser, run some JavaScript in it, and return what that returns."""
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH")

    def run(text, script, dark=False):
        check = (
            "<script>(async () => { let said; try { said = await (async () => {"
            + script
            + "})(); } catch (error) { said = {error: String(error.stack || error)}; }"
            " document.body.innerHTML = ''; const pre = document.createElement('pre'); pre.id = 'said';"
            " pre.textContent = JSON.stringify(said === undefined ? null : said); document.body.append(pre); })();</script>"
        )
        path = tmp_path / "page.html"
        path.write_text(text.replace("</body>", f"{check}</body>"), encoding="utf-8")
        command = [CHROMIUM, "--headless=new", "--disable-gpu", "--window-size=1300,800", "--virtual-time-budget=8000"]
        command += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
        command += ["--blink-settings=preferredColorScheme=0"] if dark else []
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        found = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, re.DOTALL)
        assert found, f"the page did not answer: {done.stdout[-500:]} {done.stderr[-2000:]}"
        said = json.loads(html.unescape(found[1]))
        assert not (isinstance(said, dict) and "error" in said), said
        return said

    return run


OVERLAPS = """
let state = 7;
const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
const bad = [];
for (let trial = 0; trial < 30; trial++) {
  const chosen = new Set(fold.groups.flatMap((_, g) => (random() < trial / 30 ? [g] : [])));
  const found = arranged(fold, chosen);
  const boxes = new Map();
  const put = (parent, box) => boxes.set(parent, [...(boxes.get(parent) || []), box]);
  found.nodes.forEach((p, v) => {
    const [group, , , w, h] = data.shape.nodes[v];
    if (p) put(group, {name: `n${v}`, left: p[0] - w / 2, top: p[1] - h / 2, w, h});
  });
  found.groups.forEach((p, g) => p && put(data.shape.groups[g][0], {name: `g${g}`, ...p}));
  for (const [parent, list] of boxes) {
    const around = parent < 0 ? {left: 0, top: 0, w: found.size[0], h: found.size[1]} : found.groups[parent];
    list.forEach((p, i) => {
      if (p.left < around.left - .2 || p.top < around.top - .2 || p.left + p.w > around.left + around.w + .2 ||
          p.top + p.h > around.top + around.h + .2) bad.push([trial, p.name, 'outside', parent]);
      for (const q of list.slice(i + 1)) {
        if (p.left + .2 < q.left + q.w && q.left + .2 < p.left + p.w && p.top + .2 < q.top + q.h && q.top + .2 < p.top + p.h)
          bad.push([trial, p.name, 'overlaps', q.name]);
      }
    });
  }
  found.curves.forEach((curve, i) => {
    if (curve.same !== i) return;
    const numbers = curve.d.match(/-?[\\d.]+/g).map(Number);
    if (!numbers.every(Number.isFinite) || /NaN|undefined/.test(curve.d)) bad.push([trial, `e${i}`, curve.d]);
    const [tail, head] = data.shape.edges[i];
    for (const [v, x, y] of [[tail, numbers[0], numbers[1]], [head, ...numbers.slice(-2)]]) {
      const g = found.owner(v);
      const [, , , w, h] = data.shape.nodes[v];
      const box = g >= 0 ? found.groups[g] : {left: found.nodes[v][0] - w / 2, top: found.nodes[v][1] - h / 2, w, h};
      const inside = x > box.left - .3 && x < box.left + box.w + .3 && y > box.top - .3 && y < box.top + box.h + .3;
      if (!inside) bad.push([trial, `e${i}`, 'ends away from', `n${v}`]);
    }
  });
}
const open = arranged(fold, new Set());
let far = 0;
open.nodes.forEach((p, v) => far = Math.max(far, Math.abs(p[0] - data.shape.nodes[v][1]), Math.abs(p[1] - data.shape.nodes[v][2])));
return {bad: bad.slice(0, 5), far};
"""


@pytest.mark.parametrize("rankdir", ["TB", "LR"])
def test_any_modules_can_be_closed(browse, rankdir):
    model, loss, run = transformer(2)
    said = browse(page({"loss": loss}, model, trace=run, rankdir=rankdir), OVERLAPS)
    assert said["bad"] == []
    assert said["far"] < 0.01, "nothing moves while all is open"


def test_neurons_can_be_closed(browse):
    assert browse(page(scalar_network()), OVERLAPS)["bad"] == []


def test_stepping_through_the_lecture(browse):
    said = browse(
        page(lecture()[2]),
        """
        const press = (key) => dispatchEvent(new KeyboardEvent('keydown', {key}));
        const grads = () => gradNames.map(([name, v]) => [name, nodeMarks[v].textContent.match(/grad (\\S+)/)[1]]).flat().join(' ');
        const gradNames = data.nodes.flatMap((node, v) => ['a', 'b', 'e'].includes(node.name) ? [[node.name, v]] : []);
        const lit = () => [...document.querySelectorAll('.lit')].map((mark) => data.nodes[+mark.id.slice(1)].expression).join();
        const seen = [[grads(), lit(), canvas.classList.contains('replaying')]];
        for (let i = 0; i < 6; i++) { press('ArrowRight'); seen.push([grads(), lit()]); }
        const end = [...document.querySelectorAll('#equation p')].map((p) => p.textContent);
        const carrying = document.querySelectorAll('.edge.carries').length;
        const badge = document.querySelector('.badge').textContent;
        press('ArrowRight');
        const last = replay.step;
        press('Home');
        return {seen, end, carrying, badge, last, home: [grads(), replay.step]};
        """,
    )
    assert said["seen"] == [
        ["a 0.0000 b 0.0000 e 0.0000", "", False],
        ["a 0 b 0 e 1", "e"],
        ["a 0 b 0 e 1", "a + b"],
        ["a 0 b 0 e 1", "b + 1"],
        ["a 0 b 3 e 1", "b"],
        ["a 2 b 3 e 1", "a"],
        ["a 2 b 5 e 1", "b"],
    ]
    assert "g += 2  →  5" in said["end"]
    assert "∂e/∂b += ∂e/∂(a + b) · ∂(a + b)/∂b" in said["end"]
    assert (said["carrying"], said["badge"], said["last"]) == (2, "2", 6)
    assert said["home"] == ["a 0.0000 b 0.0000 e 0.0000", 0]


def test_play_goes_to_the_end_and_can_pause(browse):
    said = browse(
        page(lecture()[2]),
        """
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        $('speed').value = '16';
        $('play').click();
        const names = [$('play').textContent];
        await wait(150);
        $('play').click();
        const paused = replay.step;
        await wait(300);
        const same = replay.step === paused;
        $('play').click();
        await wait(1500);
        return {names, same, paused, step: replay.step, label: $('play').textContent, slider: $('slider').value};
        """,
    )
    assert said["names"] == ["Pause"]
    assert said["same"]
    assert 0 < said["paused"] < 6
    assert (said["step"], said["label"], said["slider"]) == (6, "Play", "6")


def test_moving_searching_folding_and_cards(browse):
    said = browse(
        transformer_page(2),
        """
        const out = {};
        const at = (type, target, x, y, more = {}) => target.dispatchEvent(new PointerEvent(type, {clientX: x, clientY: y, bubbles: true, pointerId: 1, ...more}));
        const before = {...view};
        at('pointerdown', canvas, 300, 300); at('pointermove', canvas, 340, 320); at('pointerup', canvas, 340, 320);
        out.dragged = [view.x - before.x, view.y - before.y];
        canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: -300, clientX: 200, clientY: 200, cancelable: true}));
        out.zoomed = view.k > before.k;
        travelled = 0;
        const g = [...closed].find((g) => now.groups[g]);
        foldedMarks[g].querySelector('rect').dispatchEvent(new MouseEvent('click', {bubbles: true}));
        out.opened = !closed.has(g) && groupMarks[g].style.display === '' && foldedMarks[g].style.display === 'none';
        groupMarks[g].querySelector('.handle').dispatchEvent(new MouseEvent('click', {bubbles: true}));
        out.closed = closed.has(g) && foldedMarks[g].style.display === '';
        foldedMarks[g].focus();
        foldedMarks[g].dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
        out.openedByKey = !closed.has(g);
        $('search').value = 'weight layers.1 (32, 16)'; search(); jump(0);
        const v = finds[0];
        out.found = [finds.length, data.nodes[v].name, data.nodes[v].shape];
        const box = nodeMarks[v].getBoundingClientRect(), room = canvas.getBoundingClientRect();
        out.inView = box.left > room.left && box.right < room.right && box.top > room.top && box.bottom < room.bottom;
        out.card = card.textContent;
        dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));
        out.cardGone = card.hidden;
        toggleAll(false);
        out.open = nodeMarks.every((mark) => mark.style.display === '');
        toggleAll(true);
        replay.go(replay.length);
        const lit = document.querySelector('.lit');
        out.litIsShown = lit && lit.style.display === '' && lit.id[0] === 'm';
        $('search').value = 'no such thing'; search();
        out.nothing = $('found').textContent;
        return out;
        """,
    )
    assert said["dragged"] == [40, 20]
    assert said["found"][1:] == ["1.layers.1.linear1.weight", "(32, 16)"]
    assert "(32, 16)" in said["card"]
    assert "value" in said["card"]
    assert said["nothing"] == "nothing found"
    for done in ("zoomed", "opened", "closed", "openedByKey", "inView", "cardGone", "open", "litIsShown"):
        assert said[done], done


def test_dark(browse):
    colours = """
        const style = (element, key) => getComputedStyle(element)[key];
        return [style(document.body, 'backgroundColor'), style(nodeMarks[0].querySelector('text'), 'fill'),
                style(nodeMarks[0].querySelector('rect'), 'fill')];
        """
    text = page(lecture()[2])
    assert browse(text, colours, dark=True) == ["rgb(20, 23, 28)", "rgb(230, 233, 237)", "rgb(29, 61, 87)"]


def test_no_page_logs_an_error(browse):
    listens = "<script>window.faults = []; addEventListener('error', (event) => faults.push(event.message));</script>"
    x = torch.ones((), requires_grad=True)
    y = (x**3).sin()
    (dy,) = torch.autograd.grad(y, x, create_graph=True)
    for text in (
        page({"y": y, "dy": dy}, {"x": x}, view="backward"),
        page(network()[1], hide=["parameters"]),
    ):
        said = browse(text.replace("<head>", f"<head>{listens}"), "replay.go(1); replay.go(0); return faults;")
        assert said == []
