"""Layers in a row: the book's running example, random networks, and the forward pass (NNDL 23 to 25).

`backward.py` goes the other way, `training.py` and `storage.py` use both.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from bp1.activations import ACTIVATIONS, Activation
from bp1.vectors import Array, finite_vectors, generator, plain, refuse_non_finite, whole_number

RUNNING_EXAMPLE = Path(__file__).parent / "data" / "network.toml"


@dataclass(frozen=True, eq=False)  # two arrays have no single answer to ==
class Layer:
    """One layer of n neurons that reads m activations: z = w a + b, then the activation of z.

    weights: w, shape (n, m); weights[j, k] leads to neuron j, from neuron k of the layer before.
    biases: b, shape (n,).
    """

    weights: Array
    biases: Array
    activation: Activation

    def __post_init__(self):
        for name in ("weights", "biases"):
            object.__setattr__(self, name, plain(name, getattr(self, name)))  # lists will do
        if not isinstance(self.activation, Activation):
            raise TypeError(f"activation must be an Activation such as ACTIVATIONS['sigmoid'], got {self.activation!r}")


def running_example() -> tuple[list[Layer], Array, Array]:
    """Return (layers, x, y): the book's network of 2, 3 and 3 neurons, its input, shape (2,), and target, shape (3,).

    layers[0] is layer 2 in NNDL's count, in which layer 1 is the input.
    """
    data = tomllib.loads(RUNNING_EXAMPLE.read_text("utf8"))
    layers = [
        Layer(np.array(layer["weights"]), np.array(layer["biases"]), ACTIVATIONS[layer["activation"]])
        for layer in data["layers"]
    ]
    return layers, np.array(data["x"]), np.array(data["y"])


def random_layers(
    sizes: Sequence[int],
    activations: Sequence[Activation],
    rng: np.random.Generator | int,
    dtype: DTypeLike = np.float64,
) -> list[Layer]:
    """Return layers of random weights for sizes such as [784, 30, 10], one activation for each size but the first.

    A weight into a neuron that reads m others has mean 0 and variance 1/m, so that z does not grow with m and no
    sigmoid starts saturated; the biases start at 0.
    rng: a numpy Generator, or a seed for one.  dtype: np.float64 or np.float32; training keeps it.
    """
    sizes = [whole_number("a size", size, least=1) for size in sizes]
    if len(sizes) < 2 or len(activations) != len(sizes) - 1:
        raise ValueError(
            f"a network needs two sizes or more, and an activation for each but the first: "
            f"got {len(sizes)} sizes and {len(activations)} activations"
        )
    if np.dtype(dtype) not in (np.float64, np.float32):
        raise ValueError(f"dtype must be np.float64 or np.float32, got {np.dtype(dtype)}")
    rng = generator(rng)
    return [
        Layer((rng.standard_normal((n, m)) / np.sqrt(m)).astype(dtype), np.zeros(n, dtype), activation)
        for (m, n), activation in zip(pairwise(sizes), activations, strict=True)
    ]


@np.errstate(over="ignore", invalid="ignore")  # what that leads to is refused by name
def forward(layers: Sequence[Layer], x: ArrayLike) -> list[tuple[Array, Array]]:
    """Return (z, a) of each layer, both of shape (..., n) with its number of neurons n (NNDL 25).

    x: the network's input, shape (..., m), with the m that the first layer reads.
    Raises ValueError that names the layer, in NNDL's count, and both shapes where they do not fit, or the first entry
    that is not a finite number.
    """
    a = finite_vectors("x", x)
    passed = []
    for number, layer in enumerate(layers, start=2):
        z = weighted_input(layer, a, f"layer {number}")
        a = layer.activation.f(z)  # z has been checked
        passed.append((z, a))
    return passed


def weighted_input(layer: Layer, a: Array, name: str) -> Array:
    """Return z_j = sum_k w_jk a_k + b_j, shape (..., n), of the activations a before the layer, shape (..., m)."""
    w = finite_vectors(f"{name}: weights", layer.weights)
    b = finite_vectors(f"{name}: biases", layer.biases)
    if w.ndim != 2 or w.shape[1] != a.shape[-1]:
        raise ValueError(
            f"{name}: weights for activations of shape {a.shape} must have shape (n, {a.shape[-1]}), got {w.shape}"
        )
    if b.shape != w.shape[:1]:
        raise ValueError(f"{name}: biases for weights of shape {w.shape} must have shape {w.shape[:1]}, got {b.shape}")
    z = a @ w.T + b
    refuse_non_finite(f"{name}: z", z)
    return z
