"""Modules whose parameters take their shapes from the first input.  Floor 4."""

from __future__ import annotations

from typing import Any

from ..._warnings import warn
from ..parameter import is_lazy
from .module import Module


class LazyModuleMixin:
    """Makes a module wait for its first call to give its parameters shapes; then it becomes `cls_to_become`."""

    cls_to_become: type[Module] | None = None
    _warned = False  # once in a process

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)  # type: ignore[attr-defined]
        if not LazyModuleMixin._warned:
            LazyModuleMixin._warned = True
            warn(
                "Lazy modules are a new feature under heavy development so changes to the API or functionality can "
                "happen at any moment."
            )

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Gives the parameters their shapes.  To be given by the subclass."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer still waits for its shape."""
        return any(is_lazy(p) for p in [*self._parameters.values(), *self._buffers.values()])  # type: ignore[attr-defined]

    @staticmethod
    def _infer_parameters(module: Any, args: Any, kwargs: Any = None) -> None:
        module.initialize_parameters(*args, **(kwargs or {}))
        if module.has_uninitialized_params():
            raise RuntimeError(f"module {module._get_name()} has not been fully initialized")
        module._initialize_hook.remove()
        del module._initialize_hook
        if module.cls_to_become is not None:
            module.__class__ = module.cls_to_become
