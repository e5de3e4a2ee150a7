"""Kernels: plain functions on NumPy arrays that the op table calls, without tensors and without gradients.

`conv` (convolution, unfold), `pool` (pooling), `special` (special functions) and `index` (scattering and gathering). A
kernel stands beside its transpose, so that derivatives of every order stay among them. They may import NumPy, the
standard library and one another. Inputs may be strided, read-only or empty, and are never written to, except where a
function says so. float32 stays float32; half precisions are computed in float32 (`precision`).
"""
