"""Recording: from a tensor or a Value to the records of its graph.

Lives here: `record`.  May import `records`, the two walks `tensors` and `scalars`, and `groups`.  Start reading at
`record`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minigrad.viz.groups import called_groups, named_groups
from minigrad.viz.records import Graph, is_scalar, is_tensor
from minigrad.viz.scalars import record_scalars
from minigrad.viz.tensors import TensorWalk


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
    show_source: bool = False,
    show_memory: bool = False,
    show_time: bool = False,
    trace: Any = None,
    numbers: dict[int, int] | None = None,
) -> Graph:
    """The graph that computed `var`: a tensor or scalar Value, or lists, tuples and dicts of them.

    `params` names tensors: a dict of name to tensor, or a module with `named_parameters()`.  It may hold parameters,
    inputs, results on the way, and constants that an op saved.  Dotted names make groups: ops belong to the module
    whose parameters they use, and what lies between two modules to the one around both.  `trace`, a `viz.trace` that
    was on while the graph was recorded, knows the groups exactly, and values and gradients of the ops.

    `show_attrs` lists what each op saved, `show_saved` draws the saved tensors.  `show_values` and `show_grads` write
    numbers into the boxes: by default in scalar graphs.  `show_memory` writes what each op keeps for backward;
    `show_source` and `show_time` need a trace (ValueError without).  `show_accumulate` draws the AccumulateGrad node of
    each leaf.  `numbers`, if given, is filled with the node of every function, tensor and Value, by its id.  TypeError
    for what is neither tensor nor Value.
    """
    outputs = _outputs(var)
    names = _named(params)
    if trace is None:
        for asked, option in ((show_source, "show_source"), (show_time, "show_time")):
            if asked:
                raise ValueError(
                    f"{option} needs a trace: record the graph inside `with viz.trace() as run:` and give trace=run"
                )
    scalars = [is_scalar(value) for _, value in [*outputs, *names]]
    if all(scalars):
        return record_scalars(outputs, names, show_values is not False, show_grads is not False, numbers)
    if any(scalars):
        raise TypeError("cannot draw tensors and scalar Values in one graph; draw them one after the other")
    walk = TensorWalk(
        outputs,
        names,
        show_attrs=show_attrs,
        show_saved=show_saved,
        max_attr_chars=max_attr_chars,
        show_values=bool(show_values),
        show_grads=bool(show_grads),
        show_accumulate=show_accumulate,
        show_source=show_source,
        show_memory=show_memory,
        show_time=show_time,
        trace=trace,
    )
    graph = walk.walk()
    if numbers is not None:
        numbers.update(walk.number_of)
    if trace is not None and trace.calls:
        called_groups(graph, walk.seqs, trace)
    else:
        named_groups(graph, dict(params.named_modules()) if hasattr(params, "named_modules") else {})
    return graph


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
        elif is_scalar(value) or is_tensor(value):
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
        if not (is_tensor(value) or is_scalar(value)):
            raise TypeError(f"params[{name!r}] must be a tensor, got {type(value).__name__}")
    return [(str(name), value) for name, value in params.items()]
