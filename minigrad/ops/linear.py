"""Products of matrices and vectors: mm, bmm, mv, dot, matmul, outer, and the layer `linear`.

Imports the table and what stands before it in `ops`.  Start at `product`, which every product of arrays here goes
through, and `mm`.  A product added to something else (`addmm` and its kin) is in `addmm`, contractions by name in
`einsum`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.dtypes import F32, F64
from .._engine.op import cast
from .._engine.tensor import Tensor, raw
from ._checks import legacy
from ._kernels.lines import ones, quick
from ._kernels.precision import working_dtype
from ._names import c_type
from .table import Array, composite, op

ndarray = np.ndarray

# ------------------------------------------------------------ what does not fit


_ONE_DTYPE = "\nProducts of matrices do not promote: bring both to one dtype, e.g. x.to(w.dtype)."


def needs_tensor(function: str, name: str, position: int, value: Any) -> None:
    """Raises TypeError unless an argument other than the first is a tensor."""
    if not isinstance(value, ndarray | np.generic):
        raise errors.not_tensor(function, name, position, value)


def same_dtype(a: Any, b: Any) -> None:
    """Products do not promote.  Raises RuntimeError on mixed dtypes."""
    if a.dtype is not b.dtype and a.dtype != b.dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {c_type(a.dtype)} != {c_type(b.dtype)}{_ONE_DTYPE}"
        )


def check_matrices(a: Any, b: Any, hint: str = "") -> None:
    """Raises RuntimeError unless (n, m) meets (m, p)."""
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})\n"
            + (
                hint
                or f"The columns of the first ({a.shape[1]}) must be as many as the rows of the second ({b.shape[0]})."
            )
        )


def no_bools(kernel: str, a: Any) -> None:
    """Raises NotImplementedError for arrays of bools."""
    if a.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'\nConvert them first: x.float().")


# ------------------------------------------------------------ the product of arrays


def product(a: Any, b: Any) -> Any:
    """The product of two arrays of at most two axes; half precisions are added up in float32."""
    if a.dtype.itemsize > 2 or a.dtype.kind not in "fV":
        return a.dot(b)
    wide = working_dtype(a.dtype)
    return a.astype(wide).dot(b.astype(wide)).astype(a.dtype)


def batched(a: Any, b: Any) -> Any:
    """The products of two stacks of matrices."""
    if a.dtype.itemsize > 2 or a.dtype.kind not in "fV":
        return np.matmul(a, b)
    wide = working_dtype(a.dtype)
    return np.matmul(a.astype(wide), b.astype(wide)).astype(a.dtype)


def times(a: Any, b: Any) -> Any:
    """The product of two matrices or vectors in a formula."""
    return product(a, b) if type(a) is ndarray else matmul(a, b)


def rows(x: Any) -> Any:
    """All but the last axis as one."""
    return x if x.ndim == 2 else x.reshape(math.prod(x.shape[:-1]), x.shape[-1])


def sum_rows(g: Any) -> Any:
    """The sum of the rows of a matrix, in a formula."""
    if type(g) is ndarray and g.ndim == 2 and quick(g):
        return ones(len(g), g.dtype).dot(g)
    return rows(g).sum(0)


# ------------------------------------------------------------ two matrices


def _mm_check(a: Any, b: Any) -> None:
    if a.ndim != 2 or b.ndim != 2:
        raise RuntimeError(
            f"{'self' if a.ndim != 2 else 'mat2'} must be a matrix\n"
            f"mm takes two tensors with 2 axes, and got {list(a.shape)} and {list(b.shape)}; matmul (@) takes any "
            "number."
        )
    check_matrices(a, b)
    same_dtype(a, b)
    no_bools("addmm_impl_cpu_", a)


def _mm_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal((3, 4))), {}
    yield (rng.standard_normal((1, 3)), rng.standard_normal((3, 1))), {}
    yield (rng.standard_normal((2, 0)), rng.standard_normal((0, 3))), {}


@op(input=lambda g, mat2: times(g, mat2.T), mat2=lambda g, input: times(input.T, g), samples=_mm_samples)
def mm(input: Array, mat2: Array) -> Array:
    """The product of two matrices, (n, m) and (m, p): (n, p).

    Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.mm(torch.ones(2, 3), torch.ones(3, 1))
    tensor([[3.],
            [3.]])
    """
    if type(mat2) is not ndarray:
        needs_tensor("mm", "mat2", 2, mat2)
    _mm_check(input, mat2)
    return product(input, mat2)


def check_batches(a: Any, b: Any) -> None:
    """Raises RuntimeError unless two stacks of matrices, (b, n, m) and (b, m, p), fit."""
    for name, x in (("batch1", a), ("batch2", b)):
        if x.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor\nIt has the shape {list(x.shape)}.")
    if b.shape[:2] != (a.shape[0], a.shape[2]):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{a.shape[0]}, {a.shape[2]}] but got: [{b.shape[0]}, {b.shape[1]}]."
        )


def _bmm_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((5, 2, 3)), rng.standard_normal((5, 3, 4))), {}
    yield (rng.standard_normal((0, 2, 3)), rng.standard_normal((0, 3, 4))), {}
    yield (rng.standard_normal((2, 1, 3)), rng.standard_normal((2, 3, 1))), {}


def _same_scalar_type(a: Any, b: Any) -> None:
    if a.dtype != b.dtype:
        raise RuntimeError(f"expected scalar type {legacy(a)} but found {legacy(b)}{_ONE_DTYPE}")


@op(input=lambda g, mat2: g @ mat2.mT, mat2=lambda g, input: input.mT @ g, samples=_bmm_samples)
def bmm(input: Array, mat2: Array) -> Array:
    """The products of two stacks of matrices, (b, n, m) and (b, m, p): (b, n, p).

    Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 1)).shape
    torch.Size([2, 1, 1])
    """
    needs_tensor("bmm", "mat2", 2, mat2)
    check_batches(input, mat2)
    _same_scalar_type(input, mat2)
    no_bools("bmm", input)
    return batched(input, mat2)


# ------------------------------------------------------------ with vectors


def _check_dot(a: Any, b: Any) -> None:
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"dot : expected both vectors to have same dtype, but found {legacy(a)} and {legacy(b)}{_ONE_DTYPE}"
        )
    if a.shape != b.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{len(a)}] and src [{len(b)}] to have the same number of "
            f"elements, but got {len(a)} and {len(b)} elements respectively"
        )
    no_bools("dot", a)


def _vector_pairs(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal(3), rng.standard_normal(3)), {}
    yield (rng.standard_normal(0), rng.standard_normal(0)), {}


@op(input=lambda g, tensor: g * tensor, tensor=lambda g, input: g * input, samples=_vector_pairs)
def dot(input: Array, tensor: Array) -> Array:
    """The dot product of two vectors (without conjugation), a tensor without axes.

    Raises RuntimeError unless both have one axis, of one length, and one dtype.

    >>> import minigrad as torch
    >>> torch.dot(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    tensor(11.)
    """
    needs_tensor("dot", "tensor", 2, tensor)
    _check_dot(input, tensor)
    return product(input, tensor)


@op(
    input=lambda g, other: g.conj() * other,
    other=lambda g, input: g * input,
    holomorphic=False,
    samples=_vector_pairs,
)
def vdot(input: Array, other: Array) -> Array:
    """The dot product of two vectors, the first conjugated.

    Raises RuntimeError unless both have one axis, of one length, and one dtype.

    >>> import minigrad as torch
    >>> torch.vdot(torch.tensor([1j]), torch.tensor([1j]))
    tensor(1.+0.j)
    """
    needs_tensor("vdot", "other", 2, other)
    _check_dot(input, other)
    return product(input.conj(), other)


def _matrix_vector(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 3)), rng.standard_normal(3)), {}
    yield (rng.standard_normal((2, 0)), rng.standard_normal(0)), {}


def _check_mv(matrix: Any, vector: Any) -> None:
    if matrix.ndim != 2 or vector.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {matrix.ndim}, {vector.ndim}")
    if matrix.shape[1] != len(vector):
        n, m = matrix.shape
        raise RuntimeError(f"size mismatch, got input ({n}), mat ({n}x{m}), vec ({len(vector)})")
    if matrix.dtype != vector.dtype:
        a, b = legacy(matrix), legacy(vector)
        raise RuntimeError(f"addmv input tensors must have the same dtype, but got {b}, {a}, and {b}{_ONE_DTYPE}")
    no_bools("addmv_impl_cpu", matrix)


@op(input=lambda g, vec: outer(g, vec), vec=lambda g, input: times(input.T, g), samples=_matrix_vector)
def mv(input: Array, vec: Array) -> Array:
    """The product of a matrix (n, m) and a vector (m,): (n,).

    Raises RuntimeError where the shapes do not fit or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.mv(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    needs_tensor("mv", "vec", 2, vec)
    _check_mv(input, vec)
    return product(input, vec)


@composite(aliases=("ger",), samples=lambda rng: [((rng.standard_normal(2), rng.standard_normal(3)), {})])
def outer(input: Tensor, vec2: Tensor) -> Any:
    """The products of every element of one vector (n,) with every element of another (m,): (n, m).

    >>> import minigrad as torch
    >>> torch.outer(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[3, 4],
            [6, 8]])
    """
    needs_tensor("outer", "vec2", 2, raw(vec2))
    for name, x in (("self", raw(input)), ("vec2", raw(vec2))):
        if x.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x.ndim}-D")
    return input.reshape(len(input), 1) * vec2


# ------------------------------------------------------------ any number of axes


def _batch_shapes(a: Any, b: Any) -> None:
    """Raises RuntimeError unless the batches of two tensors with a stack of matrices fit."""
    try:
        np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    except ValueError:
        x, y = a.shape[:-2], b.shape[:-2]
        count = max(len(x), len(y))
        raise errors.broadcast((1,) * (count - len(x)) + x, (1,) * (count - len(y)) + y) from None
    if a.shape[-1] != b.shape[-2]:
        batch = math.prod(np.broadcast_shapes(a.shape[:-2], b.shape[:-2]))
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{batch}, {a.shape[-1]}] but got: [{batch}, {b.shape[-2]}].\n"
            f"matmul of {list(a.shape)} and {list(b.shape)}: the last axis of the first must match the last but one of "
            "the second."
        )


def _check_matmul(a: Any, b: Any) -> None:
    """Raises RuntimeError unless `a @ b` is defined, where one of them has three axes or more."""
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D\n"
            "Multiply by a number with *."
        )
    if b.ndim == 1:
        _check_mv(_as_matrix(a), b)
    elif a.ndim == 1 and b.ndim == 2:
        check_matrices(a.reshape(1, -1), b)
        same_dtype(a, b)
    elif a.ndim == 1:
        _check_mv(_as_matrix(b.mT), a)
    elif b.ndim == 2:
        check_matrices(_as_matrix(a), b, f"matmul of {list(a.shape)} and {list(b.shape)}: the last axis of the first "
                       "must match the last but one of the second.")  # fmt: skip
        same_dtype(a, b)
    elif a.ndim == 2:
        check_matrices(_as_matrix(b.mT), a.T)
        same_dtype(b, a)
    else:
        _batch_shapes(a, b)
        _same_scalar_type(a, b)
    no_bools("bmm", a)


def _as_matrix(x: Any) -> Any:
    """The rows of an array of any shape; what has the right shape, for messages, where there are no elements."""
    return np.broadcast_to(x.dtype.type(0), (math.prod(x.shape[:-1]), x.shape[-1]))


def _left_gradient(g: Any, other: Any, input_shape: tuple[int, ...]) -> Any:
    """The gradient of `a` in `a @ other`, summed over the batch of `other` where `a` has none."""
    if other.ndim == 1:
        return g.reshape((*g.shape, 1)) * other
    if len(input_shape) == 1:
        return rows(other.mT).T @ g.reshape(-1) if other.ndim > 2 else times(other, g)
    if len(input_shape) == 2 and other.ndim > 2:
        return _joined(g) @ _joined(other).T
    return g @ other.mT if other.ndim > 2 else _fold(g, other.T)


def _right_gradient(g: Any, input: Any, other_shape: tuple[int, ...]) -> Any:
    """The gradient of `b` in `input @ b`, summed over the batch of `input` where `b` has none."""
    if len(other_shape) == 1:
        return rows(input).T @ g.reshape(-1)
    if input.ndim == 1:
        return input.reshape(-1, 1) * g.reshape((*g.shape[:-1], 1, g.shape[-1]))
    if len(other_shape) == 2:
        return rows(input).T @ rows(g)
    return input.mT @ g


def _joined(x: Any) -> Any:
    """A stack of matrices (..., n, m) side by side: (n, all m)."""
    stack = x.reshape(math.prod(x.shape[:-2]), *x.shape[-2:])
    return stack.swapaxes(0, 1).reshape(x.shape[-2], stack.shape[0] * x.shape[-1])


def _fold(a: Any, b: Any) -> Any:
    """`a @ b` of a stack `a` and one matrix, as one product."""
    return times(rows(a), b).reshape((*a.shape[:-1], b.shape[1]))


def _matmul_samples(rng: np.random.Generator) -> Any:
    for a, b in (
        ((3,), (3, 2)), ((5, 2, 3), (3,)), ((5, 2, 3), (3, 4)), ((3,), (5, 3, 4)), ((2, 3), (5, 3, 4)),
        ((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (1, 3, 4)), ((2, 1, 2, 3), (5, 3, 4)), ((2, 5, 2, 3), (3, 4)),
        ((2, 3), (2, 2, 3, 4)), ((0, 2, 3), (3, 4)), ((2, 2, 0), (0, 4)),
    ):  # fmt: skip
        yield (rng.standard_normal(a), rng.standard_normal(b)), {}


@op(
    input=_left_gradient,
    other=_right_gradient,
    variant=lambda input, other: 2 if input.ndim + other.ndim == 3 else int(input.ndim == 2),
    node=("UnsafeViewBackward0", "CloneBackward0", "SqueezeBackward4"),
    samples=_matmul_samples,
)
def _matmul(input: Array, other: Array) -> Array:
    """The product where one factor has three axes or more, or a vector stands before a matrix."""
    _check_matmul(input, other)
    if other.ndim > 2:
        return batched(input, other)
    if input.ndim == 1:
        return product(input, other)
    return product(rows(input), other).reshape(input.shape[:-1] + other.shape[1:])


@composite(namespaces=("", "linalg"), operator="matmul", samples=_matmul_samples)
def matmul(input: Tensor, other: Tensor) -> Any:
    """The product `input @ other`: of matrices in the last two axes, with the axes before them broadcast.

    A vector counts as a row before, and as a column after, a matrix.  Raises RuntimeError where the shapes do not fit,
    or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.matmul(torch.ones(5, 2, 3), torch.ones(3, 4)).shape
    torch.Size([5, 2, 4])
    """
    a, b = raw(input), raw(other)
    if type(a) is not ndarray or type(b) is not ndarray:
        needs_tensor("matmul", "other", 2, b)
        needs_tensor("matmul", "input", 1, a)
    m, n = a.ndim, b.ndim
    if n == 2:
        return mm(input, other) if m == 2 else _matmul(input, other)
    if n == 1 and 0 < m < 3:
        return dot(input, other) if m == 1 else mv(input, other)
    return _matmul(input, other)


def _inner_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal(3), rng.standard_normal(3)), {}
    yield (rng.standard_normal((2, 3)), rng.standard_normal((4, 5, 3))), {}
    yield (rng.standard_normal(()), rng.standard_normal((2, 3))), {}


@composite(samples=_inner_samples)
def inner(input: Tensor, other: Tensor) -> Any:
    """The dot products of the last axes: (*a, n) and (*b, n) give (*a, *b); by a tensor without axes, the multiple.

    >>> import minigrad as torch
    >>> torch.inner(torch.tensor([[1, 2], [3, 4]]), torch.tensor([1, 1]))
    tensor([3, 7])
    """
    a, b = raw(input), raw(other)
    needs_tensor("inner", "other", 2, b)
    if not a.ndim or not b.ndim:
        return input * other
    if a.shape[-1] != b.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(a.shape)} and {list(b.shape)}"
        )
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"both inputs should have same dtype\nThey have {legacy(a)} and {legacy(b)}: bring both to one dtype, "
            "e.g. x.to(w.dtype)."
        )
    return mm(rows(input), rows(other).T).reshape((*a.shape[:-1], *b.shape[:-1]))


# ------------------------------------------------------------ the layer


def _check_linear(input: Any, weight: Any, bias: Any) -> None:
    """Raises RuntimeError unless input (..., in), weight (out, in) or (in,) and bias (out,) fit."""
    needs_tensor("linear", "input", 1, input)
    needs_tensor("linear", "weight", 2, weight)
    if weight.ndim > 2 or not weight.ndim:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {weight.ndim}D\n"
            f"linear takes a weight (out_features, in_features) and got {list(weight.shape)}."
        )
    if not input.ndim:
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are 0D and {weight.ndim}D")
    n, m = weight.shape if weight.ndim == 2 else (1, len(weight))
    if input.shape[-1] != m:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({math.prod(input.shape[:-1])}x{input.shape[-1]} and {m}x{n})\n"
            f"linear: the input's last axis has {input.shape[-1]} features, the weight {list(weight.shape)} takes {m}."
        )
    if bias is None:
        same_dtype(input, weight)
        return
    if input.dtype != weight.dtype:
        raise RuntimeError(
            f"mat1 and mat2 must have the same dtype, but got {legacy(input)} and {legacy(weight)}\n"
            "The input and the layer's parameters must have one dtype: x.float(), or layer.double()."
        )
    if bias.dtype != weight.dtype:
        raise RuntimeError(f"self and mat2 must have the same dtype, but got {legacy(bias)} and {legacy(weight)}")
    if (bias.ndim == 1 and len(bias) not in (1, n)) or (
        bias.ndim > 1 and (input.ndim != 2 or bias.shape != (len(input), n))
    ):
        target = [math.prod(input.shape[:-1]), n]
        raise RuntimeError(
            f"The expanded size of the tensor ({n}) must match the existing size ({bias.shape[-1]}) at non-singleton "
            f"dimension 1.  Target sizes: {target}.  Tensor sizes: {list(bias.shape)}"
        )


def _by_rows(x: Any, weight: Any) -> Any:
    """x @ weight.T: of few rows and a big weight OpenBLAS computes the transpose in two thirds of the time."""
    if weight.size >= 16384 and 8 * len(x) <= x.shape[1]:
        return np.ascontiguousarray(weight.dot(x.T).T)
    return x.dot(weight.T)


def _linear_input(g: Any, weight: Any) -> Any:
    if weight.ndim == 1:
        return g.reshape((*g.shape, 1)) * weight
    return times(g, weight) if g.ndim < 3 else _fold(g, weight)


def _linear_weight(g: Any, input: Any) -> Any:
    if g.ndim < input.ndim:  # the weight is a vector
        return times(rows(input).T, g.reshape(-1))
    return times(g.T, input) if g.ndim == 2 else times(rows(g).T, rows(input))


def _linear_variant(input: Any, weight: Any, bias: Any) -> int:
    if weight.ndim == 1:
        return 5 if input.ndim == 1 else 6 if input.ndim == 2 else 3
    if bias is not None:
        return 0 if input.ndim == 2 else 1
    return {2: 2, 1: 4}.get(input.ndim, 3)


def _linear_samples(rng: np.random.Generator) -> Any:
    x, w, b = rng.standard_normal((5, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)
    yield (x, w, b), {}
    yield (x, w), {}
    yield (x[0], w, b), {}
    yield (x[0], w), {}
    yield (x, w[0]), {}
    yield (x[0], w[0]), {}
    yield (rng.standard_normal((2, 4, 3)), w, b), {}
    yield (rng.standard_normal((2, 4, 3)), w), {}
    yield (rng.standard_normal((2, 4, 3)), w[0]), {}
    yield (rng.standard_normal((0, 3)), w, b), {}
    yield (rng.standard_normal((2, 0)), rng.standard_normal((4, 0)), rng.standard_normal(4)), {}


@op(
    input=_linear_input,
    weight=_linear_weight,
    bias=lambda g: sum_rows(g),
    samples=_linear_samples,
    namespaces=("nn.functional",),
    variant=_linear_variant,
    node=(
        "AddmmBackward0", "ViewBackward0", "MmBackward0", "UnsafeViewBackward0", "SqueezeBackward4", "DotBackward0",
        "MvBackward0",
    ),
)  # fmt: skip
def linear(input: Array, weight: Array, bias: Array | None = None) -> Array:
    """input @ weight.T + bias: (..., in_features) to (..., out_features); weight (out_features, in_features).

    Raises RuntimeError where the shapes do not fit, or the dtypes differ.

    >>> import minigrad as torch
    >>> torch.nn.functional.linear(torch.ones(1, 3), torch.ones(2, 3), torch.tensor([0.0, 1.0]))
    tensor([[3., 4.]])
    """
    dtype = input.dtype
    if (
        (dtype is not F32 and dtype is not F64) or type(weight) is not ndarray or weight.dtype is not dtype
        or len(shape := input.shape) != 2 or len(other := weight.shape) != 2 or shape[1] != other[1]
        or (bias is not None and (bias.dtype is not dtype or bias.shape != other[:1]))
    ):  # fmt: skip
        _check_linear(input, weight, bias)
        no_bools("addmm_impl_cpu_", weight)
        wide = working_dtype(dtype)  # half precisions are rounded once, after the bias
        out = product(cast(rows(input) if input.ndim > 2 else input, wide), cast(weight.T, wide))
        if input.ndim > 2:
            out = out.reshape((*input.shape[:-1], *weight.shape[:-1]))
        return cast(out if bias is None else out + bias, dtype)
    out = _by_rows(input, weight)
    if bias is not None:
        sums = out[0] if shape[0] == 1 else out  # NumPy is quickest where nothing is broadcast
        sums += bias
    return out
