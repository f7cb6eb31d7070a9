"""The forward pass against a loop over NNDL (23) without numpy, and what the book relies on in its running example."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS
from bp1.network import Layer, forward, random_layers, running_example

SIGMOID = ACTIVATIONS["sigmoid"]
SIZES = [(2, 3, 3), (1, 1), (4, 2, 5, 3), (3, 7, 1)]


def by_loop(layers, x):
    """Return [(z, a), ...] as lists for sigmoid layers and one example, sum by sum as (23) is written."""
    passed, a = [], x
    for layer in layers:
        w, b = layer.weights.tolist(), layer.biases.tolist()
        z = [sum(w[j][k] * a[k] for k in range(len(a))) + b[j] for j in range(len(b))]
        a = [1 / (1 + math.exp(-z_j)) for z_j in z]
        passed.append((z, a))
    return passed


def drawn_layers(sizes, draw):
    return [Layer(draw((-2, 2), (n, m)), draw((-1, 1), (n,)), SIGMOID) for m, n in pairwise(sizes)]


def assert_same(passed, expected):
    assert len(passed) == len(expected)
    for pair, expected_pair in zip(passed, expected, strict=True):
        for values, expected_values in zip(pair, expected_pair, strict=True):
            assert_allclose(values, expected_values, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_forward_pass_is_the_loop_over_23(sizes, draw):
    layers, x = drawn_layers(sizes, draw), draw((-2, 2), sizes[:1])
    assert_same(forward(layers, x), by_loop(layers, x.tolist()))


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_each_example_of_a_batch_goes_through_by_itself(sizes, batch, draw):
    layers, x = drawn_layers(sizes, draw), draw((-2, 2), (*batch, sizes[0]))
    passed = forward(layers, x)
    assert [(z.shape, a.shape) for z, a in passed] == [((*batch, n), (*batch, n)) for n in sizes[1:]]
    for example in np.ndindex(batch):
        assert_same([(z[example], a[example]) for z, a in passed], by_loop(layers, x[example].tolist()))


def test_each_layer_has_its_own_activation(activation, draw):
    weights = draw((-2, 2), (3, 2))
    layers = [Layer(weights, np.zeros(3), SIGMOID), Layer(np.eye(3), np.zeros(3), activation)]
    (_, hidden), (z, a) = forward(layers, [0.3, -0.7])
    assert_array_equal(z, hidden)
    assert_array_equal(a, activation(hidden))


def test_no_layers_pass_nothing():
    assert forward([], [1.0]) == []


# -- the running example ---------------------------------------------------------------------------------------------


def test_the_running_example_has_2_3_and_3_neurons_and_a_target_for_each_output():
    layers, x, y = running_example()
    assert [x.shape, *(layer.weights.shape for layer in layers), y.shape] == [(2,), (3, 2), (3, 3), (3,)]
    assert_same(forward(layers, x), by_loop(layers, x.tolist()))


def test_the_running_example_can_be_followed_with_two_decimals():
    # What pen and paper give, carrying two decimals from layer to layer, is what the book prints.
    layers, x, _ = running_example()
    by_hand = x
    for layer, (z, a) in zip(layers, forward(layers, x), strict=True):
        assert_array_equal((layer.weights @ by_hand + layer.biases).round(2), z.round(2))
        by_hand = a.round(2)


def test_the_running_example_is_unequally_spaced_and_not_symmetric():
    layers, x, _ = running_example()
    for z, _ in forward(layers, x):
        gaps = np.diff(np.sort(z))
        assert gaps.min() > 0.1 and abs(gaps[0] - gaps[1]) > 0.1
    w = layers[1].weights
    assert min(abs(w - w.T)[np.triu_indices(3, k=1)]) > 0.05  # the transpose gives other numbers


def test_a_change_of_the_running_example_stays_with_who_made_it():
    running_example()[0][0].weights[0, 0] = 99
    assert running_example()[0][0].weights[0, 0] != 99


# -- random networks ---------------------------------------------------------------------------------------------


def test_random_layers_have_the_sizes_and_activations_they_were_asked_for():
    layers = random_layers([4, 2, 3], [ACTIVATIONS["softmax"], SIGMOID], rng=0)
    assert [layer.weights.shape for layer in layers] == [(2, 4), (3, 2)]
    assert [layer.activation.name for layer in layers] == ["softmax", "sigmoid"]
    assert not any(layer.biases.any() for layer in layers)


def test_a_seed_makes_one_network_and_another_seed_another():
    one, same, other = (random_layers([4, 3], [SIGMOID], rng)[0].weights for rng in (5, np.random.default_rng(5), 6))
    assert_array_equal(one, same)
    assert (one != other).all()


def test_a_weighted_input_starts_with_the_variance_of_what_it_reads():
    (layer,) = random_layers([400, 300], [SIGMOID], rng=0)
    assert_allclose(layer.weights.var() * 400, 1, rtol=0.02)  # 120,000 draws: 1 within 0.4 %, five times over
    assert_allclose(layer.weights.mean(), 0, atol=1e-3)


@pytest.mark.parametrize(
    "sizes, activations, message",
    [
        ([2], [], "a network needs two sizes or more, and an activation for each but the first: got 1 sizes and 0"),
        ([2, 3], [SIGMOID] * 2, "a network needs two sizes or more, and an activation for each but the first: got 2 "),
        ([2, 0], [SIGMOID], "a size must be a whole number from 1 upwards, got 0"),
        ([2, 3.5], [SIGMOID], "a size must be a whole number from 1 upwards, got 3.5"),
    ],
    ids=["one-size", "too-many-activations", "empty-layer", "half-a-neuron"],
)
def test_sizes_that_make_no_network_are_refused(sizes, activations, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        random_layers(sizes, activations, rng=0)


# -- what is refused -------------------------------------------------------------------------------------------------


def with_layer(index, **changes):
    layers = running_example()[0]
    fields = {name: changes.get(name, getattr(layers[index], name)) for name in ("weights", "biases", "activation")}
    layers[index] = Layer(**fields)
    return layers


@pytest.mark.parametrize(
    "layers, x, message",
    [
        (
            with_layer(0),
            [1.0, 2.0, 3.0],
            "layer 2: weights for activations of shape (3,) must have shape (n, 3), got (3, 2)",
        ),
        (
            with_layer(1, weights=np.ones((3, 2))),
            np.ones((5, 2)),
            "layer 3: weights for activations of shape (5, 3) must have shape (n, 3), got (3, 2)",
        ),
        (
            with_layer(0, weights=np.ones(2)),
            [1.0, 2.0],
            "layer 2: weights for activations of shape (2,) must have shape (n, 2), got (2,)",
        ),
        (
            with_layer(1, biases=np.ones((3, 1))),
            [1.0, 2.0],
            "layer 3: biases for weights of shape (3, 3) must have shape (3,), got (3, 1)",
        ),
        (
            with_layer(0, biases=np.ones(1)),
            [1.0, 2.0],
            "layer 2: biases for weights of shape (3, 2) must have shape (3,), got (1,)",
        ),
        (
            with_layer(1, weights=np.full((3, 3), np.nan)),
            [1.0, 2.0],
            "layer 3: weights[0, 0] is nan; expected a finite number",
        ),
        (with_layer(0), [1.0, np.inf], "x[1] is inf; expected a finite number"),
        (
            with_layer(0, weights=np.full((3, 2), 1e300)),
            [1e300, 1.0],
            "layer 2: z[0] is inf; expected a finite number",
        ),
    ],
    ids=[
        "input",
        "between-layers",
        "flat-weights",
        "column-of-biases",
        "one-bias",
        "nan",
        "infinite-input",
        "overflow",
    ],
)
def test_what_does_not_fit_is_refused_by_layer_and_shape(layers, x, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        forward(layers, x)


def test_a_name_is_not_an_activation():
    with pytest.raises(TypeError, match=r"must be an Activation such as ACTIVATIONS\['sigmoid'\], got 'sigmoid'"):
        Layer(np.eye(2), np.zeros(2), "sigmoid")
