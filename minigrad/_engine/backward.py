"""The walk back: from results to leaves, newest node first.

Imports `graph`, `tensor`, `modes` and below.  A node's tick is larger than those of the nodes it points at, so taking
the newest waiting node is a topological order: when a node is taken, all that it feeds has been taken before it and
its gradient is complete.  Nothing recurses; a gradient is dropped from the table when its node is taken.
At first order (`create_graph` false) all of this runs on plain arrays.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from heapq import heappop, heappush
from operator import attrgetter
from typing import Any

import numpy as np

from .._warnings import warn
from . import dtypes, errors
from .graph import AccumulateGrad, Node, Output, Saved
from .modes import refresh, state
from .op import beside
from .tensor import Tensor, raw, wrap

ndarray = np.ndarray


def _alone() -> int:
    """What `sys.getrefcount` says of an object that only one local name holds (it differs between Pythons)."""
    table = {0: [0]}
    only = table.pop(0)
    return sys.getrefcount(only)


ALONE = _alone()


def walk(
    roots: Sequence[tuple[Node, Any]],
    keep: bool,
    create: bool,
    targets: dict[Node, Any] | None = None,
    accumulate: bool = True,
) -> None:
    """Carry gradients from `roots` (nodes with their gradients: arrays, or Tensors where `create`) to the leaves.

    `targets`, if given, restricts the walk to what leads to these nodes.  Where `accumulate` is false each of them gets
    its gradient as its value in `targets`, and no `.grad` is touched; else the values are the tensors to add to.
    """
    mode, recording = state.grad, state.recording
    state.grad = create
    state.recording = 0
    if create:
        refresh()
    try:
        _walk(roots, keep, create, targets, accumulate)
    finally:
        state.grad, state.recording = mode, recording


def _walk(
    roots: Sequence[tuple[Node, Any]], keep: bool, create: bool, targets: dict[Node, Any] | None, accumulate: bool
) -> None:
    wanted = None if targets is None else leading_to(roots, targets)
    pending = arrivals(roots) if AccumulateGrad.hooked else None
    plain = pending is None and not state.anomaly
    grads: dict[Node, Any] = {}
    heap: list[tuple[int, Node]] = []
    for top, g in roots:
        if wanted is None or top in wanted:
            deliver(grads, heap, top, g)
    take = grads.pop
    ahead: Any = None  # a node just reached, kept off the heap: often it is the next
    waiting: Any = None  # its gradient
    ours: set[Node] = set()  # nodes whose gradient was made here, of parts, so that nobody else holds it
    while heap or ahead is not None:
        if ahead is not None:
            node, g, ahead, waiting = ahead, waiting, None, None
        else:
            node = heappop(heap)[1]
            g = take(node, None)
            if g is None:  # a leaf that was taken early, when its last gradient had arrived
                continue
        formulas = node.formulas
        extra = node.extra
        quick = plain and extra is None and type(g) is not list  # a list has gaps that `run` fills with zeros
        if quick and formulas is not None and not create and (targets is None or node not in targets):
            saved = node.saved
            if saved is None:
                raise RuntimeError(errors.FREED)
            for held in saved:
                if held is not None and (writes := held._writes) is not None and writes.last > node.seq:
                    raise changed(node, held)
            exact = node.exact
            for k, edge in enumerate(node.edges):
                if edge is None or (wanted is not None and edge not in wanted):
                    continue
                formula, i, j = formulas[k]
                if j >= 0:
                    r = formula(g, saved[i]._data, saved[j]._data)
                elif i >= 0:
                    r = formula(g, saved[i]._data)
                elif i == -1:
                    r = formula(g)
                elif i == -3:
                    r = formula(g, *node.args)
                elif i == -4:
                    whole, add_into = formula
                    if edge in ours and type(total := grads.get(edge)) is ndarray:
                        add_into(total, g, *node.args)
                        continue
                    r = whole(g, *node.args)
                    ours.add(edge)
                else:
                    r = formula(g, node)
                if not exact and (r.dtype is not edge.dtype or r.shape != edge.shape):
                    r = fit(r, edge, node, False)
                if edge in grads:
                    grads[edge] = grads[edge] + r
                elif ahead is None:
                    ahead, waiting = edge, r
                elif edge is ahead:
                    waiting = waiting + r
                else:
                    grads[edge] = r
                    heappush(heap, (-edge.seq, edge))
            r = None
            if ahead is not None and heap and heap[0][0] < -ahead.seq:
                grads[ahead] = waiting
                heappush(heap, (-ahead.seq, ahead))
                ahead = waiting = None
            if saved and not keep:
                node.saved = None
            continue
        kind = type(node)
        if extra is not None:
            g = before(node, g, create)
        if targets is not None and node in targets:
            if accumulate:
                accumulate_into(targets[node], g, create)
            else:
                targets[node] = g
        if kind is AccumulateGrad:
            if targets is None:
                leaf = node.ref() if extra is None else node.variable
                if leaf is not None:
                    if create or leaf._grad is not None:
                        accumulate_into(leaf, g, create)
                    elif sys.getrefcount(g) == ALONE and (
                        type(g) is not ndarray or (g.base is None and g.strides == leaf._data.strides)
                    ):
                        leaf._grad = wrap(g)  # nobody else holds it
                    else:
                        leaf._grad = wrap(laid_out(g, leaf._data))
                    if extra is not None:
                        for hook in tuple(extra.post.values()):
                            hook(leaf)
            continue
        if kind is Output:
            hand_over(grads, heap, node, g)
            continue
        saved = node.saved
        if saved is None:
            raise RuntimeError(errors.FREED)
        for held in saved:
            if held is not None and (writes := held._writes) is not None and writes.last > node.seq:
                raise changed(node, held)
        if create:
            node.saved = tuple([beside(held) for held in saved])
        edges = node.edges
        if formulas is None and quick:
            results = node.backward(g, create)
        else:
            results = run(node, g, create, wanted)
        if extra is not None:
            results = after(node, results, g, create)
        for edge, r in zip(edges, results, strict=True):
            if edge is not None and r is not None and (wanted is None or edge in wanted):
                if create or r.shape != edge.shape or r.dtype is not edge.dtype:
                    r = fit(r, edge, node, create)
                deliver(grads, heap, edge, r)
        results = r = None
        if not keep and saved:
            node.saved = None
        if pending is not None:
            for edge in edges:
                if type(edge) is AccumulateGrad:
                    pending[edge] -= 1
                    if not pending[edge] and edge in grads:
                        heappush(heap, (edge.seq - _NOW, edge))


_NOW = 1 << 62  # ahead of every tick


def deliver(grads: dict[Node, Any], heap: list[tuple[int, Node]], edge: Node, r: Any) -> None:
    """Add a gradient to what has arrived at `edge`; the first arrival queues it."""
    prev = grads.get(edge)
    if prev is None:
        grads[edge] = r
        heappush(heap, (-edge.seq, edge))
    else:
        grads[edge] = prev + r


def hand_over(grads: dict[Node, Any], heap: list[tuple[int, Node]], node: Output, g: Any) -> None:
    """Put the gradient of one result into the list of its node."""
    parent, nr = node.parent, node.nr
    slots = grads.get(parent)
    if slots is None:
        slots = grads[parent] = [None] * len(parent.shape)
        heappush(heap, (-parent.seq, parent))
    slots[nr] = g if slots[nr] is None else slots[nr] + g


def run(node: Node, g: Any, create: bool, wanted: set[Node] | None) -> Sequence[Any]:
    """The gradients of a node's edges, in the general case."""
    if type(g) is list and not node.output()[0].undefined:
        made = wrap if create else np.asarray
        g = [made(np.zeros(node.shape[i], node.dtype[i])) if part is None else part for i, part in enumerate(g)]
    try:
        if node.formulas is None:
            results: Sequence[Any] = node.backward(g, create)
        else:
            results = [
                node.evaluate(k, g, create) if edge is not None and (wanted is None or edge in wanted) else None
                for k, edge in enumerate(node.edges)
            ]
    except Exception:
        if state.anomaly:
            tell_forward(node)
        raise
    if state.anomaly and state.check_nan:
        for i, r in enumerate(results):
            if r is not None and np.isnan(raw(r)).any():
                tell_forward(node)
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
    return results


def tell_forward(node: Node) -> None:
    """Warn with the forward call that made `node`, in anomaly mode."""
    trace = node.extra.trace if node.extra is not None else None
    where = f"Traceback of forward call that caused the error:\n{trace}" if trace else (
        "No forward pass information available. Enable detect anomaly during forward pass for more information."
    )  # fmt: skip
    warn(f"Error detected in {node.name()}. {where}")


def fit(r: Any, edge: Node, node: Node, create: bool) -> Any:
    """Bring a gradient to the shape and dtype of what it is the gradient of: undo broadcasting and promotion."""
    if create and not isinstance(r, Tensor):
        r = wrap(r)
    shape = edge.shape
    if r.shape != shape:
        lead = len(r.shape) - len(shape)
        axes = tuple(
            i for i, n in enumerate(r.shape) if i < lead or (i >= lead >= 0 and shape[i - lead] == 1 and n != 1)
        )
        if lead < 0 or any(n != shape[i - lead] for i, n in enumerate(r.shape) if i not in axes):
            raise RuntimeError(
                f"Function {node.name()} returned an invalid gradient at index {node.edges.index(edge)} - "
                f"got {list(r.shape)} but expected shape compatible with {list(shape)}"
            )
        r = r.sum(axes).reshape(shape)
    data = r._data if create else r
    if data.dtype is not edge.dtype:
        if data.dtype.kind == "c" and edge.dtype.kind != "c":
            r = r.real
        r = r.to(dtypes.of(edge.dtype)) if create else r.astype(edge.dtype)
    return r


def laid_out(g: Any, data: Any) -> Any:
    """A copy of a leaf's gradient, its axes in memory as those of the leaf: `p.grad.view(-1)` goes where `p` does."""
    if data.flags.c_contiguous or 0 in data.strides:
        return g.copy()
    made = np.empty_like(data, g.dtype)
    made[...] = g
    return made


def accumulate_into(leaf: Tensor, g: Any, create: bool) -> None:
    """`leaf.grad += g`, in place where no graph is made."""
    old = leaf._grad
    if create:
        leaf._grad = g.contiguous() if old is None else old + g
    elif old is None:
        leaf._grad = wrap(laid_out(g, leaf._data))
    elif type(old._data) is ndarray:
        np.add(old._data, g, out=old._data)
        if old._writes is not None:
            old._writes.bump()
    else:
        old._data = old._data + g


def changed(node: Node, held: Any) -> RuntimeError:
    """The error for a saved value that was written to after it was saved."""
    data, writes = held._data, held._writes
    if isinstance(held, Tensor) and held.grad_fn is not None:
        source = f", which is output {held.output_nr} of {plain_name(held.grad_fn)},"
    elif isinstance(held, Saved):
        source = f", which is output {max(held.nr, 0)} of {plain_name(node)},"
    else:
        source = ""
    kind = dtypes.of(data.dtype).legacy
    if state.anomaly:
        tell_forward(node)
    return errors.modified(kind, data.shape, source, writes.count, writes.count_at(node.seq), state.anomaly)


def plain_name(node: Node) -> str:
    """`Mul` of `MulBackward0`."""
    return node.name().rpartition("Backward")[0] or node.name()


# ------------------------------------------------------------ hooks


def before(node: Node, g: Any, create: bool) -> Any:
    """Tensor hooks, pre-hooks and retained gradients of a node, in torch's order."""
    extra = node.extra
    for hook in tuple(extra.tensor_hooks.values()):
        g = replaced(hook(g if create else wrap(g)), g, create, node)
    if extra.pre and type(node) is not Output:
        parts = g if type(g) is list else [g]
        given = tuple(p if create or p is None else wrap(p) for p in parts)
        for hook in tuple(extra.pre.values()):
            found = hook(given)
            if found is not None:
                given = found if isinstance(found, tuple) else (found,)
        parts = [p if create or p is None else p._data for p in given]
        g = parts if type(g) is list else parts[0]
    if extra.retain is not None:
        holder = extra.retain()
        if holder is not None:
            accumulate_into(holder, g, create)
    return g


def replaced(found: Any, g: Any, create: bool, node: Node) -> Any:
    """What a hook returned in place of `g`, checked."""
    if found is None:
        return g
    if not isinstance(found, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(found).__name__}'")
    if found._data.shape != node.shape:
        raise RuntimeError(f"hook '{node.name()}' has changed the size of value")
    return found if create else found._data


def after(node: Node, results: Sequence[Any], g: Any, create: bool) -> Sequence[Any]:
    """Post-hooks of a node: `hook(grad_inputs, grad_outputs)`."""
    if not node.extra.post:
        return results
    parts = g if type(g) is list else [g]
    outputs = tuple(p if create or p is None else wrap(p) for p in parts)
    inputs = tuple(
        None if r is None or e is None else fit(r, e, node, True) if create else wrap(fit(r, e, node, False))
        for e, r in zip(node.edges, results, strict=True)
    )
    for hook in tuple(node.extra.post.values()):
        found = hook(inputs, outputs)
        if found is not None:
            inputs = found if isinstance(found, tuple) else (found,)
    return [p if create or p is None else p._data for p in inputs]


# ------------------------------------------------------------ looking ahead


def reachable(roots: Sequence[tuple[Node, Any]]) -> set[Node]:
    """Every node below `roots`, these included."""
    seen = {node for node, _ in roots}
    stack = list(seen)
    while stack:
        for edge in stack.pop().edges:
            if edge is not None and edge not in seen:
                seen.add(edge)
                stack.append(edge)
    return seen


def leading_to(roots: Sequence[tuple[Node, Any]], targets: dict[Node, Any]) -> set[Node]:
    """The nodes below `roots` from which a target can be reached, targets included."""
    seen = reachable(roots)
    if all(node in targets for node in seen if not node.edges):
        return seen  # every way down ends at a target
    wanted: set[Node] = set()
    for node in sorted(seen, key=attrgetter("seq")):
        if node in targets or not wanted.isdisjoint(node.edges):
            wanted.add(node)
    return wanted


def arrivals(roots: Sequence[tuple[Node, Any]]) -> dict[Node, int]:
    """How many gradients each leaf will get, so that a leaf's hooks run as soon as its gradient is complete."""
    count: dict[Node, int] = {}
    for node in reachable(roots):
        for edge in node.edges:
            if type(edge) is AccumulateGrad:
                count[edge] = count.get(edge, 0) + 1
    return count
