"""What the parity suite asks of an operator: one function a question, each answering None or what is wrong.

Every question runs the database's samples in torch and in minigrad; a sample that torch itself refuses is left out.
Start reading at `CHECKS`.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import random
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

import minigrad

from . import opinfo_scope as scope
from .opinfo_bridge import TORCH, Call, CannotCarry, Library, array, leaves, short

OURS = Library(minigrad)
Answer = str | None
FORWARD_SAMPLES = {"float64": 40, "float32": 8, "int64": 12, "complex128": 8}  # of other dtypes 5
GRADIENT_SAMPLES, SECOND_SAMPLES, VARIANT_SAMPLES = 20, 8, 8


class Refused(Exception):
    """torch refuses the sample: there is nothing to compare."""


class Unasked(Exception):
    """No sample of the database asks this: there is no answer, right or wrong."""


@contextlib.contextmanager
def oracle() -> Iterator[None]:
    """Around what torch runs: an error there is no fault of minigrad's."""
    try:
        yield
    except CannotCarry:
        raise
    except Exception as error:
        raise Refused(str(error)) from error


# ------------------------------------------------------------ samples


_made: dict[tuple[str, bool], list[Any]] = {}  # one operator's, kept while its questions are asked
_made_of: list[Any] = [None]


def _all_samples(entry: Any, dtype: str, grad: bool) -> list[Any]:
    if _made_of[0] is not entry:
        _made.clear()
        _made_of[0] = entry
    if (dtype, grad) not in _made:
        torch.manual_seed(0)
        random.seed(0)
        np.random.seed(0)
        made = entry.sample_inputs("cpu", getattr(torch, dtype), requires_grad=grad)
        _made[dtype, grad] = list(itertools.islice(made, 600))
    return _made[dtype, grad]


def samples(entry: Any, dtype: str, grad: bool, most: int) -> Iterator[tuple[str, Any]]:
    """At most so many samples, spread evenly over all that the database has; the same at every call."""
    found = _all_samples(entry, dtype, grad)
    most = min(most, scope.FEWER.get(entry.name, most))
    places = range(len(found)) if len(found) <= most else np.linspace(0, len(found) - 1, most).astype(int)
    for i in places:
        yield f"{dtype} #{i}", found[i]


def answers(entry: Any, dtype: str, grad: bool, most: int, ask: Callable[[Any], Answer]) -> Answer:
    """What is wrong with the first sample for which something is, and with how many that is so."""
    wrong: list[str] = []
    asked = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for label, sample in samples(entry, dtype, grad, most):
            try:
                answer = ask(sample)
            except (Refused, CannotCarry):
                continue
            except Exception as error:  # noqa: BLE001 - whatever minigrad raises, torch did not
                answer = f"raised {type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
            asked += 1
            if answer:
                wrong.append(f"{label}: {answer}")
    if not asked:
        raise Unasked
    return f"{wrong[0]} ({len(wrong)} of {asked} samples)" if wrong else None


# ------------------------------------------------------------ comparing


def far(want: np.ndarray, got: np.ndarray, tolerance: tuple[float, float]) -> Answer:
    """How two arrays of one shape differ, if they do."""
    if want.dtype.kind in "biu":
        different = want != got
    else:
        relative, absolute = tolerance
        with np.errstate(all="ignore"):
            different = ~np.isclose(got, want, rtol=relative, atol=absolute, equal_nan=True)
    if not different.any():
        return None
    first = tuple(int(i) for i in np.argwhere(different)[0])
    return f"{int(different.sum())} of {want.size} elements differ, {got[first]} for {want[first]}"


def differ(want: Any, got: Any, values: bool = True, excuse: Callable[..., bool] | None = None, at: str = "") -> Answer:
    """How a result of ours differs from torch's: structure, kind, shape, dtype, values.

    `excuse(at, want, got)` may accept arrays that differ.
    """
    if isinstance(want, torch.Tensor):
        if not OURS.is_tensor(got):
            return f"{at} a {type(got).__name__} for a Tensor"
        if tuple(got.shape) != tuple(want.shape) or short(got.dtype) != short(want.dtype):
            return f"{at} {got.dtype}{tuple(got.shape)} for {want.dtype}{tuple(want.shape)}"
        if not values or not want.numel():
            return None
        a, b = array(want), array(got)
        tolerance = scope.TOLERANCE.get(short(want.dtype), (0.0, 0.0))
        found = far(a, b, tolerance)
        return None if found is None or (excuse and excuse(at, a, b)) else f"{at} {found}"
    if isinstance(want, (list, tuple)):
        kind = list if isinstance(want, list) else tuple
        if not isinstance(got, kind) or len(got) != len(want):
            return f"{at} {type(got).__name__} for {type(want).__name__} of {len(want)}"
        names = getattr(type(want), "__match_args__", ()) if type(want).__module__ == "torch.return_types" else ()
        if absent := [name for name in names if not hasattr(got, name)]:
            return f"{at} no field {absent[0]}"
        pairs = enumerate(zip(want, got, strict=True))
        return next((d for i, (w, g) in pairs if (d := differ(w, g, values, excuse, f"{at}[{i}]"))), None)
    if isinstance(want, dict):
        return differ(list(want.values()), list(got.values()), values, excuse, at) if isinstance(got, dict) else at
    if isinstance(want, (torch.dtype, torch.layout, torch.memory_format)):
        return None if short(got) == short(want) else f"{at} {got} for {want}"
    if isinstance(want, (bool, int, float, complex)):
        if type(got) is not type(want):
            return f"{at} a {type(got).__name__} for a {type(want).__name__}"
        return far(np.asarray(want), np.asarray(got), (1e-7, 1e-7)) if values else None
    return None if want is None or got == want else f"{at} {got!r} for {want!r}"


_WIDER = {torch.float16: torch.float64, torch.bfloat16: torch.float64, torch.float32: torch.float64,
          torch.complex64: torch.complex128}  # fmt: skip


def _wide(value: Any) -> Any:
    if isinstance(value, torch.dtype):
        return _WIDER.get(value, value)
    return value.to(_WIDER.get(value.dtype, value.dtype))


def as_accurate(entry: Any, sample: Any, at: str, want: np.ndarray, got: np.ndarray) -> bool:
    """Whether a rounded result is about as near to the float64 result as torch's own: both are right then."""
    if want.dtype.kind not in "fc" or want.dtype.itemsize == (16 if want.dtype.kind == "c" else 8):
        return False
    try:
        with torch.no_grad():
            exact = Call(TORCH, entry, sample.transform(_wide))(entry.op)
    except Exception:  # noqa: BLE001 - no wider form of this call: then torch's result stands
        return False
    for index in re.findall(r"\[(\d+)\]", at):
        exact = exact[int(index)]
    exact = array(exact)
    with np.errstate(all="ignore"):
        exact = exact.astype(want.dtype if want.dtype.itemsize == exact.dtype.itemsize else exact.dtype)
        finite = np.isfinite(exact) & np.isfinite(want) & np.isfinite(got)
        if exact.shape != want.shape or not np.array_equal(want[~finite], got[~finite], equal_nan=True):
            return False
        size = np.abs(exact[finite])
        scale = size + 0.1 * (size.mean() if size.size else 0.0) + 1e-5  # sums that cancel are as right as their terms
        ours, theirs = [float((np.abs(a[finite] - exact[finite]) / scale).max(initial=0.0)) for a in (got, want)]
    return ours <= 2 * theirs + scope.TOLERANCE[str(want.dtype)][0]


def selects_equal(entry: Any, sample: Any, want: np.ndarray, got: np.ndarray) -> bool:
    """Whether other indices pick equal elements, none of them twice: ties are free."""
    x, position = sample.input, scope.FREE_TIES[entry.name]
    dim = sample.kwargs.get("dim", sample.args[position] if len(sample.args) > position else -1)
    if want.dtype != np.int64 or not x.dim() or type(dim) is not int or sample.kwargs.get("stable"):
        return False
    a, b = torch.from_numpy(want), torch.from_numpy(got)
    if a.dim() < x.dim():
        a, b = a.unsqueeze(dim), b.unsqueeze(dim)
    if int(b.min()) < 0 or int(b.max()) >= x.shape[dim] or bool((b.sort(dim).values.diff(dim=dim) == 0).any()):
        return False
    return far(array(x.gather(dim, a)), array(x.gather(dim, b)), (0.0, 0.0)) is None


def compare(entry: Any, sample: Any, want: Any, got: Any) -> Answer:
    """How two results of one sample differ, with what is free in this operator left out."""

    def excuse(at: str, a: np.ndarray, b: np.ndarray) -> bool:
        if entry.name in scope.SEVEN_DIGITS and far(a, b, (1e-6, 1e-6)) is None:
            return True
        if entry.name in scope.FREE_TIES and a.dtype == np.int64:
            return selects_equal(entry, sample, a, b)
        return as_accurate(entry, sample, at, a, b)

    free = entry.name in scope.FREE_BASES
    found = differ(want, got, entry.name not in scope.UNWRITTEN and not free, excuse)
    if found or not free:
        return found
    chosen = sample.output_process_fn_grad
    return differ(chosen(want), OURS.function(chosen)(got))


# ------------------------------------------------------------ forward, and other forms of the call


def forward(entry: Any, dtype: str) -> Answer:
    """Values, dtypes, shapes and structure; and the inputs afterwards."""

    def ask(sample: Any) -> Answer:
        with oracle():
            theirs = Call(TORCH, entry, sample)
            want = theirs(entry.op)
        call = Call(OURS, entry, sample)
        got = call(entry.op)
        found = compare(entry, sample, want, got)
        if found or entry.name in scope.UNWRITTEN:
            return found
        return differ(theirs.tensors, call.tensors, at="afterwards the inputs:")

    return answers(entry, dtype, False, FORWARD_SAMPLES.get(dtype, 5), ask)


def _first_dtypes(entry: Any) -> list[str]:
    dtypes = scope.dtypes_of(entry)
    return list(dict.fromkeys([dtypes[0], *[d for d in dtypes if d == "int64"]]))


def _same_seed() -> None:
    torch.manual_seed(42)
    minigrad.manual_seed(42)


def _form(entry: Any, fn: Any, sample: Any) -> Answer:
    _same_seed()
    with oracle():
        want = Call(TORCH, entry, sample)(fn)
    return compare(entry, sample, want, Call(OURS, entry, sample)(fn))


def _in_place(entry: Any, fn: Any, sample: Any) -> Answer:
    _same_seed()
    theirs, call = Call(TORCH, entry, sample), Call(OURS, entry, sample)
    theirs.input, call.input = theirs.input.clone(), call.input.clone()
    try:
        want = theirs(fn)
    except Exception as expected:  # noqa: BLE001 - a result that does not fit: ours must be refused too
        return _raises(expected, lambda: call(fn))
    got = call(fn)
    if want is theirs.input and got is not call.input:
        return "does not return its input"
    return compare(entry, sample, want, got)


def _over(entry: Any, ask: Callable[[Any], Answer]) -> Answer:
    """The first dtype's (and int64's) samples whose input is a tensor."""

    def guarded(sample: Any) -> Answer:
        if not isinstance(sample.input, torch.Tensor):
            raise Refused
        return ask(sample)

    found = []
    for dtype in _first_dtypes(entry):
        with contextlib.suppress(Unasked):
            found.append(answers(entry, dtype, False, VARIANT_SAMPLES, guarded))
    if not found:
        raise Unasked
    return next((f for f in found if f), None)


def method(entry: Any) -> Answer:
    return _over(entry, lambda sample: _form(entry, entry.method_variant, sample))


def in_place(entry: Any) -> Answer:
    return _over(entry, lambda sample: _in_place(entry, entry.inplace_variant, sample))


def operators(entry: Any) -> Answer:
    def ask(sample: Any) -> Answer:
        if sample.kwargs:
            raise Refused
        found = _form(entry, entry.operator_variant, sample) if entry.operator_variant else None
        if found or not entry.inplace_operator_variant:
            return found
        return _in_place(entry, entry.inplace_operator_variant, sample)

    return _over(entry, ask)


def aliases(entry: Any) -> Answer:
    def ask(sample: Any) -> Answer:
        is_method = isinstance(sample.input, torch.Tensor)
        for alias in entry.aliases:
            for fn in (alias.op, alias.method_variant) if is_method else (alias.op,):
                if callable(fn) and (found := _form(entry, fn, sample)):
                    return f"{alias.name}: {found}"
            if is_method and alias.inplace_variant and (found := _in_place(entry, alias.inplace_variant, sample)):
                return f"{alias.name}_: {found}"
        return None

    return answers(entry, scope.dtypes_of(entry)[0], False, VARIANT_SAMPLES, ask)


def out(entry: Any) -> Answer:
    """`out=`: the result is written there, and it is what comes back."""

    def ask(sample: Any) -> Answer:
        with oracle():
            plain = Call(TORCH, entry, sample)(entry.op)
            if not all(isinstance(leaf, torch.Tensor) for leaf in leaves(plain)):
                raise Refused

            def room(library: Library) -> Any:
                made = [library.tensor(torch.zeros_like(t)) for t in leaves(plain)]
                return made[0] if isinstance(plain, torch.Tensor) else tuple(made)

            theirs = room(TORCH)
            want = Call(TORCH, entry, sample)(entry.op, out=theirs)
        ours = room(OURS)
        got = Call(OURS, entry, sample)(entry.op, out=ours)
        if want is not None:  # the functions that copy the parts of a tensor return nothing
            for w, g, a, b in zip(*map(leaves, (want, got, theirs, ours)), strict=True):
                if w is a and g is not b:
                    return "does not return out"
        return compare(entry, sample, theirs, ours)

    return answers(entry, scope.dtypes_of(entry)[0], False, VARIANT_SAMPLES, ask)


# ------------------------------------------------------------ gradients


def _noise(shape: Any, dtype: Any, key: str) -> torch.Tensor:
    """Fixed random numbers away from zero."""
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    made = rng.uniform(0.5, 1.5, tuple(shape)) * rng.choice([-1.0, 1.0], tuple(shape))
    if dtype.is_complex:
        made = made + 1j * rng.uniform(-1.0, 1.0, tuple(shape))
    return torch.from_numpy(np.asarray(made)).to(dtype)


def _defined(entry: Any, sample: Any) -> torch.Tensor | None:
    """Where a masked operator's result is defined; None where the operator takes no mask."""
    wrapper = getattr(entry.gradcheck_wrapper, "__name__", "")
    with torch.no_grad():
        one, other = sample.kwargs.get("input_mask"), sample.kwargs.get("other_mask")
        if "masked_pointwise" in wrapper and one is not None and other is not None:
            both = torch.logical_and(one, other)
            return torch.masked._input_mask(sample.input, *sample.args, mask=both)
        if "masked_operation" in wrapper and sample.kwargs.get("mask") is not None:
            return torch.masked._output_mask(entry.op, sample.input, *sample.args, **sample.kwargs)
    return None


def _outputs(library: Library, entry: Any, sample: Any) -> tuple[list[Any], list[Any]]:
    """What to differentiate by, and the results to differentiate, as torch's own tests take them."""
    call = Call(library, entry, sample)
    fn = library.function(entry.op)
    wrapper = entry.gradcheck_wrapper
    if "masked" in getattr(wrapper, "__name__", ""):
        made = fn(call.input, *call.args, **call.kwargs)
    else:
        made = library.function(wrapper)(fn, call.input, *call.args, **call.kwargs)
    return call.variables, library.tensors(library.function(sample.output_process_fn_grad)(made))


def _gradients(
    library: Library, variables: list[Any], outs: list[Any], weights: list[Any], second: bool
) -> tuple[list[Any], list[Any]]:
    """The gradients by `variables` of the outputs weighed with `weights`; and the tensors of those weights."""
    weights = [library.tensor(w.requires_grad_(second)) for w in weights]
    made = library.module.autograd.grad(outs, variables, weights, allow_unused=True, create_graph=second)
    return list(made), weights


def _same_gradients(want: list[Any], got: list[Any]) -> Answer:
    """None is as good as zeros, on either side."""
    for i, (w, g) in enumerate(zip(want, got, strict=True)):
        if w is None or g is None:
            given = w if g is None else g
            if given is not None and np.any(array(given)):
                return f"gradient {i} is {'None' if g is None else 'not zero'}"
        elif tuple(g.shape) != tuple(w.shape) or short(g.dtype) != short(w.dtype):
            return f"gradient {i} is {g.dtype}{tuple(g.shape)} for {w.dtype}{tuple(w.shape)}"
        else:
            a, b = array(w), array(g)
            relative, absolute = scope.GRADIENT_TOLERANCE
            largest = float(np.abs(a[np.isfinite(a)]).max(initial=0.0))
            if found := far(a, b, (relative, absolute + 1e-9 * largest)):
                return f"gradient {i}: {found}"
    return None


def gradient(entry: Any, dtype: str, second: bool = False) -> Answer:
    """First-order gradients for fixed weights of the results; or those of a fixed contraction of the gradients."""

    def ask(sample: Any) -> Answer:
        key = entry.full_name
        with oracle():
            variables, outs = _outputs(TORCH, entry, sample)
            flags = [o.requires_grad for o in outs]
            if not any(flags):
                raise Refused
            kept = [o for o in outs if o.requires_grad]
            defined = _defined(entry, sample)
            weights = [_noise(o.shape, o.dtype, f"{key} {i}") for i, o in enumerate(kept)]
            if defined is not None:
                weights = [w * defined for w in weights]
            want, cotangents = _gradients(TORCH, variables, kept, weights, second)
            usable = [i for i, w in enumerate(want) if second and w is not None and w.requires_grad]
            if second:
                if not usable:
                    raise Refused  # a gradient without a gradient
                again = {i: _noise(want[i].shape, want[i].dtype, f"{key} second {i}") for i in usable}
                first = [want[i] for i in usable]
                want, _ = _gradients(TORCH, variables + cotangents, first, [again[i] for i in usable], False)
        variables, outs = _outputs(OURS, entry, sample)
        if [bool(o.requires_grad) for o in outs] != flags:
            return f"requires_grad of the results is {[bool(o.requires_grad) for o in outs]} for {flags}"
        kept = [o for o in outs if o.requires_grad]
        got, cotangents = _gradients(OURS, variables, kept, weights, second)
        if second:
            first = [got[i] for i in usable if got[i] is not None and got[i].requires_grad]
            picked = [again[i] for i in usable if got[i] is not None and got[i].requires_grad]
            inputs = variables + cotangents
            got = _gradients(OURS, inputs, first, picked, False)[0] if first else [None] * len(inputs)
        return _same_gradients(want, got)

    return answers(entry, dtype, True, SECOND_SAMPLES if second else GRADIENT_SAMPLES, ask)


# ------------------------------------------------------------ errors


def _raises(expected: Exception, run: Callable[[], Any]) -> Answer:
    """Whether `run` raises what was expected: the type, a subclass of it, or a class of that name."""
    try:
        run()
    except Exception as error:  # noqa: BLE001 - judged here
        kind = type(expected)
        excused = isinstance(error, NotImplementedError) and not isinstance(expected, NotImplementedError)
        if (isinstance(error, kind) and not excused) or kind.__name__ in [c.__name__ for c in type(error).__mro__]:
            return None
        first = (str(error).splitlines() or [""])[0]
        return f"raised {type(error).__name__}: {first}; expected {kind.__name__}"
    return f"accepted; expected {type(expected).__name__}: {(str(expected).splitlines() or [''])[0]}"


def _error_samples(entry: Any) -> Iterator[tuple[int, Any, Exception]]:
    """The database's bad inputs that torch does refuse, each with torch's error."""
    torch.manual_seed(0)
    for i, item in enumerate(entry.error_inputs("cpu")):
        try:
            call = Call(TORCH, entry, item.sample_input)
        except CannotCarry:
            continue
        try:
            call(entry.op)
        except Exception as expected:  # noqa: BLE001 - that is what it is for
            yield i, item, expected


def error_types(entry: Any) -> Answer:
    wrong, asked = [], 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i, item, expected in _error_samples(entry):
            asked += 1
            call = Call(OURS, entry, item.sample_input)
            if found := _raises(expected, functools.partial(call, entry.op)):
                wrong.append(f"error #{i}: {found}")
    if not asked:
        raise Unasked
    return f"{wrong[0]} ({len(wrong)} in all)" if wrong else None


def error_texts(entry: Any) -> Answer:
    """The texts, where the database's pattern is a sentence and torch's own text fits it."""
    wrong, asked = [], 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i, item, expected in _error_samples(entry):
            pattern = item.error_regex
            if len(pattern.split()) < 3 or not re.search(pattern, str(expected)):
                continue
            asked += 1
            try:
                Call(OURS, entry, item.sample_input)(entry.op)
            except Exception as error:  # noqa: BLE001 - its text is judged, its type in error_types
                if not re.search(pattern, str(error)):
                    wrong.append(f"error #{i}: {str(error).splitlines()[0]!r} for {pattern!r}")
            else:
                wrong.append(f"error #{i}: accepted")
    if not asked:
        raise Unasked
    return f"{wrong[0]} ({len(wrong)} in all)" if wrong else None


# ------------------------------------------------------------ the questions


def checks(entry: Any) -> dict[str, Callable[[], Answer]]:
    """The questions that an operator of the database raises, by name."""
    backward = {str(d).removeprefix("torch.") for d in entry.supported_backward_dtypes("cpu")}
    has_tensor_method = callable(entry.method_variant)
    found: dict[str, Callable[[], Answer]] = {
        f"forward {dtype}": functools.partial(forward, entry, dtype) for dtype in scope.dtypes_of(entry)
    }
    if "float64" in backward and entry.supports_autograd:
        found["gradient"] = functools.partial(gradient, entry, "float64")
        if entry.supports_gradgrad:
            found["second order"] = functools.partial(gradient, entry, "float64", second=True)
    if "complex128" in backward and entry.supports_autograd:
        found["complex gradient"] = functools.partial(gradient, entry, "complex128")
    if has_tensor_method:
        found["method"] = functools.partial(method, entry)
    if entry.inplace_variant is not None:
        found["in-place"] = functools.partial(in_place, entry)
    if entry.operator_variant is not None or entry.inplace_operator_variant is not None:
        found["operator"] = functools.partial(operators, entry)
    if entry.aliases:
        found["aliases"] = functools.partial(aliases, entry)
    if entry.supports_out:
        found["out="] = functools.partial(out, entry)
    if entry.error_inputs_func is not None:
        found["error types"] = functools.partial(error_types, entry)
        found["error texts"] = functools.partial(error_texts, entry)
    return found
