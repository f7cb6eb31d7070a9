"""The laws of the book at drawn points: what holds of every Jacobian of softmax, of (36) to (38), and of J^T g.

Bounds are in units of EPS, the step from 1 to the next float, or of TINY, the smallest float above 0.
"""

import numpy as np
import pytest
from drawn import EPS, INF, PAIRS, TINY, alike, eighths, harsh, moderate, of_a_layer, of_a_pair
from hypothesis import given, reject
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from bp1 import ACTIVATIONS, delta, delta_diagonal_only, delta_finite_difference, delta_full_sum
from bp1.activations import off_diagonal

softmax = ACTIVATIONS["softmax"]
shifts = st.integers(-(2**20), 2**20)
harsh_z = alike(numbers=harsh).map(lambda drawn: drawn[1])
SOFTMAX_PAIRS = [pair for pair in PAIRS if pair[0] is softmax]
ELEMENTWISE_PAIRS = [pair for pair in PAIRS if pair[0].elementwise]
every_activation = pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(record.name for record in pair))


def summed(f, *arguments):
    """Return f's delta, or draw other arguments where a term of its sum is refused for being infinite."""
    try:
        return f(*arguments)
    except ValueError as error:
        assert "A sum over k cannot use it" in str(error)
        reject()


def sizes(J, g):
    """Return sum_k |g_k| |da_k/dz_j|, shape (..., n): to what rounding of a sum over k is in proportion."""
    return np.einsum("...k,...kj->...j", np.abs(g), np.abs(J))


# -- softmax's Jacobian ----------------------------------------------------------------------------------------------


@given(harsh_z)
def test_rows_and_columns_of_softmax_sum_to_0(z):
    J, n = softmax.jacobian(z), z.shape[-1]
    for axis in (-1, -2):
        assert (np.abs(J.sum(axis=axis)) <= n * EPS * np.abs(J).sum(axis=axis) + n * TINY).all()


@given(harsh_z)
def test_softmax_s_jacobian_is_symmetric_and_positive_semidefinite(z):
    J = softmax.jacobian(z)
    assert_array_equal(J, np.swapaxes(J, -1, -2))
    largest = np.abs(J).max(axis=(-1, -2), initial=0, keepdims=True)[..., 0]
    assert (np.linalg.eigvalsh(J) >= -4 * z.shape[-1] * EPS * largest - 4 * TINY).all()


@given(harsh_z)
def test_half_of_softmax_s_jacobian_is_off_the_diagonal(z):
    J, n = softmax.jacobian(z), z.shape[-1]
    off, whole = np.abs(off_diagonal(J)).sum(axis=(-1, -2)), np.abs(J).sum(axis=(-1, -2))
    assert (np.abs(off - whole / 2) <= n * n * EPS * whole + n * n * TINY).all()


@given(harsh_z)
def test_softmax_s_entries_have_their_signs_and_none_is_above_a_quarter(z):
    J = softmax.jacobian(z)
    diagonal = np.einsum("...jj->...j", J)
    assert (off_diagonal(J) <= 0).all()
    assert (diagonal >= 0).all() and (diagonal <= 0.25 * (1 + 8 * EPS)).all()


@given(alike(numbers=eighths), shifts)
def test_softmax_does_not_see_a_shift(drawn, shift):
    _, z = drawn
    assert_array_equal(softmax(z + shift), softmax(z))
    assert_array_equal(softmax.jacobian(z + shift), softmax.jacobian(z))
    assert_array_equal(softmax.vjp(z + shift, z), softmax.vjp(z, z))


@given(alike(2, numbers=eighths), shifts)
def test_softmax_s_vjp_does_not_see_a_baseline(drawn, baseline):
    _, z, g = drawn
    assert_array_equal(softmax.vjp(z, g + baseline), softmax.vjp(z, g))


@given(alike(2, numbers=moderate))
def test_softmax_s_vjp_sums_to_0(drawn):
    _, z, g = drawn
    n, parts = z.shape[-1], sizes(softmax.jacobian(z), g)
    assert (np.abs(softmax.vjp(z, g).sum(axis=-1)) <= 16 * n * n * (EPS * parts.sum(axis=-1) + TINY)).all()


@given(alike(2, numbers=moderate), st.data())
def test_a_masked_output_takes_no_part_and_the_others_do_not_see_it(drawn, data):
    _, z, g = drawn
    n = z.shape[-1] + 1
    at = data.draw(st.integers(0, n - 1))
    masked, others = np.insert(z, at, -INF, axis=-1), np.arange(n) != at
    a, J, vjp = softmax(masked), softmax.jacobian(masked), softmax.vjp(masked, np.insert(g, at, 7.5, axis=-1))
    assert not a[..., at].any() and not J[..., at].any() and not J[..., at, :].any() and not vjp[..., at].any()
    np.testing.assert_allclose(a[..., others], softmax(z), rtol=4 * EPS)
    np.testing.assert_allclose(J[..., others, :][..., others], softmax.jacobian(z), rtol=8 * n * EPS, atol=TINY)
    parts = sizes(softmax.jacobian(z), g)
    assert (np.abs(vjp[..., others] - softmax.vjp(z, g)) <= 16 * n * n * (EPS * parts + TINY)).all()


# -- (36), (37), (38) ------------------------------------------------------------------------------------------------


@every_pair
@given(st.data())
def test_36_is_37(pair, data):
    (f, C), z, y = data.draw(of_a_pair(pairs=[pair]))
    full = summed(delta_full_sum, f, C, z, y)
    assert (np.abs(delta_finite_difference(f, C, z, y) - full) <= 1e-6 * np.maximum(1, np.abs(full))).all()


@every_pair
@given(st.data())
def test_the_fast_form_is_37(pair, data):
    (f, C), z, y = data.draw(of_a_pair(moderate, pairs=[pair]))
    full = summed(delta_full_sum, f, C, z, y)
    parts = sizes(f.jacobian(z), C.gradient(f(z), y))
    parts = np.maximum(parts, np.abs(y).sum(axis=-1, keepdims=True))
    assert (np.abs(delta(f, C, z, y) - full) <= 64 * (EPS * parts + TINY)).all()


@given(of_a_pair(harsh, pairs=ELEMENTWISE_PAIRS))
def test_38_is_37_where_no_other_route_is_open(drawn):
    (f, C), z, y = drawn
    assert_array_equal(summed(delta_diagonal_only, f, C, z, y), delta_full_sum(f, C, z, y))


@given(of_a_pair(pairs=SOFTMAX_PAIRS))
def test_37_less_38_is_what_the_other_routes_carry(drawn):
    (f, C), z, y = drawn
    full, g, J = summed(delta_full_sum, f, C, z, y), C.gradient(f(z), y), f.jacobian(z)
    others = np.einsum("...k,...kj->...j", g, off_diagonal(J))
    assert (np.abs(full - delta_diagonal_only(f, C, z, y) - others) <= 16 * EPS * sizes(J, g)).all()


# -- J^T g -----------------------------------------------------------------------------------------------------------


@every_activation
@given(alike(2, harsh))
def test_vjp_is_the_transposed_jacobian_times_g(f, drawn):
    _, z, g = drawn
    J, n = f.jacobian(z), z.shape[-1]
    # log-softmax takes p_j sum_k g_k from g_j: where they are one number, only the digits of that number are left.
    rounded = sizes(J, g) + (f.name == "log_softmax") * np.abs(g)
    bound = 16 * n * n * (EPS * rounded + TINY * (1 + np.abs(g).sum(axis=-1, keepdims=True)))
    assert (np.abs(f.vjp(z, g) - np.einsum("...k,...kj->...j", g, J)) <= bound).all()


@given(of_a_layer(with_g=True))
def test_every_layer_of_the_zoo_has_vjp_j_transposed_g(drawn):
    layer, z, g = drawn
    J = layer.jacobian(z)
    product = np.einsum("...k,...kj->...j", g, J)
    bound = 1e-12 * np.maximum(1, np.abs(J).max(initial=0)) * np.abs(g).sum(axis=-1, keepdims=True)
    assert (np.abs(layer.vjp(z, g) - product) <= bound).all()


@every_activation
@given(alike(2), st.data())
def test_a_result_written_into_z_or_g_or_another_array_is_the_same(f, drawn, data):
    _, z, g = drawn
    expected = f.vjp(z, g)
    z, g = z.copy(), g.copy()
    out = data.draw(st.sampled_from([z, g, np.empty_like(z)]))
    assert f.vjp(z, g, out=out) is out
    assert_array_equal(out, expected)
