"""The version of minigrad, and what its build can do."""

from __future__ import annotations

__version__ = "0.1.0"
cuda = None  # no CUDA
hip = None
git_version = None
debug = False
