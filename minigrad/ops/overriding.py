"""`__torch_function__`: classes that take torch's functions into their own hands, subclasses of Tensor above all.

Imports the engine.  A subclass of Tensor gets `Overriding` as its base, whose methods, operators and properties
ask the class first; the table's functions ask where such a class exists.  What nobody overrides costs nothing: a
plain Tensor has Tensor's own methods.  Start reading at `dispatch`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .._engine.tensor import Tensor
from . import families

overriding: list[type] = []  # the subclasses of Tensor that override: while there are none, no function asks


class _Local(threading.local):
    disabled = False


_local = _Local()


class DisableTorchFunctionSubclass:
    """Within this context subclasses of Tensor are treated as Tensor is."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = _local.disabled
        _local.disabled = True

    def __exit__(self, *exception: object) -> None:
        _local.disabled = self._before


def disabled_torch_function(
    func: Callable[..., Any], types: Iterable[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
) -> Any:
    """As a class's `__torch_function__`: the class overrides nothing, and results are plain Tensors."""
    with DisableTorchFunctionSubclass():
        return func(*args, **(kwargs or {}))


# ------------------------------------------------------------ who overrides


def overrides(kind: type) -> bool:
    """Whether a class has a say in what torch's functions do."""
    if kind is Tensor:
        return False
    own = getattr(kind, "__torch_function__", None)
    return own is not None and own is not disabled_torch_function


def _given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Any]:
    """The arguments, and what lists and tuples among them hold."""
    for a in (*args, *kwargs.values()):
        if type(a) is list or type(a) is tuple:
            yield from a
        else:
            yield a


def overloaded(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """One argument of each class that overrides, left to right, but a subclass before its base."""
    found: list[Any] = []
    if _local.disabled:
        return found
    for a in _given(args, kwargs):
        kind = type(a)
        if overrides(kind) and all(type(f) is not kind for f in found):
            place = next((i for i, f in enumerate(found) if issubclass(kind, type(f))), len(found))
            found.insert(place, a)
    return found


def dispatch(func: Callable[..., Any], found: list[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the first of the classes of `found` that does not answer NotImplemented makes of `func(*args, **kwargs)`.

    Raises TypeError where they all do.
    """
    types = tuple(type(a) for a in found)
    for a in found:
        result = type(a).__torch_function__(func, types, args, kwargs)
        if result is not NotImplemented:
            return result
    name = getattr(func, "__name__", str(func))
    raise TypeError(
        f"Multiple dispatch failed for 'torch.{name}'; all __torch_function__ handlers returned NotImplemented:\n\n"
        + "".join(f"  - tensor subclass {kind!r}\n" for kind in types)
    )


# ------------------------------------------------------------ what a subclass does unless it says otherwise


def nowrap() -> set[Callable[..., Any]]:
    """What is not turned into the subclass: the gradient."""
    return {Tensor.grad.__get__}


def _converted(result: Any, cls: type[Tensor]) -> Any:
    if isinstance(result, Tensor) and not isinstance(result, cls):
        return Tensor.as_subclass(result, cls)
    if isinstance(result, tuple | list):
        return type(result)(_converted(r, cls) for r in result)
    return result


def _default(
    cls: type[Tensor],
    func: Callable[..., Any],
    types: Iterable[type],
    args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
) -> Any:
    """Calls `func` as for plain Tensors, and makes the Tensors it returns instances of the subclass.

    >>> import minigrad as torch
    >>> class Angle(torch.Tensor):
    ...     pass
    >>> Angle([1.0, 2.0]) + 1
    Angle([2., 3.])
    """
    if not all(issubclass(cls, kind) for kind in types):
        return NotImplemented
    with DisableTorchFunctionSubclass():
        result = func(*args, **(kwargs or {}))
        return result if func in nowrap() else _converted(result, cls)


# ------------------------------------------------------------ the base of subclasses

# The methods that operators count as, where that is not the operator's own.
_COUNTS_AS = {
    "__add__": "add", "__radd__": "add", "__sub__": "sub", "__mul__": "mul", "__rmul__": "mul", "__truediv__": "div",
    "__mod__": "remainder", "__pow__": "pow", "__matmul__": "matmul", "__rand__": "bitwise_and",
    "__ror__": "bitwise_or", "__rxor__": "bitwise_xor", "__ne__": "ne", "__lt__": "lt", "__le__": "le",
    "__gt__": "gt", "__ge__": "ge", "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_", "__itruediv__": "div_",
    "__ipow__": "pow_", "__ifloordiv__": "floor_divide_", "__imod__": "remainder_", "__neg__": "neg",
    "__pos__": "positive", "__abs__": "abs",
}  # fmt: skip
_OPERATORS = frozenset(
    """
    __add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ __floordiv__ __rfloordiv__ __mod__
    __rmod__ __pow__ __rpow__ __matmul__ __rmatmul__ __and__ __rand__ __or__ __ror__ __xor__ __rxor__ __lshift__
    __rlshift__ __rshift__ __rrshift__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __iadd__ __isub__ __imul__
    __itruediv__ __ifloordiv__ __imod__ __ipow__ __iand__ __ior__ __ixor__ __ilshift__ __irshift__
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)
_PROTOCOLS = frozenset(
    """
    __neg__ __pos__ __abs__ __invert__ __bool__ __float__ __int__ __index__ __complex__ __len__ __contains__ __getitem__
    __setitem__ __reversed__
    """.split()  # noqa: SIM905
)
_KEPT = frozenset(("array", "as_subclass", "legacy", "writes"))  # how the engine sees a tensor, whatever its class


def _method(name: str, func: Callable[..., Any]) -> Callable[..., Any]:
    operator = name in _OPERATORS

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        given = (self, *args)
        found = overloaded(given, kwargs)
        try:
            return dispatch(func, found, given, kwargs) if found else func(*given, **kwargs)
        except TypeError:
            if operator and not (args and isinstance(args[0], Tensor)):
                return NotImplemented  # the other operand may know
            raise

    method.__name__ = method.__qualname__ = name
    method.__doc__ = func.__doc__
    return method


def _property(fact: property) -> property:
    def asked(call: Callable[..., Any]) -> Callable[..., Any]:
        def accessor(*args: Any) -> Any:
            found = overloaded(args[:1], {})
            return dispatch(call, found, args, {}) if found else call(*args)

        return accessor

    return property(asked(fact.__get__), fact.fset and asked(fact.__set__), fact.fdel, fact.__doc__)


class Overriding(Tensor):
    """What a subclass of Tensor inherits in Tensor's place: every method and property asks the class first."""

    __slots__ = ()


def _fill() -> None:
    """Give `Overriding` its methods, from Tensor's, when the first subclass needs them."""
    families.load_all()
    for name in dir(Tensor):
        if name in _KEPT or (name.startswith("_") and name not in _OPERATORS and name not in _PROTOCOLS):
            continue
        fact = vars(Tensor).get(name)
        if isinstance(fact, property):
            setattr(Overriding, name, _property(fact))
        elif callable(fact) and not isinstance(fact, type):
            setattr(Overriding, name, _method(name, getattr(Tensor, _COUNTS_AS.get(name, name))))


def _subclassed(cls: type[Tensor]) -> None:
    """A subclass that does not say otherwise overrides: its results are instances of it."""
    if not overrides(cls):
        return
    if not overriding:
        _fill()
    overriding.append(cls)
    cls.__bases__ = tuple(Overriding if base is Tensor else base for base in cls.__bases__)


def install() -> None:
    """From here on subclasses of Tensor override."""
    Tensor.__torch_function__ = classmethod(_default)
    Tensor.__init_subclass__ = classmethod(_subclassed)  # type: ignore[assignment]
