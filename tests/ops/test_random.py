"""Random tensors: seeds and states, golden numbers of torch's streams, dropout, and the gradients through draws."""

from __future__ import annotations

import copy
import pickle
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as torch

F = torch.nn.functional


def raises(kind: type[Exception], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


# ------------------------------------------------------------ the streams


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda: torch.rand(3), [0.4962566, 0.7682218, 0.0884774]),
        (lambda: torch.randn(3), [1.5409961, -0.2934289, -2.1787894]),
        (lambda: torch.randn(2, dtype=torch.float64), [1.5409961, -0.2934289]),
        (lambda: torch.randint(10, (5,)), [4, 9, 3, 0, 3]),
        (lambda: torch.randint(low=2, high=5, size=(4,)), [4, 2, 4, 2]),
        (lambda: torch.randperm(5), [4, 0, 1, 3, 2]),
        (lambda: torch.zeros(2).exponential_(), [3.5083263, 1.2303847]),
        (lambda: torch.zeros(3).cauchy_(), [10.5977297, 0.7647673, -0.1282993]),
        (lambda: torch.multinomial(torch.tensor([1.0, 2.0, 3.0]), 2), [2, 1]),
        (lambda: F.dropout(torch.ones(6)), [0, 0, 2, 0, 0, 0]),
    ],
)
def test_numbers_after_seed_zero(draw: Any, expected: list[float]) -> None:
    torch.manual_seed(0)
    np.testing.assert_allclose(draw().numpy(), expected, atol=1e-6)


def test_a_generator_of_ones_own() -> None:
    torch.manual_seed(0)
    expected = torch.rand(3).tolist()
    g = torch.Generator().manual_seed(0)
    torch.manual_seed(1)
    assert torch.rand(3, generator=g).tolist() == expected
    assert g.initial_seed() == 0
    assert g.device == torch.device("cpu")
    for twin in (pickle.loads(pickle.dumps(g)), copy.deepcopy(g)):
        assert isinstance(twin, torch.Generator)
        before = g.get_state()
        assert torch.randn(4, generator=twin).tolist() == torch.randn(4, generator=g).tolist()
        g.set_state(before)
    with raises(TypeError, "rand(): argument 'generator' must be torch.Generator, not int"):
        torch.rand(2, generator=3)


def test_states_restore_the_stream() -> None:
    torch.manual_seed(3)
    torch.randn(1)  # leaves half a pair behind
    state = torch.get_rng_state()
    assert state.dtype is torch.uint8
    assert state.shape == (5056,)
    first = torch.randn(5).tolist()
    torch.set_rng_state(state)
    assert torch.randn(5).tolist() == first
    with torch.random.fork_rng():
        torch.manual_seed(9)
    assert torch.initial_seed() == 3
    for wrong, kind, text in (
        (3, TypeError, "expected a torch.ByteTensor, but got int"),
        (torch.zeros(3), TypeError, "RNG state must be a torch.ByteTensor"),
        (
            torch.zeros(3, dtype=torch.uint8),
            RuntimeError,
            "Expected a CPUGeneratorImplState of size 5056 but found the",
        ),
    ):
        with raises(kind, text):
            torch.set_rng_state(wrong)
    assert torch.seed() == torch.initial_seed()
    with raises(ValueError, "Overflow when unpacking long long"):
        torch.manual_seed(2**64)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=3), st.data())
def test_memory_is_filled_in_its_order(sizes: list[int], data: st.DataObject) -> None:
    """A transposed tensor gets, in the order of its memory, what a straight one gets in its own."""
    order = data.draw(st.permutations(range(len(sizes))))
    torch.manual_seed(5)
    straight = torch.empty(sizes).uniform_()
    torch.manual_seed(5)
    turned = torch.empty(sizes).permute(*order)
    turned.uniform_()
    assert turned.permute(*np.argsort(order).tolist()).tolist() == straight.tolist()
    assert torch.rand_like(turned).stride() == turned.stride()


@pytest.mark.parametrize(
    ("fill", "mean", "deviation"),
    [
        (lambda t: t.normal_(2, 3), 2, 3),
        (lambda t: t.uniform_(-1, 3), 1, 4 / 12**0.5),
        (lambda t: t.exponential_(0.5), 2, 2),
        (lambda t: t.geometric_(0.25), 4, 12**0.5),
        (lambda t: t.bernoulli_(0.3), 0.3, 0.21**0.5),
        (lambda t: t.random_(1, 7), 3.5, (35 / 12) ** 0.5),
        (lambda t: t.log_normal_(0, 0.5), np.exp(0.125), (np.exp(0.25) - 1) ** 0.5 * np.exp(0.125)),
        (lambda t: torch.poisson(torch.full_like(t, 7)), 7, 7**0.5),
        (lambda t: torch.binomial(torch.full_like(t, 10), torch.full_like(t, 0.3)), 3, 2.1**0.5),
        (lambda t: torch.normal(torch.full_like(t, 1), 2.0), 1, 2),
        (torch.randn_like, 0, 1),
    ],
)
def test_moments(fill: Any, mean: float, deviation: float) -> None:
    torch.manual_seed(0)
    drawn = fill(torch.zeros(20000, dtype=torch.float64)).numpy()
    assert abs(drawn.mean() - mean) < 5 * deviation / 20000**0.5
    assert abs(drawn.std() / deviation - 1) < 0.1


def test_multinomial() -> None:
    torch.manual_seed(0)
    weights = torch.tensor([[0.0, 3.0, 1.0], [1.0, 0.0, 0.0]])
    drawn = torch.multinomial(weights, 2000, replacement=True)
    assert drawn.shape == (2, 2000)
    counts = np.bincount(drawn[0].numpy(), minlength=3)
    assert counts[0] == 0
    assert abs(counts[1] / 2000 - 0.75) < 0.05
    assert set(drawn[1].tolist()) == {0}
    assert sorted(torch.multinomial(torch.tensor([1.0, 5.0]), 2).tolist()) == [0, 1]
    for args, text in (
        ((torch.ones(2), 3), "cannot sample n_sample > prob_dist.size(-1) samples without replacement"),
        ((torch.ones(2), 0), "cannot sample n_sample <= 0 samples"),
        ((-torch.ones(2), 1), "probability tensor contains either `inf`, `nan` or element < 0"),
        ((torch.zeros(2), 1), "invalid multinomial distribution (sum of probabilities <= 0)"),
        ((torch.ones(2, 2, 2), 1), "prob_dist must be 1 or 2 dim"),
    ):
        with raises(RuntimeError, text):
            torch.multinomial(*args)


def test_bernoulli() -> None:
    torch.manual_seed(0)
    assert torch.bernoulli(torch.tensor([0.0, 1.0])).tolist() == [0.0, 1.0]
    chances = torch.tensor([0.0, 1.0])
    assert torch.empty(3, 2).bernoulli_(chances).tolist() == [[0.0, 1.0]] * 3
    assert torch.zeros(2, dtype=torch.int64).bernoulli_(1.0).tolist() == [1, 1]
    with raises(RuntimeError, "Expected p_in >= 0 && p_in <= 1 to be true, but got false."):
        torch.bernoulli(torch.tensor([2.0]))
    with raises(RuntimeError, "bernoulli_ expects p to be in [0, 1], but got p=2"):
        torch.zeros(2).bernoulli_(2.0)


# ------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: torch.rand(2, dtype=torch.int64),
            NotImplementedError,
            "\"check_uniform_bounds\" not implemented for 'Long'",
        ),
        (
            lambda: torch.randn(2, dtype=torch.int64),
            NotImplementedError,
            "\"normal_kernel_cpu\" not implemented for 'Long'",
        ),
        (lambda: torch.rand(-1), RuntimeError, "Trying to create tensor with negative dimension -1: [-1]"),
        (lambda: torch.randint(5), TypeError, "randint() received an invalid combination of arguments - got (int)"),
        (
            lambda: torch.randint(5, 2),
            TypeError,
            "randint(): argument 'size' (position 2) must be tuple of ints, not int",
        ),
        (lambda: torch.randint(2.5, (2,)), TypeError, "randint(): argument 'high' (position 1) must be int, not float"),
        (lambda: torch.randint(5, (2,), foo=1), TypeError, "randint() got an unexpected keyword argument 'foo'"),
        (
            lambda: torch.randint(5, 2, (2,)),
            RuntimeError,
            "random_ expects 'from' to be less than 'to', but got from=5 >= to=2",
        ),
        (
            lambda: torch.randint(300, (2,), dtype=torch.uint8),
            RuntimeError,
            "to - 1 is out of bounds for unsigned char",
        ),
        (lambda: torch.randperm(5.0), TypeError, "randperm(): argument 'n' (position 1) must be int, not float"),
        (
            lambda: torch.normal(0.0, 1.0),
            TypeError,
            "normal() received an invalid combination of arguments - got (float, float)",
        ),
        (lambda: torch.normal(torch.ones(2), -1.0), RuntimeError, "normal expects std >= 0.0, but found std -1"),
        (
            lambda: torch.zeros(2).uniform_(2, 1),
            RuntimeError,
            "uniform_ expects to return a [from, to) range, but found from=2",
        ),
        (lambda: torch.zeros(2).exponential_(0), RuntimeError, "exponential_ expects lambda > 0.0, but found lambda=0"),
        (lambda: torch.zeros(2).geometric_(1.0), RuntimeError, "geometric_ expects p to be in (0, 1), but got p=1"),
        (lambda: torch.zeros(2).cauchy_(0, 0), RuntimeError, "cauchy_ expects sigma > 0.0, but found sigma=0"),
        (lambda: torch.zeros(2).random_(1, 2, 3), TypeError, "random_() received an invalid combination of arguments"),
        (lambda: torch.zeros(2).uniform_(frm=1), TypeError, "uniform_() got an unexpected keyword argument 'frm'"),
        (
            lambda: torch.ones(1).expand(3).normal_(),
            RuntimeError,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location.",
        ),
        (
            lambda: torch.ones(2, requires_grad=True).normal_(),
            RuntimeError,
            "a leaf Variable that requires grad is being used in an in-place operation.",
        ),
        (lambda: F.dropout(torch.ones(2), 2), ValueError, "dropout probability has to be between 0 and 1, but got 2"),
        (
            lambda: torch.dropout(torch.ones(2), 2, True),
            RuntimeError,
            "dropout probability has to be between 0 and 1, but",
        ),
        (
            lambda: F.dropout(torch.ones(2, dtype=torch.int64)),
            RuntimeError,
            "result type Float can't be cast to the desired output type Long",
        ),
        (
            lambda: F.dropout1d(torch.ones(3)),
            RuntimeError,
            "dropout1d: Expected 2D or 3D input, but received a 1D input.",
        ),
    ],
)
def test_what_is_refused(call: Any, kind: type[Exception], text: str) -> None:
    with raises(kind, text):
        call()


# ------------------------------------------------------------ gradients


@pytest.mark.parametrize(
    ("draw", "node"),
    [
        (lambda x: x.clone().normal_(), "NormalBackward0"),
        (lambda x: x.clone().uniform_(), "UniformBackward0"),
        (lambda x: x.clone().random_(5), "RandomBackward1"),
        (lambda x: torch.bernoulli(x * 0.5), "BernoulliBackward0"),
        (torch.poisson, "PoissonBackward0"),
        (lambda x: torch.normal(x, 1.0), "NormalBackward1"),
        (lambda x: torch.normal(0.0, x), "NormalBackward2"),
        (lambda x: torch.normal(x, x), "NormalBackward3"),
    ],
)
def test_draws_pass_no_gradient(draw: Any, node: str) -> None:
    x = torch.ones(4, requires_grad=True)
    y = draw(x)
    assert y.grad_fn.name() == node
    y.sum().backward()
    assert x.grad.tolist() == [0.0] * 4


# ------------------------------------------------------------ dropout


def test_dropout_scales_what_it_keeps() -> None:
    torch.manual_seed(0)
    x = torch.ones(10000, requires_grad=True)
    y = F.dropout(x, 0.2)
    kept = y.detach().numpy() != 0
    assert set(np.unique(y.detach().numpy())) == {np.float32(0), np.float32(1.25)}
    assert abs(kept.mean() - 0.8) < 0.02
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy() != 0, kept)
    assert F.dropout(x, 0.2, training=False) is x
    assert F.dropout(x, 0.0) is x
    assert F.dropout(torch.ones(3), 1.0).tolist() == [0.0, 0.0, 0.0]
    z = torch.ones(5)
    assert F.dropout(z, 0.5, inplace=True) is z
    assert set(z.tolist()) <= {0.0, 2.0}


def test_feature_dropout_drops_whole_channels() -> None:
    torch.manual_seed(0)
    for drop, shape in ((F.dropout1d, (4, 5, 3)), (F.dropout2d, (4, 5, 3, 2)), (F.dropout3d, (4, 5, 3, 2, 2))):
        y = drop(torch.ones(shape), 0.5).numpy().reshape(4, 5, -1)
        assert ((y == y[..., :1]).all(-1)).all()
        assert set(np.unique(y)) == {0.0, 2.0}
    assert F.dropout1d(torch.ones(3, 2)).shape == (3, 2)
    with pytest.warns(UserWarning, match=r"^dropout2d: Received a 3D input to dropout2d and assuming"):
        F.dropout2d(torch.ones(2, 2, 2))


def test_alpha_dropout_keeps_the_moments() -> None:
    torch.manual_seed(0)
    x = torch.randn(50000)
    y = F.alpha_dropout(x, 0.3, training=True).numpy()
    assert abs(y.mean()) < 0.02
    assert abs(y.std() - 1) < 0.02
    assert F.alpha_dropout(x, 0.3) is x


def test_native_dropout() -> None:
    torch.manual_seed(0)
    x = torch.ones(6, requires_grad=True)
    y, mask = torch.native_dropout(x, 0.5, True)
    assert mask.dtype is torch.bool
    assert y.tolist() == [2.0 if kept else 0.0 for kept in mask.tolist()]
    (gradient,) = torch.autograd.grad(y.sum(), x)
    assert gradient.tolist() == torch.native_dropout_backward(torch.ones(6), mask, 2.0).tolist() == y.tolist()


def test_gumbel_softmax() -> None:
    torch.manual_seed(0)
    logits = torch.tensor([[0.0, 1.0, 2.0]] * 5000, requires_grad=True)
    hard = F.gumbel_softmax(logits, hard=True)
    assert ((hard == 0) | ((hard - 1).abs() < 1e-6)).all()
    np.testing.assert_allclose(hard.detach().numpy().mean(0), np.exp([0, 1, 2]) / np.exp([0, 1, 2]).sum(), atol=0.03)
    hard[:, 0].sum().backward()
    assert (logits.grad != 0).any()
