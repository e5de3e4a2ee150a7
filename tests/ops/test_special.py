"""Special functions: identities, edges, the error without SciPy."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import pytest

import minigrad as torch


def x64(*values: float) -> Any:
    return torch.tensor(values, dtype=torch.float64)


def test_identities() -> None:
    x = torch.linspace(0.1, 3, 30, dtype=torch.float64)
    close = lambda a, b: np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-12, atol=1e-14)  # noqa: E731
    close(torch.erf(x) + torch.erfc(x), torch.ones_like(x))
    close(torch.erf(torch.erfinv(x / 4)), x / 4)
    close(torch.special.erfcx(x), torch.exp(x * x) * torch.erfc(x))
    close(torch.special.ndtr(torch.special.ndtri(x / 4)), x / 4)
    close(torch.special.log_ndtr(x).exp(), torch.special.ndtr(x))
    close(torch.lgamma(x + 1), torch.lgamma(x) + torch.log(x))
    close(torch.digamma(x + 1), torch.digamma(x) + 1 / x)
    close(torch.polygamma(1, x), torch.special.zeta(2.0, x))
    close(torch.special.i0e(x), torch.i0(x) * torch.exp(-x))
    close(torch.mvlgamma(x + 1, 2), torch.lgamma(x + 1) + torch.lgamma(x + 0.5) + math.log(math.pi) / 2)
    close(torch.igamma(x, x) + torch.igammac(x, x), torch.ones_like(x))
    close(torch.special.xlog1py(x, x), x * torch.log1p(x))


def test_entropy_at_its_edges() -> None:
    assert torch.special.entr(x64(-1.0, 0.0, 1.0)).tolist() == [-math.inf, 0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "numpys"),
    [
        ("chebyshev_polynomial_t", np.polynomial.chebyshev.chebval),
        ("legendre_polynomial_p", np.polynomial.legendre.legval),
        ("hermite_polynomial_h", np.polynomial.hermite.hermval),
        ("hermite_polynomial_he", np.polynomial.hermite_e.hermeval),
        ("laguerre_polynomial_l", np.polynomial.laguerre.lagval),
    ],
)
def test_polynomials_are_numpys(name: str, numpys: Any) -> None:
    x = np.linspace(-1.2, 1.2, 7)
    for n in range(9):
        made = getattr(torch.special, name)(torch.from_numpy(x), n)
        np.testing.assert_allclose(made.numpy(), numpys(x, np.eye(9)[n]), rtol=1e-12, atol=1e-12)
    assert getattr(torch.special, name)(torch.from_numpy(x), -1).tolist() == [0.0] * 7


def test_chebyshev_polynomials_of_every_kind() -> None:
    t = torch.linspace(0.1, 3, 9, dtype=torch.float64)
    x, n = torch.cos(t), 5
    for kind, expected in (
        ("t", torch.cos(n * t)), ("u", torch.sin((n + 1) * t) / torch.sin(t)),
        ("v", torch.cos((n + 0.5) * t) / torch.cos(t / 2)), ("w", torch.sin((n + 0.5) * t) / torch.sin(t / 2)),
    ):  # fmt: skip
        made = getattr(torch.special, f"chebyshev_polynomial_{kind}")(x, n)
        np.testing.assert_allclose(made.numpy(), expected.numpy(), rtol=1e-10)
        shifted = getattr(torch.special, f"shifted_chebyshev_polynomial_{kind}")((x + 1) / 2, n)
        np.testing.assert_allclose(shifted.numpy(), expected.numpy(), rtol=1e-9)


def test_orders() -> None:
    with pytest.raises(RuntimeError, match=r"^polygamma\(n, x\) does not support negative n.$"):
        torch.polygamma(-1, x64(1.0))
    with pytest.raises(TypeError, match=r"^polygamma\(\): argument 'n' \(position 1\) must be int, not float$"):
        torch.polygamma(1.5, x64(1.0))
    with pytest.raises(RuntimeError, match=r"^p has to be greater than or equal to 1$"):
        torch.mvlgamma(x64(1.0), 0)


def test_what_has_no_derivative_says_so() -> None:
    x = x64(1.0).requires_grad_()
    with pytest.raises(NotImplementedError, match=r"^the derivative for 'igamma: input' is not implemented.$"):
        torch.igamma(x, x).backward()
    torch.igamma(x.detach(), x).backward()
    assert x.grad.item() == pytest.approx(math.exp(-1))
    assert not torch.special.bessel_j0(x).requires_grad


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ImportError, match=r'scipy.special.j0: pip install "minigrad-autograd\[scipy\]"'):
        torch.special.bessel_j0(x64(1.0))


def test_half_precision_where_torch_has_none() -> None:
    assert torch.erf(x64(1.0).half()).dtype is torch.float16
    with pytest.raises(NotImplementedError, match="\"erfcx_cpu\" not implemented for 'Half'"):
        torch.special.erfcx(x64(1.0).half())
