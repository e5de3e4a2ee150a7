"""Discrete Fourier transforms: torch.fft.

Imports the table, `fourier_primitives`, `arranging`, `complexes`, `indexing` and `padding`.  Every transform reads its
arguments, brings the input to the lengths asked for, and calls the primitives.  Start at `fft`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._arguments import spelled
from .._engine import dtypes, errors
from .._engine.tensor import Tensor, wrap_dim
from ._checks import legacy
from ._factory import deliver, dtype_of, integer, made, out_dtype, place, register_in, wrong_type
from .arranging import roll
from .complexes import conj_physical
from .conversion import cast, converted
from .fourier_primitives import COMPLEX_OF, Axes, _fft_c2c, _fft_c2r, _fft_r2c
from .indexing import narrow
from .outputs import write_out
from .padding import constant_pad_nd
from .table import Row, register

# ------------------------------------------------------------ arguments


def _ints(name: str, argument: str, position: int, value: Any) -> Axes:
    """An int or several, as a tuple.  Raises TypeError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    if not isinstance(value, tuple | list):
        raise wrong_type(name, argument, position, "tuple of ints", value)
    for at, v in enumerate(value):
        if isinstance(v, bool) or not hasattr(v, "__index__"):
            raise TypeError(
                f"{name}(): argument '{argument}' (position {position}) must be tuple of ints, but found element of "
                f"type {type(v).__name__} at pos {at}"
            )
    return tuple([v.__index__() for v in value])


def _axis(dim: Any, name: str, ndim: int) -> int:
    """One axis, counted from the front."""
    d = integer(f"fft_{name}", "dim", 0, dim)
    if not ndim:
        raise IndexError(f"Dimension specified as {d} but tensor has no dimensions")
    return wrap_dim(d, ndim)


def _scale(norm: Any, name: str, forward: bool) -> str:
    """What a transform divides by under `norm`: "forward" says the forward one, "backward" the other, "ortho" both."""
    if norm is None:
        norm = "backward"
    elif not isinstance(norm, str):
        raise wrong_type(f"fft_{name}", "norm", 0, "str", norm)
    if norm == "ortho":
        return "root"
    if norm not in ("forward", "backward"):
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    return "count" if (norm == "forward") == forward else "none"


def _is_complex(input: Tensor) -> bool:
    return bool(input._data.dtype.kind == "c")


def _floating(input: Tensor, as_complex: bool) -> Tensor:
    """`input` in a dtype that can be transformed: integers become the default dtype, real numbers complex if asked."""
    dtype = input.dtype
    if dtype.category < dtypes.FLOATING:
        dtype = dtypes.get_default_dtype()
    if dtype.category == dtypes.FLOATING:
        if dtype.numpy not in COMPLEX_OF:
            raise RuntimeError(f"Unsupported dtype {dtype.legacy}\nWhat to do: convert it first, x.float()")
        if as_complex:
            dtype = dtypes.of(COMPLEX_OF[dtype.numpy])
    return cast(input, dtype)


def _sized(input: Tensor, dim: Axes, shape: Axes) -> Tensor:
    """Each axis of `dim` cut or filled with zeros at its end to the length in `shape`."""
    widths = [0] * (2 * input.ndim)
    for d, n in zip(dim, shape, strict=True):
        have = input.shape[d]
        if have > n:
            input = narrow(input, d, 0, n)
        widths[2 * (input.ndim - 1 - d) + 1] = max(n - have, 0)
    return constant_pad_nd(input, widths) if any(widths) else input


def _points(n: int) -> int:
    """Raises RuntimeError unless there is at least one point to transform."""
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    return n


def _frame(name: str, input: Tensor, s: Any, dim: Any) -> tuple[Axes, Axes]:
    """The axes to transform and their lengths, from the arguments `s` and `dim`."""
    shape = input.shape
    lengths = None if s is None else _ints(f"fft_{name}", "s", 2, s)
    if dim is not None:
        given = _ints(f"fft_{name}", "dim", 3, dim)
        along = tuple([_axis(d, name, len(shape)) for d in given])
        if len(set(along)) < len(along):
            raise RuntimeError("FFT dims must be unique")
        if lengths is not None and len(lengths) != len(along):
            raise RuntimeError("When given, dim and shape arguments must have the same length")
    elif lengths is None:
        along = tuple(range(len(shape)))
    elif len(lengths) > len(shape):
        raise RuntimeError(
            f"Got shape with {len(lengths)} values but input tensor only has {len(shape)} dimensions."
        )
    else:
        along = tuple(range(len(shape) - len(lengths), len(shape)))
    if lengths is None:
        lengths = (-1,) * len(along)
    return along, tuple([_points(shape[d] if n == -1 else n) for d, n in zip(along, lengths, strict=True)])


def _half_frame(name: str, input: Tensor, s: Any, dim: Any) -> tuple[Axes, Axes, int]:
    """As `_frame`, for a transform to `n` real numbers along the last axis, which takes n // 2 + 1 complex ones."""
    along, shape = _frame(name, input, s, dim)
    if not along:
        raise RuntimeError(f"{name} must transform at least one axis")
    guess = s is None or _ints(f"fft_{name}", "s", 2, s)[-1] == -1
    n = _points(2 * (input.shape[along[-1]] - 1) if guess else shape[-1])
    return along, (*shape[:-1], n // 2 + 1), n


def _check_out(name: str, out: Any, as_complex: bool) -> None:
    """Raises unless `out` is None or a tensor of complex (or of real floating) numbers."""
    if out is None:
        return
    if not isinstance(out, Tensor):
        raise wrong_type(f"fft_{name}", "out", 0, "Tensor", out)
    if out.dtype.category != (dtypes.COMPLEX if as_complex else dtypes.FLOATING):
        kind = "complex" if as_complex else "floating point"
        raise RuntimeError(f"{name} expects a {kind} output tensor, but got {out.dtype.legacy}")


def _done(out: Tensor | None, result: Any, primitive: str) -> Any:
    return result if out is None else write_out(out, result, primitive)


# ------------------------------------------------------------ transforms in general


def _to_complex(name: str, input: Tensor, n: Any, dim: Any, norm: Any, forward: bool, out: Any) -> Any:
    """Along one axis, of real or complex numbers, to all frequencies."""
    if not _is_complex(input):
        return _of_real(name, input, n, dim, norm, forward, False, out)
    _check_out(name, out, True)
    d = _axis(dim, name, input.ndim)
    if n is not None:
        input = _sized(input, (d,), (_points(integer(f"fft_{name}", "n", 2, n)),))
    _points(input.shape[d])
    return _done(out, _fft_c2c(input, (d,), _scale(norm, name, forward), forward), "_fft_c2c")


def _of_real(name: str, input: Tensor, n: Any, dim: Any, norm: Any, forward: bool, onesided: bool, out: Any) -> Any:
    """Along one axis, of real numbers; backwards the conjugate of forwards."""
    if _is_complex(input):
        raise RuntimeError(f"{name} expects a real input tensor, but got {legacy(input._data)}")
    _check_out(name, out, True)
    x = _floating(input, False)
    d = _axis(dim, name, x.ndim)
    if n is not None:
        x = _sized(x, (d,), (_points(integer(f"fft_{name}", "n", 2, n)),))
    _points(x.shape[d])
    made = _fft_r2c(x, (d,), _scale(norm, name, forward), onesided)
    return _done(out, made if forward else conj_physical(made), "_fft_r2c")


def _to_real(name: str, input: Tensor, n: Any, dim: Any, norm: Any, forward: bool, out: Any) -> Any:
    """Along one axis, from the half of the frequencies; forwards as backwards of the conjugate."""
    _check_out(name, out, False)
    x = _floating(input, True)
    d = _axis(dim, name, x.ndim)
    count = _points(2 * (x.shape[d] - 1) if n is None else integer(f"fft_{name}", "n", 2, n))
    if n is not None:
        x = _sized(x, (d,), (count // 2 + 1,))
    made = _fft_c2r(conj_physical(x) if forward else x, (d,), _scale(norm, name, forward), count)
    return _done(out, made, "_fft_c2r")


def _to_complex_n(name: str, input: Tensor, s: Any, dim: Any, norm: Any, forward: bool, out: Any) -> Any:
    """Along several axes, to all frequencies."""
    along, shape = _frame(name, input, s, dim)
    x = _floating(input, True)
    _check_out(name, out, True)
    return _done(out, _fft_c2c(_sized(x, along, shape), along, _scale(norm, name, forward), forward), "_fft_c2c")


def _real_frame(name: str, input: Tensor, s: Any, dim: Any, out: Any) -> tuple[Tensor, Axes]:
    """Real numbers, cut and filled, and the axes to transform."""
    along, shape = _frame(name, input, s, dim)
    if not along:
        raise RuntimeError(f"{name} must transform at least one axis")
    x = _floating(input, False)
    _check_out(name, out, True)
    return _sized(x, along, shape), along


def _rfftn(input: Tensor, s: Any, dim: Any, norm: Any, out: Any) -> Any:
    if _is_complex(input):
        raise RuntimeError(f"rfftn expects a real-valued input tensor, but got {legacy(input._data)}")
    x, along = _real_frame("rfftn", input, s, dim, out)
    return _done(out, _fft_r2c(x, along, _scale(norm, "rfftn", True), True), "_fft_r2c")


def _ihfftn(input: Tensor, s: Any, dim: Any, norm: Any, out: Any) -> Any:
    if _is_complex(input):
        raise RuntimeError(f"Only supports floating-point dtypes, but found: {legacy(input._data)}")
    x, along = _real_frame("ihfftn", input, s, dim, out)
    scale = _scale(norm, "ihfftn", False)
    made = conj_physical(_fft_r2c(x, along[-1:], scale, True))
    return _done(out, _fft_c2c(made, along[:-1], scale, False) if len(along) > 1 else made, "_fft_c2c")


def _irfftn(input: Tensor, s: Any, dim: Any, norm: Any, out: Any) -> Any:
    along, shape, n = _half_frame("irfftn", input, s, dim)
    x = _sized(_floating(input, True), along, shape)
    scale = _scale(norm, "irfftn", False)
    _check_out("irfftn", out, False)
    return _done(out, _fft_c2r(x, along, scale, n), "_fft_c2r")


def _hfftn(input: Tensor, s: Any, dim: Any, norm: Any, out: Any) -> Any:
    along, shape, n = _half_frame("hfftn", input, s, dim)
    _check_out("hfftn", out, False)
    x = _sized(_floating(input, True), along, shape)
    scale = _scale(norm, "hfftn", True)
    if len(along) > 1:
        x = _fft_c2c(x, along[:-1], scale, True)
    return _done(out, _fft_c2r(conj_physical(x), along[-1:], scale, n), "_fft_c2r")


# ------------------------------------------------------------ the public functions: one axis


def _transform(samples: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of `torch.fft`, whose errors name it `fft_...` as torch's do."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"fft_{function.__name__}"

        def public(*args: Any, **kwargs: Any) -> Any:
            if kwargs:
                kwargs = spelled(function, kwargs)
            if not args and "input" not in kwargs:
                raise TypeError(f'{name}() missing 1 required positional arguments: "input"')
            given = args[0] if args else kwargs["input"]
            if not isinstance(given, Tensor):
                raise errors.not_tensor(name, "input", 1, given)
            return function(*args, **kwargs)

        public.__name__ = public.__qualname__ = function.__name__
        public.__doc__ = function.__doc__
        public.__wrapped__ = function  # type: ignore[attr-defined]
        register(Row(function.__name__, function, function, function=public, namespaces=("fft",), samples=samples))
        return function

    return decorate


def _line_samples(rng: np.random.Generator) -> Any:
    """Of real numbers."""
    x = rng.standard_normal((2, 4))
    yield (x,), {}
    yield (x, 3, 0), {"norm": "ortho"}
    yield (x, 5), {"norm": "forward"}


def _any_line_samples(rng: np.random.Generator) -> Any:
    """Of real and of complex numbers."""
    yield from _line_samples(rng)
    yield (rng.standard_normal((2, 3)) + 1j * rng.standard_normal((2, 3)),), {}


def _grid_samples(rng: np.random.Generator) -> Any:
    """Of real numbers, along several axes."""
    x = rng.standard_normal((2, 3, 4))
    yield (x, None, (-2, -1)), {}
    yield (x, (2, 5), (0, 2)), {"norm": "ortho"}
    yield (x, None, (2, 0)), {"norm": "forward"}


def _any_grid_samples(rng: np.random.Generator) -> Any:
    """Of real and of complex numbers, along several axes."""
    yield from _grid_samples(rng)
    yield (rng.standard_normal((2, 3)) + 1j * rng.standard_normal((2, 3)), (3, 2)), {}


@_transform(_any_line_samples)
def fft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The Fourier transform along `dim`, of length `n`: the input is cut, or filled with zeros, at its end.

    Real numbers are transformed as complex ones, integers in the default dtype.  `norm` is "backward" (the default:
    the inverse divides by n), "forward" (this divides by n) or "ortho" (each divides by the square root of n).
    Raises RuntimeError for float16 and for n < 1.

    >>> import minigrad as torch
    >>> torch.fft.fft(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """
    return _to_complex("fft", input, n, dim, norm, True, out)


@_transform(_any_line_samples)
def ifft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `fft` along `dim`.

    >>> import minigrad as torch
    >>> torch.fft.ifft(torch.tensor([10.0, -2 + 2j, -2.0, -2 - 2j]))
    tensor([1.+0.j, 2.+0.j, 3.+0.j, 4.+0.j])
    """
    return _to_complex("ifft", input, n, dim, norm, False, out)


@_transform(_line_samples)
def rfft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`fft` of real numbers, only the frequencies 0 .. n // 2: the others are their conjugates, mirrored.

    Raises RuntimeError for complex numbers.

    >>> import minigrad as torch
    >>> torch.fft.rfft(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """
    return _of_real("rfft", input, n, dim, norm, True, True, out)


@_transform(_any_line_samples)
def irfft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `rfft`: `n` real numbers, by default an even number of them, 2 (m - 1) of m frequencies.

    >>> import minigrad as torch
    >>> torch.fft.irfft(torch.tensor([10.0, -2 + 2j, -2.0]))
    tensor([1., 2., 3., 4.])
    """
    return _to_real("irfft", input, n, dim, norm, False, out)


@_transform(_any_line_samples)
def hfft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`fft` of a signal that is its own mirrored conjugate, given by its first half: `n` real numbers.

    >>> import minigrad as torch
    >>> torch.fft.hfft(torch.tensor([1.0, 1j, 2.0]))
    tensor([ 3.,  1.,  3., -3.])
    """
    return _to_real("hfft", input, n, dim, norm, True, out)


@_transform(_line_samples)
def ihfft(input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `hfft`: of real numbers the first half of `ifft`.

    >>> import minigrad as torch
    >>> torch.fft.ihfft(torch.tensor([3.0, 1.0, 3.0, -3.0]))
    tensor([1.-0.j, 0.+1.j, 2.-0.j])
    """
    return _of_real("ihfft", input, n, dim, norm, False, True, out)


# ------------------------------------------------------------ several axes

_LAST_TWO = (-2, -1)


@_transform(_any_grid_samples)
def fftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The Fourier transform along the axes `dim` (all, or the last ones where `s` is given), of the lengths `s`.

    A length of -1 leaves an axis as long as it is.

    >>> import minigrad as torch
    >>> torch.fft.fftn(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """
    return _to_complex_n("fftn", input, s, dim, norm, True, out)


@_transform(_any_grid_samples)
def ifftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `fftn`.

    >>> import minigrad as torch
    >>> torch.fft.ifftn(torch.tensor([[10.0, -2.0], [-4.0, 0.0]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _to_complex_n("ifftn", input, s, dim, norm, False, out)


@_transform(_grid_samples)
def rfftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`fftn` of real numbers, along the last of the axes only the frequencies 0 .. n // 2.

    >>> import minigrad as torch
    >>> torch.fft.rfftn(torch.ones(2, 4)).shape
    torch.Size([2, 3])
    """
    return _rfftn(input, s, dim, norm, out)


@_transform(_any_grid_samples)
def irfftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `rfftn`: real numbers.

    >>> import minigrad as torch
    >>> torch.fft.irfftn(torch.fft.rfftn(torch.tensor([[1.0, 2.0], [3.0, 4.0]])))
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _irfftn(input, s, dim, norm, out)


@_transform(_any_grid_samples)
def hfftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`fftn` of a signal that is its own mirrored conjugate, given by half of it along the last axis: real numbers.

    >>> import minigrad as torch
    >>> torch.fft.hfftn(torch.fft.ihfftn(torch.tensor([[1.0, 2.0], [3.0, 4.0]])))
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _hfftn(input, s, dim, norm, out)


@_transform(_grid_samples)
def ihfftn(input: Tensor, s: Any = None, dim: Any = None, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """The inverse of `hfftn`: of real numbers half of `ifftn`.

    >>> import minigrad as torch
    >>> torch.fft.ihfftn(torch.ones(2, 4)).shape
    torch.Size([2, 3])
    """
    return _ihfftn(input, s, dim, norm, out)


@_transform(_any_grid_samples)
def fft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`fftn` along the last two axes.

    >>> import minigrad as torch
    >>> torch.fft.fft2(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """
    return _to_complex_n("fftn", input, s, _two("fft2", dim), norm, True, out)


@_transform(_any_grid_samples)
def ifft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`ifftn` along the last two axes."""
    return _to_complex_n("ifftn", input, s, _two("ifft2", dim), norm, False, out)


@_transform(_grid_samples)
def rfft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`rfftn` along the last two axes."""
    return _rfftn(input, s, _two("rfft2", dim), norm, out)


@_transform(_any_grid_samples)
def irfft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`irfftn` along the last two axes."""
    return _irfftn(input, s, _two("irfft2", dim), norm, out)


@_transform(_any_grid_samples)
def hfft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`hfftn` along the last two axes."""
    return _hfftn(input, s, _two("hfft2", dim), norm, out)


@_transform(_grid_samples)
def ihfft2(input: Tensor, s: Any = None, dim: Any = _LAST_TWO, norm: Any = None, *, out: Tensor | None = None) -> Any:
    """`ihfftn` along the last two axes."""
    return _ihfftn(input, s, _two("ihfft2", dim), norm, out)


def _two(name: str, dim: Any) -> Any:
    """The axes of a transform that has some by default.  Raises TypeError for None."""
    if dim is None:
        raise wrong_type(f"fft_{name}", "dim", 0, "tuple of ints", dim)
    return dim


# ------------------------------------------------------------ the order of the frequencies


def _shifted(name: str, input: Tensor, dim: Any, up: bool) -> Any:
    """Rolled along axes (by default all) by half of their length, rounded `up` or down."""
    along = tuple(range(input.ndim)) if dim is None else _ints(f"fft_{name}", "dim", 2, dim)
    if not along:
        return input.clone()
    along = tuple([_axis(d, name, input.ndim) for d in along])
    return roll(input, tuple([(input.shape[d] + up) // 2 for d in along]), along)


def _shift_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)),), {}
    yield (rng.standard_normal((2, 3)), 1), {}


@_transform(_shift_samples)
def fftshift(input: Tensor, dim: Any = None) -> Any:
    """Frequencies in the order of `fftfreq` reordered from the lowest to the highest, along axes (by default all).

    >>> import minigrad as torch
    >>> torch.fft.fftshift(torch.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """
    return _shifted("fftshift", input, dim, False)


@_transform(_shift_samples)
def ifftshift(input: Tensor, dim: Any = None) -> Any:
    """The inverse of `fftshift`.

    >>> import minigrad as torch
    >>> torch.fft.ifftshift(torch.arange(5) - 2)
    tensor([ 0,  1,  2, -2, -1])
    """
    return _shifted("ifftshift", input, dim, True)


def _frequencies(
    name: str, n: Any, d: Any, half: bool, out: Any, dtype: Any, layout: Any, device: Any, requires_grad: bool
) -> Tensor:
    """The frequencies of a transform of `n` points `d` apart; where `half`, those up to n // 2 only."""
    function = f"fft_{name}"
    n = integer(function, "n", 1, n)
    if not isinstance(d, int | float) or isinstance(d, bool):
        d = d.item() if isinstance(d, Tensor | np.generic) else d
        if not isinstance(d, int | float):
            raise wrong_type(function, "d", 2, "float", d)
    place(function, device, layout)
    chosen = dtypes.get_default_dtype() if dtype is None else dtype_of(function, dtype)
    if out is not None:
        chosen = out_dtype(function, out, None if dtype is None else chosen)
    if chosen.category < dtypes.FLOATING:
        raise RuntimeError(f"{name} requires a floating point or complex dtype")
    if chosen.category == dtypes.COMPLEX:
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{chosen.legacy}'")
    if half:
        row = np.arange(int(n / 2) + 1)
    elif n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {[n]}")
    else:
        row = np.arange(n)
        row[(n + 1) // 2 :] -= n
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.float64(1) / (n * np.float64(d))
        values = converted(converted(row, chosen.numpy) * step.astype(chosen.numpy), chosen.numpy)
    return made(values, requires_grad) if out is None else deliver(out, values)


@register_in("fft")
def fftfreq(
    n: int, d: float = 1.0, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The frequencies that `fft` of `n` points, `d` apart, gives the parts of: 0, 1, ... and the negative ones last.

    >>> import minigrad as torch
    >>> torch.fft.fftfreq(5)
    tensor([ 0.0000,  0.2000,  0.4000, -0.4000, -0.2000])
    """
    return _frequencies("fftfreq", n, d, False, out, dtype, layout, device, requires_grad)


@register_in("fft")
def rfftfreq(
    n: int, d: float = 1.0, *, out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The frequencies that `rfft` of `n` points, `d` apart, gives the parts of: n // 2 + 1 of them.

    >>> import minigrad as torch
    >>> torch.fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    return _frequencies("rfftfreq", n, d, True, out, dtype, layout, device, requires_grad)
