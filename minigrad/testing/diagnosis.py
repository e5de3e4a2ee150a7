"""`diagnose`: one function's derivatives checked in every way that they go wrong, with a verdict and the evidence.

Floor 4: imports `derivatives` (the numbers), `variations` (the arrays) and `report` (the records) beside it,
`autograd` and `nn`.  Start with `diagnose`; each method of `Examination` is one way of checking.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap
from ..autograd import Function
from ..nn import Module
from ..nn.utils.stateless import call as call_module
from ..ops.random import default_generator
from . import derivatives as d
from .explanation import explain, wirtinger
from .report import ORDER, Check, Element, Pair, Record, Step
from .report_html import page
from .variations import LAYOUTS, changes, cut, narrowed, nudged, widened

# What a forward or a backward may raise where it cannot take an input: a fact to report, not a fault of the check.
ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RuntimeError, TypeError,
          ValueError)  # fmt: skip

CALLS = 4  # of the same function on the same inputs, to see whether they agree


class Report(Record):
    """What `diagnose` found: `ok`, `verdict`, `warnings`, `checks`; as text by `print`, as `json()` and `html()`."""

    def html(self) -> str:
        """The report as one self-contained page."""
        return page([self])


def diagnose(
    fn: Callable[..., Any], inputs: Any = (), *, names: Sequence[str] | None = None, order: int = 2,
    tolerance: float = 1e-5, steps: Sequence[float] | None = None, float32: bool = True, layouts: bool = True,
    sizes: bool = True, forward: bool = True, limit: int = 400, seed: int = 0, subject: str | None = None,
) -> Report:  # fmt: skip
    """Checks every derivative of `fn` at `inputs` and says what is wrong with it, where, and how that is known.

    `fn` takes the tensors and constants of `inputs` (a tuple) and returns tensors, nested in tuples, lists and dicts
    as it likes; it may be an autograd Function, or a Module, whose parameters are then inputs under their own names.
    Derivatives are taken by the inputs with requires_grad, or by all floating ones where none has it.  Numerical
    derivatives are computed in float64 (complex128), whatever the inputs' dtype.

    Checked are first and second `order`; `forward` mode (columns of the Jacobian, by transposing the reverse rule with
    a second backward pass: there are no forward rules of their own yet); `float32`, against the float64 differences;
    `layouts`, inputs and cotangents that are not contiguous in memory; `sizes`, inputs of one row, of none, and 0-d,
    where `fn` takes them; and that repeated calls agree bit for bit, the generator being seeded with `seed` before
    each.  `tolerance` is relative; `steps` the ladder's, relative to the input's magnitude.  Of an array with more
    than `limit` reals a random choice is checked, and the report says so.

    What `fn` raises at `inputs` is not caught.

    >>> import minigrad as torch
    >>> from minigrad.testing import diagnose
    >>> report = diagnose(lambda x: x.abs(), (torch.tensor([0.0, 1.0], dtype=torch.float64),), names=["x"])
    >>> report.ok, report.verdict
    (True, 'kink')
    >>> print(report.warnings[0])
    first order, reverse mode: output 0 by input 0 'x' at [0]: a kink, not an error: autograd's 0 lies between ...
    """
    if order not in (1, 2):
        raise ValueError(f"diagnose: order must be 1 or 2, got {order}")
    given = tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,)
    if subject is None:
        subject = type(fn).__name__ if isinstance(fn, Module) else getattr(fn, "__qualname__", repr(fn))
    if isinstance(fn, type) and issubclass(fn, Function):
        fn = fn.apply
    target = Target(fn, given, names, seed)
    ladder = tuple(d.STEPS if steps is None else sorted(map(float, steps), reverse=True))
    if len(ladder) < 3 or not all(s > 0 for s in ladder):
        raise ValueError("diagnose: steps needs at least three positive numbers")
    kept = default_generator.get_state()
    try:
        return Examination(target, subject, tolerance, ladder, limit, seed).run(
            order, forward, float32, layouts, sizes
        )
    finally:
        default_generator.set_state(kept)


def flatten(value: Any) -> Iterator[Tensor]:
    """The floating tensors in nested tuples, lists and dicts."""
    if isinstance(value, Tensor):
        if dtypes.category(value._data.dtype) >= dtypes.FLOATING:
            yield value
    elif isinstance(value, tuple | list):
        for v in value:
            yield from flatten(v)
    elif isinstance(value, dict):
        for v in value.values():
            yield from flatten(v)


def said(error: BaseException) -> str:
    """An exception's type and the first line of its text."""
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"


class Target:
    """The user's function, with its inputs sorted into leaves and constants."""

    def __init__(self, fn: Callable[..., Any], inputs: tuple[Any, ...], names: Sequence[str] | None, seed: int) -> None:
        self.fn, self.seed = fn, seed
        floating = [
            i for i, x in enumerate(inputs)
            if isinstance(x, Tensor) and dtypes.category(x._data.dtype) >= dtypes.FLOATING
        ]  # fmt: skip
        wanted = [i for i in floating if inputs[i].requires_grad] or floating
        self.places = wanted
        self.constants = [x.detach().clone() if isinstance(x, Tensor) else x for x in inputs]
        labels = list(names or ())
        self.names = [f"input {i} {labels[i]!r}" if i < len(labels) else f"input {i}" for i in wanted]
        self.given = [inputs[i].array() for i in wanted]
        self.parameters: list[str] = []
        self.state: dict[str, Any] = {}
        if isinstance(fn, Module):
            for name, parameter in fn.named_parameters():
                if parameter.requires_grad:
                    self.parameters.append(name)
                    self.names.append(f"parameter {name!r}")
                    self.given.append(parameter.detach().array())
                else:
                    self.state[name] = parameter.detach().array()
            self.state |= {name: buffer.detach().array() for name, buffer in fn.named_buffers()}
        if not self.given:
            raise ValueError("diagnose: there is no floating-point input to differentiate by")

    def function(self, constants: Sequence[Any] | None = None) -> Callable[[list[Tensor]], list[Tensor]]:
        """The function of the leaves alone.  Constants and a module's buffers are fresh, in the leaves' precision."""
        fixed = self.constants if constants is None else constants

        def evaluate(leaves: list[Tensor]) -> list[Tensor]:
            single = all(t._data.dtype in (np.float32, np.complex64) for t in leaves)

            def fresh(a: Any) -> Any:
                return wrap(np.array(a) if a.dtype.kind not in "fc" else narrowed(a) if single else widened(a))

            args = [fresh(x.array()) if isinstance(x, Tensor) else x for x in fixed]
            for place, leaf in zip(self.places, leaves, strict=False):
                args[place] = leaf
            if isinstance(self.fn, Module):
                tensors = {name: fresh(a) for name, a in self.state.items()}
                tensors |= dict(zip(self.parameters, leaves[len(self.places):], strict=True))
                return list(flatten(call_module(self.fn, tensors, tuple(args), None)))
            return list(flatten(self.fn(*args)))

        return evaluate

    def problem(self) -> d.Problem:
        """The function at its inputs, in double precision."""
        return d.Problem(self.function(), [widened(a) for a in self.given], list(self.names), [], self.seed)


class Examination:
    """The checks of one function; each appends to the report."""

    def __init__(
        self, target: Target, subject: str, tolerance: float, steps: tuple[float, ...], limit: int, seed: int
    ) -> None:
        self.target, self.tolerance, self.steps, self.limit = target, tolerance, steps, limit
        self.rng = np.random.default_rng(seed)
        self.reach = 0.0  # the least magnitude that outputs are taken to have, when it comes to rounding
        self.random = False  # whether the function draws random numbers
        described = [
            {"name": name, "shape": list(a.shape), "dtype": str(a.dtype)}
            for name, a in zip(target.names, target.given, strict=True)
        ]
        self.report = Report(subject, described, seed=seed, tolerance=tolerance)

    def run(self, order: int, forward: bool, float32: bool, layouts: bool, sizes: bool) -> Report:
        """Every check that is asked for, first order before second."""
        started = time.perf_counter()
        problem = self.target.problem()
        problem.values(problem.arrays)  # what the function raises here is the user's
        self.determinism(problem)
        repeated = self.report.checks[0]
        if repeated.verdict == "nondeterministic":  # there is no one function to differentiate
            order, sizes = 0, False
        elif repeated.verdict == "error":  # of backward, which the next check will tell
            repeated.verdict = "skipped"
        for n, word in enumerate(("first", "second")[:order]):
            if n == 1:
                with self.check("second order, reverse mode") as check:
                    # Gradients may be small where the values that they are differences of are not.
                    self.reach = min(1.0, float(np.nan_to_num(magnitudes(problem), posinf=1.0).max(initial=0.0)))
                    problem = d.second_order(problem, self.rng)
                    problem.values(problem.arrays)
                if check.verdict == "error":
                    break
                self.report.checks.pop()
            self.ways(problem, f"{word} order", forward and n == 0, float32, layouts)
        if sizes:
            self.sizes()
        self.report.seconds = time.perf_counter() - started
        return self.report

    @contextlib.contextmanager
    def check(self, name: str) -> Iterator[Check]:
        """A check of the report; what autograd raises in it becomes its verdict."""
        check = Check(name, "right")
        self.report.checks.append(check)
        started = time.perf_counter()
        try:
            with np.errstate(all="ignore"):
                yield check
        except ERRORS as error:
            check.verdict, check.note = "error", said(error)
            if "once_differentiable" in check.note:  # said by the author: there is no second derivative
                check.verdict = "skipped"
        check.seconds = time.perf_counter() - started

    # -------------------------------------------------------- determinism

    def determinism(self, problem: d.Problem) -> None:
        """Repeated calls, forward and backward, must agree bit for bit under one seed."""
        with self.check("determinism") as check:
            seeded = default_generator
            seeded.manual_seed(problem.seed)
            before = seeded.get_state().numpy().copy()
            first = problem.values(problem.arrays)
            if not np.array_equal(before, seeded.get_state().numpy()):
                self.random = True
                self.report.notes.append("the function draws random numbers: every call was given the same seed")
            for n in range(2, CALLS + 1):
                again = problem.values(problem.arrays)
                if first.shape != again.shape or first.tobytes() != again.tobytes():
                    check.verdict = "nondeterministic"
                    same_shape = first.shape == again.shape
                    differ = np.flatnonzero(first != again) if same_shape else np.zeros(0, int)
                    check.note = f"forward: call {n} differs from call 1 under the same seed" + self.where(
                        problem, differ
                    )
                    return
            leaves = problem.leaves([a.copy() for a in problem.arrays])
            for n in range(1, CALLS + 1):
                outputs = problem.run(leaves)
                weights = [wrap(d.random_like(o._data, np.random.default_rng(5))) for o in outputs]
                found = d.gradients(outputs, leaves, weights, False)
                now = [None if g is None else d.as_reals(g._data) for g in found]
                if n == 1:
                    kept = now
                for name, a, b in zip(problem.names, kept, now, strict=True):
                    if (a is None) != (b is None) or (a is not None and b is not None and a.tobytes() != b.tobytes()):
                        check.verdict = "nondeterministic"
                        check.note = f"backward: call {n} differs from call 1 in the gradient by {name}"
                        return

    def where(self, problem: d.Problem, differ: Any) -> str:
        """The first place of two outputs that differ, as the end of a sentence."""
        if not len(differ):
            return ""
        outputs = problem.run(problem.leaves([a.copy() for a in problem.arrays]))
        spot = d.Layout.of([o._data for o in outputs]).spot(int(differ[0]))
        return f", output {spot.part} at {list(spot.at)}"

    # -------------------------------------------------------- one order

    def ways(self, problem: d.Problem, word: str, forward: bool, float32: bool, layouts: bool) -> None:
        """Reverse mode, forward mode, single precision and memory layouts at one order."""
        leaves = problem.leaves([a.copy() for a in problem.arrays])
        with self.check(f"{word}, reverse mode") as check:
            outputs = problem.run(leaves)
            if not outputs:
                check.verdict, check.note = "skipped", "the function returns no floating-point tensor"
                return
            eps = d.precision(outputs)
            if eps > 1e-10:
                self.report.notes.append(
                    f"{word}: some of the arithmetic is coarser than float64 (eps {eps:.1e}), and so is this check"
                )
            rows = d.Layout.of(problem.arrays).chosen(self.limit, self.rng)
            layout = d.Layout.of([o._data for o in outputs])
            columns = layout.chosen(self.limit, self.rng)
            whole = len(columns) == len(layout)
            if len(rows) < len(d.Layout.of(problem.arrays)) or not whole:
                check.note = f"{len(rows):,} inputs by {len(columns):,} outputs, chosen at random"
                self.report.notes.append(f"{word}: not every element was checked, but {check.note}")
            jacobian = d.analytic(problem, None if whole else columns)
            if jacobian.outputs.sizes != layout.sizes:
                check.verdict, check.note = "nondeterministic", "the outputs' shapes change from call to call"
                return
            self.compare(check, problem, jacobian, rows, columns, eps)
        if check.verdict in ("error", "skipped"):
            return
        if forward:
            self.forward(problem, jacobian, rows, columns, word)
        if layouts and not self.random:  # random numbers are drawn in the order of memory
            self.layouts(problem, jacobian, rows, columns, word, eps)
        if float32:
            self.single(problem, columns, rows, word)

    def compare(
        self, check: Check, problem: d.Problem, jacobian: d.Jacobian, rows: Any, columns: Any, eps: float,
        floor: Any = None,
    ) -> None:  # fmt: skip
        """A verdict for every pair of an output and an input."""
        found = d.examine(problem, jacobian.matrix, rows, columns, eps=eps, tolerance=self.tolerance, floor=floor,
                          sizes=np.maximum(magnitudes(problem), self.reach), steps=self.steps)  # fmt: skip
        self.report.evaluations += found.evaluations
        names = d.output_names(problem, len(jacobian.outputs.shapes))
        excess = found.excess
        mover: d.Mover | None = None
        clearest: tuple[float, Pair, int, int] | None = None  # of what is right, the one with the largest error
        for o, output in enumerate(names):
            span = jacobian.outputs.span(o)
            js = np.flatnonzero((columns >= span.start) & (columns < span.stop))
            for i, name in enumerate(problem.names):
                span = jacobian.inputs.span(i)
                ks = np.flatnonzero((rows >= span.start) & (rows < span.stop))
                block = found.verdict[np.ix_(ks, js)]
                if not block.size:
                    continue
                gravest = int(np.where(block == d.UNDEFINED, -1, block).max())
                tally = {d.VERDICTS[v]: int((block == v).sum()) for v in np.unique(block).tolist()}
                pair = Pair(output, name, d.VERDICTS[max(gravest, 0)], int(block.size), tally)
                if gravest < 0:
                    pair.verdict = "skipped"
                elif gravest == d.WRONG and (o, i) not in jacobian.connected:
                    pair.verdict = "no gradient"
                    pair.counts["no gradient"] = pair.counts.pop("wrong")
                smooth = (block != d.KINK) & (block != d.UNDEFINED)
                if smooth.any():
                    pair.relative_error = float(excess[np.ix_(ks, js)][smooth].max())
                if gravest >= 0:
                    inside = np.where(block == gravest, excess[np.ix_(ks, js)], -1.0)
                    at = np.unravel_index(int(inside.argmax()), inside.shape)
                    n, m = int(ks[at[0]]), int(js[at[1]])
                    if gravest == d.RIGHT:
                        if clearest is None or excess[n, m] > clearest[0]:
                            clearest = float(excess[n, m]), pair, n, m
                    else:
                        mover = mover or d.Mover(problem)
                        pair.worst = self.element(found, mover, jacobian, n, m, eps, pair.verdict)
                check.pairs.append(pair)
        if clearest is not None:
            _, pair, n, m = clearest
            pair.worst = self.element(found, mover or d.Mover(problem), jacobian, n, m, eps, pair.verdict)
        verdicts = [p.verdict for p in check.pairs]
        check.verdict = max(verdicts, key=ORDER.index, default="right")

    def element(
        self, found: d.Findings, mover: d.Mover, jacobian: d.Jacobian, n: int, m: int, eps: float, verdict: str
    ) -> Element:
        """One derivative with its ladder, its slopes, and what they say."""
        row, column = int(found.rows[n]), int(found.columns[m])
        ladder = d.climb(mover, row, np.array([column]), eps, self.steps, float(found.scales[n]))
        source, result = jacobian.inputs.spot(row), jacobian.outputs.spot(column)
        analytic, numerical = float(found.analytic[n, m]), float(found.numerical[n, m])
        errors = np.abs(ladder.central[:, 0] - analytic)
        steps = [
            Step(*map(float, values))
            for values in zip(ladder.steps, ladder.central[:, 0], ladder.forward[:, 0], ladder.backward[:, 0], errors,
                              strict=True)
        ]  # fmt: skip
        element = Element(
            result.at, source.at, result.component, source.component, analytic, numerical,
            float(found.uncertainty[n, m]), float(found.excess[n, m]), ladder=steps,
        )  # fmt: skip
        explain(element, ladder, verdict)
        if source.component:
            element.wirtinger = wirtinger(found, jacobian, row, column)
        return element

    # -------------------------------------------------------- the other ways

    def forward(self, problem: d.Problem, jacobian: d.Jacobian, rows: Any, columns: Any, word: str) -> None:
        """Columns of the Jacobian against its rows."""
        name = f"{word}, forward mode"
        with self.check(name) as check:
            if max(len(jacobian.inputs), len(jacobian.outputs)) > self.limit:
                check.verdict, check.note = "skipped", "the Jacobian is too large"
                return
            pushed = d.forward_mode(problem)
            if self.agree(check, problem, jacobian, pushed, rows, columns, "forward mode"):
                check.note = "the reverse rule, transposed, agrees with it"

    def agree(
        self, check: Check, problem: d.Problem, jacobian: d.Jacobian, other: Any, rows: Any, columns: Any, what: str
    ) -> bool:
        """Whether another way to the Jacobian gives the same; where it does not, finite differences decide."""
        known, found = jacobian.matrix[np.ix_(rows, columns)], other[np.ix_(rows, columns)]
        scale = np.where(np.isfinite(known), np.abs(known), 0).max(axis=0, initial=0.0) if known.size else 0.0
        with np.errstate(all="ignore"):
            bad = np.abs(known - found) > 1e-8 * np.abs(known) + 1e-11 * scale
        bad |= (np.isnan(known) != np.isnan(found)) | ((np.isinf(known) | np.isinf(found)) & (known != found))
        if not bad.any():
            return True
        outputs = problem.run(problem.leaves([a.copy() for a in problem.arrays]))
        made = dataclasses.replace(jacobian, matrix=other)
        self.compare(check, problem, made, rows, columns, d.precision(outputs))
        if check.failed:
            check.note = f"{what}: not what reverse mode gives on contiguous inputs"
        return not check.failed

    def layouts(
        self, problem: d.Problem, jacobian: d.Jacobian, rows: Any, columns: Any, word: str, eps: float
    ) -> None:
        """Inputs and cotangents that are not contiguous must give what contiguous ones give."""
        base = problem.values(problem.arrays)
        whole = len(columns) == len(jacobian.outputs)
        with self.check(f"{word}, non-contiguous") as check:
            tried = 0
            for layout, arrange in LAYOUTS.items():
                if not any(changes(arrange, a) for a in problem.arrays):
                    continue
                leaves = problem.leaves([arrange(a) for a in problem.arrays])
                try:
                    values = [d.as_reals(o._data) for o in problem.run(leaves)]
                except ERRORS as error:  # as `view` does
                    check.note = f"forward refuses {layout} inputs: {said(error)}"
                    continue
                tried += 1
                now = np.concatenate(values) if values else base[:0]
                size = np.abs(base[np.isfinite(base)]).max(initial=1.0)
                if now.shape != base.shape or not np.allclose(now, base, 1e4 * eps, 1e4 * eps * size, equal_nan=True):
                    check.verdict, check.note = "wrong", f"forward gives other values for {layout} inputs"
                    return
                for inputs, cotangents, what in (
                    (arrange, arrange, f"{layout} inputs and cotangents"),
                    (arrange, np.copy, f"{layout} inputs"),
                    (np.copy, arrange, f"{layout} cotangents"),
                ):
                    other = d.analytic(problem, None if whole else columns, inputs, cotangents)
                    trial = Check(check.name, "right")
                    agrees = self.agree(trial, problem, jacobian, other.matrix, rows, columns, what)
                    if agrees and inputs is cotangents:
                        break  # neither matters
                    if not agrees:
                        check.verdict, check.note, check.pairs = trial.verdict, trial.note, trial.pairs
                        if inputs is not cotangents:
                            return
                if check.failed:
                    return
            expanded = self.expanded(problem)
            if expanded:
                check.verdict, check.note = "wrong", expanded
            elif not tried:
                check.verdict, check.note = "skipped", check.note or "every input has at most one element"

    def expanded(self, problem: d.Problem) -> str:
        """The cotangent of a sum has stride 0 everywhere: it must count as any other that holds ones."""
        found = []
        for wide in (False, True):
            leaves = problem.leaves([a.copy() for a in problem.arrays])
            outputs = problem.run(leaves)
            ones = [np.ones((), o._data.dtype) for o in outputs]
            weights = [
                wrap(np.broadcast_to(one, o.shape) if wide else np.full(o.shape, one))
                for o, one in zip(outputs, ones, strict=True)
            ]
            found.append(d.gradients(outputs, leaves, weights, False))
        for name, plain, expanded in zip(problem.names, *found, strict=True):
            if plain is not None and expanded is not None:
                a, b = d.as_reals(plain._data), d.as_reals(expanded._data)
                if not np.allclose(a, b, 1e-8, 1e-11 * np.abs(a[np.isfinite(a)]).max(initial=0), equal_nan=True):
                    return f"the gradient by {name} is another for an expanded cotangent (as of sum())"
        return ""

    def single(self, problem: d.Problem, columns: Any, rows: Any, word: str) -> None:
        """Backward in float32 against differences in float64, at the same (rounded) inputs.

        What is allowed is what rounding does, and that is measured: the inputs move by some units in the last place,
        the derivative moves by its condition, the difference between the precisions by its scatter.  A wrong formula is
        off by the same amount everywhere.
        """
        with self.check(f"{word}, float32") as check:
            eps = float(np.finfo(np.float32).eps)
            narrow = [narrowed(a) for a in problem.arrays]
            try:
                outputs = problem.run(problem.leaves([a.copy() for a in narrow]))
            except ERRORS as error:
                check.verdict, check.note = "skipped", f"forward refuses float32: {said(error)}"
                return
            if len(outputs) == 0 or not all(np.isfinite(d.as_reals(o._data)).all() for o in outputs):
                check.verdict, check.note = "skipped", "forward overflows or is undefined in float32"
                return
            if all(np.finfo(o._data.dtype).eps < 1e-10 for o in outputs):
                check.verdict, check.note = "skipped", "the outputs are float64 even for float32 inputs"
                return
            wide = problem.at([widened(a) for a in narrow])
            near, exact = problem.at(narrow).values(narrow), wide.values(wide.arrays)
            if self.random and not np.allclose(near, exact, 1e-3, 1e-3, equal_nan=True):
                check.verdict, check.note = "skipped", "other random numbers are drawn in float32"
                return
            whole = None if len(columns) == sum(d.Layout.of([o._data for o in outputs]).sizes) else columns
            derivative, reference = d.analytic(problem.at(narrow), whole), d.analytic(wide, whole)
            select = np.ix_(rows, columns)
            exact = reference.matrix[select]
            gaps, moves = [derivative.matrix[select] - exact], [np.zeros_like(exact)]
            for _ in range(3):
                beside = [nudged(a, self.rng, 32) for a in narrow]
                fine = d.analytic(wide.at([widened(a) for a in beside]), whole).matrix[select]
                gaps.append(d.analytic(problem.at(beside), whole).matrix[select] - fine)
                moves.append(fine - exact)
            spread = np.nan_to_num(8 * np.ptp(np.array(gaps), axis=0) + 2 * np.abs(np.array(moves)).max(axis=0))
            size = np.nan_to_num(np.abs(exact), posinf=0.0, neginf=0.0)
            reach = np.nan_to_num(np.maximum(magnitudes(wide), self.reach)[columns], posinf=0.0)
            floor = 64 * eps * size + spread + 16 * eps * (size.max(initial=0.0) + reach) + 1e-30
            self.compare(check, wide, derivative, rows, columns, d.precision(wide.run(wide.leaves(wide.arrays))), floor)

    def sizes(self) -> None:
        """The function on one row, on none, and on single elements, where it takes them."""
        target = self.target
        explicit = [target.given[i] for i in range(len(target.places))]
        if not explicit:
            return
        rows = explicit[0].shape[0] if explicit[0].ndim else 0
        for name, count in (("one row", 1), ("no rows", 0), ("0-d", None)):
            constants = [
                wrap(np.array(cut(x.array(), count, rows))) if isinstance(x, Tensor) else x for x in target.constants
            ]
            made = [np.array(cut(a, count, rows)) for a in explicit]
            if all(a.shape == b.shape for a, b in zip(made, explicit, strict=True)):
                continue
            arrays = [widened(a) for a in (*made, *target.given[len(explicit):])]
            problem = d.Problem(target.function(constants), arrays, list(target.names), [], target.seed)
            with self.check(f"inputs with {name}" if name != "0-d" else "inputs of 0 dimensions") as check:
                try:
                    outputs = problem.run(problem.leaves([a.copy() for a in arrays]))
                except ERRORS as error:
                    check.verdict = "skipped"
                    check.note = f"forward refuses: {said(error)}"
                    continue
                if not any(o.requires_grad for o in outputs):
                    check.verdict, check.note = "skipped", "the outputs do not depend on the inputs there"
                    continue
                layout = d.Layout.of([o._data for o in outputs])
                rng = np.random.default_rng(2)
                places, columns = d.Layout.of(arrays).chosen(self.limit, rng), layout.chosen(self.limit, rng)
                try:
                    jacobian = d.analytic(problem, columns if len(columns) < len(layout) else None)
                except ERRORS as error:  # a derivative that is not given is not a wrong one
                    check.verdict, check.note = "skipped", f"backward refuses: {said(error)}"
                    self.report.notes.append(f"{check.name}: forward takes them, and backward refuses: {said(error)}")
                    continue
                self.compare(check, problem, jacobian, places, columns, d.precision(outputs))


def magnitudes(problem: d.Problem) -> Any:
    """The magnitude of every output real: of a complex element, of both its parts together."""
    found = []
    for o in problem.run(problem.leaves([a.copy() for a in problem.arrays])):
        size = np.abs(np.ascontiguousarray(o._data).reshape(-1)).astype(np.float64)
        found.append(np.repeat(size, 2) if o._data.dtype.kind == "c" else size)
    return np.concatenate(found) if found else np.zeros(0)
