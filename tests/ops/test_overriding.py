"""`__torch_function__`: subclasses keep their class, classes intercept functions, and plain tensors pay nothing."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar

import pytest

import minigrad as torch
import minigrad.nn.functional as F
from minigrad.ops import overriding


class Length(torch.Tensor):
    unit = "metre"

    def doubled(self) -> Any:
        return self * 2


class Silent(torch.Tensor):
    __torch_function__ = torch._C._disabled_torch_function_impl


class Recorded(torch.Tensor):
    calls: ClassVar[list[Any]] = []

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        cls.calls.append(func)
        return super().__torch_function__(func, types, args, kwargs)


def test_results_are_of_the_subclass() -> None:
    x = Length([[1.0, 2.0], [3.0, 4.0]])
    for result in (
        x + 1, 1 - x, x @ x, x > 1, -x, x.sum(), x[0], x.T, x.data, x.view(4), x.clone(), x.doubled(), torch.add(x, x),
        torch.stack([x, x]), F.relu(x), F.linear(x, x), torch.ones(2) + x, x.max(0).values, *x.split(1), x.to(torch.int64),
        torch.zeros_like(x),
    ):  # fmt: skip
        assert type(result) is Length
    assert [type(r) for r in (x.tolist(), x.shape, x.numpy(), x.dtype, x.sum().item())] == [
        list, torch.Size, type(torch.ones(1).numpy()), torch.dtype, float,
    ]  # fmt: skip
    assert repr(x + 1) == "Length([[2., 3.],\n        [4., 5.]])"


def test_in_place_and_gradients() -> None:
    leaf = torch.ones(2, requires_grad=True)
    x = leaf.as_subclass(Length)
    y = (x * 3).sum()
    y.backward()
    assert type(y) is Length
    assert leaf.grad.tolist() == [3, 3]
    z = Length([1.0, 2.0])
    before = z
    z += 1
    z[0] = 7
    assert z is before
    assert z.tolist() == [7, 3]
    grown = Length([1.0]).requires_grad_()
    assert grown.requires_grad
    assert grown.is_leaf
    (grown * 2).backward()
    assert grown.grad.tolist() == [2]


def test_copies_keep_the_class() -> None:
    x = Length([1.0])
    x.note = "n"
    for y in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert type(y) is Length
        assert y.note == "n"
    assert type(x + 1) is Length
    assert not hasattr(x + 1, "note")


def test_a_class_may_say_no() -> None:
    assert type(Silent([1.0]) + 1) is torch.Tensor
    assert type(torch.nn.Parameter(torch.ones(1)) + 1) is torch.Tensor
    with torch._C.DisableTorchFunctionSubclass():
        assert type(Length([1.0]) + 1) is torch.Tensor
    assert type(Length([1.0]) + 1) is Length


def test_what_is_told() -> None:
    x = Recorded([1.0, 2.0])
    Recorded.calls.clear()
    _ = x + 1, torch.sin(x), x.shape, x[0]
    assert Recorded.calls == [torch.Tensor.add, torch.sin, torch.Tensor.shape.__get__, torch.Tensor.__getitem__]
    Recorded.calls.clear()
    _ = (x * 2).sum()
    assert [f.__name__ for f in Recorded.calls] == ["mul", "sum"]


def test_operators_still_defer() -> None:
    class Other:
        def __radd__(self, left: Any) -> str:
            return "right"

    assert Length([1.0]) + Other() == "right"
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+: 'Length' and 'str'"):
        Length([1.0]) + "a"
    assert (Length([1.0]) == "a") is False


def test_subclasses_before_their_bases() -> None:
    class Depth(Length):
        pass

    a, b = Length([1.0]), Depth([2.0])
    assert type(torch.add(a, b)) is Depth
    assert overriding.overloaded((a, b, [a, b]), {}) == [b, a]


def test_strangers_do_not_mix() -> None:
    class Time(torch.Tensor):
        pass

    with pytest.raises(TypeError, match=r"Multiple dispatch failed for 'torch\.add'; all __torch_function__ handlers"):
        torch.add(Length([1.0]), Time([1.0]))


def test_ducks() -> None:
    class Duck:
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func, types

    assert torch.add(torch.ones(1), Duck()) == (torch.add, (Duck,))
    assert F.relu(Duck()) == (F.relu, (Duck,))
    func, types = torch.cat([torch.ones(1), Duck()])
    assert func.__name__ == "cat"
    assert types == (Duck,)
    assert torch.overrides.is_tensor_like(Duck())
    assert torch.overrides.has_torch_function([1, Duck()])


def test_plain_tensors_have_plain_methods() -> None:
    assert torch.ones(1).add.__func__ is torch.Tensor.add
    assert Length.add is not torch.Tensor.add
    assert torch.nn.Parameter.add is torch.Tensor.add
