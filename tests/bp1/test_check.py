"""The checker is checked: it measures right, lets right derivatives pass, and shows both numbers of a wrong one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, central_difference, check_derivative, delta_diagonal_only, delta_full_sum
from bp1.check import (
    BANDS,
    complex_step,
    line_integrals,
    one_sided_difference,
    relative_error,
    step_errors,
    verdict,
)

softmax, quadratic = ACTIVATIONS["softmax"], COSTS["quadratic"]
z, y = np.array([1.0, 2, 3]), np.array([0.0, 0, 1])


def C(z):
    return quadratic(softmax(z), np.broadcast_to(y, z.shape))


def textbook_softmax(z):  # the library's refuses complex z
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


def textbook_C(z):
    return ((textbook_softmax(z) - y) ** 2).sum(axis=-1) / 2


WAYS = [(one_sided_difference, 1e-6), (central_difference, 1e-9), (complex_step, 1e-15)]

every_way = pytest.mark.parametrize("way, error", WAYS, ids=lambda value: getattr(value, "__name__", ""))


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


def test_a_function_that_gives_the_same_array_each_time_is_measured():
    kept = np.empty(())
    assert_allclose(central_difference(lambda z: np.sum(z**2, axis=-1, out=kept), z), 2 * z, rtol=1e-9)


def test_whole_numbers_do_not_wrap_around():
    assert central_difference(lambda z: np.uint8(3 - np.sign(z.sum())), [0.0]) * 1e-5 == pytest.approx(-1.65, rel=0.01)


@pytest.mark.parametrize(
    "f, error, message",
    [
        (3, TypeError, "^f must be a function of z, got 3$"),
        (lambda z: None, TypeError, "^f must return real numbers, got dtype object$"),
        (lambda z: z * 1j, TypeError, "^f must return real numbers, got dtype complex128$"),
        (lambda z: [[1], [1, 2]], ValueError, r"^f\(z\) must be a rectangular array"),
    ],
    ids=["number", "none", "complex", "ragged"],
)
def test_what_gives_no_real_numbers_is_refused(f, error, message):
    with pytest.raises(error, match=message):
        central_difference(f, z)


def test_a_nudge_out_of_the_floats_is_refused():
    with pytest.raises(ValueError, match=r"^h = 0\.1 moves z_1 out of the range of floats$"):
        central_difference(np.tanh, [1.0, 1.79e308], 0.1)


# -- three ways to measure -------------------------------------------------------------------------------------------


@every_way
def test_each_way_measures_one_number_per_example(way, error, draw):
    z = draw((-3, 3), (2, 4, 3))
    assert_allclose(way(lambda z: np.sin(z).sum(axis=-1), z), np.cos(z), rtol=error, atol=error)


@every_way
def test_each_way_measures_row_k_column_j(way, error, draw):
    A, z = draw((-3, 3), (2, 3)), draw((-3, 3), (4, 3))
    assert_allclose(way(lambda z: z @ A.T, z), np.broadcast_to(A, (4, 2, 3)), rtol=error, atol=error)


@every_way
def test_each_way_leaves_a_masked_input_where_it_is(way, error):
    assert_array_equal(way(lambda z: np.exp(z).sum(axis=-1), [-np.inf, -np.inf]), [0, 0])


@every_way
@pytest.mark.parametrize("h", [0.0, -1e-6, np.nan, np.inf], ids=str)
def test_a_step_is_a_positive_number(way, error, h):
    with pytest.raises(ValueError, match=f"^h must be a finite number above 0, got {h}$"):
        way(textbook_C, z, h)


@pytest.mark.parametrize("way", [one_sided_difference, central_difference])
def test_a_step_too_small_to_move_z_is_refused(way):
    with pytest.raises(ValueError, match=r"^h = 1e-17 is too small to move z_0; expected 2e-16 or more$"):
        way(C, z, 1e-17)
    way(C, z, 2.3e-16)


def test_one_sided_is_the_slope_to_the_right_and_central_the_mean_of_both():
    relu = ACTIVATIONS["relu"]
    assert_allclose(one_sided_difference(relu, [0.0]), [[1]])
    assert_allclose(central_difference(relu, [0.0]), [[0.5]])


def test_the_point_of_a_one_sided_difference_must_be_in_the_domain():
    with np.errstate(divide="ignore"), pytest.raises(ValueError, match=r"z_0 nudged down\)\[0\] is -inf"):
        one_sided_difference(lambda z: np.log(z).sum(axis=-1), [0.0])


@pytest.mark.parametrize("shift", [0, 1], ids=["as-it-stands", "largest-z-taken-off"])
def test_the_complex_step_is_exact_for_softmax(shift):
    # The largest z brings its own ih with it; softmax sees no shift, complex or not.
    measured = complex_step(lambda z: textbook_softmax(z - shift * z.max()), z)
    assert_allclose(measured, softmax.jacobian(z), rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize(
    "f", [np.abs, lambda z: np.maximum(z.real, 0), lambda z: z * z.conj(), lambda z: z * np.abs(z)], ids=range(4)
)
def test_a_function_that_is_not_analytic_is_refused(f):
    with pytest.raises(ValueError, match=r"^complex step\[0, 0\] is .*expected the measured slope; f must be analytic"):
        complex_step(f, [0.7, -0.3])


@pytest.mark.parametrize("name", ["sigmoid", "softplus"])
def test_the_library_s_own_ways_around_overflow_are_not_analytic(name):
    with pytest.raises(ValueError, match="f must be analytic"):
        complex_step(ACTIVATIONS[name].f, z)


def test_an_activation_of_the_library_refuses_complex_z_by_name():
    with pytest.raises(TypeError, match=r"^z must hold real numbers, got dtype complex128$"):
        complex_step(softmax, z)


# -- how far to trust them -------------------------------------------------------------------------------------------


def fitted_slope(way, low, high):
    errors = step_errors(textbook_C, delta_full_sum(softmax, quadratic, z, y), z, np.logspace(low, high, 60))
    return np.polyfit(np.log(errors.h), np.log(getattr(errors, way)), 1)[0]


@pytest.mark.parametrize("way, slope", [("one_sided", 1), ("central", 2), ("complex_step", 2)])
def test_a_step_ten_times_smaller_takes_that_many_digits_off_the_error(way, slope):
    assert fitted_slope(way, -3.5, -1.5) == pytest.approx(slope, abs=0.01)


@pytest.mark.parametrize("way", ["one_sided", "central"])
def test_rounding_rises_with_1_over_h(way):
    assert fitted_slope(way, -14, -9) == pytest.approx(-1, abs=0.1)


def test_the_steps_used_are_near_the_bottom_of_each_v():
    errors = step_errors(textbook_C, delta_full_sum(softmax, quadratic, z, y), z, np.logspace(-14, -1, 131))
    for (way, _), curve in zip(WAYS, errors[1:], strict=True):
        assert relative_error(way(textbook_C, z), delta_full_sum(softmax, quadratic, z, y)) <= 30 * curve.min()


def test_the_complex_step_needs_no_care_about_h():
    errors = step_errors(textbook_C, delta_full_sum(softmax, quadratic, z, y), z, 10.0 ** -np.arange(8, 16))
    assert errors.complex_step.max() < 1e-15


@pytest.mark.parametrize(
    "claimed, measured, error",
    [([3.0, 4], [3, 4], 0), ([0.0, 0], [0, 0], 0), ([3.0, 4], [0, 0], 1), ([1.0, 0], [2, 0], 0.5), ([-1.0], [1], 2)],
    ids=str,
)
def test_the_relative_error_is_relative_to_the_longer(claimed, measured, error):
    assert relative_error(claimed, measured) == relative_error(measured, claimed) == error


@pytest.mark.parametrize("scale", [5e-324, 1e-200, 1e200, 4e307], ids=str)
def test_no_length_is_too_small_or_too_large(scale):
    assert relative_error([0.0, 4 * scale], [0.0, 2 * scale]) == 0.5


def test_what_is_not_finite_has_no_relative_error():
    pairs = [(np.nan, 1.0), (1.0, np.nan), (np.inf, 1.0), (np.inf, np.inf)]
    assert np.isnan([relative_error([one, 1.0], [other, 1.0]) for one, other in pairs]).all()


def test_no_error_is_negative():
    with pytest.raises(ValueError, match=r"^error must be a number from 0 on, got -1$"):
        verdict(-1)


def test_vectors_of_two_shapes_are_not_compared():
    with pytest.raises(ValueError, match=r"^claimed must have shape \(3,\), got \(3, 1\)$"):
        relative_error(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize(
    "error, words",
    [
        (0, "right"),
        (1e-7, "right"),
        (2e-7, "right beside a kink, else suspect"),
        (2e-4, "suspect"),
        (2e-2, "wrong"),
        (2, "wrong"),
        (np.inf, "wrong"),
        (np.nan, "wrong"),
    ],
)
def test_each_band_has_its_words(error, words):
    assert verdict(error) == words and words in BANDS.values()


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
