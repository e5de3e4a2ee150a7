"""dtypes and torch's promotion: by category first, then by size.

Imports only NumPy (ml_dtypes where bfloat16 is used).  A Python scalar widens a tensor only into a higher category
(bool < integer < floating < complex); a 0-d tensor likewise beside one with axes.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

BOOL, INTEGER, FLOATING, COMPLEX = range(4)


class dtype:
    """The type of a tensor's elements, e.g. `torch.float32`."""

    __slots__ = ("_numpy", "category", "itemsize", "legacy", "name")

    def __init__(self, name: str, category: int, itemsize: int, legacy: str) -> None:
        self.name, self.category, self.itemsize = name, category, itemsize
        self.legacy = legacy
        self._numpy = None if name == "bfloat16" else np.dtype(name)

    @property
    def numpy(self) -> np.dtype[Any]:
        """The NumPy dtype that stores it."""
        if self._numpy is None:
            try:
                import ml_dtypes
            except ImportError:
                raise ImportError(
                    'bfloat16 needs the package ml_dtypes: pip install "minigrad-autograd[bfloat16]"'
                ) from None
            self._numpy = np.dtype(ml_dtypes.bfloat16)
            _BY_NUMPY[self._numpy] = self
        return self._numpy

    @property
    def is_floating_point(self) -> bool:
        return self.category == FLOATING

    @property
    def is_complex(self) -> bool:
        return self.category == COMPLEX

    @property
    def is_signed(self) -> bool:
        return self.category >= FLOATING or self.name.startswith("int")

    def to_real(self) -> dtype:
        """float32 for complex64, float64 for complex128; itself where it is real."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    def to_complex(self) -> dtype:
        """complex64 for float32 and narrower, complex128 for float64; itself where it is complex.

        Raises RuntimeError for integers and bools.
        """
        if self.category < FLOATING:
            raise RuntimeError(f"Unknown Complex ScalarType for {self.legacy}")
        return self if self.is_complex else complex128 if self is float64 else complex64

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return _dtype_named, (self.name,)


def _dtype_named(name: str) -> dtype:
    return BY_NAME[name]


bool_ = dtype("bool", BOOL, 1, "Bool")
uint8 = dtype("uint8", INTEGER, 1, "Byte")
uint16 = dtype("uint16", INTEGER, 2, "UInt16")
uint32 = dtype("uint32", INTEGER, 4, "UInt32")
uint64 = dtype("uint64", INTEGER, 8, "UInt64")
int8 = dtype("int8", INTEGER, 1, "Char")
int16 = dtype("int16", INTEGER, 2, "Short")
int32 = dtype("int32", INTEGER, 4, "Int")
int64 = dtype("int64", INTEGER, 8, "Long")
float16 = dtype("float16", FLOATING, 2, "Half")
bfloat16 = dtype("bfloat16", FLOATING, 2, "BFloat16")
float32 = dtype("float32", FLOATING, 4, "Float")
float64 = dtype("float64", FLOATING, 8, "Double")
complex64 = dtype("complex64", COMPLEX, 8, "ComplexFloat")
complex128 = dtype("complex128", COMPLEX, 16, "ComplexDouble")

ALL = (
    bool_, uint8, uint16, uint32, uint64, int8, int16, int32, int64,
    float16, bfloat16, float32, float64, complex64, complex128,
)  # fmt: skip
BY_NAME = {d.name: d for d in ALL}
_BY_NUMPY: dict[Any, dtype] = {d._numpy: d for d in ALL if d._numpy is not None}

F32 = np.dtype(np.float32)
F64 = np.dtype(np.float64)
I64 = np.dtype(np.int64)
BOOL_ = np.dtype(np.bool_)


def of(numpy_dtype: np.dtype[Any]) -> dtype:
    """The dtype of arrays of `numpy_dtype`."""
    try:
        return _BY_NUMPY[numpy_dtype]
    except KeyError:
        if numpy_dtype.name == "bfloat16":
            _ = bfloat16.numpy
            return bfloat16
        native = numpy_dtype.newbyteorder("=")
        if native in _BY_NUMPY and native == numpy_dtype:
            return _BY_NUMPY[native]
        raise TypeError(
            f"can't convert np.ndarray of type {numpy_dtype}. The only supported types are: float64, float32, float16, "
            "complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool."
        ) from None


_default = float32


def get_default_dtype() -> dtype:
    """The floating dtype of new tensors: float32 unless set otherwise."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Sets the floating dtype of new tensors.

    Raises TypeError for a dtype that is not floating.
    """
    global _default
    if not isinstance(d, dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _default = d


def default_numpy() -> np.dtype[Any]:
    return _default.numpy


def default_complex() -> dtype:
    return _default.to_complex()


def category(numpy_dtype: np.dtype[Any]) -> int:
    kind = numpy_dtype.kind
    return FLOATING if kind == "f" else INTEGER if kind in "iu" else BOOL if kind == "b" else of(numpy_dtype).category


def of_scalar(value: Any) -> dtype:
    """The dtype that a Python scalar has on its own."""
    if isinstance(value, bool | np.bool_):
        return bool_
    if isinstance(value, int | np.integer):
        return int64
    return _default if isinstance(value, float | np.floating) else default_complex()


@functools.cache
def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest dtype that both convert to without leaving their categories.

    >>> import minigrad as torch
    >>> torch.promote_types(torch.int32, torch.float16)
    torch.float16
    """
    if not isinstance(type1, dtype) or not isinstance(type2, dtype):
        wrong = type2 if isinstance(type1, dtype) else type1
        raise TypeError(f"promote_types(): argument must be torch.dtype, not {type(wrong).__name__}")
    a, b = sorted((type1, type2), key=lambda d: (d.category, d.itemsize))
    if a is b:
        return b
    if b.category != FLOATING and not {uint16, uint32, uint64}.isdisjoint((a, b)):
        raise RuntimeError(f"Promotion for uint16, uint32, uint64 types is not supported, attempted to promote "
                           f"{type1.legacy} and {type2.legacy}")  # fmt: skip
    if a.category == BOOL:
        return b
    if b.category == INTEGER:
        return _promote_integers(a, b)
    if b.category == FLOATING:
        if a.category == INTEGER:
            return b
        return b if a.itemsize < b.itemsize else float32  # float16 with bfloat16
    if a.category == COMPLEX or a.category == INTEGER:
        return b
    return complex128 if a is float64 else b


def _promote_integers(a: dtype, b: dtype) -> dtype:
    return int16 if a.is_signed != b.is_signed and b.itemsize == 1 else b


def _outrank(higher: dtype | None, lower: dtype | None) -> dtype | None:
    """Combine the dtypes of two ranks of operands: the lower rank only ever raises the category."""
    if higher is None or lower is None:
        return higher or lower
    if higher.category >= FLOATING:
        return higher.to_complex() if lower.category == COMPLEX and higher.category == FLOATING else higher
    if higher is bool_:
        return promote_types(higher, lower)
    return lower if lower.category >= FLOATING else higher


@functools.cache
def _combine(dims: dtype | None, zeros: dtype | None, scalars: dtype | None) -> dtype:
    result = _outrank(dims, _outrank(zeros, scalars))
    assert result is not None
    return result


def result_numpy(*operands: Any) -> np.dtype[Any]:
    """torch's result dtype for raw operands: arrays with axes, 0-d arrays, Python scalars, by that priority."""
    dims: dtype | None = None
    zeros: dtype | None = None
    scalars: dtype | None = None
    for value in operands:
        if isinstance(value, np.ndarray | np.generic):
            d = _BY_NUMPY.get(value.dtype) or of(value.dtype)
            if value.ndim:
                dims = d if dims is None or dims is d else promote_types(dims, d)
            else:
                zeros = d if zeros is None or zeros is d else promote_types(zeros, d)
        else:
            d = of_scalar(value)
            scalars = d if scalars is None else promote_types(scalars, d)
    return _combine(dims, zeros, scalars).numpy


def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether values of `from_` may be written into a tensor of `to`: the category must not fall."""
    return from_.category <= to.category
