"""`torch.backends`: switches of other builds, which programs set and read.  They change nothing here.

Imports nothing of minigrad.
"""

from __future__ import annotations

from . import cpu as cpu, cuda as cuda, cudnn as cudnn, mkl as mkl, mps as mps, openmp as openmp
