"""The figure of the five meanings of zero: how an entry of J becomes 0."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS, Activation
from bp1.figures.drawing import DOTTED, GREY, K, ticked
from bp1.layers import Layer
from bp1.layers.norms import layer_norm
from bp1.vectors import Array

SOFTMAX = ACTIVATIONS["softmax"]


def entry(layer: Activation | Layer, k: int, j: int, *z: ArrayLike) -> Array:
    """Return the layer's da_k/dz_j, shape (m,), where dials are turned through m values; k and j count from 0."""
    return layer.jacobian(np.stack(np.broadcast_arrays(*z), axis=-1))[..., k, j]


SMALLEST = float(np.finfo(np.float64).smallest_subnormal)  # the steps in which float64 goes to 0
LAST_DECIMAL = 1e-4  # the steps in which four decimals do


@dataclass(frozen=True)
class Zero:
    """An entry of a Jacobian while one dial is turned: what a reader meets, and what it is exactly."""

    dial: str
    turned: tuple[float, float]  # from where to where
    says: str
    met: Callable[[Array], Array]
    exact: Callable[[Array], Array]


def sigmoid_entry(z_1: Array) -> Array:
    """Return J_21 of sigmoid at z = (z_1, 2, 3)."""
    return entry(ACTIVATIONS["sigmoid"], 1, 0, z_1, 2, 3)


def layer_norm_entry(z_2: Array) -> Array:
    """Return J_31 of layer norm, with epsilon = 0, at z = (1, z_2, 3)."""
    return entry(layer_norm(0), 2, 0, 1, z_2, 3)


def softmax_entry(z_1: Array) -> Array:
    """Return J_21 of softmax at z = (z_1, 2, 3)."""
    return entry(SOFTMAX, 1, 0, z_1, 2, 3)


def softmax_tail(z_1: Array) -> Array:
    """Return the same over SMALLEST, where a_1 is 1 to all digits: a_2 is then exp(2 - z_1), too small for floats."""
    return -np.exp(2 - z_1 - np.log(SMALLEST))


ZEROS = {
    "identically": Zero("z₁", (-4, 8), "0 at every z", sigmoid_entry, sigmoid_entry),
    "at a point": Zero("z₂", (0, 4), "0 at 1 and 3", layer_norm_entry, layer_norm_entry),
    "in the limit": Zero("z₁", (4, 16), "0 at no z₁", softmax_entry, softmax_entry),
    "in floating point": Zero("z₁", (744, 749), "float64", lambda z: softmax_entry(z) / SMALLEST, softmax_tail),
    "as displayed": Zero(
        "z₁", (9.5, 14.5), "4 decimals",
        lambda z: softmax_entry(z).round(4) / LAST_DECIMAL, lambda z: softmax_entry(z) / LAST_DECIMAL,
    ),
}  # fmt: skip


def zero(ax: Axes, meaning: str) -> Axes:
    """Draw how an entry of a Jacobian is or becomes 0 in that sense, and in grey what it is exactly.

    ax: loses its frame, and its figure's ground becomes transparent.  meaning: a key of ZEROS.
    """
    shown = ZEROS[meaning]
    turned = np.linspace(*shown.turned, 501)
    ax.axhline(0, **DOTTED)
    ax.plot(turned, shown.exact(turned), color=GREY, linewidth=1.5)
    ax.plot(turned, shown.met(turned), color=K, linewidth=2.5)
    ax.set_title(meaning, color=GREY, fontweight="bold")
    ax.annotate(shown.says, (0.5, 0.12), xycoords="axes fraction", ha="center", color=K, fontsize=13, weight="bold")
    start, end = (f"{z:g}".replace("-", "−") for z in shown.turned)
    return ticked(ax, dict(zip(shown.turned, [f"{shown.dial} = {start}", end], strict=True)), {0: "0"})
