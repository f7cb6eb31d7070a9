"""numbers.js, the one reader of typed numbers, reads each spelling as Python's exact arithmetic does."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

GOOD = {
    "0": 0, "-0.5": -0.5, "+3": 3, "0,5": 0.5, ".5": 0.5, ",5": 0.5, "5.": 5, "1/2": 0.5, "-1/3": -1 / 3, "1 / 4": 0.25,
    "0,5/2": 0.25, "5e-1": 0.5, "5E+2": 500, "1,5e3": 1500, "−2": -2, "1e−3": 0.001, "50 %": 0.5, "57%": 0.57,
    "29 %": 0.29, "  7\t": 7, "007": 7, "1e-400": 0, "1/3 %": 1 / 300, "-1/-2": 0.5,
}  # fmt: skip
BAD = ["", " ", "abc", "1e999", "-1e999", "1/0", "0/0", "1/2/3", "--1", "+-1", "1 2", "1e", "e5", ".", ",", "-", "%",
       "5%%", "1.5.2", "1,000.5", "0x10", "1_000", "Infinity", "NaN", "null", "½", "٣", "1/", "/2"]  # fmt: skip
VECTORS = {
    "1 2 3": [1, 2, 3], "1;2;3": [1, 2, 3], "1; 2 ;3": [1, 2, 3], "0,5 0,5": [0.5, 0.5], "[1 0]": [1, 0],
    "(1, 2, 3)": [1, 2, 3], " 1/2\n−1 ": [0.5, -1], "7": [7],
    "": None, "1,2,3": None, "1;;2": None, ";1": None, "1 x": None, "1 1e999": None, "[]": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def numbers_js(import_js):
    """Return a function that evaluates JavaScript with numbers.js imported as m."""
    return import_js("numbers.js")


def read(numbers_js, texts):
    """Return what the reader makes of each text."""
    found = numbers_js("(texts) => texts.map(m.readNumber)", list(texts))
    return [None if x is None else float(x) for x in found]


def test_spellings_that_are_numbers(numbers_js):
    assert dict(zip(GOOD, read(numbers_js, GOOD), strict=True)) == GOOD


def test_spellings_that_are_not(numbers_js):
    assert dict(zip(BAD, read(numbers_js, BAD), strict=True)) == dict.fromkeys(BAD)


def test_vectors(numbers_js):
    found = numbers_js("(texts) => texts.map(m.readVector)", list(VECTORS))
    assert dict(zip(VECTORS, found, strict=True)) == VECTORS


def spelling(rng) -> tuple[str, Fraction]:
    """Return a random decimal number as somebody may type it, and what it is exactly."""
    digits = "".join(map(str, rng.integers(0, 10, rng.integers(1, 17))))
    point = int(rng.integers(0, len(digits) + 1))
    sign, mark, power = rng.choice(["", "-", "−", "+"]), rng.choice([".", ","]), int(rng.integers(-20, 20))
    body = f"{digits[:point]}{mark}{digits[point:]}" if rng.random() < 0.7 else digits
    text = f"{sign}{body}" + (f"e{power}" if rng.random() < 0.4 else "")
    return text, Fraction(Decimal(text.replace("−", "-").replace(",", ".")))


def test_random_decimals_are_read_to_the_last_bit(numbers_js):
    rng = np.random.default_rng(11)
    texts, values = zip(*(spelling(rng) for _ in range(2000)), strict=True)
    assert read(numbers_js, texts) == [float(value) for value in values]
    assert read(numbers_js, [f" {text} " for text in texts]) == [float(value) for value in values]


def test_random_fractions_and_per_cents_are_rounded_once_for_each_part(numbers_js):
    rng = np.random.default_rng(12)
    pairs = [(spelling(rng), spelling(rng)) for _ in range(1000)]
    pairs = [(above, below) for above, below in pairs if below[1] != 0]
    fractions = read(numbers_js, [f"{above[0]}/{below[0]}" for above, below in pairs])
    shares = read(numbers_js, [f"{above[0]} %" for above, _ in pairs])
    for (above, below), fraction, share in zip(pairs, fractions, shares, strict=True):
        assert fraction == pytest.approx(float(above[1] / below[1]), rel=1e-15, abs=0), (above, below)
        assert share == float(Fraction(float(above[1])) / 100), above
