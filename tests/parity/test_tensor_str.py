"""The printed form of tensors, text for text against PyTorch: random arrays, print options, facts and formats."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from minigrad import _tensor_str
from minigrad._tensor_str import format_scalar, get_printoptions, parameter_text, set_printoptions, tensor_text

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
DTYPES = FLOATS + INTEGERS + ["complex64", "complex128", "bool"]
ANY_DTYPE = st.sampled_from(DTYPES)


@pytest.fixture(scope="module")
def bfloat16():
    return pytest.importorskip("ml_dtypes", reason="bfloat16 needs ml_dtypes").bfloat16


@pytest.fixture(autouse=True)
def defaults():
    reset()
    yield
    reset()


def reset():
    """Back to the defaults, here and there; for the start of a hypothesis example too."""
    set_printoptions(profile="default")
    torch.set_printoptions(profile="default")
    torch.set_default_dtype(torch.float32)


def floats_like_those_people_print():
    special = st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf, 1e8, -1e8, 1e-4, 999.5, 1000.0, 0.5])
    scaled = st.builds(lambda m, e: m * 10.0**e, st.integers(-999, 999), st.integers(-12, 12))
    quarters = st.integers(-4000, 4000).map(lambda n: n / 4)
    whole = st.integers(-1000, 1000).map(float)
    return special | scaled | quarters | whole | st.floats()


@st.composite
def arrays(draw, dtypes=ANY_DTYPE, max_dims=4, max_side=9):
    """An array filled at random from a handful of drawn values: cheap to build however large, and shrinks well."""
    dtype = np.dtype(draw(dtypes))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=max_dims, min_side=0, max_side=max_side))
    if dtype.kind in "fc":
        parts = floats_like_those_people_print()
        element = parts if dtype.kind == "f" else st.builds(complex, parts, parts)
    elif dtype.kind == "b":
        element = st.booleans()
    else:
        info = np.iinfo(dtype)
        element = st.integers(max(info.min, -200), min(info.max, 200)) | st.integers(info.min, info.max)
    with np.errstate(over="ignore"):
        pool = np.array(draw(st.lists(element, min_size=1, max_size=8)), dtype)
    chosen = np.random.default_rng(draw(st.integers(0, 99))).integers(0, len(pool), shape)
    return np.asarray(pool[chosen])


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "precision": st.integers(0, 12),
        "threshold": st.sampled_from([0, 1, 5, 30, 200, 5000, math.inf]),
        "edgeitems": st.integers(0, 4),
        "linewidth": st.integers(0, 160),
        "profile": st.sampled_from(["default", "short", "full", "unheard of"]),
        "sci_mode": st.sampled_from([None, True, False]),
    },
)


def agree(array, tensor, **facts):
    theirs = repr(tensor)
    if facts.get("name") is None:
        facts.pop("name", None)
    assert tensor_text(array, **facts) == theirs


@settings(max_examples=400, deadline=None)
@given(arrays())
def test_plain(array):
    agree(array, torch.from_numpy(array))


@settings(max_examples=600, deadline=None)
@given(arrays(max_dims=5, max_side=7), OPTIONS)
def test_print_options(array, options):
    reset()
    set_printoptions(**options)
    torch.set_printoptions(**options)
    agree(array, torch.from_numpy(array))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FLOATS), st.data())
def test_every_bit_pattern(dtype, data):
    """Subnormals, NaN payloads, extremes: elements drawn as bits."""
    bits = np.dtype(dtype).str.replace("f", "u")
    array = data.draw(arrays(st.just(bits), max_dims=2)).view(dtype)
    agree(array, torch.from_numpy(array))


@settings(max_examples=200, deadline=None)
@given(arrays(max_dims=3, max_side=40), st.sampled_from([1, 2, 3]))
def test_summaries(array, edgeitems):
    reset()
    set_printoptions(edgeitems=edgeitems, threshold=50)
    torch.set_printoptions(edgeitems=edgeitems, threshold=50)
    agree(array, torch.from_numpy(array))


@settings(max_examples=300, deadline=None)
@given(
    arrays(st.sampled_from([*FLOATS, "complex64", "complex128"]), max_dims=3),
    st.sampled_from(FLOATS),
    st.sampled_from(["leaf", "node", "neither"]),
    st.sampled_from([None, "T", "AlmostEmptyTensorOfSomeUser"]),
    st.integers(10, 120),
)
def test_facts(array, default_dtype, history, name, linewidth):
    reset()
    torch.set_default_dtype(getattr(torch, default_dtype))
    set_printoptions(linewidth=linewidth)
    torch.set_printoptions(linewidth=linewidth)
    tensor = torch.from_numpy(array)
    if name is not None:
        tensor = tensor.as_subclass(type(name, (torch.Tensor,), {}))
    tensor.requires_grad_(history != "neither")
    if history == "node":
        tensor = tensor.clone()
    agree(
        array,
        tensor,
        name=name,
        default_dtype=np.dtype(default_dtype),
        requires_grad=tensor.requires_grad,
        grad_fn=type(tensor.grad_fn).__name__ if history == "node" else None,
    )


@settings(max_examples=100, deadline=None)
@given(array=arrays(), default_dtype=st.sampled_from(FLOATS))
def test_default_dtype(array, default_dtype):
    reset()
    torch.set_default_dtype(getattr(torch, default_dtype))
    agree(array, torch.from_numpy(array), default_dtype=np.dtype(default_dtype))


@settings(max_examples=200, deadline=None)
@given(bits=arrays(st.just("uint16"), max_dims=3), everyday=st.booleans(), is_default=st.booleans())
def test_bfloat16(bfloat16, bits, everyday, is_default):
    reset()
    array = bits.view(bfloat16)
    if everyday:  # any bits are mostly astronomical numbers; read them as eighths instead
        array = np.asarray((bits.astype(np.int32) - 500) / 8).astype(bfloat16)
    tensor = torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    if is_default:
        torch.set_default_dtype(torch.bfloat16)
    default = np.dtype(bfloat16 if is_default else np.float32)
    agree(array, tensor, default_dtype=default)
    agree(bits.astype(np.complex64), torch.from_numpy(bits.astype(np.complex64)), default_dtype=default)
    if array.ndim == 0:
        assert format_scalar(array, ".5g") == format(tensor, ".5g")


def test_strides_do_not_show():
    array = np.arange(60.0, dtype=np.float32).reshape(3, 4, 5)[1:, ::2].transpose(2, 0, 1)
    assert not array.flags.c_contiguous
    agree(array, torch.from_numpy(array))
    agree(array[::-1], torch.from_numpy(array).flip(0))


def test_lazy_conjugate():
    array = np.array([1 + 2j, -0.5 - 0j], np.complex64)
    tensor = torch.from_numpy(array).conj()
    assert tensor.is_conj()
    agree(array.conj(), tensor)
    agree(array.conj().imag, tensor.imag)


def test_parameter():
    class Scale(torch.nn.Parameter):
        pass

    array = np.arange(20, dtype=np.float32).reshape(4, 5)
    assert parameter_text(tensor_text(array, requires_grad=True)) == repr(torch.nn.Parameter(torch.from_numpy(array)))
    text = tensor_text(array, name="Scale", requires_grad=True)
    assert parameter_text(text, subclass=True) == repr(Scale(torch.from_numpy(array)))


def test_contents_and_tangent():
    array = np.ones(2)
    tensor = torch.from_numpy(array)
    assert tensor_text(array, contents="...") == tensor.__repr__(tensor_contents="...")
    with warnings.catch_warnings(), torch.autograd.forward_ad.dual_level():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch compiles its decompositions on first use
        dual = torch.autograd.forward_ad.make_dual(tensor.float(), torch.ones(2))
        agree(array.astype(np.float32), dual, tangent=repr(torch.ones(2)))


@given(st.lists(OPTIONS, max_size=4))
def test_options_accumulate(calls):
    reset()
    for options in calls:
        set_printoptions(**options)
        torch.set_printoptions(**options)
        theirs = torch._tensor_str.get_printoptions()
        assert get_printoptions() == theirs
        assert list(get_printoptions()) == list(theirs)


@pytest.mark.parametrize(
    "options",
    [{"precision": -1}, {"precision": "x"}, {"precision": 2.0}, {"threshold": "x"}, {"linewidth": math.inf}, {"no": 1}],
    ids=str,
)
def test_senseless_options(options):
    array = np.array([0.5, 2], np.float32)
    errors = []
    for printoptions, text in [
        (_tensor_str.printoptions, lambda: tensor_text(array)),
        (torch._tensor_str.printoptions, lambda: repr(torch.from_numpy(array))),
    ]:
        with pytest.raises((TypeError, ValueError, OverflowError)) as caught, printoptions(**options):
            text()
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1]


@settings(max_examples=200, deadline=None)
@given(
    arrays(max_dims=0).filter(lambda array: array.ndim == 0),
    st.sampled_from(["", ".3f", "10.2e", "+g", "d", ",", "x", "<12", "%", "s", "?!", "c"]),
)
def test_format_scalar(array, spec):
    def outcome(formatted):
        try:
            return formatted()
        except (ValueError, TypeError, OverflowError) as error:
            return type(error), str(error)

    tensor = torch.from_numpy(array)
    assert outcome(lambda: format_scalar(array, spec)) == outcome(lambda: format(tensor, spec))
