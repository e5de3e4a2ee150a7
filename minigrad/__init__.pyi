"""PyTorch's tensors and autograd on NumPy: the public names.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

# ruff: noqa: A004 - torch has a `compile` too
import builtins
from collections.abc import Sequence
from typing import Any, Literal, overload

from typing_extensions import TypeIs

from . import _C as _C
from . import _return_types
from . import accelerator as accelerator
from . import amp as amp
from . import autograd as autograd
from . import backends as backends
from . import cuda as cuda
from . import fft as fft
from . import linalg as linalg
from . import masked as masked
from . import nn as nn
from . import ops as ops
from . import optim as optim
from . import overrides as overrides
from . import random as random
from . import scalar as scalar
from . import signal as signal
from . import special as special
from . import storage as storage
from . import testing as testing
from . import version as version
from . import viz as viz
from ._engine.dtypes import bfloat16 as bfloat16
from ._engine.dtypes import bool_ as bool_
from ._engine.dtypes import complex64 as complex64
from ._engine.dtypes import complex128 as complex128
from ._engine.dtypes import dtype as dtype
from ._engine.dtypes import float16 as float16
from ._engine.dtypes import float32 as float32
from ._engine.dtypes import float64 as float64
from ._engine.dtypes import get_default_dtype as get_default_dtype
from ._engine.dtypes import int8 as int8
from ._engine.dtypes import int16 as int16
from ._engine.dtypes import int32 as int32
from ._engine.dtypes import int64 as int64
from ._engine.dtypes import set_default_dtype as set_default_dtype
from ._engine.dtypes import uint8 as uint8
from ._engine.dtypes import uint16 as uint16
from ._engine.dtypes import uint32 as uint32
from ._engine.dtypes import uint64 as uint64
from ._engine.tensor import Tensor as Tensor
from ._kinds import Size as Size
from ._kinds import channels_last as channels_last
from ._kinds import channels_last_3d as channels_last_3d
from ._kinds import contiguous_format as contiguous_format
from ._kinds import device as device
from ._kinds import layout as layout
from ._kinds import memory_format as memory_format
from ._kinds import preserve_format as preserve_format
from ._kinds import sparse_coo as sparse_coo
from ._kinds import strided as strided
from ._limits import finfo as finfo
from ._limits import iinfo as iinfo
from ._settings import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from ._settings import compile as compile
from ._settings import get_float32_matmul_precision as get_float32_matmul_precision
from ._settings import get_num_interop_threads as get_num_interop_threads
from ._settings import get_num_threads as get_num_threads
from ._settings import is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled
from ._settings import is_vulkan_available as is_vulkan_available
from ._settings import is_warn_always_enabled as is_warn_always_enabled
from ._settings import set_float32_matmul_precision as set_float32_matmul_precision
from ._settings import set_flush_denormal as set_flush_denormal
from ._settings import set_num_interop_threads as set_num_interop_threads
from ._settings import set_num_threads as set_num_threads
from ._settings import set_warn_always as set_warn_always
from ._settings import typename as typename
from ._settings import use_deterministic_algorithms as use_deterministic_algorithms
from ._tensor_str import get_printoptions as get_printoptions
from ._tensor_str import printoptions as printoptions
from ._tensor_str import set_printoptions as set_printoptions
from ._typing import Number
from .amp import GradScaler as GradScaler
from .amp import autocast as autocast
from .autograd.grad_mode import enable_grad as enable_grad
from .autograd.grad_mode import inference_mode as inference_mode
from .autograd.grad_mode import is_anomaly_enabled as is_anomaly_enabled
from .autograd.grad_mode import is_grad_enabled as is_grad_enabled
from .autograd.grad_mode import is_inference_mode_enabled as is_inference_mode_enabled
from .autograd.grad_mode import no_grad as no_grad
from .autograd.grad_mode import set_grad_enabled as set_grad_enabled
from .nn.functional import celu_ as celu_
from .nn.functional import rrelu_ as rrelu_
from .nn.functional import selu_ as selu_
from .nn.functional import threshold_ as threshold_
from .ops.memory import TypedStorage as TypedStorage
from .ops.memory import UntypedStorage as UntypedStorage
from .ops.random import Generator as Generator
from .ops.random import default_generator as default_generator

__version__: str
class BFloat16Tensor(Tensor): ...
class BoolTensor(Tensor): ...
class ByteTensor(Tensor): ...
class CharTensor(Tensor): ...
class DoubleTensor(Tensor): ...
class FloatTensor(Tensor): ...
class HalfTensor(Tensor): ...
class IntTensor(Tensor): ...
class LongTensor(Tensor): ...
class ShortTensor(Tensor): ...
bool: dtype
cdouble: dtype
cfloat: dtype
double: dtype
e: builtins.float
float: dtype
half: dtype
inf: builtins.float
int: dtype
long: dtype
nan: builtins.float
newaxis: None
pi: builtins.float
short: dtype

def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The absolute value; its gradient at 0 is 0."""
def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The absolute value; its gradient at 0 is 0."""
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from 0 to pi whose cosine is x."""
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic cosine, for x >= 1."""
def adaptive_avg_pool1d(input: Tensor, output_size: builtins.int | Sequence[builtins.int | None]) -> Tensor:
    """The means of (n, C, length) under `output_size` windows that cover it evenly."""
def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None) -> Tensor:
    """Sum, elementwise, with broadcasting: input + alpha * other."""
def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * the sum of the products of two stacks, (b, n, m) and (b, m, p); the input broadcasts."""
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 / tensor2."""
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 * tensor2."""
def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * mat1 @ mat2 of matrices (n, m) and (m, p); the input broadcasts to (n, p)."""
def addmv(
    input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * mat @ vec of a matrix (n, m) and a vector (m,); the input broadcasts to (n,)."""
def addr(
    input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2) of vectors (n,) and (m,); the input broadcasts to (n, m)."""
def adjoint(input: Tensor) -> Tensor:
    """The conjugate transpose of the last two axes."""
def affine_grid_generator(theta: Tensor, size: Sequence[builtins.int], align_corners: builtins.bool) -> Tensor:
    """`nn.functional.affine_grid`."""
def alias_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """What `alias` gives, as a copy."""
def all(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Whether every element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise)."""
def allclose(
    input: Tensor, other: Tensor, rtol: builtins.float = 1e-05, atol: builtins.float = 1e-08,
    equal_nan: builtins.bool = False,
) -> builtins.bool:
    """Whether all elements are close, as `isclose` has it."""
def alpha_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Dropout that keeps the moments of SELU's outputs, if `train`."""
def alpha_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Dropout that keeps the moments of SELU's outputs, if `train`."""
def amax(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] = (), keepdim: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """The largest element, of all or along `dim` (an axis or several); nan where there is one."""
def amin(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] = (), keepdim: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """The smallest element, of all or along `dim` (an axis or several); nan where there is one."""
def aminmax(
    input: Tensor, *, dim: builtins.int | None = None, keepdim: builtins.bool = False,
    out: Sequence[Tensor] | None = None,
) -> _return_types.aminmax:
    """The smallest and the largest element, of all or along `dim`, as `(min, max)`."""
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of a complex number, from -pi to pi; of a real one 0, or pi if it is negative."""
def any(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Whether some element is nonzero, of all or along `dim` (an axis or several; none at all: elementwise)."""
@overload
def arange(
    end: Tensor | Number, *, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The numbers from `start` (0) up to `end`, which is left out, in steps of `step` (1)."""
@overload
def arange(
    start: Tensor | Number, end: Tensor | Number, step: Tensor | Number = 1, *, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor: ...
def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from 0 to pi whose cosine is x."""
def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic cosine, for x >= 1."""
def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x."""
def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic sine."""
def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x."""
def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other."""
def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic tangent, for -1 <= x <= 1."""
def argmax(
    input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None,
) -> Tensor:
    """The index of the largest element, of all (flattened) or along `dim`; the first where several tie."""
def argmin(
    input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None,
) -> Tensor:
    """The index of the smallest element, of all (flattened) or along `dim`; the first where several tie."""
def argsort(
    input: Tensor, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """The indices that sort along `dim`; equal elements keep their order."""
def argwhere(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The places of the elements that are not zero, one a row."""
def as_strided(
    input: Tensor, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """The memory under any shape and strides (in elements), from `storage_offset` on."""
def as_strided_copy(
    input: Tensor, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
    storage_offset: builtins.int | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """What `as_strided` gives, as a copy."""
def as_strided_scatter(
    input: Tensor, src: Tensor, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """A copy of `input` with `src` in the places that `as_strided` would see."""
def as_tensor(data: Any, dtype: dtype | None = None, device: device | str | builtins.int | None = None) -> Tensor:
    """`data` as a tensor: itself if it is one (through which gradients flow), over its memory if it is an array."""
def asarray(
    obj: Any, *, dtype: dtype | None = None, device: device | str | builtins.int | None = None,
    copy: builtins.bool | None = None, requires_grad: builtins.bool | None = None,
) -> Tensor:
    """`obj` as a tensor: a tensor, an array, what speaks DLPack, a buffer, or sequences of numbers."""
def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x."""
def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic sine."""
def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x."""
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle from -pi to pi of the point (other, input) in the plane: the arc tangent of input / other."""
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the hyperbolic tangent, for -1 <= x <= 1."""
@overload
def atleast_1d(tensor: Tensor, /) -> Tensor:
    """A tensor (or each of several) with at least one axis."""
@overload
def atleast_1d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]: ...
@overload
def atleast_1d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
@overload
def atleast_2d(tensor: Tensor, /) -> Tensor:
    """A tensor (or each of several) with at least two axes; new ones come first."""
@overload
def atleast_2d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]: ...
@overload
def atleast_2d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
@overload
def atleast_3d(tensor: Tensor, /) -> Tensor:
    """A tensor (or each of several) with at least three axes: n becomes 1 x n x 1, n x m becomes n x m x 1."""
@overload
def atleast_3d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]: ...
@overload
def atleast_3d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
def avg_pool1d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    ceil_mode: builtins.bool = False, count_include_pad: builtins.bool = True,
) -> Tensor:
    """The means under a window sliding along the last axis of (n, C, length), by default without overlap."""
def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * the products of two stacks, (b, n, m) and (b, m, p): (b, n, p); the input broadcasts."""
def bartlett_window(
    window_length: builtins.int, periodic: builtins.bool = True, *, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor:
    """The Bartlett (triangular) window, 1 - |2n / N - 1|; of `window_length` values."""
def batch_norm(
    input: Tensor, weight: Tensor, bias: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    training: builtins.bool, momentum: builtins.float, eps: builtins.float, cudnn_enabled: builtins.bool = False,
) -> Tensor:
    """`nn.functional.batch_norm` with its arguments in another order."""
def bernoulli(
    input: Tensor, p: builtins.float | None = None, *, generator: Generator | None = None, out: Tensor | None = None,
) -> Tensor:
    """0 or 1: 1 with the probability that each element of `input` is, or with probability `p` everywhere."""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input1 @ weight[k] @ input2 for every k, plus the bias: (*, n), (*, m), weight (p, n, m), bias (p,) give (*, p).
    """
def bincount(input: Tensor, weights: Tensor | None = None, minlength: builtins.int = 0) -> Tensor:
    """How often each of 0, 1, 2, ... occurs among non-negative integers; with `weights` the sum of theirs."""
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """Successes in `count` trials of probability `prob`, element by element."""
def bitwise_and(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that both operands have; for bools, logical and."""
def bitwise_left_shift(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits of `input` moved up by `other` places: input * 2**other."""
def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Every bit turned over; for bools, their opposite."""
def bitwise_or(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that one operand has or both have; for bools, logical or."""
def bitwise_right_shift(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits of `input` moved down by `other` places, the sign kept."""
def bitwise_xor(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that exactly one operand has; for bools, logical xor."""
def blackman_window(
    window_length: builtins.int, periodic: builtins.bool = True, *, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor:
    """The Blackman window, 0.42 - 0.5 cos(2πn / N) + 0.08 cos(4πn / N); of `window_length` values."""
def block_diag(*tensors: Tensor) -> Tensor:
    """The matrix with the tensors as blocks on its diagonal, zeros elsewhere; vectors are rows."""
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of two stacks of matrices, (b, n, m) and (b, m, p): (b, n, p)."""
def broadcast_shapes(*shapes: builtins.int | Sequence[builtins.int]) -> Size:
    """The shape that tensors of these shapes broadcast to."""
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensors expanded to their common shape."""
def broadcast_to(input: Tensor, size: Sequence[builtins.int]) -> Tensor:
    """`input` expanded to the shape `size`."""
def bucketize(
    input: Tensor | Number, boundaries: Tensor, *, out_int32: builtins.bool = False, right: builtins.bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The number of the bucket that each value falls into, between ascending `boundaries`, as int64 (or int32)."""
def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether a tensor of `from_` may be written into one of `to`: the category must not fall."""
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All tuples with one element of each vector, as rows."""
def cat(tensors: Sequence[Tensor], dim: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors one after another along the axis `dim`; their other lengths agree."""
def cdist(
    x1: Tensor, x2: Tensor, p: builtins.float = 2.0, compute_mode: str = 'use_mm_for_euclid_dist_if_necessary',
) -> Tensor:
    """The p-distance of each row of `x1` to each row of `x2`: (..., n, k) and (..., m, k) give (..., n, m)."""
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The least whole number that is not less."""
def celu(input: Tensor, alpha: builtins.float = 1.0, inplace: builtins.bool = False) -> Tensor:
    """x where it is positive, else alpha * (exp(x / alpha) - 1) (Barron, 2017)."""
def chain_matmul(*matrices: Tensor, out: Tensor | None = None) -> Tensor:
    """The product of matrices, in the order that takes the fewest multiplications: the old form of `linalg.multi_dot`.
    """
def channel_shuffle(input: Tensor, groups: builtins.int) -> Tensor:
    """The channels (axis 1) of `groups` groups dealt in turn."""
def cholesky(input: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """A = L L^H: the older form of `linalg.cholesky`."""
def cholesky_inverse(input: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of L L^H, from the lower triangular factors L (*, n, n) of Cholesky; with `upper`, from L^H."""
def cholesky_solve(input: Tensor, L: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """The X with L L^H X = `input`, for the lower triangular factors L (*, n, n) of Cholesky: (*, n, k)."""
def chunk(input: Tensor, chunks: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` parts of equal length (the last may be shorter), as views."""
def clamp(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing."""
def clamp_max(input: Tensor, max: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elements greater than `max` moved down to it."""
def clamp_min(input: Tensor, min: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elements less than `min` moved up to it."""
def clip(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing."""
def clone(input: Tensor, *, memory_format: memory_format | None = None) -> Tensor:
    """A copy with memory of its own, through which gradients flow back."""
def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side, vectors (and numbers) as columns."""
def combinations(input: Tensor, r: builtins.int = 2, with_replacement: builtins.bool = False) -> Tensor:
    """All choices of `r` elements of a vector, as rows."""
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A complex tensor from its real and imaginary parts, of one floating dtype."""
def concat(tensors: Sequence[Tensor], dim: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors one after another along the axis `dim`; their other lengths agree."""
def concatenate(tensors: Sequence[Tensor], dim: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors one after another along the axis `dim`; their other lengths agree."""
def conj(input: Tensor) -> Tensor:
    """The complex conjugate; the tensor itself if it is real."""
def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate, in new memory; the tensor itself if it is real."""
def constant_pad_nd(
    input: Tensor, pad: Sequence[builtins.int], value: Tensor | Number = 0, *, out: Tensor | None = None,
) -> Tensor:
    """A margin of one number around the last axes; `pad` begins with the last axis: (before, after, before, ...)."""
def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | str | Sequence[builtins.int] = 0, dilation: builtins.int | Sequence[builtins.int] = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """Cross-correlation of an input (n, C, length) with kernels (O, C / groups, k), plus a bias (O,): (n, O, length').
    """
def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | str | Sequence[builtins.int] = 0, dilation: builtins.int | Sequence[builtins.int] = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """Cross-correlation of images (n, C, height, width) with kernels (O, C / groups, kh, kw), plus a bias (O,)."""
def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | str | Sequence[builtins.int] = 0, dilation: builtins.int | Sequence[builtins.int] = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """Cross-correlation of volumes (n, C, depth, height, width) with kernels (O, C / groups, kd, kh, kw), plus a bias.
    """
def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | Sequence[builtins.int] = 0, output_padding: builtins.int | Sequence[builtins.int] = 0,
    groups: builtins.int = 1, dilation: builtins.int | Sequence[builtins.int] = 1,
) -> Tensor:
    """The transpose of `conv1d`: an input (n, C, length) and kernels (C, O / groups, k) give (n, O, length')."""
def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | Sequence[builtins.int] = 0, output_padding: builtins.int | Sequence[builtins.int] = 0,
    groups: builtins.int = 1, dilation: builtins.int | Sequence[builtins.int] = 1,
) -> Tensor:
    """The transpose of `conv2d`: images (n, C, height, width) and kernels (C, O / groups, kh, kw) give (n, O, h', w').
    """
def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: builtins.int | Sequence[builtins.int] = 1,
    padding: builtins.int | Sequence[builtins.int] = 0, output_padding: builtins.int | Sequence[builtins.int] = 0,
    groups: builtins.int = 1, dilation: builtins.int | Sequence[builtins.int] = 1,
) -> Tensor:
    """The transpose of `conv3d`: volumes (n, C, d, h, w) and kernels (C, O / groups, kd, kh, kw) give (n, O, d', h',
    w').
    """
def copysign(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The size of `input` with the sign of `other` (that of -0.0 is negative); the gradient at 0 is 0."""
def corrcoef(input: Tensor) -> Tensor:
    """The correlation coefficients of the variables in the rows of `input`: their covariance over their deviations."""
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The cosine, of radians."""
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic cosine."""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: builtins.int = 1, eps: builtins.float = 1e-08) -> Tensor:
    """The cosine of the angle between the vectors along `dim`: x1 . x2 / (|x1| |x2|), each norm at least `eps`."""
def count_nonzero(input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
    """How many elements are nonzero, of all or along `dim` (an axis or several), as int64; nan is nonzero."""
def cov(
    input: Tensor, *, correction: builtins.int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None,
) -> Tensor:
    """The covariance matrix of the variables in the rows of `input`, observed in its columns: (n, k) gives (n, n)."""
def cross(input: Tensor, other: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The cross products of vectors with three elements along `dim`; the other axes broadcast."""
def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Tensor | Sequence[builtins.int],
    target_lengths: Tensor | Sequence[builtins.int], blank: builtins.int = 0, reduction: builtins.int = 1,
    zero_infinity: builtins.bool = False,
) -> Tensor:
    """`nn.functional.ctc_loss` with its reduction as a number: 0 none, 1 mean, 2 sum."""
def cummax(input: Tensor, dim: builtins.int, *, out: Sequence[Tensor] | None = None) -> _return_types.cummax:
    """The largest element so far along `dim`, and where it was met last: `(values, indices)`."""
def cummin(input: Tensor, dim: builtins.int, *, out: Sequence[Tensor] | None = None) -> _return_types.cummin:
    """The smallest element so far along `dim`, and where it was met last: `(values, indices)`."""
def cumprod(input: Tensor, dim: builtins.int, *, dtype: dtype | None = None, out: Tensor | None = None) -> Tensor:
    """The running product along `dim`: each element times all before it."""
def cumsum(input: Tensor, dim: builtins.int, *, dtype: dtype | None = None, out: Tensor | None = None) -> Tensor:
    """The running sum along `dim`: each element plus all before it."""
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: builtins.int = -1) -> Tensor:
    """The running integral along `dim`: `trapezoid` up to each point but the first."""
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees as radians."""
def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of each square matrix of a batch (*, n, n): (*)."""
def detach(input: Tensor) -> Tensor:
    """The same memory, without history."""
def detach_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """What `detach` gives, as a copy."""
def diag(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The matrix with a vector on its diagonal, or a copy of a matrix's diagonal."""
def diag_embed(input: Tensor, offset: builtins.int = 0, dim1: builtins.int = -2, dim2: builtins.int = -1) -> Tensor:
    """Matrices along `dim1` and `dim2` with the last axis of `input` as their diagonal, zeros elsewhere."""
def diagflat(input: Tensor, offset: builtins.int = 0) -> Tensor:
    """The matrix with all elements of `input` on its diagonal."""
def diagonal(input: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
    """The diagonal of the matrices along `dim1` and `dim2`, as the last axis; a view."""
def diagonal_copy(
    input: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1, *,
    out: Tensor | None = None,
) -> Tensor:
    """What `diagonal` gives, as a copy."""
def diagonal_scatter(
    input: Tensor, src: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1,
) -> Tensor:
    """A copy of `input` with `src` on a diagonal."""
def diff(
    input: Tensor, n: builtins.int = 1, dim: builtins.int = -1, prepend: Tensor | None = None,
    append: Tensor | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The differences of neighbours along `dim`, taken `n` times: out[i] = input[i + 1] - input[i]."""
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The derivative of `lgamma`."""
def dist(input: Tensor, other: Tensor, p: builtins.float = 2, *, out: Tensor | None = None) -> Tensor:
    """The p-norm of the difference of two tensors, which broadcast."""
def div(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None, out: Tensor | None = None,
) -> Tensor:
    """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero."""
def divide(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None, out: Tensor | None = None,
) -> Tensor:
    """Quotient, elementwise; with `rounding_mode` "floor" rounded down, with "trunc" towards zero."""
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors (without conjugation), a tensor without axes."""
def dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Zeroes each element with probability `p` and divides the others by 1 - p, if `train`."""
def dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Zeroes each element with probability `p` and divides the others by 1 - p, if `train`."""
def dsplit(input: Tensor, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
    """Parts along the third axis: so many equal ones, or beginning at the given places."""
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors one behind the other: joined along the third axis."""
def eig(input: Tensor, *args: Any) -> Tensor:
    """Raises RuntimeError: `eig` was removed; there is one in `torch.linalg`."""
@overload
def einsum(equation: str, /, *operands: Tensor | Sequence[Tensor]) -> Tensor:
    """Sums of products in Einstein's notation: `einsum("ij,jk->ik", a, b)` is the product of two matrices."""
@overload
def einsum(*operands: Tensor | Sequence[Any]) -> Tensor: ...
def embedding(
    input: Tensor, indices: Tensor, padding_idx: builtins.int = -1, scale_grad_by_freq: builtins.bool = False,
    sparse: builtins.bool = False,
) -> Tensor:
    """Rows of a table at indices, as `nn.functional.embedding` but with the table first."""
def embedding_bag(
    input: Tensor, indices: Tensor, offsets: Tensor, scale_grad_by_freq: builtins.bool = False, mode: builtins.int = 0,
    sparse: builtins.bool = False, per_sample_weights: Tensor | None = None, include_last_offset: builtins.bool = False,
    padding_idx: builtins.int | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The bags' rows, the bag of each index, the bags' sizes, and the winners of a maximum; modes are 0, 1 and 2."""
@overload
def empty(
    *size: builtins.int, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """A tensor whose elements nobody has written yet: they may be anything."""
@overload
def empty(
    size: Sequence[builtins.int], *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor: ...
def empty_like(
    input: Tensor, *, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """An unwritten tensor of the shape and dtype of `input`, laid out in memory as it is."""
def empty_permuted(
    size: Sequence[builtins.int], physical_layout: Sequence[builtins.int], *, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """An unwritten, dense tensor whose axes lie in memory in the order `physical_layout`, the longest stride first."""
def empty_strided(
    size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int], *, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """An unwritten tensor of the given size whose elements lie `stride` apart."""
def eq(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements are equal."""
def equal(input: Tensor, other: Tensor) -> builtins.bool:
    """Whether two tensors have the same shape and the same elements."""
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 - erf(x), exact where that is small."""
def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of `erf`; infinite at -1 and 1, NaN beyond."""
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """e to the power of each element."""
def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """2 to the power of each element."""
@overload
def expand_copy(
    input: Tensor, *sizes: builtins.int, implicit: builtins.bool = False, out: Tensor | None = None,
) -> Tensor:
    """What `expand` gives, as a copy."""
@overload
def expand_copy(
    input: Tensor, size: Sequence[builtins.int], *, implicit: builtins.bool = False, out: Tensor | None = None,
) -> Tensor: ...
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x) - 1, exact near zero."""
def eye(
    n: builtins.int, m: builtins.int | None = None, *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The identity matrix, (n, n); ones on the diagonal of a matrix (n, m)."""
def feature_alpha_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """`alpha_dropout` of whole channels, if `train`."""
def feature_alpha_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """`alpha_dropout` of whole channels, if `train`."""
def feature_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Zeroes whole channels with probability `p`, if `train`."""
def feature_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Zeroes whole channels with probability `p`, if `train`."""
def fill(input: Tensor, value: Tensor | Number) -> Tensor:
    """A tensor of the shape and dtype of `input` full of `value`, a number or a tensor without axes."""
def fill_(input: Tensor, value: Tensor | Number) -> Tensor:
    """Writes `value`, a number or a tensor without axes, into every element."""
def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The whole part: rounded towards zero."""
def flatten(input: Tensor, start_dim: builtins.int = 0, end_dim: builtins.int = -1) -> Tensor:
    """The axes from `start_dim` through `end_dim` as one."""
@overload
def flip(input: Tensor, *order: builtins.int) -> Tensor:
    """The order along the axes `dims` reversed; a copy."""
@overload
def flip(input: Tensor, dims: Sequence[builtins.int]) -> Tensor: ...
def fliplr(input: Tensor) -> Tensor:
    """The order along the second axis reversed; a copy."""
def flipud(input: Tensor) -> Tensor:
    """The order along the first axis reversed; a copy."""
def float_power(input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Each element to the power of `exponent`, computed in float64 (complex128 for complex operands)."""
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greatest whole number that is not greater."""
def floor_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The quotient rounded down, as Python's `//`; not differentiable (see `div` with a rounding mode)."""
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greater of two elements; where one is NaN, the other one."""
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The lesser of two elements; where one is NaN, the other one."""
def fmod(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """What is left of `input` after whole multiples of `other`, with the dividend's sign, as C's fmod."""
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """What `trunc` cuts off, with the sign of the element."""
def frexp(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _return_types.frexp:
    """Mantissa and exponent, (mantissa, exponent): input = mantissa * 2**exponent, with 0.5 <= |mantissa| < 1."""
def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor over the memory of anything that speaks DLPack (an array of NumPy, JAX, CuPy, ...)."""
def from_numpy(ndarray: Any) -> Tensor:
    """A tensor over the memory of a NumPy array: a write to either shows in both."""
def frombuffer(
    buffer: Any, *, dtype: dtype, count: builtins.int = -1, offset: builtins.int = 0,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor of one axis over the memory of a Python buffer, from byte `offset`, `count` elements or all."""
def full(
    size: Sequence[builtins.int], fill_value: Number, *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor full of `fill_value`, which also gives its dtype unless `dtype` does."""
def full_like(
    input: Tensor, fill_value: Number, *, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """A tensor of the shape and dtype of `input` full of `fill_value`."""
def gather(
    input: Tensor, dim: builtins.int, index: Tensor, *, sparse_grad: builtins.bool = False, out: Tensor | None = None,
) -> Tensor:
    """The elements at places `index` of the axis `dim`: out[i][j] = input[index[i][j]][j] for dim 0."""
def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greatest common divisor, not negative; gcd(0, 0) is 0."""
def ge(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are greater or equal."""
def geqrf(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _return_types.geqrf:
    """The QR decomposition as LAPACK has it: R on and above the diagonal of `a`, the reflectors of Q below, and `tau`.
    """
def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of every element of one vector (n,) with every element of another (m,): (n, m)."""
def get_default_device() -> device:
    """Where new tensors live: the CPU."""
def get_device(input: Tensor) -> builtins.int:
    """The index of the tensor's GPU: -1, it is on the CPU."""
def get_rng_state() -> Tensor:
    """The state of the default generator, as bytes."""
def gradient(
    input: Tensor, *, spacing: Any = None, dim: builtins.int | Sequence[builtins.int] | None = None,
    edge_order: builtins.int = 1,
) -> tuple[Tensor, ...]:
    """The partial derivatives of a function from its samples, along each axis (of `dim`): a tuple of tensors."""
def greater(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are greater."""
def greater_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are greater or equal."""
def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: builtins.int, padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """`nn.functional.grid_sample` with its modes as numbers: bilinear, nearest, bicubic; zeros, border, reflection."""
def grid_sampler_2d(
    input: Tensor, grid: Tensor, interpolation_mode: builtins.int, padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """`grid_sampler` of images."""
def grid_sampler_3d(
    input: Tensor, grid: Tensor, interpolation_mode: builtins.int, padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """`grid_sampler` of volumes."""
def group_norm(
    input: Tensor, num_groups: builtins.int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: builtins.float = 1e-05, cudnn_enabled: builtins.bool = True,
) -> Tensor:
    """`nn.functional.group_norm`."""
@overload
def gru(
    input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool, num_layers: builtins.int,
    dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool, batch_first: builtins.bool,
) -> tuple[Tensor, Tensor]:
    """A GRU network: `gru(input, h0, params, has_biases, num_layers, dropout, train, bidirectional, batch_first)`."""
@overload
def gru(
    data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool,
    num_layers: builtins.int, dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool,
) -> tuple[Tensor, Tensor]: ...
def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None,
) -> Tensor:
    """One step of a GRU: (N, features) and the states (N, size) to the next states."""
def gt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are greater."""
def hamming_window(
    window_length: builtins.int, periodic: builtins.bool = True, alpha: builtins.float = 0.54,
    beta: builtins.float = 0.46, *, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The Hamming window, alpha - beta cos(2πn / N); of `window_length` values."""
def hann_window(
    window_length: builtins.int, periodic: builtins.bool = True, *, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor:
    """The Hann window, (1 - cos(2πn / N)) / 2; of `window_length` values."""
def hardshrink(input: Tensor, lambd: builtins.float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """x where it is farther than `lambd` from 0, else 0."""
def hash_tensor(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, *, keepdim: builtins.bool = False,
    mode: Any = 0, out: Tensor | None = None,
) -> Tensor:
    """The exclusive or of the bits of all elements, or along `dim` (an axis or several), as uint64."""
def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The step function: 0 below 0, 1 above, `values` at 0."""
def histc(
    input: Tensor, bins: builtins.int = 100, min: builtins.float = 0, max: builtins.float = 0, *,
    out: Tensor | None = None,
) -> Tensor:
    """How many elements fall into each of `bins` intervals of one length between `min` and `max`."""
def histogram(
    input: Tensor, bins: Tensor | builtins.int = 100, *, range: Sequence[builtins.float] | None = None,
    weight: Tensor | None = None, density: builtins.bool = False, out: Sequence[Tensor] | None = None,
) -> _return_types.histogram:
    """The histogram of all elements and the edges of its bins: `(hist, bin_edges)`."""
def histogramdd(
    input: Tensor, bins: builtins.int | Sequence[builtins.int] | Sequence[Tensor],
    range: Sequence[builtins.float] | None = None, weight: Tensor | None = None, density: builtins.bool = False,
) -> _return_types.histogramdd:
    """The histogram of points, the rows of `input`, and the edges of its bins: `(hist, bin_edges)`."""
def hsplit(input: Tensor, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
    """Parts along the second axis (the first of a vector): so many equal ones, or beginning at the given places."""
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side: joined along the second axis (vectors along their only one)."""
def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The length of the hypotenuse, sqrt(input^2 + other^2), without overflow."""
def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0."""
def igamma(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised lower incomplete gamma function P(input, other); differentiable by `other`."""
def igammac(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised upper incomplete gamma function 1 - P(input, other)."""
def imag(input: Tensor) -> Tensor:
    """The imaginary parts of a complex tensor: a view."""
def index_add(
    input: Tensor, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """`input` with alpha times the slices of `source` added at places `index` of the axis `dim`; places may repeat."""
def index_copy(input: Tensor, dim: builtins.int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`input` with the slices of `source` written at places `index` of the axis `dim`."""
def index_fill(input: Tensor, dim: builtins.int, index: Tensor, value: Tensor | Number) -> Tensor:
    """`input` with one number (or 0-d tensor) in the slices at places `index` of the axis `dim`."""
def index_put(
    input: Tensor, indices: Tensor | Sequence[Tensor | None], values: Tensor, accumulate: builtins.bool = False,
) -> Tensor:
    """`input` with `values` written (or added) at the places that a tuple of index tensors names: x[indices] = values.
    """
def index_reduce(
    input: Tensor, dim: builtins.int, index: Tensor, source: Tensor, reduce: str, *, include_self: builtins.bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """`input` with the slices of `source` combined at places `index` of the axis `dim` by prod, mean, amax or amin."""
def index_select(input: Tensor, dim: builtins.int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices at places `index` (a vector of ints) of the axis `dim`."""
def initial_seed() -> builtins.int:
    """The seed of the default generator."""
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot products of the last axes: (*a, n) and (*b, n) give (*a, *b); by a tensor without axes, the multiple."""
def instance_norm(
    input: Tensor, weight: Tensor, bias: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    use_input_stats: builtins.bool, momentum: builtins.float, eps: builtins.float, cudnn_enabled: builtins.bool = False,
) -> Tensor:
    """`nn.functional.instance_norm` with its arguments in another order."""
def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name of `linalg.inv`."""
def is_complex(input: Tensor) -> builtins.bool:
    """Whether the dtype is a complex one."""
def is_conj(input: Tensor) -> builtins.bool:
    """Whether a conjugation is pending: never, conjugates are computed at once."""
def is_floating_point(input: Tensor) -> builtins.bool:
    """Whether the dtype is a floating one."""
def is_inference(input: Tensor) -> builtins.bool:
    """Whether the tensor was made in inference mode; such tensors are ordinary here."""
def is_neg(input: Tensor) -> builtins.bool:
    """Whether a negation is pending: never, negatives are computed at once."""
def is_nonzero(input: Tensor) -> builtins.bool:
    """Whether the only element is not zero."""
def is_same_size(input: Tensor, other: Tensor) -> builtins.bool:
    """Whether the shapes are equal."""
def is_signed(input: Tensor) -> builtins.bool:
    """Whether the dtype has negative numbers."""
def is_storage(obj: Any, /) -> builtins.bool:
    """Whether `obj` is a storage."""
def is_tensor(obj: Any, /) -> TypeIs[Tensor]:
    """Whether `obj` is a Tensor."""
def isclose(
    input: Tensor, other: Tensor, rtol: builtins.float = 1e-05, atol: builtins.float = 1e-08,
    equal_nan: builtins.bool = False,
) -> Tensor:
    """Whether elements are close: |input - other| <= atol + rtol * |other|; NaN equals NaN with `equal_nan`."""
def isfinite(input: Tensor) -> Tensor:
    """Whether elements are neither infinite nor NaN."""
def isin(
    elements: Tensor | Number, test_elements: Tensor | Number, *, assume_unique: builtins.bool = False,
    invert: builtins.bool = False, out: Tensor | None = None,
) -> Tensor:
    """Of each of the `elements` whether it is among the `test_elements`; with `invert` whether it is not."""
def isinf(input: Tensor) -> Tensor:
    """Whether elements are infinite, of either sign."""
def isnan(input: Tensor) -> Tensor:
    """Whether elements are not a number."""
def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether elements are negative infinity."""
def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether elements are positive infinity."""
def isreal(input: Tensor) -> Tensor:
    """Whether elements are real: their imaginary part is zero."""
def istft(
    input: Tensor, n_fft: builtins.int, hop_length: builtins.int | None = None, win_length: builtins.int | None = None,
    window: Tensor | None = None, center: builtins.bool = True, normalized: builtins.bool = False,
    onesided: builtins.bool | None = None, length: builtins.int | None = None, return_complex: builtins.bool = False,
) -> Tensor:
    """The signal (t,) or signals (batch, t) whose `stft` is `input`, (batch, frequencies, frames); of the others that
    with the nearest one.
    """
def kaiser_window(
    window_length: builtins.int, periodic: builtins.bool = True, beta: builtins.float = 12.0, *,
    out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The Kaiser window, I0(beta √(1 - (2n / N - 1)²)) / I0(beta); of `window_length` values."""
def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Kronecker product: every element of `input` times the whole of `other`, laid out as blocks."""
def kthvalue(
    input: Tensor, k: builtins.int, dim: builtins.int = -1, keepdim: builtins.bool = False, *,
    out: Sequence[Tensor] | None = None,
) -> _return_types.kthvalue:
    """The k-th smallest element of each line along `dim` (k counts from 1), and its index: `(values, indices)`."""
def layer_norm(
    input: Tensor, normalized_shape: Sequence[builtins.int], weight: Tensor | None = None, bias: Tensor | None = None,
    eps: builtins.float = 1e-05, cudnn_enable: builtins.bool = True,
) -> Tensor:
    """`nn.functional.layer_norm`."""
def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The least common multiple, not negative; lcm(0, 0) is 0."""
def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input * 2**other."""
def le(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are less or equal."""
def lerp(input: Tensor, end: Tensor, weight: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Linear interpolation, input + weight * (end - input); the weight is a number or a tensor."""
def less(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are less."""
def less_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are less or equal."""
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the absolute value of the gamma function."""
def linspace(
    start: Tensor | Number, end: Tensor | Number, steps: builtins.int | None = None, *, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor:
    """`steps` numbers from `start` to `end`, both included, evenly spaced."""
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The natural logarithm."""
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm to base 10."""
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(1 + x), exact near zero."""
def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm to base 2."""
def log_softmax(input: Tensor, dim: builtins.int, dtype: dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of softmax along `dim`: x - log(sum(exp(x))), computed without overflow."""
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(exp(input) + exp(other)), without overflow."""
def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log2(2**input + 2**other), without overflow."""
def logcumsumexp(input: Tensor, dim: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """log of the running sum of exp(x) along `dim`, computed without overflow."""
def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant of each square matrix of a batch: -inf where that is 0, NaN where negative."""
def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether both elements are other than zero."""
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether elements are zero."""
def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether one element or both are other than zero."""
def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether exactly one element is other than zero."""
def logit(input: Tensor, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of `sigmoid`; with `eps` the input is first clamped to [eps, 1 - eps]."""
def logspace(
    start: Tensor | Number, end: Tensor | Number, steps: builtins.int | None = None, base: builtins.float = 10.0, *,
    out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """`steps` numbers from `base**start` to `base**end`, whose exponents are evenly spaced."""
def logsumexp(
    input: Tensor, dim: builtins.int | Sequence[builtins.int], keepdim: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """log(sum(exp(x))) along `dim` (an axis or several), computed without overflow; of nothing, -inf."""
@overload
def lstm(
    input: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: builtins.bool, num_layers: builtins.int,
    dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool, batch_first: builtins.bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """An LSTM network: `lstm(input, (h0, c0), params, has_biases, num_layers, dropout, train, bidirectional,
    batch_first)`.
    """
@overload
def lstm(
    data: Tensor, batch_sizes: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: builtins.bool,
    num_layers: builtins.int, dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool,
) -> tuple[Tensor, Tensor, Tensor]: ...
def lstm_cell(
    input: Tensor, hx: Sequence[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """One step of an LSTM: (N, features) and the pair `hx` of states and cells (N, size) to the next pair."""
def lstsq(input: Tensor, *args: Any) -> Tensor:
    """Raises RuntimeError: `lstsq` was removed; there is one in `torch.linalg`."""
def lt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements of `input` are less."""
@overload
def lu(A: Tensor, pivot: builtins.bool = True, get_infos: Literal[False] = False) -> tuple[Tensor, Tensor]:
    """The older form of `linalg.lu_factor`: `(LU, pivots)`, and with `get_infos` the `info` of `linalg.lu_factor_ex`.
    """
@overload
def lu(A: Tensor, pivot: builtins.bool = True, *, get_infos: Literal[True]) -> tuple[Tensor, Tensor, Tensor]: ...
def lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The older form of `linalg.lu_solve`, with the right side first."""
def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: builtins.bool = True, unpack_pivots: builtins.bool = True, *,
    out: Sequence[Tensor] | None = None,
) -> _return_types.lu_unpack:
    """`(P, L, U)` from what `linalg.lu_factor` gives; what is not asked for is empty."""
def manual_seed(seed: builtins.int | str) -> Generator:
    """Seeds the default generator; the random numbers that follow are those of torch with this seed."""
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """`input` with one number (or 0-d tensor) where `mask` is true; the two broadcast."""
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """`input` with the elements of `source`, in order, where `mask` is true."""
def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where `mask` is true, along one axis; the two broadcast."""
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product `input @ other`: of matrices in the last two axes, with the axes before them broadcast."""
def matrix_exp(input: Tensor) -> Tensor:
    """exp A = 1 + A + A A / 2 + A A A / 6 + ..., of each square matrix of a batch (*, n, n)."""
def matrix_power(input: Tensor, n: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """The product of `n` factors of each square matrix of a batch; for n < 0 of its inverse; the unit matrix for n = 0.
    """
def matrix_rank(input: Tensor, *args: Any) -> Tensor:
    """Raises RuntimeError: `matrix_rank` was removed; there is one in `torch.linalg`."""
@overload
def max(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The largest of all elements; with `dim` the largest of each line and its index; with a tensor, elementwise."""
@overload
def max(
    input: Tensor, dim: builtins.int, keepdim: builtins.bool = False, *, out: tuple[Tensor, Tensor] | None = None,
) -> _return_types.max: ...
@overload
def max(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def max_pool1d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding along the last axis of (n, C, length), by default without overlap."""
@overload
def max_pool1d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool1d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any: ...
def max_pool1d_with_indices(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> tuple[Tensor, Tensor]:
    """`max_pool1d` with `return_indices`."""
@overload
def max_pool2d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding over images (n, C, height, width), by default without overlap."""
@overload
def max_pool2d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool2d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any: ...
@overload
def max_pool3d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding over volumes (n, C, depth, height, width): as `max_pool2d`."""
@overload
def max_pool3d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool3d(
    input: Tensor, kernel_size: builtins.int | Sequence[builtins.int],
    stride: builtins.int | Sequence[builtins.int] | None = None, padding: builtins.int | Sequence[builtins.int] = 0,
    dilation: builtins.int | Sequence[builtins.int] = 1, ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any: ...
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greater of two elements; NaN where either is."""
def mean(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The mean of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1."""
@overload
def median(input: Tensor) -> Tensor:
    """The median of all elements; with `dim` that of each line and its index, `(values, indices)`."""
@overload
def median(
    input: Tensor, dim: builtins.int, keepdim: builtins.bool = False, *, out: tuple[Tensor, Tensor] | None = None,
) -> _return_types.median: ...
def meshgrid(*tensors: Tensor | Sequence[Tensor], indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid: for each vector a tensor (a view) that varies along its own axis only."""
@overload
def min(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smallest of all elements; with `dim` the smallest of each line and its index; with a tensor, elementwise."""
@overload
def min(
    input: Tensor, dim: builtins.int, keepdim: builtins.bool = False, *, out: tuple[Tensor, Tensor] | None = None,
) -> _return_types.min: ...
@overload
def min(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The lesser of two elements; NaN where either is."""
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices, (n, m) and (m, p): (n, p)."""
def mode(
    input: Tensor, dim: builtins.int = -1, keepdim: builtins.bool = False, *, out: Sequence[Tensor] | None = None,
) -> _return_types.mode:
    """The most frequent element of each line along `dim` and an index of it: `(values, indices)`."""
def moveaxis(
    input: Tensor, source: builtins.int | Sequence[builtins.int], destination: builtins.int | Sequence[builtins.int],
) -> Tensor:
    """The axes `source` moved to the places `destination`, the others kept in order."""
def movedim(
    input: Tensor, source: builtins.int | Sequence[builtins.int], destination: builtins.int | Sequence[builtins.int],
) -> Tensor:
    """The axes `source` moved to the places `destination`, the others kept in order."""
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements in ascending order along the first axis."""
def mul(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Product, elementwise, with broadcasting."""
def multinomial(
    input: Tensor, num_samples: builtins.int, replacement: builtins.bool = False, *, generator: Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn with the weights in the rows of `input`, (categories,) or (rows, categories); int64."""
def multiply(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Product, elementwise, with broadcasting."""
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of a matrix (n, m) and a vector (m,): (n,)."""
def mvlgamma(input: Tensor, p: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the multivariate gamma function of dimension `p`."""
def nan_to_num(
    input: Tensor, nan: builtins.float | None = None, posinf: builtins.float | None = None,
    neginf: builtins.float | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """NaN replaced by `nan` (0), infinities by `posinf` and `neginf`: by default the dtype's limits."""
def nanmean(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The mean of what is not nan, of all elements or along `dim`; nan where there is nothing else."""
@overload
def nanmedian(input: Tensor) -> Tensor:
    """The median of what is not nan: of all elements, or of each line along `dim`, `(values, indices)`."""
@overload
def nanmedian(
    input: Tensor, dim: builtins.int, keepdim: builtins.bool = False, *, out: tuple[Tensor, Tensor] | None = None,
) -> _return_types.nanmedian: ...
def nanquantile(
    input: Tensor, q: Tensor | builtins.float, dim: builtins.int | None = None, keepdim: builtins.bool = False, *,
    interpolation: str = 'linear', out: Tensor | None = None,
) -> Tensor:
    """`quantile` of what is not nan; nan where there is nothing else."""
def nansum(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The sum of what is not nan, of all elements or along `dim` (an axis or several)."""
def narrow(input: Tensor, dim: builtins.int, start: Tensor | builtins.int, length: builtins.int) -> Tensor:
    """The places from `start` on, `length` of them, of the axis `dim`: a view."""
def narrow_copy(
    input: Tensor, dim: builtins.int, start: Tensor | builtins.int, length: builtins.int, *, out: Tensor | None = None,
) -> Tensor:
    """What `narrow` gives, as a copy."""
def native_batch_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None,
    training: builtins.bool, momentum: builtins.float, eps: builtins.float, *, out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """`nn.functional.batch_norm`, with the means and the inverse deviations of the batch (empty outside training)."""
def native_dropout(input: Tensor, p: builtins.float, train: builtins.bool | None) -> tuple[Tensor, Tensor]:
    """Dropout and the mask of what was kept."""
def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: builtins.float) -> Tensor:
    """The gradient of `native_dropout` for its input."""
def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: builtins.int, C: builtins.int, HxW: builtins.int,
    group: builtins.int, eps: builtins.float,
) -> tuple[Tensor, Tensor, Tensor]:
    """`nn.functional.group_norm`, with the means and the inverse deviations (N, group)."""
def native_layer_norm(
    input: Tensor, normalized_shape: Sequence[builtins.int], weight: Tensor | None, bias: Tensor | None,
    eps: builtins.float,
) -> tuple[Tensor, Tensor, Tensor]:
    """`nn.functional.layer_norm`, with the means and the inverse deviations."""
def ne(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements differ."""
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The negative, elementwise."""
def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The negative, elementwise."""
def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The number of the dtype that comes next after `input` towards `other`, whose gradient is 0."""
@overload
def nonzero(input: Tensor, *, as_tuple: Literal[False] = False, out: Tensor | None = None) -> Tensor:
    """The places of the elements that are not zero, one a row; with `as_tuple` one vector an axis, to index with."""
@overload
def nonzero(input: Tensor, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...
def nonzero_static(
    input: Tensor, *, size: builtins.int, fill_value: builtins.int = -1, out: Tensor | None = None,
) -> Tensor:
    """The first `size` places of elements that are not zero; where there are fewer, rows of `fill_value`."""
def norm(
    input: Tensor, p: Number | str | None = 'fro', dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False, dtype: dtype | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The p-norm of all elements, or along `dim`: the Euclidean one unless `p` says otherwise; "nuc" of matrices."""
def normal(
    mean: Tensor | builtins.float = 0.0, std: Tensor | builtins.float = 1.0, size: Sequence[builtins.int] | None = None,
    *, generator: Generator | None = None, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """Random numbers of the normal distribution: one for each element of `mean` and `std`, or `size` of them."""
def not_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Whether elements differ."""
def numel(input: Tensor) -> builtins.int:
    """The number of elements."""
@overload
def ones(
    *size: builtins.int, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor of ones: `ones(2, 3)` or `ones((2, 3))`."""
@overload
def ones(
    size: Sequence[builtins.int], *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor: ...
def ones_like(
    input: Tensor, *, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """Ones of the shape and dtype of `input`, laid out in memory as it is."""
def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """An older name of `linalg.householder_product`."""
def ormqr(
    input: Tensor, input2: Tensor, input3: Tensor, left: builtins.bool = True, transpose: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Q @ other, where Q (*, m, m) is the product of all reflectors in `input` (*, m, k) and `tau` (*, k)."""
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of every element of one vector (n,) with every element of another (m,): (n, m)."""
def pairwise_distance(
    x1: Tensor, x2: Tensor, p: builtins.float = 2.0, eps: builtins.float = 1e-06, keepdim: builtins.bool = False,
) -> Tensor:
    """The p-distance of vectors, the last axes of `x1` and `x2`, which broadcast; `eps` is added to each difference."""
def pca_lowrank(
    A: Tensor, q: builtins.int | None = None, center: builtins.bool = True, niter: builtins.int = 2,
) -> Tensor:
    """The first `q` principal components of the rows of A, approximately: `(U, S, V)`, A centred = U diag(S) V^H."""
def pdist(input: Tensor, p: builtins.float = 2) -> Tensor:
    """The p-distance of each pair of rows, (0, 1), (0, 2), ..., (1, 2), ...: (n, k) gives (n * (n - 1) / 2,)."""
@overload
def permute(input: Tensor, *order: builtins.int) -> Tensor:
    """The axes in the order `dims`."""
@overload
def permute(input: Tensor, dims: Sequence[builtins.int]) -> Tensor: ...
@overload
def permute_copy(input: Tensor, *order: builtins.int, out: Tensor | None = None) -> Tensor:
    """What `permute` gives, as a copy."""
@overload
def permute_copy(input: Tensor, dims: Sequence[builtins.int], *, out: Tensor | None = None) -> Tensor: ...
def pinverse(input: Tensor, rcond: Tensor | builtins.float = 1e-15) -> Tensor:
    """The pseudoinverse: the older form of `linalg.pinv`."""
def pixel_shuffle(input: Tensor, upscale_factor: builtins.int) -> Tensor:
    """Channels to pixels: (..., C r^2, H, W) to (..., C, H r, W r), r = `upscale_factor`."""
def pixel_unshuffle(input: Tensor, downscale_factor: builtins.int) -> Tensor:
    """Pixels to channels: (..., C, H r, W r) to (..., C r^2, H, W), r = `downscale_factor`."""
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Counts of the Poisson distribution whose mean each element of `input` is."""
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A complex tensor from absolute values and angles: abs * (cos(angle) + i sin(angle))."""
def polygamma(n: builtins.int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The nth derivative of `digamma`."""
def positive(input: Tensor) -> Tensor:
    """The tensor itself."""
def pow(input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Each element to the power of `exponent`; one of the two may be a number."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where it is positive, else a learnt slope times x: one slope, or one for each channel (axis 1)."""
def prod(
    input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The product of all elements, or along `dim`; `keepdim` leaves an axis of length 1."""
def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest dtype that both convert to without leaving their categories."""
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Tensor:
    """`input` with the elements of `source` written (or added) at places `index` of the flattened tensor."""
def qr(input: Tensor, some: builtins.bool = True, *, out: Sequence[Tensor] | None = None) -> _return_types.qr:
    """A = Q R: the older form of `linalg.qr`; `some=False` gives the complete Q."""
def quantile(
    input: Tensor, q: Tensor | builtins.float, dim: builtins.int | None = None, keepdim: builtins.bool = False, *,
    interpolation: str = 'linear', out: Tensor | None = None,
) -> Tensor:
    """The value below which a fraction `q` of the elements lies, of all or of each line along `dim`."""
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians as degrees."""
@overload
def rand(
    *size: builtins.int, generator: Generator | None = None, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """Random numbers evenly distributed over [0, 1)."""
@overload
def rand(
    size: Sequence[builtins.int], *, generator: Generator | None = None, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor: ...
def rand_like(
    input: Tensor, *, generator: Generator | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """Random numbers evenly distributed over [0, 1), in the shape and dtype of `input`."""
@overload
def randint(
    high: builtins.int, size: Sequence[builtins.int], *, generator: Generator | None = None, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor:
    """Random integers from `low` (0) up to `high`, which is left out: `randint([low,] high, size)`."""
@overload
def randint(
    low: builtins.int, high: builtins.int, size: Sequence[builtins.int], *, generator: Generator | None = None,
    out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor: ...
@overload
def randint_like(
    input: Tensor, high: builtins.int, /, *, generator: Generator | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None,
    requires_grad: builtins.bool = False, pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """Random integers in the shape and dtype of `input`: `randint_like(input, [low,] high)`."""
@overload
def randint_like(
    input: Tensor, low: builtins.int, high: builtins.int, *, generator: Generator | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    requires_grad: builtins.bool = False, pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor: ...
@overload
def randn(
    *size: builtins.int, generator: Generator | None = None, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """Random numbers of the normal distribution with mean 0 and variance 1."""
@overload
def randn(
    size: Sequence[builtins.int], *, generator: Generator | None = None, out: Tensor | None = None,
    dtype: dtype | None = None, layout: layout | None = None, device: device | str | builtins.int | None = None,
    pin_memory: builtins.bool = False, requires_grad: builtins.bool = False,
) -> Tensor: ...
def randn_like(
    input: Tensor, *, generator: Generator | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """Random numbers of the normal distribution with mean 0 and variance 1, in the shape and dtype of `input`."""
def randperm(
    n: builtins.int, *, generator: Generator | None = None, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The integers 0 .. n - 1 in a random order."""
def range(
    start: Number, end: Number, step: Number = 1, *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """The numbers from `start` to `end`, which is included; deprecated in favour of `arange`."""
def ravel(input: Tensor) -> Tensor:
    """All elements along one axis: a view of a tensor that is contiguous, else a copy."""
def real(input: Tensor) -> Tensor:
    """The real parts: a view of a complex tensor, the tensor itself if it is real."""
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / x."""
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """max(x, 0), the rectifier; its gradient at 0 is 0."""
def remainder(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """What is left of `input` after whole multiples of `other`, with the divisor's sign, as Python's `%`."""
def renorm(
    input: Tensor, p: Number, dim: builtins.int, maxnorm: builtins.float, *, out: Tensor | None = None,
) -> Tensor:
    """The slices along `dim` scaled down to p-norm `maxnorm` where theirs is larger."""
@overload
def repeat_interleave(
    input: Tensor, repeats: Tensor | builtins.int, dim: builtins.int | None = None, *,
    output_size: builtins.int | None = None,
) -> Tensor:
    """Each element repeated `repeats` times, next to itself, along `dim` (of the flattened tensor if None)."""
@overload
def repeat_interleave(repeats: Tensor, /, *, output_size: builtins.int | None = None) -> Tensor: ...
@overload
def reshape(input: Tensor, *sizes: builtins.int) -> Tensor:
    """Another shape (one length may be -1): a view where the memory allows it, else a copy."""
@overload
def reshape(input: Tensor, shape: Sequence[builtins.int]) -> Tensor: ...
def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: memory_format | None = None) -> Tensor:
    """Gives this tensor the shape of another."""
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor without a pending conjugation: itself."""
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor without a pending negation: itself."""
def result_type(tensor1: Tensor | Number, tensor2: Tensor | Number) -> dtype:
    """The dtype of arithmetic on two operands, tensors or numbers."""
def rms_norm(
    input: Tensor, normalized_shape: Sequence[builtins.int], weight: Tensor | None = None,
    eps: builtins.float | None = None,
) -> Tensor:
    """The input over the root of the mean of its squares in the last axes, times `weight`."""
@overload
def rnn_relu(
    input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool, num_layers: builtins.int,
    dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool, batch_first: builtins.bool,
) -> tuple[Tensor, Tensor]:
    """An Elman network with rectifiers; arguments as of `gru`."""
@overload
def rnn_relu(
    data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool,
    num_layers: builtins.int, dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool,
) -> tuple[Tensor, Tensor]: ...
def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None,
) -> Tensor:
    """One step of an Elman network with a rectifier: max(0, w_ih x + b_ih + w_hh h + b_hh)."""
@overload
def rnn_tanh(
    input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool, num_layers: builtins.int,
    dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool, batch_first: builtins.bool,
) -> tuple[Tensor, Tensor]:
    """An Elman network with tanh; arguments as of `gru`."""
@overload
def rnn_tanh(
    data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: builtins.bool,
    num_layers: builtins.int, dropout: builtins.float, train: builtins.bool, bidirectional: builtins.bool,
) -> tuple[Tensor, Tensor]: ...
def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None,
) -> Tensor:
    """One step of an Elman network: tanh(w_ih x + b_ih + w_hh h + b_hh)."""
def roll(
    input: Tensor, shifts: builtins.int | Sequence[builtins.int], dims: builtins.int | Sequence[builtins.int] = (),
) -> Tensor:
    """The elements moved along axes by `shifts` places; what leaves at the end comes in at the front."""
def rot90(input: Tensor, k: builtins.int = 1, dims: Sequence[builtins.int] = (0, 1)) -> Tensor:
    """Turned by `k` quarter turns in the plane of two axes, from the first towards the second."""
def round(input: Tensor, *, decimals: builtins.int = 0, out: Tensor | None = None) -> Tensor:
    """The nearest whole number, halves to the even one; with `decimals`, to that many places."""
def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors one below the other: joined along the first axis, vectors as rows."""
def rrelu(
    input: Tensor, lower: builtins.float = 0.125, upper: builtins.float = 0.3333333333333333,
    training: builtins.bool = False, inplace: builtins.bool = False,
) -> Tensor:
    """x where it is positive, else x times a slope drawn from [lower, upper); their mean where not `training`."""
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / sqrt(x)."""
def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """The difference the other way round: other - alpha * input."""
def scalar_tensor(
    s: Number, *, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor without axes that holds a number; of the default dtype whatever the number is."""
@overload
def scatter(input: Tensor, dim: builtins.int, index: Tensor, src: Tensor, *, reduce: str | None = None) -> Tensor:
    """`input` with `src` (a tensor, or one number) written at places `index` of the axis `dim`."""
@overload
def scatter(input: Tensor, dim: builtins.int, index: Tensor, value: Number, *, reduce: str | None = None) -> Tensor: ...
def scatter_add(input: Tensor, dim: builtins.int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`input` with the elements of `src` added at places `index` of the axis `dim`; places may repeat."""
def scatter_reduce(
    input: Tensor, dim: builtins.int, index: Tensor, src: Tensor, reduce: str, *, include_self: builtins.bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """`input` with `src` combined at places `index` of the axis `dim` by sum, prod, mean, amax or amin."""
def searchsorted(
    sorted_sequence: Tensor, input: Tensor | Number, *, out_int32: builtins.bool = False, right: builtins.bool = False,
    side: str | None = None, sorter: Tensor | None = None, out: Tensor | None = None,
) -> Tensor:
    """Where to insert the values so that each line of `sorted_sequence` stays in order, as int64 (or int32)."""
def seed() -> builtins.int:
    """Seeds the default generator from the operating system, and returns the seed."""
def select(input: Tensor, dim: builtins.int, index: builtins.int) -> Tensor:
    """The part at place `index` of the axis `dim`: a view with one axis fewer."""
def select_copy(input: Tensor, dim: builtins.int, index: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """What `select` gives, as a copy."""
def select_scatter(input: Tensor, src: Tensor, dim: builtins.int, index: builtins.int) -> Tensor:
    """A copy of `input` with `src` at place `index` of the axis `dim`."""
def selu(input: Tensor, inplace: builtins.bool = False) -> Tensor:
    """1.0507 times `elu` with alpha 1.6733 (Klambauer et al., 2017)."""
def set_default_device(device: device | str | builtins.int) -> None:
    """Sets where new tensors live: the CPU, which is the only place that this build has."""
def set_default_tensor_type(t: Any) -> None:
    """Sets the default dtype by the type of its tensors; deprecated in favour of `set_default_dtype`."""
def set_rng_state(new_state: Tensor) -> None:
    """Continues the default generator from a state that `get_rng_state` gave."""
def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """z / |z|, the direction of a complex number, 0 for 0; for real tensors the sign."""
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logistic function 1 / (1 + exp(-x)), from 0 to 1."""
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-1, 0 or 1 by the sign; 0 for NaN."""
def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether the sign bit of elements is set; it is for -0.0."""
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sine, of radians."""
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(pi x) / (pi x), which is 1 at 0."""
def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic sine."""
def slice_copy(
    input: Tensor, dim: builtins.int = 0, start: builtins.int | None = None, end: builtins.int | None = None,
    step: builtins.int = 1, *, out: Tensor | None = None,
) -> Tensor:
    """What `slice` gives, as a copy."""
def slice_scatter(
    input: Tensor, src: Tensor, dim: builtins.int = 0, start: builtins.int | None = None,
    end: builtins.int | None = None, step: builtins.int = 1, *, out: Tensor | None = None,
) -> Tensor:
    """A copy of `input` with `src` in the places `start:end:step` of the axis `dim`."""
def slogdet(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _return_types.slogdet:
    """The sign of the determinant and the logarithm of its absolute value: an older name of `linalg.slogdet`."""
def softmax(input: Tensor, dim: builtins.int, dtype: dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to one."""
def solve(input: Tensor, *args: Any) -> Tensor:
    """Raises RuntimeError: `solve` was removed; there is one in `torch.linalg`."""
def sort(
    input: Tensor, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False, *,
    out: Sequence[Tensor] | None = None,
) -> _return_types.sort:
    """The elements in ascending order along `dim`, and the indices where they stood: `(values, indices)`."""
def split(
    tensor: Tensor, split_size_or_sections: builtins.int | Sequence[builtins.int], dim: builtins.int = 0,
) -> tuple[Tensor, ...]:
    """Parts of length `split_size_or_sections` (the last may be shorter), or of the lengths in that list; views."""
def split_copy(
    tensor: Tensor, split_size_or_sections: builtins.int | Sequence[builtins.int], dim: builtins.int = 0, *,
    out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, ...]:
    """What `split` gives, as a copy."""
def split_with_sizes(input: Tensor, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts of the given lengths along the axis `dim`, as views."""
def split_with_sizes_copy(
    input: Tensor, split_sizes: Sequence[builtins.int], dim: builtins.int = 0, *, out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, ...]:
    """What `split_with_sizes` gives, as a copy."""
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The square root."""
def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The square of each element."""
def squeeze(input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
    """Without the axes of length 1: all of them, or those among `dim` (an axis or several)."""
def squeeze_copy(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """What `squeeze` gives, as a copy."""
def stack(tensors: Sequence[Tensor], dim: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors, all of one shape, along a new axis at place `dim`."""
def std(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
    keepdim: builtins.bool = False, *, correction: Number | None = None, out: Tensor | None = None,
) -> Tensor:
    """The standard deviation of all elements, or along `dim`: the square root of `var`."""
def std_mean(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
    keepdim: builtins.bool = False, *, correction: Number | None = None, out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, of all elements or along `dim`: see `std`."""
def stft(
    input: Tensor, n_fft: builtins.int, hop_length: builtins.int | None = None, win_length: builtins.int | None = None,
    window: Tensor | None = None, center: builtins.bool = True, pad_mode: str = 'reflect',
    normalized: builtins.bool = False, onesided: builtins.bool | None = None,
    return_complex: builtins.bool | None = None, align_to_window: builtins.bool | None = None,
) -> Tensor:
    """The Fourier transforms of the frames of a signal (t,) or of several (batch, t): (batch, frequencies, frames)."""
def sub(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None) -> Tensor:
    """Difference, elementwise, with broadcasting: input - alpha * other."""
def subtract(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None) -> Tensor:
    """Difference, elementwise, with broadcasting: input - alpha * other."""
def sum(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, keepdim: builtins.bool = False, *,
    dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor:
    """The sum of all elements, or along `dim` (an axis or several); `keepdim` leaves axes of length 1."""
def svd(
    input: Tensor, some: builtins.bool = True, compute_uv: builtins.bool = True, *, out: Sequence[Tensor] | None = None,
) -> _return_types.svd:
    """A = U diag(S) V^H: the older form of `linalg.svd`, which gives V and not V^H; `some=False` gives full matrices.
    """
def svd_lowrank(
    A: Tensor, q: builtins.int | None = 6, niter: builtins.int | None = 2, M: Tensor | None = None,
) -> Tensor:
    """A, or A - M, as U diag(S) V^H with `q` singular values, approximately: `(U, S, V)`."""
def swapaxes(input: Tensor, axis0: builtins.int, axis1: builtins.int) -> Tensor:
    """The axes `axis0` and `axis1` exchanged: `transpose`."""
def swapdims(input: Tensor, dim0: builtins.int, dim1: builtins.int) -> Tensor:
    """The axes `dim0` and `dim1` exchanged: `transpose`."""
def symeig(input: Tensor, *args: Any) -> Tensor:
    """Raises RuntimeError: `symeig` was removed; there is one in `torch.linalg`."""
def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; a tensor with fewer axes as it is."""
def t_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """What `t` gives, as a copy."""
def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements at places `index` of the flattened tensor, in the shape of `index`."""
def take_along_dim(
    input: Tensor, indices: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The elements at places `indices` of the axis `dim` (of the flattened tensor if None); other axes broadcast."""
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The tangent, of radians."""
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent, from -1 to 1."""
def tensor(
    data: Any, *, dtype: dtype | None = None, device: device | str | builtins.int | None = None,
    requires_grad: builtins.bool = False, pin_memory: builtins.bool = False,
) -> Tensor:
    """A new tensor holding a copy of `data`: a number, nested lists or tuples, a NumPy array."""
def tensor_split(
    input: Tensor, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int], dim: builtins.int = 0,
) -> tuple[Tensor, ...]:
    """Almost equal parts, so many as `indices_or_sections` says, or parts that begin at the places in that list; views.
    """
def tensordot(
    a: Tensor, b: Tensor, dims: builtins.int | Sequence[Sequence[builtins.int]] = 2, *, out: Tensor | None = None,
) -> Tensor:
    """Products summed over axes: the last `dims` of `a` with the first of `b`, or two lists of axes."""
def threshold(
    input: Tensor, threshold: builtins.float, value: builtins.float, inplace: builtins.bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """x where it exceeds `threshold`, else `value`."""
@overload
def tile(input: Tensor, *times: builtins.int) -> Tensor:
    """The tensor repeated along its last axes, so often as `dims` says."""
@overload
def tile(input: Tensor, dims: Sequence[builtins.int]) -> Tensor: ...
def topk(
    input: Tensor, k: builtins.int, dim: builtins.int = -1, largest: builtins.bool = True, sorted: builtins.bool = True,
    *, out: Sequence[Tensor] | None = None,
) -> _return_types.topk:
    """The k largest elements (or smallest) of each line along `dim`, best first: `(values, indices)`."""
def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix, (n, m): a tensor without axes; of integers int64."""
def transpose(input: Tensor, dim0: builtins.int, dim1: builtins.int) -> Tensor:
    """The axes `dim0` and `dim1` exchanged."""
def transpose_copy(input: Tensor, dim0: builtins.int, dim1: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """What `transpose` gives, as a copy."""
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: builtins.int = -1) -> Tensor:
    """The integral along `dim` of what runs straight from each value of `y` to the next."""
def trapz(y: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: builtins.int = -1) -> Tensor:
    """The integral along `dim` of what runs straight from each value of `y` to the next."""
def triangular_solve(
    input: Tensor, A: Tensor, upper: builtins.bool = True, transpose: builtins.bool = False,
    unitriangular: builtins.bool = False, *, out: Sequence[Tensor] | None = None,
) -> _return_types.triangular_solve:
    """The older form of `linalg.solve_triangular`, with the right side first: `(solution, cloned_coefficient)`."""
def tril(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The matrices with zeros above a diagonal."""
def tril_indices(
    row: builtins.int, col: builtins.int, offset: builtins.int = 0, *, dtype: dtype | None = None,
    device: device | str | builtins.int | None = None, layout: layout | None = None,
) -> Tensor:
    """The places on and below a diagonal of a matrix: rows in the first row, columns in the second."""
def triu(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The matrices with zeros below a diagonal."""
def triu_indices(
    row: builtins.int, col: builtins.int, offset: builtins.int = 0, *, dtype: dtype | None = None,
    device: device | str | builtins.int | None = None, layout: layout | None = None,
) -> Tensor:
    """The places on and above a diagonal of a matrix: rows in the first row, columns in the second."""
def true_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Quotient, elementwise, with broadcasting; integers give floats."""
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The whole part: rounded towards zero."""
def unbind(input: Tensor, dim: builtins.int = 0) -> tuple[Tensor, ...]:
    """The parts along the axis `dim`, one a place: views without that axis."""
def unbind_copy(input: Tensor, dim: builtins.int = 0, *, out: Sequence[Tensor] | None = None) -> tuple[Tensor, ...]:
    """What `unbind` gives, as a copy."""
def unflatten(input: Tensor, dim: builtins.int, sizes: Sequence[builtins.int]) -> Tensor:
    """The axis `dim` as several of lengths `sizes`, one of which may be -1."""
def unfold_copy(
    input: Tensor, dimension: builtins.int, size: builtins.int, step: builtins.int, *, out: Tensor | None = None,
) -> Tensor:
    """What `unfold` gives, as a copy."""
@overload
def unique(
    input: Tensor, sorted: builtins.bool = True, return_inverse: Literal[False] = False,
    return_counts: Literal[False] = False, dim: builtins.int | None = None,
) -> Tensor:
    """The distinct elements in ascending order, or the distinct slices along `dim`."""
@overload
def unique(
    input: Tensor, sorted: builtins.bool = True, return_inverse: builtins.bool = False,
    return_counts: builtins.bool = False, dim: builtins.int | None = None,
) -> tuple[Tensor, ...]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: Literal[False] = False, return_counts: Literal[False] = False,
    dim: builtins.int | None = None,
) -> Tensor:
    """The elements (or the slices along `dim`) without those that equal the one before."""
@overload
def unique_consecutive(
    input: Tensor, return_inverse: builtins.bool = False, return_counts: builtins.bool = False,
    dim: builtins.int | None = None,
) -> tuple[Tensor, ...]: ...
def unravel_index(indices: Tensor, shape: Sequence[builtins.int]) -> tuple[Tensor, ...]:
    """Places in the flattened tensor as a tuple of places along each axis of `shape`."""
def unsafe_chunk(input: Tensor, chunks: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
    """`chunk`, under the name that torch gives the form whose parts may be written in place."""
def unsafe_split(tensor: Tensor, split_size: builtins.int, dim: builtins.int = 0) -> tuple[Tensor, ...]:
    """`split`, under the name that torch gives the form whose parts may be written in place."""
def unsafe_split_with_sizes(
    input: Tensor, split_sizes: Sequence[builtins.int], dim: builtins.int = 0,
) -> tuple[Tensor, ...]:
    """`split_with_sizes`, under the name that torch gives the form whose parts may be written in place."""
def unsqueeze(input: Tensor, dim: builtins.int) -> Tensor:
    """With a new axis of length 1 at place `dim`."""
def unsqueeze_copy(input: Tensor, dim: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """What `unsqueeze` gives, as a copy."""
def vander(x: Tensor, N: builtins.int | None = None, increasing: builtins.bool = False) -> Tensor:
    """The Vandermonde matrix: each row holds the powers x^(N-1), ..., x, 1 of an element, or 1, x, ... if `increasing`.
    """
def var(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
    keepdim: builtins.bool = False, *, correction: Number | None = None, out: Tensor | None = None,
) -> Tensor:
    """The variance of all elements, or along `dim` (an axis or several): sum((x - mean)**2) / (n - correction)."""
def var_mean(
    input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None, unbiased: builtins.bool | None = None,
    keepdim: builtins.bool = False, *, correction: Number | None = None, out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, Tensor]:
    """The variance and the mean, of all elements or along `dim`: see `var`."""
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors, the first conjugated."""
def view_as_complex(input: Tensor) -> Tensor:
    """A real tensor with an axis of length 2 at the end as a complex one."""
def view_as_real(input: Tensor) -> Tensor:
    """A complex tensor as a real one with an axis of length 2 at the end: real and imaginary part."""
@overload
def view_copy(input: Tensor, *shape: builtins.int, dtype: dtype | None = None, out: Tensor | None = None) -> Tensor:
    """What `view` gives, as a copy."""
@overload
def view_copy(
    input: Tensor, size: Sequence[builtins.int], *, dtype: dtype | None = None, out: Tensor | None = None,
) -> Tensor: ...
def vsplit(input: Tensor, indices_or_sections: Tensor | builtins.int | Sequence[builtins.int]) -> tuple[Tensor, ...]:
    """Parts along the first axis: so many equal ones, or beginning at the given places."""
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors one below the other: joined along the first axis, vectors as rows."""
@overload
def where(condition: Tensor) -> tuple[Tensor, ...]:
    """The elements of `input` where the condition holds, else those of `other`, with broadcasting."""
@overload
def where(
    condition: Tensor, input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor: ...
def xlogy(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * log(other), which is 0 where `input` is 0."""
def zero_(input: Tensor) -> Tensor:
    """Writes zeros into every element."""
@overload
def zeros(
    *size: builtins.int, out: Tensor | None = None, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor of zeros: `zeros(2, 3)` or `zeros((2, 3))`."""
@overload
def zeros(
    size: Sequence[builtins.int], *, out: Tensor | None = None, dtype: dtype | None = None,
    layout: layout | None = None, device: device | str | builtins.int | None = None, pin_memory: builtins.bool = False,
    requires_grad: builtins.bool = False,
) -> Tensor: ...
def zeros_like(
    input: Tensor, *, dtype: dtype | None = None, layout: layout | None = None,
    device: device | str | builtins.int | None = None, requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False, memory_format: memory_format | None = None,
) -> Tensor:
    """Zeros of the shape and dtype of `input`, laid out in memory as it is."""
def abs_(input: Tensor, /) -> Tensor:
    """The absolute value; its gradient at 0 is 0.  In place."""
def acos_(input: Tensor, /) -> Tensor:
    """The angle from 0 to pi whose cosine is x.  In place."""
def acosh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic cosine, for x >= 1.  In place."""
def addmv_(input: Tensor, /, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """beta * input + alpha * mat @ vec of a matrix (n, m) and a vector (m,); the input broadcasts to (n,).  In place.
    """
def arccos_(input: Tensor, /) -> Tensor:
    """The angle from 0 to pi whose cosine is x.  In place."""
def arccosh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic cosine, for x >= 1.  In place."""
def arcsin_(input: Tensor, /) -> Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x.  In place."""
def arcsinh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic sine.  In place."""
def arctan_(input: Tensor, /) -> Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x.  In place."""
def arctanh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic tangent, for -1 <= x <= 1.  In place."""
def as_strided_(
    input: Tensor, /, size: Sequence[builtins.int], stride: builtins.int | Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """The memory under any shape and strides (in elements), from `storage_offset` on.  In place."""
def asin_(input: Tensor, /) -> Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x.  In place."""
def asinh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic sine.  In place."""
def atan_(input: Tensor, /) -> Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x.  In place."""
def atanh_(input: Tensor, /) -> Tensor:
    """The inverse of the hyperbolic tangent, for -1 <= x <= 1.  In place."""
def ceil_(input: Tensor, /) -> Tensor:
    """The least whole number that is not less.  In place."""
def clamp_(input: Tensor, /, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing.  In place."""
def clamp_max_(input: Tensor, /, max: Tensor | Number) -> Tensor:
    """Elements greater than `max` moved down to it.  In place."""
def clamp_min_(input: Tensor, /, min: Tensor | Number) -> Tensor:
    """Elements less than `min` moved up to it.  In place."""
def clip_(input: Tensor, /, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Elements moved into the range from `min` to `max`, numbers or tensors, of which one may be missing.  In place."""
def conj_physical_(input: Tensor, /) -> Tensor:
    """The complex conjugate, in new memory; the tensor itself if it is real.  In place."""
def cos_(input: Tensor, /) -> Tensor:
    """The cosine, of radians.  In place."""
def cosh_(input: Tensor, /) -> Tensor:
    """The hyperbolic cosine.  In place."""
def deg2rad_(input: Tensor, /) -> Tensor:
    """Degrees as radians.  In place."""
def detach_(input: Tensor, /) -> Tensor:
    """The same memory, without history.  In place."""
def erf_(input: Tensor, /) -> Tensor:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.  In place."""
def erfc_(input: Tensor, /) -> Tensor:
    """1 - erf(x), exact where that is small.  In place."""
def exp2_(input: Tensor, /) -> Tensor:
    """2 to the power of each element.  In place."""
def exp_(input: Tensor, /) -> Tensor:
    """e to the power of each element.  In place."""
def expm1_(input: Tensor, /) -> Tensor:
    """exp(x) - 1, exact near zero.  In place."""
def fix_(input: Tensor, /) -> Tensor:
    """The whole part: rounded towards zero.  In place."""
def floor_(input: Tensor, /) -> Tensor:
    """The greatest whole number that is not greater.  In place."""
def frac_(input: Tensor, /) -> Tensor:
    """What `trunc` cuts off, with the sign of the element.  In place."""
def gcd_(input: Tensor, /, other: Tensor) -> Tensor:
    """The greatest common divisor, not negative; gcd(0, 0) is 0.  In place."""
def i0_(input: Tensor, /) -> Tensor:
    """The modified Bessel function of the first kind of order 0.  In place."""
def index_put_(
    input: Tensor, /, indices: Tensor | Sequence[Tensor | None], values: Tensor, accumulate: builtins.bool = False,
) -> Tensor:
    """`input` with `values` written (or added) at the places that a tuple of index tensors names: x[indices] = values.
    In place.
    """
def lcm_(input: Tensor, /, other: Tensor) -> Tensor:
    """The least common multiple, not negative; lcm(0, 0) is 0.  In place."""
def ldexp_(input: Tensor, /, other: Tensor) -> Tensor:
    """input * 2**other.  In place."""
def log10_(input: Tensor, /) -> Tensor:
    """The logarithm to base 10.  In place."""
def log1p_(input: Tensor, /) -> Tensor:
    """log(1 + x), exact near zero.  In place."""
def log2_(input: Tensor, /) -> Tensor:
    """The logarithm to base 2.  In place."""
def log_(input: Tensor, /) -> Tensor:
    """The natural logarithm.  In place."""
def logit_(input: Tensor, /, eps: builtins.float | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of `sigmoid`; with `eps` the input is first clamped to [eps, 1 - eps].  In place.
    """
def nan_to_num_(
    input: Tensor, /, nan: builtins.float | None = None, posinf: builtins.float | None = None,
    neginf: builtins.float | None = None,
) -> Tensor:
    """NaN replaced by `nan` (0), infinities by `posinf` and `neginf`: by default the dtype's limits.  In place."""
def neg_(input: Tensor, /) -> Tensor:
    """The negative, elementwise.  In place."""
def negative_(input: Tensor, /) -> Tensor:
    """The negative, elementwise.  In place."""
def rad2deg_(input: Tensor, /) -> Tensor:
    """Radians as degrees.  In place."""
def reciprocal_(input: Tensor, /) -> Tensor:
    """1 / x.  In place."""
def relu_(input: Tensor, /) -> Tensor:
    """max(x, 0), the rectifier; its gradient at 0 is 0.  In place."""
def round_(input: Tensor, /, *, decimals: builtins.int = 0) -> Tensor:
    """The nearest whole number, halves to the even one; with `decimals`, to that many places.  In place."""
def rsqrt_(input: Tensor, /) -> Tensor:
    """1 / sqrt(x).  In place."""
def sigmoid_(input: Tensor, /) -> Tensor:
    """The logistic function 1 / (1 + exp(-x)), from 0 to 1.  In place."""
def sin_(input: Tensor, /) -> Tensor:
    """The sine, of radians.  In place."""
def sinc_(input: Tensor, /) -> Tensor:
    """sin(pi x) / (pi x), which is 1 at 0.  In place."""
def sinh_(input: Tensor, /) -> Tensor:
    """The hyperbolic sine.  In place."""
def sqrt_(input: Tensor, /) -> Tensor:
    """The square root.  In place."""
def square_(input: Tensor, /) -> Tensor:
    """The square of each element.  In place."""
def tan_(input: Tensor, /) -> Tensor:
    """The tangent, of radians.  In place."""
def tanh_(input: Tensor, /) -> Tensor:
    """The hyperbolic tangent, from -1 to 1.  In place."""
def trunc_(input: Tensor, /) -> Tensor:
    """The whole part: rounded towards zero.  In place."""
def xlogy_(input: Tensor, /, other: Tensor | Number) -> Tensor:
    """input * log(other), which is 0 where `input` is 0.  In place."""
