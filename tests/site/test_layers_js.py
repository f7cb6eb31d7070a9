"""layers.js and precision.js say the same as the library: in float64 to 1e-12, in the others as numpy in that dtype."""

import json
from functools import cache

import numpy as np
import pytest

from bp1.classify import open_somewhere, structure
from bp1.layers import LAYERS
from bp1.widgets.zoo import scaled_jacobian

SIZES = [(name, n) for name, layer in LAYERS.items() for n in range(1, 7) if layer.fits(n)]
NORMS = {"l2_norm", "rms_norm", "layer_norm", "batch_norm"}
VIEWS = "(cases) => cases.map(m.compute).map((v) => v && [v.a, v.jacobian, v.rows, v.columns])"


@pytest.fixture(scope="module")
def layers_js(import_js):
    """Return a function that evaluates JavaScript with layers.js imported as m."""
    return import_js("layers.js")


@pytest.fixture(scope="module")
def view_js(import_js):
    """Return a function that evaluates JavaScript with zoo_view.js imported as m."""
    return import_js("zoo_view.js")


def test_the_zoos_have_the_same_layers_in_one_order(layers_js):
    js = layers_js(
        """() => Object.entries(m.LAYERS).map(([name, { label, takes, fits }]) =>
            [name, label, takes, [1, 2, 3, 4, 5, 6].map(fits)])"""
    )
    fits = {name: [layer.fits(n) for n in range(1, 7)] for name, layer in LAYERS.items()}
    assert js == [[name, layer.label, layer.takes, fits[name]] for name, layer in LAYERS.items()]


@pytest.mark.parametrize("spread", [1, 30], ids=["moderate", "saturated"])
def test_layers_and_jacobians_in_float64(layers_js, spread):
    rng = np.random.default_rng(1)
    cases = [(name, spread * rng.normal(size=n)) for name, n in SIZES for _ in range(10)]
    js = layers_js(
        "(cases) => cases.map(([name, z]) => [m.LAYERS[name].f(z), m.LAYERS[name].jacobian(z)])",
        [(name, z.tolist()) for name, z in cases],
    )
    for (name, z), (a, J) in zip(cases, js, strict=True):
        right_a, right_J = LAYERS[name](z), LAYERS[name].jacobian(z)
        assert np.shape(a) == right_a.shape and np.shape(J) == right_J.shape, (name, z)
        terms = largest_term(name, z, 1) if name in NORMS else 0
        assert np.abs(a - right_a).max() <= 1e-12 * np.abs(right_a).max(), (name, z)
        assert np.abs(J - right_J).max() <= 1e-12 * max(np.abs(right_J).max(), terms), (name, z)


def largest_term(name, z, c):
    """Return how large the terms are whose difference a norm's entries are: 1 / r, and the factor c."""
    z = np.reshape(z, (3, -1)) if name == "batch_norm" else np.reshape(z, (-1, 1))
    square = (z**2).sum(axis=0) if name == "l2_norm" else (z**2).mean(axis=0) if name == "rms_norm" else z.var(axis=0)
    return c / np.sqrt(c**2 * square.min() + (0 if name == "l2_norm" else 1e-5))


def test_an_entry_is_0_identically_where_the_library_never_finds_it_open(layers_js, view_js):
    js = layers_js(
        """(sizes) => sizes.map(([name, n]) => m.LAYERS[name].jacobian(Array(n).fill(1).map((x, j) => x + j))
            .map((row, k) => row.map((_, j) => m.LAYERS[name].reads(k, j, n))))""",
        SIZES,
    )
    classes = view_js(
        "(sizes) => sizes.map(([layer, n]) => m.compute({ layer, c: 1, precision: 'float64', j: 0,"
        "z: [1, 2, 3, 4, 5, 6].slice(0, n) }).structure)",
        SIZES,
    )
    for (name, n), reads, pattern in zip(SIZES, js, classes, strict=True):
        ever = ever_open(name, n)
        assert reads == ever.tolist(), (name, n)
        assert pattern == structure(ever), (name, n)


def test_half_rounds_as_numpy_does(import_js):
    patterns = np.arange(2**16, dtype=np.uint16).view(np.float16)
    exact = patterns[np.isfinite(patterns)].astype(float)
    steps = np.unique(np.append(exact, [65536.0, -65536.0]))
    middles = (steps[1:] + steps[:-1]) / 2  # ties, and from where on numbers are too large
    rng = np.random.default_rng(5)
    random = rng.choice([-1, 1], 20_000) * 2.0 ** rng.uniform(-30, 18, 20_000)
    values = [*exact, *middles, *np.nextafter(middles, 0), *np.nextafter(middles, np.sign(middles) * 1e9), *random]
    values += [0.0, 2.0**-1074, 1e-300, 1.7e308]
    with np.errstate(over="ignore"):
        right = np.array(values).astype(np.float16).astype(float)
    text = json.dumps([float(x) for x in values])  # one string: Playwright takes long over many numbers
    js = import_js("precision.js")("(text) => JSON.parse(text).map(m.half).join(' ')", text)
    assert (np.array(js.replace("Infinity", "inf").split(), float) == right).all()
    assert len(exact) == 63488  # every bit pattern that is a finite number


@pytest.mark.parametrize("precision", ["float32", "float16"])
def test_short_precisions_are_numpys_in_that_dtype(view_js, precision):
    rng, eps = np.random.default_rng(6), float(np.finfo(precision).eps)
    cases = [
        {"layer": name, "z": np.clip(spread * rng.normal(size=n), -99, 99).tolist(), "c": 10 ** rng.uniform(-1, 1)}
        for name, n in SIZES for spread in (1, 5, 25) for _ in range(3)
    ]  # fmt: skip
    lost = refused = 0
    for case, view in zip(
        cases, view_js(VIEWS, [case | {"precision": precision, "j": 0} for case in cases]), strict=True
    ):
        name, z, c = case["layer"], case["z"], case["c"]
        if view is None:
            refused += 1
            with pytest.raises(ValueError, match="equal inputs have no spread"):
                scaled_jacobian(LAYERS[name], z, c, precision)
            continue
        right_a, J = scaled_jacobian(LAYERS[name], z, c, precision)
        few = 4 * eps * max(np.abs(J).max(), largest_term(name, z, c) if name in NORMS else 0)
        errors = [np.abs(js - numpys).max() for js, numpys in zip(view[1:], sums(J), strict=True)]
        assert np.abs(view[0] - right_a).max() <= 4 * eps * np.abs(right_a).max(), (case, view[0], right_a)
        assert np.all(errors <= few * np.array([1, 6, 6])), (case, view[1], J)
        # numpy adds float16 up in float32: a norm's entry, a difference, may be 0 for one of the two and not for both
        assert ((np.array(view[1]) == 0) == (J == 0)).all() or (name in NORMS and precision == "float16"), case
        lost += np.sum((J == 0) & ever_open(name, len(z)))
    assert lost > 100  # zeros that are not identical, underflow among them
    assert (refused > 0) == (precision == "float16")  # layer norm of one input: its epsilon has underflowed


def sums(J):
    """Return J, and the sums of its rows and of its columns, rounded after each step."""
    return [J, J.cumsum(axis=1)[:, -1], J.cumsum(axis=0)[-1]]


@cache
def ever_open(name, n):
    return open_somewhere(LAYERS[name], n)


ROUTES = [["", ""], ["", ""]]
ALL = {kind: [[kind] * 3] * 3 for kind in ("underflow", "lost", "tiny")}
DIAGONAL = [["", "structural"], ["structural", ""]]


@pytest.mark.parametrize(
    ("layer", "z", "precision", "zeros", "words"),
    [
        ("softmax", [0, 0], "float64", ROUTES, "Here z₁ moves a₁, a₂."),
        ("softmax", [0, 0, 40], "float16", ALL["underflow"], "no output; float16 has lost 3 routes"),
        ("softmax", [0, 0, 40], "float64", ALL["tiny"], "Here z₁ moves a₁, a₂, a₃."),
        ("softmax", [7], "float64", [["structural"]], "No output has a slope"),
        ("sigmoid", [1, 2], "float64", DIAGONAL, "Output k reads input k alone"),
        ("sigmoid", [100], "float32", [["tiny"]], "Here z₁ moves a₁."),
        ("sigmoid", [100], "float16", [["underflow"]], "no output; float16 has lost 1 route "),
        ("relu", [-1, 2], "float64", [["flat", "structural"], ["structural", ""]], "moves no output."),
        ("hard_max", [1], "float16", [["structural"]], "δ is 0 for every cost"),
        ("max_pool", [1, 2], "float64", [["flat", ""]], "Every output reads every input"),
        ("max_pool_overlapping", [1, 2, 3], "float64", [["flat", "", "structural"], ["structural", "flat", ""]],
         "the outputs that read zⱼ. Here z₁ moves no output."),
        ("glu", [0, 2], "float64", [["", "flat"]], "Here z₁ moves a₁."),
        ("glu", [1, 100], "float16", [["", "underflow"]], "Here z₁ moves a₁."),
        ("l2_norm", [1, 0], "float64", [["flat", "flat"], ["flat", ""]], "moves no output."),
        ("l2_norm", [1, 1e-9], "float64", [["lost", "tiny"], ["tiny", ""]], "float64 has lost 1 route of"),
        ("layer_norm", [3, 1, 3, 1], "float16", [["", "lost"] * 2, ["lost", ""] * 2] * 2, "has lost 2 routes"),
        ("layer_norm", [3, 1, 3, 1], "float64", [["", "tiny"] * 2, ["tiny", ""] * 2] * 2, "a₁, a₂, a₃, a₄."),
        ("dropout", [1] * 6, "float64", [["structural" if k != j or k in (1, 4) else "" for j in range(6)]
         for k in range(6)], "Output k reads"),
    ],
)  # fmt: skip
def test_each_zero_says_in_which_sense(view_js, layer, z, precision, zeros, words):
    traits = {"layer": layer, "z": z, "c": 1, "precision": precision, "j": 0}
    view = view_js("(traits) => m.compute(traits)", traits)
    assert view["zeros"] == zeros
    assert words in view["say"]


def test_the_factor_c_is_that_of_the_chain_rule(view_js):
    traits = {"layer": "softmax", "z": [2.2, 0.3, 0], "c": 5, "precision": "float64", "j": 0}
    view, h = view_js("(traits) => m.compute(traits)", traits), 1e-6
    nudged = [np.add(traits["z"], h * sign * e) for e in np.eye(3) for sign in (1, -1)]
    up_and_down = np.array([LAYERS["softmax"](5 * z) for z in nudged]).reshape(3, 2, 3)
    np.testing.assert_allclose(view["jacobian"], (up_and_down[:, 0] - up_and_down[:, 1]).T / (2 * h), atol=1e-8)
