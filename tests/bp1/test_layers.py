"""The laws of the zoo: each layer is held to its own Jacobian, and each of the odd ones to what makes it odd."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, central_difference, check_derivative
from bp1.layers import LAYERS, batch_norm, dropout, grouped_softmax, l2_norm, layer_norm, max_pool, rms_norm, tied

SIZES = [(layer, n) for layer in LAYERS.values() for n in range(1, 7) if layer.fits(n)]
HUGE = np.array([1e308, -1e308, 0, 1e307, -1e300, 1.0])


def named(value):
    return f"{value[0].name}-n{value[1]}"


@pytest.fixture(params=SIZES, ids=named)
def case(request, draw, batch):
    """Return (layer, z): every layer with every number of inputs up to 6 that it takes, at points that are no kinks."""
    layer, n = request.param
    return layer, draw((-3, 3), (*batch, n))


@pytest.fixture(params=LAYERS.values(), ids=LAYERS.keys())
def layer(request):
    return request.param


# -- every layer -----------------------------------------------------------------------------------------------------


def test_registry_keys_are_names_and_the_activations_of_the_lesson_come_first():
    assert list(LAYERS) == [layer.name for layer in LAYERS.values()]
    assert list(LAYERS)[: len(ACTIVATIONS)] == list(ACTIVATIONS)


def test_a_layer_cannot_be_changed(layer):
    with pytest.raises(FrozenInstanceError):
        layer.f = np.tanh


def test_the_jacobian_is_the_measured_one(case):
    layer, z = case
    check_derivative(layer, layer.jacobian(z), z)


def test_vjp_is_the_transposed_jacobian_times_g(case, draw):
    layer, z = case
    J, g = layer.jacobian(z), draw((-3, 3), layer(z).shape)
    scale = np.abs(J).max(initial=1)  # a large entry that cancels leaves its rounding
    assert_allclose(layer.vjp(z, g), np.einsum("...kj,...k->...j", J, g), rtol=1e-12, atol=1e-13 * scale)


@pytest.mark.parametrize("small", [(f, n) for f, n in SIZES if n <= 3 or not f.fits(3)], ids=named)
def test_layer_and_jacobian_are_sympys(small, draw):
    layer, n = small
    z, symbols = draw((-3, 3), n), sympy.symbols(f"z1:{n + 1}", real=True)
    a = sympy.Matrix(layer.symbolic(symbols))
    at = dict(zip(symbols, (sympy.Float(float(z_j), 60) for z_j in z), strict=True))
    assert_allclose(layer(z), np.array(a.subs(at).evalf(40), float)[:, 0], rtol=1e-12, atol=1e-15)
    J = np.array(a.jacobian(symbols).subs(at).evalf(40), float)
    assert_allclose(layer.jacobian(z), J, rtol=1e-11, atol=1e-12)


def test_no_input_is_modified_and_no_result_is_the_input(case):
    layer, z = case
    z = z.copy()
    before, a = z.copy(), layer(z)
    g = np.ones_like(a)
    results = [a, layer.jacobian(z), layer.vjp(z, g)]
    assert_array_equal(z, before)
    assert_array_equal(g, np.ones_like(a))
    assert not any(np.shares_memory(result, array) for result in results for array in (z, g))


def test_float32_stays_float32(case):
    layer, z = case
    single = z.astype(np.float32)
    pairs = [(layer(single), layer(z)), (layer.jacobian(single), layer.jacobian(z))]
    pairs.append((layer.vjp(single, np.ones_like(pairs[0][0])), layer.vjp(z, np.ones_like(pairs[0][1]))))
    for of_single, of_double in pairs:
        assert of_single.dtype == np.float32
        assert_allclose(of_single, of_double, rtol=1e-2, atol=1e-3 * np.abs(layer.jacobian(z)).max(initial=1))


def test_the_largest_floats_do_not_overflow(layer):
    for z in (HUGE, -HUGE, HUGE[::-1], HUGE / 1e4):
        a = layer(z)
        assert np.isfinite(a).all() or layer.name == "log_softmax"  # whose true value is below the smallest float
        assert np.isfinite(layer.jacobian(z)).all()
        assert np.isfinite(layer.vjp(z, np.ones_like(a))).all()


def test_a_batch_of_nothing_gives_nothing(layer):
    nothing, m = np.empty((0, 6)), layer(np.arange(6.0)).size
    assert layer(nothing).shape == (0, m)
    assert layer.jacobian(nothing).shape == (0, m, 6)
    assert layer.vjp(nothing, np.empty((0, m))).shape == (0, 6)


# -- what makes the odd ones odd -------------------------------------------------------------------------------------


def test_softmax_in_one_group_is_softmax_and_in_groups_of_one_is_constant(draw):
    z = draw((-3, 3), (5, 4))
    assert_array_equal(grouped_softmax(4).jacobian(z), ACTIVATIONS["softmax"].jacobian(z))
    assert_array_equal(grouped_softmax(1)(z), np.ones((5, 4)))


def test_sparsemax_is_the_nearest_point_of_the_triangle(draw):
    # Of all points p that are positive and sum to 1, none is nearer to z: (z - a).(p - a) <= 0, at the corners enough.
    z = draw((-3, 3), (200, 5))
    a = LAYERS["sparsemax"](z)
    assert (a >= 0).all() and (a == 0).any() and ((a > 0).sum(axis=-1) > 1).any()
    assert_allclose(a.sum(axis=-1), 1, rtol=1e-14)
    corners = np.eye(5) - a[:, None, :]
    assert np.einsum("ek,eck->ec", z - a, corners).max() < 1e-14


def test_sparsemax_lets_the_losers_routes_close_and_the_others_share(draw):
    J = LAYERS["sparsemax"].jacobian([2.0, 1.8, 0.0])
    assert_allclose(J, [[0.5, -0.5, 0], [-0.5, 0.5, 0], [0, 0, 0]])


def test_an_input_that_wins_two_windows_has_two_routes_that_add():
    pool, z, g = LAYERS["max_pool_overlapping"], [0.0, 5, 1, 3, 2, 4], [1.0, 10, 100, 1000, 10000]
    assert_array_equal(pool(z), [5, 5, 3, 3, 4])
    assert_array_equal(pool.vjp(z, g), [0, 11, 0, 1100, 0, 10000])


def test_a_tied_input_has_m_equal_routes_so_delta_is_m_times_one_share(draw):
    z = draw((-3, 3), (5, 4))
    assert_array_equal(tied(3).vjp(z, np.ones((5, 12))), np.full((5, 4), 3.0))


@pytest.mark.parametrize("eps", [0, 1e-5, 0.5])
def test_layer_norm_has_a_zero_where_two_standardised_inputs_multiply_to_minus_1(eps):
    # Two inputs whose product is -(1 + eps), and two more that bring the mean to 0 and the variance to 1.
    pair = np.array([1.2, -(1 + eps) / 1.2])
    half, spread = -pair.sum() / 2, (4 - (pair**2).sum()) / 2
    z = np.array([*pair, half + np.sqrt(spread - half**2), half - np.sqrt(spread - half**2)])
    a, J = layer_norm(eps)(z), layer_norm(eps).jacobian(z)
    assert_allclose(a[0] * a[1], -1, rtol=1e-14)
    assert_allclose(J[[0, 1], [1, 0]], 0, atol=1e-15)
    assert (np.abs(J) > 1e-3).sum() == 14


@pytest.mark.parametrize("eps", [0, 1e-5, 0.5])
def test_layer_norms_entries_have_the_sign_of_minus_1_minus_the_product(eps, draw):
    z = draw((-3, 3), (200, 5))
    J, a = layer_norm(eps).jacobian(z), layer_norm(eps)(z)
    off = ~np.eye(5, dtype=bool)
    products = a[:, :, None] * a[:, None, :]
    assert_array_equal(np.sign(J)[:, off], np.sign(-1 - products)[:, off])
    assert (J[:, off] > 0).any() and (J[:, off] < 0).any()


def test_layer_norm_of_two_unequal_inputs_is_constant_without_eps_and_not_with(draw):
    z = draw((-3, 3), (50, 2))
    assert_array_equal(layer_norm(0).jacobian(z), np.zeros((50, 2, 2)))
    assert_array_equal(np.abs(layer_norm(0)(z)), np.ones((50, 2)))
    v = z.var(axis=-1)
    with_eps = layer_norm(0.1).jacobian(z)
    assert_allclose(with_eps[:, 0, 1], -0.1 / 2 / (v + 0.1) ** 1.5, rtol=1e-10)
    assert_allclose(with_eps[:, 0, 0], 0.1 / 2 / (v + 0.1) ** 1.5, rtol=1e-10)


def test_without_eps_a_norm_does_not_see_the_scale_and_layer_norm_no_shift(draw):
    z = draw((-3, 3), (50, 5))
    for norm in (layer_norm(0), l2_norm(), rms_norm(0)):
        assert_allclose(norm(1e200 * z), norm(z), rtol=1e-13)
        assert_allclose(norm(1e-200 * z), norm(z), rtol=1e-13)
        assert_allclose(np.einsum("...kj,...j->...k", norm.jacobian(z), z), 0, atol=1e-14)
    assert_allclose(layer_norm(0)(z + 100), layer_norm(0)(z), rtol=1e-10)
    assert_allclose(layer_norm(0.5).jacobian(z).sum(axis=-1), 0, atol=1e-14)


@pytest.mark.parametrize("norm", [layer_norm(0), l2_norm(), rms_norm(0)], ids=lambda norm: norm.name)
def test_the_smallest_floats_have_a_direction_too(norm):
    assert_allclose(norm([5e-324, 0]), norm([1.0, 0]), rtol=1e-15)


def test_the_size_is_what_the_name_says(draw):
    z = draw((-3, 3), (50, 5))
    assert_allclose(np.linalg.norm(l2_norm()(z), axis=-1), 1, rtol=1e-14)
    assert_allclose((rms_norm(0)(z) ** 2).mean(axis=-1), 1, rtol=1e-14)
    assert_allclose(layer_norm(0)(z).mean(axis=-1), 0, atol=1e-15)
    assert_allclose(layer_norm(0)(z).std(axis=-1), 1, rtol=1e-14)


def test_batch_norm_mixes_the_examples_and_keeps_the_neurons_apart(draw):
    z = draw((-3, 3), (5, 12))
    a, J = batch_norm(3)(z), batch_norm(3).jacobian(z).reshape(5, 3, 4, 3, 4)
    by_neuron = z.reshape(5, 3, 4).swapaxes(1, 2)
    assert_allclose(a.reshape(5, 3, 4).swapaxes(1, 2), layer_norm()(by_neuron), rtol=1e-14)
    for k, j in np.ndindex(4, 4):
        assert (J[:, :, k, :, j] != 0).all() == (k == j) and (J[:, :, k, :, j] == 0).all() == (k != j)


# -- kinks -----------------------------------------------------------------------------------------------------------


def one_sided(layer, z, j, direction):
    """Return the slope of the layer by z_j to one side, shape (m,)."""
    nudged = np.array(z)
    nudged[j] += direction * 1e-6
    return direction * (layer(nudged) - layer(np.array(z))) / 1e-6


@pytest.mark.parametrize(
    ("name", "z", "j"),
    [
        ("crelu", [0.0, 1], 0),
        ("max_pool", [1.0, 1], 0),
        ("max_pool_overlapping", [1.0, 1], 1),
        ("sparsemax", [1.0, 0], 0),
    ],
)
def test_at_a_kink_the_column_is_a_slope_to_one_side_or_the_convention_0(name, z, j):
    layer = LAYERS[name]
    down, up = one_sided(layer, z, j, -1), one_sided(layer, z, j, 1)
    assert np.abs(up - down).max() > 0.4  # it is a kink
    column = layer.jacobian(z)[:, j]
    assert all(
        min(abs(entry - side) for side in (d, u, 0)) < 1e-9 for entry, d, u in zip(column, down, up, strict=True)
    )


def test_at_a_tie_the_first_input_wins():
    assert_array_equal(LAYERS["hard_max"]([1.0, 1, 0]), [1, 0, 0])
    assert_array_equal(LAYERS["max_pool"].jacobian([1.0, 1]), [[1, 0]])


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LAYERS["glu"]([1.0, 2, 3]), r"GLU takes an even number of inputs, got z of shape \(3,\)"),
        (
            lambda: grouped_softmax(3).jacobian(np.ones((2, 4))),
            r"takes a multiple of 3 inputs, got z of shape \(2, 4\)",
        ),
        (lambda: max_pool(3, 2)(np.ones(6)), r"takes 3, 5, 7, \.\.\. inputs, got z of shape \(6,\)"),
        (lambda: dropout([1, 0])([1.0, 2, 3]), r"takes 2 inputs, got z of shape \(3,\)"),
        (lambda: LAYERS["tied"].vjp([1.0, 2], [1.0, 2]), r"g must have shape \(4,\), got \(2,\)"),
        (lambda: LAYERS["glu"]([1.0, np.nan]), r"z\[1\] is nan; expected a finite number"),
        (lambda: LAYERS["softmax"]([1.0, -np.inf]), r"z\[1\] is -inf; expected a finite number"),
        (lambda: layer_norm(0)([7.0, 7]), "equal inputs have no spread to divide by: with eps = 0"),
        (lambda: batch_norm(2, eps=0)([1.0, 7, 2, 7]), "equal inputs have no spread to divide by: with eps = 0"),
        (lambda: l2_norm()([0.0, 0]), "a vector whose size is 0 cannot be divided by it: with eps = 0"),
        (lambda: l2_norm().jacobian([5e-324, 0]), r"1 / r\[0\] is inf; expected a finite number: z is too small"),
        (lambda: layer_norm(0).vjp([5e-324, 0], [1.0, 1]), r"1 / r\[0\] is inf; expected a finite number"),
        (lambda: layer_norm(-1), "eps must be a finite number from 0 on, got -1"),
        (lambda: rms_norm("small"), "eps must be a finite number from 0 on, got 'small'"),
        (lambda: max_pool(0, 1), "size must be a whole number from 1 upwards, got 0"),
        (lambda: max_pool(2, 1.5), "stride must be a whole number from 1 upwards, got 1.5"),
        (lambda: tied(True), "copies must be a whole number from 1 upwards, got True"),
        (lambda: dropout([1, 0.5]), r"mask\[1\] is 0\.5; expected 0 or 1"),
        (lambda: dropout([[1, 0]]), r"mask must have shape \(n,\), got \(1, 2\)"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_equal_inputs_are_fine_with_eps():
    assert_array_equal(layer_norm()([0.1, 0.1, 0.1]), np.zeros(3))
    assert_allclose(central_difference(layer_norm(0.5), [0.1, 0.1, 0.1]), layer_norm(0.5).jacobian([0.1, 0.1, 0.1]))
