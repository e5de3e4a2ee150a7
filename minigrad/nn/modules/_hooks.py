"""What calls of modules run besides forward: hooks on every module, and full backward hooks.  Floor 4.

Start reading at `BackwardHooks`.  The hooks of one module are kept by the module itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._engine.graph import RemovableHandle
from ..._engine.tensor import Tensor, wrap
from ..._warnings import warn
from ...autograd.function import Function

forward_pre_hooks: OrderedDict[int, Any] = OrderedDict()
forward_hooks: OrderedDict[int, Any] = OrderedDict()
backward_pre_hooks: OrderedDict[int, Any] = OrderedDict()
backward_hooks: OrderedDict[int, Any] = OrderedDict()
parameter_hooks: OrderedDict[int, Any] = OrderedDict()
buffer_hooks: OrderedDict[int, Any] = OrderedDict()
module_hooks: OrderedDict[int, Any] = OrderedDict()


class Flags(dict[int, bool]):
    """The numbers of the hooks that have some property; a dictionary that weak references may point at."""

    __slots__ = ("__weakref__",)


forward_hooks_with_kwargs = Flags()
forward_hooks_always_called = Flags()


class Hooked:
    """Has any module ever had a hook?  Until then a call need not look for them."""

    ever = False


def call_hook(hooks: OrderedDict[int, Any], hook: Any, prepend: bool = False, *flags: Flags) -> RemovableHandle:
    """`add_hook` for a hook that calls of modules must look for."""
    Hooked.ever = True
    return add_hook(hooks, hook, prepend, *flags)


def add_hook(hooks: OrderedDict[int, Any], hook: Any, prepend: bool = False, *flags: Flags) -> RemovableHandle:
    """Puts a hook at the end (or the beginning) and notes its number in `flags`."""
    handle = RemovableHandle(hooks, extra_dict=list(flags))
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    for flag in flags:
        flag[handle.id] = True
    return handle


def registered(hooks: OrderedDict[int, Any], module: Any, name: str, value: Any) -> Any:
    """What the registration hooks make of a value that `module` is about to register."""
    for hook in hooks.values():
        found = hook(module, name, value)
        if found is not None:
            value = found
    return value


# ------------------------------------------------------------ full backward hooks


class BackwardHookFunction(Function):
    """Passes tensors through, so that there is one node at a module's edge."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        passed = tuple(t.detach() for t in tensors)
        ctx.mark_non_differentiable(*[p for p, t in zip(passed, tensors, strict=True) if not t.requires_grad])
        return passed

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return grads


def _spread(values: Sequence[Any], places: Sequence[int], count: int) -> tuple[Any, ...]:
    """`values` at their places among `count`, None elsewhere."""
    full = [None] * count
    for i, value in zip(places, values, strict=True):
        full[i] = value
    return tuple(full)


class BackwardHooks:
    """One call's full backward hooks: a gate before the module sees grad_input, one after it grad_output."""

    def __init__(self, module: Any, hooks: list[Any], pre_hooks: list[Any]) -> None:
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_outputs: tuple[Any, ...] | None = None
        self.has_inputs = False
        self.places: list[int] = []
        self.facts: list[tuple[Any, Any]] = []
        self.count = 0

    @staticmethod
    def _through_gate(values: tuple[Any, ...]) -> tuple[Any, list[int], tuple[Any, ...]]:
        """The gate's node (None where nothing needs gradients), where the tensors are, and the values behind the
        gate."""
        places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
        if not any(values[i].requires_grad for i in places):
            return None, places, values
        passed = BackwardHookFunction.apply(*[values[i] for i in places])
        changed = list(values)
        for i, t in zip(places, passed, strict=True):
            changed[i] = t
        return next((t.grad_fn for t in passed if t.grad_fn is not None), None), places, tuple(changed)

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of forward, through the gate."""
        node, self.places, changed = self._through_gate(args)
        self.count = len(args)
        if node is None:
            return args
        self.has_inputs = True
        self.facts = [(args[i]._data.shape, args[i]._data.dtype) for i in self.places]
        node.register_hook(self._at_inputs)
        return changed

    def outputs(self, result: Any) -> Any:
        """The result of forward, through the gate."""
        if not isinstance(result, Tensor | tuple):
            warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}"
            )
            return result
        single = isinstance(result, Tensor)
        values = (result,) if single else tuple(result)
        node, places, changed = self._through_gate(values)
        if node is None:
            return result
        node.register_prehook(lambda grads: self._at_outputs(grads, places, len(values)))
        if single:
            return changed[0]
        return type(result)(*changed) if hasattr(result, "_fields") else type(result)(changed)

    def _at_outputs(self, grads: tuple[Any, ...], places: list[int], count: int) -> Any:
        given = _spread(grads, places, count)
        for hook in self.pre_hooks:
            found = hook(self.module, given)
            if found is not None:
                found = found if isinstance(found, tuple) else (found,)
                if len(found) != count:
                    raise RuntimeError(
                        f"Backward pre hook returned an invalid number of grad_output, got {len(found)}, but expected "
                        f"{count}"
                    )
                given = found
        if self.has_inputs:
            self.grad_outputs = given
        else:
            self._without_inputs(given)
        return tuple(given[i] for i in places)

    def _without_inputs(self, grad_outputs: tuple[Any, ...]) -> None:
        """The hooks of a call whose inputs need no gradients run as soon as those of the outputs are known."""
        warn(
            "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs "
            "require gradients."
        )
        for hook in self.hooks:
            found = hook(self.module, (None,) * self.count, grad_outputs)
            if found is not None and any(g is not None for g in found):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for "
                    "all gradients."
                )

    def _at_inputs(self, grad_inputs: tuple[Any, ...], _: tuple[Any, ...]) -> Any:
        if self.grad_outputs is None:  # the gradient came by another way than the module's result
            return None
        dense = [wrap(np.zeros(*fact)) if g is None else g for g, fact in zip(grad_inputs, self.facts, strict=True)]
        given = _spread(dense, self.places, self.count)
        for hook in self.hooks:
            found = hook(self.module, given, self.grad_outputs)
            if found is not None:
                found = found if isinstance(found, tuple) else (found,)
                if len(found) != len(given):
                    raise RuntimeError(
                        f"Backward hook returned an invalid number of grad_input, got {len(found)}, but expected "
                        f"{len(given)}"
                    )
                given = found
        self.grad_outputs = None
        return tuple(given[i] for i in self.places)


def watch_last(module: Any, hooks: list[Any], args: tuple[Any, ...], result: Any) -> None:
    """The old backward hooks: on the node that made the module's result."""
    top = result
    while not isinstance(top, Tensor):
        top = next(iter(top.values())) if isinstance(top, dict) else top[0]
    node = top.grad_fn
    if node is None:
        return
    made = {a.grad_fn for a in args if isinstance(a, Tensor) and a.grad_fn is not None}
    if isinstance(result, Tensor) and made != {edge for edge, _ in node.next_functions}:
        warn(
            "Using a non-full backward hook when the forward contains multiple autograd Nodes is deprecated and will "
            "be removed in future versions. This hook will be missing some grad_input. Please use "
            "register_full_backward_hook to get the documented behavior.",
            FutureWarning,
        )
    for hook in hooks:
        node.register_hook(lambda inputs, outputs, hook=hook: hook(module, inputs, outputs))


# ------------------------------------------------------------ hooks on every module


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, args)` before the forward of every module."""
    return call_hook(forward_pre_hooks, hook)


def register_module_forward_hook(
    hook: Callable[..., Any], *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Calls `hook(module, args, output)` after the forward of every module.

    `with_kwargs` gives it the keyword arguments too, before the output; `always_call` calls it where forward raised.
    """
    flags = [forward_hooks_with_kwargs] * with_kwargs + [forward_hooks_always_called] * always_call
    return call_hook(forward_hooks, hook, False, *flags)


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, grad_output)` before the backward of every module."""
    return call_hook(backward_pre_hooks, hook)


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, grad_input, grad_output)` after the backward of every module."""
    return call_hook(backward_hooks, hook)


def register_module_parameter_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, name, param)` when any module registers a parameter; may return another."""
    return add_hook(parameter_hooks, hook)


def register_module_buffer_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, name, buffer)` when any module registers a buffer; may return another."""
    return add_hook(buffer_hooks, hook)


def register_module_module_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, name, child)` when any module registers a child; may return another."""
    return add_hook(module_hooks, hook)
