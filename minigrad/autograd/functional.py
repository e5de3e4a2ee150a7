"""Jacobians, Hessians and products with them, of functions from tensors to tensors.

Floor 3: imports `differentiation` and the op table.  `strict` refuses outputs that do not depend on the inputs;
`create_graph` makes the results differentiable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from ..ops.joining import stack
from .differentiation import grad
from .grad_mode import enable_grad


def _tupled(value: Any, what: str, function: str) -> tuple[bool, tuple[Tensor, ...]]:
    """The tensors of an argument or a result, and whether they came as a tuple."""
    several = isinstance(value, tuple)
    found = value if several else (value,)
    for i, t in enumerate(found):
        if not isinstance(t, Tensor):
            where = f"at index {i} " if several else ""
            raise TypeError(
                f"The {what} given to {function} must be either a Tensor or a tuple of Tensors but the value {where}"
                f"has type {type(t)}."
            )
    return several, found


def _leaves(inputs: tuple[Tensor, ...], create_graph: bool) -> tuple[Tensor, ...]:
    """Inputs to differentiate by: connected to the given ones where a graph is wanted, else cut off."""
    made = []
    for t in inputs:
        if create_graph and t.requires_grad:
            made.append(t.view_as(t))
        else:
            made.append(t.detach().requires_grad_())
    return tuple(made)


def _call(func: Callable[..., Any], inputs: tuple[Tensor, ...], function: str) -> tuple[bool, tuple[Tensor, ...]]:
    with enable_grad():
        return _tupled(func(*inputs), "outputs of the user-provided function", function)


def _zeros(t: Tensor) -> Tensor:
    return wrap(np.zeros(t._data.shape, t._data.dtype))


def _filled(grads: tuple[Tensor | None, ...], inputs: tuple[Tensor, ...], strict: bool, message: str) -> tuple[Tensor, ...]:
    """Zeros where there is no gradient; RuntimeError instead if `strict`."""
    made = []
    for i, (g, t) in enumerate(zip(grads, inputs, strict=True)):
        if g is None and strict:
            raise RuntimeError(message.format(i=i))
        made.append(_zeros(t) if g is None else g)
    return tuple(made)


def _gradient(
    outputs: tuple[Tensor, ...], inputs: tuple[Tensor, ...], weights: tuple[Tensor | None, ...], create_graph: bool
) -> tuple[Tensor | None, ...]:
    """The gradient of the weighed outputs, None for all inputs where no output depends on any."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    return grad(
        [o for o, _ in pairs], inputs, [w for _, w in pairs], retain_graph=True, create_graph=create_graph, allow_unused=True
    )


def _plain(values: Any, create_graph: bool) -> Any:
    if isinstance(values, tuple):
        return tuple(_plain(v, create_graph) for v in values)
    return values if create_graph else values.detach()


def _cotangent(v: Any, like: tuple[Tensor, ...], several: bool, function: str, what: str) -> tuple[Tensor, ...]:
    """The vector of a product, checked against what it multiplies; 1 for a single number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                f"The vector v can only be None if {'the user-provided function returns a single Tensor with a single element' if what == 'output' else 'the input to the user-provided function is a single Tensor with a single element'}."
            )
        return (wrap(np.ones(like[0]._data.shape, like[0]._data.dtype)),)
    _, given = _tupled(v, "v", function)
    if len(given) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}.")
    for i, (a, b) in enumerate(zip(given, like, strict=True)):
        if a.shape != b.shape:
            where = f"Entry {i} in " if several else ""
            raise RuntimeError(f"{where}v has invalid size: should be {b.shape} but got {a.shape}.")
    return given


_UNUSED = "The output of the user-provided function is independent of input {i}. This is not allowed in strict mode."


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, v'J): the product of a vector with the Jacobian of `func` at `inputs`.

    >>> import minigrad as torch
    >>> torch.autograd.functional.vjp(lambda x: x * x, torch.tensor([3.0]), torch.tensor([1.0]))
    (tensor([9.]), tensor([6.]))
    """
    several, given = _tupled(inputs, "inputs", "vjp")
    leaves = _leaves(given, create_graph)
    outputs_several, outputs = _call(func, leaves, "vjp")
    weights = _cotangent(v, outputs, outputs_several, "vjp", "output")
    with enable_grad():
        found = _filled(_gradient(outputs, leaves, weights, create_graph), leaves, strict, _UNUSED)
    outs = _plain(outputs, create_graph)
    products = _plain(found, create_graph)
    return (outs if outputs_several else outs[0]), (products if several else products[0])


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, J v): the product of the Jacobian of `func` at `inputs` with a vector.

    By two passes backward: v'J is linear in v, and its transpose is J.

    >>> import minigrad as torch
    >>> torch.autograd.functional.jvp(lambda x: x * x, torch.tensor([3.0]), torch.tensor([1.0]))
    (tensor([9.]), tensor([6.]))
    """
    several, given = _tupled(inputs, "inputs", "jvp")
    tangents = _cotangent(v, given, several, "jvp", "input")
    leaves = _leaves(given, create_graph)
    outputs_several, outputs = _call(func, leaves, "jvp")
    dummies = tuple(_zeros(o).requires_grad_() for o in outputs)
    with enable_grad():
        first = _filled(_gradient(outputs, leaves, dummies, True), leaves, strict, _UNUSED)
        found = _filled(_gradient(first, dummies, tangents, create_graph), dummies, False, "")
    outs = _plain(outputs, create_graph)
    products = _plain(found, create_graph)
    return (outs if outputs_several else outs[0]), (products if outputs_several else products[0])


def jacobian(
    func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False, vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:  # fmt: skip
    """The Jacobian of `func` at `inputs`: for an output of shape A and an input of shape B, a tensor of shape A + B.

    Tuples of outputs or inputs give tuples (of tuples).

    >>> import minigrad as torch
    >>> torch.autograd.functional.jacobian(lambda x: x * x, torch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    several, given = _tupled(inputs, "inputs", "jacobian")
    leaves = _leaves(given, create_graph)
    outputs_several, outputs = _call(func, leaves, "jacobian")
    rows: list[tuple[Tensor, ...]] = []
    for output in outputs:
        per_input: list[list[Tensor]] = [[] for _ in leaves]
        for at in np.ndindex(output._data.shape):
            one = np.zeros(output._data.shape, output._data.dtype)
            one[at] = 1
            with enable_grad():
                found = _filled(_gradient((output,), leaves, (wrap(one),), create_graph), leaves, strict, _UNUSED)
            for column, g in zip(per_input, found, strict=True):
                column.append(g)
        rows.append(
            tuple(
                (stack(column) if column else _zeros(t)[None][:0]).reshape((*output.shape, *t.shape))
                for column, t in zip(per_input, leaves, strict=True)
            )
        )
    made = tuple(_plain(row, create_graph) for row in rows)
    made = tuple(row if several else row[0] for row in made)
    return made if outputs_several else made[0]


def _scalar(func: Callable[..., Any], function: str) -> Callable[..., Tensor]:
    def checked(*args: Tensor) -> Tensor:
        out = func(*args)
        if not isinstance(out, Tensor) or out.numel() != 1:
            said = f"should contain a single element" if isinstance(out, Tensor) else "should be a Tensor"
            raise RuntimeError(f"The Tensor returned by the function given to {function} {said}")
        return out.sum() if out.dim() else out

    return checked


def hessian(
    func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False, vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:  # fmt: skip
    """The matrix of second derivatives of a `func` that returns one number.

    >>> import minigrad as torch
    >>> torch.autograd.functional.hessian(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    several, _ = _tupled(inputs, "inputs", "hessian")
    scalar = _scalar(func, "hessian")

    def gradient(*args: Tensor) -> Any:
        found = jacobian(scalar, args, create_graph=True, strict=strict)
        return found if several else found[0]

    return jacobian(gradient, inputs, create_graph=create_graph, strict=strict)


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, v'H): the product of a vector with the Hessian of a `func` that returns one number."""
    several, given = _tupled(inputs, "inputs", "vhp")
    vector = _cotangent(v, given, several, "vhp", "input")
    leaves = _leaves(given, create_graph)
    _, outputs = _call(_scalar(func, "vhp"), leaves, "vhp")
    with enable_grad():
        first = _filled(_gradient(outputs, leaves, (None,), True), leaves, strict, _UNUSED)
        found = _filled(_gradient(first, leaves, vector, create_graph), leaves, strict, _UNUSED)
    products = _plain(found, create_graph)
    return _plain(outputs, create_graph)[0], (products if several else products[0])


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, H v): the product of the Hessian of a `func` that returns one number with a vector."""
    return vhp(func, inputs, v, create_graph, strict)  # H is symmetric


__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]
