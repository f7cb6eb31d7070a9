"""The laws of the costs: one number for each example, and its gradient with the other activations held fixed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import COSTS, check_derivative

BOUNDED = [
    pytest.param(cost, argument, interval, id=f"{cost.name}-{argument}")
    for cost in COSTS.values()
    for argument, interval in [("a", cost.domain), ("y", cost.targets)]
    if np.isfinite(interval).all()
]


def test_registry_keys_are_names():
    assert list(COSTS) == [cost.name for cost in COSTS.values()]


def test_the_gradient_is_the_measured_one(cost, batch, n, draw):
    a, y = draw(cost.domain, (*batch, n)), draw(cost.targets, (*batch, n))
    check_derivative(lambda nudged: cost(nudged, y), cost.gradient(a, y), a)


def test_a_cost_is_one_number_for_each_example(cost, draw):
    a, y = draw(cost.domain, (2, 4, 3)), draw(cost.targets, (2, 4, 3))
    assert cost(a, y).shape == (2, 4)
    assert_allclose(cost(a, y)[1, 2], cost(a[1, 2], y[1, 2]), rtol=1e-15)


def test_costs_by_hand():
    a, y = [0.25, 0.5], [1, 0]
    assert_allclose(COSTS["quadratic"](a, y), (0.75**2 + 0.5**2) / 2)
    assert_allclose(COSTS["cross_entropy"](a, y), np.log(4) + np.log(2))
    assert_allclose(COSTS["log_likelihood"](a, y), np.log(4))


@pytest.mark.parametrize("name, slopes", [("cross_entropy", [1, -1]), ("log_likelihood", [0, -1])])
def test_an_output_without_a_target_weighs_nothing_even_at_log_zero(name, slopes):
    assert COSTS[name]([0, 1], [0, 1]) == 0
    assert_array_equal(COSTS[name].gradient([0, 1], [0, 1]), slopes)


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("name", ["cross_entropy", "log_likelihood"])
def test_the_cost_and_its_slope_are_infinite_where_the_target_has_no_activation(name, zero):
    assert COSTS[name]([zero, 0.5], [1, 0]) == np.inf
    assert COSTS[name].gradient([zero, 0.5], [1, 0])[0] == -np.inf


@pytest.mark.parametrize("cost, argument, interval", BOUNDED)
@pytest.mark.parametrize("side", ["below", "above"])
def test_numbers_outside_the_interval_are_refused_by_index_and_value(cost, argument, interval, side):
    low, high = interval
    outside = {"below": low - 0.5, "above": high + 0.5}[side]
    arguments = {"a": cost.domain, "y": cost.targets} | {argument: [low, outside]}
    expected = rf"{argument}\[1\] is {outside}; expected a number from {low:g} to {high:g} for the {cost.label} cost"
    for function in (cost, cost.gradient):
        with pytest.raises(ValueError, match=expected):
            function(**arguments)
