"""`torch.cuda`: what programs ask before they choose a device.  This build has no CUDA.

What reads the state of a device raises as torch without CUDA does; seeding and cleaning up do nothing.
"""

from __future__ import annotations

from typing import Any

from .._engine.dtypes import ALL, COMPLEX
from . import amp  # noqa: F401 - a public name

_NOT_COMPILED = "Torch not compiled with CUDA enabled"


def is_available() -> bool:
    """Whether there is a GPU to compute on: no.

    >>> import minigrad as torch
    >>> "cuda" if torch.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_initialized() -> bool:
    """Whether CUDA has been used: no."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether a GPU computes in bfloat16: no."""
    return False


def device_count() -> int:
    """How many GPUs there are: none."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed."""


def seed() -> None:
    """Nothing to seed."""


def seed_all() -> None:
    """Nothing to seed."""


def empty_cache() -> None:
    """Nothing to free."""


def ipc_collect() -> None:
    """Nothing to free."""


def init() -> None:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def synchronize(device: Any = None) -> None:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def current_device() -> int:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def set_device(device: Any) -> None:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def get_device_name(device: Any = None) -> str:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def get_device_properties(device: Any = None) -> Any:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """Raises AssertionError: there is no CUDA."""
    raise AssertionError(_NOT_COMPILED)


def memory_allocated(device: Any = None) -> int:
    """Bytes that tensors take on a GPU: none."""
    return 0


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes that tensors took on a GPU: none."""
    return 0


def memory_reserved(device: Any = None) -> int:
    """Bytes set aside on a GPU: none."""
    return 0


def reset_peak_memory_stats(device: Any = None) -> None:
    """Nothing to reset."""


class CudaTensorType:
    """`torch.cuda.FloatTensor` and its like: names that programs hold, of tensors that cannot be made."""

    is_cuda = True

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        self.__name__ = f"{dtype.legacy}Tensor"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"type torch.cuda.{self.__name__} not available. Torch not compiled with CUDA enabled.")

    def __instancecheck__(self, value: object) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<class 'torch.cuda.{self.__name__}'>"


_named = [d for d in ALL if d.category != COMPLEX and (d.itemsize == 1 or not d.name.startswith("uint"))]
globals().update({f"{d.legacy}Tensor": CudaTensorType(d) for d in _named})
