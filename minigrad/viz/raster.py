"""Raster: SVG text -> PNG or PDF, by a converter that is there.

Lives here: `convert`.  May import the standard library, and cairosvg inside a function.
"""

from __future__ import annotations

import re
import shutil
import subprocess

MAX_PIXELS = 16_000.0
"""Of a PNG's longer side; cairo stops at 32,767."""

ZOOM = 2.0

NEEDS_CONVERTER = (
    "drawing {format} needs a converter, and none of rsvg-convert (Debian: librsvg2-bin), the package cairosvg and "
    "inkscape was found; nor was Graphviz: pip install 'minigrad-autograd[dot]' brings it along; "
    ".svg needs none of them"
)


def convert(svg: str, format: str) -> bytes | None:
    """`svg` as the bytes of a 'png' or 'pdf' file; None where no converter is there.

    Tried in this order: the program rsvg-convert, the package cairosvg, the program inkscape.  RuntimeError where a
    converter fails.
    """
    zoom = _zoom(svg) if format == "png" else 1.0
    program = shutil.which("rsvg-convert")
    if program is not None:
        return _run([program, "--unlimited", "-f", format, "-z", f"{zoom:g}"], svg)
    try:
        import cairosvg  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except (ImportError, OSError):  # OSError: the package is there, the library cairo is not
        pass
    else:
        picture: bytes = (cairosvg.svg2png if format == "png" else cairosvg.svg2pdf)(svg.encode(), scale=zoom)
        return picture
    program = shutil.which("inkscape")
    if program is not None:
        return _run([program, "--pipe", f"--export-type={format}", "-o", "-", f"--export-dpi={96 * zoom:g}"], svg)
    return None


def _zoom(svg: str) -> float:
    """Twice the size for sharp text, less where the picture would be too large for the converter."""
    width, height = (float(side) for side in re.findall(r'(?:width|height)="([0-9.]+)"', svg)[:2])
    return min(ZOOM, MAX_PIXELS / max(width, height))


def _run(command: list[str], svg: str) -> bytes:
    done = subprocess.run(command, input=svg.encode(), capture_output=True, check=False)
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"the program {command[0]} could not convert the drawing: {said}")
    return done.stdout
