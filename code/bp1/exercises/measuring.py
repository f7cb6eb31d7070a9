"""Exercises on measured slopes, and on how much of (37) is missing where (38) is used."""

import numpy as np

from bp1.activations import softmax
from bp1.exercises.deltas import SETUP, Z
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import MEASURE, SMALL, TRAINING

VALLEY, EXACTLY, TEMPERATURE = f"{MEASURE}#the-valley-of-errors", f"{SMALL}#what-is-missing-exactly", (
    f"{SMALL}#temperature")  # fmt: skip
ONE_EXAMPLE, SOFT_TARGETS = f"{TRAINING}#one-example-looks-harmless", f"{TRAINING}#soft-targets"

BELOW, AT, ABOVE = 1.5**3, 2.0**3, 2.5**3  # z^3 at 2 and half a step to either side
FORWARD, BACK, CENTRAL, TRUE = (ABOVE - AT) / 0.5, (AT - BELOW) / 0.5, (ABOVE - BELOW) / 1.0, 12.0

a = softmax(Z)
losers = a[[0, 2]] / a[[0, 2]].sum()  # y is output 2
Q = (losers**2).sum()
hot = softmax(2 * Z)
ANGLE = np.arcsin(np.sqrt(Q / (1 + Q)))
SOFT_Y = np.array([0.1, 0.2, 0.7])

MEASURING_EXERCISES = [
    Exercise(
        "two-differences", "numbers", MEASURE,
        "Measure the slope of C(z) = z³ at z = 2 with h = 0.5: first one-sided, as NNDL (46) does it, then central.",
        ("one-sided:", "central:"),
        (
            right(np.array([FORWARD, CENTRAL]), "The slope is 12: the central one is off by h², the other by 6h + h²."),
            Outcome(np.array([CENTRAL, FORWARD]), "They are swapped.", "(46) nudges up only.", VALLEY),
            Outcome(np.array([FORWARD, 2 * CENTRAL]), "The central one is divided by h.", "From z − h to z + h it is "
                    "2h.", VALLEY),
            Outcome(np.array([BACK, CENTRAL]), "That nudges down.", "(46) has C(z + h) − C(z).", VALLEY),
            Outcome(np.array([TRUE, TRUE]), "That is the slope itself.", "With h = 0.5 neither measures it exactly.",
                    VALLEY),
            Outcome(np.array([FORWARD, TRUE]), "The central one is exact for z² only.", "It is off by h².", VALLEY),
            Outcome(np.array([FORWARD, CENTRAL]) * [0.5, 1.0], "The first is not divided.", "The rise is divided by "
                    "the run, 0.5.", VALLEY),
        ),
        "2.5³ = 15.625 and 1.5³ = 3.375.",
        ("One-sided: (15.625 − 8) / 0.5 = 15.25.", "Central: (15.625 − 3.375) / 1 = 12.25."),
        "def C(z):\n    return z**3\nz, h = 2, 0.5\nanswer = [(C(z + h) - C(z)) / h, (C(z + h) - C(z - h)) / (2 * h)]",
        decimals=2,
    ),
    Exercise(
        "missing-part", "numbers", SMALL,
        "Softmax with the log-likelihood cost at z = (2.2, 0.3, 0) and y = (0, 1, 0). What is the relative error of "
        "(38), the length of what is missing over the length of δ by (37), to three decimals?",
        ("relative error:",),
        (
            right(np.sqrt(Q / (1 + Q)), "It depends on how the losers share, and not on z₂ at all."),
            Outcome(Q, "That is Q = Σ q².", "The relative error is √(Q / (1 + Q)).", EXACTLY),
            Outcome(Q / (1 + Q), "The root is missing.", "That is the square of the relative error.", EXACTLY),
            Outcome(np.sqrt(Q), "That divides by the length of (38).", "δ by (37) has the losers' entries too: its "
                    "length is (1 − a₂) √(1 + Q).", EXACTLY),
            Outcome(np.sqrt((a[[0, 2]] ** 2).sum()), "That is the length of what is missing.", "It is to be divided by "
                    "the length of δ.", EXACTLY),
            Outcome(1 / np.sqrt(3), "That is 1/√n.", "That is the least it can be, for equal losers.", EXACTLY),
            Outcome(1.0, "That is all of it.", "(38) keeps δ₂, which is right here.", EXACTLY),
        ),
        "(38) gives (0, a₂ − 1, 0), and (37) gives a − y.",
        ("What is missing is (a₁, 0, a₃), and δ = (a₁, a₂ − 1, a₃).",
         "With q = (a₁, a₃) / (a₁ + a₃) and Q = q₁² + q₃²: the error is √(Q / (1 + Q)), because 1 − a₂ = a₁ + a₃."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nby_37, by_38 = a - y, y * (a - 1)\n"
        "answer = np.linalg.norm(by_37 - by_38) / np.linalg.norm(by_37)",
    ),
    Exercise(
        "temperature-slope", "numbers", SMALL,
        "NNDL's exercise on the name of softmax puts a constant c into it: aₖ = e^(c zₖ) / Σ e^(c z). At z = (2.2, "
        "0.3, 0) and c = 2, what is ∂a₁/∂z₂, to four decimals?",
        ("∂a₁/∂z₂ =",),
        (
            right(-2 * hot[0] * hot[1], "The factor c comes from the chain rule, the rest is softmax at c z."),
            Outcome(-hot[0] * hot[1], "The factor c is missing.", "z is multiplied by c before softmax sees it: one "
                    "more factor in the chain rule.", TEMPERATURE),
            Outcome(-2 * a[0] * a[1], "Those are the outputs at c = 1.", "The a's are softmax of c z.", TEMPERATURE),
            Outcome(-a[0] * a[1], "That is for c = 1.", "The a's are softmax of c z, and c is a factor.", TEMPERATURE),
            Outcome(2 * hot[0] * hot[1], "The sign is lost.", "z₂ takes light from lamp 1.", TEMPERATURE),
            Outcome(2 * hot[0] * (1 - hot[0]), "That is on the diagonal.", "It says how a₁ answers z₁.", TEMPERATURE),
            Outcome(-4 * hot[0] * hot[1], "That has c twice.", "c comes out once.", TEMPERATURE),
            Outcome(0.0, "That is 0.", "It tends to 0 in two limits alone, of large c and of small c.", TEMPERATURE),
        ),
        "Call c z the weighted input; then use the chain rule once more.",
        ("With u = c z: ∂a₁/∂u₂ = −a₁ a₂ and ∂u₂/∂z₂ = c.", "So ∂a₁/∂z₂ = −c a₁ a₂ with a = softmax(c z)."),
        SETUP + "a = np.exp(2 * z) / np.exp(2 * z).sum()\nanswer = -2 * a[0] * a[1]",
        decimals=4,
    ),
    Exercise(
        "angle", "numbers", TRAINING,
        "Softmax with the log-likelihood cost at z = (2.2, 0.3, 0) and y = (0, 1, 0). What is the angle between δ by "
        "(37) and by (38), in degrees, to two decimals?",
        ("angle:",),
        (
            right(np.degrees(ANGLE), "What (38) lacks stands at a right angle to what it keeps."),
            Outcome(90 - np.degrees(ANGLE), "That is the angle to what is missing.", "The sine of the angle is the "
                    "relative error of (38).", ONE_EXAMPLE),
            Outcome(ANGLE, "That is in radians.", "Multiply by 180/π.", ONE_EXAMPLE),
            Outcome(np.degrees(np.sin(ANGLE)), "That is the relative error, as if it were in radians.", "It is the "
                    "sine of the angle.", ONE_EXAMPLE),
            Outcome(np.degrees(np.arctan(np.sin(ANGLE))), "That takes the relative error for a tangent.", "The long "
                    "side, δ by (37), is the one divided by.", ONE_EXAMPLE),
            Outcome(0.0, "That is 0.", "(38) lacks δ₁ and δ₃, so it points elsewhere.", ONE_EXAMPLE),
        ),
        "The cosine is the scalar product over both lengths.",
        ("(37) is (a₁, a₂ − 1, a₃), and (38) is (0, a₂ − 1, 0).", "The cosine is (1 − a₂) over the length of (37)."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nanswer = np.degrees(np.arccos((1 - a[1]) / np.linalg.norm(a - y)))",
        decimals=2,
    ),
    Exercise(
        "soft-target", "numbers", TRAINING,
        "Softmax with the log-likelihood cost has learnt its soft target: a = y = (0.1, 0.2, 0.7). What does (38) give "
        "there, to three decimals?",
        ("j = 1:", "j = 2:", "j = 3:"),
        (
            right(SOFT_Y * (SOFT_Y - 1), "It is not 0: a program that steps along it leaves the optimum."),
            Outcome(0 * SOFT_Y, "That is (37).", "a − y is 0 here, but (38) is y_j (a_j − 1).", SOFT_TARGETS),
            Outcome(SOFT_Y * (1 - SOFT_Y), "The sign is lost.", "∂C/∂a_j is −y_j / a_j.", SOFT_TARGETS),
            Outcome(-SOFT_Y, "a_j − 1 is taken for −1.", "The slope ∂a_j/∂z_j is a_j (1 − a_j).", SOFT_TARGETS),
            Outcome(-np.ones(3), "That is ∂C/∂a.", "How a_j answers z_j is missing.", SOFT_TARGETS),
            Outcome(SOFT_Y - 1, "A factor y_j is missing.", "∂C/∂a_j is −y_j / a_j.", SOFT_TARGETS),
        ),
        "∂C/∂a_j is −y_j / a_j, which is −1 here. And ∂a_j/∂z_j?",
        ("(38) is −(y_j / a_j) a_j (1 − a_j) = y_j (a_j − 1).", "With a = y it is −y_j (1 − y_j), below 0 for every "
        "j."),
        "import numpy as np\na = y = np.array([0.1, 0.2, 0.7])\nanswer = -y / a * a * (1 - a)",
    ),
]  # fmt: skip
