"""What the tests of the flagship widget share: reading its face, setting it, and the same numbers by the library."""

from urllib.parse import parse_qs

import numpy as np
import pytest
from visits import two_frames

from bp1 import ACTIVATIONS, COSTS, delta_diagonal_only, delta_finite_difference, delta_full_sum

CORNERS = np.array([[36, 206], [236, 206], [136, 32.8]])  # px, where routes_triangle.js draws e_1, e_2 and e_3
COPY = """(place) => new Promise((done) => {
    Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => done(text)}, configurable: true});
    place.querySelector(".bp1-toolbar button").click();
})"""


def settled(widget):
    """Wait until what was done to the widget is drawn."""
    two_frames(widget.page)


def numbers(widget) -> dict[str, float]:
    """Return every number on the widget's face by its name."""
    settled(widget)
    pairs = widget.locator("[data-name]:not([data-name=y])").evaluate_all(
        "(all) => all.map((e) => [e.dataset.name, +e.dataset.value])"
    )
    assert len(pairs) == len(dict(pairs)), "two numbers have one name"
    return dict(pairs)


def link(widget) -> str:
    """Return the link to the widget's state, as its button copies it."""
    return widget.locator("xpath=..").evaluate(COPY)


def traits(widget) -> dict:
    """Return the widget's own traits, as its link says them."""
    said = {key: value for key, [value] in parse_qs(link(widget).split("?")[1]).items()}
    lists = {key: [float(x) for x in said[key].split("_")] for key in ("z", "y")}
    return {"activation": said["activation"], "cost": said["cost"], "j": int(said["j"]), **lists}


def expected(activation, cost, z, y, j) -> dict[str, float]:
    """Return the numbers that the widget must show, by the library."""
    f, C = ACTIVATIONS[activation], COSTS[cost]
    a, jacobian = f(z), f.jacobian(z)
    dC_da = C.gradient(a, y)
    result = {"C": C(a, y)}
    for name, delta in [("36", delta_finite_difference), ("37", delta_full_sum), ("38", delta_diagonal_only)]:
        result[f"delta{name}"] = delta(f, C, z, y)[j]
    for k in range(len(z)):
        result |= {f"z{k + 1}": z[k], f"dC_da{k + 1}": dC_da[k], f"column{k + 1}": jacobian[k, j]}
        result |= {f"term{k + 1}": dC_da[k] * jacobian[k, j]}
        result |= {f"J{k + 1}{i + 1}": jacobian[k, i] for i in range(len(z))}
    return result


def assert_shows(widget, activation, cost, z, y, j):
    """Fail unless the widget shows this state, and shows it right."""
    assert_right(numbers(widget), activation, cost, z, y, j)


def assert_right(shown, activation, cost, z, y, j):
    """Fail unless the numbers shown are those of this state: to 1e-12 of what was summed."""
    right = expected(activation, cost, z, y, j)
    assert shown.keys() == right.keys()
    largest = max(1.0, *(abs(right[f"term{k + 1}"]) for k in range(len(z))))
    gaps = [1 - a_k for a_k in ACTIVATIONS[activation](z) if a_k < 1]
    rounding = 1e-15 / min(gaps, default=1) if cost == "cross_entropy" else 0  # of 1 - a, which cancels
    for name, value in right.items():
        slack = 1e-12 * largest + rounding
        if name == "delta36":  # subtracts two costs and divides by the nudge
            slack = (1e-12 * max(1.0, abs(right["C"])) + rounding) / 6e-6
        assert shown[name] == pytest.approx(value, rel=1e-11 + rounding, abs=slack), name


def assert_shows_its_traits(widget):
    """Fail unless every number on the face follows, by the library, from the widget's own traits."""
    assert_shows(widget, **traits(widget))


def turn(widget, i, value):
    """Move the slider of z_i as a hand does, ending at value."""
    widget.get_by_role("slider").nth(i).fill(str(value))


def field(widget, name):
    """Return the field that z1, z2, ... or y is typed into."""
    return widget.locator(f"input[data-name={name}]")


def choose(widget, activation=None, cost=None, n=None):
    """Use the switch, or the menu beside it, and the menus of costs and of the number of outputs."""
    if activation in ("sigmoid", "softmax"):
        widget.get_by_role("radio", name=activation, exact=True).check()
    elif activation:
        widget.get_by_role("combobox", name="another activation").select_option(activation)
    settled(widget)
    if cost:
        widget.get_by_role("combobox", name="cost").select_option(cost)
    if n:
        widget.get_by_role("combobox", name="outputs").select_option(str(n))
    settled(widget)


def screen(widget, a):
    """Return where on the screen the output a lies."""
    x, y = np.asarray(a) @ CORNERS
    return widget.locator(".triangle svg").evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }",
        [x, y],
    )
