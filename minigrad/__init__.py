"""minigrad: PyTorch's tensors and autograd on NumPy.  `import minigrad as torch`.

Floor 6: the public names.  What the op table declares comes from the table; sub-packages load at first use, so that
`import minigrad` costs little more than NumPy.  Start reading at `minigrad.ops.table`, or at `minigrad._engine`.

>>> import minigrad as torch
>>> x = torch.tensor([1.0, 2.0], requires_grad=True)
>>> (x * x).sum().backward()
>>> x.grad
tensor([2., 4.])
"""

from __future__ import annotations

# ruff: noqa: F401 - an import here is a public name
import math as _math
from typing import Any as _Any
from warnings import filterwarnings as _filterwarnings

from . import autograd, ops, version
from ._engine.dtypes import (
    bfloat16,
    bool_,
    complex64,
    complex128,
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    set_default_dtype,
    uint8,
    uint16,
    uint32,
    uint64,
)
from ._engine.tensor import Tensor
from ._kinds import (
    Size,
    channels_last,
    channels_last_3d,
    contiguous_format,
    device,
    layout,
    memory_format,
    preserve_format,
    sparse_coo,
    strided,
)
from ._lazy import on_use as _on_use
from ._limits import finfo, iinfo
from ._settings import (
    are_deterministic_algorithms_enabled,
    compile,  # noqa: A004 - torch's name
    get_float32_matmul_precision,
    get_num_interop_threads,
    get_num_threads,
    is_deterministic_algorithms_warn_only_enabled,
    is_vulkan_available,
    is_warn_always_enabled,
    set_float32_matmul_precision,
    set_flush_denormal,
    set_num_interop_threads,
    set_num_threads,
    set_warn_always,
    typename,
    use_deterministic_algorithms,
)
from .autograd.grad_mode import (
    enable_grad,
    inference_mode,
    is_anomaly_enabled,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from .ops.table import TABLE as _TABLE
from .ops.table import public_function as _public_function

__version__ = version.__version__

# Overflow, division by zero and NaN give what IEEE 754 says, silently, as in torch, where NumPy would warn.  Only
# warnings raised from minigrad's own modules are silenced: the user's NumPy code keeps its own.
_filterwarnings("ignore", category=RuntimeWarning, module=r"minigrad\.")

# Of the in-place methods torch has these as functions too.
_IN_PLACE = frozenset(
    """
    abs_ acos_ acosh_ addmv_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ as_strided_ asin_ asinh_ atan_ atanh_
    ceil_ clamp_ clamp_max_ clamp_min_ clip_ conj_physical_ cos_ cosh_ deg2rad_ detach_ erf_ erfc_ exp_ exp2_ expm1_
    fix_ floor_ frac_ gcd_ i0_ index_put_ lcm_ ldexp_ log_ log10_ log1p_ log2_ logit_ nan_to_num_ neg_ negative_
    rad2deg_ reciprocal_ relu_ round_ rsqrt_ sigmoid_ sin_ sinc_ sinh_ sqrt_ square_ tan_ tanh_ trunc_ xlogy_
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)

bool = bool_
half = float16
float = float32
double = float64
short = int16
int = int32
long = int64
cfloat = complex64
cdouble = complex128

inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e
newaxis = None

# What is loaded at first use: sub-packages, what lives in one, and all that the table has.
_HOMES = {
    "_C": "._C", "accelerator": ".accelerator", "amp": ".amp", "backends": ".backends", "cuda": ".cuda", "fft": ".fft",
    "linalg": ".linalg", "masked": ".masked", "nn": ".nn", "optim": ".optim", "overrides": ".overrides",
    "random": ".random", "scalar": ".scalar", "signal": ".signal", "special": ".special", "storage": ".storage",
    "testing": ".testing", "viz": ".viz",
    "GradScaler": ".amp", "autocast": ".amp", "get_printoptions": "._tensor_str", "printoptions": "._tensor_str",
    "set_printoptions": "._tensor_str", "celu_": ".nn.functional", "rrelu_": ".nn.functional",
    "selu_": ".nn.functional", "threshold_": ".nn.functional", "Generator": ".ops.random",
    "default_generator": ".ops.random", "TypedStorage": ".ops.memory", "UntypedStorage": ".ops.memory",
    "BFloat16Tensor": ".ops.legacy", "BoolTensor": ".ops.legacy", "ByteTensor": ".ops.legacy",
    "CharTensor": ".ops.legacy", "DoubleTensor": ".ops.legacy", "FloatTensor": ".ops.legacy",
    "HalfTensor": ".ops.legacy", "IntTensor": ".ops.legacy", "LongTensor": ".ops.legacy", "ShortTensor": ".ops.legacy",
}  # fmt: skip


def _find(name: str) -> _Any:
    return getattr(Tensor, name) if name in _IN_PLACE else _public_function("", name)


def _known() -> set[str]:
    return {*_TABLE.names(""), *_IN_PLACE}


__getattr__, __dir__ = _on_use(globals(), _HOMES, _find, _known)
