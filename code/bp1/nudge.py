"""The Jacobian of any function at a point, measured with an honest error, and the function held to its word.

Each z_j is nudged to both sides by h and by 4 h: the four slopes tell the derivative, how sure it is, and kinks.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bp1.vectors import Array, refuse, vectors


class Nudged(NamedTuple):
    """The slopes of f at one point by nudges of h and of 4 h, each shape (m, n), and f's rounding in them, (n,)."""

    right: Array
    left: Array
    far_right: Array
    far_left: Array
    rounding: Array

    @property
    def noise(self) -> float:
        """Return the largest difference between two measures of the curvature, which for a smooth f is its noise."""
        return float(np.abs((self.right - self.left) - (self.far_right - self.far_left) / 4).max())


class Measured(NamedTuple):
    """The Jacobian at one point, each shape (m, n)."""

    value: Array
    error: Array
    moved: NDArray[np.bool_]  # whether a nudge of h changed the output at all
    kink: NDArray[np.bool_]  # whether the slopes to both sides differ, however small the nudge

    @property
    def open(self) -> NDArray[np.bool_]:
        """Return where the slope is not 0, or, at a kink, not 0 to one of the sides."""
        return np.abs(self.value) > self.error


def judged(all_nudged: list[Nudged]) -> list[Measured]:
    """Return what the slopes at neighbouring points say, once it is known how much noise f has among them."""
    noise = np.median([one.noise for one in all_nudged])  # of many points, so that few kinks do not count
    return [judge(one, np.maximum(one.rounding, noise)) for one in all_nudged]


def judge(one: Nudged, noise: Array) -> Measured:
    """Return the Jacobian at one point, with an error from the noise, shape (n,), and from the two steps."""
    value, wide = (one.right + one.left) / 2, (one.far_right + one.far_left) / 2
    gap, far_gap = np.abs(one.right - one.left), np.abs(one.far_right - one.far_left)
    return Measured(
        value,
        error=10 * noise + 4 * np.abs(value - wide),
        moved=(one.right != 0) | (one.left != 0),
        kink=gap > far_gap / 2 + 10 * noise,  # where f is smooth, a quarter of the step leaves a quarter of the gap
    )


def nudged(f: Callable[[Array], Array], z: Array, step: float) -> Nudged:
    """Return the slopes of f at z; ValueError where f contradicts itself."""
    a = f(z)
    if not np.array_equal(a, f(z)):
        raise ValueError(f"f gave two answers at z = {z}; expected a function of z alone (fix its seed, mask or state)")
    h = step * np.maximum(1, np.abs(z))
    columns = [(*slopes(f, z, a, j, h[j]), *slopes(f, z, a, j, 4 * h[j])) for j in range(z.size)]
    rounding = np.finfo(a.dtype).eps * np.abs(a).max() / h
    return Nudged(*(np.stack(part, axis=-1) for part in zip(*columns, strict=True)), rounding)


def slopes(f: Callable[[Array], Array], z: Array, a: Array, j: int, h: float) -> tuple[Array, Array]:
    """Return the slopes of f by z_j to the right and to the left, each shape (m,)."""
    up, down = z.copy(), z.copy()
    up[j] += h
    down[j] -= h
    return (f(up) - a) / (up[j] - z[j]), (a - f(down)) / (z[j] - down[j])


def answer(f: Callable[[Array], ArrayLike], z: Array, m: int | None = None) -> Array:
    """Return a copy of f(z), shape (m,), and hand f a copy of z, so that neither can change behind our back."""
    if not callable(f):
        raise TypeError(f"f must be a function of z, got {f!r}")
    a = np.array(vectors("f(z)", f(z.copy())))
    if a.ndim != 1:
        raise ValueError(f"f(z) must have shape (m,), got {a.shape}")
    if m is not None and a.size != m:
        raise ValueError(f"f gave {a.size} outputs at z = {z} and {m} elsewhere; expected the same number everywhere")
    refuse(f"f(z) at z = {z}", a, ~np.isfinite(a), "a finite number (a smaller spread keeps closer to z)")
    return a
