"""Copies, casts and whole-tensor writes, and the gradients through them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minigrad as torch

DTYPES = [
    torch.float32,
    torch.float64,
    torch.float16,
    torch.int64,
    torch.int32,
    torch.uint8,
    torch.bool,
    torch.complex64,
]


def raises(kind: type[Exception], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


# ------------------------------------------------------------ to


def test_to_returns_itself_where_nothing_changes() -> None:
    x = torch.ones(2)
    for same in (
        x.to(torch.float32),
        x.to("cpu"),
        x.to(torch.device("cpu")),
        x.to(x),
        x.float(),
        x.cpu(),
        x.to(),
        x.to(None),
    ):
        assert same is x
    assert x.to(torch.float32, copy=True) is not x
    assert x.to("cpu", torch.float32, False, True) is not x


@pytest.mark.parametrize("target", DTYPES)
def test_every_way_to_cast_agrees(target: Any) -> None:
    x = torch.tensor([0.0, 1.0, 2.0])
    like = torch.zeros(1, dtype=target)
    expected = x.numpy().astype(target.numpy)
    for made in (x.to(target), x.to("cpu", target), x.to(dtype=target), x.to(like), x.type(target), x.type_as(like)):
        assert made.dtype is target
        np.testing.assert_array_equal(made.numpy(), expected)


def test_to_refuses() -> None:
    x = torch.ones(2)
    for call in (lambda: x.to([1]), lambda: x.to(np.float32), lambda: x.to(foo=1)):
        with raises(TypeError, "to() received an invalid combination of arguments - got ("):
            call()
    for call in (lambda: x.to("cuda"), x.cuda, lambda: x.type("torch.cuda.FloatTensor")):
        with raises(AssertionError, "Torch not compiled with CUDA enabled"):
            call()
    with raises(RuntimeError, "Cannot access accelerator device when none is available."):
        x.to(0)
    with raises(RuntimeError, "required rank 4 tensor to use channels_last format"):
        x.to(torch.float64, memory_format=torch.channels_last)
    with raises(TypeError, "type_as(): argument 'other' (position 1) must be Tensor, not int"):
        x.type_as(3)


def test_gradients_come_back_in_the_dtype_they_left() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.double()
    assert y.grad_fn.name() == "ToCopyBackward0"
    (y * y).sum().backward()
    assert x.grad.dtype is torch.float32
    assert x.grad.tolist() == [2.0, 4.0]
    z = x.to(torch.complex64)
    (gradient,) = torch.autograd.grad((z * 2j).abs().sum(), x)
    assert gradient.dtype is torch.float32
    assert gradient.tolist() == [2.0, 2.0]
    assert not x.long().requires_grad
    (first,) = torch.autograd.grad((x.double() ** 3).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    assert second.tolist() == [6.0, 12.0]


def test_casting_away_imaginary_parts_warns() -> None:
    z = torch.tensor([1 + 2j])
    with pytest.warns(UserWarning, match=r"^Casting complex values to real discards the imaginary part$"):
        assert z.float().tolist() == [1.0]
    assert z.bool().tolist() == [True]


def test_half_is_rounded_from_float() -> None:
    x = 1 + 2.0**-11 + 2.0**-40  # rounds up to half, but to even from float32
    assert torch.tensor([x], dtype=torch.float64).half().item() == 1.0


# ------------------------------------------------------------ clone


def steps(t: Any) -> list[int]:
    """The strides of the axes along which there is a step."""
    return [s for s, n in zip(t.stride(), t.shape, strict=True) if n > 1]


@given(hnp.array_shapes(min_dims=1, max_dims=4), st.data())
def test_clone_keeps_values_and_layout(shape: tuple[int, ...], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(shape))))
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape).transpose(order)
    t = torch.from_numpy(array)
    copy = t.clone()
    np.testing.assert_array_equal(copy.numpy(), array)
    assert steps(copy) == steps(t)
    assert not np.shares_memory(copy.numpy(), array)
    straight = t.clone(memory_format=torch.contiguous_format)
    assert straight.is_contiguous()
    np.testing.assert_array_equal(straight.numpy(), array)
    assert t.contiguous().is_contiguous()


def test_channels_last() -> None:
    x = torch.arange(24.0).reshape(1, 2, 3, 4)
    y = x.contiguous(memory_format=torch.channels_last)
    assert y.stride() == (24, 1, 8, 2)
    assert y.is_contiguous(memory_format=torch.channels_last)
    assert not y.is_contiguous()
    assert y.tolist() == x.tolist()
    assert y.contiguous(memory_format=torch.channels_last) is y
    assert x.to(memory_format=torch.channels_last).stride() == y.stride()
    with raises(RuntimeError, "preserve memory format is unsupported by the contiguous operator"):
        x[..., ::2].contiguous(memory_format=torch.preserve_format)
    assert x.contiguous(memory_format=torch.preserve_format) is x
    with raises(TypeError, "is_contiguous(): argument 'memory_format' must be torch.memory_format, not int"):
        x.is_contiguous(memory_format=3)


def test_clone_passes_gradients() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x.clone()
    y[0] = 5.0
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 1.0]


# ------------------------------------------------------------ in place


def test_copy_broadcasts_casts_and_counts() -> None:
    x = torch.zeros(2, 2)
    assert x.copy_(torch.tensor([1, 2])) is x
    assert x.tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert x._version == 1
    assert x.copy_(3).tolist() == [[3.0, 3.0], [3.0, 3.0]]
    assert torch.zeros(2, dtype=torch.int64).copy_(torch.tensor([1.7, -2.7])).tolist() == [1, -2]
    with raises(
        RuntimeError, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1"
    ):
        x.copy_(torch.ones(3))
    with raises(RuntimeError, "output with shape [2, 2] doesn't match the broadcast shape [3, 2, 2]"):
        x.copy_(torch.ones(3, 2, 2))
    with raises(TypeError, "copy_(): argument 'other' (position 1) must be Tensor, not list"):
        x.copy_([1])
    with raises(
        RuntimeError, "unsupported operation: more than one element of the written-to tensor refers to a single"
    ):
        torch.ones(1).expand(3).copy_(torch.ones(3))


def test_copy_carries_gradients_of_the_source() -> None:
    base = torch.ones(2, 3, requires_grad=True)
    source = torch.ones(3, requires_grad=True)
    x = base * 2
    x.copy_(source)
    assert x.grad_fn.name() == "CopyBackwards"
    x.sum().backward()
    assert base.grad.tolist() == [[0.0] * 3] * 2
    assert source.grad.tolist() == [2.0, 2.0, 2.0]


def test_fill_and_zero_forget_what_was_there() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    value = torch.tensor(5.0, requires_grad=True)
    for write, node in (
        (lambda y: y.fill_(4), "FillBackward2"),
        (lambda y: y.fill_(value), "FillBackward3"),
        (lambda y: y.zero_(), "ZeroBackward0"),
    ):
        y = x * 1
        write(y)
        assert y.grad_fn.name() == node
        (gradient,) = torch.autograd.grad(y.sum(), x)
        assert gradient.tolist() == [0.0, 0.0, 0.0]
    y = x * 1
    y[1:].fill_(value)
    gradients = torch.autograd.grad(y.sum(), (x, value))
    assert gradients[0].tolist() == [1.0, 0.0, 0.0]
    assert gradients[1].item() == 2.0
    for write in (lambda: x.fill_(1), x.zero_, lambda: x.copy_(torch.ones(3))):
        with raises(RuntimeError, "a leaf Variable that requires grad is being used in an in-place operation."):
            write()
    with torch.no_grad():
        assert x.fill_(1).tolist() == [1.0, 1.0, 1.0]
    assert torch.fill(torch.zeros(2), 3).tolist() == [3.0, 3.0]
    with raises(RuntimeError, "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions."):
        torch.zeros(2).fill_(torch.ones(1))
    with raises(TypeError, "fill_() received an invalid combination of arguments - got (str), but expected one of:"):
        torch.zeros(2).fill_("a")


def test_apply_and_map() -> None:
    assert torch.tensor([1.0, 2.0]).apply_(lambda v: v + 1).tolist() == [2.0, 3.0]
    assert torch.tensor([1.0, 2.0]).map_(torch.tensor([10.0]), lambda a, b: a * b).tolist() == [10.0, 20.0]
    with raises(RuntimeError, "Can't call apply_() on Variable that requires grad."):
        torch.ones(2, requires_grad=True).apply_(abs)


# ------------------------------------------------------------ memory


def test_resize_keeps_and_grows_memory() -> None:
    x = torch.arange(6.0)
    memory = x.data_ptr()
    assert x.resize_(2, 2).tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert x.data_ptr() == memory
    assert x.resize_(6).tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert x.resize_(8).tolist()[:6] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert x.resize_as_(torch.ones(3)).shape == (3,)
    with raises(RuntimeError, "cannot resize variables that require grad"):
        torch.ones(2, requires_grad=True).resize_(3)


@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated:UserWarning")
def test_storages() -> None:
    x = torch.arange(6.0).reshape(2, 3)
    view = x.t()[1:]
    assert view.untyped_storage() == x.untyped_storage()
    assert view.untyped_storage().nbytes() == len(x.untyped_storage()) == 24
    assert view.storage().tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    x.storage()[0] = 9.0
    assert x[0, 0].item() == 9.0
    assert x.untyped_storage().data_ptr() == x.data_ptr()
    assert torch.is_storage(x.storage())
    assert repr(torch.zeros(1, dtype=torch.uint8).untyped_storage()) == (
        " 0\n[torch.storage.UntypedStorage(device=cpu) of size 1]"
    )
    assert x.is_set_to(x.view(2, 3))
    assert not x.is_set_to(view)
    y = torch.zeros(1)
    assert y.set_(view).is_set_to(view)
    assert x.share_memory_() is x
    with raises(RuntimeError, "Cannot access accelerator device when none is available."):
        x.pin_memory()


# ------------------------------------------------------------ questions


def test_questions() -> None:
    x, i = torch.ones(2), torch.tensor([1, 2])
    assert torch.result_type(i, 2.5) is torch.float32
    assert torch.result_type(x, i) is torch.float32
    assert torch.promote_types(torch.int32, torch.float16) is torch.float16
    assert torch.can_cast(torch.int64, torch.float32)
    assert not torch.can_cast(torch.float32, torch.int64)
    assert torch.is_tensor(x)
    assert not torch.is_tensor(np.ones(2))
    assert torch.is_nonzero(torch.tensor([3.0]))
    assert torch.is_same_size(x, i)
    assert x.resolve_conj() is torch.resolve_neg(x) is x
    assert not x.is_conj()
    for call, text in (
        (lambda: torch.numel(3), "numel(): argument 'input' (position 1) must be Tensor, not int"),
        (
            lambda: torch.can_cast(3, torch.float32),
            "can_cast(): argument 'from_' (position 1) must be torch.dtype, not int",
        ),
        (
            lambda: torch.result_type(x, "a"),
            "result_type() received an invalid combination of arguments - got (Tensor, str)",
        ),
        (lambda: torch.set_default_dtype(torch.int64), "only floating-point types are supported as the default type"),
    ):
        with raises(TypeError, text):
            call()
    with raises(RuntimeError, "Boolean value of Tensor with more than one value is ambiguous"):
        torch.is_nonzero(x)
    with pytest.warns(UserWarning, match=r"^torch.set_default_tensor_type\(\) is deprecated"):
        torch.set_default_tensor_type(torch.FloatTensor)
