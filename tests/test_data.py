"""The digits that minigrad ships: the numbers themselves, their size, and whose they are."""

import hashlib
from pathlib import Path

import numpy as np

import minigrad.data
from minigrad.data import load_digits

SOURCE = "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"
"""SHA-256 of sklearn/datasets/data/digits.csv.gz with its numbers as bytes: a row a digit, 64 pixels and the label."""

FOLDER = Path(minigrad.data.__file__).parent


def test_shapes_dtypes_and_ranges():
    images, labels = load_digits()
    assert images.shape == (1797, 8, 8)
    assert images.dtype == np.uint8
    assert (images.min(), images.max()) == (0, 16)
    assert labels.shape == (1797,)
    assert labels.dtype == np.int64
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_they_are_the_digits_of_the_source():
    images, labels = load_digits()
    rows = np.concatenate([images.reshape(1797, 64), labels[:, None].astype(np.uint8)], axis=1)
    assert hashlib.sha256(rows.tobytes()).hexdigest() == SOURCE


def test_each_call_gives_arrays_of_its_own():
    images, labels = load_digits()
    images[:] = 0
    labels[:] = 0
    again = load_digits()
    assert again[0].any()
    assert again[1].any()


def test_small_and_attributed():
    assert (FOLDER / "digits.npz").stat().st_size < 100_000
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for required in ("E. Alpaydin", "C. Kaynak", "UCI Machine Learning Repository", "CC BY 4.0", "scikit-learn"):
        assert required in text
