"""`minigrad graph`: an expression becomes scalar values, a backward pass, and a picture of both.

The expression is read with `ast` and walked: numbers, names, + - * / **, and the functions below; nothing in it is ever
executed as Python. Start with `run`.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from minigrad.cli.usage import UsageError, did_you_mean, open_hint, writable_folder

__all__ = ["evaluate", "parse_values", "run"]

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: lambda value: value,
}
FUNCTIONS = (
    "relu", "tanh", "sigmoid", "exp", "log", "log2", "log10", "sqrt", "abs",
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
)  # fmt: skip
"""Methods of `Value` that an expression may call; those that it lacks are unknown functions."""


def run(expression: str, values: Sequence[str], output: Path) -> int:
    """Draws `expression` into the file `output` and prints the value and the gradient of every name in it."""
    import minigrad.viz
    from minigrad.scalar import Value

    names = evaluate(expression, parse_values(values), Value)
    result, root = list(names.items())[-1]
    try:
        root.backward()
    except (ArithmeticError, ValueError) as error:
        raise UsageError(f"{result} has no derivative at these values: {error}") from error
    writable_folder(output.parent)
    try:
        minigrad.viz.render(root, output)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror or error}") from error
    except (ValueError, RuntimeError) as error:  # a suffix that is no format, or one that needs a converter
        raise UsageError(str(error)) from error
    print("\n".join(table(names)))
    print(f"drawn in {output}; {open_hint(output)}")
    return 0


def table(names: Mapping[str, Any]) -> Iterator[str]:
    """Lines: each name with its value and the gradient of the last of them with respect to it."""
    width = max(map(len, [*names, "name"]))
    yield f"{'name':<{width}}  {'value':>12}  {'gradient':>12}"
    for name, value in names.items():
        yield f"{name:<{width}}  {value.data:>12.6g}  {value.grad:>12.6g}"


def parse_values(arguments: Sequence[str]) -> dict[str, float]:
    """The numbers given as NAME=NUMBER.

    >>> from minigrad.cli.graph import parse_values
    >>> parse_values(["a=2", "b=-1e-3"])
    {'a': 2.0, 'b': -0.001}
    """
    values: dict[str, float] = {}
    for argument in arguments:
        name, equals, text = (part.strip() for part in argument.partition("="))
        if not (equals and name.isidentifier()):
            raise UsageError(f"expected NAME=NUMBER, as in a=2, got {argument!r}")
        if name in values:
            raise UsageError(f"{name} is given twice: {values[name]:g} and {text}")
        try:
            values[name] = float(text)
        except ValueError:
            raise UsageError(f"the value of {name} is not a number: {text!r}") from None
    return values


def evaluate(expression: str, values: Mapping[str, float], value_type: Callable[..., Any]) -> dict[str, Any]:
    """Builds the expression from `value_type` objects; returns one for each name, the result last.

    `expression` is one or several statements separated by `;`, each `name = ...` or, as the last one, a bare
    expression, whose name is then `out`. `value_type` is `minigrad.scalar.Value` or a class with its interface.

    >>> from minigrad.cli.graph import evaluate
    >>> from minigrad.scalar import Value
    >>> names = evaluate("d = a*b; e = d + 1", {"a": 2, "b": 3}, Value)
    >>> {name: value.data for name, value in names.items()}
    {'a': 2.0, 'b': 3.0, 'd': 6.0, 'e': 7.0}
    """
    try:
        with warnings.catch_warnings(action="error", category=SyntaxWarning):
            statements = ast.parse(expression.strip()).body
    except (SyntaxError, ValueError) as error:  # ValueError: a null byte, a number of thousands of digits
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UsageError(f"cannot read the expression {expression!r}: {reason}") from None
    except (RecursionError, MemoryError):
        raise UsageError("cannot read the expression: it is nested too deeply") from None
    if not statements:
        raise UsageError("the expression is empty")

    if functions := [name for name in values if name in FUNCTIONS]:
        raise UsageError(f"{functions[0]} is a function: choose another name")
    scope = {name: value_type(float(number), label=name) for name, number in values.items()}
    builder = Builder(expression.strip(), scope, value_type)
    for statement in statements:
        try:
            builder.assign(*target_and_source(statement, is_last=statement is statements[-1]))
        except RecursionError:
            raise UsageError("cannot read the expression: it is nested too deeply") from None
    for name in values:
        if name not in builder.used:
            raise UsageError(f"{name} has a value, but the expression does not use it")
    return scope


def target_and_source(statement: ast.stmt, is_last: bool) -> tuple[str, ast.expr]:
    """The name that a statement gives a value to, and the expression of that value."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=source):
            return name, source
        case ast.Expr(value=source) if is_last:
            return "out", source
        case ast.Expr():
            raise UsageError(f"nothing takes the value of {ast.unparse(statement)}: write name = ...")
        case _:
            raise UsageError(f"expected name = expression, got {ast.unparse(statement)!r}")


class Builder:
    """Walks syntax trees and builds `value_type` objects; `scope` holds those that have a name."""

    def __init__(self, text: str, scope: dict[str, Any], value_type: Callable[..., Any]) -> None:
        self.text = text
        self.scope = scope
        self.value_type = value_type
        self.used: set[str] = set()

    def assign(self, name: str, source: ast.expr) -> None:
        """Gives a new name to the value of an expression."""
        if name in FUNCTIONS:
            raise UsageError(f"{name} is a function: choose another name")
        if name in self.scope:
            raise UsageError(f"{name} has a value already: choose a new name for {ast.unparse(source)}")
        value = self.build(source)
        if isinstance(value, int | float):
            value = self.value_type(float(value))
        if not value.label:  # `e = a` is a under a second name
            value.label = name
        self.scope[name] = value

    def build(self, source: ast.expr) -> Any:
        """The value of an expression; a Python number while no name has entered it."""
        match source:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return number
            case ast.Name(id=name):
                return self.look_up(name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return self.apply(OPERATORS[type(op)], source, self.build(left), self.build(right))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
                return self.apply(OPERATORS[type(op)], source, self.build(operand))
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
                return self.call(name, source, self.build(argument))
            case _:
                raise UsageError(
                    f"cannot use {ast.unparse(source)!r}: an expression has numbers, names, + - * / ** and "
                    f"functions of one argument ({', '.join(self.functions())})"
                )

    def look_up(self, name: str) -> Any:
        """The value that a name stands for."""
        if name not in self.scope:
            if name in self.functions():
                raise UsageError(f"{name} is a function: write {name}(...)")
            raise UsageError(f"unknown name {name!r} in {self.text!r}: give it a value, as in {name}=1")
        self.used.add(name)
        return self.scope[name]

    def call(self, name: str, source: ast.expr, argument: Any) -> Any:
        """The value of a function."""
        known = self.functions()
        if name not in known:
            raise UsageError(f"unknown function {name!r}{did_you_mean(name, known)} (there are: {', '.join(known)})")
        if isinstance(argument, int | float):
            argument = self.value_type(float(argument))
        return self.apply(operator.methodcaller(name), source, argument)

    def apply(self, function: Callable[..., Any], source: ast.expr, *arguments: Any) -> Any:
        """The value of an operation; what it cannot compute is said of its place in the expression."""
        if all(isinstance(argument, int | float) for argument in arguments):
            arguments = tuple(float(argument) for argument in arguments)  # integers could grow without bound
        try:
            value = function(*arguments)
        except (ArithmeticError, ValueError, TypeError, NotImplementedError) as error:
            raise UsageError(f"cannot compute {ast.unparse(source)}: {error}") from error
        if isinstance(getattr(value, "data", value), complex):
            raise UsageError(f"cannot compute {ast.unparse(source)}: the result is complex")
        return value

    def functions(self) -> list[str]:
        """The functions that an expression may call."""
        return [name for name in FUNCTIONS if hasattr(self.value_type, name)]
