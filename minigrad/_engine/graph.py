"""What is recorded: nodes, the leaves' accumulators, and the clock that orders nodes and writes.

Imports nothing of minigrad.  One clock serves two purposes.  Every node takes
a tick when it is made, and a node only ever points at older nodes: descending ticks are a topological order,
so the walk back needs no counting pass.  Every in-place write takes a tick too: a saved value has been
changed exactly if its memory was written after the node that saved it was made.
"""

from __future__ import annotations

import itertools
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from .._typing import Slots

tick = itertools.count(1).__next__

_NEVER = 1 << 62  # after every tick
_KEPT = 16  # writes remembered one by one, to tell both versions in the error; older ones are only counted


class Writes:
    """The writes to one piece of memory, shared by every tensor that looks at it.

    `count` is torch's version, `last` the tick of the latest write, `views` weak references to the
    differentiable views of the memory, whose histories an in-place write renews.
    """

    __slots__ = ("count", "last", "recent", "room", "views")

    def __init__(self) -> None:
        self.count = 0
        self.last = 0
        self.recent: list[int] = []
        self.views: list[weakref.ref[Any]] = []
        self.room = 16

    def bump(self) -> None:
        self.count += 1
        self.last = tick()
        self.recent.append(self.last)
        if len(self.recent) > 2 * _KEPT:
            del self.recent[:_KEPT]

    def count_at(self, when: int) -> int:
        """The version that the memory had at a tick."""
        return self.count - sum(written > when for written in self.recent)

    def clear_out(self) -> None:
        """Forget the views that are gone."""
        self.views = [ref for ref in self.views if ref() is not None]
        self.room = 2 * len(self.views) + 16  # so that clearing out costs a constant per view


class Saved:
    """A value that a node holds without a Tensor around it: a constant, or the node's own result.

    A node that held its result as a Tensor would close a reference cycle; it holds the array and the write record.
    """

    __slots__ = ("_data", "_writes", "is_out", "nr")

    def __init__(self, data: Any, writes: Writes | None = None, is_out: bool = False, nr: int = 0) -> None:
        self._data = data
        self._writes = writes
        self.is_out = is_out
        self.nr = nr


class Overwritten:
    """Stands in a node for an input that its own in-place op has overwritten."""

    __slots__ = ("_data", "_writes")

    def __init__(self, data: Any, writes: Writes) -> None:
        self._data = data
        self._writes = later = Writes()
        later.count, later.last, later.recent = writes.count, _NEVER, [_NEVER]


class Packed:
    """What a pack hook made of a saved tensor."""

    __slots__ = ("_writes", "node", "nr", "packed", "unpack")

    def __init__(self, packed: Any, unpack: Callable[..., Any], writes: Writes | None) -> None:
        self.packed, self.unpack, self._writes = packed, unpack, writes

    _data = property(lambda self: self.tensor()._data)

    def tensor(self) -> Any:
        found = self.unpack(self.packed)
        if not hasattr(found, "_data"):
            raise TypeError(
                f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(found)!r}"
            )
        return found


Hooks = OrderedDict[int, Callable[..., Any]]


class Extra:
    """What few nodes have: hooks, a tensor whose gradient is retained, metadata, the forward call's trace."""

    __slots__ = ("metadata", "post", "pre", "retain", "tensor_hooks", "trace")

    def __init__(self) -> None:
        self.tensor_hooks: Hooks = OrderedDict()
        self.pre: Hooks = OrderedDict()
        self.post: Hooks = OrderedDict()
        self.retain: weakref.ref[Any] | None = None
        self.metadata: dict[Any, Any] = {}
        self.trace: str | None = None


class RemovableHandle:
    """Takes a hook away again: `handle.remove()`, or at the end of a `with` block."""

    _ids: Iterator[int] = itertools.count()

    def __init__(self, hooks: Any, *, extra_dict: Any = None) -> None:
        self.hooks_dict_ref = weakref.ref(hooks)
        self.id = next(RemovableHandle._ids)
        extras = extra_dict if isinstance(extra_dict, (list, tuple)) else () if extra_dict is None else (extra_dict,)
        self.extra_dict_ref = tuple(weakref.ref(d) for d in extras)

    def remove(self) -> None:
        for ref in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = ref()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.remove()


class Node(Slots):
    """One recorded operation: `t.grad_fn`.

    `edges` are the nodes of the inputs that formulas exist for (None where no gradient is needed); `saved` are
    the tensors that the needed formulas name, `args` the constants; `shape` and `dtype` are the result's.  `exact` says
    that the inputs have them too, so that an elementwise formula's result needs no fitting.
    """

    __slots__ = ("__weakref__", "args", "dtype", "edges", "exact", "extra", "saved", "seq", "shape")

    op: Any = None  # the declaration this class belongs to
    # One (formula, i, j) an edge: i and j are the places in `saved` of what the formula takes beside g, -1 for none;
    # i = -2 marks one that takes (g, node) and fetches for itself, -3 one that takes g and `args`, -4 a pair of such a
    # formula and one that adds its result into a gradient that is there.  None: `backward` is called instead.
    formulas: Any = None
    undefined = False  # does `backward` take None for a result that got no gradient?  else zeros

    def name(self) -> str:
        """The node's name, e.g. `MulBackward0`."""
        return type(self.output()[0]).__name__

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"

    def output(self) -> tuple[Node, int]:
        """The node that users see, and which of its results this edge is."""
        return self, 0

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that the inputs came from, each with the number of the output it was."""
        return tuple((None, 0) if edge is None else edge.output() for edge in self.edges)

    def more(self) -> Extra:
        if self.extra is None:
            self.extra = Extra()
        return self.extra

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dictionary of one's own on the node."""
        return self.more().metadata

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(grad_inputs, grad_outputs)` after this node ran; may return other `grad_inputs`."""
        return hook_into(self.more().post, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(grad_outputs)` before this node runs; may return other `grad_outputs`."""
        return hook_into(self.more().pre, hook)

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        """The gradients of the edges; nodes with rules never come here."""
        raise NotImplementedError(f"{self.name()} has no backward")

    def evaluate(self, k: int, g: Any, tracked: bool) -> Any:
        """The formula of edge `k`, on arrays or (`tracked`) on Tensors."""
        raise NotImplementedError


class Recorded(Node):
    """The node of an op's call.  It becomes an instance of `kind`, the class that is the op's own and named as torch
    names it (`MulBackward0`), when somebody first looks at it: Python is quick with the attributes of one class only.
    """

    __slots__ = ("formulas", "kind")
    kind: Any

    def output(self) -> tuple[Node, int]:
        self.__class__ = self.kind
        return self, 0

    def backward(self, g: Any, tracked: bool) -> Sequence[Any]:
        return self.kind.backward(self, g, tracked)

    def evaluate(self, k: int, g: Any, tracked: bool) -> Any:
        return self.kind.evaluate(self, k, g, tracked)


class Output(Node):
    """One result of a node with several: it hands its gradient to its parent's list."""

    __slots__ = ("nr", "parent")

    def __init__(self, parent: Node, nr: int, shape: tuple[int, ...], dtype: Any) -> None:
        self.parent, self.nr = parent, nr
        self.edges = (parent,)
        self.saved = self.args = ()
        self.seq = tick()
        self.shape, self.dtype, self.extra, self.exact = shape, dtype, None, False

    def output(self) -> tuple[Node, int]:
        return self.parent, self.nr


class AccumulateGrad(Node):
    """A leaf's end of the graph: adds what arrives to the leaf's `.grad`."""

    __slots__ = ("_data", "ref")

    hooked: ClassVar[weakref.WeakSet[AccumulateGrad]] = weakref.WeakSet()  # a walk counts arrivals if there are any
    revive: Callable[[AccumulateGrad], Any]  # makes a Tensor of a leaf that is gone; set where Tensor is defined

    def __init__(self, leaf: Any) -> None:
        self.edges = self.saved = self.args = ()
        self.seq = tick()
        self.extra, self.exact = None, False
        self.ref: weakref.ref[Any] = weakref.ref(leaf)
        self.follow(leaf)

    def follow(self, leaf: Any) -> None:
        """Take shape and dtype from the leaf, now and whenever its data are replaced."""
        self._data = leaf._data
        self.shape = leaf._data.shape
        self.dtype = leaf._data.dtype

    @property
    def variable(self) -> Any:
        """The leaf; a stand-in over the same memory if the program has dropped it."""
        found = self.ref()
        return AccumulateGrad.revive(self) if found is None else found

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def more(self) -> Extra:
        AccumulateGrad.hooked.add(self)
        return super().more()


def hook_into(hooks: OrderedDict[int, Callable[..., Any]], hook: Callable[..., Any]) -> RemovableHandle:
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle
