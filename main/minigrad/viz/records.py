"""Records: an autograd graph as plain data, which can be drawn, compared and printed.

Lives here: `record`, its result `Graph` of `Node`s and `Edge`s, and the two walks behind it, one for tensors and one
for scalar Values.  May import `summary` (numbers as text).  Start reading at `Graph`, then `record`.

Both walks go by the graph's interface alone: `grad_fn`, `next_functions`, `name()`, `variable` and `_saved_*` for
tensors, `_prev` (or `_parents`, which keeps the order) and `_op` for Values.  They never recurse.  Nodes are numbered
inputs first, in the order in which a program would compute them, and nothing depends on an object's address: the same
program gives the same records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from minigrad.viz.summary import number_text, tensor_text

Kind = Literal["parameter", "input", "constant", "op", "value", "output", "saved"]
LEAVES: tuple[Kind, ...] = ("parameter", "input", "constant")


@dataclass(slots=True)
class Node:
    """A box of the drawing.

    `kind` says what it is: a leaf (`parameter`, `input`, `constant`), an `op`, the `value` an op gave (scalar graphs),
    an `output`, or a tensor that an op `saved`.  `value` and `grad` are numbers as text, empty where not asked for.
    """

    kind: Kind
    name: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    value: str = ""
    grad: str = ""
    attrs: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Edge:
    """From what computes to what uses it: `output` numbers the tail's results; `saved` marks a tensor kept by an op."""

    tail: int
    head: int
    output: int = 0
    saved: bool = False


@dataclass(slots=True)
class Graph:
    """Nodes in topological order and the edges between them; `scalar` for a graph of Values.

    >>> from minigrad.viz import Edge, Graph, Node
    >>> graph = Graph([Node("input", "a"), Node("op", "tanh")], [Edge(0, 1)])
    >>> [(graph.nodes[e.tail].name, graph.nodes[e.head].name) for e in graph.edges]
    [('a', 'tanh')]
    """

    nodes: list[Node]
    edges: list[Edge]
    scalar: bool = False

    def add(self, node: Node) -> int:
        """Append a node, and return its number."""
        self.nodes.append(node)
        return len(self.nodes) - 1


def record(
    var: Any,
    params: Any = None,
    *,
    show_attrs: bool = False,
    show_saved: bool = False,
    max_attr_chars: int = 50,
    show_values: bool | None = None,
    show_grads: bool | None = None,
    show_accumulate: bool = False,
) -> Graph:
    """The graph that computed `var`: a tensor or scalar Value, or lists, tuples and dicts of them.

    `params` names tensors: a dict of name to tensor, or a module with `named_parameters()`.  It may hold parameters,
    inputs, results on the way, and constants that an op saved.  `show_attrs` lists what each op saved, `show_saved`
    draws the saved tensors.  `show_values` and `show_grads` write numbers into the boxes: by default in scalar graphs.
    `show_accumulate` draws the AccumulateGrad node of each leaf.  TypeError for what is neither tensor nor Value.
    """
    outputs = _outputs(var)
    names = _named(params)
    scalars = [_is_scalar(value) for _, value in [*outputs, *names]]
    if all(scalars):
        return _record_scalars(outputs, names, show_values is not False, show_grads is not False)
    if any(scalars):
        raise TypeError("cannot draw tensors and scalar Values in one graph; draw them one after the other")
    walk = _TensorWalk(
        outputs,
        names,
        show_attrs=show_attrs,
        show_saved=show_saved,
        max_attr_chars=max_attr_chars,
        show_values=bool(show_values),
        show_grads=bool(show_grads),
        show_accumulate=show_accumulate,
    )
    return walk.walk()


def _outputs(var: Any) -> list[tuple[str, Any]]:
    """The tensors or Values in `var`, each with the name that its place in dicts and lists gives it."""
    outputs = []
    stack = [("", var)]
    while stack:
        name, value = stack.pop()
        if isinstance(value, Mapping):
            inner = [(f"{name}.{key}" if name else str(key), item) for key, item in value.items()]
        elif isinstance(value, (list, tuple)):
            inner = [(f"{name}[{i}]" if name else "", item) for i, item in enumerate(value)]
        elif _is_scalar(value) or _is_tensor(value):
            outputs.append((name, value))
            continue
        else:
            raise TypeError(
                f"cannot draw a {type(value).__name__}: expected a tensor, a scalar Value, "
                "or a list, tuple or dict of them"
            )
        stack += reversed(inner)
    if not outputs:
        raise ValueError(f"nothing to draw: the {type(var).__name__} is empty")
    return outputs


def _named(params: Any) -> list[tuple[str, Any]]:
    if params is None:
        return []
    if hasattr(params, "named_parameters"):
        return list(params.named_parameters())
    if not isinstance(params, Mapping):
        raise TypeError(
            f"params must be a dict of name to tensor, or a module, got {type(params).__name__}; "
            "for a module's parameters: params=dict(model.named_parameters())"
        )
    for name, value in params.items():
        if not (_is_tensor(value) or _is_scalar(value)):
            raise TypeError(f"params[{name!r}] must be a tensor, got {type(value).__name__}")
    return [(str(name), value) for name, value in params.items()]


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "grad_fn") and hasattr(value, "shape") and hasattr(value, "dtype")


def _is_scalar(value: Any) -> bool:
    return hasattr(value, "_prev") and hasattr(value, "_op") and hasattr(value, "data")


# Tensors ------------------------------------------------------------------------------------------------------------


class _TensorWalk:
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
    ) -> None:
        self.graph = Graph([], [])
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
                graph.edges.append(Edge(self.number_of[id(function)], number, getattr(tensor, "output_nr", 0)))
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
        graph.edges += [Edge(self.number_of[id(f)], number, output) for f, output in operands if f is not None]
        graph.edges += [Edge(constant, number) for constant in constants]
        for name, tensor in self.results.get(id(function), ()):
            self._describe(graph.nodes[number], name, tensor)
        if self.show_saved:
            for attribute, value in saved:
                for label, tensor in _tensors(attribute, value):
                    names = self._known([("", tensor)], self.names_in_memory)
                    node = self._tensor_node("saved", " = ".join([label, *names]), tensor)
                    graph.edges.append(Edge(number, graph.add(node), saved=True))
        return number

    def _tensor(self, tensor: Any, kind: Kind) -> int:
        if id(tensor) not in self.number_of:
            self.held.append(tensor)
            self.number_of[id(tensor)] = self.graph.add(self._tensor_node(kind, self.names.get(id(tensor), ""), tensor))
        return self.number_of[id(tensor)]

    def _tensor_node(self, kind: Kind, name: str, tensor: Any) -> Node:
        node = Node(kind, name, tuple(int(size) for size in tensor.shape), str(tensor.dtype).rpartition(".")[2])
        if self.show_values:
            node.value = tensor_text(tensor)
        # Asking a result for its gradient warns, unless it was told to keep one.
        keeps_grad = tensor.requires_grad and (tensor.grad_fn is None or getattr(tensor, "retains_grad", False))
        if self.show_grads and keeps_grad and kind != "saved":
            node.grad = "None" if tensor.grad is None else tensor_text(tensor.grad)
        return node

    def _describe(self, node: Node, name: str, tensor: Any) -> None:
        """Write a result that the caller named into the box of the op that gave it."""
        described = self._tensor_node("value", name, tensor)
        node.attrs.append((name, " ".join(filter(None, (shape_text(described), described.value)))))
        if described.grad:
            node.attrs.append((f"{name}.grad", described.grad))

    def _saved(self, function: Any) -> list[tuple[str, Any]]:
        """What a function saved for backward: (name, value), sorted by name; `_FREED` for what backward() let go."""
        if not (self.show_attrs or self.show_saved or self.constants):
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
        keys = [(id(value), _memory(value) if _is_tensor(value) else None) for _, value in saved if table]
        return [table.get(itself, table.get(memory)) for itself, memory in keys if itself in table or memory in table]

    def _attrs(self, saved: list[tuple[str, Any]]) -> list[tuple[str, str]]:
        return [(name, _attr_text(value, self.max_attr_chars)) for name, value in saved]


_FREED = "[freed]"


def shape_text(node: Node) -> str:
    """The shape as Python writes it, with the dtype where it is not float32: '(2, 3)' or '(2, 3) int64'."""
    if node.shape is None:
        return ""
    return str(node.shape) if node.dtype in ("", "float32") else f"{node.shape} {node.dtype}"


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
    if _is_tensor(value):
        yield attribute, value
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            if _is_tensor(item):
                yield f"{attribute}[{i}]", item


_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_UNSIGNED = re.compile(r"\b1844674407\d{10}\b")


def _attr_text(value: Any, limit: int) -> str:
    if _is_tensor(value):
        return "[saved tensor]"
    if isinstance(value, (list, tuple)) and any(_is_tensor(item) for item in value):
        return "[saved tensors]"
    # PyTorch reads a negative dimension back as an unsigned 64-bit number.
    text = _UNSIGNED.sub(lambda match: str(int(match[0]) - 2**64), _ADDRESS.sub("", str(value)))
    return text if len(text) <= limit else text[: limit - 3] + "..."


# Scalars ------------------------------------------------------------------------------------------------------------


def _record_scalars(
    outputs: list[tuple[str, Any]], names: list[tuple[str, Any]], show_values: bool, show_grads: bool
) -> Graph:
    """A Value is a box; what computed it is an op between the boxes of its operands and its own."""
    graph = Graph([], [], scalar=True)
    name_of: dict[int, str] = {}
    for name, value in (*names, *outputs):
        if name:
            name_of.setdefault(id(value), name)
    roots = {id(value) for _, value in outputs}
    operands_of = _operands([value for _, value in outputs])
    number_of: dict[int, int] = {}
    for value, operands in operands_of:
        if operands:
            op = graph.add(Node("op", str(value._op) or "?"))
            graph.edges += [Edge(number_of[id(operand)], op) for operand in operands]
        name = name_of.get(id(value)) or str(getattr(value, "label", "") or "")
        kind: Kind = "output" if id(value) in roots else "value" if operands else "input" if name else "constant"
        node = Node(kind, name)
        if show_values:
            node.value = number_text(value.data)
        if show_grads:
            node.grad = number_text(getattr(value, "grad", 0.0))
        number_of[id(value)] = graph.add(node)
        if operands:
            graph.edges.append(Edge(op, number_of[id(value)]))
    return graph


def _children(value: Any) -> Any:
    """What a Value was computed from: in order and with repetitions if it remembers these, else micrograd's set."""
    parents = getattr(value, "_parents", None)
    return parents if isinstance(parents, tuple) else value._prev


def _operands(roots: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Every Value with its operands, operands first.  Raises ValueError where a Value is computed from itself."""
    found: list[tuple[Any, list[Any]]] = []
    state: dict[int, bool] = {}  # False while its operands are being visited, True when done
    unordered = False
    stack: list[tuple[Any, list[Any] | None]] = [(root, None) for root in reversed(roots)]
    while stack:
        value, operands = stack.pop()
        if operands is not None:
            state[id(value)] = True
            found.append((value, operands))
        elif id(value) not in state:
            state[id(value)] = False
            children = _children(value)
            unordered |= isinstance(children, (set, frozenset)) and len(children) > 1
            operands = list(children)
            stack.append((value, operands))
            for operand in reversed(operands):
                if id(operand) not in state:
                    stack.append((operand, None))
                elif not state[id(operand)]:
                    raise ValueError("the graph has a cycle: a Value is computed from itself")
    return _in_order(roots, found) if unordered else found


def _in_order(roots: list[Any], found: list[tuple[Any, list[Any]]]) -> list[tuple[Any, list[Any]]]:
    """The same walk with every set of operands sorted by what it says: the order of a set differs from run to run."""
    from hashlib import blake2b

    key: dict[int, tuple[str, str, str]] = {}
    ordered: dict[int, list[Any]] = {}
    for value, operands in found:
        if isinstance(_children(value), (set, frozenset)):
            operands = sorted(operands, key=lambda operand: key[id(operand)])
        ordered[id(value)] = operands
        label = str(getattr(value, "label", "") or "")
        says = f"{label}|{value._op}|{value.data!r}|{getattr(value, 'grad', 0.0)!r}"
        below = "".join(key[id(operand)][2] for operand in operands)
        key[id(value)] = (label or "~", says, blake2b(f"{says}({below})".encode(), digest_size=8).hexdigest())
    result, done = [], set()
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        value, visited = stack.pop()
        if visited:
            result.append((value, ordered[id(value)]))
        elif id(value) not in done:
            done.add(id(value))
            stack.append((value, True))
            stack += [(operand, False) for operand in reversed(ordered[id(value)]) if id(operand) not in done]
    return result
