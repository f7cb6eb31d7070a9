"""An exercise as a widget: fields, a check that names the mistake, and the ladder from there to the solution."""

import html

import numpy as np
import traitlets

from bp1.exercises import EXERCISES, exercise
from bp1.exercises.judging import unknown, unreadable
from bp1.exercises.record import Exercise as Record
from bp1.exercises.replies import Outcome, Reply, as_html
from bp1.exercises.typed import LONGEST
from bp1.widgets.base import BookWidget

FIRST = "softmax-delta"  # what Exercise() shows


class Exercise(BookWidget):
    """An exercise of the book: Exercise("softmax-delta").

    answer: what was checked last, numbers with semicolons between them; "" before the first check.
    misses: how many answers were wrong so far; the second earns a hint, the third the solution.
    material: what the face shows and compares with, made from the exercise of that id.
    """

    answer = traitlets.Unicode("").tag(sync=True)
    misses = traitlets.Int(0, min=0).tag(sync=True)
    material = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, id: str = FIRST, **traits):
        super().__init__(**traits)
        self.exercise = exercise(id)
        self.set_trait("material", material(self.exercise))

    @property
    def embed(self) -> str:
        """Return the name of the page that shows this exercise alone."""
        return f"exercise-{self.exercise.id}"

    @classmethod
    def embedded(cls) -> list["Exercise"]:
        """Return every exercise: each has a page of its own."""
        return [cls(id) for id in EXERCISES]

    def snapshot(self) -> str:
        """Return the question, with hint and solution to unfold."""
        one = self.exercise
        steps = "".join(f"<p>{as_html(line)}</p>" for line in one.solution)
        return (
            f'<div class="bp1-exercise-still {one.kind}"><p>{as_html(one.question)}</p>{fields(one)}'
            f"<details><summary>Hint</summary><p>{as_html(one.hint)}</p></details>"
            f"<details><summary>Solution</summary>{steps}<pre>{html.escape(one.code)}</pre></details></div>"
        )


def fields(one: Record) -> str:
    """Return what is there to be ordered, as a list; nothing for the other kinds."""
    if one.kind != "order":
        return ""
    return f"<ol>{''.join(f'<li>{as_html(one.labels[i])}</li>' for i in one.shuffled)}</ol>"


def material(one: Record) -> dict:
    """Return all that a face needs to show the exercise and to reply as `check` does, as plain values."""
    same = ["id", "kind", "question", "hint", "code", "tolerance", "count"]
    return {name: getattr(one, name) for name in same} | {
        "labels": list(one.labels),
        "columns": list(one.columns),
        "solution": list(one.solution),
        "shuffled": one.shuffled,
        "longest": LONGEST,
        "outcomes": [outcome_data(one, outcome) for outcome in one.outcomes],
        "unknown": reply_data(unknown()),
        "unreadable": reply_data(unreadable(one)),
        "chapter": [other.id for other in EXERCISES.values()
                    if other.chapter == one.chapter and other.kind != "function"],
    }  # fmt: skip


def outcome_data(one: Record, outcome: Outcome) -> dict:
    """Return the outcome's reply and, if it is numbers, these, exact and rounded to one decimal fewer."""
    reply = reply_data(Reply(outcome is one.outcomes[0], outcome.heading, outcome.sentence, outcome.read))
    if one.kind not in ("numbers", "cells"):
        return reply
    rounded = np.round(outcome.numbers, one.decimals - 1)
    return reply | {"value": outcome.numbers.tolist(), "rounded": rounded.tolist()}


def reply_data(reply: Reply) -> dict:
    """Return a reply as plain values, and what the link to its page says."""
    page, _, section = reply.read.partition("#")
    said = page.rpartition("/")[2].replace("-", " ").capitalize()
    return {"right": reply.right, "heading": reply.heading, "sentence": reply.sentence,
            "href": reply.read and f"{page}.html" + (f"#{section}" if section else ""), "page": said}  # fmt: skip
