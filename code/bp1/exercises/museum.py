"""Exercises on convicting somebody else's bug."""

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.delta import delta_diagonal_only
from bp1.exercises.deltas import HERE, SETUP, Y, Z
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import MUSEUM

TWICE, WITNESSES = f"{MUSEUM}#softmax-twice", f"{MUSEUM}#the-witnesses"

E, N = np.e, 10
BY_38 = delta_diagonal_only(ACTIVATIONS["softmax"], COSTS["quadratic"], Z, Y)

MUSEUM_EXERCISES = [
    Exercise(
        "softmax-ceiling", "numbers", MUSEUM,
        "A program with 10 outputs applies softmax twice. Which number does its largest output come near to, but never "
        "reach, however sure the network is? To three decimals.",
        ("ceiling:",),
        (
            right(E / (E + N - 1), "The second softmax sees numbers between 0 and 1 only."),
            Outcome(1.0, "That is the ceiling of one softmax.", "The second one reads the first one's outputs, which "
                    "are at most 1.", TWICE),
            Outcome(1 / (E + N - 1), "That is where the others tend to.", "They read 0, the winner reads 1.", TWICE),
            Outcome(E / (E + N), "That counts 11 outputs.", "Beside the winner there are 9.", TWICE),
            Outcome(E / N, "The winner's own e is missing below.", "The sum is e + 9 · e⁰.", TWICE),
            Outcome(1 / N, "That is all outputs equal.", "The winner still reads 1 where the others read 0.", TWICE),
        ),
        "The first softmax tends to (1, 0, …, 0). Put that into the second.",
        ("The first softmax gives at most 1, and then 0 for the other nine.",
         "The second makes e¹ / (e¹ + 9 e⁰) = e / (e + 9) of it."),
        "import numpy as np\nfirst = np.eye(10)[0]\nanswer = np.exp(first[0]) / np.exp(first).sum()",
    ),
    Exercise(
        "zero-sum", "numbers", MUSEUM,
        f"Softmax with the quadratic cost, {HERE}. Somebody's program uses (38). What does the zero-sum witness see: "
        f"what is "
        "the sum of its three δ_j, to three decimals?",
        ("δ₁ + δ₂ + δ₃ =",),
        (
            right(BY_38.sum(), "It is not 0, and that convicts."),
            Outcome(0.0, "That is the sum of (37).", "(38) leaves out the terms that make the sum 0.", WITNESSES),
            Outcome(-BY_38.sum(), "The sign is turned.", "It has y − a where a − y belongs.", WITNESSES),
            Outcome(np.abs(BY_38).sum(), "Those are the sizes, added up.", "δ₂ is negative.", WITNESSES),
            Outcome(BY_38.mean(), "That is the mean.", "The sum is asked for.", WITNESSES),
        ),
        "(38) is (a_j − y_j) a_j (1 − a_j).",
        ("(38) is (0.1300, −0.0922, 0.0070).", "The sum is 0.0449, where (37) sums to 0."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nby_38 = (a - y) * a * (1 - a)\nanswer = by_38.sum()",
    ),
]  # fmt: skip
