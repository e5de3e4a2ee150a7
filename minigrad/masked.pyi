"""The functions of `torch.masked`.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

from collections.abc import Sequence

from ._engine.dtypes import dtype
from ._engine.tensor import Tensor
from ._typing import Number

def amax(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The largest of the elements where `mask` is true, along `dim`; -inf, or the smallest integer, of none."""
def amin(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The smallest of the elements where `mask` is true, along `dim`; inf, or the largest integer, of none."""
def argmax(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the largest of the elements where `mask` is true, in the input's dtype (or `dtype`)."""
def argmin(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the smallest of the elements where `mask` is true, in the input's dtype (or `dtype`)."""
def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """The running product along `dim` of the elements where `mask` is true."""
def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """The running sum along `dim` of the elements where `mask` is true."""
def log_softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """log_softmax along `dim` of the elements where `mask` is true; the others get -inf."""
def logaddexp(
    input: Tensor, other: Tensor, *, dtype: dtype | None = None, input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    """log(exp(x) + exp(y)), elementwise, of the elements that their masks let through; -inf of none."""
def logsumexp(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """log(sum(exp(x))) of the elements where `mask` is true (all without one), along `dim`; -inf of none."""
def mean(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The mean of the elements where `mask` is true (all without one), along `dim`; nan of none."""
def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None,
) -> Tensor:
    """The lower median of the elements where `mask` is true, along `dim`; nan of none."""
def norm(
    input: Tensor, ord: Number | str = 2.0, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | None = None, mask: Tensor | None = None,
) -> Tensor:
    """The vector norm of the elements where `mask` is true (all without one), along `dim`."""
def normalize(
    input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: dtype | None = None, mask: Tensor | None = None,
) -> Tensor:
    """The vectors along `dim`, of the elements where `mask` is true, divided by their norm (at least `eps`)."""
def prod(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The product of the elements where `mask` is true (all without one), along `dim`."""
def softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """softmax along `dim` of the elements where `mask` is true; the others get zero."""
def softmin(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """softmin along `dim` of the elements where `mask` is true; the others get zero."""
def std(
    input: Tensor, dim: int | Sequence[int] | None = None, unbiased: bool | None = None, *,
    correction: Number | None = None, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None,
) -> Tensor:
    """The standard deviation of the elements where `mask` is true (all without one), along `dim`: see `std`."""
def sum(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False, dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The sum of the elements where `mask` is true (all without one), along `dim`."""
def var(
    input: Tensor, dim: int | Sequence[int] | None = None, unbiased: bool | None = None, *,
    correction: Number | None = None, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None,
) -> Tensor:
    """The variance of the elements where `mask` is true (all without one), along `dim`: see `var`."""
