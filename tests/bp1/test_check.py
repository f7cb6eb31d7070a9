"""The checker is checked: it measures right, lets right derivatives pass, and shows both numbers of a wrong one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, central_difference, check_derivative, delta_diagonal_only, delta_full_sum
from bp1.check import line_integrals

softmax, quadratic = ACTIVATIONS["softmax"], COSTS["quadratic"]
z, y = np.array([1.0, 2, 3]), np.array([0.0, 0, 1])


def C(z):
    return quadratic(softmax(z), np.broadcast_to(y, z.shape))


# -- central_difference ----------------------------------------------------------------------------------------------


def test_one_number_per_example_gives_one_derivative_per_input(draw):
    z = draw((-3, 3), (2, 4, 3))
    measured = central_difference(lambda z: np.sin(z).sum(axis=-1), z)
    assert_allclose(measured, np.cos(z), rtol=1e-7, atol=1e-9)


def test_several_numbers_per_example_give_row_k_column_j(draw):
    A, z = draw((-3, 3), (2, 3)), draw((-3, 3), (4, 3))  # two outputs of three inputs: no transposition can hide
    measured = central_difference(lambda z: z @ A.T, z)
    assert_allclose(measured, np.broadcast_to(A, (4, 2, 3)), rtol=1e-9)


def test_the_step_grows_with_z():
    assert_allclose(central_difference(lambda z: (z**2).sum(axis=-1), [1e9, 1e-9]), [2e9, 2e-9], rtol=1e-7, atol=1e-7)


def test_a_masked_input_stays_where_it_is():
    assert_array_equal(central_difference(lambda z: np.exp(z).sum(axis=-1), [-np.inf, -np.inf]), [0, 0])


def test_float32_is_measured_in_float64():
    assert central_difference(C, z.astype(np.float32)).dtype == np.float64


@pytest.mark.parametrize("side, direction", [(1, "up"), (-1, "down")])
def test_a_value_that_is_not_finite_is_refused_with_the_nudge_that_met_it(side, direction):
    def log_past_an_edge(z):  # defined on the one side of 0 only
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.log(-side * z).sum(axis=-1)

    with pytest.raises(ValueError, match=rf"z_1 nudged {direction}.*is nan; expected a finite number"):
        central_difference(log_past_an_edge, [-2.0 * side, -1e-9 * side])


def test_a_function_that_mixes_the_examples_is_refused():
    # One number for the whole batch: its derivative by z_j of one example is not what a nudge of all of them measures.
    with pytest.raises(ValueError, match=r"f must return shape \(2,\).*, got \(\)"):
        central_difference(lambda z: (z**2).sum(), np.ones((2, 3)))


# -- check_derivative ------------------------------------------------------------------------------------------------


def test_a_right_derivative_passes_and_its_error_is_returned():
    for f, right in [(softmax, softmax.jacobian(z)), (C, delta_full_sum(softmax, quadratic, z, y))]:
        assert 0 <= check_derivative(f, right, z) < 1e-9


def test_the_diagonal_term_fails_for_softmax_and_both_numbers_are_shown():
    wrong = delta_diagonal_only(softmax, quadratic, z, y)
    # The largest error of the three is at j = 1: 0.0452 by (38), 0.0978 measured.
    with pytest.raises(AssertionError, match=r"derivative\[1\] is 0\.0452347\d+ by formula but 0\.097751\d+ measured"):
        check_derivative(C, wrong, z)


def test_the_error_is_shown_with_its_row_and_column_and_example():
    batch = np.stack([z, -z])
    wrong = softmax.jacobian(batch)
    wrong[1, 0, 2] += 0.5
    with pytest.raises(AssertionError, match=r"derivative\[1, 0, 2\] is 0\.4.* by formula but -0\.0.* measured"):
        check_derivative(softmax, wrong, batch)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_derivative_that_is_no_number_fails(value):
    wrong = delta_full_sum(softmax, quadratic, z, y)
    wrong[2] = value
    with pytest.raises(AssertionError, match=rf"derivative\[2\] is {value} by formula but -0\.119784\d+ measured"):
        check_derivative(C, wrong, z)


def test_the_tolerance_decides():
    nearly = delta_full_sum(softmax, quadratic, z, y) + 1e-4
    assert check_derivative(C, nearly, z, tolerance=1e-3) == pytest.approx(1e-4, rel=1e-3)
    with pytest.raises(AssertionError, match=r"error 0\.0001, allowed 1e-05"):
        check_derivative(C, nearly, z, tolerance=1e-5)


def test_an_empty_batch_has_no_error():
    assert check_derivative(C, np.empty((0, 3)), np.empty((0, 3))) == 0


@pytest.mark.parametrize(
    "derivative, error, message",
    [
        (np.zeros((3, 3)), ValueError, r"derivative must have shape \(3,\), got \(3, 3\)"),
        (0.5, ValueError, r"derivative must have shape \(3,\), got \(\)"),
        ([[1.0, 2.0], [3.0]], ValueError, "derivative must be a rectangular array"),
        (["0", "0", "1"], TypeError, "derivative must hold real numbers, got dtype <U1"),
        (z + 1j, TypeError, "derivative must hold real numbers, got dtype complex128"),
        (None, TypeError, "derivative must hold real numbers, got dtype object"),
    ],
    ids=["matrix", "scalar", "ragged", "strings", "complex", "none"],
)
def test_what_is_no_derivative_is_refused(derivative, error, message):
    with pytest.raises(error, match=message):
        check_derivative(C, derivative, z)


# -- line integrals --------------------------------------------------------------------------------------------------

CORNERS = np.array([[0, 0], [2, 0], [2, 3], [0, 3], [0, 0]])


def test_a_gradient_sums_to_the_rise_along_each_leg():
    rise = line_integrals(lambda p: np.stack([2 * p[..., 0] * p[..., 1], p[..., 0] ** 2], axis=-1), CORNERS)
    assert_allclose(rise, [0, 12, -12, 0], atol=1e-14)  # of x^2 y


def test_a_field_that_turns_sums_to_twice_the_area():
    turning = line_integrals(lambda p: np.stack([-p[..., 1], p[..., 0]], axis=-1), CORNERS)
    assert_allclose(turning, [0, 6, 6, 0], atol=1e-14)


@pytest.mark.parametrize("points", [[1.0, 2.0], [[1.0, 2.0]]], ids=str)
def test_one_point_is_no_way(points):
    with pytest.raises(ValueError, match=r"points must have shape \(m, n\) with m >= 2, got \("):
        line_integrals(lambda p: p, points)


def test_a_field_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"field\(places\) must have shape \(4, 20, 2\), got \(4, 20\)"):
        line_integrals(lambda p: p[..., 0], CORNERS)
