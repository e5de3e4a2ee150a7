# %% [markdown]
# # 7. Inside the engine
#
# At the end of this notebook you will be able to
#
# - find your way in minigrad's source, and say what each part of the engine is for;
# - read the declaration of an operation, and predict from it what a graph will keep in memory;
# - follow the backward pass step by step, and write one of your own that gives the same numbers;
# - explain how one line of mathematics serves the gradient, and the gradient of the gradient;
# - add an operation, see its method appear, check it to second order, and catch three kinds of mistakes.
#
# You need notebooks 3 and 4. All source shown here is printed from the running program, so it is what runs.

# %%
from __future__ import annotations  # the table reads annotations as text

import importlib
import inspect
import math
import textwrap
import weakref
from collections import Counter
from heapq import heappop, heappush
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import minigrad as torch
from minigrad import nn, viz
from minigrad._engine import backward, graph
from minigrad.ops import TABLE, elementwise, pointwise
from minigrad.ops.table import Array, binary, op, unary
from minigrad.scalar import Value
from minigrad.testing import check_op

torch.set_default_dtype(torch.float64)
plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})


def show(thing: Any, first: str = "", last: str = "") -> None:
    """Prints the source of a function, class or module, or the part from the line with `first` to that with `last`."""
    lines = inspect.getsource(thing).splitlines()
    if first:
        start = next(number for number, line in enumerate(lines) if first in line)
        end = next(number for number, line in enumerate(lines) if number >= start and last in line)
        lines = lines[start : end + 1]
    print(textwrap.dedent("\n".join(lines)))


# %% [markdown]
# ## The house
#
# minigrad is built in floors, and a file may only use what is on floors below its own. Every file says in its first
# lines what lives there. Here is the way from the ground up, the first sentence of each:

# %%
FILES = [
    *["_engine.graph", "_engine.modes", "_engine.dtypes", "_engine.tensor", "_engine.op", "_engine.views"],
    *["_engine.backward", "ops.table", "ops.elementwise", "ops.arithmetic", "scalar"],
]
lengths = {}
for name in FILES:
    module = importlib.import_module(f"minigrad.{name}")
    lengths[name] = len(inspect.getsource(module).splitlines())
    print(f"{name:18} {lengths[name]:4} lines   {inspect.getdoc(module).splitlines()[0]}")
engine = sum(length for name, length in lengths.items() if name.startswith("_engine"))
print(f"\nthe engine: {engine:,} lines, with comments; the table: {len(set(TABLE.values()))} operations")
assert engine < 2500
assert len(TABLE) > 500

# %% [markdown]
# So the engine is short, and it *knows no operation by name*. It cannot tell a product from a sine. What there is to
# know of an operation is in **the table**, in one place for each.
#
# ## One declaration
#
# Here is the whole of multiplication:

# %%
show(TABLE["mul"].op.forward)

# %% [markdown]
# A function on plain NumPy arrays, and above it, under the name of each argument, how to pass a gradient back to it.
# With $e = x \cdot y$ the derivative by $x$ is $y$, so the incoming gradient `g` is multiplied by `other`. The other
# keywords say under which names it is to be found, and `operands` brings what the user gave into a plain form.
#
# **Predict:** how many ways to multiply come from it?

# %%
x, y = torch.tensor([2.0, 3.0]), torch.tensor([5.0, 7.0])
ways = {
    "the function": torch.mul(x, y),
    "its other name": torch.multiply(x, y),
    "the operator": x * y,
    "the operator, turned round": 5.0 * torch.tensor([2.0, 4.2]),
    "the method": x.mul(y),
    "the method in place": x.clone().mul_(y),
    "the operator in place": x.clone().__imul__(y),
    "into a given tensor": torch.mul(x, y, out=torch.zeros(2)),
    "NumPy, given tensors": np.multiply(x, y),
    "two single numbers": (Value(2.0) * Value(5.0)).data,
}
for name, result in ways.items():
    print(f"{name:28}", result)
assert all(torch.equal(result, ways["the function"]) for result in list(ways.values())[:3])
assert torch.allclose(ways["the operator, turned round"], ways["the function"])
assert all(torch.equal(torch.as_tensor(result), ways["the function"]) for result in list(ways.values())[4:-1])
assert ways["two single numbers"] == 10.0

# %% [markdown]
# And the tests: `minigrad gradcheck` reads the table and checks each row with finite differences. Nobody had to list
# them.
#
# What is in the table, family by family? Some rows are *primitive*, with formulas of their own. Others are *composite*:
# made of other operations (some of these internal, without a public name), so that they need no formula.

# %%
rows = list(dict.fromkeys(TABLE.values()))
ruled = [row for row in rows if row.op is not None and row.differentiable]
composite = [row for row in rows if row.op is None]
print(f"with formulas {len(ruled)}, composite {len(composite)}, others {len(rows) - len(ruled) - len(composite)}")
formulas = [row.op.grads or next(iter(row.op.rules.values())) for row in ruled]
families = Counter(formula.__module__.rpartition(".")[2] for formula in formulas)
names, counts = zip(*families.most_common(18), strict=True)
figure, ax = plt.subplots(figsize=(8, 3.4))
ax.bar(names, counts)
ax.tick_params(axis="x", rotation=60)
ax.set(ylabel="operations", title="where the formulas are: the largest families")
assert len(ruled) > 100
assert len(composite) > 200

# %% [markdown]
# ## What a node keeps
#
# A formula needs things when the way back comes: `mul` the other factor, `exp` its own result. **The names that a
# formula takes decide what is kept.** There is no `save_for_backward` here; one looks at the argument list.
#
# **Predict** for each of these what its node keeps, from mathematics alone: $x + y$, $x y$, $e^x$, $\ln x$, $\tanh x$,
# $\sqrt x$, $\sin x$, $x / y$.

# %%
for name in ("add", "mul", "exp", "log", "tanh", "sqrt", "sin", "div"):
    row = TABLE[name].op
    takes = {argument: row.takes(argument) for argument in row.differentiable}
    print(f"{name:5}", {argument: " and ".join(names) or "nothing" for argument, names in takes.items()})
assert TABLE["add"].op.takes("input") == ()
assert TABLE["mul"].op.takes("input") == ("other",)
assert TABLE["exp"].op.takes("input") == TABLE["tanh"].op.takes("input") == ("out",)
assert TABLE["log"].op.takes("input") == TABLE["sin"].op.takes("input") == ("input",)

# %% [markdown]
# Where the derivative can be written with the result, as in $(e^x)' = e^x$ or $\tanh' = 1 - \tanh^2$, the input can be
# forgotten. And a formula that is not needed keeps nothing: if only $x$ requires a gradient, $x y$ keeps $y$ alone.
#
# What was kept can be seen on the node, under the names that PyTorch has for it (`self` is the first argument).

# %%
x = torch.tensor([2.0, 3.0], requires_grad=True)
y = torch.tensor([5.0, 7.0])
product, power = x * y, x.exp()
print("x * y keeps the other factor:", product.grad_fn._saved_other, " and of the first:", product.grad_fn._saved_self)
print("exp(x) keeps its result:", power.grad_fn._saved_result)
assert product.grad_fn._saved_self is None
assert torch.equal(product.grad_fn._saved_other, y)
assert power.grad_fn._saved_result.data_ptr() == power.data_ptr()  # the very same memory, no copy

# %% [markdown]
# No copies are made: what is kept is the tensor itself. So what does a training step cost in memory? Here are the nodes
# of a small network in the order in which they ran, and the bytes that each keeps alive. (A piece of memory that
# several keep is counted at the first.)


# %%
def nodes_of(result: torch.Tensor) -> list[graph.Node]:
    """All nodes behind a result, the oldest first."""
    found: set[graph.Node] = set()
    waiting = [result._node]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.add(node)
            waiting += node.edges
    return sorted(found, key=lambda node: node.seq)


def kept_bytes(result: torch.Tensor) -> list[tuple[str, int]]:
    seen: dict[int, np.ndarray] = {}
    sizes = []
    for node in nodes_of(result):
        size = 0
        for held in node.saved:
            array = None if held is None else np.asarray(held._data)
            memory = None if array is None else array if array.base is None else array.base
            if memory is not None and id(memory) not in seen:
                seen[id(memory)] = memory
                size += memory.nbytes
        if not isinstance(node, graph.AccumulateGrad):
            sizes.append((node.name().removesuffix("Backward0"), size))
    return sizes


torch.manual_seed(0)
network = nn.Sequential(nn.Linear(64, 128), nn.Tanh(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10))
batch, truth = torch.randn(256, 64), torch.randint(0, 10, (256,))
loss = nn.functional.cross_entropy(network(batch), truth)
sizes = kept_bytes(loss)
figure, ax = plt.subplots(figsize=(8, 3.2))
ax.bar(range(len(sizes)), [size / 1000 for _, size in sizes])
ax.set_xticks(range(len(sizes)), [name for name, _ in sizes], rotation=60)
ax.set(ylabel="kB kept", title="memory kept for the way back, a batch of 256")
total = sum(size for _, size in sizes)
with torch.no_grad():
    nothing = nn.functional.cross_entropy(network(batch), truth)
print(f"kept in all: {total / 1000:.0f} kB; under no_grad there is no node: {nothing.grad_fn}")
assert total > 256 * (64 + 128 + 128) * 8
assert nothing.grad_fn is None

# %% [markdown]
# The activations, as one should expect: each layer keeps its input for $dW = dz\,a^{\mathsf T}$, and they grow with the
# batch. It keeps its weights for $da = W^{\mathsf T} dz$, too, the first one not: nobody asked for the derivative by
# the data.
#
# ## Recording
#
# What happens in `x.exp()`? All elementwise operations of one tensor go through the same function, which is made once
# for each from its declaration. This is the path that runs millions of times, so it is written out where it could be
# short:

# %%
show(elementwise.unary)

# %% [markdown]
# Read it for its story. Take the array out of the tensor; compute; wrap the result. If nothing behind the input needs a
# gradient, or nobody is recording, stop. Otherwise make a node, note where to go on (`edges`), what was kept (`saved`),
# and the time (`seq`). That is all that *recording* means. The last lines are for what is rarer.
#
# (The node is a `Recorded`. When somebody first looks at it, it becomes an instance of the op's own class, the `kind`,
# with PyTorch's name, `ExpBackward0`. Until then all nodes are of one class, and Python reads the attributes of objects
# of one class faster than those of many.)
#
# What a node is:

# %%
show(graph.Node, "class Node", "seq")

# %% [markdown]
# `seq` is the tick of a clock that only goes up. A node is made after all nodes that it points at, so its tick is
# larger than theirs: **a graph sorted by ticks is in topological order**, for free. Compare with notebook 3, where we
# had to search for such an order.

# %%
x = torch.tensor(0.5, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
z = torch.tanh(w * x)
result = z * z.exp() + w
for node in nodes_of(result):
    older = [edge.seq - nodes_of(result)[0].seq for edge in node.edges if edge is not None]
    print(f"{node.seq - nodes_of(result)[0].seq:3}  {node.name():28} points at {older}")
assert all(edge.seq < node.seq for node in nodes_of(result) for edge in node.edges if edge is not None)
viz.make_dot({"result": result}, params={"x": x, "w": w}, show_saved=True)

# %% [markdown]
# In the drawing, orange boxes are what the nodes keep: `tanh` its result, the product its two factors.
#
# ## The walk back
#
# The heart of the engine. Gradients wait in a dictionary, nodes in a heap. The newest node is taken; everyone who could
# send it something was newer, so its gradient is complete. Each formula is called with what it takes, the result is
# added to what waits for the node at the other end. (One node, `ahead`, is held off the heap: the newest of those just
# reached is mostly the next one, and so a chain needs no heap at all.)

# %%
show(backward._walk, "take = grads.pop", "continue")
print("    ...")
show(backward._walk, "exact = node.exact", "node.saved = None")

# %% [markdown]
# `fit` undoes broadcasting; we come to it. At the end what was kept is let go, unless someone said `retain_graph`. Note
# that nothing recurses: a chain of a million operations needs no deeper stack than one of three.
#
# Now the same in our own words, in twenty lines, on the engine's own nodes. It tells what it does.


# %%
def walk(result: torch.Tensor, **names: torch.Tensor) -> tuple[dict[torch.Tensor, Any], int]:
    """The gradients of all leaves, and the largest number that waited at one time.  If leaves are named, it tells."""
    start = result._node
    waiting: dict[graph.Node, Any] = {start: np.ones(result.shape)}
    heap, leaves, most = [(-start.seq, start)], {}, 1
    while heap:
        _, node = heappop(heap)
        g = waiting.pop(node)
        if isinstance(node, graph.AccumulateGrad):
            leaves[node.variable] = g
        else:
            sent = []
            for k, edge in enumerate(node.edges):
                if edge is None:
                    continue
                r = node.evaluate(k, g, False)  # the formula of edge k, with what it takes
                sent.append(f"{float(r):.4f} to {edge.name().removeprefix('torch::autograd::')}")
                if edge not in waiting:
                    heappush(heap, (-edge.seq, edge))
                waiting[edge] = waiting[edge] + r if edge in waiting else r
            most = max(most, len(waiting))
            if names:
                print(f"{node.name():14} got {float(g):.4f}, sends {', '.join(sent)}")
    for name, leaf in names.items():
        print(f"{name} gets {leaves[leaf]:.4f}")
    return leaves, most


leaves, most = walk(result, x=x, w=w)
result.backward()
print(f"ours: {leaves[x]:.15f}, {leaves[w]:.15f}\n.grad {x.grad.item():.15f}, {w.grad.item():.15f}")
assert leaves[x] == x.grad.item()
assert leaves[w] == w.grad.item()

# %% [markdown]
# Equal in every bit. Look at `TanhBackward0`: it got one number, the sum of what came along two paths, since it was
# taken only after both had been. The same in a drawing, with each operation's result (*data*) and the gradient that it
# got (*grad*), watched by `viz.trace` as the engine ran. Read the grads from the bottom up, and compare with the lines
# above.

# %%
x.grad = w.grad = None
with viz.trace(values=True, grads=True) as run:
    z = torch.tanh(w * x)
    result = z * z.exp() + w
    result.backward()
drawn = viz.svg({"result": result}, {"x": x, "w": w}, trace=run, show_values=True, show_grads=True, show_shapes=False)
assert "3.7728" in drawn  # the gradient at tanh
drawn

# %% [markdown]
# How much memory do gradients take on the way? A gradient leaves the dictionary as its node is taken. **Predict** how
# many wait at one time in a chain of 20,000 operations.

# %%
x = torch.tensor(0.5, requires_grad=True)
chain = x
for _ in range(20_000):
    chain = torch.sin(chain)
leaves, most = walk(chain)
chain.backward()
print("nodes:", len(nodes_of(chain)), "  gradients waiting at one time:", most)
assert most == 1
assert leaves[x] == x.grad.item()
assert len(nodes_of(chain)) == 20_001

# %% [markdown]
# One. And the graph itself goes as soon as nobody holds its result: nodes point only at older nodes, so there are no
# cycles, and Python's counting of references frees it at once.

# %%
watched = weakref.ref(chain.grad_fn)
del chain, leaves
assert watched() is None

# %% [markdown]
# ## Sizes that do not fit
#
# In $x + y$ with $x$ of the shape (3, 1) and $y$ of (4,) NumPy repeats both to (3, 4). The formula of `add` just passes
# `g` on, of the shape (3, 4). But each derivative must have the shape of what it belongs to. A number that was used
# four times gets four gradients, and over paths derivatives add: so **the way back of repeating is summing**. No
# formula cares; the engine does, in one place.

# %%
show(backward.fit)

# %%
x, y = torch.randn(3, 1, requires_grad=True), torch.randn(4, requires_grad=True)
(x + y).sum().backward()
print("x.grad:", x.grad.flatten().tolist(), "  y.grad:", y.grad.tolist())
assert x.grad.tolist() == [[4.0]] * 3
assert y.grad.tolist() == [3.0] * 4

# %% [markdown]
# ## One formula, every order
#
# The formula of `exp` is `g * out`. It asks for nothing but a product. So it can be called with anything that can be
# multiplied. **Predict** the type of each result.

# %%
formula = TABLE["exp"].op.rules["input"]
given = {
    "floats": (2.0, 3.0),
    "arrays": (np.array([2.0]), np.array([3.0])),
    "tensors": (torch.tensor([2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)),
}
for name, arguments in given.items():
    print(f"{name:8}", repr(formula(*arguments)))
assert formula(*given["floats"]) == 6.0
assert isinstance(formula(*given["arrays"]), np.ndarray)
assert formula(*given["tensors"]).requires_grad

# %% [markdown]
# - On **floats** it serves `Value`, the engine for single numbers.
# - On **arrays** it serves `backward()`: nothing is recorded, nothing is wrapped.
# - On **tensors** it serves `create_graph=True`: what it does is recorded, *by the same engine*, and so can be
#   differentiated again. Second derivatives were never written down anywhere.

# %%
x = torch.tensor(0.7, requires_grad=True)
derivative = torch.exp(torch.sin(x))
s, c = math.sin(0.7), math.cos(0.7)
for by_hand in (c, c * c - s, c**3 - 3 * s * c - c):  # each times exp(sin x)
    (derivative,) = torch.autograd.grad(derivative, x, create_graph=True)
    expected = by_hand * math.exp(s)
    print(f"{derivative.item():.12f}, by hand {expected:.12f}; nodes in its graph: {len(nodes_of(derivative))}")
    assert math.isclose(derivative.item(), expected, rel_tol=1e-12)

# %% [markdown]
# ## A guard
#
# If kept tensors are not copied, what if one is changed before the way back? The gradient would be wrong, silently. So
# each piece of memory remembers when it was last written to, and the walk compares: written after the node was made?

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.exp()
total = y.sum()
y.mul_(10)  # in place: the memory that exp kept
try:
    y.sum().backward()
except RuntimeError as error:
    message = str(error)
print(message)
assert "modified by an inplace operation" in message
assert "version 1; expected version 0" in message

# %% [markdown]
# ## Adding an operation
#
# Now it is your turn. The **Gudermannian** ties the hyperbolic functions to the circular ones (it draws Mercator's
# maps):
#
# $$\mathrm{gd}(x) = 2 \arctan \tanh \frac x2, \qquad \mathrm{gd}'(x) = \frac{1}{\cosh x} .$$
#
# minigrad does not have it:

# %%
assert "gudermann" not in TABLE
assert not hasattr(torch.Tensor, "gudermann")


@unary(input=lambda g, input: g / pointwise.cosh(input), floats=True, scalar=lambda x: 2 * math.atan(math.tanh(x / 2)))
def gudermann(input: Array) -> Array:
    """The Gudermannian of each element: 2 atan(tanh(x / 2)).

    >>> torch.gudermann(torch.tensor([0.0]))
    tensor([0.])
    """
    return 2 * np.arctan(np.tanh(input / 2))


print(TABLE["gudermann"], TABLE["gudermann"].op.takes("input"))

# %% [markdown]
# That was all. `floats=True` says that whole numbers become floating-point ones; `scalar=` is the same function on a
# single Python float, for `Value`. In the formula stands `pointwise.cosh`, an operation of the table, not `np.cosh`: it
# must run on tensors, too.
#
# Entering the table, the row has given tensors their methods, and `torch.gudermann` is there as well. In the package a
# family of operations enters the table when one of its names is first used, so that `import minigrad` stays quick.

# %%
x = torch.linspace(-4, 4, 161, requires_grad=True)
y = x.gudermann()
(slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
(bend,) = torch.autograd.grad(slope.sum(), x)
figure, ax = plt.subplots()
for curve, label in ((y, "gd"), (slope, "its derivative"), (bend, "and the next")):
    ax.plot(x.detach().numpy(), curve.detach().numpy(), label=label)
ax.legend()
print(y.grad_fn.name(), torch.tensor([1, 2]).gudermann(), torch.tensor([1.0]).gudermann_())
assert y.grad_fn.name() == "GudermannBackward0"
assert torch.allclose(slope, 1 / torch.cosh(x), rtol=1e-14)
assert torch.allclose(bend, -torch.sinh(x) / torch.cosh(x) ** 2, rtol=1e-13)

# %% [markdown]
# The method, its in-place form, whole numbers promoted, a node with a name, the second derivative. Even errors are as
# they should be:

# %%
try:
    torch.gudermann([1.0, 2.0])
except TypeError as error:
    message = str(error)
print(message)
assert "argument 'input' (position 1) must be Tensor, not list" in message

# %% [markdown]
# ## Checking it
#
# **Never trust a derivative that you have not checked**, least of all your own. `check_op` takes a row of the table,
# tries shapes of all kinds, and compares with finite differences: the formula, and the formula of the formula.

# %%
report = check_op("gudermann")
print(f"{report.samples} samples; largest relative error {report.first:.1e}, at second order {report.second:.1e}")
assert report.failures == []
assert max(report.first, report.second) < 1e-9

x = torch.randn(5, requires_grad=True)
assert torch.autograd.gradcheck(torch.gudermann, (x,))
assert torch.autograd.gradgradcheck(torch.gudermann, (x,))

# %% [markdown]
# Would it find a mistake? We declare three more, each wrong in its own way. **Predict** which order of check finds
# each.
#
# - `careless` is off by a tenth of a per cent;
# - `forgetful` has the right value, but computes it from a copy without history;
# - `local` is right but for large inputs.


# %%
def without_history(input: Any) -> Any:
    return input.detach() if isinstance(input, torch.Tensor) else input


@unary(input=lambda g, input: 1.001 * g / pointwise.cosh(input))
def careless(input: Array) -> Array:
    """The Gudermannian, with a derivative a little off."""
    return gudermann(input)


@unary(input=lambda g, input: g / pointwise.cosh(without_history(input)))
def forgetful(input: Array) -> Array:
    """The Gudermannian, with a derivative that cannot be differentiated."""
    return gudermann(input)


@unary(input=lambda g, input: g * (1 - 0.5 * input * input + 5 / 24 * input**4), domain=(-0.1, 0.1))
def local(input: Array) -> Array:
    """The Gudermannian, with three terms of its derivative's power series, and a domain that hides it."""
    return gudermann(input)


reports = {name: check_op(name) for name in ("careless", "forgetful", "local")}
for name, report in reports.items():
    found = dict(Counter("first order" if "first-order" in line else "second order" for line in report.failures))
    print(f"{name:10} errors {report.first:.0e} and {report.second:.0e}; failures: {found or 'none'}")
assert reports["careless"].first > 1e-4
assert reports["forgetful"].first < 1e-9 < 0.01 < reports["forgetful"].second
assert reports["local"].failures == []

# %% [markdown]
# The first is found at once. (At second order it passes: its formula is differentiated rightly, only it is the wrong
# formula.) The second is right at first order and can only be found at second. The third says itself where it wants to
# be tested, between −0.1 and 0.1, and so it passes: **a check is as good as its inputs.** Without the domain it would
# not have a chance:

# %%
TABLE["local"].domain = None
found = check_op("local")
print(f"on the usual domain: first-order error {found.first:.2f}, {len(found.failures)} failures")
assert found.failures

# %% [markdown]
# ## A choice
#
# There is another formula for the derivative: $1 / \cosh x = \cos(\mathrm{gd}(x))$. It takes the *result* instead of
# the input. Often that is the better choice, as for `exp`, for then the input can be forgotten. Here? **Predict** what
# happens for large $x$, where $\mathrm{gd}$ is nearly $\pi/2$.


# %%
@unary(input=lambda g, out: g * pointwise.cos(out), floats=True)
def gudermann_by_result(input: Array) -> Array:
    """The Gudermannian, whose derivative is computed from the result."""
    return gudermann(input)


assert check_op("gudermann_by_result").failures == []
assert TABLE["gudermann_by_result"].op.takes("input") == ("out",)

x = torch.linspace(0.5, 36.0, 143, requires_grad=True)
exact = 2 * torch.exp(-x.detach()) / (1 + torch.exp(-2 * x.detach()))
figure, ax = plt.subplots(figsize=(6, 3.4))
worst = {}
for name in ("gudermann", "gudermann_by_result"):
    (slope,) = torch.autograd.grad(TABLE[name].call(x).sum(), x)
    errors = ((slope - exact) / exact).abs()
    worst[name] = errors.max().item()
    ax.semilogy(x.detach().numpy(), errors.clamp(min=1e-17).numpy(), label=name)
ax.set(xlabel="x", ylabel="relative error of the derivative")
ax.legend()
print({name: f"{error:.0e}" for name, error in worst.items()})
assert worst["gudermann"] < 1e-14
assert worst["gudermann_by_result"] > 1e-3

# %% [markdown]
# Both are right on paper, and both pass the check. But near $\pi/2$ the result has no digits left to tell how near, and
# the cosine of it loses one digit after another. Which formula to write is a question of numerical analysis, not of
# calculus only.
#
# ## Two arguments, and pairs
#
# An operation of two arguments has two formulas. The geometric mean $\sqrt{xy}$ is only defined for positive numbers,
# so we say where to test it. **Predict** what its node keeps if only `input` needs a gradient.


# %%
@binary(
    input=lambda g, input, out: g * out / (2 * input),
    other=lambda g, other, out: g * out / (2 * other),
    domain=(0.2, 3.0),
    floats=True,
)
def geometric_mean(input: Array | float, other: Array | float) -> Array:
    """The geometric mean, elementwise, with broadcasting: sqrt(input * other)."""
    return np.sqrt(input * other)


report = check_op("geometric_mean")
print(f"{report.samples} samples; errors {report.first:.1e} and {report.second:.1e}")
assert report.failures == []

x = torch.tensor([[1.0], [4.0]], requires_grad=True)
mean = x.geometric_mean(torch.tensor([4.0, 9.0]))
print(mean.tolist(), "kept of the other:", mean.grad_fn._saved_other)
assert mean.tolist() == [[2.0, 3.0], [4.0, 6.0]]
assert mean.grad_fn._saved_other is None

# %% [markdown]
# Last, an operation that is not elementwise: `mirror` puts a row and its mirror image side by side, $(a, b, c) \mapsto
# (a, b, c, c, b, a)$. It is linear, and the way back of a linear map is its transpose: each input occurs twice, so its
# gradient is the sum of two, as if we *folded* the row. Folding is an operation too, and its way back is the mirror.
# **A pair of operations, each the other's formula, is closed under differentiation, to any order.** A name that begins
# with `_` is internal: it gets no public function.


# %%
def mirror_samples(rng: np.random.Generator) -> Any:
    for shape in ((3,), (2, 4), (2, 0), (1, 2, 3)):
        yield (rng.standard_normal(shape),), {}


@op(input=lambda g: _fold(g), linear=True, samples=mirror_samples)  # noqa: PLW0108 - its parameters say what is kept
def mirror(input: Array) -> Array:
    """The tensor and its mirror image, side by side along the last axis."""
    return np.concatenate([input, input[..., ::-1]], axis=-1)


@op(input=lambda g: mirror(g), linear=True)  # noqa: PLW0108 - as above
def _fold(input: Array) -> Array:
    """The sum of the left half and the mirrored right half."""
    half = input.shape[-1] // 2
    return input[..., :half] + input[..., half:][..., ::-1]


report = check_op("mirror")
print(f"{report.samples} samples; errors {report.first:.1e} and {report.second:.1e}")
assert report.failures == []

a, b = torch.randn(5), torch.randn(10)
left, right = (a.mirror() * b).sum(), (a * _fold(b)).sum()
print(f"<mirror a, b> = {left.item():.12f}   <a, fold b> = {right.item():.12f}")
assert torch.allclose(left, right)

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x.mirror()
print(y, "\ngradient of the squares' sum:", torch.autograd.grad((y**2).sum(), x)[0])
assert y.tolist() == [1.0, 2.0, 3.0, 3.0, 2.0, 1.0]

# %% [markdown]
# That $\langle Ma, b \rangle = \langle a, M^{\mathsf T} b \rangle$ for any $a$ and $b$ is a test of such a pair without
# any finite differences. Reshaping and its reverse, taking a slice and putting it into zeros, convolution and its
# transpose live in the table as such pairs.
#
# ## What to remember
#
# - The engine knows no operation by name. An operation is one declaration: a forward in NumPy, a formula for each
#   argument.
# - The names that a formula takes are what the graph keeps. A formula not needed keeps nothing.
# - Ticks of one clock order the nodes. The walk back takes the newest, and so never sees a gradient that is not
#   complete.
# - Formulas run on arrays for speed and on tensors to be differentiated again; the engine sums over what was broadcast,
#   and guards what was kept.
# - Check every derivative, to second order, on inputs that mean it. And among right formulas prefer the accurate one.
#
# **Read on:** `minigrad/scalar.py` first, it is the same in small; then `graph.py`, `op.py` and `backward.py` in
# `_engine`; then any family of `minigrad/ops`. `views.py` tells how writing into memory that others look at is
# recorded.
#
# **Try:** declare `softplus_squared`, $\ln(1 + e^x)^2$, and find the formula that keeps least. Write the walk for
# `create_graph=True`: what must change? (Hint: the last argument of `evaluate`.)
