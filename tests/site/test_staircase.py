"""The staircase widget: every control works, every number equals Python's, and the steps add up."""

import re
from itertools import pairwise

import numpy as np
import pytest
from small_faces import alive, cut_off, numbers
from traitlets import TraitError

from bp1 import ACTIVATIONS, COSTS, compatible, delta_full_sum
from bp1.staircase import climb
from bp1.widgets import Staircase

STATE = Staircase(h=1.0).state()
PAIRS = [(f, C) for f in ACTIVATIONS for C in COSTS if compatible(ACTIVATIONS[f], COSTS[C])]


@pytest.fixture
def widget(open_page, addresses):
    """Return the widget in its chapter."""
    return alive(open_page(f"{addresses['http']}/chapters/one-nudge-travels-by-every-route.html"), "staircase")


def climbed(state):
    """Return the library's Staircase of a widget's state, and its delta_j."""
    layer = ACTIVATIONS[state["activation"]], COSTS[state["cost"]]
    delta = delta_full_sum(*layer, state["z"], state["y"])[state["j"]]
    return climb(*layer, *(state[key] for key in "zyjh")), delta


def expected(state) -> dict[str, float]:
    """Return the numbers of the face by the library."""
    stairs, delta = climbed(state)
    change = stairs.costs[-1] - stairs.costs[0]
    result = {"h": state["h"], "moved": state["moved"], "delta37": delta, "total": change, "change": change}
    result |= {"totalRate": change / state["h"], "changeRate": change / state["h"]}
    result |= {"gap": np.abs(stairs.rates - stairs.shares).max()}
    result |= {f"C{k}": C for k, C in enumerate(stairs.costs)}
    columns = {"z": state["z"], "y": state["y"], "before": stairs.before, "after": stairs.after}
    columns |= {"step": stairs.steps, "rate": stairs.rates, "share": stairs.shares}
    return result | {f"{name}{k + 1}": x for name, column in columns.items() for k, x in enumerate(column)}


def assert_shows(widget, state):
    """Fail unless the widget shows this state, and shows it right."""
    shown, right = numbers(widget), expected(state)
    assert shown.keys() == right.keys()
    stairs, _ = climbed(state)
    largest = max(1, np.abs(stairs.costs).max(), np.abs(stairs.shares).max())
    for name, value in right.items():
        divided = name == "gap" or "ate" in name  # a step / h: its rounding is divided by h too
        tolerance = 1e-12 * largest / (state["h"] if divided else 1)
        assert shown[name] == pytest.approx(value, rel=1e-12, abs=tolerance), name
    steps = [shown[f"step{k + 1}"] for k in range(len(state["z"]))]
    assert abs(sum(steps) - shown["change"]) <= 1e-12 * np.abs(stairs.costs).max()


def use(widget):
    """Return the widget's controls."""
    sliders = widget.get_by_role("slider")
    return {
        "activation": lambda kind: widget.get_by_role("radio", name=kind).check(),
        "j": lambda j: widget.get_by_role("group", name="dial to nudge").get_by_role("radio").nth(j).check(),
        "h": lambda stop: sliders.nth(0).fill(str(stop)),
        "moved": lambda moved: sliders.nth(1).fill(str(moved)),
        "next": lambda: widget.get_by_role("button").click(),
    }


def test_every_control_does_what_it_says(widget):
    control, state = use(widget), dict(STATE)
    assert_shows(widget, state)
    for change, act in [
        ({"activation": "sigmoid"}, lambda: control["activation"]("sigmoid")),
        ({"activation": "softmax"}, lambda: control["activation"]("softmax")),
        ({"j": 0}, lambda: control["j"](0)),
        ({"j": 2}, lambda: control["j"](2)),
        ({"h": 0.0001}, lambda: control["h"](13)),
        ({"h": 2}, lambda: control["h"](0)),
        ({"moved": 2}, lambda: control["moved"](2)),
        ({"moved": 3}, control["next"]),
        ({"moved": 0}, control["next"]),  # "Start again"
        ({"moved": 1}, control["next"]),
    ]:
        before = widget.inner_html()
        act()
        state |= change
        assert_shows(widget, state)
        assert widget.inner_html() != before, change


def test_shrinking_the_nudge_brings_the_steps_to_their_shares(widget):
    gaps = []
    for stop in range(14):
        use(widget)["h"](stop)
        gaps.append(numbers(widget)["gap"])
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] < 1e-3 * gaps[0], gaps


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_numbers_equal_pythons_for_random_traits(mount, pair):
    rng = np.random.default_rng(11)
    (activation, cost), staircases = pair, []
    for n in (2, 2, 3, 3, 4, 4):
        y = rng.dirichlet(np.ones(n)) if COSTS[cost].targets == (0, 1) else rng.normal(size=n)
        z, j, moved = rng.normal(size=n).tolist(), int(rng.integers(n)), int(rng.integers(n + 1))
        h = float(10 ** rng.uniform(-4, 0.3))
        staircases.append(Staircase(activation=activation, cost=cost, z=z, y=y.tolist(), j=j, h=h, moved=moved))
    faces = mount(*staircases).locator(".bp1-staircase")
    assert faces.count() == len(staircases)
    for i, staircase in enumerate(staircases):
        assert_shows(faces.nth(i), staircase.state())


def test_one_lamp_moves_at_a_time_in_picture_table_and_words(widget):
    say = widget.locator(".say")
    assert "a₂ brighter; a₁, a₃ dimmer" in say.inner_text()
    for moved, words in [(1, "a₁ goes to its new value"), (2, "C rises"), (3, "the steps add up to ΔC")]:
        use(widget)["next"]()
        numbers(widget)
        assert words in say.inner_text()
        assert widget.locator("tbody tr:not(.ahead)").count() == moved
        assert widget.locator(".riser:not(.ahead)").count() == moved
        assert widget.locator(".bulb.new").count() == 1 + 2 + 3  # the picture shows all corners
    use(widget)["activation"]("sigmoid")
    use(widget)["moved"](1)
    numbers(widget)
    assert "a₁ does not answer z₂: its step is 0" in say.inner_text()


def test_everything_can_be_used_by_keyboard_alone(widget):
    press = widget.page.keyboard.press
    widget.get_by_role("radio", name="softmax").focus()
    for key in ["ArrowLeft", "Tab", "ArrowLeft", "Tab", "ArrowRight", "Tab", "Enter", "Tab", "ArrowRight"]:
        press(key)
    assert_shows(widget, STATE | {"activation": "sigmoid", "j": 0, "h": 0.5, "moved": 2})


def test_a_screen_reader_hears_the_step_once_things_are_calm(widget):
    use(widget)["next"]()
    live = widget.get_by_role("status")
    widget.page.wait_for_function("(e) => e.textContent.includes('C falls')", arg=live.element_handle())
    assert "C is 0.0880; all steps add up to 0.1630" in live.inner_text()
    assert widget.get_by_role("slider", name="nudge h").get_attribute("aria-valuetext") == "h = 1"


@pytest.mark.parametrize("media", ["screen", "print"])
def test_no_width_cuts_anything_off(widget, media):
    widget.page.emulate_media(media=media)
    for width in (320, 360, 480, 640, 800, 1024, 1280):
        widget.page.set_viewport_size({"width": width, "height": 800})
        numbers(widget)
        assert cut_off(widget) == [0, 0], width


def test_four_lamps_fit_on_a_narrow_screen(mount):
    four = Staircase(z=[1, 2, 3, 0], y=[0, 0, 1, 0])
    widget = alive(mount(four, viewport={"width": 320, "height": 800}), "staircase")
    assert cut_off(widget) == [0, 0]
    spots = widget.locator(".bulb").evaluate_all(
        "(all) => all.map((e) => [+e.getAttribute('cx'), +e.getAttribute('r')])"
    )
    for (x, r), (x_next, _) in pairwise(spots):
        assert r > 0 and x + 2 * r <= x_next + 0.01, "lamps overlap"


def test_the_snapshot_shows_the_same_numbers_and_picture_as_the_face():
    staircase = Staircase(activation="softmax", z=[2.2, 0.3, 0], y=[0, 1, 0], j=0, h=0.5, moved=2)
    text, (stairs, delta) = staircase.snapshot(), climbed(staircase.state())
    for x in [*stairs.before, *stairs.after, *stairs.steps, *stairs.rates, *stairs.shares, stairs.steps.sum(), delta]:
        assert f"{x:.4f}".replace("-", "−") in text
    assert "z = (2.2, 0.3, 0)" in text and "y = (0, 1, 0)" in text and "h = 0.5" in text and "2 moved" in text
    treads = [float(y) for y in re.findall(r'class="tread" d="M[\d.]+ ([\d.]+)h', text)]
    risers = [[float(y) for y in ys] for ys in re.findall(r'class="riser" d="M[\d.]+ ([\d.]+)V([\d.]+)"', text)]
    assert risers == [list(pair) for pair in pairwise(treads)]
    rise = (treads[0] - np.array(treads)) / (max(treads) - min(treads))  # y points down
    np.testing.assert_allclose(rise, (stairs.costs - stairs.costs[0]) / np.ptp(stairs.costs), atol=2e-3)


def test_a_level_staircase_has_a_picture_too(mount):
    flat = Staircase(activation="softmax", z=[5.0], y=[1.0], j=0)  # a lone softmax output is 1 whatever z is
    assert "nan" not in flat.snapshot()
    widget = alive(mount(flat), "staircase")
    assert_shows(widget, flat.state())
    assert "NaN" not in widget.inner_html()


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"h": 0}, "h must be a number from 0.0001 to 2, got 0"),
        ({"h": 5}, "h must be a number from 0.0001 to 2, got 5"),
        ({"h": float("nan")}, "h must be a number from 0.0001 to 2, got nan"),
        ({"moved": 4}, "moved must be a whole number from 0 to 3, the number of lamps, got 4"),
        ({"moved": -1}, "moved must be a whole number from 0 to 3"),
        ({"j": 3}, "j must be a whole number from 0 to 2, got 3"),
        ({"j": -1}, "j must be a whole number from 0 to 2, got -1"),
        ({"z": [1, 2]}, r"y must have shape \(2,\), got \(3,\)"),
        ({"z": [1] * 5, "y": [0] * 5}, "z must hold 1 to 4 numbers, got 5"),
        ({"z": [], "y": []}, "z must hold 1 to 4 numbers, got 0"),
        ({"z": [1, 2, float("inf")]}, r"z\[2\] is inf; expected a finite number"),
        ({"activation": "tanh", "cost": "log_likelihood"}, "tanh with the log-likelihood cost makes no sense"),
    ],
)
def test_traits_that_make_no_sense_are_named(traits, message):
    with pytest.raises(ValueError, match=message):
        Staircase(**traits)


def test_a_later_change_is_refused_too_and_leaves_the_widget_as_it_was():
    staircase = Staircase()
    with pytest.raises(ValueError, match="moved must be"):
        staircase.moved = 9
    with pytest.raises(TraitError, match="activation"):
        staircase.activation = "sigmod"
    assert staircase.state() == STATE
