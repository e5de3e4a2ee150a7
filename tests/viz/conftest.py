"""Stand-ins for an engine: the least that a graph needs to be drawn. No test of viz depends on how gradients are made.

The fixture `fake` gives `fake.tensor`, `fake.op` and `fake.value`, which build graphs, and whole graphs made of them.
"""

from types import SimpleNamespace

import numpy as np
import pytest


class Function:
    """A node of the graph of tensors, with the interface that torch gives it."""

    def __init__(self, name, next_functions, /, **saved):
        self._name = name
        self.next_functions = next_functions
        for attribute, value in saved.items():
            setattr(self, f"_saved_{attribute}", value)

    def name(self):
        return self._name


class Freed(Function):
    """A node whose saved values are gone."""

    @property
    def _saved_self(self):
        raise RuntimeError("Trying to backward through the graph a second time")


class Tensor:
    """A tensor with values, and with just the methods that a summary of it needs."""

    def __init__(self, values, requires_grad=False, grad_fn=None, output_nr=0):
        self.values = np.asarray(values)
        self.requires_grad = requires_grad or grad_fn is not None
        self.grad_fn = grad_fn
        self.output_nr = output_nr
        self.retains_grad = False
        self._grad = None

    shape = property(lambda self: self.values.shape)
    dtype = property(lambda self: f"torch.{self.values.dtype}")

    @property
    def grad(self):
        assert self.grad_fn is None or self.retains_grad, "asking a result for its gradient warns"
        return self._grad

    @grad.setter
    def grad(self, value):
        self._grad = value

    def detach(self):
        return Tensor(self.values)

    def numel(self):
        return self.values.size

    def data_ptr(self):
        return self.values.__array_interface__["data"][0]

    def stride(self):
        return tuple(step // self.values.itemsize for step in self.values.strides)

    def reshape(self, *shape):
        return Tensor(self.values.reshape(*shape))

    def tolist(self):
        return self.values.tolist()

    def item(self):
        return self.values.item()

    def is_complex(self):
        return np.iscomplexobj(self.values)

    def abs(self):
        return Tensor(np.abs(self.values))

    def double(self):
        return Tensor(self.values.astype(np.float64))

    def mean(self):
        return Tensor(self.values.mean())

    def min(self):
        return Tensor(self.values.min())

    def max(self):
        return Tensor(self.values.max())


class Parameter(Tensor):
    """Known as a parameter by the name of its class alone."""


class Value:
    """A scalar with micrograd's interface; `children` may be a tuple or, as micrograd has it, a set."""

    def __init__(self, data, children=(), op="", label="", grad=0.0):
        self.data = data
        self.grad = grad
        self._prev = children
        self._op = op
        self.label = label


def tensor(shape=(), *, requires_grad=True, dtype="float32", parameter=False):
    """A leaf, of ones."""
    return (Parameter if parameter else Tensor)(np.ones(shape, dtype), requires_grad=requires_grad)


def edge_to(operand):
    """What `next_functions` holds for an operand; a leaf's AccumulateGrad node is made once."""
    if not operand.requires_grad:
        return (None, 0)
    if operand.grad_fn is not None:
        return (operand.grad_fn, operand.output_nr)
    if not hasattr(operand, "accumulate"):
        operand.accumulate = Function("torch::autograd::AccumulateGrad", ())
        operand.accumulate.variable = operand
    return (operand.accumulate, 0)


def op(name, *operands, shape=(), outputs=0, function=Function, **saved):
    """The result of an op on these operands, or the tuple of its `outputs` results."""
    node = function(f"{name}Backward0", tuple(map(edge_to, operands)), **saved)
    results = tuple(Tensor(np.ones(shape, np.float32), grad_fn=node, output_nr=i) for i in range(max(outputs, 1)))
    return results if outputs else results[0]


def expression():
    """e = (a + b) * (b + 1) at a = 2, b = 1, differentiated."""
    a, b, one = Value(2.0, label="a", grad=2.0), Value(1.0, label="b", grad=5.0), Value(1.0, grad=3.0)
    c, d = Value(3.0, (a, b), "+", grad=2.0), Value(2.0, (b, one), "+", grad=3.0)
    return Value(6.0, (c, d), "*", "e", grad=1.0)


def linear(x, weight, bias):
    """torch's graph of a linear layer."""
    out_features, in_features = weight.shape
    transposed = op("T", weight, shape=(in_features, out_features))
    return op("Addmm", bias, x, transposed, shape=(*x.shape[:-1], out_features))


def mlp():
    """The graph of Linear(4, 8), Tanh, Linear(8, 1), sum, and its parameters by name."""
    shapes = {"0.weight": (8, 4), "0.bias": (8,), "2.weight": (1, 8), "2.bias": (1,)}
    params = {name: tensor(shape, parameter=True) for name, shape in shapes.items()}
    hidden = linear(tensor((2, 4), requires_grad=False), params["0.weight"], params["0.bias"])
    hidden = op("Tanh", hidden, shape=(2, 8))
    return op("Sum", linear(hidden, params["2.weight"], params["2.bias"])), params


def rnn(steps=10):
    """The graph of an RNN cell's steps, and its four parameters by name."""
    shapes = {"weight_ih": (4, 3), "weight_hh": (4, 4), "bias_ih": (4,), "bias_hh": (4,)}
    params = {name: tensor(shape, parameter=True) for name, shape in shapes.items()}
    hidden = tensor((1, 4), requires_grad=False)
    for _ in range(steps):
        recurrent = linear(hidden, params["weight_hh"], params["bias_hh"])
        entering = linear(tensor((1, 3), requires_grad=False), params["weight_ih"], params["bias_ih"])
        hidden = op("Tanh", op("Add", recurrent, entering, shape=(1, 4)), shape=(1, 4))
    return hidden, params


def residual(blocks=6):
    """x = x + f(g(x)), `blocks` times over: one long edge past every block."""
    x = op("Embedding", tensor((8, 4)), shape=(2, 4))
    for _ in range(blocks):
        weight, bias = tensor((4, 4), parameter=True), tensor((4,), parameter=True)
        x = op("Add", x, op("Relu", linear(op("LayerNorm", x, shape=(2, 4)), weight, bias), shape=(2, 4)), shape=(2, 4))
    return x


def scalar_mlp(inputs, *widths):
    """micrograd's MLP as one expression: every weight a Value."""
    values = [Value(1.0, label=f"x{i}") for i in range(inputs)]
    for layer, width in enumerate(widths):
        following = []
        for _ in range(width):
            total = Value(0.0)
            for x in values:
                total = Value(1.0, (total, Value(1.0, (Value(1.0), x), "*")), "+")
            following.append(total if layer == len(widths) - 1 else Value(1.0, (total,), "ReLU"))
        values = following
    return values[0] if len(values) == 1 else values


@pytest.fixture(scope="session")
def fake():
    return SimpleNamespace(
        Freed=Freed,
        Tensor=Tensor,
        Value=Value,
        expression=expression,
        mlp=mlp,
        op=op,
        residual=residual,
        rnn=rnn,
        scalar_mlp=scalar_mlp,
        tensor=tensor,
    )
