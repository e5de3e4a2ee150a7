"""`torch.amp`: mixed precision.  Tensors here keep their dtype: `autocast` and `GradScaler` are switched off.

Imports nothing of minigrad.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ._warnings import warn


class autocast:
    """A block (or decorator) in which nothing is cast: every op computes in the dtype of its operands.

    >>> import minigrad as torch
    >>> with torch.autocast("cpu", enabled=False):
    ...     y = torch.ones(2) * 2
    >>> y.dtype
    torch.float32
    """

    def __init__(
        self, device_type: str, dtype: Any = None, enabled: bool = True, cache_enabled: bool | None = None
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device_type
        if enabled and device_type == "cuda":
            warn("User provided device_type of 'cuda', but CUDA is not available. Disabling")

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return wrapped


class GradScaler:
    """A scaler of losses that is switched off, as torch's is where there is no CUDA."""

    def __init__(
        self, device: str = "cuda", init_scale: float = 65536.0, growth_factor: float = 2.0,
        backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True,
    ) -> None:  # fmt: skip
        if enabled and device == "cuda":
            warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.")

    def is_enabled(self) -> bool:
        """Whether losses are scaled: no."""
        return False

    def scale(self, outputs: Any) -> Any:
        """The loss as it is."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Nothing to undo."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's step."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """Nothing to update."""

    def get_scale(self) -> float:
        """The factor on losses: 1."""
        return 1.0

    def state_dict(self) -> dict[str, Any]:
        """Nothing to keep."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Nothing to restore."""
