"""The cost functions of one training example, each with its gradient in a.

To add one, add a block to COSTS here and an entry in widgets/math.js.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bp1.vectors import INF, Array, finite_between, refuse, vectors


@dataclass(frozen=True)
class Cost:
    """C(a, y), one number for each example, and dC/da_k with the other activations held fixed."""

    name: str
    label: str
    tex: str
    domain: tuple[float, float]  # the closed interval in which every a_k must lie
    targets: tuple[float, float]  # and every y_k
    f: Callable[[Array, Array], Array]  # a, y -> C
    f_gradient: Callable[[Array, Array], Array]  # a, y -> dC/da_k
    f_symbolic: Callable[[Any, Sequence[Any], Sequence[Any]], Any]  # the sympy module, a, y -> C

    def __call__(self, a: ArrayLike, y: ArrayLike) -> Array:
        """Return C, shape (...), for activations a and targets y, both of shape (..., n)."""
        return self.f(*self.checked(a, y))

    def gradient(self, a: ArrayLike, y: ArrayLike) -> Array:
        """Return dC/da_k, shape (..., n), for a and y of shape (..., n); infinite where floats cannot hold it."""
        return self.f_gradient(*self.checked(a, y))

    def symbolic(self, a: Sequence[Any], y: Sequence[Any]) -> Any:
        """Return C as a sympy expression of the sympy expressions a and y."""
        import sympy

        return self.f_symbolic(sympy, a, y)

    def checked(self, a: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Return a and y as float arrays of one shape (..., n); raise ValueError outside domain or targets."""
        a = vectors("a", a)
        return self.inside("a", a, self.domain), self.target(y, like=a)

    def target(self, y: ArrayLike, like: Array) -> Array:
        """Return y as a float array shaped like the other; raise ValueError where this cost has no use for y."""
        return self.inside("y", vectors("y", y, like=like), self.targets)

    def inside(self, name: str, value: Array, interval: tuple[float, float]) -> Array:
        """Return value; raise ValueError where an entry is not a finite number in the closed interval."""
        low, high = interval
        if not finite_between(value, low, high):
            ok = np.isfinite(value) & (value >= low) & (value <= high)
            kind = "a finite number" if interval == (-INF, INF) else f"a number from {low:g} to {high:g}"
            refuse(name, value, ~ok, f"{kind} for the {self.label} cost")
        return value


def y_log(y: Array, log: Callable[[Array], Array], x: Array) -> Array:
    """Return y log(x), and 0 where y is 0: an output without a target weighs nothing, even at log 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y == 0, 0, y * log(x))


def y_over(y: Array, x: Array) -> Array:
    """Return y / x, and 0 where y is 0, even at x = 0, which -0 is too."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(y == 0, 0, y / (x + 0))


def quadratic(a: Array, y: Array) -> Array:
    """Return 1/2 sum_k (a_k - y_k)^2, shape (...) (NNDL 27); inf where that leaves the floating-point range."""
    with np.errstate(over="ignore"):
        return ((a - y) ** 2).sum(axis=-1) / 2


def quadratic_gradient(a: Array, y: Array) -> Array:
    """Return a_k - y_k, shape (..., n); infinite where that leaves the floating-point range."""
    with np.errstate(over="ignore"):
        return a - y


COSTS: dict[str, Cost] = {
    cost.name: cost
    for cost in [
        Cost(
            "quadratic", "quadratic", r"\tfrac12 \sum_k (a_k - y_k)^2", (-INF, INF), (-INF, INF),  # NNDL (27)
            f=quadratic,
            f_gradient=quadratic_gradient,
            f_symbolic=lambda sp, a, y: sum((a_k - y_k) ** 2 for a_k, y_k in zip(a, y, strict=True)) / 2,
        ),
        Cost(
            "cross_entropy", "cross-entropy",  # NNDL (63)
            r"-\sum_k \left[ y_k \ln a_k + (1 - y_k) \ln (1 - a_k) \right]", (0, 1), (0, 1),
            f=lambda a, y: -(y_log(y, np.log, a) + y_log(1 - y, np.log1p, -a)).sum(axis=-1),
            f_gradient=lambda a, y: y_over(1 - y, 1 - a) - y_over(y, a),
            f_symbolic=lambda sp, a, y: -sum(
                y_k * sp.log(a_k) + (1 - y_k) * sp.log(1 - a_k) for a_k, y_k in zip(a, y, strict=True)
            ),
        ),
        Cost(
            "log_likelihood", "log-likelihood", r"-\sum_k y_k \ln a_k", (0, 1), (0, 1),  # NNDL (80), also for soft y
            f=lambda a, y: -y_log(y, np.log, a).sum(axis=-1),
            f_gradient=lambda a, y: -y_over(y, a),
            f_symbolic=lambda sp, a, y: -sum(y_k * sp.log(a_k) for a_k, y_k in zip(a, y, strict=True)),
        ),
    ]
}  # fmt: skip
