"""How the results of the gradient checks are presented, on results made here; the checks have tests of their own."""

import json
import math
import textwrap
from dataclasses import dataclass, field

import pytest

from minigrad.cli import main
from minigrad.cli.gradcheck import as_html, as_json, chosen, largest, report
from minigrad.cli.gradcheck_file import shape_of
from minigrad.cli.usage import UsageError


@dataclass
class Outcome:
    samples: int
    first: float | None
    second: float | None
    seconds: float = 0.012
    failures: list[str] = field(default_factory=list)


GOOD = {
    "add": Outcome(12, 1.2e-10, None),
    "conv2d": Outcome(1204, 3.1e-09, 4.4e-07, seconds=2.5),
    "mul": Outcome(1, 2e-10, 5e-08),
}
WRONG = Outcome(3, 1e-3, 2e-10, failures=["sample 2, argument other, element (0, 1): analytic 2.002, numerical 2.000"])


def test_the_table(capsys):
    assert report(list(GOOD), GOOD.__getitem__) == 0
    assert capsys.readouterr().out == (
        "op      samples  1st order  2nd order      time\n"
        "add          12    1.2e-10          -     12 ms\n"
        "conv2d    1,204    3.1e-09    4.4e-07  2,500 ms\n"
        "mul           1    2.0e-10    5.0e-08     12 ms\n"
        "\n"
        "3 ops, 1,217 samples in 2.5 s\n"
        "largest relative error at first order: 3.1e-09 (conv2d)\n"
        "largest relative error at second order: 4.4e-07 (conv2d)\n"
        "all gradients are right\n"
    )


def test_a_failure_is_marked_told_and_fails_the_command(capsys):
    results = GOOD | {"div": WRONG}
    assert report(list(results), results.__getitem__) == 1
    out = capsys.readouterr().out
    assert "div           3    1.0e-03    2.0e-10     12 ms  FAILED\n" in out
    assert "\ndiv: sample 2, argument other, element (0, 1): analytic 2.002, numerical 2.000\n" in out
    assert out.endswith("1 op failed: div\n")
    assert "all gradients are right" not in out


def test_an_op_without_samples_fails(capsys):
    assert report(["add", "sub"], (GOOD | {"sub": Outcome(0, 0.0, 0.0)}).__getitem__) == 1
    out = capsys.readouterr().out
    assert "sub        0          -          -     12 ms  FAILED\n" in out
    assert "\nsub: it has no samples: nothing was checked\n" in out


def test_rows_are_printed_as_they_are_known(capsys):
    def check(name: str) -> Outcome:
        if name == "mul":
            assert "conv2d " in capsys.readouterr().out
        return GOOD[name]

    report(list(GOOD), check)


def test_nan_is_the_largest_error_and_none_is_no_error():
    assert largest([("a", 1.0), ("b", math.nan), ("c", math.inf), ("d", None)]) == "b"
    assert largest([("a", 1.0), ("b", 2.0)]) == "b"
    assert largest([("a", None)]) is None


def test_choosing():
    known = ["mul", "add", "matmul"]
    assert chosen([], known) == ["add", "matmul", "mul"]
    assert chosen(["mul", "add", "mul"], known) == ["mul", "add"]
    with pytest.raises(UsageError, match=r"^no differentiable op is called 'matmull'; did you mean matmul"):
        chosen(["add", "matmull"], known)
    with pytest.raises(UsageError, match=r"^no differentiable op is called 'xyz'$"):
        chosen(["xyz"], known)


def test_what_was_not_checked_is_named(capsys):
    assert report(["add"], GOOD.__getitem__, ["new_op"]) == 0
    assert "\nnot checked: new_op\n" in capsys.readouterr().out


def test_the_table_as_json_and_html():
    found = json.loads(as_json(GOOD | {"div": Outcome(2, math.inf, None, failures=["<off>"])}))
    assert found["ok"] is False
    assert list(found["ops"][0]) == ["name", "ok", "samples", "first", "second", "seconds", "failures"]
    assert found["ops"][0] | {"seconds": 0} == {
        "name": "add", "ok": True, "samples": 12, "first": 1.2e-10, "second": None, "seconds": 0, "failures": [],
    }  # fmt: skip
    assert found["ops"][-1]["first"] == "inf"
    page = as_html(GOOD | {"div": Outcome(2, 1.0, None, failures=["<off>"])})
    assert "&lt;off&gt;" in page
    assert "<off>" not in page
    assert "4 ops: " in page
    assert "1 failed" in page
    assert "all right" in as_html(GOOD)


def run(capsys, *argv: object) -> tuple[int, str, str]:
    status = main(["gradcheck", *map(str, argv)])
    return status, *capsys.readouterr()


def test_ops_of_the_real_table(capsys, tmp_path):
    status, out, err = run(capsys, "exp", "nn.functional.mse_loss", "--order", 1)
    assert (status, err) == (0, "")
    assert out.endswith("all gradients are right\n")
    status, out, _ = run(capsys, "exp", "-o", tmp_path / "ops.json")
    assert (status, out) == (0, f"1 op, 0 failed; the report is in {tmp_path / 'ops.json'}\n")
    assert json.loads((tmp_path / "ops.json").read_text())["ops"][0]["name"] == "exp"


# ------------------------------------------------------------ what is in a file

MINE = """
    from __future__ import annotations
    import random
    from typing import Annotated
    import minigrad as torch
    from minigrad import Tensor, nn

    def loss(x: Annotated[Tensor, (3, 4)], w: Annotated[Tensor, "4"], scale: float = 2.0):
        return (scale * (x @ w)).tanh().sum()

    def logarithm(x):
        return x.log()

    def reshaped(x):
        return x.reshape(7)

    def counted(x, k: int):
        return x * k

    def given(x, k: int):
        return x * k

    def given_inputs():
        return {"x": torch.ones(2, 2), "k": 3}

    def listed(x, y):
        return x * y

    listed_inputs = [torch.ones(2), torch.ones(2)]

    def misspelt(x):
        return x

    misspelt_inputs = {"xx": torch.ones(2)}

    def noisy(x):
        return x * random.random()

    def whole(x: Annotated[Tensor, (2,)]):
        return x.sum()

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x: Annotated[Tensor, (2, 3)]):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 3.003 * x**2 * g

    class Apart(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x**2

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, g):
            return 2 * ctx.saved_tensors[0] * g

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(3, 4)

        def forward(self, x: Annotated[Tensor, (2, 3)]):
            return self.a(x).relu()

    class Sized(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.a = nn.Linear(n, 2)

        def forward(self, x):
            return self.a(x)

    def make() -> nn.Module:
        return Sized(3)

    def make_with(n: int = 3) -> nn.Module:
        return Sized(n)

    def make_function():
        return Cube

    layer = nn.Linear(3, 2)
    number = 3

    def nothing():
        return torch.ones(2)
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(textwrap.dedent(MINE))
    return tmp_path


@pytest.mark.parametrize(
    "name", ["loss", "logarithm", "given", "listed", "whole", "Apart", "Net", "make", "make_with", "layer"]
)
def test_right_things_of_a_file(capsys, mine, name):
    status, out, err = run(capsys, f"mine.py:{name}", "--order", 1)
    assert (status, err) == (0, ""), out
    assert f"\n{name}: right (" in out


def test_a_wrong_function_of_a_file(capsys, mine):
    status, out, err = run(capsys, "mine.py:Cube", "loss", "--order", 1)
    assert (status, err) == (1, "")
    assert "by input 0 'x' at [" in out
    assert "off by 0.1 %" in out
    assert "\nCube: wrong (" in out
    assert "\nloss: right (" in out
    assert run(capsys, "mine.py:make_function", "--order", 1)[0] == 1


def test_inputs_of_a_module_are_its_parameters_too(capsys, mine):
    out = run(capsys, "mine.py:Net", "--order", 1)[1]
    assert out.startswith("Net, input 0 'x': 2x3 float64, parameter 'a.weight': 4x3 float32, parameter 'a.bias'")


def test_given_shapes_dtypes_and_seeds(capsys, mine):
    status, out, _ = run(capsys, "mine.py:loss", "--input", "5x2", "--input", 2, "--dtype", "complex128", "--seed", 3)
    assert status == 0, out
    assert out.startswith("loss, input 0 'x': 5x2 complex128, input 1 'w': 2 complex128\n")
    one = run(capsys, "mine.py:loss", "--format", "json", "--order", 1)[1]
    two = run(capsys, "mine.py:loss", "--format", "json", "--order", 1)[1]
    other = run(capsys, "mine.py:loss", "--format", "json", "--order", 1, "--seed", 9)[1]

    def numbers(text: str) -> list[object]:
        return [c["pairs"] for c in json.loads(text)["reports"][0]["checks"]]

    assert numbers(one) == numbers(two) != numbers(other)


def test_steps_and_tolerance(capsys, mine):
    argv = ("mine.py:Cube", "--order", 1, "--format", "json", "--step", "1e-3", "--step", "1e-4", "--step", "1e-5")
    report = json.loads(run(capsys, *argv)[1])["reports"][0]
    ladder = report["checks"][1]["pairs"][0]["worst"]["ladder"]
    assert [round(math.log10(s["step"])) for s in ladder] == [-3, -4, -5]
    assert run(capsys, "mine.py:Cube", "--order", 1, "--tolerance", "1e-2")[0] == 0


def test_reports_in_files(capsys, mine):
    status, out, _ = run(capsys, "mine.py:Cube", "-o", "report.html", "--order", 1)
    assert (status, out) == (1, "Cube: wrong; the report is in report.html\n")
    assert "<svg" in (mine / "report.html").read_text()
    run(capsys, "mine.py:loss", "-o", "report.json", "--order", 1)
    assert json.loads((mine / "report.json").read_text())["ok"] is True
    run(capsys, "mine.py:loss", "-o", "report.txt", "--order", 1)
    assert (mine / "report.txt").read_text().startswith("loss, input 0 'x'")


def test_nondeterminism_fails(capsys, mine):
    status, out, _ = run(capsys, "mine.py:noisy")
    assert status == 1
    assert "forward: call 2 differs from call 1 under the same seed, output 0 at [0, 0]" in out


BAD = {
    "mine.py:los": "mine.py has no 'los'; did you mean loss",
    "mine.py": "say what to check in mine.py, as in mine.py:NAME; it has loss, logarithm, ",
    "other.py:f": "there is no file other.py",
    "mine.py:number": "number is 'int': expected a function, an autograd.Function or an nn.Module",
    "mine.py:Sized": "Sized needs n to be made: write a function in mine.py that returns one, and name that",
    "mine.py:nothing": "nothing takes no arguments: there is nothing to differentiate by",
    "mine.py:counted": "no value for k (int) of counted: give it a default, or write counted_inputs in mine.py",
    "mine.py:misspelt": "misspelt_inputs gives 'xx'; did you mean x?",
    "mine.py:reshaped": "reshaped raised RuntimeError: shape '[7]' is invalid for input of size 6 "
    "(mine.py, line 15: return x.reshape(7)); its inputs were guessed, so give their shapes, as in --input 3x4",
    "mine.py:loss --input 3y4": "expected a shape such as 3x4, 5 or scalar, got '3y4'",
    "mine.py:loss --input 3:int23": "--input 3:int23: unknown dtype 'int23'; did you mean int64",
    "mine.py:loss --step 0.1": "--step: a ladder has at least three different positive steps, got 1",
    "mine.py:loss --tolerance 0": "argument --tolerance: expected a number above 0, got '0'",
    "mine.py:loss --order 3": "argument --order: invalid choice: 3",
    "mine.py:loss -o no/such/folder.html --order 1": "cannot write no/such/folder.html: No such file or directory",
    "mine.py:whole --input 3:int64": "whole has no floating-point tensor among its inputs",
    "exp mine.py:loss": "'exp' comes before the file that it is in: write FILE.py:exp",
    "exp --input 3": "--input is for what is in a file, as in FILE.py:NAME; ops have their own samples",
    "syntax.py:f": "syntax.py, line 1: '(' was never closed",
    "raises.py:f": "raises.py raised ZeroDivisionError: division by zero (raises.py, line 2: x = 1 / 0)",
}


@pytest.mark.parametrize("line", BAD)
def test_what_cannot_be_checked_is_one_line(capsys, mine, line):
    (mine / "syntax.py").write_text("def f(x:\n    return x\n")
    (mine / "raises.py").write_text("import minigrad\nx = 1 / 0\n")
    status, out, err = run(capsys, *line.split())
    assert (status, out) == (2, "")
    assert BAD[line] in err
    assert err.count("\n") == 1


def test_shapes():
    assert shape_of("3x4") == shape_of("3,4") == ((3, 4), None)
    assert shape_of("()") == ((), None)
    with pytest.raises(UsageError, match=r"^expected a shape such as 3x4, 5 or scalar, got '-1'$"):
        shape_of("-1")
