"""Gradient descent: one step by hand, what training keeps, what it refuses, and the law that (38) breaks."""

import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, compatible, delta_diagonal_only
from bp1.backward import gradients
from bp1.network import forward, random_layers
from bp1.training import progress_bar, train

softmax, sigmoid, relu, linear = (ACTIVATIONS[name] for name in ("softmax", "sigmoid", "relu", "linear"))
quadratic, log_likelihood = COSTS["quadratic"], COSTS["log_likelihood"]
SOFTMAX_COSTS = [cost for cost in COSTS.values() if compatible(softmax, cost)]
OPTIONS = dict(epochs=3, rate=0.5, batch_size=4, rng=7)

every_softmax_cost = pytest.mark.parametrize("cost", SOFTMAX_COSTS, ids=lambda cost: cost.name)


@pytest.fixture
def data():
    """Return (x, y): 30 points in three clusters, and one-hot targets."""
    rng = np.random.default_rng(1)
    label = np.arange(30) % 3
    return rng.standard_normal((30, 2)) / 4 + np.array([[1, 0], [-1, 1], [-1, -1]])[label], np.eye(3)[label]


def network(*activations, dtype=np.float64):
    return random_layers([2, *[4] * (len(activations) - 1), 3], activations, rng=2, dtype=dtype)


def parameters(layers):
    return [part for layer in layers for part in (layer.weights, layer.biases)]


def assert_equal(layers, others):
    for part, other in zip(parameters(layers), parameters(others), strict=True):
        assert_array_equal(part, other)


# -- what training is ------------------------------------------------------------------------------------------------


def test_an_epoch_of_one_batch_is_one_step_downhill(data):
    layers = network(sigmoid, softmax)
    trained = train(layers, quadratic, *data, epochs=1, rate=0.5, batch_size=30, rng=0)
    slopes = [part for pair in gradients(layers, quadratic, *data) for part in pair]
    for before, slope, after in zip(parameters(layers), slopes, parameters(trained), strict=True):
        assert_allclose(after, before - 0.5 * slope, rtol=1e-12, atol=1e-15)


def test_an_epoch_takes_every_example_once_in_shuffled_batches(data):
    x, y = data
    seen = []

    def spy(activation, cost, z, y):
        seen.append(z)
        return np.zeros_like(z)  # so that the network, and with it z, stays what it is

    layers = network(softmax)
    train(layers, quadratic, x, y, **OPTIONS | {"epochs": 1}, output_delta=spy)
    assert [len(batch) for batch in seen] == [4] * 7 + [2]
    (z, _), *_ = forward(layers, x)
    rows = np.concatenate(seen)
    assert not np.allclose(rows, z)
    assert_allclose(np.sort(rows, axis=0), np.sort(z, axis=0), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("hidden", [sigmoid, softmax], ids=lambda f: f.name)
def test_training_learns(hidden, data):
    x, y = data
    layers = train(network(hidden, softmax), log_likelihood, x, y, epochs=300, rate=1, batch_size=10, rng=0)
    a = forward(layers, x)[-1][1]
    assert (a.argmax(axis=-1) == y.argmax(axis=-1)).all()
    assert log_likelihood(a, y).mean() < 0.05


def test_a_seed_or_a_generator_repeats_a_run_and_another_does_not(data):
    def run(rng):
        return train(network(sigmoid, softmax), log_likelihood, *data, **OPTIONS | {"rng": rng})

    assert_equal(run(7), run(np.random.default_rng(7)))
    assert (run(7)[0].weights != run(8)[0].weights).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_training_keeps_the_dtype_whatever_the_data_have(dtype, data):
    layers = train(network(sigmoid, softmax, dtype=dtype), log_likelihood, *data, **OPTIONS | {"rate": np.float64(0.5)})
    assert {part.dtype for part in parameters(layers)} == {np.dtype(dtype)}


def test_training_leaves_what_it_was_given_alone(data):
    layers = network(sigmoid, softmax)
    for array in (*parameters(layers), *data):
        array.flags.writeable = False
    assert_equal(train(layers, quadratic, *data, **OPTIONS | {"epochs": 0}), layers)
    assert train(layers, quadratic, *data, **OPTIONS)[0].weights is not layers[0].weights


def test_progress_is_told_after_each_epoch(data):
    told = []
    layers = network(sigmoid, softmax)
    last = train(layers, quadratic, *data, **OPTIONS, progress=lambda *news: told.append(news))
    assert [(epoch, epochs) for epoch, epochs, _ in told] == [(1, 3), (2, 3), (3, 3)]
    assert_equal(told[-1][2], last)
    assert (told[0][2][0].weights != last[0].weights).any()


def test_the_progress_bar_is_one_line_of_plain_text(capsys):
    for epoch in range(1, 11):
        progress_bar(epoch, 10, [])
    *_, third, _ = capsys.readouterr().err.split("\r")[:5]
    assert third == "epoch  3/10 [######..............]"
    progress_bar(10, 10, [])
    assert capsys.readouterr().err == "\repoch 10/10 [####################]\n"


# -- the conservation law --------------------------------------------------------------------------------------------


def drift(cost, data, **options):
    """Return how far the sum of the output biases and the column sums of the output weights move while training."""
    layers = network(sigmoid, softmax)
    trained = train(layers, cost, *data, **OPTIONS | {"epochs": 20}, **options)
    assert np.abs(trained[-1].weights - layers[-1].weights).max() > 0.1  # it does train
    moved = trained[-1].weights - layers[-1].weights, trained[-1].biases - layers[-1].biases
    return max(np.abs(part.sum(axis=0)).max() for part in moved)


@every_softmax_cost
def test_softmax_and_37_conserve_the_column_sums_of_the_last_layer(cost, data):
    assert drift(cost, data) < 1e-13


@pytest.mark.parametrize("cost", [quadratic, log_likelihood], ids=lambda cost: cost.name)
def test_with_38_they_drift(cost, data):
    assert drift(cost, data, output_delta=delta_diagonal_only) > 0.1


def test_the_impostor_conserves_them_because_it_is_another_costs_gradient(data):
    assert drift(COSTS["cross_entropy"], data, output_delta=delta_diagonal_only) < 1e-13


def drift_of_steps(step, data):
    """Return how far the column sums of a softmax layer move in 20 steps; step: gradient, memory -> step, memory."""
    (layer,) = network(softmax)
    w, memory = layer.weights, np.zeros_like(layer.weights)
    for _ in range(20):
        ((dC_dw, _),) = gradients([replace(layer, weights=w)], quadratic, *data)
        change, memory = step(dC_dw, memory)
        w = w - change
    return np.abs((w - layer.weights).sum(axis=0)).max()


def test_momentum_conserves_them_and_a_rate_for_each_weight_does_not(data):
    assert drift_of_steps(lambda g, v: (0.9 * v + g, 0.9 * v + g), data) < 1e-13
    assert drift_of_steps(lambda g, s: (g / np.sqrt(s + g**2), s + g**2), data) > 0.1


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "activations, rate, message",
    [
        ((relu, relu), 1e170, r"^epoch 1: layer 3: z\[\d, \d\] is inf; expected a finite number$"),
        ((linear,), 1e120, r"^epoch 3: layer 2: weights\[\d, \d\] is -?inf; expected a finite number$"),
    ],
    ids=["overflow", "divergence"],
)
def test_a_value_that_is_not_finite_stops_training_by_epoch_and_layer(activations, rate, message, data):
    with pytest.raises(ValueError, match=message):
        train(network(*activations), quadratic, *data, epochs=3, rate=rate, batch_size=30, rng=0)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"epochs": 1.5}, "epochs must be a whole number from 0 upwards, got 1.5"),
        ({"epochs": -1}, "epochs must be a whole number from 0 upwards, got -1"),
        ({"rate": np.inf}, "rate must be a finite number from 0 on, got inf"),
        ({"rate": -0.1}, "rate must be a finite number from 0 on, got -0.1"),
        ({"rate": "fast"}, "rate must be a finite number from 0 on, got 'fast'"),
        ({"rng": None}, "rng must be a whole number from 0 upwards, got None"),
        ({"batch_size": 0}, "batch_size must be a whole number from 1 upwards, got 0"),
        ({"batch_size": True}, "batch_size must be a whole number from 1 upwards, got True"),
        ({"x": np.ones(2)}, "x and y must have shapes (examples, m) and (examples, n), got (2,) and (30, 3)"),
        ({"y": np.ones((29, 3))}, "x and y must have shapes (examples, m) and (examples, n), got (30, 2) and (29, 3)"),
        ({"x": np.full((30, 2), np.nan)}, "x[0, 0] is nan; expected a finite number"),
        ({"y": np.ones((30, 2))}, "epoch 1: layer 3: y must have shape (4, 3), got (4, 2)"),
        ({"x": np.ones((30, 3))}, "epoch 1: layer 2: weights for activations of shape (4, 3) must have shape (n, 3)"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(changes, message, data):
    arguments = dict(zip("xy", data, strict=True)) | OPTIONS | changes
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        train(network(sigmoid, softmax), quadratic, **arguments)


def test_no_examples_are_refused():
    with pytest.raises(ValueError, match=r"^x and y must have shapes .* got \(0, 2\) and \(0, 3\)$"):
        train(network(softmax), quadratic, np.ones((0, 2)), np.ones((0, 3)), **OPTIONS)
