"""Softmax in groups, and layers with more or fewer outputs than inputs: GLU, CReLU, tied units."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bp1.activations import ACTIVATIONS, diagonal, sigmoid, sigmoid_prime
from bp1.layers.record import Layer, from_activation, in_groups
from bp1.vectors import Array, whole_number


def grouped_softmax(size: int) -> Layer:
    """Return softmax in groups of `size` neighbours, each with a budget of its own."""
    whole_number("size", size, least=1)
    return in_groups(
        from_activation(ACTIVATIONS["softmax"]), lambda n: np.arange(n).reshape(-1, size),
        name="grouped_softmax", label=f"softmax in groups of {size}", pattern="block",
        tex=r"e^{z_k} / \textstyle\sum_{m \text{ in the group of } k} e^{z_m}",
        takes=f"a multiple of {size}", fits=lambda n: n % size == 0,
    )  # fmt: skip


def tied(copies: int) -> Layer:
    """Return units that always hold the same: each input is copied to that many neighbouring outputs."""
    whole_number("copies", copies, least=1)
    return Layer(
        "tied", f"tied units, {copies} each", rf"z_{{\lceil k / {copies} \rceil}}", "not square, block",
        f=lambda z: np.repeat(z, copies, axis=-1),
        f_jacobian=lambda z: np.repeat(diagonal(np.ones_like(z)), copies, axis=-2),
        f_vjp=lambda z, a, g: g.reshape(*z.shape, copies).sum(axis=-1),
        f_symbolic=lambda sp, zs: [z for z in zs for _ in range(copies)],
    )  # fmt: skip


def glu_slopes(z: Array) -> tuple[Array, Array]:
    """Return da_k/du_k and da_k/dv_k, shapes (..., n / 2), of a_k = u_k sigmoid(v_k); z is u and v end to end."""
    u, v = np.split(z, 2, axis=-1)
    return sigmoid(v), u * sigmoid_prime(v)


def crelu_slopes(z: Array) -> tuple[Array, Array]:
    """Return the slopes of max(0, z_k) and of max(0, -z_k), shapes (..., n); at the kink z = 0: 0, a convention."""
    return (z > 0).astype(z.dtype), -(z < 0).astype(z.dtype)


def glu_symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
    """Return the a_k = u_k sigmoid(v_k)."""
    half = len(zs) // 2
    return [u / (1 + sp.exp(-v)) for u, v in zip(zs[:half], zs[half:], strict=True)]


GLU = Layer(
    "glu", "GLU", r"z_k \, \sigma(z_{k + n/2})", "not square, block",
    f=lambda z: glu_slopes(z)[0] * np.split(z, 2, axis=-1)[0],
    f_jacobian=lambda z: np.concatenate([diagonal(slope) for slope in glu_slopes(z)], axis=-1),
    f_vjp=lambda z, a, g: np.concatenate([g * slope for slope in glu_slopes(z)], axis=-1),
    f_symbolic=glu_symbolic,
    takes="an even number of", fits=lambda n: n % 2 == 0,
)  # fmt: skip

CRELU = Layer(
    "crelu", "CReLU", r"\max(0, z_k) \text{ for } k \le n, \ \max(0, -z_{k-n}) \text{ after}", "not square, block",
    f=lambda z: np.concatenate([np.maximum(z, 0), np.maximum(-z, 0)], axis=-1),
    f_jacobian=lambda z: np.concatenate([diagonal(slope) for slope in crelu_slopes(z)], axis=-2),
    f_vjp=lambda z, a, g: sum(map(np.multiply, np.split(g, 2, axis=-1), crelu_slopes(z))),
    f_symbolic=lambda sp, zs: [sp.Max(0, z) for z in zs] + [sp.Max(0, -z) for z in zs],
)  # fmt: skip
