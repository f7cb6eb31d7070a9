"""The stepper: the book's network forwards and backwards, a column of numbers at a time, and any weight's gradient."""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import traitlets

from bp1.activations import ACTIVATIONS
from bp1.backward import backward, flattened, gradients, unflattened
from bp1.costs import COSTS
from bp1.delta import cost_gradient
from bp1.network import Layer, forward, running_example
from bp1.tables import shown, table
from bp1.vectors import Array, refuse_non_finite
from bp1.widgets.base import BookWidget
from bp1.widgets.snapshot import in_line, label

NETWORK, X, Y = running_example()
PARAMETERS = flattened([(layer.weights, layer.biases) for layer in NETWORK])
SIZES = {"x": X.size, "y": Y.size, "parameters": PARAMETERS.size}
WEIGHTS = [[i, *map(int, at)] for i, layer in enumerate(NETWORK) for at in np.ndindex(layer.weights.shape)]
LAST = 10  # the step that shows all gradients
NAMES = ["x", "z²", "a²", "z³", "a³", "C"]
SUB = "₁₂₃"


class Stepper(BookWidget):
    """A network of 2, 3 and 3 neurons, stepped forwards to the cost, then backwards to every weight's gradient.

    hidden, output, cost: names in ACTIVATIONS and COSTS; the last two make sense together.  x: 2 numbers.
    y: 3 numbers.  parameters: 21 numbers, w², b², w³ and b³ in a row, as `bp1.backward.flattened` makes it.
    step: 0 to 10.  picked: [layer, j, k] of a weight, each counted from 0; layer 0 is NNDL's layer 2.
    Change traits that belong together inside `hold_trait_notifications()`.
    """

    hidden = traitlets.Enum(list(ACTIVATIONS), "sigmoid").tag(sync=True)
    output = traitlets.Enum(list(ACTIVATIONS), "softmax").tag(sync=True)
    cost = traitlets.Enum(list(COSTS), "log_likelihood").tag(sync=True)
    x = traitlets.List(traitlets.Float(), X.tolist()).tag(sync=True)
    y = traitlets.List(traitlets.Float(), Y.tolist()).tag(sync=True)
    parameters = traitlets.List(traitlets.Float(), PARAMETERS.tolist()).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    picked = traitlets.List(traitlets.Int(), [0, 0, 1]).tag(sync=True)

    @traitlets.validate("hidden", "output", "cost", "x", "y", "parameters", "step", "picked")
    def _fits_the_other_traits(self, proposal):
        """Return the proposed value; raise ValueError where it does not fit the others."""
        traits = self.state() | {proposal["trait"].name: proposal["value"]}
        for name, size in SIZES.items():
            if len(traits[name]) != size:
                raise ValueError(f"{name} must hold {size} numbers, got {len(traits[name])}")
        if not 0 <= traits["step"] <= LAST:
            raise ValueError(f"step must be a whole number from 0 to {LAST}, got {traits['step']}")
        if traits["picked"] not in WEIGHTS:
            expected = "[0, j, k] with j < 3 and k < 2, or [1, j, k] with j < 3 and k < 3"
            raise ValueError(f"picked must be {expected}, got {traits['picked']}")
        walked(traits)
        return proposal["value"]

    def snapshot(self) -> str:
        """Return the picture of the network with every value and slope, and all gradients as tables."""
        walk = walked(self.state())
        hidden, output = ACTIVATIONS[self.hidden].label, ACTIVATIONS[self.output].label
        caption = (
            f"{hidden} hidden, {output} last, {COSTS[self.cost].label} cost, x = {in_line(self.x)}, "
            f"y = {in_line(self.y)}: C = {shown(walk.values[-1][0])}, and every neuron"
        )
        tables = neurons(walk, caption) + "".join(bill(walk, layer) for layer in range(2))
        return f'<div class="bp1-snapshot passes">{picture(walk)}{tables}</div>'


class Walked(NamedTuple):
    """Values and slopes of each column (x, z, a, z, a, C), of which x and C show no slope, and dC/dw of each layer."""

    layers: list[Layer]
    values: list[Array]
    slopes: list[Array | None]
    gradients: list[Array]


def walked(traits: dict) -> Walked:
    """Return all numbers of a state; raise ValueError where they are not finite or its traits do not fit."""
    layers = [
        replace(layer, activation=ACTIVATIONS[traits[key]])
        for layer, key in zip(unflattened(np.array(traits["parameters"]), NETWORK), ("hidden", "output"), strict=True)
    ]
    cost, x, y = COSTS[traits["cost"]], np.array(traits["x"]), np.array(traits["y"])
    passed = forward(layers, x)
    deltas = backward(layers, cost, passed, y)
    (z_2, a_2), (z_3, a_3) = passed
    C = np.atleast_1d(cost(a_3, y))
    refuse_non_finite("C", C)
    slopes = [None, deltas[0], deltas[1] @ layers[1].weights, deltas[1], cost_gradient(cost, a_3, y), None]
    return Walked(layers, [x, z_2, a_2, z_3, a_3, C], slopes, [dC_dw for dC_dw, _ in gradients(layers, cost, x, y)])


def neurons(walk: Walked, caption: str) -> str:
    """Return the table of all neurons: what goes forwards through each, and what comes back."""
    columns = [(walk.values[c], walk.values[c + 1], walk.slopes[c + 1], walk.slopes[c]) for c in (1, 3)]
    rows = [
        [f"{i + 1} of layer {number}", *(shown(column[i]) for column in layer)]
        for number, layer in enumerate(columns, start=2)
        for i in range(3)
    ]
    return table(caption, ["neuron", "z", "a", "∂C/∂a", "δ = ∂C/∂b"], rows)


def bill(walk: Walked, layer: int) -> str:
    """Return the table of a layer's weights: the two factors of each gradient, and their product."""
    number, before, delta = "²³"[layer], walk.values[2 * layer], walk.slopes[2 * layer + 1]
    rows = [
        [f"w{number}{SUB[j]}{SUB[k]} = {walk.layers[layer].weights[j, k]:g}".replace("-", "−"),
         *map(shown, (before[k], delta[j], dC_dw))]
        for (j, k), dC_dw in np.ndenumerate(walk.gradients[layer])
    ]  # fmt: skip
    head = ["weight", f"{'x' if layer == 0 else 'a²'} it comes from", "δ it goes to", "∂C/∂w"]
    return table(f"Layer {layer + 2}: ∂C/∂w is a product (BP4)", head, rows)


def picture(walk: Walked) -> str:
    """Return an SVG of the network in six columns, each number below its neuron."""
    places = [
        [(40 + 112 * c, 90 * (i + 0.5 + (3 - len(column)) / 2) - 16) for i in range(len(column))]
        for c, column in enumerate(walk.values)
    ]
    between = [walk.layers[0].weights, jacobian(walk, 0), walk.layers[1].weights, jacobian(walk, 1), np.ones((1, 3))]
    lines = "".join(
        f'<path d="M{x0} {y0:g}L{x1} {y1:g}"/>'
        for (before, after), open_ in zip(pairwise(places), between, strict=True)
        for j, (x1, y1) in enumerate(after)
        for k, (x0, y0) in enumerate(before)
        if open_[j, k]
    )
    nodes = "".join(node(walk, c, i, x, y) for c, column in enumerate(places) for i, (x, y) in enumerate(column))
    says = "The network, x to C: " + "; ".join(
        f"{name} = ({', '.join(map(shown, column))})" for name, column in zip(NAMES, walk.values, strict=True)
    )
    return f'<svg viewBox="0 0 640 270" role="img" aria-label="{says}">{lines}{nodes}</svg>'


def jacobian(walk: Walked, layer: int) -> Array:
    return walk.layers[layer].activation.jacobian(walk.values[2 * layer + 1])


def node(walk: Walked, c: int, i: int, x: float, y: float) -> str:
    """Return a neuron of the picture: its name in a disc, below it its value, and how fast C changes with that."""
    slope = walk.slopes[c]
    word = "δ" if c % 2 else "slope"
    below = "" if slope is None else label("slope", x, y + 45, f"{word} {shown(slope[i])}")
    name = NAMES[c] + (SUB[i] if NAMES[c] != "C" else "")
    disc = f'<circle r="15" cx="{x:g}" cy="{y:g}"/>'
    return disc + label("name", x, y + 5, name) + label("value", x, y + 30, shown(walk.values[c][i])) + below
