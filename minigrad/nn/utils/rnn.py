"""Sequences of different lengths: packed into rows without padding, or padded into one tensor.  Floor 4.

A PackedSequence holds, step after step, the rows of all sequences that are at least so long; the sequences are sorted
by length, so that step t has `batch_sizes[t]` rows and no step has more than the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..._engine.tensor import Tensor, wrap
from ...ops.joining import cat

__all__ = [
    "PackedSequence", "invert_permutation", "pack_padded_sequence", "pack_sequence", "pad_packed_sequence",
    "pad_sequence", "unpack_sequence", "unpad_sequence",
]  # fmt: skip


class _Packed(NamedTuple):
    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(_Packed):
    """The rows of a packed batch: `data`, `batch_sizes`, and the order of the sequences where they had to be sorted.

    Made by `pack_padded_sequence` and `pack_sequence`; the recurrent layers take and return it.
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None, unsorted_indices: Any = None
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:  # the pair (data, batch_sizes), an old form
            data, batch_sizes = data
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same with its data converted as by `Tensor.to`."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else type(self)(data, *self[1:])

    def double(self) -> PackedSequence:
        """The same in float64."""
        return self._with(self.data.double())

    def float(self) -> PackedSequence:
        """The same in float32."""
        return self._with(self.data.float())

    def half(self) -> PackedSequence:
        """The same in float16."""
        return self._with(self.data.half())

    def long(self) -> PackedSequence:
        """The same in int64."""
        return self._with(self.data.long())

    def int(self) -> PackedSequence:
        """The same in int32."""
        return self._with(self.data.int())

    def short(self) -> PackedSequence:
        """The same in int16."""
        return self._with(self.data.short())

    def char(self) -> PackedSequence:
        """The same in int8."""
        return self._with(self.data.char())

    def byte(self) -> PackedSequence:
        """The same in uint8."""
        return self._with(self.data.byte())

    def cpu(self) -> PackedSequence:
        """The same: it is on the CPU."""
        return self

    def pin_memory(self) -> PackedSequence:
        """The same."""
        return self

    @property
    def is_cuda(self) -> bool:
        return False

    def is_pinned(self) -> bool:
        """False: memory is never pinned."""
        return False

    def _with(self, data: Any) -> PackedSequence:
        return type(self)(data, *self[1:])


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes one.

    >>> import minigrad as torch
    >>> torch.nn.utils.rnn.invert_permutation(torch.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    order = permutation.array()
    made = np.empty_like(order)
    made[order] = np.arange(order.size)
    return wrap(made)


def pack_padded_sequence(
    input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """The rows of a padded batch (T, N, ...), or (N, T, ...) if `batch_first`, without the padding.

    The sequences must be sorted by length, longest first, unless `enforce_sorted` is False.

    Raises RuntimeError for unsorted or impossible lengths.

    >>> import minigrad as torch
    >>> x = torch.tensor([[1, 4], [2, 5], [3, 0]])
    >>> packed = torch.nn.utils.rnn.pack_padded_sequence(x, [3, 2])
    >>> packed.data, packed.batch_sizes
    (tensor([1, 4, 2, 5, 3]), tensor([2, 2, 1]))
    """
    sizes = np.array(lengths.array() if isinstance(lengths, Tensor) else lengths, np.int64)
    order = None
    if not enforce_sorted:
        sorting = np.argsort(-sizes, kind="stable")
        sizes, order = sizes[sorting], wrap(sorting)
        input = input.index_select(0 if batch_first else 1, order)
    if batch_first:
        input = input.transpose(0, 1)
    steps, batch = input.size(0), input.size(1)
    if not input.numel():
        raise RuntimeError("Cannot pack empty tensors.")
    if len(sizes) != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size={batch})"
        )
    if (sizes <= 0).any():
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if (sizes[1:] > sizes[:-1]).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you "
            "do not need ONNX exportability."
        )
    if sizes[0] > steps:
        raise RuntimeError(f"Expected lengths of at most {steps}, the steps that the input has, but got {sizes[0]}")
    batch_sizes = (sizes[None, :] > np.arange(sizes[0])[:, None]).sum(1)
    rows = np.concatenate([t * batch + np.arange(n) for t, n in enumerate(batch_sizes)])
    data = input.reshape(steps * batch, *input.shape[2:]).index_select(0, wrap(rows))
    return PackedSequence(data, wrap(batch_sizes.astype(np.int64)), order)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Any, Tensor]:
    """The padded batch of a packed one, (T, N, ...) or (N, T, ...), and the lengths.

    Raises ValueError where `total_length` is shorter than the longest sequence.

    >>> import minigrad as torch
    >>> from minigrad.nn.utils.rnn import pack_sequence, pad_packed_sequence
    >>> pad_packed_sequence(pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]))
    (tensor([[1, 3],
            [2, 0]]), tensor([2, 1]))
    """
    data, batch_sizes, _, back = sequence
    counts = batch_sizes.array()
    steps, batch = len(counts), int(counts[0])
    if total_length is not None and total_length < steps:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {steps}"
        )
    lengths = (counts[:, None] > np.arange(batch)).sum(0)
    rows = np.full((total_length or steps, batch), int(counts.sum()))  # the row of padding, put after all others
    start = 0
    for t, n in enumerate(counts):
        rows[t, :n] = start + np.arange(n)
        start += n
    if back is not None:
        rows, lengths = rows[:, back.array()], lengths[back.array()]
    if batch_first:
        rows = rows.T
    padded = cat([data, data.detach().new_full((1, *data.shape[1:]), padding_value)], 0)
    out = padded.index_select(0, wrap(rows.reshape(-1))).reshape(*rows.shape, *data.shape[1:])
    return out, wrap(lengths)


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Any:
    """Sequences (T_i, ...) of different lengths as one tensor, (T, N, ...) or (N, T, ...), filled up with a value.

    Raises RuntimeError for an empty list, or sequences that differ in other axes.

    >>> import minigrad as torch
    >>> torch.nn.utils.rnn.pad_sequence([torch.tensor([1, 2]), torch.tensor([3])], batch_first=True)
    tensor([[1, 2],
            [3, 0]])
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    sequences = list(sequences.unbind(0)) if isinstance(sequences, Tensor) else list(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    rest = sequences[0].shape[1:]
    for s in sequences[1:]:
        for axis, (n, m) in enumerate(zip(s.shape[1:], rest, strict=False), 1):
            if n != m:
                raise RuntimeError(
                    f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension "
                    f"{axis}"
                )
    total, start, rows = sum(s.size(0) for s in sequences), 0, []
    longest = max(s.size(0) for s in sequences)
    for s in sequences:
        n = s.size(0)
        own, fill = start + np.arange(n), np.full(longest - n, total)
        rows.append(np.concatenate([own, fill] if padding_side == "right" else [fill, own]))
        start += n
    index = np.stack(rows, 0 if batch_first else 1)
    padding = sequences[0].detach().new_full((1, *rest), padding_value)
    flat = cat([*sequences, padding], 0).index_select(0, wrap(index.reshape(-1)))
    return flat.reshape(*index.shape, *rest)


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences of a padded batch, cut to their lengths.

    >>> import minigrad as torch
    >>> torch.nn.utils.rnn.unpad_sequence(torch.tensor([[1, 2], [3, 0]]), torch.tensor([2, 1]), batch_first=True)
    [tensor([1, 2]), tensor([3])]
    """
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[: int(n)] for row, n in zip(rows, lengths, strict=True)]


def pack_sequence(sequences: Sequence[Any], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (T_i, ...) of different lengths, packed; longest first unless `enforce_sorted` is False.

    >>> import minigrad as torch
    >>> torch.nn.utils.rnn.pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]).data
    tensor([1, 3, 2])
    """
    return pack_padded_sequence(pad_sequence(sequences), [s.size(0) for s in sequences], enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Any]:
    """The sequences of a packed batch.

    >>> import minigrad as torch
    >>> from minigrad.nn.utils.rnn import pack_sequence, unpack_sequence
    >>> unpack_sequence(pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]))
    [tensor([1, 2]), tensor([3])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
