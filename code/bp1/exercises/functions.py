"""Exercises that ask for a function: it is tried on random and on edge inputs, beside the wrong ones that are known."""

import numpy as np

from bp1.activations import ACTIVATIONS, softmax
from bp1.check import central_difference
from bp1.delta import delta
from bp1.exercises.cases import (
    BACK,
    FAR,
    POINTS,
    QUADRATIC,
    SOFT,
    TARGETS,
    WEIGHTS,
    agrees,
    bp2,
    checkpoints,
    conserved,
    judged,
)
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, known, right
from bp1.mistakes import A_MINUS_Y, BACKWARDS, MEASURE, MISTAKES, SOFTMAX

LOG_SOFT = ACTIVATIONS["log_softmax"]
THREE_WAYS, TRANSPOSE = f"{SOFTMAX}#the-same-jacobian-three-ways", f"{BACKWARDS}#where-the-transpose-shows"
EQUATIONS = f"{BACKWARDS}#the-four-equations-for-any-activation"
CLOSE, TWO = f"{MEASURE}#how-close-is-close-enough", f"{MEASURE}#two-checkpoints"
BLIND = f"{MEASURE}#a-test-without-a-nudge-and-what-it-cannot-see"


def made(name: str) -> Outcome:
    """Return the outcome of a known mistake, made by a function delta(z, y) for softmax and the quadratic cost."""
    return known(name, lambda z, y: MISTAKES[name].delta(SOFT, QUADRATIC, z, y))


FUNCTION_EXERCISES = [
    Exercise(
        "write-softmax-jacobian", "function", SOFTMAX,
        "Write the Jacobian of softmax: from z, shape (n,), to the matrix with ∂aₖ/∂z_j in row k and column j.",
        ("softmax_jacobian(z)",),
        (
            right(SOFT.jacobian, "Also where exp(z) alone would overflow."),
            known("(38) for (37)", lambda z: np.diag(softmax(z) * (1 - softmax(z))), "Off the diagonal stands −aₖ "
                    "a_j."),
            Outcome(lambda z: abs(SOFT.jacobian(z)), "The minus off the diagonal is lost.", "A dial dims every other "
                    "lamp: −aₖ a_j.", THREE_WAYS),
            Outcome(lambda z: np.outer(softmax(z), 1 - softmax(z)), "That is aₖ (1 − a_j) everywhere.", "The 1 "
                    "belongs to the diagonal alone.", THREE_WAYS),
            Outcome(lambda z: -np.outer(softmax(z), softmax(z)), "The diagonal lacks its a_j.", "It is a_j − a_j², not "
                    "−a_j².", THREE_WAYS),
            Outcome(lambda z: -SOFT.jacobian(z), "The sign is turned.", "a_j brightens with z_j.", THREE_WAYS),
            Outcome(ACTIVATIONS["sigmoid"].jacobian, "That is the Jacobian of sigmoid.", "Softmax divides by a sum "
                    "that all lamps share.", THREE_WAYS),
        ),
        "It is diag(a) minus an outer product. Take the largest z off first.",
        ("∂aₖ/∂z_j = aₖ ([k=j] − a_j), so J = diag(a) − a aᵀ.", "exp(z − max z) cannot overflow, and a is the same."),
        "import numpy as np\ndef answer(z):\n    e = np.exp(z - z.max())\n    a = e / e.sum()\n"
        "    return np.diag(a) - np.outer(a, a)",
        cases=tuple((z,) for z in POINTS), edges=tuple((z,) for z in FAR),
    ),
    Exercise(
        "write-delta", "function", A_MINUS_Y,
        "Write δ for a softmax layer with the quadratic cost: from z and y, both of shape (n,), to δ, shape (n,).",
        ("delta(z, y)",),
        (
            right(lambda z, y: delta(SOFT, QUADRATIC, z, y), "Every route is counted."),
            *map(made, ["(38) for (37)", "sign", "factor 2", "factor 1/2", "a - y for another pair", "slope once more",
                        "cost gradient left out", "minus lost off the diagonal", "a_k (1 - a_j) off the diagonal",
                        "activation twice", "activation twice in a - y"]),
        ),
        "With g = a − y it is a_j (g_j − Σₖ aₖ gₖ).",
        ("g = ∂C/∂a = a − y.", "δ_j = Σₖ gₖ aₖ ([k=j] − a_j) = a_j (g_j − Σₖ aₖ gₖ)."),
        "import numpy as np\ndef answer(z, y):\n    e = np.exp(z - z.max())\n    a = e / e.sum()\n"
        "    return a * (a - y - a @ (a - y))",
        cases=tuple(zip(POINTS, TARGETS, strict=True)), edges=tuple((z, np.eye(z.size)[-1]) for z in FAR),
    ),
    Exercise(
        "write-vjp", "function", BACKWARDS,
        "Write Jᵀg for log-softmax, aₖ = zₖ − ln Σ e^z, without forming a matrix: from z and g, shape (n,), to shape "
        "(n,).",
        ("vjp(z, g)",),
        (
            right(lambda z, g: LOG_SOFT.vjp(z, g), "g − p Σₖ gₖ with p = softmax(z)."),
            Outcome(lambda z, g: LOG_SOFT.jacobian(z) @ g, "That is J g.", "The slopes go back by the transpose: down "
                    "the columns of J. Here the difference shows.", TRANSPOSE),
            Outcome(lambda z, g: g * (1 - softmax(z)), "That is the diagonal.", "All lamps read z_j, so all gₖ count.",
                    TRANSPOSE),
            Outcome(lambda z, g: SOFT.vjp(z, g), "That is softmax's.", "Log-softmax has J = I − 1 pᵀ.", TRANSPOSE),
            Outcome(lambda z, g: g - softmax(z), "Σₖ gₖ is missing.", "g − p is right only where the gₖ sum to 1.",
                    TRANSPOSE),
            Outcome(lambda z, g: g - LOG_SOFT(z) * g.sum(), "That has the outputs a in the place of p.", "p is "
                    "softmax(z), the exponential of the outputs.", TRANSPOSE),
            Outcome(lambda z, g: g - g @ LOG_SOFT(z), "That is g − g·a.", "So a library was reported to go back; p "
                    "Σₖ gₖ is to be taken off.", TRANSPOSE),
        ),
        "∂aₖ/∂z_j = [k=j] − p_j. Sum gₖ times that over k.",
        ("Σₖ gₖ ([k=j] − p_j) = g_j − p_j Σₖ gₖ.", "p = softmax(z), with the largest z taken off first."),
        "import numpy as np\ndef answer(z, g):\n    e = np.exp(z - z.max())\n    return g - e / e.sum() * g.sum()",
        cases=tuple(zip(POINTS, TARGETS, strict=True)), edges=tuple((z, np.ones(z.size)) for z in FAR),
    ),
    Exercise(
        "write-bp2", "function", BACKWARDS,
        "Write (BP2*) for a hidden softmax layer: from its z, shape (n,), the weights w of the next layer, shape (m, "
        "n), and that layer's δ, shape (m,), to its own δ, shape (n,).",
        ("bp2(z, w, delta)",),
        (
            right(bp2, "First the transposed weights, then the transposed Jacobian."),
            Outcome(lambda z, w, d: w.T @ d * softmax(z) * (1 - softmax(z)), "That is (BP2), for elementwise layers.",
                    "A softmax layer has a full Jacobian, hidden or not.", EQUATIONS),
            Outcome(lambda z, w, d: w.T @ d, "The Jacobian is missing.", "wᵀδ is the slope of C in a.", EQUATIONS),
            Outcome(lambda z, w, d: w.T @ d * softmax(z), "That is a times wᵀδ.", "Each lamp also dims the others: "
                    "take off a · (a·wᵀδ).", EQUATIONS),
            Outcome(lambda z, w, d: -bp2(z, w, d), "The sign is turned.", "Nothing in (BP2*) has a minus.", EQUATIONS),
            Outcome(lambda z, w, d: ACTIVATIONS["sigmoid"].vjp(z, w.T @ d), "That is a sigmoid layer.", "The slopes "
                    "are those of softmax here.", EQUATIONS),
        ),
        "g = wᵀδ plays the part of the cost gradient.",
        ("g = wᵀδ: how fast C changes with each a of this layer.", "δ = Jᵀg = a (g − a·g)."),
        "import numpy as np\ndef answer(z, w, delta):\n    e = np.exp(z - z.max())\n    a, g = e / e.sum(), w.T @ "
        "delta\n    return a * (g - a @ g)",
        cases=tuple(zip(POINTS, WEIGHTS, BACK, strict=True)),
        edges=tuple((z, np.ones((2, z.size)), np.ones(2)) for z in FAR),
    ),
    Exercise(
        "write-gradient-check", "function", MEASURE,
        "Write a gradient check: from two functions cost(z), a number, and gradient(z), shape (n,), and a point z to "
        "True if the gradient is the cost's at z, to one part in 10⁵ of its largest entry, else False.",
        ("agrees(cost, gradient, z)",),
        (
            right(agrees, "It convicts every wrong gradient that was tried, and no right one."),
            Outcome(lambda *_: True, "It says True to everything.", "(38) is no gradient of this cost.", CLOSE),
            Outcome(lambda *_: False, "It says False to everything.", "A right gradient must pass.", CLOSE),
            Outcome(lambda c, f, z: bool(abs(f(z).sum()) < 1e-6), "It looks at the sum alone.", "For softmax the sum "
                    "is 0 for the right gradient, but for many wrong ones too.", BLIND),
            Outcome(lambda c, f, z: agrees(c, f, z, 0.1), "It is too lenient.", "A gradient that is off by 3 % passes.",
                    CLOSE),
            Outcome(lambda c, f, z: not np.abs(f(z) - central_difference(c, z)).max() > 1e-6, "It lets NaN pass.", "A "
                    "comparison with NaN is False: ask for error <= bound, not for not (error > bound).", CLOSE),
            Outcome(lambda c, f, z: bool(abs(f(z)[0] - central_difference(c, z)[0]) <= 1e-6), "It looks at z₁ alone.",
                    "Nudge every z_j.", CLOSE),
        ),
        "Nudge each z_j both ways, by 1e-5, and divide the change of the cost by 2e-5.",
        ("(C(z + h e_j) − C(z − h e_j)) / 2h for each j.", "Compare by <=, so that NaN does not pass."),
        "import numpy as np\ndef answer(cost, gradient, z):\n    h = 1e-5 * np.eye(z.size)\n"
        "    measured = np.array([cost(z + e) - cost(z - e) for e in h]) / 2e-5\n"
        "    return np.abs(gradient(z) - measured).max() <= 1e-5 * np.abs(measured).max()",
        cases=judged(),
    ),
    Exercise(
        "write-conservation-test", "function", MEASURE,
        "With softmax last, (37) and plain gradient descent, each column sum of the output weights and the sum of "
        "the output "
        "biases stay what they were, up to rounding. Write the test: from w and b before and after, w of shape (n, m), "
        "row j leading to output j, to True if all of these sums were kept, to 1e-9.",
        ("conserved(w0, b0, w1, b1)",),
        (
            right(conserved, "Two checkpoints are enough to convict (38)."),
            Outcome(lambda *_: True, "It says True to everything.", "Training with (38) changes the sums.", TWO),
            Outcome(lambda w, b, v, c: np.allclose(w.sum(axis=1), v.sum(axis=1)) and np.isclose(b.sum(), c.sum()),
                    "It sums along the rows.", "Σ_j ∂C/∂w_jk = aₖ Σ_j δ_j = 0: j counts the rows, so a column is "
                    "summed.", TWO),
            Outcome(lambda w, b, v, c: np.allclose(w.sum(axis=0), v.sum(axis=0)), "It leaves out the biases.",
                    "Σ_j ∂C/∂b_j = Σ_j δ_j = 0 too.", TWO),
            Outcome(lambda w, b, v, c: np.isclose(b.sum(), c.sum()), "It leaves out the weights.", "Their columns keep "
                    "their sums too.", TWO),
            Outcome(lambda w, b, v, c: np.isclose(w.sum(), v.sum()) and np.isclose(b.sum(), c.sum()), "It sums all "
                    "weights.", "Each column keeps its own sum.", TWO),
            Outcome(lambda w, b, v, c: np.allclose(w, v) and np.allclose(b, c), "It asks that nothing changes.",
                    "Training changes the weights; their sums stay.", TWO),
            Outcome(lambda w, b, v, c: bool((w.sum(axis=0) == v.sum(axis=0)).all() and b.sum() == c.sum()), "It "
                    "leaves no room for rounding.", "Compare floating-point sums with a tolerance.", TWO),
        ),
        "Rows lead to outputs, so a column is summed over the outputs.",
        ("Σ_j ∂C/∂w_jk = aₖ Σ_j δ_j, and Σ_j δ_j = 0 because the rows of J sum to 0.", "The same for the biases."),
        "import numpy as np\ndef answer(w0, b0, w1, b1):\n    columns = np.abs((w1 - w0).sum(axis=0)).max()\n"
        "    return columns <= 1e-9 and abs((b1 - b0).sum()) <= 1e-9",
        cases=checkpoints(),
    ),
]  # fmt: skip
