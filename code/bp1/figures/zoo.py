"""The figure of the zoo: one Jacobian as a board of squares."""

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from bp1.classify import open_somewhere
from bp1.figures.drawing import GREY, K
from bp1.layers import Layer


def zeros(ax: Axes, layer: Layer, z: ArrayLike) -> Axes:
    """Draw the pattern of the layer's Jacobian: row = output, column = input, nothing where it is 0 identically.

    A full square is not 0 at z, a hollow one is 0 at z and not 0 at other points.
    ax: loses its frame, and its figure's ground becomes transparent.  z: shape (n,).
    """
    here, somewhere = layer.jacobian(z) != 0, open_somewhere(layer, np.size(z))
    m, n = here.shape
    for k, j in np.argwhere(somewhere):
        look = {"facecolor": K} if here[k, j] else {"facecolor": "none", "edgecolor": GREY, "linewidth": 1}
        ax.add_patch(Rectangle((j + 0.14, k + 0.14), 0.72, 0.72, **look))
    ax.add_patch(Rectangle((0, 0), n, m, facecolor="none", edgecolor=GREY, linewidth=1))
    ax.set(xlim=(-0.2, n + 0.2), ylim=(m + 0.2, -0.2))
    ax.set_title(fill(layer.label, 18), color=GREY)
    ax.set_aspect("equal")
    ax.figure.set_facecolor("none")
    ax.axis("off")
    return ax
