"""Optimizer: parameter groups, state, hooks, and what every optimiser checks of its options.

Floor 4: imports the engine.  How an update runs over the parameters is in `elementwise`.
"""

from __future__ import annotations

import copy
import functools
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .._engine import dtypes, errors
from .._engine.graph import AccumulateGrad, RemovableHandle
from .._engine.modes import refresh
from .._engine.modes import state as mode
from .._engine.tensor import Tensor, wrap
from .._warnings import warn


class _Required:
    """Stands for an option without a default."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _Required()

_pre_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
_post_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(optimizer, args, kwargs)` before the step of every optimiser."""
    handle = RemovableHandle(_pre_hooks)
    _pre_hooks[handle.id] = hook
    return handle


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(optimizer, args, kwargs)` after the step of every optimiser."""
    handle = RemovableHandle(_post_hooks)
    _post_hooks[handle.id] = hook
    return handle


class Optimizer:
    """Base class: holds `param_groups` (lists of parameters with their options) and `state`.

    `params` is an iterable of tensors, of (name, tensor) pairs, or of dictionaries with a "params" entry and options of
    their own; `defaults` are the options of groups that do not give them.

    Raises TypeError or ValueError for anything else, for an empty list, for non-leaf tensors and for a
    parameter in two groups.
    """

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"torch.{params.dtype.legacy}Tensor"
            )
        self.defaults = defaults
        self.state: defaultdict[Tensor, Any] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._hooks()
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(dict(group))

    def _hooks(self) -> None:
        self._optimizer_step_pre_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self._optimizer_step_post_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self._optimizer_state_dict_pre_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self._optimizer_state_dict_post_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self._optimizer_load_state_dict_pre_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self._optimizer_load_state_dict_post_hooks: OrderedDict[int, Callable[..., Any]] = OrderedDict()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _hooked(cls.__dict__["step"])  # type: ignore[method-assign]

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if "_optimizer_step_pre_hooks" not in self.__dict__:
            self._hooks()
        self.defaults.setdefault("differentiable", False)

    def __repr__(self) -> str:
        lines = [type(self).__name__ + " ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join([*lines, ")"])

    # ------------------------------------------------------------ groups

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Adds a group: a dictionary with "params" and any options."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        params = list(params)
        names = [p[0] for p in params if isinstance(p, tuple)]
        if names:
            if len(names) != len(params):
                raise ValueError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = names
            params = [p[1] for p in params]
        param_group["params"] = params
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_kind(param)}")
            if not self.defaults.get("differentiable", None) and not (param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        if len({id(p) for p in params}) != len(params):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information"
            )
        known: set[int] = set()
        for group in self.param_groups:
            known.update(map(id, group["params"]))
            if ("param_names" in param_group) != ("param_names" in group):
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with names' if 'param_names' in param_group else 'without names'} to the optimizer"
                )
        if any(id(p) in known for p in params):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drops the gradients of all parameters (or fills them with zeros)."""
        for group in self.param_groups:
            for p in group["params"]:
                if p._grad is not None:
                    if set_to_none:
                        p._grad = None
                    else:
                        p._grad = p._grad.detach()
                        p._grad.zero_()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Updates the parameters; `closure`, if given, computes the loss again and is called first."""
        raise NotImplementedError

    # ------------------------------------------------------------ hooks

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(optimizer, args, kwargs)` before each step; may return other (args, kwargs)."""
        return _register(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(optimizer, args, kwargs)` after each step."""
        return _register(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(optimizer)` before `state_dict`."""
        return _register(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(optimizer, state_dict)` after `state_dict`; may return another."""
        return _register(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(optimizer, state_dict)` before loading; may return another."""
        return _register(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(optimizer)` after loading."""
        return _register(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    # ------------------------------------------------------------ state

    def state_dict(self) -> dict[str, Any]:
        """`{"state": {number: state}, "param_groups": [...]}`, with parameters as numbers in order."""
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for p in group["params"]:
                numbers.setdefault(id(p), len(numbers))
            packed = {k: v for k, v in group.items() if k != "params"}
            packed["params"] = [numbers[id(p)] for p in group["params"]]
            groups.append(packed)
        entries = {(numbers[id(k)] if isinstance(k, Tensor) else k): v for k, v in self.state.items()}
        made: dict[str, Any] = {"state": entries, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            found = hook(self, made)
            made = made if found is None else found
        return made

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes a `state_dict`; the parameters keep their values, their state is copied and cast to their dtype.

        Raises ValueError where the groups do not match.
        """
        state_dict = dict(state_dict)
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            found = hook(self, state_dict)
            state_dict = state_dict if found is None else found
        groups, saved = self.param_groups, copy.deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(g["params"]) != len(s["params"]) for g, s in zip(groups, saved, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        owners = {
            number: p
            for group, given in zip(groups, saved, strict=True)
            for number, p in zip(given["params"], group["params"], strict=True)
        }
        entries: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in owners:
                entries[owners[key]] = _fitted(value, owners[key])
            else:
                entries[key] = copy.deepcopy(value)
        for group, given in zip(groups, saved, strict=True):
            given["params"] = group["params"]
            if "param_names" in group and "param_names" not in given:
                given["param_names"] = group["param_names"]
        self.__setstate__({"state": entries, "param_groups": saved})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)


def _register(hooks: OrderedDict[int, Any], hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def _hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step with its hooks around it."""

    @functools.wraps(step)
    def wrapper(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        if not (self._optimizer_step_post_hooks or self._optimizer_step_pre_hooks or _pre_hooks or _post_hooks):
            return step(self, *args, **kwargs)
        for hook in [*_pre_hooks.values(), *self._optimizer_step_pre_hooks.values()]:
            found = hook(self, args, kwargs)
            if found is not None:
                if not (isinstance(found, tuple) and len(found) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {found}."
                    )
                args, kwargs = found
        result = step(self, *args, **kwargs)
        for hook in [*self._optimizer_step_post_hooks.values(), *_post_hooks.values()]:
            hook(self, args, kwargs)
        return result

    return wrapper


def _kind(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _fitted(value: Any, param: Tensor, key: str | None = None) -> Any:
    """A copy of saved state for `param`: floating tensors in its dtype, but `step` as it is."""
    if isinstance(value, Tensor):
        data = value.array().copy()
        if key != "step" and param.is_floating_point() and data.dtype.kind == "f":
            data = data.astype(param._data.dtype)
        return wrap(data)
    if isinstance(value, dict):
        return {k: _fitted(v, param, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_fitted(v, param, key) for v in value)
    return copy.deepcopy(value)


# ------------------------------------------------------------ group by group


class Groupwise(Optimizer):
    """An optimiser whose step takes one group after the other.  A subclass gives `_step_group`."""

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Updates every parameter that has a gradient.

        `closure`, if given, computes the loss again; it is called first, with gradients recorded, and its result
        returned.
        """
        loss = None if closure is None else evaluated(closure)
        for index, group in enumerate(self.param_groups):
            params = [p for p in group["params"] if p._grad is not None]
            if params:
                if group.get("differentiable"):
                    _check_plain(params)
                self._step_group(index, group, params)
        return loss

    def _step_group(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        """One step of the parameters of a group that have gradients."""
        raise NotImplementedError

    def _refuse_complex(self, params: list[Tensor]) -> None:
        if any(p.is_complex() for p in params):
            raise RuntimeError(f"{type(self).__name__} does not support complex parameters")


def _check_plain(params: list[Tensor]) -> None:
    """Raises where `differentiable=True` asks for what an update in plain arrays cannot give."""
    for p in params:
        if type(p._node) is AccumulateGrad:
            raise RuntimeError(errors.LEAF_IN_PLACE)
        if p._node is not None or p._grad._node is not None:
            raise NotImplementedError(
                "differentiable=True: minigrad updates values, and records no graph through the step.\n"
                "Write the update out, p = p - lr * g with g from torch.autograd.grad(..., create_graph=True), to "
                "differentiate through it."
            )


# ------------------------------------------------------------ what the optimisers share


def number(value: Any) -> float:
    """An option that may be given as a tensor."""
    if type(value) is float:
        return value
    return float(value.item() if isinstance(value, Tensor) else value)


def counter(value: float = 0.0) -> Tensor:
    """A number of the state, as the 0-d tensor that torch keeps it in."""
    return wrap(np.float64(value) if dtypes.get_default_dtype() is dtypes.float64 else np.float32(value))


def evaluated(closure: Callable[[], Any]) -> Any:
    """What the closure returns, run with gradients recorded."""
    grad = mode.grad
    mode.grad = True
    refresh()
    try:
        return closure()
    finally:
        mode.grad = grad
        refresh()


def check_flags(foreach: bool | None, fused: bool | None, differentiable: bool) -> None:
    """Raises RuntimeError for combinations that torch refuses.  All choices compute the same here."""
    if fused:
        if differentiable:
            raise RuntimeError("`fused` does not support `differentiable`")
        if foreach:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def check_lr(
    lr: Any, foreach: bool | None = None, capturable: bool = True, text: str = "Invalid learning rate:"
) -> None:
    """Raises ValueError unless `lr` is a number >= 0 or a tensor of one."""
    if isinstance(lr, Tensor):
        if foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        if lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
    if not number(lr) >= 0.0:
        raise ValueError(f"{text} {lr}")


def check_not_negative(**options: float) -> None:
    """Raises ValueError, naming it, for the first option below zero (or NaN)."""
    for name, value in options.items():
        if not value >= 0.0:
            raise ValueError(f"Invalid {name} value: {value}")


def check_betas(betas: tuple[Any, Any]) -> None:
    """Raises ValueError unless both decay rates are in [0, 1)."""
    for i, beta in enumerate(betas):
        if not 0.0 <= number(beta) < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {beta}")


def check_adam(lr: Any, eps: float, betas: tuple[Any, Any], **options: float) -> None:
    """Raises ValueError for the first option of Adam and its kin that is out of range; `options` may not be below 0."""
    check_lr(lr)
    check_not_negative(epsilon=eps)
    check_betas(betas)
    check_not_negative(**options)
