"""Tests of Fourier transforms: against the definition, NumPy, their own adjoints, and errors by text."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as torch
from minigrad import fft as F
from minigrad.ops import fourier

RNG = np.random.default_rng(0)
COMPLEX = RNG.standard_normal((3, 4)) + 1j * RNG.standard_normal((3, 4))
REAL = RNG.standard_normal((3, 4))


def defined(x: Any, sign: int) -> Any:
    """The transform of a vector, by its definition."""
    n = len(x)
    return np.array([sum(x[m] * cmath.exp(sign * 2j * math.pi * k * m / n) for m in range(n)) for k in range(n)])


def test_fft_is_what_the_definition_says() -> None:
    x = COMPLEX[0]
    np.testing.assert_allclose(F.fft(torch.from_numpy(x)).numpy(), defined(x, -1), atol=1e-12)
    np.testing.assert_allclose(F.ifft(torch.from_numpy(x)).numpy(), defined(x, 1) / 4, atol=1e-12)


@pytest.mark.parametrize("norm", [None, "backward", "ortho", "forward"])
@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"])
@pytest.mark.parametrize("n", [None, 3, 6])
def test_one_axis_as_numpy(name: str, norm: str | None, n: int | None) -> None:
    x = REAL if name in ("rfft", "ihfft") else COMPLEX
    for dim in (0, -1):
        expected = getattr(np.fft, name)(x, n, dim, norm)
        np.testing.assert_allclose(getattr(F, name)(torch.from_numpy(x), n, dim, norm).numpy(), expected, atol=1e-12)


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn", "fft2", "ifft2", "rfft2", "irfft2"])
def test_several_axes_as_numpy(name: str, norm: str | None) -> None:
    z = RNG.standard_normal((2, 3, 4)) + 1j * RNG.standard_normal((2, 3, 4))
    x = z.real if name.startswith("rfft") else z
    for s, dim in ((None, (0, 2)), ((3, 5), (-1, 0)), ((2, 3), (1, 2))):
        expected = getattr(np.fft, name)(x, s, dim, norm)
        found = getattr(F, name)(torch.from_numpy(x), s, dim, norm).numpy()
        np.testing.assert_allclose(found, expected, atol=1e-12)


@given(n=st.integers(1, 9), norm=st.sampled_from(["backward", "ortho", "forward"]))
@settings(max_examples=30, deadline=None)
def test_inverses(n: int, norm: str) -> None:
    x = torch.from_numpy(np.random.default_rng(n).standard_normal((2, n)))
    for there, back in ((F.fft, F.ifft), (F.fftn, F.ifftn)):
        np.testing.assert_allclose(back(there(x, norm=norm), norm=norm).real.numpy(), x.numpy(), atol=1e-12)
    for there, back in ((F.rfft, F.irfft), (F.ihfft, F.hfft)):
        np.testing.assert_allclose(back(there(x, norm=norm), n=n, norm=norm).numpy(), x.numpy(), atol=1e-12)
    found = F.hfftn(F.ihfftn(x, norm=norm), s=(2, n), norm=norm)
    np.testing.assert_allclose(found.numpy(), x.numpy(), atol=1e-12)


@pytest.mark.parametrize("scale", ["none", "root", "count"])
@pytest.mark.parametrize("n", [1, 4, 5])
def test_gradients_are_adjoints(scale: str, n: int) -> None:
    """<A x, y> = <x, A* y> in the real inner product, for the three primitives."""
    z = torch.from_numpy(RNG.standard_normal((3, n)) + 1j * RNG.standard_normal((3, n)))
    half = torch.from_numpy(RNG.standard_normal((3, n // 2 + 1)) + 1j * RNG.standard_normal((3, n // 2 + 1)))
    x = torch.from_numpy(RNG.standard_normal((3, n)))
    cases = (
        (lambda t: fourier._fft_c2c(t, (0, 1), scale, True), z, z),
        (lambda t: fourier._fft_c2c(t, (1,), scale, False), z, z),
        (lambda t: fourier._fft_r2c(t, (0, 1), scale, True), x, half),
        (lambda t: fourier._fft_r2c(t, (0, 1), scale, False), x, z),
        (lambda t: fourier._fft_c2r(t, (0, 1), scale, n), half, x),
    )
    for call, given_, weight in cases:
        at = given_.clone().requires_grad_()
        out = call(at)
        (grad,) = torch.autograd.grad(out, at, weight)
        left = (out.detach().numpy().conj() * weight.numpy()).real.sum()
        right = (given_.numpy().conj() * grad.numpy()).real.sum()
        assert left == pytest.approx(right, abs=1e-10)


def test_gradgrad_of_a_spectrum() -> None:
    x = torch.from_numpy(RNG.standard_normal((2, 5))).requires_grad_()
    for function in (F.rfft, F.fft, F.irfft, F.hfft, F.ihfft, F.rfftn, F.hfftn, F.ihfftn):
        assert torch.autograd.gradcheck(lambda t, f=function: f(t).abs().square(), (x,))
        assert torch.autograd.gradgradcheck(lambda t, f=function: f(t).abs().square(), (x,))


def test_names_in_the_graph() -> None:
    x = torch.ones(4, requires_grad=True)
    assert F.fft(x).grad_fn.name() == "FftR2CBackward0"
    assert F.fftn(x).grad_fn.name() == "FftC2CBackward0"
    assert F.irfft(x).grad_fn.name() == "FftC2RBackward0"
    assert F.ihfft(x).grad_fn.name() == "ConjBackward0"


def test_dtypes() -> None:
    for dtype in (torch.float32, torch.int64, torch.bool, torch.uint8, torch.complex64):
        assert F.fft(torch.ones(4, dtype=dtype)).dtype is torch.complex64
        assert F.irfft(torch.ones(4, dtype=dtype)).dtype is torch.float32
    assert F.rfft(torch.ones(4, dtype=torch.float64)).dtype is torch.complex128
    assert F.hfft(torch.ones(4, dtype=torch.complex128)).dtype is torch.float64


def test_results_lie_in_memory_as_their_input() -> None:
    x = torch.ones(4, 6)
    assert F.fft(x, dim=1).stride() == (6, 1)
    assert F.fft(x.to(torch.complex64), dim=0).stride() == (1, 4)
    assert F.fftn(x.t()).stride() == (1, 6)
    assert F.ifft(torch.empty(0, 5, dtype=torch.complex64)).shape == (0, 5)
    assert F.rfft(torch.empty(0, 5)).shape == (0, 3)
    assert F.irfft(torch.empty(0, 3, dtype=torch.complex64)).shape == (0, 4)


def test_out() -> None:
    x = torch.arange(4.0)
    out = torch.empty(4, dtype=torch.complex128)
    assert F.fft(x, out=out) is out
    np.testing.assert_allclose(out.numpy(), np.fft.fft(np.arange(4.0)), atol=1e-6)
    real = torch.empty(6)
    assert F.irfft(x, out=real) is real
    with pytest.raises(RuntimeError, match=r"^_fft_r2c\(\): functions with out=\.\.\. arguments don't support automatic"):
        F.rfft(x.requires_grad_(), out=torch.empty(3, dtype=torch.complex64))


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda x, z: F.fft(x.half()), RuntimeError, "Unsupported dtype Half"),
        (lambda x, z: F.fft(x, n=0), RuntimeError, r"Invalid number of data points \(0\) specified"),
        (lambda x, z: F.fftn(x, s=(-2, 2)), RuntimeError, r"Invalid number of data points \(-2\) specified"),
        (lambda x, z: F.irfft(x[:, :1]), RuntimeError, r"Invalid number of data points \(0\) specified"),
        (lambda x, z: F.fft(x, dim=3), IndexError, r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 3\)"),
        (lambda x, z: F.fft(x[0, 0]), IndexError, "Dimension specified as -1 but tensor has no dimensions"),
        (lambda x, z: F.fft2(x[0, 0], dim=(0,)), IndexError, "Dimension specified as 0 but tensor has no dimensions"),
        (lambda x, z: F.fft(x, norm="bad"), RuntimeError, 'Invalid normalization mode: "bad"'),
        (lambda x, z: F.rfft(z), RuntimeError, "rfft expects a real input tensor, but got ComplexFloat"),
        (lambda x, z: F.rfft2(z), RuntimeError, "rfftn expects a real-valued input tensor, but got ComplexFloat"),
        (lambda x, z: F.ihfftn(z), RuntimeError, "Only supports floating-point dtypes, but found: ComplexFloat"),
        (lambda x, z: F.fftn(x, s=(1, 2, 3)), RuntimeError, "Got shape with 3 values but input tensor only has 2 dimensions"),
        (lambda x, z: F.fftn(x, s=(1, 2), dim=(0,)), RuntimeError, "When given, dim and shape arguments must have the same length"),
        (lambda x, z: F.fftn(x, dim=(0, -2)), RuntimeError, "FFT dims must be unique"),
        (lambda x, z: F.rfftn(x, dim=()), RuntimeError, "rfftn must transform at least one axis"),
        (lambda x, z: F.hfftn(x, dim=()), RuntimeError, "hfftn must transform at least one axis"),
        (lambda x, z: F.fft(x, out=torch.empty(0)), RuntimeError, "fft expects a complex output tensor, but got Float"),
        (lambda x, z: F.irfft2(x, out=torch.empty(0, dtype=torch.complex64)), RuntimeError, "irfftn expects a floating point output tensor, but got ComplexFloat"),
        (lambda x, z: F.fft(x.numpy()), TypeError, r"fft_fft\(\): argument 'input' \(position 1\) must be Tensor, not numpy.ndarray"),
        (lambda x, z: F.fft(x, 2.5), TypeError, r"fft_fft\(\): argument 'n' \(position 2\) must be int, not float"),
        (lambda x, z: F.fftn(x, (2.5,)), TypeError, r"fft_fftn\(\): argument 's' \(position 2\) must be tuple of ints, but found element of type float at pos 0"),
        (lambda x, z: F.fft2(x, dim=None), TypeError, r"fft_fft2\(\): argument 'dim' must be tuple of ints, not NoneType"),
        (lambda x, z: F.fftfreq(2.5), TypeError, r"fft_fftfreq\(\): argument 'n' \(position 1\) must be int, not float"),
        (lambda x, z: F.fftfreq(-1), RuntimeError, r"Trying to create tensor with negative dimension -1: \[-1\]"),
        (lambda x, z: F.rfftfreq(3, dtype=torch.int32), RuntimeError, "rfftfreq requires a floating point or complex dtype"),
    ],
)  # fmt: skip
def test_errors(call: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=f"^{text}"):
        call(torch.ones(3, 4), torch.ones(3, 4, dtype=torch.complex64))


# ------------------------------------------------------------ frequencies


@pytest.mark.parametrize("n", [1, 4, 5])
def test_frequencies(n: int) -> None:
    np.testing.assert_allclose(F.fftfreq(n, 0.5).numpy(), np.fft.fftfreq(n, 0.5), rtol=1e-6)
    np.testing.assert_allclose(F.rfftfreq(n, 0.5).numpy(), np.fft.rfftfreq(n, 0.5), rtol=1e-6)
    x = torch.arange(3 * n).reshape(3, n)
    for dim in (None, 1, (0, 1)):
        np.testing.assert_array_equal(F.fftshift(x, dim).numpy(), np.fft.fftshift(x.numpy(), dim))
        np.testing.assert_array_equal(F.ifftshift(F.fftshift(x, dim), dim).numpy(), x.numpy())
    assert F.fftfreq(n, dtype=torch.float64).dtype is torch.float64


# ------------------------------------------------------------ frames


def framed(x: Any, n: int, hop: int, window: Any, center: bool) -> Any:
    """The short-time transform, frame by frame."""
    x = np.pad(x, n // 2, "reflect") if center else x
    return np.array([np.fft.rfft(x[i : i + n] * window) for i in range(0, len(x) - n + 1, hop)]).T


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize(("n", "hop"), [(8, 2), (7, 3), (6, 6)])
def test_stft_frame_by_frame(n: int, hop: int, center: bool) -> None:
    x, window = RNG.standard_normal(31), RNG.uniform(0.5, 1, n)
    found = torch.stft(torch.from_numpy(x), n, hop, window=torch.from_numpy(window), center=center, return_complex=True)
    np.testing.assert_allclose(found.numpy(), framed(x, n, hop, window, center), atol=1e-12)


@given(n=st.integers(4, 12), batch=st.booleans(), normalized=st.booleans(), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_istft_undoes_stft(n: int, batch: bool, normalized: bool, seed: int) -> None:
    x = torch.from_numpy(np.random.default_rng(seed).standard_normal((2, 40) if batch else 40))
    window = torch.hann_window(n, dtype=torch.float64)
    spectrum = x.stft(n, window=window, normalized=normalized, return_complex=True)
    back = spectrum.istft(n, window=window, normalized=normalized, length=40 - n)
    np.testing.assert_allclose(back.numpy(), x.numpy()[..., : 40 - n], atol=1e-10)


def test_stft_options() -> None:
    x, w = torch.from_numpy(RNG.standard_normal(32)), torch.ones(8, dtype=torch.float64)
    whole = torch.stft(x, 8, window=w, onesided=False, return_complex=True)
    half = torch.stft(x, 8, window=w, return_complex=True)
    assert whole.shape == (8, 17)
    np.testing.assert_allclose(whole[:5].numpy(), half.numpy(), atol=1e-12)
    with pytest.warns(UserWarning, match="stft with return_complex=False is deprecated"):
        pairs = torch.stft(x, 8, window=w, return_complex=False)
    np.testing.assert_array_equal(pairs.numpy(), torch.view_as_real(half).numpy())
    with pytest.warns(UserWarning, match="A window was not provided"):
        np.testing.assert_array_equal(torch.stft(x, 8, return_complex=True).numpy(), half.numpy())
    assert torch.stft(x.to(torch.complex128), 8, window=w).shape == (8, 17)
    aligned = torch.stft(x, 8, 2, 4, w[:4], center=False, align_to_window=True, return_complex=True)
    assert aligned.shape == (5, 15)
    with pytest.warns(UserWarning, match="The length of signal is shorter than the length parameter"):
        assert torch.istft(half, 8, window=w, length=50).shape == (50,)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x, z, w: torch.stft(x, 8, window=w), "stft requires the return_complex parameter be given for real inputs"),
        (lambda x, z, w: torch.stft(x, 8, window=w[:3], return_complex=True), r"stft\(torch.FloatTensor\[28\], n_fft=8, hop_length=2, win_length=8, window=torch.FloatTensor\{\[3\]\}, normalized=0, onesided=None, return_complex=1, align_to_window=None\) : expected a 1D window tensor of size equal to win_length=8, but got window with size \[3\]"),
        (lambda x, z, w: torch.stft(x, 60, window=w, center=False, return_complex=True), r"stft\(.*\) : expected 0 < n_fft < 20, but got n_fft=60"),
        (lambda x, z, w: torch.stft(x, 8, 0, window=w, return_complex=True), r"stft\(.*\) : expected hop_length > 0, but got hop_length=0"),
        (lambda x, z, w: torch.stft(x, 8, window=w, align_to_window=True, return_complex=True), "stft align_to_window should only be set when center = false"),
        (lambda x, z, w: torch.stft(x, 8, window=w.cfloat(), onesided=True), "Cannot have onesided output if window or input is complex"),
        (lambda x, z, w: torch.istft(x, 8, window=w), "istft requires a complex-valued input tensor matching the output from stft"),
        (lambda x, z, w: torch.istft(z[..., :0], 8, window=w), r"istft\(CPUComplexFloatType\[5, 0\], n_fft=8, .*\) : input tensor cannot be empty\."),
        (lambda x, z, w: torch.istft(z, 12, window=w), r"istft\(.*\) : expected the frequency dimension \(3rd to the last\) of the input tensor to match n_fft / 2 \+ 1 when onesided=True, but got 5"),
        (lambda x, z, w: torch.istft(z, 8, 9, window=w), r"istft\(.*\) : expected 0 < hop_length <= win_length"),
        (lambda x, z, w: torch.istft(z, 8, window=w * 0), r"istft\(.*\) window overlap add min: 1"),
    ],
)  # fmt: skip
def test_errors_of_frames(call: Any, text: str) -> None:
    x, w = torch.ones(20), torch.ones(8)
    z = torch.stft(x, 8, window=w, return_complex=True)
    with pytest.raises(RuntimeError, match=f"^{text}"):
        call(x, z, w)


def test_every_function_is_public() -> None:
    names = "fft ifft rfft irfft hfft ihfft fft2 ifft2 rfft2 irfft2 hfft2 ihfft2 fftn ifftn rfftn irfftn hfftn ihfftn"
    for name in (*names.split(), "fftshift", "ifftshift", "fftfreq", "rfftfreq"):
        assert callable(getattr(torch.fft, name))
    assert callable(torch.Tensor.stft)
    assert callable(torch.Tensor.istft)
