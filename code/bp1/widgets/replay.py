"""The replay as a widget: a recorded training run on the blobs, epoch by epoch, with (37) or with (38)."""

from itertools import groupby

import numpy as np
import traitlets

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.experiments import EQUATIONS, HIDDEN, SETTINGS
from bp1.network import forward
from bp1.tables import table
from bp1.vectors import Array
from bp1.widgets import replay_data
from bp1.widgets.base import BookWidget

EDGE = 2.2  # the picture shows the plane from -EDGE to EDGE
SIZE, CELLS = 280, 40  # px, and squares in a row
REGIONS = ("one", "two", "three")
SHAPES = ("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "m0-4l3.6 6.5h-7.2z", "m-2.8-2.8h5.6v5.6h-5.6z")


class Replay(BookWidget):
    """A run of the record on the blobs: what the network says in the plane at one moment, and its curves.

    hidden, cost, equation, seed: which run.  moment: which of the recorded epochs, counted from 0.
    """

    hidden = traitlets.Enum(HIDDEN, "sigmoid").tag(sync=True)
    cost = traitlets.Enum(replay_data.COSTS, "log_likelihood").tag(sync=True)
    equation = traitlets.Enum(tuple(EQUATIONS), "38").tag(sync=True)
    seed = traitlets.Int(3, min=0, max=SETTINGS["seeds"] - 1).tag(sync=True)
    moment = traitlets.Int(8, min=0, max=len(replay_data.EPOCHS) - 1).tag(sync=True)

    def run(self, equation: str) -> dict[str, Array]:
        """Return the run on show, with this equation instead of its own."""
        return replay_data.replayed()[f"{self.hidden} {self.cost} {equation} {self.seed}"]

    def said(self, x: Array) -> Array:
        """Return the class, shape (...), that the network on show gives to points x, shape (..., 2)."""
        network = replay_data.layers(self.hidden, self.run(self.equation)["parameters"][self.moment])
        return forward(network, x)[-1][1].argmax(axis=-1)

    def snapshot(self) -> str:
        """Return the picture of the regions and, as a table, the measures of both equations at each epoch."""
        runs = [self.run(equation) for equation in EQUATIONS]
        columns = [run[measure] for measure in ("accuracy", "cost", "bias_sum") for run in runs]
        rows = [
            [f"{epoch}", *(f"{x:g}".replace("-", "−") for x in row)]
            for epoch, *row in zip(replay_data.EPOCHS, *columns, strict=True)
        ]
        head = [f"{name} ({e})" for name in ("accuracy", "cost", "sum of output biases") for e in EQUATIONS]
        bill = table(self.caption(), ["epoch", *head], rows)
        return f'<div class="bp1-snapshot replayed">{self.picture()}{bill}</div>'

    def caption(self) -> str:
        """Return which run this is, and what the picture shows."""
        which = f"blobs, {ACTIVATIONS[self.hidden].label}, {COSTS[self.cost].label} cost, seed {self.seed}"
        moment = f"after {replay_data.EPOCHS[self.moment]} epochs with ({self.equation})"
        classes = "class 1 is blue and ●, 2 yellow and ▲, 3 orange and ■"
        return f"The training with (37) and with (38): {which}. Picture: the regions {moment}; {classes}"

    def picture(self) -> str:
        """Return an SVG of the regions at the moment on show, and of the points, each shaped by its class."""
        centres = (np.arange(CELLS) + 0.5) * 2 * EDGE / CELLS - EDGE
        classes = self.said(np.stack(np.meshgrid(centres, -centres), axis=-1))
        x, label = replay_data.points(self.seed)
        regions = "".join(f'<path class="region {name}" d="{region(classes == k)}"/>' for k, name in enumerate(REGIONS))
        dots = "".join(f'<path class="dots" d="{marks(x[label == k], shape)}"/>' for k, shape in enumerate(SHAPES))
        right = (self.said(x) == label).sum()
        says = f"The regions of the classes; {right} of {len(x)} points are in their own"
        return f'<svg viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label="{says}">{regions}{dots}</svg>'


def region(inside: Array) -> str:
    """Return the path that covers the cells marked true, shape (CELLS, CELLS), row by row."""
    cell, path = SIZE // CELLS, []
    for row, marked in enumerate(inside):
        for on, run in groupby(range(CELLS), key=lambda i, marked=marked: bool(marked[i])):
            first, *rest = run
            if on:
                path.append(f"M{first * cell} {row * cell}h{(1 + len(rest)) * cell}v{cell}H{first * cell}z")
    return "".join(path)


def marks(x: Array, shape: str) -> str:
    """Return the path that puts the shape at each point of x, shape (n, 2)."""
    at = (x * [1, -1] + EDGE) * SIZE / (2 * EDGE)
    return "".join(f"M{left:.0f} {top:.0f}{shape}" for left, top in at)
