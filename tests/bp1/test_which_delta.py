"""Chapter "a - y comes three times": what it says of every cost, every spelling and every loop."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose, assert_array_less

from bp1 import ACTIVATIONS, COSTS, compatible, delta_diagonal_only, delta_finite_difference, delta_full_sum
from bp1.check import line_integrals
from bp1.symbolic import derive

softmax = ACTIVATIONS["softmax"]
quadratic, cross_entropy, log_likelihood = (COSTS[c] for c in ("quadratic", "cross_entropy", "log_likelihood"))
PAIRS = [(f, c) for f in ACTIVATIONS.values() for c in COSTS.values() if compatible(f, c)]

every_softmax_cost = pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
every_n = pytest.mark.parametrize("n", [2, 3, 5], ids="n{}".format)


def on_the_triangle(y):
    """Return the targets, shape (..., n), scaled so that they sum to 1."""
    return y / y.sum(axis=-1, keepdims=True)


# -- a - y -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equation", "pairs"),
    [
        (delta_full_sum, {("sigmoid", "cross_entropy"), ("linear", "quadratic"), ("softmax", "log_likelihood")}),
        (delta_diagonal_only, {("sigmoid", "cross_entropy"), ("linear", "quadratic"), ("softmax", "cross_entropy")}),
    ],
    ids=["37", "38"],
)
def test_a_minus_y_comes_from_three_pairs_of_the_registry_and_no_other(equation, pairs, draw):
    z, y = draw((-3, 3), (20, 3)), on_the_triangle(draw((0, 1), (20, 3)))
    found = {(f.name, c.name) for f, c in PAIRS if np.allclose(equation(f, c, z, y), f(z) - y, rtol=0, atol=1e-12)}
    assert found == pairs


def test_without_a_sum_of_1_softmax_with_log_likelihood_gives_a_times_that_sum_minus_y():
    d = derive(softmax, log_likelihood, n=3)
    assert sympy.simplify(d.delta_full_sum - (d.a * sum(d.y) - sympy.Matrix(d.y))) == sympy.zeros(3, 1)


# -- the covariance --------------------------------------------------------------------------------------------------


@every_softmax_cost
@every_n
def test_delta_is_the_covariance_of_the_slope_drawn_with_lamp_j_and_38_its_variance_term(cost, n, draw):
    for z, y in zip(draw((-3, 3), (20, n)), draw((0, 1), (20, n)), strict=True):
        a, g = softmax(z), cost.gradient(softmax(z), y)
        table = np.cov([*np.eye(n), g], aweights=a, ddof=0)  # the n outcomes of the draw, each with its probability
        assert_allclose(table[:n, :n], softmax.jacobian(z), atol=1e-14)
        assert_allclose(table[-1, :n], delta_full_sum(softmax, cost, z, y), atol=1e-12 * np.abs(g).max())
        assert_allclose(g * table.diagonal()[:n], delta_diagonal_only(softmax, cost, z, y), rtol=1e-10)


@every_softmax_cost
@every_n
def test_37_is_38_with_the_rivals_mean_slope_taken_off(cost, n, draw):
    z, y = draw((-3, 3), (20, n)), draw((0, 1), (20, n))
    a, g = softmax(z), cost.gradient(softmax(z), y)
    rivals = ((a * g).sum(axis=-1, keepdims=True) - a * g) / (1 - a)
    assert_allclose(delta_full_sum(softmax, cost, z, y), a * (1 - a) * (g - rivals), rtol=1e-9, atol=1e-12)


# -- the spelling ----------------------------------------------------------------------------------------------------


def respelled(cost, b):
    """Return the cost with b (sum_k a_k - 1) added: the same number wherever the a_k sum to 1."""
    return replace(
        cost,
        f=lambda a, y: cost.f(a, y) + b * (a.sum(axis=-1) - 1),
        f_gradient=lambda a, y: cost.f_gradient(a, y) + b,
    )


@every_softmax_cost
@every_n
@pytest.mark.parametrize("b", [-7.0, 0.3, 40.0])
def test_a_spelling_changes_38_by_b_times_the_variances_and_37_not_at_all(cost, n, b, draw):
    z, y = draw((-3, 3), (20, n)), draw((0, 1), (20, n))
    a, other = softmax(z), respelled(cost, b)
    assert_allclose(other(a, y), cost(a, y), atol=1e-13)
    assert_allclose(delta_full_sum(softmax, other, z, y), delta_full_sum(softmax, cost, z, y), atol=1e-11)
    assert_allclose(delta_full_sum(softmax, other, z, y), delta_finite_difference(softmax, other, z, y), atol=1e-7)
    shift = delta_diagonal_only(softmax, other, z, y) - delta_diagonal_only(softmax, cost, z, y)
    assert_allclose(shift, b * a * (1 - a), atol=1e-12)


def one_hot(n):
    return [0] * (n - 1) + [1]


@every_n
def test_the_two_spellings_of_the_log_likelihood_identically(n):
    z = sympy.symbols(f"z1:{n + 1}")
    p = sympy.symbols(f"a1:{n + 1}", positive=True)
    at_z = dict(zip(p, softmax.symbolic(z), strict=True))
    *others, a_y = p
    rows = []
    for C in (-sympy.log(a_y), -sympy.log(1 - sum(others))):
        slopes, J = [C.diff(a_k) for a_k in p], sympy.Matrix(p).subs(at_z).jacobian(z)
        full = [sum(s * J[k, j] for k, s in enumerate(slopes)) for j in range(n)]
        diagonal = [s * J[j, j] for j, s in enumerate(slopes)]
        rows.append([[sympy.simplify(e.subs(at_z)) for e in row] for row in (full, diagonal)])
    (full, diagonal), (other_full, other_diagonal) = rows
    for found, expected in [
        (full, [a_k - y_k for a_k, y_k in zip(p, one_hot(n), strict=True)]),
        (other_full, [a_k - y_k for a_k, y_k in zip(p, one_hot(n), strict=True)]),
        (diagonal, [0] * (n - 1) + [a_y - 1]),
        (other_diagonal, [a_k * (1 - a_k) / a_y for a_k in others] + [0]),
    ]:
        assert all(sympy.simplify(f - sympy.sympify(e).subs(at_z)) == 0 for f, e in zip(found, expected, strict=True))


def test_no_constant_spelling_makes_38_right_for_every_j(draw):
    # b must be minus the rivals' mean slope, which differs from j to j unless all slopes are equal.
    z, y = draw((-3, 3), (50, 3)), draw((0, 1), (50, 3))
    a, g = softmax(z), quadratic.gradient(softmax(z), y)
    rivals = ((a * g).sum(axis=-1, keepdims=True) - a * g) / (1 - a)
    assert_array_less(1e-6, np.ptp(rivals, axis=-1))


@pytest.mark.parametrize("b", [-7.0, 40.0])
def test_where_all_outputs_are_equal_the_spelling_does_not_turn_the_step(b):
    z, y = np.full(3, 0.7), np.array([0.0, 0, 1])
    steps = [delta_diagonal_only(softmax, cost, z, y) for cost in (log_likelihood, respelled(log_likelihood, b))]
    assert np.abs(steps[0] - steps[1]).max() > 1
    assert_allclose(softmax(z - 0.5 * steps[0]), softmax(z - 0.5 * steps[1]), rtol=1e-13)


def test_spelled_badly_enough_a_step_against_38_climbs():
    z, y = np.array([1.0, 2, 3]), np.array([0.0, 0, 1])
    C = [
        float(log_likelihood(softmax(z - 0.01 * delta_diagonal_only(softmax, respelled(log_likelihood, b), z, y)), y))
        for b in (0, 5, 10)
    ]
    assert C[0] < log_likelihood(softmax(z), y) < C[2] and C[0] < C[1] < C[2]


# -- the loop --------------------------------------------------------------------------------------------------------


def around(equation, cost, corners, y):
    """Return the sum of a softmax delta along the closed way through the corners, shape ()."""
    closed = np.concatenate([corners, corners[:1]])
    return line_integrals(lambda z: equation(softmax, cost, z, np.broadcast_to(y, z.shape)), closed).sum()


def squares(draw, count=30):
    """Return squares in the plane of z_2 and z_3, counter-clockwise, shape (count, 4, 3)."""
    corner, side = draw((-2, 2), (count, 1, 3)), draw((0.5, 2), (count, 1, 1))
    return corner + side * np.array([[0, 0, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1]])


@every_softmax_cost
def test_around_a_square_37_sums_to_0(cost, draw):
    sums = [around(delta_full_sum, cost, square, draw((0, 1), 3)) for square in squares(draw)]
    assert_allclose(sums, 0, atol=1e-13)


def test_around_every_square_38_of_the_log_likelihood_falls_by_the_four_corners(draw):
    y = np.array([0.0, 0, 1])
    for square in squares(draw):
        C = log_likelihood(softmax(square), np.broadcast_to(y, (4, 3)))
        found = around(delta_diagonal_only, log_likelihood, square, y)
        assert found < -1e-3
        assert_allclose(found, C[2] - C[1] + C[0] - C[3], rtol=1e-10)


def test_around_these_squares_38_of_the_quadratic_cost_does_not_come_back_to_0(draw):
    sums = [around(delta_diagonal_only, quadratic, square, np.array([0.0, 0, 1])) for square in squares(draw)]
    assert_array_less(1e-7, np.abs(sums))


def test_around_every_square_the_impostor_comes_back_to_0(draw):
    sums = [around(delta_diagonal_only, cross_entropy, square, draw((0, 1), 3)) for square in squares(draw)]
    assert_allclose(sums, 0, atol=1e-13)


def test_a_square_symmetric_in_two_losers_sees_nothing_under_the_quadratic_cost():
    square = np.array([[1.0, 1, 3], [2, 1, 3], [2, 2, 3], [1, 2, 3]])
    shifted = square + np.array([1, 0, 0])
    y = np.array([0.0, 0, 1])
    assert abs(around(delta_diagonal_only, quadratic, square, y)) < 1e-15
    assert abs(around(delta_diagonal_only, quadratic, shifted, y)) > 1e-3


def test_the_mixed_slopes_of_38_differ_by_the_slopes_of_what_each_output_contributes():
    # (38) of sum_k c_k(a_k) is phi_j(a_j) with phi_j(a) = c_j'(a) a (1 - a): here any cubic phi_j.
    z, a = sympy.symbols("z1:4"), sympy.Symbol("a")
    outputs = softmax.symbolic(z)
    phis = [sum(sympy.Symbol(f"c{j}{power}") * a**power for power in range(4)) for j in range(3)]
    F = [phi.subs(a, a_j) for phi, a_j in zip(phis, outputs, strict=True)]
    slopes = [phi.diff(a).subs(a, a_j) for phi, a_j in zip(phis, outputs, strict=True)]
    mixed = F[0].diff(z[1]) - F[1].diff(z[0])
    assert sympy.simplify(mixed + outputs[0] * outputs[1] * (slopes[0] - slopes[1])) == 0


# -- the impostor ----------------------------------------------------------------------------------------------------


def test_the_impostor_is_a_minus_y_for_any_target_identically():
    d = derive(softmax, cross_entropy, n=3)
    assert sympy.simplify(d.delta_diagonal_only - (d.a - sympy.Matrix(d.y))) == sympy.zeros(3, 1)


def test_the_impostor_is_the_measured_slope_of_another_cost(draw):
    z, y = draw((-3, 3), (20, 3)), on_the_triangle(draw((0, 1), (20, 3)))
    impostor = delta_diagonal_only(softmax, cross_entropy, z, y)
    assert_allclose(impostor, delta_finite_difference(softmax, log_likelihood, z, y), atol=1e-8)
    assert np.abs(impostor - delta_finite_difference(softmax, cross_entropy, z, y)).max() > 0.1


def test_with_two_outputs_the_impostor_is_half_of_the_true_delta():
    d = derive(softmax, cross_entropy, n=2)
    sums_to_1 = {d.y[1]: 1 - d.y[0]}
    assert sympy.simplify((d.delta_full_sum - 2 * d.delta_diagonal_only).subs(sums_to_1)) == sympy.zeros(2, 1)


# -- the exercise ----------------------------------------------------------------------------------------------------


def test_the_cost_made_for_tanh():
    z, y, a = sympy.symbols("z y a", real=True)
    C = -((1 + y) * sympy.log(1 + a) + (1 - y) * sympy.log(1 - a)) / 2
    assert sympy.simplify(C.subs(a, sympy.tanh(z)).diff(z) - (sympy.tanh(z) - y)) == 0
