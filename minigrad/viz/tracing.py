"""Tracing: what a recorded graph does not know of itself, collected while the program runs.

Lives here: `trace`, a context manager, and its results `Call` and `Run`.  May import the engine (the clock that numbers
nodes, and the classes of tensors and nodes).  Start reading at `trace`.

The engine knows nothing of this and pays nothing for it.  Every node carries a tick of one clock, so which module made
it follows from the ticks at which the module's `forward` began and ended, told by hooks on the modules.  All else is
seen by Python's own profiler, `sys.setprofile`, as calls into the op table return.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from types import FrameType
from typing import Any

from minigrad._engine.graph import AccumulateGrad, Node, tick
from minigrad._engine.tensor import Tensor
from minigrad.viz.summary import Thumbnail, tensor_text, thumbnail

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
OP_CALLS = ("call", "canonical_call", "apply")
"""The functions of the engine that run one op from the arguments to the recorded result."""


@dataclass(slots=True)
class Call:
    """One call of a module: its dotted name and class, the ticks between which it ran, and the call around it."""

    name: str
    kind: str
    start: int
    end: int
    parent: int


@dataclass(slots=True)
class Seen:
    """A tensor as it was at one moment."""

    text: str = ""
    thumbnail: Thumbnail | None = None


@dataclass(slots=True)
class Run:
    """What was seen of one node: where it was made, its result, its gradients, and the seconds they took.

    `grad` is the gradient of its first result, `grad_inputs` what it sent along each of `next_functions`, `step` the
    place of its turn in the backward pass.
    """

    source: str = ""
    forward: float | None = None
    backward: float | None = None
    value: Seen = field(default_factory=Seen)
    grad: Seen = field(default_factory=Seen)
    grad_inputs: list[Seen] = field(default_factory=list)
    step: int | None = None


class trace:
    """Collects, for the graph recorded inside the block, what drawings can show beyond the graph itself.

    `models` are modules: their names and calls become the boxes around the nodes.  `values` summarises every op's
    result, `grads` every gradient of a later backward pass (inside the block or after it); each op's source line and
    seconds are kept if `source` and `time` are set.  Costs nothing outside the block, and some microseconds an op
    inside.  It sees the thread that enters it; RuntimeError where another profiler is at work.

    >>> import minigrad as torch
    >>> from minigrad import viz
    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh())
    >>> with viz.trace(model, grads=True) as run:
    ...     loss = model(torch.ones(1, 2)).sum()
    >>> loss.backward()
    >>> [(call.name, call.kind) for call in run.calls]
    [('', 'Sequential'), ('0', 'Linear'), ('1', 'Tanh')]
    >>> "Tanh" in viz.svg(loss, model, trace=run, view="modules")
    True
    """

    def __init__(
        self, *models: Any, values: bool = False, grads: bool = False, source: bool = True, time: bool = True
    ) -> None:
        for model in models:
            if not hasattr(model, "named_modules"):
                raise TypeError(f"trace() takes modules, got {type(model).__name__}")
        self.models = models
        self.values, self.grads, self.source, self.time = values, grads, source, time
        self.calls: list[Call] = []
        self.runs: dict[int, Run] = {}  # by the tick of the node
        self._open: list[int] = []
        self._handles: list[Any] = []
        self._began: list[tuple[FrameType, float]] = []
        self._starts: list[int] = []
        self._since = 0
        self._steps: Counter[str] = Counter()

    # The block --------------------------------------------------------------------------------------------------------

    def __enter__(self) -> trace:
        watches = self.values or self.grads or self.source or self.time
        if watches and sys.getprofile() is not None:
            raise RuntimeError("trace() needs sys.setprofile, and another profiler is at work")
        self._since = tick()
        seen: set[int] = set()
        for model in self.models:
            for name, module in model.named_modules():
                if id(module) not in seen:
                    seen.add(id(module))
                    self._handles.append(module.register_forward_pre_hook(partial(self._enter_module, name)))
                    self._handles.append(module.register_forward_hook(self._leave_module, always_call=True))
        if watches:
            sys.setprofile(self._profile)
        return self

    def __exit__(self, *exc: object) -> None:
        if sys.getprofile() == self._profile:
            sys.setprofile(None)
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._began.clear()
        self._starts = [call.start for call in self.calls]

    def _enter_module(self, name: str, module: Any, args: Any) -> None:
        self.calls.append(Call(name, type(module).__name__, tick(), 1 << 62, self._open[-1] if self._open else -1))
        self._open.append(len(self.calls) - 1)

    def _leave_module(self, module: Any, args: Any, result: Any) -> None:
        if self._open:
            self.calls[self._open.pop()].end = tick()

    # What is asked of it ----------------------------------------------------------------------------------------------

    def call_at(self, seq: int) -> int:
        """The number of the innermost call that was running at a tick, or -1."""
        starts = self._starts if len(self._starts) == len(self.calls) else [call.start for call in self.calls]
        number = bisect_right(starts, seq) - 1
        while number >= 0 and self.calls[number].end < seq:
            number = self.calls[number].parent
        return number

    # What Python's profiler says --------------------------------------------------------------------------------------

    def _profile(self, frame: FrameType, event: str, result: Any) -> None:
        if event == "call":
            code = frame.f_code
            if code.co_name in OP_CALLS and code.co_filename.startswith(PACKAGE):
                self._began.append((frame, perf_counter()))
            return
        if event != "return":
            return
        began = self._began.pop()[1] if self._began and self._began[-1][0] is frame else None
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return
        first = result
        if isinstance(result, tuple | list):
            first = next((part for part in result if isinstance(part, Tensor) and part._node is not None), None)
        if not isinstance(first, Tensor) or first._node is None:
            return
        node = first._node.output()[0]
        seq = getattr(node, "seq", 0)
        if seq <= self._since or isinstance(node, AccumulateGrad) or getattr(node, "edges", None) is None:
            return  # older than the block, or a leaf's, or still being made
        run = self.runs.get(seq)
        if run is None:
            looked = perf_counter()
            run = self.runs[seq] = Run()
            self._look(run, node, frame, result)
            looked = perf_counter() - looked
            self._began = [(running, start + looked) for running, start in self._began]
            began = began and began + looked
        if began is not None and self.time:
            run.forward = perf_counter() - began

    def _look(self, run: Run, node: Node, frame: FrameType, result: Any) -> None:
        if self.source:
            run.source = _users_line(frame)
        if self.values and isinstance(result, Tensor):
            run.value = _seen(result)
        if self.grads:
            node.register_prehook(partial(self._before_backward, run))
            node.register_hook(partial(self._after_backward, run))

    def _before_backward(self, run: Run, grad_outputs: Any) -> None:
        first = next((g for g in grad_outputs if g is not None), None)
        if first is not None:
            run.grad = _seen(first)
        run.step = self._steps["backward"]
        self._steps["backward"] += 1
        run.backward = -perf_counter()

    def _after_backward(self, run: Run, grad_inputs: Any, grad_outputs: Any) -> None:
        if run.backward is not None and run.backward < 0:
            run.backward += perf_counter()
        run.grad_inputs = [Seen() if g is None else _seen(g) for g in grad_inputs]


def _seen(tensor: Any) -> Seen:
    return Seen(tensor_text(tensor), thumbnail(tensor))


def _users_line(frame: FrameType | None) -> str:
    """The nearest line outside minigrad on the way to this frame, as file:line."""
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}" if frame is not None else ""
