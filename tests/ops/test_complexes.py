"""Complex tensors: views of their parts, gradients in torch's convention, errors by text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import minigrad as torch


def leaf(*values: complex) -> Any:
    return torch.tensor(values, requires_grad=True)


def grad(result: Any, x: Any) -> Any:
    return torch.autograd.grad(result.sum(), x)[0].numpy()


def test_parts_are_views() -> None:
    z = torch.tensor([1 + 2j, 3 + 4j])
    z.real[0] = 9
    z.imag = torch.tensor([5.0, 6.0])
    assert z.tolist() == [9 + 5j, 3 + 6j]
    torch.view_as_real(z)[1, 0] = 7
    assert z.tolist() == [9 + 5j, 7 + 6j]
    x = torch.ones(2)
    assert x.real is x
    with pytest.raises(RuntimeError, match=r"^imag is not implemented for tensors with non-complex dtypes.$"):
        _ = x.imag


def test_views_of_strided_tensors() -> None:
    z = torch.from_numpy((np.arange(6) + 1j * np.arange(6)).reshape(2, 3)).t()
    pairs = torch.view_as_real(z)
    assert pairs.shape == (3, 2, 2)
    assert torch.equal(torch.view_as_complex(pairs), z)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: torch.ones(3), "^Tensor must have a last dimension of size 2$"),
        (lambda: torch.tensor(1.0), "^Input tensor must have one or more dimensions$"),
        (lambda: torch.ones(2, 2).t(), "^Tensor must have a last dimension with stride 1$"),
        (lambda: torch.ones(2, dtype=torch.int64), "^view_as_complex is only supported for half, float and double"),
    ],
)
def test_what_is_no_pair(make: Any, text: str) -> None:
    with pytest.raises(RuntimeError, match=text):
        torch.view_as_complex(make())


def test_the_gradient_points_uphill() -> None:
    """At z = x + iy the gradient is dL/dx + i dL/dy."""
    z = leaf(3 + 4j, 0j)
    np.testing.assert_allclose(grad(z.abs(), z), [0.6 + 0.8j, 0])
    np.testing.assert_allclose(grad(z.abs() ** 2, z), [6 + 8j, 0])
    np.testing.assert_allclose(grad(z.real, z), [1, 1])
    np.testing.assert_allclose(grad(z.imag, z), [1j, 1j])
    np.testing.assert_allclose(grad(z.conj().imag, z), [-1j, -1j])
    np.testing.assert_allclose(grad(z.angle(), z), [(-4 + 3j) / 25, 0], rtol=1e-6)
    np.testing.assert_allclose(grad((z * z).real, z), [6 - 8j, 0])


def test_angles_of_real_numbers() -> None:
    x = torch.tensor([1.0, -1.0, 0.0, -0.0, math.nan])
    assert x.angle().tolist()[:4] == [0.0, pytest.approx(math.pi), 0.0, 0.0]
    assert math.isnan(x.angle().tolist()[4])


def test_from_parts() -> None:
    assert torch.complex(torch.tensor([[1.0]]), torch.tensor([[2.0]]).T).dtype is torch.complex64
    np.testing.assert_allclose(torch.polar(torch.tensor([2.0]), torch.tensor([math.pi / 2])).numpy(), [2j], atol=1e-6)
    with pytest.raises(RuntimeError, match=r"^Expected object of scalar type Float but got .* Double for second"):
        torch.complex(torch.ones(1), torch.ones(1).double())
    with pytest.raises(RuntimeError, match=r"^Expected both inputs to be Half, .* but got Long and Long$"):
        torch.polar(torch.tensor([1]), torch.tensor([1]))


def test_absolute_values_do_not_fit_into_complex_memory() -> None:
    z = torch.tensor([3 + 4j])
    with pytest.raises(RuntimeError, match=r"^In-place abs is not supported for complex tensors.$"):
        z.abs_()
    x = torch.tensor([-1.0])
    assert x.abs_() is x
    assert x.item() == 1.0


def test_signs() -> None:
    assert torch.sign(torch.tensor([math.nan, -0.0, 2.0])).tolist() == [0.0, 0.0, 1.0]
    np.testing.assert_allclose(torch.sgn(torch.tensor([3 + 4j, 0j])).numpy(), [0.6 + 0.8j, 0])
    with pytest.raises(NotImplementedError, match=r"^Unlike NumPy, torch.sign is not intended to support complex"):
        torch.sign(torch.tensor([1j]))
