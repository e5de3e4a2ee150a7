"""Samples for the composites of the table that declare none: functions of other ops, checked as a whole.

Imports NumPy only.  `SAMPLES[name](rng)` gives calls as `(args, kwargs)`, of float64 arrays and constants, as an op's
own `samples` does.  `WITHOUT_DERIVATIVES` are composites that have none, and why; `AS_TORCH` those whose gradient is
torch's and not the derivative; the tables below say what else is particular to some.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Samples = list[tuple[tuple[Any, ...], dict[str, Any]]]
Maker = Callable[[np.random.Generator], Samples]

WITHOUT_DERIVATIVES: dict[str, str] = {
    "equal": "a bool", "allclose": "a bool", "broadcast_shapes": "a shape", "detach_copy": "detached",
    "histogram": "counts", "histogramdd": "counts", "masked.argmax": "indices", "masked.argmin": "indices",
    "geqrf": "as torch's", "unique": "as torch's", "unique_consecutive": "as torch's",
    "nn.functional.one_hot": "integers",
}  # fmt: skip

AS_TORCH: dict[str, str] = {
    "as_strided_scatter": "its gradient is torch's, which counts the elements that were written over",
}
ONLY_FIRST_OUTPUT = {"native_batch_norm", "native_group_norm", "native_layer_norm"}  # the others are statistics
FIRST_ORDER = {
    "ctc_loss": "as torch's", "nn.functional.ctc_loss": "as torch's",
    "masked.logaddexp": "as torch's: NaN beside a masked element",
}  # fmt: skip
"""What is checked to first order, and why."""


def of_logits(function: Callable[..., Any]) -> Callable[..., Any]:
    """A loss whose derivative takes for granted that its input is a log_softmax, as a function of what that is of."""

    def loss(logits: Any, *args: Any, **kwargs: Any) -> Any:
        return function(logits.log_softmax(-1), *args, **kwargs)

    return loss


def of_positive(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of symmetric positive definite matrices, as one of any matrix A: of A A' + 1."""

    def made(a: Any, *args: Any, **kwargs: Any) -> Any:
        return function(a @ a.mT + a.new_ones(a.shape[-1]).diag(), *args, **kwargs)

    return made


def of_lower(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of lower triangular matrices, as one of any."""
    return lambda a, *args, **kwargs: function(a.tril(), *args, **kwargs)


def of_symmetric(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of symmetric matrices, as one of any matrix A: of A + A'."""
    return lambda a, *args, **kwargs: function(a + a.mT, *args, **kwargs)


def up_to_phase(function: Callable[..., Any]) -> Callable[..., Any]:
    """Eigenvalues and the magnitudes of the vectors, whose phases are anyone's choice."""

    def made(a: Any) -> Any:
        values, vectors = function(a)
        return values, vectors.abs()

    return made


WRAPPED: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "ctc_loss": of_logits, "cholesky": of_positive, "cholesky_ex": of_positive, "eigh": of_symmetric,
    "eigvalsh": of_symmetric, "eig": up_to_phase, "cholesky_inverse": of_lower,
}  # fmt: skip


def each(*shapes: tuple[int, ...], **kwargs: Any) -> Maker:
    """One call with a normal array of every shape, one argument each."""
    return lambda rng: [(tuple(rng.standard_normal(s) for s in shapes), kwargs)]


def unary(*shapes: tuple[int, ...], then: tuple[Any, ...] = (), **kwargs: Any) -> Maker:
    """A call for each shape: a normal array, and the constants of `then`."""
    return lambda rng: [((rng.standard_normal(s), *then), kwargs) for s in shapes]


def positive(*shapes: tuple[int, ...], then: tuple[Any, ...] = (), **kwargs: Any) -> Maker:
    """The same with numbers from 0.5 to 2, all apart."""
    return lambda rng: [((apart(rng, s), *then), kwargs) for s in shapes]


def apart(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Numbers from 0.5 to 2 in random order, no two close: where an order or a largest one is taken."""
    return rng.permutation(np.linspace(0.5, 2.0, int(np.prod(shape)))).reshape(shape)


def both(*makers: Maker) -> Maker:
    """The calls of several."""
    return lambda rng: [call for make in makers for call in make(rng)]


def listed(*shapes: tuple[int, ...], **kwargs: Any) -> Maker:
    """One call with a list of normal arrays."""
    return lambda rng: [(([rng.standard_normal(s) for s in shapes],), kwargs)]


def index(*values: Any) -> Any:
    return np.array(values, np.int64)


MASK = np.array([[True, False, True], [True, True, False]])


def masked(**kwargs: Any) -> Maker:
    """A call with a mask and one without, along an axis."""
    return lambda rng: [((apart(rng, (2, 3)), *kwargs.get("then", ()), 1), {"mask": MASK}),
                        ((apart(rng, (2, 3)), *kwargs.get("then", ()), 0), {})]  # fmt: skip


def normalized(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.standard_normal((3, 2, 2)), apart(rng, (2,)), rng.standard_normal((2,))


def gridded(input: tuple[int, ...], grid: tuple[int, ...], align_corners: bool) -> Maker:
    """Bilinear sampling at places inside."""
    return lambda rng: [((rng.standard_normal(input), rng.uniform(-0.8, 0.8, grid), 0, 0, align_corners), {})]


SAMPLES: dict[str, Maker] = {
    # elementwise
    "positive": unary((), (2, 3)), "square": unary((), (2, 3), (0, 2)),
    "float_power": lambda rng: [((apart(rng, (2, 3)), 1.5), {}), ((apart(rng, (2, 1)), apart(rng, (3,))), {}),
                                ((2.0, rng.standard_normal(3)), {})],
    "nn.functional.relu": positive((), (2, 3)),
    # random: every evaluation starts from one seed
    **{f"nn.functional.{name}": unary(shape, then=(0.4,)) for name, shape in (
        ("dropout", (3, 4)), ("dropout1d", (2, 3, 2)), ("dropout2d", (2, 3, 2, 2)), ("dropout3d", (2, 2, 1, 2, 2)),
        ("alpha_dropout", (3, 4)), ("feature_alpha_dropout", (2, 3, 2)))},
    **{name: unary((3, 4), then=(0.4, True)) for name in (
        "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "native_dropout")},
    "nn.functional.dropout": both(unary((3, 4), then=(0.4, True)), unary((3, 4), then=(0.4, False))),
    **{f"nn.functional.{name}": unary(shape, then=(0.4, True)) for name, shape in (
        ("alpha_dropout", (3, 4)), ("feature_alpha_dropout", (2, 3, 2)))},
    "native_dropout_backward": lambda rng: [((rng.standard_normal((2, 3)), MASK, 1.5), {})],
    "nn.functional.gumbel_softmax": both(unary((2, 3)), unary((2, 3), tau=0.7, dim=0)),
    # shapes
    "Tensor.view_as": lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal(6)), {})],
    "Tensor.reshape_as": lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal((3, 2))), {})],
    "Tensor.expand_as": lambda rng: [((rng.standard_normal((2, 1)), rng.standard_normal((2, 3))), {})],
    "ravel": unary((), (2, 3)),
    "flatten": both(unary((), (2, 3)), unary((2, 3, 2), then=(1,)), unary((2, 3, 2), then=(0, -2))),
    "unflatten": both(unary((6, 2), then=(0, (2, 3))), unary((2, 6), then=(-1, (3, -1)))),
    "broadcast_to": unary((2, 1), (3,), then=((2, 3),)),
    "broadcast_tensors": each((2, 1), (3,)),
    **{f"atleast_{n}d": unary((), (3,), (2, 3)) for n in (1, 2, 3)},
    "select": both(unary((2, 3), then=(0, 1)), unary((2, 3), then=(-1, -2))),
    "narrow": both(unary((4, 2), then=(0, 1, 2)), unary((2, 4), then=(-1, 0, 3))),
    "swapaxes": unary((2, 3), then=(0, -1)), "swapdims": unary((2, 3), then=(0, -1)),
    "adjoint": lambda rng: [((rng.standard_normal((2, 3)),), {}),
                            ((rng.standard_normal((2, 2)) + 1j * rng.standard_normal((2, 2)),), {})],
    "movedim": both(unary((2, 3, 2), then=(0, -1)), unary((2, 3, 1), then=((0, 1), (1, 2)))),
    "fliplr": unary((2, 3)), "flipud": unary((3,), (2, 3)),
    "rot90": both(*(unary((2, 3), then=(k,)) for k in (-1, 0, 1, 2))),
    "tile": both(unary((2,), then=((2, 3),)), unary((2, 2), then=((2,),))),
    "repeat_interleave": lambda rng: [((rng.standard_normal((2, 3)), 2), {}),
                                      ((rng.standard_normal((2, 3)), index(1, 0, 2)), {"dim": 1})],
    "diag": both(unary((3,), (2, 3)), unary((3, 3), then=(1,)), unary((2,), then=(-1,))),
    "diagflat": both(unary((2, 2)), unary((3,), then=(1,))),
    # parts and their reverse
    "split": both(unary((5, 2), then=(2,)), unary((2, 4), then=([1, 3], -1))),
    "tensor_split": both(unary((5, 2), then=(2,)), unary((2, 4), then=((1, 3), 1))),
    "chunk": unary((5, 2), then=(2,)), "unsafe_chunk": unary((5, 2), then=(2,)),
    "hsplit": unary((2, 4), then=(2,)), "vsplit": unary((4, 2), then=(2,)), "dsplit": unary((1, 2, 4), then=(2,)),
    "unsafe_split": unary((5, 2), then=(2,)), "unsafe_split_with_sizes": unary((5, 2), then=((2, 3),)),
    "hstack": both(listed((2, 1), (2, 2)), listed((2,), (1,))), "vstack": listed((2,), (3, 2)),
    "dstack": listed((2,), (1, 2, 2)), "column_stack": listed((2,), (2, 2)), "msort": positive((3, 2)),
    "block_diag": each((2, 2), (1, 3)), "cartesian_prod": each((2,), (3,)),
    "meshgrid": lambda rng: [((rng.standard_normal(2), rng.standard_normal(3)), {"indexing": "ij"})],
    "combinations": both(unary((4,)), unary((3,), with_replacement=True)),
    "pixel_shuffle": unary((1, 4, 2, 1), then=(2,)), "pixel_unshuffle": unary((1, 1, 2, 4), then=(2,)),
    "channel_shuffle": unary((1, 4, 2), then=(2,)),
    "constant_pad_nd": unary((2, 3), then=((1, 0), 0.5)),
    "nn.functional.pad": both(
        unary((1, 2, 3), then=((1, 1),)), *(unary((1, 2, 3), then=((1, 1), mode)) for mode in
                                          ("reflect", "replicate", "circular"))),
    # indices
    "index_put": lambda rng: [((rng.standard_normal((3, 2)), (index(0, 2),), rng.standard_normal((2, 2))), {}),
                              ((rng.standard_normal(3), (index(1, 1),), rng.standard_normal(2), True), {})],
    "scatter": lambda rng: [((rng.standard_normal((2, 3)), 1, index([0, 2], [1, 0]), rng.standard_normal((2, 2))), {}),
                            ((rng.standard_normal(3), 0, index(1), 0.5), {})],
    "index_reduce": lambda rng: [((rng.standard_normal((3, 2)), 0, index(0, 2), apart(rng, (2, 2)), how), {})
                                 for how in ("prod", "mean", "amax", "amin")],
    "take_along_dim": lambda rng: [((rng.standard_normal((2, 3)), index([0, 2], [1, 0]), 1), {}),
                                   ((rng.standard_normal((2, 3)), index(5, 0, 5)), {})],
    "select_scatter": lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal(3), 0, 1), {})],
    "slice_scatter": lambda rng: [((rng.standard_normal((4, 2)), rng.standard_normal((2, 2)), 0, 0, 4, 2), {})],
    "embedding": lambda rng: [((rng.standard_normal((4, 2)), index([0, 3], [3, 1])), {})],
    "embedding_bag": lambda rng: [((rng.standard_normal((4, 2)), index(0, 3, 3, 1), index(0, 2)), {"mode": mode})
                                  for mode in (0, 1)],
    # copies of views
    "alias_copy": unary((2, 3)), "as_strided_copy": unary((2, 3), then=((2, 2), (3, 2))),
    "diagonal_copy": unary((2, 3)), "expand_copy": unary((2, 1), then=((2, 3),)),
    "narrow_copy": unary((4, 2), then=(0, 1, 2)), "permute_copy": unary((2, 3), then=((1, 0),)),
    "select_copy": unary((2, 3), then=(1, 0)), "slice_copy": unary((4, 2), then=(0, 0, 4, 2)),
    "split_copy": unary((5, 2), then=(2,)), "split_with_sizes_copy": unary((5, 2), then=((2, 3),)),
    "squeeze_copy": unary((2, 1)), "t_copy": unary((2, 3)), "transpose_copy": unary((2, 3), then=(0, 1)),
    "unbind_copy": unary((2, 3)), "unfold_copy": unary((5,), then=(0, 2, 1)),
    "unsqueeze_copy": unary((2,), then=(0,)), "view_copy": unary((2, 3), then=((6,),)),
    # reductions and norms
    "max": both(positive((), (2, 3)), positive((2, 3), then=(1,)), positive((2, 3), then=(0, True))),
    "min": both(positive((), (2, 3)), positive((2, 3), then=(1,)), positive((2, 3), then=(0, True))),
    "norm": both(unary((2, 3)), unary((2, 3), p=3, dim=1), unary((2, 3), p=1), positive((3,), p=float("inf"))),
    "dist": lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal(3), p), {}) for p in (1, 2, 3.0)],
    "cdist": lambda rng: [((rng.standard_normal((3, 2)), rng.standard_normal((2, 2))), {"p": p})
                          for p in (1.0, 2.0, 3.0)],
    "pdist": unary((4, 2)),
    "pairwise_distance": each((3, 2), (3, 2)), "cosine_similarity": each((3, 2), (3, 2)),
    "nn.functional.normalize": both(unary((2, 3)), unary((2, 3), p=3.0, dim=0)),
    "diff": both(unary((4,), (2, 4)), unary((4, 2), n=2, dim=0)),
    "trapezoid": lambda rng: [((rng.standard_normal((2, 3)),), {}),
                              ((rng.standard_normal(3), rng.standard_normal(3)), {})],
    "cumulative_trapezoid": lambda rng: [((rng.standard_normal((2, 3)),), {"dim": 0}),
                                         ((rng.standard_normal(3), rng.standard_normal(3)), {})],
    "cov": unary((2, 4)), "corrcoef": unary((2, 4)),
    "chain_matmul": each((2, 3), (3, 2), (2, 2)),
    # matrices
    **{name: unary((3, 3)) for name in (
        "cholesky", "linalg.cholesky", "linalg.cholesky_ex", "linalg.eigh", "linalg.eigvalsh", "linalg.eig",
        "linalg.lu")},
    "cholesky_inverse": lambda rng: [((apart(rng, (3, 3)) + np.eye(3),), {})],
    "svd_lowrank": unary((4, 3), then=(2,)), "pca_lowrank": unary((4, 3), then=(2,)),
    # layers
    **{f"nn.functional.{name}": both(unary((2, 3), dim=1), unary((2, 3), dim=0)) for name in (
        "softmax", "log_softmax", "softmin")},
    "max_pool1d_with_indices": positive((1, 2, 6), then=(2,)),
    "nn.functional.max_pool2d_with_indices": positive((1, 4, 4), then=(2,)),
    "nn.functional.max_pool3d_with_indices": positive((1, 2, 2, 4), then=(2,)),
    "nn.functional.fractional_max_pool2d": positive((1, 1, 4, 4), then=(2,), output_size=(2, 2)),
    "nn.functional.fractional_max_pool3d": positive((1, 1, 3, 3, 3), then=(2,), output_size=(2, 2, 2)),
    "grid_sampler": gridded((1, 1, 3, 3), (1, 2, 2, 2), True),
    "grid_sampler_2d": gridded((1, 1, 3, 3), (1, 2, 2, 2), False),
    "grid_sampler_3d": gridded((1, 1, 2, 2, 2), (1, 1, 1, 2, 3), True),
    "affine_grid_generator": unary((1, 2, 3), then=((1, 1, 2, 2), False)),
    **{f"nn.functional.upsample{name}": unary((1, 1, 2, 3), scale_factor=2) for name in ("", "_nearest", "_bilinear")},
    "batch_norm": lambda rng: [((*normalized(rng), None, None, True, 0.1, 1e-5, False), {})],
    "native_batch_norm": lambda rng: [((*normalized(rng), None, None, True, 0.1, 1e-5), {})],
    "instance_norm": lambda rng: [((*normalized(rng), None, None, True, 0.1, 1e-5, False), {})],
    "group_norm": lambda rng: [((rng.standard_normal((2, 4, 2)), 2, apart(rng, (4,)), rng.standard_normal(4)), {})],
    "native_group_norm": lambda rng: [((rng.standard_normal((2, 4, 2)), apart(rng, (4,)), rng.standard_normal(4),
                                        2, 4, 2, 2, 1e-5), {})],
    "native_layer_norm": lambda rng: [((rng.standard_normal((2, 3)), (3,), apart(rng, (3,)), rng.standard_normal(3),
                                        1e-5), {})],
    **{name: lambda rng: [((rng.standard_normal((5, 2, 4)), index([1, 2], [3, 1]), index(5, 5), index(2, 2)), {})]
       for name in ("ctc_loss", "nn.functional.ctc_loss")},
    # masked
    **{f"masked.{name}": masked() for name in (
        "sum", "prod", "amax", "amin", "mean", "median", "logsumexp", "var", "std", "softmax", "log_softmax", "softmin",
        "cumsum", "cumprod")},
    "masked.norm": masked(then=(2.0,)), "masked.normalize": masked(then=(2.0,)),
    "masked.logaddexp": lambda rng: [((rng.standard_normal((2, 3)), rng.standard_normal((2, 3))),
                                      {"input_mask": MASK, "other_mask": MASK | True})],
}  # fmt: skip
