"""The type stubs: fresh, complete, true of what the functions return, and what mypy makes of programs that use them."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minigrad
from minigrad import Tensor
from minigrad.cli import stubs
from minigrad.ops import stubs as rows
from minigrad.ops.stubs import parsed
from minigrad.ops.table import TABLE, Row, namespace

ROOT = Path(minigrad.__file__).parent
SPACES = sorted({s for row in TABLE.values() for s in row.namespaces} - {"", "Tensor"})


def stub_file(module: str) -> Path:
    return Path(str(importlib.import_module(module).__file__)).with_suffix(".pyi")


def names_in(body: list[ast.stmt]) -> set[str]:
    """What the statements of a module or a class define, import included."""
    found: set[str] = set()
    for node in body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.Assign():
                found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
            case ast.ImportFrom() | ast.Import():
                found |= {a.asname or a.name for a in node.names}
    return found


def class_in(path: Path, name: str) -> list[ast.stmt]:
    (found,) = (n for n in ast.parse(path.read_text()).body if isinstance(n, ast.ClassDef) and n.name == name)
    return found.body


# ------------------------------------------------------------ freshness


def test_the_stubs_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    status = stubs.main(["--check"])
    assert status == 0, capsys.readouterr().err


def test_a_stale_stub_is_found_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh, stale, missing = (tmp_path / "minigrad" / f"{name}.pyi" for name in ("fresh", "stale", "missing"))
    fresh.parent.mkdir()
    fresh.write_text("x: int\n")
    stale.write_text("x: int\n")
    texts = {fresh: "x: int\n", stale: "x: str\n", missing: "y: int\n"}
    monkeypatch.setattr(stubs, "ROOT", tmp_path / "minigrad")
    monkeypatch.setattr(stubs, "stubs", lambda: texts)

    assert stubs.main(["--check"]) == 1
    assert capsys.readouterr().err == (
        "minigrad/stale.pyi is not what the op table gives: run python -m minigrad.cli.stubs\n"
        "minigrad/missing.pyi is not what the op table gives: run python -m minigrad.cli.stubs\n"
    )
    assert stale.read_text() == "x: int\n"
    assert not missing.exists()

    assert stubs.main([]) == 0
    assert capsys.readouterr().out == "wrote minigrad/stale.pyi\nwrote minigrad/missing.pyi\n"
    assert (stale.read_text(), missing.read_text()) == ("x: str\n", "y: int\n")
    assert stubs.main(["--check"]) == 0


def test_bad_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert stubs.main(["--chek"]) == 2
    assert capsys.readouterr().err == "usage: python -m minigrad.cli.stubs [--check]\n"


def test_nothing_of_it_is_imported_at_run_time() -> None:
    program = "import sys, minigrad; print(*[m for m in sys.modules if 'stubs' in m or '_return_types' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert done.stdout.split() == []


# ------------------------------------------------------------ completeness


def test_every_public_name_of_minigrad_is_there() -> None:
    stub = names_in(ast.parse(stub_file("minigrad").read_text()).body)
    public = {n for n in dir(minigrad) if not n.startswith("_") and n != "annotations" and hasattr(minigrad, n)}
    internal = {"cli", "data"}  # imported by others by then
    assert public - stub - internal == set()
    assert set(namespace("")) <= stub


@pytest.mark.parametrize("space", SPACES)
def test_every_function_of_a_namespace_is_there(space: str) -> None:
    assert set(namespace(space)) <= names_in(ast.parse(stub_file(f"minigrad.{space}").read_text()).body)


def test_every_member_of_tensor_is_there() -> None:
    stub = names_in(class_in(ROOT / "_typing.pyi", "Attached"))
    own = names_in(class_in(ROOT / "_engine" / "tensor.py", "Tensor"))
    members = {n for n in vars(Tensor) if not n.startswith("__")}
    assert members - stub - own == set()
    assert {"__add__", "__radd__", "__iadd__", "__matmul__", "__getitem__", "__setitem__", "__len__", "__eq__"} <= stub
    assert {"backward", "T", "device", "mul", "multiply_", "where", "normal_"} <= stub


def test_a_stub_reads_no_name_that_it_has_not() -> None:
    for path in stubs.stubs():
        tree = ast.parse(path.read_text())
        if "import *" in path.read_text():
            continue
        known = names_in(tree.body) | set(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)
        read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        inner = names_in(class_in(path, "Attached")) if path.name == "_typing.pyi" else set()
        assert read - known - inner == set(), path.name


# ------------------------------------------------------------ truth


def tensors(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return minigrad.from_numpy(value.copy())
    if isinstance(value, tuple | list) and any(isinstance(v, np.ndarray) for v in value):
        return type(value)(tensors(v) for v in value)
    return value


def sampled() -> Iterator[Any]:
    seen: set[int] = set()
    for name, row in TABLE.items():
        if row.samples and id(row) not in seen:
            seen.add(id(row))
            yield pytest.param(row, id=name)


def said(row: Row, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[str]:
    """The results of the signatures that take the call."""
    found = []
    for stub in rows.stubs_of(row, row.namespaces[0]):
        kinds = [inspect.Parameter(p.name, p.kind, default=p.default or inspect.Parameter.empty) for p in stub.parameters]
        try:
            inspect.Signature(kinds).bind(*args, **kwargs)
        except TypeError:
            continue
        found.append(stub.result)
    return found


def agrees(result: Any, kind: str) -> bool:
    named = rows.named_results().get(kind)
    if named is not None:
        return isinstance(result, tuple) and result._fields == named  # type: ignore[attr-defined]
    if kind == "tuple[Tensor, ...]":
        return isinstance(result, tuple) and all(isinstance(r, Tensor) for r in result)
    if kind.startswith("tuple[Tensor"):
        return isinstance(result, tuple) and len(result) == kind.count("Tensor")
    return kind == "Any" or type(result).__name__ == kind or (kind == "Tensor" and isinstance(result, Tensor))


@pytest.mark.parametrize("row", list(sampled()))
def test_a_function_takes_and_returns_what_its_stub_says(row: Row) -> None:
    for i, (args, kwargs) in enumerate(row.samples(np.random.default_rng(0))):
        if i == 3:
            break
        kinds = said(row, args, kwargs)
        assert kinds, f"no signature takes {args}, {kwargs}"
        result = row.call(*map(tensors, args), **{k: tensors(v) for k, v in kwargs.items()})
        assert any(agrees(result, kind) for kind in kinds), (
            f"{row.name} returns {type(result).__name__}, its stub says {kinds}: annotate the declaration's result, "
            "or say it in minigrad/ops/stubs.py"
        )


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (minigrad.max, "Tensor"),
        (lambda x: minigrad.max(x, 0), "max"),
        (lambda x: minigrad.min(x, x), "Tensor"),
        (lambda x: minigrad.median(x, 0, True), "median"),
        (minigrad.nanmedian, "Tensor"),
        (lambda x: minigrad.where(x > 0), "tuple[Tensor, ...]"),
        (lambda x: minigrad.nonzero(x, as_tuple=True), "tuple[Tensor, ...]"),
        (minigrad.unique, "Tensor"),
        (lambda x: minigrad.unique(x, True, True), "tuple[Tensor, ...]"),
        (lambda x: minigrad.unique_consecutive(x, return_counts=True), "tuple[Tensor, ...]"),
        (lambda x: minigrad.nn.functional.max_pool1d(x, 1, return_indices=True), "tuple[Tensor, Tensor]"),
        (lambda x: minigrad.nn.functional.max_pool2d_with_indices(x[None], 1), "tuple[Tensor, Tensor]"),
        (minigrad.atleast_2d, "Tensor"),
        (lambda x: minigrad.atleast_2d(x, x), "tuple[Tensor, ...]"),
        (lambda x: minigrad.atleast_2d([x]), "tuple[Tensor, ...]"),
        (lambda x: minigrad.broadcast_tensors(x, x), "tuple[Tensor, ...]"),
        (lambda x: minigrad.meshgrid(x[0], x[0], indexing="ij"), "tuple[Tensor, ...]"),
        (lambda x: minigrad.split(x, 1), "tuple[Tensor, ...]"),
        (lambda x: minigrad.chunk(x, 2), "tuple[Tensor, ...]"),
        (lambda x: minigrad.tensor_split(x, 2), "tuple[Tensor, ...]"),
        (minigrad.unbind_copy, "tuple[Tensor, ...]"),
        (lambda x: minigrad.unravel_index(minigrad.tensor([1]), (2, 2)), "tuple[Tensor, ...]"),
        (lambda x: minigrad.histogram(x, 3), "histogram"),
        (lambda x: minigrad.histogramdd(x, 3), "histogramdd"),
        (minigrad.aminmax, "aminmax"),
        (minigrad.var_mean, "tuple[Tensor, Tensor]"),
        (lambda x: minigrad.native_layer_norm(x, (2,), None, None, 1e-5), "tuple[Tensor, Tensor, Tensor]"),
        (lambda x: minigrad.randint(3, (2,)), "Tensor"),
        (lambda x: minigrad.randint_like(x, 1, 3), "Tensor"),
        (lambda x: minigrad.arange(1, 2, 0.5), "Tensor"),
        (lambda x: minigrad.repeat_interleave(minigrad.tensor([1, 2])), "Tensor"),
        (lambda x: minigrad.einsum("ij,jk", x, x), "Tensor"),
        (minigrad.is_tensor, "bool"),
        (lambda x: x.type(), "str"),
        (lambda x: x.type("torch.DoubleTensor"), "Tensor"),
        (lambda x: x.to("cpu", minigrad.float64), "Tensor"),
        (lambda x: x.view(minigrad.int32), "Tensor"),
        (lambda x: x.mul_(2), "Tensor"),
    ],
)
def test_an_overload_says_what_is_returned(call: Any, kind: str) -> None:
    x = minigrad.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert agrees(call(x), kind)


# ------------------------------------------------------------ the parts


def test_a_signature_is_read_from_its_text() -> None:
    stub = parsed("(input: Tensor, /, dim: int = 0, *rest: int, keepdim: bool = False) -> max")
    assert [(p.name, p.annotation, p.default) for p in stub.parameters] == [
        ("input", "Tensor", None), ("dim", "int", "0"), ("rest", "int", None), ("keepdim", "bool", "False"),
    ]  # fmt: skip
    assert stub.result == "max"
    assert stubs.Writer(()).parameters(stub) == [
        "input: Tensor", "/", "dim: int = 0", "*rest: int", "keepdim: bool = False",
    ]  # fmt: skip


def test_a_name_that_the_scope_takes_is_spelled_differently() -> None:
    writer = stubs.Writer({"int", "device", "sum"})
    assert writer.spelled("int | device | Literal['int'] | float | np.int8") == (
        "builtins.int | _device | Literal['int'] | float | np.int8"
    )


@pytest.mark.parametrize(
    ("doc", "sentence"),
    [
        ("The sum.  Raises what it may.", "The sum."),
        ("Parts, e.g. Two of them, in one\n    line. Then more.", "Parts, e.g. Two of them, in one line."),
        ("x.  `y` is next.", "x."),
        ("One.\n\nTwo.", "One."),
        ("", ""),
    ],
)
def test_the_first_sentence(doc: str, sentence: str) -> None:
    assert stubs.first_sentence(doc) == sentence


def test_long_lines_are_wrapped() -> None:
    lines = stubs.signature("f", [f"parameter_{i}: Tensor | None = None" for i in range(9)], ") -> Tensor: ...", 4)
    assert all(len(line) + 4 <= 120 for line in lines)
    assert len(ast.parse("\n".join(lines)).body[0].args.args) == 9  # type: ignore[attr-defined]
    text = stubs.docstring("word " * 60, 4)
    assert all(len(line) + 4 <= 120 for line in text)
    for path in stubs.stubs():
        assert max(map(len, path.read_text().splitlines())) <= 120, path.name


# ------------------------------------------------------------ what mypy says

PROGRAM = """
    import minigrad as torch
    import minigrad.nn.functional as F
    from minigrad import Tensor, nn, optim
    from minigrad.scalar import Value

    x = torch.ones(2, 3, requires_grad=True)
    reveal_type(torch.ones(2) + 1)  # Tensor
    reveal_type(2**x - 1 / x @ -x)  # Tensor
    reveal_type(x == 1)  # Tensor
    reveal_type(torch.max(x))  # Tensor
    reveal_type(torch.max(x, 0))  # tuple[Tensor, Tensor, fallback=max]
    reveal_type(x.max(dim=0).indices)  # Tensor
    reveal_type(x.sort().values)  # Tensor
    reveal_type(torch.where(x > 0))  # tuple[Tensor, ...]
    reveal_type(torch.where(x > 0, x, 0.0))  # Tensor
    reveal_type(x.sum(dim=(0, 1), keepdim=True))  # Tensor
    reveal_type(x.shape)  # Size
    reveal_type(x.dtype)  # dtype
    reveal_type(x.device)  # device
    reveal_type(x.grad)  # Tensor | None
    reveal_type(x.is_leaf)  # bool
    reveal_type(x.numel())  # int
    reveal_type(x.T)  # Tensor
    reveal_type(x[0, :, None, ...])  # Tensor
    reveal_type(x.view(3, 2).view((2, 3)))  # Tensor
    reveal_type(x.float().long().to(torch.float64).to("cpu"))  # Tensor
    reveal_type(x.numpy())  # ndarray[Any, Any]
    reveal_type(x.backward())  # None
    reveal_type(x.type())  # str
    reveal_type(nn.Parameter(x).mul_(2))  # Parameter
    reveal_type(nn.Linear(3, 2)(x))  # Any
    reveal_type(nn.Linear(3, 2).weight)  # Parameter
    reveal_type(F.max_pool2d(x, 2))  # Tensor
    reveal_type(F.max_pool2d(x, 2, return_indices=True))  # tuple[Tensor, Tensor]
    reveal_type(torch.split(x, 1))  # tuple[Tensor, ...]
    reveal_type(torch.sigmoid_(x))  # Tensor
    reveal_type(torch.linalg.vector_norm(x) + torch.special.erf(x))  # Tensor
    reveal_type(torch.float32)  # dtype
    reveal_type(torch.int)  # dtype
    reveal_type(torch.pi)  # float
    reveal_type(torch.manual_seed(0))  # Generator
    reveal_type(isinstance(x, torch.FloatTensor) or torch.FloatTensor([1]).sum())  # Literal[True] | Tensor
    reveal_type(x.size())  # Size
    reveal_type(x.size(0) + x.size(-1))  # int
    reveal_type(torch.cat([x, x], dim=1, out=torch.empty(0)))  # Tensor
    reveal_type(torch.sort(x, out=(torch.empty(0), torch.empty(0, dtype=torch.long))).values)  # Tensor
    reveal_type(torch.lstm(x, (x, x), [x], True, 1, 0.0, False, False, True))  # tuple[Tensor, Tensor, Tensor]
    reveal_type(torch.gru(x, x, x, [x], True, 1, 0.0, False, False))  # tuple[Tensor, Tensor]
    reveal_type(x.stride())  # tuple[int, ...]
    reveal_type(x.stride(0) + x.shape[-1])  # int
    reveal_type(x.shape[1:])  # Size
    reveal_type(Value(1.0) + 1)  # Value
    reveal_type(2 ** Value(1.0) - 1 / Value(2.0) * -Value(3.0))  # Value
    reveal_type(Value(1.0).tanh().relu())  # Value
    reveal_type(sum([Value(1.0)], Value(0.0)))  # Value
    reveal_type(isinstance(x, torch.autograd.Variable))  # bool
    reveal_type(torch.autograd.Variable(x, requires_grad=True))  # Variable


    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, x: Tensor) -> Tensor:
            return F.relu(self.layers(x)) * self.scale


    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for row in x:
        loss = F.mse_loss(model(row), torch.zeros(1), reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        x -= 0.1
        x[0, 1:] = 3
    values, indices = torch.topk(x, 2)
    print(values.item(), f"{loss:.3f}", float(loss), [int(i) for i in indices[0]], torch.cat((x, x), dim=1).tolist())

    torch.sin("a")  # error: Argument 1 to "sin" has incompatible type "str"; expected "Tensor"
    x.sun()  # error: "Tensor" has no attribute "sun"
    torch.summ(x)  # error: Module has no attribute "summ"; maybe "sum"?
    x + "a"  # error: Unsupported operand types for + ("Tensor" and "str")
    x.sum(dims=0)  # error: Unexpected keyword argument "dims" for "sum" of "Attached"; did you mean "dim"?
    x.shape = x.shape  # error: Property "shape" defined in "Tensor" is read-only
    F.relu(x, True, False)  # error: Too many arguments for "relu"
    x.max(0).value  # error: "max" has no attribute "value"
"""


def test_mypy_knows_what_a_program_means(tmp_path: Path) -> None:
    api = pytest.importorskip("mypy.api", reason="the stubs are read by mypy: pip install 'minigrad-autograd[test]'")
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM))
    config = tmp_path / "mypy.ini"  # minigrad as it is to its users: installed, its own errors not theirs
    config.write_text(f"[mypy]\nstrict = True\nmypy_path = {ROOT.parent}\n[mypy-minigrad.*]\nignore_errors = True\n")
    out, err, _ = api.run(
        ["--config-file", str(config), "--cache-dir", str(tmp_path / "cache"), "--no-error-summary", str(program)]
    )
    assert err == ""
    said: dict[int, list[str]] = {}
    for line in out.splitlines():
        found = re.match(r".*program\.py:(\d+): (note|error): (.*?)(?:  \[[a-z-]+\])?$", line)
        assert found is not None, line
        revealed = re.match(r'Revealed type is "(.*)"', found[3])
        if revealed:
            said.setdefault(int(found[1]), []).append(re.sub(r"(?:\w+\.)+(?=\w)", "", revealed[1]))
        elif found[2] == "error":
            said.setdefault(int(found[1]), []).append(f"error: {found[3]}")
    expected = {
        i: [line.partition("  # ")[2]]
        for i, line in enumerate(textwrap.dedent(PROGRAM).splitlines(), 1)
        if "  # " in line
    }
    assert said == expected
