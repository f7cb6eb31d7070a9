"""What the functions of readers are tried on, and what is true there."""

from collections.abc import Callable

import numpy as np

from bp1.activations import ACTIVATIONS, softmax
from bp1.check import central_difference
from bp1.costs import COSTS
from bp1.delta import delta, delta_diagonal_only
from bp1.network import random_layers
from bp1.training import train
from bp1.vectors import Array

RNG = np.random.default_rng(37)
SOFT, QUADRATIC = ACTIVATIONS["softmax"], COSTS["quadratic"]
FAR = [np.array(z) for z in ([1000.0, 0, -1000], [-1000.0, -1000, -999], [0.0, 0, 0], [1e4], [0.0, 745])]
POINTS = [2 * RNG.normal(size=n) for n in (1, 2, 3, 3, 5)]
TARGETS = [RNG.normal(size=z.size) for z in POINTS]
WEIGHTS = [RNG.normal(size=(m, z.size)) for m, z in zip((2, 3, 3, 4, 5), POINTS, strict=True)]
BACK = [RNG.normal(size=len(w)) for w in WEIGHTS]


def bp2(z: Array, w: Array, delta: Array) -> Array:
    """Return J^T w^T delta, shape (n,), of a softmax layer at z."""
    return SOFT.vjp(z, w.T @ delta)


def gradients_at(y: Array) -> tuple[Callable, list[Callable]]:
    """Return C(z), the quadratic cost of softmax outputs, and gradients for it: the right one, then wrong ones."""

    def ours(z: Array) -> Array:
        return delta(SOFT, QUADRATIC, z, y)

    wrong = [
        lambda z: delta_diagonal_only(SOFT, QUADRATIC, z, y),
        lambda z: 1.03 * ours(z),
        lambda z: -ours(z),
        lambda z: ours(z) + 0.01 * np.eye(z.size)[-1],
        lambda z: ours(z)[::-1],
        lambda z: ours(z) * np.nan,
    ]
    return lambda z: float(QUADRATIC(softmax(z), y)), [ours, *wrong]


def agrees(cost, gradient, z: Array, tolerance: float = 1e-5) -> bool:
    """Return whether gradient(z) is the gradient of the cost at z."""
    measured = central_difference(cost, z)
    return bool(np.abs(gradient(z) - measured).max() <= tolerance * max(1e-3, np.abs(measured).max()))


def judged() -> tuple[tuple, ...]:
    """Return costs, gradients for them, right and wrong, and places."""
    cases = []
    for z in POINTS[1:4]:
        cost, gradients = gradients_at(np.eye(z.size)[0])
        cases += [(cost, gradient, z) for gradient in gradients]
    return tuple(cases)


def conserved(w0: Array, b0: Array, w1: Array, b1: Array) -> bool:
    """Return whether all column sums of w and the sum of b are the same before and after, up to rounding."""
    return bool(np.allclose(w0.sum(axis=0), w1.sum(axis=0), atol=1e-9) and np.isclose(b0.sum(), b1.sum(), atol=1e-9))


def checkpoints() -> tuple[tuple, ...]:
    """Return output weights and biases before and after: trained with (37), with (38), and moved by hand."""
    x, y = RNG.normal(size=(12, 3)), np.eye(3)[RNG.integers(0, 3, 12)]
    start = random_layers([3, 4, 3], [ACTIVATIONS["tanh"], SOFT], 8)
    cases = []
    for rule in (delta, delta_diagonal_only):
        end = train(start, QUADRATIC, x, y, epochs=5, rate=0.5, batch_size=4, rng=1, output_delta=rule)
        cases.append((start[-1].weights, start[-1].biases, end[-1].weights, end[-1].biases))
    w, b = RNG.normal(size=(3, 4)), RNG.normal(size=3)
    across = np.zeros((3, 4))
    across[0, :2] = 0.1, -0.1  # keeps rows and the total, but not columns
    moves = (across, 0), (0, np.array([0.1, 0, 0])), (np.roll(w, 1, axis=0) - w, np.array([0.1, -0.1, 0])), (0.1, 0)
    cases += [(w, b, w + move, b + by) for move, by in moves]
    turned = np.array([[0.1], [0.2], [0.3]])  # sums to 0.6 or, from the other end, to a rounding error more
    whole = np.array([[1.0], [2.0], [3.0]])
    return *cases, (turned, b, turned[::-1], b), (whole, b, whole[::-1], b)
