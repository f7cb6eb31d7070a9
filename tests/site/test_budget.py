"""What a page costs its reader, whom it keeps out, and what it does behind the reader's back: nothing, say the judges.

Motion is reduced, so that axe never judges the colours of something half faded in.
"""

import judges
import pytest
from conftest import PAGES
from visits import lay_out, use_everything, visit, wear

NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("name", PAGES)
def test_no_judge_finds_a_fault_before_use(browser, addresses, name):
    with visit(browser, f"{addresses['http']}/{name}", reduced_motion="reduce") as seen:
        seen.page.wait_for_load_state("networkidle")
        assert judges.faults(seen, judges.AT_FIRST) == {}
        lay_out(seen.page)
        assert judges.faults(seen, judges.ALWAYS) == {}
        seen.page.emulate_media(forced_colors="active", reduced_motion="reduce")
        assert judges.contrast(seen) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_judge_finds_a_fault_after_everything_was_used(browser, addresses, name):
    with visit(browser, f"{addresses['http']}/{name}", reduced_motion="reduce", viewport=NARROW) as seen:
        use_everything(seen.page)
        for viewport, theme in ((NARROW, "light"), (WIDE, "dark")):
            seen.page.set_viewport_size(viewport)
            wear(seen.page, theme)
            assert judges.faults(seen, judges.ALWAYS) == {}, theme


def test_every_page_is_judged(site):
    written = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert {name for name in written if not name.startswith("_static/")} == {*PAGES}


def test_the_policy_bites(browser, addresses):
    with visit(browser, f"{addresses['http']}/index.html") as seen:
        seen.page.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true;";
            document.head.append(script);
        }""")
        assert seen.page.evaluate("window.ran") is None
        assert judges.violations(seen) == ["script-src-elem: inline"]


def test_search_finds_a_word_and_loads_its_index_only_then(browser, addresses):
    with visit(browser, f"{addresses['http']}/index.html", reduced_motion="reduce") as seen:
        seen.page.get_by_role("button", name="Search").first.click()
        seen.page.get_by_role("searchbox").fill("triangle")
        assert not any("searchindex" in url for url in seen.requests)
        seen.page.keyboard.press("Enter")
        results = seen.page.locator("#search-results")
        results.get_by_role("link", name="Softmax opens every route", exact=True).wait_for()
        assert any("searchindex" in url for url in seen.requests)
        assert judges.faults(seen, judges.ALWAYS) == {}
