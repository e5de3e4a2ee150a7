"""A Jacobian against finite differences, element by element: over a ladder of steps, with a verdict for each.

Floor 4: imports the engine, `autograd` and NumPy.  Start with `examine`; what a ladder of differences says of one
derivative is in `judge`.

The central difference c(h) = (F(x+h) - F(x-h)) / 2h misses F'(x) by a truncation error that falls as h**2 and by a
rounding error that grows as 1/h.  So the distance |c(h) - a| from a right derivative a falls with slope 2 and then
rises with slope -1 (both on logarithmic axes), while the distance from a wrong one stays where it is: slope 0.  The
one-sided differences converge to the one-sided derivatives: where these differ there is a kink, and any derivative
between them is as right as another.
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from ..autograd import grad
from ..ops.random import default_generator

Array = np.ndarray[Any, Any]

STEPS = tuple(10.0**-k for k in range(1, 12))  # relative to max(1, |x|)
FIRST_STEP = 1e-3  # of the fourth-order difference that all elements pass before any sees the ladder

RIGHT, ROUNDING, KINK, UNDEFINED, WRONG = range(5)
VERDICTS = ("right", "rounding", "kink", "undefined", "wrong")


def as_reals(data: Any) -> Array:
    """A flat float64 copy: the real and imaginary parts of complex elements side by side."""
    flat = np.ascontiguousarray(data).reshape(-1)
    if flat.dtype.kind == "c":
        flat = flat.view(flat.real.dtype)
    return flat.astype(np.float64)


@dataclasses.dataclass(frozen=True)
class Spot:
    """One real number among the elements of several arrays: of array `part`, at index `at`."""

    part: int
    at: tuple[int, ...]
    component: str = ""  # "real" or "imaginary" of a complex element


class Layout:
    """Where the reals of several arrays stand in one long vector."""

    def __init__(self, shapes: Sequence[tuple[int, ...]], is_complex: Sequence[bool]) -> None:
        self.shapes, self.is_complex = tuple(shapes), tuple(is_complex)
        self.sizes = [int(np.prod(s)) * (2 if c else 1) for s, c in zip(shapes, is_complex, strict=True)]
        self.starts = [0, *np.cumsum(self.sizes).tolist()]

    @classmethod
    def of(cls, arrays: Sequence[Any]) -> Layout:
        return cls([a.shape for a in arrays], [a.dtype.kind == "c" for a in arrays])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def span(self, part: int) -> slice:
        return slice(self.starts[part], self.starts[part + 1])

    def spot(self, flat: int) -> Spot:
        part = int(np.searchsorted(self.starts, flat, side="right")) - 1
        inner = flat - self.starts[part]
        component = ""
        if self.is_complex[part]:
            component, inner = ("real", "imaginary")[inner % 2], inner // 2
        shape = self.shapes[part]
        return Spot(part, tuple(int(i) for i in np.unravel_index(inner, shape)) if shape else (), component)

    def chosen(self, limit: int, rng: np.random.Generator) -> Array:
        """All places, or of an array with more than `limit` a random choice of that many."""
        picked = []
        for part, size in enumerate(self.sizes):
            places = np.arange(size) if size <= limit else np.sort(rng.choice(size, limit, replace=False))
            picked.append(places + self.starts[part])
        return np.concatenate(picked) if picked else np.zeros(0, int)


@dataclasses.dataclass
class Problem:
    """A function of arrays: `function(leaves)` gives its floating outputs; `names` and `outputs` are for people.

    Every evaluation gets fresh leaves and the same seed, so that a function that draws random numbers or writes into
    its inputs is still one function.
    """

    function: Callable[[list[Tensor]], list[Tensor]]
    arrays: list[Array]
    names: list[str]
    outputs: list[str] = dataclasses.field(default_factory=list)
    seed: int = 0
    plain: Callable[[list[Tensor]], list[Tensor]] | None = None  # the same values, cheaper, without a graph

    def leaves(self, arrays: Sequence[Array]) -> list[Tensor]:
        made = [wrap(a) for a in arrays]
        for t in made:
            t.requires_grad = True
        return made

    def run(self, leaves: list[Tensor]) -> list[Tensor]:
        default_generator.manual_seed(self.seed)
        return self.function(leaves)

    def values(self, arrays: Sequence[Array]) -> Array:
        """All outputs as one vector of reals."""
        default_generator.manual_seed(self.seed)
        found = [as_reals(o._data) for o in (self.plain or self.function)(self.leaves([a.copy() for a in arrays]))]
        return np.concatenate(found) if found else np.zeros(0)

    def at(self, arrays: Sequence[Array]) -> Problem:
        """The same function elsewhere."""
        return dataclasses.replace(self, arrays=list(arrays))


def second_order(problem: Problem, rng: np.random.Generator) -> Problem:
    """The gradient of a problem as a problem: a function of the inputs and of the outputs' cotangents."""
    outputs = problem.run(problem.leaves([a.copy() for a in problem.arrays]))
    cotangents = [random_like(o.array(), rng) for o in outputs]
    count = len(problem.arrays)

    def function(leaves: list[Tensor], create: bool = True) -> list[Tensor]:
        inputs, weights = leaves[:count], leaves[count:]
        found = gradients(problem.function(inputs), inputs, weights, create)
        return [wrap(np.zeros(x.shape, x._data.dtype)) if g is None else g for g, x in zip(found, inputs, strict=True)]

    names = [f"the cotangent of {name}" for name in output_names(problem, len(outputs))]
    return Problem(
        function, [*problem.arrays, *cotangents], [*problem.names, *names],
        [f"the gradient by {name}" for name in problem.names], problem.seed, lambda leaves: function(leaves, False),
    )  # fmt: skip


def output_names(problem: Problem, count: int) -> list[str]:
    """The outputs' names, or `output 0`, `output 1`, ..."""
    return problem.outputs if len(problem.outputs) == count else [f"output {i}" for i in range(count)]


def gradients(outputs: Sequence[Tensor], leaves: Sequence[Tensor], weights: Sequence[Tensor], create: bool) -> Any:
    """The gradients of the weighed sum of the outputs; None where an input takes no part."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return (None,) * len(leaves)
    return grad([o for o, _ in pairs], leaves, [w for _, w in pairs], create_graph=create, allow_unused=True)


def random_like(data: Any, rng: np.random.Generator) -> Array:
    """Numbers of magnitude about 1, none near 0."""
    made = rng.uniform(0.5, 1.5, data.shape) * rng.choice([-1.0, 1.0], data.shape)
    if data.dtype.kind == "c":
        made = made + 1j * rng.uniform(-1.0, 1.0, data.shape)
    return np.asarray(made, data.dtype)


Arrange = Callable[[Array], Array]


@dataclasses.dataclass
class Jacobian:
    """The derivative of every output by every input as autograd gives it: `matrix[input, output]`, in reals."""

    matrix: Array
    connected: set[tuple[int, int]]  # the pairs (output, input) that backward gave a gradient for
    inputs: Layout
    outputs: Layout


def analytic(problem: Problem, columns: Array | None = None, inputs: Arrange = np.copy,
             cotangents: Arrange = np.copy) -> Jacobian:  # fmt: skip
    """One backward pass for every real of the outputs, or for the chosen `columns` (the others stay NaN).

    `inputs` and `cotangents` lay out in memory what backward is given.
    """
    leaves = problem.leaves([inputs(a) for a in problem.arrays])
    outputs = problem.run(leaves)
    rows, layout = Layout.of(problem.arrays), Layout.of([o._data for o in outputs])
    wanted = range(len(layout)) if columns is None else columns.tolist()
    matrix = np.full((len(rows), len(layout)), np.nan) if columns is not None else np.zeros((len(rows), len(layout)))
    connected = set()
    for column in wanted:
        spot = layout.spot(column)
        output = outputs[spot.part]
        matrix[:, column] = 0.0
        if not output.requires_grad:
            continue
        unit = np.zeros(output.shape, output._data.dtype)
        unit[spot.at] = 1j if spot.component == "imaginary" else 1.0
        found = grad(output, leaves, wrap(cotangents(unit)), retain_graph=True, allow_unused=True)
        for k, g in enumerate(found):
            if g is not None:
                connected.add((spot.part, k))
                matrix[rows.span(k), column] = as_reals(g._data)
    return Jacobian(matrix, connected, rows, layout)


def forward_mode(problem: Problem) -> Array:
    """The Jacobian by columns, J e for every unit tangent e, from the transpose of the reverse rule.

    u -> J'u is linear; its own transpose, by backward through backward, is v -> J v.
    """
    leaves = problem.leaves([a.copy() for a in problem.arrays])
    outputs = problem.run(leaves)
    rows, layout = Layout.of(problem.arrays), Layout.of([o._data for o in outputs])
    rng = np.random.default_rng(1)
    weights = problem.leaves([random_like(o._data, rng) for o in outputs])
    found = gradients(outputs, leaves, weights, True)
    matrix = np.zeros((len(rows), len(layout)))
    for row in range(len(rows)):
        spot = rows.spot(row)
        g = found[spot.part]
        if g is None or not g.requires_grad:
            continue
        unit = np.zeros(g.shape, g._data.dtype)
        unit[spot.at] = 1j if spot.component == "imaginary" else 1.0
        pushed = grad(g, weights, wrap(unit), retain_graph=True, allow_unused=True)
        for k, v in enumerate(pushed):
            if v is not None:
                matrix[row, layout.span(k)] = as_reals(v._data)
    return matrix


def precision(outputs: Sequence[Tensor]) -> float:
    """The machine epsilon of the coarsest arithmetic on the way to the outputs."""
    kinds = {o._data.dtype for o in outputs}
    seen: set[int] = set()
    stack: list[Any] = [o._node for o in outputs if o._node is not None]
    while stack:
        node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        dtype = getattr(node, "dtype", None)
        kinds.update(k for k in (dtype if isinstance(dtype, tuple) else (dtype,)) if isinstance(k, np.dtype))
        stack.extend(getattr(node, "edges", None) or ())
    found = [float(np.finfo(k).eps) for k in kinds if k.kind in "fc"]
    return max(found, default=float(np.finfo(np.float64).eps))


# ------------------------------------------------------------ differences


@dataclasses.dataclass
class Ladder:
    """The differences by one input real at every step: `(steps, outputs)` arrays."""

    steps: Array
    central: Array
    forward: Array
    backward: Array
    noise: Array  # how far rounding has moved each difference, as far as can be seen
    inner_noise: Array  # how far it may have, were some inner value as large as any that is known

    def pick(self, column: int) -> Ladder:
        """The ladder of one output."""
        one = slice(column, column + 1)
        return Ladder(self.steps, *(a[:, one] for a in (self.central, self.forward, self.backward, self.noise,
                                                         self.inner_noise)))  # fmt: skip


class Mover:
    """Evaluates a problem with one of its input's reals moved."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.work = [np.array(a, order="C") for a in problem.arrays]
        self.reals = [w.reshape(-1).view(w.real.dtype) for w in self.work]
        self.layout = Layout.of(problem.arrays)
        self.base = problem.values(self.work)
        self.evaluations = 1
        known = [np.abs(a[np.isfinite(a)]).max(initial=0.0) for a in (self.base, *self.reals)]
        self.context = max(known)  # what rounding inside the function may be relative to

    def place(self, row: int) -> tuple[Array, int]:
        part = int(np.searchsorted(self.layout.starts, row, side="right")) - 1
        return self.reals[part], row - self.layout.starts[part]

    def moved(self, row: int, by: float) -> tuple[Array, float]:
        """The outputs, and how far the real has moved (x + h is rounded)."""
        reals, i = self.place(row)
        kept = reals[i]
        reals[i] = kept + by
        try:
            self.evaluations += 1
            return self.problem.values(self.work), float(reals[i]) - float(kept)
        finally:
            reals[i] = kept

    def size(self, row: int) -> float:
        reals, i = self.place(row)
        return abs(float(reals[i]))

    def scale(self, row: int) -> float:
        return max(1.0, self.size(row))


def climb(
    mover: Mover, row: int, columns: Array, eps: float, steps: Sequence[float] = STEPS, scale: float | None = None
) -> Ladder:
    """The ladder of differences by one real of the inputs, for some of the outputs' reals.

    Steps are relative to `scale`, by default to the larger of 1 and the real's magnitude.
    """
    base = mover.base[columns]
    scale = mover.scale(row) if scale is None else scale
    up, down = ([mover.moved(row, sign * step * scale) for step in steps] for sign in (1, -1))
    plus, minus = (np.array([values[columns] for values, _ in side]).reshape(len(steps), -1) for side in (up, down))
    right, left = (np.array([[abs(width)] for _, width in side]) for side in (up, down))
    right, left = np.where(right == 0, np.nan, right), np.where(left == 0, np.nan, left)
    central = (plus - minus) / (right + left)
    forward, backward = (plus - base) / right, (base - minus) / left
    size = np.nanmax(np.abs(np.concatenate([plus, minus, base[None]])), axis=0)
    least = 4 * eps * (size + scale * np.nan_to_num(np.fmax(np.abs(forward), np.abs(backward)), posinf=0.0)) / left
    # Values in coarse grains move by none below some step.  (Those of a dead zone do too: it begins with more than a
    # grain, or on one side only.)
    moved = (plus != base) & (minus != base)
    still = (plus == base) & (minus == base)
    grain = np.where(plus != base, np.abs(plus - base), np.inf).min(axis=0)
    grainy = still & moved.any(axis=0) & (grain < 1e-3 * size)
    for differences in (central, forward, backward):
        differences[grainy] = np.nan
    # F(x+h) - 2 F(x) + F(x-h) falls a hundredfold with each step (tenfold at a kink) until it is all rounding.
    bends = np.nan_to_num(np.abs(plus - 2 * base + minus))
    late = len(steps) // 2
    fall = 2 * right[late:] / right[late - 1 : -1]  # twice that of a kink
    bend = np.where(bends[late:] > fall * bends[late - 1 : -1], bends[late:], 0.0).max(axis=0)
    bend = np.where(grainy.any(axis=0), np.fmax(bend, grain), bend)
    inner = np.fmax(least, 4 * eps * mover.context / left)
    return Ladder(right[:, 0], central, forward, backward, np.fmax(least, bend / left), inner)


def extrapolated(differences: Array, noise: Array, power: int, steps: Array) -> tuple[Array, Array]:
    """The limit of differences whose error goes as h**power, and how uncertain it is; NaN and inf where none is."""
    factor = ((steps[:-1] / steps[1:]) ** power)[:, None]
    limits = (factor * differences[1:] - differences[:-1]) / (factor - 1)
    errors = np.fmax(np.abs(limits[1:] - limits[:-1]), noise[2:])
    errors[~np.isfinite(limits[1:] + limits[:-1])] = np.inf
    best = errors.argmin(axis=0)[None]
    error = np.take_along_axis(errors, best, 0)[0]
    value = np.take_along_axis(limits[1:], best, 0)[0]
    return np.where(np.isinf(error), np.nan, value), error


def runaway(differences: Array, noise: Array) -> Array:
    """Per output: +1 or -1 where the differences grow without limit as the step falls, else 0.

    Those of a smooth function change ten times less with each step; at a jump, a vertical tangent, or a logarithmic
    singularity they keep on changing, one way.
    """
    count = len(differences) - 1
    window = slice(count // 3, count - 1)
    change = np.diff(differences, axis=0)[window]
    if len(change) < 4:  # too few steps to tell
        return np.zeros(differences.shape[1])
    size = np.abs(change)
    grows = (size[1:] >= 0.7 * size[:-1]).all(axis=0) & (size > 10 * noise[1:][window]).all(axis=0)
    one_way = (change > 0).all(axis=0) | (change < 0).all(axis=0)
    return np.where(grows & one_way, np.sign(change[-1]), 0.0)


def judge(ladder: Ladder, derivative: Array, tolerance: float, floor: Array) -> tuple[Array, Array, Array]:
    """Per output: the verdict on `derivative`, the numerical derivative, and how uncertain that is.

    `tolerance` is relative, `floor` what is allowed on top of it.
    """
    numerical, error = extrapolated(ladder.central, ladder.noise, 2, ladder.steps)
    sides, errors, gone = [], [], []
    for differences in (ladder.forward, ladder.backward):
        side, uncertain = extrapolated(differences, 2 * ladder.noise, 1, ladder.steps)
        away = runaway(differences, ladder.inner_noise)
        sides.append(np.where(away != 0, away * np.inf, side))
        errors.append(np.where(away != 0, 0.0, uncertain))
        gone.append(away != 0)
    (right, left), (right_error, left_error) = sides, errors
    only_one = np.isnan(right) ^ np.isnan(left)  # x is at the edge of the domain
    numerical = np.where(only_one, np.where(np.isnan(right), left, right), numerical)
    error = np.where(only_one, np.where(np.isnan(right), left_error, right_error), error)
    apart, unsure = np.abs(right - left), right_error + left_error
    size = np.fmax(np.abs(right), np.abs(left))
    kink = (apart > 1e-6 * size + 10 * unsure + floor) & ~only_one
    kink |= gone[0] | gone[1]  # a jump or a vertical tangent
    numerical = np.where(gone[0] & (np.isnan(left) | (right == left)), right, numerical)
    numerical = np.where(gone[1] & np.isnan(right), left, numerical)
    # Where both sides run away, and where an infinite derivative times a zero made NaN, there is nothing to be wrong.
    nothing = (gone[0] & gone[1]) | ((gone[0] | gone[1]) & np.isnan(derivative))
    low, high = np.fmin(right, left), np.fmax(right, left)
    finite = np.where(np.isinf(size), 0.0, size)
    slack = tolerance * finite + floor + 8 * np.where(np.isfinite(unsure), unsure, 0.0)
    gap = np.abs(derivative - numerical)
    allowed = tolerance * np.abs(numerical) + floor
    verdict = np.full(derivative.shape, WRONG)
    verdict[gap <= allowed + 8 * error] = ROUNDING
    verdict[gap <= allowed] = RIGHT
    inside = (derivative >= low - slack) & (derivative <= high + slack)
    verdict[kink] = WRONG
    verdict[(kink & inside) | nothing] = KINK
    verdict[only_one & (verdict == RIGHT)] = KINK
    unknown = ~np.isfinite(numerical) & ~kink
    verdict[unknown] = UNDEFINED
    return verdict, numerical, error


@dataclasses.dataclass
class Findings:
    """What `examine` found, for the chosen rows (input reals) and columns (output reals)."""

    rows: Array
    columns: Array
    analytic: Array
    numerical: Array
    uncertainty: Array
    verdict: Array
    floor: Array
    scales: Array  # of each row's steps
    tolerance: float
    evaluations: int = 0

    @property
    def excess(self) -> Array:
        """The distance of each derivative from the numerical one, relative to it, or to what makes the floor small."""
        gap = np.abs(self.analytic - self.numerical)
        scale = np.maximum(np.abs(self.numerical), self.floor / self.tolerance + 1e-300)
        return np.where(np.isnan(gap), np.where(self.verdict == WRONG, np.inf, 0.0), gap / scale)


def examine(
    problem: Problem, derivative: Array, rows: Array, columns: Array, *, eps: float, tolerance: float = 1e-5,
    floor: Array | None = None, sizes: Array | None = None, steps: Sequence[float] = STEPS,
) -> Findings:  # fmt: skip
    """A verdict for every element of `derivative` (the whole Jacobian) at the chosen rows and columns.

    `sizes` are the magnitudes of the outputs, of complex ones both parts together.

    A fourth-order difference clears what it can; whatever is left over, or has the look of a kink, climbs the ladder.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning)  # NumPy's, of empty and NaN slices
        mover = Mover(problem)
        found = derivative[np.ix_(rows, columns)]
        step = FIRST_STEP if eps < 1e-10 else 1e-2
        base = mover.base[columns]
        numerical = np.zeros(found.shape)
        noise = np.zeros(found.shape)
        bends = np.zeros(found.shape, bool)
        coarse = np.zeros(found.shape)
        scales = np.array([mover.scale(row) for row in rows.tolist()])
        for n, row in enumerate(rows.tolist()):
            h = step * mover.scale(row)
            (up2, _), (up, width), (down, _), (down2, _) = (mover.moved(row, k * h) for k in (2, 1, -1, -2))
            up2, up, down, down2 = up2[columns], up[columns], down[columns], down2[columns]
            near, far = (up - down) / (2 * width), (up2 - down2) / (4 * width)
            numerical[n] = (4 * near - far) / 3
            noise[n] = 4 * eps * (np.abs(base) + np.abs(up) + np.abs(down)) / width
            coarse[n] = np.abs(numerical[n] - near)
            bend, wide_bend = np.abs(up + down - 2 * base) / width, np.abs(up2 + down2 - 2 * base) / (2 * width)
            bends[n] = (bend > 25 * noise[n] + 1e-9 * np.abs(near)) & (wide_bend < 1.5 * bend)
        if floor is None:
            # What rounding may leave of a derivative that is zero, or nearly: relative to the largest of its output.
            largest = np.where(np.isfinite(numerical), np.abs(numerical), 0.0).max(axis=0, initial=0.0)
            floor = np.broadcast_to((1e4 if eps < 1e-10 else 64) * eps * largest + 1e-30, numerical.shape)
            # And of one that is small because the output saturates: tanh' = 1 - tanh**2 is a difference of near ones.
            reach = np.abs(base) if sizes is None else sizes[columns]
            floor = floor + 32 * eps * np.where(np.isfinite(reach), reach, 0.0) / scales[:, None]
        doubt = np.abs(found - numerical) > 1e-2 * tolerance * np.abs(numerical) + floor + noise
        doubt |= bends | ~np.isfinite(found) | ~np.isfinite(numerical)
        verdict = np.full(found.shape, RIGHT)
        uncertainty = noise + 1e-2 * coarse
        for n in np.flatnonzero(doubt.any(axis=1)).tolist():
            some, row = np.flatnonzero(doubt[n]), int(rows[n])
            ladder = climb(mover, row, columns[some], eps, steps)
            judged = judge(ladder, found[n, some], tolerance, floor[n, some])
            if 0 < (size := mover.size(row)) < 0.1 and (judged[0] != RIGHT).any():
                # The function may live on the scale of a small x, as log does: whichever ladder is surer decides.
                small = judge(climb(mover, row, columns[some], eps, steps, size), found[n, some], tolerance,
                              floor[n, some])  # fmt: skip
                surer = (small[2] < judged[2]) | ~np.isfinite(judged[1])
                if surer.any():
                    scales[n] = size
                for mine, other in zip(judged, small, strict=True):
                    mine[surer] = other[surer]
            verdict[n, some], numerical[n, some], uncertainty[n, some] = judged
        verdict[:, ~np.isfinite(base)] = UNDEFINED
        # Where a derivative by an input is infinite or none, autograd's derivatives of other outputs by it are 0 * inf.
        singular = (verdict == UNDEFINED) | ((verdict == KINK) & ~np.isfinite(found))
        near = singular.any(axis=1, keepdims=True) | singular.any(axis=0, keepdims=True)
        verdict[near & np.isnan(found) & (verdict == WRONG)] = KINK
    return Findings(rows, columns, found, numerical, uncertainty, verdict, floor, scales, tolerance, mover.evaluations)


def slope(steps: Array, errors: Array) -> float:
    """The exponent p of errors ~ h**p, by least squares; NaN for fewer than two."""
    good = np.isfinite(errors) & (errors > 0)
    if good.sum() < 2:
        return float("nan")
    x, y = np.log10(steps[good]), np.log10(errors[good])
    x = x - x.mean()
    return float((x @ (y - y.mean())) / (x @ x))
