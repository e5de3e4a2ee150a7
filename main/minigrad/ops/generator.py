"""The source of randomness: MT19937, seeded, stepped and stored as torch's CPU generator does.

A `Generator` hands out 32- and 64-bit draws as raw NumPy arrays; `_sampling` turns them into distributions, and the
tensor functions stand above both. Imports numpy and the standard library only; numpy.random is loaded at the first
draw. Start reading at `Generator.random32`.
"""

from __future__ import annotations

import os
from typing import Any, Self

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["DEFAULT_SEED", "Generator", "default_generator"]

DEFAULT_SEED = 67280421310721

_WORDS = 624  # words of state of MT19937
_LOW32 = 0xFFFF_FFFF
_32 = np.array(32, np.uint64)  # a 0-d array combines faster with a small array than a scalar does
# Up to this many draws MT19937.random_raw, which returns 64-bit words, is faster than RandomState.randint.
_FEW = 2048

# The layout of torch.get_rng_state(): 5056 bytes. The first 5048 are older than the cached float that follows them.
_STATE = np.dtype(
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # draws before the next twist, plus one
        ("seeded", "<i4"),
        ("next", "<u8"),  # index of the next word to be tempered
        ("words", "<u8", _WORDS),
        ("normal_x", "<f8"),
        ("normal_y", "<f8"),  # the cached normal sample
        ("normal_rho", "<f8"),
        ("normal_is_valid", "<i4"),
        ("padding", "V4"),
        ("float_normal", "<f4"),
        ("float_normal_is_valid", "?"),
        ("end", "V3"),
    ]
)


def _check_seed(seed: object) -> int:
    """The seed as torch stores it: modulo 2**64, which maps -1 to 2**64 - 1."""
    if isinstance(seed, np.integer):
        raise TypeError(f"an integer is required\nmanual_seed got {type(seed).__name__}: pass int(seed).")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
    if not -(2**63) <= seed < 2**64:
        raise ValueError(f"Overflow when unpacking long long\nA seed lies in [-2**63, 2**64), got {seed}.")
    return seed % 2**64


class Generator:
    """A stream of random numbers that equals torch's under the same seed.

    Holds the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) and the second value of the last Box-Muller
    pair, which the next normal sample uses up. ``device`` must be the CPU. Distributions are in `_sampling`.

    >>> from minigrad.ops.generator import Generator
    >>> generator = Generator().manual_seed(0)
    >>> generator.random32(3)
    array([2357136044, 2546248239, 3071714933], dtype=uint64)
    """

    __slots__ = ("_engine", "_raw", "_seed", "next_float_normal", "next_normal")

    next_normal: float | None
    next_float_normal: float | None

    def __init__(self, device: object = "cpu") -> None:
        if device is not None and str(device).partition(":")[0] != "cpu":
            raise RuntimeError(f"Expected a 'cpu' device type for generator but found '{device}'")
        self._engine: Any = None  # a RandomState, made at the first draw
        self._raw: Any = None  # its MT19937.random_raw
        self._reset(DEFAULT_SEED)

    @property
    def device(self) -> Any:
        """The device of the generator: ``"cpu"``."""
        return "cpu"

    # ---- seeds ----

    def manual_seed(self, seed: int) -> Self:
        """Start the stream of ``seed``, an int in [-2**63, 2**64); a negative one counts modulo 2**64.

        >>> from minigrad.ops.generator import Generator
        >>> Generator().manual_seed(-1).initial_seed() == 2**64 - 1
        True
        """
        self._reset(_check_seed(seed))
        return self

    def seed(self) -> int:
        """Start the stream of a seed drawn from the operating system, and return that seed."""
        self._reset(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self) -> int:
        """The seed that started the stream.

        >>> from minigrad.ops.generator import Generator
        >>> Generator().initial_seed()
        67280421310721
        """
        return self._seed

    def _reset(self, seed: int) -> None:
        self._seed = seed
        self.next_normal = self.next_float_normal = None
        if self._engine is not None:
            self._engine.seed(seed & _LOW32)

    def _start(self) -> None:
        """Make the engine, which waits for its first use: numpy.random takes some 15 ms to import."""
        if self._engine is None:
            twister = np.random.MT19937(0)
            self._engine = np.random.RandomState(twister)
            self._engine.seed(self._seed & _LOW32)
            self._raw = twister.random_raw

    # ---- draws ----

    def random32(self, n: int) -> Array:
        """The next ``n`` draws of 32 bits, in uint64 where there are few and in uint32 where there are many."""
        if self._raw is None:
            self._start()
        draws: Array = self._raw(n) if n < _FEW else self._engine.randint(0, 2**32, n, np.uint32)
        return draws

    def random64(self, n: int) -> Array:
        """The next ``n`` draws of 64 bits, each from two of 32 bits, the high half first."""
        if self._raw is None:
            self._start()
        draws: Array
        if n < _FEW:
            halves = self._raw(2 * n)
            draws = halves[0::2] << _32 | halves[1::2]
        else:
            draws = self._engine.randint(0, 2**64, n, np.uint64)
        return draws

    # ---- state ----

    def get_state(self) -> Any:
        """The state as 5056 bytes (uint8), in the layout of ``torch.get_rng_state()``.

        >>> from minigrad.ops.generator import Generator
        >>> generator = Generator().manual_seed(7)
        >>> state = generator.get_state()
        >>> first = generator.random32(4)
        >>> generator.set_state(state)
        >>> bool((generator.random32(4) == first).all())
        True
        """
        return self._pack()

    def set_state(self, state: Any) -> None:
        """Continue from ``state``, 5056 contiguous bytes (uint8) as `get_state` or torch wrote them."""
        self._unpack(state)

    def clone_state(self) -> Self:
        """A new generator that continues the stream from where this one stands."""
        clone = type(self)()
        clone._unpack(self._pack())
        return clone

    def get_offset(self) -> int:
        """Not defined on the CPU."""
        raise RuntimeError("CPU Generator does not use offset")

    def set_offset(self, offset: int) -> None:
        """Not defined on the CPU."""
        raise RuntimeError("CPU Generator does not use offset")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self._pack())

    def _pack(self) -> Array:
        self._start()
        twister = self._engine.get_state(legacy=False)["state"]
        words, position = twister["key"], twister["pos"]
        record = np.zeros(1, _STATE)
        record["seed"] = self._seed
        record["seeded"] = 1
        record["left"] = _WORDS + 1 - position
        # Seeding leaves the seed itself in the first word; torch then counts from 0, NumPy from the end of the block.
        record["next"] = 0 if position == _WORDS and words[0] == self._seed & _LOW32 else position
        record["words"] = words
        if self.next_normal is not None:
            record["normal_y"], record["normal_is_valid"] = self.next_normal, 1
        if self.next_float_normal is not None:
            record["float_normal"], record["float_normal_is_valid"] = self.next_float_normal, True
        return record.view(np.uint8)

    def _unpack(self, state: Array) -> None:
        if not isinstance(state, np.ndarray):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(state).__name__}")
        if state.dtype != np.uint8:
            raise TypeError(f"RNG state must be a torch.ByteTensor\nIts dtype is uint8, got {state.dtype}.")
        if not state.flags.c_contiguous:
            raise RuntimeError("RNG state must be contiguous")
        if state.size != _STATE.itemsize:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {_STATE.itemsize} "
                f"but found the input RNG state size to be {state.size}"
            )
        record = state.reshape(-1).view(_STATE)[0]
        left = int(record["left"])
        if not record["seeded"] or not 0 < left <= _WORDS or record["next"] > _WORDS:
            raise RuntimeError("Invalid mt19937 state")
        self._start()
        words = record["words"].astype(np.uint32)
        self._engine.set_state({"bit_generator": "MT19937", "state": {"key": words, "pos": _WORDS + 1 - left}})
        self._seed = int(record["seed"])
        self.next_normal = float(record["normal_y"]) if record["normal_is_valid"] else None
        self.next_float_normal = float(record["float_normal"]) if record["float_normal_is_valid"] else None


def _restore(kind: type[Generator], state: Array) -> Generator:
    """Rebuild a pickled or copied generator."""
    generator = kind()
    generator._unpack(state)
    return generator


default_generator = Generator()
default_generator.seed()
