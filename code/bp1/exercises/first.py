"""Exercises of the first page: a sum of shares, and one budget of light."""

import numpy as np

from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, known, right
from bp1.mistakes import INDEX, MISTAKES, ONE_ROUTE, SOFTMAX

K_TIMES, FOUR = f"{INDEX}#is-the-sum-not-k-times-the-same-thing", f"{INDEX}#the-answer-in-four-sentences"
COMMON = f"{SOFTMAX}#what-every-softmax-jacobian-has-in-common"

G, COLUMN = np.array([0.3, -0.9, 0.4]), np.array([0.24, -0.16, -0.08])
SHARES, RISE = G * COLUMN, 0.06
OTHERS = 2  # the lamps besides the one that rises

FIRST_EXERCISES = [
    Exercise(
        "add-the-shares", "numbers", INDEX,
        "Three lamps answer dial 1: a₁ at the rate 0.24, a₂ at −0.16, a₃ at −0.08. The cost rises with them at the "
        "rates 0.3, −0.9 and 0.4, each while the others stand still. Find δ₁ by (37).",
        ("δ₁ =",),
        (
            right(SHARES.sum(), "One share for each lamp, signs and all."),
            known("(38) for (37)", SHARES[0]),
            Outcome(SHARES.size * SHARES.sum(), "That is three times the sum.", MISTAKES["n times delta"].sentence,
                    K_TIMES),
            Outcome(SHARES.size * SHARES[0], "That is three times (38).", "The shares are not alike: each lamp has "
                    "rates of its own.", K_TIMES),
            Outcome(SHARES.mean(), "That is the mean of the shares.", MISTAKES["mean over the outputs"].sentence, FOUR),
            Outcome(np.abs(SHARES).sum(), "The signs are lost.", "A lamp that dims can raise the cost or lower it: a "
                    "share has the sign of its product.", FOUR),
            Outcome(SHARES.max(), "That is the largest share.", "The others count as well.", FOUR),
            Outcome(G.sum() * COLUMN.sum(), "That multiplies two sums.", "First the product for each lamp, then the "
                    "sum.", FOUR),
        ),
        "Multiply the two rates of each lamp. Then add the three products.",
        ("The shares are 0.3 · 0.24 = 0.072, −0.9 · (−0.16) = 0.144 and 0.4 · (−0.08) = −0.032.",
         "Their sum is 0.072 + 0.144 − 0.032 = 0.184."),
        "import numpy as np\nanswer = np.array([0.3, -0.9, 0.4]) @ np.array([0.24, -0.16, -0.08])",
    ),
    Exercise(
        "one-budget", "numbers", INDEX,
        "A softmax layer has three lamps. You turn one dial, and its own lamp brightens by 0.06. By how much do the "
        "other two change, taken together?",
        ("change:",),
        (
            right(-RISE, "The lamps share one budget of light."),
            Outcome(0.0, "That is sigmoid.", "With sigmoid the other lamps stand still; with softmax all of them sum "
                    "to 1, always.", f"{ONE_ROUTE}#open-the-other-routes"),
            Outcome(RISE, "They do not brighten.", "What one lamp gains the others lose, for all of them sum to 1.",
                    COMMON),
            Outcome(-RISE / OTHERS, "That is half of it.", "So much each loses in the mean; together they lose all "
                    "that the first one gains.", COMMON),
            Outcome(-OTHERS * RISE, "That is twice as much.", "Each of the two does not lose all of it: together they "
                    "do.", COMMON),
        ),
        "What do the three lamps sum to, before and after?",
        ("The outputs of softmax sum to 1 before and after the turn.",
         "So the three changes sum to 0, and the other two make −0.06 together."),
        "answer = 0 - 0.06",
    ),
]  # fmt: skip
