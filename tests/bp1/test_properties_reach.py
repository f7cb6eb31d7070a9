"""How far it reaches: the largest and smallest floats, every dtype, and what classifies and judges at drawn points."""

import numpy as np
import pytest
from drawn import EPS, PAIRS, alike, harsh, of_a_pair
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from bp1 import ACTIVATIONS, check_against, classify_jacobian, delta
from bp1.classify import structure
from bp1.mistakes import MISTAKES

every_activation = pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
SOFTMAX_PAIRS = [pair for pair in PAIRS if pair[0] is ACTIVATIONS["softmax"]]


# -- huge, tiny, and in other precisions -----------------------------------------------------------------------------


@every_activation
@given(alike(numbers=harsh))
def test_no_finite_input_is_too_large_or_too_small(f, drawn):
    _, z = drawn
    low, high = f.range
    a, J = f(z), f.jacobian(z)
    assert (a >= low).all() and (a <= high).all() and np.isfinite(a).all() and np.isfinite(J).all()


@every_activation
@given(alike(), st.sampled_from([np.float16, np.float32, np.longdouble, np.int8, np.uint64, bool]))
def test_a_dtype_of_floats_stays_and_any_other_becomes_float64(f, drawn, dtype):
    z = np.abs(drawn[1]).astype(dtype)
    kept = dtype if np.dtype(dtype).kind == "f" else np.float64
    near = max(8 * np.finfo(kept).eps, 8 * EPS)
    for found, expected in zip(*([f(at), f.jacobian(at), f.vjp(at, at)] for at in (z, z.astype(float))), strict=True):
        assert found.dtype == kept
        np.testing.assert_allclose(found.astype(float), expected, rtol=near, atol=8 * near)


# -- what judges -----------------------------------------------------------------------------------------------------


@given(alike(numbers=st.sampled_from([0.0, 0.0, 1.0, -2.5]), batch=st.sampled_from([(1,), (3,)])))
def test_a_linear_map_is_classified_by_its_own_zeros(drawn):
    A = drawn[1]
    found = classify_jacobian(lambda z: A @ z, np.full(A.shape[1], 0.3), points=2)
    assert found.structure == structure(A != 0)
    assert_array_equal(found.marks == "#", A != 0)


@given(of_a_pair(batch=st.just(()), pairs=SOFTMAX_PAIRS), st.sampled_from(["sign", "factor 2"]))
def test_a_right_delta_agrees_and_a_wrong_one_does_not(drawn, mistake):
    (f, C), z, y = drawn
    right = delta(f, C, z, y)
    wrong = check_against(lambda z, y: MISTAKES[mistake].delta(f, C, z, y), z, y, activation=f, cost=C)
    assert wrong.agrees == (np.abs(right).max() < 1e-14)
    assert check_against(lambda z, y: right, z, y, activation=f, cost=C).agrees
