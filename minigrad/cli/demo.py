"""`minigrad demo`: a 64-64-32-10 network learns handwritten digits; its gradients are checked, its graph is drawn.

The program one would write for PyTorch, so it imports minigrad as torch. Start with `run`.
"""

from __future__ import annotations

import importlib.util
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn
from minigrad.cli.usage import UsageError, open_hint, writable_folder
from minigrad.data import load_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from minigrad import Tensor

__all__ = ["Digits", "History", "accuracy", "digits", "gradient_error", "network", "run", "train"]

BATCH = 64
LARGEST_ERROR = 1e-6  # of a directional derivative in float64; central differences reach about 1e-8


def run(seed: int = 1, epochs: int = 40, folder: Path = Path("minigrad-demo")) -> int:
    """Trains, checks, draws and reports; the exit status is 1 if the gradient check fails.

    Writes `graph.svg` and, where matplotlib is installed, `loss.svg` and `predictions.svg`. Raises `UsageError` before
    any work where `folder` cannot be written.
    """
    writable_folder(folder)

    data = digits()
    torch.manual_seed(seed)
    model = network()
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"digits    {len(data.train_labels):,} images of 8 x 8 to learn from, {len(data.test_labels):,} held out")
    print(f"network   64-64-32-10 with tanh: {count:,} parameters, seed {seed}")

    start = time.perf_counter()
    history = train(model, data, epochs)
    seconds = time.perf_counter() - start
    print(
        f"training  {epochs} epochs in {seconds:.1f} s: "
        f"loss {history.train[-1]:.4f}, on held-out images {history.test[-1]:.4f}"
    )

    error, checks = check_gradients(model, data.test_images[:BATCH], data.test_labels[:BATCH], seed)
    print(f"gradcheck {checks} directional derivatives in float64, on {BATCH} held-out images, by central differences")

    pictures = draw(model, data, history, folder)
    share = accuracy(model, data.test_images, data.test_labels)
    print(f"test accuracy {100 * share:.1f} %  gradcheck max relative error {error:.1e}")
    if len(pictures) == 1:
        print('plots     left out, as matplotlib is not installed: pip install "minigrad-autograd[plot]"')
        print(f"graph.svg is in {folder}; {open_hint(folder / 'graph.svg')}")
    else:
        print(f"graph.svg, loss.svg and predictions.svg are in {folder}; {open_hint(folder / 'graph.svg')}")
    return 0 if error < LARGEST_ERROR else 1


# ------------------------------------------------------------------------------------------------ data


@dataclass(frozen=True)
class Digits:
    """The digits, split: images float32 of shape (N, 64) with values 0 to 1, labels int64 (N,)."""

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor


def digits() -> Digits:
    """The digits with a quarter held out: the same 449 images whatever the seed of the training."""
    images, labels = load_digits()
    pixels = torch.from_numpy(images).flatten(1).float() / 16
    truth = torch.from_numpy(labels)
    order = torch.randperm(len(truth), generator=torch.Generator().manual_seed(0))
    held_out = len(truth) // 4
    test, rest = order[:held_out], order[held_out:]
    return Digits(pixels[rest], truth[rest], pixels[test], truth[test])


# ------------------------------------------------------------------------------------------------ training


def network() -> nn.Sequential:
    """The network 64-64-32-10. tanh, because its derivatives of every order exist: finite differences find no kink."""
    return nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))


def loss(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Cross entropy with a tenth of each label spread over the other digits, which keeps the network from certainty."""
    value: Tensor = F.cross_entropy(model(images), labels, label_smoothing=0.1)
    return value


@dataclass
class History:
    """The mean loss of each epoch: over its batches as they were learnt, and over the held-out images after it."""

    train: list[float] = field(default_factory=list)
    test: list[float] = field(default_factory=list)


def train(model: nn.Module, data: Digits, epochs: int) -> History:
    """Adam on shuffled mini-batches, the step size falling along a cosine; a progress bar on stderr."""
    from tqdm import tqdm

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    history = History()
    count = len(data.train_labels)
    with tqdm(total=epochs, desc="training", unit="epoch") as bar:
        for _ in range(epochs):
            total = 0.0
            for batch in torch.randperm(count).split(BATCH):
                optimizer.zero_grad()
                batch_loss = loss(model, data.train_images[batch], data.train_labels[batch])
                batch_loss.backward()
                optimizer.step()
                total += batch_loss.item() * len(batch)
            scheduler.step()
            history.train.append(total / count)
            with torch.no_grad():
                history.test.append(loss(model, data.test_images, data.test_labels).item())
            bar.set_postfix(loss=f"{history.train[-1]:.4f}", refresh=False)
            bar.update()
    return history


def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """The share of images that the network reads right."""
    with torch.no_grad():
        right = model(images).argmax(1) == labels
    return int(right.sum().item()) / len(labels)


# ------------------------------------------------------------------------------------------------ gradient check


def check_gradients(model: nn.Module, images: Tensor, labels: Tensor, seed: int) -> tuple[float, int]:
    """The largest relative error of the network's gradients on a batch, in float64, and how many were checked."""
    twin = network()
    twin.load_state_dict(model.state_dict())
    twin.double()
    images = images.double()
    parameters = list(twin.parameters())
    gradients = [g for g in torch.autograd.grad(loss(twin, images, labels), parameters) if g is not None]
    return gradient_error(lambda: loss(twin, images, labels).item(), parameters, gradients, seed)


def gradient_error(
    value: Callable[[], float],
    parameters: Sequence[Tensor],
    gradients: Sequence[Tensor],
    seed: int = 0,
    samples: int = 32,
    step: float = 5e-5,
) -> tuple[float, int]:
    """The largest relative error of the gradients of `value` with respect to `parameters`, and the number of checks.

    Along a unit vector v the derivative is g·v, and (value(p + hv) - value(p - hv)) / 2h by central differences. Two
    kinds of v are tried for every parameter: `samples` vectors of random signs, which every element of the gradient
    enters, and `samples` single elements. The error is relative to the derivative or, where this one happens to be
    small, to what a derivative along a unit vector has on average: the root mean square of g.

    The parameters are changed in place and come back as they were.
    """
    generator = torch.Generator().manual_seed(seed)
    largest, checks = 0.0, 0
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients, strict=True):
            typical = gradient.pow(2).mean().sqrt().item()
            for v in directions(parameter, samples, generator):
                analytic = (gradient * v).sum().item()
                numerical = central_difference(value, parameter, v, step)
                scale = max(abs(analytic), abs(numerical), typical)
                error = abs(analytic - numerical) / scale if scale else 0.0
                largest = max(largest, error if math.isfinite(error) else math.inf)
                checks += 1
    return largest, checks


def central_difference(value: Callable[[], float], parameter: Tensor, v: Tensor, step: float) -> float:
    """How `value` changes as `parameter` moves along `v`, per length, to second order in `step`."""
    kept = parameter.clone()
    parameter.copy_(kept + step * v)
    ahead = value()
    parameter.copy_(kept - step * v)
    behind = value()
    parameter.copy_(kept)
    return (ahead - behind) / (2 * step)


def directions(parameter: Tensor, samples: int, generator: torch.Generator) -> list[Tensor]:
    """`samples` unit vectors of random signs, then as many of a single element each (fewer if there are fewer)."""
    count, shape, dtype = parameter.numel(), parameter.shape, parameter.dtype
    signs = [
        (2 * torch.randint(0, 2, shape, generator=generator).to(dtype) - 1) / math.sqrt(count) for _ in range(samples)
    ]
    elements = torch.randperm(count, generator=generator)[:samples]
    units = torch.zeros(len(elements), count, dtype=dtype)
    units[torch.arange(len(elements)), elements] = 1
    return signs + [row.reshape(shape) for row in units]


# ------------------------------------------------------------------------------------------------ pictures


def draw(model: nn.Module, data: Digits, history: History, folder: Path) -> list[Path]:
    """Draws the graph of the loss of a batch and, where matplotlib is installed, the training and what was read.

    Returns the files written.
    """
    from minigrad import viz

    batch_loss = loss(model, data.test_images[:BATCH], data.test_labels[:BATCH])
    try:
        written = [viz.render(batch_loss, folder / "graph.svg", params=dict(model.named_parameters()))]
        if importlib.util.find_spec("matplotlib") is not None:
            with torch.no_grad():
                guesses = model(data.test_images).argmax(1)
            written.append(save(loss_figure(history), folder / "loss.svg"))
            written.append(save(predictions_figure(data, guesses), folder / "predictions.svg"))
    except OSError as error:
        raise UsageError(f"cannot write the pictures into {folder}: {error.strerror or error}") from error
    return written


def save(figure: Figure, path: Path) -> Path:
    """Writes a figure as SVG whose bytes depend on what it shows only, and returns the path."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "minigrad"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
    return path


def loss_figure(history: History) -> Figure:
    """The loss of each epoch, on the images learnt from and on those held out."""
    from matplotlib.figure import Figure

    from minigrad.viz import plots

    figure = Figure(figsize=(7, 4), layout="constrained")
    plots.loss_curves(
        {"learnt from (mean over the epoch)": history.train, "held out (after the epoch)": history.test},
        ax=figure.subplots(),
        title="Cross entropy with label smoothing 0.1",
    )
    return figure


def predictions_figure(data: Digits, guesses: Tensor, rows: int = 6, columns: int = 10) -> Figure:
    """Held-out digits, each under what the network reads; every one that it reads wrong comes first, in red."""
    from matplotlib.figure import Figure

    read, true = guesses.tolist(), data.test_labels.tolist()
    order = sorted(range(len(true)), key=lambda index: read[index] == true[index])  # stable: False before True
    wrong = sum(guess != truth for guess, truth in zip(read, true, strict=True))
    figure = Figure(figsize=(columns, rows * 1.25), layout="constrained")
    axes = figure.subplots()
    axes.set_title(f"{wrong} of {len(true)} held-out digits read wrong (above each: what was read)")
    axes.axis("off")

    width, height = 11, 13  # of a digit's place in pixels: 8 by 8, and room above for what was read
    page = torch.zeros(rows * height, columns * width)
    for place, index in enumerate(order[: rows * columns]):
        top, left = place // columns * height + 4, place % columns * width + 1
        page[top : top + 8, left : left + 8] = data.test_images[index].reshape(8, 8)
        guess, truth = read[index], true[index]
        right = guess == truth
        axes.text(
            left + 3.5,
            top - 1.5,
            f"{guess}" if right else f"{guess}, not {truth}",
            ha="center",
            fontsize=11,
            color="black" if right else "firebrick",
            fontweight="normal" if right else "bold",
        )
    axes.imshow(page.numpy(), cmap="gray_r", interpolation="nearest")
    return figure
