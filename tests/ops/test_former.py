"""Names that torch has left behind, and questions that dense tensors have short answers to."""

from __future__ import annotations

import re

import pytest

import minigrad as torch


@pytest.mark.parametrize("name", ["solve", "lstsq", "eig", "symeig", "matrix_rank"])
def test_removed_functions_say_so(name: str) -> None:
    x = torch.eye(2)
    with pytest.raises(RuntimeError, match=r"This function was deprecated since version 1\.9 and is now removed"):
        getattr(torch, name)(x)
    if name != "matrix_rank":
        with pytest.raises(RuntimeError, match=r"Use torch\.linalg\."):
            getattr(x, name)(x)
    assert hasattr(torch.linalg, {"symeig": "eigh"}.get(name, name))


def test_reinforce_was_removed() -> None:
    with pytest.raises(RuntimeError, match=re.escape("reinforce() was removed.")):
        torch.ones(1).reinforce(1.0)


def test_resize_is_a_reshape_that_warns() -> None:
    x = torch.arange(6.0).reshape(2, 3).t().requires_grad_()
    with pytest.warns(UserWarning, match="non-inplace resize is deprecated"):
        y = x.resize(2, 3)
    assert y.tolist() == [[0, 3, 1], [4, 2, 5]]
    y.sum().backward()
    assert x.grad.tolist() == [[1, 1]] * 3
    with pytest.warns(UserWarning, match="non-inplace resize_as is deprecated"):
        assert x.resize_as(torch.ones(6)).shape == (6,)
    with (
        pytest.warns(UserWarning, match="resize"),
        pytest.raises(RuntimeError, match=re.escape("requested resize to 4 (4 elements in total), but the given tensor")),
    ):
        x.resize(4)


def test_volatile_is_no_more() -> None:
    with pytest.warns(UserWarning, match="volatile was removed"):
        assert torch.ones(1).volatile is False


def test_a_dense_tensor_is_dense() -> None:
    x = torch.ones(2, 3, 4)
    assert x.to_dense() is x
    assert x.to_dense(torch.float64).dtype is torch.float64
    assert (x.dense_dim(), x.sparse_dim()) == (3, 0)
    assert x.permute(2, 0, 1).dim_order() == (1, 2, 0)
    assert [x.is_distributed(), x.is_sparse_csr, x.is_vulkan] == [False] * 3
    assert x.half().dequantize().dtype is torch.float32
    for name in ("coalesce", "indices", "is_coalesced", "values"):
        with pytest.raises(RuntimeError, match=f"^{name} expected sparse .*layout but got Strided"):
            getattr(x, name)()


def test_names_of_python_2() -> None:
    assert torch.tensor([2]).__nonzero__() is True
    assert torch.tensor([2.5]).__long__() == 2
