"""Expressions on the command line: what they build, on a small value class made here, and what is refused, by text."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad.cli import main
from minigrad.cli.graph import evaluate, parse_values
from minigrad.cli.usage import UsageError


class Number:
    """A value that knows its label and data only: what an expression computes does not hang on the engine."""

    def __init__(self, data: float, label: str = "") -> None:
        self.data = data
        self.label = label

    def __add__(self, other):
        return Number(self.data + plain(other))

    def __sub__(self, other):
        return Number(self.data - plain(other))

    def __rsub__(self, other):
        return Number(plain(other) - self.data)

    def __mul__(self, other):
        return Number(self.data * plain(other))

    def __truediv__(self, other):
        return Number(self.data / plain(other))

    def __rtruediv__(self, other):
        return Number(plain(other) / self.data)

    def __pow__(self, other):
        return Number(self.data ** plain(other))

    def __neg__(self):
        return Number(-self.data)

    def tanh(self):
        return Number(math.tanh(self.data))

    def log(self):
        return Number(math.log(self.data))

    __radd__ = __add__
    __rmul__ = __mul__


def plain(other: "Number | float") -> float:
    return other.data if isinstance(other, Number) else other


def data(expression: str, **values: float) -> dict[str, float]:
    return {name: value.data for name, value in evaluate(expression, values, Number).items()}


def test_one_assignment():
    assert data("e=(a+b)*(b+1)", a=2, b=1) == {"a": 2, "b": 1, "e": 6}


def test_statements_use_the_names_before_them():
    assert data(" d = a*b ; e = d + 1; ", a=2, b=3) == {"a": 2, "b": 3, "d": 6, "e": 7}


def test_a_bare_expression_is_called_out():
    assert data("a*a", a=3) == {"a": 3, "out": 9}
    assert list(data("d=a+1; d*d", a=3)) == ["a", "d", "out"]


def test_operators_and_functions():
    assert data("-a + +b - 2*a/b**2", a=3, b=2)["out"] == -3 + 2 - 2 * 3 / 4
    assert data("1/a - a", a=4)["out"] == 1 / 4 - 4
    assert data("tanh(a) + log(2)", a=0.5)["out"] == math.tanh(0.5) + math.log(2)


def test_numbers_alone_are_a_value():
    assert data("e = 2*3 + 1") == {"e": 7.0}
    assert evaluate("e = 7", {}, Number)["e"].label == "e"


def test_labels():
    names = evaluate("d = a*b; e = d", {"a": 2, "b": 3}, Number)
    assert [value.label for value in names.values()] == ["a", "b", "d", "d"]
    assert names["d"] is names["e"]


@given(st.floats(-4, 4), st.floats(0.5, 4))
def test_it_computes_what_python_computes(a, b):
    assert data("c = (a - b)*(a + 2.5); d = c/b - -a**2; e = d*d + 3*c", a=a, b=b)["e"] == (
        ((a - b) * (a + 2.5)) / b - -(a**2)
    ) * (((a - b) * (a + 2.5)) / b - -(a**2)) + 3 * ((a - b) * (a + 2.5))


REFUSED = {
    "": "^the expression is empty$",
    "  ": "^the expression is empty$",
    "(a": r"^cannot read the expression '\(a': '\(' was never closed$",
    "a b": "^cannot read the expression 'a b': invalid syntax$",
    "a\0": "^cannot read the expression .* null bytes$",
    "a + c": r"^unknown name 'c' in 'a \+ c': give it a value, as in c=1$",
    "e = e + a": "^unknown name 'e' in",
    "tanh": r"^tanh is a function: write tanh\(\.\.\.\)$",
    "tanh = a": "^tanh is a function: choose another name$",
    "tanhh(a)": r"^unknown function 'tanhh'; did you mean tanh\? \(there are: tanh, log\)$",
    "tanh(a, a)": r"^cannot use 'tanh\(a, a\)': an expression has numbers, names",
    "a = a + 1": r"^a has a value already: choose a new name for a \+ 1$",
    "a; a": "^nothing takes the value of a: write name = ...$",
    "a += 1": r"^expected name = expression, got 'a \+= 1'$",
    "b = c = a": "^expected name = expression, got 'b = c = a'$",
    "import os": "^expected name = expression, got 'import os'$",
    "a.data": "^cannot use 'a.data'",
    "a[0]": r"^cannot use 'a\[0\]'",
    "(lambda: a)()": "^cannot use ",
    "__import__('os')": "^unknown function '__import__'|^cannot use",
    "'a' * 3": "^cannot use \"'a'\"",
    "True + a": "^cannot use 'True'",
    "1j * a": "^cannot use '1j'",
    "a % 2": "^cannot use 'a % 2'",
    "a / 0": r"^cannot compute a / 0: .*division by zero$",
    "log(a - a)": r"^cannot compute log\(a - a\): ",
    "(-a) ** 0.5": r"^cannot compute \(-a\) \*\* 0.5: the result is complex$",
    "(-2) ** 0.5 + a": r"^cannot compute \(-2\) \*\* 0.5: the result is complex$",
    "9**9**9 + a": r"^cannot compute 9 \*\* 9 \*\* 9: ",
    "a + " + "9" * 400: "^cannot compute a",
    "1 + 2": "^a has a value, but the expression does not use it$",
    "(" * 300 + "a" + ")" * 300: "^cannot read the expression",
    "a" + " + a" * 20_000: "^cannot read the expression: it is nested too deeply$",
}


@pytest.mark.parametrize("expression", REFUSED, ids=lambda expression: expression[:20])
def test_refused_with_a_clear_line(expression):
    with pytest.raises(UsageError, match=REFUSED[expression]):
        evaluate(expression, {"a": 2}, Number)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["a"], "^expected NAME=NUMBER, as in a=2, got 'a'$"),
        (["=2"], "^expected NAME=NUMBER, as in a=2, got '=2'$"),
        (["2=a"], "^expected NAME=NUMBER, as in a=2, got '2=a'$"),
        (["a=2x"], "^the value of a is not a number: '2x'$"),
        (["a="], "^the value of a is not a number: ''$"),
        (["a=1", "a=2"], "^a is given twice: 1 and 2$"),
    ],
)
def test_values_refused(arguments, text):
    with pytest.raises(UsageError, match=text):
        parse_values(arguments)


def test_a_value_cannot_take_the_name_of_a_function():
    with pytest.raises(UsageError, match=r"^exp is a function: choose another name$"):
        evaluate("a", {"a": 1, "exp": 2}, Number)


def test_the_command(capsys, tmp_path):
    picture = tmp_path / "new" / "e.svg"
    assert main(["graph", "d=a+b; e=d*(b+1)", "a=2", "-o", str(picture), "b=1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:5]] == [
        ["name", "value", "gradient"],
        ["a", "2", "2"],
        ["b", "1", "5"],
        ["d", "3", "2"],
        ["e", "6", "1"],
    ]
    assert lines[5] == f"drawn in {picture}; open in a browser, as with: python -m webbrowser {picture.as_uri()}"
    assert ET.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_a_point_without_a_derivative_is_one_line(capsys, tmp_path):
    assert main(["graph", "sqrt(a)", "a=0", "-o", str(tmp_path / "e.svg")]) == 2
    assert capsys.readouterr() == (
        "",
        "minigrad graph: out has no derivative at these values: float division by zero\n",
    )


def test_an_unknown_format_is_one_line(capsys, tmp_path):
    assert main(["graph", "a*a", "a=2", "-o", str(tmp_path / "e.bmp")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "the suffix must be .svg" in captured.err
    assert captured.err.count("\n") == 1


def test_a_file_that_cannot_be_written(capsys, tmp_path):
    (tmp_path / "file").touch()
    assert main(["graph", "a*a", "a=2", "-o", str(tmp_path / "file" / "e.svg")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("minigrad graph: cannot write into the folder ")
    assert captured.err.count("\n") == 1
    assert main(["graph", "a*a", "a=2", "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
