"""L-BFGS, with a line search for the strong Wolfe conditions.  Floor 4: imports `optimizer`.

Source: Liu and Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization"; Nocedal and Wright,
"Numerical Optimization", algorithms 7.4 (the two loops), 3.5 and 3.6 (the line search).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from .._engine.tensor import Tensor, wrap
from .optimizer import Optimizer, check_lr, evaluated, number

Array = np.ndarray[Any, Any]


class LBFGS(Optimizer):
    """L-BFGS: steps along an estimate of Newton's direction, made of the last `history_size` steps and gradients.

    One `step(closure)` takes up to `max_iter` iterations and about `max_eval` evaluations (by default a quarter more);
    it ends where no gradient exceeds `tolerance_grad`, or loss and parameters change by less than `tolerance_change`.
    `line_search_fn` is None (every step is `lr` long) or "strong_wolfe".  All parameters are in one group.

    Raises ValueError for several groups or a negative rate, RuntimeError for an unknown line search.

    >>> import minigrad as torch
    >>> x = torch.tensor([3.0, -4.0], requires_grad=True)
    >>> optimizer = torch.optim.LBFGS([x], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((x - 1) ** 2).sum()
    ...     loss.backward()
    ...     return loss
    >>> float(optimizer.step(closure))
    29.0
    >>> bool(((x - 1).abs() < 1e-5).all())
    True
    """

    def __init__(
        self, params: Iterable[Any], lr: Any = 1, max_iter: int = 20, max_eval: int | None = None,
        tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9, history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:  # fmt: skip
        check_lr(lr)
        defaults = {
            "lr": lr, "max_iter": max_iter, "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change, "history_size": history_size,
            "line_search_fn": line_search_fn,
        }  # fmt: skip
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    # ------------------------------------------------------------ all parameters as one vector

    @property
    def _params(self) -> list[Tensor]:
        return self.param_groups[0]["params"]

    def _gradient(self) -> Array:
        found = []
        for p in self._params:
            g = np.zeros(p._data.shape, p._data.dtype) if p._grad is None else p._grad.array()
            found.append(_reals(g).reshape(-1))
        return np.concatenate(found)

    def _move(self, t: Any, d: Array) -> None:
        """Add t d to the parameters."""
        low = 0
        for p in self._params:
            data = _reals(p.array())
            data += number(t) * d[low : low + data.size].reshape(data.shape)
            low += data.size
            p.writes().bump()

    def _put(self, values: list[Array]) -> None:
        for p, value in zip(self._params, values, strict=True):
            p.array()[...] = value
            p.writes().bump()

    # ------------------------------------------------------------ a step

    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Takes up to `max_iter` iterations; `closure` computes the loss and its gradients.  Returns the first loss."""
        if len(self.param_groups) != 1:
            raise AssertionError(f"Expected exactly one param_group, but got {len(self.param_groups)}")
        group = self.param_groups[0]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = evaluated(closure)
        state["func_evals"] += 1
        g = self._gradient()
        if not np.abs(g).max() <= group["tolerance_grad"]:
            self._iterate(closure, group, state, float(first), g)
        return first

    def _iterate(
        self, closure: Callable[[], Any], group: dict[str, Any], state: dict[str, Any], loss: float, g: Array
    ) -> None:
        lr, change = group["lr"], group["tolerance_change"]
        lr = lr.array().reshape(())[()] if isinstance(lr, Tensor) else lr
        memory = _Memory(state, group["history_size"])
        d, t, before = _bare(state.get("d")), _bare(state.get("t")), _bare(state.get("prev_flat_grad"))
        evaluations, last = 1, loss
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                d = -g
                memory.clear()
            else:
                memory.learn(g - before, d * number(t))
                d = memory.direction(g)
            before, last = g.copy(), loss
            t = min(1.0, 1.0 / np.abs(g).sum()) * lr if state["n_iter"] == 1 else lr
            slope = np.dot(g, d)
            if slope > -change:
                break
            spent, flat = 0, False
            if group["line_search_fn"] is not None:
                if group["line_search_fn"] != "strong_wolfe":
                    raise RuntimeError("only 'strong_wolfe' is supported")
                start = Point(0, loss, g, slope)
                found, spent = strong_wolfe(self._along(closure, d), t, d, start, group["max_eval"] - evaluations)
                t, loss, g = found.t, found.f, found.g
                self._move(t, d)
                flat = bool(np.abs(g).max() <= group["tolerance_grad"])
            else:
                self._move(t, d)
                if iteration != group["max_iter"]:  # after the last step nobody asks for the loss
                    loss, g, spent = float(evaluated(closure)), self._gradient(), 1
                    flat = bool(np.abs(g).max() <= group["tolerance_grad"])
            evaluations += spent
            state["func_evals"] += spent
            if iteration == group["max_iter"] or evaluations >= group["max_eval"] or flat:
                break
            if np.abs(d * number(t)).max() <= change or abs(loss - last) < change:
                break
        memory.store(state)
        state["d"], state["t"] = _kept(d), _kept(t)
        state["prev_flat_grad"], state["prev_loss"] = _kept(before), last

    def _along(self, closure: Callable[[], Any], d: Array) -> Callable[[Any], Point]:
        """The loss and its gradient at a distance t along d, as a function of t that leaves the parameters as they
        are."""
        here = [p.array().copy() for p in self._params]

        def at(t: Any) -> Point:
            self._move(t, d)
            loss = float(evaluated(closure))
            g = self._gradient()
            self._put(here)
            return Point(t, loss, g, np.dot(g, d))

        return at


class _Memory:
    """The last steps s and changes of the gradient y, and with them an approximate inverse of the Hessian."""

    def __init__(self, state: dict[str, Any], size: int) -> None:
        self.size = size
        self.y = [_bare(v) for v in state.get("old_dirs") or []]
        self.s = [_bare(v) for v in state.get("old_stps") or []]
        self.ro = [_bare(v) for v in state.get("ro") or []]
        self.scale = _bare(state.get("H_diag"))
        self.al = state.get("al")

    def clear(self) -> None:
        self.y, self.s, self.ro, self.scale = [], [], [], 1

    def learn(self, y: Array, s: Array) -> None:
        """Keep a step unless its curvature y's is too small to be trusted."""
        ys = np.dot(y, s)
        if ys > 1e-10:
            if len(self.y) == self.size:
                del self.y[0], self.s[0], self.ro[0]
            self.y.append(y)
            self.s.append(s)
            self.ro.append(1.0 / ys)
            self.scale = ys / np.dot(y, y)

    def direction(self, g: Array) -> Array:
        """Minus the inverse Hessian times g."""
        if self.al is None:
            self.al = [None] * self.size
        al = self.al
        q = -g
        for i in reversed(range(len(self.y))):
            a = np.dot(self.s[i], q) * self.ro[i]
            al[i] = wrap(a)
            q -= a * self.y[i]
        r: Array = q * self.scale
        for i in range(len(self.y)):
            b = np.dot(self.y[i], r) * self.ro[i]
            r += self.s[i] * (al[i]._data - b)
        return r

    def store(self, state: dict[str, Any]) -> None:
        state["old_dirs"], state["old_stps"] = [wrap(v) for v in self.y], [wrap(v) for v in self.s]
        state["ro"], state["H_diag"] = [wrap(v) for v in self.ro], _kept(self.scale)
        if self.al is not None:
            state["al"] = self.al


def _reals(array: Array) -> Array:
    return array[..., None].view(array.real.dtype) if array.dtype.kind == "c" else array


def _bare(value: Any) -> Any:
    """A tensor of the state as an array, or a NumPy scalar."""
    if not isinstance(value, Tensor):
        return value
    return value.array() if value.ndim else value.array()[()]


def _kept(value: Any) -> Any:
    return wrap(value) if isinstance(value, np.ndarray | np.generic) else value


# ------------------------------------------------------------ line search


class Point(NamedTuple):
    """Where a line search has been: at t, the loss f, its gradient g, and its slope along the line."""

    t: Any
    f: float
    g: Array
    slope: Any


def strong_wolfe(
    at: Callable[[Any], Point], t: Any, d: Array, start: Point, limit: int, c1: float = 1e-4, c2: float = 0.9,
    tolerance: float = 1e-9,
) -> tuple[Point, int]:  # fmt: skip
    """A point with f <= f(0) + c1 t f'(0) and |f'| <= c2 |f'(0)|, and how many evaluations finding it took.

    The first loop walks on until two points enclose such a point; the second narrows them.

    >>> import numpy as np
    >>> at = lambda t: Point(t, (t - 2) ** 2, np.array([2 * (t - 2)]), np.float64(2 * (t - 2)))
    >>> found, evaluations = strong_wolfe(at, 0.5, np.ones(1), at(0), 25)
    >>> bool(abs(found.slope) <= 3.6)
    True
    """
    new, before = at(t), start
    count, done = 0, False
    while count < limit:
        if new.f > start.f + c1 * new.t * start.slope or (count > 1 and new.f >= before.f):
            bracket = [before, new]
            break
        if abs(new.slope) <= -c2 * start.slope:
            bracket, done = [new], True
            break
        if new.slope >= 0:
            bracket = [before, new]
            break
        further = _cubic_minimum(before, new, new.t + 0.01 * (new.t - before.t), new.t * 10)
        before, new = new, at(further)
        count += 1
    else:
        bracket = [start, new]

    extent = np.abs(d).max()
    low, high = (0, 1) if bracket[0].f <= bracket[-1].f else (1, 0)
    little = False  # was the last point too near an end?
    while not done and count < limit:
        left, right = sorted((bracket[0].t, bracket[1].t))
        if (right - left) * extent < tolerance:
            break
        t = _cubic_minimum(bracket[0], bracket[1], left, right)
        margin = 0.1 * (right - left)
        if min(right - t, t - left) < margin:
            if little or t >= right or t <= left:
                t = right - margin if abs(t - right) < abs(t - left) else left + margin
                little = False
            else:
                little = True
        else:
            little = False
        new = at(t)
        count += 1
        if new.f > start.f + c1 * t * start.slope or new.f >= bracket[low].f:
            bracket[high] = new
            low, high = (0, 1) if bracket[0].f <= bracket[1].f else (1, 0)
        else:
            if abs(new.slope) <= -c2 * start.slope:
                done = True
            elif new.slope * (bracket[high].t - bracket[low].t) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = new
    return bracket[low], count + 1


def _cubic_minimum(a: Point, b: Point, low: Any, high: Any) -> Any:
    """Where the cubic through two points with their slopes is least, within [low, high]; their middle if nowhere."""
    if b.t < a.t:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2.0
    d2 = np.sqrt(square)
    return min(max(b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)), low), high)
