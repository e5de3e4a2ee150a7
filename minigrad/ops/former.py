"""Names that torch has left behind, and what a dense tensor answers to questions meant for other layouts.

Imports the table and `_factory`.  Removed functions raise what torch raises; deprecated ones warn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .._engine.tensor import Tensor
from .._warnings import warn
from ._factory import both, member, public, shape_of, tensor_argument
from .description import Description
from .table import add_members

# ------------------------------------------------------------ removed

_REMOVED = {
    "solve": "`torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its arguments "
    "reversed and does not return the LU factorization.",
    "lstsq": "`torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.",
    "eig": "`torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real tensors "
    "mimicking complex tensors.",
    "symeig": "The default behavior has changed from using the upper triangular portion of the matrix by default to "
    "using the lower triangular portion.",
    "matrix_rank": "",
}


def _removed(name: str, instead: str) -> Callable[..., Any]:
    def function(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        text = f"This function was deprecated since version 1.9 and is now removed. {instead}".rstrip()
        raise RuntimeError(f"{text}\nUse torch.linalg.{ {'symeig': 'eigh'}.get(name, name)} instead.")

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Raises RuntimeError: `{name}` was removed; there is one in `torch.linalg`."
    return function


for _name, _instead in _REMOVED.items():
    (public if _name == "matrix_rank" else both)(_removed(_name, _instead))


@member
def reinforce(self: Tensor, reward: Any) -> None:
    """Raises RuntimeError: stochastic nodes were removed long ago."""
    raise RuntimeError(
        "reinforce() was removed.\nSample with torch.distributions and put -log_prob(action) * reward into the loss."
    )


# ------------------------------------------------------------ deprecated


def _reshaped(self: Tensor, shape: tuple[int, ...]) -> Tensor:
    if math.prod(shape) != self.numel():
        wanted, given = ("x".join(map(str, n)) for n in (shape, self.shape))
        raise RuntimeError(
            f"requested resize to {wanted} ({math.prod(shape)} elements in total), but the given tensor has a size of "
            f"{given} ({self.numel()} elements). autograd's resize can only change the shape of a given tensor, while "
            "preserving the number of elements. "
        )
    return self.contiguous().view(shape)


@member
def resize(self: Tensor, *sizes: Any) -> Tensor:
    """The elements under another shape; deprecated for `reshape`.

    Raises RuntimeError where there are not as many elements.
    """
    warn("non-inplace resize is deprecated")
    return _reshaped(self, shape_of("resize", sizes))


@member
def resize_as(self: Tensor, tensor: Tensor) -> Tensor:
    """The elements under the shape of another tensor; deprecated for `reshape_as`."""
    warn("non-inplace resize_as is deprecated")
    return _reshaped(self, tensor_argument("resize_as", "tensor", 1, tensor).shape)


def _volatile(self: Tensor) -> bool:
    """Always False: `volatile` is what `no_grad` is now."""
    warn("volatile was removed (Variable.volatile is always False)")
    return False


# ------------------------------------------------------------ questions about layouts


@member
def to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool | None = None) -> Tensor:
    """The tensor itself, in another dtype if asked: it is dense."""
    return self if dtype is None else self.to(dtype)


@member
def dequantize(self: Tensor) -> Tensor:
    """The tensor as float32; here none is quantised."""
    return self.float()


@member
def dense_dim(self: Tensor) -> int:
    """The number of axes that are stored densely: all."""
    return int(self._data.ndim)


@member
def sparse_dim(self: Tensor) -> int:
    """The number of axes that are stored sparsely: none."""
    return 0


@member
def is_distributed(self: Tensor) -> bool:
    """Whether the tensor is spread over processes: no."""
    return False


@member
def dim_order(self: Tensor, *, ambiguity_check: Any = False) -> tuple[int, ...]:
    """The axes as they lie in memory, from the slowest to the fastest.

    >>> import minigrad as torch
    >>> torch.ones(2, 3).t().dim_order()
    (1, 0)
    """
    strides = self.stride()
    return tuple(sorted(range(len(strides)), key=lambda d: -strides[d]))


def _only_sparse(name: str, expected: str = "sparse coordinate tensor") -> Callable[[Tensor], Any]:
    def method(self: Tensor) -> Any:
        raise RuntimeError(f"{name} expected {expected} layout but got Strided")

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Raises RuntimeError: `{name}` is of sparse tensors, and minigrad has none."
    return method


for _name in ("coalesce", "indices", "is_coalesced"):
    member(_only_sparse(_name))
member(_only_sparse("values", "sparse tensor"))

add_members(
    volatile=property(_volatile), __nonzero__=Description.__bool__, __long__=Description.__int__, is_vulkan=False,
    is_ipu=False, is_maia=False, is_mtia=False, is_sparse_csr=False,
)  # fmt: skip
