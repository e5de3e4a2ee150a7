"""Fourier transforms beside PyTorch's: values, dtypes, strides, gradients, names in the graph, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigrad

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

ONE = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
SEVERAL = tuple(f"{name}{suffix}" for name in ONE for suffix in ("2", "n"))
RNG = np.random.default_rng(0)
Z = RNG.standard_normal((2, 3, 4)) + 1j * RNG.standard_normal((2, 3, 4))


def is_of_real(name: str) -> bool:
    return name.startswith(("rfft", "ihfft"))


def same(ours: Any, theirs: Any, atol: float = 1e-10) -> None:
    assert str(ours.dtype) == str(theirs.dtype)
    assert tuple(ours.shape) == tuple(theirs.shape)
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().resolve_conj().numpy(), atol=atol)


def check(name: str, x: Any, *args: Any, **kwargs: Any) -> None:
    """One call in both, with its gradient."""
    ours, theirs = minigrad.from_numpy(x.copy()).requires_grad_(), torch.from_numpy(x.copy()).requires_grad_()
    a, b = getattr(minigrad.fft, name)(ours, *args, **kwargs), getattr(torch.fft, name)(theirs, *args, **kwargs)
    same(a, b)
    assert a.stride() == b.stride()
    assert a.grad_fn.name() == b.grad_fn.name()
    g = np.cos(np.arange(a.numel())).reshape(a.shape) * (1 + 0.5j if a.is_complex() else 1)
    (p,) = minigrad.autograd.grad(a, ours, minigrad.from_numpy(g))
    (q,) = torch.autograd.grad(b, theirs, torch.from_numpy(g))
    same(p, q)


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
@pytest.mark.parametrize("name", ONE)
def test_one_axis(name: str, norm: str | None) -> None:
    for x in (Z.real.copy(), Z.transpose(2, 0, 1)) if not is_of_real(name) else (Z.real.copy(), Z.real.T.copy().T):
        for n in (None, 3, 5):
            for dim in (-1, 0):
                check(name, x, n, dim, norm)


@pytest.mark.parametrize("norm", [None, "ortho"])
@pytest.mark.parametrize("name", SEVERAL)
def test_several_axes(name: str, norm: str | None) -> None:
    x = Z.real.copy() if is_of_real(name) else Z
    for s, dim in ((None, (1, 2)), (None, (2, 0)), ((3, 5), (0, -1)), ((-1, 4), (0, 1))):
        check(name, x, s, dim, norm)


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "int32", "uint8", "bool"])
@pytest.mark.parametrize("name", ONE)
def test_dtypes(name: str, dtype: str) -> None:
    x = np.array([1, 0, 1, 1, 0]).astype(dtype)
    if is_of_real(name) and dtype == "complex64":
        return
    same(getattr(minigrad.fft, name)(minigrad.from_numpy(x)), getattr(torch.fft, name)(torch.from_numpy(x)), 1e-6)


@pytest.mark.parametrize("n", [0, 1, 5, 6])
def test_frequencies(n: int) -> None:
    for d in (1.0, 0.3, 0):
        for name in ("fftfreq", "rfftfreq"):
            ours, theirs = (getattr(m.fft, name)(n, d).numpy() for m in (minigrad, torch))
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("onesided", [None, False])
def test_frames(center: bool, onesided: bool | None) -> None:
    x, w = RNG.standard_normal((2, 30)), RNG.uniform(0.5, 1.5, 6)
    for kwargs in ({}, {"win_length": 6, "hop_length": 3}, {"normalized": True, "pad_mode": "constant"}):
        made = []
        for m in (minigrad, torch):
            window = m.from_numpy(w) if "win_length" in kwargs else None
            call = dict(kwargs, window=window, center=center, onesided=onesided, return_complex=True)
            spectrum = m.stft(m.from_numpy(x), 8, **call)
            back = m.istft(spectrum, 8, kwargs.get("hop_length"), kwargs.get("win_length"), window, center=True,
                           normalized=kwargs.get("normalized", False), onesided=onesided)  # fmt: skip
            made.append((spectrum, back))
        for a, b in zip(*made, strict=True):
            same(a, b)
            assert a.stride() == b.stride()


def message(call: Any, module: Any) -> str:
    try:
        call(module, module.ones(3, 4), module.ones(3, 4, dtype=module.complex64))
    except (RuntimeError, TypeError, IndexError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return "accepted"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "call",
    [
        lambda m, x, z: m.fft.fft(x.half()), lambda m, x, z: m.fft.fft(x, n=0), lambda m, x, z: m.fft.fft(x, dim=5),
        lambda m, x, z: m.fft.fft(x, norm="bad"), lambda m, x, z: m.fft.fft(x, norm=3),
        lambda m, x, z: m.fft.fft(x, dim=None), lambda m, x, z: m.fft.rfft(z), lambda m, x, z: m.fft.rfftn(z),
        lambda m, x, z: m.fft.ihfft2(z), lambda m, x, z: m.fft.fftn(x, s=(1, 2, 3)),
        lambda m, x, z: m.fft.fftn(x, dim=(0, 0)), lambda m, x, z: m.fft.fftn(x, (1,), (0, 1)),
        lambda m, x, z: m.fft.irfftn(x, dim=()), lambda m, x, z: m.fft.fft(x, out=m.empty(0)),
        lambda m, x, z: m.fft.fft(z, out=m.empty(0)), lambda m, x, z: m.fft.hfftn(z, out=m.empty(0, dtype=m.cfloat)),
        lambda m, x, z: m.fft.fftshift(x, 5), lambda m, x, z: m.fft.fftfreq(-1), lambda m, x, z: m.fft.fftfreq("a"),
        lambda m, x, z: m.fft.fftfreq(3, dtype=m.int32), lambda m, x, z: m.stft(x, 2),
        lambda m, x, z: m.stft(x, 2, 0, return_complex=True), lambda m, x, z: m.stft(x, 2, 1, 3, return_complex=True),
        lambda m, x, z: m.stft(x.long(), 2, return_complex=True), lambda m, x, z: m.istft(x, 4),
        lambda m, x, z: m.istft(z, 9), lambda m, x, z: m.istft(z[0], 4), lambda m, x, z: m.istft(z[0, 0], 4),
        lambda m, x, z: m.istft(z, 4, 5), lambda m, x, z: m.istft(z, 4, length=0),
        lambda m, x, z: m.istft(z, 4, return_complex=True),
    ],
)  # fmt: skip
def test_refusals(call: Any) -> None:
    assert message(call, minigrad) == message(call, torch)
