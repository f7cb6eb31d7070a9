"""The book's figures, one function each: it draws on the axes it is given and returns them.

Grounds are transparent and colours are middle tones, so that one picture reads on a white page and on a near-black one.
"""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bp1.activations import ACTIVATIONS

# j, the dial you turn, and k, the lamp that answers: the hues of widgets/theme.css, each halfway from its tone for
# light pages (#0b63b0, #b8480a) to its tone for dark ones, with the same contrast on both.
J, K, GREY = "#2b7cc9", "#cb5a1c", "#7b7f84"

CORNERS = np.array([[-1, 0], [1, 0], [0, 3**0.5]])  # where e_1, e_2, e_3 are drawn: lengths keep their proportions
ARROW = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}


def softmax_triangle(ax: Axes, z: ArrayLike = (1.0, 2.0, 3.0)) -> Axes:
    """Draw the triangle of all softmax outputs (n = 3), the output a at z, and column j of J as an arrow to corner j.

    ax: loses its frame, and its figure's ground becomes transparent.  z: shape (3,).
    """
    softmax = ACTIVATIONS["softmax"]
    point = softmax(z) @ CORNERS
    heads = point + softmax.jacobian(z).T @ CORNERS  # a column sums to 0: a step inside the triangle's plane
    ax.fill(*CORNERS.T, facecolor="none", edgecolor=GREY, linewidth=1.5)
    for corner, name, side in zip(CORNERS, ("(1, 0, 0)", "(0, 1, 0)", "(0, 0, 1)"), (-1, -1, 1), strict=True):
        ax.plot(*zip(point, corner, strict=True), color=GREY, linewidth=1, linestyle=(0, (2, 3)))
        label(ax, corner, name, (0, 14 * side), GREY)
    for head, name, offset in zip(heads, ("z₁", "z₂", "z₃"), ((-14, 6), (-16, 0), (-13, -10)), strict=True):
        ax.annotate("", head, point, arrowprops=ARROW | {"color": J})
        label(ax, head, name, offset, J)
    ax.plot(*point, "o", color=K, markersize=9, zorder=5)
    label(ax, point, "a", (13, 2), K)
    ax.figure.set_facecolor("none")
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def label(ax: Axes, point: NDArray[np.floating], text: str, offset: tuple[float, float], color: str) -> None:
    """Write text with its middle at that offset, in printer's points, from the point."""
    style = {"ha": "center", "va": "center", "color": color, "fontsize": 13, "fontweight": "bold"}
    ax.annotate(text, point, offset, textcoords="offset points", **style)
