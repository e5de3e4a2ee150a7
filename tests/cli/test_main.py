"""The command line as a whole: help, version, and one clear line with status 2 for whatever cannot be done."""

import re
import subprocess
import sys

import pytest

import minigrad
from minigrad.cli import demo, main


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    status = main(argv)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_version(capsys):
    assert run(capsys, "--version") == (0, f"minigrad {minigrad.__version__}\n", "")


def test_help_names_every_command(capsys):
    status, out, err = run(capsys, "--help")
    assert (status, err) == (0, "")
    for command in ("demo", "gradcheck", "graph"):
        assert re.search(rf"^    {command}\b", out, re.MULTILINE)


@pytest.mark.parametrize("command", ["demo", "gradcheck", "graph"])
def test_help_of_a_command(capsys, command):
    status, out, err = run(capsys, command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: minigrad {command} ")


BAD = {
    "": "the following arguments are required: COMMAND",
    "dmeo": "argument COMMAND: invalid choice: 'dmeo'",
    "--nonsense": "the following arguments are required: COMMAND",
    "demo --seed": "argument --seed: expected one argument",
    "demo --seed x": "argument --seed: expected a whole number from 0 to 2**64 - 1, got 'x'",
    "demo --seed -1": "argument --seed: expected a whole number from 0 to 2**64 - 1, got '-1'",
    "demo --epochs 0": "argument --epochs: expected a whole number of at least 1, got '0'",
    "demo --epochs 1.5": "argument --epochs: expected a whole number of at least 1, got '1.5'",
    "demo extra": "unrecognized arguments: extra",
    "demo --out": "argument --out: expected one argument",
    "graph": "the following arguments are required: EXPR",
    "graph a+b a=1": "unknown name 'b' in 'a+b': give it a value, as in b=1",
    "graph a+b a=1 b": "expected NAME=NUMBER, as in a=2, got 'b'",
    "graph a+b a=1 b=": "the value of b is not a number: ''",
    "graph a+b a=1 --bogus b=2": "unrecognized arguments: --bogus b=2",
    "graph a+*b a=1 b=2": "cannot read the expression 'a+*b': invalid syntax",
    "gradcheck mull": "no differentiable op is called 'mull'; did you mean mul",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_arguments_get_one_line_and_status_2(capsys, line):
    status, out, err = run(capsys, *line.split())
    assert (status, out) == (2, "")
    assert re.match(r"minigrad( \w+)?: ", err)
    assert BAD[line] in err
    assert err.count("\n") == 1


def test_the_line_stays_one_line_whatever_it_quotes(capsys):
    status, out, err = run(capsys, "graph", "def f():\n  pass")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_interruption_is_one_line(capsys, monkeypatch):
    def interrupted(**_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "run", interrupted)
    assert run(capsys, "demo") == (130, "", "minigrad demo: interrupted\n")


def python(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *argv], capture_output=True, text=True, check=False, timeout=60)


def test_as_a_module():
    done = python("-m", "minigrad", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"minigrad {minigrad.__version__}\n", "")
    done = python("-m", "minigrad", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_the_commands_load_nothing_heavy_before_it_is_needed():
    done = python(
        "-c",
        "import sys; from minigrad.cli import main; main(['--help'])\n"
        "print('loaded', *({'scipy', 'graphviz', 'tqdm', 'matplotlib', 'minigrad.cli.demo'} & set(sys.modules)))",
    )
    assert done.stdout.splitlines()[-1] == "loaded"


def test_a_reader_that_leaves_early_is_no_error():
    done = python(
        "-c",
        "import os, sys; from minigrad.cli import main\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "sys.exit(main(['--help']) or main(['graph', 'a', 'a=1', '-o', os.devnull + '/x.svg']) or 0)",
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
