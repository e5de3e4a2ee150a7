"""Timing several engines side by side: in turn, several rounds, medians."""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable


@dataclasses.dataclass
class Timing:
    """Median seconds of one call, per engine; `error` says why an engine has none."""

    seconds: dict[str, float]
    errors: dict[str, str]

    def ratio(self, engine: str, base: str = "torch") -> float | None:
        """Seconds of `engine` over those of `base`; below 1 is faster than `base`."""
        if engine in self.seconds and base in self.seconds:
            return self.seconds[engine] / self.seconds[base]
        return None


def measure(candidates: dict[str, Callable[[], object]], rounds: int = 7, slice_seconds: float = 0.05) -> Timing:
    """Time each candidate in turn, `rounds` times, each for about `slice_seconds`; the order changes every round."""
    counts: dict[str, int] = {}
    errors: dict[str, str] = {}
    for name, run in candidates.items():
        try:
            run()
            started = time.perf_counter()
            run()
            counts[name] = max(1, int(slice_seconds / max(time.perf_counter() - started, 1e-7)))
        except (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
            errors[name] = f"{type(error).__name__}: {error}".splitlines()[0][:80]
    times: dict[str, list[float]] = {name: [] for name in counts}
    for number in range(rounds):
        for name in list(counts) if number % 2 else reversed(list(counts)):
            run, count = candidates[name], counts[name]
            started = time.perf_counter()
            for _ in range(count):
                run()
            times[name].append((time.perf_counter() - started) / count)
    return Timing({name: statistics.median(values) for name, values in times.items()}, errors)


def table(title: str, rows: dict[str, Timing], engines: list[str], base: str) -> str:
    """The rows as text: microseconds of each engine, and minigrad's ratio to the base."""
    width = max([len(name) for name in rows] + [len(title)])
    lines = ["", title.ljust(width) + "".join(f"{e:>14s}" for e in engines) + f"{'ratio':>8s}"]
    for name, timing in rows.items():
        cells = "".join(
            f"{timing.seconds[e] * 1e6:11.1f} us" if e in timing.seconds else f"{'-':>14s}" for e in engines
        )
        ratio = timing.ratio("minigrad", base)
        lines.append(name.ljust(width) + cells + (f"{ratio:8.2f}" if ratio is not None else f"{'-':>8s}"))
    return "\n".join(lines)
