"""Shared memory and in-place writes: the right gradients, or torch's error."""

from __future__ import annotations

import pytest

import minigrad as torch


def leaf(*shape: int) -> torch.Tensor:
    return torch.ones(*shape, dtype=torch.float64, requires_grad=True)


def test_views_share_memory_and_versions() -> None:
    x = torch.zeros(2, 3)
    v = x.view(6)
    assert v._base is x
    v[0] = 7.0
    assert x[0, 0].item() == 7.0
    assert x._version == v._version == 1
    d = x.detach()
    d[0, 1] = 3.0
    assert x[0, 1].item() == 3.0
    assert x._version == 2
    assert x.data._version == 0


def test_write_on_a_leaf() -> None:
    x = leaf(3)
    with pytest.raises(RuntimeError, match=r"a leaf Variable that requires grad is being used in an in-place operation.*\n.*no_grad"):
        x.add_(1)
    assert x.tolist() == [1.0, 1.0, 1.0]
    assert x._version == 0
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad is being used in an in-place"):
        x[0] = 2.0
    with torch.no_grad():
        x.add_(1)
    assert x.tolist() == [2.0, 2.0, 2.0]
    assert x.is_leaf


def test_write_on_a_result() -> None:
    x = leaf(3)
    y = x * 2
    y.mul_(5)
    assert y.grad_fn.name() == "MulBackward0"
    y.sum().backward()
    assert x.grad.tolist() == [10.0] * 3


def test_write_through_a_view_rewrites_the_base() -> None:
    x = leaf(4)
    y = x * 2
    v = y.view(2, 2)[0]
    v.mul_(10)
    assert y.grad_fn.name() == "CopySlices"
    y.sum().backward()
    assert x.grad.tolist() == [20.0, 20.0, 2.0, 2.0]


def test_write_on_the_base_renews_the_views() -> None:
    x = leaf(2, 2)
    y = x * 2
    v = y.t()
    y.mul_(x.detach() * 3)
    assert v.grad_fn.name() == "TBackward0"
    v.sum().backward()
    assert x.grad.tolist() == [[6.0, 6.0], [6.0, 6.0]]


def test_write_through_one_view_is_seen_by_another() -> None:
    x = leaf(4)
    y = x * 1
    a, b = y[:3], y[1:]
    a.mul_(2)
    b.mul_(3)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 6.0, 6.0, 3.0]


def test_write_of_something_that_needs_gradients_into_a_constant() -> None:
    w = leaf(2)
    out = torch.zeros(4, dtype=torch.float64)
    other = out[1:3]
    out[:2] = w * 3
    assert out.requires_grad
    assert other.requires_grad
    other.sum().backward()
    assert w.grad.tolist() == [0.0, 3.0]


def test_overwriting_cuts_the_history() -> None:
    x = leaf(3)
    y = x * 2
    y[1] = 0.0
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 2.0]


def test_double_backward_through_a_written_view() -> None:
    x = leaf(3)
    y = x * x
    y[0].mul_(3)
    y[1:].add_(x[0] * x[1])
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    t = leaf(3)
    z = torch.stack([t[0] * t[0] * 3, t[1] * t[1] + t[0] * t[1], t[2] * t[2] + t[0] * t[1]])
    (g2,) = torch.autograd.grad((z * z).sum(), t, create_graph=True)
    (h2,) = torch.autograd.grad(g2.sum(), t)
    assert g.tolist() == pytest.approx(g2.tolist())
    assert h.tolist() == pytest.approx(h2.tolist())


@pytest.mark.parametrize("change", [lambda y: y.add_(1), lambda y: y.view(-1).zero_(), lambda y: y.detach().add_(1)])
def test_a_saved_value_that_was_changed(change) -> None:  # type: ignore[no-untyped-def]
    x = leaf(2)
    y = x.exp()
    z = y * y
    change(y)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation: \[torch.DoubleTensor \[2\]\].*is at version 1; expected version 0"):
        z.sum().backward()


def test_both_versions_are_told() -> None:
    w = leaf(2)
    x = torch.ones(2, dtype=torch.float64)
    x.add_(1)
    y = w * x
    x.add_(1)
    x.add_(1)
    with pytest.raises(RuntimeError, match="is at version 3; expected version 1"):
        y.sum().backward()


def test_a_result_that_its_op_saved_was_changed() -> None:
    y = leaf(2).exp()
    y.add_(1)
    with pytest.raises(RuntimeError, match="which is output 0 of Exp, is at version 1; expected version 0"):
        y.sum().backward()


def test_an_in_place_op_that_needs_what_it_overwrote() -> None:
    """As in torch, the node keeps a copy of what its own op overwrites."""
    x, w = leaf(2), leaf(2)
    y = x * 2
    y.mul_(w)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    assert w.grad.tolist() == [2.0, 2.0]
    x.grad = None
    (x * 2).exp_().sum().backward()
    assert x.grad.tolist() == pytest.approx([2 * 7.38905609893065] * 2)


def test_changes_that_no_formula_cares_for_are_fine() -> None:
    x = leaf(2)
    y = x + 1
    z = y * 2
    y.add_(100)
    z.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_several_views_of_one_op_may_not_be_written() -> None:
    x = leaf(4)
    a, _ = (x * 2).split(2)
    with pytest.raises(RuntimeError, match=r"Output 0 of Split.* is a view and is being modified inplace"):
        a.add_(1)


def test_a_view_made_without_grad_may_not_be_written_with_grad() -> None:
    y = leaf(4) * 2
    with torch.no_grad():
        v = y[:2]
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode and is being modified inplace with grad mode enabled"):
        v.add_(1)


def test_expanded_memory_may_not_be_written() -> None:
    x = torch.zeros(1).expand(3)
    with pytest.raises(RuntimeError, match=r"more than one element of the written-to tensor refers to a single memory location.*clone\(\)"):
        x.add_(1)


def test_shape_and_dtype_of_in_place_results() -> None:
    x = torch.zeros(2)
    with pytest.raises(RuntimeError, match=r"output with shape \[2\] doesn't match the broadcast shape \[3, 2\]"):
        x.add_(torch.ones(3, 2))
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        torch.zeros(2, dtype=torch.int64).add_(1.5)
    assert x.tolist() == [0.0, 0.0]
    assert x._version == 0


def test_detach_of_views_in_place() -> None:
    y = leaf(4) * 2
    with pytest.raises(RuntimeError, match="Can't detach views in-place"):
        y[:2].detach_()


def test_optimiser_style_update_keeps_the_leaf() -> None:
    x = leaf(2)
    for _ in range(3):
        loss = (x * x).sum()
        loss.backward()
        with torch.no_grad():
            x -= 0.1 * x.grad
        x.grad = None
    assert x.is_leaf
    assert x.tolist() == pytest.approx([0.512, 0.512])
