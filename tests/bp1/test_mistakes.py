"""The known mistakes: each formula is the one its name says, can be made, and can be told from the others."""

import numpy as np
import pytest
from conftest import PAIRS

from bp1 import ACTIVATIONS, COSTS, central_difference, compatible, delta, delta_full_sum
from bp1.mistakes import MISTAKES, wrong_deltas
from bp1.verdicts import same

Z, Y = np.array([2.2, 0.3, -0.9]), np.array([0.2, 0.7, 0.0])
MEET = [(f, C) for f, C in PAIRS if compatible(f, C)]


def shares(f, C, z, y):
    """Return dC/da_k da_k/dz_j as a matrix, row k, column j, both factors measured by nudging."""
    return central_difference(lambda a: C.f(a, y), f(z))[:, None] * central_difference(f, z)


def jacobian_by_hand(a):
    """Return softmax's Jacobian in loops, with what each mistake does to its entries off the diagonal."""
    n = range(len(a))
    right = [[a[k] * (1 - a[k]) if k == j else -a[k] * a[j] for j in n] for k in n]
    return np.array(right), np.abs(right), np.array([[a[k] * (1 - a[j]) for j in n] for k in n])


@pytest.fixture(params=["quadratic", "log_likelihood"])
def made(request):
    """Return softmax, a cost, and what each mistake gives with them."""
    f, C = ACTIVATIONS["softmax"], COSTS[request.param]
    return f, C, wrong_deltas(f, C, Z, Y)


def test_the_mistakes_about_the_jacobian_are_what_their_names_say(made):
    f, C, wrong = made
    a, bill = f(Z), shares(f, C, Z, Y)
    g = bill[:, 0] / central_difference(f, Z)[:, 0]
    _, positive, everywhere = jacobian_by_hand(a)
    expected = {
        "(38) for (37)": np.diag(bill),
        "Jacobian left out": g,
        "cost gradient left out": a * (1 - a),
        "slope once more": bill.sum(axis=0) * a * (1 - a),
        "a (1 - a) as the slope": g * a * (1 - a),
        "minus lost off the diagonal": g @ positive,
        "a_k (1 - a_j) off the diagonal": g @ everywhere,
    }
    for name, value in expected.items():
        np.testing.assert_allclose(wrong[name], value, rtol=1e-6, atol=1e-8, err_msg=name)


def test_the_transpose_shows_on_log_softmax_alone(made):
    f, C = ACTIVATIONS["log_softmax"], COSTS["quadratic"]
    measured = central_difference(f, Z) @ (f(Z) - Y)
    np.testing.assert_allclose(wrong_deltas(f, C, Z, Y)["J for its transpose"], measured, rtol=1e-7)
    _, _, wrong = made
    np.testing.assert_allclose(wrong["J for its transpose"], delta_full_sum(*made[:2], Z, Y), rtol=1e-12)


@pytest.mark.parametrize("f, C", MEET, ids=lambda record: record.name)
def test_twice_is_the_slope_of_the_cost_of_the_layer_of_the_layer(f, C):
    measured = central_difference(lambda z: C.f(f.f(f.f(z)), Y), Z)
    np.testing.assert_allclose(wrong_deltas(f, C, Z, Y)["activation twice"], measured, rtol=1e-6, atol=1e-8)


def test_the_factors_and_the_targets(made):
    f, C, wrong = made
    right = delta(f, C, Z, Y)
    factors = {"sign": -1, "n times delta": 3, "mean over the outputs": 1 / 3, "factor 2": 2, "factor 1/2": 0.5}
    factors |= {"mean of squares": 2 / 3}
    for name, factor in factors.items():
        np.testing.assert_allclose(wrong[name], factor * right, rtol=1e-14, err_msg=name)
    np.testing.assert_allclose(wrong["target one place on"], delta(f, C, Z, [0.0, 0.2, 0.7]), rtol=1e-14)
    np.testing.assert_allclose(wrong["a - y for another pair"], f(Z) - Y, rtol=1e-14)
    assert f"delta of the {C.label} cost" not in wrong  # no mistake, but the right one
    other = COSTS["cross_entropy"]
    np.testing.assert_allclose(wrong[f"delta of the {other.label} cost"], delta(f, other, Z, Y), rtol=1e-14)
    sigmoid = ACTIVATIONS["sigmoid"]
    np.testing.assert_allclose(wrong["sigmoid as the layer"], delta(sigmoid, C, Z, Y), rtol=1e-14)


def test_what_cannot_be_made_is_left_out():
    wrong = wrong_deltas(ACTIVATIONS["linear"], COSTS["quadratic"], Z, Y)
    assert "delta of the log-likelihood cost" not in wrong  # a linear output may be negative
    one = wrong_deltas(ACTIVATIONS["sigmoid"], COSTS["quadratic"], Z[:1], Y[:1])
    assert not {"n times delta", "mean over the outputs"} & one.keys()


def alone(name, f, C, draw):
    """Return whether there is a z and y of three at which this mistake, and no other, gives what it gives."""
    z, y = draw((-3, 3), 3), np.eye(3)[1]
    deltas = wrong_deltas(f, C, z, y) | {"": delta(f, C, z, y)}
    return name in deltas and sum(same(deltas[name], other) for other in deltas.values()) == 1


# With a one-hot target these are one formula with something else, for every pair of layer and cost.
NEVER_ALONE = {"a - y for another pair"}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_can_be_told_from_every_other(name, draw):
    assert any(alone(name, f, C, draw) for f, C in MEET) == (name not in NEVER_ALONE)


def test_a_mistake_says_what_was_done_and_where_to_read():
    for name, mistake in MISTAKES.items():
        assert mistake.name == name and mistake.sentence.endswith(".") and len(mistake.sentence) < 260
        assert "#" in mistake.read
