"""Recurrent layers RNN, LSTM, GRU and their single steps RNNCell, LSTMCell, GRUCell.  Floor 4.

Here are shapes, checks and parameters; `minigrad.ops.recurrent` computes.  Start reading at `RNNBase`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._engine.tensor import Tensor, wrap
from ..._warnings import warn
from ...ops.recurrent import gru_cell, lstm_cell, recur, rnn_relu_cell, rnn_tanh_cell
from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module
from .utils import empty

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNBase", "RNNCell", "RNNCellBase"]

_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


def _zeros(shape: tuple[int, ...], like: Tensor) -> Tensor:
    return wrap(np.zeros(shape, like._data.dtype))


class RNNBase(Module):
    """What the recurrent layers have in common: sizes, parameters, and the order of axes and sequences.

    The parameters of layer k are `weight_ih_lk`, `weight_hh_lk`, `bias_ih_lk`, `bias_hh_lk` (and `weight_hr_lk`, the
    projection), with `_reverse` for the other direction; all start uniform in +-1/sqrt(hidden_size).
    """

    mode: str
    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    dropout: float
    bidirectional: bool
    proj_size: int

    def __init__(
        self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        _check_types(input_size=input_size, hidden_size=hidden_size, bias=bias, batch_first=batch_first)
        _check_sizes(input_size, hidden_size, num_layers, dropout, proj_size)
        if mode not in _GATES:
            raise ValueError("Unrecognized RNN mode: " + mode)
        rows, state = _GATES[mode] * hidden_size, proj_size or hidden_size
        directions = 2 if bidirectional else 1
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            columns = input_size if layer == 0 else state * directions
            for suffix in ("", "_reverse")[:directions]:
                shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, columns), "weight_hh": (rows, state)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{name}_l{layer}{suffix}" for name in shapes]
                for name, shape in zip(names, shapes.values(), strict=True):
                    setattr(self, name, Parameter(empty(shape, device, dtype)))
                self._all_weights.append(names)
        self.reset_parameters()

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Any]:
        parameters = self._parameters
        return [parameters[n] if n in parameters else getattr(self, n) for names in self._all_weights for n in names]

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters, a list for each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def flatten_parameters(self) -> None:
        """Does nothing: parameters need not lie in one piece of memory."""

    def reset_parameters(self) -> None:
        """Draws new parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    # ------------------------------------------------------------ checks

    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raises ValueError for an input of another dtype than the weights', RuntimeError for another size."""
        weight: Tensor = self._flat_weights[0]
        if input._data.dtype != weight._data.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({input.dtype})"
            )
        expected = 2 if batch_sizes is not None else 3
        if input.dim() != expected:
            raise RuntimeError(f"input must have {expected} dimensions, got {input.dim()}")
        if self.input_size != input.shape[-1]:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}"
            )

    def get_expected_hidden_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """(layers times directions, batch, size of the state)."""
        if batch_sizes is not None:
            batch = int(batch_sizes[0])
        else:
            batch = input.shape[0] if self.batch_first else input.shape[1]
        return self.num_layers * (2 if self.bidirectional else 1), batch, self.proj_size or self.hidden_size

    def check_hidden_size(
        self, hx: Tensor, expected_hidden_size: tuple[int, ...], msg: str = "Expected hidden size {}, got {}"
    ) -> None:
        """Raises RuntimeError for a state of another shape."""
        if hx._data.shape != expected_hidden_size:
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.shape)))

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Checks the input and the initial states."""
        self.check_input(input, batch_sizes)
        self.check_hidden_size(hidden, self.get_expected_hidden_size(input, batch_sizes))

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """The states with the batch in another order."""
        return hx if permutation is None else hx.index_select(1, permutation)

    # ------------------------------------------------------------ computing

    def _start(self, hx: Any, batch: int, like: Tensor) -> Any:
        """The initial states: those given, or zeros."""
        if hx is not None:
            return hx
        layers = self.num_layers * (2 if self.bidirectional else 1)
        return _zeros((layers, batch, self.proj_size or self.hidden_size), like)

    def _check_hx(self, hx: Any, batched: bool) -> Any:
        """The given states as those of a batch."""
        dims = 3 if batched else 2
        if hx.dim() != dims:
            kind = "batched 3-D" if batched else "unbatched 2-D"
            raise RuntimeError(f"For {kind} input, hx should also be {dims}-D but got {hx.dim()}-D tensor")
        return hx if batched else hx.unsqueeze(1)

    def _run(self, rows: Any, batch_sizes: tuple[int, ...], hx: Any) -> tuple[Any, Any]:
        """(the last layer's states in rows, every layer's last states)."""
        h, c = hx if self.mode == "LSTM" else (hx, None)
        out, h, c = recur(
            self.mode, rows, batch_sizes, h, c, self._flat_weights, self.bias, self.num_layers, self.dropout,
            self.training, self.bidirectional,
        )  # fmt: skip
        return out, (h, c) if self.mode == "LSTM" else h

    def forward(self, input: Any, hx: Any = None) -> Any:
        if isinstance(input, PackedSequence):
            return self._forward_packed(input, hx)
        dims = input.dim()
        if dims not in (2, 3):
            name, tensor = type(self).__name__, " tensor" if self.mode.startswith("RNN") else ""
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {dims}D{tensor} instead")
        batched = dims == 3
        if not batched:
            input = input.unsqueeze(0 if self.batch_first else 1)
        batch = input.shape[0 if self.batch_first else 1]
        if hx is not None:
            hx = self._check_hx(hx, batched)
        hx = self._start(hx, batch, input)
        self.check_forward_args(input, hx, None)
        x = input.transpose(0, 1) if self.batch_first else input
        steps = x.shape[0]
        if steps == 0:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        out, hidden = self._run(x.reshape(steps * batch, self.input_size), (batch,) * steps, hx)
        out = out.reshape(steps, batch, out.shape[1])
        if self.batch_first:
            out = out.transpose(0, 1)
        if not batched:
            out = out.squeeze(0 if self.batch_first else 1)
            hidden = tuple(h.squeeze(1) for h in hidden) if self.mode == "LSTM" else hidden.squeeze(1)
        return out, hidden

    def _forward_packed(self, input: PackedSequence, hx: Any) -> Any:
        data, batch_sizes, order, back = input
        sizes = tuple(batch_sizes.tolist())
        hx = self._start(None, sizes[0], data) if hx is None else self.permute_hidden(hx, order)
        self.check_forward_args(data, hx, batch_sizes)
        out, hidden = self._run(data, sizes, hx)
        return PackedSequence(out, batch_sizes, order, back), self.permute_hidden(hidden, back)

    def extra_repr(self) -> str:
        facts = [f"{self.input_size}, {self.hidden_size}"]
        facts += [f"proj_size={self.proj_size}"] if self.proj_size != 0 else []
        facts += [f"num_layers={self.num_layers}"] if self.num_layers != 1 else []
        facts += [f"bias={self.bias}"] if self.bias is not True else []
        facts += [f"batch_first={self.batch_first}"] if self.batch_first is not False else []
        facts += [f"dropout={self.dropout}"] if self.dropout != 0 else []
        facts += [f"bidirectional={self.bidirectional}"] if self.bidirectional is not False else []
        return ", ".join(facts)


def _check_types(**given: Any) -> None:
    for name, value in given.items():
        kind = int if name.endswith("size") else bool
        if not isinstance(value, kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")


def _check_sizes(input_size: int, hidden_size: int, num_layers: int, dropout: Any, proj_size: int) -> None:
    if isinstance(dropout, bool) or not 0 <= dropout <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
            f"greater than 1, but got dropout={dropout} and num_layers={num_layers}"
        )
    for name, value in (("input_size", input_size), ("hidden_size", hidden_size), ("num_layers", num_layers)):
        if value <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")


class RNN(RNNBase):
    """Elman layers: h = tanh(W x + b + W' h + b'), or with `nonlinearity="relu"`.

    Takes (T, N, features) (or (N, T, features) if `batch_first`, (T, features), a PackedSequence) and optionally the
    first states (layers, N, size); returns the last layer's states of all steps and every layer's last states.

    >>> import minigrad as torch
    >>> out, h = torch.nn.RNN(3, 4, num_layers=2)(torch.ones(5, 2, 3))
    >>> out.shape, h.shape
    (torch.Size([5, 2, 4]), torch.Size([2, 2, 4]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            self.nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            self.nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if self.nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{self.nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__("RNN_" + self.nonlinearity.upper(), *args, **kwargs)


class LSTM(RNNBase):
    """Long short-term memory: cells c = f c + i k behind gates i, f, o, and states h = o tanh(c).

    Takes input as RNN does, and optionally the pair of first states and cells; returns the states of all steps and the
    pair of last states and cells.  `proj_size` projects the states.  Source: Hochreiter and Schmidhuber (1997).

    >>> import minigrad as torch
    >>> out, (h, c) = torch.nn.LSTM(3, 4, batch_first=True)(torch.ones(2, 5, 3))
    >>> out.shape, h.shape, c.shape
    (torch.Size([2, 5, 4]), torch.Size([1, 2, 4]), torch.Size([1, 2, 4]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def get_expected_cell_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """(layers times directions, batch, size of the cells)."""
        layers, batch, _ = self.get_expected_hidden_size(input, batch_sizes)
        return layers, batch, self.hidden_size

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Checks the input, the initial states and the initial cells."""
        self.check_input(input, batch_sizes)
        self.check_hidden_size(
            hidden[0], self.get_expected_hidden_size(input, batch_sizes), "Expected hidden[0] size {}, got {}"
        )
        self.check_hidden_size(
            hidden[1], self.get_expected_cell_size(input, batch_sizes), "Expected hidden[1] size {}, got {}"
        )

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """The states and the cells with the batch in another order."""
        return hx if permutation is None else tuple(h.index_select(1, permutation) for h in hx)

    def _start(self, hx: Any, batch: int, like: Tensor) -> Any:
        if hx is not None:
            return hx
        layers = self.num_layers * (2 if self.bidirectional else 1)
        return (
            _zeros((layers, batch, self.proj_size or self.hidden_size), like),
            _zeros((layers, batch, self.hidden_size), like),
        )

    def _check_hx(self, hx: Any, batched: bool) -> Any:
        h, c = hx[0], hx[1]
        dims = 3 if batched else 2
        if h.dim() != dims or c.dim() != dims:
            kind = "batched 3-D" if batched else "unbatched 2-D"
            raise RuntimeError(
                f"For {kind} input, hx and cx should also be {dims}-D but got ({h.dim()}-D, {c.dim()}-D) tensors"
            )
        return (h, c) if batched else (h.unsqueeze(1), c.unsqueeze(1))


class GRU(RNNBase):
    """Gated recurrent units: h = (1 - z) k + z h behind gates r and z.  Source: Cho et al. (2014).

    Takes and returns what RNN does.

    >>> import minigrad as torch
    >>> out, h = torch.nn.GRU(3, 4, bidirectional=True)(torch.ones(5, 2, 3))
    >>> out.shape, h.shape
    (torch.Size([5, 2, 8]), torch.Size([2, 2, 4]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)


# ------------------------------------------------------------ one step


class RNNCellBase(Module):
    """What the cells have in common: sizes and parameters, uniform in +-1/sqrt(hidden_size) at first."""

    input_size: int
    hidden_size: int
    bias: bool
    weight_ih: Any
    weight_hh: Any
    bias_ih: Any
    bias_hh: Any

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty((rows, input_size), device, dtype))
        self.weight_hh = Parameter(empty((rows, hidden_size), device, dtype))
        self.register_parameter("bias_ih", Parameter(empty((rows,), device, dtype)) if bias else None)
        self.register_parameter("bias_hh", Parameter(empty((rows,), device, dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draws new parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _weights(self) -> tuple[Any, Any, Any, Any]:
        own = self._parameters
        try:  # a fraction of the time of four attributes
            return own["weight_ih"], own["weight_hh"], own["bias_ih"], own["bias_hh"]
        except KeyError:  # one is computed: parametrized, pruned, normalised
            return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def _check(self, value: Tensor, what: str) -> None:
        if value.dim() not in (1, 2):
            raise ValueError(f"{type(self).__name__}: Expected {what} to be 1D or 2D, got {value.dim()}D instead")

    def _one(self, input: Any, hx: Any, cell: Any) -> Any:
        """One step with one state, of a batch or of a single sample."""
        if hx is not None and input.dim() == 2 and hx.dim() == 2:
            return cell(input, hx, *self._weights())
        self._check(input, "input")
        if hx is not None:
            self._check(hx, "hidden")
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
        if hx is None:
            hx = _zeros((input.shape[0], self.hidden_size), input)
        elif not batched:
            hx = hx if hx.dim() == 2 else hx.unsqueeze(0)
        out = cell(input, hx, *self._weights())
        return out if batched else out.squeeze(0)

    def extra_repr(self) -> str:
        facts = [f"{self.input_size}, {self.hidden_size}"]
        facts += [f"bias={self.bias}"] if self.bias is not True else []
        nonlinearity = self.__dict__.get("nonlinearity", "tanh")
        facts += [f"nonlinearity={nonlinearity}"] if nonlinearity != "tanh" else []
        return ", ".join(facts)


class RNNCell(RNNCellBase):
    """One Elman step: h = tanh(W x + b + W' h + b'), or with `nonlinearity="relu"`.

    Takes (N, features) or (features) and optionally the state (N, size) or (size).

    >>> import minigrad as torch
    >>> torch.nn.RNNCell(3, 4)(torch.ones(2, 3)).shape
    torch.Size([2, 4])
    """

    nonlinearity: str

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._one(input, hx, rnn_tanh_cell if self.nonlinearity == "tanh" else rnn_relu_cell)


class LSTMCell(RNNCellBase):
    """One step of an LSTM: takes (N, features) or (features) and optionally the pair of state and cell; returns the
    next.

    >>> import minigrad as torch
    >>> h, c = torch.nn.LSTMCell(3, 4)(torch.ones(2, 3))
    >>> h.shape, c.shape
    (torch.Size([2, 4]), torch.Size([2, 4]))
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> tuple[Tensor, Tensor]:
        self._check(input, "input")
        if hx is not None and not isinstance(hx, Tensor):
            for i, value in enumerate(hx):
                self._check(value, f"hx[{i}]")
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
        if hx is None:
            zeros = _zeros((input.shape[0], self.hidden_size), input)
            hx = (zeros, zeros)
        elif not batched:
            hx = (hx[0].unsqueeze(0), hx[1].unsqueeze(0))
        h, c = lstm_cell(input, hx, *self._weights())
        return (h, c) if batched else (h.squeeze(0), c.squeeze(0))


class GRUCell(RNNCellBase):
    """One step of a GRU: takes and returns what RNNCell does.

    >>> import minigrad as torch
    >>> torch.nn.GRUCell(3, 4)(torch.ones(2, 3)).shape
    torch.Size([2, 4])
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._one(input, hx, gru_cell)
