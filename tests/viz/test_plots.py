"""The plots: what is drawn is what was computed, into the axes given, and wrong input is named."""

import importlib
import math
import subprocess
import sys

import numpy as np
import pytest

import minigrad as torch
from minigrad import nn, viz

plt = pytest.importorskip("matplotlib.pyplot", reason="plots are drawn by matplotlib")
colors = importlib.import_module("matplotlib.colors")
plots = viz.plots


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.figure().subplots()


SQUARE = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = [0, 0, 0, 1]


def mlp():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))


def trained(steps=3):
    model = mlp()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    updates = plots.watch_updates(model, optimizer)
    for _ in range(steps):
        optimizer.zero_grad()
        model(SQUARE).square().mean().backward()
        optimizer.step()
    return model, updates


EVERY = {
    "loss_curves": lambda ax: plots.loss_curves([2.0, 1.0], ax=ax),
    "points": lambda ax: plots.points(SQUARE, AND, ax=ax),
    "decision_boundary": lambda ax: plots.decision_boundary(mlp(), SQUARE, AND, ax=ax, resolution=8),
    "boundary_lines": lambda ax: plots.boundary_lines([(1, 1, -1.5)], SQUARE, AND, ax=ax),
    "activation_histograms": lambda ax: plots.activation_histograms(mlp(), SQUARE, ax=ax),
    "gradient_histograms": lambda ax: plots.gradient_histograms(trained()[0], ax=ax),
    "update_ratios": lambda ax: plots.update_ratios(trained()[1], ax=ax),
}


@pytest.mark.parametrize("name", EVERY)
def test_it_draws_into_the_axes_given_or_into_a_new_figure(name, ax):
    before = plt.get_fignums()
    assert EVERY[name](ax) is ax
    assert plt.get_fignums() == before
    new = EVERY[name](None)
    assert new is not ax
    assert len(plt.get_fignums()) == len(before) + 1
    new.figure.canvas.draw()


def test_every_plot_is_tested():
    assert {*EVERY, "watch_updates", "Updates"} == set(plots.__all__)


# losses -------------------------------------------------------------------------------------------------------------


def test_losses_may_be_numbers_tensors_or_named(ax):
    loss = torch.tensor(0.5, requires_grad=True)
    plots.loss_curves({"a": [2, loss, np.float32(0.25)], "b": (1.0,)}, ax=ax, log=True, title="t", xlabel="step")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 0.5, 0.25], [1]]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert (ax.get_yscale(), ax.get_title(), ax.get_xlabel()) == ("log", "t", "step")


def test_one_curve_has_no_legend(ax):
    assert plots.loss_curves(iter([3.0, 2.0]), ax=ax).get_legend() is None


@pytest.mark.parametrize("empty", [[], {}, {"a": []}])
def test_no_losses(empty):
    with pytest.raises(ValueError, match=r"^loss_curves\(\) got no losses: "):
        plots.loss_curves(empty)
    assert not plt.get_fignums()


# the plane ----------------------------------------------------------------------------------------------------------


def test_a_class_has_one_colour_and_one_marker(ax):
    plots.points(SQUARE, AND, ax=ax, names=["no", "yes"])
    no, yes = ax.collections
    assert no.get_offsets().tolist() == SQUARE[:3].tolist()
    assert yes.get_offsets().tolist() == SQUARE[3:].tolist()
    assert colors.to_hex(no.get_facecolor()[0]) == colors.to_hex("C0")
    assert colors.to_hex(yes.get_facecolor()[0]) == colors.to_hex("C1")
    assert (no.get_label(), yes.get_label()) == ("no", "yes")


def drawn_line(ax):
    """The corners of the black contour."""
    return np.concatenate([path.vertices for path in ax.collections[1].get_paths() if len(path.vertices)])


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (lambda x: 2 * x[:, 0] + x[:, 1] - 1.5, lambda x, y: 2 * x + y - 1.5),  # scores: 0
        (lambda x: torch.sigmoid(x.sum(1, keepdim=True) - 1), lambda x, y: x + y - 1),  # probabilities: 0.5
    ],
)
def test_the_boundary_lies_where_the_model_says(ax, model, line):
    plots.decision_boundary(model, SQUARE, AND, ax=ax, resolution=101)
    corners = drawn_line(ax)
    assert len(corners) > 10
    assert np.abs(line(*corners.T)).max() < 1e-3


def test_a_threshold_of_ones_own(ax):
    plots.decision_boundary(lambda x: x[:, 0], SQUARE, ax=ax, threshold=0.25, resolution=51)
    np.testing.assert_allclose(drawn_line(ax)[:, 0], 0.25, atol=1e-6)


def test_several_classes_meet_where_two_scores_are_largest(ax):
    plots.decision_boundary(lambda x: torch.stack([x[:, 0], 1 - x[:, 0], -9 + 0 * x[:, 0]], 1), SQUARE, ax=ax)
    lines = [c for c in ax.collections if c.get_paths() and not c.get_paths()[0].vertices[:, 0].std() > 1e-6]
    assert len(lines) == 2  # of class 0 and of class 1; class 2 wins nowhere
    for line in lines:
        np.testing.assert_allclose(line.get_paths()[0].vertices[:, 0], 0.5, atol=1e-6)


def test_the_model_is_asked_in_evaluation_mode_without_recording_and_in_the_dtype_of_the_points(ax):
    seen = []
    model = mlp().double()
    model[4].eval()
    model.register_forward_hook(
        lambda m, args, out: seen.append((m.training, m[2].training, out.requires_grad, args[0].dtype))
    )
    plots.decision_boundary(model, SQUARE.double(), ax=ax, resolution=5)
    assert seen == [(False, False, False, torch.float64)]
    assert [module.training for module in model] == [True, True, True, True, False, True]


def test_training_mode_comes_back_after_an_error():
    model = nn.Sequential(nn.Linear(3, 1))
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        plots.decision_boundary(model, SQUARE)
    assert model.training
    assert model[0].training


@pytest.mark.parametrize(
    ("x", "labels", "message"),
    [
        ([[1.0, 2.0, 3.0]], None, r"^points of the plane have the shape \(N, 2\), with N at least 1; got \[1, 3\]$"),
        (torch.zeros(0, 2), None, r"got \[0, 2\]$"),
        ([1.0, 2.0], None, r"got \[2\]$"),
        (SQUARE, [0, 1], r"^4 points have 2 labels; give one for each point$"),
    ],
)
@pytest.mark.parametrize("plot", [plots.points, lambda x, labels: plots.decision_boundary(lambda x: x, x, labels)])
def test_what_is_not_points(plot, x, labels, message):
    with pytest.raises(ValueError, match=message):
        plot(x, labels)


def test_a_model_of_another_shape():
    with pytest.raises(ValueError, match=r"for an input \[64, 2\] it gave \[64, 2, 1\]$"):
        plots.decision_boundary(lambda x: x[..., None], SQUARE, resolution=8)
    with pytest.raises(ValueError, match=r"for an input \[64, 2\] it gave \[\]$"):
        plots.decision_boundary(lambda x: x.sum(), SQUARE, resolution=8)


def test_lines_go_where_their_equations_say_and_the_last_is_solid(ax):
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    lines = [(1.0, 0.0, -0.5), (w, -10), np.array([0, 0, 1.0]), (w, torch.tensor([-1.0]))]
    plots.boundary_lines(lines, SQUARE, AND, ax=ax)
    for line, (w1, w2, b) in zip(ax.lines, [(1, 0, -0.5), (3, 4, -10), (3, 4, -1)], strict=True):
        for x, y in (line.get_xy1(), line.get_xy2()):
            assert math.isclose(w1 * x + w2 * y + b, 0, abs_tol=1e-9)
    assert [line.get_linestyle() for line in ax.lines] == ["--", "--", "-"]
    assert [line.get_alpha() for line in ax.lines] == sorted(line.get_alpha() for line in ax.lines)


def test_without_points_the_limits_stay(ax):
    ax.set(xlim=(-3, 4), ylim=(0, 2))
    plots.boundary_lines([(1, 1, 100)], ax=ax)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-3, 4), (0, 2))


def test_what_is_not_a_line():
    with pytest.raises(ValueError, match=r"^boundary_lines\(\) got no line"):
        plots.boundary_lines([(0, 0, 1)])
    with pytest.raises(ValueError, match=r"^a line of the plane is three finite numbers .*; got \(1, 2\)$"):
        plots.boundary_lines([(1, 2)])
    with pytest.raises(ValueError, match="three finite numbers"):
        plots.boundary_lines([(1, 2, math.nan)])


# inside a network ---------------------------------------------------------------------------------------------------


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def area(line):
    return np.trapezoid(line.get_ydata(), line.get_xdata())


def test_activations_of_the_activation_functions(ax):
    model = mlp()
    x = torch.randn(500, 2)
    with torch.no_grad():
        first = model[1](model[0](x))
    plots.activation_histograms(model, x, ax=ax)
    assert labels(ax)[0] == f"1 Tanh: mean {first.mean().item():.2f}, std {first.std(correction=0).item():.2f}"
    assert labels(ax)[1].startswith("4 Tanh: ")
    assert 0.8 < area(ax.lines[0]) < 1.01
    assert not model[1]._forward_hooks


def test_layers_by_name_or_the_innermost(ax):
    plots.activation_histograms(mlp(), SQUARE, ax=ax, layers=["0"])
    assert [label.partition(":")[0] for label in labels(ax)] == ["0 Linear"]
    linear = nn.Sequential(nn.Sequential(nn.Linear(2, 3)), nn.Linear(3, 1))
    assert [label.partition(":")[0] for label in labels(plots.activation_histograms(linear, SQUARE))] == [
        "0.0 Linear",
        "1 Linear",
    ]
    with pytest.raises(ValueError, match=r"^the model has no layer '9'; it has \['0', '0\.0', '1'\]$"):
        plots.activation_histograms(linear, SQUARE, layers=["9"])


def test_hooks_go_after_an_error():
    model = mlp()
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        plots.activation_histograms(model, torch.ones(1, 5))
    assert not any(module._forward_hooks for module in model)


def test_gradients_as_logarithms(ax):
    w = torch.full((4, 5), 2.0, requires_grad=True)
    v = torch.arange(1.0, 7.0).reshape(2, 3).requires_grad_()
    w.grad = torch.full((4, 5), 1e-3)
    v.grad = torch.tensor([[0.0, 0.0, 0.0], [10.0, 10.0, 10.0]])
    plots.gradient_histograms({"w": w, "v": v}, ax=ax)
    assert labels(ax) == ["w: gradient/weight no spread", "v: gradient/weight 2.9, 50% zeros"]
    for line, peak in zip(ax.lines, (-3, 1), strict=True):
        assert abs(line.get_xdata()[line.get_ydata().argmax()] - peak) < 0.2


def test_a_gradient_of_zeros_is_named(ax):
    w = torch.ones(2, 2, requires_grad=True)
    w.grad = torch.zeros(2, 2)
    assert labels(plots.gradient_histograms({"w": w}, ax=ax)) == ["w: gradient/weight no spread, 100% zeros"]


def test_only_weights_are_shown(ax):
    model, _ = trained()
    assert [label.partition(":")[0] for label in labels(plots.gradient_histograms(model, ax=ax))] == [
        "0.weight",
        "3.weight",
        "5.weight",
    ]


def test_no_gradients():
    with pytest.raises(ValueError, match=r"no weight has a gradient; call backward\(\) on the loss first$"):
        plots.gradient_histograms(mlp())


def test_updates_are_what_the_steps_did(ax):
    w = torch.tensor([[1.0, 3.0]], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    updates = plots.watch_updates({"w": w}, optimizer)
    for _ in range(2):
        optimizer.zero_grad()
        w.square().sum().backward()  # a step takes a fifth of w
        optimizer.step()
    np.testing.assert_allclose(updates.ratios["w"], [0.2, 0.2], rtol=1e-6)
    plots.update_ratios(updates, ax=ax)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), math.log10(0.2), rtol=1e-6)
    updates.stop()
    optimizer.step()
    assert len(updates.ratios["w"]) == 2


def test_weights_without_spread_and_steps_without_update_leave_a_gap(ax):
    w = torch.ones(1, 2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.0)
    updates = plots.watch_updates({"w": w}, optimizer)
    w.sum().backward()
    optimizer.step()
    assert math.isnan(updates.ratios["w"][0])
    plots.update_ratios({"a": [0.0, 0.1]}, ax=ax)
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [True, False]


def test_no_steps():
    _, updates = trained(steps=0)
    with pytest.raises(ValueError, match=r"no step was taken yet; call it after optimizer\.step\(\)$"):
        plots.update_ratios(updates)


# Matplotlib ---------------------------------------------------------------------------------------------------------


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(
        ModuleNotFoundError, match=r'^plots are drawn by matplotlib: pip install "minigrad-autograd\[plot\]"$'
    ):
        plots.loss_curves([1.0])


def test_matplotlib_is_imported_when_something_is_drawn():
    program = "import sys; import minigrad.viz.plots; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_viz_loads_the_plots_when_asked():
    program = (
        "import sys; from minigrad import viz; print('minigrad.viz.plots' in sys.modules)\n"
        "viz.plots.loss_curves\n"
        "try: viz.nothing\nexcept AttributeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nmodule 'minigrad.viz' has no attribute 'nothing'\n"
