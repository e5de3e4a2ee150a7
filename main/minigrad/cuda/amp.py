"""`torch.cuda.amp`: mixed precision on a GPU, of which there is none: `autocast` and `GradScaler` change nothing.

Imports nothing of minigrad.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


class autocast:
    """A block (or decorator) in which nothing is cast."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

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
    """A scaler that is switched off, as torch's is where there is no CUDA."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

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
