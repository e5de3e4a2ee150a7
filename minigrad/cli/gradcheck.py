"""`minigrad gradcheck`: a table of every op's gradients against finite differences, to first and second order.

The checking is `minigrad.testing`'s; here it is presented. Start with `run`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from minigrad.cli.usage import UsageError, did_you_mean

__all__ = ["Result", "report", "run"]


class Result(Protocol):
    """What `minigrad.testing.check_op` says of an op.

    `first` and `second` are the largest relative errors of the first and the second derivatives over all samples, None
    where there is none to check; `failures` has a line for each sample that failed.
    """

    @property
    def samples(self) -> int: ...
    @property
    def first(self) -> float | None: ...
    @property
    def second(self) -> float | None: ...
    @property
    def seconds(self) -> float: ...
    @property
    def failures(self) -> Sequence[str]: ...


def run(ops: Sequence[str] = ()) -> int:
    """Checks the named ops, by default all that have gradients; the exit status is 1 if one fails."""
    from minigrad.testing import check_op, differentiable_ops

    return report(chosen(ops, differentiable_ops()), check_op)


def chosen(ops: Sequence[str], known: Collection[str]) -> list[str]:
    """The named ops, each once, or all that are known; a `UsageError` for one that is not."""
    for name in ops:
        if name not in known:
            raise UsageError(f"no differentiable op is called {name!r}{did_you_mean(name, known)}")
    return list(dict.fromkeys(ops)) or sorted(known)


def report(ops: Sequence[str], check: Callable[[str], Result]) -> int:
    """Prints a row for each op as it is checked, then what failed, then the totals; returns 1 if one failed."""
    width = max(map(len, [*ops, "op"]))
    print(f"{'op':<{width}}  {'samples':>7}  {'1st order':>9}  {'2nd order':>9}  {'time':>8}")
    results: dict[str, Result] = {}
    for name in ops:
        result = results[name] = check(name)
        first, second = (result.first, result.second) if result.samples else (None, None)
        print(
            f"{name:<{width}}  {result.samples:>7,}  {shown(first):>9}  {shown(second):>9}  "
            f"{1e3 * result.seconds:>5,.0f} ms{'  FAILED' if failures(result) else ''}",
            flush=True,
        )

    failed = [name for name, result in results.items() if failures(result)]
    for name in failed:
        for failure in failures(results[name]):
            print(f"\n{name}: {failure}")

    samples = sum(result.samples for result in results.values())
    seconds = sum(result.seconds for result in results.values())
    print(f"\n{counted(len(results), 'op')}, {counted(samples, 'sample')} in {seconds:.1f} s")
    for order in ("first", "second"):
        errors = {name: getattr(result, order) for name, result in results.items()}
        if worst := largest(errors.items()):
            print(f"largest relative error at {order} order: {shown(errors[worst])} ({worst})")
    if failed:
        print(f"{counted(len(failed), 'op')} failed: {', '.join(failed)}")
        return 1
    print("all gradients are right")
    return 0


def failures(result: Result) -> Sequence[str]:
    """What went wrong with an op; to have checked nothing is wrong too."""
    return result.failures if result.samples else ["it has no samples: nothing was checked"]


def shown(error: float | None) -> str:
    """An error with two digits; a dash where there was nothing to check."""
    return "-" if error is None else f"{error:.1e}"


def counted(number: int, thing: str) -> str:
    """A number with its noun: 1 op, 2 ops."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def largest(errors: Iterable[tuple[str, float | None]]) -> str | None:
    """The name with the largest error, where NaN is larger than any number; None where there is no error at all."""
    ranked = [(math.isnan(error), error, name) for name, error in errors if error is not None]
    return max(ranked)[-1] if ranked else None
