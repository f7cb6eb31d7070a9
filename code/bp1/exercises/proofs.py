"""Exercises in which the lines of a proof are to be ordered: each line needs the one before it.

The mistake at place i is that line i + 1 came before line i.
"""

from dataclasses import replace

from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import A_MINUS_Y, BACKWARDS, EVERY_ROUTE, ONE_ROUTE


def proof(
    id: str, chapter: str, section: str, question: str, steps: dict[str, str], hint: str, summary: str, cell: str
) -> Exercise:
    """Return the exercise of ordering the steps: each with the reason why it must not come before the last one."""
    lines, (_, *reasons) = tuple(steps), steps.values()
    mistakes = (Outcome(None, "One line comes too early.", reason, f"{chapter}#{section}") for reason in reasons)
    one = Exercise(
        id, "order", chapter, question, lines, (right(None, "Each line needs the one before it."), *mistakes), hint,
        (summary, *lines), "",
    )  # fmt: skip
    places = [one.shuffled.index(i) + 1 for i in range(len(lines))]
    return replace(one, cell=f"{cell}\nanswer = {places}")


PROOF_EXERCISES = [
    proof(
        "order-routes-add", EVERY_ROUTE, "the-routes-add-the-theorem",
        "Put the proof that the routes add, (37), into its order.",
        {
            "Turn z_j by h, and let Δaₖ be the change of lamp k.": "",
            "Go from the old lamps to the new ones, one lamp at a time.": "There is nothing to go to before z_j was "
            "turned.",
            "ΔC is the sum of the steps, because the costs in between cancel.": "There are no steps before the lamps "
            "are moved one at a time.",
            "Step k of this sum is ∂C/∂aₖ · Δaₖ and a remainder that is small against h, as C is totally "
            "differentiable.": "First the change must be a sum of steps; then each step is looked at.",
            "Divide by h: step k tends to ∂C/∂aₖ · ∂aₖ/∂z_j.": "The limit needs the step as a slope times Δaₖ, with a "
            "remainder that is small against h.",
            "The sum of the limits is δ_j = Σₖ ∂C/∂aₖ · ∂aₖ/∂z_j.": "The limits are added once each has been found.",
        },
        "First a finite nudge, and sums that are exact; the limit comes last.",
        "The order is:",
        "import numpy as np\ndef C(a):\n    return a[0] * a[1]\nold, new = np.array([1.0, 2.0]), np.array([1.5, 2.2])\n"
        "steps = [C([new[0], old[1]]) - C(old), C(new) - C([new[0], old[1]])]\n"
        "assert np.isclose(sum(steps), C(new) - C(old))",
    ),
    proof(
        "order-37-to-38", ONE_ROUTE, "from-36-to-38-one-move-per-line",
        "Put the way from (36) to (38) for a sigmoid layer into its order.",
        {
            "δ_j = ∂C/∂z_j, (36).": "",
            "C sees z_j through the lamps alone, so δ_j = Σₖ ∂C/∂aₖ · ∂aₖ/∂z_j, (37).": "The chain rule is applied to "
            "the definition (36).",
            "In this sum, where k ≠ j, aₖ = σ(zₖ) does not read z_j: ∂aₖ/∂z_j = 0.": "First there must be a sum with "
            "terms for k ≠ j, before they can be 0.",
            "All terms with k ≠ j are 0, and one is left: δ_j = ∂C/∂a_j · ∂a_j/∂z_j, (38).": "A term may go only when "
            "its ∂aₖ/∂z_j is known to be 0.",
            "∂a_j/∂z_j = σ'(z_j), so δ_j = ∂C/∂a_j σ'(z_j), (BP1).": "The factor ∂a_j/∂z_j stands in (38).",
        },
        "The equations' own numbers say most of it; where does sigmoid come in?",
        "The order is:",
        "import numpy as np\ns = 1 / (1 + np.exp(-np.array([2.2, 0.3])))\ng = s - [0, 1]\nJ = np.diag(s * (1 - s))\n"
        "assert np.allclose(g @ J, g * s * (1 - s))",
    ),
    proof(
        "order-a-minus-y", A_MINUS_Y, "a-y-three-times",
        "NNDL asks for (84): softmax with the log-likelihood cost and Σ yₖ = 1 has δ = a − y. Put the proof into its "
        "order.",
        {
            "C = −Σₖ yₖ ln aₖ.": "",
            "∂C/∂aₖ = −yₖ / aₖ.": "The slope is taken of the cost, which must be there first.",
            "By (37), δ_j = −Σₖ (yₖ / aₖ) ∂aₖ/∂z_j.": "The sum (37) has ∂C/∂aₖ in it.",
            "With ∂aₖ/∂z_j = aₖ ([k=j] − a_j), each aₖ cancels: δ_j = −Σₖ yₖ ([k=j] − a_j).": "Before the Jacobian is "
            "put in, (37) must be there to take it.",
            "δ_j = −y_j + a_j Σₖ yₖ.": "The sum is split once the Jacobian is in it.",
            "Σₖ yₖ = 1, so δ_j = a_j − y_j.": "The targets' sum must stand alone before it can be replaced by 1.",
        },
        "Cost, slope, chain rule, Jacobian.",
        "The order is:",
        "import numpy as np\na, y = np.array([0.5, 0.3, 0.2]), np.array([0.0, 1.0, 0.0])\n"
        "assert np.allclose((-y / a) @ (np.diag(a) - np.outer(a, a)), a - y)",
    ),
    proof(
        "order-bp4", BACKWARDS, "the-four-equations-for-any-activation",
        "NNDL asks for proofs of (BP3) and (BP4). Put the proof of (BP4), ∂C/∂w_jk = a_k δ_j, into its order.",
        {
            "z_i = Σₘ w_im a_m + b_i, for every neuron i of layer l.": "",
            "C sees w_jk through these z_i alone, so ∂C/∂w_jk = Σᵢ ∂C/∂z_i · ∂z_i/∂w_jk.": "The chain rule goes "
            "through the z_i, so say first what they are.",
            "In this sum only z_j has w_jk in it, so ∂z_i/∂w_jk = 0 for i ≠ j.": "First there must be a sum over i, "
            "before its terms can be 0.",
            "One term is left: ∂C/∂w_jk = ∂C/∂z_j · ∂z_j/∂w_jk.": "A term may go only when it is known to be 0.",
            "∂C/∂z_j is δ_j and ∂z_j/∂w_jk is a_k, so ∂C/∂w_jk = δ_j a_k.": "The two factors are named once they stand "
            "alone.",
        },
        "It is the way from (37) to (38) once more, with a weight in the place of z_j.",
        "For (BP3) put b_j in the place of w_jk: ∂z_j/∂b_j = 1. The order is:",
        "import numpy as np\nw, a, g = np.array([[1.3, -0.8], [0.4, 0.2]]), np.array([0.7, 0.4]), np.array([0.2, "
        "-0.1])\nh = 1e-6 * np.array([[0, 1], [0, 0]])\nslope = g @ ((w + h) @ a - (w - h) @ a) / 2e-6\n"
        "assert np.isclose(slope, g[0] * a[1])",
    ),
]  # fmt: skip
