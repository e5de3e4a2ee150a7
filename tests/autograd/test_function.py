"""`autograd.Function`: what `ctx` keeps, what backward gets and may return, and what is refused."""

from __future__ import annotations

import gc
import re
import weakref
from typing import Any

import pytest

import minigrad as torch
from minigrad.autograd import Function
from minigrad.autograd.function import once_differentiable


class Square(Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 2 * x * g


class AddOne(Function):
    """In place; its gradient is told from others by a factor of 5."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return 5 * g


def leaf(*values: float) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def gradient(out: Any, x: Any) -> list[float]:
    (g,) = torch.autograd.grad(out.sum(), x)
    return g.tolist()


# ---------------------------------------------------------------- what ctx keeps


def test_an_input_is_saved_with_its_history() -> None:
    x = leaf(1.0, 2.0)
    out = Square.apply(x * 1)
    assert out.tolist() == [1.0, 4.0]
    assert out.grad_fn.name() == "SquareBackward"
    assert out.grad_fn.next_functions[0][0].name() == "MulBackward0"
    assert out.grad_fn.saved_tensors[0].grad_fn.name() == "MulBackward0"
    assert gradient(out, x) == [2.0, 4.0]


def test_outputs_intermediates_and_none_are_saved() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            inner = x + 1
            out = inner * inner * inner
            ctx.save_for_backward(inner, None, out)
            return out

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            inner, nothing, out = ctx.saved_tensors
            assert nothing is None
            assert out.grad_fn is not None
            assert inner.grad_fn is None
            return 3 * out / inner * g

    x = leaf(1.0, 2.0)
    assert gradient(F.apply(x), x) == [12.0, 27.0]


def test_attributes_of_ctx_and_which_inputs_need_a_gradient() -> None:
    class Power(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, n: int, y: Any) -> Any:
            ctx.n = n
            ctx.seen = ctx.needs_input_grad
            ctx.save_for_backward(x)
            return x**n + y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            assert ctx.needs_input_grad == ctx.seen == (True, False, False)
            return ctx.n * ctx.saved_tensors[0] ** (ctx.n - 1) * g, None, None

    x = leaf(1.0, 2.0)
    out = Power.apply(x, 3, torch.ones(2, dtype=torch.float64))
    assert (out.grad_fn.n, out.grad_fn.needs_input_grad) == (3, (True, False, False))
    assert gradient(out, x) == [3.0, 12.0]


def test_saved_tensors_are_freed_by_backward() -> None:
    x = leaf(3.0)
    out = Square.apply(x)
    out.sum().backward(retain_graph=True)
    out.sum().backward()
    assert x.grad.tolist() == [12.0]
    with pytest.raises(RuntimeError, match=r"^Trying to backward through the graph a second time"):
        out.sum().backward()
    with pytest.raises(RuntimeError, match=r"^Trying to backward through the graph a second time"):
        out.grad_fn.saved_tensors  # noqa: B018


def test_a_saved_tensor_changed_in_place_is_noticed() -> None:
    x = leaf(1.0, 2.0)
    between = x * 1
    out = Square.apply(between)
    between.add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.* is at version 1; expected version 0 instead"):
        out.sum().backward()


def test_no_reference_cycles() -> None:
    class KeepsOutput(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            out = x.exp()
            ctx.save_for_backward(x, out)
            return out

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.saved_tensors[1]

    gc.collect()
    gc.disable()
    try:
        x = leaf(1.0)
        out = KeepsOutput.apply(Square.apply(x))
        seen = [weakref.ref(out), weakref.ref(out.grad_fn)]
        out.backward(torch.ones(1, dtype=torch.float64))
        del out
        assert [ref() for ref in seen] == [None, None]
    finally:
        gc.enable()


# ---------------------------------------------------------------- the two styles, keywords, defaults


def test_setup_context_apart_from_forward() -> None:
    class Power(Function):
        @staticmethod
        def forward(x: Any, n: int = 2) -> Any:
            return x**n

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            x, ctx.n = inputs
            ctx.save_for_backward(x, output)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            x, out = ctx.saved_tensors
            return ctx.n * out / x * g, None

    x = leaf(1.0, 2.0)
    assert gradient(Power.apply(x, 3), x) == [3.0, 12.0]
    assert gradient(Power.apply(x, n=3), x) == [3.0, 12.0]
    assert gradient(Power.apply(x), x) == [2.0, 4.0]


def test_keywords_in_the_style_with_ctx() -> None:
    class Times(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: float = 1.0) -> Any:
            ctx.factor = factor
            return x * factor

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.factor, None  # one None too many: factor came by keyword

    x = leaf(1.0, 2.0)
    assert gradient(Times.apply(x, factor=4.0), x) == [4.0, 4.0]


def test_vjp_is_another_name_for_backward() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 3

        @staticmethod
        def vjp(ctx: Any, g: Any) -> Any:
            return g * 3

    x = leaf(1.0)
    assert gradient(F.apply(x), x) == [3.0]


# ---------------------------------------------------------------- results


def test_the_result_of_no_grad_and_of_constants_has_no_history() -> None:
    x = leaf(1.0)
    with torch.no_grad():
        assert Square.apply(x).grad_fn is None
    assert not Square.apply(torch.ones(2)).requires_grad


def test_an_input_returned_as_it_is_becomes_another_tensor() -> None:
    class Same(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 7 * g

    x = leaf(1.0)
    out = Same.apply(x)
    assert out is not x
    assert x.is_leaf
    assert gradient(out, x) == [7.0]


def test_what_is_no_tensor_is_returned_as_it_is() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2, "word", None, torch.tensor(3)

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            assert [None if g is None else g.tolist() for g in grads] == [[1.0], None, None, 0]
            return 2 * grads[0]

    x = leaf(1.0)
    out, word, nothing, count = F.apply(x)
    assert (word, nothing, count.requires_grad) == ("word", None, False)
    assert gradient(out, x) == [2.0]


@pytest.mark.parametrize("materialize", [True, False])
def test_an_output_that_no_gradient_reached(materialize: bool) -> None:
    got: list[Any] = []

    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.set_materialize_grads(materialize)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            got.append(None if h is None else h.tolist())
            return 2 * g

    x = leaf(1.0, 2.0)
    assert gradient(F.apply(x)[0], x) == [2.0, 2.0]
    assert got == [[0.0, 0.0] if materialize else None]


def test_mark_non_differentiable() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            double, triple = x * 2, x * 3
            ctx.mark_non_differentiable(triple)
            return double, triple

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            assert h.tolist() == [0.0]
            return 2 * g

    x = leaf(1.0)
    double, triple = F.apply(x)
    assert (double.requires_grad, triple.requires_grad, triple.grad_fn) == (True, False, None)
    assert gradient(double, x) == [2.0]


def test_a_gradient_is_summed_and_cast_to_its_input() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.double() + torch.zeros(3, 2, dtype=torch.float64)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad(F.apply(x).sum(), x)
    assert (g.tolist(), g.dtype) == ([3.0, 3.0], torch.float32)


# ---------------------------------------------------------------- in place


def test_mark_dirty_gives_the_input_the_new_history() -> None:
    x = leaf(1.0, 2.0)
    y = x * 3
    out = AddOne.apply(y)
    assert out is y
    assert (y.tolist(), y.grad_fn.name(), y._version) == ([4.0, 7.0], "AddOneBackward", 2)
    assert gradient(y, x) == [15.0, 15.0]


def test_mark_dirty_through_a_view_rewrites_the_base() -> None:
    x = leaf(1.0, 2.0, 3.0)
    y = x * 1
    AddOne.apply(y[1:])
    assert y.tolist() == [1.0, 3.0, 4.0]
    assert y.grad_fn.name() == "CopySlices"
    assert gradient(y, x) == [1.0, 5.0, 5.0]


def test_mark_dirty_beside_another_output() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            x.add_(1)
            ctx.mark_dirty(x)
            return x, y * 2

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            return 3 * g, 2 * h

    x = leaf(2.0, 3.0)
    changed, double = F.apply(x * 1, x)
    assert (changed.output_nr, double.output_nr) == (0, 1)
    assert gradient(changed * double, x) == [18.0, 26.0]


def test_a_dirty_result_that_was_saved() -> None:
    class Exp(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            x.exp_()
            ctx.mark_dirty(x)
            ctx.save_for_backward(x)
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.saved_tensors[0]

    x = leaf(0.5, -0.5)
    expected = x.exp().tolist()
    assert gradient(Exp.apply(x * 1), x) == expected
    (g,) = torch.autograd.grad(Exp.apply(x * 1).sum(), x, create_graph=True)
    assert gradient(g, x) == expected
    y = Exp.apply(x * 1)
    y.mul_(2)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.* is at version 3; expected version 2 instead"):
        y.sum().backward()


def test_mark_dirty_of_a_leaf_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"^a leaf Variable that requires grad has been used in an in-place operation\."):
        AddOne.apply(leaf(1.0))


def test_what_is_dirty_must_be_returned() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x * 1

    with pytest.raises(RuntimeError, match=r"^Some elements marked as dirty during the forward method were not returned"):
        F.apply(leaf(1.0) * 1)


# ---------------------------------------------------------------- second order


def test_double_backward() -> None:
    x = leaf(1.0, 2.0)
    (g,) = torch.autograd.grad((Square.apply(x) ** 2).sum(), x, create_graph=True)
    assert g.tolist() == [4.0, 32.0]
    assert gradient(g, x) == [12.0, 48.0]
    assert torch.autograd.gradgradcheck(Square.apply, (x,))


def test_once_differentiable() -> None:
    class Once(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            return 2 * ctx.saved_tensors[0] * g

    x = leaf(3.0)
    assert gradient(Once.apply(x), x) == [6.0]
    (g,) = torch.autograd.grad((Once.apply(x) ** 2).sum(), x, create_graph=True)
    assert g.tolist() == [108.0]
    with pytest.raises(
        RuntimeError, match=r"^trying to differentiate twice a function that was marked with @once_differentiable$"
    ):
        g.sum().backward()


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (lambda g: (g, g), "function FBackward returned an incorrect number of gradients (expected 1, got 2)"),
        (lambda g: (), "function FBackward returned an incorrect number of gradients (expected 1, got 0)"),
        (lambda g: 3.0, "expected Variable or None (got float)"),
        (
            lambda g: g[:1].expand(3),
            ("Function FBackward returned an invalid gradient at index 0 - got [3] but expected shape compatible with "
            "[2]"),
        ),
    ],
)
def test_wrong_results_of_backward(found: Any, text: str) -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return found(g)

    x = leaf(1.0, 2.0)
    with pytest.raises(RuntimeError, match="^" + re.escape(text)):
        F.apply(x).sum().backward()
    assert x.grad is None


def test_forward_and_backward_must_be_given() -> None:
    class Nothing(Function):
        pass

    class OneWay(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

    x = leaf(1.0)
    with pytest.raises(
        NotImplementedError, match=r"^You must implement the forward function for custom autograd\.Function\.$"
    ):
        Nothing.apply(x)
    with pytest.raises(NotImplementedError, match=r"^You must implement either the backward or vjp method for your custom"):
        OneWay.apply(x).sum().backward()


def test_only_tensors_are_saved() -> None:
    class F(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x, 3)
            return x

    with pytest.raises(TypeError, match=r"^save_for_backward can only save variables, but argument 1 is of type int$"):
        F.apply(leaf(1.0))


def test_functions_are_not_instantiated() -> None:
    with pytest.warns(DeprecationWarning, match="should not be instantiated"):
        made = Square()
    with pytest.raises(RuntimeError, match=r"^Legacy autograd function with non-static forward method is deprecated"):
        made(leaf(1.0))
