"""math.js says the same as the library: over the registries, in a real browser, to 1e-12 of the largest term summed."""

import numpy as np
import pytest

from bp1 import (
    ACTIVATIONS,
    COSTS,
    compatible,
    delta_finite_difference,
    delta_full_sum,
)

POINTS = 25


@pytest.fixture(scope="module")
def math_js(import_js):
    """Return a function that evaluates JavaScript with math.js imported as m."""
    return import_js("math.js")


def targets(rng, cost, n):
    """Return random y of shape (n,) that the cost has a use for."""
    return rng.dirichlet(np.ones(n)) if cost.targets == (0, 1) else rng.normal(size=n)


def assert_close(js, python, largest, context):
    """Fail unless the two agree to 1e-12 of the largest term that was summed."""
    assert np.shape(js) == np.shape(python), context
    error = np.abs(np.asarray(js) - python).max()
    assert error <= 1e-12 * max(np.max(np.abs(largest)), np.max(np.abs(python))), (js, python, context)


def test_the_registries_have_the_same_names_labels_and_intervals(math_js):
    js = math_js(
        """() => [m.ACTIVATIONS, m.COSTS].map((registry) => Object.fromEntries(Object.entries(registry).map(
            ([name, r]) => [name, [r.label, (r.range ?? r.domain).map(String), r.elementwise ?? null]])))"""
    )

    def words(record, interval):
        return [
            record.label,
            [str(x).replace("inf", "Infinity").removesuffix(".0") for x in interval],
            getattr(record, "elementwise", None),
        ]

    assert js[0] == {name: words(f, f.range) for name, f in ACTIVATIONS.items()}
    assert js[1] == {name: words(C, C.domain) for name, C in COSTS.items()}


@pytest.mark.parametrize("spread", [1, 30], ids=["moderate", "saturated"])
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_activations_and_jacobians(math_js, activation, spread):
    rng = np.random.default_rng(1)
    zs = [spread * rng.normal(size=n) for n in range(1, 7) for _ in range(POINTS)]
    js = math_js(
        "([name, zs]) => zs.map((z) => [m.ACTIVATIONS[name].f(z), m.ACTIVATIONS[name].jacobian(z)])",
        [activation.name, [z.tolist() for z in zs]],
    )
    for z, (a, jacobian) in zip(zs, js, strict=True):
        assert_close(a, activation(z), activation(z), z)
        assert_close(jacobian, activation.jacobian(z), 0, z)


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS.keys())
def test_costs_and_gradients(math_js, cost):
    rng = np.random.default_rng(2)
    low, high = (0.001, 0.999) if cost.domain == (0, 1) else (-3, 3)
    cases = [(rng.uniform(low, high, n), targets(rng, cost, n)) for n in range(1, 7) for _ in range(POINTS)]
    cases += [(np.array([0.25, 0.75, 1e-300]), np.array([1.0, 0.0, 0.0]))]
    js = math_js(
        "([name, cases]) => cases.map(([a, y]) => [m.COSTS[name].f(a, y), m.COSTS[name].gradient(a, y)])",
        [cost.name, [(a.tolist(), y.tolist()) for a, y in cases]],
    )
    for (a, y), (value, gradient) in zip(cases, js, strict=True):
        assert_close(value, cost(a, y), np.max(np.abs([cost(a[k : k + 1], y[k : k + 1]) for k in range(len(a))])), a)
        assert_close(gradient, cost.gradient(a, y), 0, a)


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS.keys())
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_deltas_of_compatible_pairs(math_js, activation, cost):
    pair = [activation.name, cost.name]
    compatible_js = math_js("([a, c]) => m.compatible(m.ACTIVATIONS[a], m.COSTS[c])", pair)
    assert compatible_js == compatible(activation, cost)
    if not compatible_js:
        return
    rng = np.random.default_rng(3)
    cases = [(2 * rng.normal(size=n), targets(rng, cost, n)) for n in range(2, 7) for _ in range(POINTS)]
    js = math_js(
        """([a, c, cases]) => cases.map(([z, y]) => [m.deltaFiniteDifference, m.deltaFullSum]
            .map((delta) => delta(m.ACTIVATIONS[a], m.COSTS[c], z, y)))""",
        [*pair, [(z.tolist(), y.tolist()) for z, y in cases]],
    )
    for (z, y), (measured, full) in zip(cases, js, strict=True):
        terms = cost.gradient(activation(z), y)[:, None] * activation.jacobian(z)
        assert_close(full, delta_full_sum(activation, cost, z, y), terms, (z, y))
        # (36) subtracts two costs and divides by the nudge: those quotients are the terms it sums
        assert_close(measured, delta_finite_difference(activation, cost, z, y), cost(activation(z), y) / 6e-6, (z, y))


def test_36_is_really_measured(math_js):
    # At ReLU's kink no formula can pretend: the nudges see slope 1 on one side and 0 on the other, the formula says 0.
    js = math_js(
        """() => [m.deltaFiniteDifference, m.deltaFullSum].map(
            (delta) => delta(m.ACTIVATIONS.relu, m.COSTS.quadratic, [0, 1], [-1, 0]))"""
    )
    relu, quadratic = ACTIVATIONS["relu"], COSTS["quadratic"]
    np.testing.assert_allclose(js[0], delta_finite_difference(relu, quadratic, [0, 1], [-1, 0]), atol=1e-9)
    assert js[0][0] == pytest.approx(0.5, abs=1e-5) and js[1][0] == 0
