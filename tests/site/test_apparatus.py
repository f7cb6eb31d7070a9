"""The pages behind the chapters: the ledger of equations says where each is used, citations and terms lead home."""

import re
from pathlib import Path

import pytest

from bp1.equations import EQUATIONS

ROOT = Path(__file__).resolve().parents[2]
LEDGER = "chapters/equations-of-nndl.html"


def test_the_ledger_shows_every_equation_once_with_its_name(open_page, addresses):
    page = open_page(f"{addresses['http']}/{LEDGER}")
    shown = page.locator("article div.math > a.number").all_text_contents()
    assert sorted(shown) == sorted(f"({number})" for number in EQUATIONS)
    text = page.locator("article").text_content().lower().replace("’", "'")
    assert all(equation.name.lower() in text for equation in EQUATIONS.values())


@pytest.mark.parametrize("number", ["36", "78", "80", "53"])
def test_the_ledger_says_where_the_book_uses_an_equation(open_page, addresses, number):
    page = open_page(f"{addresses['http']}/{LEDGER}")
    name = EQUATIONS[number].name
    entry = page.locator("article p", has=page.locator("strong", has_text=re.compile(f"^{re.escape(name)}\\.$", re.I)))
    users = entry.locator("a").evaluate_all("(all) => all.map((a) => a.pathname.replace('.html', '.md').slice(1))")
    sources = {path.relative_to(ROOT).as_posix(): path.read_text("utf8") for path in pages()}
    assert set(users) == {
        name for name, text in sources.items() if f"\\tag{{{number}}}" in text or f"(#nndl-{number})" in text
    }


def pages() -> list[Path]:
    """Return the sources of all pages but the ledger itself."""
    return [path for path in [ROOT / "index.md", *(ROOT / "chapters").glob("*.md")] if path.stem not in LEDGER]


def test_a_reference_to_an_equation_that_no_chapter_shows_leads_to_the_ledger(open_page, addresses):
    page = open_page(f"{addresses['http']}/chapters/when-only-one-route-is-open.html")
    reference = page.locator("article a[href$='#equation-nndl-39']").first
    assert reference.get_attribute("href").startswith("equations-of-nndl.html")


def test_a_term_leads_to_its_entry_and_a_citation_to_the_references(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html")
    page.locator("article").get_by_role("link", name="weighted input").click()
    page.wait_for_url("**/chapters/glossary.html#term-weighted-input")
    assert page.locator("#term-weighted-input").is_visible()
    page.goto(f"{addresses['http']}/chapters/when-only-one-route-is-open.html")
    citation = page.locator(".bibtex-citation a").first
    target = citation.get_attribute("href")
    citation.click()
    page.wait_for_url(f"**/{target.removeprefix('../')}" if "/" in target else f"**/chapters/{target}")
    assert "Determination Press" in page.locator(f"#{target.split('#')[1]}").inner_text()


DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{2,}(?![\w.])")
SEEN = """(article) => {
    const code = [...article.querySelectorAll(".cell")].map((e) => e.textContent).join(" ");
    const prose = article.cloneNode(true);
    prose.querySelectorAll(".cell, .katex-html, annotation, pre, table code").forEach((e) => e.remove());
    return [prose.textContent, code];
}"""


def test_a_number_in_the_text_is_one_that_a_cell_shows(page_without_javascript, page_name):
    if "{code-cell}" not in (ROOT / page_name).with_suffix(".md").read_text("utf8"):  # years and addresses only
        return
    article = page_without_javascript.locator("article")
    text, shown = (set(DECIMAL.findall(part)) for part in article.evaluate(SEEN))
    made_up = [x for x in text if all(abs(float(x) - float(y)) > 0.51 * 10.0 ** -len(x.split(".")[1]) for y in shown)]
    assert made_up == []
