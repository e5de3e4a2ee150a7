"""Plots of learning, one line of code each: losses, decision boundaries, and what happens inside a network's layers.

Lives here: functions that draw into Matplotlib `Axes` and return them.  Each takes `ax=`; without it a new figure is
made by pyplot.  Matplotlib comes with the extra `plot` and is imported when something is drawn.  May import `nn`.
Start reading at `loss_curves`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from minigrad._engine.tensor import Tensor
from minigrad.autograd.grad_mode import no_grad
from minigrad.nn import Module
from minigrad.nn.modules import activation
from minigrad.ops.literals import tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from minigrad.optim import Optimizer

__all__ = [
    "Updates",
    "activation_histograms",
    "boundary_lines",
    "decision_boundary",
    "gradient_histograms",
    "loss_curves",
    "points",
    "update_ratios",
    "watch_updates",
]

_MARKERS = "osD^vP*Xhd"


# ------------------------------------------------------------------------------------------------ losses


def loss_curves(
    losses: Mapping[str, Iterable[Any]] | Iterable[Any],
    *,
    ax: Axes | None = None,
    log: bool = False,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    title: str = "",
) -> Axes:
    """The losses of training as curves, the first at 1.

    `losses` is one sequence of numbers or of tensors with one element, or several in a dict that names them; `log`
    draws the losses on a logarithmic scale.  ValueError where there is nothing to draw.

    >>> from minigrad.viz import plots
    >>> ax = plots.loss_curves({"training": [2.0, 1.0, 0.7], "held out": [2.1, 1.3, 1.1]})
    >>> ax.get_ylabel(), [line.get_label() for line in ax.lines]
    ('loss', ['training', 'held out'])
    """
    named = losses if isinstance(losses, Mapping) else {"": losses}
    curves = {name: [float(loss) for loss in curve] for name, curve in named.items()}
    if not any(curves.values()):
        raise ValueError("loss_curves() got no losses: give it a sequence of numbers, or a dict of such")
    ax = _axes(ax)
    marker = "." if max(map(len, curves.values())) <= 60 else None
    for name, curve in curves.items():
        ax.plot(range(1, len(curve) + 1), curve, marker=marker, label=name or None)
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    if log:
        ax.set_yscale("log")
    ax.grid(alpha=0.3)
    if any(curves):
        ax.legend()
    return ax


# ------------------------------------------------------------------------------------------------ the plane


def points(x: Any, labels: Any = None, *, ax: Axes | None = None, names: Sequence[str] | None = None) -> Axes:
    """Points of the plane, a colour and a marker for each class.

    `x` has the shape (N, 2), as a tensor, an array or lists; `labels`, of N whole numbers, are the classes, and
    `names` what the legend calls them (no legend otherwise).  ValueError for other shapes.

    >>> from minigrad.viz import plots
    >>> ax = plots.points([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0, 0, 1], names=["no", "yes"])
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['no', 'yes']
    """
    plane, classes = _plane(x, labels)
    ax = _axes(ax)
    for label in np.unique(classes):
        of_class = plane[classes == label]
        ax.scatter(
            of_class[:, 0],
            of_class[:, 1],
            s=36,
            color=f"C{label % 10}",
            marker=_MARKERS[label % len(_MARKERS)],
            edgecolors="white",
            linewidths=0.8,
            label=names[label] if names is not None else None,
            zorder=3,
        )
    if names is not None:
        ax.legend()
    return ax


def decision_boundary(
    model: Callable[[Tensor], Tensor],
    x: Any,
    labels: Any = None,
    *,
    ax: Axes | None = None,
    threshold: float | None = None,
    names: Sequence[str] | None = None,
    resolution: int = 200,
    margin: float = 0.1,
) -> Axes:
    """How a model divides the plane: what it answers everywhere around the points `x`, and the points themselves.

    The model takes a tensor of the shape (M, 2), in the dtype of `x` where this is a tensor.  If it gives one number
    for a point, (M,) or (M, 1), the colour is the number and the line is where it equals `threshold`: 0.5 where all
    its numbers lie between 0 and 1 (probabilities), else 0 (scores).  If it gives K >= 2 scores, (M, K), the colour is
    the class of the largest.  The picture reaches beyond the points by the share `margin` of their range.  A module is
    put into evaluation mode meanwhile.  ValueError for other shapes.

    >>> import minigrad as torch
    >>> from minigrad.viz import plots
    >>> x = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> ax = plots.decision_boundary(lambda x: x.sum(1) - 1.5, x, [0, 0, 0, 1])
    >>> ax.get_xlim() == ax.get_ylim() == (-0.1, 1.1)
    True
    """
    plane, _ = _plane(x, labels)
    (left, right), (bottom, top) = _limits(plane, margin)
    across, up = np.linspace(left, right, resolution), np.linspace(bottom, top, resolution)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answers = _answers(model, tensor(grid.tolist(), dtype=x.dtype if isinstance(x, Tensor) else None))
    ax = _axes(ax)
    if answers.shape[1] == 1:
        values = answers.reshape(resolution, resolution)
        _shade(ax, across, up, values, threshold)
    else:
        for k in range(answers.shape[1]):  # where the score of class k is above every other
            ahead = (answers[:, k] - np.delete(answers, k, axis=1).max(1)).reshape(resolution, resolution)
            if ahead.max() > 0:
                ax.contourf(across, up, ahead, [0.0, ahead.max()], colors=[f"C{k % 10}"], alpha=0.25)
            if ahead.min() < 0 < ahead.max():
                ax.contour(across, up, ahead, [0.0], colors="black", linewidths=1.0)
    if labels is not None or len(plane) > 1:
        points(x, labels, ax=ax, names=names)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def _answers(model: Callable[[Tensor], Tensor], grid: Tensor) -> NDArray[Any]:
    """What the model gives for every point, as an array (M, 1) or (M, K)."""
    training = [module for module in model.modules() if module.training] if isinstance(model, Module) else []
    for module in training:
        module.training = False
    try:
        with no_grad():
            answers = _array(model(grid))
    finally:
        for module in training:
            module.training = True
    if answers.shape == (len(grid),):
        answers = answers[:, None]
    if answers.ndim != 2 or len(answers) != len(grid) or answers.shape[1] < 1:
        raise ValueError(
            f"decision_boundary(): the model must give one number or K scores a point, (M,), (M, 1) or (M, K); "
            f"for an input {list(grid.shape)} it gave {list(answers.shape)}"
        )
    return answers


def _shade(ax: Axes, across: NDArray[Any], up: NDArray[Any], values: NDArray[Any], threshold: float | None) -> None:
    """Colours the plane by one number a point, white at the threshold, and draws the line where it is crossed."""
    from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

    values = values.astype(np.float64)
    probabilities = bool(values.min() >= 0 and values.max() <= 1)
    if threshold is None:
        threshold = 0.5 if probabilities else 0.0
    reach = 0.5 if probabilities and threshold == 0.5 else float(np.abs(values - threshold).max()) or 1.0
    shades = ["#8fbbdb", "#ffffff", "#ffbf87"]  # pale C0 to pale C1, in few steps: they show as level lines
    colours = LinearSegmentedColormap.from_list("classes", shades, N=21)
    ax.pcolormesh(
        across,
        up,
        values,
        cmap=colours,
        norm=TwoSlopeNorm(threshold, threshold - reach, threshold + reach),
        shading="nearest",
        rasterized=True,
    )
    if values.min() < threshold < values.max():
        ax.contour(across, up, values, [threshold], colors="black", linewidths=1.5)


def boundary_lines(
    lines: Iterable[Any], x: Any = None, labels: Any = None, *, ax: Axes | None = None, margin: float = 0.1
) -> Axes:
    """The lines w1 x1 + w2 x2 + b = 0 that a perceptron passes through as it learns: dashed and pale first, solid last.

    A line is three numbers `(w1, w2, b)` or a pair `(w, b)`, of numbers or tensors; one with w = 0 is no line and is
    left out.  `x` (N, 2) and `labels` (N,) are points to draw with them; they set the limits of the picture, which
    otherwise stay those of `ax`.  ValueError where there is no line.

    >>> from minigrad.viz import plots
    >>> ax = plots.boundary_lines([(1.0, 1.0, 0.0), (1.0, 1.0, -1.5)], [[0.0, 0.0], [1.0, 1.0]], [0, 1])
    >>> len(ax.lines), [float(end) for end in ax.get_xlim()]
    (2, [-0.1, 1.1])
    """
    triples = [triple for triple in map(_triple, lines) if triple[0] or triple[1]]
    if not triples:
        raise ValueError("boundary_lines() got no line: give it (w1, w2, b) or (w, b), with w other than 0")
    ax = _axes(ax)
    if x is not None:
        plane, _ = _plane(x, labels)
        points(x, labels, ax=ax)
        horizontal, vertical = _limits(plane, margin)
        ax.set(xlim=horizontal, ylim=vertical)
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    for number, (w1, w2, b) in enumerate(triples, 1):
        last = number == len(triples)
        scale = -b / (w1 * w1 + w2 * w2)
        foot = (scale * w1, scale * w2)  # the line's point closest to the origin
        ax.axline(
            foot,
            (foot[0] - w2, foot[1] + w1),
            color="black" if last else "forestgreen",
            alpha=1.0 if last else 0.1 + 0.6 * number / len(triples),
            linewidth=2.0 if last else 1.0,
            linestyle="-" if last else "--",
            zorder=2,
        )
    ax.set(xlim=xlim, ylim=ylim)
    return ax


def _triple(line: Any) -> tuple[float, float, float]:
    """(w1, w2, b) of a line given so, or as (w, b)."""
    flat = [float(number) for part in line for number in np.ravel(_array(part))]
    if len(flat) != 3 or not all(map(math.isfinite, flat)):
        raise ValueError(f"a line of the plane is three finite numbers (w1, w2, b), or a pair (w, b); got {line!r}")
    return flat[0], flat[1], flat[2]


# ------------------------------------------------------------------------------------------------ inside a network


def activation_histograms(
    model: Module, inputs: Any, *, ax: Axes | None = None, layers: Sequence[str] | None = None, bins: int = 80
) -> Axes:
    """How the numbers that each layer puts out for `inputs` are distributed, a curve for each layer.

    The layers are those called `layers` (as `named_modules` calls them), else the model's activation functions, else
    its innermost modules.  The legend tells mean and standard deviation.  The model runs once, without recording.
    Curves that collapse to a spike at 0, or pile up where the activation is flat, are layers that learn slowly.
    ValueError where no such layer gives a tensor.

    >>> import minigrad as torch
    >>> from minigrad.viz import plots
    >>> _ = torch.manual_seed(0)
    >>> model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    >>> ax = plots.activation_histograms(model, torch.randn(16, 4))
    >>> ax.get_legend().get_texts()[0].get_text()
    '1 Tanh: mean -0.11, std 0.47'
    """
    chosen = _layers(model, layers)
    found: dict[str, NDArray[Any]] = {}

    def keep(name: str) -> Callable[..., None]:
        def hook(module: Module, args: Any, output: Any) -> None:
            if isinstance(output, Tensor):
                found[f"{name} {type(module).__name__}".strip()] = _array(output).ravel()

        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in chosen.items()]
    try:
        with no_grad():
            model(inputs)
    finally:
        for handle in handles:
            handle.remove()
    if not found:
        raise ValueError(f"activation_histograms(): of the layers {list(chosen)} none gave a tensor")
    ax = _axes(ax)
    for name, values in found.items():
        _curve(ax, values, bins, f"{name}: mean {values.mean():.2f}, std {values.std():.2f}")
    ax.set(xlabel="activation", ylabel="density", title="Activations")
    return _legend_above(ax)


def _layers(model: Module, names: Sequence[str] | None) -> dict[str, Module]:
    modules = dict(model.named_modules())
    if names is not None:
        for name in names:
            if name not in modules:
                raise ValueError(f"the model has no layer {name!r}; it has {sorted(filter(None, modules))}")
        return {name: modules[name] for name in names}
    functions = {name: m for name, m in modules.items() if type(m).__module__ == activation.__name__}
    return functions or {name: module for name, module in modules.items() if not list(module.children())}


def gradient_histograms(model: Any, *, ax: Axes | None = None, bins: int = 80) -> Axes:
    """How large the gradients of each weight are, on a logarithmic scale, a curve for each weight.

    `model` is a module or a dict of name to tensor, after `backward`; of a module the parameters with two axes or
    more are shown.  The legend tells the ratio of the standard deviations of gradient and weight.  Curves that move
    left from the last layer to the first are a gradient that vanishes; zeros have no logarithm and are counted in the
    legend.  ValueError where there is no gradient.

    >>> import minigrad as torch
    >>> from minigrad.viz import plots
    >>> _ = torch.manual_seed(0)
    >>> model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    >>> model(torch.randn(16, 4)).square().mean().backward()
    >>> ax = plots.gradient_histograms(model)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['0.weight: gradient/weight 0.091', '2.weight: gradient/weight 0.46']
    """
    weights = _weights(model)
    gradients = {name: _array(weight.grad).ravel() for name, weight in weights.items() if weight.grad is not None}
    if not gradients:
        raise ValueError("gradient_histograms(): no weight has a gradient; call backward() on the loss first")
    ax = _axes(ax)
    for name, gradient in gradients.items():
        size = np.abs(gradient)
        zeros = float((size == 0).mean())
        spread = float(_array(weights[name]).std())
        ratio = f"{gradient.std() / spread:.2g}" if spread else "no spread"
        label = f"{name}: gradient/weight {ratio}" + (f", {zeros:.0%} zeros" if zeros else "")
        if zeros < 1:
            _curve(ax, np.log10(size[size > 0]), bins, label)
        else:
            ax.plot([], [], label=label)
    ax.set(xlabel="log10 |gradient|", ylabel="density", title="Gradients")
    return _legend_above(ax)


class Updates:
    """What an optimiser's steps did: for each weight, the size of each update over the size of the weight.

    `ratios[name]` has a number for each step taken since `watch_updates`: std(new - old) / std(old).  `stop()` ends
    the watching.
    """

    def __init__(self, model: Any, optimizer: Optimizer) -> None:
        self._weights = _weights(model)
        self.ratios: dict[str, list[float]] = {name: [] for name in self._weights}
        self._before: dict[str, NDArray[Any]] = {}
        self._handles = [
            optimizer.register_step_pre_hook(self._remember),
            optimizer.register_step_post_hook(self._compare),
        ]

    def _remember(self, *_: Any) -> None:
        self._before = {name: _array(weight).copy() for name, weight in self._weights.items()}

    def _compare(self, *_: Any) -> None:
        for name, weight in self._weights.items():
            before = self._before[name]
            spread = float(before.std())
            self.ratios[name].append(float((_array(weight) - before).std()) / spread if spread else math.nan)

    def stop(self) -> None:
        """Watches no longer; what was seen stays."""
        for handle in self._handles:
            handle.remove()


def watch_updates(model: Any, optimizer: Optimizer) -> Updates:
    """From now on notes how much each step of the optimiser changes each weight; `update_ratios` draws it.

    `model` is a module, of which the parameters with two axes or more are watched, or a dict of name to tensor.

    >>> import minigrad as torch
    >>> from minigrad.viz import plots
    >>> w = torch.tensor([1.0, 3.0], requires_grad=True)
    >>> optimizer = torch.optim.SGD([w], lr=0.01)
    >>> updates = plots.watch_updates({"w": w}, optimizer)
    >>> w.square().sum().backward()
    >>> optimizer.step()
    >>> round(updates.ratios["w"][0], 6)  # each weight became smaller by 2 %
    0.02
    """
    return Updates(model, optimizer)


def update_ratios(updates: Updates | Mapping[str, Sequence[float]], *, ax: Axes | None = None) -> Axes:
    """How much each step changed each weight, as log10 of std(update) / std(weight) over the steps.

    The dashed line is at -3, a thousandth a step: a rule of thumb for a good learning rate.  Far above it weights
    jump, far below they hardly learn.  ValueError before the first step.

    >>> from minigrad.viz import plots
    >>> ax = plots.update_ratios({"0.weight": [0.01, 0.002, 0.001]})
    >>> ax.lines[0].get_ydata().round(2).tolist()
    [-2.0, -2.7, -3.0]
    """
    ratios = updates.ratios if isinstance(updates, Updates) else updates
    if not any(len(steps) for steps in ratios.values()):
        raise ValueError("update_ratios(): no step was taken yet; call it after optimizer.step()")
    ax = _axes(ax)
    for name, steps in ratios.items():
        kept = np.array([ratio if ratio > 0 else math.nan for ratio in steps])  # no update has no logarithm
        ax.plot(range(1, len(kept) + 1), np.log10(kept), linewidth=1.0, label=name)
    ax.axhline(-3, color="black", linestyle="--", linewidth=1.0)
    ax.set(xlabel="step", ylabel="log10 (update / weight)", title="Updates")
    ax.legend(fontsize="small")
    return ax


def _weights(model: Any) -> dict[str, Tensor]:
    if isinstance(model, Module):
        return {name: parameter for name, parameter in model.named_parameters() if parameter.dim() >= 2}
    return dict(model)


# ------------------------------------------------------------------------------------------------ shared


def _axes(ax: Axes | None) -> Axes:
    """The axes given, or those of a new figure."""
    if ax is not None:
        return ax
    try:
        import matplotlib.pyplot as plt
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'plots are drawn by matplotlib: pip install "minigrad-autograd[plot]"', name=error.name
        ) from error
    return plt.subplots(layout="constrained")[1]


def _array(x: Any) -> NDArray[Any]:
    return x.detach().numpy() if isinstance(x, Tensor) else np.asarray(x)


def _plane(x: Any, labels: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Points (N, 2), N >= 1, and their classes (N,), all 0 where no labels are given."""
    plane = _array(x).astype(np.float64)
    if plane.ndim != 2 or plane.shape[1] != 2 or not len(plane):
        raise ValueError(f"points of the plane have the shape (N, 2), with N at least 1; got {list(plane.shape)}")
    classes = np.zeros(len(plane), np.int64) if labels is None else _array(labels).reshape(-1).astype(np.int64)
    if len(classes) != len(plane):
        raise ValueError(f"{len(plane)} points have {len(classes)} labels; give one for each point")
    return plane, classes


def _limits(plane: NDArray[Any], margin: float) -> list[tuple[float, float]]:
    """From where to where a picture of the points goes, across and up."""
    low, high = plane.min(0), plane.max(0)
    reach = margin * np.where(high > low, high - low, 1.0)
    return [(float(start), float(end)) for start, end in zip(low - reach, high + reach, strict=True)]


def _curve(ax: Axes, values: NDArray[Any], bins: int, label: str) -> None:
    """The outline of a histogram of at most `bins` bars, of fewer where the values are few."""
    density, edges = np.histogram(values, bins=min(bins, 5 + math.isqrt(2 * len(values))), density=True)
    ax.plot((edges[:-1] + edges[1:]) / 2, density, linewidth=1.3, label=label)


def _legend_above(ax: Axes) -> Axes:
    """A legend in the upper part of the axes, which grow so that it covers no curve."""
    heights = [float(height) for line in ax.lines for height in np.ravel(line.get_ydata())]
    ax.set_ylim(0, max(heights, default=1.0) * (1.1 + 0.15 * len(ax.lines)))
    ax.legend(fontsize="small", loc="upper right")
    return ax
