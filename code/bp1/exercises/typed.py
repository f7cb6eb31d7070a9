"""What people type, read as numbers: the Python twin of widgets/numbers.js, held equal to it in a real browser."""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

LONGEST = 200  # characters of an answer that is worth reading
NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE | re.ASCII)
# What JavaScript's trim takes away; Python's strip takes a few others.
SPACE = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def read_number(text: str) -> float | None:
    """Return the number that the text says, be it 0.5, .5, 0,5, 5e-1, 1/2 or 50 %; None for anything else."""
    plain, whole = text.strip(SPACE).replace("−", "-"), 1
    if plain.endswith("%"):
        plain, whole = plain[:-1].strip(SPACE), 100
    parts = [read_plain(part.strip(SPACE)) for part in plain.split("/")]
    if len(parts) > 2 or None in parts:
        return None
    numerator, denominator = (*parts, 1.0)[:2]
    value = numerator / (denominator * whole) if denominator else math.nan
    return value if math.isfinite(value) else None


def read_plain(text: str) -> float | None:
    """Return the decimal number, infinite where floats cannot hold it; None for anything else."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def read_answer(answer: Any, count: int) -> list[float] | None:
    """Return that many numbers; None where the answer is anything else.

    answer: a number; a text with a semicolon between its numbers; or a list, tuple or array of such, to any depth.
    """
    try:
        found = [number for number, _ in zip(numbers_in(answer), range(count + 1), strict=False)]
    except (ValueError, OverflowError, RecursionError):  # NaN as a Decimal, 10**400, a list that holds itself
        return None
    good = len(found) == count and all(x is not None and math.isfinite(x) for x in found)
    return found if good else None


def numbers_in(answer: Any) -> Iterator[float | None]:
    """Yield the numbers of the answer one after the other, None for what is no number."""
    if isinstance(answer, str):
        yield from map(read_number, answer.split(";")) if len(answer) <= LONGEST else [None]
    elif isinstance(answer, np.ndarray):
        yield from numbers_in(answer.tolist())
    elif isinstance(answer, list | tuple):
        for part in answer:
            yield from numbers_in(part)
    else:
        yield float(answer) if isinstance(answer, Real | Decimal | np.bool_) else None
