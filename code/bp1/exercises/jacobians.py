"""Exercises on the Jacobian: single entries, and which of its cells are what."""

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.exercises.deltas import SETUP, Z
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import A_MINUS_Y, MEASURE, ONE_ROUTE, SOFTMAX

ONE_DIAL, COMMON = f"{SOFTMAX}#one-dial-every-lamp", f"{SOFTMAX}#what-every-softmax-jacobian-has-in-common"
THREE_WAYS, LEFT_OUT = f"{SOFTMAX}#the-same-jacobian-three-ways", f"{SOFTMAX}#what-38-leaves-out"
BY_LOG = f"{SOFTMAX}#by-the-logarithm"
EXACTLY = f"{ONE_ROUTE}#exactly-the-elementwise-layers"

softmax = ACTIVATIONS["softmax"]
a, J = softmax(Z), softmax.jacobian(Z)
P = np.array([0.5, 0.3, 0.2])  # outputs to be inverted
EYE, ALL = np.eye(3), np.ones((3, 3))
COLUMN_2 = np.outer(np.ones(3), [0.0, 1.0, 0.0])
MIXED = np.array([[0.3, 0.0], [1.7, 0.4]])  # a = (sigmoid z_1, z_1 z_2) somewhere: only what is 0 matters
LAMPS, DIALS = ("a₁", "a₂", "a₃"), ("z₁", "z₂", "z₃")

JACOBIAN_EXERCISES = [
    Exercise(
        "elementwise-cells", "cells", ONE_ROUTE,
        "A layer has a₁ = σ(z₁) and a₂ = z₁ z₂. Choose the cells of its Jacobian ∂aₖ/∂z_j that are identically 0, at "
        "every z. Row k, column j.",
        ("a₁", "a₂"),
        (
            right(MIXED == 0, "a₁ does not read z₂. a₂ reads both, so ∂a₂/∂z₁ = z₂ is 0 only where z₂ is."),
            Outcome(MIXED.T == 0, "That is the transposed matrix.", "Row k is output k, column j input j.", EXACTLY),
            Outcome(1 - np.eye(2), "That is every cell off the diagonal.", "This layer is not elementwise: a₂ reads "
                    "z₁.", EXACTLY),
            Outcome(MIXED != 0, "Those are the cells that are not 0.", "The others are asked for.", EXACTLY),
            Outcome(np.zeros((2, 2)), "That is no cell.", "Does a₁ change when only z₂ is turned?", EXACTLY),
            Outcome(np.eye(2), "That is the diagonal.", "Each aₖ reads its own zₖ here.", EXACTLY),
        ),
        "Go through the rows: which dials does a₁ read? Which a₂?",
        ("Row 1: ∂a₁/∂z₁ = σ'(z₁) is never 0, and ∂a₁/∂z₂ = 0 at every z.",
         "Row 2: ∂a₂/∂z₁ = z₂ and ∂a₂/∂z₂ = z₁ are 0 at some z only, not identically."),
        "import numpy as np\ndef layer(z):\n    return np.array([1 / (1 + np.exp(-z[0])), z[0] * z[1]])\n"
        "z, h = np.array([2.2, 0.3]), 1e-6\n"
        "J = np.array([layer(z + h * e) - layer(z - h * e) for e in np.eye(2)]).T / (2 * h)\nanswer = J == 0",
        columns=("z₁", "z₂"),
    ),
    Exercise(
        "softmax-j12", "numbers", MEASURE,
        "A softmax layer stands at z = (2.2, 0.3, 0). What is ∂a₁/∂z₂, the entry of its Jacobian in row 1 and column "
        "2, to three decimals?",
        ("∂a₁/∂z₂ =",),
        (
            right(J[0, 1], "It is −a₁ a₂: turning z₂ up takes light from lamp 1."),
            Outcome(-J[0, 1], "The sign is lost.", "Lamp 1 gets dimmer when z₂ is turned up: the lamps share one "
                    "budget.", ONE_DIAL),
            Outcome(0.0, "That is the sigmoid's entry.", "With softmax a₁ reads z₂ too: it stands in the denominator.",
                    ONE_DIAL),
            Outcome(a[0] * (1 - a[0]), "That is a₁ (1 − a₁).", "So a₁ answers z₁.", THREE_WAYS),
            Outcome(-a[0] * (1 - a[0]), "That is a₁ (a₁ − 1).", "It is minus the diagonal entry; a₁'s answer to z₂ is "
                    "−a₁ a₂.", THREE_WAYS),
            Outcome(a[0] * (1 - a[1]), "That is a₁ (1 − a₂).", "The 1 belongs to the diagonal alone: off it "
                    "e^z₁ is a constant for z₂.", THREE_WAYS),
            Outcome(-a[0], "A factor a₂ is missing.", "The derivative of 1/Σe^z by z₂ has e^z₂ in it, which makes a₂.",
                    THREE_WAYS),
            Outcome(-a[0] * a[2], "That is −a₁ a₃.", "The column is the dial: z₂ belongs to a₂.", ONE_DIAL),
            Outcome(-a[1] * a[2], "That is −a₂ a₃.", "Row 1 and column 2 are asked for.", ONE_DIAL),
        ),
        "Only the denominator of a₁ = e^z₁ / Σ e^z has a z₂ in it.",
        ("a = (0.7934, 0.1187, 0.0879).", "∂a₁/∂z₂ = −e^z₁ e^z₂ / (Σ e^z)² = −a₁ a₂ = −0.0942."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nanswer = -a[0] * a[1]",
    ),
    Exercise(
        "softmax-nonlocality", "cells", SOFTMAX,
        "After NNDL's exercise on the non-locality of softmax: only z₂ of a softmax layer is turned. Choose the "
        "cells of the Jacobian that say how the lamps answer. Row k, column j.",
        LAMPS,
        (
            right(COLUMN_2, "Every lamp answers: column 2, from top to bottom."),
            Outcome(COLUMN_2.T, "That is row 2.", "A row says how one lamp answers all dials; one dial is a column.",
                    ONE_DIAL),
            Outcome(COLUMN_2 * EYE, "That is the one cell of (38).", "Softmax is not local: a₁ and a₃ answer too.",
                    LEFT_OUT),
            Outcome(COLUMN_2 * (1 - EYE), "The lamp's own answer is missing.", "a₂ reads z₂ as well.", ONE_DIAL),
            Outcome(EYE, "That is the diagonal.", "It says how each lamp answers its own dial; only z₂ was turned.",
                    ONE_DIAL),
            Outcome(ALL, "Those are all cells.", "The other columns belong to z₁ and z₃, which stand still.", ONE_DIAL),
        ),
        "One column belongs to one dial.",
        ("∂aₖ/∂z₂ stands in row k and column 2.", "It is a₂ (1 − a₂) for k = 2 and −aₖ a₂ for the others: never 0."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nJ = np.diag(a) - np.outer(a, a)\n"
        "answer = np.zeros((3, 3))\nanswer[:, 1] = J[:, 1] != 0",
        columns=DIALS,
    ),
    Exercise(
        "softmax-monotonicity", "cells", SOFTMAX,
        "After NNDL's exercise on the monotonicity of softmax: choose the cells of a softmax Jacobian that are "
        "negative. Row k, column j.",
        LAMPS,
        (
            right(J < 0, "∂aₖ/∂z_j is −aₖ a_j for k ≠ j: a dial dims every other lamp, at every z."),
            Outcome(J > 0, "Those are the positive ones.", "Turning z_j up brightens a_j: a_j (1 − a_j) is positive.",
                    ONE_DIAL),
            Outcome(0 * ALL, "That is no cell.", "The outputs sum to 1; where one grows, others shrink.", COMMON),
            Outcome(ALL, "Those are all cells.", "Each column sums to 0, so some entry is positive.", COMMON),
            Outcome(np.triu(ALL, 1), "That is one half of them.", "The Jacobian of softmax is symmetric.", COMMON),
            Outcome(np.tril(ALL, -1), "That is the lower half.", "The Jacobian of softmax is symmetric.", COMMON),
        ),
        "Turn z₁ up. Which lamps get dimmer?",
        ("On the diagonal: a_j (1 − a_j) > 0, as 0 < a_j < 1.", "Off it: −aₖ a_j < 0."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\nanswer = np.diag(a) - np.outer(a, a) < 0",
        columns=DIALS,
    ),
    Exercise(
        "invert-softmax", "numbers", A_MINUS_Y,
        "After NNDL's exercise on inverting the softmax layer: the outputs are a = (0.5, 0.3, 0.2). The z's are "
        "known up to one constant only, so their differences are known. What is z₁ − z₃, to three decimals?",
        ("z₁ − z₃ =",),
        (
            right(np.log(P[0] / P[2]), "z_j = ln a_j plus a constant, which the difference loses."),
            Outcome(np.log(P[2] / P[0]), "The sign is turned.", "a₁ is the larger one, so z₁ is.", BY_LOG),
            Outcome(np.log(P[0] / (1 - P[0])) - np.log(P[2] / (1 - P[2])), "That inverts the sigmoid.", "ln(a / (1 − "
                    "a)) is right for sigmoid; softmax has e^z over a sum that all share.", BY_LOG),
            Outcome(P[0] - P[2], "The logarithm is missing.", "That is a₁ − a₃.", BY_LOG),
            Outcome(P[0] / P[2], "The logarithm is missing.", "That is a₁ / a₃ = e^(z₁ − z₃).", BY_LOG),
            Outcome(np.log10(P[0] / P[2]), "That is the logarithm to base 10.", "e^z needs the natural one.", BY_LOG),
            Outcome(np.log(P[0]), "That is ln a₁.", "Take ln a₃ off, and the constant goes.", BY_LOG),
        ),
        "Divide a₁ by a₃: the sums cancel.",
        ("a₁ / a₃ = e^z₁ / e^z₃ = e^(z₁ − z₃).", "z₁ − z₃ = ln(0.5 / 0.2) = ln 2.5 = 0.9163."),
        "import numpy as np\nanswer = np.log(0.5 / 0.2)",
    ),
]  # fmt: skip
