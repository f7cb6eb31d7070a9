"""Every page: no error, no other host, and nothing lost on the way, from a folder of a server and by double click.

All other tests open pages from a server's root.
"""

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from judges import raw_tex
from playwright.sync_api import expect
from visits import Visit, wake

from bp1.widgets import base
from question_index import groups

ROOT = Path(__file__).resolve().parents[2]


def source_of(page_name: str) -> str:
    """Return the chapter's source, with the readers' questions that it lists."""
    text = (ROOT / page_name).with_suffix(".md").read_text("utf8")
    listed = [q for group in re.findall(r"^```{question-index} (\w+)", text, re.MULTILINE) for q in groups()[group]]
    return text + "\n".join(f"{question['words']}\n{question['answer']}" for question in listed)


@pytest.mark.parametrize("way", ["sub-path", "file"])
def test_a_page_opens_without_errors_and_its_widget_is_alive(open_page, addresses, way, page_name):
    page = open_page(f"{addresses[way]}/{page_name}")
    wake(page)
    for place in page.locator("[data-bp1-widget]").all():
        place.locator(".bp1-toolbar").wait_for()
        assert place.locator(".bp1-snapshot").count() == 0


@pytest.mark.parametrize("come", ["document.querySelector('[data-bp1-widget]').scrollIntoView()",
                                  "location.hash = 'routes?activation=tanh&cost=quadratic&ask=false'"])  # fmt: skip
def test_a_widget_far_down_starts_when_somebody_comes(open_page, addresses, come):
    page = open_page(f"{addresses['http']}/chapters/when-only-one-route-is-open.html")
    place = page.locator("[data-bp1-widget]").first
    assert place.locator(".bp1-snapshot table").count() and not place.locator(".bp1-toolbar").count()
    page.evaluate(come)
    expect(place.locator(".bp1-toolbar")).to_be_visible()
    assert ("tanh" in come) == (place.locator("select").first.input_value() == "tanh")


def test_maths_is_typeset_in_the_page_itself(page_without_javascript, page_name):
    assert page_without_javascript.locator(".katex-mathml").count() >= ("$" in source_of(page_name))
    assert raw_tex(Visit(page_without_javascript)) == []


def test_punctuation_after_a_formula_stays_on_its_line_and_is_there_once(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html", java_script_enabled=False)
    sentence = page.locator("article p", has_text="The cost").first
    nobreak = sentence.locator(".math.nobreak")
    assert nobreak.count() == 1 and nobreak.inner_text().endswith(",")  # "all the lamps a_k, so it feels"
    assert ",," not in page.locator("article").inner_text()


@pytest.mark.parametrize("number", ["36", "37", "38"])
def test_the_equations_carry_nndls_numbers_and_can_be_referred_to(open_page, addresses, number):
    index = open_page(f"{addresses['http']}/index.html")
    equation = index.locator(f"#equation-nndl-{number}")
    assert f"({number})" in equation.inner_text().replace("\n", "")
    chapter = open_page(f"{addresses['http']}/chapters/when-only-one-route-is-open.html")
    reference = chapter.locator(f"a.reference[href$='index.html#equation-nndl-{number}']").first
    assert reference.inner_text() == f"({number})"


def test_a_reference_prints_the_number_of_the_equation_it_leads_to(page_to_read):
    for link in page_to_read.locator("a.reference[href*='#equation-nndl-']").all():
        number = link.text_content().strip("()").lower()  # an anchor has no capitals
        assert link.get_attribute("href").endswith(f"#equation-nndl-{number}")


def test_each_numbered_equation_has_an_anchor_of_its_own(site, page_name):
    anchors = re.findall(r'id="(equation-nndl-[^"]+)"', (site / page_name).read_text("utf8"))
    assert sorted(anchors) == sorted(set(anchors))  # BP2 and BP2* stand on one page


def test_an_equation_s_number_does_not_lie_over_the_equation(open_page, addresses, page_name):
    page = open_page(f"{addresses['http']}/{page_name}", viewport={"width": 360, "height": 800})
    numbers = page.locator("article div.math > .number")
    assert numbers.count() >= source_of(page_name).count(r"\tag{")
    overlaps = numbers.evaluate_all(
        """(all) => all.map((number) => Math.max(...[...number.parentElement.querySelectorAll(".katex-base")].map(
            (e) => e.getBoundingClientRect().right)) - number.getBoundingClientRect().left)"""
    )
    assert max(overlaps, default=0) <= 0


def test_without_javascript_a_table_says_what_the_widget_shows(page_without_javascript):
    page = page_without_javascript
    for exercise in page.locator("[data-bp1-widget='exercise']").all():
        assert exercise.locator("summary").all_text_contents() == ["Hint", "Solution"]
    for place in page.locator("[data-bp1-widget]:not([data-bp1-widget='exercise'])").all():
        assert re.search(r"\(37\)|\(BP4\)", place.locator("table").last.text_content())


def test_a_page_loads_the_widgets_as_they_are_now(site, page_name):
    # A browser may keep page-<hash>.js for ever; so another script must have another name.
    html = (site / page_name).read_text("utf8")
    (address,) = re.findall(r"_static/page-\w+\.js", html)
    script = (site / address).read_text("utf8")
    assert hashlib.sha256(script.encode()).hexdigest()[:12] in address
    for stem in re.findall(r'data-bp1-widget="(\w+)"', html):
        assert base.page_script(stem) in script
    for name, digest in re.findall(r'later\("(\w+\.js)\?(\w+)"\)', script):
        assert hashlib.sha256((site / "_static" / "widgets" / name).read_bytes()).hexdigest().startswith(digest)
    assert script.count('later("') == len(re.findall(r'later\("\w+\.js\?\w+', script))


def test_a_page_keeps_every_rule_of_its_widgets(site, page_name):
    # Rules of classes that nothing in the site names are left out; the classes of a widget are named in its script.
    html = (site / page_name).read_text("utf8")
    css = "".join((site / address).read_text("utf8") for address in re.findall(r"_static/page-\w+\.css", html))
    for stem in re.findall(r'data-bp1-widget="(\w+)"', html):
        selector = re.compile(rf"\.bp1-{stem}\b")
        assert len(selector.findall(css)) == len(selector.findall(base.source(f"{stem}.css"))) > 0, stem


@pytest.mark.parametrize("scheme, ground", [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 18, 18)")])
def test_a_page_is_dark_or_light_before_any_file_has_come(browser, addresses, scheme, ground):
    # What a slow connection shows first must not flash: the theme is set by the page's own first lines.
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{addresses['http']}/index.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    context.close()


def test_no_punctuation_is_lost_or_doubled_after_formulas(page_without_javascript, page_name):
    after = page_without_javascript.locator("article span.math:not(figcaption *)").evaluate_all(
        """(all) => all.map((e) => (e.classList.contains("nobreak") ? e.lastChild.textContent : "")
            + (e.nextSibling?.textContent ?? ""))"""
    )
    shown = [text[0] for text in after if text[:1] in ",.;:?!)" and text]
    assert not [text for text in after if re.match(r"([,.;:?!])\1", text)]
    source = re.sub(r"```{code-cell.*?```|`[^`\n]+`|\$\$.*?\$\$", "", source_of(page_name), flags=re.DOTALL)
    written = [source[m.end()] for m in re.finditer(r"\$[^$\n]+\$", source) if source[m.end()] in ",.;:?!)"]
    assert Counter(shown) == Counter(written)


def test_the_fonts_of_formulas_are_on_their_way_before_the_first_line_is_laid_out(open_page, addresses):
    page = open_page("about:blank")
    page.add_init_script("""new MutationObserver((_, watch) => {
        if (!document.body) return;
        watch.disconnect();
        window.early = [...document.fonts].filter((f) => f.status !== "unloaded").map((f) => f.family);
    }).observe(document, { childList: true, subtree: true });""")
    page.goto(f"{addresses['http']}/index.html")
    assert page.evaluate("early") == ["KaTeX_Main", "KaTeX_Math"]


def test_no_icon_asks_for_the_font_that_is_gone(page_to_read):
    asking = page_to_read.evaluate(
        """() => [...document.querySelectorAll("body *")].flatMap((e) => ["::before", "::after"].filter((part) => {
            const style = getComputedStyle(e, part);
            return style.fontFamily.includes("Font Awesome") && !["none", "normal"].includes(style.content);
        }).map((part) => e.className + part))"""
    )
    assert asking == []


def test_formulas_wear_the_books_colours_and_keep_their_source(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html")
    formula = page.locator("div.math", has=page.locator("annotation", has_text=r"\sum_k"))
    worn = formula.locator(".katex-html").evaluate(
        """(html) => [...html.querySelectorAll('[class*="bp1-"]')].map((e) => [e.classList[1], e.textContent,
            getComputedStyle(e.querySelector("*") ?? e).color === getComputedStyle(Object.assign(
                html.appendChild(document.createElement("i")), {style: `color: var(--${e.classList[1]})`})).color])"""
    )
    dial, lamp, sum_over = ["bp1-j", "zjL\u200b", True], ["bp1-k", "akL\u200b", True], ["bp1-k", "k", True]
    assert sorted(worn) == sorted([["bp1-delta", "δjL\u200b", True], sum_over, lamp, lamp, dial])
    assert formula.locator("annotation").text_content().strip() == (
        r"\delta^L_j = \sum_k \frac{\partial C}{\partial a^L_k} \frac{\partial a^L_k}{\partial z^L_j} \tag{37}"
    )
