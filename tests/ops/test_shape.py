"""Views: values, shared memory, histories, in-place changes of shape, errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch

SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def numbers(*shape: int) -> Any:
    return torch.from_numpy(np.arange(float(np.prod(shape, dtype=int))).reshape(shape))


@st.composite
def reshaped(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Another shape of as many elements: axes merged, split in two, or of length 1 added and taken away."""
    new = list(shape)
    for _ in range(draw(st.integers(0, 3))):
        step = draw(st.sampled_from(["merge", "split", "one"]))
        at = draw(st.integers(0, max(len(new) - 1, 0)))
        if step == "merge" and len(new) > at + 1:
            new[at : at + 2] = [new[at] * new[at + 1]]
        elif step == "split" and new and new[at] > 1:
            divisors = [d for d in range(1, new[at] + 1) if new[at] % d == 0]
            d = draw(st.sampled_from(divisors))
            new[at : at + 1] = [d, new[at] // d]
        else:
            new.insert(at, 1)
    return tuple(new)


@settings(max_examples=150, deadline=None)
@given(st.data(), SHAPES)
def test_reshape_is_numpys_and_a_view_where_it_can_be(data: st.DataObject, shape: tuple[int, ...]) -> None:
    array = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    order = data.draw(st.permutations(range(len(shape))))
    steps = tuple(slice(None, None, data.draw(st.integers(1, 2))) for _ in shape)
    array = np.asarray(array.transpose(order)[steps])
    new = data.draw(reshaped(array.shape))
    x = torch.from_numpy(array)
    wanted = array.reshape(new)
    got = x.reshape(new)
    np.testing.assert_array_equal(got.numpy(), wanted)
    if array.size:
        shared = np.shares_memory(wanted, array)
        assert np.shares_memory(got.numpy(), array) == shared
        assert got._is_view() == shared
        if shared:
            assert x.view(new).data_ptr() == x.data_ptr()
        else:
            with pytest.raises(RuntimeError, match="view size is not compatible with input tensor's size and stride"):
                x.view(new)


@settings(max_examples=100, deadline=None)
@given(st.data(), SHAPES)
def test_orders_of_axes_are_numpys(data: st.DataObject, shape: tuple[int, ...]) -> None:
    x = numbers(*shape)
    order = data.draw(st.permutations(range(len(shape))))
    np.testing.assert_array_equal(x.permute(tuple(order)).numpy(), x.numpy().transpose(order))
    np.testing.assert_array_equal(x.permute([d - len(shape) for d in order]).numpy(), x.numpy().transpose(order))
    if shape:
        a, b = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(order))
        np.testing.assert_array_equal(x.transpose(a, b - len(shape)).numpy(), x.numpy().swapaxes(a, b))
        np.testing.assert_array_equal(torch.movedim(x, a, b).numpy(), np.moveaxis(x.numpy(), a, b))
    if len(shape) == 2:
        np.testing.assert_array_equal(x.T.numpy(), x.numpy().T)
    assert x.permute(order)._base is x


@settings(max_examples=100, deadline=None)
@given(st.data(), SHAPES)
def test_expand_is_broadcasting_without_copies(data: st.DataObject, shape: tuple[int, ...]) -> None:
    kept = tuple(1 if data.draw(st.booleans()) else n for n in shape)
    x = numbers(*kept)
    lead = data.draw(st.lists(st.integers(0, 3), max_size=2))
    sizes = [-1 if n == k and data.draw(st.booleans()) else n for n, k in zip(shape, kept, strict=True)]
    got = x.expand((*lead, *sizes))
    np.testing.assert_array_equal(got.numpy(), np.broadcast_to(x.numpy(), (*lead, *shape)))
    if got.numel():
        assert np.shares_memory(got.numpy(), x.numpy())
        x.fill_(7)
        assert (got.numpy() == 7).all()


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(1, 9))
def test_unfold_takes_windows(data: st.DataObject, n: int) -> None:
    size, step = data.draw(st.integers(0, n)), data.draw(st.integers(1, 3))
    x = numbers(2, n).requires_grad_()
    windows = x.unfold(1, size, step)
    wanted = np.stack([x.detach().numpy()[:, i : i + size] for i in range(0, n - size + 1, step)], 1)
    np.testing.assert_array_equal(windows.detach().numpy(), wanted)
    windows.sum().backward()
    often = sum((np.arange(n) >= i) & (np.arange(n) < i + size) for i in range(0, n - size + 1, step))
    np.testing.assert_array_equal(x.grad.numpy(), np.broadcast_to(often, (2, n)))


def test_views_share_memory_and_version() -> None:
    x = torch.zeros(2, 3)
    views = [x.view(6), x.t(), x.T, x.mT, x.permute(1, 0), x.transpose(0, 1), x.unsqueeze(0), x.unsqueeze(1).squeeze(1),
             x.expand(4, 2, 3), x.reshape(3, 2), x.flatten(), x.ravel(), x.unflatten(1, (3, 1)), x.movedim(0, 1),
             x.as_strided((2,), (1,), 1), x.unfold(1, 2, 1), x.swapaxes(0, 1),
             x.view_as(x), x.expand_as(x)]  # fmt: skip
    x.add_(1)
    for v in views:
        assert (v.numpy() == 1).all()
        assert v._version == x._version == 1
        assert v._base is x


def test_view_as_another_dtype() -> None:
    x = torch.tensor([1.0, -2.0])
    assert x.view(torch.int32).tolist() == [0x3F800000, -0x40000000]
    assert x.view(dtype=torch.int32).dtype is torch.int32
    assert torch.tensor([1.0, 0.0]).view(torch.int64).shape == (1,)
    assert torch.zeros(2, dtype=torch.float64).view(torch.float32).shape == (4,)
    bits = x.view(torch.int32)
    bits[0] = 0
    assert x[0] == 0


def test_transposes_of_few_axes() -> None:
    s, v = torch.tensor(1.0), torch.zeros(3)
    assert s.H.shape == s.mT.shape == s.t().shape == ()
    assert v.t().shape == (3,)
    with pytest.warns(UserWarning, match="The use of `x.T` on tensors of dimension other than 2"):
        assert s.T.shape == ()
    with pytest.warns(UserWarning, match="is deprecated"):
        assert v.T.shape == (3,)
    z = torch.tensor([[1 + 2j, 3j]])
    assert z.H.tolist() == z.mH.tolist() == z.adjoint().tolist() == [[1 - 2j], [-3j]]


def test_squeeze() -> None:
    x = torch.zeros(1, 2, 1)
    assert x.squeeze().shape == (2,)
    assert x.squeeze(0).shape == (2, 1)
    assert x.squeeze(1).shape == (1, 2, 1)
    assert x.squeeze((0, -1)).shape == (2,)
    assert torch.squeeze(x, dim=-1).shape == torch.squeeze(x, axis=2).shape == (1, 2)
    names = [x.requires_grad_().squeeze(*d).grad_fn.name() for d in ((), (0,), ((0, 2),))]
    assert names == ["SqueezeBackward0", "SqueezeBackward1", "SqueezeBackward2"]


def test_flatten_and_unflatten() -> None:
    x = torch.zeros(2, 3, 4)
    assert torch.flatten(x).shape == (24,)
    assert x.flatten(1).shape == (2, 12)
    assert x.flatten(0, 1).shape == (6, 4)
    assert x.flatten(1, 1) is x
    assert torch.tensor(1.0).flatten().shape == (1,)
    assert torch.zeros(0, 3).flatten().shape == (0,)
    assert x.unflatten(-1, (2, -1)).shape == (2, 3, 2, 2)
    assert not x.transpose(0, 2).flatten()._is_view()


def test_atleast() -> None:
    s, v, m = torch.tensor(1.0), torch.zeros(3), torch.zeros(2, 3)
    assert [tuple(t.shape) for t in torch.atleast_1d(s, v)] == [(1,), (3,)]
    assert [tuple(t.shape) for t in torch.atleast_2d([s, v, m])] == [(1, 1), (1, 3), (2, 3)]
    assert [tuple(torch.atleast_3d(t).shape) for t in (s, v, m)] == [(1, 1, 1), (1, 3, 1), (2, 3, 1)]


def test_as_strided_gradients_count_shared_places() -> None:
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    y = x.as_strided((3, 2), (1, 1))
    assert y.tolist() == [[1, 2], [2, 3], [3, 4]]
    y.sum().backward()
    assert x.grad.tolist() == [1, 2, 2, 1]


def test_writing_through_views_rewrites_the_history() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    v = y.t().unsqueeze(1).squeeze(1).reshape(3, 2).as_strided((3, 2), (1, 3)).view(3, 2).squeeze()
    v[0].mul_(5)
    assert y.tolist() == [[10, 2, 2], [10, 2, 2]]
    y.sum().backward()
    assert x.grad.tolist() == [[10, 2, 2], [10, 2, 2]]


def test_shapes_changed_in_place() -> None:
    x = torch.zeros(2, 3, 1)
    assert x.squeeze_() is x
    assert x.t_() is x
    assert x.shape == (3, 2)
    assert x.unsqueeze_(0).transpose_(0, 2).shape == (2, 3, 1)
    assert x.swapaxes_(0, 1).shape == (3, 2, 1)
    assert x.as_strided_((2,), (1,)).shape == (2,)
    leaf = torch.ones(2, 3, requires_grad=True)
    y = leaf * torch.tensor([1.0, 2.0, 3.0])
    y.t_()
    assert y.grad_fn.name() == "TBackward0"
    y[0].sum().backward()
    assert leaf.grad.tolist() == [[1, 0, 0], [1, 0, 0]]
    with pytest.raises(
        RuntimeError, match=r"a leaf Variable that requires grad is being used in an in-place operation."
    ):
        leaf.t_()


def test_a_view_changed_in_place_remains_one() -> None:
    leaf = torch.ones(2, 3, requires_grad=True)
    y = leaf * 1
    v = y[:, :2]
    v.t_()
    assert v._base is y
    v.mul_(4)
    assert y.tolist() == [[4, 4, 1], [4, 4, 1]]
    y.sum().backward()
    assert leaf.grad.tolist() == [[4, 4, 1], [4, 4, 1]]


def test_broadcast_tensors() -> None:
    a, b = torch.broadcast_tensors(torch.zeros(3, 1), torch.ones(2))
    assert a.shape == b.shape == (3, 2)
    assert torch.broadcast_to(torch.tensor([1.0]), (2, 2)).tolist() == [[1, 1], [1, 1]]


x = torch.zeros(2, 3)
s = torch.tensor(1.0)
MESSAGES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: x.view(4, 2), RuntimeError, "shape '[4, 2]' is invalid for input of size 6"),
    (lambda: x.view(-1, -1), RuntimeError, "only one dimension can be inferred"),
    (lambda: x.view(-2, 3), RuntimeError, "invalid shape dimension -2 at index 0 of shape [-2, 3]"),
    (
        lambda: x.t().view(6),
        RuntimeError,
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two",
    ),
    (
        lambda: x.view(torch.float64),
        RuntimeError,
        "self.size(-1) must be divisible by 2 to view Float as Double (different element sizes), but got 3",
    ),
    (
        lambda: s.view(torch.float64),
        RuntimeError,
        "self.dim() cannot be 0 to view Float as Double (different element sizes)",
    ),
    (
        lambda: x.t().view(torch.float64),
        RuntimeError,
        "self.stride(-1) must be 1 to view Float as Double (different element sizes), but got 3",
    ),
    (lambda: x.reshape("a"), TypeError, "reshape(): argument 'shape' (position 1) must be tuple of ints, not str"),
    (
        lambda: x.permute(0),
        RuntimeError,
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired",
    ),
    (lambda: x.permute(0, 0), RuntimeError, "permute(): duplicate dims are not allowed."),
    (lambda: x.permute(0, 5), IndexError, "Dimension out of range (expected to be in range of [-2, 1], but got 5)"),
    (lambda: x.transpose(0, 5), IndexError, "Dimension out of range (expected to be in range of [-2, 1], but got 5)"),
    (lambda: torch.zeros(2, 3, 4).t(), RuntimeError, "t() expects a tensor with <= 2 dimensions, but self is 3D"),
    (
        lambda: torch.zeros(2, 3, 4).H,
        RuntimeError,
        "tensor.H is only supported on matrices (2-D tensors). Got 3-D tensor. For batches of matrices, consider",
    ),
    (lambda: x[0].mT, RuntimeError, "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor."),
    (lambda: x.unsqueeze(5), IndexError, "Dimension out of range (expected to be in range of [-3, 2], but got 5)"),
    (lambda: x.squeeze((0, 0)), RuntimeError, "dim 0 appears multiple times in the list of dims"),
    (
        lambda: x.expand(3, 3),
        RuntimeError,
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.  Target",
    ),
    (
        lambda: x.expand(3),
        RuntimeError,
        "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to",
    ),
    (
        lambda: x.expand(-1, 2, 3),
        RuntimeError,
        "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
    ),
    (lambda: x.flatten(1, 0), RuntimeError, "flatten() has invalid args: start_dim cannot come after end_dim"),
    (lambda: x.flatten(start_dim="a"), TypeError, "flatten(): argument 'start_dim' must be int, not str"),
    (
        lambda: x.unflatten(1, (2, 2)),
        RuntimeError,
        "unflatten: Provided sizes [2, 2] don't multiply up to the size of dim 1 (3) in the input tensor",
    ),
    (lambda: x.unflatten(1, ()), RuntimeError, "unflatten: sizes must be non-empty"),
    (
        lambda: x.movedim((0, 1), (0,)),
        RuntimeError,
        "movedim: Invalid source or destination dims: source ([0, 1] dims) should contain the same number of dims as",
    ),
    (lambda: x.movedim((0, 0), (0, 1)), RuntimeError, "movedim: repeated dim in `source` ([0, 0])"),
    (
        lambda: x.as_strided((10,), (1,)),
        RuntimeError,
        "setStorage: sizes [10], strides [1], storage offset 0, and itemsize 4 requiring a storage size of 40 are out",
    ),
    (
        lambda: x.as_strided((2,), (-1,)),
        RuntimeError,
        "as_strided: Negative strides are not supported at the moment, got strides: [-1]",
    ),
    (lambda: x.as_strided((2,), (1, 1)), RuntimeError, "mismatch in length of strides and shape"),
    (lambda: x.unfold(0, 3, 1), RuntimeError, "maximum size for tensor at dimension 0 is 2 but size is 3"),
    (lambda: x.unfold(0, 1, 0), RuntimeError, "step is 0 but must be > 0"),
    (
        lambda: torch.broadcast_tensors(x, torch.zeros(2)),
        RuntimeError,
        "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
    ),
    (lambda: torch.transpose(1, 0, 1), TypeError, "transpose(): argument 'input' (position 1) must be Tensor, not int"),
]


@pytest.mark.parametrize(("call", "kind", "text"), MESSAGES)
def test_messages(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(text)):
        call()


def test_broadcast_shapes() -> None:
    assert torch.broadcast_shapes((2,), (3, 1), 1) == torch.Size([3, 2])
    assert torch.broadcast_shapes() == torch.Size([])
    with pytest.raises(RuntimeError, match="Attempting to broadcast a dimension of length 3 at -1!"):
        torch.broadcast_shapes((2,), (3,))
    with pytest.raises(ValueError, match="Attempting to broadcast a dimension with negative length!"):
        torch.broadcast_shapes((-1,))
