"""`backward` and `grad`: from tensors to the engine's walk.

Floor 3: imports the engine, and `stack` from the op table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.backward import walk
from .._engine.graph import Node
from .._engine.tensor import Tensor, wrap
from ..ops.table import add_members


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _roots(tensors: Sequence[Tensor], gradients: Sequence[Any], create: bool) -> list[tuple[Node, Any]]:
    """The nodes to start from, each with its gradient: given, or one where the tensor is a scalar."""
    if len(tensors) != len(gradients):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(gradients)} gradients")
    roots: list[tuple[Node, Any]] = []
    for i, (t, g) in enumerate(zip(tensors, gradients, strict=True)):
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        if t._node is None:
            if g is None and t._data.size != 1:
                raise RuntimeError(errors.NOT_SCALAR if t.requires_grad else errors.NO_GRAPH.format(i))
            raise RuntimeError(errors.NO_GRAPH.format(i))
        data = t._data
        if g is None:
            if data.size != 1:
                raise RuntimeError(
                    f"{errors.NOT_SCALAR}\nThis tensor has shape {list(data.shape)}: reduce it first (loss.sum() or "
                    "loss.mean()), or give the gradient of a scalar with respect to it, backward(gradient=...)."
                )
            if data.dtype.kind == "c":
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {t.dtype}")
            if create:
                g = wrap(np.ones(data.shape, data.dtype))
            else:
                g = np.ones_like(data) if data.ndim else data.dtype.type(1)
        else:
            if g._data.shape != data.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of "
                    f"{t.shape}."
                )
            if (g._data.dtype.kind == "c") != (data.dtype.kind == "c"):
                raise RuntimeError(
                    "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in "
                    f"dtype: grad_output[{i}] has a dtype of {g.dtype} and output[{i}] has a dtype of {t.dtype}."
                )
            if g._data.dtype != data.dtype:
                g = g.to(t.dtype)
            if not create:
                g = g._data
        roots.append((t._node, g))
    return roots


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Adds the gradient of the sum of `tensors` to the `.grad` of every leaf below them.

    `grad_tensors` weigh the tensors and have their shapes; they may be left out for tensors of one element.  With
    `create_graph` the gradients can be differentiated again; the graph is freed unless `retain_graph` (which is
    `create_graph` unless given).  `inputs` restricts what gets a gradient.

    Raises RuntimeError as `Tensor.backward` does.

    >>> import minigrad as torch
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.backward([x * x, 2 * x])
    >>> x.grad
    tensor(8.)
    """
    if grad_variables is not None:
        grad_tensors = grad_variables if grad_tensors is None else grad_tensors
    tops = _several(tensors)
    given = (None,) * len(tops) if grad_tensors is None else _several(grad_tensors)
    keep = create_graph if retain_graph is None else retain_graph
    roots = _roots(tops, given, create_graph)
    if inputs is None:
        walk(roots, keep, create_graph)
        return
    leaves = _several(inputs)
    if not leaves:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    walk(roots, keep, create_graph, _targets(leaves), accumulate=True)


def _targets(inputs: Sequence[Tensor]) -> dict[Node, Any]:
    targets: dict[Node, Any] = {}
    for t in inputs:
        if t._node is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
        targets[t._node] = t
    return targets


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` with respect to `inputs`, as a tuple; no `.grad` is touched.

    An input that the outputs do not depend on is an error, unless `allow_unused` (its gradient is None) or
    `materialize_grads` (it is zeros).

    >>> import minigrad as torch
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> (slope,) = torch.autograd.grad(x**3, x, create_graph=True)
    >>> torch.autograd.grad(slope, x)
    (tensor(18.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    tops, wanted = _several(outputs), _several(inputs)
    given = (None,) * len(tops) if grad_outputs is None else _several(grad_outputs)
    keep = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        rows = zip(*[g if g is None else [g[i] for i in range(len(g))] for g in given], strict=True)
        found = [
            grad(tops, wanted, row, True, create_graph, True, allow_unused, False, materialize_grads) for row in rows
        ]
        from ..ops.joining import stack  # its family loads where it is needed

        return tuple(None if parts[0] is None else stack(parts) for parts in zip(*found, strict=True))
    targets = _targets(wanted)
    held: dict[Node, Any] = dict.fromkeys(targets)
    walk(_roots(tops, given, create_graph), keep, create_graph, held, accumulate=False)
    results: list[Tensor | None] = []
    for t in wanted:
        g = held[t._node]
        if g is None:
            if materialize_grads:
                results.append(wrap(np.zeros(t._data.shape, t._data.dtype)))
                continue
            if not allow_unused:
                raise RuntimeError(
                    "One of the differentiated Tensors appears to not have been used in the graph. Set "
                    "allow_unused=True if this is the desired behavior."
                )
            results.append(None)
        else:
            results.append(g if create_graph else wrap(g))
    return tuple(results)


def _method(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Adds the gradient of this tensor with respect to every leaf below it to the leaf's `.grad`.

    `gradient` (this tensor's shape) may be left out for a tensor of one element.  The graph is freed unless
    `retain_graph`; with `create_graph` the gradients can be differentiated again.  `inputs` restricts the leaves.

    Raises RuntimeError if nothing here requires grad, if a gradient is needed and missing, if the graph was
    freed, or if a saved value has been changed in place.

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> (x**2).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """
    if gradient is None and inputs is None and not create_graph and self._node is not None:
        one = ONES.get(self._data.dtype)
        if one is not None and not self._data.ndim:  # by far the most frequent
            walk([(self._node, one)], bool(retain_graph), False)
            return
    backward(self, gradient, retain_graph, create_graph, None, inputs)


ONES = {np.dtype(np.float32): np.float32(1), np.dtype(np.float64): np.float64(1)}
_method.__name__ = _method.__qualname__ = "backward"
add_members(backward=_method)
