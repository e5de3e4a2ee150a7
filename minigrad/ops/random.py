"""Random tensors: seeds and generators; rand, randn, randint and their like; normal_, uniform_ and their like.

Imports the engine, the table and the samplers (`_sampling`, `_sampling_discrete`, `_sampling_counts`, on raw arrays),
which draw from a `Generator` what torch draws.  After the same `manual_seed` the numbers are torch's.  Start at
`fill`: a tensor is filled in the order of its memory.  `ops.dropout` drops.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .._engine import dtypes, errors, views
from .._engine.modes import state
from .._engine.tensor import Tensor, wrap
from .._kinds import CPU
from . import _sampling as continuous
from . import _sampling_counts as counting
from . import _sampling_discrete as discrete
from . import generator as _generator
from ._factory import (
    blank_like,
    both,
    combination,
    deliver,
    dtype_of,
    integer,
    made,
    member,
    memory_order,
    named_size,
    number,
    out_dtype,
    place,
    public,
    shape_of,
    tensor_argument,
    type_name,
    wrong_type,
)
from .conversion import zeros_as
from .creation import like
from .table import Array, op

ndarray = np.ndarray
Sampler = Callable[[tuple[int, ...], bool], Any]  # (shape, whether it fills contiguous memory) -> array

# ------------------------------------------------------------ seeds


class Generator(_generator.Generator):
    """A stream of random numbers of one's own: pass it as `generator=`.

    >>> import minigrad as torch
    >>> g = torch.Generator().manual_seed(0)
    >>> torch.rand(2, generator=g)
    tensor([0.4963, 0.7682])
    """

    __slots__ = ()

    @property
    def device(self) -> Any:
        """The device of the generator: the CPU."""
        return CPU

    def get_state(self) -> Tensor:
        """The state of the stream, as bytes."""
        return wrap(self._pack())

    def set_state(self, new_state: Tensor) -> Generator:  # type: ignore[override]
        """Continue the stream from a state that `get_state` gave."""
        if not isinstance(new_state, Tensor):
            raise TypeError(f"expected a torch.ByteTensor, but got {type_name(new_state)}")
        self._unpack(new_state.array())
        return self

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {hex(id(self))}>"


default_generator = Generator()
default_generator.seed()


@public
def manual_seed(seed: Any) -> Generator:
    """Seeds the default generator; the random numbers that follow are those of torch with this seed.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.rand(3)
    tensor([0.4963, 0.7682, 0.0885])
    """
    default_generator.manual_seed(int(seed))
    return default_generator


@public
def seed() -> int:
    """Seeds the default generator from the operating system, and returns the seed."""
    return default_generator.seed()


@public
def initial_seed() -> int:
    """The seed of the default generator."""
    return default_generator.initial_seed()


@public
def get_rng_state() -> Tensor:
    """The state of the default generator, as bytes."""
    return default_generator.get_state()


@public
def set_rng_state(new_state: Tensor) -> None:
    """Continues the default generator from a state that `get_rng_state` gave."""
    default_generator.set_state(new_state)


def source(function: str, generator: Any) -> Generator:
    """The generator asked for: the default one where none is."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise TypeError(f"{function}(): argument 'generator' must be torch.Generator, not {type_name(generator)}")
    return generator


# ------------------------------------------------------------ filling


def fill(data: ndarray[Any, Any], sampler: Sampler) -> Any:
    """Numbers for an array, drawn in the order in which its elements lie in memory."""
    if data.flags.c_contiguous:
        return sampler(data.shape, True)
    order = memory_order(data)
    return sampler(tuple(data.shape[d] for d in order), False).transpose(np.argsort(order))


@functools.cache
def overwriting(node: str) -> Callable[..., Any]:
    """The op that replaces a tensor by `values`: it passes no gradient on, and its node has torch's name."""

    @op(input=zeros_as, node=node)
    def _overwritten(input: Array, values: Any) -> Array:
        """The values that take a tensor's place."""
        return values

    return _overwritten


def overwrite(self: Tensor, node: str, sampler: Sampler) -> Tensor:
    """Write random numbers into a tensor; its history, the new node with that name, forgets what was there."""
    views.check_writable(self)
    data = self.array()
    values = fill(data, sampler)
    views.check_fits(data, values)
    if state.recording and (self._node is not None or views.base_of(self)._node is not None):
        return views.assign(self, overwriting(node)(self, values))
    data[...] = values
    self.writes().bump()
    return self


def _new(
    function: str, size: Any, named: dict[str, Any], sample: Callable[..., Any], out: Any, dtype: Any, layout: Any,
    device: Any, pin_memory: bool, requires_grad: bool,
) -> Tensor:  # fmt: skip
    """A new tensor of the numbers `sample(shape, dtype)`."""
    shape = shape_of(function, named_size(function, size, named) if named else size)
    if device is not None or layout is not None or pin_memory:
        place(function, device, layout, pin_memory)
    chosen = None if dtype is None else dtype_of(function, dtype)
    if out is not None:
        return deliver(out, sample(shape, out_dtype(f"aten::{function}", out, chosen).numpy))
    return made(sample(shape, dtypes.default_numpy() if chosen is None else chosen.numpy), requires_grad)


def _like(
    function: str, input: Any, sample: Callable[..., Any], dtype: Any, layout: Any, device: Any, requires_grad: bool,
    pin_memory: bool, format: Any,
) -> Tensor:  # fmt: skip
    """A tensor of random numbers that lies in memory as `input` does."""
    data, chosen = like(function, input, dtype, layout, device, pin_memory, format)
    values = fill(data, lambda shape, contiguous: sample(shape, chosen.numpy, contiguous))
    if values.strides != data.strides:  # of axes of length 1
        data[...] = values
        values = data
    return made(values, requires_grad)


# ------------------------------------------------------------ new tensors


@public
def rand(
    *size: Any, generator: Any = None, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False, **named: Any,
) -> Tensor:  # fmt: skip
    """Random numbers evenly distributed over [0, 1).

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.rand(2, 2)
    tensor([[0.4963, 0.7682],
            [0.0885, 0.1320]])
    """
    g = source("rand", generator)
    return _new("rand", size, named, lambda shape, d: continuous.uniform(g, shape, 0.0, 1.0, d),
                out, dtype, layout, device, pin_memory, requires_grad)  # fmt: skip


@public
def randn(
    *size: Any, generator: Any = None, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False, **named: Any,
) -> Tensor:  # fmt: skip
    """Random numbers of the normal distribution with mean 0 and variance 1.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.randn(3)
    tensor([ 1.5410, -0.2934, -2.1788])
    """
    g = source("randn", generator)
    return _new("randn", size, named, lambda shape, d: continuous.normal(g, shape, 0.0, 1.0, d),
                out, dtype, layout, device, pin_memory, requires_grad)  # fmt: skip


_RANDINT = (
    "int high, tuple of ints size, *, torch.Generator generator = None, Tensor out = None",
    "int low, int high, tuple of ints size, *, torch.Generator generator = None, Tensor out = None",
)


@public
def randint(
    *args: Any, generator: Any = None, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False, **named: Any,
) -> Tensor:  # fmt: skip
    """Random integers from `low` (0) up to `high`, which is left out: `randint([low,] high, size)`.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.randint(10, (5,))
    tensor([4, 9, 3, 0, 3])
    """
    low, high, size = _randint_bounds(args, named)
    shape = shape_of("randint", size, variadic=False, position=min(3, len(args) + 1))
    place("randint", device, layout, pin_memory)
    chosen = None if dtype is None else dtype_of("randint", dtype)
    g = source("randint", generator)
    if out is not None:
        chosen = out_dtype("aten::randint", out, chosen)
        return deliver(out, discrete.random_from_to(g, shape, low, high, chosen.numpy))
    return made(discrete.random_from_to(g, shape, low, high, (chosen or dtypes.int64).numpy), requires_grad)


def _randint_bounds(args: tuple[Any, ...], named: dict[str, Any]) -> tuple[int, int, Any]:
    for name in named:
        if name not in ("low", "high", "size"):
            raise TypeError(f"randint() got an unexpected keyword argument '{name}'")
    total = len(args) + len(named)
    if "low" in named or total == 3:
        names = [n for n in ("low", "high", "size") if n not in named]
    else:
        names = [n for n in ("high", "size") if n not in named]
    if len(args) != len(names) or total not in (2, 3):
        raise combination("randint", args, named, *_RANDINT)
    given = {"low": 0} | dict(zip(names, args, strict=True)) | named
    if total == 3 and not isinstance(given["size"], tuple | list):
        raise combination("randint", args, named, *_RANDINT)
    low = integer("randint", "low", 1, given["low"])
    high = integer("randint", "high", 1 if total == 2 else 2, given["high"])
    if not isinstance(given["size"], tuple | list):
        raise wrong_type("randint", "size", 2, "tuple of ints", given["size"])
    return low, high, given["size"]


@public
def randperm(
    n: int, *, generator: Any = None, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """The integers 0 .. n - 1 in a random order.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.randperm(5)
    tensor([4, 0, 1, 3, 2])
    """
    n = integer("randperm", "n", 1, n)
    place("randperm", device, layout, pin_memory)
    chosen = None if dtype is None else dtype_of("randperm", dtype)
    g = source("randperm", generator)
    if out is not None:
        return deliver(out, discrete.randperm(g, n, out_dtype("aten::randperm", out, chosen).numpy))
    return made(discrete.randperm(g, n, (chosen or dtypes.int64).numpy), requires_grad)


@public
def rand_like(
    input: Tensor, *, generator: Any = None, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False, pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """Random numbers evenly distributed over [0, 1), in the shape and dtype of `input`."""
    g = source("rand_like", generator)
    return _like("rand_like", input, lambda shape, d, _: continuous.uniform(g, shape, 0.0, 1.0, d),
                 dtype, layout, device, requires_grad, pin_memory, memory_format)  # fmt: skip


@public
def randn_like(
    input: Tensor, *, generator: Any = None, dtype: Any = None, layout: Any = None, device: Any = None,
    requires_grad: bool = False, pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """Random numbers of the normal distribution with mean 0 and variance 1, in the shape and dtype of `input`."""
    g = source("randn_like", generator)
    return _like("randn_like", input, lambda shape, d, c: continuous.normal(g, shape, 0.0, 1.0, d, contiguous=c),
                 dtype, layout, device, requires_grad, pin_memory, memory_format)  # fmt: skip


@public
def randint_like(
    input: Tensor, low: Any, high: Any = None, *, generator: Any = None, dtype: Any = None, layout: Any = None,
    device: Any = None, requires_grad: bool = False, pin_memory: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """Random integers in the shape and dtype of `input`: `randint_like(input, [low,] high)`."""
    low, high = (0, low) if high is None else (low, high)
    low, high = integer("randint_like", "low", 2, low), integer("randint_like", "high", 2, high)
    g = source("randint_like", generator)
    return _like("randint_like", input, lambda shape, d, _: discrete.random_from_to(g, shape, low, high, d),
                 dtype, layout, device, requires_grad, pin_memory, memory_format)  # fmt: skip


# ------------------------------------------------------------ of given parameters


def _which_normal(mean: Any, std: Any, values: Any) -> int:
    """Which of torch's overloads: a mean for each, a deviation for each, or both."""
    if isinstance(std, ndarray | np.generic):
        return 2 if isinstance(mean, ndarray | np.generic) else 1
    return 0


@op(
    mean=zeros_as,
    std=zeros_as,
    node=("NormalBackward1", "NormalBackward2", "NormalBackward3"),
    variant=_which_normal,
)
def _normal(mean: Array | float, std: Array | float, values: Any) -> Array:
    """Numbers drawn around `mean`; the draw has no derivative, which torch counts as zero."""
    return values


_NORMAL = (
    "Tensor mean, Tensor std, *, torch.Generator generator = None, Tensor out = None",
    "Tensor mean, float std = 1, *, torch.Generator generator = None, Tensor out = None",
    "float mean, Tensor std, *, torch.Generator generator = None, Tensor out = None",
    "float mean, float std, tuple of ints size, *, torch.Generator generator = None, Tensor out = None",
)


@public
def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None, out: Tensor | None = None,
    dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Random numbers of the normal distribution: one for each element of `mean` and `std`, or `size` of them.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.normal(torch.tensor([0.0, 100.0]), 1.0)
    tensor([ 1.5410, 99.7066])
    """
    g = source("normal", generator)
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        if size is not None:
            raise combination("normal", (mean, std, size), {}, *_NORMAL)
        values = continuous.normal_arrays(g, *_spread(mean, std))
        if out is not None:
            out_dtype("normal", out, None)
            return deliver(out, values)
        return _normal(mean, std, values)
    if size is None:
        raise combination("normal", (mean, std), {}, *_NORMAL)
    mean, std = float(number("normal", "mean", 1, mean)), float(number("normal", "std", 2, std))
    return _new("normal", (size,), {}, lambda shape, d: continuous.normal(g, shape, mean, std, d),
                out, dtype, layout, device, pin_memory, requires_grad)  # fmt: skip


def _spread(mean: Any, std: Any) -> tuple[Any, Any]:
    """Mean and deviation as arrays that broadcast, or numbers."""
    values = tuple(v.array() if isinstance(v, Tensor) else float(number("normal", n, 0, v))
                   for n, v in (("mean", mean), ("std", std)))  # fmt: skip
    arrays = [v for v in values if isinstance(v, ndarray)]
    if len(arrays) == 2:
        _broadcast(arrays[0].shape, arrays[1].shape)
    return values[0], values[1]


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        raise errors.broadcast(a, b) from None


@both
def bernoulli(input: Tensor, p: float | None = None, *, generator: Any = None, out: Tensor | None = None) -> Tensor:
    """0 or 1: 1 with the probability that each element of `input` is, or with probability `p` everywhere.

    Raises RuntimeError unless the probabilities lie in [0, 1].

    >>> import minigrad as torch
    >>> torch.bernoulli(torch.tensor([0.0, 1.0, 1.0]))
    tensor([0., 1., 1.])
    """
    g = source("bernoulli", generator)
    data = tensor_argument("bernoulli", "input", 1, input).array()
    if p is None:
        values = _drawn_from(g, data, data, data.dtype)
    else:
        values = fill(blank_like(data, data.dtype), lambda shape, _: discrete.bernoulli(g, shape, p, data.dtype))
    if out is not None:
        out_dtype("bernoulli", out, None)
        return deliver(out, values)
    return overwriting("BernoulliBackward0")(input, values)


def _drawn_from(g: Generator, target: ndarray[Any, Any], p: ndarray[Any, Any], dtype: np.dtype[Any]) -> Any:
    """0 or 1 for each place of `target`, walked in the order of its memory, with the probabilities `p`."""
    order = memory_order(target)
    chances = np.ascontiguousarray(p.transpose(order)).reshape([p.shape[d] for d in order])
    lying = discrete.bernoulli_array(g, chances, dtype)
    return lying.transpose(np.argsort(order)) if order else lying


@public
def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """Counts of the Poisson distribution whose mean each element of `input` is."""
    g = source("poisson", generator)
    data = tensor_argument("poisson", "input", 1, input).array()
    order = memory_order(data)
    lying = counting.poisson(g, np.ascontiguousarray(data.transpose(order)).reshape([data.shape[d] for d in order]))
    values = lying.transpose(np.argsort(order)) if order else lying
    return overwriting("PoissonBackward0")(input, values)


@public
def binomial(count: Tensor, prob: Tensor, generator: Any = None) -> Tensor:
    """Successes in `count` trials of probability `prob`, element by element."""
    g = source("binomial", generator)
    n = tensor_argument("binomial", "count", 1, count).array()
    p = tensor_argument("binomial", "prob", 2, prob).array()
    _broadcast(n.shape, p.shape)
    return wrap(counting.binomial(g, n, p))


@both
def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Tensor | None = None
) -> Tensor:
    """Indices drawn with the weights in the rows of `input`, (categories,) or (rows, categories); int64.

    Raises RuntimeError for weights that are negative or not finite, or for more samples than there are categories
    unless `replacement`.

    >>> import minigrad as torch
    >>> torch.multinomial(torch.tensor([0.0, 3.0, 0.0]), 2, replacement=True)
    tensor([1, 1])
    """
    g = source("multinomial", generator)
    data = tensor_argument("multinomial", "input", 1, input).array()
    drawn = discrete.multinomial(g, data, integer("multinomial", "num_samples", 2, num_samples), bool(replacement))
    if out is not None:
        if out_dtype("multinomial", out, None) is not dtypes.int64:
            raise RuntimeError(f"multinomial expects Long tensor out, got: {out.dtype.legacy}")
        return deliver(out, drawn)
    return wrap(drawn)


# ------------------------------------------------------------ in place


@member
def normal_(self: Tensor, mean: float = 0, std: float = 1, *, generator: Any = None) -> Tensor:
    """Fills this tensor with numbers of the normal distribution."""
    g, d, mean, std = source("normal_", generator), self._data.dtype, float(mean), float(std)
    return overwrite(self, "NormalBackward0", lambda s, c: continuous.normal(g, s, mean, std, d, contiguous=c))


@member
def uniform_(self: Tensor, from_: float = 0, to: float = 1, *, generator: Any = None, **named: Any) -> Tensor:
    """Fills this tensor with numbers evenly distributed over [from, to)."""
    low = _from("uniform_", from_, named)
    g, d = source("uniform_", generator), self._data.dtype
    return overwrite(self, "UniformBackward0", lambda s, _: continuous.uniform(g, s, float(low), float(to), d))


def _from(function: str, value: Any, named: dict[str, Any]) -> Any:
    """The argument `from`, which Python has reserved."""
    for name in named:
        if name != "from":
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
    return named.get("from", value)


@member
def exponential_(self: Tensor, lambd: float = 1, *, generator: Any = None) -> Tensor:
    """Fills this tensor with numbers of the exponential distribution of rate `lambd`."""
    g, d = source("exponential_", generator), self._data.dtype
    return overwrite(self, "ExponentialBackward0", lambda s, _: continuous.exponential(g, s, float(lambd), d))


@member
def geometric_(self: Tensor, p: float, *, generator: Any = None) -> Tensor:
    """Fills this tensor with numbers of trials up to the first success, which has probability `p`."""
    g, d = source("geometric_", generator), self._data.dtype
    return overwrite(self, "GeometricBackward0", lambda s, _: discrete.geometric(g, s, float(p), d))


@member
def cauchy_(self: Tensor, median: float = 0, sigma: float = 1, *, generator: Any = None) -> Tensor:
    """Fills this tensor with numbers of the Cauchy distribution."""
    g, d = source("cauchy_", generator), self._data.dtype
    return overwrite(self, "CauchyBackward0", lambda s, _: continuous.cauchy(g, s, float(median), float(sigma), d))


@member
def log_normal_(self: Tensor, mean: float = 1, std: float = 2, *, generator: Any = None) -> Tensor:
    """Fills this tensor with numbers whose logarithms are normal with `mean` and `std`."""
    g, d = source("log_normal_", generator), self._data.dtype
    return overwrite(self, "LogNormalBackward0", lambda s, _: continuous.log_normal(g, s, float(mean), float(std), d))


@member
def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """Fills this tensor with 0 and 1: 1 with probability `p`, a number or a tensor that broadcasts to this one."""
    g, d = source("bernoulli_", generator), self._data.dtype
    if isinstance(p, Tensor):
        data = self.array()
        _broadcast(data.shape, p._data.shape)
        chances = np.broadcast_to(p.array(), data.shape)
        return overwrite(self, "BernoulliBackward1", _reordered(data, _drawn_from(g, data, chances, d)))
    return overwrite(self, "BernoulliBackward2", lambda s, _: discrete.bernoulli(g, s, float(p), d))


def _reordered(data: ndarray[Any, Any], values: Any) -> Sampler:
    """A sampler of values that are known: gives them in the order in which `fill` asks."""
    order = memory_order(data)
    return lambda shape, contiguous: values if contiguous else values.transpose(order)


@member
def random_(self: Tensor, *bounds: Any, generator: Any = None, **named: Any) -> Tensor:
    """Fills this tensor with random integers: `random_(to)` of [0, to), `random_(from, to)` of [from, to).

    Without bounds, or with `to` None, up to the largest that the dtype holds exactly.
    """
    given = dict(zip(("from", "to") if len(bounds) == 2 else ("to",), bounds, strict=False)) | named
    if len(bounds) > 2 or not given.keys() <= {"from", "to"} or len(given) != len(bounds) + len(named):
        raise combination("random_", bounds, named, *_RANDOM)
    g, d = source("random_", generator), self._data.dtype
    if not given:
        return overwrite(self, "RandomBackward2", lambda s, _: discrete.random(g, s, d))
    low, to = (
        v if v is None else integer("random_", name, 1, v)
        for name, v in (("from", given.get("from", 0)), ("to", given.get("to")))
    )
    node = "RandomBackward0" if "from" in given else "RandomBackward1"
    return overwrite(self, node, lambda s, _: discrete.random_from_to(g, s, low or 0, to, d))


_RANDOM = (
    "*, torch.Generator generator = None",
    "int from, int to, *, torch.Generator generator = None",
    "int to, *, torch.Generator generator = None",
)
