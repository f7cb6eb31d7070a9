"""Exercises on who is j and who is k: counting routes, and what goes forwards and backwards through a layer."""

import numpy as np

from bp1.backward import backward
from bp1.costs import COSTS
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import BACKWARDS, EVERY_ROUTE, LETTER_K
from bp1.network import forward, running_example

IN_23, IN_37, IN_41 = (f"{LETTER_K}#{section}" for section in (
    "in-23-k-is-one-layer-before-j", "in-37-k-is-beside-j", "in-41-k-is-one-layer-after-j"))  # fmt: skip
SHARES = f"{EVERY_ROUTE}#is-the-sum-not-k-times-the-same-thing"
PATHS = f"{EVERY_ROUTE}#all-the-way-down-every-path"
FORK = f"{EVERY_ROUTE}#why-at-a-fork"
EQUATIONS = f"{BACKWARDS}#the-four-equations-for-any-activation"
GOING_BACK = f"{BACKWARDS}#slopes-go-back-not-amounts"

SIZES = 4, 2, 5  # neurons of layers 1, 2 and 3
WIDTHS = 3, 4, 2  # neurons of layers 2, 3 and 4, for the paths

layers, x, y = running_example()
(z2, a2), (z3, a3) = forward(layers, x)
w3, b3 = layers[1].weights, layers[1].biases
delta2, delta3 = backward(layers, COSTS["quadratic"], [(z2, a2), (z3, a3)], y)
slope2 = a2 * (1 - a2)

A1, A2, R1, R2 = 1.5**2, 5 * 1.5 + 1, 2 * 1.5, 5.0  # two lamps at z = 1.5, and how fast they answer

NETWORK_EXERCISES = [
    Exercise(
        "count-the-terms", "numbers", LETTER_K,
        "A network has 4, 2 and 5 neurons in layers 1, 2 and 3 = L. How many terms have the sums in (23) for layer "
        "2, in (37), and in (41) for layer 2?",
        ("(23):", "(37):", "(41):"),
        (
            right(np.array([SIZES[0], SIZES[2], SIZES[2]]), "Each sum runs over what its k counts, in that k's layer."),
            Outcome(np.array([SIZES[1], SIZES[2], SIZES[1]]), "That counts the neurons j.", "A sum over k has a term "
                    "for each k: in (23) the layer before, in (41) the layer after.", IN_23),
            Outcome(np.array([SIZES[0], SIZES[2], SIZES[1]]), "In (41) that is the layer of j.", "There k runs over "
                    "layer l + 1, where the cost hears of z_j.", IN_41),
            Outcome(np.array([SIZES[1], SIZES[2], SIZES[2]]), "In (23) that is the layer of j.", "There k runs over "
                    "layer l − 1, where the activations come from.", IN_23),
            Outcome(np.array([SIZES[0], 1, SIZES[2]]), "In (37) that is one term, (38).", "The sum (37) has a term for "
                    "each output; whether any of them is 0 is another question.", IN_37),
            Outcome(np.array([SIZES[0], SIZES[1], SIZES[0]]), "That is k one layer before, everywhere.", "The letter k "
                    "means the layer before in (23), the layer of j itself in (37), the layer after in (41).", IN_37),
        ),
        "Ask of each equation: in which layer is its k?",
        ("(23): k runs over layer 1, which feeds layer 2, so 4.", "(37): k runs over the outputs, layer 3, so 5.",
         "(41) for l = 2: k runs over layer 3, which layer 2 feeds, so 5."),
        "layer_1, layer_2, layer_3 = 4, 2, 5\nanswer = [layer_1, layer_3, layer_3]",
        decimals=2,
    ),
    Exercise(
        "weighted-input", "numbers", LETTER_K,
        "The book's running network has a² = (0.7685, 0.4013, 0.6225) in layer 2, and w³ has the rows (1.3, −0.8, "
        "0.6), (−0.4, 1.1, 0.3), (0.5, 0.4, −1.1), with b³ = (0.1, −0.2, −0.1). Find the weighted inputs z³, to three "
        "decimals.",
        ("z₁ =", "z₂ =", "z₃ ="),
        (
            right(z3, "The first index of w is where the weight leads."),
            Outcome(w3.T @ a2 + b3, "That is the transposed matrix.", "It sums w_kj a_k: down a column. In (23) the "
                    "first index, the row, is the destination j.", IN_23),
            Outcome(w3 @ a2, "The biases are missing.", "z_j = Σₖ w_jk a_k + b_j.", IN_23),
            Outcome(np.diag(w3) * a2 + b3, "That is the term k = j alone.", "Every neuron of layer 2 feeds every "
                    "neuron of layer 3.", IN_23),
            Outcome(w3 @ z2 + b3, "That used z² where a² belongs.", "Layer 3 reads what layer 2 puts out.", IN_23),
            Outcome(a3, "That is a³, one step on.", "The activation comes after the weighted input.", IN_23),
            Outcome(w3.T @ a2, "That is the transposed matrix, without the biases.", "In (23) the first index, the "
                    "row, is the destination j.", IN_23),
        ),
        "z₁ uses the first row of w³.",
        ("z³_j = Σₖ w³_jk a²_k + b³_j: row j of w³ times a², plus b³_j.",
         "z₁ = 1.3 · 0.7685 − 0.8 · 0.4013 + 0.6 · 0.6225 + 0.1, and so on."),
        "import numpy as np\na = np.array([0.7685, 0.4013, 0.6225])\nb = np.array([0.1, -0.2, -0.1])\n"
        "w = np.array([[1.3, -0.8, 0.6], [-0.4, 1.1, 0.3], [0.5, 0.4, -1.1]])\nanswer = w @ a + b",
    ),
    Exercise(
        "two-lamps", "numbers", EVERY_ROUTE,
        "One dial and two lamps: a₁ = z², a₂ = 5z + 1, and C = a₁ a₂. What is dC/dz at z = 1.5?",
        ("dC/dz =",),
        (
            right(A2 * R1 + A1 * R2, "Two lamps answer, so there are two shares: a₂ · 2z and a₁ · 5."),
            Outcome(A2 * R1, "That is the share of a₁ alone.", "a₂ answers the dial too, and C sees it.", SHARES),
            Outcome(A1 * R2, "That is the share of a₂ alone.", "a₁ answers the dial too, and C sees it.", SHARES),
            Outcome(2 * (A2 * R1 + A1 * R2), "That is twice the sum.", "Each share is a part of dC/dz; none is the "
                    "whole, so nothing is counted k times.", SHARES),
            Outcome((A2 * R1 + A1 * R2) / 2, "That is the mean of the shares.", "Shares add up.", SHARES),
            Outcome(R1 * R2, "That is the product of the slopes.", "The derivative of a product is a sum with one term "
                    "for each factor.", SHARES),
            Outcome(R1 + R2, "How C answers to the lamps is missing.", "That adds the slopes 2z and 5 of the lamps; "
                    "each is to be multiplied by ∂C/∂a_k.", f"{EVERY_ROUTE}#from-steps-to-shares"),
            Outcome(A1 * R1 + A2 * R2, "The slopes of C are swapped.", "∂C/∂a₁ is a₂, not a₁.",
                    f"{EVERY_ROUTE}#two-functions-one-letter"),
            Outcome(A1 * A2, "That is C itself.", "The slope of C is asked for.", SHARES),
        ),
        "∂C/∂a₁ is a₂. What is ∂C/∂a₂?",
        ("At z = 1.5: a₁ = 2.25, a₂ = 8.5, ∂C/∂a₁ = a₂ = 8.5, ∂C/∂a₂ = a₁ = 2.25.",
         "The lamps answer at the rates 2z = 3 and 5.", "The shares are 25.5 and 11.25; they add up to 36.75."),
        "z = 1.5\na_1, a_2 = z**2, 5 * z + 1\nanswer = a_2 * 2 * z + a_1 * 5",
        decimals=2,
    ),
    Exercise(
        "count-the-paths", "numbers", EVERY_ROUTE,
        "Layers 2, 3 and 4 of a network have 3, 4 and 2 neurons, and layer 4 is the last. Over how many paths does a "
        "change of z²₁, the first neuron of layer 2, reach C, if all activations are elementwise?",
        ("paths:",),
        (
            right(np.array(WIDTHS[1] * WIDTHS[2]), "Each of the 4 neurons of layer 3 leads to both outputs, NNDL "
                    "(52)."),
            Outcome(np.array(WIDTHS[1] + WIDTHS[2]), "That adds the neurons on the way.", "A path chooses one neuron "
                    "in each layer, and every choice goes with every other: that multiplies.", PATHS),
            Outcome(np.array(np.prod(WIDTHS)), "That starts at all of layer 2.", "Only z²₁ was changed.", PATHS),
            Outcome(np.array(WIDTHS[2]), "That counts the outputs.", "Each output is reached by way of each neuron of "
                    "layer 3.", PATHS),
            Outcome(np.array(WIDTHS[1]), "That counts the neurons of layer 3.", "Each of them goes on to every output.",
                    PATHS),
            Outcome(np.array(1), "That is the straight path.", "w³ leads from z²₁ to every neuron of layer 3.", PATHS),
            Outcome(np.array(sum(WIDTHS)), "That adds up all neurons.", "A path chooses one neuron in each layer, and "
                    "every choice goes with every other: that multiplies.", PATHS),
        ),
        "How many ways are there from layer 2 into layer 3, and from there on?",
        ("From z²₁ a change goes to each of the 4 neurons of layer 3.",
         "From each of these it goes to each of the 2 outputs: 4 · 2 = 8 paths."),
        "from itertools import product\nanswer = len(list(product(range(4), range(2))))",
        decimals=2,
    ),
    Exercise(
        "hidden-delta", "numbers", BACKWARDS,
        "In the book's running network, all sigmoid, a² = (0.7685, 0.4013, 0.6225), δ³ = (0.1387, −0.1170, 0.1085), "
        "and w³ has the rows (1.3, −0.8, 0.6), (−0.4, 1.1, 0.3), (0.5, 0.4, −1.1). Find δ² by (BP2), to four decimals.",
        ("δ₁ =", "δ₂ =", "δ₃ ="),
        (
            right(delta2, "Each δ_j gathers the slopes of all it went out to, along column j."),
            Outcome(w3 @ delta3 * slope2, "That is w³ without the transpose.", "It runs along row j. The weights that "
                    "lead away from neuron j stand in column j.", GOING_BACK),
            Outcome(w3.T @ delta3, "σ' is missing.", "w³ᵀ δ³ is the slope of C in a²; how a² answers to z² is missing.",
                    EQUATIONS),
            Outcome(np.diag(w3) * delta3 * slope2, "That is the term k = j alone.", "Every neuron of layer 3 reads "
                    "neuron j.", FORK),
            Outcome(np.linalg.inv(w3) @ delta3 * slope2, "That is the inverse of w³.", "Nothing is undone on the way "
                    "back: slopes are multiplied by the transpose.", GOING_BACK),
            Outcome(w3.T @ delta3 * a2, "That is a² where σ' belongs.", "Sigmoid's slope is a (1 − a).", EQUATIONS),
            Outcome(w3.T @ (delta3 * slope2), "σ' stands on the wrong side.", "The slope of neuron j of layer 2 "
                    "multiplies what has come back to it, after the weights.", EQUATIONS),
            Outcome(w3 @ delta3, "That is w³ without the transpose, and without σ'.", "The weights that lead away from "
                    "neuron j stand in column j, and how a² answers to z² is missing.", GOING_BACK),
        ),
        "δ²₁ uses the first column of w³. σ'(z²₁) is a²₁ (1 − a²₁).",
        ("(BP2): δ²_j = Σₖ w³_kj δ³_k σ'(z²_j).",
         "Down column 1: 1.3 · 0.1387 − 0.4 · (−0.1170) + 0.5 · 0.1085, times 0.7685 · (1 − 0.7685); and so on."),
        "import numpy as np\na, delta = np.array([0.7685, 0.4013, 0.6225]), np.array([0.1387, -0.1170, 0.1085])\n"
        "w = np.array([[1.3, -0.8, 0.6], [-0.4, 1.1, 0.3], [0.5, 0.4, -1.1]])\nanswer = w.T @ delta * a * (1 - a)",
        decimals=4,
    ),
]  # fmt: skip
