"""The op table checked: every op's formulas against finite differences, to second order, on the op's own samples.

Floor 4: imports the table, `autograd` and NumPy.  `check_op` is what `minigrad gradcheck` and the tests run.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from ..autograd import grad
from ..ops.table import TABLE, Row

STEP = 1e-3  # of the fourth-order difference, whose error is about STEP**4
TOLERANCE = 1e-6  # relative to the larger of 1 and the derivative; a formula wrong by 0.1 % is far outside


@dataclasses.dataclass
class OpReport:
    """What the check of one op found: samples, largest relative errors, seconds, and a line for each failure."""

    name: str
    samples: int = 0
    first: float = 0.0
    second: float = 0.0
    seconds: float = 0.0
    failures: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Call:
    """One sample: the arguments, with the arrays to differentiate by as leaves."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    leaves: list[Tensor]

    def outputs(self) -> list[Tensor]:
        found = self.function(*self.args, **self.kwargs)
        found = list(found) if isinstance(found, tuple | list) else [found]
        return [o for o in found if isinstance(o, Tensor) and o._data.dtype.kind in "fc"]


def differentiable_ops() -> list[str]:
    """The names of the ops with derivatives, in the table's order."""
    seen: set[int] = set()
    found = []
    for name, row in TABLE.items():
        if row.differentiable and id(row) not in seen and (row.samples or is_elementwise(row)):
            seen.add(id(row))
            found.append(name)
    return found


def is_elementwise(row: Row) -> bool:
    return row.op is not None and row.op.elementwise


def uniform(rng: np.random.Generator, shape: tuple[int, ...], domain: Any) -> Any:
    """Numbers in the domain, at least 0.1 away from the kinks at 0 and at its ends."""
    low, high = domain or (-3.0, 3.0)
    made = rng.uniform(low + 0.05 * (high - low), high - 0.05 * (high - low), shape)
    return np.where(np.abs(made) < 0.1, 0.1 + np.abs(made), made) if high > 0.2 else made


def samples_of(row: Row, seed: int = 0) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Calls to test the op with: its own, or for an elementwise op of every kind of shape."""
    rng = np.random.default_rng(seed)
    if row.samples is not None:
        for args, kwargs in row.samples(rng):
            yield tuple(args), kwargs
        return
    op = row.op
    assert op is not None
    if len(op.params) == 1:
        for shape in ((), (4,), (2, 3), (0, 2)):
            yield (uniform(rng, shape, row.domain),), {}
        return
    first, second = row.domain if row.domain and isinstance(row.domain[0], tuple) else (row.domain, row.domain)
    for a, b in (((), ()), ((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3,), ()), ((), (2,)), ((0, 3), (1, 3))):
        yield (uniform(rng, a, first), uniform(rng, b, second)), {}
    left, right = (str(op.forward.__annotations__.get(p, "")) for p in op.params[:2])
    if "float" in right:
        yield (uniform(rng, (3,), first), float(uniform(rng, (), second))), {}
    if "float" in left:
        yield (float(uniform(rng, (), first)), uniform(rng, (3,), second)), {}


def prepare(row: Row, args: Sequence[Any], kwargs: dict[str, Any]) -> Call:
    """Turn a sample's arrays into Tensors; those that the op has a derivative for become leaves."""
    leaves: list[Tensor] = []
    code = row.signature_of.__code__
    names = code.co_varnames[: code.co_argcount]
    wanted = set(row.differentiable) if isinstance(row.differentiable, tuple) else None
    if row.op is not None:
        wanted = set(row.op.differentiable)
        names = names or row.op.params  # a signature of *args only

    def convert(value: Any, name: str) -> Any:
        if isinstance(value, np.ndarray):
            t = wrap(np.array(value))
            if value.dtype.kind in "fc" and (wanted is None or name in wanted):
                t.requires_grad = True
                leaves.append(t)
            return t
        if isinstance(value, tuple | list) and any(isinstance(v, np.ndarray) for v in value):
            return type(value)([convert(v, name) for v in value])
        return value

    names = (*names, *itertools.repeat(names[-1] if names else "", max(0, len(args) - len(names))))
    made_args = tuple(convert(a, n) for a, n in zip(args, names, strict=False))
    made_kwargs = {k: convert(v, k) for k, v in kwargs.items()}
    return Call(row.call, made_args, made_kwargs, leaves)


def reals(array: Any) -> Any:
    """A flat copy as reals: real and imaginary parts of complex elements side by side."""
    flat = np.ascontiguousarray(array).reshape(-1)
    return flat.view(np.float64).copy() if flat.dtype.kind == "c" else flat.astype(np.float64)


def jacobian_by_differences(evaluate: Callable[[], list[Any]], leaf: Tensor) -> Any:
    """The derivative of all outputs (as one vector of reals) by one leaf: fourth-order central differences."""
    data = leaf.array()
    columns = []
    for at in np.ndindex(data.shape):
        for unit in (1.0, 1j) if data.dtype.kind == "c" else (1.0,):
            original = data[at]
            values = []
            for times in (2, 1, -1, -2):
                data[at] = original + times * STEP * unit
                values.append(np.concatenate([reals(o) for o in evaluate()]))
            data[at] = original
            far_up, up, down, far_down = values
            columns.append((8 * (up - down) - (far_up - far_down)) / (12 * STEP))
    return np.array(columns)


def projected_backward(
    outputs: Sequence[Tensor], leaves: Sequence[Tensor], weights: Sequence[Tensor], create: bool
) -> Any:
    """The gradients of the outputs weighed with `weights`."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    return grad([o for o, _ in pairs], leaves, [w for _, w in pairs], create_graph=create, allow_unused=True)


def relative_error(analytical: Any, numerical: Any) -> float:
    """The largest difference, relative to the larger of 1 and the numerical derivative."""
    if not numerical.size:
        return 0.0
    gap = np.abs(analytical - numerical) / np.maximum(1.0, np.abs(numerical))
    gap[np.isnan(analytical) & np.isnan(numerical)] = 0.0
    return float("inf") if np.isnan(gap).any() else float(gap.max())


def _weights(outputs: Sequence[Tensor], rng: np.random.Generator) -> list[Tensor]:
    made = []
    for o in outputs:
        w = rng.uniform(0.5, 1.5, o._data.shape) * rng.choice([-1.0, 1.0], o._data.shape)
        if o._data.dtype.kind == "c":
            w = w + 1j * rng.uniform(-1.0, 1.0, o._data.shape)
        made.append(wrap(np.asarray(w, o._data.dtype)))
    return made


def first_order_error(call: Call, rng: np.random.Generator) -> float:
    """The largest relative error of the gradients of a randomly weighed sum of the outputs."""
    outputs = call.outputs()
    weights = _weights(outputs, rng)
    weighed = np.concatenate([reals(w._data) for w in weights]) if weights else np.zeros(0)
    if not any(o.requires_grad for o in outputs):
        return 0.0
    found = projected_backward(outputs, call.leaves, weights, False)
    worst = 0.0
    for leaf, g in zip(call.leaves, found, strict=True):
        analytical = reals(np.zeros_like(leaf.array()) if g is None else g._data)
        numerical = jacobian_by_differences(lambda: [o._data for o in call.outputs()], leaf)
        numerical = numerical @ weighed if numerical.size else np.zeros(analytical.shape)
        worst = max(worst, relative_error(analytical, numerical))
    return worst


def second_order_error(call: Call, rng: np.random.Generator) -> float:
    """The largest relative error of the gradients of a weighed sum of the first gradients, by inputs and cotangents."""
    outputs = call.outputs()
    cotangents = _weights(outputs, rng)
    for c in cotangents:
        c.requires_grad = True
    if not any(o.requires_grad for o in outputs):
        return 0.0

    def gradients(create: bool) -> list[Any]:
        return [g for g in projected_backward(call.outputs(), call.leaves, cotangents, create) if g is not None]

    firsts = gradients(True)
    active = [g for g in firsts if g.requires_grad]
    weights = _weights(firsts, rng)
    weighed = np.concatenate([reals(w._data) for w in weights]) if weights else np.zeros(0)
    leaves = [*call.leaves, *cotangents]
    kept = [w for g, w in zip(firsts, weights, strict=True) if g.requires_grad]
    found = grad(active, leaves, kept, allow_unused=True) if active else (None,) * len(leaves)
    worst = 0.0
    for leaf, g in zip(leaves, found, strict=True):
        analytical = reals(np.zeros_like(leaf.array()) if g is None else g._data)
        numerical = jacobian_by_differences(lambda: [first._data for first in gradients(False)], leaf)
        numerical = numerical @ weighed if numerical.size else np.zeros(analytical.shape)
        worst = max(worst, relative_error(analytical, numerical))
    return worst


def check_op(name: str, seed: int = 0) -> OpReport:
    """Check one op of the table on its samples, to second order.  Raises KeyError for an unknown name."""
    row = TABLE[name]
    report = OpReport(name)
    started = time.perf_counter()
    rng = np.random.default_rng(seed + 1)
    for number, (args, kwargs) in enumerate(samples_of(row, seed)):
        call = prepare(row, args, kwargs)
        if not call.leaves:
            continue
        report.samples += 1
        if any(np.isnan(o._data).any() for o in call.outputs()):
            continue  # the mean of nothing: no derivative to compare with
        with np.errstate(all="ignore"):
            first = first_order_error(call, rng)
            second = second_order_error(call, rng)
        report.first, report.second = max(report.first, first), max(report.second, second)
        for order, error in (("first", first), ("second", second)):
            if not error <= TOLERANCE:
                report.failures.append(f"{name} sample {number}: {order}-order relative error {error:.3g}")
    report.seconds = time.perf_counter() - started
    return report


