"""The limits of dtypes, what they refuse, and which dtypes do not meet."""

from __future__ import annotations

import pytest

import minigrad as torch

NARROW = [torch.uint16, torch.uint32, torch.uint64]


def test_limits_of_bfloat16() -> None:
    info = torch.finfo(torch.bfloat16)
    assert (info.bits, info.eps, info.dtype) == (16, 2.0**-7, "bfloat16")
    assert info.max == -info.min == (2 - 2.0**-7) * 2.0**127
    assert info.tiny == info.smallest_normal == 2.0**-126


def test_limits_print_six_digits() -> None:
    assert repr(torch.iinfo(torch.int32)) == "iinfo(min=-2.14748e+09, max=2.14748e+09, dtype=int32)"
    assert repr(torch.iinfo(torch.uint8)) == "iinfo(min=0, max=255, dtype=uint8)"
    assert torch.iinfo(torch.int64).max == 2**63 - 1


def test_limits_refuse_other_kinds() -> None:
    with pytest.raises(TypeError, match=r"torch\.bool is not supported by torch.iinfo"):
        torch.iinfo(torch.bool)
    with pytest.raises(TypeError, match=r"iinfo\(\) requires an integer input type\. Use torch\.finfo"):
        torch.iinfo(torch.bfloat16)
    with pytest.raises(TypeError, match=r"finfo\(\) requires a floating point input type\. Use torch\.iinfo"):
        torch.finfo(torch.int8)


@pytest.mark.parametrize("narrow", NARROW, ids=str)
def test_wide_unsigned_integers_meet_only_floats_and_themselves(narrow: torch.dtype) -> None:
    assert torch.promote_types(narrow, narrow) is narrow
    for other in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        assert torch.promote_types(narrow, other) is torch.promote_types(other, narrow) is other
    for other in (torch.bool, torch.uint8, torch.int8, torch.int64, torch.complex64, NARROW[NARROW.index(narrow) - 1]):
        text = f"uint64 types is not supported, attempted to promote {narrow.legacy} and {other.legacy}"
        with pytest.raises(RuntimeError, match=text):
            torch.promote_types(narrow, other)
    assert torch.result_type(torch.ones(2, dtype=narrow), 1j) is torch.complex64
    assert torch.result_type(torch.ones(2, dtype=narrow), True) is narrow


def test_only_floats_have_complex_counterparts() -> None:
    assert torch.bfloat16.to_complex() is torch.float32.to_complex() is torch.complex64
    with pytest.raises(RuntimeError, match="Unknown Complex ScalarType for Long"):
        torch.int64.to_complex()
