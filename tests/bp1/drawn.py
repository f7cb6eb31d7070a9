"""What the property tests draw: numbers, arrays in every form, and arguments for every public function.

Numbers are gentle (no kink near, nothing cancels), moderate (no product leaves the floats) or harsh (any that fits).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import bp1
from bp1 import ACTIVATIONS, COSTS, LAYERS, check, vectors
from bp1.backward import backward, gradient_error, gradients
from bp1.classify import structure
from bp1.layers import dropout
from bp1.mistakes import wrong_deltas
from bp1.network import forward, random_layers
from bp1.staircase import climb, corners
from bp1.training import train

EPS, TINY, INF = np.finfo(float).eps, 5e-324, np.inf
EDGES = [0.0, -0.0, TINY, -TINY, 1e-310, 2.3e-308, 1e-16, 0.5, 1.0, -1.0, 36.8, -36.8, 100.0, -100.0]
FAR = [-709.8, 710.0, -745.2, 746.0, 1e16, -1e16, 1e154, -1e300, 1e300, -8e307, 8e307]

gentle = st.floats(0.01, 3) | st.floats(-3, -0.01)
moderate = st.floats(-3, 3) | st.sampled_from(EDGES)
harsh = moderate | st.sampled_from(FAR)
eighths = st.integers(-80, 80).map(lambda m: m / 8)  # adding a whole number to one rounds nothing
counts = st.integers(1, 4)
batches = st.sampled_from([(), (0,), (1,), (3,), (2, 2)])

PAIRS = [(f, C) for f in ACTIVATIONS.values() for C in COSTS.values() if bp1.compatible(f, C)]
NETWORK = random_layers([2, 3, 2], [ACTIVATIONS["tanh"], ACTIVATIONS["softmax"]], rng=36)
QUADRATIC = COSTS["quadratic"]


def like(numbers, *shape: int) -> st.SearchStrategy:
    """Return a strategy for arrays of that shape, each entry drawn by itself."""
    return arrays(np.float64, shape, elements=numbers, fill=st.nothing())


def targets(cost) -> st.SearchStrategy:
    """Return a strategy for numbers that may be targets of the cost."""
    low, high = cost.targets
    return gentle if low == -INF else st.floats(low, high) | st.sampled_from([low, high])


def outputs(cost) -> st.SearchStrategy:
    """Return a strategy for numbers well inside the domain of the cost."""
    return gentle if cost.domain[0] == -INF else st.floats(0.05, 0.95)


# -- the arguments of public functions: [record, array, ...] ---------------------------------------------------------


@st.composite
def alike(draw, kinds=1, numbers=gentle, n=counts, batch=batches):
    """Draw [None, z, ...]: so many arrays of one shape (..., n)."""
    shape = (*draw(batch), draw(n))
    return [None, *(draw(like(numbers, *shape)) for _ in range(kinds))]


@st.composite
def of_an_activation(draw, kinds=1, numbers=gentle):
    """Draw [activation, z] or [activation, z, g]."""
    return [draw(st.sampled_from(list(ACTIVATIONS.values()))), *draw(alike(kinds, numbers))[1:]]


@st.composite
def of_a_cost(draw):
    """Draw [cost, a, y]."""
    cost, shape = draw(st.sampled_from(list(COSTS.values()))), (*draw(batches), draw(counts))
    return [cost, draw(like(outputs(cost), *shape)), draw(like(targets(cost), *shape))]


@st.composite
def of_a_layer(draw, with_g=False):
    """Draw [layer, z] or [layer, z, g], with as many inputs as the layer of the zoo takes."""
    layer = draw(st.sampled_from(list(LAYERS.values())))
    n, batch = draw(st.sampled_from([n for n in range(1, 7) if layer.fits(n)])), draw(batches)
    z = draw(like(gentle, *batch, n))
    return [layer, z, draw(like(gentle, *layer(z).shape))] if with_g else [layer, z]


@st.composite
def of_a_pair(draw, numbers=gentle, batch=batches, pairs=PAIRS):
    """Draw [(activation, cost), z, y].

    Two outputs or more: a lone output of softmax is 1, where the cross-entropy has no slope.
    """
    pair = draw(st.sampled_from(pairs))
    shape = (*draw(batch), draw(st.integers(2, 4)))
    return [pair, draw(like(numbers, *shape)), draw(like(targets(pair[1]), *shape))]


alone = of_a_pair(batch=st.just(()))
vector = alike(batch=st.just(()))
row_or_rows = alike(2, n=st.just(2), batch=st.sampled_from([(), (3,), (2, 2)]))
rows = alike(2, n=st.just(2), batch=st.just((3,)))


# -- every public function that takes arrays -------------------------------------------------------------------------


class Public(NamedTuple):
    """A public function on trial.

    arguments: draws a record and the arrays that f takes.  finite: whether f refuses NaN and inf.
    apart: whether f treats each example by itself, and has a result for each.
    """

    arguments: st.SearchStrategy
    f: Callable
    finite: bool = True
    apart: bool = True


def lengths(z):
    return (z**2).sum(axis=-1)


def flat(pairs):
    return [part for pair in pairs for part in pair]


def signs(z):
    """Return where z is above 0, in the form of z."""
    return (np.asarray(z) > 0).tolist() if isinstance(z, list) else z > 0


def judged(pair, z, y):
    activation, cost = pair
    return bp1.check_against(lambda z, y: 0.1 + bp1.delta(*pair, z, y), z, y, activation=activation, cost=cost).theirs


def trained(x, y):
    after = train(NETWORK, QUADRATIC, x, y, epochs=1, rate=0.1, batch_size=2, rng=0)
    return [layer.weights for layer in after]


def given_2z(z):
    return 2 * np.asarray(z)


DELTAS = bp1.delta, bp1.delta_full_sum, bp1.delta_diagonal_only, bp1.delta_finite_difference
DIFFERENCES = check.central_difference, check.one_sided_difference, check.complex_step
READERS = vectors.plain, vectors.vectors, vectors.finite_vectors, vectors.maskable

PUBLIC: dict[str, Public] = {
    "Activation.__call__": Public(of_an_activation(), lambda f, z: f(z)),
    "Activation.jacobian": Public(of_an_activation(), lambda f, z: f.jacobian(z)),
    "Activation.vjp": Public(of_an_activation(2), lambda f, z, g: f.vjp(z, g)),
    "Cost.__call__": Public(of_a_cost(), lambda C, a, y: C(a, y)),
    "Cost.gradient": Public(of_a_cost(), lambda C, a, y: C.gradient(a, y)),
    "Layer.__call__": Public(of_a_layer(), lambda layer, z: layer(z)),
    "Layer.jacobian": Public(of_a_layer(), lambda layer, z: layer.jacobian(z)),
    "Layer.vjp": Public(of_a_layer(with_g=True), lambda layer, z, g: layer.vjp(z, g)),
    **{f.__name__: Public(of_a_pair(), lambda pair, z, y, f=f: f(*pair, z, y)) for f in DELTAS},
    **{f.__name__: Public(alike(), lambda _, z, f=f: f(np.sin, z)) for f in DIFFERENCES},
    **{f.__name__: Public(alike(), lambda _, z, f=f: f("z", z).copy(), f in READERS[2:]) for f in READERS},
    "backward": Public(row_or_rows, lambda _, x, y: backward(NETWORK, QUADRATIC, forward(NETWORK, x), y)),
    "forward": Public(alike(n=st.just(2)), lambda _, x: flat(forward(NETWORK, x))),
    "check_derivative": Public(alike(), lambda _, z: check.check_derivative(lengths, given_2z(z), z), apart=False),
    "check_against": Public(alone, judged, apart=False),
    "classify_jacobian": Public(
        vector, lambda _, z: bp1.classify_jacobian(np.sin, z, points=2).jacobian, apart=False
    ),
    "climb": Public(alone, lambda pair, z, y: climb(*pair, z, y, 0, 0.5).steps, apart=False),
    "corners": Public(alike(2, batch=st.just(())), lambda _, before, after: corners(before, after), apart=False),
    "dropout": Public(
        alike(numbers=st.sampled_from([0.0, 1.0]), batch=st.just(())),
        lambda _, mask: dropout(mask)(np.ones(len(mask))), apart=False,
    ),
    "gradients": Public(row_or_rows, lambda _, x, y: flat(gradients(NETWORK, QUADRATIC, x, y)), apart=False),
    "gradient_error": Public(
        row_or_rows, lambda _, x, y: gradient_error(NETWORK, QUADRATIC, x, y) < 1e-5, apart=False
    ),
    "line_integrals": Public(
        alike(batch=st.just((3,))), lambda _, points: check.line_integrals(np.sin, points), apart=False
    ),
    "relative_error": Public(alike(2), lambda _, u, v: check.relative_error(u, v), finite=False, apart=False),
    "step_errors": Public(
        vector, lambda _, z: check.step_errors(lengths, given_2z(z), z, [1e-5]), apart=False
    ),
    "structure": Public(
        alike(batch=st.just((3,))), lambda _, z: structure(signs(z)), finite=False, apart=False
    ),
    "train": Public(rows, lambda _, x, y: trained(x, y), apart=False),
    "wrong_deltas": Public(alone, lambda pair, z, y: list(wrong_deltas(*pair, z, y).values()), apart=False),
}  # fmt: skip


def results(name: str, record, *given) -> list[np.ndarray]:
    """Return all that the public function returns, as a list."""
    found = PUBLIC[name].f(record, *given)
    return found if isinstance(found, list) else [found]
