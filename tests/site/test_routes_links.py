"""Links to a state of the flagship widget, reset, two of it on a page, and its page for other people's pages."""

import re

import pytest
from routes_face import assert_shows, assert_shows_its_traits, choose, field, link, numbers, settled, traits

from bp1.widgets import Routes

Y = [0.0, 0.0, 1.0]
HEAD = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A course</title><link rel="icon" href="data:,">'
FIRST = ("softmax", "quadratic", [1, 2, 3], Y, 1)


def said(widget):
    """Return the place below the widget where its host speaks."""
    return widget.locator("xpath=..").locator(".bp1-said")


def test_a_link_opens_the_very_state(widget, open_page):
    choose(widget, "tanh", n=4)
    for i, typed in enumerate(["0.1", "1/3", "-1e-7", "5"]):
        field(widget, f"z{i + 1}").fill(typed)
    widget.locator(".dial input[type=radio]").nth(3).check()
    address, state = link(widget), traits(widget)
    assert "#routes?" in address and state["z"] == [0.1, 1 / 3, -1e-7, 5]
    other = open_page(address).locator(".bp1-routes")
    assert said(other).inner_text() == ""
    assert numbers(other) == numbers(widget)
    assert traits(other) == state
    assert_shows_its_traits(other)


def test_a_link_followed_on_the_page_itself_changes_the_state(widget):
    widget.page.evaluate("location.hash = 'routes?activation=sigmoid&ask=false'")
    assert_shows(widget, "sigmoid", *FIRST[1:])
    widget.page.evaluate("location.hash = 'nndl-37'")  # a plain anchor is not for the widget
    widget.page.evaluate("location.hash = 'routes-2?activation=tanh'")  # nor is one for a second widget
    assert_shows(widget, "sigmoid", *FIRST[1:])


@pytest.mark.parametrize(
    "query",
    ["activation=softmacks", "activation=constructor", "cost=toString", "z=1_2", "z=1_2_", "z=1_x_3", "z=1_2_1e999",
     "z=1_2_1001", "z=", "z=&y=&j=0", "j=3", "j=", "j=-1", "j=0.5", "j=length", "ask=perhaps", "constructor=1",
     "__proto__=1", "w=1", "%", "activation=tanh&cost=log_likelihood", "cost=log_likelihood&y=0_0_2",
     "cost=log_likelihood&z=900_0_0"],
)  # fmt: skip
def test_a_damaged_link_falls_back_and_says_so(open_page, addresses, query):
    widget = open_page(f"{addresses['http']}/index.html#routes?{query}").locator(".bp1-routes")
    assert re.fullmatch(r"The link .* is damaged \(.+\), so this is its first state\.", said(widget).inner_text())
    assert_shows(widget, *FIRST)
    assert widget.get_by_role("button", name="Show me").is_visible()  # the question, too, is as at first


def test_reset_brings_back_the_first_state(widget):
    choose(widget, "sigmoid", "cross_entropy", n=5)
    widget.page.get_by_role("button", name="Reset").click()
    assert_shows(widget, *FIRST)
    assert "first state" in said(widget).inner_text()
    assert not widget.locator(".answer-to-guess").is_visible()


def test_where_the_clipboard_is_refused_the_link_is_shown(widget):
    widget.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    for name, start in [("Copy link to this state", "http://127"), ("Copy frame for your page", "<iframe src=")]:
        widget.page.get_by_role("button", name=name).click()
        shown = said(widget).get_by_label("to copy by hand")
        shown.wait_for()
        assert shown.input_value().startswith(start)
        assert shown.evaluate("(e) => e.selectionEnd - e.selectionStart === e.value.length")


@pytest.fixture
def two(tmp_path, site, serve, open_page):
    """Return the two widgets of a page that shows two of them."""
    (tmp_path / "_static").symlink_to(site / "_static")
    snapshots = [Routes(), Routes(activation="sigmoid", z=[0.5, -0.5], y=[1, 0], j=0)]
    html = "".join(widget._repr_mimebundle_()[0]["text/html"] for widget in snapshots)
    script = '<script defer src="_static/widgets/routes.js"></script>'
    (tmp_path / "two.html").write_text(f"{HEAD}{script}<h1 id='plain'>Two</h1>{html}", "utf8")
    address = f"{serve(tmp_path)}/two.html"
    return lambda fragment="": [open_page(address + fragment).locator(".bp1-routes").nth(i) for i in (0, 1)]


def test_two_widgets_on_a_page_keep_to_themselves(two):
    first, second = two("#plain")
    choose(first, "tanh")
    second.locator(".dial input[type=radio]").nth(1).check()
    assert_shows(first, "tanh", "quadratic", [1, 2, 3], Y, 1)
    assert_shows(second, "sigmoid", "quadratic", [0.5, -0.5], [1, 0], 1)
    assert "#routes?" in link(first) and "#routes-2?" in link(second)
    fragment = link(second).split("#")[1]
    first, second = two(f"#{fragment.replace('sigmoid', 'linear')}")
    assert_shows(first, *FIRST)
    assert_shows(second, "linear", "quadratic", [0.5, -0.5], [1, 0], 1)


@pytest.mark.parametrize("way", ["http", "sub-path", "file"])
def test_the_widget_alone_works_from_everywhere(open_page, addresses, way):
    page = open_page(f"{addresses[way]}/_static/embed/routes.html#routes?activation=sigmoid&z=1_-2_3")
    widget = page.locator(".bp1-routes")
    assert_shows(widget, "sigmoid", "quadratic", [1, -2, 3], Y, 1)
    choose(widget, "softmax", "log_likelihood")
    assert_shows(widget, "softmax", "log_likelihood", [1, -2, 3], Y, 1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_copied_frame_shows_the_state(widget, open_page, tmp_path, serve):
    choose(widget, "sigmoid", "cross_entropy")
    frame = widget.locator("xpath=..").evaluate(
        """(place) => new Promise((done) => { navigator.clipboard.writeText = async (text) => done(text);
           place.querySelectorAll(".bp1-toolbar button")[1].click(); })"""
    )
    (tmp_path / "course.html").write_text(HEAD + frame, "utf8")
    page = open_page(f"{serve(tmp_path)}/course.html")
    inner = page.frame_locator("iframe").locator(".bp1-routes")
    inner.locator(".bill").wait_for()
    settled(inner)
    assert page.locator("iframe").get_attribute("title") == widget.page.title()
    assert inner.get_by_role("radio", name="sigmoid", exact=True).is_checked()
    assert_shows(inner, "sigmoid", "cross_entropy", [1, 2, 3], Y, 1)
