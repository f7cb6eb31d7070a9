"""BP1* to BP4 against measured derivatives, against NNDL's loops, and against products with whole Jacobians."""

import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, compatible, delta_diagonal_only, delta_full_sum
from bp1.backward import backward, gradient_error, gradients
from bp1.network import forward, random_layers, running_example

softmax, sigmoid, tanh, relu = (ACTIVATIONS[name] for name in ("softmax", "sigmoid", "tanh", "relu"))
quadratic, log_likelihood = COSTS["quadratic"], COSTS["log_likelihood"]
LAST = [(f, cost) for f in ACTIVATIONS.values() for cost in COSTS.values() if compatible(f, cost)]

every_last = pytest.mark.parametrize("last", LAST, ids=lambda pair: "-".join(record.name for record in pair))


def network(hidden, last, draw, batch=(5,)):
    """Return (layers, cost, x, y) of 3, 4 and 3 neurons, with biases too."""
    activation, cost = last
    layers = random_layers([3, 4, 3], [hidden, activation], rng=1)
    layers = [replace(layer, biases=draw((-1, 1), layer.biases.shape)) for layer in layers]
    return layers, cost, draw((-2, 2), (*batch, 3)), draw(cost.targets, (*batch, 3))


# -- the gradient check ----------------------------------------------------------------------------------------------


@every_last
def test_the_gradient_is_the_measured_one(activation, last, draw):
    assert gradient_error(*network(activation, last, draw)) <= 1e-7


@pytest.mark.parametrize("sizes", [(2, 2), (1, 4, 2), (2, 3, 5, 4, 3)], ids=str)
def test_networks_of_any_sizes_pass_the_gradient_check(sizes, draw):
    chain = [softmax, tanh, ACTIVATIONS["log_softmax"], sigmoid][: len(sizes) - 2]
    layers = random_layers(sizes, [*chain, softmax], rng=3)
    x, y = draw((-2, 2), (5, sizes[0])), draw((0, 1), (5, sizes[-1]))
    assert gradient_error(layers, log_likelihood, x, y) <= 1e-7


def test_the_gradient_check_convicts_38_behind_softmax_and_acquits_it_behind_sigmoid(draw):
    assert gradient_error(*network(sigmoid, (softmax, quadratic), draw), delta_diagonal_only) > 0.1
    assert gradient_error(*network(sigmoid, (sigmoid, quadratic), draw), delta_diagonal_only) <= 1e-7


def test_the_gradient_check_judges_single_precision_in_double(draw):
    layers, cost, x, y = network(sigmoid, (softmax, quadratic), draw)
    single = [replace(f, weights=f.weights.astype("f4"), biases=f.biases.astype("f4")) for f in layers]
    assert gradient_error(single, cost, x.astype("f4"), y.astype("f4")) <= 1e-7


def test_two_zero_gradients_agree():
    layers = random_layers([2, 1], [softmax], rng=0)  # one softmax output is 1 whatever z is
    assert gradient_error(layers, quadratic, [1.0, 2.0], [0.0]) == 0


# -- the four equations ----------------------------------------------------------------------------------------------


def test_elementwise_layers_follow_nndl_by_loops(draw):
    layers, cost, x, y = network(tanh, (sigmoid, quadratic), draw, batch=())
    (_, a_2), (_, a_3) = forward(layers, x)
    w = layers[1].weights
    delta_3 = [(a_3[j] - y[j]) * a_3[j] * (1 - a_3[j]) for j in range(3)]
    delta_2 = [sum(w[k, j] * delta_3[k] for k in range(3)) * (1 - a_2[j] ** 2) for j in range(4)]
    for (dC_dw, dC_db), a, delta in zip(gradients(layers, cost, x, y), (x, a_2), (delta_2, delta_3), strict=True):
        assert_allclose(dC_db, delta, rtol=1e-12)
        assert_allclose(dC_dw, [[a_k * delta_j for a_k in a] for delta_j in delta], rtol=1e-12)


def test_every_layer_is_one_transposed_jacobian(activation, batch, draw):
    layers, cost, x, y = network(activation, (softmax, quadratic), draw, batch)
    passed = forward(layers, x)
    (z_2, _), (z_3, a_3) = passed
    delta_3 = np.einsum("...kj,...k->...j", softmax.jacobian(z_3), cost.gradient(a_3, y))
    delta_2 = np.einsum("...kj,mk,...m->...j", activation.jacobian(z_2), layers[1].weights, delta_3)
    for found, expected in zip(backward(layers, cost, passed, y), (delta_2, delta_3), strict=True):
        assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_a_batch_has_the_mean_of_its_examples_gradients(batch, draw):
    layers, cost, x, y = network(softmax, (softmax, log_likelihood), draw, batch)
    each = [gradients(layers, cost, x[i], y[i]) for i in np.ndindex(batch)]
    for number, pair in enumerate(gradients(layers, cost, x, y)):
        for part, found in enumerate(pair):
            assert_allclose(found, np.mean([one[number][part] for one in each], axis=0), rtol=1e-12, atol=1e-15)


def test_gradients_have_the_shapes_of_what_they_belong_to(draw):
    layers, cost, x, y = network(softmax, (softmax, log_likelihood), draw)
    for layer, (dC_dw, dC_db) in zip(layers, gradients(layers, cost, x, y), strict=True):
        assert (dC_dw.shape, dC_db.shape) == (layer.weights.shape, layer.biases.shape)


def test_the_output_delta_is_the_callers_choice(draw):
    layers, cost, x, y = network(softmax, (softmax, quadratic), draw)
    passed = forward(layers, x)
    for choice in (delta_full_sum, delta_diagonal_only):
        found = backward(layers, cost, passed, y, choice)
        assert_array_equal(found[-1], choice(softmax, cost, passed[-1][0], y))
        assert_allclose(found[0], softmax.vjp(passed[0][0], found[-1] @ layers[1].weights), rtol=1e-12)


@every_last
def test_single_precision_stays_single(activation, last, draw):
    cost = last[1]
    layers = random_layers([3, 4, 3], [activation, last[0]], rng=1, dtype=np.float32)
    x, y = draw((-2, 2), (5, 3)).astype("f4"), draw(cost.targets, (5, 3)).astype("f4")
    found = [*forward(layers, x), *gradients(layers, cost, x, y)]
    assert {part.dtype for pair in found for part in pair} == {np.dtype("f4")}


# -- what is refused -------------------------------------------------------------------------------------------------


def refused(message, layers, cost, x, y):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        gradients(layers, cost, x, y)


def test_what_makes_no_sense_is_refused_by_layer():
    layers, x, y = running_example()
    refused("layer 3: y must have shape (3,), got (2,)", layers, quadratic, x, y[:2])
    refused("a network needs at least one layer, and (z, a) of each: got 0 layers", [], quadratic, x, y)
    refused("x must hold at least one example, got shape (0, 2)", layers, quadratic, np.ones((0, 2)), np.ones((0, 3)))
    layers[1] = replace(layers[1], activation=tanh)
    refused("layer 3: tanh with the log-likelihood cost makes no sense", layers, log_likelihood, x, y)


def test_what_the_forward_pass_did_not_make_is_refused():
    layers, x, y = running_example()
    with pytest.raises(ValueError, match=r"got 2 layers and 1 pairs \(z, a\)$"):
        backward(layers, quadratic, forward(layers, x)[:1], y)


def test_an_output_delta_of_another_shape_is_refused_by_name():
    layers, x, y = running_example()
    for wrong, error in ((np.ones(2), ValueError), (None, TypeError)):
        with pytest.raises(error, match=r"output_delta\(\.\.\.\) must h"):
            gradients(layers, quadratic, x, y, lambda *arguments, wrong=wrong: wrong)


def test_a_layer_of_lists_is_a_layer_of_arrays():
    layers, x, y = running_example()
    listed = [replace(layer, weights=layer.weights.tolist(), biases=layer.biases.tolist()) for layer in layers]
    assert gradient_error(listed, quadratic, x, y) == gradient_error(layers, quadratic, x, y) < 1e-8


def test_an_error_that_overflows_is_refused_by_layer():
    layers, x, y = running_example()
    layers[0] = replace(layers[0], activation=relu)
    layers[1] = replace(layers[1], weights=np.full((3, 3), 1e200), activation=relu)
    refused("layer 2: g[0] is inf; expected a finite number", layers, quadratic, x, y)
