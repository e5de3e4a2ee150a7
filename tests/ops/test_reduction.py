"""Sums, means, truth and the trace: dtypes, axes, empty input, errors by text."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as torch

NAN = math.nan


def test_integers_and_bools_add_up_as_int64() -> None:
    assert torch.tensor([200, 100], dtype=torch.uint8).sum().item() == 300
    assert torch.tensor([True, True]).sum().dtype is torch.int64
    assert torch.tensor([1, 2], dtype=torch.int32).sum(0).dtype is torch.int64


def test_dtype_converts_the_elements_before_they_are_added() -> None:
    assert torch.tensor([1.5, 1.5]).sum(dtype=torch.int64).item() == 2
    assert torch.tensor([2**24 + 1, 1]).sum(dtype=torch.float32).item() == 2**24


def test_half_precision_is_added_up_in_float32() -> None:
    x = torch.full((4096,), 0.1, dtype=torch.float16)
    assert x.sum().item() == pytest.approx(409.5, abs=0.3)  # added up in float16 it stops at 256
    assert x.sum().dtype is torch.float16
    assert x.mean().item() == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize("dim", [None, 0, -1, (0, 2), (2, 0), (-1, -2), (), [1]])
@pytest.mark.parametrize("keepdim", [False, True])
def test_axes_are_counted_and_kept_as_numpy_does(dim: object, keepdim: bool) -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    axes = None if dim is None or dim in ((), []) else tuple(dim) if isinstance(dim, tuple | list) else dim
    for name in ("sum", "mean"):
        made = getattr(torch.from_numpy(x), name)(dim, keepdim)
        np.testing.assert_allclose(made.numpy(), getattr(x, name)(axes, keepdims=keepdim))


def test_numpys_names_for_arguments() -> None:
    x = torch.ones(2, 3)
    assert x.sum(axis=1, keepdims=True).shape == (2, 1)
    assert torch.max(x, axis=0, keepdims=True).values.shape == (1, 3)
    assert x.std(axis=0).shape == (3,)


def test_nothing_sums_to_zero_and_has_no_mean() -> None:
    assert torch.ones(0).sum().item() == 0
    assert math.isnan(torch.ones(0).mean().item())
    assert torch.ones(0, 2).mean(0).isnan().all()


def test_a_tensor_without_axes_has_the_axes_0_and_minus_1() -> None:
    x = torch.tensor(3.0)
    assert x.sum(0).item() == x.mean(-1).item() == 3.0
    assert x.sum(-1, keepdim=True).shape == ()
    with pytest.raises(IndexError, match=r"Dimension out of range \(expected to be in range of \[-1, 0\], but got 1\)"):
        x.sum(1)


def test_errors() -> None:
    x = torch.ones(2, 3)
    with pytest.raises(IndexError, match=r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)"):
        x.sum(2)
    with pytest.raises(RuntimeError, match="dim 0 appears multiple times in the list of dims"):
        x.sum((0, -2))
    with pytest.raises(RuntimeError, match=r"mean\(\): could not infer output dtype. Input dtype .* Got: Long"):
        torch.arange(3).mean()
    with pytest.raises(RuntimeError, match=r"mean\(\): could not infer output dtype. Optional dtype .* Got: Int"):
        x.mean(dtype=torch.int32)
    with pytest.raises(TypeError, match=r"sum\(\): argument 'input' \(position 1\) must be Tensor, not list"):
        torch.sum([1.0, 2.0])


@pytest.mark.parametrize("shape", [(4,), (200, 100)])  # a small gradient is filled, a large one is a view
def test_a_sums_gradient_repeats_what_arrives(shape: tuple[int, ...]) -> None:
    x = torch.ones(*shape, requires_grad=True)
    (x.sum() * 3).backward()
    assert (x.grad == 3).all()
    x.grad.add_(1)  # it is the leaf's own memory
    assert (x.grad == 4).all()
    x.grad = None
    x.sum().backward(create_graph=True)
    x.grad.zero_()
    assert (x.grad == 0).all()


def test_the_gradients_node_is_named_after_the_form() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    names = [y.grad_fn.name() for y in (x.sum(), x.sum(0), x.mean(), x.mean(0))]
    assert names == ["SumBackward0", "SumBackward1", "MeanBackward0", "MeanBackward1"]


def test_all_and_any() -> None:
    x = torch.tensor([[1.0, 0.0], [2.0, NAN]])
    assert x.all().item() is False
    assert x.all(1).tolist() == [False, True]
    assert x.any(0, keepdim=True).tolist() == [[True, True]]
    assert x.all(()).tolist() == [[True, False], [True, True]]  # no axis: element by element
    assert torch.ones(0, 2).all(0).tolist() == [True, True]
    assert torch.ones(0, 2).any(0).tolist() == [False, False]
    assert torch.ones(2, dtype=torch.uint8).any().dtype is torch.uint8


def test_count_nonzero() -> None:
    x = torch.tensor([[1.0, 0.0], [2.0, NAN]])
    assert torch.count_nonzero(x).item() == 3
    assert torch.count_nonzero(x, 0).tolist() == [2, 1]
    assert torch.count_nonzero(x, (0, 1)).dtype is torch.int64


def test_trace() -> None:
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    x.trace().backward()
    assert x.grad.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert torch.trace(torch.ones(2, 2, dtype=torch.int32)).dtype is torch.int64
    with pytest.raises(RuntimeError, match="trace: expected a matrix, but got tensor with dim 1"):
        torch.trace(torch.ones(3))
    with pytest.raises(NotImplementedError, match="\"trace\" not implemented for 'Bool'"):
        torch.trace(torch.ones(2, 2, dtype=torch.bool))


def test_sum_to_size_undoes_broadcasting() -> None:
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    assert x.sum_to_size(3).tolist() == [3, 5, 7]
    assert x.sum_to_size((2, 1)).tolist() == [[3], [12]]
    assert x.sum_to_size(()).item() == 15
    assert x.sum_to_size(2, 3) is x
    x.sum_to_size(1, 3)[0, 1].backward()
    assert x.grad.tolist() == [[0, 1, 0], [0, 1, 0]]
    with pytest.raises(RuntimeError, match=r"size \{\[2, 4\]\} is not expandable to size \{\[2, 3\]\}."):
        x.sum_to_size(2, 4)


# ------------------------------------------------------------ hash


def test_hash_is_the_exclusive_or_of_the_bits() -> None:
    assert torch.hash_tensor(torch.tensor([5, 3, 8])).item() == 5 ^ 3 ^ 8
    assert torch.hash_tensor(torch.tensor(True)).item() == 1
    x = torch.tensor([[1.5, -2.0], [0.0, 7.0]])
    bits = x.double().numpy().view(np.uint64)
    assert torch.hash_tensor(x).item() == int(np.bitwise_xor.reduce(bits, None))
    found = torch.hash_tensor(x, 1, keepdim=True)
    assert found.dtype is torch.uint64
    assert found.tolist() == np.bitwise_xor.reduce(bits, 1, keepdims=True).tolist()
    assert x.half().hash_tensor(0).tolist() == np.bitwise_xor.reduce(bits, 0).tolist()


def test_errors_of_hash() -> None:
    with pytest.raises(RuntimeError, match=r"^Unknown hash_tensor mode: 1"):
        torch.hash_tensor(torch.ones(2), mode=1)
    with pytest.raises(RuntimeError, match=r"^hash_tensor: Expected reduction dim to be specified for input.numel\(\) == 0"):
        torch.hash_tensor(torch.empty(0))
    with pytest.raises(IndexError, match=r"^hash_tensor: Expected reduction dim 0 to have non-zero size\."):
        torch.hash_tensor(torch.empty(0, 3), 0)
    with pytest.raises(NotImplementedError, match=r"^.xor_sum_cpu. not implemented for 'ComplexFloat'"):
        torch.hash_tensor(torch.ones(2, dtype=torch.complex64))
