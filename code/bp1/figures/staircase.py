"""The figure of the staircase: one nudge, the outputs moved one at a time."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.figures.drawing import ARROW, DELTA, GREY, K, label
from bp1.staircase import climb


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
