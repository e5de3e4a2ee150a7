"""Optimizer: parameter groups, state, and how an update runs over many parameters.

Floor 4: imports the engine.  An elementwise optimiser writes its update once, in place on plain arrays
(`Elementwise.update`).  NumPy's cost per call would then be paid for every small parameter, so the parameters of a group
are gathered into one flat array, updated together, and scattered back; their state tensors are views of flat
arrays.  Large parameters are updated alone, block by block, so that temporaries stay in the cache.
"""

from __future__ import annotations

import copy
import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .._engine.graph import RemovableHandle
from .._engine.modes import refresh, state as mode
from .._engine.tensor import Tensor, wrap

Array = np.ndarray[Any, Any]

SMALL = 16_384  # elements up to which a parameter is worth gathering
BLOCK = 32_768  # elements of a large parameter updated at a time


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
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will "
                "change between runs. Please use a list instead."
            )
        params = list(params)
        if params and isinstance(params[0], tuple):
            param_group["param_names"] = [name for name, _ in params]
            params = [p for _, p in params]
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
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; see "
                "github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        known = {id(p) for group in self.param_groups for p in group["params"]}
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
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
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
        if not (_pre_hooks or _post_hooks or self._optimizer_step_pre_hooks or self._optimizer_step_post_hooks):
            return step(self, *args, **kwargs)
        for hook in [*_pre_hooks.values(), *self._optimizer_step_pre_hooks.values()]:
            found = hook(self, args, kwargs)
            if found is not None:
                if not (isinstance(found, tuple) and len(found) == 2):
                    raise RuntimeError(f"{step} must return None or a tuple of (new_args, new_kwargs), but got {found}.")
                args, kwargs = found
        result = step(self, *args, **kwargs)
        for hook in [*self._optimizer_step_post_hooks.values(), *_post_hooks.values()]:
            hook(self, args, kwargs)
        return result

    return wrapper


def _kind(value: Any) -> str:
    return type(value).__name__ if type(value).__module__ == "builtins" else f"{type(value).__module__}.{type(value).__qualname__}"


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


# ------------------------------------------------------------ elementwise optimisers


class _Together:
    """Small parameters of a group that are updated as one: where each lies, and their flat state."""

    __slots__ = ("arrays", "bounds", "entries", "ids", "params", "step", "store")

    def __init__(
        self, params: Sequence[Tensor], arrays: dict[str, Array], entries: list[Any], step: Tensor | None, store: Any
    ) -> None:
        self.params, self.arrays, self.entries, self.step, self.store = list(params), arrays, entries, step, store
        self.ids = [id(p) for p in params]
        ends = np.cumsum([p._data.size for p in params]).tolist()
        self.bounds = list(zip([0, *ends[:-1]], ends, strict=False))


class Elementwise(Optimizer):
    """An optimiser that treats every element alike.  A subclass gives `buffers` and `update`."""

    has_step = True  # does the state count steps?

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        """The names of a parameter's state arrays under these options, each with the value it starts from."""
        return {}

    def update(self, p: Array, g: Array, s: dict[str, Array], step: float, group: dict[str, Any]) -> None:
        """One step, in place on the parameter `p` and its state `s`; `g` is not needed afterwards."""
        raise NotImplementedError

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Updates every parameter that has a gradient.  `closure` computes the loss again and is called first."""
        loss = None
        if closure is not None:
            recording, grad = mode.recording, mode.grad
            mode.grad = True
            refresh()
            try:
                loss = closure()
            finally:
                mode.recording, mode.grad = recording, grad
        for number, group in enumerate(self.param_groups):
            params = [p for p in group["params"] if p._grad is not None]
            if params:
                self._step_group(number, group, params)
        return loss

    def _step_group(self, number: int, group: dict[str, Any], params: list[Tensor]) -> None:
        chunks = self.__dict__.setdefault("_chunks", {})
        together = chunks.get(number)
        if together is None or not self._still(together, params):
            if together is not None:
                self._part(together)
            together = chunks[number] = self._gather(group, params)
        if together.params:
            self._update_together(together, group)
        if len(together.params) != len(params):
            gathered = set(together.ids)
            for p in params:
                if id(p) not in gathered:
                    self._update_alone(p, group)

    def _still(self, together: _Together, params: list[Tensor]) -> bool:
        """Whether the gathered parameters are still all there, with the state that was gathered."""
        if together.store is not self.state:
            return False
        have = {id(p) for p in params}
        state = self.state
        for k, p in enumerate(together.params):
            if id(p) not in have or (together.entries[k] and state.get(p) is not together.entries[k]):
                return False
        return True

    def _entry(self, p: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        """The state of a parameter, made on its first step; one without any gets no entry."""
        buffers = self.buffers(group)
        if not buffers and not self.has_step:
            return {}
        entry: dict[str, Any] = self.state[p]
        if self.has_step and "step" not in entry:
            entry["step"] = wrap(np.float32(0.0))
        for name, start in buffers.items():
            if entry.get(name) is None:
                entry[name] = wrap(np.full_like(p.array(), start, order="C"))
        return entry

    def _gather(self, group: dict[str, Any], params: list[Tensor]) -> _Together:
        """Bring the small parameters of one dtype and one step count together."""
        chosen: list[Tensor] = []
        entries: list[Any] = []
        seen: set[int] = set()
        for p in params:
            data = p.array()
            if data.size < SMALL and data.dtype.kind == "f" and data.flags.c_contiguous and id(p) not in seen:
                entry = self._entry(p, group)
                first = entries[0] if entries else entry
                if not chosen or (data.dtype == chosen[0]._data.dtype and (
                    not self.has_step or entry["step"].item() == first["step"].item())):  # fmt: skip
                    chosen.append(p)
                    entries.append(entry)
                    seen.add(id(p))
        if len(chosen) < 2:
            return _Together([], {}, [], None, self.state)
        arrays: dict[str, Array] = {}
        for name in self.buffers(group):
            arrays[name] = flat = np.concatenate([e[name].array().reshape(-1) for e in entries])
            at = 0
            for p, entry in zip(chosen, entries, strict=True):
                entry[name]._data = flat[at : at + p._data.size].reshape(p._data.shape)
                at += p._data.size
        step = None
        if self.has_step:
            step = wrap(np.float32(entries[0]["step"].item()))
            for entry in entries:
                entry["step"] = step
        return _Together(chosen, arrays, entries, step, self.state)

    def _part(self, together: _Together) -> None:
        """Give every parameter a step count of its own again."""
        if together.step is not None:
            for entry in together.entries:
                if entry.get("step") is together.step:
                    entry["step"] = wrap(np.float32(together.step.item()))

    def _update_together(self, together: _Together, group: dict[str, Any]) -> None:
        params = together.params
        p = np.concatenate([q._data.ravel() for q in params])
        g = np.concatenate([q._grad._data.ravel() for q in params])
        count = 0.0
        if together.step is not None:
            count = float(together.step._data) + 1.0
            together.step._data = np.float32(count)
        self.update(p, g, together.arrays, count, group)
        for q, (low, high) in zip(params, together.bounds, strict=True):
            data = q._data
            if data.ndim == 1:
                data[...] = p[low:high]
            else:
                data[...] = p[low:high].reshape(data.shape)
            q.writes().bump()

    def _update_alone(self, p: Tensor, group: dict[str, Any]) -> None:
        entry = self._entry(p, group)
        count = 0.0
        if self.has_step:
            count = float(entry["step"].item()) + 1.0
            entry["step"]._data = np.float32(count)
        data, g = p.array(), p._grad.array()  # type: ignore[union-attr]
        arrays = {name: entry[name].array() for name in self.buffers(group)}
        if data.dtype.kind == "c":
            data, g = _as_reals(data), _as_reals(np.ascontiguousarray(g))
            arrays = {k: _as_reals(a) for k, a in arrays.items()}
        if data.flags.c_contiguous and data.size > BLOCK:
            flat, g = data.reshape(-1), np.ascontiguousarray(g).reshape(-1)
            arrays = {k: a.reshape(-1) for k, a in arrays.items()}
            for low in range(0, flat.size, BLOCK):
                part = slice(low, low + BLOCK)
                self.update(flat[part], g[part].copy(), {k: a[part] for k, a in arrays.items()}, count, group)
        else:
            self.update(data, g.copy(), arrays, count, group)
        p.writes().bump()

    def __getstate__(self) -> dict[str, Any]:
        for together in self.__dict__.pop("_chunks", {}).values():
            self._part(together)
        return super().__getstate__()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.pop("_chunks", None)
        super().__setstate__(state)

    def state_dict(self) -> dict[str, Any]:
        """`{"state": {number: state}, "param_groups": [...]}`, with parameters as numbers in order."""
        for together in self.__dict__.pop("_chunks", {}).values():
            self._part(together)
        return super().state_dict()


def _as_reals(array: Array) -> Array:
    """A complex array as pairs of reals, sharing its memory."""
    return array.view(array.real.dtype)


def number(value: Any) -> float:
    """An option that may be given as a tensor."""
    return float(value.item()) if isinstance(value, Tensor) else value


def check_flags(foreach: bool | None, fused: bool | None, differentiable: bool) -> None:
    """Raises RuntimeError for combinations that torch refuses.  All choices compute the same here."""
    if fused:
        if differentiable:
            raise RuntimeError("`fused` does not support `differentiable`")
        if foreach:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def check_lr(lr: Any, foreach: bool | None = None, capturable: bool = True) -> None:
    if isinstance(lr, Tensor):
        if foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        if lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
    if not lr >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")


