"""The theorems of the chapter on zeros, at random points: the missing part, the lucky spelling, both temperatures."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bp1 import ACTIVATIONS, COSTS, delta_diagonal_only, delta_full_sum

SOFTMAX, LOG_LIKELIHOOD = ACTIVATIONS["softmax"], COSTS["log_likelihood"]
SEEDS = range(5)


def missing(g, jacobian):
    """Return the length of (38) - (37) over that of (37), for the slopes g."""
    by_37, by_38 = g @ jacobian, g * np.diag(jacobian)
    return np.linalg.norm(by_38 - by_37) / np.linalg.norm(by_37)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [2, 3, 10])
def test_the_missing_part_knows_the_losers_alone_and_keeps_its_bounds(n, seed):
    z = np.random.default_rng(seed).normal(scale=3, size=n)
    y = np.eye(n)[-1]
    q = SOFTMAX(z[:-1])
    expected = (q @ q / (1 + q @ q)) ** 0.5
    assert n**-0.5 * (1 - 1e-12) <= expected <= 0.5**0.5 * (1 + 1e-12)
    assert (n > 2) == (n**-0.5 < expected * (1 - 1e-12)) == (expected < 0.5**0.5 * (1 - 1e-12))
    for z_y in (-50.0, 0.0, 50.0, 150.0):
        z[-1] = z_y
        by_37, by_38 = (by(SOFTMAX, LOG_LIKELIHOOD, z, y) for by in (delta_full_sum, delta_diagonal_only))
        assert_allclose(np.linalg.norm(by_38 - by_37) / np.linalg.norm(by_37), expected, rtol=1e-11)
        assert_allclose(by_37 @ by_38 / np.linalg.norm(by_37) / np.linalg.norm(by_38), (1 - expected**2) ** 0.5)
        assert_allclose(missing(-7 * y, SOFTMAX.jacobian(z)), expected, rtol=1e-11)  # any cost that reads a_y alone
        assert (by_38[:-1] == 0).all() and (by_37[:-1] > 0).all()


def test_the_bounds_are_attained_by_ties_and_by_two_outputs_and_approached_by_one_loser_far_ahead():
    for n in (2, 3, 10):
        assert_allclose(missing(np.eye(n)[-1], SOFTMAX.jacobian([*[0] * (n - 1), 4])), n**-0.5)
    far = [missing(np.array([0, 0, 1]), SOFTMAX.jacobian([0, ahead, 4])) for ahead in (1, 5, 15)]
    assert far == sorted(far) and 0 < 0.5**0.5 - far[-1] < 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_one_spelling_is_lucky_where_delta_is_0_and_none_elsewhere(seed):
    rng = np.random.default_rng(seed)
    J = SOFTMAX.jacobian(rng.normal(size=4))
    dropped = J - np.diag(np.diag(J))
    flat, bent = np.full(4, 0.7), rng.normal(size=4)
    assert_allclose(flat @ J, 0, atol=1e-15)
    assert_allclose((flat - 0.7) @ dropped, 0)
    # In the direction of b, what (38) drops changes by a multiple of one vector: the b that comes closest is known.
    for g, reachable in ((flat, True), (bent, False)):
        ones = np.ones(4) @ dropped
        b = -(g @ dropped @ ones) / (ones @ ones)
        assert (np.abs((g + b) @ dropped).max() < 1e-15) == reachable
        assert not reachable or b == pytest.approx(-0.7)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("c", [1e-6, 0.1, 1.0, 5.0, 40.0])
def test_both_ends_of_the_temperature(seed, c):
    n = 4
    z = np.random.default_rng(seed).normal(size=n)
    J = c * SOFTMAX.jacobian(c * z)
    assert_allclose(np.abs(J).sum(axis=0), 2 * np.diag(J))
    second, first = np.sort(z)[-2:]
    largest, d = np.abs(J).max(), first - second
    assert largest <= (n - 1) * c * np.exp(-c * d) * (1 + 1e-12)
    assert largest >= c * np.exp(-c * d) / n**2
    if c == 1e-6:
        assert_allclose(J / c, np.eye(n) / n - 1 / n**2, rtol=1e-4)


@pytest.mark.parametrize("m", [2, 3, 4])
def test_tied_winners_keep_their_routes(m):
    for c in (10.0, 40.0):
        J = c * SOFTMAX.jacobian(c * np.array([0.0] * m + [-0.5, -1.0]))
        off = J[~np.eye(m + 2, dtype=bool) & (np.arange(m + 2) < m) & (np.arange(m + 2) < m)[:, None]]
        assert_allclose(off / c, -1 / m**2, rtol=3 * np.exp(-0.5 * c))
        assert np.abs(J[m:]).max() <= c * np.exp(-0.5 * c) and np.abs(J[:, m:]).max() <= c * np.exp(-0.5 * c)
