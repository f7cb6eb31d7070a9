"""The figures of what zeros do for (38): lucky points, saturation, temperature, ties."""

import numpy as np
from matplotlib.axes import Axes

from bp1.costs import COSTS
from bp1.delta import delta_diagonal_only, delta_full_sum
from bp1.figures.drawing import DELTA, DOTTED, GREY, J, K, label, ticked
from bp1.figures.triangle import CORNERS, triangle
from bp1.figures.zeros import SOFTMAX, entry
from bp1.vectors import Array

# -- where (38) is right ----------------------------------------------------------------------------------------------

TARGETS = np.array([0.2, 0.3, 0.5])  # inside the triangle, so that some z gives a = y


def lucky_curve(j: int, b: float, points: int = 91) -> Array:
    """Return the outputs at which (38) is right for that j, shape (points, 3): softmax, dC/da_k = a_k - y_k + b.

    What (38) drops is a_j times the sum of a_k (a_k - y_k + b) over k != j.  In the plane of these two a_k it is 0 on
    a circle through the origin, here in polar coordinates.
    """
    angle = np.linspace(0, np.pi / 2, points)
    others = [(j + 1) % 3, (j + 2) % 3]
    directions = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    a = np.empty((points, 3))
    a[:, others] = directions * (directions @ (TARGETS[others] - b))[:, None]
    a[:, j] = 1 - a[:, others].sum(axis=-1)
    return a


def lucky(ax: Axes, b: float) -> Axes:
    """Draw, for each j, the outputs at which (38) is right for that j, with the quadratic cost spelled with that b.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    triangle(ax)
    for j, (end, offset) in enumerate([(-1, (-26, 6)), (0, (26, 6)), (-1, (26, 6))]):
        curve = lucky_curve(j, b) @ CORNERS
        ax.plot(*curve.T, color=J, linewidth=2.5)
        label(ax, curve[end], f"j = {j + 1}", offset, J)
    ax.plot(*(TARGETS @ CORNERS), "o", color=K, markersize=9, zorder=5)
    label(ax, TARGETS @ CORNERS, "y", (-15, -7), K)
    label(ax, (0, 0), f"b = {b:g}", (0, -34), GREY)
    return ax


# -- saturation, temperature, ties ------------------------------------------------------------------------------------

LOSERS = {"two outputs": [0], "losers at 1 and 2": [1, 2], "ten outputs, losers tied": [0] * 9}
PAIRS = [(2, 1), (2, 0), (1, 0)]  # k and j, of three outputs


def saturation(ax: Axes) -> Axes:
    """Draw what part of (37) is missing from (38) while z_y grows, and how J goes to 0 meanwhile: softmax, -ln a_y.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    z_y = np.linspace(-6, 14, 201)
    for name, losers in LOSERS.items():
        z = np.column_stack([np.tile(losers, (len(z_y), 1)), z_y])
        y = np.broadcast_to(np.eye(z.shape[-1])[-1], z.shape)
        by_37, by_38 = (by(SOFTMAX, COSTS["log_likelihood"], z, y) for by in (delta_full_sum, delta_diagonal_only))
        missing = np.linalg.norm(by_38 - by_37, axis=-1) / np.linalg.norm(by_37, axis=-1)
        ax.plot(z_y, missing, color=DELTA, linewidth=2.5)
        label(ax, (4, missing[-1]), f"{missing[-1]:.0%}: {name}", (0, 11), DELTA)
    ax.plot(z_y, np.mean([entry(SOFTMAX, k, k, 1, 2, z_y) for k in range(3)], axis=0), color=K, linewidth=2.5)
    label(ax, (10, 0), "mean of J's diagonal", (0, 13), K)
    return ticked(ax, {-6: "$z_y$ = −6", 14: "14"}, {0: "0", 0.5: "0.5"})


def scaled_jacobian(c: Array, z: Array) -> Array:
    """Return da_k/dz_j, shape (m, n, n), of the softmax of c z (NNDL 83), for c of shape (m,)."""
    return c[:, None, None] * SOFTMAX.jacobian(c[:, None] * z)


def warm(ax: Axes) -> Axes:
    """Draw the entries off the diagonal for small c, the line c/9, and which part of J's absolute mass they are.

    ax: loses its frame, and its figure's ground becomes transparent.  z = (1, 2, 3).
    """
    c = np.linspace(0, 4, 161)[1:]
    mass = np.abs(scaled_jacobian(c, np.array([1, 2, 3])))
    for k, j in PAIRS:
        ax.plot(c, mass[:, k, j], color=K, linewidth=2.5)
    ax.plot(c, 1 - np.trace(mass, axis1=1, axis2=2) / mass.sum(axis=(1, 2)), color=DELTA, linewidth=2.5)
    label(ax, (2, 0.5), "part off the diagonal", (0, -12), DELTA)
    ax.plot(c[:110], c[:110] / 9, **DOTTED)
    label(ax, (c[109], c[109] / 9), "c/9", (16, 4), GREY)
    return ticked(ax, {0: "c = 0", 4: "4"}, {0: "0", 0.5: "½"})


def cold(ax: Axes) -> Axes:
    """Draw the same entries for large c on a logarithmic scale, and what they come close to, c exp(-gaps c), dotted.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    z, c = np.array([1, 2, 3]), np.linspace(0, 12, 241)[1:]
    mass = np.abs(scaled_jacobian(c, z))
    for k, j in PAIRS:
        gaps = (z.max() - z[[k, j]]).sum()  # of a_k and of a_j from the winner
        ax.plot(c, mass[:, k, j], color=K, linewidth=2.5)
        ax.plot(c, c * np.exp(-gaps * c), **DOTTED)
        label(ax, (12, mass[-1, k, j]), f"a{'₁₂₃'[k]}, z{'₁₂₃'[j]}", (28, 0), K)
    ax.set_yscale("log")
    return ticked(ax, {0: "c = 0", 12: "12"}, {1: "1", 1e-5: "10⁻⁵", 1e-10: "10⁻¹⁰", 1e-15: "10⁻¹⁵"})


def passing(ax: Axes) -> Axes:
    """Draw da_2/dz_1 while z_1 passes z_2, with two outputs, for three c: pits that all have the area 1.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    ahead = np.linspace(-3, 3, 601)
    for c, offset in (1, (70, -4)), (4, (32, 4)), (16, (36, 4)):
        slope = c * entry(SOFTMAX, 1, 0, c * ahead, 0)
        ax.plot(ahead, slope, color=K, linewidth=2.5)
        label(ax, (0, slope.min()), f"c = {c}", offset, K)
    return ticked(ax, {-3: "$z_1 - z_2$ = −3", 0: "0", 3: "3"}, {0: "0", -4: "−4"})


def tied(ax: Axes) -> Axes:
    """Draw da_k/d(c z_j) of two among m tied winners, 1 above the only loser, and -1/m^2 dotted.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    c = np.linspace(0, 6, 121)
    for m in 2, 3, 4:
        ax.plot(c, entry(SOFTMAX, 1, 0, *[0] * m, -c), color=K, linewidth=2.5)
        ax.axhline(-1 / m**2, **DOTTED)
        label(ax, (6, -1 / m**2), f"−1/{m**2}", (26, 0), K)
    return ticked(ax, {0: "c = 0", 6: "6"}, {0: "0"})
