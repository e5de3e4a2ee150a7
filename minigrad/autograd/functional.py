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
            said = f"value at index {i}" if several else f"given {what}"
            raise TypeError(
                f"The {what} given to {function} must be either a Tensor or a tuple of Tensors but the {said} has type "
                f"{type(t)}."
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


def _call(
    func: Callable[..., Any], inputs: tuple[Tensor, ...], function: str, strict: bool
) -> tuple[bool, tuple[Tensor, ...]]:
    """The outputs, and whether they came as a tuple; RuntimeError if `strict` for one without a graph."""
    with enable_grad():
        several, outputs = _tupled(func(*inputs), "outputs of the user-provided function", function)
    for i, o in enumerate(outputs):
        if strict and not o.requires_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs must be computed in "
                "a differentiable manner from the input when running in strict mode."
            )
    return several, outputs


def _zeros(t: Tensor) -> Tensor:
    return wrap(np.zeros(t._data.shape, t._data.dtype))


def _filled(
    grads: tuple[Tensor | None, ...], inputs: tuple[Tensor, ...], strict: bool, message: str
) -> tuple[Tensor, ...]:
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
        [o for o, _ in pairs], inputs, [w for _, w in pairs], retain_graph=True, create_graph=create_graph,
        allow_unused=True
    )


def _plain(values: Any, create_graph: bool) -> Any:
    if isinstance(values, tuple):
        return tuple(_plain(v, create_graph) for v in values)
    return values if create_graph else values.detach()


def _cotangent(v: Any, like: tuple[Tensor, ...], several: bool, function: str, what: str) -> tuple[Tensor, ...]:
    """The vector of a product, checked against what it multiplies; 1 for a single number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            source = "user-provided function returns" if what == "output" else "input to the user-provided function is"
            raise RuntimeError(f"The vector v can only be None if the {source} a single Tensor with a single element.")
        return (wrap(np.ones(like[0]._data.shape, like[0]._data.dtype)),)
    _, given = _tupled(v, "v", function)
    if not several and len(given) != 1:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(given) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}.")
    for i, (a, b) in enumerate(zip(given, like, strict=True)):
        if a.shape != b.shape:
            where = f"Entry {i} in " if several else ""
            raise RuntimeError(f"{where}v has invalid size: should be {b.shape} but got {a.shape}.")
    return given


_UNUSED = "The output of the user-provided function is independent of input {i}. This is not allowed in strict mode."
_UNUSED_BY = (
    "Output {o} of the user-provided function is independent of input {{i}}. This is not allowed in strict mode."
)
_UNUSED_COTANGENT = (
    "The gradient with respect to the input is independent of entry {i} in the grad_outputs when using the double "
    "backward trick to compute forward mode gradients. This is not allowed in strict mode."
)
_UNUSED_TWICE = (
    "The jacobian of the user-provided function is independent of input {i}. This is not allowed in strict mode."
)
_LINEAR = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to input {i} is "
    "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
    "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for "
    "example)."
)


def _check_curved(jacobian: tuple[Tensor, ...], strict: bool) -> None:
    """Raises RuntimeError if `strict` and a first derivative does not depend on the inputs."""
    for i, g in enumerate(jacobian):
        if strict and not g.requires_grad:
            raise RuntimeError(_LINEAR.format(i=i))


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, v'J): the product of a vector with the Jacobian of `func` at `inputs`.

    >>> import minigrad as torch
    >>> torch.autograd.functional.vjp(lambda x: x * x, torch.tensor([3.0]), torch.tensor([1.0]))
    (tensor([9.]), tensor([6.]))
    """
    several, given = _tupled(inputs, "inputs", "vjp")
    leaves = _leaves(given, create_graph)
    outputs_several, outputs = _call(func, leaves, "vjp", strict)
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
    outputs_several, outputs = _call(func, leaves, "jvp", strict)
    dummies = tuple(_zeros(o).requires_grad_() for o in outputs)
    with enable_grad():
        first = _filled(_gradient(outputs, leaves, dummies, True), leaves, strict, _UNUSED)
        found = _filled(_gradient(first, dummies, tangents, create_graph), dummies, strict, _UNUSED_COTANGENT)
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
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more '
            'outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
            "`vectorize=True`."
        )
    if vectorize and strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
            "Please either set `strict=False` or `vectorize=False`."
        )
    several, given = _tupled(inputs, "inputs", "jacobian")
    leaves = _leaves(given, create_graph)
    outputs_several, outputs = _call(func, leaves, "jacobian", strict)
    rows: list[tuple[Tensor, ...]] = []
    for o, output in enumerate(outputs):
        per_input: list[list[Tensor]] = [[] for _ in leaves]
        unused = _UNUSED_BY.format(o=o)
        for at in np.ndindex(output._data.shape):
            one = np.zeros(output._data.shape, output._data.dtype)
            one[at] = 1
            with enable_grad():
                found = _filled(_gradient((output,), leaves, (wrap(one),), create_graph), leaves, strict, unused)
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
    """`func`, made sure to return one number, as a 0-d tensor."""

    def checked(*args: Tensor) -> Tensor:
        several, outputs = _tupled(func(*args), "outputs of the user-provided function", function)
        if several:
            raise RuntimeError(f"The function given to {function} should return a single Tensor")
        out = outputs[0]
        if out.numel() != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {function} should contain a single element"
            )
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
        _check_curved(found, strict)
        return found if several else found[0]

    return jacobian(gradient, inputs, create_graph=create_graph, strict=strict)


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, v'H): the product of a vector with the Hessian of a `func` that returns one number.

    >>> import minigrad as torch
    >>> torch.autograd.functional.vhp(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _product("vhp", func, inputs, v, create_graph, strict)


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, H v): the product of the Hessian of a `func` that returns one number with a vector.

    >>> import minigrad as torch
    >>> torch.autograd.functional.hvp(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _product("hvp", func, inputs, v, create_graph, strict)


def _product(
    function: str, func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool
) -> tuple[Tensor, Any]:
    """The product with the Hessian, from either side: it is symmetric."""
    several, given = _tupled(inputs, "inputs", function)
    vector = _cotangent(v, given, several, function, "input")
    leaves = _leaves(given, create_graph)
    _, outputs = _call(_scalar(func, function), leaves, function, strict)
    with enable_grad():
        first = _filled(_gradient(outputs, leaves, (None,), True), leaves, strict, _UNUSED)
        _check_curved(first, strict)
        found = _filled(_gradient(first, leaves, vector, create_graph), leaves, strict, _UNUSED_TWICE)
    products = _plain(found, create_graph)
    return _plain(outputs, create_graph)[0], (products if several else products[0])


__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]
