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
import importlib as _importlib
import math as _math
import warnings as _warnings
from typing import Any as _Any

from . import autograd, ops, random, version
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
from .ops.legacy import TYPES as _TYPES
from .ops.memory import TypedStorage, UntypedStorage
from .ops.random import Generator, default_generator
from .ops.table import namespace as _namespace

__version__ = version.__version__

# Overflow, division by zero and NaN give what IEEE 754 says, silently, as in torch, where NumPy would warn.  Only
# warnings raised from minigrad's own modules are silenced: the user's NumPy code keeps its own.
_warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minigrad\.")

globals().update(_namespace(""))
globals().update(_TYPES)
# Of the in-place methods torch has these as functions too.
_IN_PLACE = """
    abs acos acosh addmv arccos arccosh arcsin arcsinh arctan arctanh as_strided asin asinh atan atanh ceil celu clamp
    clamp_max clamp_min clip conj_physical cos cosh deg2rad detach erf erfc exp exp2 expm1 fix floor frac gcd i0
    index_put lcm ldexp log log10 log1p log2 logit nan_to_num neg negative rad2deg reciprocal relu round rsqrt selu
    sigmoid sin sinc sinh sqrt square tan tanh threshold trunc xlogy
""".split()  # noqa: SIM905 - a list of so many strings is hard to read
globals().update({f"{name}_": getattr(Tensor, f"{name}_") for name in _IN_PLACE if hasattr(Tensor, f"{name}_")})

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

# What is loaded at first use: sub-packages, and functions that live in one.
_MODULES = frozenset(
    (
        "_C", "accelerator", "amp", "backends", "cuda", "distributions", "fft", "func", "linalg", "masked", "nn",
        "optim", "overrides", "scalar", "serialization", "signal", "special", "storage", "testing", "utils", "viz",
    )
)  # fmt: skip
_FUNCTIONS = {
    "GradScaler": "amp", "autocast": "amp", "celu_": "nn.functional", "get_printoptions": "_tensor_str",
    "load": "serialization", "printoptions": "_tensor_str", "rrelu_": "nn.functional", "save": "serialization",
    "selu_": "nn.functional", "set_printoptions": "_tensor_str", "threshold_": "nn.functional", "vmap": "func",
}  # fmt: skip


def __getattr__(name: str) -> _Any:
    home = _FUNCTIONS.get(name, name)
    if home in _MODULES or name in _FUNCTIONS:
        try:
            module = _importlib.import_module(f"{__name__}.{home}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{home}":
                raise
        else:
            return module if home == name else getattr(module, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES, *_FUNCTIONS})
