"""Complex tensors: parts, conjugates, absolute values, angles, and the views as pairs of real numbers.

Imports the table, `comparison` and `pointwise`.  None of these functions is holomorphic, so their formulas are written
for torch's convention: the gradient of a real loss at z = x + iy is dL/dx + i dL/dy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, raw
from ._checks import legacy, mismatch, no_kernel
from ._kernels.memory import address, root
from .comparison import pick
from .conversion import zeros_as
from .outputs import write_out
from .pointwise import cos, sin
from .table import Array, add_members, composite, inplace, op, unary

_COMPLEX_OF: dict[Any, Any] = {
    np.dtype(np.float32): np.dtype(np.complex64), np.dtype(np.float64): np.dtype(np.complex128)
}  # fmt: skip
_REAL_OF = {paired: part for part, paired in _COMPLEX_OF.items()}


def _complex_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)) + 1j * rng.standard_normal((2, 3)),), {}
    yield (np.array(0.5 - 2j),), {}
    yield (np.zeros((0, 2), np.complex128),), {}


def _is_complex(t: Any) -> bool:
    return bool(raw(t).dtype.kind == "c")


# ------------------------------------------------------------ parts


@op(input=lambda g: g, view=True, holomorphic=False, node="SelectBackward0", samples=_complex_samples)
def _real(input: Array) -> Array:
    """The real parts: a view."""
    return input.real


@op(input=lambda g: g * 1j, view=True, holomorphic=False, node="SelectBackward0", samples=_complex_samples)
def _imag(input: Array) -> Array:
    """The imaginary parts: a view."""
    return input.imag


@composite(method=False, out=False, samples=_complex_samples)
def real(input: Tensor) -> Any:
    """The real parts: a view of a complex tensor, the tensor itself if it is real.

    >>> import minigrad as torch
    >>> torch.real(torch.tensor([1 + 2j]))
    tensor([1.])
    """
    return _real(input) if _is_complex(input) else input


@composite(method=False, out=False, samples=_complex_samples)
def imag(input: Tensor) -> Any:
    """The imaginary parts of a complex tensor: a view.  Raises RuntimeError for a real tensor.

    >>> import minigrad as torch
    >>> torch.imag(torch.tensor([1 + 2j]))
    tensor([2.])
    """
    if not _is_complex(input):
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return _imag(input)


def _set_real(self: Tensor, value: Any) -> None:
    real(self).copy_(value if isinstance(value, Tensor) else self.new_tensor(value))


def _set_imag(self: Tensor, value: Any) -> None:
    imag(self).copy_(value if isinstance(value, Tensor) else self.new_tensor(value))


add_members(
    real=property(real, _set_real, doc=real.__doc__),
    imag=property(imag, _set_imag, doc=imag.__doc__),
)


# ------------------------------------------------------------ conjugates


@op(input=lambda g: g.conj(), holomorphic=False, node="ConjBackward0", samples=_complex_samples)
def _conj(input: Array) -> Array:
    """The complex conjugates, in new memory."""
    return np.conjugate(input)


@composite(out=False, samples=_complex_samples)
def conj(input: Tensor) -> Any:
    """The complex conjugate; the tensor itself if it is real.

    >>> import minigrad as torch
    >>> torch.conj(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    return _conj(input) if _is_complex(input) else input


@composite(inplace=True, samples=_complex_samples)
def conj_physical(input: Tensor) -> Any:
    """The complex conjugate, in new memory; the tensor itself if it is real.

    >>> import minigrad as torch
    >>> torch.conj_physical(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    return _conj(input) if _is_complex(input) else input


# ------------------------------------------------------------ absolute value, sign, angle


def _sgn_grad(g: Any, input: Any, out: Any) -> Any:
    """Of z / |z|: only the part of g across the direction of z counts, divided by |z|; 0 for real numbers and at 0."""
    if not _is_complex(input):
        return zeros_as(g)
    length = abs(input)
    at_zero = length == 0
    across = g - (g * out.conj()).real * out
    return pick(at_zero, 0, across / pick(at_zero, 1, length))


def _real_sign(input: Any) -> Any:
    """-1, 0 or 1; 0 for NaN."""
    if input.dtype.kind in "biu":
        return input.copy() if input.dtype.kind == "b" else np.sign(input)
    return np.subtract(input > 0, input < 0, dtype=input.dtype)


@unary(input=_sgn_grad, holomorphic=False)
def sgn(input: Array) -> Array:
    """z / |z|, the direction of a complex number, 0 for 0; for real tensors the sign.

    >>> import minigrad as torch
    >>> torch.sgn(torch.tensor([3 + 4j]))
    tensor([0.6000+0.8000j])
    """
    if input.dtype.kind != "c":
        return _real_sign(input)
    length = np.abs(input)
    return np.where(length == 0, input.dtype.type(0), input / np.where(length == 0, 1, length))


@unary(
    input=zeros_as, scalar=lambda x: (x > 0) - (x < 0),
)  # fmt: skip
def sign(input: Array) -> Array:
    """-1, 0 or 1 by the sign; 0 for NaN.  Raises NotImplementedError for complex tensors: see `sgn`.

    >>> import minigrad as torch
    >>> torch.sign(torch.tensor([-3.0, 0.0, 2.0]))
    tensor([-1.,  0.,  1.])
    """
    if input.dtype.kind == "c":
        raise NotImplementedError(
            "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."
        )
    return _real_sign(input)


@unary(
    input=lambda g, input: g * sgn(input), holomorphic=False, aliases=("absolute",), operator="abs", inplace=False,
    scalar=math.fabs,
)  # fmt: skip
def abs(input: Array) -> Array:
    """The absolute value; its gradient at 0 is 0.  Raises NotImplementedError for bools.

    >>> import minigrad as torch
    >>> torch.abs(torch.tensor([-1.0, 2.0]))
    tensor([1., 2.])
    """
    if input.dtype.kind == "b":
        raise no_kernel("abs_cpu", input)
    return np.absolute(input)


def _abs_(self: Tensor) -> Tensor:
    """Replaces the elements by their absolute values.  Raises RuntimeError for complex tensors."""
    if _is_complex(self):
        raise RuntimeError("In-place abs is not supported for complex tensors.")
    return inplace(abs, "abs_")(self)


add_members(abs_=_abs_, absolute_=_abs_)


def _angle_grad(g: Any, input: Any) -> Any:
    """i z / |z|^2, across the direction of z; 0 for real numbers and at 0."""
    if not _is_complex(input):
        return zeros_as(g)
    at_zero = input == 0
    z = pick(at_zero, 1, input)
    return pick(at_zero, 0, g * 1j * (z / (z * z.conj()).real))


@unary(input=_angle_grad, holomorphic=False, floats=True, inplace=False)
def angle(input: Array) -> Array:
    """The angle of a complex number, from -pi to pi; of a real one 0, or pi if it is negative.

    >>> import minigrad as torch
    >>> torch.angle(torch.tensor([1j, -1.0]))
    tensor([1.5708, 3.1416])
    """
    if input.dtype.kind == "c":
        return np.arctan2(input.imag, input.real)
    kind = input.dtype.type
    return np.where(np.isnan(input), input, np.where(input < 0, kind(math.pi), kind(0)))


# ------------------------------------------------------------ from two real tensors


def _check_parts(first: Any, second: Any) -> None:
    """Raises RuntimeError unless both arrays are of float32 or both of float64."""
    if first.dtype.kind != "f" or second.dtype.kind != "f":
        raise RuntimeError(
            f"Expected both inputs to be Half, Float or Double tensors but got {legacy(first)} and {legacy(second)}"
        )
    if first.dtype != second.dtype:
        raise RuntimeError(
            f"Expected object of scalar type {legacy(first)} but got scalar type {legacy(second)} for second argument"
        )
    if first.dtype not in _COMPLEX_OF:
        raise NotImplementedError("complex numbers of Half parts are not implemented; convert the parts, x.float()")


def _joined(real: Any, imag: Any) -> Any:
    try:
        shape = np.broadcast_shapes(real.shape, imag.shape)
    except ValueError:
        raise mismatch(real, imag) from None
    out = np.empty(shape, _COMPLEX_OF[real.dtype])
    out.real, out.imag = real, imag
    return out


def _parts_samples(rng: np.random.Generator) -> Any:
    yield (rng.uniform(0.5, 2.0, (2, 3)), rng.standard_normal((2, 3))), {}
    yield (rng.uniform(0.5, 2.0, 3), rng.standard_normal((2, 1))), {}
    yield (rng.uniform(0.5, 2.0, ()), rng.standard_normal(())), {}


@op(real=lambda g: g.real, imag=lambda g: g.imag, holomorphic=False, samples=_parts_samples)
def _complex(real: Array, imag: Array) -> Array:
    """A complex tensor from its real and imaginary parts."""
    _check_parts(real, imag)
    return _joined(real, imag)


@op(
    abs=lambda g, angle: g.real * cos(angle) + g.imag * sin(angle),
    angle=lambda g, abs, angle: abs * (g.imag * cos(angle) - g.real * sin(angle)),
    holomorphic=False,
    samples=_parts_samples,
)
def _polar(abs: Array, angle: Array) -> Array:
    """A complex tensor from absolute values and angles."""
    _check_parts(abs, angle)
    try:
        return _joined(abs * np.cos(angle), abs * np.sin(angle))
    except ValueError:
        raise mismatch(abs, angle) from None


def _from_parts(name: str, make: Any, names: tuple[str, str], first: Any, second: Any, out: Tensor | None) -> Any:
    for position, value in enumerate((first, second)):
        if not isinstance(value, Tensor):
            raise errors.not_tensor(name, names[position], position + 1, value)
    made = make(first, second)
    if out is None:
        return made
    if out._data.dtype != made._data.dtype:
        raise RuntimeError(
            f"Expected object of scalar type {legacy(made._data)} but got scalar type {legacy(out._data)} "
            "for argument 'out'"
        )
    return write_out(out, made, name)


@composite(method=False, samples=_parts_samples)
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Any:
    """A complex tensor from its real and imaginary parts, of one floating dtype.

    >>> import minigrad as torch
    >>> torch.complex(torch.tensor([1.0]), torch.tensor([2.0]))
    tensor([1.+2.j])
    """
    return _from_parts("complex", _complex, ("real", "imag"), real, imag, out)


@composite(method=False, samples=_parts_samples)
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Any:
    """A complex tensor from absolute values and angles: abs * (cos(angle) + i sin(angle)).

    >>> import minigrad as torch
    >>> torch.polar(torch.tensor([2.0]), torch.tensor([0.0]))
    tensor([2.+0.j])
    """
    return _from_parts("polar", _polar, ("abs", "angle"), abs, angle, out)


# ------------------------------------------------------------ as pairs of real numbers


def _pair_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((3, 2)),), {}
    yield (rng.standard_normal(2),), {}


def _pairs_of(g: Any) -> Any:
    return _pairs(g)


def _paired_of(g: Any) -> Any:
    return _paired(g)


@op(input=_pairs_of, holomorphic=False, samples=_pair_samples)
def _paired(input: Array) -> Array:
    """Complex numbers from an axis of length 2 at the end, in new memory."""
    return np.ascontiguousarray(input).view(_COMPLEX_OF[input.dtype])[..., 0]


@op(input=_paired_of, holomorphic=False, samples=_complex_samples)
def _pairs(input: Array) -> Array:
    """Complex numbers as an axis of length 2 at the end, in new memory."""
    return np.stack((input.real, input.imag), -1)


@op(input=_paired_of, view=True, holomorphic=False, method=False, out=False, samples=_complex_samples)
def view_as_real(input: Array) -> Array:
    """A complex tensor as a real one with an axis of length 2 at the end: real and imaginary part.  A view.

    Raises RuntimeError for a real tensor.

    >>> import minigrad as torch
    >>> torch.view_as_real(torch.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    if input.dtype.kind != "c":
        raise RuntimeError("view_as_real is only supported for complex tensors")
    return input[..., None].view(_REAL_OF[input.dtype])


@op(input=_pairs_of, view=True, holomorphic=False, method=False, out=False, samples=_pair_samples)
def view_as_complex(input: Array) -> Array:
    """A real tensor with an axis of length 2 at the end as a complex one.  A view.

    Raises RuntimeError where the last axis is not of length 2 or not contiguous.

    >>> import minigrad as torch
    >>> torch.view_as_complex(torch.tensor([[1.0, 2.0]]))
    tensor([1.+2.j])
    """
    if input.dtype not in _COMPLEX_OF:
        raise RuntimeError(
            "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: "
            f"{legacy(input)}"
        )
    if not input.ndim:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if input.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    size = input.itemsize
    if input.strides[-1] != size:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    if input.size and (address(input) - address(root(input))) % (2 * size):
        raise RuntimeError("Tensor must have a storage_offset divisible by 2")
    for axis, (step, n) in enumerate(zip(input.strides[:-1], input.shape[:-1], strict=True)):
        if step % (2 * size) and n > 1:
            raise RuntimeError(f"Tensor must have a stride divisible by 2 for all but last dimension ({axis})")
    return input.view(_COMPLEX_OF[input.dtype])[..., 0]
