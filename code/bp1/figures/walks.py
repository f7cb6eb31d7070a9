"""The figures of a closed walk: what (37) and (38) sum to along it."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from bp1.activations import ACTIVATIONS
from bp1.check import line_integrals
from bp1.costs import COSTS
from bp1.delta import delta_diagonal_only, delta_full_sum
from bp1.figures.drawing import ARROW, DELTA, GREY, J, bare, label
from bp1.figures.triangle import TARGET
from bp1.vectors import Array

SQUARE = np.array([[1, 1, 2], [1, 3, 2], [1, 3, 4], [1, 1, 4], [1, 1, 2]])  # around z = (1, 2, 3), z_1 held still


def walk(equation: Callable[..., Array], points: Array) -> Array:
    """Return what a delta sums to from the first point to each one, shape (m,): softmax with -ln a_3."""
    layer = ACTIVATIONS["softmax"], COSTS["log_likelihood"]
    legs = line_integrals(lambda z: equation(*layer, z, np.broadcast_to(TARGET, z.shape)), points)
    return np.append(0, legs.cumsum())


def square_walk(ax: Axes) -> Axes:
    """Draw the closed walk SQUARE in the plane of z_2 and z_3, over the contour lines of the cost -ln a_3."""
    z_2, z_3 = np.meshgrid(np.linspace(0.4, 3.6, 60), np.linspace(1.4, 4.6, 60))
    a = ACTIVATIONS["softmax"](np.stack([np.ones_like(z_2), z_2, z_3], axis=-1))
    ax.contour(z_2, z_3, -np.log(a[..., 2]), levels=10, colors=GREY, linewidths=0.8, alpha=0.7)
    for leg, (start, end) in enumerate(pairwise(SQUARE[:, 1:]), start=1):
        ax.annotate("", end, start, arrowprops=ARROW | {"color": J})
        label(ax, (start + end) / 2, str(leg), 12 * np.sign((start + end) / 2 - [2, 3]), J)
    ax.set_xticks([1, 3], ["z₂ = 1", "3"], color=GREY)
    ax.set_yticks([2, 4], ["z₃ = 2", "4"], color=GREY)
    ax.set_aspect("equal")
    return bare(ax)


def running_sum(ax: Axes) -> Axes:
    """Draw what (37) and (38) have summed to along the closed walk SQUARE: the one comes back to 0."""
    way = np.linspace(0, 4, 81)  # in legs
    points = np.stack([np.interp(way, range(5), z_j) for z_j in SQUARE.T], axis=-1)
    for name, equation, color in ("(37)", delta_full_sum, DELTA), ("(38)", delta_diagonal_only, GREY):
        total = walk(equation, points)
        ax.plot(way, total, color=color, linewidth=2.5)
        label(ax, (4, total[-1]), f"{name}: {total[-1].round(2) + 0:.2f}".replace("-", "−"), (48, 0), color)
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set_xticks(range(5), ["start", "1", "2", "3", "4"], color=GREY)
    ax.set_yticks([])
    return bare(ax)
