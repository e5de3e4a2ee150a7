"""Narrow dtypes: float16 and bfloat16 are computed in float32 and rounded once, small integers keep their dtype."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import minigrad as torch

F = torch.nn.functional
HALVES = [torch.float16, torch.bfloat16]


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape).astype(np.float32))


# name -> a call of up to three tensors (4, 5)
ROUNDED_ONCE: dict[str, Callable[..., Any]] = {
    "sigmoid": lambda x, y, z: torch.sigmoid(x),
    "sinc": lambda x, y, z: torch.sinc(x),
    "deg2rad": lambda x, y, z: torch.deg2rad(x * 100),
    "mvlgamma": lambda x, y, z: torch.mvlgamma(x.abs() + 3, 3),
    "gelu": lambda x, y, z: F.gelu(x),
    "gelu tanh": lambda x, y, z: F.gelu(x, approximate="tanh"),
    "silu": lambda x, y, z: F.silu(x),
    "mish": lambda x, y, z: F.mish(x),
    "elu": lambda x, y, z: F.elu(x, 0.7),
    "selu": lambda x, y, z: F.selu(x),
    "celu": lambda x, y, z: F.celu(x, 0.7),
    "leaky_relu": lambda x, y, z: F.leaky_relu(x, 0.3),
    "softplus": lambda x, y, z: F.softplus(x, 1.5),
    "softshrink": lambda x, y, z: F.softshrink(x, 0.3),
    "logsigmoid": lambda x, y, z: F.logsigmoid(x),
    "hardswish": lambda x, y, z: F.hardswish(x),
    "glu": lambda x, y, z: F.glu(torch.cat([x, y], 1), 1),
    "prelu": lambda x, y, z: F.prelu(x, y[0, :1].abs()),
    "lerp": lambda x, y, z: torch.lerp(x, y, z.abs()),
    "lerp by a number": lambda x, y, z: torch.lerp(x, y, 0.4),
    "addcmul": lambda x, y, z: torch.addcmul(x, y, z, value=0.7),
    "addcdiv": lambda x, y, z: torch.addcdiv(x, y, z, value=0.7),
    "mse_loss": lambda x, y, z: F.mse_loss(x, y),
    "huber_loss": lambda x, y, z: F.huber_loss(x, y, delta=0.3),
    "smooth_l1_loss": lambda x, y, z: F.smooth_l1_loss(x, y, beta=0.3),
    "binary_cross_entropy": lambda x, y, z: F.binary_cross_entropy(x.abs() / 8, y.abs() / 8),
    "binary_cross_entropy_with_logits": lambda x, y, z: F.binary_cross_entropy_with_logits(x, y.abs() / 8),
    "addmm": lambda x, y, z: torch.addmm(x, y, z[:, :4].mT[:, :].repeat(2, 2)[:5, :5], beta=0.3, alpha=0.7),
    "addmv": lambda x, y, z: torch.addmv(x[:, 0], y, z[0], beta=0.3, alpha=0.7),
    "addr": lambda x, y, z: torch.addr(x, y[:, 0], z[0], beta=0.3, alpha=0.7),
    "baddbmm": lambda x, y, z: torch.baddbmm(x[None], y[None], torch.stack([z[0]] * 5)[None], beta=0.3, alpha=0.7),
    "addbmm": lambda x, y, z: torch.addbmm(x, y[None], torch.stack([z[0]] * 5)[None], beta=0.3, alpha=0.7),
    "linear": lambda x, y, z: F.linear(x, y, z[0, :4]),
    "conv_transpose1d": lambda x, y, z: F.conv_transpose1d(x[None], y[:, None, :3], z[0, :1]),
    "trace": lambda x, y, z: torch.trace(x),
    "renorm": lambda x, y, z: torch.renorm(x, 2, 0, 0.7),
    "scaled_dot_product_attention": lambda x, y, z: F.scaled_dot_product_attention(x, y, z),
    "sum": lambda x, y, z: x.sum(),
    "mean": lambda x, y, z: x.mean(1),
    "softmax": lambda x, y, z: x.softmax(1),
    "logsumexp": lambda x, y, z: x.logsumexp(1),
    "cumsum": lambda x, y, z: x.cumsum(1),
    "layer_norm": lambda x, y, z: F.layer_norm(x, (5,), y[0], z[0]),
    "matmul": lambda x, y, z: x @ y.mT,
}  # fmt: skip


@pytest.mark.parametrize("dtype", HALVES, ids=str)
@pytest.mark.parametrize("name", ROUNDED_ONCE)
def test_rounded_once(name: str, dtype: torch.dtype) -> None:
    call = ROUNDED_ONCE[name]
    if name in ("mvlgamma", "deg2rad", "binary_cross_entropy", "binary_cross_entropy_with_logits", "lerp", "prelu"):
        # arguments that are computed, computed before: only the op itself is looked at
        inputs = [t.to(dtype) for t in (normal(4, 5), normal(4, 5, seed=1), normal(4, 5, seed=2))]
        wide = [t.float() for t in inputs]
        got, want = call(*inputs), call(*wide)
        ulp = 2.0**-10 if dtype is torch.float16 else 2.0**-7
        np.testing.assert_allclose(got.float().numpy(), want.numpy(), rtol=4 * ulp, atol=4 * ulp)
    else:
        inputs = [t.to(dtype) for t in (normal(4, 5), normal(4, 5, seed=1), normal(4, 5, seed=2))]
        got = call(*inputs)
        want = call(*[t.float() for t in inputs]).to(dtype)
        np.testing.assert_array_equal(got.float().numpy(), want.float().numpy())
    assert got.dtype is dtype


@pytest.mark.parametrize("dtype", HALVES, ids=str)
@pytest.mark.parametrize("call", [F.gelu, F.elu, torch.sigmoid, torch.sinc, F.softplus, lambda x: F.huber_loss(x, x * 2)])
def test_gradients_keep_the_dtype(call: Any, dtype: torch.dtype) -> None:
    x = normal(3, 4).to(dtype).requires_grad_()
    call(x).sum().backward()
    assert x.grad.dtype is dtype
    wide = x.detach().float().requires_grad_()
    call(wide).sum().backward()
    ulp = 2.0**-10 if dtype is torch.float16 else 2.0**-7
    np.testing.assert_allclose(x.grad.float().numpy(), wide.grad.numpy(), rtol=8 * ulp, atol=8 * ulp)


# ------------------------------------------------------------ bfloat16, which NumPy cannot sort by itself


def bf16(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.bfloat16)


def test_bfloat16_is_ordered_with_nan_last() -> None:
    x = bf16(3.0, math.nan, 1.0, 2.0, math.nan, 0.0)
    assert torch.argsort(x).tolist() == [5, 2, 3, 0, 1, 4]
    assert torch.sort(x, descending=True).indices.tolist() == [1, 4, 0, 3, 2, 5]
    assert torch.topk(x, 3, largest=False).indices.tolist() == [5, 2, 3]
    many = torch.topk(torch.cat([x] * 200), 250, largest=False).values  # partitioned, not sorted
    assert many.tolist() == [0.0] * 200 + [1.0] * 50
    assert torch.nanmedian(x).item() == torch.nanmedian(x, 0).values.item() == 1.0
    assert torch.median(bf16(3.0, 1.0, 2.0)).item() == 2.0
    assert math.isnan(torch.median(x).item())
    assert torch.unique(bf16(2.0, 1.0, 2.0, -1.0)).tolist() == [-1.0, 1.0, 2.0]
    assert torch.unique(bf16(2.0, 1.0)).dtype is torch.bfloat16
    assert torch.searchsorted(bf16(1.0, 2.0), bf16(0.5, 1.5, 9.0, math.nan)).tolist() == [0, 1, 2, 2]


def test_bfloat16_limits() -> None:
    x = bf16(math.nan, math.inf, -math.inf, 1.5)
    limit = torch.finfo(torch.bfloat16).max
    assert torch.nan_to_num(x).tolist() == [0.0, limit, -limit, 1.5]
    assert torch.nan_to_num(x, 1.0, 2.0, 3.0).tolist() == [1.0, 2.0, 3.0, 1.5]


def test_weighted_bags_add_up_in_float32() -> None:
    weight, each = torch.full((300, 1), 1.0, dtype=torch.bfloat16), torch.full((300,), 1.0, dtype=torch.bfloat16)
    found = F.embedding_bag(torch.arange(300), weight, torch.tensor([0]), mode="sum", per_sample_weights=each)
    assert found.dtype is torch.bfloat16
    assert found.item() == 300.0  # in bfloat16 the sum would stop at 256


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_statistics_of_norms_have_the_dtype_of_the_input_or_of_wider_parameters(dtype: torch.dtype) -> None:
    x = normal(2, 4).to(dtype)
    w = torch.ones(4)
    for half, wide in (
        (torch.native_layer_norm(x, (4,), None, None, 1e-5), torch.native_layer_norm(x, (4,), w, w, 1e-5)),
        (torch.native_group_norm(x, None, None, 2, 4, 1, 2, 1e-5), torch.native_group_norm(x, w, w, 2, 4, 1, 2, 1e-5)),
        (torch.native_batch_norm(x, None, None, None, None, True, 0.1, 1e-5),
         torch.native_batch_norm(x, w, w, None, None, True, 0.1, 1e-5)),
    ):  # fmt: skip
        assert [t.dtype for t in half] == [dtype] * 3
        assert [t.dtype for t in wide] == [dtype, torch.float32, torch.float32]


def test_the_statistics_of_a_group_norm_have_gradients() -> None:
    x = normal(2, 4, 3).double().requires_grad_()
    _, mean, inverse = torch.native_group_norm(x, None, None, 2, 4, 3, 2, 0.0)
    by_mean, = torch.autograd.grad(mean.sum(), x, retain_graph=True)
    np.testing.assert_allclose(by_mean.numpy(), 1 / 6)
    spread = x.detach().reshape(2, 2, 6)
    np.testing.assert_allclose(inverse.detach().numpy(), 1 / spread.var(-1, correction=0).sqrt().numpy())
    by_inverse, = torch.autograd.grad(inverse.sum(), x)
    centred = spread - spread.mean(-1, keepdim=True)
    want = -centred * (inverse.detach() ** 3).unsqueeze(-1) / 6
    np.testing.assert_allclose(by_inverse.numpy().reshape(2, 2, 6), want.numpy(), rtol=1e-12)


# ------------------------------------------------------------ small integers

SMALL = [torch.uint8, torch.int8, torch.int16, torch.int32]


@pytest.mark.parametrize("dtype", SMALL, ids=str)
def test_small_integers_keep_their_dtype(dtype: torch.dtype) -> None:
    x = torch.tensor([[1, 2], [3, 100]]).to(dtype)
    line = torch.tensor([100, 100, 100]).to(dtype)
    for made in (x.cumsum(0, dtype=dtype), x.cumprod(0, dtype=dtype), torch.masked.cumsum(x, 0), torch.tensordot(x, x),
                 torch.masked.cumprod(x, 0), torch.tensordot(x[:1], x[:, :1], ([0, 1], [1, 0]))):  # fmt: skip
        assert made.dtype is dtype
    assert line.cumsum(0).tolist() == [100, 200, 300]
    assert line.cumsum(0).dtype is torch.int64
    assert line.cumsum(0, dtype=dtype).tolist() == line.cumsum(0).to(dtype).tolist()  # it wraps around
    assert {t.dtype for t in torch.unravel_index(x % 4, (2, 2))} == {torch.int64}


def test_numbers_are_cast_as_c_does() -> None:
    x = torch.tensor([5, 6], dtype=torch.uint8)
    assert x.index_add(0, torch.tensor([0]), torch.tensor([2], dtype=torch.uint8), alpha=-1).tolist() == [3, 6]


def test_bytes_are_resampled_by_integers() -> None:
    x = torch.tensor([[0, 100], [200, 255]], dtype=torch.uint8)[None, None]
    linear = F.interpolate(x, size=(3, 3), mode="bilinear")
    assert linear.dtype is torch.uint8
    assert linear[0, 0].tolist() == [[0, 50, 100], [100, 139, 178], [200, 228, 255]]
    cubic = F.interpolate(x, size=(3, 3), mode="bicubic")
    assert cubic[0, 0].tolist() == [[0, 35, 96], [98, 139, 182], [212, 243, 255]]


# ------------------------------------------------------------ refusals


def test_extremes_refuse_an_out_of_another_dtype() -> None:
    for reduce in (torch.amax, torch.amin):
        text = "Expected the dtype for input and out to match, but got Float for input's dtype and Double for out's dtype"
        with pytest.raises(RuntimeError, match=text):
            reduce(torch.ones(3), 0, out=torch.empty((), dtype=torch.float64))
        out = torch.empty(())
        assert reduce(torch.ones(3), 0, out=out) is out


@pytest.mark.parametrize(("name", "settings", "text"), [
    ("padding", {"padding": -1}, "pad must be non-negative, but got pad: -1"),
    ("half", {"padding": 2}, "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1"),
])  # fmt: skip
@pytest.mark.parametrize("batch", [0, 1])
def test_max_pool1d_with_indices_speaks_of_two_dimensions(name: str, settings: Any, text: str, batch: int) -> None:
    x = torch.ones(batch, 1, 8)
    with pytest.raises(RuntimeError, match=text):
        F.max_pool1d(x, 2, **settings, return_indices=True)
    with pytest.raises(RuntimeError, match="max_pool1d"):
        F.max_pool1d(x, 2, **settings)
