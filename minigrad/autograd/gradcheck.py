"""Checking derivatives: analytical gradients against finite differences, to first and second order.

Floor 3: imports the engine and `autograd`.  Complex tensors are checked as pairs of reals: a cotangent of 1 at an
output gives the derivative of its real part, a cotangent of 1j that of its imaginary part.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, wrap
from .._warnings import warn
from .differentiation import grad
from .function import FunctionNode


class GradcheckError(RuntimeError):
    """A derivative that does not agree with finite differences, or a function that cannot be checked."""


@dataclasses.dataclass
class Mismatch:
    """The worst element of one Jacobian: where it is and what was found there."""

    output: int
    input: int
    at_output: tuple[int, ...]
    at_input: tuple[int, ...]
    analytical: float
    numerical: float
    allowed: float
    part: str = ""

    @property
    def excess(self) -> float:
        """How much the difference exceeds what is allowed; NaN counts as infinite."""
        gap = abs(self.analytical - self.numerical) - self.allowed
        return float("inf") if np.isnan(gap) else gap

    def __str__(self) -> str:
        return (
            f"worst element{self.part}: output {self.output} at {list(self.at_output)} with respect to "
            f"input {self.input} at {list(self.at_input)}: analytical {self.analytical:.10g}, numerical "
            f"{self.numerical:.10g} (difference {abs(self.analytical - self.numerical):.3g}, allowed "
            f"{self.allowed:.3g})"
        )


def _tensors(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _is_differentiable(t: Any) -> bool:
    return isinstance(t, Tensor) and dtypes.category(t._data.dtype) >= dtypes.FLOATING


def _outputs(func: Callable[..., Any], inputs: Sequence[Any]) -> list[Tensor]:
    return [o for o in _tensors(func(*inputs)) if _is_differentiable(o)]


def _reals(array: Any) -> np.ndarray[Any, Any]:
    """A flat real copy: real and imaginary parts of complex elements side by side."""
    array = np.ascontiguousarray(array).reshape(-1)
    return array.view(array.real.dtype).copy() if array.dtype.kind == "c" else array.copy()


def _place(flat: int, t: Tensor) -> tuple[int, ...]:
    """The index in `t` of a position among its reals."""
    step = 2 if t._data.dtype.kind == "c" else 1
    return tuple(int(i) for i in np.unravel_index(flat // step, t._data.shape)) if t._data.ndim else ()


def numerical_jacobians(func: Callable[..., Any], inputs: Sequence[Any], index: int, eps: float) -> list[Any]:
    """Per output, the Jacobian (reals of the input, reals of the output) with respect to `inputs[index]`.

    By central differences; the input's memory is changed for each evaluation and restored.
    """
    x = inputs[index]
    data = x.array()
    units = (1.0, 1j) if data.dtype.kind == "c" else (1.0,)
    columns: list[list[Any]] = []
    writeable = data.flags.writeable
    for at in np.ndindex(data.shape):
        for unit in units:
            original = data[at]
            try:
                data[at] = original + unit * eps
                above = [_reals(o._data) for o in _outputs(func, inputs)]
                data[at] = original - unit * eps
                below = [_reals(o._data) for o in _outputs(func, inputs)]
            finally:
                if writeable:
                    data[at] = original
            columns.append([(a - b) / (2 * eps) for a, b in zip(above, below, strict=True)])
    return [np.array(rows) for rows in zip(*columns, strict=True)]


def analytical_jacobians(outputs: Sequence[Tensor], inputs: Sequence[Tensor]) -> list[list[Any]]:
    """Per output and input, the Jacobian (reals of the input, reals of the output) by backward."""
    jacobians: list[list[Any]] = []
    for output in outputs:
        rows: list[list[Any]] = [[] for _ in inputs]
        data = output._data
        for at in np.ndindex(data.shape):
            for unit in (1.0, 1j) if data.dtype.kind == "c" else (1.0,):
                cotangent = np.zeros(data.shape, data.dtype)
                cotangent[at] = unit
                found = grad(output, inputs, wrap(cotangent), retain_graph=True, allow_unused=True)
                for row, g, x in zip(rows, found, inputs, strict=True):
                    row.append(_reals(np.zeros(x._data.shape, x._data.dtype) if g is None else g._data))
        jacobians.append(
            [np.array(r).T if r else np.zeros((_reals(x._data).size, 0)) for r, x in zip(rows, inputs, strict=True)]
        )
    return jacobians


def _compare(
    analytical: Any, numerical: Any, output: tuple[int, Tensor], input: tuple[int, Tensor], atol: float, rtol: float
) -> Mismatch | None:
    """The worst element of a Jacobian if it is out of tolerance."""
    with np.errstate(all="ignore"):
        allowed = atol + rtol * np.abs(numerical)
        gap = np.abs(analytical - numerical) - allowed
    same = np.isnan(analytical) & np.isnan(numerical)
    gap = np.where(same, -1.0, np.where(np.isnan(gap), np.inf, gap))
    if gap.size == 0 or gap.max() <= 0:
        return None
    i, j = np.unravel_index(int(gap.argmax()), gap.shape)
    return Mismatch(
        output[0], input[0], _place(int(j), output[1]), _place(int(i), input[1]),
        float(analytical[i, j]), float(numerical[i, j]), float(allowed[i, j]),
    )  # fmt: skip


def _check_inputs(inputs: Sequence[Any], func_name: str = "gradcheck") -> list[int]:
    """The places of the inputs to check.  Raises ValueError where there are none."""
    places = []
    for i, x in enumerate(inputs):
        if isinstance(x, Tensor) and x.requires_grad:
            if x._data.dtype not in (np.float64, np.complex128):
                warn(
                    f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                    "will likely fail if all the inputs are not of double precision floating point or complex. "
                )
            data = x.array()
            if data.size > 1 and any(s == 0 and n > 1 for s, n in zip(data.strides, data.shape, strict=True)):
                raise RuntimeError(
                    f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                    "non-overlapping to be able to compute the numerical gradients correctly. You should call "
                    ".contiguous on the input before passing it to gradcheck."
                )
            places.append(i)
    if not places:
        raise ValueError(
            f"{func_name} expects at least one input tensor to require gradient, but none of them have "
            "requires_grad=True."
        )
    return places


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether backward agrees with finite differences for every tensor of `inputs` that requires grad.

    `eps` is the step of the central difference; an element passes where |analytical - numerical| <= atol +
    rtol * |numerical|.  `fast_mode` compares one random projection of each Jacobian instead of every element.
    A failure raises GradcheckError (a RuntimeError) that names the worst element, or returns False where
    `raise_exception` is false.

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradcheck(lambda x: x * x, (x,))
    True
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_forward_ad or check_batched_forward_grad:
        raise NotImplementedError("gradcheck: forward mode is not checked here; use check_backward_ad")
    given = _tensors(inputs)
    places = _check_inputs(given)
    try:
        _check(func, given, places, eps, atol, rtol, nondet_tol, check_undefined_grad, check_grad_dtypes,
               check_batched_grad, fast_mode)  # fmt: skip
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(
    func: Callable[..., Any], inputs: Sequence[Any], places: list[int], eps: float, atol: float, rtol: float,
    nondet_tol: float, undefined: bool, grad_dtypes: bool, batched: bool, fast: bool,
) -> None:  # fmt: skip
    outputs = _outputs(func, inputs)
    if not outputs:
        if not any(isinstance(o, Tensor) for o in _tensors(func(*inputs))):
            raise GradcheckError(
                "gradcheck checks a function that returns a Tensor or a tuple of Tensors; this one returns none"
            )
        return
    leaves = [inputs[i] for i in places]
    active = [o for o in outputs if o.requires_grad]
    if not active:
        for i in places:
            if any(np.any(np.abs(j) > atol) for j in numerical_jacobians(func, inputs, i, eps)):
                raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    worst = (_fast_mismatch if fast else _slow_mismatch)(func, inputs, places, outputs, eps, atol, rtol)
    if worst is not None:
        mismatch, detail = worst
        raise GradcheckError(
            f"Jacobian mismatch for output {mismatch.output} with respect to input "
            f"{mismatch.input},\n{detail}\n{mismatch}"
        )
    cotangents = [wrap(_random_like(o._data, seed=7)) for o in active]
    first, second = (grad(active, leaves, cotangents, retain_graph=True, allow_unused=True) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        if a is not None and b is not None and np.any(np.abs(a._data - b._data) > nondet_tol):
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                "gives different values, although analytical gradient matches numerical gradient.The tolerance for "
                f"nondeterminism was {nondet_tol}."
            )
    for x, g in zip(leaves, first, strict=True):
        if g is not None and grad_dtypes and g._data.dtype != x._data.dtype:
            raise GradcheckError("Gradient has dtype mismatch")
    if undefined:
        for o in active:  # a Function may be given no gradient at all; what it raises then tells more than we could
            if isinstance(o.grad_fn, FunctionNode):
                o.grad_fn(*(None,) * (len(o.grad_fn.shape) if type(o.grad_fn.dtype) is tuple else 1))
    if batched:
        for o in active:
            rows = np.stack([_random_like(o._data, seed=s) for s in range(2)])
            together = grad(o, leaves, wrap(rows), retain_graph=True, allow_unused=True, is_grads_batched=True)
            for k in range(2):
                alone = grad(o, leaves, wrap(rows[k]), retain_graph=True, allow_unused=True)
                for a, b in zip(together, alone, strict=True):
                    if a is not None and b is not None and not np.allclose(a._data[k], b._data):
                        raise GradcheckError("gradcheck: a batched gradient differs from the gradients one by one")


def _random_like(data: Any, seed: int) -> Any:
    rng = np.random.RandomState(seed)
    made = rng.uniform(0.5, 1.5, data.shape) * rng.choice([-1.0, 1.0], data.shape)
    if data.dtype.kind == "c":
        made = made + 1j * rng.uniform(-1.0, 1.0, data.shape)
    return np.asarray(made).astype(data.dtype)


def _slow_mismatch(
    func: Any, inputs: Any, places: list[int], outputs: Any, eps: float, atol: float, rtol: float
) -> tuple[Mismatch, str] | None:
    differentiate = analytical_jacobians if all(o.requires_grad for o in outputs) else _partly
    analytical = differentiate(outputs, [inputs[i] for i in places])
    worst: tuple[Mismatch, str] | None = None
    for k, i in enumerate(places):
        for o, numerical in enumerate(numerical_jacobians(func, inputs, i, eps)):
            found = _compare(analytical[o][k], numerical, (o, outputs[o]), (i, inputs[i]), atol, rtol)
            if found is not None and (worst is None or found.excess > worst[0].excess):
                detail = f"numerical:{wrap(numerical)!r}\nanalytical:{wrap(analytical[o][k])!r}"
                worst = found, detail
    return worst


def _partly(outputs: Sequence[Tensor], leaves: Sequence[Tensor]) -> list[list[Any]]:
    """Analytical Jacobians where some outputs take no part in gradients: zeros for those."""
    found: list[list[Any]] = []
    for o in outputs:
        if o.requires_grad:
            found.append(analytical_jacobians([o], leaves)[0])
        else:
            found.append([np.zeros((_reals(x._data).size, _reals(o._data).size)) for x in leaves])
    return found


def _fast_mismatch(
    func: Any, inputs: Any, places: list[int], outputs: Any, eps: float, atol: float, rtol: float
) -> tuple[Mismatch, str] | None:
    """One random projection of every Jacobian: v' (J u), by differences and by backward."""
    for i in places:
        x = inputs[i]
        data = x.array()
        u = _random_like(data, seed=i + 1)
        u = u / max(np.linalg.norm(_reals(u)), 1e-30)
        original = data.copy()
        try:
            data[...] = original + eps * u
            above = [_reals(o._data) for o in _outputs(func, inputs)]
            data[...] = original - eps * u
            below = [_reals(o._data) for o in _outputs(func, inputs)]
        finally:
            data[...] = original
        for o, (output, high, low) in enumerate(zip(outputs, above, below, strict=True)):
            v = _random_like(output._data, seed=100 + o)
            numerical = float(((high - low) / (2 * eps)) @ _reals(v))
            g = grad(output, x, wrap(v), retain_graph=True, allow_unused=True)[0] if output.requires_grad else None
            analytical = 0.0 if g is None else float(_reals(g._data) @ _reals(u))
            scale = float(np.linalg.norm(_reals(v)))
            allowed = atol * scale + rtol * abs(numerical)
            if not abs(analytical - numerical) <= allowed:
                slow = _slow_mismatch(func, inputs, places, outputs, eps, atol, rtol)
                if slow is not None:
                    return slow
                return (
                    Mismatch(o, i, (), (), analytical, numerical, allowed, " of a random projection"),
                    "The random projection fails although no single element does: the tolerances are near the error.",
                )
    return None


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the gradient's own gradient agrees with finite differences: `gradcheck` of `func`'s backward.

    Checked with respect to `inputs` and to the cotangents `grad_outputs` (random ones unless given).

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradgradcheck(lambda x: x * x * x, (x,))
    True
    """
    given = _tensors(inputs)
    _check_inputs(given, "gradgradcheck")
    if grad_outputs is None:
        cotangents: list[Tensor] = []
        for k, o in enumerate(_outputs(func, given)):
            made = wrap(_random_like(o._data, seed=10 + k))
            if gen_non_contig_grad_outputs and made._data.ndim:
                wide = np.repeat(made.array()[..., None], 2, axis=-1)
                made = wrap(wide[..., 0])
            made.requires_grad = True
            cotangents.append(made)
    else:
        cotangents = list(_tensors(grad_outputs))
    count = len(given)

    def first_order(*args: Any) -> tuple[Any, ...]:
        xs, cots = args[:count], args[count:]
        differentiable = [x for x in xs if isinstance(x, Tensor) and x.requires_grad]
        outputs = _outputs(func, xs)
        pairs = [(o, c) for o, c in zip(outputs, cots, strict=True) if o.requires_grad]
        found = grad([o for o, _ in pairs], differentiable, [c for _, c in pairs], create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        first_order, (*given, *cotangents), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad, fast_mode=fast_mode,
    )  # fmt: skip
