"""The generator and the samplers: frozen numbers of PyTorch 2.13 under seed 2024, state, ranges, errors."""

from __future__ import annotations

import copy
import hashlib
import math
import pickle
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.ops import _sampling as continuous
from minigrad.ops import _sampling_counts as counting
from minigrad.ops import _sampling_discrete as discrete
from minigrad.ops.generator import DEFAULT_SEED, Generator, default_generator

INF, NAN = math.inf, math.nan
F16, F32, F64 = np.float16, np.float32, np.float64
SEEDS = st.integers(-(2**63), 2**64 - 1)
SHAPES = st.lists(st.integers(0, 5), max_size=3).map(tuple)


def seeded(seed: int = 2024) -> Generator:
    return Generator().manual_seed(seed)


def equal(ours: Any, expected: Any, dtype: Any) -> None:
    assert isinstance(ours, np.ndarray)
    assert ours.dtype == dtype
    assert ours.flags.c_contiguous
    np.testing.assert_array_equal(ours, np.array(expected, dtype))


def close(ours: Any, expected: Any, dtype: Any, rtol: float) -> None:
    assert isinstance(ours, np.ndarray)
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, np.array(expected, dtype), rtol=rtol)


# ---- the generator ----


def test_default_seed() -> None:
    assert Generator().initial_seed() == DEFAULT_SEED == 67280421310721
    assert Generator().device == "cpu"
    assert Generator(None).random32(1) == Generator("cpu:0").random32(1)


def test_the_default_generator_is_seeded_by_the_system() -> None:
    assert default_generator.initial_seed() != DEFAULT_SEED


def test_raw_draws_are_those_of_the_reference_implementation() -> None:
    # The ten-thousandth number of MT19937 under seed 5489, as the C++ standard fixes it.
    assert seeded(5489).random32(10_000)[-1] == 4123659995


def test_numpy_random_waits_for_the_first_draw() -> None:
    generator = seeded()
    assert generator._engine is None
    generator.random32(1)
    assert generator._engine is not None


@pytest.mark.parametrize(
    ("seed", "stored"), [(0, 0), (-1, 2**64 - 1), (-(2**63), 2**63), (2**64 - 1, 2**64 - 1), (7, 7)]
)
def test_seeds(seed: int, stored: int) -> None:
    generator = Generator()
    assert generator.manual_seed(seed) is generator
    assert generator.initial_seed() == stored
    np.testing.assert_array_equal(generator.random32(5), seeded(stored % 2**32).random32(5))


def test_seed_draws_a_new_seed() -> None:
    generator = Generator()
    first, second = generator.seed(), generator.seed()
    assert first != second == generator.initial_seed()
    np.testing.assert_array_equal(generator.random32(5), seeded(second).random32(5))


@pytest.mark.parametrize(
    ("seed", "error", "text"),
    [
        (2**64, ValueError, "Overflow when unpacking long long"),
        (-(2**63) - 1, ValueError, "Overflow when unpacking long long"),
        (1.5, RuntimeError, "manual_seed expected a long, but got float"),
        ("a", RuntimeError, "manual_seed expected a long, but got str"),
        (None, RuntimeError, "manual_seed expected a long, but got NoneType"),
        (True, RuntimeError, "manual_seed expected a long, but got bool"),
        (np.int64(3), TypeError, "an integer is required"),
    ],
)
def test_seed_errors(seed: Any, error: type[Exception], text: str) -> None:
    generator = seeded()
    expected = seeded().random32(3)
    with pytest.raises(error, match=f"^{text}"):
        generator.manual_seed(seed)
    np.testing.assert_array_equal(generator.random32(3), expected)  # nothing changed


def test_device_errors() -> None:
    with pytest.raises(RuntimeError, match=r"^Expected a 'cpu' device type for generator but found 'cuda:0'$"):
        Generator("cuda:0")


def test_seeding_forgets_the_waiting_normal() -> None:
    generator = seeded()
    continuous.normal(generator, (1,))
    assert generator.next_normal is not None
    equal(continuous.normal(generator.manual_seed(2024), (2,)), [-0.040429167, 1.7259921], F32)


@given(SEEDS, st.lists(st.integers(0, 3000), max_size=6))
@settings(max_examples=50, deadline=None)
def test_split_draws_equal_one(seed: int, sizes: list[int]) -> None:
    generator = seeded(seed)
    parts = [generator.random32(n) for n in sizes]
    np.testing.assert_array_equal(np.concatenate([[], *parts]), seeded(seed).random32(sum(sizes)))


@pytest.mark.parametrize("n", [1, 10, 2047, 2048, 5000])
def test_a_64_bit_draw_is_two_of_32_bits(n: int) -> None:
    halves = seeded().random32(2 * n).astype(np.uint64)
    np.testing.assert_array_equal(seeded().random64(n), halves[0::2] << 32 | halves[1::2])


# ---- state ----


def test_state_bytes_are_torchs() -> None:
    generator = seeded()
    continuous.normal(generator, (3,))
    state = generator.get_state()
    assert (state.shape, state.dtype) == ((5056,), np.uint8)
    assert state[:40].tolist() == [
        232, 7, 0, 0, 0, 0, 0, 0, 105, 2, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 83, 206, 11, 31, 0, 0, 0, 0,
        24, 190, 40, 178, 0, 0, 0, 0,
    ]  # fmt: skip
    digest = "5f28ea71c36e0cdd69db35ac1930d13d1a10b8500f76e4849454e3778a362fbe"
    assert hashlib.sha256(state.tobytes()).hexdigest() == digest


@given(SEEDS, st.integers(0, 1500), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_state_round_trip(seed: int, consumed: int, normals: int) -> None:
    generator = seeded(seed)
    generator.random32(consumed)
    continuous.normal(generator, (normals,))
    generator.next_float_normal = 0.25
    state = generator.get_state()
    expected = continuous.normal(generator, (7,)), generator.random32(700)
    other = Generator()
    for target in (generator, other):
        target.set_state(state)
        np.testing.assert_array_equal(target.get_state(), state)
        assert target.initial_seed() == seed % 2**64
        assert target.next_float_normal == 0.25
        np.testing.assert_array_equal(continuous.normal(target, (7,)), expected[0])
        np.testing.assert_array_equal(target.random32(700), expected[1])


def test_state_is_a_copy() -> None:
    generator = seeded()
    state = generator.get_state()
    before = state.copy()
    generator.random32(1000)
    np.testing.assert_array_equal(state, before)


def by_pickle(generator: Generator) -> Any:
    return pickle.loads(pickle.dumps(generator))


@pytest.mark.parametrize(
    "clone", [Generator.clone_state, copy.copy, copy.deepcopy, by_pickle], ids=["clone_state", "copy", "deep", "pickle"]
)
def test_copies_continue_apart(clone: Callable[[Generator], Generator]) -> None:
    class Mine(Generator):
        __slots__ = ()

    if clone is not by_pickle:  # a local class cannot be pickled
        assert type(clone(Mine())) is Mine
    generator = seeded()
    continuous.normal(generator, (3,))
    twin = clone(generator)
    assert type(twin) is Generator
    expected = continuous.normal(generator, (4,))
    np.testing.assert_array_equal(continuous.normal(twin, (4,)), expected)


@pytest.mark.parametrize(
    ("state", "error", "text"),
    [
        (5, TypeError, "expected a torch.ByteTensor, but got int"),
        (np.zeros(5056, np.int8), TypeError, "RNG state must be a torch.ByteTensor"),
        (np.zeros(10112, np.uint8)[::2], RuntimeError, "RNG state must be contiguous"),
        (
            np.zeros(10, np.uint8), RuntimeError,
            "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10",
        ),
        (np.zeros(5056, np.uint8), RuntimeError, "Invalid mt19937 state"),
    ],
)  # fmt: skip
def test_state_errors(state: Any, error: type[Exception], text: str) -> None:
    generator = seeded()
    before = generator.get_state()
    with pytest.raises(error, match=f"^{text}"):
        generator.set_state(state)
    np.testing.assert_array_equal(generator.get_state(), before)


def test_the_cpu_has_no_offset() -> None:
    for call in (seeded().get_offset, lambda: seeded().set_offset(3)):
        with pytest.raises(RuntimeError, match=r"^CPU Generator does not use offset$"):
            call()


# ---- frozen numbers ----


def test_uniform_numbers() -> None:
    uniform = continuous.uniform
    equal(uniform(seeded(), (4,)), [0.53171587, 0.83126795, 0.971838, 0.11930084], F32)
    equal(uniform(seeded(), (3,), dtype=F64), [0.25372732026738665, 0.7747043317543358, 0.33521823650125215], F64)
    equal(uniform(seeded(), (4,), dtype=F16), [0.5317, 0.831, 0.9717, 0.1193], F16)
    equal(uniform(seeded(), (2,), dtype=np.complex64), [0.53171587 + 0.83126795j, 0.971838 + 0.11930084j], np.complex64)
    equal(uniform(seeded(), (4,), -0.3, 0.55), [0.1519585, 0.40657777, 0.5260623, -0.19859429], F32)
    expected = [-0.08433177777272131, 0.35849868199118556, -0.01506449897393563]
    equal(uniform(seeded(), (3,), -0.3, 0.55, F64), expected, F64)


def test_normal_numbers() -> None:
    normal = continuous.normal
    equal(normal(seeded(), (5,)), [-0.040429167, 1.7259921, -0.81403875, 1.3721666, 0.5059648], F32)
    expected = [0.27169958284141044, 1.508194484160867, -0.26982713499653654, 1.2605166439265942]
    equal(normal(seeded(), (4,), 0.3, 0.7, F64), expected, F64)
    expected_complex = [-0.028587738 + 1.2204608j, -0.5756123 + 0.9702683j]
    equal(normal(seeded(), (2,), dtype=np.complex64), expected_complex, np.complex64)
    eighteen = [
        -1.2262355, -0.009314819, 0.36995515, 0.41439798, 1.8567189, 1.9775826, -0.432156, 1.3667177, 0.7130762,
        -0.38694373, 1.6579235, -1.3084688, 0.9961833, 0.93907714, 1.4147526, 0.6343358, -0.07764512, -1.1175426,
    ]  # fmt: skip
    close(normal(seeded(), (3, 6)).ravel(), eighteen, F32, 5e-7)
    expected = [-0.7040247420378066, 1.3312587303505539, 0.6143000993844849, -0.6918590645004565]
    close(normal(seeded(), (16,), dtype=F64)[:4], expected, F64, 1e-14)
    seventeen = [
        -1.227, 0.12366, -2.182, 0.3699, 0.4143, 1.856, 1.978, -0.4321, 1.367, 0.8433, -0.0421, 1.658, -1.309, 0.996,
        0.939, 1.415, 0.6343,
    ]  # fmt: skip
    close(normal(seeded(), (17,), dtype=F16), seventeen, F16, 1e-3)
    mean, std = np.array([1, 2, 3], F32), np.array([0.1, 0.2, 0.3], F32)
    close(continuous.normal_arrays(seeded(), mean, std), [0.9959571, 2.3451984, 2.7557883], F32, 2e-7)


def test_integer_numbers() -> None:
    random, between = discrete.random, discrete.random_from_to
    big = [1623581238383398394, 3672908012959206016, 3470791090525271588]
    equal(random(seeded(), (3,), np.int64), big, np.int64)
    equal(random(seeded(), (4,)), [8920562, 13946169, 16304558, 2001347], F32)
    equal(random(seeded(), (6,), np.int8), [8, 122, 96, 0, 27, 36], np.int8)
    equal(between(seeded(), (8,), -5, 100), [57, 30, 89, 0, 58, 0, 20, 6], np.int64)
    equal(between(seeded(), (3,), 0, 10**12), [275238174202, 49813981824, 90525271588], np.int64)
    equal(between(seeded(), (2,), -(2**63), None), [-7599790798471377414, -5550464023895569792], np.int64)


def test_permutation_numbers() -> None:
    randperm = discrete.randperm
    equal(randperm(seeded(), 10), [2, 3, 0, 8, 7, 5, 1, 9, 4, 6], np.int64)
    for n, first, weighted in ((600, [512, 214, 290, 359], 52508468), (100_000, [3112, 81570, 9240, 90550], None)):
        values = randperm(seeded(), n)
        assert values[:4].tolist() == first
        assert int((values * np.arange(n)).sum()) == (weighted or 250009274859973)


def test_coin_numbers() -> None:
    equal(discrete.bernoulli(seeded(), (10,), 0.3, np.int64), [1, 0, 0, 0, 0, 1, 0, 0, 0, 1], np.int64)
    equal(discrete.bernoulli_array(seeded(), np.linspace(0, 1, 8, dtype=F32)), [0, 0, 0, 1, 1, 1, 1, 1], F32)
    equal(discrete.bernoulli_array(seeded(), np.linspace(0, 1, 8), bool), [0, 0, 0, 0, 0, 1, 1, 1], bool)


def test_inverse_numbers() -> None:
    close(continuous.exponential(seeded(), (4,), 1.5), [0.19510949, 0.9935611, 0.27219763, 0.84850013], F32, 2e-7)
    close(continuous.cauchy(seeded(), (4,), 0.5, 2.0), [-1.4537011, 2.8372993, -0.6389632, 2.1539054], F32, 2e-7)
    close(continuous.log_normal(seeded(), (4,)), [2.5071375, 85.79702, 0.53361666, 42.280807], F32, 2e-7)
    equal(discrete.geometric(seeded(), (8,), 0.2, np.int64), [7, 2, 5, 2, 1, 7, 5, 4], np.int64)


def test_category_numbers() -> None:
    weights = np.array([1, 0, 3, 2, 4], F32)
    equal(discrete.multinomial(seeded(), weights, 1), [2], np.int64)
    equal(discrete.multinomial(seeded(), weights, 4), [2, 0, 4, 3], np.int64)
    equal(discrete.multinomial(seeded(), weights, 8, True), [2, 4, 2, 4, 4, 2, 2, 3], np.int64)
    equal(discrete.multinomial(seeded(), np.stack([weights, weights[::-1]]), 2), [[2, 0], [0, 4]], np.int64)


def test_count_numbers() -> None:
    rates = np.array([0.5, 3, 9, 15, 1000, 0], F32)
    equal(counting.poisson(seeded(), rates), [0, 4, 8, 13, 1002, 0], F32)
    count, prob = np.array([10, 10, 100, 1000, 5], F32), np.array([0.1, 0.8, 0.4, 0.9, 0], F32)
    equal(counting.binomial(seeded(), count, prob), [0, 6, 38, 902, 0], F32)


def test_gamma_numbers() -> None:
    expected = [0.41869245656762316, 0.17111798738538045, 5.124500057965813, 2.4574211021038714e-25]
    close(continuous.standard_gamma(seeded(), np.array([0.3, 1, 5, 0.01])), expected, F64, 1e-13)
    expected = [0.1878945495418619, 0.043598642544268595, 0.7685068079138695]
    close(continuous.dirichlet(seeded(), np.array([0.5, 1, 3])), expected, F64, 1e-13)


# ---- shapes and ranges ----

ONE = np.array(0.4)
SAMPLERS: dict[str, Callable[[Generator, tuple[int, ...]], Any]] = {
    "uniform": continuous.uniform,
    "uniform64": lambda g, s: continuous.uniform(g, s, -1.0, 3.0, F64),
    "normal": continuous.normal,
    "normal complex": lambda g, s: continuous.normal(g, s, dtype=np.complex128),
    "normal strided": lambda g, s: continuous.normal(g, s, contiguous=False),
    "normal of arrays": lambda g, s: continuous.normal_arrays(g, np.zeros(s, F32), np.array(2.0)),
    "log_normal": continuous.log_normal,
    "exponential": continuous.exponential,
    "cauchy": continuous.cauchy,
    "random": discrete.random,
    "random_from_to": lambda g, s: discrete.random_from_to(g, s, 3, 9),
    "bernoulli": discrete.bernoulli,
    "bernoulli of an array": lambda g, s: discrete.bernoulli_array(g, np.broadcast_to(ONE, s)),
    "geometric": lambda g, s: discrete.geometric(g, s, 0.5),
    "poisson": lambda g, s: counting.poisson(g, np.broadcast_to(ONE, s)),
    "binomial": lambda g, s: counting.binomial(g, np.broadcast_to(ONE * 20, s), ONE),
    "gamma": lambda g, s: continuous.standard_gamma(g, np.broadcast_to(ONE, s)),
}


@pytest.mark.parametrize("name", SAMPLERS)
@given(seed=SEEDS, shape=SHAPES)
@settings(max_examples=15, deadline=None)
def test_shapes_and_reproducibility(name: str, seed: int, shape: tuple[int, ...]) -> None:
    first, second = seeded(seed), seeded(seed)
    ours = SAMPLERS[name](first, shape)
    assert isinstance(ours, np.ndarray)
    assert ours.shape == shape
    assert ours.flags.c_contiguous
    assert ours.flags.writeable
    flat = SAMPLERS[name](second, (math.prod(shape),))
    np.testing.assert_array_equal(ours.ravel(), flat)
    np.testing.assert_array_equal(first.get_state(), second.get_state())


@pytest.mark.parametrize("dtype", [F16, F32, F64])
@given(seed=SEEDS, ends=st.tuples(st.floats(-1e4, 1e4, width=16), st.floats(-1e4, 1e4, width=16)))
@settings(max_examples=30, deadline=None)
def test_uniform_stays_inside(dtype: Any, seed: int, ends: tuple[float, float]) -> None:
    low, high = min(ends), max(ends)
    values = continuous.uniform(seeded(seed), (200,), low, high, dtype)
    assert values.dtype == dtype
    assert (values >= low).all()
    assert (values < high).all() or (low == high and (values == low).all())


# A summand below a 2**-52 of the product's rounding error cannot break an exact tie here: no sampler has one.
SUMMANDS = st.floats(-1e3, 1e3).filter(lambda b: b == 0 or abs(b) > 1e-20)


@given(st.floats(-1e3, 1e3), SUMMANDS, st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_fma_rounds_once(a: float, b: float, x: list[float]) -> None:
    ours = continuous._fma(np.array(x), a, b)
    for value, result in zip(x, ours.tolist(), strict=True):
        exact = Fraction(value) * Fraction(a) + Fraction(b)
        if abs(exact) > 1e-250:  # the error of a product smaller than that is no longer a float64
            assert result == float(exact)


def test_fma_goes_by_blocks() -> None:
    x = seeded().random32(40_000) * 2.0**-32
    whole = continuous._fma(x, 0.85, -0.3)
    np.testing.assert_array_equal(whole, np.concatenate([continuous._fma(y, 0.85, -0.3) for y in np.split(x, 100)]))


def test_normal_by_pairs_is_one_stream() -> None:
    # Fewer than 16 at a time, or any number for a target that is not contiguous: the same numbers.
    generator = seeded()
    parts = np.concatenate([continuous.normal(generator, (n,), dtype=F64) for n in (1, 2, 3, 15, 4, 14, 1, 10)])
    whole = continuous.normal(seeded(), (50,), dtype=F64, contiguous=False)
    np.testing.assert_allclose(parts, whole, rtol=1e-13)


@pytest.mark.parametrize("dtype", [F16, F32, F64])
@pytest.mark.parametrize("contiguous", [True, False])
def test_normal_moments(dtype: Any, contiguous: bool) -> None:
    z = continuous.normal(seeded(), (100_003,), 2.0, 3.0, dtype, contiguous=contiguous).astype(F64)
    assert abs(z.mean() - 2) < 0.03
    assert abs(z.std() - 3) < 0.03


def test_normal_without_deviation_is_its_mean() -> None:
    for n in (3, 40):
        assert (continuous.normal(seeded(), (n,), 2.5, 0.0) == 2.5).all()


@given(SEEDS, st.integers(-(2**63), 2**63 - 2), st.integers(1, 2**64))
@settings(max_examples=60, deadline=None)
def test_integers_stay_inside(seed: int, low: int, size: int) -> None:
    high = min(low + size, 2**63 - 1)
    values = discrete.random_from_to(seeded(seed), (50,), low, high)
    assert all(low <= v < high for v in values.tolist())


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.int32, np.int64])
def test_integers_reach_the_ends_of_a_dtype(dtype: Any) -> None:
    info = np.iinfo(dtype)
    values = discrete.random_from_to(seeded(), (5000,), int(info.min), None, dtype).astype(F64)
    width = float(info.max) - float(info.min)
    assert values.min() < info.min + width / 100
    assert values.max() > info.max - width / 100
    assert discrete.random(seeded(), (100,), dtype).min() >= 0


def swapped(n: int, generator: Generator) -> list[int]:
    values = list(range(n))
    for i in range(n - 1):
        j = i + int(generator.random32(1)[0]) % (n - i)
        values[i], values[j] = values[j], values[i]
    return values


@given(SEEDS, st.one_of(st.integers(0, 20), st.integers(500, 530), st.integers(2040, 2060)))
@settings(max_examples=25, deadline=None)
def test_randperm_swaps(seed: int, n: int) -> None:
    ours, reference = seeded(seed), seeded(seed)
    assert discrete.randperm(ours, n).tolist() == swapped(n, reference)
    np.testing.assert_array_equal(ours.get_state(), reference.get_state())


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_swap_all(draws: list[int]) -> None:
    n = len(draws)
    target = [i + d % (n - i) for i, d in enumerate(draws)]
    values = list(range(n))
    for i, j in enumerate(target):
        values[i], values[j] = values[j], values[i]
    assert discrete._swap_all(np.array(target)).tolist() == values


def test_inside_out() -> None:
    n = 70_000
    values: list[int] = []
    draws = seeded().random64(n).tolist()
    for i, draw in enumerate(draws):
        j = draw % (i + 1)
        values.append(i)
        values[i], values[j] = values[j], i
    ours = discrete._inside_out(seeded(), n)
    assert ours.tolist() == values
    assert sorted(values) == list(range(n))


@given(SEEDS, st.floats(0, 1))
def test_bernoulli_compares_a_uniform(seed: int, p: float) -> None:
    u = continuous.uniform(seeded(seed), (50,), dtype=F64)
    equal(discrete.bernoulli(seeded(seed), (50,), p, bool), u < p, bool)


def test_certain_coins() -> None:
    assert discrete.bernoulli(seeded(), (1000,), 1.0).all()
    assert not discrete.bernoulli(seeded(), (1000,), 0.0).any()


@given(SEEDS, st.lists(st.sampled_from([0.0, 0.1, 1.0, 5.0]), min_size=1, max_size=12).filter(any), st.data())
@settings(max_examples=60, deadline=None)
def test_multinomial_takes_categories_of_weight(seed: int, weights: list[float], data: st.DataObject) -> None:
    array = np.array(weights)
    positive = np.flatnonzero(array)
    k = data.draw(st.integers(1, len(positive)))
    once = discrete.multinomial(seeded(seed), array, k)
    assert len(set(once.tolist())) == k
    assert set(once.tolist()) <= set(positive.tolist())
    again = discrete.multinomial(seeded(seed), array, 30, replacement=True)
    assert set(again.tolist()) <= set(positive.tolist())


@pytest.mark.parametrize("replacement", [True, False])
def test_multinomial_of_no_rows(replacement: bool) -> None:
    assert discrete.multinomial(seeded(), np.ones((0, 3)), 2, replacement).shape == (0, 2)


def test_multinomial_frequencies() -> None:
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    drawn = discrete.multinomial(seeded(), weights, 40_000, replacement=True)
    np.testing.assert_allclose(np.bincount(drawn) / 40_000, weights / 10, atol=0.01)
    raced = discrete.multinomial(seeded(), np.tile(weights, (40_000, 1)), 1)
    np.testing.assert_allclose(np.bincount(raced.ravel()) / 40_000, weights / 10, atol=0.01)


@pytest.mark.parametrize("mean", [0.3, 4.0, 9.99, 10.0, 80.0, 1e6])
def test_poisson_moments(mean: float) -> None:
    counts = counting.poisson(seeded(), np.full(10_000, mean))
    assert abs(counts.mean() - mean) < 5 * math.sqrt(mean / 10_000)
    assert abs(counts.var() / mean - 1) < 0.1


def test_poisson_of_no_rate_and_of_all() -> None:
    generator = seeded()
    equal(counting.poisson(generator, np.array([0.0, INF])), [0, INF], F64)
    np.testing.assert_array_equal(generator.get_state(), seeded().get_state())  # nothing drawn


@pytest.mark.parametrize(("n", "p"), [(1, 0.5), (20, 0.1), (20, 0.9), (50, 0.4), (1000, 0.7), (1e7, 0.001)])
def test_binomial_moments(n: float, p: float) -> None:
    successes = counting.binomial(seeded(), np.full(5_000, float(n)), np.array(p))
    mean, variance = n * p, n * p * (1 - p)
    assert abs(successes.mean() - mean) < 5 * math.sqrt(variance / 5_000)
    assert abs(successes.var() / variance - 1) < 0.12
    assert (successes >= 0).all()
    assert (successes <= n).all()


def test_binomial_edges() -> None:
    count = np.array([5, 5, 5, -3, 0, NAN, INF, 5, INF, INF])
    prob = np.array([0, 1, 1.5, 0.5, 0.5, 0.5, 0.5, NAN, 0, 1])
    equal(counting.binomial(seeded(), count, prob), [0, 5, 5, 0, 0, NAN, NAN, NAN, 0, INF], F64)


@pytest.mark.parametrize("alpha", [0.05, 0.7, 1.0, 3.0, 200.0])
def test_gamma_moments(alpha: float) -> None:
    gamma = continuous.standard_gamma(seeded(), np.full(10_000, alpha))
    assert (gamma > 0).all()
    assert abs(gamma.mean() - alpha) < 5 * math.sqrt(alpha / 10_000)
    assert abs(gamma.var() / alpha - 1) < 0.3 / min(1.0, math.sqrt(alpha))


def test_gamma_edges() -> None:
    ours = continuous.standard_gamma(seeded(), np.array([0, -1, NAN], F32))
    equal(ours, [np.finfo(F32).tiny, NAN, NAN], F32)


def test_dirichlet_sums_to_one() -> None:
    shares = continuous.dirichlet(seeded(), np.array([[0.01, 3.0, 0.5], [1.0, 1.0, 1.0]]))
    np.testing.assert_allclose(shares.sum(-1), 1)
    assert (shares > 0).all()


# ---- 16 bits of ml_dtypes ----


def test_bfloat16() -> None:
    bfloat16 = pytest.importorskip("ml_dtypes", reason="bfloat16 needs ml_dtypes").bfloat16
    values = continuous.uniform(seeded(), (5000,), dtype=bfloat16)
    assert values.dtype == bfloat16
    assert values.max() < 1
    equal(values[:3], continuous.uniform(seeded(), (3,)), bfloat16)
    equal(continuous.normal(seeded(), (5,), dtype=bfloat16), continuous.normal(seeded(), (5,)), bfloat16)
    assert discrete.random(seeded(), (3000,), bfloat16).max() == 256


# ---- errors ----

OUT = "is out of bounds for"
CONTINUOUS = "distribution is a continuous probability distribution. dtype must be a floating point but you specified"
RANDOM = "random_ expects 'from' to be less than 'to', but got"
CAST = "random_ expects 'from' casted to dtype to be less than"
MULTINOMIAL = "invalid multinomial distribution"
PROBABILITIES = "probability tensor contains either `inf`, `nan` or element < 0"

FILLS: list[tuple[str, tuple[Any, ...], Any, type[Exception], str]] = [
    ("uniform", (3, 1), F32, RuntimeError, "uniform_ expects to return a [from, to) range, but found from=3 > to=1"),
    ("uniform", (0, 1e39), F32, RuntimeError, f"to {OUT} float"),
    ("uniform", (NAN, 1), F64, RuntimeError, f"from {OUT} double"),
    ("uniform", (0, 1e5), F16, RuntimeError, f"to {OUT} c10::Half"),
    ("uniform", (-3e38, 3e38), F32, RuntimeError,
     ("uniform_ expects to-from <= std::numeric_limits<Float>::max(), "
      "but found to=3e+38 and from=-3e+38 which result in to-from to exceed the limit")),
    ("uniform", (0, 1), np.int64, NotImplementedError, "\"check_uniform_bounds\" not implemented for 'Long'"),
    ("normal", (0, -1), F32, RuntimeError, "normal expects std >= 0.0, but found std -1"),
    ("normal", (0, NAN), F32, RuntimeError, "normal expects std >= 0.0, but found std nan"),
    ("normal", (0, 1), np.int32, NotImplementedError, "\"normal_kernel_cpu\" not implemented for 'Int'"),
    ("log_normal", (0, 0), F32, RuntimeError, "log_normal_ expects std > 0.0, but found std=0"),
    ("log_normal", (), np.int8, NotImplementedError, "\"log_normal_cpu\" not implemented for 'Char'"),
    ("exponential", (0,), F32, RuntimeError, "exponential_ expects lambda > 0.0, but found lambda=0"),
    ("exponential", (1,), np.int64, RuntimeError, f"Exponential {CONTINUOUS} Long"),
    ("cauchy", (0, 0), F32, RuntimeError, "cauchy_ expects sigma > 0.0, but found sigma=0"),
    ("cauchy", (0, 1), np.int64, RuntimeError, f"Cauchy {CONTINUOUS} long int"),
    ("geometric", (1,), F32, RuntimeError, "geometric_ expects p to be in (0, 1), but got p=1"),
    ("geometric", (0.5,), np.bool_, NotImplementedError, "\"geometric_cpu\" not implemented for 'Bool'"),
    ("bernoulli", (1.5,), F32, RuntimeError, "bernoulli_ expects p to be in [0, 1], but got p=1.5"),
    ("bernoulli", (0.5,), np.complex64, NotImplementedError,
     "\"bernoulli_scalar_cpu_\" not implemented for 'ComplexFloat'"),
    ("random", (np.complex64,), None, NotImplementedError, "\"random_kernel_cpu\" not implemented for 'ComplexFloat'"),
    ("random_from_to", (5, 5), np.int64, RuntimeError, f"{RANDOM} from=5 >= to=5"),
    ("random_from_to", (0, 129), np.int8, RuntimeError, f"to - 1 {OUT} signed char"),
    ("random_from_to", (-1, 3), np.uint8, RuntimeError, f"from {OUT} unsigned char"),
    ("random_from_to", (0, 3), np.bool_, RuntimeError, f"to - 1 {OUT} bool"),
    ("random_from_to", (0, 70000), F16, RuntimeError, f"to - 1 {OUT} c10::Half"),
    ("random_from_to", (4097, 4098), F16, RuntimeError,
     f"{CAST} 'to' casted to dtype, but got from=4100 >= to=4098"),
    ("random_from_to", (2**24, None), F32, RuntimeError,
     f"{CAST} or equal to 'to_inc' casted to dtype, but got from=16777216 > to_inc=16777216"),
    ("random_from_to", (0, 3), np.complex64, RuntimeError,
     "check_random_bounds handles only integral, floating-point and boolean types"),
    ("random_from_to", (0, None), np.complex64, RuntimeError,
     "random_from_to_impl handles only integral, floating-point and boolean types"),
    ("random_from_to", (-(2**63), None), np.int32, RuntimeError,
     "random_full_64_bits_range_kernel_cpu handles only int64, double, float and bfloat16"),
    ("random_from_to", (-(2**63), None), F16, NotImplementedError,
     "\"random_full_64_bits_range_kernel_cpu\" not implemented for 'Half'"),
    ("random_from_to", (0, 2**63), np.int64, ValueError, "Overflow when unpacking long long"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameters", "dtype", "error", "text"), FILLS)
def test_errors_of_fills(name: str, parameters: tuple[Any, ...], dtype: Any, error: type[Exception], text: str) -> None:
    sample = getattr(continuous, name, None) or getattr(discrete, name)
    generator = seeded()
    with pytest.raises(error) as raised:
        sample(generator, (3,), *parameters, **({} if dtype is None else {"dtype": dtype}))
    assert str(raised.value).splitlines()[0] == text
    assert type(raised.value) is error
    np.testing.assert_array_equal(generator.get_state(), seeded().get_state())  # nothing drawn


W = np.array
ARRAYS: list[tuple[Callable[[Generator], Any], type[Exception], str]] = [
    (lambda g: discrete.multinomial(g, W(1.0), 1), RuntimeError, "prob_dist must be 1 or 2 dim"),
    (lambda g: discrete.multinomial(g, W([1, 1]), 1), RuntimeError,
     "multinomial only supports floating-point dtypes for input, got: Long"),
    (lambda g: discrete.multinomial(g, W([1.0]), 0), RuntimeError, "cannot sample n_sample <= 0 samples"),
    (lambda g: discrete.multinomial(g, W([1.0, 1.0]), 3), RuntimeError,
     "cannot sample n_sample > prob_dist.size(-1) samples without replacement"),
    (lambda g: discrete.multinomial(g, W([0.0, 0.0]), 1), RuntimeError, f"{MULTINOMIAL} (sum of probabilities <= 0)"),
    (lambda g: discrete.multinomial(g, W([0.0, 0.0]), 2, True), RuntimeError,
     f"{MULTINOMIAL} (sum of probabilities <= 0)"),
    (lambda g: discrete.multinomial(g, W([1.0, -1.0]), 1), RuntimeError, PROBABILITIES),
    (lambda g: discrete.multinomial(g, W([1.0, NAN]), 1), RuntimeError, PROBABILITIES),
    (lambda g: discrete.multinomial(g, W([1.0, -1.0]), 2, True), RuntimeError,
     f"{MULTINOMIAL} (encountering probability entry < 0)"),
    (lambda g: discrete.multinomial(g, W([1.0, INF]), 2, True), RuntimeError,
     f"{MULTINOMIAL} (encountering probability entry = infinity or NaN)"),
    (lambda g: discrete.multinomial(g, np.broadcast_to(1.0, 2**24 + 1), 1), RuntimeError,
     "number of categories cannot exceed 2^24"),
    (lambda g: discrete.bernoulli_array(g, W([0.5, 1.5])), RuntimeError,
     ("Expected p_in >= 0 && p_in <= 1 to be true, but got false.  "
      "(Could this error message be improved?  If so, please report an enhancement request to PyTorch.)")),
    (lambda g: discrete.bernoulli_array(g, W([1, 0])), NotImplementedError,
     "\"bernoulli_tensor_cpu_p_\" not implemented for 'Long'"),
    (lambda g: counting.poisson(g, W([1.0, -1.0])), RuntimeError,
     "invalid Poisson rate, expected rate to be non-negative"),
    (lambda g: counting.poisson(g, W([1])), NotImplementedError, "\"poisson_cpu\" not implemented for 'Long'"),
    (lambda g: counting.binomial(g, W([1]), W([0.5])), ValueError,
     "binomial only supports floating-point dtypes for count, got: Long"),
    (lambda g: counting.binomial(g, W([1.0]), W([1])), ValueError,
     "binomial only supports floating-point dtypes for prob, got: Long"),
    (lambda g: counting.binomial(g, W([1.0], F32), W([0.5])), RuntimeError, "Found dtype Double but expected Float"),
    (lambda g: continuous.standard_gamma(g, W([1.0], F16)), NotImplementedError,
     "\"gamma_cpu\" not implemented for 'Half'"),
    (lambda g: continuous.dirichlet(g, W([1.0], F16)), NotImplementedError,
     "\"dirichlet\" not implemented for 'Half'"),
    (lambda g: continuous.normal_arrays(g, W([1.0]), W([-1.0])), RuntimeError,
     "normal expects all elements of std >= 0.0"),
    (lambda g: continuous.normal_arrays(g, W([1.0]), W([1j])), RuntimeError,
     "normal expects standard deviation to be non-complex"),
    (lambda g: discrete.randperm(g, -1), RuntimeError, "Trying to create tensor with negative dimension -1: [-1]"),
    (lambda g: discrete.randperm(g, 300, np.uint8), RuntimeError,
     "value cannot be converted to type uint8_t without overflow"),
    (lambda g: discrete.randperm(g, 2**31 + 1, np.int32), RuntimeError,
     "value cannot be converted to type int without overflow"),
    (lambda g: discrete.randperm(g, 2050, F16), RuntimeError, "n cannot be greater than 2049 for Half type."),
    (lambda g: discrete.randperm(g, 2**53 + 2, F64), RuntimeError, "n cannot be greater than 2^53+1 for Double type."),
    (lambda g: discrete.randperm(g, 3, bool), NotImplementedError, "\"randperm\" not implemented for 'Bool'"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), ARRAYS)
def test_errors_of_arrays(call: Callable[[Generator], Any], error: type[Exception], text: str) -> None:
    generator = seeded()
    with pytest.raises(error) as raised:
        call(generator)
    assert str(raised.value).splitlines()[0] == text
    assert type(raised.value) is error
    np.testing.assert_array_equal(generator.get_state(), seeded().get_state())  # nothing drawn


def test_a_floating_dtype_that_skips_integers_warns() -> None:
    with pytest.warns(UserWarning, match=r"^to - 1 is out of bounds \[-\(2\^11\), 2\^11\]. Due to precision limita"):
        discrete.random_from_to(seeded(), (3,), 0, 4000, F16)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        discrete.random_from_to(seeded(), (3,), 0, 2049, F16)
