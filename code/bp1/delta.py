"""The error delta_j = dC/dz_j of the last layer: the definition, the sum, what is left of the sum, and the fast way.

Every function takes (activation, cost, z, y) with z and y of shape (..., n) and returns delta, shape (..., n).
j is the input differentiated by, k the output summed over.  NNDL is Michael Nielsen's Neural Networks and Deep
Learning, chapter 2; the numbers are its equation numbers.
"""

import numpy as np
from numpy.typing import ArrayLike

from bp1.activations import Activation
from bp1.check import central_difference
from bp1.costs import Cost
from bp1.vectors import Array, in_range, maskable, refuse, writable


def delta_finite_difference(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike) -> Array:
    """Return delta, shape (..., n): dC/dz_j, measured by nudging each z_j both ways (NNDL 36)."""
    z, y = checked(activation, cost, z, y)
    return central_difference(lambda nudged: cost.f(activation.f(nudged), y), z)


@in_range
def delta_full_sum(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike) -> Array:
    """Return delta, shape (..., n): sum_k dC/da_k da_k/dz_j, every route from z_j to C (NNDL 37)."""
    z, y = checked(activation, cost, z, y)
    return np.einsum("...k,...kj->...j", cost_gradient(cost, activation.f(z), y), activation.f_jacobian(z))


def delta_diagonal_only(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike) -> Array:
    """Return dC/da_j da_j/dz_j, shape (..., n): the one term k = j (NNDL 38); delta where no other route is open."""
    z, y = checked(activation, cost, z, y)
    return cost_gradient(cost, activation.f(z), y) * np.einsum("...jj->...j", activation.f_jacobian(z))


@in_range
def delta(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike, out: Array | None = None) -> Array:
    """Return delta, shape (..., n): the sum of (37) in O(n) per example, exact where its two factors are not.

    out: an array to write the result into.
    """
    z, y = checked(activation, cost, z, y)
    out = writable(out, like=z)
    a = activation.f(z)
    fused = FUSED.get((activation.name, cost.name))
    if fused is None:
        return activation.f_vjp(z, a, cost_gradient(cost, a, y), out)
    refuse("y", y, np.isneginf(z) & (y > 0), "0, because z is -inf there: that output is masked and C is infinite")
    return np.subtract(fused(a, y), y, out=out)


# Two pairs in which a factor 1/a_k of dC/da_k cancels a factor a_k of the Jacobian.  At z = (800, 0, 0) the one is
# infinite and the other 0, so the product is NaN; the cancelled form is right everywhere.
FUSED = {  # what y is taken from
    ("sigmoid", "cross_entropy"): lambda a, y: a,  # NNDL (66)
    ("softmax", "log_likelihood"): lambda a, y: a * y.sum(axis=-1, keepdims=True),  # NNDL (84) when y sums to 1
}


def compatible(activation: Activation, cost: Cost) -> bool:
    """Return whether the cost is defined for every value that the activation takes; TypeError for other objects."""
    if not isinstance(activation, Activation):
        raise TypeError(f"activation must be an Activation such as ACTIVATIONS['softmax'], got {activation!r}")
    if not isinstance(cost, Cost):
        raise TypeError(f"cost must be a Cost such as COSTS['quadratic'], got {cost!r}")
    return cost.domain[0] <= activation.range[0] and activation.range[1] <= cost.domain[1]


def require_compatible(activation: Activation, cost: Cost) -> None:
    """Raise ValueError naming both where the pair makes no sense."""
    if not compatible(activation, cost):
        raise ValueError(
            f"{activation.label} with the {cost.label} cost makes no sense: "
            f"{activation.label} ranges over {activation.range}, the cost is defined on {cost.domain}"
        )


def checked(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return z and y as float arrays; raise TypeError or ValueError that says what came and what was expected."""
    require_compatible(activation, cost)
    z = maskable("z", z)
    return z, cost.target(y, like=z)


def cost_gradient(cost: Cost, a: Array, y: Array) -> Array:
    """Return dC/da_k, shape (..., n); raise ValueError naming the k at which it is not a finite number."""
    dC_da = cost.f_gradient(a, y)
    finite = np.isfinite(dC_da)
    if not finite.all():
        *example, k = (int(i) for i in np.argwhere(~finite)[0])
        at = (*example, k)
        raise ValueError(
            f"dC/da_k = {dC_da[at]} at k = {k} (counted from 0{f', example {tuple(example)}' if example else ''}): "
            f"a_k = {a[at]} and y_k = {y[at]}. A sum over k cannot use it; "
            f"delta() has a form without it for {' and '.join(f'{f} + {c}' for f, c in FUSED)}"
        )
    return dC_da
