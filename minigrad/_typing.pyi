"""What type checkers are told of classes that get their attributes at run time.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

# ruff: noqa: PLW0211 - _make_subclass is a static method that takes a class
import builtins
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Self, SupportsIndex, TypeAlias, overload

import numpy as np

from . import _return_types
from ._engine.dtypes import dtype
from ._engine.tensor import Tensor
from ._kinds import Size, memory_format
from ._kinds import device as _device
from ._kinds import layout as _layout
from .ops.memory import TypedStorage, UntypedStorage
from .ops.random import Generator

Number: TypeAlias = bool | int | float | complex
Operand: TypeAlias = Tensor | Number | np.generic | np.ndarray[Any, Any]
Index: TypeAlias = SupportsIndex | slice | types.EllipsisType | Tensor | np.ndarray[Any, Any] | Sequence[Any] | None

class Attached:
    """Tensor's slots, and the methods, properties and operators that the op table gives it."""

    _data: Any
    _grad: Any
    _node: Any
    _view: Any
    _writes: Any
    @property
    def H(self) -> Tensor:
        """The conjugate transpose of a matrix."""
    @property
    def T(self) -> Tensor:
        """The axes in reverse order."""
    def __abs__(self) -> Tensor: ...
    def __add__(self, other: Operand) -> Tensor: ...
    def __and__(self, other: Operand) -> Tensor: ...
    def __array__(self, dtype: dtype | None = None, copy: builtins.bool | None = None) -> np.ndarray[Any, Any]: ...
    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any: ...
    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any) -> Any: ...
    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: builtins.bool = False) -> Tensor: ...
    def __bool__(self) -> builtins.bool: ...
    def __complex__(self) -> complex: ...
    def __contains__(self, element: Any) -> builtins.bool: ...
    def __deepcopy__(self, memo: dict[builtins.int, Any]) -> Any: ...
    def __delitem__(self, index: Tensor) -> None: ...
    def __div__(self, other: Operand) -> Tensor: ...
    def __dlpack__(
        self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: Any = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[Any, builtins.int]: ...
    def __eq__(self, other: object) -> Tensor: ...  # type: ignore[override]
    def __float__(self) -> builtins.float: ...
    def __floordiv__(self, other: Operand) -> Tensor: ...
    def __format__(self, format_spec: str) -> str: ...
    def __ge__(self, other: Operand) -> Tensor: ...
    def __getitem__(self, index: Index) -> Tensor: ...
    def __gt__(self, other: Operand) -> Tensor: ...
    def __iadd__(self, other: Operand) -> Self: ...
    def __iand__(self, other: Operand) -> Self: ...
    def __idiv__(self, other: Operand) -> Self: ...
    def __ifloordiv__(self, other: Operand) -> Self: ...
    def __ilshift__(self, other: Operand) -> Self: ...
    def __imod__(self, other: Operand) -> Self: ...
    def __imul__(self, other: Operand) -> Self: ...
    def __index__(self) -> builtins.int: ...
    def __int__(self) -> builtins.int: ...
    def __invert__(self) -> Tensor: ...
    def __ior__(self, other: Operand) -> Self: ...
    def __ipow__(self, other: Operand) -> Self: ...
    def __irshift__(self, other: Operand) -> Self: ...
    def __isub__(self, other: Operand) -> Self: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __itruediv__(self, other: Operand) -> Self: ...
    def __ixor__(self, other: Operand) -> Self: ...
    def __le__(self, other: Operand) -> Tensor: ...
    def __len__(self) -> builtins.int: ...
    def __long__(self) -> builtins.int: ...
    def __lshift__(self, other: Operand) -> Tensor: ...
    def __lt__(self, other: Operand) -> Tensor: ...
    def __matmul__(self, other: Operand) -> Tensor: ...
    def __mod__(self, other: Operand) -> Tensor: ...
    def __mul__(self, other: Operand) -> Tensor: ...
    def __ne__(self, other: object) -> Tensor: ...  # type: ignore[override]
    def __neg__(self) -> Tensor: ...
    def __nonzero__(self) -> builtins.bool: ...
    def __or__(self, other: Operand) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __pow__(self, other: Operand) -> Tensor: ...
    def __radd__(self, other: Operand) -> Tensor: ...
    def __rand__(self, other: Operand) -> Tensor: ...
    def __rdiv__(self, other: Operand) -> Tensor: ...
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]: ...
    def __reversed__(self) -> Tensor: ...
    def __rfloordiv__(self, other: Operand) -> Tensor: ...
    def __rlshift__(self, other: Operand) -> Tensor: ...
    def __rmatmul__(self, other: Operand) -> Tensor: ...
    def __rmod__(self, other: Operand) -> Tensor: ...
    def __rmul__(self, other: Operand) -> Tensor: ...
    def __ror__(self, other: Operand) -> Tensor: ...
    def __rpow__(self, other: Operand) -> Tensor: ...
    def __rrshift__(self, other: Operand) -> Tensor: ...
    def __rshift__(self, other: Operand) -> Tensor: ...
    def __rsub__(self, other: Operand) -> Tensor: ...
    def __rtruediv__(self, other: Operand) -> Tensor: ...
    def __rxor__(self, other: Operand) -> Tensor: ...
    def __setitem__(self, index: Index, value: Any) -> None: ...
    def __setstate__(self, state: dict[str, Any]) -> None: ...
    def __sub__(self, other: Operand) -> Tensor: ...
    __torch_function__: Any
    def __truediv__(self, other: Operand) -> Tensor: ...
    def __xor__(self, other: Operand) -> Tensor: ...
    @property
    def _base(self) -> Tensor | None:
        """The tensor that this one is a view of."""
    def _is_view(self) -> builtins.bool: ...
    @staticmethod
    def _make_subclass(cls: builtins.type[Tensor], data: Tensor, require_grad: builtins.bool = False) -> Any: ...
    def _number(self) -> Any:
        """The only element, as a real Python number."""
    def abs(self) -> Tensor:
        """The absolute value; its gradient at 0 is 0."""
    def abs_(self) -> Self:
        """The absolute value; its gradient at 0 is 0.  In place."""
    def absolute(self) -> Tensor:
        """The absolute value; its gradient at 0 is 0."""
    def absolute_(self) -> Self:
        """The absolute value; its gradient at 0 is 0.  In place."""
    def acos(self) -> Tensor:
        """The angle from 0 to pi whose cosine is x."""
    def acos_(self) -> Self:
        """The angle from 0 to pi whose cosine is x.  In place."""
    def acosh(self) -> Tensor:
        """The inverse of the hyperbolic cosine, for x >= 1."""
    def acosh_(self) -> Self:
        """The inverse of the hyperbolic cosine, for x >= 1.  In place."""
    def add(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Sum, elementwise, with broadcasting: input + alpha * other."""
    def add_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """Sum, elementwise, with broadcasting: input + alpha * other.  In place."""
    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """beta * input + alpha * the sum of the products of two stacks, (b, n, m) and (b, m, p); the input broadcasts.
        """
    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """beta * input + alpha * the sum of the products of two stacks, (b, n, m) and (b, m, p); the input broadcasts.
        In place.
        """
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """input + value * tensor1 / tensor2."""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Self:
        """input + value * tensor1 / tensor2.  In place."""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """input + value * tensor1 * tensor2."""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Self:
        """input + value * tensor1 * tensor2.  In place."""
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """beta * input + alpha * mat1 @ mat2 of matrices (n, m) and (m, p); the input broadcasts to (n, p)."""
    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """beta * input + alpha * mat1 @ mat2 of matrices (n, m) and (m, p); the input broadcasts to (n, p).  In place.
        """
    def addmv(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """beta * input + alpha * mat @ vec of a matrix (n, m) and a vector (m,); the input broadcasts to (n,)."""
    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """beta * input + alpha * mat @ vec of a matrix (n, m) and a vector (m,); the input broadcasts to (n,).  In
        place.
        """
    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """beta * input + alpha * outer(vec1, vec2) of vectors (n,) and (m,); the input broadcasts to (n, m)."""
    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """beta * input + alpha * outer(vec1, vec2) of vectors (n,) and (m,); the input broadcasts to (n, m).  In place.
        """
    def adjoint(self) -> Tensor:
        """The conjugate transpose of the last two axes."""
    def all(self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False) -> Tensor:
        """Whether every element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise)."""
    def allclose(
        self, other: Tensor, rtol: builtins.float = 1e-05, atol: builtins.float = 1e-08,
        equal_nan: builtins.bool = False,
    ) -> builtins.bool:
        """Whether all elements are close, as `isclose` has it."""
    def amax(self, dim: builtins.int | Sequence[builtins.int] = (), keepdim: builtins.bool = False) -> Tensor:
        """The largest element, of all or along `dim` (an axis or several); nan where there is one."""
    def amin(self, dim: builtins.int | Sequence[builtins.int] = (), keepdim: builtins.bool = False) -> Tensor:
        """The smallest element, of all or along `dim` (an axis or several); nan where there is one."""
    def aminmax(self, *, dim: builtins.int | None = None, keepdim: builtins.bool = False) -> _return_types.aminmax:
        """The smallest and the largest element, of all or along `dim`, as `(min, max)`."""
    def angle(self) -> Tensor:
        """The angle of a complex number, from -pi to pi; of a real one 0, or pi if it is negative."""
    def any(self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False) -> Tensor:
        """Whether some element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise)."""
    def apply_(self, callable: Callable[[Any], Any]) -> Self:
        """Replaces each element by what a Python function makes of it; slow."""
    def arccos(self) -> Tensor:
        """The angle from 0 to pi whose cosine is x."""
    def arccos_(self) -> Self:
        """The angle from 0 to pi whose cosine is x.  In place."""
    def arccosh(self) -> Tensor:
        """The inverse of the hyperbolic cosine, for x >= 1."""
    def arccosh_(self) -> Self:
        """The inverse of the hyperbolic cosine, for x >= 1.  In place."""
    def arcsin(self) -> Tensor:
        """The angle from -pi/2 to pi/2 whose sine is x."""
    def arcsin_(self) -> Self:
        """The angle from -pi/2 to pi/2 whose sine is x.  In place."""
    def arcsinh(self) -> Tensor:
        """The inverse of the hyperbolic sine."""
    def arcsinh_(self) -> Self:
        """The inverse of the hyperbolic sine.  In place."""
    def arctan(self) -> Tensor:
        """The angle from -pi/2 to pi/2 whose tangent is x."""
    def arctan2(self, other: Tensor) -> Tensor:
        """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other."""
    def arctan2_(self, other: Tensor) -> Self:
        """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other.  In
        place.
        """
    def arctan_(self) -> Self:
        """The angle from -pi/2 to pi/2 whose tangent is x.  In place."""
    def arctanh(self) -> Tensor:
        """The inverse of the hyperbolic tangent, for -1 <= x <= 1."""
    def arctanh_(self) -> Self:
        """The inverse of the hyperbolic tangent, for -1 <= x <= 1.  In place."""
    def argmax(self, dim: builtins.int | None = None, keepdim: builtins.bool = False) -> Tensor:
        """The index of the largest element, of all (flattened) or along `dim`; the first where several tie."""
    def argmin(self, dim: builtins.int | None = None, keepdim: builtins.bool = False) -> Tensor:
        """The index of the smallest element, of all (flattened) or along `dim`; the first where several tie."""
    def argsort(
        self, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False,
    ) -> Tensor:
        """The indices that sort along `dim`; equal elements keep their order."""
    def argwhere(self) -> Tensor:
        """The places of the elements that are not zero, one a row."""
    def as_strided(
        self, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Tensor:
        """The memory under any shape and strides (in elements), from `storage_offset` on."""
    def as_strided_(
        self, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Self:
        """The memory under any shape and strides (in elements), from `storage_offset` on.  In place."""
    def as_strided_scatter(
        self, src: Tensor, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Tensor:
        """A copy of `input` with `src` in the places that `as_strided` would see."""
    def as_subclass(self, cls: builtins.type[Tensor]) -> Any:
        """The same memory as an instance of a subclass of Tensor, through which gradients flow back."""
    def asin(self) -> Tensor:
        """The angle from -pi/2 to pi/2 whose sine is x."""
    def asin_(self) -> Self:
        """The angle from -pi/2 to pi/2 whose sine is x.  In place."""
    def asinh(self) -> Tensor:
        """The inverse of the hyperbolic sine."""
    def asinh_(self) -> Self:
        """The inverse of the hyperbolic sine.  In place."""
    def atan(self) -> Tensor:
        """The angle from -pi/2 to pi/2 whose tangent is x."""
    def atan2(self, other: Tensor) -> Tensor:
        """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other."""
    def atan2_(self, other: Tensor) -> Self:
        """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other.  In
        place.
        """
    def atan_(self) -> Self:
        """The angle from -pi/2 to pi/2 whose tangent is x.  In place."""
    def atanh(self) -> Tensor:
        """The inverse of the hyperbolic tangent, for -1 <= x <= 1."""
    def atanh_(self) -> Self:
        """The inverse of the hyperbolic tangent, for -1 <= x <= 1.  In place."""
    def backward(
        self, gradient: Tensor | None = None, retain_graph: builtins.bool | None = None,
        create_graph: builtins.bool = False, inputs: Tensor | Sequence[Tensor] | None = None,
    ) -> None:
        """Adds the gradient of this tensor with respect to every leaf below it to the leaf's `.grad`."""
    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """beta * input + alpha * the products of two stacks, (b, n, m) and (b, m, p): (b, n, p); the input broadcasts.
        """
    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """beta * input + alpha * the products of two stacks, (b, n, m) and (b, m, p): (b, n, p); the input broadcasts.
        In place.
        """
    def bernoulli(self, p: builtins.float | None = None, *, generator: Generator | None = None) -> Tensor:
        """0 or 1: 1 with the probability that each element of `input` is, or with probability `p` everywhere."""
    def bernoulli_(self, p: Tensor | builtins.float = 0.5, *, generator: Generator | None = None) -> Self:
        """Fills this tensor with 0 and 1: 1 with probability `p`, a number or a tensor that broadcasts to this one."""
    def bfloat16(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.bfloat16: itself where it has that dtype."""
    def bincount(self, weights: Tensor | None = None, minlength: builtins.int = 0) -> Tensor:
        """How often each of 0, 1, 2, ... occurs among non-negative integers; with `weights` the sum of theirs."""
    def bitwise_and(self, other: Tensor | Number) -> Tensor:
        """The bits that both operands have; for bools, logical and."""
    def bitwise_and_(self, other: Tensor | Number) -> Self:
        """The bits that both operands have; for bools, logical and.  In place."""
    def bitwise_left_shift(self, other: Tensor | Number) -> Tensor:
        """The bits of `input` moved up by `other` places: input * 2**other."""
    def bitwise_left_shift_(self, other: Tensor | Number) -> Self:
        """The bits of `input` moved up by `other` places: input * 2**other.  In place."""
    def bitwise_not(self) -> Tensor:
        """Every bit turned over; for bools, their opposite."""
    def bitwise_not_(self) -> Self:
        """Every bit turned over; for bools, their opposite.  In place."""
    def bitwise_or(self, other: Tensor | Number) -> Tensor:
        """The bits that one operand has or both have; for bools, logical or."""
    def bitwise_or_(self, other: Tensor | Number) -> Self:
        """The bits that one operand has or both have; for bools, logical or.  In place."""
    def bitwise_right_shift(self, other: Tensor | Number) -> Tensor:
        """The bits of `input` moved down by `other` places, the sign kept."""
    def bitwise_right_shift_(self, other: Tensor | Number) -> Self:
        """The bits of `input` moved down by `other` places, the sign kept.  In place."""
    def bitwise_xor(self, other: Tensor | Number) -> Tensor:
        """The bits that exactly one operand has; for bools, logical xor."""
    def bitwise_xor_(self, other: Tensor | Number) -> Self:
        """The bits that exactly one operand has; for bools, logical xor.  In place."""
    def bmm(self, mat2: Tensor) -> Tensor:
        """The products of two stacks of matrices, (b, n, m) and (b, m, p): (b, n, p)."""
    def bool(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.bool: itself where it has that dtype."""
    def broadcast_to(self, size: Sequence[builtins.int]) -> Tensor:
        """`input` expanded to the shape `size`."""
    def byte(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.uint8: itself where it has that dtype."""
    def cauchy_(
        self, median: builtins.float = 0, sigma: builtins.float = 1, *, generator: Generator | None = None,
    ) -> Self:
        """Fills this tensor with numbers of the Cauchy distribution."""
    def cdouble(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.complex128: itself where it has that dtype."""
    def ceil(self) -> Tensor:
        """The least whole number that is not less."""
    def ceil_(self) -> Self:
        """The least whole number that is not less.  In place."""
    def cfloat(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.complex64: itself where it has that dtype."""
    def chalf(self, memory_format: memory_format | None = None) -> Tensor:
        """Raises NotImplementedError: NumPy has no complex numbers of 16-bit parts."""
    def char(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.int8: itself where it has that dtype."""
    def cholesky(self, upper: builtins.bool = False) -> Tensor:
        """A = L L^H: the older form of `linalg.cholesky`."""
    def cholesky_inverse(self, upper: builtins.bool = False) -> Tensor:
        """The inverse of L L^H, from the lower triangular factors L (*, n, n) of Cholesky; with `upper`, from L^H."""
    def cholesky_solve(self, L: Tensor, upper: builtins.bool = False) -> Tensor:
        """The X with L L^H X = `input`, for the lower triangular factors L (*, n, n) of Cholesky: (*, n, k)."""
    def chunk(self, chunks: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """At most `chunks` parts of equal length (the last may be shorter), as views."""
    def clamp(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing."""
    def clamp_(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Self:
        """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing.  In
        place.
        """
    def clamp_max(self, max: Tensor | Number) -> Tensor:
        """Elements greater than `max` moved down to it."""
    def clamp_max_(self, max: Tensor | Number) -> Self:
        """Elements greater than `max` moved down to it.  In place."""
    def clamp_min(self, min: Tensor | Number) -> Tensor:
        """Elements less than `min` moved up to it."""
    def clamp_min_(self, min: Tensor | Number) -> Self:
        """Elements less than `min` moved up to it.  In place."""
    def clip(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing."""
    def clip_(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Self:
        """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing.  In
        place.
        """
    def clone(self, *, memory_format: memory_format | None = None) -> Tensor:
        """A copy with memory of its own, through which gradients flow back."""
    def coalesce(self) -> Tensor:
        """Raises RuntimeError: `coalesce` is of sparse tensors, and minigrad has none."""
    def conj(self) -> Tensor:
        """The complex conjugate; the tensor itself if it is real."""
    def conj_physical(self) -> Tensor:
        """The complex conjugate, in new memory; the tensor itself if it is real."""
    def conj_physical_(self) -> Self:
        """The complex conjugate, in new memory; the tensor itself if it is real.  In place."""
    def contiguous(self, memory_format: memory_format = ...) -> Tensor:
        """The tensor laid out in memory as `memory_format` says: itself where it is, else a copy."""
    def copy_(self, src: Tensor | Number, non_blocking: builtins.bool = False) -> Self:
        """Writes the elements of `src` (a tensor or a number), broadcast and cast, into this tensor."""
    def copysign(self, other: Tensor | Number) -> Tensor:
        """The size of `input` with the sign of `other` (that of -0.0 is negative); the gradient at 0 is 0."""
    def copysign_(self, other: Tensor | Number) -> Self:
        """The size of `input` with the sign of `other` (that of -0.0 is negative); the gradient at 0 is 0.  In place.
        """
    def corrcoef(self) -> Tensor:
        """The correlation coefficients of the variables in the rows of `input`: their covariance over their deviations.
        """
    def cos(self) -> Tensor:
        """The cosine, of radians."""
    def cos_(self) -> Self:
        """The cosine, of radians.  In place."""
    def cosh(self) -> Tensor:
        """The hyperbolic cosine."""
    def cosh_(self) -> Self:
        """The hyperbolic cosine.  In place."""
    def count_nonzero(self, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
        """How many elements are nonzero, of all or along `dim` (an axis or several), as int64; nan is nonzero."""
    def cov(
        self, *, correction: builtins.int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None,
    ) -> Tensor:
        """The covariance matrix of the variables in the rows of `input`, observed in its columns: (n, k) gives (n, n).
        """
    def cpu(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor itself: it lives on the CPU."""
    def cross(self, other: Tensor, dim: builtins.int | None = None) -> Tensor:
        """The cross products of vectors with three elements along `dim`; the other axes broadcast."""
    def cuda(
        self, device: _device | str | builtins.int | None = None, non_blocking: builtins.bool = False,
        memory_format: memory_format | None = None,
    ) -> Tensor:
        """Raises AssertionError: this build has no CUDA."""
    def cummax(self, dim: builtins.int) -> _return_types.cummax:
        """The largest element so far along `dim`, and where it was met last: `(values, indices)`."""
    def cummin(self, dim: builtins.int) -> _return_types.cummin:
        """The smallest element so far along `dim`, and where it was met last: `(values, indices)`."""
    def cumprod(self, dim: builtins.int, *, dtype: dtype | None = None) -> Tensor:
        """The running product along `dim`: each element times all before it."""
    def cumprod_(self, dim: builtins.int, *, dtype: dtype | None = None) -> Self:
        """The running product along `dim`: each element times all before it.  In place."""
    def cumsum(self, dim: builtins.int, *, dtype: dtype | None = None) -> Tensor:
        """The running sum along `dim`: each element plus all before it."""
    def cumsum_(self, dim: builtins.int, *, dtype: dtype | None = None) -> Self:
        """The running sum along `dim`: each element plus all before it.  In place."""
    def data_ptr(self) -> builtins.int:
        """The address of the first element."""
    def deg2rad(self) -> Tensor:
        """Degrees as radians."""
    def deg2rad_(self) -> Self:
        """Degrees as radians.  In place."""
    def dense_dim(self) -> builtins.int:
        """The number of axes that are stored densely: all."""
    def dequantize(self) -> Tensor:
        """The tensor as float32; here none is quantised."""
    def det(self) -> Tensor:
        """The determinant of each square matrix of a batch (*, n, n): (*)."""
    @property
    def device(self) -> _device: ...
    def diag(self, diagonal: builtins.int = 0) -> Tensor:
        """The matrix with a vector on its diagonal, or a copy of a matrix's diagonal."""
    def diag_embed(self, offset: builtins.int = 0, dim1: builtins.int = -2, dim2: builtins.int = -1) -> Tensor:
        """Matrices along `dim1` and `dim2` with the last axis of `input` as their diagonal, zeros elsewhere."""
    def diagflat(self, offset: builtins.int = 0) -> Tensor:
        """The matrix with all elements of `input` on its diagonal."""
    def diagonal(self, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
        """The diagonal of the matrices along `dim1` and `dim2`, as the last axis; a view."""
    def diagonal_scatter(
        self, src: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1,
    ) -> Tensor:
        """A copy of `input` with `src` on a diagonal."""
    def diff(
        self, n: builtins.int = 1, dim: builtins.int = -1, prepend: Tensor | None = None, append: Tensor | None = None,
    ) -> Tensor:
        """The differences of neighbours along `dim`, taken `n` times: out[i] = input[i + 1] - input[i]."""
    def digamma(self) -> Tensor:
        """The derivative of `lgamma`."""
    def digamma_(self) -> Self:
        """The derivative of `lgamma`.  In place."""
    def dim(self) -> builtins.int:
        """The number of axes."""
    def dim_order(self, *, ambiguity_check: Any = False) -> tuple[builtins.int, ...]:
        """The axes as they lie in memory, from the slowest to the fastest."""
    def dist(self, other: Tensor, p: builtins.float = 2) -> Tensor:
        """The p-norm of the difference of two tensors, which broadcast."""
    def div(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero."""
    def div_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Self:
        """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero.  In place."""
    def divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero."""
    def divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Self:
        """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero.  In place."""
    def dot(self, tensor: Tensor) -> Tensor:
        """The dot product of two vectors (without conjugation), a tensor without axes."""
    def double(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.float64: itself where it has that dtype."""
    def dsplit(self, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
        """Parts along the third axis: so many equal ones, or beginning at the given places."""
    def eig(self, *args: Any) -> Tensor:
        """Raises RuntimeError: `eig` was removed; there is one in `torch.linalg`."""
    def element_size(self) -> builtins.int:
        """Bytes of one element."""
    def eq(self, other: Tensor | Number) -> Tensor:
        """Whether elements are equal."""
    def eq_(self, other: Tensor | Number) -> Self:
        """Whether elements are equal.  In place."""
    def equal(self, other: Tensor) -> builtins.bool:
        """Whether two tensors have the same shape and the same elements."""
    def erf(self) -> Tensor:
        """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    def erf_(self) -> Self:
        """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.  In place."""
    def erfc(self) -> Tensor:
        """1 - erf(x), exact where that is small."""
    def erfc_(self) -> Self:
        """1 - erf(x), exact where that is small.  In place."""
    def erfinv(self) -> Tensor:
        """The inverse of `erf`; infinite at -1 and 1, NaN beyond."""
    def erfinv_(self) -> Self:
        """The inverse of `erf`; infinite at -1 and 1, NaN beyond.  In place."""
    def exp(self) -> Tensor:
        """e to the power of each element."""
    def exp2(self) -> Tensor:
        """2 to the power of each element."""
    def exp2_(self) -> Self:
        """2 to the power of each element.  In place."""
    def exp_(self) -> Self:
        """e to the power of each element.  In place."""
    @overload
    def expand(self, *sizes: builtins.int, implicit: builtins.bool = False) -> Tensor:
        """Axes of length 1, and new leading ones, repeated without copying; -1 keeps a length."""
    @overload
    def expand(self, size: Sequence[builtins.int], *, implicit: builtins.bool = False) -> Tensor: ...
    def expand_as(self, other: Tensor) -> Tensor:
        """`input` expanded to the shape of `other`."""
    def expm1(self) -> Tensor:
        """exp(x) - 1, exact near zero."""
    def expm1_(self) -> Self:
        """exp(x) - 1, exact near zero.  In place."""
    def exponential_(self, lambd: builtins.float = 1, *, generator: Generator | None = None) -> Self:
        """Fills this tensor with numbers of the exponential distribution of rate `lambd`."""
    def fill_(self, value: Tensor | Number) -> Self:
        """Writes `value`, a number or a tensor without axes, into every element."""
    def fill_diagonal_(self, fill_value: Number, wrap: builtins.bool = False) -> Self:
        """Writes one number on the main diagonal, in place; `wrap` begins anew below a tall matrix's diagonal."""
    def fix(self) -> Tensor:
        """The whole part: rounded towards zero."""
    def fix_(self) -> Self:
        """The whole part: rounded towards zero.  In place."""
    def flatten(self, start_dim: builtins.int = 0, end_dim: builtins.int = -1) -> Tensor:
        """The axes from `start_dim` through `end_dim` as one."""
    @overload
    def flip(self, *order: builtins.int) -> Tensor:
        """The order along the axes `dims` reversed; a copy."""
    @overload
    def flip(self, dims: Sequence[builtins.int]) -> Tensor: ...
    def fliplr(self) -> Tensor:
        """The order along the second axis reversed; a copy."""
    def flipud(self) -> Tensor:
        """The order along the first axis reversed; a copy."""
    def float(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.float32: itself where it has that dtype."""
    def float_power(self, exponent: Tensor | Number) -> Tensor:
        """Each element to the power of `exponent`, computed in float64 (complex128 for complex operands)."""
    def float_power_(self, exponent: Tensor | Number) -> Self:
        """Each element to the power of `exponent`, computed in float64 (complex128 for complex operands).  In place."""
    def floor(self) -> Tensor:
        """The greatest whole number that is not greater."""
    def floor_(self) -> Self:
        """The greatest whole number that is not greater.  In place."""
    def floor_divide(self, other: Tensor | Number) -> Tensor:
        """The quotient rounded down, as Python's `//`; not differentiable (see `div` with a rounding mode)."""
    def floor_divide_(self, other: Tensor | Number) -> Self:
        """The quotient rounded down, as Python's `//`; not differentiable (see `div` with a rounding mode).  In place.
        """
    def fmax(self, other: Tensor) -> Tensor:
        """The greater of two elements; where one is NaN, the other one."""
    def fmin(self, other: Tensor) -> Tensor:
        """The lesser of two elements; where one is NaN, the other one."""
    def fmod(self, other: Tensor | Number) -> Tensor:
        """What is left of `input` after whole multiples of `other`, with the dividend's sign, as C's fmod."""
    def fmod_(self, other: Tensor | Number) -> Self:
        """What is left of `input` after whole multiples of `other`, with the dividend's sign, as C's fmod.  In place.
        """
    def frac(self) -> Tensor:
        """What `trunc` cuts off, with the sign of the element."""
    def frac_(self) -> Self:
        """What `trunc` cuts off, with the sign of the element.  In place."""
    def frexp(self) -> _return_types.frexp:
        """Mantissa and exponent, (mantissa, exponent): input = mantissa * 2**exponent, with 0.5 <= |mantissa| < 1."""
    def gather(self, dim: builtins.int, index: Tensor, *, sparse_grad: builtins.bool = False) -> Tensor:
        """The elements at places `index` of the axis `dim`: out[i][j] = input[index[i][j]][j] for dim 0."""
    def gcd(self, other: Tensor) -> Tensor:
        """The greatest common divisor, not negative; gcd(0, 0) is 0."""
    def gcd_(self, other: Tensor) -> Self:
        """The greatest common divisor, not negative; gcd(0, 0) is 0.  In place."""
    def ge(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are greater or equal."""
    def ge_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are greater or equal.  In place."""
    def geometric_(self, p: builtins.float, *, generator: Generator | None = None) -> Self:
        """Fills this tensor with numbers of trials up to the first success, which has probability `p`."""
    def geqrf(self) -> _return_types.geqrf:
        """The QR decomposition as LAPACK has it: R on and above the diagonal of `a`, the reflectors of Q below, and
        `tau`.
        """
    def ger(self, vec2: Tensor) -> Tensor:
        """The products of every element of one vector (n,) with every element of another (m,): (n, m)."""
    def get_device(self) -> builtins.int: ...
    def greater(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are greater."""
    def greater_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are greater.  In place."""
    def greater_equal(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are greater or equal."""
    def greater_equal_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are greater or equal.  In place."""
    def gt(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are greater."""
    def gt_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are greater.  In place."""
    def half(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.float16: itself where it has that dtype."""
    def hardshrink(self, lambd: builtins.float = 0.5) -> Tensor:
        """x where it is farther than `lambd` from 0, else 0."""
    def hash_tensor(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, *, keepdim: builtins.bool = False,
        mode: Any = 0,
    ) -> Tensor:
        """The exclusive or of the bits of all elements, or along `dim` (an axis or several), as uint64."""
    def heaviside(self, values: Tensor) -> Tensor:
        """The step function: 0 below 0, 1 above, `values` at 0."""
    def heaviside_(self, values: Tensor) -> Self:
        """The step function: 0 below 0, 1 above, `values` at 0.  In place."""
    def histc(self, bins: builtins.int = 100, min: builtins.float = 0, max: builtins.float = 0) -> Tensor:
        """How many elements fall into each of `bins` intervals of one length between `min` and `max`."""
    def histogram(
        self, bins: Tensor | builtins.int = 100, *, range: Sequence[builtins.float] | None = None,
        weight: Tensor | None = None, density: builtins.bool = False,
    ) -> _return_types.histogram:
        """The histogram of all elements and the edges of its bins: `(hist, bin_edges)`."""
    def hsplit(self, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
        """Parts along the second axis (the first of a vector): so many equal ones, or beginning at the given places."""
    def hypot(self, other: Tensor) -> Tensor:
        """The length of the hypotenuse, sqrt(input^2 + other^2), without overflow."""
    def hypot_(self, other: Tensor) -> Self:
        """The length of the hypotenuse, sqrt(input^2 + other^2), without overflow.  In place."""
    def i0(self) -> Tensor:
        """The modified Bessel function of the first kind of order 0."""
    def i0_(self) -> Self:
        """The modified Bessel function of the first kind of order 0.  In place."""
    def igamma(self, other: Tensor) -> Tensor:
        """The regularised lower incomplete gamma function P(input, other); differentiable by `other`."""
    def igamma_(self, other: Tensor) -> Self:
        """The regularised lower incomplete gamma function P(input, other); differentiable by `other`.  In place."""
    def igammac(self, other: Tensor) -> Tensor:
        """The regularised upper incomplete gamma function 1 - P(input, other)."""
    def igammac_(self, other: Tensor) -> Self:
        """The regularised upper incomplete gamma function 1 - P(input, other).  In place."""
    @property
    def imag(self) -> Tensor:
        """The imaginary parts of a complex tensor: a view."""
    @imag.setter
    def imag(self, value: Any) -> None: ...
    def index_add(self, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """`input` with alpha times the slices of `source` added at places `index` of the axis `dim`; places may repeat.
        """
    def index_add_(self, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Self:
        """`input` with alpha times the slices of `source` added at places `index` of the axis `dim`; places may repeat.
        In place.
        """
    def index_copy(self, dim: builtins.int, index: Tensor, source: Tensor) -> Tensor:
        """`input` with the slices of `source` written at places `index` of the axis `dim`."""
    def index_copy_(self, dim: builtins.int, index: Tensor, source: Tensor) -> Self:
        """`input` with the slices of `source` written at places `index` of the axis `dim`.  In place."""
    def index_fill(self, dim: builtins.int, index: Tensor, value: Tensor | Number) -> Tensor:
        """`input` with one number (or 0-d tensor) in the slices at places `index` of the axis `dim`."""
    def index_fill_(self, dim: builtins.int, index: Tensor, value: Tensor | Number) -> Self:
        """`input` with one number (or 0-d tensor) in the slices at places `index` of the axis `dim`.  In place."""
    def index_put(
        self, indices: Tensor | Sequence[Tensor | None], values: Tensor, accumulate: builtins.bool = False,
    ) -> Tensor:
        """`input` with `values` written (or added) at the places that a tuple of index tensors names: x[indices] =
        values.
        """
    def index_put_(
        self, indices: Tensor | Sequence[Tensor | None], values: Tensor, accumulate: builtins.bool = False,
    ) -> Self:
        """`input` with `values` written (or added) at the places that a tuple of index tensors names: x[indices] =
        values.  In place.
        """
    def index_reduce(
        self, dim: builtins.int, index: Tensor, source: Tensor, reduce: str, *, include_self: builtins.bool = True,
    ) -> Tensor:
        """`input` with the slices of `source` combined at places `index` of the axis `dim` by prod, mean, amax or amin.
        """
    def index_reduce_(
        self, dim: builtins.int, index: Tensor, source: Tensor, reduce: str, *, include_self: builtins.bool = True,
    ) -> Self:
        """`input` with the slices of `source` combined at places `index` of the axis `dim` by prod, mean, amax or amin.
        In place.
        """
    def index_select(self, dim: builtins.int, index: Tensor) -> Tensor:
        """The slices at places `index` (a vector of ints) of the axis `dim`."""
    def indices(self) -> Tensor:
        """Raises RuntimeError: `indices` is of sparse tensors, and minigrad has none."""
    def inner(self, other: Tensor) -> Tensor:
        """The dot products of the last axes: (*a, n) and (*b, n) give (*a, *b); by a tensor without axes, the multiple.
        """
    def int(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.int32: itself where it has that dtype."""
    def inverse(self) -> Tensor:
        """Another name of `linalg.inv`."""
    def is_coalesced(self) -> Tensor:
        """Raises RuntimeError: `is_coalesced` is of sparse tensors, and minigrad has none."""
    def is_complex(self) -> builtins.bool: ...
    def is_conj(self) -> builtins.bool:
        """Whether a conjugation is pending: never, conjugates are computed at once."""
    def is_contiguous(self, memory_format: memory_format = ...) -> builtins.bool:
        """Whether the elements lie in memory in the order that `memory_format` says."""
    is_cpu: builtins.bool
    is_cuda: builtins.bool
    def is_distributed(self) -> builtins.bool:
        """Whether the tensor is spread over processes: no."""
    def is_floating_point(self) -> builtins.bool: ...
    def is_inference(self) -> builtins.bool: ...
    is_ipu: builtins.bool
    is_maia: builtins.bool
    is_meta: builtins.bool
    is_mkldnn: builtins.bool
    is_mps: builtins.bool
    is_mtia: builtins.bool
    def is_neg(self) -> builtins.bool:
        """Whether a negation is pending: never, negatives are computed at once."""
    is_nested: builtins.bool
    def is_nonzero(self) -> builtins.bool:
        """Whether the only element is not zero."""
    def is_pinned(self, device: _device | str | builtins.int | None = None) -> builtins.bool:
        """Whether the memory is page-locked for an accelerator: never."""
    is_quantized: builtins.bool
    def is_same_size(self, other: Tensor) -> builtins.bool:
        """Whether the shapes are equal."""
    def is_set_to(self, tensor: Tensor) -> builtins.bool:
        """Whether both tensors are the same piece of the same memory, with the same shape and strides."""
    def is_shared(self) -> builtins.bool:
        """Whether the memory is shared between processes."""
    def is_signed(self) -> builtins.bool: ...
    is_sparse: builtins.bool
    is_sparse_csr: builtins.bool
    is_vulkan: builtins.bool
    is_xla: builtins.bool
    is_xpu: builtins.bool
    def isclose(
        self, other: Tensor, rtol: builtins.float = 1e-05, atol: builtins.float = 1e-08,
        equal_nan: builtins.bool = False,
    ) -> Tensor:
        """Whether elements are close: |input - other| <= atol + rtol * |other|; NaN equals NaN with `equal_nan`."""
    def isfinite(self) -> Tensor:
        """Whether elements are neither infinite nor NaN."""
    def isinf(self) -> Tensor:
        """Whether elements are infinite, of either sign."""
    def isnan(self) -> Tensor:
        """Whether elements are not a number."""
    def isneginf(self) -> Tensor:
        """Whether elements are negative infinity."""
    def isposinf(self) -> Tensor:
        """Whether elements are positive infinity."""
    def isreal(self) -> Tensor:
        """Whether elements are real: their imaginary part is zero."""
    def istft(
        self, n_fft: builtins.int, hop_length: builtins.int | None = None, win_length: builtins.int | None = None,
        window: Tensor | None = None, center: builtins.bool = True, normalized: builtins.bool = False,
        onesided: builtins.bool | None = None, length: builtins.int | None = None,
        return_complex: builtins.bool = False,
    ) -> Tensor:
        """The signal (t,) or signals (batch, t) whose `stft` is `input`, (batch, frequencies, frames); of the others
        that with the nearest one.
        """
    def item(self) -> Any:
        """The only element, as a Python number."""
    @property
    def itemsize(self) -> builtins.int: ...
    def kron(self, other: Tensor) -> Tensor:
        """The Kronecker product: every element of `input` times the whole of `other`, laid out as blocks."""
    def kthvalue(
        self, k: builtins.int, dim: builtins.int = -1, keepdim: builtins.bool = False,
    ) -> _return_types.kthvalue:
        """The k-th smallest element of each line along `dim` (k counts from 1), and its index: `(values, indices)`."""
    @property
    def layout(self) -> _layout: ...
    def lcm(self, other: Tensor) -> Tensor:
        """The least common multiple, not negative; lcm(0, 0) is 0."""
    def lcm_(self, other: Tensor) -> Self:
        """The least common multiple, not negative; lcm(0, 0) is 0.  In place."""
    def ldexp(self, other: Tensor) -> Tensor:
        """input * 2**other."""
    def ldexp_(self, other: Tensor) -> Self:
        """input * 2**other.  In place."""
    def le(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are less or equal."""
    def le_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are less or equal.  In place."""
    def lerp(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """Linear interpolation, input + weight * (end - input); the weight is a number or a tensor."""
    def lerp_(self, end: Tensor, weight: Tensor | Number) -> Self:
        """Linear interpolation, input + weight * (end - input); the weight is a number or a tensor.  In place."""
    def less(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are less."""
    def less_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are less.  In place."""
    def less_equal(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are less or equal."""
    def less_equal_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are less or equal.  In place."""
    def lgamma(self) -> Tensor:
        """The logarithm of the absolute value of the gamma function."""
    def lgamma_(self) -> Self:
        """The logarithm of the absolute value of the gamma function.  In place."""
    def log(self) -> Tensor:
        """The natural logarithm."""
    def log10(self) -> Tensor:
        """The logarithm to base 10."""
    def log10_(self) -> Self:
        """The logarithm to base 10.  In place."""
    def log1p(self) -> Tensor:
        """log(1 + x), exact near zero."""
    def log1p_(self) -> Self:
        """log(1 + x), exact near zero.  In place."""
    def log2(self) -> Tensor:
        """The logarithm to base 2."""
    def log2_(self) -> Self:
        """The logarithm to base 2.  In place."""
    def log_(self) -> Self:
        """The natural logarithm.  In place."""
    def log_normal_(
        self, mean: builtins.float = 1, std: builtins.float = 2, *, generator: Generator | None = None,
    ) -> Self:
        """Fills this tensor with numbers whose logarithms are normal with `mean` and `std`."""
    def log_softmax(self, dim: builtins.int, dtype: dtype | None = None) -> Tensor:
        """The logarithm of softmax along `dim`: x - log(sum(exp(x))), computed without overflow."""
    def logaddexp(self, other: Tensor) -> Tensor:
        """log(exp(input) + exp(other)), without overflow."""
    def logaddexp2(self, other: Tensor) -> Tensor:
        """log2(2**input + 2**other), without overflow."""
    def logcumsumexp(self, dim: builtins.int) -> Tensor:
        """log of the running sum of exp(x) along `dim`, computed without overflow."""
    def logdet(self) -> Tensor:
        """The logarithm of the determinant of each square matrix of a batch: -inf where that is 0, NaN where negative.
        """
    def logical_and(self, other: Tensor) -> Tensor:
        """Whether both elements are other than zero."""
    def logical_and_(self, other: Tensor) -> Self:
        """Whether both elements are other than zero.  In place."""
    def logical_not(self) -> Tensor:
        """Whether elements are zero."""
    def logical_not_(self) -> Self:
        """Whether elements are zero.  In place."""
    def logical_or(self, other: Tensor) -> Tensor:
        """Whether one element or both are other than zero."""
    def logical_or_(self, other: Tensor) -> Self:
        """Whether one element or both are other than zero.  In place."""
    def logical_xor(self, other: Tensor) -> Tensor:
        """Whether exactly one element is other than zero."""
    def logical_xor_(self, other: Tensor) -> Self:
        """Whether exactly one element is other than zero.  In place."""
    def logit(self, eps: builtins.float | None = None) -> Tensor:
        """log(x / (1 - x)), the inverse of `sigmoid`; with `eps` the input is first clamped to [eps, 1 - eps]."""
    def logit_(self, eps: builtins.float | None = None) -> Self:
        """log(x / (1 - x)), the inverse of `sigmoid`; with `eps` the input is first clamped to [eps, 1 - eps].  In
        place.
        """
    def logsumexp(self, dim: builtins.int | Sequence[builtins.int], keepdim: builtins.bool = False) -> Tensor:
        """log(sum(exp(x))) along `dim` (an axis or several), computed without overflow; of nothing, -inf."""
    def long(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.int64: itself where it has that dtype."""
    def lstsq(self, *args: Any) -> Tensor:
        """Raises RuntimeError: `lstsq` was removed; there is one in `torch.linalg`."""
    def lt(self, other: Tensor | Number) -> Tensor:
        """Whether elements of `input` are less."""
    def lt_(self, other: Tensor | Number) -> Self:
        """Whether elements of `input` are less.  In place."""
    @overload
    def lu(self, pivot: builtins.bool = True, get_infos: Literal[False] = False) -> tuple[Tensor, Tensor]:
        """The older form of `linalg.lu_factor`: `(LU, pivots)`, and with `get_infos` the `info` of
        `linalg.lu_factor_ex`.
        """
    @overload
    def lu(self, pivot: builtins.bool = True, *, get_infos: Literal[True]) -> tuple[Tensor, Tensor, Tensor]: ...
    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
        """The older form of `linalg.lu_solve`, with the right side first."""
    @property
    def mH(self) -> Tensor:
        """The conjugate transpose of the last two axes."""
    @property
    def mT(self) -> Tensor:
        """The last two axes exchanged."""
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Self:
        """Replaces each element by what a Python function makes of it and of the one in `tensor`; slow."""
    def masked_fill(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """`input` with one number (or 0-d tensor) where `mask` is true; the two broadcast."""
    def masked_fill_(self, mask: Tensor, value: Tensor | Number) -> Self:
        """`input` with one number (or 0-d tensor) where `mask` is true; the two broadcast.  In place."""
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """`input` with the elements of `source`, in order, where `mask` is true."""
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Self:
        """`input` with the elements of `source`, in order, where `mask` is true.  In place."""
    def masked_select(self, mask: Tensor) -> Tensor:
        """The elements where `mask` is true, along one axis; the two broadcast."""
    def matmul(self, other: Tensor) -> Tensor:
        """The product `input @ other`: of matrices in the last two axes, with the axes before them broadcast."""
    def matrix_exp(self) -> Tensor:
        """exp A = 1 + A + A A / 2 + A A A / 6 + ..., of each square matrix of a batch (*, n, n)."""
    def matrix_power(self, n: builtins.int) -> Tensor:
        """The product of `n` factors of each square matrix of a batch; for n < 0 of its inverse; the unit matrix for n
        = 0.
        """
    @overload
    def max(self) -> Tensor:
        """The largest of all elements; with `dim` the largest of each line and its index; with a tensor, elementwise.
        """
    @overload
    def max(self, dim: builtins.int, keepdim: builtins.bool = False) -> _return_types.max: ...
    @overload
    def max(self, other: Tensor) -> Tensor: ...
    def maximum(self, other: Tensor) -> Tensor:
        """The greater of two elements; NaN where either is."""
    def mean(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
        dtype: dtype | None = None,
    ) -> Tensor:
        """The mean of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1."""
    @overload
    def median(self) -> Tensor:
        """The median of all elements; with `dim` that of each line and its index, `(values, indices)`."""
    @overload
    def median(self, dim: builtins.int, keepdim: builtins.bool = False) -> _return_types.median: ...
    @overload
    def min(self) -> Tensor:
        """The smallest of all elements; with `dim` the smallest of each line and its index; with a tensor, elementwise.
        """
    @overload
    def min(self, dim: builtins.int, keepdim: builtins.bool = False) -> _return_types.min: ...
    @overload
    def min(self, other: Tensor) -> Tensor: ...
    def minimum(self, other: Tensor) -> Tensor:
        """The lesser of two elements; NaN where either is."""
    def mm(self, mat2: Tensor) -> Tensor:
        """The product of two matrices, (n, m) and (m, p): (n, p)."""
    def mode(self, dim: builtins.int = -1, keepdim: builtins.bool = False) -> _return_types.mode:
        """The most frequent element of each line along `dim` and an index of it: `(values, indices)`."""
    def moveaxis(
        self, source: builtins.int | Sequence[builtins.int], destination: builtins.int | Sequence[builtins.int],
    ) -> Tensor:
        """The axes `source` moved to the places `destination`, the others kept in order."""
    def movedim(
        self, source: builtins.int | Sequence[builtins.int], destination: builtins.int | Sequence[builtins.int],
    ) -> Tensor:
        """The axes `source` moved to the places `destination`, the others kept in order."""
    def msort(self) -> Tensor:
        """The elements in ascending order along the first axis."""
    def mul(self, other: Tensor | Number) -> Tensor:
        """Product, elementwise, with broadcasting."""
    def mul_(self, other: Tensor | Number) -> Self:
        """Product, elementwise, with broadcasting.  In place."""
    def multinomial(
        self, num_samples: builtins.int, replacement: builtins.bool = False, *, generator: Generator | None = None,
    ) -> Tensor:
        """Indices drawn with the weights in the rows of `input`, (categories,) or (rows, categories); int64."""
    def multiply(self, other: Tensor | Number) -> Tensor:
        """Product, elementwise, with broadcasting."""
    def multiply_(self, other: Tensor | Number) -> Self:
        """Product, elementwise, with broadcasting.  In place."""
    def mv(self, vec: Tensor) -> Tensor:
        """The product of a matrix (n, m) and a vector (m,): (n,)."""
    def mvlgamma(self, p: builtins.int) -> Tensor:
        """The logarithm of the multivariate gamma function of dimension `p`."""
    def mvlgamma_(self, p: builtins.int) -> Self:
        """The logarithm of the multivariate gamma function of dimension `p`.  In place."""
    name: None
    def nan_to_num(
        self, nan: builtins.float | None = None, posinf: builtins.float | None = None,
        neginf: builtins.float | None = None,
    ) -> Tensor:
        """NaN replaced by `nan` (0), infinities by `posinf` and `neginf`: by default the dtype's limits."""
    def nan_to_num_(
        self, nan: builtins.float | None = None, posinf: builtins.float | None = None,
        neginf: builtins.float | None = None,
    ) -> Self:
        """NaN replaced by `nan` (0), infinities by `posinf` and `neginf`: by default the dtype's limits.  In place."""
    def nanmean(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
        dtype: dtype | None = None,
    ) -> Tensor:
        """The mean of what is not nan, of all elements or along `dim`; nan where there is nothing else."""
    @overload
    def nanmedian(self) -> Tensor:
        """The median of what is not nan: of all elements, or of each line along `dim`, `(values, indices)`."""
    @overload
    def nanmedian(self, dim: builtins.int, keepdim: builtins.bool = False) -> _return_types.nanmedian: ...
    def nanquantile(
        self, q: Tensor | builtins.float, dim: builtins.int | None = None, keepdim: builtins.bool = False, *,
        interpolation: str = 'linear',
    ) -> Tensor:
        """`quantile` of what is not nan; nan where there is nothing else."""
    def nansum(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
        dtype: dtype | None = None,
    ) -> Tensor:
        """The sum of what is not nan, of all elements or along `dim` (an axis or several)."""
    def narrow(self, dim: builtins.int, start: Tensor | builtins.int, length: builtins.int) -> Tensor:
        """The places from `start` on, `length` of them, of the axis `dim`: a view."""
    def narrow_copy(self, dim: builtins.int, start: Tensor | builtins.int, length: builtins.int) -> Tensor:
        """What `narrow` gives, as a copy."""
    @property
    def nbytes(self) -> builtins.int: ...
    @property
    def ndim(self) -> builtins.int: ...
    def ndimension(self) -> builtins.int:
        """The number of axes."""
    def ne(self, other: Tensor | Number) -> Tensor:
        """Whether elements differ."""
    def ne_(self, other: Tensor | Number) -> Self:
        """Whether elements differ.  In place."""
    def neg(self) -> Tensor:
        """The negative, elementwise."""
    def neg_(self) -> Self:
        """The negative, elementwise.  In place."""
    def negative(self) -> Tensor:
        """The negative, elementwise."""
    def negative_(self) -> Self:
        """The negative, elementwise.  In place."""
    def nelement(self) -> builtins.int:
        """The number of elements."""
    def new(self, *args: Any, device: _device | str | builtins.int | None = None) -> Tensor:
        """An unwritten tensor of the size given, or a copy of the data given, in this tensor's dtype."""
    @overload
    def new_empty(
        self, *size: builtins.int, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor:
        """An unwritten tensor of another size in this tensor's dtype."""
    @overload
    def new_empty(
        self, size: Sequence[builtins.int], *, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor: ...
    def new_empty_strided(
        self, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int], dtype: dtype | None = None,
        layout: _layout | None = None, device: _device | str | builtins.int | None = None,
        pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
    ) -> Tensor:
        """An unwritten tensor in this tensor's dtype whose elements lie `stride` apart."""
    def new_full(
        self, size: Sequence[builtins.int], fill_value: Number, *, dtype: dtype | None = None,
        layout: _layout | None = None, device: _device | str | builtins.int | None = None,
        pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
    ) -> Tensor:
        """A tensor of another size in this tensor's dtype, full of `fill_value`."""
    @overload
    def new_ones(
        self, *size: builtins.int, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor:
        """Ones of another size in this tensor's dtype."""
    @overload
    def new_ones(
        self, size: Sequence[builtins.int], *, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor: ...
    def new_tensor(
        self, data: Any, *, dtype: dtype | None = None, device: _device | str | builtins.int | None = None,
        requires_grad: builtins.bool = False, layout: _layout | None = None, pin_memory: builtins.bool = False,
    ) -> Tensor:
        """A new tensor holding a copy of `data`, in this tensor's dtype unless `dtype` is given."""
    @overload
    def new_zeros(
        self, *size: builtins.int, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor:
        """Zeros of another size in this tensor's dtype."""
    @overload
    def new_zeros(
        self, size: Sequence[builtins.int], *, dtype: dtype | None = None, layout: _layout | None = None,
        device: _device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
        requires_grad: builtins.bool = False,
    ) -> Tensor: ...
    def nextafter(self, other: Tensor) -> Tensor:
        """The number of the dtype that comes next after `input` towards `other`, whose gradient is 0."""
    def nextafter_(self, other: Tensor) -> Self:
        """The number of the dtype that comes next after `input` towards `other`, whose gradient is 0.  In place."""
    @overload
    def nonzero(self, *, as_tuple: Literal[False] = False) -> Tensor:
        """The places of the elements that are not zero, one a row; with `as_tuple` one vector an axis, to index with.
        """
    @overload
    def nonzero(self, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...
    def nonzero_static(self, *, size: builtins.int, fill_value: builtins.int = -1) -> Tensor:
        """The first `size` places of elements that are not zero; where there are fewer, rows of `fill_value`."""
    def norm(
        self, p: Number | str | None = 'fro', dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False, dtype: dtype | None = None,
    ) -> Tensor:
        """The p-norm of all elements, or along `dim`: the Euclidean one unless `p` says otherwise; "nuc" of matrices.
        """
    def normal_(self, mean: builtins.float = 0, std: builtins.float = 1, *, generator: Generator | None = None) -> Self:
        """Fills this tensor with numbers of the normal distribution."""
    def not_equal(self, other: Tensor | Number) -> Tensor:
        """Whether elements differ."""
    def not_equal_(self, other: Tensor | Number) -> Self:
        """Whether elements differ.  In place."""
    def numel(self) -> builtins.int:
        """The number of elements."""
    def numpy(self, *, force: builtins.bool = False) -> np.ndarray[Any, Any]:
        """The memory as a NumPy array, shared."""
    def orgqr(self, input2: Tensor) -> Tensor:
        """An older name of `linalg.householder_product`."""
    def ormqr(
        self, input2: Tensor, input3: Tensor, left: builtins.bool = True, transpose: builtins.bool = False,
    ) -> Tensor:
        """Q @ other, where Q (*, m, m) is the product of all reflectors in `input` (*, m, k) and `tau` (*, k)."""
    def outer(self, vec2: Tensor) -> Tensor:
        """The products of every element of one vector (n,) with every element of another (m,): (n, m)."""
    @overload
    def permute(self, *order: builtins.int) -> Tensor:
        """The axes in the order `dims`."""
    @overload
    def permute(self, dims: Sequence[builtins.int]) -> Tensor: ...
    def pin_memory(self, device: _device | str | builtins.int | None = None) -> Tensor:
        """Raises RuntimeError: pinned memory serves an accelerator, and this build has none."""
    def pinverse(self, rcond: Tensor | builtins.float = 1e-15) -> Tensor:
        """The pseudoinverse: the older form of `linalg.pinv`."""
    def polygamma(self, n: builtins.int) -> Tensor:
        """The nth derivative of `digamma` at each element."""
    def polygamma_(self, n: builtins.int) -> Self:
        """The nth derivative of `digamma`.  In place."""
    def positive(self) -> Tensor:
        """The tensor itself."""
    def pow(self, exponent: Tensor | Number) -> Tensor:
        """Each element to the power of `exponent`; one of the two may be a number."""
    def pow_(self, exponent: Tensor | Number) -> Self:
        """Each element to the power of `exponent`; one of the two may be a number.  In place."""
    def prelu(self, weight: Tensor) -> Tensor:
        """x where it is positive, else a learnt slope times x: one slope, or one for each channel (axis 1)."""
    def prod(
        self, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, dtype: dtype | None = None,
    ) -> Tensor:
        """The product of all elements, or along `dim`; `keepdim` leaves an axis of length 1."""
    def put(self, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Tensor:
        """`input` with the elements of `source` written (or added) at places `index` of the flattened tensor."""
    def put_(self, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Self:
        """`input` with the elements of `source` written (or added) at places `index` of the flattened tensor.  In
        place.
        """
    def qr(self, some: builtins.bool = True) -> _return_types.qr:
        """A = Q R: the older form of `linalg.qr`; `some=False` gives the complete Q."""
    def quantile(
        self, q: Tensor | builtins.float, dim: builtins.int | None = None, keepdim: builtins.bool = False, *,
        interpolation: str = 'linear',
    ) -> Tensor:
        """The value below which a fraction `q` of the elements lies, of all or of each line along `dim`."""
    def rad2deg(self) -> Tensor:
        """Radians as degrees."""
    def rad2deg_(self) -> Self:
        """Radians as degrees.  In place."""
    def random_(self, *bounds: builtins.int, generator: Generator | None = None) -> Self:
        """Fills this tensor with random integers: `random_(to)` of [0, to), `random_(from, to)` of [from, to)."""
    def ravel(self) -> Tensor:
        """All elements along one axis: a view of a tensor that is contiguous, else a copy."""
    @property
    def real(self) -> Tensor:
        """The real parts: a view of a complex tensor, the tensor itself if it is real."""
    @real.setter
    def real(self, value: Any) -> None: ...
    def reciprocal(self) -> Tensor:
        """1 / x."""
    def reciprocal_(self) -> Self:
        """1 / x.  In place."""
    def reinforce(self, reward: Any) -> None:
        """Raises RuntimeError: stochastic nodes were removed long ago."""
    def relu(self) -> Tensor:
        """max(x, 0), the rectifier; its gradient at 0 is 0."""
    def relu_(self) -> Self:
        """max(x, 0), the rectifier; its gradient at 0 is 0.  In place."""
    def remainder(self, other: Tensor | Number) -> Tensor:
        """What is left of `input` after whole multiples of `other`, with the divisor's sign, as Python's `%`."""
    def remainder_(self, other: Tensor | Number) -> Self:
        """What is left of `input` after whole multiples of `other`, with the divisor's sign, as Python's `%`.  In
        place.
        """
    def renorm(self, p: Number, dim: builtins.int, maxnorm: builtins.float) -> Tensor:
        """The slices along `dim` scaled down to p-norm `maxnorm` where theirs is larger."""
    def renorm_(self, p: Number, dim: builtins.int, maxnorm: builtins.float) -> Self:
        """The slices along `dim` scaled down to p-norm `maxnorm` where theirs is larger.  In place."""
    @overload
    def repeat(self, *times: builtins.int) -> Tensor:
        """The tensor repeated along each axis, so often as `repeats` says; new axes come first."""
    @overload
    def repeat(self, repeats: Sequence[builtins.int]) -> Tensor: ...
    def repeat_interleave(
        self, repeats: Tensor | builtins.int, dim: builtins.int | None = None, *,
        output_size: builtins.int | None = None,
    ) -> Tensor:
        """Each element repeated `repeats` times, next to itself, along `dim` (of the flattened tensor if None)."""
    def requires_grad_(self, requires_grad: builtins.bool = True) -> Self:
        """Says whether gradients are to flow to this leaf, and returns it."""
    @overload
    def reshape(self, *sizes: builtins.int) -> Tensor:
        """Another shape (one length may be -1): a view where the memory allows it, else a copy."""
    @overload
    def reshape(self, shape: Sequence[builtins.int]) -> Tensor: ...
    def reshape_as(self, other: Tensor) -> Tensor:
        """`input` under the shape of `other`."""
    def resize(self, *sizes: builtins.int | Sequence[builtins.int]) -> Tensor:
        """The elements under another shape; deprecated for `reshape`."""
    def resize_(
        self, *sizes: builtins.int | Sequence[builtins.int], memory_format: memory_format | None = None,
    ) -> Self:
        """Gives this tensor another shape over its memory; elements that there were none of may be anything."""
    def resize_as(self, tensor: Tensor) -> Tensor:
        """The elements under the shape of another tensor; deprecated for `reshape_as`."""
    def resize_as_(self, the_template: Tensor, *, memory_format: memory_format | None = None) -> Self:
        """Gives this tensor the shape of another."""
    def resolve_conj(self) -> Tensor:
        """The tensor without a pending conjugation: itself."""
    def resolve_neg(self) -> Tensor:
        """The tensor without a pending negation: itself."""
    def roll(
        self, shifts: builtins.int | Sequence[builtins.int], dims: builtins.int | Sequence[builtins.int] = (),
    ) -> Tensor:
        """The elements moved along axes by `shifts` places; what leaves at the end comes in at the front."""
    def rot90(self, k: builtins.int = 1, dims: Sequence[builtins.int] = (0, 1)) -> Tensor:
        """Turned by `k` quarter turns in the plane of two axes, from the first towards the second."""
    def round(self, *, decimals: builtins.int = 0) -> Tensor:
        """The nearest whole number, halves to the even one; with `decimals`, to that many places."""
    def round_(self, *, decimals: builtins.int = 0) -> Self:
        """The nearest whole number, halves to the even one; with `decimals`, to that many places.  In place."""
    def rsqrt(self) -> Tensor:
        """1 / sqrt(x)."""
    def rsqrt_(self) -> Self:
        """1 / sqrt(x).  In place."""
    @overload
    def scatter(self, dim: builtins.int, index: Tensor, src: Tensor, *, reduce: str | None = None) -> Tensor:
        """`input` with `src` (a tensor, or one number) written at places `index` of the axis `dim`."""
    @overload
    def scatter(self, dim: builtins.int, index: Tensor, value: Number, *, reduce: str | None = None) -> Tensor: ...
    @overload
    def scatter_(self, dim: builtins.int, index: Tensor, src: Tensor, *, reduce: str | None = None) -> Self:
        """`input` with `src` (a tensor, or one number) written at places `index` of the axis `dim`.  In place."""
    @overload
    def scatter_(self, dim: builtins.int, index: Tensor, value: Number, *, reduce: str | None = None) -> Self: ...
    def scatter_add(self, dim: builtins.int, index: Tensor, src: Tensor) -> Tensor:
        """`input` with the elements of `src` added at places `index` of the axis `dim`; places may repeat."""
    def scatter_add_(self, dim: builtins.int, index: Tensor, src: Tensor) -> Self:
        """`input` with the elements of `src` added at places `index` of the axis `dim`; places may repeat.  In place.
        """
    def scatter_reduce(
        self, dim: builtins.int, index: Tensor, src: Tensor, reduce: str, *, include_self: builtins.bool = True,
    ) -> Tensor:
        """`input` with `src` combined at places `index` of the axis `dim` by sum, prod, mean, amax or amin."""
    def scatter_reduce_(
        self, dim: builtins.int, index: Tensor, src: Tensor, reduce: str, *, include_self: builtins.bool = True,
    ) -> Self:
        """`input` with `src` combined at places `index` of the axis `dim` by sum, prod, mean, amax or amin.  In place.
        """
    def select(self, dim: builtins.int, index: builtins.int) -> Tensor:
        """The part at place `index` of the axis `dim`: a view with one axis fewer."""
    def select_scatter(self, src: Tensor, dim: builtins.int, index: builtins.int) -> Tensor:
        """A copy of `input` with `src` at place `index` of the axis `dim`."""
    def set_(self, source: Tensor | None = None) -> Self:
        """Makes this tensor look at the memory of `source`, with its shape and strides."""
    def sgn(self) -> Tensor:
        """z / |z|, the direction of a complex number, 0 for 0; for real tensors the sign."""
    def sgn_(self) -> Self:
        """z / |z|, the direction of a complex number, 0 for 0; for real tensors the sign.  In place."""
    def share_memory_(self) -> Self:
        """The tensor itself: minigrad shares no memory between processes."""
    def short(self, memory_format: memory_format | None = None) -> Tensor:
        """The tensor in torch.int16: itself where it has that dtype."""
    def sigmoid(self) -> Tensor:
        """The logistic function 1 / (1 + exp(-x)), from 0 to 1."""
    def sigmoid_(self) -> Self:
        """The logistic function 1 / (1 + exp(-x)), from 0 to 1.  In place."""
    def sign(self) -> Tensor:
        """-1, 0 or 1 by the sign; 0 for NaN."""
    def sign_(self) -> Self:
        """-1, 0 or 1 by the sign; 0 for NaN.  In place."""
    def signbit(self) -> Tensor:
        """Whether the sign bit of elements is set; it is for -0.0."""
    def sin(self) -> Tensor:
        """The sine, of radians."""
    def sin_(self) -> Self:
        """The sine, of radians.  In place."""
    def sinc(self) -> Tensor:
        """sin(pi x) / (pi x), which is 1 at 0."""
    def sinc_(self) -> Self:
        """sin(pi x) / (pi x), which is 1 at 0.  In place."""
    def sinh(self) -> Tensor:
        """The hyperbolic sine."""
    def sinh_(self) -> Self:
        """The hyperbolic sine.  In place."""
    @overload
    def size(self) -> Size:
        """The shape, or the length of one axis."""
    @overload
    def size(self, dim: builtins.int) -> builtins.int: ...
    def slice_scatter(
        self, src: Tensor, dim: builtins.int = 0, start: builtins.int | None = None, end: builtins.int | None = None,
        step: builtins.int = 1,
    ) -> Tensor:
        """A copy of `input` with `src` in the places `start:end:step` of the axis `dim`."""
    def slogdet(self) -> _return_types.slogdet:
        """The sign of the determinant and the logarithm of its absolute value: an older name of `linalg.slogdet`."""
    def softmax(self, dim: builtins.int, dtype: dtype | None = None) -> Tensor:
        """exp(x) divided by its sum along `dim`: positive numbers that add up to one."""
    def solve(self, *args: Any) -> Tensor:
        """Raises RuntimeError: `solve` was removed; there is one in `torch.linalg`."""
    def sort(
        self, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False,
    ) -> _return_types.sort:
        """The elements in ascending order along `dim`, and the indices where they stood: `(values, indices)`."""
    def sparse_dim(self) -> builtins.int:
        """The number of axes that are stored sparsely: none."""
    def split(
        self, split_size_or_sections: builtins.int | Sequence[builtins.int], dim: builtins.int = 0,
    ) -> tuple[Tensor, ...]:
        """Parts of length `split_size_or_sections` (the last may be shorter), or of the lengths in that list; views."""
    def split_with_sizes(self, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """Consecutive parts of the given lengths along the axis `dim`, as views."""
    def sqrt(self) -> Tensor:
        """The square root."""
    def sqrt_(self) -> Self:
        """The square root.  In place."""
    def square(self) -> Tensor:
        """The square of each element."""
    def square_(self) -> Self:
        """The square of each element.  In place."""
    def squeeze(self, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
        """Without the axes of length 1: all of them, or those among `dim` (an axis or several)."""
    def squeeze_(self, dim: builtins.int | Sequence[builtins.int] | None = None) -> Self:
        """Without the axes of length 1: all of them, or those among `dim` (an axis or several).  In place."""
    def std(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
        keepdim: builtins.bool = False, *, correction: Number | None = None,
    ) -> Tensor:
        """The standard deviation of all elements, or along `dim`: the square root of `var`."""
    def stft(
        self, n_fft: builtins.int, hop_length: builtins.int | None = None, win_length: builtins.int | None = None,
        window: Tensor | None = None, center: builtins.bool = True, pad_mode: str = 'reflect',
        normalized: builtins.bool = False, onesided: builtins.bool | None = None,
        return_complex: builtins.bool | None = None, align_to_window: builtins.bool | None = None,
    ) -> Tensor:
        """The Fourier transforms of the frames of a signal (t,) or of several (batch, t): (batch, frequencies, frames).
        """
    def storage(self) -> TypedStorage:
        """The elements of the memory that this tensor looks at, in a form that `untyped_storage` has replaced."""
    def storage_offset(self) -> builtins.int:
        """Where the tensor begins in its memory, in elements."""
    @overload
    def stride(self) -> tuple[builtins.int, ...]:
        """Steps in memory, in elements, from one index to the next; of every axis or of one."""
    @overload
    def stride(self, dim: builtins.int) -> builtins.int: ...
    def sub(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Difference, elementwise, with broadcasting: input - alpha * other."""
    def sub_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """Difference, elementwise, with broadcasting: input - alpha * other.  In place."""
    def subtract(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Difference, elementwise, with broadcasting: input - alpha * other."""
    def subtract_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """Difference, elementwise, with broadcasting: input - alpha * other.  In place."""
    def sum(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
        dtype: dtype | None = None,
    ) -> Tensor:
        """The sum of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1."""
    def sum_to_size(self, *size: builtins.int | Sequence[builtins.int]) -> Tensor:
        """The sum over the axes along which a tensor of `size` would be expanded to this shape: what undoes
        broadcasting.
        """
    def svd(self, some: builtins.bool = True, compute_uv: builtins.bool = True) -> _return_types.svd:
        """A = U diag(S) V^H: the older form of `linalg.svd`, which gives V and not V^H; `some=False` gives full
        matrices.
        """
    def swapaxes(self, axis0: builtins.int, axis1: builtins.int) -> Tensor:
        """The axes `axis0` and `axis1` exchanged: `transpose`."""
    def swapaxes_(self, axis0: builtins.int, axis1: builtins.int) -> Self:
        """The axes `axis0` and `axis1` exchanged: `transpose`.  In place."""
    def swapdims(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """The axes `dim0` and `dim1` exchanged: `transpose`."""
    def swapdims_(self, dim0: builtins.int, dim1: builtins.int) -> Self:
        """The axes `dim0` and `dim1` exchanged: `transpose`.  In place."""
    def symeig(self, *args: Any) -> Tensor:
        """Raises RuntimeError: `symeig` was removed; there is one in `torch.linalg`."""
    def t(self) -> Tensor:
        """The transpose of a matrix; a tensor with fewer axes as it is."""
    def t_(self) -> Self:
        """The transpose of a matrix; a tensor with fewer axes as it is.  In place."""
    def take(self, index: Tensor) -> Tensor:
        """The elements at places `index` of the flattened tensor, in the shape of `index`."""
    def take_along_dim(self, indices: Tensor, dim: builtins.int | None = None) -> Tensor:
        """The elements at places `indices` of the axis `dim` (of the flattened tensor if None); other axes broadcast.
        """
    def tan(self) -> Tensor:
        """The tangent, of radians."""
    def tan_(self) -> Self:
        """The tangent, of radians.  In place."""
    def tanh(self) -> Tensor:
        """The hyperbolic tangent, from -1 to 1."""
    def tanh_(self) -> Self:
        """The hyperbolic tangent, from -1 to 1.  In place."""
    def tensor_split(
        self, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int], dim: builtins.int = 0,
    ) -> tuple[Tensor, ...]:
        """Almost equal parts, so many as `indices_or_sections` says, or parts that begin at the places in that list;
        views.
        """
    @overload
    def tile(self, *times: builtins.int) -> Tensor:
        """The tensor repeated along its last axes, so often as `dims` says."""
    @overload
    def tile(self, dims: Sequence[builtins.int]) -> Tensor: ...
    @overload
    def to(
        self, dtype: dtype, non_blocking: builtins.bool = False, copy: builtins.bool = False, *,
        memory_format: memory_format | None = None,
    ) -> Tensor:
        """The tensor in another dtype or on another device: `to(dtype)`, `to(device, dtype)`, `to(other)`."""
    @overload
    def to(
        self, device: _device | str | builtins.int | None = None, dtype: dtype | None = None,
        non_blocking: builtins.bool = False, copy: builtins.bool = False, *, memory_format: memory_format | None = None,
    ) -> Tensor: ...
    @overload
    def to(
        self, other: Tensor, /, non_blocking: builtins.bool = False, copy: builtins.bool = False, *,
        memory_format: memory_format | None = None,
    ) -> Tensor: ...
    def to_dense(self, dtype: dtype | None = None, *, masked_grad: builtins.bool | None = None) -> Tensor:
        """The tensor itself, in another dtype if asked: it is dense."""
    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
    def topk(
        self, k: builtins.int, dim: builtins.int = -1, largest: builtins.bool = True, sorted: builtins.bool = True,
    ) -> _return_types.topk:
        """The k largest elements (or smallest) of each line along `dim`, best first: `(values, indices)`."""
    def trace(self) -> Tensor:
        """The sum of the diagonal of a matrix, (n, m): a tensor without axes; of integers int64."""
    def transpose(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """The axes `dim0` and `dim1` exchanged."""
    def transpose_(self, dim0: builtins.int, dim1: builtins.int) -> Self:
        """The axes `dim0` and `dim1` exchanged.  In place."""
    def triangular_solve(
        self, A: Tensor, upper: builtins.bool = True, transpose: builtins.bool = False,
        unitriangular: builtins.bool = False,
    ) -> _return_types.triangular_solve:
        """The older form of `linalg.solve_triangular`, with the right side first: `(solution, cloned_coefficient)`."""
    def tril(self, diagonal: builtins.int = 0) -> Tensor:
        """The matrices with zeros above a diagonal."""
    def tril_(self, diagonal: builtins.int = 0) -> Self:
        """The matrices with zeros above a diagonal.  In place."""
    def triu(self, diagonal: builtins.int = 0) -> Tensor:
        """The matrices with zeros below a diagonal."""
    def triu_(self, diagonal: builtins.int = 0) -> Self:
        """The matrices with zeros below a diagonal.  In place."""
    def true_divide(self, other: Tensor | Number) -> Tensor:
        """Quotient, elementwise, with broadcasting; integers give floats."""
    def true_divide_(self, other: Tensor | Number) -> Self:
        """Quotient, elementwise, with broadcasting; integers give floats.  In place."""
    def trunc(self) -> Tensor:
        """The whole part: rounded towards zero."""
    def trunc_(self) -> Self:
        """The whole part: rounded towards zero.  In place."""
    @overload
    def type(self, dtype: None = None, non_blocking: builtins.bool = False) -> str:
        """The name of the tensor's type, `'torch.FloatTensor'`; or, given a dtype or such a name, the tensor in it."""
    @overload
    def type(self, dtype: dtype | str | builtins.type[Any], non_blocking: builtins.bool = False) -> Tensor: ...
    def type_as(self, other: Tensor) -> Tensor:
        """The tensor in the dtype of `other`."""
    def unbind(self, dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """The parts along the axis `dim`, one a place: views without that axis."""
    def unflatten(self, dim: builtins.int, sizes: Sequence[builtins.int]) -> Tensor:
        """The axis `dim` as several of lengths `sizes`, one of which may be -1."""
    def unfold(self, dimension: builtins.int, size: builtins.int, step: builtins.int) -> Tensor:
        """All windows of `size` elements along an axis, `step` apart, as a new last axis."""
    def uniform_(
        self, from_: builtins.float = 0, to: builtins.float = 1, *, generator: Generator | None = None,
    ) -> Self:
        """Fills this tensor with numbers evenly distributed over [from, to)."""
    @overload
    def unique(
        self, sorted: builtins.bool = True, return_inverse: Literal[False] = False,
        return_counts: Literal[False] = False, dim: builtins.int | None = None,
    ) -> Tensor:
        """The distinct elements in ascending order, or the distinct slices along `dim`."""
    @overload
    def unique(
        self, sorted: builtins.bool = True, return_inverse: builtins.bool = False, return_counts: builtins.bool = False,
        dim: builtins.int | None = None,
    ) -> tuple[Tensor, ...]: ...
    @overload
    def unique_consecutive(
        self, return_inverse: Literal[False] = False, return_counts: Literal[False] = False,
        dim: builtins.int | None = None,
    ) -> Tensor:
        """The elements (or the slices along `dim`) without those that equal the one before."""
    @overload
    def unique_consecutive(
        self, return_inverse: builtins.bool = False, return_counts: builtins.bool = False,
        dim: builtins.int | None = None,
    ) -> tuple[Tensor, ...]: ...
    def unsafe_chunk(self, chunks: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """`chunk`, under the name that torch gives the form whose parts may be written in place."""
    def unsafe_split(self, split_size: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """`split`, under the name that torch gives the form whose parts may be written in place."""
    def unsafe_split_with_sizes(self, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> tuple[Tensor, ...]:
        """`split_with_sizes`, under the name that torch gives the form whose parts may be written in place."""
    def unsqueeze(self, dim: builtins.int) -> Tensor:
        """With a new axis of length 1 at place `dim`."""
    def unsqueeze_(self, dim: builtins.int) -> Self:
        """With a new axis of length 1 at place `dim`.  In place."""
    def untyped_storage(self) -> UntypedStorage:
        """The bytes of the memory that this tensor looks at."""
    def values(self) -> Tensor:
        """Raises RuntimeError: `values` is of sparse tensors, and minigrad has none."""
    def var(
        self, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
        keepdim: builtins.bool = False, *, correction: Number | None = None,
    ) -> Tensor:
        """The variance of all elements, or along `dim` (an axis or several): sum((x - mean)**2) / (n - correction)."""
    def vdot(self, other: Tensor) -> Tensor:
        """The dot product of two vectors, the first conjugated."""
    @overload
    def view(self, *shape: builtins.int) -> Tensor:
        """The same memory under another shape (one length may be -1), or read as another dtype."""
    @overload
    def view(self, size: Sequence[builtins.int]) -> Tensor: ...
    @overload
    def view(self, dtype: dtype) -> Tensor: ...
    def view_as(self, other: Tensor) -> Tensor:
        """The same memory under the shape of `other`."""
    @property
    def volatile(self) -> builtins.bool:
        """Always False: `volatile` is what `no_grad` is now."""
    def vsplit(self, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
        """Parts along the first axis: so many equal ones, or beginning at the given places."""
    def where(self, condition: Tensor, other: Tensor | Number) -> Tensor:
        """This tensor's elements where the condition holds, else those of `other`."""
    def xlogy(self, other: Tensor | Number) -> Tensor:
        """input * log(other), which is 0 where `input` is 0."""
    def xlogy_(self, other: Tensor | Number) -> Self:
        """input * log(other), which is 0 where `input` is 0.  In place."""
    def zero_(self) -> Self:
        """Writes zeros into every element."""
    def __hash__(self) -> builtins.int: ...

class Slots:
    """A node's slots: see `minigrad._engine.graph.Node`."""

    args: Any
    dtype: Any
    edges: Any
    exact: bool
    extra: Any
    saved: Any
    seq: int
    shape: Any

class Computing:
    """The operators and maths functions of `minigrad.scalar.Value`."""

    def __add__(self, other: Self | float) -> Self: ...
    def __mul__(self, other: Self | float) -> Self: ...
    def __neg__(self) -> Self: ...
    def __pow__(self, other: Self | float) -> Self: ...
    def __radd__(self, other: Self | float) -> Self: ...
    def __rmul__(self, other: Self | float) -> Self: ...
    def __rpow__(self, other: Self | float) -> Self: ...
    def __rsub__(self, other: Self | float) -> Self: ...
    def __rtruediv__(self, other: Self | float) -> Self: ...
    def __sub__(self, other: Self | float) -> Self: ...
    def __truediv__(self, other: Self | float) -> Self: ...
    def abs(self) -> Self: ...
    def acos(self) -> Self: ...
    def acosh(self) -> Self: ...
    def asin(self) -> Self: ...
    def asinh(self) -> Self: ...
    def atan(self) -> Self: ...
    def atanh(self) -> Self: ...
    def ceil(self) -> Self: ...
    def cos(self) -> Self: ...
    def cosh(self) -> Self: ...
    def deg2rad(self) -> Self: ...
    def erf(self) -> Self: ...
    def erfc(self) -> Self: ...
    def exp(self) -> Self: ...
    def exp2(self) -> Self: ...
    def expm1(self) -> Self: ...
    def floor(self) -> Self: ...
    def frac(self) -> Self: ...
    def lgamma(self) -> Self: ...
    def log(self) -> Self: ...
    def log10(self) -> Self: ...
    def log1p(self) -> Self: ...
    def log2(self) -> Self: ...
    def neg(self) -> Self: ...
    def rad2deg(self) -> Self: ...
    def reciprocal(self) -> Self: ...
    def relu(self) -> Self: ...
    def rsqrt(self) -> Self: ...
    def sigmoid(self) -> Self: ...
    def sign(self) -> Self: ...
    def sin(self) -> Self: ...
    def sinc(self) -> Self: ...
    def sinh(self) -> Self: ...
    def sqrt(self) -> Self: ...
    def tan(self) -> Self: ...
    def tanh(self) -> Self: ...
    def trunc(self) -> Self: ...
