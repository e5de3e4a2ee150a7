"""The recorded graph as users see it: its nodes, and hooks on what it saves.

Floor 3: imports the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from .._engine.graph import Node, RemovableHandle
from .._engine.modes import refresh, state
from .._engine.tensor import Tensor


class saved_tensors_hooks:
    """Packs what the graph saves with `pack_hook` and restores it with `unpack_hook`, inside the block.

    `pack_hook(tensor)` returns any object; `unpack_hook(object)` must return an equal tensor.

    >>> import minigrad as torch
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> with torch.autograd.graph.saved_tensors_hooks(lambda t: t.item(), torch.tensor):
    ...     y = x * x
    >>> y.backward(); x.grad
    tensor(6.)
    """

    refusal: str | None = None  # set by `disable_saved_tensors_hooks`

    def __init__(self, pack_hook: Callable[..., Any], unpack_hook: Callable[..., Any]) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        if self.refusal is not None:
            raise RuntimeError(self.refusal)
        state.saved_hooks = (*state.saved_hooks, (self.pack_hook, self.unpack_hook))
        refresh()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.saved_hooks = state.saved_hooks[:-1]
        refresh()


class save_on_cpu(saved_tensors_hooks):
    """Keeps what the graph saves on the CPU; a no-op here, where everything is."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda t: t, lambda t: t)


class disable_saved_tensors_hooks:
    """Refuses `saved_tensors_hooks` inside the block, with a message of one's own."""

    def __init__(self, error_message: str) -> None:
        self.error_message = error_message

    def __enter__(self) -> None:
        self._before, saved_tensors_hooks.refusal = saved_tensors_hooks.refusal, self.error_message

    def __exit__(self, *exc: Any) -> None:
        saved_tensors_hooks.refusal = self._before


class GradientEdge(NamedTuple):
    """One result of a node: what gradients flow to."""

    node: Node
    output_nr: int


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge that the gradient of `tensor` flows to.  Raises RuntimeError if it requires none."""
    if tensor._node is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return GradientEdge(*tensor._node.output())


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[..., None], *, mode: str = "all"
) -> RemovableHandle:
    """Calls `fn` when the gradients of all `tensors` are there (with their list), or of any (with that one).

    With "all", a tensor that gets no gradient in a backward pass leaves `fn` uncalled in that pass.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    grads: list[Any] = [None] * len(tensors)
    arrived = [False] * len(tensors)

    def hook_of(i: int) -> Callable[[Tensor], None]:
        def hook(g: Tensor) -> None:
            if mode == "any":
                if not any(arrived):
                    arrived[i] = True
                    fn(g)
                return
            grads[i], arrived[i] = g, True
            if all(arrived):
                given = list(grads)
                arrived[:] = [False] * len(tensors)
                grads[:] = [None] * len(tensors)
                fn(given)

        return hook

    handles = [t.register_hook(hook_of(i)) for i, t in enumerate(tensors)]

    class _All(RemovableHandle):
        def __init__(self) -> None:
            pass

        def remove(self) -> None:
            for handle in handles:
                handle.remove()

    return _All()


__all__ = [
    "GradientEdge",
    "Node",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]
