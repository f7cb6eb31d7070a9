"""The staircase: its steps add up exactly, tend to the terms of (37), and bad input is named."""

import numpy as np
import pytest

from bp1 import ACTIVATIONS, COSTS, delta_full_sum
from bp1.staircase import climb, corners


@pytest.fixture
def nudged(layer, draw):
    """Return (activation, cost, z, y) for one example of every pair that makes sense."""
    activation, cost, n = layer
    return activation, cost, draw((-3, 3), (n,)), draw(cost.targets, (n,))


def test_the_corners_change_one_output_at_a_time():
    stairs = corners([1, 2, 3], [10, 20, 30])
    assert stairs.tolist() == [[1, 2, 3], [10, 2, 3], [10, 20, 3], [10, 20, 30]]


@pytest.mark.parametrize("h", [2.0, -0.7, 0.01])
def test_the_steps_add_up_to_the_change_of_the_cost(nudged, h):
    activation, cost, z, y = nudged
    for j in range(z.size):
        stairs = climb(*nudged, j, h)
        z_new = z.copy()
        z_new[j] += h
        whole = cost(activation(z_new), y) - cost(activation(z), y)
        assert abs(stairs.steps.sum() - whole) <= 1e-12 * np.abs(stairs.costs).max()


def test_each_step_divided_by_the_nudge_tends_to_its_own_share(nudged):
    z = nudged[2]
    for j in range(z.size):
        far, near = (climb(*nudged, j, h) for h in (1e-3, 1e-5))
        gaps = [np.abs(stairs.rates - stairs.shares).max() for stairs in (far, near)]
        size = max(1, np.abs(near.shares).max())
        assert gaps[0] < 0.05 * size and gaps[1] < 5e-4 * size, gaps
        assert near.shares.sum() == pytest.approx(delta_full_sum(*nudged)[j], abs=1e-12 * size)


def test_an_elementwise_layer_has_one_step_that_is_not_0(draw):
    stairs = climb(ACTIVATIONS["sigmoid"], COSTS["quadratic"], draw((-3, 3), (4,)), draw((0, 1), (4,)), 2, 0.5)
    assert (stairs.steps != 0).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"j": 3}, "j must be a whole number from 0 to 2, got 3"),
        ({"j": -1}, "j must be a whole number from 0 to 2, got -1"),
        ({"j": 1.0}, "j must be a whole number"),
        ({"h": 0.0}, "h must be a finite number other than 0, got 0.0"),
        ({"h": float("nan")}, "h must be a finite number"),
        ({"h": True}, "h must be a finite number other than 0, got True"),
        ({"h": "far"}, "h must be a finite number other than 0, got 'far'"),
        ({"h": 1e-20}, r"h = 1e-20 is too small to move z\[1\] = 2"),
        ({"z": [1.0, 1e308, 3.0], "h": 1.7e308}, r"z \+ h\[1\] is inf; expected a finite number"),
        ({"z": [[1.0, 2.0, 3.0]], "y": [[0.0, 0.0, 1.0]]}, r"z must have shape \(n,\), one example"),
        ({"z": [1.0, -np.inf, 3.0]}, r"z\[1\] is -inf; expected a finite number"),
        ({"y": [0.0, 1.0]}, r"y must have shape \(3,\), got \(2,\)"),
        ({"activation": "tanh", "cost": "cross_entropy"}, "tanh with the cross-entropy cost makes no sense"),
        ({"activation": "sigmoid", "cost": "cross_entropy", "z": [1, 99, 3]}, "at every corner of the staircase"),
    ],
)
def test_bad_input_is_named(change, message):
    given = {"activation": "softmax", "cost": "quadratic", "z": [1.0, 2.0, 3.0], "y": [0.0, 0.0, 1.0], "j": 1, "h": 1.0}
    given |= change
    with pytest.raises(ValueError, match=message):
        climb(ACTIVATIONS[given["activation"]], COSTS[given["cost"]], *(given[key] for key in "zyjh"))
