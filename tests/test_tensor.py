"""A Tensor among Python's and NumPy's protocols: text, copies, pickles, containers, subclasses, ufuncs, functions."""

from __future__ import annotations

import copy
import gc
import math
import pickle
import re
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch


def raises(kind: type[BaseException], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


# ------------------------------------------------------------ text


def test_repr_says_what_the_numbers_do_not() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert repr(x) == "tensor([1., 2.], requires_grad=True)"
    assert repr(x * 2) == "tensor([2., 4.], grad_fn=<MulBackward0>)"
    assert repr(x.detach().double()) == "tensor([1., 2.], dtype=torch.float64)"
    assert repr(torch.tensor(3)) == "tensor(3)"
    assert repr(torch.nn.Parameter(torch.ones(1))) == "Parameter containing:\ntensor([1.], requires_grad=True)"


def test_format() -> None:
    assert f"{torch.tensor(3.14159):.2f} {torch.tensor(3):>4d} {torch.tensor(2.5)}" == "3.14    3 2.5"
    assert f"{torch.ones(2)}" == "tensor([1., 1.])"
    assert f"{torch.tensor(2.0, requires_grad=True):.1f}" == "2.0"
    with raises(TypeError, "unsupported format string passed to Tensor.__format__"):
        f"{torch.ones(2):.2f}"


# ------------------------------------------------------------ numbers


def test_one_element_is_a_number() -> None:
    assert float(torch.tensor([2.5])) == 2.5
    assert int(torch.tensor(3.7)) == 3
    assert complex(torch.tensor(1j)) == 1j
    assert bool(torch.tensor([1]))
    assert [10, 20, 30][torch.tensor(1)] == 20
    assert list(range(torch.tensor(3))) == [0, 1, 2]
    assert math.sqrt(torch.tensor(4.0)) == 2.0
    for convert in (int, float, complex):
        with raises(ValueError, "only one element tensors can be converted to Python scalars"):
            convert(torch.ones(2))
    with raises(RuntimeError, "value cannot be converted to type double without overflow"):
        float(torch.tensor(1j))
    with raises(RuntimeError, "a Tensor with 2 elements cannot be converted to Scalar"):
        torch.ones(2).item()
    with raises(TypeError, "only integer tensors of a single element can be converted to an index"):
        [1, 2][torch.tensor(1.0)]


def test_containers() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert 3 in x
    assert torch.tensor(4.0) in x
    assert 5 not in x
    assert [row.tolist() for row in x] == x.tolist()
    assert reversed(x).tolist() == [[3.0, 4.0], [1.0, 2.0]]
    with raises(RuntimeError, "Tensor.__contains__ only supports Tensor or scalar, but you passed in a <class 'str'>."):
        "a" in x  # noqa: B015 - the question is what is tested
    with raises(TypeError, "iteration over a 0-d tensor"):
        iter(torch.tensor(1.0))
    with raises(AttributeError, "'Tensor' object has no attribute 'fooo'"):
        x.fooo  # noqa: B018 - the question is what is tested


# ------------------------------------------------------------ copies and pickles


def twice(t: Any) -> list[Any]:
    """A tensor after a deep copy and after a pickle."""
    return [copy.deepcopy(t), pickle.loads(pickle.dumps(t))]


@given(st.lists(st.integers(1, 4), max_size=4), st.data())
def test_copies_keep_values_strides_and_gradients(sizes: list[int], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(sizes))))
    x = torch.arange(float(math.prod(sizes))).reshape(sizes)
    x = x.permute(*order) if order else x
    if sizes and data.draw(st.booleans()):
        x = x[..., ::2]
    x = x.detach().requires_grad_(data.draw(st.booleans()))
    for made in twice(x):
        assert made.tolist() == x.tolist()
        assert made.stride() == x.stride()
        assert made.requires_grad == x.requires_grad
        assert made.is_leaf
        with torch.no_grad():
            made += 1
        assert made.tolist() != x.tolist()


@pytest.mark.parametrize("dtype", ["float16", "float64", "int8", "uint64", "bool", "complex64"])
def test_copies_keep_the_dtype(dtype: str) -> None:
    for made in twice(torch.ones(2, dtype=getattr(torch, dtype))):
        assert made.dtype is getattr(torch, dtype)


def test_shared_memory_stays_shared() -> None:
    base = torch.arange(6.0).reshape(2, 3)
    for whole, part in twice([base, base[1]]):
        part[0] = 30.0
        assert whole[1, 0].item() == 30.0
    assert base[1, 0].item() == 3.0
    channels = torch.ones(1, 2, 3, 4).contiguous(memory_format=torch.channels_last)
    for made in twice(channels):
        assert made.stride() == (24, 1, 8, 2)
    gapped = torch.from_numpy(np.frombuffer(bytearray(range(200)), np.uint8).reshape(10, 20)[::2, ::3].T)
    for made in twice(gapped):
        assert made.tolist() == gapped.tolist()
    same = copy.copy(base)
    assert same is not base
    assert same.data_ptr() == base.data_ptr()


def test_copies_take_along_gradients_and_attributes() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    x.note = ["mine"]
    made = copy.deepcopy(x)
    assert made.grad.tolist() == [2.0, 4.0]
    assert made.grad is not x.grad
    assert made.note == ["mine"]
    assert made.note is not x.note
    assert pickle.loads(pickle.dumps(x)).note == ["mine"]
    with raises(RuntimeError, "Only Tensors created explicitly by the user (graph leaves) support the deepcopy"):
        copy.deepcopy(x * 2)
    assert pickle.loads(pickle.dumps(x * 2)).requires_grad
    (y,) = copy.deepcopy([made])
    (y * 3).sum().backward()
    assert y.grad.tolist() == [5.0, 7.0]


def test_nothing_lives_on() -> None:
    gc.disable()
    try:
        x = torch.ones(3, requires_grad=True)
        y = (x.clone() * 2).double()
        dead = weakref.ref(y)
        del y
        assert dead() is None
    finally:
        gc.enable()


# ------------------------------------------------------------ subclasses


class Angle(torch.Tensor):
    """A tensor with a word of its own."""

    unit = "radian"


def test_subclasses() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    angle = x.as_subclass(Angle)
    assert type(angle) is Angle
    assert angle.unit == "radian"
    assert repr(angle) == "Angle([1., 2.], grad_fn=<AliasBackward0>)"
    assert type(angle + 1) is Angle
    angle.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]
    assert type(Angle([3.0])) is Angle
    leaf = torch.Tensor._make_subclass(Angle, x, True)
    assert leaf.is_leaf
    assert leaf.requires_grad
    (leaf * 2).sum().backward()
    assert leaf.grad.tolist() == [2.0, 2.0]
    for made in twice(leaf):
        assert type(made) is Angle
        assert made.requires_grad
    with raises(TypeError, "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible."):
        x.as_subclass(int)


# ------------------------------------------------------------ the gradient


def test_a_gradient_lies_in_memory_as_its_leaf() -> None:
    leaves = [torch.ones(2, 3), torch.ones(3, 2).t(), torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last)]
    for leaf in leaves:
        leaf.requires_grad_()
        other = torch.ones(leaf.t().shape if leaf.ndim == 2 else leaf.shape)
        ((leaf.t() if leaf.ndim == 2 else leaf) * other).sum().backward()
        assert leaf.grad.stride() == leaf.stride()
    spread = torch.ones(3).expand(2, 3).requires_grad_()
    (spread * 2).sum().backward()
    assert spread.grad.stride() == (3, 1)
    x = torch.ones(2, 3, requires_grad=True)
    (x.t() * torch.ones(3, 2)).sum().backward(create_graph=True)
    assert x.grad.view(-1).shape == (6,)


def test_the_gradient_of_a_result_is_asked_for_in_vain() -> None:
    y = torch.ones(2, requires_grad=True) * 2
    with pytest.warns(UserWarning, match="The .grad attribute of a Tensor that is not a leaf Tensor is being accessed"):
        assert y.grad is None
    y.retain_grad()
    assert y.grad is None  # it will come: no warning


def test_what_may_be_assigned() -> None:
    x = torch.ones(2)
    with raises(RuntimeError, "attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure"):
        x.grad = torch.ones(3)
    for flag in (1, "yes", None):
        with raises(RuntimeError, "requires_grad must be a bool"):
            x.requires_grad = flag
    with raises(TypeError, "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not int"):
        x.requires_grad_(1)
    assert not x.requires_grad


# ------------------------------------------------------------ memory


def test_where_views_begin() -> None:
    x = torch.arange(24.0).reshape(2, 3, 4)
    part = x[..., 1:3]
    assert part.expand(2, 2, 3, 2).storage_offset() == 1
    assert part.expand(2, 2, 3, 2)[1, 1].storage_offset() == 13
    assert part.expand(2, 2, 3, 2).untyped_storage().nbytes() == 96
    with raises(RuntimeError, "Storage size calculation overflowed with sizes=[-1, 2] and strides=[1, 1]"):
        x.as_strided((-1, 2), (1, 1))
    assert x.as_strided((0, 3), (5, 1)).stride() == (5, 1)
    with raises(RuntimeError, "Tensor must have a storage_offset divisible by 2"):
        torch.view_as_complex(x[0, :, 1:3])
    with raises(IndexError, "Dimension specified as 0 but tensor has no dimensions"):
        torch.tensor(1.0).stride(0)
    with raises(RuntimeError, "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 1"):
        torch.ones(2).expand(-1, -1, 2)


def test_only_matrices_have_a_transpose() -> None:
    with pytest.warns(UserWarning, match=r"The use of `x.T` on tensors of dimension other than 2"):
        assert torch.ones(2, 3, 4).T.shape == (4, 3, 2)
    assert torch.ones(2, 3).T.shape == (3, 2)


# ------------------------------------------------------------ NumPy

UFUNCS = [
    np.exp, np.log, np.sqrt, np.sin, np.tanh, np.abs, np.square, np.floor, np.negative, np.sign, np.isnan,
    np.reciprocal, np.expm1, np.arctan, np.deg2rad,
]  # fmt: skip
BINARY = [np.add, np.subtract, np.multiply, np.divide, np.power, np.maximum, np.minimum, np.arctan2, np.less, np.equal]


@pytest.mark.parametrize("ufunc", UFUNCS)
def test_ufuncs_of_one_tensor(ufunc: Any) -> None:
    array = np.array([0.5, 1.5, 2.0])
    found = ufunc(torch.from_numpy(array))
    assert isinstance(found, torch.Tensor)
    np.testing.assert_allclose(found.numpy(), ufunc(array))


@pytest.mark.parametrize("ufunc", BINARY)
def test_ufuncs_of_two_operands(ufunc: Any) -> None:
    a, b = np.array([0.5, 1.5, 2.0]), np.array([1.0, 1.5, 0.5])
    for left, right in ((torch.from_numpy(a), torch.from_numpy(b)), (a, torch.from_numpy(b)), (torch.from_numpy(a), b)):
        found = ufunc(left, right)
        assert isinstance(found, torch.Tensor)
        np.testing.assert_allclose(found.numpy(), ufunc(a, b))
    assert ufunc(torch.tensor([1.0, 2.0]), 2).dtype in (torch.float32, torch.bool)


def test_gradients_flow_through_numpys_names() -> None:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    y = np.sum(np.exp(x) * np.array([1.0, 2.0]))
    y.backward()
    np.testing.assert_allclose(x.grad, np.exp([1.0, 2.0]) * [1, 2])
    joined = np.concatenate([x, np.array([3.0])])
    assert joined.requires_grad
    assert np.mean(joined).grad_fn.name().startswith("MeanBackward")


def test_arrays_and_scalars_beside_tensors() -> None:
    v = torch.tensor([1.0, 2.0])
    assert (np.ones(2) * v).dtype is torch.float64
    assert (np.float64(2) * v).dtype is torch.float32
    assert (np.float64(2) - v).tolist() == [1.0, 0.0]
    assert (np.ones((2, 2)) @ v.double()).tolist() == [3.0, 3.0]
    array = np.ones(2)
    array += v
    assert array.tolist() == [2.0, 3.0]
    assert np.add(v, 1, out=v).tolist() == [2.0, 3.0]
    assert v._version == 1
    assert np.add.reduce(v).item() == 5.0


A = np.arange(6.0).reshape(2, 3)
CALLS: list[Any] = [
    np.sum, np.mean, np.max, np.min, np.prod, np.std, np.var, np.argmax, np.argmin, np.cumsum, np.ravel, np.transpose,
    np.squeeze, np.sort, np.argsort, np.ndim, np.size, np.shape, np.flip, np.zeros_like, np.ones_like, np.any, np.all,
    lambda a: np.sum(a, axis=0), lambda a: np.mean(a, axis=(0, 1), keepdims=True), lambda a: np.max(a, axis=1),
    lambda a: np.std(a, axis=0, ddof=1), lambda a: np.sum(a, dtype=np.float64), lambda a: np.reshape(a, (3, 2)),
    lambda a: np.transpose(a, (1, 0)), lambda a: np.swapaxes(a, 0, 1), lambda a: np.moveaxis(a, 0, 1),
    lambda a: np.expand_dims(a, 0), lambda a: np.expand_dims(a, (0, 2)), lambda a: np.concatenate([a, a], axis=1),
    lambda a: np.stack([a, a]), lambda a: np.vstack([a, a]), lambda a: np.hstack([a, a]), lambda a: np.tile(a, 2),
    lambda a: np.repeat(a, 2, axis=0), lambda a: np.roll(a, 1, axis=1), lambda a: np.clip(a, 1, 3),
    lambda a: np.where(a > 2, a, 0.0), lambda a: np.split(a, 3, axis=1)[1], lambda a: np.argmax(a, axis=1),
    lambda a: np.cumsum(a, axis=0), lambda a: np.full_like(a, 2), np.tril, np.diag,
    lambda a: np.size(a, 1), np.round, lambda a: np.isclose(a, a), lambda a: np.broadcast_to(a, (2, 2, 3)),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: getattr(call, "__name__", "call"))
def test_numpys_functions(call: Any) -> None:
    found, expected = call(torch.from_numpy(A.copy())), call(A)
    assert isinstance(found, torch.Tensor) or not isinstance(expected, np.ndarray | np.generic)
    np.testing.assert_allclose(np.asarray(found), expected)
    assert np.shape(found) == np.shape(expected)


def test_functions_of_matrices() -> None:
    t = torch.from_numpy(A.copy())
    for found, expected in (
        (np.dot(t, t.T), A @ A.T),
        (np.dot(t[0], t[1]), A[0] @ A[1]),
        (np.dot(t, 2.0), A * 2),
        (np.einsum("ij,kj->ik", t, t), A @ A.T),
        (np.outer(t[0], t[1]), np.outer(A[0], A[1])),
    ):
        assert isinstance(found, torch.Tensor)
        np.testing.assert_allclose(found.numpy(), expected)


def test_functions_without_a_counterpart_compute_on_arrays() -> None:
    t = torch.tensor([3.0, 1.0, 3.0])
    assert isinstance(np.unique(t), np.ndarray)
    assert np.allclose(t, np.array([3.0, 1.0, 3.0]))
    np.testing.assert_allclose(t, [3.0, 1.0, 3.0])
    assert np.percentile(t, 50) == 3.0
    for call in (np.unique, np.cbrt, np.array, lambda x: np.array([x, x]), np.add.reduce):
        with raises(RuntimeError, "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"):
            call(torch.ones(2, requires_grad=True))


def test_arrays_of_tensors() -> None:
    t = torch.tensor([1.0, 2.0])
    assert np.shares_memory(np.asarray(t), t.numpy())
    assert not np.shares_memory(np.array(t), t.numpy())
    assert np.asarray(t, dtype=np.float64).dtype == np.float64
    assert np.array([t, t]).shape == (2, 2)


def test_dlpack() -> None:
    t = torch.tensor([1.0, 2.0])
    assert np.shares_memory(np.from_dlpack(t), t.numpy())
    array = np.arange(3)
    assert np.shares_memory(torch.from_dlpack(array).numpy(), array)
    assert t.__dlpack_device__() == (1, 0)
    with raises(BufferError, "Can't export tensors that require gradient, use tensor.detach()"):
        np.from_dlpack(torch.ones(2, requires_grad=True))
    with raises(RuntimeError, "from_dlpack received an invalid capsule."):
        torch.from_dlpack([1])
