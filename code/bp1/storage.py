"""Networks in .npz files: plain arrays and names of activations, and no pickles, which could run code."""

from collections.abc import Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path

import numpy as np

from bp1.activations import ACTIVATIONS
from bp1.network import Layer, forward
from bp1.vectors import Array, within


def save(path: str | PathLike, layers: Sequence[Layer]) -> None:
    """Write the layers to a file: `activations`, then `weights_2`, `biases_2` and so on, in NNDL's count.

    Raises ValueError for what `load` would refuse.
    """
    with within("save"):
        arrays = {"activations": np.array([layer.activation.name for layer in layers], dtype=str)}
        for number, layer in enumerate(layers, start=2):
            arrays |= {f"weights_{number}": np.asarray(layer.weights), f"biases_{number}": np.asarray(layer.biases)}
        layers_in(arrays)
    with Path(path).open("wb") as file:  # a file, because savez would add .npz to another name
        np.savez(file, **arrays)


def load(path: str | PathLike) -> list[Layer]:
    """Return the layers that `save` wrote; raise ValueError naming the file and what is wrong with it."""
    with within(str(path)):
        return layers_in(arrays_in(path))


def arrays_in(path: str | PathLike) -> dict[str, Array]:
    """Return the arrays of an .npz file by name."""
    content = Path(path).read_bytes()
    with within("expected an .npz file of plain arrays"):
        try:
            found = np.load(BytesIO(content), allow_pickle=False)
            if isinstance(found, np.ndarray):
                raise ValueError("this is one array")
            arrays = dict(found)
        except Exception as error:  # what numpy, zipfile, zlib and tokenize raise over damaged bytes is in no list
            raise ValueError(str(error).partition("\n")[0]) from None
        for name, array in arrays.items():
            if not isinstance(array, np.ndarray):
                raise ValueError(f"{name} is no array")
    return arrays


def layers_in(arrays: dict[str, Array]) -> list[Layer]:
    """Return the layers in arrays named as `save` names them; raise ValueError for any other names or shapes."""
    names = arrays.get("activations", np.array(()))
    if names.ndim != 1 or names.dtype.kind != "U" or not len(names):
        raise ValueError("expected `activations`, one name for each layer")
    unknown = [name for name in names.tolist() if name not in ACTIVATIONS]
    if unknown:
        raise ValueError(f"unknown activation {unknown[0]!r}; known are {', '.join(ACTIVATIONS)}")
    numbers = range(2, len(names) + 2)
    expected = {"activations", *(f"{part}_{number}" for number in numbers for part in ("weights", "biases"))}
    if wrong := sorted(expected ^ arrays.keys()):
        raise ValueError(f"{wrong[0]} is {'missing' if wrong[0] in expected else 'not expected'}")
    layers = [
        Layer(arrays[f"weights_{number}"], arrays[f"biases_{number}"], ACTIVATIONS[name])
        for number, name in zip(numbers, names.tolist(), strict=True)
    ]
    try:
        forward(layers, np.zeros(layers[0].weights.shape[-1:] or 1))  # refuses what does not fit, by layer and shape
    except TypeError as error:
        raise ValueError(error) from None
    return layers
