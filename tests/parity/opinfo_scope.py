"""Which entries of PyTorch's operator database the parity suite holds minigrad to, and how closely.

Imports torch only inside functions: `OUT_OF_SCOPE` can be read without it.  Start reading there.
"""

from __future__ import annotations

from typing import Any

# Reason -> the full names of the entries that are left out for it.
OUT_OF_SCOPE: dict[str, tuple[str, ...]] = {
    "sparse layout: minigrad's tensors are dense": ("sparse.sampled_addmm", "sparse.mm.reduce", "to_sparse"),
    "compiles a kernel for CUDA, nothing to run on a CPU": (
        "jiterator_unary", "jiterator_binary", "jiterator_4inputs_with_extra_args", "jiterator_binary_return_by_ref",
        "jiterator_2inputs_2outputs",
    ),
    "the CUDA variant of an operator that is in scope": (
        "nn.functional.batch_norm.without_cudnn", "bmm.triton_optimized",
    ),
    "private: a leading underscore": (
        "torch._scaled_mm", "torch._scaled_mm_v2", "_softmax_backward_data", "_native_batch_norm_legit",
        "_batch_norm_with_update", "_upsample_bilinear2d_aa", "_unsafe_masked_index",
        "_unsafe_masked_index_put_accumulate", "_segment_reduce.lengths", "_segment_reduce.offsets", "_chunk_cat",
    ),
    "reachable through torch.ops.aten only": (
        "torch.ops.aten._safe_softmax.default", "torch.ops.aten._flash_attention_forward",
        "torch.ops.aten._efficient_attention_forward", "slice", "max_pool2d_with_indices_backward",
        "native_dropout_backward",
    ),
}  # fmt: skip

DTYPES = (
    "float64", "float32", "float16", "bfloat16", "complex128", "complex64", "int64", "int32", "int16", "int8", "uint8",
    "bool",
)  # fmt: skip

# The result is memory that nobody wrote: structure, shape and dtype are compared, values are not.
UNWRITTEN = frozenset(
    ("empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided", "resize_", "resize_as_")
)
# Bases and signs are free here: the sample's own `output_process_fn_grad` takes from the result what is not.
FREE_BASES = frozenset(("svd", "linalg.svd", "linalg.eig", "linalg.eigh", "svd_lowrank", "pca_lowrank"))
# Which of equal elements is named is free here: the indices are compared by what they select.
FREE_TIES = {"topk": 1, "sort": 0, "argsort": 0, "kthvalue": 1, "median": 0, "nanmedian": 0, "mode": 0}
# torch's own float64 results of these are themselves right to about seven digits only.
SEVEN_DIGITS = frozenset(
    ("special.bessel_j0", "special.bessel_j1", "special.bessel_y0", "special.bessel_y1", "special.airy_ai")
)

# So many samples at most, where torch needs seconds for each.
FEWER = {"grid_sampler_3d": 2}

# |ours - torch's| <= absolute + relative * |torch's|
TOLERANCE = {
    "float64": (1e-7, 1e-7), "complex128": (1e-7, 1e-7), "float32": (1e-5, 1e-5), "complex64": (1e-5, 1e-5),
    "float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5),
}  # fmt: skip
GRADIENT_TOLERANCE = (1e-5, 1e-6)

_GROUPS = {
    "nn.functional.": "nn", "linalg.": "linalg", "special.": "special", "fft.": "fft", "signal.windows.": "signal",
    "masked.": "masked",
}  # fmt: skip


def group(full_name: str) -> str:
    """The part of torch's namespace that an operator belongs to; `core` for `torch` itself."""
    return next((name for prefix, name in _GROUPS.items() if full_name.startswith(prefix)), "core")


def in_scope() -> list[Any]:
    """The entries of the database that minigrad is held to, in the database's order."""
    from torch.testing._internal.common_methods_invocations import op_db

    left_out = {name for names in OUT_OF_SCOPE.values() for name in names}
    unknown = left_out - {entry.full_name for entry in op_db}
    assert not unknown, f"no such entries in the operator database: {sorted(unknown)}"
    return [entry for entry in op_db if entry.full_name not in left_out]


def dtypes_of(entry: Any) -> list[str]:
    """The dtypes that torch's CPU kernels take for an operator, of those that minigrad has."""
    supported = {str(d).removeprefix("torch.") for d in entry.supported_dtypes("cpu")}
    return [d for d in DTYPES if d in supported]
