"""How the results of the gradient checks are presented, on results made here; the checks have tests of their own."""

import math
from dataclasses import dataclass, field

import pytest

from minigrad.cli.gradcheck import chosen, largest, report
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
