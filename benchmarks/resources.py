"""Import time and peak memory, each in processes of their own."""

from __future__ import annotations

import statistics
import subprocess
import sys

_IMPORT = "import time; t = time.perf_counter(); import {module}; print((time.perf_counter() - t) * 1e3)"
# Linux's VmHWM, since ru_maxrss there begins with what the process that forked this one held.
_TRAIN = """
import {module} as torch
net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
opt = torch.optim.Adam(net.parameters())
x, y = torch.randn(64, 64), torch.randn(64, 10)
for _ in range(100):
    opt.zero_grad(); torch.nn.functional.mse_loss(net(x), y).backward(); opt.step()
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024)
"""


def _run(code: str) -> float | None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def import_milliseconds(module: str, starts: int = 11) -> float | None:
    """The median of cold starts, after one that compiles."""
    code = _IMPORT.format(module=module)
    if _run(code) is None:
        return None
    return statistics.median([v for v in (_run(code) for _ in range(starts)) if v is not None])


def peak_megabytes(module: str) -> float | None:
    """The peak resident memory of a process that trains a small network; None where there is no /proc."""
    return _run(_TRAIN.format(module=module))
