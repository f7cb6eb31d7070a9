"""The laws of the activations: each is held to its own Jacobian, and softmax to what makes it softmax."""

import tracemalloc
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, Activation, check_derivative
from bp1.activations import off_diagonal

INF = np.inf
softmax, log_softmax, sigmoid = (ACTIVATIONS[name] for name in ("softmax", "log_softmax", "sigmoid"))


@pytest.fixture(params=[2, 3, 5], ids="n{}".format)
def z(request, draw):
    """Return a batch of 50 inputs to a softmax layer of at least two outputs."""
    return draw((-20, 20), (50, request.param))


# -- every activation ------------------------------------------------------------------------------------------------


def test_registry_keys_are_names():
    assert list(ACTIVATIONS) == [activation.name for activation in ACTIVATIONS.values()]


def test_a_record_has_no_place_for_a_scalar_derivative():
    # The mistake the book is about: a field for f'(z) is a field softmax cannot fill.
    assert not [field.name for field in fields(Activation) if "derivative" in field.name or "prime" in field.name]


def test_a_record_cannot_be_changed(activation):
    with pytest.raises(FrozenInstanceError):
        activation.f = np.tanh


def test_the_jacobian_is_the_measured_one(activation, batch, n, draw):
    z = draw((-3, 3), (*batch, n))
    check_derivative(activation, activation.jacobian(z), z)


def test_elementwise_means_that_the_jacobian_is_diagonal(activation, draw):
    J = activation.jacobian(draw((-3, 3), (5, 3)))
    assert (off_diagonal(J) == 0).all() == activation.elementwise


def test_vjp_is_the_transposed_jacobian_times_g(activation, batch, n, draw):
    z, g = draw((-3, 3), (*batch, n)), draw((-3, 3), (*batch, n))
    expected = np.einsum("...kj,...k->...j", activation.jacobian(z), g)
    assert_allclose(activation.vjp(z, g), expected, rtol=1e-12, atol=1e-14)
    assert_allclose(activation.vjp(z, g, a=activation(z)), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "choose",
    [lambda z, g: np.empty_like(z), lambda z, g: np.empty((*z.shape, 2))[..., 0], lambda z, g: z, lambda z, g: g],
    ids=["new", "with-gaps", "z", "g"],
)
def test_vjp_writes_into_out(choose, activation, batch, draw):
    z, g = draw((-3, 3), (*batch, 3)).copy(), draw((-3, 3), (*batch, 3)).copy()
    expected, out = activation.vjp(z, g), choose(z, g)
    assert activation.vjp(z, g, a=activation(z), out=out) is out
    assert_array_equal(out, expected)


def test_softmax_vjp_with_out_needs_no_other_array_of_that_size(draw):
    z, g, out = draw((-3, 3), (10, 10_000)), draw((-3, 3), (10, 10_000)), np.empty((10, 10_000))
    a = softmax(z)
    tracemalloc.start()
    softmax.vjp(z, g, a=a, out=out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < z.nbytes / 4  # a mask of the entries that are finite takes an eighth


def test_vjp_keeps_its_digits_where_the_activation_saturates(activation):
    z, g = np.array([40.0, 1, -3]), np.array([1.0, -2, 0.5])
    assert_allclose(activation.vjp(z, g), activation.jacobian(z).T @ g, rtol=1e-12)


def test_range_is_the_smallest_interval_that_holds_every_activation(activation):
    steps = np.linspace(-40, 40, 801)
    z_0 = np.array([-1e308, *steps, 1e308])
    a = activation(np.stack([z_0, 0 * z_0], axis=-1))
    low, high = activation.range
    assert low <= a.min() <= max(low + 1e-3, -1e300)
    assert min(high - 1e-3, 1e300) <= a.max() <= high


def test_every_activation_survives_the_largest_floats(activation):
    z = [1e308, -1e308, 0]
    assert not np.isnan(activation(z)).any()
    assert np.isfinite(activation.jacobian(z)).all()
    assert np.isfinite(activation.vjp(z, [1, -2, 0.5])).all()


# -- softmax ---------------------------------------------------------------------------------------------------------


def test_softmax_outputs_are_positive_and_sum_to_one(z):
    a = softmax(z)
    assert (a > 0).all()
    assert_allclose(a.sum(axis=-1), 1, rtol=1e-14)


def test_rows_and_columns_of_the_softmax_jacobian_sum_to_zero(z):
    J = softmax.jacobian(z)
    assert_allclose(J.sum(axis=-1), 0, atol=1e-15)
    assert_allclose(J.sum(axis=-2), 0, atol=1e-15)


def test_softmax_jacobian_is_symmetric_and_positive_semidefinite(z):
    J = softmax.jacobian(z)
    assert_array_equal(J, np.swapaxes(J, -1, -2))
    assert np.linalg.eigvalsh(J).min() > -1e-15


def test_half_the_absolute_mass_of_the_softmax_jacobian_is_off_the_diagonal(z):
    J = softmax.jacobian(z)
    assert_allclose(np.abs(off_diagonal(J)).sum(axis=(-2, -1)), np.abs(J).sum(axis=(-2, -1)) / 2, rtol=1e-12)


def test_softmax_does_not_see_a_shift(z):
    assert_allclose(softmax(z + 100), softmax(z), rtol=1e-12)
    assert_allclose(softmax.jacobian(z + 100), softmax.jacobian(z), rtol=1e-12)


def test_one_softmax_output_is_constant(draw):
    z = draw((-20, 20), (50, 1))
    assert_array_equal(softmax(z), np.ones((50, 1)))
    assert_array_equal(softmax.jacobian(z), np.zeros((50, 1, 1)))


def test_two_softmax_outputs_are_a_sigmoid_of_the_difference(draw):
    z = draw((-20, 20), (50, 2))
    assert_allclose(softmax(z), sigmoid(z - z[:, ::-1]), rtol=1e-12)


def test_log_softmax_is_the_logarithm_of_softmax(z):
    assert_allclose(log_softmax(z), np.log(softmax(z)), rtol=1e-12, atol=1e-14)


def test_log_softmax_tells_the_transposed_jacobian_from_the_jacobian():
    # Its rows sum to 0 and its columns do not, so J g for J^T g is a mistake that softmax alone would never show.
    z, g = np.array([1.0, 2, 3]), np.array([1.0, -2, 3])
    J = log_softmax.jacobian(z)
    assert_allclose(J @ np.ones(3), 0, atol=1e-15)
    assert_allclose(J.T @ np.ones(3), 1 - 3 * softmax(z), rtol=1e-12)
    assert_allclose(log_softmax.vjp(z, g), J.T @ g, rtol=1e-12)
    assert np.abs(log_softmax.vjp(z, g) - J @ g).max() > 0.5


# -- masks: a z of -inf ----------------------------------------------------------------------------------------------


def test_a_masked_softmax_output_is_as_good_as_removed(draw):
    rest = [0, 2, 3]
    z = draw((-3, 3), (5, 4)).copy()
    z[:, 1] = -INF
    g = draw((-3, 3), (5, 4))
    a, J, vjp = softmax(z), softmax.jacobian(z), softmax.vjp(z, g)
    assert not a[:, 1].any() and not J[:, 1, :].any() and not J[:, :, 1].any() and not vjp[:, 1].any()
    assert_allclose(a[:, rest], softmax(z[:, rest]), rtol=1e-14)
    assert_allclose(J[:, rest][:, :, rest], softmax.jacobian(z[:, rest]), rtol=1e-14)
    assert_allclose(vjp[:, rest], softmax.vjp(z[:, rest], g[:, rest]), rtol=1e-12)


def test_vjp_takes_the_activations_it_would_compute_itself_at_a_mask_too(activation):
    z, g = [-INF, 0.5, 1], [1, -2, 3]  # log-softmax and the two unbounded activations are -inf at a mask
    assert_array_equal(activation.vjp(z, g, a=activation(z)), activation.vjp(z, g))


@pytest.mark.parametrize("whole", [softmax, log_softmax], ids=lambda activation: activation.name)
@pytest.mark.parametrize("z", [[-INF, -INF], [[1, 2], [-INF, -INF]]], ids=["vector", "one row of a batch"])
def test_masking_every_output_is_refused(whole, z):
    with pytest.raises(ValueError, match=r"every entry of z is -inf.*needs one output that is not masked"):
        whole(z)
    with pytest.raises(ValueError, match="every entry of z is -inf"):
        whole.jacobian(z)
