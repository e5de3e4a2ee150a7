"""`minigrad gradcheck FILE.py:NAME`: the derivatives of what is in someone's own file.

The checking is `minigrad.testing.diagnose`'s; here the file is loaded, NAME is turned into a function and its inputs
are found: given as shapes, made by `NAME_inputs` or `inputs` in the file, or from annotations.  Start with `run`.
"""

from __future__ import annotations

import importlib.util
import inspect
import linecache
import re
import sys
import traceback
import typing
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from minigrad.cli.usage import UsageError, did_you_mean

__all__ = ["run", "shape_of", "split"]

GUESS = (2, 3)  # the shape of an input that nothing is known of
DTYPES = ("float64", "float32", "complex128", "complex64", "int64", "bool")


def run(
    targets: Sequence[str], *, inputs: Sequence[str] = (), dtype: str | None = None, seed: int = 0, order: int = 2,
    tolerance: float = 1e-5, steps: Sequence[float] = (), format: str = "text", output: Path | None = None,
) -> int:  # fmt: skip
    """Checks each named thing of a file and prints the reports, or writes them; the exit status is 1 if one fails."""
    from minigrad.testing.diagnosis import diagnose

    if steps and (len(set(steps)) < 3 or min(steps) <= 0):
        raise UsageError(f"--step: a ladder has at least three different positive steps, got {len(set(steps))}")
    reports = []
    for path, name in split(targets):
        with loaded(path) as module:
            function, given, names, guessed = resolve(module, path, name, list(inputs), dtype, seed)
            hint = "; its inputs were guessed, so give their shapes, as in --input 3x4" if guessed else ""
            try:
                reports.append(
                    diagnose(function, tuple(given), names=names, order=order, tolerance=tolerance,
                             steps=sorted(set(steps), reverse=True) or None, seed=seed, subject=name)
                )  # fmt: skip
            except Exception as error:
                said = users_line(error, path)
                if not said and not isinstance(error, ValueError | TypeError | RuntimeError):
                    raise  # nobody's fault but ours
                raise UsageError(f"{name} raised {described(error)}{said}{hint}") from error
    text = written(reports, format)
    if output is None:
        print(text)
    else:
        try:
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {output}: {error.strerror or error}") from error
        for report in reports:
            print(f"{report.subject}: {'right' if report.ok else report.verdict}; the report is in {output}")
    return 0 if all(report.ok for report in reports) else 1


def written(reports: Sequence[Any], format: str) -> str:
    """The reports in one of the formats."""
    if format == "html":
        from minigrad.testing.report_html import page

        return page(reports).rstrip("\n")
    if format == "json":
        import json

        found = {"ok": all(r.ok for r in reports), "reports": [r.as_dict() for r in reports]}
        return json.dumps(found, indent=1, allow_nan=False)
    return "\n\n".join(str(r) for r in reports)


# ------------------------------------------------------------ the file


def is_file(target: str) -> bool:
    """Whether an argument names something of a file: FILE.py or FILE.py:NAME."""
    path, colon, _ = target.rpartition(":")
    return target.endswith(".py") or (bool(colon) and path.endswith(".py"))


def split(targets: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The files and names meant; a name alone is of the file before it."""
    path: Path | None = None
    for target in targets:
        if is_file(target):
            file, _, name = target.rpartition(":") if not target.endswith(".py") else (target, "", "")
            path = Path(file)
            if not path.is_file():
                raise UsageError(f"there is no file {file}")
            if not name:
                with loaded(path) as module:
                    found = ", ".join(candidates(module)) or "nothing that could be checked"
                raise UsageError(f"say what to check in {file}, as in {file}:NAME; it has {found}")
            yield path, name
        elif path is None:
            raise UsageError(f"{target!r} comes before the file that it is in: write FILE.py:{target}")
        else:
            yield path, target


class loaded:
    """A file as a module, its folder importable inside the `with` block."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def __enter__(self) -> ModuleType:
        name = f"_gradcheck_{self.path.stem}"
        spec = importlib.util.spec_from_file_location(name, self.path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.path.insert(0, str(self.path.parent))
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except SyntaxError as error:
            self.__exit__()
            raise UsageError(f"{self.path.name}, line {error.lineno}: {error.msg}") from error
        except Exception as error:
            self.__exit__()
            hint = "; write `import minigrad as torch`" if getattr(error, "name", None) == "torch" else ""
            raise UsageError(
                f"{self.path.name} raised {described(error)}{users_line(error, self.path)}{hint}"
            ) from error
        return module

    def __exit__(self, *exc: object) -> None:
        if str(self.path.parent) in sys.path:
            sys.path.remove(str(self.path.parent))


def candidates(module: ModuleType) -> list[str]:
    """The names of a file that could be checked."""
    from minigrad.nn import Module

    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not name.endswith("inputs")
        and (isinstance(value, Module) or (callable(value) and getattr(value, "__module__", "") == module.__name__))
    ]  # fmt: skip


def described(error: BaseException) -> str:
    """An exception as one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def users_line(error: BaseException, path: Path) -> str:
    """The last line of the user's file on the way to an exception; empty where none is."""
    file = str(path.resolve())
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == file:
            source = frame.line or linecache.getline(file, frame.lineno or 0).strip()
            return f" ({path.name}, line {frame.lineno}: {source})"
    return ""


# ------------------------------------------------------------ the function and its inputs


def resolve(
    module: ModuleType, path: Path, name: str, shapes: list[str], dtype: str | None, seed: int
) -> tuple[Callable[..., Any], list[Any], list[str], bool]:
    """What to call, its inputs, their names, and whether their shapes were guessed."""
    import minigrad as torch

    known = candidates(module)
    target: Any = module
    for part in name.split("."):
        if not hasattr(target, part):
            raise UsageError(f"{path.name} has no {name!r}{did_you_mean(name, known)}")
        target = getattr(target, part)
    torch.manual_seed(seed)
    function, form = callable_of(target, path, name)
    torch.manual_seed(seed)
    parameters = positional(form)
    source = next((n for n in (f"{name}_inputs", "inputs") if hasattr(module, n)), None)
    guessed = False
    if shapes:
        given = list(random_inputs(shapes, dtype or "float64", seed, function))
    elif source is not None and target is not getattr(module, source):
        found = getattr(module, source)
        try:
            found = found() if callable(found) else found
        except Exception as error:
            raise UsageError(f"{source} raised {described(error)}{users_line(error, path)}") from error
        given = in_order(found, source, parameters)
    else:
        plan, guessed = annotated(form, parameters, name, path)
        given = list(random_inputs(plan, dtype or "float64", seed, function))
    if dtype is not None and not shapes:
        given = [x.to(getattr(torch, dtype)) if isinstance(x, torch.Tensor) and x.is_floating_point() else x
                 for x in given]  # fmt: skip
    if not isinstance(function, torch.nn.Module) and not any(
        isinstance(x, torch.Tensor) and (x.is_floating_point() or x.is_complex()) for x in given
    ):
        raise UsageError(f"{name} has no floating-point tensor among its inputs: there is nothing to differentiate by")
    return function, given, [p.name for p in parameters], guessed


def callable_of(target: Any, path: Path, name: str) -> tuple[Callable[..., Any], inspect.Signature]:
    """The function that a function, a Function, a Module or a factory of these stands for, and its signature."""
    from minigrad.autograd import Function
    from minigrad.nn import Module

    for _ in range(3):  # a factory may give a class, and a class an instance
        if isinstance(target, Module):
            return target, resolved(target.forward, name)
        if isinstance(target, type) and issubclass(target, Function):
            form = resolved(target.forward, name)
            inner = list(form.parameters.values())
            apart = target.setup_context is not Function.setup_context
            return target.apply, form if apart else form.replace(parameters=inner[1:])
        if not callable(target):
            break
        form = resolved(target, name)
        required = [p.name for p in form.parameters.values() if p.default is p.empty and p.kind not in REST]
        if isinstance(target, type):
            if not issubclass(target, Module):
                raise UsageError(f"{name} is a class, but neither an autograd.Function nor an nn.Module")
            if required:
                raise UsageError(
                    f"{name} needs {', '.join(required)} to be made: write a function in {path.name} that returns one, "
                    "and name that"
                )
        elif form.parameters and not (not required and returns_factory(form)):
            return target, form
        try:
            made = target()
        except Exception as error:
            raise UsageError(f"{name}() raised {described(error)}{users_line(error, path)}") from error
        if not callable(made) and not isinstance(target, type):
            raise UsageError(f"{name} takes no arguments: there is nothing to differentiate by")
        target = made
    raise UsageError(f"{name} is {type(target).__name__!r}: expected a function, an autograd.Function or an nn.Module")


REST = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def returns_factory(form: inspect.Signature) -> bool:
    """Whether a signature says that a Module or a Function comes back."""
    from minigrad.autograd import Function
    from minigrad.nn import Module

    kind = form.return_annotation
    if typing.get_origin(kind) is type:
        kind = typing.get_args(kind)[0]
    return isinstance(kind, type) and issubclass(kind, Module | Function)


def resolved(function: Callable[..., Any], name: str) -> inspect.Signature:
    """The signature, its annotations as objects."""
    try:
        form = inspect.signature(function)
        written = vars(function).get("__init__", function) if isinstance(function, type) else function
        hints = typing.get_type_hints(written, include_extras=True)
    except (NameError, TypeError, AttributeError) as error:
        raise UsageError(f"cannot read the annotations of {name}: {error}") from error
    except ValueError as error:
        raise UsageError(f"cannot read the arguments of {name}: {error}") from error
    changed = [p.replace(annotation=hints.get(p.name, p.annotation)) for p in form.parameters.values()]
    return form.replace(parameters=changed, return_annotation=hints.get("return", form.return_annotation))


def positional(form: inspect.Signature) -> list[inspect.Parameter]:
    """The parameters that inputs can be given for."""
    return [p for p in form.parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def in_order(found: Any, source: str, parameters: Sequence[inspect.Parameter]) -> list[Any]:
    """What the file gave as inputs, as a list of arguments: a tensor, a tuple or list, or a dict by name."""
    import numpy as np

    import minigrad as torch

    if isinstance(found, dict):
        names = [p.name for p in parameters]
        for key in found:
            if key not in names:
                raise UsageError(f"{source} gives {key!r}{did_you_mean(str(key), names) or f'; expected {names}'}")
        given = []
        for p in parameters:
            if p.name not in found and p.default is p.empty:
                raise UsageError(f"{source} does not give {p.name!r}")
            given.append(found.get(p.name, p.default))
    else:
        given = list(found) if isinstance(found, tuple | list) else [found]
    return [torch.from_numpy(np.array(x)) if isinstance(x, np.ndarray) else x for x in given]


class Made:
    """A value that is an argument as it is: a default."""

    def __init__(self, value: Any) -> None:
        self.value = value


def annotated(
    form: inspect.Signature, parameters: Sequence[inspect.Parameter], name: str, path: Path
) -> tuple[list[Any], bool]:
    """What each argument is to be, from `Annotated[Tensor, (3, 4)]`, a default or a guess; whether one was guessed."""
    from minigrad import Tensor

    plan: list[Any] = []
    guessed = False
    for p in parameters:
        said = typing.get_args(p.annotation)[1:] if typing.get_origin(p.annotation) is typing.Annotated else ()
        shape = next((m for m in said if isinstance(m, tuple | str | int)), None)
        if shape is not None:
            plan.append("x".join(map(str, shape)) or "scalar" if isinstance(shape, tuple) else str(shape))
        elif p.default is not p.empty:
            plan.append(Made(p.default))
        elif p.annotation in (p.empty, Tensor, Any):
            guessed = True
            plan.append("x".join(map(str, GUESS)))
        else:
            kind = getattr(p.annotation, "__name__", p.annotation)
            raise UsageError(
                f"no value for {p.name} ({kind}) of {name}: give it a default, or write {name}_inputs in {path.name}, "
                "a function that returns the arguments"
            )
    return plan, guessed


def shape_of(text: str) -> tuple[tuple[int, ...], str | None]:
    """A shape as an argument has it, and the dtype after it.

    >>> from minigrad.cli.gradcheck_file import shape_of
    >>> shape_of("3x4"), shape_of("scalar"), shape_of("5:int64")
    (((3, 4), None), ((), None), ((5,), 'int64'))
    """
    shape, _, kind = text.partition(":")
    if kind and kind not in DTYPES:
        raise UsageError(f"--input {text}: unknown dtype {kind!r}{did_you_mean(kind, DTYPES)}")
    if shape.strip() in ("scalar", "()"):
        return (), kind or None
    if not re.fullmatch(r"\d+([x,]\d+)*", shape.strip()):
        raise UsageError(f"expected a shape such as 3x4, 5 or scalar, got {text!r}")
    return tuple(int(n) for n in re.split("[x,]", shape.strip())), kind or None


def random_inputs(plan: Sequence[Any], dtype: str, seed: int, function: Callable[..., Any]) -> Iterator[Any]:
    """Tensors of the planned shapes: standard normal, or near 1 where the function is NaN at those."""
    import minigrad as torch
    from minigrad.testing.diagnosis import ERRORS

    def made(positive: bool) -> list[Any]:
        import numpy as np

        rng = np.random.default_rng(seed)
        found: list[Any] = []
        for item in plan:
            if isinstance(item, Made):
                found.append(item.value)
                continue
            shape, kind = shape_of(item)
            values: Any
            if kind in ("int64", "bool"):
                values = rng.integers(0, 2, shape)
            else:
                values = rng.uniform(0.5, 1.5, shape) if positive else rng.standard_normal(shape)
                if (kind or dtype).startswith("complex"):
                    values = values + 1j * rng.uniform(0.5, 1.5, shape)
            found.append(torch.tensor(values, dtype=getattr(torch, kind or dtype)))
        return found

    usual = made(False)
    with torch.no_grad():
        try:
            result = function(*usual)
        except ERRORS:  # the check meets it again, and says where
            return iter(usual)
    tensors = result if isinstance(result, tuple | list) else (result,)
    undefined = any(isinstance(t, torch.Tensor) and bool(torch.isnan(t).any()) for t in tensors)
    return iter(made(True) if undefined else usual)
