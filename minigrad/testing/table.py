"""The op table checked: every op's formulas against finite differences, to second order, on the op's own samples.

Floor 4: imports the table, `autograd` and NumPy.  `check_op` is what `minigrad gradcheck` and the tests run.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from ..autograd import grad
from ..ops.random import default_generator
from ..ops.table import TABLE, Row
from .composites import AS_TORCH, FIRST_ORDER, ONLY_FIRST_OUTPUT, SAMPLES, WITHOUT_DERIVATIVES, WRAPPED

STEP = 1e-3  # of the fourth-order difference, whose error is about STEP**4
TOLERANCE = 1e-6  # relative to the larger of 1 and the derivative; a formula wrong by 0.1 % is far outside


@dataclasses.dataclass
class OpReport:
    """What the check of one op found: samples, largest relative errors, seconds, and a line for each failure."""

    name: str
    samples: int = 0
    first: float = 0.0
    second: float | None = 0.0  # None for an op that has first derivatives only
    seconds: float = 0.0
    failures: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Call:
    """One sample: the arguments, with the arrays to differentiate by as leaves."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    leaves: list[Tensor]
    names: list[str] = dataclasses.field(default_factory=list)  # of the arguments that the leaves are
    only_first: bool = False  # of several outputs, as with the saved statistics of a normalization

    def __post_init__(self) -> None:
        self.names = self.names or [f"input {k}" for k in range(len(self.leaves))]

    def outputs(self) -> list[Tensor]:
        default_generator.manual_seed(0)  # what draws random numbers must draw the same ones
        found = self.function(*self.args, **self.kwargs)
        found = list(found) if isinstance(found, tuple | list) else [found]
        found = found[:1] if self.only_first else found
        return [o for o in found if isinstance(o, Tensor) and o._data.dtype.kind in "fc"]


def differentiable_ops() -> list[str]:
    """The names of the ops with derivatives, composites among them, in the table's order."""
    return [name for name in _candidates() if is_sampled(name)]


def unsampled_ops() -> list[str]:
    """The names of the ops that may have derivatives and have nothing to check them on."""
    return [name for name in _candidates() if not is_sampled(name)]


def _candidates() -> Iterator[str]:
    """Each row with derivatives once; what works in place is tested as its op."""
    seen: set[int] = set()
    for name, row in TABLE.items():
        in_place = row.op is None and name.endswith("_")
        left_out = in_place or name in WITHOUT_DERIVATIVES or name in AS_TORCH
        if row.differentiable and id(row) not in seen and not left_out:
            seen.add(id(row))
            yield name


def is_sampled(name: str) -> bool:
    row = TABLE[name]
    return row.samples is not None or is_elementwise(row) or name in SAMPLES


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
    given = row.samples
    if given is None and row.op is None:
        keys = [f"{space}.{row.name}" if space else row.name for space in row.namespaces]
        given = next((SAMPLES[key] for key in keys if key in SAMPLES), lambda _: [])
    if given is not None:
        for args, kwargs in given(rng):
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
    leaves: list[tuple[Tensor, str]] = []
    code = row.signature_of.__code__
    names = code.co_varnames[: code.co_argcount]
    wanted = set(row.differentiable) if isinstance(row.differentiable, tuple) else None
    if row.op is not None:
        wanted = set(row.op.differentiable)
        names = names or row.op.params  # a signature of *args only

    names = (*names, *itertools.repeat(names[-1] if names else "", max(0, len(args) - len(names))))
    made_args = tuple(_converted(a, n, wanted, leaves) for a, n in zip(args, names, strict=False))
    made_kwargs = {k: _converted(v, k, wanted, leaves) for k, v in kwargs.items()}
    labels = [name for _, name in leaves]
    wrapped = WRAPPED.get(row.name)
    call = wrapped(row.call) if wrapped is not None and row.op is None else row.call
    tensors = [leaf for leaf, _ in leaves]
    return Call(call, made_args, made_kwargs, tensors, labels, row.op is None and row.name in ONLY_FIRST_OUTPUT)


def _converted(value: Any, name: str, wanted: set[str] | None, leaves: list[tuple[Tensor, str]]) -> Any:
    """A sample's argument with Tensors for its arrays; one that has a derivative is entered in `leaves`."""
    if isinstance(value, np.ndarray):
        t = wrap(np.array(value))
        if value.dtype.kind in "fc" and (wanted is None or name in wanted):
            t.requires_grad = True
            leaves.append((t, name))
        return t
    if isinstance(value, tuple | list) and any(isinstance(v, np.ndarray) for v in value):
        return type(value)([_converted(v, name, wanted, leaves) for v in value])
    return value


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


def weighted(jacobian: Any, weights: Any) -> Any:
    """The Jacobian applied to the weights; where a weight is 0 an infinite output counts for nothing."""
    return np.where(weights == 0, 0.0, jacobian) @ weights


@dataclasses.dataclass
class Worst:
    """The largest relative error of a sample, and where it is: the difference, relative to the larger of 1 and the
    numerical derivative."""

    error: float = 0.0
    name: str = ""
    at: tuple[int, ...] = ()
    analytical: float = 0.0
    numerical: float = 0.0

    def meet(self, name: str, leaf: Tensor, analytical: Any, numerical: Any) -> None:
        """Take in the derivatives by one leaf, as reals."""
        if not numerical.size:
            return
        gap = np.abs(analytical - numerical) / np.maximum(1.0, np.abs(numerical))
        gap[np.isnan(analytical) & np.isnan(numerical)] = 0.0
        gap[np.isnan(gap)] = np.inf
        flat = int(gap.argmax())
        if gap[flat] > self.error:
            place = flat // (2 if leaf._data.dtype.kind == "c" else 1)
            at = tuple(int(k) for k in np.unravel_index(place, leaf.shape)) if leaf.shape else ()
            self.error, self.name, self.at = float(gap[flat]), name, at
            self.analytical, self.numerical = float(analytical[flat]), float(numerical[flat])

    def __str__(self) -> str:
        where = f"{self.name} at {list(self.at)}" if self.at else self.name
        return (
            f"relative error {self.error:.3g} by {where}: of the weighed sum of the outputs, analytical "
            f"{self.analytical:.9g}, numerical {self.numerical:.9g}"
        )


def _weights(outputs: Sequence[Tensor], rng: np.random.Generator) -> list[Tensor]:
    made = []
    for o in outputs:
        w = rng.uniform(0.5, 1.5, o._data.shape) * rng.choice([-1.0, 1.0], o._data.shape)
        if o._data.dtype.kind == "c":
            w = w + 1j * rng.uniform(-1.0, 1.0, o._data.shape)
        w = np.where(np.isfinite(o._data), w, 0.0)  # the -inf of a masked element has no derivative
        made.append(wrap(np.asarray(w, o._data.dtype)))
    return made


def first_order(call: Call, rng: np.random.Generator) -> Worst:
    """The largest relative error of the gradients of a randomly weighed sum of the outputs."""
    outputs = call.outputs()
    weights = _weights(outputs, rng)
    weighed = np.concatenate([reals(w._data) for w in weights]) if weights else np.zeros(0)
    if not any(o.requires_grad for o in outputs):
        return Worst()
    found = projected_backward(outputs, call.leaves, weights, False)
    worst = Worst()
    for name, leaf, g in zip(call.names, call.leaves, found, strict=True):
        analytical = reals(np.zeros_like(leaf.array()) if g is None else g._data)
        numerical = jacobian_by_differences(lambda: [o._data for o in call.outputs()], leaf)
        numerical = weighted(numerical, weighed) if numerical.size else np.zeros(analytical.shape)
        worst.meet(name, leaf, analytical, numerical)
    return worst


def second_order(call: Call, rng: np.random.Generator) -> Worst:
    """The largest relative error of the gradients of a weighed sum of the first gradients, by inputs and cotangents."""
    outputs = call.outputs()
    cotangents = _weights(outputs, rng)
    for c in cotangents:
        c.requires_grad = True
    if not any(o.requires_grad for o in outputs):
        return Worst()

    def gradients(create: bool) -> list[Any]:
        return [g for g in projected_backward(call.outputs(), call.leaves, cotangents, create) if g is not None]

    firsts = gradients(True)
    active = [g for g in firsts if g.requires_grad]
    weights = _weights(firsts, rng)
    weighed = np.concatenate([reals(w._data) for w in weights]) if weights else np.zeros(0)
    leaves = [*call.leaves, *cotangents]
    kept = [w for g, w in zip(firsts, weights, strict=True) if g.requires_grad]
    found = grad(active, leaves, kept, allow_unused=True) if active else (None,) * len(leaves)
    worst = Worst()
    names = [*call.names, *(f"the cotangent of output {k}" for k in range(len(cotangents)))]
    for name, leaf, g in zip(names, leaves, found, strict=True):
        analytical = reals(np.zeros_like(leaf.array()) if g is None else g._data)
        numerical = jacobian_by_differences(lambda: [first._data for first in gradients(False)], leaf)
        numerical = weighted(numerical, weighed) if numerical.size else np.zeros(analytical.shape)
        worst.meet(name, leaf, analytical, numerical)
    return worst


def first_order_error(call: Call, rng: np.random.Generator) -> float:
    """The largest relative error of the first derivatives."""
    return first_order(call, rng).error


def second_order_error(call: Call, rng: np.random.Generator) -> float:
    """The largest relative error of the second derivatives."""
    return second_order(call, rng).error


FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RuntimeError, TypeError,
          ValueError)  # fmt: skip
"""What an op may raise on its own samples: a failure of that op, which must not end the check of the others."""


def check_op(name: str, seed: int = 0, *, order: int = 2, tolerance: float = TOLERANCE) -> OpReport:
    """Check one op of the table on its samples, to second order.  Raises KeyError for an unknown name.

    What the op raises is a failure of its report.  The default generator is left as it was.

    >>> from minigrad.testing import check_op
    >>> report = check_op("exp")
    >>> report.samples, report.failures, report.second < 1e-9
    (4, [], True)
    """
    row = TABLE[name]
    report = OpReport(name)
    started = time.perf_counter()
    rng = np.random.default_rng(seed + 1)
    kept = default_generator.get_state()
    number = -1
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # deprecated arguments among the samples, and NumPy's at their edges
            for number, (args, kwargs) in enumerate(samples_of(row, seed)):
                check_sample(report, row, args, kwargs, number, rng, order, tolerance)
    except FAULTS as error:
        report.samples = max(report.samples, 1)
        said = " ".join(str(error).split())
        report.failures.append(f"{name} sample {max(number, 0)}: {type(error).__name__}: {said}")
    finally:
        default_generator.set_state(kept)
    report.seconds = time.perf_counter() - started
    return report


def check_sample(
    report: OpReport, row: Row, args: Any, kwargs: Any, number: int, rng: np.random.Generator, order: int,
    tolerance: float,
) -> None:  # fmt: skip
    """Add what one sample shows to an op's report."""
    call = prepare(row, args, kwargs)
    if not call.leaves:
        return
    report.samples += 1
    if any(np.isnan(o._data).any() for o in call.outputs()):
        return  # the mean of nothing: no derivative to compare with
    if report.name in FIRST_ORDER or order == 1:
        order, report.second = 1, None
    for word, worst_of in (("first", first_order), ("second", second_order))[:order]:
        worst = worst_of(call, rng)
        setattr(report, word, max(getattr(report, word), worst.error))
        if not worst.error <= tolerance:
            report.failures.append(f"{report.name} sample {number}: {word}-order {worst}")
