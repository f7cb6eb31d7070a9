"""The book's figures, one function each: it draws on the axes it is given and returns them.

Grounds are transparent and colours are middle tones, so that one picture reads on a white page and on a near-black one.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS
from bp1.check import line_integrals
from bp1.costs import COSTS
from bp1.delta import delta_diagonal_only, delta_full_sum
from bp1.network import running_example
from bp1.staircase import climb
from bp1.vectors import Array

# j, the dial you turn, k, the lamp that answers, and delta: the hues of widgets/theme.css, each halfway from its tone
# for light pages (#0b63b0, #b8480a, #7a2e86) to its tone for dark ones, with the same contrast on both.
J, K, DELTA, GREY = "#2b7cc9", "#cb5a1c", "#a963b5", "#7b7f84"

CORNERS = np.array([[-1, 0], [1, 0], [0, 3**0.5]])  # where e_1, e_2, e_3 are drawn: lengths keep their proportions
ARROW = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}

COLUMNS = [("a", 1), ("z", 2), ("a", 2), ("z", 3), ("a", 3)]  # the running network, from left to right
# Where NNDL's equations put j and k, (23) and (41) for l = 2: the columns on the way from j to k.
FROM_J_TO_K = {23: [("z", 2), ("a", 1)], 37: [("z", 3), ("a", 3)], 41: [("z", 2), ("a", 2), ("z", 3)]}


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


def staircase(
    ax: Axes, activation: str = "softmax", cost: str = "quadratic",
    z: ArrayLike = (1.0, 2.0, 3.0), y: ArrayLike = (0.0, 0.0, 1.0), j: int = 1, h: float = 1.0,
) -> Axes:  # fmt: skip
    """Draw the cost while z_j is nudged by h and the outputs move one at a time: a tread for each corner.

    ax: loses its frame, and its figure's ground becomes transparent.  activation, cost: names in the registries.
    """
    stairs = climb(ACTIVATIONS[activation], COSTS[cost], z, y, j, h)
    costs, n = stairs.costs, stairs.steps.size
    ax.hlines(costs, range(n + 1), range(1, n + 2), color=GREY, linewidth=2.5)
    ax.hlines(costs[0], 0, n + 1.25, color=GREY, linewidth=1, linestyle=(0, (2, 3)))
    for k, step in enumerate(stairs.steps):
        ax.vlines(k + 1, costs[k], costs[k + 1], color=K, linewidth=5)
        label(
            ax, (k + 1, costs[k : k + 2].mean()), signed(step), (-34, 0 if abs(step) > 0.1 * np.ptp(costs) else -14), K
        )
    for k, level in enumerate(costs):
        names = " ".join(f"a{'₁₂₃₄₅₆'[i]}{'′' if i < k else ''}" for i in range(n))
        label(ax, (k + 0.5, level), names, (0, 13), GREY)
    ax.annotate("", (n + 1.15, costs[-1]), (n + 1.15, costs[0]), arrowprops=ARROW | {"color": DELTA})
    label(ax, (n + 1.15, (costs[0] + costs[-1]) / 2), f"ΔC = {signed(costs[-1] - costs[0])}", (60, 0), DELTA)
    ax.figure.set_facecolor("none")
    ax.axis("off")
    return ax


def signed(x: float) -> str:
    """Return x with its sign and four decimals; 0 only where it is 0."""
    return f"{x:+.4f}".replace("-", "−") if x else "0"


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


SQUARE = np.array([[1, 1, 2], [1, 3, 2], [1, 3, 4], [1, 1, 4], [1, 1, 2]])  # around z = (1, 2, 3), z_1 held still
TARGET = np.array([0, 0, 1])


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


def bare(ax: Axes) -> Axes:
    """Return the axes with no frame, no tick marks and no ground."""
    ax.set_frame_on(False)
    ax.tick_params(length=0)
    ax.figure.set_facecolor("none")
    return ax


def label(ax: Axes, point: Array, text: str, offset: tuple[float, float], color: str) -> None:
    """Write text with its middle at that offset, in printer's points, from the point."""
    style = {"ha": "center", "va": "center", "color": color, "fontsize": 13, "fontweight": "bold"}
    ax.annotate(text, point, offset, textcoords="offset points", **style)
