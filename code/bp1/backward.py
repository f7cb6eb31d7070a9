"""Backwards through every layer, one transposed Jacobian each: NNDL's four equations, for any activation.

    BP1*   delta^L = (J^L)^T grad_a C
    BP2*   delta^l = (J^l)^T (w^{l+1})^T delta^{l+1}
    BP3    dC/db_j = delta_j
    BP4    dC/dw_jk = a_k delta_j, with a_k of the layer before

The star marks where J^T stands in place of NNDL's sigma'.  No J is ever formed: `Activation.vjp` multiplies by J^T.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from bp1.activations import Activation
from bp1.check import central_difference, relative_error
from bp1.costs import Cost
from bp1.delta import delta
from bp1.network import Layer, forward
from bp1.vectors import Array, vectors, within

OutputDelta = Callable[[Activation, Cost, Array, Array], Array]  # `delta`, or another function of delta.py
Gradient = tuple[Array, Array]  # dC/dw and dC/db of one layer, shaped like its weights and its biases


@np.errstate(over="ignore", invalid="ignore")  # what that leads to is refused by name
def backward(
    layers: Sequence[Layer],
    cost: Cost,
    passed: Sequence[tuple[Array, Array]],
    y: ArrayLike,
    output_delta: OutputDelta = delta,
) -> list[Array]:
    """Return delta of each layer, shape (..., n) with its n neurons.

    passed: (z, a) of each layer, as `forward` returns them.
    y: targets, shape (..., n) of the last layer.
    output_delta: computes delta of the last layer.
    Raises ValueError that names the layer, in NNDL's count.
    """
    if not layers or len(passed) != len(layers):
        raise ValueError(
            f"a network needs at least one layer, and (z, a) of each: "
            f"got {len(layers)} layers and {len(passed)} pairs (z, a)"
        )
    with within(f"layer {len(layers) + 1}"):
        # BP1*: delta^L = (J^L)^T grad_a C
        z = passed[-1][0]
        deltas = [vectors("output_delta(...)", output_delta(layers[-1].activation, cost, z, y), like=z)]
    hidden = zip(range(2, len(layers) + 1), layers, layers[1:], passed, strict=False)  # without the last
    for number, layer, after, (z, a) in reversed(list(hidden)):
        with within(f"layer {number}"):
            # BP2*: delta^l = (J^l)^T (w^{l+1})^T delta^{l+1}, a row for each example
            dC_da = deltas[0] @ after.weights
            deltas.insert(0, layer.activation.vjp(z, dC_da, a))
    return deltas


def gradients(
    layers: Sequence[Layer], cost: Cost, x: ArrayLike, y: ArrayLike, output_delta: OutputDelta = delta
) -> list[Gradient]:
    """Return (dC/dw, dC/db) of each layer, the means over the examples (BP3, BP4).

    x: inputs, shape (..., m).  y: targets, shape (..., n).
    """
    passed, x = forward(layers, x), np.asarray(x)
    if not x.size:
        raise ValueError(f"x must hold at least one example, got shape {x.shape}")
    a_before = [x, *(a for _, a in passed[:-1])]
    deltas = backward(layers, cost, passed, y, output_delta)
    return [mean_gradient(a, delta_) for a, delta_ in zip(a_before, deltas, strict=True)]


def mean_gradient(a: Array, delta: Array) -> Gradient:
    """Return the means over the examples of dC/dw, shape (n, m), and of dC/db, shape (n,).

    a: the activations before the layer, shape (..., m).
    delta: the layer's errors, shape (..., n).
    """
    a = a.reshape(-1, a.shape[-1])  # a row for each example
    delta = delta.reshape(-1, delta.shape[-1]) / len(a)
    dC_dw = delta.T @ a  # BP4: dC/dw_jk = a_k delta_j, summed over the rows
    dC_db = delta.sum(axis=0)  # BP3: dC/db_j = delta_j
    return dC_dw, dC_db


def gradient_error(
    layers: Sequence[Layer], cost: Cost, x: ArrayLike, y: ArrayLike, output_delta: OutputDelta = delta
) -> float:
    """Return how far `gradients` is from central differences by every weight and bias, relative to the larger norm.

    About 1e-9 for a right gradient; 0 where both are 0.  Measured in float64; differences cannot judge a kink.
    """

    def mean_cost(parameters: Array) -> float:
        return cost(forward(unflattened(parameters, layers), x)[-1][1], y).mean()

    parameters = flattened([(layer.weights, layer.biases) for layer in layers]).astype(np.float64)
    claimed = flattened(gradients(unflattened(parameters, layers), cost, x, y, output_delta))
    return relative_error(claimed, central_difference(mean_cost, parameters))


def flattened(pairs: Sequence[Gradient]) -> Array:
    """Return all weights and biases, or what has their shapes, in one row: shape (number of parameters,)."""
    if not pairs:
        raise ValueError("a network needs at least one layer")
    return np.concatenate([part.ravel() for pair in pairs for part in pair])


def unflattened(parameters: Array, like: Sequence[Layer]) -> list[Layer]:
    """Return layers with these parameters, a row such as `flattened` makes, and the shapes of the others."""
    sizes = [part.size for layer in like for part in (layer.weights, layer.biases)]
    parts = iter(np.split(parameters, np.cumsum(sizes)[:-1]))
    return [replace(layer, weights=next(parts).reshape(layer.weights.shape), biases=next(parts)) for layer in like]
