"""What wrong arguments are told: torch's words, and no word of what is inside."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad.ops import TABLE, refusals
from minigrad.ops.stubs import parsed
from minigrad.ops.table import namespace
from minigrad.testing.table import samples_of
from tests import argument_calls

# What Python and NumPy say of their own affairs.
INSIDE = re.compile(
    r"not supported between|ufunc|could not be broadcast|__index__|object has no attribute|<lambda>|<locals>|\b_\w+\(\)"
    r"|object is not (iterable|subscriptable)|has no len|bad operand|to unpack|invalid literal|could not convert"
    r"|malformed string|np\.|numpy\.(core|_core)|index out of range|has an invalid"
)


@pytest.mark.parametrize("space", [None, *argument_calls.SPACES], ids=str)
def test_no_message_tells_of_what_is_inside(space: str | None) -> None:
    allowed = ("expected np.ndarray", "from_dlpack received", "invalid literal for int() with base 10: 'a'")  # torch says so too
    found = argument_calls.outcomes(torch, space)
    assert len(found) >= 5
    wrong = {
        call: f"{type(error).__name__}: {error}"
        for call, error in found.items()
        if error is not None
        and (INSIDE.search(str(error)) or not str(error) or isinstance(error, AttributeError | KeyError))
        and not str(error).startswith(allowed)
    }
    assert not wrong, "\n".join(f"{call}: {text}" for call, text in wrong.items())


x = torch.ones(2, 3)
TEXTS: list[tuple[str, Any, str]] = [
    ("x.topk()", x.topk, 'topk() missing 1 required positional arguments: "k"'),
    ("torch.sum()", torch.sum, "sum() received an invalid combination of arguments - got (), but expected one of:"),
    ("x.sum(foo=1)", lambda: x.sum(foo=1),
     "sum() received an invalid combination of arguments - got (foo=int, ), but expected one of:"),
    ("torch.add(1, 'a')", lambda: torch.add(1, "a"), "add(): argument 'other' (position 2) must be Tensor, not str"),
    ("x + 'a'", lambda: x + "a", "unsupported operand type(s) for +: 'Tensor' and 'str'"),
    ("x.view('a')", lambda: x.view("a"),
     "view() received an invalid combination of arguments - got (str), but expected one of:"),
    ("torch.zeros('a')", lambda: torch.zeros("a"), "zeros(): argument 'size' (position 1) must be tuple of ints, not str"),
    ("torch.cat(1)", lambda: torch.cat(1), "cat(): argument 'tensors' (position 1) must be tuple of Tensors, not int"),
    ("torch.cat([1])", lambda: torch.cat([1]), "expected Tensor as element 0 in argument 0, but got int"),
    ("x.reshape(2.5)", lambda: x.reshape(2.5), "reshape(): argument 'shape' (position 1) must be tuple of ints, not float"),
    ("torch.mm(x, 1)", lambda: torch.mm(x, 1), "mm(): argument 'mat2' (position 2) must be Tensor, not int"),
    ("linalg.inv(1)", lambda: torch.linalg.inv(1), "linalg_inv(): argument 'A' (position 1) must be Tensor, not int"),
    ("fft.fft(1)", lambda: torch.fft.fft(1), "fft_fft(): argument 'input' (position 1) must be Tensor, not int"),
    ("special.erf(1)", lambda: torch.special.erf(1), "special_erf(): argument 'input' (position 1) must be Tensor, not int"),
    ("torch.erf(1)", lambda: torch.erf(1), "erf(): argument 'input' (position 1) must be Tensor, not int"),
    ("torch.absolute('a')", lambda: torch.absolute("a"), "absolute(): argument 'input' (position 1) must be Tensor, not str"),
    ("x.add_('a')", lambda: x.add_("a"), "add_(): argument 'other' (position 1) must be Tensor, not str"),
    ("x.mul('a')", lambda: x.mul("a"), "mul(): argument 'other' (position 1) must be Tensor, not str"),
    ("x.transpose(0)", lambda: x.transpose(0), 'transpose() missing 1 required positional arguments: "dim1"'),
    ("x.transpose()", x.transpose, 'transpose() missing 2 required positional argument: "dim0", "dim1"'),
    ("x.t(1)", lambda: x.t(1), "TensorBase.t() takes no arguments (1 given)"),
    ("x.t(a=1)", lambda: x.t(a=1), "TensorBase.t() takes no keyword arguments"),
    ("torch.t(x, 1)", lambda: torch.t(x, 1), "t() takes 1 positional argument but 2 were given"),
    ("torch.cdist()", torch.cdist, "cdist() missing 2 required positional arguments: 'x1' and 'x2'"),
    ("diagonal(x, 1.5)", lambda: torch.diagonal(x, 1.5), "diagonal(): argument 'offset' (position 2) must be int, not float"),
    ("x.diagonal(1.5)", lambda: x.diagonal(1.5), "diagonal(): argument 'offset' (position 1) must be int, not float"),
    ("x.diagonal(offset=1.5)", lambda: x.diagonal(offset=1.5), "diagonal(): argument 'offset' must be int, not float"),
    ("x.gather(1, dim=0)", lambda: x.unsqueeze(1, dim=0), "unsqueeze() got multiple values for argument 'dim'"),
    ("x.svd(1)", lambda: x.svd(1), "svd(): argument 'some' (position 1) must be bool, not int"),
    ("x.size('a')", lambda: x.size("a"), "size(): argument 'dim' (position 1) must be int, not str"),
    ("x.backward('a')", lambda: x.backward("a"), "gradients can be either Tensors or None, but got str"),
    ("x.permute('a')", lambda: x.permute("a"), "permute(): argument 'dims' (position 1) must be tuple of ints, not str"),
    ("addmv()", torch.addmv, ("addmv() received an invalid combination of arguments - got (), but expected "
     "(Tensor input, Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1, Tensor out = None)")),
    ("F.dropout(x, 'a')", lambda: torch.nn.functional.dropout(x, unknown=1),
     "dropout() got an unexpected keyword argument 'unknown'"),
    ("lstm()", torch.lstm, "lstm() received an invalid combination of arguments - got (), but expected one of:"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_the_words_are_torchs(call: Any, text: str) -> None:
    with pytest.raises(TypeError, match="^" + re.escape(text)) as raised:
        call()
    assert str(raised.value).split("\n")[0] == text
    assert raised.value.__cause__ is None
    assert type(raised.value) is TypeError


def test_several_signatures_are_listed() -> None:
    with pytest.raises(TypeError, match="expected one of:") as raised:
        torch.where(x, "a")
    lines = str(raised.value).splitlines()
    assert lines[0] == "where() received an invalid combination of arguments - got (Tensor, str), but expected one of:"
    assert lines[1] == " * (Tensor condition)"


def test_an_array_is_shown_the_way_in() -> None:
    with pytest.raises(TypeError, match=r"must be Tensor, not numpy\.ndarray; make one with torch\.from_numpy\(array\)$"):
        torch.linalg.det(np.ones((2, 2)))


def test_an_error_about_something_else_stays() -> None:
    with pytest.raises(RuntimeError, match=r"^The size of tensor a \(3\) must match the size of tensor b \(2\)"):
        torch.add(x, torch.ones(2))
    with pytest.raises(IndexError, match=r"^Dimension out of range"):
        x.sum(5)
    assert refusals.refusal(TABLE["sum"], "", "sum", (x, 5), {}) is None


def test_functions_are_named_as_they_are_reached() -> None:
    assert torch.special.expit.__name__ == "expit"
    assert torch.multiply.__name__ == "multiply"
    assert torch.multiply is namespace("")["multiply"]
    assert refusals.said("linalg", "inv") == "linalg_inv"
    assert refusals.said("nn.functional", "relu") == "relu"


def test_the_words_are_loaded_when_a_call_fails() -> None:
    program = (
        "import sys, minigrad as t; t.ones(2).sum(); print('minigrad.ops.refusals' in sys.modules)\n"
        "try: t.sum()\nexcept TypeError: print('minigrad.ops.refusals' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


class Foreign:
    """A class that is no part of any library."""


@pytest.mark.parametrize(
    ("annotation", "value", "fits"),
    [
        ("Tensor", x, True), ("Tensor", 1.0, False), ("Tensor | None", None, True), ("int", 3, True),
        ("int", np.int64(3), True), ("int", 2.5, False), ("int", torch.tensor(3), True), ("int", torch.tensor(2.5), False),
        ("int", torch.ones(2), False), ("float", 3, True), ("float", "3", False), ("float", 1j, False),
        ("Number", 1j, True), ("Number", torch.tensor(1.5), True), ("bool", True, True), ("bool", 1, False),
        ("Sequence[int]", (1, 2), True), ("Sequence[int]", [1, "a"], False), ("Sequence[int]", 1, False),
        ("int | Sequence[int]", 1, True), ("Sequence[Tensor | None]", [x, None], True), ("Literal[True]", False, True),
        ("dtype", torch.float32, True), ("dtype", "float32", False), ("Any", Foreign(), True),
    ],
)  # fmt: skip
def test_what_fits_an_annotation(annotation: str, value: object, fits: bool) -> None:
    assert refusals.accepts(annotation, value) is fits


def test_names_of_types() -> None:
    names = [refusals.type_name(v) for v in (x, 1, None, np.ones(1), Foreign(), torch.nn.Parameter(x))]
    assert names == ["Tensor", "int", "NoneType", "numpy.ndarray", "Foreign", "Parameter"]


def test_complaints_of_one_signature() -> None:
    stub = parsed("(input: Tensor, dim: int, keepdim: bool = False)")

    def said(*args: Any, **kwargs: Any) -> str | None:
        return refusals.complaint(stub, refusals.Called("f", args, kwargs, method=False, python=False))

    assert said(x, 1) is None
    assert said(x, axis=1) is None
    assert said(x, 1, True, 4) == "f() takes 3 positional arguments but 4 were given"
    assert said(x, 1, keepdims=2) == "f(): argument 'keepdim' must be bool, not int"
    assert said(x) == 'f() missing 1 required positional arguments: "dim"'
    assert said() == 'f() missing 2 required positional argument: "input", "dim"'
    assert said(x, 1, input=x) == "f() got multiple values for argument 'input'"


def as_tensors(value: Any) -> Any:
    """A sample's arrays as Tensors, in lists and tuples too."""
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value)
    return type(value)(map(as_tensors, value)) if type(value) in (list, tuple) else value


@pytest.mark.parametrize("key", [key for key, row in TABLE.items() if row.samples is not None])
def test_a_call_that_is_right_is_not_refused(key: str) -> None:
    """Whatever goes wrong in such a call, a complaint about its arguments would hide it."""
    row = TABLE[key]
    for args, kwargs in samples_of(row):
        args, kwargs = as_tensors(tuple(args)), {name: as_tensors(value) for name, value in kwargs.items()}
        for space in row.namespaces:
            assert refusals.refusal(row, space, row.name, args, kwargs) is None
        if row.method and args and isinstance(args[0], torch.Tensor):
            assert refusals.refusal(row, "Tensor", row.name, args, kwargs) is None
