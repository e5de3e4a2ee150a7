"""Tables of vectors looked up by number.  Floor 4."""

from __future__ import annotations

from typing import Any

from ..._engine.tensor import Tensor
from ...autograd.grad_mode import no_grad
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module
from .utils import empty

__all__ = ["Embedding", "EmbeddingBag"]


class _Table(Module):
    """`num_embeddings` vectors of length `embedding_dim`, normal at first; the one at `padding_idx` is 0 and not
    learnt."""

    _strict = "padding_idx"  # how the errors call it
    num_embeddings: int
    embedding_dim: int
    padding_idx: int | None
    weight: Any

    def _fill(self, weight: Tensor | None, frozen: bool, device: Any, dtype: Any) -> None:
        padding_idx, count = self.padding_idx, self.num_embeddings
        if padding_idx is not None:
            if not -count <= padding_idx < count:
                raise AssertionError(f"{self._strict} must be within num_embeddings")
            self.padding_idx = padding_idx % count
        if weight is None:
            self.weight = Parameter(empty((count, self.embedding_dim), device, dtype), not frozen)
            self.reset_parameters()
        else:
            if list(weight.shape) != [count, self.embedding_dim]:
                raise AssertionError("Shape of weight does not match num_embeddings and embedding_dim")
            self.weight = Parameter(weight, not frozen)

    def reset_parameters(self) -> None:
        """Draws new vectors."""
        init.normal_(self.weight)
        self._fill_padding_idx_with_zero()

    def _fill_padding_idx_with_zero(self) -> None:
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)


class Embedding(_Table):
    """The vectors of a table at some indices: (...) of integers to (..., embedding_dim).

    `max_norm` first scales vectors that are longer down, in place.  The gradient is dense (`sparse` is accepted).

    Raises AssertionError where `padding_idx` is out of range.

    >>> import minigrad as torch
    >>> torch.nn.Embedding(10, 3)(torch.tensor([[1, 2], [4, 3]])).shape
    torch.Size([2, 2, 3])
    """

    _strict = "Padding_idx"

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None, max_norm: float | None = None,
        norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False, _weight: Tensor | None = None,
        _freeze: bool = False, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.max_norm, self.norm_type, self.scale_grad_by_freq = max_norm, norm_type, scale_grad_by_freq
        self.sparse = sparse
        self._fill(_weight, _freeze, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse
        )

    def extra_repr(self) -> str:
        facts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        facts += [f"padding_idx={self.padding_idx}"] if self.padding_idx is not None else []
        facts += [f"max_norm={self.max_norm}"] if self.max_norm is not None else []
        facts += [f"norm_type={self.norm_type}"] if self.norm_type != 2 else []
        facts += [f"scale_grad_by_freq={self.scale_grad_by_freq}"] if self.scale_grad_by_freq else []
        facts += ["sparse=True"] if self.sparse else []
        return ", ".join(facts)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None, max_norm: float | None = None,
        norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
    ) -> Embedding:  # fmt: skip
        """An Embedding over a given matrix, which is not learnt unless `freeze` is False.

        >>> import minigrad as torch
        >>> torch.nn.Embedding.from_pretrained(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))(torch.tensor([1]))
        tensor([[3., 4.]])
        """
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, cols = embeddings.shape
        return cls(
            rows, cols, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, _weight=embeddings, _freeze=freeze
        )  # fmt: skip


class EmbeddingBag(_Table):
    """The mean (or `mode` "sum", "max") of the vectors of bags of indices.

    The bags are the rows of a matrix of indices, or, of a vector, the parts that begin at `offsets`.

    >>> import minigrad as torch
    >>> bag = torch.nn.EmbeddingBag(10, 3, mode="sum")
    >>> bag(torch.tensor([1, 2, 4, 5]), torch.tensor([0, 3])).shape
    torch.Size([2, 3])
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, max_norm: float | None = None, norm_type: float = 2.0,
        scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False, _weight: Tensor | None = None,
        include_last_offset: bool = False, padding_idx: int | None = None, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.max_norm, self.norm_type, self.scale_grad_by_freq = max_norm, norm_type, scale_grad_by_freq
        self.mode, self.sparse, self.include_last_offset = mode, sparse, include_last_offset
        self._fill(_weight, False, device, dtype)

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        return F.embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.mode, self.sparse,
            per_sample_weights, self.include_last_offset, self.padding_idx,
        )  # fmt: skip

    def extra_repr(self) -> str:
        facts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        facts += [f"max_norm={self.max_norm}"] if self.max_norm is not None else []
        facts += [f"norm_type={self.norm_type}"] if self.norm_type != 2 else []
        facts += [f"scale_grad_by_freq={self.scale_grad_by_freq}"] if self.scale_grad_by_freq else []
        facts += [f"mode={self.mode!r}"]
        facts += [f"padding_idx={self.padding_idx}"] if self.padding_idx is not None else []
        return ", ".join(facts)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, max_norm: float | None = None, norm_type: float = 2.0,
        scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False, include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> EmbeddingBag:  # fmt: skip
        """An EmbeddingBag over a given matrix, which is not learnt unless `freeze` is False."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, cols = embeddings.shape
        made = cls(
            rows,
            cols,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            mode,
            sparse,
            embeddings,
            include_last_offset,
            padding_idx,
        )
        made.weight.requires_grad = not freeze
        return made
