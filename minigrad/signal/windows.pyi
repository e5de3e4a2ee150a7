"""The functions of `torch.signal.windows`.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

from collections.abc import Sequence

from .._engine.dtypes import dtype
from .._engine.tensor import Tensor
from .._kinds import device, layout

def bartlett(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """1 - |2n / N - 1|, of M values."""
def blackman(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """The Blackman window, three cosines, of M values."""
def cosine(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """sin(π (n + 1/2) / M), of M values."""
def exponential(
    M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """exp(-|n - center| / tau), of M values."""
def gaussian(
    M: int, *, std: float = 1.0, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """exp(-(n / std)² / 2), n counted from the middle, of M values."""
def general_cosine(
    M: int, *, a: Sequence[float], sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """Σ (-1)^i a[i] cos(2π i n / N), of M values."""
def general_hamming(
    M: int, *, alpha: float = 0.54, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """alpha - (1 - alpha) cos(2πn / N), of M values."""
def hamming(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """The Hamming window, 0.54 - 0.46 cos(2πn / N), of M values."""
def hann(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """The Hann window, (1 - cos(2πn / N)) / 2, of M values."""
def kaiser(
    M: int, *, beta: float = 12.0, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """I0(beta √(1 - (2n / N - 1)²)) / I0(beta), of M values."""
def nuttall(
    M: int, *, sym: bool = True, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | int | None = None, requires_grad: bool = False,
) -> Tensor:
    """Nuttall's window, four cosines, of M values."""
