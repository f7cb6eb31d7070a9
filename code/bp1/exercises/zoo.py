"""Exercises on layers that are neither elementwise nor one softmax."""

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.exercises.deltas import SETUP, Z
from bp1.exercises.jacobians import ALL, DIALS, EYE, LAMPS
from bp1.exercises.record import Exercise
from bp1.exercises.replies import Outcome, right
from bp1.mistakes import ZOO

PATTERNS, EQUAL = f"{ZOO}#five-patterns", f"{ZOO}#routes-that-really-are-equal"

sigmoid = ACTIVATIONS["sigmoid"]
GROUPED = np.kron(np.diag([1.0, 1.0]), np.ones((2, 2)))[:3, :3]  # groups {1, 2} and {3}
REVERSED = np.fliplr(np.diag(np.diag(sigmoid.jacobian(Z)[::-1, ::-1])))  # a_k = sigmoid(z_(4-k))
Y1 = np.array([1.0, 0.0, 0.0])  # read backwards it is another target
G = sigmoid(Z)[::-1] - Y1
G1, G2 = 0.37, 0.81  # slopes of C at two overlapping windows

ZOO_EXERCISES = [
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
                    "slope is a₃ − y₃.", PATTERNS),
            Outcome(G[::-1] * np.diag(sigmoid.jacobian(Z))[::-1], "The slopes of the lamps are reversed.", "Dial 1 "
                    "moves its lamp at the rate σ'(z₁).", PATTERNS),
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
        "Jacobian that are identically 0. Row k, column j.",
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
        "has the slopes ∂C/∂a₁ = 0.37 and ∂C/∂a₂ = 0.81. What is δ₂, to three decimals?",
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
