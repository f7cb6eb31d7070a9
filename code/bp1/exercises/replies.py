"""What a reader may come to, and what an answer is told."""

import html
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from bp1.mistakes import MISTAKES
from bp1.vectors import Array

HEADINGS = {"(38) for (37)": "That is (38)."}  # by the name of the mistake; the others say their names


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a reader may come to, right or wrong, and what it is answered with.

    value: numbers; for an exercise that asks for a function, the function.  heading: in few words.
    sentence: what was done, and why it is right or wrong.  read: page and section of the book.
    """

    value: Any
    heading: str
    sentence: str
    read: str = ""

    @property
    def numbers(self) -> Array:
        """Return the value's numbers in a row, shape (count,)."""
        return np.ravel(self.value).astype(float)


@dataclass(frozen=True)
class Reply:
    """What an answer is told; print it.  right: None where the answer could not be read."""

    right: bool | None
    heading: str
    sentence: str
    read: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.heading, self.sentence, self.read and f"Read {self.read}.") if part)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        read = f" <small>Read {html.escape(self.read)}.</small>" if self.read else ""
        return f"<p><b>{as_html(self.heading)}</b> {as_html(self.sentence)}{read}</p>"


def as_html(text: str) -> str:
    """Return plain text as HTML, with the j of z_j and of dz_j as an index."""
    return re.sub(r"\b(d?\w)_(\w+|\([^)]*\))", r"\1<sub>\2</sub>", html.escape(text))


def right(value: Any, sentence: str, read: str = "") -> Outcome:
    """Return the right outcome."""
    return Outcome(value, "Right.", sentence, read)


def known(name: str, value: Any, more: str = "") -> Outcome:
    """Return the outcome of one of the known MISTAKES, with a sentence more on why it is wrong here."""
    mistake = MISTAKES[name]
    heading = HEADINGS.get(name, f"That is a known mistake: {name}.")
    return Outcome(value, heading, f"{mistake.sentence} {more}".strip(), mistake.read)
