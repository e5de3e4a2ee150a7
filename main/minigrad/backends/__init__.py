"""`torch.backends`: switches of other builds, which programs set and read.  They change nothing here.

Imports nothing of minigrad.
"""

from __future__ import annotations

from . import cpu as cpu
from . import cuda as cuda
from . import cudnn as cudnn
from . import mkl as mkl
from . import mps as mps
from . import openmp as openmp
