"""One's own differentiable functions: `Function`, its `ctx`, `once_differentiable`.

Floor 3: imports the engine.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes, errors, views
from .._engine.graph import AccumulateGrad, Node, Output, Saved, tick
from .._engine.modes import state
from .._engine.op import note, original, tracked_value
from .._engine.tensor import Tensor, new, wrap, wrap_node
from .._warnings import warn
from .grad_mode import no_grad


class FunctionCtx:
    """What forward leaves for backward.  Any attribute may be set on it.

    Tensors go through `save_for_backward`, so that changes in place are noticed and no cycle keeps them alive.
    """

    needs_input_grad: tuple[bool, ...] = ()

    def __init__(self) -> None:
        self._to_save: tuple[Any, ...] = ()
        self._to_save_forward: tuple[Any, ...] = ()
        self._dirty: tuple[Tensor, ...] = ()
        self._non_differentiable: tuple[Tensor, ...] = ()
        self._materialize = True
        self._recorded: Callable[[], FunctionNode | None] = lambda: None

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps inputs, outputs or intermediate tensors (or None) for backward, where `saved_tensors` gives them."""
        for t in tensors:
            if t is not None and not isinstance(t, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {tensors.index(t)} is of type "
                    f"{type(t).__name__}"
                )
        self._to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for `jvp`."""
        self._to_save_forward = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved, in order.  Raises RuntimeError once the graph has been freed."""
        node = self._recorded()
        if node is None:
            return self._to_save or self._to_save_forward
        if node.saved is None:
            raise RuntimeError(errors.FREED)
        values = (original(tracked_value(node, i)) if held is not None else None for i, held in enumerate(node.saved))
        return tuple(v if v is None or isinstance(v, Tensor) else wrap(v) for v in values)

    saved_variables = saved_tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Says which inputs forward has changed in place; each must be returned."""
        self._dirty = args

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Says which outputs take no part in gradients."""
        self._non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward gets zeros (the default) or None for an output that no gradient reached."""
        self._materialize = value


class FunctionNode(Node):
    """The node of a call of a Function; attributes that forward set on `ctx` can be read here too."""

    __slots__ = ("ctx",)

    ctx: FunctionCtx
    undefined = True
    function: type[Function]

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        ctx, function = self.ctx, self.function
        parts = g if type(g) is list else [g]
        several = type(self.dtype) is tuple
        given: list[Any] = []
        for i, part in enumerate(parts):
            if part is None:
                shape, dtype = (self.shape[i], self.dtype[i]) if several else (self.shape, self.dtype)
                given.append(wrap(np.zeros(shape, dtype)) if ctx._materialize and dtype is not None else None)
            else:
                given.append(part if tracked else wrap(part))
        method = function.vjp if function.backward is Function.backward else function.backward
        found = method(ctx, *given)
        results = list(found) if isinstance(found, tuple) else [found]
        count = len(self.edges)
        if len(results) > count and all(r is None for r in results[count:]):
            results = results[:count]
        if len(results) != count:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected {count}, got "
                f"{len(results)})\nbackward returns one gradient for each argument of forward (None for those that "
                "need none)."
            )
        for i, (edge, r) in enumerate(zip(self.edges, results, strict=True)):
            if r is not None and not isinstance(r, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(r).__name__})")
            if edge is None:
                results[i] = None
            elif r is not None and not tracked:
                results[i] = r._data
        return results

    def __call__(self, *grads: Any) -> Any:
        found = self.backward(list(grads), True)
        return found[0] if len(found) == 1 else tuple(found)

    def __getattr__(self, name: str) -> Any:
        if name in ("saved_tensors", "needs_input_grad") or name in self.ctx.__dict__:
            return getattr(self.ctx, name)
        raise AttributeError(f"'{self.name()}' object has no attribute '{name}'")


class Function:
    """A differentiable function of one's own: subclass it, give `forward` and `backward`, call `apply`.

    `forward(ctx, *args)` computes (unrecorded); `backward(ctx, *grad_outputs)` returns a gradient for each argument of
    forward, None where there is none.  Alternatively `forward(*args)` and `setup_context(ctx, inputs, output)`.

    >>> import minigrad as torch
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return 2 * x * g
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> Square.apply(x).backward()
    >>> x.grad
    tensor(6.)
    """

    _node_class: type[FunctionNode]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            f"version of PyTorch.\nCall {type(self).__name__}.apply(...) instead.",
            DeprecationWarning,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
            f"\nCall {type(self).__name__}.apply(...), on the class."
        )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._node_class = type(f"{cls.__name__}Backward", (FunctionNode,), {"__slots__": (), "function": cls})

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Computes the result.  To be given by the subclass."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Fills `ctx` where forward does not take it."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradient of each argument of forward.  To be given by the subclass (or `vjp`, its other name)."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @staticmethod
    def vjp(ctx: Any, *grad_outputs: Any) -> Any:
        """Another name for backward."""
        return Function.backward(ctx, *grad_outputs)

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Computes forward and records the call."""
        apart = cls.setup_context is not Function.setup_context
        if apart and (kwargs or len(args) < cls.forward.__code__.co_argcount):
            bound = inspect.signature(cls.forward).bind(*args, **kwargs)
            bound.apply_defaults()
            args, kwargs = bound.args, bound.kwargs
        ctx = FunctionCtx()
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a._node is not None for a in args)
        recording = bool(state.recording) and any(ctx.needs_input_grad)
        with no_grad():
            if apart:
                output = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args, **kwargs)
        several = isinstance(output, tuple)
        outputs = list(output) if several else [output]
        if not recording:
            outputs = [wrap(o.array()) if _among(o, args) and not _among(o, ctx._dirty) else o for o in outputs]
            return tuple(outputs) if several else outputs[0]
        _record(cls, ctx, args, outputs)
        return tuple(outputs) if several else outputs[0]


def _among(t: Any, tensors: Sequence[Any]) -> bool:
    return any(t is other for other in tensors)


def _record(cls: type[Function], ctx: FunctionCtx, args: tuple[Any, ...], outputs: list[Any]) -> None:
    """Make the node and hang the outputs on it; replaces in `outputs` what must be another tensor."""
    node: FunctionNode = new(cls._node_class)
    node.ctx, node.args, node.extra, node.exact = ctx, (), None, False
    node.edges = tuple(a._node if isinstance(a, Tensor) else None for a in args)
    for t in ctx._dirty:
        if not _among(t, outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
                "are modified inplace must all be outputs of the Function."
            )
        if t._view is None and type(t._node) is AccumulateGrad:
            said = errors.LEAF_IN_PLACE.replace("is being used", "has been used")
            raise RuntimeError(said + errors.LEAF_IN_PLACE_HINT)
        views.check_writable(t)
        t.writes().bump()
    node.seq = tick()  # after what forward wrote, so that only later writes count as changes
    takes_part = [
        isinstance(o, Tensor)
        and dtypes.category(o._data.dtype) >= dtypes.FLOATING
        and not _among(o, ctx._non_differentiable)
        for o in outputs
    ]
    shapes = tuple(o._data.shape if isinstance(o, Tensor) else () for o in outputs)
    kinds = tuple(o._data.dtype if isinstance(o, Tensor) else None for o in outputs)
    node.shape, node.dtype = (shapes, kinds) if len(outputs) > 1 else (shapes[0], kinds[0])
    before = list(outputs)
    rewritten: list[tuple[Tensor, Node]] = []
    for nr, (o, part) in enumerate(zip(before, takes_part, strict=True)):
        if not isinstance(o, Tensor):
            continue
        edge = (node if len(outputs) == 1 else Output(node, nr, shapes[nr], kinds[nr])) if part else None
        if _among(o, ctx._dirty):
            if edge is not None:
                rewritten.append((o, edge))
        elif _among(o, args) or type(o._node) is AccumulateGrad:
            outputs[nr] = wrap_node(o.array(), edge)
            outputs[nr]._writes = o.writes()
        else:
            o._node = edge
            o._view = None
    held: list[Any] = []
    for t in ctx._to_save:
        place = next((i for i, o in enumerate(before) if o is t), None) if t is not None else None
        if t is None or place is None or not takes_part[place]:
            held.append(t)
        else:
            held.append(Saved(t._data, t.writes(), True, -1 if len(outputs) == 1 else place))
    node.saved = tuple(held)
    for t, source in rewritten:
        views.adopt(t, wrap_node(t._data, source))
    ctx._to_save = ()
    ctx._recorded = weakref.ref(node)  # the node holds ctx; a strong reference back would be a cycle
    if state.recording == 2:
        note(node)


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a backward that cannot itself be differentiated; differentiating it raises RuntimeError."""

    @functools.wraps(fn)
    def wrapper(ctx: Any, *args: Any) -> Any:
        recording = state.recording
        with no_grad():
            found = fn(ctx, *args)
        if not recording or not any(isinstance(a, Tensor) and a._node is not None for a in args):
            return found
        several = isinstance(found, tuple)
        results = [
            wrap_node(r._data, _Refusal(args, r)) if isinstance(r, Tensor) else r
            for r in (found if several else (found,))
        ]
        return tuple(results) if several else results[0]

    return wrapper


class _Refusal(Node):
    """The node of a gradient that must not be differentiated again."""

    __slots__ = ()

    def __init__(self, args: Sequence[Any], result: Tensor) -> None:
        self.edges = tuple(a._node for a in args if isinstance(a, Tensor))
        self.saved, self.args, self.extra, self.exact = (), (), None, False
        self.shape, self.dtype = result._data.shape, result._data.dtype
        self.seq = tick()

    def name(self) -> str:
        return "DelayedError"

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
