"""The generator and the samplers beside torch: the same numbers, and the same state left behind."""

from __future__ import annotations

import math
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from minigrad.ops import _sampling as continuous
from minigrad.ops import _sampling_counts as counting
from minigrad.ops import _sampling_discrete as discrete
from minigrad.ops.generator import Generator, default_generator

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

SIZES = [0, 1, 2, 7, 15, 16, 17, 31, 32, 33, 100, 1000, 5000]
SEEDS = [0, 1, 42, -1, 2**63 + 5, 67280421310721]
FLOATING = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]


def numpy_dtype(name: str) -> np.dtype[Any]:
    if name == "bfloat16":
        return np.dtype(pytest.importorskip("ml_dtypes", reason="bfloat16 needs ml_dtypes").bfloat16)
    return np.dtype(name)


def from_torch(tensor: Any) -> np.ndarray[Any, Any]:
    if tensor.dtype == torch.bfloat16:
        return tensor.contiguous().view(torch.int16).numpy().view(numpy_dtype("bfloat16"))
    return tensor.numpy()


def to_torch(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def same(ours: np.ndarray[Any, Any], theirs: Any, rtol: float = 0.0) -> None:
    theirs = from_torch(theirs)
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    assert ours.flags.c_contiguous
    if rtol:
        wide = np.promote_types(ours.dtype, np.float64) if ours.dtype.kind in "fc" else np.dtype(np.float64)
        np.testing.assert_allclose(ours.astype(wide), theirs.astype(wide), rtol=rtol, atol=0)
    else:
        np.testing.assert_array_equal(ours, theirs)


class Pair:
    """Our generator and torch's, drawn from in step."""

    def __init__(self, seed: int) -> None:
        self.ours = Generator().manual_seed(seed)
        self.theirs = torch.Generator().manual_seed(seed)

    def draw(self, ours: Callable[[Generator], Any], theirs: Callable[[Any], Any], rtol: float = 0.0) -> None:
        """Compare a draw, then the next uniforms, then all of the state."""
        same(ours(self.ours), theirs(self.theirs), rtol)
        same(continuous.uniform(self.ours, (3,)), torch.rand(3, generator=self.theirs))
        mine, state = self.ours.get_state(), self.theirs.get_state().numpy()
        np.testing.assert_array_equal(mine[:5024], state[:5024])
        np.testing.assert_array_equal(mine[5040:], state[5040:])
        # The waiting normal sample.
        np.testing.assert_allclose(mine[5024:5032].view("f8"), state[5024:5032].view("f8"), rtol=1e-14)


@pytest.fixture(params=SEEDS)
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(request.param)


# What 1-ulp differences of NumPy's functions may become; none where there are none.
ROUNDING = {
    "float16": 1e-3,
    "bfloat16": 8e-3,
    "float32": 5e-7,
    "float64": 1e-12,
    "complex64": 5e-7,
    "complex128": 1e-12,
}


# ---- the generator ----


@pytest.mark.parametrize("seed", [*SEEDS, 2**64 - 1, -(2**63), 2**32, 5])
def test_seed_and_state_bytes(seed: int) -> None:
    ours, theirs = Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    assert ours.initial_seed() == theirs.initial_seed()
    np.testing.assert_array_equal(ours.get_state(), theirs.get_state().numpy())
    for n in (1, 622, 1, 1, 624, 100, 3000):
        ours.random32(n)
        torch.rand(n, generator=theirs)
        np.testing.assert_array_equal(ours.get_state(), theirs.get_state().numpy())


def test_fresh_generators_agree() -> None:
    assert Generator().initial_seed() == torch.Generator().initial_seed()
    np.testing.assert_array_equal(Generator().get_state(), torch.Generator().get_state().numpy())


@pytest.mark.parametrize("consumed", [0, 1, 7, 623, 624, 625, 5000])
def test_state_moves_both_ways(consumed: int) -> None:
    theirs = torch.Generator().manual_seed(3)
    torch.rand(consumed, generator=theirs)
    torch.randn(3, generator=theirs)  # leaves a sample waiting
    ours = Generator()
    ours.set_state(theirs.get_state().numpy())
    assert ours.initial_seed() == 3
    same(continuous.normal(ours, (8,)), torch.randn(8, generator=theirs))
    same(continuous.uniform(ours, (700,)), torch.rand(700, generator=theirs))
    continuous.normal(ours, (1,))
    theirs.set_state(torch.from_numpy(ours.get_state()))
    same(continuous.normal(ours, (9,)), torch.randn(9, generator=theirs))
    np.testing.assert_array_equal(ours.get_state(), theirs.get_state().numpy())


def test_copies_agree() -> None:
    ours, theirs = Generator().manual_seed(9), torch.Generator().manual_seed(9)
    continuous.normal(ours, (3,))
    torch.randn(3, generator=theirs)
    for ours_copy, theirs_copy in (
        (ours.clone_state(), theirs.clone_state()),
        (pickle.loads(pickle.dumps(ours)), pickle.loads(pickle.dumps(theirs))),
    ):
        same(continuous.normal(ours_copy, (4,)), torch.randn(4, generator=theirs_copy))
    np.testing.assert_array_equal(ours.get_state(), theirs.get_state().numpy())


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1, 1.5, "a", None, True, np.int64(5)])
def test_seed_errors(seed: Any) -> None:
    same_error(lambda: Generator().manual_seed(seed), lambda: torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    "state",
    [np.zeros(10, np.uint8), np.zeros(5056, np.uint8), np.zeros(5056, np.float32), np.zeros(10112, np.uint8)[::2]],
    ids=["short", "zeros", "float", "strided"],
)
def test_state_errors(state: Any) -> None:
    same_error(lambda: Generator().set_state(state), lambda: torch.Generator().set_state(torch.from_numpy(state)))


def test_offset_errors() -> None:
    same_error(Generator().get_offset, torch.Generator().get_offset)
    same_error(lambda: Generator().set_offset(1), lambda: torch.Generator().set_offset(1))


def test_default_generator_starts_anywhere() -> None:
    assert default_generator.initial_seed() != Generator().initial_seed()


def error_of(call: Callable[[], Any]) -> tuple[type[Exception], str]:
    """The type and the first line of the error that ``call`` raises."""
    try:
        call()
    except (RuntimeError, TypeError, ValueError) as error:
        return type(error), str(error).splitlines()[0]
    pytest.fail("no error")


def same_error(ours: Callable[[], Any], theirs: Callable[[], Any]) -> None:
    assert error_of(ours) == error_of(theirs)


# ---- continuous ----


@pytest.mark.parametrize("dtype", [*FLOATING, "complex64", "complex128"])
@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-0.3, 0.55), (2.0, 2.0), (-1.0, 1.0), (0.0, 5.5), (1.0, 1.01)])
def test_uniform(pair: Pair, dtype: str, bounds: tuple[float, float]) -> None:
    of, theirs = numpy_dtype(dtype), getattr(torch, dtype)
    for n in SIZES:
        pair.draw(
            lambda g, n=n: continuous.uniform(g, (n,), *bounds, of),
            lambda g, n=n: torch.empty(n, dtype=theirs).uniform_(*bounds, generator=g),
        )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_uniform_leaves_out_its_end_in_16_bits(dtype: str) -> None:
    of = numpy_dtype(dtype)
    ours = continuous.uniform(Generator().manual_seed(0), (100_000,), 0.0, 1.0, of)
    same(ours, torch.rand(100_000, dtype=getattr(torch, dtype), generator=torch.Generator().manual_seed(0)))
    assert not (ours == 1).any()


@pytest.mark.parametrize("dtype", [*FLOATING, "complex64", "complex128"])
@pytest.mark.parametrize("parameters", [(0.0, 1.0), (0.3, 0.7), (2.0, 0.0), (-1.0, 2.0), (0.0, 3.1)])
def test_normal(pair: Pair, dtype: str, parameters: tuple[float, float]) -> None:
    of, theirs = numpy_dtype(dtype), getattr(torch, dtype)
    mean, _ = parameters
    for n in SIZES:
        exact = (2 * n if "complex" in dtype else n) < 16
        if mean and not exact:
            continue  # cancellation: compared absolutely below
        pair.draw(
            lambda g, n=n: continuous.normal(g, (n,), *parameters, of),
            lambda g, n=n: torch.empty(n, dtype=theirs).normal_(*parameters, generator=g),
            0.0 if exact else ROUNDING[dtype],
        )


@pytest.mark.parametrize("dtype", FLOATING)
def test_normal_with_mean(pair: Pair, dtype: str) -> None:
    of, theirs = numpy_dtype(dtype), getattr(torch, dtype)
    for n in SIZES:
        ours = continuous.normal(pair.ours, (n,), 0.3, 0.7, of).astype(np.float64)
        expected = torch.empty(n, dtype=theirs).normal_(0.3, 0.7, generator=pair.theirs).double().numpy()
        np.testing.assert_allclose(ours, expected, rtol=ROUNDING[dtype], atol=3e-7 if dtype != "float64" else 1e-14)


@pytest.mark.parametrize("dtype", FLOATING)
def test_normal_not_contiguous(pair: Pair, dtype: str) -> None:
    of, theirs = numpy_dtype(dtype), getattr(torch, dtype)
    for rows, columns in ((3, 4), (4, 8), (5, 8), (9, 11), (30, 40)):
        pair.draw(
            lambda g, s=(rows, columns): continuous.normal(g, s, 0.0, 1.0, of, contiguous=False),
            lambda g, s=(rows, columns): torch.empty(s, dtype=theirs).t().normal_(generator=g).t(),
            1e-14 if dtype == "float64" else ROUNDING[dtype],
        )


def test_normal_is_nearly_always_torch_to_the_bit() -> None:
    ours = continuous.normal(Generator().manual_seed(0), (100_000,))
    theirs = torch.randn(100_000, generator=torch.Generator().manual_seed(0)).numpy()
    assert np.abs(ours - theirs).max() < 1e-6
    assert (ours == theirs).mean() > 0.5


@pytest.mark.parametrize("dtype", FLOATING)
def test_normal_arrays(pair: Pair, dtype: str) -> None:
    of = numpy_dtype(dtype)
    mean, std = np.arange(12.0).reshape(3, 4).astype(of), np.linspace(0.1, 2, 4).astype(of)
    cases: list[tuple[Any, Any]] = [(mean, std), (mean, 0.7), (2.0, std), (mean.ravel()[:3], std[:3])]
    for m, s in cases:
        ours = continuous.normal_arrays(pair.ours, m, s)
        tensors = [to_torch(x) if isinstance(x, np.ndarray) else x for x in (m, s)]
        theirs = torch.normal(*tensors, generator=pair.theirs)
        assert ours.dtype == of
        np.testing.assert_allclose(ours.astype(float), theirs.double().numpy(), rtol=ROUNDING[dtype], atol=1e-6)


def test_normal_arrays_of_two_dtypes(pair: Pair) -> None:
    for mean, std in ((np.float32, np.float64), (np.float64, np.float32), (np.complex64, np.float32)):
        m, s = np.ones(7, mean), np.full(7, 0.3, std)
        pair.draw(
            lambda g, m=m, s=s: continuous.normal_arrays(g, m, s),
            lambda g, m=m, s=s: torch.normal(torch.from_numpy(m), torch.from_numpy(s), generator=g),
        )


INVERSES: list[tuple[str, Callable[..., Any], str, tuple[float, ...]]] = [
    ("exponential", continuous.exponential, "exponential_", (1.0,)),
    ("exponential", continuous.exponential, "exponential_", (1.7,)),
    ("exponential", continuous.exponential, "exponential_", (math.inf,)),
    ("cauchy", continuous.cauchy, "cauchy_", (0.0, 1.0)),
    ("cauchy", continuous.cauchy, "cauchy_", (0.0, 0.7)),
    ("log_normal", continuous.log_normal, "log_normal_", (1.0, 2.0)),
    ("log_normal", continuous.log_normal, "log_normal_", (0.0, 0.25)),
]


@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize(("name", "ours", "theirs", "parameters"), INVERSES)
def test_inverses(
    pair: Pair, name: str, ours: Callable[..., Any], theirs: str, parameters: tuple[float, ...], dtype: str
) -> None:
    of = numpy_dtype(dtype)
    for n in SIZES:
        pair.draw(
            lambda g, n=n: ours(g, (n,), *parameters, of),
            lambda g, n=n: getattr(torch.empty(n, dtype=getattr(torch, dtype)), theirs)(*parameters, generator=g),
            ROUNDING[dtype],
        )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cauchy_shifted(pair: Pair, dtype: str) -> None:
    for n in SIZES:
        ours = continuous.cauchy(pair.ours, (n,), 0.3, 0.7, dtype)
        theirs = torch.empty(n, dtype=getattr(torch, dtype)).cauchy_(0.3, 0.7, generator=pair.theirs).numpy()
        np.testing.assert_allclose(ours, theirs, rtol=ROUNDING[dtype], atol=1e-7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gamma(pair: Pair, dtype: str) -> None:
    for alpha in (0.01, 0.3, 0.999, 1.0, 2.5, 40.0, 1e4):
        shape = np.full((4, 30), alpha, dtype)
        shape[0, :3] = 0.0, 1.5, 0.2
        pair.draw(
            lambda g, s=shape: continuous.standard_gamma(g, s),
            lambda g, s=shape: torch._standard_gamma(torch.from_numpy(s), generator=g),
            1e-12 if dtype == "float64" else 2e-7,
        )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dirichlet(pair: Pair, dtype: str) -> None:
    for alpha in (0.01, 0.3, 1.0, 5.0):
        shape = np.full((6, 5), alpha, dtype)
        pair.draw(
            lambda g, s=shape: continuous.dirichlet(g, s),
            lambda g, s=shape: torch._sample_dirichlet(torch.from_numpy(s), generator=g),
            1e-12 if dtype == "float64" else 2e-7,
        )


# ---- discrete ----


@pytest.mark.parametrize("dtype", [*FLOATING, *INTEGERS, "bool"])
def test_random(pair: Pair, dtype: str) -> None:
    of = numpy_dtype(dtype)
    for n in SIZES:
        pair.draw(
            lambda g, n=n: discrete.random(g, (n,), of),
            lambda g, n=n: torch.empty(n, dtype=getattr(torch, dtype)).random_(generator=g),
        )


RANGES: list[tuple[str, int, int | None]] = [
    *((dtype, 0, 2) for dtype in [*FLOATING, *INTEGERS, "bool"]),
    *((dtype, 3, 100) for dtype in [*FLOATING, *INTEGERS]),
    *((dtype, -7, 64) for dtype in [*FLOATING, "int8", "int16", "int32", "int64"]),
    *((dtype, 5, None) for dtype in [*FLOATING, *INTEGERS]),
    *((dtype, -(2**63), None) for dtype in ("int64", "float64", "float32", "bfloat16")),
    ("bool", 0, None), ("bool", 1, None), ("int8", -128, 128), ("uint8", 0, 256), ("int16", -(2**15), 2**15),
    ("int32", 0, 2**28 - 1), ("int32", 0, 2**28), ("int32", -(2**31), 2**31), ("int32", -(2**31), None),
    ("int64", 0, 2**32), ("int64", 0, 2**32 + 5), ("int64", 0, 10**12), ("int64", -5, None), ("int64", 0, 2**63 - 1),
    ("int64", -(2**63), 5), ("int64", -(2**63), 2**63 - 1), ("int64", 2**62, 2**62 + 3), ("int64", -(2**63) + 1, None),
    ("float16", 0, 2048), ("float16", 0, 2049), ("float16", 0, 65504), ("float16", 0, 4000), ("float16", -4097, 4),
    ("float32", 0, 2**24), ("float32", 0, 2**25), ("float32", 2**24 - 1, None), ("float32", 0, 2**63 - 1),
    ("float32", -(2**62), 2**62), ("float64", 0, 2**60), ("bfloat16", 0, 258), ("bfloat16", 0, 2**28),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:(from|to - 1) is out of bounds:UserWarning")
@pytest.mark.parametrize(("dtype", "low", "high"), RANGES)
def test_random_from_to(dtype: str, low: int, high: int | None) -> None:
    of, theirs = numpy_dtype(dtype), getattr(torch, dtype)
    both = Pair(12)
    for n in SIZES:
        both.draw(
            lambda g, n=n: discrete.random_from_to(g, (n,), low, high, of),
            lambda g, n=n: torch.empty(n, dtype=theirs).random_(low, high, generator=g),
        )


def test_randint(pair: Pair) -> None:
    for shape in ((3, 4), (), (0, 2), (2, 3, 5), (50, 50)):
        pair.draw(
            lambda g, s=shape: discrete.random_from_to(g, s, -3, 17),
            lambda g, s=shape: torch.randint(-3, 17, s, generator=g),
        )


@pytest.mark.parametrize("seed", [0, 5])
def test_every_range_near_a_power_of_two(seed: int) -> None:
    both = Pair(seed)
    for bits in range(1, 63):
        for size in (2**bits - 1, 2**bits, 2**bits + 1):
            both.draw(
                lambda g, s=size: discrete.random_from_to(g, (20,), -11, s - 11),
                lambda g, s=size: torch.randint(-11, s - 11, (20,), generator=g),
            )


def test_randperm(pair: Pair) -> None:
    for n in (*SIZES, 3, 4095, 4096, 4097, 30_000):
        pair.draw(lambda g, n=n: discrete.randperm(g, n), lambda g, n=n: torch.randperm(n, generator=g))


@pytest.mark.parametrize("dtype", [*FLOATING, *INTEGERS])
def test_randperm_dtypes(dtype: str) -> None:
    of, both = numpy_dtype(dtype), Pair(3)
    for n in (0, 1, 5, 100, 128):
        both.draw(
            lambda g, n=n: discrete.randperm(g, n, of),
            lambda g, n=n: torch.randperm(n, dtype=getattr(torch, dtype), generator=g),
        )
    if dtype in ("int32", "int64", "float32", "float64", "bfloat16"):
        both.draw(
            lambda g: discrete.randperm(g, 5000, of),
            lambda g: torch.randperm(5000, dtype=getattr(torch, dtype), generator=g),
        )


@pytest.mark.parametrize("dtype", [*FLOATING, *INTEGERS, "bool"])
@pytest.mark.parametrize("p", [0.0, 0.25, 0.3, 0.5, 0.9, 1.0, 1e-9, 1 - 1e-12])
def test_bernoulli(dtype: str, p: float) -> None:
    of, both = numpy_dtype(dtype), Pair(8)
    for n in SIZES:
        both.draw(
            lambda g, n=n: discrete.bernoulli(g, (n,), p, of),
            lambda g, n=n: torch.empty(n, dtype=getattr(torch, dtype)).bernoulli_(p, generator=g),
        )


@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize("out", ["float32", "bool", "int64", "bfloat16"])
def test_bernoulli_array(pair: Pair, dtype: str, out: str) -> None:
    for n in SIZES:
        p = np.linspace(0, 1, n).astype(numpy_dtype(dtype))
        pair.draw(
            lambda g, p=p: discrete.bernoulli_array(g, p, numpy_dtype(out)),
            lambda g, p=p: torch.empty(p.shape, dtype=getattr(torch, out)).bernoulli_(to_torch(p), generator=g),
        )
        pair.draw(
            lambda g, p=p: discrete.bernoulli_array(g, p), lambda g, p=p: torch.bernoulli(to_torch(p), generator=g)
        )


@pytest.mark.parametrize("p", [0.1, 0.5, 0.3])
def test_dropout_masks(p: float) -> None:
    torch.manual_seed(4)
    ours = Generator().manual_seed(4)
    for shape in ((7,), (16, 33), (3, 4, 5)):
        kept = discrete.bernoulli(ours, shape, 1 - p) / (1 - p)
        np.testing.assert_allclose(kept, torch.nn.functional.dropout(torch.ones(shape), p).numpy(), rtol=1e-6)
    kept = discrete.bernoulli(ours, (3, 5, 1, 1), 1 - p) * np.ones((3, 5, 4, 4)) / (1 - p)
    np.testing.assert_allclose(kept, torch.nn.functional.dropout2d(torch.ones(3, 5, 4, 4), p).numpy(), rtol=1e-6)
    kept = discrete.bernoulli(ours, (40,), 1 - p) == 1
    theirs = torch.nn.functional.alpha_dropout(torch.ones(40), p, training=True).numpy()
    np.testing.assert_array_equal(kept, theirs == theirs.max())
    same(continuous.uniform(ours, (5,)), torch.rand(5))


@pytest.mark.parametrize("dtype", [*FLOATING, *INTEGERS])
@pytest.mark.parametrize("p", [0.17, 0.5, 0.9])
def test_geometric(dtype: str, p: float) -> None:
    of, both = numpy_dtype(dtype), Pair(8)
    for n in SIZES:
        both.draw(
            lambda g, n=n: discrete.geometric(g, (n,), p, of),
            lambda g, n=n: torch.empty(n, dtype=getattr(torch, dtype)).geometric_(p, generator=g),
        )


def test_geometric_wraps_as_torch() -> None:
    both = Pair(1)
    both.draw(
        lambda g: discrete.geometric(g, (100,), 1e-3, np.int8),
        lambda g: torch.empty(100, dtype=torch.int8).geometric_(1e-3, generator=g),
    )


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize("shape", [(1,), (5,), (100,), (1, 1), (4, 5), (20, 100), (0, 3)])
def test_multinomial(pair: Pair, shape: tuple[int, ...], dtype: str, replacement: bool) -> None:
    of = numpy_dtype(dtype)
    weights = np.random.RandomState(0).random_sample(shape)
    weights[..., 1::3] = 0
    weights = weights.astype(of)
    some = shape[-1] - len(range(1, shape[-1], 3))
    # Without replacement 16-bit speeds tie, and the order of ties is an accident of torch's sort.
    counts = (1, 2, 7, 300) if replacement else (1,) if dtype in ("float16", "bfloat16") else {1, (some + 1) // 2, some}
    for k in counts:
        pair.draw(
            lambda g, k=k: discrete.multinomial(g, weights, k, replacement),
            lambda g, k=k: torch.multinomial(to_torch(weights), k, replacement, generator=g),
        )


def test_multinomial_of_a_transposed_matrix(pair: Pair) -> None:
    weights = np.random.RandomState(0).random_sample((5, 4)).astype(np.float32)
    for k, replacement in ((1, False), (3, False), (3, True)):
        pair.draw(
            lambda g, k=k, r=replacement: discrete.multinomial(g, weights.T, k, r),
            lambda g, k=k, r=replacement: torch.multinomial(torch.from_numpy(weights).t(), k, r, generator=g),
        )


@pytest.mark.parametrize("dtype", FLOATING)
def test_poisson(pair: Pair, dtype: str) -> None:
    of = numpy_dtype(dtype)
    rates = np.array([0, 0.3, 1, 5, 9.9, 10, 12, 50, 300, 1e4, 0, 3] * 4).reshape(6, 8).astype(of)
    pair.draw(lambda g: counting.poisson(g, rates), lambda g: torch.poisson(to_torch(rates), generator=g))
    pair.draw(lambda g: counting.poisson(g, rates[:0]), lambda g: torch.poisson(to_torch(rates[:0]), generator=g))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_binomial(pair: Pair, dtype: str) -> None:
    count = np.array([0, 1, 3, 10.5, 20, 100, 1000, 1e5, -3, 7] * 5, dtype)
    for p in (0.0, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0, 2.0, -1.0, math.nan):
        prob = np.full(count.shape, p, dtype)
        pair.draw(
            lambda g, q=prob: counting.binomial(g, count, q),
            lambda g, q=prob: torch.binomial(torch.from_numpy(count), torch.from_numpy(q), generator=g),
        )


# ---- errors, by torch's own words ----

nan = math.nan
f32, f64, f16 = np.float32, np.float64, np.float16

FILL: list[tuple[str, tuple[Any, ...], Any]] = [
    *(("uniform", b, d) for b in ((3.0, 1.0), (0.0, 1e39), (-3e38, 3e38), (nan, 1.0), (0.0, nan)) for d in (f32, f64)
      if d is f32 or nan in b or b == (3.0, 1.0)),
    ("uniform", (-1.7e308, 1.7e308), f64), ("uniform", (0.0, 1e5), f16), ("uniform", (0.0, 1.0), np.int64),
    ("uniform", (0.0, 1.0), np.bool_), ("uniform", (3.0, 1.5), np.complex64),
    *(("normal", p, f32) for p in ((0.0, -1.0), (0.0, -1.5), (0.0, nan))), ("normal", (0.0, 1.0), np.int32),
    *(("exponential", (p,), f32) for p in (0.0, -1.0, nan)), ("exponential", (1.0,), np.int64),
    ("exponential", (1.0,), np.complex64), ("cauchy", (0.0, 0.0), f32), ("cauchy", (0.0, 1.0), np.int8),
    ("cauchy", (0.0, 1.0), np.complex128), ("log_normal", (0.0, 0.0), f32), ("log_normal", (0.0, nan), f32),
    ("log_normal", (0.0, 1.0), np.uint8),
    *(("geometric", (p,), f32) for p in (0.0, 1.0, nan, -0.5)), ("geometric", (0.5,), np.bool_),
    ("geometric", (0.5,), np.complex64), *(("bernoulli", (p,), f32) for p in (1.5, -1.0, nan)),
    ("bernoulli", (0.5,), np.complex64), ("random", (), np.complex64), ("random", (), np.uint16),
    *(("random", r, f32) for r in ((5, 5), (5, 3), (2**24, None), (2**25, None))),
    ("random", (0, 300), np.int8), ("random", (0, 129), np.int8), ("random", (-200, 3), np.int8),
    ("random", (-1, 3), np.uint8), ("random", (0, 3), np.bool_), ("random", (300, None), np.int8),
    ("random", (0, 70000), f16), ("random", (4097, 4098), f16), ("random", (0, 3), np.complex64),
    ("random", (0, None), np.complex64), ("random", (-(2**63), None), f16), ("random", (-(2**63), None), np.int8),
    ("random", (-(2**63), None), np.bool_), ("random", (0, 2**63), np.int64),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:(from|to - 1) is out of bounds:UserWarning")
@pytest.mark.parametrize(("name", "parameters", "dtype"), FILL)
@pytest.mark.parametrize("n", [3, 0])
def test_errors_of_fills(name: str, parameters: tuple[Any, ...], dtype: Any, n: int) -> None:
    tensor = torch.from_numpy(np.zeros(n, dtype))

    def ours() -> Any:
        if name == "random":
            sample = discrete.random_from_to if parameters else discrete.random
        else:
            sample = getattr(continuous, name, None) or getattr(discrete, name)
        return sample(Generator(), (n,), *parameters, dtype)

    def theirs() -> Any:
        return getattr(tensor, f"{name}_")(*parameters)

    try:
        expected = from_torch(theirs())
    except (RuntimeError, NotImplementedError, ValueError):
        same_error(ours, theirs)
    else:
        assert n == 0  # torch says nothing of an empty tensor
        assert ours().shape == expected.shape


WEIGHTS: list[tuple[list[Any], int, bool]] = [
    ([0.0, 0.0], 1, False), ([0.0, 0.0], 1, True), ([0.0, 0.0], 2, True), ([1.0, -1.0], 1, False),
    ([1.0, -1.0], 2, True), ([1.0, math.inf], 2, True), ([1.0, math.inf], 2, False), ([1.0, nan], 1, False),
    ([1.0, nan], 2, True), ([1.0, 1.0], 3, False), ([1.0, 1.0], 0, False), ([1.0, 1.0], -1, True), ([[[1.0]]], 1, True),
    ([[0.0, 0.0], [1.0, 1.0]], 1, False), ([[1.0, 1.0], [0.0, 0.0]], 2, True), ([], 1, False), ([], 1, True),
    ([], 2, True), ([[], []], 1, True), ([[0.0, 0.0], [1.0, -1.0]], 2, True),
]  # fmt: skip


@pytest.mark.parametrize(("weights", "k", "replacement"), WEIGHTS)
def test_errors_of_multinomial(weights: list[Any], k: int, replacement: bool) -> None:
    array = np.array(weights, np.float32)
    same_error(
        lambda: discrete.multinomial(Generator(), array, k, replacement),
        lambda: torch.multinomial(torch.from_numpy(array), k, replacement),
    )


def test_errors_of_arrays() -> None:
    g = Generator()
    one = np.ones(3, f32)
    cases: list[tuple[Callable[[], Any], Callable[[], Any]]] = [
        (lambda: discrete.multinomial(g, np.array(1.0), 1), lambda: torch.multinomial(torch.tensor(1.0), 1)),
        (lambda: discrete.multinomial(g, np.ones(3, int), 1), lambda: torch.multinomial(torch.ones(3).long(), 1)),
        (lambda: counting.poisson(g, -one), lambda: torch.poisson(-torch.ones(3))),
        (lambda: counting.poisson(g, one * nan), lambda: torch.poisson(torch.ones(3) * nan)),
        (lambda: counting.poisson(g, np.ones(3, int)), lambda: torch.poisson(torch.ones(3).long())),
        (lambda: counting.binomial(g, np.ones(3, int), one), lambda: torch.binomial(torch.ones(3).long(), one_t)),
        (lambda: counting.binomial(g, one, np.ones(3, int)), lambda: torch.binomial(one_t, torch.ones(3).long())),
        (lambda: counting.binomial(g, one, np.ones(3)), lambda: torch.binomial(one_t, torch.ones(3).double())),
        (lambda: counting.binomial(g, one.astype(f16), one.astype(f16)),
         lambda: torch.binomial(one_t.half(), one_t.half())),
        (lambda: continuous.standard_gamma(g, one.astype(f16)), lambda: torch._standard_gamma(one_t.half())),
        (lambda: continuous.dirichlet(g, one.astype(f16)), lambda: torch._sample_dirichlet(one_t.half())),
        (lambda: discrete.bernoulli_array(g, one * 1.5), lambda: torch.bernoulli(one_t * 1.5)),
        (lambda: discrete.bernoulli_array(g, one * nan), lambda: torch.bernoulli(one_t * nan)),
        (lambda: discrete.bernoulli_array(g, np.ones(3, int)), lambda: torch.bernoulli(one_t.long())),
        (lambda: discrete.bernoulli_array(g, np.ones(3, np.complex64)), lambda: torch.bernoulli(one_t.cfloat())),
        (lambda: continuous.normal_arrays(g, one, -one), lambda: torch.normal(one_t, -one_t)),
        (lambda: continuous.normal_arrays(g, one, -1.0), lambda: torch.normal(one_t, -1.0)),
        (lambda: continuous.normal_arrays(g, one, one * (1 + 0j)), lambda: torch.normal(one_t, one_t.cfloat())),
        (lambda: continuous.normal_arrays(g, np.ones(3, int), 1.0), lambda: torch.normal(one_t.long(), 1.0)),
        (lambda: discrete.randperm(g, -1), lambda: torch.randperm(-1)),
        (lambda: discrete.randperm(g, 300, np.uint8), lambda: torch.randperm(300, dtype=torch.uint8)),
        (lambda: discrete.randperm(g, 129, np.int8), lambda: torch.randperm(129, dtype=torch.int8)),
        (lambda: discrete.randperm(g, 32769, np.int16), lambda: torch.randperm(32769, dtype=torch.int16)),
        (lambda: discrete.randperm(g, 2050, f16), lambda: torch.randperm(2050, dtype=torch.float16)),
        (lambda: discrete.randperm(g, 2**24 + 2, f32), lambda: torch.randperm(2**24 + 2, dtype=torch.float32)),
        (lambda: discrete.randperm(g, 3, np.bool_), lambda: torch.randperm(3, dtype=torch.bool)),
        (lambda: discrete.randperm(g, 3, np.complex64), lambda: torch.randperm(3, dtype=torch.complex64)),
    ]  # fmt: skip
    one_t = torch.ones(3)
    for ours, theirs in cases:
        same_error(ours, theirs)


@pytest.mark.parametrize(
    ("dtype", "low", "high"), [("float16", 0, 4000), ("float32", -(2**62), 2**62), ("float64", 0, 2**60)]
)
def test_warnings(dtype: str, low: int, high: int) -> None:
    with warnings.catch_warnings(record=True) as theirs:
        warnings.simplefilter("always")
        torch.empty(3, dtype=getattr(torch, dtype)).random_(low, high)
    with warnings.catch_warnings(record=True) as ours:
        warnings.simplefilter("always")
        discrete.random_from_to(Generator(), (3,), low, high, dtype)
    assert [str(w.message) for w in ours] == [str(w.message).split(" (Triggered")[0] for w in theirs]
    assert {w.category for w in ours} == {UserWarning}
