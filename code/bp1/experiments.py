"""What the one term (38) costs where (37) is right: the training runs of chapter 10.

`make experiments` runs them all and writes data/experiments.json; `run` repeats one.
"""

import sys
from collections.abc import Iterator
from itertools import product
from time import perf_counter

import numpy as np

from bp1.activations import ACTIVATIONS, Activation
from bp1.backward import flattened, gradients
from bp1.costs import COSTS, Cost
from bp1.datasets import blobs, digits
from bp1.delta import delta, delta_diagonal_only
from bp1.network import Layer, forward, random_layers
from bp1.records import Case, Run, write
from bp1.training import train
from bp1.vectors import Array

HIDDEN = ("sigmoid", "tanh", "relu", "linear")
SETTINGS = {
    "epochs": [0, 1, 2, 3, 5, 8, 12, 16, 20],  # after which a run is measured
    "batch_size": 10,
    "hidden_neurons": {"blobs": 6, "digits": 30},
    "training_examples": {"blobs": 300, "digits": 1297},  # as many others, 300 and 500, measure
    "smoothing": 0.1,  # soft targets: this part of each is shared out evenly
    "rates": {"quadratic": 0.5, "log_likelihood": 0.1},
    "slow_rate": 0.01,
    "seeds": 5,
}
CLASSES = {"blobs": 3, "digits": 10}
Examples = tuple[Array, Array]  # x and y


def cases() -> Iterator[Case]:
    """Return every case: all of them one-hot, then log-likelihood with soft targets, then with a slow rate."""
    rates = SETTINGS["rates"]
    usual = [(cost, "one-hot", rate) for cost, rate in rates.items()]
    usual.append(("log_likelihood", "soft", rates["log_likelihood"]))
    wanted = [*product(CLASSES, usual), ("digits", ("log_likelihood", "one-hot", SETTINGS["slow_rate"]))]
    for (data, pair), hidden, equation, seed in product(wanted, HIDDEN, ("37", "38"), range(SETTINGS["seeds"])):
        yield Case(data, hidden, *pair, equation, seed)


def one_term(activation: Activation, cost: Cost, z: Array, y: Array) -> Array:
    """Return (38) for a softmax layer, shape (..., n).

    For the log-likelihood it is y_j (a_j - 1); -y_j/a_j times a_j (1 - a_j) would end training where a_j becomes 0.
    """
    if cost.name == "log_likelihood":
        return y * (activation.f(z) - 1)
    return delta_diagonal_only(activation, cost, z, y)


EQUATIONS = {"37": delta, "38": one_term}


def run(case: Case) -> Run:
    """Return what is measured while the case trains: each measure, shape (recorded epochs,).

    Blobs with one-hot targets also have `parameters`, shape (recorded epochs, weights and biases).
    """
    rng = np.random.default_rng(case.seed)
    training, others = examples(case, rng)
    widths = [training[0].shape[1], SETTINGS["hidden_neurons"][case.data], CLASSES[case.data]]
    start = random_layers(widths, [ACTIVATIONS[case.hidden], ACTIVATIONS["softmax"]], rng)
    rows = [measures(case, start, start, others)]

    def note(epoch: int, epochs: int, layers: list[Layer]) -> None:
        if epoch in SETTINGS["epochs"]:
            rows.append(measures(case, layers, start, others))

    train(
        start, COSTS[case.cost], *training, epochs=SETTINGS["epochs"][-1], rate=case.rate,
        batch_size=SETTINGS["batch_size"], rng=rng, output_delta=EQUATIONS[case.equation], progress=note,
    )  # fmt: skip
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def examples(case: Case, rng: np.random.Generator) -> tuple[Examples, Examples]:
    """Return the examples to train with and the others, which measure."""
    many = SETTINGS["training_examples"][case.data]
    x, label = blobs(rng, 2 * many) if case.data == "blobs" else digits()
    order = rng.permutation(len(x))
    y = np.eye(CLASSES[case.data])[label]
    if case.targets == "soft":
        y = (1 - SETTINGS["smoothing"]) * y + SETTINGS["smoothing"] / y.shape[1]
    parts = order[:many], order[many:]
    return tuple((x[part], y[part]) for part in parts)


def measures(case: Case, layers: list[Layer], start: list[Layer], others: Examples) -> dict[str, float | Array]:
    """Return what the record holds of the layers at one moment, measured on examples that they were not trained with.

    angle: between (37) and (38) in degrees, the mean over the examples.
    gradient_angle: between what the two make of the gradient by all weights and biases, averaged over the examples.
    bias_sum, column_sum: how far the sum of the output biases has moved from the start, and the mean column of weights.
    saturated: the part of the hidden activations whose slope is below 0.01.
    """
    (x, y), cost, last = others, COSTS[case.cost], layers[-1]
    rules = EQUATIONS.values()
    (z_hidden, _), (z, a) = forward(layers, x)
    found = {
        "accuracy": (a.argmax(axis=1) == y.argmax(axis=1)).mean(),
        "cost": mean_cost(cost, z, y),
        "angle": angles(*(rule(last.activation, cost, z, y) for rule in rules)),
        "gradient_angle": angles(*(flattened(gradients(layers, cost, x, y, rule))[None] for rule in rules)),
        "bias_sum": (last.biases - start[-1].biases).sum(),
        "column_sum": (last.weights - start[-1].weights).sum(axis=0).mean(),
        "saturated": saturated(layers[0].activation, z_hidden),
    }
    if case.data == "blobs" and case.targets == "one-hot":
        found["parameters"] = flattened([(layer.weights, layer.biases) for layer in layers])
    return found


def mean_cost(cost: Cost, z: Array, y: Array) -> float:
    """Return the mean cost after softmax, the log-likelihood from ln a_k itself: it is finite where a_k is 0."""
    if cost.name == "log_likelihood":
        return -(y * ACTIVATIONS["log_softmax"].f(z)).sum(axis=1).mean()
    return cost(ACTIVATIONS["softmax"].f(z), y).mean()


def angles(u: Array, v: Array) -> float:
    """Return the mean angle between the rows of u and of v in degrees; where both have vanished there is none."""
    lengths = np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    there = lengths > 1e-12
    return np.degrees(np.arccos(np.clip(np.vecdot(u, v)[there] / lengths[there], -1, 1))).mean()


def saturated(activation: Activation, z: Array) -> float:
    """Return the part of the entries of z, shape (..., n), at which the slope of an elementwise layer is below 0.01."""
    slope = activation.vjp(z, np.ones_like(z))
    return (slope < 0.01).mean()


def record() -> None:
    """Run every case, and write the record; how long that took is printed, and no part of it."""
    began, wanted, runs = perf_counter(), list(cases()), {}
    for case in wanted:
        runs[case] = run(case)
        print(f"\r{len(runs)}/{len(wanted)} runs, {perf_counter() - began:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    write(SETTINGS, runs)


if __name__ == "__main__":
    record()
