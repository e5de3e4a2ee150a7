"""What errors call dtypes: as C++ does."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as torch
from minigrad.ops._names import c_type


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (torch.float32, "float"), (torch.float16, "c10::Half"), (torch.int64, "long int"), (torch.int8, "signed char"),
        (torch.bool, "bool"), (np.dtype(np.float64), "double"), (np.dtype(np.complex64), "c10::complex<float>"),
    ],
)  # fmt: skip
def test_dtypes_have_their_names_in_c(dtype: object, name: str) -> None:
    assert c_type(dtype) == name


def test_errors_of_two_dtypes_name_both() -> None:
    x = torch.tensor([1, 2], dtype=torch.int8)
    out = torch.empty(0, dtype=torch.uint8), torch.empty(0, dtype=torch.int8)
    with pytest.raises(RuntimeError, match="have dtype signed char, but got unsigned char instead"):
        torch.aminmax(x, out=out)
    with pytest.raises(RuntimeError, match=r"but got input\(float\), and weight\(signed char\)"):
        torch.histogram(torch.ones(2), bins=3, weight=torch.ones(2, dtype=torch.int8))
    with pytest.raises(RuntimeError, match="expected dtype c10::Half for `end` but got dtype bool"):
        torch.lerp(torch.ones(2, dtype=torch.float16), torch.ones(2, dtype=torch.bool), 0.5)
