"""Exercises on the Jacobian: single entries, and which of its cells are what."""

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.exercises.deltas import SETUP, Z
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import A_MINUS_Y, ONE_ROUTE, SOFTMAX

ZOO = "chapters/every-layer-has-its-pattern-of-zeros"
ONE_DIAL, COMMON = f"{SOFTMAX}#one-dial-every-lamp", f"{SOFTMAX}#what-every-softmax-jacobian-has-in-common"
THREE_WAYS, LEFT_OUT = f"{SOFTMAX}#the-same-jacobian-three-ways", f"{SOFTMAX}#what-38-leaves-out"
EXACTLY, PATTERNS, EQUAL = f"{ONE_ROUTE}#exactly-the-elementwise-layers", f"{ZOO}#five-patterns", (
    f"{ZOO}#routes-that-really-are-equal")  # fmt: skip

softmax, sigmoid = ACTIVATIONS["softmax"], ACTIVATIONS["sigmoid"]
a, J = softmax(Z), softmax.jacobian(Z)
P = np.array([0.5, 0.3, 0.2])  # outputs to be inverted
EYE, ALL = np.eye(3), np.ones((3, 3))
COLUMN_2 = np.outer(np.ones(3), [0.0, 1.0, 0.0])
MIXED = np.array([[0.3, 0.0], [1.7, 0.4]])  # a = (sigmoid z_1, z_1 z_2) somewhere: only what is 0 matters
GROUPED = np.kron(np.diag([1.0, 1.0]), np.ones((2, 2)))[:3, :3]  # groups {1, 2} and {3}
REVERSED = np.fliplr(np.diag(np.diag(sigmoid.jacobian(Z)[::-1, ::-1])))  # a_k = sigmoid(z_(4-k))
Y1 = np.array([1.0, 0.0, 0.0])  # read backwards it is another target
G = sigmoid(Z)[::-1] - Y1
G1, G2 = 0.37, 0.81  # slopes of C at two overlapping windows
LAMPS, DIALS = ("a₁", "a₂", "a₃"), ("z₁", "z₂", "z₃")

JACOBIAN_EXERCISES = [
    Exercise(
        "elementwise-cells", "cells", ONE_ROUTE,
        "A layer has a₁ = σ(z₁) and a₂ = z₁ z₂. Choose the cells of its Jacobian ∂aₖ/∂z_j that are identically 0, at "
        "every "
        "z. Row k, column j.",
        ("a₁", "a₂"),
        (
            right(MIXED == 0, "a₁ does not read z₂. a₂ reads both, so ∂a₂/∂z₁ = z₂ is 0 only where z₂ is."),
            Outcome(MIXED.T == 0, "That is the transposed matrix.", "Row k is output k, column j input j.", EXACTLY),
            Outcome(1 - np.eye(2), "That is every cell off the diagonal.", "This layer is not elementwise: a₂ reads "
            "z₁.",
                    EXACTLY),
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
        "softmax-j12", "numbers", SOFTMAX,
        "A softmax layer stands at z = (2.2, 0.3, 0). What is ∂a₁/∂z₂, the entry of its Jacobian in row 1 and column "
        "2, "
        "to three decimals?",
        ("∂a₁/∂z₂ =",),
        (
            right(J[0, 1], "It is −a₁ a₂: turning z₂ up takes light from lamp 1."),
            Outcome(-J[0, 1], "The sign is lost.", "Lamp 1 gets dimmer when z₂ is turned up: the lamps share one "
            "budget.",
                    ONE_DIAL),
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
        "cells of "
        "the Jacobian that say how the lamps answer. Row k, column j.",
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
        "negative. "
        "Row k, column j.",
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
        "known up to "
        "one constant only, so their differences are known. What is z₁ − z₃, to three decimals?",
        ("z₁ − z₃ =",),
        (
            right(np.log(P[0] / P[2]), "z_j = ln a_j plus a constant, which the difference loses."),
            Outcome(np.log(P[2] / P[0]), "The sign is turned.", "a₁ is the larger one, so z₁ is.", COMMON),
            Outcome(np.log(P[0] / (1 - P[0])) - np.log(P[2] / (1 - P[2])), "That inverts the sigmoid.", "ln(a / (1 − "
            "a)) "
                    "is right for sigmoid; softmax has e^z over a sum that all share.", COMMON),
            Outcome(P[0] - P[2], "The logarithm is missing.", "That is a₁ − a₃.", COMMON),
            Outcome(P[0] / P[2], "The logarithm is missing.", "That is a₁ / a₃ = e^(z₁ − z₃).", COMMON),
            Outcome(np.log10(P[0] / P[2]), "That is the logarithm to base 10.", "e^z needs the natural one.", COMMON),
            Outcome(np.log(P[0]), "That is ln a₁.", "Take ln a₃ off, and the constant goes.", COMMON),
        ),
        "Divide a₁ by a₃: the sums cancel.",
        ("a₁ / a₃ = e^z₁ / e^z₃ = e^(z₁ − z₃).", "z₁ − z₃ = ln(0.5 / 0.2) = ln 2.5 = 0.9163."),
        "import numpy as np\nanswer = np.log(0.5 / 0.2)",
    ),
    Exercise(
        "reversed-delta", "numbers", ZOO,
        "A layer puts out sigmoid in reverse order: a₁ = σ(z₃), a₂ = σ(z₂), a₃ = σ(z₁). With the quadratic cost, "
        "z = (2.2, 0.3, 0) and y = (1, 0, 0): what is δ, to three decimals?",
        ("δ₁ =", "δ₂ =", "δ₃ ="),
        (
            right(G @ REVERSED, "Each dial has one route, and it ends at the other end of the layer."),
            Outcome(G * np.diag(REVERSED), "That is (38).", "It looks at the diagonal, where this layer has its routes "
                    "only for j = 2.", PATTERNS),
            Outcome((sigmoid(Z) - Y1) * np.diag(sigmoid.jacobian(Z)), "That is a layer that does not reverse.", "a₁ is "
                    "σ(z₃) here.", PATTERNS),
            Outcome(G * np.diag(sigmoid.jacobian(Z)), "The slopes of C are not reversed.", "Dial 1 moves a₃, so its "
            "slope "
                    "is a₃ − y₃.", PATTERNS),
            Outcome(G[::-1] * np.diag(sigmoid.jacobian(Z))[::-1], "The slopes of the lamps are reversed.", "Dial 1 "
            "moves "
                    "its lamp at the rate σ'(z₁).", PATTERNS),
            Outcome(G, "That is a − y.", "How the lamps answer is missing.", PATTERNS),
            Outcome(-G @ REVERSED, "The sign is turned.", "It has y − a where a − y belongs.", PATTERNS),
        ),
        "Follow dial 1: it moves a₃, and nothing else.",
        ("a = (σ(0), σ(0.3), σ(2.2)) = (0.5000, 0.5744, 0.9002).",
         "δ_j = (a_(4−j) − y_(4−j)) σ'(z_j): the one route from dial j ends at output 4 − j."),
        SETUP + "y = np.array([1.0, 0.0, 0.0])\ns = 1 / (1 + np.exp(-z))\na = s[::-1]\n"
        "answer = (a - y)[::-1] * s * (1 - s)",
    ),
    Exercise(
        "grouped-cells", "cells", ZOO,
        "A grouped softmax: one softmax of z₁ and z₂ gives a₁ and a₂, and a₃ = σ(z₃). Choose the cells of the "
        "Jacobian that "
        "are identically 0. Row k, column j.",
        LAMPS,
        (
            right(GROUPED == 0, "No group reads another's dials."),
            Outcome(1 - EYE, "That is the pattern of an elementwise layer.", "a₁ and a₂ share one budget.", PATTERNS),
            Outcome(0 * ALL, "That is no cell: the pattern of one softmax.", "a₃ does not read z₁ and z₂.", PATTERNS),
            Outcome(GROUPED, "Those are the cells that are not 0.", "The others are asked for.", PATTERNS),
            Outcome(np.outer([0, 0, 1], [1, 1, 0]), "That is half of them.", "z₃ moves neither a₁ nor a₂.", PATTERNS),
            Outcome(np.outer([1, 1, 0], [0, 0, 1]), "That is one half.", "Neither z₁ nor z₂ moves a₃.", PATTERNS),
        ),
        "Which lamps does z₃ move? Which dials does a₃ read?",
        ("a₁ and a₂ read z₁ and z₂, so the four cells above on the left are not 0.",
         "a₃ reads z₃ alone, and nothing else reads z₃: the rest of row 3 and of column 3 is 0."),
        "import numpy as np\ngroup = np.array([1, 1, 2])\nanswer = group[:, None] != group[None, :]",
        columns=DIALS,
    ),
    Exercise(
        "overlapping-windows", "numbers", ZOO,
        "Max-pooling with overlapping windows: a₁ = max(z₁, z₂), a₂ = max(z₂, z₃), at z = (0.4, 1.7, 0.9). The cost "
        "has the "
        "slopes ∂C/∂a₁ = 0.37 and ∂C/∂a₂ = 0.81. What is δ₂, to three decimals?",
        ("δ₂ =",),
        (
            right(G1 + G2, "z₂ wins both windows: two routes, both open, and they add."),
            Outcome(G2, "That is the route through a₂ alone.", "z₂ wins window 1 too; a lost += gives this.", EQUAL),
            Outcome(G1, "That is the route through a₁ alone.", "z₂ wins window 2 too.", EQUAL),
            Outcome((G1 + G2) / 2, "That is the mean of the routes.", "Shares add up.", EQUAL),
            Outcome(G1 * G2, "That is the product.", "Along a route one multiplies; routes add.", EQUAL),
            Outcome(2 * (G1 + G2), "That is twice the sum.", "Each route is counted once.", EQUAL),
            Outcome(0.0, "That is 0.", "z₂ is the largest in both windows, so it moves both outputs.", EQUAL),
        ),
        "Which windows does z₂ win?",
        ("max(0.4, 1.7) and max(1.7, 0.9) are both z₂, so ∂a₁/∂z₂ = ∂a₂/∂z₂ = 1.", "δ₂ = 0.37 · 1 + 0.81 · 1 = 1.18."),
        "answer = 0.37 * 1 + 0.81 * 1",
    ),
]  # fmt: skip
