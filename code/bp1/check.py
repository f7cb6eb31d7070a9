"""Derivatives measured by nudging, how far to trust each way, and checks that show both numbers."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from bp1.vectors import INF, Array, finite_vectors, maskable, not_negative, plain, positive, refuse, vectors

EPS = float(np.finfo(np.float64).eps)
ONE_SIDED_STEP = EPS ** (1 / 2)  # rounding eps/h and truncation h are then about equal
CENTRAL_STEP = EPS ** (1 / 3)  # the same for truncation h^2
COMPLEX_STEP = 1e-100  # nothing is subtracted, so nothing rounds off

# What a relative error up to each limit says in float64, after the notes of Stanford's course CS231n.
BANDS = {1e-7: "right", 1e-4: "right beside a kink, else suspect", 1e-2: "suspect", INF: "wrong"}


def one_sided_difference(f: Callable[[Array], Array], z: ArrayLike, h: float = ONE_SIDED_STEP) -> Array:
    """Return df/dz_j in the shape of `central_difference`, by nudging each z_j up alone (NNDL 46)."""
    return difference(f, z, h, back=0)


def central_difference(f: Callable[[Array], Array], z: ArrayLike, h: float = CENTRAL_STEP) -> Array:
    """Return df/dz_j along the last axis, shape (..., n) + whatever f adds, by nudging each z_j both ways.

    f: takes z, shape (..., n), and returns shape (...) or (..., m); the result is then (..., n) or (..., m, n).
    z: shape (..., n); the step is h max(1, |z_j|).  A z_j of -inf stays where it is: its derivative is 0.
    Raises ValueError where f is not finite at a nudged point, and where h does not move z_j, or out of the floats.
    """
    return difference(f, z, h, back=1)


def difference(f: Callable[[Array], Array], z: ArrayLike, h: float, back: int) -> Array:
    """Return the slope of f from z_j - back h to z_j + h, as `central_difference` does."""
    z, h = maskable("z", z).astype(np.float64), positive("h", h)
    columns = []
    for j in range(z.shape[-1]):
        z_j = np.where(np.isneginf(z[..., j]), 0, z[..., j])
        with np.errstate(over="ignore"):
            step = h * np.maximum(1, np.abs(z_j))
            run = (z_j + step) - (z_j - back * step)  # what is really stepped, after rounding
        if not run.all():
            raise ValueError(f"h = {h:g} is too small to move z_{j}; expected {EPS:.1g} or more")
        if not np.isfinite(run).all():
            raise ValueError(f"h = {h:g} moves z_{j} out of the range of floats")
        rise = value_at(f, moved(z, j, step), "up", j) - value_at(f, moved(z, j, -back * step), "down", j)
        columns.append(rise / run.reshape(run.shape + (1,) * (rise.ndim - run.ndim)))
    return np.stack(columns, axis=-1)


def complex_step(f: Callable[[Array], Array], z: ArrayLike, h: float = COMPLEX_STEP) -> Array:
    """Return df/dz_j in the shape of `central_difference`: the imaginary part of f at z_j + ih, over h.

    f: takes complex z too, and is analytic: no |z|, no maximum that shows in the result, no real part.
    Raises ValueError where central differences contradict the result, as they do for other f.
    """
    z, h = maskable("z", z).astype(np.float64), positive("h", h)
    sideways = [moved(z.astype(complex), j, 1j * h) for j in range(z.shape[-1])]
    values = [value_at(lambda z: np.imag(f(z)), z_j, "sideways", j) for j, z_j in enumerate(sideways)]
    derivative, measured = np.stack(values, axis=-1) / h, central_difference(f, z)
    contradicted = np.abs(derivative - measured) > (1e-4 + h**2) * np.abs(measured).max(initial=1)
    refuse("complex step", derivative, contradicted, "the measured slope; f must be analytic")
    return derivative


def moved(z: Array, j: int, step: Array | complex) -> Array:
    """Return a copy of z with z_j, one in each example, moved by step."""
    z = z.copy()
    z[..., j] += step
    return z


def value_at(f: Callable[[Array], Array], z: Array, direction: str, j: int) -> Array:
    """Return f(z); raise ValueError unless it is finite and has one value, or one vector, for each example of z."""
    if not callable(f):
        raise TypeError(f"f must be a function of z, got {f!r}")
    value = plain("f(z)", f(z))
    if value.dtype.kind not in "biuf":
        raise TypeError(f"f must return real numbers, got dtype {value.dtype}")
    value = value.astype(np.float64)  # a copy: f may give the same array each time; and small whole numbers wrap around
    examples = z.shape[:-1]
    if value.ndim > z.ndim or value.shape[: len(examples)] != examples:
        shapes = f"{examples} or ({', '.join(map(str, (*examples, 'm')))})"
        raise ValueError(f"f must return shape {shapes} for z of shape {z.shape}, got {value.shape}")
    refuse(
        f"f(z) (with z_{j} nudged {direction})",
        np.atleast_1d(value),
        ~np.isfinite(np.atleast_1d(value)),
        "a finite number",
    )
    return value


def relative_error(claimed: ArrayLike, measured: ArrayLike) -> float:
    """Return the length of claimed - measured over the greater of their lengths; 0 where both are 0.

    NaN where an entry of either is NaN or infinite.
    """
    measured = vectors("measured", measured)
    both = np.stack([vectors("claimed", claimed, like=measured), measured]).reshape(2, -1).astype(np.float64)
    largest = np.abs(both).max(initial=0)
    if not 0 < largest < INF:
        return 0.0 if largest == 0 else float("nan")
    both = np.ldexp(both, -np.frexp(largest)[1])  # a power of two, which is exact: no square leaves the floats
    return float(np.linalg.norm(both[0] - both[1]) / np.linalg.norm(both, axis=1).max())


def verdict(error: float) -> str:
    """Return what a relative error says about a gradient in float64: the words of `BANDS`; NaN says wrong."""
    if error < 0:
        raise ValueError(f"error must be a number from 0 on, got {error!r}")
    return next((words for limit, words in BANDS.items() if error <= limit), BANDS[INF])


class StepErrors(NamedTuple):
    """The relative errors of three ways to measure a derivative, by the step: each shape (steps,)."""

    h: Array
    one_sided: Array
    central: Array
    complex_step: Array


def step_errors(f: Callable[[Array], Array], derivative: ArrayLike, z: ArrayLike, h: ArrayLike) -> StepErrors:
    """Return how far each way to measure df/dz at z is from the derivative, for each step of h, shape (steps,)."""
    h, derivative = finite_vectors("h", h), vectors("derivative", derivative)
    ways = one_sided_difference, central_difference, complex_step
    errors = [[relative_error(derivative, way(f, z, step)) for step in h.tolist()] for way in ways]
    return StepErrors(h, *np.array(errors))


def check_derivative(
    f: Callable[[Array], Array], derivative: ArrayLike, z: ArrayLike, tolerance: float = 1e-7
) -> float:
    """Return the largest error of the derivative of f at z, relative to the largest measured entry (or 1).

    derivative: df/dz_j along the last axis, as `central_difference` returns it.
    Raises AssertionError, showing the formula's number beside the measured one, where the error exceeds tolerance.
    Differences cannot judge a point at or near a kink of f.
    """
    not_negative("tolerance", tolerance)
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
    found = finite_vectors("field(places)", field(places), like=places)
    return np.einsum("mqj,mj,q->m", found, legs, weights / 2)
