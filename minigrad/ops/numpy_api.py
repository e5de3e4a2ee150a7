"""NumPy's functions on tensors: np.exp(t), np.mean(t), np.concatenate([t, u]) run the op of the same meaning.

Imports the engine and the table.  A ufunc or function that has a counterpart takes and returns Tensors, and is
recorded as any op; one that has none computes on the arrays, as in torch, and is refused where a gradient is needed.
Start at `array_function`; `FUNCTIONS` holds the counterparts, with NumPy's signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .._engine.modes import state
from .._engine.tensor import Tensor, wrap
from .conversion import cast
from .table import TABLE, add_members

ndarray = np.ndarray

# ------------------------------------------------------------ finding the op

_RENAMED = {
    "conjugate": "conj", "degrees": "rad2deg", "equal": "eq", "fabs": "abs", "invert": "bitwise_not",
    "left_shift": "bitwise_left_shift", "mod": "remainder", "power": "pow", "radians": "deg2rad",
    "right_shift": "bitwise_right_shift", "rint": "round",
}  # fmt: skip
_TENSORS_ONLY = frozenset(  # ops that torch defines between tensors alone
    ("arctan2", "fmax", "fmin", "gcd", "heaviside", "hypot", "lcm", "logaddexp", "logaddexp2", "matmul", "maximum",
     "minimum", "nextafter")
)  # fmt: skip
_calls: dict[str, Callable[..., Any]] = {}


def op_named(name: str) -> Callable[..., Any] | None:
    """The op called `name` (or an alias of it) on Tensors and arrays."""
    if not _calls:
        for key, row in TABLE.items():
            if not key.startswith("nn."):
                space = key.rpartition(".")[0]
                for alias in (row.name, *row.aliases):
                    _calls.setdefault(f"{space}.{alias}" if space else alias, row.call)
    return _calls.get(name)


def call(name: str, *args: Any, **kwargs: Any) -> Any:
    found = op_named(name)
    if found is None:
        raise TypeError(f"minigrad has no op {name} for this NumPy function: take x.detach().numpy() first.")
    return found(*args, **kwargs)


def as_tensor(value: Any) -> Any:
    """An array as a Tensor over its memory; numbers and Tensors as they are."""
    if isinstance(value, ndarray):
        return wrap(value)
    return value.item() if isinstance(value, np.generic) else value


def beside(t: Tensor, number: Any) -> Tensor:
    """A number as a tensor that does not widen the dtype of `t`."""
    made = wrap(np.asarray(number))
    return cast(made, t.dtype) if made.dtype.category <= t.dtype.category else made


def tensors_in(values: Iterable[Any]) -> Iterable[Tensor]:
    """The tensors in nested arguments."""
    for v in values:
        if isinstance(v, Tensor):
            yield v
        elif isinstance(v, list | tuple):
            yield from tensors_in(v)
        elif isinstance(v, dict):
            yield from tensors_in(v.values())


def as_array(value: Any) -> Any:
    """Nested arguments with arrays in place of tensors."""
    if isinstance(value, Tensor):
        return value._data
    if isinstance(value, list | tuple):
        return type(value)(map(as_array, value))
    return {k: as_array(v) for k, v in value.items()} if isinstance(value, dict) else value


def check_detached(name: str, *values: Any) -> None:
    """Raises RuntimeError if a gradient would get lost."""
    if state.grad and any(t._node is not None for t in tensors_in(values)):
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.\n"
            f"np.{name} has no counterpart that gradients flow through: call it on x.detach(), or use torch's ops."
        )


# ------------------------------------------------------------ ufuncs


def array_ufunc(self: Tensor, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """np.exp(t), np.add(a, t), array * t."""
    name = ufunc.__name__
    found = op_named(_RENAMED.get(name, name))
    out = kwargs.pop("out", None)
    dtype = kwargs.pop("dtype", None)
    into_array = any(isinstance(o, ndarray) for o in out or ())
    if found is not None and method == "__call__" and not kwargs and not into_array:
        args = [as_tensor(v) for v in inputs]
        if name in _TENSORS_ONLY:
            args = [a if isinstance(a, Tensor) else beside(self, a) for a in args]
        result = found(*args)
        if dtype is not None:
            result = cast(result, wrap(np.empty(0, dtype)).dtype)
        if out is not None:
            return out[0].copy_(result)
        return result
    check_detached(name, inputs)
    targets = None if out is None else tuple(as_array(o) for o in out)
    if targets is not None:
        kwargs["out"] = targets
    if dtype is not None:
        kwargs["dtype"] = dtype
    result = getattr(ufunc, method)(*as_array(inputs), **as_array(kwargs))
    if out is not None:
        for o in out:
            if isinstance(o, Tensor):
                o.writes().bump()
        return out[0] if len(out) == 1 else out
    if isinstance(result, tuple):
        return tuple(map(wrap, result))
    return None if result is None else wrap(result)


def array_wrap(self: Tensor, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
    """What a NumPy function computed on this tensor's array, as a Tensor."""
    return wrap(array)


# ------------------------------------------------------------ functions

FUNCTIONS: dict[Any, Callable[..., Any]] = {}


def counterpart(*functions: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register what NumPy functions do on tensors."""

    def decorate(implementation: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.update(dict.fromkeys(functions, implementation))
        return implementation

    return decorate


def array_function(self: Tensor, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """np.mean(t), np.concatenate([t, u]), np.where(c, t, 0)."""
    if not all(issubclass(t, Tensor | ndarray) or not hasattr(t, "__array_function__") for t in types):
        return NotImplemented
    found = FUNCTIONS.get(func)
    if found is not None:
        given = {k: v for k, v in kwargs.items() if v is not np._NoValue}
        if not given.keys() & {"out", "where", "initial", "casting", "order", "like", "subok"}:
            return found(*args, **given)
    check_detached(func.__name__, args, kwargs)
    return func(*as_array(args), **as_array(kwargs))


def _floating(a: Any) -> Any:
    t = as_tensor(a)
    return t if t.is_floating_point() or t.is_complex() else t.float()


def _in(result: Any, dtype: Any) -> Any:
    return result if dtype is None else cast(result, wrap(np.empty(0, dtype)).dtype)


def _reduction(name: str, floats: bool = False) -> Callable[..., Any]:
    def reduce(a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: bool = False) -> Any:
        t = _floating(a) if floats else as_tensor(a)
        if axis is None and not keepdims:
            return _in(call(name, t), dtype)
        return _in(call(name, t, tuple(range(t.ndim)) if axis is None else axis, keepdims), dtype)

    return reduce


_function: Any
_functions: Any
for _function, _name in ((np.sum, "sum"), (np.nansum, "nansum")):
    FUNCTIONS[_function] = _reduction(_name)
for _function, _name in ((np.mean, "mean"), (np.nanmean, "nanmean")):
    FUNCTIONS[_function] = _reduction(_name, floats=True)
for _function, _name in ((np.std, "std"), (np.var, "var")):

    def _spread(
        a: Any, axis: Any = None, dtype: Any = None, out: None = None, ddof: int = 0, keepdims: bool = False,
        name: str = _name,
    ) -> Any:  # fmt: skip
        return _in(call(name, _floating(a), axis, correction=ddof, keepdim=keepdims), dtype)

    FUNCTIONS[_function] = _spread
for _functions, _name in (((np.max, np.amax), "amax"), ((np.min, np.amin), "amin")):

    def _extreme(a: Any, axis: Any = None, out: None = None, keepdims: bool = False, name: str = _name) -> Any:
        return call(name, as_tensor(a), () if axis is None else axis, keepdims)

    FUNCTIONS.update(dict.fromkeys(_functions, _extreme))
for _function, _name in (
    (np.argmax, "argmax"), (np.argmin, "argmin"), (np.all, "all"), (np.any, "any"), (np.prod, "prod"),
):  # fmt: skip

    def _along(a: Any, axis: Any = None, out: None = None, keepdims: bool = False, name: str = _name) -> Any:
        t = as_tensor(a)
        return call(name, t) if axis is None and not keepdims else call(name, t, axis, keepdims)

    FUNCTIONS[_function] = _along
for _function, _name in ((np.cumsum, "cumsum"), (np.cumprod, "cumprod")):

    def _scan(a: Any, axis: Any = None, dtype: Any = None, name: str = _name) -> Any:
        t = as_tensor(a)
        return _in(call(name, call("flatten", t), 0) if axis is None else call(name, t, axis), dtype)

    FUNCTIONS[_function] = _scan
for _function, _name in (
    (np.concatenate, "cat"), (np.stack, "stack"), (np.hstack, "hstack"), (np.vstack, "vstack"), (np.dstack, "dstack"),
    (np.column_stack, "column_stack"),
):  # fmt: skip

    def _join(arrays: Any, axis: int = 0, name: str = _name) -> Any:
        parts = [as_tensor(np.asarray(a)) if not isinstance(a, Tensor) else a for a in arrays]
        return call(name, parts, axis) if name in ("cat", "stack") else call(name, parts)

    FUNCTIONS[_function] = _join
for _function in (
    np.abs, np.diag, np.trace, np.tril, np.triu, np.outer, np.inner, np.kron, np.cross, np.tensordot, np.isclose,
    np.round, np.nan_to_num, np.real, np.imag, np.angle, np.sinc, np.fliplr, np.flipud, np.atleast_1d,
    np.atleast_2d, np.atleast_3d, np.broadcast_to, np.linalg.inv, np.linalg.det, np.linalg.solve, np.linalg.cholesky,
    np.linalg.qr, np.linalg.eigh, np.linalg.pinv, np.linalg.matrix_power, np.linalg.slogdet,
):  # fmt: skip
    _name = ("linalg." if getattr(_function, "__module__", None) == "numpy.linalg" else "") + _function.__name__

    def _same(*args: Any, name: str = _name, **kwargs: Any) -> Any:
        return call(name, *map(as_tensor, args), **kwargs)

    FUNCTIONS[_function] = _same


@counterpart(np.linalg.norm)
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    return call("linalg.norm", _floating(x), ord, axis, keepdims)


@counterpart(np.dot)
def _dot(a: Any, b: Any) -> Any:
    a, b = as_tensor(a), as_tensor(b)
    if not isinstance(a, Tensor) or not isinstance(b, Tensor) or not a.ndim or not b.ndim:
        return call("mul", a, b)
    if (a.ndim > 2 and b.ndim > 1) or b.ndim > 2:
        return call("tensordot", a, b, ([a.ndim - 1], [max(b.ndim - 2, 0)]))
    return call("matmul", a, b)


@counterpart(np.einsum)
def _einsum(*operands: Any, optimize: Any = False) -> Any:
    return call("einsum", *map(as_tensor, operands))


@counterpart(np.reshape)
def _reshape(a: Any, /, shape: Any = None, newshape: Any = None) -> Any:
    return call("reshape", a, shape if newshape is None else newshape)


@counterpart(np.transpose)
def _transpose(a: Any, axes: Any = None) -> Any:
    return call("permute", a, tuple(range(a.ndim))[::-1] if axes is None else tuple(axes))


@counterpart(np.swapaxes)
def _swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    return call("transpose", a, axis1, axis2)


@counterpart(np.moveaxis)
def _moveaxis(a: Any, source: Any, destination: Any) -> Any:
    return call("movedim", a, source, destination)


@counterpart(np.squeeze)
def _squeeze(a: Any, axis: Any = None) -> Any:
    return call("squeeze", a) if axis is None else call("squeeze", a, axis)


@counterpart(np.expand_dims)
def _expand_dims(a: Any, axis: Any) -> Any:
    for d in sorted(axis) if isinstance(axis, tuple | list) else (axis,):
        a = call("unsqueeze", a, d)
    return a


@counterpart(np.ravel)
def _ravel(a: Any) -> Any:
    return call("flatten", a)


@counterpart(np.flip)
def _flip(m: Any, axis: Any = None) -> Any:
    dims = range(m.ndim) if axis is None else axis if isinstance(axis, tuple | list) else (axis,)
    return call("flip", m, tuple(dims))


@counterpart(np.roll)
def _roll(a: Any, shift: Any, axis: Any = None) -> Any:
    return call("roll", a, shift, axis)


@counterpart(np.repeat)
def _repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    return call("repeat_interleave", a, as_tensor(repeats), axis)


@counterpart(np.tile)
def _tile(A: Any, reps: Any) -> Any:
    return call("tile", A, reps if isinstance(reps, tuple | list) else (reps,))


@counterpart(np.split, np.array_split)
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    return call("tensor_split", ary, indices_or_sections, axis)


@counterpart(np.where)
def _where(condition: Any, *values: Any) -> Any:
    c = as_tensor(condition)
    return call("where", c if isinstance(c, Tensor) else as_tensor(np.asarray(c)), *map(as_tensor, values))


@counterpart(np.clip)
def _clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    return call("clamp", a, as_tensor(a_min if min is None else min), as_tensor(a_max if max is None else max))


@counterpart(np.sort)
def _sort(a: Any, axis: int | None = -1) -> Any:
    return call("sort", call("flatten", a) if axis is None else a, -1 if axis is None else axis)[0]


@counterpart(np.argsort)
def _argsort(a: Any, axis: int | None = -1) -> Any:
    return call("argsort", call("flatten", a) if axis is None else a, -1 if axis is None else axis)


for _function in (np.zeros_like, np.ones_like, np.empty_like):

    def _constant_like(a: Any, dtype: Any = None, name: str = _function.__name__) -> Any:
        return call(name, _in(a, dtype).detach())

    FUNCTIONS[_function] = _constant_like


@counterpart(np.full_like)
def _full_like(a: Any, fill_value: Any, dtype: Any = None) -> Any:
    return call("full_like", _in(a, dtype), fill_value)


@counterpart(np.shape)
def _shape(a: Any) -> tuple[int, ...]:
    return tuple(a.shape)


@counterpart(np.ndim)
def _ndim(a: Any) -> int:
    return int(a.ndim)


@counterpart(np.size)
def _size(a: Any, axis: int | None = None) -> int:
    return int(a.numel() if axis is None else a.shape[axis])


# ------------------------------------------------------------ DLPack


def dlpack(
    self: Tensor, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: Any = None
) -> Any:
    """A capsule over this tensor's memory, for other array libraries."""
    if self._node is not None:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    asked = {"max_version": max_version, "dl_device": dl_device, "copy": copy}  # which NumPy 2.0 does not know
    return self.array().__dlpack__(**{name: value for name, value in asked.items() if value is not None})


def dlpack_device(self: Tensor) -> tuple[Any, int]:
    """Where DLPack finds the memory: the CPU."""
    return self.array().__dlpack_device__()


add_members(
    __array_function__=array_function, __array_ufunc__=array_ufunc, __array_wrap__=array_wrap, __dlpack__=dlpack,
    __dlpack_device__=dlpack_device,
)  # fmt: skip
