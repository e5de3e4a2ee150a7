"""Recurrent networks: a whole layer in one direction is one op, so that T steps are one node of the graph.

Imports the table, `linear`, `pointwise` and `joining`.  Start reading at `_lstm`.

The steps are laid out one after the other in the rows of a matrix: `batch_sizes[t]` rows for step t, never more than
for the step before (sequences are sorted by length), so that padded batches need no masks.  What does not depend on the
step before is computed for all steps at once: the products with the input's weights, and, in the gradients, the
factors of every gate and the products for all weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from .._engine.tensor import Tensor, raw, wrap
from .conversion import zeros_as
from .dropout import _drop
from .joining import cat, stack
from .linear import linear, same_dtype, sum_rows, times
from .pointwise import one_minus, tanh
from .table import Array, composite, op

Rows = list[tuple[int, int]]
_affine: Any = linear.op.forward  # type: ignore[attr-defined]


def _steps(batch_sizes: tuple[int, ...], backward: bool) -> Rows:
    """The rows (from, to) of each step, in the order in which the steps are taken."""
    ends = list(accumulate(batch_sizes))
    rows = [(end - n, end) for end, n in zip(ends, batch_sizes, strict=True)]
    return rows[::-1] if backward else rows


def _before(out: Any, first: Any, steps: Rows) -> Any:
    """The state that each row started from: the one before it in its sequence, or the initial one."""
    if len(steps) == 1:
        return first
    lengths = [b - a for a, b in steps]
    if lengths[0] == lengths[-1]:
        a, b = steps[0]
        c, d = steps[-1]
        return cat([first, out[:c]], 0) if a < c else cat([out[d:], first], 0)
    state, pieces = first, []
    for a, b in steps:
        n = b - a
        pieces.append((a, state[:n]))
        state = out[a:b] if n == len(first) else cat([out[a:b], state[n:]], 0)
    return cat([piece for _, piece in sorted(pieces, key=lambda pair: pair[0])], 0)


def _in_order(pieces: list[Any], steps: Rows) -> Any:
    """The rows of all steps as one matrix; `pieces` come last step first."""
    if len(pieces) == 1:
        return pieces[0]
    return cat(pieces if steps[0][0] > steps[-1][0] else pieces[::-1], 0)


def _weights(g: Any, needs: Sequence[bool], given: Sequence[Any]) -> list[Any]:
    """The gradients of the input, the weights and the biases from those of the sums that went into the gates.

    `g` is a pair, for the input's and the state's products; `given` are the input, the state before and the weights.
    """
    gi, gh = g
    x, before, w_ih = given
    for_bias = sum_rows(gi) if needs[3] else None
    return [
        times(gi, w_ih) if needs[0] else None,
        times(gi.T, x) if needs[1] else None,
        times(gh.T, before) if needs[2] else None,
        for_bias,
        None if not needs[4] else for_bias if gh is gi and needs[3] else sum_rows(gh),
    ]


def _transposed(w_hh: Any, h0: Any, batch_sizes: tuple[int, ...]) -> Any:
    """The state's weights as the steps multiply with them; over many steps a copy in that order pays.

    Raises RuntimeError for a state of another dtype.
    """
    same_dtype(h0, w_hh)
    return np.ascontiguousarray(w_hh.T) if len(batch_sizes) > 4 else w_hh.T


def _sigmoid(x: Any) -> None:
    """1 / (1 + exp(-x)), in place."""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    np.divide(1, x, out=x)


def _rows_left(g: Any, state: Any, n: int) -> Any:
    """A gradient of the first `n` rows, followed by what the others have waiting."""
    return g if n == len(state) else cat([g, state[n:]], 0)


def _samples(gates: int, cell: bool = False, projection: bool = False) -> Any:
    """Layers with 3 inputs and 2 features: one step, several, in both directions, of sequences of different lengths."""

    def samples(rng: np.random.Generator) -> Any:
        def call(batch_sizes: tuple[int, ...], backward: bool, bias: bool) -> Any:
            n, rows = batch_sizes[0], int(np.sum(batch_sizes))
            state = 1 if projection else 2
            args: list[Any] = [rng.standard_normal(s) for s in ((rows, 3), (gates * 2, 3), (gates * 2, state))]
            args += [rng.standard_normal(gates * 2) if bias else None for _ in range(2)]
            if cell:
                args += [rng.standard_normal((state, 2)) if projection else None]
            args += [rng.standard_normal((n, state))]
            if cell:
                args += [rng.standard_normal((n, 2))]
            return (*args, batch_sizes, backward), {}

        yield call((2,), False, True)
        yield call((2, 2, 2), False, True)
        yield call((2, 2, 2), True, False)
        yield call((3, 2, 1), False, True)
        yield call((3, 1), True, True)

    return samples


# ------------------------------------------------------------ one layer


def _rnn_grads(
    g: Any,
    needs: Any,
    input: Any,
    w_ih: Any,
    w_hh: Any,
    h0: Any,
    out: Any,
    slope: Any,
    batch_sizes: Any,
    backward: bool,
) -> list[Any]:
    if len(batch_sizes) == 1:
        inner = g * slope
        return [*_weights((inner, inner), needs, (input, h0, w_ih)), times(inner, w_hh) if needs[5] else None]
    steps = _steps(batch_sizes, backward)
    waiting: Any = zeros_as(h0)
    pieces = []
    for a, b in reversed(steps):
        n = b - a
        inner = (g[a:b] + waiting[:n]) * slope[a:b]
        pieces.append(inner)
        waiting = _rows_left(times(inner, w_hh), waiting, n)
    inner = _in_order(pieces, steps)
    found = _weights((inner, inner), needs, (input, _before(out, h0, steps) if needs[2] else None, w_ih))
    return [*found, waiting]


_RNN = ("input", "w_ih", "w_hh", "b_ih", "b_hh", "h0")


@op(
    grads=lambda g, needs, input, w_ih, w_hh, h0, out, batch_sizes, backward: _rnn_grads(
        g, needs, input, w_ih, w_hh, h0, out, one_minus(out * out), batch_sizes, backward
    ),
    differentiable=_RNN,
    node="RnnTanhBackward0",
    samples=_samples(1),
)
def _rnn_tanh(
    input: Array, w_ih: Array, w_hh: Array, b_ih: Array | None, b_hh: Array | None, h0: Array,
    batch_sizes: tuple[int, ...], backward: bool,
) -> Array:  # fmt: skip
    """h = tanh(w_ih x + b_ih + w_hh h + b_hh): the states of all steps."""
    return _rnn_forward(np.tanh, input, w_ih, w_hh, b_ih, b_hh, h0, batch_sizes, backward)


@op(
    grads=lambda g, needs, input, w_ih, w_hh, h0, out, batch_sizes, backward: _rnn_grads(
        g, needs, input, w_ih, w_hh, h0, out, out > 0, batch_sizes, backward
    ),
    differentiable=_RNN,
    node="RnnReluBackward0",
    samples=_samples(1),
)
def _rnn_relu(
    input: Array, w_ih: Array, w_hh: Array, b_ih: Array | None, b_hh: Array | None, h0: Array,
    batch_sizes: tuple[int, ...], backward: bool,
) -> Array:  # fmt: skip
    """h = max(0, w_ih x + b_ih + w_hh h + b_hh): the states of all steps."""

    def relu(x: Any, out: Any) -> Any:
        return np.maximum(x, 0, out=out)

    return _rnn_forward(relu, input, w_ih, w_hh, b_ih, b_hh, h0, batch_sizes, backward)


def _rnn_forward(
    act: Any, input: Any, w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, h0: Any, batch_sizes: Any, backward: bool
) -> Any:
    out = _affine(input, w_ih, b_ih)
    if b_hh is not None:
        out += b_hh
    recurrent, h = _transposed(w_hh, h0, batch_sizes), h0
    if len(batch_sizes) == 1:
        out += h.dot(recurrent)
        return act(out, out)
    for a, b in _steps(batch_sizes, backward):
        n = b - a
        inner = out[a:b]
        inner += np.dot(h[:n], recurrent)
        act(inner, inner)
        h = inner if n == len(h) else np.concatenate([inner, h[n:]])
    return out


def _lstm_grads(
    g: Any, needs: Any, input: Any, w_ih: Any, w_hh: Any, w_hr: Any, h0: Any, c0: Any, hidden: Any, cells: Any,
    gates: Any, batch_sizes: Any, backward: bool,
) -> list[Any]:  # fmt: skip
    # c = f c' + i k,  h = o tanh(c) (then w_hr h, if there is a projection)
    g_hidden, g_cells, g_gates = g
    size = cells.shape[1]
    steps = _steps(batch_sizes, backward)
    i, f, k, o = (gates[:, j * size : (j + 1) * size] for j in range(4))
    old = _before(cells, c0, steps)
    if not isinstance(gates, Tensor) and g_gates is None and w_hr is None:
        inner, h_waiting, c_waiting = _lstm_backward(g_hidden, g_cells, w_hh, h0, old, cells, gates, steps)
        found = _weights((inner, inner), needs, (input, _before(hidden, h0, steps) if needs[2] else None, w_ih))
        return [*found, None, h_waiting, c_waiting]
    squashed = tanh(cells)
    # the derivatives of c by the sums in i, f and k, and of h by those in o; of h by c
    by_gates = cat([k * i * (1 - i), old * f * (1 - f), i * (1 - k * k), squashed * o * (1 - o)], 1)
    by_cell = o * (1 - squashed * squashed)
    extra = None
    if g_gates is not None:  # the gates are results too, of second derivatives
        extra = g_gates * cat([i * (1 - i), f * (1 - f), 1 - k * k, o * (1 - o)], 1)
    h_waiting, c_waiting = zeros_as(h0), zeros_as(c0)
    pieces, projected = [], []
    for a, b in reversed(steps):
        n = b - a
        gh = h_waiting[:n] if g_hidden is None else g_hidden[a:b] + h_waiting[:n]
        if w_hr is not None:
            projected.append(gh)
            gh = times(gh, w_hr)
        gc = gh * by_cell[a:b] + c_waiting[:n]
        if g_cells is not None:
            gc = gc + g_cells[a:b]
        inner = cat([gc, gc, gc, gh], 1) * by_gates[a:b]
        if extra is not None:
            inner = inner + extra[a:b]
        pieces.append(inner)
        h_waiting = _rows_left(times(inner, w_hh), h_waiting, n)
        c_waiting = _rows_left(gc * f[a:b], c_waiting, n)
    inner = _in_order(pieces, steps)
    found = _weights((inner, inner), needs, (input, _before(hidden, h0, steps) if needs[2] else None, w_ih))
    g_projection = times(_in_order(projected, steps).T, o * squashed) if needs[5] else None
    return [*found, g_projection, h_waiting, c_waiting]


def _lstm_backward(
    g_hidden: Any, g_cells: Any, w_hh: Any, h0: Any, old: Any, cells: Any, gates: Any, steps: Rows
) -> tuple[Any, Any, Any]:
    """What `_lstm_grads` finds of the sums in the gates, of h0 and of c0, for arrays without a projection: step by step
    and in place, so that all that is between stays in the cache."""
    size = cells.shape[1]
    inner = np.empty_like(gates)
    h_waiting, c_waiting = np.zeros(h0.shape, h0.dtype), np.zeros((len(h0), size), gates.dtype)
    for a, b in reversed(steps):
        gate, by = gates[a:b], inner[a:b]
        i, f, k, o = (gate[:, j * size : (j + 1) * size] for j in range(4))
        by_i, by_f, by_k, by_o = (by[:, j * size : (j + 1) * size] for j in range(4))
        gh, gc, squashed = h_waiting[: b - a], c_waiting[: b - a], np.tanh(cells[a:b])
        if g_hidden is not None:
            gh += g_hidden[a:b]
        np.subtract(1, gate, out=by)  # s (1 - s), and 1 - k k
        by *= gate
        np.multiply(k, k, out=by_k)
        np.subtract(1, by_k, out=by_k)
        by_i *= k
        by_f *= old[a:b]
        by_k *= i
        by_o *= squashed
        by_o *= gh
        squashed *= squashed  # now o (1 - squashed^2) gh, what h leaves to c
        np.subtract(1, squashed, out=squashed)
        squashed *= o
        squashed *= gh
        gc += squashed
        if g_cells is not None:
            gc += g_cells[a:b]
        for part in (by_i, by_f, by_k):
            part *= gc
        gc *= f
        np.dot(by, w_hh, out=gh)
    return inner, h_waiting, c_waiting


@op(
    grads=_lstm_grads,
    differentiable=("input", "w_ih", "w_hh", "b_ih", "b_hh", "w_hr", "h0", "c0"),
    outputs=("hidden", "cells", "gates"),
    undefined=True,
    node="LstmBackward0",
    samples=lambda rng: [*_samples(4, True)(rng), *_samples(4, True, True)(rng)],
)
def _lstm(
    input: Array, w_ih: Array, w_hh: Array, b_ih: Array | None, b_hh: Array | None, w_hr: Array | None, h0: Array,
    c0: Array, batch_sizes: tuple[int, ...], backward: bool,
) -> Any:  # fmt: skip
    """The states, the cells and the gates (input, forget, candidate, output) of all steps.  Source: Hochreiter and
    Schmidhuber (1997), Gers et al. (2000)."""
    gates = _affine(input, w_ih, b_ih)
    if b_hh is not None:
        gates += b_hh
    rows, size = len(gates), c0.shape[1]
    cells = np.empty((rows, size), gates.dtype)
    hidden = cells if w_hr is None else np.empty((rows, h0.shape[1]), gates.dtype)
    hidden = np.empty_like(hidden)
    recurrent, h, c = _transposed(w_hh, h0, batch_sizes), h0, c0
    room = np.empty((batch_sizes[0], 4 * size), recurrent.dtype)
    for a, b in _steps(batch_sizes, backward):
        n = b - a
        gate = gates[a:b]
        gate += np.dot(h[:n], recurrent, out=room[:n])
        candidate = np.tanh(gate[:, 2 * size : 3 * size])
        _sigmoid(gate)
        gate[:, 2 * size : 3 * size] = candidate
        cell = np.multiply(gate[:, size : 2 * size], c[:n], out=cells[a:b])
        candidate *= gate[:, :size]
        cell += candidate
        state = np.tanh(cell, out=candidate)
        state *= gate[:, 3 * size :]
        hidden[a:b] = state if w_hr is None else np.dot(state, w_hr.T)
        if n == len(h):
            h, c = hidden[a:b], cell
        else:
            h, c = np.concatenate([hidden[a:b], h[n:]]), np.concatenate([cell, c[n:]])
    return hidden, cells, gates


def _gru_grads(
    g: Any,
    needs: Any,
    input: Any,
    w_ih: Any,
    w_hh: Any,
    h0: Any,
    hidden: Any,
    gates: Any,
    batch_sizes: Any,
    backward: bool,
) -> list[Any]:
    # k = tanh(x_k + r m),  h = k + z (h' - k), where m is the state's part of k
    g_hidden, g_gates = g
    size = h0.shape[1]
    steps = _steps(batch_sizes, backward)
    r, z, k, m = (gates[:, j * size : (j + 1) * size] for j in range(4))
    old = _before(hidden, h0, steps)
    if not isinstance(gates, Tensor) and g_gates is None:
        sums, inner, waiting = _gru_backward(g_hidden, w_hh, h0, old, gates, steps)
        return [*_weights((sums, inner), needs, (input, old, w_ih)), waiting]
    by_k = (1 - z) * (1 - k * k)  # the derivatives of h by the sums in k, r and z
    by_sums = cat([by_k * m * r * (1 - r), (old - k) * z * (1 - z), by_k], 1)
    by_state = cat([by_sums[:, : 2 * size], by_k * r], 1)
    extra = None
    if g_gates is not None:  # the gates are results too, of second derivatives
        gr, gz, gk, gm = (g_gates[:, j * size : (j + 1) * size] for j in range(4))
        inner_k = gk * (1 - k * k)
        first = [(gr + inner_k * m) * r * (1 - r), gz * z * (1 - z)]
        extra = cat([*first, inner_k], 1), cat([*first, inner_k * r + gm], 1)
    waiting = zeros_as(h0)
    for_sums, for_state = [], []
    for a, b in reversed(steps):
        n = b - a
        gh = waiting[:n] if g_hidden is None else g_hidden[a:b] + waiting[:n]
        thrice = cat([gh, gh, gh], 1)
        sums, inner = thrice * by_sums[a:b], thrice * by_state[a:b]
        if extra is not None:
            sums, inner = sums + extra[0][a:b], inner + extra[1][a:b]
        for_sums.append(sums)
        for_state.append(inner)
        waiting = _rows_left(times(inner, w_hh) + gh * z[a:b], waiting, n)
    found = _weights((_in_order(for_sums, steps), _in_order(for_state, steps)), needs, (input, old, w_ih))
    return [*found, waiting]


def _gru_backward(g_hidden: Any, w_hh: Any, h0: Any, old: Any, gates: Any, steps: Rows) -> tuple[Any, Any, Any]:
    """What `_gru_grads` finds of the input's and the state's sums and of h0, for arrays: as `_lstm_backward` does."""
    size = h0.shape[1]
    for_sums, for_state = np.empty((2, len(gates), 3 * size), gates.dtype)
    waiting = np.zeros(h0.shape, h0.dtype)
    for a, b in reversed(steps):
        gate, sums, inner, gh = gates[a:b], for_sums[a:b], for_state[a:b], waiting[: b - a]
        r, z, k, m = (gate[:, j * size : (j + 1) * size] for j in range(4))
        by_r, by_z, by_k = (sums[:, j * size : (j + 1) * size] for j in range(3))
        if g_hidden is not None:
            gh += g_hidden[a:b]
        np.multiply(k, k, out=by_k)  # (1 - k k) (1 - z) gh
        np.subtract(1, by_k, out=by_k)
        np.subtract(1, z, out=by_z)
        by_k *= by_z
        by_k *= gh
        np.subtract(1, r, out=by_r)  # m r (1 - r) by_k
        by_r *= r
        by_r *= m
        by_r *= by_k
        by_z *= z  # (h' - k) z (1 - z) gh
        by_z *= old[a:b] - k
        by_z *= gh
        inner[...] = sums
        inner[:, 2 * size :] *= r
        gh *= z
        gh += np.dot(inner, w_hh)
    return for_sums, for_state, waiting


@op(
    grads=_gru_grads,
    differentiable=("input", "w_ih", "w_hh", "b_ih", "b_hh", "h0"),
    outputs=("hidden", "gates"),
    undefined=True,
    node="GruBackward0",
    samples=_samples(3),
)
def _gru(
    input: Array, w_ih: Array, w_hh: Array, b_ih: Array | None, b_hh: Array | None, h0: Array,
    batch_sizes: tuple[int, ...], backward: bool,
) -> Any:  # fmt: skip
    """The states of all steps, and their gates (reset, update, candidate, the state's part of the candidate).

    Source: Cho et al. (2014), with the reset gate after the product.
    """
    sums = _affine(input, w_ih, b_ih)
    rows, size = len(sums), h0.shape[1]
    gates = np.empty((rows, 4 * size), sums.dtype)
    hidden = np.empty((rows, size), sums.dtype)
    recurrent, h = _transposed(w_hh, h0, batch_sizes), h0
    room = np.empty((batch_sizes[0], 3 * size), recurrent.dtype)
    for a, b in _steps(batch_sizes, backward):
        n = b - a
        own, gate = sums[a:b], gates[a:b]
        inner = np.dot(h[:n], recurrent, out=room[:n])
        if b_hh is not None:
            inner += b_hh
        both, k = gate[:, : 2 * size], gate[:, 2 * size : 3 * size]
        np.add(own[:, : 2 * size], inner[:, : 2 * size], out=both)
        _sigmoid(both)
        part = gate[:, 3 * size :] = inner[:, 2 * size :]
        np.multiply(gate[:, :size], part, out=k)
        k += own[:, 2 * size :]
        np.tanh(k, out=k)
        state = np.subtract(h[:n], k, out=hidden[a:b])
        state *= gate[:, size : 2 * size]
        state += k
        h = state if n == len(h) else np.concatenate([state, h[n:]])
    return hidden, gates


# ------------------------------------------------------------ networks of layers


def _layer(
    mode: str,
    x: Any,
    weights: Sequence[Any],
    biases: bool,
    h0: Any,
    c0: Any,
    batch_sizes: tuple[int, ...],
    backward: bool,
) -> tuple[Any, Any]:
    """One layer in one direction on rows: (its states, its cells or None)."""
    w_ih, w_hh, *rest = weights
    b_ih, b_hh = rest[:2] if biases else (None, None)
    if mode == "LSTM":
        w_hr = rest[-1] if len(rest) % 2 else None
        hidden, cells, _ = _lstm(x, w_ih, w_hh, b_ih, b_hh, w_hr, h0, c0, batch_sizes, backward)
        return hidden, cells
    if mode == "GRU":
        return _gru(x, w_ih, w_hh, b_ih, b_hh, h0, batch_sizes, backward)[0], None
    run = _rnn_relu if mode == "RNN_RELU" else _rnn_tanh
    return run(x, w_ih, w_hh, b_ih, b_hh, h0, batch_sizes, backward), None


def _last_rows(out: Any, batch_sizes: tuple[int, ...], backward: bool) -> Any:
    """The state of every sequence after its last step."""
    n = batch_sizes[0]
    if backward:
        return out[:n]
    if batch_sizes[-1] == n:
        return out[len(out) - n :]
    last = np.zeros(n, np.int64)
    start = 0
    for size in batch_sizes:
        last[:size] = start + np.arange(size)
        start += size
    return out[wrap(last)]


def recur(
    mode: str, x: Any, batch_sizes: tuple[int, ...], h0: Any, c0: Any, params: Sequence[Any], biases: bool, layers: int,
    drop: float, train: bool, both: bool,
) -> tuple[Any, Any, Any]:  # fmt: skip
    """Layers on top of each other: (the last one's states, in rows; every layer's last states; last cells or None)."""
    directions = 2 if both else 1
    each = len(params) // (layers * directions)
    h_last, c_last = [], []
    for layer in range(layers):
        if layer and drop and train:
            x = _drop(x, drop, True)
        found = []
        for direction in range(directions):
            place = layer * directions + direction
            cell = None if c0 is None else c0[place]
            weights = params[place * each : (place + 1) * each]
            hidden, cells = _layer(mode, x, weights, biases, h0[place], cell, batch_sizes, direction == 1)
            found.append(hidden)
            h_last.append(_last_rows(hidden, batch_sizes, direction == 1))
            if cells is not None:
                c_last.append(_last_rows(cells, batch_sizes, direction == 1))
        x = cat(found, 1) if both else found[0]
    return x, stack(h_last, 0), stack(c_last, 0) if c_last else None


def _sequences(mode: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The two calls of `lstm`, `gru` and `rnn_*`: of a padded batch, and of rows with their batch sizes."""
    packed = not isinstance(args[3], bool) if len(args) > 3 else "batch_sizes" in kwargs
    names = (
        ("data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional")
        if packed
        else ("input", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional", "batch_first")
    )
    given = dict(zip(names, args, strict=False)) | kwargs
    if len(args) > len(names) or set(given) != set(names):
        raise TypeError("received an invalid combination of arguments")
    hx = given["hx"]
    h0, c0 = hx if mode == "LSTM" else (hx, None)
    rest = [given[n] for n in ("params", "has_biases", "num_layers", "dropout", "train", "bidirectional")]
    if packed:
        return recur(mode, given["data"], tuple(given["batch_sizes"].tolist()), h0, c0, *rest)
    x = given["input"]
    x = x.transpose(0, 1) if given["batch_first"] else x
    steps, batch = x._data.shape[:2]
    out, h, c = recur(mode, x.reshape(steps * batch, -1), (batch,) * steps, h0, c0, *rest)
    out = out.reshape(steps, batch, -1)
    return out.transpose(0, 1) if given["batch_first"] else out, h, c


def _network_samples(gates: int, cell: bool = False) -> Any:
    """A padded batch through two layers in both directions, and a packed one through one."""

    def samples(rng: np.random.Generator) -> Any:
        def states(layers: int) -> Any:
            made = tuple(rng.standard_normal((layers, 2, 1)) for _ in range(1 + cell))
            return made if cell else made[0]

        def params(layers: int, directions: int) -> list[Any]:
            columns = [2] + [directions] * (layers - 1)
            shapes = [((gates, n), (gates, 1), (gates,), (gates,)) for n in columns for _ in range(directions)]
            return [rng.standard_normal(shape) for four in shapes for shape in four]

        yield (rng.standard_normal((2, 2, 2)), states(4), params(2, 2), True, 2, 0.0, False, True, True), {}
        packed = rng.standard_normal((3, 2)), np.array([2, 1])
        yield (*packed, states(1), params(1, 1), True, 1, 0.0, False, False), {}

    return samples


@composite(method=False, out=False, samples=_network_samples(4, True))
def lstm(*args: Any, **kwargs: Any) -> Any:
    """An LSTM network: `lstm(input, (h0, c0), params, has_biases, num_layers, dropout, train, bidirectional,
    batch_first)`.

    Also on packed rows: `lstm(data, batch_sizes, (h0, c0), params, has_biases, ...)`.  Returns (output, h_n, c_n).
    `torch.nn.LSTM` is the layer.

    >>> import minigrad as torch
    >>> m = torch.nn.LSTM(3, 4)
    >>> zeros = torch.zeros(1, 2, 4)
    >>> torch.lstm(torch.ones(5, 2, 3), (zeros, zeros), m.all_weights[0], True, 1, 0.0, False, False, False)[0].shape
    torch.Size([5, 2, 4])
    """
    return _sequences("LSTM", args, kwargs)


@composite(method=False, out=False, samples=_network_samples(3))
def gru(*args: Any, **kwargs: Any) -> Any:
    """A GRU network: `gru(input, h0, params, has_biases, num_layers, dropout, train, bidirectional, batch_first)`.

    Also on packed rows: `gru(data, batch_sizes, h0, params, has_biases, ...)`.  Returns (output, h_n).  `torch.nn.GRU`
    is the layer.
    """
    return _sequences("GRU", args, kwargs)[:2]


@composite(method=False, out=False, samples=_network_samples(1))
def rnn_tanh(*args: Any, **kwargs: Any) -> Any:
    """An Elman network with tanh; arguments as of `gru`.  `torch.nn.RNN` is the layer."""
    return _sequences("RNN_TANH", args, kwargs)[:2]


@composite(method=False, out=False, samples=_network_samples(1))
def rnn_relu(*args: Any, **kwargs: Any) -> Any:
    """An Elman network with rectifiers; arguments as of `gru`.  `torch.nn.RNN` is the layer."""
    return _sequences("RNN_RELU", args, kwargs)[:2]


# ------------------------------------------------------------ one step


def _check_cell(input: Any, hidden: Any, w_ih: Any, w_hh: Any, place: int = 0) -> None:
    (rows, given), (states, width) = raw(input).shape, raw(hidden).shape
    features, size = raw(w_ih).shape[1], raw(w_hh).shape[1]
    if given != features:
        raise RuntimeError(f"input has inconsistent input_size: got {given} expected {features}")
    if rows != states:
        raise RuntimeError(f"Input batch size {rows} doesn't match hidden{place} batch size {states}")
    if width != size:
        raise RuntimeError(f"hidden{place} has inconsistent hidden_size: got {width}, expected {size}")


def _cell_samples(gates: int, cell: bool = False) -> Any:
    def samples(rng: np.random.Generator) -> Any:
        h, c = rng.standard_normal((2, 2)), rng.standard_normal((2, 2))
        weights = [rng.standard_normal(shape) for shape in ((gates * 2, 3), (gates * 2, 2), (gates * 2,), (gates * 2,))]
        x = rng.standard_normal((2, 3))
        yield (x, (h, c) if cell else h, *weights), {}
        yield (x, (h, c) if cell else h, *weights[:2]), {}

    return samples


@composite(method=False, out=False, samples=_cell_samples(4, True))
def lstm_cell(
    input: Tensor, hx: Any, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Any:
    """One step of an LSTM: (N, features) and the pair `hx` of states and cells (N, size) to the next pair.

    Raises RuntimeError where the sizes do not fit.

    >>> import minigrad as torch
    >>> zeros = torch.zeros(2, 1)
    >>> torch.lstm_cell(torch.ones(2, 3), (zeros, zeros), torch.ones(4, 3), torch.ones(4, 1))[0]
    tensor([[0.7038],
            [0.7038]])
    """
    if isinstance(hx, Tensor) or not isinstance(hx, tuple | list):
        raise TypeError(f"lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not {type(hx).__name__}")
    if len(hx) != 2:
        raise RuntimeError("lstm_cell expects two hidden states")
    h, c = hx
    _check_cell(input, h, w_ih, w_hh)
    _check_cell(input, c, w_ih, w_hh, 1)
    hidden, cells, _ = _lstm(input, w_ih, w_hh, b_ih, b_hh, None, h, c, (len(h),), False)
    return hidden, cells


@composite(method=False, out=False, samples=_cell_samples(3))
def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Any:
    """One step of a GRU: (N, features) and the states (N, size) to the next states.

    Raises RuntimeError where the sizes do not fit.
    """
    _check_cell(input, hx, w_ih, w_hh)
    return _gru(input, w_ih, w_hh, b_ih, b_hh, hx, (len(hx),), False)[0]


@composite(method=False, out=False, samples=_cell_samples(1))
def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Any:
    """One step of an Elman network: tanh(w_ih x + b_ih + w_hh h + b_hh).

    Raises RuntimeError where the sizes do not fit.
    """
    _check_cell(input, hx, w_ih, w_hh)
    return _rnn_tanh(input, w_ih, w_hh, b_ih, b_hh, hx, (len(hx),), False)


@composite(method=False, out=False, samples=_cell_samples(1))
def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Any:
    """One step of an Elman network with a rectifier: max(0, w_ih x + b_ih + w_hh h + b_hh).

    Raises RuntimeError where the sizes do not fit.
    """
    _check_cell(input, hx, w_ih, w_hh)
    return _rnn_relu(input, w_ih, w_hh, b_ih, b_hh, hx, (len(hx),), False)
