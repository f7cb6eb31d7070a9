"""What every public function asks of its arrays, and what it promises to leave alone."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import (
    ACTIVATIONS,
    COSTS,
    central_difference,
    check_derivative,
    delta,
    delta_diagonal_only,
    delta_finite_difference,
    delta_full_sum,
)

softmax, cross_entropy = ACTIVATIONS["softmax"], COSTS["cross_entropy"]
DELTAS = [delta, delta_full_sum, delta_diagonal_only, delta_finite_difference]
GOOD = [0.2, 0.3, 0.5]  # may stand for z, g, a and y alike

# Every public function, by the argument that a bad array is passed as.
SLOTS = [
    ("z", "activation", softmax),
    ("z", "jacobian", softmax.jacobian),
    ("z", "vjp", lambda bad: softmax.vjp(bad, GOOD)),
    ("g", "vjp", lambda bad: softmax.vjp(GOOD, bad)),
    ("a", "cost", lambda bad: cross_entropy(bad, GOOD)),
    ("y", "cost", lambda bad: cross_entropy(GOOD, bad)),
    ("a", "cost-without-bounds", lambda bad: COSTS["quadratic"](bad, GOOD)),
    ("a", "gradient", lambda bad: cross_entropy.gradient(bad, GOOD)),
    ("y", "gradient", lambda bad: cross_entropy.gradient(GOOD, bad)),
    *[("z", f.__name__, lambda bad, f=f: f(softmax, cross_entropy, bad, GOOD)) for f in DELTAS],
    *[("y", f.__name__, lambda bad, f=f: f(softmax, cross_entropy, GOOD, bad)) for f in DELTAS],
    ("z", "central_difference", lambda bad: central_difference(softmax, bad)),
    ("z", "check_derivative", lambda bad: check_derivative(softmax, np.eye(3), bad)),
]
# What has to have the shape of another array.
SHAPED = [
    *[slot for slot in SLOTS if slot[0] in "gy"],
    ("a", "vjp", lambda bad: softmax.vjp(GOOD, GOOD, a=bad)),
]


def every(slots):
    return pytest.mark.parametrize("name, call", [pytest.param(n, f, id=f"{where}-{n}") for n, where, f in slots])


# -- what is refused -------------------------------------------------------------------------------------------------


@every(SLOTS)
@pytest.mark.parametrize(
    "bad, error, message",
    [
        pytest.param(0.5, ValueError, r"must have shape .*, got \(\)", id="scalar"),
        pytest.param([], ValueError, r"must have shape .*, got \(0,\)", id="empty"),
        pytest.param([[0.5, 0.5], [1.0]], ValueError, r"must be a rectangular array of shape \(..., n\)", id="ragged"),
        pytest.param(["1", "2", "3"], TypeError, "must hold real numbers, got dtype <U1", id="strings"),
        pytest.param([0.5, 1j, 0.5], TypeError, "must hold real numbers, got dtype complex128", id="complex"),
        pytest.param(None, TypeError, "must hold real numbers, got dtype object", id="none"),
        pytest.param([0.5, None, 1], TypeError, "must hold real numbers, got dtype object", id="objects"),
        pytest.param([0.5, np.nan, 0.5], ValueError, r"\[1\] is nan; expected a", id="nan"),
        pytest.param([0.5, 0.5, np.inf], ValueError, r"\[2\] is inf; expected a", id="inf"),
    ],
)
def test_a_bad_array_is_refused_by_name_with_what_came_and_what_was_expected(name, call, bad, error, message):
    with pytest.raises(error, match=f"^{name} ?{message}"):
        call(bad)


@every([slot for slot in SLOTS if slot[0] != "z"])
def test_only_z_may_be_masked(name, call):
    with pytest.raises(ValueError, match=rf"{name}\[0\] is -inf; expected a"):
        call([-np.inf, 0.5, 0.5])


@every(SHAPED)
@pytest.mark.parametrize("shape", [(2,), (4,), (1, 3)], ids=str)
def test_shapes_are_not_broadcast_but_named(name, call, shape):
    with pytest.raises(ValueError, match=re.escape(f"{name} must have shape (3,), got {shape}")):
        call(np.full(shape, 0.5))


def test_a_bad_entry_of_a_batch_is_named_by_its_whole_index():
    z = np.zeros((2, 4, 3))
    z[1, 2, 0] = np.nan
    with pytest.raises(ValueError, match=r"z\[1, 2, 0\] is nan; expected a number or -inf"):
        softmax(z)


# -- what is promised, for every activation, cost and delta ----------------------------------------------------------


def results(activation, cost, z, y):
    """Return every result that keeps its inputs' dtype: all public functions but those that measure."""
    a = activation(z)
    layer = [a, activation.jacobian(z), activation.vjp(z, a), activation.vjp(z, a, a=a)]
    deltas = [f(activation, cost, z, y) for f in (delta, delta_full_sum, delta_diagonal_only)]
    return [*layer, cost(a, y), cost.gradient(a, y), *deltas]


def measured(activation, cost, z, y):
    """Return what the two functions that measure give."""
    return [delta_finite_difference(activation, cost, z, y), central_difference(activation, z)]


def test_no_input_is_modified(case):
    activation, cost, *inputs = case
    writable = [array.copy() for array in inputs]
    results(activation, cost, *writable)
    measured(activation, cost, *writable)
    for after, before in zip(writable, inputs, strict=True):
        assert_array_equal(after, before)


def test_no_result_is_the_input_itself(activation):
    z = np.array([1.0, 2, 3])
    assert not np.shares_memory(activation(z), z)
    assert not np.shares_memory(activation.vjp(z, z), z)


def test_read_only_views_with_gaps_work(case):
    activation, cost, z, y = case
    gaps = [np.repeat(array, 2, axis=-1)[..., ::2] for array in (z, y)]
    for array in gaps:
        array.flags.writeable = False
    for compute in (results, measured):
        for of_view, of_copy in zip(compute(activation, cost, *gaps), compute(activation, cost, z, y), strict=True):
            assert_allclose(of_view, of_copy, rtol=1e-12, atol=1e-12 if compute is results else 1e-9)


def test_float32_stays_float32(case):
    activation, cost, z, y = case
    single = results(activation, cost, z.astype(np.float32), y.astype(np.float32))
    for of_single, of_double in zip(single, results(activation, cost, z, y), strict=True):
        assert of_single.dtype == np.float32
        assert_allclose(of_single, of_double, rtol=2e-3, atol=1e-4)


@pytest.mark.parametrize("dtype", [int, np.uint8, bool], ids=lambda dtype: dtype.__name__)
def test_integers_and_booleans_become_float64(layer, dtype):
    activation, cost, n = layer
    z, y = np.array([1, 0, 1], dtype)[:n], np.array([0, 1, 1], dtype)[:n]
    for of_whole, of_float in zip(
        results(activation, cost, z, y), results(activation, cost, z.astype(float), y.astype(float)), strict=True
    ):
        assert of_whole.dtype == np.float64
        assert_array_equal(of_whole, of_float)


def test_a_batch_of_nothing_gives_nothing(layer):
    activation, cost, n = layer
    nothing = np.empty((0, n))
    shapes = [array.shape for array in results(activation, cost, nothing, nothing)]
    assert shapes == [(0, n), (0, n, n), (0, n), (0, n), (0,), (0, n), (0, n), (0, n), (0, n)]
    assert [array.shape for array in measured(activation, cost, nothing, nothing)] == [(0, n), (0, n, n)]
