"""Layers that divide a vector by its own size: L2 norm, RMS norm, layer norm, batch norm.

r is the size, r^2 = sum_k z_k^2 / count + eps: the length for count = 1, the root mean square for count = n.
Layer norm takes the mean off first.  The gain and the bias that often follow are an elementwise layer of their own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bp1.activations import diagonal
from bp1.layers.record import Layer, in_groups
from bp1.vectors import Array, not_negative, refuse_non_finite, whole_number


def normalised(z: Array, eps: float | Array, count: int) -> tuple[Array, Array]:
    """Return z / r, shape (..., n), and 1 / r, shape (..., 1); ValueError where r = 0.

    Scaled by a power of two first, which is exact, so that no square overflows.
    """
    scale = power_of_two(z, eps)
    u = z / scale
    r = np.sqrt((u * u).sum(axis=-1, keepdims=True) / count + eps / scale / scale)
    if not r.all():
        raise ValueError("a vector whose size is 0 cannot be divided by it: with eps = 0 its entries must not all be 0")
    with np.errstate(over="ignore"):  # of numbers below 1e-308: `finite` refuses that, for who needs the rate
        return u / r, 1 / r / scale


def finite(rate: Array) -> Array:
    """Return 1 / r; raise ValueError where it leaves the range of floats."""
    refuse_non_finite("1 / r", rate, "a finite number: z is too small to be divided by its size")
    return rate


def normalised_jacobian(z: Array, eps: float, count: int) -> Array:
    """Return (I - a a^T / count) / r, shape (..., n, n)."""
    a, rate = normalised(z, eps, count)
    return (diagonal(np.ones_like(a)) - a[..., :, None] * a[..., None, :] / count) * finite(rate)[..., None]


def normalised_vjp(z: Array, g: Array, eps: float, count: int) -> Array:
    """Return (g_j - a_j sum_k g_k a_k / count) / r, shape (..., n)."""
    a, rate = normalised(z, eps, count)
    return (g - a * ((g * a).sum(axis=-1, keepdims=True) / count)) * finite(rate)


def standardised(z: Array, eps: float) -> tuple[Array, Array]:
    """Return a, shape (..., n), and 1 / r, shape (..., 1): z less its mean, normalised; ValueError where r = 0."""
    scale = power_of_two(z, eps)
    u = z / scale
    below = u - u.max(axis=-1, keepdims=True)  # exactly 0 where all inputs are equal, which u - mean would not be
    try:
        a, rate = normalised(below - below.mean(axis=-1, keepdims=True), eps / scale / scale, z.shape[-1])
    except ValueError:
        raise ValueError("equal inputs have no spread to divide by: with eps = 0 they must not all be equal") from None
    with np.errstate(over="ignore"):
        return a, rate / scale


def standardised_jacobian(z: Array, eps: float) -> Array:
    """Return (I - (1 1^T + a a^T) / n) / r, shape (..., n, n): off the diagonal 0 exactly where a_k a_j = -1."""
    a, rate = standardised(z, eps)
    return (diagonal(np.ones_like(a)) - (1 + a[..., :, None] * a[..., None, :]) / a.shape[-1]) * finite(rate)[..., None]


def standardised_vjp(z: Array, g: Array, eps: float) -> Array:
    """Return (g_j - mean g - a_j mean(g a)) / r, shape (..., n)."""
    a, rate = standardised(z, eps)
    return (g - g.mean(axis=-1, keepdims=True) - a * (g * a).mean(axis=-1, keepdims=True)) * finite(rate)


def power_of_two(z: Array, eps: float | Array) -> Array:
    """Return the power of two next below the largest |z_k| (and the root of eps), shape (..., 1)."""
    largest = np.maximum(np.abs(z).max(axis=-1, keepdims=True), eps**0.5)
    return np.ldexp(np.ones_like(largest), np.frexp(largest)[1] - 1)


def layer_norm(eps: float = 1e-5) -> Layer:
    """Return layer norm: z less its mean, divided by its standard deviation, (variance + eps)^(1/2)."""
    not_negative("eps", eps)

    def symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
        mean = sum(zs) / sp.Integer(len(zs))
        variance = sum((z - mean) ** 2 for z in zs) / sp.Integer(len(zs))
        return [(z - mean) / sp.sqrt(variance + eps) for z in zs]

    return Layer(
        "layer_norm", "layer norm", r"(z_k - \mu) / \sqrt{v + \epsilon}", "dense",
        f=lambda z: standardised(z, eps)[0],
        f_jacobian=lambda z: standardised_jacobian(z, eps),
        f_vjp=lambda z, a, g: standardised_vjp(z, g, eps),
        f_symbolic=symbolic,
    )  # fmt: skip


def size_norm(name: str, label: str, tex: str, eps: float, count: Callable[[int], int]) -> Layer:
    """Return z divided by r, where r^2 = sum_k z_k^2 / count(n) + eps."""
    not_negative("eps", eps)

    def symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
        return [z / sp.sqrt(sum(m**2 for m in zs) / sp.Integer(count(len(zs))) + eps) for z in zs]

    return Layer(
        name, label, tex, "dense",
        f=lambda z: normalised(z, eps, count(z.shape[-1]))[0],
        f_jacobian=lambda z: normalised_jacobian(z, eps, count(z.shape[-1])),
        f_vjp=lambda z, a, g: normalised_vjp(z, g, eps, count(z.shape[-1])),
        f_symbolic=symbolic,
    )  # fmt: skip


def l2_norm(eps: float = 0.0) -> Layer:
    """Return z divided by its length, (sum_k z_k^2 + eps)^(1/2)."""
    return size_norm("l2_norm", "L2 norm", r"z_k / \sqrt{\textstyle\sum_m z_m^2 + \epsilon}", eps, lambda n: 1)


def rms_norm(eps: float = 1e-5) -> Layer:
    """Return z divided by its root mean square, (mean of z_k^2 + eps)^(1/2)."""
    tex = r"z_k / \sqrt{\textstyle\frac1n \sum_m z_m^2 + \epsilon}"
    return size_norm("rms_norm", "RMS norm", tex, eps, lambda n: n)


def batch_norm(examples: int, eps: float = 1e-5) -> Layer:
    """Return batch norm in training: layer norm over the examples, for each neuron by itself.

    Its input is a whole batch in one vector, example after example: z_j of example e is z[e * neurons + j].
    """
    whole_number("examples", examples, least=1)
    return in_groups(
        layer_norm(eps), lambda n: np.arange(n).reshape(examples, -1).T,
        name="batch_norm", label=f"batch norm over {examples} examples", pattern="block",
        tex=r"(z_k - \mu_k) / \sqrt{v_k + \epsilon}, \ \mu_k, v_k \text{ over the batch}",
        takes=f"a multiple of {examples}", fits=lambda n: n % examples == 0,
    )  # fmt: skip
