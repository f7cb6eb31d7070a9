"""Inputs for every test here, drawn from the registries: what is registered tomorrow is tested with no edit."""

import numpy as np
import pytest
from hypothesis import settings

from bp1 import ACTIVATIONS, COSTS, compatible

settings.register_profile("quick", max_examples=12, derandomize=True, database=None, deadline=None)
settings.register_profile("all", max_examples=200, print_blob=True, database=None, deadline=None)


def pytest_configure(config):
    """Draw the same examples each time; with --all many, and new ones, of which a failure prints how to repeat it."""
    settings.load_profile("all" if config.getoption("--all") else "quick")


PAIRS = [(activation, cost) for activation in ACTIVATIONS.values() for cost in COSTS.values()]


def has_slope(activation, cost, n):
    """Return whether dC/da exists for a target between the ends.

    A lone softmax output is 1 whatever z is, and there the cross-entropy rises without bound unless y = 1.
    """
    y = np.full(n, np.nan_to_num(cost.targets, neginf=-3, posinf=3).mean())
    return np.isfinite(cost.f_gradient(activation.f(np.zeros(n)), y)).all()


LAYERS = [
    pytest.param((activation, cost, n), id=f"{activation.name}-{cost.name}-n{n}")
    for activation, cost in PAIRS
    for n in (1, 2, 3)
    if compatible(activation, cost) and has_slope(activation, cost, n)
]


@pytest.fixture(params=ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def activation(request):
    return request.param


@pytest.fixture(params=COSTS.values(), ids=COSTS.keys())
def cost(request):
    return request.param


@pytest.fixture(params=[1, 2, 3], ids="n{}".format)
def n(request):
    return request.param


@pytest.fixture(params=[(), (5,), (2, 3)], ids="batch{}".format)
def batch(request):
    return request.param


@pytest.fixture(params=LAYERS)
def layer(request):
    """Return (activation, cost, n): every pair that makes sense, for one, two and three outputs."""
    return request.param


@pytest.fixture(
    params=[pair for pair in PAIRS if not compatible(*pair)], ids=lambda pair: "-".join(r.name for r in pair)
)
def refused(request):
    """Return (activation, cost): a pair that makes no sense."""
    return request.param


@pytest.fixture
def case(layer, batch, draw):
    """Return (activation, cost, z, y), the arguments of every delta, for a layer and a shape of batch."""
    activation, cost, n = layer
    return activation, cost, draw((-3, 3), (*batch, n)), draw(cost.targets, (*batch, n))


@pytest.fixture
def draw():
    """Return draw(interval, shape): seeded random numbers well inside an interval, an infinite end taken as +-3."""
    rng = np.random.default_rng(36_37_38)

    def draw(interval, shape):
        low, high = np.nan_to_num(interval, neginf=-3, posinf=3)
        numbers = low + (high - low) * rng.uniform(0.05, 0.95, shape)
        numbers.flags.writeable = False  # so that whatever writes into its input is red in every test
        return numbers

    return draw
