"""Convolutions and transposed convolutions in one to three dimensions, unfold and fold.

Imports the table and the kernels of `_kernels.conv`.  Start at `_convolution` and its two adjoints: it is linear in the
input and in the weight, and the three operations are each other's gradients.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from .._engine import errors
from .._engine.dtypes import F32, F64
from .._engine.tensor import Tensor
from ._checks import legacy
from ._kernels import conv as _kernel
from ._kernels import patches as _patches
from ._names import c_type
from .table import Array, composite, op

ndarray = np.ndarray
Ints = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]
_SPACES = ("", "nn.functional")

# ------------------------------------------------------------ the three operations


class How(NamedTuple):
    """The settings of a convolution, and the shapes that it joins."""

    input: Ints
    weight: Ints
    out: Ints  # the result's, without batch and channels
    stride: Ints
    padding: Pads
    dilation: Ints
    groups: int
    small: bool  # are there few patches?


_SMALL = 1 << 16  # elements of a matrix of all patches up to which it is made at once


@functools.lru_cache(maxsize=1024)
def _how(input: Ints, weight: Ints, out: Ints | None, stride: Ints, padding: Pads, dilation: Ints, groups: int) -> How:
    """The settings with the result's size, which is computed where it is not given.

    Raises RuntimeError where the kernel does not fit into the input.
    """
    if out is None:
        out = _kernel.conv_output_size(input[2:], weight[2:], stride, padding, dilation)
    count = input[0] * input[1] * math.prod(weight[2:]) * math.prod(out)
    small = count <= _SMALL and all(lo >= 0 and hi >= 0 for lo, hi in padding)
    return How(input, weight, out, stride, padding, dilation, groups, small)


def _conv_samples(rng: np.random.Generator) -> Any:
    for x, w, stride, padding, dilation, groups in (
        ((2, 4, 6), (4, 2, 3), (1,), ((1, 1),), (1,), 2), ((2, 4, 6), (4, 2, 3), (2,), ((0, 1),), (2,), 2),
        ((2, 2, 4, 5), (3, 2, 2, 3), (2, 1), ((1, 1), (0, 0)), (1, 2), 1),
        ((1, 2, 4, 5), (3, 2, 3, 3), (1, 1), ((1, 1), (2, 1)), (1, 1), 1),
        ((0, 2, 4, 5), (3, 2, 2, 3), (1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ):  # fmt: skip
        how = _how(x, w, None, stride, padding, dilation, groups)
        for small in (False, True):
            bias = rng.standard_normal(w[0]) if small else None
            yield (rng.standard_normal(x), rng.standard_normal(w), bias, how._replace(small=small)), {}


def _adjoint_samples(rng: np.random.Generator) -> Any:
    for (_, w, _, how), _ in _conv_samples(rng):
        yield (rng.standard_normal((how.input[0], how.weight[0], *how.out)), w, how), {}


def _weight_samples(rng: np.random.Generator) -> Any:
    for (x, _, _, how), _ in _conv_samples(rng):
        yield (rng.standard_normal((how.input[0], how.weight[0], *how.out)), x, how), {}


def _over_channels(g: Any) -> Any:
    """The sum of a gradient (n, C, *size) over all but the channels: the bias's."""
    return g.sum((0, *range(2, len(g.shape))))


def _known(x: Any) -> bool:
    """Whether the dtype is one that is computed with as it is."""
    return x.dtype is F32 or x.dtype is F64


@op(
    input=lambda g, weight, how: _input_adjoint(g, weight, how),
    weight=lambda g, input, how: _weight_adjoint(g, input, how),
    bias=_over_channels,
    samples=_conv_samples,
)
def _convolution(input: Array, weight: Array, bias: Array | None, how: How) -> Array:
    """Cross-correlation of (n, C, *size) with (O, C / groups, *kernel), plus a bias (O,)."""
    if not how.small or not _known(input):
        return _kernel.conv(input, weight, how.stride, how.padding, how.dilation, how.groups, bias)
    out = _patches.conv(input, weight, how.out, how.stride, how.padding, how.dilation, how.groups)
    if bias is not None:
        out += bias.reshape(-1, *(1,) * len(how.out))
    return out


@op(
    input=lambda g, weight, how: _convolution(g, weight, None, how),
    weight=lambda g, input, how: _weight_adjoint(input, g, how),
    node="ConvolutionBackward0",
    samples=_adjoint_samples,
)
def _input_adjoint(input: Array, weight: Array, how: How) -> Array:
    """The adjoint of a convolution in its input: (n, O, *out) to (n, C, *size), a transposed convolution."""
    call = _patches.grad_input if how.small and _known(input) else _kernel.conv_grad_input
    return call(input, weight, how.input, how.stride, how.padding, how.dilation, how.groups)


@op(
    input=lambda g, other, how: _convolution(other, g, None, how),
    other=lambda g, input, how: _input_adjoint(input, g, how),
    node="ConvolutionBackward0",
    samples=_weight_samples,
)
def _weight_adjoint(input: Array, other: Array, how: How) -> Array:
    """The adjoint of a convolution of `other` in its weight: (n, O, *out) to (O, C / groups, *kernel)."""
    call = _patches.grad_weight if how.small and _known(input) else _kernel.conv_grad_weight
    return call(input, other, how.weight, how.stride, how.padding, how.dilation, how.groups)


def _transposed_samples(rng: np.random.Generator) -> Any:
    for (g, w, how), _ in _adjoint_samples(rng):
        yield (g, w, rng.standard_normal(how.input[1]), how), {}


@op(
    input=lambda g, weight, how: _convolution(g, weight, None, how),
    weight=lambda g, input, how: _weight_adjoint(input, g, how),
    bias=_over_channels,
    node="ConvolutionBackward0",
    widen=True,
    samples=_transposed_samples,
)
def _transposed(input: Array, weight: Array, bias: Array | None, how: How) -> Array:
    """The transposed convolution of (n, O, *out) with (O, C / groups, *kernel), (n, C, *size), plus a bias (C,)."""
    out = _input_adjoint(input, weight, how)
    return out if bias is None else out + bias.reshape(-1, *(1,) * len(how.out))


# ------------------------------------------------------------ arguments


def setting(function: str, name: str, value: Any, n: int) -> Ints:
    """One int for each spatial dimension.

    Raises TypeError for what is no int, RuntimeError for another number of them.
    """
    if type(value) is int:
        return (value,) * n
    given = value if isinstance(value, tuple | list) else (value,)
    try:
        found = tuple([v if type(v) is int else v.__index__() for v in given])
    except AttributeError:
        raise TypeError(f"{function}(): argument '{name}' must be tuple of ints, not {type(value).__name__}") from None
    if len(found) == 1:
        return found * n
    if len(found) != n:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {n} values to match the convolution "
            f"dimensions, but got {name}={list(found)}"
        )
    return found


def _check_arguments(function: str, input: Any, weight: Any, bias: Any, loose: bool) -> None:
    """Raises TypeError or RuntimeError unless input, weight and bias are tensors of one dtype and fitting rank.

    `loose` says that the settings were not yet brought to the weight's number of dimensions, which torch does first.
    """
    for place, (name, x) in enumerate((("input", input), ("weight", weight), ("bias", bias)), 1):
        if not isinstance(x, Tensor) and (name != "bias" or x is not None):
            raise errors.not_tensor(function, name, place, x)
    n = int(function[-2])
    x, w = input._data, weight._data
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {function}, but got input of size: "
            f"{list(x.shape)}\nThe input's axes are (batch, channels, "
            f"{', '.join(('depth', 'height', 'width')[3 - n :])}); x.unsqueeze(1) adds the axis of one channel."
        )
    if w.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if w.ndim > n + 2 or (w.ndim < n + 2 and loose):
        raise RuntimeError(
            f"Expected {w.ndim}-dimensional input for {w.ndim}-dimensional weight {list(w.shape)}, but got "
            f"{n + 2}-dimensional input of size {list(x.shape if x.ndim == n + 2 else (1, *x.shape))} instead"
        )
    if w.ndim < n + 2:
        raise RuntimeError(
            f"expected stride to be a single integer value or a list of {w.ndim - 2} values to match the convolution "
            f"dimensions, but got stride={[1] * n}\n"
            f"{function}: the weight {list(w.shape)} has {w.ndim} axes and should have {n + 2}."
        )
    if bias is not None and bias._data.dtype != x.dtype:
        raise RuntimeError(
            f"Input type ({c_type(x.dtype)}) and bias type ({c_type(bias._data.dtype)}) should be the same"
        )
    if w.dtype != x.dtype:
        raise RuntimeError(
            f"expected scalar type {legacy(x)} but found {legacy(w)}\n"
            "The input and the layer's parameters must have one dtype: x.float(), or layer.double()."
        )
    if x.dtype.kind == "b":
        raise NotImplementedError(f"\"slow_conv{n}d_cpu\" not implemented for 'Bool'")


def _same_padding(kernel: Ints, stride: Ints, dilation: Ints) -> Any:
    """Padding for an output of the input's size: an odd total has the extra one behind."""
    if max(stride) > 1:
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return tuple((t // 2, t - t // 2) for t in totals)


@functools.lru_cache(maxsize=1024)
def _settings(
    function: str, input: Ints, weight: Ints, bias: Ints | None, stride: Any, padding: Any, dilation: Any, groups: int
) -> How:
    """The settings of a convolution of these shapes.  Raises RuntimeError where they do not fit."""
    n = len(weight) - 2
    strides, spread = setting(function, "stride", stride, n), setting(function, "dilation", dilation, n)
    kernel = weight[2:]
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise RuntimeError(f"Invalid padding string: '{padding}'\nUse 'valid' (none), 'same', or ints.")
        pads = _same_padding(kernel, strides, spread) if padding == "same" else ((0, 0),) * n
    else:
        pads = tuple([(p, p) for p in setting(function, "padding", padding, n)])
    before = tuple([p[0] for p in pads])
    _kernel.check_conv(input, weight, bias, strides, before, spread, groups)
    if min(kernel) <= 0:
        raise RuntimeError(f"kernel size should be greater than zero, but got {_named('kernel', kernel)}")
    return _how(input, weight, None, strides, pads, spread, groups)


def _plain(function: str, name: str, value: Any, n: int) -> Any:
    """A setting as an int, a tuple of ints, or a word: something to remember results by."""
    return value if type(value) is int or type(value) is str else setting(function, name, value, n)


def _convolve(
    function: str, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    _check_arguments(function, input, weight, bias, isinstance(padding, str))
    n = weight._data.ndim - 2
    batched = input._data.ndim == n + 2
    x = input if batched else input.unsqueeze(0)
    how = _settings(
        function, x._data.shape, weight._data.shape, None if bias is None else bias._data.shape,
        _plain(function, "stride", stride, n), _plain(function, "padding", padding, n),
        _plain(function, "dilation", dilation, n), groups,
    )  # fmt: skip
    out = _convolution(x, weight, bias, how)
    return out if batched else out.squeeze(0)


def _named(what: str, values: Ints) -> str:
    axes = ("depth", "height", "width")[3 - len(values) :]
    return " ".join(f"{what}_{axis}: {v}" for axis, v in zip(axes, values, strict=True))


@functools.lru_cache(maxsize=1024)
def _settings_back(
    function: str, input: Ints, weight: Ints, bias: Ints | None, stride: Any, padding: Any, output_padding: Any,
    groups: int, dilation: Any,
) -> How:  # fmt: skip
    """The settings of the convolution whose transpose takes these shapes.

    Raises RuntimeError where they do not fit.
    """
    n = len(weight) - 2
    strides, spread = setting(function, "stride", stride, n), setting(function, "dilation", dilation, n)
    pads, extra = setting(function, "padding", padding, n), setting(function, "output_padding", output_padding, n)
    _kernel.check_conv(input, weight, bias, strides, pads, spread, groups, transposed=True)
    if min(extra) < 0:
        raise RuntimeError("negative output_padding is not supported")
    size = _kernel.conv_transpose_output_size(input[2:], weight[2:], strides, pads, extra, spread)
    # Output padding of a stride or more would give the convolution back more positions than there were: crop them.
    both = tuple([(p, p - o // s * s) for p, o, s in zip(pads, extra, strides, strict=True)])
    return _how((input[0], weight[1] * groups, *size), weight, input[2:], strides, both, spread, groups)


def _convolve_back(
    function: str, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, output_padding: Any, groups: int,
    dilation: Any,
) -> Any:  # fmt: skip
    _check_arguments(function, input, weight, bias, False)
    n = weight._data.ndim - 2
    batched = input._data.ndim == n + 2
    x = input if batched else input.unsqueeze(0)
    for name, value in (("padding", padding), ("output_padding", output_padding)):
        if isinstance(value, str):
            raise TypeError(f"{function}(): argument '{name}' must be tuple of ints, not str")
    how = _settings_back(
        function, x._data.shape, weight._data.shape, None if bias is None else bias._data.shape,
        _plain(function, "stride", stride, n), _plain(function, "padding", padding, n),
        _plain(function, "output_padding", output_padding, n), groups, _plain(function, "dilation", dilation, n),
    )  # fmt: skip
    out = _transposed(x, weight, bias, how)
    return out if batched else out.squeeze(0)


# ------------------------------------------------------------ convolutions


def _calls(n: int, transposed: bool = False) -> Any:
    """Samples of the public convolutions in n dimensions."""

    def samples(rng: np.random.Generator) -> Any:
        size, kernel = (5, 4, 3)[:n], (3, 2, 2)[:n]
        channels = 4 if transposed else 2
        x, w = rng.standard_normal((2, channels, *size)), rng.standard_normal((4, 2, *kernel))
        yield (x, w, rng.standard_normal(2 if transposed else 4)), {"stride": 2, "padding": 1}
        yield (x[0], w), {"dilation": (1,) * n}
        if not transposed:
            yield (x[:1], w[:, :1]), {"padding": "same", "groups": 2}

    return samples


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(1))
def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1,
) -> Any:  # fmt: skip
    """Cross-correlation of an input (n, C, length) with kernels (O, C / groups, k), plus a bias (O,): (n, O, length').

    The batch axis may be missing.  `padding` is a number, or "valid" (none), or "same" (the result has the input's
    length). Raises RuntimeError where shapes do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv1d(torch.tensor([[[1.0, 2.0, 3.0]]]), torch.tensor([[[1.0, -1.0]]]))
    tensor([[[-1., -1.]]])
    """
    return _convolve("conv1d", input, weight, bias, stride, padding, dilation, groups)


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(2))
def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1,
) -> Any:  # fmt: skip
    """Cross-correlation of images (n, C, height, width) with kernels (O, C / groups, kh, kw), plus a bias (O,).

    The batch axis may be missing.  `stride`, `padding` and `dilation` are ints or pairs; padding may be "valid" (none)
    or "same" (the result has the input's size).  Raises RuntimeError where shapes do not fit.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv2d(torch.ones(1, 3, 8, 8), torch.ones(4, 3, 3, 3), padding=1).shape
    torch.Size([1, 4, 8, 8])
    """
    return _convolve("conv2d", input, weight, bias, stride, padding, dilation, groups)


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(3))
def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1,
) -> Any:  # fmt: skip
    """Cross-correlation of volumes (n, C, depth, height, width) with kernels (O, C / groups, kd, kh, kw), plus a bias.

    As `conv2d`, with one axis more.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv3d(torch.ones(1, 1, 4, 4, 4), torch.ones(2, 1, 2, 2, 2)).shape
    torch.Size([1, 2, 3, 3, 3])
    """
    return _convolve("conv3d", input, weight, bias, stride, padding, dilation, groups)


# ------------------------------------------------------------ transposed convolutions


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(1, True))
def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """The transpose of `conv1d`: an input (n, C, length) and kernels (C, O / groups, k) give (n, O, length').

    The gradient of a convolution in its input, as an operation.  `output_padding` chooses among the lengths that a
    strided convolution takes to the same one.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv_transpose1d(torch.tensor([[[1.0, 2.0]]]), torch.tensor([[[1.0, 10.0]]]))
    tensor([[[ 1., 12., 20.]]])
    """
    return _convolve_back("conv_transpose1d", input, weight, bias, stride, padding, output_padding, groups, dilation)


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(2, True))
def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """The transpose of `conv2d`: images (n, C, height, width) and kernels (C, O / groups, kh, kw) give (n, O, h', w').

    As `conv_transpose1d`, with one axis more.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv_transpose2d(torch.ones(1, 3, 4, 4), torch.ones(3, 2, 2, 2), stride=2).shape
    torch.Size([1, 2, 8, 8])
    """
    return _convolve_back("conv_transpose2d", input, weight, bias, stride, padding, output_padding, groups, dilation)


@composite(namespaces=_SPACES, method=False, out=False, samples=_calls(3, True))
def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """The transpose of `conv3d`: volumes (n, C, d, h, w) and kernels (C, O / groups, kd, kh, kw) give (n, O, d', h',
    w').

    As `conv_transpose1d`, with two axes more.

    >>> import minigrad as torch
    >>> torch.nn.functional.conv_transpose3d(torch.ones(1, 1, 2, 2, 2), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 3, 3, 3])
    """
    return _convolve_back("conv_transpose3d", input, weight, bias, stride, padding, output_padding, groups, dilation)


# ------------------------------------------------------------ blocks as columns


def _unfold_samples(rng: np.random.Generator) -> Any:
    yield (rng.standard_normal((2, 2, 3, 4)), (2, 2), (1, 1), (0, 0), (1, 1)), {}
    yield (rng.standard_normal((1, 1, 4, 5)), (2, 3), (2, 1), (1, 1), (1, 2)), {}


@op(
    input=lambda g, input_shape, kernel, dilation, padding, stride: _columns_to_image(
        g, input_shape[2:], kernel, dilation, padding, stride
    ),
    linear=True,
    node="Im2ColBackward0",
    samples=_unfold_samples,
)
def _image_to_columns(input: Array, kernel: Ints, dilation: Ints, padding: Ints, stride: Ints) -> Array:
    """The blocks under a kernel as columns."""
    return _kernel.unfold(input, kernel, dilation, padding, stride)


def _fold_samples(rng: np.random.Generator) -> Any:
    for (x, *settings), _ in _unfold_samples(rng):
        columns = _kernel.unfold(x, *settings)
        yield (rng.standard_normal(columns.shape), x.shape[2:], *settings), {}


@op(
    input=lambda g, kernel, dilation, padding, stride: _image_to_columns(g, kernel, dilation, padding, stride),
    linear=True,
    node="Col2ImBackward0",
    samples=_fold_samples,
)
def _columns_to_image(
    input: Array, size: Ints, kernel: Ints, dilation: Ints, padding: Ints, stride: Ints
) -> Array:
    """Columns added up to an image: the adjoint of `_image_to_columns`."""
    return _kernel.fold(input, size, kernel, dilation, padding, stride)


def _pair(function: str, name: str, value: Any) -> Ints:
    if type(value) is not int and isinstance(value, tuple | list) and len(value) not in (1, 2):
        raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(value)}")
    return setting(function, name, value, 2)


@composite(
    namespaces=("nn.functional",), out=False,
    samples=lambda rng: [((rng.standard_normal((1, 2, 4, 3)), 2), {"padding": 1})],
)
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Every block of images (n, C, h, w) that a kernel covers, as a column: (n, C * kh * kw, blocks).

    The batch axis may be missing.

    >>> import minigrad as torch
    >>> torch.nn.functional.unfold(torch.ones(1, 3, 4, 4), 2).shape
    torch.Size([1, 12, 9])
    """
    settings = [
        _pair("unfold", name, value)
        for name,
        value in (("kernel_size", kernel_size), ("dilation", dilation), ("padding", padding), ("stride", stride))
    ]
    if input._data.ndim == 3:
        return _image_to_columns(input.unsqueeze(0), *settings).squeeze(0)
    return _image_to_columns(input, *settings)


@composite(
    namespaces=("nn.functional",), out=False,
    samples=lambda rng: [((rng.standard_normal((2, 8, 6)), (4, 3), 2), {})],
)
def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Columns (n, C * kh * kw, blocks) added up to images (n, C, *output_size): the transpose of `unfold`.

    The batch axis may be missing.

    >>> import minigrad as torch
    >>> torch.nn.functional.fold(torch.ones(1, 4, 2), (2, 3), (2, 2))
    tensor([[[[1., 2., 1.],
              [1., 2., 1.]]]])
    """
    settings = [
        _pair("fold", name, value)
        for name, value in (
            ("output_size", output_size), ("kernel_size", kernel_size), ("dilation", dilation), ("padding", padding),
            ("stride", stride),
        )
    ]  # fmt: skip
    if input._data.ndim == 2:
        return _columns_to_image(input.unsqueeze(0), *settings).squeeze(0)
    return _columns_to_image(input, *settings)
