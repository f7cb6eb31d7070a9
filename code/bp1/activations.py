"""The activation functions, each with its whole Jacobian.

An Activation is a record of what one layer does to its weighted inputs z.  There are two ways to make one.
`elementwise` takes a scalar f and its f': a_k reads z_k alone, so the Jacobian da_k/dz_j is diagonal.
Softmax and log-softmax fill in the record themselves: every a_k reads every z_j, so the Jacobian is full.
That difference is the whole book.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bp1.vectors import INF, Array, finite_vectors, in_range, maskable, writable


@dataclass(frozen=True)
class Activation:
    """One layer's map from z to a, both of shape (..., n), with its derivatives and its sympy twin."""

    name: str
    label: str
    tex: str
    range: tuple[float, float]  # the smallest closed interval that holds every a_k
    elementwise: bool  # True: a_k is a function of z_k alone
    f: Callable[[Array], Array]  # z -> a
    f_jacobian: Callable[[Array], Array]  # z -> da_k/dz_j, row k, column j
    f_vjp: Callable[[Array, Array, Array, Array | None], Array]  # z, a, g, out -> sum_k g_k da_k/dz_j
    f_symbolic: Callable[[Any, Sequence[Any]], list[Any]]  # the sympy module, symbols z -> expressions a

    def __call__(self, z: ArrayLike) -> Array:
        """Return a, shape (..., n), at the weighted inputs z, shape (..., n)."""
        return self.f(maskable("z", z))

    def jacobian(self, z: ArrayLike) -> Array:
        """Return da_k/dz_j as jacobian[..., k, j], shape (..., n, n), at z, shape (..., n)."""
        return self.f_jacobian(maskable("z", z))

    @in_range
    def vjp(self, z: ArrayLike, g: ArrayLike, a: ArrayLike | None = None, out: Array | None = None) -> Array:
        """Return sum_k g_k da_k/dz_j, shape (..., n): every route summed in O(n), no matrix formed.

        z, g: shape (..., n).  a: the activations at z, if you have them already.
        out: an array to write the result into; z or g will do, a will not.
        """
        z = maskable("z", z)
        g = finite_vectors("g", g, like=z)
        return self.f_vjp(z, self.f(z) if a is None else maskable("a", a, like=z), g, writable(out, like=z))

    def symbolic(self, zs: Sequence[Any]) -> list[Any]:
        """Return the n sympy expressions a_k of the n sympy symbols zs."""
        import sympy

        return self.f_symbolic(sympy, zs)


def diagonal(entries: Array) -> Array:
    """Return matrices of shape (..., n, n) with these entries, shape (..., n), on their diagonals."""
    return entries[..., :, None] * np.eye(entries.shape[-1], dtype=entries.dtype)


def off_diagonal(matrices: Array) -> Array:
    """Return a copy of these matrices, shape (..., n, n), with zeros on their diagonals."""
    return matrices * (1 - np.eye(matrices.shape[-1], dtype=matrices.dtype))


def elementwise(
    name: str, label: str, tex: str, range: tuple[float, float],
    f: Callable[[Array], Array], f_prime: Callable[[Array], Array], symbolic: Callable[[Any, Any], Any],
) -> Activation:  # fmt: skip
    """Return the Activation a_k = f(z_k): f'(z_j) on the Jacobian's diagonal, 0 everywhere else."""
    return Activation(
        name, label, tex, range, elementwise=True, f=f,
        f_jacobian=lambda z: diagonal(f_prime(z)),
        f_vjp=lambda z, a, g, out: np.multiply(g, f_prime(z), out=out),
        f_symbolic=lambda sp, zs: [symbolic(sp, z) for z in zs],
    )  # fmt: skip


# -- elementwise: one dial, one lamp ----------------------------------------------------------------------------------


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)) (NNDL 3), with exp only ever taken of -|z|, so that it cannot overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_prime(z: Array) -> Array:
    """Return a (1 - a) for a = sigmoid(z), in a form that survives where a itself rounds to 1."""
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def tanh_prime(z: Array) -> Array:
    """Return 1 - tanh(z)^2 as 4 sigmoid'(2 z); beyond |z| = 1000 it is 0 in floating point anyway."""
    return 4 * sigmoid_prime(2 * np.clip(z, -1000, 1000))


LEAK = 0.01  # the slope of leaky ReLU for z < 0

# -- softmax and log-softmax: one dial, every lamp --------------------------------------------------------------------


def shifted(z: Array) -> Array:
    """Return z - max z, shape (..., n): softmax does not see the shift, and exp cannot overflow any more."""
    top = z.max(axis=-1, keepdims=True, initial=-np.inf)
    if np.isneginf(top).any():
        raise ValueError("every entry of z is -inf: softmax needs one output that is not masked")
    with np.errstate(over="ignore"):  # -1e308 - 1e308 is -inf, and exp(-inf) = 0 is the right answer
        return z - top


def softmax(z: Array) -> Array:
    """Return exp(z_k) / sum_m exp(z_m), shape (..., n) (NNDL 78)."""
    a = shifted(z)
    np.exp(a, out=a)
    a /= a.sum(axis=-1, keepdims=True)
    return a


def softmax_jacobian(z: Array) -> Array:
    """Return diag(a) - a a^T, shape (..., n, n): -a_k a_j off the diagonal, a_j (1 - a_j) on it.

    Each column sums to 0, so the diagonal is what the rest lose: 1 - a_j would round to 0 where a_j rounds to 1.
    """
    a = softmax(z)
    lost = off_diagonal(a[..., :, None] * a[..., None, :])
    return diagonal(lost.sum(axis=-2)) - lost


def softmax_vjp(z: Array, a: Array, g: Array, out: Array | None) -> Array:
    """Return a_j (g_j - sum_k g_k a_k), shape (..., n), in out if that is an array.

    Adding one number to every g_k changes nothing, so the largest a_k's own g_k is taken off first: where that a_k
    rounds to 1, its g_k would otherwise be subtracted from itself and take the digits of the rest with it.
    """
    out = np.subtract(g, np.take_along_axis(g, a.argmax(axis=-1, keepdims=True), axis=-1), out=out)
    out -= np.vecdot(out, a)[..., None]
    out *= a
    return out


def log_softmax(z: Array) -> Array:
    """Return z_k - log sum_m exp(z_m), shape (..., n)."""
    s = shifted(z)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def log_softmax_jacobian(z: Array) -> Array:
    """Return I - 1 p^T with p = softmax(z), shape (..., n, n).  Not symmetric: here J and J^T differ.

    Each row sums to 0, so the diagonal is what the rest lose, as in `softmax_jacobian`.
    """
    p = softmax(z)
    lost = off_diagonal(np.broadcast_to(p[..., None, :], (*p.shape, p.shape[-1])))
    return diagonal(lost.sum(axis=-1)) - lost


def log_softmax_vjp(z: Array, a: Array, g: Array, out: Array | None) -> Array:
    """Return g_j - p_j sum_k g_k with p = softmax(z), shape (..., n), in out if that is an array."""
    lost = softmax(z)
    lost *= g.sum(axis=-1, keepdims=True)
    return np.subtract(g, lost, out=out)


# -- the registry: to add an activation, add a block here and an entry in widgets/math.js -----------------------------

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in [
        elementwise(
            "sigmoid", "sigmoid", r"\sigma(z_k)", (0, 1),
            f=sigmoid,
            f_prime=sigmoid_prime,
            symbolic=lambda sp, z: 1 / (1 + sp.exp(-z)),
        ),
        elementwise(
            "tanh", "tanh", r"\tanh z_k", (-1, 1),
            f=np.tanh,
            f_prime=tanh_prime,
            symbolic=lambda sp, z: sp.tanh(z),
        ),
        elementwise(
            "relu", "ReLU", r"\max(0, z_k)", (0, INF),
            f=lambda z: np.maximum(z, 0),
            f_prime=lambda z: (z > 0).astype(z.dtype),  # at the kink z = 0: 0, a convention
            symbolic=lambda sp, z: sp.Piecewise((z, z > 0), (0, True)),
        ),
        elementwise(
            "leaky_relu", "leaky ReLU", r"\max(0.01 z_k, z_k)", (-INF, INF),
            f=lambda z: np.maximum(z, LEAK * z),
            f_prime=lambda z: np.where(z > 0, 1, LEAK).astype(z.dtype),  # at the kink z = 0: LEAK, a convention
            symbolic=lambda sp, z: sp.Piecewise((z, z > 0), (LEAK * z, True)),
        ),
        elementwise(
            "linear", "linear", r"z_k", (-INF, INF),
            f=lambda z: z.copy(),
            f_prime=np.ones_like,
            symbolic=lambda sp, z: z,
        ),
        elementwise(
            "softplus", "softplus", r"\ln(1 + e^{z_k})", (0, INF),
            f=lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
            f_prime=sigmoid,
            symbolic=lambda sp, z: sp.log(1 + sp.exp(z)),
        ),
        Activation(
            "softmax", "softmax", r"e^{z_k} / \textstyle\sum_m e^{z_m}", (0, 1), elementwise=False,
            f=softmax,
            f_jacobian=softmax_jacobian,
            f_vjp=softmax_vjp,
            f_symbolic=lambda sp, zs: [sp.exp(z) / sum(sp.exp(other) for other in zs) for z in zs],
        ),
        Activation(
            "log_softmax", "log-softmax", r"z_k - \ln \textstyle\sum_m e^{z_m}", (-INF, 0), elementwise=False,
            f=log_softmax,
            f_jacobian=log_softmax_jacobian,
            f_vjp=log_softmax_vjp,
            f_symbolic=lambda sp, zs: [z - sp.log(sum(sp.exp(other) for other in zs)) for z in zs],
        ),
    ]
}  # fmt: skip
