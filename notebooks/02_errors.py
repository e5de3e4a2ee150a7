# %% [markdown]
# # 2. Error functions
#
# At the end of this notebook you will be able to
#
# - say why a count of mistakes cannot be made smaller by calculus, and what to use instead;
# - derive the sigmoid's derivative $\sigma(1 - \sigma)$ and check it numerically, as you can check any derivative;
# - turn scores into probabilities for two classes or many (*softmax*), without overflow;
# - derive *cross entropy* from the question "which model makes what we saw most likely?";
# - train logistic regression on real handwritten digits, and say how it differs from the perceptron rule;
# - combine two linear models into one that is not linear.
#
# You need notebook 1, derivatives and logarithms. As before: where the text says *predict*, do.

# %%
import math

import matplotlib.pyplot as plt

import minigrad as torch
import minigrad.nn.functional as F
from minigrad.data import load_digits
from minigrad.viz import plots

torch.set_default_dtype(torch.float64)
plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# ## Why not simply count the mistakes?
#
# What we care about is the number of wrong answers. So why not take that as the error and go downhill? Let us look at
# it. Here are two classes of points. We keep the line's weights at $w = (1, 1)$ and slide the line by its bias $b$.
#
# **Predict:** what does the number of mistakes look like as a function of $b$? And its derivative?

# %%
torch.manual_seed(1)
x = torch.cat([0.2 * torch.randn(30, 2) + 0.35, 0.2 * torch.randn(30, 2) + 0.75])
y = torch.cat([torch.zeros(30), torch.ones(30)])


def mistakes(w: torch.Tensor, b: torch.Tensor) -> int:
    return ((x @ w + b >= 0).double() != y).sum().item()


w = torch.tensor([1.0, 1.0])
biases = torch.linspace(-2.5, 0.5, 601)
counts = [mistakes(w, b) for b in biases]

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
plots.boundary_lines([(w, -0.6), (w, -1.6), (w, -1.1)], x, y, ax=left)
left.set(title="b = −0.6 and −1.6 (green), −1.1 (black)", xlabel="$x_1$", ylabel="$x_2$")
right.plot(biases.numpy(), counts)
right.set(title="the number of mistakes is a staircase", xlabel="b", ylabel="mistakes")

h = 1e-6
slopes = [(mistakes(w, b + h) - mistakes(w, b - h)) / (2 * h) for b in biases]
flat = sum(slope == 0 for slope in slopes)
print(f"at {flat} of {len(slopes)} places the derivative is exactly 0")
assert flat >= len(slopes) - 2

# %% [markdown]
# It is a staircase. Stand on any of its steps and feel around with your feet: the ground is level in every direction.
# The derivative is 0 wherever it exists, so it cannot say which way is down. (The perceptron rule got by without
# derivatives. But it only works for a single layer, and only rests if the classes can be separated.)
#
# We need an error that changes a *little* when the weights change a little. For this the answer must not jump from 0 to
# 1. Let it say how *sure* it is instead.
#
# ## The sigmoid: from a score to a probability
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# takes any score to a number between 0 and 1, which we read as "the probability that the class is 1". Far from the line
# we are nearly sure; on the line, at score 0, we say ½.
#
# Why this function, of all that climb from 0 to 1? Solve $p = \sigma(z)$ for the score: $z = \ln \frac{p}{1 - p}$. The
# fraction is what betting people call the *odds*: at $p = \tfrac34$ they are 3 to 1. So a score is the logarithm of the
# odds: each further point of score multiplies them by $e$.
#
# **Its derivative.** With $\sigma = (1 + e^{-z})^{-1}$ the chain rule gives
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}
#   = \frac{1}{1 + e^{-z}} \cdot \frac{(1 + e^{-z}) - 1}{1 + e^{-z}} = \sigma(z)\,(1 - \sigma(z)).$$
#
# Pretty: whoever has computed $\sigma$ has its derivative for one multiplication. But is it right? **Never trust a
# derivative that you have not checked.** The check needs no thought at all: for small $h$,
#
# $$\sigma'(z) \approx \frac{\sigma(z + h) - \sigma(z - h)}{2h} .$$

# %%
z = torch.linspace(-8, 8, 161)
s = torch.sigmoid(z)
formula = s * (1 - s)
h = 1e-5
quotient = (torch.sigmoid(z + h) - torch.sigmoid(z - h)) / (2 * h)

z.requires_grad_()
torch.sigmoid(z).sum().backward()  # the sum's derivative with respect to each z is that z's own
automatic = z.grad

odds = s / (1 - s)
assert torch.allclose(odds.log(), z, atol=1e-11)  # the score is the logarithm of the odds
print("largest difference, formula and quotient:     ", (formula - quotient).abs().max().item())
print("largest difference, formula and minigrad's:   ", (formula - automatic).abs().max().item())
assert (formula - quotient).abs().max().item() < 1e-9
assert (formula - automatic).abs().max().item() < 1e-15

# %%
at = z.detach().numpy()
figure, ax = plt.subplots(figsize=(6, 3.6))
ax.plot(at, s.numpy(), label="σ(z)")
ax.plot(at, formula.numpy(), label="σ(z)(1 − σ(z))")
ax.plot(at[::8], quotient.numpy()[::8], "k.", label="quotient of differences")
ax.set(title="the sigmoid and its derivative, found in two ways", xlabel="z")
ax.legend()
assert abs(formula.max().item() - 0.25) < 1e-12
assert formula[-1].item() < 0.0004

# %% [markdown]
# How small should $h$ be? **Predict:** is the check ten times better with an $h$ ten times smaller? For ever?

# %%
steps = [10.0**-k for k in range(1, 15)]
misses = []
for step in steps:
    quotient_at_1 = (torch.sigmoid(torch.tensor(1 + step)) - torch.sigmoid(torch.tensor(1 - step))) / (2 * step)
    truth_at_1 = torch.sigmoid(torch.tensor(1.0)) * (1 - torch.sigmoid(torch.tensor(1.0)))
    misses.append(max(abs((quotient_at_1 - truth_at_1).item()), 1e-16))
figure, ax = plt.subplots(figsize=(6, 3.4))
ax.loglog(steps, misses, marker="o")
ax.set(title="how far the quotient is from σ′(1)", xlabel="h", ylabel="error")
best = steps[misses.index(min(misses))]
print(f"best: h = {best:.0e}, wrong by {min(misses):.0e}; at h = 1e-14 wrong by {misses[-1]:.0e}")
assert 1e-7 < best < 1e-4
assert 50 < misses[0] / misses[1] < 200  # ten times smaller, a hundred times better
assert misses[-1] > 1e-4

# %% [markdown]
# Read it from the right. At first a ten times smaller $h$ makes the check a *hundred* times better, as the quotient's
# error is proportional to $h^2$. Then it turns and gets worse: the two values differ only in their last digits, which
# are rounded, and we divide this rounding by a tiny $2h$. In between, around $10^{-5}$, is a good place.
#
# Two facts about the sigmoid to keep. The slope is never more than ¼. And for large scores, either way, it is almost 0:
# there the sigmoid has made up its mind, and small changes of the score do not show. We shall meet the second fact
# again below, and the first in notebook 4, where ten sigmoids follow one another and $(\tfrac14)^{10}$ is about a
# millionth.
#
# ## Softmax: many classes
#
# For several classes, have a score for each: say duck 2, beaver 1, walrus 0. We want probabilities: positive, with sum
# 1, and larger for larger scores. Dividing scores by their sum would fail, as scores may be negative. First make them
# positive, by a function that keeps their order: the exponential. This is **softmax**:
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$


# %%
def softmax(z: torch.Tensor) -> torch.Tensor:
    return z.exp() / z.exp().sum()


scores = torch.tensor([2.0, 1.0, 0.0])
p = softmax(scores)
print([round(value, 2) for value in p.tolist()], "sum", p.sum().item())
assert [round(value, 2) for value in p.tolist()] == [0.67, 0.24, 0.09]
assert abs(p.sum().item() - 1) < 1e-15

# %% [markdown]
# **Predict:** add 100 to each of the three scores. What happens to the probabilities?

# %%
print(softmax(scores + 100).tolist())
assert torch.allclose(softmax(scores + 100), p)

# %% [markdown]
# Nothing. $e^{z_k + c} = e^c e^{z_k}$, and $e^c$ cancels in the fraction. Only *differences* of scores matter (this is
# called shift invariance). It means, for one thing, that softmax of two classes is our sigmoid:
#
# $$\frac{e^{z}}{e^{z} + e^{0}} = \frac{1}{1 + e^{-z}} = \sigma(z).$$

# %%
for score in (-3.0, 0.0, 1.5):
    pair = softmax(torch.tensor([score, 0.0]))
    assert abs(pair[0].item() - torch.sigmoid(torch.tensor(score)).item()) < 1e-15

# %% [markdown]
# For another thing, it rescues us from a trap. **Predict:** what does our `softmax` say to scores of 1000, 999, 998? By
# the invariance just shown it ought to be 0.67, 0.24, 0.09 again.

# %%
large = torch.tensor([1000.0, 999.0, 998.0])
print("softmax:", softmax(large).tolist())
print("exp:    ", large.exp().tolist())
assert softmax(large).isnan().all()

# %% [markdown]
# $e^{1000}$ has 435 digits, and a floating-point number ends at about $10^{308}$; beyond is `inf`, and `inf / inf` is
# "not a number". The mathematics is right, the arithmetic is not. Shift invariance is the cure: **subtract the largest
# score first.** Then the largest exponential is $e^0 = 1$, nothing overflows, and the result is the same.


# %%
def stable_softmax(z: torch.Tensor) -> torch.Tensor:
    e = (z - z.max()).exp()
    return e / e.sum()


print(stable_softmax(large).tolist())
assert torch.allclose(stable_softmax(large), p)
assert torch.allclose(stable_softmax(large), torch.softmax(large, dim=0))

# %% [markdown]
# Library functions such as `torch.softmax` do just this.
#
# ## One-hot: classes are not numbers
#
# The truth needs a form too. Calling duck 0, beaver 1 and walrus 2 would claim that a beaver lies half-way between a
# duck and a walrus. Instead, give each class its own place: a vector with a 1 there and 0 elsewhere. This is
# **one-hot** encoding. Every class is then equally far from every other.

# %%
animals = torch.tensor([0, 2, 1, 0])  # duck, walrus, beaver, duck
one_hot = F.one_hot(animals, num_classes=3).double()
print(one_hot)
distances = torch.cdist(torch.eye(3), torch.eye(3))
assert one_hot.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
assert torch.allclose(distances, math.sqrt(2) * (1 - torch.eye(3)))

# %% [markdown]
# One-hot vectors are probabilities too: those of somebody who is perfectly sure, and right.
#
# ## Maximum likelihood
#
# Two models look at four points; the first two are of class 1, the others of class 0. Each model says for every point
# how likely class 1 is. Which model is better?
#
# **Maximum likelihood** says: the one by which *what we saw* is more probable. For each point take the probability
# that the model gave to its true class. The points are independent, so multiply.

# %%
truth = torch.tensor([1.0, 1.0, 0.0, 0.0])
model_a = torch.tensor([0.6, 0.2, 0.9, 0.3])  # P(class 1) of each point, as model A sees it
model_b = torch.tensor([0.7, 0.9, 0.2, 0.4])


def of_the_truth(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The probability that was given to what is true: p where y = 1, 1 - p where y = 0."""
    return torch.where(y == 1, p, 1 - p)


for name, model in (("A", model_a), ("B", model_b)):
    print(name, of_the_truth(model, truth).tolist(), f"product {of_the_truth(model, truth).prod().item():.4f}")
assert abs(of_the_truth(model_a, truth).prod().item() - 0.0084) < 1e-12
assert abs(of_the_truth(model_b, truth).prod().item() - 0.3024) < 1e-12

# %% [markdown]
# (0.09999999999999998 is the computer's 1 − 0.9: it calculates with 16 digits in base 2, and 0.9 has no end there.)
#
# 0.6 · 0.2 · 0.1 · 0.7 = 0.0084 against 0.7 · 0.9 · 0.8 · 0.6 = 0.3024: model B explains what we saw 36 times better.
#
# Products have two faults. One: they vanish. **Predict:** 2,000 points, each with probability ½ for its class; what
# does the computer say the product is?

# %%
halves = torch.full((2000,), 0.5)
print("product:", halves.prod().item(), "  sum of logarithms:", halves.log().sum().item())
assert halves.prod().item() == 0
assert abs(halves.log().sum().item() - 2000 * math.log(0.5)) < 1e-9

# %% [markdown]
# 0, though the true value is $2^{-2000}$: too small for a floating-point number. Two: change one factor, and the whole
# product changes, which makes derivatives awkward.
#
# The logarithm cures both, since $\ln(ab) = \ln a + \ln b$. It turns **products into sums** and keeps order: where the
# product is largest, so is the sum. Logarithms of probabilities are negative, so we change the sign. The result is
#
# ## Cross entropy
#
# $$\text{cross entropy} = -\sum_i \ln(\text{the probability given to what is true at point } i).$$
#
# Large probability of what happened, small cross entropy. Learning will mean making it small.

# %%
for name, model in (("A", model_a), ("B", model_b)):
    entropy = -of_the_truth(model, truth).log().sum()
    print(name, f"{entropy.item():.2f}")
    assert abs(entropy.item() + math.log(of_the_truth(model, truth).prod().item())) < 1e-12
assert round(-of_the_truth(model_a, truth).log().sum().item(), 1) == 4.8
assert round(-of_the_truth(model_b, truth).log().sum().item(), 1) == 1.2

# %% [markdown]
# Each point contributes its own "surprise", $-\ln p$. What was expected with certainty costs 0. What was held to be
# impossible costs infinitely much: a model that is sure and wrong is punished without mercy.

# %%
p = torch.linspace(0.001, 1, 400)
figure, ax = plt.subplots(figsize=(6, 3.2))
ax.plot(p.numpy(), (-p.log()).numpy())
ax.set(title="the price of a surprise", xlabel="probability given to what is true", ylabel="−ln p")
assert -math.log(1.0) == 0

# %% [markdown]
# **In one formula.** With $y$ either 1 or 0, "$p$ if $y = 1$, else $1 - p$" can be written without an "if":
#
# $$\text{binary cross entropy} = -\sum_i \bigl(y_i \ln p_i + (1 - y_i)\ln(1 - p_i)\bigr),$$
#
# as in each summand one of the two factors $y_i$ and $1 - y_i$ is 0. An example: behind three doors there are presents
# with the probabilities 0.8, 0.7 and 0.1. **Predict** which costs more: presents behind the first two only (1, 1, 0),
# or behind the last only (0, 0, 1)?


# %%
def binary_cross_entropy(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return -(y * p.log() + (1 - y) * (1 - p).log()).sum()


doors = torch.tensor([0.8, 0.7, 0.1])
likely, unlikely = torch.tensor([1.0, 1.0, 0.0]), torch.tensor([0.0, 0.0, 1.0])
print(f"{binary_cross_entropy(doors, likely).item():.2f} and {binary_cross_entropy(doors, unlikely).item():.2f}")
assert round(binary_cross_entropy(doors, likely).item(), 2) == 0.69
assert round(binary_cross_entropy(doors, unlikely).item(), 2) == 5.12
assert torch.allclose(
    binary_cross_entropy(doors, likely), F.binary_cross_entropy(doors, likely, reduction="sum"), rtol=1e-12
)

# %% [markdown]
# **Many classes.** Now let each door hide one of three animals. With a probability $p_{ik}$ for each door $i$ and
# animal $k$, and the truth one-hot, $y_{ik}$, the same idea reads
#
# $$\text{cross entropy} = -\sum_i \sum_k y_{ik} \ln p_{ik} .$$
#
# One-hot vectors pick a single logarithm for each door.

# %%
#                     duck beaver walrus
p = torch.tensor([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.4, 0.5]])
saw = F.one_hot(torch.tensor([0, 2, 2]), 3).double()  # a duck, a walrus, a walrus
entropy = -(saw * p.log()).sum()
print(f"{entropy.item():.2f} = -ln(0.7 · 0.3 · 0.5) = {-math.log(0.7 * 0.3 * 0.5):.2f}")
assert abs(entropy.item() + math.log(0.7 * 0.3 * 0.5)) < 1e-12

# %% [markdown]
# ## The staircase, smoothed
#
# Back to the beginning. There we slid a line over two classes of points, and the count of mistakes was a staircase.
# **Predict** what cross entropy looks like for the same lines.

# %%
entropies = [F.binary_cross_entropy(torch.sigmoid(8 * (x @ w + b)), y).item() for b in biases]
lowest = biases[entropies.index(min(entropies))].item()
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.plot(biases.numpy(), counts)
left.set(title="count of mistakes", xlabel="b", ylabel="mistakes")
right.plot(biases.numpy(), entropies, color="C1")
right.set(title="mean cross entropy", xlabel="b", ylabel="cross entropy")
print(f"cross entropy is least at b = {lowest:.2f}, with {mistakes(w, torch.tensor(lowest))} mistakes of {len(y)}")
assert mistakes(w, torch.tensor(lowest)) <= min(counts) + 3
bends = [after - 2 * at + before for before, at, after in zip(entropies, entropies[1:], entropies[2:], strict=False)]
assert min(bends) > 0

# %% [markdown]
# A smooth valley, and its slope says everywhere which way is down. Its bottom is near that of the staircase. (The
# scores are multiplied by 8 here to make the model about as sure as it may be. Learning finds such a factor by itself,
# as it is free to choose the size of the weights.)
#
# ## From score to error: a small miracle
#
# Put the pieces together for one point: score $z$, probability $p = \sigma(z)$, error
# $E = -y\ln p - (1-y)\ln(1-p)$. How does the error change with the score?
#
# $$\frac{dE}{dz} = \frac{dE}{dp}\cdot\frac{dp}{dz}
#   = \left(-\frac{y}{p} + \frac{1-y}{1-p}\right) p(1-p) = -y(1-p) + (1-y)p = p - y .$$
#
# Everything cancels. **The derivative of the error with respect to the score is answer minus truth.**
#
# It is the same with softmax and many classes. Let $t$ be the true class. Then
#
# $$E = -\ln p_t = -\ln\frac{e^{z_t}}{\sum_j e^{z_j}} = -z_t + \ln\sum_j e^{z_j}, \qquad
#   \frac{\partial E}{\partial z_k} = -y_k + \frac{e^{z_k}}{\sum_j e^{z_j}} = p_k - y_k,$$
#
# as the one-hot $y_k$ is 1 for $k = t$ and else 0. We check both with minigrad. (*Logit* is another word for score:
# `binary_cross_entropy_with_logits` takes scores and applies the sigmoid itself, and `cross_entropy` applies softmax.)

# %%
z = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
y3 = torch.tensor([1.0, 0.0, 1.0])
F.binary_cross_entropy_with_logits(z, y3, reduction="sum").backward()
print("two classes: ", z.grad.tolist(), "=", (torch.sigmoid(z) - y3).tolist())
assert torch.allclose(z.grad, torch.sigmoid(z) - y3, rtol=0, atol=1e-15)

z = torch.tensor([[2.0, 1.0, 0.0]], requires_grad=True)
F.cross_entropy(z, torch.tensor([2])).backward()
print("many classes:", z.grad.tolist())
assert torch.allclose(z.grad, torch.softmax(z, 1) - F.one_hot(torch.tensor([2]), 3), rtol=0, atol=1e-15)

# %% [markdown]
# Compare the square, $E = (p - y)^2$, which looks just as reasonable. Its derivative is $2(p - y)\,p(1-p)$, with the
# sigmoid's slope still in it. **Predict:** for a point of class 1 that gets the score −8, a bad mistake made with great
# confidence, which error pulls harder?

# %%
z = torch.linspace(-8, 8, 161, requires_grad=True)
slopes = {}
for name, error in (("square", (torch.sigmoid(z) - 1) ** 2), ("cross entropy", -F.logsigmoid(z))):
    (slopes[name],) = torch.autograd.grad(error.sum(), z)
figure, ax = plt.subplots(figsize=(6, 3.6))
for name, slope in slopes.items():
    ax.plot(z.detach().numpy(), slope.numpy(), label=name)
ax.set(title="slope of the error of a point of class 1", xlabel="score z", ylabel="dE/dz")
ax.legend()
print({name: f"{slope[0].item():.4f}" for name, slope in slopes.items()}, "at z = −8")
assert slopes["cross entropy"][0].item() < -0.999
assert abs(slopes["square"][0].item()) < 0.001

# %% [markdown]
# With the square the slope is about −0.0007 there: the worst mistakes hardly move anything. Cross entropy pulls with
# almost full force, −1, and lets go as the answer becomes right. This is why classifiers are trained with it.
#
# ## Logistic regression on real digits
#
# A perceptron with a sigmoid, trained on cross entropy by gradient descent, is called **logistic regression**. Let it
# learn to tell real handwritten threes from eights: pictures of 8 × 8 pixels, 64 inputs. We hold a quarter back, to see
# whether it has *learned* or merely memorised.

# %%
images, labels = load_digits()
pixels = torch.from_numpy(images).double().flatten(1) / 16  # 0 (white) to 1 (black)
digit = torch.from_numpy(labels)

chosen = (digit == 3) | (digit == 8)
pictures, is_eight = pixels[chosen], (digit[chosen] == 8).double()
torch.manual_seed(0)
order = torch.randperm(len(pictures))
pictures, is_eight = pictures[order], is_eight[order]
quarter = len(pictures) // 4
test_x, test_y = pictures[:quarter], is_eight[:quarter]
train_x, train_y = pictures[quarter:], is_eight[quarter:]
print(len(train_x), "pictures to learn from,", len(test_x), "held back")

figure, axes = plt.subplots(1, 8, figsize=(8, 1.4))
for ax, picture, eight in zip(axes, train_x, train_y.tolist(), strict=False):
    ax.imshow(picture.reshape(8, 8).numpy(), cmap="gray_r")
    ax.set_title("8" if eight else "3", fontsize=10)
    ax.axis("off")

# %% [markdown]
# Gradient descent, in full, as in notebook 1; nothing is hidden. The error is the mean cross entropy of the training
# pictures. Beside it we watch that of the pictures held back, by which we never step.

# %%
w = torch.zeros(64, requires_grad=True)
b = torch.zeros((), requires_grad=True)
rate = 0.5
history: dict[str, list[float]] = {"training": [], "held back": []}
for _ in range(400):
    error = F.binary_cross_entropy_with_logits(train_x @ w + b, train_y)  # the mean over the points
    error.backward()
    with torch.no_grad():
        for parameter in (w, b):
            parameter -= rate * parameter.grad
            parameter.grad = None
        history["training"].append(error.item())
        history["held back"].append(F.binary_cross_entropy_with_logits(test_x @ w + b, test_y).item())


def share_right(x: torch.Tensor, y: torch.Tensor) -> float:
    with torch.no_grad():
        return ((x @ w + b >= 0).double() == y).double().mean().item()


print(f"right: {share_right(train_x, train_y):.1%} in training, {share_right(test_x, test_y):.1%} of those held back")
assert abs(history["training"][0] - math.log(2)) < 1e-12
assert share_right(test_x, test_y) > 0.95

# %% [markdown]
# The first error is exactly $\ln 2$: with all weights 0, every answer is ½, and $-\ln\tfrac12 = \ln 2 = 0.693$. Good to
# know: a classifier of two classes that starts far above 0.7 has a mistake in it.
#
# The weights have the shape of a picture, so look at them as one. **Predict:** where does a pixel speak for 8?

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
plots.loss_curves(history, ax=left, xlabel="step", ylabel="cross entropy", title="the error falls")
weights = w.detach().reshape(8, 8)
reach = weights.abs().max().item()
shown = right.imshow(weights.numpy(), cmap="RdBu_r", vmin=-reach, vmax=reach)
figure.colorbar(shown, ax=right)
right.set_title("the weights: red speaks for 8, blue for 3")
assert weights[2, 2].item() > 0  # the left sides of the two loops of an 8
assert weights[5, 2].item() > 0

# %% [markdown]
# Red on the left of both loops: ink there closes the loops of an 8. Nobody told it about loops.
#
# Which held-back pictures was it least right about? A probability lets us ask such things; a count of mistakes would
# not. Above each stands the truth, and how probable an 8 is to the model.

# %%
with torch.no_grad():
    p = torch.sigmoid(test_x @ w + b)
worst = of_the_truth(p, test_y).argsort()[:6]
figure, axes = plt.subplots(1, 6, figsize=(9, 1.9))
for ax, index in zip(axes, worst.tolist(), strict=True):
    ax.imshow(test_x[index].reshape(8, 8).numpy(), cmap="gray_r")
    ax.set_title(f"{'8' if test_y[index] else '3'}; p(8) = {p[index].item():.2f}", fontsize=9)
    ax.axis("off")

# %% [markdown]
# ## Gradient descent against the perceptron rule
#
# By the "small miracle", $dE/dz = p - y$, and the score is $z = w\cdot x + b$. So one step of gradient descent on one
# point is
#
# $$w \leftarrow w + \eta\,(y - p)\,x, \qquad b \leftarrow b + \eta\,(y - p).$$
#
# Have you seen this before? It *is* the perceptron rule of notebook 1, with the probability $p$ in the place of the
# answer $\hat y$, 0 or 1. That is the whole difference:
#
# - the perceptron moves only for points on the wrong side, always by a full $x$;
# - gradient descent listens to all points, to each by how wrong it is. A point well inside its own side says "a little
#   farther, please"; one far on the wrong side shouts.
#
# First check that the gradient from `backward()` really gives that formula. Then run both rules on the classes from the
# beginning, which no line separates, and where the perceptron cannot rest.

# %%
point, truth1 = torch.tensor([0.4, 0.9]), torch.tensor(1.0)
w2 = torch.tensor([0.5, -1.0], requires_grad=True)
F.binary_cross_entropy_with_logits(point @ w2, truth1).backward()
assert torch.allclose(-w2.grad, (truth1 - torch.sigmoid(point @ w2)).detach() * point, rtol=1e-14)

# %%
epochs, rate = 400, 0.1
runs = {}
for name, answer in (("perceptron", lambda z: (z >= 0).double()), ("gradient descent", torch.sigmoid)):
    torch.manual_seed(5)
    w2, b2 = torch.randn(2), torch.zeros(())
    lines, wrong = [], []
    for _ in range(epochs):
        for point, label in zip(x, y, strict=True):
            step = rate * (label - answer(point @ w2 + b2))
            w2, b2 = w2 + step * point, b2 + step
        lines.append((w2, b2))
        wrong.append(mistakes(w2, b2))
    runs[name] = lines, wrong

figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 3.8))
for ax, (name, (lines, _)) in zip((left, middle), runs.items(), strict=True):
    plots.boundary_lines(lines[::8], x, y, ax=ax).set_title(f"{name}: every eighth epoch's line")
plots.loss_curves({name: wrong for name, (_, wrong) in runs.items()}, ax=right, ylabel="mistakes", title="mistakes")


def change(old: tuple, new: tuple) -> float:
    """How far the line moved: the distance of the two unit vectors along (w1, w2, b)."""
    old, new = (torch.cat([w, b.reshape(1)]) for w, b in (old, new))
    return (new / new.norm() - old / old.norm()).norm().item()


moved = {name: change(lines[-2], lines[-1]) for name, (lines, _) in runs.items()}
print("the line's move in the last epoch:", {name: f"{distance:.5f}" for name, distance in moved.items()})
print("mistakes at the end:", {name: wrong[-1] for name, (_, wrong) in runs.items()})
assert moved["perceptron"] > 100 * moved["gradient descent"]
assert runs["gradient descent"][1][-1] < runs["perceptron"][1][-1]

# %% [markdown]
# Both rules have the same form, yet the perceptron's line goes on jumping, while the other one comes to rest. Where?
# Near the line by which what we saw is most likely, mistakes included. To see it, find that line by descending the mean
# cross entropy of all points for a long time.

# %%
w_best, b_best = torch.zeros(2, requires_grad=True), torch.zeros((), requires_grad=True)
for _ in range(3000):
    F.binary_cross_entropy_with_logits(x @ w_best + b_best, y).backward()
    with torch.no_grad():
        for parameter in (w_best, b_best):
            parameter -= 4.0 * parameter.grad
            parameter.grad = None

candidates = {name: lines[-1] for name, (lines, _) in runs.items()} | {"the best line": (w_best, b_best)}
entropy_of = {name: F.binary_cross_entropy_with_logits(x @ w2 + b2, y).item() for name, (w2, b2) in candidates.items()}
print({name: f"{entropy:.4f}" for name, entropy in entropy_of.items()})
assert entropy_of["the best line"] < entropy_of["gradient descent"] < entropy_of["the best line"] + 0.02
assert entropy_of["perceptron"] > entropy_of["the best line"] + 0.1

# %% [markdown]
# ## Two linear models make a non-linear one
#
# Every model so far drew one straight line. Notebook 1 got around that with hidden perceptrons. With probabilities it
# is the same, only smoother. Take two linear models; for some point the first says 0.7, the second 0.8. Combine their
# answers as if they were inputs, with weights 7 and 5 and the bias −6:
#
# $$7 \cdot 0.7 + 5 \cdot 0.8 - 6 = 2.9, \qquad \sigma(2.9) = 0.95 .$$

# %%
combined = 7 * torch.tensor(0.7) + 5 * torch.tensor(0.8) - 6
print(f"{combined.item():.1f} -> {torch.sigmoid(combined).item():.2f}")
assert abs(combined.item() - 2.9) < 1e-12
assert round(torch.sigmoid(combined).item(), 2) == 0.95


# %%
def first(x: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(5 * x[:, 0] - 2 * x[:, 1] + 1)


def second(x: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(-2 * x[:, 0] + 5 * x[:, 1] + 1)


def both(x: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(7 * first(x) + 5 * second(x) - 6)


figure, axes = plt.subplots(1, 3, figsize=(13, 3.8))
square = torch.tensor([[-1.5, -1.5], [1.5, 1.5]])
for ax, (title, model) in zip(
    axes, {"first model": first, "second model": second, "σ(7 · first + 5 · second − 6)": both}.items(), strict=True
):
    plots.decision_boundary(model, square, ax=ax, margin=0.0)
    for mark in ax.collections[2:]:
        mark.set_visible(False)  # the two corners only set the limits
    ax.set_title(title)

# %% [markdown]
# Two straight lines, blended, make a bent one. How strongly each model counts is a weight, and weights can be learned.
# So let us learn *everything at once*, both linear models and their combination, from points that no line separates:
# one class inside a wedge, the other outside.
#
# From here on we use ready-made parts, which do what we did by hand. `Linear(2, 1)` is $w \cdot x + b$ with weights and
# a bias of its own, random at first; `Linear(2, 2)` is two of them side by side. `Sequential` applies one part after
# the other. `SGD` takes the steps of gradient descent for all weights of a model.

# %%
torch.manual_seed(0)
wedge = 3 * torch.rand(300, 2) - 1.5
inside = ((5 * wedge[:, 0] - 2 * wedge[:, 1] + 1 > 0) & (-2 * wedge[:, 0] + 5 * wedge[:, 1] + 1 > 0)).double()


def fit(model: torch.nn.Module, steps: int = 1500, rate: float = 2.0) -> list[float]:
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()  # p.grad = None
        error = F.binary_cross_entropy_with_logits(model(wedge).squeeze(1), inside)
        error.backward()
        optimizer.step()  # p -= rate * p.grad
        losses.append(error.item())
    return losses


torch.manual_seed(1)
one_line = torch.nn.Linear(2, 1)
network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Sigmoid(), torch.nn.Linear(2, 1))
losses = {"one linear model": fit(one_line), "two, combined": fit(network)}

figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 3.8))
for ax, (name, model) in zip(
    (left, middle), {"one linear model": one_line, "two, combined": network}.items(), strict=True
):
    plots.decision_boundary(lambda x, model=model: torch.sigmoid(model(x)), wedge, inside, ax=ax).set_title(name)
plots.loss_curves(losses, ax=right, xlabel="step", ylabel="cross entropy", title="the error falls")
accuracy = {
    name: ((model(wedge).squeeze(1) > 0).double() == inside).double().mean().item()
    for name, model in (("one linear model", one_line), ("two, combined", network))
}
print({name: f"{share:.1%}" for name, share in accuracy.items()})
assert accuracy["one linear model"] < 0.92
assert accuracy["two, combined"] > 0.97

# %% [markdown]
# This is a neural network: linear models, a smooth function, linear models of those; an error that is a sum of
# logarithms; and derivatives that say where down is.
#
# ## What to remember
#
# - A count of mistakes is flat almost everywhere. Probabilities make the error smooth.
# - $\sigma' = \sigma(1 - \sigma)$. Softmax is the sigmoid for many classes; subtract the largest score before $\exp$.
# - Maximum likelihood: prefer the model by which the data are most probable. Products of probabilities become sums of
#   logarithms; with a minus sign that is cross entropy.
# - With cross entropy, $dE/dz = p - y$. A step of gradient descent is the perceptron rule with $p$ for $\hat y$.
#
# **Try:** take another pair of digits, 1 and 7 say, and look at the weights. Then train with the square,
# `((torch.sigmoid(z) - y) ** 2).mean()`, from weights that are badly wrong, `w = 5 * torch.randn(64)`, and compare with
# cross entropy from the same start.
#
# Next: *3. The computation graph*: how `backward()` finds all these derivatives.
