# %% [markdown]
# # 5. Digits
#
# At the end of this notebook you will be able to
#
# - recognise handwritten digits in four ways, from least squares to a convolutional network, and say what each gains;
# - look inside: at weights drawn as pictures, at what excites a hidden unit, at how layers pull the classes apart;
# - say why cross entropy learns where the mean squared error stands still;
# - see a network learn its mistakes by heart, and hinder it with dropout;
# - train networks with many layers by batch normalization;
# - compute a convolution by hand, and say what sharing weights is good for.
#
# You need notebooks 1 to 4: softmax and cross entropy, layers, and the training loop.

# %%
import itertools
from collections.abc import Callable

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn
from minigrad.data import load_digits
from minigrad.viz import plots

plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# ## The data
#
# The same 1,797 pictures of 8 × 8 pixels as before, in the same three heaps: to train on, to choose by, and one to be
# looked at once, at the very end. Ink is between 0 and 1 here. Numbers are float32, with about 7 digits, as is usual
# for such networks: they are faster, and a gradient need not be known to 16 digits.

# %%
images, labels = load_digits()
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
ink, digit = torch.from_numpy(images).float()[order].reshape(-1, 64) / 16, torch.from_numpy(labels)[order]
heaps = {"train": slice(0, 1024), "validation": slice(1024, 1400), "test": slice(1400, None)}
part = {name: (ink[heap], digit[heap]) for name, heap in heaps.items()}
x, y = part["train"]


def show(picture: torch.Tensor, ax: Axes, title: object = "", colours: str = "gray_r", **limits: float) -> None:
    """A row of 64 numbers, or any matrix, as a picture."""
    matrix = picture.detach().reshape(8, 8) if picture.dim() == 1 else picture.detach()
    ax.imshow(matrix.numpy(), cmap=colours, **limits)
    ax.set_title(str(title), fontsize="medium")
    ax.axis("off")


figure, axes = plt.subplots(2, 10, figsize=(11, 2.8))
for label in range(10):
    for ax, picture in zip(axes[:, label], x[y == label], strict=False):
        show(picture, ax, label)
print({name: len(truth) for name, (_, truth) in part.items()})

# %% [markdown]
# Some are hard to read even for us. Before any learning, how well does the simplest idea do? Take the mean picture of
# each digit, and call a new picture by the nearest mean. **Predict** its share of right answers.

# %%
means = torch.stack([x[y == label].mean(0) for label in range(10)])
figure, axes = plt.subplots(1, 10, figsize=(11, 1.5))
for label, ax in enumerate(axes):
    show(means[label], ax, label)


def share_right(answers: torch.Tensor, truth: torch.Tensor) -> float:
    return (answers == truth).double().mean().item()


results: dict[str, float] = {}
new_x, new_y = part["validation"]
results["nearest mean"] = share_right(torch.cdist(new_x, means).argmin(1), new_y)
print(f"nearest mean: {results['nearest mean']:.1%} right in validation")
assert 0.85 < results["nearest mean"] < 0.93

# %% [markdown]
# About nine in ten: this is what any network must beat.
#
# ## Linear regression
#
# Could we fit a linear function of the pixels by **least squares**? It is the oldest method of all, and the only one in
# this notebook with a solution in closed form: the weights $w$ for which $\lVert Aw - t \rVert^2$ is smallest, where
# each row of $A$ holds the pixels of a picture and a 1 for the bias.
#
# The obvious target $t$ is the digit itself, 0 to 9. Round the answer and compare. **Predict:** is that a good idea?


# %%
def with_one(pictures: torch.Tensor) -> torch.Tensor:
    return torch.cat([pictures, torch.ones(len(pictures), 1)], 1).double()


w = torch.linalg.lstsq(with_one(x), y.double()[:, None]).solution
answers = (with_one(new_x) @ w).squeeze(1)
print(f"the digit as a number: {share_right(answers.round(), new_y):.1%} right")

figure, ax = plt.subplots(figsize=(6, 3.2))
ax.boxplot([answers[new_y == label].numpy() for label in range(10)], positions=range(10), showfliers=False)
ax.plot([0, 9], [0, 9], color="black", linestyle="--", linewidth=1)
ax.set(xlabel="digit", ylabel="answer", title="least squares for the digit as a number")
assert share_right(answers.round(), new_y) < 0.4

# %% [markdown]
# It is not: a 5 is not "between" a 4 and a 6, as shapes go. Numbers that are mere names make no sense as numbers. So
# take ten targets, one for each digit, 1 for the true one and 0 for the others (*one-hot*), and answer with the
# largest.

# %%
targets = F.one_hot(y, 10).double()
w = torch.linalg.lstsq(with_one(x), targets).solution
results["linear regression"] = share_right((with_one(new_x) @ w).argmax(1), new_y)
print(f"ten targets: {results['linear regression']:.1%} right")
assert results["linear regression"] > results["nearest mean"]

# %% [markdown]
# Is it really the minimum? At a minimum the derivative of the error with respect to every weight is 0. And descent,
# from nothing, should come down to the same error.

# %%
w.requires_grad_()
lowest = ((with_one(x) @ w - targets) ** 2).sum(1).mean()
(slope,) = torch.autograd.grad(lowest, w)
print(f"the largest derivative at the solution: {slope.abs().max().item():.0e}")
assert slope.abs().max() < 1e-12

v = torch.zeros_like(w, requires_grad=True)
optimizer, curve = torch.optim.SGD([v], lr=0.02, momentum=0.9), []
for _ in range(400):
    optimizer.zero_grad()
    error = ((with_one(x) @ v - targets) ** 2).sum(1).mean()
    error.backward()
    optimizer.step()
    curve.append(error.item() - lowest.item())
ax = plots.loss_curves(curve, log=True, xlabel="step", ylabel="error above the lowest")
assert 0 < curve[-1] < 0.02

# %% [markdown]
# Down it goes, ever more slowly: some directions of the weights matter little, their slopes are tiny, and descent takes
# its time there. It does not matter for the answers.
#
# ## Softmax regression
#
# The same ten linear scores, but read as probabilities by softmax, and the error is cross entropy (notebook 2). There
# is no closed form any more. One function trains all that follows; it uses *Adam*, a descent that gives each weight a
# step length of its own, and returns the errors in training and validation after each epoch.

# %%
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
Heap = tuple[torch.Tensor, torch.Tensor]


def train(
    model: nn.Module, heap: Heap = part["train"], epochs: int = 40, rate: float = 5e-3, batch: int = 64
) -> dict[str, list[float]]:
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    history: dict[str, list[float]] = {"training": [], "validation": []}
    for _ in range(epochs):
        model.train()
        for chosen in torch.randperm(len(heap[1])).split(batch):
            optimizer.zero_grad()
            F.cross_entropy(model(heap[0][chosen]), heap[1][chosen]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            history["training"].append(F.cross_entropy(model(heap[0]), heap[1]).item())
            history["validation"].append(F.cross_entropy(model(new_x), new_y).item())
    return history


def right(model: nn.Module, heap: Heap = part["validation"]) -> float:
    model.eval()  # what this changes, we shall see
    with torch.no_grad():
        return share_right(model(heap[0]).argmax(1), heap[1])


torch.manual_seed(0)
softmax = nn.Linear(64, 10)
history = {"softmax regression": train(softmax)}
results["softmax regression"] = right(softmax)
print(f"softmax regression: {results['softmax regression']:.1%} right")
assert results["softmax regression"] > results["linear regression"]

# %% [markdown]
# Its weights are as many as pixels, so we can look at them: one picture for each digit, blue where ink speaks for it
# and red where it speaks against. **Predict:** where is the 0 red?

# %%
figure, axes = plt.subplots(1, 10, figsize=(11, 1.5))
reach = softmax.weight.abs().max().item()
for label, ax in enumerate(axes):
    show(softmax.weight[label], ax, label, "RdBu", vmin=-reach, vmax=reach)
middle = softmax.weight[0].detach().reshape(8, 8)[3:5, 3:5].mean().item()
print(f"the mean weight of the middle of a 0: {middle:.2f}")
assert middle < 0

# %% [markdown]
# In its middle: ink there is a strong sign against a 0. This is all that softmax regression can do, one template for
# each digit, laid over the picture.
#
# ## A multi-layer perceptron
#
# Two hidden layers of 32 units with relu between pixels and scores.

# %%
torch.manual_seed(0)
mlp = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 10))
before = [mlp[0].weight.detach().clone(), *[layer(x).detach() for layer in (mlp[:2], mlp[:4])]]
history["multi-layer perceptron"] = train(mlp)
results["multi-layer perceptron"] = right(mlp)
print(f"multi-layer perceptron: {results['multi-layer perceptron']:.1%} right")
curves = {f"{name}, {heap}": errors[heap] for name, errors in history.items() for heap in errors}
ax = plots.loss_curves(curves, log=True, ylabel="cross entropy")
assert history["multi-layer perceptron"]["training"][-1] < history["softmax regression"]["training"][-1] / 5

# %% [markdown]
# In training it is far better, in validation a little. Keep an eye on the gap; we come back to it.
#
# ## What hidden layers see
#
# **The first layer.** Each of its units has a weight for each pixel, so we can draw it. Here are the twelve units with
# the largest weights, and what they were at the start, when there was only noise:

# %%
reach = mlp[0].weight.abs().max().item()
strongest = mlp[0].weight.norm(dim=1).topk(12).indices.tolist()
figure, rows = plt.subplots(2, 12, figsize=(11, 2.3))
for axes, weights in zip(rows, (before[0], mlp[0].weight), strict=True):
    for unit, ax in zip(strongest, axes, strict=True):
        show(weights[unit], ax, "", "RdBu", vmin=-reach, vmax=reach)
rows[0, 0].set_title("before", loc="left", fontsize="medium")
rows[1, 0].set_title("after", loc="left", fontsize="medium")
plt.show()

# %% [markdown]
# Now there are strokes, edges and gaps, here for ink and there against it. No one asked for them: they are what helps
# to tell digits apart.
#
# Another way to ask a unit what it sees: show it all pictures, and take those that excite it most.

# %%
with torch.no_grad():
    hidden = mlp[:2](x)
busiest = hidden.std(0).topk(4).indices.tolist()
by_digit = torch.stack([hidden[y == label].mean(0) for label in range(10)])  # how strongly each unit answers to each
figure, rows = plt.subplots(4, 9, figsize=(9.5, 4.2), width_ratios=[1] * 8 + [2.5])
for axes, unit in zip(rows, busiest, strict=True):
    show(mlp[0].weight[unit], axes[0], f"unit {unit}", "RdBu", vmin=-reach, vmax=reach)
    best = hidden[:, unit].topk(7).indices.tolist()
    for ax, picture in zip(axes[1:8], best, strict=True):
        show(x[picture], ax)
    axes[8].bar(range(10), by_digit[:, unit].numpy())
    axes[8].set(xticks=range(10), yticks=[])
for unit in busiest:
    liked = by_digit[:, unit] > by_digit[:, unit].max() / 3
    print(f"unit {unit} answers best to {by_digit[:, unit].argmax()}, well to {liked.nonzero().flatten().tolist()}")
several = (by_digit > by_digit.amax(0) / 3).sum(0)
print(f"on average a unit answers well to {several.double().mean().item():.1f} digits")
assert several.double().mean() > 2

# %% [markdown]
# Look at the bars, its mean answer to each digit. A unit may like one digit best, but it is not "the detector of 4". It
# likes ink in certain places, and several digits have it there. The next layers combine the votes of all units.
#
# **Layers as maps.** A layer turns a picture into 32 numbers: a point in a space of 32 dimensions. We cannot see that,
# but we can look at its shadow, on the plane in which the points spread most (*principal components*: the two leading
# directions of a singular value decomposition). If layers do what we hope, the classes come apart step by step.
#
# As a number: the share of the spread of all points that is *between* the classes, not within them. It is 0 where all
# classes have the same mean, and 1 where each class has shrunk to a point. **Predict** whether it rises from layer to
# layer in a network that was never trained, too.


# %%
def shadow(points: torch.Tensor) -> torch.Tensor:
    """The points (N, D) seen on the plane of their two principal components, (N, 2)."""
    centred = points - points.mean(0)
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T


def spread_between(points: torch.Tensor) -> float:
    total = (points - points.mean(0)).square().sum()
    within = sum((points[y == label] - points[y == label].mean(0)).square().sum() for label in range(10))
    return (1 - within / total).item()


with torch.no_grad():
    after = {"pixels": x, "layer 1": mlp[:2](x), "layer 2": mlp[:4](x), "scores": mlp(x)}
figure, axes = plt.subplots(1, 4, figsize=(13, 3.6))
between = {}
for ax, (name, points) in zip(axes, after.items(), strict=True):
    flat = shadow(points)
    between[name] = spread_between(points)
    drawn = ax.scatter(flat[:, 0].numpy(), flat[:, 1].numpy(), c=y.numpy(), cmap="tab10", s=7)
    ax.set(title=f"{name}: {between[name]:.0%} between classes", xticks=[], yticks=[])
figure.colorbar(drawn, ax=axes[-1], ticks=range(10))
untrained = {f"layer {number}": spread_between(points) for number, points in enumerate(before[1:], 1)}
print("untrained:", {name: f"{share:.0%}" for name, share in untrained.items()})
assert between["pixels"] < between["layer 1"] < between["layer 2"] < between["scores"]
assert untrained["layer 2"] < between["pixels"] + 0.05

# %% [markdown]
# The trained network sorts: with every layer the points of a class move together and the classes apart. (The flat
# shadow shows a part of it; classes that overlap on the plane may be apart in the other directions.) An untrained
# network just stirs.
#
# ## Mean squared error against cross entropy
#
# Why not measure the squared distance of the probabilities from the truth, as in least squares? Both errors are
# smallest for perfect answers. The difference is in the slopes. With $p = \mathrm{softmax}(z)$ and $y$ one-hot,
#
# $$\text{cross entropy:}\quad \frac{dE}{dz_j} = p_j - y_j, \qquad
#   \text{square:}\quad \frac{dE}{dz_j} = 2 p_j \Bigl[ (p_j - y_j) - \sum_k p_k (p_k - y_k) \Bigr].$$
#
# Take two classes, of which the first is the truth, and let the network be ever more convinced of the *second*: $z =
# (t, 0)$ with $t$ far below 0. **Predict** the slopes there. (First, as always, the formulas are checked.)

# %%
z = torch.randn(10, generator=torch.Generator().manual_seed(0)).requires_grad_()
p, one_hot = F.softmax(z, 0), F.one_hot(torch.tensor(3), 10)
(slope,) = torch.autograd.grad(-p[3].log(), z, retain_graph=True)
assert torch.allclose(slope, p - one_hot, atol=1e-6)
(slope,) = torch.autograd.grad(((p - one_hot) ** 2).sum(), z)
assert torch.allclose(slope, 2 * p * ((p - one_hot) - (p * (p - one_hot)).sum()), atol=1e-6)

t = torch.linspace(-12.0, 12.0, 241, requires_grad=True)
p = F.softmax(torch.stack([t, torch.zeros_like(t)], 1), 1)
truth = torch.tensor([1.0, 0.0])
slopes = {
    "cross entropy": torch.autograd.grad(-p[:, 0].log().sum(), t, retain_graph=True)[0],
    "square": torch.autograd.grad(((p - truth) ** 2).sum(), t)[0],
}
figure, ax = plt.subplots(figsize=(6, 3.4))
for name, slope in slopes.items():
    ax.plot(t.detach().numpy(), slope.numpy(), label=name)
ax.set(xlabel="t (wrong and sure of it, to the left)", ylabel="dE/dt", title="how hard each error pushes")
ax.legend()
print({name: f"{slope[40].item():.1e}" for name, slope in slopes.items()}, "at t =", round(t[40].item(), 1))
assert slopes["cross entropy"][40] < -0.99
assert slopes["square"][40].abs() < 0.002

# %% [markdown]
# Cross entropy pushes hardest where the answer is most wrong. The square pushes *hardly at all* there: its factor $p_j$
# is nearly 0, and so is its slope. **A network that is wrong and sure of it cannot be corrected by the square.**
#
# An experiment. We teach a network nonsense first, every digit by the name of its successor, until it is sure. Then we
# tell it the truth, and descend, by either error. Each may choose the best of six learning rates.

# %%
torch.manual_seed(0)
misled = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
train(misled, (x, (y + 1) % 10), epochs=60)
assert right(misled) < 0.02


def square(scores: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    return ((F.softmax(scores, 1) - F.one_hot(truth, 10)) ** 2).sum(1).mean()


def relearn(loss: Loss, rate: float, epochs: int = 12) -> list[float]:
    """The share of right answers after each epoch of the truth, for a copy of the misled network."""
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    model.load_state_dict(misled.state_dict())
    optimizer, shares = torch.optim.SGD(model.parameters(), lr=rate), []
    for _ in range(epochs):
        for chosen in torch.randperm(len(y)).split(64):
            optimizer.zero_grad()
            loss(model(x[chosen]), y[chosen]).backward()
            optimizer.step()
        shares.append(right(model))
    return shares


relearned: dict[str, list[float]] = {}
for name, loss in {"cross entropy": F.cross_entropy, "square": square}.items():
    tries = {rate: relearn(loss, rate) for rate in (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)}
    best_rate = max(tries, key=lambda rate: sum(tries[rate]))
    relearned[f"{name}, rate {best_rate}"] = tries[best_rate]
    print(f"{name}: after one epoch {tries[best_rate][0]:.0%}, after three {tries[best_rate][2]:.0%} right")
    print("  after twelve, by rate:", {rate: f"{shares[-1]:.0%}" for rate, shares in tries.items()})
    assert all((tries[rate][-1] > 0.8) == (loss is F.cross_entropy) for rate in (0.1, 0.3))
ax = plots.loss_curves(relearned, ylabel="share right in validation", title="unlearning nonsense")
by_entropy, by_square = relearned.values()
assert by_entropy[-1] > 0.9
assert by_square[0] < by_entropy[0]
assert by_square[2] < by_entropy[2] - 0.2

# %% [markdown]
# With cross entropy an epoch or two suffice, at any of several rates. With the square much of the nonsense stays for
# long, even at the best rate, and at most rates for good: those pictures whose wrong answer is the surest hardly pull.
#
# ## Learning by heart
#
# A network with enough weights can learn *anything* about its training pictures, true or not. To see it, we take only
# 300 pictures and give 50 of them a wrong label, at random. What is the share of those lies that the network comes to
# believe? We train networks with more and more hidden layers, and **predict**: who learns the lies? Who does best on
# new pictures?

# %%
FEW, LIES = 300, 50
torch.manual_seed(2)
few_x, few_y = x[:FEW], y[:FEW].clone()
few_y[:LIES] = (few_y[:LIES] + torch.randint(1, 10, (LIES,))) % 10
assert (few_y[:LIES] != y[:LIES]).all()


def network(layers: int, units: int = 64, activation: type[nn.Module] = nn.ReLU, **extras: float) -> nn.Sequential:
    """Hidden layers with, where `normalized` or `dropout` says so, batch normalization or dropout in each."""
    torch.manual_seed(0)
    blocks: list[nn.Module] = []
    for before in [64] + [units] * (layers - 1) if layers else []:
        blocks.append(nn.Linear(before, units))
        if extras.get("normalized"):
            blocks.append(nn.BatchNorm1d(units))
        blocks.append(activation())
        if extras.get("dropout"):
            blocks.append(nn.Dropout(extras["dropout"]))
    return nn.Sequential(*blocks, nn.Linear(units if layers else 64, 10))


def study(model: nn.Sequential) -> tuple[dict[str, list[float]], float, float]:
    """Trains on the few: the errors, the share of lies believed, the share right in validation."""
    errors = train(model, (few_x, few_y), epochs=80, rate=3e-3, batch=30)
    return errors, right(model, (few_x[:LIES], few_y[:LIES])), right(model)


depths = (0, 1, 2, 4)
studied = {layers: study(network(layers)) for layers in depths}
figure, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8))
curves = {
    f"{layers} hidden, {heap}": studied[layers][0][heap] for layers in (0, 4) for heap in ("training", "validation")
}
plots.loss_curves(curves, ax=left, log=True, ylabel="cross entropy")
for name, column in (("lies believed", 1), ("right on new pictures", 2)):
    middle.plot(depths, [100 * studied[layers][column] for layers in depths], marker="o", label=name)
middle.set(xlabel="hidden layers", ylabel="%", xticks=depths, ylim=(0, 100))
middle.legend()
for layers, (_, believed, share) in studied.items():
    print(f"{layers} hidden layers: {believed:4.0%} of the lies believed, {share:.0%} right on new pictures")
assert studied[0][1] < 0.2
assert studied[4][1] > 0.7
assert studied[4][2] < studied[0][2]

# %% [markdown]
# Without hidden layers the model *cannot* believe the lies, they fit no template, and so it stays with the truth. (That
# is why its error is larger in training, where a sixth of the labels are lies, than in validation.) The deep network
# learns most of them by heart and pays on new pictures. Look at its error in validation: it falls at first, then rises,
# while the error in training goes towards 0. This is **over-fitting**, and its cure is more data, or fewer weights, or
# to stop early, at the lowest point in validation. Or this:
#
# ## Dropout
#
# In training, set each hidden number to 0 with probability $p$, anew for every picture, and multiply the others by
# $1/(1 - p)$, so that the mean stays. No unit can rely on a certain other one being there; a lie that needs one
# particular combination of units is hard to keep. When the network is used, nothing is dropped: that is what
# `model.train()` and `model.eval()` switch.

# %%
torch.manual_seed(0)
dropout = nn.Dropout(0.25)
ones = torch.ones(100_000)
dropped = dropout(ones)
zeros = (dropped == 0).float().mean().item()
print(f"zeros: {zeros:.3f}, others: {dropped.max().item():.4f}, mean: {dropped.mean().item():.3f}")
assert abs(zeros - 0.25) < 0.01
assert abs(dropped.max().item() - 1 / 0.75) < 1e-6
assert abs(dropped.mean().item() - 1) < 0.01
dropout.eval()
assert (dropout(ones) == ones).all()

# %%
rates = (0.0, 0.25, 0.5)
hindered = {rate: study(network(2, units=128, dropout=rate)) for rate in rates}
figure, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8))
plots.loss_curves(
    {f"dropout {rate}": errors["validation"] for rate, (errors, *_) in hindered.items()}, ax=left, ylabel="validation"
)
for name, column in (("lies believed", 1), ("right on new pictures", 2)):
    middle.plot(rates, [100 * hindered[rate][column] for rate in rates], marker="o", label=name)
middle.set(xlabel="dropout", ylabel="%", xticks=rates, ylim=(0, 104))
middle.legend()
for rate, (_, believed, share) in hindered.items():
    print(f"dropout {rate}: {believed:4.0%} of the lies believed, {share:.0%} right on new pictures")
assert hindered[0.5][1] < hindered[0.0][1]
assert hindered[0.5][2] > hindered[0.0][2] + 0.05

# %% [markdown]
# The same network, the same lies: with half of its units missing at any moment it believes fewer of them and reads new
# pictures much better.
#
# ## Batch normalization
#
# The other trouble with many layers was in notebook 4: what layers put out shrinks or grows from one to the next, and
# gradients with it. Careful starting weights help at the start. **Batch normalization** sees to it at every step: of
# each unit, over the pictures of a batch, take off the mean and divide by the standard deviation. Then let the network
# choose another mean and spread, $\beta$ and $\gamma$, if it wants:
#
# $$\hat z = \frac{z - \text{mean}}{\sqrt{\text{variance} + \varepsilon}}, \qquad
#   \text{output} = \gamma \hat z + \beta .$$

# %%
torch.manual_seed(0)
z = 5 + 3 * torch.randn(32, 4)
normalize = nn.BatchNorm1d(4)
by_hand = (z - z.mean(0)) / (z.var(0, unbiased=False) + normalize.eps).sqrt()
by_layer = normalize(z)
print("largest difference:", (by_layer - by_hand).abs().max().item())
assert torch.allclose(by_layer, by_hand, atol=1e-6)

for _ in range(60):  # in use there may be no batch: it remembers means and variances as it trains
    normalize(5 + 3 * torch.randn(256, 4))
normalize.eval()
print("remembered means", normalize.running_mean.numpy().round(1), "variances", normalize.running_var.numpy().round(1))
single = normalize(torch.tensor([[5.0, 8.0, 2.0, 5.0]]))
print("a single row:", single.detach().numpy().round(1) + 0.0)
assert torch.allclose(single, torch.tensor([[0.0, 1.0, -1.0, 0.0]]), atol=0.15)

# %% [markdown]
# Eight hidden layers of sigmoids: in notebook 4 we saw how the gradients of such a network vanish. **Predict** both
# curves.

# %%
deep = {
    name: network(8, units=32, activation=nn.Sigmoid, normalized=normalized)
    for name, normalized in (("plain", False), ("with batch normalization", True))
}
gradients = {}
for name, model in deep.items():
    F.cross_entropy(model(x[:256]), y[:256]).backward()
    gradients[name] = [layer.weight.grad.norm().item() for layer in model if isinstance(layer, nn.Linear)]
figure, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8))
for name, norms in gradients.items():
    left.semilogy(range(1, len(norms) + 1), norms, marker="o", label=name)
left.set(xlabel="layer", ylabel="norm of the gradient", title="before training")
left.legend()
plots.loss_curves({name: train(model, epochs=15)["training"] for name, model in deep.items()}, ax=middle)
print({name: f"{right(model):.0%} right" for name, model in deep.items()})
assert gradients["plain"][0] < 1e-4 < gradients["with batch normalization"][0]
assert right(deep["plain"]) < 0.3
assert right(deep["with batch normalization"]) > 0.85

# %% [markdown]
# ## A convolutional network
#
# All networks so far would learn as well if we shuffled the 64 pixels, always in the same way. They do not know which
# pixels are neighbours, and must learn a stroke in every place anew. A **convolution** knows: it slides one small
# window of weights over the picture and computes the same weighted sum in every place.

# %%
picture = x[y == 4][0].reshape(8, 8)
across = torch.tensor([[-1.0, 0.0, 1.0]] * 3)  # ink to the right, none to the left: an edge
down = across.T


def convolve(picture: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
    """By hand: for each place of the window, multiply and add.  Outside of the picture there is no ink."""
    padded = torch.zeros(10, 10)
    padded[1:9, 1:9] = picture
    out = torch.zeros(8, 8)
    for i, j in itertools.product(range(8), range(8)):
        out[i, j] = (padded[i : i + 3, j : j + 3] * window).sum()
    return out


figure, axes = plt.subplots(1, 5, figsize=(10, 2.2))
show(picture, axes[0], "a picture")
for ax, window, name in ((axes[1], across, "window"), (axes[3], down, "window")):
    show(window, ax, name, "RdBu", vmin=-2, vmax=2)
for ax, window in ((axes[2], across), (axes[4], down)):
    by_hand = convolve(picture, window)
    at_once = F.conv2d(picture[None, None], window[None, None], padding=1)[0, 0]
    assert torch.allclose(by_hand, at_once, atol=1e-6)
    show(at_once, ax, "convolved", "RdBu", vmin=-3, vmax=3)

# %% [markdown]
# The first finds left and right edges of strokes, the second upper and lower ones, wherever they are. A convolutional
# layer has many windows, all learned, and the next layer's windows look at all maps of the one before.
#
# How much it saves: from 8 × 8 pixels to 16 maps of 8 × 8 a linear layer needs $64 \cdot 1024 + 1024 = 66{,}560$
# numbers, the convolution $16 \cdot 9 + 16 = 160$. That is the same linear map with most weights 0 and the others
# equal, as we can check: apply it to each of the 64 pictures with a single pixel of ink, and we have its matrix.

# %%
convolution = nn.Conv2d(1, 16, 3, padding=1)
linear = nn.Linear(64, 1024)
sizes = [sum(p.numel() for p in layer.parameters()) for layer in (linear, convolution)]
print("numbers to learn: linear", sizes[0], " convolution", sizes[1])
with torch.no_grad():
    single_pixels = torch.eye(64).reshape(64, 1, 8, 8)
    matrix = F.conv2d(single_pixels, convolution.weight, padding=1).reshape(64, 1024)
    as_matrix = x @ matrix + convolution.bias.repeat_interleave(64)
    assert torch.allclose(convolution(x.reshape(-1, 1, 8, 8)).reshape(-1, 1024), as_matrix, atol=1e-5)
print(f"of the matrix {(matrix == 0).float().mean().item():.0%} are 0, and {matrix.unique().numel() - 1} are different")
assert sizes == [66_560, 160]
assert matrix.unique().numel() - 1 == 16 * 9

# %% [markdown]
# Between convolutions **pooling** makes maps smaller: of every 2 × 2 numbers it keeps the largest. A stroke that moves
# by one pixel often gives the same result.


# %%
def digit_reader() -> nn.Sequential:
    """Pictures (N, 64) to scores (N, 10)."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        *[nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()],  # 16 maps of 8 × 8
        *[nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)],  # 32 of 4 × 4
        *[nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],  # 32 of 2 × 2
        *[nn.Flatten(), nn.Linear(128, 10)],
    )


torch.manual_seed(0)
cnn = digit_reader()
history["convolutional network"] = train(cnn, epochs=10, rate=4e-3)
results["convolutional network"] = right(cnn)
print(f"convolutional network: {results['convolutional network']:.1%} right")
curves = {name: errors["validation"][:10] for name, errors in history.items()}
ax = plots.loss_curves(curves, log=True, ylabel="cross entropy in validation", title="the first ten epochs")
assert results["convolutional network"] > results["multi-layer perceptron"]

# %% [markdown]
# What does it see? Each map shows where its window found what it looks for. The same picture as above, and eight of the
# maps after each convolution:

# %%
with torch.no_grad():
    maps = [cnn[:end](picture.reshape(1, 64))[0] for end in (4, 7, 10)]
figure, rows = plt.subplots(3, 9, figsize=(10, 3.7))
for axes, found, name in zip(rows, maps, ("first", "second", "third"), strict=True):
    show(picture, axes[0], f"{name}: {found.shape[1]} × {found.shape[2]}")
    for ax, unit in zip(axes[1:], found.amax((1, 2)).topk(8).indices.tolist(), strict=True):
        show(found[unit], ax, "", "viridis")
assert [tuple(found.shape) for found in maps] == [(16, 8, 8), (32, 8, 8), (32, 4, 4)]

# %% [markdown]
# The first maps still look like the digit, each with other edges bright. The later ones are coarse: *there is something
# of the kind in this corner*.
#
# **Moved pictures.** Nobody ever showed our networks a digit that is not in the middle. Shift all pictures of the
# validation heap by a pixel, in four directions. **Predict** who suffers most.


# %%
def shifted(pictures: torch.Tensor, right: int, down: int) -> torch.Tensor:
    return F.pad(pictures.reshape(-1, 8, 8), (right, -right, down, -down)).reshape(-1, 64)


directions = ((1, 0), (-1, 0), (0, 1), (0, -1))
models = {"softmax regression": softmax, "multi-layer perceptron": mlp, "convolutional network": cnn}
moved = {
    name: sum(right(model, (shifted(new_x, *by), new_y)) for by in directions) / 4 for name, model in models.items()
}
figure, ax = plt.subplots(figsize=(6.5, 3.2))
for offset, (name, shares) in enumerate({"in place": results, "moved by a pixel": moved}.items()):
    places = [number + 0.4 * offset for number in range(3)]
    bars = ax.bar(places, [100 * shares[model] for model in models], width=0.38, label=name)
    ax.bar_label(bars, fmt="%.0f")
ax.set(ylabel="% right", ylim=(0, 125), title="pictures in place, and moved")
ax.set_xticks([0.2, 1.2, 2.2], models)
ax.legend(ncols=2, loc="upper left")
assert moved["convolutional network"] > moved["multi-layer perceptron"] + 0.1

# %% [markdown]
# All suffer, but those that know nothing of neighbours lose more than half of their answers. The convolutional network
# keeps most. Not all: its last layer is linear, and still knows places.
#
# ## The test
#
# All choices are made. Now, once, the pictures that nobody has looked at.

# %%
tested = {name: right(model, part["test"]) for name, model in models.items()}
for name, model in models.items():
    count = sum(p.numel() for p in model.parameters())
    print(f"{name:24} {count:6,} numbers learned   {results[name]:.1%} in validation   {tested[name]:.1%} in the test")
test_x, test_y = part["test"]
with torch.no_grad():
    probabilities = F.softmax(cnn(test_x), 1)
wrong = (probabilities.argmax(1) != test_y).nonzero().squeeze(1).tolist()
figure, axes = plt.subplots(1, len(wrong), figsize=(1.5 * len(wrong), 2.2), squeeze=False)
for ax, at in zip(axes[0], wrong, strict=True):
    sure, answer = probabilities[at].max(0)
    show(test_x[at], ax, f"{test_y[at].item()} read as {answer.item()}\n({sure.item():.0%} sure)")
print(f"{len(wrong)} of {len(test_y)} read wrongly by the convolutional network")
assert tested["convolutional network"] > 0.96
assert tested["convolutional network"] > tested["multi-layer perceptron"]

# %% [markdown]
# ## What to remember
#
# - Names are not numbers: ten outputs for ten classes.
# - Linear models compare with one template a class. Hidden layers find strokes nobody asked for and pull the classes
#   apart, layer by layer.
# - Cross entropy pushes hardest where the network is most wrong; the square of softmax goes flat there.
# - A deep network can learn lies by heart. Validation shows it, dropout hinders it.
# - Batch normalization keeps what flows through many layers at one size, in both directions. It and dropout work
#   differently in training and in use: `train()`, `eval()`.
# - A convolution is a linear layer that knows which pixels are neighbours and uses the same weights everywhere.
#
# **Try:** train the perceptron and the convolutional network on shifted copies of the training pictures as well (*data
# augmentation*), and test them on moved pictures again. Shuffle the 64 pixels of all pictures in the same way: who
# notices?
#
# Next: *6. Sequences and pictures*.
