# %% [markdown]
# # 3. The computation graph
#
# At the end of this notebook you will be able to
#
# - draw any computation as a graph and write the derivative on each of its edges;
# - say why one backward pass finds all derivatives with little work, where adding up paths would take for ever;
# - write a working autograd engine of thirty lines, and recognise it in `Value` and in tensors;
# - predict what is recorded and what is not, why gradients accumulate, and when a graph is thrown away;
# - differentiate derivatives, and teach the engine a function of your own.
#
# You need the chain rule, and a little Python. The two notebooks before this one called `backward()` and trusted it;
# now we open it.

# %%
import math
import weakref

import matplotlib.pyplot as plt

import minigrad as torch
from minigrad import viz
from minigrad.scalar import Value
from minigrad.viz import Edge, Graph, Node, plots

torch.set_default_dtype(torch.float64)  # numbers with 16 digits
plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# ## A graph of five numbers
#
# Take $e = (a + b)(b + 1)$ at $a = 2$, $b = 1$. A computer works it out in small steps, each with a name:
#
# $$c = a + b = 3, \qquad d = b + 1 = 2, \qquad e = c \cdot d = 6 .$$
#
# Draw an arrow from each number to those made of it, and you have the **computation graph**. A `Value`, from notebook
# 1, is one number that remembers how it was computed, so it can draw its graph. Boxes hold numbers (`data`), circles
# say what was done; what was given is blue, the result green. The dashed 1 is a constant.

# %%
a, b = Value(2.0, label="a"), Value(1.0, label="b")
c = a + b
d = b + 1
e = c * d
c.label, d.label, e.label = "c", "d", "e"
assert (c.data, d.data, e.data) == (3.0, 2.0, 6.0)
viz.record(e, show_grads=False)

# %% [markdown]
# Each small step has easy derivatives. A sum grows as fast as either summand, so its derivatives are 1. A product grows
# by the *other* factor: from $e = c \cdot d$ follow $\partial e/\partial c = d = 2$ and
# $\partial e/\partial d = c = 3$. These are the **local derivatives**: each belongs to one arrow and needs to know
# nothing of the rest.
#
# Write each on its arrow. (The function below only draws. We shall use it twice.)


# %%
def draw(
    numbers: dict[str, float], arrows: dict[tuple[str, str], float], grads: dict[str, float] | None = None
) -> Graph:
    """Numbers in boxes, the last of them the result; each arrow with its local derivative."""
    graph, box = Graph([], [], scalar=True), {}
    for name, number in numbers.items():
        ends = []
        for (tail, head), derivative in arrows.items():
            if head == name:
                ends.append(graph.add(Node("op", f"∂{head}/∂{tail} = {derivative:g}")))
                graph.edges.append(Edge(box[tail], ends[-1]))
        kind = "input" if not ends else "output" if name == list(numbers)[-1] else "value"
        grad = f"{grads[name]:g}" if grads else ""
        box[name] = graph.add(Node(kind, name, value=f"{number:g}", grad=grad))
        graph.edges += [Edge(end, box[name]) for end in ends]
    return graph


numbers = {value.label: value.data for value in (a, b, c, d, e)}
arrows = {
    ("a", "c"): 1.0,
    ("b", "c"): 1.0,
    ("b", "d"): 1.0,
    ("c", "e"): numbers["d"],
    ("d", "e"): numbers["c"],
}
draw(numbers, arrows)

# %% [markdown]
# How does $a$ affect $e$? Raise $a$ by a little $h$: then $c$ rises by $h$, so $e$ rises by $2h$. **Along a path,
# derivatives multiply.** And $b$? It reaches $e$ by two paths, through $c$ and through $d$, and both contribute.
# **Over several paths, derivatives add.**
#
# $$\frac{\partial e}{\partial a} = 1 \cdot 2 = 2, \qquad
#   \frac{\partial e}{\partial b} = 1 \cdot 2 + 1 \cdot 3 = 5 .$$
#
# That is the chain rule, seen on a graph. Now let `e.backward()` find them. It leaves in each `Value` a `grad`: the
# derivative of the *last* number, $e$, with respect to that one. **Predict** all five.

# %%
e.backward()
grads = {value.label: value.grad for value in (a, b, c, d, e)}
print(grads)
assert grads == {"a": 2.0, "b": 5.0, "c": 2.0, "d": 3.0, "e": 1.0}
draw(numbers, arrows, grads)

# %% [markdown]
# Read the drawing from right to left. $e$ starts with 1, as $\partial e/\partial e = 1$. Against each arrow a box sends
# its own `grad` times what stands on the arrow: $1 \cdot 2$ to $c$ and $1 \cdot 3$ to $d$. Then $c$ sends
# $2 \cdot 1$ to $a$ and to $b$, and $d$ sends $3 \cdot 1$ to $b$. Where two arrive they are added: $b$ has
# $2 + 3 = 5$.
#
# As always, check: raise and lower $b$ a little and see how $e$ changes.

# %%
h = 1e-6
quotient = (((2 + (1 + h)) * ((1 + h) + 1)) - ((2 + (1 - h)) * ((1 - h) + 1))) / (2 * h)
print(f"(e(b + h) − e(b − h)) / 2h = {quotient:.6f}")
assert abs(quotient - 5) < 1e-6

# %% [markdown]
# ## An engine of thirty lines
#
# Let us build this. A `Number` holds its value, and for each number that it was made of the derivative on the arrow.
# Python calls `__add__` for `+` and `__mul__` for `*`.


# %%
class Number:
    def __init__(self, value: float, made_of: tuple = ()) -> None:
        self.value = value
        self.made_of = made_of  # pairs (number, derivative on the arrow from it)

    def __add__(self, other: "Number") -> "Number":
        return Number(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Number") -> "Number":
        return Number(self.value * other.value, ((self, other.value), (other, self.value)))


# %% [markdown]
# Way one is to follow every path from the result back to the input, multiply along each, and add up. We count how many
# arrows are walked.


# %%
def by_paths(result: Number, start: Number) -> tuple[float, int]:
    """The derivative of `result` with respect to `start` over all paths, and the number of arrows walked."""
    if result is start:
        return 1.0, 0
    total, walked = 0.0, 0
    for number, derivative in result.made_of:
        rest, arrows = by_paths(number, start)
        total += derivative * rest
        walked += 1 + arrows
    return total, walked


# %% [markdown]
# Way two is what we did by reading from right to left: visit each number **once**, after everything made of it, and let
# it pass on what it has gathered. For this we need the numbers in an order in which each comes after those it is made
# of (a *topological* order), and then walk it from its end.


# %%
def in_order(result: Number) -> list[Number]:
    """All numbers that `result` depends on, each after those it is made of."""
    order: list[Number] = []
    seen = set()

    def visit(number: Number) -> None:
        if number not in seen:
            seen.add(number)
            for before, _ in number.made_of:
                visit(before)
            order.append(number)

    visit(result)
    return order


def backward(result: Number) -> tuple[dict[Number, float], int]:
    """The derivative of `result` with respect to every number, and the number of arrows walked."""
    gradient = dict.fromkeys(in_order(result), 0.0)
    gradient[result] = 1.0
    walked = 0
    for number in reversed(in_order(result)):
        for before, derivative in number.made_of:
            gradient[before] += gradient[number] * derivative
            walked += 1
    return gradient, walked


a, b = Number(2.0), Number(1.0)
e = (a + b) * (b + Number(1.0))
assert [derivative for _, derivative in e.made_of] == [2.0, 3.0]  # on the arrows from c and from d, as in the table
gradient, walked = backward(e)
print("by paths:", by_paths(e, a)[0], by_paths(e, b)[0], "  backward:", gradient[a], gradient[b])
assert (gradient[a], gradient[b]) == (by_paths(e, a)[0], by_paths(e, b)[0]) == (2.0, 5.0)

# %% [markdown]
# Both are right. Now take a longer computation, in stages, each of which uses the $y$ from before twice:
#
# $$y \leftarrow y \cdot p + y \cdot q .$$
#
# Here are three stages:

# %%
y, p, q = Value(1.5, label="y"), Value(0.4, label="p"), Value(0.7, label="q")
for _ in range(3):
    y = y * p + y * q
viz.record(y, show_values=False, show_grads=False)

# %% [markdown]
# From $y$ on the left to the result one may take the upper or the lower way in each stage: $2 \cdot 2 \cdot 2$ paths.
#
# **Predict:** after 15 such stages, how many arrows does each of our two ways walk?

# %%
stages = range(1, 16)
work: dict[str, list[int]] = {"every path": [], "one backward pass": []}
for count in stages:
    x, p, q = Number(1.5), Number(0.4), Number(0.7)
    y = x
    for _ in range(count):
        y = y * p + y * q
    slope, arrows = by_paths(y, x)
    gradient, walked = backward(y)
    assert math.isclose(slope, gradient[x], rel_tol=1e-12)
    assert math.isclose(slope, 1.1**count, rel_tol=1e-12)  # y = x (p + q)^count
    work["every path"].append(arrows)
    work["one backward pass"].append(walked)

ax = plots.loss_curves(work, log=True, xlabel="stages", ylabel="arrows walked", title="the work for one derivative")
print(f"after 15 stages: {work['every path'][-1]:,} arrows against {work['one backward pass'][-1]}")
assert work["one backward pass"] == [6 * count for count in stages]
assert work["every path"] == [6 * (2**count - 1) for count in stages]
assert 10**100 > 10**80

# %% [markdown]
# The paths double with every stage: after $n$ stages way one has walked $6\,(2^n - 1)$ arrows. The backward pass walks
# each arrow once: $6n$. (The scale on the left is logarithmic: a straight line there means exponential growth.)
#
# Both compute the same sum, but the second *factors* it. Where paths meet, it adds what has come so far and carries one
# number onwards instead of many: $2\cdot 3 + 2 \cdot 4$ costs more than $2 \cdot (3 + 4)$.
#
# This is **backpropagation**. Every deep network depends on it. With 100 layers of 10 units, an input reaches the
# result by $10^{100}$ paths; the universe is thought to have some $10^{80}$ atoms.
#
# ## Why backward and not forward?
#
# One could as well start at an input and go forward: "if $b$ changes by 1, then $c$ by 1, ..., $e$ by 5". Each arrow is
# walked once, too. But that tells the effect of *one* input. Going backward tells how *every* input affects the one
# result. Networks have millions of weights and one error.
#
# **Predict:** for a sum of products of $n$ numbers, how much more does forward walk than backward to find all $n$
# derivatives?


# %%
def forward(result: Number, start: Number) -> tuple[float, int]:
    """The derivative of `result` with respect to `start`, carried from the start to the result."""
    change: dict[Number, float] = {}
    walked = 0
    for number in in_order(result):
        change[number] = 1.0 if number is start else 0.0
        for before, derivative in number.made_of:
            change[number] += derivative * change[before]
            walked += 1
    return change[result], walked


inputs = [Number(0.01 * i) for i in range(200)]
total = Number(0.0)
for one, other in zip(inputs, reversed(inputs), strict=True):
    total = total + one * other

gradient, backward_work = backward(total)
slopes, forward_work = zip(*(forward(total, number) for number in inputs), strict=True)
assert all(math.isclose(slope, gradient[number]) for slope, number in zip(slopes, inputs, strict=True))
print(f"{len(inputs)} derivatives: backward {backward_work:,} arrows, forward {sum(forward_work):,}")
assert sum(forward_work) == len(inputs) * backward_work

# %% [markdown]
# Just $n$ times as much: one walk for each input. (With one input and many results it is the other way round, and
# forward wins.)
#
# ## The same with Value and with tensors
#
# `Value` is this engine with more operations, each with its derivative. A **tensor** holds a whole array instead of one
# number, so that the graph has one box for a matrix product instead of thousands. The bookkeeping is the same. For
# tensors one says which derivatives one wants, by `requires_grad`.
#
# A tensor's graph remembers operations, not numbers. So that we can draw those too, `viz.trace` takes notes while the
# program runs: every result, and every gradient on the way back.

# %%
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
with viz.trace(values=True, grads=True, source=False, time=False) as notes:
    c = a + b
    d = b + 1
    e = c * d
    e.backward()
print("de/da =", a.grad.item(), "  de/db =", b.grad.item())
assert (a.grad.item(), b.grad.item()) == (2.0, 5.0)
shown = {"show_values": True, "show_grads": True, "show_shapes": False}
viz.svg({"e": e}, {"a": a, "b": b}, trace=notes, rankdir="LR", **shown)

# %% [markdown]
# The same numbers as before. Each grey box is an operation together with its result: `data` is what it computed, `grad`
# what came back to it. It is named for what it does on the way back: `MulBackward0` knows how to pass a gradient
# through a product. (Under the name of a tensor stand its shape, `()` for a single number, and the kind of its
# numbers.)
#
# From a result you can walk the graph yourself. `grad_fn` is the operation that made it, and `next_functions` are those
# to which this one sends gradients.

# %%
product = e.grad_fn
sums = [node for node, _ in product.next_functions]
ends = [node for node, _ in sums[0].next_functions]
print("e was made by", product.name())
print("which sends to", [node.name() for node in sums])
print("of which the first sends to", [node.name() for node in ends])
assert [node.name() for node in sums] == ["AddBackward0", "AddBackward0"]
assert {node.name() for node in ends} == {"torch::autograd::AccumulateGrad"}  # its full name in PyTorch
assert ends[0].variable is a
assert ends[1].variable is b

# %% [markdown]
# `AccumulateGrad` is where a walk ends: a gradient has arrived and is added to the `.grad` of $a$ or $b$.
#
# **Leaves** are the tensors that you made yourself, such as $a$ and $b$. Only leaves that require a gradient keep one
# in `.grad`. The gradients of $c$, $d$, $e$ pass through and are forgotten, to save memory, unless you ask:

# %%
a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
c = a + b
c.retain_grad()
(c * (b + 1)).backward()
print("a is a leaf:", a.is_leaf, "  c is a leaf:", c.is_leaf, "  de/dc =", c.grad.item())
assert a.is_leaf
assert not c.is_leaf
assert c.grad.item() == 2.0

# %% [markdown]
# ## The graph is made as the program runs
#
# Nobody declares the graph. It is a trace of what happened, so it may be different every time. Here is a function with
# a loop whose length depends on the data: double until 100 is passed.
#
# **Predict** the derivative at $x = 7$ and at $x = 30$.


# %%
def double_until_large(x: torch.Tensor) -> torch.Tensor:
    while x < 100:
        x = 2 * x
    return x


drawings = {}
for start, expected in ((7.0, 16.0), (30.0, 4.0)):
    x = torch.tensor(start, requires_grad=True)
    with viz.trace(values=True, grads=True, source=False, time=False) as notes:
        result = double_until_large(x)
        result.backward()
    print(f"x = {start}: result {result.item()}, derivative {x.grad.item()}")
    assert x.grad.item() == expected
    drawings[start] = viz.svg({"result": result}, {"x": x}, trace=notes, rankdir="LR", **shown)

# %%
drawings[7.0]

# %%
drawings[30.0]

# %% [markdown]
# From 7 it doubles four times, so the derivative is $2^4$; from 30 twice. Follow the `grad`s from right to left: each
# product doubles what it passes on. The `while` itself is not in the graph, only what was done. Over the whole range
# the function is a saw, and the derivative follows each tooth. (`torch.autograd.grad(result, x)` gives the derivative
# back instead of adding it to `x.grad`, as a tuple, for there may be several `x`.)

# %%
grid = torch.linspace(5.0, 120.0, 400)
values, slopes = [], []
for start in grid.tolist():
    x = torch.tensor(start, requires_grad=True)
    result = double_until_large(x)
    (slope,) = torch.autograd.grad(result, x) if result is not x else (torch.tensor(1.0),)
    values.append(result.item())
    slopes.append(slope.item())

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
left.plot(grid.numpy(), values)
left.set(title="double until 100 is passed", xlabel="x", ylabel="result")
right.plot(grid.numpy(), slopes, color="C1")
right.set(title="its derivative: a power of 2", xlabel="x", ylabel="derivative")
right.set_yscale("log", base=2)
assert sorted(set(slopes)) == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]

# %% [markdown]
# ## What is recorded, and what is left out
#
# The rule is short: **a result requires a gradient if one of its operands does.** So the wish spreads from the leaves
# upwards, and everything else costs nothing.
#
# **Predict:** which of `wx`, `noise`, `y` require a gradient?

# %%
w = torch.tensor(3.0, requires_grad=True)
x, c = torch.tensor(2.0), torch.tensor(0.5)  # data: no gradient wanted
with viz.trace(values=True, grads=True, source=False, time=False) as notes:
    wx = w * x
    noise = (c * 10).sin() * x.exp()
    y = wx + noise
    y.backward()
print("wx:", wx.requires_grad, "  noise:", noise.requires_grad, "  y:", y.requires_grad)
assert (wx.requires_grad, noise.requires_grad, y.requires_grad) == (True, False, True)
assert noise.grad_fn is None
assert (w.grad.item(), x.grad) == (2.0, None)
viz.svg({"y": y}, {"w": w}, trace=notes, rankdir="LR", **shown)

# %% [markdown]
# The sine, the exponential and two products are not in the drawing. They were computed, and their result is in $y$, but
# no tensor that requires a gradient is behind them, so backward need never go there.
#
# Sometimes you want to stop the spreading yourself. There are two ways. `detach()` gives the same numbers without their
# history. And inside `torch.no_grad()` nothing is recorded at all; we used this for the steps of gradient descent, as
# `p -= rate * p.grad` is bookkeeping, not a part of the error.
#
# **Predict** the derivative of $w \cdot w$ at 3 if the second factor is detached.

# %%
w = torch.tensor(3.0, requires_grad=True)
whole, cut = w * w, w * w.detach()
with torch.no_grad():
    silent = w * w
(slope_whole,) = torch.autograd.grad(whole, w)
(slope_cut,) = torch.autograd.grad(cut, w)
print("d(w·w)/dw =", slope_whole.item(), "  with one factor detached:", slope_cut.item())
assert (slope_whole.item(), slope_cut.item(), silent.requires_grad) == (6.0, 3.0, False)

# %% [markdown]
# The detached factor counts as a constant 3, so only one of two paths is left.
#
# ## Gradients accumulate
#
# **Predict:** what is in `w.grad` after the second backward?

# %%
w = torch.tensor(3.0, requires_grad=True)
for _ in range(2):
    (w * w).backward()
    print("w.grad =", w.grad.item())
assert w.grad.item() == 12.0

# %% [markdown]
# 12, not 6: `backward` **adds** to `.grad`. It surprises everyone once. It is also the natural thing to do: within one
# graph gradients of several paths must be added, and between graphs it is useful. The error over 1,000 pictures is a
# sum. If they do not fit into memory together, go through them in parts, call `backward` after each, and step at the
# end:

# %%
torch.manual_seed(0)
pictures, truth = torch.randn(1000, 5), torch.randn(1000)
w = torch.zeros(5, requires_grad=True)

((pictures @ w - truth) ** 2).sum().backward()
at_once, w.grad = w.grad, None

for part, part_truth in zip(pictures.split(100), truth.split(100), strict=True):
    ((part @ w - part_truth) ** 2).sum().backward()
assert torch.allclose(w.grad, at_once, rtol=1e-12)
print("largest difference:", (w.grad - at_once).abs().max().item())

# %% [markdown]
# So in a training loop something must set the gradients back: `p.grad = None`, or `optimizer.zero_grad()`. What if one
# forgets? Then every step is taken by the sum of all gradients so far. **Predict** the path of $w$ when it descends
# $w^2$ from 3.

# %%
paths = {}
for name, forget in (("cleared", False), ("not cleared", True)):
    w = torch.tensor(3.0, requires_grad=True)
    path = []
    for _ in range(40):
        path.append(w.item())
        (w * w).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        if not forget:
            w.grad = None
    paths[name] = path
ax = plots.loss_curves(
    paths, xlabel="before step", ylabel="w", title="descending w² with and without clearing the gradient"
)
assert abs(paths["cleared"][-1]) < 0.001
assert max(abs(value) for value in paths["not cleared"][20:]) > 1

# %% [markdown]
# At the bottom the sum of all gradients is still large, so $w$ shoots past, climbs the other side and comes back: a
# pendulum without friction.
#
# ## Graphs are used once
#
# For the way back the graph keeps numbers: a product must remember its factors. Once used they are thrown away, so that
# memory does not fill up. A second walk over the same graph is an error, and it says so.

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x.exp() * x
y.backward()
try:
    y.backward()
except RuntimeError as error:
    message = str(error)
print(message.splitlines()[0][:90], "...")
assert message.startswith("Trying to backward through the graph a second time")

# %% [markdown]
# If you do need the graph again, say `y.backward(retain_graph=True)` the first time. And when the last name for a
# result goes, its whole graph goes with it, at once. We can watch with a weak reference, which does not keep its object
# alive:

# %%
y = (x.exp() * x).sin()
node = weakref.ref(y.grad_fn)
assert node() is not None
del y
print("the node still exists:", node() is not None)
assert node() is None

# %% [markdown]
# ## Derivatives of derivatives
#
# The gradient was itself computed by sums and products. With `create_graph=True` *those* are recorded too, and can be
# differentiated again. Take $y = x^4$, whose derivatives are $4x^3$, $12x^2$, $24x$ and 24. **Predict** their values at
# $x = 2$.

# %%
x = torch.tensor(2.0, requires_grad=True)
derivative = x**4
found = []
for _ in range(4):
    (derivative,) = torch.autograd.grad(derivative, x, create_graph=True)
    found.append(derivative.item())
print(found)
assert found == [32.0, 48.0, 48.0, 24.0]

# %% [markdown]
# Here is the hyperbolic tangent, $\tanh x = (e^x - e^{-x})/(e^x + e^{-x})$, a smooth step from −1 to 1 often used in
# place of the sigmoid, with three derivatives. From calculus, $\tanh' = 1 - \tanh^2$, hence
# $\tanh'' = -2\tanh\,(1 - \tanh^2)$.

# %%
x = torch.linspace(-4, 4, 161, requires_grad=True)
curves = [torch.tanh(x)]
for _ in range(3):
    (following,) = torch.autograd.grad(curves[-1].sum(), x, create_graph=True)
    curves.append(following)

figure, ax = plt.subplots(figsize=(6, 3.6))
for curve, label in zip(curves, ("tanh", "first derivative", "second", "third"), strict=True):
    ax.plot(x.detach().numpy(), curve.detach().numpy(), label=label)
ax.set(title="tanh and its derivatives, each from the one before", xlabel="x")
ax.legend()
tanh = torch.tanh(x.detach())
assert torch.allclose(curves[1], 1 - tanh**2, atol=1e-14)
assert torch.allclose(curves[2], -2 * tanh * (1 - tanh**2), atol=1e-14)

# %% [markdown]
# At one point, $x = 0.5$, we can draw what was recorded for the first two.

# %%
x = torch.tensor(0.5, requires_grad=True)
with viz.trace(values=True, source=False, time=False) as notes:
    (first,) = torch.autograd.grad(torch.tanh(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x, create_graph=True)
t = math.tanh(0.5)
assert math.isclose(first.item(), 1 - t * t)
assert math.isclose(second.item(), -2 * t * (1 - t * t))
both = {"first": first, "second": second}
viz.svg(both, {"x": x}, trace=notes, show_values=True, show_shapes=False)

# %% [markdown]
# Read it from the top, with $t = \tanh 0.5 = 0.4621$. On the left is the first derivative: $t \cdot t = 0.2136$, then
# $1 - t^2 = 0.7864$ (*rsub* is "subtract from"), times the 1 with which every backward pass begins. In the middle
# and on the right is the second: $-t - t = -0.9242$, times $1 - t^2$. The engine wrote these itself, while it
# differentiated, out of the same operations that you can use. This is why they can be differentiated again.
#
# What are second derivatives good for? They tell how fast the slope changes, so how far to step. **Newton's method**
# steps by slope / bend, where the bend is the second derivative. Try it on $f(x) = e^x - 2x$. Its slope is $e^x - 2$,
# so its minimum is at $\ln 2$. **Predict:** after how many steps is Newton's error below $10^{-15}$?

# %%
errors: dict[str, list[float]] = {"gradient descent": [], "Newton": []}
for name, curve in errors.items():
    x = torch.tensor(2.0, requires_grad=True)
    for _ in range(12):
        curve.append(max(abs(x.item() - math.log(2)), 1e-16))
        (slope,) = torch.autograd.grad(x.exp() - 2 * x, x, create_graph=True)
        (bend,) = torch.autograd.grad(slope, x)
        with torch.no_grad():
            x -= slope / bend if name == "Newton" else 0.3 * slope
ax = plots.loss_curves(errors, log=True, xlabel="before step", ylabel="distance from ln 2")
assert errors["Newton"][6] < 1e-15 < errors["gradient descent"][-1]

# %% [markdown]
# Six: before the seventh it is at the bottom of the picture. Gradient descent gains the same factor with each step;
# Newton doubles the number of right digits. (Here every step needs one bend. For a million weights there are a million
# times a million of them, which is why large networks are trained without.)
#
# ## A function of your own
#
# The engine knows hundreds of operations. You can add one: say how to compute it, and how to pass a gradient back.
# An example where it pays is $\ln(1 + e^x)$, called *softplus*. Written naively, it fails for large $x$:

# %%
x = torch.tensor(1000.0, requires_grad=True)
y = torch.log(1 + torch.exp(x))
y.backward()
print("value", y.item(), "  derivative", x.grad.item())
assert math.isinf(y.item())
assert math.isnan(x.grad.item())

# %% [markdown]
# The truth is 1000, with derivative $e^x/(1 + e^x) = \sigma(x) = 1$. We know a better way to compute the value,
# $\max(x, 0) + \ln(1 + e^{-|x|})$, and we know the derivative. So:


# %%
class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # ctx, the "context", is a bag to carry things from here to backward
        ctx.save_for_backward(x)
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx, g):  # g is the derivative of the final result with respect to our result
        (x,) = ctx.saved_tensors
        return g * torch.sigmoid(x)  # times ours: the chain rule, one link of it


x = torch.tensor([-1000.0, 0.0, 1000.0], requires_grad=True)
y = Softplus.apply(x)
y.sum().backward()
print("values", y.tolist(), "  derivatives", x.grad.tolist())
assert y.tolist() == [0.0, math.log(2), 1000.0]
assert x.grad.tolist() == [0.0, 0.5, 1.0]

# %% [markdown]
# In the graph it is one operation among others, with the name that we gave it. Here a product feeds it three numbers,
# and its three results are summed.

# %%
w = torch.tensor(2.0, requires_grad=True)
with viz.trace(values=True, grads=True, source=False, time=False) as notes:
    y = Softplus.apply(w * torch.tensor([-1.0, 0.0, 1.0])).sum()
    y.backward()
assert y.grad_fn.next_functions[0][0].name() == "SoftplusBackward"
viz.svg({"y": y}, {"w": w}, trace=notes, rankdir="LR", **shown)

# %% [markdown]
# **Never trust a derivative that you have not checked.** `gradcheck` compares with quotients of differences, element by
# element; `gradgradcheck` does so for the second derivative, which comes for free, as our `backward` is itself made of
# recorded operations. And a wrong one is found, even if it is wrong by a tenth of a per cent; we only must not be more
# generous than that (`rtol`, the relative error that is let pass).


# %%
class Careless(Softplus):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * torch.sigmoid(x) * 1.001  # wrong by a tenth of a per cent


torch.manual_seed(0)
x = torch.randn(4, requires_grad=True)
print("Softplus:", torch.autograd.gradcheck(Softplus.apply, (x,)), torch.autograd.gradgradcheck(Softplus.apply, (x,)))
print("Careless:", torch.autograd.gradcheck(Careless.apply, (x,), raise_exception=False, rtol=1e-5, atol=1e-8))
assert torch.autograd.gradcheck(Softplus.apply, (x,))
assert torch.autograd.gradgradcheck(Softplus.apply, (x,))
assert not torch.autograd.gradcheck(Careless.apply, (x,), raise_exception=False, rtol=1e-5, atol=1e-8)

# %% [markdown]
# ## What to remember
#
# - Along a path derivatives multiply, over paths they add. One backward pass adds where paths meet, so it walks each
#   arrow once and finds the derivatives of one result with respect to everything.
# - The graph is a trace of what ran. It spreads from leaves with `requires_grad`; what has no such leaf behind it is
#   left out, and so is what is detached or runs under `no_grad`.
# - `.grad` accumulates: clear it. A graph is used once and then freed.
# - The backward pass can be recorded in turn, for derivatives of any order.
# - A function of your own is a `forward` and a `backward`. Check it.
#
# **Try:** step through a backward pass with the mouse: `viz.render(e, "e.html")` writes a page that you can open in a
# browser. Give `Number` a method `exp`. Then draw, by hand, the graph of $\sigma(wx + b)$ and pass a gradient through
# it. Compare with `Value`, which has `exp` and `sigmoid`.
#
# Next: *4. A deep network by hand and by autograd*: the same, with matrices.
