"""Softmax over very many classes, rare ones in clusters.  Floor 4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..._engine.tensor import Tensor, wrap
from ...ops.joining import cat
from .. import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

__all__ = ["AdaptiveLogSoftmaxWithLoss"]


class _ASMoutput(NamedTuple):
    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """The log-probability of the target among classes sorted by frequency, and its mean, negated.

    The classes before `cutoffs[0]` are scored by the head, together with one score for each cluster of the rest; the
    features of cluster i are projected to 1/div_value^(i+1) of their number.  Takes (N, in_features) and targets (N).

    Raises ValueError for cutoffs that do not grow.  Source: Grave et al. (2017).

    >>> import minigrad as torch
    >>> asm = torch.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 10], div_value=2.0)
    >>> asm(torch.ones(3, 8), torch.tensor([0, 7, 19])).output.shape
    torch.Size([3])
    """

    def __init__(
        self, in_features: int, n_classes: int, cutoffs: Sequence[int], div_value: float = 4.0, head_bias: bool = False,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if (
            cutoffs != sorted(set(cutoffs)) or min(cutoffs) <= 0 or max(cutoffs) > n_classes - 1
            or any(int(c) != c for c in cutoffs)
        ):  # fmt: skip
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each "
                "value is between 1 and n_classes-1"
            )
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*cutoffs, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, device=device, dtype=dtype)
        self.tail = ModuleList()
        for i in range(self.n_clusters):
            narrow = int(in_features // div_value ** (i + 1))
            size = self.cutoffs[i + 1] - self.cutoffs[i]
            self.tail.append(
                Sequential(
                    Linear(in_features, narrow, bias=False, device=device, dtype=dtype),
                    Linear(narrow, size, bias=False, device=device, dtype=dtype),
                )
            )

    def reset_parameters(self) -> None:
        """Draws new parameters."""
        self.head.reset_parameters()
        for down, up in self.tail:  # type: ignore[attr-defined]
            down.reset_parameters()
            up.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> Any:
        batched = target_.dim() > 0
        if target_.dim() > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if batched and input_.shape[0] != target_.shape[0]:
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        if not batched and input_.dim() != 1:
            raise RuntimeError("0D target tensor expects 1D input tensor")
        input = input_ if batched else input_.unsqueeze(0)
        target = (target_ if batched else target_.unsqueeze(0)).array()
        if target.size and not (target.min() >= 0 and target.max() < self.n_classes):
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{target.min()}, "
                f"{target.max()}] were found. "
            )
        head = F.log_softmax(self.head(input), 1)
        parts, order = [], []
        for i, (low, high) in enumerate(zip([0, *self.cutoffs[:-1]], self.cutoffs, strict=True)):
            rows = np.flatnonzero((low <= target) & (target < high))
            if not rows.size:
                continue
            index = wrap((target[rows] - low)[:, None])
            own = head.index_select(0, wrap(rows))
            if i == 0:
                found = own.gather(1, index).squeeze(1)
            else:
                scores = F.log_softmax(self.tail[i - 1](input.index_select(0, wrap(rows))), 1)
                found = own[:, self.shortlist_size + i - 1] + scores.gather(1, index).squeeze(1)
            parts.append(found)
            order.append(rows)
        output = cat(parts, 0).index_select(0, wrap(np.argsort(np.concatenate(order))))
        loss = (-output).mean()
        return _ASMoutput(output if batched else output.squeeze(0), loss)

    def _get_full_log_prob(self, input: Any, head_output: Any) -> Any:
        head = F.log_softmax(head_output, 1)
        tails = [
            F.log_softmax(tail(input), 1) + head[:, self.shortlist_size + i].unsqueeze(1)
            for i, tail in enumerate(self.tail)
        ]
        return cat([head[:, : self.shortlist_size], *tails], 1)

    def log_prob(self, input: Any) -> Any:
        """The log-probabilities of all classes, (N, n_classes)."""
        return self._get_full_log_prob(input, self.head(input))

    def predict(self, input: Any) -> Any:
        """The most probable class, (N)."""
        return self.log_prob(input).argmax(1)
