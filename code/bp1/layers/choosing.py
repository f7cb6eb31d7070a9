"""Layers that let some inputs through and not others: which ones, the inputs say themselves, or a mask."""

from collections.abc import Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bp1.activations import diagonal, shifted
from bp1.layers.record import Layer
from bp1.vectors import Array, finite_vectors, refuse, whole_number


def sparsemax(z: Array) -> Array:
    """Return the point nearest to z that is positive and sums to 1, shape (..., n): max(0, z_k - threshold).

    The threshold is the largest (sum of the m largest z - 1) / m over m = 1, ..., n.
    """
    s = np.maximum(shifted(z), -1)  # who is more than 1 below the best gets nothing, by however much
    sums = np.cumsum(-np.sort(-s, axis=-1), axis=-1)
    threshold = ((sums - 1) / np.arange(1, z.shape[-1] + 1, dtype=z.dtype)).max(axis=-1, keepdims=True)
    return np.maximum(s - threshold, 0)


def sparsemax_jacobian(z: Array) -> Array:
    """Return diag(s) - s s^T / sum s, shape (..., n, n), with s_k = 1 where a_k > 0 and 0 elsewhere."""
    s = (sparsemax(z) > 0).astype(z.dtype)
    return diagonal(s) - s[..., :, None] * (s / s.sum(axis=-1, keepdims=True))[..., None, :]


def sparsemax_vjp(z: Array, a: Array, g: Array) -> Array:
    """Return s_j (g_j - mean of g over the k with a_k > 0), shape (..., n)."""
    s = (a > 0).astype(z.dtype)
    return s * (g - (g * s).sum(axis=-1, keepdims=True) / s.sum(axis=-1, keepdims=True))


def sparsemax_symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
    """Return the a_k with the threshold as a maximum over all sets of inputs, so that nothing need be sorted."""
    sets = chain.from_iterable(combinations(zs, m) for m in range(1, len(zs) + 1))
    threshold = sp.Max(*((sum(some) - 1) / sp.Integer(len(some)) for some in sets))
    return [sp.Max(0, z - threshold) for z in zs]


def hard_max(z: Array) -> Array:
    """Return 1 for the largest input and 0 for the others, shape (..., n); the first of several largest wins."""
    a = np.zeros_like(z)
    np.put_along_axis(a, z.argmax(axis=-1, keepdims=True), 1, axis=-1)
    return a


def hard_max_symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
    """Return the a_k away from ties."""
    return [sp.Piecewise((1, sp.And(*(z > other for other in zs if other is not z))), (0, True)) for z in zs]


def max_pool(size: int, stride: int) -> Layer:
    """Return the maximum over windows of `size` neighbours that begin `stride` apart; disjoint if stride >= size.

    An input that wins two windows has two routes.  At a tie the first input wins, a convention.
    """
    whole_number("size", size, least=1)
    whole_number("stride", stride, least=1)

    def windows(n: int) -> NDArray[np.intp]:
        return np.arange(0, n - size + 1, stride)[:, None] + np.arange(size)

    def winners(z: Array) -> NDArray[np.intp]:
        candidates = windows(z.shape[-1])
        return candidates[:, 0] + z[..., candidates].argmax(axis=-1)

    def f_jacobian(z: Array) -> Array:
        won = winners(z)
        J = np.zeros((*won.shape, z.shape[-1]), z.dtype)
        np.put_along_axis(J, won[..., None], 1, axis=-1)
        return J

    def f_vjp(z: Array, a: Array, g: Array) -> Array:
        result, won = np.zeros_like(z), winners(z)
        for k in range(won.shape[-1]):
            j = won[..., k, None]
            np.put_along_axis(result, j, np.take_along_axis(result, j, axis=-1) + g[..., k, None], axis=-1)
        return result

    overlap = stride < size
    return Layer(
        "max_pool_overlapping" if overlap else "max_pool",
        f"max-pool, {'overlapping' if overlap else 'disjoint'} windows of {size}",
        rf"\max_{{m = {stride}(k-1) + 1, \dots, {stride}(k-1) + {size}}} z_m",
        "not square, sparse" if overlap else "not square, block",
        f=lambda z: np.take_along_axis(z, winners(z), axis=-1),
        f_jacobian=f_jacobian,
        f_vjp=f_vjp,
        f_symbolic=lambda sp, zs: [sp.Max(*(zs[i] for i in window)) for window in windows(len(zs))],
        takes=f"{size}, {size + stride}, {size + 2 * stride}, ...",
        fits=lambda n: n >= size and (n - size) % stride == 0,
    )


def dropout(mask: ArrayLike) -> Layer:
    """Return a_k = mask_k z_k for a given mask of zeros and ones, shape (n,)."""
    mask = finite_vectors("mask", mask).copy()
    refuse("mask", mask, (mask != 0) & (mask != 1), "0 or 1")
    if mask.ndim != 1:
        raise ValueError(f"mask must have shape (n,), got {mask.shape}")
    return Layer(
        "dropout", "dropout, mask given", r"m_k z_k", "diagonal",
        f=lambda z: z * mask.astype(z.dtype),
        f_jacobian=lambda z: diagonal(np.broadcast_to(mask.astype(z.dtype), z.shape)),
        f_vjp=lambda z, a, g: g * mask.astype(z.dtype),
        f_symbolic=lambda sp, zs: [int(kept) * z for kept, z in zip(mask, zs, strict=True)],
        takes=str(mask.size), fits=lambda n: n == mask.size,
    )  # fmt: skip


SPARSEMAX = Layer(
    "sparsemax", "sparsemax", r"\max(0, z_k - \tau), \ \tau \text{ such that } \textstyle\sum_m a_m = 1", "dense",
    sparsemax, sparsemax_jacobian, sparsemax_vjp, sparsemax_symbolic,
)  # fmt: skip

HARD_MAX = Layer(
    "hard_max", "hard max", r"[k = \textstyle\arg\max_m z_m]", "zero",
    f=hard_max,
    f_jacobian=lambda z: np.zeros((*z.shape, z.shape[-1]), z.dtype),
    f_vjp=lambda z, a, g: np.zeros_like(z),
    f_symbolic=hard_max_symbolic,
)  # fmt: skip
