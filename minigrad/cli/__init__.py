"""The command `minigrad`: demo, gradcheck, graph.

Here are the arguments; what a command does is in the module of its name, imported when it is called. Bad arguments get
one line on stderr and exit status 2; 1 means that a check failed. Start with `main`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from minigrad.cli.usage import Parser, UsageError, positive, seed

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0, 1 where a check failed, 2 for bad arguments.

    `argv` is the command line without the program's name, by default this process's.

    >>> from minigrad.cli import main
    >>> main(["graph", "c=a*b", "a=2"])  # on stderr: minigrad graph: unknown name 'b' ...
    2
    """
    program = "minigrad"
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        program = f"minigrad {arguments.command}"
        status = run(arguments)
        sys.stdout.flush()  # here, where a closed pipe is expected
        return status
    except UsageError as error:
        line = " ".join(str(error).split("\n"))  # what it quotes of the arguments may have several
        print(f"{program}: {line}", file=sys.stderr)
        return 2
    except SystemExit as done:  # argparse, after --help and --version
        return int(done.code or 0)
    except KeyboardInterrupt:
        print(f"{program}: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as in `minigrad gradcheck | head`
        # Nothing that Python flushes at its end may meet the closed pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as a namespace whose `command` says which of its other names are there."""
    arguments, rest = parser().parse_known_args(argv)
    # argparse matches all positional arguments at the first of them, so NAME=NUMBER after an option is left over.
    if arguments.command == "graph" and not any(text.startswith("-") for text in rest):
        arguments.values += rest
    elif arguments.command == "gradcheck" and not any(text.startswith("-") for text in rest):
        arguments.targets += rest
    elif rest:
        raise UsageError(f"unrecognized arguments: {' '.join(rest)} (see minigrad {arguments.command} --help)")
    return arguments


def run(arguments: argparse.Namespace) -> int:
    """Calls the command with its arguments; each module loads what only its command needs."""
    match arguments.command:
        case "demo":
            from minigrad.cli import demo

            return demo.run(seed=arguments.seed, epochs=arguments.epochs, folder=arguments.out)
        case "gradcheck":
            from minigrad.cli import gradcheck

            return gradcheck.run(
                arguments.targets, inputs=arguments.input, dtype=arguments.dtype, seed=arguments.seed,
                order=arguments.order, tolerance=arguments.tolerance, steps=arguments.step, format=arguments.format,
                output=arguments.output,
            )  # fmt: skip
        case _:
            from minigrad.cli import graph

            return graph.run(arguments.expression, arguments.values, arguments.output)


def positive_number(text: str) -> float:
    """A finite number above 0, as an argument."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text!r}")
    return number


def parser() -> Parser:
    """The arguments of every command."""
    from minigrad import __version__

    top = Parser(prog="minigrad", description="An autograd engine that behaves like PyTorch, on NumPy.")
    top.add_argument("--version", action="version", version=f"minigrad {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    text = "train a network on 1,797 handwritten digits, check its gradients, draw its graph"
    demo = commands.add_parser("demo", help=text, description=f"{text.capitalize()}. Needs the extra `plot`.")
    demo.add_argument("--seed", type=seed, default=1, metavar="N", help="for the weights and the batches (default: 1)")
    demo.add_argument("--epochs", type=positive, default=40, metavar="N", help="passes over the data (default: 40)")
    demo.add_argument(
        "--out", type=Path, default=Path("minigrad-demo"), metavar="DIR",
        help="the folder for graph.svg, loss.svg and predictions.svg (default: minigrad-demo)",
    )  # fmt: skip

    text = "check the derivatives of the op table, or of your own functions, against finite differences"
    gradcheck = commands.add_parser(
        "gradcheck", help=text, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Check derivatives against finite differences, to second order: those of the op table, or of\n"
        "functions, autograd.Functions and nn.Modules in a file. The exit status is 1 if one is wrong.",
        epilog="examples:\n"
        "  minigrad gradcheck                             all ops\n"
        "  minigrad gradcheck exp matmul                  two of them\n"
        "  minigrad gradcheck mine.py:loss --input 3x4    a function of one 3x4 tensor\n"
        "  minigrad gradcheck mine.py:Net -o report.html  a module and its parameters\n\n"
        "The inputs of mine.py:loss are those of --input, or what loss_inputs or inputs in the file is or returns,\n"
        "or made from annotations, as in x: Annotated[Tensor, (3, 4)], and defaults.",
    )  # fmt: skip
    gradcheck.add_argument(
        "targets", nargs="*", metavar="OP | FILE.py:NAME", help="what to check (default: all ops); names after "
        "FILE.py:NAME are of the same file",
    )  # fmt: skip
    gradcheck.add_argument(
        "--input", action="append", default=[], metavar="SHAPE",
        help="the shape of an input: 3x4, 5, scalar, 5:int64; once for each",
    )  # fmt: skip
    gradcheck.add_argument(
        "--dtype", choices=("float64", "float32", "complex128", "complex64"), help="of the inputs (default: float64)"
    )
    gradcheck.add_argument("--seed", type=seed, default=0, metavar="N", help="for inputs and functions (default: 0)")
    gradcheck.add_argument("--order", type=int, choices=(1, 2), default=2, help="of the derivatives (default: 2)")
    gradcheck.add_argument(
        "--step", type=positive_number, action="append", default=[], metavar="H",
        help="a step of the ladder; three or more (default: 1e-1 to 1e-11)",
    )  # fmt: skip
    gradcheck.add_argument(
        "--tolerance", type=positive_number, metavar="E",
        help="the relative error allowed (default: 1e-5, of ops 1e-6)"
    )  # fmt: skip
    gradcheck.add_argument(
        "--format", choices=("text", "json", "html"), help="of the report (default: as FILE is called, or text)"
    )
    gradcheck.add_argument("-o", "--output", type=Path, metavar="FILE", help="where the report goes")

    text = "draw an expression with the value and the gradient of every node"
    graph = commands.add_parser(
        "graph", help=text, description=f"{text.capitalize()}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="example:\n"
        '  minigrad graph "e=(a+b)*(b+1)" a=2 b=1 -o e.svg\n'
        '  minigrad graph "h=tanh(w*x+b); loss=(h-1)**2" w=0.5 x=2 b=-1 -o loss.svg\n\n'
        "Gradients are those of the last statement. Before an expression that begins with a minus, write --",
    )  # fmt: skip
    graph.add_argument("expression", metavar="EXPR", help="assignments or one expression; separate several by ;")
    graph.add_argument("values", nargs="*", metavar="NAME=NUMBER", help="the value of each name in it")
    graph.add_argument(
        "-o", "--output", type=Path, default=Path("graph.svg"), metavar="FILE", help="default: graph.svg"
    )
    return top
