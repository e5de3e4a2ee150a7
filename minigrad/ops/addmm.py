"""Products added to a tensor: addmm, addmv, addr, addbmm, baddbmm, each beta * input + alpha * product; bilinear.

Imports the table and `linear`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import dtypes, views
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._checks import legacy
from ._kernels.precision import working_dtype
from ._names import c_type
from .linear import (
    _joined,
    batched,
    check_batches,
    check_matrices,
    needs_tensor,
    no_bools,
    product,
    rows,
    times,
)  # fmt: skip
from .shape import expanded_shape
from .table import Array, add_members, composite, op

Number = Any

# ------------------------------------------------------------ beta * input + alpha * product


def _scaled(x: Any, factor: Any) -> Any:
    """`factor * x` in the dtype of x."""
    if factor == 1:
        return x
    if isinstance(x, np.ndarray | np.generic) and x.dtype.kind in "iu":
        return x * x.dtype.type(int(factor))  # type: ignore[operator]
    return x * factor


def _sum(input: Any, made: Any, beta: Any, alpha: Any) -> Any:
    """beta * input + alpha * made, in the input's dtype; nothing of `input` counts for beta 0, not even a nan."""
    expanded_shape(input, made.shape)
    made = _scaled(made, alpha)
    return cast(made if beta == 0 else _scaled(_wide(input), beta) + made, input.dtype)


def _wide(x: Any) -> Any:
    """An array of a half precision as float32, so that the sum is rounded once; any other as it is."""
    return x if x.dtype.itemsize != 2 else cast(x, working_dtype(x.dtype))


def _numbers(name: str, beta: Any, alpha: Any) -> None:
    for what, value in (("beta", beta), ("alpha", alpha)):
        if not isinstance(value, int | float | complex | np.generic):
            raise TypeError(f"{name}(): argument '{what}' must be Number, not {type(value).__name__}")


def _arguments(name: str, *parameters: str) -> Callable[..., Any]:
    """The canonical arguments `(input, a, b, beta, alpha)`, those of the tensors under the names that the op has."""
    first, second = parameters

    def canonical(input: Any, *args: Any, beta: Any = 1, alpha: Any = 1, **named: Any) -> tuple[Any, ...]:
        found = [*args, *[named.pop(p) for p in parameters[len(args) :] if p in named]]
        if named or len(found) != 2:
            given = "two tensors to multiply are needed"
            if named:
                given = f"unexpected keyword argument '{next(iter(named))}'"
            raise TypeError(f"{name}(): {given}")
        _numbers(name, raw(beta), raw(alpha))
        for i, (p, value) in enumerate(zip(parameters, found, strict=True), 2):
            needs_tensor(name, p, i, raw(value))
        return (input, *found, beta.item() if isinstance(beta, Tensor) else beta,
                alpha.item() if isinstance(alpha, Tensor) else alpha)  # fmt: skip

    canonical.__doc__ = f"{name}(input, {first}, {second}, *, beta=1, alpha=1)"
    return canonical


def _one_dtype(*given: tuple[str, Any]) -> None:
    """Raises RuntimeError unless all have the dtype of the last."""
    last, reference = given[-1]
    for name, x in given[:-1]:
        if x.dtype != reference.dtype:
            raise RuntimeError(
                f"{name} and {last} must have the same dtype, but got {legacy(x)} and {legacy(reference)}\n"
                "Products of matrices do not promote: bring all to one dtype, e.g. x.to(w.dtype)."
            )


def _samples(c: tuple[int, ...], a: tuple[int, ...], b: tuple[int, ...]) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        yield (rng.standard_normal(c), rng.standard_normal(a), rng.standard_normal(b)), {}
        yield (rng.standard_normal(c), rng.standard_normal(a), rng.standard_normal(b)), {"beta": 0.5, "alpha": -2}
        yield (rng.standard_normal(c[1:]), rng.standard_normal(a), rng.standard_normal(b)), {}
        yield (rng.standard_normal(c), rng.standard_normal(a), rng.standard_normal(b)), {"beta": 0}

    return samples


@op(
    input=lambda g, beta: _scaled(g, beta),
    mat1=lambda g, mat2, alpha: _scaled(times(g, mat2.T), alpha),
    mat2=lambda g, mat1, alpha: _scaled(times(mat1.T, g), alpha),
    canonical=_arguments("addmm", "mat1", "mat2"), inplace=True, samples=_samples((2, 4), (2, 3), (3, 4)),
)  # fmt: skip
def addmm(input: Array, mat1: Array, mat2: Array, beta: Number, alpha: Number) -> Array:
    """beta * input + alpha * mat1 @ mat2 of matrices (n, m) and (m, p); the input broadcasts to (n, p).

    Raises RuntimeError where the shapes do not fit, or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.addmm(torch.ones(1, 1), torch.ones(1, 3), torch.ones(3, 1), alpha=2)
    tensor([[7.]])
    """
    for name, x in (("mat1", mat1), ("mat2", mat2)):
        if x.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {x.ndim}-D tensor")
    check_matrices(mat1, mat2)
    _one_dtype(("mat1", mat1), ("self", input), ("mat2", mat2))
    no_bools("addmm_impl_cpu_", mat1)
    return _sum(input, product(_wide(mat1), _wide(mat2)), beta, alpha)


@op(
    input=lambda g, beta: _scaled(g, beta),
    mat=lambda g, vec, alpha: _scaled(g.reshape(-1, 1) * vec, alpha),
    vec=lambda g, mat, alpha: _scaled(times(mat.T, g), alpha),
    canonical=_arguments("addmv", "mat", "vec"), inplace=True, samples=_samples((2,), (2, 3), (3,)),
)  # fmt: skip
def addmv(input: Array, mat: Array, vec: Array, beta: Number, alpha: Number) -> Array:
    """beta * input + alpha * mat @ vec of a matrix (n, m) and a vector (m,); the input broadcasts to (n,).

    Raises RuntimeError where the shapes do not fit, or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.addmv(torch.ones(2), torch.ones(2, 3), torch.ones(3))
    tensor([4., 4.])
    """
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}")
    n, m = mat.shape
    if len(vec) != m or input.shape not in ((), (1,), (n,)):
        raise RuntimeError(f"size mismatch, got input ({input.size}), mat ({n}x{m}), vec ({len(vec)})")
    if not input.dtype == mat.dtype == vec.dtype:
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {legacy(input)}, {legacy(mat)}, and {legacy(vec)}"
        )
    no_bools("addmv_impl_cpu", mat)
    return _sum(input, product(_wide(mat), _wide(vec)), beta, alpha)


def _addr_numbers(data: Any, beta: Any, alpha: Any) -> None:
    kind = dtypes.category(data.dtype)
    for what, value in (("beta", beta), ("alpha", alpha)):
        if isinstance(value, float) and kind < dtypes.FLOATING:
            raise RuntimeError(
                f"For integral input tensors, argument {what} must not be a floating point number."
            )
        if isinstance(value, bool) and kind != dtypes.BOOL:
            raise RuntimeError(f"Boolean {what} only supported for Boolean results.")


@op(
    input=lambda g, beta: _scaled(g, beta),
    vec1=lambda g, vec2, alpha: _scaled(times(g, vec2), alpha),
    vec2=lambda g, vec1, alpha: _scaled(times(g.T, vec1), alpha),
    canonical=_arguments("addr", "vec1", "vec2"), promote=True, inplace=True, samples=_samples((2, 3), (2,), (3,)),
)  # fmt: skip
def addr(input: Array, vec1: Array, vec2: Array, beta: Number, alpha: Number) -> Array:
    """beta * input + alpha * outer(vec1, vec2) of vectors (n,) and (m,); the input broadcasts to (n, m).

    >>> import minigrad as torch
    >>> torch.addr(torch.zeros(2, 2), torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    for name, x in (("vec1", vec1), ("vec2", vec2)):
        if x.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {x.ndim}-D")
    _addr_numbers(input, beta, alpha)
    made = _wide(vec1).reshape(-1, 1) * _wide(vec2)
    if input.dtype.kind == "b":
        expanded_shape(input, made.shape)
        return (input & bool(beta)) | (made & bool(alpha))
    return _sum(input, made, beta, alpha)


def _stack_by_stack(first: Any, second: Any) -> Any:
    """The sum of the products of two stacks, as one product of the stacks laid side by side."""
    return product(_joined(first), rows(second))


@op(
    input=lambda g, beta: _scaled(g, beta),
    batch1=lambda g, batch2, alpha: _scaled(g @ batch2.mT, alpha),
    batch2=lambda g, batch1, alpha: _scaled(batch1.mT @ g, alpha),
    canonical=_arguments("addbmm", "batch1", "batch2"), samples=_samples((2, 4), (5, 2, 3), (5, 3, 4)),
)  # fmt: skip
def addbmm(input: Array, batch1: Array, batch2: Array, beta: Number, alpha: Number) -> Array:
    """beta * input + alpha * the sum of the products of two stacks, (b, n, m) and (b, m, p); the input broadcasts.

    Raises RuntimeError where the shapes do not fit, or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.addbmm(torch.zeros(1, 1), torch.ones(5, 1, 3), torch.ones(5, 3, 1))
    tensor([[15.]])
    """
    for name, x in (("batch1", batch1), ("batch2", batch2)):
        if x.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor\nIt has the shape {list(x.shape)}.")
    if len(batch1) != len(batch2):
        raise RuntimeError(f"batch1 and batch2 must have same number of batches, got {len(batch1)} and {len(batch2)}")
    (_, n, m), (_, k, p) = batch1.shape, batch2.shape
    if m != k:
        raise RuntimeError(f"Incompatible matrix sizes for bmm ({n}x{m} and {k}x{p})")
    expanded_shape(input, (n, p))
    _one_dtype(("mat1", batch1), ("self", input), ("mat2", batch2))
    no_bools("addmm_impl_cpu_", batch1)
    return _sum(input, _stack_by_stack(_wide(batch1), _wide(batch2)), beta, alpha)


def _addbmm_in_place(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """`addbmm` in place; a tensor that broadcasts grows to the result's shape."""
    views.check_writable(self)
    out: Tensor = addbmm(self, *args, **kwargs)
    if out._data.shape != self._data.shape and self._view is None:
        self._data, self._node = out._data, out._node
        self.writes().bump()
        return self
    return views.assign(self, out)


@op(
    input=lambda g, beta: _scaled(g, beta),
    batch1=lambda g, batch2, alpha: _scaled(g @ batch2.mT, alpha),
    batch2=lambda g, batch1, alpha: _scaled(batch1.mT @ g, alpha),
    canonical=_arguments("baddbmm", "batch1", "batch2"), inplace=True,
    samples=_samples((5, 2, 4), (5, 2, 3), (5, 3, 4)),
)  # fmt: skip
def baddbmm(input: Array, batch1: Array, batch2: Array, beta: Number, alpha: Number) -> Array:
    """beta * input + alpha * the products of two stacks, (b, n, m) and (b, m, p): (b, n, p); the input broadcasts.

    Raises RuntimeError where the shapes do not fit, or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.baddbmm(torch.zeros(5, 1, 1), torch.ones(5, 1, 3), torch.ones(5, 3, 1)).shape
    torch.Size([5, 1, 1])
    """
    if not input.dtype == batch1.dtype == batch2.dtype:
        a, b, c = (c_type(x.dtype) for x in (input, batch1, batch2))
        raise RuntimeError(f"Input dtypes must be the same, got: input {a}, batch1: {b}, batch2: {c}")
    check_batches(batch1, batch2)
    no_bools("baddbmm", batch1)
    return _sum(input, batched(_wide(batch1), _wide(batch2)), beta, alpha)


# ------------------------------------------------------------ two inputs at once


def _bilinear_samples(rng: np.random.Generator) -> Any:
    w, b = rng.standard_normal((2, 3, 4)), rng.standard_normal(2)
    yield (rng.standard_normal((5, 3)), rng.standard_normal((5, 4)), w, b), {}
    yield (rng.standard_normal((2, 5, 3)), rng.standard_normal((2, 5, 4)), w), {}
    yield (rng.standard_normal(3), rng.standard_normal(4), w, b), {}


@composite(namespaces=("", "nn.functional"), method=False, out=False, samples=_bilinear_samples)
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """input1 @ weight[k] @ input2 for every k, plus the bias: (*, n), (*, m), weight (p, n, m), bias (p,) give (*, p).

    Raises RuntimeError where the shapes do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.bilinear(torch.ones(1, 2), torch.ones(1, 3), torch.ones(4, 2, 3))
    tensor([[6., 6., 6., 6.]])
    """
    for i, (name, x) in enumerate((("input1", input1), ("input2", input2), ("weight", weight)), 1):
        needs_tensor("bilinear", name, i, raw(x))
    a, b, w = input1._data.shape, input2._data.shape, weight._data.shape
    if len(a) != len(b):
        raise RuntimeError(f"bilinear(): input dimensions do not match: got {len(a)} and {len(b)}")
    for i, (n, m) in enumerate(zip(a[:-1], b[:-1], strict=True)):
        if n != m:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {i}: got {n} and {m}")
    for nr, (x, axis) in enumerate(((a, 1), (b, 2)), 1):
        if x[-1] != w[axis]:
            raise RuntimeError(
                f"bilinear(): input{nr} size does not match weight size: got {x[-1]} but expected {w[axis]}"
            )
    if bias is not None and bias._data.shape[:1] != w[:1]:
        raise RuntimeError(
            f"bilinear(): bias size does not match weight size: got {bias._data.shape[0]} but expected {w[0]}"
        )
    first, second = rows(input1), rows(input2)
    # x1[b, i] (w[k, i, j] x2[b, j]): one product with the weight as (i, k j), then one stack of products with x2.
    flat = weight.transpose(0, 1).reshape(w[1], w[0] * w[2])
    half = (first @ flat).reshape(first._data.shape[0], w[0], w[2])
    out = (half @ second.unsqueeze(-1)).squeeze(-1)
    if bias is not None:
        out = out + bias
    return out.reshape((*a[:-1], w[0]))


add_members(addbmm_=_addbmm_in_place)
