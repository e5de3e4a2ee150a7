"""Module: the tree of layers, its parameters and buffers, its state, its hooks.

Floor 4: imports the engine, `autograd` and `parameter`.  Start with `Module.__setattr__` (what is registered where) and
`Module.__call__` (what a call runs through).
"""

from __future__ import annotations

import itertools
import warnings
import weakref
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from ..._engine import dtypes
from ..._engine.graph import RemovableHandle
from ..._kinds import on_cpu
from ..._engine.tensor import Tensor
from ...autograd.function import Function
from ...autograd.grad_mode import no_grad
from ..parameter import Buffer, Parameter, is_lazy

T = TypeVar("T", bound="Module")

_global_forward_pre_hooks: OrderedDict[int, Any] = OrderedDict()
_global_forward_hooks: OrderedDict[int, Any] = OrderedDict()
_global_backward_pre_hooks: OrderedDict[int, Any] = OrderedDict()
_global_backward_hooks: OrderedDict[int, Any] = OrderedDict()


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` found missing and unexpected."""

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"

    __str__ = __repr__


def _indented(text: str, spaces: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * spaces + line for line in rest)])


class _Hooked:
    """Has any module ever had a hook?  Until then a call need not look for them."""

    ever = False


def _add_hook(hooks: OrderedDict[int, Any], hook: Any, prepend: bool, *flags: dict[int, bool]) -> RemovableHandle:
    _Hooked.ever = True
    handle = RemovableHandle(hooks, extra_dict=list(flags))
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    for flag in flags:
        flag[handle.id] = True
    return handle


class _Flags(dict[int, bool]):
    """A dictionary that weak references may point at."""

    __slots__ = ("__weakref__",)


class Module:
    """Base class of all layers and networks.

    Assign parameters, buffers and other modules as attributes; they are found by `parameters()`, `state_dict()` and
    the rest.  Give `forward`; call the module itself, so that its hooks run.

    >>> import minigrad as torch
    >>> class Net(torch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.fc = torch.nn.Linear(3, 2)
    ...     def forward(self, x):
    ...         return self.fc(x).relu()
    >>> net = Net()
    >>> net
    Net(
      (fc): Linear(in_features=3, out_features=2, bias=True)
    )
    >>> [name for name, _ in net.named_parameters()]
    ['fc.weight', 'fc.bias']
    """

    training: bool
    dump_patches = False
    _version = 1
    call_super_init = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init and (args or kwargs):
            if kwargs:
                name = next(iter(kwargs))
                raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{name}'")
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        put = self.__dict__.__setitem__
        put("training", True)
        put("_parameters", {})
        put("_buffers", {})
        put("_non_persistent_buffers_set", set())
        put("_modules", {})
        put("_forward_pre_hooks", OrderedDict())
        put("_forward_pre_hooks_with_kwargs", _Flags())
        put("_forward_hooks", OrderedDict())
        put("_forward_hooks_with_kwargs", _Flags())
        put("_forward_hooks_always_called", _Flags())
        put("_backward_pre_hooks", OrderedDict())
        put("_backward_hooks", OrderedDict())
        put("_is_full_backward_hook", None)
        put("_state_dict_hooks", OrderedDict())
        put("_state_dict_pre_hooks", OrderedDict())
        put("_load_state_dict_pre_hooks", OrderedDict())
        put("_load_state_dict_post_hooks", OrderedDict())

    # ------------------------------------------------------------ attributes

    def __setattr__(self, name: str, value: Any) -> None:
        members = self.__dict__
        parameters = members.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
            return
        if parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
            return
        modules = members.get("_modules")
        if isinstance(value, Module):
            if modules is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            modules[name] = value
            return
        if modules is not None and name in modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            modules[name] = value
            return
        buffers = members.get("_buffers")
        if isinstance(value, Buffer) or (buffers is not None and name in buffers):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None "
                    "expected)"
                )
            if isinstance(value, Buffer):
                self._forget(name, "_buffers")
                self.register_buffer(name, value, value.persistent)
            else:
                buffers[name] = value  # type: ignore[index]
            return
        object.__setattr__(self, name, value)

    def _forget(self, name: str, but: str) -> None:
        """Remove `name` from every place but one, before it is registered there."""
        members = self.__dict__
        members.pop(name, None)
        for place in ("_parameters", "_buffers", "_modules"):
            if place != but and place in members:
                members[place].pop(name, None)
        members.get("_non_persistent_buffers_set", set()).discard(name)

    def __getattr__(self, name: str) -> Any:
        members = self.__dict__
        if "_parameters" in members:
            if name in (found := members["_parameters"]):
                return found[name]
            if name in (found := members["_modules"]):
                return found[name]
            if name in (found := members["_buffers"]):
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for place in (self._parameters, self._buffers, self._modules):
            if name in place:
                del place[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = {*dir(type(self)), *self.__dict__, *self._parameters, *self._modules, *self._buffers}
        return sorted(name for name in names if not name[:1].isdigit())

    def __setstate__(self, state: dict[str, Any]) -> None:
        Module.__init__(self)
        self.__dict__.update(state)

    # ------------------------------------------------------------ registering

    def _check_name(self, kind: str, name: Any) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {_typename(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain ".", got: {name}' if kind == "module" else f'{kind} name can\'t contain "."')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Adds a parameter under `name`; None reserves the name."""
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name)
        if hasattr(self, name) and name not in self._parameters:
            raise KeyError(f"attribute '{name}' already exists")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To "
                f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Adds a tensor that is state but no parameter; one that is not `persistent` stays out of `state_dict`."""
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name)
        if hasattr(self, name) and name not in self._buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Adds a child under `name`."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_typename(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise TypeError(f"module name should be a string. Got {_typename(name)}")
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        self._check_name("module", name)
        self._modules[name] = module

    register_module = add_module

    # ------------------------------------------------------------ reaching into the tree

    def get_submodule(self, target: str) -> Module:
        """The module at a dotted path.  Raises AttributeError where there is none."""
        module: Module = self
        for part in target.split(".") if target else ():
            if not hasattr(module, part):
                raise AttributeError(f"{type(module).__name__} has no attribute `{part}`")
            found = getattr(module, part)
            if not isinstance(found, Module):
                raise AttributeError(f"`{part}` is not an nn.Module")
            module = found
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Puts `module` at a dotted path."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a dotted path."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        found = getattr(module, name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a dotted path."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return module._buffers[name]

    def get_extra_state(self) -> Any:
        """State beyond tensors, for `state_dict`; to be given together with `set_extra_state`."""
        raise RuntimeError(
            "Reached a code path in Module.get_extra_state() that should never be called. Please implement both "
            "get_extra_state and set_extra_state."
        )

    def set_extra_state(self, state: Any) -> None:
        """Takes back what `get_extra_state` gave."""
        raise RuntimeError(
            "Reached a code path in Module.set_extra_state() that should never be called. Please implement both "
            "get_extra_state and set_extra_state."
        )

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """Every module of the tree with its dotted path, this one (under `prefix`) first."""
        memo = set() if memo is None else memo
        if self not in memo:
            if remove_duplicate:
                memo.add(self)
            yield prefix, self
            for name, module in self._modules.items():
                if module is not None:
                    inner = prefix + ("." if prefix else "") + name
                    yield from module.named_modules(memo, inner, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        """Every module of the tree, this one first; shared ones once."""
        for _, module in self.named_modules():
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The immediate children with their names."""
        seen: set[Module] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The immediate children."""
        for _, module in self.named_children():
            yield module

    def _named_members(
        self, members: Callable[[Module], Any], prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in members(module):
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield path + ("." if path else "") + name, value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters with their dotted paths."""
        yield from self._named_members(lambda m: m._parameters.items(), prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters, shared ones once."""
        for _, param in self.named_parameters(recurse=recurse):
            yield param

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The buffers with their dotted paths."""
        yield from self._named_members(lambda m: m._buffers.items(), prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers, shared ones once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # ------------------------------------------------------------ changing the whole tree

    def apply(self: T, fn: Callable[[Module], None]) -> T:
        """Calls `fn` on every module, children first, and returns this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self: T, mode: bool = True) -> T:
        """Puts the tree into training (or evaluation) mode."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self: T) -> T:
        """Puts the tree into evaluation mode."""
        return self.train(False)

    def requires_grad_(self: T, requires_grad: bool = True) -> T:
        """Says of every parameter whether it is to get gradients."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drops every parameter's gradient (or fills it with zeros)."""
        for param in self.parameters():
            if param._grad is not None:
                if set_to_none:
                    param._grad = None
                else:
                    param._grad = param._grad.detach()
                    param._grad.zero_()

    def _apply(self: T, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> T:
        """Replaces every parameter, gradient and buffer of the tree by what `fn` makes of it, keeping the objects."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for param in self._parameters.values():
            if param is not None:
                with no_grad():
                    param.data = fn(param if is_lazy(param) else param.data)
                    if param._grad is not None:
                        param._grad = fn(param._grad.detach())
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self: T, *args: Any, **kwargs: Any) -> T:
        """Converts the floating parameters and buffers to a dtype; `to(dtype)`, `to(device, dtype)`, `to(tensor)`."""
        dtype = kwargs.pop("dtype", None)
        place = kwargs.pop("device", None)
        for extra in kwargs:
            if extra not in ("non_blocking", "memory_format"):
                raise TypeError(f"to() got an unexpected keyword argument '{extra}'")
        for arg in args:
            if isinstance(arg, dtypes.dtype):
                dtype = arg
            elif isinstance(arg, Tensor):
                dtype = arg.dtype
            elif arg is not None and not isinstance(arg, bool):
                place = arg
        on_cpu(place)
        if dtype is None:
            return self
        if not (dtype.is_floating_point or dtype.is_complex):
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() or t.is_complex() else t)

    def type(self: T, dst_type: Any) -> T:
        """Converts all parameters and buffers to a dtype."""
        return self._apply(lambda t: t.to(dst_type))

    def float(self: T) -> T:
        """Converts the floating parameters and buffers to float32."""
        return self._floating(dtypes.float32)

    def double(self: T) -> T:
        """Converts the floating parameters and buffers to float64."""
        return self._floating(dtypes.float64)

    def half(self: T) -> T:
        """Converts the floating parameters and buffers to float16."""
        return self._floating(dtypes.float16)

    def bfloat16(self: T) -> T:
        """Converts the floating parameters and buffers to bfloat16."""
        return self._floating(dtypes.bfloat16)

    def _floating(self: T, dtype: dtypes.dtype) -> T:
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def cpu(self: T) -> T:
        """The module itself: it is on the CPU."""
        return self

    def cuda(self: T, device: Any = None) -> T:
        """Raises RuntimeError: there is no GPU in this build."""
        on_cpu("cuda")
        return self

    def to_empty(self: T, *, device: Any = None, recurse: bool = True) -> T:
        """Gives every parameter and buffer new, unwritten memory of its shape."""
        on_cpu(device)
        return self._apply(lambda t: Tensor.new_empty(t, t.shape), recurse)  # type: ignore[attr-defined]

    def share_memory(self: T) -> T:
        """The module itself."""
        return self

    # ------------------------------------------------------------ calling

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes.  To be given by the subclass."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _Hooked.ever and (
            self._backward_hooks
            or self._backward_pre_hooks
            or self._forward_hooks
            or self._forward_pre_hooks
            or _global_forward_hooks
            or _global_forward_pre_hooks
            or _global_backward_hooks
            or _global_backward_pre_hooks
        ):
            return self._call_with_hooks(args, kwargs)
        return self.forward(*args, **kwargs) if kwargs else self.forward(*args)

    def _call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        pre = itertools.chain(
            ((hook, False) for hook in list(_global_forward_pre_hooks.values())),
            ((h, i in self._forward_pre_hooks_with_kwargs) for i, h in list(self._forward_pre_hooks.items())),
        )
        for hook, takes_kwargs in pre:
            if takes_kwargs:
                found = hook(self, args, kwargs)
                if found is not None:
                    if not (isinstance(found, tuple) and len(found) == 2):
                        raise RuntimeError(
                            f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {found}."
                        )
                    args, kwargs = found
            else:
                found = hook(self, args)
                if found is not None:
                    args = found if isinstance(found, tuple) else (found,)
        backward_hooks = [*_global_backward_hooks.values(), *self._backward_hooks.values()]
        backward_pre = [*_global_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]
        watch = None
        if (backward_hooks or backward_pre) and self._is_full_backward_hook is not False:
            watch = _BackwardHooks(self, backward_hooks, backward_pre)
            args = watch.inputs(args)
        called: set[int] = set()
        try:
            result = self.forward(*args, **kwargs)
            for number, hook in [*_global_forward_hooks.items(), *self._forward_hooks.items()]:
                called.add(number)
                if number in self._forward_hooks_with_kwargs:
                    found = hook(self, args, kwargs, result)
                else:
                    found = hook(self, args, result)
                if found is not None:
                    result = found
        except Exception:
            for number, hook in list(self._forward_hooks.items()):
                if number in self._forward_hooks_always_called and number not in called:
                    if number in self._forward_hooks_with_kwargs:
                        hook(self, args, kwargs, None)
                    else:
                        hook(self, args, None)
            raise
        if watch is not None:
            result = watch.outputs(result)
        elif backward_hooks and self._is_full_backward_hook is False:
            top = result
            while not isinstance(top, Tensor):
                top = next(iter(top.values())) if isinstance(top, Mapping) else top[0]
            if top.grad_fn is not None:
                for hook in backward_hooks:
                    top.grad_fn.register_hook(lambda gi, go, hook=hook: hook(self, gi, go))
        return result

    # ------------------------------------------------------------ hooks

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Calls `hook(module, args)` before forward; what it returns replaces the arguments."""
        flags = (self._forward_pre_hooks_with_kwargs,) if with_kwargs else ()
        return _add_hook(self._forward_pre_hooks, hook, prepend, *flags)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Calls `hook(module, args, output)` after forward; what it returns replaces the output."""
        flags = (*((self._forward_hooks_with_kwargs,) if with_kwargs else ()),
                 *((self._forward_hooks_always_called,) if always_call else ()))  # fmt: skip
        return _add_hook(self._forward_hooks, hook, prepend, *flags)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(module, grad_output)` before the module's backward; what it returns replaces the gradients."""
        return _add_hook(self._backward_pre_hooks, hook, prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Calls `hook(module, grad_input, grad_output)` after the module's backward; may return other `grad_input`."""
        if self._is_full_backward_hook is False:
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only "
                "one of them."
            )
        self.__dict__["_is_full_backward_hook"] = True
        return _add_hook(self._backward_hooks, hook, prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The old form, on the last op of the module only; prefer `register_full_backward_hook`."""
        if self._is_full_backward_hook is True:
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only "
                "one of them."
            )
        self.__dict__["_is_full_backward_hook"] = False
        return _add_hook(self._backward_hooks, hook, False)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(module, prefix, keep_vars)` before `state_dict` collects."""
        return _add_hook(self._state_dict_pre_hooks, hook, False)

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(module, state_dict, prefix, local_metadata)` after `state_dict` has collected."""
        return _add_hook(self._state_dict_hooks, hook, False)

    _register_state_dict_hook = register_state_dict_post_hook

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(module, state_dict, prefix, local_metadata, strict, missing, unexpected, errors)` before loading."""
        reference = weakref.ref(self)
        return _add_hook(self._load_state_dict_pre_hooks, lambda *args: hook(reference(), *args), False)

    def _register_load_state_dict_pre_hook(self, hook: Callable[..., Any], with_module: bool = False) -> RemovableHandle:
        if with_module:
            return self.register_load_state_dict_pre_hook(hook)
        return _add_hook(self._load_state_dict_pre_hooks, hook, False)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls `hook(module, incompatible_keys)` after loading."""
        return _add_hook(self._load_state_dict_post_hooks, hook, False)

    # ------------------------------------------------------------ state

    def _save_to_state_dict(self, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:
        for name, param in self._parameters.items():
            if param is not None:
                destination[prefix + name] = param if keep_vars else param.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + "_extra_state"] = self.get_extra_state()

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and persistent buffers by dotted path, sharing the module's memory."""
        if args:  # the old form
            warnings.warn("Positional args are being deprecated, use kwargs instead.", FutureWarning, stacklevel=2)
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 else prefix
            keep_vars = args[2] if len(args) > 2 else keep_vars
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        local = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=prefix + name + ".", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            found = hook(self, destination, prefix, local)
            if found is not None:
                destination = found
        return destination

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool, missing_keys: list[str],
        unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        assign = local_metadata.get("assign_to_params_buffers", False)
        persistent = {k: v for k, v in self._buffers.items() if k not in self._non_persistent_buffers_set}
        members = {k: v for k, v in [*self._parameters.items(), *persistent.items()] if v is not None}
        for name, param in members.items():
            key = prefix + name
            if key not in state_dict:
                if strict:
                    missing_keys.append(key)
                continue
            given = state_dict[key]
            if not isinstance(given, Tensor):
                error_msgs.append(
                    f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                    f"checkpoint but received {type(given)}"
                )
                continue
            if is_lazy(param):
                if not is_lazy(given):
                    with no_grad():
                        param.materialize(given.shape, dtype=given.dtype)
            elif is_lazy(given):
                error_msgs.append(f'While copying the parameter named "{key}": it is uninitialized in the checkpoint.')
                continue
            elif given._data.shape != param._data.shape:
                if param._data.ndim == 0 and given._data.shape == (1,):
                    given = given[0]
                else:
                    error_msgs.append(
                        f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape "
                        f"in current model is {param.shape}."
                    )
                    continue
            if is_lazy(param):
                continue
            if assign:
                if isinstance(param, Parameter) and not isinstance(given, Parameter):
                    given = Parameter(given, param.requires_grad)
                setattr(self, name, given)
            else:
                with no_grad():
                    param.copy_(given)
        extra = prefix + "_extra_state"
        if type(self).set_extra_state is not Module.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra:
                    name, *rest = key[len(prefix) :].split(".", 1)
                    if (rest and name not in self._modules) or (not rest and name not in members):
                        unexpected_keys.append(key)

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> _IncompatibleKeys:
        """Copies parameters and buffers from a `state_dict`; returns the missing and unexpected keys.

        `assign` takes the given tensors themselves instead of copying.

        Raises RuntimeError, after all that fits was loaded, where keys are missing or unexpected (if `strict`) or
        shapes differ, naming each.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing: list[str] = []
        unexpected: list[str] = []
        problems: list[str] = []
        metadata = getattr(state_dict, "_metadata", None)
        state = OrderedDict(state_dict)

        def load(module: Module, local: Any, prefix: str) -> None:
            facts = {} if metadata is None else dict(metadata.get(prefix[:-1], {}))
            if assign:
                facts["assign_to_params_buffers"] = True
            module._load_from_state_dict(local, prefix, facts, True, missing, unexpected, problems)
            for name, child in module._modules.items():
                if child is not None:
                    inner = prefix + name + "."
                    load(child, {k: v for k, v in local.items() if k.startswith(inner)}, inner)
            keys = _IncompatibleKeys(missing, unexpected)
            for hook in module._load_state_dict_post_hooks.values():
                if hook(module, keys) is not None:
                    raise AssertionError(
                        "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                        "values, if incompatible_keys need to be modified, it should be done inplace."
                    )

        load(self, state, "")
        if strict:
            for keys, said in ((unexpected, "Unexpected key(s) in state_dict"), (missing, "Missing key(s) in state_dict")):
                if keys:
                    problems.insert(0, f"{said}: {', '.join(chr(34) + k + chr(34) for k in keys)}. ")
        if problems:
            raise RuntimeError(
                "Error(s) in loading state_dict for {}:\n\t{}".format(type(self).__name__, "\n\t".join(problems))
            )
        return _IncompatibleKeys(missing, unexpected)

    # ------------------------------------------------------------ printing

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What stands between the parentheses of this module's own line."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): {_indented(repr(module), 2)}" for name, module in self._modules.items()]
        name = self._get_name()
        if len(lines) == 1 and not children:
            return f"{name}({lines[0]})"
        if not lines and not children:
            return f"{name}()"
        return f"{name}(\n  " + "\n  ".join(lines + children) + "\n)"


def _typename(value: Any) -> str:
    """What an error calls a value: a tensor by its dtype, `torch.FloatTensor`."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.legacy}Tensor"
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


# ------------------------------------------------------------ full backward hooks


class _Gate(Function):
    """Passes tensors through, so that there is one node at a module's edge."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.set_materialize_grads(False)
        return tuple(t.detach() for t in tensors)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return grads


class _BackwardHooks:
    """One call's full backward hooks: a gate before the module sees grad_input, one after it grad_output."""

    def __init__(self, module: Module, hooks: list[Any], pre_hooks: list[Any]) -> None:
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_outputs: tuple[Any, ...] | None = None
        self.has_inputs = False
        self.places: list[int] = []
        self.count = 0

    def _through_gate(self, values: tuple[Any, ...]) -> tuple[Any, list[int], tuple[Any, ...]]:
        places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
        if not any(values[i].requires_grad for i in places):
            return None, places, values
        passed = _Gate.apply(*[values[i] for i in places])
        changed = list(values)
        for i, t in zip(places, passed, strict=True):
            changed[i] = t
        node = next(t.grad_fn for t in passed if t.grad_fn is not None)
        return node, places, tuple(changed)

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        node, self.places, changed = self._through_gate(args)
        self.count = len(args)
        if node is None:
            return args
        self.has_inputs = True
        node.register_hook(self._at_inputs)
        return changed

    def outputs(self, result: Any) -> Any:
        single = isinstance(result, Tensor)
        if not single and not isinstance(result, tuple | list):
            return result
        values = (result,) if single else tuple(result)
        node, places, changed = self._through_gate(values)
        if node is None:
            return result

        def at_outputs(grads: tuple[Any, ...]) -> Any:
            full: list[Any] = [None] * len(values)
            for i, g in zip(places, grads, strict=True):
                full[i] = g
            given = tuple(full)
            for hook in self.pre_hooks:
                found = hook(self.module, given)
                if found is not None:
                    given = found if isinstance(found, tuple) else (found,)
            self.grad_outputs = given
            if not self.has_inputs:
                for hook in self.hooks:
                    found = hook(self.module, (None,) * self.count, given)
                    if found is not None and any(g is not None for g in found):
                        raise RuntimeError(
                            "Backward hook for Modules where no input requires gradient should always return None or "
                            "None for all gradients."
                        )
            return tuple(given[i] for i in places)

        node.register_prehook(at_outputs)
        if single:
            return changed[0]
        return type(result)(*changed) if hasattr(result, "_fields") else type(result)(changed)

    def _at_inputs(self, grad_inputs: tuple[Any, ...], _: tuple[Any, ...]) -> Any:
        if self.grad_outputs is None:
            raise RuntimeError(
                "Module backward hook for grad_input is called before the grad_output one. This happens because the "
                "gradient in your nn.Module flows to the Module's input without passing through the Module's output. "
                "Make sure that the output depends on the input and that the loss is computed based on the output."
            )
        full: list[Any] = [None] * self.count
        for i, g in zip(self.places, grad_inputs, strict=True):
            full[i] = g
        given = tuple(full)
        for hook in self.hooks:
            found = hook(self.module, given, self.grad_outputs)
            if found is not None:
                found = found if isinstance(found, tuple) else (found,)
                if len(found) != len(given):
                    raise RuntimeError(
                        f"Backward hook returned an invalid number of grad_input, got {len(found)}, but expected "
                        f"{len(given)}"
                    )
                given = found
        self.grad_outputs = None
        return tuple(given[i] for i in self.places)


# ------------------------------------------------------------ hooks on every module


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, args)` before the forward of every module."""
    return _add_hook(_global_forward_pre_hooks, hook, False)


def register_module_forward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, args, output)` after the forward of every module."""
    return _add_hook(_global_forward_hooks, hook, False)


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, grad_output)` before the backward of every module."""
    return _add_hook(_global_backward_pre_hooks, hook, False)


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Calls `hook(module, grad_input, grad_output)` after the backward of every module."""
    return _add_hook(_global_backward_hooks, hook, False)
