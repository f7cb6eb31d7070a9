"""The book's figures, one function each: it draws on the axes it is given and returns them.

Grounds are transparent and every line is a middle tone, so that a figure reads on a white page and on a near-black one.
"""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS

# j, the dial you turn, and k, the lamp that answers, as in widgets/theme.css, in a tone between its light and its dark.
J, K, GREY = "#2f86d6", "#d2691e", "#808080"
CORNERS = np.array([[-1, 0], [1, 0], [0, np.sqrt(3)]])  # where e_1, e_2 and e_3 are drawn: lengths keep their ratios


def softmax_triangle(ax: Axes, z: ArrayLike = (1.0, 2.0, 3.0)) -> Axes:
    """Draw the triangle of all softmax outputs, n = 3: the point a at z, and column j of J as an arrow to corner j.

    ax: cleared of its frame and ticks, and its figure made transparent.  z: shape (3,).
    """
    softmax = ACTIVATIONS["softmax"]
    point = softmax(z) @ CORNERS
    columns = softmax.jacobian(z).T @ CORNERS  # a column sums to 0, so where the origin is drawn does not matter
    ax.fill(*CORNERS.T, fill=False, edgecolor=GREY, linewidth=1.5)
    for j, (corner, column) in enumerate(zip(CORNERS, columns, strict=True), start=1):
        ax.plot(*zip(point, corner, strict=True), color=GREY, linewidth=1, linestyle=(0, (2, 4)))
        ax.annotate("", point + column, point, arrowprops={"arrowstyle": "-|>", "color": J, "linewidth": 2.5})
        label(ax, corner, f"corner {j}", away_from=CORNERS.mean(axis=0), color=GREY)
        label(ax, point + column, f"dial {j}", away_from=point, color=J)
    ax.plot(*point, "o", color=K, markersize=9)
    label(ax, point, "a", away_from=point - [1, 0.4], color=K)
    ax.figure.set_facecolor("none")
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
