"""On a phone, what lies far below is laid out late, and no reader sees a page move because of that."""

import contextlib

import pytest
from conftest import PAGES
from judges import axe
from visits import Visit, two_frames

CHAPTER = "chapters/softmax-opens-every-route.html"
QUICK = [CHAPTER, "chapters/one-nudge-travels-by-every-route.html"]
ALL = [name if name in QUICK else pytest.param(name, marks=pytest.mark.longer) for name in PAGES]
LAST = "article > section > section:last-of-type"
LATE = "(section) => getComputedStyle(section).contentVisibility === 'auto'"
PHONE = {"viewport": {"width": 412, "height": 820}, "reduced_motion": "reduce"}
TOP = "(e) => e.getBoundingClientRect().top"


@pytest.fixture
def page(open_page, addresses):
    return open_page(f"{addresses['http']}/{CHAPTER}", **PHONE)


def test_a_page_that_is_only_opened_lays_out_its_beginning(page):
    assert page.locator(LAST).evaluate(LATE)
    assert page.locator(f"{LAST} > h2").evaluate("(e) => !e.checkVisibility({ contentVisibilityAuto: true })")


@pytest.mark.parametrize("name", ALL)
def test_a_page_laid_out_late_has_no_fault_for_axe(open_page, addresses, name):
    assert axe(Visit(open_page(f"{addresses['http']}/{name}", **PHONE))) == []


def test_a_wide_page_is_laid_out_at_once(open_page, addresses):
    assert not open_page(f"{addresses['http']}/{CHAPTER}").locator(LAST).evaluate(LATE)


def test_a_key_lays_out_the_rest(page):
    page.keyboard.press("Tab")
    assert not page.locator(LAST).evaluate(LATE)


def test_a_click_far_below_meets_what_it_is_meant_for(page):
    heading = page.locator(f"{LAST} > h2")
    heading.evaluate("(e) => { e.tabIndex = 0; e.scrollIntoView(); e.onclick = () => { e.dataset.met = true; }; }")
    two_frames(page)
    box = heading.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    assert heading.get_attribute("data-met") == "true"


def test_nothing_moves_when_the_rest_is_laid_out(page):
    places = page.locator("article :is(h1, h2, h3, p, table, .cell)")
    for section in page.locator("article section section").all():
        section.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 2000)")
    page.wait_for_timeout(300)
    before = places.evaluate_all("(all) => all.map((e) => Math.round(e.getBoundingClientRect().top))")
    page.keyboard.press("Shift")
    assert not page.locator(LAST).evaluate(LATE)
    assert places.evaluate_all("(all) => all.map((e) => Math.round(e.getBoundingClientRect().top))") == before


def tops(browser, address: str, script: bool) -> list[float]:
    """Return where all parts of the page begin, with its script or while that has not come."""
    with contextlib.closing(browser.new_context(**PHONE)) as context:
        page = context.new_page()
        if not script:
            page.route("**/page-*.js", lambda route: route.abort())
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.documentElement.dataset.arrived = ''; true")
        two_frames(page)
        return page.locator("article > section > *, article section section > *").evaluate_all(
            f"(all) => all.map({TOP})"
        )


@pytest.mark.parametrize("name", ALL[1:])  # the first page begins with its widget, which grows
def test_nothing_moves_when_the_script_comes(browser, addresses, name):
    address = f"{addresses['http']}/{name}"
    assert tops(browser, address, script=True) == pytest.approx(tops(browser, address, script=False), abs=1)


def test_who_follows_a_link_to_a_section_far_below_arrives_there(open_page, addresses):
    first = open_page(f"{addresses['http']}/{CHAPTER}", **PHONE)
    anchor = first.locator("article > section > section:nth-last-of-type(3)").get_attribute("id")
    page = open_page(f"{addresses['http']}/{CHAPTER}#{anchor}", **PHONE)
    page.wait_for_load_state("networkidle")
    assert -1 <= page.locator(f"#{anchor} > h2").evaluate(TOP) < 200


def test_who_comes_back_is_where_they_were(page):
    heading = page.locator("article > section > section:nth-of-type(3) > h2")  # no widget above it, which may grow
    page.evaluate("document.documentElement.dataset.arrived = ''; true")
    heading.evaluate("(e) => e.scrollIntoView()")
    before = heading.evaluate(TOP)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert abs(heading.evaluate(TOP) - before) < 2


def test_without_javascript_everything_is_laid_out(open_page, addresses):
    page = open_page(f"{addresses['http']}/{CHAPTER}", java_script_enabled=False, **PHONE)
    assert not page.locator(LAST).evaluate(LATE)
