# %% [markdown]
# # 4. A deep network by hand and by autograd
#
# At the end of this notebook you will be able to
#
# - write the forward and the backward pass of a network of any depth in plain NumPy, from five equations;
# - check the dimensions of every matrix in your head before you run anything;
# - compare your derivatives with minigrad's to the last digit, and with quotients of differences;
# - see gradients vanish in a deep network, and say what to do;
# - tell what each *hyper-parameter* does, and search for good ones without fooling yourself.
#
# You need the chain rule and matrix products, cross entropy from notebook 2, and the backward pass from notebook 3.

# %%
import math
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn
from minigrad.data import load_digits
from minigrad.viz import plots

torch.set_default_dtype(torch.float64)
plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# ## The data
#
# Real handwritten digits, 8 × 8 pixels, all ten of them. We make three heaps: to **train** on, to choose settings by
# (**validation**), and to look at once, at the very end (**test**). Why three? We shall see.
#
# Each pixel is shifted to mean 0, and all are scaled to a spread of 1: networks learn faster from numbers of both signs
# around 1 than from ink between 0 and 16. Mean and spread come from the training heap alone, as if the others did not
# exist yet.

# %%
images, labels = load_digits()
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0)).numpy()
pixels, digit = images.reshape(-1, 64)[order].astype(float), labels[order]
heaps = {"train": slice(0, 1024), "validation": slice(1024, 1400), "test": slice(1400, None)}
seen = pixels[heaps["train"]]
pixels = (pixels - seen.mean(axis=0)) / seen.std()
print({name: len(digit[part]) for name, part in heaps.items()})

# %% [markdown]
# ## The forward pass
#
# Put the $m$ pictures side by side, each as a column: a matrix $X$ of the shape $(64, m)$. A layer takes a matrix of
# activations $a$, multiplies by its weights, adds its biases, and applies a function $g$ to each number:
#
# $$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}, \qquad a^{[l]} = g\bigl(z^{[l]}\bigr), \qquad a^{[0]} = X .$$
#
# In the last layer there are ten scores for each picture, and softmax takes the place of $g$. The error $J$ is the mean
# cross entropy over the $m$ pictures.
#
# **Predict:** with layers of 64, 32, 16 and 10 units, what is the shape of $W^{[2]}$, of $b^{[2]}$, of $z^{[2]}$?
#
# A layer with $n$ units after one with $n'$ has $W$ of the shape $(n, n')$, since the product must turn $n'$ numbers
# into $n$. All else follows.

# %%
sizes = [64, 32, 16, 10]
generator = np.random.default_rng(1)
W = [generator.standard_normal((n, before)) / math.sqrt(before) for before, n in pairwise(sizes)]
b = [np.zeros((n, 1)) for n in sizes[1:]]


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=0))  # of each column; the largest score off first, as in notebook 2
    return e / e.sum(axis=0)


def forward(X: np.ndarray, W: list, b: list) -> tuple[list, list]:
    """The scores z of every layer, and the activations a, of which the first are the inputs."""
    a, z = [X], []
    for layer in range(len(W)):
        z.append(W[layer] @ a[-1] + b[layer])
        a.append(softmax(z[-1]) if layer == len(W) - 1 else np.tanh(z[-1]))
    return z, a


X, Y = pixels[heaps["train"]].T, np.eye(10)[:, digit[heaps["train"]]]  # truth, one-hot, also in columns
m = X.shape[1]
z, a = forward(X, W, b)
J = -(Y * np.log(a[-1])).sum() / m
print(f"J = {J:.4f}; for ten classes and no knowledge expect about ln 10 = {math.log(10):.4f}")
assert abs(J - math.log(10)) < 0.5

# %%
print("layer   W          b         z            a")
for layer in range(len(W)):
    print(layer + 1, "    ", W[layer].shape, b[layer].shape, z[layer].shape, a[layer + 1].shape, sep="  ")
    assert W[layer].shape == (sizes[layer + 1], sizes[layer])
    assert b[layer].shape == (sizes[layer + 1], 1)
    assert z[layer].shape == a[layer + 1].shape == (sizes[layer + 1], m)
assert np.allclose(a[-1].sum(axis=0), 1)

# %% [markdown]
# The biases have a single column, and NumPy adds it to each of the $m$ columns (*broadcasting*).
#
# ## The backward pass
#
# Write $dz$ for the derivative of the error with respect to $z$, and so on: **every derivative has the shape of the
# thing it belongs to.** Start at the end. Softmax with cross entropy gave answer minus truth (notebook 2):
#
# $$dz^{[L]} = a^{[L]} - Y .$$
#
# Then for each layer, from the last to the first:
#
# $$dW^{[l]} = \tfrac1m\, dz^{[l]}\, a^{[l-1]\,\mathsf T}, \qquad
#   db^{[l]} = \tfrac1m \sum_{\text{columns}} dz^{[l]}, \qquad
#   da^{[l-1]} = W^{[l]\,\mathsf T} dz^{[l]}, \qquad
#   dz^{[l-1]} = da^{[l-1]} \odot g'\bigl(z^{[l-1]}\bigr),$$
#
# where $\odot$ multiplies number by number. Do not learn them by heart. Each is the only product whose shapes fit:
#
# - $z = Wa + b$ is a sum of products, and the derivative of a product is the other factor. For $dW$, of the shape $(n,
#   n')$, from $dz$ $(n, m)$ and $a$ $(n', m)$, there is one way: $dz\, a^{\mathsf T}$. It sums over the $m$ pictures,
#   whence $\tfrac1m$ for a mean.
# - For $da$, of the shape $(n', m)$, from $W$ $(n, n')$ and $dz$ $(n, m)$: $W^{\mathsf T} dz$. Each unit gathers what
#   comes back along all arrows that leave it. Over paths, derivatives add.
# - Through $g$, each number on its own: along a path, derivatives multiply. For $g = \tanh$, $g' = 1 - \tanh^2 = 1 -
#   a^2$.


# %%
def backward(W: list, a: list, Y: np.ndarray) -> tuple[list, list]:
    """The derivatives of the error with respect to all weights and biases."""
    m = Y.shape[1]
    dW, db = [None] * len(W), [None] * len(W)
    dz = a[-1] - Y
    for layer in reversed(range(len(W))):
        dW[layer] = dz @ a[layer].T / m
        db[layer] = dz.sum(axis=1, keepdims=True) / m
        if layer > 0:
            da = W[layer].T @ dz
            dz = da * (1 - a[layer] ** 2)
    return dW, db


dW, db = backward(W, a, Y)
for layer in range(len(W)):
    print(f"layer {layer + 1}: dW {dW[layer].shape}, db {db[layer].shape}")
    assert dW[layer].shape == W[layer].shape
    assert db[layer].shape == b[layer].shape

# %% [markdown]
# Shapes that fit are a good sign, not a proof. Two checks. First, quotients of differences: a few weights of every
# layer, each moved a little both ways.


# %%
def error(W: list, b: list) -> float:
    return -(Y * np.log(forward(X, W, b)[1][-1])).sum() / m


h, worst = 1e-5, 0.0
for layer in range(len(W)):
    for place in ((0, 10), (3, 13), (9, 5)):
        moved = [matrix.copy() for matrix in W]
        moved[layer][place] += h
        above = error(moved, b)
        moved[layer][place] -= 2 * h
        below = error(moved, b)
        worst = max(worst, abs((above - below) / (2 * h) - dW[layer][place]))
print(f"largest difference from a quotient: {worst:.1e}")
assert worst < 1e-9

# %% [markdown]
# ## The same by autograd
#
# Now in minigrad, from the same weights. There is no backward pass to write, only the forward one.

# %%
weights = [torch.from_numpy(matrix.copy()).requires_grad_() for matrix in W]
biases = [torch.from_numpy(column.copy()).requires_grad_() for column in b]
inputs, truth = torch.from_numpy(X.copy()), torch.from_numpy(digit[heaps["train"]])


def scores(x: torch.Tensor) -> torch.Tensor:
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        x = weight @ x + bias
        if layer < len(weights) - 1:
            x = torch.tanh(x)
    return x


loss = F.cross_entropy(scores(inputs).T, truth)  # minigrad wants pictures as rows, hence the transpose
loss.backward()
print(f"error by hand {J:.16f}\nby minigrad   {loss.item():.16f}")
for layer in range(len(W)):
    apart = [
        np.abs(weights[layer].grad.numpy() - dW[layer]).max() / np.abs(dW[layer]).max(),
        np.abs(biases[layer].grad.numpy() - db[layer]).max() / np.abs(db[layer]).max(),
    ]
    print(f"layer {layer + 1}: dW differs by {apart[0]:.0e}, db by {apart[1]:.0e}, relative to the largest")
    assert max(apart) < 1e-14
assert abs(loss.item() - J) < 1e-14

# %% [markdown]
# The same, to the last digit. (A floating-point number has about 16 digits; two orders of adding may
# differ in the last, $10^{-16}$.) **What autograd does is exactly what you have just written**, and nothing more.
#
# Train both for 200 steps, side by side.

# %%
rate, by_hand, by_autograd = 0.3, [], []
parameters = [*weights, *biases]
for parameter in parameters:
    parameter.grad = None
for _ in range(200):
    z, a = forward(X, W, b)
    by_hand.append(-(Y * np.log(a[-1])).sum() / m)
    dW, db = backward(W, a, Y)
    W = [matrix - rate * slope for matrix, slope in zip(W, dW, strict=True)]
    b = [column - rate * slope for column, slope in zip(b, db, strict=True)]

    loss = F.cross_entropy(scores(inputs).T, truth)
    loss.backward()
    with torch.no_grad():
        for parameter in parameters:
            parameter -= rate * parameter.grad
            parameter.grad = None
    by_autograd.append(loss.item())

figure, ax = plt.subplots()
plots.loss_curves({"by hand": by_hand, "by autograd": by_autograd}, ax=ax, xlabel="step", ylabel="cross entropy")
ax.lines[1].set(linestyle="--", linewidth=3)
apart = max(abs(one - other) for one, other in zip(by_hand, by_autograd, strict=True))
print(f"error {by_hand[0]:.3f} -> {by_hand[-1]:.3f}; the two never differ by more than {apart:.0e}")
assert apart < 1e-10
assert by_hand[-1] < 0.3

# %% [markdown]
# ## Deep networks: where do gradients go?
#
# Now stack ten hidden layers of 32 units and look at the gradients that arrive at each, before any training. The
# equations say what to expect. On its way down, $dz$ is multiplied by $g'$ and by $W^{\mathsf T}$ in each layer.
#
# **Predict:** the sigmoid's slope is at most ¼. By how much does the gradient shrink over ten layers?


# %%
def deep(activation: type[nn.Module], layers: int = 10, units: int = 32) -> nn.Sequential:
    """A network with many hidden layers, whose starting weights have the size that suits the activation."""
    torch.manual_seed(0)
    blocks: list[nn.Module] = []
    for layer in range(layers):
        linear = nn.Linear(64 if layer == 0 else units, units)
        if activation is nn.ReLU:
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        else:
            nn.init.xavier_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        blocks += [linear, activation()]
    return nn.Sequential(*blocks, nn.Linear(units, 10))


rows = torch.from_numpy(pixels)
targets = torch.from_numpy(digit)
sizes_of: dict[str, list[float]] = {}
for activation in (nn.Sigmoid, nn.Tanh, nn.ReLU):
    model = deep(activation)
    F.cross_entropy(model(rows[:256]), targets[:256]).backward()
    sizes_of[activation.__name__] = [layer.weight.grad.norm().item() for layer in model if isinstance(layer, nn.Linear)]

figure, ax = plt.subplots(figsize=(6, 3.6))
for name, norms in sizes_of.items():
    ax.semilogy(range(1, len(norms) + 1), norms, marker="o", label=name)
ax.set(title="size of dW in each layer", xlabel="layer (11 is the last)", ylabel="norm of the gradient")
ax.legend()
shrink = {name: norms[0] / norms[-2] for name, norms in sizes_of.items()}
print("first layer against the tenth:", {name: f"{ratio:.1e}" for name, ratio in shrink.items()})
assert shrink["Sigmoid"] < 1e-4
assert shrink["Tanh"] > 0.1
assert shrink["ReLU"] > 0.1

# %% [markdown]
# With sigmoids the first layers get next to nothing: they will not learn, however long we train. This is the
# **vanishing gradient**. Tanh, with slope 1 in its middle, and relu, $\max(0, z)$, with slope exactly 1 wherever it is
# not 0, keep it alive, *if* the weights start at the right size: the variance of a weight $1/n'$ for tanh, $2/n'$ for
# relu, which loses half of its inputs.
#
# The starting size matters as much as the function. Look at what tanh layers put out with weights that are too small,
# right, and too large. **Predict** the shapes.

# %%
figure, axes = plt.subplots(2, 3, figsize=(13, 6.4))
spreads = {}
for column, scale in zip(axes.T, (0.4, 1.0, 4.0), strict=True):
    model = deep(nn.Tanh, layers=5)
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, nn.Linear):
                layer.weight *= scale
    F.cross_entropy(model(rows[:256]), targets[:256]).backward()
    plots.activation_histograms(model, rows[:256], ax=column[0]).set(title=f"activations, weights × {scale}")
    plots.gradient_histograms(model, ax=column[1])
    with torch.no_grad():
        spreads[scale] = model[:10](rows[:256]).std().item()  # after the fifth tanh
print("spread of the fifth layer:", {scale: f"{spread:.3f}" for scale, spread in spreads.items()})
assert spreads[0.4] < 0.05
assert spreads[4.0] > 0.8

# %% [markdown]
# Too small: each layer shrinks its input, and the last sees hardly anything. Too large: everything is pushed to −1 and
# 1, where tanh is flat and $g' \approx 0$. In between the layers resemble one another, which is what one wants.
#
# ## Hyper-parameters
#
# The weights are found by descent. What *we* choose beforehand are the **hyper-parameters**. One function trains with
# all of them:


# %%
def activation_called(name: str) -> nn.Module:
    return {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}[name]()


BASE = {
    "rate": 0.1,  # learning rate: how large a step
    "epochs": 20,  # how often to go through the training pictures
    "layers": 1,  # hidden layers
    "units": 32,  # in each of them
    "activation": "relu",
    "momentum": 0.0,  # the share of the last step that is added to the next
    "batch": 64,  # pictures for one step
    "decay": 0.0,  # weight decay: how strongly weights are pulled towards 0
    "cooling": 1.0,  # the learning rate is multiplied by this after each epoch
}
part = {name: (rows[heap], targets[heap]) for name, heap in heaps.items()}


def train(seed: int = 0, **changes: object) -> tuple[nn.Sequential, dict[str, list[float]]]:
    """A network trained with BASE and the changes; its errors in training and validation after every epoch."""
    setting = BASE | changes
    torch.manual_seed(seed)
    widths = [64] + [setting["units"]] * setting["layers"]
    blocks: list[nn.Module] = []
    for before, units in pairwise(widths):
        blocks += [nn.Linear(before, units), activation_called(setting["activation"])]
    model = nn.Sequential(*blocks, nn.Linear(widths[-1], 10))
    optimizer = torch.optim.SGD(
        model.parameters(), lr=setting["rate"], momentum=setting["momentum"], weight_decay=setting["decay"]
    )
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=setting["cooling"])
    x, y = part["train"]
    history: dict[str, list[float]] = {"training": [], "validation": []}
    for _ in range(setting["epochs"]):
        for batch in torch.randperm(len(y)).split(setting["batch"]):
            optimizer.zero_grad()
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        scheduler.step()
        with torch.no_grad():
            history["training"].append(F.cross_entropy(model(x), y).item())
            history["validation"].append(F.cross_entropy(model(part["validation"][0]), part["validation"][1]).item())
    return model, history


def right(model: nn.Module, heap: str) -> float:
    x, y = part[heap]
    with torch.no_grad():
        return (model(x).argmax(1) == y).double().mean().item()


model, history = train()
print(f"right: {right(model, 'train'):.1%} in training, {right(model, 'validation'):.1%} in validation")
ax = plots.loss_curves(history, ylabel="cross entropy", title="with the base setting")
assert right(model, "validation") > 0.9

# %% [markdown]
# ## One at a time
#
# Change one, keep the others. Before you look at each panel, **predict** the order of its curves. All show the error in
# validation.

# %%
trials = {
    "rate": [0.003, 0.03, 0.3, 3.0],
    "layers": [0, 1, 3, 6],
    "units": [2, 8, 32, 128],
    "activation": ["sigmoid", "tanh", "relu"],
    "momentum": [0.0, 0.5, 0.9, 0.99],
    "batch": [16, 64, 256, 1024],
    "decay": [0.0, 0.001, 0.01, 0.1],
    "cooling": [1.0, 0.9, 0.7],
    "epochs": [80, 20, 5],
}
figure, axes = plt.subplots(3, 3, figsize=(13, 10))
last: dict[str, dict] = {}
for ax, (name, values) in zip(axes.flat, trials.items(), strict=True):
    curves = {str(value): train(**{name: value})[1]["validation"] for value in values}
    plots.loss_curves(curves, ax=ax, log=True, ylabel="", title=name).set_ylim(0.05, 40)
    ax.legend(loc="upper right", ncols=2, fontsize="small")
    last[name] = {value: curve[-1] for value, curve in zip(values, curves.values(), strict=True)}
assert last["rate"][0.3] < last["rate"][0.03] < last["rate"][0.003]
assert last["rate"][3.0] > last["rate"][0.3]
assert last["units"][128] < last["units"][8] < last["units"][2]
assert last["activation"]["sigmoid"] > last["activation"]["relu"]
assert last["momentum"][0.9] < last["momentum"][0.0]
assert last["batch"][16] < last["batch"][1024]
assert last["decay"][0.1] > last["decay"][0.0]
assert last["cooling"][0.7] > last["cooling"][1.0]

# %% [markdown]
# - **Learning rate**: the most important of all. Too small and nothing happens; too large and the first steps throw the
#   weights to a place from which they do not come back.
# - **Layers**: on these small pictures one or two suffice. Six plain layers are slow to start: see above why.
# - **Units**: two cannot hold ten digits apart. More is better here, but each costs time.
# - **Activation**: the sigmoid lags behind; its slopes are small.
# - **Momentum** keeps a share $\mu$ of each step for the next, so that a push of 1 moves us by
#   $1 + \mu + \mu^2 + \dots = 1/(1 - \mu)$ in all. 0.9 acts like a learning rate ten times as large; 0.99 like one a
#   hundred times as large, and runs away.
# - **Batch size**: with 16 pictures for a step there are 64 steps in an epoch, with 1,024 only one.
# - **Weight decay** pulls weights towards 0. A little can help against memorising; a lot stops learning.
# - **Cooling** of the learning rate calms the end. Cool too fast and learning freezes before it is done.
# - **Epochs**: the longer curve goes on falling, more and more slowly.
#
# How can one see from *inside* whether a learning rate is right? By the size of the updates relative to the weights. A
# rule of thumb: about a thousandth for each step, −3 on a logarithmic scale.

# %%
figure, axes = plt.subplots(1, 3, figsize=(13, 3.8), sharey=True)
medians = []
for ax, rate in zip(axes, (0.003, 0.1, 1.0), strict=True):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    updates = plots.watch_updates(model, optimizer)
    x, y = part["train"]
    for _ in range(12):
        for batch in torch.randperm(len(y)).split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
    plots.update_ratios(updates, ax=ax).set(title=f"learning rate {rate}")
    medians.append(float(np.median(np.log10(updates.ratios["0.weight"]))))
print("median of log10(update / weight) in the first layer:", [round(median, 1) for median in medians])
assert medians[0] < -3
assert medians[0] < medians[1] < medians[2]

# %% [markdown]
# At 0.003 the ratio is below the line, and learning is slow, as its curve above shows. At 0.1 it is above the line,
# which so small a network takes well. At 1.0 the first steps each change the weights by a tenth of their spread: a
# gamble.
#
# ## A search
#
# Hyper-parameters depend on one another: with more momentum one wants a smaller rate. So search over all of them
# together. **Random search** draws each from its range; for rates and decays, which matter by their order of magnitude,
# draw the *exponent*. Random is better than a grid: if only two of eight matter, a grid of 4 values each tries just 4
# of either, while 50 random draws try 50.

# %%
generator = np.random.default_rng(0)
results = []
for seed in range(50):
    setting = {
        "rate": float(10 ** generator.uniform(-3, 0.5)),
        "layers": int(generator.integers(1, 4)),
        "units": int(2 ** generator.uniform(2, 7)),
        "activation": str(generator.choice(["sigmoid", "tanh", "relu"])),
        "momentum": float(1 - 10 ** generator.uniform(-1.3, 0)),
        "batch": int(2 ** generator.integers(4, 9)),
        "decay": float(10 ** generator.uniform(-6, -1.5)),
        "cooling": float(generator.uniform(0.8, 1.0)),
        "epochs": 10,
    }
    model, history = train(seed=seed, **setting)
    results.append((right(model, "validation"), history["validation"][-1], setting))
results.sort(key=lambda result: -result[0])
for accuracy, _, setting in results[:3]:
    print(f"{accuracy:.1%}", {name: round(v, 4) if isinstance(v, float) else v for name, v in setting.items()})
assert results[0][0] > 0.95
assert results[-1][0] < 0.3

# %%
figure, axes = plt.subplots(2, 4, figsize=(13, 6), sharey=True)
shares = [100 * accuracy for accuracy, _, _ in results]
for ax, name in zip(axes.flat, [name for name in BASE if name != "epochs"], strict=True):
    ax.scatter([setting[name] for _, _, setting in results], shares, s=18)
    ax.set(xlabel=name)
    if name in ("rate", "decay"):
        ax.set_xscale("log")
    elif name in ("units", "batch"):
        ax.set_xscale("log", base=2)
    elif name == "layers":
        ax.set_xticks([1, 2, 3])
for ax in axes[:, 0]:
    ax.set_ylabel("% right in validation")
slow = [accuracy for accuracy, _, setting in results if setting["rate"] < 0.01]
fast = [accuracy for accuracy, _, setting in results if setting["rate"] >= 0.01]
print(f"median below a rate of 0.01: {np.median(slow):.0%}, above: {np.median(fast):.0%}")
assert np.median(slow) + 0.2 < np.median(fast)

# %% [markdown]
# Each point is one training. Where a panel shows a shape, the hyper-parameter matters: the learning rate first. Where
# it shows only a cloud, it does not, within this range. Below a rate of 0.01 hardly any training got off the ground in
# ten epochs, and nearly all the good ones lie above.
#
# ## The test heap, once
#
# We picked the best of 50 by the validation heap. So its result there is flattering: among fifty, one is also *lucky*.
# This is why the third heap exists. Train the winner for longer, and only now look:

# %%
best = results[0][2] | {"epochs": 30}
model, history = train(**best)
print(f"validation {right(model, 'validation'):.1%}, test {right(model, 'test'):.1%}")
ax = plots.loss_curves(history, log=True, ylabel="cross entropy", title="the winner, trained for longer")
assert right(model, "test") > 0.94

# %% [markdown]
# ## What to remember
#
# - Forward: $z = Wa + b$, $a = g(z)$. Backward: $dz = da \odot g'(z)$, $dW = \tfrac1m dz\,a^{\mathsf T}$,
#   $db = \tfrac1m\sum dz$, $da = W^{\mathsf T}dz$. Every derivative has the shape of its thing, and the shapes tell the
#   equation.
# - Autograd does exactly this, to the last digit.
# - Gradients are products over layers: they vanish (sigmoids, small weights) unless slopes and weights keep them alive.
# - The learning rate matters most. Search at random, on logarithmic scales; choose by validation; report the test,
#   once.
#
# **Try:** add a sigmoid variant to `forward` and `backward` by hand ($g' = a(1 - a)$), check it against minigrad, and
# train with three hidden layers. Then replace the mean by a sum in `J` and find every place that must change.
