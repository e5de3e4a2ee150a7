"""Connectionist temporal classification: the likelihood of a sequence of labels, over all its alignments.

Imports the table and `loss`.  Labels are put between blanks, and the probabilities of all ways to read them off the
frames are added up from the first frame on (`alpha`) and from the last one back (`beta`), as logarithms.
Source: Graves, Fernandez, Gomez and Schmidhuber, Connectionist Temporal Classification, 2006.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw
from ._checks import legacy
from .loss import needs_tensors, reduction_of
from .table import Array, composite, op

# ------------------------------------------------------------ the recursions


def _extended(targets: Any, lengths: Any, blank: int) -> tuple[Any, Any]:
    """Labels (n, S) with blanks between and around them, (n, 2 S + 1), and where a label may follow the one before
    last."""
    n, longest = targets.shape
    labels = np.full((n, 2 * longest + 1), blank)
    labels[:, 1::2] = targets
    skips = np.zeros(labels.shape, np.bool_)
    skips[:, 3::2] = targets[:, 1:] != targets[:, :-1]
    return labels, skips


def _shifted(x: Any, by: int) -> Any:
    """States moved to the right by one or two; what comes in is impossible."""
    out = np.full_like(x, -math.inf)
    out[:, by:] = x[:, :-by] if by < x.shape[1] else x[:, :0]
    return out


def _log_add(*terms: Any) -> Any:
    """The logarithm of the sum of exponentials; -inf where all are."""
    top = np.maximum.reduce(terms)
    safe = np.where(np.isneginf(top), 0, top)
    return np.log(np.add.reduce([np.exp(t - safe) for t in terms])) + safe


def _forward(logs: Any, labels: Any, skips: Any, lengths: Any) -> Any:
    """alpha[t, n, s]: the log-probability of being at state s after frame t, in one of the ways that begin right."""
    frames, n, _ = logs.shape
    rows = np.arange(n)[:, None]
    alpha = np.full((frames, *labels.shape), -math.inf, logs.dtype)
    if not frames:
        return alpha
    first = logs[0][rows, labels[:, :2]]
    alpha[0, :, : first.shape[1]] = np.where(np.arange(first.shape[1]) < 2 * lengths[:, None] + 1, first, -math.inf)
    for t in range(1, frames):
        last = alpha[t - 1]
        skipped = np.where(skips, _shifted(last, 2), -math.inf)
        alpha[t] = _log_add(last, _shifted(last, 1), skipped) + logs[t][rows, labels]
    return alpha


def _ends(alpha: Any, frames: Any, lengths: Any) -> Any:
    """The log-probability of each sample: of being at one of its last two states after its last frame."""
    n = alpha.shape[1]
    rows, at = np.arange(n), np.maximum(frames - 1, 0)
    blank = alpha[at, rows, 2 * lengths]
    label = np.where(lengths > 0, alpha[at, rows, np.maximum(2 * lengths - 1, 0)], -math.inf)
    total = _log_add(blank, label)
    return np.where(frames > 0, total, np.where(lengths == 0, 0.0, -math.inf)).astype(alpha.dtype)


def _padded(targets: Any, lengths: Any) -> Any:
    """Targets (n, S); of one vector of all targets, its parts."""
    longest = int(lengths.max(initial=0))
    if targets.ndim == 2:
        return targets[:, :longest]
    out = np.zeros((len(lengths), longest), np.int64)
    starts = np.cumsum(lengths) - lengths
    for i, (start, length) in enumerate(zip(starts, lengths, strict=True)):
        out[i, :length] = targets[start : start + length]
    return out


@op(input=lambda g: _no_second(g))
def _ctc_gradient(
    input: Array, g: Array, targets: Array, frames: Any, lengths: Any, blank: int, zero_infinity: bool
) -> Array:
    """exp(log_probs) less the share of each alignment that passes through a label, times g; 0 beyond each sample's
    end."""
    logs = input
    labels, skips = _extended(_padded(targets, lengths), lengths, blank)
    total, n, _classes = logs.shape
    alpha = _forward(logs, labels, skips, lengths)
    loss = -_ends(alpha, frames, lengths)
    # beta is alpha of the reversed sequences: each sample's frames and labels turned round.
    steps, states = np.arange(total)[:, None], np.arange(labels.shape[1])
    turned_t = np.where(steps < frames, frames - 1 - steps, steps)
    turned_s = np.where(states < 2 * lengths[:, None] + 1, 2 * lengths[:, None] - states, states)
    rows = np.arange(n)[:, None]
    back_labels = labels[rows, turned_s]
    back_skips = np.zeros_like(skips)
    back_skips[:, 2:] = (back_labels[:, 2:] != back_labels[:, :-2]) & (back_labels[:, 2:] != blank)
    back = _forward(logs[turned_t, np.arange(n)], back_labels, back_skips, lengths)
    beta = back[turned_t, np.arange(n)][:, rows, turned_s]
    both = np.where(states < 2 * lengths[:, None] + 1, alpha + beta, -math.inf)
    # The sum over the states of one label, as exponentials relative to the sample's likelihood.
    picked = np.take_along_axis(logs, np.broadcast_to(labels, (total, *labels.shape)), 2)
    with_loss = np.where(np.isneginf(both), 0, np.exp(both - picked + loss[:, None]))
    share = np.zeros_like(logs)
    t, i, s = np.ogrid[:total, :n, : labels.shape[1]]
    np.add.at(share, (t, i, labels[i, s]), with_loss)
    grad = (np.exp(logs) - share) * g[:, None]
    grad = np.where((steps < frames)[..., None], grad, 0)
    if zero_infinity:
        grad = np.where(np.isinf(loss)[:, None], 0, grad)
    return grad.astype(logs.dtype, copy=False)


def _no_second(g: Any) -> Any:
    raise RuntimeError("derivative for aten::_ctc_loss_backward is not implemented")


def _ctc_samples(rng: np.random.Generator) -> Any:
    return iter(())


@op(
    input=lambda g, input, targets, frames, lengths, blank, zero_infinity: _ctc_gradient(
        input, g, targets, frames, lengths, blank, zero_infinity
    ),
    node="CtcLossBackward0", samples=_ctc_samples,
)  # fmt: skip
def _ctc(input: Array, targets: Array, frames: Any, lengths: Any, blank: int, zero_infinity: bool) -> Array:
    """Minus the log-likelihood of each sample's labels (n,)."""
    labels, skips = _extended(_padded(targets, lengths), lengths, blank)
    loss = -_ends(_forward(input, labels, skips, lengths), frames, lengths)
    return np.where(np.isinf(loss), 0, loss).astype(loss.dtype) if zero_infinity else loss


# ------------------------------------------------------------ arguments


def _lengths(name: str, given: Any) -> Any:
    data = np.atleast_1d(np.asarray(raw(given)))
    if data.dtype.kind not in "iu" and data.size:
        raise RuntimeError(f"{name} must be integral")
    return data.astype(np.int64)


def _check(logs: Any, targets: Any, frames: Any, lengths: Any, blank: int) -> None:
    """Raises RuntimeError where lengths, targets and frames do not fit."""
    where = "(while checking arguments for ctc_loss_allocate_outputs)"
    total, n, classes = logs.shape
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    if len(frames) != n:
        raise RuntimeError("input_lengths must be of size batch_size")
    if len(lengths) != n:
        raise RuntimeError("target_lengths must be of size batch_size")
    for name, values in (("input_lengths", frames), ("target_lengths", lengths)):
        if values.size and values.min() < 0:
            raise RuntimeError(f"Expected {name} to have value at least 0, but got value {int(values.min())} {where}")
    if frames.size and frames.max() > total:
        raise RuntimeError(
            f"Expected input_lengths to have value at most {total}, but got value {int(frames.max())} {where}"
        )
    if targets.ndim == 1 and len(targets) != lengths.sum():
        raise RuntimeError(
            f"Expected tensor to have size {int(lengths.sum())} at dimension 0, but got size {len(targets)} for "
            f"argument #2 'targets' {where}"
        )
    if targets.ndim == 2 and (len(targets) != n or targets.shape[1] < lengths.max(initial=0)):
        if len(targets) != n:
            raise RuntimeError(
                f"Expected tensor to have size {n} at dimension 0, but got size {len(targets)} for argument #2 "
                f"'targets' {where}"
            )
        raise RuntimeError(
            f"Expected tensor to have size at least {int(lengths.max())} at dimension 1, but got size "
            f"{targets.shape[1]} for argument #2 'targets' {where}"
        )


def _loss(
    log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: int, reduction: str,
    zero_infinity: bool
) -> Any:
    logs, single = log_probs, log_probs._data.ndim == 2
    if single:
        logs = logs.unsqueeze(1)
    if logs._data.dtype.kind != "f" or logs._data.dtype.itemsize < 4:
        raise NotImplementedError(f"\"ctc_loss_cpu\" not implemented for '{legacy(logs._data)}'")
    labels = targets._data.astype(np.int64)
    if single and labels.ndim == 1:
        labels = labels[None]
    frames, lengths = _lengths("input_lengths", input_lengths), _lengths("target_lengths", target_lengths)
    _check(logs._data, labels, frames, lengths, blank)
    losses = _ctc(logs, labels, frames, lengths, blank, zero_infinity)
    if single and reduction == "none":
        return losses.squeeze(0)
    if reduction == "mean":
        return (losses / losses.new_tensor(np.maximum(lengths, 1).astype(logs._data.dtype))).mean()
    return losses.sum() if reduction == "sum" else losses


@composite(namespaces=("nn.functional",), out=False)
def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = "mean", zero_infinity: bool = False,
) -> Any:  # fmt: skip
    """Minus the log-likelihood of label sequences given frames of log-probabilities (frames, n, classes).

    `targets` (n, S), or all of them one after the other; the lengths (n,) say how many frames and labels count.
    `blank` is the class of no label.  The mean is of the losses over the targets' lengths.  `zero_infinity` takes
    impossible alignments as 0.  The axis of samples may be missing.  Raises RuntimeError where lengths do not fit.

    >>> import minigrad as torch
    >>> frames = torch.log(torch.tensor([[[0.5, 0.5]], [[0.5, 0.5]]]))
    >>> torch.nn.functional.ctc_loss(frames, torch.tensor([[1]]), [2], [1])
    tensor(0.2877)
    """
    needs_tensors("ctc_loss", log_probs=log_probs, targets=targets)
    reduction = reduction_of(None, None, reduction)
    return _loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)


def _torch_ctc_loss() -> None:
    @composite(method=False, out=False)
    def ctc_loss(
        log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0, reduction: int = 1,
        zero_infinity: bool = False,
    ) -> Any:  # fmt: skip
        """`nn.functional.ctc_loss` with its reduction as a number: 0 none, 1 mean, 2 sum."""
        word = ("none", "mean", "sum")[reduction]
        return _loss(log_probs, targets, input_lengths, target_lengths, blank, word, zero_infinity)


_torch_ctc_loss()
