# %% [markdown]
# # 1. From a perceptron to a network
#
# At the end of this notebook you will be able to
#
# - read a line in the plane as a *decision*, and say on which side of it a point lies;
# - move a line towards a point that it puts on the wrong side (the *perceptron trick*), and build from this trick an
#   algorithm that finds a separating line by itself;
# - write AND, OR and NOT as perceptrons, say why no single perceptron computes XOR, and build XOR from the three;
# - say why learning a whole network needs a smooth function in place of the step, and train a network that finds XOR.
#
# You need lines, sums, a little calculus, and to be able to read a little Python. Where something is about to be
# computed, the text often asks you to predict it first. Do: a wrong guess teaches more than a right answer that you
# have merely read. Lines of code that begin with `assert` state what must be true; were it not, the program would stop
# there.

# %%
import matplotlib.pyplot as plt

import minigrad as torch
from minigrad import viz
from minigrad.scalar import Value
from minigrad.viz import Edge, Graph, Node, plots

torch.set_default_dtype(torch.float64)  # numbers with 16 digits, so that they can be compared with pencil and paper
plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# `minigrad` has the names of PyTorch, hence `import minigrad as torch`. For now a *tensor* is just an array of numbers:
# a list of them, a table, or a single one. `tolist()` and `item()` turn a tensor back into Python's lists and numbers.
#
# ## A line that decides
#
# A university looks at two numbers of each applicant, a test result and the grades at school, both from 0 to 10. It
# takes those for whom
#
# $$2 \cdot \text{test} + \text{grades} - 18 \ge 0 .$$
#
# Call the left-hand side the **score**. Where it is exactly 0 we have the equation of a line. On one side of the line
# the score is positive, on the other negative.
#
# **Predict:** who gets in: Ada with test 7 and grades 6, Ben with test 6 and grades 5, Cem with test 9 and grades 0?

# %%
weights = torch.tensor([2.0, 1.0])  # of the test, of the grades
bias = -18.0

applicants = torch.tensor([[7.0, 6.0], [6.0, 5.0], [9.0, 0.0]])
scores = applicants @ weights + bias
print("scores of Ada, Ben and Cem:", scores.tolist())
assert scores.tolist() == [2.0, -1.0, 0.0]

# %% [markdown]
# Ada is in by 2, Ben out by 1, and Cem lies exactly on the line; our rule has $\ge$, so he is in.
#
# `applicants @ weights` multiplies each row by the weights and sums: one score for each applicant, however many there
# are. Now for two hundred of them. In this picture, and in all that follow, **orange squares are 1** (here: accepted)
# **and blue dots are 0** (rejected).

# %%
torch.manual_seed(0)
crowd = 10 * torch.rand(200, 2)
accepted = (crowd @ weights + bias >= 0).long()

ax = plots.boundary_lines([(weights, bias)], crowd, accepted)
ax.annotate("", xy=(7 + 2, 4 + 1), xytext=(7, 4), arrowprops={"arrowstyle": "-|>", "color": "crimson", "lw": 2})
ax.text(8.1, 3.9, "(2, 1)", color="crimson")
ax.set(xlabel="test", ylabel="grades", title="2 · test + grades − 18 = 0")
print(accepted.sum().item(), "of", len(crowd), "accepted")

# %% [markdown]
# The red arrow is the vector of the weights, $w = (2, 1)$. It is at a right angle to the line and points to the side
# where scores are positive. Here is why. Let $p$ and $q$ be two points of the line. Then $w \cdot p + b = 0$ and
# $w \cdot q + b = 0$; subtract, and $w \cdot (p - q) = 0$: every step along the line is at a right angle to $w$. And a
# step along $w$ itself changes the score by $w \cdot w = 5 > 0$.
#
# So: **the weights say in which direction the line faces, and the bias where it lies.** The point of the line nearest
# to the origin is straight along $w$, at $-b\,w/(w \cdot w)$; check that its score is 0.

# %%
p, q = torch.tensor([9.0, 0.0]), torch.tensor([4.0, 10.0])  # two points of the line
assert (weights @ p + bias).item() == 0
assert (weights @ q + bias).item() == 0
assert (weights @ (p - q)).item() == 0

nearest = -bias * weights / (weights @ weights)
print("nearest to the origin:", nearest.tolist(), f"at a distance of {nearest.norm().item():.2f}")
assert abs((weights @ nearest + bias).item()) < 1e-12

# %% [markdown]
# ## The perceptron
#
# A **perceptron** is this decision as a little machine. It multiplies each input by a weight, adds everything up with
# a bias, and answers 1 if the sum is at least 0, else 0. The last part is the **step function**:
#
# $$\text{answer} = \operatorname{step}(w_1 x_1 + w_2 x_2 + b), \qquad
#   \operatorname{step}(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}$$


# %%
def step(z: torch.Tensor) -> torch.Tensor:
    return (z >= 0).double()


def perceptron(x: torch.Tensor, w: torch.Tensor, b: float) -> torch.Tensor:
    return step(x @ w + b)


answers = perceptron(applicants, weights, bias)
assert answers.tolist() == [1.0, 0.0, 1.0]

# %% [markdown]
# Here is Ada's score as a drawing. A `Value` is one number that remembers how it was computed. Boxes hold numbers
# (`data`), circles operations. The inputs are blue, constants dashed, and the score leaves on the right in green.

# %%
test, grades = Value(7.0, label="test"), Value(6.0, label="grades")
score = 2.0 * test + grades - 18.0
score.label = "score"
assert score.data == 2.0
viz.record(score, show_grads=False)

# %% [markdown]
# ## The perceptron trick
#
# So far somebody gave us the line. Suppose instead that we only know past applicants and whether they were taken, and
# want to *find* a line. Start with any line and look at a point that it puts on the wrong side. What does the point
# want? **It wants the line to come closer**, and to pass over it in the end.
#
# Take the line $3x_1 + 4x_2 - 10 = 0$ and the point $(1, 1)$, which should be on the positive side.
#
# **Predict:** what is its score? And what happens to the score if we add a tenth of $(1, 1)$ to the weights and a tenth
# of 1 to the bias?

# %%
w, b = torch.tensor([3.0, 4.0]), -10.0
point = torch.tensor([1.0, 1.0])
before = (w @ point + b).item()

rate = 0.1
w_new, b_new = w + rate * point, b + rate
after = (w_new @ point + b_new).item()

print(f"score before {before:.1f}, after {after:.1f}; the line is now", w_new.tolist(), b_new)
assert before == -3.0
assert abs(after - (-2.7)) < 1e-12

# %% [markdown]
# The score rose by 0.3, and we can see why. After the change it is
#
# $$(w + \eta x) \cdot x + (b + \eta) = (w \cdot x + b) + \eta\,(x \cdot x + 1),$$
#
# so each correction raises it by $\eta\,(x_1^2 + x_2^2 + 1)$, which is positive whatever the point. The number $\eta$
# (`rate`, the **learning rate**) says how large the corrections are.
#
# A point that is wrongly on the *positive* side is treated the other way round: subtract. Take $(4, 5)$, and suppose
# that it should be on the negative side of the same line. **Predict** its score before and after.

# %%
other = torch.tensor([4.0, 5.0])
score_before = (w @ other + b).item()
score_after = ((w - rate * other) @ other + (b - rate)).item()
print(f"score before {score_before:.1f}, after {score_after:.1f}")
assert score_before == 22.0
assert abs(score_after - (22 - 0.1 * (16 + 25 + 1))) < 1e-12

# %% [markdown]
# Now repeat the correction for $(1, 1)$. **Predict:** how many are needed until it is on the right side?

# %%
corrections = 0
lines = [(w, b)]
while (w @ point + b).item() < -1e-12:  # 0, up to the rounding of the last digit
    w, b = w + rate * point, b + rate
    lines.append((w, b))
    corrections += 1

figure, ax = plt.subplots()
ax.set(xlim=(-1, 4), ylim=(-1, 4), xlabel="$x_1$", ylabel="$x_2$")
plots.boundary_lines(lines, ax=ax)
plots.points(point.reshape(1, 2), [1], ax=ax)
ax.set_title(f"{corrections} corrections bring the line to the point")
assert corrections == 10

# %% [markdown]
# The score starts at −3 and gains 0.3 each time: ten corrections. The palest line is the first, the black one the last,
# and the point lies on it, at score 0. Why so timid, why not one big jump? Because other points
# have wishes too. A line that leaps to please one point may betray ten others; small steps let them negotiate.
#
# ## The perceptron algorithm
#
# 1. Start with some line; all weights 0 will do.
# 2. Go through the points. Wherever the answer is wrong, apply the trick:
#    $w \leftarrow w + \eta\,(y - \hat y)\,x$ and $b \leftarrow b + \eta\,(y - \hat y)$.
# 3. Repeat until a whole round (an **epoch**) brings no mistake.
#
# Here $y$ is the true answer and $\hat y$ ("y hat") the perceptron's. Their difference is 1 if the answer should have
# been 1, −1 if it should have been 0, and 0 if it was right: one formula holds all three cases.


# %%
def learn(x: torch.Tensor, y: torch.Tensor, rate: float = 0.1, epochs: int = 100) -> tuple[list, list[int]]:
    """The lines that the perceptron passes through, and the number of mistakes in each epoch."""
    w, b = torch.zeros(2), 0.0
    lines, mistakes = [(w, b)], []
    for _ in range(epochs):
        wrong = 0
        for point, truth in zip(x, y.tolist(), strict=True):
            error = truth - perceptron(point, w, b).item()
            if error != 0:
                w, b = w + rate * error * point, b + rate * error
                lines.append((w, b))
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return lines, mistakes


torch.manual_seed(3)
rejected, taken = 0.13 * torch.randn(40, 2) + 0.3, 0.13 * torch.randn(40, 2) + 0.75
x = torch.cat([rejected, taken])
y = torch.cat([torch.zeros(40), torch.ones(40)]).long()
order = torch.randperm(80)
x, y = x[order], y[order]

lines, mistakes = learn(x, y)
w, b = lines[-1]
print(f"{len(lines) - 1} corrections in {len(mistakes)} epochs; mistakes by epoch: {mistakes}")
assert mistakes[-1] == 0
assert torch.equal(perceptron(x, w, b).long(), y)

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
plots.boundary_lines(lines, x, y, ax=left).set_title("each line on the way, the last in black")
left.set(xlabel="$x_1$", ylabel="$x_2$")
ax = plots.loss_curves(mistakes, ax=right, ylabel="mistakes", title="mistakes in each epoch")

# %% [markdown]
# The green lines wander, pale ones first, until one separates the classes. Then there are no mistakes, so nothing moves
# any more.
#
# ## Does it always end?
#
# If *some* line separates the points, yes, and there is a beautiful reason (Novikoff, 1962). You may skip it.
#
# Give each point a third coordinate, 1, for the bias. Then a line is a vector too, $v = (w, b)$, a score is
# $v \cdot x$, and a correction adds $\pm\eta x$ to $v$. We need two numbers:
#
# - $R$, the length of the longest point;
# - $\gamma$ ("gamma"): some line $u$, a vector of length 1, has every point on its right side, and no score of it is
#   nearer to 0 than $\gamma$.
#
# We start at $v = 0$. What do $k$ corrections do?
#
# 1. *The line goes forward.* Each correction raises $v \cdot u$ by at least $\eta\gamma$. So in the end
#    $v \cdot u \ge k\,\eta\gamma$, and as $u$ has length 1, $v$ is at least as long as that.
# 2. *But it hardly gets longer.* Adding $\pm\eta x$ changes $v \cdot v$ by $\pm 2\eta\, v \cdot x + \eta^2\, x \cdot
#    x$. The first part is not positive, since we only correct points on the wrong side; the second is at most
#    $\eta^2R^2$. So in the end $v \cdot v \le k\,\eta^2R^2$.
#
# Together, $(k\,\eta\gamma)^2 \le v \cdot v \le k\,\eta^2R^2$. Divide by $k\,\eta^2\gamma^2$:
#
# $$k \le (R / \gamma)^2 .$$
#
# We have a separating line, so we can put numbers in.

# %%
sign = 2.0 * y - 1  # +1 for accepted, -1 for rejected
with_one = torch.cat([x, torch.ones(80, 1)], dim=1)
line = torch.cat([w, torch.tensor([b])])
gamma = (sign * (with_one @ (line / line.norm()))).min().item()
R = with_one.norm(dim=1).max().item()
print(f"R = {R:.2f}, gamma = {gamma:.4f}: at most {(R / gamma) ** 2:,.0f} corrections; there were {len(lines) - 1}")
assert gamma > 0
assert len(lines) - 1 <= (R / gamma) ** 2

# %% [markdown]
# The bound is generous, as bounds for the worst case are. But it is finite.
#
# And if *no* line separates the points? Let the two classes overlap. **Predict** the curve of mistakes before you look.

# %%
mixed = torch.cat([0.2 * torch.randn(40, 2) + 0.4, 0.2 * torch.randn(40, 2) + 0.65])
mixed_y = torch.cat([torch.zeros(40), torch.ones(40)]).long()
order = torch.randperm(80)
mixed, mixed_y = mixed[order], mixed_y[order]
mixed_lines, mixed_mistakes = learn(mixed, mixed_y, epochs=60)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
plots.boundary_lines(mixed_lines[-40:], mixed, mixed_y, ax=left).set_title("the last 40 lines")
left.set(xlabel="$x_1$", ylabel="$x_2$")
plots.loss_curves(mixed_mistakes, ax=right, ylabel="mistakes", title="mistakes in each epoch")
assert len(mixed_mistakes) == 60
assert min(mixed_mistakes) > 0

# %% [markdown]
# It never rests. Every mistake pulls the line about, however hopeless the point, and the last line is not better than
# the one before. The next notebook replaces the rule by one that settles.
#
# ## Logic: AND, OR, NOT
#
# Perceptrons can compute with truth values. Let 1 stand for true and 0 for false. AND of two inputs is 1 only if both
# are 1. Take $w = (0.5, 0.5)$ and $b = -0.8$.
#
# **Predict:** what are the four scores?

# %%
corners = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
w_and, b_and = torch.tensor([0.5, 0.5]), -0.8
print("scores", (corners @ w_and + b_and).tolist())
assert perceptron(corners, w_and, b_and).tolist() == [0, 0, 0, 1]

# %% [markdown]
# −0.8, −0.3, −0.3, and 0.2: only the last is positive.
#
# For OR, one true input must be enough. **Predict:** which number would you change? The weights may stay. With one
# input the sum is $0.5 + b$, which must not be negative; with none it is $b$, which must be. So any $b$ from −0.5 to
# just below 0 does it, such as −0.3. To make OR out of AND, **raise the bias** (or raise the weights).
#
# NOT looks at one input, here the second, and turns it round: weight −1, bias 0.5.
#
# In the pictures, the deeper the orange, the larger the score; blue is negative, and the black line is where it is 0.

# %%
w_or, b_or = torch.tensor([0.5, 0.5]), -0.3
w_not, b_not = torch.tensor([0.0, -1.0]), 0.5
gates = {"AND": (w_and, b_and), "OR": (w_or, b_or), "NOT $x_2$": (w_not, b_not)}
assert perceptron(corners, w_or, b_or).tolist() == [0, 1, 1, 1]
assert perceptron(corners, w_not, b_not).tolist() == [1, 0, 1, 0]

figure, axes = plt.subplots(1, 3, figsize=(11, 3.6))
for ax, (name, (w, b)) in zip(axes, gates.items(), strict=True):
    plots.decision_boundary(lambda grid, w=w, b=b: grid @ w + b, corners, perceptron(corners, w, b), ax=ax, margin=0.4)
    ax.set(title=name, xlabel="$x_1$", ylabel="$x_2$")

# %% [markdown]
# ## XOR: what one line cannot do
#
# XOR, the *exclusive or*, is true if exactly one input is true. Its two classes sit on opposite corners.
# **Predict:** can you lay one line between them?
#
# Try it on paper, then in inequalities. Suppose that $w_1, w_2, b$ did it:
#
# - $(0,0)$ must give 0: $b < 0$.
# - $(1,0)$ and $(0,1)$ must give 1: $w_1 + b \ge 0$ and $w_2 + b \ge 0$.
# - $(1,1)$ must give 0: $w_1 + w_2 + b < 0$.
#
# Add the two in the middle: $w_1 + w_2 + 2b \ge 0$, hence $w_1 + w_2 + b \ge -b > 0$. This contradicts the last. No
# line does it. How near can one come? Let us try a great many.

# %%
xor = torch.tensor([0.0, 1.0, 1.0, 0.0])
values = torch.linspace(-2, 2, 41)
candidates = torch.cartesian_prod(values, values, values)  # every (w1, w2, b) of a grid
right_answers = (step(candidates[:, :2] @ corners.T + candidates[:, 2:]) == xor).sum(1)
print(f"{len(candidates):,} perceptrons; the best has {right_answers.max().item()} of 4 corners right")
assert right_answers.max().item() == 3

# %% [markdown]
# Three of four, among 68,921 perceptrons. The algorithm from above cannot do better: it runs for ever.

# %%
xor_lines, xor_mistakes = learn(corners, xor.long(), epochs=100)
print("mistakes in the last ten epochs:", xor_mistakes[-10:])
assert min(xor_mistakes) > 0

# %% [markdown]
# ## XOR from AND, OR and NOT
#
# In words: exactly one is true means *at least one* is true, and *not both*. "At least one" is OR. "Not both" is NOT
# AND. So
#
# $$\text{XOR}(a, b) = \text{AND}\bigl(\text{OR}(a, b),\ \text{NOT}(\text{AND}(a, b))\bigr).$$
#
# Perceptrons feed perceptrons: this is a **network**. What lies between the inputs and the answer, and is seen by
# neither, is called *hidden*; perceptrons that work side by side are a **layer**. As a drawing, with the answers for
# $a = 1$, $b = 0$:

# %%
answers = {"a": 1.0, "b": 0.0}
wires = Graph([], [], scalar=True)
box = {name: wires.add(Node("input", name, value=f"{answer:g}")) for name, answer in answers.items()}
for gate, w, b, takes, gives in (
    ("OR", w_or, b_or, ["a", "b"], "either"),
    ("AND", w_and, b_and, ["a", "b"], "both"),
    ("NOT", w_not, b_not, ["both"], "not both"),
    ("AND", w_and, b_and, ["either", "not both"], "XOR"),
):
    inputs = torch.tensor([answers[takes[0]], answers[takes[-1]]])  # NOT looks at the second alone
    answers[gives] = perceptron(inputs, w, b).item()
    circle = wires.add(Node("op", gate))
    wires.edges += [Edge(box[name], circle) for name in takes]
    box[gives] = wires.add(Node("output" if gives == "XOR" else "value", gives, value=f"{answers[gives]:g}"))
    wires.edges.append(Edge(circle, box[gives]))
assert answers == {"a": 1, "b": 0, "either": 1, "both": 0, "not both": 1, "XOR": 1}
wires

# %% [markdown]
# And as a program, for all four corners:


# %%
def xor_network(x: torch.Tensor) -> torch.Tensor:
    """Four perceptrons; each takes inputs, or what others gave."""
    either = perceptron(x, w_or, b_or)
    both = perceptron(x, w_and, b_and)
    not_both = perceptron(torch.stack([either, both], dim=1), w_not, b_not)
    return perceptron(torch.stack([either, not_both], dim=1), w_and, b_and)


print(" a    b    XOR")
for (first, second), answer in zip(corners.tolist(), xor_network(corners).tolist(), strict=True):
    print(f"{first:2.0f}   {second:2.0f}   {answer:3.0f}")
assert torch.equal(xor_network(corners), xor)

# %% [markdown]
# How can several lines do what one cannot? Look at the plane twice: as the inputs see it, and as the last perceptron
# sees it, whose two inputs are *either* and *not both*.

# %%
either = perceptron(corners, w_or, b_or)
not_both = 1 - perceptron(corners, w_and, b_and)
hidden = torch.stack([either, not_both], dim=1)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
plots.decision_boundary(xor_network, corners, xor, ax=left, margin=0.4)
left.set(title="the inputs: two lines enclose a band", xlabel="$a$", ylabel="$b$")
plots.decision_boundary(lambda h: h @ w_and + b_and, hidden, xor, ax=right, margin=0.4)
right.set(title="the hidden layer: one line is enough", xlabel="either", ylabel="not both")
print("the four corners become", hidden.tolist())
assert len({tuple(corner) for corner in hidden.tolist()}) == 3

# %% [markdown]
# On the right there are only three points: the hidden layer has moved both corners of class 1 to $(1, 1)$. It has
# *folded the plane* so that a line suffices. All of *deep learning*, which is learning with many layers, rests on this:
# **the layers before the last re-arrange the data until a line can do the rest.**
#
# ## Learning the hidden layer: step against sigmoid
#
# We designed those perceptrons. Can the network find them? The trick worked for one perceptron because a wrong answer
# told us at once which way to move the line. With a hidden layer nobody tells us what the hidden answers should be.
#
# Calculus offers a way. Define an error of the whole network and ask, of every weight, *how does the error change if I
# change this weight a little?* That is a derivative, and it says which way to turn the weight. But:
#
# **Predict:** what is the derivative of the step function?
#
# It is 0 everywhere, and at 0 it does not exist. A little change of a weight changes no answer at all, until suddenly
# one flips. Derivatives have nothing to say. So we replace the step by a smooth slope, the **sigmoid**:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} .$$

# %%
z = torch.linspace(-6, 6, 241)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.plot(z.numpy(), step(z).numpy(), color="black", label="step(z)")
for steepness in (1, 3, 10):
    left.plot(z.numpy(), torch.sigmoid(steepness * z).numpy(), label=f"σ({steepness}z)" if steepness > 1 else "σ(z)")
left.set(title="the step, and sigmoids ever steeper", xlabel="z")
left.legend()

h = 1e-6  # derivatives as quotients of small differences
right.plot(z.numpy(), ((step(z + h) - step(z - h)) / (2 * h)).clamp(max=1).numpy(), color="black", label="of step(z)")
right.plot(z.numpy(), ((torch.sigmoid(z + h) - torch.sigmoid(z - h)) / (2 * h)).numpy(), label="of σ(z)")
right.set(title="their derivatives", xlabel="z", ylim=(-0.05, 0.5))
right.legend()
assert torch.sigmoid(torch.tensor(0.0)).item() == 0.5

# %% [markdown]
# The sigmoid goes from 0 to 1 like the step, and with large weights it is nearly a step. But it has a slope everywhere,
# so a small change of any weight shows in the answer. (The black spike on the right is the jump at 0, cut off: divided
# by a smaller $h$ it would be still higher.)
#
# Here is the network: two inputs, two hidden sigmoids, one sigmoid for the answer. The matrix `W` has a column of two
# weights for each hidden unit and `c` their biases; `v` and `d` are the weights and the bias of the last unit. As error
# we take the mean square of (answer − truth). The next notebook is about better errors.


# %%
def network(x: torch.Tensor, W: torch.Tensor, c: torch.Tensor, v: torch.Tensor, d: torch.Tensor) -> torch.Tensor:
    hidden = torch.sigmoid(x @ W + c)
    return torch.sigmoid(hidden @ v + d)


def start(seed: int, units: int = 2) -> list[torch.Tensor]:
    """Random weights to start from: W and c of the hidden units, v and d of the answer."""
    torch.manual_seed(seed)
    shapes = [(2, units), (units,), (units,), ()]
    return [torch.randn(shape).requires_grad_() for shape in shapes]


parameters = start(seed=2)
error = ((network(corners, *parameters) - xor) ** 2).mean()
print("error at the start:", error.item())

# %% [markdown]
# `requires_grad_()` tells minigrad that we shall ask for derivatives with respect to these tensors. It then remembers
# what is computed with them. One call of `error.backward()` finds the derivative of the error with respect to *every*
# weight and leaves it in the `.grad` of the tensor that holds the weight. All these (partial) derivatives together are
# called the **gradient**.
#
# How it does this is the subject of notebook 3. Today we only check one of its answers the way one checks any
# derivative: move that weight a little and see. (`detach()` gives the numbers alone, without the memory of how they
# came about.)

# %%
error.backward()
W = parameters[0]
by_backward = W.grad[0, 1].item()

h = 1e-6
moved = [p.detach().clone() for p in parameters]
moved[0][0, 1] += h
above = ((network(corners, *moved) - xor) ** 2).mean().item()
moved[0][0, 1] -= 2 * h
below = ((network(corners, *moved) - xor) ** 2).mean().item()
by_hand = (above - below) / (2 * h)

print(f"backward {by_backward:.10f}   quotient {by_hand:.10f}")
assert abs(by_backward - by_hand) < 1e-9

# %% [markdown]
# Now **gradient descent**: again and again, turn every weight a little *against* its derivative, so that the error
# falls:
#
# $$w \leftarrow w - \eta\, \frac{\partial E}{\partial w} \qquad \text{for every weight } w.$$
#
# A small change of the weights changes $E$ by the sum of (derivative · change), to first order. Here that is
# $-\eta$ times the sum of all *squared* derivatives, which cannot be positive. **Predict:** is the real drop larger or
# smaller than this for a small $\eta$? Nearly equal, of course; see how nearly.

# %%
rate = 0.01
promised = rate * sum((p.grad**2).sum().item() for p in parameters)
moved = [p.detach() - rate * p.grad for p in parameters]
drop = error.item() - ((network(corners, *moved) - xor) ** 2).mean().item()
print(f"promised {promised:.3e}   real {drop:.3e}")
assert 0.99 < drop / promised < 1.01

# %% [markdown]
# Do this fifteen hundred times, with a larger rate to get somewhere.


# %%
def train(parameters: list[torch.Tensor], steps: int, rate: float) -> list[float]:
    errors = []
    for _ in range(steps):
        error = ((network(corners, *parameters) - xor) ** 2).mean()
        error.backward()
        with torch.no_grad():  # the step itself is not to be differentiated
            for p in parameters:
                p -= rate * p.grad
                p.grad = None  # backward adds to .grad: start the next sum at nothing
        errors.append(error.item())
    return errors


parameters = start(seed=2)
errors = train(parameters, steps=1500, rate=2.0)
with torch.no_grad():
    answers = network(corners, *parameters)
print("answers:", [round(answer, 3) for answer in answers.tolist()])
assert torch.equal(answers.round(), xor)
assert errors[-1] < 0.01

# %%
W, c, v, d = [p.detach() for p in parameters]
figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 3.8))
plots.loss_curves(errors, ax=left, xlabel="step", ylabel="error", title="the error waits, falls, waits, falls")
plots.decision_boundary(lambda x: network(x, W, c, v, d), corners, xor, ax=middle, margin=0.4)
for unit in range(2):
    plots.boundary_lines([(W[:, unit], c[unit])], ax=middle)
    middle.lines[-1].set(color="crimson", linestyle="--")
middle.set(title="the answer; in red, the hidden units' lines", xlabel="$a$", ylabel="$b$")
hidden = torch.sigmoid(corners @ W + c)
plots.decision_boundary(lambda h: torch.sigmoid(h @ v + d), hidden, xor, ax=right, margin=0.4)
right.set(title="what the last unit sees", xlabel="hidden unit 1", ylabel="hidden unit 2")
assert errors[200] > 0.24
assert errors[800] < 0.01

# %% [markdown]
# Nobody told the hidden units what to be, and yet each has become a line of its own, and between them they fold the
# plane just as we did by hand. Look at the left picture as well: for two hundred steps almost nothing happens, then the
# error drops to a shelf, waits again, and drops quickly. Such plateaus are common. They are flat places of the error,
# not the end of the road.
#
# ## Does it always work?
#
# The start was random. Here is another one.

# %%
parameters = start(seed=3)
stuck = train(parameters, steps=1500, rate=2.0)
ax = plots.loss_curves(
    {"the start above": errors, "another start": stuck},
    xlabel="step",
    ylabel="error",
    title="one arrives, one does not",
)

W, c, v, d = [p.detach() for p in parameters]
print("answers:     ", [f"{answer:.2f}" for answer in network(corners, W, c, v, d).tolist()])
print("hidden units:", [f"{one:.2f} {two:.2f}" for one, two in torch.sigmoid(corners @ W + c).tolist()])
assert abs(stuck[-1] - 1 / 8) < 0.002

# %% [markdown]
# This one is stuck at an error of 1/8. Its hidden layer has folded the plane in the wrong place: the corners $(0, 1)$
# and $(1, 1)$, which need different answers, have landed on the same spot (compare the second and the fourth hidden
# pair). The best that the last unit can then do is to answer ½ to both, which leaves
# $(0 + \tfrac14 + 0 + \tfrac14)/4 = \tfrac18$. To unfold them, the hidden units would have to turn; but they answer
# almost exactly 0 or 1, where the sigmoid is flat.
#
# **Predict:** of 100 random starts, how many end with all four answers right? Would more hidden units help?
#
# All starts can be trained at once: give every weight one more axis, of 100, and let the arithmetic run over it. The
# sum of 100 errors has, for each network's weights, just the derivatives of that network's own error.


# %%
def success(units: int, starts: int = 100, steps: int = 2000, rate: float = 2.0) -> float:
    """The share of random starts from which gradient descent finds XOR."""
    torch.manual_seed(0)
    shapes = [(starts, 2, units), (starts, 1, units), (starts, units, 1), (starts, 1, 1)]
    parameters = [torch.randn(shape).requires_grad_() for shape in shapes]
    for _ in range(steps):
        answers = network(corners, *parameters).squeeze(-1)  # (starts, 4)
        ((answers - xor) ** 2).mean(1).sum().backward()
        with torch.no_grad():
            for p in parameters:
                p -= rate * p.grad
                p.grad = None
    return (answers.round() == xor).all(1).double().mean().item()


shares = {units: success(units) for units in (1, 2, 3, 4, 8)}
print({units: f"{share:.0%}" for units, share in shares.items()})
figure, ax = plt.subplots(figsize=(5.5, 3.2))
bars = ax.bar([str(units) for units in shares], [100 * share for share in shares.values()])
ax.bar_label(bars, fmt="%.0f %%")
ax.set(xlabel="hidden units", ylabel="% of 100 starts", title="starts that find XOR in 2,000 steps", ylim=(0, 112))
assert shares[1] == 0
assert shares[2] < shares[8]
assert shares[4] == shares[8] == 1

# %% [markdown]
# One hidden unit never suffices: it is one line again. Two can do it, but from some starts they get stuck or need
# longer than we waited. With four or more every one of our starts finds a way: spare units make the search easier,
# which is one reason why real networks have many more than they seem to need.
#
# ## What to remember
#
# - A perceptron is a line: the weights give its direction, the bias its place, the sign of the score its answer.
# - The trick: add a little of each misclassified point to the weights (or subtract it). This ends if a line exists that
#   separates the classes, and never otherwise.
# - A layer re-arranges its inputs; a network of perceptrons draws what no line can.
# - The step has no useful derivative. The sigmoid has one, so a network of sigmoids can be trained by following the
#   derivatives of an error downhill.
#
# **Try:** train `network` on AND instead of XOR. Then, for XOR again, start with all weights 0: why does it never
# learn? (Hint: what makes the two hidden units different from each other?) Use a rate of 100: what happens to the
# error?
#
# Next: *2. Error functions*: what exactly should fall.
