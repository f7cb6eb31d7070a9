"""From an answer to its reply, for each kind of exercise."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from bp1.exercises.replies import Outcome, Reply
from bp1.exercises.trial import tried
from bp1.exercises.typed import read_answer

if TYPE_CHECKING:
    from bp1.exercises.record import Exercise

WAYS = "0.25, 0,25, 1/4, 25 % or 2.5e-1"


def expected(exercise: "Exercise") -> str:
    """Return what an answer must look like, as a sentence."""
    n, m = len(exercise.labels), len(exercise.columns)
    return {
        "numbers": f"Type a number, such as {WAYS}." if n == 1 else f"Type {n} numbers, each such as {WAYS}.",
        "cells": f"Choose cells; in Python, give {n} rows of {m} numbers: 1 for a cell that you choose, 0 for others.",
        "order": f"Give the numbers of the {n} lines in your order, each once.",
        "function": f"Give a function {exercise.labels[0]}.",
    }[exercise.kind]


def unreadable(exercise: "Exercise") -> Reply:
    """Return the reply to what is no answer: what an answer looks like."""
    return Reply(None, "This cannot be checked.", expected(exercise))


def unknown() -> Reply:
    """Return the reply to an answer that is wrong in a way of its own."""
    return Reply(False, "Not right.", "It is none of the mistakes that this exercise knows, either.")


def said(exercise: "Exercise", outcome: Outcome | None) -> Reply:
    """Return the reply to the outcome that an answer is; None: to no outcome that the exercise knows."""
    if outcome is None:
        return unknown()
    return Reply(outcome is exercise.outcomes[0], outcome.heading, outcome.sentence, outcome.read)


def is_it(found: list[float], outcome: Outcome, decimals: int) -> bool:
    """Return whether each number is the outcome's, within the tolerance or rounded to one decimal fewer."""
    near = np.abs(found - outcome.numbers) <= 10.0**-decimals
    rounded = np.abs(found - np.round(outcome.numbers, decimals - 1)) <= 1e-9
    return bool((near | rounded).all())


def judge_numbers(exercise: "Exercise", answer: Any) -> Reply:
    """Return the reply to numbers: to the outcome that they are."""
    found = read_answer(answer, exercise.count)
    if found is None:
        return unreadable(exercise)
    return said(exercise, next((o for o in exercise.outcomes if is_it(found, o, exercise.decimals)), None))


def judge_cells(exercise: "Exercise", answer: Any) -> Reply:
    """Return the reply to a choice of cells: numbers, 1 for those chosen and 0 for the others."""
    found = read_answer(answer, exercise.count)
    return judge_numbers(exercise, answer) if found and set(found) <= {0, 1} else unreadable(exercise)


def judge_order(exercise: "Exercise", answer: Any) -> Reply:
    """Return the reply to lines in an order, given by the numbers under which they are shown: the first false step."""
    found = read_answer(answer, exercise.count)
    if found is None or sorted(found) != list(range(1, exercise.count + 1)):
        return unreadable(exercise)
    lines = [exercise.shuffled[int(number) - 1] for number in found]
    first, *mistakes = exercise.outcomes
    wrong = (o for i, o in enumerate(mistakes) if lines.index(i) > lines.index(i + 1))
    return said(exercise, next(wrong, first))


def judge_function(exercise: "Exercise", answer: Any) -> Reply:
    """Return the reply to a function: what it did wrong, or which known function it is on all cases."""
    if not callable(answer):
        return unreadable(exercise)
    truth, fault = exercise.outcomes[0].value, None
    results, fault = tried(answer, truth, exercise.cases)
    if fault:
        return Reply(False, *fault)
    outcome = next((o for o in exercise.outcomes if alike(results, o.value, exercise.cases)), None)
    if outcome is exercise.outcomes[0]:
        results, fault = tried(answer, truth, exercise.edges)
        outcome = outcome if fault or alike(results, truth, exercise.edges) else None
    return Reply(False, *fault) if fault else said(exercise, outcome)


def alike(results: list, f: Callable, cases: tuple[tuple, ...]) -> bool:
    """Return whether f gives these results on all cases."""
    return all(np.allclose(got, f(*case), rtol=1e-6, atol=1e-9) for got, case in zip(results, cases, strict=True))


JUDGES = {"numbers": judge_numbers, "cells": judge_cells, "order": judge_order, "function": judge_function}
