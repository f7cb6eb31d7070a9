"""The figure of the running network: where NNDL puts the letter k."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from bp1.figures.drawing import GREY, J, K, label
from bp1.network import running_example

COLUMNS = [("a", 1), ("z", 2), ("a", 2), ("z", 3), ("a", 3)]  # the running network, from left to right
# Where NNDL's equations put j and k, (23) and (41) for l = 2: the columns on the way from j to k.
FROM_J_TO_K = {23: [("z", 2), ("a", 1)], 37: [("z", 3), ("a", 3)], 41: [("z", 2), ("a", 2), ("z", 3)]}


def where_k_sits(ax: Axes, number: int) -> Axes:
    """Draw the running network with j on its second neuron, and each k that NNDL's equation 23, 37 or 41 sums over.

    ax: loses its frame, and its figure's ground becomes transparent.
    The marks of (23) are grey, because its j and k are not the two that wear colours in this book.
    """
    draw_network(ax)
    *on_the_way, (kind, layer) = FROM_J_TO_K[number]
    color_j, color_k = (GREY, GREY) if number == 23 else (J, K)
    for k in range(neurons(layer)):
        route = np.array([*(place(*column, 1) for column in on_the_way), place(kind, layer, k)])
        ax.plot(*route.T, color=color_k, linewidth=2.5, zorder=3)
        ax.plot(*route[-1], "o", color=color_k, markersize=10, zorder=4)
        label(ax, place("a", layer, k), f"k = {k + 1}", (-36 if layer == 1 else 36, 0), color_k)
    ax.plot(*route[0], "o", color=color_j, markersize=10, zorder=5)
    label(ax, route[0], "j = 2", (-22 if number == 37 else 22, 18), color_j)
    return ax


def draw_network(ax: Axes) -> None:
    """Draw the running network in faint grey: a line for each weight, a pill from z to a for each neuron."""
    for (before, layer), (after, next_layer) in pairwise(COLUMNS):
        for j, k in np.ndindex(neurons(next_layer), neurons(layer)):
            ends = np.array([place(before, layer, k), place(after, next_layer, j)])
            if before == "a":
                ax.plot(*ends.T, color=GREY, linewidth=1, alpha=0.5)
            elif j == k:
                ax.plot(*ends.T, color=GREY, linewidth=20, alpha=0.25, solid_capstyle="round")
    for kind, layer in COLUMNS:
        for neuron in range(neurons(layer)):
            ax.plot(*place(kind, layer, neuron), "o", color=GREY, markersize=5)
        top = np.array([place(kind, layer, 0)[0], 1.5])
        label(ax, top, f"{kind}{'¹²³'[layer - 1]}", (0, 0), GREY)
    ax.set(xlim=(0.9, 7.1), ylim=(-1.3, 1.7))
    ax.figure.set_facecolor("none")
    ax.axis("off")


def neurons(layer: int) -> int:
    """Return how many neurons the running network has in that layer, in NNDL's count."""
    layers, x, _ = running_example()
    return len(x) if layer == 1 else len(layers[layer - 2].biases)


def place(kind: str, layer: int, neuron: int) -> tuple[float, float]:
    """Return where z or a of that neuron, counted from 0 and from the top, is drawn."""
    return 2 * layer - 0.7 * (kind == "z"), (neurons(layer) - 1) / 2 - neuron
