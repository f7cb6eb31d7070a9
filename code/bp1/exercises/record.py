"""What an exercise is: a question, what a reader may come to, and the way up when it was not the answer."""

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from bp1.exercises.judging import JUDGES
from bp1.exercises.replies import Outcome, Reply


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise of the book.  All texts are plain text, and count from 1.

    kind: "numbers", "cells" (of a matrix), "order" (of lines) or "function".  chapter: the page that ends with it.
    labels: what stands before each field; of cells, before each row; of an order, its lines in the right order; of a
    function, its signature.  columns: of cells, what stands above each column.
    outcomes: the right one first, then the mistakes, their values computed from the wrong formulas; of an order, one
    mistake for each line but the last: that a later line came first.
    decimals: to so many the answer is asked for; one fewer will do, if it is rounded right.
    solution: the derivation, a line each.  cell: code that works the answer out and names it `answer`.
    cases, edges: of a function, the arguments that it is tried on; edges once it is right on all cases.
    """

    id: str
    kind: str
    chapter: str
    question: str
    labels: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    hint: str
    solution: tuple[str, ...]
    cell: str
    columns: tuple[str, ...] = ("",)
    decimals: int = 3
    cases: tuple[tuple, ...] = ()
    edges: tuple[tuple, ...] = ()

    @property
    def count(self) -> int:
        """Return how many numbers an answer has."""
        return len(self.labels) * len(self.columns)

    @property
    def tolerance(self) -> float:
        """Return how far a number may be from an outcome's and still be taken for it."""
        return 10.0**-self.decimals

    @property
    def shuffled(self) -> list[int]:
        """Return in which order the lines are shown: the same each time, and not the right one."""
        rng, order = np.random.default_rng(zlib.crc32(self.id.encode())), np.arange(len(self.labels))
        while len(order) > 1 and (order == np.arange(len(order))).all():
            order = rng.permutation(order)
        return order.tolist()

    @property
    def code(self) -> str:
        """Return the cell that works the answer out and asserts it."""
        check = f'exercise("{self.id}").check(answer)'
        return f"from bp1.exercises import exercise\n{self.cell.strip()}\nassert {check}.right, {check}"

    def check(self, answer: Any) -> Reply:
        """Return the Reply to an answer: what the page says to it."""
        return JUDGES[self.kind](self, answer)

    def __str__(self) -> str:
        return f'{self.question}\nexercise("{self.id}").check(...) says which mistake was made.'

    __repr__ = __str__
