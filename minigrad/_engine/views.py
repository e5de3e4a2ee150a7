"""Shared memory: views, and in-place writes that keep every gradient right.

Imports `op`, `tensor` and below.  A view shares its base's memory and remembers how it was taken
(`_view`: the tensor viewed, the op, its constants, which result).  An in-place op is computed out of place, copied
into the memory, and the tensor takes over the result's history.  Written through a view, the history of the *base*
becomes `CopySlices`: the old base with a region replaced.  All views of the base then get new nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import ref

import numpy as np

from .._arguments import bind, spelled
from . import dtypes, errors
from .graph import AccumulateGrad, Node, Output, Overwritten, Saved, tick
from .modes import state
from .op import Op, record
from .tensor import Tensor, wrap, wrap_node

ndarray = np.ndarray
PLAIN, NO_GRAD, SEVERAL = range(3)  # how a view came about, which decides whether it may be written in place


def viewing(op: Op) -> Callable[..., Any]:
    """The call of a view op: the first argument is the tensor viewed, the rest constants."""
    canonical, forward, count = op.canonical, op.forward, len(op.params)

    def call(*args: Any, **kwargs: Any) -> Any:
        given = args
        try:
            if kwargs:
                kwargs = spelled(canonical or forward, kwargs)
            if canonical is not None:
                args = canonical(*args, **kwargs)
            elif kwargs or len(args) != count:
                args = tuple(bind(op, args, kwargs))
            input = args[0]
            if not isinstance(input, Tensor):
                return forward(*args)
            data = input._data
            if type(data) is not ndarray:
                data = input.array()
            constants = args[1:]
            out = forward(data, *constants)
            recording, before = state.recording, input._node
            if before is not None and recording:
                t = record(op, args, (data, *constants), out, (before,))
            else:
                t = wrap(out) if type(out) is ndarray else type(out)([wrap(o) for o in out])
            writes = input._writes or input.writes()
            if type(t) is Tensor:
                t._writes = writes
                t._view = (input, op, constants, None, PLAIN if recording else NO_GRAD)
                writes.views.append(ref(t))
            else:
                for nr, one in enumerate(t):
                    one._writes = writes
                    one._view = (input, op, constants, nr, SEVERAL)
                    writes.views.append(ref(one))
            if len(writes.views) > writes.room:
                writes.clear_out()
            return t
        except errors.REFUSED:
            op.refuse(given, kwargs)
            raise

    return call


def base_of(t: Tensor) -> Tensor:
    while t._view is not None:
        t = t._view[0]
    return t


# ------------------------------------------------------------ in-place writes


def check_writable(t: Tensor) -> None:
    """Raises RuntimeError where torch forbids an in-place write that would be recorded."""
    if not state.recording:
        return
    if t._view is not None:
        if t._node is not None or base_of(t)._node is not None:
            refuse_view(t)
    elif type(t._node) is AccumulateGrad:
        raise RuntimeError(errors.LEAF_IN_PLACE + errors.LEAF_IN_PLACE_HINT)


def refuse_view(t: Tensor) -> None:
    base = base_of(t)
    if type(base._node) is AccumulateGrad:
        raise RuntimeError(errors.LEAF_VIEW_IN_PLACE + errors.LEAF_IN_PLACE_HINT)
    _, op, _, nr, kind = t._view
    if kind == SEVERAL:
        source = t._node.output()[0].name() if t._node is not None else op.nodes[0]
        raise RuntimeError(
            f"Output {nr} of {source} is a view and is being modified inplace. This view is the output of a function "
            "that returns multiple views. Such functions do not allow the output views to be modified inplace. You "
            "should replace the inplace operation by an out-of-place one."
        )
    if kind == NO_GRAD:
        raise RuntimeError(
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
            "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
            "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or "
            "both outside (if you want the inplace to be tracked)."
        )


def check_fits(data: ndarray[Any, Any], result: Any) -> None:
    """Raises RuntimeError unless `result` may be written into the memory `data`."""
    if result.shape != data.shape:
        try:
            fits = np.broadcast_shapes(data.shape, result.shape) == data.shape
        except ValueError:
            fits = False
        if not fits:
            raise RuntimeError(
                f"output with shape {list(data.shape)} doesn't match the broadcast shape {list(result.shape)}"
            )
    if result.dtype is not data.dtype:
        ours, theirs = dtypes.of(data.dtype), dtypes.of(result.dtype)
        if not dtypes.can_cast(theirs, ours):
            raise RuntimeError(f"result type {theirs.legacy} can't be cast to the desired output type {ours.legacy}")
    if data.size > 1 and any(s == 0 and n > 1 for s, n in zip(data.strides, data.shape, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )


def assign(t: Tensor, out: Tensor) -> Tensor:
    """Write the Tensor `out` into `t`'s memory and take over its history.  The end of every in-place op."""
    data = t.array()
    result = out._data
    check_fits(data, result)
    recording = state.recording
    if recording and out._node is not None:
        if t._view is not None:
            refuse_view(t)
        keep_input(out._node, data)
        if result.dtype is not data.dtype:
            out = out.to(t.dtype)
    data[...] = result
    t.writes().bump()
    if recording and (out._node is not None or t._node is not None or base_of(t)._node is not None):
        adopt(t, out)
    return t


def keep_input(node: Node, data: ndarray[Any, Any]) -> None:
    """The op about to overwrite `data` may have saved it as its input: let its node keep a copy of what it saw."""
    saved = node.saved
    if saved and any(isinstance(s, Tensor) and s._data is data for s in saved):
        node.saved = tuple(
            [wrap_node(data.copy(), s._node) if isinstance(s, Tensor) and s._data is data else s for s in saved]
        )


def adopt(t: Tensor, out: Tensor) -> None:
    """Give `t` the history of `out`, whose values it now holds."""
    node = out._node
    if node is not None and type(node) not in (AccumulateGrad, Output) and out._writes is not t._writes:
        settle(node, t, out)
    if t._view is None:
        t._node = node
        base = t
    else:
        base = base_of(t)
        base._node = CopySlices(base, t, node)
    renew_views(base)


def settle(node: Node, t: Tensor, out: Tensor) -> None:
    """What the node saved of other views of the memory is overwritten; what it saved of its result now lives there."""
    held: list[Any] = []
    for s in node.saved or ():
        if isinstance(s, Tensor) and s._writes is t._writes:
            s = Overwritten(s._data, t.writes())
        elif type(s) is Saved and s.is_out and s._data is out._data and out._data.dtype is t._data.dtype:
            s = Saved(t._data, t.writes(), True, s.nr)
        held.append(s)
    node.saved = tuple(held)
    node.seq = tick()


def renew_views(base: Tensor) -> None:
    """Give every living view of `base` the node that taking it now would make."""
    if base._writes is None:
        return
    for alive in base._writes.views:
        view = alive()
        if view is not None and base_of(view) is base:
            parent, op, args, nr, _ = view._view
            if parent._node is None:
                view._node = None
            else:
                data = parent.array()
                made = record(op, (parent, *args), (data, *args), op.forward(data, *args), (parent._node,))
                view._node = (made if nr is None else made[nr])._node


class CopySlices(Node):
    """The base after a write through a view: the old base with the view's region replaced."""

    __slots__ = ()

    def __init__(self, base: Tensor, view: Tensor, source: Node | None) -> None:
        self.edges = (base._node, source)
        self.saved = ()
        steps: list[Any] = []
        while view._view is not None:
            steps.append(view._view[1:4])
            view = view._view[0]
        self.args = tuple(reversed(steps))
        self.shape, self.dtype = base._data.shape, base._data.dtype
        self.extra = None
        self.exact = False
        self.seq = tick()

    def replay(self, x: Any) -> Any:
        for op, args, nr in self.args:
            x = op.call(x, *args) if nr is None else op.call(x, *args)[nr]
        return x

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        if tracked:
            rest = g.clone()
            region = self.replay(rest)
            taken = region.clone()
            region.zero_()
            return rest, taken
        rest = np.array(g, order="C")
        region = self.replay(rest)
        taken = region.copy()
        region[...] = 0
        return rest, taken
