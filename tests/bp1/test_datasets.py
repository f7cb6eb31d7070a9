"""The digits are those of the UCI repository, and a file that is missing or damaged is never read in part."""

import re
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bp1.datasets import DATA, blobs, digits, verified

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path):
    """Return a folder with a copy of the digits and of the checksums."""
    for name in ("digits.csv.gz", "SHA256SUMS"):
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


def test_the_digits_are_those_of_the_uci_repository():
    x, label = digits()
    assert x.shape == (1797, 64) and label.shape == (1797,)
    assert_array_equal(np.unique(x), np.arange(17) / 16)
    # How many there are of each class, from the repository's own description of its test set.
    assert np.bincount(label).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_origin_and_licence_lie_beside_the_digits():
    text = (DATA / "digits.txt").read_text("utf8")
    assert "UCI Machine Learning Repository" in text and "10.24432/C50P49" in text
    assert "Creative Commons Attribution 4.0" in text


DAMAGE = {
    "one-bit": lambda content: content[:999] + bytes([content[999] ^ 1]) + content[1000:],
    "cut-short": lambda content: content[:-1],
    "empty": lambda content: b"",
    "longer": lambda content: content + b"\n",
    "another-file": lambda content: b"0," * 64 + b"3\n",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_refused_in_one_line(copy, damage):
    file = copy / "digits.csv.gz"
    file.write_bytes(damage(file.read_bytes()))
    message = f"^{re.escape(str(file))}: this data file is damaged: its SHA-256 is \\w{{64}}, SHA256SUMS expects 09f6"
    with pytest.raises(ValueError, match=message) as raised:
        digits(copy)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(copy):
    (copy / "digits.csv.gz").unlink()
    with pytest.raises(FileNotFoundError, match=r"^[^\n]*digits\.csv\.gz: this data file is missing; get it [^\n]*$"):
        digits(copy)


@pytest.mark.parametrize("sums", ["", "0" * 64 + "  other.csv\n", "what?\n"], ids=["empty", "another", "no-sums"])
def test_a_file_without_a_checksum_is_refused(copy, sums):
    (copy / "SHA256SUMS").write_text(sums, "utf8")
    with pytest.raises(ValueError, match=r"^[^\n]*digits\.csv\.gz: [^\n]* SHA256SUMS expects no such file$"):
        digits(copy)


def test_without_any_checksums_nothing_is_read(copy):
    (copy / "SHA256SUMS").unlink()
    with pytest.raises(FileNotFoundError, match=r"^[^\n]*SHA256SUMS: this data file is missing; [^\n]*$"):
        verified("digits.csv.gz", copy)


def test_every_data_file_is_part_of_the_package():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    patterns = config["tool"]["setuptools"]["package-data"]["bp1"]
    packaged = {path for pattern in patterns for path in DATA.parent.glob(pattern)}
    assert set(DATA.iterdir()) <= packaged


def test_blobs_are_three_clouds_around_the_corners_of_a_triangle():
    x, label = blobs(0, 3000)
    assert x.shape == (3000, 2) and np.bincount(label).tolist() == [1000] * 3
    for corner in range(3):
        cloud = x[label == corner]
        angle = 2 * np.pi * corner / 3
        assert np.abs(cloud.mean(axis=0) - [np.cos(angle), np.sin(angle)]).max() < 0.04
        assert np.abs(cloud.std(axis=0) - 0.35).max() < 0.03


def test_a_seed_or_a_generator_repeats_the_blobs_and_another_does_not():
    assert_array_equal(blobs(7)[0], blobs(np.random.default_rng(7))[0])
    assert (blobs(7)[0] != blobs(8)[0]).any()
