"""Variance, nan-aware sums, quantiles, covariance; distinct elements, searching, histograms; the masked functions."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

import minigrad as torch

NAN, INF = math.nan, math.inf
X = [[1.0, 2.0, 4.0], [3.0, 3.0, 9.0]]
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of 0 / 0


# ------------------------------------------------------------ variance


def test_every_form_of_var() -> None:
    x = torch.tensor(X)
    n = np.array(X)
    assert x.var().item() == pytest.approx(n.var(ddof=1))
    assert x.var(False).item() == x.var(unbiased=False).item() == pytest.approx(n.var())
    assert x.var(0, False).tolist() == x.var(0, correction=0).tolist() == pytest.approx(n.var(0).tolist())
    assert x.var(1, True, True).shape == (2, 1)
    assert x.std((0, 1), correction=0.5).item() == pytest.approx(math.sqrt(n.var() * 6 / 5.5))
    spread, mean = torch.std_mean(x, 1, keepdim=True)
    assert spread.tolist() == x.std(1, keepdim=True).tolist()
    assert mean.tolist() == x.mean(1, keepdim=True).tolist()


@pytest.mark.parametrize("name", ["var", "std", "var_mean", "std_mean"])
def test_too_few_elements_warn_and_give_nan(name: str) -> None:
    with pytest.warns(
        UserWarning, match=rf"{name}\(\): degrees of freedom is <= 0. Correction should be strictly less"
    ):
        made = getattr(torch, name)(torch.ones(1))
    assert math.isnan((made[0] if isinstance(made, tuple) else made).item())
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        getattr(torch, name)(torch.ones(1), correction=0)


def test_of_equal_elements_the_deviation_has_gradient_zero() -> None:
    x = torch.ones(3, requires_grad=True)
    x.std().backward()
    assert x.grad.tolist() == [0, 0, 0]


def test_of_complex_numbers_the_variance_is_real() -> None:
    x = torch.tensor([1 + 1j, 3 - 1j])
    assert x.var().dtype is torch.float32
    assert x.var(correction=0).item() == pytest.approx(2)


def test_of_integers_there_is_none() -> None:
    with pytest.raises(RuntimeError, match="std and var only support floating point and complex dtypes"):
        torch.arange(3).std()
    with pytest.raises(RuntimeError, match="var_mean only support floating point and complex dtypes"):
        torch.var_mean(torch.arange(3))


# ------------------------------------------------------------ nan, quantiles


def test_nan_is_left_out_and_gets_no_gradient() -> None:
    x = torch.tensor([[1.0, NAN], [NAN, NAN]], requires_grad=True)
    assert x.nansum(1).tolist() == [1, 0]
    assert x.nanmean().item() == 1
    assert math.isnan(x.nanmean(1)[1].item())
    x.nansum().backward()
    assert x.grad.tolist() == [[1, 0], [0, 0]]
    with pytest.raises(
        RuntimeError, match=r"nanmean\(\): expected input to have floating point or complex dtype but got"
    ):
        torch.arange(3).nanmean()
    with pytest.raises(RuntimeError, match="nansum on CPU does not support complex inputs"):
        torch.tensor([1j]).nansum()


@pytest.mark.parametrize("interpolation", ["linear", "lower", "higher", "midpoint", "nearest"])
@pytest.mark.parametrize("dim", [None, 0, 1])
@pytest.mark.parametrize("keepdim", [False, True])
def test_quantiles_are_numpys(interpolation: str, dim: int | None, keepdim: bool) -> None:
    x, q = np.random.default_rng(0).standard_normal((4, 6)), np.array([0.0, 0.3, 0.77, 1.0])
    made = torch.quantile(torch.from_numpy(x), torch.from_numpy(q), dim, keepdim, interpolation=interpolation)
    expected = np.quantile(x, q, dim, method=interpolation, keepdims=keepdim)
    np.testing.assert_allclose(made.numpy(), expected, rtol=1e-12)


def test_nan_makes_a_quantile_nan_unless_it_is_left_out() -> None:
    x = torch.tensor([[3.0, 1.0, NAN], [1.0, 2.0, 3.0]])
    assert x.quantile(0.5, 1).isnan().tolist() == [True, False]
    assert x.nanquantile(0.5, 1).tolist() == [2, 2]
    assert math.isnan(torch.tensor([NAN]).nanquantile(0.3).item())


def test_quantile_errors() -> None:
    x = torch.tensor([3.0, 1.0])
    for q, said in (
        (1.3, r"q must be in the range \[0, 1\] but got 1.3"),
        (torch.tensor([1.3]), r"q values must be in the range \[0, 1\]"),
        (torch.tensor([0.3], dtype=torch.float64), "q tensor must be same dtype as the input tensor"),
        (torch.tensor([[0.3]]), "q must be a scalar or 1D tensor"),
    ):
        with pytest.raises(RuntimeError, match=rf"quantile\(\) {said}"):
            x.quantile(q)
    with pytest.raises(RuntimeError, match=r"nanquantile\(\) input tensor must be either float or double dtype"):
        torch.arange(3).nanquantile(0.5)
    with pytest.raises(RuntimeError, match=r"quantile\(\) input tensor must be non-empty"):
        torch.ones(0).quantile(0.5)
    with pytest.raises(
        RuntimeError, match="interpolation must be one of linear, lower, higher, midpoint or nearest, but got x"
    ):
        x.quantile(0.5, interpolation="x")


# ------------------------------------------------------------ covariance


def test_covariance_is_numpys() -> None:
    rng = np.random.default_rng(0)
    x, f, a = rng.standard_normal((3, 5)), np.array([1, 2, 1, 3, 1]), rng.random(5)
    t = torch.from_numpy(x)
    np.testing.assert_allclose(torch.cov(t).numpy(), np.cov(x))
    np.testing.assert_allclose(
        torch.cov(t, correction=2, fweights=torch.from_numpy(f), aweights=torch.from_numpy(a)).numpy(),
        np.cov(x, ddof=2, fweights=f, aweights=a),
    )
    np.testing.assert_allclose(torch.corrcoef(t).numpy(), np.corrcoef(x))
    assert torch.cov(t[0]).item() == pytest.approx(x[0].var(ddof=1))
    assert torch.corrcoef(t[0]).item() == 1


def test_covariance_errors_and_warning() -> None:
    x = torch.ones(5)
    for arguments, said in (
        ({"fweights": torch.ones(5, 5)}, "expected fweights to have one or fewer dimensions but got fweights with 2"),
        ({"fweights": torch.ones(5)}, "expected fweights to have integral dtype but got fweights with Float dtype"),
        (
            {"aweights": torch.ones(1)},
            "expected aweights to have the same numel as there are observations .* got 1 != 5",
        ),
        ({"aweights": -torch.ones(5)}, "aweights cannot be negative"),
    ):
        with pytest.raises(RuntimeError, match=rf"cov\(\): {said}"):
            torch.cov(x, **arguments)
    with pytest.raises(
        RuntimeError, match=r"cov\(\): expected input to have two or fewer dimensions but got an input with 3"
    ):
        torch.cov(torch.ones(2, 3, 4))
    with pytest.warns(UserWarning, match=r"cov\(\): degrees of freedom is <= 0"):
        assert math.isnan(torch.cov(torch.ones(1)).item())


# ------------------------------------------------------------ distinct elements, searching


def test_unique() -> None:
    values, inverse, counts = torch.tensor([[3, 1], [1, 3]]).unique(return_inverse=True, return_counts=True)
    assert values.tolist() == [1, 3]
    assert inverse.tolist() == [[1, 0], [0, 1]]
    assert counts.tolist() == [2, 2]
    rows, inverse = torch.unique(torch.tensor([[3, 1], [2, 1], [3, 1]]), dim=0, return_inverse=True)
    assert rows.tolist() == [[2, 1], [3, 1]]
    assert inverse.tolist() == [1, 0, 1]
    assert len(torch.unique(torch.tensor([NAN, NAN]))) == 2
    with pytest.raises(
        RuntimeError, match="There are 0 sized dimensions, and they aren't selected, so unique cannot be"
    ):
        torch.unique(torch.ones(0, 3), dim=1)


def test_unique_consecutive() -> None:
    values, inverse, counts = torch.unique_consecutive(torch.tensor([1, 1, 2, 1]), True, True)
    assert (values.tolist(), inverse.tolist(), counts.tolist()) == ([1, 2, 1], [0, 0, 1, 2], [2, 1, 1])
    columns = torch.unique_consecutive(torch.tensor([[1, 1, 2], [1, 1, 1]]), dim=1)
    assert columns.tolist() == [[1, 2], [1, 1]]
    assert torch.unique_consecutive(torch.ones(0)).tolist() == []


def test_searchsorted_and_bucketize() -> None:
    lines = torch.tensor([[1, 3, 5], [2, 4, 6]])
    assert torch.searchsorted(lines, torch.tensor([[3, 6], [3, 6]])).tolist() == [[1, 3], [1, 2]]
    assert torch.searchsorted(lines[0], 3, side="right").item() == 2
    assert torch.searchsorted(torch.tensor([5, 3, 1]), torch.tensor([3]), sorter=torch.tensor([2, 1, 0])).tolist() == [
        1
    ]
    assert torch.bucketize(torch.tensor([1.0, NAN]), torch.tensor([1.0, 3.0]), out_int32=True).dtype is torch.int32
    assert torch.bucketize(torch.tensor([1.0, NAN]), torch.tensor([1.0, 3.0]), right=True).tolist() == [1, 2]
    with pytest.raises(RuntimeError, match=r"torch.searchsorted\(\): side can only be 'left' or 'right' but got x"):
        torch.searchsorted(lines[0], 3, side="x")
    with pytest.raises(
        RuntimeError, match="side and right can't be set to opposites, got side of left while right was True"
    ):
        torch.searchsorted(lines[0], 3, side="left", right=True)
    with pytest.raises(
        RuntimeError, match="the first N-1 dimensions of boundaries tensor and input value tensor must match"
    ):
        torch.searchsorted(lines, torch.tensor([3]))
    with pytest.raises(RuntimeError, match=r"boundaries tensor must be 1 dimension, but got dim\(2\)"):
        torch.bucketize(torch.tensor([1]), lines)


# ------------------------------------------------------------ histograms


def test_bincount() -> None:
    x = torch.tensor([1, 2, 1])
    assert torch.bincount(x, minlength=4).tolist() == [0, 2, 1, 0]
    assert torch.bincount(x, torch.tensor([1.0, 2.0, 3.0])).dtype is torch.float32
    assert torch.bincount(x, torch.tensor([1, 2, 3])).dtype is torch.float64
    assert torch.bincount(x[:0]).tolist() == []
    with pytest.raises(RuntimeError, match=r"bincount only supports 1-d non-negative integral inputs."):
        torch.bincount(-x)
    with pytest.raises(RuntimeError, match="minlength should be >= 0"):
        torch.bincount(x, minlength=-1)
    with pytest.raises(RuntimeError, match="weights should be 1-d and have the same length as input"):
        torch.bincount(x, torch.ones(2))


def test_histc_counts_the_upper_edge_and_leaves_out_what_lies_outside() -> None:
    x = torch.tensor([0.0, 1.0, 2.0, 3.0, 4.0, NAN])
    assert torch.histc(x, 3, 0, 3).tolist() == [1, 1, 2]
    assert torch.histc(torch.ones(3), 4).tolist() == [0, 0, 3, 0]
    with pytest.raises(RuntimeError, match=r"torch.histc: max must be larger than min"):
        torch.histc(x, 3, 2, 1)
    with pytest.raises(RuntimeError, match=r"torch.histc: range of \[1, inf\] is not finite"):
        torch.histc(torch.tensor([1.0, INF]), 3)
    with pytest.raises(NotImplementedError, match="\"histogram_cpu\" not implemented for 'Long'"):
        torch.histc(torch.arange(3), 3)


def test_histograms_are_numpys() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((50, 2)), rng.random(50)
    t, weight = torch.from_numpy(x), torch.from_numpy(w)
    made, edges = torch.histogramdd(t, [3, 4], weight=weight, density=True)
    expected, bounds = np.histogramdd(x, [3, 4], weights=w, density=True)
    np.testing.assert_allclose(made.numpy(), expected)
    for e, b in zip(edges, bounds, strict=True):
        np.testing.assert_allclose(e.numpy(), b)
    given = torch.tensor([-1.0, 0.0, 0.5, 2.0], dtype=torch.float64)
    np.testing.assert_array_equal(torch.histogram(t[:, 0], given).hist.numpy(), np.histogram(x[:, 0], given.numpy())[0])
    with pytest.raises(RuntimeError, match=r"The size of bins must be equal to the innermost dimension of the input."):
        torch.histogramdd(t, [3])
    with pytest.raises(RuntimeError, match="min should not exceed max, but got min 3 max 1 for dimension 0"):
        torch.histogram(t, 2, range=(3.0, 1.0))
    with pytest.raises(RuntimeError, match=r"bins must be > 0, but got 0 for dimension 0"):
        torch.histogram(t, 0)


# ------------------------------------------------------------ masked


def test_what_the_mask_leaves_out_counts_for_nothing_and_gets_no_gradient() -> None:
    mask = torch.tensor([[True, False, True], [False, False, False]])
    x = torch.tensor(X, requires_grad=True)
    assert torch.masked.sum(x, 1, mask=mask).tolist() == [5, 0]
    assert torch.masked.prod(x, 1, mask=mask).tolist() == [4, 1]
    assert torch.masked.amax(x, 1, mask=mask).tolist() == [4, -INF]
    assert torch.masked.amin(x.long(), 1, mask=mask).tolist() == [1, 2**63 - 1]
    assert torch.masked.argmax(x, 1, mask=mask).dtype is torch.float32
    assert torch.masked.mean(x, 1, mask=mask)[0].item() == 2.5
    assert torch.masked.median(x, 1, mask=mask)[0].item() == 1
    assert torch.masked.var(x, 1, mask=mask)[0].item() == 4.5
    assert torch.masked.norm(x, -INF, 1, mask=mask).tolist() == [1, INF]
    assert torch.masked.cumsum(x, 1, mask=mask).tolist() == [[1, 1, 5], [0, 0, 0]]
    assert torch.masked.softmax(x, 1, mask=mask)[0].tolist() == pytest.approx(
        [1 / (1 + math.exp(3)), 0, 1 / (1 + math.exp(-3))]
    )
    torch.masked.sum(x * x, mask=mask).backward()
    assert x.grad.tolist() == [[2, 0, 8], [0, 0, 0]]


def test_masked_errors() -> None:
    x = torch.tensor([1.0, 2.0, 3.0])
    with pytest.raises(IndexError, match="_input_mask expected broadcastable mask"):
        torch.masked.sum(x, mask=torch.ones(2, 3, dtype=torch.bool))
    with pytest.raises(ValueError, match=r"mean\(\): Could not infer output dtype. Input dtype .* Got: torch.int64"):
        torch.masked.mean(x.long())
    with pytest.raises(RuntimeError, match="dim=0 appears multiple times in the list of dims"):
        torch.masked.sum(x, (0, 0))
    with pytest.raises(
        ValueError, match="masked median expected no fully masked out rows if dtype is not floating point"
    ):
        torch.masked.median(x.long(), mask=x > 9)
