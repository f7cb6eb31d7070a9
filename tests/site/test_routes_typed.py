"""What readers type into the flagship widget: taken over where it makes sense, marked and explained where not."""

import pytest
from routes_face import assert_shows, assert_shows_its_traits, choose, field, numbers, settled, traits

Y = [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("-1,5", -1.5), ("1/2", 0.5), ("5e-1", 0.5), ("−2", -2), (".25", 0.25), ("50 %", 0.5), ("-1e3", -1000), ("7 ", 7)],
)
def test_a_number_may_be_spelled_in_many_ways(widget, typed, value):
    field(widget, "z1").fill(typed)
    assert_shows(widget, "softmax", "quadratic", [value, 2, 3], Y, 1)
    assert field(widget, "z1").input_value() == typed  # nobody writes into the field while somebody types
    field(widget, "z2").focus()
    settled(widget)
    assert field(widget, "z1").input_value() == f"{value:g}".replace("-", "−")


def test_a_field_that_has_the_focus_and_nothing_typed_in_it_shows_what_changes(widget):
    field(widget, "z2").focus()
    widget.page.evaluate("location.hash = 'routes?z=1_-4_3&ask=false'")
    settled(widget)
    assert field(widget, "z2").input_value() == "−4"


def test_a_menu_keeps_its_place_and_the_focus_while_the_outputs_grow(widget):
    menu = widget.locator("label", has_text="outputs").locator("select").element_handle()
    menu.focus()
    for n in (4, 6, 2):
        menu.select_option(str(n))
        settled(widget)
        assert menu.evaluate("(e) => e === document.activeElement") and len(traits(widget)["z"]) == n


@pytest.mark.parametrize(
    ("typed", "value"), [("1;0;0", [1, 0, 0]), ("[0,5 0,5 0]", [0.5, 0.5, 0]), ("1/3  1/3 ; 1/3", [1 / 3] * 3)]
)
def test_targets_are_separated_by_spaces_or_semicolons(widget, typed, value):
    field(widget, "y").fill(typed)
    assert_shows(widget, "softmax", "quadratic", [1, 2, 3], value, 1)


def assert_refused(widget, name, typed, allowed):
    """Fail unless what is typed is marked and explained, the numbers stay, and leaving the field restores it."""
    before, text = traits(widget), field(widget, name).input_value()
    field(widget, name).fill(typed)
    settled(widget)
    trouble = widget.locator(".trouble")
    assert field(widget, name).get_attribute("aria-invalid") == "true"
    assert allowed in trouble.inner_text(), trouble.inner_text()
    assert trouble.get_attribute("role") == "alert"
    assert trouble.get_attribute("id") in field(widget, name).get_attribute("aria-describedby")
    assert_shows(widget, **before)
    assert traits(widget) == before  # asking for the link does not move the focus
    field(widget, name).blur()
    settled(widget)
    assert field(widget, name).input_value() == text and not trouble.is_visible()
    assert field(widget, name).get_attribute("aria-invalid") is None


@pytest.mark.parametrize("typed", ["", "abc", "1e999", "1/0", "1001", "--2", "1 2", "NaN", "Infinity"])
def test_nonsense_is_marked_and_the_last_good_numbers_stay(widget, typed):
    assert_refused(widget, "z2", typed, "from −1000 to 1000")


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [("1 0", "equally many"), ("1 0 0 0", "equally many"), ("", "a space or ;"), ("0 0 x", "a space or ;"),
     ("0 0 2", "targets of the log-likelihood cost go from 0 to 1")],
)  # fmt: skip
def test_targets_that_make_no_sense_are_marked(widget, typed, allowed):
    choose(widget, "softmax", "log_likelihood")
    assert_refused(widget, "y", typed, allowed)


def test_an_infinite_gradient_is_refused_and_named(widget):
    choose(widget, "softmax", "log_likelihood")
    assert_refused(widget, "z1", "900", "∂C/∂a₃ is infinite")


def test_a_cost_that_is_infinite_a_nudge_further_is_refused(widget):
    choose(widget, "sigmoid", "cross_entropy")
    assert_refused(widget, "z2", "36.7367", "infinite a nudge from there")  # 1 - a is 2.2e-16, then 0


def test_a_menu_that_is_refused_goes_back(widget):
    field(widget, "z1").fill("900")  # a_3 is 0, which the quadratic cost can bear and log-likelihood cannot
    choose(widget, cost="log_likelihood")
    assert "∂C/∂a₃ is infinite" in widget.locator(".trouble").inner_text()
    assert widget.get_by_role("combobox", name="cost").input_value() == "quadratic"
    assert_shows(widget, "softmax", "quadratic", [900, 2, 3], Y, 1)


def test_mending_a_number_takes_the_mark_away(widget):
    field(widget, "z1").press_sequentially("x")
    assert field(widget, "z1").get_attribute("aria-invalid") == "true"
    field(widget, "z1").press("Backspace")
    assert field(widget, "z1").get_attribute("aria-invalid") is None
    assert not widget.locator(".trouble").is_visible()
    assert_shows_its_traits(widget)


def test_a_slider_at_its_end_says_the_number_beyond_it(widget):
    field(widget, "z1").fill("12.5")
    numbers(widget)
    assert widget.get_by_role("slider").first.get_attribute("aria-valuetext") == "12.5, beyond the end"
    field(widget, "z1").fill("0.00001")
    field(widget, "z1").blur()
    settled(widget)
    assert float(field(widget, "z1").input_value()) == 0.00001  # a number that is not 0 never reads as 0
