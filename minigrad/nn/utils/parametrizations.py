"""Parametrizations to register: orthogonal matrices, weight and spectral normalisation.  Floor 4."""

from __future__ import annotations

from typing import Any

from ...autograd.grad_mode import no_grad
from ...ops.joining import cat
from ...ops.table import TABLE
from .. import functional as F
from ..modules.module import Module
from .parametrize import register_parametrization
from .spectral_norm import as_matrix, unit
from .weight_norm import norm_except_dim, normed

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def _op(name: str) -> Any:
    return TABLE[name].function


# ------------------------------------------------------------ orthogonal matrices

_MAPS = ("matrix_exp", "cayley", "householder")


def _is_orthogonal(Q: Any) -> bool:
    """Whether the columns of `Q` are orthonormal, up to rounding."""
    n, k = Q.size(-2), Q.size(-1)
    eye = _op("eye")(k, dtype=Q.dtype)
    eps = 10.0 * n * _resolution(Q)
    return bool(_op("allclose")(Q.mH @ Q, eye, atol=eps))


def _resolution(Q: Any) -> float:
    return 2.0**-52 if Q.element_size() // (2 if Q.is_complex() else 1) == 8 else 2.0**-23


def _make_orthogonal(A: Any) -> Any:
    """The orthogonal factor of A, with the signs of a triangular factor that has a positive diagonal."""
    X, tau = _op("geqrf")(A)
    Q = _op("linalg.householder_product")(X, tau)
    return Q * X.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


class _Orthogonal(Module):
    """Maps a square matrix to an orthogonal one: by the exponential or the Cayley transform of its skew-symmetric part,
    or by Householder reflections.  With a `base` the map is followed by a product with it."""

    base: Any

    def __init__(self, weight: Any, orthogonal_map: str, use_trivialization: bool) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        n, k = X.size(-2), X.size(-1)
        transposed = n < k
        if transposed:
            X, n, k = X.mT, k, n
        Q = self._reflected(X) if self.orthogonal_map == "householder" else self._turned(X, n, k)
        if hasattr(self, "base"):
            Q = self.base @ Q
        return Q.mT if transposed else Q

    def _turned(self, X: Any, n: int, k: int) -> Any:
        """The exponential or the Cayley transform of X - X'."""
        X = X.tril()
        if n != k:
            X = cat([X, X.new_zeros(n, n - k).expand(*X.shape[:-2], -1, -1)], -1)
        A = X - X.mH
        if self.orthogonal_map == "matrix_exp":
            Q = _op("matrix_exp")(A)
        else:
            eye = _op("eye")(n, dtype=A.dtype)
            Q = _op("linalg.solve")(eye - A * 0.5, eye + A * 0.5)
        return Q[..., :k] if n != k else Q

    @staticmethod
    def _reflected(X: Any) -> Any:
        """The product of the reflections in the columns of X below the diagonal; its own sign the diagonal's."""
        A = X.tril(diagonal=-1)
        tau = 2.0 / (1.0 + (A * A.conj()).sum(dim=-2))
        Q = _op("linalg.householder_product")(A, tau)
        return Q * X.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)

    def right_inverse(self, Q: Any) -> Any:
        """What maps to an orthogonal matrix (to the nearest one in sign, for others)."""
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
            )
        given = Q
        n, k = Q.size(-2), Q.size(-1)
        transposed = n < k
        if transposed:
            Q, n, k = Q.mT, k, n
        if not hasattr(self, "base"):
            if self.orthogonal_map != "householder":
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                    "use_trivialization=False."
                )
            A, tau = _op("geqrf")(Q)
            diagonal = A.diagonal(dim1=-2, dim2=-1)
            diagonal.sign_()
            diagonal[tau == 0.0] *= -1
            return A.mT if transposed else A
        if n == k:
            Q = Q.clone() if _is_orthogonal(Q) else _make_orthogonal(Q)
        else:  # completed by random columns to a square one
            more = _op("randn")(*Q.shape[:-2], n, n - k, dtype=Q.dtype)
            Q = _make_orthogonal(cat([Q, more], -1))
        self.base = Q
        minus_one = _op("zeros_like")(given)
        minus_one.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return minus_one


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> Module:
    """Keeps a matrix orthogonal (with orthonormal rows or columns where it is not square).

    `orthogonal_map` is "matrix_exp", "cayley" or "householder" (by default the first for square matrices, the last for
    others); with `use_trivialization` the map starts from the current value.  Source: Lezcano Casado (2019).

    Raises ValueError where `name` is no matrix.
    """
    weight: Any = getattr(module, name, None)
    if weight is None or (name not in module._parameters and name not in module._buffers):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        square = weight.size(-2) == weight.size(-1) or weight.is_complex()
        orthogonal_map = "matrix_exp" if square else "householder"
    if orthogonal_map not in _MAPS:
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    return register_parametrization(module, name, _Orthogonal(weight, orthogonal_map, use_trivialization), unsafe=True)


# ------------------------------------------------------------ weight normalisation


class _WeightNorm(Module):
    """A length and a direction."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Any, weight_v: Any) -> Any:
        return normed(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Any) -> tuple[Any, Any]:
        """The length and the direction of a weight."""
        return norm_except_dim(weight, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Replaces a parameter by its length (of each slice along `dim`; None: of all) and its direction.

    Source: Salimans and Kingma (2016).

    >>> import minigrad as torch
    >>> from minigrad.nn.utils.parametrizations import weight_norm
    >>> list(weight_norm(torch.nn.Linear(2, 3)).state_dict())
    ['bias', 'parametrizations.weight.original0', 'parametrizations.weight.original1']
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def load_old(state_dict: Any, prefix: str, *rest: Any) -> None:
        old = (f"{prefix}{name}_g", f"{prefix}{name}_v")
        if all(key in state_dict for key in old):
            for i, key in enumerate(old):
                state_dict[f"{prefix}parametrizations.{name}.original{i}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(load_old)
    return module


# ------------------------------------------------------------ spectral normalisation


class _SpectralNorm(Module):
    """A matrix over its largest singular value, whose vectors are kept in the buffers `_u` and `_v`."""

    _u: Any
    _v: Any

    def __init__(self, weight: Any, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        ndim = weight.ndim
        if dim >= ndim or dim < -ndim:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim = dim if dim >= 0 else dim + ndim
        self.eps = eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight, self.dim).detach()
            rows, columns = matrix.shape
            self.register_buffer("_u", unit(matrix.new_empty(rows).normal_(0, 1), eps))
            self.register_buffer("_v", unit(matrix.new_empty(columns).normal_(0, 1), eps))
            self._power_method(matrix, 15)

    def _power_method(self, matrix: Any, steps: int) -> None:
        with no_grad():
            for _ in range(steps):
                self._u.copy_(unit(matrix.mv(self._v), self.eps))
                self._v.copy_(unit(matrix.mH.mv(self._u), self.eps))

    def forward(self, weight: Any) -> Any:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._power_method(matrix.detach(), self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()  # what the graph saves is not written to by the next call
        return weight / u.dot(matrix.mv(v))

    def right_inverse(self, value: Any) -> Any:
        """The value itself."""
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divides a parameter by its largest singular value, found by the power method.

    `dim` is the axis of the outputs: 1 for transposed convolutions, else 0.  Source: Miyato et al. (2018).

    >>> import minigrad as torch
    >>> from minigrad.nn.utils.parametrizations import spectral_norm
    >>> list(spectral_norm(torch.nn.Linear(2, 3)).state_dict())[:2]
    ['bias', 'parametrizations.weight.original']
    """
    weight: Any = getattr(module, name, None)
    if weight is None or (name not in module._parameters and name not in module._buffers):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if dim is None:
        dim = 1 if getattr(module, "transposed", False) else 0
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))
