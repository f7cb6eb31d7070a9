"""What a layer of the zoo is, and two ways to make one out of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bp1.activations import Activation
from bp1.vectors import Array, finite_vectors, in_range


@dataclass(frozen=True)
class Layer:
    """A map from z, shape (..., n), to a, shape (..., m), with its derivatives and its sympy twin."""

    name: str
    label: str
    tex: str
    pattern: str  # of its Jacobian's zeros, in the words of `bp1.classify.structure`; for 6 inputs and more
    f: Callable[[Array], Array]  # z -> a
    f_jacobian: Callable[[Array], Array]  # z -> da_k/dz_j, row k, column j
    f_vjp: Callable[[Array, Array, Array], Array]  # z, a, g -> sum_k g_k da_k/dz_j
    f_symbolic: Callable[[Any, Sequence[Any]], list[Any]]  # the sympy module, symbols z -> expressions a
    takes: str = "any number of"
    fits: Callable[[int], bool] = lambda n: True  # whether it takes n inputs

    def __call__(self, z: ArrayLike) -> Array:
        """Return a, shape (..., m), at the inputs z, shape (..., n)."""
        return self.f(self.checked(z))

    def jacobian(self, z: ArrayLike) -> Array:
        """Return da_k/dz_j as jacobian[..., k, j], shape (..., m, n), at z, shape (..., n)."""
        return self.f_jacobian(self.checked(z))

    @in_range
    def vjp(self, z: ArrayLike, g: ArrayLike) -> Array:
        """Return sum_k g_k da_k/dz_j, shape (..., n), without forming the matrix.

        z: shape (..., n).  g: shape (..., m).
        """
        z = self.checked(z)
        a = self.f(z)
        return self.f_vjp(z, a, finite_vectors("g", g, like=a))

    def symbolic(self, zs: Sequence[Any]) -> list[Any]:
        """Return the m sympy expressions a_k of the n sympy symbols zs."""
        import sympy

        return self.f_symbolic(sympy, zs)

    def checked(self, z: ArrayLike) -> Array:
        """Return z as a float array; ValueError where it has a number of inputs that the layer does not take."""
        z = finite_vectors("z", z)
        if not self.fits(z.shape[-1]):
            raise ValueError(f"{self.label} takes {self.takes} inputs, got z of shape {z.shape}")
        return z


def from_activation(activation: Activation) -> Layer:
    """Return an activation of the lesson as a Layer: diagonal if it is elementwise, dense if it is softmax."""
    return Layer(
        activation.name, activation.label, activation.tex, "diagonal" if activation.elementwise else "dense",
        activation.f, activation.f_jacobian,
        f_vjp=lambda z, a, g: activation.f_vjp(z, a, g, None),
        f_symbolic=activation.f_symbolic,
    )  # fmt: skip


def in_groups(inner: Layer, groups: Callable[[int], NDArray[np.intp]], **named: Any) -> Layer:
    """Return the Layer that applies another one to each group of inputs by itself.

    groups: n -> the indices of each group's inputs, shape (groups, size).  named: the fields that are its own.
    """

    def f(z: Array) -> Array:
        a, members = np.empty_like(z), groups(z.shape[-1])
        a[..., members] = inner.f(z[..., members])
        return a

    def f_jacobian(z: Array) -> Array:
        n, members = z.shape[-1], groups(z.shape[-1])
        J = np.zeros((*z.shape, n), z.dtype)
        J[..., members[:, :, None], members[:, None, :]] = inner.f_jacobian(z[..., members])
        return J

    def f_vjp(z: Array, a: Array, g: Array) -> Array:
        result, members = np.empty_like(z), groups(z.shape[-1])
        result[..., members] = inner.f_vjp(z[..., members], a[..., members], g[..., members])
        return result

    def f_symbolic(sp: Any, zs: Sequence[Any]) -> list[Any]:
        a = [None] * len(zs)
        for group in groups(len(zs)):
            for i, expression in zip(group, inner.f_symbolic(sp, [zs[i] for i in group]), strict=True):
                a[i] = expression
        return a

    return replace(inner, f=f, f_jacobian=f_jacobian, f_vjp=f_vjp, f_symbolic=f_symbolic, **named)
