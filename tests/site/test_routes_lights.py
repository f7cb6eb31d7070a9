"""Pointing at one thing lights it wherever it stands: in the flagship widget, in its formula, and in the text."""

import json
import re

import pytest
from routes_face import choose, settled

from katex_maths import engine

SYMBOLS = {"j": ".dial", "k": ".lamp", "delta": ".bill .sum"}
OUTLINE = "(e) => getComputedStyle(e).outlineStyle"


def lit(widget) -> list[str]:
    """Return what is lit: the lines, terms, lamps and cells."""
    return sorted(widget.locator(".lit").evaluate_all(
        "(all) => all.map((e) => e.querySelector('[data-name]')?.dataset.name ?? e.dataset.name ?? e.classList[0])"
    ))  # fmt: skip


ROUTE_3 = sorted(["dC_da3", "term", "lamp", "J32", "leg", "share"])


@pytest.mark.parametrize(
    "part",
    [".bill tbody tr >> nth=2", ".term >> nth=2", ".lamp >> nth=2", "[data-name=J32]"],
    ids=lambda part: part.split()[0],
)
def test_pointing_at_a_term_lights_its_route_its_cell_and_its_symbol(widget, part):
    assert lit(widget) == []
    widget.locator(part).hover()
    assert lit(widget) == ROUTE_3
    assert widget.locator(".term.lit").text_content().split() == ["∂C∂a3", "∂a3∂z2", "(−0.335)(−0.163)"]
    assert widget.locator(".bill tr.lit").evaluate(OUTLINE) == "solid"  # not by colour alone
    widget.page.mouse.move(0, 0)
    assert lit(widget) == []


def test_a_term_of_the_formula_is_what_katex_makes_of_its_source(import_js):
    tex, term = (import_js("routes_formula.js")(f"() => m.{name}") for name in ("TEX", "TERM"))
    made = engine().eval(f"katex.renderToString({json.dumps(tex)}, {{ output: 'mathml', displayMode: true }})")
    made = re.sub(r"<annotation.*?</annotation>|</?(semantics|span)[^>]*>", "", made)
    assert term.replace("\n", "") == made, made


def test_a_route_is_lit_by_keyboard_and_can_be_pinned(widget):
    button = widget.locator(".bill .route").nth(2)
    button.focus()
    assert lit(widget) == ROUTE_3
    widget.page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    widget.page.keyboard.press("Tab")
    assert lit(widget) == ROUTE_3
    widget.locator(".dial input[type=radio]").first.check()
    settled(widget)
    assert lit(widget) == sorted({*ROUTE_3, "J31"} - {"J32"})  # pinned to the lamp, whichever dial is nudged
    button.click()
    widget.page.mouse.move(0, 0)
    widget.get_by_role("button", name="Predict").focus()
    assert lit(widget) == []


@pytest.mark.parametrize("kind", SYMBOLS)
def test_a_symbol_in_the_text_lights_the_widget_and_the_reverse(widget, kind):
    page = widget.page
    symbol = page.locator(f"div.math .bp1-{kind}").first
    marked = f"[data-bp1-lit={kind}]"
    assert page.locator(marked).count() == 0 and symbol.evaluate(OUTLINE) == "none"
    symbol.hover()
    assert page.locator(marked).count() == 1
    part = {"j": ".dial :checked + .knob", "k": ".lamp >> nth=0", "delta": ".bill .sum"}[kind]
    styles = "(e) => [getComputedStyle(e).outlineStyle, getComputedStyle(e).strokeWidth]"
    assert widget.locator(part).evaluate(styles) in (["solid", "1px"], ["none", "5px"])
    page.locator(".bd-article h2").first.hover()
    assert page.locator(marked).count() == 0
    widget.locator(SYMBOLS[kind]).first.hover()
    assert symbol.evaluate(OUTLINE) == "solid"
    others = [other for other in SYMBOLS if other != kind]
    assert all(page.locator(f"div.math .bp1-{other}").first.evaluate(OUTLINE) == "none" for other in others)


def test_focus_lights_as_pointing_does(widget):
    for part, kind in [(".dial input[type=range]", "j"), (".bill .route", "k"), (".dial input[type=radio]", "j")]:
        widget.locator(part).first.focus()
        assert widget.page.locator(f"[data-bp1-lit={kind}]").count() == 1, part


def test_a_closed_route_can_be_lit_too(widget):
    choose(widget, "sigmoid")
    widget.locator(".bill tbody tr").nth(2).hover()
    assert lit(widget) == ROUTE_3
