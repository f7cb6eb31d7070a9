"""The exercises that know which mistake was made: `exercise("softmax-j12").check(-0.16)`.

To add one, add a block to the list of one file of this folder, and mention it in its chapter.
"""

from collections.abc import Iterable
from itertools import chain

from bp1.exercises.deltas import DELTA_EXERCISES
from bp1.exercises.first import FIRST_EXERCISES
from bp1.exercises.functions import FUNCTION_EXERCISES
from bp1.exercises.jacobians import JACOBIAN_EXERCISES
from bp1.exercises.measuring import MEASURING_EXERCISES
from bp1.exercises.museum import MUSEUM_EXERCISES
from bp1.exercises.networks import NETWORK_EXERCISES
from bp1.exercises.proofs import PROOF_EXERCISES
from bp1.exercises.record import Exercise
from bp1.exercises.zoo import ZOO_EXERCISES
from bp1.mistakes import CHAPTERS

__all__ = ["EXERCISES", "exercise"]


def registry(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Return the exercises by their ids; raise ValueError where two have one."""
    found: dict[str, Exercise] = {}
    for one in exercises:
        if one.id in found:
            raise ValueError(f"two exercises have the id {one.id!r}")
        found[one.id] = one
    return found


LISTS = [
    FIRST_EXERCISES, PROOF_EXERCISES, NETWORK_EXERCISES, JACOBIAN_EXERCISES, DELTA_EXERCISES, MEASURING_EXERCISES,
    ZOO_EXERCISES, MUSEUM_EXERCISES, FUNCTION_EXERCISES,
]  # fmt: skip
EXERCISES = registry(sorted(chain(*LISTS), key=lambda one: CHAPTERS.index(one.chapter)))


def exercise(id: str) -> Exercise:
    """Return the exercise of that id; raise ValueError that names those there are."""
    if id not in EXERCISES:
        raise ValueError(f"there is no exercise {id!r}; there are {', '.join(EXERCISES)}")
    return EXERCISES[id]
