"""What the replay widget replays: the recorded runs on the blobs with one-hot targets, and the points of their test."""

from functools import cache

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.backward import unflattened
from bp1.experiments import CLASSES, SETTINGS, Examples, examples
from bp1.network import Layer, random_layers
from bp1.records import Case, Run, compact, recorded

MEASURES = ("accuracy", "cost", "bias_sum", "parameters")
EPOCHS, COSTS = SETTINGS["epochs"], tuple(SETTINGS["rates"])
DIGITS = 2  # decimals of the points


@cache
def replayed() -> dict[str, Run]:
    """Return the runs, each under its hidden layer, cost, equation and seed with spaces between them."""
    cases = {case: run for case, run in recorded().items() if case.data == "blobs" and case.targets == "one-hot"}
    return {f"{case.hidden} {case.cost} {case.equation} {case.seed}": run for case, run in cases.items()}


@cache
def points(seed: int) -> Examples:
    """Return x, shape (300, 2), rounded, and label, shape (300,): what measures the runs of this seed."""
    blobs = Case("blobs", "", "", "one-hot", 0, "", seed)
    _, (x, y) = examples(blobs, np.random.default_rng(seed))
    return x.round(DIGITS) + 0, y.argmax(axis=1)  # + 0: not -0


def layers(hidden: str, parameters: np.ndarray) -> list[Layer]:
    """Return the network of these parameters, shape (39,)."""
    widths = [2, SETTINGS["hidden_neurons"]["blobs"], CLASSES["blobs"]]
    return unflattened(parameters, random_layers(widths, [ACTIVATIONS[hidden], ACTIVATIONS["softmax"]], rng=0))


def script() -> str:
    """Return all this as JavaScript; the points of each seed are a list for each class: x, y, x, y and so on."""
    runs = {name: {key: run[key].tolist() for key in MEASURES} for name, run in replayed().items()}
    groups = [
        [x[label == k].ravel().tolist() for k in range(CLASSES["blobs"])]
        for x, label in map(points, range(SETTINGS["seeds"]))
    ]
    return f"export const DATA = {compact({'epochs': EPOCHS, 'points': groups, 'runs': runs})};\n"
