"""The staircase: nudge one z_j, then move the outputs to their new values one at a time and watch the cost.

Its steps add up to the change of the cost exactly, for a nudge of any size; divided by the nudge, each of them tends
to one term of (37) as the nudge shrinks.
"""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from bp1.activations import Activation
from bp1.costs import Cost
from bp1.delta import checked, cost_gradient
from bp1.vectors import Array, finite_vectors, is_finite, refuse, refuse_non_finite


@dataclass(frozen=True)
class Staircase:
    """One nudge h of z_j for a layer of n outputs, climbed one output at a time."""

    before: Array  # a at z, shape (n,)
    after: Array  # a at z + h e_j, shape (n,)
    costs: Array  # C at the corners, shape (n + 1,): costs[k] has the first k outputs at their new values
    steps: Array  # what moving output k does to C, shape (n,)
    rates: Array  # steps / h, shape (n,)
    shares: Array  # dC/da_k da_k/dz_j at z, shape (n,): the terms of (37), which the rates tend to


def corners(before: ArrayLike, after: ArrayLike) -> Array:
    """Return the corners of the staircase, shape (n + 1, n): in row k the first k entries have their new values.

    before, after: the outputs before and after the nudge, shape (n,).
    """
    before = finite_vectors("before", before)
    if before.ndim != 1:
        raise ValueError(f"before must have shape (n,), got {before.shape}")
    after = finite_vectors("after", after, like=before)
    n = before.size
    return np.where(np.tri(n + 1, n, -1, dtype=bool), after, before)


def turned(z: Array, j: int, h: float) -> Array:
    """Return z + h e_j, shape (n,); raise ValueError unless that is another place, and finite."""
    if not is_finite(h) or h == 0:
        raise ValueError(f"h must be a finite number other than 0, got {h!r}")
    with np.errstate(over="ignore"):
        there = z + h * np.eye(z.size)[j]
    refuse_non_finite("z + h", there)
    if there[j] == z[j]:
        raise ValueError(f"h = {h:g} is too small to move z[{j}] = {z[j]:g}")
    return there


def climb(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike, j: int, h: float) -> Staircase:
    """Return the Staircase from a(z) to a(z + h e_j).

    z, y: shape (n,).  j: the input to nudge, counted from 0.  h: the nudge, not 0.
    Raises ValueError where j or h make no sense, or where C or its gradient is not finite on the way.
    """
    z, y = checked(activation, cost, finite_vectors("z", z), y)
    if z.ndim != 1:
        raise ValueError(f"z must have shape (n,), one example, got {z.shape}")
    if isinstance(j, bool) or not isinstance(j, Integral) or not 0 <= j < z.size:
        raise ValueError(f"j must be a whole number from 0 to {z.size - 1}, got {j!r}")
    before, after = activation.f(z), activation.f(turned(z, j, h))
    costs = cost.f(corners(before, after), y)
    refuse("C", costs, ~np.isfinite(costs), "a finite cost at every corner of the staircase")
    shares = cost_gradient(cost, before, y) * activation.f_jacobian(z)[:, j]
    steps = np.diff(costs)
    return Staircase(before, after, costs, steps, steps / h, shares)
