"""`torch.backends.cuda`: there is none; the switches can be set and read."""

from __future__ import annotations


class _Matmul:
    """Switches for products of matrices on a GPU."""

    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True


matmul = _Matmul()


def is_built() -> bool:
    """Whether this build has CUDA: no."""
    return False
