"""The kernels against PyTorch: values, positions, the rounding where it is the same, edges, and the texts of errors."""

from __future__ import annotations

import itertools
import re
import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")
F = torch.nn.functional

from minigrad.ops._kernels import conv as conv_kernels  # noqa: E402
from minigrad.ops._kernels import index, pool, special  # noqa: E402


def tensor(x: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(x))


def normal(*shape: int, seed: int = 0, dtype: str = "float64") -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def same_error(ours, theirs) -> None:
    """Both raise, the same type with the same first line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(Exception) as expected:  # noqa: PT011 (whatever torch raises)
            theirs()
    first = str(expected.value).splitlines()[0]
    with pytest.raises(type(expected.value), match=f"^{re.escape(first)}"):
        ours()


# batch, channels, outputs, groups, size, kernel, stride, padding, dilation
CONVOLUTIONS = [
    (2, 3, 4, 1, (9,), (3,), (1,), (1,), (1,)),
    (2, 4, 6, 2, (12,), (4,), (3,), (2,), (2,)),
    (3, 1, 5, 1, (8, 8), (3, 3), (1, 1), (1, 1), (1, 1)),
    (2, 6, 4, 2, (9, 7), (3, 2), (2, 1), (1, 0), (1, 2)),
    (2, 8, 8, 8, (6, 6), (3, 3), (1, 1), (1, 1), (1, 1)),
    (2, 40, 3, 1, (6, 6), (3, 3), (1, 1), (1, 1), (1, 1)),
    (2, 40, 8, 1, (5, 5), (1, 1), (1, 1), (0, 0), (1, 1)),
    (1, 16, 8, 1, (20, 20), (5, 5), (2, 2), (2, 2), (1, 1)),
    (2, 3, 4, 1, (5, 6, 4), (2, 3, 2), (1, 2, 1), (1, 1, 0), (1, 1, 2)),
    (2, 8, 8, 2, (5, 5, 5), (3, 3, 3), (1, 1, 1), (1, 1, 1), (1, 1, 1)),
]


@pytest.mark.parametrize("case", CONVOLUTIONS)
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
def test_convolutions(case, dtype: str) -> None:
    batch, channels, outputs, groups, size, kernel, *settings = case
    make = (lambda *s, seed: normal(*s, seed=seed) + 1j * normal(*s, seed=9)) if dtype == "complex128" else normal
    x = make(batch, channels, *size, seed=1).astype(dtype)
    w = make(outputs, channels // groups, *kernel, seed=2).astype(dtype)
    bias = make(outputs, seed=3).astype(dtype)
    tx, tw = tensor(x).requires_grad_(), tensor(w).requires_grad_()
    expected = [F.conv1d, F.conv2d, F.conv3d][len(size) - 1](tx, tw, tensor(bias), *settings, groups)
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if dtype == "float32" else {"rtol": 1e-11, "atol": 1e-11}
    out = conv_kernels.conv(x, w, *settings, groups, bias)
    np.testing.assert_allclose(out, expected.detach().numpy(), **tolerance)
    g = make(*out.shape, seed=4).astype(dtype)
    grad_x, grad_w = torch.autograd.grad(expected, (tx, tw), tensor(g))
    # torch's gradient conjugates the other factor, the transposes do not.
    dx = conv_kernels.conv_grad_input(g, w.conj(), x.shape, *settings, groups)
    dw = conv_kernels.conv_grad_weight(g, x.conj(), w.shape, *settings, groups)
    np.testing.assert_allclose(dx, grad_x.numpy(), **tolerance)
    np.testing.assert_allclose(dw, grad_w.numpy(), **tolerance)


@pytest.mark.parametrize("output_padding", [0, 1])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_transposed_convolutions(n: int, output_padding: int) -> None:
    g, w = normal(2, 4, *(5, 4, 3)[:n]), normal(4, 3, *(3, 2, 3)[:n], seed=1)
    function = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][n - 1]
    expected = function(tensor(g), tensor(w), None, 2, 1, output_padding, 2, 1).numpy()
    expected = function(tensor(g), tensor(w), stride=2, padding=1, output_padding=output_padding, groups=2, dilation=1)
    size = conv_kernels.conv_transpose_output_size(g.shape[2:], w.shape[2:], 2, 1, output_padding, 1)
    out = conv_kernels.conv_grad_input(g, w, (2, 6, *size), 2, 1, 1, 2)
    np.testing.assert_allclose(out, expected.numpy(), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(
    ("kernel", "dilation", "padding", "stride"),
    [((2, 3), 1, 0, 1), ((3, 2), (1, 2), (2, 1), (2, 1)), ((1, 1), 1, 0, 2)],
)
def test_unfold_and_fold(kernel, dilation, padding, stride) -> None:
    x = normal(2, 3, 7, 8)
    expected = F.unfold(tensor(x), kernel, dilation, padding, stride).numpy()
    np.testing.assert_array_equal(conv_kernels.unfold(x, kernel, dilation, padding, stride), expected)
    folded = conv_kernels.fold(expected, (7, 8), kernel, dilation, padding, stride)
    theirs = F.fold(tensor(expected), (7, 8), kernel, dilation, padding, stride).numpy()
    np.testing.assert_allclose(folded, theirs, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize(
    "change",
    [
        {"groups": 0}, {"padding": -1}, {"stride": 0}, {"dilation": 0}, {"dilation": (1, 0)}, {"groups": 4},
        {"groups": 7}, {"x": (1, 1, 8, 8)}, {"bias": (3,)}, {"bias": (6, 1)}, {"x": (1, 4, 2, 8)},
        {"x": (1, 4, 2, 2), "padding": 1, "dilation": 3},
    ],
)  # fmt: skip
@pytest.mark.parametrize("transposed", [False, True])
def test_convolution_refuses_as_torch(change: dict, transposed: bool) -> None:
    given = {"x": (1, 4, 8, 8), "w": (6, 2, 3, 3), "bias": (6,), "stride": 1, "padding": 0, "dilation": 1, "groups": 2}
    if transposed:
        if "x" in change and change["x"][1] == 4:
            pytest.skip("fits the kernel")
        given |= {"x": (1, 6, 8, 8), "bias": (4,)}
    given |= change
    settings = {name: given[name] for name in ("stride", "padding", "dilation", "groups")}
    pairs = {k: (v, v) if isinstance(v, int) and k != "groups" else v for k, v in settings.items()}

    def ours() -> None:
        conv_kernels.check_conv(given["x"], given["w"], given["bias"], **pairs, transposed=transposed)
        x, w = np.ones(given["x"]), np.ones(given["w"])
        conv_kernels.conv(x, w, **pairs)

    function = F.conv_transpose2d if transposed else F.conv2d
    same_error(ours, lambda: function(*(torch.ones(given[k]).double() for k in ("x", "w", "bias")), **settings))


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output_padding", "dilation"),
    [((4, 4), (3, 3), 2, 0, 2, 1), ((4,), (3,), 2, 0, 2, 1), ((4, 4, 4), (3, 3, 3), 2, 0, 2, 1),
     ((1,), (3,), 1, 2, 0, 1), ((1, 2), (3, 3), 1, 2, 0, 1), ((1, 1, 1), (3, 3, 3), 1, 2, 0, 1)],
)  # fmt: skip
def test_transposed_size_refuses_as_torch(size, kernel, stride, padding, output_padding, dilation) -> None:
    function = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][len(size) - 1]
    x, w = torch.ones(1, 1, *size), torch.ones(1, 1, *kernel)
    same_error(
        lambda: conv_kernels.conv_transpose_output_size(size, kernel, stride, padding, output_padding, dilation),
        lambda: function(x, w, None, stride, padding, output_padding, 1, dilation),
    )


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_size": (9, 2)}, {"kernel_size": (0, 2)}, {"kernel_size": (2, 2), "dilation": 0},
        {"kernel_size": (2, 2), "padding": -1}, {"kernel_size": (2, 2), "stride": 0},
        {"kernel_size": (2, 2), "stride": 0, "dilation": 0, "padding": -1},
    ],
)  # fmt: skip
@pytest.mark.parametrize("backwards", [False, True])
def test_unfold_and_fold_refuse_as_torch(settings: dict, backwards: bool) -> None:
    renamed = {"kernel" if k == "kernel_size" else k: v for k, v in settings.items()}
    if backwards:
        columns = normal(2, 12, 11)
        same_error(
            lambda: conv_kernels.fold(columns, (4, 5), **renamed), lambda: F.fold(tensor(columns), (4, 5), **settings)
        )
    else:
        x = normal(2, 3, 4, 5)
        same_error(lambda: conv_kernels.unfold(x, **renamed), lambda: F.unfold(tensor(x), **settings))


@pytest.mark.parametrize("shape", [(2, 0, 4, 5), (2, 3, 0, 5), (1, 2, 3, 4, 5)])
def test_unfold_refuses_shapes_as_torch(shape) -> None:
    same_error(lambda: conv_kernels.unfold(np.ones(shape), (2, 2)), lambda: F.unfold(torch.ones(shape), (2, 2)))


POOLS = [
    # size, kernel, stride, padding, dilation
    ((9,), (3,), (2,), (1,), (1,)),
    ((8,), (2,), (3,), (1,), (2,)),
    ((8, 8), (2, 2), (2, 2), (0, 0), (1, 1)),
    ((9, 7), (3, 2), (2, 3), (1, 1), (1, 1)),
    ((7, 8), (3, 3), (1, 2), (1, 0), (2, 1)),
    ((5, 5), (3, 3), (2, 2), (1, 1), (1, 1)),
    ((6, 5, 4), (2, 3, 2), (2, 1, 2), (1, 1, 0), (1, 1, 1)),
    ((5, 4, 6), (2, 2, 2), (2, 2, 2), (0, 1, 1), (2, 1, 1)),
]


@pytest.mark.parametrize("case", POOLS)
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64"])
@pytest.mark.parametrize("special_values", ["none", "ties", "nan", "-inf"])
def test_max_pool(case, ceil_mode: bool, dtype: str, special_values: str) -> None:
    size, kernel, *settings = case
    x = normal(2, 3, *size)
    if special_values != "none":
        x = np.round(x)
    if special_values == "nan":
        x[np.random.default_rng(1).random(x.shape) < 0.2] = np.nan
    if special_values == "-inf":
        x[x < 1] = -np.inf
    if dtype == "int64":
        if special_values not in ("none", "ties"):
            return
        x = x * 3
    x = x.astype(dtype)
    function = [F.max_pool1d, F.max_pool2d, F.max_pool3d][len(size) - 1]
    values, indices = function(tensor(x), kernel, *settings, ceil_mode, return_indices=True)
    ours, where = pool.max_pool(x, kernel, *settings, ceil_mode)
    np.testing.assert_array_equal(ours, values.numpy())
    np.testing.assert_array_equal(where, indices.numpy())
    if dtype == "float32" and special_values == "none":
        tx = tensor(x).requires_grad_()
        g = normal(*ours.shape, dtype=dtype, seed=3)
        (grad,) = torch.autograd.grad(function(tx, kernel, *settings, ceil_mode), tx, tensor(g))
        np.testing.assert_array_equal(pool.max_pool_backward(g, where, size), grad.numpy())


@pytest.mark.parametrize("case", [c for c in POOLS if set(c[-1]) == {1}])
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("count_include_pad", [False, True])
@pytest.mark.parametrize("divisor", [None, 3])
@pytest.mark.parametrize("dtype", ["float32", "float16", "int64"])
def test_avg_pool(case, ceil_mode: bool, count_include_pad: bool, divisor: int | None, dtype: str) -> None:
    """Bit for bit."""
    size, kernel, stride, padding, _ = case
    if len(size) == 1 and divisor is not None:
        return
    if len(size) == 3 and dtype == "float16":
        return  # torch has none
    x = (normal(2, 3, *size) * 10).astype(dtype)
    function = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][len(size) - 1]
    more = () if len(size) == 1 else (divisor,)
    tx = tensor(x)
    expected = function(
        tx.requires_grad_(dtype == "float32"), kernel, stride, padding, ceil_mode, count_include_pad, *more
    )
    ours = pool.avg_pool(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor)
    np.testing.assert_array_equal(ours, expected.detach().numpy())
    if dtype == "float32":
        g = normal(*ours.shape, dtype=dtype, seed=3)
        (grad,) = torch.autograd.grad(expected, tx, tensor(g))
        backward = pool.avg_pool_backward(g, x.shape, kernel, stride, padding, ceil_mode, count_include_pad, divisor)
        np.testing.assert_array_equal(backward, grad.numpy())


@pytest.mark.parametrize(
    ("size", "out"),
    [((9,), (4,)), ((8,), (4,)), ((3,), (7,)), ((9, 7), (4, 3)), ((8, 6), (2, 3)), ((5, 6), (1, 1)), ((5, 6), (0, 2)),
     ((2, 3), (5, 7)), ((5, 6, 7), (2, 4, 3)), ((4, 6, 2), (2, 3, 1)), ((3, 3, 3), (1, 1, 1))],
)  # fmt: skip
def test_adaptive_pools(size, out) -> None:
    """Averages are the same bits, except of the whole image, which torch leaves to its mean."""
    x = normal(2, 3, *size, dtype="float32")
    tx, n = tensor(x).requires_grad_(), len(size) - 1
    expected = [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d][n](tx, out)
    ours = pool.adaptive_avg_pool(x, out)
    exact = set(out) != {1}
    np.testing.assert_allclose(ours, expected.detach().numpy(), rtol=0 if exact else 1e-5, atol=0 if exact else 1e-6)
    values, indices = [F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d][n](tensor(x), out, True)
    best, where = pool.adaptive_max_pool(x, out)
    np.testing.assert_array_equal(best, values.numpy())
    np.testing.assert_array_equal(where, indices.numpy())
    if ours.size:
        g = normal(*ours.shape, dtype="float32", seed=3)
        (grad,) = torch.autograd.grad(expected, tx, tensor(g))
        np.testing.assert_allclose(pool.adaptive_avg_pool_backward(g, x.shape), grad.numpy(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("kind", ["max", "avg"])
@pytest.mark.parametrize(
    "change",
    [
        {"kernel_size": 0, "stride": 1}, {"kernel_size": -1, "stride": 1}, {"kernel_size": 9}, {"kernel_size": 0},
        {"stride": 0}, {"stride": -1}, {"padding": -1}, {"padding": 2}, {"stride": 0, "padding": -1}, {"dilation": 0},
        {"dilation": -1}, {"dilation": 0, "padding": 1}, {"padding": 3, "dilation": 2}, {"shape": "no channels"},
        {"shape": "empty"},
    ],
    ids=str,
)  # fmt: skip
def test_pools_refuse_as_torch(n: int, kind: str, change: dict) -> None:
    if kind == "avg" and "dilation" in change:
        pytest.skip("no dilation")
    settings = {"kernel_size": 3} | {k: v for k, v in change.items() if k != "shape"}
    shape = {"no channels": (2, 0, 8, 8, 8), "empty": (2, 3, 0, 8, 8)}.get(change.get("shape", ""), (2, 3, 8, 8, 8))
    x = np.ones(shape[: n + 2])
    kernel = (settings.pop("kernel_size"),) * n
    ours = pool.max_pool if kind == "max" else pool.avg_pool
    theirs = getattr(F, f"{kind}_pool{n}d")
    same_error(lambda: ours(x, kernel, **settings), lambda: theirs(tensor(x), kernel, **settings))


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("kind", ["max", "avg"])
@pytest.mark.parametrize(("shape", "out"), [((2, 3, 0, 8, 8), 3), ((2, 3, 8, 8, 8), -1), ((2, 0, 8, 8, 8), 3)])
def test_adaptive_pools_refuse_as_torch(n: int, kind: str, shape, out: int) -> None:
    if kind == "avg" and n < 3 and shape[1] == 0:
        pytest.skip("torch averages no channels")
    x = np.ones(shape[: n + 2])
    ours = pool.adaptive_max_pool if kind == "max" else pool.adaptive_avg_pool
    theirs = getattr(F, f"adaptive_{kind}_pool{n}d")
    same_error(lambda: ours(x, (out,) * n), lambda: theirs(tensor(x), (out,) * n))


UNARY = {
    "erf": (-6, 6), "erfc": (-6, 20), "erfcx": (-20, 30), "erfinv": (-1, 1), "ndtr": (-30, 9), "log_ndtr": (-30, 9),
    "ndtri": (0, 1), "lgamma": (-20, 60), "digamma": (-20, 60), "i0": (-50, 50), "i0e": (-50, 50), "i1": (-50, 50),
    "i1e": (-50, 50), "sinc": (-20, 20), "entr": (-1, 20), "softplus": (-40, 40), "logsigmoid": (-40, 40),
}  # fmt: skip
EDGES = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, -1, -2, 1, 2, -1e20, 1e300, 1e-320, -1e-300])


def theirs_and_ours(name: str):
    theirs = getattr(torch.special, name, None) or getattr(torch, name, None) or getattr(F, name)
    return theirs, getattr(special, {"logsigmoid": "log_sigmoid"}.get(name, name))


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
def test_special_functions(name: str, dtype: str, tolerance: float) -> None:
    theirs, ours = theirs_and_ours(name)
    x = np.random.default_rng(0).uniform(*UNARY[name], 2000).astype(dtype)
    np.testing.assert_allclose(ours(x), theirs(tensor(x)).numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", UNARY)
def test_edges_of_special_functions(name: str) -> None:
    theirs, ours = theirs_and_ours(name)
    expected, result = theirs(tensor(EDGES)).numpy(), ours(EDGES)
    np.testing.assert_allclose(result, expected, rtol=1e-12)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(result)[number], np.signbit(expected)[number])


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_polygamma(n: int) -> None:
    """torch's trigamma is right to 1e-9, and its poles at negative integers are finite."""
    x = np.random.default_rng(0).uniform(-10, 30, 2000)
    np.testing.assert_allclose(special.polygamma(n, x), torch.polygamma(n, tensor(x)).numpy(), rtol=1e-8, atol=1e-10)
    edges = EDGES[~np.isin(EDGES, [-1, -2, -1e20])] if n == 1 else EDGES
    np.testing.assert_allclose(special.polygamma(n, edges), torch.polygamma(n, tensor(edges)).numpy(), rtol=1e-8)


def test_zeta() -> None:
    values = [-np.inf, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 60, 1e6, np.inf, np.nan]
    s, q = (np.array(v, dtype=float) for v in zip(*itertools.product(values, values), strict=True))
    expected = torch.special.zeta(tensor(s), tensor(q)).numpy()
    np.testing.assert_allclose(special.zeta(s, q), expected, rtol=1e-12, atol=1e-300)


def scatter_sample(dtype: str = "float32") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return normal(5, 6, 7, dtype=dtype), rng.integers(0, 6, (4, 9, 6)), normal(5, 10, 7, seed=1, dtype=dtype)


@pytest.mark.parametrize("expanded", [False, True])
def test_scatter_and_gather(expanded: bool) -> None:
    """Bit for bit."""
    out, where, src = scatter_sample()
    if expanded:
        where = np.broadcast_to(where[:1, :, :1], where.shape)
    to, tw, ts = tensor(out), tensor(where), tensor(src)
    np.testing.assert_array_equal(index.take_along(out, 1, where), to.gather(1, tw).numpy())
    ours = out.copy()
    index.scatter_add(ours, 1, where, src)
    np.testing.assert_array_equal(ours, to.scatter_add(1, tw, ts).numpy())
    line, rows = where[0, :, 0], src[:, :9]
    ours = out.copy()
    index.index_add(ours, 1, line, rows)
    np.testing.assert_array_equal(ours, to.index_add(1, tensor(line), tensor(rows)).numpy())


@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
@pytest.mark.parametrize("include_self", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "int64", "float16"])
def test_scatter_reduce(reduce: str, include_self: bool, dtype: str) -> None:
    out, where, src = scatter_sample()
    out, src = (out * 4).astype(dtype), (src * 4).astype(dtype)
    expected = tensor(out).scatter_reduce(1, tensor(where), tensor(src), reduce, include_self=include_self).numpy()
    index.scatter_reduce(out, 1, where, src, reduce, include_self)
    if dtype == "float16":
        np.testing.assert_allclose(out.astype(float), expected.astype(float), rtol=2e-3)
    else:
        np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("padding_idx", [None, 2, -1])
@pytest.mark.parametrize("by_frequency", [False, True])
def test_embedding_grad(padding_idx: int | None, by_frequency: bool) -> None:
    where = np.random.default_rng(0).integers(0, 20, (30, 25))
    weight = torch.zeros(20, 32, requires_grad=True)
    out = F.embedding(tensor(where), weight, padding_idx, scale_grad_by_freq=by_frequency)
    g = normal(*out.shape, dtype="float32")
    (expected,) = torch.autograd.grad(out, weight, tensor(g))
    ours = index.embedding_grad(g, where, 20, padding_idx, by_frequency)
    np.testing.assert_allclose(ours, expected.numpy(), rtol=1e-5, atol=1e-5)
    if not by_frequency:
        np.testing.assert_array_equal(ours, expected.numpy())


@pytest.mark.parametrize(
    "make",
    [
        lambda a, b, m: (a,), lambda a, b, m: (a, b), lambda a, b, m: (slice(None), a),
        lambda a, b, m: (a, slice(1, 3)),
        lambda a, b, m: (a, slice(None), b), lambda a, b, m: (m,), lambda a, b, m: (None, a), lambda a, b, m: (a, 1),
    ],
)  # fmt: skip
def test_put_with_accumulate(make) -> None:
    x, rng = normal(5, 5, 5), np.random.default_rng(2)
    a, b, m = rng.integers(-5, 5, (3, 4)), rng.integers(0, 5, 4), rng.random((5, 5)) < 0.5
    indices = make(a, b, m)
    expected = tensor(x)
    view = torch.zeros_like(expected)
    view[tuple(tensor(i) if isinstance(i, np.ndarray) else i for i in indices)]  # torch accepts the same indices
    flat = torch.arange(x.size).reshape(x.shape)
    flat = flat[tuple(tensor(i) if isinstance(i, np.ndarray) else i for i in indices)].reshape(-1)
    values = rng.integers(-4, 5, x[indices].shape).astype(float)
    expected = expected.reshape(-1).index_put((flat,), tensor(values).reshape(-1), accumulate=True).reshape(x.shape)
    ours = x.copy()
    index.put(ours, indices, values, accumulate=True)
    np.testing.assert_allclose(ours, expected.numpy(), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda x, i: index.scatter_add(x, 0, i, x), lambda x, i: x.scatter_add(0, i, x)),
        (lambda x, i: index.take_along(x, 0, i), lambda x, i: x.gather(0, i)),
        (lambda x, i: index.put_along(x, 0, i, x), lambda x, i: x.scatter(0, i, x)),
        (lambda x, i: index.scatter_reduce(x, 0, i, x, "amax"), lambda x, i: x.scatter_reduce(0, i, x, "amax")),
        (lambda x, i: index.scatter_reduce(x, 0, i, x, "add"), lambda x, i: x.scatter_reduce(0, i * 0, x, "add")),
        (lambda x, i: index.index_add(x, 0, i[0], x[:1]), lambda x, i: x.index_add(0, i[0], x[:1])),
        (lambda x, i: index.embedding_grad(x[:1], i[0], 3), lambda x, i: F.embedding(i[0], x)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("bad", [5, -1])
def test_index_refuses_as_torch(ours, theirs, bad: int) -> None:
    x, i = normal(3, 1), np.array([[bad]])
    same_error(lambda: ours(x.copy(), i), lambda: theirs(tensor(x), tensor(i)))


@pytest.mark.parametrize("accumulate", [False, True])
@pytest.mark.parametrize(("position", "values"), [((5,), (1, 2)), ((-4,), (1, 2)), ((0, 9), (1,)), ((0,), (3, 2))])
def test_put_refuses_as_torch(position, values, accumulate: bool) -> None:
    x, indices = normal(3, 2), tuple(np.array([i]) for i in position)
    same_error(
        lambda: index.put(x.copy(), indices, np.ones(values), accumulate),
        lambda: tensor(x).index_put(tuple(map(tensor, indices)), torch.ones(values).double(), accumulate),
    )
