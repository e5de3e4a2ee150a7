"""The walk back: accumulation, freeing, targets, hooks, order; torch's errors by text."""

from __future__ import annotations

import pytest

import minigrad as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(list(values), dtype=torch.float64, requires_grad=True)


def test_gradients_add_up_over_uses_and_over_calls() -> None:
    x = leaf(1.0, 2.0)
    y = x * x + x
    y.sum().backward(retain_graph=True)
    assert x.grad.tolist() == [3.0, 5.0]
    y.sum().backward()
    assert x.grad.tolist() == [6.0, 10.0]


def test_a_gradient_is_not_shared_between_leaves_nor_with_the_cotangent() -> None:
    x, y = leaf(1.0), leaf(1.0)
    g = torch.ones(1, dtype=torch.float64)
    (x + y).backward(g)
    x.grad.add_(5)
    assert y.grad.tolist() == [1.0]
    assert g.tolist() == [1.0]


def test_accumulation_is_in_place() -> None:
    x = leaf(1.0)
    (2 * x).sum().backward()
    kept = x.grad
    (3 * x).sum().backward()
    assert kept is x.grad
    assert kept.tolist() == [5.0]


def test_non_scalar_needs_a_gradient() -> None:
    with pytest.raises(RuntimeError, match=r"grad can be implicitly created only for scalar outputs\n.*shape \[2\].*loss.sum"):
        (leaf(1.0, 2.0) * 2).backward()


def test_mismatched_gradient() -> None:
    with pytest.raises(RuntimeError, match=r"Mismatch in shape: grad_output\[0\] has a shape of torch.Size\(\[3\]\)"):
        (leaf(1.0, 2.0) * 2).backward(torch.ones(3, dtype=torch.float64))


def test_nothing_requires_grad() -> None:
    with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad and does not have a grad_fn"):
        torch.ones(1).sum().backward()


def test_second_pass_over_a_freed_graph() -> None:
    y = (leaf(1.0) * leaf(2.0)).sum()
    y.backward()
    with pytest.raises(RuntimeError, match=r"Trying to backward through the graph a second time.*retain_graph=True"):
        y.backward()


def test_retain_graph_keeps_it() -> None:
    x = leaf(3.0)
    y = (x * x).sum()
    for _ in range(3):
        y.backward(retain_graph=True)
    assert x.grad.tolist() == [18.0]


def test_integer_tensors_cannot_require_grad() -> None:
    with pytest.raises(RuntimeError, match=r"[oO]nly Tensors of floating point and complex dtype can require gradients"):
        torch.tensor([1, 2], requires_grad=True)
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients"):
        torch.tensor([1, 2]).requires_grad_()


def test_numpy_of_a_tensor_that_requires_grad() -> None:
    with pytest.raises(RuntimeError, match=r"Can't call numpy\(\) on Tensor that requires grad. Use tensor.detach\(\).numpy\(\)"):
        leaf(1.0).numpy()


def test_grad_leaves_grad_alone_and_wants_use() -> None:
    x, unused = leaf(2.0), leaf(1.0)
    (g,) = torch.autograd.grad((x * x).sum(), x)
    assert g.tolist() == [4.0]
    assert x.grad is None
    with pytest.raises(RuntimeError, match="One of the differentiated Tensors appears to not have been used in the graph"):
        torch.autograd.grad((x * x).sum(), [x, unused])
    assert torch.autograd.grad((x * x).sum(), [x, unused], allow_unused=True)[1] is None
    assert torch.autograd.grad((x * x).sum(), [x, unused], materialize_grads=True)[1].tolist() == [0.0]


def test_grad_of_inputs_within_inputs() -> None:
    """An input may lie between the output and another input; both get their full gradient."""
    x = leaf(3.0)
    y = x * x
    z = (y * y).sum()
    gy, gx = torch.autograd.grad(z, [y, x])
    assert gy.tolist() == [18.0]
    assert gx.tolist() == [108.0]


def test_inputs_restrict_backward() -> None:
    x, y = leaf(2.0), leaf(3.0)
    z = x * y
    z.sum().backward(inputs=[x])
    assert x.grad.tolist() == [3.0]
    assert y.grad is None


def test_higher_derivatives() -> None:
    x = leaf(2.0)
    y = x**5
    for expected in (80.0, 160.0, 240.0, 240.0, 120.0):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        assert y.tolist() == pytest.approx([expected])


def test_create_graph_through_backward() -> None:
    x = leaf(2.0)
    (x**3).sum().backward(create_graph=True)
    g = x.grad
    x.grad = None
    g.sum().backward()
    assert x.grad.tolist() == [12.0]


def test_next_functions_and_names() -> None:
    x = leaf(1.0)
    y = x * 2 + x
    assert y.grad_fn.name() == "AddBackward0"
    (first, nr), (second, _) = y.grad_fn.next_functions
    assert (first.name(), nr) == ("MulBackward0", 0)
    assert second.name() == "torch::autograd::AccumulateGrad"
    assert type(second).__name__ == "AccumulateGrad"
    assert second.variable is x
    assert first.next_functions[1] == (None, 0)
    assert x.grad_fn is None
    assert x.is_leaf
    assert not y.is_leaf


def test_what_no_needed_formula_names_is_not_saved() -> None:
    x, constant = leaf(1.0), torch.ones(1, dtype=torch.float64)
    assert (x + x).grad_fn.saved == ()
    node = (x * constant).grad_fn
    assert node._saved_other is constant
    assert node._saved_self is None
    y = x.exp()
    assert y.grad_fn._saved_result.tolist() == y.tolist()


def test_modes() -> None:
    x = leaf(1.0)
    with torch.no_grad():
        assert not (x * 2).requires_grad
        with torch.enable_grad():
            assert (x * 2).requires_grad
    with torch.inference_mode():
        assert not (x * 2).requires_grad
    with torch.set_grad_enabled(False):
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad

    @torch.no_grad()
    def double(t: torch.Tensor) -> torch.Tensor:
        return t * 2

    assert not double(x).requires_grad
    assert torch.is_grad_enabled()


def test_no_grad_generators_leave_the_caller_alone() -> None:
    @torch.no_grad()
    def numbers():  # type: ignore[no-untyped-def]
        yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()

    running = numbers()
    assert next(running) is False
    assert torch.is_grad_enabled()
    assert next(running) is False


def test_modes_are_per_thread() -> None:
    import threading

    seen: list[bool] = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


# ------------------------------------------------------------ hooks


def test_tensor_hooks_see_and_replace_the_gradient() -> None:
    x = leaf(1.0, 1.0)
    y = x * 3
    seen: list[list[float]] = []
    y.register_hook(lambda g: seen.append(g.tolist()))
    handle = y.register_hook(lambda g: g * 10)
    y.sum().backward(retain_graph=True)
    assert seen == [[1.0, 1.0]]
    assert x.grad.tolist() == [30.0, 30.0]
    handle.remove()
    x.grad = None
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_leaf_hooks_run_once_on_the_whole_gradient() -> None:
    x = leaf(1.0)
    calls: list[float] = []
    x.register_hook(lambda g: calls.append(g.item()))
    (x * 2 + x * 3).sum().backward()
    assert calls == [5.0]


def test_leaf_hooks_run_as_soon_as_the_leaf_is_done() -> None:
    """A leaf used late in the forward is done early in the backward, before older interior nodes run."""
    order: list[str] = []
    early, late = leaf(1.0), leaf(1.0)
    late.register_hook(lambda g: order.append("late"))
    inner = early * 2
    inner.register_hook(lambda g: order.append("inner"))
    (inner * late).sum().backward()
    assert order == ["late", "inner"]


def test_hook_on_a_tensor_without_grad() -> None:
    with pytest.raises(RuntimeError, match="cannot register a hook on a tensor that doesn't require gradient"):
        torch.ones(1).register_hook(lambda g: None)


def test_post_accumulate_grad_hook() -> None:
    x = leaf(1.0)
    seen: list[float] = []

    def hook(t: torch.Tensor) -> None:
        seen.append(t.grad.item())
        t.grad = None

    x.register_post_accumulate_grad_hook(hook)
    (x * 4).sum().backward()
    assert seen == [4.0]
    assert x.grad is None
    with pytest.raises(RuntimeError, match="post accumulate grad hooks cannot be registered on non-leaf tensors"):
        (x * 2).register_post_accumulate_grad_hook(hook)


def test_node_hooks() -> None:
    x = leaf(1.0)
    y = x * 3
    y.grad_fn.register_prehook(lambda gs: (gs[0] * 2,))
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] + outputs[0], *inputs[1:]))
    y.sum().backward()
    assert x.grad.tolist() == [8.0]  # 2 * 3 + 2


def test_retain_grad() -> None:
    x = leaf(1.0)
    y = x * 2
    y.retain_grad()
    assert y.retains_grad
    (y * 5).sum().backward()
    assert y.grad.tolist() == [5.0]


def test_a_hook_may_not_change_the_shape() -> None:
    y = leaf(1.0) * 2
    y.register_hook(lambda g: torch.ones(3, dtype=torch.float64))
    with pytest.raises(RuntimeError, match="has changed the size of value"):
        y.sum().backward()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_anomaly_mode_names_the_forward_call() -> None:
    x = leaf(0.0)
    with torch.autograd.detect_anomaly():
        y = x.sqrt() * 0
        with (
            pytest.warns(UserWarning, match=r"Error detected in SqrtBackward0(?s:.)*test_anomaly_mode_names_the_forward_call"),
            pytest.raises(RuntimeError, match="Function 'SqrtBackward0' returned nan values in its 0th output"),
        ):
            y.sum().backward()


def test_saved_tensors_hooks() -> None:
    packed: list[torch.Tensor] = []

    def pack(t: torch.Tensor) -> int:
        packed.append(t)
        return len(packed) - 1

    x = leaf(2.0)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda i: packed[i]):
        y = x * x
    assert len(packed) == 2
    y.sum().backward()
    assert x.grad.tolist() == [4.0]


# ------------------------------------------------------------ parts


PARTS = {
    "elements": lambda x: [x[0, 1], x[1, 2], x[0, 1], x[-1, 0]],
    "rows": lambda x: [x[0], x[1], x[0]],
    "overlapping slices": lambda x: [x[:, 1:], x[:1, :2], x[..., 1], x[1:, ::2]],
    "new axes": lambda x: [x[None], x[:, None, 1], x[None, ..., 0]],
    "among whole uses": lambda x: [x * -1, x[0], x.exp(), x[0, 0], x[1], -x, x[0]],
    "parts of parts": lambda x: [x[0][1], x[0][1:][0], x[1][0], x[0][1]],
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("is_leaf", [True, False])
def test_parts_add_up(parts, is_leaf) -> None:  # type: ignore[no-untyped-def]
    """The plain walk adds parts in place; the walk that is recorded makes each a whole gradient and adds these."""
    x = torch.tensor([[0.3, -0.7, 2.0], [1.5, 0.1, -0.4]], requires_grad=True)
    source = x if is_leaf else x * 3
    total = sum((k + 1) * (part * part).sum() for k, part in enumerate(parts(source)))
    (whole,) = torch.autograd.grad(total, x, create_graph=True)
    (plain,) = torch.autograd.grad(total, x, retain_graph=True)
    assert torch.allclose(plain, whole, rtol=1e-6)
    total.backward()
    assert x.grad.equal(plain)


def test_parts_of_a_tensor_without_axes_add_up() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    (y[None] + y[None, None] * 3 + y * 5 + y[...] * 7).sum().backward()
    assert x.grad.item() == 16.0


def test_parts_are_added_into_no_gradient_that_somebody_holds() -> None:
    x = leaf(1.0, 2.0, 3.0)
    y = x * 1
    seen = []
    y.register_hook(seen.append)
    first = y[0]
    first.register_hook(seen.append)
    given = torch.ones(3, dtype=torch.float64)
    torch.autograd.backward([y, y[1], first, y[0] * 1], [given, None, None, None])
    assert given.tolist() == [1.0, 1.0, 1.0]
    assert [g.tolist() for g in seen] == [1.0, [3.0, 2.0, 1.0]]
    assert x.grad.tolist() == [3.0, 2.0, 1.0]


# ------------------------------------------------------------ nodes


def test_a_node_has_the_class_of_its_op_however_one_comes_by_it() -> None:
    x = leaf(1.0, 2.0)
    a = x.exp()
    (largest, place), last = a.max(0), a * 2
    assert type(last.grad_fn).__name__ == last.grad_fn.name() == "MulBackward0"
    assert repr(last.grad_fn).startswith("<MulBackward0 object at 0x")
    assert type(last.grad_fn.next_functions[0][0]).__name__ == "ExpBackward0"
    assert type(largest.grad_fn) is type(a.max(0)[0].grad_fn)
    assert place.grad_fn is None
    assert "_saved_result" in dir(a.grad_fn)
    assert a.grad_fn is last.grad_fn.next_functions[0][0]
    with pytest.raises(AttributeError, match="'ExpBackward0' object has no attribute '_saved_other'"):
        _ = a.grad_fn._saved_other
    last.sum().backward()  # looked at, it works as before
    assert torch.allclose(x.grad, 2 * x.exp())


def test_a_node_that_nobody_looked_at_is_named_in_errors() -> None:
    y = leaf(1.0, 2.0).exp()
    z = y * y
    y.add_(1)
    with pytest.raises(RuntimeError, match=r"has been modified by an inplace operation: .*, which is output 0 of Add"):
        z.sum().backward()
    y = leaf(1.0, 2.0).cumsum(0)
    y._node.edges = (torch.ones(3, requires_grad=True)._node,)  # a leaf of another shape: no gradient of y fits it
    with pytest.raises(RuntimeError, match="Function CumsumBackward0 returned an invalid gradient at index 0"):
        (y * 1.0).sum().backward()
