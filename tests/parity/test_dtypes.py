"""dtypes against PyTorch: limits, promotion, casts, the default, printing, pickling, in every dtype that both have."""

from __future__ import annotations

import copy
import itertools
import operator
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Casting complex values to real")  # torch gives it once a process

NARROW = ("uint16", "uint32", "uint64")  # torch stores these and computes little with them
COMPUTED = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
            "complex64", "complex128")  # fmt: skip
NAMES = (*COMPUTED, *NARROW)
SHAPES = [((2,), (2,)), ((2,), ()), ((), (2,)), ((), ())]


def answer(library: Any, call: Callable[[Any], Any]) -> str:
    """What comes back, as text; of an error its type and first line."""
    try:
        return repr(call(library))
    except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
        return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def agree(*calls: Callable[[Any], Any]) -> None:
    for i, call in enumerate(calls):
        assert answer(minigrad, call) == answer(torch, call), f"call {i}"


def of(library: Any, name: str) -> Any:
    return getattr(library, name)


@pytest.fixture
def default() -> Iterator[None]:
    yield
    for library in (torch, minigrad):
        library.set_default_dtype(library.float32)


@pytest.mark.parametrize("name", NAMES)
def test_limits(name: str) -> None:
    facts = operator.attrgetter("bits", "max", "min", "dtype")
    more = operator.attrgetter("eps", "tiny", "smallest_normal", "resolution")
    agree(
        lambda t: facts(t.iinfo(of(t, name))),
        lambda t: t.iinfo(of(t, name)),
        lambda t: (facts(t.finfo(of(t, name))), more(t.finfo(of(t, name)))),
        lambda t: t.finfo(of(t, name)),
    )


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    agree(
        lambda t: operator.attrgetter("is_floating_point", "is_complex", "is_signed", "itemsize")(of(t, name)),
        lambda t: (of(t, name), str(of(t, name)), of(t, name).to_real()),
        lambda t: of(t, "float32" if name == "float16" else name).to_complex(),  # complex32 is not NumPy's
        lambda t: pickle.loads(pickle.dumps(of(t, name))) is of(t, name),
        lambda t: copy.deepcopy(of(t, name)) is of(t, name),
    )


@pytest.mark.parametrize("name", NAMES)
def test_tensors(name: str) -> None:
    agree(
        lambda t: t.tensor([0, 1, 2.7182, 100]).to(of(t, name)),
        lambda t: t.tensor(2.7182).to(of(t, name)),
        lambda t: t.tensor([1.1, 2.2]).to(of(t, name)).tolist(),
        lambda t: t.tensor(2.7182).to(of(t, name)).item(),
        lambda t: t.ones(2).to(of(t, name)).type(),
        lambda t: t.ones(2).type(of(t, name)).dtype,
        lambda t: t.zeros(3, dtype=of(t, name)).element_size(),
        lambda t: t.zeros(3, dtype=of(t, name)).nbytes,
        lambda t: t.zeros(3, dtype=of(t, name)).is_signed(),
        lambda t: t.full((2,), 3, dtype=of(t, name)),
        lambda t: t.eye(2, dtype=of(t, "int64" if name in NARROW else name)),
        lambda t: copy.deepcopy(t.tensor([1.5, 2]).to(of(t, name))),
    )
    ours = pickle.loads(pickle.dumps(minigrad.tensor([1.5, 2]).to(of(minigrad, name))))
    assert (ours.dtype, ours.tolist()) == (of(minigrad, name), torch.tensor([1.5, 2]).to(of(torch, name)).tolist())
    if name != "bfloat16":  # torch gives none; minigrad gives ml_dtypes'
        agree(lambda t: t.tensor([1, 2]).to(of(t, name)).numpy())


@pytest.mark.parametrize("name", NAMES)
def test_casts(name: str) -> None:
    agree(*[
        lambda t, other=other: t.tensor([0, 1, 3]).to(of(t, name)).to(of(t, other)) for other in NAMES
    ], *[
        lambda t, method=method: getattr(t.tensor([0, 1, 2]).to(of(t, name)), method)()
        for method in ("float", "double", "half", "bfloat16", "int", "long", "short", "char", "byte", "bool", "cfloat")
    ])  # fmt: skip


@pytest.mark.parametrize("legacy", ["Float", "Double", "Half", "BFloat16", "Int", "Long", "Short", "Char", "Byte", "Bool"])
def test_legacy_types(legacy: str) -> None:
    agree(
        lambda t: t.tensor([1.5, 0]).type(f"torch.{legacy}Tensor"),
        lambda t: t.tensor([1.5, 0]).type(getattr(t, f"{legacy}Tensor")),
        lambda t: getattr(t, f"{legacy}Tensor")([1, 0]),
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_default_dtype(name: str, default: None) -> None:
    agree(lambda t: t.set_default_dtype(of(t, name)))
    agree(
        lambda t: t.get_default_dtype(),
        lambda t: t.tensor(1.5).dtype,
        lambda t: t.ones(2).dtype,
        lambda t: (t.ones(2, dtype=t.int64) / 2).dtype,
        lambda t: t.finfo(),
        lambda t: t.tensor(1.5),
    )


@pytest.mark.parametrize("a", NAMES)
def test_promotion(a: str) -> None:
    for b in NAMES:
        agree(lambda t, b=b: t.promote_types(of(t, a), of(t, b)), lambda t, b=b: t.can_cast(of(t, a), of(t, b)))
        for first, second in SHAPES:
            if "complex" in a + b and "float16" in (a, b):
                continue  # complex32
            agree(lambda t, b=b, m=first, n=second: t.result_type(t.ones(m, dtype=of(t, a)), t.ones(n, dtype=of(t, b))))
    for number in (True, 3, 2.5, 1j):
        if number != 1j or a != "float16":
            agree(lambda t, x=number: t.result_type(t.ones(2, dtype=of(t, a)), x))


@pytest.mark.parametrize("a", COMPUTED)
def test_operands_of_two_dtypes(a: str) -> None:
    for b, (m, n) in itertools.product(COMPUTED, SHAPES):
        if "complex" in a + b and "float16" in (a, b):
            continue  # complex32

        def pair(t: Any, b: str = b, m: Any = m, n: Any = n) -> tuple[Any, Any]:
            return t.ones(m, dtype=of(t, a)), t.ones(n, dtype=of(t, b))

        agree(
            lambda t, pair=pair: t.add(*pair(t)),
            lambda t, pair=pair: t.where(t.tensor(True), *pair(t)),
            lambda t, pair=pair: t.Tensor.add_(*pair(t)),
            lambda t, pair=pair: t.ones(2, dtype=pair(t)[0].dtype).copy_(pair(t)[1]),
            lambda t, pair=pair: t.cat([x.reshape(-1) for x in pair(t)]),
        )


@pytest.mark.parametrize("name", COMPUTED)
@pytest.mark.parametrize("op", ["add", "mul", "div", "floor_divide", "remainder", "eq", "lt"])
def test_numbers_beside_tensors(op: str, name: str) -> None:
    for number in (True, 3, 2.5, 1j):
        if number != 1j or name != "float16":  # complex32
            agree(lambda t, x=number: getattr(t, op)(t.ones(2, dtype=of(t, name)), x))


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_half_precisions(name: str) -> None:
    edges = [1e-40, 6e-8, 1e-7, 65504, 70000, 3.4e38, float("inf"), float("nan"), -0.0, 0.1, 1 / 3]

    def many(t: Any) -> Any:
        return t.full((5000,), 0.1, dtype=of(t, name))

    agree(
        lambda t: t.tensor(edges, dtype=of(t, name)).tolist(),
        lambda t: t.tensor(edges, dtype=t.float64).to(of(t, name)),
        lambda t: (many(t).sum(), many(t).mean(), many(t).softmax(0)[0], many(t).norm(), many(t).logsumexp(0)),
        lambda t: many(t).cumsum(0)[-1],
        lambda t: t.full((50, 70), 0.1, dtype=of(t, name)) @ t.full((70, 3), 0.3, dtype=of(t, name)),
        lambda t: t.autograd.functional.jacobian(lambda x: x * x * 2.5, t.tensor([0.1, 0.7], dtype=of(t, name))),
    )
