"""What dtypes are called in C++, as texts of errors have it.

Imports nothing of minigrad.
"""

from __future__ import annotations

from typing import Any

_IN_C = {
    "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>", "bool": "bool",
    "uint8": "unsigned char", "int8": "signed char", "int16": "short int", "int32": "int", "int64": "long int",
    "uint16": "short unsigned int", "uint32": "unsigned int", "uint64": "long unsigned int",
}  # fmt: skip


def c_type(dtype: Any) -> str:
    """The name of a dtype, one of ours or NumPy's, in C++: `float`, `long int`."""
    name: str = dtype.name
    return _IN_C.get(name, name)
