"""Elementwise: an update written once, in place on plain arrays, and how it runs over many parameters.

Imports `optimizer` and the engine.  NumPy's cost per call would be paid for every small parameter, so the small
parameters of a group are gathered into one flat array, updated together and scattered back; their state tensors are
views of flat arrays.  Large parameters are updated alone, block by block, so that temporaries stay in the cache.
Start reading at `Elementwise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, wrap
from .optimizer import Groupwise, counter, number

Array = np.ndarray[Any, Any]
State = dict[str, Any]  # what `update` works on: arrays and numbers by name

SMALL = 16_384  # elements below which a parameter is worth gathering
BLOCK = 32_768  # elements of a large parameter updated at a time


class Elementwise(Groupwise):
    """An optimiser that treats every element alike.  A subclass gives `buffers`, perhaps `numbers`, and `update`.

    The state of a parameter holds a tensor of its shape for each of `buffers`, and a 0-d tensor for each of `numbers`.

    >>> import minigrad as torch
    >>> from minigrad.optim.elementwise import Elementwise
    >>> class SignDescent(Elementwise):
    ...     counted = False
    ...     def update(self, p, g, s, group):
    ...         p[...] -= group["lr"] * (g > 0)
    >>> p = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> p.grad = torch.tensor([0.3, -0.3])
    >>> SignDescent([p], {"lr": 0.5}).step()
    >>> p.detach()
    tensor([0.5000, 2.0000])
    """

    counted = True  # does the state count steps?

    def buffers(self, group: dict[str, Any]) -> dict[str, float]:
        """The names of a parameter's state arrays under these options, each with the value it starts from."""
        return {}

    def numbers(self, group: dict[str, Any]) -> dict[str, float]:
        """The names of the single numbers of the state, each with the value it starts from."""
        return {"step": 0.0} if self.counted else {}

    def update(self, p: Array, g: Array, s: State, group: dict[str, Any]) -> None:
        """One step, in place on the parameter `p` and its state `s`, where `s["step"]` is 1 on the first.

        `g` may be overwritten.  Complex parameters come as real arrays with an axis more, of real and imaginary parts.
        """
        raise NotImplementedError

    def _step_group(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        chunks: dict[int, _Together] = self.__dict__.setdefault("_chunks", {})
        together = chunks.get(index)
        if together is None or not together.holds(self.state, params, self.buffers(group).keys()):
            if together is not None:
                together.part()
            together = chunks[index] = self._gather(group, params)
        if together.params:
            self._update_together(together, group)
        for p in together.others:
            self._update_alone(p, group)

    def _entry(self, p: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        """The state of a parameter, made on its first step; a parameter without any gets no entry."""
        numbers, buffers = self.numbers(group), self.buffers(group)
        if not numbers and not buffers:
            return {}
        entry: dict[str, Any] = self.state[p]
        for name, start in numbers.items():
            found = entry.get(name)
            if not isinstance(found, Tensor):
                entry[name] = counter(start if found is None else found)
        for name, start in buffers.items():
            if entry.get(name) is None:
                data = p.array()
                both = complex(start, start) if data.dtype.kind == "c" else start  # both parts start alike
                entry[name] = wrap(np.full_like(data, both, order="C"))
        return entry

    def _gather(self, group: dict[str, Any], params: list[Tensor]) -> _Together:
        """Bring the small parameters of one dtype and one step count together."""
        chosen: list[Tensor] = []
        entries: list[Any] = []
        others: list[Tensor] = []
        seen: set[int] = set()
        names = tuple(self.numbers(group))
        for p in params:
            data, entry = p.array(), self._entry(p, group)
            fits = data.size < SMALL and data.dtype.kind == "f" and data.flags.c_contiguous and id(p) not in seen
            if fits and chosen:
                fits = data.dtype == chosen[0]._data.dtype and all(
                    entry[name].item() == entries[0][name].item() for name in names
                )
            if fits:
                chosen.append(p)
                entries.append(entry)
                seen.add(id(p))
            else:
                others.append(p)
        if len(chosen) < 2:
            chosen, entries, others = [], [], params
        return _Together(self.state, params, chosen, entries, others, tuple(self.buffers(group)), names)

    def _update_together(self, together: _Together, group: dict[str, Any]) -> None:
        params = together.params
        for q, p, g in zip(params, together.ps, together.gs, strict=True):
            p[...] = q._data
            g[...] = q._grad._data
        s: State = {**together.arrays, **{name: float(t._data) for name, t in together.numbers.items()}}
        if "step" in s:
            s["step"] += 1.0
        self.update(together.p, together.g, s, group)
        for name, t in together.numbers.items():
            t._data = t._data.dtype.type(s[name])
        for q, p in zip(params, together.ps, strict=True):
            q._data[...] = p
            (q._writes or q.writes()).bump()

    def _update_alone(self, p: Tensor, group: dict[str, Any]) -> None:
        entry = self._entry(p, group)
        numbers = {name: float(entry[name].item()) for name in self.numbers(group)}
        if "step" in numbers:
            numbers["step"] += 1.0
        data, g = p.array(), p._grad.array()
        arrays = {name: entry[name].array() for name in self.buffers(group)}
        s: State = {}
        if data.dtype.kind == "c":
            data, g, arrays = parts(data), parts(g), {name: parts(a) for name, a in arrays.items()}
        elif data.ndim == 0:  # arithmetic on 0-d arrays gives scalars, which cannot be written in place
            data, g, arrays = data.reshape(1), g.reshape(1), {name: a.reshape(1) for name, a in arrays.items()}
        if data.size > BLOCK and data.flags.c_contiguous and all(a.flags.c_contiguous for a in arrays.values()):
            data, g = data.reshape(-1), g.reshape(-1)
            arrays = {name: a.reshape(-1) for name, a in arrays.items()}
            room = np.empty(BLOCK, g.dtype)
            for low in range(0, data.size, BLOCK):
                part = slice(low, low + BLOCK)
                block = room[: min(BLOCK, data.size - low)]
                block[...] = g[part]
                s = {**numbers, **{name: a[part] for name, a in arrays.items()}}
                self.update(data[part], block, s, group)
        else:
            s = {**numbers, **arrays}
            self.update(data, g.copy(), s, group)
        for name in numbers:
            entry[name]._data = entry[name]._data.dtype.type(s[name])
        p.writes().bump()

    def _part(self) -> None:
        """Let no parameters share anything: from here on the state may be read, copied or replaced."""
        for together in self.__dict__.pop("_chunks", {}).values():
            together.part()

    def __getstate__(self) -> dict[str, Any]:
        self._part()
        return super().__getstate__()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.pop("_chunks", None)
        super().__setstate__(state)
        for group in self.param_groups:
            for name, value in self._added.items():
                group.setdefault(name, value)
            for p in group["params"]:
                if self.state.get(p):
                    self._entry(p, group)

    # options that older checkpoints may lack
    _added: dict[str, Any] = {"foreach": None, "maximize": False, "differentiable": False}  # noqa: RUF012 - never written

    def state_dict(self) -> dict[str, Any]:
        """`{"state": {number: state}, "param_groups": [...]}`, with parameters as numbers in order."""
        self._part()
        return super().state_dict()


class _Together:
    """Parameters of a group that are updated as one: flat arrays, and where each parameter lies in them."""

    __slots__ = (
        "all", "arrays", "buffers", "dtype", "entries", "g", "gs", "numbers", "others", "p", "params", "ps", "state",
    )  # fmt: skip

    def __init__(
        self, state: Any, all: list[Tensor], params: Sequence[Tensor], entries: list[Any], others: list[Tensor],
        buffers: tuple[str, ...], numbers: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.state, self.all, self.params, self.entries, self.others = state, all, params, entries, others
        if not params:
            return
        self.dtype = dtype = params[0]._data.dtype
        size = sum(p._data.size for p in params)
        self.p, self.g = np.empty(size, dtype), np.empty(size, dtype)
        self.ps, self.gs = self._pieces(self.p), self._pieces(self.g)
        self.arrays = {}
        self.buffers = {}
        for name in buffers:
            self.arrays[name] = flat = np.empty(size, dtype)
            self.buffers[name] = [entry[name] for entry in entries]
            for t, piece in zip(self.buffers[name], self._pieces(flat), strict=True):
                piece[...] = t._data
                t._data = piece
        self.numbers = {}
        for name in numbers:
            self.numbers[name] = t = wrap(entries[0][name].array()[()])
            for entry in entries:
                entry[name] = t

    def _pieces(self, flat: Array) -> list[Array]:
        """The part of a flat array that belongs to each parameter, in its shape."""
        found, low = [], 0
        for p in self.params:
            found.append(flat[low : low + p._data.size].reshape(p._data.shape))
            low += p._data.size
        return found

    def holds(self, state: Any, params: list[Tensor], buffers: Any) -> bool:
        """Whether the same parameters have gradients, with the memory and the state that were gathered."""
        if state is not self.state or len(params) != len(self.all) or not all(map(is_, params, self.all)):
            return False
        if not self.params:
            return True
        if self.buffers.keys() != buffers:
            return False
        for p, piece in zip(self.params, self.ps, strict=True):
            data = p._data
            if data.shape != piece.shape or data.dtype is not self.dtype:
                return False
        for name, tensors in self.buffers.items():
            for entry, t in zip(self.entries, tensors, strict=True):
                if entry.get(name) is not t:
                    return False
        for name, t in self.numbers.items():
            for entry in self.entries:
                if entry.get(name) is not t:
                    return False
        if self.buffers or self.numbers:
            for p, entry in zip(self.params, self.entries, strict=True):
                if state.get(p) is not entry:
                    return False
        return True

    def part(self) -> None:
        """Give every parameter numbers of its own again."""
        if self.params:
            for name, t in self.numbers.items():
                for entry in self.entries:
                    if entry.get(name) is t:
                        entry[name] = wrap(t._data.dtype.type(t._data))


# ------------------------------------------------------------ parts of updates


def regularize(p: Array, g: Array, group: dict[str, Any]) -> None:
    """Turn `g` in place to descend, and let the parameter decay: through `g`, or where decoupled, itself."""
    if group["maximize"]:
        g *= -1
    if group["weight_decay"] != 0:
        decay = number(group["weight_decay"])
        if group.get("decoupled_weight_decay"):
            p *= 1 - number(group["lr"]) * decay
        else:
            g += p * decay


def mean_square(v: Array, g: Array, share: float, work: Array) -> None:
    """v <- share v + (1 - share) g^2, in place."""
    v *= share
    np.multiply(g, 1 - share, out=work)
    work *= g
    v += work


def lerp(a: Array, b: Array, weight: float, work: Array) -> None:
    """Move `a` in place towards `b` by `weight`; from `b` where that is nearer, so that weight 1 gives exactly `b`."""
    np.subtract(b, a, out=work)
    if weight < 0.5:
        work *= weight
        a += work
    else:
        work *= 1 - weight
        np.subtract(b, work, out=a)


def parts(array: Array) -> Array:
    """A complex array as pairs of reals, sharing its memory."""
    return array[..., None].view(array.real.dtype)
