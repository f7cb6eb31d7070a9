"""Nobody is kept out: not by a keyboard, not by colours of their own.  What axe finds is in test_budget.py."""

import pytest
from conftest import PAGES
from keyboard import keyboard
from visits import visit

QUICK = ["index.html", "chapters/softmax-opens-every-route.html", "search.html"]  # back through the others takes longer
BACK = [pytest.param(name, "Shift+Tab", 360, marks=[] if name in QUICK else pytest.mark.longer) for name in PAGES]


@pytest.mark.parametrize("name, key, width", [*((name, "Tab", 1280) for name in PAGES), *BACK])
def test_the_tab_key_goes_through_the_page_in_order_and_shows_where_it_is(browser, addresses, name, key, width):
    look = {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    with visit(browser, f"{addresses['http']}/{name}", **look) as seen:
        assert keyboard(seen, key) == []


@pytest.mark.parametrize("name", QUICK)
def test_the_first_stop_skips_to_the_text(open_page, addresses, name):
    page = open_page(f"{addresses['http']}/{name}")
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.url.endswith("#main-content")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def painted(element) -> str:
    """Return the colour that the element's ground is painted in, as a browser that forces colours has it."""
    return element.evaluate("(e) => getComputedStyle(e).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_ground_says_is_still_said_in_colours_of_the_readers_own(open_page, addresses, scheme, theme):
    page = open_page("about:blank", forced_colors="active", color_scheme=scheme)
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.goto(f"{addresses['http']}/index.html")
    ground, ink = ("rgb(255, 255, 255)", "rgb(0, 0, 0)")[:: 1 if scheme == "light" else -1]
    assert painted(page.locator("body")) == ground
    speaking = (".switch :checked + span", ".knob:is(:checked + *)", ".bar", "[class*='fa-']")
    for element in page.locator(", ".join(speaking)).all():
        assert painted(element) == ink, element.evaluate("(e) => e.outerHTML")
