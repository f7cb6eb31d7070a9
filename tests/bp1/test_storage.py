"""What is saved comes back as it was, and a file that is anything else is refused in one line."""

import os
import pickle
import re
from dataclasses import replace
from zipfile import ZipFile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bp1 import ACTIVATIONS
from bp1.network import forward, random_layers, running_example
from bp1.storage import load, save


@pytest.fixture
def path(tmp_path):
    return tmp_path / "network.npz"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_comes_back_as_it_was(dtype, path):
    activations = list(ACTIVATIONS.values())
    layers = random_layers([2, *range(3, 3 + len(activations))], activations, rng=0, dtype=dtype)
    save(path, layers)
    again = load(path)
    assert [layer.activation for layer in again] == activations
    for layer, other in zip(layers, again, strict=True):
        for part, same in ((layer.weights, other.weights), (layer.biases, other.biases)):
            assert_array_equal(same, part)
            assert same.dtype == dtype
    x = np.ones(2, dtype)
    assert_array_equal(forward(again, x)[-1][1], forward(layers, x)[-1][1])


def test_the_file_is_named_as_it_was_asked_for(tmp_path):
    save(tmp_path / "checkpoint", running_example()[0])
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint"]
    assert len(load(str(tmp_path / "checkpoint"))) == 2


def arrays(**changes):
    """Return the arrays of the running example by name; a change of None takes one away."""
    found = {"activations": np.array(["sigmoid", "softmax"])}
    for number, layer in enumerate(running_example()[0], start=2):
        found |= {f"weights_{number}": layer.weights, f"biases_{number}": layer.biases}
    return {name: array for name, array in (found | changes).items() if array is not None}


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"biases_3": None}, "biases_3 is missing"),
        ({"weights_4": np.eye(3)}, "weights_4 is not expected"),
        ({"activations": None}, "expected `activations`, one name for each layer"),
        ({"activations": np.array([], dtype=str)}, "expected `activations`, one name for each layer"),
        ({"activations": np.array([1, 2])}, "expected `activations`, one name for each layer"),
        ({"activations": np.array(["sigmoid", "swish"])}, "unknown activation 'swish'; known are sigmoid, tanh, "),
        ({"weights_3": np.eye(2)}, "layer 3: weights for activations of shape (3,) must have shape (n, 3), got (2, 2)"),
        ({"weights_2": np.ones(2)}, "layer 2: weights for activations of shape (2,) must have shape (n, 2), got (2,)"),
        ({"weights_2": np.array(1.0)}, "layer 2: weights must have shape (..., n) with n >= 1, got ()"),
        ({"biases_2": np.ones(2)}, "layer 2: biases for weights of shape (3, 2) must have shape (3,), got (2,)"),
        ({"weights_2": np.full((3, 2), np.nan)}, "layer 2: weights[0, 0] is nan; expected a finite number"),
        ({"biases_2": np.array(list("abc"))}, "layer 2: biases must hold real numbers, got dtype <U1"),
    ],
    ids=str,
)
def test_arrays_that_are_no_network_are_refused(changes, message, path):
    np.savez(path, **arrays(**changes))
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path}: {message}')}[^\n]*$"):
        load(path)


class Trap:
    """Something that makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("kind", ["inside", "npy", "bare"])
def test_a_pickle_is_refused_and_does_not_run(kind, path, tmp_path):
    trap = np.array([Trap(tmp_path / "sprung")], dtype=object)
    if kind == "inside":
        np.savez(path, **arrays(biases_2=trap))
    elif kind == "npy":
        with path.open("wb") as file:
            np.save(file, trap)
    else:
        path.write_bytes(pickle.dumps(trap))
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: expected an .npz file of plain arrays: [^\n]+$"):
        load(path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 torn"], ids=repr)
def test_any_other_file_is_refused(content, path):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: expected an .npz file of plain arrays: [^\n]+$"):
        load(path)


def test_one_array_is_refused(path):
    with path.open("wb") as file:
        np.save(file, np.eye(2))
    with pytest.raises(ValueError, match=r"expected an \.npz file of plain arrays"):
        load(path)


def test_a_damaged_file_is_refused(path):
    save(path, running_example()[0])
    content = bytearray(path.read_bytes())
    content[content.index(b"weights_2.npy") + 200] ^= 255
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"expected an \.npz file of plain arrays"):
        load(path)


def damaged(content, rng):
    """Return the file with one to three of its bytes exchanged."""
    changed = bytearray(content)
    for at in rng.integers(len(content), size=rng.integers(1, 4)):
        changed[at] = rng.integers(256)
    return bytes(changed)


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_whatever_bytes_are_damaged_there_is_a_network_or_one_line(write, path):
    write(path, **arrays())
    content, rng, refused = path.read_bytes(), np.random.default_rng(36), 0
    for _ in range(150):
        path.write_bytes(damaged(content, rng))
        try:
            assert len(load(path)) == 2
        except ValueError as error:
            assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
            refused += 1
    assert refused > 50


def test_a_text_in_the_place_of_an_array_is_refused(path):
    with ZipFile(path, "w") as file:
        file.writestr("activations", "softmax")
    with pytest.raises(ValueError, match=r"expected an \.npz file of plain arrays: activations is no array$"):
        load(path)


def test_what_could_not_be_loaded_is_not_saved(path):
    layers = running_example()[0]
    layers[0] = replace(layers[0], activation=replace(layers[0].activation, name="mine"))
    with pytest.raises(ValueError, match=r"^save: unknown activation 'mine'"):
        save(path, layers)
    assert not path.exists()


def test_a_missing_file_says_so(path):
    with pytest.raises(FileNotFoundError, match=r"network\.npz"):
        load(path)
