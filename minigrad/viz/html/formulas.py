"""Formulas: what the op table says of a derivative, as mathematics that can be read.

Lives here: `formula_text` (a formula as it is written), `local_derivative` (the same with g = 1 and the operands' own
names) and `expression_text`.  Imports the standard library only.

A formula of the table is one expression, so its text is its own best explanation.  It is found in the file that the
function came from, and nothing is executed; where there is no file, there is no text.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

LONGEST = 20
"""Expressions of more characters go by another name."""


Place = tuple[int, tuple[str, ...]]
"""A function's first line and its arguments."""


@lru_cache(maxsize=64)
def _expressions(file: str) -> dict[Place, list[ast.expr]]:
    """What the functions in a file return that consist of one expression: lambdas, and those of one line."""
    found: dict[Place, list[ast.expr]] = {}
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:  # no source of Python
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda):
            found.setdefault((node.lineno, tuple(arg.arg for arg in node.args.args)), []).append(node.body)
        elif isinstance(node, ast.FunctionDef) and isinstance(last := node.body[-1], ast.Return) and last.value:
            line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            before = [part for part in node.body[:-1] if not _is_text(part)]
            if not before:
                found.setdefault((line, tuple(arg.arg for arg in node.args.args)), []).append(last.value)
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _body(formula: Callable[..., Any]) -> ast.expr | None:
    """The syntax tree of what a function returns; None if that takes more than an expression, or has no source."""
    code = getattr(formula, "__code__", None)
    if code is None:
        return None
    bodies = _expressions(code.co_filename).get((code.co_firstlineno, code.co_varnames[: code.co_argcount]), [])
    if len(bodies) > 1:  # several on one line: the instructions know their columns
        places = set(code.co_positions())
        bodies = [b for b in bodies if (b.lineno, b.end_lineno, b.col_offset, b.end_col_offset) in places]
    return bodies[0] if len(bodies) == 1 else None


def formula_text(formula: Callable[..., Any]) -> str:
    """A formula's right side as Python writes it, or the call of a function that is longer; else nothing.

    >>> from minigrad.ops import TABLE
    >>> from minigrad.viz.html.formulas import formula_text
    >>> formula_text(TABLE["mul"].op.rules["other"])
    'g * input'
    """
    body = _body(formula)
    if body is not None:
        return _public(ast.unparse(body))
    code = getattr(formula, "__code__", None)
    if code is None or code.co_name == "<lambda>":
        return ""
    return _public(f"{code.co_name}({', '.join(code.co_varnames[: code.co_argcount])})")


def local_derivative(formula: Callable[..., Any], names: Mapping[str, str], values: Mapping[str, float]) -> str:
    """The derivative of an op of numbers with respect to one operand: its formula for g = 1.

    `names` gives what each argument is called, and `values` decides the cases of a formula that has cases.

    >>> from minigrad.ops import TABLE
    >>> from minigrad.viz.html.formulas import local_derivative
    >>> local_derivative(TABLE["mul"].op.rules["input"], {"other": "(b + 1)"}, {})
    'b + 1'
    """
    body = _body(formula)
    if body is None:
        return ""
    text = ast.unparse(_AtOne(names, values).visit(ast.parse(ast.unparse(body), mode="eval").body))
    return bare(_public(text))


class _AtOne(ast.NodeTransformer):
    """Puts 1 for g, leaves out factors of 1 and sums with 0, chooses between cases, and gives arguments their names."""

    def __init__(self, names: Mapping[str, str], values: Mapping[str, float]) -> None:
        self.names, self.values = names, values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "g":
            return ast.Constant(1)
        name = self.names.get(node.id, node.id)
        return ast.Constant(int(name)) if name.isdecimal() else ast.Name(name, node.ctx)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        if isinstance(node.test, ast.Name) and node.test.id in self.values:
            return self.visit(node.body if self.values[node.test.id] else node.orelse)
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> Any:
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Name) and left.id in self.values and isinstance(node.ops[0], ast.Eq):
            number = _number(right)
            if number is not None:
                return ast.Constant(int(self.values[left.id] == number))
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "one_minus":
            return ast.BinOp(ast.Constant(1), ast.Sub(), node.args[0])
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        node.left, node.right = left, right = self.visit(node.left), self.visit(node.right)
        a, b = _number(left), _number(right)
        if isinstance(node.op, ast.Add | ast.Sub) and b is not None:
            if a is not None:
                return ast.Constant(a + b if isinstance(node.op, ast.Add) else a - b)
            return node if b else left
        if isinstance(node.op, ast.Pow) and b == 1:
            return left
        if isinstance(node.op, ast.Mult):
            if a == 1:
                return right
            if b == 1:
                return left
            if isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub) and _number(left.operand) == 1:
                return ast.UnaryOp(ast.USub(), right)
        return node


def _number(node: ast.expr) -> int | float | None:
    """The number that a node is, if it is one."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else None


def _public(text: str) -> str:
    """Names without the underscore that says where they may be used.

    >>> from minigrad.viz.html.formulas import _public
    >>> _public("-g * _div_floor(input, b_hh)")
    '-g * div_floor(input, b_hh)'
    """
    return re.sub(r"\b_(?=[A-Za-z])", "", text)


def bare(text: str) -> str:
    """An expression without parentheses around all of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for i, ch in enumerate(text):
        depth += (ch == "(") - (ch == ")")
        if not depth:
            return text[1:-1] if i == len(text) - 1 else text
    return text


INFIX = {"+": "+", "-": "-", "*": "*", "/": "/", "**": "**"}


def expression_text(op: str, operands: list[str], other_name: str) -> str:
    """An op of numbers as an expression in parentheses, or by another name where that would be long.

    >>> from minigrad.viz.html.formulas import expression_text
    >>> expression_text("+", ["b", "1"], "v3"), expression_text("tanh", ["(b + 1)"], "v4")
    ('(b + 1)', 'tanh(b + 1)')
    """
    if op in INFIX and len(operands) == 2:
        text = f"({operands[0]} {INFIX[op]} {operands[1]})"
    elif op == "neg" or (op == "-" and len(operands) == 1):
        text = f"(-{operands[0]})"
    else:
        text = f"{op}({', '.join(map(bare, operands))})"
    return text if len(text) <= LONGEST else other_name
