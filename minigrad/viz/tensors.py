"""Tensors: the walk over the graph behind a tensor.

Lives here: `TensorWalk`.  May import `records` and `summary`.  Goes by the graph's interface alone: `grad_fn`,
`next_functions`, `name()`, `variable`, `_saved_*`, and where a function has them `shape` and `dtype` of its result and
`seq`, the number by which a trace knows it.  Never recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minigrad.viz.records import Edge, Graph, Kind, Node, is_tensor, shape_text
from minigrad.viz.summary import bytes_text, seconds_text, tensor_text, thumbnail


class TensorWalk:
    """One walk over `next_functions`: depth first, operands before the op that uses them."""

    def __init__(
        self,
        outputs: list[tuple[str, Any]],
        names: list[tuple[str, Any]],
        *,
        show_attrs: bool,
        show_saved: bool,
        max_attr_chars: int,
        show_values: bool,
        show_grads: bool,
        show_accumulate: bool,
        show_source: bool = False,
        show_memory: bool = False,
        show_time: bool = False,
        trace: Any = None,
    ) -> None:
        self.graph = Graph([], [])
        self.seqs: dict[int, int] = {}  # by number of the node: the function's tick
        self.outputs = outputs
        self.names: dict[int, str] = {}
        for name, tensor in (*names, *outputs):
            if name:
                self.names.setdefault(id(tensor), name)
        # What a function gives out as saved may be another object than the one that was named, over the same memory.
        self.constants: dict[Any, Any] = {}
        self.names_in_memory: dict[Any, str] = {}
        for name, tensor in names:
            for key in filter(None, (id(tensor), _memory(tensor))):
                self.names_in_memory.setdefault(key, name)
                if not tensor.requires_grad:
                    self.constants.setdefault(key, tensor)
        self.results: dict[int, list[tuple[str, Any]]] = {}  # named results on the way, by grad_fn
        ends = {id(tensor) for _, tensor in outputs}
        for name, tensor in names:
            if tensor.grad_fn is not None and id(tensor) not in ends:
                self.results.setdefault(id(tensor.grad_fn), []).append((name, tensor))
        self.show_attrs, self.show_saved, self.max_attr_chars = show_attrs, show_saved, max(max_attr_chars, 3)
        self.show_values, self.show_grads, self.show_accumulate = show_values, show_grads, show_accumulate
        self.show_source, self.show_memory, self.show_time = show_source, show_memory, show_time
        self.runs: dict[int, Any] = {} if trace is None else trace.runs
        self.number_of: dict[int, int] = {}  # by id: of functions and of tensors
        # Functions and saved tensors may exist only while somebody holds them, and an id only means something so long.
        self.held: list[Any] = [tensor.grad_fn for _, tensor in names]

    def walk(self) -> Graph:
        graph = self.graph
        for _, tensor in self.outputs:
            function = tensor.grad_fn
            if function is not None:
                self._functions(function)
            if id(tensor) in self.number_of:  # given twice, or a leaf of another output
                graph.nodes[self.number_of[id(tensor)]].kind = "output"
                continue
            number = self._tensor(tensor, "output")
            if function is not None:
                output = getattr(tensor, "output_nr", 0)
                graph.edges.append(Edge(self.number_of[id(function)], number, output, **_flow(function, output)))
        return graph

    def _functions(self, root: Any) -> None:
        stack: list[tuple[Any, tuple[tuple[Any, int], ...] | None]] = [(root, None)]
        while stack:
            function, operands = stack.pop()
            if id(function) in self.number_of:
                continue
            if operands is None:
                self.held.append(function)
                operands = tuple(function.next_functions)
                if operands:
                    stack.append((function, operands))
                    stack += [(f, None) for f, _ in reversed(operands) if f is not None and id(f) not in self.number_of]
                    continue
            self.number_of[id(function)] = self._function(function, operands)

    def _function(self, function: Any, operands: tuple[tuple[Any, int], ...]) -> int:
        graph = self.graph
        leaf = getattr(function, "variable", None)
        if leaf is not None:
            number = self._tensor(leaf, "parameter" if _is_parameter(leaf) or id(leaf) in self.names else "input")
            if not self.show_accumulate:
                return number
            accumulate = graph.add(Node("op", _function_name(function)))
            graph.edges.append(Edge(number, accumulate))
            return accumulate
        saved = self._saved(function)
        constants = [self._tensor(tensor, "constant") for tensor in self._known(saved, self.constants)]
        number = graph.add(Node("op", _function_name(function), attrs=self._attrs(saved) if self.show_attrs else []))
        run = self.runs.get(self._seq(function, number))
        sent = run.grad_inputs if run is not None and self.show_grads else []
        for i, (operand, output) in enumerate(operands):
            if operand is not None:
                edge = Edge(self.number_of[id(operand)], number, output, **_flow(operand, output))
                edge.grad = sent[i].text if i < len(sent) else ""
                graph.edges.append(edge)
        graph.edges += [Edge(constant, number) for constant in constants]
        if self.show_memory:
            self._weigh(graph.nodes[number], saved)
        if run is not None:
            self._tell(graph.nodes[number], run)
        for name, tensor in self.results.get(id(function), ()):
            self._describe(graph.nodes[number], name, tensor)
        if self.show_saved:
            for attribute, value in saved:
                for label, tensor in _tensors(attribute, value):
                    names = self._known([("", tensor)], self.names_in_memory)
                    node = self._tensor_node("saved", " = ".join([label, *names]), tensor)
                    graph.edges.append(Edge(number, graph.add(node), saved=True))
        return number

    def _seq(self, function: Any, number: int) -> int:
        seq = getattr(function, "seq", None)
        if not isinstance(seq, int):
            return -1
        self.seqs[number] = seq
        return seq

    def _weigh(self, node: Node, saved: list[tuple[str, Any]]) -> None:
        """Count the bytes that an op keeps for backward, of each memory once, leaves aside: these are there anyway."""
        if any(value is _FREED for _, value in saved):
            node.attrs.append(("keeps", _FREED))
            return
        kept: dict[Any, int] = {}
        for attribute, value in saved:
            for _, tensor in _tensors(attribute, value):
                key = _memory(tensor)
                leaf = getattr(tensor, "requires_grad", False) and tensor.grad_fn is None
                if key is not None and not leaf and key not in self.names_in_memory:
                    kept[key[0]] = max(kept.get(key[0], 0), tensor.numel() * _item_size(tensor))
        node.memory = sum(kept.values())
        node.attrs.append(("keeps", bytes_text(node.memory)))

    def _tell(self, node: Node, run: Any) -> None:
        """Write what a trace saw of an op."""
        node.source, node.forward, node.step = run.source, run.forward, run.step
        node.backward = run.backward if run.backward is not None and run.backward >= 0 else None
        if self.show_values and run.value.text:
            node.value, node.value_picture = run.value.text, run.value.thumbnail
        if self.show_grads and run.grad.text:
            node.grad, node.grad_picture = run.grad.text, run.grad.thumbnail
        if self.show_source and node.source:
            node.attrs.append(("line", node.source))
        if self.show_time:
            for key, seconds in (("forward", node.forward), ("backward", node.backward)):
                if seconds is not None:
                    node.attrs.append((key, seconds_text(seconds)))

    def _tensor(self, tensor: Any, kind: Kind) -> int:
        if id(tensor) not in self.number_of:
            self.held.append(tensor)
            self.number_of[id(tensor)] = self.graph.add(self._tensor_node(kind, self.names.get(id(tensor), ""), tensor))
        return self.number_of[id(tensor)]

    def _tensor_node(self, kind: Kind, name: str, tensor: Any) -> Node:
        node = Node(kind, name, tuple(int(size) for size in tensor.shape), str(tensor.dtype).rpartition(".")[2])
        if self.show_values:
            node.value, node.value_picture = tensor_text(tensor), thumbnail(tensor)
        # Asking a result for its gradient warns, unless it was told to keep one.
        keeps_grad = tensor.requires_grad and (tensor.grad_fn is None or getattr(tensor, "retains_grad", False))
        if self.show_grads and keeps_grad and kind != "saved":
            grad = tensor.grad
            node.grad = "None" if grad is None else tensor_text(grad)
            node.grad_picture = None if grad is None else thumbnail(grad)
        return node

    def _describe(self, node: Node, name: str, tensor: Any) -> None:
        """Write a result that the caller named into the box of the op that gave it."""
        described = self._tensor_node("value", name, tensor)
        shape = shape_text(described.shape, described.dtype)
        node.attrs.append((name, " ".join(filter(None, (shape, described.value)))))
        if described.grad:
            node.attrs.append((f"{name}.grad", described.grad))

    def _saved(self, function: Any) -> list[tuple[str, Any]]:
        """What a function saved for backward: (name, value), sorted by name; `_FREED` for what backward() let go."""
        if not (self.show_attrs or self.show_saved or self.show_memory or self.constants):
            return []
        saved: list[tuple[str, Any]] = []
        for attribute in dir(function):
            if attribute.startswith("_saved_") or attribute == "saved_tensors":
                try:
                    value = getattr(function, attribute)
                except RuntimeError:  # backward() has freed it
                    value = _FREED
                if attribute != "saved_tensors" or value:
                    saved.append((attribute.removeprefix("_saved_"), value))
        self.held.append(saved)
        return saved

    def _known(self, saved: list[tuple[str, Any]], table: dict[Any, Any]) -> list[Any]:
        """What a table by identity or memory holds for these values."""
        keys = [(id(value), _memory(value) if is_tensor(value) else None) for _, value in saved if table]
        return [table.get(itself, table.get(memory)) for itself, memory in keys if itself in table or memory in table]

    def _attrs(self, saved: list[tuple[str, Any]]) -> list[tuple[str, str]]:
        return [(name, _attr_text(value, self.max_attr_chars)) for name, value in saved]


_FREED = "[freed]"


def _flow(function: Any, output: int) -> dict[str, Any]:
    """Shape and dtype of a function's result, as far as it says; of a leaf's accumulator, nothing: the leaf says it."""
    if getattr(function, "variable", None) is not None:
        return {}
    shape, dtype = getattr(function, "shape", None), getattr(function, "dtype", None)
    if isinstance(shape, tuple) and shape and isinstance(shape[0], tuple):
        if not (isinstance(dtype, tuple) and output < len(shape)):
            return {}
        shape, dtype = shape[output], dtype[output]
    if not isinstance(shape, tuple):
        return {}
    return {"shape": tuple(int(size) for size in shape), "dtype": str(dtype).rpartition(".")[2]}


def _item_size(tensor: Any) -> int:
    return int(tensor.element_size()) if hasattr(tensor, "element_size") else 4


def _function_name(function: Any) -> str:
    return str(function.name()).rpartition("::")[2]


def _memory(tensor: Any) -> tuple[Any, ...] | None:
    """Where a tensor's values lie and how, which tells it from all others; None where it does not say."""
    try:
        if tensor.numel():
            return tensor.data_ptr(), tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype
    except (AttributeError, RuntimeError):  # a stand-in, or a tensor without storage of its own
        pass
    return None


def _is_parameter(tensor: Any) -> bool:
    return any(cls.__name__ == "Parameter" for cls in type(tensor).__mro__)


def _tensors(attribute: str, value: Any) -> Iterator[tuple[str, Any]]:
    if is_tensor(value):
        yield attribute, value
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            if is_tensor(item):
                yield f"{attribute}[{i}]", item


_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_UNSIGNED = re.compile(r"\b1844674407\d{10}\b")


def _attr_text(value: Any, limit: int) -> str:
    if is_tensor(value):
        return "[saved tensor]"
    if isinstance(value, (list, tuple)) and any(is_tensor(item) for item in value):
        return "[saved tensors]"
    # PyTorch reads a negative dimension back as an unsigned 64-bit number.
    text = _UNSIGNED.sub(lambda match: str(int(match[0]) - 2**64), _ADDRESS.sub("", str(value)))
    return text if len(text) <= limit else text[: limit - 3] + "..."
