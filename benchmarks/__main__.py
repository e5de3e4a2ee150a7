"""`python -m benchmarks [--only WORD ...] [--rounds N] [--json FILE]`: prints the tables and writes the JSON."""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # before NumPy is imported
    os.environ.setdefault(_name, "1")

import argparse  # noqa: E402
import importlib  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import math  # noqa: E402
import sys  # noqa: E402

from . import gradcheck, ops, resources, steps  # noqa: E402
from .timing import Timing, measure, table  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="words of which a workload's name must have one")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", default="benchmarks.json", help="where the figures go")
    options = parser.parse_args()
    engines = {"minigrad": importlib.import_module("minigrad")}
    if importlib.util.find_spec("torch") is not None:
        engines["torch"] = importlib.import_module("torch")
        engines["torch"].set_num_threads(1)
    else:
        print("torch is not installed: no ratios (pip install torch==2.13.0)", file=sys.stderr)
    results: dict[str, dict[str, Timing]] = {}

    def wanted(name: str) -> bool:
        return not options.only or any(word.lower() in name.lower() for word in options.only)

    for title, cases in (("op, forward and backward", ops.CASES), ("step", steps.CASES)):
        rows: dict[str, Timing] = {}
        for name, make in cases.items():
            if wanted(name):
                candidates = {engine: make(module) for engine, module in engines.items()}
                rows[name] = measure(candidates, options.rounds)
        if rows:
            results[title] = rows
            print(table(title, rows, list(engines), "torch"))
            ratios = [r for r in (t.ratio("minigrad") for t in rows.values()) if r is not None]
            if ratios:
                print(f"geometric mean ratio {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}")
    peers(results, wanted, options.rounds)
    results |= gradcheck.run(engines["minigrad"], engines.get("torch"), options.rounds, wanted)
    figures = {
        title: {name: {"seconds": t.seconds, "errors": t.errors} for name, t in rows.items()} for title,
        rows in results.items()
    }
    if not options.only:
        figures["resources"] = resource_table(list(engines))
    with open(options.json, "w") as file:
        json.dump(figures, file, indent=1)
    print(f"\nfigures written to {options.json}")
    return 0


def peers(results: dict[str, dict[str, Timing]], wanted, rounds: int) -> None:  # type: ignore[no-untyped-def]
    """The scalar engine beside micrograd, and a network beside HIPS autograd and mygrad, where they are installed."""
    from minigrad.scalar import Value

    if importlib.util.find_spec("micrograd") is not None and wanted("micrograd scalar chain"):
        from micrograd.engine import Value as Theirs

        rows = {"scalar chain of 200 ops": measure(
            {"minigrad": steps.micrograd_chain(Value), "micrograd": steps.micrograd_chain(Theirs)},
            rounds)}  # fmt: skip
        results["minigrad.scalar.Value"] = rows
        print(table("minigrad.scalar.Value", rows, ["minigrad", "micrograd"], "micrograd"))
    for engine in ("autograd", "mygrad"):
        run = steps.autograd_mlp(engine)
        if run is not None and wanted(engine):
            ours = steps.mlp(32, (2, 16, 16, 1), "SGD")(importlib.import_module("minigrad"))
            rows = {"MLP 2-16-16-1 batch 32": measure({"minigrad": ours, engine: run}, rounds)}
            results[engine] = rows
            print(table(f"beside {engine}", rows, ["minigrad", engine], engine))


def resource_table(engines: list[str]) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    print(f"\n{'':12s}{'import':>12s}{'peak memory of a small training':>36s}")
    for module in ("numpy", *engines):
        found[module] = {
            "import_ms": resources.import_milliseconds(module),
            "peak_mb": None if module == "numpy" else resources.peak_megabytes(module),
        }
        ms, mb = found[module]["import_ms"], found[module]["peak_mb"]
        print(f"{module:12s}{f'{ms:.0f} ms' if ms else '-':>12s}{f'{mb:.0f} MB' if mb else '-':>36s}")
    return found


if __name__ == "__main__":
    sys.exit(main())
