"""Tests that follow from the op table: every op, to second order, on every path that its declaration promises."""

from __future__ import annotations

import gc
import warnings
import weakref
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad._engine.tensor import Tensor, wrap
from minigrad.ops import TABLE
from minigrad.ops.table import Row
from minigrad.testing.table import check_op, differentiable_ops, prepare, samples_of

OPS = differentiable_ops()
PRIMITIVES = [name for name in OPS if TABLE[name].op is not None]
ROWS = sorted({id(row): (name, row) for name, row in TABLE.items()}.values(), key=lambda pair: pair[0])


def arrays_in(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, tuple | list):
        return [a for v in value for a in arrays_in(v)]
    if isinstance(value, Tensor):
        return [value._data]
    return []


def flat(value: Any) -> list[Any]:
    return [v for v in (value if isinstance(value, tuple | list) else [value]) if isinstance(v, Tensor)]


REFUSES = {"geqrf"}  # backward says that there is no derivative, as torch's does


def test_every_differentiable_op_has_samples() -> None:
    without = [
        name
        for name, row in ROWS
        if row.op is not None and row.differentiable and row.samples is None and not row.op.elementwise
        if name not in REFUSES
    ]
    assert not without, without


def test_every_public_op_is_documented() -> None:
    missing = [name for name, row in ROWS if not (row.doc or "").strip()]
    assert not missing, missing


@pytest.mark.parametrize("name", OPS)
def test_gradients_to_second_order(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = check_op(name)
    assert not report.failures, "\n".join(report.failures)
    assert report.samples, f"no sample of {name} has anything to differentiate by"


@pytest.mark.parametrize("name", PRIMITIVES)
def test_formulas_agree_on_arrays_and_tensors(name: str) -> None:
    """The same formula, on read-only arrays and on Tensors, gives the same numbers, shapes and dtypes."""
    row = TABLE[name]
    for args, kwargs in samples_of(row):
        call = prepare(row, args, kwargs)
        if not call.leaves:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outputs = [o for o in call.outputs() if o.requires_grad]
            for array in arrays_in(call.args):
                array.flags.writeable = False
            cotangents = []
            for o in outputs:
                g = np.full(o.shape, 0.5, o._data.dtype)
                g.flags.writeable = False
                cotangents.append(wrap(g))
            if not outputs:
                continue
            plain = torch.autograd.grad(outputs, call.leaves, cotangents, retain_graph=True, allow_unused=True)
            tracked = torch.autograd.grad(outputs, call.leaves, cotangents, create_graph=True, allow_unused=True)
        for a, b, leaf in zip(plain, tracked, call.leaves, strict=True):
            assert (a is None) == (b is None)
            if a is not None and b is not None:
                assert a.shape == b.shape == leaf.shape
                assert a.dtype is b.dtype is leaf.dtype
                np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_gradient_with_a_graph_does_not_keep_its_leaf(name: str) -> None:
    """`.grad` of backward(create_graph=True) holds what the graph saved, but not the leaf: no cycle, nothing leaks."""
    row = TABLE[name]
    gc.collect()
    gc.disable()
    try:
        for args, kwargs in samples_of(row):
            call = prepare(row, args, kwargs)
            leaves = [weakref.ref(leaf) for leaf in call.leaves]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outputs = [o for o in call.outputs() if o.requires_grad]
                if outputs:
                    torch.autograd.backward(outputs, [o.detach() for o in outputs], create_graph=True)
            del call, outputs
            assert all(leaf() is None for leaf in leaves)
    finally:
        gc.enable()


@pytest.mark.parametrize("name", [n for n in PRIMITIVES if TABLE[n].op.elementwise])
def test_float32_stays_float32(name: str) -> None:
    row = TABLE[name]
    for args, kwargs in samples_of(row):
        narrow = tuple(a.astype(np.float32) if isinstance(a, np.ndarray) else a for a in args)
        call = prepare(row, narrow, kwargs)
        for out in call.outputs():
            if out.requires_grad:
                for g in torch.autograd.grad(out.sum(), call.leaves, retain_graph=True, allow_unused=True):
                    assert g is None or g.dtype is torch.float32


@pytest.mark.parametrize("name", [n for n in OPS if TABLE[n].inplace and "" in TABLE[n].namespaces])
def test_in_place_equals_out_of_place(name: str) -> None:
    row = TABLE[name]
    for args, kwargs in samples_of(row):
        call = prepare(row, args, kwargs)
        if not call.args or not isinstance(call.args[0], Tensor):
            continue
        expected = row.call(*call.args, **call.kwargs)
        target = call.args[0].detach().clone()
        if not isinstance(expected, Tensor) or expected.shape != target.shape or expected.dtype is not target.dtype:
            continue
        rest = [a.detach() if isinstance(a, Tensor) else a for a in call.args[1:]]
        result = getattr(target, row.name + "_")(*rest, **call.kwargs)
        assert result is target
        assert target._version >= 1
        np.testing.assert_array_equal(target.numpy(), expected.detach().numpy())


@pytest.mark.parametrize("name", [n for n in PRIMITIVES if TABLE[n].op.elementwise])
def test_inputs_are_not_written_to(name: str) -> None:
    row = TABLE[name]
    for args, kwargs in samples_of(row):
        before = [np.array(a) for a in arrays_in(list(args))]
        row.call(*[wrap(np.array(a)) if isinstance(a, np.ndarray) else a for a in args], **kwargs)
        for old, now in zip(before, arrays_in(list(args)), strict=True):
            np.testing.assert_array_equal(old, now)


@pytest.mark.parametrize("name", [n for n in PRIMITIVES if TABLE[n].op.elementwise])
def test_memory_layout_does_not_matter(name: str) -> None:
    """Transposed, reversed and strided inputs give what contiguous ones give."""
    row = TABLE[name]
    rng = np.random.default_rng(3)
    op = row.op
    assert op is not None
    for args, kwargs in samples_of(row, seed=5):
        if not all(isinstance(a, np.ndarray) and a.shape == (2, 3) for a in args):
            continue
        expected = row.call(*[wrap(a) for a in args], **kwargs)
        odd = []
        for a in args:
            wide = rng.uniform(size=(6, 4))
            wide[::2, ::2][:, ::-1] = a.T
            odd.append(wrap(wide[::2, ::2][:, ::-1].T))
        found = row.call(*odd, **kwargs)
        for a, b in zip(flat(expected), flat(found), strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())


def strict_rows() -> list[tuple[str, Row]]:
    return [
        (name, row) for name, row in ROWS if row.op is not None and row.op.elementwise and len(row.op.params) == 1
    ]


@pytest.mark.parametrize(("name", "row"), strict_rows())
def test_public_functions_want_tensors(name: str, row: Row) -> None:
    with pytest.raises(TypeError, match=r"argument 'input' \(position 1\) must be Tensor, not numpy.ndarray"):
        row.function(np.ones(3))


def test_raw_calls_return_arrays() -> None:
    from minigrad.ops.arithmetic import mul
    from minigrad.ops.pointwise import exp

    assert isinstance(exp(np.ones(2)), np.ndarray)
    assert isinstance(mul(np.ones(2), 2.0), np.ndarray)


# ------------------------------------------------------------ the checker is tested too


@pytest.mark.parametrize("order", [1, 2])
def test_a_formula_wrong_by_a_thousandth_is_found(order: int) -> None:
    """A cube whose gradient (or whose gradient's gradient) is off by 0.1 %."""
    from minigrad._engine.op import Op, general
    from minigrad.testing.table import TOLERANCE, Call, first_order_error, second_order_error

    wrong = 1.001

    def slope(input: Any) -> Any:
        return 3 * input * input

    slope_op = Op(slope, {"input": lambda g, input: g * 6 * input * (wrong if order == 2 else 1)}, name="slope")

    def cube(input: Any) -> Any:
        return input * input * input

    cube_op = Op(cube, {"input": lambda g, input: g * slope_op.call(input) * (wrong if order == 1 else 1)}, name="cube")
    assert general(cube_op)
    x = torch.tensor([0.5, -1.5], dtype=torch.float64, requires_grad=True)
    call = Call(cube_op.call, (x,), {}, [x])
    rng = np.random.default_rng(0)
    first, second = first_order_error(call, rng), second_order_error(call, rng)
    assert (first > 100 * TOLERANCE) == (order == 1)
    assert (second > 100 * TOLERANCE) == (order == 2)  # a first gradient that is wrong by a factor is consistent


def dim_place(row: Row) -> tuple[Any, list[Any], int] | None:
    """A sample of an op that takes one axis: its tensor, the arguments after it, and the axis's place among them."""
    if row.op is None or row.samples is None or not row.method:
        return None
    code = (row.op.canonical or row.op.forward).__code__
    names = code.co_varnames[: code.co_argcount]
    for args, _ in samples_of(row):
        if "dim" in names and len(args) > names.index("dim") > 0 and isinstance(args[0], np.ndarray):
            rest = [wrap(a) if isinstance(a, np.ndarray) else a for a in args[1:]]
            return wrap(args[0]), rest, names.index("dim") - 1
    return None


@pytest.mark.parametrize("dim", ["a", 1.5, object()], ids=["str", "float", "object"])
@pytest.mark.parametrize("name", [name for name in PRIMITIVES if dim_place(TABLE[name])])
def test_a_dim_that_is_no_int_is_a_type_error(name: str, dim: object) -> None:
    tensor, rest, place = dim_place(TABLE[name])  # type: ignore[misc]
    rest[place] = dim
    with pytest.raises(TypeError, match=r"argument 'dim.*must be |invalid combination of arguments"):
        getattr(tensor, name)(*rest)


def test_a_missing_argument_is_named_with_its_op() -> None:
    with pytest.raises(TypeError, match=r"^topk\(\) missing 1 required positional argument"):
        torch.ones(3).topk()


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_result_that_nothing_was_computed_from_counts_as_zero(name: str) -> None:
    """Backward through some of an op's results equals backward through all with zeros for the rest."""
    row = TABLE[name]
    for args, kwargs in samples_of(row):
        call = prepare(row, args, kwargs)
        outputs = [o for o in call.outputs() if o.requires_grad] if call.leaves else []
        if len(outputs) < 2:
            return
        for k, chosen in enumerate(outputs):
            zeros = [torch.zeros_like(o) for o in outputs]
            zeros[k] = torch.ones_like(chosen)
            alone = torch.autograd.grad(chosen, call.leaves, zeros[k], retain_graph=True, allow_unused=True)
            among = torch.autograd.grad(outputs, call.leaves, zeros, retain_graph=True, allow_unused=True)
            for a, b in zip(alone, among, strict=True):
                a = torch.zeros(()) if a is None else a
                b = torch.zeros(()) if b is None else b
                np.testing.assert_allclose(*np.broadcast_arrays(a.numpy(), b.numpy()), rtol=1e-10, atol=1e-12)
