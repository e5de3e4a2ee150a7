"""The largest and the smallest: of all elements, along axes, with their places.

Imports the table and `reduction`.  At a tie `amax` and the `max` of all elements share the gradient evenly, while
`max` along an axis gives all of it to the first: the first two are functions of a set, the last selects.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine import dtypes
from .._engine.tensor import Tensor, raw, wrap_dim
from ._kernels.lines import add_up, largest, max_last, quick, rows, smallest
from ._names import c_type
from .comparison import maximum, minimum
from .outputs import write_out
from .reduction import reduced, unreduced
from .table import TABLE, Array, composite, op


def _refuse_empty(name: str, shape: tuple[int, ...], dim: tuple[int, ...] | None) -> None:
    """Raises where an extreme of no elements is asked for: there is none."""
    if 0 not in shape:
        return
    if dim is None:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )
    for d in dim:
        if not shape[d]:
            raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _no_complex(input: Any, kernel: str) -> None:
    if input.dtype.kind == "c":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{dtypes.of(input.dtype).legacy}'\n"
            "Complex numbers have no order: compare x.abs() or x.real."
        )


@op()
def _attaining(input: Array, out: Array, dim: Any, keepdim: bool, nan: bool) -> Array:
    """1/n at each of the n elements that equal their group's extreme, else 0; with `nan` a nan equals a nan."""
    out = unreduced(out, dim, keepdim)
    mask = input == out
    if nan:
        mask |= (input != input) & (out != out)
    return mask / add_up(mask, dim, input.dtype, None, True)


attaining: Any = _attaining


def _evenly(g: Any, input: Any, out: Any, dim: Any, keepdim: bool) -> Any:
    """The gradient of an extreme, shared evenly by the elements that attain it."""
    return unreduced(g, dim, keepdim) * _attaining(input, out, dim, keepdim, False)


def _extreme_args(name: str) -> Any:
    def canonical(input: Array, dim: Any = (), keepdim: bool = False) -> tuple[Any, ...]:
        data = raw(input)
        _no_complex(data, f"{name[1:]}_values_cpu")
        found = reduced(dim, data.ndim)
        _refuse_empty(name, data.shape, found)
        return input, found, bool(keepdim)

    return canonical


def _extreme(x: Any, dim: Any, keepdim: bool, least: bool) -> Any:
    if dim is not None and len(dim) == 1 and dim[0] == x.ndim - 1 > 0 and x.size and quick(x):
        found = max_last(x, least)
        return found if keepdim else found.reshape(x.shape[:-1])
    return (smallest if least else largest)(x, dim, None, None, keepdim)


def _distinct(rng: np.random.Generator) -> Any:
    """Calls of a reduction to an extreme; no two elements are close."""
    x = (rng.permutation(24) - 11.5).reshape(2, 3, 4)
    yield (x,), {}
    yield (x, 1), {}
    yield (x, (0, -1), True), {}
    yield (np.array(0.7), 0), {}


@op(input=_evenly, canonical=_extreme_args("amax"), samples=_distinct)
def amax(input: Array, dim: Any, keepdim: bool) -> Array:
    """The largest element, of all or along `dim` (an axis or several); nan where there is one.

    Elements that tie for the largest share the gradient evenly.  Raises IndexError where a reduced axis is empty.

    >>> import minigrad as torch
    >>> torch.amax(torch.tensor([[1.0, 4.0], [3.0, 2.0]]), dim=1)
    tensor([4., 3.])
    """
    return _extreme(input, dim, keepdim, False)


@op(input=_evenly, canonical=_extreme_args("amin"), samples=_distinct)
def amin(input: Array, dim: Any, keepdim: bool) -> Array:
    """The smallest element, of all or along `dim` (an axis or several); nan where there is one.

    Elements that tie for the smallest share the gradient evenly.  Raises IndexError where a reduced axis is empty.

    >>> import minigrad as torch
    >>> torch.amin(torch.tensor([[1.0, 4.0], [3.0, 2.0]]), dim=1)
    tensor([1., 2.])
    """
    return _extreme(input, dim, keepdim, True)


def _taken_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), np.array([2, 0]), 1, False), {}
    yield (rng.standard_normal((2, 3)), np.array([[1, 1, 0]]), 0, True), {}


@op(
    input=lambda g, indices, input_shape, dim, keepdim: placed(g, indices, input_shape, dim, keepdim),
    linear=True,
    samples=_taken_samples,
)
def _taken(input: Array, indices: Array, dim: int, keepdim: bool) -> Array:
    """Along `dim` the elements at `indices`; without `keepdim` one each, and the axis goes."""
    if not input.ndim:
        return input if not indices.ndim else np.broadcast_to(input, indices.shape)
    if keepdim:
        return np.take_along_axis(input, indices, dim)
    return np.take_along_axis(input, np.expand_dims(indices, dim), dim).squeeze(dim)


def _placed_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal(2), np.array([2, 0]), (2, 3), 1, False), {}
    yield (rng.standard_normal((1, 3)), np.array([[1, 1, 0]]), (2, 3), 0, True), {}


@op(input=lambda g, indices, dim, keepdim: taken(g, indices, dim, keepdim), linear=True, samples=_placed_samples)
def _placed(input: Array, indices: Array, shape: tuple[int, ...], dim: int, keepdim: bool) -> Array:
    """The adjoint of `_taken` where no index occurs twice along `dim`: zeros, but `input` at `indices`."""
    made = np.zeros(shape, input.dtype)
    if not shape:
        made[...] = input.reshape(())
    elif not input.size:
        pass
    elif len(shape) <= 2:  # the common case, several times faster than put_along_axis
        lines = made.reshape(1, -1) if len(shape) == 1 else made if dim else made.T
        m = lines.shape[0]
        if keepdim and len(shape) == 2 and not dim:
            indices, input = indices.T, input.T
        where = indices.reshape(m, -1)
        lines[rows(m)[:, None], where] = input.reshape(m, -1)
    else:
        if not keepdim:
            indices, input = np.expand_dims(indices, dim), np.expand_dims(input, dim)
        np.put_along_axis(made, indices, input, dim)
    return made


taken: Any = _taken
placed: Any = _placed


def _selected(g: Any, indices: Any, input_shape: tuple[int, ...], dim: int, keepdim: bool) -> Any:
    """The gradient of an element selected from each line: all of it goes where that element was."""
    return placed(g, indices, input_shape, dim, keepdim)


def _no_such_form(name: str, given: list[str]) -> TypeError:
    return TypeError(
        f"{name}() received an invalid combination of arguments - got ({', '.join(['Tensor', *given])}), but expected "
        "one of:\n * (Tensor input)\n * (Tensor input, Tensor other)\n * (Tensor input, int dim, bool keepdim = False)"
    )


def _along(name: str) -> Any:
    """Arguments of the form `max(input, dim, keepdim=False)`."""

    def canonical(input: Array, dim: Any, keepdim: bool = False) -> tuple[Any, ...]:
        data = raw(input)
        if data.dtype.kind == "c":
            raise RuntimeError(f"{name}(): does not support complex input")
        if not hasattr(dim, "__index__"):
            raise _no_such_form(name, [type(dim).__name__])
        d = wrap_dim(dim.__index__(), data.ndim)
        if data.ndim:
            _refuse_empty(name, data.shape, (d,))
        return input, d, bool(keepdim)

    return canonical


def _extreme_along(input: Any, dim: int, keepdim: bool, least: bool) -> tuple[Any, Any]:
    if not input.ndim:
        return input.copy(), np.int64(0)
    indices = input.argmin(dim) if least else input.argmax(dim)
    if input.ndim == 1:
        values = input[indices]
    elif input.ndim == 2:
        lines = rows(input.shape[1 - dim])
        values = input[lines, indices] if dim else input[indices, lines]
    else:
        values = (smallest if least else largest)(input, dim)
    return (np.expand_dims(values, dim), np.expand_dims(indices, dim)) if keepdim else (values, indices)


def _line_samples(rng: np.random.Generator) -> Any:
    x = (rng.permutation(24) - 11.5).reshape(2, 3, 4)
    yield (x, 1), {}
    yield (x, -1, True), {}
    yield (np.array(0.7), 0), {}


@op(
    name="max", node="MaxBackward0", input=_selected, canonical=_along("max"), outputs=("values", "indices"),
    samples=_line_samples,
)  # fmt: skip
def _max_along(input: Array, dim: int, keepdim: bool) -> Any:
    """The largest element of each line along `dim`, and where it stands first."""
    return _extreme_along(input, dim, keepdim, False)


@op(
    name="min", node="MinBackward0", input=_selected, canonical=_along("min"), outputs=("values", "indices"),
    samples=_line_samples,
)  # fmt: skip
def _min_along(input: Array, dim: int, keepdim: bool) -> Any:
    """The smallest element of each line along `dim`, and where it stands first."""
    return _extreme_along(input, dim, keepdim, True)


def _all_args(name: str) -> Any:
    def canonical(input: Array) -> tuple[Any, ...]:
        data = raw(input)
        _no_complex(data, f"{name}_all")
        _refuse_empty(name, data.shape, None)
        return (input,)

    return canonical


def _evenly_all(g: Any, input: Any, out: Any) -> Any:
    return g * _attaining(input, out, None, False, True)


def _all_samples(rng: np.random.Generator) -> Any:
    yield ((rng.permutation(6) - 2.5).reshape(2, 3),), {}
    yield (np.array(0.7),), {}


@op(name="max", node="MaxBackward1", input=_evenly_all, canonical=_all_args("max"), samples=_all_samples)
def _max_all(input: Array) -> Array:
    """The largest of all elements."""
    return largest(input, None)


@op(name="min", node="MinBackward1", input=_evenly_all, canonical=_all_args("min"), samples=_all_samples)
def _min_all(input: Array) -> Array:
    """The smallest of all elements."""
    return smallest(input, None)


def _extreme_of(
    name: str, elementwise: Any, whole: Any, along: Any, input: Tensor, dim: Any, keepdim: Any, other: Any
) -> Any:
    """The three functions that `max` is, told apart by what stands second."""
    if isinstance(dim, Tensor) and other is None and keepdim is None:
        dim, other = None, dim
    if isinstance(other, Tensor) and dim is None and keepdim is None:
        return elementwise(input, other)
    if dim is None and other is None and keepdim is None:
        return whole(input)
    if dim is None or other is not None:
        named = {"dim": dim, "keepdim": keepdim, "other": other}
        raise _no_such_form(name, [f"{k}={type(v).__name__}" for k, v in named.items() if v is not None])
    return along(input, dim, bool(keepdim))


@composite()
def max(input: Tensor, dim: Any = None, keepdim: Any = None, *, other: Any = None) -> Any:
    """The largest of all elements; with `dim` the largest of each line and its index; with a tensor, elementwise.

    - `max(input)`: a tensor without axes.  Elements that tie share the gradient evenly.
    - `max(input, dim, keepdim=False)`: `(values, indices)`, the index of the first where several tie.
    - `max(input, other)`: as `maximum`.

    Raises RuntimeError or IndexError where there is no element to choose, NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> x = torch.tensor([[1.0, 4.0], [3.0, 2.0]])
    >>> torch.max(x)
    tensor(4.)
    >>> torch.max(x, 1).indices
    tensor([1, 0])
    """
    return _extreme_of("max", maximum, _max_all, _max_along, input, dim, keepdim, other)


@composite()
def min(input: Tensor, dim: Any = None, keepdim: Any = None, *, other: Any = None) -> Any:
    """The smallest of all elements; with `dim` the smallest of each line and its index; with a tensor, elementwise.

    - `min(input)`: a tensor without axes.  Elements that tie share the gradient evenly.
    - `min(input, dim, keepdim=False)`: `(values, indices)`, the index of the first where several tie.
    - `min(input, other)`: as `minimum`.

    Raises RuntimeError or IndexError where there is no element to choose, NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> x = torch.tensor([[1.0, 4.0], [3.0, 2.0]])
    >>> torch.min(x)
    tensor(1.)
    >>> torch.min(x, 1).indices
    tensor([0, 1])
    """
    return _extreme_of("min", minimum, _min_all, _min_along, input, dim, keepdim, other)


def _arg_args(name: str) -> Any:
    def canonical(input: Array, dim: Any = None, keepdim: bool = False) -> tuple[Any, ...]:
        data = raw(input)
        kind = data.dtype.kind
        if kind == "c" or kind == "b":
            raise RuntimeError(f"{name}(): does not support {'bool' if kind == 'b' else 'complex'} input")
        if dim is None:
            if not data.size:
                raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
            return input, None, bool(keepdim)
        if not hasattr(dim, "__index__"):
            raise TypeError(f"{name}(): argument 'dim' (position 2) must be int, not {type(dim).__name__}")
        d = wrap_dim(dim.__index__(), data.ndim)
        if data.ndim:
            _refuse_empty(name, data.shape, (d,))
        return input, d if data.ndim else None, bool(keepdim)

    return canonical


@op(canonical=_arg_args("argmax"))
def argmax(input: Array, dim: int | None, keepdim: bool) -> Array:
    """The index of the largest element, of all (flattened) or along `dim`; the first where several tie.

    Returns int64.  Raises IndexError where there is no element to choose, RuntimeError for bools and complex numbers.

    >>> import minigrad as torch
    >>> torch.argmax(torch.tensor([[1.0, 4.0], [3.0, 2.0]]), dim=1)
    tensor([1, 0])
    """
    return np.argmax(input, dim, keepdims=keepdim) if keepdim else input.argmax(dim)


@op(canonical=_arg_args("argmin"))
def argmin(input: Array, dim: int | None, keepdim: bool) -> Array:
    """The index of the smallest element, of all (flattened) or along `dim`; the first where several tie.

    Returns int64.  Raises IndexError where there is no element to choose, RuntimeError for bools and complex numbers.

    >>> import minigrad as torch
    >>> torch.argmin(torch.tensor([[1.0, 4.0], [3.0, 2.0]]), dim=1)
    tensor([0, 1])
    """
    return np.argmin(input, dim, keepdims=keepdim) if keepdim else input.argmin(dim)


def _aminmax_args(input: Array, *, dim: Any = None, keepdim: bool = False) -> tuple[Any, ...]:
    data = raw(input)
    _no_complex(data, "aminmax_cpu")
    if dim is None:
        if not data.size:
            raise RuntimeError(
                "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
            )
        return input, None, bool(keepdim)
    d = wrap_dim(dim.__index__(), data.ndim)
    if data.ndim and not data.shape[d]:
        raise IndexError(f"aminmax: Expected reduction dim {d} to have non-zero size.")
    return input, (d,) if data.ndim else None, bool(keepdim)


def _aminmax_samples(rng: np.random.Generator) -> Any:
    x = (rng.permutation(24) - 11.5).reshape(2, 3, 4)
    yield (x,), {}
    yield (x,), {"dim": -1, "keepdim": True}


@op(
    name="aminmax",
    input=lambda g, input, min, max, dim, keepdim: (
        _evenly(g[0], input, min, dim, keepdim) + _evenly(g[1], input, max, dim, keepdim)
    ),
    canonical=_aminmax_args,
    outputs=("min", "max"),
    samples=_aminmax_samples,
)
def _aminmax(input: Array, dim: Any, keepdim: bool) -> Any:
    return smallest(input, dim, None, None, keepdim), largest(input, dim, None, None, keepdim)


@composite(samples=_aminmax_samples)
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Any:
    """The smallest and the largest element, of all or along `dim`, as `(min, max)`.

    Raises IndexError or RuntimeError where there is no element to choose, NotImplementedError for complex numbers.

    >>> import minigrad as torch
    >>> torch.aminmax(torch.tensor([3.0, 1.0, 2.0])).max
    tensor(3.)
    """
    made = _aminmax(input, dim=dim, keepdim=keepdim)
    if out is None:
        return made
    for o in out:
        if o.dtype is not input.dtype:
            raise RuntimeError(
                f"Expected out tensor to have dtype {c_type(input.dtype)}, but got {c_type(o.dtype)} instead"
            )
    return write_out(out, made, "aminmax")


def _same_dtype_out(name: str) -> None:
    """Let the public function `name` refuse an `out=` of another dtype than the input's."""
    row = TABLE[name]
    function = row.function

    def checked(*args: Any, **kwargs: Any) -> Any:
        out, input = kwargs.get("out"), args[0] if args else kwargs.get("input")
        if isinstance(out, Tensor) and isinstance(input, Tensor) and out._data.dtype != input._data.dtype:
            raise RuntimeError(
                "Expected the dtype for input and out to match, but got "
                f"{input.dtype.legacy} for input's dtype and {out.dtype.legacy} for out's dtype."
            )
        return function(*args, **kwargs)

    checked.__name__ = checked.__qualname__ = function.__name__
    checked.__doc__ = function.__doc__
    checked.__wrapped__ = function.__wrapped__  # type: ignore[attr-defined]
    row.function = checked


for _name in ("amax", "amin"):
    _same_dtype_out(_name)
