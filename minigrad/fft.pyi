"""The functions of `torch.fft`.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

from collections.abc import Sequence

from ._engine.dtypes import dtype
from ._engine.tensor import Tensor
from ._kinds import device, layout

def fft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The Fourier transform along `dim`, of length `n`: the input is cut, or filled with zeros, at its end."""
def fft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`fftn` along the last two axes."""
def fftfreq(
    n: int, d: float = 1.0, *, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """The frequencies that `fft` of `n` points, `d` apart, gives the parts of: 0, 1, ... and the negative ones last."""
def fftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """The Fourier transform along the axes `dim` (all, or the last ones where `s` is given), of the lengths `s`."""
def fftshift(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Frequencies in the order of `fftfreq` reordered from the lowest to the highest, along axes (by default all)."""
def hfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """`fft` of a signal that is its own mirrored conjugate, given by its first half: `n` real numbers."""
def hfft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`hfftn` along the last two axes."""
def hfftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`fftn` of a signal that is its own mirrored conjugate, given by half of it along the last axis: real numbers."""
def ifft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The inverse of `fft` along `dim`."""
def ifft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`ifftn` along the last two axes."""
def ifftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `fftn`."""
def ifftshift(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """The inverse of `fftshift`."""
def ihfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The inverse of `hfft`: of real numbers the first half of `ifft`."""
def ihfft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`ihfftn` along the last two axes."""
def ihfftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `hfftn`: of real numbers half of `ifftn`."""
def irfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The inverse of `rfft`: `n` real numbers, by default an even number of them, 2 (m - 1) of m frequencies."""
def irfft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`irfftn` along the last two axes."""
def irfftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `rfftn`: real numbers."""
def rfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """`fft` of real numbers, only the frequencies 0 .. n // 2: the others are their conjugates, mirrored."""
def rfft2(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] = (-2, -1), norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`rfftn` along the last two axes."""
def rfftfreq(
    n: int, d: float = 1.0, *, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """The frequencies that `rfft` of `n` points, `d` apart, gives the parts of: n // 2 + 1 of them."""
def rfftn(
    input: Tensor, s: Sequence[int] | None = None, dim: int | Sequence[int] | None = None, norm: str | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """`fftn` of real numbers, along the last of the axes only the frequencies 0 .. n // 2."""
