"""Nobody is kept out: axe finds nothing on any page, in any theme, on a narrow screen, before and after use.

Motion is reduced, so that axe never judges the colours of something half faded in.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MORE = {"label-content-name-mismatch": {"enabled": True}}  # a WCAG rule that this axe still calls experimental
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "320 px": {"viewport": {"width": 320, "height": 700}},
}


def violations(page) -> list[str]:
    """Return what axe finds, a line each: the rule, the first element, and what is wrong with it."""
    found = Axe().run(page, options={"runOnly": RULES, "rules": MORE}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0]['failureSummary']}" for v in found]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_axe_finds_nothing(open_page, addresses, page_name, look):
    page = open_page(f"{addresses['http']}/{page_name}", reduced_motion="reduce", **look)
    assert violations(page) == []
    for place in page.locator("[data-bp1-widget]").all():
        place.get_by_role("radio", name="sigmoid").check()
        place.get_by_role("slider").first.press("Home")
    page.locator("details").evaluate_all("(all) => all.forEach((details) => { details.open = true; })")
    assert violations(page) == []


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_axe_finds_nothing_on_the_search_page(open_page, addresses, look):
    page = open_page(f"{addresses['http']}/search.html?q=softmax", reduced_motion="reduce", **look)
    page.locator("#search-results a").first.wait_for()
    assert violations(page) == []
