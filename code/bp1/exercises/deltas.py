"""Exercises on delta of the last layer: what (37) gives, and what everything else gives."""

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.delta import delta
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, known, right
from bp1.mistakes import A_MINUS_Y, MUSEUM, ONE_ROUTE, SOFTMAX, ZOO, wrong_deltas

Z, Y = np.array([2.2, 0.3, 0.0]), np.array([0.0, 1.0, 0.0])  # unequally spaced, so that different things differ
HERE = "z = (2.2, 0.3, 0) and y = (0, 1, 0)"
DELTAS = ("δ₁ =", "δ₂ =", "δ₃ =")
SETUP = """
import numpy as np
z, y = np.array([2.2, 0.3, 0.0]), np.array([0.0, 1.0, 0.0])
"""
BY_38 = "For softmax every other lamp reads z_j too, so the terms k ≠ j are not 0."


def outcomes(activation: str, cost: str, why: str, mistakes: dict[str, str]) -> tuple[Outcome, ...]:
    """Return the right delta of the pair at Z and Y and what the named mistakes give; each may have its sentence."""
    pair = ACTIVATIONS[activation], COSTS[cost]
    wrong = wrong_deltas(*pair, Z, Y)
    return right(delta(*pair, Z, Y), why), *(known(name, wrong[name], more) for name, more in mistakes.items())


def modified(slopes: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Return delta, shape (3,), of a layer with outputs a and these slopes under the quadratic cost."""
    return (a - Y) * slopes


sigmoid, tanh = ACTIVATIONS["sigmoid"], ACTIVATIONS["tanh"]
S, T = np.diag(sigmoid.jacobian(Z)), np.diag(tanh.jacobian(Z))
SECOND = np.array([False, True, False])
MIXED = np.where(SECOND, tanh(Z), sigmoid(Z))

DELTA_EXERCISES = [
    Exercise(
        "sigmoid-delta", "numbers", ONE_ROUTE,
        f"A sigmoid layer with the quadratic cost stands at {HERE}. Find all three entries of δ, to three decimals.",
        DELTAS,
        outcomes("sigmoid", "quadratic", "Each dial has one route: (38) is all of (37), (a_j − y_j) σ'(z_j).", {
            "Jacobian left out": "a − y is δ for sigmoid with the cross-entropy, not with the quadratic cost.",
            "cost gradient left out": "", "sign": "", "factor 2": "", "factor 1/2": "", "n times delta": "",
            "mean over the outputs": "", "softmax as the layer": "", "target one place on": "",
        }),
        "σ'(z) is a (1 − a). Work out a first: a₁ is about 0.9.",
        ("a = σ(z) = (0.9002, 0.5744, 0.5000).", "σ'(z) = a (1 − a) = (0.0898, 0.2445, 0.2500).",
         "Only a_j reads z_j, so (37) has one term: δ_j = (a_j − y_j) a_j (1 − a_j)."),
        SETUP + "a = 1 / (1 + np.exp(-z))\nslope = a * (1 - a)\nanswer = (a - y) * slope",
    ),
    Exercise(
        "single-modified-neuron", "numbers", ONE_ROUTE,
        f"After an exercise of NNDL's chapter 2, one neuron is modified: the layer is sigmoid, but its second neuron "
        f"has a₂ = tanh z₂. With the quadratic cost, {HERE}: what is δ, to three decimals?",
        DELTAS,
        (
            right(modified(np.where(SECOND, T, S), MIXED), "Each neuron has its own f; no route was opened by that."),
            Outcome(modified(S, MIXED), "That is σ' everywhere.", "δ₂ needs the slope of its own neuron, tanh'(z₂) = "
                    "1 − a₂²; a (1 − a) is the slope of sigmoid alone.", f"{ONE_ROUTE}#exactly-the-elementwise-layers"),
            Outcome(modified(S, sigmoid(Z)), "That is sigmoid everywhere.", "The second neuron has a₂ = tanh z₂, and "
                    "its slope is tanh'(z₂).", f"{ONE_ROUTE}#exactly-the-elementwise-layers"),
            Outcome(modified(T, tanh(Z)), "That is tanh everywhere.", "Only the first neuron is modified.",
                    f"{ONE_ROUTE}#exactly-the-elementwise-layers"),
            Outcome(modified(np.ones(3), MIXED), "That is a − y.", "How a_j answers to z_j is missing.",
                    f"{ONE_ROUTE}#from-36-to-38-one-move-per-line"),
            Outcome(-modified(np.where(SECOND, T, S), MIXED), "That is minus δ.", "It has y − a where a − y belongs.",
                    f"{ONE_ROUTE}#from-36-to-38-one-move-per-line"),
        ),
        "tanh'(z) is 1 − tanh(z)².",
        ("a = (σ(2.2), tanh 0.3, σ(0)) = (0.9002, 0.2913, 0.5000).",
         "The slopes are (a₁ (1 − a₁), 1 − a₂², a₃ (1 − a₃)) = (0.0898, 0.9151, 0.2500).",
         "Every neuron reads its own z_j alone, so δ_j = (a_j − y_j) times its slope."),
        SETUP + "s = 1 / (1 + np.exp(-z))\na = np.array([s[0], np.tanh(z[1]), s[2]])\n"
        "slopes = np.where([0, 1, 0], 1 - a**2, a * (1 - a))\nanswer = (a - y) * slopes",
    ),
    Exercise(
        "softmax-delta", "numbers", SOFTMAX,
        f"A softmax layer with the quadratic cost stands at {HERE}. Find all three entries of δ, to three decimals.",
        DELTAS,
        outcomes("softmax", "quadratic", "All three routes of each dial are counted.", {
            "(38) for (37)": BY_38, "sign": "", "factor 2": "", "factor 1/2": "", "n times delta": "",
            "mean over the outputs": "", "a - y for another pair": "", "cost gradient left out": "",
            "minus lost off the diagonal": "", "a_k (1 - a_j) off the diagonal": "", "activation twice in a - y": "",
            "slope once more": "", "sigmoid as the layer": "", "target one place on": "",
        }),
        "First the number Σₖ aₖ gₖ with g = a − y. It is the same for all three j.",
        ("a = (0.7934, 0.1187, 0.0879), g = a − y = (0.7934, −0.8813, 0.0879).",
         "Column j of the Jacobian is a_j (e_j − a), so δ_j = Σₖ gₖ a_j ([k=j] − aₖ) = a_j (g_j − Σₖ aₖ gₖ).",
         "Σₖ aₖ gₖ = 0.5327, and δ = (0.2069, −0.1678, −0.0391)."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\ng = a - y\nmean = a @ g\nanswer = a * (g - mean)",
    ),
    Exercise(
        "log-likelihood-delta", "numbers", MUSEUM,
        f"Softmax with the log-likelihood cost, NNDL (80), which is −ln a₂ here: {HERE}. Find δ, to three decimals.",
        DELTAS,
        outcomes("softmax", "log_likelihood", "It is a − y, NNDL (84).", {
            "(38) for (37)": "That is y_j (a_j − 1): it is 0 for j = 1 and j = 3, because −ln a₂ has no slope in a₁ or "
            "a₃. But turning z₁ dims a₂, and the cost sees a₂: for j ≠ 2 the whole of δ_j is the route through a₂.",
            "sign": "", "factor 2": "", "factor 1/2": "", "Jacobian left out": "", "mean over the outputs": "",
            "minus lost off the diagonal": "", "slope once more": "", "target one place on": "",
            "delta of the quadratic cost": "", "delta of the cross-entropy cost": "", "activation twice in a - y": "",
        }),
        "Only ∂C/∂a₂ = −1/a₂ is not 0. Multiply it by ∂a₂/∂z_j, for each j.",
        ("∂C/∂a = (0, −1/a₂, 0), so each δ_j is the one route through a₂: −(1/a₂) ∂a₂/∂z_j.",
         "∂a₂/∂z₂ = a₂ (1 − a₂) gives a₂ − 1; ∂a₂/∂z_j = −a₂ a_j gives a_j for j ≠ 2.",
         "Together δ = a − y = (0.7934, −0.8813, 0.0879)."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\ng = -y / a\nanswer = g @ (np.diag(a) - np.outer(a, a))",
    ),
    Exercise(
        "softmax-cross-entropy", "numbers", A_MINUS_Y,
        f"Somebody puts softmax into a program whose cost is the cross-entropy, NNDL (63), with its terms in 1 − y_k: "
        f"{HERE}. What is δ really, to three decimals?",
        DELTAS,
        outcomes("softmax", "cross_entropy", "The program that steps along a − y goes down another cost.", {
            "(38) for (37)": "It is a − y too: the impostor, the right δ of the log-likelihood cost.",
            "sign": "", "factor 1/2": "", "factor 2": "", "n times delta": "", "mean over the outputs": "",
            "Jacobian left out": "", "delta of the quadratic cost": "",
        }),
        "The slope is g_k = (a_k − y_k) / (a_k (1 − a_k)). Then δ_j = a_j (g_j − Σₖ aₖ gₖ).",
        ("a = (0.7934, 0.1187, 0.0879), g_k = (a_k − y_k) / (a_k (1 − a_k)).",
         "g = (4.8407, −8.4267, 1.0964): the first and third slopes come from the terms in 1 − y_k.",
         "δ_j = a_j (g_j − Σₖ aₖ gₖ)."),
        SETUP + "a = np.exp(z) / np.exp(z).sum()\ng = (a - y) / (a * (1 - a))\n"
        "answer = g @ (np.diag(a) - np.outer(a, a))",
    ),
    Exercise(
        "log-softmax-delta", "numbers", ZOO,
        f"A log-softmax layer, a_k = z_k − ln Σ e^z, with the quadratic cost: {HERE}. Find δ, to three decimals. "
        "Here the transpose can be seen.",
        DELTAS,
        outcomes("log_softmax", "quadratic", "g runs down the columns of I − 1 pᵀ: δ = g − p Σₖ gₖ.", {
            "J for its transpose": "", "(38) for (37)": "", "sign": "", "factor 2": "", "factor 1/2": "",
            "Jacobian left out": "", "softmax as the layer": "", "cost gradient left out": "",
            "n times delta": "", "mean over the outputs": "",
        }),
        "With p = softmax(z), ∂aₖ/∂z_j = [k=j] − p_j. Sum over k.",
        ("∂aₖ/∂z_j = [k=j] − p_j with p = softmax(z): all of column j but its diagonal is −p_j.",
         "δ_j = Σₖ gₖ ([k=j] − p_j) = g_j − p_j Σₖ gₖ, with g = a − y."),
        SETUP + "p = np.exp(z) / np.exp(z).sum()\ng = np.log(p) - y\nanswer = g - p * g.sum()",
    ),
]  # fmt: skip
