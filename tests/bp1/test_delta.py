"""The theorem as tests: (36) = (37) always, (38) = (37) where no other route is open, and `delta` is (37), faster."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import (
    ACTIVATIONS,
    COSTS,
    check_derivative,
    compatible,
    delta,
    delta_diagonal_only,
    delta_finite_difference,
    delta_full_sum,
)
from bp1.activations import off_diagonal

INF = np.inf
softmax, sigmoid = ACTIVATIONS["softmax"], ACTIVATIONS["sigmoid"]
quadratic, cross_entropy, log_likelihood = (COSTS[c] for c in ("quadratic", "cross_entropy", "log_likelihood"))

PAIRS = [(activation, cost) for activation in ACTIVATIONS.values() for cost in COSTS.values()]
ELEMENTWISE = [pair for pair in PAIRS if pair[0].elementwise and compatible(*pair)]
SOFTMAX_COSTS = [cost for cost in COSTS.values() if compatible(softmax, cost)]
BOUNDED = [pair for pair in PAIRS if compatible(*pair) and np.isfinite(pair[1].targets).all()]


def named(value):
    """Return the test id of a function, a record, or a pair of records."""
    return "-".join(record.name for record in value) if isinstance(value, tuple) else getattr(value, "name", None)


every_delta = pytest.mark.parametrize(
    "any_delta", [delta, delta_full_sum, delta_diagonal_only, delta_finite_difference], ids=lambda f: f.__name__
)
every_softmax_cost = pytest.mark.parametrize("cost", SOFTMAX_COSTS, ids=named)


# -- the theorem -----------------------------------------------------------------------------------------------------


def test_the_sum_over_every_route_is_the_derivative(case):
    assert_allclose(delta_full_sum(*case), delta_finite_difference(*case), rtol=1e-7, atol=1e-7)


def test_the_fast_form_is_the_sum(case):
    assert_allclose(delta(*case), delta_full_sum(*case), rtol=1e-12, atol=1e-13)


def test_the_fast_form_passes_the_gradient_check(case):
    activation, cost, z, y = case
    check_derivative(lambda nudged: cost(activation(nudged), y), delta(*case), z)


@pytest.mark.parametrize("pair", ELEMENTWISE, ids=named)
def test_the_diagonal_term_is_the_whole_sum_for_elementwise_activations(pair, draw):
    activation, cost = pair
    z, y = draw((-3, 3), (2, 5, 3)), draw(cost.targets, (2, 5, 3))
    assert_array_equal(delta_diagonal_only(activation, cost, z, y), delta_full_sum(activation, cost, z, y))


@every_softmax_cost
@pytest.mark.parametrize("n", [2, 3, 5], ids="n{}".format)
def test_the_diagonal_term_is_not_the_sum_for_softmax(cost, n, draw):
    z, y = draw((-20, 20), (50, n)), draw(cost.targets, (50, n))
    full, diagonal = delta_full_sum(softmax, cost, z, y), delta_diagonal_only(softmax, cost, z, y)
    assert (np.abs(full - diagonal).max(axis=-1) > 1e-9 * np.abs(diagonal).max(axis=-1)).all()


@pytest.mark.parametrize("n", [2, 3, 5], ids="n{}".format)
def test_softmax_forgives_only_a_zero_cost_gradient(n, draw):
    # (38) - (37) is M g with M = -off_diagonal(J).  Scaled by a_k a_j > 0 it is 1 1^T - I, which has full rank:
    # M g = 0 only for g = 0.
    z = draw((-20, 20), (50, n))
    a = softmax(z)
    scaled = off_diagonal(-softmax.jacobian(z) / (a[:, :, None] * a[:, None, :]))
    assert_allclose(scaled, np.broadcast_to(1 - np.eye(n), scaled.shape), rtol=1e-12)
    assert np.linalg.matrix_rank(1 - np.eye(n)) == n


def test_a_zero_cost_gradient_closes_every_route(draw):
    z = draw((-20, 20), (50, 3))
    at_its_target = (softmax, quadratic, z, softmax(z))
    assert_array_equal(delta_full_sum(*at_its_target), np.zeros((50, 3)))
    assert_array_equal(delta_diagonal_only(*at_its_target), np.zeros((50, 3)))


def test_equal_cost_gradients_cancel_in_the_sum_but_not_in_the_diagonal_term(draw):
    # The shift that softmax cannot see: dC/da_k = 1 for every k.
    z = draw((-3, 3), (50, 3))
    a = softmax(z)
    assert_allclose(delta_full_sum(softmax, quadratic, z, a - 1), 0, atol=1e-15)
    assert_allclose(delta_diagonal_only(softmax, quadratic, z, a - 1), a * (1 - a), rtol=1e-12)


@every_softmax_cost
def test_softmax_deltas_sum_to_zero(cost, draw):
    arguments = softmax, cost, draw((-3, 3), (50, 3)), draw(cost.targets, (50, 3))
    assert_allclose(delta_full_sum(*arguments).sum(axis=-1), 0, atol=1e-13)
    assert_allclose(delta(*arguments).sum(axis=-1), 0, atol=1e-13)
    assert np.abs(delta_diagonal_only(*arguments).sum(axis=-1)).max() > 0.1


def test_the_numbers_of_the_book():
    z, y = [1, 2, 3], [0, 0, 1]
    full, diagonal = (0.02203304, 0.097751, -0.11978405), (0.00737576, 0.04523474, -0.07454931)
    for true in (delta, delta_full_sum, delta_finite_difference):
        assert_allclose(true(softmax, quadratic, z, y), full, rtol=0, atol=6e-9)
        assert_allclose(true(softmax, log_likelihood, z, y), softmax(z) - y, rtol=0, atol=1e-9)
    assert_allclose(delta_diagonal_only(softmax, quadratic, z, y), diagonal, rtol=0, atol=6e-9)


# -- where the two factors break -------------------------------------------------------------------------------------


@pytest.mark.parametrize("z", [(800, 0, 0), (1e308, -1e308, 0), (1e308, -INF, 0)], ids=str)
def test_softmax_with_log_likelihood_is_right_at_any_z(z):
    assert_array_equal(delta(softmax, log_likelihood, z, [0, 0, 1]), [1, 0, -1])


@pytest.mark.parametrize("z", [(800, -800, 0), (1e308, -1e308, 0)], ids=str)
def test_sigmoid_with_cross_entropy_is_right_at_any_z(z):
    assert_array_equal(delta(sigmoid, cross_entropy, z, [0, 1, 0.25]), [1, -1, 0.25])


@pytest.mark.parametrize("sum_of_products", [delta_full_sum, delta_diagonal_only], ids=lambda f: f.__name__)
def test_a_cost_gradient_that_is_not_finite_is_named(sum_of_products):
    with pytest.raises(ValueError, match=r"dC/da_k = -inf at k = 2 \(counted from 0\): a_k = 0.0 and y_k = 1.0"):
        sum_of_products(softmax, log_likelihood, [800, 0, 0], [0, 0, 1])
    with pytest.raises(ValueError, match=r"dC/da_k = inf at k = 0 \(counted from 0, example \(1, 0\)\): a_k = 1.0"):
        sum_of_products(softmax, cross_entropy, [[[0, 0]], [[800, 0]]], [[[0, 1]], [[0, 1]]])


def test_the_fast_form_names_it_too_where_it_has_no_exact_form():
    with pytest.raises(ValueError, match="dC/da_k = inf at k = 0"):
        delta(softmax, cross_entropy, [800, 0, 0], [0, 0, 1])


def test_a_difference_of_infinite_costs_is_refused():
    with pytest.raises(ValueError, match=r"z_0 nudged up.*is inf; expected a finite number"):
        delta_finite_difference(softmax, log_likelihood, [800, 0, 0], [0, 0, 1])


# -- masks: a z of -inf ----------------------------------------------------------------------------------------------


@every_delta
@every_softmax_cost
def test_a_masked_output_leaves_the_delta_of_the_rest_alone(any_delta, cost, draw):
    rest = [0, 2, 3]
    z, y = draw((-3, 3), (5, 4)).copy(), draw(cost.targets, (5, 4)).copy()
    z[:, 1], y[:, 1] = -INF, 0
    masked = any_delta(softmax, cost, z, y)
    assert_array_equal(masked[:, 1], np.zeros(5))
    # 1e-9 for the sake of (36), which divides the rounding of a cost by a step of about 1e-5.
    assert_allclose(masked[:, rest], any_delta(softmax, cost, z[:, rest], y[:, rest]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("pair", [(softmax, log_likelihood), (sigmoid, cross_entropy)], ids=named)
def test_a_target_on_a_masked_output_is_refused(pair):
    with pytest.raises(ValueError, match=r"y\[1\] is 1.0; expected 0, because z is -inf there"):
        delta(*pair, [0, -INF, 2], [0, 1, 0])


# -- which pairs make sense ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_pair_is_compatible_when_the_cost_takes_every_value_the_activation_gives(pair):
    activation, cost = pair
    z_0 = np.array([-1e308, *np.linspace(-40, 40, 801), 1e308])
    a = activation(np.stack([z_0, 0 * z_0], axis=-1))
    low, high = cost.domain
    assert compatible(activation, cost) == (low <= a.min() and a.max() <= high)


@pytest.mark.parametrize(
    "activation, cost, expected",
    [
        ("sigmoid", "cross_entropy", True),
        ("softmax", "cross_entropy", True),
        ("softmax", "log_likelihood", True),
        ("relu", "quadratic", True),
        ("log_softmax", "quadratic", True),
        ("tanh", "log_likelihood", False),
        ("relu", "cross_entropy", False),
        ("softplus", "log_likelihood", False),
        ("log_softmax", "log_likelihood", False),
    ],
)
def test_the_table_of_pairs(activation, cost, expected):
    assert compatible(ACTIVATIONS[activation], COSTS[cost]) is expected


@every_delta
def test_a_pair_that_makes_no_sense_is_refused_by_name(any_delta, refused):
    activation, cost = refused
    with pytest.raises(ValueError, match=f"^{activation.label} with the {cost.label} cost makes no sense"):
        any_delta(activation, cost, [0, 1], [0, 1])


@every_delta
def test_a_name_is_not_a_record(any_delta):
    with pytest.raises(TypeError, match=r"activation must be an Activation such as .*, got 'softmax'"):
        any_delta("softmax", quadratic, [0, 1], [0, 1])
    with pytest.raises(TypeError, match=r"cost must be a Cost such as .*, got 'quadratic'"):
        any_delta(softmax, "quadratic", [0, 1], [0, 1])


@every_delta
@pytest.mark.parametrize("pair", BOUNDED, ids=named)
def test_a_target_the_cost_has_no_use_for_is_refused(any_delta, pair):
    low, high = pair[1].targets
    with pytest.raises(ValueError, match=rf"y\[1\] is {high + 0.5}; expected a number from {low:g} to {high:g} for"):
        any_delta(*pair, [0, 1], [low, high + 0.5])


# -- out -------------------------------------------------------------------------------------------------------------


def test_out_receives_delta_and_is_returned(case):
    wide = np.full((*case[2].shape, 2), np.nan)
    out = wide[..., 0]  # a view with gaps, such as one layer's slice of a larger array
    assert delta(*case, out=out) is out
    assert_array_equal(wide[..., 0], delta(*case))
    assert np.isnan(wide[..., 1]).all()


def test_out_may_be_the_input_itself():
    z = np.array([1.0, 2, 3])
    expected = delta(softmax, quadratic, z, [0, 0, 1])
    assert_array_equal(delta(softmax, quadratic, z, [0, 0, 1], out=z), expected)


def test_out_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"out must be an array of shape \(3,\), got \(1, 3\)"):
        delta(softmax, quadratic, [1, 2, 3], [0, 0, 1], out=np.empty((1, 3)))


def test_a_pair_of_names_is_refused_and_the_records_are_named():
    with pytest.raises(TypeError, match=r"must be an Activation such as .*, got 'softmax'"):
        compatible("softmax", COSTS["quadratic"])


def test_a_list_cannot_take_what_a_vjp_returns_either():
    with pytest.raises(ValueError, match=r"out must be an array of shape \(2,\), got \[0, 0\]"):
        softmax.vjp([1, 2], [0, 1], out=[0, 0])


def test_a_list_cannot_take_the_result():
    with pytest.raises(ValueError, match=r"out must be an array of shape \(2,\), got \[0, 0\]"):
        delta(ACTIVATIONS["softmax"], COSTS["quadratic"], [1, 2], [0, 1], out=[0, 0])


@pytest.mark.parametrize("form", [delta, delta_full_sum], ids=lambda f: f.__name__)
def test_a_sum_that_leaves_the_range_of_floats_is_refused(form):
    with pytest.raises(ValueError, match=rf"^{form.__name__}\[0\] is -?inf; expected a sum within the range of"):
        form(ACTIVATIONS["log_softmax"], quadratic, [0.0, -1e308, -1e308], [0.0, 0, 0])
    with pytest.raises(ValueError, match=r"^vjp\[0\] is -?(inf|nan); expected a sum within the range of float64"):
        softmax.vjp([0.0, 0], [1.7e308, -1.7e308])
