"""The error curve: every control works, the numbers are numpy's up to rounding, and the words say where h is."""

import re

import numpy as np
import pytest
from small_faces import alive, cut_off, numbers, settled
from traitlets import TraitError

from bp1 import ACTIVATIONS, COSTS, compatible, delta_full_sum
from bp1.widgets import ErrorCurve

STATE = ErrorCurve().state()
PAIRS = [(f, C) for f in ACTIVATIONS for C in COSTS if compatible(ACTIVATIONS[f], COSTS[C])]
EPS = np.finfo(float).eps
SLOPE = {"oneSided": 1, "central": 2}


@pytest.fixture
def widget(mount):
    """Return the widget in its first state."""
    return alive(mount(ErrorCurve()), "error_curve")


def by_numpy(state, h=None):
    """Return delta_j, both difference quotients, and C, as the formulas say them."""
    f, C, y, j = ACTIVATIONS[state["activation"]], COSTS[state["cost"]], state["y"], state["j"]
    h = state["h"] if h is None else h
    here, up, down = (C(f(np.array(state["z"]) + step * np.eye(len(y))[j]), y) for step in (0, h, -h))
    one_sided, central = (up - here) / h, (up - down) / (2 * h)
    return {"delta37": delta_full_sum(f, C, state["z"], y)[j], "oneSided": one_sided, "central": central}, here


def assert_shows(widget, state):
    """Fail unless the widget shows this state, and shows it right up to what rounding does at this h."""
    shown, (right, C) = numbers(widget), by_numpy(state)
    terms = np.abs(COSTS[state["cost"]].gradient(ACTIVATIONS[state["activation"]](state["z"]), state["y"])).max()
    rounding = 8 * EPS * max(1, abs(C), terms) / state["h"]
    assert shown["h"] == state["h"]
    assert shown["delta37"] == pytest.approx(right["delta37"], rel=1e-12, abs=1e-12 * max(1, terms))
    assert shown["floor"] == pytest.approx(EPS * abs(C) / state["h"], rel=1e-9, abs=1e-30)
    for way in SLOPE:
        assert shown[way] == pytest.approx(right[way], rel=1e-12, abs=rounding), (way, state)
        assert shown[f"{way} error"] == pytest.approx(abs(shown[way] - shown["delta37"]), rel=1e-12, abs=1e-300)


def menu(widget, label):
    return widget.get_by_role("combobox", name=label)


def at(widget, power):
    """Return where a power of ten of h is on the screen, between the two ends of the axis."""
    box = widget.locator("svg").bounding_box()
    return box["x"] + 44 + (power + 15) / 15 * (box["width"] - 54), box["y"] + 100


def test_the_chapter_has_it_with_its_style(open_page, addresses):
    widget = alive(open_page(f"{addresses['http']}/chapters/a-nudge-convicts-a-wrong-delta.html"), "error_curve")
    assert_shows(widget, STATE)
    assert widget.locator("path.curve").first.evaluate("(e) => getComputedStyle(e).fill") == "none"


def test_every_control_does_what_it_says(widget):
    mouse, slider, state = widget.page.mouse, widget.get_by_role("slider"), dict(STATE)
    assert_shows(widget, state)
    for change, act in [
        ({"h": 1e-6}, lambda: slider.fill("-6")),
        ({"h": 1e-15}, lambda: slider.fill("-15")),
        ({"h": 0.001}, lambda: mouse.click(*at(widget, -3))),
        ({"h": 1}, lambda: drag(mouse, at(widget, -3), (9999, 300))),
        ({"h": 1e-9}, lambda: drag(mouse, at(widget, -1), at(widget, -9))),
        ({"j": 0}, lambda: widget.get_by_role("radio").nth(0).check()),
        ({"activation": "sigmoid"}, lambda: menu(widget, "activation").select_option("sigmoid")),
        ({"cost": "cross_entropy"}, lambda: menu(widget, "cost").select_option("cross_entropy")),
        ({"activation": "tanh", "cost": "quadratic"}, lambda: menu(widget, "activation").select_option("tanh")),
    ]:
        act()
        state |= change
        assert_shows(widget, state)
    mouse.move(*at(widget, -4))  # without a button pressed
    assert_shows(widget, state)


def drag(mouse, start, end):
    mouse.move(*start)
    mouse.down()
    mouse.move(*end)
    mouse.up()


def test_everything_can_be_used_by_keyboard_alone(widget):
    menu(widget, "activation").focus()
    for key in ["s", "Tab", "c", "Tab", "ArrowLeft", "Tab", "ArrowLeft"]:
        widget.page.keyboard.press(key)
    assert_shows(widget, STATE | {"activation": "sigmoid", "cost": "cross_entropy", "j": 0, "h": 0.0075})


def test_the_numbers_equal_numpys_for_random_traits(mount):
    rng, curves = np.random.default_rng(3), []
    for activation, cost in PAIRS:
        n = int(rng.integers(1, 7))
        y = rng.dirichlet(np.ones(n)) if COSTS[cost].targets == (0, 1) else rng.normal(size=n)
        h, j = float(10 ** rng.uniform(-14, -0.1)), int(rng.integers(n))
        z = rng.normal(size=n).tolist()
        curves.append(ErrorCurve(activation=activation, cost=cost, z=z, y=y.tolist(), j=j, h=h))
    page = mount(*curves)
    alive(page, "error_curve")
    faces = page.locator(".bp1-error_curve")
    assert faces.count() == len(curves)
    for i, curve in enumerate(curves):
        assert_shows(faces.nth(i), curve.state())
        assert "NaN" not in faces.nth(i).inner_html()


def test_the_curves_are_the_errors_and_the_guides_have_slopes_1_2_and_minus_1(widget):
    curves = widget.locator("path.curve").evaluate_all("(all) => all.map((e) => e.getAttribute('d'))")
    steps = 10 ** (np.arange(121) / 8 - 15)
    for (way, slope), d in zip(SLOPE.items(), curves, strict=True):
        heights = np.array([float(point.split()[1]) for point in d[1:].split("L")])
        errors = [abs(by_numpy(STATE, h)[0][way] - by_numpy(STATE)[0]["delta37"]) for h in steps]
        high = slice(90, None)  # rounding is far below
        expected = 12 + (1 - np.log10(errors)) / 18 * (300 - 38)
        np.testing.assert_allclose(heights[high], expected[high], atol=0.3)
        assert (heights[-1] - heights[-17]) / (expected[-1] - expected[-17]) == pytest.approx(1, abs=0.02), slope
    guides = widget.locator("path.guide").evaluate_all("(all) => all.map((e) => e.getAttribute('d'))")
    width = widget.locator("svg").bounding_box()["width"]
    slopes = []
    for d in guides:
        x0, y0, x1, y1 = map(float, re.findall(r"-?[\d.]+", d))
        slopes.append((y0 - y1) / ((300 - 38) / 18) / ((x1 - x0) / ((width - 54) / 15)))
    assert slopes == pytest.approx([-1, 1, 2], abs=1e-6)
    assert widget.locator("svg .label").all_text_contents() == [
        "one-sided: slope 1", "central: slope 2", "rounding: slope −1",
    ]  # fmt: skip


def test_the_words_say_on_which_side_of_the_valley_h_is(widget):
    heard = {
        0.01: ("right of the valley", "right of the valley"),
        1e-5: ("right of the valley", "on the valley"),
        1e-8: ("on the valley", "left of the valley"),
        1e-12: ("left of the valley", "left of the valley"),
    }
    floors = [1.9e-8, 1.1e-5]  # sqrt(2 eps C / |C''|) and cbrt(6 eps C / |C'''|), from differences below
    (first, second), C = slopes_of_delta(STATE)
    assert [np.sqrt(2 * EPS * C / abs(first)), np.cbrt(6 * EPS * C / abs(second))] == pytest.approx(floors, rel=0.1)
    for h, sides in heard.items():
        widget.get_by_role("slider").fill(str(round(np.log10(h))))
        settled(widget)
        for say, side, floor in zip(widget.locator(".say").all_inner_texts(), sides, floors, strict=True):
            assert side in say and f"{floor:.1e}".replace("e-0", "e−") in say, (h, say)
    live = widget.get_by_role("status")
    widget.page.wait_for_function("(e) => e.textContent.includes('At h = 1.0e−12')", arg=live.element_handle())
    assert "Off by" in live.inner_text() and "rounding rules" in live.inner_text()
    assert "At h = 1.0e−12" in widget.locator("svg").get_attribute("aria-label")
    assert widget.get_by_role("slider").get_attribute("aria-valuetext") == "h = 1.0e−12"


def slopes_of_delta(state):
    """Return the first and second derivative of delta_j by z_j, and C."""
    f, C, j, h = ACTIVATIONS[state["activation"]], COSTS[state["cost"]], state["j"], 1e-3
    z = np.array(state["z"])
    down, here, up = (delta_full_sum(f, C, z + step * np.eye(3)[j], state["y"])[j] for step in (-h, 0, h))
    return ((up - down) / (2 * h), (up - 2 * here + down) / h**2), C(f(z), state["y"])


def test_where_c_is_a_parabola_the_central_way_has_rounding_alone(mount):
    widget = alive(mount(ErrorCurve(activation="linear")), "error_curve")
    settled(widget)
    assert "Central: rounding is all there is" in widget.inner_text()
    assert widget.locator("svg .label.central").text_content() == ""
    assert "One-sided (46): right of the valley" in widget.inner_text()


def test_no_width_cuts_anything_off(mount):
    widget = alive(mount(ErrorCurve(activation="tanh")), "error_curve")  # the menu of costs says why two are forbidden
    for width in (320, 360, 560, 1280):
        widget.page.set_viewport_size({"width": width, "height": 800})
        settled(widget)
        assert cut_off(widget) == [0], width
        assert widget.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
        boxes = widget.locator("svg .label").evaluate_all(
            "(all) => all.map((e) => e.getBoundingClientRect()).map(({ left, right }) => [left, right])"
        )
        assert all(0 <= left < right <= width for left, right in boxes), width


@pytest.mark.parametrize(
    "query", ["h=0", "h=2", "h=1e-16", "h=", "j=3", "j=0.5", "activation=tanh&cost=log_likelihood",
              "activation=valueOf", "z=1_2", "activation=sigmoid&z=1_2_Infinity", "cost=log_likelihood&y=0_0_2",
              "activation=sigmoid&cost=cross_entropy&z=800_0_0"],
)  # fmt: skip
def test_a_link_to_a_state_that_makes_no_sense_is_refused(mount, query):
    page = mount(ErrorCurve())
    widget = alive(page, "error_curve")
    page.evaluate("(query) => { location.hash = `error_curve?${query}`; }", query)
    page.locator(".bp1-said", has_text="is damaged").wait_for()
    assert_shows(widget, STATE)


def test_the_snapshot_says_what_each_way_measures(open_page):
    curve = ErrorCurve(activation="sigmoid", cost="cross_entropy", j=0)
    page = open_page("about:blank")
    page.set_content(curve.snapshot())
    rows = page.locator("tbody tr").evaluate_all("(all) => all.map((r) => [...r.cells].map((c) => c.innerText))")
    assert len(rows) == 8
    for texts in rows:
        h, *found = [float(text.replace("−", "-")) for text in texts]
        right, _ = by_numpy(curve.state(), h)
        for measured, error, way in zip(found[::2], found[1::2], SLOPE, strict=True):
            assert measured == pytest.approx(right[way], abs=1e-12 + 8 * EPS / h)
            assert error == pytest.approx(abs(right[way] - right["delta37"]), rel=0.06, abs=8 * EPS / h)
    assert f"{right['delta37']:.12f}" in page.locator("caption").inner_text()
    assert "nan" not in curve.snapshot()


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"h": 0}, "h must be a number from 1e-15 to 1, got 0"),
        ({"h": float("nan")}, "h must be a number from 1e-15 to 1, got nan"),
        ({"j": 3}, "j must be a whole number from 0 to 2, got 3"),
        ({"z": [1, 2]}, r"y must have shape \(2,\), got \(3,\)"),
        ({"z": [], "y": []}, "z must hold 1 to 6 numbers, got 0"),
        ({"z": [1, 2, float("-inf")]}, r"z\[2\] is -inf; expected a finite number"),
        ({"activation": "tanh", "cost": "log_likelihood"}, "tanh with the log-likelihood cost makes no sense"),
        ({"activation": "sigmoid", "cost": "cross_entropy", "z": [800, 0, 0]}, "dC/da_k = .* at k = 0"),
    ],
)
def test_traits_that_make_no_sense_are_named(traits, message):
    with pytest.raises(ValueError, match=message):
        ErrorCurve(**traits)


def test_a_later_change_is_refused_too_and_leaves_the_widget_as_it_was():
    curve = ErrorCurve()
    with pytest.raises(ValueError, match="h must be"):
        curve.h = 3
    with pytest.raises(TraitError, match="activation"):
        curve.activation = "sigmod"
    assert curve.state() == STATE
