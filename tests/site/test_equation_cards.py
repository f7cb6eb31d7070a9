"""A reference such as (37) shows its equation to who points at it or tabs to it, and is a plain link to all others."""

import pytest
from conftest import toc_pages
from judges import axe
from visits import Visit, lay_out, wake

CHAPTER = "chapters/when-only-one-route-is-open.html"
NAME = "the chain rule, one term for every output"


def reference(page, number="37"):
    return page.locator(f"article a.reference[href$='#equation-nndl-{number}']").first


def card(page):
    return page.locator(".equation-card")


def test_pointing_at_a_reference_shows_its_equation_until_the_pointer_has_left_both(open_page, addresses):
    page = open_page(f"{addresses['http']}/{CHAPTER}")
    assert not card(page).is_visible()
    reference(page).hover()
    assert NAME in card(page).text_content()
    assert r"\sum_k \frac{\partial C}{\partial a^L_k}" in card(page).locator("annotation").text_content()
    card(page).hover()
    page.wait_for_timeout(600)
    assert card(page).is_visible()  # the pointer may rest on it
    page.mouse.move(0, 0)
    card(page).wait_for(state="hidden")


def test_a_reference_reached_by_keyboard_shows_its_equation_and_escape_sends_it_away(open_page, addresses):
    page = open_page(f"{addresses['http']}/{CHAPTER}")
    page.keyboard.press("Tab")
    reference(page).focus()
    assert NAME in card(page).text_content()
    described = page.locator(f"#{reference(page).get_attribute('aria-describedby')}")
    assert described.text_content() == NAME
    page.keyboard.press("Escape")
    card(page).wait_for(state="hidden")
    assert reference(page).evaluate("(link) => link === document.activeElement")


OUTSIDE = """() => [...document.querySelectorAll("article a.reference[href*='#equation-nndl-']")].filter((link) => {
    if (!link.checkVisibility({ visibilityProperty: true })) return false;
    link.focus();
    const { left, right, top, bottom } = document.querySelector(".equation-card").getBoundingClientRect();
    return right - left < 100 || left < 0 || right > innerWidth || top < 0 || bottom > innerHeight;
}).map((link) => link.textContent)"""


@pytest.mark.parametrize("name, width", [*((name, 320) for name in toc_pages()), (CHAPTER, 1280)])
def test_every_card_stays_inside_the_window(open_page, addresses, name, width):
    page = open_page(f"{addresses['http']}/{name}", viewport={"width": width, "height": 500})
    lay_out(page)
    wake(page)  # a widget that starts moves what stands below it
    page.keyboard.press("Tab")  # so that the focus shows
    assert page.evaluate(OUTSIDE) == []


def test_a_tap_follows_the_link_and_leaves_nothing_behind(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html", has_touch=True, viewport={"width": 360, "height": 700})
    reference(page).tap()
    page.wait_for_url("**/index.html#equation-nndl-37")
    assert not card(page).is_visible()


def test_without_javascript_a_reference_is_a_link_and_no_card_is_seen(open_page, addresses):
    page = open_page(f"{addresses['http']}/{CHAPTER}", java_script_enabled=False)
    assert page.get_by_text(NAME).count() == 0
    assert reference(page).get_attribute("href").endswith("index.html#equation-nndl-37")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_card_is_open(open_page, addresses, scheme):
    page = open_page(f"{addresses['http']}/{CHAPTER}", color_scheme=scheme, reduced_motion="reduce")
    reference(page).hover()
    assert card(page).is_visible() and axe(Visit(page)) == []


def test_every_reference_has_its_card(page_to_read):
    page = page_to_read
    numbers = page.locator("article a.reference[href*='#equation-nndl-']").all_text_contents()
    cards = page.locator("template[data-equation]").evaluate_all("(all) => all.map((e) => e.dataset.equation)")
    assert {number for number in numbers if "*" not in number} == set(cards)
    assert len(cards) == len(set(cards))


def test_the_number_of_an_equation_leads_to_its_place_in_nndl(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html")
    number = page.locator("#equation-nndl-37 a.number")
    assert number.get_attribute("href") == "http://neuralnetworksanddeeplearning.com/chap2.html#eqtn37"
    assert number.inner_text() == "(37)"
