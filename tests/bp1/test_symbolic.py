"""The sympy twin says the same as numpy, to twelve digits, also where an activation saturates."""

from functools import cache

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

from bp1 import ACTIVATIONS, COSTS, compatible, delta, delta_diagonal_only, delta_full_sum
from bp1 import symbolic as twin
from bp1.delta import FUSED

DIGITS = 60  # 1 - tanh(40)^2 is 1e-34: sympy needs the room to subtract
SATURATED = [40.0, 1.0, -3.0], [-40.0, 0.5, 3.0], [20.0, -20.0, 30.0]  # none at the kink of ReLU

quadratic = COSTS["quadratic"]  # takes every activation
derive = cache(twin.derive)

DELTAS = [delta, delta_full_sum, delta_diagonal_only]  # derive() gives its three the same names
SATURATING = [
    pytest.param(any_delta, activation, cost, id=f"{any_delta.__name__}-{activation.name}-{cost.name}")
    for any_delta in DELTAS
    for activation in ACTIVATIONS.values()
    for cost in COSTS.values()
    if compatible(activation, cost)
    # Cross-entropy divides by 1 - a_k, of which saturation leaves no digits: there only a fused form is exact.
    and (cost.name != "cross_entropy" or (any_delta is delta and (activation.name, cost.name) in FUSED))
]


def numbers(derivation, expression, z, y):
    """Return the expression at z and y in floats: a number, a vector for an n x 1 matrix, or a matrix."""
    value = derivation.at(expression, z, y, DIGITS)
    if not isinstance(value, sympy.MatrixBase):
        return float(value)
    array = np.array(value.tolist(), float)
    return array if expression is derivation.jacobian else array[:, 0]


def assert_twelve_digits(actual, expected):
    """Hold every entry to 1e-12 of the largest: where terms cancel, what is left is as exact as they were."""
    assert_allclose(actual, expected, rtol=0, atol=1e-12 * np.abs(expected).max())


@pytest.fixture
def point(layer, draw):
    """Return (activation, cost, derivation, z, y) with random z and y."""
    activation, cost, n = layer
    return activation, cost, derive(activation, cost, n), draw((-3, 3), n), draw(cost.targets, n)


# -- numpy = sympy ---------------------------------------------------------------------------------------------------


def test_activation_and_jacobian_are_sympys(activation, n, draw):
    z, derivation = draw((-3, 3), n), derive(activation, quadratic, n)
    assert_twelve_digits(activation(z), numbers(derivation, derivation.a, z, z))
    assert_allclose(activation.jacobian(z), numbers(derivation, derivation.jacobian, z, z), rtol=1e-12)


@pytest.mark.parametrize("z", SATURATED, ids=str)
def test_every_jacobian_entry_keeps_its_digits_where_the_activation_saturates(activation, n, z):
    z, derivation = z[:n], derive(activation, quadratic, n)
    assert_twelve_digits(activation(z), numbers(derivation, derivation.a, z, z))
    assert_allclose(activation.jacobian(z), numbers(derivation, derivation.jacobian, z, z), rtol=1e-12)


def test_cost_and_gradient_are_sympys(cost, n, draw):
    a, y = draw(cost.domain, n), draw(cost.targets, n)
    a_symbols, y_symbols = sympy.symbols(f"a:{n}"), sympy.symbols(f"y:{n}")
    C = cost.symbolic(a_symbols, y_symbols)
    at = dict(zip((*a_symbols, *y_symbols), (sympy.Float(x, DIGITS) for x in (*a, *y)), strict=True))
    assert_twelve_digits(cost(a, y), float(C.subs(at)))
    assert_twelve_digits(cost.gradient(a, y), [float(C.diff(a_k).subs(at)) for a_k in a_symbols])


def test_the_cost_of_a_layer_is_sympys(point):
    activation, cost, derivation, z, y = point
    assert_twelve_digits(cost(activation(z), y), numbers(derivation, derivation.cost, z, y))


@pytest.mark.parametrize("any_delta", DELTAS, ids=lambda f: f.__name__)
def test_every_delta_is_sympys(any_delta, point):
    activation, cost, derivation, z, y = point
    expected = numbers(derivation, getattr(derivation, any_delta.__name__), z, y)
    assert_twelve_digits(any_delta(activation, cost, z, y), expected)


@pytest.mark.parametrize("z", SATURATED, ids=str)
@pytest.mark.parametrize("any_delta, activation, cost", SATURATING)
def test_every_delta_keeps_its_digits_where_the_activation_saturates(any_delta, activation, cost, n, z, draw):
    z, y, derivation = z[:n], draw(cost.targets, n), derive(activation, cost, n)
    expected = numbers(derivation, getattr(derivation, any_delta.__name__), z, y)
    assert_twelve_digits(any_delta(activation, cost, z, y), expected)


# -- the theorem, in symbols -----------------------------------------------------------------------------------------


def test_the_sum_over_every_route_is_the_derivative_to_fifty_digits(point):
    _, _, derivation, z, y = point
    difference = derivation.at(derivation.delta - derivation.delta_full_sum, z, y, DIGITS)
    assert max(abs(entry) for entry in difference) < sympy.Float("1e-50")


def test_the_diagonal_term_is_the_same_expression_exactly_for_elementwise_activations(layer):
    activation, cost, n = layer
    derivation = derive(activation, cost, n)
    the_same = derivation.delta_diagonal_only == derivation.delta_full_sum
    assert the_same == (activation.elementwise or n == 1)


def test_the_numbers_of_the_book():
    derivation = derive(ACTIVATIONS["softmax"], quadratic, 3)
    full = numbers(derivation, derivation.delta_full_sum, [1, 2, 3], [0, 0, 1])
    assert_allclose(full, (0.02203304, 0.097751, -0.11978405), rtol=0, atol=5e-9)


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 7, -1, 2.0, "3", None], ids=repr)
def test_n_is_a_small_whole_number(n):
    with pytest.raises(ValueError, match=f"n must be a whole number from 1 to 6, got {n!r}"):
        twin.derive(ACTIVATIONS["softmax"], quadratic, n)


def test_a_name_is_not_a_record():
    with pytest.raises(TypeError, match=r"activation must be an Activation such as .*, got 'softmax'"):
        twin.derive("softmax", quadratic, 2)
    with pytest.raises(TypeError, match=r"cost must be a Cost such as .*, got 'quadratic'"):
        twin.derive(ACTIVATIONS["softmax"], "quadratic", 2)


def test_a_pair_that_makes_no_sense_is_refused_by_name(refused):
    activation, cost = refused
    with pytest.raises(ValueError, match=f"^{activation.label} with the {cost.label} cost makes no sense"):
        twin.derive(activation, cost, 2)


def test_a_point_has_as_many_numbers_as_symbols():
    derivation = derive(ACTIVATIONS["softmax"], quadratic, 3)
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        derivation.at(derivation.delta, [1, 2], [0, 0, 1])
