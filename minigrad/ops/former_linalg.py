"""Decompositions under the names that they had before `linalg`: qr, svd, pinverse.

Imports the table, `qr`, `svd` and `pseudoinverse`.  Each hands on to the function of `linalg`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap
from .._kinds import named_tuple
from .._warnings import warn_once
from . import pseudoinverse
from . import qr as _qr
from . import svd as _svd
from ._linalg_checks import adjoint
from .table import composite, flag

_QR = named_tuple("qr", ("Q", "R"))
_SVD = named_tuple("svd", ("U", "S", "V"))


@composite(samples=lambda rng: [((rng.standard_normal((3, 2)),), {}), ((rng.standard_normal((2, 3)), False), {})])
def qr(input: Tensor, some: bool = True) -> Any:
    """A = Q R: the older form of `linalg.qr`; `some=False` gives the complete Q.

    >>> import minigrad as torch
    >>> torch.qr(torch.eye(2)).R.abs()
    tensor([[1., 0.],
            [0., 1.]])
    """
    warn_once(
        "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch release.\nThe "
        "boolean parameter 'some' has been replaced with a string parameter 'mode'.\nQ, R = torch.qr(A, some)\nshould "
        "be replaced with\nQ, R = torch.linalg.qr(A, 'reduced' if some else 'complete')"
    )
    return _QR(_qr.qr(input, "reduced" if flag("some", some) else "complete"))


@composite(samples=lambda rng: [((rng.standard_normal((3, 2)),), {}), ((rng.standard_normal((2, 3)),), {})])
def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """A = U diag(S) V^H: the older form of `linalg.svd`, which gives V and not V^H; `some=False` gives full matrices.

    Without `compute_uv` U and V are full of zeros.

    >>> import minigrad as torch
    >>> torch.svd(torch.tensor([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    flag("some", some)
    data = raw(input)
    if data.ndim < 2:
        raise RuntimeError(
            f"linalg.svd: input should have at least 2 dimensions, but has {data.ndim} dimensions instead"
        )
    if compute_uv:
        U, S, Vh = _svd.svd(input, not some)
        return _SVD((U, S, adjoint(Vh)))
    *batch, m, n = data.shape
    U, V = np.zeros((*batch, m, m), data.dtype), np.zeros((*batch, n, n), data.dtype)
    return _SVD((wrap(U), _svd.svdvals(input), wrap(V.mT)))


@composite(out=False, samples=lambda rng: [((rng.standard_normal((2, 3, 2)),), {})])
def pinverse(input: Tensor, rcond: Any = 1e-15) -> Any:
    """The pseudoinverse: the older form of `linalg.pinv`.

    >>> import minigrad as torch
    >>> torch.pinverse(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """
    return pseudoinverse.pinv(input, rcond)
