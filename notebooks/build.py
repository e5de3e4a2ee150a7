"""Builds the notebooks: `python -m notebooks.build [names]`, from the repository's root.

The source of a notebook is a script beside this file, `01_perceptron.py` for one, in the percent format: `# %%` begins
a cell of code, `# %% [markdown]` one of text.  Building runs all cells in a fresh kernel and writes them with what they
print and draw to an `.ipynb` of the same name.  The same sources give the same notebook.  A script is also an ordinary
program, which is how the tests run it.  Needs the extra `notebooks`.  Start reading at `build`.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["FOLDER", "build", "main", "read", "sources"]

FOLDER = Path(__file__).resolve().parent
LARGEST = 500_000  # bytes of a notebook: it is kept in the repository
SECONDS = 300  # for one cell

_FIGURES = ["--InlineBackend.figure_formats=png", "--InlineBackend.print_figure_kwargs={'dpi': 84}"]
_QUIET = ["--IPKernelApp.log_level=ERROR"]


def sources(names: list[str] | None = None) -> list[Path]:
    """The scripts of the notebooks in order, or those that `names` begin: "01", "01_perceptron" or "01_perceptron.py".

    FileNotFoundError for a name that no script has.
    """
    scripts = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
    if not names:
        return scripts
    chosen = []
    for name in names:
        found = [script for script in scripts if script.stem.startswith(Path(name).name.removesuffix(".py"))]
        if not found:
            raise FileNotFoundError(f"no notebook is called {name!r}; there are {[s.stem for s in scripts]}")
        chosen += found
    return chosen


def read(source: Path) -> NotebookNode:
    """The notebook that a script is, without outputs; the names of its cells are their numbers."""
    import jupytext

    notebook = jupytext.read(source, fmt="py:percent")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.clear()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def build(source: Path) -> Path:
    """Runs the cells of a script in a fresh kernel and writes the notebook beside it; returns its path.

    nbclient's CellExecutionError where a cell fails, ValueError where the notebook is larger than it may be; the
    notebook of before stays then.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = read(source)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER.parent)}},
        record_timing=False,
        extra_arguments=_FIGURES + _QUIET,
    )
    client.execute(env=_environment())
    notebook.metadata["language_info"] = {"name": "python"}  # the kernel adds the version of Python that ran
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_steady(output) for output in _joined(cell.outputs)]
    nbformat.validate(notebook)
    text = nbformat.writes(notebook) + "\n"
    if len(text.encode()) > LARGEST:
        raise ValueError(f"{source.stem} is {len(text.encode()):,} bytes; a notebook may have {LARGEST:,}")
    target = source.with_suffix(".ipynb")
    target.write_text(text, encoding="utf-8")
    return target


def _environment() -> dict[str, str]:
    """The kernel's: this checkout is found first, and one thread computes, so that sums round the same everywhere.

    Figures go into the notebook even where the caller's MPLBACKEND draws elsewhere.
    """
    path = os.pathsep.join(filter(None, [str(FOLDER.parent), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def _joined(outputs: list[Any]) -> list[Any]:
    """Prints that came in several messages as one, however the kernel happened to cut them."""
    kept: list[Any] = []
    for output in outputs:
        before = kept[-1] if kept else None
        if before is not None and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            kept.append(output)
    return kept


def _steady(output: Any) -> Any:
    """An output without what says nothing: of a picture, the text `<Figure size 640x480 with 1 Axes>`."""
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data):
        data.pop("text/plain", None)
    if "image/png" in data:
        data["image/png"] = _small(data["image/png"])
    return output


def _small(png: str) -> str:
    """The same picture in at most 256 colours, half the size, without the name of the program that drew it.

    The colours are chosen to cover all that occur: choosing by frequency would turn small marks grey.
    """
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    written = io.BytesIO()
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode()


def main(arguments: list[str] | None = None) -> int:
    """Builds the notebooks named, or all; the exit status is 2 for a name that is not there."""
    parser = argparse.ArgumentParser(prog="python -m notebooks.build", description="Run notebooks and write .ipynb.")
    parser.add_argument("names", nargs="*", help="such as 01 or 01_perceptron (all, if none is given)")
    names = parser.parse_args(arguments).names
    try:
        chosen = sources(names)
    except FileNotFoundError as error:
        print(f"python -m notebooks.build: {error}", file=sys.stderr)
        return 2
    for source in chosen:
        start = time.perf_counter()
        built = build(source)
        print(f"{built.name:32} {built.stat().st_size / 1000:6.0f} kB  {time.perf_counter() - start:5.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
