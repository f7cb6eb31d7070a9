"""Plain stochastic gradient descent on mini-batches, as NNDL's chapter 1 has it."""

import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from bp1.backward import Gradient, OutputDelta, gradients
from bp1.costs import Cost
from bp1.delta import delta
from bp1.network import Layer, forward
from bp1.vectors import Array, finite_vectors, generator, not_negative, whole_number, within

Progress = Callable[[int, int, list[Layer]], None]  # epoch, counted from 1; epochs; the layers as they are now


@np.errstate(over="ignore", invalid="ignore")  # what that leads to is refused by name, in the next forward pass
def train(
    layers: Sequence[Layer],
    cost: Cost,
    x: ArrayLike,
    y: ArrayLike,
    *,
    epochs: int,
    rate: float,
    batch_size: int,
    rng: np.random.Generator | int,
    output_delta: OutputDelta = delta,
    progress: Progress | None = None,
) -> list[Layer]:
    """Return new layers of the same shapes and dtype, trained on every example once in each epoch.

    x: inputs, shape (examples, m).  y: targets, shape (examples, n).
    rng: a numpy Generator, or a seed for one; it shuffles the examples.
    output_delta: computes the last layer's delta.  progress: called after each epoch; `progress_bar` will do.
    Raises ValueError that names epoch and layer as soon as a number is no longer finite.
    """
    x, y = examples(layers, x, y)
    epochs, batch_size = whole_number("epochs", epochs, least=0), whole_number("batch_size", batch_size, least=1)
    rate, rng = not_negative("rate", rate), generator(rng)  # a float: a numpy scalar would turn float32 into float64
    layers = list(layers)
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(x))
        with within(f"epoch {epoch}"):
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                layers = stepped(layers, gradients(layers, cost, x[batch], y[batch], output_delta), rate)
            forward(layers, x[:1])  # refuses what the last step has made of the weights
        if progress:
            progress(epoch, epochs, layers)
    return layers


def stepped(layers: Sequence[Layer], slopes: Sequence[Gradient], rate: float) -> list[Layer]:
    """Return the layers one step downhill: w - rate dC/dw and b - rate dC/db."""
    return [
        Layer(layer.weights - rate * dC_dw, layer.biases - rate * dC_db, layer.activation)
        for layer, (dC_dw, dC_db) in zip(layers, slopes, strict=True)
    ]


def examples(layers: Sequence[Layer], x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return x and y in the floating-point type of the layers; raise ValueError unless each has a row per example."""
    dtype = np.result_type(np.float32, *(layer.weights for layer in layers))
    x, y = (finite_vectors(name, value).astype(dtype, copy=False) for name, value in (("x", x), ("y", y)))
    if x.ndim != 2 or y.ndim != 2 or len(x) != len(y) or not len(x):
        raise ValueError(f"x and y must have shapes (examples, m) and (examples, n), got {x.shape} and {y.shape}")
    return x, y


def progress_bar(epoch: int, epochs: int, layers: list[Layer]) -> None:
    """Write a bar to stderr, on one line: `epoch  3/10 [######..............]`."""
    done = 20 * epoch // epochs
    line = f"\repoch {epoch:{len(str(epochs))}}/{epochs} [{'#' * done}{'.' * (20 - done)}]"
    print(line, end="\n" if epoch == epochs else "", file=sys.stderr, flush=True)
