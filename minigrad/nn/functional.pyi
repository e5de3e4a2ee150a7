"""The functions of `torch.nn.functional`.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

from .._engine.dtypes import dtype
from .._engine.tensor import Tensor
from .._typing import Number
from ._attention import multi_head_attention_forward as multi_head_attention_forward
from ._linear_cross_entropy import linear_cross_entropy as linear_cross_entropy

def adaptive_avg_pool1d(input: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """The means of (n, C, length) under `output_size` windows that cover it evenly."""
def adaptive_avg_pool2d(input: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """The means of images (n, C, h, w) under output_size[0] x output_size[1] windows; None keeps a length."""
def adaptive_avg_pool3d(input: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """The means of volumes (n, C, d, h, w) under windows that cover them evenly: as `adaptive_avg_pool2d`."""
@overload
def adaptive_max_pool1d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima of (n, C, length) under `output_size` windows that cover it evenly; also where, if asked for."""
@overload
def adaptive_max_pool1d(
    input: Tensor, output_size: int | Sequence[int | None], *, return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool1d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False,
) -> Any: ...
@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima of images (n, C, h, w) under output_size[0] x output_size[1] windows; None keeps a length."""
@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: int | Sequence[int | None], *, return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False,
) -> Any: ...
@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima of volumes (n, C, d, h, w) under windows that cover them evenly: as `adaptive_max_pool2d`."""
@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: int | Sequence[int | None], *, return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False,
) -> Any: ...
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The grid for `grid_sample` that an affine map theta (n, 2, 3) makes of an image of `size` (n, C, h, w)."""
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Sets each element with probability `p` to the value SELU saturates at, keeping mean and variance."""
def avg_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, ceil_mode: bool = False, count_include_pad: bool = True,
) -> Tensor:
    """The means under a window sliding along the last axis of (n, C, length), by default without overlap."""
def avg_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, ceil_mode: bool = False, count_include_pad: bool = True,
    divisor_override: int | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The means under a window sliding over images (n, C, height, width), by default without overlap."""
def avg_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, ceil_mode: bool = False, count_include_pad: bool = True,
    divisor_override: int | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The means under a window sliding over volumes (n, C, depth, height, width): as `avg_pool2d`."""
def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
    bias: Tensor | None = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-05,
) -> Tensor:
    """Each channel (the second axis) less its mean, over its deviation, times `weight` (C,), plus `bias` (C,)."""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input1 @ weight[k] @ input2 for every k, plus the bias: (*, n), (*, m), weight (p, n, m), bias (p,) give (*, p).
    """
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """The cross entropy of probabilities p with targets t in [0, 1], of one shape: - (t log(p) + (1 - t) log(1 - p)).
    """
def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean', pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(input), computed without overflow; `pos_weight` weighs the positive targets."""
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, else alpha * (exp(x / alpha) - 1) (Barron, 2017)."""
def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`nn.functional.celu` with `inplace=True`."""
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels (axis 1) of `groups` groups dealt in turn."""
def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | str | Sequence[int] = 0, dilation: int | Sequence[int] = 1, groups: int = 1,
) -> Tensor:
    """Cross-correlation of an input (n, C, length) with kernels (O, C / groups, k), plus a bias (O,): (n, O, length').
    """
def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | str | Sequence[int] = 0, dilation: int | Sequence[int] = 1, groups: int = 1,
) -> Tensor:
    """Cross-correlation of images (n, C, height, width) with kernels (O, C / groups, kh, kw), plus a bias (O,)."""
def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | str | Sequence[int] = 0, dilation: int | Sequence[int] = 1, groups: int = 1,
) -> Tensor:
    """Cross-correlation of volumes (n, C, depth, height, width) with kernels (O, C / groups, kd, kh, kw), plus a bias.
    """
def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0, output_padding: int | Sequence[int] = 0, groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """The transpose of `conv1d`: an input (n, C, length) and kernels (C, O / groups, k) give (n, O, length')."""
def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0, output_padding: int | Sequence[int] = 0, groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """The transpose of `conv2d`: images (n, C, height, width) and kernels (C, O / groups, kh, kw) give (n, O, h', w').
    """
def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0, output_padding: int | Sequence[int] = 0, groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """The transpose of `conv3d`: volumes (n, C, d, h, w) and kernels (C, O / groups, kd, kh, kw) give (n, O, d', h',
    w').
    """
def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1, of vectors (n, d) or (d,)."""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08) -> Tensor:
    """The cosine of the angle between the vectors along `dim`: x1 . x2 / (|x1| |x2|), each norm at least `eps`."""
def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = 'mean', label_smoothing: float = 0.0,
) -> Tensor:
    """The cross entropy of logits (n, C, ...) with targets: class indices (n, ...), or probabilities of the input's
    shape.
    """
def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Tensor | Sequence[int], target_lengths: Tensor | Sequence[int],
    blank: int = 0, reduction: str = 'mean', zero_infinity: bool = False,
) -> Tensor:
    """Minus the log-likelihood of label sequences given frames of log-probabilities (frames, n, classes)."""
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes each element with probability `p` and divides the others by 1 - p; the input itself unless `training`."""
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes whole channels of `input` (N, C, L) or (C, L) with probability `p` and divides the others by 1 - p."""
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes whole channels of `input` (N, C, H, W) with probability `p` and divides the others by 1 - p."""
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes whole channels of `input` (N, C, D, H, W) or (C, D, H, W) and divides the others by 1 - p."""
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., 2016)."""
def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`nn.functional.elu` with `inplace=True`."""
def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:
    """Rows of `weight` (rows, features) at the indices `input` (*): (*, features)."""
def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None, norm_type: float = 2,
    scale_grad_by_freq: bool = False, mode: str = 'mean', sparse: bool = False,
    per_sample_weights: Tensor | None = None, include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor:
    """The "sum", "mean" or "max" of the rows of `weight` in each bag of indices: (bags, features)."""
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Sets whole channels with probability `p` to the value SELU saturates at, keeping mean and variance."""
def fold(
    input: Tensor, output_size: int | Sequence[int | None], kernel_size: int | Sequence[int],
    dilation: int | Sequence[int] = 1, padding: int | Sequence[int] = 0, stride: int | Sequence[int] = 1,
) -> Tensor:
    """Columns (n, C * kh * kw, blocks) added up to images (n, C, *output_size): the transpose of `unfold`."""
@overload
def fractional_max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, return_indices: Literal[False] = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The maxima of images under windows that begin at random, as many as `output_size`, or the size times a ratio."""
@overload
def fractional_max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, *, return_indices: Literal[True],
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]: ...
@overload
def fractional_max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any: ...
@overload
def fractional_max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, return_indices: Literal[False] = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The maxima of volumes under windows that begin at random: as `fractional_max_pool2d`."""
@overload
def fractional_max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, *, return_indices: Literal[True],
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]: ...
@overload
def fractional_max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], output_size: int | Sequence[int | None] | None = None,
    output_ratio: float | Sequence[float] | None = None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any: ...
def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-06, reduction: str = 'mean',
) -> Tensor:
    """The negative log likelihood of targets under normal distributions with means `input` and variances `var`."""
def gelu(input: Tensor, *, approximate: str = 'none', out: Tensor | None = None) -> Tensor:
    """x times the distribution function of the standard normal distribution (Hendrycks and Gimpel, 2016)."""
def glu(input: Tensor, dim: int = -1, *, out: Tensor | None = None) -> Tensor:
    """The first half of `input` along `dim` times the sigmoid of the second half (Dauphin et al., 2017)."""
def grid_sample(
    input: Tensor, grid: Tensor, mode: str = 'bilinear', padding_mode: str = 'zeros', align_corners: bool | None = None,
) -> Tensor:
    """Images (n, C, h, w) at the places of a grid (n, h', w', 2), each an (x, y) from -1 to 1: (n, C, h', w')."""
def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05,
) -> Tensor:
    """Groups of channels (n, C, ...), each less its mean over its deviation, times `weight` (C,), plus `bias` (C,)."""
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A differentiable draw from the categories along `dim` with the given log-odds, sharper for smaller `tau`."""
def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """x where it is farther than `lambd` from 0, else 0."""
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """A line from 0 at x = -3 to 1 at x = 3, constant beyond."""
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times its `hardsigmoid` (Howard et al., 2019)."""
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x moved into the range from `min_val` to `max_val`; the gradient on the bounds is 0."""
def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`nn.functional.hardtanh` with `inplace=True`."""
def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """x where the target is 1, max(0, margin - x) where it is -1, for distances x: the mean, "sum" or each ("none")."""
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = 'mean', delta: float = 1.0, weight: Tensor | None = None,
) -> Tensor:
    """d^2 / 2 where the difference |d| is below `delta`, else delta (|d| - delta / 2): the mean, "sum" or each
    ("none").
    """
def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None, weight: Tensor | None = None,
    bias: Tensor | None = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-05,
) -> Tensor:
    """Each channel of each sample (n, C, ...) less its mean, over its deviation, times `weight` (C,), plus `bias` (C,).
    """
def interpolate(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None,
    mode: str = 'nearest', align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Images (n, C, *size) at another size, or scaled by a factor."""
def kl_div(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', log_target: bool = False,
) -> Tensor:
    """The Kullback-Leibler divergence, pointwise: target (log(target) - input), the input being log-probabilities."""
def l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', weight: Tensor | None = None,
) -> Tensor:
    """The mean of the absolute differences (or their "sum", or "none": each); with `weight`, the weighted mean."""
def layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """The input less its mean over the last axes, over its deviation there, times `weight`, plus `bias`."""
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where it is positive, else `negative_slope` times x."""
def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`nn.functional.leaky_relu` with `inplace=True`."""
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias: (..., in_features) to (..., out_features); weight (out_features, in_features)."""
def local_response_norm(input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """x / (k + alpha * mean of x ** 2 over `size` channels around) ** beta, of (n, C, ...)."""
def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """The logarithm of softmax along `dim`, computed without overflow."""
def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(1 / (1 + exp(-x))), without overflow."""
def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x ** p) ** (1 / p) under a window sliding along the last axis, by default without overlap."""
def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x ** p) ** (1 / p) under a window sliding over images, by default without overlap."""
def lp_pool3d(
    input: Tensor, norm_type: float, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x ** p) ** (1 / p) under a window sliding over volumes, by default without overlap: as `lp_pool2d`."""
def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """max(0, margin - target (x1 - x2)): the target 1 wants x1 the larger, -1 x2."""
@overload
def max_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding along the last axis of (n, C, length), by default without overlap."""
@overload
def max_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any: ...
def max_pool1d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """`max_pool1d` with `return_indices`."""
@overload
def max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding over images (n, C, height, width), by default without overlap."""
@overload
def max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any: ...
def max_pool2d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """`max_pool2d` with `return_indices`."""
@overload
def max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor:
    """The maxima under a window sliding over volumes (n, C, depth, height, width): as `max_pool2d`."""
@overload
def max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False, *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any: ...
def max_pool3d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, dilation: int | Sequence[int] = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """`max_pool3d` with `return_indices`."""
def max_unpool1d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, output_size: int | Sequence[int | None] | None = None,
) -> Tensor:
    """The maxima that `max_pool1d` found, back at their places, and 0 everywhere else."""
def max_unpool2d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, output_size: int | Sequence[int | None] | None = None,
) -> Tensor:
    """The maxima that `max_pool2d` found, back at their places, and 0 everywhere else."""
def max_unpool3d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0, output_size: int | Sequence[int | None] | None = None,
) -> Tensor:
    """The maxima that `max_pool3d` found, back at their places, and 0 everywhere else: as `max_unpool2d`."""
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x tanh(log(1 + exp(x))) (Misra, 2019)."""
def mse_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', weight: Tensor | None = None,
) -> Tensor:
    """The mean of the squared differences (or their "sum", or "none": each); with `weight`, the weighted mean."""
def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: bool | None = None, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """The mean over the other classes of max(0, margin - x[target] + x[class]) ** p, of scores (n, C) or (C,)."""
def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """The hinge loss of several labels a sample: sum of max(0, 1 - x[label] + x[class]) / C, of scores (n, C) or (C,).
    """
def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """The mean over classes (the last axis) of the cross entropies of sigmoid(x) with targets of 0 and 1."""
def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """The negative log likelihood: minus the input (n, C, ...), log-probabilities, at each target's class (n, ...)."""
def normalize(
    input: Tensor, p: float = 2.0, dim: int | Sequence[int] = 1, eps: float = 1e-12, *, out: Tensor | None = None,
) -> Tensor:
    """The vectors along `dim` divided by their p-norm (by `eps` where that is smaller)."""
def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """For each class number a row with a single 1 at its place; -1 takes as many classes as occur."""
def pad(input: Tensor, pad: Sequence[int], mode: str = 'constant', value: Tensor | Number | None = None) -> Tensor:
    """A margin around the last axes, of one number or of the tensor's own elements."""
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Tensor:
    """The p-distance of vectors, the last axes of `x1` and `x2`, which broadcast; `eps` is added to each difference."""
def pdist(input: Tensor, p: float = 2) -> Tensor:
    """The p-distance of each pair of rows, (0, 1), (0, 2), ..., (1, 2), ...: (n, k) gives (n * (n - 1) / 2,)."""
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels to pixels: (..., C r^2, H, W) to (..., C, H r, W r), r = `upscale_factor`."""
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Pixels to channels: (..., C, H r, W r) to (..., C r^2, H, W), r = `downscale_factor`."""
def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False, size_average: bool | None = None,
    eps: float = 1e-08, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """The negative log likelihood of counts under Poisson distributions with rates exp(input), or input."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where it is positive, else a learnt slope times x: one slope, or one for each channel (axis 1)."""
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0), the rectifier; its gradient at 0 is 0."""
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6)."""
def relu_(input: Tensor) -> Tensor:
    """`nn.functional.relu` with `inplace=True`."""
def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None,
) -> Tensor:
    """The input over the root of the mean of its squares in the last axes, times `weight`."""
def rrelu(
    input: Tensor, lower: float = 0.125, upper: float = 0.3333333333333333, training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """x where it is positive, else x times a slope drawn from [lower, upper); their mean where not `training`."""
def rrelu_(input: Tensor, lower: float = 0.125, upper: float = 0.3333333333333333, training: bool = False) -> Tensor:
    """`nn.functional.rrelu` with `inplace=True`."""
def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Tensor:
    """softmax(scale * query @ key.T + mask) @ value of (..., L, E), (..., S, E) and (..., S, V): (..., L, V)."""
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """1.0507 times `elu` with alpha 1.6733 (Klambauer et al., 2017)."""
def selu_(input: Tensor) -> Tensor:
    """`nn.functional.selu` with `inplace=True`."""
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logistic function 1 / (1 + exp(-x)), from 0 to 1."""
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x times its sigmoid, also called swish (Elfwing et al., 2017)."""
def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', beta: float = 1.0,
) -> Tensor:
    """d^2 / (2 beta) where the difference |d| is below `beta`, else |d| - beta / 2: the mean, "sum" or each ("none").
    """
def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """log(1 + exp(-t x)) for targets t of 1 or -1: the mean, "sum" or each ("none")."""
def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to one."""
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """softmax of the negative: the smallest element gets the largest share."""
def softplus(input: Tensor, beta: float = 1, threshold: float = 20, *, out: Tensor | None = None) -> Tensor:
    """log(1 + exp(beta x)) / beta, a smooth rectifier; x itself where beta x exceeds `threshold`."""
def softshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """x moved towards 0 by `lambd`, and 0 within that distance."""
def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent, from -1 to 1."""
def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x)."""
def threshold(
    input: Tensor, threshold: float, value: float, inplace: bool = False, *, out: Tensor | None = None,
) -> Tensor:
    """x where it exceeds `threshold`, else `value`."""
def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`nn.functional.threshold` with `inplace=True`."""
def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2, eps: float = 1e-06,
    swap: bool = False, size_average: bool | None = None, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """max(0, margin + |anchor - positive|_p - |anchor - negative|_p) of vectors (n, d): the mean, "sum" or each
    ("none").
    """
def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *, distance_function: Callable[..., Any] | None = None,
    margin: float = 1.0, swap: bool = False, reduction: str = 'mean',
) -> Tensor:
    """`triplet_margin_loss` with a distance of one's own, a function of two tensors."""
def unfold(
    input: Tensor, kernel_size: int | Sequence[int], dilation: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0, stride: int | Sequence[int] = 1,
) -> Tensor:
    """Every block of images (n, C, h, w) that a kernel covers, as a column: (n, C * kh * kw, blocks)."""
def upsample(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None,
    mode: str = 'nearest', align_corners: bool | None = None,
) -> Tensor:
    """The old name of `interpolate`; warns."""
def upsample_bilinear(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """`interpolate` with the mode "bilinear" and aligned corners; warns."""
def upsample_nearest(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """`interpolate` with the mode "nearest"; warns."""
