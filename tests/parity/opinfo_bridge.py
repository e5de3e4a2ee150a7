"""One call in two libraries: the samples of torch's operator database, as minigrad's values.

Tensors cross over through NumPy, strides and aliasing included, and both libraries get theirs from the same arrays.
Start reading at `Library`.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from typing import Any

import ml_dtypes
import numpy as np
import torch

NAMESPACES = (
    "", "nn.functional.", "linalg.", "special.", "fft.", "signal.windows.", "masked.", "nn.", "autograd.", "nn.init.",
    "random.", "Tensor.",
)  # fmt: skip


class CannotCarry(Exception):
    """A sample with something in it that has no counterpart outside torch: it is left out."""


def walk(root: Any, path: str) -> Any:
    """The attribute at a dotted path."""
    return functools.reduce(getattr, path.split("."), root)


@functools.cache
def _paths() -> dict[int, str]:
    """Where each public callable of torch is found, by its identity."""
    found: dict[int, str] = {}
    for space in NAMESPACES:
        holder = walk(torch, space[:-1]) if space else torch
        for name in sorted(dir(holder), key=lambda name: name.startswith("_")):  # public names first
            member = getattr(holder, name, None)
            if callable(member):
                found.setdefault(id(member), space + name)
    return found


def from_testing(fn: Any) -> bool:
    """Whether a function was written in torch's testing package: the database's lambdas and helpers."""
    return isinstance(fn, types.FunctionType) and (fn.__module__ or "").startswith("torch.testing")


def _global_names(code: types.CodeType) -> set[str]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return set(code.co_names).union(*[_global_names(c) for c in inner])


def short(value: Any) -> str:
    """`float32` of torch.float32, of either library."""
    return str(value).rsplit(".", 1)[-1]


def array(t: Any) -> np.ndarray:
    """A copy of a tensor's elements, of either library; bfloat16 widened to float32."""
    t = t.detach()
    if isinstance(t, torch.Tensor):
        t = t.resolve_conj().resolve_neg()
    if short(t.dtype) == "bfloat16":
        t = t.float()
    return np.array(t.numpy(force=True) if isinstance(t, torch.Tensor) else t.numpy())


def leaves(value: Any) -> list[Any]:
    """What is in a nest of tuples, lists and dicts, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


class Library:
    """torch, or a module that looks like it: names looked up, samples brought over, functions rewritten."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def is_tensor(self, value: Any) -> bool:
        return isinstance(value, self.module.Tensor)

    def tensors(self, value: Any) -> list[Any]:
        return [leaf for leaf in leaves(value) if self.is_tensor(leaf)]

    # ------------------------------------------------------------ functions

    def has(self, name: str) -> bool:
        """Whether an operator's name is there: as a function, a method or an in-place method."""
        for path in (name, f"Tensor.{name}", f"Tensor.{name}_"):
            try:
                walk(self.module, path)
            except AttributeError:
                continue
            return True
        return False

    def function(self, fn: Any) -> Any:
        """This library's form of a callable of torch's: looked up by name, or rewritten to name this library."""
        if self.module is torch:
            return fn
        if isinstance(fn, functools.partial):
            return functools.partial(self.function(fn.func), *fn.args, **fn.keywords)
        if from_testing(fn):
            return self._rewritten(fn)
        path = _paths().get(id(fn))
        if path is None:  # of Python's `operator`: knows no library
            return fn
        return walk(self.module, path)

    def _rewritten(self, fn: types.FunctionType) -> Any:
        if fn.__name__ == "wrapper_set_seed":
            return self._seeded
        names = _global_names(fn.__code__) & fn.__globals__.keys()
        scope = {name: self._global(fn.__globals__[name]) for name in names} | {"__builtins__": __builtins__}
        cells = tuple(types.CellType(self._global(cell.cell_contents)) for cell in fn.__closure__ or ())
        made = types.FunctionType(fn.__code__, scope, fn.__name__, fn.__defaults__, cells)
        made.__kwdefaults__ = fn.__kwdefaults__
        return made

    def _seeded(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self.module.manual_seed(42)
        return fn(*args, **kwargs)

    def _global(self, value: Any) -> Any:
        if value is torch:
            return self.module
        if isinstance(value, types.ModuleType) and value.__name__.startswith("torch.nn"):
            return walk(self.module, value.__name__.removeprefix("torch."))
        if from_testing(value) or isinstance(value, functools.partial) or id(value) in _paths():
            return self.function(value)
        return value

    # ------------------------------------------------------------ values

    def call(self, entry: Any, sample: Any) -> Call:
        return Call(self, entry, sample)

    def from_array(self, a: np.ndarray) -> Any:
        """A tensor of this library on a fresh array."""
        if self.module is torch and a.dtype == ml_dtypes.bfloat16:
            return torch.from_numpy(a.view(np.int16)).view(torch.bfloat16)
        return self.module.from_numpy(a)

    def tensor(self, t: torch.Tensor, with_storage: bool = False) -> Any:
        """A tensor with a sample tensor's elements, strides and `requires_grad`; with all its storage if asked."""
        if t.layout is not torch.strided or t.device.type != "cpu" or t.dtype in (torch.complex32, torch.chalf):
            raise CannotCarry(f"a {t.layout} tensor of {t.dtype} on {t.device}")
        if t.dim() > 64:
            raise CannotCarry("more axes than NumPy has")
        made: Any
        with torch.no_grad():
            plain = t.detach().resolve_conj().resolve_neg()
            half = plain.dtype is torch.bfloat16
            plain = plain.view(torch.int16) if half else plain
            if with_storage:
                count = plain.untyped_storage().nbytes() // plain.element_size()
                flat = plain.as_strided((count,), (1,), 0).clone().numpy()
            elif plain.is_contiguous() or not plain.numel():
                flat = plain.contiguous().clone().numpy()
            else:
                span = 1 + sum((n - 1) * s for n, s in zip(plain.shape, plain.stride(), strict=True))
                flat = plain.as_strided((span,), (1,)).clone().numpy()
                steps = [s * flat.itemsize for s in plain.stride()]
                flat = np.lib.stride_tricks.as_strided(flat, tuple(plain.shape), steps)
            made = self.from_array(flat.view(ml_dtypes.bfloat16) if half else flat)
            if self.module is torch and made.is_contiguous():
                made = made.clone()  # NumPy's memory cannot be resized, as an `out=` may have to be
            if with_storage:
                made = made.as_strided(tuple(t.shape), tuple(t.stride()), t.storage_offset())
        return made.requires_grad_() if t.requires_grad else made

    def value(self, v: Any, known: dict[int, Any], with_storage: bool = False) -> Any:
        """Any value of a sample; what is one object there is one object here (`known`)."""
        again = functools.partial(self.value, known=known, with_storage=with_storage)
        match v:
            case torch.Tensor():
                if id(v) not in known:
                    known[id(v)] = self.tensor(v, with_storage)
                return known[id(v)]
            case torch.dtype() | torch.layout() | torch.memory_format():
                return getattr(self.module, short(v))
            case torch.device():
                return self.module.device(str(v))
            case torch.Size():
                return self.module.Size(tuple(v))
            case torch.Generator():
                return self.module.Generator().manual_seed(v.initial_seed())
            case torch.nn.PairwiseDistance():
                return self.module.nn.PairwiseDistance(v.norm, v.eps, v.keepdim)
            case torch.nn.Module():
                raise CannotCarry(f"a module {type(v).__name__}")
            case list() | tuple():
                return type(v)([again(x) for x in v])
            case dict():
                return {k: again(x) for k, x in v.items()}
            case slice():
                return slice(again(v.start), again(v.stop), again(v.step))
        if dataclasses.is_dataclass(v) and type(v).__module__.startswith("torch."):
            fields = {f.name: again(getattr(v, f.name)) for f in dataclasses.fields(v) if f.init}
            return getattr(self.module.nn, type(v).__name__)(**fields)
        return self.function(v) if callable(v) else v


class Call:
    """A sample of an operator, brought over: `input`, `args`, `kwargs`, and its tensors in one order."""

    def __init__(self, library: Library, entry: Any, sample: Any) -> None:
        known: dict[int, Any] = {}
        parts = [sample.input, sample.args, sample.kwargs]
        originals = list({id(t): t for t in TORCH.tensors(parts)}.values())
        storage = entry.name.startswith("as_strided")
        self.library = library
        self.input, self.args, self.kwargs = [library.value(p, known, storage) for p in parts]
        self.tensors = [known[id(t)] for t in originals]
        self.variables = [known[id(t)] for t in originals if t.requires_grad]

    def __call__(self, fn: Any, **more: Any) -> Any:
        """`fn` as torch has it, run with this library's values (and this library's form of it)."""
        return self.library.function(fn)(self.input, *self.args, **self.kwargs, **more)


TORCH = Library(torch)
