"""The flagship widget in the page: every control works, and every number on its face equals Python's."""

import numpy as np
import pytest
from routes_face import assert_shows, assert_shows_its_traits, choose, field, numbers, settled, traits, turn

from bp1 import ACTIVATIONS, COSTS, compatible

Y = [0.0, 0.0, 1.0]
PAIRS = [(f.name, C.name) for f in ACTIVATIONS.values() for C in COSTS.values() if compatible(f, C)]


def test_flipping_the_switch_closes_and_opens_the_routes(widget):
    closed = widget.locator(".bill tr.closed")
    assert closed.count() == 0
    widget.get_by_role("radio", name="sigmoid", exact=True).check()
    assert_shows(widget, "sigmoid", "quadratic", [1, 2, 3], Y, 1)
    assert closed.count() == 2
    assert "one lamp answers, a₂" in widget.locator(".say").inner_text()
    widget.get_by_role("radio", name="softmax", exact=True).check()
    assert_shows(widget, "softmax", "quadratic", [1, 2, 3], Y, 1)
    assert closed.count() == 0
    assert "3 routes are open" in widget.locator(".say").inner_text()


def test_every_control_changes_picture_and_numbers(widget):
    def face():
        numbers(widget)
        return widget.locator(".net svg").inner_html(), widget.locator(".bill").inner_text()

    slider = widget.get_by_role("slider")
    controls = {
        "sigmoid": lambda: widget.get_by_role("radio", name="sigmoid", exact=True).check(),
        "softmax": lambda: widget.get_by_role("radio", name="softmax", exact=True).check(),
        "cost": lambda: widget.get_by_role("combobox", name="cost").select_option("log-likelihood"),
        "cost again": lambda: widget.get_by_role("combobox", name="cost").select_option("cross-entropy"),
        **{f"z{i + 1}": lambda i=i: turn(widget, i, -1.5 + i) for i in range(3)},
        **{f"key on z{i + 1}": lambda i=i: slider.nth(i).press("ArrowRight") for i in range(3)},
        "nudge z3": lambda: widget.locator(".dial input[type=radio]").nth(2).check(),
        "nudge z1": lambda: widget.locator(".dial input[type=radio]").nth(0).check(),
    }
    for name, use in controls.items():
        before = face()
        use()
        after = face()
        assert before[0] != after[0] and before[1] != after[1], name


@pytest.mark.parametrize(("activation", "cost"), PAIRS)
def test_the_numbers_equal_pythons_wherever_the_controls_stand(widget, activation, cost):
    rng = np.random.default_rng(4)
    choose(widget, activation, cost)
    for n in rng.permutation(range(1, 7)):
        ones = ["1"] * widget.get_by_role("slider").count()
        field(widget, "y").fill(" ".join(ones))  # all that a single output of softmax can be
        choose(widget, n=n)
        z, j = rng.integers(-60, 61, n) / 10, int(rng.integers(n))
        y = rng.dirichlet(np.ones(n)) if COSTS[cost].targets == (0, 1) else rng.integers(-30, 31, n) / 10
        for i in range(n):
            turn(widget, i, z[i])
        widget.locator(".dial input[type=radio]").nth(j).check()
        settled(widget)  # what was left is drawn anew, and that takes away what fill has selected
        field(widget, "y").fill(" ".join(map(repr, y.tolist())))
        assert_shows(widget, activation, cost, z.tolist(), y.tolist(), j)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_costs_that_make_no_sense_are_disabled_and_say_why(widget, activation):
    choose(widget, activation)
    for name, cost in COSTS.items():
        option = widget.locator(f"option[value={name}]")
        fits = compatible(ACTIVATIONS[activation], cost)
        assert option.is_enabled() == fits
        assert ("needs outputs from 0 to 1" in option.inner_text()) == (not fits), option.inner_text()


def test_an_activation_brings_a_cost_and_targets_that_fit(widget):
    field(widget, "y").fill("5 -3 0.5")
    choose(widget, "softmax", "log_likelihood")
    assert traits(widget)["y"] == [1, 0, 0.5]
    choose(widget, "tanh")
    assert traits(widget)["cost"] == "quadratic"
    assert_shows_its_traits(widget)


def test_choosing_the_number_of_outputs_by_keys_keeps_the_focus(widget):
    widget.get_by_role("combobox", name="outputs").focus()
    for key in ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"]:
        widget.page.keyboard.press(key)
        settled(widget)
    assert widget.get_by_role("slider").count() == 4
    assert_shows_its_traits(widget)


def test_a_number_that_is_not_zero_never_reads_as_zero(widget):
    for i, value in enumerate([6, -6, -6]):
        turn(widget, i, value)
    cells = widget.locator(".jacobian td[data-value]")
    numbers(widget)
    for text, value in cells.evaluate_all("(all) => all.map((e) => [e.textContent, +e.dataset.value])"):
        assert (float(text.replace("−", "-")) == 0) == (value == 0), (text, value)


def test_everything_can_be_used_by_keyboard_alone(widget):
    def reach(steps):
        settled(widget)
        widget.page.keyboard.press("Tab")
        for key in steps:
            widget.page.keyboard.press(key)

    widget.get_by_role("radio", name="softmax", exact=True).focus()
    widget.page.keyboard.press("ArrowLeft")
    assert_shows(widget, "sigmoid", "quadratic", [1, 2, 3], Y, 1)
    reach([])  # the other activations
    reach(["ArrowDown"])  # the cost
    reach([])  # the targets
    reach([])  # how many outputs
    reach([])  # Predict
    reach(["Home"])  # the slider of z_1: the tab key follows the order on the page
    reach([])  # its field
    reach(["ArrowUp"])  # the dial to nudge: from z_2 to z_1
    assert_shows(widget, "sigmoid", "cross_entropy", [-6, 2, 3], Y, 0)
    reach(["ArrowRight"])  # the slider of z_1 again
    reach(["End", "Backspace", "4"])  # its field: from -5.9 to -5.4
    reach(["End"])  # the slider of z_2
    reach([])
    reach(["ArrowLeft"])  # the slider of z_3
    assert_shows(widget, "sigmoid", "cross_entropy", [-5.4, 6, 2.9], Y, 0)


def test_a_screen_reader_hears_the_outcome_once_things_are_calm(widget):
    live = widget.get_by_role("status")
    widget.get_by_role("radio", name="sigmoid", exact=True).check()
    widget.page.wait_for_function("(e) => e.textContent.includes('one lamp answers')", arg=live.element_handle())
    assert "(37) is 0.0925" in live.inner_text()


def test_the_question_comes_first_and_its_answer_after(open_page, addresses):
    widget = open_page(f"{addresses['http']}/index.html").locator(".bp1-routes")
    hidden = widget.locator(".say, .bill, .jacobian td.nudged, .leg.nudged, .formula")
    assert hidden.count() > 5 and not any(part.is_visible() for part in hidden.all())
    assert "bright" not in widget.locator(".net svg").get_attribute("aria-label")
    assert widget.get_by_role("status").inner_text() == ""
    widget.get_by_role("checkbox", name="a₂").check()
    widget.get_by_role("button", name="Show me").click()
    assert not widget.locator(".ask").is_visible()
    said = widget.locator(".answer-to-guess")
    assert said.inner_text() == "You marked a₂. What moves: a₁, a₂, a₃."
    assert widget.locator(".say").is_visible() and widget.locator(".bill").is_visible()
    turn(widget, 0, 3)
    settled(widget)
    assert not said.is_visible()  # it was about other numbers
    choose(widget, "sigmoid")
    widget.get_by_role("button", name="Predict").click()
    widget.get_by_role("checkbox", name="a₂").check()
    widget.get_by_role("button", name="Show me").click()
    assert said.inner_text() == "You marked a₂, and so it is."


def test_drawing_asks_for_the_layout_only_when_the_size_has_changed(widget):
    settled(widget)
    widget.page.evaluate("""() => {
        const ask = Element.prototype.getBoundingClientRect;
        window.asked = 0;
        Element.prototype.getBoundingClientRect = function () { asked += 1; return ask.call(this); };
    }""")
    turn(widget, 1, -2)
    choose(widget, "sigmoid")
    assert widget.page.evaluate("asked") == 0
    widget.page.set_viewport_size({"width": 500, "height": 900})
    settled(widget)
    assert widget.page.evaluate("asked") == 2  # the dials and the picture, once


def test_a_lit_route_goes_out_when_the_outputs_change(widget):
    widget.locator(".route").nth(2).focus()
    assert "lighting" in widget.get_attribute("class")
    widget.page.evaluate("location.hash = 'routes?activation=softmax&cost=quadratic&z=1_2&y=0_1&j=0'")
    settled(widget)
    assert widget.locator(".route").count() == 2 and "lighting" not in widget.get_attribute("class")


def test_only_what_changed_is_touched(widget):
    choose(widget, "sigmoid")
    turn(widget, 2, 0)  # the largest entry, against which all are tinted
    widget.page.wait_for_timeout(800)  # until the announcement has been made
    changed = """(el) => new Promise((done) => {
        const seen = [];
        const observer = new MutationObserver((records) => seen.push(...records.map((r) =>
            (r.target.nodeType === 3 ? r.target.parentElement : r.target).dataset.name ?? "")));
        observer.observe(el, {subtree: true, childList: true, attributes: true, characterData: true});
        const slider = el.querySelector("[type=range]");
        slider.value = VALUE;
        slider.dispatchEvent(new InputEvent("input", {bubbles: true}));
        requestAnimationFrame(() => requestAnimationFrame(() => { done(seen); observer.disconnect(); }));
    })"""
    assert widget.evaluate(changed.replace("VALUE", "1")) == []  # where it stands already
    names = set(widget.evaluate(changed.replace("VALUE", "2"))) - {""}
    assert names == {"z1", "J11", "dC_da1", "C"}, names  # the other lamps, and z_2's bill otherwise, stay as they are
