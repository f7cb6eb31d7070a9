"""The figures in the triangle of all softmax outputs (n = 3)."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS
from bp1.figures.drawing import ARROW, DELTA, GREY, J, K, label
from bp1.vectors import Array

CORNERS = np.array([[-1, 0], [1, 0], [0, 3**0.5]])  # where e_1, e_2, e_3 are drawn: lengths keep their proportions
TARGET = np.array([0, 0, 1])


def triangle(ax: Axes) -> None:
    """Draw the triangle of all softmax outputs (n = 3) and name its corners."""
    ax.fill(*CORNERS.T, facecolor="none", edgecolor=GREY, linewidth=1.5)
    for corner, name, side in zip(CORNERS, ("(1, 0, 0)", "(0, 1, 0)", "(0, 0, 1)"), (-1, -1, 1), strict=True):
        label(ax, corner, name, (0, 14 * side), GREY)
    ax.figure.set_facecolor("none")
    ax.set_aspect("equal")
    ax.axis("off")


def lamp(ax: Axes, point: Array) -> None:
    """Mark the output a."""
    ax.plot(*point, "o", color=K, markersize=9, zorder=5)
    label(ax, point, "a", (13, 2), K)


def softmax_triangle(ax: Axes, z: ArrayLike = (1.0, 2.0, 3.0)) -> Axes:
    """Draw the triangle of all softmax outputs (n = 3), the output a at z, and column j of J as an arrow to corner j.

    ax: loses its frame, and its figure's ground becomes transparent.  z: shape (3,).
    """
    softmax = ACTIVATIONS["softmax"]
    point = softmax(z) @ CORNERS
    heads = point + softmax.jacobian(z).T @ CORNERS  # a column sums to 0: a step inside the triangle's plane
    triangle(ax)
    for corner in CORNERS:
        ax.plot(*zip(point, corner, strict=True), color=GREY, linewidth=1, linestyle=(0, (2, 3)))
    for head, name, offset in zip(heads, ("z₁", "z₂", "z₃"), ((-14, 6), (-16, 0), (-13, -10)), strict=True):
        ax.annotate("", head, point, arrowprops=ARROW | {"color": J})
        label(ax, head, name, offset, J)
    lamp(ax, point)
    return ax


def spelled_steps(ax: Axes, shifts: Iterable[float] = (0.0, 5.0, 10.0), z: ArrayLike = (1.0, 2.0, 3.0)) -> Axes:
    """Draw where a step against (37), and against (38) of -ln a_3 + b (a_1 + a_2 + a_3 - 1), moves a, for each b.

    shifts: the b.  z: shape (3,).  The arrows are J times minus delta, twice as long; those of (38) end on one line.
    """
    softmax = ACTIVATIONS["softmax"]
    a, jacobian = softmax(z), softmax.jacobian(z)
    dC_da = -TARGET / a
    triangle(ax)
    steps = [("(37)", dC_da @ jacobian, (28, 2), DELTA)]
    steps += [(f"{b:g}", (dC_da + b) * np.diag(jacobian), (-12, 0), GREY) for b in shifts]
    for name, delta, offset, color in steps:
        head = (a - 2 * jacobian @ delta) @ CORNERS
        ax.annotate("", head, a @ CORNERS, arrowprops=ARROW | {"color": color})
        label(ax, head, name, offset, color)
    lamp(ax, a @ CORNERS)
    return ax
