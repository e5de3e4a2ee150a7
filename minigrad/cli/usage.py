"""What the commands share: a bad argument is one clear line and exit status 2.

Imports the standard library only. A command raises `UsageError`; `minigrad.cli.main` prints it.
"""

from __future__ import annotations

import argparse
import difflib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

__all__ = ["Parser", "UsageError", "did_you_mean", "open_hint", "positive", "seed", "writable_folder"]


class UsageError(Exception):
    """The caller asked for something that cannot be done; its text is the one line that says what and why."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` where argparse prints its usage and exits."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def positive(text: str) -> int:
    """A whole number of at least 1, as an argument."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text!r}")
    return number


def seed(text: str) -> int:
    """What `manual_seed` takes: a whole number of 64 bits, as an argument."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**64:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to 2**64 - 1, got {text!r}")
    return number


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The names closest to a misspelt one, as the end of a message; empty where none is close."""
    close = difflib.get_close_matches(name, names)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def writable_folder(folder: Path) -> Path:
    """The folder, made with its parents where it is missing, in which a file was created to see that one can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"cannot write into the folder {folder}: {error.strerror or error}") from error
    return folder


def open_hint(picture: Path) -> str:
    """How to look at a picture, on every system that has a browser."""
    return f"open in a browser, as with: python -m webbrowser {picture.resolve().as_uri()}"
