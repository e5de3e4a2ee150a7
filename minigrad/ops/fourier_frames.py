"""Short-time Fourier transforms: stft, and istft, which adds the frames up again.

Imports the table, `fourier`, `padding`, `strides` and what stands before them.

A signal is cut into frames of `n_fft` samples, `hop_length` apart, each multiplied by a window w and transformed;
back, each frame is transformed, multiplied by w again, and added in where it was: what comes out is the signal times
the sum of the squared windows, by which it is then divided.  Source: Griffin and Lim, Signal estimation from modified
short-time Fourier transform (1984).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine import errors
from .._engine.tensor import Tensor, wrap
from .._warnings import warn
from ._factory import integer
from .complexes import view_as_real
from .fourier_primitives import COMPLEX_OF, _fft_c2c, _fft_c2r, _fft_r2c
from .indexing import narrow
from .padding import constant_pad_nd, pad
from .shape import squeeze, unsqueeze
from .strides import _fold_windows, unfold
from .table import composite
from .transposition import transpose

_ONLY_WITHOUT_CENTER = "stft align_to_window should only be set when center = false"
_HALF_OF_COMPLEX = "Cannot have onesided output if window or input is complex"


def _type(t: Tensor) -> str:
    """A tensor's type as these functions' errors spell it."""
    legacy = t.dtype.legacy
    return f"CPU{legacy}Type" if t._data.dtype.kind == "c" else f"torch.{legacy}Tensor"


def _said(value: Any) -> str:
    """An optional argument as these functions' errors spell it."""
    if isinstance(value, Tensor):
        return f"{_type(value)}{{{list(value.shape)}}}"
    return "None" if value is None else str(int(value))


def _call(name: str, input: Tensor, **options: Any) -> str:
    """The call, as the errors begin: `stft(torch.FloatTensor[9], n_fft=4, ...)`."""
    return f"{name}({_type(input)}{list(input.shape)}, {', '.join(f'{k}={_said(v)}' for k, v in options.items())})"


def _lengths(name: str, n_fft: Any, hop_length: Any, win_length: Any) -> tuple[int, int, int]:
    n = integer(name, "n_fft", 2 if name == "stft" else 0, n_fft)
    hop = n >> 2 if hop_length is None else integer(name, "hop_length", 0, hop_length)
    return n, hop, n if win_length is None else integer(name, "win_length", 0, win_length)


def _rectangular(advice: str) -> None:
    warn(
        f"A window was not provided. A rectangular window will be applied,{advice}To suppress this warning and use a "
        "rectangular window, explicitly set `window=torch.ones(n_fft, device=<device>)`."
    )


def _margins(inner: int, outer: int) -> tuple[int, int]:
    """What is missing on either side of `inner` places in the middle of `outer`."""
    left = (outer - inner) // 2
    return left, outer - inner - left


def _centered(window: Tensor | None, length: int, n: int, dtype: Any) -> Tensor | None:
    """A window in the middle of `n` zeros; ones where there is none; None where it would be ones throughout."""
    if length == n:
        return window
    return constant_pad_nd(wrap(np.ones(length, dtype)) if window is None else window, _margins(length, n))


def _stft_samples(rng: np.random.Generator) -> Any:
    x, w = rng.standard_normal(12), rng.uniform(0.5, 1.5, 4)
    yield (x, 4), {"window": w, "return_complex": True}
    yield (rng.standard_normal((2, 12)), 6, 3, 4, w), {"normalized": True, "return_complex": True}
    yield (x, 4, 2, 4, w), {"onesided": False, "center": False, "return_complex": True}
    yield (x + 1j * rng.standard_normal(12), 5, 2, 4, w), {"pad_mode": "constant"}


@composite(out=False, samples=_stft_samples)
def stft(
    input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: Tensor | None = None, center: bool = True, pad_mode: str = "reflect", normalized: bool = False,
    onesided: bool | None = None, return_complex: bool | None = None, align_to_window: bool | None = None,
) -> Any:  # fmt: skip
    """The Fourier transforms of the frames of a signal (t,) or of several (batch, t): (batch, frequencies, frames).

    A frame has `n_fft` samples, the next begins `hop_length` (n_fft // 4) later, and is multiplied by `window`, of
    `win_length` (n_fft) elements, in its middle.  Where `center`, the signal is extended by n_fft // 2 on both sides
    as `pad_mode` says, so that frame i is centred at i * hop_length.  `normalized` divides by the square root of
    n_fft; `onesided` (by default of real signals) gives the frequencies 0 .. n_fft // 2.  Real signals want
    `return_complex=True`; with False the result has another axis, of real and imaginary parts.
    Raises RuntimeError where the lengths do not fit.

    >>> import minigrad as torch
    >>> x = torch.tensor([1.0, 0.0, -1.0, 0.0] * 4)
    >>> torch.stft(x, 4, 4, window=torch.ones(4), center=False, return_complex=True).abs()
    tensor([[0., 0., 0., 0.],
            [2., 2., 2., 2.],
            [0., 0., 0., 0.]])
    """
    n, hop, width = _lengths("stft", n_fft, hop_length, win_length)
    if center:
        if align_to_window is not None:
            raise RuntimeError(_ONLY_WITHOUT_CENTER)
        extended = input.reshape((1,) * (3 - input.ndim) + tuple(input.shape))
        extended = pad(extended, (n // 2, n // 2), pad_mode)
        input = extended.reshape(extended.shape[3 - input.ndim :])
    if window is None:
        _rectangular(
            "which is known to cause spectral leakage. Other windows such as torch.hann_window or torch.hamming_window "
            "are recommended to reduce spectral leakage."
        )
    called = _call(
        "stft", input, n_fft=n, hop_length=hop, win_length=width, window=window, normalized=bool(normalized),
        onesided=onesided, return_complex=return_complex, align_to_window=align_to_window,
    )  # fmt: skip
    as_complex = _wants_complex(input, window, return_complex)
    if input._data.dtype.kind not in "fcV":
        raise RuntimeError(f"{called} : expected a tensor of floating point or complex values")
    if input.ndim not in (1, 2):
        raise RuntimeError(f"{called} : expected a 1D or 2D tensor")
    signal = unsqueeze(input, 0) if input.ndim == 1 else input
    have, need = signal.shape[1], width if align_to_window else n
    if need <= 0 or need > have:
        raise RuntimeError(f"{called} : expected 0 < n_fft < {have}, but got n_fft={width}")
    if hop <= 0:
        raise RuntimeError(f"{called} : expected hop_length > 0, but got hop_length={hop}")
    if width <= 0 or width > n:
        raise RuntimeError(f"{called} : expected 0 < win_length <= n_fft, but got win_length={width}")
    if window is not None and tuple(window.shape) != (width,):
        raise RuntimeError(
            f"{called} : expected a 1D window tensor of size equal to win_length={width}, but got window with size "
            f"{list(window.shape)}"
        )
    shape_of_frames = _centered(window, width, n, signal._data.dtype)
    if align_to_window:
        signal = constant_pad_nd(signal, _margins(width, n))
    frames = unfold(signal, 1, n, hop)
    if shape_of_frames is not None:
        frames = frames * shape_of_frames
    scale = "root" if normalized else "none"
    if frames._data.dtype.kind == "c":
        if onesided:
            raise RuntimeError(_HALF_OF_COMPLEX)
        made = _fft_c2c(frames, (2,), scale, True)
    else:
        if frames._data.dtype not in COMPLEX_OF:
            raise RuntimeError(f"MKL FFT doesn't support tensors of type: {frames.dtype.legacy}")
        made = _fft_r2c(frames, (2,), scale, onesided is None or bool(onesided))
    made = transpose(made, 1, 2)
    made = squeeze(made, 0) if input.ndim == 1 else made
    return made if as_complex else view_as_real(made)


def _wants_complex(input: Tensor, window: Tensor | None, return_complex: bool | None) -> bool:
    """Whether complex numbers are to come out.  Raises RuntimeError where that must be said and was not."""
    if return_complex is None:
        if input._data.dtype.kind == "c" or (window is not None and window._data.dtype.kind == "c"):
            return True
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs, and will further require that "
            "return_complex=True in a future PyTorch release."
        )
    if not return_complex:
        warn(
            "stft with return_complex=False is deprecated. In a future pytorch release, stft will return complex "
            "tensors for all inputs, and return_complex=False will raise an error.\n"
            "Note: you can still call torch.view_as_real on the complex output to recover the old return format."
        )
    return bool(return_complex)


def _istft_samples(rng: np.random.Generator) -> Any:
    w = rng.uniform(0.5, 1.5, 4)
    z = rng.standard_normal((2, 3, 5)) + 1j * rng.standard_normal((2, 3, 5))
    yield (z, 4), {"window": w}
    yield (z[0], 4, 2, 3, w[:3]), {"normalized": True, "length": 6}
    whole = rng.standard_normal((4, 3)) + 1j * rng.standard_normal((4, 3))
    yield (whole, 4, 1), {"window": w, "center": False, "return_complex": True}
    yield (whole, 4, 1), {"window": w, "onesided": False}


@composite(out=False, samples=_istft_samples)
def istft(
    input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: Tensor | None = None, center: bool = True, normalized: bool = False, onesided: bool | None = None,
    length: int | None = None, return_complex: bool = False,
) -> Any:  # fmt: skip
    """The signal (t,) or signals (batch, t) whose `stft` is `input`, (batch, frequencies, frames); of the others that
    with the nearest one.

    The arguments are those of `stft`; `length` is that of the signal, which the frames alone do not tell.
    Raises RuntimeError where the shapes do not fit, or some sample is under no window.

    >>> import minigrad as torch
    >>> x, w = torch.arange(8.0), torch.hann_window(4)
    >>> torch.istft(torch.stft(x, 4, window=w, return_complex=True), 4, window=w)
    tensor([0., 1., 2., 3., 4., 5., 6., 7.])
    """
    n, hop, width = _lengths("istft", n_fft, hop_length, win_length)
    if length is not None:
        length = integer("istft", "length", 0, length)
    if window is None:
        _rectangular("Please provide the same window used by stft to make the inversion lossless.")
    called = _call(
        "istft", input, n_fft=n, hop_length=hop, win_length=width, window=window, center=bool(center),
        normalized=bool(normalized), onesided=onesided, length=length, return_complex=bool(return_complex),
    )  # fmt: skip
    onesided = _check_frames(called, input, n, hop, width, window, onesided)
    single = input.ndim == 2
    spectra = transpose(unsqueeze(input, 0) if single else input, 1, 2)  # batch, frames, frequencies
    scale = "root" if normalized else "count"
    if return_complex:
        if onesided:
            raise RuntimeError(_HALF_OF_COMPLEX)
        frames = _fft_c2c(spectra, (2,), scale, False)
    else:
        if window is not None and window._data.dtype.kind == "c":
            raise RuntimeError("Complex windows are incompatible with return_complex=False")
        half = spectra if onesided else narrow(spectra, 2, 0, n // 2 + 1)
        frames = _fft_c2r(half, (2,), scale, n)
    weight = _centered(window, width, n, input._data.real.dtype)
    if weight is None:
        weight = wrap(np.ones(n, input._data.real.dtype))
    batch, count = spectra.shape[:2]
    total = n + hop * (count - 1)
    summed = _fold_windows(frames * weight, (batch, total), 1, n, hop)
    envelope = _fold_windows((weight * weight).expand(1, count, n), (1, total), 1, n, hop)
    start = n // 2 if center else 0
    stop = start + length if length is not None else total - start
    span = max(min(stop, total) - start, 0)
    if not span:
        raise RuntimeError(
            "min(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the "
            f"'dim' argument.\nNothing is left of the {total} samples that the frames give: length={length}, "
            f"center={bool(center)}."
        )
    summed, envelope = narrow(summed, 1, start, span), narrow(envelope, 1, start, span)
    if np.abs(envelope._data).min() < 1e-11:
        raise RuntimeError(
            f"{called} window overlap add min: 1\n[ CPUBoolType{{}} ]\n"
            "Some sample of the signal is under no window (or its zeros only), so that it cannot be known: use a "
            "smaller hop_length, a window without zeros, or center=True."
        )
    signal = summed / envelope
    if single:
        signal = squeeze(signal, 0)
    if stop > total:
        warn(
            "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. "
            "Please check your center and hop_length settings."
        )
        signal = constant_pad_nd(signal, (0, stop - total))
    return signal


def _check_frames(
    called: str, input: Tensor, n: int, hop: int, width: int, window: Tensor | None, onesided: bool | None
) -> bool:
    """Raises RuntimeError unless the shapes fit; whether only half of the frequencies are given."""
    if input._data.dtype.kind != "c":
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with return_complex=True."
        )
    shape = input.shape
    if len(shape) < 2:
        raise errors.axis(-2 - len(shape), len(shape) + 1)  # as counted with the axis of real and imaginary parts
    if not math.prod(shape):
        raise RuntimeError(f"{called} : input tensor cannot be empty.")
    if len(shape) > 3:
        raise RuntimeError(f"{called} : expected a tensor with 3 or 4 dimensions, but got {len(shape) + 1}")
    have = shape[-2]
    if onesided is None:
        onesided = have != n
    wanted, said = (n // 2 + 1, "n_fft / 2 + 1 when onesided=True") if onesided else (n, "n_fft when onesided=False")
    if have != wanted:
        raise RuntimeError(
            f"{called} : expected the frequency dimension (3rd to the last) of the input tensor to match {said}, but "
            f"got {have}"
        )
    if not 0 < hop <= width:
        raise RuntimeError(f"{called} : expected 0 < hop_length <= win_length")
    if not 0 < width <= n:
        raise RuntimeError(f"{called} : expected 0 < win_length <= n_fft")
    if window is not None and tuple(window.shape) != (width,):
        raise RuntimeError(f"{called} : Invalid window shape. window has to be 1D and length of `win_length`")
    return bool(onesided)
