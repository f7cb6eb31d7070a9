"""Derivatives measured by nudging, and a check that shows both numbers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from bp1.vectors import Array, finite_vectors, maskable, refuse, vectors

STEP = float(np.finfo(np.float64).eps) ** (1 / 3)  # rounding eps/h and truncation h^2 are then about equal


def central_difference(f: Callable[[Array], Array], z: ArrayLike) -> Array:
    """Return df/dz_j along the last axis, shape (..., n) + whatever f adds, by nudging each z_j both ways.

    f: takes z, shape (..., n), and returns shape (...) or (..., m); the result is then (..., n) or (..., m, n).
    z: shape (..., n); the step is 6e-6 max(1, |z_j|).  A z_j of -inf stays where it is: its derivative is 0.
    Raises ValueError where f is not finite at a nudged point.
    """
    z = maskable("z", z).astype(np.float64)
    columns = []
    for j in range(z.shape[-1]):
        masked = np.isneginf(z[..., j])
        z_j = np.where(masked, 0, z[..., j])
        h = STEP * np.maximum(1, np.abs(z_j))
        up, down = z.copy(), z.copy()
        up[..., j] += h
        down[..., j] -= h
        rise = value_at(f, up, "up", j) - value_at(f, down, "down", j)
        run = (z_j + h) - (z_j - h)  # what was really stepped, after rounding
        columns.append(rise / run.reshape(run.shape + (1,) * (rise.ndim - run.ndim)))
    return np.stack(columns, axis=-1)


def value_at(f: Callable[[Array], Array], z: Array, direction: str, j: int) -> Array:
    """Return f(z); raise ValueError unless it is finite and has one value, or one vector, for each example of z."""
    value = np.asarray(f(z))
    examples = z.shape[:-1]
    if value.ndim > z.ndim or value.shape[: len(examples)] != examples:
        raise ValueError(f"f must return shape {examples} or {(*examples, 'm')} for z of {z.shape}, got {value.shape}")
    refuse(
        f"f(z) (with z_{j} nudged {direction})",
        np.atleast_1d(value),
        ~np.isfinite(np.atleast_1d(value)),
        "a finite number",
    )
    return value


def check_derivative(
    f: Callable[[Array], Array], derivative: ArrayLike, z: ArrayLike, tolerance: float = 1e-7
) -> float:
    """Return the largest error of the derivative of f at z, relative to the largest measured entry (or 1).

    derivative: df/dz_j along the last axis, as `central_difference` returns it.
    Raises AssertionError, showing the formula's number beside the measured one, where the error exceeds tolerance.
    Differences cannot judge a point at or near a kink of f.
    """
    measured = central_difference(f, z)
    claimed = vectors("derivative", derivative, like=measured)
    if claimed.size == 0:
        return 0.0
    errors = np.abs(claimed - measured)
    worst = np.unravel_index(np.argmax(np.where(np.isnan(errors), np.inf, errors)), errors.shape)
    error = float(errors[worst] / max(1.0, np.abs(measured).max()))
    if not error <= tolerance:
        at = ", ".join(str(int(i)) for i in worst)
        raise AssertionError(
            f"derivative[{at}] is {claimed[worst]:.9g} by formula but {measured[worst]:.9g} measured "
            f"(error {error:.2g}, allowed {tolerance:.2g})"
        )
    return error


def line_integrals(field: Callable[[Array], Array], points: ArrayLike) -> Array:
    """Return the integral of a field along each straight leg between consecutive points, shape (m - 1,).

    field: takes places, shape (..., n), and returns its vectors there, shape (..., n).  points: shape (m, n).
    Gauss-Legendre with 20 places on each leg: exact up to rounding where the field is smooth and the leg is short.
    """
    points = finite_vectors("points", points)
    if points.ndim != 2 or len(points) < 2:
        raise ValueError(f"points must have shape (m, n) with m >= 2, got {points.shape}")
    nodes, weights = np.polynomial.legendre.leggauss(20)
    legs = np.diff(points, axis=0)
    places = points[:-1, None] + (1 + nodes[:, None]) / 2 * legs[:, None]
    return np.einsum("mqj,mj,q->m", vectors("field(places)", field(places), like=places), legs, weights / 2)
