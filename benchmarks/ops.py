"""One op, forward and backward, on small float32 tensors: the cost per operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[[Any], Callable[[], object]]


def _op(function: Callable[..., Any], *shapes: tuple[int, ...]) -> Make:
    def make(torch: Any) -> Callable[[], object]:
        leaves = [torch.full(shape, 0.5).requires_grad_() for shape in shapes]
        gradient = torch.ones(tuple(function(torch, *leaves).shape))

        def run() -> None:
            function(torch, *leaves).backward(gradient)
            for leaf in leaves:
                leaf.grad = None

        return run

    return make


CASES: dict[str, Make] = {
    "add (4)": _op(lambda t, a, b: a + b, (4,), (4,)),
    "mul (4)": _op(lambda t, a, b: a * b, (4,), (4,)),
    "mul scalars": _op(lambda t, a, b: a * b, (), ()),
    "mul broadcast (32,16)x(16)": _op(lambda t, a, b: a * b, (32, 16), (16,)),
    "exp (4)": _op(lambda t, a: a.exp(), (4,)),
    "tanh (32,16)": _op(lambda t, a: a.tanh(), (32, 16)),
    "relu (32,16)": _op(lambda t, a: t.relu(a), (32, 16)),
    "pow 2 (4)": _op(lambda t, a: a**2, (4,)),
    "sum (32,16)": _op(lambda t, a: a.sum(), (32, 16)),
    "mean over rows (32,16)": _op(lambda t, a: a.mean(0), (32, 16)),
    "softmax (32,10)": _op(lambda t, a: a.softmax(-1), (32, 10)),
    "index (4)": _op(lambda t, a: a[1], (4,)),
    "slice (32,16)": _op(lambda t, a: a[:, 2:8], (32, 16)),
    "reshape (32,16)": _op(lambda t, a: a.reshape(16, 32), (32, 16)),
    "transpose (32,16)": _op(lambda t, a: a.t(), (32, 16)),
    "cat (32,16)x2": _op(lambda t, a, b: t.cat([a, b]), (32, 16), (32, 16)),
    "stack (4)x2": _op(lambda t, a, b: t.stack([a, b]), (4,), (4,)),
    "matmul (32,16)x(16,16)": _op(lambda t, a, b: a @ b, (32, 16), (16, 16)),
    "linear (32,64)->64": _op(lambda t, x, w, b: t.nn.functional.linear(x, w, b), (32, 64), (64, 64), (64,)),
    "layer_norm (32,64)": _op(lambda t, x: t.nn.functional.layer_norm(x, (64,)), (32, 64)),
    "conv2d (8,3,16,16) k3": _op(lambda t, x, w: t.nn.functional.conv2d(x, w, padding=1), (8, 3, 16, 16), (8, 3, 3, 3)),
}
